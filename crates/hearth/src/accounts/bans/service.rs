//! The acts of banning.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use uuid::Uuid;

use super::model::{Ban, BanView, Reason, Sentence};
use super::store::{Banned, Lifted, Lifting, NewBan};
use crate::accounts::codes::Operator;
use crate::accounts::error::AccountError;
use crate::accounts::events::AccountEvent;
use crate::accounts::model::{AccountId, Person};
use crate::accounts::rules::Permission;
use crate::accounts::service::{Accounts, Checked};
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, to_the_end};
use crate::platform::page::Page;

impl Accounts {
    /// Bans an account, or puts another ban in place of the one there is: its sessions end now, and it can't sign in
    /// until it is over. Nobody bans their like or above.
    pub async fn ban(
        &self,
        who: &SignedIn,
        id: AccountId,
        reason: &str,
        until: Option<Time>,
    ) -> Result<BanView, AccountError> {
        who.must(Permission::Ban)?;
        let ban = self.wanted_ban(id, reason, until, Some(who.account()))?;
        self.put_ban(NewBan { ban: ban.clone(), above: Some(who.standing()) }).await?;
        let people = self.people_of(std::slice::from_ref(&ban)).await?;
        Ok(view(&people, ban))
    }

    pub async fn unban(&self, who: &SignedIn, id: AccountId) -> Result<(), AccountError> {
        who.must(Permission::Ban)?;
        self.lift(id, Some(who.account()), Lifting::By(who.standing())).await
    }

