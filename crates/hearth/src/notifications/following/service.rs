//! What follows from each event.

use tokio::sync::mpsc::Receiver;

use crate::accounts::{AccountEvent, AccountId, Person};
use crate::chat::{ChatEvent, ChatId, Level, MessageView};
use crate::gatherings::{GatheringEvent, GatheringId, What};
use crate::notifications::model::{Gone, Kind, Subject};
use crate::notifications::rules;
use crate::notifications::service::{News, Notifications, PART};
use crate::platform::database::Stored;
use crate::shares::{CommentId, CommentView, ShareEvent, ShareId};
use crate::spaces::{Face, SpaceEvent, SpaceId};

/// People that one message tells by name; a message that names more names nobody in particular.
const MOST_NAMED: usize = 50;

macro_rules! follow {
    ($($(#[$doc:meta])* $follow:ident: $event:ty => $heard:ident),* $(,)?) => {$(
        $(#[$doc])*
        pub async fn $follow(notifications: Notifications, mut events: Receiver<$event>) {
            while let Some(event) = events.recv().await {
                if let Err(error) = notifications.$heard(event).await {
                    tracing::warn!(%error, "somebody wasn't told of something");
                }
            }
        }
    )*};
}

follow! {
    /// Until the announcers are gone; as all of these.
    follow_accounts: AccountEvent => heard_of_account,
    follow_chats: ChatEvent => heard_of_chat,
    follow_shares: ShareEvent => heard_of_share,
    follow_gatherings: GatheringEvent => heard_of_gathering,
    follow_spaces: SpaceEvent => heard_of_space,
}

impl Notifications {
    async fn heard_of_account(&self, event: AccountEvent) -> Stored<()> {
        match event {
            AccountEvent::SessionEnded { session } => self.session_ended(session).await,
            // What is left of a deleted account, a job takes away.
            _ => Ok(()),
        }
    }

    // --- chats ----------------------------------------------------------------------------------------------------

    async fn heard_of_chat(&self, event: ChatEvent) -> Stored<()> {
        match event {
            ChatEvent::MessageSent(message) => {
                // Sending reads what was said before.
                self.heard_read(message.from.account, message.chat_id, message.number).await?;
                self.tell_named(&message).await?;
                self.tell_answered(&message).await?;
                self.burst(message.chat_id).await
            }
            ChatEvent::MessageEdited(message) => self.tell_named(&message).await,
            ChatEvent::MessageDeleted(message) | ChatEvent::MessageHidden(message) => {
                self.forget(Gone::Message { chat: message.chat_id, number: message.number }).await
            }
            ChatEvent::Reacted { chat, number, author, by, emoji, on } => {
                let subject = Subject::Message { chat, number };
                let cause = format!("{}:{emoji}", by.shown);
                if on {
                    self.tell_in_chat(chat, author, Kind::Reaction, subject, cause, by).await
                } else {
                    self.withdraw(author.account, Kind::Reaction, subject, &cause).await
                }
            }
            ChatEvent::Read { chat, who, number, .. } => self.heard_read(who.account, chat, number).await,
            ChatEvent::Left { account, chat } => self.forget(Gone::ChatOf { account, chat }).await,
            ChatEvent::Closed { chat } => self.forget(Gone::Chat(chat)).await,
            ChatEvent::MessageReacted(_)
            | ChatEvent::MessageRestored(_)
            | ChatEvent::MessagePinned(_)
            | ChatEvent::LevelChanged { .. }
            | ChatEvent::Typing { .. }
            | ChatEvent::Joined { .. }
            | ChatEvent::Changed(_) => Ok(()),
        }
    }

    async fn heard_read(&self, account: AccountId, chat: ChatId, number: i64) -> Stored<()> {
        if self.0.notices.read_up_to(account, chat.0, number, self.0.clock.now()).await? > 0 {
            self.changed(account, vec![]).await?;
        }
        Ok(())
    }

    async fn tell_named(&self, message: &MessageView) -> Stored<()> {
        if message.mentions.is_empty() || message.mentions.len() > MOST_NAMED {
            return Ok(());
        }
        let (chat, number) = (message.chat_id, message.number);
        for part in self.0.chats.addressed(chat, &message.mentions).await? {
            let (subject, cause) = (Subject::Message { chat, number }, number.to_string());
            self.tell_in_chat(chat, part.face(), Kind::Mention, subject, cause, message.from).await?;
        }
        Ok(())
    }

    async fn tell_answered(&self, message: &MessageView) -> Stored<()> {
        let Some(answered) = message.reply_to else { return Ok(()) };
        let (chat, number) = (message.chat_id, message.number);
        let Some(author) = self.0.chats.author(chat, answered).await? else { return Ok(()) };
        // Whoever is named is told so, once.
        if message.mentions.contains(&author.shown) {
            return Ok(());
        }
        let (subject, cause) = (Subject::Message { chat, number }, number.to_string());
        self.tell_in_chat(chat, author, Kind::Reply, subject, cause, message.from).await
    }

    /// Tells one who takes part in a chat, and wants to be told that much of it.
    async fn tell_in_chat(
        &self,
        chat: ChatId,
        whom: Face,
        kind: Kind,
        subject: Subject,
        cause: String,
        by: Face,
    ) -> Stored<()> {
        let account = whom.account;
        let Some(part) = self.0.chats.part_in(chat, account).await? else { return Ok(()) };
        let levels = self.levels_of(account, part.chat().space.as_slice()).await?;
        let level = rules::level(part.attention(), levels.values().next(), self.0.clock.now());
        if !rules::is_told(kind, level) {
            return Ok(());
        }
        self.tell(News { account, kind, subject, cause, actor: Some(by) }).await
    }

    // --- shares ---------------------------------------------------------------------------------------------------

    async fn heard_of_share(&self, event: ShareEvent) -> Stored<()> {
        match event {
            ShareEvent::Commented { comment, .. } => self.tell_of_comment(&comment).await,
            ShareEvent::CommentDeleted { space, share, comment, .. } => {
                self.withdraw_comment(space, share, comment).await
            }
            ShareEvent::CommentHidden(comment) => {
                self.withdraw_comment(comment.space_id, comment.share_id, comment.id).await
            }
            ShareEvent::ReactedBy { space, share, author, by, emoji, on } => {
                let subject = Subject::Share { space, share, comment: None };
                let cause = format!("{}:{emoji}", by.shown);
                if on {
                    self.tell_in_space(space, author, Kind::Reaction, subject, cause, Some(by)).await
                } else {
                    self.withdraw(author.account, Kind::Reaction, subject, &cause).await
                }
            }
            ShareEvent::Deleted { share, .. } => self.forget(Gone::Share(share)).await,
            ShareEvent::Hidden(share) => self.forget(Gone::Share(share.id)).await,
            ShareEvent::Posted(_)
            | ShareEvent::Edited(_)
            | ShareEvent::Reacted(_)
            | ShareEvent::Restored(_)
            | ShareEvent::CommentEdited(_)
            | ShareEvent::CommentRestored(_) => Ok(()),
        }
    }

    async fn withdraw_comment(&self, space: SpaceId, share: ShareId, comment: CommentId) -> Stored<()> {
        let Some(author) = self.0.shares.author(space, share).await? else { return Ok(()) };
        let subject = Subject::Share { space, share, comment: None };
        self.withdraw(author.account, Kind::Comment, subject, &comment.to_string()).await
    }

    async fn tell_of_comment(&self, comment: &CommentView) -> Stored<()> {
        let (space, share): (SpaceId, ShareId) = (comment.space_id, comment.share_id);
        let Some(author) = self.0.shares.author(space, share).await? else { return Ok(()) };
        let by = self.face_in(space, &comment.author).await?;
        let subject = Subject::Share { space, share, comment: Some(comment.id) };
        self.tell_in_space(space, author, Kind::Comment, subject, comment.id.to_string(), by).await
    }

    async fn face_in(&self, space: SpaceId, person: &Person) -> Stored<Option<Face>> {
        let account = self.0.spaces.whose(space, person.id).await?;
        Ok(account.map(|account| Face { account, shown: person.id }))
    }

    /// Tells a member of a space who wants to be told that much of it.
    async fn tell_in_space(
        &self,
        space: SpaceId,
        whom: Face,
        kind: Kind,
        subject: Subject,
        cause: String,
        actor: Option<Face>,
    ) -> Stored<()> {
        let account = whom.account;
        let spaces = self.0.spaces.heard_by(account).await?;
        if spaces.binary_search(&space).is_err() || !self.is_told_in(account, space, kind).await? {
            return Ok(());
        }
        self.tell(News { account, kind, subject, cause, actor }).await
    }

    async fn is_told_in(&self, account: AccountId, space: SpaceId, kind: Kind) -> Stored<bool> {
        let level = self.levels_of(account, &[space]).await?;
        let level = level.get(&space).map_or(Level::All, |level| level.attention.at(self.0.clock.now()).level);
        Ok(rules::is_told(kind, level))
    }

    // --- gatherings -----------------------------------------------------------------------------------------------

    async fn heard_of_gathering(&self, event: GatheringEvent) -> Stored<()> {
        match event {
            GatheringEvent::Proposed { gathering, host, invited } => {
                let host = Some(Face { account: host, shown: gathering.host.id });
                for account in invited {
                    self.tell_of_gathering(gathering.id, gathering.space_id, account, host).await?;
                }
                Ok(())
            }
            GatheringEvent::Entered { gathering, account, invited: true } => {
                self.tell_of_gathering(gathering.id, gathering.space_id, account, None).await
            }
            GatheringEvent::Answered(news) if news.answer.is_some() => {
                let Some(answering) = self.0.gatherings.answering(news.gathering, news.attendee).await? else {
                    return Ok(());
                };
                let subject = Subject::Gathering { gathering: news.gathering, space: answering.space };
                let (cause, actor) = (answering.attendee.to_string(), answering.by);
                self.tell_attendee(answering.host.account, Kind::GatheringAnswered, subject, cause, actor).await
            }
            GatheringEvent::Told { gathering, space, sequence, what, accounts } => {
                let subject = Subject::Gathering { gathering, space };
                for account in accounts {
                    let cause = format!("{what:?}:{sequence}");
                    self.tell_attendee(account, kind_of(what), subject, cause, None).await?;
                }
                Ok(())
            }
            GatheringEvent::Left { gathering, account, .. } => {
                self.forget(Gone::GatheringOf { account, gathering }).await
            }
            GatheringEvent::Deleted { gathering, .. } => self.forget(Gone::Gathering(gathering)).await,
            GatheringEvent::Answered(_)
            | GatheringEvent::Entered { .. }
            | GatheringEvent::Changed(_)
            | GatheringEvent::Renamed(_) => Ok(()),
        }
    }

    async fn tell_of_gathering(
        &self,
        gathering: GatheringId,
        space: Option<SpaceId>,
        account: AccountId,
        by: Option<Face>,
    ) -> Stored<()> {
        let subject = Subject::Gathering { gathering, space };
        self.tell_attendee(account, Kind::GatheringProposed, subject, "asked".to_owned(), by).await
    }

    async fn tell_attendee(
        &self,
        account: AccountId,
        kind: Kind,
        subject: Subject,
        cause: String,
        actor: Option<Face>,
    ) -> Stored<()> {
        if let Subject::Gathering { space: Some(space), .. } = subject
            && !self.is_told_in(account, space, kind).await?
        {
            return Ok(());
        }
        self.tell(News { account, kind, subject, cause, actor }).await
    }

    // --- spaces ---------------------------------------------------------------------------------------------------

    async fn heard_of_space(&self, event: SpaceEvent) -> Stored<()> {
        match event {
            SpaceEvent::Invited { account, by, space } => {
                let subject = Subject::Space(space.id);
                let cause = by.shown.to_string();
                self.tell(News { account, kind: Kind::Invitation, subject, cause, actor: Some(by) }).await
            }
            // Of a space that one comes into there is nothing but the invitation.
            SpaceEvent::Joined { account, space, .. } => self.forget(Gone::SpaceOf { account, space: space.id }).await,
            SpaceEvent::Left { face, space, .. } => {
                self.0.levels.forget(face.account, space).await?;
                self.forget(Gone::SpaceOf { account: face.account, space }).await
            }
            SpaceEvent::Deleted { space, .. } => {
                while self.0.levels.forget_space(space, PART).await? > 0 {}
                self.forget(Gone::Space(space)).await
            }
            SpaceEvent::Changed(_) | SpaceEvent::MemberChanged { .. } => Ok(()),
        }
    }
}

fn kind_of(what: What) -> Kind {
    match what {
        What::Settled => Kind::GatheringSettled,
        What::Changed | What::Cancelled | What::Reopened | What::Room => Kind::GatheringChanged,
        What::Reminder { .. } => Kind::GatheringReminder,
    }
}
