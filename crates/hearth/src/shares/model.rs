//! The nouns of a share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{Person, Reaction};
use crate::media::{Caption, Captioned, CaptionedView, MediaId};
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

crate::id! {
    /// Something that a member posted in a space.
    ShareId
}

/// A month in UTC, as `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(String);

impl Month {
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits =
            year.len() == 4 && month.len() == 2 && (year.to_owned() + month).bytes().all(|b| b.is_ascii_digit());
        (digits && ("01"..="12").contains(&month)).then(|| Self(text.to_owned()))
    }
    pub fn of(time: Time) -> Self {
        Self(time.to_string().chars().take(7).collect())
    }
    /// For a store, which kept what was made before.
    pub(in crate::shares) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A share, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub id: ShareId,
    pub space: SpaceId,
    pub author: Face,
    /// May be empty where there are pictures.
    pub text: String,
    pub pictures: Vec<Captioned>,
    pub comments: i64,
    pub reactions: Vec<Reaction>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    /// Moderators took it out of sight.
    pub hidden: bool,
}

impl Share {
    /// As its space sees it: of a hidden one nothing but that it was there, and whose it was.
    pub fn as_shown(self) -> Self {
        if !self.hidden {
            return self;
        }
        Self { text: String::new(), pictures: Vec::new(), comments: 0, reactions: Vec::new(), ..self }
    }
}

/// A share to be posted. Its fields were checked.
#[derive(Clone, Debug)]
pub struct NewShare {
    pub id: ShareId,
    pub text: String,
    pub pictures: Vec<(MediaId, Caption)>,
    pub at: Time,
}

/// What is changed of a share; None leaves it as it is.
#[derive(Clone, Debug)]
pub struct Revision {
    pub text: Option<String>,
    /// All of them, in their order.
    pub pictures: Option<Vec<(MediaId, Caption)>>,
    pub at: Time,
}

/// A share, as members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Share)]
pub struct ShareView {
    pub id: ShareId,
    pub space_id: SpaceId,
    pub author: Person,
    /// Markdown. Empty where there are only pictures, and while hidden.
    pub text: String,
    /// Moderators took it out of sight, and may bring it back.
    pub hidden: bool,
    /// Up to ten, in the author's order.
    pub pictures: Vec<CaptionedView>,
    /// How many comments there are.
    pub comments: i64,
    pub reactions: Vec<Reaction>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_of_the_year_that_it_is_in_utc() {
        assert_eq!(Month::of(Time::from_millis(0)).as_str(), "1970-01");
        assert_eq!(Month::of(Time::from_millis(-1)).as_str(), "1969-12");
        assert_eq!(Month::parse("2026-11").unwrap().as_str(), "2026-11");
        for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "2026-1x", "２026-1"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
