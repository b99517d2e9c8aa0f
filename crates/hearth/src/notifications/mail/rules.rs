//! How a mail looks. Pure.

use askama::Template;

use crate::notifications::model::{Kind, NotificationView};
use crate::notifications::settings::{Locale, Settings};
use crate::notifications::words;

/// What one mail tells at most; the rest is in the page.
pub const MOST: usize = 20;

struct Line {
    title: String,
    sentence: String,
    link: String,
}

#[derive(Template)]
#[template(path = "notifications.txt", escape = "none")]
struct Text<'t> {
    greeting: &'t str,
    lines: &'t [Line],
    why: &'t str,
    stop: &'t str,
    unsubscribe: &'t str,
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct Html<'t> {
    locale: &'t str,
    subject: &'t str,
    greeting: &'t str,
    lines: &'t [Line],
    why: &'t str,
    stop: &'t str,
    unsubscribe: &'t str,
}

/// A mail's subject, and its text in both forms.
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// `items`: the newest first.
pub fn write(
    settings: &Settings,
    name: &str,
    items: &[NotificationView],
    public_url: &str,
    unsubscribe: &str,
) -> Result<Written, askama::Error> {
    let locale = settings.locale;
    let subject = words::subject(locale, settings.discreet, items);
    let greeting = words::greeting(locale, name);
    let line = |one: &NotificationView| Line {
        title: one.title.clone(),
        sentence: words::sentence(locale, one),
        link: format!("{public_url}{}", path(one)),
    };
    let lines: Vec<Line> = items.iter().take(MOST).map(line).collect();
    let (why, stop) = words::footer(locale);
    let tag = match locale {
        Locale::En => "en",
        Locale::De => "de",
    };
    let text = Text { greeting: &greeting, lines: &lines, why, stop, unsubscribe }.render()?;
    let html =
        Html { locale: tag, subject: &subject, greeting: &greeting, lines: &lines, why, stop, unsubscribe }.render()?;
    Ok(Written { subject, text, html })
}

/// Where in the page it leads.
fn path(one: &NotificationView) -> String {
    match one {
        NotificationView { kind: Kind::Invitation, .. } => "/spaces".to_owned(),
        NotificationView { gathering_id: Some(id), chat_id: None, .. } => format!("/gatherings/{id}"),
        NotificationView { chat_id: Some(chat), .. } => format!("/chats/{chat}"),
        NotificationView { space_id: Some(space), share_id: Some(_), .. } => format!("/spaces/{space}/shares"),
        NotificationView { space_id: Some(space), .. } => format!("/spaces/{space}"),
        _ => "/notifications".to_owned(),
    }
}
