//! What the operator does and sees.

use std::process::Output;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Person, Server, Store, on_both_stores, run, until};

on_both_stores!(
    the_first_admins_link_works_once,
    the_console_makes_accounts_roles_links_and_invitations,
    an_idempotency_key_makes_one_of_two_requests,
    health_and_numbers_are_there_to_be_watched,
);

fn said(output: &Output) -> (bool, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_setting_is_listed_at_once() {
    let server = Server::start(Store::Sqlite).await;
    let (good, text) = said(&server.runs(&["config", "check"]).await);
    assert!(good, "{text}");

    let file = server.folder().join("wrong.toml");
    std::fs::write(&file, "[server]\nlisten = \"here\"\ncolour = \"red\"\n[limits]\npage_items = 0\n").unwrap();
    let mut command = server.command(&["--config", file.to_str().unwrap(), "config", "check"]);
    command.env_remove("HEARTH__SERVER__LISTEN");
    command.env("HEARTH__MAIL__TRANSPORT", "pigeon").env("HEARTH__PASSWORDS__ITERATIONS", "0");
    command.env("HEARTH__ACCOUNTS__SESSION_DAYS", "many").env("HEARTH__NOWHERE__AT_ALL", "1");
    let (good, text) = said(&run(command).await);
    assert!(!good, "{text}");
    for key in ["server.listen", "server.colour", "mail.transport", "accounts.session_days", "nowhere"] {
        assert!(text.to_lowercase().contains(key), "{key} isn't in the list:\n{text}");
    }

    let mut command = server.command(&["config", "check"]);
    command.env("HEARTH__PASSWORDS__ITERATIONS", "0").env("HEARTH__LIMITS__PAGE_ITEMS", "0");
    command.env("HEARTH__MAIL__TRANSPORT", "smtp").env("HEARTH__SERVER__PUBLIC_URL", "ftp://example.org");
    let (good, text) = said(&run(command).await);
    assert!(!good, "{text}");
    for key in ["passwords.iterations", "limits.page_items", "mail.smtp_host", "server.public_url"] {
        assert!(text.contains(key), "{key} isn't in the list:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_configuration_hides_secrets() {
    let server = Server::with(Store::Sqlite, &[("mail.smtp_password", "swordfish")]).await;
    let (good, text) = said(&server.runs(&["config", "print"]).await);
    assert!(good && text.contains("smtp_password") && !text.contains("swordfish"), "{text}");
}

async fn the_first_admins_link_works_once(store: Store) {
    let mut server = Server::start(store).await;
    let link = server.setup_link().await;
    assert!(link.starts_with(&format!("{}/join?code=", server.url())), "{link}");
    let ana = server.has_admin("ana").await;
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["role"], "admin");
    let (_, code) = link.split_once("code=").unwrap();
    let again = json!({ "username": "bo", "email": "bo@example.org", "name": "Bo", "password": "password 1",
        "invitation": code });
    let refused = server.web().asks("POST /accounts", "", &again).await.unwrap();
    assert_eq!((refused.status, &refused.body["code"]), (403, &json!("accounts.invitation_refused")));

    server.is_told_to_stop().await;
    assert!(server.ends().await.success());
    server.restart().await;
    assert!(ana.asks("GET /me", Value::Null).await.status == 200, "tokens outlive a restart");
    server.is_told_to_stop().await;
    let rest = server.prints("/join?code=").await;
    assert_eq!(rest, None, "there is an admin: no link any more");
}

/// The path's code in what a command printed.
fn link_in(text: &str) -> String {
    let link = text.lines().rfind(|line| line.contains("http://")).unwrap_or_else(|| panic!("no link: {text}"));
    link.trim().rsplit(['=', '/']).next().unwrap().to_owned()
}

async fn the_console_makes_accounts_roles_links_and_invitations(store: Store) {
    let server = Server::with(store, &[("accounts.registration", "invitation")]).await;
    let create = ["admin", "create-account", "ana", "ana@example.org", "--name", "Ana", "--role", "admin"];
    let (good, text) = said(&server.runs(&create).await);
    assert!(good, "{text}");
    let web = server.web();
    let choose = format!("POST /password-resets/{}", link_in(&text));
    let chosen = web.asks(&choose, "", &json!({ "password": "password 1" })).await.unwrap();
    assert_eq!(chosen.status, 204, "{}", chosen.text);
    let ana = signed_in(&server, "ana").await;
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["role"], "admin");
    let (good, text) = said(&server.runs(&create).await);
    assert!(!good && text.contains("taken"), "{text}");

    let (good, text) = said(&server.runs(&["admin", "invite", "--role", "moderator"]).await);
    assert!(good, "{text}");
    let body = json!({ "username": "bo", "email": "bo@example.org", "name": "Bo", "password": "password 1" });
    assert_eq!(web.asks("POST /accounts", "", &body).await.unwrap().status, 403, "by invitation only");
    let mut invited = body.clone();
    invited["invitation"] = json!(link_in(&text));
    let bo = web.asks("POST /accounts", "", &invited).await.unwrap();
    assert_eq!((bo.status, &bo.body["role"]), (201, &json!("moderator")));

    let (good, text) = said(&server.runs(&["admin", "set-role", "BO", "admin"]).await);
    assert!(good, "{text}");
    let bo = signed_in(&server, "bo").await;
    assert_eq!(bo.gets(200, "GET /me", Value::Null).await["role"], "admin");
    let (good, text) = said(&server.runs(&["admin", "reset-password", "bo"]).await);
    assert!(good, "{text}");
    // What another process does counts after a second at most.
    until("bo is signed out", async || (bo.asks("GET /me", Value::Null).await.status == 401).then_some(())).await;
    let (good, text) = said(&server.runs(&["admin", "set-role", "nobody-here", "admin"]).await);
    assert!(!good && !text.is_empty());
}

async fn signed_in(server: &Server, name: &str) -> Person {
    let body = json!({ "login": name, "password": "password 1" });
    let tokens = server.web().asks("POST /sessions", "", &body).await.unwrap();
    assert_eq!(tokens.status, 201, "{}", tokens.text);
    let text = |key: &str| tokens.body[key].as_str().unwrap().to_owned();
    let token = text("access_token");
    let me = server.web().asks("GET /me", &token, &Value::Null).await.unwrap().body;
    Person {
        name: name.to_owned(),
        id: me["id"].as_str().unwrap().to_owned(),
        token,
        session: text("session_id"),
        refresh_token: text("refresh_token"),
        web: server.web().clone(),
    }
}

async fn an_idempotency_key_makes_one_of_two_requests(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (group, other) = (json!({ "kind": "group", "title": "one" }), json!({ "kind": "group", "title": "two" }));
    let ask = async |who: &Person, body: &Value, key: &str| {
        who.web.asks_with_key("POST /chats", &who.token, body, Some(key)).await.unwrap()
    };
    let first = ask(&ana, &group, "k1").await;
    let second = ask(&ana, &group, "k1").await;
    assert_eq!((first.status, first.replayed, second.status, second.replayed), (201, false, 201, true));
    assert_eq!(first.body, second.body);
    let refused = ask(&ana, &other, "k1").await;
    assert_eq!((refused.status, &refused.body["code"]), (422, &json!("request.key_used")));
    assert_ne!(ask(&bo, &group, "k1").await.body["id"], first.body["id"], "a key is one's own");
    assert_ne!(ask(&ana, &group, "k2").await.body["id"], first.body["id"]);

    let mut asking = JoinSet::new();
    for _ in 0..10 {
        let (ana, group) = (ana.clone(), group.clone());
        asking
            .spawn(async move { ana.web.asks_with_key("POST /chats", &ana.token, &group, Some("k3")).await.unwrap() });
    }
    let answers = asking.join_all().await;
    assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status)), "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.status == 201 && !answer.replayed).count(), 1);
    let chats = ana.gets(200, "GET /chats?limit=500", Value::Null).await;
    assert_eq!(chats["items"].as_array().unwrap().len(), 3, "one for each key");

    let sign_in = json!({ "login": "ana", "password": "password 1" });
    let ask = async || ana.web.asks_with_key("POST /sessions", "", &sign_in, Some("k4")).await.unwrap();
    assert_ne!(ask().await.body["session_id"], ask().await.body["session_id"], "secrets aren't kept to be replayed");
}

async fn health_and_numbers_are_there_to_be_watched(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let chat = ana.opens_group("numbers", &[]).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.web().page(path).await.status, 200, "{path}");
    }
    let before = server.counts("hearth_messages", "").await;
    ana.sends(&chat, "counted").await;
    assert_eq!(server.counts("hearth_messages", "").await, before + 1.0);
    let metrics = server.web().page("/metrics").await;
    assert!(metrics.kind.starts_with("application/openmetrics-text"));
    assert!(!metrics.text.contains(&chat), "patterns of paths, never ids");
}
