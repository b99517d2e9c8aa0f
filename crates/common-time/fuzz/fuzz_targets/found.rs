//! `cargo +nightly fuzz run found`: looks for bytes that spell a case in which the crate and the oracle disagree. The
//! crate's own tests run the same function, so it can't rot.
#![no_main]

#[path = "../../tests/oracle/mod.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oracle::check(bytes));
