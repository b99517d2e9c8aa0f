//! The database goes away in mid-traffic, and comes back: Hearth says so, and goes on by itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::harness::{Js, Live, Person, Postgres, Server, assert_gapless, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_postgres_loses_nothing_and_is_answered_with_503() {
    outage("stop").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_loses_nothing_and_is_answered_with_503() {
    outage("kill").await;
}

#[derive(Default)]
struct Told {
    sent: BTreeMap<i64, String>,
    refusals: usize,
}

async fn outage(verb: &str) {
    let postgres = Postgres::own().await;
    let server = Server::on(&postgres.database().await, &[]).await;
    let people: [Person; 5] = server.join(["ana", "bo", "cleo", "dora", "eli"]).await;
    let others: Vec<&Person> = people.iter().skip(1).collect();
    let chat = people[0].opens_group("outage", &others).await;
    let live = people[4].connects_with(Js).await;
    let told = Arc::new(Mutex::new(Told::default()));
    let (over, watched) = watch::channel(false);
    let mut senders = JoinSet::new();
    for person in &people[..4] {
        let (person, chat, told) = (person.clone(), chat.clone(), told.clone());
        senders.spawn(sends_until(person, None, chat, told, watched.clone()));
    }
    senders.spawn(sends_until(people[4].clone(), Some(live.clone()), chat.clone(), told.clone(), watched));

    let count = || told.lock().unwrap().sent.len();
    until("there is traffic", async || (count() > 100).then_some(())).await;
    postgres.control(verb).await;
    until("it is refused", async || (told.lock().unwrap().refusals >= 5).then_some(())).await;
    assert_eq!(server.web().page("/healthz").await.status, 200, "the process itself is well");
    let ready = server.web().page("/readyz").await;
    assert_eq!((ready.status, &ready.body["code"]), (503, &json!("server.unavailable")));
    postgres.control("start").await;
    let before = count();
    until("it goes on by itself", async || (count() > before + 100).then_some(())).await;
    assert_eq!(server.web().page("/readyz").await.status, 200);
    over.send_replace(true);
    senders.join_all().await;

    let history = people[1].history(&chat).await;
    assert_gapless(&history);
    let sent = std::mem::take(&mut told.lock().unwrap().sent);
    assert_eq!(history.len(), sent.len(), "no message twice and none lost");
    for (message, (number, client_id)) in history.iter().zip(&sent) {
        assert_eq!((&message["number"], &message["client_id"]), (&json!(number), &json!(client_id)));
    }
    assert_eq!(live.state().await["connects"], 1, "no socket was lost with the database");
}

async fn sends_until(
    person: Person,
    live: Option<Live>,
    chat: String,
    told: Arc<Mutex<Told>>,
    over: watch::Receiver<bool>,
) {
    for index in 0_u32.. {
        let client_id = format!("{}-{index}", person.name);
        let body = json!({ "text": client_id, "client_id": client_id });
        loop {
            if let Some(number) = attempt(&person, live.as_ref(), &chat, body.clone()).await {
                told.lock().unwrap().sent.insert(number, client_id);
                break;
            }
            told.lock().unwrap().refusals += 1;
        }
        if *over.borrow() {
            return;
        }
    }
}

/// The number of the message; None when the server says that the database isn't there.
async fn attempt(person: &Person, live: Option<&Live>, chat: &str, mut body: serde_json::Value) -> Option<i64> {
    let (status, body) = match live {
        Some(live) => {
            body["chat_id"] = json!(chat);
            let mut answer = live
                .does(json!({ "do": "ask", "event": "message.send", "data": body, "timeout_ms": 30_000 }))
                .await
                .unwrap();
            match answer.get_mut("ok") {
                Some(message) => return message["number"].as_i64(),
                None => (answer["error"]["status"].as_u64(), answer["error"].take()),
            }
        }
        None => {
            let answer = person.asks(&format!("POST /chats/{chat}/messages"), body).await;
            if [200, 201].contains(&answer.status) {
                return answer.body["number"].as_i64();
            }
            assert_eq!(answer.kind, "application/problem+json");
            assert!(answer.retry_after.is_some(), "it says when to try again");
            (Some(u64::from(answer.status)), answer.body)
        }
    };
    assert_eq!((status, &body["code"]), (Some(503), &json!("server.unavailable")), "{body}");
    None
}
