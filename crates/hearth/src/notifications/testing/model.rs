//! What people must be told, thought through in the plainest way: all that was said and done is kept, and looked through.

use std::collections::{BTreeMap, BTreeSet};

use crate::chat::Level;
use crate::notifications::model::Kind;
use crate::platform::clock::Time;

/// A person, a chat and a message, by their places.
pub type Who = usize;
pub type Where = usize;
pub type Number = usize;

pub struct Part {
    pub read: Number,
    pub level: Level,
}

pub struct Said {
    pub by: Who,
    pub deleted: bool,
    pub hidden: bool,
    pub reactions: BTreeSet<(Who, usize)>,
}

/// Something addressed to somebody: about which message, as what; its causes, and whether it is unread.
struct Row {
    whose: Who,
    chat: Where,
    number: Number,
    kind: Kind,
    causes: BTreeSet<(Who, usize)>,
    unread: bool,
}

/// The kind, the chat, the message (of a chat, the newest), and how many.
pub type Told = (Kind, Where, Number, usize);

#[derive(Default)]
pub struct Model {
    pub parts: BTreeMap<(Where, Who), Part>,
    pub said: BTreeMap<Where, Vec<Said>>,
    /// When somebody spoke there last.
    pub active: BTreeMap<Where, Time>,
    /// Who doesn't want to hear of whom.
    pub silenced: BTreeSet<(Who, Who)>,
    /// Up to when somebody has read all, and seen it.
    pub read_until: BTreeMap<Who, Time>,
    pub seen_until: BTreeMap<Who, Time>,
    rows: Vec<Row>,
}

impl Model {
    pub fn messages(&mut self, chat: Where) -> &mut Vec<Said> {
        self.said.entry(chat).or_default()
    }

    pub fn part(&mut self, chat: Where, who: Who) -> &mut Part {
        self.parts.get_mut(&(chat, who)).expect("they take part")
    }

    pub fn tells(&mut self, whose: Who, chat: Where, number: Number, kind: Kind, cause: (Who, usize)) {
        let Some(part) = self.parts.get(&(chat, whose)) else { return };
        let told = part.level == Level::All || part.level == Level::Mentions && kind != Kind::Reaction;
        let same = |row: &Row| (row.whose, row.chat, row.number, row.kind) == (whose, chat, number, kind);
        let known = self.rows.iter().any(|row| same(row) && row.causes.contains(&cause));
        if !told || known || cause.0 == whose || self.silenced.contains(&(whose, cause.0)) {
            return;
        }
        match self.rows.iter_mut().find(|row| same(row) && row.unread) {
            Some(row) => drop(row.causes.insert(cause)),
            None => self.rows.push(Row { whose, chat, number, kind, causes: [cause].into(), unread: true }),
        }
    }

    pub fn takes_back(&mut self, whose: Who, chat: Where, number: Number, cause: (Who, usize)) {
        for row in &mut self.rows {
            if (row.whose, row.chat, row.number, row.kind) == (whose, chat, number, Kind::Reaction) {
                row.causes.remove(&cause);
            }
        }
        self.rows.retain(|row| !row.causes.is_empty());
    }

    pub fn silences(&mut self, who: Who, whom: Who) {
        self.silenced.insert((who, whom));
        for row in self.rows.iter_mut().filter(|row| row.whose == who) {
            row.causes.retain(|(by, _)| *by != whom);
        }
        self.rows.retain(|row| !row.causes.is_empty());
    }

    /// Reads what is about messages up to this one.
    pub fn reads(&mut self, who: Who, chat: Where, number: Number) {
        for row in &mut self.rows {
            if (row.whose, row.chat) == (who, chat) && row.number <= number {
                row.unread = false;
            }
        }
    }

    pub fn reads_one(&mut self, who: Who, (kind, chat, number, _): Told) {
        for row in &mut self.rows {
            if (row.whose, row.chat, row.number, row.kind) == (who, chat, number, kind) {
                row.unread = false;
            }
        }
    }

    pub fn reads_all(&mut self, who: Who, now: Time) {
        self.read_until.insert(who, now);
        self.rows.iter_mut().filter(|row| row.whose == who).for_each(|row| row.unread = false);
    }

    /// Who was named in a message and isn't any more was never named.
    pub fn names_only(&mut self, named: Option<Who>, chat: Where, number: Number) {
        self.rows.retain(|row| {
            (row.chat, row.number, row.kind) != (chat, number, Kind::Mention) || Some(row.whose) == named
        });
    }

    pub fn forgets_message(&mut self, chat: Where, number: Number) {
        self.rows.retain(|row| (row.chat, row.number) != (chat, number));
    }

    pub fn leaves(&mut self, who: Who, chat: Where) {
        self.parts.remove(&(chat, who));
        self.rows.retain(|row| (row.whose, row.chat) != (who, chat));
    }

    /// A recount from scratch.
    pub fn unread(&self, who: Who) -> BTreeSet<Told> {
        let rows = self.rows.iter().filter(|row| row.whose == who && row.unread);
        let mut unread: BTreeSet<Told> = rows.map(|row| (row.kind, row.chat, row.number, row.causes.len())).collect();
        for ((chat, _), part) in self.parts.iter().filter(|((_, member), _)| *member == who) {
            let Some(said) = self.said.get(chat) else { continue };
            let fresh = said.iter().skip(part.read).filter(|said| !said.deleted && !said.hidden).count();
            let was_read = self.read_until.get(&who).is_some_and(|until| self.active[chat] <= *until);
            if fresh > 0 && part.level == Level::All && !was_read {
                unread.insert((Kind::MessageGroup, *chat, said.len(), fresh));
            }
        }
        unread
    }

    pub fn rows(&self) -> usize {
        self.rows.len()
    }
}
