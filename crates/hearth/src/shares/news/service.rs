//! The questions of what is new. They are asked by features above, of spaces that somebody is a member of.

use super::model::{Posted, Said};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::shares::comments::CommentId;
use crate::shares::model::ShareId;
use crate::shares::service::Shares;
use crate::spaces::{Face, SpaceId};

impl Shares {
    /// What others than the account and those persons posted in each of these spaces after that time, as far as it is
    /// among the newest.
    pub async fn posted_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Posted>> {
        self.0.news.posted_since(account, but, since).await
    }

    /// What these shares and comments say, as far as they are there.
    pub async fn said(&self, asked: &[(SpaceId, ShareId, Option<CommentId>)]) -> Stored<Vec<Said>> {
        self.0.news.said(asked).await
    }

    /// Whose share it is, if it is there.
    pub async fn author(&self, space: SpaceId, share: ShareId) -> Stored<Option<Face>> {
        self.0.news.author(space, share).await
    }
}
