//! How one wants to be told, over HTTP.

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::SettingsView;
use crate::accounts::SignedIn;
use crate::notifications::service::Notifications;
use crate::platform::http::extract::Json;
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(show_notification_settings, change_notification_settings))
}

/// How one wants to be told.
#[utoipa::path(get, path = "/me/notifications", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "As it is.", body = SettingsView), refusals::Usual, refusals::NotSignedIn))]
async fn show_notification_settings(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
) -> Result<Json<SettingsView>, Problem> {
    Ok(Json(notifications.settings(&who).await?))
}

/// Change how one wants to be told: all of it at once.
#[utoipa::path(put, path = "/me/notifications", tag = "notifications", request_body = SettingsView,
    security(("bearer" = [])),
    responses((status = 200, description = "What holds now.", body = SettingsView), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Invalid))]
async fn change_notification_settings(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Json(body): Json<SettingsView>,
) -> Result<Json<SettingsView>, Problem> {
    Ok(Json(notifications.change_settings(&who, body).await?))
}
