//! What every database must do for answers: one of each attendee, none after the end, and nobody counted twice.

use futures_util::future::join_all;

use super::*;
use crate::databases;
use crate::gatherings::answers::model::{Budget, Location, Mood, Private};
use crate::gatherings::days::{Window, Windows, Zone};
use crate::gatherings::model::PlanChange;
use crate::gatherings::store::GatheringStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAY, NOW, World, account, at, id, seat};
use crate::platform::clock::Time;

fn answer(hours: &[(i64, i64)], at: Time) -> Answer {
    let hour = |hour: i64| NOW.millis() + 3 * DAY + hour * 3_600_000;
    let window = |(start, end): &(i64, i64)| Window::try_from((hour(*start), hour(*end))).unwrap();
    let windows = Windows::merged(hours.iter().map(window).collect());
    Answer { zone: Zone::parse("Asia/Kathmandu").unwrap(), windows, private: Private::default(), at }
}

async fn puts(world: &World, number: u128, by: AccountId, answer: Answer) -> Put {
    world.answers.put(&world.own(id(number), by).await, answer, seat(), 100).await.unwrap()
}

async fn own(world: &World, number: u128, by: AccountId) -> Option<Answer> {
    world.answers.answer(&world.own(id(number), by).await).await.unwrap()
}

async fn an_answer_survives_its_store_and_changes(world: &World) {
    world.proposes(1, ANA, None, &[BO]).await;
    assert_eq!(own(world, 1, BO).await, None);
    let private = Private {
        mood: Some(Mood::Traditional),
        budget: Some(Budget { most: None }),
        travel_km: Some(0),
        location: Some(Location { latitude: -899, longitude: 1800 }),
    };
    let first = Answer { private, ..answer(&[(5, 7), (1, 2)], at(1)) };
    let Put::Now { gathering, answered, entered } = puts(world, 1, BO, first.clone()).await else { panic!("open") };
    assert_eq!((gathering.answered, gathering.revision, entered), (1, 2, false));
    assert_eq!((answered.attendee.answered_at, &answered.windows), (Some(at(1)), &first.windows));
    assert_eq!(own(world, 1, BO).await, Some(first));
    assert_eq!(own(world, 1, ANA).await, None, "nobody else's");
    let second = Answer {
        private: Private { budget: Some(Budget { most: Some(7) }), ..Private::default() },
        ..answer(&[], at(2))
    };
    let Put::Now { gathering, .. } = puts(world, 1, BO, second.clone()).await else { panic!("open") };
    assert_eq!((gathering.answered, gathering.revision), (1, 3), "counted once");
    assert_eq!(own(world, 1, BO).await, Some(second));
    let all = world.answers.answers(id(1), None, 10).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].attendee.zone.as_ref().map(Zone::as_str), Some("Asia/Kathmandu"));
}

async fn an_answer_is_taken_back(world: &World) {
    world.proposes(1, ANA, None, &[BO]).await;
    puts(world, 1, ANA, answer(&[(1, 2)], NOW)).await;
    puts(world, 1, BO, answer(&[(1, 2)], NOW)).await;
    let bo = world.own(id(1), BO).await;
    let gathering = world.answers.withdraw(&bo).await.unwrap().unwrap();
    assert_eq!((gathering.answered, gathering.attendees), (1, 2));
    assert_eq!(world.answers.withdraw(&bo).await.unwrap(), None, "there is none any more");
    assert!(own(world, 1, BO).await.is_none() && own(world, 1, ANA).await.is_some());
}

