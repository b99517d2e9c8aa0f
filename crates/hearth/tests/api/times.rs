//! When everybody can, and what is told of what nobody is shown of others.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::harness::{Js, Person, Server, Store, on_both_stores};

on_both_stores!(
    times_are_found_for_all_and_follow_each_answer,
    nobody_is_told_what_another_would_spend_or_where_they_are,
    whoever_looks_again_costs_no_reading_of_people,
    several_sittings_are_on_several_days,
    a_guest_sees_the_times_and_nothing_else_of_others,
);

/// A week ahead, and the same for the whole test, when it goes on past midnight.
fn day() -> Date {
    static DAY: LazyLock<Date> = LazyLock::new(|| {
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        today.checked_add(jiff::Span::new().days(7)).unwrap()
    });
    *DAY
}

fn at(time: &str) -> String {
    format!("{}T{time}:00.000Z", day())
}

fn plan(space: Option<&str>, more: Value) -> Value {
    let last = day().checked_add(jiff::Span::new().days(2)).unwrap();
    let mut plan = json!({ "title": "Picnic", "first_day": day().to_string(), "last_day": last.to_string(),
        "zone": "UTC", "minutes": 120 });
    if let Some(space) = space {
        plan["space_id"] = json!(space);
    }
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plan
}

fn windows(windows: &[(&str, i64)]) -> Value {
    windows.iter().map(|(start, minutes)| json!({ "start": at(start), "minutes": minutes })).collect()
}

impl Person {
    async fn answers_with(&self, gathering: &str, said: &[(&str, i64)], private: Value) -> Value {
        let mut answer = json!({ "zone": "UTC", "windows": windows(said) });
        answer.as_object_mut().unwrap().extend(private.as_object().unwrap().clone());
        self.gets(200, &format!("PUT /gatherings/{gathering}/answer"), answer).await
    }

    async fn looks_at(&self, gathering: &str, what: &str) -> Value {
        self.gets(200, &format!("GET /gatherings/{gathering}/{what}"), Value::Null).await
    }
}

/// Ana's gathering in a space, with three others in it.
async fn circle(server: &Server, more: Value) -> ([Person; 4], String) {
    let people = server.join(["ana", "bo", "cleo", "dan"]).await;
    let space = people[0].makes_private_space("Circle").await;
    let code = people[0].makes_code(&space).await;
    for person in &people[1..] {
        person.comes_in_by(&code).await;
    }
    let made = people[0].gets(201, "POST /gatherings", plan(Some(&space), more)).await;
    let gathering = made["gathering"]["id"].as_str().unwrap().to_owned();
    (people, gathering)
}

fn span(start: &str, end: &str) -> Value {
    json!({ "start": at(start), "end": at(end) })
}

async fn times_are_found_for_all_and_follow_each_answer(store: Store) {
    let server = Server::start(store).await;
    let ([ana, bo, cleo, dan], gathering) = circle(&server, json!({})).await;
    let live = dan.connects_with(Js).await;
    let none = ana.looks_at(&gathering, "times").await;
    assert_eq!((&none["attendees"], &none["answered"], &none["complete"]), (&json!(1), &json!(0), &json!(false)));
    assert_eq!(none["unanswered"][0]["name"], "ana");
    ana.answers_with(&gathering, &[("17:00", 240)], json!({})).await;
    bo.answers_with(&gathering, &[("18:00", 240)], json!({})).await;
    cleo.answers_with(&gathering, &[("20:30", 150)], json!({})).await;

    let times = dan.looks_at(&gathering, "times").await;
    assert_eq!((&times["everyone"], &times["shorter"][0]["start"]), (&json!([]), &json!(at("20:30"))));
    assert_eq!((&times["answered"], &times["complete"]), (&json!(3), &json!(true)));
    let best = &times["best"][0];
    assert_eq!((&best["start"], &best["end"]), (&json!(at("18:00")), &json!(at("21:00"))));
    assert_eq!((&best["can"], &best["required_can"], &best["missing_count"]), (&json!(2), &json!(2), &json!(1)));
    assert_eq!(best["missing"][0]["name"], "cleo");
    let change = json!({ "window": span("20:30", "23:00"), "earlier": 90, "later": 0, "shift": -90 });
    assert_eq!(best["missing"][0]["change"], change);
    assert_eq!(best["fix"], json!({ "start": at("19:00"), "end": at("21:00"), "minutes": 90 }));
    let heat = &times["heat"];
    assert_eq!((&heat["start"], heat["counts"].as_array().unwrap().len()), (&json!(at("00:00")), 3 * 96));
    assert_eq!(
        (&heat["counts"][16 * 4], &heat["counts"][18 * 4], &heat["counts"][83]),
        (&json!(0), &json!(2), &json!(3))
    );

    cleo.answers_with(&gathering, &[("18:30", 270)], json!({})).await;
    let news = live.hears("gathering.times", json!({ "times": { "everyone": [span("18:30", "21:00")] } })).await;
    assert_eq!(news["gathering_id"], json!(gathering));
    assert_eq!(news["times"], ana.looks_at(&gathering, "times").await, "the same for everybody");
    cleo.gets(204, &format!("DELETE /gatherings/{gathering}/answer"), Value::Null).await;
    let times = bo.looks_at(&gathering, "times").await;
    assert_eq!((&times["unanswered"][0]["name"], &times["complete"]), (&json!("cleo"), &json!(false)));
    assert_eq!(times["everyone"], json!([span("18:00", "21:00")]), "of those who answered");
    live.hears("gathering.times", json!({ "times": { "answered": 2, "attendees": 3 } })).await;
}

