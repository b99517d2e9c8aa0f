//! What every database must do for cases: one open case of each subject, each reporter once, and everything written down.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::accounts::PersonId;
use crate::databases;
use crate::moderation::model::{Kind, Reason, State, Subject};
use crate::moderation::subjects::{Around, Seen};
use crate::platform::audit::{Audit, Wanted};
use crate::platform::database::Db;
use crate::spaces::{Face, SpaceId};

pub(in crate::moderation) const ANA: AccountId = AccountId(Uuid::from_u128(1));
pub(in crate::moderation) const BO: AccountId = AccountId(Uuid::from_u128(2));
pub(in crate::moderation) const CLEO: AccountId = AccountId(Uuid::from_u128(3));
pub(in crate::moderation) const HOME: SpaceId = SpaceId(Uuid::from_u128(77));

pub(in crate::moderation) struct World {
    pub(in crate::moderation) cases: SqlCases,
    pub(in crate::moderation) audit: Audit,
}

pub(in crate::moderation) fn entry(actor: AccountId, act: &'static str) -> NewEntry {
    let at = Time::from_millis(3);
    NewEntry { actor: Some(actor.0), act, subject: None, detail: json!({}), at }
}

pub(in crate::moderation) fn case_id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(1000 + number))
}

/// Message `number` of a chat in [`HOME`].
fn message(number: i64) -> Subject {
    Subject::Message { chat: Uuid::from_u128(50), number }
}

fn seen(author: Face, text: &str) -> Seen {
    Seen {
        author: Some(author),
        space: Some(HOME),
        title: None,
        text: text.to_owned(),
        content_warning: None,
        pictures: 1,
        at: Some(Time::from_millis(1)),
        hidden: false,
        around: vec![],
    }
}

impl World {
    pub(in crate::moderation) fn on(db: Db) -> Self {
        let audit = Audit::new(db.clone(), &[7; 32]);
        Self { cases: SqlCases { db, audit: audit.clone() }, audit }
    }

    /// The report's number makes the ids of report and case.
    pub(in crate::moderation) async fn reports(&self, number: u128, reporter: AccountId, subject: Subject) -> Report {
        let author = Face { account: BO, shown: PersonId(Uuid::from_u128(22)) };
        self.reports_of(number, reporter, subject, seen(author, "größe")).await
    }

    async fn reports_of(&self, number: u128, reporter: AccountId, subject: Subject, seen: Seen) -> Report {
        let id = ReportId(Uuid::from_u128(2000 + number));
        let reason = if number.is_multiple_of(2) { Reason::Spam } else { Reason::Hate };
        let (text, at) = (format!("report {number}"), Time::from_millis(5));
        let new = NewReport { id, case: case_id(number), subject, reporter, reason, text, seen, at };
        self.cases.report(new).await.unwrap()
    }

    async fn queue(&self, found: Found) -> Vec<CaseId> {
        self.cases.queue(ANA, found, None, 9).await.unwrap().into_iter().map(|case| case.id).collect()
    }

    async fn one(&self, number: u128) -> Case {
        self.cases.case(case_id(number)).await.unwrap().unwrap()
    }

    async fn claims(&self, number: u128, by: AccountId, anyway: bool) -> Changed {
        self.cases.claim(case_id(number), by, anyway, entry(by, "t.claim")).await.unwrap()
    }

    async fn notes(&self, number: u128, by: AccountId, text: &str, most: i64) -> Changed {
        let id = Uuid::from_u128(u128::from_be_bytes(crate::platform::ids::random()));
        let note = Note { id, author: by, text: text.to_owned(), created_at: Time::from_millis(7) };
        self.cases.note(case_id(number), note, most, entry(by, "t.note")).await.unwrap()
    }

    async fn written(&self) -> usize {
        self.audit.entries(&Wanted::default(), None, 99).await.unwrap().len()
    }
}

