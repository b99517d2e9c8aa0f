//! Nothing is overwritten, and nothing half-done stays.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

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
