//! The audit log over HTTP.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::accounts::{AccountId, Person, SignedIn};
use crate::moderation::service::Moderation;
use crate::platform::audit::{Fault, Wanted};
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode, encode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(audit_log)).routes(routes!(verify_audit_log))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only what this account did.
    actor: Option<AccountId>,
    /// Only acts of this kind, like `moderation.decided`.
    act: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// What was done with power over others.
#[derive(Serialize, ToSchema)]
struct AuditEntry {
    /// 1, 2, 3 … without gaps.
    number: i64,
    at: Time,
    /// Who did it; absent: the operator at the console, or the server by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actor: Option<Person>,
    /// What was done, like `moderation.decided`.
    act: String,
    /// To whom or what.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    subject_id: Option<Uuid>,
    /// More, by act: ids, words and times.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

/// The audit log, the newest entry first. For the server's moderators.
#[utoipa::path(get, path = "/moderation/audit", tag = "moderation", params(AuditQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of entries.", body = Page<AuditEntry>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn audit_log(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    let wanted = Wanted { actor: query.actor.map(|account| account.0), act: query.act };
    let page = moderation.audit(&who, &wanted, decode(query.after.as_deref())?, limit).await?;
    Ok(Json(page.map(|(entry, actor)| AuditEntry {
        number: entry.number,
        at: entry.at,
        actor,
        act: entry.act,
        subject_id: entry.subject,
        detail: entry.detail,
    })))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VerificationQuery {
    /// The `next` of the piece before.
    after: Option<String>,
}

/// What was found in a piece of the log.
#[derive(Serialize, ToSchema)]
struct AuditVerification {
    /// Whether nothing is wrong with this piece.
    whole: bool,
    /// How many entries it has.
    entries: usize,
    /// So many entries at the beginning of the log were written with a key that is lost, and can't be verified.
    unverified: i64,
    /// The first twenty things that are wrong.
    wrong: Vec<AuditFault>,
    /// The `after` of the next piece; null: this was the last one, which looks at the end of the log as well.
    next: Option<String>,
}

/// What somebody did to the log itself.
#[derive(Serialize, ToSchema)]
struct AuditFault {
    what: Meddling,
    /// The first entry that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<i64>,
    /// The last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to: Option<i64>,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditMeddling)]
enum Meddling {
    /// It isn't as it was written, or isn't in its place.
    Changed,
    Missing,
    /// It stands outside of the log.
    Added,
    /// The end of the log isn't as it was written.
    Unsealed,
}

impl From<Fault> for AuditFault {
    fn from(fault: Fault) -> Self {
        let (what, span) = match fault {
            Fault::Changed(number) | Fault::Replaced(number) => (Meddling::Changed, Some((number, number))),
            Fault::Missing(from, to) => (Meddling::Missing, Some((from, to))),
            Fault::Added(number) => (Meddling::Added, Some((number, number))),
            Fault::Unsealed => (Meddling::Unsealed, None),
        };
        Self { what, from: span.map(|(from, _)| from), to: span.map(|(_, to)| to) }
    }
}

/// Whether the audit log is as it was written: a piece of it, from the beginning on. Ask for the next one until there is none.
/// For the server's moderators.
#[utoipa::path(get, path = "/moderation/audit/verification", tag = "moderation", params(VerificationQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "What was found in this piece.", body = AuditVerification), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn verify_audit_log(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<VerificationQuery>,
) -> Result<Json<AuditVerification>, Problem> {
    let piece = moderation.verify_audit(&who, decode(query.after.as_deref())?).await?;
    Ok(Json(AuditVerification {
        whole: piece.faults.is_empty(),
        entries: piece.entries,
        unverified: piece.unverified,
        wrong: piece.faults.into_iter().map(AuditFault::from).collect(),
        next: piece.next.map(|next| encode(&next)),
    }))
}
