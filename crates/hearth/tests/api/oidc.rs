//! Signing in by another server: a real one, told to lie where that matters.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use totp_rs::{Builder, Secret};

use crate::harness::{Answer, Person, Server, Store, on_both_stores, until};

on_both_stores!(somebody_new_gets_an_account_and_comes_back_to_it, nobody_gets_an_account_by_its_address);

/// Where the page is, as far as people know. Their browser finds the test's server there.
const HOME: &str = "https://hearth.test";

/// The other server. It ends when this goes.
struct Other {
    issuer: String,
    process: Child,
}

impl Other {
    /// On this port, or on any where it is 0.
    async fn start(port: u16) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/oidc/server.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(port.to_string()).arg(format!("{HOME}/api/v1/oidc/work/callback"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut process = command.spawn().expect("run tools/setup-tests");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let issuer = loop {
            let line = lines.next_line().await.unwrap().expect("it listens");
            if let Some(issuer) = line.strip_prefix("listening on ") {
                break issuer.to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { issuer, process }
    }

    fn port(&self) -> u16 {
        self.issuer.rsplit(':').next().unwrap().parse().unwrap()
    }

    async fn ends(mut self) {
        self.process.start_kill().unwrap();
        self.process.wait().await.unwrap();
    }

    async fn hears(&self, what: &str) {
        let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{}{what}", self.issuer));
        assert_eq!(answer.send().await.unwrap().status(), 200);
    }

    /// Who comes from now on.
    async fn is(&self, who: &str) {
        self.hears(&format!("/is?who={who}")).await;
    }

    async fn lies(&self, about: &str) {
        self.hears(&format!("/lies?about={about}")).await;
    }

    /// Hearth, which knows it by the name of `work`.
    async fn has_hearth(&self, store: Store, settings: &[(&str, &str)]) -> Server {
        let provider = format!(
            r#"[{{ name = "work", title = "Work", issuer = "{}", client_id = "hearth",
                client_secret = "a secret of the two", register = true }}]"#,
            self.issuer
        );
        let mut all = vec![("server.public_url", HOME), ("oidc.providers", provider.as_str())];
        all.extend(settings);
        Server::with(store, &all).await
    }
}

/// A person's browser, with cookies and a page of its own.
struct Browser<'s> {
    server: &'s Server,
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
    /// What the page alone knows.
    verifier: String,
    visited: Vec<String>,
}

impl<'s> Browser<'s> {
    fn of(server: &'s Server) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let verifier = format!("{:x}{:x}", rand::random::<u128>(), rand::random::<u128>());
        Self { server, http, cookies: BTreeMap::new(), verifier, visited: Vec::new() }
    }

    async fn asks(&self, what: &str, body: Value) -> Answer {
        self.server.web().asks(what, "", &body).await.unwrap()
    }

    async fn starts(&self) -> Answer {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier));
        self.asks("POST /oidc/work/start", json!({ "challenge": challenge })).await
    }

    /// One step; where it leads.
    async fn visits(&mut self, address: &str) -> String {
        let home = address.strip_prefix(HOME).map(|rest| format!("{}{rest}", self.server.url()));
        let mut request = self.http.get(home.as_deref().unwrap_or(address));
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if home.is_none() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{address}: {error}"));
        for cookie in answer.headers().get_all("set-cookie") {
            assert!(home.is_none(), "Hearth sets no cookies");
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        let Some(location) = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()) else {
            panic!("{address} leads nowhere: {} {}", answer.status(), answer.text().await.unwrap());
        };
        self.visited.push(location.clone());
        if location.starts_with('/') {
            let origin: Vec<&str> = address.splitn(4, '/').take(3).collect();
            return origin.join("/") + &location;
        }
        location
    }

    /// As far as the way back to Hearth.
    async fn goes(&mut self) -> String {
        let started = self.starts().await;
        assert_eq!(started.status, 200, "{}", started.text);
        let mut address = started.body["url"].as_str().unwrap().to_owned();
        for _ in 0..10 {
            if address.starts_with(HOME) {
                return address;
            }
            address = self.visits(&address).await;
        }
        panic!("it goes on and on: {:?}", self.visited);
    }

    /// There and back; what the page finds behind the `#`.
    async fn goes_and_comes_back(&mut self) -> String {
        let back = self.goes().await;
        self.comes_back(&back).await
    }

    async fn comes_back(&mut self, address: &str) -> String {
        let page = self.visits(address).await;
        let behind = page.strip_prefix(&format!("{HOME}/oidc#"));
        behind.unwrap_or_else(|| panic!("not to the page: {page}")).to_owned()
    }

    async fn gets_a_ticket(&mut self) -> String {
        let behind = self.goes_and_comes_back().await;
        behind.strip_prefix("ticket=").unwrap_or_else(|| panic!("no ticket: {behind}")).to_owned()
    }

    async fn signs_in(&self, ticket: &str, more: Value) -> Answer {
        let mut body = json!({ "ticket": ticket, "verifier": self.verifier });
        for (field, value) in more.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        self.asks("POST /sessions/oidc", body).await
    }

    async fn comes_in(&mut self) -> Person {
        let ticket = self.gets_a_ticket().await;
        let answer = self.signs_in(&ticket, Value::Null).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        person(self.server, &answer).await
    }
}

