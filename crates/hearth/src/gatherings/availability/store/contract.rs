//! What every database must do for what is saved.

use super::*;
use crate::databases;
use crate::gatherings::answers::{BudgetView, Location, LocationView};
use crate::gatherings::availability::model::{AvailabilityView, Weekday, WeeklyView};
use crate::gatherings::store::contract::{ANA, BO, CLEO};
use crate::platform::database::Db;

struct World(SqlAvailability);

impl World {
    fn on(db: Db) -> Self {
        Self(SqlAvailability(db))
    }
}

fn saved(from: &str) -> Availability {
    let wanted = AvailabilityView {
        zone: "Pacific/Chatham".to_owned(),
        weekly: vec![WeeklyView { weekday: Weekday::Sunday, from: from.to_owned(), minutes: 90 }],
        budget: Some(BudgetView { most: Some(20) }),
        travel_km: Some(5),
        location: None,
    };
    Availability::parse(wanted).unwrap()
}

async fn what_is_saved_is_ones_own_and_replaced(World(store): &World) {
    assert_eq!(store.availability(ANA).await.unwrap(), None);
    store.keep(ANA, &saved("18:00")).await.unwrap();
    store.keep(BO, &saved("09:00")).await.unwrap();
    store.keep(ANA, &saved("19:00")).await.unwrap();
    assert_eq!(store.availability(ANA).await.unwrap(), Some(saved("19:00")));
    assert!(store.forget(ANA).await.unwrap() && !store.forget(ANA).await.unwrap());
    assert_eq!(store.availability(ANA).await.unwrap(), None);
    assert_eq!(store.availability(BO).await.unwrap(), Some(saved("09:00")), "what it must not remove");
}

async fn an_answer_adds_what_it_says_to_what_is_saved(World(store): &World) {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let location = Some(Location::parse(LocationView { latitude: 1.0, longitude: 2.0 }).unwrap());
    let said = Private { travel_km: Some(30), location, ..Private::default() };
    store.keep(ANA, &saved("18:00")).await.unwrap();
    store.keep_usual(ANA, &zone, said).await.unwrap();
    let mut expected = saved("18:00");
    (expected.usual.travel_km, expected.usual.location) = (Some(30), location);
    assert_eq!(store.availability(ANA).await.unwrap(), Some(expected), "the rest is as it was");
    store.keep_usual(CLEO, &zone, said).await.unwrap();
    let first = store.availability(CLEO).await.unwrap().unwrap();
    assert_eq!((first.zone, first.weekly.len(), first.usual), (zone, 0, said));
}

databases!(World::on, what_is_saved_is_ones_own_and_replaced, an_answer_adds_what_it_says_to_what_is_saved);
