//! Who is blocked notices nothing: what they receive of somebody who blocks them is compared, to the letter, with what they
//! receive of somebody who just doesn't answer.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::gallery::{Kind, file, photo};
use crate::gatherings::picnic;
use crate::harness::{Js, Live, Person, Server, Store, on_both_stores, until};

on_both_stores!(
    who_is_blocked_receives_what_they_would_of_somebody_silent,
    a_block_of_a_pseudonym_tells_nothing_of_the_account,
    an_address_of_a_picture_ends_with_what_showed_it,
);

/// Names the same thing the same way, whoever it is about: ids by their order, and what is made by chance or the clock as
/// such.
#[derive(Default)]
struct Reader {
    ids: HashMap<String, usize>,
    name: String,
}

impl Reader {
    fn of(target: &Person) -> Self {
        Self { name: target.name.clone(), ids: HashMap::new() }
    }

    fn reads(&mut self, value: &Value) -> Value {
        match value {
            Value::Array(list) => {
                // Who came in at the same instant comes in the order of ids, which is by chance.
                let mut list: Vec<&Value> = list.iter().collect();
                list.sort_by_key(|one| one["host"] != true);
                list.into_iter().map(|one| self.reads(one)).collect()
            }
            Value::Object(fields) => {
                fields.iter().map(|(key, one)| (key.clone(), self.reads_field(key, one))).collect()
            }
            Value::String(text) => self.reads_text(text).into(),
            other => other.clone(),
        }
    }

    fn reads_field(&mut self, key: &str, value: &Value) -> Value {
        match key {
            "next" | "code" | "address" | "link" if value.is_string() => json!("by chance"),
            _ => self.reads(value),
        }
    }

    fn reads_text(&mut self, text: &str) -> String {
        let hexadecimal = |c: char| c.is_ascii_hexdigit() || c == '-';
        if text.len() == 36 && text.chars().all(hexadecimal) {
            let next = self.ids.len();
            return format!("id {}", self.ids.entry(text.to_owned()).or_insert(next));
        }
        if text.len() >= 20 && text.starts_with("20") && text.ends_with('Z') {
            return "an instant".to_owned();
        }
        text.replace(&self.name, "target")
    }
}

/// Everything that Bo can do to somebody, and what each act answers.
async fn everything(bo: &Person, live: &Live, target: &Person, space: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    let mut asks = async |what: String, body: Value| {
        let answer = bo.asks(&what, body).await;
        answers.push(json!({ "status": answer.status, "body": answer.body }));
        answer.body
    };
    let direct = asks("POST /chats".into(), json!({ "kind": "direct", "with": target.id })).await;
    let direct = direct["id"].as_str().unwrap().to_owned();
    let text = json!({ "text": format!("hello @{}", target.name) });
    asks(format!("POST /chats/{direct}/messages"), text.clone()).await;
    asks(format!("PATCH /chats/{direct}/messages/2"), json!({ "text": "edited" })).await;
    asks(format!("PUT /chats/{direct}/messages/1/reactions/👍"), Value::Null).await;
    asks(format!("PUT /chats/{direct}/pins/2"), Value::Null).await;
    for path in ["", "/members", "/messages", "/pins"] {
        asks(format!("GET /chats/{direct}{path}"), Value::Null).await;
    }

    let group = json!({ "kind": "group", "title": "Group", "members": [target.id] });
    let group = asks("POST /chats".into(), group).await["id"].as_str().unwrap().to_owned();
    let later = asks("POST /chats".into(), json!({ "kind": "group", "title": "Later" })).await;
    let later = later["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        asks(format!("PUT /chats/{later}/members/{}", target.id), json!({ "role": "admin" })).await;
    }
    for chat in [&group, &later] {
        asks(format!("POST /chats/{chat}/messages"), text.clone()).await;
        asks(format!("GET /chats/{chat}"), Value::Null).await;
        asks(format!("GET /chats/{chat}/members"), Value::Null).await;
    }

    asks(format!("POST /spaces/{space}/invitations"), json!({ "username": target.name })).await;
    asks(format!("POST /spaces/{space}/invitations"), json!({ "username": target.name })).await;

    let mut wanted = picnic();
    wanted["invite"] = json!([{ "account_id": target.id, "required": true }]);
    let asked = asks("POST /gatherings".into(), wanted).await["gathering"]["id"].as_str().unwrap().to_owned();
    let other = asks("POST /gatherings".into(), picnic()).await["gathering"]["id"].as_str().unwrap().to_owned();
    // Its chat is told of as it is by then.
    live.hears("chat.joined", json!({ "gathering_id": other })).await;
    for _ in 0..2 {
        asks(format!("POST /gatherings/{other}/attendees"), json!({ "account_id": target.id })).await;
    }
    for gathering in [&asked, &other] {
        for path in ["", "/attendees", "/answers"] {
            asks(format!("GET /gatherings/{gathering}{path}"), Value::Null).await;
        }
        asks(format!("GET /chats/{gathering}/members"), Value::Null).await;
    }
    asks(format!("GET /search/messages?q=hello&chat={direct}"), Value::Null).await;
    answers.push(live.says("chat.typing", json!({ "chat_id": direct, "typing": true })).await);
    answers.push(live.resumes(&direct, json!(0)).await);
    answers
}

