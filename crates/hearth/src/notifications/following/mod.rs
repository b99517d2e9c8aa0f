//! Hearing what happens elsewhere, and telling those whom it concerns. Best effort, as all announcing is: a crash may lose a
//! row of its last instant, and what is derived it can't lose.

mod service;

pub use service::{follow_accounts, follow_chats, follow_gatherings, follow_shares, follow_spaces};
