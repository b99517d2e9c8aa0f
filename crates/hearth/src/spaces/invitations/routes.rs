//! Invitations into spaces over HTTP.

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{InvitationView, InvitedView, SpaceInvitationId};
use super::service::Inviting;
use crate::accounts::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::members::Coming;
use crate::spaces::model::{SpaceId, SpaceView};
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(invite_to_space, list_invitations))
        .routes(routes!(revoke_invitation))
        .routes(routes!(list_invited))
        .routes(routes!(accept_invitation, decline_invitation))
        .routes(routes!(look_behind_code, redeem_code))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InviteToSpaceBody {
    /// Whom: the account of this username. Nobody named: a code is made, for whoever has it.
    username: Option<String>,
    /// How many may come by the code; null: any number.
    #[schema(minimum = 1, maximum = 100_000)]
    uses: Option<i64>,
    /// For how many days; as the server is set where nothing is said.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i64>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptBody {
    /// Whether one promises to keep to the rules of the space; needed where there are any.
    #[serde(default)]
    accept_rules: bool,
    /// The pseudonym under which one is there; nothing: under the account's own name.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    display_name: Option<String>,
}

impl From<AcceptBody> for Coming {
    fn from(AcceptBody { accept_rules, display_name }: AcceptBody) -> Self {
        Self { accept_rules, display_name }
    }
}

/// Invite an account by its username, or make a code (and a link with it) for others. For the admins of the space.
#[utoipa::path(post, path = "/spaces/{id}/invitations", tag = "spaces", params(("id" = SpaceId, Path)),
    request_body = InviteToSpaceBody, security(("bearer" = [])),
    responses((status = 201, description = "The invitation; its code isn't shown again.", body = InvitationView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound,
        refusals::Conflict, refusals::Invalid))]
async fn invite_to_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Json(body): Json<InviteToSpaceBody>,
) -> Result<Response, Problem> {
    let InviteToSpaceBody { username, uses, days } = body;
    let invitation = spaces.invite(&who, id, Inviting { username, uses, days }).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(invitation)).into_response())
}

/// The invitations into a space that hold, the oldest first. For its admins.
#[utoipa::path(get, path = "/spaces/{id}/invitations", tag = "spaces", params(("id" = SpaceId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of invitations.", body = Page<InvitationView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn list_invitations(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<InvitationView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.invitations(&who, id, after, limit).await?))
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/spaces/{id}/invitations/{invitation_id}", tag = "spaces",
    params(("id" = SpaceId, Path), ("invitation_id" = SpaceInvitationId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "It leads nowhere any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn revoke_invitation(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path((id, invitation)): Path<(SpaceId, SpaceInvitationId)>,
) -> Result<StatusCode, Problem> {
    spaces.revoke(&who, id, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where one is invited to by name.
#[utoipa::path(get, path = "/space-invitations", tag = "spaces", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of invitations.", body = Page<InvitedView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_invited(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<InvitedView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.invited(&who, after, limit).await?))
}

/// Accept an invitation: one is a member of the space then.
#[utoipa::path(post, path = "/space-invitations/{id}", tag = "spaces", params(("id" = SpaceInvitationId, Path)),
    request_body = AcceptBody, security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn accept_invitation(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceInvitationId>,
    Json(body): Json<AcceptBody>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.accept(&who, id, body.into()).await?))
}

/// Decline an invitation.
#[utoipa::path(delete, path = "/space-invitations/{id}", tag = "spaces", params(("id" = SpaceInvitationId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn decline_invitation(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceInvitationId>,
) -> Result<StatusCode, Problem> {
    spaces.decline(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a code leads to.
#[utoipa::path(get, path = "/space-codes/{code}", tag = "spaces", params(("code" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The invitation.", body = InvitedView), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn look_behind_code(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    address: ClientAddress,
    Path(code): Path<String>,
) -> Result<Json<InvitedView>, Problem> {
    spaces.codes().check(&address.key())?;
    Ok(Json(spaces.behind_code(&who, &code).await?))
}

/// Go in by a code: one is a member of the space then.
#[utoipa::path(post, path = "/space-codes/{code}", tag = "spaces", params(("code" = String, Path)),
    request_body = AcceptBody, security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn redeem_code(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    address: ClientAddress,
    Path(code): Path<String>,
    Json(body): Json<AcceptBody>,
) -> Result<Json<SpaceView>, Problem> {
    spaces.codes().check(&address.key())?;
    Ok(Json(spaces.redeem(&who, &code, body.into()).await?))
}
