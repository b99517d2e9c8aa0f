//! How many messages get in: 32 connections, each in a chat of its own with one other member,
//! who is away. Over sockets and over REST.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use hyper::Method;

use super::{Rounds, close, turns};
use crate::drive::{self, Outcome};
use crate::hearth::{self, Account, Hearth};
use crate::meter::{Load, Window};
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::Client;
use crate::servers::Server;
use crate::socket;
use crate::stage::{self, Plan};

const NAME: &str = "ingest";
const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let mut live = Rounds::new();
    let mut rest = Rounds::new();
    for kind in turns(options, &Kind::WITHOUT_PLAIN) {
        let server = Server::start(kind, options).await?;
        let outcome = over_sockets(&server, options.seconds).await;
        let outcome = close(server, outcome).await?;
        tell(kind, "sockets", outcome.accepted_per_second, outcome.load);
        live.add(kind, outcome);
        if kind != Kind::Node {
            let server = Server::start(kind, options).await?;
            let outcome = over_rest(&server, options.seconds).await;
            let (rate, load) = close(server, outcome).await?;
            tell(kind, "REST", rate, load);
            rest.add(kind, (rate, load));
        }
    }
    report.row(NAME, "messages in, sockets", "1/s", live.each(|outcome| outcome.accepted_per_second));
    report.judge_ratio(Kind::Node, Target::AtLeast(1.5));
    report.row(
        NAME,
        "messages in per CPU second of the server, sockets",
        "1/s",
        live.each(|outcome| outcome.load.per_cpu_second(outcome.accepted_per_second)),
    );
    report.row(NAME, "accepted after, median", "ms", live.each(|outcome| outcome.median_ms));
    report.row(NAME, "accepted after, p99", "ms", live.each(|outcome| outcome.p99_ms));
    report.loads(NAME, "sockets", &live.each(|outcome| outcome.load));
    report.row(NAME, "messages in, REST (bare: HTTP echo)", "1/s", rest.each(|(rate, _)| *rate));
    report.judge_ratio(Kind::Bare, Target::AtLeast(0.333));
    report.row(
        NAME,
        "messages in per CPU second of the server, REST",
        "1/s",
        rest.each(|(rate, load)| load.per_cpu_second(*rate)),
    );
    report.loads(NAME, "REST", &rest.each(|(_, load)| *load));
    Ok(())
}

fn tell(kind: Kind, how: &str, rate: f64, load: Load) {
    println!(
        "   {:6} {:>9} messages/s over {how}, server {:.0} %, generator {:.0} %",
        kind.name(),
        figure(rate.round()),
        load.server * 100.0,
        load.generator * 100.0,
    );
}

async fn over_sockets(server: &Server, seconds: u64) -> Result<Outcome> {
    let plan = Plan { rooms: CONNECTIONS, online: 1, offline: 1 };
    let seats = stage::prepare(server, plan).await?;
    let sockets = stage::take_seats(&seats).await?;
    drive::run(server, &seats, sockets, 1, seconds).await
}

/// One connection's place: who posts where.
type Poster = (Account, String);

async fn over_rest(server: &Server, seconds: u64) -> Result<(f64, Load)> {
    let posters = posters(server).await?;
    let open = Instant::now() + WARM_UP;
    let end = open + Duration::from_secs(seconds);
    let window = async {
        tokio::time::sleep_until(open.into()).await;
        let window = Window::open(server.pid)?;
        tokio::time::sleep_until(end.into()).await;
        window.close()
    };
    let posting = try_join_all(posters.iter().map(|poster| post(server, poster, open, end)));
    let ((lasted, load), counts) = tokio::try_join!(window, posting)?;
    ensure!(counts.iter().all(|count| *count > 0), "a connection got nothing in");
    let all: u64 = counts.iter().sum();
    Ok((all as f64 / lasted.as_secs_f64(), load))
}

async fn posters(server: &Server) -> Result<Vec<Poster>> {
    if server.kind == Kind::Bare {
        // The echo takes the same requests; to it they are just bytes.
        let nobody = Account { id: String::new(), username: "bench_0".into(), token: "x".repeat(300) };
        let path = "/api/v1/chats/018f0000-0000-7000-8000-000000000000/messages";
        return Ok(vec![(nobody, path.to_owned()); CONNECTIONS]);
    }
    let mut hearth = Hearth::new(server);
    let accounts = hearth.accounts(CONNECTIONS * 2).await?;
    let mut posters = Vec::new();
    for pair in accounts.chunks(2) {
        let chat = hearth.group("Two", pair).await?;
        posters.push((pair[0].clone(), format!("/api/v1/chats/{chat}/messages")));
    }
    Ok(posters)
}

/// Posts one after another until the end; how many were answered within the window.
async fn post(server: &Server, poster: &Poster, open: Instant, end: Instant) -> Result<u64> {
    let (author, path) = poster;
    let mut client = Client::connect(server.http).await?;
    let (mut sent, mut counted) = (0, 0);
    loop {
        sent += 1;
        if server.kind == Kind::Bare {
            let body = socket::body(None, &author.username, sent);
            let length = body.len();
            let answer = client.call(Method::POST, path, Some(&author.token), Some(body)).await?;
            ensure!(answer.body.len() == length, "the echo doesn't echo");
        } else {
            hearth::send(&mut client, path, author, sent).await?;
        }
        let now = Instant::now();
        if now >= end {
            return Ok(counted);
        }
        counted += u64::from(now >= open);
    }
}
