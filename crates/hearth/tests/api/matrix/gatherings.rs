//! Every route and every news of gatherings: of one in a private space, for the callers of [`super::spaces`], and of one
//! in none, for guests and who isn't one.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::spaces::{CALLERS, Cast, OUTSIDERS, Places};
use crate::gatherings::{day, picnic, when};
use crate::harness::{Answer, Js, Person, Server, Store, on_both_stores};

on_both_stores!(
    every_route_answers_each_caller_as_it_should,
    a_guest_s_token_is_good_for_one_gathering_and_nothing_else,
    what_is_in_no_space_is_not_there_for_who_does_not_attend,
    news_of_gatherings_is_heard_by_those_it_is_for_and_nobody_else,
);

/// What sockets hear of gatherings.
pub const NEWS: [&str; 5] =
    ["gathering.proposed", "gathering.answered", "gathering.changed", "gathering.times", "gathering.deleted"];

/// As in the OpenAPI document; what is sent; what each caller gets.
type Row = (&'static str, fn() -> Value, [u16; 10]);

const ANYBODY: fn(u16) -> [u16; 10] = |s| [s; 10];
const SIGNED_IN: fn(u16) -> [u16; 10] = |s| [401, s, s, s, s, s, 401, s, s, s];
const MEMBERS: fn(u16) -> [u16; 10] = |s| [401, 404, s, s, s, 404, 401, 404, 404, 404];
/// The owner of the space is the host; its admins manage what is in it.
const MANAGERS: fn(u16) -> [u16; 10] = |s| [401, 404, 403, s, s, 404, 401, 404, 404, 404];

const NONE: fn() -> Value = || Value::Null;

fn rows() -> Vec<Row> {
    let answer = || json!({ "zone": "Asia/Tokyo", "windows": [when(1, "10:00", 60)] });
    let usual = || json!({ "zone": "Asia/Tokyo", "weekly": [] });
    let poll = || json!({ "candidates": [when(1, "10:00", 60), when(2, "10:00", 60)] });
    vec![
        ("POST /gatherings", || picnic(), SIGNED_IN(201)),
        ("GET /gatherings", NONE, SIGNED_IN(200)),
        ("GET /gatherings/{id}", NONE, MEMBERS(200)),
        ("PATCH /gatherings/{id}", || json!({ "title": "Tea" }), MANAGERS(200)),
        ("DELETE /gatherings/{id}", NONE, MANAGERS(204)),
        ("POST /gatherings/{id}/close", NONE, MANAGERS(200)),
        ("POST /gatherings/{id}/reopen", NONE, MANAGERS(200)),
        ("POST /gatherings/{id}/cancel", NONE, MANAGERS(200)),
        ("POST /gatherings/{id}/settle", || json!({ "sittings": [when(1, "10:00", 60)] }), MANAGERS(200)),
        ("GET /gatherings/{id}/attendees", NONE, MEMBERS(200)),
        // Whom to invite is filled in.
        ("POST /gatherings/{id}/attendees", NONE, MANAGERS(201)),
        ("PATCH /gatherings/{id}/attendees/{attendee_id}", || json!({ "required": false }), MANAGERS(200)),
        ("DELETE /gatherings/{id}/attendees/{attendee_id}", NONE, MANAGERS(204)),
        ("GET /gatherings/{id}/answers", NONE, MEMBERS(200)),
        ("GET /gatherings/{id}/answer", NONE, MEMBERS(200)),
        ("PUT /gatherings/{id}/answer", answer, MEMBERS(200)),
        ("DELETE /gatherings/{id}/answer", NONE, MEMBERS(204)),
        ("GET /gatherings/{id}/times", NONE, MEMBERS(200)),
        ("GET /gatherings/{id}/statistics", NONE, MEMBERS(200)),
        ("GET /gatherings/{id}/suggestion", NONE, MEMBERS(404)),
        ("PUT /gatherings/{id}/poll", poll, MANAGERS(200)),
        ("DELETE /gatherings/{id}/poll", NONE, MANAGERS(200)),
        ("PUT /gatherings/{id}/votes", || json!({ "votes": [] }), MEMBERS(409)),
        ("PUT /gatherings/{id}/rsvp", || json!({ "rsvp": "yes" }), MEMBERS(409)),
        ("GET /gatherings/{id}/calendar.ics", NONE, MEMBERS(409)),
        // What is in a space has no link.
        ("POST /gatherings/{id}/link", NONE, MANAGERS(403)),
        ("DELETE /gatherings/{id}/link", NONE, MANAGERS(403)),
        ("GET /gathering-codes/{code}", NONE, ANYBODY(404)),
        ("POST /gathering-codes/{code}", NONE, SIGNED_IN(404)),
        ("POST /gathering-codes/{code}/guests", || json!({ "name": "Gus" }), ANYBODY(404)),
        ("GET /me/availability", NONE, SIGNED_IN(404)),
        ("PUT /me/availability", usual, SIGNED_IN(200)),
        ("DELETE /me/availability", NONE, SIGNED_IN(204)),
        ("GET /me/calendar", NONE, SIGNED_IN(404)),
        ("POST /me/calendar", NONE, SIGNED_IN(201)),
        ("DELETE /me/calendar", NONE, SIGNED_IN(204)),
        ("GET /calendars/{file}", NONE, ANYBODY(404)),
    ]
}

/// Those that guests may ask for, too.
const FOR_GUESTS: [&str; 14] = [
    "GET /gatherings/{id}",
    "GET /gatherings/{id}/attendees",
    "DELETE /gatherings/{id}/attendees/{attendee_id}",
    "GET /gatherings/{id}/answers",
    "GET /gatherings/{id}/answer",
    "PUT /gatherings/{id}/answer",
    "DELETE /gatherings/{id}/answer",
    "GET /gatherings/{id}/times",
    "GET /gatherings/{id}/statistics",
    "PUT /gatherings/{id}/votes",
    "PUT /gatherings/{id}/rsvp",
    "GET /gatherings/{id}/calendar.ics",
    // Those without any token, which nobody looks at.
    "GET /gathering-codes/{code}",
    "POST /gathering-codes/{code}/guests",
];

/// Those that have their row here.
pub fn routes() -> impl Iterator<Item = &'static str> {
    rows().into_iter().map(|(route, ..)| route)
}

