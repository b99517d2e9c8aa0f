//! The one body of an error (RFC 9457), the same over HTTP and in a socket's acknowledgement.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::database::StoreError;

/// Why an act was refused, as it leaves the server.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    about: BTreeMap<&'static str, String>,
    retry_after_seconds: Option<u64>,
    /// Whether it holds what nobody on the way is to keep.
    secret: bool,
}

/// One field of the input that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path in what was sent, like `members[0]`.
    pub field: String,
    /// What is wrong, for programs: stable.
    pub code: String,
    /// What is allowed, for people.
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// The body of every error (`application/problem+json`, RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:hearth:` and the code.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    /// What went wrong, for programs: stable, like `chat.not_a_member`.
    pub code: String,
    /// What went wrong, for people.
    pub detail: String,
    /// The fields that are wrong, when it is about the input.
    pub errors: Vec<FieldError>,
    /// What else a program may want to know of it, like the permission that is missing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub about: BTreeMap<&'static str, String>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            about: BTreeMap::new(),
            retry_after_seconds: None,
            secret: false,
        }
    }

    /// 422: well-formed, but the named fields aren't allowed so.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|e| format!("{} {}", e.field, e.message)).collect::<Vec<_>>().join("; ");
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid", detail) }
    }

    /// 400: not even readable; `field` is where reading stopped.
    pub fn malformed(field: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        let errors = vec![FieldError::new(field, "malformed", message.clone())];
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "request.malformed", message) }
    }

    pub fn too_many(code: &'static str, wait_seconds: u64) -> Self {
        let wait = wait_seconds.max(1);
        let detail = format!("Too many requests of this kind. Try again in {wait} seconds.");
        Self { retry_after_seconds: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail) }
    }

    pub fn unavailable() -> Self {
        let detail = "The server can't reach a part it needs. Nothing was changed; try again shortly.";
        Self {
            retry_after_seconds: Some(2),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "server.unavailable", detail)
        }
    }

    /// As [`Problem::unavailable`], of what is outside of this server.
    pub fn unavailable_by(code: &'static str, detail: &str) -> Self {
        Self { retry_after_seconds: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail) }
    }

    pub fn failed() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server.failed",
            "Something went wrong on our side. It was logged.",
        )
    }

    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    pub fn about(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.about.insert(name, value.into());
        self
    }

    /// It holds what nobody on the way is to keep.
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub fn code(&self) -> &'static str {
        self.code
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn body(&self) -> ProblemBody {
        ProblemBody {
            r#type: format!("urn:hearth:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            about: self.about.clone(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.secret {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Logged here, once, for all features.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(cause, "the database is unavailable");
                Self::unavailable()
            }
            StoreError::Failed(cause) => {
                tracing::error!(cause, "a statement failed");
                Self::failed()
            }
        }
    }
}
