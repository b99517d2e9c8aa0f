//! Who may do what in a chat. Pure.

use super::model::{Kind, Membership, Role, State};

/// Whether the member may change title and capacity, add members and pin.
pub fn may_manage(member: &Membership) -> bool {
    takes_part(member) && (member.role() >= Role::Admin || member.chat().kind == Kind::Direct)
}

/// A direct chat has its two, for good; a group's admins add members.
pub fn may_add(member: &Membership) -> bool {
    takes_part(member) && member.chat().kind == Kind::Group && member.role() >= Role::Admin
}

/// Whether one of this role may be removed by the member, or be given another role by them: only those below.
pub fn may_remove(member: &Membership, role: Role) -> bool {
    may_add(member) && member.role() > role
}

/// Only below one's own role can be given; the owner can also hand the ownership over.
pub fn may_give(member: &Membership, from: Role, to: Role) -> bool {
    may_remove(member, from) && (to < member.role() || member.role() == Role::Owner)
}

/// Whether the member may delete others' messages.
pub fn may_moderate(member: &Membership) -> bool {
    member.chat().kind == Kind::Group && member.role() >= Role::Admin
}

pub fn may_close(member: &Membership) -> bool {
    member.chat().kind == Kind::Group && member.role() == Role::Owner
}

/// Not while the request of a stranger waits.
pub fn takes_part(member: &Membership) -> bool {
    member.state() == State::Member
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountId;
    use crate::chat::model::{Attention, Chat, ChatId, Joining};
    use crate::platform::clock::Time;
    use crate::spaces::Face;
    use uuid::Uuid;

    fn member(kind: Kind, role: Role, state: State) -> Membership {
        let at = Time::from_millis(0);
        let chat = Chat {
            id: ChatId(Uuid::nil()),
            kind,
            title: None,
            capacity: None,
            pair: None,
            space: None,
            joining: Joining::Invitation,
            slow_seconds: 0,
            members: 2,
            last_number: 0,
            position: 0,
            created_at: at,
            active_at: at,
        };
        Membership::found(Face::own(AccountId(Uuid::nil())), role, state, 0, Attention::FULL, chat)
    }

    #[test]
    fn roles_act_only_on_those_below() {
        let owner = member(Kind::Group, Role::Owner, State::Member);
        let admin = member(Kind::Group, Role::Admin, State::Member);
        let plain = member(Kind::Group, Role::Member, State::Member);
        assert!(may_remove(&owner, Role::Admin) && may_remove(&admin, Role::Member));
        assert!(
            !may_remove(&admin, Role::Admin) && !may_remove(&admin, Role::Owner) && !may_remove(&plain, Role::Member)
        );
        assert!(may_give(&owner, Role::Member, Role::Owner) && may_give(&owner, Role::Admin, Role::Member));
        assert!(!may_give(&admin, Role::Member, Role::Admin) && !may_give(&admin, Role::Member, Role::Owner));
        assert!(may_close(&owner) && !may_close(&admin));
        assert!(may_moderate(&admin) && !may_moderate(&plain));
    }

    #[test]
    fn a_direct_chat_belongs_to_both_and_takes_no_third() {
        let ana = member(Kind::Direct, Role::Member, State::Member);
        assert!(may_manage(&ana) && !may_add(&ana) && !may_close(&ana) && !may_moderate(&ana));
        assert!(!may_manage(&member(Kind::Direct, Role::Member, State::Requested)));
    }
}
