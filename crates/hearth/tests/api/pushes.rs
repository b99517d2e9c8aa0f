//! Pushes, as a push service and a browser get them: from a service of the test's own, which reads the key that they are
//! signed with, and a browser that alone can open them.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web_push_native::p256::ecdsa::signature::Verifier;
use web_push_native::p256::ecdsa::{Signature, VerifyingKey};
use web_push_native::p256::{EncodedPoint, PublicKey, SecretKey};
use web_push_native::{Auth, decrypt};

use crate::harness::{Person, Server, Store, on_both_stores, until};

on_both_stores!(
    a_push_is_signed_by_the_server_and_read_by_the_browser_alone,
    a_service_that_is_busy_is_asked_again_and_one_that_knows_no_such_browser_is_not,
    pushes_end_with_the_session_a_block_and_a_ban,
    quiet_hours_hold_pushes_back,
);

/// What the service got: to which browser, with which headers.
#[derive(Clone)]
pub struct Got {
    browser: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A push service. It answers with the statuses that it was given, one after the other, and then as services do.
#[derive(Clone)]
pub struct Service {
    pub origin: String,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

async fn take(
    State(service): State<Service>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    service.got.lock().unwrap().push(Got { browser, headers, body: body.to_vec() });
    let mut answers = service.answers.lock().unwrap();
    let answer = if answers.is_empty() { 201 } else { answers.remove(0) };
    StatusCode::from_u16(answer).unwrap()
}

impl Service {
    pub async fn opens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let service = Self { origin, got: Arc::default(), answers: Arc::default() };
        let router = Router::new().route("/to/{browser}", post(take)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service
    }

    fn answers(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap() = statuses.to_vec();
    }

    pub fn got(&self, browser: &Browser) -> Vec<Got> {
        self.got.lock().unwrap().iter().filter(|one| one.browser == browser.name).cloned().collect()
    }

    async fn gets(&self, browser: &Browser, count: usize) -> Vec<Got> {
        let wanted = async || Some(self.got(browser)).filter(|got| got.len() >= count);
        let got = until("the service gets pushes", wanted).await;
        assert_eq!(got.len(), count);
        got
    }
}

/// A browser: what it told the server, and the secret that stays in it.
pub struct Browser {
    name: String,
    secret: SecretKey,
    auth: [u8; 16],
    subscription: String,
}

impl Browser {
    pub async fn subscribes(name: &str, whose: &Person, service: &Service) -> Self {
        let secret = SecretKey::from_slice(&rand::random::<[u8; 32]>()).unwrap();
        let (auth, point) = (rand::random::<[u8; 16]>(), EncodedPoint::from(secret.public_key()));
        let body = json!({
            "endpoint": format!("{}/to/{name}", service.origin),
            "keys": { "p256dh": URL_SAFE_NO_PAD.encode(point.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(auth) },
            "label": "Laptop",
        });
        let kept = whose.gets(201, "POST /push/subscriptions", body).await;
        let subscription = kept["id"].as_str().unwrap().to_owned();
        Self { name: name.to_owned(), secret, auth, subscription }
    }

    /// What the service worker is told (RFC 8291).
    fn opens(&self, got: &Got) -> Value {
        let content = decrypt(got.body.clone(), &self.secret, &Auth::from(self.auth)).expect("it is for this browser");
        serde_json::from_slice(&content).unwrap()
    }
}

/// Ana and Bo in a group, and a server that pushes to the service alone.
async fn group(store: Store, service: &Service) -> (Server, Person, Person, String) {
    let services = format!("[\"{}\"]", service.origin);
    let server = Server::with(store, &[("notifications.push_services", services.as_str())]).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    (server, ana, bo, chat)
}

/// That these headers hold a token of RFC 8292 for this service, signed by this key.
fn is_signed(headers: &HeaderMap, public_key: &str, origin: &str) {
    let text = headers["authorization"].to_str().unwrap().strip_prefix("vapid ").unwrap();
    let part = |name: &str| {
        let named = text.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        named.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
    };
    assert_eq!(part("k"), public_key, "the key that browsers subscribe with");
    let key = VerifyingKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(public_key).unwrap()).unwrap();
    let token = part("t");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    key.verify(signed.as_bytes(), &signature).expect("ES256 over the header and the claims");
    let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    assert_eq!(json(header)["alg"], "ES256");
    let claims = json(claims);
    assert_eq!(claims["aud"], origin);
    assert!(claims["sub"].as_str().unwrap().starts_with("mailto:"));
    let left = claims["exp"].as_i64().unwrap() - UNIX_EPOCH.elapsed().map_or(0, |now| now.as_secs() as i64);
    assert!((0..=24 * 3600).contains(&left), "{left} seconds");
}

async fn a_push_is_signed_by_the_server_and_read_by_the_browser_alone(store: Store) {
    let service = Service::opens().await;
    let (_server, ana, bo, chat) = group(store, &service).await;
    let (laptop, phone) =
        (Browser::subscribes("laptop", &bo, &service).await, Browser::subscribes("phone", &bo, &service).await);
    ana.sends(&chat, "secretword for @bo").await;
    let key = bo.gets(200, "GET /push", Value::Null).await["public_key"].as_str().unwrap().to_owned();
    assert!(PublicKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(&key).unwrap()).is_ok());
    for browser in [&laptop, &phone] {
        let got = service.gets(browser, 1).await.remove(0);
        is_signed(&got.headers, &key, &service.origin);
        assert_eq!(got.headers["content-encoding"], "aes128gcm");
        assert!(got.headers["ttl"].to_str().unwrap().parse::<u32>().unwrap() > 0);
        assert_eq!(browser.opens(&got), json!({ "tag": "news", "count": 1 }), "nothing of what was said");
    }
    let got = service.got(&laptop).remove(0);
    assert!(decrypt(got.body, &phone.secret, &Auth::from(phone.auth)).is_err(), "not for another browser");

