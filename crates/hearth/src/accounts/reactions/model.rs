//! The noun of a reaction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::model::PersonId;

/// One emoji under something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    pub emoji: String,
    /// How many reacted so.
    pub count: i64,
    /// Who did: up to 100 of them.
    pub account_ids: Vec<PersonId>,
}

impl Reaction {
    /// Kinds of them under one thing.
    pub const MOST: usize = 20;
    /// Who reacted is named up to this many.
    pub const NAMED: usize = 100;

    /// The emoji itself, whatever its spelling (variation selectors, shortcodes aren't).
    pub fn emoji(text: &str) -> Result<String, String> {
        emojis::get(text).map(|emoji| emoji.as_str().to_owned()).ok_or_else(|| "must be one emoji".into())
    }

    /// Whether there is room for one more of this kind.
    pub fn is_room(reactions: &[Self], emoji: &str) -> bool {
        reactions.len() < Self::MOST || reactions.iter().any(|reaction| reaction.emoji == emoji)
    }

    /// The summary after one more or less.
    pub fn summed_up(mut reactions: Vec<Self>, emoji: &str, shown: PersonId, on: bool) -> Vec<Self> {
        match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => {
                reaction.count += if on { 1 } else { -1 };
                reaction.account_ids.retain(|id| *id != shown);
                if on && reaction.account_ids.len() < Self::NAMED {
                    reaction.account_ids.push(shown);
                }
            }
            None if on => reactions.push(Self { emoji: emoji.to_owned(), count: 1, account_ids: vec![shown] }),
            None => {}
        }
        reactions.retain(|reaction| reaction.count > 0);
        reactions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_twice_is_not_there_again() {
        let shown = PersonId(uuid::Uuid::from_u128(1));
        let once = Reaction::summed_up(vec![], "👍", shown, true);
        assert_eq!(once, [Reaction { emoji: "👍".to_owned(), count: 1, account_ids: vec![shown] }]);
        let none = Reaction::summed_up(once, "👍", shown, false);
        assert_eq!(Reaction::summed_up(none, "👍", shown, false), []);
    }

    #[test]
    fn only_one_emoji_is_a_reaction() {
        assert_eq!(Reaction::emoji("👍").unwrap(), "👍");
        assert!(Reaction::emoji("").is_err() && Reaction::emoji("ok").is_err() && Reaction::emoji("👍👍").is_err());
    }
}