/// What came to Bo's socket since then, of what the acts cause themselves: in its order, feature by feature, as each
/// announces by itself.
async fn news(bo: &Person, live: &Live, since: usize) -> Vec<Value> {
    // What is told of gatherings and their groups comes by way of another feature than the fence, so it has one of its own.
    let last = bo.gets(201, "POST /gatherings", picnic()).await["gathering"]["id"].as_str().unwrap().to_owned();
    live.hears("chat.joined", json!({ "gathering_id": last })).await;
    bo.waits_for_all_news(live).await;
    let heard = live.heard().await.split_off(since);
    // Times are found in the background, once for all that came meanwhile.
    let mut heard: Vec<Value> = heard
        .into_iter()
        .filter(|one| one["event"] != "gathering.times" && !one.to_string().contains(&last))
        .map(|mut one| {
            one.as_object_mut().unwrap().remove("n");
            one
        })
        .collect();
    let feature = |one: &Value| one["event"].as_str().unwrap().split('.').next().unwrap().to_owned();
    heard.sort_by_key(feature);
    heard
}

async fn who_is_blocked_receives_what_they_would_of_somebody_silent(store: Store) {
    let server = Server::start(store).await;
    let [ana, eve, bo] = server.join(["ana", "eve", "bo"]).await;
    let space = bo.makes_private_space("Home").await;
    let (ana_live, eve_live) = (ana.connects_with(Js).await, eve.connects_with(Js).await);
    for target in [&ana, &eve] {
        let chat = bo.talks_with(target).await;
        bo.sends(&chat, "before").await;
        target.reads(&chat, 1).await;
    }
    let chat = ana.opens_direct_chat_with(&bo).await;
    ana.gets(200, &format!("PUT /blocks/{}", bo.id), json!({})).await;
    ana_live.hears("chat.left", json!({ "chat_id": chat })).await;
    ana_live.hears("person.blocked", json!({ "person_id": bo.id })).await;
    let (quiet, told) = (ana_live.heard().await.len(), eve_live.heard().await.len());

    let mut received = Vec::new();
    for target in [&ana, &eve] {
        // A socket of its own for each, so that what it hears begins alike.
        let session = bo.signs_in().await;
        let live = session.connects_with(Js).await;
        let since = live.heard().await.len();
        let answers = everything(&session, &live, target, &space).await;
        let mut reader = Reader::of(target);
        let mut all: Vec<Value> = answers.iter().map(|one| reader.reads(one)).collect();
        all.extend(news(&session, &live, since).await.iter().map(|one| reader.reads(one)));
        received.push(all);
        live.disconnects().await;
    }
    let [of_ana, of_eve] = &received[..] else { panic!("two") };
    assert!(of_ana.len() > 50, "the premise: {} things are received", of_ana.len());
    for (of_ana, of_eve) in of_ana.iter().zip(of_eve) {
        assert_eq!(of_ana, of_eve);
    }
    assert_eq!(of_ana.len(), of_eve.len());

    // None of it came to Ana, and all of it to Eve.
    eve.waits_for_all_news(&eve_live).await;
    ana.waits_for_all_news(&ana_live).await;
    let names = async |live: &Live, since: usize| live.heard_names().await.split_off(since);
    let mut heard = names(&ana_live, quiet).await;
    // Her own counts: what Bo had said before is told no more.
    heard.retain(|name| name != "notification.changed");
    assert_eq!(heard, ["chat.joined"], "the fence alone");
    for event in ["message.sent", "chat.joined", "space.invited", "gathering.proposed"] {
        assert!(names(&eve_live, told).await.contains(&event.to_owned()), "the premise: {event}");
    }
    let count = async |who: &Person, list: &str| {
        let page = who.gets(200, &format!("GET /{list}"), Value::Null).await;
        page["items"].as_array().unwrap().iter().filter(|one| one["title"] != "fence").count()
    };
    for (list, eves) in [
        ("chats", 5),
        ("chats?requests=true", 0),
        ("gatherings", 2),
        ("space-invitations", 1),
        ("search/messages?q=hello", 2),
    ] {
        assert_eq!((count(&ana, list).await, count(&eve, list).await), (0, eves), "{list}");
    }
    ana.gets(404, &format!("GET /chats/{chat}"), Value::Null).await;
    for (what, body) in [
        ("POST /chats".to_owned(), json!({ "kind": "direct", "with": bo.id })),
        (format!("POST /chats/{chat}/messages"), json!({ "text": "?" })),
    ] {
        assert_eq!(ana.gets(403, &what, body).await["code"], "chat.blocked_by_you");
    }

    // It wasn't lost, only withheld.
    ana.gets(204, &format!("DELETE /blocks/{}", bo.id), Value::Null).await;
    ana_live.hears_since(quiet, "chat.joined", json!({ "id": chat })).await;
    assert_eq!((count(&ana, "chats").await, count(&ana, "gatherings").await), (5, 2));
    bo.sends(&chat, "welcome back").await;
    ana_live.hears("message.sent", json!({ "text": "welcome back" })).await;
}

