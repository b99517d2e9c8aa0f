//! Types that parse. What each allows is written once more, for machines, in the patterns of `routes.rs`.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::skeleton;

/// Why a text isn't allowed: a stable code, and what is allowed instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub code: &'static str,
    pub allowed: &'static str,
}

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// The name by which a person is found, mentioned and signed in: 2 to 32 letters, digits, dots, low lines and hyphens
/// of any script, a letter or digit first. Shown as typed (NFC).
///
/// Two usernames are the same when they look the same (Unicode TS 39 skeleton of the NFKC form), be it in small
/// letters or in capitals: both are needed, as Cyrillic АНА looks like Latin AHA, but ана not like aha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    text: String,
    key: String,
    capitals_key: String,
}

const RESERVED: &[&str] = &[
    "admin",
    "administrator",
    "all",
    "anonymous",
    "api",
    "channel",
    "deleted",
    "everybody",
    "everyone",
    "group",
    "hearth",
    "here",
    "moderator",
    "mod",
    "nobody",
    "root",
    "someone",
    "support",
    "system",
    "unknown",
];

impl Username {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let letters = || text.chars().map(|c| (c, c.general_category_group(), c.general_category()));
        let begins = letters().next().is_some_and(|(_, group, kind)| is_letter_or_digit(group, kind));
        let goes_on = letters().all(|(c, group, kind)| {
            is_letter_or_digit(group, kind) || group == GeneralCategoryGroup::Mark || "._-".contains(c)
        });
        if !(begins && goes_on && (2..=32).contains(&text.chars().count())) {
            return Err(wrong(
                "not_a_username",
                "must be 2 to 32 letters, digits, dots, low lines or hyphens, a letter or digit first",
            ));
        }
        let username = Self::with_keys(text);
        if RESERVED.iter().map(|name| Self::with_keys(name)).any(|name| name.key == username.key) {
            return Err(wrong("reserved", "must not be one of the names that Hearth keeps for itself"));
        }
        Ok(username)
    }

    fn with_keys(text: &str) -> Self {
        let compatible: String = text.nfkc().collect();
        let key = skeleton(&compatible.to_lowercase()).collect();
        let capitals_key = skeleton(&compatible.to_uppercase()).collect();
        Self { text: text.nfc().collect(), key, capitals_key }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// Equal for names that look alike in small letters; what sign-in and mentions go by.
    pub fn key(&self) -> &str {
        &self.key
    }
    /// Equal for names that look alike in capitals.
    pub fn capitals_key(&self) -> &str {
        &self.capitals_key
    }
}

fn is_letter_or_digit(group: GeneralCategoryGroup, kind: GeneralCategory) -> bool {
    group == GeneralCategoryGroup::Letter || kind == GeneralCategory::DecimalNumber
}

/// What a person is called: 1 to 64 characters, something visible among them, none of them invisible but the joiners
/// that scripts and emoji need. Trimmed, NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let name: String = text.trim().nfc().collect();
        if longer(text, &name, 64) || !text.chars().any(is_visible) || text.chars().any(is_control) {
            return Err(wrong("not_a_name", "must be 1 to 64 characters, not only spaces, without control characters"));
        }
        Ok(Self(name))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Equal for names that read alike, whatever case, accents, spaces and look-alike letters.
    pub fn key(&self) -> String {
        alike(&self.0)
    }
}

/// What a name or username is compared by where two aren't to be taken for one another.
pub fn alike(name: &str) -> String {
    let folded = folded(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // A name of signs alone is what it is.
    if words.is_empty() { skeleton(name).collect() } else { skeleton(&words.join(" ")).collect() }
}

/// Control characters, and those that turn the direction of writing around or are there without being seen.
fn is_control(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_visible(c: char) -> bool {
    let blank = matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}' | '\u{3000}');
    !blank && !is_control(c)
}

/// An address to which mail goes: ASCII, at most 254 characters, a plain local part of at most 64. The key is the
/// whole in small letters: providers that tell Ana@ from ana@ are unheard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    text: String,
    key: String,
}

impl Email {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let good = text.len() <= 254
            && text.split_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
        if !good {
            return Err(wrong("not_an_email", "must be an e-mail address like ana@example.org"));
        }
        Ok(Self { text: text.to_owned(), key: text.to_ascii_lowercase() })
    }
    pub fn as_str(&self) -> &str {
        &self.text
    }
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// The 5,000 passwords of at least 8 characters that people choose most, in lower case: from the ten million that Mark
/// Burnett published in 2015 (public domain), in the order of zxcvbn 4.4.2.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../../common-passwords.txt").lines().collect());

