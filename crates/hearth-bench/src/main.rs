//! Hearth's load tool. `run` measures Hearth, a Node server and bare baselines in turn, each
//! pinned to one core while this process has another; `bare` is the baseline server.
// A tool's answer goes to the terminal, and a load tool lives by the ambient clock.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod bare;
mod drive;
mod hearth;
mod meter;
mod options;
mod report;
mod rest;
mod scenarios;
mod servers;
mod socket;
mod stage;

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::options::Options;

#[derive(Parser)]
#[command(about = "Measures Hearth against a bare and a Node server, in one run")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure; prints a table at the end.
    Run(Box<Options>),
    /// Serve the bare baselines: a WebSocket broadcaster and an HTTP echo.
    Bare {
        #[arg(long)]
        ws: SocketAddr,
        #[arg(long)]
        http: SocketAddr,
        /// Write each frame by itself instead of all that waits at once.
        #[arg(long)]
        plain: bool,
    },
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hearth-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

// Both sides of the bench have one core each, and one thread is the best use of one core.
fn start(arguments: Arguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Bare { ws, http, plain } => {
                let frames_per_write = if plain { 1 } else { bare::FRAMES_PER_WRITE };
                bare::serve(ws, http, frames_per_write).await?;
                Ok(ExitCode::SUCCESS)
            }
            Command::Run(options) => tokio::select! {
                // Dropping the run ends its children and removes its folders.
                code = scenarios::run(&options) => code,
                () = interrupted() => anyhow::bail!("interrupted"),
            },
        }
    })
}

async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! { _ = terminated.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
