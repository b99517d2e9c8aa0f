//! What happens on one node and concerns the sockets of all.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Live;
use crate::platform::relay::Hears;

pub const TOPIC: &str = "live";

/// See the methods of [`Live`] that are called so.
#[derive(Serialize, Deserialize)]
pub enum News<'n> {
    Emit {
        any_of: Cow<'n, [Uuid]>,
        but: Cow<'n, HashSet<Uuid>>,
        #[serde(borrow)]
        event: Cow<'n, str>,
        #[serde(borrow)]
        data: &'n RawValue,
    },
    Join {
        account: Uuid,
        room: Uuid,
    },
    Leave {
        account: Uuid,
        room: Uuid,
    },
    Empty {
        room: Uuid,
    },
    End {
        room: Uuid,
        reason: Cow<'n, str>,
    },
    Restart {
        room: Uuid,
        reason: Cow<'n, str>,
    },
}

impl Hears for Live {
    fn hear(&self, news: &RawValue) {
        match serde_json::from_str(news.get()) {
            Ok(News::Emit { any_of, but, event, data }) => self.emit_here(&any_of, &but, &event, data),
            Ok(News::Join { account, room }) => self.join_if_so(account, room),
            Ok(News::Leave { account, room }) => self.leave_here(account, room),
            Ok(News::Empty { room }) => self.empty_here(room),
            Ok(News::End { room, reason }) => self.end_here(room, &reason),
            Ok(News::Restart { room, reason }) => self.restart_here(room, &reason),
            Err(error) => tracing::warn!(%error, "another node said what this one doesn't understand"),
        }
    }

    fn missed(&self) {
        self.restart_all("missed_news");
    }
}

impl Live {
    /// Somebody may be put in and taken out at the same time, here or at another node, and what was done first may be
    /// heard last. So who was put in is looked for in the database afterwards: being out has the last word. Whoever isn't
    /// found comes back by themselves, as they may have been put in anew meanwhile.
    pub(super) fn join_if_so(&self, account: Uuid, room: Uuid) {
        self.join_here(account, room);
        let (Some(visitor), Some(door)) = (self.visitor(account), self.door()) else { return };
        let live = self.clone();
        tokio::spawn(async move {
            match door.rooms(visitor).await {
                Ok(rooms) if rooms.contains(&room) => {}
                Ok(_) => live.restart_here(account, "missed_news"),
                Err(_) => live.restart_here(account, "not_ready"),
            }
        });
    }
}
