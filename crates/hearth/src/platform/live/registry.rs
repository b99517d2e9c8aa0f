//! Who is connected, and which rooms each hears.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use moka::sync::Cache;
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};
use uuid::Uuid;

use super::news::{News, TOPIC};
use super::{Door, Visitor};
use crate::platform::http::listener::Connection;
use crate::platform::metrics::Metrics;
use crate::platform::relay::Relay;

/// A change in whether an account is there at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Came,
    Gone,
}

/// One open socket.
pub(super) struct Seat {
    key: u64,
    pub(super) visitor: Visitor,
    socket: SocketRef,
    /// How to cut the connection that carries it; for a socket that was upgraded, the later one.
    connection: Mutex<Option<Connection>>,
}

#[derive(Default)]
struct Rooms {
    /// By room, ordered by arrival so that all hear in the same order.
    members: HashMap<Uuid, BTreeMap<u64, Arc<Seat>>>,
    /// By socket: its rooms.
    heard: HashMap<u64, HashSet<Uuid>>,
    /// Sockets whose rooms are still being looked up, and what they must not hear after all.
    arriving: HashMap<u64, HashSet<Uuid>>,
    /// By engine id, for the connection of an upgrade.
    engines: HashMap<String, Arc<Seat>>,
    /// How many sockets each account has.
    accounts: BTreeMap<Uuid, usize>,
}

/// The open sockets of this process. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    rooms: Mutex<Rooms>,
    next: AtomicU64,
    most_per_account: usize,
    metrics: Metrics,
    relay: Relay,
    /// Who knows what somebody hears.
    door: OnceLock<Arc<dyn Door>>,
    /// Why a session's last socket was cut, to be told when it comes back.
    dropped: Cache<Uuid, String>,
    /// Connections of upgrades whose socket isn't seated yet.
    upgrades: Cache<String, Connection>,
}

