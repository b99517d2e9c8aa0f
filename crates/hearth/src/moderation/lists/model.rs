//! The nouns of the lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What comes of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordAct {
    /// Its author is asked whether they mean it so.
    Warn,
    /// It waits for a moderator before others see it. Where nothing can wait, as in names, it is refused.
    Hold,
    /// It can't be said.
    Refuse,
}

/// A word, or several, in whatever case, with whatever accents, and in letters that look like them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FilteredWord)]
pub struct WordBody {
    #[schema(min_length = 1, max_length = 64)]
    pub word: String,
    pub act: WordAct,
    /// Only as a word of its own, not within another.
    pub whole: bool,
}

/// All words, at most 1000.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FilteredWords)]
pub struct WordsBody {
    #[schema(max_items = 1000)]
    pub words: Vec<WordBody>,
}

/// Somebody who can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CrisisLine)]
pub struct LineView {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40, pattern = r"^[0-9+() /\-]*$")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, pattern = "^https://[^\\s\\u0000-\\u001f\\u007f-\\u009f]+$")]
    pub url: Option<String>,
    /// When, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub hours: Option<String>,
}

/// Help lines of a region, with a calm word to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CrisisCard)]
pub struct CardView {
    /// A country, as people write it in their profile. Empty: for everybody else.
    #[schema(max_length = 64)]
    pub region: String,
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    #[schema(max_length = 1000)]
    pub text: String,
    #[schema(max_items = 20)]
    pub lines: Vec<LineView>,
}

/// By which phrases somebody may need help, and what they are then shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CrisisList)]
pub struct CrisisBody {
    /// Found as whole words, in whatever case.
    #[schema(max_items = 500)]
    pub phrases: Vec<String>,
    #[schema(max_items = 200)]
    pub cards: Vec<CardView>,
}

/// The cards for a region.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CrisisCards)]
pub struct CardsView {
    pub cards: Vec<CardView>,
}
