//! Spaces as people use them: found, joined, talked in, left, and gone.

use std::time::Instant;

use serde_json::{Value, json};

use crate::gallery::{Kind, file, photo};
use crate::harness::{Js, Python, Server, Store, on_both_stores, until};

on_both_stores!(
    a_stranger_finds_a_community_asks_and_talks_in_it,
    a_private_space_is_entered_by_name_link_and_code_alone,
    who_is_out_of_a_space_is_out_of_its_chats_at_once,
    a_deleted_space_is_found_nowhere,
    a_space_shows_itself_to_whom_it_is_there_for,
    an_owner_hands_over_before_leaving_and_is_followed_when_gone,
    a_community_shows_strangers_itself_and_nothing_in_it,
);

async fn a_stranger_finds_a_community_asks_and_talks_in_it(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let more = json!({ "city": "Málaga", "country": "España", "joining": "approval", "rules": "Be kind.",
        "description": "We talk and listen" });
    let space = ana.makes_community("Quiet evenings", more).await;
    ana.makes_community("Elsewhere", json!({ "city": "Graz" })).await;
    let chat = ana.opens_chat_in(&space, "Tonight").await;
    let ana_live = ana.connects_with(Js).await;

    let finds = async |query: &str| {
        let page = bo.gets(200, &format!("GET /spaces/directory?{query}"), Value::Null).await;
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(finds("topic=anxiety&city=malaga").await, [space.as_str()]);
    assert_eq!(finds("country=espana&words=quiet%20listen").await, [space.as_str()]);
    assert_eq!(finds("topic=anxiety").await.len(), 2);
    assert_eq!(finds("topic=ocd").await, [""; 0]);
    let first = bo.gets(200, "GET /spaces/directory?limit=1", Value::Null).await;
    let next = first["next"].as_str().unwrap();
    assert_eq!(finds(&format!("limit=1&after={next}")).await.len(), 1);

    let join = format!("POST /spaces/{space}/join");
    assert_eq!(bo.gets(409, &join, json!({})).await["code"], "spaces.rules_not_accepted");
    let asked = bo.gets(200, &join, json!({ "accept_rules": true, "message": "I'd like to" })).await;
    assert_eq!(asked["me"]["standing"], "requested");
    bo.gets(404, &format!("POST /chats/{chat}/join"), Value::Null).await;
    let requests = ana.gets(200, &format!("GET /spaces/{space}/requests"), Value::Null).await;
    assert_eq!(
        (&requests["items"][0]["account"]["id"], &requests["items"][0]["message"]),
        (&json!(bo.id), &json!("I'd like to"))
    );
    let bo_live = bo.connects_with(Python).await;
    ana.gets(200, &format!("PUT /spaces/{space}/requests/{}", bo.id), Value::Null).await;
    bo_live.hears("space.joined", json!({ "id": space })).await;
    ana_live.hears("space.member_joined", json!({ "space_id": space })).await;

    let chats = bo.gets(200, &format!("GET /spaces/{space}/chats"), Value::Null).await;
    assert_eq!((&chats["items"][0]["id"], chats["items"][0].get("me")), (&json!(chat), None));
    assert_eq!(bo.joins_chat(&chat).await["space_id"], json!(space));
    bo.sends(&chat, "hello all").await;
    ana_live.hears("message.sent", json!({ "text": "hello all" })).await;
    let chats = bo.gets(200, &format!("GET /spaces/{space}/chats"), Value::Null).await;
    assert_eq!(chats["items"][0]["me"]["role"], "member");
    let export = bo.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!((&export["spaces"][0]["space_id"], &export["space_requests"]), (&json!(space), &json!([])));
}

async fn a_private_space_is_entered_by_name_link_and_code_alone(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo, dan] = server.join(["ana", "bo", "cleo", "dan"]).await;
    let space = ana.makes_private_space("Family secretword").await;
    for query in ["", "?words=family", "?words=secretword"] {
        assert_eq!(bo.gets(200, &format!("GET /spaces/directory{query}"), Value::Null).await["items"], json!([]));
    }
    bo.gets(404, &format!("POST /spaces/{space}/join"), json!({ "accept_rules": true })).await;

    // Each of these characters is two once it is kept.
    let long = json!({ "visibility": "private", "name": "Long", "city": "\u{958}".repeat(64) });
    assert_eq!(ana.gets(422, "POST /spaces", long).await["errors"][0]["field"], "city");
    let invite = format!("POST /spaces/{space}/invitations");
    let by_name = ana.gets(201, &invite, json!({ "username": "BO", "days": 3 })).await;
    assert_eq!((&by_name["account"]["id"], by_name.get("code")), (&json!(bo.id), None));
    ana.gets(404, &invite, json!({ "username": "nobody-here" })).await;
    ana.gets(422, &invite, json!({ "uses": 0 })).await;
    ana.gets(422, &invite, json!({ "username": "bo", "uses": 2 })).await;
    let mine = bo.gets(200, "GET /space-invitations", Value::Null).await["items"][0].clone();
    assert_eq!((&mine["space"]["name"], &mine["invited_by"]["id"]), (&json!("Family secretword"), &json!(ana.id)));
    let accept = format!("POST /space-invitations/{}", mine["id"].as_str().unwrap());
    cleo.gets(404, &accept, json!({})).await;
    assert_eq!(bo.gets(200, &accept, json!({})).await["me"]["standing"], "member");
    bo.gets(404, &accept, json!({})).await;
    assert_eq!(ana.gets(409, &invite, json!({ "username": "bo" })).await["code"], "spaces.already_a_member");

    let made = ana.gets(201, &invite, json!({ "uses": 1 })).await;
    let code = made["code"].as_str().unwrap();
    assert_eq!(made["link"], json!(format!("{}/invited?code={code}", server.url())));
    let listed = ana.gets(200, &format!("GET /spaces/{space}/invitations"), Value::Null).await;
    assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0].get("code")), (1, None));
    let typed = code.to_lowercase().replace('-', "%20");
    let seen = cleo.gets(200, &format!("GET /space-codes/{typed}"), Value::Null).await;
    assert_eq!(seen["space"]["name"], "Family secretword");
    cleo.comes_in_by(&typed).await;
    dan.gets(404, &format!("POST /space-codes/{code}"), json!({ "accept_rules": true })).await;
    let members = bo.gets(200, &format!("GET /spaces/{space}/members"), Value::Null).await;
    assert_eq!(members["items"].as_array().unwrap().len(), 3);
    assert!(!server.log().contains(code), "no code in the log");

    // Who is banned finds nothing behind a code, as for them there is no such space.
    ana.gets(200, &format!("PUT /spaces/{space}/bans/{}", dan.id), json!({})).await;
    let code = ana.makes_code(&space).await;
    dan.gets(404, &format!("GET /space-codes/{code}"), Value::Null).await;
    let refused = dan.gets(404, &format!("POST /space-codes/{code}"), json!({})).await;
    assert_eq!(refused["code"], "spaces.no_such_invitation");
    dan.gets(404, &format!("GET /spaces/{space}"), Value::Null).await;
}

