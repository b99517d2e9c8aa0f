//! The times of a gathering of thousands, as everybody looks at them while one of them answers anew, against those of a
//! gathering of fifty.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use crate::hearth::{Account, Hearth};
use crate::meter::median;
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};
use crate::rest::{Client, spread};

const NAME: &str = "gathering";
const FEW: usize = 50;
const LANES: usize = 16;
const CHANGES: usize = 20;
/// How often the times are looked at after each change.
const LOOKS: usize = 20;

struct Plan {
    id: String,
    first_day: String,
}

/// In milliseconds: after one answered, the first who looks, and each who looks then.
#[derive(Default)]
struct Measured {
    first: Vec<f64>,
    then: Vec<f64>,
}

pub async fn run(hearth: &mut Hearth, options: &Options, report: &mut Report) -> Result<()> {
    let many = options.attendees;
    println!("   signing up {} and asking all of them …", figure(many as f64));
    let accounts = hearth.accounts(many).await?;
    let plans = [gathering(hearth, &accounts[..FEW]).await?, gathering(hearth, &accounts).await?];
    hearth.sign_in_again().await?;
    let people = hearth.accounts(2).await?;
    let mut measured = [Measured::default(), Measured::default()];
    let mut client = Client::connect(hearth.address).await?;
    for change in 0..CHANGES {
        for (plan, measured) in plans.iter().zip(&mut measured) {
            answer(&mut client, plan, &people[1], 7 * change).await?;
            for look in 0..=LOOKS {
                let asked = Instant::now();
                let path = format!("/api/v1/gatherings/{}/times", plan.id);
                client.call(Method::GET, &path, Some(&people[0].token), None).await?.expect_success(&path)?;
                let took = asked.elapsed().as_secs_f64() * 1e3;
                if look == 0 { measured.first.push(took) } else { measured.then.push(took) }
            }
        }
    }
    for (count, measured) in [FEW, many].into_iter().zip(&measured) {
        let count = figure(count as f64);
        let (first, then) = (median(&measured.first), median(&measured.then));
        println!("   of {count}: {} ms after an answer, then {}", figure(first), figure(then));
        report.row(NAME, format!("first look after an answer, of {count}"), "ms", vec![(Kind::Hearth, vec![first])]);
        report.row(NAME, format!("each look then, of {count}"), "ms", vec![(Kind::Hearth, vec![then])]);
    }
    let ratio = median(&measured[1].then) / median(&measured[0].then);
    report.judge(ratio, &format!("× {FEW} attendees"), Target::AtMost(2.0));
    Ok(())
}

/// A gathering to which the first invites the others, and all answer.
async fn gathering(hearth: &Hearth, accounts: &[Account]) -> Result<Plan> {
    let (host, others) = accounts.split_first().context("a gathering needs a host")?;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = |days: i64| Ok::<_, anyhow::Error>(today.checked_add(jiff::Span::new().days(days))?.to_string());
    let first_day = day(7)?;
    let wanted = json!({
        "title": "Everybody", "first_day": first_day, "last_day": day(20)?, "zone": "UTC", "minutes": 120,
    });
    let mut client = Client::connect(hearth.address).await?;
    let made = client.json(Method::POST, "/api/v1/gatherings", Some(&host.token), Some(wanted)).await?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("a gathering has an id and a link");
    let plan = Plan { id: text(&made["gathering"]["id"])?, first_day };
    let come = format!("/api/v1/gathering-codes/{}", text(&made["link"]["code"])?);
    spread(hearth.address, LANES, others.len(), async |client, index| {
        client.json(Method::POST, &come, Some(&others[index].token), Some(json!({}))).await
    })
    .await?;
    let this = &plan;
    spread(hearth.address, LANES, accounts.len(), async |client, index| {
        answer(client, this, &accounts[index], index).await
    })
    .await?;
    let path = format!("/api/v1/gatherings/{}/times", plan.id);
    let times = client.json(Method::GET, &path, Some(&host.token), None).await?;
    ensure!(times["answered"] == accounts.len(), "{} answered of {}", times["answered"], accounts.len());
    Ok(plan)
}

/// Ten windows of two to five hours, one on each day, which depend on the number.
async fn answer(client: &mut Client, plan: &Plan, who: &Account, number: usize) -> Result<()> {
    let first: jiff::civil::Date = plan.first_day.parse()?;
    let mut windows = Vec::new();
    for day in 0..10 {
        let date = first.checked_add(jiff::Span::new().days(day))?;
        let (hour, quarter) = ((number * 7 + day as usize * 3) % 17, number % 4 * 15);
        let minutes = 120 + (number * 13 + day as usize) % 180;
        windows.push(json!({ "start": format!("{date}T{hour:02}:{quarter:02}:00Z"), "minutes": minutes }));
    }
    let path = format!("/api/v1/gatherings/{}/answer", plan.id);
    let said = json!({ "zone": "UTC", "windows": windows, "mood": "chill" });
    client.json(Method::PUT, &path, Some(&who.token), Some(said)).await?;
    Ok(())
}
