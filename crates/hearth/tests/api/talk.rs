//! Two stock clients talk; a third account knows nothing of it.

use serde_json::{Value, json};

use crate::harness::{Client, Js, Live, Person, Python, Server, Store, on_both_stores};

on_both_stores!(
    a_direct_chat_over_websocket,
    a_direct_chat_over_polling,
    a_group_over_websocket,
    a_group_over_polling,
    a_client_as_it_comes_upgrades_by_itself,
    people_see_one_another_come_and_go,
);

async fn a_direct_chat_over_websocket(store: Store) {
    direct(store, "websocket").await;
}

async fn a_direct_chat_over_polling(store: Store) {
    direct(store, "polling").await;
}

async fn a_group_over_websocket(store: Store) {
    group(store, "websocket").await;
}

async fn a_group_over_polling(store: Store) {
    group(store, "polling").await;
}

async fn direct(store: Store, transport: &str) {
    let server = Server::start(store).await;
    let [ana, bo, carl] = server.join(["ana", "bo", "carl"]).await;
    let chat = ana.talks_with(&bo).await;
    talk(&chat, [&ana, &bo, &carl], transport).await;
}

async fn group(store: Store, transport: &str) {
    let server = Server::start(store).await;
    let [ana, bo, carl] = server.join(["ana", "bo", "carl"]).await;
    let chat = ana.opens_group("friends", &[&bo]).await;
    talk(&chat, [&ana, &bo, &carl], transport).await;
}

/// All that can be said, in both directions, by sockets and by REST.
async fn talk(chat: &str, [ana, bo, carl]: [&Person; 3], transport: &str) {
    let ana_live = ana.connects_over(Js, &[transport]).await;
    let bo_live = bo.connects_over(Python, &[transport]).await;
    let carl_live = carl.connects_over(Js, &[transport]).await;
    assert_eq!(bo_live.state().await["transport"], transport);

    let first = ana_live.sends(chat, "hello *Bo* 🔥").await;
    assert_eq!((&first["number"], &first["sender"]["id"]), (&json!(1), &json!(ana.id)));
    assert_eq!(bo_live.hears("message.sent", json!({ "number": 1 })).await, first);
    assert_eq!(ana_live.hears("message.sent", json!({ "number": 1 })).await, first, "one's own news comes too");

    // By REST to sockets, and what a socket said by REST.
    let body = json!({ "text": "hi @ana", "reply_to": 1, "client_id": "bo-1", "content_warning": "greeting" });
    let second = bo.gets(201, &format!("POST /chats/{chat}/messages"), body).await;
    assert_eq!(ana_live.hears("message.sent", json!({ "number": 2 })).await, second);
    assert_eq!((&second["reply_to"], &second["mentions"]), (&json!(1), &json!([ana.id])));
    assert_eq!(ana.history(chat).await, [first, second]);

    let one = |number: i64| json!({ "chat_id": chat, "number": number });
    let with = |number: i64, key: &str, value: Value| {
        let mut data = one(number);
        data[key] = value;
        data
    };
    let edited = ana_live.says("message.edit", with(1, "text", json!("hello Bo"))).await;
    assert_eq!(bo_live.hears("message.edited", json!({ "number": 1 })).await, edited);
    assert_eq!((&edited["text"], edited["edited_at"].is_string()), (&json!("hello Bo"), true));
    let problem = bo_live.is_refused("message.edit", with(1, "text", json!("not mine"))).await;
    assert_eq!(problem["code"], "chat.not_yours");

    let reacted = bo_live.says("message.react", with(1, "emoji", json!("👍"))).await;
    let thumbs = json!([{ "emoji": "👍", "count": 1, "account_ids": [bo.id] }]);
    assert_eq!(ana_live.hears("message.reacted", json!({ "number": 1 })).await, reacted);
    assert_eq!(reacted["reactions"], thumbs);
    let pinned = ana_live.says("message.pin", one(2)).await;
    assert_eq!(bo_live.hears("message.pinned", json!({ "number": 2, "pinned": true })).await, pinned);

    bo_live.says("chat.typing", json!({ "chat_id": chat, "typing": true })).await;
    let typing = ana_live.hears("chat.typing", json!({ "account_id": bo.id })).await;
    assert_eq!(typing, json!({ "chat_id": chat, "account_id": bo.id, "typing": true }));

    ana.sends(chat, "by REST").await;
    bo_live.hears("message.sent", json!({ "number": 3, "text": "by REST" })).await;
    let mark = bo_live.says("chat.read", one(3)).await;
    assert_eq!(mark, json!({ "chat_id": chat, "account_id": bo.id, "number": 3, "unread": 0 }));
    ana_live.hears("chat.read", json!({ "account_id": bo.id, "number": 3 })).await;

    let tombstone = ana.deletes(chat, 1).await;
    assert_eq!(bo_live.hears("message.deleted", json!({ "number": 1 })).await, tombstone);
    assert_eq!((&tombstone["text"], &tombstone["deleted"]), (&Value::Null, &json!(true)));
    assert_eq!(tombstone["reactions"], json!([]), "nothing is left of it but its place");
    bo.deletes(chat, 2).await;
    ana_live.hears("message.deleted", json!({ "number": 2 })).await;
    assert_eq!(ana.history(chat).await, bo.history(chat).await);

    knows_nothing(carl, &carl_live, chat, ana).await;
}

