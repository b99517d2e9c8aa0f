//! The nouns of a space.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use super::directory::TopicKey;
use super::faces::{Alias, Pseudonym};
use crate::accounts::{AccountId, Person, PersonId, Place, PlacePart, Wrong};
use crate::id;
use crate::media::{Frame, Media, Picture, PictureView};
use crate::platform::clock::Time;

id!(
    /// A space.
    SpaceId
);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpaceVisibility)]
pub enum Visibility {
    /// Listed: anybody may find it, and join or ask to.
    Community,
    /// By invitation; for everybody else it isn't there.
    Private,
}

/// How one comes into a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpaceJoining)]
pub enum Joining {
    Open,
    /// An admin of the space says yes or no.
    Approval,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpaceRole)]
pub enum Role {
    Member,
    Admin,
    /// Exactly one in a space.
    Owner,
}

macro_rules! stored_as_text {
    ($type:ident { $($variant:ident = $text:literal),* }) => {
        impl $type {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
stored_as_text!(Visibility { Community = "community", Private = "private" });
stored_as_text!(Joining { Open = "open", Approval = "approval" });
stored_as_text!(Role { Member = "member", Admin = "admin", Owner = "owner" });

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// What a space is called: 1 to 100 characters, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceName(String);

impl SpaceName {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let name: String = text.trim().nfc().collect();
        let length = name.chars().count();
        if length == 0 || length > 100 || text.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(wrong("not_a_title", "must be 1 to 100 characters long, on one line"));
        }
        Ok(Self(name))
    }
    /// For a store, which kept what was parsed before.
    pub(in crate::spaces) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text of several lines, up to `MOST` characters. May be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines<const MOST: usize>(String);

/// What a space is about.
pub type Description = Lines<1000>;
/// What members promise to keep to. Empty: nothing.
pub type Rules = Lines<5000>;
/// What somebody who asks to join says, or who bans gives as the reason.
pub type Note = Lines<500>;

impl<const MOST: usize> Lines<MOST> {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let lines: String = text.trim().nfc().collect();
        let length = text.chars().count().max(lines.chars().count());
        if length > MOST || text.chars().any(|c| c.is_control() && c != '\n') {
            let allowed = match MOST {
                500 => "must be at most 500 characters, without control characters",
                1000 => "must be at most 1000 characters, without control characters",
                _ => "must be at most 5000 characters, without control characters",
            };
            return Err(wrong("not_a_text", allowed));
        }
        Ok(Self(lines))
    }
    /// For a store, which kept what was parsed before.
    pub(in crate::spaces) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A space, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    pub id: SpaceId,
    pub visibility: Visibility,
    pub profile: Profile,
    pub joining: Joining,
    pub members: i64,
    pub created_at: Time,
    pub picture: Option<Picture>,
    pub cover: Option<Picture>,
}

/// What a space says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: SpaceName,
    pub description: Description,
    pub rules: Rules,
    /// Every community has one; a private space has none.
    pub topic: Option<TopicKey>,
    pub place: Place,
}

/// A space to be made.
#[derive(Clone, Debug)]
pub struct NewSpace {
    pub id: SpaceId,
    pub owner: AccountId,
    /// The pseudonym of the owner, if that is wanted.
    pub alias: Option<Alias>,
    pub visibility: Visibility,
    pub joining: Joining,
    pub profile: Profile,
    pub at: Time,
}

/// What is changed of a space; None leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct SpaceChange {
    pub name: Option<SpaceName>,
    pub description: Option<Description>,
    pub rules: Option<Rules>,
    pub topic: Option<TopicKey>,
    pub country: Option<PlacePart>,
    pub region: Option<PlacePart>,
    pub city: Option<PlacePart>,
    pub joining: Option<Joining>,
}

impl SpaceChange {
    pub fn applied_to(self, space: Space) -> Space {
        let Profile { name, description, rules, topic, place } = space.profile;
        let profile = Profile {
            name: self.name.unwrap_or(name),
            description: self.description.unwrap_or(description),
            rules: self.rules.unwrap_or(rules),
            topic: self.topic.or(topic),
            place: Place {
                country: self.country.unwrap_or(place.country),
                region: self.region.unwrap_or(place.region),
                city: self.city.unwrap_or(place.city),
            },
        };
        Space { profile, joining: self.joining.unwrap_or(space.joining), ..space }
    }
}

/// Proof that an account is a member of a space. Made by the store alone, from the row that says so; what reads or
/// changes a space's content asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceMember {
    account: AccountId,
    pseudonym: Option<Pseudonym>,
    role: Role,
    joined_at: Time,
    space: Space,
}

impl SpaceMember {
    /// For the store, which has just read the row.
    pub(in crate::spaces) fn found(
        account: AccountId,
        pseudonym: Option<Pseudonym>,
        role: Role,
        joined_at: Time,
        space: Space,
    ) -> Self {
        Self { account, pseudonym, role, joined_at, space }
    }
    /// For ourselves; the other members know [`SpaceMember::shown`].
    pub fn account(&self) -> AccountId {
        self.account
    }
    /// None: under the account's own name.
    pub fn pseudonym(&self) -> Option<&Pseudonym> {
        self.pseudonym.as_ref()
    }
    /// The id under which the others see the member.
    pub fn shown(&self) -> PersonId {
        self.pseudonym.as_ref().map_or(self.account.into(), |pseudonym| pseudonym.id)
    }
    pub fn role(&self) -> Role {
        self.role
    }
    pub fn joined_at(&self) -> Time {
        self.joined_at
    }
    /// The space as it was when the proof was made.
    pub fn space(&self) -> &Space {
        &self.space
    }
    pub fn space_id(&self) -> SpaceId {
        self.space.id
    }
}

