//! Sentences. Pure.

use crate::notifications::model::{Kind, NotificationView};
use crate::notifications::settings::Locale;

/// What one item is about: as the chat, the space or the gathering is called, or the kind of it.
pub fn title(locale: Locale, one: &NotificationView) -> String {
    if one.title.is_empty() { news(locale).to_owned() } else { one.title.clone() }
}

/// That there is news, and nothing more.
pub fn news(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "There is news",
        Locale::De => "Es gibt Neues",
    }
}

pub fn greeting(locale: Locale, name: &str) -> String {
    match locale {
        Locale::En => format!("Hello {name}, this is new for you:"),
        Locale::De => format!("Hallo {name}, das ist neu für dich:"),
    }
}

/// The subject of a mail. `discreet`: it tells nobody who looks over a shoulder what it is about.
pub fn subject(locale: Locale, discreet: bool, items: &[NotificationView]) -> String {
    match (items, locale) {
        _ if discreet => news(locale).to_owned(),
        ([one], _) => format!("{}: {}", title(locale, one), sentence(locale, one)),
        (_, Locale::En) => format!("{} things are new", items.len()),
        (_, Locale::De) => format!("{} Dinge sind neu", items.len()),
    }
}

/// What is said under each mail: why it came, and how to have no more of them.
pub fn footer(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => ("You get this because you asked for mails about what you haven't read.", "No more mails"),
        Locale::De => ("Du bekommst das, weil du Mails über Ungelesenes wolltest.", "Keine Mails mehr"),
    }
}

/// What happened, without what was said.
pub fn sentence(locale: Locale, one: &NotificationView) -> String {
    let who = one.actors.first().map(|actor| actor.name.as_str());
    match locale {
        Locale::En => english(one, who.unwrap_or("Somebody")),
        Locale::De => german(one, who.unwrap_or("Jemand")),
    }
}

fn english(one: &NotificationView, who: &str) -> String {
    let many = |singular: &str, plural: &str| match one.count {
        1 => format!("1 {singular}"),
        count => format!("{count} {plural}"),
    };
    match one.kind {
        Kind::MessageDirect | Kind::MessageGroup => many("new message", "new messages"),
        Kind::Mention => format!("{who} mentioned you"),
        Kind::Reply => format!("{who} answered you"),
        Kind::Reaction => many("reaction to what you wrote", "reactions to what you wrote"),
        Kind::Share => many("new share", "new shares"),
        Kind::Comment => many("comment on your share", "comments on your share"),
        Kind::Invitation => format!("{who} invites you"),
        Kind::Request => format!("{who} would like to write to you"),
        Kind::GatheringProposed => match one.count {
            1 => format!("{who} plans a gathering"),
            _ => many("new gathering", "new gatherings"),
        },
        Kind::GatheringAnswered => many("answer to your plan", "answers to your plan"),
        Kind::GatheringSettled => "it has a time".to_owned(),
        Kind::GatheringChanged => "something has changed".to_owned(),
        Kind::GatheringReminder => "it is soon".to_owned(),
        Kind::Moderation => "a moderator has decided something that concerns you".to_owned(),
    }
}

fn german(one: &NotificationView, who: &str) -> String {
    let many = |singular: &str, plural: &str| match one.count {
        1 => format!("1 {singular}"),
        count => format!("{count} {plural}"),
    };
    match one.kind {
        Kind::MessageDirect | Kind::MessageGroup => many("neue Nachricht", "neue Nachrichten"),
        Kind::Mention => format!("{who} hat dich erwähnt"),
        Kind::Reply => format!("{who} hat dir geantwortet"),
        Kind::Reaction => many("Reaktion auf deinen Beitrag", "Reaktionen auf deinen Beitrag"),
        Kind::Share => many("neuer Beitrag", "neue Beiträge"),
        Kind::Comment => many("Kommentar zu deinem Beitrag", "Kommentare zu deinem Beitrag"),
        Kind::Invitation => format!("{who} lädt dich ein"),
        Kind::Request => format!("{who} möchte dir schreiben"),
        Kind::GatheringProposed => match one.count {
            1 => format!("{who} plant ein Treffen"),
            _ => many("neues Treffen", "neue Treffen"),
        },
        Kind::GatheringAnswered => many("Antwort auf deinen Plan", "Antworten auf deinen Plan"),
        Kind::GatheringSettled => "es hat eine Zeit".to_owned(),
        Kind::GatheringChanged => "etwas hat sich geändert".to_owned(),
        Kind::GatheringReminder => "es ist bald".to_owned(),
        Kind::Moderation => "die Moderation hat etwas entschieden, das dich betrifft".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::notifications::model::NotificationId;
    use crate::platform::clock::Time;

    fn item(kind: Kind, count: i64) -> NotificationView {
        let id = NotificationId(Uuid::nil());
        NotificationView {
            count,
            title: "Garden".to_owned(),
            ..NotificationView::plain(id, kind, Time::from_millis(0))
        }
    }

    #[test]
    fn every_kind_has_its_sentence_in_each_language() {
        let mut said = std::collections::HashSet::new();
        for kind in Kind::ALL {
            for locale in [Locale::En, Locale::De] {
                let sentence = sentence(locale, &item(*kind, 2));
                assert!(!sentence.is_empty());
                said.insert(sentence);
            }
        }
        // Both kinds of messages are messages.
        assert_eq!(said.len(), 2 * Kind::ALL.len() - 2);
    }

    #[test]
    fn a_discreet_subject_says_nothing() {
        let items = [item(Kind::Mention, 1)];
        assert_eq!(subject(Locale::En, false, &items), "Garden: Somebody mentioned you");
        assert_eq!(subject(Locale::En, true, &items), "There is news");
        assert_eq!(subject(Locale::De, false, &[item(Kind::Share, 3), item(Kind::Reply, 1)]), "2 Dinge sind neu");
        assert_eq!(sentence(Locale::En, &item(Kind::MessageGroup, 5)), "5 new messages");
        assert_eq!(sentence(Locale::En, &item(Kind::MessageGroup, 1)), "1 new message");
    }
}
