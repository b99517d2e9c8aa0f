//! Every route.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{CALLERS, Cast, NOBODY, OUTSIDERS};
use super::{gatherings, moderation, notifications, shares, spaces};
use crate::harness::{Answer, Store, on_both_stores};

on_both_stores!(every_route_answers_each_caller_as_it_should);

struct Row {
    /// As in the OpenAPI document.
    route: &'static str,
    /// With query, and `{…}` to be filled in.
    path: &'static str,
    body: Body,
    /// By caller: nobody, stranger, member, chat admin, owner, site admin, ended session, removed.
    expected: [u16; 8],
}

type Body = fn(&Places) -> Value;

/// What stands for the `{…}` of a path.
struct Places {
    chat: String,
    number: i64,
    account: String,
    session: String,
    fresh: String,
}

fn none(_: &Places) -> Value {
    Value::Null
}

const ANYBODY: fn(u16) -> [u16; 8] = |status| [status; 8];
const SIGNED_IN: fn(u16) -> [u16; 8] = |s| [401, s, s, s, s, s, 401, s];
const SITE_ADMIN: fn(u16) -> [u16; 8] = |s| [401, 403, 403, 403, 403, s, 401, 403];
const MEMBERS: fn(u16) -> [u16; 8] = |s| [401, 404, s, s, s, 404, 401, 404];
const CHAT_ADMINS: fn(u16) -> [u16; 8] = |s| [401, 404, 403, s, s, 404, 401, 404];
const CHAT_OWNER: fn(u16) -> [u16; 8] = |s| [401, 404, 403, 403, s, 404, 401, 404];

