//! The page: static files embedded in the binary.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::Problem;
use crate::platform::ids::hex;

/// What `npm run build` made. Debug builds read it from the folder when asked, release builds carry it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

const NOT_BUILT: &str = "Hearth is running, but this binary was built without its page.\n\
    Run `make run` (or `npm ci && npm run build` in web/, then build again).\n\
    The API is at /api/v1 and its documentation at /docs.\n";

/// Serves a file of the page; any other path gets the page itself, which finds its way by the address.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return method_not_allowed();
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("assets/") && Files::get(path).is_none() {
        return not_found().into_response();
    }
    let name = if path.is_empty() || Files::get(path).is_none() { "index.html" } else { path };
    match Files::get(name) {
        Some(plain) => file(name, plain, &headers),
        None => {
            let text = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::NOT_FOUND, text, NOT_BUILT).into_response()
        }
    }
}

pub fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "request.no_such_route", "There is nothing at this address.")
}

fn method_not_allowed() -> Response {
    let mut response =
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "request.method_not_allowed", "This address is only for reading.")
            .into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn file(name: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |coding: &str| accepted.split(',').any(|item| item.split(';').next().map(str::trim) == Some(coding));
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding))
        .find_map(|(coding, ending)| Files::get(&format!("{name}{ending}")).map(|file| (coding, file)));

    let tag = format!("\"{}\"", hex(&plain.metadata.sha256_hash()[..12]));
    let mut response = if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = packed.as_ref().map_or(plain.data.clone(), |(_, file)| file.data.clone());
        Response::new(Body::from(body.into_owned()))
    };
    let out = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, plain.metadata.mimetype());
    set(header::ETAG, &tag);
    set(header::VARY, "accept-encoding");
    // Files under assets/ carry a hash in their name: a changed one has another name.
    let lasting = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    set(header::CACHE_CONTROL, lasting);
    if let Some((coding, _)) = packed {
        set(header::CONTENT_ENCODING, coding);
    }
    response
}
