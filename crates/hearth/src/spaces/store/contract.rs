//! What every database must do for spaces: they are made, changed and deleted, and each sees its own.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::accounts::{Place, PlacePart};
use crate::databases;
use crate::media::testing::World as MediaWorld;
use crate::platform::database::Db;
use crate::platform::jobs::Jobs;
use crate::spaces::directory::TopicKey;
use crate::spaces::directory::store::{DirectoryStore, SqlDirectory};
use crate::spaces::faces::Face;
use crate::spaces::faces::store::{FaceStore, SqlFaces};
use crate::spaces::invitations::store::{InvitationStore, SqlInvitations};
use crate::spaces::members::store::{MemberStore, Removed, SqlMembers};
use crate::spaces::model::{Ban, Joining, Note, Part, Profile, Role, SpaceName, Visibility};
use crate::spaces::pictures::store::{PictureStore, SqlPictures};
use crate::spaces::upkeep::store::{SqlUpkeep, UpkeepStore};

pub(in crate::spaces) const NOW: Time = Time::from_millis(1_700_000_000_000);

pub(in crate::spaces) const ANA: AccountId = account(1);
pub(in crate::spaces) const BO: AccountId = account(2);
pub(in crate::spaces) const CLEO: AccountId = account(3);
pub(in crate::spaces) const DAN: AccountId = account(4);

