//! How often things may be done with gatherings.

mod service;

pub(in crate::gatherings) use service::Limits;
