//! Links and guests over HTTP.

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{AdmittedView, BehindCode};
use crate::accounts::SignedIn;
use crate::gatherings::model::{GatheringId, GatheringView, LinkView};
use crate::gatherings::service::Gatherings;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(make_gathering_link, drop_gathering_link))
        .routes(routes!(look_behind_gathering_code, come_by_gathering_code))
        .routes(routes!(come_as_guest))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GuestName)]
struct GuestBody {
    /// What the others see.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    name: String,
}

/// Make a link by which anybody can take part; a former one leads nowhere then. For the host of what is in no space.
#[utoipa::path(post, path = "/gatherings/{id}/link", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 201, description = "The link. It isn't shown again.", body = LinkView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn make_gathering_link(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<Response, Problem> {
    let link = gatherings.make_link(&who, id).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(link)).into_response())
}

/// Let no link lead there any more. Who came by it stays.
#[utoipa::path(delete, path = "/gatherings/{id}/link", tag = "gatherings", params(("id" = GatheringId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "No link leads there."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn drop_gathering_link(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    Path(id): Path<GatheringId>,
) -> Result<StatusCode, Problem> {
    gatherings.drop_link(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where the code of a link leads to.
#[utoipa::path(get, path = "/gathering-codes/{code}", tag = "gatherings", params(("code" = String, Path)),
    security(()),
    responses((status = 200, description = "What is planned.", body = BehindCode), refusals::Usual,
        refusals::NotFound))]
async fn look_behind_gathering_code(
    Extension(gatherings): Extension<Gatherings>,
    address: ClientAddress,
    Path(code): Path<String>,
) -> Result<Json<BehindCode>, Problem> {
    gatherings.count_code(&address.key())?;
    Ok(Json(gatherings.behind_code(&code).await?))
}

/// Take part, by the code of a link.
#[utoipa::path(post, path = "/gathering-codes/{code}", tag = "gatherings", params(("code" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The gathering.", body = GatheringView), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn come_by_gathering_code(
    who: SignedIn,
    Extension(gatherings): Extension<Gatherings>,
    address: ClientAddress,
    Path(code): Path<String>,
) -> Result<Json<GatheringView>, Problem> {
    gatherings.count_code(&address.key())?;
    Ok(Json(gatherings.come(&who, &code).await?))
}

/// Take part without an account, by the code of a link.
#[utoipa::path(post, path = "/gathering-codes/{code}/guests", tag = "gatherings", params(("code" = String, Path)),
    request_body = GuestBody, security(()),
    responses((status = 201, description = "The guest's token, which isn't shown again, and the gathering.", body = AdmittedView),
        refusals::Usual, refusals::BadBody, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn come_as_guest(
    Extension(gatherings): Extension<Gatherings>,
    address: ClientAddress,
    Path(code): Path<String>,
    Json(body): Json<GuestBody>,
) -> Result<Response, Problem> {
    gatherings.count_code(&address.key())?;
    let admitted = gatherings.admit(&code, &body.name).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(admitted)).into_response())
}
