//! How much one address may try, whoever it is.

mod model;

pub(in crate::accounts) use model::AddressLimits;
