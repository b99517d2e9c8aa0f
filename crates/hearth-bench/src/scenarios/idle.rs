//! What it costs to be there: the memory of a server that does nothing, and of each socket that
//! only listens.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::close;
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::servers::Server;
use crate::stage::{self, Plan};

const NAME: &str = "idle";

/// Memory is read when nothing has happened for so long.
const SETTLE: Duration = Duration::from_secs(3);

struct Outcome {
    start_mib: f64,
    per_socket_kib: f64,
}

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let mut outcomes = Vec::new();
    for kind in Kind::WITHOUT_PLAIN.into_iter().filter(|kind| options.measures(*kind)) {
        let mut server = Server::start(kind, options).await?;
        let outcome = measure(&mut server, options).await;
        let outcome = close(server, outcome).await?;
        println!(
            "   {:6} {} MiB right after the start, {} KiB for each idle socket",
            kind.name(),
            figure(outcome.start_mib),
            figure(outcome.per_socket_kib),
        );
        outcomes.push((kind, outcome));
    }
    let each = |pick: fn(&Outcome) -> f64| -> Vec<_> {
        let value = |(kind, outcome): &(Kind, Outcome)| (*kind, vec![pick(outcome)]);
        outcomes.iter().map(value).collect()
    };
    let of_hearth = outcomes.iter().find(|(kind, _)| *kind == Kind::Hearth);
    report.row(NAME, "memory after the start", "MiB", each(|outcome| outcome.start_mib));
    if let Some((_, outcome)) = of_hearth {
        report.judge(outcome.start_mib, "MiB", Target::AtMost(40.0));
    }
    let told = format!("memory per socket of {}", figure(options.idle_sockets as f64));
    report.row(NAME, told, "KiB", each(|outcome| outcome.per_socket_kib));
    if let Some((_, outcome)) = of_hearth {
        report.judge(outcome.per_socket_kib, "KiB", Target::AtMost(32.0));
    }
    Ok(())
}

async fn measure(server: &mut Server, options: &Options) -> Result<Outcome> {
    let count = options.idle_sockets;
    sleep(SETTLE).await;
    let start_mib = server.resident_kib()? / 1024.0;
    // Rooms of ten: each socket has a chat to listen to, as in life.
    let plan = Plan { rooms: count.div_ceil(10), online: 10, offline: 0 };
    let seats = stage::prepare(server, plan).await?;
    // What the sign-ups left free in the heap would hide what the sockets take.
    server.restart(options).await?;
    sleep(SETTLE).await;
    let before = server.resident_kib()?;
    let sockets = stage::take_seats(&seats)
        .await
        .with_context(|| format!("{count} sockets need as many open files: see `ulimit -Hn`"))?;
    let mut listening = JoinSet::new();
    for mut socket in sockets {
        // Heartbeats are to be answered, or the server would rightly give up on us.
        listening.spawn(async move { while socket.hear().await.is_ok() {} });
    }
    sleep(SETTLE).await;
    let grown = server.resident_kib()? - before;
    let outcome = Outcome { start_mib, per_socket_kib: grown / seats.len() as f64 };
    let gone = std::iter::from_fn(|| listening.try_join_next()).count();
    anyhow::ensure!(gone == 0, "{gone} idle sockets were dropped");
    listening.shutdown().await;
    Ok(outcome)
}
