//! Who may do what in a space. Pure.

use super::model::{Joining, Part, Role, Space, SpaceMember, Visibility};

/// Whether the member may change the space, invite, answer requests, ban, and see who is banned.
pub fn may_manage(member: &SpaceMember) -> bool {
    member.role() >= Role::Admin
}

/// Whether one of this role may be removed or banned by the member, or be given another role: only those below.
pub fn may_remove(member: &SpaceMember, role: Role) -> bool {
    may_manage(member) && member.role() > role
}

/// Only below one's own role can be given; the owner can also hand the ownership over.
pub fn may_give(member: &SpaceMember, from: Role, to: Role) -> bool {
    may_remove(member, from) && (to < member.role() || member.role() == Role::Owner)
}

pub fn may_delete(member: &SpaceMember) -> bool {
    member.role() == Role::Owner
}

/// Whether the member may open a group chat in the space: admins any, everybody one by invitation.
pub fn may_open_chat(member: &SpaceMember, open_to_all: bool) -> bool {
    may_manage(member) || !open_to_all
}

/// Whether the space is there at all for one who is this to it.
pub fn is_seen(space: &Space, part: &Part) -> bool {
    space.visibility == Visibility::Community || matches!(part, Part::Member { .. })
}

/// What becomes of somebody's wish to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Welcome,
    Ask,
}

/// For who is neither member nor banned.
pub fn admission(space: &Space) -> Admission {
    match space.joining {
        Joining::Open => Admission::Welcome,
        Joining::Approval => Admission::Ask,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spaces::testing::{member, space};

    #[test]
    fn roles_act_only_on_those_below() {
        let [owner, admin, plain] = [Role::Owner, Role::Admin, Role::Member].map(member);
        assert!(may_remove(&owner, Role::Admin) && may_remove(&admin, Role::Member));
        for refused in [may_remove(&admin, Role::Admin), may_remove(&admin, Role::Owner)] {
            assert!(!refused);
        }
        assert!(!may_remove(&plain, Role::Member) && !may_remove(&owner, Role::Owner));
        assert!(may_give(&owner, Role::Member, Role::Owner) && may_give(&owner, Role::Admin, Role::Member));
        assert!(!may_give(&admin, Role::Member, Role::Admin) && !may_give(&admin, Role::Member, Role::Owner));
        assert!(may_delete(&owner) && !may_delete(&admin));
        assert!(may_manage(&admin) && !may_manage(&plain));
        assert!(may_open_chat(&plain, false) && !may_open_chat(&plain, true) && may_open_chat(&admin, true));
    }

    #[test]
    fn a_private_space_is_there_for_its_members_alone() {
        let here = Part::Member { role: Role::Member, joined_at: space(Visibility::Private).created_at };
        for part in [Part::None, Part::Requested] {
            assert!(!is_seen(&space(Visibility::Private), &part) && is_seen(&space(Visibility::Community), &part));
        }
        assert!(is_seen(&space(Visibility::Private), &here));
    }
}
