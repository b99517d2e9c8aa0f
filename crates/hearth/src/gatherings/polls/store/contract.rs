//! What every database must do for polls: each vote counts once, for what it was cast for.

use std::sync::Arc;

use futures_util::future::join_all;

use super::*;
use crate::accounts::AccountId;
use crate::databases;
use crate::gatherings::attendees::store::AttendeeStore;
use crate::gatherings::days::{Duration, Window};
use crate::gatherings::model::GatheringId;
use crate::gatherings::polls::model::{Candidate, Vote};
use crate::gatherings::store::contract;
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAY, account, at, leaving, seat};
use crate::platform::database::Db;

struct World {
    world: contract::World,
    polls: SqlPolls,
}

fn poll(starts: &[i64]) -> Poll {
    let window = |start: &i64| Window::lasting(at(*start), Duration::of_plan(60).unwrap());
    Poll(starts.iter().map(|start| Candidate { window: window(start), yes: 0, if_needed: 0, no: 0 }).collect())
}

fn cast(votes: &[(u8, Vote)]) -> Vec<Cast> {
    votes.iter().map(|(candidate, vote)| Cast { candidate: *candidate, vote: *vote }).collect()
}

impl World {
    fn on(db: Db) -> Self {
        let world = contract::World::on(db.clone());
        let talk = world.asked.clone();
        Self { world, polls: SqlPolls { db, talk: Arc::clone(&talk) as _ } }
    }

    async fn puts(&self, gathering: GatheringId, poll: Option<Poll>) -> Changed<Box<Gathering>> {
        self.polls.put(&self.world.own(gathering, ANA).await, poll).await.unwrap()
    }

    async fn votes(&self, gathering: GatheringId, who: AccountId, on: &Poll, votes: Vec<Cast>) -> Voted {
        let part = self.world.own(gathering, who).await;
        self.polls.vote(&part, (seat(), 100), on, votes, at(2)).await.unwrap()
    }

    async fn counts(&self, gathering: GatheringId) -> Vec<(i64, i64, i64)> {
        let poll = self.world.now(gathering).await.unwrap().poll.unwrap();
        poll.0.iter().map(|one| (one.yes, one.if_needed, one.no)).collect()
    }
}

async fn each_vote_counts_once(world: &World) {
    let gathering = world.world.proposes(1, ANA, None, &[BO, CLEO]).await.id;
    let two = poll(&[3 * DAY, 4 * DAY]);
    assert!(matches!(world.puts(gathering, Some(two.clone())).await, Changed::Now(_)));
    world.votes(gathering, BO, &two, cast(&[(0, Vote::Yes), (1, Vote::No)])).await;
    world.votes(gathering, CLEO, &two, cast(&[(0, Vote::Yes)])).await;
    assert_eq!(world.counts(gathering).await, [(2, 0, 0), (0, 0, 1)]);
    let again = world.votes(gathering, BO, &two, cast(&[(0, Vote::IfNeeded)])).await;
    let Voted::Now { attendee, entered: false, .. } = again else { panic!("{again:?}") };
    assert_eq!(attendee.votes, cast(&[(0, Vote::IfNeeded)]));
    assert_eq!(world.counts(gathering).await, [(1, 1, 0), (0, 0, 0)]);
    assert_eq!(world.world.own(gathering, BO).await.attendee().unwrap().votes, attendee.votes, "as it was stored");
    // Whoever leaves takes their votes along.
    let cleo = world.world.own(gathering, CLEO).await;
    world.world.attendees.remove(&cleo, cleo.attendee().unwrap().id, leaving()).await.unwrap();
    assert_eq!(world.counts(gathering).await, [(0, 1, 0), (0, 0, 0)]);
}

async fn another_poll_begins_without_votes(world: &World) {
    let gathering = world.world.proposes(1, ANA, None, &[BO]).await.id;
    let (one, other) = (poll(&[3 * DAY, 4 * DAY]), poll(&[3 * DAY, 5 * DAY]));
    assert_eq!(world.votes(gathering, BO, &one, vec![]).await, Voted::NoPoll);
    world.puts(gathering, Some(one.clone())).await;
    world.votes(gathering, BO, &one, cast(&[(0, Vote::Yes)])).await;
    world.puts(gathering, Some(other.clone())).await;
    assert_eq!(world.counts(gathering).await, [(0, 0, 0); 2]);
    assert!(world.world.own(gathering, BO).await.attendee().unwrap().votes.is_empty());
    assert_eq!(world.votes(gathering, BO, &one, cast(&[(1, Vote::Yes)])).await, Voted::NoPoll, "not what was seen");
    world.puts(gathering, None).await;
    assert_eq!(world.world.now(gathering).await.unwrap().poll, None);
    assert!(matches!(world.puts(gathering, None).await, Changed::Not(_)));
}

async fn votes_are_for_what_is_open(world: &World) {
    let home = world.world.ground.space(1, ANA, &[BO]).await;
    let gathering = world.world.proposes(1, ANA, Some(home), &[]).await.id;
    let two = poll(&[3 * DAY, 4 * DAY]);
    world.puts(gathering, Some(two.clone())).await;
    let part = world.world.own(gathering, BO).await;
    let full = world.polls.vote(&part, (seat(), 1), &two, vec![], at(2)).await.unwrap();
    assert_eq!(full, Voted::Full);
    let entered = world.votes(gathering, BO, &two, cast(&[(0, Vote::Yes)])).await;
    assert!(matches!(entered, Voted::Now { entered: true, .. }));
    assert!(world.world.asked.of(gathering).contains(&("enter", Some(BO))));
    let host = world.world.own(gathering, ANA).await;
    let sitting = two.0[0].window;
    use crate::gatherings::plans::store::PlanStore;
    world.world.plans.settle(&host, &[sitting], at(3), &|_| vec![]).await.unwrap();
    assert_eq!(world.votes(gathering, BO, &two, vec![]).await, Voted::Refused(State::Settled));
    assert!(matches!(world.puts(gathering, Some(two.clone())).await, Changed::Refused(State::Settled)));
    assert_eq!(world.counts(gathering).await, [(1, 0, 0), (0, 0, 0)], "what was voted stays to be seen");
    world.world.ground.leaves(home, BO, vec![]).await;
    let gone = world.polls.vote(&part, (seat(), 100), &two, vec![], at(4)).await.unwrap();
    assert_eq!(gone, Voted::NotThere);
}

async fn votes_at_once_are_all_counted(world: &World) {
    let many: Vec<AccountId> = (10..18).map(account).collect();
    let gathering = world.world.proposes(1, ANA, None, &many).await.id;
    let two = poll(&[3 * DAY, 4 * DAY]);
    world.puts(gathering, Some(two.clone())).await;
    join_all(many.iter().map(|who| world.votes(gathering, *who, &two, cast(&[(1, Vote::Yes)])))).await;
    assert_eq!(world.counts(gathering).await, [(0, 0, 0), (8, 0, 0)]);
}

databases!(
    World::on,
    each_vote_counts_once,
    another_poll_begins_without_votes,
    votes_are_for_what_is_open,
    votes_at_once_are_all_counted,
);
