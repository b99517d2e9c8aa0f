//! What comes back is what was there, on whichever engine.

use super::*;
use crate::platform::database::{Engine, open, pending};

async fn there_and_back(kinds: &[Kind]) {
    let first = Place::new(kinds[0]).await;
    first.fills_up().await;
    let made = first.backs_up().await.unwrap();
    assert_eq!((made.tables["accounts"], made.tables["messages"], made.files), (10, 4, FILES.len()));
    let wanted = manifest_of(&first.file());
    let mut places = vec![first];
    for kind in &kinds[1..] {
        let place = Place::new(*kind).await;
        assert!(place.holds_nothing().await);
        assert_eq!(place.restores(&places.last().unwrap().file()).await.unwrap(), made);
        for (path, text) in FILES {
            assert_eq!(fs::read_to_string(place.data(path)).unwrap(), *text, "{path}");
        }
        assert!(!place.data("keys").exists() && !place.data("backups").exists());
        assert_eq!((place.finds("wörter").await, place.finds("gone").await), (1, 0));

        place.backs_up().await.unwrap();
        let read = manifest_of(&place.file());
        assert_eq!((&read.tables, &read.files, &read.migrations), (&wanted.tables, &wanted.files, &wanted.migrations));

        // The next message gets an id of its own, and is found.
        place.sends(Uuid::from_u128(1), "afterwards").await;
        assert_eq!(place.finds("afterwards").await, 1);
        assert_eq!(place.fresh.db.read(&LARGEST_ID).one().await.unwrap().get::<i64>("id").unwrap(), 5);
        places.push(place);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_comes_back_as_sqlite() {
    there_and_back(&[Kind::SqliteFile, Kind::SqliteFile]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_moves_to_postgres_and_back_with_the_same_checksums() {
    there_and_back(&[Kind::SqliteFile, Kind::Postgres, Kind::SqliteFile]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_comes_back_as_postgres() {
    there_and_back(&[Kind::Postgres, Kind::Postgres]).await;
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_keys_and_order() {
    let mut said = Vec::new();
    for kind in [Kind::SqliteFile, Kind::Postgres] {
        let place = Place::new(kind).await;
        let schema = Schema::read(&mut snapshot(&place.fresh.db).await.unwrap()).await.unwrap();
        let ordered = schema.parents_first().unwrap();
        let at = |name: &str| ordered.iter().position(|table| table.name == name).unwrap();
        assert!(
            at("accounts") < at("sessions") && at("sessions") < at("refresh_tokens") && at("chats") < at("messages")
        );
        assert!(!ordered.iter().any(|table| table.name.contains("fts") || table.name.starts_with('_')));
        // The tests' Postgres may sort by bytes anyway; another one doesn't.
        let words = ordered[at("account_words")].order(Engine::Postgres);
        assert_eq!(words, "\"word\" COLLATE \"C\" NULLS FIRST, \"account_id\" NULLS FIRST");
        let table = |table: &&Table| {
            let columns: Vec<_> = table.columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
            (table.name.clone(), columns, table.key.clone(), table.order(Engine::Sqlite))
        };
        said.push(ordered.iter().map(table).collect::<Vec<_>>());
    }
    assert_eq!(said[0], said[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_a_batch_comes_back() {
    let place = Place::new(Kind::SqliteFile).await;
    let chat = place.has_a_chat(1).await;
    let rows = 3 * BATCH_BYTES / 20_000;
    for _ in 0..rows {
        place.sends(chat, &"word ".repeat(2000)).await;
    }
    place.backs_up().await.unwrap();
    for kind in [Kind::SqliteFile, Kind::Postgres] {
        let other = Place::new(kind).await;
        assert_eq!(other.restores(&place.file()).await.unwrap().tables["messages"], rows as u64);
    }
}

#[tokio::test]
async fn a_backup_written_into_the_data_folder_does_not_hold_itself() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    let file = place.data("now.tar.gz");
    let made = backup(&place.settings, &place.fresh.db, &file, NOW, &|_| {}).await.unwrap();
    assert_eq!(made.files, FILES.len());
    let target = Place::new(Kind::SqliteFile).await;
    target.restores(&file).await.unwrap();
    assert!(!target.data("now.tar.gz").exists());
}

#[tokio::test]
async fn a_backup_of_an_older_hearth_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| {
        let mut settings = Settings::defaults();
        settings.data.dir = folder.path().join(name);
        fs::create_dir(&settings.data.dir).unwrap();
        settings
    };
    let (old, new) = (place("old"), place("new"));
    let (old_db, new_db) = (open(&old).await.unwrap(), open(&new).await.unwrap());
    let file = folder.path().join("backup");
    let said = refusal(backup(&old, &old_db, &file, NOW, &|_| {}).await);
    assert!(said.contains("nothing to back up"), "{said}");
    assert!(!file.exists());

    migrate_to(&old_db, 2).await.unwrap();
    let mut tx = old_db.begin().await.unwrap();
    let account = tx.run(&ADD_ACCOUNT).bind(Uuid::from_u128(1)).bind("ana".to_owned()).bind("Ana".to_owned());
    account.bind(None::<String>).bind(true).bind(false).bind(1_i64).done().await.unwrap();
    tx.commit().await.unwrap();
    let made = backup(&old, &old_db, &file, NOW, &|_| {}).await.unwrap();
    assert!(!made.tables.contains_key("chats"));

    assert_eq!(restore(&new, &new_db, &file, true, &|_| {}).await.unwrap(), made);
    assert!(pending(&new_db).await.is_empty());

    let ahead = Place::new(Kind::SqliteFile).await;
    let said = refusal(ahead.restores(&file).await);
    assert!(said.contains("set up by a newer Hearth"), "{said}");
}

#[test]
fn a_summary_reads_well() {
    let tables = [("accounts".to_owned(), 3), ("chats".to_owned(), 12)].into();
    let said = Summary { tables, files: 2, file_bytes: 99 }.to_string();
    let wanted =
        "  accounts           3 rows\n  chats             12 rows\n2 tables with 15 rows, 2 files with 99 bytes";
    assert_eq!(said, wanted);
}
