//! Times and statistics over HTTP.

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::TimesView;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::gatherings::statistics::StatisticsView;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(show_times)).routes(routes!(show_statistics))
}

/// When everybody can, and what comes nearest.
#[utoipa::path(get, path = "/gatherings/{id}/times", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The times.", body = TimesView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show_times(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<std::sync::Arc<TimesView>>, Problem> {
    Ok(Json(gatherings.times(&caller, id).await?))
}

/// Mood, budget, travel and where to meet, in aggregate: never of fewer than three people, and never changed by fewer.
#[utoipa::path(get, path = "/gatherings/{id}/statistics", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "What is published.", body = StatisticsView), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn show_statistics(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<StatisticsView>, Problem> {
    Ok(Json(gatherings.statistics(&caller, id).await?))
}
