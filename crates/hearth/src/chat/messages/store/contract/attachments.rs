//! Pictures of messages.

use super::*;
use crate::databases;
use crate::media::testing::picture;
use crate::media::{Caption, Captioned, MediaId, Unfit};

fn showing(chat: ChatId, sender: AccountId, pictures: &[(MediaId, &str)]) -> Draft {
    let attachments = pictures.iter().map(|(id, caption)| (*id, Caption::parse(caption).unwrap())).collect();
    Draft { attachments, ..draft(chat, sender, "") }
}

fn ids(message: &Message) -> Vec<MediaId> {
    message.attachments.iter().map(|one| one.picture.id).collect()
}

async fn a_message_has_its_pictures_in_their_order(world: &World) {
    let group = world.group(1, &[BO]).await;
    let (first, second) = (world.media.has_ready(1, ANA.0).await, world.media.has_ready(2, ANA.0).await);
    let sent = showing(group, ANA, &[(second, "The sea, ñ 😀 \"\\"), (first, "")]);
    let pictures = vec![picture(second), picture(first)];
    assert_eq!(
        world.appends(&[sent]).await,
        [Appended::Now { number: 1, position: 1, pictures: pictures.clone(), pseudonym: None }]
    );
    let captions = ["The sea, ñ 😀 \"\\", ""].map(|text| Caption::parse(text).unwrap());
    let both = captions.into_iter().zip(pictures);
    let expected: Vec<Captioned> = both.map(|(caption, picture)| Captioned { caption, picture }).collect();
    let kept = world.message(group, 1).await;
    assert_eq!((kept.text.as_deref(), &kept.attachments), (Some(""), &expected));
    world.says(group, BO, "plain").await;
    assert!(world.message(group, 2).await.attachments.is_empty());
    world.reacts(group, 1, BO, "👍", true).await;
    let edited = world.messages.revise(&world.proof(group, ANA).await, 1, revision("now with words")).await;
    assert_eq!(edited.unwrap().unwrap().attachments, expected, "an edit leaves them");
}

async fn a_message_whose_pictures_are_unfit_is_none_and_others_are_sent(world: &World) {
    let group = world.group(1, &[BO]).await;
    let fit = world.media.has_ready(1, ANA.0).await;
    let bos = world.media.has_ready(2, BO.0).await;
    let unready = world.media.has(3, ANA.0).await;
    let batch = [
        showing(group, ANA, &[(fit, ""), (bos, "")]),
        draft(group, BO, "between"),
        showing(group, ANA, &[(fit, ""), (unready, "")]),
        showing(group, ANA, &[(fit, "")]),
        showing(group, ANA, &[(fit, "again")]),
    ];
    let sent = world.appends(&batch).await;
    assert_eq!(sent[0], Appended::Unfit(Unfit::NoSuchMedia(1)));
    assert_eq!(sent[1], appended(1, 1));
    assert_eq!(sent[2], Appended::Unfit(Unfit::NotReady(1)));
    assert_eq!(sent[3], Appended::Now { number: 2, position: 2, pictures: vec![picture(fit)], pseudonym: None });
    assert_eq!(sent[4], Appended::Unfit(Unfit::NoSuchMedia(0)), "a picture is shown once");
    assert_eq!(numbers(&world.said(group).await), [1, 2], "no number is used up");

    let twice = Draft { client_id: Some("same".to_owned()), ..showing(group, BO, &[(bos, "")]) };
    let first = world.appends(std::slice::from_ref(&twice)).await;
    assert!(matches!(first[0], Appended::Now { number: 3, .. }));
    assert_eq!(world.appends(&[twice]).await, [Appended::Already { number: 3 }], "sent again it is the same");
}

async fn pictures_go_with_their_message(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    let mut pictures = Vec::new();
    for (id, sender) in [(1, ANA), (2, BO), (3, BO), (4, ANA)] {
        pictures.push(world.media.has_ready(id, sender.0).await);
    }
    for (chat, sender, at) in [(group, ANA, 0), (group, BO, 1), (other, BO, 2), (other, ANA, 3)] {
        world.appends(&[showing(chat, sender, &[(pictures[at], "")])]).await;
    }
    let delete = async |by: AccountId, number, anybodys| {
        let proof = world.proof(group, by).await;
        world.messages.delete(&proof, number, anybodys, letting_go(0)).await.unwrap()
    };
    assert_eq!(delete(BO, 1, false).await, None, "not one's own");
    assert!(world.media.erased().await.is_empty());
    assert!(delete(ANA, 1, false).await.unwrap().attachments.is_empty());
    assert_eq!(world.media.erased().await, [pictures[0]]);
    assert_eq!(ids(&world.message(group, 2).await), [pictures[1]], "another's stay");

    let erased = world.messages.erase_sent_by(BO, 9, letting_go(0)).await.unwrap();
    assert!(erased.len() == 2 && erased.iter().all(|message| message.attachments.is_empty()));
    assert_eq!(world.media.erased().await, pictures[1..3]);

    world.chats.close(&world.proof(other, ANA).await, crate::chat::store::contract::erasing(1)).await.unwrap();
    assert_eq!(world.messages.erase_chat(other, 1, letting_go(0)).await.unwrap(), 1);
    assert!(world.media.erased().await.is_empty(), "the first of them had none any more");
    assert_eq!(world.messages.erase_chat(other, 1, letting_go(0)).await.unwrap(), 1);
    assert_eq!(world.media.erased().await, [pictures[3]]);
    assert!(!world.media.is_there(pictures[3]).await);
}

databases!(
    World::on,
    a_message_has_its_pictures_in_their_order,
    a_message_whose_pictures_are_unfit_is_none_and_others_are_sent,
    pictures_go_with_their_message,
);
