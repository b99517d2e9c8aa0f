//! Sockets: who comes in, in what order they are heard, and how they end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Client, Js, Live, Person, Python, Server, Store, numbers, on_both_stores, until};

on_both_stores!(
    the_events_of_one_client_keep_their_order,
    an_ended_session_is_cut_off_at_once,
    another_password_cuts_the_other_sessions_off,
    a_removed_member_hears_nothing_more,
    a_left_group_is_silent_and_a_closed_one_too,
);

async fn the_events_of_one_client_keep_their_order(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    for client in [Js, Python] {
        let chat = ana.opens_group("order", &[&bo]).await;
        let live = ana.connects_with(client).await;
        let bo_live = bo.connects_with(Js).await;
        let event = |index: i64| json!(["message.send", { "chat_id": chat, "text": format!("{index}") }]);
        let events: Vec<Value> = (1..=200).map(event).collect();
        let done = live.does(json!({ "do": "ask_many", "events": events, "timeout_ms": 30_000 })).await.unwrap();
        let given: Vec<&Value> = done["acks"].as_array().unwrap().iter().map(|ack| &ack["ok"]["number"]).collect();
        assert_eq!(given, (1..=200).collect::<Vec<i64>>(), "numbered as they were sent");
        assert_eq!(done["order"], json!((0..200).collect::<Vec<i64>>()), "answered as they were sent");
        bo_live.hears("message.sent", json!({ "chat_id": chat, "number": 200 })).await;
        let heard = bo_live.heard().await;
        let sent: Vec<Value> = heard.iter().filter(|news| news["event"] == "message.sent").cloned().collect();
        let sent: Vec<Value> = sent.into_iter().map(|mut news| news["data"].take()).collect();
        assert_eq!(numbers(&sent), (1..=200).collect::<Vec<i64>>(), "heard as they were sent");
        assert!(sent.iter().all(|message| message["text"].as_str() == Some(&message["number"].to_string())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_without_a_valid_token() {
    let server = Server::start(Store::Sqlite).await;
    let ana = server.joins("ana").await;
    let cut = &ana.token[..ana.token.len() - 2];
    for client in [Js, Python] {
        let live = Live::of(client, "nobody").await;
        for token in [Value::Null, json!(""), json!("made up"), json!(cut), json!(ana.refresh_token)] {
            for via in ["auth", "query", "header"] {
                let connect =
                    json!({ "do": "connect", "url": server.url(), "token": token, "via": via, "timeout_ms": 30_000 });
                let refused = live.does(connect).await.expect_err("nobody is let in");
                assert_eq!(refused, "accounts.not_signed_in", "{client:?} {token} by {via}");
            }
        }
        assert_eq!(live.heard().await, [Value::Null; 0]);
    }
    assert_eq!(server.counts("hearth_sockets ", "").await, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_taken_from_auth_address_and_header() {
    let server = Server::start(Store::Sqlite).await;
    let ana = server.joins("ana").await;
    for client in [Js, Python] {
        for via in ["auth", "query", "header"] {
            for transport in ["polling", "websocket"] {
                let live = Live::of(client, "ana").await;
                let connect = json!({ "do": "connect", "url": server.url(), "token": ana.token, "via": via,
                    "transports": [transport] });
                live.does(connect).await.unwrap_or_else(|error| panic!("{client:?} {via} {transport}: {error}"));
                let ready = live.hears("live.ready", json!({})).await;
                let expected = json!({ "account_id": ana.id, "session_id": ana.session, "dropped": null });
                assert_eq!(ready, expected);
            }
        }
    }
}

async fn an_ended_session_is_cut_off_at_once(store: Store) {
    let server = Server::start(store).await;
    let [phone, bo] = server.join(["ana", "bo"]).await;
    let laptop = phone.signs_in().await;
    let chat = phone.opens_group("group", &[&bo]).await;
    for transport in ["websocket", "polling"] {
        for client in [Js, Python] {
            let tablet = phone.signs_in().await;
            let (kept, cut) = (laptop.connects_with(Js).await, tablet.connects_over(client, &[transport]).await);
            laptop.gets(204, &format!("DELETE /sessions/{}", tablet.session), Value::Null).await;
            bo.sends(&chat, "after the end").await;
            cut.is_cut_off().await;
            let names = cut.heard_names().await;
            assert!(!names.contains(&"message.sent".to_owned()), "{client:?} over {transport} still heard {names:?}");
            assert_eq!(names, ["live.ready", "live.closing"], "{client:?} over {transport}");
            cut.hears("live.closing", json!({ "reason": "session_ended" })).await;
            assert_eq!(kept.state().await["connected"], true);
            kept.hears("message.sent", json!({ "text": "after the end" })).await;
            let back = cut.does(json!({ "do": "reconnect" })).await.expect_err("the session is over");
            assert_eq!(back, "accounts.not_signed_in");
        }
    }
}

async fn another_password_cuts_the_other_sessions_off(store: Store) {
    let server = Server::start(store).await;
    let phone = server.joins("ana").await;
    let laptop = phone.signs_in().await;
    let (kept, cut) = (phone.connects_with(Js).await, laptop.connects_with(Js).await);
    let change = json!({ "old_password": "password 1", "new_password": "password 2" });
    phone.gets(204, "PUT /me/password", change).await;
    cut.hears("live.closing", json!({ "reason": "session_ended" })).await;
    cut.is_cut_off().await;
    phone.waits_for_all_news(&kept).await;
    assert_eq!(kept.state().await["connected"], true);
    phone.gets(204, "DELETE /me", json!({ "password": "password 2" })).await;
    kept.hears("live.closing", json!({ "reason": "session_ended" })).await;
    kept.is_cut_off().await;
}

async fn a_removed_member_hears_nothing_more(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("group", &[&bo]).await;
    let lives = [bo.connects_with(Js).await, bo.connects_over(Python, &["polling"]).await];
    ana.sends(&chat, "before").await;
    for live in &lives {
        live.hears("message.sent", json!({ "text": "before" })).await;
    }
    ana.removes(&chat, &bo).await;
    ana.sends(&chat, "after").await;
    ana.edits(&chat, 1, "after").await;
    for live in &lives {
        bo.waits_for_all_news(live).await;
        let names = live.heard_names().await;
        let (_, since) = names.split_at(names.iter().position(|name| name == "chat.left").expect("chat.left"));
        assert!(!since.iter().any(|name| name.starts_with("message.")), "{since:?}");
        let problem = live.is_refused("message.send", json!({ "chat_id": chat, "text": "still here" })).await;
        assert_eq!(problem["code"], "chat.no_such_chat");
    }
    // And back again, without connecting anew.
    ana.adds(&chat, &bo, "member").await;
    lives[0].hears("chat.joined", json!({ "id": chat })).await;
    ana.sends(&chat, "welcome back").await;
    lives[0].hears("message.sent", json!({ "text": "welcome back" })).await;
}

async fn a_left_group_is_silent_and_a_closed_one_too(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (left, closed) = (ana.opens_group("left", &[&bo]).await, ana.opens_group("closed", &[&bo]).await);
    let live = bo.connects_with(Js).await;
    bo.gets(204, &format!("DELETE /chats/{left}/members/{}", bo.id), Value::Null).await;
    live.hears("chat.left", json!({ "chat_id": left })).await;
    ana.gets(204, &format!("DELETE /chats/{closed}"), Value::Null).await;
    live.hears("chat.left", json!({ "chat_id": closed })).await;
    ana.sends(&left, "to myself").await;
    bo.waits_for_all_news(&live).await;
    assert!(!live.heard_names().await.contains(&"message.sent".to_owned()));
    ana.gets(404, &format!("GET /chats/{closed}"), Value::Null).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_so_many_sockets_and_no_more() {
    let server = Server::with(Store::Sqlite, &[("limits.sockets_per_account", "2")]).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (first, second) = (ana.connects_with(Js).await, ana.connects_with(Python).await);
    for client in [Js, Python] {
        let third = Live::of(client, "ana").await;
        let _ = third.does(json!({ "do": "connect", "url": server.url(), "token": ana.token })).await;
        third.hears("live.closing", json!({ "reason": "too_many_sockets" })).await;
        third.is_cut_off().await;
    }
    let bos = bo.connects_with(Js).await;
    for live in [&first, &second, &bos] {
        assert_eq!(live.state().await["connected"], true);
    }
    assert!(server.counts("hearth_sockets ", "").await > 2.0, "the premise: all three are counted");
    second.disconnects().await;
    until("the seat is free", async || (server.counts("hearth_sockets ", "").await < 3.0).then_some(())).await;
    ana.connects_with(Js).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_events_are_refused_with_a_problem() {
    let settings = [("limits.enabled", "true"), ("limits.events_per_second", "1")];
    let server = Server::with(Store::Sqlite, &settings).await;
    let ana = server.joins("ana").await;
    let chat = ana.opens_group("group", &[]).await;
    let live = ana.connects_with(Js).await;
    let event = json!(["chat.typing", { "chat_id": chat, "typing": true }]);
    let done = live.does(json!({ "do": "ask_many", "events": vec![event; 100] })).await.unwrap();
    let acks = done["acks"].as_array().unwrap();
    let granted = acks.iter().take_while(|ack| ack["ok"].is_object()).count();
    assert!((10..20).contains(&granted), "a burst of ten times the rate: {granted}");
    // One that comes a second later may be granted again.
    let problem = &acks.iter().find(|ack| ack["ok"].is_null()).expect("one that is refused")["error"];
    assert_eq!((&problem["status"], &problem["code"]), (&json!(429), &json!("live.too_many_events")));
    assert_eq!(live.state().await["connects"], 1, "refused, not cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_cut_off_and_comes_back_knowing_why() {
    let server = Server::start(Store::Sqlite).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("flood", &[&bo]).await;
    let (live, calm) = (ana.connects_with(Js).await, bo.connects_with(Js).await);
    let event = json!(["message.send", { "chat_id": chat, "text": "flood" }]);
    let flood = live.does(json!({ "do": "ask_many", "events": vec![event; 3000] })).await;
    flood.expect_err("not all were answered");
    live.hears_since(1, "live.ready", json!({ "dropped": "too_many_events" })).await;
    assert!(server.counts("hearth_sockets_dropped", "too_many_events").await >= 1.0);
    live.sends(&chat, "calm again").await;
    calm.hears("message.sent", json!({ "text": "calm again" })).await;
    assert_eq!(calm.state().await["connects"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_answered_with_a_problem_that_names_it() {
    let server = Server::start(Store::Sqlite).await;
    let ana = server.joins("ana").await;
    let chat = ana.opens_group("group", &[]).await;
    ana.sends(&chat, "one").await;
    let long = "x".repeat(10_001);
    let cases = [
        ("message.send", json!({ "chat_id": 5, "text": "x" }), "chat_id"),
        ("message.send", json!({ "chat_id": "x", "text": "x" }), "chat_id"),
        ("message.send", json!({ "chat_id": chat, "text": 5 }), "text"),
        ("message.send", json!({ "chat_id": chat, "text": "" }), "text"),
        ("message.send", json!({ "chat_id": chat, "text": long }), "text"),
        ("message.send", json!({ "chat_id": chat, "text": "x", "reply_to": 99 }), "reply_to"),
        ("message.send", json!({ "chat_id": chat, "text": "x", "client_id": "a b" }), "client_id"),
        ("message.send", json!({ "chat_id": chat, "text": "x", "colour": "red" }), "colour"),
        ("message.send", json!({ "chat_id": chat }), "text"),
        ("message.edit", json!({ "chat_id": chat, "number": "one", "text": "x" }), "number"),
        ("message.react", json!({ "chat_id": chat, "number": 1, "emoji": "nice" }), "emoji"),
        ("chat.read", json!({ "chat_id": chat, "number": -1 }), "number"),
        ("chat.typing", json!({ "chat_id": chat, "typing": "yes" }), "typing"),
        ("live.resume", json!({ "chats": [] }), "chats"),
        ("live.resume", json!({ "chats": { chat.as_str(): "all" } }), &chat),
    ];
    for client in [Js, Python] {
        let live = ana.connects_with(client).await;
        let unknown = live.is_refused("message.shout", json!({})).await;
        assert_eq!((&unknown["status"], &unknown["code"]), (&json!(404), &json!("live.no_such_event")));
        for args in [json!([]), json!([1]), json!(["x"]), json!([null]), json!([{}, {}]), json!([[]])] {
            let all: Vec<Value> =
                std::iter::once(json!("message.send")).chain(args.as_array().unwrap().clone()).collect();
            let answer = live.does(json!({ "do": "emit_raw", "args": all, "ack": true })).await.unwrap();
            assert_eq!(answer["error"]["code"], "request.malformed", "{all:?}: {answer}");
        }
        for (event, data, field) in &cases {
            let problem = live.is_refused(event, data.clone()).await;
            assert!([400, 422].contains(&problem["status"].as_u64().unwrap()), "{problem}");
            let named = problem["errors"][0]["field"].as_str().unwrap_or_default();
            assert!(named.contains(field), "{event} {data}: {problem}");
        }
        assert_eq!(live.state().await["connects"], 1);
    }
    assert_eq!(ana.history(&chat).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_says_goodbye_and_is_gone_soon() {
    let mut server = Server::start(Store::Sqlite).await;
    let [ana, bo]: [Person; 2] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("group", &[&bo]).await;
    let kinds: [(Client, &str); 4] = [(Js, "websocket"), (Js, "polling"), (Python, "websocket"), (Python, "polling")];
    let mut lives = Vec::new();
    for (client, transport) in kinds {
        lives.push(bo.connects_over(client, &[transport]).await);
    }
    ana.sends(&chat, "the last one").await;
    let asked = Instant::now();
    server.is_told_to_stop().await;
    for live in &lives {
        live.hears("live.closing", json!({ "reason": "server_stopping" })).await;
    }
    assert!(server.ends().await.success());
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    server.restart().await;
    assert_eq!(bo.history(&chat).await.len(), 1);
}
