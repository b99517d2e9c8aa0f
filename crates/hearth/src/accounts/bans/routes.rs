//! Bans over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::BanView;
use crate::accounts::model::AccountId;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_account_bans)).routes(routes!(ban_account, unban_account))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAccountBan)]
struct NewBanBody {
    /// Who is banned reads it.
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$"
    )]
    reason: String,
    /// Until when; null: for good.
    until: Option<Time>,
}

/// Who may not be here, newest first, for those who may ban.
#[utoipa::path(get, path = "/bans", tag = "accounts", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of bans.", body = Page<BanView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_account_bans(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<BanView>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(accounts.bans(&who, after, limit).await?))
}

/// Ban an account from this server: its sessions end, and it can't sign in until it is over. What it wrote stays.
/// Nobody bans their like or above.
#[utoipa::path(put, path = "/accounts/{id}/ban", tag = "accounts", params(("id" = AccountId, Path)),
    request_body = NewBanBody, security(("bearer" = [])),
    responses((status = 200, description = "The ban.", body = BanView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn ban_account(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
    Json(NewBanBody { reason, until }): Json<NewBanBody>,
) -> Result<Json<BanView>, Problem> {
    Ok(Json(accounts.ban(&who, id, &reason, until).await?))
}

/// End a ban.
#[utoipa::path(delete, path = "/accounts/{id}/ban", tag = "accounts", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "There is no ban any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn unban_account(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    accounts.unban(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::accounts::testing::{Client, Server};
    use crate::accounts::{AccountEvent, AccountId};

    fn path(who: &Client, what: &str) -> String {
        format!("{what} /accounts/{}/ban", who.id.as_str().unwrap())
    }

    fn id(who: &Client) -> AccountId {
        serde_json::from_value(who.id.clone()).unwrap()
    }

    fn right() -> Value {
        json!({ "login": "bo", "password": "password 1" })
    }

    #[tokio::test]
    async fn who_is_banned_is_out_at_once_and_learns_why_by_the_right_password_alone() {
        let mut server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        let more = server.signs_in("bo").await;
        server.heard();
        let until = server.clock.now().plus(Duration::from_secs(3600));
        let ban = json!({ "reason": " spam\n", "until": until });
        let banned = server.gets(200, &path(&bo, "PUT"), &ana.token, ban).await;
        assert_eq!((&banned["reason"], &banned["account"]["id"]), (&json!("spam"), &bo.id));
        assert_eq!((&banned["until"], &banned["banned_by"]["id"]), (&json!(until), &ana.id));
        let heard = server.heard();
        let ended = heard.iter().filter(|event| matches!(event, AccountEvent::SessionEnded { .. })).count();
        assert_eq!((ended, heard.last()), (2, Some(&AccountEvent::Banned { account: id(&bo), by: Some(id(&ana)) })));
        for token in [&bo.token, &more.token] {
            let ended = server.gets(401, "GET /me", token, Value::Null).await;
            assert_eq!((&ended["code"], &ended["about"]["reason"]), (&json!("accounts.banned"), &json!("spam")));
        }
        for token in [&bo.refresh_token, &more.refresh_token] {
            server.gets(401, "POST /sessions/refresh", "", json!({ "refresh_token": token })).await;
        }
        let refused = server.gets(403, "POST /sessions", "", right()).await;
        assert_eq!(refused["code"], "accounts.banned");
        assert_eq!(refused["about"], json!({ "reason": "spam", "until": until }));
        let wrong = json!({ "login": "bo", "password": "password 2" });
        let refused = server.gets(401, "POST /sessions", "", wrong).await;
        assert_eq!((&refused["code"], refused.get("about")), (&json!("accounts.wrong_credentials"), None));
        server.clock.advance(Duration::from_secs(3600));
        server.gets(201, "POST /sessions", "", right()).await;
        server.accounts.sweep().await.unwrap();
        assert_eq!(server.heard(), [AccountEvent::Unbanned { account: id(&bo), by: None }]);
    }

    #[tokio::test]
    async fn nothing_is_sent_to_who_is_banned_and_few_find_them() {
        let server = Server::start().await;
        let ana = server.has_admin("ana").await;
        server.mailed("ana@example.org").await;
        let bo = server.joins("bo").await;
        server.mailed("bo@example.org").await;
        let cleo = server.joins("cleo").await;
        server.mailed("cleo@example.org").await;
        let names = async |who: &Client| {
            let mut all = Vec::new();
            for query in ["words=b", "username=bo"] {
                let page = server.gets(200, &format!("GET /accounts?{query}"), &who.token, Value::Null).await;
                all.push(page["items"].as_array().unwrap().len());
            }
            all
        };
        assert_eq!(names(&cleo).await, [1, 1]);
        server.gets(200, &path(&bo, "PUT"), &ana.token, json!({ "reason": "spam" })).await;
        assert_eq!((names(&cleo).await, names(&ana).await), (vec![0, 0], vec![1, 1]));
        server.gets(202, "POST /password-resets", "", json!({ "email": "bo@example.org" })).await;
        assert!(server.mailed("bo@example.org").await.is_empty());
        server.gets(204, &path(&bo, "DELETE"), &ana.token, Value::Null).await;
        let again = server.gets(404, &path(&bo, "DELETE"), &ana.token, Value::Null).await;
        assert_eq!(again["code"], "accounts.no_such_ban");
        assert_eq!(names(&cleo).await, [1, 1]);
        server.gets(202, "POST /password-resets", "", json!({ "email": "bo@example.org" })).await;
        assert_eq!(server.mailed("bo@example.org").await.len(), 1);
        server.gets(201, "POST /sessions", "", right()).await;
    }

    #[tokio::test]
    async fn bans_are_for_those_above_and_say_why_and_until_when() {
        let server = Server::start().await;
        let (ana, bo, cleo) = (server.has_admin("ana").await, server.joins("bo").await, server.joins("cleo").await);
        let role = format!("PATCH /accounts/{}", cleo.id.as_str().unwrap());
        server.gets(200, &role, &ana.token, json!({ "role": "moderator" })).await;
        let reason = json!({ "reason": "spam" });
        let refused = server.gets(403, &path(&cleo, "PUT"), &bo.token, reason.clone()).await;
        assert_eq!(
            (&refused["code"], &refused["about"]["permission"]),
            (&json!("accounts.not_permitted"), &json!("ban"))
        );
        for above in [&ana, &cleo] {
            let refused = server.gets(403, &path(above, "PUT"), &cleo.token, reason.clone()).await;
            assert_eq!(refused["code"], "accounts.not_below");
        }
        for wrong in [json!({ "reason": " " }), json!({ "reason": "spam", "until": server.clock.now() })] {
            server.gets(422, &path(&bo, "PUT"), &cleo.token, wrong).await;
        }
        for client in [&bo, &cleo] {
            server.clock.advance(Duration::from_millis(1));
            server.gets(200, &path(client, "PUT"), &ana.token, reason.clone()).await;
        }
        let first = server.gets(200, "GET /bans?limit=1", &ana.token, Value::Null).await;
        assert_eq!((&first["items"][0]["account"]["id"], first["items"][0].get("until")), (&cleo.id, None));
        let rest = format!("GET /bans?after={}", first["next"].as_str().unwrap());
        let rest = server.gets(200, &rest, &ana.token, Value::Null).await;
        assert_eq!((&rest["items"][0]["account"]["id"], &rest["next"]), (&bo.id, &Value::Null));
        let refused = server.gets(409, &role, &ana.token, json!({ "role": "admin" })).await;
        assert_eq!(refused["code"], "accounts.is_banned");
        server.gets(404, &path(&Client { id: json!(uuid::Uuid::nil()), ..bo }, "PUT"), &ana.token, reason).await;
    }
}
