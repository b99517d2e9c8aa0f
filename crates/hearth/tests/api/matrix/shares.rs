//! Every route and every news of shares, in a private space and for the callers of [`super::spaces`].

use serde_json::{Value, json};

use super::spaces::{CALLERS, Cast, OUTSIDERS, Places};
use crate::harness::{Js, Store, on_both_stores};

on_both_stores!(every_route_answers_each_caller_as_it_should, news_of_shares_is_heard_by_members_and_nobody_else);

/// What sockets hear of shares.
pub const NEWS: [&str; 7] = [
    "share.posted",
    "share.edited",
    "share.reacted",
    "share.commented",
    "share.comment_edited",
    "share.comment_deleted",
    "share.deleted",
];

/// As in the OpenAPI document; what is sent; what each caller gets.
type Row = (&'static str, fn() -> Value, [u16; 10]);

const MEMBERS: fn(u16) -> [u16; 10] = |s| [401, 404, s, s, s, 404, 401, 404, 404, 404];
/// The member has posted and said it.
const AUTHOR: fn(u16) -> [u16; 10] = |s| [401, 404, s, 403, 403, 404, 401, 404, 404, 404];

const POSTED: fn() -> Value = || json!({ "text": "mine" });
const NONE: fn() -> Value = || Value::Null;

fn rows() -> [Row; 13] {
    [
        ("POST /spaces/{id}/shares", POSTED, MEMBERS(201)),
        ("GET /spaces/{id}/shares", NONE, MEMBERS(200)),
        ("GET /spaces/{id}/shares/{share_id}", NONE, MEMBERS(200)),
        ("PATCH /spaces/{id}/shares/{share_id}", POSTED, AUTHOR(200)),
        ("DELETE /spaces/{id}/shares/{share_id}", NONE, MEMBERS(204)),
        ("PUT /spaces/{id}/shares/{share_id}/reactions/{emoji}", NONE, MEMBERS(200)),
        ("DELETE /spaces/{id}/shares/{share_id}/reactions/{emoji}", NONE, MEMBERS(200)),
        ("POST /spaces/{id}/shares/{share_id}/comments", POSTED, MEMBERS(201)),
        ("GET /spaces/{id}/shares/{share_id}/comments", NONE, MEMBERS(200)),
        ("PATCH /spaces/{id}/shares/{share_id}/comments/{comment_id}", POSTED, AUTHOR(200)),
        ("DELETE /spaces/{id}/shares/{share_id}/comments/{comment_id}", NONE, MEMBERS(204)),
        ("GET /spaces/{id}/gallery", NONE, MEMBERS(200)),
        ("GET /spaces/{id}/gallery/months", NONE, MEMBERS(200)),
    ]
}

/// Those that have their row here.
pub fn routes() -> impl Iterator<Item = &'static str> {
    rows().into_iter().map(|(route, ..)| route)
}

/// A space with a share and a comment of the member's.
#[derive(Clone)]
struct Posted {
    space: String,
    share: String,
    comment: String,
}

impl Posted {
    async fn by(cast: &Cast) -> Self {
        let (Places { space, .. }, member) = (cast.space().await, &cast.callers[2]);
        let id = |value: Value| value["id"].as_str().unwrap().to_owned();
        let said = json!({ "text": "secretword" });
        let share = id(member.gets(201, &format!("POST /spaces/{space}/shares"), said.clone()).await);
        let comment = id(member.gets(201, &format!("POST /spaces/{space}/shares/{share}/comments"), said).await);
        Self { space, share, comment }
    }

    fn fill(&self, route: &str) -> String {
        let route = route.replace("{id}", &self.space).replace("{share_id}", &self.share);
        route.replace("{comment_id}", &self.comment).replace("{emoji}", "👍")
    }
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let shared = Posted::by(&cast).await;
    let mut wrong = Vec::new();
    for (route, body, expected) in rows() {
        for (caller, expected) in expected.into_iter().enumerate() {
            // A fresh one where something is to change, so that no caller finds what another did.
            let changes = !route.starts_with("GET") && expected < 400;
            let posted = if changes { Posted::by(&cast).await } else { shared.clone() };
            let person = &cast.callers[caller];
            let answer = person.asks(&posted.fill(route), body()).await;
            if answer.status != expected {
                wrong.push(format!(
                    "{route} for {}: {}, not {expected}: {}",
                    CALLERS[caller], answer.status, answer.text
                ));
            }
            if answer.status >= 400 {
                assert_eq!(answer.kind, "application/problem+json", "{route}");
            }
            if OUTSIDERS.contains(&caller) {
                let tells = answer.text.contains(&posted.space) || answer.text.contains("secretword");
                assert!(!tells, "{route} tells {}: {}", CALLERS[caller], answer.text);
                let nowhere = Posted { space: "00000000-0000-7000-8000-000000000000".to_owned(), ..posted };
                let there = person.asks(&nowhere.fill(route), body()).await;
                assert_eq!(answer, there, "{route} for {}: as if there were no such space", CALLERS[caller]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn news_of_shares_is_heard_by_members_and_nobody_else(store: Store) {
    let cast = Cast::on(store).await;
    let posted = Posted::by(&cast).await;
    let mut lives = Vec::new();
    for (caller, person) in cast.callers.iter().enumerate() {
        if ![0, 6].contains(&caller) {
            lives.push((caller, person, person.connects_with(Js).await));
        }
    }
    let (member, said) = (&cast.callers[2], json!({ "text": "news" }));
    for (route, status) in [
        ("POST /spaces/{id}/shares", 201),
        ("PATCH /spaces/{id}/shares/{share_id}", 200),
        ("PUT /spaces/{id}/shares/{share_id}/reactions/{emoji}", 200),
        ("POST /spaces/{id}/shares/{share_id}/comments", 201),
        ("PATCH /spaces/{id}/shares/{share_id}/comments/{comment_id}", 200),
        ("DELETE /spaces/{id}/shares/{share_id}/comments/{comment_id}", 204),
        ("DELETE /spaces/{id}/shares/{share_id}", 204),
    ] {
        let body = if status == 204 || route.starts_with("PUT") { Value::Null } else { said.clone() };
        member.gets(status, &posted.fill(route), body).await;
    }
    for (caller, person, live) in &lives {
        // News of shares comes by way of another feature than the fence.
        if !OUTSIDERS.contains(caller) {
            live.hears("share.deleted", json!({ "share_id": posted.share })).await;
        }
        person.waits_for_all_news(live).await;
        let heard = live.heard().await;
        let about = |news: &&Value| news["data"].to_string().contains(posted.space.as_str());
        let heard: Vec<_> = heard.iter().filter(about).map(|news| news["event"].as_str().unwrap()).collect();
        match OUTSIDERS.contains(caller) {
            true => assert!(heard.is_empty(), "{} hears {heard:?}", CALLERS[*caller]),
            false => assert_eq!(heard, NEWS, "{}", CALLERS[*caller]),
        }
    }
}