    /// Bans as moderators decided, one of whom stood above the account. A ban that lasts longer stays as it is. May come
    /// again; whoever is gone stays so.
    pub async fn ban_as_decided(&self, id: AccountId, reason: &str, sentence: Sentence) -> Result<(), AccountError> {
        let Sentence { decision, by, until } = sentence;
        if until.is_some_and(|until| until <= self.0.clock.now()) {
            return Ok(());
        }
        let ban = self.wanted_ban(id, reason, until, Some(by))?;
        match self.put_ban(NewBan { ban: Ban { decision: Some(decision), ..ban }, above: None }).await {
            Err(AccountError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// Takes that back, if it still holds.
    pub async fn unban_as_decided(&self, id: AccountId, sentence: Sentence) -> Result<(), AccountError> {
        match self.lift(id, Some(sentence.by), Lifting::Decided(sentence.decision)).await {
            Err(AccountError::NoSuchBan) => Ok(()),
            done => done,
        }
    }

    /// Those who may not be here, newest first, after the given ban.
    pub(in crate::accounts) async fn bans(
        &self,
        who: &SignedIn,
        after: Option<(Time, AccountId)>,
        limit: i64,
    ) -> Result<Page<BanView>, AccountError> {
        who.must(Permission::Ban)?;
        let bans = self.0.bans.list(self.0.clock.now(), after, limit + 1).await?;
        let page = Page::cut(bans, limit, |ban| (ban.created_at, ban.account));
        let people = self.people_of(&page.items).await?;
        Ok(page.map(|ban| view(&people, ban)))
    }

    /// Whether somebody may not be here: nothing is to be sent to them.
    pub async fn banned(&self, id: AccountId) -> Stored<bool> {
        Ok(self.ban_of(id).await?.is_some())
    }

    /// Those of them who may not be here.
    pub async fn banned_among(&self, ids: &[AccountId]) -> Stored<HashSet<AccountId>> {
        Ok(self.bans_among(ids).await?.into_iter().map(|ban| ban.account).collect())
    }

    pub(in crate::accounts) async fn bans_among(&self, ids: &[AccountId]) -> Stored<Vec<Ban>> {
        let mut bans = Vec::new();
        for part in ids.chunks(500) {
            bans.extend(self.0.bans.among(part, self.0.clock.now()).await?);
        }
        Ok(bans)
    }

    /// Whose a code of theirs is that came with the refusal to let them in, and of which decision.
    pub async fn appealing(&self, code: &str) -> Result<(AccountId, Uuid), AccountError> {
        let found = self.0.tokens.check_appeal(code, self.0.clock.now());
        let (account, decision) = found.ok_or(AccountError::CodeRefused)?;
        let account = AccountId(account);
        if self.exists(account).await? { Ok((account, decision)) } else { Err(AccountError::CodeRefused) }
    }

    /// Why somebody who said rightly who they are isn't let in, and with what they may appeal.
    pub(in crate::accounts) async fn refusal(&self, id: AccountId) -> Stored<Option<AccountError>> {
        let appeal = |decision: Uuid| self.0.tokens.appeal(id.0, decision, self.0.clock.now());
        Ok(self.ban_of(id).await?.map(|ban| {
            let appeal_code = ban.decision.map(appeal);
            AccountError::Banned { reason: ban.reason, until: ban.until, appeal_code }
        }))
    }

    pub(in crate::accounts) async fn ban_of(&self, id: AccountId) -> Stored<Option<Ban>> {
        self.0.bans.of(id, self.0.clock.now()).await
    }

    // --- at the console -------------------------------------------------------------------------------------------

    pub async fn ban_from_console(
        &self,
        _operator: &Operator,
        username: &str,
        reason: &str,
        until: Option<Time>,
    ) -> Result<(), AccountError> {
        let id = self.id_of(username).await?;
        let ban = self.wanted_ban(id, reason, until, None)?;
        self.put_ban(NewBan { ban, above: None }).await
    }

    pub async fn unban_from_console(&self, _operator: &Operator, username: &str) -> Result<(), AccountError> {
        let id = self.id_of(username).await?;
        self.lift(id, None, Lifting::Console).await
    }

    // --- what the acts have in common -----------------------------------------------------------------------------

    fn wanted_ban(
        &self,
        account: AccountId,
        reason: &str,
        until: Option<Time>,
        by: Option<AccountId>,
    ) -> Result<Ban, AccountError> {
        let mut checked = Checked::default();
        let reason = checked.take("reason", Reason::parse(reason));
        checked.done()?;
        self.in_the_future(until)?;
        let reason = reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default();
        Ok(Ban { account, reason, by, created_at: self.0.clock.now(), until, decision: None })
    }

    async fn put_ban(&self, new: NewBan) -> Result<(), AccountError> {
        let (accounts, account, by) = (self.clone(), new.ban.account, new.ban.by);
        let entry = self.entry(by, "account.banned", account, json!({ "until": new.ban.until }));
        // Also when whoever asked for it has hung up meanwhile.
        let banned = to_the_end(async move {
            let banned = accounts.0.bans.ban(new, entry).await?;
            if let Banned::Now(sessions) = &banned {
                accounts.announce_ended(sessions.clone()).await;
                accounts.0.events.announce(AccountEvent::Banned { account, by }).await;
            }
            Ok(banned)
        });
        match banned.await? {
            Banned::Now(_) | Banned::Stands => Ok(()),
            Banned::NotBelow => Err(AccountError::NotBelow),
            Banned::Gone => Err(AccountError::NotFound),
        }
    }

    async fn lift(&self, account: AccountId, by: Option<AccountId>, lifting: Lifting) -> Result<(), AccountError> {
        let entry = self.entry(by, "account.unbanned", account, json!({}));
        match self.0.bans.unban(account, lifting, entry).await? {
            Lifted::Now => {}
            Lifted::NotBelow => return Err(AccountError::NotBelow),
            Lifted::NoSuchBan => return Err(AccountError::NoSuchBan),
        }
        self.0.events.announce(AccountEvent::Unbanned { account, by }).await;
        Ok(())
    }

    /// Forgets bans that are over.
    pub(in crate::accounts) async fn sweep_bans(&self) -> Stored<()> {
        for account in self.0.bans.sweep(self.0.clock.now()).await? {
            self.0.events.announce(AccountEvent::Unbanned { account, by: None }).await;
        }
        Ok(())
    }

    async fn people_of(&self, bans: &[Ban]) -> Stored<HashMap<AccountId, Person>> {
        let ids: Vec<AccountId> = bans.iter().flat_map(|ban| [Some(ban.account), ban.by]).flatten().collect();
        self.people(&ids).await
    }
}

fn view(people: &HashMap<AccountId, Person>, ban: Ban) -> BanView {
    let person = |id: AccountId| people.get(&id).cloned().unwrap_or_else(|| Person::deleted(id));
    BanView {
        account: person(ban.account),
        reason: ban.reason,
        until: ban.until,
        banned_by: ban.by.map(person),
        created_at: ban.created_at,
    }
}
