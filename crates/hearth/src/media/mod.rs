//! Uploaded pictures: taken in piece by piece, checked and drawn anew in the background, kept in a store of objects,
//! and shown by addresses that run out. Whose they are is known here by id alone, and what shows them not at all:
//! who shows a picture keeps a [`Picture`], [`attach`]es it, and [`release`]s it again.

mod error;
mod events;
mod jobs;
mod live;
mod model;
mod routes;
mod rules;
mod service;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod upkeep;

pub use error::MediaError;
pub use events::MediaEvent;
pub use jobs::{FAREWELL, handlers};
pub use live::announce;
pub use model::{
    Attached, Caption, Captioned, CaptionedView, Frame, MediaId, MediaView, Owner, Picture, PicturePlace, PictureView,
    ShownPictureBody, ThumbnailView, Unfit, Wanted, wanted,
};
pub use routes::{Gate, router, uploads};
pub use service::{Media, MediaParts};
pub use store::{Erasing, attach, conceal, hold, keep, release};

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    store::STATEMENTS.to_vec()
}
