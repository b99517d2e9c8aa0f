//! The gallery over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CountView, HungView};
use crate::accounts::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode};
use crate::shares::service::Shares;
use crate::spaces::SpaceId;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(gallery)).routes(routes!(gallery_months))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GalleryQuery {
    /// Only those of this month, in UTC.
    #[param(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// All pictures that the shares of a space show, those of the newest share first.
#[utoipa::path(get, path = "/spaces/{id}/gallery", tag = "shares", params(("id" = SpaceId, Path), GalleryQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of pictures.", body = Page<HungView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn gallery(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path(id): Path<SpaceId>,
    Query(query): Query<GalleryQuery>,
) -> Result<Json<Page<HungView>>, Problem> {
    let limit = shares.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(shares.gallery(&who, id, query.month.as_deref(), after, limit).await?))
}

/// How many pictures the gallery has of each month, the newest first; of months without any, nothing.
#[utoipa::path(get, path = "/spaces/{id}/gallery/months", tag = "shares", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The months.", body = Vec<CountView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn gallery_months(
    who: SignedIn,
    Extension(shares): Extension<Shares>,
    Path(id): Path<SpaceId>,
) -> Result<Json<Vec<CountView>>, Problem> {
    Ok(Json(shares.gallery_months(&who, id).await?))
}
