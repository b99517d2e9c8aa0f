//! Pictures: what becomes of files that people send, and of those that servers lose hold of.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use image::DynamicImage;
use serde_json::{Value, json};

use crate::gallery::{self, Kind, file, photo, quarters};
use crate::harness::{Js, Person, S3, Server, Store, on_both_stores, until};

on_both_stores!(
    a_picture_is_shown_to_others_and_is_gone_when_it_is_taken_away,
    pictures_of_a_message_are_its_chats_and_go_with_it,
    every_kind_of_file_gets_its_answer_and_memory_stays_bounded,
    a_server_killed_at_any_moment_loses_no_picture
);

/// What pictures may add to the memory of a server that has done nothing yet: one of the largest, with four bytes a
/// pixel (88 MiB), and what is drawn from it.
const MOST_MEMORY: u64 = 256 << 20;

fn address(picture: &Value, size: &str) -> String {
    picture[size]["address"].as_str().unwrap().to_owned()
}

async fn a_picture_is_shown_to_others_and_is_gone_when_it_is_taken_away(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (live, other) = (ana.connects_with(Js).await, bo.connects_with(Js).await);
    let id = ana.uploads(&file(Kind::Png, photo(1200, 900))).await;
    let changed = live.hears("media.changed", json!({ "id": id, "state": "ready" })).await;
    assert_eq!(changed["picture"], ana.sees_settled(&id).await["picture"]);
    bo.waits_for_all_news(&other).await;
    assert!(!other.heard_names().await.contains(&"media.changed".to_owned()), "an upload is its owner's affair");

    ana.gets(200, "PUT /me/picture", json!({ "media_id": id })).await;
    ana.gets(409, &format!("DELETE /media/{id}"), Value::Null).await;
    bo.gets(404, &format!("GET /media/{id}"), Value::Null).await;
    bo.gets(404, "PUT /me/picture", json!({ "media_id": id })).await;
    let seen = bo.gets(200, &format!("GET /accounts/{}", ana.id), Value::Null).await;
    let picture = &seen["picture"];
    assert_eq!((&picture["media_id"], &seen["cover"]), (&json!(id), &Value::Null));
    assert!(picture["placeholder"].as_str().unwrap().len() > 20);
    for (size, longest) in [("thumbnail", 256), ("medium", 1024), ("full", 1200)] {
        let (status, headers, bytes) = bo.fetches_picture(&address(picture, size)).await;
        let header = |name| headers[name].to_str().unwrap();
        assert_eq!((status, header("content-type")), (200, picture[size]["content_type"].as_str().unwrap()));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("cache-control").starts_with("private"));
        assert!(header("content-security-policy").contains("sandbox"));
        assert!(header("content-disposition").starts_with("inline; filename="));
        assert_eq!(json!(bytes.len()), picture[size]["bytes"]);
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), longest);
    }
    is_sent_in_parts(&server, &format!("{}&pass={}", address(picture, "full"), bo.pass().await)).await;

    let second = ana.has_picture(&file(Kind::Jpeg, quarters(300, 300))).await;
    ana.gets(200, "PUT /me/picture", json!({ "media_id": second["id"] })).await;
    // Good for a minute yet, but there is nothing there.
    assert_eq!(bo.fetches_picture(&address(picture, "full")).await.0, 404);
    ana.gets(404, &format!("GET /media/{id}"), Value::Null).await;
    until("the file is gone too", async || (objects(&server).len() == 3).then_some(())).await;
    ana.gets(404, "PUT /me/cover", json!({ "media_id": second["id"] })).await;

    let export = ana.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!((&export["media"][0]["id"], &export["media"][1]), (&second["id"], &Value::Null));
    assert_eq!(server.web().fetches(&address(&export["media"][0]["picture"], "full"), &[]).await.0, 200);
    ana.has_picture(&file(Kind::Jpeg, quarters(30, 30))).await;
    ana.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    until("nothing of theirs is left", async || objects(&server).is_empty().then_some(())).await;
}

