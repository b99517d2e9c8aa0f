//! Pictures as they are kept, and as they are shown.

use hearth_pictures::{Format, Refusal, Size};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::clock::Time;

crate::id! {
    /// An uploaded picture.
    MediaId
}

crate::id! {
    /// The account that uploaded a picture.
    Owner
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MediaState)]
pub enum State {
    Processing,
    Ready,
    Failed,
}

/// Why an upload didn't become a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MediaFailure)]
pub enum Reason {
    NotAPicture,
    TooManyPixels,
    TooManyFrames,
    TooMuchMemory,
    Damaged,
    /// What was made of it takes more than its owner has left.
    QuotaReached,
    /// A part of the server wasn't there, however often it was tried. An admin may have it tried again.
    GaveUp,
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAPicture => Self::NotAPicture,
            Refusal::TooManyPixels => Self::TooManyPixels,
            Refusal::TooManyFrames => Self::TooManyFrames,
            Refusal::TooMuchMemory => Self::TooMuchMemory,
            Refusal::Damaged => Self::Damaged,
        }
    }
}

/// In which size a picture is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PictureSize)]
pub enum Shown {
    Thumbnail,
    Medium,
    Full,
}

impl Shown {
    pub const ALL: [Shown; 3] = [Shown::Thumbnail, Shown::Medium, Shown::Full];

    pub fn word(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Medium => "medium",
            Self::Full => "full",
        }
    }
}

impl From<Size> for Shown {
    fn from(size: Size) -> Self {
        match size {
            Size::Thumbnail => Self::Thumbnail,
            Size::Medium => Self::Medium,
            Size::Full => Self::Full,
        }
    }
}

/// What a variant is written as. Nothing else is ever served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
}

impl Kind {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

impl From<Format> for Kind {
    fn from(format: Format) -> Self {
        match format {
            Format::Jpeg => Self::Jpeg,
            Format::Png => Self::Png,
            Format::Webp => Self::Webp,
        }
    }
}

/// One size of a picture, as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub size: Shown,
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

/// All that has to be known to show a picture. It never changes, so who shows it keeps it beside the rest, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub id: MediaId,
    /// Base64 of a ThumbHash.
    pub placeholder: String,
    /// One of each size.
    pub variants: Vec<Variant>,
}

/// An upload, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: MediaId,
    pub owner: Owner,
    pub state: State,
    pub reason: Option<Reason>,
    pub bytes: i64,
    pub parts: i64,
    pub picture: Option<Picture>,
    pub attached: bool,
    /// What shows it is hidden: its addresses lead nowhere meanwhile.
    pub hidden: bool,
    pub created_at: Time,
}

impl Upload {
    /// Whether what became of it is known for good.
    pub fn is_settled(&self) -> bool {
        self.state != State::Processing && self.reason != Some(Reason::GaveUp)
    }
}

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ready(Picture),
    Failed(Reason),
}

/// How an attachment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attached {
    /// In the order in which they were named.
    Now(Vec<Picture>),
    /// None of them.
    Not(Unfit),
}

/// What is wrong with a list of pictures to be shown: with which of them, by its place, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// More than [`MOST`].
    TooMany,
    /// Its caption isn't allowed so.
    Caption(usize),
    /// It isn't there, isn't one's own, is shown elsewhere already, or was named before.
    NoSuchMedia(usize),
    /// It is still being worked on, or failed.
    NotReady(usize),
}

/// Where a picture of an account, or of a space, is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PicturePlace {
    /// Beside the name.
    Profile,
    /// Behind the head of the profile.
    Cover,
}

/// What shows a picture, and so decides who may look at it. Each of its addresses names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// An upload, for its owner.
    Upload(Uuid),
    /// Something small beside a name, or where an invitation leads to: for whoever is signed in.
    Anybody,
    /// The profile of an account.
    Account(Uuid),
    /// The messages of a chat.
    Chat(Uuid),
    /// The head of a space.
    Space(Uuid),
    /// What members share in a space.
    Shares(Uuid),
    /// What waits for a moderator.
    Review,
}