async fn who_is_out_of_a_space_is_out_of_its_chats_at_once(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_community("Talk", json!({})).await;
    let chat = ana.opens_chat_in(&space, "All").await;
    for person in [&bo, &cleo] {
        person.joins_space(&space).await;
        person.joins_chat(&chat).await;
    }
    let lives = [bo.connects_with(Js).await, bo.connects_with(Python).await];
    let cleo_live = cleo.connects_with(Js).await;
    ana.sends(&chat, "everybody here?").await;
    for live in &lives {
        live.hears("message.sent", json!({ "number": 1 })).await;
    }
    let soon = Instant::now();
    let ban = json!({ "reason": "rude", "until": "2999-01-01T00:00:00Z" });
    ana.gets(200, &format!("PUT /spaces/{space}/bans/{}", bo.id), ban).await;
    for live in &lives {
        live.hears("chat.left", json!({ "chat_id": chat })).await;
        live.hears("space.left", json!({ "space_id": space })).await;
    }
    println!("heard nothing more after {:?}", soon.elapsed());
    ana.sends(&chat, "he is gone").await;
    cleo_live.hears("message.sent", json!({ "number": 2 })).await;
    for live in &lives {
        bo.waits_for_all_news(live).await;
        let sent = live.heard().await.into_iter().filter(|news| news["event"] == "message.sent").count();
        assert_eq!(sent, 1, "nothing more of the chat");
        assert_eq!(live.resumes(&chat, json!(0)).await["error"]["code"], "chat.no_such_chat");
        let refused = live.is_refused("message.send", json!({ "chat_id": chat, "text": "hello?" })).await;
        assert_eq!(refused["code"], "chat.no_such_chat");
    }
    assert_eq!(bo.gets(200, "GET /search/messages?q=everybody", Value::Null).await["items"], json!([]));
    bo.gets(404, &format!("POST /chats/{chat}/join"), Value::Null).await;
    let banned = bo.gets(200, &format!("GET /spaces/{space}"), Value::Null).await["me"].clone();
    assert_eq!((&banned["standing"], &banned["ban_reason"]), (&json!("banned"), &json!("rude")));
    let refused = bo.gets(403, &format!("POST /spaces/{space}/join"), json!({})).await;
    assert_eq!(refused["code"], "spaces.banned");
    let seen = cleo.gets(200, &format!("GET /chats/{chat}"), Value::Null).await;
    assert_eq!(seen["members_count"], 2);

    ana.gets(204, &format!("DELETE /spaces/{space}/bans/{}", bo.id), Value::Null).await;
    bo.joins_space(&space).await;
    bo.joins_chat(&chat).await;
    cleo.gets(204, &format!("DELETE /spaces/{space}/members/{}", cleo.id), Value::Null).await;
    cleo_live.hears("chat.left", json!({ "chat_id": chat })).await;
    cleo.gets(404, &format!("GET /chats/{chat}"), Value::Null).await;
}