async fn pictures_of_a_message_are_its_chats_and_go_with_it(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let chat = ana.talks_with(&bo).await;
    let (live, bos_live) = (ana.connects_with(Js).await, bo.connects_with(Js).await);
    let first = ana.has_picture(&file(Kind::Png, photo(400, 300))).await["id"].clone();
    let second = ana.has_picture(&file(Kind::Jpeg, quarters(300, 300))).await["id"].clone();
    let send = format!("POST /chats/{chat}/messages");
    let refused = async |who: &Person, status, attachments: Value, field: &str| {
        let problem = who.gets(status, &send, json!({ "attachments": attachments })).await;
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    };
    refused(&ana, 422, json!([]), "text").await;
    refused(&bo, 422, json!([{ "media_id": first }]), "attachments[0].media_id").await;
    refused(&ana, 422, json!([{ "media_id": first }, { "media_id": first }]), "attachments[1].media_id").await;
    refused(&ana, 422, json!([{ "media_id": first, "caption": "x".repeat(501) }]), "attachments[0].caption").await;
    refused(&ana, 422, Value::from(vec![json!({ "media_id": first }); 11]), "attachments").await;

    let both = json!([{ "media_id": second, "caption": " Four colours " }, { "media_id": first }]);
    let request = json!({ "chat_id": chat, "client_id": "one", "attachments": both });
    let sent = live.says("message.send", request.clone()).await;
    assert_eq!((&sent["number"], &sent["text"]), (&json!(1), &json!("")));
    let heard = bos_live.hears("message.sent", json!({ "number": 1 })).await;
    let seen = bo.gets(200, &format!("GET /chats/{chat}/messages/1"), Value::Null).await;
    for message in [&sent, &heard, &seen, &live.says("message.send", request).await] {
        let attachments = message["attachments"].as_array().unwrap();
        assert_eq!((&attachments[0]["media_id"], &attachments[1]["media_id"]), (&second, &first));
        assert_eq!((&attachments[0]["caption"], &attachments[1]["caption"]), (&json!("Four colours"), &json!("")));
        assert_eq!(bo.fetches_picture(&address(&attachments[1]["picture"], "medium")).await.0, 200);
    }
    cleo.gets(404, &format!("GET /chats/{chat}/messages/1"), Value::Null).await;
    cleo.gets(404, &format!("GET /media/{}", first.as_str().unwrap()), Value::Null).await;
    ana.gets(409, &format!("DELETE /media/{}", first.as_str().unwrap()), Value::Null).await;

    let one = format!("PATCH /chats/{chat}/messages/1");
    assert_eq!(ana.gets(200, &one, json!({ "text": "Look" })).await["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(ana.gets(200, &one, json!({})).await["text"], "");
    let export = ana.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!(export["messages"][0]["attachments"][0], json!({ "media_id": second, "caption": "Four colours" }));

    ana.gets(200, &format!("DELETE /chats/{chat}/messages/1"), Value::Null).await;
    let gone = bos_live.hears("message.deleted", json!({ "number": 1 })).await;
    assert_eq!(gone["attachments"], json!([]));
    assert_eq!(bo.fetches_picture(&address(&seen["attachments"][0]["picture"], "full")).await.0, 404);
    until("the files are gone too", async || objects(&server).is_empty().then_some(())).await;
}

async fn is_sent_in_parts(server: &Server, address: &str) {
    let (_, _, whole) = server.web().fetches(address, &[]).await;
    let last = whole.len() - 1;
    for (asked, said, part) in [
        ("bytes=0-0".to_owned(), format!("bytes 0-0/{}", whole.len()), &whole[..1]),
        ("bytes=100-".to_owned(), format!("bytes 100-{last}/{}", whole.len()), &whole[100..]),
        ("bytes=-5".to_owned(), format!("bytes {}-{last}/{}", last - 4, whole.len()), &whole[last - 4..]),
        (format!("bytes=7-{}", u64::MAX), format!("bytes 7-{last}/{}", whole.len()), &whole[7..]),
    ] {
        let (status, headers, bytes) = server.web().fetches(address, &[("range", &asked)]).await;
        assert_eq!((status, headers["content-range"].to_str().unwrap()), (206, said.as_str()), "{asked}");
        assert_eq!(bytes, part, "{asked}");
    }
    let beyond = format!("bytes={}-", whole.len());
    let (status, headers, _) = server.web().fetches(address, &[("range", &beyond)]).await;
    assert_eq!(
        (status, headers["content-range"].to_str().unwrap()),
        (416, format!("bytes */{}", whole.len()).as_str())
    );
    let all = server.web().fetches(address, &[("range", "bytes=-9999999999")]).await;
    assert_eq!((all.0, all.2), (200, whole), "the last so many are all");
    for nonsense in ["bytes=5-2", "lines=1-2", "bytes=0-1,5-6", "bytes=-", "bytes=+1-2", "bytes=x-", "5-6"] {
        assert_eq!(server.web().fetches(address, &[("range", nonsense)]).await.0, 200, "{nonsense}");
    }
    for wrong in [address.replace("signature=", "signature=x"), address.replace("/full", "/medium")] {
        assert_eq!(server.web().fetches(&wrong, &[]).await.0, 403, "{wrong}");
    }
}

/// The files of the server's own store.
fn objects(server: &Server) -> Vec<String> {
    fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path.display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    walk(&server.data().join("objects"), &mut found);
    found.sort();
    found
}

async fn every_kind_of_file_gets_its_answer_and_memory_stays_bounded(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let before = server.peak_memory();
    let sends = async |file: Vec<u8>| {
        let answer = ana.web.uploads(&ana.token, &file).await.unwrap();
        (answer.status, answer.body["code"].as_str().map(str::to_owned), answer.body)
    };
    // What is refused at once.
    for (name, file) in [
        ("zero bytes", vec![]),
        ("an SVG", gallery::svg()),
        ("a page with a JPEG in it", gallery::jpeg_in_a_page()),
        ("text", b"just text ".repeat(5000)),
    ] {
        let (status, code, body) = sends(file).await;
        assert_eq!((status, code.as_deref()), (422, Some("request.invalid")), "{name}: {body}");
        assert_eq!(body["errors"][0]["field"], "file", "{name}");
    }
    for form in [
        "--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--edge--\r\n",
        "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--edge--\r\n",
        "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a and no end",
        "--edge--\r\n",
        "no form at all",
    ] {
        let kind = "multipart/form-data; boundary=edge";
        let answer = ana.web.posts("/api/v1/media", &ana.token, kind, form.into()).await.unwrap();
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (400, &json!("request.malformed")),
            "{form}: {}",
            answer.text
        );
    }
    let mut large = file(Kind::Jpeg, photo(100, 100));
    large.resize(100_000_000, 7);
    let (status, code, _) = sends(large).await;
    assert_eq!((status, code.as_deref()), (413, Some("media.too_large")));
    // No form in the whole of it, and none at its beginning.
    for (bytes, wanted) in [(100_000_000, (413, "media.too_large")), (5_000_000, (400, "request.malformed"))] {
        let kind = "multipart/form-data; boundary=edge";
        let answer = ana.web.posts("/api/v1/media", &ana.token, kind, vec![0; bytes]).await.unwrap();
        assert_eq!((answer.status, answer.body["code"].as_str().unwrap()), wanted, "{}", answer.text);
    }
    // What is refused by a closer look.
    let cut = file(Kind::Jpeg, photo(3000, 2000));
    let image = DynamicImage::from(quarters(8, 8));
    for (reason, file) in [
        ("too_many_pixels", gallery::bomb(30_000, 30_000)),
        ("damaged", cut[..cut.len() * 2 / 3].to_vec()),
        ("damaged", [b"\x89PNG\r\n\x1a\n", &[9; 5000][..]].concat()),
        ("too_many_frames", gallery::animation(&image, 1001)),
    ] {
        let media = ana.sees_settled(&ana.uploads(&file).await).await;
        assert_eq!((&media["state"], &media["reason"]), (&json!("failed"), &json!(reason)));
        assert_eq!((&media["picture"], &media["bytes"]), (&Value::Null, &json!(0)));
    }
    // What becomes a picture: whatever it is called, and nothing of what stood beside its pixels.
    let mut good: Vec<Vec<u8>> = Kind::ALL.map(|kind| file(kind, photo(640, 480))).into();
    good.extend((1..=8).map(|turn| gallery::with_notes(Kind::Jpeg, quarters(320, 200), Some(gallery::notes(turn)))));
    good.push(gallery::page_in_a_jpeg());
    for file in good {
        let media = ana.has_picture(&file).await;
        for size in ["thumbnail", "medium", "full"] {
            let (_, headers, bytes) = ana.fetches_picture(&address(&media["picture"], size)).await;
            assert!(headers["content-type"].to_str().unwrap().starts_with("image/"));
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(gallery::SECRET) && !text.contains("Exif") && !text.contains("<html>"));
        }
    }
    // As large as they may be, with four bytes a pixel.
    ana.has_picture(&gallery::veil(4800, 4800)).await;
    let peak = server.peak_memory();
    println!("peak memory: {} MiB, {} MiB before", peak >> 20, before >> 20);
    assert!(peak - before < MOST_MEMORY, "{} MiB, {} MiB before", peak >> 20, before >> 20);
    assert_eq!(server.counts("hearth_requests", "status=\"5").await, 0.0, "no 5xx");
}