/// A gathering of the owner's, who answered it, as did the member and the admin; the member attends it.
#[derive(Clone)]
struct Planned {
    gathering: String,
    attendee: String,
}

impl Planned {
    async fn by(cast: &Cast) -> Self {
        let Places { space, .. } = cast.space().await;
        let [_, _, member, admin, owner, ..] = &cast.callers[..] else { panic!("ten callers") };
        let mut wanted = picnic();
        (wanted["space_id"], wanted["title"]) = (json!(space), json!("secretword"));
        wanted["invite"] = json!([{ "account_id": cast.bystander.id }]);
        let proposed = owner.gets(201, "POST /gatherings", wanted).await;
        let gathering = proposed["gathering"]["id"].as_str().unwrap().to_owned();
        let answer = json!({ "zone": "Asia/Tokyo", "windows": [when(1, "10:00", 60)] });
        for person in [member, admin, owner] {
            person.gets(200, &format!("PUT /gatherings/{gathering}/answer"), answer.clone()).await;
        }
        let all = owner.gets(200, &format!("GET /gatherings/{gathering}/attendees"), Value::Null).await;
        let of = |one: &&Value| one["person"]["id"] == json!(cast.bystander.id);
        let bystander = all["items"].as_array().unwrap().iter().find(of).unwrap();
        Self { gathering, attendee: bystander["id"].as_str().unwrap().to_owned() }
    }