    // With what happened, by choice; and without, where it is to be discreet.
    let mut settings = bo.gets(200, "GET /me/notifications", Value::Null).await;
    settings["push_content"] = json!(true);
    bo.gets(200, "PUT /me/notifications", settings.clone()).await;
    ana.sends(&chat, "and again for @bo").await;
    let told = laptop.opens(&service.gets(&laptop, 2).await[1]);
    assert_eq!((&told["title"], &told["body"]), (&json!("Seeds"), &json!("ana mentioned you")));
    assert!(!told.to_string().contains("again"), "what was said stays here");
    settings["discreet"] = json!(true);
    bo.gets(200, "PUT /me/notifications", settings).await;
    ana.sends(&chat, "and once more for @bo").await;
    assert_eq!(laptop.opens(&service.gets(&laptop, 3).await[2]), json!({ "tag": "news", "count": 3 }));

    // The phone's own comes by a job of its own.
    service.gets(&phone, 3).await;
    bo.gets(204, &format!("POST /push/subscriptions/{}/test", phone.subscription), Value::Null).await;
    let trial = service.gets(&phone, 4).await.remove(3);
    assert_eq!(phone.opens(&trial), json!({ "tag": "news", "count": 0 }));
}

async fn a_service_that_is_busy_is_asked_again_and_one_that_knows_no_such_browser_is_not(store: Store) {
    let service = Service::opens().await;
    let (server, ana, bo, chat) = group(store, &service).await;
    let laptop = Browser::subscribes("laptop", &bo, &service).await;
    service.answers(&[429, 503]);
    ana.sends(&chat, "for @bo").await;
    let got = service.gets(&laptop, 3).await;
    assert_eq!(laptop.opens(&got[2])["count"], 1);
    // What it will never take isn't sent again; the browser stays.
    service.answers(&[413]);
    ana.sends(&chat, "two for @bo").await;
    service.gets(&laptop, 4).await;
    until("it is said", async || server.log().contains("a push service doesn't take a push").then_some(())).await;
    assert_eq!(bo.gets(200, "GET /push/subscriptions", Value::Null).await.as_array().unwrap().len(), 1);
    service.answers(&[410]);
    ana.sends(&chat, "three for @bo").await;
    service.gets(&laptop, 5).await;
    let dropped = async || {
        let browsers = bo.gets(200, "GET /push/subscriptions", Value::Null).await;
        (browsers == json!([])).then_some(())
    };
    until("the browser is dropped", dropped).await;
}

async fn pushes_end_with_the_session_a_block_and_a_ban(store: Store) {
    let service = Service::opens().await;
    let (server, ana, bo, chat) = group(store, &service).await;
    let [cleo] = server.join(["cleo"]).await;
    ana.adds(&chat, &cleo, "member").await;
    let elsewhere = bo.signs_in().await;
    let laptop = Browser::subscribes("laptop", &bo, &service).await;
    let phone = Browser::subscribes("phone", &elsewhere, &service).await;
    let tablet = Browser::subscribes("tablet", &cleo, &service).await;

    // On their way already: they wait for a moment before they go out.
    cleo.gets(200, &format!("PUT /blocks/{}", ana.id), json!({})).await;
    ana.sends(&chat, "for @bo and @cleo").await;
    elsewhere.gets(204, "DELETE /sessions/current", Value::Null).await;
    service.gets(&laptop, 1).await;
    assert!(service.got(&phone).is_empty(), "its session is over");
    assert!(service.got(&tablet).is_empty(), "ana is blocked");

    ana.sends(&chat, "again for @bo").await;
    let banned = server.runs(&["admin", "ban", "bo", "--reason", "Enough."]).await;
    assert!(banned.status.success(), "{banned:?}");
    // What follows for somebody else comes after what would have come.
    let dan = server.joins("dan").await;
    let watch = Browser::subscribes("watch", &dan, &service).await;
    ana.adds(&chat, &dan, "member").await;
    ana.sends(&chat, "for @dan").await;
    service.gets(&watch, 1).await;
    assert_eq!(service.got(&laptop).len(), 1, "bo is banned");
}

async fn quiet_hours_hold_pushes_back(store: Store) {
    let service = Service::opens().await;
    let (server, ana, bo, chat) = group(store, &service).await;
    let [cleo] = server.join(["cleo"]).await;
    ana.adds(&chat, &cleo, "member").await;
    let laptop = Browser::subscribes("laptop", &bo, &service).await;
    let hour = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 3600 % 24;
    let mut settings = bo.gets(200, "GET /me/notifications", Value::Null).await;
    let (from, to) = (format!("{:02}:00", (hour + 23) % 24), format!("{:02}:00", (hour + 2) % 24));
    settings["quiet"] = json!({ "from": from, "to": to });
    bo.gets(200, "PUT /me/notifications", settings.clone()).await;
    ana.sends(&chat, "for @bo, at night").await;
    // What is told to somebody who isn't asleep comes after what would have come.
    let phone = Browser::subscribes("phone", &ana, &service).await;
    cleo.sends(&chat, "for @ana").await;
    service.gets(&phone, 1).await;
    assert!(service.got(&laptop).is_empty());
    let counts = bo.gets(200, "GET /notifications/counts", Value::Null).await;
    assert_eq!(counts["unread"], 2, "in the page it is told: the mention, and that there are messages");
}
