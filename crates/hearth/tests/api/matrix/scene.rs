//! A chat, and one of each kind of caller.

use serde_json::Value;

use crate::harness::{Person, Server, Store};

/// The kinds of caller, in the order of the tables' columns.
pub const CALLERS: [&str; 8] =
    ["nobody", "stranger", "member", "chat admin", "owner", "site admin", "ended session", "removed"];

pub const NOBODY: usize = 0;
pub const OWNER: usize = 4;
pub const ENDED: usize = 6;
/// Those for whom the chat must look as if it weren't there.
pub const OUTSIDERS: [usize; 3] = [1, 5, 7];

pub struct Cast {
    pub server: Server,
    /// In the order of [`CALLERS`]; nobody is somebody without a token.
    pub callers: Vec<Person>,
    /// A plain member to do things to.
    pub bystander: Person,
    /// Somebody to be added.
    pub newcomer: Person,
}

impl Cast {
    pub async fn on(store: Store) -> Self {
        let mut server = Server::start(store).await;
        let site_admin = server.has_admin("siteadmin").await;
        assert_eq!(site_admin.gets(200, "GET /me", Value::Null).await["role"], "admin");
        let [stranger, member, admin, owner] = server.join(["stranger", "member", "chief", "owner"]).await;
        let [ended, removed, bystander, newcomer] = server.join(["ended", "removed", "bystander", "newcomer"]).await;
        ended.gets(204, "DELETE /sessions/current", Value::Null).await;
        let nobody = Person { token: String::new(), ..stranger.clone() };
        let callers = vec![nobody, stranger, member, admin, owner, site_admin, ended, removed];
        Self { server, callers, bystander, newcomer }
    }

    /// A fresh group with its members, from which one was removed again. Message 1 is the owner's, 2 the member's.
    pub async fn chat(&self) -> String {
        let [_, _, member, admin, owner, _, ended, removed] = &self.callers[..] else { panic!("eight callers") };
        let chat = owner.opens_group("matrix", &[member, admin, ended, removed, &self.bystander]).await;
        owner.adds(&chat, admin, "admin").await;
        owner.removes(&chat, removed).await;
        owner.sends(&chat, "secretword of the owner").await;
        member.sends(&chat, "secretword of the member").await;
        chat
    }
}
