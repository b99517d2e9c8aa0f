//! Second factors over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::confirming::Confirmed;
use crate::accounts::model::AccountId;
use crate::accounts::routes::secret;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::ids::Secret;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_second_factor, begin_second_factor, enable_second_factor, disable_second_factor))
        .routes(routes!(renew_recovery_codes))
        .routes(routes!(reset_second_factor))
}

/// Whether a code is asked for beside the password.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondFactor)]
struct SecondFactorBody {
    enabled: bool,
    recovery_codes_left: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BeginSecondFactorBody {
    /// Left out where the account has none.
    #[schema(nullable = false)]
    password: Option<String>,
}

/// What a person puts into the program that makes the codes.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondFactorSecret)]
struct SecretBody {
    /// To be typed: base32.
    secret: String,
    /// To be drawn as a QR code: `otpauth://totp/…`.
    uri: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstCodeBody {
    /// Six digits.
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProofBody {
    /// Left out where the account has none.
    #[schema(nullable = false)]
    password: Option<String>,
    /// Six digits, or a recovery code.
    code: String,
}

/// Codes that are each good once in place of the six digits; they aren't shown again.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
struct RecoveryCodesBody {
    recovery_codes: Vec<String>,
}

impl RecoveryCodesBody {
    fn of(codes: &[Secret]) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.expose().to_owned()).collect() }
    }
}

/// One's own second factor.
#[utoipa::path(get, path = "/me/second-factor", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "Whether it is on.", body = SecondFactorBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn get_second_factor(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
) -> Result<Json<SecondFactorBody>, Problem> {
    let found = accounts.second_factor(&who).await?;
    let recovery_codes_left = found.as_ref().map_or(0, |factor| factor.recovery_codes_left);
    Ok(Json(SecondFactorBody { enabled: found.is_some(), recovery_codes_left }))
}

/// Begin to turn the second factor on. It isn't asked for until a first code was right.
#[utoipa::path(post, path = "/me/second-factor", tag = "me", request_body = BeginSecondFactorBody,
    security(("bearer" = [])),
    responses((status = 201, description = "The secret; it isn't shown again.", body = SecretBody), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict))]
async fn begin_second_factor(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<BeginSecondFactorBody>,
) -> Result<Response, Problem> {
    let begun = accounts.begin_second_factor(&who, body.password).await?;
    Ok(secret(StatusCode::CREATED, SecretBody { secret: begun.secret, uri: begun.uri }))
}

/// Turn the second factor on, by a first code. All other sessions end.
#[utoipa::path(put, path = "/me/second-factor", tag = "me", request_body = FirstCodeBody, security(("bearer" = [])),
    responses((status = 200, description = "It is on.", body = RecoveryCodesBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict))]
async fn enable_second_factor(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<FirstCodeBody>,
) -> Result<Response, Problem> {
    let codes = accounts.enable_second_factor(&who, &body.code).await?;
    Ok(secret(StatusCode::OK, RecoveryCodesBody::of(&codes)))
}

/// Turn the second factor off.
#[utoipa::path(delete, path = "/me/second-factor", tag = "me", request_body = ProofBody, security(("bearer" = [])),
    responses((status = 204, description = "It is off."), refusals::Usual, refusals::BadBody, refusals::NotSignedIn,
        refusals::Forbidden, refusals::Conflict))]
