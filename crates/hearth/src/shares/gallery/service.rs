//! The acts on a gallery: looking.

use super::model::{CountView, Hung, HungView};
use crate::accounts::SignedIn;
use crate::media::Frame;
use crate::platform::page::Page;
use crate::shares::error::ShareError;
use crate::shares::model::{Month, ShareId};
use crate::shares::service::{Shares, person};
use crate::spaces::SpaceId;

/// Of a hundred years.
const MOST_MONTHS: i64 = 1200;

impl Shares {
    /// The pictures of a space, those of the newest share first; of one month, if it is named.
    pub async fn gallery(
        &self,
        who: &SignedIn,
        space: SpaceId,
        month: Option<&str>,
        after: Option<(ShareId, i64)>,
        limit: i64,
    ) -> Result<Page<HungView>, ShareError> {
        let proof = self.member(who, space).await?;
        let wrong = || ShareError::invalid("month", "not_a_month", "must be a year and a month, like 2026-11");
        let month = month.map(|month| Month::parse(month).ok_or_else(wrong)).transpose()?;
        let hung = self.0.gallery.pictures(&proof, month, after, limit + 1).await?;
        let page = Page::cut(hung, limit, |one| (one.share, one.place));
        let people = self.people(page.items.iter().map(|one| one.author)).await?;
        let view = |one: Hung| {
            let shown = self.0.media.captioned(std::slice::from_ref(&one.shown), Frame::Shares(space.0)).pop()?;
            Some(HungView {
                share_id: one.share,
                media_id: shown.media_id,
                caption: shown.caption,
                picture: shown.picture,
                author: person(&people, one.author),
                created_at: one.created_at,
            })
        };
        Ok(Page { items: page.items.into_iter().filter_map(view).collect(), next: page.next })
    }

    /// How many pictures there are of each month, the newest first.
    pub async fn gallery_months(&self, who: &SignedIn, space: SpaceId) -> Result<Vec<CountView>, ShareError> {
        let proof = self.member(who, space).await?;
        let months = self.0.gallery.months(&proof, MOST_MONTHS).await?;
        let view =
            |one: super::model::Count| CountView { month: one.month.as_str().to_owned(), pictures: one.pictures };
        Ok(months.into_iter().map(view).collect())
    }
}
