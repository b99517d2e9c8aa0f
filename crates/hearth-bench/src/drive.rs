//! The closed loop: some of those present send, each the next message when the last one was
//! accepted, and everybody counts what they hear.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::meter::{Load, Window, percentile};
use crate::servers::Server;
use crate::socket::{Dialect, Heard, Seat, Socket, number};

/// Servers run warm for so long before the window opens: caches, and Node's compiler.
const WARM_UP: Duration = Duration::from_secs(2);

/// How long everything that was sent may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// One in so many listeners also checks the numbers of what it hears.
const SAMPLE: usize = 50;

/// What a closed loop came to.
pub struct Outcome {
    /// Messages accepted, and messages heard by somebody, per second of the window.
    pub accepted_per_second: f64,
    pub heard_per_second: f64,
    /// From sending to acceptance, in milliseconds.
    pub median_ms: f64,
    pub p99_ms: f64,
    pub bytes_per_frame: f64,
    /// Heard in all, warm-up and trailing included: everything that was sent, by everybody.
    pub heard: u64,
    pub load: Load,
}

#[derive(Default)]
struct Tally {
    /// Per seat.
    heard: Vec<AtomicU64>,
    /// Per room.
    accepted: Vec<AtomicU64>,
    all_heard: AtomicU64,
    all_accepted: AtomicU64,
    bytes: AtomicU64,
    speaking: AtomicUsize,
    enough: AtomicBool,
    /// Microseconds of each acceptance within the window.
    waits: Mutex<Vec<f64>>,
    measuring: AtomicBool,
    out_of_order: AtomicU64,
}

impl Tally {
    fn new(seats: &[Seat], rooms: usize) -> Self {
        Self {
            heard: seats.iter().map(|_| AtomicU64::new(0)).collect(),
            accepted: (0..rooms).map(|_| AtomicU64::new(0)).collect(),
            ..Self::default()
        }
    }

    fn hear(&self, seat: usize, bytes: usize) {
        self.heard[seat].fetch_add(1, Ordering::Relaxed);
        self.all_heard.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn accept(&self, room: usize, waited: Duration) {
        self.accepted[room].fetch_add(1, Ordering::Relaxed);
        self.all_accepted.fetch_add(1, Ordering::Relaxed);
        if self.measuring.load(Ordering::Relaxed) {
            let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
            waits.push(waited.as_secs_f64() * 1e6);
        }
    }

    /// How many messages somebody should have heard and hasn't, and how many came too often.
    fn lost_and_doubled(&self, seats: &[Seat]) -> (u64, u64) {
        seats.iter().fold((0, 0), |(lost, doubled), seat| {
            let heard = self.heard[seat.index].load(Ordering::Relaxed);
            let sent = self.accepted[seat.room].load(Ordering::Relaxed);
            (lost + sent.saturating_sub(heard), doubled + heard.saturating_sub(sent))
        })
    }
}

/// Runs the loop with the first `speakers` of each room speaking.
pub async fn run(
    server: &Server,
    seats: &[Seat],
    sockets: Vec<Socket>,
    speakers: usize,
    seconds: u64,
) -> Result<Outcome> {
    let rooms = seats.last().map_or(0, |seat| seat.room + 1);
    let tally = Arc::new(Tally::new(seats, rooms));
    let mut tasks = JoinSet::new();
    let mut taken = vec![0; rooms];
    for (seat, socket) in seats.iter().zip(sockets) {
        taken[seat.room] += 1;
        let member = Member {
            speaks: taken[seat.room] <= speakers,
            numbers: (seat.dialect == Dialect::SocketIo && seat.index % SAMPLE == 0).then(Numbers::default),
            seat: seat.clone(),
            socket,
            tally: tally.clone(),
        };
        if member.speaks {
            tally.speaking.fetch_add(1, Ordering::Relaxed);
        }
        tasks.spawn(member.attend());
    }
    let outcome = tokio::select! {
        outcome = measure(server, &tally, seats, seconds) => outcome,
        // Nobody leaves by themselves: the first who does has the reason.
        Some(left) = tasks.join_next() => match left? {
            Err(reason) => Err(reason.context("a connection broke")),
            Ok(()) => bail!("a member left early"),
        },
    };
    tasks.shutdown().await;
    outcome
}

async fn measure(server: &Server, tally: &Tally, seats: &[Seat], seconds: u64) -> Result<Outcome> {
    sleep(WARM_UP).await;
    let (heard, accepted) = totals(tally);
    tally.measuring.store(true, Ordering::Relaxed);
    let window = Window::open(server.pid)?;
    sleep(Duration::from_secs(seconds)).await;
    let (heard_after, accepted_after) = totals(tally);
    let (lasted, load) = window.close()?;
    tally.measuring.store(false, Ordering::Relaxed);
    tally.enough.store(true, Ordering::Relaxed);
    wait_for_the_rest(tally, seats).await?;
    let per_second = |before: u64, after: u64| (after - before) as f64 / lasted.as_secs_f64();
    let (all_heard, _) = totals(tally);
    let waits = tally.waits.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Outcome {
        accepted_per_second: per_second(accepted, accepted_after),
        heard_per_second: per_second(heard, heard_after),
        median_ms: percentile(&waits, 0.5) / 1e3,
        p99_ms: percentile(&waits, 0.99) / 1e3,
        bytes_per_frame: tally.bytes.load(Ordering::Relaxed) as f64 / all_heard.max(1) as f64,
        heard: all_heard,
        load,
    })
}

