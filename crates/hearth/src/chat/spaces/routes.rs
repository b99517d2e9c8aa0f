//! Groups in spaces over HTTP.

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::SignedIn;
use crate::chat::model::{ChatId, ChatView};
use crate::chat::service::Chats;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::SpaceId;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_chats_in_space)).routes(routes!(join_chat))
}

/// The groups in a space that one is in (with `me`) or may join, the oldest first. For its members.
#[utoipa::path(get, path = "/spaces/{id}/chats", tag = "chats", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of chats.", body = Page<ChatView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_chats_in_space(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ChatView>>, Problem> {
    let limit = chats.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(chats.in_space(&who, id, after, limit).await?))
}

/// Join an open group of a space that one is a member of.
#[utoipa::path(post, path = "/chats/{id}/join", tag = "chats", params(("id" = ChatId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The chat.", body = ChatView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn join_chat(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
) -> Result<Json<ChatView>, Problem> {
    Ok(Json(chats.join(&who, id).await?))
}
