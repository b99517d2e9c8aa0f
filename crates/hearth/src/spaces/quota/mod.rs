//! How much all pictures that a space shows take, whoever shows them.

pub(in crate::spaces) mod store;
