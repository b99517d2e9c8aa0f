//! Real databases of both engines, real files, and archives broken in every way that came to mind.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use uuid::Uuid;

use super::*;
use crate::platform::database::{Engine, open, pending};
use crate::platform::testing::{Fresh, Kind};

const NOW: Time = Time::from_millis(1_700_000_000_123);

crate::statements! {
    ADD_ACCOUNT = "INSERT INTO accounts (id, username, name, bio, email_verified, hide_presence, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_INVITATION = "INSERT INTO account_invitations (hash, role, setup, invited_by, created_at, expires_at) \
        VALUES ($1, 'member', $2, $3, $4, 0)";
    ADD_WORD = "INSERT INTO account_words (word, account_id) VALUES ($1, $2)";
    ADD_CHAT = "INSERT INTO chats (id, kind, members, last_number, position, created_at, active_at) \
        VALUES ($1, 'group', 1, 0, 0, 0, 0)";
    COUNT_UP = "UPDATE chats SET last_number = last_number + 1 WHERE id = $1";
    ADD_MESSAGE = "INSERT INTO messages (chat, number, position, changed, sender, text, mentions, reactions, created_at) \
        SELECT id, last_number, last_number, last_number, id, $2, '[]', '{}', 0 FROM chats WHERE id = $1";
    SEARCH = sqlite "SELECT count(*) AS found FROM messages_fts WHERE messages_fts MATCH $1",
        postgres "SELECT count(*) AS found FROM messages WHERE words @@ to_tsquery('simple', $1)";
    LAST_NUMBERS = "SELECT c.last_number, count(m.number) AS messages \
        FROM chats AS c LEFT JOIN messages AS m ON m.chat = c.id GROUP BY c.id, c.last_number";
    LARGEST_ID = "SELECT coalesce(max(id), 0) AS id FROM messages";
    CHANGE_TEXT = "UPDATE messages SET text = $1 WHERE number = 1";
}

/// A database and a data folder of a test's own, and what the command line would call with them.
struct Place {
    fresh: Fresh,
    settings: Settings,
}

impl Place {
    async fn new(kind: Kind) -> Self {
        let fresh = Fresh::open(kind).await;
        let mut settings = Settings::defaults();
        settings.data.dir = fresh.folder().join("data");
        fs::create_dir_all(&settings.data.dir).unwrap();
        Self { fresh, settings }
    }

    fn file(&self) -> PathBuf {
        self.fresh.folder().join("backup.tar.gz")
    }

    fn data(&self, path: &str) -> PathBuf {
        self.settings.data.dir.join(path)
    }

    async fn backs_up(&self) -> Outcome<Summary> {
        backup(&self.settings, &self.fresh.db, &self.file(), NOW, &|_| {}).await
    }

    async fn restores(&self, file: &Path) -> Outcome<Summary> {
        restore(&self.settings, &self.fresh.db, file, true, &|_| {}).await
    }

    async fn holds_nothing(&self) -> bool {
        let mut tx = snapshot(&self.fresh.db).await.unwrap();
        let schema = Schema::read(&mut tx).await.unwrap();
        assert!(schema.tables.len() > 10, "the schema was found");
        let mut found = false;
        for table in &schema.tables {
            found |= rows::any(&mut tx, table).await.unwrap();
        }
        !found && fs::read_dir(&self.settings.data.dir).unwrap().next().is_none()
    }

    async fn finds(&self, word: &str) -> i64 {
        self.fresh.db.read(&SEARCH).bind(word.to_owned()).one().await.unwrap().get("found").unwrap()
    }

    async fn sends(&self, chat: Uuid, text: &str) {
        send(&self.fresh.db, chat, text).await;
    }

