//! RSVPs over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::gatherings::attendees::{AttendeeView, Rsvp};
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(respond_to_gathering))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WantedRsvp {
    Yes,
    Maybe,
    No,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RsvpBody {
    rsvp: WantedRsvp,
}

/// Says whether one comes. Where there is no room for a `yes`, one waits for a place: `waiting`.
#[utoipa::path(put, path = "/gatherings/{id}/rsvp", tag = "gatherings", request_body = RsvpBody,
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "Noted.", body = AttendeeView), refusals::Usual, refusals::BadBody, refusals::NotSignedIn,
        refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn respond_to_gathering(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<RsvpBody>,
) -> Result<Json<AttendeeView>, Problem> {
    let rsvp = match body.rsvp {
        WantedRsvp::Yes => Rsvp::Yes,
        WantedRsvp::Maybe => Rsvp::Maybe,
        WantedRsvp::No => Rsvp::No,
    };
    Ok(Json(gatherings.respond(&caller, id, rsvp).await?))
}
