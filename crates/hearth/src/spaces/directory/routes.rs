//! The directory and its topics over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Topic;
use super::service::Search;
use crate::accounts::{Confirmed, SignedIn};
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::model::SpaceView;
use crate::spaces::service::Spaces;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(find_communities))
        .routes(routes!(list_topics))
        .routes(routes!(put_topic, drop_topic))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DirectoryQuery {
    /// The key of a topic.
    #[param(pattern = r"^[a-z0-9\-]{1,40}$")]
    topic: Option<String>,
    /// As the community says it, whatever case and accents; as region and city.
    #[param(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    country: Option<String>,
    #[param(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    region: Option<String>,
    #[param(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    city: Option<String>,
    /// Those for which each of these words begins a word of their name or description.
    #[param(max_length = 100)]
    words: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// The word of a cursor: hexadecimal, as we wrote it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct CursorWord(String);

impl TryFrom<String> for CursorWord {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        if word.bytes().all(|byte| byte.is_ascii_hexdigit()) { Ok(Self(word)) } else { Err("not hexadecimal") }
    }
}

/// The key of a cursor: a topic's, as we wrote it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct CursorKey(String);

impl TryFrom<String> for CursorKey {
    type Error = &'static str;

    fn try_from(key: String) -> Result<Self, Self::Error> {
        if key.is_ascii() && !key.contains('\0') { Ok(Self(key)) } else { Err("not a key") }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TopicBody {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    name: String,
}

/// Find communities. All that is asked must fit; the larger come first, then the newer, and with words the nearest word
/// before that.
#[utoipa::path(get, path = "/spaces/directory", tag = "spaces", params(DirectoryQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of communities.", body = Page<SpaceView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn find_communities(
    _who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Json<Page<SpaceView>>, Problem> {
    let DirectoryQuery { topic, country, region, city, words, limit, after } = query;
    let limit = spaces.page_sizes().limit(limit)?;
    let after = decode::<(CursorWord, i64, uuid::Uuid)>(after.as_deref())?;
    let after = after.map(|(word, rank, space)| (word.0, rank, space));
    Ok(Json(spaces.find(&Search { topic, country, region, city, words }, after, limit).await?))
}

/// What communities can be about.
#[utoipa::path(get, path = "/topics", tag = "spaces", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of topics.", body = Page<Topic>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list_topics(
    _who: SignedIn,
    Extension(spaces): Extension<Spaces>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Topic>>, Problem> {
    let limit = spaces.page_sizes().limit(query.limit)?;
    let after = decode::<CursorKey>(query.after.as_deref())?.map(|key| key.0);
    Ok(Json(spaces.topics(after, limit).await?))
}

/// Add a topic, or call one otherwise. For admins of the server.
#[utoipa::path(put, path = "/topics/{key}", tag = "spaces",
    params(("key" = String, Path, pattern = r"^[a-z0-9\-]{1,40}$")), request_body = TopicBody,
    security(("bearer" = [])),
    responses((status = 201, description = "Added.", body = Topic), (status = 200, description = "Renamed.", body = Topic),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict,
        refusals::Invalid))]
async fn put_topic(
    who: Confirmed,
    Extension(spaces): Extension<Spaces>,
    Path(key): Path<String>,
    Json(body): Json<TopicBody>,
) -> Result<(StatusCode, Json<Topic>), Problem> {
    let (topic, added) = spaces.put_topic(&who, &key, &body.name).await?;
    Ok((if added { StatusCode::CREATED } else { StatusCode::OK }, Json(topic)))
}

/// Take a topic away that no community is about. For admins of the server.
#[utoipa::path(delete, path = "/topics/{key}", tag = "spaces",
    params(("key" = String, Path, pattern = r"^[a-z0-9\-]{1,40}$")), security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn drop_topic(
    who: Confirmed,
    Extension(spaces): Extension<Spaces>,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    spaces.drop_topic(&who, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
