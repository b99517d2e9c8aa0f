//! Sessions over HTTP.

use axum::Extension;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use headers::authorization::Basic;
use headers::{Authorization, HeaderMapExt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Session, SignedIn, Tokens};
use crate::accounts::error::AccountError;
use crate::accounts::model::SessionId;
use crate::accounts::routes::{client_label, secret};
use crate::accounts::service::Accounts;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in, list_sessions))
        .routes(routes!(refresh_session))
        .routes(routes!(end_session))
        .routes(routes!(sign_out))
        .routes(routes!(change_password))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    /// Username or e-mail address.
    login: String,
    password: String,
    /// Six digits or a recovery code, where there is a second factor.
    #[schema(nullable = false)]
    code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshBody {
    refresh_token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChangeBody {
    /// Left out where the account has none.
    #[schema(nullable = false)]
    old_password: Option<String>,
    #[schema(min_length = 8, max_length = 200)]
    new_password: String,
}

/// What a client holds of its session.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct TokensBody {
    /// For `Authorization: Bearer …` and the socket's handshake.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Lifetime of the access token, in seconds.
    expires_in: u64,
    /// Good for one use.
    refresh_token: String,
    session_id: SessionId,
}

impl From<Tokens> for TokensBody {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in_seconds,
            refresh_token: tokens.refresh_token,
            session_id: tokens.session,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(in crate::accounts) struct SessionBody {
    id: SessionId,
    created_at: Time,
    /// When it was opened or last refreshed.
    last_used_at: Time,
    expires_at: Time,
    /// What the client called itself.
    client: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionBody {
    pub(in crate::accounts) fn of(who: &SignedIn, session: Session) -> Self {
        Self {
            id: session.id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            client: session.client,
            current: session.id == who.session(),
        }
    }
}

/// With Basic there is no body for the code of the second factor.
const CODE: &str = "hearth-code";

/// Login and password of a request: of Basic where that is used (UTF-8, RFC 7617), else of the body.
async fn credentials(request: Request) -> Result<SignInBody, Problem> {
    let headers = request.headers();
    let scheme = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes().iter().take(6).copied());
    if scheme.is_some_and(|scheme| scheme.map(|byte| byte.to_ascii_lowercase()).eq(*b"basic ")) {
        let basic = headers.typed_get::<Authorization<Basic>>().ok_or(AccountError::WrongCredentials)?;
        let code = headers.get(CODE).and_then(|code| code.to_str().ok()).map(str::to_owned);
        return Ok(SignInBody { login: basic.username().to_owned(), password: basic.password().to_owned(), code });
    }
    let empty = headers.get(header::CONTENT_TYPE).is_none()
        && headers.get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
        && headers.get(header::TRANSFER_ENCODING).is_none();
    if empty {
        return Err(AccountError::WrongCredentials.into());
    }
    let Json(body) = Json::<Option<SignInBody>>::from_request(request, &()).await?;
    Ok(body.ok_or(AccountError::WrongCredentials)?)
}

/// Sign in, with Basic or a body. Who has a second factor is refused with `accounts.second_factor_needed` when the
/// password is right, and asks again with a code.
#[utoipa::path(post, path = "/sessions", tag = "sessions", request_body = Option<SignInBody>,
    params(("Hearth-Code" = Option<String>, Header, description = "The code of the second factor, with Basic.")),
    security((), ("basic" = [])),
    responses((status = 201, description = "The session.", body = TokensBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden))]
async fn sign_in(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    accounts.limits().sign_ins.check(&address.key())?;
    let SignInBody { login, password, code } = credentials(request).await?;
    let client = client_label(&headers);
    let tokens = accounts.sign_in(&login, password, code.as_deref(), client, address.key()).await?;
    Ok(secret(StatusCode::CREATED, TokensBody::from(tokens)))
}

/// One's own sessions, newest first.
#[utoipa::path(get, path = "/sessions", tag = "sessions", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of sessions.", body = Page<SessionBody>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_sessions(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SessionBody>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let found = accounts.sessions(&who, decode(query.after.as_deref())?, limit + 1).await?;
    Ok(Json(Page::cut(found, limit, |session| session.id).map(|session| SessionBody::of(&who, session))))
}

/// Stay signed in: new tokens for a refresh token, which is used up. One that was used before ends the session.
#[utoipa::path(post, path = "/sessions/refresh", tag = "sessions", request_body = RefreshBody, security(()),
    responses((status = 201, description = "The session.", body = TokensBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn))]
async fn refresh_session(
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<RefreshBody>,
) -> Result<Response, Problem> {
    let tokens = accounts.refresh(&body.refresh_token).await?;
    Ok(secret(StatusCode::CREATED, TokensBody::from(tokens)))
}

