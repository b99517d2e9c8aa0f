//! For tests: a fresh and migrated database of each kind, the binding of a contract's cases to all of them, and fresh
//! stores of objects.

use uuid::Uuid;

use super::config::{ObjectsIn, Settings};
use super::database::{Db, Sql, migrate, open, open_in_memory};
use super::ids::random;
use super::objects::Objects;

/// What a store must hold on.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    SqliteInMemory,
    SqliteFile,
    Postgres,
}

/// A database of a test's own.
pub struct Fresh {
    pub db: Db,
    folder: tempfile::TempDir,
}

impl Fresh {
    /// Panics when the kind isn't there: a case that didn't run is no proof.
    pub async fn open(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let mut settings = Settings::defaults();
        settings.data.dir = folder.path().to_owned();
        settings.database.connections = 4;
        let db = match kind {
            Kind::SqliteInMemory => open_in_memory().await,
            Kind::SqliteFile => open(&settings).await,
            Kind::Postgres => {
                settings.database.url = fresh_schema(&settings).await;
                open(&settings).await
            }
        };
        let db = db.expect("a database for the test");
        migrate(&db).await.expect("the migrations run");
        Self { db, folder }
    }

    /// A folder that goes with the test.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The address of a schema of its own on the Postgres that `HEARTH_TEST_POSTGRES` names.
async fn fresh_schema(settings: &Settings) -> String {
    let url = postgres();
    let mut settings = settings.clone();
    settings.database.url.clone_from(&url);
    let schema = format!("test_{}", Uuid::from_bytes(random()).simple());
    let text: &'static str = Box::leak(format!("CREATE SCHEMA {schema}").into_boxed_str());
    let create: &'static Sql = Box::leak(Box::new(Sql { sqlite: text, postgres: text }));
    let db = open(&settings).await.expect("the Postgres of HEARTH_TEST_POSTGRES");
    let mut tx = db.begin().await.expect("a transaction");
    tx.run(create).done().await.expect("a schema of the test's own");
    tx.commit().await.expect("a schema of the test's own");
    db.close().await;
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options[search_path]={schema}")
}

/// The address of a server that speaks like SQS. See tools/with-sqs.
#[cfg(feature = "sqs")]
pub fn sqs() -> String {
    told("HEARTH_TEST_SQS")
}

fn postgres() -> String {
    told("HEARTH_TEST_POSTGRES")
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the other servers are")]
fn told(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} isn't set: run the tests as `make near`"))
}

/// Where objects are kept.
#[derive(Clone, Copy, Debug)]
pub enum ObjectsKind {
    Folder,
    S3,
}

/// A store of objects of a test's own.
pub struct FreshObjects {
    pub objects: Objects,
    _folder: tempfile::TempDir,
}

impl FreshObjects {
    /// Panics when the kind isn't there.
    pub fn open(kind: ObjectsKind) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let mut settings = Self::settings(kind);
        settings.data.dir = folder.path().to_owned();
        Self { objects: Objects::open(&settings).expect("a store for the test"), _folder: folder }
    }

    pub fn settings(kind: ObjectsKind) -> Settings {
        let mut settings = Settings::defaults();
        if matches!(kind, ObjectsKind::S3) {
            // The first call counts.
            let _ = rustls::crypto::ring::default_provider().install_default();
            settings.objects.store = ObjectsIn::S3;
            settings.objects.s3_endpoint = told("HEARTH_TEST_S3");
            "hearth".clone_into(&mut settings.objects.s3_bucket);
            "hearthkey".clone_into(&mut settings.objects.s3_access_key);
            "hearthsecret".clone_into(&mut settings.objects.s3_secret_key);
            settings.objects.s3_prefix = format!("test-{}", Uuid::from_bytes(random()).simple());
        }
        settings
    }
}

/// Binds the cases of a contract to each kind of database, one test each.
///
/// ```text
/// databases!(World::on, a_message_survives_its_store, one_of_two_rivals_wins);
/// ```
///
/// `World::on(db: Db)` makes what the cases take by reference; a case is an `async fn(&World)`.
#[macro_export]
macro_rules! databases {
    ($world:expr, $($case:ident),+ $(,)?) => {
        $crate::databases!(@kind sqlite_in_memory SqliteInMemory, $world, $($case),+);
        $crate::databases!(@kind sqlite_file SqliteFile, $world, $($case),+);
        $crate::databases!(@kind postgres Postgres, $world, $($case),+);
    };
    (@kind $module:ident $kind:ident, $world:expr, $($case:ident),+) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let fresh = $crate::platform::testing::Fresh::open($crate::platform::testing::Kind::$kind).await;
                    let world = $world(fresh.db.clone());
                    super::$case(&world).await;
                    fresh.db.close().await;
                }
            )+
        }
    };
}