/// Uploads until told to stop, through whatever happens to the servers; the ids of those that were taken.
async fn uploads_through(
    person: Person,
    file: Vec<u8>,
    over: tokio::sync::watch::Receiver<bool>,
    so_many: Arc<AtomicUsize>,
) -> (Vec<String>, usize) {
    let (mut taken, mut refused) = (Vec::new(), 0);
    while !*over.borrow() {
        match person.web.unpooled().uploads(&person.token, &file).await {
            Ok(answer) if answer.status == 201 => {
                taken.push(answer.body["id"].as_str().unwrap().to_owned());
                so_many.fetch_add(1, Ordering::SeqCst);
            }
            Ok(answer) => {
                let code = answer.body["code"].as_str().unwrap_or_default();
                // The latter when more wait than one person may have waiting.
                let expected = [(503, "server.unavailable"), (429, "media.too_many_uploads")];
                assert!(expected.contains(&(answer.status, code)), "{}", answer.text);
                assert!(answer.retry_after.is_some(), "it says when to try again");
                refused += 1;
            }
            Err(_) => refused += 1,
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    (taken, refused)
}

async fn a_server_killed_at_any_moment_loses_no_picture(store: Store) {
    let mut server = Server::with(store, &[("jobs.lease_seconds", "1")]).await;
    let ana = server.joins("ana").await;
    let (over, watched) = tokio::sync::watch::channel(false);
    let so_many = Arc::new(AtomicUsize::new(0));
    let picture = file(Kind::Png, photo(700, 500));
    let uploading = tokio::spawn(uploads_through(ana.clone(), picture, watched, so_many.clone()));
    // At moments that fall into taking in, looking at, publishing and erasing.
    for moment in [150, 330, 70, 510] {
        tokio::time::sleep(Duration::from_millis(moment)).await;
        server.kill9().await;
        server.restart().await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    until("there was work", async || (so_many.load(Ordering::SeqCst) >= 4).then_some(())).await;
    over.send_replace(true);
    let (taken, _) = uploading.await.unwrap();
    assert!(taken.len() >= 4, "the premise: there was work, {}", taken.len());
    are_whole(&ana, &taken).await;
}

/// All of them are ready, with all that they show.
async fn are_whole(person: &Person, ids: &[String]) {
    for id in ids {
        let media = person.sees_settled(id).await;
        assert_eq!(media["state"], "ready", "{media}");
        for size in ["thumbnail", "medium", "full"] {
            let (status, _, bytes) = person.fetches_picture(&address(&media["picture"], size)).await;
            assert_eq!((status, json!(bytes.len())), (200, media["picture"][size]["bytes"].clone()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_s3_server_that_goes_and_comes_back_loses_no_picture() {
    let s3 = S3::own().await;
    let server = Server::with(Store::Sqlite, &s3.settings()).await;
    let ana = server.joins("ana").await;
    let (over, watched) = tokio::sync::watch::channel(false);
    let picture = file(Kind::Png, photo(500, 400));
    let uploading = tokio::spawn(uploads_through(ana.clone(), picture, watched, Arc::default()));
    let first = ana.has_picture(&file(Kind::Jpeg, photo(200, 100))).await;
    s3.control("stop").await;
    let gone = ana.fetches_picture(&address(&first["picture"], "full")).await;
    assert_eq!(gone.0, 503, "what can't be reached is not what isn't there");
    assert_eq!(server.web().page("/readyz").await.status, 200, "all else goes on");
    tokio::time::sleep(Duration::from_millis(500)).await;
    s3.control("start").await;
    until("it goes on by itself", async || {
        let answer = ana.web.uploads(&ana.token, &file(Kind::Jpeg, photo(200, 100))).await.unwrap();
        (answer.status == 201).then_some(())
    })
    .await;
    over.send_replace(true);
    let (taken, refused) = uploading.await.unwrap();
    assert!(!taken.is_empty() && refused > 0, "the premise: {} taken, {refused} refused", taken.len());
    are_whole(&ana, &taken).await;
    let whole = ana.fetches_picture(&address(&first["picture"], "full")).await;
    assert!([200, 403].contains(&whole.0), "it is back, unless its minute is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_good_is_shown_as_failed_and_can_be_run_again() {
    let s3 = S3::own().await;
    let settings = [&s3.settings()[..], &[("jobs.attempts", "2")]].concat();
    let mut server = Server::with(Store::Sqlite, &settings).await;
    let chief = server.has_admin("chief").await;
    let live = chief.connects_with(Js).await;
    // Those that are being looked at keep the other waiting until the store is gone.
    for _ in 0..3 {
        chief.uploads(&gallery::bomb(7000, 7000)).await;
    }
    let id = chief.uploads(&file(Kind::Jpeg, photo(200, 100))).await;
    s3.control("stop").await;
    let told = live.hears("media.changed", json!({ "id": id })).await;
    assert_eq!((&told["state"], &told["reason"]), (&json!("failed"), &json!("gave_up")));
    let dead = until("it is a dead letter", async || {
        let dead = chief.gets(200, "GET /admin/jobs/dead", Value::Null).await;
        dead["items"].as_array().unwrap().iter().find(|job| job["created_at"] == told["created_at"]).cloned()
    })
    .await;
    assert_eq!((&dead["kind"], &dead["attempts"]), (&json!("media.process"), &json!(2)), "only after the retries");
    s3.control("start").await;
    chief.gets(204, &format!("POST /admin/jobs/{}/retry", dead["id"].as_str().unwrap()), Value::Null).await;
    live.hears("media.changed", json!({ "id": id, "state": "ready" })).await;
    are_whole(&chief, &[id]).await;
}
