//! The body of a form that brings a file, bounded while it comes in. The library that takes forms apart keeps all that
//! it is given until it has found what it looks for: a border, or the head of a field.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt};

/// What a form may take beside its file.
pub const FRAME: u64 = 64 << 10;
/// So much is given to the library beyond what it has passed on.
const HELD: usize = 64 << 10;
/// At a time.
const PIECE: usize = 16 << 10;
/// Of a refused body so much is still read, so that its sender gets the answer and not a broken connection.
const READ_ON: u64 = 128 << 20;

/// Knows how a bounded body fares.
#[derive(Clone, Default)]
pub struct Gauge(Arc<State>);

#[derive(Default)]
struct State {
    held: AtomicUsize,
    too_large: AtomicBool,
}

impl Gauge {
    /// To be told of whatever the library passes on.
    pub fn passed_on(&self, bytes: usize) {
        let less = |held: usize| Some(held.saturating_sub(bytes));
        let _ = self.0.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Whether the body ended because it was larger than allowed.
    pub fn too_large(&self) -> bool {
        self.0.too_large.load(Ordering::Relaxed)
    }
}

/// The request with a body that ends with an error when there is too much of it.
pub fn bounded(request: Request, most: u64) -> (Request, Gauge) {
    let gauge = Gauge::default();
    let request = request.map(|body| {
        let body = body.into_data_stream();
        let (rest, gauge) = (Bytes::new(), gauge.clone());
        Body::from_stream(Bounded { body, rest, gauge, come: 0, most, refused: false, over: false, pause: false })
    });
    (request, gauge)
}

/// Reads a body that nobody wants.
pub async fn read_on(body: Body) {
    let mut body = body.into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
}

struct Bounded {
    body: BodyDataStream,
    rest: Bytes,
    gauge: Gauge,
    come: u64,
    most: u64,
    refused: bool,
    over: bool,
    pause: bool,
}

impl Stream for Bounded {
    type Item = Result<Bytes, Box<dyn Error + Send + Sync>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.over {
            return Poll::Ready(None);
        }
        // The library takes in all that is ready before it looks at it.
        if std::mem::take(&mut this.pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            if this.rest.is_empty() || this.refused {
                let next = ready!(this.body.poll_next_unpin(context));
                let refused = this.refused && (this.come > READ_ON || !matches!(next, Some(Ok(_))));
                this.over = refused || !matches!(next, Some(Ok(_)));
                match next {
                    _ if refused => return Poll::Ready(Some(Err("the form is too large".into()))),
                    Some(Ok(chunk)) => (this.come, this.rest) = (this.come + chunk.len() as u64, chunk),
                    ended => return Poll::Ready(ended.map(|error| error.map_err(Into::into))),
                }
            }
            let too_large = this.come > this.most;
            this.gauge.0.too_large.fetch_or(too_large, Ordering::Relaxed);
            this.refused |= too_large || this.gauge.0.held.load(Ordering::Relaxed) > HELD;
            if !this.refused {
                let piece = this.rest.split_to(this.rest.len().min(PIECE));
                this.gauge.0.held.fetch_add(piece.len(), Ordering::Relaxed);
                this.pause = true;
                return Poll::Ready(Some(Ok(piece)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(chunks: usize, bytes: usize) -> Request {
        let chunks = std::iter::repeat_n(Bytes::from(vec![0; bytes]), chunks).map(Ok::<_, std::io::Error>);
        Request::new(Body::from_stream(futures_util::stream::iter(chunks)))
    }

    /// How many bytes come through, by whom they are passed on at once or not.
    async fn comes(request: Request, most: u64, passes_on: bool) -> (usize, bool, bool) {
        let (request, gauge) = bounded(request, most);
        let mut stream = request.into_body().into_data_stream();
        let (mut come, mut whole) = (0, true);
        while let Some(chunk) = stream.next().await {
            let Ok(chunk) = chunk else {
                whole = false;
                continue;
            };
            come += chunk.len();
            if passes_on {
                gauge.passed_on(chunk.len());
            }
        }
        (come, whole, gauge.too_large())
    }

    #[tokio::test]
    async fn a_body_comes_through_up_to_its_bound() {
        assert_eq!(comes(body(3, 1 << 20), 3 << 20, true).await, (3 << 20, true, false));
        assert_eq!(comes(body(0, 0), 9, true).await, (0, true, false));
        let (come, whole, too_large) = comes(body(400, 1 << 20), 3 << 20, true).await;
        assert!(come <= 3 << 20 && !whole && too_large, "{come}");
    }

    #[tokio::test]
    async fn what_nobody_passes_on_is_little() {
        let (come, whole, too_large) = comes(body(90, 1 << 20), 100 << 20, false).await;
        assert!(come <= HELD + PIECE && !whole && !too_large, "{come}");
    }
}
