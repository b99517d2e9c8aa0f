//! The acts of finding communities, and on topics.

use super::model::{Facet, Topic, TopicKey, words_of};
use super::store::{DirectoryCursor, DroppedTopic, PutTopic};
use crate::accounts::{Confirmed, Permission, Place, PlacePart, Wrong};
use crate::platform::page::Page;
use crate::spaces::error::{Checked, SpaceError};
use crate::spaces::model::{SpaceName, SpaceView};
use crate::spaces::service::Spaces;

/// What a new server's communities can be about. The page has translations of these.
pub const STARTING_TOPICS: &[(&str, &str)] = &[
    ("addiction", "Addiction"),
    ("anxiety", "Anxiety"),
    ("art", "Art"),
    ("books", "Books"),
    ("depression", "Depression"),
    ("family", "Family"),
    ("food", "Food"),
    ("games", "Games"),
    ("grief", "Grief"),
    ("health", "Health"),
    ("loneliness", "Loneliness"),
    ("music", "Music"),
    ("nature", "Nature"),
    ("neighbourhood", "Neighbourhood"),
    ("ocd", "OCD"),
    ("other", "Other"),
    ("ptsd", "PTSD"),
    ("school", "School"),
    ("sports", "Sports"),
    ("technology", "Technology"),
    ("travel", "Travel"),
    ("work", "Work"),
];

const MOST_TOPICS: i64 = 500;

/// What somebody looks for. All that is given must fit.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub topic: Option<String>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub city: Option<String>,
    pub words: Option<String>,
}

impl Spaces {
    /// The communities that fit: with words, those with the nearest word first; else, and among equals, the larger first,
    /// then the newer.
    pub async fn find(
        &self,
        search: &Search,
        after: Option<DirectoryCursor>,
        limit: i64,
    ) -> Result<Page<SpaceView>, SpaceError> {
        let mut checked = Checked::default();
        let topic = checked.maybe("topic", search.topic.as_deref(), TopicKey::parse);
        let mut part =
            |field, text: &Option<String>| checked.maybe(field, text.as_deref(), PlacePart::parse).unwrap_or_default();
        let country = part("country", &search.country);
        let (region, city) = (part("region", &search.region), part("city", &search.city));
        if search.words.as_ref().is_some_and(|words| words.chars().count() > 100) {
            checked.refuse("words", Wrong { code: "too_long", allowed: "must be at most 100 characters" });
        }
        checked.done()?;
        let facet = Facet::of(topic.as_ref(), &Place { country, region, city });
        let words = words_of(search.words.as_deref().unwrap_or_default());
        let listed = if words.is_empty() {
            self.0.directory.listed(facet, after, limit + 1).await?
        } else {
            self.0.directory.found(facet, &words, after, limit + 1).await?
        };
        let page = Page::cut(listed, limit, |one| (one.word.clone(), one.rank, one.space.id.0));
        Ok(page.map(|one| self.plain(&one.space)))
    }

    pub async fn topics(&self, after: Option<String>, limit: i64) -> Result<Page<Topic>, SpaceError> {
        let topics = self.0.directory.topics(after, limit + 1).await?;
        Ok(Page::cut(topics, limit, |topic| topic.key.clone()))
    }

    /// Adds a topic, or calls it otherwise; true when added.
    pub async fn put_topic(&self, who: &Confirmed, key: &str, name: &str) -> Result<(Topic, bool), SpaceError> {
        who.must(Permission::ManageTopics)?;
        let mut checked = Checked::default();
        let (key, name) = (checked.take("key", TopicKey::parse(key)), checked.take("name", SpaceName::parse(name)));
        checked.done()?;
        let Some((key, name)) = key.zip(name) else { return Err(SpaceError::NoSuchTopic) };
        let put = self.0.directory.put_topic(&key, &name, MOST_TOPICS).await?;
        let topic = Topic { key: key.as_str().to_owned(), name: name.as_str().to_owned() };
        match put {
            PutTopic::Added => Ok((topic, true)),
            PutTopic::Renamed => Ok((topic, false)),
            PutTopic::TooMany => Err(SpaceError::TooManyTopics),
        }
    }

    /// Takes a topic away that no community is about.
    pub async fn drop_topic(&self, who: &Confirmed, key: &str) -> Result<(), SpaceError> {
        who.must(Permission::ManageTopics)?;
        let key = TopicKey::parse(key).map_err(|_| SpaceError::NoSuchTopic)?;
        match self.0.directory.drop_topic(&key).await? {
            DroppedTopic::Now => Ok(()),
            DroppedTopic::NotThere => Err(SpaceError::NoSuchTopic),
            DroppedTopic::InUse => Err(SpaceError::TopicInUse),
        }
    }
}
