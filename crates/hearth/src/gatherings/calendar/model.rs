//! What a calendar is told.

use crate::platform::clock::Time;

/// A sitting of a plan, as one entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The same for as long as the sitting is meant, whatever changes of it.
    pub uid: String,
    /// Grows with every change that calendars are told of.
    pub sequence: i64,
    pub start: Time,
    pub end: Time,
    pub title: String,
    pub description: String,
    pub place: String,
    /// Where the page shows the gathering.
    pub address: String,
    /// The host, as attendees know them.
    pub host: String,
    pub cancelled: bool,
}

/// Why a calendar is told of an entry (RFC 5546, section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling<'t> {
    /// Whoever fetches it may know.
    Publish,
    /// This one is invited, or asked again.
    Request { name: &'t str, email: &'t str },
    /// It doesn't take place, or not for this one.
    Cancel { name: &'t str, email: &'t str },
}

impl Telling<'_> {
    /// The same one is told that it is off.
    pub fn off(self) -> Self {
        match self {
            Self::Publish => Self::Publish,
            Self::Request { name, email } | Self::Cancel { name, email } => Self::Cancel { name, email },
        }
    }
    pub fn method(&self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request { .. } => "REQUEST",
            Self::Cancel { .. } => "CANCEL",
        }
    }
}
