//! What is told, of what is owed. Pure.

use uuid::Uuid;

use super::levels::SpaceLevel;
use super::model::{Kind, NotificationId};
use super::settings::Settings;
use crate::accounts::Silences;
use crate::chat::{self, Attention, Level, Membership};
use crate::platform::clock::Time;
use crate::platform::ids::derived;
use crate::spaces::SpaceId;

/// How much of a text is shown beside what it is about.
const EXCERPT: usize = 140;

/// The stricter of what somebody wants to be told of a chat and of the space that it is in.
pub fn level(own: Attention, space: Option<&SpaceLevel>, now: Time) -> Level {
    let space = space.map_or(Level::All, |space| space.attention.at(now).level);
    stricter(own.at(now).level, space)
}

fn stricter(one: Level, other: Level) -> Level {
    match (one, other) {
        (Level::Nothing, _) | (_, Level::Nothing) => Level::Nothing,
        (Level::Mentions, _) | (_, Level::Mentions) => Level::Mentions,
        (Level::All, Level::All) => Level::All,
    }
}

/// Whether what is addressed to one is told: a muted place tells nothing, "mentions" what is addressed by name.
pub fn is_told(kind: Kind, level: Level) -> bool {
    match level {
        Level::All => true,
        Level::Mentions => matches!(kind, Kind::Mention | Kind::Reply),
        Level::Nothing => false,
    }
}

/// What the unread messages of a chat are to their reader. None: they are told nothing of them. What a muted person says in
/// a group counts there as what anybody says: a mark tells how far one has read, and not whom.
pub fn of_chat(
    part: &Membership,
    space: Option<&SpaceLevel>,
    settings: &Settings,
    silences: &Silences,
    now: Time,
) -> Option<Kind> {
    if part.chat().other(part.account()).is_some_and(|other| silences.is_silenced(other.into())) {
        return None;
    }
    let kind = match (part.state(), part.chat().kind) {
        (chat::State::Requested, _) => Kind::Request,
        (chat::State::Left, _) => return None,
        (chat::State::Member, chat::Kind::Direct) => Kind::MessageDirect,
        (chat::State::Member, chat::Kind::Group) => Kind::MessageGroup,
    };
    let told = kind == Kind::Request || level(part.attention(), space, now) == Level::All;
    (told && settings.channels(kind).page).then_some(kind)
}

/// The id of what is new in a space.
pub fn news_of(space: SpaceId, kind: Kind) -> NotificationId {
    let of = match kind {
        Kind::Share => 1,
        _ => 2,
    };
    NotificationId(derived(space.0, Uuid::from_u128(of)))
}

/// How a text begins, on one line. None: it says nothing.
pub fn excerpt(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = line.chars();
    let mut excerpt: String = letters.by_ref().take(EXCERPT).collect();
    if letters.next().is_some() {
        excerpt.pop();
        excerpt.push('…');
    }
    (!excerpt.is_empty()).then_some(excerpt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_level_holds() {
        let now = Time::from_millis(5);
        let own = |level| Attention { level, until: None };
        let space = |level, until: Option<i64>| SpaceLevel {
            space: SpaceId(Uuid::nil()),
            attention: Attention { level, until: until.map(Time::from_millis) },
            shares_until: now,
            gatherings_until: now,
        };
        assert_eq!(level(own(Level::All), None, now), Level::All);
        assert_eq!(level(own(Level::All), Some(&space(Level::Mentions, None)), now), Level::Mentions);
        assert_eq!(level(own(Level::Nothing), Some(&space(Level::Mentions, None)), now), Level::Nothing);
        assert_eq!(level(own(Level::All), Some(&space(Level::Nothing, Some(6))), now), Level::Nothing);
        assert_eq!(level(own(Level::All), Some(&space(Level::Nothing, Some(5))), now), Level::All, "its time is over");
        assert!(is_told(Kind::Mention, Level::Mentions) && !is_told(Kind::Reaction, Level::Mentions));
        assert!(!is_told(Kind::Mention, Level::Nothing) && is_told(Kind::Reaction, Level::All));
    }

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt(" a\n\nb\t c "), Some("a b c".to_owned()));
        assert_eq!(excerpt(" \n"), None);
        assert_eq!(excerpt(&"ß".repeat(140)).unwrap().chars().count(), 140);
        let long = excerpt(&"ß".repeat(141)).unwrap();
        assert!(long.chars().count() == 140 && long.ends_with("ß…"));
    }
}