/// Why somebody may not be a member, and until when. None: for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    pub reason: Note,
    pub until: Option<Time>,
}

/// What an account is to a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Member { role: Role, joined_at: Time },
    Requested,
    Banned(Ban),
    None,
}

/// A space, and what the asker is to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub space: Space,
    pub part: Part,
    /// As whom it is there, or was, or asked to be.
    pub appears: Appears,
}

/// As whom an account is in a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appears {
    /// It has never been there.
    Never,
    Itself,
    Hidden(Pseudonym),
}

impl Appears {
    /// As `own` is the account's own name.
    pub fn person(&self, own: Person) -> Option<Person> {
        match self {
            Self::Never => None,
            Self::Itself => Some(own),
            Self::Hidden(pseudonym) => Some(pseudonym.clone().person()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SpaceStanding)]
pub enum Standing {
    Member,
    /// Asked to join; no admin has answered.
    Requested,
    Banned,
    None,
}

/// A space, as those see it who may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Space)]
pub struct SpaceView {
    pub id: SpaceId,
    pub visibility: Visibility,
    pub name: String,
    pub description: String,
    /// What members promise to keep to. Empty: nothing.
    pub rules: String,
    /// The key of its topic; null in a private space.
    pub topic: Option<String>,
    /// Empty where not said; as region and city.
    pub country: String,
    pub region: String,
    pub city: String,
    pub joining: Joining,
    pub members_count: i64,
    pub created_at: Time,
    /// Beside the name.
    pub picture: Option<PictureView>,
    /// Behind the head of its page.
    pub cover: Option<PictureView>,
    /// What the asker is to it; absent where the space is told to all members, and in the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub me: Option<MySpacePart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MySpacePart {
    pub standing: Standing,
    /// As whom one is there, or will be when one comes back; absent for who was never there, nor asked to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person: Option<Person>,
    /// Null for who is no member.
    pub role: Option<Role>,
    pub joined_at: Option<Time>,
    /// Why one is banned; null for everybody else.
    pub ban_reason: Option<String>,
    /// Until when one is banned; null: for good, or not at all.
    pub banned_until: Option<Time>,
}

impl SpaceView {
    /// As the account sees it, whose own name is `own`.
    pub fn seen(seen: &Seen, own: Person, media: &Media) -> Self {
        let me = MySpacePart { person: seen.appears.person(own), ..MySpacePart::of(&seen.part) };
        Self { me: Some(me), ..Self::of(&seen.space, media) }
    }

    /// As everybody sees it who may.
    pub fn of(space: &Space, media: &Media) -> Self {
        Self::framed(space, media, Frame::Space(space.id.0))
    }

    /// As who is invited sees it, for whom it need not be there yet.
    pub fn ahead(space: &Space, media: &Media) -> Self {
        Self::framed(space, media, Frame::Anybody)
    }

    fn framed(space: &Space, media: &Media, frame: Frame) -> Self {
        let Profile { name, description, rules, topic, place } = &space.profile;
        Self {
            id: space.id,
            visibility: space.visibility,
            name: name.as_str().to_owned(),
            description: description.as_str().to_owned(),
            rules: rules.as_str().to_owned(),
            topic: topic.as_ref().map(|topic| topic.as_str().to_owned()),
            country: place.country.as_str().to_owned(),
            region: place.region.as_str().to_owned(),
            city: place.city.as_str().to_owned(),
            joining: space.joining,
            members_count: space.members,
            created_at: space.created_at,
            picture: space.picture.as_ref().and_then(|picture| media.picture(picture, frame)),
            cover: space.cover.as_ref().and_then(|cover| media.picture(cover, frame)),
            me: None,
        }
    }
}

impl MySpacePart {
    fn of(part: &Part) -> Self {
        let plain = |standing| Self {
            standing,
            person: None,
            role: None,
            joined_at: None,
            ban_reason: None,
            banned_until: None,
        };
        match part {
            Part::Member { role, joined_at } => {
                Self { role: Some(*role), joined_at: Some(*joined_at), ..plain(Standing::Member) }
            }
            Part::Requested => plain(Standing::Requested),
            Part::Banned(ban) => Self {
                ban_reason: Some(ban.reason.as_str().to_owned()),
                banned_until: ban.until,
                ..plain(Standing::Banned)
            },
            Part::None => plain(Standing::None),
        }
    }
}

/// What goes when a space is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpaceContents {
    pub members: i64,
    /// Chats in the space, with all that was said in them.
    pub chats: i64,
    /// Shares, with their pictures and comments.
    pub shares: i64,
    /// Gatherings, with all answers.
    pub gatherings: i64,
}

/// A member, as other members see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SpaceMember)]
pub struct MemberView {
    pub account: Person,
    pub role: Role,
    pub joined_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_composed_and_on_one_line() {
        assert_eq!(SpaceName::parse("  Cafe\u{301} ").unwrap().as_str(), "Café");
        for bad in ["", " \t ", "a\nb", "a\u{0}", &"ß".repeat(101)] {
            assert!(SpaceName::parse(bad).is_err(), "{bad:?}");
        }
        assert!(SpaceName::parse(&"ß".repeat(100)).is_ok());
    }

    #[test]
    fn a_text_has_lines_and_a_length() {
        assert_eq!(Note::parse(" one\ntwo ").unwrap().as_str(), "one\ntwo");
        assert!(Note::parse("").is_ok() && Note::parse(&"界".repeat(500)).is_ok());
        assert!(Note::parse(&"界".repeat(501)).is_err() && Note::parse("a\u{7}").is_err());
        assert!(Note::parse(&"\u{958}".repeat(251)).is_err(), "each is two characters in NFC");
        assert!(Rules::parse(&"x".repeat(5000)).is_ok() && Rules::parse(&"x".repeat(5001)).is_err());
    }
}
