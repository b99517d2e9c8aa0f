//! Two server processes on one database: what happens on one is heard on the other.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Executor, PgPool};

use crate::harness::{Js, Live, Person, Server, Store, until};

/// Two processes, and people who were made on the first.
async fn two<const N: usize>(names: [&str; N]) -> (Server, Server, [Person; N]) {
    let one = Server::start(Store::Postgres).await;
    let other = one.beside().await;
    let people = one.join(names).await;
    (one, other, people)
}

fn numbers(heard: &[Value], since: usize) -> Vec<i64> {
    let sent = heard.iter().skip(since).filter(|news| news["event"] == "message.sent");
    sent.map(|news| news["data"]["number"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_at_one_process_is_heard_at_the_other_once_and_in_order() {
    let (_one, other, [ana, bo, cleo]) = two(["ana", "bo", "cleo"]).await;
    let chat = ana.opens_group("apart", &[&bo]).await;
    let there = bo.at(&other).connects_with(Js).await;
    let here = bo.connects_with(Js).await;
    let newcomer = cleo.at(&other).connects_with(Js).await;
    // Longer than one NOTIFY may be.
    let long = "é😀".repeat(1900);
    ana.sends(&chat, &long).await;
    for index in 2..=50 {
        ana.sends(&chat, &format!("message {index}")).await;
    }
    for live in [&there, &here] {
        live.hears("message.sent", json!({ "number": 50 })).await;
        assert_eq!(numbers(&live.heard().await, 0), (1..=50).collect::<Vec<i64>>());
    }
    assert_eq!(there.hears("message.sent", json!({ "number": 1 })).await["text"], long);
    // Over the other's socket, and back.
    there.sends(&chat, "from there").await;
    here.hears("message.sent", json!({ "number": 51 })).await;

    ana.adds(&chat, &cleo, "member").await;
    newcomer.hears("chat.joined", json!({ "id": chat })).await;
    ana.sends(&chat, "welcome").await;
    newcomer.hears("message.sent", json!({ "number": 52 })).await;
    ana.removes(&chat, &cleo).await;
    newcomer.hears("chat.left", json!({ "chat_id": chat })).await;
    ana.sends(&chat, "she is gone").await;
    there.hears("message.sent", json!({ "number": 53 })).await;
    cleo.waits_for_all_news(&newcomer).await;
    assert_eq!(numbers(&newcomer.heard().await, 0), [52]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_at_one_process_is_not_remembered_otherwise_at_the_other() {
    let (_one, other, [ana, bo]) = two(["ana", "bo"]).await;
    let chat = ana.opens_group("names", &[&bo]).await;
    ana.sends(&chat, "hello").await;
    let there = bo.at(&other);
    let live = there.connects_with(Js).await;
    let elsewhere = ana.signs_in().await;
    let ends = elsewhere.at(&other).connects_with(Js).await;
    let history = format!("GET /chats/{chat}/messages");
    assert_eq!(there.gets(200, &history, Value::Null).await["items"][0]["sender"]["name"], "ana");
    ana.gets(200, "PATCH /me", json!({ "name": "Anna" })).await;
    // That her other session ended is passed on after what was to be forgotten, by the same way.
    ana.gets(204, &format!("DELETE /sessions/{}", elsewhere.session), Value::Null).await;
    ends.hears("live.closing", json!({ "reason": "session_ended" })).await;
    ana.sends(&chat, "it is me").await;
    live.hears("message.sent", json!({ "number": 2 })).await;
    assert_eq!(there.gets(200, &history, Value::Null).await["items"][0]["sender"]["name"], "Anna");
    bo.gets(204, "DELETE /sessions/current", Value::Null).await;
    live.hears("live.closing", json!({ "reason": "session_ended" })).await;
    live.is_cut_off().await;
    there.gets(401, "GET /me", Value::Null).await;
}

/// Cuts the connections by which the processes hear each other.
async fn deafens(server: &Server) {
    let database = PgPool::connect(server.database()).await.unwrap();
    let listeners = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    for (what, wanted) in [("pid", 2), ("pg_terminate_backend(pid)", 2)] {
        let statement = format!("SELECT {what} {listeners}");
        until("each process listens on one connection", async || {
            let found = database.fetch_all(AssertSqlSafe(statement.clone())).await.unwrap();
            (found.len() == wanted).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_could_not_hear_the_other_process_comes_back_and_misses_nothing() {
    let (one, other, [ana, bo]) = two(["ana", "bo"]).await;
    let chat = ana.opens_group("deaf", &[&bo]).await;
    let live = bo.at(&other).connects_with(Js).await;
    ana.sends(&chat, "one").await;
    live.hears("message.sent", json!({ "number": 1 })).await;
    let mut last = 1;
    for _ in 0..3 {
        let known = live.heard().await.len();
        deafens(&one).await;
        for index in 1..=3 {
            ana.sends(&chat, &format!("into the dark {index}")).await;
        }
        live.hears_since(known, "live.ready", json!({ "dropped": "missed_news" })).await;
        let resumed = comes_up_to(&live, &chat, last, last + 3).await;
        assert_eq!(resumed, (last + 1..=last + 3).collect::<Vec<i64>>());
        last += 3;
    }
    // It may be cut once more, when it is noticed by the numbers that something was missed.
    until("it is heard live again", async || {
        let said = ana.sends(&chat, "and goes on").await["number"].as_i64().unwrap();
        let heard = live.asks("live.resume", json!({ "chats": { chat.as_str(): said } })).await;
        heard.ok()?;
        numbers(&live.heard().await, 0).contains(&said).then_some(())
    })
    .await;
}

/// What is missed after `last`, asked for again as long as the socket comes and goes.
async fn comes_up_to(live: &Live, chat: &str, last: i64, newest: i64) -> Vec<i64> {
    until("everything is there", async || {
        let asked = live.asks("live.resume", json!({ "chats": { chat: last } })).await.ok()?;
        let messages = asked["ok"]["chats"][chat]["messages"].as_array()?.clone();
        let numbers: Vec<i64> = messages.iter().map(|message| message["number"].as_i64().unwrap()).collect();
        (numbers.last() == Some(&newest)).then_some(numbers)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_process_is_killed_the_sockets_of_the_other_look_again() {
    let (mut one, other, [ana, bo]) = two(["ana", "bo"]).await;
    let chat = ana.opens_group("killed", &[&bo]).await;
    let live = bo.at(&other).connects_with(Js).await;
    ana.sends(&chat, "one").await;
    live.hears("message.sent", json!({ "number": 1 })).await;
    let known = live.heard().await.len();
    one.kill9().await;
    live.hears_since(known, "live.ready", json!({ "dropped": "missed_news" })).await;
    let known = live.heard().await.len();
    ana.at(&other).sends(&chat, "two").await;
    live.hears_since(known, "message.sent", json!({ "number": 2 })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_process_stops_the_sockets_of_the_other_stay() {
    let (mut one, other, [ana, bo]) = two(["ana", "bo"]).await;
    let chat = ana.opens_group("stopped", &[&bo]).await;
    let live = bo.at(&other).connects_with(Js).await;
    one.is_told_to_stop().await;
    assert!(one.ends().await.success());
    let again = other.beside().await;
    let ana = ana.at(&again);
    // Longer than a silence would be borne.
    let start = tokio::time::Instant::now();
    let mut number = 0;
    while start.elapsed().as_secs() < 7 {
        number += 1;
        ana.sends(&chat, "still there?").await;
        live.hears("message.sent", json!({ "number": number })).await;
    }
    assert_eq!(live.state().await["connects"], 1);
}
