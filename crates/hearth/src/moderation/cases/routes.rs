//! The queue over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CaseView, DetailsView, Found, Revealed};
use crate::accounts::SignedIn;
use crate::moderation::model::{CaseId, Kind, Reason, State};
use crate::moderation::service::Moderation;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode};
use crate::spaces::SpaceId;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_cases))
        .routes(routes!(show_case))
        .routes(routes!(claim_case, unclaim_case))
        .routes(routes!(note_on_case))
        .routes(routes!(ask_second_opinion))
        .routes(routes!(reveal_reporters))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CasesQuery {
    /// Those that wait, unless said otherwise.
    state: Option<State>,
    kind: Option<Kind>,
    /// That somebody reported it for.
    reason: Option<Reason>,
    space_id: Option<SpaceId>,
    /// Only those that one has claimed.
    mine: Option<bool>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewModerationNote)]
struct NoteBody {
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
}

/// What was reported: the cases that wait, the oldest first, or those that were decided, the newest first. For the
/// server's moderators; with `space_id`, for the admins of that space too. Never what is about oneself.
#[utoipa::path(get, path = "/moderation/reports", tag = "moderation", params(CasesQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of cases.", body = Page<CaseView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_cases(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<CasesQuery>,
) -> Result<Json<Page<CaseView>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    let found = Found {
        decided: query.state == Some(State::Decided),
        kind: query.kind,
        reason: query.reason,
        space: query.space_id,
        mine: query.mine.unwrap_or(false),
        // Whether only that, is for the service to say.
        said: false,
    };
    Ok(Json(moderation.queue(&who, found, decode(query.after.as_deref())?, limit).await?))
}

/// One case, with what was seen then and now, all reports, notes and decisions.
#[utoipa::path(get, path = "/moderation/reports/{id}", tag = "moderation", params(("id" = CaseId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The case.", body = DetailsView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show_case(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
) -> Result<Json<DetailsView>, Problem> {
    Ok(Json(moderation.case(&who, id).await?))
}

/// Say that one looks at it, which holds for a day. An admin of the server takes it over from whoever does, and one of the
/// server's moderators from an admin of the space.
#[utoipa::path(put, path = "/moderation/reports/{id}/claim", tag = "moderation", params(("id" = CaseId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The case.", body = CaseView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound, refusals::Conflict))]
async fn claim_case(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(moderation.claim(&who, id).await?))
}

/// Let it go again.
#[utoipa::path(delete, path = "/moderation/reports/{id}/claim", tag = "moderation", params(("id" = CaseId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The case.", body = CaseView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound, refusals::Conflict))]
async fn unclaim_case(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(moderation.unclaim(&who, id).await?))
}

/// Write something for the other moderators. Where somebody's opinion was asked for, this gives it.
#[utoipa::path(post, path = "/moderation/reports/{id}/notes", tag = "moderation", params(("id" = CaseId, Path)),
    request_body = NoteBody, security(("bearer" = [])),
    responses((status = 200, description = "The case.", body = CaseView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn note_on_case(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
    Json(body): Json<NoteBody>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(moderation.note(&who, id, &body.text).await?))
}

/// Ask for somebody else's opinion. Until they note it, or decide, one doesn't decide oneself.
#[utoipa::path(post, path = "/moderation/reports/{id}/second-opinion", tag = "moderation",
    params(("id" = CaseId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The case.", body = CaseView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound, refusals::Conflict))]
async fn ask_second_opinion(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
) -> Result<Json<CaseView>, Problem> {
    Ok(Json(moderation.ask_opinion(&who, id).await?))
}

/// Who reported it. For admins of the server, where it must be known; it is written to the audit log.
#[utoipa::path(post, path = "/moderation/reports/{id}/reveal", tag = "moderation", params(("id" = CaseId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The reporters.", body = Revealed), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn reveal_reporters(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
) -> Result<Json<Revealed>, Problem> {
    Ok(Json(moderation.reveal(&who, id).await?))
}
