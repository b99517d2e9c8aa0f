//! What surrounds all routes: who the client is, how often they may ask, what the headers say, what is logged.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::listener::Connection;
use super::problem::Problem;
use crate::platform::limits::Limiter;
use crate::platform::metrics::Metrics;

/// Where a request comes from, as far as the trusted proxies can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The rightmost address of X-Forwarded-For that isn't a trusted proxy, if the peer is one.
    pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Self {
        if !trusted.contains(&peer) {
            return Self(peer);
        }
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            hops.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
        Self(hops.into_iter().rev().find(|hop| !trusted.contains(hop)).unwrap_or(peer))
    }

    /// What a limit is kept for: one IPv4 address, or one IPv6 network of 64 bits, which is what one customer has.
    pub fn key(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into())
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(Problem::failed)
    }
}

#[derive(Clone)]
pub struct Surround {
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Whether people come by https: then browsers are told to come by nothing else.
    pub https: bool,
    pub requests: Limiter<IpAddr>,
    pub metrics: Metrics,
}

/// The outermost layer: notes the client's address, counts the request, measures and logs it.
pub async fn surround(State(surround): State<Surround>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Connection>>().map(|info| info.0.peer.ip());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0]));
    let address = ClientAddress::of(peer, request.headers(), &surround.trusted_proxies);
    request.extensions_mut().insert(address);
    let method = request.method().clone();
    // The pattern, never the address itself: it can carry codes.
    let path = request.extensions().get::<MatchedPath>().map_or("(page)".to_owned(), |path| path.as_str().to_owned());
    let started = tokio::time::Instant::now();
    let mut response = match surround.requests.check(&address.key()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let took = started.elapsed();
    surround.metrics.request(method.as_str(), &path, response.status().as_u16(), took);
    tracing::debug!(%method, path, status = response.status().as_u16(), ms = took.as_millis(), "request");
    protect(response.headers_mut(), &path);
    if surround.https {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Headers that keep a browser from doing what a page of ours never needs.
fn protect(headers: &mut HeaderMap, path: &str) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
        connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
        form-action 'self'; frame-ancestors 'none'";
    // The API's documentation is a vendored page that styles its icons inline; it has no script of that kind.
    const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
        img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let policy = if path.starts_with("/docs") { DOCS_POLICY } else { POLICY };
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(self)"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(said) = with_charset(headers) {
        headers.insert(header::CONTENT_TYPE, said);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
}

/// The type of a text that doesn't say its charset, with it: all of ours are UTF-8.
fn with_charset(headers: &HeaderMap) -> Option<HeaderValue> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let unsaid = (kind.starts_with("text/") || kind.ends_with("+xml")) && !kind.contains("charset");
    if unsaid { HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok() } else { None }
}

/// Turns the plain answers of the framework (no such method, body too large, took too long) into problems.
pub async fn problems_only(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json") {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let problem = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "request.method_not_allowed",
            "This address doesn't take that method; the header Allow says which it takes.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => super::extract::too_large(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Problem::unavailable(),
        StatusCode::INTERNAL_SERVER_ERROR => Problem::failed(),
        _ => return response,
    };
    let mut replaced = problem.into_response();
    if let Some(allow) = allow {
        replaced.headers_mut().insert(header::ALLOW, allow);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 1.2.3.4, 10.0.0.2"));
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(ClientAddress::of(ip("9.9.9.9"), &headers, &trusted), ClientAddress(ip("9.9.9.9")));
        assert_eq!(ClientAddress::of(ip("10.0.0.1"), &headers, &trusted), ClientAddress(ip("1.2.3.4")));
        assert_eq!(ClientAddress::of(ip("10.0.0.1"), &HeaderMap::new(), &trusted), ClientAddress(ip("10.0.0.1")));
    }
}