pub(in crate::spaces) const fn account(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

pub(in crate::spaces) const fn space(id: u128) -> SpaceId {
    SpaceId(Uuid::from_u128(1_000_000 + id))
}

pub(in crate::spaces) fn at(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

/// A job to be put; each id once.
pub(in crate::spaces) fn job(id: u128) -> NewJob {
    NewJob { id: Uuid::from_u128(id), kind: "spaces.erase", payload: json!({}), due_at: NOW, created_at: NOW }
}

pub(in crate::spaces) fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

pub(in crate::spaces) fn place(country: &str, region: &str, city: &str) -> Place {
    let part = |text| PlacePart::parse(text).unwrap();
    Place { country: part(country), region: part(region), city: part(city) }
}

/// The stores of one database; shared by the contracts of this feature.
/// By which what isn't shown any more is erased.
pub(in crate::spaces) const LETTING_GO: Erasing = Erasing { job: Uuid::from_u128(7_000), at: NOW };

pub(in crate::spaces) struct World {
    pub(in crate::spaces) media: MediaWorld,
    pub(in crate::spaces) pictures: Box<dyn PictureStore>,
    pub(in crate::spaces) spaces: Box<dyn SpaceStore>,
    pub(in crate::spaces) members: Box<dyn MemberStore>,
    pub(in crate::spaces) faces: Box<dyn FaceStore>,
    pub(in crate::spaces) invitations: Box<dyn InvitationStore>,
    pub(in crate::spaces) directory: Box<dyn DirectoryStore>,
    pub(in crate::spaces) upkeep: Box<dyn UpkeepStore>,
    jobs: Jobs,
}

impl World {
    pub(in crate::spaces) fn on(db: Db) -> Self {
        let tenants: Arc<[Arc<dyn Tenant>]> = Arc::new([]);
        Self {
            spaces: Box::new(SqlSpaces { db: db.clone(), tenants: tenants.clone() }),
            members: Box::new(SqlMembers { db: db.clone(), tenants: tenants.clone() }),
            upkeep: Box::new(SqlUpkeep { db: db.clone(), tenants }),
            faces: Box::new(SqlFaces(db.clone())),
            invitations: Box::new(SqlInvitations(db.clone())),
            directory: Box::new(SqlDirectory(db.clone())),
            media: MediaWorld::on(db.clone()),
            pictures: Box::new(SqlPictures(db.clone())),
            jobs: Jobs::new(db),
        }
    }

    /// A private space of Ana's, with these members besides her.
    pub(in crate::spaces) async fn private(&self, id: u128, members: &[AccountId]) -> SpaceId {
        let profile = Profile { topic: None, ..profile(&format!("Space {id}"), "") };
        self.make(id, Visibility::Private, profile, members).await
    }

    /// A community of Ana's, about anxiety.
    pub(in crate::spaces) async fn community(&self, id: u128, members: &[AccountId]) -> SpaceId {
        self.make(id, Visibility::Community, profile(&format!("Space {id}"), "anxiety"), members).await
    }

    pub(in crate::spaces) async fn make(
        &self,
        id: u128,
        visibility: Visibility,
        profile: Profile,
        members: &[AccountId],
    ) -> SpaceId {
        self.directory.begin_with(&[("anxiety", "Anxiety"), ("ocd", "OCD")]).await.unwrap();
        let new =
            NewSpace { id: space(id), owner: ANA, alias: None, visibility, joining: Joining::Open, profile, at: NOW };
        assert!(matches!(self.spaces.create(new).await.unwrap(), Written::Now(_)));
        for (account, millis) in members.iter().zip(1..) {
            let joined = self.members.join(space(id), *account, None, at(millis)).await.unwrap();
            assert!(matches!(joined, Joined::Now(_)), "{joined:?}");
        }
        space(id)
    }

    pub(in crate::spaces) async fn proof(&self, space: SpaceId, account: AccountId) -> SpaceMember {
        self.part(space, account).await.expect("the account is a member")
    }

    pub(in crate::spaces) async fn part(&self, space: SpaceId, account: AccountId) -> Option<SpaceMember> {
        self.spaces.membership(space, account).await.unwrap()
    }

    pub(in crate::spaces) async fn roles(&self, space: SpaceId, seen_by: AccountId) -> Vec<(AccountId, Role)> {
        let members = self.members.members(&self.proof(space, seen_by).await, None, 10_000).await.unwrap();
        members.into_iter().map(|member| (member.face.account, member.role)).collect()
    }

    pub(in crate::spaces) async fn leaves(&self, space: SpaceId, account: AccountId) -> Removed {
        self.members.remove(&self.proof(space, account).await, account, vec![]).await.unwrap()
    }

    pub(in crate::spaces) async fn bans(&self, space: SpaceId, account: AccountId, until: Option<Time>) -> Removed {
        let ban = Ban { reason: note("enough"), until };
        self.members.ban(&self.proof(space, ANA).await, Face::own(account), ban, NOW, vec![]).await.unwrap()
    }

    pub(in crate::spaces) async fn seen(&self, space: SpaceId, by: AccountId) -> Part {
        self.spaces.seen(space, by, at(50)).await.unwrap().expect("the space is there").part
    }

    /// How many jobs were put.
    pub(in crate::spaces) async fn jobs(&self) -> usize {
        self.jobs.lease(at(1), NOW, 50).await.unwrap().len()
    }
}

pub(in crate::spaces) fn profile(name: &str, topic: &str) -> Profile {
    Profile {
        name: SpaceName::parse(name).unwrap(),
        description: Default::default(),
        rules: Default::default(),
        topic: TopicKey::parse(topic).ok(),
        place: Place::default(),
    }
}

async fn a_space_survives_its_store(world: &World) {
    world.directory.begin_with(&[("ocd", "OCD")]).await.unwrap();
    let profile = Profile {
        name: SpaceName::parse(&"界".repeat(100)).unwrap(),
        description: crate::spaces::model::Description::parse(&"ß\n".repeat(500)).unwrap(),
        rules: crate::spaces::model::Rules::parse(&"é".repeat(5000)).unwrap(),
        topic: TopicKey::parse("ocd").ok(),
        // As long as it can be once it is kept: each is two characters in NFC.
        place: place("España", "Cataluña", &"\u{958}".repeat(32)),
    };
    let new = NewSpace {
        id: space(1),
        owner: ANA,
        alias: None,
        visibility: Visibility::Community,
        joining: Joining::Approval,
        profile: profile.clone(),
        at: NOW,
    };
    let Written::Now(made) = world.spaces.create(new.clone()).await.unwrap() else { panic!("it is made") };
    let proof = world.proof(space(1), ANA).await;
    assert_eq!((proof.space(), proof.role(), proof.joined_at()), (&*made, Role::Owner, NOW));
    assert_eq!((&made.profile, made.joining, made.members), (&profile, Joining::Approval, 1));
    let unknown = Profile { topic: TopicKey::parse("unknown").ok(), ..profile };
    let new = NewSpace { id: space(2), profile: unknown, ..new };
    assert_eq!(world.spaces.create(new).await.unwrap(), Written::NoSuchTopic);
    assert_eq!(world.part(space(2), ANA).await, None);
}

async fn each_is_to_a_space_what_their_rows_say(world: &World) {
    let id = world.community(1, &[BO]).await;
    let other = world.private(2, &[CLEO]).await;
    world.members.ask(id, CLEO, None, note("please"), NOW).await.unwrap();
    assert_eq!(world.seen(id, ANA).await, Part::Member { role: Role::Owner, joined_at: NOW });
    assert_eq!(world.seen(id, BO).await, Part::Member { role: Role::Member, joined_at: at(1) });
    assert_eq!(world.seen(id, CLEO).await, Part::Requested);
    assert_eq!(world.seen(id, DAN).await, Part::None);
    assert_eq!(world.seen(other, BO).await, Part::None);
    world.bans(id, DAN, Some(at(50))).await;
    assert_eq!(world.seen(id, DAN).await, Part::None, "it is over at its time");
    world.bans(id, DAN, Some(at(51))).await;
    let ban = Ban { reason: note("enough"), until: Some(at(51)) };
    assert_eq!(world.seen(id, DAN).await, Part::Banned(ban));
    assert_eq!(world.spaces.seen(space(9), ANA, NOW).await.unwrap(), None);
}

async fn ones_spaces_come_page_by_page(world: &World) {
    for id in [3, 1, 2] {
        world.private(id, &[BO]).await;
    }
    world.private(4, &[]).await;
    let mut seen = Vec::new();
    loop {
        let page = world.spaces.spaces_of(BO, seen.last().copied(), 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(SpaceMember::space_id));
    }
    assert_eq!(seen, [space(1), space(2), space(3)]);
    assert_eq!(world.spaces.heard_by(BO, None, 10).await.unwrap(), seen);
    assert_eq!(world.spaces.heard_by(BO, Some(space(1)), 1).await.unwrap(), [space(2)]);
}

async fn a_change_leaves_what_it_does_not_name(world: &World) {
    let id = world.community(1, &[BO]).await;
    let other = world.community(2, &[]).await;
    let proof = world.proof(id, ANA).await;
    let before = proof.space().clone();
    let change = SpaceChange { city: PlacePart::parse("Wien").ok(), ..SpaceChange::default() };
    let Written::Now(now) = world.spaces.change(&proof, change).await.unwrap() else { panic!("it is changed") };
    let mut expected = before.clone();
    expected.profile.place.city = PlacePart::parse("Wien").unwrap();
    assert_eq!(*now, expected);
    assert_eq!(*world.proof(id, BO).await.space(), expected);
    let change = SpaceChange { name: SpaceName::parse("New").ok(), ..SpaceChange::default() };
    // Two who change different things at once both do.
    let (name, topic) = tokio::join!(
        world.spaces.change(&proof, change),
        world.spaces.change(&proof, SpaceChange { topic: TopicKey::parse("ocd").ok(), ..SpaceChange::default() })
    );
    assert!(matches!((name.unwrap(), topic.unwrap()), (Written::Now(_), Written::Now(_))));
    let profile = world.proof(id, ANA).await.space().profile.clone();
    assert_eq!((profile.name.as_str(), profile.topic.unwrap().as_str()), ("New", "ocd"));
    let change = SpaceChange { topic: TopicKey::parse("unknown").ok(), ..SpaceChange::default() };
    assert_eq!(world.spaces.change(&proof, change).await.unwrap(), Written::NoSuchTopic);
    assert_eq!(world.proof(other, ANA).await.space().profile.name.as_str(), "Space 2");
}

async fn a_deleted_space_is_nowhere_and_leaves_nothing(world: &World) {
    let (id, other) = (world.community(1, &[BO, CLEO]).await, world.community(2, &[BO]).await);
    world.members.ask(other, DAN, None, note(""), NOW).await.unwrap();
    world.members.ask(id, DAN, None, note("secret"), NOW).await.unwrap();
    let proof = world.proof(id, ANA).await;
    let contents = SpaceContents { members: 3, ..SpaceContents::default() };
    assert_eq!(world.spaces.contents(&proof).await.unwrap(), contents);
    assert_eq!(world.spaces.erase(id, 100, LETTING_GO).await.unwrap(), 0, "never what lives");
    assert!(world.spaces.delete(&proof, at(5), vec![job(1)]).await.unwrap().is_some());
    assert_eq!(world.spaces.delete(&proof, at(5), vec![job(2)]).await.unwrap(), None);
    assert_eq!(world.jobs().await, 1);
    assert_eq!(world.part(id, BO).await, None);
    assert_eq!(world.spaces.seen(id, ANA, NOW).await.unwrap(), None);
    assert_eq!(world.spaces.spaces_of(BO, None, 10).await.unwrap().len(), 1);
    assert_eq!(world.spaces.heard_by(BO, None, 10).await.unwrap(), [other]);
    assert_eq!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Gone);
    let mut erased = 0;
    while let count @ 1.. = world.spaces.erase(id, 2, LETTING_GO).await.unwrap() {
        erased += count;
    }
    assert_eq!(erased, 8, "three members, a request, and as whom the four were there");
    assert!(world.members.requests_of(DAN, None, 10).await.unwrap().iter().all(|(space, _)| *space == other));
    assert_eq!(world.roles(other, ANA).await.len(), 2);
}

databases!(
    World::on,
    a_space_survives_its_store,
    each_is_to_a_space_what_their_rows_say,
    ones_spaces_come_page_by_page,
    a_change_leaves_what_it_does_not_name,
    a_deleted_space_is_nowhere_and_leaves_nothing,
);
