//! Invitations into a space: for one account by its name, or for whoever has a code.

mod model;
pub mod routes;
mod service;
pub mod store;

#[cfg(test)]
pub(in crate::spaces) use model::{Invitation, SpaceInvitationId, Whom};
