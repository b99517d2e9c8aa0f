//! The scenarios, and the order of a run.

mod common_time;
mod directory;
mod fanout;
mod gathering;
mod history;
mod idle;
mod ingest;
mod members;
mod notify;
mod unread;

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::hearth::Hearth;
use crate::options::{Kind, Options, Scenario};
use crate::report::Report;
use crate::servers::{self, Server};

pub async fn run(options: &Options) -> Result<ExitCode> {
    servers::settle_down(options.generator_core).await?;
    if options.measures(Kind::Node) {
        servers::prepare_node(&options.node).await?;
    }
    let mut report = Report::default();
    let chosen = if options.scenarios.is_empty() { Scenario::ALL.to_vec() } else { options.scenarios.clone() };
    for scenario in chosen {
        println!("== {}", scenario.name());
        if let Err(error) = play(scenario, options, &mut report).await {
            println!("   FAILED: {error:#}");
            report.failure(format!("{}: {error:#}", scenario.name()));
        }
    }
    println!("\n{}", report.table());
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&report.json())?)
            .with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(if report.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn play(scenario: Scenario, options: &Options, report: &mut Report) -> Result<()> {
    match scenario {
        Scenario::Fanout1000 => fanout::run(&fanout::THOUSAND, options, report).await,
        Scenario::Fanout100 => fanout::run(&fanout::HUNDRED, options, report).await,
        Scenario::Ingest => ingest::run(options, report).await,
        Scenario::Idle => idle::run(options, report).await,
        Scenario::CommonTime => common_time::run(options, report),
        Scenario::Members
        | Scenario::Notify
        | Scenario::Unread
        | Scenario::History
        | Scenario::Directory
        | Scenario::Gathering => {
            if !options.measures(Kind::Hearth) {
                println!("   about Hearth alone, which isn't measured");
                return Ok(());
            }
            let server = Server::start(Kind::Hearth, options).await?;
            let mut hearth = Hearth::new(&server);
            let outcome = match scenario {
                Scenario::Members => members::run(&mut hearth, options, report).await,
                Scenario::Notify => notify::run(&server, &mut hearth, options, report).await,
                Scenario::Unread => unread::run(&mut hearth, options, report).await,
                Scenario::Directory => directory::run(&mut hearth, options, report).await,
                Scenario::Gathering => gathering::run(&mut hearth, options, report).await,
                _ => history::run(&mut hearth, options, report).await,
            };
            close(server, outcome).await
        }
    }
}

/// Ends a server; what it said last belongs to a failure.
async fn close<T>(server: Server, outcome: Result<T>) -> Result<T> {
    let outcome = outcome.map_err(|error| {
        let log = server.log();
        let told = if log.trim().is_empty() { "nothing".into() } else { log };
        error.context(format!("{} (its log ends with: {})", server.kind.name(), told.trim()))
    });
    server.stop().await?;
    outcome
}

/// The servers of a comparison, in turn, as often as there are rounds: A B C A B C, so that the
/// machine's moods fall on all of them alike.
fn turns(options: &Options, kinds: &[Kind]) -> impl Iterator<Item = Kind> {
    let kinds = kinds.iter().copied().filter(|kind| options.measures(*kind));
    (0..options.rounds).flat_map(move |_| kinds.clone())
}

/// What the rounds came to, per server.
struct Rounds<T>(Vec<(Kind, Vec<T>)>);

impl<T> Rounds<T> {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn add(&mut self, kind: Kind, outcome: T) {
        match self.0.iter_mut().find(|(of, _)| *of == kind) {
            Some((_, outcomes)) => outcomes.push(outcome),
            None => self.0.push((kind, vec![outcome])),
        }
    }

    fn each<U>(&self, pick: impl Fn(&T) -> U) -> Vec<(Kind, Vec<U>)> {
        self.0.iter().map(|(kind, outcomes)| (*kind, outcomes.iter().map(&pick).collect())).collect()
    }
}
