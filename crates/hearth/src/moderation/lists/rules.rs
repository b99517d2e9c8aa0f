//! What a text says, whatever it is written in. Pure, and linear in the length of the text.
//!
//! Text and list are folded alike: compatibility forms become plain ones (NFKD, Unicode Annex 15), marks and invisible
//! characters are dropped, case is taken away, and letters that look alike become one (the skeleton of Unicode Technical
//! Standard 39). Then one walk over the text finds all words of the list (Aho and Corasick, 1975).

use aho_corasick::{AhoCorasick, BuildError};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::confusable_detection::skeleton;

use super::model::{CardView, CrisisBody, LineView, WordsBody};
use crate::accounts::alike;
use crate::moderation::error::WrongInput;

/// A text as it is compared.
struct Folded {
    text: String,
    /// For each byte, whether it belongs to a word: a letter, a number, or what looks like one.
    within: Vec<bool>,
}

fn fold(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), within: Vec::with_capacity(text.len()) };
    // By way of the capitals, ß is ss, and σ and ς are one. Taking case away can bring marks, hence twice.
    let cased = text.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkd();
    for c in cased.filter(|c| !is_combining_mark(*c) && !is_invisible(*c)) {
        let group = c.general_category_group();
        let within = matches!(group, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number);
        let mut letter = [0; 4];
        // What looks like a capital is the same letter.
        for alike in skeleton(c.encode_utf8(&mut letter)).flat_map(char::to_lowercase) {
            folded.text.push(alike);
            folded.within.resize(folded.text.len(), within);
        }
    }
    folded
}

/// What nobody sees, and what could stand between letters unseen.
fn is_invisible(c: char) -> bool {
    matches!(c.general_category(), GeneralCategory::Format)
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}')
        || ('\u{fe00}'..='\u{fe0f}').contains(&c)
}

/// Words to be found in texts, each with what comes of it.
pub struct Matcher<T> {
    found: AhoCorasick,
    words: Vec<(bool, T)>,
}

impl<T: Copy + Ord> Matcher<T> {
    /// `words`: as written, whether as whole words only, and what comes of it. What folds to nothing is in no text.
    pub fn new<'w>(words: impl IntoIterator<Item = (&'w str, bool, T)>) -> Result<Self, BuildError> {
        let folded = words.into_iter().map(|(word, whole, comes)| (fold(word.trim()).text, whole, comes));
        let (patterns, words): (Vec<String>, Vec<(bool, T)>) = folded
            .filter(|(pattern, ..)| !pattern.is_empty())
            .map(|(pattern, whole, comes)| (pattern, (whole, comes)))
            .unzip();
        Ok(Self { found: AhoCorasick::new(patterns)?, words })
    }

    /// The greatest of what comes of the words that a text says.
    pub fn greatest(&self, text: &str) -> Option<T> {
        if self.words.is_empty() {
            return None;
        }
        let Folded { text, within } = fold(text);
        let at = |index: usize| within.get(index).copied().unwrap_or(false);
        let stands_alone = |start: usize, end: usize| {
            let joins = |before: bool, first: bool| before && first;
            let before = start > 0 && joins(at(start - 1), at(start));
            let after = joins(at(end - 1), at(end));
            !before && !after
        };
        let greatest = self.words.iter().map(|(_, comes)| *comes).max();
        let mut most = None;
        for one in self.found.find_overlapping_iter(&text) {
            let (whole, comes) = self.words[one.pattern().as_usize()];
            if !whole || stands_alone(one.start(), one.end()) {
                most = most.max(Some(comes));
                if most == greatest {
                    break;
                }
            }
        }
        most
    }
}

/// Whether a text leads elsewhere.
pub fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    ["http://", "https://", "www."].iter().any(|start| text.contains(start))
}

/// The cards for a region: its own, or where there are none those for everybody else.
pub fn cards_for(list: &CrisisBody, region: &str) -> Vec<CardView> {
    let of = |region: &str| -> Vec<CardView> {
        list.cards.iter().filter(|card| alike(&card.region) == region).cloned().collect()
    };
    let own = of(&alike(region));
    if own.is_empty() { of("") } else { own }
}

