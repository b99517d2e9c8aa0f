//! What every database must do for conversations: who is in which, and what each sees of them.

mod lists;
mod members;
mod opening;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::chat::messages::model::{Draft, Message, Window};
use crate::chat::messages::store::{Appended, MessageStore, SqlMessages};
use crate::chat::model::{Attention, Chat, Kind, Level, State};
use crate::chat::owed::store::{OwedStore, SqlOwed};
use crate::media::Erasing;
use crate::media::testing::World as MediaWorld;
use crate::platform::database::Db;
use crate::platform::jobs::Jobs;

pub(in crate::chat) const NOW: Time = Time::from_millis(1_700_000_000_000);

pub(in crate::chat) const ANA: AccountId = account(1);
pub(in crate::chat) const BO: AccountId = account(2);
pub(in crate::chat) const CLEO: AccountId = account(3);
pub(in crate::chat) const DAN: AccountId = account(4);
pub(in crate::chat) const EVE: AccountId = account(5);

/// What strangers may send, where a case isn't about that.
pub(in crate::chat) const STRANGERS: i64 = 3;

pub(in crate::chat) const fn account(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

pub(in crate::chat) const fn chat(id: u128) -> ChatId {
    ChatId(Uuid::from_u128(1_000_000 + id))
}

pub(in crate::chat) fn at(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

pub(in crate::chat) fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

/// A chat that is heard by an account under its own name.
pub(in crate::chat) fn heard(chat: ChatId, members: i64) -> Heard {
    Heard { chat, members, hidden: false }
}

/// A job to be put by what closes a chat; each id once.
pub(in crate::chat) fn erasing(id: u128) -> NewJob {
    NewJob { id: Uuid::from_u128(id), kind: "chat.erase", payload: json!({}), due_at: NOW, created_at: NOW }
}

/// A message without pictures was appended.
pub(in crate::chat) fn appended(number: i64, position: i64) -> Appended {
    Appended::Now { number, position, pictures: vec![], pseudonym: None }
}

/// For what is erased where a case isn't about pictures.
pub(in crate::chat) fn letting_go(millis: i64) -> Erasing {
    Erasing { job: Uuid::from_u128(7_000), at: at(millis) }
}

pub(in crate::chat) fn draft(chat: ChatId, sender: AccountId, text: &str) -> Draft {
    Draft {
        chat,
        sender,
        client_id: None,
        text: text.to_owned(),
        content_warning: None,
        reply_to: None,
        mentions: vec![],
        attachments: vec![],
        waited: false,
        created_at: NOW,
    }
}

/// Numbers that look like chance and are the same each time (Knuth's MMIX generator).
pub(in crate::chat) struct Dice(pub(in crate::chat) u64);

impl Dice {
    pub(in crate::chat) fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % most
    }
}

/// The stores of one database; shared by the contracts of this feature.
pub(in crate::chat) struct World {
    pub(in crate::chat) chats: Box<dyn ChatStore>,
    pub(in crate::chat) messages: Box<dyn MessageStore>,
    pub(in crate::chat) owed: Box<dyn OwedStore>,
    pub(in crate::chat) media: MediaWorld,
    jobs: Jobs,
}

impl World {
    pub(in crate::chat) fn on(db: Db) -> Self {
        let (chats, messages) = (Box::new(SqlChats(db.clone())), Box::new(SqlMessages(db.clone())));
        let owed = Box::new(SqlOwed(db.clone()));
        Self { chats, messages, owed, media: MediaWorld::on(db.clone()), jobs: Jobs::new(db) }
    }

    /// A group of Ana's.
    pub(in crate::chat) async fn group(&self, id: u128, members: &[AccountId]) -> ChatId {
        self.group_of(id, None, members).await
    }

    pub(in crate::chat) async fn group_of(&self, id: u128, capacity: Option<i64>, members: &[AccountId]) -> ChatId {
        let (title, members) = (title(&format!("Group {id}")), members.to_vec());
        let (space, joining) = (None, Joining::Invitation);
        let new = NewGroup { id: chat(id), title, capacity, space, joining, owner: ANA, members, at: NOW };
        assert_eq!(self.chats.open_group(new).await.unwrap(), Grouped::Now);
        chat(id)
    }

    /// The direct chat of two who know each other, or of strangers.
    pub(in crate::chat) async fn direct(&self, id: u128, opener: AccountId, other: AccountId, request: bool) -> Opened {
        let new = NewDirect { id: chat(id), opener, other, request, at: NOW };
        self.chats.open_direct(new).await.unwrap()
    }

    pub(in crate::chat) async fn proof(&self, chat: ChatId, account: AccountId) -> Membership {
        self.part(chat, account).await.expect("the account takes part")
    }

    pub(in crate::chat) async fn part(&self, chat: ChatId, account: AccountId) -> Option<Membership> {
        self.chats.membership(chat, account).await.unwrap()
    }

    pub(in crate::chat) async fn appends(&self, batch: &[Draft]) -> Vec<Appended> {
        self.messages.append(batch, STRANGERS).await.unwrap()
    }

    /// Sends a message; its number.
    pub(in crate::chat) async fn says(&self, chat: ChatId, sender: AccountId, text: &str) -> i64 {
        match self.appends(&[draft(chat, sender, text)]).await[..] {
            [Appended::Now { number, .. }] => number,
            ref other => panic!("{text} wasn't sent: {other:?}"),
        }
    }

    /// Everything said in a chat that Ana is in.
    pub(in crate::chat) async fn said(&self, chat: ChatId) -> Vec<Message> {
        self.seen(chat, ANA).await
    }

    pub(in crate::chat) async fn seen(&self, chat: ChatId, by: AccountId) -> Vec<Message> {
        self.messages.window(&self.proof(chat, by).await, Window::Newest, 10_000).await.unwrap()
    }

    pub(in crate::chat) async fn unread(&self, chat: ChatId, account: AccountId) -> i64 {
        self.chats.unread(chat, account).await.unwrap()
    }

    async fn adds(&self, chat: ChatId, account: AccountId, role: Role, at: Time) -> Added {
        self.chats.add(&self.proof(chat, ANA).await, account, role, 1000, at).await.unwrap()
    }

    pub(in crate::chat) async fn removes(&self, chat: ChatId, account: AccountId) -> Removed {
        let job = erasing(chat.0.as_u128() * 1000 + account.0.as_u128());
        self.chats.remove(chat, account, job).await.unwrap()
    }

    async fn roles(&self, chat: ChatId, seen_by: AccountId) -> Vec<(AccountId, Role)> {
        let members = self.chats.members(&self.proof(chat, seen_by).await, None, 10_000).await.unwrap();
        members.into_iter().map(|member| (member.face.account, member.role)).collect()
    }

    /// How many jobs were put.
    async fn jobs(&self) -> usize {
        self.jobs.lease(at(1), NOW, 50).await.unwrap().len()
    }
}
