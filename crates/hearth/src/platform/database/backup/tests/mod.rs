//! Real databases of both engines, real files, and archives broken in every way that came to mind.

#![expect(dead_code, reason = "the list that `statements!` makes is for the product's statements")]

mod damage;
mod refusals;
mod round_trips;
mod under_load;

use std::fs;
use std::path::PathBuf;

use uuid::Uuid;

use super::*;
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
    ADD_MESSAGE = "INSERT INTO messages \
        (chat, number, position, changed, sender, text, words, mentions, reactions, created_at) \
        SELECT id, last_number, last_number, last_number, id, $2, $3, '[]', '{}', 0 FROM chats WHERE id = $1";
    SEARCH = sqlite "SELECT count(*) AS found FROM messages_fts WHERE messages_fts MATCH $1",
        postgres "SELECT count(*) AS found FROM messages WHERE found_by @@ to_tsquery('simple', $1)";
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
    let words = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tx = db.begin().await.unwrap();
    tx.run(&COUNT_UP).bind(chat).done().await.unwrap();
    tx.run(&ADD_MESSAGE).bind(chat).bind(text.to_owned()).bind(words).done().await.unwrap();
    tx.commit().await.unwrap();
}

fn manifest_of(file: &Path) -> Manifest {
    archive::check(&mut File::open(file).unwrap()).unwrap()
}

/// What the refusal says; panics when there was none.
fn refusal(outcome: Outcome<Summary>) -> String {
    outcome.expect_err("this must be refused").to_string()
}
