//! What the server counts, for Prometheus. Labels are of bounded number: patterns of paths, never ids.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    path: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Reason {
    reason: String,
}

/// The counters. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histogram,
    /// Open live connections.
    pub sockets: Gauge,
    /// Events handed to sockets.
    pub delivered: Counter,
    dropped: Family<Reason, Counter>,
    /// Messages acknowledged.
    pub messages: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("hearth");
        let metrics = Self {
            requests: Family::default(),
            request_seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
            sockets: Gauge::default(),
            delivered: Counter::default(),
            dropped: Family::default(),
            messages: Counter::default(),
            registry: Arc::default(),
        };
        registry.register("requests", "HTTP requests", metrics.requests.clone());
        registry.register("request_seconds", "Time to answer a request", metrics.request_seconds.clone());
        registry.register("sockets", "Open live connections", metrics.sockets.clone());
        registry.register("events_delivered", "Live events handed to sockets", metrics.delivered.clone());
        registry.register("sockets_dropped", "Live connections cut by the server", metrics.dropped.clone());
        registry.register("messages", "Messages acknowledged", metrics.messages.clone());
        Self { registry: Arc::new(Mutex::new(registry)), ..metrics }
    }
}

impl Metrics {
    pub fn request(&self, method: &str, path: &str, status: u16, took: Duration) {
        // A stranger can invent methods; they mustn't make labels.
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method);
        let method = if known { method } else { "other" }.to_owned();
        self.requests.get_or_create(&RequestLabels { method, path: path.to_owned(), status }).inc();
        self.request_seconds.observe(took.as_secs_f64());
    }

    pub fn socket_dropped(&self, reason: &str) {
        self.dropped.get_or_create(&Reason { reason: reason.to_owned() }).inc();
    }

    /// The exposition text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a String can't fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &registry);
        text
    }
}
