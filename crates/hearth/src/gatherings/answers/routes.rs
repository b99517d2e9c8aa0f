//! Answers over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{AnswerView, AnsweredView, BudgetView, LocationView, Mood, WantedAnswer, WantedWindow};
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_answers)).routes(routes!(show_answer, put_answer, withdraw_answer))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAnswer)]
struct AnswerBody {
    /// The name of a time zone, like `Europe/Berlin`.
    #[schema(max_length = 64)]
    zone: String,
    /// When one can; none: never.
    #[schema(max_items = 500)]
    windows: Vec<WantedWindow>,
    mood: Option<Mood>,
    /// Shown to nobody else, as are mood, travel and location.
    budget: Option<BudgetView>,
    /// How far one would travel.
    #[schema(minimum = 0, maximum = 20000)]
    travel_km: Option<i64>,
    /// Kept to a tenth of a degree.
    location: Option<LocationView>,
    /// Whether budget, travel and location are kept for the next time. Not for guests.
    #[serde(default)]
    save: bool,
}

impl From<AnswerBody> for WantedAnswer {
    fn from(body: AnswerBody) -> Self {
        let AnswerBody { zone, windows, mood, budget, travel_km, location, save } = body;
        Self { zone, windows, mood, budget, travel_km, location, save }
    }
}

/// When those can who answered.
#[utoipa::path(get, path = "/gatherings/{id}/answers", tag = "gatherings",
    params(("id" = GatheringId, Path), PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of answers.", body = Page<AnsweredView>), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound, refusals::Invalid))]
async fn list_answers(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AnsweredView>>, Problem> {
    let limit = gatherings.page_sizes().limit(query.limit)?;
    Ok(Json(gatherings.answers(&caller, id, decode(query.after.as_deref())?, limit).await?))
}

/// One's own answer.
#[utoipa::path(get, path = "/gatherings/{id}/answer", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The answer.", body = AnswerView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show_answer(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<AnswerView>, Problem> {
    Ok(Json(gatherings.answer(&caller, id).await?))
}

/// Answer, or change one's answer. A member of the gathering's space takes part by it.
#[utoipa::path(put, path = "/gatherings/{id}/answer", tag = "gatherings", params(("id" = GatheringId, Path)),
    request_body = AnswerBody, security(("bearer" = [])),
    responses((status = 200, description = "The answer.", body = AnswerView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn put_answer(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<AnswerBody>,
) -> Result<Json<AnswerView>, Problem> {
    Ok(Json(gatherings.put_answer(&caller, id, body.into()).await?))
}

/// Take one's answer back.
#[utoipa::path(delete, path = "/gatherings/{id}/answer", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn withdraw_answer(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<StatusCode, Problem> {
    gatherings.withdraw(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
