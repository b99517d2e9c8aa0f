//! What people are told, as they meet it: addressed to them or owed to all, grouped, read, muted, and gone with what it
//! told of.

use serde_json::{Value, json};

use crate::gatherings::{day, when};
use crate::harness::{Js, PATIENCE, Person, Server, Store, on_both_stores, until};

on_both_stores!(
    unread_messages_are_one_item_a_chat_and_what_is_addressed_has_its_own,
    reading_a_chat_reads_what_was_told_of_it,
    what_is_looked_at_is_read_and_not_told,
    a_muted_chat_or_space_tells_nothing_until_its_time,
    what_is_new_in_a_space_is_told_to_its_members,
    what_is_erased_or_out_of_reach_is_told_no_more,
    an_invitation_is_told_until_it_is_used,
    plans_are_told_to_those_whom_they_concern,
    a_pseudonym_is_told_of_as_it_is_shown,
    pages_go_on_where_they_ended,
    settings_are_checked_and_kept,
);

impl Person {
    /// What they are told of: the kind, the title and how many, newest first.
    pub async fn told(&self) -> Vec<(String, String, i64)> {
        let page = self.gets(200, "GET /notifications", Value::Null).await;
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| (text(item, "kind"), text(item, "title"), item["count"].as_i64().unwrap())).collect()
    }

    pub async fn unread_told(&self) -> Vec<(String, String, i64)> {
        // Counted before they are listed: listing may forget what is gone. Something may happen between the two.
        let (unread, counts) = until("the counts are as a recount says", async || {
            let counts = self.gets(200, "GET /notifications/counts", Value::Null).await;
            let page = self.gets(200, "GET /notifications?unread=true", Value::Null).await;
            let again = self.gets(200, "GET /notifications/counts", Value::Null).await;
            (counts == again).then(|| (page["items"].as_array().unwrap().clone(), counts))
        })
        .await;
        assert!(unread.iter().all(|item| item["read"] == false), "{unread:?}");
        assert_eq!(counts["unread"], unread.len(), "as a recount says: {unread:?}");
        let unseen = unread.iter().filter(|item| item["seen"] == false).count();
        assert_eq!(counts["unseen"], unseen, "as a recount says: {unread:?}");
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        unread.iter().map(|item| (text(item, "kind"), text(item, "title"), item["count"].as_i64().unwrap())).collect()
    }

    /// Waits until exactly this is unread, in this order.
    pub async fn is_told(&self, wanted: &[(&str, &str, i64)]) {
        let wanted: Vec<(String, String, i64)> =
            wanted.iter().map(|(kind, title, count)| ((*kind).to_owned(), (*title).to_owned(), *count)).collect();
        let mut last = Vec::new();
        let told = async || {
            let unread = self.unread_told().await;
            (unread == wanted).then_some(()).ok_or(unread)
        };
        let give_up = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < give_up {
            match told().await {
                Ok(()) => return,
                Err(unread) => last = unread,
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("wanted {wanted:?}, not {last:?}");
    }

    pub async fn first(&self) -> Value {
        self.gets(200, "GET /notifications?limit=1", Value::Null).await["items"][0].take()
    }

    async fn replies(&self, chat: &str, to: i64, text: &str) {
        self.gets(201, &format!("POST /chats/{chat}/messages"), json!({ "text": text, "reply_to": to })).await;
    }
}

/// A private space of Ana's with Bo in it.
async fn garden(server: &Server) -> (Person, Person, String) {
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let space = ana.makes_private_space("Garden").await;
    bo.comes_in_by(&ana.makes_code(&space).await).await;
    (ana, bo, space)
}

async fn unread_messages_are_one_item_a_chat_and_what_is_addressed_has_its_own(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo, &cleo]).await;
    for text in ["one", "two", "three"] {
        ana.sends(&chat, text).await;
    }
    bo.is_told(&[("message_group", "Seeds", 3)]).await;
    ana.is_told(&[]).await;
    let item = bo.first().await;
    assert_eq!((&item["id"], &item["chat_id"], &item["number"]), (&json!(chat), &json!(chat), &json!(3)));

    bo.sends(&chat, "four, says @cleo").await;
    cleo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 4)]).await;
    ana.replies(&chat, 4, "five").await;
    bo.is_told(&[("reply", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    let reply = bo.first().await;
    assert_eq!((&reply["excerpt"], &reply["actors"][0]["name"]), (&json!("five"), &json!("ana")));

    for (person, emoji) in [(&bo, "👍"), (&cleo, "👍"), (&cleo, "🎉")] {
        person.reacts(&chat, 5, emoji).await;
    }
    ana.is_told(&[("reaction", "Seeds", 3)]).await;
    assert_eq!(ana.first().await["actors_count"], 2);
    let unreact = format!("DELETE /chats/{chat}/messages/5/reactions/🎉");
    cleo.gets(200, &unreact, Value::Null).await;
    ana.is_told(&[("reaction", "Seeds", 2)]).await;

    // A stranger's first message waits; a friend's is a direct one.
    let [stranger] = server.join(["stranger"]).await;
    let request = stranger.opens_direct_chat_with(&cleo).await;
    stranger.sends(&request, "hello").await;
    let waits = async || (cleo.told().await[0] == ("request".to_owned(), "stranger".to_owned(), 1)).then_some(());
    until("the request is told", waits).await;
    let direct = ana.opens_direct_chat_with(&bo).await;
    ana.sends(&direct, "psst").await;
    let told = async || (bo.told().await[0] == ("message_direct".to_owned(), "ana".to_owned(), 1)).then_some(());
    until("the direct message is told", told).await;
}

async fn reading_a_chat_reads_what_was_told_of_it(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    ana.sends(&chat, "one for @bo").await;
    ana.sends(&chat, "two for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 2), ("mention", "Seeds", 1)]).await;
    bo.reads(&chat, 1).await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    // Answering reads too.
    bo.sends(&chat, "three").await;
    bo.is_told(&[]).await;
    assert_eq!(bo.told().await.len(), 2, "what was read stays in the list");

    ana.sends(&chat, "four for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    bo.gets(200, &format!("PUT /notifications/{chat}/read"), Value::Null).await;
    bo.is_told(&[]).await;
    assert_eq!(bo.gets(200, &format!("GET /chats/{chat}"), Value::Null).await["me"]["unread"], 0);

    ana.sends(&chat, "five for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    let seen = json!({ "until": "2200-01-01T00:00:00Z" });
    let counts = bo.gets(200, "PUT /notifications/seen", seen).await;
    assert_eq!(counts, json!({ "unseen": 0, "unread": 2 }));
    ana.sends(&chat, "six").await;
    bo.is_told(&[("message_group", "Seeds", 2), ("mention", "Seeds", 1)]).await;
    let counts = bo.gets(200, "PUT /notifications/read", Value::Null).await;
    assert_eq!(counts, json!({ "unseen": 0, "unread": 0 }));
    assert_eq!(bo.gets(200, &format!("GET /chats/{chat}"), Value::Null).await["me"]["unread"], 2, "the chat stays");
    ana.sends(&chat, "seven").await;
    bo.is_told(&[("message_group", "Seeds", 3)]).await;
}

async fn what_is_looked_at_is_read_and_not_told(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    let live = bo.connects_with(Js).await;
    live.says("notification.looking", json!({ "chat_id": chat })).await;
    ana.sends(&chat, "for @bo, who looks").await;
    let told = async || bo.told().await.contains(&("mention".to_owned(), "Seeds".to_owned(), 1)).then_some(());
    until("it is in the list", told).await;
    bo.is_told(&[("message_group", "Seeds", 1)]).await;
    bo.reads(&chat, 1).await;
    live.says("notification.looking", json!({})).await;
    ana.sends(&chat, "for @bo, who looks away").await;
    let news = live.hears("notification.created", json!({})).await;
    assert_eq!(news["notification"]["number"], 2, "of the first nothing was told");

    let share = ana.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    bo.is_told(&[("share", "Garden", 1), ("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    live.says("notification.looking", json!({ "space_id": space })).await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    let anas = ana.connects_with(Js).await;
    let comments = format!("POST /spaces/{space}/shares/{}/comments", share["id"].as_str().unwrap());
    bo.gets(201, &comments, json!({ "text": "lovely" })).await;
    ana.is_told(&[("comment", "Garden", 1)]).await;
    anas.says("notification.looking", json!({ "share_id": share["id"] })).await;
    ana.is_told(&[]).await;
    let refused = live.is_refused("notification.looking", json!({ "chat_id": chat, "space_id": space })).await;
    assert_eq!(refused["errors"][0]["code"], "too_many");
}

async fn a_muted_chat_or_space_tells_nothing_until_its_time(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let chat = ana.opens_chat_in(&space, "Seeds").await;
    bo.joins_chat(&chat).await;
    let level = |what: &str, id: &str| format!("PUT /{what}/{id}/level");
    bo.gets(200, &level("chats", &chat), json!({ "level": "mentions" })).await;
    ana.sends(&chat, "one").await;
    ana.sends(&chat, "two for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1)]).await;
    bo.gets(200, &level("chats", &chat), json!({ "level": "all" })).await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 2)]).await;
    let muted = json!({ "level": "nothing", "until": "2200-01-01T00:00:00Z" });
    let answer = bo.gets(200, &level("spaces", &space), muted.clone()).await;
    assert_eq!(answer, json!({ "space_id": space, "level": "nothing", "until": "2200-01-01T00:00:00.000Z" }));
    assert_eq!(bo.gets(200, "GET /me/levels", Value::Null).await["items"], json!([answer]));
    ana.sends(&chat, "three for @bo").await;
    ana.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    // All of it was heard of once what follows in another chat is told.
    let other = ana.opens_group("Weeds", &[&bo]).await;
    ana.sends(&other, "for @bo").await;
    bo.is_told(&[("mention", "Weeds", 1), ("message_group", "Weeds", 1), ("mention", "Seeds", 1)]).await;
    bo.reads(&other, 1).await;
    bo.is_told(&[("mention", "Seeds", 1)]).await;
    bo.gets(200, &level("spaces", &space), json!({ "level": "all" })).await;
    bo.is_told(&[("share", "Garden", 1), ("message_group", "Seeds", 3), ("mention", "Seeds", 1)]).await;
    for (wrong, code) in [
        (json!({ "level": "all", "until": "2200-01-01T00:00:00Z" }), "not_with_all"),
        (json!({ "level": "nothing", "until": "2020-01-01T00:00:00Z" }), "over"),
    ] {
        let problem = bo.gets(422, &level("spaces", &space), wrong).await;
        assert_eq!((&problem["errors"][0]["field"], &problem["errors"][0]["code"]), (&json!("until"), &json!(code)));
    }
}

async fn what_is_new_in_a_space_is_told_to_its_members(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let shares = format!("POST /spaces/{space}/shares");
    let first = ana.gets(201, &shares, json!({ "text": "roses" })).await;
    ana.gets(201, &shares, json!({ "text": "tulips" })).await;
    bo.gets(201, &shares, json!({ "text": "my own" })).await;
    bo.is_told(&[("share", "Garden", 2)]).await;
    ana.is_told(&[("share", "Garden", 1)]).await;
    let item = bo.first().await;
    assert_eq!((&item["space_id"], &item["actors"][0]["name"]), (&json!(space), &json!("ana")));
    bo.gets(200, &format!("PUT /notifications/{}/read", item["id"].as_str().unwrap()), Value::Null).await;
    bo.is_told(&[]).await;
    let path = format!("/spaces/{space}/shares/{}", first["id"].as_str().unwrap());
    let comment = bo.gets(201, &format!("POST {path}/comments"), json!({ "text": "which?" })).await;
    bo.gets(201, &format!("POST {path}/comments"), json!({ "text": "where?" })).await;
    bo.gets(200, &format!("PUT {path}/reactions/👍"), Value::Null).await;
    ana.is_told(&[("reaction", "Garden", 1), ("comment", "Garden", 2), ("share", "Garden", 1)]).await;
    bo.gets(204, &format!("DELETE {path}/comments/{}", comment["id"].as_str().unwrap()), Value::Null).await;
    ana.is_told(&[("reaction", "Garden", 1), ("comment", "Garden", 1), ("share", "Garden", 1)]).await;
    ana.gets(204, &format!("DELETE {path}"), Value::Null).await;
    ana.is_told(&[("share", "Garden", 1)]).await;
    // Who comes later isn't told of what was before.
    let cleo = server.joins("cleo").await;
    cleo.comes_in_by(&ana.makes_code(&space).await).await;
    cleo.is_told(&[]).await;
}

async fn what_is_erased_or_out_of_reach_is_told_no_more(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let chat = ana.opens_chat_in(&space, "Seeds").await;
    bo.joins_chat(&chat).await;
    ana.sends(&chat, "one for @bo").await;
    ana.sends(&chat, "two for @bo").await;
    bo.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 2), ("mention", "Seeds", 1)]).await;
    ana.edits(&chat, 1, "one, changed, for @bo").await;
    ana.deletes(&chat, 2).await;
    bo.is_told(&[("message_group", "Seeds", 1), ("mention", "Seeds", 1)]).await;
    assert_eq!(bo.told().await.len(), 2);
    let mention = bo.gets(200, "GET /notifications", Value::Null).await["items"][1].take();
    assert_eq!(mention["excerpt"], "one, changed, for @bo", "as it stands");
    ana.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    ana.gets(204, &format!("DELETE /spaces/{space}/members/{}", bo.id), Value::Null).await;
    bo.is_told(&[]).await;
    assert!(bo.told().await.is_empty());

    // Who deletes their account is taken out of what others were told.
    let other = ana.opens_group("Weeds", &[&bo]).await;
    let [cleo] = server.join(["cleo"]).await;
    ana.adds(&other, &cleo, "member").await;
    ana.sends(&other, "hi").await;
    for person in [&bo, &cleo] {
        person.reacts(&other, 1, "👍").await;
    }
    ana.is_told(&[("reaction", "Weeds", 2)]).await;
    bo.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    ana.is_told(&[("reaction", "Weeds", 1)]).await;
    assert_eq!(ana.first().await["actors"][0]["name"], "cleo");
}

async fn an_invitation_is_told_until_it_is_used(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let space = ana.makes_private_space("Garden").await;
    let invite = format!("POST /spaces/{space}/invitations");
    let invitation = ana.gets(201, &invite, json!({ "username": "bo" })).await;
    bo.is_told(&[("invitation", "Garden", 1)]).await;
    assert_eq!(bo.first().await["actors"][0]["name"], "ana");
    let id = invitation["id"].as_str().unwrap();
    ana.gets(204, &format!("DELETE /spaces/{space}/invitations/{id}"), Value::Null).await;
    let counted = async || {
        let counts = bo.gets(200, "GET /notifications/counts", Value::Null).await;
        (counts == json!({ "unseen": 0, "unread": 0 })).then_some(())
    };
    until("nothing is counted, before anybody looks at the list", counted).await;
    bo.is_told(&[]).await;
    let again = ana.gets(201, &invite, json!({ "username": "bo" })).await;
    bo.is_told(&[("invitation", "Garden", 1)]).await;
    bo.gets(200, "PUT /notifications/read", Value::Null).await;
    bo.gets(204, &format!("DELETE /space-invitations/{}", again["id"].as_str().unwrap()), Value::Null).await;
    let invitation = ana.gets(201, &invite, json!({ "username": "bo" })).await;
    bo.is_told(&[("invitation", "Garden", 1)]).await;
    let accept = format!("POST /space-invitations/{}", invitation["id"].as_str().unwrap());
    bo.gets(200, &accept, json!({})).await;
    bo.is_told(&[]).await;
}

async fn plans_are_told_to_those_whom_they_concern(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let plan = json!({ "title": "Harvest", "first_day": day(10), "last_day": day(11), "zone": "Europe/Berlin", "minutes": 120 });
    let mut spaced = plan.clone();
    spaced["space_id"] = json!(space);
    ana.gets(201, "POST /gatherings", spaced).await;
    bo.is_told(&[("gathering_proposed", "Garden", 1)]).await;
    let item = bo.first().await;
    bo.gets(200, &format!("PUT /notifications/{}/read", item["id"].as_str().unwrap()), Value::Null).await;
    bo.is_told(&[]).await;

    let mut asked = plan;
    asked["invite"] = json!([{ "account_id": bo.id, "required": false }]);
    let proposed = ana.gets(201, "POST /gatherings", asked).await;
    let id = proposed["gathering"]["id"].as_str().unwrap().to_owned();
    bo.is_told(&[("gathering_proposed", "Harvest", 1)]).await;
    let answer = json!({ "zone": "UTC", "windows": [when(10, "10:00", 240)] });
    bo.gets(200, &format!("PUT /gatherings/{id}/answer"), answer).await;
    ana.is_told(&[("gathering_answered", "Harvest", 1)]).await;
    ana.gets(200, &format!("POST /gatherings/{id}/settle"), json!({ "sittings": [when(10, "12:00", 120)] })).await;
    bo.is_told(&[("gathering_settled", "Harvest", 1), ("gathering_proposed", "Harvest", 1)]).await;
    let live = bo.connects_with(Js).await;
    live.says("notification.looking", json!({ "gathering_id": id })).await;
    bo.is_told(&[]).await;
    ana.gets(200, &format!("POST /gatherings/{id}/cancel"), Value::Null).await;
    let told =
        async || bo.told().await.contains(&("gathering_changed".to_owned(), "Harvest".to_owned(), 1)).then_some(());
    until("that it is cancelled is told", told).await;
    bo.is_told(&[]).await;
}

async fn a_pseudonym_is_told_of_as_it_is_shown(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    let fox = server.joins("secretfox").await;
    let code = ana.makes_code(&space).await;
    let coming = json!({ "display_name": "Quiet Fox" });
    fox.gets(200, &format!("POST /space-codes/{code}"), coming).await;
    let chat = ana.opens_chat_in(&space, "Seeds").await;
    bo.joins_chat(&chat).await;
    fox.joins_chat(&chat).await;
    ana.sends(&chat, "for @Quiet-Fox").await;
    fox.is_told(&[("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    fox.sends(&chat, "for @ana").await;
    fox.reacts(&chat, 1, "👍").await;
    ana.is_told(&[("reaction", "Seeds", 1), ("mention", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
    let share = ana.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    let path = format!("/spaces/{space}/shares/{}", share["id"].as_str().unwrap());
    fox.gets(201, &format!("POST {path}/comments"), json!({ "text": "hm" })).await;
    ana.is_told(&[
        ("comment", "Garden", 1),
        ("reaction", "Seeds", 1),
        ("mention", "Seeds", 1),
        ("message_group", "Seeds", 1),
    ])
    .await;
    let all = ana.gets(200, "GET /notifications", Value::Null).await;
    let text = all.to_string();
    assert!(!text.contains("secretfox") && !text.contains(&fox.id), "{text}");
    for item in &all["items"].as_array().unwrap()[..3] {
        assert_eq!(item["actors"][0]["name"], "Quiet Fox");
    }
}

async fn pages_go_on_where_they_ended(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = garden(&server).await;
    for title in ["one", "two", "three"] {
        let chat = ana.opens_group(title, &[&bo]).await;
        ana.sends(&chat, "for @bo").await;
    }
    ana.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "roses" })).await;
    let wanted = async || (bo.told().await.len() == 7).then_some(());
    until("all is told", wanted).await;
    let whole = bo.gets(200, "GET /notifications", Value::Null).await["items"].take();
    for limit in [1, 2, 3, 7] {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let page = bo.gets(200, &format!("GET /notifications?limit={limit}{after}"), Value::Null).await;
            items.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(json!(items), whole, "by {limit}");
    }
    bo.gets(422, "GET /notifications?after=nonsense", Value::Null).await;
}

async fn settings_are_checked_and_kept(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let mut settings = ana.gets(200, "GET /me/notifications", Value::Null).await;
    assert_eq!((&settings["email"], settings["kinds"].as_object().unwrap().len()), (&json!("off"), 15));
    assert!(settings.get("quiet").is_none());
    settings["quiet"] = json!({ "from": "22:00", "to": "07:00" });
    settings["zone"] = json!("Europe/Berlin");
    settings["kinds"] = json!({ "mention": { "page": false, "email": false, "push": false } });
    let kept = ana.gets(200, "PUT /me/notifications", settings.clone()).await;
    assert_eq!(kept["kinds"]["mention"]["page"], false);
    assert_eq!(kept["kinds"]["reply"]["page"], true);
    assert_eq!(ana.gets(200, "GET /me/notifications", Value::Null).await, kept);
    assert_eq!(bo.gets(200, "GET /me/notifications", Value::Null).await["zone"], "UTC", "one's own alone");
    for (field, value) in [
        ("daily_hour", json!(24)),
        ("zone", json!("Atlantis")),
        ("quiet.from", json!({ "from": "22:60", "to": "07:00" })),
        ("quiet.to", json!({ "from": "22:00", "to": "22:00" })),
    ] {
        let mut wrong = settings.clone();
        wrong[field.split('.').next().unwrap()] = value;
        let problem = ana.gets(422, "PUT /me/notifications", wrong).await;
        assert_eq!(problem["errors"][0]["field"], field);
    }
    settings["kinds"] = json!({ "weather": {} });
    ana.gets(400, "PUT /me/notifications", settings).await;

    // A kind that isn't wanted isn't told.
    let chat = bo.opens_group("Seeds", &[&ana]).await;
    bo.sends(&chat, "for @ana").await;
    bo.sends(&chat, "two").await;
    ana.replies(&chat, 1, "yes?").await;
    bo.replies(&chat, 3, "for you").await;
    ana.is_told(&[("reply", "Seeds", 1), ("message_group", "Seeds", 1)]).await;
}
