//! How somebody is called here of whom another server has said what they are called there.

use crate::accounts::names::{DisplayName, Username};
use crate::platform::oidc::Said;

const LONGEST: usize = 27;

/// Usernames to try, the nearest first; `chance` makes the last one different each time. They can choose another later.
pub fn usernames(said: &Said, chance: u16) -> Vec<Username> {
    // Some servers say the whole address.
    let before_at = |text: &str| text.split('@').next().unwrap_or_default().to_owned();
    let named = [&said.username, &said.email, &said.name].into_iter().flatten().map(|text| before_at(text));
    let mut found = Vec::new();
    for name in named {
        let letters = name.chars().map(|c| if c.is_whitespace() { '.' } else { c });
        let fit: String = letters.filter(|c| c.is_alphanumeric() || "._-".contains(*c)).collect();
        let base: String = fit.trim_start_matches(['.', '_', '-']).chars().take(LONGEST).collect();
        found.extend(Username::parse(&base));
        found.extend((2..=4).filter_map(|number| Username::parse(&format!("{base}{number}")).ok()));
        found.extend(Username::parse(&format!("{base}{chance:05}")));
    }
    found.extend(Username::parse(&format!("member{chance:05}")));
    found
}

/// What others see.
pub fn display_name(said: &Said, username: &Username) -> Option<DisplayName> {
    let said = said.name.as_deref().and_then(|name| DisplayName::parse(name).ok());
    said.or_else(|| DisplayName::parse(username.as_str()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(username: Option<&str>, email: Option<&str>, name: Option<&str>) -> Said {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let (issuer, subject) = ("https://id.example.org".to_owned(), "1".to_owned());
        Said { issuer, subject, email: own(email), email_verified: true, name: own(name), username: own(username) }
    }

    fn tried(said: &Said) -> Vec<String> {
        usernames(said, 7).iter().map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn the_nearest_name_comes_first() {
        let all = said(Some("ana@work"), Some("a.maria@example.org"), Some("Ana María"));
        let names = tried(&all);
        assert_eq!(names[..5], ["ana", "ana2", "ana3", "ana4", "ana00007"]);
        assert_eq!((names[5].as_str(), names[10].as_str()), ("a.maria", "Ana.María"));
        assert_eq!(names.last().unwrap(), "member00007");
    }

    #[test]
    fn nobody_is_without_a_name() {
        for nothing in [said(None, None, None), said(Some("admin"), None, None), said(Some("🦊"), Some("@"), Some(""))]
        {
            assert!(!tried(&nothing).is_empty() && !tried(&nothing).contains(&"admin".to_owned()));
        }
        assert_eq!(tried(&said(Some(&format!("._-{}", "x".repeat(99))), None, None))[0], "x".repeat(LONGEST));
        let name = |said: &Said| display_name(said, &usernames(said, 7)[0]).unwrap().as_str().to_owned();
        assert_eq!(name(&said(Some("ana"), None, Some("  Ana  "))), "Ana");
        assert_eq!(name(&said(Some("ana"), None, Some("\u{0}"))), "ana");
    }
}
