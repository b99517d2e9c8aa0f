//! Comments over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CommentId, CommentView};
use crate::accounts::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::shares::model::ShareId;
use crate::shares::service::Shares;
use crate::spaces::SpaceId;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(comment, list_comments)).routes(routes!(edit_comment, delete_comment))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentBody {
    /// Markdown. 1 to 10,000 characters (as the server is set), not only white space.
    #[schema(
        min_length = 1,
        max_length = 10000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCommentBody {
    /// Markdown. 1 to 10,000 characters (as the server is set), not only white space.
    #[schema(
        min_length = 1,
        max_length = 10000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
    /// After the answer `moderation.please_reconsider`: that one means it so.
    #[serde(default)]
    confirmed: bool,
}

/// Say something under a share.
#[utoipa::path(post, path = "/spaces/{id}/shares/{share_id}/comments", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path)), request_body = NewCommentBody,
    security(("bearer" = [])),
    responses((status = 201, description = "The comment.", body = CommentView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn comment(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share)): Path<(SpaceId, ShareId)>,
    Json(body): Json<NewCommentBody>,
) -> Result<(StatusCode, Json<CommentView>), Problem> {
    Ok((StatusCode::CREATED, Json(shares.comment(&who, id, share, &body.text, body.confirmed).await?)))
}

/// The comments of a share, the oldest first.
#[utoipa::path(get, path = "/spaces/{id}/shares/{share_id}/comments", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path), PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of comments.", body = Page<CommentView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_comments(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share)): Path<(SpaceId, ShareId)>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<CommentView>>, Problem> {
    let limit = shares.page_sizes().limit(query.limit)?;
    Ok(Json(shares.comments(&who, id, share, decode(query.after.as_deref())?, limit).await?))
}

/// Change one's own comment.
#[utoipa::path(patch, path = "/spaces/{id}/shares/{share_id}/comments/{comment_id}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path), ("comment_id" = CommentId, Path)),
    request_body = CommentBody, security(("bearer" = [])),
    responses((status = 200, description = "The comment.", body = CommentView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn edit_comment(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share, comment)): Path<(SpaceId, ShareId, CommentId)>,
    Json(body): Json<CommentBody>,
) -> Result<Json<CommentView>, Problem> {
    Ok(Json(shares.edit_comment(&who, id, share, comment, &body.text).await?))
}

/// Delete one's own comment (or, as an admin of the space, anybody's).
#[utoipa::path(delete, path = "/spaces/{id}/shares/{share_id}/comments/{comment_id}", tag = "shares",
    params(("id" = SpaceId, Path), ("share_id" = ShareId, Path), ("comment_id" = CommentId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound))]
async fn delete_comment(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path((id, share, comment)): Path<(SpaceId, ShareId, CommentId)>,
) -> Result<StatusCode, Problem> {
    shares.delete_comment(&who, id, share, comment).await?;
    Ok(StatusCode::NO_CONTENT)
}
