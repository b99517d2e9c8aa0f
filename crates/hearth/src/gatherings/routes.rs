//! Gatherings over HTTP.

use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::attendees::routes::InvitedBody;
use super::error::GatheringError;
use super::guests::Caller;
use super::model::{GatheringId, GatheringView, PlanChange, ProposedView};
use super::proposals::WantedGathering;
use super::service::Gatherings;
use super::{answers, attendees, availability, board, calendar, guests, plans, polls, rsvps};
use crate::accounts::SignedIn;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode};
use crate::spaces::SpaceId;

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Gatherings`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(propose_gathering, list_gatherings))
        .routes(routes!(show_gathering, change_gathering, delete_gathering))
        .routes(routes!(close_gathering))
        .merge(plans::routes::router())
        .merge(rsvps::routes::router())
        .merge(polls::routes::router())
        .merge(calendar::routes::router())
        .merge(attendees::routes::router())
        .merge(answers::routes::router())
        .merge(guests::routes::router())
        .merge(availability::routes::router())
        .merge(board::routes::router())
}

/// The proof for what guests may do, too: `Authorization: Bearer …` with an access token, or a guest's own.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let gatherings = parts.extensions.get::<Gatherings>().ok_or_else(Problem::failed)?.clone();
        let bearer = parts.headers.typed_get::<Authorization<Bearer>>().ok_or(GatheringError::NotSignedIn)?;
        match gatherings.guest(bearer.token()).await? {
            Some(guest) => Ok(Self::Guest(guest)),
            None => Ok(Self::Account(SignedIn::from_request_parts(parts, state).await?)),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGatheringBody {
    /// For the members of this space, one of one's own; nothing: for those alone who are invited, or have its link.
    space_id: Option<SpaceId>,
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    title: String,
    /// Markdown.
    #[schema(max_length = 10000, pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$")]
    description: Option<String>,
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    place: Option<String>,
    #[schema(pattern = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    first_day: String,
    /// The 62nd at most; not past, and at most two years ahead.
    #[schema(pattern = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    last_day: String,
    /// The name of a time zone, like `Europe/Berlin`.
    #[schema(max_length = 64)]
    zone: String,
    /// How long it lasts at least, each time.
    #[schema(minimum = 5, maximum = 20160)]
    minutes: i64,
    /// How many times it takes place.
    #[schema(minimum = 1, maximum = 12)]
    sittings: Option<i64>,
    /// Only this part of each day counts, by the clock on the wall. Ends on the day after, unless it ends later than it
    /// begins.
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    daily_from: Option<String>,
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    daily_until: Option<String>,
    /// No answers from then on.
    deadline: Option<Time>,
    /// How many can come.
    #[schema(minimum = 1, maximum = 100_000)]
    capacity: Option<i64>,
    /// What budgets are counted in (ISO 4217).
    #[schema(pattern = r"^[A-Z]{3}$")]
    currency: Option<String>,
    #[serde(default)]
    #[schema(max_items = 100)]
    invite: Vec<InvitedBody>,
}

/// What is given is changed; `null` takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GatheringChangeBody {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    title: Option<String>,
    #[schema(max_length = 10000, pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$")]
    description: Option<String>,
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    place: Option<String>,
    #[schema(pattern = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    first_day: Option<String>,
    #[schema(pattern = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    last_day: Option<String>,
    #[schema(max_length = 64)]
    zone: Option<String>,
    #[schema(minimum = 5, maximum = 20160)]
    minutes: Option<i64>,
    #[schema(minimum = 1, maximum = 12)]
    sittings: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    daily_from: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    daily_until: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Time>)]
    deadline: Option<Option<Time>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 100_000)]
    capacity: Option<Option<i64>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = r"^[A-Z]{3}$")]
    currency: Option<Option<String>>,
}

/// Tells `null` from nothing.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<NewGatheringBody> for WantedGathering {
    fn from(body: NewGatheringBody) -> Self {
        let plan = PlanChange {
            title: Some(body.title),
            description: body.description,
            place: body.place,
            first_day: Some(body.first_day),
            last_day: Some(body.last_day),
            zone: Some(body.zone),
            minutes: Some(body.minutes),
            sittings: body.sittings,
            daily_from: Some(body.daily_from),
            daily_until: Some(body.daily_until),
            deadline: Some(body.deadline),
            capacity: Some(body.capacity),
            currency: Some(body.currency),
        };
        let invite = body.invite.into_iter().map(|one| (one.account_id, one.required)).collect();
        Self { space: body.space_id, plan, invite }
    }
}

impl From<GatheringChangeBody> for PlanChange {
    fn from(body: GatheringChangeBody) -> Self {
        let GatheringChangeBody { title, description, place, first_day, last_day, zone, minutes, .. } = body;
        let GatheringChangeBody { sittings, daily_from, daily_until, deadline, capacity, currency, .. } = body;
        Self {
            title,
            description,
            place,
            first_day,
            last_day,
            zone,
            minutes,
            sittings,
            daily_from,
            daily_until,
            deadline,
            capacity,
            currency,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// All of a space, instead of those that one takes part in.
    space_id: Option<SpaceId>,
    /// true: those that took place, were cancelled, or whose days are over, instead of the others.
    past: Option<bool>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Propose a gathering. One is its host.
#[utoipa::path(post, path = "/gatherings", tag = "gatherings", request_body = NewGatheringBody,
    security(("bearer" = [])),
    responses((status = 201, description = "The gathering, and its link, which isn't shown again.", body = ProposedView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound,
        refusals::Invalid))]
async fn propose_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Json(body): Json<NewGatheringBody>,
) -> Result<Response, Problem> {
    let proposed = gatherings.propose(&who, body.into()).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(proposed)).into_response())
}

/// The gatherings that one takes part in, or all of a space; the newest first.
#[utoipa::path(get, path = "/gatherings", tag = "gatherings", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of gatherings.", body = Page<GatheringView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_gatherings(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<GatheringView>>, Problem> {
    let limit = gatherings.page_sizes().limit(query.limit)?;
    let (past, after) = (query.past.unwrap_or_default(), decode(query.after.as_deref())?);
    Ok(Json(gatherings.list(&who, query.space_id, past, after, limit).await?))
}

/// One gathering.
#[utoipa::path(get, path = "/gatherings/{id}", tag = "gatherings",
    params(("id" = GatheringId, Path), ("if-none-match" = Option<String>, Header, description = "The `ETag` of an earlier answer.")),
    security(("bearer" = [])),
    responses((status = 200, description = "The gathering; the header ETag changes whenever it does.", body = GatheringView),
        (status = 304, description = "It is as it was."), refusals::Usual, refusals::NotSignedIn, refusals::NotFound))]
async fn show_gathering(
    caller: Caller,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = gatherings.gathering(&caller, id).await?;
    let tag = view.tag();
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let caching = [(header::ETAG, tag), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    Ok(if known { (StatusCode::NOT_MODIFIED, caching).into_response() } else { (caching, Json(view)).into_response() })
}

/// Change what is planned. For the host and the admins of the space.
#[utoipa::path(patch, path = "/gatherings/{id}", tag = "gatherings", params(("id" = GatheringId, Path)),
    request_body = GatheringChangeBody, security(("bearer" = [])),
    responses((status = 200, description = "The gathering.", body = GatheringView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn change_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
    Json(body): Json<GatheringChangeBody>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.change(&who, id, body.into()).await?))
}

/// Delete a gathering, for everybody, with its answers and its group. For the host and the admins of the space.
#[utoipa::path(delete, path = "/gatherings/{id}", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound))]
async fn delete_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<StatusCode, Problem> {
    gatherings.delete(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take no more answers. For the host and the admins of the space.
#[utoipa::path(post, path = "/gatherings/{id}/close", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The gathering.", body = GatheringView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn close_gathering(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Json<GatheringView>, Problem> {
    Ok(Json(gatherings.close(&who, id).await?))
}

impl From<GatheringError> for Problem {
    fn from(error: GatheringError) -> Self {
        use StatusCode as S;
        let detail = error.to_string();
        let refused = |status, code| Problem::new(status, code, detail);
        match error {
            GatheringError::NotSignedIn => refused(S::UNAUTHORIZED, "accounts.not_signed_in"),
            GatheringError::NoSuchGathering => refused(S::NOT_FOUND, "gatherings.no_such_gathering"),
            GatheringError::NoSuchAttendee => refused(S::NOT_FOUND, "gatherings.no_such_attendee"),
            GatheringError::NoSuchCode => refused(S::NOT_FOUND, "gatherings.no_such_code"),
            GatheringError::NothingSaved => refused(S::NOT_FOUND, "gatherings.nothing_saved"),
            GatheringError::NoCalendar => refused(S::NOT_FOUND, "gatherings.no_calendar"),
            GatheringError::NotAllowed => refused(S::FORBIDDEN, "gatherings.not_allowed"),
            GatheringError::Closed => refused(S::CONFLICT, "gatherings.closed"),
            GatheringError::NotSettled => refused(S::CONFLICT, "gatherings.not_settled"),
            GatheringError::Settled => refused(S::CONFLICT, "gatherings.settled"),
            GatheringError::Cancelled => refused(S::CONFLICT, "gatherings.cancelled"),
            GatheringError::CancelFirst => refused(S::CONFLICT, "gatherings.cancel_first"),
            GatheringError::Full => refused(S::CONFLICT, "gatherings.full"),
            GatheringError::NoPoll => refused(S::CONFLICT, "gatherings.no_poll"),
            GatheringError::TooFast { wait_seconds } => Problem::too_many("gatherings.too_many", wait_seconds),
            GatheringError::Invalid(fields) => Problem::invalid(
                fields
                    .into_iter()
                    .map(|part| FieldError::new(part.field, part.wrong.code, part.wrong.allowed))
                    .collect(),
            ),
            GatheringError::Space(error) => error.into(),
            GatheringError::NotPermitted(refused) => refused.into(),
            GatheringError::Screened(refusal) => refusal.into(),
            GatheringError::Store(error) => error.into(),
        }
    }
}