async fn a_block_of_a_pseudonym_tells_nothing_of_the_account(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_community("By the sea", json!({})).await;
    let name = json!({ "accept_rules": true, "display_name": "Quiet Fox" });
    let joined = bo.gets(200, &format!("POST /spaces/{space}/join"), name).await;
    let fox = joined["me"]["person"]["id"].as_str().unwrap().to_owned();
    let put = |person: &str| format!("PUT /blocks/{person}");
    let here = json!({ "space_id": space });
    ana.gets(404, &put(&fox), json!({})).await;
    ana.gets(404, &put(&bo.id), here.clone()).await;
    cleo.gets(404, &put(&fox), here.clone()).await;
    bo.gets(409, &put(&fox), here.clone()).await;
    let blocked = ana.gets(200, &put(&fox), here.clone()).await;
    assert_eq!((&blocked["person"]["name"], &blocked["space_id"]), (&json!("Quiet Fox"), &json!(space)));
    assert_eq!(blocked["person"]["username"], Value::Null);
    // What the fox does in the space is withheld, what the account does isn't.
    let group = json!({ "kind": "group", "title": "Den", "space_id": space, "members": [ana.id] });
    let den = bo.gets(201, "POST /chats", group).await["id"].as_str().unwrap().to_owned();
    ana.gets(404, &format!("GET /chats/{den}"), Value::Null).await;
    bo.sends(&den, "anybody?").await;
    let direct = bo.opens_direct_chat_with(&ana).await;
    ana.gets(200, &format!("GET /chats/{direct}"), Value::Null).await;
    ana.gets(200, &format!("GET /accounts/{}", bo.id), Value::Null).await;
    bo.gets(200, &format!("GET /accounts/{}", ana.id), Value::Null).await;
    ana.gets(204, &format!("DELETE /blocks/{fox}"), Value::Null).await;
    ana.gets(200, &format!("GET /chats/{den}"), Value::Null).await;

    // Who is there under their own name is blocked as whom they are everywhere.
    cleo.joins_space(&space).await;
    let blocked = ana.gets(200, &put(&cleo.id), here).await;
    assert_eq!((&blocked["person"]["username"], blocked.get("space_id")), (&json!("cleo"), None));
}

