//! A backup is of one moment, whatever goes on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::*;

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
