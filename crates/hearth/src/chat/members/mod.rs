//! Who takes part in a chat: members come, get other roles, and go.

mod service;
