//! The acts on levels of spaces.

use std::collections::HashMap;

use super::model::{LevelBody, LevelView, SpaceLevel};
use crate::accounts::{AccountId, SignedIn, Wrong};
use crate::chat::{Attention, Level};
use crate::notifications::error::NotificationError;
use crate::notifications::service::Notifications;
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::spaces::SpaceId;

const ALL_IS_FOR_GOOD: Wrong = Wrong { code: "not_with_all", allowed: "must be null with the level \"all\"" };
const OVER: Wrong = Wrong { code: "over", allowed: "must be in the future, or null for good" };

impl Notifications {
    /// How much one wants to be told of a space, for oneself alone. `all` holds for good.
    pub async fn attend_space(
        &self,
        who: &SignedIn,
        space: SpaceId,
        wanted: LevelBody,
    ) -> Result<LevelView, NotificationError> {
        let LevelBody { level, until } = wanted;
        let invalid = |wrong| Err(NotificationError::Invalid { field: "until", wrong });
        if level == Level::All && until.is_some() {
            return invalid(ALL_IS_FOR_GOOD);
        }
        if until.is_some_and(|until| until <= self.0.clock.now()) {
            return invalid(OVER);
        }
        let (account, attention) = (who.account(), Attention { level, until });
        let proof = self.0.spaces.member(account, space).await?;
        self.0.levels.attend(account, proof.space_id(), attention).await?;
        self.announce_level(account, space, attention).await;
        Ok(LevelView::of(space, attention))
    }

    /// Those spaces of which one wants to be told less than all.
    pub async fn space_levels(
        &self,
        who: &SignedIn,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Result<Page<LevelView>, NotificationError> {
        let now = self.0.clock.now();
        let chosen = self.0.levels.chosen(who.account(), now, after, limit + 1).await?;
        let page = Page::cut(chosen, limit, |level| level.space);
        Ok(page.map(|level| LevelView::of(level.space, level.attention)))
    }

    /// What the account chose and read of its spaces.
    pub(in crate::notifications) async fn levels_of(
        &self,
        account: AccountId,
        spaces: &[SpaceId],
    ) -> Stored<HashMap<SpaceId, SpaceLevel>> {
        const PART: usize = 500;
        let mut levels = HashMap::new();
        for part in spaces.chunks(PART) {
            let found = self.0.levels.of(account, part).await?;
            levels.extend(found.into_iter().map(|level| (level.space, level)));
        }
        Ok(levels)
    }
}
