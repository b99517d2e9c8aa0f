//! The stock clients, each in a process of its own; tests/clients/README.md says what can be asked of them.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::PATIENCE;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    Js,
    Python,
}
use Client::{Js, Python};

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// A client process. It ends when the last clone of this goes.
#[derive(Clone)]
pub struct Live(Arc<Driver>);

struct Driver {
    owner: String,
    process: Child,
    input: tokio::sync::Mutex<ChildStdin>,
    waiting: Waiting,
    next: AtomicU64,
}

impl Live {
    /// A process that isn't connected yet.
    pub async fn of(client: Client, owner: &str) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut command = match client {
            Js => {
                let mut command = Command::new("node");
                command.arg(here.join("tests/clients/js/client.mjs"));
                command
            }
            Python => {
                let mut command = Command::new(here.join("../../target/test-venv/bin/python"));
                command.arg(here.join("tests/clients/python/client.py"));
                command
            }
        };
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().unwrap_or_else(|error| panic!("run tools/setup-tests: {client:?}: {error}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let waiting = Waiting::default();
        let answers = waiting.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
                let id = answer["id"].as_u64().expect("an answer to a command");
                if let Some(waiter) = answers.lock().unwrap().remove(&id) {
                    let _ = waiter.send(answer);
                }
            }
            // Whoever still waits learns that there is nobody to answer.
            answers.lock().unwrap().clear();
        });
        let input = tokio::sync::Mutex::new(process.stdin.take().unwrap());
        Self(Arc::new(Driver { owner: owner.to_owned(), process, input, waiting, next: AtomicU64::new(1) }))
    }

    /// Any command of the drivers; the error is the driver's text.
    pub async fn does(&self, mut command: Value) -> Result<Value, String> {
        let driver = &self.0;
        let id = driver.next.fetch_add(1, Ordering::Relaxed);
        command["id"] = json!(id);
        let (answer, answered) = oneshot::channel();
        driver.waiting.lock().unwrap().insert(id, answer);
        let line = format!("{command}\n");
        driver.input.lock().await.write_all(line.as_bytes()).await.map_err(|error| error.to_string())?;
        // The drivers keep their own deadlines; this one is for a driver that hangs.
        let mut answer = timeout(3 * PATIENCE, answered)
            .await
            .unwrap_or_else(|_| panic!("{}'s client hangs at {line}", driver.owner))
            .map_err(|_| "the client has ended".to_owned())?;
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap().to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }

    async fn must(&self, command: Value) -> Value {
        let told = command.to_string();
        self.does(command).await.unwrap_or_else(|error| panic!("{}: {told}: {error}", self.0.owner))
    }

    pub fn pid(&self) -> u32 {
        self.0.process.id().expect("the client runs")
    }

    // --- connecting -----------------------------------------------------------------------------------------------

    pub async fn connects(&self, url: &str, token: &str, transports: &[&str]) {
        let mut command = json!({ "do": "connect", "url": url, "token": token });
        if !transports.is_empty() {
            command["transports"] = json!(transports);
        }
        self.must(command).await;
        self.hears("live.ready", json!({})).await;
    }

    pub async fn state(&self) -> Value {
        self.must(json!({ "do": "state" })).await
    }

    pub async fn drops(&self) {
        self.must(json!({ "do": "drop" })).await;
    }

    pub async fn reconnects(&self) {
        let known = self.heard().await.len();
        self.must(json!({ "do": "reconnect" })).await;
        self.hears_since(known, "live.ready", json!({})).await;
    }

    pub async fn disconnects(&self) {
        self.must(json!({ "do": "disconnect" })).await;
    }

    /// Waits until the client knows that its connection is gone.
    pub async fn is_cut_off(&self) {
        super::until("the client is cut off", async || (self.state().await["connected"] == json!(false)).then_some(()))
            .await;
    }

    // --- hearing --------------------------------------------------------------------------------------------------

    /// The first such news since the beginning; its data.
    pub async fn hears(&self, event: &str, such: Value) -> Value {
        self.hears_since(0, event, such).await
    }

    pub async fn hears_since(&self, since: usize, event: &str, such: Value) -> Value {
        let patience = u64::try_from(PATIENCE.as_millis()).unwrap();
        let wait = json!({ "do": "wait", "event": event, "where": such, "since": since, "timeout_ms": patience });
        self.must(wait).await["data"].take()
    }

    /// All news so far: `{n, event, data}`.
    pub async fn heard(&self) -> Vec<Value> {
        match self.must(json!({ "do": "heard" })).await {
            Value::Array(news) => news,
            other => panic!("a list, not {other}"),
        }
    }

    /// The names of all news so far.
    pub async fn heard_names(&self) -> Vec<String> {
        self.heard().await.iter().map(|news| news["event"].as_str().unwrap().to_owned()).collect()
    }

    // --- saying ---------------------------------------------------------------------------------------------------

    /// The acknowledgement as it is, or why there is none.
    pub async fn asks(&self, event: &str, data: Value) -> Result<Value, String> {
        self.does(json!({ "do": "ask", "event": event, "data": data })).await
    }

    /// What a request that is granted answers.
    pub async fn says(&self, event: &str, data: Value) -> Value {
        let told = data.to_string();
        let mut answer = self.asks(event, data).await.unwrap_or_else(|error| panic!("{event} {told}: {error}"));
        assert!(answer.get("ok").is_some(), "{}: {event} {told}: {answer}", self.0.owner);
        answer["ok"].take()
    }

    /// The problem of a request that is refused.
    pub async fn is_refused(&self, event: &str, data: Value) -> Value {
        let told = data.to_string();
        let mut answer = self.asks(event, data).await.unwrap_or_else(|error| panic!("{event} {told}: {error}"));
        assert!(answer.get("error").is_some(), "{}: {event} {told} is refused: {answer}", self.0.owner);
        answer["error"].take()
    }

    pub async fn sends(&self, chat: &str, text: &str) -> Value {
        self.says("message.send", json!({ "chat_id": chat, "text": text })).await
    }

    /// What was missed in one chat; `last` is a number or `{"position": …}`.
    pub async fn resumes(&self, chat: &str, last: Value) -> Value {
        self.says("live.resume", json!({ "chats": { chat: last } })).await["chats"][chat].take()
    }
}
