//! News between the server processes (nodes) on one database. What one passes on, all others hear, in the order in which
//! it was passed on; what commits later is heard later. On SQLite there is one process, and nothing to pass on.
//!
//! It may lose, but not unnoticed: each node counts what it says, and says something every second. Whoever finds a number
//! missing, or a node silent, is told that it missed something, and looks at the database again.

mod frames;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::frames::{Frame, Heard, Nodes, pieces};
use super::database::listen::{Listening, Speaking};
use super::database::{Db, Stored};

const CHANNEL: &str = "hearth";
/// How often a node says that it is there.
const BEAT: Duration = Duration::from_secs(1);
/// A node that says nothing for so long is gone; and where one doesn't even hear itself, the connection is.
const SILENCE: Duration = Duration::from_secs(5);
/// News that may wait to be passed on. What is more is lost, and noticed by the others.
const WAITING: usize = 10_000;
/// Bytes of news that are passed on at once, about.
const BATCH: usize = 256 * 1024;
/// Together with the pauses, they take less than [`SILENCE`].
const ATTEMPTS: usize = 3;
const PAUSE: Duration = Duration::from_millis(200);

/// Who hears the news of one topic. Called in the order of the news; must not block.
pub trait Hears: Send + Sync {
    fn hear(&self, news: &RawValue);
    /// Some of it was missed, or may have been.
    fn missed(&self);
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    node: Uuid,
    /// None: there is nobody else.
    queue: Option<mpsc::Sender<String>>,
    /// Whether something found no room in the queue.
    spilt: AtomicBool,
    listeners: Mutex<HashMap<&'static str, Arc<dyn Hears>>>,
}

/// What is left to be started, once everybody who hears is there.
pub struct Idle(Option<(mpsc::Receiver<String>, Listening, Speaking, Db)>);

impl Relay {
    /// `node` is this process. Hears others from now on, but tells of it only when it is run.
    pub async fn open(db: &Db, node: Uuid) -> Stored<(Self, Idle)> {
        let relay =
            |queue| Self(Arc::new(Inner { node, queue, spilt: AtomicBool::new(false), listeners: Mutex::default() }));
        let (Some(listening), Some(speaking)) = (db.listen(CHANNEL).await?, db.speak(CHANNEL)) else {
            return Ok((relay(None), Idle(None)));
        };
        let (sender, receiver) = mpsc::channel(WAITING);
        Ok((relay(Some(sender)), Idle(Some((receiver, listening, speaking, db.clone())))))
    }

    /// Without others, as on SQLite.
    pub fn alone() -> Self {
        let listeners = Mutex::default();
        Self(Arc::new(Inner { node: Uuid::nil(), queue: None, spilt: AtomicBool::new(false), listeners }))
    }

    /// Whether there may be others to pass something on to.
    pub fn is_open(&self) -> bool {
        self.0.queue.is_some()
    }

    /// Tells the others. To be called after the commit of what it is about.
    pub fn pass<T: Serialize + ?Sized>(&self, topic: &'static str, news: &T) {
        let Some(queue) = &self.0.queue else { return };
        let Ok(text) = serde_json::to_string(&(topic, news)) else { return };
        if queue.try_send(text).is_err() {
            self.0.spilt.store(true, Ordering::SeqCst);
        }
    }

    /// From now on this hears the topic.
    pub fn listens(&self, topic: &'static str, listener: Arc<dyn Hears>) {
        self.listeners().insert(topic, listener);
    }

    fn listeners(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, Arc<dyn Hears>>> {
        self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes on and hears until `stop`; with it, this node says goodbye, so nothing may happen here any more.
    pub async fn run(self, idle: Idle, stop: CancellationToken) {
        let Idle(Some((queue, listening, speaking, db))) = idle else { return };
        let saying = tokio::spawn(Saying { relay: self.clone(), speaking, said: 0 }.run(queue, stop.clone()));
        tokio::select! {
            () = self.hear(&db, listening) => {}
            () = stop.cancelled() => {}
        }
        let _ = saying.await;
    }

    async fn hear(&self, db: &Db, mut listening: Listening) {
        let mut nodes = Nodes::new(self.0.node);
        loop {
            self.hear_by(&mut listening, &mut nodes).await;
            tracing::warn!("the connection by which other nodes are heard is lost");
            if nodes.others() {
                self.missed();
            }
            listening = loop {
                match db.listen(CHANNEL).await {
                    Ok(Some(again)) => break again,
                    Ok(None) => return,
                    Err(error) => tracing::debug!(%error, "other nodes can't be heard"),
                }
                tokio::time::sleep(PAUSE).await;
            };
            nodes.was_deaf(Instant::now());
        }
    }

    /// Until the connection is lost.
    async fn hear_by(&self, listening: &mut Listening, nodes: &mut Nodes) {
        let mut own = Instant::now();
        while own.elapsed() < SILENCE {
            let next = timeout(BEAT, listening.next()).await;
            let now = Instant::now();
            match next {
                Ok(None) => return,
                Ok(Some(text)) => match nodes.hear(&text, now) {
                    Heard::Own => own = now,
                    Heard::Nothing => {}
                    Heard::News { texts, missed } => {
                        if missed {
                            tracing::warn!("something that another node said was missed");
                            self.missed();
                        }
                        texts.iter().for_each(|text| self.tell(text));
                    }
                },
                Err(_) => {}
            }
            if nodes.fell_silent(now, SILENCE) {
                tracing::warn!("another node says nothing any more");
                self.missed();
            }
        }
    }

    fn tell(&self, text: &RawValue) {
        let Ok((topic, news)) = serde_json::from_str::<(String, Box<RawValue>)>(text.get()) else { return };
        let listener = self.listeners().get(topic.as_str()).cloned();
        if let Some(listener) = listener {
            listener.hear(&news);
        }
    }

    fn missed(&self) {
        let listeners: Vec<Arc<dyn Hears>> = self.listeners().values().cloned().collect();
        listeners.iter().for_each(|listener| listener.missed());
    }
}

struct Saying {
    relay: Relay,
    speaking: Speaking,
    /// The number of the frame that was said last.
    said: u64,
}

impl Saying {
    async fn run(mut self, mut queue: mpsc::Receiver<String>, stop: CancellationToken) {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let first = tokio::select! {
                first = queue.recv() => first,
                _ = beat.tick() => None,
                () = stop.cancelled() => break,
            };
            let mut news = Vec::from_iter(first);
            let mut bytes: usize = news.iter().map(String::len).sum();
            while bytes < BATCH
                && let Ok(more) = queue.try_recv()
            {
                bytes += more.len();
                news.push(more);
            }
            self.say(news, false).await;
        }
        let (mut rest, mut bytes) = (Vec::new(), 0);
        while let Ok(more) = queue.try_recv() {
            bytes += more.len();
            rest.push(more);
            if bytes >= BATCH {
                self.say(std::mem::take(&mut rest), false).await;
                bytes = 0;
            }
        }
        self.say(rest, true).await;
    }

    /// What can't be said is lost; the others find its number missing.
    async fn say(&mut self, news: Vec<String>, is_last: bool) {
        if self.relay.0.spilt.swap(false, Ordering::SeqCst) {
            self.said += 1;
        }
        self.said += 1;
        let news = news.into_iter().filter_map(|text| RawValue::from_string(text).ok()).collect();
        let frame = Frame { is_last, news };
        let Ok(text) = to_raw_value(&frame) else { return };
        let texts = pieces(self.relay.0.node, self.said, text.get());
        for _ in 0..ATTEMPTS {
            match self.speaking.say(&texts).await {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "other nodes can't be told"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
