//! Pushes over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{KeyView, SubscriptionBody, SubscriptionId, SubscriptionView};
use crate::accounts::SignedIn;
use crate::notifications::service::Notifications;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(show_push_key))
        .routes(routes!(subscribe_to_pushes, list_push_subscriptions))
        .routes(routes!(unsubscribe_from_pushes))
        .routes(routes!(try_push))
}

/// The key that browsers subscribe with.
#[utoipa::path(get, path = "/push", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "The key.", body = KeyView), refusals::Usual, refusals::NotSignedIn))]
async fn show_push_key(_: SignedIn, Extension(notifications): Extension<Notifications>) -> Json<KeyView> {
    Json(notifications.push_key())
}

/// Have pushes sent to this browser, until one signs out of it.
#[utoipa::path(post, path = "/push/subscriptions", tag = "notifications", request_body = SubscriptionBody,
    security(("bearer" = [])),
    responses((status = 201, description = "The browser.", body = SubscriptionView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Invalid))]
async fn subscribe_to_pushes(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Json(body): Json<SubscriptionBody>,
) -> Result<(StatusCode, Json<SubscriptionView>), Problem> {
    Ok((StatusCode::CREATED, Json(notifications.subscribe(&who, body).await?)))
}

/// One's own browsers that are pushed to: all of them, at most 20.
#[utoipa::path(get, path = "/push/subscriptions", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "The oldest first.", body = Vec<SubscriptionView>), refusals::Usual,
        refusals::NotSignedIn))]
async fn list_push_subscriptions(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
) -> Result<Json<Vec<SubscriptionView>>, Problem> {
    Ok(Json(notifications.browsers(&who).await?))
}

/// Have no more pushes sent to a browser.
#[utoipa::path(delete, path = "/push/subscriptions/{id}", tag = "notifications",
    params(("id" = SubscriptionId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "None is sent there."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn unsubscribe_from_pushes(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Path(id): Path<SubscriptionId>,
) -> Result<StatusCode, Problem> {
    notifications.unsubscribe_browser(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have a push sent to a browser, to see that it comes.
#[utoipa::path(post, path = "/push/subscriptions/{id}/test", tag = "notifications",
    params(("id" = SubscriptionId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "It is on its way."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn try_push(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Path(id): Path<SubscriptionId>,
) -> Result<StatusCode, Problem> {
    notifications.try_browser(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