    /// Rows with edge values, in tables with every kind of column and key, and files.
    async fn fills_up(&self) {
        let mut tx = self.fresh.db.begin().await.unwrap();
        // By bytes "Z" < "a" < "é" < "😀"; a locale would say otherwise, and UTF-16 too.
        let texts =
            ["", "a", "Z", "é", "e\u{301}", "😀", "\u{fffd}", " \t\r\n\u{1}\u{7f}\u{2028}", "\"\\'{}[]`$1", "١٢٣"];
        for (index, text) in texts.iter().enumerate() {
            let id = Uuid::from_u128((index as u128) << 120 | 0xff00);
            let millis = [i64::MIN, -1, 0, 1 << 53, i64::MAX][index % 5];
            let flag = [None, Some(true), Some(false)][index % 3];
            let account = tx.run(&ADD_ACCOUNT).bind(id).bind(text.to_string()).bind("123".to_owned());
            let account = account.bind((index > 3).then(|| text.repeat(1000)));
            account.bind(flag).bind(flag.map(|flag| !flag)).bind(millis).done().await.unwrap();
            tx.run(&ADD_WORD).bind(text.to_string()).bind(id).done().await.unwrap();
            let inviter = (index % 2 == 0).then_some(id);
            let invitation = tx.run(&ADD_INVITATION).bind(format!("h{index}")).bind(index % 2 == 0).bind(inviter);
            invitation.bind(millis).done().await.unwrap();
        }
        tx.commit().await.unwrap();
        let chat = self.has_a_chat(1).await;
        for text in ["Der Käse ist da", "zwei Wörter", "three words here", "null\u{2060}breit"] {
            self.sends(chat, text).await;
        }
        for (path, text) in FILES {
            fs::create_dir_all(self.data(path).parent().unwrap()).unwrap();
            fs::write(self.data(path), text).unwrap();
        }
        for path in ["keys/access-tokens.key", "hearth.db-journal", "backups/old.tar.gz"] {
            fs::create_dir_all(self.data(path).parent().unwrap()).unwrap();
            fs::write(self.data(path), "not data").unwrap();
        }
    }

    async fn has_a_chat(&self, id: u128) -> Uuid {
        let id = Uuid::from_u128(id);
        let mut tx = self.fresh.db.begin().await.unwrap();
        tx.run(&ADD_CHAT).bind(id).done().await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

const FILES: &[(&str, &str)] = &[
    ("mail/one.eml", "Subject: é\r\n"),
    ("media/a/b/c.webp", ""),
    ("media/keys/hearth.db", "of the name only"),
    (
        "media/a name with spaces and 😀, longer than the hundred bytes that the name of a tar's entry has room for.png",
        "x",
    ),
];

/// One more message in a chat, and its number in the chat, at once.
async fn send(db: &Db, chat: Uuid, text: &str) {
    let mut tx = db.begin().await.unwrap();
    tx.run(&COUNT_UP).bind(chat).done().await.unwrap();
    tx.run(&ADD_MESSAGE).bind(chat).bind(text.to_owned()).done().await.unwrap();
    tx.commit().await.unwrap();
}

fn manifest_of(file: &Path) -> Manifest {
    archive::check(&mut File::open(file).unwrap()).unwrap()
}

/// What the refusal says; panics when there was none.
fn refusal(outcome: Outcome<Summary>) -> String {
    outcome.expect_err("this must be refused").to_string()
}

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
        assert_eq!(
            (place.finds("wörter").await + place.finds("worter").await > 0, place.finds("gone").await),
            (true, 0)
        );

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
    for _ in 0..5 {
        place.sends(chat, &"word ".repeat(BATCH_BYTES / 12)).await;
    }
    place.backs_up().await.unwrap();
    for kind in [Kind::SqliteFile, Kind::Postgres] {
        let other = Place::new(kind).await;
        assert_eq!(other.restores(&place.file()).await.unwrap().tables["messages"], 5);
    }
}

#[tokio::test]
async fn a_truncated_backup_is_refused_and_nothing_written() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let whole = fs::read(place.file()).unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    let cut = target.file();
    for length in [0, 1, 9, 10, 11, 100, whole.len() / 2, whole.len() - 9, whole.len() - 8, whole.len() - 1] {
        fs::write(&cut, &whole[..length]).unwrap();
        let said = refusal(target.restores(&cut).await);
        assert!(said.starts_with("the backup is damaged and can't be used: "), "{length}: {said}");
        assert!(target.holds_nothing().await, "{length}");
    }
    fs::write(&cut, [whole.as_slice(), b"x"].concat()).unwrap();
    assert!(refusal(target.restores(&cut).await).contains("something was added"));
    target.restores(&place.file()).await.expect("the whole one is taken");
}

#[tokio::test]
async fn a_flipped_byte_is_refused_and_nothing_written() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let whole = fs::read(place.file()).unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    // Bytes 4 to 9 are gzip's remarks on time and system, which are nobody's data.
    let places = [0, 2, 3].into_iter().chain((10..whole.len()).step_by(7)).chain(whole.len() - 8..whole.len());
    for at in places {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        fs::write(target.file(), &changed).unwrap();
        let said = refusal(target.restores(&target.file()).await);
        assert!(said.starts_with("the backup is damaged"), "{at}: {said}");
    }
    assert!(target.holds_nothing().await);
}

