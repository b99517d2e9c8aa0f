//! The acts of admins on spaces.

use serde_json::json;

use super::model::{AccountBytes, Held, HeldView, Storage};
use crate::accounts::{AccountId, Confirmed, Permission, Person};
use crate::platform::database::to_the_end;
use crate::platform::page::Page;
use crate::spaces::error::SpaceError;
use crate::spaces::jobs::ERASE;
use crate::spaces::model::SpaceId;
use crate::spaces::service::Spaces;

/// How many of the largest are told.
const LARGEST: i64 = 20;

impl Spaces {
    /// All spaces, the newest first.
    pub(in crate::spaces) async fn overviews(
        &self,
        who: &Confirmed,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Result<Page<Held>, SpaceError> {
        who.must(Permission::ManageAccounts)?;
        let found = self.0.upkeep.newest(after, limit + 1).await?;
        Ok(Page::cut(found, limit, |held| held.id))
    }

    /// Ends a space for everybody, whoever owns it, with all that is in it.
    pub(in crate::spaces) async fn close(&self, who: &Confirmed, space: SpaceId) -> Result<(), SpaceError> {
        who.must(Permission::ManageAccounts)?;
        let mut jobs = self.erasing(space);
        jobs.push(self.job(ERASE, json!({ "space_id": space })));
        let (spaces, by) = (self.clone(), who.account());
        let closed = to_the_end(async move {
            let closed = spaces.0.upkeep.close(space, spaces.0.clock.now(), jobs).await?;
            let is_closed = closed.is_some();
            if let Some((held, parted)) = closed {
                spaces.announce_deleted(space, parted).await;
                let detail = json!({ "visibility": held.visibility, "members": held.members });
                spaces.0.accounts.write_down(Some(by), "space.closed", Some(space.0), detail).await;
            }
            Ok(is_closed)
        });
        if closed.await? { Ok(()) } else { Err(SpaceError::NoSuchSpace) }
    }

    /// How much pictures take, and whose and where they take most.
    pub(in crate::spaces) async fn storage(&self, who: &Confirmed) -> Result<Storage, SpaceError> {
        who.must(Permission::ManageAccounts)?;
        let (bytes, largest) = self.0.media.taken(LARGEST).await?;
        let ids: Vec<AccountId> = largest.iter().map(|(owner, _)| AccountId(owner.0)).collect();
        let mut people = self.0.accounts.people(&ids).await?;
        let person = |id: AccountId| people.remove(&id).unwrap_or_else(|| Person::deleted(id));
        let accounts = ids.iter().copied().map(person).zip(&largest);
        let accounts = accounts.map(|(person, (_, bytes))| AccountBytes { person, bytes: *bytes }).collect();
        let spaces = self.0.upkeep.largest(LARGEST).await?.into_iter().map(HeldView::from).collect();
        Ok(Storage { bytes, accounts, spaces })
    }
}
