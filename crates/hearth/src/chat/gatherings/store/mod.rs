//! What the store does for the groups of gatherings: always within a transaction of the gathering's, which holds its row,
//! so that two of them never meet here.

#[cfg(test)]
mod contract;
mod sql;

pub use sql::{STATEMENTS, close, enter, enter_withheld, leave, open, rename};
