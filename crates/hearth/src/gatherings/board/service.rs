//! Boards that are kept, and the acts that ask them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::{Mutex, Semaphore};
use uuid::Uuid;

use super::model::{Board, TimesView};
use super::rules;
use crate::gatherings::error::GatheringError;
use crate::gatherings::events::GatheringEvent;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{Gathering, GatheringId, State};
use crate::gatherings::service::Gatherings;
use crate::gatherings::statistics::{StatisticsView, off_thread, view};
use crate::platform::database::Stored;

/// Of all boards together; those that nobody asks go first.
const MOST_BYTES: u64 = 64 << 20;
const LARGEST: u32 = 60 << 20;
const IDLE: Duration = Duration::from_secs(10 * 60);
/// Attendees that are read at once.
const PAGE: i64 = 1000;
/// Boards that are read and found at a time.
const PLACES: usize = 2;
/// How often people are read again when somebody changed meanwhile.
const ATTEMPTS: usize = 3;

/// The boards that are in memory.
pub struct Boards {
    kept: Cache<GatheringId, Arc<Kept>>,
    /// So many are read and found at a time.
    places: Semaphore,
}

#[derive(Default)]
struct Kept {
    board: Mutex<Option<Board>>,
    weight: AtomicU32,
}

impl Default for Boards {
    fn default() -> Self {
        let weigh = |_: &GatheringId, kept: &Arc<Kept>| kept.weight.load(Ordering::Relaxed).max(1000);
        let kept = Cache::builder().weigher(weigh).max_capacity(MOST_BYTES).time_to_idle(IDLE).build();
        Self { kept, places: Semaphore::new(PLACES) }
    }
}

/// What is told to all who look at a gathering.
pub struct Told {
    pub room: Uuid,
    pub times: Arc<TimesView>,
    pub statistics: StatisticsView,
}

impl Gatherings {
    /// When everybody can.
    pub async fn times(&self, caller: &Caller, id: GatheringId) -> Result<Arc<TimesView>, GatheringError> {
        let part = self.part(caller, id).await?;
        Ok(self.times_of(part.gathering()).await?)
    }

    /// Found once for each revision, however many ask: the others wait for the first.
    async fn times_of(&self, gathering: &Gathering) -> Stored<Arc<TimesView>> {
        let boards = &self.0.boards.kept;
        let kept = boards.get_with(gathering.id, Arc::default);
        let mut slot = kept.board.lock().await;
        if let Some(times) = slot.as_ref().and_then(|board| board.found(gathering.revision)) {
            return Ok(times);
        }
        let _place = self.0.boards.places.acquire().await;
        let mut board = match slot.take().filter(|board| board.revision >= gathering.revision) {
            Some(board) => board,
            None => self.read(gathering).await?,
        };
        let (found, board_again) = off_thread(move || (rules::times(&board), board)).await?;
        board = board_again;
        let places: Vec<usize> = found.named().into_iter().collect();
        let attendees: Vec<_> = places.iter().map(|place| board.attendees[*place].clone()).collect();
        let people = self.people(&attendees).await?;
        let names: HashMap<usize, String> =
            places.into_iter().zip(people.into_iter().map(|person| person.name)).collect();
        let times = Arc::new(found.view(&board, |place| names.get(&place).cloned().unwrap_or_default()));
        board.times = Some(times.clone());
        // One that is larger than all together may be is kept all the same, as the only one.
        kept.weight.store(board.weight().min(LARGEST), Ordering::Relaxed);
        *slot = Some(board);
        drop(slot);
        // Anew, so that it is weighed.
        boards.insert(gathering.id, kept);
        Ok(times)
    }

    async fn read(&self, gathering: &Gathering) -> Stored<Board> {
        let mut gathering = gathering.clone();
        let mut attempt = 1;
        loop {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let page = self.0.board.people(gathering.id, after, PAGE).await?;
                after = page.last().map(|(attendee, _)| attendee.id);
                let is_last = page.len() < PAGE as usize;
                all.extend(page);
                if is_last {
                    break;
                }
            }
            // In several pieces, so that somebody may have changed in between. If it goes on and on, the news of it makes
            // what was read obsolete anyway.
            match self.0.store.gathering(gathering.id).await? {
                Some(now) if now.revision != gathering.revision && attempt < ATTEMPTS => gathering = now,
                _ => return Ok(Board::new(&gathering, all)),
            }
            attempt += 1;
        }
    }

    /// Takes in what happened. The gathering, if its times may be others now.
    pub(super) fn take_in(&self, event: &GatheringEvent) -> Option<GatheringId> {
        let boards = &self.0.boards.kept;
        match event {
            GatheringEvent::Answered(news) => {
                // Where it is being found just now, it is of an old revision then, and read anew.
                if let Some(kept) = boards.get(&news.gathering)
                    && let Ok(mut slot) = kept.board.try_lock()
                {
                    *slot = slot.take().and_then(|mut board| board.take(news).then_some(board));
                }
                Some(news.gathering)
            }
            GatheringEvent::Changed(gathering) => {
                Some(gathering.id).filter(|_| matches!(gathering.state, State::Open | State::Closed))
            }
            GatheringEvent::Deleted { gathering, .. } => {
                boards.invalidate(gathering);
                None
            }
            _ => None,
        }
    }

    /// What all who look at it are told. None: it isn't there any more.
    pub(super) async fn told(&self, id: GatheringId) -> Stored<Option<Told>> {
        let Some(gathering) = self.0.store.gathering(id).await? else { return Ok(None) };
        let times = self.times_of(&gathering).await?;
        let statistics = view(&self.published(&gathering).await?, gathering.revision, None);
        Ok(Some(Told { room: gathering.room(), times, statistics }))
    }
}
