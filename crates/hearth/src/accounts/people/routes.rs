//! People as admins see them, over HTTP.

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Overview;
use super::service::Listing;
use crate::accounts::confirming::Confirmed;
use crate::accounts::directory::routes::CursorWord;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::rules::Role;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::routes::SessionBody;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode, encode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_people))
        .routes(routes!(list_sessions_of, end_sessions_of))
        .routes(routes!(end_session_of))
        .routes(routes!(reset_password_of))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeopleQuery {
    /// Those for whom each of these words begins a word of their username or name.
    #[param(max_length = 100)]
    words: Option<String>,
    role: Option<Role>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Why somebody may not be here, and until when.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonBan)]
struct PersonBanBody {
    reason: String,
    /// Null: for good.
    until: Option<Time>,
}

/// An account, as admins see it.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountOverview)]
struct OverviewBody {
    id: AccountId,
    username: String,
    name: String,
    email: String,
    email_verified: bool,
    role: Role,
    created_at: Time,
    /// Null: never, or not since this is noted.
    last_seen_at: Option<Time>,
    /// How many sessions live.
    sessions: i64,
    second_factor: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ban: Option<PersonBanBody>,
}

impl From<Overview> for OverviewBody {
    fn from(overview: Overview) -> Self {
        let Overview { account, sessions, second_factor, ban } = overview;
        Self {
            id: account.id,
            username: account.username,
            name: account.name,
            email: account.email,
            email_verified: account.email_verified,
            role: account.role,
            created_at: account.created_at,
            last_seen_at: account.last_seen_at,
            sessions,
            second_factor,
            ban: ban.map(|ban| PersonBanBody { reason: ban.reason, until: ban.until }),
        }
    }
}

/// With this link the person chooses a new password.
#[derive(Serialize, ToSchema)]
#[schema(as = PasswordLink)]
struct PasswordLinkBody {
    link: String,
    expires_at: Time,
}

/// All people, or those who are looked for. For who may manage accounts.
#[utoipa::path(get, path = "/admin/accounts", tag = "admin", params(PeopleQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of accounts, the newest first, or by words in their order.",
        body = Page<OverviewBody>), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_people(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<Page<OverviewBody>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let after = decode::<(CursorWord, AccountId)>(query.after.as_deref())?.map(|(word, id)| (word.0, id));
    if query.words.as_ref().is_some_and(|words| words.chars().count() > 100) {
        return Err(Problem::invalid(vec![FieldError::new("words", "too_long", "must be at most 100 characters")]));
    }
    let listing = Listing { words: query.words, role: query.role };
    let (found, next) = accounts.overviews(&who, &listing, after, limit).await?;
    let items = found.into_iter().map(OverviewBody::from).collect();
    Ok(Json(Page { items, next: next.map(|next| encode(&next)) }))
}

/// Somebody's living sessions. For who may manage accounts.
#[utoipa::path(get, path = "/admin/accounts/{id}/sessions", tag = "admin", params(("id" = AccountId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of sessions, the newest first.", body = Page<SessionBody>),
        refusals::Usual, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_sessions_of(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SessionBody>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let found = accounts.sessions_of(&who, id, decode(query.after.as_deref())?, limit + 1).await?;
    Ok(Json(Page::cut(found, limit, |session| session.id).map(|session| SessionBody::of(&who, session))))
}

