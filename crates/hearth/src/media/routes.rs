//! Pictures over HTTP.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Extension;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::TryStreamExt;
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::MediaError;
use super::model::{Frame, MediaId, MediaView, Owner, Shown, Unfit};
use super::rules::Showing;
use super::service::{Media, Opened};
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::forms::{self, Gauge};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::limits::Place;

/// How long a refused body is still read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Says who signed in. Accounts stand above pictures, so they are asked by this.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Whose token this is, or the refusal of one that isn't (any more).
    async fn admit(&self, token: &str) -> Result<Owner, Problem>;
    /// Whether the pass is of a session that lives, of somebody who may see what this frame is of.
    async fn sees(&self, pass: &str, frame: Frame) -> Result<bool, Problem>;
}

/// Somebody who signed in.
struct Caller(Owner);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let gate = parts.extensions.get::<Arc<dyn Gate>>().ok_or_else(Problem::failed)?.clone();
        let bearer = parts.headers.typed_get::<Authorization<Bearer>>();
        let token = bearer.as_ref().map_or("", |bearer| bearer.token());
        gate.admit(token).await.map(Self)
    }
}

/// What only a path names.
#[derive(OpenApi)]
#[openapi(components(schemas(Shown)))]
struct Documented;

/// The routes of this feature, to be put under `/api/v1` with an `Extension` of [`Media`] and one of [`Gate`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::with_openapi(Documented::openapi())
        .routes(routes!(show_media, delete_media))
        .routes(routes!(read_media))
}

/// Uploads take longer than other requests, and are larger: they are bounded while they come in.
pub fn uploads() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::disable())
}

/// A form as browsers send it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is what the document says; the form is read as it comes in")]
struct UploadForm {
    /// PNG, JPEG, GIF (its first picture) or WebP, whatever it is called.
    #[schema(value_type = String, format = Binary, min_length = 1)]
    file: Vec<u8>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AddressQuery {
    /// What shows the picture. Not there in addresses that are good for whoever has them.
    #[serde(rename = "in")]
    #[param(max_length = 50)]
    frame: Option<String>,
    until: i64,
    #[param(max_length = 100)]
    signature: String,
    /// Of `GET /me/pass`: put behind the address by who asks.
    #[param(max_length = 200)]
    pass: Option<String>,
}

/// Upload a picture. It is looked at in the background: `media.changed` says when it is ready.
#[utoipa::path(post, path = "/media", tag = "media", security(("bearer" = [])),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The upload, which is now being looked at.", body = MediaView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Conflict, refusals::Invalid))]
async fn upload(
    Caller(owner): Caller,
    Extension(media): Extension<Media>,
    request: Request,
) -> Result<Response, Problem> {
    let (request, gauge) = forms::bounded(request, media.upload_bytes() + forms::FRAME);
    let place = match media.place(owner) {
        Ok(place) => place,
        Err(refused) => {
            // Most of what clients send has come already; the rest is worth a moment.
            let _ = tokio::time::timeout(PATIENCE, forms::read_on(request.into_body())).await;
            return Err(refused.into());
        }
    };
    let form = Multipart::from_request(request, &()).await.map_err(|_| {
        let detail = "The body must be a form: multipart/form-data with the field `file`.";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media.not_a_form", detail)
    })?;
    match uploaded(&media, &place, form, &gauge).await {
        Err(_) if gauge.too_large() => Err(MediaError::TooLarge { most: media.upload_bytes() }.into()),
        uploaded => Ok((StatusCode::CREATED, Json(uploaded?)).into_response()),
    }
}

async fn uploaded(
    media: &Media,
    place: &Place<Owner>,
    mut form: Multipart,
    gauge: &Gauge,
) -> Result<MediaView, Problem> {
    let only = || Problem::malformed("file", "must be the only field of the form");
    let broken = |_| Problem::malformed("(body)", "the form could not be read to its end");
    let field = form.next_field().await.map_err(broken)?;
    let field = field.filter(|field| field.name() == Some("file")).ok_or_else(only)?;
    let file = field.inspect_ok(|chunk| gauge.passed_on(chunk.len()));
    let view = media.upload(place, std::pin::pin!(file)).await?;
    if !matches!(form.next_field().await, Ok(None)) {
        media.delete(place.key(), view.id).await?;
        return Err(only());
    }
    Ok(view)
}

/// An upload of one's own.
#[utoipa::path(get, path = "/media/{id}", tag = "media", params(("id" = MediaId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The upload.", body = MediaView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show_media(
    Caller(owner): Caller,
    Extension(media): Extension<Media>,
    Path(id): Path<MediaId>,
) -> Result<Json<MediaView>, Problem> {
    Ok(Json(media.show(owner, id).await?))
}

/// Delete an upload of one's own that nothing shows.
#[utoipa::path(delete, path = "/media/{id}", tag = "media", params(("id" = MediaId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone, from the store too."), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound, refusals::Conflict))]
async fn delete_media(
    Caller(owner): Caller,
    Extension(media): Extension<Media>,
    Path(id): Path<MediaId>,
) -> Result<StatusCode, Problem> {
    media.delete(owner, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture itself, by an address that the server gave to somebody who may see it, and their pass. Takes `Range`.
#[utoipa::path(get, path = "/media/{id}/{size}", tag = "media",
    params(("id" = MediaId, Path), ("size" = Shown, Path), AddressQuery), security(()),
    responses((status = 200, description = "The picture: image/jpeg, image/png or image/webp.", body = Vec<u8>,
            content_type = "image/*"),
        (status = 206, description = "The part of it that was asked for.", body = Vec<u8>, content_type = "image/*"),
        refusals::Usual, refusals::Forbidden, refusals::NotFound,
        (status = 416, description = "There is no such part.")))]