/// As they stand in JSON: the digits alone may be a part of an id.
const PRIVATE: [&str; 5] = [":777123", ":4242", ":-12.3", ":145.6", "traditional"];

async fn nobody_is_told_what_another_would_spend_or_where_they_are(store: Store) {
    let server = Server::start(store).await;
    let ([ana, bo, cleo, dan], gathering) = circle(&server, json!({ "currency": "EUR" })).await;
    let (ana_live, dan_live) = (ana.connects_with(Js).await, dan.connects_with(Js).await);
    let bos = json!({ "mood": "traditional", "budget": { "most": 777_123 }, "travel_km": 4242,
        "location": { "latitude": -12.3, "longitude": 145.6 } });
    let other = json!({ "mood": "chill", "budget": { "most": 900_000 }, "travel_km": 9000,
        "location": { "latitude": 10, "longitude": 150 } });
    let mine = bo.answers_with(&gathering, &[], bos).await;
    assert!(PRIVATE.iter().all(|part| mine.to_string().contains(part)), "the premise: one's own answer has it: {mine}");
    let mut shown = Vec::new();
    for person in [&cleo, &dan] {
        shown.push(ana.looks_at(&gathering, "statistics").await);
        person.answers_with(&gathering, &[], other.clone()).await;
    }
    assert!(shown.iter().all(|shown| shown.as_object().unwrap().len() == 1), "of one or two, nothing: {shown:?}");
    // Of three. Who is who isn't in it; the odd numbers aren't, either.
    let three = ana.looks_at(&gathering, "statistics").await;
    assert_eq!(three["mood"]["counts"], json!({ "chill": 2, "energetic": 0, "traditional": 1, "anything": 0 }));
    assert_eq!(
        (&three["budget"]["everybody"], &three["travel"]["everybody_km"]),
        (&json!({ "most": 770_000 }), &json!(4200))
    );
    assert_eq!(three["meeting"]["answers"], 3);
    assert!(three["meeting"]["reach"]["km"].as_i64().unwrap() > 1000 && three["me"].is_null(), "{three}");
    let own = bo.looks_at(&gathering, "statistics").await;
    let (own, farthest) =
        (own["me"]["fair_km"].as_i64().unwrap(), three["meeting"]["fair"]["farthest_km"].as_i64().unwrap());
    assert!(own > 0 && own <= farthest, "{own} of {farthest}");

    // One who changes, or who changes and goes back, changes nothing that is shown.
    let statistics = |value: Value| (value["mood"].clone(), value["budget"].clone(), value["meeting"].clone());
    cleo.answers_with(&gathering, &[], json!({ "mood": "energetic", "budget": {}, "travel_km": 5 })).await;
    let taken_back = ana.looks_at(&gathering, "statistics").await;
    assert_eq!(
        (&taken_back["mood"], &taken_back["meeting"]),
        (&three["mood"], &Value::Null),
        "her place is taken back"
    );
    cleo.answers_with(&gathering, &[], other.clone()).await;
    ana.answers_with(&gathering, &[], json!({ "mood": "anything" })).await;
    assert_eq!(statistics(ana.looks_at(&gathering, "statistics").await).0, three["mood"]);
    bo.gets(204, &format!("DELETE /gatherings/{gathering}/answer"), Value::Null).await;
    assert_eq!(statistics(dan.looks_at(&gathering, "statistics").await), Default::default(), "with him, it goes");

    let mut told = Vec::new();
    for what in ["", "/attendees", "/answers", "/times", "/statistics"] {
        told.push(ana.gets(200, &format!("GET /gatherings/{gathering}{what}"), Value::Null).await.to_string());
    }
    told.push(ana.gets(200, "GET /me/export", Value::Null).await.to_string());
    for (person, live) in [(&ana, &ana_live), (&dan, &dan_live)] {
        person.waits_for_all_news(live).await;
        told.extend(live.heard().await.iter().map(Value::to_string));
    }
    assert!(told.iter().any(|told| told.contains("gathering.times")), "the premise: times were told");
    for private in &PRIVATE[..4] {
        let leak = told.iter().find_map(|told| {
            told.find(private).map(|at| told[at.saturating_sub(200)..(at + 60).min(told.len())].to_owned())
        });
        assert_eq!(leak, None, "somebody is told {private}");
    }
}

