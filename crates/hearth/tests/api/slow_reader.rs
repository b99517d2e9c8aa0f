//! A reader who doesn't read is cut off, holds nobody up, and misses nothing in the end.

use serde_json::{Value, json};
use tokio::process::Command;

use crate::harness::{Js, Live, Python, Server, Store, numbers};

const DROPPED: (&str, &str) = ("hearth_sockets_dropped", "slow_reader");

async fn signal(live: &Live, name: &str) {
    let told = Command::new("kill").args([name, &live.pid().to_string()]).status().await.unwrap();
    assert!(told.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_cut_off_comes_back_and_resumes() {
    let server = Server::start(Store::Sqlite).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let chat = ana.opens_group("much to read", &[&bo, &cleo]).await;
    let slow = bo.connects_with(Python).await;
    let healthy = cleo.connects_with(Js).await;
    ana.sends(&chat, "begin").await;
    slow.hears("message.sent", json!({ "number": 1 })).await;

    signal(&slow, "-STOP").await;
    let before = server.memory();
    let text = "x".repeat(8_000);
    let mut sent = 1;
    // The system itself holds some megabytes for a reader; beyond them and 256 packets the server gives up.
    while server.counts(DROPPED.0, DROPPED.1).await == 0.0 {
        for _ in 0..50 {
            sent = ana.sends(&chat, &text).await["number"].as_i64().unwrap();
        }
        assert!(sent < 10_000, "the reader isn't cut off");
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 100 << 20, "memory for a slow reader is bounded: {grown} bytes");
    healthy.hears("message.sent", json!({ "number": sent })).await;
    let heard: Vec<Value> = healthy.heard().await;
    let heard = heard.iter().filter(|news| news["event"] == "message.sent").map(|news| &news["data"]["number"]);
    assert_eq!(heard.cloned().collect::<Vec<_>>(), (1..=sent).map(|number| json!(number)).collect::<Vec<_>>());
    assert_eq!(healthy.state().await["connects"], 1);

    signal(&slow, "-CONT").await;
    slow.hears_since(1, "live.ready", json!({ "dropped": "slow_reader" })).await;
    let news = slow.heard().await;
    let read: Vec<Value> = news.into_iter().filter(|news| news["event"] == "message.sent").collect();
    let read: Vec<Value> = read.into_iter().map(|mut news| news["data"].take()).collect();
    let last = *numbers(&read).last().unwrap();
    assert_eq!(numbers(&read), (1..=last).collect::<Vec<i64>>(), "no hole before the cut");
    assert!(last < sent, "something was missed");

    let missed = slow.resumes(&chat, json!(last)).await;
    let expected = bo.history_after(&chat, last).await;
    assert_eq!(missed["last_number"], json!(sent));
    if expected.len() > 500 {
        assert_eq!((&missed["reload"], &missed["messages"]), (&json!(true), &json!([])));
    } else {
        assert_eq!((&missed["reload"], &missed["messages"]), (&json!(false), &json!(expected)));
    }
    // Whatever the cut left, the end of it resumes exactly.
    let end = bo.history_after(&chat, sent - 400).await;
    assert_eq!(slow.resumes(&chat, json!(sent - 400)).await["messages"], json!(end));
    ana.sends(&chat, "the end").await;
    slow.hears("message.sent", json!({ "text": "the end" })).await;
}
