//! Who may do what with a share. Pure.

use crate::spaces::{Role, SpaceMember};

/// Whether the member may take away what others posted and said.
pub fn may_moderate(member: &SpaceMember) -> bool {
    member.role() >= Role::Admin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spaces::testing::member;

    #[test]
    fn admins_take_away_what_others_posted() {
        let [owner, admin, plain] = [Role::Owner, Role::Admin, Role::Member].map(member);
        assert!(may_moderate(&owner) && may_moderate(&admin) && !may_moderate(&plain));
    }
}