async fn read_media(
    Extension(media): Extension<Media>,
    Extension(gate): Extension<Arc<dyn Gate>>,
    Path((id, size)): Path<(MediaId, Shown)>,
    Query(query): Query<AddressQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let AddressQuery { frame, until, signature, pass } = query;
    let frame = match frame.as_deref().map(Frame::from_text) {
        Some(None) => return Err(MediaError::AddressRefused.into()),
        frame => frame.flatten(),
    };
    let opened = media.open(id, size, Showing { frame, until }, &signature).await?;
    // What one may not see any more is refused as what has run out.
    if let Some(frame) = frame
        && !gate.sees(pass.as_deref().unwrap_or_default(), frame).await?
    {
        return Err(MediaError::AddressRefused.into());
    }
    let whole = opened.variant.bytes;
    let Some(range) = wanted(&headers, whole) else {
        let range = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
        return Ok((StatusCode::RANGE_NOT_SATISFIABLE, range).into_response());
    };
    let bytes = Body::from_stream(media.read(&opened, range.clone()).await?);
    let mut response = (described(&opened), bytes).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if range != (0..whole) {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let said = format!("bytes {}-{}/{whole}", range.start, range.end - 1);
        let said = said.parse().map_err(|_| Problem::failed())?;
        response.headers_mut().insert(header::CONTENT_RANGE, said);
    }
    Ok(response)
}

/// Whatever a browser thinks it sees, it is a picture and nothing that runs.
fn described(opened: &Opened) -> [(header::HeaderName, String); 6] {
    let kind = opened.variant.kind;
    let name = format!("inline; filename=\"{}.{}\"", opened.id, kind.ending());
    [
        (header::CONTENT_TYPE, kind.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, max-age=60".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ]
}

/// The part that is asked for, or all of it: also where several parts are asked for, which nobody needs of a picture,
/// where it depends on what the client has already, and where it can't be read. None: there is no such part.
fn wanted(headers: &HeaderMap, whole: u64) -> Option<Range<u64>> {
    let asked = headers.get(header::RANGE).filter(|_| !headers.contains_key(header::IF_RANGE));
    let Some((first, last)) = asked.and_then(|asked| asked.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'))
    else {
        return Some(0..whole);
    };
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
    let part = match (number(first), number(last)) {
        (Some(start), Some(end)) if start <= end => start..end.saturating_add(1).min(whole),
        (Some(start), None) if last.is_empty() => start..whole,
        (None, Some(length)) if first.is_empty() => whole.saturating_sub(length)..whole,
        _ => 0..whole,
    };
    (part.start < part.end).then_some(part)
}

impl From<MediaError> for Problem {
    fn from(error: MediaError) -> Self {
        use StatusCode as S;
        match error {
            MediaError::NoSuchMedia => {
                Problem::new(S::NOT_FOUND, "media.no_such_media", "There is no such picture, or it isn't yours.")
            }
            MediaError::Empty => Problem::invalid(vec![FieldError::new("file", "empty", "must not be empty")]),
            MediaError::TooLarge { most } => {
                let detail = format!("A picture may be at most {most} bytes large.");
                let wrong = FieldError::new("file", "too_large", format!("must be at most {most} bytes"));
                Problem::new(S::PAYLOAD_TOO_LARGE, "media.too_large", detail).with_errors(vec![wrong])
            }
            MediaError::NotAPicture => {
                let allowed = "must be a PNG, JPEG, GIF or WebP";
                Problem::invalid(vec![FieldError::new("file", "not_a_picture", allowed)])
            }
            MediaError::QuotaReached => {
                let detail = "Your pictures take all the space that you have. Delete some first.";
                Problem::new(S::CONFLICT, "media.quota_reached", detail)
            }
            MediaError::NotReady => {
                Problem::new(S::CONFLICT, "media.not_ready", "This picture isn't ready to be shown, or failed.")
            }
            MediaError::InUse => {
                Problem::new(S::CONFLICT, "media.in_use", "Something shows this picture. Take it away there.")
            }
            MediaError::CutOff => Problem::malformed("file", "didn't come in to its end, or not in time"),
            MediaError::AddressRefused => {
                let detail = "This address has run out, isn't for you any more, or was never ours. Ask again for what shows \
                              the picture.";
                Problem::new(S::FORBIDDEN, "media.address_refused", detail)
            }
            MediaError::TooFast { wait_seconds } => Problem::too_many("media.too_many_uploads", wait_seconds),
            MediaError::Store(error) => error.into(),
            MediaError::Objects(error) => error.into(),
        }
    }
}

impl Unfit {
    /// The refusal of a list of pictures that was sent as `list`, which names the one that is wrong.
    pub fn problem(self, list: &str) -> Problem {
        match self {
            Self::TooMany => Problem::invalid(vec![FieldError::new(list, "too_many", "must be at most 10 pictures")]),
            Self::Caption(place) => {
                let field = format!("{list}[{place}].caption");
                let allowed = "must be at most 500 characters, without control characters";
                Problem::invalid(vec![FieldError::new(field, "not_a_caption", allowed)])
            }
            Self::NoSuchMedia(place) => {
                let field = format!("{list}[{place}].media_id");
                let allowed = "must be an upload of yours that nothing shows, named once";
                Problem::invalid(vec![FieldError::new(field, "no_such_media", allowed)])
            }
            Self::NotReady(place) => {
                let field = format!("{list}[{place}].media_id");
                let wrong = FieldError::new(field, "not_ready", "must be ready");
                Problem::from(MediaError::NotReady).with_errors(vec![wrong])
            }
        }
    }
}
