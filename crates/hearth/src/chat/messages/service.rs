//! The acts on messages.

use std::sync::Arc;

use super::model::{Message, MessageView, Since, Window};
use super::rules;
use super::store::{MessageStore, Reacted, Revision};
use crate::accounts::{AccountId, Accounts, Permission, Person, PersonId, Reaction, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::model::{ChatId, Membership};
use crate::chat::rules::{may_manage, may_moderate, takes_part};
use crate::chat::sending::{Appending, appending};
use crate::chat::store::ChatStore;
use crate::media::Media;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::Stored;
use crate::platform::limits::Limiter;
use crate::platform::metrics::Metrics;
use crate::platform::page::Page;
use crate::platform::text;
use crate::spaces::Spaces;

/// What an edit changes. A content warning that isn't given is taken off.
#[derive(Clone, Debug)]
pub struct Edit {
    pub text: String,
    pub content_warning: Option<String>,
}

/// How far somebody has read.
#[derive(Clone, Copy, Debug)]
pub struct ReadMark {
    pub chat: ChatId,
    pub account: PersonId,
    pub number: i64,
    pub unread: i64,
}

#[derive(Clone, Debug)]
pub struct Search {
    pub query: String,
    pub chat: Option<ChatId>,
    pub before: Option<i64>,
    pub limit: i64,
}

/// What was missed, for the one who was away.
#[derive(Clone, Debug)]
pub struct Resumed {
    pub messages: Vec<MessageView>,
    pub position: i64,
    pub last_number: i64,
    pub reload: bool,
}

/// More changes than this in one chat, and it is better loaded afresh.
const MOST_MISSED: i64 = 500;

/// What is said. Cheap to clone.
#[derive(Clone)]
pub struct Messages(pub(in crate::chat) Arc<Inner>);

pub(in crate::chat) struct Inner {
    store: Arc<dyn MessageStore>,
    pub(in crate::chat) chats: Arc<dyn ChatStore>,
    accounts: Accounts,
    spaces: Spaces,
    media: Media,
    pub(in crate::chat) clock: Clock,
    events: Bus<ChatEvent>,
    pub(in crate::chat) sends: Limiter<AccountId>,
    pub(in crate::chat) metrics: Metrics,
    pub(in crate::chat) appending: Appending,
    text_characters: usize,
    small_members: i64,
}

/// What the service is made of.
pub struct MessageParts<'s> {
    pub settings: &'s Settings,
    pub store: Arc<dyn MessageStore>,
    pub chats: Arc<dyn ChatStore>,
    pub accounts: Accounts,
    pub spaces: Spaces,
    pub media: Media,
    pub clock: Clock,
    pub events: Bus<ChatEvent>,
    pub metrics: Metrics,
}

impl Messages {
    pub fn new(parts: MessageParts<'_>) -> Self {
        let MessageParts { settings, store, chats, accounts, spaces, media, clock, events, metrics } = parts;
        let limits = &settings.limits;
        let appending = appending(store.clone(), media.clone(), events.clone(), settings.chat.request_messages);
        Self(Arc::new(Inner {
            store,
            chats,
            accounts,
            spaces,
            media,
            clock,
            events,
            metrics,
            appending,
            sends: Limiter::per_minute("chat.too_many_messages", limits.enabled, limits.sends_per_account),
            text_characters: limits.text_characters,
            small_members: settings.chat.small_members,
        }))
    }

    pub async fn message(&self, who: &SignedIn, chat: ChatId, number: i64) -> Result<MessageView, ChatError> {
        let proof = self.proof(who, chat).await?;
        self.one(&proof, number).await
    }

    /// A part of the history, ascending, and the number of the newest message.
    pub async fn history(
        &self,
        who: &SignedIn,
        chat: ChatId,
        window: Window,
        limit: i64,
    ) -> Result<(Vec<MessageView>, i64), ChatError> {
        let proof = self.proof(who, chat).await?;
        let messages = self.0.store.window(&proof, window, limit).await?;
        Ok((self.views(messages).await?, proof.chat().last_number))
    }

    /// What changed since, each message as it is now.
    pub async fn resume(&self, who: &SignedIn, chat: ChatId, since: Since) -> Result<Resumed, ChatError> {
        let proof = self.proof(who, chat).await?;
        let missed = self.0.store.missed(&proof, since, MOST_MISSED).await?;
        Ok(Resumed {
            messages: self.views(missed.messages).await?,
            position: missed.position,
            last_number: missed.last_number,
            reload: missed.reload,
        })
    }