/// The archive again, with its entries changed; a well-formed one, so that only our own sums can tell.
fn repacked(file: &Path, change: impl Fn(&str, Vec<u8>) -> Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut old = tar::Archive::new(GzDecoder::new(File::open(file).unwrap()));
    let mut new = tar::Builder::new(GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for entry in old.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        for (name, bytes) in change(&name, bytes) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            new.append_data(&mut header, name, bytes.as_slice()).unwrap();
        }
    }
    new.into_inner().unwrap().finish().unwrap()
}

#[tokio::test]
async fn a_repacked_backup_is_refused_unless_it_holds_the_same() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    let text = |bytes: Vec<u8>, from: &str, to: &str| String::from_utf8(bytes).unwrap().replace(from, to).into_bytes();
    type Change<'c> = &'c dyn Fn(&str, Vec<u8>) -> Vec<(String, Vec<u8>)>;
    let only = |which: &'static str, from: &'static str, to: &'static str| {
        move |name: &str, bytes| vec![(name.to_owned(), if name == which { text(bytes, from, to) } else { bytes })]
    };
    let without = |which: &'static str| {
        move |name: &str, bytes| if name == which { vec![] } else { vec![(name.to_owned(), bytes)] }
    };
    let added = |new: &'static str| {
        move |name: &str, bytes| {
            let first = name == "tables/accounts.ndjson";
            [(name.to_owned(), bytes)].into_iter().chain(first.then(|| (new.to_owned(), vec![b'x']))).collect()
        }
    };
    let cases: &[(Change<'_>, &str)] = &[
        (&only("tables/messages.ndjson", "zwei", "drei"), "the table messages isn't what it was"),
        (&only("files/mail/one.eml", "Subject", "subject"), "the file mail/one.eml isn't what it was"),
        (&without("tables/messages.ndjson"), "the table messages is missing"),
        (&without("files/mail/one.eml"), "the file mail/one.eml is missing"),
        (&without("manifest.json"), "its end is missing"),
        (&added("files/other"), "the file other was added"),
        (&added("tables/other.ndjson"), "the table other was added"),
        (&added("other"), "other is nothing that a backup holds"),
        (&added("tables/accounts.ndjson"), "is in it twice"),
        (
            &only("manifest.json", "\"format\": 1", "\"format\": 2"),
            "has format 2, this version of Hearth reads format 1",
        ),
        (&only("manifest.json", "0003_chat", "9999_later"), "whose database this version doesn't know (9999_later)"),
        (&only("manifest.json", "\"rows\": 4", "\"rows\": 5"), "the table messages isn't what it was"),
        (&only("manifest.json", "\"tables\"", "\"fables\""), "manifest.json: missing field"),
    ];
    for (change, wanted) in cases {
        fs::write(target.file(), repacked(&place.file(), change)).unwrap();
        let said = refusal(target.restores(&target.file()).await);
        assert!(said.contains(wanted), "{wanted}: {said}");
        assert!(target.holds_nothing().await, "{wanted}");
    }
    fs::write(target.file(), repacked(&place.file(), |name, bytes| vec![(name.to_owned(), bytes)])).unwrap();
    target.restores(&target.file()).await.expect("the same entries, packed otherwise");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_holds_data_is_not_restored_into() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    for kind in [Kind::SqliteFile, Kind::Postgres] {
        let target = Place::new(kind).await;
        let chat = target.has_a_chat(7).await;
        let said = refusal(target.restores(&place.file()).await);
        assert!(said.contains("holds data already (in the table chats): restore into another data.dir"), "{said}");
        target.sends(chat, "still here").await;
        assert!(!target.data("mail").exists());

        let target = Place::new(kind).await;
        fs::create_dir(target.data("mail")).unwrap();
        fs::write(target.data("mail/one.eml"), "mine").unwrap();
        assert!(refusal(target.restores(&place.file()).await).contains("one.eml exists already"));
        assert_eq!(fs::read_to_string(target.data("mail/one.eml")).unwrap(), "mine");
        fs::remove_dir_all(target.data("mail")).unwrap();
        assert!(target.holds_nothing().await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_fails_late_leaves_nothing() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    // Half of the files come before this one, and all of the rows.
    fs::create_dir_all(place.data("media/b")).unwrap();
    fs::write(place.data("media/b/late"), "x").unwrap();
    place.backs_up().await.unwrap();
    for kind in [Kind::SqliteFile, Kind::Postgres] {
        let target = Place::new(kind).await;
        let data = target.settings.data.dir.clone();
        let stood_in_the_way = AtomicBool::new(false);
        let progress = |said: &str| {
            // After the check that nothing is in the way.
            if said.starts_with("reactions:") && !stood_in_the_way.swap(true, Ordering::SeqCst) {
                fs::create_dir_all(data.join("media")).unwrap();
                fs::write(data.join("media/b"), "a file where a folder must be").unwrap();
            }
        };
        let outcome = restore(&target.settings, &target.fresh.db, &place.file(), true, &progress).await;
        assert!(stood_in_the_way.load(Ordering::SeqCst), "the last table was reached");
        refusal(outcome);
        fs::remove_dir_all(data.join("media")).unwrap();
        assert!(target.holds_nothing().await);
        target.restores(&place.file()).await.expect("it works once nothing is in the way");
    }
}

#[tokio::test]
async fn an_existing_file_is_not_overwritten() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    fs::write(place.file(), "precious").unwrap();
    assert!(refusal(place.backs_up().await).contains("exists already"));
    assert_eq!(fs::read_to_string(place.file()).unwrap(), "precious");
    fs::remove_file(place.file()).unwrap();

    // Nor one that comes while the backup is made; and nothing half-made stays.
    let came = |said: &str| {
        if said.ends_with("files") {
            fs::write(place.file(), "precious").unwrap();
        }
    };
    let outcome = backup(&place.settings, &place.fresh.db, &place.file(), NOW, &came).await;
    assert!(refusal(outcome).contains("exists already"));
    assert_eq!(fs::read_to_string(place.file()).unwrap(), "precious");
    let partial = place.file().with_file_name(archive::partial(&place.file()));
    assert!(!partial.exists());

    fs::remove_file(place.file()).unwrap();
    fs::write(&partial, "of another").unwrap();
    assert!(refusal(place.backs_up().await).contains(".partial exists: another backup is being written"));
    assert_eq!(fs::read_to_string(&partial).unwrap(), "of another");
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

async fn taken_under_load(kind: Kind) {
    let place = Place::new(kind).await;
    let chats = [place.has_a_chat(1).await, place.has_a_chat(2).await];
    let (sent, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let sender = {
        let (db, sent, stop) = (place.fresh.db.clone(), sent.clone(), stop.clone());
        tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                for chat in chats {
                    send(&db, chat, "under load").await;
                }
                sent.fetch_add(1, Ordering::SeqCst);
            }
        })
    };
    let lines = Mutex::new(Vec::new());
    let waits = |said: &str| {
        lines.lock().unwrap().push(said.to_owned());
        // Between the chats and their messages more of them come, or the test would prove nothing.
        let goal = sent.load(Ordering::SeqCst) + 5;
        while sent.load(Ordering::SeqCst) < goal {
            std::thread::yield_now();
        }
    };
    let made = backup(&place.settings, &place.fresh.db, &place.file(), NOW, &waits).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    sender.await.unwrap();
    let at = |start: &str| lines.lock().unwrap().iter().position(|line| line.starts_with(start)).unwrap();
    assert!(at("chats:") < at("messages:"));

    let target = Place::new(Kind::SqliteFile).await;
    assert_eq!(target.restores(&place.file()).await.unwrap(), made);
    let rows = target.fresh.db.read(&LAST_NUMBERS).all().await.unwrap();
    assert_eq!(rows.len(), chats.len());
    for row in rows {
        let (last, messages): (i64, i64) = (row.get("last_number").unwrap(), row.get("messages").unwrap());
        assert_eq!(last, messages);
    }
    assert!(made.tables["messages"] < 2 * sent.load(Ordering::SeqCst), "messages came while it was taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_of_one_moment_on_sqlite() {
    taken_under_load(Kind::SqliteFile).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_of_one_moment_on_postgres() {
    taken_under_load(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verifying_tells_of_rows_and_files_that_differ() {
    let place = Place::new(Kind::SqliteFile).await;
    place.fills_up().await;
    place.backs_up().await.unwrap();
    let target = Place::new(Kind::SqliteFile).await;
    target.restores(&place.file()).await.unwrap();
    let mut tx = target.fresh.db.begin().await.unwrap();
    tx.run(&CHANGE_TEXT).bind("another".to_owned()).done().await.unwrap();
    tx.commit().await.unwrap();
    fs::write(target.data("mail/one.eml"), "another").unwrap();

    let lines = Mutex::new(Vec::new());
    let progress = |said: &str| lines.lock().unwrap().push(said.to_owned());
    let outcome = compare(&target.settings, &target.fresh.db, &manifest_of(&place.file()), &progress).await;
    let said = outcome.expect_err("two things differ").to_string();
    assert!(said.contains("messages, 4 rows; the file mail/one.eml"), "{said}");
    let lines = lines.into_inner().unwrap();
    assert!(lines.contains(&"accounts, 10 rows: as in the backup".to_owned()), "{lines:?}");
    assert!(lines.contains(&"messages, 4 rows: DIFFERS from the backup".to_owned()), "{lines:?}");
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