async fn members_of_the_space_take_part_by_answering(world: &World) {
    let home = world.ground.space(1, ANA, &[BO, CLEO]).await;
    world.proposes(1, ANA, Some(home), &[]).await;
    world.asked.of(id(1));
    let proof = world.own(id(1), BO).await;
    let rivals = [1, 2, 3].map(|millis| world.answers.put(&proof, answer(&[(1, 2)], at(millis)), seat(), 100));
    let put: Vec<Put> = join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(put.iter().filter(|one| matches!(one, Put::Now { entered: true, .. })).count(), 1, "{put:?}");
    assert_eq!(put.iter().filter(|one| matches!(one, Put::Now { entered: false, .. })).count(), 2);
    let gathering = world.now(id(1)).await.unwrap();
    assert_eq!((gathering.attendees, gathering.answered), (2, 1), "one attendee, however often they answer at once");
    assert_eq!(world.asked.of(id(1)), [("enter", Some(BO))]);
    let cleo = world.own(id(1), CLEO).await;
    let full = world.answers.put(&cleo, answer(&[], NOW), seat(), 2).await.unwrap();
    assert_eq!(full, Put::Full);
    world.ground.leaves(home, CLEO, vec![]).await;
    let out = world.answers.put(&cleo, answer(&[], NOW), seat(), 100).await.unwrap();
    assert_eq!(out, Put::NotThere, "an old proof");
    let old = world.own(id(1), BO).await;
    world.ground.leaves(home, BO, vec![]).await;
    assert_eq!(world.answers.put(&old, answer(&[], NOW), seat(), 100).await.unwrap(), Put::NotThere);
    assert_eq!(world.now(id(1)).await.unwrap().answered, 0);
}

async fn nobody_answers_after_the_end(world: &World) {
    let deadline = PlanChange { deadline: Some(Some(at(DAY))), ..PlanChange::default() };
    world.tries(1, ANA, None, &[], world.plan(deadline)).await;
    assert!(matches!(puts(world, 1, ANA, answer(&[], at(DAY - 1))).await, Put::Now { .. }));
    let late = puts(world, 1, ANA, answer(&[], at(DAY))).await;
    assert_eq!(late, Put::Refused(State::Closed), "though no job has closed it");
    let proof = world.own(id(1), ANA).await;
    world.gatherings.close(&proof).await.unwrap();
    assert_eq!(puts(world, 1, ANA, answer(&[], NOW)).await, Put::Refused(State::Closed));
    assert_eq!(own(world, 1, ANA).await.unwrap().at, at(DAY - 1));
}

async fn answers_come_page_by_page(world: &World) {
    let others: Vec<AccountId> = (10..17).map(account).collect();
    world.proposes(1, ANA, None, &others).await;
    world.proposes(2, ANA, None, &[BO]).await;
    for (place, one) in others.iter().enumerate() {
        puts(world, 1, *one, answer(&[(1, 2 + place as i64)], NOW)).await;
    }
    puts(world, 2, BO, answer(&[(1, 2)], NOW)).await;
    let (mut seen, mut after) = (Vec::<Answered>::new(), None);
    loop {
        let page = world.answers.answers(id(1), after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.attendee.id);
        seen.extend(page);
    }
    assert_eq!(seen.len(), 7, "of those who answered this one");
    assert!(seen.is_sorted_by_key(|one| one.attendee.id));
    let minutes: std::collections::BTreeSet<i64> = seen.iter().map(|one| one.windows.longest()).collect();
    assert_eq!(minutes, (1..8).map(|hours| hours * 60).collect(), "each with its own windows");
}

async fn an_account_has_its_own_answers(world: &World) {
    let export = SqlOwnAnswers(world.answers.db.clone());
    for number in [1, 2, 3] {
        world.proposes(number, ANA, None, &[BO]).await;
    }
    puts(world, 2, BO, answer(&[(1, 2)], NOW)).await;
    puts(world, 2, ANA, answer(&[(1, 9)], NOW)).await;
    let first = export.answered_by(BO, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|own| own.gathering.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((&first[0].answer, first[1].answer.as_ref()), (&None, Some(&answer(&[(1, 2)], NOW))));
    assert_eq!(first[0].attendee.account(), Some(BO));
    let rest = export.answered_by(BO, Some(id(2)), 2).await.unwrap();
    assert_eq!(rest.iter().map(|own| own.gathering.id).collect::<Vec<_>>(), [id(3)]);
    assert!(export.answered_by(CLEO, None, 2).await.unwrap().is_empty());
}

databases!(
    World::on,
    an_answer_survives_its_store_and_changes,
    an_answer_is_taken_back,
    members_of_the_space_take_part_by_answering,
    nobody_answers_after_the_end,
    answers_come_page_by_page,
    an_account_has_its_own_answers,
);
