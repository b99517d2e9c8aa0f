//! Attendees over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{AttendeeId, AttendeeView};
use crate::accounts::{PersonId, SignedIn};
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_attendees, invite_attendee))
        .routes(routes!(require_attendee, remove_attendee))
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InvitedToGathering)]
pub(in crate::gatherings) struct InvitedBody {
    /// As they are shown in the space; where it is in none, the account.
    pub(in crate::gatherings) account_id: PersonId,
    /// Whether the others need them to be able to come; yes, where nothing is said.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub(in crate::gatherings) required: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AttendeeChange)]
struct RequireBody {
    /// Whether the others need them to be able to come.
    required: bool,
}

/// Those who take part, the oldest first.
#[utoipa::path(get, path = "/gatherings/{id}/attendees", tag = "gatherings",
    params(("id" = GatheringId, Path), PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of attendees.", body = Page<AttendeeView>), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound, refusals::Invalid))]
async fn list_attendees(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AttendeeView>>, Problem> {
    let limit = gatherings.page_sizes().limit(query.limit)?;
    Ok(Json(gatherings.attendees(&caller, id, decode(query.after.as_deref())?, limit).await?))
}

/// Invite somebody: they take part then. For the host and the admins of the space.
#[utoipa::path(post, path = "/gatherings/{id}/attendees", tag = "gatherings", params(("id" = GatheringId, Path)),
    request_body = InvitedBody, security(("bearer" = [])),
    responses((status = 201, description = "The attendee.", body = AttendeeView),
        (status = 200, description = "They take part already.", body = AttendeeView), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict,
        refusals::Invalid))]
async fn invite_attendee(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<InvitedBody>,
) -> Result<(StatusCode, Json<AttendeeView>), Problem> {
    let (attendee, new) = gatherings.invite(&who, id, body.account_id, body.required).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Json(attendee)))
}

/// Say whether the others need somebody to be able to come. For the host and the admins of the space.
#[utoipa::path(patch, path = "/gatherings/{id}/attendees/{attendee_id}", tag = "gatherings",
    params(("id" = GatheringId, Path), ("attendee_id" = AttendeeId, Path)), request_body = RequireBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The attendee.", body = AttendeeView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn require_attendee(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path((id, attendee)): Path<(GatheringId, AttendeeId)>,
    Json(body): Json<RequireBody>,
) -> Result<Json<AttendeeView>, Problem> {
    Ok(Json(gatherings.require(&who, id, attendee, body.required).await?))
}

/// Take somebody out; oneself: leave. What they answered goes with them. When the host leaves, who has been there longest
/// is it; when no account is left, the gathering is gone.
#[utoipa::path(delete, path = "/gatherings/{id}/attendees/{attendee_id}", tag = "gatherings",
    params(("id" = GatheringId, Path), ("attendee_id" = AttendeeId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "They take no part any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn remove_attendee(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path((id, attendee)): Path<(GatheringId, AttendeeId)>,
) -> Result<StatusCode, Problem> {
    gatherings.remove_attendee(&caller, id, attendee).await?;
    Ok(StatusCode::NO_CONTENT)
}
