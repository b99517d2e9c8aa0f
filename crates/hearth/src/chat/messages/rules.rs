//! What a message may be, and what its text says. Pure.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

pub const MOST_MENTIONS: usize = 50;

pub fn client_id(id: &str) -> Result<String, String> {
    let good = (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_graphic());
    if good { Ok(id.to_owned()) } else { Err("must be 1 to 64 visible ASCII characters; a UUIDv7 is best".into()) }
}

pub fn content_warning(text: &str) -> Result<String, String> {
    let text: String = text.trim().nfc().collect();
    let length = text.chars().count();
    if length == 0 || length > 200 || text.chars().any(char::is_control) {
        return Err("must be 1 to 200 characters long, on one line".into());
    }
    Ok(text)
}

/// The usernames that a text names with @, as written, each once.
pub fn mentioned(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // An @ within a word is an e-mail address.
        if c == '@' && !before.is_alphanumeric() {
            let rest = &text[at + 1..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "._-".contains(c))).unwrap_or(rest.len());
            let name = rest[..end].trim_end_matches(['.', '-', '_']);
            if !name.is_empty() && name.chars().count() <= 32 && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        before = c;
    }
    names.truncate(MOST_MENTIONS);
    names
}

/// Of a longer word, the beginning counts.
const WORD_CHARACTERS: usize = 64;

/// The words of a text, as they are found: without case, marks, punctuation and what is only another spelling. Both
/// what is written and what is searched for goes through here, and the engines compare what comes out.
fn folded_words(text: &str) -> Vec<String> {
    // By way of the capitals, ß is ss, and σ and ς are one. Taking case away can bring marks, hence twice.
    let cased = text.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let folded: String = cased.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let is_part =
        |c: char| matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number);
    let words = folded.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(WORD_CHARACTERS).collect()).collect()
}

/// What a text is found by: its words, each once, between spaces.
pub fn found_by(text: &str) -> String {
    let words: BTreeSet<String> = folded_words(text).into_iter().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The words of a search: nothing in them is a search engine's syntax.
pub fn search_words(query: &str) -> Vec<String> {
    let mut words = folded_words(query);
    words.truncate(10);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_between_words_only() {
        assert_eq!(mentioned("@ana, (@Bo.) mail me@example.org @ana @çelik-2 @"), ["ana", "Bo", "çelik-2"]);
    }

    #[test]
    fn a_search_is_words_whatever_was_typed() {
        assert_eq!(search_words("Café \"NEAR(x)\" * -- OR:"), ["cafe", "near", "x", "or"]);
        assert!(search_words("!!! ' \"").is_empty());
        assert_eq!(search_words("STRASSE Straße ΟΔΟΣ οδος İI ı"), ["strasse", "strasse", "οδοσ", "οδοσ", "ii", "i"]);
        assert_eq!(search_words(&"x".repeat(100)), ["x".repeat(64)]);
        assert_eq!(found_by("b a, B 👍 c"), "a b c");
    }
}