    fn fill(&self, route: &str) -> String {
        let route = route.replace("{id}", &self.gathering).replace("{attendee_id}", &self.attendee);
        route.replace("{code}", "none-such").replace("{file}", "none-such.ics")
    }
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let shared = Planned::by(&cast).await;
    let mut wrong = Vec::new();
    for (route, body, expected) in rows() {
        for (caller, expected) in expected.into_iter().enumerate() {
            // A fresh one where something is to change, so that no caller finds what another did.
            let changes = !route.starts_with("GET") && route.contains("{id}") && expected < 400;
            let planned = if changes { Planned::by(&cast).await } else { shared.clone() };
            let person = &cast.callers[caller];
            let body = match route {
                "POST /gatherings/{id}/attendees" => json!({ "account_id": cast.callers[2].id }),
                _ => body(),
            };
            if route == "POST /gatherings/{id}/attendees" && expected == 201 {
                leaves(&planned, &cast.callers[2]).await;
            }
            let answer = person.asks(&planned.fill(route), body.clone()).await;
            if answer.status != expected {
                let said = format!("{route} for {}: {}, not {expected}: ", CALLERS[caller], answer.status);
                wrong.push(said + &answer.text);
            }
            if answer.status >= 400 {
                assert_eq!(answer.kind, "application/problem+json", "{route}");
            }
            if OUTSIDERS.contains(&caller) && route.contains("{id}") {
                let tells = answer.text.contains(&planned.gathering) || answer.text.contains("secretword");
                assert!(!tells, "{route} tells {}: {}", CALLERS[caller], answer.text);
                let nowhere = Planned { gathering: NOWHERE.to_owned(), ..planned };
                let there = person.asks(&nowhere.fill(route), body).await;
                assert_eq!(answer, there, "{route} for {}: as if there were no such gathering", CALLERS[caller]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

async fn leaves(planned: &Planned, person: &Person) {
    let own = person.gets(200, &format!("GET /gatherings/{}", planned.gathering), Value::Null).await;
    let own = own["me"]["attendee_id"].as_str().unwrap();
    person.gets(204, &format!("DELETE /gatherings/{}/attendees/{own}", planned.gathering), Value::Null).await;
}

/// A gathering in no space, and the token of a guest of it.
async fn with_a_guest(server: &Server, host: &Person) -> (String, String) {
    let proposed = host.gets(201, "POST /gatherings", picnic()).await;
    let code = proposed["link"]["code"].as_str().unwrap();
    let guest = format!("POST /gathering-codes/{code}/guests");
    let guest = server.web().asks(&guest, "", &json!({ "name": "Gus" })).await.unwrap();
    assert_eq!(guest.status, 201, "{}", guest.text);
    let id = proposed["gathering"]["id"].as_str().unwrap().to_owned();
    (id, guest.body["token"].as_str().unwrap().to_owned())
}

/// All that the document knows: method and path, and whether one must be signed in.
async fn documented(server: &Server) -> Vec<(String, bool)> {
    let document = server.web().page("/api/v1/openapi.json").await.body;
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap();
            let signed_in = operation["security"].to_string().contains("bearer");
            routes.push((format!("{} {path}", method.to_uppercase()), signed_in));
        }
    }
    assert!(routes.len() > 90, "the document isn't empty");
    routes
}

async fn a_guest_s_token_is_good_for_one_gathering_and_nothing_else(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let (own, token) = with_a_guest(&server, &ana).await;
    let (other, _) = with_a_guest(&server, &ana).await;
    let asks = async |route: &str, gathering: &str| -> Answer {
        let (method, path) = route.split_once(' ').unwrap();
        let segments = path.split('/').map(|segment| match segment {
            "{id}" if path.starts_with("/gatherings/") => gathering,
            segment if segment.starts_with('{') => NOWHERE,
            segment => segment,
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let body = match route {
            "PUT /gatherings/{id}/answer" => json!({ "zone": "UTC", "windows": [] }),
            "PUT /gatherings/{id}/votes" => json!({ "votes": [] }),
            "PUT /gatherings/{id}/rsvp" => json!({ "rsvp": "no" }),
            _ => Value::Null,
        };
        server.web().asks(&format!("{method} {path}"), &token, &body).await.unwrap()
    };
    let (mut refused, mut open) = (0, BTreeSet::new());
    for (route, signed_in) in documented(&server).await {
        if FOR_GUESTS.contains(&route.as_str()) {
            open.insert(route.clone());
            let answer = asks(&route, &own).await;
            assert!(![401, 500, 503].contains(&answer.status), "{route}: {}", answer.text);
            if route.contains("/gatherings/{id}") {
                let elsewhere = asks(&route, &other).await;
                assert_eq!(elsewhere.body["code"], "gatherings.no_such_gathering", "{route}: {}", elsewhere.text);
            }
        } else if signed_in {
            let answer = asks(&route, &own).await;
            assert_eq!(answer.body["code"], "accounts.not_signed_in", "{route}: {}", answer.text);
            refused += 1;
        }
    }
    assert_eq!(open.len(), FOR_GUESTS.len(), "all of those are there");
    assert!(refused > 80, "{refused}");
    // Nor is it good for a socket, which accounts alone have.
    let live = crate::harness::Live::of(Js, "the guest").await;
    let connect = json!({ "do": "connect", "url": server.url(), "token": token });
    assert_eq!(live.does(connect).await.unwrap_err(), "accounts.not_signed_in");
}

async fn what_is_in_no_space_is_not_there_for_who_does_not_attend(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, stranger] = server.join(["ana", "bo", "stranger"]).await;
    let mut wanted = picnic();
    (wanted["title"], wanted["invite"]) = (json!("secretword"), json!([{ "account_id": bo.id }]));
    let proposed = ana.gets(201, "POST /gatherings", wanted).await;
    let gathering = proposed["gathering"]["id"].as_str().unwrap().to_owned();
    let attendee = proposed["gathering"]["me"]["attendee_id"].as_str().unwrap().to_owned();
    let planned = Planned { gathering, attendee };
    for (route, body, _) in rows().into_iter().filter(|(route, ..)| route.contains("{id}")) {
        let body = match route {
            "POST /gatherings/{id}/attendees" => json!({ "account_id": stranger.id }),
            _ => body(),
        };
        let answer = stranger.asks(&planned.fill(route), body.clone()).await;
        assert_eq!(answer.body["code"], "gatherings.no_such_gathering", "{route}: {}", answer.text);
        let nowhere = Planned { gathering: NOWHERE.to_owned(), ..planned.clone() };
        assert_eq!(answer, stranger.asks(&nowhere.fill(route), body).await, "{route}");
    }
    assert_eq!(bo.gets(200, &planned.fill("GET /gatherings/{id}"), Value::Null).await["title"], "secretword");
    for managing in ["POST /gatherings/{id}/close", "POST /gatherings/{id}/link", "DELETE /gatherings/{id}"] {
        bo.gets(403, &planned.fill(managing), Value::Null).await;
    }
}

async fn news_of_gatherings_is_heard_by_those_it_is_for_and_nobody_else(store: Store) {
    let cast = Cast::on(store).await;
    let Places { space, .. } = cast.space().await;
    let mut lives = Vec::new();
    for (caller, person) in cast.callers.iter().enumerate() {
        if ![0, 6].contains(&caller) {
            lives.push((caller, person, person.connects_with(Js).await));
        }
    }
    let [_, _, member, _, owner, ..] = &cast.callers[..] else { panic!("ten callers") };
    let mut ids = Vec::new();
    for home in [json!(space), Value::Null] {
        let mut wanted = picnic();
        (wanted["space_id"], wanted["invite"]) = (home, json!([{ "account_id": member.id }]));
        let proposed = owner.gets(201, "POST /gatherings", wanted).await;
        let gathering = proposed["gathering"]["id"].as_str().unwrap().to_owned();
        // Whoever is let into its group hears what follows.
        let live = &lives.iter().find(|(caller, ..)| *caller == 2).unwrap().2;
        live.hears("chat.joined", json!({ "id": gathering })).await;
        let live = &lives.iter().find(|(caller, ..)| *caller == 4).unwrap().2;
        live.hears("chat.joined", json!({ "id": gathering })).await;
        let answer = json!({ "zone": "UTC", "windows": [when(1, "10:00", 60)], "mood": "chill" });
        member.gets(200, &format!("PUT /gatherings/{gathering}/answer"), answer).await;
        owner.gets(200, &format!("PATCH /gatherings/{gathering}"), json!({ "last_day": day(6) })).await;
        live.hears("gathering.times", json!({ "gathering_id": gathering })).await;
        owner.gets(204, &format!("DELETE /gatherings/{gathering}"), Value::Null).await;
        ids.push(gathering);
    }
    for (caller, person, live) in &lives {
        // What is told of a group comes by way of another feature, so the last of it is waited for.
        if [2, 4].contains(caller) {
            live.hears("gathering.deleted", json!({ "gathering_id": ids[1] })).await;
        }
        person.waits_for_all_news(live).await;
        let all = live.heard().await;
        for (place, gathering) in ids.iter().enumerate() {
            let about = |news: &&Value| {
                let name = news["event"].as_str().unwrap();
                name.starts_with("gathering.") && news["data"].to_string().contains(gathering.as_str())
            };
            let heard: BTreeSet<&str> = all.iter().filter(about).map(|news| news["event"].as_str().unwrap()).collect();
            let everything = BTreeSet::from(NEWS);
            let hears = if place == 0 { !OUTSIDERS.contains(caller) } else { [2, 4].contains(caller) };
            let expected = if hears { everything } else { BTreeSet::new() };
            assert_eq!(heard, expected, "{} of {place}", CALLERS[*caller]);
        }
        assert!(!json!(all).to_string().contains("chill"), "nobody hears of a mood");
    }
}
