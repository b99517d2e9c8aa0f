//! The real server as a process, people who use it, and the stock clients that they hold.

mod dice;
mod history;
mod live;
mod person;
mod postgres;
mod s3;
mod server;

use std::time::Duration;

pub use dice::Dice;
pub use history::{Unread, assert_gapless, numbers};
pub use live::Client::{self, Js, Python};
pub use live::Live;
pub use person::{Answer, Person, Web};
pub use postgres::Postgres;
pub use s3::S3;
pub use server::{Server, Store, claims_port, run};

/// How long anything may take before a test says that it doesn't come.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Writes a test once and runs it on SQLite and on Postgres, one named test each.
macro_rules! on_both_stores {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::harness::Store::Sqlite).await })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name($crate::harness::Store::Postgres).await })+
        }
    };
}
pub(crate) use on_both_stores;

/// Asks again and again until it is so; an event to wait for is better, where there is one.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let give_up = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(tokio::time::Instant::now() < give_up, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A variable of the environment: what `tools/with-postgres` and whoever repeats a run says.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
