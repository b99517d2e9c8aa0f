//! Levels of spaces over HTTP.

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{LevelBody, LevelView};
use crate::accounts::SignedIn;
use crate::notifications::service::Notifications;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::SpaceId;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(attend_space)).routes(routes!(list_space_levels))
}

/// Choose how much one wants to be told of a space, with its chats; `nothing` mutes it.
#[utoipa::path(put, path = "/spaces/{id}/level", tag = "notifications", params(("id" = SpaceId, Path)),
    request_body = LevelBody, security(("bearer" = [])),
    responses((status = 200, description = "What holds now.", body = LevelView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn attend_space(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Path(id): Path<SpaceId>,
    Json(body): Json<LevelBody>,
) -> Result<Json<LevelView>, Problem> {
    Ok(Json(notifications.attend_space(&who, id, body).await?))
}

/// The spaces of which one wants to be told less than all. Of a chat, its own view says so.
#[utoipa::path(get, path = "/me/levels", tag = "notifications", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of levels, by space.", body = Page<LevelView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_space_levels(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<LevelView>>, Problem> {
    let limit = notifications.page_sizes().limit(query.limit)?;
    Ok(Json(notifications.space_levels(&who, decode(query.after.as_deref())?, limit).await?))
}
