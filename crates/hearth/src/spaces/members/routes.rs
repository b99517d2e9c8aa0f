//! Members, requests and bans over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{BanView, RequestView};
use super::service::Coming;
use crate::accounts::{PersonId, SignedIn};
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::model::{MemberView, Role, SpaceId, SpaceView};
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_members))
        .routes(routes!(give_role, remove_member_of_space))
        .routes(routes!(join_space))
        .routes(routes!(list_requests))
        .routes(routes!(approve_request, drop_request))
        .routes(routes!(list_bans))
        .routes(routes!(ban_from_space, unban_from_space))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JoinBody {
    /// Whether one promises to keep to the rules of the space; needed where there are any.
    #[serde(default)]
    accept_rules: bool,
    /// For the admins, where they decide.
    #[serde(default)]
    #[schema(max_length = 500, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    message: String,
    /// The pseudonym under which one is there; nothing: under the account's own name.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    display_name: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SpaceRoleBody {
    role: Role,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BanBody {
    #[serde(default)]
    #[schema(max_length = 500, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    reason: String,
    /// Null: for good.
    until: Option<Time>,
}

/// The members of a space, for its members.
#[utoipa::path(get, path = "/spaces/{id}/members", tag = "spaces", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of members.", body = Page<MemberView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_members(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MemberView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.members(&who, id, after, limit).await?))
}

/// Give a member another role. Giving `owner` hands the ownership over.
#[utoipa::path(put, path = "/spaces/{id}/members/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), request_body = SpaceRoleBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The member.", body = MemberView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn give_role(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
    Json(body): Json<SpaceRoleBody>,
) -> Result<Json<MemberView>, Problem> {
    Ok(Json(spaces.give(&who, id, shown, body.role).await?))
}

/// Remove a member, or leave (with one's own id); out of the space's chats too. An owner hands the ownership over first.
#[utoipa::path(delete, path = "/spaces/{id}/members/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "No member any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn remove_member_of_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
) -> Result<StatusCode, Problem> {
    spaces.remove_member(&who, id, shown).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Join a community, or ask to where its admins decide: `me.standing` of the answer says which.
#[utoipa::path(post, path = "/spaces/{id}/join", tag = "spaces", params(("id" = SpaceId, Path)),
    request_body = JoinBody, security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn join_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Json(body): Json<JoinBody>,
) -> Result<Json<SpaceView>, Problem> {
    let JoinBody { accept_rules, message, display_name } = body;
    Ok(Json(spaces.join(&who, id, Coming { accept_rules, display_name }, &message).await?))
}

/// Who asked to join, for the admins of the space.
#[utoipa::path(get, path = "/spaces/{id}/requests", tag = "spaces", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of requests.", body = Page<RequestView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_requests(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<RequestView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.requests(&who, id, after, limit).await?))
}

/// Let in who asked to join.
#[utoipa::path(put, path = "/spaces/{id}/requests/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The new member.", body = MemberView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn approve_request(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
) -> Result<Json<MemberView>, Problem> {
    Ok(Json(spaces.approve(&who, id, shown).await?))
}

/// Decline a request, or take one's own back (with one's own id).
#[utoipa::path(delete, path = "/spaces/{id}/requests/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "There is no request any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn drop_request(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
) -> Result<StatusCode, Problem> {
    spaces.drop_request(&who, id, shown).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who may not be a member, for the admins of the space.
#[utoipa::path(get, path = "/spaces/{id}/bans", tag = "spaces", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of bans.", body = Page<BanView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_bans(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<BanView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.bans(&who, id, after, limit).await?))
}

/// Keep an account out of a space and of its chats: a member is removed, and nobody comes in until it is over.
#[utoipa::path(put, path = "/spaces/{id}/bans/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), request_body = BanBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The ban.", body = BanView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn ban_from_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
    Json(body): Json<BanBody>,
) -> Result<Json<BanView>, Problem> {
    Ok(Json(spaces.ban(&who, id, shown, &body.reason, body.until).await?))
}

/// End a ban.
#[utoipa::path(delete, path = "/spaces/{id}/bans/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "There is no ban any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn unban_from_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
) -> Result<StatusCode, Problem> {
    spaces.unban(&who, id, shown).await?;
    Ok(StatusCode::NO_CONTENT)
}