impl Frame {
    /// As it stands in an address.
    pub fn text(self) -> String {
        match self {
            Self::Upload(id) => format!("upload-{id}"),
            Self::Anybody => "anybody".to_owned(),
            Self::Review => "review".to_owned(),
            Self::Account(id) => format!("account-{id}"),
            Self::Chat(id) => format!("chat-{id}"),
            Self::Space(id) => format!("space-{id}"),
            Self::Shares(id) => format!("shares-{id}"),
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        let Some((kind, id)) = text.split_once('-') else {
            return [Self::Anybody, Self::Review].into_iter().find(|frame| frame.text() == text);
        };
        let id = Uuid::parse_str(id).ok()?;
        Some(match kind {
            "upload" => Self::Upload(id),
            "account" => Self::Account(id),
            "chat" => Self::Chat(id),
            "space" => Self::Space(id),
            "shares" => Self::Shares(id),
            _ => return None,
        })
    }
}

/// Which upload is to be shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownPictureBody {
    /// An upload of one's own that is ready and that nothing else shows.
    pub media_id: MediaId,
}

/// What can be seen in a picture, for who can't see it. Up to 500 characters; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption(String);

impl Caption {
    pub fn parse(text: &str) -> Option<Self> {
        let caption: String = text.trim().nfc().collect();
        let length = text.chars().count().max(caption.chars().count());
        if length > 500 || caption.chars().any(|c| c.is_control() && c != '\n') {
            return None;
        }
        Some(Self(caption))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One of several pictures, as who shows them keeps it, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captioned {
    pub caption: Caption,
    pub picture: Picture,
}

/// Which upload is to be shown among others.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaptionedBody)]
pub struct Wanted {
    /// One of one's own, ready, that nothing shows.
    pub media_id: MediaId,
    /// What can be seen, for who can't see it.
    #[schema(max_length = 500, pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$")]
    pub caption: Option<String>,
}

/// So many pictures are shown together: in a message, in a share.
pub const MOST: usize = 10;

/// A list of pictures to be shown, as it may be.
pub fn wanted(list: Vec<Wanted>) -> Result<Vec<(MediaId, Caption)>, Unfit> {
    if list.len() > MOST {
        return Err(Unfit::TooMany);
    }
    let parse = |(place, one): (usize, Wanted)| {
        let caption = Caption::parse(one.caption.as_deref().unwrap_or_default()).ok_or(Unfit::Caption(place))?;
        Ok((one.media_id, caption))
    };
    list.into_iter().enumerate().map(parse).collect()
}

// --- as they are shown --------------------------------------------------------------------------------------------

/// One size of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PictureVariant)]
pub struct VariantView {
    /// On this server, to be completed by `&pass=` and the pass of `GET /me/pass`. Good for a minute or two, for who may see what
    /// shows the picture; then ask again for that.
    pub address: String,
    pub content_type: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

/// A picture, as those see it who may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Picture)]
pub struct PictureView {
    pub media_id: MediaId,
    /// A ThumbHash in base64: a blurred likeness to show until the picture is there.
    pub placeholder: String,
    /// At most 256 pixels wide and high.
    pub thumbnail: VariantView,
    /// At most 1024.
    pub medium: VariantView,
    /// At most 2560.
    pub full: VariantView,
}

/// One of several pictures, as those see it who may.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CaptionedPicture)]
pub struct CaptionedView {
    pub media_id: MediaId,
    /// What can be seen, for who can't see it. Empty where nobody said.
    pub caption: String,
    pub picture: PictureView,
}

/// A picture in small, as it stands beside a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Thumbnail)]
pub struct ThumbnailView {
    /// A ThumbHash in base64: a blurred likeness to show until the picture is there.
    pub placeholder: String,
    /// On this server, to be completed by `&pass=` and the pass of `GET /me/pass`. Good for a minute or two; then ask again for
    /// whom it belongs to.
    pub address: String,
}

/// An upload, as its owner sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Media)]
pub struct MediaView {
    pub id: MediaId,
    pub state: State,
    /// Why it failed.
    pub reason: Option<Reason>,
    /// What it takes of one's space.
    pub bytes: i64,
    /// Whether something shows it. What nothing shows is removed after a day.
    pub attached: bool,
    pub created_at: Time,
    /// Once it is ready.
    pub picture: Option<PictureView>,
}