const MOST_WORDS: usize = 1000;
const MOST_PHRASES: usize = 500;
const MOST_CARDS: usize = 200;
const MOST_LINES: usize = 20;

/// What of a list isn't allowed so.
pub fn wrong_words(list: &WordsBody) -> Vec<WrongInput> {
    let mut wrong = Vec::new();
    most(&mut wrong, "words", list.words.len(), MOST_WORDS);
    for (at, word) in list.words.iter().enumerate() {
        text(&mut wrong, format!("words[{at}].word"), &word.word, 1..=64);
    }
    wrong
}

pub fn wrong_crisis(list: &CrisisBody) -> Vec<WrongInput> {
    let mut wrong = Vec::new();
    most(&mut wrong, "phrases", list.phrases.len(), MOST_PHRASES);
    most(&mut wrong, "cards", list.cards.len(), MOST_CARDS);
    for (at, phrase) in list.phrases.iter().enumerate() {
        text(&mut wrong, format!("phrases[{at}]"), phrase, 1..=64);
    }
    for (at, card) in list.cards.iter().enumerate() {
        let field = |name: &str| format!("cards[{at}].{name}");
        text(&mut wrong, field("region"), &card.region, 0..=64);
        text(&mut wrong, field("title"), &card.title, 1..=100);
        text(&mut wrong, field("text"), &card.text, 0..=1000);
        most(&mut wrong, &field("lines"), card.lines.len(), MOST_LINES);
        for (line_at, line) in card.lines.iter().enumerate() {
            wrong_line(&mut wrong, |name| format!("cards[{at}].lines[{line_at}].{name}"), line);
        }
    }
    wrong
}

fn wrong_line(wrong: &mut Vec<WrongInput>, field: impl Fn(&str) -> String, line: &LineView) {
    text(wrong, field("name"), &line.name, 1..=100);
    text(wrong, field("hours"), line.hours.as_deref().unwrap_or_default(), 0..=100);
    let phone = line.phone.as_deref().unwrap_or_default();
    if phone.len() > 40 || !phone.chars().all(|c| c.is_ascii_digit() || "+() /-".contains(c)) {
        refuse(wrong, field("phone"), "must be at most 40 digits, spaces and + ( ) / -");
    }
    if let Some(url) = &line.url {
        let rest = url.strip_prefix("https://").unwrap_or_default();
        if rest.is_empty() || url.len() > 500 || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            refuse(wrong, field("url"), "must start with https:// and be at most 500 characters long");
        }
    }
}

fn most(wrong: &mut Vec<WrongInput>, field: &str, count: usize, most: usize) {
    if count > most {
        refuse(wrong, field.to_owned(), format!("must be at most {most}"));
    }
}

fn text(wrong: &mut Vec<WrongInput>, field: String, said: &str, characters: std::ops::RangeInclusive<usize>) {
    let says = *characters.start() == 0 || !fold(said.trim()).text.is_empty();
    let good = characters.contains(&said.chars().count()) && !said.chars().any(|c| c.is_control() && c != '\n');
    if !(says && good) {
        let (least, most) = characters.into_inner();
        refuse(wrong, field, format!("must be {least} to {most} characters that can be seen"));
    }
}

/// Beyond that many, more of them say nothing.
const MOST_WRONG: usize = 20;

