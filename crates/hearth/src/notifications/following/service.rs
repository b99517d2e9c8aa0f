//! What follows from each event.

use futures_util::stream::{self, TryStreamExt};
use tokio::sync::mpsc::Receiver;

use crate::accounts::{AccountEvent, AccountId, Person, PersonId};
use crate::chat::{ChatEvent, ChatId, Level, MessageView};
use crate::gatherings::{GatheringEvent, GatheringId, What};
use crate::moderation::ModerationEvent;
use crate::notifications::model::{Gone, Kind, Subject};
use crate::notifications::rules;
use crate::notifications::service::{News, Notifications, PART};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::shares::{CommentId, CommentView, ShareEvent, ShareId};
use crate::spaces::{Face, SpaceEvent, SpaceId};

/// People that one message tells by name; a message that names more names nobody in particular.
const MOST_NAMED: usize = 50;

/// People who are told at a time: what one person is told waits for nothing that another is.
const TOLD_AT_ONCE: usize = 8;

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
    follow_moderation: ModerationEvent => heard_of_moderation,
}

impl Notifications {
    pub(in crate::notifications) async fn heard_of_account(&self, event: AccountEvent) -> Stored<()> {
        match event {
            AccountEvent::SessionEnded { session } => self.session_ended(session).await,
            AccountEvent::Silenced { account, person, on, .. } => self.heard_silence(account, person, on).await,
            // What is left of a deleted account, a job takes away.
            AccountEvent::Changed { .. }
            | AccountEvent::PermissionChanged { .. }
            | AccountEvent::Banned { .. }
            | AccountEvent::Unbanned { .. }
            | AccountEvent::Deleted { .. } => Ok(()),
        }
    }

    /// Of whom one doesn't want to hear, nothing is left that was told before.
    async fn heard_silence(&self, account: AccountId, person: PersonId, on: bool) -> Stored<()> {
        while on && self.0.notices.silence(account, person, PART).await? > 0 {}
        // What is derived is different, too.
        self.changed(account, vec![]).await.map(drop)
    }

    // --- chats ----------------------------------------------------------------------------------------------------

