//! `Idempotency-Key` on POST: the same request sent again gets the answer of the first, and does nothing twice.
//!
//! Answers that carry secrets (sessions, invitations) are marked with `Cache-Control: no-store` and never kept; sent
//! again they are done again. So are messages: their key becomes their `client_id`, which holds across a crash too.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::problem::{FieldError, Problem};
use crate::platform::clock::{Clock, Time};
use crate::platform::database::{Db, Stored};
use crate::platform::ids::hex;

crate::statements! {
    CLAIM = "INSERT INTO idempotency_keys (scope, request, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (scope) DO UPDATE SET request = $2, created_at = $3, status = NULL, body = NULL
        WHERE idempotency_keys.created_at < $4 OR (idempotency_keys.status IS NULL AND idempotency_keys.created_at < $5)
        RETURNING scope";
    FIND = "SELECT request, status, body FROM idempotency_keys WHERE scope = $1";
    KEEP = "UPDATE idempotency_keys SET status = $2, body = $3 WHERE scope = $1";
    RELEASE = "DELETE FROM idempotency_keys WHERE scope = $1";
    SWEEP = "DELETE FROM idempotency_keys WHERE scope IN
        (SELECT scope FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT 500)";
}

const LASTING: Duration = Duration::from_secs(24 * 3600);
/// After this a request that never finished (the server was killed) may be taken up again.
const UNDER_WAY: Duration = Duration::from_secs(60);
/// A larger answer isn't kept; the request is simply done again.
const MOST_BYTES: usize = 64 * 1024;

/// Says whose token it is. Accounts stand above, so they are asked by this.
#[async_trait]
pub trait Whose: Send + Sync {
    /// The account; None where it is nobody's, or its session has ended.
    async fn whose(&self, token: &str) -> Result<Option<Uuid>, Problem>;
}

#[derive(Clone)]
pub struct Idempotency {
    pub db: Db,
    pub clock: Clock,
    pub whose: Arc<dyn Whose>,
    pub body_bytes: usize,
}

enum Claim {
    Ours,
    Answered { status: u16, body: String },
    UnderWay,
    OtherRequest,
}

pub async fn idempotency(State(keys): State<Idempotency>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get("idempotency-key").cloned() else { return next.run(request).await };
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    match keys.once(&key, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

impl Idempotency {
    async fn once(&self, key: &HeaderValue, request: Request, next: Next) -> Result<Response, Problem> {
        if key.is_empty() || key.len() > 255 {
            let wrong = FieldError::new("Idempotency-Key", "length", "must be 1 to 255 characters long");
            return Err(Problem::invalid(vec![wrong]));
        }
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, self.body_bytes).await.map_err(|_| super::extract::too_large())?;
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // One's own keys: the account's where its session lives, else whoever knows key and body alike. A kept answer is
        // given before anybody else looks at the session.
        let account = match bearer.strip_prefix("Bearer ") {
            Some(token) => self.whose.whose(token).await?,
            None => None,
        };
        let nobodys = || format!("{bearer}:{}", hex(&Sha256::digest(&body)));
        let owner = account.map_or_else(nobodys, |account| account.to_string());
        let path = parts.uri.path().to_owned();
        let scope = hex(&Sha256::digest([owner.as_bytes(), b"\n", path.as_bytes(), b"\n", key.as_bytes()].concat()));
        let fingerprint = hex(&Sha256::digest(&body));

        match self.claim(&scope, &fingerprint).await? {
            Claim::Ours => {}
            Claim::Answered { status, body } => return Ok(replayed(status, body)),
            Claim::UnderWay => {
                let detail = "The same request is still being answered. Try again in a moment.";
                return Err(Problem::new(StatusCode::CONFLICT, "request.under_way", detail));
            }
            Claim::OtherRequest => {
                let detail = "This Idempotency-Key was used for another request.";
                return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.key_used", detail));
            }
        }
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        Ok(self.keep(&scope, response).await)
    }

    async fn claim(&self, scope: &str, fingerprint: &str) -> Stored<Claim> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let claimed = tx
            .run(&CLAIM)
            .bind(scope.to_owned())
            .bind(fingerprint.to_owned())
            .bind(now.millis())
            .bind(now.minus(LASTING).millis())
            .bind(now.minus(UNDER_WAY).millis())
            .maybe()
            .await?;
        tx.commit().await?;
        if claimed.is_some() {
            return Ok(Claim::Ours);
        }
        let Some(row) = self.db.read(&FIND).bind(scope.to_owned()).maybe().await? else { return Ok(Claim::UnderWay) };
        if row.get::<String>("request")? != fingerprint {
            return Ok(Claim::OtherRequest);
        }
        Ok(match (row.get::<Option<i64>>("status")?, row.get::<Option<String>>("body")?) {
            (Some(status), Some(body)) => Claim::Answered { status: u16::try_from(status).unwrap_or(200), body },
            _ => Claim::UnderWay,
        })
    }

    /// Keeps a good answer; a refused or secret one leaves the key free.
    async fn keep(&self, scope: &str, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let secret = parts.headers.get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store");
        if secret || !parts.status.is_success() {
            self.settle(scope, None).await;
            return Response::from_parts(parts, body);
        }
        // Every successful POST of ours answers with a small JSON body or none.
        let Ok(bytes) = to_bytes(body, 8 * 1024 * 1024).await else { return Problem::failed().into_response() };
        let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= MOST_BYTES);
        self.settle(scope, text.map(|text| (parts.status.as_u16(), text.to_owned()))).await;
        Response::from_parts(parts, Body::from(bytes))
    }

    /// Best effort: the act itself is done. If this fails, the key frees itself after a minute.
    async fn settle(&self, scope: &str, answer: Option<(u16, String)>) {
        let written = async {
            let mut tx = self.db.begin().await?;
            match answer {
                Some((status, body)) => {
                    tx.run(&KEEP).bind(scope.to_owned()).bind(i64::from(status)).bind(body).done().await?
                }
                None => tx.run(&RELEASE).bind(scope.to_owned()).done().await?,
            };
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "an idempotency key could not be settled");
        }
    }

    /// Forgets old answers, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self, now: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SWEEP).bind(now.minus(LASTING).millis()).done().await?;
        tx.commit().await
    }
}

fn replayed(status: u16, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}
