//! What the other server processes on this database must look up again, because it is different now.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::mpsc::Receiver;

use crate::accounts::{AccountEvent, AccountId, Accounts, PersonId};
use crate::notifications::{NotificationEvent, Notifications};
use crate::platform::relay::{Hears, Relay};
use crate::spaces::{SpaceEvent, Spaces};

const TOPIC: &str = "forget";
const LOOKS: &str = "looks";

#[derive(Serialize, Deserialize)]
enum Forget {
    /// Whose session it was, nobody needs to know: all are looked up again.
    Sessions,
    Account(AccountId),
    Person(PersonId),
}

/// What this node knows by heart.
pub(super) struct Memories {
    accounts: Accounts,
    spaces: Spaces,
}

impl Hears for Memories {
    fn hear(&self, news: &RawValue) {
        match serde_json::from_str(news.get()) {
            Ok(Forget::Sessions) => self.accounts.look_again(&[]),
            Ok(Forget::Account(account)) => self.accounts.look_again(&[account]),
            Ok(Forget::Person(person)) => self.spaces.look_again(person),
            Err(error) => tracing::warn!(%error, "another node said what this one doesn't understand"),
        }
    }

    fn missed(&self) {
        self.accounts.look_at_all_again();
        self.spaces.look_at_all_again();
    }
}

/// Hears of the others what to forget.
pub(super) fn forget_as_told(relay: &Relay, accounts: Accounts, spaces: Spaces) {
    relay.listens(TOPIC, Arc::new(Memories { accounts, spaces }));
}

/// What people at other nodes have in front of them.
struct Looks(Notifications);

impl Hears for Looks {
    fn hear(&self, news: &RawValue) {
        match serde_json::from_str(news.get()) {
            Ok(look) => self.0.looks_elsewhere(look),
            Err(error) => tracing::warn!(%error, "another node said what this one doesn't understand"),
        }
    }

    /// Whoever looks says so again.
    fn missed(&self) {}
}

/// Hears of the others, and tells them, what people have in front of them; until the announcers are gone.
pub(super) async fn share_looks(relay: Relay, notifications: Notifications, mut events: Receiver<NotificationEvent>) {
    relay.listens(LOOKS, Arc::new(Looks(notifications)));
    while let Some(event) = events.recv().await {
        if let NotificationEvent::Looks(look) = event {
            relay.pass(LOOKS, &look);
        }
    }
}

/// Tells the others what this makes them forget.
pub(super) fn tell_of_account(relay: &Relay, event: &AccountEvent) {
    let news = match *event {
        AccountEvent::SessionEnded { .. } => Forget::Sessions,
        AccountEvent::Changed { account }
        | AccountEvent::PermissionChanged { account, .. }
        | AccountEvent::Banned { account, .. }
        | AccountEvent::Deleted { account } => Forget::Account(account),
        AccountEvent::Silenced { account, .. } => Forget::Account(account),
        AccountEvent::Unbanned { .. } => return,
    };
    relay.pass(TOPIC, &news);
}

/// As [`tell_of_account`], of all that happens in spaces, until the announcers are gone.
pub(super) async fn tell_of_spaces(relay: Relay, mut events: Receiver<SpaceEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            SpaceEvent::Joined { member, .. } | SpaceEvent::MemberChanged { member, .. } => {
                relay.pass(TOPIC, &Forget::Person(member.account.id));
            }
            SpaceEvent::Left { face, .. } => relay.pass(TOPIC, &Forget::Person(face.shown)),
            SpaceEvent::Changed(_)
            | SpaceEvent::Invited { .. }
            | SpaceEvent::Uninvited { .. }
            | SpaceEvent::Deleted { .. } => {}
        }
    }
}
