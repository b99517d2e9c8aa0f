//! The acts of finding.

use crate::accounts::error::AccountError;
use crate::accounts::model::{Account, AccountId};
use crate::accounts::names::{DisplayName, Username, alike, folded_words};
use crate::accounts::rules::Permission;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::accounts::store::KeyKind;
use crate::platform::database::Stored;

/// What somebody types to be found by. All that is given must fit; nothing given finds nobody.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub username: Option<String>,
    pub words: Option<String>,
    pub online: bool,
}

impl Accounts {
    /// The accounts of up to 50 usernames (those after that are left out), as sign-in would find them.
    pub async fn by_usernames(&self, usernames: &[String]) -> Stored<Vec<AccountId>> {
        let parsed = usernames.iter().take(50).filter_map(|name| Username::parse(name).ok());
        let keys: Vec<String> = parsed.map(|name| name.key().to_owned()).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.0.store.by_username_keys(&keys).await
    }

    /// Whether the account, or one of the first hundred that have its words, reads like this name.
    pub async fn is_called(&self, account: AccountId, name: &DisplayName) -> Stored<bool> {
        const LOOKED_AT: i64 = 100;
        let key = name.key();
        let fits = |one: &Account| alike(&one.name) == key || alike(&one.username) == key;
        if self.0.store.find(&[account]).await?.iter().any(fits) {
            return Ok(true);
        }
        let found = self.0.store.search(&folded_words(name.as_str()), None, LOOKED_AT).await?;
        Ok(found.iter().any(|found| fits(&found.account)))
    }

    /// One page of those who fit, and the cursor of the next: by the matching word where words are given, else by id.
    /// A page may hold fewer than `limit` though there is a next one. Who blocks, or is blocked by, who asks isn't found,
    /// and who is banned is found by those who may ban alone.
    pub async fn find(
        &self,
        who: &SignedIn,
        search: &Search,
        after: Option<(String, AccountId)>,
        limit: i64,
    ) -> Result<(Vec<Account>, Option<(String, AccountId)>), AccountError> {
        let words = search.words.as_deref().map(folded_words);
        if let Some(username) = &search.username {
            let mut found = self.of_username(username).await?;
            found.retain(|account| {
                words.as_ref().is_none_or(|words| fits(account, words)) && self.seen_as(search, account)
            });
            return Ok((self.found_by(who, found).await?, None));
        }
        if let Some(words) = words {
            let mut found = self.0.store.search(&words, after, limit + 1).await?;
            let next = cut(&mut found, limit, |last| (last.word.clone(), last.account.id));
            let accounts = found.into_iter().map(|found| found.account);
            let accounts = accounts.filter(|account| self.seen_as(search, account)).collect();
            return Ok((self.found_by(who, accounts).await?, next));
        }
        if !search.online {
            return Ok((Vec::new(), None));
        }
        let mut ids = self.0.online.all_online(after.map(|(_, id)| id), limit + 1);
        let next = cut(&mut ids, limit, |last| (String::new(), *last));
        let mut accounts = self.0.store.find(&ids).await?;
        accounts.retain(|account| !account.hide_presence);
        accounts.sort_unstable_by_key(|account| account.id);
        Ok((self.found_by(who, accounts).await?, next))
    }

    /// An account as somebody sees it who asks for it by its id: not at all when it blocks them, unless they moderate.
    pub async fn seen_by(&self, who: &SignedIn, id: AccountId) -> Result<Account, AccountError> {
        let account = self.account(id).await?;
        let blocks = self.blocking(who.account().into(), &[id]).await?.contains(&id);
        if blocks && !who.may(Permission::Moderate) {
            return Err(AccountError::NotFound);
        }
        let apart = blocks || self.silenced_by(who.account()).await?.is_blocked(id.into());
        Ok(Account { hide_presence: account.hide_presence || apart, ..account })
    }

    /// Those of them whom one doesn't block, who don't block one, and who aren't banned.
    async fn found_by(&self, who: &SignedIn, mut accounts: Vec<Account>) -> Stored<Vec<Account>> {
        let blocked = self.silenced_by(who.account()).await?;
        accounts.retain(|account| !blocked.is_blocked(account.id.into()));
        if !who.may(Permission::Moderate) {
            let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
            let blocking = self.blocking(who.account().into(), &ids).await?;
            accounts.retain(|account| !blocking.contains(&account.id));
        }
        if !who.may(Permission::Ban) {
            let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
            let banned = self.banned_among(&ids).await?;
            accounts.retain(|account| !banned.contains(&account.id));
        }
        Ok(accounts)
    }

    async fn of_username(&self, username: &str) -> Result<Vec<Account>, AccountError> {
        let Ok(username) = Username::parse(username) else { return Ok(Vec::new()) };
        match self.0.store.find_by_key(KeyKind::Username, username.key()).await? {
            Some(found) => Ok(self.0.store.find(&[found.account]).await?),
            None => Ok(Vec::new()),
        }
    }

    fn seen_as(&self, search: &Search, account: &Account) -> bool {
        !search.online || (!account.hide_presence && self.0.online.online(account.id))
    }
}

/// Leaves `limit` of up to `limit + 1` items; the cursor of the last, if there were more.
fn cut<T, C>(items: &mut Vec<T>, limit: i64, cursor: impl Fn(&T) -> C) -> Option<C> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    items.last().filter(|_| more).map(cursor)
}

/// Whether each of the folded words begins one of the account's.
fn fits(account: &Account, words: &[String]) -> bool {
    let own = folded_words(&format!("{} {}", account.username, account.name));
    !words.is_empty() && words.iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())))
}
