//! Spaces over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::SpaceError;
use super::model::{Joining, SpaceContents, SpaceId, SpaceView, Visibility};
use super::service::{Spaces, Wanted, WantedTexts};
use super::{directory, faces, invitations, members, pictures, upkeep};
use crate::accounts::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Spaces`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(create_space, list_spaces))
        .routes(routes!(show_space, change_space, delete_space))
        .routes(routes!(contents))
        .merge(directory::routes::router())
        .merge(pictures::routes::router())
        .merge(members::routes::router())
        .merge(faces::routes::router())
        .merge(invitations::routes::router())
        .merge(upkeep::routes::router())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSpaceBody {
    /// For good: what was said among members isn't for all one day, nor what is listed gone from the list.
    visibility: Visibility,
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    name: String,
    #[schema(max_length = 1000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    description: Option<String>,
    /// What members promise to keep to.
    #[schema(max_length = 5000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    rules: Option<String>,
    /// The key of a topic. A community has one; a private space has none.
    #[schema(pattern = r"^[a-z0-9\-]{1,40}$")]
    topic: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    country: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    region: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    city: Option<String>,
    /// In a community; `open` where nothing is said.
    joining: Option<Joining>,
    /// The pseudonym under which one is there; nothing: under the account's own name.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    display_name: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SpaceChangeBody {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    name: Option<String>,
    #[schema(max_length = 1000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    description: Option<String>,
    #[schema(max_length = 5000, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    rules: Option<String>,
    /// The key of a topic; only in a community.
    #[schema(pattern = r"^[a-z0-9\-]{1,40}$")]
    topic: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    country: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    region: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    city: Option<String>,
    /// Only in a community.
    joining: Option<Joining>,
}

/// Make a space: a community, or a private one. One owns it.
#[utoipa::path(post, path = "/spaces", tag = "spaces", request_body = NewSpaceBody, security(("bearer" = [])),
    responses((status = 201, description = "The new space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn create_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Json(body): Json<NewSpaceBody>,
) -> Result<(StatusCode, Json<SpaceView>), Problem> {
    let NewSpaceBody { visibility, name, description, rules, topic, country, region, city, joining, display_name } =
        body;
    let texts = WantedTexts { description, rules, topic, country, region, city };
    let space = spaces.create(&who, Wanted { visibility, joining, name, texts, display_name }).await?;
    Ok((StatusCode::CREATED, Json(space)))
}

/// The spaces that one is a member of, the oldest first.
#[utoipa::path(get, path = "/spaces", tag = "spaces", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of spaces.", body = Page<SpaceView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_spaces(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SpaceView>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(spaces.list(&who, after, limit).await?))
}

/// One space: a community, or one that one is a member of.
#[utoipa::path(get, path = "/spaces/{id}", tag = "spaces", params(("id" = SpaceId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<Json<SpaceView>, Problem> {
    Ok(Json(spaces.space(&who, id).await?))
}

/// Change what a space says of itself, or how one joins it.
#[utoipa::path(patch, path = "/spaces/{id}", tag = "spaces", params(("id" = SpaceId, Path)),
    request_body = SpaceChangeBody, security(("bearer" = [])),
    responses((status = 200, description = "The space.", body = SpaceView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn change_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
    Json(body): Json<SpaceChangeBody>,
) -> Result<Json<SpaceView>, Problem> {
    let SpaceChangeBody { name, description, rules, topic, country, region, city, joining } = body;
    let texts = WantedTexts { description, rules, topic, country, region, city };
    Ok(Json(spaces.change(&who, id, name.as_deref(), texts, joining).await?))
}

/// What goes with a space when it is deleted; for its owner, to be asked before.
#[utoipa::path(get, path = "/spaces/{id}/contents", tag = "spaces", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "How much there is.", body = SpaceContents), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn contents(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<Json<SpaceContents>, Problem> {
    Ok(Json(spaces.contents(&who, id).await?))
}

/// End a space for everybody and erase all that is in it: its chats and shares, and who its members were.
#[utoipa::path(delete, path = "/spaces/{id}", tag = "spaces", params(("id" = SpaceId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound))]
async fn delete_space(
    who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Path(id): Path<SpaceId>,
) -> Result<StatusCode, Problem> {
    spaces.delete(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<SpaceError> for Problem {
    fn from(error: SpaceError) -> Self {
        let detail = error.to_string();
        let refused = |status, code| Problem::new(status, code, detail);
        match error {
            SpaceError::NoSuchSpace => refused(StatusCode::NOT_FOUND, "spaces.no_such_space"),
            SpaceError::NoSuchTopic => refused(StatusCode::NOT_FOUND, "spaces.no_such_topic"),
            SpaceError::NoSuchMember => refused(StatusCode::NOT_FOUND, "spaces.no_such_member"),
            SpaceError::NoSuchRequest => refused(StatusCode::NOT_FOUND, "spaces.no_such_request"),
            SpaceError::NoSuchBan => refused(StatusCode::NOT_FOUND, "spaces.no_such_ban"),
            SpaceError::NoSuchAccount => refused(StatusCode::NOT_FOUND, "spaces.no_such_account"),
            SpaceError::NoSuchInvitation => refused(StatusCode::NOT_FOUND, "spaces.no_such_invitation"),
            SpaceError::NotAMember => refused(StatusCode::FORBIDDEN, "spaces.not_a_member"),
            SpaceError::NotAllowed => refused(StatusCode::FORBIDDEN, "spaces.not_allowed"),
            SpaceError::NotPermitted(refused) => refused.into(),
            SpaceError::Banned => refused(StatusCode::FORBIDDEN, "spaces.banned"),
            SpaceError::RulesNotAccepted => refused(StatusCode::CONFLICT, "spaces.rules_not_accepted"),
            SpaceError::AlreadyAMember => refused(StatusCode::CONFLICT, "spaces.already_a_member"),
            SpaceError::UnderOwnName => refused(StatusCode::CONFLICT, "spaces.under_own_name"),
            SpaceError::OwnerStays => refused(StatusCode::CONFLICT, "spaces.owner_stays"),
            SpaceError::TopicInUse => refused(StatusCode::CONFLICT, "spaces.topic_in_use"),
            SpaceError::TooManyTopics => refused(StatusCode::CONFLICT, "spaces.too_many_topics"),
            SpaceError::TooManyInvitations => refused(StatusCode::CONFLICT, "spaces.too_many_invitations"),
            SpaceError::TooFast { wait_seconds } => Problem::too_many("spaces.too_many_moves", wait_seconds),
            SpaceError::Invalid(fields) => Problem::invalid(
                fields.iter().map(|one| FieldError::new(one.field, one.wrong.code, one.wrong.allowed)).collect(),
            ),
            SpaceError::Media(error) => error.into(),
            SpaceError::Screened(refusal) => refusal.into(),
            SpaceError::Store(error) => error.into(),
        }
    }
}
