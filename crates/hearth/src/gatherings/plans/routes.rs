//! Settled plans over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::SignedIn;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::model::{GatheringId, GatheringView};
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(settle_gathering))
        .routes(routes!(reopen_gathering))
        .routes(routes!(cancel_gathering))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettleBody {
    /// When it takes place: one time to come or several, which don't overlap. A start without an offset is a time in the
    /// gathering's zone.
    #[schema(min_items = 1, max_items = 12)]
    sittings: Vec<WantedWindow>,
}

/// Says when it takes place, or that it does so at another time. All are asked again whether they come.
#[utoipa::path(post, path = "/gatherings/{id}/settle", tag = "gatherings", request_body = SettleBody,
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, settled.", body = GatheringView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn settle_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<SettleBody>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.settle(&who, id, &body.sittings).await?))
}

/// Takes answers again, be it closed, settled or cancelled. A time that there was is given up.
#[utoipa::path(post, path = "/gatherings/{id}/reopen", tag = "gatherings",
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, open.", body = GatheringView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn reopen_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.reopen(&who, id).await?))
}

/// It doesn't take place.
#[utoipa::path(post, path = "/gatherings/{id}/cancel", tag = "gatherings",
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, cancelled.", body = GatheringView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn cancel_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.cancel(&who, id).await?))
}