    pub async fn pinned(
        &self,
        who: &SignedIn,
        chat: ChatId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Page<MessageView>, ChatError> {
        let proof = self.proof(who, chat).await?;
        let messages = self.0.store.pinned(&proof, before, limit + 1).await?;
        Ok(Page::cut(self.views(messages).await?, limit, |message| message.number))
    }

    pub async fn search(&self, who: &SignedIn, search: Search) -> Result<Page<MessageView>, ChatError> {
        who.must(Permission::ReadMessages)?;
        let words = rules::search_words(&search.query);
        if words.is_empty() {
            let message = "must hold at least one letter or digit".to_owned();
            return Err(ChatError::Invalid { field: "q", message });
        }
        let (before, limit) = (search.before, search.limit);
        let found = self.0.store.search(who.account(), &words, search.chat, before, limit + 1).await?;
        let page = Page::cut(found, limit, |(id, _)| *id);
        let messages = page.items.into_iter().map(|(_, message)| message).collect();
        Ok(Page { items: self.views(messages).await?, next: page.next })
    }

    pub async fn edit(&self, who: &SignedIn, chat: ChatId, number: i64, edit: Edit) -> Result<MessageView, ChatError> {
        who.must(Permission::SendMessages)?;
        let proof = self.proof(who, chat).await?;
        // Only then it has to be known: what has pictures needs no text.
        let has_pictures = edit.text.is_empty()
            && self.0.store.message(&proof, number).await?.is_some_and(|message| !message.attachments.is_empty());
        let (text, content_warning) = self.wording(&edit.text, has_pictures, edit.content_warning.as_deref())?;
        let mentions = self.mentions(chat, &text).await?;
        let revision = Revision { text, content_warning, mentions, at: self.0.clock.now() };
        let changed = self.0.store.revise(&proof, number, revision).await?;
        self.changed(&proof, number, changed, ChatEvent::MessageEdited).await
    }

    /// Leaves a tombstone in the message's place.
    pub async fn delete(&self, who: &SignedIn, chat: ChatId, number: i64) -> Result<MessageView, ChatError> {
        let proof = self.proof(who, chat).await?;
        let changed = self.0.store.delete(&proof, number, may_moderate(&proof), self.0.media.erasing()).await?;
        self.0.media.ring();
        self.changed(&proof, number, changed, ChatEvent::MessageDeleted).await
    }

    pub async fn react(
        &self,
        who: &SignedIn,
        chat: ChatId,
        number: i64,
        emoji: &str,
        on: bool,
    ) -> Result<MessageView, ChatError> {
        if on {
            who.must(Permission::SendMessages)?;
        }
        let emoji = Reaction::emoji(emoji).map_err(|message| ChatError::Invalid { field: "emoji", message })?;
        let proof = self.proof(who, chat).await?;
        if !takes_part(&proof) {
            return Err(ChatError::NotAccepted);
        }
        match self.0.store.react(&proof, number, &emoji, on, self.0.clock.now()).await? {
            Reacted::Now(message) => self.changed(&proof, number, Some(message), ChatEvent::MessageReacted).await,
            Reacted::Already(message) => self.view(message).await,
            Reacted::NoSuchMessage => Err(ChatError::NoSuchMessage),
            Reacted::TooMany => Err(ChatError::TooManyReactions),
        }
    }

    pub async fn pin(&self, who: &SignedIn, chat: ChatId, number: i64, on: bool) -> Result<MessageView, ChatError> {
        let proof = self.proof(who, chat).await?;
        if !may_manage(&proof) {
            return Err(ChatError::NotAllowed);
        }
        let at = on.then(|| self.0.clock.now());
        let Some(message) = self.0.store.pin(&proof, number, at).await? else { return Err(ChatError::NoSuchMessage) };
        self.changed(&proof, number, Some(message), ChatEvent::MessagePinned).await
    }

    /// Moves the read mark forward; a mark never goes back.
    pub async fn read(&self, who: &SignedIn, chat: ChatId, number: i64) -> Result<ReadMark, ChatError> {
        if number < 0 {
            return Err(ChatError::Invalid { field: "number", message: "must be 0 or more".into() });
        }
        let proof = self.proof(who, chat).await?;
        let at = self.0.store.mark_read(&proof, number).await?;
        if at > proof.read_number() {
            // Who still considers a request isn't shown to the stranger as reading.
            let told = takes_part(&proof) && proof.chat().members <= self.0.small_members;
            self.0.events.announce(ChatEvent::Read { chat, who: proof.face(), number: at, told }).await;
        }
        let unread = self.0.chats.unread(chat, who.account()).await?;
        Ok(ReadMark { chat, account: proof.shown(), number: at, unread })
    }

    pub async fn typing(&self, who: &SignedIn, chat: ChatId, typing: bool) -> Result<(), ChatError> {
        who.must(Permission::SendMessages)?;
        let proof = self.proof(who, chat).await?;
        if takes_part(&proof) && proof.chat().members <= self.0.small_members {
            self.0.events.announce(ChatEvent::Typing { chat, who: proof.face(), typing }).await;
        }
        Ok(())
    }

    /// The newest message of each of these chats.
    pub(in crate::chat) async fn newest(&self, proofs: &[Membership]) -> Stored<Vec<MessageView>> {
        let messages = self.0.store.newest(proofs).await?;
        self.views(messages).await
    }

    /// To be called now and then.
    pub fn tidy(&self) {
        self.0.sends.tidy();
    }

    /// A text and its content warning, as they may be said.
    pub(in crate::chat) fn wording(
        &self,
        text: &str,
        has_pictures: bool,
        content_warning: Option<&str>,
    ) -> Result<(String, Option<String>), ChatError> {
        let text = match text {
            "" if has_pictures => String::new(),
            said => text::text(said, self.0.text_characters).map_err(invalid("text"))?,
        };
        let warning = content_warning.map(rules::content_warning).transpose().map_err(invalid("content_warning"))?;
        Ok((text, warning))
    }

    /// That somebody takes part, and may read what is said: each act on messages but sending answers with some.
    pub(in crate::chat) async fn proof(&self, who: &SignedIn, chat: ChatId) -> Result<Membership, ChatError> {
        who.must(Permission::ReadMessages)?;
        self.proof_of(who.account(), chat).await
    }

    pub(in crate::chat) async fn proof_of(&self, account: AccountId, chat: ChatId) -> Result<Membership, ChatError> {
        self.0.chats.membership(chat, account).await?.ok_or(ChatError::NoSuchChat)
    }

    pub(in crate::chat) async fn one(&self, proof: &Membership, number: i64) -> Result<MessageView, ChatError> {
        let message = self.0.store.message(proof, number).await?.ok_or(ChatError::NoSuchMessage)?;
        self.view(message).await
    }

    /// Announces a change, or finds out why there was none.
    async fn changed(
        &self,
        proof: &Membership,
        number: i64,
        changed: Option<Message>,
        event: fn(Arc<MessageView>) -> ChatEvent,
    ) -> Result<MessageView, ChatError> {
        let Some(message) = changed else {
            let message = self.0.store.message(proof, number).await?;
            return Err(match message {
                Some(message) if !message.deleted && !message.hidden => ChatError::NotYours,
                _ => ChatError::NoSuchMessage,
            });
        };
        let view = self.view(message).await?;
        self.0.events.announce(event(Arc::new(view.clone()))).await;
        Ok(view)
    }

    /// Who takes part under a name that the text says: who is hidden by a pseudonym has no other there.
    pub(in crate::chat) async fn mentions(&self, chat: ChatId, text: &str) -> Stored<Vec<PersonId>> {
        let names = rules::mentioned(text);
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let accounts = self.0.accounts.by_usernames(&names).await?;
        let (space, own) = self.0.chats.own_among(chat, &accounts).await?;
        let mut mentioned: Vec<PersonId> = own.into_iter().map(PersonId::from).collect();
        if let Some(space) = space {
            let hidden = self.0.spaces.under_pseudonyms(space, &names).await?;
            if !hidden.is_empty() {
                mentioned.extend(self.0.chats.hidden_among(chat, &hidden).await?);
            }
        }
        // By the ids that are shown: those of the accounts would tell which is older.
        mentioned.sort_unstable();
        Ok(mentioned)
    }

    pub(in crate::chat) async fn person(&self, account: AccountId) -> Stored<Person> {
        let mut people = self.0.accounts.people(&[account]).await?;
        Ok(people.remove(&account).unwrap_or_else(|| Person::deleted(account)))
    }

    async fn view(&self, message: Message) -> Result<MessageView, ChatError> {
        self.views(vec![message]).await?.pop().ok_or(ChatError::NoSuchMessage)
    }

    pub(in crate::chat) fn shown(&self, message: Message, sender: Person) -> MessageView {
        MessageView::new(message, sender, &self.0.media)
    }

    pub(in crate::chat) async fn views(&self, messages: Vec<Message>) -> Stored<Vec<MessageView>> {
        let people = self.0.spaces.shown(messages.iter().map(|message| message.sender)).await?;
        let person = |id| people.get(&id).cloned().unwrap_or_else(|| Person::deleted(id));
        let view = |message: Message| {
            let sender = person(message.sender.shown);
            self.shown(message, sender)
        };
        Ok(messages.into_iter().map(view).collect())
    }
}

pub(in crate::chat) fn invalid(field: &'static str) -> impl Fn(String) -> ChatError {
    move |message| ChatError::Invalid { field, message }
}
