//! What mails and pushes say, in the language that somebody chose. The page has words of its own.

mod rules;

pub use rules::{footer, greeting, sentence, subject, title};
