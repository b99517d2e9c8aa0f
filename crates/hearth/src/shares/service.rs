//! The acts on shares. Comments and the gallery have their own.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::comments::store::{CommentStore, SqlComments};
use super::error::ShareError;
use super::events::ShareEvent;
use super::gallery::store::{GalleryStore, SqlGallery};
use super::model::{NewShare, Revision, Share, ShareId, ShareView};
use super::news::store::{NewsStore, SqlNews};
use super::review::WaitingShare;
use super::review::store::{ReviewStore, SqlReview};
use super::rules::may_moderate;
use super::store::{Changed, Leaving, Reacted, ShareStore, SqlShares, Written};
use crate::accounts::{AccountId, ExportSection, Permission, Person, PersonId, Reaction, SignedIn};
use crate::media::{self, Frame, Media, Wanted};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::Ids;
use crate::platform::limits::Limiter;
use crate::platform::page::{Page, PageSizes, decode};
use crate::platform::text;
use crate::spaces::{Face, SpaceId, SpaceMember, Spaces};

/// What the service is made of.
pub struct ShareParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub spaces: Spaces,
    pub media: Media,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<ShareEvent>,
}

/// The shares of this server. Cheap to clone.
#[derive(Clone)]
pub struct Shares(pub(in crate::shares) Arc<Inner>);

pub(in crate::shares) struct Inner {
    pub(in crate::shares) store: Arc<dyn ShareStore>,
    pub(in crate::shares) comments: Arc<dyn CommentStore>,
    pub(in crate::shares) gallery: Arc<dyn GalleryStore>,
    pub(in crate::shares) news: Arc<dyn NewsStore>,
    pub(in crate::shares) review: Arc<dyn ReviewStore>,
    pub(in crate::shares) spaces: Spaces,
    pub(in crate::shares) media: Media,
    pub(in crate::shares) clock: Clock,
    pub(in crate::shares) ids: Ids,
    events: Bus<ShareEvent>,
    posts: Limiter<AccountId>,
    reactions: Limiter<AccountId>,
    pub(in crate::shares) quota: i64,
    text_characters: usize,
    pages: PageSizes,
}

