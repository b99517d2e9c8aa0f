//! What gatherings don't take: wrong input, and too much of it.

use serde_json::{Value, json};

use super::{Gathering, Guest, day, picnic_with, says, when};
use crate::harness::{Person, Server, Store, on_both_stores};

on_both_stores!(
    wrong_proposals_are_told_where_they_are_wrong,
    wrong_answers_are_told_where_they_are_wrong,
    a_flood_of_answers_from_a_link_is_held_off,
);

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// The first field that is refused, and why.
async fn refused(person: &Person, what: &str, body: Value) -> (String, String) {
    let answer = person.gets(422, what, body).await;
    let error = &answer["errors"][0];
    is(error["field"].as_str().unwrap(), error["code"].as_str().unwrap())
}

fn is(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

async fn wrong_proposals_are_told_where_they_are_wrong(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    for (more, expected) in [
        (json!({ "title": " " }), is("title", "not_a_title")),
        (json!({ "zone": "Mars/Olympus" }), is("zone", "not_a_zone")),
        (json!({ "last_day": day(0) }), is("last_day", "not_in_order")),
        (json!({ "last_day": day(80) }), is("last_day", "not_in_order")),
        (json!({ "first_day": "2020-01-01", "last_day": "2020-01-02" }), is("last_day", "past")),
        (json!({ "first_day": "2999-01-01", "last_day": "2999-01-02" }), is("last_day", "too_far")),
        (json!({ "first_day": "yesterday" }), is("first_day", "not_a_day")),
        (json!({ "minutes": -5 }), is("minutes", "out_of_range")),
        (json!({ "minutes": 8000 }), is("minutes", "does_not_fit")),
        (json!({ "daily_from": "17:00" }), is("daily_until", "not_alone")),
        (json!({ "deadline": "2020-01-01T00:00:00Z" }), is("deadline", "past")),
        (json!({ "currency": "Euro" }), is("currency", "not_a_currency")),
        (
            json!({ "invite": [{ "account_id": bo.id }, { "account_id": NOBODY }] }),
            is("invite[1].account_id", "nobody"),
        ),
        (json!({ "invite": vec![json!({ "account_id": bo.id }); 101] }), is("invite", "too_many")),
        (json!({ "space_id": NOBODY }), is("space_id", "no_such_space")),
    ] {
        assert_eq!(refused(&ana, "POST /gatherings", picnic_with(more.clone())).await, expected, "{more}");
    }
    for (what, body) in [("minutes", json!("two hours")), ("windows", json!([])), ("deadline", json!("soon"))] {
        ana.gets(400, "POST /gatherings", picnic_with(json!({ what: body }))).await;
    }
    assert_eq!(ana.gets(200, "GET /gatherings", Value::Null).await["items"], json!([]), "nothing came of it");
}

async fn wrong_answers_are_told_where_they_are_wrong(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let picnic = Gathering::of(&ana, json!({})).await;
    let (start, put) = (when(2, "10:00", 60)["start"].clone(), picnic.ask("PUT /answer"));
    let window = |minutes: i64| json!({ "start": start, "minutes": minutes });
    for (body, expected) in [
        (says("UTC", &[window(0)]), is("windows[0].minutes", "out_of_range")),
        (says("UTC", &[window(60), window(-60)]), is("windows[1].minutes", "out_of_range")),
        (says("UTC", &[window(89_281)]), is("windows[0].minutes", "out_of_range")),
        (says("UTC", &[json!({ "start": "25 o'clock here", "minutes": 1 })]), is("windows[0].start", "not_a_time")),
        (says("UTC", &[when(99, "10:00", 1)]), is("windows[0].start", "outside_the_days")),
        (
            says("UTC", &[json!({ "start": "9999-12-30T00:00Z", "minutes": 1 })]),
            is("windows[0].start", "outside_the_days"),
        ),
        (says("UTC", &vec![window(1); 501]), is("windows", "too_many")),
        (says("Nowhere", &[]), is("zone", "not_a_zone")),
    ] {
        assert_eq!(refused(&ana, &put, body).await, expected);
    }
    let private = |more: Value| {
        json!({ "zone": "UTC", "windows": [], "budget": more["budget"],
        "travel_km": more["travel_km"], "location": more["location"] })
    };
    for (more, expected) in [
        (json!({ "budget": { "most": -1 } }), is("budget.most", "out_of_range")),
        (json!({ "travel_km": 20_001 }), is("travel_km", "out_of_range")),
        (json!({ "location": { "latitude": 91, "longitude": 0 } }), is("location", "not_a_location")),
    ] {
        assert_eq!(refused(&ana, &put, private(more)).await, expected);
    }
    let many = ana.gets(413, &put, says("UTC", &vec![when(2, "10:00", 60); 10_000])).await;
    assert_eq!(many["code"], "request.too_large", "ten thousand windows");
    ana.gets(400, &put, json!({ "zone": "UTC", "windows": [{ "start": start, "end": start }] })).await;
    ana.gets(400, &put, json!({ "zone": "UTC", "windows": [], "mood": "furious" })).await;
    let guests = picnic.by_code("POST /guests");
    assert_eq!(refused(&ana, &guests, json!({ "name": "\u{200b}" })).await, is("name", "not_a_name"));
    let gus = Guest::comes(&server, &picnic, "Gus").await;
    let kept = gus.gets(422, &put, json!({ "zone": "UTC", "windows": [], "save": true })).await;
    assert_eq!(kept["errors"][0]["code"], "not_for_guests");
    let invite = picnic.ask("POST /attendees");
    assert_eq!(refused(&ana, &invite, json!({ "account_id": NOBODY })).await, is("account_id", "nobody"));
    let saved = json!({ "zone": "UTC", "weekly": [{ "weekday": "sunday", "from": "7:00", "minutes": 60 }] });
    assert_eq!(refused(&ana, "PUT /me/availability", saved).await, is("weekly[0].from", "not_a_time"));
    ana.gets(422, "GET /gatherings?after=x", Value::Null).await;
    ana.gets(404, &format!("GET /gatherings?space_id={NOBODY}"), Value::Null).await;
}

async fn a_flood_of_answers_from_a_link_is_held_off(store: Store) {
    let server = Server::with(store, &[("limits.enabled", "true"), ("limits.requests_per_address", "10000")]).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let [picnic, other] = [Gathering::of(&ana, json!({})).await, Gathering::of(&ana, json!({})).await];
    let began = tokio::time::Instant::now();
    let mut taken = 0;
    for guest in 0..10 {
        let gus = Guest::comes(&server, &picnic, &format!("Gus {guest}")).await;
        for _ in 0..100 {
            let answer = gus.asks(&picnic.ask("PUT /answer"), says("UTC", &[when(2, "10:00", 60)])).await;
            match answer.status {
                200 => taken += 1,
                _ => assert_eq!((answer.status, answer.body["code"].as_str()), (429, Some("gatherings.too_many"))),
            }
        }
    }
    let most = 120 + 2 * (1 + began.elapsed().as_secs());
    assert!((100..=most).contains(&taken), "{taken} of a thousand, and {most} at most");
    assert_eq!(picnic.seen_by(&ana).await["attendees_count"], 11);
    let answer = says("UTC", &[when(2, "10:00", 60)]);
    ana.gets(200, &picnic.ask("PUT /answer"), answer.clone()).await;
    let eve = Guest::comes(&server, &other, "Eve").await;
    eve.gets(200, &other.ask("PUT /answer"), answer).await;
    // Who tries codes is told to wait as well, whether they are right or wrong.
    let mut refused = 0;
    for _ in 0..70 {
        let answer = bo.asks("GET /gathering-codes/guess", Value::Null).await;
        refused += u32::from(answer.status == 429 && answer.retry_after.is_some());
        assert!([404, 429].contains(&answer.status), "{}", answer.text);
    }
    assert!(refused >= 20, "{refused}");
}
