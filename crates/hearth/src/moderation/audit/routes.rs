//! The audit log over HTTP.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::accounts::{AccountId, Person, SignedIn};
use crate::moderation::service::Moderation;
use crate::platform::audit::Wanted;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(audit_log))
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