impl Shares {
    pub fn new(parts: ShareParts<'_>) -> Self {
        let ShareParts { settings, db, spaces, media, clock, ids, events } = parts;
        let limits = &settings.limits;
        Self(Arc::new(Inner {
            store: Arc::new(SqlShares(db.clone())),
            comments: Arc::new(SqlComments(db.clone())),
            gallery: Arc::new(SqlGallery(db.clone())),
            news: Arc::new(SqlNews(db.clone())),
            review: Arc::new(SqlReview(db)),
            spaces,
            media,
            clock,
            ids,
            events,
            posts: Limiter::per_minute("shares.too_many", limits.enabled, limits.sends_per_account),
            reactions: Limiter::per_minute("shares.too_many", limits.enabled, limits.reactions_per_account),
            quota: settings.media.space_quota_bytes,
            text_characters: limits.text_characters,
            pages: settings.page_sizes(),
        }))
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// To be called now and then.
    pub fn tidy(&self) {
        self.0.posts.tidy();
        self.0.reactions.tidy();
    }

    pub async fn post(
        &self,
        who: &SignedIn,
        space: SpaceId,
        said: &str,
        pictures: Vec<Wanted>,
        confirmed: bool,
    ) -> Result<ShareView, ShareError> {
        let proof = self.writer(who, space).await?;
        let text = self.wording("text", said, !pictures.is_empty())?;
        let mut said = vec![("text", text.as_str())];
        said.extend(captions(&pictures));
        if self.screen().must_wait(who.account().0, &said, confirmed).await? {
            self.count_post(who)?;
            return Err(self.hold(&proof, WaitingShare { text, pictures }).await);
        }
        let pictures = media::wanted(pictures).map_err(ShareError::Unfit)?;
        self.count_post(who)?;
        let new = NewShare { id: ShareId(self.0.ids.uuid()), text, pictures, at: self.0.clock.now() };
        let share = self.written(who, space, self.0.store.post(&proof, new, self.0.quota).await?).await?;
        self.told(share, ShareEvent::Posted).await
    }

    pub async fn share(&self, who: &SignedIn, space: SpaceId, share: ShareId) -> Result<ShareView, ShareError> {
        let proof = self.member(who, space).await?;
        let share = self.0.store.share(&proof, share).await?.ok_or(ShareError::NoSuchShare)?;
        self.view(share).await
    }

    /// The shares of a space, the newest first.
    pub async fn list(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<ShareId>,
        limit: i64,
    ) -> Result<Page<ShareView>, ShareError> {
        let proof = self.member(who, space).await?;
        let page = Page::cut(self.0.store.shares(&proof, after, limit + 1).await?, limit, |share| share.id);
        Ok(Page { items: self.views(page.items).await?, next: page.next })
    }

    /// Changes one's own: what is given; of the pictures, all of them.
    pub async fn edit(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        said: Option<&str>,
        pictures: Option<Vec<Wanted>>,
    ) -> Result<ShareView, ShareError> {
        let proof = self.writer(who, space).await?;
        let text = said.map(|said| self.wording("text", said, true)).transpose()?;
        let mut said = vec![("text", text.as_deref().unwrap_or_default())];
        said.extend(captions(pictures.as_deref().unwrap_or_default()));
        self.screen().passes(who.account().0, &said).await?;
        let pictures = pictures.map(media::wanted).transpose().map_err(ShareError::Unfit)?;
        let (revision, quota) = (Revision { text, pictures, at: self.0.clock.now() }, self.0.quota);
        let written = self.0.store.revise(&proof, share, revision, quota, self.0.media.erasing()).await?;
        self.0.media.ring();
        let share = self.written(who, space, written).await?;
        self.told(share, ShareEvent::Edited).await
    }

    /// Deletes one's own, or as an admin of the space anybody's.
    pub async fn delete(&self, who: &SignedIn, space: SpaceId, share: ShareId) -> Result<(), ShareError> {
        let proof = self.member(who, space).await?;
        let deleted = self.0.store.delete(&proof, share, may_moderate(&proof), self.leaving()).await?;
        self.changed(who, space, deleted, ShareError::NoSuchShare).await?;
        self.0.media.ring();
        self.announce(ShareEvent::Deleted { space, share }).await;
        Ok(())
    }

    pub async fn react(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        emoji: &str,
        on: bool,
    ) -> Result<ShareView, ShareError> {
        let proof = if on { self.writer(who, space).await? } else { self.member(who, space).await? };
        let emoji = Reaction::emoji(emoji).map_err(|allowed| ShareError::invalid("emoji", "invalid", allowed))?;
        self.0.reactions.count(&who.account()).map_err(|wait_seconds| ShareError::TooFast { wait_seconds })?;
        match self.0.store.react(&proof, share, &emoji, on, self.0.clock.now()).await? {
            Reacted::Now(found) => {
                let (author, by) = (found.author, Face { account: who.account(), shown: proof.shown() });
                let view = self.told(*found, ShareEvent::Reacted).await?;
                self.announce(ShareEvent::ReactedBy { space, share, author, by, emoji, on }).await;
                Ok(view)
            }
            Reacted::Already(share) => self.view(*share).await,
            Reacted::NotThere => Err(ShareError::NoSuchShare),
            Reacted::TooMany => Err(ShareError::TooManyReactions),
            Reacted::NotAMember => Err(self.outside(who, space).await),
        }
    }

    // --- what the acts have in common -----------------------------------------------------------------------------

    pub(in crate::shares) async fn member(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceMember, ShareError> {
        Ok(self.0.spaces.member(who.account(), space).await?)
    }

    /// The proof of one who may also write there.
    pub(in crate::shares) async fn writer(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceMember, ShareError> {
        who.must(Permission::SendMessages)?;
        self.member(who, space).await
    }

    /// Why nothing came of an act for which somebody had a proof: they are out of the space by now.
    async fn outside(&self, who: &SignedIn, space: SpaceId) -> ShareError {
        self.member(who, space).await.err().unwrap_or(ShareError::NoSuchShare)
    }

    pub(in crate::shares) async fn changed<T>(
        &self,
        who: &SignedIn,
        space: SpaceId,
        changed: Changed<T>,
        missing: ShareError,
    ) -> Result<T, ShareError> {
        match changed {
            Changed::Now(value) => Ok(value),
            Changed::NotThere => Err(missing),
            Changed::NotYours => Err(ShareError::NotYours),
            Changed::NotAMember => Err(self.outside(who, space).await),
        }
    }

    async fn written(&self, who: &SignedIn, space: SpaceId, written: Written) -> Result<Share, ShareError> {
        match written {
            Written::Now(share) => Ok(*share),
            Written::Unfit(unfit) => Err(ShareError::Unfit(unfit)),
            Written::QuotaReached => Err(ShareError::QuotaReached),
            Written::Empty => Err(ShareError::invalid("text", "invalid", "must be given where there are no pictures")),
            Written::NotThere => Err(ShareError::NoSuchShare),
            Written::NotYours => Err(ShareError::NotYours),
            Written::NotAMember => Err(self.outside(who, space).await),
        }
    }

    /// A text as it may be said; where it may be missing, white space says nothing.
    pub(in crate::shares) fn wording(
        &self,
        field: &str,
        said: &str,
        may_be_missing: bool,
    ) -> Result<String, ShareError> {
        if may_be_missing && said.trim().is_empty() {
            return Ok(String::new());
        }
        let text = text::text(said, self.0.text_characters);
        text.map_err(|allowed| ShareError::invalid(field, "invalid", allowed))
    }

    pub(in crate::shares) fn count_post(&self, who: &SignedIn) -> Result<(), ShareError> {
        self.0.posts.count(&who.account()).map_err(|wait_seconds| ShareError::TooFast { wait_seconds })
    }

    pub(in crate::shares) fn leaving(&self) -> Leaving {
        Leaving { erasing: self.0.media.erasing(), job: self.0.ids.uuid() }
    }

    pub(in crate::shares) async fn announce(&self, event: ShareEvent) {
        self.0.events.announce(event).await;
    }

    async fn told(&self, share: Share, event: fn(Arc<ShareView>) -> ShareEvent) -> Result<ShareView, ShareError> {
        let view = self.view(share).await?;
        self.announce(event(Arc::new(view.clone()))).await;
        Ok(view)
    }

    // --- as members see it ----------------------------------------------------------------------------------------

    /// As whom these are shown in their space. Nothing else here says who somebody is.
    pub(in crate::shares) async fn people(
        &self,
        faces: impl IntoIterator<Item = Face>,
    ) -> Stored<HashMap<PersonId, Person>> {
        self.0.spaces.shown(faces).await
    }

    async fn view(&self, share: Share) -> Result<ShareView, ShareError> {
        self.views(vec![share]).await?.pop().ok_or(ShareError::NoSuchShare)
    }

    pub(in crate::shares) async fn views(&self, shares: Vec<Share>) -> Stored<Vec<ShareView>> {
        let people = self.people(shares.iter().map(|share| share.author)).await?;
        let view = |share: Share| {
            let share = share.shown_to_others();
            ShareView {
                id: share.id,
                space_id: share.space,
                author: person(&people, share.author),
                text: share.text,
                hidden: share.hidden,
                pictures: self.0.media.captioned(&share.pictures, Frame::Shares(share.space.0)),
                comments: share.comments,
                reactions: share.reactions,
                created_at: share.created_at,
                edited_at: share.edited_at,
            }
        };
        Ok(shares.into_iter().map(view).collect())
    }
}

pub(in crate::shares) fn person(people: &HashMap<PersonId, Person>, face: Face) -> Person {
    people.get(&face.shown).cloned().unwrap_or_else(|| Person::deleted(face.shown))
}

/// What an account's export holds of its shares.
struct SharesExport(Arc<dyn ShareStore>);

#[async_trait]
impl ExportSection for SharesExport {
    fn name(&self) -> &'static str {
        "shares"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let shares = self.0.posted_by(account, after, PART + 1).await?;
        Ok(Page::cut(shares, PART, |share| share.id).map(|share| {
            let picture = |one: &media::Captioned| json!({ "media_id": one.picture.id, "caption": one.caption });
            json!({
                "id": share.id,
                "space_id": share.space,
                "text": share.text,
                "pictures": share.pictures.iter().map(picture).collect::<Vec<_>>(),
                "created_at": share.created_at,
                "edited_at": share.edited_at,
            })
        }))
    }
}

/// What it said under others'.
struct CommentsExport(Arc<dyn CommentStore>);

#[async_trait]
impl ExportSection for CommentsExport {
    fn name(&self) -> &'static str {
        "share_comments"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let comments = self.0.said_by(account, after, PART + 1).await?;
        Ok(Page::cut(comments, PART, |comment| comment.id).map(|comment| {
            json!({
                "id": comment.id,
                "space_id": comment.space,
                "share_id": comment.share,
                "text": comment.text,
                "created_at": comment.created_at,
                "edited_at": comment.edited_at,
            })
        }))
    }
}

/// The feature's parts of an account's export.
pub fn export(db: Db) -> Vec<Arc<dyn ExportSection>> {
    vec![Arc::new(SharesExport(Arc::new(SqlShares(db.clone())))), Arc::new(CommentsExport(Arc::new(SqlComments(db))))]
}

/// What is said of pictures, by the field that says it.
fn captions(pictures: &[Wanted]) -> impl Iterator<Item = (&'static str, &str)> {
    pictures.iter().filter_map(|one| one.caption.as_deref()).map(|caption| ("pictures", caption))
}