fn accounts_rows() -> Vec<Row> {
    let row = |route, path, body, expected| Row { route, path, body, expected };
    let permission = "/accounts/{account_id}/permissions/send_messages";
    vec![
        row("GET /registration", "/registration", none, ANYBODY(200)),
        row("POST /accounts", "/accounts", registration, ANYBODY(201)),
        row("GET /accounts", "/accounts?words=owner", none, SIGNED_IN(200)),
        row("GET /accounts/{id}", "/accounts/{account_id}", none, SIGNED_IN(200)),
        row("PATCH /accounts/{id}", "/accounts/{account_id}", |_| json!({ "role": "member" }), SITE_ADMIN(200)),
        row("GET /accounts/{id}/permissions", "/accounts/{account_id}/permissions", none, SITE_ADMIN(200)),
        row(
            "PUT /accounts/{id}/permissions/{permission}",
            permission,
            |_| json!({ "allowed": false }),
            SITE_ADMIN(200),
        ),
        row("DELETE /accounts/{id}/permissions/{permission}", permission, none, SITE_ADMIN(204)),
        row("PUT /accounts/{id}/ban", "/accounts/{account_id}/ban", |_| json!({ "reason": "spam" }), SITE_ADMIN(200)),
        row("GET /bans", "/bans", none, SITE_ADMIN(200)),
        row("DELETE /accounts/{id}/ban", "/accounts/{account_id}/ban", none, SITE_ADMIN(204)),
        row("GET /me", "/me", none, SIGNED_IN(200)),
        row("PATCH /me", "/me", |_| json!({ "bio": "here" }), SIGNED_IN(200)),
        row("DELETE /me", "/me", |_| json!({ "password": "not mine" }), SIGNED_IN(403)),
        row("PUT /me/password", "/me/password", password, SIGNED_IN(403)),
        row("GET /me/pass", "/me/pass", none, SIGNED_IN(200)),
        row("GET /me/export", "/me/export", none, SIGNED_IN(200)),
        row("POST /sessions", "/sessions", |_| json!({ "login": "owner", "password": "password 1" }), ANYBODY(201)),
        row("GET /sessions", "/sessions", none, SIGNED_IN(200)),
        row("POST /sessions/current/confirm", "/sessions/current/confirm", wrong_password, SIGNED_IN(403)),
        row("GET /me/second-factor", "/me/second-factor", none, SIGNED_IN(200)),
        row("POST /me/second-factor", "/me/second-factor", wrong_password, SIGNED_IN(403)),
        row("PUT /me/second-factor", "/me/second-factor", |_| json!({ "code": "123456" }), SIGNED_IN(409)),
        row("DELETE /me/second-factor", "/me/second-factor", wrong_proof, SIGNED_IN(403)),
        row("POST /me/second-factor/recovery-codes", "/me/second-factor/recovery-codes", wrong_proof, SIGNED_IN(403)),
        row("GET /oidc", "/oidc", none, ANYBODY(200)),
        row("POST /oidc/{name}/start", "/oidc/none-such/start", |_| json!({ "challenge": "x" }), ANYBODY(404)),
        row("GET /oidc/{name}/callback", "/oidc/none-such/callback?code=x&state=y", none, ANYBODY(404)),
        row("POST /sessions/oidc", "/sessions/oidc", ticket, ANYBODY(403)),
        row("GET /me/identities", "/me/identities", none, SIGNED_IN(200)),
        row("POST /me/identities", "/me/identities", ticket, SIGNED_IN(403)),
        row("DELETE /me/identities/{id}", "/me/identities/{session}", none, SIGNED_IN(404)),
        row("POST /sessions/refresh", "/sessions/refresh", |_| json!({ "refresh_token": "x" }), ANYBODY(401)),
        // Somebody else's: as if it weren't there, whoever asks.
        row("DELETE /sessions/{id}", "/sessions/{session}", none, SIGNED_IN(404)),
        row("DELETE /sessions/current", "/sessions/current", none, SIGNED_IN(204)),
        row("POST /password-resets", "/password-resets", |_| json!({ "email": "no@example.org" }), ANYBODY(202)),
        row(
            "POST /password-resets/{code}",
            "/password-resets/x",
            |_| json!({ "password": "password 2" }),
            ANYBODY(404),
        ),
        row("POST /email-verifications", "/email-verifications", none, SIGNED_IN(202)),
        row("POST /email-verifications/{code}", "/email-verifications/x", none, ANYBODY(404)),
        row("POST /invitations", "/invitations", |_| json!({}), SITE_ADMIN(201)),
        row("GET /blocks", "/blocks", none, SIGNED_IN(200)),
        row("PUT /blocks/{person_id}", "/blocks/{account_id}", |_| json!({}), SIGNED_IN(200)),
        row("DELETE /blocks/{person_id}", "/blocks/{account_id}", none, SIGNED_IN(204)),
        row("GET /mutes", "/mutes", none, SIGNED_IN(200)),
        row("PUT /mutes/{person_id}", "/mutes/{account_id}", |_| json!({}), SIGNED_IN(200)),
        row("DELETE /mutes/{person_id}", "/mutes/{account_id}", none, SIGNED_IN(204)),
    ]
}

fn admin_rows() -> Vec<Row> {
    let row = |route, path, body, expected| Row { route, path, body, expected };
    let sessions = "/admin/accounts/{account_id}/sessions";
    let (session, reset) =
        ("/admin/accounts/{account_id}/sessions/{session}", "/admin/accounts/{account_id}/password-reset");
    vec![
        row(
            "DELETE /admin/accounts/{id}/second-factor",
            "/admin/accounts/{account_id}/second-factor",
            none,
            SITE_ADMIN(409),
        ),
        row("GET /admin/jobs/dead", "/admin/jobs/dead", none, SITE_ADMIN(200)),
        row("POST /admin/jobs/{id}/retry", "/admin/jobs/{session}/retry", none, SITE_ADMIN(404)),
        row("GET /admin/accounts", "/admin/accounts", none, SITE_ADMIN(200)),
        row("GET /admin/accounts/{id}/sessions", sessions, none, SITE_ADMIN(200)),
        row("DELETE /admin/accounts/{id}/sessions/{session_id}", session, none, SITE_ADMIN(404)),
        row("DELETE /admin/accounts/{id}/sessions", sessions, none, SITE_ADMIN(204)),
        row("POST /admin/accounts/{id}/password-reset", reset, none, SITE_ADMIN(201)),
        row("GET /admin/spaces", "/admin/spaces", none, SITE_ADMIN(200)),
        row("DELETE /admin/spaces/{id}", "/admin/spaces/{session}", none, SITE_ADMIN(404)),
        row("GET /admin/storage", "/admin/storage", none, SITE_ADMIN(200)),
        row("GET /admin/health", "/admin/health", none, SITE_ADMIN(200)),
        row("GET /admin/settings", "/admin/settings", none, SITE_ADMIN(200)),
    ]
}

