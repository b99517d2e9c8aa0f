//! For whoever runs the server: whether it lives, whether it can serve, and what it counts.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio_util::sync::CancellationToken;

use super::page_files;
use super::problem::Problem;
use super::surround::ClientAddress;
use crate::platform::database::Db;
use crate::platform::metrics::Metrics;

#[derive(Clone)]
pub struct Health {
    pub db: Db,
    pub stop: CancellationToken,
    pub metrics: Metrics,
    pub metrics_from: Arc<[IpAddr]>,
}

pub fn routes(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(numbers))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> Response {
    if health.stop.is_cancelled() || health.db.ping().await.is_err() {
        return Problem::unavailable().into_response();
    }
    "ready\n".into_response()
}

async fn numbers(State(health): State<Health>, address: ClientAddress) -> Response {
    if !health.metrics_from.contains(&address.0) {
        return page_files::not_found().into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    (kind, health.metrics.text()).into_response()
}
