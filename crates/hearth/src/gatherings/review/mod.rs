//! Gatherings as moderation meets them.

mod service;
