//! Who may decide what. Pure.

use std::time::Duration;

use super::model::{Act, Kind};
use crate::accounts::AccountId;
use crate::platform::clock::Time;

/// How far somebody's power to moderate goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The server's staff: everywhere.
    Everywhere,
    /// An admin of a space: what was said in it.
    OneSpace,
}

/// Whether such a moderator decides on such subjects: an admin of a space on what was said there, not on the space or its
/// people, which may be about how they lead it.
pub fn decides_on(reach: Reach, kind: Kind) -> bool {
    reach == Reach::Everywhere || matches!(kind, Kind::Message | Kind::Share | Kind::Comment)
}

/// Whether such a moderator may do this: in a space, only what has to do with what was said there.
pub fn may_act(reach: Reach, act: Act) -> bool {
    reach == Reach::Everywhere || matches!(act, Act::Dismiss | Act::Hide | Act::Delete)
}

/// Whether this can be done to such a subject: only what somebody said can be hidden, and an account is neither hidden nor
/// deleted by others.
pub fn fits(act: Act, kind: Kind) -> bool {
    let said = matches!(kind, Kind::Message | Kind::Share | Kind::Comment);
    match act {
        Act::Hide | Act::Delete => said,
        Act::Dismiss | Act::Warn | Act::Mute | Act::Ban => true,
    }
}

/// Why a time until when an act holds isn't right, if it isn't.
pub fn wrong_until(act: Act, until: Option<Time>, now: Time) -> Option<&'static str> {
    match (act, until) {
        (Act::Mute, None) => Some("must say until when"),
        (Act::Mute | Act::Ban, Some(until)) if until <= now => Some("must be a time to come"),
        (Act::Mute | Act::Ban, _) | (_, None) => None,
        (_, Some(_)) => Some("is only for mute and ban"),
    }
}

/// So long a case is somebody's who said that they look at it. Then others may.
pub const CLAIMED_FOR: Duration = Duration::from_secs(24 * 3600);

pub fn still_claimed(since: Option<Time>, now: Time) -> bool {
    since.is_some_and(|since| now < since.plus(CLAIMED_FOR))
}

/// Nobody decides about themselves.
pub fn is_about(author: Option<AccountId>, moderator: AccountId) -> bool {
    author == Some(moderator)
}

/// Whether somebody may answer an appeal against a decision: another than who decided, unless there is no other.
pub fn may_answer(decided_by: AccountId, about: Option<AccountId>, moderator: AccountId, alone: bool) -> bool {
    !is_about(about, moderator) && (decided_by != moderator || alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_admin_of_a_space_acts_on_what_was_said_alone() {
        use Act::{Ban, Delete, Dismiss, Hide, Mute, Warn};
        for act in [Dismiss, Hide, Delete, Warn, Mute, Ban] {
            assert!(may_act(Reach::Everywhere, act));
            assert_eq!(may_act(Reach::OneSpace, act), [Dismiss, Hide, Delete].contains(&act));
        }
        assert!(decides_on(Reach::Everywhere, Kind::Space) && decides_on(Reach::OneSpace, Kind::Comment));
        assert!(!decides_on(Reach::OneSpace, Kind::Space) && !decides_on(Reach::OneSpace, Kind::Account));
        assert!(fits(Hide, Kind::Comment) && !fits(Hide, Kind::Account) && !fits(Hide, Kind::Space));
        assert!(fits(Delete, Kind::Message) && !fits(Delete, Kind::Account) && fits(Ban, Kind::Account));
    }

    #[test]
    fn a_mute_ends_and_a_ban_may() {
        let [now, later] = [5, 6].map(Time::from_millis);
        assert!(wrong_until(Act::Mute, None, now).is_some() && wrong_until(Act::Ban, None, now).is_none());
        assert!(wrong_until(Act::Mute, Some(later), now).is_none() && wrong_until(Act::Ban, Some(now), now).is_some());
        assert!(wrong_until(Act::Hide, Some(later), now).is_some() && wrong_until(Act::Hide, None, now).is_none());
    }

    #[test]
    fn a_claim_lapses_after_a_day() {
        let since = Time::from_millis(5);
        let end = since.plus(CLAIMED_FOR);
        assert!(still_claimed(Some(since), Time::from_millis(end.millis() - 1)));
        assert!(!still_claimed(Some(since), end) && !still_claimed(None, since));
    }

    #[test]
    fn an_appeal_is_answered_by_another_where_there_is_one() {
        let [ana, bo, cleo] = [1, 2, 3].map(|id| AccountId(Uuid::from_u128(id)));
        assert!(may_answer(ana, Some(bo), cleo, false) && !may_answer(ana, Some(bo), ana, false));
        assert!(may_answer(ana, Some(bo), ana, true) && !may_answer(ana, Some(bo), bo, true));
    }
}
