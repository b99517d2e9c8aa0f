//! What moderation announces, after it is committed.

use super::model::{DecisionId, ReportId};
use crate::accounts::AccountId;

#[derive(Clone, Debug)]
pub enum ModerationEvent {
    /// A decision about this account was made, or its appeal was answered.
    Decided { account: AccountId, decision: DecisionId },
    /// What this account reported was looked at.
    ReportClosed { reporter: AccountId, report: ReportId },
    /// Somebody wrote what may mean that they need help.
    CrisisNoticed { account: AccountId },
}
