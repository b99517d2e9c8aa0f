//! The second factor, as somebody with a telephone and an operator live with it.

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::harness::{Person, Server, Store, on_both_stores};

on_both_stores!(a_second_factor_outlives_the_server_and_is_reset_at_the_console);

fn code(phone: &Totp) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    phone.generate(now.as_secs()).to_string()
}

/// Signs in, with this code; what the server says.
async fn tries(ana: &Person, code: Option<&str>) -> (u16, Value) {
    let mut body = json!({ "login": "ana", "password": "password 1" });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    let answer = ana.web.asks("POST /sessions", "", &body).await.unwrap();
    (answer.status, answer.body["code"].clone())
}

async fn a_second_factor_outlives_the_server_and_is_reset_at_the_console(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let ana = server.joins("ana").await;
    let begun = ana.gets(201, "POST /me/second-factor", json!({ "password": "password 1" })).await;
    let secret = begun["secret"].as_str().unwrap();
    assert!(begun["uri"].as_str().unwrap().starts_with("otpauth://totp/Hearth%20127.0.0.1:ana?secret="), "{begun}");
    let phone = Secret::try_from_base32(secret).unwrap().as_bytes().to_vec();
    let phone = Builder::new().with_secret(phone).build().unwrap();
    let on = ana.gets(200, "PUT /me/second-factor", json!({ "code": code(&phone) })).await;
    let [recovery, another] = [0, 1].map(|place| on["recovery_codes"][place].as_str().unwrap().to_owned());

    server.is_told_to_stop().await;
    assert!(server.ends().await.success());
    server.restart().await;
    assert_eq!(tries(&ana, None).await, (403, json!("accounts.second_factor_needed")));
    assert_eq!(tries(&ana, Some("000000")).await, (403, json!("accounts.second_factor_refused")));
    assert_eq!(tries(&ana, Some(&recovery)).await, (201, Value::Null));

    // Who has the rows alone has nothing: the secret is sealed with a key beside them, the codes are hashes.
    let export = ana.asks("GET /me/export", Value::Null).await;
    assert_eq!(export.body["second_factor"][0]["recovery_codes_left"], 9, "{}", export.text);
    assert!(!export.text.contains(secret) && !export.text.contains(&recovery));

    // Whether somebody is banned is told to who has both, alone.
    let ban = format!("/accounts/{}/ban", ana.id);
    admin.gets(200, &format!("PUT {ban}"), json!({ "reason": "?" })).await;
    assert_eq!(tries(&ana, None).await, (403, json!("accounts.second_factor_needed")));
    assert_eq!(tries(&ana, Some(&another)).await, (403, json!("accounts.banned")));
    admin.gets(204, &format!("DELETE {ban}"), Value::Null).await;

    let reset = server.runs(&["admin", "reset-second-factor", "ANA"]).await;
    assert!(reset.status.success(), "{reset:?}");
    assert_eq!(tries(&ana, None).await, (201, Value::Null));
    assert!(!server.runs(&["admin", "reset-second-factor", "ana"]).await.status.success(), "there is none any more");
}