fn media_rows() -> Vec<Row> {
    let row = |route, path, body, expected| Row { route, path, body, expected };
    // Somebody else's, or nobody's: as if it weren't there, whoever asks.
    let one = "/media/{session}";
    let media = |places: &Places| json!({ "media_id": places.session });
    vec![
        // Not a form; tests/api/pictures.rs sends some.
        row("POST /media", "/media", |_| json!({}), SIGNED_IN(415)),
        row("GET /media/{id}", one, none, SIGNED_IN(404)),
        row("DELETE /media/{id}", one, none, SIGNED_IN(404)),
        row("GET /media/{id}/{size}", "/media/{session}/full?until=9&signature=x", none, ANYBODY(403)),
        row("PUT /me/picture", "/me/picture", media, SIGNED_IN(404)),
        row("DELETE /me/picture", "/me/picture", none, SIGNED_IN(200)),
        row("PUT /me/cover", "/me/cover", media, SIGNED_IN(404)),
        row("DELETE /me/cover", "/me/cover", none, SIGNED_IN(200)),
    ]
}

fn chat_rows() -> Vec<Row> {
    let row = |route, path, body, expected| Row { route, path, body, expected };
    let (member, message) = ("/chats/{id}/members/{account_id}", "/chats/{id}/messages/{number}");
    let (reaction, pin) = ("/chats/{id}/messages/{number}/reactions/👍", "/chats/{id}/pins/{number}");
    vec![
        row("POST /chats", "/chats", |_| json!({ "kind": "group", "title": "mine" }), SIGNED_IN(201)),
        row("GET /chats", "/chats?limit=500", none, SIGNED_IN(200)),
        row("GET /chats/{id}", "/chats/{id}", none, MEMBERS(200)),
        row("PATCH /chats/{id}", "/chats/{id}", |_| json!({ "title": "new" }), CHAT_ADMINS(200)),
        row("DELETE /chats/{id}", "/chats/{id}", none, CHAT_OWNER(204)),
        row("POST /chats/{id}/accept", "/chats/{id}/accept", none, MEMBERS(200)),
        row("PUT /chats/{id}/level", "/chats/{id}/level", |_| json!({ "level": "nothing" }), MEMBERS(200)),
        row("GET /chats/{id}/members", "/chats/{id}/members", none, MEMBERS(200)),
        row("PUT /chats/{id}/members/{account_id}", "/chats/{id}/members/{newcomer}", |_| json!({}), CHAT_ADMINS(201)),
        row("DELETE /chats/{id}/members/{account_id}", member, none, CHAT_ADMINS(204)),
        row("POST /chats/{id}/messages", "/chats/{id}/messages", |_| json!({ "text": "hi" }), MEMBERS(201)),
        row("GET /chats/{id}/messages", "/chats/{id}/messages", none, MEMBERS(200)),
        row("GET /chats/{id}/messages/{number}", message, none, MEMBERS(200)),
        row("PATCH /chats/{id}/messages/{number}", message, |_| json!({ "text": "new" }), CHAT_OWNER(200)),
        row("DELETE /chats/{id}/messages/{number}", message, none, CHAT_ADMINS(200)),
        row("PUT /chats/{id}/messages/{number}/reactions/{emoji}", reaction, none, MEMBERS(200)),
        row("DELETE /chats/{id}/messages/{number}/reactions/{emoji}", reaction, none, MEMBERS(200)),
        row("PUT /chats/{id}/read", "/chats/{id}/read", |places| json!({ "number": places.number }), MEMBERS(200)),
        row("GET /chats/{id}/pins", "/chats/{id}/pins", none, MEMBERS(200)),
        row("PUT /chats/{id}/pins/{number}", pin, none, CHAT_ADMINS(200)),
        row("DELETE /chats/{id}/pins/{number}", pin, none, CHAT_ADMINS(200)),
        row("GET /search/messages", "/search/messages?q=secretword", none, SIGNED_IN(200)),
    ]
}

