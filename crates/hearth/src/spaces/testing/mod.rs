//! The feature as its callers meet it, for the tests beside the services and of features above.

use std::sync::Arc;

use uuid::Uuid;

use super::events::{Parted, SpaceEvent};
use super::faces::{Alias, Face};
use super::members::store::{MemberStore, Removed, SqlMembers};
use super::model::{
    Ban, Description, Joining, NewSpace, Note, Profile, Role, Rules, Space, SpaceId, SpaceMember, SpaceName, Visibility,
};
use super::service::{SpaceParts, Spaces};
use super::store::{Joined, SpaceStore, SqlSpaces, Tenant, Written};
use crate::accounts::testing::Server;
use crate::accounts::{AccountId, DisplayName, PersonId, Place};
use crate::platform::bus::Bus;
use crate::platform::clock::Time;
use crate::platform::config::Settings;
use crate::platform::database::Db;
use crate::platform::ids::Ids;
use crate::platform::jobs::NewJob;

pub fn space(visibility: Visibility) -> Space {
    Space {
        id: SpaceId(Uuid::nil()),
        visibility,
        profile: Profile {
            name: SpaceName::parse("Space").unwrap(),
            description: Description::default(),
            rules: Rules::default(),
            topic: None,
            place: Place::default(),
        },
        joining: Joining::Open,
        members: 3,
        created_at: Time::from_millis(0),
        picture: None,
        cover: None,
    }
}

pub fn member(role: Role) -> SpaceMember {
    SpaceMember::found(AccountId(Uuid::nil()), None, role, Time::from_millis(0), space(Visibility::Private))
}

/// The spaces of a server, with nothing above them unless tenants are given.
pub fn spaces_of(server: &Server, events: Bus<SpaceEvent>, tenants: Vec<Arc<dyn Tenant>>) -> Spaces {
    Spaces::new(SpaceParts {
        settings: &Settings::defaults(),
        db: server.fresh.db.clone(),
        jobs: server.jobs.clone(),
        accounts: server.accounts.clone(),
        media: server.media.clone(),
        clock: server.clock.clone(),
        ids: Ids::new(server.clock.clone()),
        events,
        tenants,
    })
}

/// The stores, for the contracts of features above: what a space does to what is in it.
pub struct Ground {
    spaces: SqlSpaces,
    members: SqlMembers,
}

impl Ground {
    pub fn on(db: Db, tenants: Vec<Arc<dyn Tenant>>) -> Self {
        let tenants: Arc<[Arc<dyn Tenant>]> = tenants.into();
        Self { spaces: SqlSpaces { db: db.clone(), tenants: tenants.clone() }, members: SqlMembers { db, tenants } }
    }

    /// A private space with an owner and others.
    pub async fn space(&self, id: u128, owner: AccountId, members: &[AccountId]) -> SpaceId {
        let Space { visibility, joining, profile, .. } = space(Visibility::Private);
        let (id, at) = (SpaceId(Uuid::from_u128(id)), Time::from_millis(0));
        let made =
            self.spaces.create(NewSpace { id, owner, alias: None, visibility, joining, profile, at }).await.unwrap();
        assert!(matches!(made, Written::Now(_)));
        for member in members {
            assert!(matches!(self.members.join(id, *member, None, at).await.unwrap(), Joined::Now(_)));
        }
        id
    }

    /// A member more, under a pseudonym; as whom they are there.
    pub async fn hides(&self, space: SpaceId, account: AccountId, id: u128, name: &str) -> Face {
        let shown = PersonId(Uuid::from_u128(id));
        let alias = Some(Alias { id: shown, name: DisplayName::parse(name).unwrap() });
        let joined = self.members.join(space, account, alias, Time::from_millis(0)).await.unwrap();
        assert!(matches!(joined, Joined::Now(_)));
        Face { account, shown }
    }

    pub async fn proof(&self, space: SpaceId, account: AccountId) -> SpaceMember {
        self.proves(space, account).await.expect("the account is a member")
    }

    /// The proof, if the account is a member.
    pub async fn proves(&self, space: SpaceId, account: AccountId) -> Option<SpaceMember> {
        self.spaces.membership(space, account).await.unwrap()
    }

    /// What the account was taken out of.
    pub async fn leaves(&self, space: SpaceId, account: AccountId, jobs: Vec<NewJob>) -> Parted {
        match self.members.remove(&self.proof(space, account).await, account, jobs).await.unwrap() {
            Removed::Now(parted) => parted,
            other => panic!("{other:?}"),
        }
    }

    pub async fn bans(&self, space: SpaceId, owner: AccountId, account: AccountId) -> Parted {
        let (proof, ban) = (self.proof(space, owner).await, Ban { reason: Note::default(), until: None });
        match self.members.ban(&proof, Face::own(account), ban, Time::from_millis(1), vec![]).await.unwrap() {
            Removed::Now(parted) => parted,
            other => panic!("{other:?}"),
        }
    }

    pub async fn deletes(&self, space: SpaceId, owner: AccountId) -> Parted {
        let proof = self.proof(space, owner).await;
        self.spaces.delete(&proof, Time::from_millis(1), vec![]).await.unwrap().expect("it was there")
    }
}
