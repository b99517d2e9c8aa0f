//! The acts on messages.

use std::sync::Arc;

use super::model::{Draft, Message, MessageView, Since, Window};
use super::rules;
use super::store::{Appended, MessageStore, Reacted, Revision};
use crate::accounts::{AccountId, Accounts, Permission, Person, PersonId, Reaction, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::model::{ChatId, Membership};
use crate::chat::rules::{may_manage, may_moderate, takes_part};
use crate::chat::store::ChatStore;
use crate::media::{self, Media, Picture, Wanted};
use crate::platform::batches::Batches;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{StoreError, Stored};
use crate::platform::limits::Limiter;
use crate::platform::metrics::Metrics;
use crate::platform::page::Page;
use crate::platform::text;
use crate::spaces::{Face, Pseudonym, Spaces};

/// A message that somebody wants to send.
#[derive(Clone, Debug, Default)]
pub struct NewMessage {
    pub text: String,
    pub client_id: Option<String>,
    pub reply_to: Option<i64>,
    pub content_warning: Option<String>,
    /// Up to ten. With some, the text may be empty.
    pub attachments: Vec<Wanted>,
}

/// A sent message, and whether it is new.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Arc<MessageView>,
    pub now: bool,
}

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

type Appending = Batches<(Draft, Person), Stored<(Appended, Option<Arc<MessageView>>)>>;

/// What is said. Cheap to clone.
#[derive(Clone)]
pub struct Messages(Arc<Inner>);

struct Inner {
    store: Arc<dyn MessageStore>,
    chats: Arc<dyn ChatStore>,
    accounts: Accounts,
    spaces: Spaces,
    media: Media,
    clock: Clock,
    events: Bus<ChatEvent>,
    sends: Limiter<AccountId>,
    metrics: Metrics,
    appending: Appending,
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

