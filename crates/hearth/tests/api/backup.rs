//! A backup taken while people talk is whole, and proves it; a damaged one is refused.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::gallery;
use crate::harness::{Person, Postgres, Server, Store, assert_gapless, on_both_stores, run};

on_both_stores!(a_backup_under_load_restores_elsewhere_and_a_damaged_one_is_refused);

async fn a_backup_under_load_restores_elsewhere_and_a_damaged_one_is_refused(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("kept", &[&bo]).await;
    for _ in 0..30 {
        ana.sends(&chat, "before the backup").await;
    }
    ana.edits(&chat, 1, "edited").await;
    ana.deletes(&chat, 2).await;
    ana.reacts(&chat, 3, "👍").await;
    bo.reads(&chat, 7).await;
    let space = ana.makes_community("Kept", json!({ "city": "Wien" })).await;
    let inside = ana.opens_chat_in(&space, "inside").await;
    bo.joins_space(&space).await;
    let before = ana.history(&chat).await;
    let media = ana.has_picture(&gallery::file(gallery::Kind::Png, gallery::quarters(90, 60))).await;
    ana.gets(200, "PUT /me/picture", json!({ "media_id": media["id"] })).await;

    let (over, watched) = watch::channel(false);
    let mut senders = JoinSet::new();
    for _ in 0..4 {
        let (ana, chat, over) = (ana.clone(), chat.clone(), watched.clone());
        senders.spawn(async move {
            while !*over.borrow() {
                ana.sends(&chat, "during the backup").await;
            }
        });
    }
    let file = server.folder().join("backup");
    let done = server.runs(&["backup", file.to_str().unwrap()]).await;
    over.send_replace(true);
    senders.join_all().await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let all = unsigned(ana.history(&chat).await);
    assert!(all.len() > before.len(), "there was load");

    damaged_ones_are_refused(&server, store, &file).await;
    let (said, restored) = restored(&server, store, &file).await;
    assert!(!said.is_empty(), "it says what it proved");
    let [ana_there, bo_there] = [&ana, &bo].map(|who| Person { web: restored.web().clone(), ..who.clone() });
    let (ana_there, bo_there) = (ana_there.signs_in().await, bo_there.signs_in().await);
    let kept = unsigned(ana_there.history(&chat).await);
    assert_gapless(&kept);
    assert!(kept.len() >= before.len(), "{} of {}", kept.len(), before.len());
    assert_eq!(kept[..], all[..kept.len()], "a moment of it, as it was");
    let unread = bo_there.unread(&chat, &kept).await;
    assert_eq!(unread.counted, unread.recounted);
    let found = bo_there.gets(200, "GET /search/messages?q=edited", Value::Null).await;
    assert_eq!(found["items"][0]["number"], 1, "what is restored can be searched");
    let picture = ana_there.gets(200, "GET /me", Value::Null).await["picture"].take();
    let (status, _, bytes) = ana_there.fetches_picture(picture["full"]["address"].as_str().unwrap()).await;
    assert_eq!((status, json!(bytes.len())), (200, picture["full"]["bytes"].clone()), "pictures are in it");
    let found = bo_there.gets(200, "GET /spaces/directory?city=wien&words=kept", Value::Null).await;
    assert_eq!(found["items"][0]["id"], json!(space), "what is restored can be found");
    bo_there.joins_chat(&inside).await;
    ana_there.sends(&chat, "and it goes on").await;
}

/// Without the addresses of pictures, which each server signs by itself, and for a minute.
fn unsigned(mut history: Vec<Value>) -> Vec<Value> {
    for message in &mut history {
        if let Some(picture) = message["sender"]["picture"].as_object_mut() {
            assert!(picture.remove("address").is_some());
        }
    }
    history
}

/// A server that was never there before, on what the backup holds.
async fn restored(server: &Server, store: Store, file: &Path) -> (String, Server) {
    let (url, data) = (empty(store).await, server.folder().join("elsewhere"));
    let data = data.to_str().unwrap();
    let mut command = server.command(&["restore", file.to_str().unwrap(), "--verify"]);
    command.env("HEARTH__DATA__DIR", data).env("HEARTH__DATABASE__URL", &url);
    let done = run(command).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    keep_the_audit_key(server, Path::new(data), &url).await;
    let there = Server::on(&url, &[("data.dir", data)]).await;
    let verified = there.runs(&["admin", "audit", "--verify"]).await;
    assert!(verified.status.success(), "{verified:?}");
    (String::from_utf8(done.stdout).unwrap(), there)
}

/// A restored server doesn't start without it: what is in the log could no longer be told from what was forged.
async fn keep_the_audit_key(server: &Server, data: &Path, url: &str) {
    let mut command = server.command(&["serve"]);
    command.env("HEARTH__DATA__DIR", data).env("HEARTH__DATABASE__URL", url);
    command.env("HEARTH__SERVER__LISTEN", "127.0.0.1:0");
    let done = run(command).await;
    let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert!(!done.status.success() && said.contains("audit.key"), "{said}");
    fs::create_dir_all(data.join("keys")).unwrap();
    fs::copy(server.data().join("keys/audit.key"), data.join("keys/audit.key")).unwrap();
}

async fn empty(store: Store) -> String {
    match store {
        Store::Sqlite => String::new(),
        Store::Postgres => Postgres::shared().database().await,
    }
}

async fn damaged_ones_are_refused(server: &Server, store: Store, file: &Path) {
    let whole = fs::read(file).unwrap();
    assert!(whole.len() > 1000, "there is something in it");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    let damaged = [whole[..whole.len() / 2].to_vec(), whole[..whole.len() - 10].to_vec(), flipped, Vec::new()];
    for (index, bytes) in damaged.into_iter().enumerate() {
        let (bad, data) = (server.folder().join("damaged"), server.folder().join(format!("refused{index}")));
        fs::write(&bad, bytes).unwrap();
        let mut command = server.command(&["restore", bad.to_str().unwrap(), "--verify"]);
        command.env("HEARTH__DATA__DIR", &data).env("HEARTH__DATABASE__URL", empty(store).await);
        let done = run(command).await;
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success(), "damage {index} goes unnoticed");
        assert!(said.to_lowercase().contains("backup") && !said.contains("panicked"), "damage {index}: {said}");
    }
}
