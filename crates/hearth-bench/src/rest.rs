//! A keep-alive HTTP/1.1 connection, and a way to use several at once.

use std::cell::Cell;
use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use futures_util::future::try_join_all;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

pub struct Client {
    requests: SendRequest<Full<Bytes>>,
    host: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        // Its end shows as an error of the next request.
        tokio::spawn(connection);
        Ok(Self { requests, host: address.to_string() })
    }

    pub async fn call(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<String>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Full::from(body.unwrap_or_default()))?;
        self.requests.ready().await?;
        let response = self.requests.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer { status, body })
    }

    /// A call that must succeed; its answer as JSON, null when there is no body.
    pub async fn json(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Result<Value> {
        let told = format!("{method} {path}");
        let body = body.map(|value| value.to_string());
        let answer = self.call(method, path, token, body).await.with_context(|| told.clone())?;
        answer.expect_success(&told)?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).with_context(|| format!("{told}: not JSON"))
    }
}

impl Answer {
    pub fn expect_success(&self, told: &str) -> Result<()> {
        ensure!(self.status.is_success(), "{told} answered {}: {}", self.status, String::from_utf8_lossy(&self.body));
        Ok(())
    }
}

/// Does `act` for each of `0..count`, over as many connections as `lanes`. The answers come in order.
pub async fn spread<T>(
    address: SocketAddr,
    lanes: usize,
    count: usize,
    act: impl AsyncFn(&mut Client, usize) -> Result<T>,
) -> Result<Vec<T>> {
    let next = Cell::new(0);
    let (next, act) = (&next, &act);
    let lane = || async move {
        let mut done = Vec::new();
        let mut client = None;
        loop {
            let index = next.replace(next.get() + 1);
            if index >= count {
                return Ok::<_, anyhow::Error>(done);
            }
            let client = match &mut client {
                Some(client) => client,
                empty => empty.insert(Client::connect(address).await?),
            };
            done.push((index, act(client, index).await?));
        }
    };
    let lanes = try_join_all((0..lanes.min(count)).map(|_| lane())).await?;
    let mut done: Vec<_> = lanes.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, answer)| answer).collect())
}
