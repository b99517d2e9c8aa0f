//! What an account may do.

use crate::accounts::rules::{Permission, Role};
use crate::platform::clock::Time;

/// The role of an account, and all that it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    role: Role,
    /// A bit for each permission.
    allowed: u32,
}

/// What an account may or may not do whatever its role says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    pub permission: Permission,
    pub allowed: bool,
    /// None: for good.
    pub until: Option<Time>,
}

/// Why an act is refused that somebody may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This needs the permission {}, which this account doesn't have.", .0.word())]
pub struct NotPermitted(pub Permission);

fn bit(permission: Permission) -> u32 {
    1 << permission as u32
}

impl Standing {
    /// An admin may always manage roles: else there could be nobody left who does.
    pub fn new(role: Role, exceptions: impl IntoIterator<Item = (Permission, bool)>) -> Self {
        let by_role = role.permissions().into_iter().fold(0, |all, permission| all | bit(permission));
        let said = exceptions.into_iter().filter(|(permission, _)| !is_kept(role, *permission));
        let allowed = said.fold(
            by_role,
            |all, (permission, allowed)| {
                if allowed { all | bit(permission) } else { all & !bit(permission) }
            },
        );
        Self { role, allowed }
    }

    pub fn role(self) -> Role {
        self.role
    }

    pub fn may(self, permission: Permission) -> bool {
        self.allowed & bit(permission) != 0
    }

    pub fn must(self, permission: Permission) -> Result<(), NotPermitted> {
        if self.may(permission) { Ok(()) } else { Err(NotPermitted(permission)) }
    }

    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.may(*permission)).collect()
    }

    /// Whether one who stands so may be banned or muted by `other`: nobody is by their like, or by those below them.
    pub fn is_below(self, other: Standing) -> bool {
        self.role < other.role || (self.role == other.role && other.may(Permission::Ban) && !self.may(Permission::Ban))
    }
}

/// What can't be taken from whoever has this role.
pub fn is_kept(role: Role, permission: Permission) -> bool {
    role == Role::Admin && permission == Permission::ManageRoles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_of_an_account_alone_comes_before_its_role() {
        let plain = Standing::new(Role::Member, []);
        assert_eq!(plain.permissions(), Role::Member.permissions());
        assert!(plain.may(Permission::SendMessages) && !plain.may(Permission::Invite));
        let other = Standing::new(Role::Member, [(Permission::SendMessages, false), (Permission::Invite, true)]);
        assert_eq!(other.must(Permission::SendMessages), Err(NotPermitted(Permission::SendMessages)));
        assert!(other.may(Permission::Invite) && other.may(Permission::ReadMessages));
        let admin = Standing::new(Role::Admin, [(Permission::ManageRoles, false), (Permission::Ban, false)]);
        assert!(admin.may(Permission::ManageRoles) && !admin.may(Permission::Ban));
    }

    #[test]
    fn nobody_acts_against_their_like_or_above() {
        let [member, moderator, admin] =
            [Role::Member, Role::Moderator, Role::Admin].map(|role| Standing::new(role, []));
        let with_ban = Standing::new(Role::Member, [(Permission::Ban, true)]);
        assert!(member.is_below(moderator) && member.is_below(admin) && moderator.is_below(admin));
        assert!(member.is_below(with_ban) && !member.is_below(member) && !with_ban.is_below(with_ban));
        for above in [member, with_ban, moderator, admin] {
            assert!(!admin.is_below(above));
        }
        assert!(!moderator.is_below(with_ban) && !moderator.is_below(moderator));
    }
}
