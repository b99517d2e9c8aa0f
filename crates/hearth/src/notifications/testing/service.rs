//! Ten thousand acts, as chance has it: what is told and counted then is what a recount from scratch says (promise 5). Each
//! test is one seed, named in what it says when it fails; the acts of a seed are the same each time.

use std::collections::BTreeSet;
use std::time::Duration;

use super::House;
use super::model::{Model, Number, Part, Said, Told, Where, Who};
use crate::accounts::{SignedIn, Silence};
use crate::chat::{Attention, ChatId, Edit, Level, NewMessage};
use crate::notifications::model::{Counts, Kind, NotificationView, Place};
use crate::platform::page::decode;

/// Numbers that look like chance and are the same each time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

const NAMES: [&str; 4] = ["ana", "bo", "cleo", "dan"];
const EMOJI: [&str; 2] = ["👍", "🎉"];
const CHATS: usize = 2;
const ACTS: usize = 1000;

struct Play {
    house: House,
    people: Vec<SignedIn>,
    chats: Vec<ChatId>,
    model: Model,
    dice: Dice,
}

impl Play {
    async fn begins(seed: u64) -> Self {
        let house = House::open().await;
        let mut people = Vec::new();
        for name in NAMES {
            people.push(house.joins(name).await);
        }
        let (mut chats, mut model) = (Vec::new(), Model::default());
        for chat in 0..CHATS {
            let members = people[1..].iter().map(|who| who.account().into()).collect();
            chats.push(house.chats.open_group(&people[0], "Group", None, members, None).await.unwrap().id);
            for who in 0..NAMES.len() {
                model.parts.insert((chat, who), Part { read: 0, level: Level::All });
            }
        }
        Self { house, people, chats, model, dice: Dice(seed) }
    }

    async fn acts(&mut self) {
        let (who, chat) = (self.dice.below(NAMES.len()), self.dice.below(CHATS));
        if !self.model.parts.contains_key(&(chat, who)) {
            // The owner never leaves, and lets people in again.
            let (owner, id) = (&self.people[0], self.people[who].account().into());
            self.house.chats.put_member(owner, self.chats[chat], id, None).await.unwrap();
            let read = self.model.messages(chat).len();
            self.model.parts.insert((chat, who), Part { read, level: Level::All });
            return;
        }
        match self.dice.below(28) {
            0..=6 => self.says(who, chat).await,
            7..=10 => self.reads(who, chat).await,
            11..=14 => self.reacts(who, chat).await,
            15 => self.deletes(who, chat).await,
            16 | 17 => self.edits(who, chat).await,
            18 | 19 => self.attends(who, chat).await,
            20 if who > 0 => self.leaves(who, chat).await,
            21 | 22 => self.silences(who).await,
            23 => self.is_hidden(chat).await,
            24 => self.looks(who, chat).await,
            25 => self.sees(who).await,
            26 if self.dice.below(4) == 0 => self.reads_all(who).await,
            _ => self.reads_one(who).await,
        }
    }

    /// Words that perhaps name somebody.
    fn words(&mut self) -> (String, Option<Who>) {
        let named = self.dice.below(NAMES.len() * 2);
        let text = NAMES.get(named).map_or("hi".to_owned(), |name| format!("hi @{name}"));
        (text, Some(named).filter(|named| *named < NAMES.len()))
    }

    /// One of the newest that everybody sees.
    fn some_message(&mut self, chat: Where) -> Option<Number> {
        let all = self.model.messages(chat).len();
        let recent = all.min(30);
        let number = (recent > 0).then(|| all - self.dice.below(recent))?;
        let said = &self.model.messages(chat)[number - 1];
        (!said.deleted && !said.hidden).then_some(number)
    }

    async fn says(&mut self, who: Who, chat: Where) {
        let (text, named) = self.words();
        let answered = if self.dice.below(3) == 0 { self.some_message(chat) } else { None };
        let new = NewMessage { text, reply_to: answered.map(|number| number as i64), ..NewMessage::default() };
        self.house.chats.messages().send(&self.people[who], self.chats[chat], new).await.unwrap();
        self.model.active.insert(chat, self.house.server.clock.now());
        let messages = self.model.messages(chat);
        messages.push(Said { by: who, deleted: false, hidden: false, reactions: BTreeSet::new() });
        let number = messages.len();
        let author = answered.map(|answered| messages[answered - 1].by);
        self.model.part(chat, who).read = number;
        self.model.reads(who, chat, number);
        if let Some(named) = named {
            self.model.tells(named, chat, number, Kind::Mention, (who, 0));
        }
        if let Some(author) = author.filter(|author| Some(*author) != named) {
            self.model.tells(author, chat, number, Kind::Reply, (who, 0));
        }
    }

