//! A light Socket.IO client over WebSocket, which is also the bare broadcaster's client. It
//! reads no JSON: a frame is told by its first bytes, so that the load stays cheaper
//! than the servers that it measures.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::bare;

const SENT: &str = "42[\"message.sent\",";
const READY: &str = "42[\"live.ready\"";
const CLOSING: &str = "42[\"live.closing\"";

/// The size of a frame that tells a room of a message as Hearth and the Node server word
/// it: the bare broadcaster moves as many bytes as they do.
const BARE_FRAME: usize = 480;

/// One socket's place: where, as whom, and in which chat it speaks.
#[derive(Clone, Debug)]
pub struct Seat {
    pub address: SocketAddr,
    pub dialect: Dialect,
    /// An access token, or the room's path on the bare broadcaster.
    pub token: String,
    pub chat: String,
    /// Which of the scenario's rooms this is, from 0.
    pub room: usize,
    /// Which of the scenario's seats this is, from 0.
    pub index: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    SocketIo,
    Bare,
}

pub enum Heard {
    /// A message reached this socket.
    Message(Utf8Bytes),
    /// The message sent last is accepted: acknowledged, or, on the bare broadcaster, heard back.
    Accepted,
    /// Both in one, as the bare broadcaster does it.
    OwnMessage(Utf8Bytes),
}

pub struct Socket {
    ws: WebSocketStream<TcpStream>,
    dialect: Dialect,
    /// How a bare client knows its own frames.
    tag: String,
    chat: String,
    sent: u64,
}

impl Socket {
    /// Connects, signs in and waits until the server counts this socket in its room.
    pub async fn connect(seat: &Seat) -> Result<Self> {
        let tcp = connect_from(source(seat.index), seat.address).await?;
        let url = match seat.dialect {
            Dialect::SocketIo => {
                format!("ws://{}/socket.io/?EIO=4&transport=websocket", seat.address)
            }
            Dialect::Bare => format!("ws://{}{}", seat.address, seat.token),
        };
        // Small buffers: there may be ten thousand of these.
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0);
        let (ws, _) = client_async_with_config(url, tcp, Some(config)).await.context("WebSocket handshake")?;
        let mut socket =
            Self { ws, dialect: seat.dialect, tag: format!("<{}>", seat.index), chat: seat.chat.clone(), sent: 0 };
        match seat.dialect {
            Dialect::SocketIo => socket.sign_in(&seat.token).await?,
            Dialect::Bare => {
                let first = socket.frame().await?;
                ensure!(first.as_str() == bare::READY, "unexpected first frame: {first}");
            }
        }
        Ok(socket)
    }

    async fn sign_in(&mut self, token: &str) -> Result<()> {
        let open = self.frame().await?;
        ensure!(open.starts_with("0{"), "not Engine.IO: {open}");
        self.say(format!("40{{\"token\":\"{token}\"}}")).await?;
        loop {
            let frame = self.frame().await?;
            if frame.starts_with("44") {
                bail!("refused: {frame}");
            }
            if frame.starts_with(READY) {
                return Ok(());
            }
        }
    }

    /// Sends a message into the seat's chat; its acceptance is heard by `hear`.
    pub async fn send(&mut self) -> Result<()> {
        self.sent += 1;
        let frame = match self.dialect {
            Dialect::SocketIo => {
                format!("42{}[\"message.send\",{}]", self.sent, body(Some(&self.chat), &self.tag, self.sent))
            }
            Dialect::Bare => format!("{}{:-<2$}", self.tag, self.sent, BARE_FRAME - self.tag.len()),
        };
        self.say(frame).await
    }

    /// The next thing that matters. Heartbeats are answered on the way.
    pub async fn hear(&mut self) -> Result<Heard> {
        loop {
            let frame = self.frame().await?;
            if self.dialect == Dialect::Bare {
                return Ok(if frame.starts_with(&self.tag) { Heard::OwnMessage(frame) } else { Heard::Message(frame) });
            }
            if frame.starts_with(SENT) {
                return Ok(Heard::Message(frame));
            }
            if let Some(ack) = frame.strip_prefix("43") {
                let answer = ack.trim_start_matches(|c: char| c.is_ascii_digit());
                ensure!(answer.starts_with("[{\"ok\":"), "a message was refused: {frame}");
                return Ok(Heard::Accepted);
            }
            if frame.starts_with("41") || frame.starts_with(CLOSING) {
                bail!("the server ends the connection: {frame}");
            }
        }
    }

    /// The next text frame, heartbeats answered.
    async fn frame(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.ws.next().await.context("the server hung up")?? {
                Message::Text(text) if self.dialect == Dialect::SocketIo && text.as_str() == "2" => {
                    self.say("3".to_owned()).await?;
                }
                Message::Text(text) => return Ok(text),
                Message::Close(frame) => bail!("the server closed the socket: {frame:?}"),
                _ => {}
            }
        }
    }

    async fn say(&mut self, text: String) -> Result<()> {
        self.ws.send(Message::text(text)).await?;
        Ok(())
    }
}

/// The JSON of a message to send, over a socket (which names the chat) or over REST.
pub fn body(chat: Option<&str>, tag: &str, count: u64) -> String {
    let chat = chat.map_or_else(String::new, |id| format!("\"chat_id\":\"{id}\","));
    let client = client_id(count);
    format!(
        "{{{chat}\"text\":\"Message {count} from {tag}: shall we meet at the usual place?\",\"client_id\":\"{client}\"}}"
    )
}

/// A UUIDv7, as Hearth asks of clients: time first keeps its index's hot page small. The
/// rest is a count instead of chance, so that it can't repeat within this process.
fn client_id(count: u64) -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{SystemTime, UNIX_EPOCH};
    static MADE: AtomicU64 = AtomicU64::new(0);
    let made = MADE.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = now.as_millis();
    format!(
        "{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}",
        (millis >> 16) & 0xffff_ffff,
        millis & 0xffff,
        made & 0xfff,
        count & 0xfff,
        made & 0xffff_ffff_ffff
    )
}

/// The number that a `message.sent` frame carries.
pub fn number(frame: &str) -> Option<u64> {
    let (_, after) = frame.split_once("\"number\":")?;
    let end = after.find(|c: char| !c.is_ascii_digit())?;
    after[..end].parse().ok()
}

// A client address has some 28,000 ports, some of which are still in TIME_WAIT from the
// round before: loopback has addresses enough.
fn source(index: usize) -> Ipv4Addr {
    let block = u8::try_from(index / 2_000 % 200).unwrap_or(0);
    Ipv4Addr::new(127, 0, 0, block + 1)
}

async fn connect_from(source: Ipv4Addr, address: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((source, 0)))?;
    let stream = socket.connect(address).await.context("connecting")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