async fn a_subject_has_one_open_case_and_a_reporter_one_report(world: &World) {
    let first = world.reports(1, ANA, message(1)).await;
    assert_eq!((first.subject, first.reason, first.state), (message(1), Reason::Hate, State::Open));
    assert_eq!(world.reports(2, CLEO, message(1)).await.reason, Reason::Spam);
    assert_eq!(world.reports(3, ANA, message(1)).await, first, "the same again is the first");
    let case = world.one(1).await;
    assert_eq!((case.reports, case.subject.kind(), case.space), (2, Kind::Message, Some(HOME)));
    assert_eq!(case.author, Some(Face { account: BO, shown: PersonId(Uuid::from_u128(22)) }));
    assert_eq!(case.seen.unwrap().text, "größe");
    let by = async |reporter| world.cases.reported_by(case_id(1), reporter).await.unwrap();
    assert!(by(ANA).await && by(CLEO).await && !by(BO).await);
    assert_eq!(world.cases.case(case_id(2)).await.unwrap(), None);
    let on = world.cases.reports_on(case_id(1), 9).await.unwrap();
    assert_eq!(
        on.iter().map(|one| (one.number, one.text.as_str())).collect::<Vec<_>>(),
        [(1, "report 1"), (2, "report 2")]
    );
    let reporters = world.cases.reporters(case_id(1), 1, 9).await.unwrap();
    assert_eq!(reporters.iter().map(|one| (one.number, one.account)).collect::<Vec<_>>(), [(2, Some(CLEO))]);
}

async fn rivals_report_to_one_case(world: &World) {
    let reporters: Vec<AccountId> = (10..22).map(|id| AccountId(Uuid::from_u128(id))).collect();
    join_all((1..).zip(&reporters).map(|(number, reporter)| world.reports(number, *reporter, message(1)))).await;
    let open = world.queue(Found::default()).await;
    assert_eq!(open.len(), 1);
    let case = world.cases.case(open[0]).await.unwrap().unwrap();
    let numbers: Vec<i64> =
        world.cases.reports_on(case.id, 99).await.unwrap().into_iter().map(|one| one.number).collect();
    assert_eq!((case.reports, numbers), (12, (1..=12).collect()));
}

async fn ones_own_reports_come_the_newest_first(world: &World) {
    for number in 1..=3 {
        world.reports(number.try_into().unwrap(), ANA, message(number)).await;
    }
    world.reports(4, CLEO, message(1)).await;
    let own = async |before: Option<u128>, limit| {
        let before = before.map(|number| ReportId(Uuid::from_u128(2000 + number)));
        let reports = world.cases.reports_by(ANA, before, limit).await.unwrap();
        reports.into_iter().map(|report| report.text).collect::<Vec<_>>()
    };
    assert_eq!(own(None, 2).await, ["report 3", "report 2"]);
    assert_eq!(own(Some(2), 9).await, ["report 1"]);
}

async fn the_queue_is_filtered_and_never_about_the_asker(world: &World) {
    let own = Face::own(CLEO);
    for (number, subject) in [(1, message(1)), (2, message(2)), (3, Subject::Space { space: HOME })] {
        world.reports(number, CLEO, subject).await;
    }
    let elsewhere = Seen { space: None, ..seen(own, "x") };
    world.reports_of(4, BO, Subject::Account { person: own.shown, space: None }, elsewhere).await;
    world.reports_of(5, BO, message(5), seen(Face::own(ANA), "mine")).await;
    let none = Found::default();
    assert_eq!(world.queue(none).await, [1, 2, 3, 4].map(case_id), "not what is about the asker");
    assert_eq!(world.queue(Found { kind: Some(Kind::Message), ..none }).await, [1, 2].map(case_id));
    assert_eq!(world.queue(Found { reason: Some(Reason::Spam), ..none }).await, [2, 4].map(case_id));
    assert_eq!(world.queue(Found { space: Some(HOME), ..none }).await, [1, 2, 3].map(case_id));
    assert_eq!(
        world.queue(Found { space: Some(HOME), said: true, ..none }).await,
        [1, 2].map(case_id),
        "not the space itself"
    );
    let both = Found { space: Some(HOME), reason: Some(Reason::Hate), kind: Some(Kind::Space), ..none };
    assert_eq!(world.queue(both).await, [case_id(3)]);
    world.claims(2, ANA, false).await;
    world.claims(4, ANA, false).await;
    world.claims(1, CLEO, false).await;
    assert_eq!(world.queue(Found { mine: true, ..none }).await, [2, 4].map(case_id));
    assert_eq!(world.queue(Found { mine: true, space: Some(HOME), ..none }).await, [case_id(2)]);
    let page = world.cases.queue(ANA, none, Some(case_id(1)), 2).await.unwrap();
    assert_eq!(page.into_iter().map(|case| case.id).collect::<Vec<_>>(), [2, 3].map(case_id));
    for found in [Found { decided: true, ..none }, Found { decided: true, space: Some(HOME), ..none }] {
        assert!(world.queue(found).await.is_empty());
    }
    assert!(world.queue(Found { decided: true, mine: true, ..none }).await.is_empty());
}

