//! What happened to pictures. Announced after the commit.

use std::sync::Arc;

use super::model::{MediaView, Owner};

#[derive(Clone, Debug)]
pub enum MediaEvent {
    /// It is ready, or failed.
    Changed { owner: Owner, media: Arc<MediaView> },
}