async fn a_deleted_space_is_found_nowhere(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let space = ana.makes_community("Secretword", json!({ "city": "Wien" })).await;
    let chat = ana.opens_chat_in(&space, "Secretword").await;
    bo.joins_space(&space).await;
    bo.joins_chat(&chat).await;
    bo.sends(&chat, "secretword").await;
    let live = bo.connects_with(Js).await;
    let contents = ana.gets(200, &format!("GET /spaces/{space}/contents"), Value::Null).await;
    assert_eq!(contents, json!({ "members": 2, "chats": 1, "shares": 0, "gatherings": 0 }));
    bo.gets(403, &format!("DELETE /spaces/{space}"), Value::Null).await;
    ana.gets(204, &format!("DELETE /spaces/{space}"), Value::Null).await;
    live.hears("space.left", json!({ "space_id": space })).await;
    live.hears("chat.left", json!({ "chat_id": chat })).await;
    for person in [&ana, &bo] {
        for what in [format!("GET /spaces/{space}"), format!("GET /chats/{chat}"), format!("DELETE /spaces/{space}")] {
            person.gets(404, &what, Value::Null).await;
        }
        for what in ["/spaces", "/chats", "/spaces/directory?words=secretword", "/search/messages?q=secretword"] {
            assert_eq!(person.gets(200, &format!("GET {what}"), Value::Null).await["items"], json!([]), "{what}");
        }
    }
    let erased = async || {
        let export = bo.gets(200, "GET /me/export", Value::Null).await;
        assert_eq!(export["spaces"], json!([]));
        (export["messages"] == json!([])).then_some(())
    };
    until("what was said is erased", erased).await;
}

async fn an_owner_hands_over_before_leaving_and_is_followed_when_gone(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_private_space("Family").await;
    let code = ana.makes_code(&space).await;
    for person in [&bo, &cleo] {
        person.comes_in_by(&code).await;
    }
    let member = |what: &str, id: &str| format!("{what} /spaces/{space}/members/{id}");
    assert_eq!(ana.gets(409, &member("DELETE", &ana.id), Value::Null).await["code"], "spaces.owner_stays");
    bo.gets(403, &member("PUT", &bo.id), json!({ "role": "owner" })).await;
    ana.gets(200, &member("PUT", &bo.id), json!({ "role": "owner" })).await;
    ana.gets(403, &member("DELETE", &bo.id), Value::Null).await;
    ana.gets(204, &member("DELETE", &ana.id), Value::Null).await;
    ana.gets(404, &format!("GET /spaces/{space}"), Value::Null).await;
    let chat = bo.opens_chat_in(&space, "All").await;
    let alone = bo.makes_community("Alone", json!({})).await;

    bo.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    let follows = async || {
        let seen = cleo.gets(200, &format!("GET /spaces/{space}"), Value::Null).await;
        (seen["me"]["role"] == "owner" && seen["members_count"] == 1).then_some(())
    };
    until("cleo owns the space", follows).await;
    let gone = async || (cleo.asks(&format!("GET /spaces/{alone}"), Value::Null).await.status == 404).then_some(());
    until("a space without members is gone", gone).await;
    cleo.gets(404, &format!("POST /chats/{chat}/join"), Value::Null).await;
}