async fn a_case_is_claimed_by_one(world: &World) {
    world.reports(1, ANA, message(1)).await;
    assert_eq!(world.claims(9, ANA, false).await, Changed::NotThere);
    assert_eq!(world.claims(1, ANA, false).await, Changed::Now);
    assert_eq!(world.claims(1, ANA, false).await, Changed::Now);
    assert_eq!(world.written().await, 1, "nothing changed the second time");
    assert_eq!(world.claims(1, CLEO, false).await, Changed::Claimed);
    let unclaims =
        async |by, anyway| world.cases.unclaim(case_id(1), by, anyway, entry(by, "t.unclaim")).await.unwrap();
    assert_eq!(unclaims(CLEO, false).await, Changed::Claimed);
    assert_eq!(world.claims(1, CLEO, true).await, Changed::Now);
    assert_eq!(world.one(1).await.claimed_by, Some(CLEO));
    assert_eq!(unclaims(ANA, true).await, Changed::Now);
    assert_eq!(world.one(1).await.claimed_by, None);
    for number in [2, 3] {
        world.reports(number.try_into().unwrap(), ANA, message(number)).await;
        world.claims(number.try_into().unwrap(), CLEO, false).await;
    }
    world.claims(1, ANA, false).await;
    assert_eq!(world.cases.let_go(CLEO, 1).await.unwrap(), 1);
    assert_eq!([world.cases.let_go(CLEO, 9).await.unwrap(), world.cases.let_go(CLEO, 9).await.unwrap()], [1, 0]);
    assert_eq!((world.one(1).await.claimed_by, world.one(3).await.claimed_by), (Some(ANA), None));
    unclaims(ANA, false).await;
    let rivals = join_all([ANA, CLEO].map(|by| world.claims(1, by, false))).await;
    assert_eq!(rivals.iter().filter(|claimed| **claimed == Changed::Now).count(), 1);
}

async fn a_claim_lapses(world: &World) {
    world.reports(1, ANA, message(1)).await;
    let claims = async |by, hours: u64| {
        let at = Time::from_millis(3).plus(Duration::from_secs(hours * 3600));
        let entry = NewEntry { at, ..entry(by, "t.claim") };
        world.cases.claim(case_id(1), by, false, entry).await.unwrap()
    };
    assert_eq!(claims(CLEO, 0).await, Changed::Now);
    assert_eq!(claims(ANA, 23).await, Changed::Claimed);
    assert_eq!(claims(ANA, 24).await, Changed::Now);
    assert_eq!(world.one(1).await.claimed_by, Some(ANA));
    assert_eq!(claims(CLEO, 47).await, Changed::Claimed, "from then on it is hers for a day");
}

async fn what_stands_around_goes_with_who_said_it(world: &World) {
    let said = |account, text: &str| Around {
        by: Some(Face { account, shown: PersonId(Uuid::from_u128(33)) }),
        text: text.to_owned(),
        content_warning: Some("loud".to_owned()),
        at: Time::from_millis(1),
        before: true,
    };
    let around = vec![said(ANA, "one"), said(CLEO, "two"), said(ANA, "three")];
    for number in 1..=3 {
        let seen = Seen { around: around.clone(), ..seen(Face::own(BO), "it") };
        world.reports_of(number, CLEO, message(i64::try_from(number).unwrap()), seen).await;
    }
    assert_eq!(world.cases.forget_around(ANA, 2).await.unwrap(), 2);
    assert_eq!(world.cases.forget_around(ANA, 2).await.unwrap(), 1);
    assert_eq!(world.cases.forget_around(ANA, 2).await.unwrap(), 0);
    for number in 1..=3 {
        let seen = world.one(number).await.seen.unwrap();
        assert_eq!((seen.text.as_str(), seen.around), ("it", vec![said(CLEO, "two")]));
    }
    assert_eq!(world.cases.forget_said(BO, 9).await.unwrap(), 3);
    assert_eq!(world.cases.forget_around(CLEO, 9).await.unwrap(), 0, "what is erased is around nothing");
}

