//! The nouns of a push.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::{AccountId, SessionId, Wrong};
use crate::platform::clock::Time;
use crate::platform::push::{BadTarget, Target};

crate::id! {
    /// A browser that is pushed to.
    SubscriptionId
}

/// A browser that is pushed to, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub account: AccountId,
    pub session: SessionId,
    pub target: Target,
    pub label: String,
    pub created_at: Time,
}

impl Subscription {
    pub fn view(&self, session: SessionId) -> SubscriptionView {
        let (label, created_at) = (self.label.clone(), self.created_at);
        SubscriptionView { id: self.id, label, created_at, current: self.session == session }
    }
}

/// What a browser's `PushSubscription` says of itself, and what its owner calls it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPushSubscription)]
pub struct SubscriptionBody {
    /// The address that the browser's push service gave it.
    #[schema(max_length = 2000, format = "uri")]
    pub endpoint: String,
    pub keys: KeysBody,
    #[schema(max_length = 100, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub label: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PushSubscriptionKeys)]
pub struct KeysBody {
    /// Base64url.
    #[schema(max_length = 100)]
    pub p256dh: String,
    /// Base64url.
    #[schema(max_length = 30)]
    pub auth: String,
}

/// A browser that is pushed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PushSubscription)]
pub struct SubscriptionView {
    pub id: SubscriptionId,
    pub label: String,
    pub created_at: Time,
    /// Whether it is the one that asks.
    pub current: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PushKey)]
pub struct KeyView {
    /// What a browser subscribes with (`applicationServerKey`): base64url.
    pub public_key: String,
}

pub fn wrong(part: BadTarget) -> (&'static str, Wrong) {
    match part {
        BadTarget::Endpoint => {
            ("endpoint", Wrong { code: "no_push_service", allowed: "must be of a push service that this server knows" })
        }
        BadTarget::P256dh => {
            ("keys.p256dh", Wrong { code: "not_a_key", allowed: "must be a point on P-256, as base64url" })
        }
        BadTarget::Auth => ("keys.auth", Wrong { code: "not_a_key", allowed: "must be 16 bytes, as base64url" }),
    }
}
