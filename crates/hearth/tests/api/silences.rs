//! What isn't told, or not now: of whom one mutes or blocks, while one may not read, of what one has before one's eyes.

use serde_json::{Value, json};

use crate::gatherings::picnic;
use crate::harness::{Js, Server, Store, on_both_stores, until};

on_both_stores!(
    of_whom_one_silences_nothing_is_told,
    who_may_not_read_for_a_while_finds_what_was_told_afterwards,
    opening_a_chat_reads_what_came_after_it_was_read,
    having_seen_it_again_is_no_news,
);

async fn of_whom_one_silences_nothing_is_told(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_private_space("Garden").await;
    for person in [&bo, &cleo] {
        person.comes_in_by(&ana.makes_code(&space).await).await;
    }
    let group = ana.opens_group("Seeds", &[&bo, &cleo]).await;
    let direct = bo.talks_with(&ana).await;
    bo.sends(&group, "for @cleo, by bo").await;
    ana.sends(&group, "for @cleo, by ana").await;
    bo.sends(&direct, "psst").await;
    ana.is_told(&[("message_direct", "bo", 1)]).await;
    cleo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 2), ("mention", "Seeds", 1)]).await;

    // What was told of before goes, too.
    cleo.gets(200, &format!("PUT /mutes/{}", bo.id), json!({})).await;
    cleo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 2)]).await;
    let left = cleo.first().await;
    assert_eq!(left["actors"][0]["name"], "ana");
    ana.gets(200, &format!("PUT /mutes/{}", bo.id), json!({})).await;
    ana.is_told(&[]).await;

    bo.sends(&direct, "psst, again").await;
    bo.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    let mut plan = picnic();
    plan["space_id"] = json!(space);
    bo.gets(201, "POST /gatherings", plan).await;
    ana.is_told(&[]).await;
    // Who hears of them is told.
    ana.gets(204, &format!("DELETE /mutes/{}", bo.id), Value::Null).await;
    let told = [("gathering_proposed", "Garden", 1), ("share", "Garden", 1), ("message_direct", "bo", 2)];
    ana.is_told(&told).await;
    ana.gets(200, &format!("PUT /blocks/{}", bo.id), json!({})).await;
    ana.is_told(&[]).await;
}

async fn who_may_not_read_for_a_while_finds_what_was_told_afterwards(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    ana.sends(&chat, "for @bo").await;
    let told = [("mention", "Seeds", 1), ("message_group", "Seeds", 1)];
    bo.is_told(&told).await;
    let permission = format!("PUT /accounts/{}/permissions/read_messages", bo.id);
    admin.gets(200, &permission, json!({ "allowed": false })).await;
    bo.is_told(&[]).await;
    assert!(bo.told().await.is_empty());
    admin.gets(200, &permission, json!({ "allowed": true })).await;
    bo.is_told(&told).await;
}

async fn opening_a_chat_reads_what_came_after_it_was_read(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    ana.sends(&chat, "one").await;
    bo.reacts(&chat, 1, "👍").await;
    ana.is_told(&[("reaction", "Seeds", 1)]).await;
    let live = ana.connects_with(Js).await;
    live.says("notification.looking", json!({ "chat_id": chat })).await;
    ana.is_told(&[]).await;
    bo.is_told(&[("message_group", "Seeds", 1)]).await;
    bo.reads(&chat, 1).await;
    ana.edits(&chat, 1, "one, for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1)]).await;
    let bos = bo.connects_with(Js).await;
    bos.says("notification.looking", json!({ "chat_id": chat })).await;
    bo.is_told(&[]).await;
}

async fn having_seen_it_again_is_no_news(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    ana.sends(&chat, "for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    let live = bo.connects_with(Js).await;
    let until_then = json!({ "until": bo.first().await["at"] });
    for _ in 0..3 {
        let counts = bo.gets(200, "PUT /notifications/seen", until_then.clone()).await;
        assert_eq!(counts, json!({ "unseen": 0, "unread": 2 }));
    }
    live.hears("notification.changed", json!({})).await;
    bo.waits_for_all_news(&live).await;
    let changed = live.heard_names().await.iter().filter(|name| *name == "notification.changed").count();
    assert_eq!(changed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_looks_at_is_known_to_all_processes() {
    let one = Server::start(Store::Postgres).await;
    let other = one.beside().await;
    let [ana, bo] = one.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    let there = bo.at(&other).connects_with(Js).await;
    there.says("notification.looking", json!({ "chat_id": chat })).await;
    // What was passed on later has come: what was passed on before it has, too.
    let here = bo.connects_with(Js).await;
    ana.at(&other).sends(&chat, "one").await;
    here.hears("message.sent", json!({ "number": 1 })).await;
    ana.sends(&chat, "two, for @bo").await;
    let told = async || bo.told().await.iter().any(|(kind, ..)| kind == "mention").then_some(());
    until("it is in the list", told).await;
    bo.is_told(&[("message_group", "Seeds", 2)]).await;
    bo.waits_for_all_news(&here).await;
    assert!(!here.heard_names().await.iter().any(|name| name == "notification.created"));
}
