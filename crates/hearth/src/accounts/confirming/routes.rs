//! Saying over HTTP again who one is.

use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Confirmed;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::http::extract::Json;
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(confirm_session))
}

/// The proof for any route: a living session that was confirmed a moment ago.
impl<S: Send + Sync> FromRequestParts<S> for Confirmed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        let accounts = parts.extensions.get::<Accounts>().ok_or_else(Problem::failed)?.clone();
        Ok(accounts.confirmed(who).await?)
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    password: String,
    /// Six digits or a recovery code, where there is a second factor.
    #[schema(nullable = false)]
    code: Option<String>,
}

/// Say again who one is. For some minutes the session may then do what `accounts.confirm_first` refuses.
#[utoipa::path(post, path = "/sessions/current/confirm", tag = "sessions", request_body = ConfirmBody,
    security(("bearer" = [])),
    responses((status = 204, description = "The session is fresh."), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden))]
async fn confirm_session(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<ConfirmBody>,
) -> Result<StatusCode, Problem> {
    accounts.confirm(&who, body.password, body.code.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::accounts::testing::Server;

    const CONFIRM: &str = "POST /sessions/current/confirm";

    #[tokio::test]
    async fn an_admin_acts_only_in_a_fresh_session() {
        let server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        let role = format!("PATCH /accounts/{}", bo.id.as_str().unwrap());
        let acts = [
            (role.as_str(), json!({ "role": "member" }), 200),
            ("POST /invitations", json!({}), 201),
            ("GET /admin/jobs/dead", Value::Null, 200),
            ("POST /admin/jobs/00000000-0000-7000-8000-000000000000/retry", Value::Null, 404),
        ];
        for (act, body, status) in &acts {
            server.gets(*status, act, &ana.token, body.clone()).await;
        }
        // The token still counts: it is the clock of the session that ran out.
        server.clock.advance(Duration::from_secs(15 * 60 - 60));
        let refreshed =
            server.gets(201, "POST /sessions/refresh", "", json!({ "refresh_token": ana.refresh_token })).await;
        let token = refreshed["access_token"].as_str().unwrap();
        server.clock.advance(Duration::from_secs(60));
        for (act, body, _) in &acts {
            assert_eq!(server.gets(403, act, token, body.clone()).await["code"], "accounts.confirm_first", "{act}");
        }
        server.gets(200, "GET /me", token, Value::Null).await;
        let renaming = server.gets(403, "PATCH /me", token, json!({ "username": "anna" })).await;
        assert_eq!(renaming["code"], "accounts.confirm_first", "one signs in by it");
        server.gets(200, "PATCH /me", token, json!({ "username": "ana", "bio": "The same name." })).await;
        let problem = server.gets(403, CONFIRM, token, json!({ "password": "wrong" })).await;
        assert_eq!(problem["code"], "accounts.wrong_password");
        server.gets(403, acts[1].0, token, json!({})).await;
        server.gets(204, CONFIRM, token, json!({ "password": "password 1" })).await;
        for (act, body, status) in acts {
            server.gets(status, act, token, body).await;
        }
    }

    #[tokio::test]
    async fn confirming_is_limited_like_signing_in() {
        let server = Server::set_up(|settings| settings.limits.sign_ins_per_account = 2, vec![]).await;
        let ana = server.joins("ana").await;
        for status in [403, 403, 429] {
            server.gets(status, CONFIRM, &ana.token, json!({ "password": "wrong" })).await;
        }
        server.gets(401, CONFIRM, "", json!({ "password": "password 1" })).await;
    }
}
