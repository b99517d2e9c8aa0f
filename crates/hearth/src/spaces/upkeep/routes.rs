//! Spaces and what is stored, as admins see them, over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{HeldView, Storage};
use crate::accounts::Confirmed;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::model::SpaceId;
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_all_spaces)).routes(routes!(close_space)).routes(routes!(storage))
}

/// All spaces. For who may manage accounts; what private ones are called isn't told.
#[utoipa::path(get, path = "/admin/spaces", tag = "admin", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of spaces, the newest first.", body = Page<HeldView>),
        refusals::Usual, refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_all_spaces(
    who: Confirmed,
    Extension(spaces): Extension<Spaces>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<HeldView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let page = spaces.overviews(&who, decode(query.after.as_deref())?, limit).await?;
    Ok(Json(page.map(HeldView::from)))
}

/// Delete a space for everybody, with all that is in it, whoever owns it. It can't be undone.
#[utoipa::path(delete, path = "/admin/spaces/{id}", tag = "admin", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn close_space(
    who: Confirmed,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<StatusCode, Problem> {
    spaces.close(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How much is stored, and where most of it. For who may manage accounts.
#[utoipa::path(get, path = "/admin/storage", tag = "admin", security(("bearer" = [])),
    responses((status = 200, description = "In bytes.", body = Storage), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden))]
async fn storage(who: Confirmed, Extension(spaces): Extension<Spaces>) -> Result<Json<Storage>, Problem> {
    Ok(Json(spaces.storage(&who).await?))
}
