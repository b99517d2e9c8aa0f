//! The group of a gathering, in which its accounts talk. Chat keeps it, which gatherings don't know; the roof puts the two
//! together.

mod service;

pub use service::Talk;
