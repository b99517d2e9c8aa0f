//! Notifications over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::NotificationError;
use super::model::{Counts, NotificationId, NotificationView};
use super::service::Notifications;
use super::{levels, mail, push, settings};
use crate::accounts::SignedIn;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode};

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Notifications`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(count_notifications))
        .routes(routes!(see_notifications))
        .routes(routes!(read_notifications))
        .routes(routes!(read_notification))
        .merge(settings::routes::router())
        .merge(levels::routes::router())
        .merge(push::routes::router())
        .merge(mail::routes::router())
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only what is unread.
    #[serde(default)]
    unread: bool,
    /// How many items at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenBody {
    /// What isn't newer than this was seen.
    until: Time,
}

/// What one was told, newest first. Unread messages are one item a chat, and what is new in a space one a space.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of notifications.", body = Page<NotificationView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_notifications(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<NotificationView>>, Problem> {
    let limit = notifications.page_sizes().limit(query.limit)?;
    Ok(Json(notifications.list(&who, query.unread, decode(query.after.as_deref())?, limit).await?))
}

/// How many there are.
#[utoipa::path(get, path = "/notifications/counts", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "As it is now.", body = Counts), refusals::Usual, refusals::NotSignedIn))]
async fn count_notifications(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
) -> Result<Json<Counts>, Problem> {
    Ok(Json(notifications.counts(&who).await?))
}

/// Say up to when one has seen what there is. It stays unread.
#[utoipa::path(put, path = "/notifications/seen", tag = "notifications", request_body = SeenBody,
    security(("bearer" = [])),
    responses((status = 200, description = "How many there are now.", body = Counts), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn))]
async fn see_notifications(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Json(body): Json<SeenBody>,
) -> Result<Json<Counts>, Problem> {
    Ok(Json(notifications.see(&who, body.until).await?))
}

/// Read all that there is. Chats stay as unread as they are.
#[utoipa::path(put, path = "/notifications/read", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "How many there are now.", body = Counts), refusals::Usual,
        refusals::NotSignedIn))]
async fn read_notifications(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
) -> Result<Json<Counts>, Problem> {
    Ok(Json(notifications.read_all(&who).await?))
}

/// Read one. With the unread messages of a chat, the chat is read.
#[utoipa::path(put, path = "/notifications/{id}/read", tag = "notifications", params(("id" = NotificationId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "How many there are now.", body = Counts), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn read_notification(
    who: SignedIn,
    Extension(notifications): Extension<Notifications>,
    Path(id): Path<NotificationId>,
) -> Result<Json<Counts>, Problem> {
    Ok(Json(notifications.read(&who, id).await?))
}

impl From<NotificationError> for Problem {
    fn from(error: NotificationError) -> Self {
        let detail = error.to_string();
        match error {
            NotificationError::NoSuchNotification => {
                Problem::new(StatusCode::NOT_FOUND, "notifications.no_such_notification", detail)
            }
            NotificationError::NoSuchSubscription => {
                Problem::new(StatusCode::NOT_FOUND, "notifications.no_such_subscription", detail)
            }
            NotificationError::NoSuchCode => Problem::new(StatusCode::NOT_FOUND, "notifications.no_such_code", detail),
            NotificationError::TooFast { wait_seconds } => Problem::too_many("notifications.too_many", wait_seconds),
            NotificationError::Invalid { field, wrong } => {
                Problem::invalid(vec![FieldError::new(field, wrong.code, wrong.allowed)])
            }
            NotificationError::Space(error) => error.into(),
            NotificationError::Chat(error) => error.into(),
            NotificationError::Store(error) => error.into(),
        }
    }
}
