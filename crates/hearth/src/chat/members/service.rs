//! The acts on who takes part.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::accounts::{AccountId, Permission, Person, PersonId, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::gatherings::of_its_own;
use crate::chat::model::{Attention, ChatId, ChatView, Kind, Level, Member, MemberView, Membership, Role, State};
use crate::chat::rules;
use crate::chat::service::{Chats, person};
use crate::chat::store::{Added, Given, Removed};
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::platform::screening::Reaching;
use crate::spaces::SpaceId;

impl Chats {
    pub async fn members(
        &self,
        who: &SignedIn,
        chat: ChatId,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Page<MemberView>, ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        let members = self.0.store.members(&proof, after, limit + 1).await?;
        let page = Page::cut(members, limit, |member| member.face.shown);
        let people = self.0.spaces.shown(page.items.iter().map(|member| member.face)).await?;
        Ok(page.map(|member| self.member_view(&proof, member, &people)))
    }

    /// Adds a member, or gives one another role; true when added.
    pub async fn put_member(
        &self,
        who: &SignedIn,
        chat: ChatId,
        shown: PersonId,
        role: Option<Role>,
    ) -> Result<(MemberView, bool), ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        if proof.chat().kind == Kind::Direct {
            return Err(ChatError::NotAGroup);
        }
        of_its_own(&proof)?;
        let Some(account) = self.meant(&proof, shown).await? else {
            return Err(self.why_not_added(&proof, shown, role.unwrap_or(Role::Member)).await);
        };
        let added = match self.0.store.member(&proof, account).await? {
            Some(member) => {
                if member.withheld && rules::may_add(&proof) {
                    self.add(&proof, account, Role::Member).await?;
                }
                self.give(&proof, &member, role).await?;
                false
            }
            None => self.add(&proof, account, role.unwrap_or(Role::Member)).await?,
        };
        let member = self.0.store.member(&proof, account).await?.ok_or(ChatError::NoSuchMember)?;
        let people = self.0.spaces.shown([member.face]).await?;
        Ok((self.member_view(&proof, member, &people), added))
    }

    /// Whom an id means in a chat; oneself also by one's account's id.
    async fn meant(&self, proof: &Membership, shown: PersonId) -> Stored<Option<AccountId>> {
        match proof.chat().space {
            _ if shown == proof.account().into() => Ok(Some(proof.account())),
            None => Ok(Some(AccountId(shown.0))),
            Some(space) => self.0.spaces.whose(space, shown).await,
        }
    }

    /// Why somebody can't be added who is nobody in the space of the chat: what a stranger to the space would get, so
    /// that nobody learns who is there under a pseudonym.
    async fn why_not_added(&self, proof: &Membership, shown: PersonId, role: Role) -> ChatError {
        if !rules::may_add(proof) || role >= proof.role() {
            return ChatError::NotAllowed;
        }
        match self.0.accounts.exists(AccountId(shown.0)).await {
            Ok(true) => ChatError::NotInTheSpace,
            Ok(false) => ChatError::NoSuchAccount,
            Err(error) => error.into(),
        }
    }

    /// Whom the members of a group to be opened are, without the one who opens it.
    pub(in crate::chat) async fn members_meant(
        &self,
        who: &SignedIn,
        space: Option<SpaceId>,
        shown: Vec<PersonId>,
    ) -> Result<Vec<AccountId>, ChatError> {
        let shown: BTreeSet<PersonId> = shown.into_iter().filter(|id| *id != who.account().into()).collect();
        let shown: Vec<PersonId> = shown.into_iter().collect();
        let meant = match space {
            None => HashMap::new(),
            Some(space) => self.0.spaces.whose_all(space, &shown).await?,
        };
        let (known, strangers): (Vec<PersonId>, Vec<PersonId>) = shown.iter().partition(|id| meant.contains_key(id));
        let strangers: Vec<AccountId> = strangers.into_iter().map(|id| AccountId(id.0)).collect();
        if self.0.accounts.people(&strangers).await?.values().any(|person| person.deleted) {
            return Err(ChatError::NoSuchAccount);
        }
        if space.is_none() {
            return Ok(strangers);
        }
        if !strangers.is_empty() {
            return Err(ChatError::NotInTheSpace);
        }
        let accounts = known.iter().filter_map(|id| meant.get(id).copied());
        Ok(accounts.filter(|account| *account != who.account()).collect())
    }

    async fn add(&self, proof: &Membership, account: AccountId, role: Role) -> Result<bool, ChatError> {
        if !rules::may_add(proof) || role >= proof.role() {
            return Err(ChatError::NotAllowed);
        }
        if !self.0.accounts.exists(account).await? {
            return Err(ChatError::NoSuchAccount);
        }
        self.may_join(&[account]).await?;
        self.0.accounts.screen().reach_out(proof.account().0, Reaching::Inviting, 1)?;
        match self.0.store.add(proof, account, role, self.0.capacity, self.0.clock.now()).await? {
            Added::Full => Err(ChatError::Full),
            Added::NotInTheSpace => Err(ChatError::NotInTheSpace),
            Added::Already => Ok(false),
            Added::Revealed => {
                let chat = self.seen_by(account, proof.chat_id()).await?;
                self.announce_joined(account, chat).await;
                Ok(false)
            }
            Added::Now => {
                match self.seen_by(account, proof.chat_id()).await {
                    Ok(chat) => self.announce_joined(account, chat).await,
                    // Withheld from who blocks the one who adds them, who must not notice.
                    Err(ChatError::NoSuchChat) => {}
                    Err(error) => return Err(error),
                }
                self.announce_changed(proof.account(), proof.chat_id()).await;
                Ok(true)
            }
        }
    }

    /// Those who may join no groups are added to none either.
    pub(in crate::chat) async fn may_join(&self, accounts: &[AccountId]) -> Result<(), ChatError> {
        let denied = self.0.accounts.denied(Permission::JoinGroupChat, accounts).await?;
        if denied.is_empty() { Ok(()) } else { Err(ChatError::MayNotJoin) }
    }

    async fn give(&self, proof: &Membership, member: &Member, role: Option<Role>) -> Result<(), ChatError> {
        let Some(role) = role.filter(|role| *role != member.role) else { return Ok(()) };
        if !rules::may_give(proof, member.role, role) {
            return Err(ChatError::NotAllowed);
        }
        match self.0.store.give(proof, member.face.account, role).await? {
            Given::NotThere => Err(ChatError::NoSuchMember),
            Given::Now => {
                self.announce_changed(proof.account(), proof.chat_id()).await;
                Ok(())
            }
        }
    }

    /// How much one wants to be told of a chat, for oneself alone. `all` holds for good.
    pub async fn attend(&self, who: &SignedIn, chat: ChatId, attention: Attention) -> Result<Attention, ChatError> {
        let Attention { level, until } = attention;
        let invalid = |message: &str| ChatError::Invalid { field: "until", message: message.to_owned() };
        if level == Level::All && until.is_some() {
            return Err(invalid("must be null with the level \"all\""));
        }
        if until.is_some_and(|until| until <= self.0.clock.now()) {
            return Err(invalid("must be in the future, or null for good"));
        }
        let proof = self.proof(who.account(), chat).await?;
        self.0.store.attend(&proof, attention).await?;
        self.0.events.announce(ChatEvent::LevelChanged { account: who.account(), chat, attention }).await;
        Ok(attention)
    }

    /// Removes a member, or leaves when it is oneself.
    pub async fn remove_member(&self, who: &SignedIn, chat: ChatId, shown: PersonId) -> Result<(), ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        of_its_own(&proof)?;
        let account = self.meant(&proof, shown).await?.ok_or(ChatError::NoSuchMember)?;
        if account != who.account() {
            let member = self.0.store.member(&proof, account).await?.ok_or(ChatError::NoSuchMember)?;
            if !rules::may_remove(&proof, member.role) {
                return Err(ChatError::NotAllowed);
            }
        }
        self.take_out(chat, account).await?;
        Ok(())
    }

    pub(in crate::chat) async fn take_out(&self, chat: ChatId, account: AccountId) -> Stored<()> {
        match self.0.store.remove(chat, account, self.erasing(chat)).await? {
            Removed::NotThere => {}
            Removed::Closed => {
                self.0.jobs.ring();
                self.0.events.announce(ChatEvent::Left { account, chat }).await;
                self.0.events.announce(ChatEvent::Closed { chat }).await;
            }
            Removed::Now { heir } => {
                self.0.events.announce(ChatEvent::Left { account, chat }).await;
                if let Some(someone) = heir.or(self.0.store.someone_in(chat).await?) {
                    self.announce_changed(someone, chat).await;
                }
            }
        }
        Ok(())
    }

    pub(in crate::chat) async fn announce_joined(&self, account: AccountId, chat: ChatView) {
        let id = chat.id;
        self.0.events.announce(ChatEvent::Joined { account, chat: Arc::new(chat) }).await;
        self.unseat_gone(id, &[account]).await;
    }

    /// Whoever was taken out while it was on its way that they are in may have been told so before: being out has the
    /// last word, or else they would go on hearing the chat.
    pub(in crate::chat) async fn unseat_gone(&self, chat: ChatId, joined: &[AccountId]) {
        match self.0.store.members_among(chat, joined).await {
            Ok(still) => {
                let still: HashSet<AccountId> = still.into_iter().collect();
                for account in joined.iter().copied().filter(|account| !still.contains(account)) {
                    self.0.events.announce(ChatEvent::Left { account, chat }).await;
                }
            }
            Err(error) => tracing::debug!(%error, %chat, "who is gone already wasn't looked for"),
        }
    }

    fn member_view(&self, proof: &Membership, member: Member, people: &HashMap<PersonId, Person>) -> MemberView {
        let shown = self.is_small(proof.chat().members) && member.state == State::Member;
        MemberView {
            account: person(people, member.face.shown),
            role: member.role,
            read_number: shown.then_some(member.read_number),
            joined_at: member.joined_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::chat::jobs::ERASE;
    use crate::chat::testing::House;

    #[tokio::test]
    async fn a_muted_chat_is_told_of_again_when_its_time_has_come() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let group = house.group(&ana, None, &[&bo]).await;
        let now = house.chats.0.clock.now();
        let hours = |hours: u64| Some(now.plus(Duration::from_secs(hours * 3600)));
        let muted = Attention { level: Level::Nothing, until: hours(8) };
        house.chats.attend(&bo, group, muted).await.unwrap();
        let level = async |who: &SignedIn| {
            let me = house.chats.chat(who, group).await.unwrap().me.unwrap();
            (me.level, me.level_until)
        };
        assert_eq!(level(&bo).await, (Level::Nothing, hours(8)));
        assert_eq!(level(&ana).await, (Level::All, None), "for oneself alone");
        house.chats.0.clock.advance(Duration::from_secs(8 * 3600));
        assert_eq!(level(&bo).await, (Level::All, None));
        for refused in [muted, Attention { level: Level::All, until: hours(9) }] {
            let error = house.chats.attend(&bo, group, refused).await.unwrap_err();
            assert!(matches!(error, ChatError::Invalid { field: "until", .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn the_ownership_passes_on_until_nobody_is_left() {
        let house = House::open().await;
        let [ana, bo, cleo] = [house.joins("ana").await, house.joins("bo").await, house.joins("cleo").await];
        let group = house.group(&ana, None, &[&bo, &cleo]).await;
        house.chats.put_member(&ana, group, cleo.account().into(), Some(Role::Admin)).await.unwrap();
        house.leaves(&ana, group).await;
        assert_eq!(house.role(&ana, group).await, None);
        assert_eq!(house.role(&cleo, group).await, Some(Role::Owner), "an admin before a member");
        house.leaves(&cleo, group).await;
        assert_eq!(house.role(&bo, group).await, Some(Role::Owner));
        assert!(!house.jobs().await.contains(&ERASE.to_owned()));
        house.leaves(&bo, group).await;
        assert_eq!(house.role(&bo, group).await, None);
        assert!(house.jobs().await.contains(&ERASE.to_owned()), "what was said is erased");
    }

    #[tokio::test]
    async fn the_ownership_is_handed_over_by_its_owner_alone() {
        let house = House::open().await;
        let [ana, bo, cleo] = [house.joins("ana").await, house.joins("bo").await, house.joins("cleo").await];
        let group = house.group(&ana, None, &[&bo, &cleo]).await;
        house.chats.put_member(&ana, group, bo.account().into(), Some(Role::Admin)).await.unwrap();
        for (who, whom) in [(&bo, &cleo), (&cleo, &cleo), (&bo, &bo)] {
            let refused = house.chats.put_member(who, group, whom.account().into(), Some(Role::Owner)).await;
            assert!(matches!(refused, Err(ChatError::NotAllowed)));
        }
        let refused = house.chats.remove_member(&bo, group, ana.account().into()).await;
        assert!(matches!(refused, Err(ChatError::NotAllowed)));
        house.chats.put_member(&ana, group, cleo.account().into(), Some(Role::Owner)).await.unwrap();
        assert_eq!(house.role(&cleo, group).await, Some(Role::Owner));
        assert_eq!(house.role(&ana, group).await, Some(Role::Admin));
    }

    #[tokio::test]
    async fn the_last_place_in_a_group_is_taken_once() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let mut guests = Vec::new();
        for id in 0..6 {
            guests.push(house.joins(&format!("guest{id}")).await);
        }
        let group = house.group(&ana, Some(3), &[&bo]).await;
        let added = guests.iter().map(|guest| house.chats.put_member(&ana, group, guest.account().into(), None));
        let outcomes = futures_util::future::join_all(added).await;
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok((_, true)))).count(), 1);
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(ChatError::Full))).count(), 5);
        assert_eq!(house.chats.chat(&ana, group).await.unwrap().members_count, 3);
    }
}
