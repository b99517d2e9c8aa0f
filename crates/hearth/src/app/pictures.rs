//! Who may look at pictures: media asks, and those know who show them.

use std::time::Duration;

use async_trait::async_trait;
use moka::sync::Cache;

use crate::accounts::{AccountError, AccountId, Accounts, Permission, SignedIn};
use crate::chat::{ChatId, Chats};
use crate::media::{Frame, Gate, Owner};
use crate::platform::http::problem::Problem;
use crate::spaces::{SpaceId, Spaces};

/// So long one answer holds: a page of pictures asks once, and who is out is out within the second.
const BELIEVED_FOR: Duration = Duration::from_millis(500);

pub(super) struct PictureGate {
    accounts: Accounts,
    spaces: Spaces,
    chats: Chats,
    seen: Cache<(AccountId, Frame), bool>,
}

impl PictureGate {
    pub(super) fn new(accounts: Accounts, spaces: Spaces, chats: Chats) -> Self {
        let seen = Cache::builder().max_capacity(50_000).time_to_live(BELIEVED_FOR).build();
        Self { accounts, spaces, chats, seen }
    }

    async fn may_see(&self, who: &SignedIn, frame: Frame) -> Result<bool, Problem> {
        let account = who.account();
        Ok(match frame {
            Frame::Anybody => true,
            Frame::Review => who.may(Permission::Moderate),
            Frame::Upload(owner) => account.0 == owner,
            Frame::Account(id) => match self.accounts.seen_by(who, AccountId(id)).await {
                Ok(_) => true,
                Err(AccountError::NotFound) => false,
                Err(error) => return Err(error.into()),
            },
            Frame::Chat(id) => self.chats.has_member(account, ChatId(id)).await?,
            Frame::Space(id) => self.spaces.sees(account, SpaceId(id)).await?,
            Frame::Shares(id) => self.spaces.has_member(account, SpaceId(id)).await?,
        })
    }
}

#[async_trait]
impl Gate for PictureGate {
    async fn admit(&self, token: &str) -> Result<Owner, Problem> {
        Ok(Owner(self.accounts.signed_in(token).await?.account().0))
    }

    async fn sees(&self, pass: &str, frame: Frame) -> Result<bool, Problem> {
        let who = match self.accounts.passing(pass).await {
            Ok(who) => who,
            Err(AccountError::Store(error)) => return Err(error.into()),
            Err(_) => return Ok(false),
        };
        let key = (who.account(), frame);
        if let Some(sees) = self.seen.get(&key) {
            return Ok(sees);
        }
        let sees = self.may_see(&who, frame).await?;
        self.seen.insert(key, sees);
        Ok(sees)
    }
}
