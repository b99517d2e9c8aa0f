//! The acts of an admin on work in the background, and what writes acts down.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::confirming::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::model::AccountId;
use crate::accounts::rules::Permission;
use crate::accounts::service::Accounts;
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::jobs::DeadJob;
use crate::platform::page::Page;

impl Accounts {
    /// The jobs that failed for good, newest first.
    pub(in crate::accounts) async fn dead_jobs(
        &self,
        who: &Confirmed,
        before: Option<(Time, Uuid)>,
        limit: i64,
    ) -> Result<Page<DeadJob>, AccountError> {
        who.must(Permission::ManageJobs)?;
        let dead = self.0.jobs.dead(before, limit + 1).await?;
        Ok(Page::cut(dead, limit, |job| (job.dead_at, job.id)))
    }

    /// Makes a dead letter a job again, with all its attempts before it.
    pub(in crate::accounts) async fn retry_job(&self, who: &Confirmed, id: Uuid) -> Result<(), AccountError> {
        who.must(Permission::ManageJobs)?;
        let revived = self.0.jobs.revive(id, self.0.clock.now()).await?;
        if !revived {
            return Err(AccountError::NotFound);
        }
        self.write_down(Some(who.account()), "job.retried", Some(id), json!({})).await;
        Ok(())
    }

    /// Writes down what somebody did with power over others; `by` nobody: at the console. Best effort, after the act.
    pub async fn write_down(&self, by: Option<AccountId>, act: &'static str, subject: Option<Uuid>, detail: Value) {
        let (actor, at) = (by.map(|by| by.0), self.0.clock.now());
        if let Err(error) = self.0.audit.note(NewEntry { actor, act, subject, detail, at }).await {
            tracing::error!(%error, act, "an act isn't in the audit log");
        }
    }

    /// As [`Accounts::write_down`], for the transaction of what is done to an account.
    pub(in crate::accounts) fn entry(
        &self,
        by: Option<AccountId>,
        act: &'static str,
        to: AccountId,
        detail: Value,
    ) -> NewEntry {
        NewEntry { actor: by.map(|by| by.0), act, subject: Some(to.0), detail, at: self.0.clock.now() }
    }
}
