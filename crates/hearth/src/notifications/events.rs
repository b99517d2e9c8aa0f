//! What is announced to those who are told. After the commit.

use std::sync::Arc;

use super::looking::Look;
use super::model::{Counts, NotificationId, NotificationView};
use super::settings::SettingsView;
use crate::accounts::AccountId;
use crate::chat::Attention;
use crate::spaces::SpaceId;

#[derive(Clone, Debug)]
pub enum NotificationEvent {
    /// Something new, or one that grew.
    Created {
        account: AccountId,
        notification: Arc<NotificationView>,
        counts: Counts,
    },
    /// Seen, read or gone. Without ids: many.
    Changed {
        account: AccountId,
        ids: Vec<NotificationId>,
        counts: Counts,
    },
    /// How much the account wants to be told of a space; for itself alone.
    LevelChanged {
        account: AccountId,
        space: SpaceId,
        attention: Attention,
    },
    SettingsChanged {
        account: AccountId,
        settings: Arc<SettingsView>,
    },
    /// What somebody has in front of them now; for the other processes.
    Looks(Look),
}
