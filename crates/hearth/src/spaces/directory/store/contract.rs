//! What every database must do for the directory.

use super::*;
use crate::accounts::Place;
use crate::databases;
use crate::spaces::directory::model::words_of;
use crate::spaces::model::{Description, Profile, SpaceChange, SpaceId, Visibility};
use crate::spaces::store::contract::{ANA, NOW, World, account, at, place, profile, space};

fn key(text: &str) -> TopicKey {
    TopicKey::parse(text).unwrap()
}

fn name(text: &str) -> SpaceName {
    SpaceName::parse(text).unwrap()
}

impl World {
    async fn lists(&self, id: u128, called: &str, topic: &str, place: Place, members: u128) -> SpaceId {
        let profile = Profile { place, ..profile(called, topic) };
        let others: Vec<_> = (100..99 + members).map(account).collect();
        self.make(id, Visibility::Community, profile, &others).await
    }

    /// All that fit, by pages of two.
    async fn finds(&self, topic: Option<&str>, place: Place, words: &str) -> Vec<SpaceId> {
        let facet = Facet::of(topic.map(key).as_ref(), &place);
        let words = words_of(words);
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = if words.is_empty() {
                self.directory.listed(facet, after, 2).await.unwrap()
            } else {
                self.directory.found(facet, &words, after, 2).await.unwrap()
            };
            let Some(last) = page.last() else { return found };
            after = Some((last.word.clone(), last.rank, last.space.id.0));
            found.extend(page.iter().map(|one| one.space.id));
        }
    }
}

async fn topics_are_added_renamed_and_taken_away(world: &World) {
    world.directory.begin_with(&[("ocd", "OCD"), ("art", "Art")]).await.unwrap();
    world.directory.begin_with(&[("grief", "Grief")]).await.unwrap();
    let put = async |text, called, most| world.directory.put_topic(&key(text), &name(called), most).await.unwrap();
    assert_eq!(put("zen", "Zen", 3).await, PutTopic::Added);
    assert_eq!(put("more", "More", 3).await, PutTopic::TooMany);
    assert_eq!(put("zen", "Zen and tea", 3).await, PutTopic::Renamed);
    let topics = world.directory.topics(None, 10).await.unwrap();
    let told: Vec<_> = topics.iter().map(|topic| (topic.key.as_str(), topic.name.as_str())).collect();
    assert_eq!(told, [("art", "Art"), ("ocd", "OCD"), ("zen", "Zen and tea")], "grief came too late");
    assert_eq!(world.directory.topics(Some("art".into()), 1).await.unwrap()[0].key, "ocd");

    world.lists(1, "One", "ocd", Place::default(), 1).await;
    assert_eq!(world.directory.drop_topic(&key("ocd")).await.unwrap(), DroppedTopic::InUse);
    assert_eq!(world.directory.drop_topic(&key("grief")).await.unwrap(), DroppedTopic::NotThere);
    assert_eq!(world.directory.drop_topic(&key("zen")).await.unwrap(), DroppedTopic::Now);
    world.spaces.delete(&world.proof(space(1), ANA).await, NOW, vec![]).await.unwrap();
    assert_eq!(world.directory.drop_topic(&key("ocd")).await.unwrap(), DroppedTopic::Now);
}

async fn communities_are_found_by_topic_and_place(world: &World) {
    let wien = place("Österreich", "", "Wien");
    let graz = place("österreich", "Steiermark", "Graz");
    let first = world.lists(1, "First", "ocd", wien.clone(), 1).await;
    let second = world.lists(2, "Second", "ocd", graz, 1).await;
    let third = world.lists(3, "Third", "anxiety", wien, 1).await;
    let nowhere = world.lists(4, "Fourth", "ocd", Place::default(), 1).await;
    world.make(5, Visibility::Private, Profile { topic: None, ..profile("Hidden", "") }, &[]).await;
    for (topic, place, expected) in [
        (None, Place::default(), vec![first, second, third, nowhere]),
        (Some("ocd"), Place::default(), vec![first, second, nowhere]),
        (Some("ocd"), place("OSTERREICH", "", ""), vec![first, second]),
        (None, place("", "", "wien"), vec![first, third]),
        (Some("anxiety"), place("osterreich", "", "Wien"), vec![third]),
        (Some("anxiety"), place("osterreich", "", "Graz"), vec![]),
        (None, place("", "steiermark", ""), vec![second]),
    ] {
        assert_eq!(world.finds(topic, place.clone(), "").await, expected, "{topic:?} {place:?}");
    }
}

async fn the_larger_come_first_and_none_twice(world: &World) {
    for (id, members) in [(1, 1), (2, 5), (3, 2), (4, 4), (5, 1)] {
        world.lists(id, "Talk", "ocd", Place::default(), members).await;
    }
    let by_size = [2, 4, 3, 1, 5].map(space);
    assert_eq!(world.finds(Some("ocd"), Place::default(), "").await, by_size);
    assert_eq!(world.finds(None, Place::default(), "talk").await, by_size);
    // Four members less one are no longer in the class of four.
    world.leaves(space(4), account(100)).await;
    let moved = [2, 3, 4, 1, 5].map(space);
    assert_eq!(world.finds(Some("ocd"), Place::default(), "").await, moved);
    assert_eq!(world.finds(None, Place::default(), "talk").await, moved);
}

async fn communities_are_found_by_the_beginnings_of_words(world: &World) {
    let wien = place("Österreich", "", "Wien");
    let quiet = world.lists(1, "Quiet évenings", "ocd", wien.clone(), 1).await;
    let evening = world.lists(2, "Evening walks", "ocd", Place::default(), 1).await;
    let even = world.lists(3, "Even more", "anxiety", wien.clone(), 1).await;
    let any = Place::default;
    assert_eq!(world.finds(None, any(), "EVEN").await, [even, evening, quiet], "the nearest word first");
    assert_eq!(world.finds(None, any(), "evening quiet").await, [quiet]);
    assert_eq!(world.finds(Some("ocd"), any(), "even").await, [evening, quiet]);
    assert_eq!(world.finds(None, wien.clone(), "even").await, [even, quiet]);
    assert_eq!(world.finds(None, any(), "vening").await, [] as [SpaceId; 0]);
    let change = SpaceChange { description: Description::parse("tea and cake").ok(), ..SpaceChange::default() };
    world.spaces.change(&world.proof(quiet, ANA).await, change).await.unwrap();
    assert_eq!(world.finds(None, wien, "tea even").await, [quiet]);
    world.spaces.delete(&world.proof(quiet, ANA).await, at(1), vec![]).await.unwrap();
    assert_eq!(world.finds(None, any(), "tea").await, [] as [SpaceId; 0], "what is deleted is not found");
    assert_eq!(world.finds(Some("ocd"), any(), "").await, [evening]);
}

databases!(
    World::on,
    topics_are_added_renamed_and_taken_away,
    communities_are_found_by_topic_and_place,
    the_larger_come_first_and_none_twice,
    communities_are_found_by_the_beginnings_of_words,
);
