//! What every database must do for a space's pictures.

use super::*;
use crate::databases;
use crate::spaces::store::contract::{ANA, BO, LETTING_GO, World, at};

async fn a_picture_is_shown_until_another_takes_its_place_or_the_space_goes(world: &World) {
    use PicturePlace::{Cover, Profile};
    let (id, other) = (world.community(1, &[BO]).await, world.community(2, &[]).await);
    let (ana, bo) = (world.proof(id, ANA).await, world.proof(id, BO).await);
    let first = world.media.has_ready(1, ANA.0).await;
    let second = world.media.has_ready(2, ANA.0).await;
    let third = world.media.has_ready(3, ANA.0).await;
    let unready = world.media.has(4, ANA.0).await;
    let set = async |proof: &SpaceMember, place, media| {
        world.pictures.set_picture(proof, place, media, LETTING_GO).await.unwrap()
    };
    assert_eq!(set(&bo, Profile, None).await, PictureSet::Gone, "no admin");
    assert_eq!(set(&ana, Profile, Some(unready)).await, PictureSet::NotReady);
    let PictureSet::Now(shown) = set(&ana, Profile, Some(first)).await else { panic!("it is shown") };
    assert_eq!(shown.picture.as_ref().unwrap().id, first);
    assert_eq!(*world.proof(id, BO).await.space(), *shown);
    assert_eq!(set(&ana, Profile, Some(first)).await, PictureSet::Now(shown), "the same again changes nothing");
    let elsewhere = set(&world.proof(other, ANA).await, Cover, Some(first)).await;
    assert_eq!(elsewhere, PictureSet::NoSuchMedia, "it is shown already");
    set(&ana, Cover, Some(second)).await;
    assert!(world.media.erased().await.is_empty());
    set(&ana, Profile, Some(third)).await;
    assert_eq!(world.media.erased().await, [first]);
    let PictureSet::Now(none) = set(&ana, Cover, None).await else { panic!("it is taken away") };
    assert_eq!((none.picture.unwrap().id, none.cover), (third, None));
    assert_eq!(world.media.erased().await, [second]);

    world.spaces.delete(&ana, at(5), vec![]).await.unwrap();
    while world.spaces.erase(id, 2, LETTING_GO).await.unwrap() > 0 {}
    assert_eq!(world.media.erased().await, [third], "once");
}

databases!(World::on, a_picture_is_shown_until_another_takes_its_place_or_the_space_goes);
