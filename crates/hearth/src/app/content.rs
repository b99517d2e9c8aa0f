//! What moderation decides on: the content of the features, which know nothing of moderation.

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use crate::accounts::{AccountError, AccountId, Accounts, PersonId, SignedIn};
use crate::chat::{ChatError, ChatId, Chats, NewMessage};
use crate::gatherings::{GatheringId, Gatherings};
use crate::moderation::{Around, Kind, Published, Seen, Subject, Subjects, Waiting};
use crate::platform::clock::Time;
use crate::platform::database::{StoreError, Stored};
use crate::shares::{CommentId, ShareId, Shares};
use crate::spaces::{Face, SpaceError, SpaceId, Spaces};

pub(super) struct Content {
    pub(super) accounts: Accounts,
    pub(super) spaces: Spaces,
    pub(super) chats: Chats,
    pub(super) shares: Shares,
    pub(super) gatherings: Gatherings,
}

#[async_trait]
impl Subjects for Content {
    async fn look(&self, who: &SignedIn, subject: Subject) -> Stored<Option<Seen>> {
        let seen = match subject {
            Subject::Message { chat, number } => {
                return Ok(self.chats.seen_message(who, ChatId(chat), number).await?.map(message));
            }
            Subject::Share { space, .. } | Subject::Comment { space, .. } => self.shares.sees(who, space).await?,
            // Not one who is kept apart from the asker: what they said can be reported, by those who see it.
            Subject::Account { person, space: None } => match self.accounts.seen_by(who, AccountId(person.0)).await {
                Ok(_) => true,
                Err(AccountError::Store(error)) => return Err(error),
                Err(_) => false,
            },
            Subject::Account { space: Some(space), .. } => self.shares.sees(who, space).await?,
            Subject::Space { space } => match self.spaces.space(who, space).await {
                Ok(_) => true,
                Err(SpaceError::Store(error)) => return Err(error),
                Err(_) => false,
            },
            Subject::Gathering { gathering } => self.gatherings.sees(who, GatheringId(gathering)).await?,
        };
        if seen { Ok(self.now(subject).await?.filter(|seen| !seen.hidden)) } else { Ok(None) }
    }

    async fn now(&self, subject: Subject) -> Stored<Option<Seen>> {
        Ok(match subject {
            Subject::Message { chat, number } => self.chats.reviewed(ChatId(chat), number).await?.map(message),
            Subject::Share { space, share } => {
                self.shares.reviewed(space, ShareId(share)).await?.map(|share| shared(space, share))
            }
            Subject::Comment { space, share, comment } => {
                let comment = self.shares.reviewed_comment(space, ShareId(share), CommentId(comment)).await?;
                comment.map(|comment| shared(space, comment))
            }
            Subject::Account { person, space } => self.account(person, space).await?,
            Subject::Space { space } => self.spaces.reviewed(space).await?.map(|(name, description, at)| Seen {
                space: Some(space),
                title: Some(name),
                at: Some(at),
                ..said(None, description)
            }),
            Subject::Gathering { gathering } => {
                self.gatherings.reviewed(GatheringId(gathering)).await?.map(|gathering| Seen {
                    space: gathering.space,
                    title: Some(gathering.title),
                    at: Some(gathering.at),
                    ..said(Some(gathering.host), gathering.text)
                })
            }
        })
    }

    async fn hide(&self, subject: Subject) -> Stored<()> {
        self.set_hidden(subject, true).await
    }

    async fn restore(&self, subject: Subject) -> Stored<()> {
        self.set_hidden(subject, false).await
    }

    async fn delete(&self, subject: Subject) -> Stored<()> {
        match subject {
            Subject::Message { chat, number } => self.chats.remove_message(ChatId(chat), number).await,
            Subject::Share { space, share } => self.shares.remove(space, ShareId(share)).await,
            Subject::Comment { space, share, comment } => {
                self.shares.remove_comment(space, ShareId(share), CommentId(comment)).await
            }
            // Their rules say that these aren't deleted by moderators.
            Subject::Account { .. } | Subject::Space { .. } | Subject::Gathering { .. } => Ok(()),
        }
    }