async fn an_address_of_a_picture_ends_with_what_showed_it(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let space = ana.makes_private_space("Home").await;
    bo.comes_in_by(&ana.makes_code(&space).await).await;
    let has =
        async |who: &Person, seed: u32| who.has_picture(&file(Kind::Jpeg, photo(40 + seed, 30))).await["id"].clone();
    ana.gets(200, "PUT /me/picture", json!({ "media_id": has(&ana, 0).await })).await;
    let group = ana.opens_group("Group", &[&bo]).await;
    let direct = bo.talks_with(&ana).await;
    let sends = async |who: &Person, chat: &str, media: Value| {
        let body = json!({ "attachments": [{ "media_id": media }] });
        let sent = who.gets(201, &format!("POST /chats/{chat}/messages"), body).await;
        sent["attachments"][0]["picture"]["medium"]["address"].as_str().unwrap().to_owned()
    };
    let in_group = sends(&ana, &group, has(&ana, 1).await).await;
    let from_bo = sends(&bo, &direct, has(&bo, 2).await).await;
    let body = json!({ "pictures": [{ "media_id": has(&ana, 3).await }] });
    let share = ana.gets(201, &format!("POST /spaces/{space}/shares"), body).await;
    let shared = share["pictures"][0]["picture"]["medium"]["address"].as_str().unwrap().to_owned();
    let profile = bo.gets(200, &format!("GET /accounts/{}", ana.id), Value::Null).await;
    let profile = profile["picture"]["medium"]["address"].as_str().unwrap().to_owned();
    let upload = ana.has_picture(&file(Kind::Jpeg, photo(50, 50))).await;
    let upload = upload["picture"]["medium"]["address"].as_str().unwrap().to_owned();

    let status = async |who: &Person, address: &str| who.fetches_picture(address).await.0;
    for address in [&in_group, &shared, &profile, &from_bo] {
        assert_eq!(status(&bo, address).await, 200, "the premise: {address}");
        assert_eq!(server.web().fetches(address, &[]).await.0, 403, "not without a pass");
        assert_eq!(server.web().fetches(&format!("{address}&pass=x.y.9.z"), &[]).await.0, 403);
    }
    for (address, expected) in [(&in_group, 403), (&shared, 403), (&upload, 403), (&profile, 200)] {
        assert_eq!(status(&cleo, address).await, expected, "a stranger who was handed {address}");
    }
    let moved = in_group.replace(&group, &direct);
    assert_eq!(status(&bo, &moved).await, 403, "an address is of its place");

    // Who asks more than a second after each of these gets nothing more; how long the answer takes is another matter.
    let ends = async |who: &Person, address: &str, why: &str| {
        let done = std::time::Instant::now();
        until(why, async || {
            let asked = done.elapsed();
            let refused = status(who, address).await == 403;
            assert!(refused || asked.as_millis() < 1000, "{why}: asked for {asked:?} later");
            refused.then_some(())
        })
        .await;
    };
    ana.removes(&group, &bo).await;
    ends(&bo, &in_group, "out of the group").await;
    ana.gets(204, &format!("DELETE /spaces/{space}/members/{}", bo.id), Value::Null).await;
    ends(&bo, &shared, "out of the space").await;
    assert_eq!(status(&ana, &from_bo).await, 200, "the premise");
    ana.gets(200, &format!("PUT /blocks/{}", bo.id), json!({})).await;
    ends(&bo, &profile, "blocked").await;
    ends(&ana, &from_bo, "what they sent").await;
    let (other, pass) = (cleo.signs_in().await, cleo.signs_in().await);
    let address = format!("{profile}&pass={}", pass.pass().await);
    assert_eq!(server.web().fetches(&address, &[]).await.0, 200);
    other.gets(204, &format!("DELETE /sessions/{}", pass.session), Value::Null).await;
    let done = std::time::Instant::now();
    until("the session is over", async || {
        let asked = done.elapsed();
        let refused = server.web().fetches(&address, &[]).await.0 == 403;
        assert!(refused || asked.as_millis() < 1000, "asked for {asked:?} later");
        refused.then_some(())
    })
    .await;
}
