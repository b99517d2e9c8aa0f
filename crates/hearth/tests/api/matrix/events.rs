//! Every event: who may say it, and who hears it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{CALLERS, Cast, ENDED, NOBODY, OUTSIDERS, OWNER};
use crate::gallery;
use crate::harness::{Js, Live, Store, on_both_stores, until};

on_both_stores!(every_request_answers_each_caller_as_it_should, news_is_heard_by_those_it_is_for_and_nobody_else);

/// Stands for "there is no socket to ask over".
const NO: u16 = 0;

type Row = (&'static str, fn(&str) -> Value, [u16; 8]);

const MEMBERS: [u16; 8] = [NO, 404, 200, 200, 200, 404, NO, 404];
const ANYBODY: [u16; 8] = [NO, 200, 200, 200, 200, 200, NO, 200];
const CHAT_ADMINS: [u16; 8] = [NO, 404, 403, 200, 200, 404, NO, 404];
const AUTHOR: [u16; 8] = [NO, 404, 403, 403, 200, 404, NO, 404];

const ROWS: [Row; 9] = [
    ("message.send", |chat| json!({ "chat_id": chat, "text": "hi" }), MEMBERS),
    ("message.edit", |chat| json!({ "chat_id": chat, "number": 1, "text": "new" }), AUTHOR),
    ("message.delete", |chat| json!({ "chat_id": chat, "number": 1 }), CHAT_ADMINS),
    ("message.react", |chat| json!({ "chat_id": chat, "number": 1, "emoji": "👍" }), MEMBERS),
    ("message.pin", |chat| json!({ "chat_id": chat, "number": 1 }), CHAT_ADMINS),
    ("chat.read", |chat| json!({ "chat_id": chat, "number": 1 }), MEMBERS),
    ("chat.typing", |chat| json!({ "chat_id": chat, "typing": true }), MEMBERS),
    // What somebody looks at is their own affair, and nothing is told of it.
    ("notification.looking", |chat| json!({ "chat_id": chat }), ANYBODY),
    ("live.resume", |chat| json!({ "chats": { chat: 0 } }), MEMBERS),
];

/// The events of a table of docs/live.md, by the heading above it.
fn documented(heading: &str) -> BTreeSet<String> {
    let text = include_str!("../../../../../docs/live.md");
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).expect("the heading");
    let table = section.split("\n## ").next().unwrap();
    let first_cell = |line: &str| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name.to_owned());
    table.lines().filter_map(first_cell).collect()
}

/// A socket of each caller who can have one; the others are turned away at the door.
async fn sockets(cast: &Cast) -> Vec<Option<Live>> {
    let mut sockets = Vec::new();
    for (caller, person) in cast.callers.iter().enumerate() {
        if caller == NOBODY || caller == ENDED {
            let live = Live::of(Js, CALLERS[caller]).await;
            let connect = json!({ "do": "connect", "url": cast.server.url(), "token": person.token });
            assert_eq!(live.does(connect).await.unwrap_err(), "accounts.not_signed_in", "{}", CALLERS[caller]);
            sockets.push(None);
        } else {
            sockets.push(Some(person.connects_with(Js).await));
        }
    }
    sockets
}