impl Live {
    pub fn new(most_per_account: usize, metrics: Metrics, relay: Relay) -> Self {
        let cache = |seconds| Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(seconds));
        let live = Self(Arc::new(Inner {
            rooms: Mutex::default(),
            next: AtomicU64::new(0),
            most_per_account,
            metrics,
            relay: relay.clone(),
            door: OnceLock::new(),
            dropped: cache(3600).build(),
            upgrades: Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(60)).build(),
        }));
        relay.listens(TOPIC, Arc::new(live.clone()));
        live
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // --- for features ---------------------------------------------------------------------------------------------

    /// Sends an event to all sockets of a room.
    pub fn emit<T: Serialize + ?Sized>(&self, room: Uuid, event: &str, data: &T) {
        self.emit_once(&[room], &HashSet::new(), event, data);
    }

    /// Sends an event to all sockets of a room but those of one account.
    pub fn emit_except<T: Serialize + ?Sized>(&self, room: Uuid, but: Uuid, event: &str, data: &T) {
        self.emit_once(&[room], &HashSet::from([but]), event, data);
    }

    /// Sends an event once to each socket that hears any of the rooms, but not to those of some accounts.
    pub fn emit_once<T: Serialize + ?Sized>(&self, any_of: &[Uuid], but: &HashSet<Uuid>, event: &str, data: &T) {
        let seats = self.hearing(any_of, but);
        if any_of.is_empty() || (seats.is_empty() && !self.0.relay.is_open()) {
            return;
        }
        // Serialised once; each socket copies the text, and other nodes get it as it is.
        let Ok(text) = serde_json::value::to_raw_value(data) else { return };
        for seat in &seats {
            self.hand(seat, event, &text);
        }
        self.pass(&News::Emit { any_of: any_of.into(), but: Cow::Borrowed(but), event: event.into(), data: &text });
    }

    fn hearing(&self, any_of: &[Uuid], but: &HashSet<Uuid>) -> Vec<Arc<Seat>> {
        let rooms = self.rooms();
        let others = |seat: &&Arc<Seat>| !but.contains(&seat.visitor.account);
        if let [room] = any_of {
            return rooms
                .members
                .get(room)
                .map(|seats| seats.values().filter(others).cloned().collect())
                .unwrap_or_default();
        }
        let mut seats: BTreeMap<u64, Arc<Seat>> = BTreeMap::new();
        for members in any_of.iter().filter_map(|room| rooms.members.get(room)) {
            seats.extend(members.values().filter(others).map(|seat| (seat.key, seat.clone())));
        }
        seats.into_values().collect()
    }

    /// To the sockets of this node alone.
    pub(super) fn emit_here(&self, any_of: &[Uuid], but: &HashSet<Uuid>, event: &str, text: &RawValue) {
        for seat in self.hearing(any_of, but) {
            self.hand(&seat, event, text);
        }
    }

    fn pass(&self, news: &News<'_>) {
        self.0.relay.pass(TOPIC, news);
    }

    fn hand(&self, seat: &Arc<Seat>, event: &str, text: &RawValue) {
        match seat.socket.emit(event, text) {
            Ok(()) => {
                self.0.metrics.delivered.inc();
            }
            Err(SendError::Socket(SocketError::InternalChannelFull)) => self.drop_seat(seat, "slow_reader"),
            // It is leaving by itself.
            Err(_) => {}
        }
    }

    /// The account's sockets hear the room from now on.
    pub fn join(&self, account: Uuid, room: Uuid) {
        self.join_if_so(account, room);
        self.pass(&News::Join { account, room });
    }

    pub(super) fn join_here(&self, account: Uuid, room: Uuid) {
        let mut rooms = self.rooms();
        for seat in rooms.of(account) {
            if let Some(left) = rooms.arriving.get_mut(&seat.key) {
                left.remove(&room);
            }
            rooms.seat(room, &seat);
        }
    }

    /// The account's sockets hear nothing more of the room.
    pub fn leave(&self, account: Uuid, room: Uuid) {
        self.leave_here(account, room);
        self.pass(&News::Leave { account, room });
    }

    pub(super) fn leave_here(&self, account: Uuid, room: Uuid) {
        let mut rooms = self.rooms();
        for seat in rooms.of(account) {
            if let Some(left) = rooms.arriving.get_mut(&seat.key) {
                left.insert(room);
            }
            rooms.unseat(room, seat.key);
        }
    }

    /// Nobody hears the room any more.
    pub fn empty(&self, room: Uuid) {
        self.empty_here(room);
        self.pass(&News::Empty { room });
    }

    pub(super) fn empty_here(&self, room: Uuid) {
        let mut rooms = self.rooms();
        let keys: Vec<u64> = rooms.members.get(&room).map(|seats| seats.keys().copied().collect()).unwrap_or_default();
        for key in keys {
            rooms.unseat(room, key);
        }
    }

    /// Ends all sockets of a room (an account's or a session's) at once, with a reason.
    pub fn end(&self, room: Uuid, reason: &'static str) {
        self.end_here(room, reason);
        self.pass(&News::End { room, reason: reason.into() });
    }

    pub(super) fn end_here(&self, room: Uuid, reason: &str) {
        for seat in self.seats(room) {
            self.say_goodbye(&seat, reason);
        }
    }

    /// Cuts all sockets of a room, which come back by themselves and are told the reason: what they hear is looked up anew.
    pub fn restart(&self, room: Uuid, reason: &'static str) {
        self.restart_here(room, reason);
        self.pass(&News::Restart { room, reason: reason.into() });
    }

    pub(super) fn restart_here(&self, room: Uuid, reason: &str) {
        for seat in self.seats(room) {
            self.drop_seat(&seat, reason);
        }
    }

    fn seats(&self, room: Uuid) -> Vec<Arc<Seat>> {
        self.rooms().members.get(&room).map(|seats| seats.values().cloned().collect()).unwrap_or_default()
    }

    fn say_goodbye(&self, seat: &Arc<Seat>, reason: &str) {
        self.rooms().forget(seat.key);
        // Best effort: the seat is already out of every room; this only tells the other end.
        let _ = seat.socket.emit("live.closing", &serde_json::json!({ "reason": reason }));
        if seat.socket.clone().disconnect().is_err() {
            self.cut(seat);
        } else if let Some(connection) = &*seat.connection.lock().unwrap_or_else(PoisonError::into_inner) {
            connection.cut_soon();
        }
    }

    /// Tells every socket. For the end of the server.
    pub fn tell_all<T: Serialize + ?Sized>(&self, event: &str, data: &T) {
        let seats: Vec<Arc<Seat>> = self.rooms().engines.values().cloned().collect();
        let Ok(text) = serde_json::value::to_raw_value(data) else { return };
        for seat in seats {
            let _ = seat.socket.emit(event, &*text);
        }
    }

    pub fn is_online(&self, account: Uuid) -> bool {
        self.rooms().accounts.contains_key(&account)
    }

    /// Accounts with an open socket, by id, after a given one.
    pub fn online(&self, after: Option<Uuid>, most: usize) -> Vec<Uuid> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = after.map_or(Unbounded, Excluded);
        self.rooms().accounts.range((from, Unbounded)).take(most).map(|(account, _)| *account).collect()
    }

    /// The sessions that have an open socket: a copy, for a sweep.
    pub fn sessions(&self) -> Vec<Uuid> {
        let rooms = self.rooms();
        let sessions: HashSet<Uuid> = rooms.engines.values().map(|seat| seat.visitor.session).collect();
        sessions.into_iter().collect()
    }

    /// Cuts all sockets, which come back by themselves: what they hear is looked up anew.
    pub(super) fn restart_all(&self, reason: &str) {
        let seats: Vec<Arc<Seat>> = self.rooms().engines.values().cloned().collect();
        for seat in seats {
            self.drop_seat(&seat, reason);
        }
    }

    pub(super) fn knocks_at(&self, door: Arc<dyn Door>) {
        let _ = self.0.door.set(door);
    }

    pub(super) fn door(&self) -> Option<Arc<dyn Door>> {
        self.0.door.get().cloned()
    }

    /// Somebody with a socket of this account, if there is one here.
    pub(super) fn visitor(&self, account: Uuid) -> Option<Visitor> {
        self.rooms().members.get(&account)?.values().next().map(|seat| seat.visitor)
    }

    pub fn count(&self) -> usize {
        self.rooms().heard.len()
    }

    // --- for the server -------------------------------------------------------------------------------------------

    /// Gives a socket its seat: it can be ended from now on, but hears nothing yet. When the account has
    /// too many, the connection comes back, to be cut.
    pub(super) fn arrive(
        &self,
        visitor: Visitor,
        socket: SocketRef,
        connection: Option<Connection>,
    ) -> Result<(Arc<Seat>, bool), Option<Connection>> {
        let key = self.0.next.fetch_add(1, Ordering::Relaxed);
        let engine = socket.id.to_string();
        let connection = self.0.upgrades.remove(&engine).or(connection);
        let mut rooms = self.rooms();
        let sockets = rooms.accounts.entry(visitor.account).or_default();
        if *sockets >= self.0.most_per_account {
            return Err(connection);
        }
        let seat = Arc::new(Seat { key, visitor, socket, connection: Mutex::new(connection) });
        *sockets += 1;
        let first = *sockets == 1;
        rooms.arriving.insert(key, HashSet::new());
        rooms.engines.insert(engine, seat.clone());
        rooms.seat(visitor.account, &seat);
        rooms.seat(visitor.session, &seat);
        self.0.metrics.sockets.inc();
        Ok((seat, first))
    }

    /// Lets a seated socket hear its rooms, but for those it was taken out of meanwhile. The greeting comes first.
    pub(super) fn settle(&self, seat: &Arc<Seat>, heard: Vec<Uuid>) {
        let mut rooms = self.rooms();
        let Some(left) = rooms.arriving.remove(&seat.key) else { return };
        let greeting = serde_json::json!({
            "account_id": seat.visitor.account,
            "session_id": seat.visitor.session,
            "dropped": self.0.dropped.remove(&seat.visitor.session),
        });
        let _ = seat.socket.emit("live.ready", &greeting);
        for room in heard.into_iter().filter(|room| !left.contains(room)) {
            rooms.seat(room, seat);
        }
    }

    /// Takes a socket out; true when it was the account's last.
    pub(super) fn depart(&self, seat: &Arc<Seat>) -> bool {
        let mut rooms = self.rooms();
        rooms.forget(seat.key);
        rooms.engines.remove(&seat.socket.id.to_string());
        self.0.metrics.sockets.dec();
        let Some(sockets) = rooms.accounts.get_mut(&seat.visitor.account) else { return false };
        *sockets -= 1;
        if *sockets == 0 {
            rooms.accounts.remove(&seat.visitor.account);
            return true;
        }
        false
    }

    /// Cuts a socket that can't be talked to, or mustn't be, and remembers why.
    pub(super) fn drop_seat(&self, seat: &Arc<Seat>, reason: &str) {
        self.rooms().forget(seat.key);
        self.0.dropped.insert(seat.visitor.session, reason.to_owned());
        self.0.metrics.socket_dropped(reason);
        tracing::info!(account = %seat.visitor.account, reason, "a live connection was cut");
        self.cut(seat);
    }

    /// Ends the transport. The stock clients come back by themselves after this, unlike after a goodbye.
    fn cut(&self, seat: &Seat) {
        let connection = seat.connection.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(connection) = connection {
            connection.cut();
        }
        // Over long polling the connection is only the last poll's; this ends what is left, if there is room to say so.
        if seat.socket.transport_type() == socketioxide::TransportType::Polling {
            let _ = seat.socket.clone().disconnect();
        }
    }

    /// A polling socket goes on over this connection.
    pub(super) fn upgraded(&self, engine: &str, connection: Connection) {
        match self.rooms().engines.get(engine) {
            Some(seat) => *seat.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection),
            None => self.0.upgrades.insert(engine.to_owned(), connection),
        }
    }
}

impl Rooms {
    fn of(&self, account: Uuid) -> Vec<Arc<Seat>> {
        self.members.get(&account).map(|seats| seats.values().cloned().collect()).unwrap_or_default()
    }

    fn seat(&mut self, room: Uuid, seat: &Arc<Seat>) {
        self.members.entry(room).or_default().insert(seat.key, seat.clone());
        self.heard.entry(seat.key).or_default().insert(room);
    }

    fn unseat(&mut self, room: Uuid, key: u64) {
        if let Some(members) = self.members.get_mut(&room) {
            members.remove(&key);
            if members.is_empty() {
                self.members.remove(&room);
            }
        }
        if let Some(heard) = self.heard.get_mut(&key) {
            heard.remove(&room);
        }
    }

    /// Out of every room.
    fn forget(&mut self, key: u64) {
        self.arriving.remove(&key);
        for room in self.heard.remove(&key).unwrap_or_default() {
            if let Some(members) = self.members.get_mut(&room) {
                members.remove(&key);
                if members.is_empty() {
                    self.members.remove(&room);
                }
            }
        }
    }
}
