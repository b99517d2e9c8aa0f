//! May this text be said? Whoever takes texts from people asks here before it writes them; who answers is above, and given
//! by the roof.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::database::{StoreError, Stored};
use super::http::problem::{FieldError, Problem};

/// What is said of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Pass,
    /// Its author is asked whether they mean it so.
    Reconsider,
    /// It waits for somebody to look at it before others see it.
    Held,
    /// It leads elsewhere, which its author can't do yet.
    NoLinksYet,
    Refused,
}

/// What who is new may do only so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reaching {
    /// Out to somebody whom they don't know.
    Stranger,
    /// Out to invite people, or to add them to a group.
    Inviting,
}

/// Something that waits for somebody to look at it.
#[derive(Clone, Debug)]
pub struct Held {
    pub author: Uuid,
    /// What it is to be, like `message`.
    pub kind: &'static str,
    /// Where: a chat, or a space.
    pub place: Uuid,
    pub text: String,
    pub content_warning: Option<String>,
    /// What is said of each picture; may be empty.
    pub captions: Vec<String>,
    /// Its pictures, in that order.
    pub pictures: Vec<Uuid>,
    /// As whom its author would be seen there.
    pub face: Uuid,
    /// All that is needed to say it.
    pub draft: Value,
    /// The author's own name for it, by which it is known when it comes again.
    pub again: Option<String>,
}

#[async_trait]
pub trait Screening: Send + Sync {
    async fn screen(&self, author: Uuid, text: &str) -> Stored<Verdict>;
    /// Keeps what is to be looked at first; false: as much as can be of its author's waits already.
    async fn hold(&self, held: Held) -> Stored<bool>;
    /// Counts what who is new may do only so often, for each of so many people, or says how many seconds to wait.
    fn reach_out(&self, author: Uuid, reaching: Reaching, people: usize) -> Result<(), u64>;
}

/// Why something isn't said, or not now.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This can't be said here.")]
    Words { field: &'static str },
    #[error("Links can be written once the account is a little older.")]
    NoLinksYet { field: &'static str },
    /// Saying it again, confirmed, passes.
    #[error("Please read it once more before you send it.")]
    Reconsider { field: &'static str },
    /// It is kept.
    #[error("It waits for a moderator to look at it. You need do nothing more.")]
    Held,
    #[error("So much of yours waits for a moderator that nothing can be added. Try again once somebody has looked.")]
    TooMuchWaits,
    #[error("Who is new here reaches out to others only so often.")]
    TooSoon { wait_seconds: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whoever answers. Cheap to clone.
#[derive(Clone)]
pub struct Screen(Arc<dyn Screening>);

impl Screen {
    pub fn new(screening: Arc<dyn Screening>) -> Self {
        Self(screening)
    }

    /// Of texts that can't wait, by their fields: what would be held is refused.
    pub async fn passes(&self, author: Uuid, texts: &[(&'static str, &str)]) -> Result<(), Refusal> {
        // Nothing here asks its author twice: a name is no outburst.
        match self.look(author, texts, true).await? {
            None => Ok(()),
            Some(field) => Err(Refusal::Words { field }),
        }
    }

    /// Of texts that can wait, by their fields. Whether they must: then [`Screen::hold`] keeps them.
    pub async fn must_wait(
        &self,
        author: Uuid,
        texts: &[(&'static str, &str)],
        confirmed: bool,
    ) -> Result<bool, Refusal> {
        Ok(self.look(author, texts, confirmed).await?.is_some())
    }

    /// Keeps it, and answers with what its author is told.
    pub async fn hold(&self, held: Held) -> Refusal {
        match self.0.hold(held).await {
            Ok(true) => Refusal::Held,
            Ok(false) => Refusal::TooMuchWaits,
            Err(error) => Refusal::Store(error),
        }
    }

    pub fn reach_out(&self, author: Uuid, reaching: Reaching, people: usize) -> Result<(), Refusal> {
        self.0.reach_out(author, reaching, people).map_err(|wait_seconds| Refusal::TooSoon { wait_seconds })
    }

    /// The field that is to be held, if one is.
    async fn look(
        &self,
        author: Uuid,
        texts: &[(&'static str, &str)],
        confirmed: bool,
    ) -> Result<Option<&'static str>, Refusal> {
        let (mut worst, mut at) = (Verdict::Pass, "");
        for (field, text) in texts {
            let verdict = if text.is_empty() { Verdict::Pass } else { self.0.screen(author, text).await? };
            if verdict > worst {
                (worst, at) = (verdict, field);
            }
        }
        match worst {
            Verdict::Pass => Ok(None),
            Verdict::Reconsider if confirmed => Ok(None),
            Verdict::Reconsider => Err(Refusal::Reconsider { field: at }),
            Verdict::Held => Ok(Some(at)),
            Verdict::NoLinksYet => Err(Refusal::NoLinksYet { field: at }),
            Verdict::Refused => Err(Refusal::Words { field: at }),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        let at = |code, field, error| {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail.clone());
            problem.with_errors(vec![error_at(field, error)])
        };
        match refusal {
            Refusal::Words { field } => at("moderation.refused_words", field, "refused_words"),
            Refusal::NoLinksYet { field } => at("moderation.no_links_yet", field, "no_links_yet"),
            Refusal::Reconsider { field } => at("moderation.please_reconsider", field, "please_reconsider"),
            Refusal::Held => Problem::new(StatusCode::CONFLICT, "moderation.held", detail),
            Refusal::TooMuchWaits => Problem::new(StatusCode::CONFLICT, "moderation.too_much_waits", detail),
            Refusal::TooSoon { wait_seconds } => Problem::too_many("moderation.new_account", wait_seconds),
            Refusal::Store(error) => error.into(),
        }
    }
}

fn error_at(field: &'static str, code: &'static str) -> FieldError {
    let allowed = match code {
        "refused_words" => "must not hold words that can't be said here",
        "no_links_yet" => "must not hold links while the account is new",
        _ => "must be sent again with `confirmed`, or said otherwise",
    };
    FieldError::new(field, code, allowed)
}

/// Lets everything pass, for tests of what asks.
#[cfg(test)]
pub struct Lenient;

#[cfg(test)]
#[async_trait]
impl Screening for Lenient {
    async fn screen(&self, _: Uuid, _: &str) -> Stored<Verdict> {
        Ok(Verdict::Pass)
    }
    async fn hold(&self, _: Held) -> Stored<bool> {
        Ok(true)
    }
    fn reach_out(&self, _: Uuid, _: Reaching, _: usize) -> Result<(), u64> {
        Ok(())
    }
}
