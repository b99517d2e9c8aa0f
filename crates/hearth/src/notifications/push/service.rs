//! The acts on subscriptions.

use serde_json::json;

use super::jobs::DELIVER;
use super::model::{KeyView, Subscription, SubscriptionBody, SubscriptionId, SubscriptionView, wrong};
use crate::accounts::{SessionId, SignedIn, Wrong};
use crate::notifications::error::NotificationError;
use crate::notifications::service::Notifications;
use crate::platform::database::Stored;
use crate::platform::jobs::{Lane, NewJob};
use crate::platform::push::Target;

/// More than anybody has browsers.
const MOST: i64 = 20;

const NOT_A_LABEL: Wrong =
    Wrong { code: "not_a_label", allowed: "must be at most 100 characters, without control characters" };
const NO_SERVICE: Wrong =
    Wrong { code: "no_push_service", allowed: "must be of a push service that this server knows" };

impl Notifications {
    pub fn push_key(&self) -> KeyView {
        KeyView { public_key: self.0.pusher.public_key().to_owned() }
    }

    /// Pushes go to this browser from now on, as long as the session lives.
    pub async fn subscribe(
        &self,
        who: &SignedIn,
        wanted: SubscriptionBody,
    ) -> Result<SubscriptionView, NotificationError> {
        let SubscriptionBody { endpoint, keys, label } = wanted;
        let invalid = |field, wrong| NotificationError::Invalid { field, wrong };
        let label = label.trim().to_owned();
        if label.chars().count() > 100 || label.chars().any(char::is_control) {
            return Err(invalid("label", NOT_A_LABEL));
        }
        if endpoint.len() > 2000 {
            return Err(invalid("endpoint", NO_SERVICE));
        }
        let target = Target { endpoint, p256dh: keys.p256dh, auth: keys.auth };
        self.0.pusher.check(&target).map_err(|part| {
            let (field, wrong) = wrong(part);
            invalid(field, wrong)
        })?;
        let new = Subscription {
            id: SubscriptionId(self.0.ids.uuid()),
            account: who.account(),
            session: who.session(),
            target,
            label,
            created_at: self.0.clock.now(),
        };
        self.0.subscriptions.subscribe(&new, MOST).await?;
        self.0.accounts_store.subscribed(who.account()).await?;
        Ok(new.view(who.session()))
    }

    /// One's own, the oldest first. There are few.
    pub async fn browsers(&self, who: &SignedIn) -> Result<Vec<SubscriptionView>, NotificationError> {
        let all = self.0.subscriptions.of(who.account()).await?;
        Ok(all.iter().map(|one| one.view(who.session())).collect())
    }

    pub async fn unsubscribe_browser(&self, who: &SignedIn, id: SubscriptionId) -> Result<(), NotificationError> {
        let dropped = self.0.subscriptions.drop_one(who.account(), id).await?;
        if dropped { Ok(()) } else { Err(NotificationError::NoSuchSubscription) }
    }

    /// Sends a push that says nothing but that it came.
    pub async fn try_browser(&self, who: &SignedIn, id: SubscriptionId) -> Result<(), NotificationError> {
        self.0.trials.count(&who.account()).map_err(|wait_seconds| NotificationError::TooFast { wait_seconds })?;
        let found = self.0.subscriptions.one(who.account(), id).await?;
        let one = found.ok_or(NotificationError::NoSuchSubscription)?;
        let payload = json!({ "account_id": one.account, "subscription_id": one.id, "trial": true });
        let now = self.0.clock.now();
        let job = NewJob { id: self.0.ids.uuid(), kind: DELIVER, payload, due_at: now, created_at: now };
        Ok(self.0.jobs.add_once(Lane::Sending, vec![job]).await?)
    }

    /// What belongs to a session ends with it.
    pub(in crate::notifications) async fn session_ended(&self, session: SessionId) -> Stored<()> {
        self.0.subscriptions.drop_in(session).await
    }
}
