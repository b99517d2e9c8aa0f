//! Every route and every news of notifications: each account has its own, and sees no other's.

use serde_json::{Value, json};

use super::scene::{CALLERS, Cast, ENDED, NOBODY};
use crate::harness::{Js, Store, on_both_stores};

on_both_stores!(every_route_answers_each_caller_as_it_should, news_is_heard_by_those_it_is_for_and_nobody_else);

/// What sockets hear of notifications.
pub const NEWS: [&str; 3] = ["notification.created", "notification.changed", "notification.settings_changed"];

/// As in the OpenAPI document; with `{…}` filled in; what is sent; what whoever is signed in gets.
type Row = (&'static str, &'static str, fn() -> Value, u16);

const NONE: fn() -> Value = || Value::Null;

fn settings() -> Value {
    json!({ "email": "off", "daily_hour": 8, "push": true, "zone": "UTC", "discreet": false, "locale": "en" })
}

fn rows() -> [Row; 13] {
    // Somebody else's: as if it weren't there.
    let others = "/notifications/{others}/read";
    [
        ("GET /notifications", "/notifications?limit=500", NONE, 200),
        ("GET /notifications/counts", "/notifications/counts", NONE, 200),
        ("PUT /notifications/seen", "/notifications/seen", || json!({ "until": "2026-11-22T12:00:00Z" }), 200),
        ("PUT /notifications/read", "/notifications/read", NONE, 200),
        ("PUT /notifications/{id}/read", others, NONE, 404),
        ("GET /me/notifications", "/me/notifications", NONE, 200),
        ("PUT /me/notifications", "/me/notifications", settings, 200),
        ("GET /push", "/push", NONE, 200),
        ("POST /push/subscriptions", "/push/subscriptions", subscription, 422),
        ("GET /push/subscriptions", "/push/subscriptions", NONE, 200),
        ("DELETE /push/subscriptions/{id}", "/push/subscriptions/{others}", NONE, 404),
        ("POST /push/subscriptions/{id}/test", "/push/subscriptions/{others}/test", NONE, 404),
        ("GET /me/levels", "/me/levels", NONE, 200),
    ]
}

/// Of no push service that the server knows.
fn subscription() -> Value {
    json!({ "endpoint": "https://push.example.org/1", "keys": { "p256dh": "A", "auth": "A" }, "label": "Laptop" })
}

/// Asked by whoever has a mail, signed in or not.
const UNSUBSCRIBE: &str = "POST /unsubscribe";

/// Those that have their row here.
pub fn routes() -> impl Iterator<Item = &'static str> {
    rows().into_iter().map(|(route, ..)| route).chain([UNSUBSCRIBE])
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let chat = cast.chat().await;
    // Addressed to the bystander alone.
    cast.callers[2].sends(&chat, "secretword for @bystander").await;
    let told = async || {
        let page = cast.bystander.gets(200, "GET /notifications", Value::Null).await;
        page["items"].as_array().unwrap().iter().find(|item| item["kind"] == "mention").cloned()
    };
    let mention = crate::harness::until("the mention is told", told).await;
    let others = mention["id"].as_str().unwrap();
    for (route, path, body, expected) in rows() {
        let (method, _) = route.split_once(' ').unwrap();
        for (caller, person) in cast.callers.iter().enumerate() {
            let answer = person.asks(&format!("{method} {}", path.replace("{others}", others)), body()).await;
            let expected = if [NOBODY, ENDED].contains(&caller) { 401 } else { expected };
            assert_eq!(answer.status, expected, "{route} for {}: {}", CALLERS[caller], answer.text);
            assert!(!answer.text.contains("secretword for"), "{route} tells {}: {}", CALLERS[caller], answer.text);
        }
    }
    for person in &cast.callers {
        person.gets(404, &format!("{UNSUBSCRIBE}?code=nonsense"), Value::Null).await;
    }
}

async fn news_is_heard_by_those_it_is_for_and_nobody_else(store: Store) {
    let cast = Cast::on(store).await;
    let chat = cast.chat().await;
    let [_, _, member, _, owner, ..] = &cast.callers[..] else { panic!("eight callers") };
    let (members, owners) = (member.connects_with(Js).await, owner.connects_with(Js).await);
    owner.sends(&chat, "for @member").await;
    let told = members.hears("notification.created", json!({})).await;
    // With the unread messages of the chat.
    assert_eq!(told["counts"]["unread"], 2);
    let notification = &told["notification"];
    assert_eq!((&notification["kind"], &notification["chat_id"]), (&json!("mention"), &json!(chat)));
    let id = notification["id"].as_str().unwrap();
    member.gets(200, &format!("PUT /notifications/{id}/read"), Value::Null).await;
    let read = members.hears("notification.changed", json!({})).await;
    assert_eq!(read, json!({ "ids": [id], "counts": { "unread": 1, "unseen": 1 } }));
    member.gets(200, "PUT /me/notifications", settings()).await;
    members.hears("notification.settings_changed", json!({ "daily_hour": 8 })).await;
    owner.waits_for_all_news(&owners).await;
    let heard = owners.heard_names().await;
    assert!(!heard.iter().any(|name| NEWS.contains(&name.as_str())), "what one is told is one's own affair");
}