    /// Sends a message. The same client id again, by the same sender to the same chat, answers with the first one.
    pub async fn send(&self, who: &SignedIn, chat: ChatId, new: NewMessage) -> Result<Sent, ChatError> {
        let this = &self.0;
        let sender = who.account();
        if !who.may(Permission::SendMessages) {
            return Err(ChatError::NotAllowed);
        }
        let attachments = media::wanted(new.attachments).map_err(ChatError::Attachments)?;
        let (text, content_warning) =
            self.wording(&new.text, !attachments.is_empty(), new.content_warning.as_deref())?;
        let client_id = new.client_id.as_deref().map(rules::client_id).transpose().map_err(invalid("client_id"))?;
        this.sends.count(&sender).map_err(|wait_seconds| ChatError::TooFast { wait_seconds })?;
        let person = self.person(sender).await?;
        let mentions = self.mentions(chat, &text).await?;
        let draft = Draft {
            chat,
            sender,
            client_id,
            text,
            content_warning,
            reply_to: new.reply_to,
            mentions,
            attachments,
            created_at: this.clock.now(),
        };
        let (appended, view) = this
            .appending
            .submit((draft, person))
            .await
            .ok_or_else(|| StoreError::Failed("the task that appends messages has ended".into()))??;
        match (appended, view) {
            (Appended::Now { .. }, Some(message)) => {
                this.metrics.messages.inc();
                Ok(Sent { message, now: true })
            }
            (Appended::Already { number }, _) => {
                let proof = self.proof(who, chat).await?;
                Ok(Sent { message: Arc::new(self.one(&proof, number).await?), now: false })
            }
            (Appended::NoSuchReply, _) => {
                let message = "must be the number of a message in this chat".to_owned();
                Err(ChatError::Invalid { field: "reply_to", message })
            }
            (Appended::Unfit(unfit), _) => Err(ChatError::Attachments(unfit)),
            (Appended::RequestWaits, _) => Err(ChatError::RequestWaits),
            (Appended::NotAMember | Appended::Now { .. }, _) => Err(ChatError::NoSuchChat),
        }
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
    fn wording(
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

    async fn proof(&self, who: &SignedIn, chat: ChatId) -> Result<Membership, ChatError> {
        self.0.chats.membership(chat, who.account()).await?.ok_or(ChatError::NoSuchChat)
    }

    async fn one(&self, proof: &Membership, number: i64) -> Result<MessageView, ChatError> {
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
                Some(message) if !message.deleted => ChatError::NotYours,
                _ => ChatError::NoSuchMessage,
            });
        };
        let view = self.view(message).await?;
        self.0.events.announce(event(Arc::new(view.clone()))).await;
        Ok(view)
    }

    /// Who takes part under a name that the text says: who is hidden by a pseudonym has no other there.
    async fn mentions(&self, chat: ChatId, text: &str) -> Stored<Vec<PersonId>> {
        let names = rules::mentioned(text);
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let accounts = self.0.accounts.by_usernames(&names).await?;
        let (space, own) = self.0.chats.own_among(chat, &accounts).await?;
        let mut mentioned: Vec<PersonId> = own.into_iter().map(PersonId::from).collect();
        if let Some(space) = space {
            let hidden = self.0.spaces.under_pseudonyms(space, &names).await?;
            mentioned.extend(self.0.chats.hidden_among(chat, &hidden).await?);
        }
        Ok(mentioned)
    }

    async fn person(&self, account: AccountId) -> Stored<Person> {
        let mut people = self.0.accounts.people(&[account]).await?;
        Ok(people.remove(&account).unwrap_or_else(|| Person::deleted(account)))
    }

    async fn view(&self, message: Message) -> Result<MessageView, ChatError> {
        self.views(vec![message]).await?.pop().ok_or(ChatError::NoSuchMessage)
    }

    pub(in crate::chat) fn shown(&self, message: Message, sender: Person) -> MessageView {
        shown(&self.0.media, message, sender)
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

fn invalid(field: &'static str) -> impl Fn(String) -> ChatError {
    move |message| ChatError::Invalid { field, message }
}

/// The task that writes messages: concurrent sends share a transaction, and are announced in the order of their
/// numbers before anybody's next one is written.
fn appending(store: Arc<dyn MessageStore>, media: Media, events: Bus<ChatEvent>, strangers: i64) -> Appending {
    Batches::new(move |items: Vec<(Draft, Person)>| {
        let (store, media, events) = (store.clone(), media.clone(), events.clone());
        async move {
            let (drafts, people): (Vec<Draft>, Vec<Person>) = items.into_iter().unzip();
            let appended = append(store.as_ref(), &drafts, strangers).await;
            let mut results = Vec::with_capacity(drafts.len());
            for ((draft, person), appended) in drafts.into_iter().zip(people).zip(appended) {
                let view = match &appended {
                    Ok(Appended::Now { number, position, pictures, pseudonym }) => {
                        let sender = pseudonym.clone().map_or(person, Pseudonym::person);
                        let message = sent(draft, sender.id, (*number, *position), pictures);
                        Some(Arc::new(shown(&media, message, sender)))
                    }
                    _ => None,
                };
                if let Some(view) = &view {
                    events.announce(ChatEvent::MessageSent(view.clone())).await;
                }
                results.push(appended.map(|appended| (appended, view)));
            }
            results
        }
    })
}

/// Appends a batch. When the batch as a whole fails for a defect, each is tried alone, so that one bad message can't
/// take others with it.
async fn append(store: &dyn MessageStore, drafts: &[Draft], strangers: i64) -> Vec<Stored<Appended>> {
    match store.append(drafts, strangers).await {
        Ok(appended) => appended.into_iter().map(Ok).collect(),
        Err(StoreError::Failed(_)) if drafts.len() > 1 => {
            let mut alone = Vec::with_capacity(drafts.len());
            for draft in drafts {
                let appended = store.append(std::slice::from_ref(draft), strangers).await;
                alone.push(appended.and_then(|mut one| {
                    one.pop().ok_or_else(|| StoreError::Failed("appending answered nothing".into()))
                }));
            }
            alone
        }
        Err(error) => drafts.iter().map(|_| Err(error.clone())).collect(),
    }
}

fn shown(media: &Media, message: Message, sender: Person) -> MessageView {
    let attachments = media.captioned(&message.attachments);
    MessageView::new(message, sender, attachments)
}

fn sent(draft: Draft, shown: PersonId, (number, position): (i64, i64), pictures: &[Picture]) -> Message {
    let attachments = draft.captioned(pictures);
    Message {
        chat: draft.chat,
        number,
        position,
        sender: Face { account: draft.sender, shown },
        client_id: draft.client_id,
        text: Some(draft.text),
        content_warning: draft.content_warning,
        reply_to: draft.reply_to,
        mentions: draft.mentions,
        attachments,
        reactions: Vec::new(),
        created_at: draft.created_at,
        edited_at: None,
        deleted: false,
        pinned: false,
    }
}
