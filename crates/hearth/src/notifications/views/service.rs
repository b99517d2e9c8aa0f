//! Finding the words.

use std::collections::HashMap;

use super::model::Item;
use crate::accounts::{Person, PersonId};
use crate::chat::{ChatId, Quote};
use crate::gatherings::{GatheringId, Named};
use crate::notifications::derived::Viewer;
use crate::notifications::model::{Gone, Kind, Notice, NotificationView, Subject};
use crate::notifications::rules::excerpt;
use crate::notifications::service::Notifications;
use crate::platform::database::Stored;
use crate::shares::{CommentId, Said, ShareId};
use crate::spaces::{Face, SpaceId};

/// What the rows of a page are about, as it stands.
#[derive(Default)]
struct Words {
    people: HashMap<PersonId, Person>,
    quotes: HashMap<(ChatId, i64), Quote>,
    said: HashMap<(ShareId, Option<CommentId>), Said>,
    gatherings: HashMap<GatheringId, Named>,
    invited: HashMap<SpaceId, String>,
}

impl Notifications {
    /// As their account sees them. What isn't there for it any more is left out, and forgotten; what it may not see now, but
    /// perhaps later, is only left out.
    pub(in crate::notifications) async fn views(
        &self,
        viewer: &Viewer,
        items: Vec<Item>,
    ) -> Stored<Vec<NotificationView>> {
        let words = self.words(viewer, &items).await?;
        let mut views = Vec::with_capacity(items.len());
        let mut gone = Vec::new();
        for item in items {
            match view(viewer, &words, &item) {
                Some(view) => views.push(view),
                None if may_see(viewer, &item) => gone.push(item.id()),
                None => {}
            }
        }
        for id in &gone {
            self.0.notices.forget(Gone::One(*id), 1).await?;
        }
        if !gone.is_empty() {
            self.changed(viewer.account, gone).await?;
        }
        Ok(views)
    }

    async fn words(&self, viewer: &Viewer, items: &[Item]) -> Stored<Words> {
        let rows: Vec<&Notice> = items.iter().filter_map(row).collect();
        let mut messages = Vec::new();
        let mut shares = Vec::new();
        let mut gatherings = Vec::new();
        for notice in &rows {
            match notice.subject {
                Subject::Message { chat, number } => messages.push((chat, number)),
                Subject::Share { space, share, comment } => {
                    shares.push((space, share, None));
                    shares.extend(comment.map(|comment| (space, share, Some(comment))));
                }
                Subject::Gathering { gathering, .. } => gatherings.push(gathering),
                Subject::Space(_) | Subject::Report(_) | Subject::Decision(_) => {}
            }
        }
        let mut words = Words {
            people: self.0.spaces.shown(items.iter().flat_map(|item| faces(viewer, item))).await?,
            ..Words::default()
        };
        if viewer.reads && !messages.is_empty() {
            let quotes = self.0.chats.quoted(viewer.account, &messages).await?;
            words.quotes = quotes.into_iter().map(|quote| ((quote.proof.chat_id(), quote.number), quote)).collect();
        }
        if !shares.is_empty() {
            let said = self.0.shares.said(&shares).await?;
            words.said = said.into_iter().map(|said| ((said.share, said.comment), said)).collect();
        }
        if !gatherings.is_empty() {
            let named = self.0.gatherings.named(viewer.account, &gatherings).await?;
            words.gatherings = named.into_iter().map(|named| (named.id, named)).collect();
        }
        if rows.iter().any(|notice| notice.kind == Kind::Invitation) {
            let spaces = self.0.spaces.invited_to(viewer.account).await?;
            let name = |space: crate::spaces::Space| (space.id, space.profile.name.as_str().to_owned());
            words.invited = spaces.into_iter().map(name).collect();
        }
        Ok(words)
    }
}

/// Whether it could be shown, if it were there.
fn may_see(viewer: &Viewer, item: &Item) -> bool {
    viewer.reads || row(item).is_none_or(|notice| !matches!(notice.subject, Subject::Message { .. }))
}