    async fn edits(&mut self, who: Who, chat: Where) {
        let Some(number) = self.some_message(chat) else { return };
        let (text, named) = self.words();
        if self.model.messages(chat)[number - 1].by != who {
            return;
        }
        let (messages, edit) = (self.house.chats.messages(), Edit { text, content_warning: None });
        messages.edit(&self.people[who], self.chats[chat], number as i64, edit).await.unwrap();
        self.model.names_only(named, chat, number);
        if let Some(named) = named {
            self.model.tells(named, chat, number, Kind::Mention, (who, 0));
        }
    }

    async fn deletes(&mut self, who: Who, chat: Where) {
        let Some(number) = self.some_message(chat) else { return };
        let said = &mut self.model.messages(chat)[number - 1];
        if said.by != who {
            return;
        }
        (said.deleted, said.reactions) = (true, BTreeSet::new());
        let messages = self.house.chats.messages();
        messages.delete(&self.people[who], self.chats[chat], number as i64).await.unwrap();
        self.model.forgets_message(chat, number);
    }

    /// By moderators, for a while or for good.
    async fn is_hidden(&mut self, chat: Where) {
        let hidden = self.model.messages(chat).iter().position(|said| said.hidden && !said.deleted);
        let (number, hides) = match hidden.filter(|_| self.dice.below(2) == 0) {
            Some(place) => (place + 1, false),
            None => match self.some_message(chat) {
                Some(number) => (number, true),
                None => return,
            },
        };
        self.house.chats.hide_message(self.chats[chat], number as i64, hides).await.unwrap();
        self.model.messages(chat)[number - 1].hidden = hides;
        if hides {
            self.model.forgets_message(chat, number);
        }
    }

    async fn reacts(&mut self, who: Who, chat: Where) {
        let Some(number) = self.some_message(chat) else { return };
        let emoji = self.dice.below(EMOJI.len());
        let said = &mut self.model.messages(chat)[number - 1];
        let (author, on) = (said.by, !said.reactions.remove(&(who, emoji)));
        if on {
            said.reactions.insert((who, emoji));
        }
        let messages = self.house.chats.messages();
        messages.react(&self.people[who], self.chats[chat], number as i64, EMOJI[emoji], on).await.unwrap();
        if on {
            self.model.tells(author, chat, number, Kind::Reaction, (who, emoji));
        } else {
            self.model.takes_back(author, chat, number, (who, emoji));
        }
    }

    async fn reads(&mut self, who: Who, chat: Where) {
        let Some(number) = self.some_message(chat) else { return };
        self.house.chats.messages().read(&self.people[who], self.chats[chat], number as i64).await.unwrap();
        let part = self.model.part(chat, who);
        if number > part.read {
            part.read = number;
            self.model.reads(who, chat, number);
        }
    }

    /// Opens a chat and goes away again.
    async fn looks(&mut self, who: Who, chat: Where) {
        let place = Some(Place::Chat(self.chats[chat]));
        for place in [place, None] {
            self.house.notifications.look(&self.people[who], place).await.unwrap();
        }
        let read = self.model.part(chat, who).read;
        self.model.reads(who, chat, read);
    }

    async fn attends(&mut self, who: Who, chat: Where) {
        let level = [Level::All, Level::All, Level::Mentions, Level::Nothing][self.dice.below(4)];
        let attention = Attention { level, until: None };
        self.house.chats.attend(&self.people[who], self.chats[chat], attention).await.unwrap();
        self.model.part(chat, who).level = level;
    }

    async fn leaves(&mut self, who: Who, chat: Where) {
        let (person, id) = (&self.people[who], self.people[who].account().into());
        self.house.chats.remove_member(person, self.chats[chat], id).await.unwrap();
        self.model.leaves(who, chat);
    }

