//! Codes over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::confirming::Confirmed;
use crate::accounts::routes::secret;
use crate::accounts::rules::Role;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(ask_for_reset))
        .routes(routes!(reset_password))
        .routes(routes!(ask_for_verification))
        .routes(routes!(verify_email))
        .routes(routes!(invite_person))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskForResetBody {
    #[schema(
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*@[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*$"
    )]
    email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    #[schema(min_length = 8, max_length = 200)]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationBody {
    /// What the invited person will be; `member` where nothing is said.
    role: Option<Role>,
}

/// An invitation, for one person to register.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
struct InvitedBody {
    code: String,
    link: String,
    expires_at: Time,
}

/// Ask for a link to choose a new password. The answer is the same whether somebody has the address or not.
#[utoipa::path(post, path = "/password-resets", tag = "me", request_body = AskForResetBody, security(()),
    responses((status = 202, description = "If somebody has the address, a mail goes to it."), refusals::Usual,
        refusals::BadBody, refusals::Invalid))]
async fn ask_for_reset(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Json(body): Json<AskForResetBody>,
) -> Result<StatusCode, Problem> {
    accounts.limits().codes.check(&address.key())?;
    accounts.ask_for_reset(&body.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Choose a new password by the code of a link. All sessions end.
#[utoipa::path(post, path = "/password-resets/{code}", tag = "me", params(("code" = String, Path)),
    request_body = ResetBody, security(()),
    responses((status = 204, description = "It is changed."), refusals::Usual, refusals::BadBody, refusals::NotFound,
        refusals::Invalid))]
async fn reset_password(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Path(code): Path<String>,
    Json(body): Json<ResetBody>,
) -> Result<StatusCode, Problem> {
    accounts.limits().codes.check(&address.key())?;
    accounts.reset_password(&code, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the mail that confirms one's address sent again, unless it is confirmed.
#[utoipa::path(post, path = "/email-verifications", tag = "me", security(("bearer" = [])),
    responses((status = 202, description = "A mail goes to the address."), refusals::Usual, refusals::NotSignedIn))]
async fn ask_for_verification(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
) -> Result<StatusCode, Problem> {
    accounts.limits().codes.check(&address.key())?;
    accounts.ask_for_verification(&who).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirm an address by the code of a link.
#[utoipa::path(post, path = "/email-verifications/{code}", tag = "me", params(("code" = String, Path)), security(()),
    responses((status = 204, description = "It is confirmed."), refusals::Usual, refusals::NotFound))]
async fn verify_email(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Path(code): Path<String>,
) -> Result<StatusCode, Problem> {
    accounts.limits().codes.check(&address.key())?;
    accounts.verify_email(&code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invite one person to register.
#[utoipa::path(post, path = "/invitations", tag = "accounts", request_body = InvitationBody, security(("bearer" = [])),
    responses((status = 201, description = "The invitation; it isn't shown again.", body = InvitedBody),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden))]
