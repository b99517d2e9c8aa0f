//! What is seen of a subject.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

/// A subject as somebody saw it, with what stood around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who answers for it. None: nobody in particular.
    #[serde(with = "kept")]
    pub author: Option<Face>,
    pub space: Option<SpaceId>,
    /// What it is called, where it has a title or a name.
    pub title: Option<String>,
    pub text: String,
    pub content_warning: Option<String>,
    /// How many it shows.
    pub pictures: usize,
    pub at: Option<Time>,
    pub hidden: bool,
    /// What was said before and after, in its order.
    pub around: Vec<Around>,
}

impl Seen {
    /// The beginning of what it says, on one line.
    pub fn excerpt(&self) -> String {
        const MOST: usize = 140;
        let said = if self.text.is_empty() { self.title.as_deref().unwrap_or_default() } else { &self.text };
        let line: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= MOST { line } else { line.chars().take(MOST - 1).chain(['…']).collect() }
    }
}

/// What came of saying what waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    Now,
    /// Not at present.
    Later,
    /// It can't be said any more.
    Never,
}

/// Something that was said around a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    #[serde(with = "kept")]
    pub by: Option<Face>,
    pub text: String,
    #[serde(default)]
    pub content_warning: Option<String>,
    pub at: Time,
    /// Whether it came before the subject.
    pub before: bool,
}

/// A face, as it is kept in JSON.
mod kept {
    use super::{AccountId, Deserialize, Face, PersonId, Serialize, Uuid};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(face: &Option<Face>, to: S) -> Result<S::Ok, S::Error> {
        face.map(|face| (face.account.0, face.shown.0)).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Face>, D::Error> {
        let kept: Option<(Uuid, Uuid)> = Option::deserialize(from)?;
        Ok(kept.map(|(account, shown)| Face { account: AccountId(account), shown: PersonId(shown) }))
    }
}