fn refuse(wrong: &mut Vec<WrongInput>, field: String, allowed: impl Into<String>) {
    if wrong.len() < MOST_WRONG {
        wrong.push(WrongInput { field, code: "invalid", allowed: allowed.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::WordAct;
    use super::*;
    use proptest::prelude::*;

    fn matcher(words: &[(&str, bool)]) -> Matcher<WordAct> {
        Matcher::new(words.iter().map(|(word, whole)| (*word, *whole, WordAct::Hold))).unwrap()
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        let words = matcher(&[("Scunner", true), ("bad idea", false), ("größe", true), ("αβγ", true)]);
        for said in [
            "scunner",
            "SCUNNER!",
            "a (scúnñer)",
            "s\u{200b}cun\u{ad}ner",
            "ｓｃｕｎｎｅｒ",
            "𝓼𝓬𝓾𝓷𝓷𝓮𝓻",
            // Cyrillic letters among Latin ones.
            "sсunnеr",
            "s\u{301}c\u{fe0f}unner",
            "what a bad idea.",
            "notabad ideas",
            "GRÖSSE",
            "groesse grösse",
            "ΑΒΓ",
        ] {
            assert_eq!(words.greatest(said), Some(WordAct::Hold), "{said}");
        }
        for said in ["", "scunnered", "unscunner", "scunne r", "bad  idea", "scun-ner", "größer"] {
            assert_eq!(words.greatest(said), None, "{said}");
        }
    }

    #[test]
    fn a_word_of_its_own_may_end_with_a_sign() {
        let words = matcher(&[("c++", true), ("#no", true)]);
        assert!(words.greatest("I like c++, mostly").is_some() && words.greatest("x#no").is_some());
        assert!(words.greatest("abc++").is_none() && words.greatest("#nobody").is_none());
    }

    #[test]
    fn the_strictest_counts() {
        let words = [("maybe", WordAct::Warn), ("later", WordAct::Hold), ("never", WordAct::Refuse)];
        let words = Matcher::new(words.map(|(word, act)| (word, true, act))).unwrap();
        assert_eq!(words.greatest("maybe"), Some(WordAct::Warn));
        assert_eq!(words.greatest("later, maybe"), Some(WordAct::Hold));
        assert_eq!(words.greatest("maybe never, or later"), Some(WordAct::Refuse));
        assert_eq!(words.greatest("now"), None);
    }

    proptest! {
        /// Found wherever it stands, among whatever else.
        #[test]
        fn nothing_around_it_hides_a_word(before in "\\PC{0,40}", after in "\\PC{0,40}") {
            let words = matcher(&[("hidden", false)]);
            let said = format!("{before} hidden {after}");
            prop_assert!(words.greatest(&said).is_some());
        }
    }

    #[test]
    fn cards_are_those_of_the_region_or_of_everywhere() {
        let card = |region: &str| CardView {
            region: region.to_owned(),
            title: format!("Help {region}"),
            text: String::new(),
            lines: vec![],
        };
        let list = CrisisBody { phrases: vec![], cards: vec![card("Österreich"), card(""), card("France")] };
        assert_eq!(cards_for(&list, "österreich "), [card("Österreich")]);
        assert_eq!(cards_for(&list, "Chile"), [card("")]);
        assert_eq!(cards_for(&list, ""), [card("")]);
    }

    #[test]
    fn a_list_within_its_limits_is_right_and_each_mistake_is_named() {
        let line = |url: Option<&str>, phone: &str| LineView {
            name: "Somebody to talk to".to_owned(),
            phone: Some(phone.to_owned()),
            url: url.map(str::to_owned),
            hours: None,
        };
        let card = |lines| CardView { region: String::new(), title: "Help".to_owned(), text: String::new(), lines };
        let list = |phrase: &str, lines| CrisisBody { phrases: vec![phrase.to_owned()], cards: vec![card(lines)] };
        assert_eq!(wrong_crisis(&list("end it", vec![line(Some("https://example.org"), "+49 (0) 30/1-2")])), []);
        let lines = vec![line(None, "1"), line(Some("http://example.org"), "call me")];
        let fields: Vec<String> = wrong_crisis(&list("\u{200b}", lines)).into_iter().map(|one| one.field).collect();
        assert_eq!(fields, ["phrases[0]", "cards[0].lines[1].phone", "cards[0].lines[1].url"]);
        let word = |word: &str| super::super::model::WordBody { word: word.into(), act: WordAct::Hold, whole: true };
        assert!(wrong_words(&WordsBody { words: vec![word("x")] }).is_empty());
        assert_eq!(wrong_words(&WordsBody { words: vec![word("x"), word(" ")] })[0].field, "words[1].word");
        assert_eq!(wrong_words(&WordsBody { words: vec![word("x"); 1001] })[0].field, "words");
    }
}
