//! Mails about settled plans: one job finds out who is to be told, and puts one for each of them, so that a mail that
//! fails is tried again without the others.

use std::sync::Arc;

use askama::Template;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::Telling;
use super::rules::text as calendar_text;
use super::service::entries;
use crate::accounts::AccountError;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::events::GatheringEvent;
use crate::gatherings::model::{Gathering, GatheringId};
use crate::gatherings::plans::{Recipient, Told, What, rules};
use crate::gatherings::service::{Gatherings, Inner};
use crate::platform::ids::derived;
use crate::platform::jobs::{Handler, Lane, NewJob};
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
    /// What the ids of the mails are made of, so that each is put once.
    pub id: Uuid,
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
        What::Changed => ("It has changed", "something has changed. See whether it suits you:"),
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
        let News { id, gathering_id, sequence, what } = serde_json::from_value(payload).map_err(text)?;
        let Inner { plans, clock, jobs, .. } = self.0.0.as_ref();
        let told = plans.told(gathering_id).await.map_err(text)?;
        let is_news = |gathering: &Gathering| rules::is_news(what, gathering, clock.now());
        let told = told.map(|told| told.gathering).filter(|told| told.sequence == sequence && is_news(told));
        let Some(Gathering { space, .. }) = told else { return Ok(()) };
        let mut after = None;
        loop {
            let part = plans.recipients(gathering_id, after, PART).await.map_err(text)?;
            let Some(last) = part.last() else { return Ok(()) };
            after = Some(last.attendee);
            let meant = part.iter().filter(|one| rules::concerns(what, one.rsvp));
            let accounts = meant.clone().map(|one| one.face.account).collect();
            self.0.announce(GatheringEvent::Told { gathering: gathering_id, space, sequence, what, accounts }).await;
            let now = clock.now();
            let mails = meant.map(|one| {
                let payload = json!(Mail { gathering_id, sequence, what, attendee_id: one.attendee });
                let id = derived(id, one.attendee.0);
                NewJob { id, kind: MAIL, payload, due_at: now, created_at: now }
            });
            // Not in the way of the mails that somebody waits for.
            jobs.add_once(Lane::Sending, mails.collect()).await.map_err(text)?;
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
        let told = plans.told(mail.gathering_id).await.map_err(text)?;
        let (sequence, now) = (mail.sequence, self.gatherings.0.clock.now());
        let is_news =
            |gathering: &Gathering| gathering.sequence == sequence && rules::is_news(mail.what, gathering, now);
        let Some(told) = told.filter(|told| is_news(&told.gathering)) else { return Ok(()) };
        let recipient = plans.recipient(mail.gathering_id, mail.attendee_id).await.map_err(text)?;
        let Some(recipient) = recipient.filter(|one| rules::concerns(mail.what, one.rsvp)) else { return Ok(()) };
        if self.gatherings.0.accounts.banned(recipient.face.account).await.map_err(text)? {
            return Ok(());
        }
        let account = match self.gatherings.0.accounts.account(recipient.face.account).await {
            // Whoever never confirmed an address may have given somebody else's.
            Ok(account) if account.email_verified => account,
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
        self.mailer.send(Letter { to: to.clone(), subject, text: letter, calendars, ..Letter::default() }).await
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::accounts::testing::{Client, Server};
    use crate::accounts::{Operator, SignedIn};
    use crate::gatherings::answers::WantedWindow;
    use crate::gatherings::attendees::Rsvp;
    use crate::gatherings::error::GatheringError;
    use crate::gatherings::guests::Caller;
    use crate::gatherings::model::PlanChange;
    use crate::gatherings::proposals::WantedGathering;
    use crate::gatherings::service::GatheringParts;
    use crate::gatherings::store::contract::Asked;
    use crate::platform::bus::Bus;
    use crate::platform::config::Settings;
    use crate::platform::ids::Ids;
    use crate::platform::jobs::Worker;
    use crate::spaces::testing::spaces_of;

    struct House {
        server: Server,
        gatherings: Gatherings,
        worker: Worker,
    }

    /// A mail without what is the same in all of them.
    struct Sent {
        to: String,
        text: String,
    }

    impl House {
        async fn open() -> Self {
            let server = Server::start().await;
            let mut settings = Settings::defaults();
            settings.data.dir = server.fresh.folder().to_owned();
            let ids = Ids::new(server.clock.clone());
            let gatherings = Gatherings::new(GatheringParts {
                settings: &settings,
                db: server.fresh.db.clone(),
                jobs: server.jobs.clone(),
                accounts: server.accounts.clone(),
                spaces: spaces_of(&server, Bus::default(), vec![]),
                talk: Arc::new(Asked::default()),
                clock: server.clock.clone(),
                ids: ids.clone(),
                events: Bus::default(),
            });
            let mailer = Mailer::new(&settings, server.clock.clone(), ids).unwrap();
            let worker = Worker::new(server.jobs.clone(), server.clock.clone(), handlers(&gatherings, &mailer));
            Self { server, gatherings, worker }
        }

        /// Somebody whose address is confirmed.
        async fn joins(&self, username: &str) -> SignedIn {
            let Client { token, .. } = self.server.joins(username).await;
            let codes = self.server.mailed(&format!("{username}@example.org")).await;
            self.server.gets(204, &format!("POST /email-verifications/{}", codes[0]), "", Value::Null).await;
            self.server.accounts.signed_in(&token).await.unwrap()
        }

        async fn proposes(&self, host: &SignedIn, with: &[&SignedIn], capacity: i64) -> GatheringId {
            let text = |text: &str| Some(text.to_owned());
            let plan = PlanChange {
                title: text("Tea"),
                place: text("At the sea"),
                first_day: text("2023-11-20"),
                last_day: text("2023-11-22"),
                zone: text("Europe/Berlin"),
                minutes: Some(120),
                capacity: Some(Some(capacity)),
                ..PlanChange::default()
            };
            let invite = with.iter().map(|who| (who.account().into(), true)).collect();
            let proposed = self.gatherings.propose(host, WantedGathering { space: None, plan, invite }).await;
            proposed.unwrap().gathering.id
        }

        async fn settles(&self, host: &SignedIn, id: GatheringId, start: &str) {
            let sitting = WantedWindow { start: start.to_owned(), minutes: 120 };
            self.gatherings.settle(host, id, &[sitting]).await.unwrap();
        }

        async fn says(&self, who: &SignedIn, id: GatheringId, rsvp: Rsvp) -> Option<Rsvp> {
            self.gatherings.respond(&Caller::Account(who.clone()), id, rsvp).await.unwrap().rsvp
        }

        /// Does what is due; the mails, by whom they went to.
        async fn sent(&self) -> Vec<Sent> {
            let sending = self.worker.in_lane(Lane::Sending);
            while self.worker.round().await.unwrap() + sending.round().await.unwrap() > 0 {}
            let folder = self.server.fresh.folder().join("mail");
            let mut sent: Vec<Sent> = std::fs::read_dir(folder)
                .unwrap()
                .map(|letter| {
                    let path = letter.unwrap().path();
                    let text = std::fs::read_to_string(&path).unwrap().replace("=\r\n", "").replace("=3D", "=");
                    let text = text.replace("\r\n ", "");
                    std::fs::remove_file(path).unwrap();
                    let to = text.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
                    Sent { to, text }
                })
                .collect();
            sent.sort_by(|one, other| one.to.cmp(&other.to));
            sent
        }
    }

    fn to(sent: &[Sent]) -> Vec<&str> {
        sent.iter().map(|mail| mail.to.split('@').next().unwrap()).collect()
    }

    #[tokio::test]
    async fn attendees_are_told_what_concerns_them_and_their_calendars_follow() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        // Her address may be anybody's.
        let cleo = house.server.joins("cleo").await;
        let cleo = house.server.accounts.signed_in(&cleo.token).await.unwrap();
        house.server.mailed("cleo@example.org").await;
        let id = house.proposes(&ana, &[&bo, &cleo], 9).await;
        assert!(house.sent().await.is_empty());
        house.settles(&ana, id, "2023-11-21T18:00").await;
        let sent = house.sent().await;
        assert_eq!(to(&sent), ["ana", "bo"]);
        let first = &sent[1].text;
        for said in [
            "Subject: It has a time: Tea",
            "Tuesday, 21 November 2023, 18:00 to 20:00 (Europe/Berlin)",
            "At the sea",
            &format!("/gatherings/{id}"),
            "text/calendar; charset=utf-8; method=REQUEST",
            "METHOD:REQUEST",
            &format!("UID:{id}-1@hearth"),
            "SEQUENCE:1",
            "DTSTART:20231121T170000Z",
            "mailto:bo@example.org",
        ] {
            assert!(first.contains(said), "{said} isn't in {first}");
        }
        assert!(!first.contains("ana@example.org") && !first.contains("cleo"), "nobody else's address");
        house.says(&bo, id, Rsvp::No).await;
        house.settles(&ana, id, "2023-11-22T18:00").await;
        let sent = house.sent().await;
        assert_eq!(to(&sent), ["ana", "bo"], "perhaps he can now");
        let second = &sent[1].text;
        assert!(second.contains(&format!("UID:{id}-1@hearth")) && second.contains("SEQUENCE:2"), "{second}");
        house.says(&bo, id, Rsvp::No).await;
        house.gatherings.cancel(&ana, id).await.unwrap();
        let sent = house.sent().await;
        assert_eq!(to(&sent), ["ana"], "who doesn't come needn't hear that nobody does");
        assert!(sent[0].text.contains("METHOD:CANCEL") && sent[0].text.contains("STATUS:CANCELLED"));
    }

    #[tokio::test]
    async fn who_comes_is_reminded_unless_it_is_at_another_time_by_then() {
        let house = House::open().await;
        let [ana, bo, dan] = [house.joins("ana").await, house.joins("bo").await, house.joins("dan").await];
        let id = house.proposes(&ana, &[&bo, &dan], 9).await;
        house.settles(&ana, id, "2023-11-20T18:00").await;
        house.settles(&ana, id, "2023-11-21T18:00").await;
        house.says(&bo, id, Rsvp::Maybe).await;
        house.says(&dan, id, Rsvp::No).await;
        house.sent().await;
        let until = |time: &str| {
            let time: jiff::Timestamp = time.parse().unwrap();
            let left = time.as_millisecond() - house.server.clock.now().millis();
            house.server.clock.advance(Duration::from_millis(u64::try_from(left).unwrap()));
        };
        until("2023-11-20T16:59:00Z");
        assert!(house.sent().await.is_empty(), "nothing of the time that was given up");
        until("2023-11-20T17:00:00Z");
        let sent = house.sent().await;
        assert_eq!(to(&sent), ["ana", "bo"], "a day before, who comes or may");
        assert!(sent[1].text.contains("this is in a day") && !sent[1].text.contains("BEGIN:VCALENDAR"));
        until("2023-11-21T15:59:59Z");
        assert!(house.sent().await.is_empty());
        until("2023-11-21T16:00:00Z");
        assert!(house.sent().await.iter().all(|mail| mail.text.contains("this is in an hour")));
    }

    #[tokio::test]
    async fn who_is_banned_gets_neither_the_mails_under_way_nor_a_calendar() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let id = house.proposes(&ana, &[&bo], 9).await;
        let address = house.gatherings.open_calendar(&bo).await.unwrap();
        let secret = address.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
        house.settles(&ana, id, "2023-11-21T18:00").await;
        assert!(house.gatherings.calendar_at(&secret).await.unwrap().contains("Tea"));
        let (accounts, operator) = (&house.server.accounts, Operator::at_the_console());
        accounts.ban_from_console(&operator, "bo", "spam", None).await.unwrap();
        assert_eq!(to(&house.sent().await), ["ana"]);
        let refused = house.gatherings.calendar_at(&secret).await.unwrap_err();
        assert!(matches!(refused, GatheringError::NoSuchCode), "as at an address that nobody has: {refused}");
        accounts.unban_from_console(&operator, "bo").await.unwrap();
        assert!(house.gatherings.calendar_at(&secret).await.is_ok());
    }

    #[tokio::test]
    async fn who_moves_up_is_told() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let id = house.proposes(&ana, &[&bo], 1).await;
        house.settles(&ana, id, "2023-11-21T18:00").await;
        house.sent().await;
        assert_eq!(house.says(&bo, id, Rsvp::Yes).await, Some(Rsvp::Waiting));
        assert!(house.sent().await.is_empty());
        house.says(&ana, id, Rsvp::No).await;
        let sent = house.sent().await;
        assert_eq!(to(&sent), ["bo"]);
        assert!(sent[0].text.contains("there is one for you now"));
    }
}
