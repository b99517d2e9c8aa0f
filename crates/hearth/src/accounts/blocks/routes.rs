//! Blocks and mutes over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{Silence, SilencedView};
use crate::accounts::model::PersonId;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_blocks))
        .routes(routes!(block, unblock))
        .routes(routes!(list_mutes))
        .routes(routes!(mute, unmute))
}

/// Where the person is met.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SilenceBody {
    /// The space in which the person has this id; not needed for an account.
    space_id: Option<Uuid>,
}

async fn list(
    who: &SignedIn,
    accounts: &Accounts,
    silence: Silence,
    query: PageQuery,
) -> Result<Json<Page<SilencedView>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    Ok(Json(accounts.silenced(who, silence, decode(query.after.as_deref())?, limit).await?))
}

/// Whom one blocks, the newest first.
#[utoipa::path(get, path = "/blocks", tag = "blocks", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of persons.", body = Page<SilencedView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_blocks(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SilencedView>>, Problem> {
    list(&who, &accounts, Silence::Block, query).await
}

/// Block somebody. Nothing of theirs reaches one any more, and they aren't told.
#[utoipa::path(put, path = "/blocks/{person_id}", tag = "blocks", params(("person_id" = PersonId, Path)),
    request_body = SilenceBody, security(("bearer" = [])),
    responses((status = 200, description = "Whom one blocks now.", body = SilencedView), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn block(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(person): Path<PersonId>,
    Json(body): Json<SilenceBody>,
) -> Result<Json<SilencedView>, Problem> {
    Ok(Json(accounts.silence(&who, Silence::Block, person, body.space_id).await?))
}

/// Unblock somebody.
#[utoipa::path(delete, path = "/blocks/{person_id}", tag = "blocks", params(("person_id" = PersonId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "They aren't blocked any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn unblock(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(person): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    accounts.lift_silence(&who, Silence::Block, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom one mutes, the newest first.
#[utoipa::path(get, path = "/mutes", tag = "blocks", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of persons.", body = Page<SilencedView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_mutes(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SilencedView>>, Problem> {
    list(&who, &accounts, Silence::Mute, query).await
}

/// Mute somebody: what they say is folded, and one isn't told of it.
#[utoipa::path(put, path = "/mutes/{person_id}", tag = "blocks", params(("person_id" = PersonId, Path)),
    request_body = SilenceBody, security(("bearer" = [])),
    responses((status = 200, description = "Whom one mutes now.", body = SilencedView), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn mute(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(person): Path<PersonId>,
    Json(body): Json<SilenceBody>,
) -> Result<Json<SilencedView>, Problem> {
    Ok(Json(accounts.silence(&who, Silence::Mute, person, body.space_id).await?))
}

/// Unmute somebody.
#[utoipa::path(delete, path = "/mutes/{person_id}", tag = "blocks", params(("person_id" = PersonId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "They aren't muted any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn unmute(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(person): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    accounts.lift_silence(&who, Silence::Mute, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::accounts::testing::{Client, Server};

    async fn listed(server: &Server, who: &Client, list: &str) -> Vec<Value> {
        let page = server.gets(200, &format!("GET /{list}"), &who.token, Value::Null).await;
        page["items"].as_array().unwrap().iter().map(|one| one["person"]["id"].clone()).collect()
    }

    fn of(list: &str, id: &Value) -> String {
        format!("/{list}/{}", id.as_str().unwrap())
    }

    #[tokio::test]
    async fn one_blocks_and_mutes_for_oneself_alone() {
        let server = Server::start().await;
        let [ana, bo, cleo] = [server.joins("ana").await, server.joins("bo").await, server.joins("cleo").await];
        for list in ["blocks", "mutes"] {
            let put = format!("PUT {}", of(list, &bo.id));
            let first = server.gets(200, &put, &ana.token, json!({})).await;
            assert_eq!((&first["person"]["username"], first.get("space_id")), (&json!("bo"), None));
            server.clock.advance(std::time::Duration::from_millis(5));
            assert_eq!(server.gets(200, &put, &ana.token, json!({})).await, first, "again is the same");
            server.gets(200, &format!("PUT {}", of(list, &cleo.id)), &ana.token, json!({})).await;
            assert_eq!(listed(&server, &ana, list).await, [cleo.id.clone(), bo.id.clone()], "the newest first");
            assert!(listed(&server, &bo, list).await.is_empty());
            let page = server.gets(200, &format!("GET /{list}?limit=1"), &ana.token, Value::Null).await;
            let rest = format!("GET /{list}?after={}", page["next"].as_str().unwrap());
            let rest = server.gets(200, &rest, &ana.token, Value::Null).await;
            assert_eq!((&rest["items"][0], &rest["next"]), (&first, &Value::Null));
            let delete = format!("DELETE {}", of(list, &bo.id));
            server.gets(404, &delete, &bo.token, Value::Null).await;
            server.gets(204, &delete, &ana.token, Value::Null).await;
            server.gets(404, &delete, &ana.token, Value::Null).await;
            assert_eq!(listed(&server, &ana, list).await, std::slice::from_ref(&cleo.id));
        }
    }

    #[tokio::test]
    async fn nobody_blocks_themselves_or_nobody() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        let put = |id: &Value| format!("PUT {}", of("blocks", id));
        let problem = server.gets(409, &put(&ana.id), &ana.token, json!({})).await;
        assert_eq!(problem["code"], "accounts.yourself");
        server.gets(409, &put(&ana.id), &ana.token, json!({ "space_id": ana.session })).await;
        server.gets(404, &put(&ana.session), &ana.token, json!({})).await;
        server.gets(404, &put(&ana.session), &ana.token, json!({ "space_id": ana.session })).await;
        server.gets(401, &put(&ana.session), "", json!({})).await;
        server.gets(400, &put(&ana.session), &ana.token, json!({ "space": 1 })).await;
    }

    #[tokio::test]
    async fn blocks_are_counted_and_exported() {
        let server = Server::set_up(|settings| settings.limits.blocks_per_account = 3, vec![]).await;
        let (ana, bo) = (server.joins("ana").await, server.joins("bo").await);
        let put = format!("PUT {}", of("blocks", &bo.id));
        for _ in 0..3 {
            server.gets(200, &put, &ana.token, json!({})).await;
        }
        let problem = server.gets(429, &put, &ana.token, json!({})).await;
        assert_eq!(problem["code"], "accounts.too_many_changes");
        server.gets(200, &format!("PUT {}", of("mutes", &ana.id)), &bo.token, json!({})).await;
        let export = server.gets(200, "GET /me/export", &ana.token, Value::Null).await;
        assert_eq!((&export["blocks"][0]["person_id"], &export["mutes"]), (&bo.id, &json!([])));
        let others = server.gets(200, "GET /me/export", &bo.token, Value::Null).await;
        assert_eq!(others["blocks"], json!([]), "who is blocked isn't told");
    }
}
