//! What is saved, over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{AvailabilityView, SuggestionView};
use crate::accounts::SignedIn;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(show_availability, keep_availability, forget_availability))
        .routes(routes!(suggest_answer))
}

/// When one usually can, as one has saved it.
#[utoipa::path(get, path = "/me/availability", tag = "gatherings", security(("bearer" = [])),
    responses((status = 200, description = "What is saved.", body = AvailabilityView), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn show_availability(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
) -> Result<Json<AvailabilityView>, Problem> {
    Ok(Json(gatherings.availability(&who).await?))
}

/// Save when one usually can, in place of what was saved before.
#[utoipa::path(put, path = "/me/availability", tag = "gatherings", request_body = AvailabilityView,
    security(("bearer" = [])),
    responses((status = 200, description = "What is saved.", body = AvailabilityView), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Invalid))]
async fn keep_availability(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Json(body): Json<AvailabilityView>,
) -> Result<Json<AvailabilityView>, Problem> {
    Ok(Json(gatherings.keep_availability(&who, body).await?))
}

/// Forget what is saved.
#[utoipa::path(delete, path = "/me/availability", tag = "gatherings", security(("bearer" = [])),
    responses((status = 204, description = "Nothing is saved."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn forget_availability(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
) -> Result<StatusCode, Problem> {
    gatherings.forget_availability(&who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What one has saved, laid on the days of a gathering, to begin an answer with.
#[utoipa::path(get, path = "/gatherings/{id}/suggestion", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "What one might answer.", body = SuggestionView), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn suggest_answer(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<SuggestionView>, Problem> {
    Ok(Json(gatherings.suggestion(&who, id).await?))
}
