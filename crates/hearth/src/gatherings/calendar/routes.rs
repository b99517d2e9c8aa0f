//! Calendars over HTTP.

use axum::Extension;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::SignedIn;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(gathering_calendar))
        .routes(routes!(calendar_since, open_calendar, close_calendar))
        .routes(routes!(fetch_calendar))
}

#[derive(Serialize, ToSchema)]
struct CalendarSince {
    /// When its address was made.
    created_at: Time,
}

#[derive(Serialize, ToSchema)]
struct CalendarAddress {
    /// For calendar programs, which need no token there. It isn't shown again.
    address: String,
}

/// A calendar's text, under a name by which it may be kept.
type File = ([(HeaderName, String); 3], String);

fn file(name: &str, text: String) -> File {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    (headers, text)
}

/// The settled plan, for calendars (RFC 5545): an entry for each time at which it takes place, and those that are off.
#[utoipa::path(get, path = "/gatherings/{id}/calendar.ics", tag = "gatherings",
    params(("id" = GatheringId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The plan.", body = String, content_type = "text/calendar"),
        refusals::Usual, refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn gathering_calendar(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<File, Problem> {
    Ok(file("gathering", gatherings.calendar(&caller, id).await?))
}

/// Since when one's calendar has an address.
#[utoipa::path(get, path = "/me/calendar", tag = "gatherings", security(("bearer" = [])),
    responses((status = 200, description = "It has one.", body = CalendarSince), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn calendar_since(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
) -> Result<Json<CalendarSince>, Problem> {
    Ok(Json(CalendarSince { created_at: gatherings.calendar_since(&who).await? }))
}

/// A private address at which calendar programs find all that one may come to. The former one leads nowhere any more.
#[utoipa::path(post, path = "/me/calendar", tag = "gatherings",
    security(("bearer" = [])),
    responses((status = 201, description = "The address.", body = CalendarAddress), refusals::Usual,
        refusals::NotSignedIn))]
async fn open_calendar(who: SignedIn, Extension(gatherings): Extension<Gatherings>) -> Result<Response, Problem> {
    let address = Json(CalendarAddress { address: gatherings.open_calendar(&who).await? });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], address).into_response())
}

/// One's calendar has no address any more.
#[utoipa::path(delete, path = "/me/calendar", tag = "gatherings",
    security(("bearer" = [])),
    responses((status = 204, description = "Done."), refusals::Usual, refusals::NotSignedIn, refusals::NotFound))]
async fn close_calendar(who: SignedIn, Extension(gatherings): Extension<Gatherings>) -> Result<StatusCode, Problem> {
    gatherings.close_calendar(&who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The calendar of an account, at its private address. Whoever has the address may read it.
#[utoipa::path(get, path = "/calendars/{file}", tag = "gatherings",
    params(("file" = String, Path, description = "The secret, and `.ics`.")),
    responses((status = 200, description = "The calendar.", body = String, content_type = "text/calendar"),
        refusals::Usual, refusals::NotFound))]
async fn fetch_calendar(
    Extension(gatherings): Extension<Gatherings>,
    Path(file): Path<String>,
) -> Result<File, Problem> {
    let secret = file.strip_suffix(".ics").unwrap_or_default();
    Ok(self::file("hearth", gatherings.calendar_at(secret).await?))
}
