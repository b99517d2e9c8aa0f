//! Who may do what on this server, and who may register.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::config::Registration;

/// What an account is on this server, apart from what it is in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Role)]
pub enum Role {
    Member,
    Moderator,
    Admin,
}

/// Something that a role may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    CreateDirectChat,
    CreateGroupChat,
    CreateSpaces,
    SendMessages,
    Moderate,
    Invite,
    ManageAccounts,
    ManageRoles,
    ManageJobs,
    ManageTopics,
    ResolvePseudonyms,
}

impl Permission {
    pub const ALL: &[Permission] = &[
        Self::CreateDirectChat,
        Self::CreateGroupChat,
        Self::CreateSpaces,
        Self::SendMessages,
        Self::Moderate,
        Self::Invite,
        Self::ManageAccounts,
        Self::ManageRoles,
        Self::ManageJobs,
        Self::ManageTopics,
        Self::ResolvePseudonyms,
    ];
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::CreateDirectChat
            | Permission::CreateGroupChat
            | Permission::CreateSpaces
            | Permission::SendMessages => true,
            Permission::Moderate | Permission::ResolvePseudonyms => matches!(self, Role::Moderator | Role::Admin),
            Permission::Invite
            | Permission::ManageAccounts
            | Permission::ManageRoles
            | Permission::ManageJobs
            | Permission::ManageTopics => self == Role::Admin,
        }
    }

    /// All that the role may do.
    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.may(*permission)).collect()
    }

    /// The word for it, on the wire and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Moderator => "moderator",
            Role::Admin => "admin",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Role::Member, Role::Moderator, Role::Admin].into_iter().find(|role| role.word() == word)
    }
}

/// What somebody who registers brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    Nothing,
    Invitation,
    /// The link that makes the first admin.
    SetupInvitation,
}

/// What to answer somebody who registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Welcome,
    InvitationNeeded,
    Closed,
}

/// An invitation is honoured unless registration is closed; the set-up link always is.
pub fn admission(mode: Registration, brought: Brought) -> Admission {
    match (mode, brought) {
        (_, Brought::SetupInvitation) | (Registration::Open, _) | (Registration::Invitation, Brought::Invitation) => {
            Admission::Welcome
        }
        (Registration::Invitation, Brought::Nothing) => Admission::InvitationNeeded,
        (Registration::Closed, _) => Admission::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_talks_moderators_moderate_admins_manage() {
        let may = |role: Role, permission| role.may(permission);
        for role in [Role::Member, Role::Moderator, Role::Admin] {
            assert!(may(role, Permission::SendMessages) && may(role, Permission::CreateGroupChat));
            assert_eq!(may(role, Permission::ManageRoles), role == Role::Admin);
            assert_eq!(may(role, Permission::Invite), role == Role::Admin);
            assert_eq!(may(role, Permission::Moderate), role != Role::Member);
        }
        assert_eq!(Role::Admin.permissions(), Permission::ALL);
    }

    #[test]
    fn a_role_survives_its_word() {
        for role in [Role::Member, Role::Moderator, Role::Admin] {
            assert_eq!(Role::from_word(role.word()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.word());
        }
        assert_eq!(Role::from_word("owner"), None);
    }

    #[test]
    fn registration_follows_the_setting() {
        use Admission::{Closed, InvitationNeeded, Welcome};
        let modes = [Registration::Open, Registration::Invitation, Registration::Closed];
        let answers = |brought| modes.map(|mode| admission(mode, brought));
        assert_eq!(answers(Brought::Nothing), [Welcome, InvitationNeeded, Closed]);
        assert_eq!(answers(Brought::Invitation), [Welcome, Welcome, Closed]);
        assert_eq!(answers(Brought::SetupInvitation), [Welcome; 3]);
    }
}
