//! Who may do what: every route and every event, for each kind of caller.
//!
//! The routes are those of the served OpenAPI document and the events those of docs/live.md, so that a new one
//! without a row here fails.

mod events;
mod gatherings;
mod moderation;
mod routes;
mod scene;
mod shares;
mod spaces;