/// Hears nothing at all, and gets the very answers that a chat which isn't there gives.
async fn knows_nothing(carl: &Person, live: &Live, chat: &str, ana: &Person) {
    ana.sends(chat, "secretword").await;
    assert_eq!(ana.gets(200, "GET /search/messages?q=secretword", Value::Null).await["items"][0]["number"], 4);
    carl.waits_for_all_news(live).await;
    assert_eq!(live.heard_names().await, ["live.ready", "chat.joined"], "only the fence");

    let nowhere = "00000000-0000-7000-8000-000000000000";
    for (what, body) in [
        ("GET /chats/{id}", Value::Null),
        ("GET /chats/{id}/members", Value::Null),
        ("GET /chats/{id}/messages", Value::Null),
        ("GET /chats/{id}/messages/4", Value::Null),
        ("GET /chats/{id}/pins", Value::Null),
        ("POST /chats/{id}/messages", json!({ "text": "let me in" })),
        ("PATCH /chats/{id}/messages/4", json!({ "text": "mine now" })),
        ("DELETE /chats/{id}/messages/4", Value::Null),
        ("PUT /chats/{id}/messages/4/reactions/👍", Value::Null),
        ("PUT /chats/{id}/read", json!({ "number": 4 })),
    ] {
        let there = carl.asks(&what.replace("{id}", chat), body.clone()).await;
        assert_eq!(there.status, 404, "{what}: {}", there.text);
        assert_eq!(there, carl.asks(&what.replace("{id}", nowhere), body).await, "{what}");
    }
    let found = carl.gets(200, "GET /search/messages?q=secretword", Value::Null).await;
    assert_eq!(found["items"], json!([]));
    let found = carl.gets(200, &format!("GET /search/messages?q=secretword&chat_id={chat}"), Value::Null).await;
    assert_eq!(found["items"], json!([]));
    let list = carl.gets(200, "GET /chats", Value::Null).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "the fence");
    let missed = live.resumes(chat, json!(0)).await;
    assert_eq!(missed, live.resumes(nowhere, json!(0)).await);
    assert_eq!(missed["error"]["status"], 404);
}

async fn a_client_as_it_comes_upgrades_by_itself(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.talks_with(&bo).await;
    let clients: [(Client, &Person); 2] = [(Js, &ana), (Python, &bo)];
    for (client, who) in clients {
        let live = who.connects_over(client, &[]).await;
        let upgraded = async || (live.state().await["transport"] == "websocket").then_some(());
        crate::harness::until("the client upgrades", upgraded).await;
        let sent = live.sends(&chat, "upgraded").await;
        assert_eq!(live.hears("message.sent", json!({ "number": sent["number"] })).await, sent);
    }
}

async fn people_see_one_another_come_and_go(store: Store) {
    let server = Server::with(store, &[("chat.presence_grace_seconds", "0")]).await;
    let [ana, bo, carl, hidden] = server.join(["ana", "bo", "carl", "hidden"]).await;
    ana.opens_group("friends", &[&bo, &hidden]).await;
    hidden.gets(200, "PATCH /me", json!({ "hide_presence": true })).await;
    let (ana_live, carl_live) = (ana.connects_with(Js).await, carl.connects_with(Js).await);

    let hidden_live = hidden.connects_with(Js).await;
    let bo_live = bo.connects_with(Python).await;
    let came = ana_live.hears("presence.changed", json!({ "account_id": bo.id, "online": true })).await;
    assert_eq!(came["last_seen_at"], Value::Null);
    let page = ana.gets(200, "GET /accounts?online=true", Value::Null).await;
    let online: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|account| &account["username"]).collect();
    assert_eq!(online, ["ana", "bo", "carl"], "who hides it isn't online");

    hidden_live.disconnects().await;
    bo_live.disconnects().await;
    let gone = ana_live.hears("presence.changed", json!({ "account_id": bo.id, "online": false })).await;
    assert!(gone["last_seen_at"].is_string());
    let seen = ana.gets(200, &format!("GET /accounts/{}", bo.id), Value::Null).await;
    assert_eq!((&seen["online"], &seen["last_seen_at"]), (&json!(false), &gone["last_seen_at"]));
    let seen = ana.gets(200, &format!("GET /accounts/{}", hidden.id), Value::Null).await;
    assert_eq!((&seen["online"], &seen["last_seen_at"]), (&Value::Null, &Value::Null));

    ana.waits_for_all_news(&ana_live).await;
    carl.waits_for_all_news(&carl_live).await;
    let names = carl_live.heard_names().await;
    assert_eq!(names, ["live.ready", "chat.joined"], "a stranger hears nobody come or go");
    let about_hidden = |news: &Value| news["data"]["account_id"] == json!(hidden.id);
    assert!(!ana_live.heard().await.iter().any(|news| news["event"] == "presence.changed" && about_hidden(news)));
}