/// End all sessions of somebody who is below one, or of oneself.
#[utoipa::path(delete, path = "/admin/accounts/{id}/sessions", tag = "admin", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "They have ended."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn end_sessions_of(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    accounts.end_sessions_of(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one session of somebody who is below one, or of oneself.
#[utoipa::path(delete, path = "/admin/accounts/{id}/sessions/{session_id}", tag = "admin",
    params(("id" = AccountId, Path), ("session_id" = SessionId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "It has ended."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn end_session_of(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path((id, session)): Path<(AccountId, SessionId)>,
) -> Result<StatusCode, Problem> {
    accounts.end_session_of(&who, id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a link with which somebody who is below one chooses a new password. The old one and all their sessions end now.
#[utoipa::path(post, path = "/admin/accounts/{id}/password-reset", tag = "admin", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 201, description = "The link.", body = PasswordLinkBody), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn reset_password_of(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<Response, Problem> {
    let link = accounts.reset_password_of(&who, id).await?;
    let body = PasswordLinkBody { link: link.link, expires_at: link.expires_at };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::accounts::testing::{Client, Server};

    fn id(client: &Client) -> &str {
        client.id.as_str().unwrap()
    }

    async fn names(server: &Server, who: &Client, query: &str) -> Vec<String> {
        let page = server.gets(200, &format!("GET /admin/accounts?{query}"), &who.token, Value::Null).await;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|account| account["username"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn admins_find_everybody() {
        let server = Server::start().await;
        let ana = server.has_admin("ana").await;
        let bo = server.joins("bo").await;
        server.registers("bonnie").await;
        assert_eq!(names(&server, &ana, "").await, ["bonnie", "bo", "ana"]);
        assert_eq!(names(&server, &ana, "role=admin").await, ["ana"]);
        assert_eq!(names(&server, &ana, "words=bo").await, ["bo", "bonnie"]);
        assert_eq!(names(&server, &ana, "words=bo&role=moderator").await, [""; 0]);
        let page = server.gets(200, "GET /admin/accounts?limit=1", &ana.token, Value::Null).await;
        let next = page["next"].as_str().unwrap();
        assert_eq!(names(&server, &ana, &format!("after={next}")).await, ["bo", "ana"]);
        let ban = format!("PUT /accounts/{}/ban", id(&bo));
        server.gets(200, &ban, &ana.token, json!({ "reason": "Threats" })).await;
        let page = server.gets(200, "GET /admin/accounts?words=bo", &ana.token, Value::Null).await;
        let one = &page["items"][0];
        assert_eq!((&one["email"], &one["sessions"]), (&json!("bo@example.org"), &json!(0)));
        assert_eq!(one["ban"], json!({ "reason": "Threats", "until": null }));
        assert_eq!((&one["second_factor"], page["items"][1].get("ban")), (&json!(false), None));
        server.gets(422, &format!("GET /admin/accounts?words={}", "x".repeat(101)), &ana.token, Value::Null).await;
        server.gets(422, "GET /admin/accounts?after=made-up", &ana.token, Value::Null).await;
    }

    #[tokio::test]
    async fn admins_end_sessions_and_passwords_of_those_below() {
        let server = Server::start().await;
        let (ana, eva) = (server.has_admin("ana").await, server.joins("eva").await);
        let promote = format!("PATCH /accounts/{}", id(&eva));
        server.gets(200, &promote, &ana.token, json!({ "role": "admin" })).await;
        let (bo, again) = (server.joins("bo").await, server.signs_in("bo").await);
        let of = |method: &str, who: &Client, more: &str| format!("{method} /admin/accounts/{}{more}", id(who));
        let page = server.gets(200, &of("GET", &bo, "/sessions"), &ana.token, Value::Null).await;
        let ids: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|session| &session["id"]).collect();
        assert_eq!(ids, [&again.session, &bo.session]);
        let one = of("DELETE", &bo, &format!("/sessions/{}", bo.session.as_str().unwrap()));
        server.gets(204, &one, &ana.token, Value::Null).await;
        server.gets(404, &one, &ana.token, Value::Null).await;
        server.gets(401, "GET /me", &bo.token, Value::Null).await;
        server.gets(200, "GET /me", &again.token, Value::Null).await;
        server.gets(204, &of("DELETE", &bo, "/sessions"), &ana.token, Value::Null).await;
        server.gets(401, "GET /me", &again.token, Value::Null).await;

        let reset = server.gets(201, &of("POST", &bo, "/password-reset"), &ana.token, Value::Null).await;
        let code = reset["link"].as_str().unwrap().split_once("code=").unwrap().1;
        let sign_in = json!({ "login": "bo", "password": "password 1" });
        server.gets(401, "POST /sessions", "", sign_in).await;
        let choose = format!("POST /password-resets/{code}");
        server.gets(204, &choose, "", json!({ "password": "another one 2" })).await;
        server.gets(201, "POST /sessions", "", json!({ "login": "bo", "password": "another one 2" })).await;

        for act in ["DELETE /sessions", "POST /password-reset", "DELETE /second-factor"] {
            let (method, path) = act.split_once(' ').unwrap();
            let refused = server.gets(403, &of(method, &eva, path), &ana.token, Value::Null).await;
            assert_eq!(refused["code"], "accounts.not_below", "{act}");
        }
        server.gets(204, &of("DELETE", &ana, "/sessions"), &ana.token, Value::Null).await;
        server.gets(401, "GET /me", &ana.token, Value::Null).await;
    }

    #[tokio::test]
    async fn others_learn_nothing() {
        let server = Server::start().await;
        let (_, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        for ask in ["GET /admin/accounts".to_owned(), format!("GET /admin/accounts/{}/sessions", id(&bo))] {
            server.gets(403, &ask, &bo.token, Value::Null).await;
            server.gets(401, &ask, "", Value::Null).await;
        }
    }
}