/// Whose session it is.
async fn person(server: &Server, tokens: &Answer) -> Person {
    let text = |field: &str| tokens.body[field].as_str().unwrap().to_owned();
    let me = server.web().asks("GET /me", &text("access_token"), &Value::Null).await.unwrap().body;
    Person {
        name: me["username"].as_str().unwrap().to_owned(),
        id: me["id"].as_str().unwrap().to_owned(),
        token: text("access_token"),
        session: text("session_id"),
        refresh_token: text("refresh_token"),
        web: server.web().clone(),
    }
}

fn refused(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["code"].as_str().unwrap_or_default())
}

async fn somebody_new_gets_an_account_and_comes_back_to_it(store: Store) {
    let other = Other::start(0).await;
    let server = other.has_hearth(store, &[]).await;
    let listed = server.web().asks("GET /oidc", "", &Value::Null).await.unwrap();
    assert_eq!(listed.body, json!({ "items": [{ "name": "work", "title": "Work", "register": true }] }));

    let mut browser = Browser::of(&server);
    let ticket = browser.gets_a_ticket().await;
    let thief = Browser::of(&server);
    assert_eq!(refused(&thief.signs_in(&ticket, Value::Null).await), (403, "accounts.ticket_refused"));
    let tokens = browser.signs_in(&ticket, Value::Null).await;
    assert_eq!(tokens.status, 201, "{}", tokens.text);
    assert_eq!(refused(&browser.signs_in(&ticket, Value::Null).await), (403, "accounts.ticket_refused"), "used");
    let ana = person(&server, &tokens).await;
    let me = ana.gets(200, "GET /me", Value::Null).await;
    assert_eq!(
        (&me["username"], &me["name"], &me["email"]),
        (&json!("ana"), &json!("Ana María"), &json!("ana@example.org"))
    );
    assert_eq!(me["email_verified"], true);
    let addresses = browser.visited.join(" ");
    assert!(
        !addresses.contains(&ana.token)
            && !addresses.contains(&ana.refresh_token)
            && !addresses.contains(&browser.verifier)
    );
    assert!(addresses.contains("code_challenge_method=S256") || addresses.contains("/interaction/"));

    assert_eq!(Browser::of(&server).comes_in().await.id, ana.id, "from another browser, the same person");
    let ways = ana.gets(200, "GET /me/identities", Value::Null).await;
    assert_eq!((&ways["password"], &ways["items"][0]["provider"]["name"]), (&json!(false), &json!("work")));
    let unlink = format!("DELETE /me/identities/{}", ways["items"][0]["id"].as_str().unwrap());
    let last = ana.asks(&unlink, Value::Null).await;
    assert_eq!(refused(&last), (409, "accounts.last_way_in"));
    let anew = ana.asks("POST /sessions/current/confirm", json!({ "password": "" })).await;
    assert_eq!(refused(&anew), (403, "accounts.sign_in_anew"));
    ana.gets(204, "PUT /me/password", json!({ "new_password": "password 1" })).await;
    ana.gets(403, "PUT /me/password", json!({ "new_password": "password 2" })).await;
    ana.gets(204, &unlink, Value::Null).await;
    ana.signs_in().await;
    let ticket = browser.gets_a_ticket().await;
    let taken = browser.signs_in(&ticket, Value::Null).await;
    assert_eq!(refused(&taken), (409, "accounts.email_taken"), "not linked any more");
}

