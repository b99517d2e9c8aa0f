//! One room, a few who speak, and everybody hears everything.

use anyhow::Result;

use super::{Rounds, close, turns};
use crate::drive::{self, Outcome};
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::servers::Server;
use crate::stage::{self, Plan};

pub struct Fanout {
    name: &'static str,
    members: usize,
    speakers: usize,
    against: &'static [(Kind, Target)],
}

pub const THOUSAND: Fanout = Fanout {
    name: "fanout-1000",
    members: 1_000,
    speakers: 8,
    against: &[
        (Kind::Node, Target::AtLeast(4.0)),
        (Kind::Bare, Target::AtLeast(0.4)),
        (Kind::Plain, Target::AtLeast(0.4)),
    ],
};

pub const HUNDRED: Fanout =
    Fanout { name: "fanout-100", members: 100, speakers: 1, against: &[(Kind::Node, Target::AtLeast(1.3))] };

pub async fn run(fanout: &Fanout, options: &Options, report: &mut Report) -> Result<()> {
    let mut rounds = Rounds::new();
    for kind in turns(options, &Kind::ALL) {
        let server = Server::start(kind, options).await?;
        let outcome = measure(fanout, &server, options.seconds).await;
        let outcome = close(server, outcome).await?;
        println!(
            "   {:6} {:>9} deliveries/s of {} bytes, accepted after {} ms (p99 {}), \
             server {:.0} %, generator {:.0} %, {} heard, none dropped",
            kind.name(),
            figure(outcome.heard_per_second.round()),
            figure(outcome.bytes_per_frame.round()),
            figure(outcome.median_ms),
            figure(outcome.p99_ms),
            outcome.load.server * 100.0,
            outcome.load.generator * 100.0,
            figure(outcome.heard as f64),
        );
        rounds.add(kind, outcome);
    }
    report.row(fanout.name, "deliveries", "1/s", rounds.each(|outcome| outcome.heard_per_second));
    for (other, target) in fanout.against {
        report.judge_ratio(*other, *target);
    }
    report.row(
        fanout.name,
        "deliveries per CPU second of the server",
        "1/s",
        rounds.each(|outcome| outcome.load.per_cpu_second(outcome.heard_per_second)),
    );
    report.row(fanout.name, "accepted after, median", "ms", rounds.each(|outcome| outcome.median_ms));
    report.row(fanout.name, "accepted after, p99", "ms", rounds.each(|outcome| outcome.p99_ms));
    report.row(fanout.name, "bytes per delivery", "B", rounds.each(|outcome| outcome.bytes_per_frame));
    report.loads(fanout.name, "deliveries", &rounds.each(|outcome| outcome.load));
    Ok(())
}

async fn measure(fanout: &Fanout, server: &Server, seconds: u64) -> Result<Outcome> {
    let plan = Plan { rooms: 1, online: fanout.members, offline: 0 };
    let seats = stage::prepare(server, plan).await?;
    let sockets = stage::take_seats(&seats).await?;
    drive::run(server, &seats, sockets, fanout.speakers, seconds).await
}
