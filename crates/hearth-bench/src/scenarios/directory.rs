//! The first page of the directory, by topic and place, against reading one community by its key.

use std::time::Instant;

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use crate::hearth::Hearth;
use crate::meter::{median, percentile};
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::{Client, spread};

const NAME: &str = "directory";
const LANES: usize = 32;
const REPETITIONS: usize = 2_000;
const TOPICS: [&str; 8] = ["addiction", "anxiety", "depression", "grief", "music", "ocd", "ptsd", "work"];
/// Few enough for every topic and city to fill a page.
const CITIES: usize = 50;

pub async fn run(hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let count = options.communities;
    println!("   making {count} communities …");
    let mut ids: Vec<String> = Vec::with_capacity(count);
    // In slices, as they take longer than an access token lives.
    while ids.len() < count {
        let made = ids.len();
        let owner = hearth.accounts(1).await?.remove(0);
        let this: &Hearth = hearth;
        let slice = spread(this.address, LANES, (count - made).min(10_000), async |client, index| {
            let body = community(made + index);
            let space = client.json(Method::POST, "/api/v1/spaces", Some(&owner.token), Some(body)).await?;
            Ok(space["id"].as_str().unwrap_or_default().to_owned())
        });
        ids.extend(slice.await?);
    }
    let reader = hearth.accounts(1).await?.remove(0);
    let mut client = Client::connect(hearth.address).await?;
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..REPETITIONS {
        let (topic, city) = (TOPICS[turn % TOPICS.len()], turn / TOPICS.len() % CITIES);
        let one = format!("/api/v1/spaces/{}", ids[turn * 7_919 % ids.len()]);
        let page = format!("/api/v1/spaces/directory?topic={topic}&country=Land&city=City%20{city}");
        for (path, times) in [one, page].iter().zip(&mut times) {
            let asked = Instant::now();
            let answer = client.call(Method::GET, path, Some(&reader.token), None).await?;
            times.push(asked.elapsed().as_secs_f64() * 1e6);
            answer.expect_success(path)?;
            if turn < TOPICS.len() && path.contains("directory") {
                let found: Value = serde_json::from_slice(&answer.body)?;
                let items = found["items"].as_array().map_or(0, Vec::len);
                ensure!(items == 50 || count < 100_000, "{path} answers {items} communities");
            }
        }
    }
    for (told, times) in ["one community by its key", "first page by topic and place"].iter().zip(&times) {
        let (middle, slow) = (median(times), percentile(times, 0.99));
        println!("   {told}: {} µs (p99 {})", figure(middle), figure(slow));
        report.row(NAME, format!("{told}, of {}", figure(count as f64)), "µs", vec![(Kind::Hearth, vec![middle])]);
    }
    report.judge(median(&times[1]) / median(&times[0]), "× a read by key", Target::AtMost(5.0));
    Ok(())
}

/// Each topic in each city, in turn.
fn community(number: usize) -> Value {
    let city = number / TOPICS.len() % CITIES;
    json!({
        "visibility": "community",
        "name": format!("Community {number}"),
        "description": "We meet, talk and listen.",
        "topic": TOPICS[number % TOPICS.len()],
        "country": "Land",
        "city": format!("City {city}"),
    })
}