async fn nobody_gets_an_account_by_its_address(store: Store) {
    let other = Other::start(0).await;
    let server = other.has_hearth(store, &[]).await;
    let [bo, cleo] = server.join(["bo", "cleo"]).await;
    other.is("bo").await;
    let mut browser = Browser::of(&server);
    let ticket = browser.gets_a_ticket().await;
    assert_eq!(refused(&browser.signs_in(&ticket, Value::Null).await), (409, "accounts.email_taken"));

    // The ticket of somebody who isn't signed in links nothing by itself; Bo links it.
    let link = json!({ "ticket": ticket, "verifier": browser.verifier });
    let linked = bo.gets(201, "POST /me/identities", link.clone()).await;
    assert_eq!((&linked["email"], &linked["provider"]["title"]), (&json!("bo@example.org"), &json!("Work")));
    assert_eq!(refused(&bo.asks("POST /me/identities", link).await), (403, "accounts.ticket_refused"));
    assert_eq!(browser.comes_in().await.id, bo.id);
    let ticket = browser.gets_a_ticket().await;
    let stolen = cleo.asks("POST /me/identities", json!({ "ticket": ticket, "verifier": browser.verifier })).await;
    assert_eq!(refused(&stolen), (409, "accounts.identity_taken"));
    assert_eq!(cleo.gets(200, "GET /me/identities", Value::Null).await["items"], json!([]));

    let export = bo.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!(export["identities"][0]["issuer"], json!(other.issuer));
    bo.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    assert_ne!(browser.comes_in().await.id, bo.id, "the account and its identity are gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_believed_lets_nobody_in() {
    let other = Other::start(0).await;
    let server = other.has_hearth(Store::Sqlite, &[]).await;
    let mut browser = Browser::of(&server);
    for about in ["nonce", "audience", "issuer", "expired", "signature", "none"] {
        other.lies(about).await;
        assert_eq!(browser.goes_and_comes_back().await, "problem=accounts.provider_refused", "{about}");
    }
    other.lies("").await;
    let one = browser.goes().await;
    let two = Browser::of(&server).goes().await;
    let part = |address: &str, name: &str| {
        let after = address.split_once(&format!("{name}=")).unwrap().1;
        after.split('&').next().unwrap().to_owned()
    };
    let callback = format!("{HOME}/api/v1/oidc/work/callback");
    let (code, state) = (part(&one, "code"), part(&one, "state"));
    for wrong in [
        format!("{callback}?code={code}&state={}", part(&two, "state")),
        format!("{callback}?code={code}&state={state}x"),
        format!("{callback}?code={code}&state="),
        format!("{callback}?code={code}"),
        format!("{callback}?state={state}"),
        format!("{callback}?error=access_denied&state={state}"),
        format!("{callback}?code=made-up&state={state}"),
    ] {
        assert_eq!(browser.comes_back(&wrong).await, "problem=accounts.provider_refused", "{wrong}");
    }
    let elsewhere = server.web().page("/api/v1/oidc/none-such/callback?code=x&state=y").await;
    assert_eq!(elsewhere.status, 404);
    for wrong in ["", "short", &"x".repeat(5000)] {
        assert_eq!(browser.asks("POST /oidc/work/start", json!({ "challenge": wrong })).await.status, 422);
    }
    browser.comes_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_is_waited_for() {
    let other = Other::start(0).await;
    let server = other.has_hearth(Store::Sqlite, &[]).await;
    let port = other.port();
    other.ends().await;
    let mut browser = Browser::of(&server);
    let away = browser.starts().await;
    assert_eq!(refused(&away), (503, "accounts.provider_unavailable"));
    assert!(away.retry_after.is_some());
    let other = Other::start(port).await;
    let ana = browser.comes_in().await;

    // Away between there and back.
    let back = browser.goes().await;
    other.ends().await;
    assert_eq!(browser.comes_back(&back).await, "problem=accounts.provider_unavailable");
    // It comes back with other keys, which are asked for when a signature is of none that is known.
    let _other = Other::start(port).await;
    browser.cookies.clear();
    let ticket = until("the keys are asked for anew", async || {
        let mut browser = Browser { verifier: browser.verifier.clone(), ..Browser::of(&server) };
        browser.goes_and_comes_back().await.strip_prefix("ticket=").map(str::to_owned)
    });
    let ticket = ticket.await;
    let again = browser.signs_in(&ticket, Value::Null).await;
    assert_eq!(person(&server, &again).await.id, ana.id);
    assert_eq!(server.web().page("/healthz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_and_second_factor_hold_here_too() {
    let other = Other::start(0).await;
    let mut server = other.has_hearth(Store::Sqlite, &[("accounts.registration", "invitation")]).await;
    let chief = server.has_admin("chief").await;
    let mut browser = Browser::of(&server);
    other.is("shy").await;
    let ticket = browser.gets_a_ticket().await;
    assert_eq!(refused(&browser.signs_in(&ticket, Value::Null).await), (403, "accounts.invitation_needed"));
    let invited = async || chief.gets(201, "POST /invitations", json!({})).await["code"].clone();
    let invitation = json!({ "invitation": invited().await });
    let shy = browser.signs_in(&ticket, invitation).await;
    assert_eq!(refused(&shy), (403, "accounts.provider_without_email"));

    other.is("ana").await;
    let mut browser = Browser::of(&server);
    let ticket = browser.gets_a_ticket().await;
    let invitation = json!({ "invitation": invited().await });
    let ana = browser.signs_in(&ticket, invitation.clone()).await;
    assert_eq!(ana.status, 201, "{}", ana.text);
    let ana = person(&server, &ana).await;
    let used = browser.gets_a_ticket().await;
    assert_eq!(browser.signs_in(&used, invitation).await.status, 201, "who has an account needs no invitation");

    let secret = ana.gets(201, "POST /me/second-factor", json!({})).await["secret"].clone();
    let secret = Secret::try_from_base32(secret.as_str().unwrap()).unwrap().as_bytes().to_vec();
    let phone = Builder::new().with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let on = ana.gets(200, "PUT /me/second-factor", json!({ "code": phone.generate(now).to_string() })).await;
    let ticket = browser.gets_a_ticket().await;
    assert_eq!(refused(&browser.signs_in(&ticket, Value::Null).await), (403, "accounts.second_factor_needed"));
    let with_code = browser.signs_in(&ticket, json!({ "code": on["recovery_codes"][0] })).await;
    assert_eq!(with_code.status, 201, "{}", with_code.text);
}