    pub(in crate::notifications) async fn heard_of_chat(&self, event: ChatEvent) -> Stored<()> {
        match event {
            ChatEvent::MessageSent(message) => {
                // Sending reads what was said before.
                self.heard_read(message.from.account, message.chat_id, message.number).await?;
                let at = Some(message.created_at);
                self.tell_named(&message, at).await?;
                self.tell_answered(&message, at).await?;
                self.burst(message.chat_id).await
            }
            ChatEvent::MessageEdited(message) => {
                self.withdraw_unnamed(&message).await?;
                self.tell_named(&message, None).await
            }
            ChatEvent::MessageDeleted(message) | ChatEvent::MessageHidden(message) => {
                self.forget(Gone::Message { chat: message.chat_id, number: message.number }).await
            }
            ChatEvent::Reacted { chat, number, author, by, emoji, on } => {
                let subject = Subject::Message { chat, number };
                let cause = format!("{}:{emoji}", by.shown);
                if on {
                    self.tell_in_chat(chat, News::new(author.account, Kind::Reaction, subject, cause).by(by)).await
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

    /// `at`: when it was said, unless somebody is named in it only now.
    async fn tell_named(&self, message: &MessageView, at: Option<Time>) -> Stored<()> {
        if message.mentions.is_empty() || message.mentions.len() > MOST_NAMED {
            return Ok(());
        }
        let (chat, number) = (message.chat_id, message.number);
        let subject = Subject::Message { chat, number };
        let named = self.0.chats.addressed(chat, &message.mentions).await?;
        let telling = named.iter().map(|part| {
            let news = News::new(part.account(), Kind::Mention, subject, number.to_string()).by(message.from);
            self.tell_in_chat(chat, News { at, ..news })
        });
        stream::iter(telling.map(Ok)).try_for_each_concurrent(TOLD_AT_ONCE, |telling| telling).await
    }

    /// Who was told of being named in a message, and isn't any more, was told in error.
    async fn withdraw_unnamed(&self, message: &MessageView) -> Stored<()> {
        let (chat, number) = (message.chat_id, message.number);
        let told = self.0.notices.mentioned(chat, number, PART).await?;
        if told.is_empty() {
            return Ok(());
        }
        let named = self.0.chats.addressed(chat, &message.mentions).await?;
        for account in told.into_iter().filter(|account| !named.iter().any(|part| part.account() == *account)) {
            let subject = Subject::Message { chat, number };
            self.withdraw(account, Kind::Mention, subject, &number.to_string()).await?;
        }
        Ok(())
    }

    async fn tell_answered(&self, message: &MessageView, at: Option<Time>) -> Stored<()> {
        let Some(answered) = message.reply_to else { return Ok(()) };
        let (chat, number) = (message.chat_id, message.number);
        let Some(author) = self.0.chats.author(chat, answered).await? else { return Ok(()) };
        // Whoever is named is told so, once.
        if message.mentions.contains(&author.shown) {
            return Ok(());
        }
        let subject = Subject::Message { chat, number };
        let news = News::new(author.account, Kind::Reply, subject, number.to_string()).by(message.from);
        self.tell_in_chat(chat, News { at, ..news }).await
    }

    /// Tells one who takes part in a chat, and wants to be told that much of it.
    async fn tell_in_chat(&self, chat: ChatId, news: News) -> Stored<()> {
        let Some(part) = self.0.chats.part_in(chat, news.account).await? else { return Ok(()) };
        let levels = self.levels_of(news.account, part.chat().space.as_slice()).await?;
        let level = rules::level(part.attention(), levels.values().next(), self.0.clock.now());
        if !rules::is_told(news.kind, level) {
            return Ok(());
        }
        // The message may have been read before this came to tell of it.
        let was_read = |number: i64| news.at.is_some() && number <= part.read_number();
        let read = matches!(news.subject, Subject::Message { number, .. } if was_read(number));
        self.tell(News { read, ..news }).await
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
                    self.tell_in_space(space, News::new(author.account, Kind::Reaction, subject, cause).by(by)).await
                } else {
                    self.withdraw(author.account, Kind::Reaction, subject, &cause).await
                }
            }
            ShareEvent::Deleted { share, .. } => self.forget(Gone::Share(share)).await,
            ShareEvent::Hidden(share) => self.forget(Gone::Share(share.id)).await,
            ShareEvent::Posted(_)
            | ShareEvent::Edited(_)
            | ShareEvent::Restored(_)
            | ShareEvent::CommentRestored(_)
            | ShareEvent::Reacted(_)
            | ShareEvent::CommentEdited(_) => Ok(()),
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
        let news = News::new(author.account, Kind::Comment, subject, comment.id.to_string()).by(by);
        self.tell_in_space(space, news).await
    }

    async fn face_in(&self, space: SpaceId, person: &Person) -> Stored<Option<Face>> {
        let account = self.0.spaces.whose(space, person.id).await?;
        Ok(account.map(|account| Face { account, shown: person.id }))
    }

    /// Tells a member of a space who wants to be told that much of it.
    async fn tell_in_space(&self, space: SpaceId, news: News) -> Stored<()> {
        let spaces = self.0.spaces.heard_by(news.account).await?;
        if spaces.binary_search(&space).is_err() || !self.is_told_in(news.account, space, news.kind).await? {
            return Ok(());
        }
        self.tell(news).await
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
                let (host, cause) = (answering.host.account, answering.attendee.to_string());
                self.tell_attendee(News::new(host, Kind::GatheringAnswered, subject, cause).by(answering.by)).await
            }
            GatheringEvent::Told { gathering, space, sequence, what, accounts } => {
                let subject = Subject::Gathering { gathering, space };
                for account in accounts {
                    let cause = format!("{what:?}:{sequence}");
                    self.tell_attendee(News::new(account, kind_of(what), subject, cause)).await?;
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
        self.tell_attendee(News::new(account, Kind::GatheringProposed, subject, "asked").by(by)).await
    }

    async fn tell_attendee(&self, news: News) -> Stored<()> {
        if let Subject::Gathering { space: Some(space), .. } = news.subject
            && !self.is_told_in(news.account, space, news.kind).await?
        {
            return Ok(());
        }
        self.tell(news).await
    }

    // --- moderation -----------------------------------------------------------------------------------------------

    async fn heard_of_moderation(&self, event: ModerationEvent) -> Stored<()> {
        let (account, subject) = match event {
            ModerationEvent::Decided { account, decision } => (account, Subject::Decision(decision.0)),
            ModerationEvent::ReportClosed { reporter, report } => (reporter, Subject::Report(report.0)),
            // That is between the author and the card.
            ModerationEvent::CrisisNoticed { .. } => return Ok(()),
        };
        // A decision is told again when its appeal was answered.
        let cause = self.0.ids.uuid().to_string();
        self.tell(News::new(account, Kind::Moderation, subject, cause)).await
    }

    // --- spaces ---------------------------------------------------------------------------------------------------

    async fn heard_of_space(&self, event: SpaceEvent) -> Stored<()> {
        match event {
            SpaceEvent::Invited { account, by, space } => {
                // It takes the place of the one before.
                while !self.0.notices.forget(Gone::SpaceOf { account, space: space.id }, PART).await?.is_empty() {}
                let news = News::new(account, Kind::Invitation, Subject::Space(space.id), by.shown.to_string());
                self.tell(news.by(by)).await
            }
            SpaceEvent::Uninvited { account, space } => self.forget(Gone::SpaceOf { account, space }).await,
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
