//! Reports over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::ReportView;
use crate::accounts::SignedIn;
use crate::moderation::model::{Reason, SubjectBody};
use crate::moderation::service::Moderation;
use crate::platform::http::extract::{Json, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(report, list_reports))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewReport)]
struct ReportBody {
    subject: SubjectBody,
    reason: Reason,
    /// For the moderators. May be empty.
    #[serde(default)]
    #[schema(max_length = 2000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    text: String,
}

/// Report what one sees, for the moderators. What is reported, and what stands around it, is kept as it is now. Nobody it
/// is about learns who reported it; moderators neither.
#[utoipa::path(post, path = "/reports", tag = "moderation", request_body = ReportBody, security(("bearer" = [])),
    responses((status = 201, description = "The report, or the one that one made before.", body = ReportView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Invalid))]
async fn report(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Json(body): Json<ReportBody>,
) -> Result<(StatusCode, Json<ReportView>), Problem> {
    let report = moderation.report(&who, &body.subject, body.reason, &body.text).await?;
    Ok((StatusCode::CREATED, Json(report)))
}

/// One's own reports, the newest first.
#[utoipa::path(get, path = "/reports", tag = "moderation", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of reports.", body = Page<ReportView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_reports(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ReportView>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    Ok(Json(moderation.reports(&who, decode(query.after.as_deref())?, limit).await?))
}