fn registration(places: &Places) -> Value {
    let name = &places.fresh;
    json!({ "username": name, "email": format!("{name}@example.org"), "name": name, "password": "password 1" })
}

fn password(_: &Places) -> Value {
    json!({ "old_password": "not mine", "new_password": "password 2" })
}

fn ticket(_: &Places) -> Value {
    json!({ "ticket": "x", "verifier": "x" })
}

fn wrong_password(_: &Places) -> Value {
    json!({ "password": "not mine" })
}

fn wrong_proof(_: &Places) -> Value {
    json!({ "password": "not mine", "code": "123456" })
}

impl Places {
    fn fill(&self, path: &str, newcomer: &str) -> String {
        path.replace("{id}", &self.chat)
            .replace("{number}", &self.number.to_string())
            .replace("{account_id}", &self.account)
            .replace("{newcomer}", newcomer)
            .replace("{session}", &self.session)
    }
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let rows: Vec<Row> =
        accounts_rows().into_iter().chain(admin_rows()).chain(media_rows()).chain(chat_rows()).collect();
    let elsewhere = spaces::routes().chain(shares::routes()).chain(gatherings::routes());
    let elsewhere = elsewhere.chain(moderation::routes()).chain(notifications::routes());
    let known: BTreeSet<String> = rows.iter().map(|row| row.route).chain(elsewhere).map(str::to_owned).collect();
    assert_eq!(known, documented(&cast).await, "each route has its row, and each row its route");

    let mut wrong = Vec::new();
    for row in &rows {
        for (caller, expected) in row.expected.into_iter().enumerate() {
            let answer = ask(&cast, row, caller).await;
            if answer.status != expected {
                let said = format!("{} for {}: {}, not {expected}: ", row.route, CALLERS[caller], answer.status);
                wrong.push(said + &answer.text);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn documented(cast: &Cast) -> BTreeSet<String> {
    let document = cast.server.web().page("/api/v1/openapi.json").await.body;
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("a document with paths") {
        let path = path.strip_prefix("/api/v1").expect("all under /api/v1");
        for method in ["get", "put", "post", "patch", "delete", "options", "head", "trace"] {
            if item.get(method).is_some() {
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    assert!(routes.len() > 30, "the document isn't empty");
    routes
}

/// Asks in a fresh chat, so that no caller finds what another did. An outsider also gets what a chat that doesn't
/// exist would give, to the letter, and nothing of what is in it.
async fn ask(cast: &Cast, row: &Row, caller: usize) -> Answer {
    let chat = cast.chat().await;
    let mut person = cast.callers[caller].clone();
    if row.route == "DELETE /sessions/current" && row.expected[caller] == 204 {
        person = person.signs_in().await;
    }
    let fresh = format!("new{:x}", rand::random::<u64>());
    let (account, session) = (cast.bystander.id.clone(), cast.bystander.session.clone());
    let mut places = Places { chat, number: 1, account, session, fresh };
    let (method, _) = row.route.split_once(' ').unwrap();
    let path = |places: &Places| format!("{method} {}", places.fill(row.path, &cast.newcomer.id));
    let answer = person.asks(&path(&places), (row.body)(&places)).await;
    if caller == NOBODY || OUTSIDERS.contains(&caller) {
        let text = &answer.text;
        assert!(!text.contains(&places.chat) && !text.contains("secretword"), "{} tells: {text}", row.route);
    }
    if row.path.contains("{id}") && OUTSIDERS.contains(&caller) {
        places.chat = "00000000-0000-7000-8000-000000000000".to_owned();
        let nowhere = person.asks(&path(&places), (row.body)(&places)).await;
        assert_eq!(answer, nowhere, "{} for {}: as if there were no such chat", row.route, CALLERS[caller]);
    }
    if answer.status >= 400 {
        assert_eq!(answer.kind, "application/problem+json", "{}", row.route);
        assert_eq!(answer.body["status"], answer.status, "{}: {}", row.route, answer.text);
    }
    answer
}
