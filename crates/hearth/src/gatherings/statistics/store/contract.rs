//! What every database must do for statistics: note who changed with the very change, and keep what was published of a
//! gathering as it was.

use super::*;
use crate::databases;
use crate::gatherings::answers::{Location, Mood};
use crate::gatherings::attendees::store::{AttendeeStore, Removed};
use crate::gatherings::board::store::contract::{NOW, World};
use crate::gatherings::model::Partaker;
use crate::gatherings::statistics::rules::{is_due, published};
use crate::gatherings::store::{GatheringStore, Leaving};
use crate::platform::jobs::NewJob;

fn mood(mood: Mood) -> Private {
    Private { mood: Some(mood), ..Private::default() }
}

impl World {
    async fn private(&self, who: &Partaker, limit: i64) -> Vec<Private> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.statistics.answers(who.id(), after, limit).await.unwrap();
            let Some((last, _)) = page.last() else { return all };
            after = Some(*last);
            all.extend(page.into_iter().map(|(_, private)| private));
        }
    }

    /// What is due is published.
    async fn publishes(&self, who: &Partaker) -> bool {
        let (gathering, answers) = (self.now(who.id()).await, self.private(who, 100).await);
        let next = published(&self.statistics.of(&gathering).unwrap(), &answers);
        self.statistics.publish(&gathering, &next).await.unwrap()
    }

    async fn kept(&self, who: &Partaker) -> Statistics {
        self.statistics.of(&self.now(who.id()).await).unwrap()
    }
}

fn leaving() -> Leaving {
    let erasing = NewJob {
        id: uuid::Uuid::from_u128(98),
        kind: "gatherings.erase",
        payload: serde_json::json!({}),
        due_at: NOW,
        created_at: NOW,
    };
    Leaving { talk: uuid::Uuid::from_u128(99), erasing }
}

async fn what_is_said_is_noted_and_published_as_it_was_read(world: &World) {
    let people = world.gathering(1, 1..6).await;
    let others = world.gathering(2, 1..5).await;
    assert_eq!(world.kept(&people[0]).await, Statistics::default());
    let whole = Private {
        travel_km: Some(20),
        location: Some(Location { latitude: -523, longitude: 1800 }),
        ..mood(Mood::Energetic)
    };
    for who in &people[..3] {
        assert!(!is_due(&world.kept(&people[0]).await, 3));
        world.answers(who, &[], whole).await;
    }
    world.answers(&others[0], &[], mood(Mood::Chill)).await;
    assert_eq!(world.private(&people[0], 100).await, [whole; 3]);
    assert_eq!(world.private(&people[0], 2).await.len(), 3, "whatever the pages");
    assert!(is_due(&world.kept(&people[0]).await, 3) && !is_due(&world.kept(&others[0]).await, 1));

    let (before, answers) = (world.now(people[0].id()).await, world.private(&people[0], 100).await);
    let next = published(&world.statistics.of(&before).unwrap(), &answers);
    world.answers(&people[3], &[], whole).await;
    assert!(!world.statistics.publish(&before, &next).await.unwrap(), "somebody answered meanwhile");
    assert_eq!(world.kept(&people[0]).await.mood.shown, None);
    assert!(world.publishes(&people[0]).await);
    let kept = world.kept(&people[0]).await;
    assert_eq!(kept.mood.shown.as_ref().map(|shown| shown.counts.energetic), Some(4));
    assert!(kept.reach.shown.is_some() && kept.budget.shown.is_none());
    assert_eq!(world.now(people[0].id()).await.revision, before.revision + 1, "publishing is no change of it");
    assert_eq!(world.kept(&others[0]).await.mood.shown, None);
}

async fn what_is_taken_back_goes_with_the_answer_and_with_who_leaves(world: &World) {
    let people = world.gathering(1, 1..8).await;
    for who in &people {
        world.answers(who, &[], mood(Mood::Chill)).await;
    }
    assert!(world.publishes(&people[0]).await && world.kept(&people[0]).await.mood.shown.is_some());
    world.withdraws(&people[1]).await;
    let kept = world.kept(&people[0]).await.mood;
    assert_eq!((kept.shown, kept.said, kept.since.len()), (None, 6, 1));
    let id = people[2].attendee().unwrap().id;
    let out = world.attendees.remove(&people[0], id, leaving()).await.unwrap();
    assert!(matches!(out, Removed::Now(_)));
    let account = people[3].account().unwrap();
    assert!(world.attendees.forget(people[0].id(), account, leaving()).await.unwrap().is_some());
    let kept = world.kept(&people[0]).await;
    assert_eq!((kept.mood.said, kept.mood.since.len()), (4, 3));
    assert!(is_due(&kept, 4) && world.publishes(&people[0]).await);
    let kept = world.kept(&people[0]).await.mood;
    assert_eq!((kept.shown.map(|shown| shown.answers), kept.since.len()), (Some(4), 0));
    world.gatherings.delete(&people[0], leaving()).await.unwrap();
    assert!(!world.statistics.publish(people[0].gathering(), &Statistics::default()).await.unwrap(), "it is gone");
}

databases!(
    World::on,
    what_is_said_is_noted_and_published_as_it_was_read,
    what_is_taken_back_goes_with_the_answer_and_with_who_leaves,
);