    /// Blocks or mutes somebody, or doesn't any more.
    async fn silences(&mut self, who: Who) {
        // Who is blocked can't let one in again: not the owner.
        let whom = 1 + self.dice.below(NAMES.len() - 1);
        if who == whom {
            return;
        }
        let silence = if whom.is_multiple_of(2) { Silence::Block } else { Silence::Mute };
        let (accounts, person) = (&self.house.server.accounts, self.people[whom].account().into());
        if self.model.silenced.remove(&(who, whom)) {
            accounts.lift_silence(&self.people[who], silence, person).await.unwrap();
        } else {
            accounts.silence(&self.people[who], silence, person, None).await.unwrap();
            self.model.silences(who, whom);
        }
    }

    async fn sees(&mut self, who: Who) {
        let now = self.house.server.clock.now();
        self.house.notifications.see(&self.people[who], now).await.unwrap();
        self.model.seen_until.insert(who, now);
    }

    async fn reads_all(&mut self, who: Who) {
        self.house.notifications.read_all(&self.people[who]).await.unwrap();
        self.model.reads_all(who, self.house.server.clock.now());
    }

    async fn reads_one(&mut self, who: Who) {
        let page = self.house.notifications.list(&self.people[who], true, None, 9).await.unwrap();
        let Some(one) = page.items.get(self.dice.below(9)) else { return };
        self.house.notifications.read(&self.people[who], one.id).await.unwrap();
        let told @ (kind, chat, number, _) = self.told(one);
        if kind == Kind::MessageGroup {
            self.model.part(chat, who).read = number;
            self.model.reads(who, chat, number);
        } else {
            self.model.reads_one(who, told);
        }
    }

    fn told(&self, one: &NotificationView) -> Told {
        let chat = self.chats.iter().position(|chat| Some(*chat) == one.chat_id).unwrap();
        (one.kind, chat, one.number.unwrap() as usize, one.count as usize)
    }

    async fn is_as_recounted(&self, at: &str) {
        for (place, who) in self.people.iter().enumerate() {
            let counts = self.house.notifications.counts(who).await.unwrap();
            let (mut told, mut after) = (Vec::new(), None);
            loop {
                let page = self.house.notifications.list(who, true, after, 7).await.unwrap();
                told.extend(page.items);
                let Some(next) = page.next else { break };
                after = decode(Some(&next)).unwrap();
            }
            let name = NAMES[place];
            let listed: BTreeSet<Told> = told.iter().map(|one| self.told(one)).collect();
            assert_eq!(listed, self.model.unread(place), "what {name} is told, {at}");
            assert_eq!(listed.len(), told.len(), "{name} is told nothing twice, {at}");
            let seen_until = self.model.seen_until.get(&place);
            let unseen = told.iter().filter(|one| seen_until.is_none_or(|until| one.at > *until)).count();
            assert_eq!(counts, Counts { unread: told.len() as i64, unseen: unseen as i64 }, "{name}'s counts, {at}");
        }
    }
}

async fn plays(seed: u64) {
    let mut play = Play::begins(seed).await;
    let (mut most, mut told) = (0, 0);
    for act in 1..=ACTS {
        // Now and then at the same time.
        if play.dice.below(3) > 0 {
            play.house.server.clock.advance(Duration::from_millis(1));
        }
        play.acts().await;
        play.house.hears().await;
        if act % 20 == 0 {
            play.is_as_recounted(&format!("after act {act} of seed {seed}")).await;
            most = most.max(play.model.rows());
            told = told.max((0..NAMES.len()).map(|who| play.model.unread(who).len()).sum());
        }
    }
    assert!(most >= 15 && told >= 8, "there was something to count: {most} rows, {told} unread");
}

macro_rules! seeds {
    ($($name:ident = $seed:literal),* $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            plays($seed).await;
        }
    )*};
}

seeds!(
    counts_equal_a_recount_1 = 1,
    counts_equal_a_recount_2 = 2,
    counts_equal_a_recount_3 = 3,
    counts_equal_a_recount_4 = 4,
    counts_equal_a_recount_5 = 5,
    counts_equal_a_recount_6 = 6,
    counts_equal_a_recount_7 = 7,
    counts_equal_a_recount_8 = 8,
    counts_equal_a_recount_9 = 9,
    counts_equal_a_recount_10 = 10,
);
