//! The bare baselines: the least that a broadcaster and an HTTP server in Rust can do. No
//! sign-in, no membership, no numbers, no database, no JSON; what Hearth costs is measured from here.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncWriteExt, join, sink};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request as Handshake};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// The first frame to each client: it is in its room now.
pub const READY: &str = "ready";

/// As many waiting frames as one write takes at most.
pub const FRAMES_PER_WRITE: usize = 64;

pub async fn serve(ws: SocketAddr, http: SocketAddr, frames_per_write: usize) -> Result<()> {
    let (ws, http) = (listen(ws)?, listen(http)?);
    tokio::try_join!(broadcast(ws, frames_per_write), echo(http))?;
    Ok(())
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket.listen(4096)?)
}

async fn echo(listener: TcpListener) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let served =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            // A client that leaves is no news to a baseline.
            let _ = served.await;
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    };
    Ok(Response::new(Full::new(body)))
}

/// Who is in which room, by the path of the handshake.
#[derive(Clone, Default)]
struct Rooms(Arc<Mutex<HashMap<String, Vec<Seat>>>>);

struct Seat {
    who: u64,
    frames: UnboundedSender<Bytes>,
}

impl Rooms {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, Vec<Seat>>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn enter(&self, room: &str, who: u64, frames: UnboundedSender<Bytes>) {
        self.with(|rooms| rooms.entry(room.to_owned()).or_default().push(Seat { who, frames }));
    }

    fn leave(&self, room: &str, who: u64) {
        self.with(|rooms| rooms.entry(room.to_owned()).or_default().retain(|seat| seat.who != who));
    }

    fn say(&self, room: &str, frame: &Bytes) {
        self.with(|rooms| {
            for seat in rooms.get(room).into_iter().flatten() {
                // A seat whose writer has ended is about to leave.
                let _ = seat.frames.send(frame.clone());
            }
        });
    }
}

async fn broadcast(listener: TcpListener, frames_per_write: usize) -> Result<()> {
    let rooms = Rooms::default();
    let mut who = 0;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        who += 1;
        let rooms = rooms.clone();
        tokio::spawn(async move {
            // A client that leaves, politely or not, is no news to a baseline.
            let _ = attend(stream, &rooms, who, frames_per_write).await;
        });
    }
}

async fn attend(stream: TcpStream, rooms: &Rooms, who: u64, frames_per_write: usize) -> Result<()> {
    let mut room = String::new();
    // `ErrorResponse` is large, and the handshake's signature is not ours.
    #[allow(clippy::result_large_err)]
    let note = |request: &Handshake, response| -> Result<_, ErrorResponse> {
        room = request.uri().path().to_owned();
        Ok(response)
    };
    let (read, write) = accept_hdr_async(stream, note).await?.into_inner().into_split();
    let (frames, waiting) = unbounded_channel();
    let writer = tokio::spawn(write_all(write, waiting, frames_per_write));
    let _ = frames.send(encoded(READY.into())?);
    rooms.enter(&room, who, frames);
    let outcome = listen_to(join(read, sink()), rooms, &room).await;
    rooms.leave(&room, who);
    writer.abort();
    outcome
}

// The reading half alone: answers to pings go nowhere, and the load never pings.
async fn listen_to<S>(stream: S, rooms: &Rooms, room: &str) -> Result<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let mut ws = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    while let Some(message) = ws.next().await {
        if let Message::Text(text) = message? {
            rooms.say(room, &encoded(text.into())?);
        }
    }
    Ok(())
}

/// The frame as it goes over the wire, made once for a whole room.
fn encoded(payload: Bytes) -> Result<Bytes> {
    let mut wire = Vec::with_capacity(payload.len() + 10);
    Frame::message(payload, OpCode::Data(Data::Text), true).format(&mut wire)?;
    Ok(wire.into())
}

// Everything that waits goes out in one write: what a good broadcaster does, so the
// baseline is not an easy one.
async fn write_all(
    mut write: OwnedWriteHalf,
    mut waiting: UnboundedReceiver<Bytes>,
    frames_per_write: usize,
) -> Result<()> {
    let mut frames = Vec::with_capacity(frames_per_write);
    let mut wire = Vec::new();
    while waiting.recv_many(&mut frames, frames_per_write).await > 0 {
        if let [frame] = frames.as_slice() {
            write.write_all(frame).await?;
        } else {
            frames.iter().for_each(|frame| wire.extend_from_slice(frame));
            write.write_all(&wire).await?;
            wire.clear();
        }
        frames.clear();
    }
    Ok(())
}