/// End one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "sessions", params(("id" = SessionId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It has ended."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn end_session(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    accounts.end_session(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out.
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions", security(("bearer" = [])),
    responses((status = 204, description = "It has ended."), refusals::Usual, refusals::NotSignedIn))]
async fn sign_out(who: SignedIn, Extension(accounts): Extension<Accounts>) -> Result<StatusCode, Problem> {
    match accounts.end_session(&who, who.session()).await {
        // Ended by somebody else just now: that is what was asked for.
        Ok(()) | Err(AccountError::NotFound) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}

/// Change one's password. All other sessions end.
#[utoipa::path(put, path = "/me/password", tag = "me", request_body = PasswordChangeBody, security(("bearer" = [])),
    responses((status = 204, description = "It is changed."), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn change_password(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<PasswordChangeBody>,
) -> Result<StatusCode, Problem> {
    accounts.change_password(&who, body.old_password, &body.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use base64::Engine;
    use serde_json::{Value, json};

    use crate::accounts::AccountEvent;
    use crate::accounts::error::AccountError;
    use crate::accounts::testing::Server;

    async fn basic(server: &Server, login: &str, password: &str) -> (u16, Value) {
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{login}:{password}"));
        let request = Request::post("/sessions").header("authorization", format!("Basic {pair}"));
        server.answers(request.body(Body::empty()).unwrap()).await
    }

    #[tokio::test]
    async fn basic_and_json_sign_in_by_name_and_address() {
        let server = Server::start().await;
        let body = json!({ "username": "Ánа", "email": "ana@example.org", "name": "A", "password": "pä:ss:wörd" });
        server.gets(201, "POST /accounts", "", body).await;
        for login in ["Ánа", "ána", "ana@example.org", "ANA@example.org"] {
            assert_eq!(basic(&server, login, "pä:ss:wörd").await.0, 201, "{login}");
            let body = json!({ "login": login, "password": "pä:ss:wörd" });
            let tokens = server.gets(201, "POST /sessions", "", body).await;
            assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(900)));
        }
        assert_eq!(basic(&server, "ana@example.org", "pä").await.1["code"], "accounts.wrong_credentials");
        let request = Request::post("/sessions").header("authorization", "Basic ???").body(Body::empty()).unwrap();
        assert_eq!(server.answers(request).await.0, 401);
        assert_eq!(server.asked("POST /sessions", "", Value::Null).await.0, 401);
        let null = Request::post("/sessions").header("content-type", "application/json").body(Body::from("null"));
        assert_eq!(server.answers(null.unwrap()).await.0, 401, "neither way was used");
    }

    #[tokio::test]
    async fn an_unknown_login_answers_like_a_wrong_password() {
        let server = Server::start().await;
        server.registers("ana").await;
        let mut answers = Vec::new();
        for login in ["ana", "nobody", "nobody@example.org", "no such\u{0}name", ""] {
            let body = json!({ "login": login, "password": "wrong password" });
            answers.push(server.asked("POST /sessions", "", body).await);
        }
        assert_eq!(answers[0].0, 401);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }

    #[tokio::test]
    async fn wrong_passwords_are_limited_by_account_and_right_ones_are_not() {
        let server = Server::set_up(|settings| settings.limits.sign_ins_per_account = 3, vec![]).await;
        server.registers("ana").await;
        server.registers("bo").await;
        for _ in 0..5 {
            server.signs_in("ana").await;
        }
        for (login, status) in [("ana", 401), ("ana@example.org", 401), ("ANA", 401), ("ana", 429), ("bo", 401)] {
            let body = json!({ "login": login, "password": "wrong password" });
            server.gets(status, "POST /sessions", "", body).await;
        }
    }

    #[tokio::test]
    async fn who_fails_at_a_name_keeps_nobody_out_elsewhere_unless_many_addresses_do() {
        let server = Server::set_up(|settings| settings.limits.sign_ins_per_account = 3, vec![]).await;
        server.registers("ana").await;
        let tries = async |password: &str, host: u8| {
            server.accounts.sign_in("ana", password.to_owned(), None, "", [192, 0, 2, host].into()).await
        };
        for _ in 0..4 {
            assert!(tries("wrong password", 1).await.is_err());
        }
        assert!(matches!(tries("password 1", 1).await, Err(AccountError::TooMany { .. })));
        assert!(tries("password 1", 2).await.is_ok());
        for host in 2..11 {
            for _ in 0..3 {
                assert!(matches!(tries("wrong password", host).await, Err(AccountError::WrongCredentials)), "{host}");
            }
        }
        assert!(matches!(tries("password 1", 11).await, Err(AccountError::TooMany { .. })), "thirty in all");
    }

    #[tokio::test]
    async fn one_address_signs_in_so_often_and_no_more() {
        let server = Server::set_up(|settings| settings.limits.sign_ins_per_address = 2, vec![]).await;
        server.joins("ana").await;
        server.signs_in("ana").await;
        let body = json!({ "login": "ana", "password": "password 1" });
        let problem = server.gets(429, "POST /sessions", "", body).await;
        assert_eq!(problem["code"], "accounts.too_many_sign_ins");
    }

    #[tokio::test]
    async fn an_ended_session_is_refused_at_once() {
        let mut server = Server::start().await;
        let (phone, laptop) = (server.joins("ana").await, server.signs_in("ana").await);
        let bo = server.joins("bo").await;
        let page = server.gets(200, "GET /sessions?limit=1", &laptop.token, Value::Null).await;
        assert_eq!((&page["items"][0]["id"], &page["items"][0]["current"]), (&laptop.session, &json!(true)));
        let rest = format!("GET /sessions?after={}", page["next"].as_str().unwrap());
        let rest = server.gets(200, &rest, &laptop.token, Value::Null).await;
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["id"]), (1, &phone.session));

        let end = format!("DELETE /sessions/{}", phone.session.as_str().unwrap());
        server.gets(404, &end, &bo.token, Value::Null).await;
        server.gets(204, &end, &laptop.token, Value::Null).await;
        server.gets(404, &end, &laptop.token, Value::Null).await;
        let problem = server.gets(401, "GET /me", &phone.token, Value::Null).await;
        assert_eq!(problem["code"], "accounts.not_signed_in");
        server.gets(204, "DELETE /sessions/current", &laptop.token, Value::Null).await;
        server.gets(401, "GET /me", &laptop.token, Value::Null).await;
        server.gets(401, "GET /me", "", Value::Null).await;
        server.gets(200, "GET /me", &bo.token, Value::Null).await;
        let ended = [&phone, &laptop].map(|client| AccountEvent::SessionEnded {
            session: serde_json::from_value(client.session.clone()).unwrap(),
        });
        assert_eq!(server.heard(), ended);
    }

    #[tokio::test]
    async fn a_refresh_token_that_comes_again_ends_the_session() {
        let mut server = Server::start().await;
        let ana = server.joins("ana").await;
        let body = json!({ "refresh_token": ana.refresh_token });
        let fresh = server.gets(201, "POST /sessions/refresh", "", body.clone()).await;
        assert_eq!(fresh["session_id"], ana.session);
        server.gets(200, "GET /me", fresh["access_token"].as_str().unwrap(), Value::Null).await;
        let problem = server.gets(401, "POST /sessions/refresh", "", body).await;
        assert_eq!(problem["code"], "accounts.refresh_refused");
        server.gets(401, "GET /me", fresh["access_token"].as_str().unwrap(), Value::Null).await;
        let body = json!({ "refresh_token": fresh["refresh_token"] });
        server.gets(401, "POST /sessions/refresh", "", body).await;
        let session = serde_json::from_value(ana.session).unwrap();
        assert_eq!(server.heard(), [AccountEvent::SessionEnded { session }]);
    }

    #[tokio::test]
    async fn an_access_token_is_short_and_a_session_long() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        server.clock.advance(std::time::Duration::from_secs(900));
        server.gets(401, "GET /me", &ana.token, Value::Null).await;
        let body = json!({ "refresh_token": ana.refresh_token });
        let fresh = server.gets(201, "POST /sessions/refresh", "", body).await;
        server.clock.advance(std::time::Duration::from_secs(30 * 24 * 3600));
        let body = json!({ "refresh_token": fresh["refresh_token"] });
        server.gets(401, "POST /sessions/refresh", "", body).await;
        server.accounts.sweep().await.unwrap();
    }

    #[tokio::test]
    async fn another_password_ends_the_other_sessions() {
        let server = Server::start().await;
        let (phone, laptop) = (server.joins("ana").await, server.signs_in("ana").await);
        let change = |old: &str, new: &str| json!({ "old_password": old, "new_password": new });
        let ask = "PUT /me/password";
        let problem = server.gets(403, ask, &phone.token, change("wrong password", "password 2")).await;
        assert_eq!(problem["code"], "accounts.wrong_password");
        let problem = server.gets(422, ask, &phone.token, change("password 1", "short")).await;
        assert_eq!(problem["errors"][0]["field"], "new_password");
        server.gets(204, ask, &phone.token, change("password 1", "password 2")).await;
        server.gets(200, "GET /me", &phone.token, Value::Null).await;
        server.gets(401, "GET /me", &laptop.token, Value::Null).await;
        server.gets(401, "POST /sessions", "", json!({ "login": "ana", "password": "password 1" })).await;
        server.gets(201, "POST /sessions", "", json!({ "login": "ana", "password": "password 2" })).await;
    }
}
