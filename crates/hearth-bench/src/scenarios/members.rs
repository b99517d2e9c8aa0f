//! Sending costs the same in a chat of ten and in one of ten thousand, while nobody is online.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::hearth::{self, Account, Hearth};
use crate::meter::median;
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::Client;

const NAME: &str = "members";
const FEW: usize = 10;

/// Room for noise: the two are to be the same.
const SAME: f64 = 1.25;

pub async fn run(hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let many = options.many_members;
    println!("   signing up {} and putting them into one chat …", figure(many as f64));
    let accounts = hearth.accounts(many).await?;
    let small = hearth.group("Ten", &accounts[..FEW]).await?;
    let large = hearth.group("Everybody", &accounts).await?;
    // Ten thousand sign-ups may have taken a while.
    hearth.sign_in_again().await?;
    let author = hearth.accounts(1).await?.remove(0);
    let (small, large) = alternate(hearth, &author, [&small, &large], options.seconds).await?;
    for (count, times) in [(FEW, &small), (many, &large)] {
        let told = format!("sending, {} members", figure(count as f64));
        println!("   {told}: {} µs, median of {}", figure(median(times)), times.len());
        report.row(NAME, told, "µs", vec![(Kind::Hearth, vec![median(times)])]);
    }
    let ratio = median(&large) / median(&small);
    report.judge(ratio, &format!("× {FEW} members"), Target::AtMost(SAME));
    Ok(())
}

/// Sends into both chats in turn; how long each took, in microseconds.
async fn alternate(hearth: &Hearth, author: &Account, chats: [&str; 2], seconds: u64) -> Result<(Vec<f64>, Vec<f64>)> {
    let mut client = Client::connect(hearth.address).await?;
    let paths = chats.map(|chat| format!("/api/v1/chats/{chat}/messages"));
    let mut times = (Vec::new(), Vec::new());
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < Duration::from_secs(seconds * 2) {
        for (path, times) in paths.iter().zip([&mut times.0, &mut times.1]) {
            count += 1;
            let sent = Instant::now();
            hearth::send(&mut client, path, author, count).await?;
            times.push(sent.elapsed().as_secs_f64() * 1e6);
        }
    }
    Ok(times)
}