async fn disable_second_factor(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    accounts.disable_second_factor(&who, body.password, &body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get other recovery codes. Those that were left are good for nothing any more.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", tag = "me", request_body = ProofBody,
    security(("bearer" = [])),
    responses((status = 201, description = "The codes.", body = RecoveryCodesBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict))]
async fn renew_recovery_codes(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<ProofBody>,
) -> Result<Response, Problem> {
    let codes = accounts.renew_recovery_codes(&who, body.password, &body.code).await?;
    Ok(secret(StatusCode::CREATED, RecoveryCodesBody::of(&codes)))
}

/// Take somebody's second factor away who lost it and their recovery codes. For admins.
#[utoipa::path(delete, path = "/admin/accounts/{id}/second-factor", tag = "admin", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is off."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound, refusals::Conflict))]
async fn reset_second_factor(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    accounts.reset_second_factor(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::Request;
    use base64::Engine;
    use serde_json::{Value, json};
    use totp_rs::{Builder, Secret};

    use crate::accounts::testing::{Client, Server};
    use crate::accounts::{AccountEvent, Operator};

    const HALF_A_MINUTE: Duration = Duration::from_secs(30);

    /// What makes the codes, on the person's telephone.
    struct Phone(totp_rs::Totp);

    impl Phone {
        fn shows(&self, server: &Server) -> String {
            self.0.generate(u64::try_from(server.clock.now().millis() / 1000).unwrap()).to_string()
        }
    }

    async fn begins(server: &Server, who: &Client) -> Phone {
        let begun = server.gets(201, "POST /me/second-factor", &who.token, json!({ "password": "password 1" })).await;
        let secret = Secret::try_from_base32(begun["secret"].as_str().unwrap()).unwrap();
        Phone(Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap())
    }

    /// Turns it on; the recovery codes.
    async fn turns_on(server: &Server, who: &Client) -> (Phone, Vec<String>) {
        let phone = begins(server, who).await;
        let first = json!({ "code": phone.shows(server) });
        let on = server.gets(200, "PUT /me/second-factor", &who.token, first).await;
        server.clock.advance(HALF_A_MINUTE);
        (phone, serde_json::from_value(on["recovery_codes"].clone()).unwrap())
    }

    fn with_code(code: &str) -> Value {
        json!({ "login": "ana", "password": "password 1", "code": code })
    }

    async fn refused(server: &Server, status: u16, body: Value) -> Value {
        server.gets(status, "POST /sessions", "", body).await["code"].clone()
    }

    #[tokio::test]
    async fn a_code_is_asked_for_once_a_first_one_was_right() {
        let mut server = Server::start().await;
        let (ana, other) = (server.joins("ana").await, server.signs_in("ana").await);
        let begin = "POST /me/second-factor";
        let problem = server.gets(403, begin, &ana.token, json!({ "password": "wrong" })).await;
        assert_eq!(problem["code"], "accounts.wrong_password");
        server.gets(403, begin, &ana.token, json!({})).await;
        let problem = server.gets(409, "PUT /me/second-factor", &ana.token, json!({ "code": "123456" })).await;
        assert_eq!(problem["code"], "accounts.no_second_factor");

        let (given_up, phone) = (begins(&server, &ana).await, begins(&server, &ana).await);
        let off = json!({ "enabled": false, "recovery_codes_left": 0 });
        assert_eq!(server.gets(200, "GET /me/second-factor", &ana.token, Value::Null).await, off);
        server.signs_in("ana").await;
        let wrong = json!({ "code": given_up.shows(&server) });
        let problem = server.gets(403, "PUT /me/second-factor", &ana.token, wrong).await;
        assert_eq!(problem["code"], "accounts.second_factor_refused");
        server.heard();
        let first = json!({ "code": phone.shows(&server) });
        let on = server.gets(200, "PUT /me/second-factor", &ana.token, first).await;
        assert_eq!(on["recovery_codes"].as_array().unwrap().len(), 10);
        let ended = server.heard();
        let session = serde_json::from_value(other.session.clone()).unwrap();
        assert!(ended.contains(&AccountEvent::SessionEnded { session }) && ended.len() == 2, "{ended:?}");
        server.gets(401, "GET /me", &other.token, Value::Null).await;
        let on = json!({ "enabled": true, "recovery_codes_left": 10 });
        assert_eq!(server.gets(200, "GET /me/second-factor", &ana.token, Value::Null).await, on);
        let problem = server.gets(409, begin, &ana.token, json!({ "password": "password 1" })).await;
        assert_eq!(problem["code"], "accounts.second_factor_on");
    }

    #[tokio::test]
    async fn signing_in_takes_password_and_code() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        let (phone, _) = turns_on(&server, &ana).await;
        assert_eq!(
            refused(&server, 403, json!({ "login": "ana", "password": "password 1" })).await,
            "accounts.second_factor_needed"
        );
        let wrong = json!({ "login": "ana", "password": "wrong", "code": phone.shows(&server) });
        assert_eq!(refused(&server, 401, wrong.clone()).await, "accounts.wrong_credentials");
        let nobody = json!({ "login": "nobody", "password": "wrong", "code": "123456" });
        let (known, unknown) =
            (server.asked("POST /sessions", "", wrong).await, server.asked("POST /sessions", "", nobody).await);
        assert_eq!(known, unknown, "the second factor tells nothing to who doesn't know the password");
        for code in ["", "12345", "abcdef", "0000-0000-0000-0000-0000-0000"] {
            assert_eq!(refused(&server, 403, with_code(code)).await, "accounts.second_factor_refused", "{code}");
        }
        let code = phone.shows(&server);
        server.gets(201, "POST /sessions", "", with_code(&code)).await;
        assert_eq!(refused(&server, 403, with_code(&code)).await, "accounts.second_factor_refused", "used");
        server.clock.advance(HALF_A_MINUTE);
        let spaced = phone.shows(&server);
        let session =
            server.gets(201, "POST /sessions", "", with_code(&format!("{} {}", &spaced[..3], &spaced[3..]))).await;
        // Staying signed in proves nothing anew, and asks for nothing.
        let refresh = json!({ "refresh_token": session["refresh_token"] });
        server.gets(201, "POST /sessions/refresh", "", refresh).await;
    }

    #[tokio::test]
    async fn with_basic_the_code_is_a_header() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        let (phone, _) = turns_on(&server, &ana).await;
        let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode("ana:password 1"));
        let ask = || Request::post("/sessions").header("authorization", &basic);
        let (status, problem) = server.answers(ask().body(Body::empty()).unwrap()).await;
        assert_eq!((status, &problem["code"]), (403, &json!("accounts.second_factor_needed")));
        let with_code = ask().header("hearth-code", phone.shows(&server)).body(Body::empty()).unwrap();
        assert_eq!(server.answers(with_code).await.0, 201);
    }

    #[tokio::test]
    async fn wrong_codes_are_limited_for_an_hour_and_right_ones_are_not() {
        let server = Server::set_up(|settings| settings.limits.sign_ins_per_account = 3, vec![]).await;
        let ana = server.joins("ana").await;
        let (phone, codes) = turns_on(&server, &ana).await;
        for _ in 0..5 {
            server.gets(201, "POST /sessions", "", with_code(&phone.shows(&server))).await;
            server.clock.advance(HALF_A_MINUTE);
        }
        for status in [403, 403, 403, 429, 429] {
            server.gets(status, "POST /sessions", "", with_code("000 00")).await;
        }
        server.gets(429, "POST /sessions", "", with_code(&codes[0])).await;
        let problem = server.gets(401, "POST /sessions", "", json!({ "login": "ana", "password": "wrong" })).await;
        assert_eq!(
            problem["code"], "accounts.wrong_credentials",
            "it doesn't tell whether the password would be right"
        );
    }

    #[tokio::test]
    async fn a_recovery_code_is_good_once_and_all_are_renewed_together() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        let (phone, codes) = turns_on(&server, &ana).await;
        server.gets(201, "POST /sessions", "", with_code(&codes[0].to_lowercase().replace('-', " "))).await;
        assert_eq!(refused(&server, 403, with_code(&codes[0])).await, "accounts.second_factor_refused");
        let state = server.gets(200, "GET /me/second-factor", &ana.token, Value::Null).await;
        assert_eq!(state["recovery_codes_left"], 9);

        let renew = "POST /me/second-factor/recovery-codes";
        let proof = |password: &str, code: &str| json!({ "password": password, "code": code });
        server.gets(403, renew, &ana.token, proof("wrong", &phone.shows(&server))).await;
        server.gets(403, renew, &ana.token, proof("password 1", "000000")).await;
        let renewed = server.gets(201, renew, &ana.token, proof("password 1", &phone.shows(&server))).await;
        assert_eq!(refused(&server, 403, with_code(&codes[1])).await, "accounts.second_factor_refused");
        let code = renewed["recovery_codes"][9].as_str().unwrap();
        server.gets(201, "POST /sessions", "", with_code(code)).await;
    }

    #[tokio::test]
    async fn it_is_turned_off_by_password_and_code() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        let off = "DELETE /me/second-factor";
        let proof = |password: &str, code: &str| json!({ "password": password, "code": code });
        let problem = server.gets(409, off, &ana.token, proof("password 1", "000000")).await;
        assert_eq!(problem["code"], "accounts.no_second_factor");
        let (phone, codes) = turns_on(&server, &ana).await;
        server.gets(403, off, &ana.token, proof("wrong", &phone.shows(&server))).await;
        server.gets(403, off, &ana.token, proof("password 1", "000000")).await;
        server.gets(204, off, &ana.token, proof("password 1", &codes[3])).await;
        server.signs_in("ana").await;
        let again = begins(&server, &ana).await;
        assert_ne!(again.0.secret().to_base32(), phone.0.secret().to_base32(), "another secret the next time");
    }

    #[tokio::test]
    async fn a_reset_of_the_password_leaves_it_and_an_admin_takes_it_away() {
        let server = Server::start().await;
        let chief = server.has_admin("chief").await;
        server.mailed("chief@example.org").await;
        let ana = server.joins("ana").await;
        server.mailed("ana@example.org").await;
        turns_on(&server, &ana).await;
        server.gets(202, "POST /password-resets", "", json!({ "email": "ana@example.org" })).await;
        let code = server.mailed("ana@example.org").await.remove(0);
        server.gets(204, &format!("POST /password-resets/{code}"), "", json!({ "password": "password 1" })).await;
        assert_eq!(
            refused(&server, 403, json!({ "login": "ana", "password": "password 1" })).await,
            "accounts.second_factor_needed"
        );

        let reset = format!("DELETE /admin/accounts/{}/second-factor", ana.id.as_str().unwrap());
        let bo = server.joins("bo").await;
        server.gets(403, &reset, &bo.token, Value::Null).await;
        server.gets(204, &reset, &chief.token, Value::Null).await;
        server.gets(409, &reset, &chief.token, Value::Null).await;
        let nobody = format!("DELETE /admin/accounts/{}/second-factor", uuid::Uuid::from_u128(7));
        server.gets(404, &nobody, &chief.token, Value::Null).await;
        let ana = server.signs_in("ana").await;
        turns_on(&server, &ana).await;
        server.accounts.drop_second_factor(&Operator::at_the_console(), "ANA").await.unwrap();
        server.signs_in("ana").await;
    }
}
