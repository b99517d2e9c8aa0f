//! Unread counts for all chats of somebody who is in many, in one request.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::Value;

use crate::hearth::{self, Account, Hearth};
use crate::meter::median;
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::{Client, spread};

const NAME: &str = "unread";
const REPETITIONS: usize = 50;
const LANES: usize = 16;

pub async fn run(hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let count = options.unread_chats;
    let accounts = hearth.accounts(2).await?;
    let (author, reader) = (&accounts[0], &accounts[1]);
    println!("   making {count} chats with something unread in them …");
    let unread = |index: usize| (index % 4) as u64;
    let this: &Hearth = hearth;
    spread(this.address, LANES, count, async |client, index| {
        let chat = this.group(&format!("Chat {index}"), &accounts).await?;
        let path = format!("/api/v1/chats/{chat}/messages");
        for message in 0..unread(index) {
            hearth::send(client, &path, author, message).await?;
        }
        Ok(())
    })
    .await?;
    let expected: u64 = (0..count).map(unread).sum();
    let mut client = Client::connect(this.address).await?;
    let mut times = Vec::new();
    let mut requests = 0;
    for _ in 0..REPETITIONS {
        let began = Instant::now();
        let pages = pages(&mut client, reader, count).await?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
        requests = pages.len();
        check(&pages, count, expected)?;
    }
    println!("   {requests} requests, {} ms", figure(median(&times)));
    let told = format!("requests for the unread counts of {count} chats");
    report.row(NAME, told, "", vec![(Kind::Hearth, vec![requests as f64])]);
    report.judge(requests as f64, "requests", Target::AtMost(1.0));
    report.row(NAME, "time of it, median", "ms", vec![(Kind::Hearth, vec![median(&times)])]);
    Ok(())
}

/// All pages of the reader's chats, each asked for as large as it may be. Parsing is left for later.
async fn pages(client: &mut Client, reader: &Account, limit: usize) -> Result<Vec<Value>> {
    let mut pages = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/v1/chats?limit={limit}{after}");
        let page = client.json(Method::GET, &path, Some(&reader.token), None).await?;
        let next = page["next"].as_str().map(|next| format!("&after={next}"));
        pages.push(page);
        match next {
            Some(next) => after = next,
            None => return Ok(pages),
        }
    }
}

fn check(pages: &[Value], count: usize, expected: u64) -> Result<()> {
    let chats: Vec<_> = pages.iter().flat_map(|page| page["items"].as_array().into_iter().flatten()).collect();
    ensure!(chats.len() == count, "{} chats instead of {count}", chats.len());
    let mut unread = 0;
    for chat in chats {
        unread += chat["me"]["unread"].as_u64().context("a chat without me.unread")?;
    }
    ensure!(unread == expected, "{unread} unread messages instead of {expected}");
    Ok(())
}
