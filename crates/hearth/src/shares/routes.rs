//! Shares over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ShareError;
use super::model::{ShareId, ShareView};
use super::service::Shares;
use super::{comments, gallery};
use crate::accounts::SignedIn;
use crate::media::Wanted;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::SpaceId;

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Shares`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(post_share, list_shares))
        .routes(routes!(show_share, edit_share, delete_share))
        .routes(routes!(react_to_share, unreact_to_share))
        .merge(comments::routes::router())
        .merge(gallery::routes::router())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewShareBody {
    /// Markdown, up to 10,000 characters (as the server is set). Must be given where there are no pictures.
    #[schema(max_length = 10000, pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$")]
    #[serde(default)]
    text: String,
    /// Pictures, in their order.
    #[serde(default)]
    #[schema(max_items = 10)]
    pictures: Vec<Wanted>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EditShareBody {
    /// Not given: as it was. Empty: none, where there are pictures.
    #[schema(max_length = 10000, pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$")]
    text: Option<String>,
    /// Not given: as they were. Else all that are shown from now on, in their order: those that are shown already may be
    /// among them, with another caption, and those that are left out are gone.
    #[schema(max_items = 10)]
    pictures: Option<Vec<Wanted>>,
}

/// Post in a space: text, pictures, or both.
#[utoipa::path(post, path = "/spaces/{id}/shares", tag = "shares", params(("id" = SpaceId, Path)),
    request_body = NewShareBody, security(("bearer" = [])),
    responses((status = 201, description = "The share.", body = ShareView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn post_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path(id): Path<SpaceId>,
    Json(body): Json<NewShareBody>,
) -> Result<(StatusCode, Json<ShareView>), Problem> {
    Ok((StatusCode::CREATED, Json(shares.post(&who, id, &body.text, body.pictures).await?)))
}

/// The shares of a space, the newest first.
#[utoipa::path(get, path = "/spaces/{id}/shares", tag = "shares", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of shares.", body = Page<ShareView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_shares(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ShareView>>, Problem> {
    let limit = shares.page_sizes().limit(query.limit)?;
    Ok(Json(shares.list(&who, id, decode(query.after.as_deref())?, limit).await?))
}

/// One share.
#[utoipa::path(get, path = "/spaces/{id}/shares/{share_id}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The share.", body = ShareView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn show_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share)): Path<(SpaceId, ShareId)>,
) -> Result<Json<ShareView>, Problem> {
    Ok(Json(shares.share(&who, id, share).await?))
}

/// Change one's own share: its text, its pictures, or both.
#[utoipa::path(patch, path = "/spaces/{id}/shares/{share_id}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path)), request_body = EditShareBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The share.", body = ShareView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn edit_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share)): Path<(SpaceId, ShareId)>,
    Json(body): Json<EditShareBody>,
) -> Result<Json<ShareView>, Problem> {
    Ok(Json(shares.edit(&who, id, share, body.text.as_deref(), body.pictures).await?))
}

/// Delete one's own share (or, as an admin of the space, anybody's), with its pictures, comments and reactions.
#[utoipa::path(delete, path = "/spaces/{id}/shares/{share_id}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound))]
async fn delete_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share)): Path<(SpaceId, ShareId)>,
) -> Result<StatusCode, Problem> {
    shares.delete(&who, id, share).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// React with an emoji.
#[utoipa::path(put, path = "/spaces/{id}/shares/{share_id}/reactions/{emoji}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path), ("emoji" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The share.", body = ShareView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn react_to_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share, emoji)): Path<(SpaceId, ShareId, String)>,
) -> Result<Json<ShareView>, Problem> {
    Ok(Json(shares.react(&who, id, share, &emoji, true).await?))
}

/// Take a reaction back.
#[utoipa::path(delete, path = "/spaces/{id}/shares/{share_id}/reactions/{emoji}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path), ("emoji" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The share.", body = ShareView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn unreact_to_share(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share, emoji)): Path<(SpaceId, ShareId, String)>,
) -> Result<Json<ShareView>, Problem> {
    Ok(Json(shares.react(&who, id, share, &emoji, false).await?))
}

impl From<ShareError> for Problem {
    fn from(error: ShareError) -> Self {
        let detail = error.to_string();
        let refused = |status, code| Problem::new(status, code, detail);
        match error {
            ShareError::NoSuchShare => refused(StatusCode::NOT_FOUND, "shares.no_such_share"),
            ShareError::NoSuchComment => refused(StatusCode::NOT_FOUND, "shares.no_such_comment"),
            ShareError::NotPermitted(refused) => refused.into(),
            ShareError::NotYours => refused(StatusCode::FORBIDDEN, "shares.not_yours"),
            ShareError::TooManyReactions => refused(StatusCode::CONFLICT, "shares.too_many_reactions"),
            ShareError::QuotaReached => refused(StatusCode::CONFLICT, "shares.quota_reached"),
            ShareError::Unfit(unfit) => unfit.problem("pictures"),
            ShareError::TooFast { wait_seconds } => Problem::too_many("shares.too_many", wait_seconds),
            ShareError::Invalid(fields) => Problem::invalid(
                fields.into_iter().map(|one| FieldError::new(one.field, one.code, one.allowed)).collect(),
            ),
            ShareError::Space(error) => error.into(),
            ShareError::Store(error) => error.into(),
        }
    }
}
