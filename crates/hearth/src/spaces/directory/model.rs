//! How communities are found: topics, facets, words and rank.

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{Place, Wrong, folded_words};
use crate::platform::clock::Time;
use crate::spaces::model::{Profile, Space, Visibility};

/// By what a topic is named in addresses and translations: 1 to 40 small Latin letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicKey(String);

impl TopicKey {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(1..=40).contains(&text.len()) || !text.chars().all(plain) {
            let allowed = "must be 1 to 40 small letters (a to z), digits or hyphens";
            return Err(Wrong { code: "not_a_topic", allowed });
        }
        Ok(Self(text.to_owned()))
    }
    /// For a store, which kept what was parsed before.
    pub(in crate::spaces) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What communities can be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topic {
    pub key: String,
    /// In English, or as the admin who added it called it.
    pub name: String,
}

/// One combination of topic and place by which communities are asked for: a digest, so that all are equally short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facet(pub Uuid);

impl Facet {
    /// Of what is asked; empty parts of the place aren't.
    pub fn of(topic: Option<&TopicKey>, place: &Place) -> Self {
        let keys = [&place.country, &place.region, &place.city].map(|part| key(part.as_str()));
        Self::of_keys(topic.map_or("", TopicKey::as_str), [&keys[0], &keys[1], &keys[2]])
    }

    fn of_keys(topic: &str, place: [&str; 3]) -> Self {
        let mut digest = Sha256::new();
        for part in [topic].into_iter().chain(place) {
            digest.update(part.as_bytes());
            // No key has it, so no two combinations read alike.
            digest.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.finalize()[..16]);
        Self(Uuid::from_bytes(bytes))
    }

    /// Every one under which a community stands.
    fn all_of(topic: &TopicKey, place: &Place) -> Vec<Self> {
        let keys = [&place.country, &place.region, &place.city].map(|part| key(part.as_str()));
        let mut facets = Vec::with_capacity(16);
        for asked in 0..16_u8 {
            let part = |at: u8, text: &'_ str| if asked & (1 << at) == 0 { String::new() } else { text.to_owned() };
            let place = [part(1, &keys[0]), part(2, &keys[1]), part(3, &keys[2])];
            facets.push(Self::of_keys(&part(0, topic.as_str()), [&place[0], &place[1], &place[2]]));
        }
        facets.sort_unstable();
        facets.dedup();
        facets
    }
}

/// A part of a place as it is compared: without case, accents, and what stands between words.
fn key(part: &str) -> String {
    folded_words(part).join("-")
}

/// A word longer than this is found by its beginning. In hexadecimal digits, of which a letter takes two to eight.
const WORD_DIGITS: usize = 128;
/// A text is found by so many of its words.
const MOST_WORDS: usize = 200;

/// The words by which a text is found, or those that are looked for.
pub fn words_of(text: &str) -> Vec<String> {
    let mut words = folded_words(text);
    for word in &mut words {
        word.truncate(WORD_DIGITS);
    }
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

/// Where a community stands among those that fit: the smaller, the earlier. The more members the earlier, in steps of
/// doubling, so that few joinings change it; among those of one step, the newer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(pub i64);

impl Rank {
    pub fn of(members: i64, created_at: Time) -> Self {
        let doublings = i64::from(members.max(1).ilog2());
        // 48 bits hold milliseconds until the year 10889.
        Self(-((doublings << 48) | created_at.millis().clamp(0, (1 << 48) - 1)))
    }
}

/// How a community stands in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub facets: Vec<Facet>,
    pub words: Vec<String>,
    pub rank: Rank,
}

impl Listing {
    /// None: it isn't listed.
    pub fn of(space: &Space) -> Option<Self> {
        let Profile { name, description, topic, place, .. } = &space.profile;
        let topic = topic.as_ref().filter(|_| space.visibility == Visibility::Community)?;
        Some(Self {
            facets: Facet::all_of(topic, place),
            words: words_of(&format!("{} {}", name.as_str(), description.as_str())),
            rank: Rank::of(space.members, space.created_at),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::PlacePart;

    fn place(country: &str, region: &str, city: &str) -> Place {
        let part = |text| PlacePart::parse(text).unwrap();
        Place { country: part(country), region: part(region), city: part(city) }
    }

    #[test]
    fn a_topic_key_is_short_and_plain() {
        assert!(TopicKey::parse("ptsd").is_ok() && TopicKey::parse(&"a".repeat(40)).is_ok());
        for bad in ["", "PTSD", "a b", "ä", "a_b", &"a".repeat(41)] {
            assert!(TopicKey::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_community_stands_under_every_combination_of_what_it_says() {
        let topic = TopicKey::parse("ptsd").unwrap();
        let facets = Facet::all_of(&topic, &place("España", "Madrid", "MADRID"));
        assert_eq!(facets.len(), 16);
        for (topic, asked) in [
            (None, place("", "", "")),
            (Some(&topic), place("", "", "")),
            (Some(&topic), place("espana", "", "")),
            (None, place("ESPAÑA", "", "madrid")),
            (Some(&topic), place("España", "madrid", "Madrid")),
        ] {
            assert!(facets.contains(&Facet::of(topic, &asked)), "{topic:?} {asked:?}");
        }
        let other = TopicKey::parse("ocd").unwrap();
        assert!(!facets.contains(&Facet::of(Some(&other), &place("", "", ""))));
        assert!(!facets.contains(&Facet::of(None, &place("Madrid", "", ""))), "a region is no country");
        assert_eq!(Facet::all_of(&topic, &place("España", "", "")).len(), 4);
    }

    #[test]
    fn more_members_come_first_then_the_newer() {
        let at = Time::from_millis;
        let now = 1_700_000_000_000;
        assert!(Rank::of(8, at(now)) < Rank::of(7, at(now + 1)), "twice as many");
        assert_eq!(Rank::of(8, at(now)), Rank::of(15, at(now)), "not yet twice as many");
        assert!(Rank::of(8, at(now + 1)) < Rank::of(15, at(now)), "newer");
        assert!(Rank::of(i64::MAX, at(now)) < Rank::of(0, at(now)));
    }

    #[test]
    fn words_have_a_length_that_an_index_can_hold() {
        let words = words_of(&format!("Ångst angst {}", "界".repeat(900)));
        assert_eq!(words.len(), 2, "{words:?}");
        assert!(words.iter().all(|word| word.len() <= WORD_DIGITS));
    }
}
