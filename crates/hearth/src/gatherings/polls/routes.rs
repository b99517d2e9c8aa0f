//! Polls over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Cast;
use crate::accounts::SignedIn;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{GatheringId, GatheringView};
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(put_gathering_poll, remove_gathering_poll)).routes(routes!(vote_in_gathering))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PollBody {
    /// Two to twenty times to come. A start without an offset is a time in the gathering's zone.
    #[schema(min_items = 2, max_items = 20)]
    candidates: Vec<WantedWindow>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VotesBody {
    /// At most one for each candidate; none takes the vote back.
    #[schema(max_items = 20)]
    votes: Vec<Cast>,
}

/// Puts times up to be voted on, in place of those before and what was voted for them.
#[utoipa::path(put, path = "/gatherings/{id}/poll", tag = "gatherings", request_body = PollBody,
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, with its poll.", body = GatheringView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn put_gathering_poll(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<PollBody>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.put_poll(&who, id, Some(body.candidates)).await?))
}

/// Takes the poll away.
#[utoipa::path(delete, path = "/gatherings/{id}/poll", tag = "gatherings",
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, without a poll.", body = GatheringView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn remove_gathering_poll(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.put_poll(&who, id, None).await?))
}

/// Votes for times that were put up, in place of what one voted before.
#[utoipa::path(put, path = "/gatherings/{id}/votes", tag = "gatherings", request_body = VotesBody,
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The gathering, with what was voted.", body = GatheringView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn vote_in_gathering(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<VotesBody>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.vote(&caller, id, body.votes).await?))
}
