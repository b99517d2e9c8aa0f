//! What may be done only so often: writing in slow mode, and floods of invitations, reactions and reports.

use serde_json::{Value, json};

use crate::gatherings::picnic;
use crate::harness::{Answer, Js, Person, Server, Store, on_both_stores, until};

on_both_stores!(
    in_slow_mode_members_wait_at_every_process,
    a_flood_of_reactions_and_reports_ends,
    who_is_new_invites_only_so_many_whatever_the_way,
);

/// So many of an act are taken, and the next isn't: which problem it is, and that it says when to come again.
async fn ends(acts: impl AsyncFn(usize) -> Answer, most: usize, code: &str) {
    for number in 0..=most * 2 {
        let answer = acts(number).await;
        if answer.status == 429 {
            assert!(number >= most, "{code}: after {number} already");
            assert_eq!(answer.body["code"], code);
            assert!(answer.retry_after.is_some_and(|wait| wait.parse::<u64>().unwrap() > 0), "{code}");
            return;
        }
        assert!(answer.status < 300, "{code}: {}", answer.text);
    }
    panic!("{code}: there is no end of it");
}

async fn in_slow_mode_members_wait_at_every_process(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_private_space("Space").await;
    let code = ana.makes_code(&space).await;
    bo.comes_in_by(&code).await;
    cleo.comes_in_by(&code).await;
    let group = json!({ "kind": "group", "title": "Slow", "space_id": space, "members": [ana.id, cleo.id] });
    let chat = bo.gets(201, "POST /chats", group).await["id"].as_str().unwrap().to_owned();
    let (change, send) = (format!("PATCH /chats/{chat}"), format!("POST /chats/{chat}/messages"));
    let live = cleo.connects_with(Js).await;
    for seconds in [-1, 86_401] {
        let refused = bo.gets(422, &change, json!({ "slow_seconds": seconds })).await;
        assert_eq!(refused["errors"][0]["field"], "slow_seconds");
    }
    cleo.gets(403, &change, json!({ "slow_seconds": 2 })).await;
    assert_eq!(bo.gets(200, &change, json!({ "slow_seconds": 3600 })).await["slow_seconds"], 3600);
    live.hears("chat.changed", json!({ "id": chat, "slow_seconds": 3600 })).await;
    let said = json!({ "text": "hi", "client_id": "one" });
    cleo.gets(201, &send, said.clone()).await;
    let refused = cleo.asks(&send, json!({ "text": "and" })).await;
    assert_eq!((refused.status, &refused.body["code"]), (429, &json!("chat.slow_mode")));
    let wait: u64 = refused.retry_after.unwrap().parse().unwrap();
    assert!((3500..=3600).contains(&wait), "{wait}");
    cleo.gets(200, &send, said).await;
    let over_the_socket = live.is_refused("message.send", json!({ "chat_id": chat, "text": "and" })).await;
    assert_eq!(over_the_socket["code"], "chat.slow_mode");
    if store == Store::Postgres {
        let beside = server.beside().await;
        assert_eq!(cleo.at(&beside).asks(&send, json!({ "text": "and" })).await.status, 429);
    }
    // The group's owner doesn't wait, nor does an admin of its space, who is a plain member here.
    for who in [&bo, &ana, &bo, &ana] {
        who.gets(201, &send, json!({ "text": "hello" })).await;
    }
    bo.gets(200, &change, json!({ "slow_seconds": 1 })).await;
    until("the second is over", async || {
        (cleo.asks(&send, json!({ "text": "and" })).await.status == 201).then_some(())
    })
    .await;
    bo.gets(200, &change, json!({ "slow_seconds": 0 })).await;
    for _ in 0..2 {
        cleo.gets(201, &send, json!({ "text": "fast" })).await;
    }
}

async fn a_flood_of_reactions_and_reports_ends(store: Store) {
    let settings = [
        ("limits.enabled", "true"),
        ("limits.reactions_per_account", "5"),
        ("limits.reports_per_account", "4"),
        ("moderation.new_account_hours", "0"),
    ];
    let server = Server::with(store, &settings).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Group", &[&bo]).await;
    ana.sends(&chat, "hello").await;
    let react = format!("/chats/{chat}/messages/1/reactions/👍");
    let verbs = ["PUT", "DELETE"];
    ends(
        async |number| bo.asks(&format!("{} {react}", verbs[number % 2]), Value::Null).await,
        5,
        "chat.too_many_messages",
    )
    .await;
    let subject = json!({ "kind": "message", "chat_id": chat, "number": 1 });
    let report = json!({ "subject": subject, "reason": "spam" });
    ends(async |_| bo.asks("POST /reports", report.clone()).await, 4, "moderation.too_many_reports").await;
    ana.sends(&chat, "others go on").await;
}

async fn who_is_new_invites_only_so_many_whatever_the_way(store: Store) {
    let settings = [
        ("limits.enabled", "true"),
        ("moderation.new_account_invitations_per_hour", "3"),
        ("moderation.new_account_requests_per_hour", "2"),
    ];
    let server = Server::with(store, &settings).await;
    let people = server.join(["a1", "a2", "a3", "a4", "a5", "a6"]).await;
    let code = "moderation.new_account";
    let refused = async |who: &Person, what: &str, body: Value| {
        let answer = who.asks(what, body).await;
        assert_eq!((answer.status, &answer.body["code"]), (429, &json!(code)), "{what}: {}", answer.text);
    };

    let space = people[0].makes_private_space("Space").await;
    ends(async |_| people[0].asks(&format!("POST /spaces/{space}/invitations"), json!({})).await, 3, code).await;
    // What was used up by one way is used up for the others.
    let group = json!({ "kind": "group", "title": "Group", "members": [people[1].id] });
    refused(&people[0], "POST /chats", group.clone()).await;
    let mut plan = picnic();
    plan["invite"] = json!([{ "account_id": people[1].id, "required": false }]);
    refused(&people[0], "POST /gatherings", plan).await;
    let alone = people[0].gets(201, "POST /chats", json!({ "kind": "group", "title": "Alone" })).await;
    let add = format!("PUT /chats/{}/members/{}", alone["id"].as_str().unwrap(), people[1].id);
    refused(&people[0], &add, json!({})).await;
    let own = people[0].gets(201, "POST /gatherings", picnic()).await["gathering"]["id"].as_str().unwrap().to_owned();
    let invite = format!("POST /gatherings/{own}/attendees");
    refused(&people[0], &invite, json!({ "account_id": people[1].id })).await;

    // Each person counts. More than may be invited in an hour are the whole hour's.
    let many: Vec<&str> = people[2..].iter().map(|one| one.id.as_str()).collect();
    people[1].gets(201, "POST /chats", json!({ "kind": "group", "title": "Many", "members": many })).await;
    refused(&people[1], "POST /chats", group_of(&people[2])).await;

    // Strangers, each once: the chat that there is may be opened as often as one likes.
    let [ana, bo, cleo, dan] = server.join(["ana", "bo", "cleo", "dan"]).await;
    for stranger in [&bo, &cleo, &bo, &cleo] {
        ana.opens_direct_chat_with(stranger).await;
    }
    refused(&ana, "POST /chats", json!({ "kind": "direct", "with": dan.id })).await;
}

fn group_of(one: &Person) -> Value {
    json!({ "kind": "group", "title": "Group", "members": [one.id] })
}