async fn every_request_answers_each_caller_as_it_should(store: Store) {
    let known: BTreeSet<String> = ROWS.iter().map(|(event, ..)| (*event).to_owned()).collect();
    assert_eq!(known, documented("Requests"), "each request has its row");
    let cast = Cast::on(store).await;
    let sockets = sockets(&cast).await;
    let nowhere = "00000000-0000-7000-8000-000000000000";
    // Who is put into a chat and taken out at once may be cut off, to look again, between a request and its answer.
    let asks = async |live: &Live, event: &str, data: Value| {
        until("it is answered", async || live.asks(event, data.clone()).await.ok()).await
    };
    let mut wrong = Vec::new();
    for (event, data, expected) in ROWS {
        for (caller, expected) in expected.into_iter().enumerate() {
            let chat = cast.chat().await;
            let Some(live) = &sockets[caller] else {
                assert_eq!(expected, NO);
                continue;
            };
            let answer = asks(live, event, data(&chat)).await;
            let answer = inner(&answer, &chat);
            let status = answer["error"]["status"].as_u64().unwrap_or(200);
            if status != u64::from(expected) {
                wrong.push(format!("{event} for {}: {status}, not {expected}: {answer}", CALLERS[caller]));
            }
            if OUTSIDERS.contains(&caller) {
                let elsewhere = asks(live, event, data(nowhere)).await;
                assert_eq!(answer, inner(&elsewhere, nowhere), "{event}: as if there were no such chat");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `live.resume` answers for each chat.
fn inner(answer: &Value, chat: &str) -> Value {
    let resumed = &answer["ok"]["chats"][chat];
    if resumed.is_object() { resumed.clone() } else { answer.clone() }
}

async fn news_is_heard_by_those_it_is_for_and_nobody_else(store: Store) {
    let cast = Cast::on(store).await;
    let chat = cast.chat().await;
    let sockets = sockets(&cast).await;
    // Rooms are heard by now: each has read its greeting.
    let [_, _, member, admin, owner, ..] = &cast.callers[..] else { panic!("eight callers") };
    let bystander = cast.bystander.connects_with(Js).await;
    // Not in line with the rest, so it is waited for here, at the last of its listeners.
    let came = json!({ "account_id": cast.bystander.id, "online": true });
    sockets[OWNER].as_ref().unwrap().hears("presence.changed", came).await;
    owner.sends(&chat, "news").await;
    owner.edits(&chat, 1, "other news").await;
    owner.reacts(&chat, 1, "👍").await;
    admin.pins(&chat, 2).await;
    member.reads(&chat, 3).await;
    bystander.says("chat.typing", json!({ "chat_id": chat, "typing": true })).await;
    owner.deletes(&chat, 1).await;
    owner.gets(200, &format!("PATCH /chats/{chat}"), json!({ "title": "renamed" })).await;
    owner.adds(&chat, &cast.newcomer, "member").await;
    owner.removes(&chat, &cast.bystander).await;
    bystander.hears("chat.left", json!({ "chat_id": chat })).await;
    owner.sends(&chat, "after the removal").await;

    let everybody = [
        "message.sent",
        "message.edited",
        "message.reacted",
        "message.pinned",
        "message.deleted",
        "chat.read",
        "chat.typing",
        "chat.changed",
        "presence.changed",
    ];
    for (caller, live) in sockets.iter().enumerate() {
        let Some(live) = live else { continue };
        cast.callers[caller].waits_for_all_news(live).await;
        let heard = about(live, &chat, &cast.bystander.id).await;
        if OUTSIDERS.contains(&caller) {
            assert!(heard.is_empty(), "{} hears {heard:?}", CALLERS[caller]);
        } else {
            let expected: BTreeSet<String> = everybody.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(heard, expected, "{}", CALLERS[caller]);
        }
    }
    let last = bystander.heard().await.pop().unwrap();
    assert_eq!(last["event"], "chat.left", "nothing of that chat follows");

    // What is personal: those come to one account alone.
    let newcomer = cast.newcomer.connects_with(Js).await;
    let other = cast.callers[OWNER].opens_group("another", &[&cast.newcomer]).await;
    newcomer.hears("chat.joined", json!({ "id": other })).await;
    let muted = json!({ "level": "nothing", "until": null });
    cast.newcomer.gets(200, &format!("PUT /chats/{other}/level"), muted.clone()).await;
    newcomer.hears("level.changed", json!({ "chat_id": other, "level": "nothing", "until": null })).await;
    let owners = sockets[OWNER].as_ref().unwrap();
    cast.callers[OWNER].waits_for_all_news(owners).await;
    assert!(!owners.heard_names().await.contains(&"level.changed".to_owned()), "what one mutes is one's own affair");
    let picture = gallery::file(gallery::Kind::Png, gallery::quarters(40, 40));
    let media = cast.newcomer.uploads(&picture).await;
    newcomer.hears("media.changed", json!({ "id": media, "state": "ready" })).await;
    cast.callers[OWNER].waits_for_all_news(owners).await;
    assert!(!owners.heard_names().await.contains(&"media.changed".to_owned()), "nor is what one uploads");
    whom_one_blocks_is_ones_own_affair(&cast, &newcomer, owners).await;
    let covered = ["live.ready", "live.closing", "chat.joined", "chat.left", "level.changed", "media.changed"];
    let covered = covered.into_iter().chain(SILENCES).map(str::to_owned);
    let of_spaces = super::spaces::NEWS.into_iter().chain(super::shares::NEWS).chain(super::gatherings::NEWS);
    let of_spaces = of_spaces.chain(super::notifications::NEWS);
    let of_spaces = of_spaces.chain(super::moderation::NEWS);
    let of_spaces = of_spaces.map(str::to_owned);
    let covered: BTreeSet<String> = covered.chain(everybody.map(str::to_owned)).chain(of_spaces).collect();
    assert_eq!(
        covered,
        documented("News"),
        "each news has its place here (live.closing: live.rs; spaces, shares, gatherings and notifications: theirs)"
    );
}

const SILENCES: [&str; 4] = ["person.blocked", "person.unblocked", "person.muted", "person.unmuted"];

/// The newcomer blocks and mutes the owner, who hears nothing of it.
async fn whom_one_blocks_is_ones_own_affair(cast: &Cast, newcomer: &Live, owners: &Live) {
    let owner = &cast.callers[OWNER].id;
    for list in ["blocks", "mutes"] {
        cast.newcomer.gets(200, &format!("PUT /{list}/{owner}"), json!({})).await;
        cast.newcomer.gets(204, &format!("DELETE /{list}/{owner}"), Value::Null).await;
    }
    for news in SILENCES {
        newcomer.hears(news, json!({ "person_id": owner })).await;
    }
    cast.callers[OWNER].waits_for_all_news(owners).await;
    let heard = owners.heard_names().await;
    assert!(SILENCES.iter().all(|news| !heard.contains(&(*news).to_owned())), "{heard:?}");
}

/// The names of the news that came about this chat, or about who is in it.
async fn about(live: &Live, chat: &str, bystander: &str) -> BTreeSet<String> {
    let (chat, bystander) = (json!(chat), json!(bystander));
    let concerns = |news: &Value| {
        let data = &news["data"];
        let comes = news["event"] == "presence.changed" && data["account_id"] == bystander;
        comes || data["chat_id"] == chat || data["id"] == chat
    };
    let heard = live.heard().await;
    heard.iter().filter(|news| concerns(news)).map(|news| news["event"].as_str().unwrap().to_owned()).collect()
}