fn row(item: &Item) -> Option<&Notice> {
    match item {
        Item::Row(notice) => Some(notice),
        Item::Chat(..) | Item::Posted(_) | Item::Proposed(_) => None,
    }
}

fn faces(viewer: &Viewer, item: &Item) -> Vec<Face> {
    match item {
        Item::Row(notice) => notice.actors.clone(),
        Item::Chat(listed, _) => listed.membership.chat().other(viewer.account).map(Face::own).into_iter().collect(),
        Item::Posted(posted) => vec![posted.author],
        Item::Proposed(proposals) => vec![proposals.host],
    }
}

/// None: it isn't there for the viewer any more.
fn view(viewer: &Viewer, words: &Words, item: &Item) -> Option<NotificationView> {
    let faces = faces(viewer, item);
    let person = |face: &Face| words.people.get(&face.shown).cloned().unwrap_or_else(|| Person::deleted(face.shown));
    let actors: Vec<Person> = faces.iter().map(person).collect();
    let view = NotificationView {
        seen: item.at() <= viewer.state.seen_until,
        actors_count: i64::try_from(actors.len()).unwrap_or(0),
        actors,
        ..NotificationView::plain(item.id(), item.kind(), item.at())
    };
    match item {
        Item::Row(notice) => of_row(viewer, words, notice, view),
        Item::Chat(listed, _) => {
            let chat = listed.membership.chat();
            let other = view.actors.first().map(|other| other.name.clone());
            Some(NotificationView {
                count: listed.unread,
                chat_id: Some(chat.id),
                number: Some(chat.last_number),
                space_id: chat.space,
                gathering_id: chat.gathering().map(GatheringId),
                title: chat.title.clone().or(other).unwrap_or_default(),
                ..view
            })
        }
        Item::Posted(posted) => Some(NotificationView {
            count: posted.count,
            space_id: Some(posted.space),
            share_id: Some(posted.newest),
            title: viewer.space_name(posted.space)?.to_owned(),
            ..view
        }),
        Item::Proposed(proposals) => Some(NotificationView {
            count: proposals.count,
            space_id: Some(proposals.space),
            gathering_id: Some(proposals.newest),
            title: viewer.space_name(proposals.space)?.to_owned(),
            excerpt: excerpt(&proposals.title),
            ..view
        }),
    }
}

fn of_row(viewer: &Viewer, words: &Words, notice: &Notice, view: NotificationView) -> Option<NotificationView> {
    let view = NotificationView {
        seen: view.seen || notice.read_at.is_some(),
        read: notice.read_at.is_some(),
        count: notice.count,
        actors_count: notice.actors_count,
        ..view.about(&notice.subject)
    };
    match notice.subject {
        Subject::Message { chat, number } => {
            let quote = words.quotes.get(&(chat, number))?;
            let other = view.actors.first().map(|other| other.name.clone());
            let chat = quote.proof.chat();
            let text = excerpt(&quote.text).filter(|_| quote.content_warning.is_none());
            let title = chat.title.clone().or(other).unwrap_or_default();
            Some(NotificationView { space_id: chat.space, title, excerpt: text, ..view })
        }
        Subject::Share { space, share, comment } => {
            let said = words.said.get(&(share, None))?;
            let comment = comment.and_then(|comment| words.said.get(&(share, Some(comment))));
            let text = excerpt(&comment.unwrap_or(said).text);
            let (title, comment_id) = (viewer.space_name(space)?.to_owned(), comment.and_then(|said| said.comment));
            Some(NotificationView { title, comment_id, excerpt: text, ..view })
        }
        Subject::Space(space) => {
            let name = words.invited.get(&space).map(String::as_str);
            Some(NotificationView { title: name?.to_owned(), ..view })
        }
        Subject::Gathering { gathering, .. } => {
            let named = words.gatherings.get(&gathering)?;
            let may_know = named.attends || named.space.is_some_and(|space| viewer.space_name(space).is_some());
            may_know.then(|| NotificationView { title: named.title.clone(), space_id: named.space, ..view })
        }
        Subject::Report(_) | Subject::Decision(_) => Some(view),
    }
}
