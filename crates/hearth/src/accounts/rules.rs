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

/// Something that an account may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    CreateDirectChat,
    CreateGroupChat,
    JoinGroupChat,
    CreateSpaces,
    JoinSpaces,
    /// Messages, over sockets too.
    ReadMessages,
    /// Messages, shares, comments and reactions.
    SendMessages,
    Ban,
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
        Self::JoinGroupChat,
        Self::CreateSpaces,
        Self::JoinSpaces,
        Self::ReadMessages,
        Self::SendMessages,
        Self::Ban,
        Self::Moderate,
        Self::Invite,
        Self::ManageAccounts,
        Self::ManageRoles,
        Self::ManageJobs,
        Self::ManageTopics,
        Self::ResolvePseudonyms,
    ];

    /// The word for it, on the wire and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::CreateDirectChat => "create_direct_chat",
            Self::CreateGroupChat => "create_group_chat",
            Self::JoinGroupChat => "join_group_chat",
            Self::CreateSpaces => "create_spaces",
            Self::JoinSpaces => "join_spaces",
            Self::ReadMessages => "read_messages",
            Self::SendMessages => "send_messages",
            Self::Ban => "ban",
            Self::Moderate => "moderate",
            Self::Invite => "invite",
            Self::ManageAccounts => "manage_accounts",
            Self::ManageRoles => "manage_roles",
            Self::ManageJobs => "manage_jobs",
            Self::ManageTopics => "manage_topics",
            Self::ResolvePseudonyms => "resolve_pseudonyms",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.word() == word)
    }
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::CreateDirectChat
            | Permission::CreateGroupChat
            | Permission::JoinGroupChat
            | Permission::CreateSpaces
            | Permission::JoinSpaces
            | Permission::ReadMessages
            | Permission::SendMessages => true,
            Permission::Ban | Permission::Moderate | Permission::ResolvePseudonyms => {
                matches!(self, Role::Moderator | Role::Admin)
            }
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
    fn a_permission_survives_its_word() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_word(permission.word()), Some(*permission));
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.word());
        }
        assert_eq!(Permission::from_word("everything"), None);
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
