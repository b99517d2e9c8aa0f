//! What a message that names somebody costs the server in all, telling included, in a chat of ten and in one of ten
//! thousand, while nobody is online: as much.

use std::time::Duration;

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::hearth::{Account, Hearth};
use crate::meter::{cpu_seconds, median};
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::Client;
use crate::servers::Server;

const NAME: &str = "notify";
const FEW: usize = 10;
/// Messages that are measured at once: enough for the ticks in which the kernel counts.
const BLOCK: u64 = 250;
const BLOCKS: usize = 6;
/// What follows from the last message, mails and pushes among it, is begun within so much and done soon.
const QUIET: Duration = Duration::from_secs(5);

/// Room for noise: the two are to be the same.
const SAME: f64 = 1.25;

pub async fn run(server: &Server, hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let many = options.many_members;
    println!("   signing up {} and putting them into one chat …", figure(many as f64));
    let accounts = hearth.accounts(many).await?;
    let chats = [hearth.group("Ten", &accounts[..FEW]).await?, hearth.group("Everybody", &accounts).await?];
    // Ten thousand sign-ups may have taken a while.
    hearth.sign_in_again().await?;
    let people = hearth.accounts(FEW).await?;
    let mut spent = [Vec::new(), Vec::new()];
    sleep(QUIET).await;
    for _ in 0..BLOCKS {
        for (chat, spent) in chats.iter().zip(&mut spent) {
            let before = cpu_seconds(server.pid)?;
            send_block(hearth, &people, chat).await?;
            sleep(QUIET).await;
            spent.push((cpu_seconds(server.pid)? - before) * 1e6 / BLOCK as f64);
        }
    }
    check(hearth, &people[1]).await?;
    for (count, spent) in [FEW, many].into_iter().zip(&spent) {
        let told = format!("CPU of a message that names one of {}", figure(count as f64));
        println!("   {told}: {} µs", figure(median(spent)));
        report.row(NAME, told, "µs", vec![(Kind::Hearth, spent.clone())]);
    }
    report.judge(median(&spent[1]) / median(&spent[0]), &format!("× {FEW} members"), Target::AtMost(SAME));
    Ok(())
}

/// The first sends; each message names the second.
async fn send_block(hearth: &Hearth, people: &[Account], chat: &str) -> Result<()> {
    let mut client = Client::connect(hearth.address).await?;
    let path = format!("/api/v1/chats/{chat}/messages");
    for _ in 0..BLOCK {
        let text = format!("Shall we meet at the usual place, @{}?", people[1].username);
        client.json(Method::POST, &path, Some(&people[0].token), Some(json!({ "text": text }))).await?;
    }
    Ok(())
}

/// The premise: whoever was named was told, each time.
async fn check(hearth: &Hearth, named: &Account) -> Result<()> {
    let mut client = Client::connect(hearth.address).await?;
    let counts = client.json(Method::GET, "/api/v1/notifications/counts", Some(&named.token), None).await?;
    let unread = counts["unread"].as_u64().unwrap_or_default();
    ensure!(unread > BLOCK, "{counts}: too few for {} messages", BLOCK * BLOCKS as u64 * 2);
    Ok(())
}
