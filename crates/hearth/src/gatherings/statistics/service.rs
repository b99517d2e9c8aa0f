//! The acts on statistics.

use std::sync::Arc;

use super::model::{Statistics, StatisticsView};
use super::rules::{is_due, published, view};
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{Gathering, GatheringId};
use crate::gatherings::service::Gatherings;
use crate::platform::database::{StoreError, Stored};

/// Answers that are read at once.
const PAGE: i64 = 1000;

impl Gatherings {
    /// What is published of a gathering, and what of it concerns the caller alone.
    pub async fn statistics(&self, caller: &Caller, id: GatheringId) -> Result<StatisticsView, GatheringError> {
        let part = self.part(caller, id).await?;
        let statistics = self.published(part.gathering()).await?;
        let own = self.0.answers.answer(&part).await?;
        Ok(view(&statistics, part.gathering().revision, own.as_ref().map(|answer| &answer.private)))
    }

    /// What is published of it; what is due by now is published before.
    pub(in crate::gatherings) async fn published(&self, gathering: &Gathering) -> Stored<Statistics> {
        let store = &self.0.statistics;
        let statistics = store.of(gathering)?;
        if !is_due(&statistics, gathering.answered) {
            return Ok(statistics);
        }
        let (mut answers, mut after) = (Vec::new(), None);
        loop {
            let page = store.answers(gathering.id, after, PAGE).await?;
            after = page.last().map(|(id, _)| *id);
            let is_last = page.len() < PAGE as usize;
            answers.extend(page.into_iter().map(|(_, private)| private));
            if is_last {
                break;
            }
        }
        let before = Arc::new(statistics);
        // Where to meet takes a while to find, in the worst case.
        let next = off_thread(move || published(&before, &answers)).await?;
        if store.publish(gathering, &next).await? {
            return Ok(next);
        }
        // It was changed meanwhile, and then somebody else publishes it, or whoever asks next.
        match self.0.store.gathering(gathering.id).await? {
            Some(gathering) => store.of(&gathering),
            None => Ok(Statistics::default()),
        }
    }
}

/// Does what takes a while where it holds nobody else up.
pub(in crate::gatherings) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Stored<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Failed(error.to_string()))
}