async fn invite_person(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<InvitationBody>,
) -> Result<Response, Problem> {
    let link = accounts.invite(&who, body.role.unwrap_or(Role::Member)).await?;
    Ok(secret(StatusCode::CREATED, InvitedBody { code: link.code, link: link.link, expires_at: link.expires_at }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::accounts::testing::Server;
    use crate::accounts::{AccountError, Operator, Role};
    use crate::platform::config::Registration;

    fn registration(username: &str, invitation: Value) -> Value {
        let email = format!("{username}@example.org");
        json!({ "username": username, "email": email, "name": "N", "password": "password 1", "invitation": invitation })
    }

    #[tokio::test]
    async fn a_forgotten_password_is_chosen_anew_by_mail() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        server.mailed("ana@example.org").await;
        let ask = |email: &str| json!({ "email": email });
        let known = server.asked("POST /password-resets", "", ask("ANA@example.org")).await;
        let unknown = server.asked("POST /password-resets", "", ask("nobody@example.org")).await;
        assert_eq!((known.0, &known), (202, &unknown));
        let codes = server.mailed("ana@example.org").await;
        assert_eq!(codes.len(), 1, "nobody else gets a mail");
        let reset = format!("POST /password-resets/{}", codes[0]);
        server.gets(422, &reset, "", json!({ "password": "short" })).await;
        server.gets(204, &reset, "", json!({ "password": "password 2" })).await;
        server.gets(401, "GET /me", &ana.token, Value::Null).await;
        let problem = server.gets(404, &reset, "", json!({ "password": "password 3" })).await;
        assert_eq!(problem["code"], "accounts.code_refused");
        server.gets(401, "POST /sessions", "", json!({ "login": "ana", "password": "password 1" })).await;
        server.gets(201, "POST /sessions", "", json!({ "login": "ana", "password": "password 2" })).await;
    }

    #[tokio::test]
    async fn a_reset_code_is_short() {
        let server = Server::start().await;
        server.registers("ana").await;
        server.mailed("ana@example.org").await;
        server.gets(202, "POST /password-resets", "", json!({ "email": "ana@example.org" })).await;
        let code = server.mailed("ana@example.org").await.remove(0);
        server.clock.advance(Duration::from_secs(3600));
        let body = json!({ "password": "password 2" });
        server.gets(404, &format!("POST /password-resets/{code}"), "", body).await;
    }

    #[tokio::test]
    async fn an_address_is_confirmed_by_the_code_sent_to_it() {
        let server = Server::set_up(|settings| settings.accounts.require_verified_email = true, vec![]).await;
        server.registers("ana").await;
        let right = json!({ "login": "ana", "password": "password 1" });
        let problem = server.gets(403, "POST /sessions", "", right).await;
        assert_eq!(problem["code"], "accounts.email_unverified");
        server.gets(401, "POST /sessions", "", json!({ "login": "ana", "password": "wrong" })).await;
        let first = server.mailed("ana@example.org").await.remove(0);
        server.gets(404, &format!("POST /email-verifications/{first}x"), "", Value::Null).await;
        server.gets(204, &format!("POST /email-verifications/{first}"), "", Value::Null).await;
        server.gets(404, &format!("POST /email-verifications/{first}"), "", Value::Null).await;
        let ana = server.signs_in("ana").await;
        server.gets(202, "POST /email-verifications", &ana.token, Value::Null).await;
        assert!(server.mailed("ana@example.org").await.is_empty(), "there is nothing to confirm");

        let change = json!({ "email": "new@example.org" });
        server.gets(403, "PATCH /me", &ana.token, change).await;
        let change = json!({ "email": "new@example.org", "password": "password 1" });
        assert_eq!(server.gets(200, "PATCH /me", &ana.token, change).await["email_verified"], false);
        let stale = server.mailed("new@example.org").await.remove(0);
        server.gets(202, "POST /email-verifications", &ana.token, Value::Null).await;
        let second = server.mailed("new@example.org").await.remove(0);
        server.gets(404, &format!("POST /email-verifications/{stale}"), "", Value::Null).await;
        server.gets(204, &format!("POST /email-verifications/{second}"), "", Value::Null).await;
        assert_eq!(server.gets(200, "GET /me", &ana.token, Value::Null).await["email_verified"], true);
    }

    #[tokio::test]
    async fn an_admin_invites_one_person() {
        let server = Server::set_up(|settings| settings.accounts.registration = Registration::Invitation, vec![]).await;
        let ana = server.has_admin("ana").await;
        assert!(server.accounts.setup_invitation().await.unwrap().is_none(), "there is an admin now");
        assert_eq!(server.gets(200, "GET /registration", "", Value::Null).await["registration"], "invitation");
        let problem = server.gets(403, "POST /accounts", "", registration("bo", Value::Null)).await;
        assert_eq!(problem["code"], "accounts.invitation_needed");
        let problem = server.gets(403, "POST /accounts", "", registration("bo", json!("made up"))).await;
        assert_eq!(problem["code"], "accounts.invitation_refused");
        let invited = server.gets(201, "POST /invitations", &ana.token, json!({ "role": "moderator" })).await;
        let link = format!("http://127.0.0.1:8080/join?code={}", invited["code"].as_str().unwrap());
        assert_eq!(invited["link"], link);
        let bo = server.gets(201, "POST /accounts", "", registration("bo", invited["code"].clone())).await;
        assert_eq!(bo["role"], "moderator");
        server.gets(403, "POST /accounts", "", registration("cleo", invited["code"].clone())).await;
        let bo = server.signs_in("bo").await;
        server.gets(403, "POST /invitations", &bo.token, json!({})).await;
    }

    #[tokio::test]
    async fn where_registration_is_closed_only_set_up_and_console_make_accounts() {
        let server = Server::set_up(|settings| settings.accounts.registration = Registration::Closed, vec![]).await;
        let ana = server.has_admin("ana").await;
        let invited = server.gets(201, "POST /invitations", &ana.token, json!({})).await;
        let problem = server.gets(403, "POST /accounts", "", registration("bo", invited["code"].clone())).await;
        assert_eq!(problem["code"], "accounts.registration_closed");
        let operator = Operator::at_the_console();
        let made = server.accounts.create_account(&operator, "bo", "bo@example.org", "Bo", Role::Member).await;
        let (_, link) = made.unwrap();
        server.gets(401, "POST /sessions", "", json!({ "login": "bo", "password": "" })).await;
        let choose = format!("POST /password-resets/{}", link.code);
        server.gets(204, &choose, "", json!({ "password": "password 1" })).await;
        server.signs_in("bo").await;
    }

    #[tokio::test]
    async fn the_operator_gives_roles_and_revokes_passwords() {
        let server = Server::start().await;
        let operator = Operator::at_the_console();
        let ana = server.joins("ana").await;
        server.accounts.set_role(&operator, "ANA", Role::Admin).await.unwrap();
        assert_eq!(server.gets(200, "GET /me", &ana.token, Value::Null).await["role"], "admin");
        let refused = server.accounts.set_role(&operator, "ana", Role::Member).await.unwrap_err();
        assert!(matches!(refused, AccountError::LastAdmin));
        assert!(matches!(server.accounts.revoke_password(&operator, "bo").await, Err(AccountError::NotFound)));
        let link = server.accounts.revoke_password(&operator, "ana").await.unwrap();
        server.gets(401, "GET /me", &ana.token, Value::Null).await;
        server.gets(401, "POST /sessions", "", json!({ "login": "ana", "password": "password 1" })).await;
        let choose = format!("POST /password-resets/{}", link.code);
        server.gets(204, &choose, "", json!({ "password": "password 1" })).await;
        server.signs_in("ana").await;
    }
}