async fn an_opinion_is_given_by_somebody_else(world: &World) {
    world.reports(1, ANA, message(1)).await;
    world.claims(1, ANA, false).await;
    let asks = async |by| world.cases.ask_opinion(case_id(1), by, entry(by, "t.ask")).await.unwrap();
    assert_eq!(asks(CLEO).await, Changed::Claimed);
    assert_eq!(asks(ANA).await, Changed::Now);
    let case = world.one(1).await;
    assert_eq!((case.claimed_by, case.wants_opinion), (None, Some(ANA)));
    assert_eq!(asks(CLEO).await, Changed::OpinionWaits, "one question at a time");
    assert_eq!(world.claims(1, ANA, false).await, Changed::Now);
    assert_eq!(world.one(1).await.wants_opinion, None, "claiming it again takes the question back");
    assert_eq!(asks(ANA).await, Changed::Now);
    assert_eq!(world.notes(1, ANA, "I wonder", 9).await, Changed::Now);
    assert_eq!(world.one(1).await.wants_opinion, Some(ANA), "one's own note is no opinion");
    assert_eq!(world.notes(1, CLEO, "it may stay", 9).await, Changed::Now);
    assert_eq!(world.one(1).await.wants_opinion, None);
    assert_eq!(world.notes(1, CLEO, "more", 2).await, Changed::TooMany);
    let notes = world.cases.notes(case_id(1), 9).await.unwrap();
    let mut said: Vec<(AccountId, &str)> = notes.iter().map(|note| (note.author, note.text.as_str())).collect();
    said.sort_unstable();
    assert_eq!(said, [(ANA, "I wonder"), (CLEO, "it may stay")]);
}

async fn who_reported_is_told_and_that_is_written_down(world: &World) {
    world.reports(1, ANA, message(1)).await;
    world.reports(2, CLEO, message(1)).await;
    let reporters = world.cases.reveal(case_id(1), 9, entry(BO, "t.reveal")).await.unwrap();
    assert_eq!(reporters.iter().map(|one| one.account).collect::<Vec<_>>(), [Some(ANA), Some(CLEO)]);
    assert_eq!(world.written().await, 1);
}

async fn who_goes_is_named_no_more(world: &World) {
    for number in 1..=3 {
        world.reports(number.try_into().unwrap(), ANA, message(number)).await;
    }
    world.reports(4, CLEO, message(1)).await;
    assert_eq!(world.cases.forget_reporter(ANA, false, 2).await.unwrap(), 2);
    assert_eq!(world.cases.forget_reporter(ANA, true, 2).await.unwrap(), 1);
    assert_eq!(world.cases.forget_reporter(ANA, true, 2).await.unwrap(), 0);
    assert!(world.cases.reports_by(ANA, None, 9).await.unwrap().is_empty());
    let texts = async |number| world.cases.reports_on(case_id(number), 9).await.unwrap()[0].text.clone();
    assert_eq!((texts(1).await.as_str(), texts(3).await.as_str()), ("report 1", ""));
    assert_eq!(world.cases.reports_by(CLEO, None, 9).await.unwrap().len(), 1, "what it must not forget");
    assert_eq!(world.cases.forget_said(BO, 2).await.unwrap(), 2);
    assert_eq!(world.cases.forget_said(BO, 9).await.unwrap(), 1);
    assert_eq!(world.one(1).await.seen, None);
}

async fn what_waits_is_kept_however_old(world: &World) {
    world.reports(1, ANA, message(1)).await;
    assert_eq!(world.cases.forget_decided(Time::from_millis(i64::MAX), 9).await.unwrap(), 0);
    assert!(world.one(1).await.seen.is_some());
}

databases!(
    World::on,
    a_subject_has_one_open_case_and_a_reporter_one_report,
    rivals_report_to_one_case,
    ones_own_reports_come_the_newest_first,
    the_queue_is_filtered_and_never_about_the_asker,
    a_case_is_claimed_by_one,
    a_claim_lapses,
    what_stands_around_goes_with_who_said_it,
    an_opinion_is_given_by_somebody_else,
    who_reported_is_told_and_that_is_written_down,
    who_goes_is_named_no_more,
    what_waits_is_kept_however_old,
);
