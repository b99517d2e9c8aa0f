//! What somebody asks first who looks for holes: what browsers are told, what another site gets, and what a secret is
//! worth. docs/security.md says which requirement each of these shows.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Js, Person, Server, Store, on_both_stores};

on_both_stores!(
    a_password_counts_as_it_was_typed,
    each_sign_in_has_secrets_of_its_own,
    who_deletes_their_account_is_signed_out_everywhere,
    an_ended_session_gets_no_kept_answer,
    nobody_gives_themselves_a_role_or_sees_another_s_address,
);

const ELSEWHERE: &str = "https://elsewhere.example";

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_tells_browsers_what_it_may_be_used_for() {
    let server = Server::start(Store::Sqlite).await;
    // The page, the documentation, the interface, its refusals, the operator's, and where a socket begins.
    for address in [
        "/",
        "/nowhere",
        "/docs/",
        "/api/v1/openapi.json",
        "/api/v1/registration",
        "/api/v1/me",
        "/api/v1/nothing",
        "/healthz",
        "/socket.io/?EIO=4&transport=polling",
    ] {
        let (_, headers, _) = server.web().fetches(address, &[("origin", ELSEWHERE)]).await;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{address}");
        assert_eq!(header("x-frame-options"), "DENY", "{address}");
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self';", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        for name in ["set-cookie", "access-control-allow-origin", "access-control-allow-credentials"] {
            assert!(!headers.contains_key(name), "{address} says {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_is_given_no_leave_to_ask() {
    let server = Server::start(Store::Sqlite).await;
    server.joins("ana").await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for (method, path) in
        [("POST", "/sessions"), ("PUT", "/me/password"), ("DELETE", "/me"), ("GET", "/me/export"), ("POST", "/media")]
    {
        let asked = http
            .request(Method::OPTIONS, format!("{}/api/v1{path}", server.url()))
            .header("origin", ELSEWHERE)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "authorization, content-type");
        let answer = asked.send().await.unwrap();
        let leave = answer.headers().keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!leave && !answer.status().is_success(), "{method} {path}: {answer:?}");
    }
    // What a browser sends without asking is no JSON.
    let bodies = [
        ("/sessions", json!({ "login": "ana", "password": "password 1" })),
        ("/sessions/refresh", json!({ "refresh_token": "x" })),
        ("/accounts", json!({ "username": "bo", "email": "b@example.org", "name": "Bo", "password": "password 1" })),
        ("/password-resets", json!({ "email": "ana@example.org" })),
    ];
    for (path, body) in bodies {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"] {
            let sent = server.web().posts(&format!("/api/v1{path}"), "", kind, body.to_string().into_bytes()).await;
            let answer = sent.unwrap();
            assert_eq!((answer.status, &answer.body["code"]), (415, &json!("request.not_json")), "{path} {kind}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_by_https_comes_by_nothing_else() {
    for (url, told) in [("https://hearth.example.org", Some("max-age=31536000")), ("", None)] {
        let server = Server::with(Store::Sqlite, &[("server.public_url", url)]).await;
        for address in ["/", "/docs/", "/api/v1/registration", "/api/v1/me", "/healthz"] {
            let (_, headers, _) = server.web().fetches(address, &[]).await;
            let said = headers.get("strict-transport-security").map(|value| value.to_str().unwrap());
            assert_eq!(said, told, "{address}");
            let kind = headers["content-type"].to_str().unwrap();
            assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{address}: {kind}");
        }
    }
}

/// What the server answers to a path, as it is: clients would tidy it.
fn raw(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_is_served_but_those_of_the_page() {
    let server = Server::start(Store::Sqlite).await;
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/package.json");
    assert!(std::fs::read_to_string(web).unwrap().contains("devDependencies"), "the premise: a file beside the page's");
    let address = server.address().to_owned();
    let asked = tokio::task::spawn_blocking(move || {
        for path in [
            "/../package.json",
            "/assets/../../package.json",
            "/..%2fpackage.json",
            "/%2e%2e/package.json",
            "/assets/..%5c..%5cpackage.json",
            "/docs/../../web/package.json",
            "/package.json",
            "/../../.git/config",
            "/.git/config",
            "/../../Cargo.toml",
            "/data/hearth.db",
            "/../../../../../../../../etc/passwd",
        ] {
            let answer = raw(&address, path);
            assert!(answer.starts_with("HTTP/1.1 ") && !answer.starts_with("HTTP/1.1 5"), "{path}: {answer}");
            for secret in ["devDependencies", "[core]", "[workspace]", "SQLite format", "root:"] {
                assert!(!answer.contains(secret), "{path} tells: {answer}");
            }
        }
    });
    asked.await.unwrap();
}

async fn a_password_counts_as_it_was_typed(store: Store) {
    let server = Server::start(store).await;
    let signs_in = async |login: &str, password: &str| {
        let body = json!({ "login": login, "password": password });
        server.web().asks("POST /sessions", "", &body).await.unwrap().status
    };
    let long = "x".repeat(200);
    let spaced = " Pass w\u{f6}rd\t1 e\u{301} ";
    for (name, password) in [("ana", spaced), ("bo", long.as_str())] {
        let body = json!({ "username": name, "email": format!("{name}@example.org"), "name": name,
            "password": password });
        assert_eq!(server.web().asks("POST /accounts", "", &body).await.unwrap().status, 201);
        assert_eq!(signs_in(name, password).await, 201, "{name}");
    }
    let composed = spaced.replace("e\u{301}", "\u{e9}");
    for other in [spaced.trim(), &spaced.to_lowercase(), &spaced.to_uppercase(), &composed, &format!("{spaced} ")] {
        assert_eq!(signs_in("ana", other).await, 401, "{other:?}");
    }
    for other in [&long[1..], &format!("{}y", &long[1..]), &format!("{long}x"), &long[..72]] {
        assert_eq!(signs_in("bo", other).await, 401, "{} characters", other.len());
    }
}

async fn each_sign_in_has_secrets_of_its_own(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let mut known = BTreeSet::new();
    for _ in 0..20 {
        let device = ana.signs_in().await;
        let fresh = ana.gets(201, "POST /sessions/refresh", json!({ "refresh_token": device.refresh_token })).await;
        let renewed = fresh["refresh_token"].as_str().unwrap().to_owned();
        // 256 bits in Base64.
        assert_eq!((device.refresh_token.len(), renewed.len()), (43, 43));
        for secret in [device.token, device.refresh_token, device.session, renewed] {
            assert!(known.insert(secret), "nothing comes twice");
        }
    }
}

async fn who_deletes_their_account_is_signed_out_everywhere(store: Store) {
    let server = Server::start(store).await;
    let phone = server.joins("ana").await;
    let laptop = phone.signs_in().await;
    let live = laptop.connects_with(Js).await;
    laptop.gets(200, "GET /me", Value::Null).await;
    phone.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    for device in [&phone, &laptop] {
        device.gets(401, "GET /me", Value::Null).await;
        device.gets(401, "POST /sessions/refresh", json!({ "refresh_token": device.refresh_token })).await;
    }
    live.hears("live.closing", json!({ "reason": "session_ended" })).await;
    live.is_cut_off().await;
    phone.gets(401, "POST /sessions", json!({ "login": "ana", "password": "password 1" })).await;
}

async fn an_ended_session_gets_no_kept_answer(store: Store) {
    let server = Server::start(store).await;
    let phone = server.joins("ana").await;
    let laptop = phone.signs_in().await;
    let group = json!({ "kind": "group", "title": "secretword" });
    let asks = async |device: &Person| {
        device.web.asks_with_key("POST /chats", &device.token, &group, Some("key")).await.unwrap()
    };
    assert_eq!(asks(&laptop).await.status, 201);
    assert!(asks(&laptop).await.replayed, "the premise: the answer is kept");
    phone.gets(204, &format!("DELETE /sessions/{}", laptop.session), Value::Null).await;
    let refused = asks(&laptop).await;
    assert_eq!((refused.status, refused.replayed), (401, false), "{}", refused.text);
    assert!(!refused.text.contains("secretword"));
    assert!(asks(&phone).await.replayed, "it is the account's key in a session that lives");
}

async fn nobody_gives_themselves_a_role_or_sees_another_s_address(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    for (field, value) in [
        ("role", json!("admin")),
        ("permissions", json!(["manage_roles"])),
        ("email_verified", json!(true)),
        ("id", json!(bo.id)),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("last_seen_at", json!("2020-01-01T00:00:00Z")),
    ] {
        let refused = ana.gets(400, "PATCH /me", json!({ field: value, "bio": "changed" })).await;
        assert_eq!(refused["code"], "request.malformed", "{field}");
        let mut body = json!({ "username": "cleo", "email": "cleo@example.org", "name": "Cleo",
            "password": "password 1" });
        body[field] = value;
        ana.gets(400, "POST /accounts", body).await;
    }
    let own = ana.gets(200, "GET /me", Value::Null).await;
    assert_eq!((&own["role"], &own["bio"], &own["email"]), (&json!("member"), &json!(""), &json!("ana@example.org")));
    let chat = ana.talks_with(&bo).await;
    ana.sends(&chat, "hello").await;
    for what in [
        format!("GET /accounts/{}", ana.id),
        "GET /accounts?words=ana".to_owned(),
        format!("GET /chats/{chat}/members"),
        format!("GET /chats/{chat}/messages"),
    ] {
        let seen = bo.gets(200, &what, Value::Null).await.to_string();
        assert!(seen.contains(&ana.id), "the premise: {what} shows her: {seen}");
        assert!(!seen.contains("example.org") && !seen.contains("permissions"), "{what}: {seen}");
    }
}
