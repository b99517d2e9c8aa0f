//! A space's pictures over HTTP.

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::SignedIn;
use crate::media::{MediaError, PicturePlace, ShownPictureBody};
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::spaces::error::SpaceError;
use crate::spaces::model::{SpaceId, SpaceView};
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(show_space_picture, hide_space_picture))
        .routes(routes!(show_space_cover, hide_space_cover))
}

/// Show a picture beside the space's name. The one before is gone for good.
#[utoipa::path(put, path = "/spaces/{id}/picture", tag = "spaces", params(("id" = SpaceId, Path)), request_body = ShownPictureBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn show_space_picture(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Json(body): Json<ShownPictureBody>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.show_picture(&who, id, PicturePlace::Profile, Some(body.media_id)).await.map_err(shown)?))
}

/// Show no picture beside the space's name.
#[utoipa::path(delete, path = "/spaces/{id}/picture", tag = "spaces", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn hide_space_picture(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.show_picture(&who, id, PicturePlace::Profile, None).await?))
}

/// Show a picture behind the head of the space's page. The one before is gone for good.
#[utoipa::path(put, path = "/spaces/{id}/cover", tag = "spaces", params(("id" = SpaceId, Path)), request_body = ShownPictureBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn show_space_cover(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Json(body): Json<ShownPictureBody>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.show_picture(&who, id, PicturePlace::Cover, Some(body.media_id)).await.map_err(shown)?))
}

/// Show no picture behind the head of the space's page.
#[utoipa::path(delete, path = "/spaces/{id}/cover", tag = "spaces", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn hide_space_cover(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.show_picture(&who, id, PicturePlace::Cover, None).await?))
}

/// A picture that isn't there is a wrong field: the space is.
fn shown(error: SpaceError) -> Problem {
    match error {
        SpaceError::Media(MediaError::NoSuchMedia) => {
            let allowed = "must be an upload of yours that nothing shows";
            Problem::invalid(vec![FieldError::new("media_id", "no_such_media", allowed)])
        }
        other => other.into(),
    }
}
