//! The Socket.IO server: handshake, the queue of each socket, its end.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, OriginalUri, Query, Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, Event, Extension, SocketRef, TryData};
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use socketioxide::socket::DisconnectReason;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::registry::Seat;
use super::{Door, Live, Presence, Visitor};
use crate::platform::config::Settings;
use crate::platform::http::listener::Connection;
use crate::platform::http::problem::Problem;

/// Packets that may wait for a reader, and requests that may wait for their turn.
const WAITING: usize = 256;

struct Server {
    live: Live,
    door: Arc<dyn Door>,
    events: Option<Quota>,
    presence_grace: Duration,
    tasks: TaskTracker,
    over: CancellationToken,
}

/// The layer that answers `/socket.io`, and the handle with which all of it is closed. Closing calls no socket's
/// `on_disconnect`, so `over` says when that is done.
pub fn layer(
    settings: &Settings,
    live: Live,
    door: Arc<dyn Door>,
    tasks: TaskTracker,
    over: CancellationToken,
) -> (SocketIoLayer, SocketIo) {
    let body = settings.limits.body_bytes;
    live.knocks_at(door.clone());
    let (layer, io) = SocketIo::builder()
        .max_buffer_size(WAITING)
        .max_payload(body as u64)
        .ws_max_message_size(body)
        .ws_max_frame_size(body)
        .ws_read_buffer_size(4096)
        .connect_timeout(Duration::from_secs(10))
        .build_layer();
    let rate = NonZeroU32::new(settings.limits.events_per_second).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(9)));
    let server = Arc::new(Server {
        live,
        door,
        events: settings.limits.enabled.then_some(quota),
        presence_grace: Duration::from_secs(settings.chat.presence_grace_seconds),
        tasks,
        over,
    });
    let at_the_door = server.clone();
    let sign_in = move |socket: SocketRef, TryData(auth): TryData<Auth>| {
        let server = at_the_door.clone();
        async move { server.sign_in(&socket, auth.ok()).await }
    };
    let connected = move |socket: SocketRef, Extension(visitor): Extension<Visitor>| {
        server.clone().connected(socket, visitor);
        async {}
    };
    io.ns("/", connected.with(sign_in));
    (layer, io)
}

/// Notes on which connection a socket goes on when it moves from polling to WebSocket, and detaches the request.
pub async fn upgrades(State(live): State<Live>, mut request: Request, next: Next) -> Response {
    #[derive(Deserialize)]
    struct Engine {
        sid: String,
    }
    if request.headers().contains_key(header::UPGRADE)
        && let Ok(Query(engine)) = Query::<Engine>::try_from_uri(request.uri())
        && let Some(ConnectInfo(connection)) = request.extensions().get::<ConnectInfo<Connection>>()
    {
        live.upgraded(&engine.sid, connection.clone());
    }
    if request.uri().path().starts_with("/socket.io") {
        detach(&mut request);
    }
    next.run(request).await
}

/// Gives a request's head memory of its own. As it is read, it lies in pieces of the connection's reading buffer of
/// 16 KiB, and a socket, which keeps the head for as long as it lives, would keep the buffer, too.
fn detach(request: &mut Request) {
    let headers = std::mem::take(request.headers_mut());
    let mut name = None;
    for (next_name, value) in headers {
        // A header with several values is named once only.
        name = next_name.or(name);
        let copy = HeaderValue::from_bytes(value.as_bytes());
        if let (Some(name), Ok(copy)) = (&name, copy) {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).unwrap_or_else(|_| name.clone());
            request.headers_mut().append(name, copy);
        }
    }
    if let Ok(uri) = Uri::try_from(request.uri().to_string()) {
        *request.uri_mut() = uri.clone();
        // The router has noted the address as well.
        request.extensions_mut().insert(OriginalUri(uri));
    }
}

#[derive(Deserialize)]
struct Auth {
    token: Option<String>,
}

/// The text of `connect_error`.
#[derive(Debug)]
struct Refused(Problem);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.code())
    }
}

/// Every argument of an event, however many: only a type that asks for a tuple is given them all.
struct Arguments(Vec<Value>);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> serde::de::Visitor<'de> for All {
            type Value = Arguments;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the arguments of an event")
            }
            fn visit_seq<S: serde::de::SeqAccess<'de>>(self, mut sequence: S) -> Result<Arguments, S::Error> {
                let mut all = Vec::new();
                while let Some(argument) = sequence.next_element()? {
                    all.push(argument);
                }
                Ok(Arguments(all))
            }
        }
        deserializer.deserialize_tuple(16, All)
    }
}

/// Boxed, because the queue of each idle socket has room for some of them.
enum Heard {
    Request(Box<Asked>),
    Gone,
}

struct Asked {
    event: String,
    arguments: Option<Vec<Value>>,
    answer: AckSender,
}

