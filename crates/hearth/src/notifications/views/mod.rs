//! How what somebody is told is shown: names, titles and how a text begins are asked for when it is looked at, of who may
//! say so, so that what is erased or isn't for them any more is not shown.

mod model;
mod service;

pub use model::Item;