async fn whoever_looks_again_costs_no_reading_of_people(store: Store) {
    let server = Server::with(store, &[("log.filter", "info,sqlx::query=debug")]).await;
    let ([ana, bo, cleo, dan], gathering) = circle(&server, json!({})).await;
    for person in [&ana, &bo, &cleo, &dan] {
        person.answers_with(&gathering, &[("18:00", 180)], json!({})).await;
    }
    let live = dan.connects_with(Js).await;
    ana.looks_at(&gathering, "times").await;
    let reads = || server.log().lines().filter(|line| line.contains("a.windows FROM gathering_attendees")).count();
    let before = reads();
    assert!(before > 0, "the premise: statements are in the log");
    for person in [&ana, &bo, &cleo, &dan, &ana, &bo] {
        person.looks_at(&gathering, "times").await;
    }
    assert_eq!(reads(), before, "it is there in memory");
    // Times that are found between the answer and the news of it, for an answer of before, take one reading.
    let mut taken = Vec::new();
    for start in ["19:00", "18:45", "18:30", "18:15"] {
        let before = reads();
        bo.answers_with(&gathering, &[(start, 180)], json!({})).await;
        live.hears("gathering.times", json!({ "times": { "everyone": [span(start, "21:00")] } })).await;
        for person in [&ana, &bo, &cleo] {
            assert_eq!(person.looks_at(&gathering, "times").await["everyone"], json!([span(start, "21:00")]));
        }
        taken.push(reads() - before);
    }
    assert_eq!(taken.iter().min(), Some(&0), "one who answers is put in their place in memory: {taken:?}");
}

async fn several_sittings_are_on_several_days(store: Store) {
    let server = Server::start(store).await;
    let evenings = json!({ "sittings": 2, "daily_from": "17:00", "daily_until": "23:00" });
    let ([ana, bo, ..], gathering) = circle(&server, evenings).await;
    ana.answers_with(&gathering, &[("00:00", 3 * 24 * 60)], json!({})).await;
    let start = at("18:00").replace(&day().to_string(), &day().tomorrow().unwrap().to_string());
    let tomorrow = json!([{ "start": start, "minutes": 150 }, { "start": at("15:00"), "minutes": 240 }]);
    bo.gets(200, &format!("PUT /gatherings/{gathering}/answer"), json!({ "zone": "UTC", "windows": tomorrow })).await;
    let times = ana.looks_at(&gathering, "times").await;
    let sittings = times["sittings"].as_array().unwrap();
    let seen: Vec<_> = sittings.iter().map(|one| (one["start"].clone(), one["can"].clone())).collect();
    assert_eq!(seen, [(json!(at("17:00")), json!(2)), (json!(start), json!(2))]);
    assert_eq!(sittings[0]["end"], at("19:00"), "nothing counts before five in the afternoon");
    assert_eq!((&times["heat"]["counts"][0], &times["heat"]["start"]), (&json!(2), &json!(at("17:00"))));
}

async fn a_guest_sees_the_times_and_nothing_else_of_others(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let made = ana.gets(201, "POST /gatherings", plan(None, json!({}))).await;
    let (gathering, code) = (made["gathering"]["id"].as_str().unwrap(), made["link"]["code"].as_str().unwrap());
    let guest = server.web().asks(&format!("POST /gathering-codes/{code}/guests"), "", &json!({ "name": "Gus" })).await;
    let token = guest.unwrap().body["token"].as_str().unwrap().to_owned();
    ana.answers_with(gathering, &[("18:00", 180)], json!({})).await;
    let said = json!({ "zone": "UTC", "windows": windows(&[("19:00", 180)]) });
    let web = server.web();
    assert_eq!(web.asks(&format!("PUT /gatherings/{gathering}/answer"), &token, &said).await.unwrap().status, 200);
    let times = web.asks(&format!("GET /gatherings/{gathering}/times"), &token, &Value::Null).await.unwrap();
    assert_eq!((times.status, &times.body["everyone"]), (200, &json!([span("19:00", "21:00")])));
    assert_eq!(
        web.asks(&format!("GET /gatherings/{gathering}/statistics"), &token, &Value::Null).await.unwrap().status,
        200
    );
    for what in ["times", "statistics"] {
        let there = bo.asks(&format!("GET /gatherings/{gathering}/{what}"), Value::Null).await;
        let nowhere =
            bo.asks(&format!("GET /gatherings/00000000-0000-7000-8000-000000000000/{what}"), Value::Null).await;
        assert_eq!((there.status, &there.text), (404, &nowhere.text));
    }
}
