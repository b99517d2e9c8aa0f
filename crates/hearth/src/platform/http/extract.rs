//! Extractors whose refusals are problems that name the field.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A JSON body, in and out.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "request.not_json",
                "The body must be JSON, with the header Content-Type: application/json.",
            ));
        }
        let bytes = bytes::Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                Problem::malformed("(body)", "the body could not be read to its end")
            }
        })?;
        parse(&bytes).map(Json)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

pub fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", "The body is larger than this server takes.")
}

/// JSON as `T`, or which field is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| Problem::malformed("(body)", plain(&error.to_string())))?;
    // An array would be taken for the fields in their order.
    if value.is_array() {
        return Err(Problem::malformed("(body)", "the body must be a JSON object"));
    }
    parse_value(value)
}

/// A JSON value as `T`, or which field is wrong.
pub fn parse_value<T: DeserializeOwned>(mut value: serde_json::Value) -> Result<T, Problem> {
    whole_numbers(&mut value);
    serde_path_to_error::deserialize(value).map_err(at_field)
}

/// 7.0 is as whole a number as 7 (JSON knows no difference), but the reader of whole numbers wants it without a point.
fn whole_numbers(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15);
            if let Some(whole) = whole {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole, and small enough to be exact")]
                let whole = whole as i64;
                *value = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

fn at_field<E: std::fmt::Display>(error: serde_path_to_error::Error<E>) -> Problem {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    // One that isn't there has no path of its own: the path stops at the object around it.
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    let field = match (path.as_str(), missing) {
        (".", None) => "(body)".to_owned(),
        (".", Some(name)) => name.to_owned(),
        (_, None) => path,
        (_, Some(name)) => format!("{path}.{name}"),
    };
    Problem::malformed(field, plain(&text))
}

/// Without the words that only make sense to who wrote the program.
fn plain(text: &str) -> String {
    text.replace("invalid type: ", "wrong type: ")
}

/// A query string as `T`.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(rejection) => Err(Problem::malformed("(query)", plain(&rejection.body_text()))),
        }
    }
}

/// The variable parts of the path as `T`.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Path(path)),
            Err(rejection) => Err(Problem::malformed("(path)", plain(&rejection.body_text()))),
        }
    }
}
