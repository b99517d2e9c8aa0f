//! The act of sending.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::accounts::{AccountId, Permission, Person, PersonId, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::messages::model::{Draft, Message, MessageView};
use crate::chat::messages::service::invalid;
use crate::chat::messages::store::Appended;
use crate::chat::messages::{MessageStore, Messages, rules};
use crate::chat::model::ChatId;
use crate::media::{self, Media, Picture, Wanted};
use crate::platform::batches::Batches;
use crate::platform::bus::Bus;
use crate::platform::database::{StoreError, Stored};
use crate::platform::screening::Held;
use crate::spaces::{Face, Pseudonym};

/// A message that somebody wants to send.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewMessage {
    pub text: String,
    pub client_id: Option<String>,
    pub reply_to: Option<i64>,
    pub content_warning: Option<String>,
    /// Up to ten. With some, the text may be empty.
    pub attachments: Vec<Wanted>,
    /// Its author was asked whether they mean it so, and does.
    #[serde(default)]
    pub confirmed: bool,
}

/// A sent message, and whether it is new.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Arc<MessageView>,
    pub now: bool,
}

pub(in crate::chat) type Appending = Batches<(Draft, Person), Stored<(Appended, Option<Arc<MessageView>>)>>;

impl Messages {
    /// Sends a message. The same client id again, by the same sender to the same chat, answers with the first one.
    pub async fn send(&self, who: &SignedIn, chat: ChatId, new: NewMessage) -> Result<Sent, ChatError> {
        who.must(Permission::SendMessages)?;
        let (sender, warning) = (who.account(), new.content_warning.as_deref().unwrap_or_default());
        self.0.sends.count(&sender).map_err(|wait_seconds| ChatError::TooFast { wait_seconds })?;
        let mut texts = vec![("text", new.text.as_str()), ("content_warning", warning)];
        let captions = new.attachments.iter().filter_map(|one| one.caption.as_deref());
        texts.extend(captions.map(|caption| ("attachments", caption)));
        if self.0.accounts.screen().must_wait(sender.0, &texts, new.confirmed).await? {
            return self.hold(sender, chat, new).await;
        }
        self.send_as(sender, chat, new, false).await
    }

    /// Keeps a message until somebody has looked at it. It must be one that could be sent.
    async fn hold(&self, sender: AccountId, chat: ChatId, new: NewMessage) -> Result<Sent, ChatError> {
        let proof = self.proof_of(sender, chat).await?;
        self.wording(&new.text, !new.attachments.is_empty(), new.content_warning.as_deref())?;
        let again = new.client_id.as_deref().map(rules::client_id).transpose().map_err(invalid("client_id"))?;
        let (text, draft) = (new.text.clone(), json!(new));
        let captions = new.attachments.iter().map(|one| one.caption.clone().unwrap_or_default()).collect();
        let pictures = new.attachments.iter().map(|one| one.media_id.0).collect();
        let (author, face, content_warning) = (sender.0, proof.shown().0, new.content_warning.clone());
        let place = chat.0;
        let kind = "message";
        let held = Held { author, face, kind, place, text, content_warning, captions, pictures, draft, again };
        Err(self.0.accounts.screen().hold(held).await.into())
    }

    /// As [`Messages::send`], in the name of who was allowed to say it. `waited`: it was held, and counted then.
    pub(in crate::chat) async fn send_as(
        &self,
        sender: AccountId,
        chat: ChatId,
        new: NewMessage,
        waited: bool,
    ) -> Result<Sent, ChatError> {
        let this = &self.0;
        let attachments = media::wanted(new.attachments).map_err(ChatError::Attachments)?;
        let (text, content_warning) =
            self.wording(&new.text, !attachments.is_empty(), new.content_warning.as_deref())?;
        let client_id = new.client_id.as_deref().map(rules::client_id).transpose().map_err(invalid("client_id"))?;
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
            waited,
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
                let proof = self.proof_of(sender, chat).await?;
                Ok(Sent { message: Arc::new(self.one(&proof, number).await?), now: false })
            }
            (Appended::NoSuchReply, _) => {
                let message = "must be the number of a message in this chat".to_owned();
                Err(ChatError::Invalid { field: "reply_to", message })
            }
            (Appended::Unfit(unfit), _) => Err(ChatError::Attachments(unfit)),
            (Appended::RequestWaits, _) => Err(ChatError::RequestWaits),
            (Appended::TooSoon { wait_seconds }, _) => Err(ChatError::SlowMode { wait_seconds }),
            (Appended::NotAMember, _) if this.chats.is_withheld(chat, sender).await? => Err(ChatError::BlockedByYou),
            (Appended::NotAMember | Appended::Now { .. }, _) => Err(ChatError::NoSuchChat),
        }
    }
}

/// The task that writes messages: concurrent sends share a transaction, and are announced in the order of their
/// numbers before anybody's next one is written.
pub(in crate::chat) fn appending(
    store: Arc<dyn MessageStore>,
    media: Media,
    events: Bus<ChatEvent>,
    strangers: i64,
) -> Appending {
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
                        Some(Arc::new(MessageView::new(message, sender, &media)))
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
        hidden: false,
    }
}