/// A password as somebody chose it: 8 to 200 characters, whichever, but none that is guessed first. Never printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if !(8..=200).contains(&text.chars().count()) {
            return Err(wrong("not_a_password", "must be 8 to 200 characters"));
        }
        if COMMON.contains(text.to_lowercase().as_str()) {
            return Err(wrong("common_password", "must not be one of those that many people choose"));
        }
        Ok(Self(text.to_owned()))
    }
    pub fn expose(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Whether a text has more characters, as it was typed or as it is kept: a few characters are two in NFC.
fn longer(typed: &str, kept: &str, most: usize) -> bool {
    typed.chars().count() > most || kept.chars().count() > most
}

/// What a person says about themselves: at most 500 characters, with line breaks. May be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bio(String);

impl Bio {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let bio: String = text.nfc().collect();
        if longer(text, &bio, 500) || text.chars().any(|c| is_control(c) && c != '\n') {
            return Err(wrong("not_a_bio", "must be at most 500 characters, without control characters"));
        }
        Ok(Self(bio))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A part of a place: at most 64 characters. Empty: not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacePart(String);

impl PlacePart {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let part: String = text.trim().nfc().collect();
        if longer(text, &part, 64) || text.chars().any(is_control) {
            return Err(wrong("not_a_place", "must be at most 64 characters, without control characters"));
        }
        Ok(Self(part))
    }
    /// For a store, which kept what was parsed before.
    pub fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a person roughly is, as far as they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub country: PlacePart,
    pub region: PlacePart,
    pub city: PlacePart,
}

/// The words of a text, without case and accents, as the hexadecimal UTF-8 by which the store keeps them.
pub fn folded_words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut words: Vec<String> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(hexadecimal).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Without case and accents. Taking case away can bring marks, hence twice.
fn folded(text: &str) -> String {
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    folded.nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

fn hexadecimal(word: &str) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let (one, other) = (Username::parse(one).unwrap(), Username::parse(other).unwrap());
        one.key() == other.key() || one.capitals_key() == other.capitals_key()
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert!(alike("Ana", "ana"), "by case");
        assert!(alike("Jose\u{301}", "jos\u{e9}"), "by composition");
        assert!(alike("ana", "\u{430}n\u{430}"), "by Cyrillic letters");
        assert!(alike("AHA", "\u{410}\u{41d}\u{410}"), "by Cyrillic capitals");
        assert!(alike("aha", "\u{410}\u{41d}\u{410}"), "by Cyrillic capitals, whatever the case of the other");
        assert!(alike("ana", "\u{ff41}\u{ff4e}\u{ff41}"), "by width");
        assert!(!alike("ana", "anna"));
        assert!(!alike("jose", "jos\u{e9}"));
    }

    #[test]
    fn usernames_are_short_and_plain() {
        for good in ["ab", "Ана-1", "山田", "a.b_c-d", "9lives", "é2", &"x".repeat(32)] {
            assert!(Username::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "-ab", "a b", "a@b", "a\u{200d}b", "ab\n", "a\u{202e}b", "½½", &"x".repeat(33)] {
            assert_eq!(Username::parse(bad).unwrap_err().code, "not_a_username", "{bad:?}");
        }
        for kept in ["admin", "ADMIN", "\u{430}dmin", "here", "Deleted"] {
            assert_eq!(Username::parse(kept).unwrap_err().code, "reserved", "{kept:?}");
        }
    }

    #[test]
    fn a_name_is_trimmed_and_visible() {
        assert_eq!(DisplayName::parse("  Ana  B ").unwrap().as_str(), "Ana  B");
        assert_eq!(DisplayName::parse("e\u{301}").unwrap().as_str(), "\u{e9}");
        assert!(DisplayName::parse("👨\u{200d}👩\u{200d}👧").is_ok(), "emoji are joined by an invisible character");
        for bad in ["", "   ", "\u{3000}", "a\u{202e}b", "a\nb", "a\u{0}", "\u{200d}", &"x".repeat(65)] {
            assert!(DisplayName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_email_is_one_that_mail_can_go_to() {
        assert_eq!(Email::parse("Ana.B+x@Example.ORG").unwrap().key(), "ana.b+x@example.org");
        assert!(Email::parse("a@localhost").is_ok());
        let long = format!("{}@example.org", "x".repeat(65));
        for bad in ["", "a", "@b.org", "a@", "a@@b.org", "a b@c.org", ".a@b.org", "a..b@c.org", "a@-b.org", "a@b..c"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert!(Email::parse(&long).is_err());
        assert!(
            crate::platform::mail::is_mailbox("a.!#$%&'*+/=?^_`{|}~-b@example.org"),
            "what passes here can be sent"
        );
    }

    #[test]
    fn a_password_is_measured_in_characters_and_never_printed() {
        assert!(Password::parse("пароль12").is_ok());
        assert!(Password::parse("1234567").is_err());
        for common in ["password", "PassWord1", "1234567890", "qwertyuiop"] {
            assert_eq!(Password::parse(common).unwrap_err().code, "common_password", "{common}");
        }
        assert!(COMMON.len() == 5000 && COMMON.iter().all(|one| one.len() >= 8 && *one == one.to_lowercase()));
        assert!(Password::parse(&"я".repeat(200)).is_ok());
        assert!(Password::parse(&"x".repeat(201)).is_err());
        assert_eq!(format!("{:?}", Password::parse("geheimnis").unwrap()), "Password(…)");
    }

    #[test]
    fn a_text_is_measured_as_it_is_kept_too() {
        // U+0958 is two characters in NFC.
        assert_eq!(PlacePart::parse(&"\u{958}".repeat(64)).unwrap_err().code, "not_a_place");
        assert_eq!(PlacePart::parse(&"\u{958}".repeat(32)).unwrap().as_str().chars().count(), 64);
        assert!(PlacePart::parse(&"e\u{301}".repeat(33)).is_err(), "nor longer as it was typed");
        assert_eq!(Bio::parse(&"\u{958}".repeat(251)).unwrap_err().code, "not_a_bio");
        assert_eq!(DisplayName::parse(&"\u{958}".repeat(33)).unwrap_err().code, "not_a_name");
    }

    #[test]
    fn names_that_read_alike_have_one_key() {
        let key = |name: &str| DisplayName::parse(name).unwrap().key();
        assert_eq!(key("Quiet  Fox"), key("qui\u{e9}t-fox"));
        assert_eq!(key("Ana"), key("\u{410}n\u{430}"), "Cyrillic letters that look like Latin ones");
        assert_ne!(key("Quiet Fox"), key("Quiet Foxes"));
        assert_ne!(key("\u{1f98a}"), key("\u{1f43b}"), "signs are told apart");
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(folded_words("José MARÍA-josé"), folded_words("maria jose"));
        assert_eq!(folded_words("ab"), ["6162"]);
        assert!(folded_words(" .-_ ").is_empty());
    }
}
