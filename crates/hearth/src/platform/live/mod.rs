//! Live connections (Socket.IO). The seam: features see rooms and events, never a socket.
//!
//! A room is a UUID: an account, a session or a chat. What is emitted to a room reaches each of its sockets once, in
//! the order of emission; a socket that doesn't keep up is cut off. Correct delivery doesn't depend on any of this: it
//! lives in the database, and a client that missed something resumes by position.
//!
//! What is done here is done on the other nodes, too ([`crate::platform::relay`]).

mod news;
mod registry;
mod server;

use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;

pub use registry::{Live, Presence};
pub use server::{layer, upgrades};

use super::http::problem::Problem;

/// Who is at the other end of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub account: Uuid,
    pub session: Uuid,
}

/// What the roof tells the sockets: who may come in, what they hear, and what their requests do.
#[async_trait]
pub trait Door: Send + Sync + 'static {
    /// Whose token this is.
    async fn admit(&self, token: &str) -> Result<Visitor, Problem>;
    /// The rooms that this visitor hears. Asked after the socket is known to [`Live`], so that what changes meanwhile
    /// isn't missed; must refuse when the session has ended since.
    async fn rooms(&self, visitor: Visitor) -> Result<Vec<Uuid>, Problem>;
    /// A request and its answer.
    async fn request(&self, visitor: Visitor, event: &str, data: Value) -> Result<Value, Problem>;
    /// The account's first socket came, or its last one has gone.
    async fn presence(&self, account: Uuid, presence: Presence);
}