async fn a_community_shows_strangers_itself_and_nothing_in_it(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("siteadmin").await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_community("Open to all", json!({})).await;
    bo.joins_space(&space).await;
    let chat = ana.opens_chat_in(&space, "Inside").await;
    let seen = cleo.gets(200, &format!("GET /spaces/{space}"), Value::Null).await;
    assert_eq!((&seen["members_count"], &seen["me"]["standing"]), (&json!(2), &json!("none")));
    let other = json!({ "name": "x" });
    for (what, body) in [
        (format!("GET /spaces/{space}/members"), Value::Null),
        (format!("GET /spaces/{space}/chats"), Value::Null),
        (format!("GET /spaces/{space}/requests"), Value::Null),
        (format!("GET /spaces/{space}/bans"), Value::Null),
        (format!("GET /spaces/{space}/invitations"), Value::Null),
        (format!("GET /spaces/{space}/contents"), Value::Null),
        (format!("PATCH /spaces/{space}"), other),
        (format!("DELETE /spaces/{space}"), Value::Null),
        (format!("DELETE /spaces/{space}/members/{}", bo.id), Value::Null),
        (format!("POST /spaces/{space}/invitations"), json!({})),
        ("POST /chats".to_owned(), json!({ "kind": "group", "title": "x", "space_id": space })),
    ] {
        for outsider in [&cleo, &admin] {
            assert_eq!(outsider.gets(403, &what, body.clone()).await["code"], "spaces.not_a_member", "{what}");
        }
    }
    let there = cleo.asks(&format!("POST /chats/{chat}/join"), Value::Null).await;
    let nowhere = cleo.asks("POST /chats/00000000-0000-7000-8000-000000000000/join", Value::Null).await;
    assert_eq!(there, nowhere);
    // Members open chats by invitation; one for everybody is the admins'.
    let open = json!({ "kind": "group", "title": "x", "space_id": space, "joining": "open" });
    assert_eq!(bo.gets(403, "POST /chats", open.clone()).await["code"], "chat.not_allowed");
    let closed = json!({ "kind": "group", "title": "x", "space_id": space, "members": [ana.id] });
    let few = bo.gets(201, "POST /chats", closed.clone()).await["id"].as_str().unwrap().to_owned();
    let outside = json!({ "kind": "group", "title": "x", "space_id": space, "members": [cleo.id] });
    assert_eq!(bo.gets(409, "POST /chats", outside).await["code"], "chat.not_in_the_space");
    let refused = bo.gets(409, &format!("PUT /chats/{few}/members/{}", cleo.id), json!({})).await;
    assert_eq!(refused["code"], "chat.not_in_the_space");
    bo.gets(422, "POST /chats", json!({ "kind": "group", "title": "x", "joining": "open" })).await;

    assert_eq!(cleo.gets(403, "PUT /topics/tea", json!({ "name": "Tea" })).await["code"], "accounts.not_permitted");
    admin.gets(201, "PUT /topics/tea", json!({ "name": "Tea" })).await;
    ana.gets(200, &format!("PATCH /spaces/{space}"), json!({ "topic": "tea" })).await;
    assert_eq!(admin.gets(409, "DELETE /topics/tea", Value::Null).await["code"], "spaces.topic_in_use");
    ana.gets(404, &format!("PATCH /spaces/{space}"), json!({ "topic": "no-such" })).await;
    ana.gets(422, "POST /spaces", json!({ "visibility": "community", "name": "No topic" })).await;
    ana.gets(422, "POST /spaces", json!({ "visibility": "private", "name": "x", "topic": "tea" })).await;
}

async fn a_space_shows_itself_to_whom_it_is_there_for(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let space = ana.makes_community("By the sea", json!({})).await;
    let hidden = ana.makes_private_space("Home").await;
    let live = ana.connects_with(Js).await;
    let picture = ana.has_picture(&file(Kind::Png, photo(300, 200))).await["id"].clone();
    let cover = ana.has_picture(&file(Kind::Png, photo(200, 300))).await["id"].clone();
    let shown = json!({ "media_id": picture });
    bo.gets(403, &format!("PUT /spaces/{space}/picture"), shown.clone()).await;
    let seen = ana.gets(200, &format!("PUT /spaces/{space}/picture"), shown.clone()).await;
    assert_eq!((&seen["picture"]["media_id"], &seen["cover"]), (&picture, &Value::Null));
    live.hears("space.changed", json!({ "id": space })).await;
    ana.gets(422, &format!("PUT /spaces/{hidden}/cover"), shown).await;
    ana.gets(200, &format!("PUT /spaces/{hidden}/cover"), json!({ "media_id": cover })).await;
    bo.gets(404, &format!("GET /spaces/{hidden}"), Value::Null).await;
    let card = bo.gets(200, "GET /spaces/directory?words=sea", Value::Null).await["items"][0].clone();
    let address = card["picture"]["medium"]["address"].as_str().unwrap();
    assert_eq!(server.web().fetches(address, &[]).await.0, 200);

    let none = ana.gets(200, &format!("DELETE /spaces/{space}/picture"), Value::Null).await;
    assert_eq!(none["picture"], Value::Null);
    assert_eq!(server.web().fetches(address, &[]).await.0, 404);
    let medium = ana.gets(200, &format!("GET /spaces/{hidden}"), Value::Null).await["cover"]["medium"].clone();
    ana.gets(204, &format!("DELETE /spaces/{hidden}"), Value::Null).await;
    let address = medium["address"].as_str().unwrap();
    until("a deleted space's cover goes", async || (server.web().fetches(address, &[]).await.0 == 404).then_some(()))
        .await;
}
