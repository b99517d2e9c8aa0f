//! Finding what is owed.

use super::model::Viewer;
use crate::accounts::{AccountId, Permission, PersonId};
use crate::chat::Level;
use crate::notifications::levels::SpaceLevel;
use crate::notifications::model::{Counts, Kind, NotificationId};
use crate::notifications::rules;
use crate::notifications::service::{Notifications, PART};
use crate::notifications::store::Cursor;
use crate::notifications::views::Item;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::{SpaceId, SpaceMember};

/// Spaces that are asked about at a time.
const SPACES: usize = 500;

impl Notifications {
    pub(in crate::notifications) async fn viewer(&self, account: AccountId) -> Stored<Viewer> {
        let state = self.0.accounts_store.account(account).await?;
        let spaces = self.0.spaces.memberships(account).await?;
        let ids: Vec<SpaceId> = spaces.iter().map(SpaceMember::space_id).collect();
        let levels = self.levels_of(account, &ids).await?;
        let reads = self.0.accounts.denied(Permission::ReadMessages, &[account]).await?.is_empty();
        let silences = self.0.accounts.silenced_by(account).await?;
        Ok(Viewer { account, state, spaces, levels, silences, reads, now: self.0.clock.now() })
    }

    /// All that is derived, each newest first, of each kind at most so many.
    pub(in crate::notifications) async fn derived(
        &self,
        viewer: &Viewer,
        after: Option<Cursor>,
        limit: i64,
    ) -> Stored<Vec<Item>> {
        let mut items = self.owed(viewer, false, after, limit).await?;
        items.extend(self.owed(viewer, true, after, limit).await?);
        let news = self.news(viewer).await?.into_iter();
        items.extend(news.filter(|item| after.is_none_or(|after| item.cursor() < after)));
        Ok(items)
    }

    pub(in crate::notifications) async fn counts_of(&self, viewer: &Viewer) -> Stored<Counts> {
        let rows = self.0.notices.counts(viewer.account, viewer.state.seen_until, viewer.reads).await?;
        let derived = self.derived(viewer, None, i64::MAX).await?;
        let unseen = derived.iter().filter(|item| item.at() > viewer.state.seen_until).count();
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        Ok(rows + Counts { unseen: count(unseen), unread: count(derived.len()) })
    }

    /// Chats with unread messages of which one is told, or requests.
    async fn owed(&self, viewer: &Viewer, requests: bool, mut after: Option<Cursor>, limit: i64) -> Stored<Vec<Item>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut items = Vec::new();
        if !viewer.reads {
            return Ok(items);
        }
        loop {
            let part = self.0.chats.owed(viewer.account, requests, after, PART).await?;
            let last = i64::try_from(part.len()).is_ok_and(|count| count < PART);
            for listed in part {
                let chat = listed.membership.chat();
                after = Some((chat.active_at.millis(), chat.id.0));
                // The list is by time: what follows was read together.
                if chat.active_at <= viewer.state.read_until {
                    return Ok(items);
                }
                let space = viewer.level_of(chat.space);
                let (settings, silences) = (&viewer.state.settings, &viewer.silences);
                let kind = rules::of_chat(&listed.membership, space, settings, silences, viewer.now);
                if let Some(kind) = kind.filter(|_| listed.unread > 0) {
                    items.push(Item::Chat(Box::new(listed), kind));
                }
                if items.len() == limit {
                    return Ok(items);
                }
            }
            if last {
                return Ok(items);
            }
        }
    }

    /// What others posted and proposed in one's spaces since one looked.
    async fn news(&self, viewer: &Viewer) -> Stored<Vec<Item>> {
        let mut items = Vec::new();
        let told = |kind| viewer.state.settings.channels(kind).page;
        let but: Vec<PersonId> = viewer.silences.silenced().collect();
        for part in viewer.spaces.chunks(SPACES) {
            if told(Kind::Share) {
                let since = since(viewer, part, |level| level.shares_until);
                let posted = self.0.shares.posted_since(viewer.account, &but, &since).await?;
                items.extend(posted.into_iter().map(Item::Posted));
            }
            if told(Kind::GatheringProposed) {
                let since = since(viewer, part, |level| level.gatherings_until);
                let proposed = self.0.gatherings.proposed_since(viewer.account, &but, &since).await?;
                items.extend(proposed.into_iter().map(Item::Proposed));
            }
        }
        Ok(items)
    }

    /// Which space's news has this id.
    pub(in crate::notifications) async fn news_behind(
        &self,
        account: AccountId,
        id: NotificationId,
    ) -> Stored<Option<(SpaceId, Kind)>> {
        let spaces = self.0.spaces.heard_by(account).await?;
        let both = spaces.into_iter().flat_map(|space| [(space, Kind::Share), (space, Kind::GatheringProposed)]);
        Ok(both.into_iter().find(|(space, kind)| rules::news_of(*space, *kind) == id))
    }
}

/// Since when what happens in these spaces is new; without those of which one isn't told.
fn since(viewer: &Viewer, spaces: &[SpaceMember], read: fn(&SpaceLevel) -> Time) -> Vec<(SpaceId, Time)> {
    let each = spaces.iter().filter_map(|member| {
        let level = viewer.level_of(Some(member.space_id()));
        let told = level.is_none_or(|level| level.attention.at(viewer.now).level == Level::All);
        let read = level.map_or(Time::from_millis(0), read).max(member.joined_at()).max(viewer.state.read_until);
        told.then_some((member.space_id(), read))
    });
    each.collect()
}
