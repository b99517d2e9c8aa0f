//! Gatherings as people plan them: proposed, joined by link with an account and without one, answered from several zones,
//! closed in time, and gone with all of it.

mod refusals;

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::harness::{Answer, Js, Person, Server, Store, Web, on_both_stores, until};

on_both_stores!(
    three_accounts_and_a_guest_say_when_they_can,
    who_is_shown_what_of_an_answer,
    a_deadline_closes_by_itself,
    what_is_saved_is_suggested,
    a_gathering_in_a_space_is_its_members_and_theirs_alone,
    the_host_passes_on_and_the_last_one_takes_it_along,
    who_deletes_their_account_leaves_no_answer,
);

/// The day that is so many days ahead, in UTC; of the same day for the whole test, when it goes on past midnight.
pub fn day(ahead: i64) -> String {
    static TODAY: LazyLock<Date> = LazyLock::new(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date());
    TODAY.checked_add(jiff::Span::new().days(ahead)).unwrap().to_string()
}

/// A window on that day, by the clock on the wall.
pub fn when(ahead: i64, time: &str, minutes: i64) -> Value {
    json!({ "start": format!("{}T{time}", day(ahead)), "minutes": minutes })
}

/// What is enough for a proposal: of the next days, in Berlin.
pub fn picnic() -> Value {
    json!({ "title": "Picnic", "first_day": day(1), "last_day": day(5), "zone": "Europe/Berlin", "minutes": 120 })
}

/// What comes on top of that.
fn picnic_with(more: Value) -> Value {
    let mut wanted = picnic();
    for (field, value) in more.as_object().into_iter().flatten() {
        wanted[field] = value.clone();
    }
    wanted
}

/// A gathering, and how to ask about it.
struct Gathering {
    id: String,
    code: Option<String>,
}

impl Gathering {
    async fn of(host: &Person, more: Value) -> Self {
        let proposed = host.gets(201, "POST /gatherings", picnic_with(more)).await;
        let id = proposed["gathering"]["id"].as_str().unwrap().to_owned();
        Self { id, code: proposed["link"]["code"].as_str().map(str::to_owned) }
    }

    /// `what` is like "PUT /answer".
    fn ask(&self, what: &str) -> String {
        let (method, rest) = what.split_once(' ').unwrap();
        format!("{method} /gatherings/{}{rest}", self.id)
    }

    async fn seen_by(&self, person: &Person) -> Value {
        person.gets(200, &self.ask("GET "), Value::Null).await
    }

    async fn answers(&self, person: &Person) -> Vec<Value> {
        let page = person.gets(200, &self.ask("GET /answers"), Value::Null).await;
        page["items"].as_array().unwrap().clone()
    }

    fn by_code(&self, what: &str) -> String {
        let (method, rest) = what.split_once(' ').unwrap();
        format!("{method} /gathering-codes/{}{rest}", self.code.as_ref().unwrap())
    }
}

/// Who has no account.
struct Guest {
    token: String,
    web: Web,
}

impl Guest {
    async fn comes(server: &Server, gathering: &Gathering, name: &str) -> Self {
        let web = server.web().clone();
        let came = web.asks(&gathering.by_code("POST /guests"), "", &json!({ "name": name })).await.unwrap();
        assert_eq!(came.status, 201, "{}", came.text);
        Self { token: came.body["token"].as_str().unwrap().to_owned(), web }
    }

    async fn asks(&self, what: &str, body: Value) -> Answer {
        self.web.asks(what, &self.token, &body).await.unwrap()
    }

    async fn gets(&self, status: u16, what: &str, body: Value) -> Value {
        let answer = self.asks(what, body).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        answer.body
    }
}

fn says(zone: &str, windows: &[Value]) -> Value {
    json!({ "zone": zone, "windows": windows })
}

