//! A listener whose connections can be cut from outside: the only way to get rid of a reader who doesn't read.
//! (A socket's `disconnect` needs room in the very buffer that is full.)

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How long a goodbye may take to arrive.
const GOODBYE: Duration = Duration::from_secs(2);

/// What is known of a connection: where it comes from, and how to cut it.
#[derive(Clone, Debug)]
pub struct Connection {
    pub peer: SocketAddr,
    cut: CancellationToken,
}

impl Connection {
    pub fn cut(&self) {
        self.cut.cancel();
    }

    /// Leaves a goodbye the time to arrive. Who is polite has gone by then; who isn't, or missed it, goes now.
    pub fn cut_soon(&self) {
        let cut = self.cut.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GOODBYE).await;
            cut.cancel();
        });
    }
}

pub struct Cuttable(pub TcpListener);

/// Listens on an address; answers with the real one too, which is another for port 0.
pub async fn bind(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let listener =
        TcpListener::bind(wanted).await.map_err(|error| format!("{wanted} can't be listened on: {error}"))?;
    let actual = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, actual))
}

pub struct CuttableStream {
    stream: TcpStream,
    connection: Connection,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Listener for Cuttable {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableStream, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Live events are small and want to leave at once. Failing to set it costs only time.
        let _ = stream.set_nodelay(true);
        let cut = CancellationToken::new();
        let connection = Connection { peer, cut: cut.clone() };
        (CuttableStream { stream, connection, cut: Box::pin(cut.cancelled_owned()) }, peer)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Cuttable>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().connection.clone()
    }
}

impl CuttableStream {
    fn refuse_if_cut(&mut self, context: &mut Context<'_>) -> std::io::Result<()> {
        match self.cut.as_mut().poll(context) {
            Poll::Ready(()) => Err(std::io::ErrorKind::ConnectionAborted.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.refuse_if_cut(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        if self.connection.cut.is_cancelled() {
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        if self.connection.cut.is_cancelled() {
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
