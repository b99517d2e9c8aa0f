//! Pseudonyms over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::{Person, PersonId, SignedIn};
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::spaces::model::{MemberView, SpaceId};
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(rename_in_space)).routes(routes!(resolve_pseudonym))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PseudonymBody {
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    display_name: String,
}

/// Take another pseudonym in a space that one is in under one (with one's own id).
#[utoipa::path(patch, path = "/spaces/{id}/members/{account_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), request_body = PseudonymBody,
    security(("bearer" = [])),
    responses((status = 200, description = "The member.", body = MemberView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn rename_in_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
    Json(body): Json<PseudonymBody>,
) -> Result<Json<MemberView>, Problem> {
    Ok(Json(spaces.rename(&who, id, shown, &body.display_name).await?))
}

/// Whose account it is that is, or was, shown so in a space. For moderators of the server; it is logged who asked.
#[utoipa::path(get, path = "/spaces/{id}/members/{account_id}/account", tag = "spaces",
    params(("id" = SpaceId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = Person), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn resolve_pseudonym(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, shown)): Path<(SpaceId, PersonId)>,
) -> Result<Json<Person>, Problem> {
    Ok(Json(spaces.resolve(&who, id, shown).await?))
}
