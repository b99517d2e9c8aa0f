//! The acts of admins on people.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde_json::json;

use super::model::{Overview, Ways};
use crate::accounts::bans::Ban;
use crate::accounts::codes::Link;
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::model::{Account, AccountId, SessionId};
use crate::accounts::names::folded_words;
use crate::accounts::permissions::Standing;
use crate::accounts::rules::{Permission, Role};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::Session;

/// Which people are listed. All that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub words: Option<String>,
    pub role: Option<Role>,
}

/// The last one of a page: by words the word that fitted, else nothing; and the account.
pub type Last = (String, AccountId);

impl Accounts {
    /// One page of all that are here, and the cursor of the next: by the matching word where words are given (a page may
    /// then hold fewer than `limit` though there is a next one), else the newest first.
    pub(in crate::accounts) async fn overviews(
        &self,
        who: &Confirmed,
        listing: &Listing,
        after: Option<Last>,
        limit: i64,
    ) -> Result<(Vec<Overview>, Option<Last>), AccountError> {
        who.must(Permission::ManageAccounts)?;
        let most = usize::try_from(limit).unwrap_or_default();
        let (accounts, next) = match listing.words.as_deref().map(folded_words) {
            Some(words) => {
                let mut found = self.0.store.search(&words, after, limit + 1).await?;
                let more = found.len() > most;
                found.truncate(most);
                let next = found.last().filter(|_| more).map(|last| (last.word.clone(), last.account.id));
                let accounts = found.into_iter().map(|found| found.account);
                (accounts.filter(|account| listing.role.is_none_or(|role| account.role == role)).collect(), next)
            }
            None => {
                let mut ids = self.0.listed.newest(listing.role, after.map(|(_, id)| id), limit + 1).await?;
                let more = ids.len() > most;
                ids.truncate(most);
                let next = ids.last().filter(|_| more).map(|id| (String::new(), *id));
                let mut accounts = self.0.store.find(&ids).await?;
                accounts.sort_unstable_by_key(|account| Reverse(account.id));
                (accounts, next)
            }
        };
        Ok((self.looked_over(accounts).await?, next))
    }

    async fn looked_over(&self, accounts: Vec<Account>) -> Result<Vec<Overview>, AccountError> {
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let ways = self.0.listed.ways(&ids, self.0.clock.now()).await?;
        let mut ways: HashMap<AccountId, Ways> = ways.into_iter().map(|ways| (ways.account, ways)).collect();
        let bans = self.bans_among(&ids).await?;
        let mut bans: HashMap<AccountId, Ban> = bans.into_iter().map(|ban| (ban.account, ban)).collect();
        let overview = |account: Account| {
            let ways = ways.remove(&account.id);
            Overview {
                sessions: ways.as_ref().map_or(0, |ways| ways.sessions),
                second_factor: ways.is_some_and(|ways| ways.second_factor),
                ban: bans.remove(&account.id),
                account,
            }
        };
        Ok(accounts.into_iter().map(overview).collect())
    }

    /// Somebody's living sessions, newest first.
    pub(in crate::accounts) async fn sessions_of(
        &self,
        who: &Confirmed,
        id: AccountId,
        after: Option<SessionId>,
        limit: i64,
    ) -> Result<Vec<Session>, AccountError> {
        who.must(Permission::ManageAccounts)?;
        self.account(id).await?;
        Ok(self.0.sessions.list(id, self.0.clock.now(), after, limit).await?)
    }

    /// Ends one of somebody's sessions.
    pub(in crate::accounts) async fn end_session_of(
        &self,
        who: &Confirmed,
        id: AccountId,
        session: SessionId,
    ) -> Result<(), AccountError> {
        self.over(who, id).await?;
        if !self.0.sessions.end(id, session).await? {
            return Err(AccountError::NotFound);
        }
        self.announce_ended(vec![session]).await;
        self.write_down(Some(who.account()), "account.sessions_ended", Some(id.0), json!({ "session": session })).await;
        Ok(())
    }

    /// Ends all of somebody's sessions.
    pub(in crate::accounts) async fn end_sessions_of(
        &self,
        who: &Confirmed,
        id: AccountId,
    ) -> Result<(), AccountError> {
        self.over(who, id).await?;
        let ended = self.0.sessions.end_all(id).await?;
        self.announce_ended(ended).await;
        self.write_down(Some(who.account()), "account.sessions_ended", Some(id.0), json!({})).await;
        Ok(())
    }

    /// Makes a link with which the person chooses a new password; the old one and all sessions end now.
    pub(in crate::accounts) async fn reset_password_of(
        &self,
        who: &Confirmed,
        id: AccountId,
    ) -> Result<Link, AccountError> {
        self.over(who, id).await?;
        let link = self.revoke(id).await?;
        self.write_down(Some(who.account()), "account.password_reset", Some(id.0), json!({})).await;
        Ok(link)
    }

    /// Whether one may act on somebody's ways in: on one's own, and on those of whom is below. Else an admin could
    /// become another one.
    pub(in crate::accounts) async fn over(&self, who: &Confirmed, id: AccountId) -> Result<(), AccountError> {
        who.must(Permission::ManageAccounts)?;
        let account = self.account(id).await?;
        let said = self.0.permissions.exceptions(id, self.0.clock.now()).await?;
        let said = said.into_iter().map(|said| (said.permission, said.allowed));
        let below = Standing::new(account.role, said).is_below(who.standing());
        if below || id == who.account() { Ok(()) } else { Err(AccountError::NotBelow) }
    }
}
