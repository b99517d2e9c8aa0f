//! A page from the middle of a very long chat costs what a page of a short one costs.

use std::time::Instant;

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::Value;

use crate::hearth::{Account, Hearth};
use crate::meter::{median, percentile};
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::{Answer, Client};

const NAME: &str = "history";
const SHORT: u64 = 1_000;
const PAGE: u64 = 50;
const REPETITIONS: u64 = 2_000;
const LANES: u64 = 64;

pub async fn run(hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let long = options.history_messages;
    let pair = hearth.accounts(2).await?;
    let chats = [hearth.group("Short", &pair).await?, hearth.group("Long", &pair).await?];
    fill(hearth, &chats[0], SHORT).await?;
    fill(hearth, &chats[1], long).await?;
    hearth.sign_in_again().await?;
    let reader = &hearth.accounts(2).await?[1];
    let mut client = Client::connect(hearth.address).await?;
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..REPETITIONS {
        for ((chat, length), times) in chats.iter().zip([SHORT, long]).zip(&mut times) {
            // Around the middle, but never the same page twice in a row.
            let around = length / 2 + turn % PAGE;
            let asked = Instant::now();
            let answer = page(&mut client, reader, chat, around).await?;
            times.push(asked.elapsed().as_secs_f64() * 1e6);
            if turn == 0 {
                check(&answer, around)?;
            }
        }
    }
    for (length, times) in [SHORT, long].into_iter().zip(&times) {
        let told = format!("page at the middle of {}", figure(length as f64));
        println!(
            "   {told}: {} µs (p99 {}), median of {REPETITIONS}",
            figure(median(times)),
            figure(percentile(times, 0.99))
        );
        report.row(NAME, told, "µs", vec![(Kind::Hearth, vec![median(times)])]);
    }
    let ratio = median(&times[1]) / median(&times[0]);
    report.judge(ratio, "× the short chat", Target::AtMost(1.5));
    Ok(())
}

// In slices, as a million messages take longer than an access token lives.
async fn fill(hearth: &mut Hearth, chat: &str, count: u64) -> Result<()> {
    const SLICE: u64 = 100_000;
    let began = Instant::now();
    let mut left = count;
    while left > 0 {
        let author = hearth.accounts(1).await?.remove(0);
        hearth.fill(chat, &author, left.min(SLICE), LANES).await?;
        left = left.saturating_sub(SLICE);
        println!(
            "   {} messages written, {} per second so far",
            figure((count - left) as f64),
            figure(((count - left) as f64 / began.elapsed().as_secs_f64()).round())
        );
    }
    Ok(())
}

async fn page(client: &mut Client, reader: &Account, chat: &str, around: u64) -> Result<Answer> {
    let path = format!("/api/v1/chats/{chat}/messages?around={around}&limit={PAGE}");
    let answer = client.call(Method::GET, &path, Some(&reader.token), None).await?;
    answer.expect_success(&path)?;
    Ok(answer)
}

fn check(answer: &Answer, around: u64) -> Result<()> {
    let page: Value = serde_json::from_slice(&answer.body)?;
    let items = page["items"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(items.len() as u64 == PAGE, "a page of {} instead of {PAGE}", items.len());
    let holds = items.iter().any(|item| item["number"].as_u64() == Some(around));
    ensure!(holds, "the page around {around} doesn't hold it");
    Ok(())
}
