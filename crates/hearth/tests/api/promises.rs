//! One act is one, however often and from wherever it comes at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Js, Live, Person, Python, Server, Store, assert_gapless, on_both_stores};

on_both_stores!(
    fifty_sends_with_one_client_id_make_one_message,
    two_who_open_a_direct_chat_at_once_are_in_one,
    all_members_hear_and_read_one_order,
    an_unread_count_is_a_recount,
);

async fn fifty_sends_with_one_client_id_make_one_message(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("once", &[&bo]).await;
    let lives = [ana.connects_with(Js).await, ana.connects_with(Python).await];
    for client_id in ["once", "twice", "a third time"].map(|id| id.replace(' ', "-")) {
        let mut sending = JoinSet::new();
        for index in 0..50 {
            let (ana, chat, live) = (ana.clone(), chat.clone(), lives[index % 2].clone());
            let body = json!({ "text": format!("attempt {index}"), "client_id": client_id });
            sending.spawn(async move { send(&ana, &live, &chat, index % 3 == 0, body).await });
        }
        let answers = sending.join_all().await;
        assert_eq!(answers.len(), 50);
        let kept: BTreeSet<String> = answers.iter().map(|(_, message)| message.to_string()).collect();
        assert_eq!(kept.len(), 1, "all are answered with the same message: {kept:?}");
        let new = answers.iter().filter(|(status, _)| *status == Some(201)).count();
        assert!(new <= 1, "{new} of the answers by REST say that they made one");
    }
    let history = bo.history(&chat).await;
    assert_gapless(&history);
    assert_eq!(history.len(), 3, "{history:?}");

    // The id is the sender's own.
    let body = json!({ "text": "bo's", "client_id": "once" });
    bo.gets(201, &format!("POST /chats/{chat}/messages"), body.clone()).await;
    bo.gets(200, &format!("POST /chats/{chat}/messages"), body).await;
}

async fn send(ana: &Person, live: &Live, chat: &str, by_socket: bool, mut body: Value) -> (Option<u16>, Value) {
    if by_socket {
        body["chat_id"] = json!(chat);
        return (None, live.says("message.send", body).await);
    }
    let answer = ana.asks(&format!("POST /chats/{chat}/messages"), body).await;
    assert!([200, 201].contains(&answer.status), "{}", answer.text);
    (Some(answer.status), answer.body)
}

async fn two_who_open_a_direct_chat_at_once_are_in_one(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    for round in 0..10 {
        let bo = server.joins(&format!("bo{round}")).await;
        let mut opening = JoinSet::new();
        for turn in 0..8 {
            let (one, other) = if turn % 2 == 0 { (ana.clone(), bo.clone()) } else { (bo.clone(), ana.clone()) };
            opening.spawn(async move { one.asks("POST /chats", json!({ "kind": "direct", "with": other.id })).await });
        }
        let answers = opening.join_all().await;
        let chats: BTreeSet<&str> = answers.iter().map(|answer| answer.body["id"].as_str().unwrap()).collect();
        assert_eq!(chats.len(), 1, "{chats:?}");
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "one of them made it");
    }
}

async fn all_members_hear_and_read_one_order(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let chat = ana.opens_group("order", &[&bo, &cleo]).await;
    let lives = [ana.connects_with(Js).await, bo.connects_with(Python).await, cleo.connects_with(Js).await];
    let mut sending = JoinSet::new();
    for (person, live) in [&ana, &bo, &cleo].into_iter().zip(&lives) {
        for index in 0..30 {
            let (person, live, chat) = (person.clone(), live.clone(), chat.clone());
            let body = json!({ "text": format!("{} says {index}", person.name) });
            sending.spawn(async move { send(&person, &live, &chat, index % 2 == 0, body).await });
        }
    }
    assert_eq!(sending.join_all().await.len(), 90);
    let history = ana.history(&chat).await;
    assert_gapless(&history);
    assert_eq!(history.len(), 90);
    assert_eq!(history, bo.history(&chat).await);
    for live in &lives {
        live.hears("message.sent", json!({ "number": 90 })).await;
        let heard = live.heard().await;
        let sent = heard.into_iter().filter(|news| news["event"] == "message.sent");
        assert_eq!(sent.map(|mut news| news["data"].take()).collect::<Vec<_>>(), history);
    }
}

async fn an_unread_count_is_a_recount(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("unread", &[&bo]).await;
    for _ in 0..6 {
        ana.sends(&chat, "read me").await;
    }
    assert_eq!(bo.reads(&chat, 2).await["unread"], 4);
    assert_eq!(bo.reads(&chat, 1).await["number"], 2, "a mark never goes back");
    ana.deletes(&chat, 5).await;
    ana.deletes(&chat, 1).await;
    let unread = bo.unread(&chat, &bo.history(&chat).await).await;
    assert_eq!((unread.counted, unread.recounted), (3, 3));
    assert_eq!(bo.reads(&chat, 4).await["unread"], 1);
    assert_eq!(bo.reads(&chat, 999).await["number"], 6, "nor past the newest message");
    let listed = ana.gets(200, "GET /chats", Value::Null).await["items"][0]["me"].clone();
    assert_eq!((&listed["unread"], &listed["read_number"]), (&json!(0), &json!(6)), "one's own are read");
    bo.sends(&chat, "answer").await;
    assert_eq!(ana.unread(&chat, &ana.history(&chat).await).await.counted, 1);
}