impl Server {
    async fn sign_in(&self, socket: &SocketRef, auth: Option<Auth>) -> Result<(), Refused> {
        let parts = socket.req_parts();
        let in_address = || Query::<Auth>::try_from_uri(&parts.uri).ok().and_then(|Query(auth)| auth.token);
        let in_header = || {
            let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            value.strip_prefix("Bearer ").map(str::to_owned)
        };
        let token = auth.and_then(|auth| auth.token).or_else(in_address).or_else(in_header).unwrap_or_default();
        let visitor = self.door.admit(&token).await.map_err(Refused)?;
        socket.extensions.insert(visitor);
        Ok(())
    }

    /// Runs in the socket's read loop: what must keep the order of events happens here, the rest in a task.
    fn connected(self: Arc<Self>, socket: SocketRef, visitor: Visitor) {
        let connection = socket.req_parts().extensions.get::<ConnectInfo<Connection>>().map(|info| info.0.clone());
        let (seat, first) = match self.live.arrive(visitor, socket.clone(), connection) {
            Ok(arrived) => arrived,
            Err(connection) => {
                let _ = socket.emit("live.closing", &json!({ "reason": "too_many_sockets" }));
                let _ = socket.disconnect();
                // The stock Python client doesn't notice a goodbye as early as this.
                if let Some(connection) = connection {
                    connection.cut_soon();
                }
                return;
            }
        };
        let (sender, queue) = mpsc::channel(WAITING);
        let (gone, live, at_fault) = (sender.clone(), self.live.clone(), Arc::downgrade(&seat));
        socket.on_fallback(move |Event(event): Event, TryData(arguments): TryData<Arguments>, answer: AckSender| {
            let arguments = arguments.ok().map(|arguments| arguments.0);
            let full = sender.try_send(Heard::Request(Box::new(Asked { event, arguments, answer }))).is_err();
            if full && let Some(seat) = at_fault.upgrade() {
                live.drop_seat(&seat, "too_many_events");
            }
            async {}
        });
        // The queue holds the socket through its worker, so the worker must be told to end.
        socket.on_disconnect(move |_: DisconnectReason| async move {
            let _ = gone.send(Heard::Gone).await;
        });
        let tasks = self.tasks.clone();
        tasks.spawn(self.serve(seat, first, queue));
    }

    async fn serve(self: Arc<Self>, seat: Arc<Seat>, first: bool, mut queue: mpsc::Receiver<Heard>) {
        let visitor = seat.visitor;
        match self.door.rooms(visitor).await {
            Ok(rooms) => {
                self.live.settle(&seat, rooms);
                if first {
                    self.door.presence(visitor.account, Presence::Came).await;
                }
            }
            // The session ended while it was coming in, or the database is away: the client comes back and asks again.
            Err(_) => self.live.drop_seat(&seat, "not_ready"),
        }
        let limit: Option<DefaultDirectRateLimiter> = self.events.map(RateLimiter::direct);
        loop {
            let heard = tokio::select! {
                heard = queue.recv() => heard,
                () = self.over.cancelled() => None,
            };
            let Some(heard) = heard else { break };
            match heard {
                Heard::Gone => break,
                Heard::Request(asked) => {
                    let Asked { event, arguments, answer } = *asked;
                    let allowed = limit.as_ref().is_none_or(|limit| limit.check().is_ok());
                    let answered = if allowed {
                        self.answer(visitor, &event, arguments).await
                    } else {
                        Err(Problem::too_many("live.too_many_events", 1))
                    };
                    // A full buffer is noticed by the next event; a closed one needs no answer.
                    let _ = match answered {
                        Ok(value) => answer.send(&json!({ "ok": value })),
                        Err(problem) => answer.send(&json!({ "error": problem.body() })),
                    };
                }
            }
        }
        if self.live.depart(&seat) {
            let server = self.clone();
            drop(seat);
            self.tasks.spawn(async move { server.announce_gone(visitor).await });
        }
    }

    async fn answer(&self, visitor: Visitor, event: &str, arguments: Option<Vec<Value>>) -> Result<Value, Problem> {
        let one = arguments.and_then(|mut all| if all.len() == 1 { all.pop() } else { None });
        match one {
            Some(data @ Value::Object(_)) => self.door.request(visitor, event, data).await,
            _ => Err(Problem::malformed("(data)", "an event takes exactly one argument, a JSON object")),
        }
    }

    /// Waits a little: who only reloads the page was never away.
    async fn announce_gone(&self, visitor: Visitor) {
        tokio::select! {
            () = tokio::time::sleep(self.presence_grace) => {}
            () = self.over.cancelled() => {}
        }
        if !self.live.is_online(visitor.account) {
            self.door.presence(visitor.account, Presence::Gone).await;
        }
    }
}