async fn three_accounts_and_a_guest_say_when_they_can(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let bos = bo.connects_with(Js).await;
    let more = json!({ "invite": [{ "account_id": bo.id }, { "account_id": bo.id }, { "account_id": ana.id }],
        "description": "With *bread*", "place": "At the sea", "daily_from": "10:00", "daily_until": "22:00" });
    let picnic = Gathering::of(&ana, more).await;
    let news = bos.hears("gathering.proposed", json!({})).await;
    assert_eq!((&news["gathering"]["id"], news["gathering"].get("me")), (&json!(picnic.id), None));
    bos.hears("chat.joined", json!({ "id": picnic.id, "title": "Picnic" })).await;

    let preview = server.web().asks(&picnic.by_code("GET "), "", &Value::Null).await.unwrap();
    let preview = &preview.body["gathering"];
    assert_eq!((&preview["title"], &preview["host"]["name"]), (&json!("Picnic"), &json!("ana")));
    assert_eq!((&preview["attendees_count"], preview.get("id")), (&json!(2), None));
    let seen = cleo.gets(200, &picnic.by_code("POST "), Value::Null).await;
    assert_eq!((&seen["me"]["host"], &seen["me"]["answered"]), (&json!(false), &json!(false)));
    cleo.gets(200, &picnic.by_code("POST "), Value::Null).await;
    let gus = Guest::comes(&server, &picnic, "Gus").await;
    let seen = gus.gets(200, &picnic.ask("GET "), Value::Null).await;
    assert_eq!((&seen["attendees_count"], &seen["me"]["may_manage"]), (&json!(4), &json!(false)));

    let berlin = says("Europe/Berlin", &[when(2, "18:00", 60), when(2, "19:00", 60), when(1, "12:00", 30)]);
    let answer = ana.gets(200, &picnic.ask("PUT /answer"), berlin).await;
    assert_eq!(answer["windows"].as_array().unwrap().len(), 2, "merged");
    let news = bos.hears("gathering.answered", json!({ "gathering_id": picnic.id })).await;
    assert_eq!((&news["answer"]["person"]["id"], &news["answer"]["windows"]), (&json!(ana.id), &answer["windows"]));
    bo.gets(200, &picnic.ask("PUT /answer"), says("America/New_York", &[when(2, "12:00", 60)])).await;
    cleo.gets(200, &picnic.ask("PUT /answer"), says("Asia/Tokyo", &[])).await;
    let guests = gus.gets(200, &picnic.ask("PUT /answer"), says("Asia/Kathmandu", &[when(2, "22:00", 90)])).await;
    assert_eq!(gus.gets(200, &picnic.ask("GET /answer"), Value::Null).await, guests);
    let answers = picnic.answers(&bo).await;
    let names: BTreeSet<&str> = answers.iter().map(|one| one["person"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, BTreeSet::from(["ana", "bo", "cleo", "Gus"]));
    let guest = answers.iter().find(|one| one["guest"] == json!(true)).unwrap();
    assert_eq!((&guest["person"]["id"], &guest["person"]["username"]), (&guest["attendee_id"], &Value::Null));
    let page = ana.gets(200, &picnic.ask("GET /answers?limit=3"), Value::Null).await;
    let next = page["next"].as_str().unwrap();
    let rest = ana.gets(200, &picnic.ask(&format!("GET /answers?limit=3&after={next}")), Value::Null).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));

    // Asking again is cheap, until there is something new.
    let bearer = format!("Bearer {}", gus.token);
    let address = format!("/api/v1/gatherings/{}", picnic.id);
    let (_, headers, _) = server.web().fetches(&address, &[("authorization", &bearer)]).await;
    let tag = headers["etag"].to_str().unwrap().to_owned();
    let again = async || server.web().fetches(&address, &[("authorization", &bearer), ("if-none-match", &tag)]).await;
    let (status, _, body) = again().await;
    assert_eq!((status, body.len()), (304, 0));
    cleo.gets(204, &picnic.ask("DELETE /answer"), Value::Null).await;
    let news = bos.hears("gathering.changed", json!({})).await;
    assert_eq!(news["gathering"]["id"], json!(picnic.id));
    assert_eq!(again().await.0, 200);
    let seen = picnic.seen_by(&cleo).await;
    assert_eq!((&seen["answered_count"], &seen["me"]["answered"]), (&json!(3), &json!(false)));
    cleo.gets(404, &picnic.ask("GET /answer"), Value::Null).await;

    let renaming = json!({ "title": "Tea", "daily_from": null, "daily_until": null });
    let renamed = ana.gets(200, &picnic.ask("PATCH "), renaming).await;
    assert_eq!(renamed.get("daily_from"), None);
    bos.hears("chat.changed", json!({ "id": picnic.id, "title": "Tea" })).await;
    ana.gets(200, &picnic.ask("POST /close"), Value::Null).await;
    let late = gus.gets(409, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    assert_eq!(late["code"], "gatherings.closed");
    ana.gets(200, &picnic.ask("POST /reopen"), Value::Null).await;
    gus.gets(200, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    let own = gus.gets(200, &picnic.ask("GET "), Value::Null).await["me"]["attendee_id"].clone();
    gus.gets(204, &picnic.ask(&format!("DELETE /attendees/{}", own.as_str().unwrap())), Value::Null).await;
    gus.gets(401, &picnic.ask("GET "), Value::Null).await;
    bos.hears("gathering.answered", json!({ "gathering_id": picnic.id, "attendee_id": own })).await;
    ana.gets(204, &picnic.ask("DELETE "), Value::Null).await;
    bos.hears("gathering.deleted", json!({ "gathering_id": picnic.id })).await;
    bos.hears("chat.left", json!({ "chat_id": picnic.id })).await;
    assert_eq!(bo.gets(404, &picnic.ask("GET "), Value::Null).await["code"], "gatherings.no_such_gathering");
    server
        .web()
        .asks(&picnic.by_code("GET "), "", &Value::Null)
        .await
        .map(|gone| assert_eq!(gone.status, 404))
        .unwrap();
}

async fn who_is_shown_what_of_an_answer(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let anas = ana.connects_with(Js).await;
    let picnic = Gathering::of(&ana, json!({ "invite": [{ "account_id": bo.id, "required": false }] })).await;
    let private = json!({ "zone": "Pacific/Chatham", "windows": [when(3, "09:00", 77)], "mood": "traditional",
        "budget": { "most": 4711 }, "travel_km": 1234, "location": { "latitude": -77.1134, "longitude": -123.4567 } });
    let answer = bo.gets(200, &picnic.ask("PUT /answer"), private).await;
    assert_eq!(answer["location"], json!({ "latitude": -77.1, "longitude": -123.5 }), "coarse, for oneself too");
    assert_eq!((&answer["mood"], &answer["budget"]["most"]), (&json!("traditional"), &json!(4711)));
    anas.hears("gathering.answered", json!({ "gathering_id": picnic.id })).await;
    let mut received = Vec::new();
    for what in ["GET ", "GET /answers", "GET /attendees"] {
        received.push(ana.gets(200, &picnic.ask(what), Value::Null).await.to_string());
    }
    received.push(ana.gets(200, "GET /gatherings", Value::Null).await.to_string());
    received.push(ana.gets(200, "GET /me/export", Value::Null).await.to_string());
    ana.waits_for_all_news(&anas).await;
    received.push(json!(anas.heard().await).to_string());
    // As they stand in JSON: the digits alone may be a part of an id or of an instant.
    for secret in ["traditional", ":4711", ":1234", ":-77.1", ":-123.5"] {
        assert!(answer.to_string().contains(secret), "the premise: {secret} in {answer}");
        for text in &received {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(received[1].contains("Pacific/Chatham") && received[1].contains("77"), "when he can, she sees");
    let export = bo.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!(export["gatherings"][0]["answer"], answer, "he sees all of it");
}

async fn a_deadline_closes_by_itself(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let live = ana.connects_with(Js).await;
    // Far enough for what is done before it, however slowly.
    let deadline = jiff::Timestamp::now() + Duration::from_secs(10);
    let picnic = Gathering::of(&ana, json!({ "deadline": deadline.to_string() })).await;
    let moved = Gathering::of(&ana, json!({ "deadline": deadline.to_string() })).await;
    let later = json!({ "deadline": (deadline + Duration::from_secs(3600)).to_string() });
    ana.gets(200, &moved.ask("PATCH "), later).await;
    ana.gets(200, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    until("it is closed", async || (picnic.seen_by(&ana).await["state"] == "closed").then_some(())).await;
    let late = ana.gets(409, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    assert_eq!(late["code"], "gatherings.closed");
    let is_told = async || {
        let heard = live.heard().await;
        let closed = |news: &Value| {
            news["event"] == "gathering.changed"
                && news["data"]["gathering"]["id"] == json!(picnic.id)
                && news["data"]["gathering"]["state"] == "closed"
        };
        heard.iter().any(closed).then_some(())
    };
    until("all are told", is_told).await;
    assert_eq!(moved.seen_by(&ana).await["state"], "open", "its first deadline is none any more");
    let opened = ana.gets(200, &picnic.ask("POST /reopen"), Value::Null).await;
    assert_eq!((&opened["state"], opened.get("deadline")), (&json!("open"), None));
    ana.gets(200, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
}

async fn what_is_saved_is_suggested(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let picnic = Gathering::of(&ana, json!({ "invite": [{ "account_id": bo.id }] })).await;
    assert_eq!(ana.gets(404, "GET /me/availability", Value::Null).await["code"], "gatherings.nothing_saved");
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let weekly: Vec<Value> =
        days.iter().map(|day| json!({ "weekday": day, "from": "18:00", "minutes": 150 })).collect();
    let saved = json!({ "zone": "Europe/Lisbon", "weekly": weekly, "budget": {} });
    assert_eq!(ana.gets(200, "PUT /me/availability", saved.clone()).await, saved);
    let suggestion = ana.gets(200, &picnic.ask("GET /suggestion"), Value::Null).await;
    let windows = suggestion["windows"].as_array().unwrap();
    assert_eq!((windows.len(), &suggestion["budget"]), (5, &json!({})), "one evening of each day");
    assert!(windows.iter().all(|window| window["minutes"] == 150));
    let answer = json!({ "zone": "Europe/Lisbon", "windows": windows, "travel_km": 40, "save": true });
    let answered = ana.gets(200, &picnic.ask("PUT /answer"), answer).await;
    assert_eq!(answered["windows"], suggestion["windows"]);
    let now = ana.gets(200, "GET /me/availability", Value::Null).await;
    assert_eq!((&now["travel_km"], &now["weekly"], &now["budget"]), (&json!(40), &saved["weekly"], &json!({})));
    assert_eq!(ana.gets(200, "GET /me/export", Value::Null).await["availability"], json!([now]));
    bo.gets(404, &picnic.ask("GET /suggestion"), Value::Null).await;
    ana.gets(204, "DELETE /me/availability", Value::Null).await;
    ana.gets(404, "DELETE /me/availability", Value::Null).await;
}

async fn a_gathering_in_a_space_is_its_members_and_theirs_alone(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo, eve] = server.join(["ana", "bo", "cleo", "eve"]).await;
    let space = ana.makes_private_space("Family").await;
    let code = ana.makes_code(&space).await;
    for member in [&bo, &cleo] {
        member.comes_in_by(&code).await;
    }
    let cleos = cleo.connects_with(Js).await;
    let picnic = Gathering::of(&bo, json!({ "space_id": space })).await;
    assert_eq!(picnic.code, None);
    cleos.hears("gathering.proposed", json!({})).await;
    let refused = bo.gets(
        422,
        "POST /gatherings",
        picnic_with(json!({ "space_id": space, "invite": [{ "account_id": eve.id }] })),
    );
    assert_eq!(refused.await["errors"][0]["field"], "invite[0].account_id");
    let seen = picnic.seen_by(&cleo).await;
    assert_eq!((seen["me"].get("attendee_id"), &seen["attendees_count"]), (None, &json!(1)));
    assert_eq!(cleo.gets(200, "GET /gatherings", Value::Null).await["items"], json!([]), "she takes no part yet");
    let all = cleo.gets(200, &format!("GET /gatherings?space_id={space}"), Value::Null).await;
    assert_eq!(all["items"][0]["id"], json!(picnic.id));
    cleo.gets(200, &picnic.ask("PUT /answer"), says("UTC", &[when(2, "10:00", 60)])).await;
    cleos.hears("chat.joined", json!({ "id": picnic.id })).await;
    assert_eq!(cleo.gets(200, "GET /gatherings", Value::Null).await["items"][0]["id"], json!(picnic.id));
    assert_eq!(ana.gets(200, &format!("GET /spaces/{space}/contents"), Value::Null).await["gatherings"], 1);
    // An admin of the space manages what others proposed.
    ana.gets(200, &picnic.ask("PATCH "), json!({ "place": "Here" })).await;
    cleo.gets(403, &picnic.ask("PATCH "), json!({ "place": "There" })).await;
    let eves = eve.makes_private_space("Elsewhere").await;
    assert_eq!(eve.gets(200, &format!("GET /gatherings?space_id={eves}"), Value::Null).await["items"], json!([]));

    bo.gets(204, &format!("DELETE /spaces/{space}/members/{}", bo.id), Value::Null).await;
    let gone = cleos.hears("gathering.changed", json!({})).await;
    assert_eq!(gone["gathering"]["id"], json!(picnic.id));
    bo.gets(404, &picnic.ask("GET "), Value::Null).await;
    bo.gets(404, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    assert_eq!(bo.gets(200, "GET /gatherings", Value::Null).await["items"], json!([]));
    let host = until("she is the host", async || {
        let seen = picnic.seen_by(&cleo).await;
        (seen["host"]["id"] == json!(cleo.id)).then_some(seen)
    });
    assert_eq!(host.await["me"]["host"], true);
    ana.gets(204, &format!("DELETE /spaces/{space}"), Value::Null).await;
    cleo.gets(404, &picnic.ask("GET "), Value::Null).await;
    assert_eq!(cleo.gets(200, "GET /gatherings", Value::Null).await["items"], json!([]));
}

async fn the_host_passes_on_and_the_last_one_takes_it_along(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (anas, bos) = (ana.connects_with(Js).await, bo.connects_with(Js).await);
    let picnic = Gathering::of(&ana, json!({ "invite": [{ "account_id": bo.id }] })).await;
    let gus = Guest::comes(&server, &picnic, "Gus").await;
    bos.hears("chat.joined", json!({ "id": picnic.id })).await;
    let leave = async |person: &Person| {
        let own = picnic.seen_by(person).await["me"]["attendee_id"].as_str().unwrap().to_owned();
        person.gets(204, &picnic.ask(&format!("DELETE /attendees/{own}")), Value::Null).await;
    };
    leave(&ana).await;
    anas.hears("gathering.deleted", json!({ "gathering_id": picnic.id })).await;
    anas.hears("chat.left", json!({ "chat_id": picnic.id })).await;
    ana.gets(404, &picnic.ask("GET "), Value::Null).await;
    let chat = ana.asks(&format!("GET /chats/{}", picnic.id), Value::Null).await;
    assert_eq!(chat.status, 404, "{}", chat.text);
    let seen = picnic.seen_by(&bo).await;
    assert_eq!((&seen["me"]["host"], &seen["attendees_count"]), (&json!(true), &json!(2)));
    bo.gets(200, &picnic.ask("PUT /answer"), says("UTC", &[])).await;
    leave(&bo).await;
    // 404 until it is erased and the guest with it, which may be at once; never what it was.
    let gone = async || gus.asks(&picnic.ask("GET "), Value::Null).await.status;
    let first = gone().await;
    assert!([401, 404].contains(&first), "{first}");
    until("it is erased", async || (gone().await == 401).then_some(())).await;
    ana.waits_for_all_news(&anas).await;
    let heard = anas.heard().await;
    let left = heard.iter().position(|news| news["event"] == "gathering.deleted").unwrap();
    let after = heard[left..].iter().filter(|news| news["event"] == "gathering.answered");
    assert_eq!(after.count(), 0, "what comes after isn't for who left");
}

async fn who_deletes_their_account_leaves_no_answer(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let anas = Gathering::of(&ana, json!({ "invite": [{ "account_id": bo.id }] })).await;
    let bos = Gathering::of(&bo, json!({ "invite": [{ "account_id": ana.id }] })).await;
    let own = Gathering::of(&bo, json!({})).await;
    for gathering in [&anas, &bos] {
        bo.gets(200, &gathering.ask("PUT /answer"), says("UTC", &[when(2, "10:00", 60)])).await;
    }
    bo.gets(200, "PUT /me/availability", json!({ "zone": "UTC", "weekly": [] })).await;
    bo.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    until("he is out", async || (bos.seen_by(&ana).await["me"]["host"] == true).then_some(())).await;
    for gathering in [&anas, &bos] {
        let seen = until("he is out", async || {
            let seen = gathering.seen_by(&ana).await;
            (seen["attendees_count"] == 1).then_some(seen)
        });
        assert_eq!(seen.await["answered_count"], 0);
        assert!(gathering.answers(&ana).await.is_empty());
    }
    let gone = async || {
        let answer = server.web().asks(&own.by_code("GET "), "", &Value::Null).await.unwrap();
        (answer.status == 404).then_some(())
    };
    until("what was his alone is gone", gone).await;
}
