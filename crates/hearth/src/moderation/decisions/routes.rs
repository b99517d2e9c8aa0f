//! Decisions over HTTP.

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{DecisionView, JudgedView};
use super::service::Wanted;
use crate::accounts::SignedIn;
use crate::moderation::model::{Act, CaseId, DecisionId, Reason};
use crate::moderation::service::Moderation;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(decide))
        .routes(routes!(list_decisions))
        .routes(routes!(appeal_decision))
        .routes(routes!(show_ban_decision))
        .routes(routes!(appeal_ban))
        .routes(routes!(list_appeals))
        .routes(routes!(answer_appeal))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDecision)]
struct DecideBody {
    act: Act,
    reason: Reason,
    /// Until when a mute or a ban holds: a time to come. A mute has one; without, a ban is for good.
    until: Option<Time>,
    /// To the one it is about. May be empty.
    #[serde(default)]
    #[schema(max_length = 2000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    message: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAppeal)]
struct AppealBody {
    /// Why it should be looked at again.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BanDecisionQuestion)]
struct CodeBody {
    /// As it came with `accounts.banned`.
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBanAppeal)]
struct BanAppealBody {
    /// As it came with `accounts.banned`.
    code: String,
    /// Why it should be looked at again.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AppealOutcome)]
enum Outcome {
    /// The decision stands.
    Upheld,
    /// The decision is taken back: what was hidden comes back, a mute or a ban ends. What was deleted doesn't come back.
    Overturned,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppealAnswer)]
struct AnswerBody {
    outcome: Outcome,
    /// To the one it is about. May be empty.
    #[serde(default)]
    #[schema(max_length = 2000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    text: String,
}

/// Decide on a case. The first decision closes it; others may follow. Admins of a space dismiss, hide and delete; the
/// server's moderators also warn, mute and ban, but nobody who stands as high as they do.
#[utoipa::path(post, path = "/moderation/reports/{id}/decisions", tag = "moderation", params(("id" = CaseId, Path)),
    request_body = DecideBody, security(("bearer" = [])),
    responses((status = 201, description = "The decision.", body = JudgedView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn decide(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<CaseId>,
    Json(body): Json<DecideBody>,
) -> Result<(StatusCode, Json<JudgedView>), Problem> {
    let DecideBody { act, reason, until, message } = body;
    let wanted = Wanted { act, reason, until, message };
    Ok((StatusCode::CREATED, Json(moderation.decide(&who, id, wanted).await?)))
}

/// The decisions about oneself, the newest first. Who decided isn't told.
#[utoipa::path(get, path = "/decisions", tag = "moderation", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of decisions.", body = Page<DecisionView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_decisions(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<DecisionView>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    Ok(Json(moderation.decisions(&who, decode(query.after.as_deref())?, limit).await?))
}

/// Appeal against a decision about oneself, once. Somebody else than who decided looks at it again, where there is one.
#[utoipa::path(post, path = "/decisions/{id}/appeal", tag = "moderation", params(("id" = DecisionId, Path)),
    request_body = AppealBody, security(("bearer" = [])),
    responses((status = 200, description = "The decision.", body = DecisionView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn appeal_decision(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<DecisionId>,
    Json(body): Json<AppealBody>,
) -> Result<Json<DecisionView>, Problem> {
    Ok(Json(moderation.appeal(&who, id, &body.text).await?))
}

/// The decision by which one can't sign in, without a session: by the code that came with that refusal
/// (`about.appeal_code` of `accounts.banned`). It is good for an hour; signing in again brings another.
#[utoipa::path(post, path = "/ban-appeals/decision", tag = "moderation", request_body = CodeBody, security(()),
    responses((status = 200, description = "The decision.", body = DecisionView), refusals::Usual, refusals::BadBody,
        refusals::NotFound))]
async fn show_ban_decision(
    Extension(moderation): Extension<Moderation>,
    address: ClientAddress,
    Json(body): Json<CodeBody>,
) -> Result<Response, Problem> {
    moderation.codes().check(&address.key())?;
    Ok(unkept(moderation.decision_by_code(&body.code).await?))
}

/// Appeal against the decision by which one can't sign in, once, by that code.
#[utoipa::path(post, path = "/ban-appeals", tag = "moderation", request_body = BanAppealBody, security(()),
    responses((status = 200, description = "The decision.", body = DecisionView), refusals::Usual, refusals::BadBody,
        refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn appeal_ban(
    Extension(moderation): Extension<Moderation>,
    address: ClientAddress,
    Json(body): Json<BanAppealBody>,
) -> Result<Response, Problem> {
    moderation.codes().check(&address.key())?;
    Ok(unkept(moderation.appeal_by_code(&body.code, &body.text).await?))
}

/// Nobody on the way keeps what is said to who has no session.
fn unkept(decision: DecisionView) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(decision)).into_response()
}

/// The appeals that wait, the oldest first. For the server's moderators; never one's own.
#[utoipa::path(get, path = "/moderation/appeals", tag = "moderation", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of decisions that were appealed against.", body = Page<JudgedView>),
        refusals::Usual, refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_appeals(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<JudgedView>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    Ok(Json(moderation.appeals(&who, decode(query.after.as_deref())?, limit).await?))
}

/// Answer an appeal, by the id of the decision. Not who decided, unless nobody else could.
#[utoipa::path(post, path = "/moderation/appeals/{id}", tag = "moderation", params(("id" = DecisionId, Path)),
    request_body = AnswerBody, security(("bearer" = [])),
    responses((status = 200, description = "The decision.", body = JudgedView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn answer_appeal(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<DecisionId>,
    Json(body): Json<AnswerBody>,
) -> Result<Json<JudgedView>, Problem> {
    Ok(Json(moderation.answer(&who, id, body.outcome == Outcome::Overturned, &body.text).await?))
}