fn totals(tally: &Tally) -> (u64, u64) {
    (tally.all_heard.load(Ordering::Relaxed), tally.all_accepted.load(Ordering::Relaxed))
}

async fn wait_for_the_rest(tally: &Tally, seats: &[Seat]) -> Result<()> {
    let began = Instant::now();
    loop {
        let silent = tally.speaking.load(Ordering::Relaxed) == 0;
        if silent && tally.lost_and_doubled(seats).0 == 0 {
            break;
        }
        if began.elapsed() > PATIENCE {
            let (lost, _) = tally.lost_and_doubled(seats);
            bail!("{lost} deliveries are missing a minute after the last message");
        }
        sleep(Duration::from_millis(10)).await;
    }
    // Doubles would come late.
    sleep(Duration::from_millis(300)).await;
    let (lost, doubled) = tally.lost_and_doubled(seats);
    ensure!(lost == 0 && doubled == 0, "{lost} deliveries missing, {doubled} doubled");
    let gaps = tally.out_of_order.load(Ordering::Relaxed);
    ensure!(gaps == 0, "{gaps} messages weren't heard in the order of their numbers");
    Ok(())
}

struct Member {
    seat: Seat,
    socket: Socket,
    tally: Arc<Tally>,
    speaks: bool,
    numbers: Option<Numbers>,
}

impl Member {
    /// Speaks as long as wanted, and listens until the task is ended.
    async fn attend(mut self) -> Result<()> {
        while self.speaks && !self.tally.enough.load(Ordering::Relaxed) {
            let sent = Instant::now();
            self.socket.send().await?;
            while !self.listen().await? {}
            self.tally.accept(self.seat.room, sent.elapsed());
        }
        if self.speaks {
            self.tally.speaking.fetch_sub(1, Ordering::Relaxed);
        }
        loop {
            self.listen().await?;
        }
    }

    /// Hears one thing; whether it was the acceptance of one's own message.
    async fn listen(&mut self) -> Result<bool> {
        let (frame, accepted) = match self.socket.hear().await? {
            Heard::Accepted => return Ok(true),
            Heard::Message(frame) => (frame, false),
            Heard::OwnMessage(frame) => (frame, true),
        };
        self.tally.hear(self.seat.index, frame.len());
        if let Some(numbers) = &mut self.numbers
            && !numbers.follows(&frame)
        {
            self.tally.out_of_order.fetch_add(1, Ordering::Relaxed);
        }
        Ok(accepted)
    }
}

/// Each message must carry the number after the last one.
#[derive(Default)]
struct Numbers {
    last: u64,
}

impl Numbers {
    fn follows(&mut self, frame: &str) -> bool {
        let expected = self.last + 1;
        let got = number(frame);
        self.last = got.unwrap_or(expected);
        got == Some(expected)
    }
}
