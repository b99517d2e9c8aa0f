//! What the store of what is saved must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlAvailability};

use super::model::Availability;
use crate::accounts::AccountId;
use crate::gatherings::answers::Private;
use crate::gatherings::days::Zone;
use crate::platform::database::Stored;

#[async_trait]
pub trait AvailabilityStore: Send + Sync {
    /// By key.
    async fn availability(&self, account: AccountId) -> Stored<Option<Availability>>;
    async fn keep(&self, account: AccountId, availability: &Availability) -> Stored<()>;
    /// Keeps budget, travel and location of an answer, as far as they are said, beside what there is; the zone where there
    /// is nothing yet.
    async fn keep_usual(&self, account: AccountId, zone: &Zone, said: Private) -> Stored<()>;
    /// False: there was nothing.
    async fn forget(&self, account: AccountId) -> Stored<bool>;
}
