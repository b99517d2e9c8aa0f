//! What every database must do for boards: tell of all who attend one gathering, and of nobody else.

use std::sync::Arc;

use uuid::Uuid;

use super::*;
use crate::accounts::AccountId;
use crate::databases;
use crate::gatherings::answers::store::{AnswerStore, Put, SqlAnswers};
use crate::gatherings::answers::{Answer, Private};
use crate::gatherings::attendees::Attendee;
use crate::gatherings::attendees::store::{AttendeeStore, Entered, SqlAttendees};
use crate::gatherings::days::{Window, Zone};
use crate::gatherings::model::{Gathering, Invited, NewGathering, Partaker, PlanChange};
use crate::gatherings::rules;
use crate::gatherings::statistics::store::SqlStatistics;
use crate::gatherings::store::{GatheringStore, Proposed, SqlGatherings};
use crate::gatherings::talk::Talk;
use crate::gatherings::testing::Silent;
use crate::platform::clock::Time;
use crate::platform::database::Db;

/// 2026-11-21.
pub(in crate::gatherings) const NOW: Time = Time::from_millis(1_795_219_200_000);

/// The stores that boards and statistics are made from.
pub(in crate::gatherings) struct World {
    pub(in crate::gatherings) gatherings: SqlGatherings,
    pub(in crate::gatherings) attendees: SqlAttendees,
    answers: SqlAnswers,
    board: SqlBoard,
    pub(in crate::gatherings) statistics: SqlStatistics,
}

impl World {
    pub(in crate::gatherings) fn on(db: Db) -> Self {
        let talk: Arc<dyn Talk> = Arc::new(Silent);
        Self {
            gatherings: SqlGatherings { db: db.clone(), talk: talk.clone() },
            attendees: SqlAttendees { db: db.clone(), talk: talk.clone() },
            answers: SqlAnswers { db: db.clone(), talk },
            board: SqlBoard(db.clone()),
            statistics: SqlStatistics(db),
        }
    }

    /// A gathering of accounts, of which the first is the host; each by the number of its account.
    pub(in crate::gatherings) async fn gathering(&self, id: u128, accounts: std::ops::Range<u128>) -> Vec<Partaker> {
        let text = |text: &str| Some(text.to_owned());
        let wanted = PlanChange {
            title: text("Picnic"),
            first_day: text("2026-11-24"),
            last_day: text("2026-11-26"),
            zone: text("Europe/Berlin"),
            minutes: Some(120),
            ..PlanChange::default()
        };
        let invited = accounts.clone().skip(1).map(|account| Invited {
            id: AttendeeId(Uuid::from_u128(id * 1000 + account)),
            account: AccountId(Uuid::from_u128(account)),
            required: account % 2 == 1,
        });
        let new = NewGathering {
            id: GatheringId(Uuid::from_u128(id)),
            host: AttendeeId(Uuid::from_u128(id * 1000 + accounts.start)),
            plan: rules::plan(wanted, NOW, 100).unwrap(),
            invited: invited.collect(),
            link_hash: None,
            at: NOW,
        };
        let (gathering, host) = (new.id, AccountId(Uuid::from_u128(accounts.start)));
        let proposed = self.gatherings.propose(host, None, new, vec![]).await.unwrap();
        assert!(matches!(proposed, Proposed::Now(_)));
        let mut partakers = Vec::new();
        for account in accounts {
            let attendee = AttendeeId(Uuid::from_u128(id * 1000 + account));
            let attendee = self.attendees.attendee(gathering, attendee).await.unwrap();
            partakers.push(Partaker::of(self.now(gathering).await, attendee, None).unwrap());
        }
        partakers
    }

    pub(in crate::gatherings) async fn now(&self, id: GatheringId) -> Gathering {
        self.gatherings.gathering(id).await.unwrap().unwrap()
    }

    /// As the gathering is after it.
    pub(in crate::gatherings) async fn answers(
        &self,
        who: &Partaker,
        windows: &[Window],
        private: Private,
    ) -> Gathering {
        let windows = Windows::merged(windows.to_vec());
        let answer = Answer { zone: Zone::kept("Europe/Berlin"), windows, private, at: NOW };
        match self.answers.put(who, answer, AttendeeId(Uuid::nil()), 100).await.unwrap() {
            Put::Now { gathering, .. } => *gathering,
            other => panic!("{other:?}"),
        }
    }

    pub(in crate::gatherings) async fn withdraws(&self, who: &Partaker) -> Gathering {
        self.answers.withdraw(who).await.unwrap().unwrap()
    }

    async fn people(&self, who: &Partaker, limit: i64) -> Vec<(Attendee, Option<Windows>)> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.board.people(who.id(), after, limit).await.unwrap();
            assert!(page.len() as i64 <= limit);
            let Some((last, _)) = page.last() else { return all };
            after = Some(last.id);
            all.extend(page);
        }
    }
}

fn window(hour: i64) -> Window {
    let at = NOW.millis() + (4 * 24 + hour) * 3_600_000;
    Window::try_from((at, at + 3_600_000)).unwrap()
}

async fn all_who_attend_are_there_with_when_they_can(world: &World) {
    let people = world.gathering(1, 1..6).await;
    let others = world.gathering(2, 1..3).await;
    world.answers(&people[0], &[window(3), window(1), window(2)], Private::default()).await;
    world.answers(&people[1], &[], Private::default()).await;
    world.answers(&others[1], &[window(9)], Private::default()).await;
    let all = world.people(&people[0], 100).await;
    assert_eq!(world.people(&people[0], 2).await, all, "whatever the pages");
    let known: Vec<_> = all.iter().map(|(one, windows)| (one.account(), one.required, windows.as_ref())).collect();
    let merged = Windows::merged(vec![window(1), window(2), window(3)]);
    let account = |number: u128| Some(AccountId(Uuid::from_u128(number)));
    assert_eq!(known[0], (account(1), true, Some(&merged)));
    assert_eq!(known[1], (account(2), false, Some(&Windows::default())), "who never can has answered");
    assert_eq!(known[2..], [(account(3), true, None), (account(4), false, None), (account(5), true, None)]);
    world.withdraws(&people[0]).await;
    assert_eq!(world.people(&people[0], 100).await[0].1, None);
    let guest = Invited { id: AttendeeId(Uuid::from_u128(7)), account: AccountId(Uuid::from_u128(9)), required: true };
    assert!(matches!(world.attendees.invite(&others[0], guest, 100, NOW).await.unwrap(), Entered::Now(_)));
    assert_eq!(world.people(&people[0], 100).await.len(), 5);
    assert_eq!(world.people(&others[0], 100).await.len(), 3);
}

databases!(World::on, all_who_attend_are_there_with_when_they_can);
