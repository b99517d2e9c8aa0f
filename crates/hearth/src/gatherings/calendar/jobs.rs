//! Mails about settled plans: one job finds out who is to be told, and puts one for each of them, so that a mail that
//! fails is tried again without the others.

use std::sync::Arc;

use askama::Template;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::Telling;
use super::rules::text as calendar_text;
use super::service::entries;
use crate::accounts::AccountError;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::GatheringId;
use crate::gatherings::plans::{Recipient, Told, What, rules};
use crate::gatherings::service::{Gatherings, Inner};
use crate::platform::jobs::{Handler, NewJob};
use crate::platform::mail::{Calendar, Letter, Mailer};

/// Finds out who is to be told: [`News`] as JSON.
pub const TELL: &str = "gatherings.tell";
/// Tells one of them: a [`Mail`] as JSON.
pub const MAIL: &str = "gatherings.mail";

/// Attendees at a time.
const PART: i64 = 500;

/// What is to be told of a plan at this sequence: where it has gone on since, it isn't told any more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct News {
    pub gathering_id: GatheringId,
    pub sequence: i64,
    pub what: What,
}

/// What one attendee is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mail {
    pub gathering_id: GatheringId,
    pub sequence: i64,
    pub what: What,
    pub attendee_id: AttendeeId,
}

#[derive(Template)]
#[template(path = "gathering.txt", escape = "none")]
struct Text<'t> {
    name: &'t str,
    sentence: &'static str,
    title: &'t str,
    times: Vec<String>,
    place: &'t str,
    address: &'t str,
}

/// The subject, of which the title is a part, and what the text says first.
fn words(what: What) -> (&'static str, &'static str) {
    match what {
        What::Settled => ("It has a time", "there is a time for this gathering. Say whether you come:"),
        What::Changed => ("It has changed", "something has changed. Say again whether you come:"),
        What::Cancelled => ("Cancelled", "this gathering doesn't take place."),
        What::Reopened => ("Looking for another time", "another time is looked for. Say when you can:"),
        What::Reminder { minutes } if minutes > 60 => ("Soon", "this is in a day:"),
        What::Reminder { .. } => ("Soon", "this is in an hour:"),
        What::Room => ("There is room for you", "you were waiting for a place, and there is one for you now:"),
    }
}

/// What does the jobs of mails.
pub fn handlers(gatherings: &Gatherings, mailer: &Mailer) -> Vec<Arc<dyn Handler>> {
    let post = Post { gatherings: gatherings.clone(), mailer: mailer.clone() };
    vec![Arc::new(Tell(gatherings.clone())), Arc::new(post)]
}

struct Tell(Gatherings);

#[async_trait]
impl Handler for Tell {
    fn kind(&self) -> &'static str {
        TELL
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let News { gathering_id, sequence, what } = serde_json::from_value(payload).map_err(text)?;
        let Inner { plans, clock, ids, jobs, .. } = self.0.0.as_ref();
        if plans.told(gathering_id).await.map_err(text)?.is_none_or(|told| told.gathering.sequence != sequence) {
            return Ok(());
        }
        let mut after = None;
        loop {
            let part = plans.recipients(gathering_id, after, PART).await.map_err(text)?;
            let Some(last) = part.last() else { return Ok(()) };
            after = Some(last.attendee);
            for one in part.iter().filter(|one| rules::concerns(what, one.rsvp)) {
                let mail = Mail { gathering_id, sequence, what, attendee_id: one.attendee };
                let (id, now) = (ids.uuid(), clock.now());
                jobs.add(NewJob { id, kind: MAIL, payload: json!(mail), due_at: now, created_at: now })
                    .await
                    .map_err(text)?;
            }
        }
    }
}

#[derive(Clone)]
struct Post {
    gatherings: Gatherings,
    mailer: Mailer,
}

#[async_trait]
impl Handler for Post {
    fn kind(&self) -> &'static str {
        MAIL
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let mail: Mail = serde_json::from_value(payload).map_err(text)?;
        let plans = &self.gatherings.0.plans;
        let Some(told) = plans.told(mail.gathering_id).await.map_err(text)? else { return Ok(()) };
        let recipient = plans.recipient(mail.gathering_id, mail.attendee_id).await.map_err(text)?;
        let Some(recipient) = recipient.filter(|one| rules::concerns(mail.what, one.rsvp)) else { return Ok(()) };
        let account = match self.gatherings.0.accounts.account(recipient.face.account).await {
            // Whoever never confirmed an address may have given somebody else's.
            Ok(account) if account.email_verified && told.gathering.sequence == mail.sequence => account,
            Ok(_) | Err(AccountError::NotFound) => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        self.write(mail.what, told, recipient, account.email).await
    }
}

impl Post {
    async fn write(&self, what: What, told: Told, recipient: Recipient, to: String) -> Result<(), String> {
        let Told { gathering, .. } = &told;
        let faces = [recipient.face, gathering.host.face];
        let people = self.gatherings.0.spaces.shown(faces).await.map_err(text)?;
        let name = people.get(&recipient.face.shown).map_or("", |person| person.name.as_str());
        let host = people.get(&gathering.host.face.shown).map_or("", |person| person.name.as_str());
        let (subject, sentence) = words(what);
        let address = self.gatherings.address(gathering.id);
        let zone = recipient.zone.as_ref().unwrap_or(&gathering.plan.zone);
        let letter = Text {
            name,
            sentence,
            title: gathering.plan.title.as_str(),
            times: gathering.settled.iter().map(|sitting| zone.shown(*sitting)).collect(),
            place: gathering.plan.place.as_str(),
            address: &address,
        };
        let letter = letter.render().map_err(text)?;
        let subject = format!("{subject}: {}", gathering.plan.title.as_str());
        let telling = Telling::Request { name, email: &to };
        let calendars = self.calendars(what, &told, host, telling);
        self.mailer.send(Letter { to: to.clone(), subject, text: letter, calendars }).await
    }

    /// Each entry is a message of its own, as one message may speak of one alone.
    fn calendars(&self, what: What, told: &Told, host: &str, telling: Telling<'_>) -> Vec<Calendar> {
        if matches!(what, What::Reminder { .. }) {
            return Vec::new();
        }
        let entries = entries(told, host, &self.gatherings.address(told.gathering.id));
        let Inner { organizer, clock, .. } = self.gatherings.0.as_ref();
        let each = entries.into_iter().map(|entry| {
            let telling = if entry.cancelled { telling.off() } else { telling };
            Calendar { method: telling.method(), text: calendar_text(telling, &[entry], organizer, clock.now()) }
        });
        each.collect()
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
