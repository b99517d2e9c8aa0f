//! Having no more mails, over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Unsubscribed;
use crate::notifications::service::Notifications;
use crate::platform::http::extract::{Json, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(unsubscribe))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CodeQuery {
    /// From the mail.
    #[param(max_length = 100)]
    code: String,
}

/// Have no more mails about what is unread, by the code of one of them. What mail programs do at one click (RFC 8058); what
/// they send with it isn't looked at.
#[utoipa::path(post, path = "/unsubscribe", tag = "notifications", params(CodeQuery),
    responses((status = 200, description = "No mails are sent.", body = Unsubscribed), refusals::Usual,
        refusals::NotFound))]
async fn unsubscribe(
    Extension(notifications): Extension<Notifications>,
    Query(query): Query<CodeQuery>,
) -> Result<Json<Unsubscribed>, Problem> {
    Ok(Json(notifications.unsubscribe(&query.code).await?))
}
