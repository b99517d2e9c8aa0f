//! What the store does to withhold gatherings: within the transactions of those who ask, come or block.

#[cfg(test)]
mod contract;
mod sql;

pub use sql::{STATEMENTS, withholding};
pub(in crate::gatherings) use sql::{reveal, withhold};
