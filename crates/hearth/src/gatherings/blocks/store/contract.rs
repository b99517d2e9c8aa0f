//! What every database must do for gatherings that are withheld from an attendee.

use super::withholding;
use crate::accounts::AccountId;
use crate::accounts::testing::Grudges;
use crate::databases;
use crate::gatherings::attendees::store::{AttendeeStore, Entered};
use crate::gatherings::guests::store::{GuestStore, Room};
use crate::gatherings::model::{Invited, Partaker};
use crate::gatherings::plans::store::PlanStore;
use crate::gatherings::store::GatheringStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAN, NOW, World as Gatherings, at, id, leaving, seat};
use crate::platform::database::Db;

struct World {
    gatherings: Gatherings,
    grudges: Grudges,
}

impl World {
    fn on(db: Db) -> Self {
        Self { gatherings: Gatherings::on(db.clone()), grudges: Grudges::on(db, vec![withholding()]) }
    }

    async fn invites(&self, number: u128, by: AccountId, whom: AccountId) -> Entered {
        let invited = Invited { id: seat(), account: whom, required: false };
        let proof = self.gatherings.own(id(number), by).await;
        self.gatherings.attendees.invite(&proof, invited, 10, at(1)).await.unwrap()
    }

    async fn part(&self, number: u128, account: AccountId) -> Option<Partaker> {
        self.gatherings.part(id(number), account).await
    }

    /// How many attendees the host sees, and how many of them get mail.
    async fn seen(&self, number: u128, host: AccountId) -> (usize, usize) {
        let part = self.gatherings.own(id(number), host).await;
        let listed = self.gatherings.attendees.attendees(&part, None, 10).await.unwrap().len();
        (listed, self.gatherings.plans.recipients(id(number), None, 10).await.unwrap().len())
    }
}

async fn who_is_asked_by_whom_they_block_does_not_have_it(world: &World) {
    world.grudges.blocks(DAN, ANA.into()).await;
    world.gatherings.proposes(1, ANA, None, &[BO, DAN]).await;
    world.gatherings.proposes(2, ANA, None, &[]).await;
    assert!(matches!(world.invites(2, ANA, DAN).await, Entered::Now(_)), "to who asks it looks as ever");
    assert!(matches!(world.invites(2, ANA, DAN).await, Entered::Already(_)));
    for (number, attendees) in [(1, 3), (2, 2)] {
        assert!(world.part(number, DAN).await.is_none());
        assert_eq!(world.seen(number, ANA).await, (attendees, attendees - 1));
    }
    assert_eq!(world.gatherings.asked.of(id(2)), [("open", Some(ANA)), ("withhold", Some(DAN))]);
    let attended = world.gatherings.gatherings.attended_by(DAN, false, NOW, None, 10).await.unwrap();
    assert!(attended.is_empty(), "{attended:?}");
    assert!(world.part(1, BO).await.is_some());
    world.grudges.unblocks(DAN, ANA.into()).await;
    assert!(world.part(1, DAN).await.is_some() && world.part(2, DAN).await.is_some());
}

async fn who_comes_by_themselves_or_is_asked_by_another_has_it(world: &World) {
    world.grudges.blocks(DAN, ANA.into()).await;
    for number in [1, 2] {
        world.gatherings.proposes(number, ANA, None, &[CLEO, DAN]).await;
    }
    let room = Room { attendees: 2, guests: 0 };
    let come = world.gatherings.guests.come("link 1", DAN, seat(), room, at(2)).await.unwrap();
    assert!(matches!(come, Entered::Now(_)), "they had their place all the time: {come:?}");
    assert_eq!(world.part(1, DAN).await.unwrap().gathering().attendees, 3);
    assert!(world.part(2, DAN).await.is_none());
    // Ana leaves, and Cleo is the host then, not the one who doesn't have it.
    let ana = world.gatherings.own(id(2), ANA).await;
    let own = ana.attendee().unwrap().id;
    world.gatherings.attendees.remove(&ana, own, leaving()).await.unwrap();
    assert!(world.part(2, CLEO).await.unwrap().is_host());
    assert!(matches!(world.invites(2, CLEO, DAN).await, Entered::Revealed(_)));
    assert!(world.part(2, DAN).await.is_some());
    assert_eq!(world.seen(2, CLEO).await, (2, 2));
}

databases!(
    World::on,
    who_is_asked_by_whom_they_block_does_not_have_it,
    who_comes_by_themselves_or_is_asked_by_another_has_it,
);