    async fn publish(&self, held: &Waiting) -> Stored<Published> {
        let (author, place) = (held.author.account, held.place);
        let said = |said| if said { Published::Now } else { Published::Never };
        match held.kind {
            Kind::Message => match self.chats.publish(author, ChatId(place), named(held)?).await {
                Ok(()) => Ok(Published::Now),
                Err(ChatError::Store(error)) => Err(error),
                Err(ChatError::RequestWaits) => Ok(Published::Later),
                Err(_) => Ok(Published::Never),
            },
            Kind::Share => {
                let id = ShareId(held.id.0);
                self.shares.publish(author, SpaceId(place), id, draft(held)?).await.map(said)
            }
            Kind::Comment => {
                let id = CommentId(held.id.0);
                self.shares.publish_comment(author, SpaceId(place), id, draft(held)?).await.map(said)
            }
            Kind::Account | Kind::Space | Kind::Gathering => Ok(Published::Never),
        }
    }
}

/// A message that waited, under a name of its own, so that it is said once.
fn named(held: &Waiting) -> Stored<NewMessage> {
    let mut message: NewMessage = draft(held)?;
    message.client_id.get_or_insert_with(|| held.id.to_string());
    Ok(message)
}

/// What waited, in the form of the feature that it is of.
fn draft<T: DeserializeOwned>(held: &Waiting) -> Stored<T> {
    serde_json::from_value(held.draft.clone()).map_err(|error| StoreError::Failed(error.to_string()))
}

impl Content {
    async fn set_hidden(&self, subject: Subject, hidden: bool) -> Stored<()> {
        match subject {
            Subject::Message { chat, number } => self.chats.hide_message(ChatId(chat), number, hidden).await,
            Subject::Share { space, share } => self.shares.hide(space, ShareId(share), hidden).await,
            Subject::Comment { space, share, comment } => {
                self.shares.hide_comment(space, ShareId(share), CommentId(comment), hidden).await
            }
            Subject::Account { .. } | Subject::Space { .. } | Subject::Gathering { .. } => Ok(()),
        }
    }

    /// An account under its own name with what it says of itself, or a pseudonym, which says nothing.
    async fn account(&self, person: PersonId, space: Option<SpaceId>) -> Stored<Option<Seen>> {
        let face = match space {
            None => Face::own(AccountId(person.0)),
            Some(space) => match self.spaces.whose(space, person).await? {
                Some(account) => Face { account, shown: person },
                None => return Ok(None),
            },
        };
        let account = match self.accounts.account(face.account).await {
            Ok(account) => account,
            Err(AccountError::Store(error)) => return Err(error),
            Err(_) => return Ok(None),
        };
        let name = self.spaces.shown([face]).await?.remove(&person).map(|person| person.name);
        let bio = if face.is_own() { account.bio } else { String::new() };
        Ok(Some(Seen { space, title: name, ..said(Some(face), bio) }))
    }
}

fn said(author: Option<Face>, text: String) -> Seen {
    Seen {
        author,
        space: None,
        title: None,
        text,
        content_warning: None,
        pictures: 0,
        at: None,
        hidden: false,
        around: Vec::new(),
    }
}

fn around((by, text, at, before): (Face, String, Time, bool)) -> Around {
    Around { by: Some(by), text, content_warning: None, at, before }
}

fn message(message: crate::chat::Reviewed) -> Seen {
    Seen {
        space: message.space,
        content_warning: message.content_warning,
        pictures: message.pictures,
        at: Some(message.at),
        hidden: message.hidden,
        around: message
            .around
            .into_iter()
            .map(|said| Around {
                by: Some(said.sender),
                text: said.text,
                content_warning: said.content_warning,
                at: said.at,
                before: said.before,
            })
            .collect(),
        ..said(Some(message.sender), message.text)
    }
}

fn shared(space: SpaceId, one: crate::shares::Reviewed) -> Seen {
    Seen {
        space: Some(space),
        pictures: one.pictures,
        at: Some(one.at),
        hidden: one.hidden,
        around: one.around.into_iter().map(around).collect(),
        ..said(Some(one.author), one.text)
    }
}
