//! Shares as people use them: posted with pictures, talked about, looked through by month, and gone with all of it.

use serde_json::{Value, json};

use crate::gallery::{Kind, file, photo, quarters};
use crate::harness::{Js, Person, Python, Server, Store, on_both_stores, until};

on_both_stores!(
    what_is_posted_is_seen_talked_about_and_gone,
    an_edit_keeps_what_it_names_and_drops_the_rest,
    wrong_input_is_told_where_it_is_wrong,
    who_is_out_of_a_space_loses_its_shares_pictures_and_news_at_once,
    members_of_one_space_reach_nothing_of_another,
    an_admin_removes_what_others_posted_and_said,
    the_pictures_of_a_space_have_a_quota,
    a_page_takes_as_many_statements_however_long_it_is,
    who_deletes_their_account_leaves_their_shares_or_takes_them_along,
    a_deleted_space_shows_nothing_more,
);

impl Person {
    /// A tiny picture that is ready.
    async fn has_photo(&self) -> String {
        let media = self.has_picture(&file(Kind::Jpeg, quarters(12, 12))).await;
        media["id"].as_str().unwrap().to_owned()
    }

    async fn posts(&self, space: &str, text: &str, pictures: &[&str]) -> Value {
        let pictures: Vec<Value> = pictures.iter().map(|id| json!({ "media_id": id, "caption": "a photo" })).collect();
        self.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": text, "pictures": pictures })).await
    }

    async fn comments(&self, share: &Value, text: &str) -> Value {
        self.gets(201, &format!("POST {}/comments", path(share)), json!({ "text": text })).await
    }

    async fn sees(&self, what: &str) -> Value {
        self.gets(200, &format!("GET {what}"), Value::Null).await
    }
}

fn path(share: &Value) -> String {
    format!("/spaces/{}/shares/{}", share["space_id"].as_str().unwrap(), share["id"].as_str().unwrap())
}

fn comment_path(comment: &Value) -> String {
    let id = |name: &str| comment[name].as_str().unwrap().to_owned();
    format!("/spaces/{}/shares/{}/comments/{}", id("space_id"), id("share_id"), id("id"))
}

fn ids(page: &Value, field: &str) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

/// A private space of Ana's with Bo in it.
async fn family(server: &Server) -> (Person, Person, String) {
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let space = ana.makes_private_space("Family").await;
    bo.comes_in_by(&ana.makes_code(&space).await).await;
    (ana, bo, space)
}

async fn fetched(who: &Person, picture: &Value) -> u16 {
    who.fetches_picture(picture["full"]["address"].as_str().unwrap()).await.0
}

async fn what_is_posted_is_seen_talked_about_and_gone(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let (ana_live, bo_live) = (ana.connects_with(Js).await, bo.connects_with(Python).await);
    let large = ana.has_picture(&file(Kind::Png, photo(400, 300))).await["id"].as_str().unwrap().to_owned();
    let pictures = [large.as_str(), &ana.has_photo().await];
    let share = ana.posts(&space, "Look: *the sea*", &pictures).await;
    let news = bo_live.hears("share.posted", json!({ "id": share["id"], "text": "Look: *the sea*" })).await;
    assert_eq!((&news["space_id"], &news["author"]["id"]), (&json!(space), &json!(ana.id)));
    for seen in
        [news, bo.sees(&path(&share)).await, bo.sees(&format!("/spaces/{space}/shares")).await["items"][0].clone()]
    {
        let shown: Vec<&str> =
            seen["pictures"].as_array().unwrap().iter().map(|p| p["media_id"].as_str().unwrap()).collect();
        assert_eq!(shown, pictures);
        assert_eq!(seen["pictures"][0]["caption"], "a photo");
        assert_eq!(fetched(&ana, &seen["pictures"][0]["picture"]).await, 200);
        assert_eq!((&seen["comments"], &seen["reactions"], &seen["edited_at"]), (&json!(0), &json!([]), &Value::Null));
    }

    let comment = bo.comments(&share, "So blue!").await;
    let news = ana_live.hears("share.commented", json!({ "share_id": share["id"], "comments": 1 })).await;
    assert_eq!((&news["comment"], &news["space_id"]), (&comment, &json!(space)));
    ana.comments(&share, "And cold").await;
    let better = bo.gets(200, &format!("PATCH {}", comment_path(&comment)), json!({ "text": "So very blue!" })).await;
    let news = ana_live.hears("share.comment_edited", json!({ "share_id": share["id"] })).await;
    assert_eq!((&news["comment"], &better["text"]), (&better, &json!("So very blue!")));
    ana.gets(403, &format!("PATCH {}", comment_path(&comment)), json!({ "text": "no" })).await;
    let first = ana.sees(&format!("{}/comments?limit=1", path(&share))).await;
    let next = first["next"].as_str().unwrap();
    let second = ana.sees(&format!("{}/comments?limit=1&after={next}", path(&share))).await;
    assert_eq!((&first["items"][0], &second["items"][0]["text"]), (&better, &json!("And cold")));
    assert_eq!((ids(&second, "id").len(), &second["next"]), (1, &Value::Null));
    bo.gets(204, &format!("DELETE {}", comment_path(&comment)), Value::Null).await;
    let gone = json!({ "share_id": share["id"], "comment_id": comment["id"], "comments": 1 });
    ana_live.hears("share.comment_deleted", gone).await;

    let reacted = bo.gets(200, &format!("PUT {}/reactions/👍", path(&share)), Value::Null).await;
    let summary = json!([{ "emoji": "👍", "count": 1, "account_ids": [bo.id] }]);
    assert_eq!((&reacted["reactions"], &reacted["comments"]), (&summary, &json!(1)));
    ana_live.hears("share.reacted", json!({ "share_id": share["id"], "reactions": summary })).await;
    bo.gets(200, &format!("DELETE {}/reactions/👍", path(&share)), Value::Null).await;

    let gallery = bo.sees(&format!("/spaces/{space}/gallery")).await;
    assert_eq!(ids(&gallery, "media_id"), pictures);
    assert_eq!(
        (&gallery["items"][0]["share_id"], &gallery["items"][0]["author"]["name"]),
        (&share["id"], &json!("ana"))
    );
    let month = &share["created_at"].as_str().unwrap()[..7];
    assert_eq!(bo.sees(&format!("/spaces/{space}/gallery/months")).await, json!([{ "month": month, "pictures": 2 }]));
    let of_month = bo.sees(&format!("/spaces/{space}/gallery?month={month}&limit=1")).await;
    assert_eq!(ids(&of_month, "media_id"), pictures[..1]);
    let next = of_month["next"].as_str().unwrap();
    let rest = bo.sees(&format!("/spaces/{space}/gallery?month={month}&limit=1&after={next}")).await;
    assert_eq!(ids(&rest, "media_id"), pictures[1..]);
    assert_eq!(bo.sees(&format!("/spaces/{space}/gallery?month=1999-01")).await["items"], json!([]));
    let contents = ana.sees(&format!("/spaces/{space}/contents")).await;
    assert_eq!(contents, json!({ "members": 2, "chats": 0, "shares": 1, "gatherings": 0 }));

    bo.gets(403, &format!("DELETE {}", path(&share)), Value::Null).await;
    ana.gets(204, &format!("DELETE {}", path(&share)), Value::Null).await;
    bo_live.hears("share.deleted", json!({ "space_id": space, "share_id": share["id"] })).await;
    for picture in gallery["items"].as_array().unwrap() {
        assert_eq!(fetched(&ana, &picture["picture"]).await, 404, "even by an address that is good yet");
    }
    assert_eq!(bo.sees(&format!("/spaces/{space}/gallery")).await["items"], json!([]));
    assert_eq!(bo.sees(&format!("/spaces/{space}/gallery/months")).await, json!([]));
    for what in [path(&share), format!("{}/comments", path(&share))] {
        assert_eq!(bo.gets(404, &format!("GET {what}"), Value::Null).await["code"], "shares.no_such_share");
    }
    let objects = || walkdir(&server.data().join("objects")).len();
    until("its pictures are gone from the store", async || (objects() == 0).then_some(())).await;
    let export = ana.sees("/me/export").await;
    assert_eq!((&export["shares"], &export["share_comments"], &export["media"]), (&json!([]), &json!([]), &json!([])));
}

/// All files below a folder.
fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walkdir(&path) } else { vec![path] }).collect()
}

async fn an_edit_keeps_what_it_names_and_drops_the_rest(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let live = bo.connects_with(Js).await;
    let [first, second, third] = [ana.has_photo().await, ana.has_photo().await, ana.has_photo().await];
    let share = ana.posts(&space, "one", &[&first, &second]).await;
    let edits = format!("PATCH {}", path(&share));
    let one = |id: &str| json!({ "media_id": id });
    let now = ana.gets(200, &edits, json!({ "pictures": [one(&third), one(&first)] })).await;
    assert_eq!((&now["text"], &now["pictures"][1]["caption"]), (&json!("one"), &json!("")));
    let news = live.hears("share.edited", json!({ "id": share["id"] })).await;
    let shown: Vec<&str> =
        news["pictures"].as_array().unwrap().iter().map(|p| p["media_id"].as_str().unwrap()).collect();
    assert_eq!(shown, [third.as_str(), &first]);
    assert_eq!(fetched(&ana, &share["pictures"][1]["picture"]).await, 404, "what was left out is gone");
    ana.gets(404, &format!("GET /media/{second}"), Value::Null).await;
    assert_eq!(ids(&bo.sees(&format!("/spaces/{space}/gallery")).await, "media_id"), [third.as_str(), &first]);
    let now = ana.gets(200, &edits, json!({ "text": "" })).await;
    assert_eq!((&now["text"], now["pictures"].as_array().unwrap().len()), (&json!(""), 2));
    assert!(now["edited_at"].is_string());
    let empty = ana.gets(422, &edits, json!({ "pictures": [] })).await;
    assert_eq!(empty["errors"][0]["field"], "text");
    assert_eq!(bo.gets(403, &edits, json!({ "text": "mine" })).await["code"], "shares.not_yours");
}

async fn wrong_input_is_told_where_it_is_wrong(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let [mine, bos] = [ana.has_photo().await, bo.has_photo().await];
    let post = format!("POST /spaces/{space}/shares");
    let fields = |answer: &Value| answer["errors"][0]["field"].as_str().unwrap().to_owned();
    let many: Vec<Value> = (0..11).map(|_| json!({ "media_id": mine })).collect();
    let picture = |id: &str| json!({ "media_id": id });
    for (body, field) in [
        (json!({}), "text"),
        (json!({ "text": " \n " }), "text"),
        (json!({ "text": "x".repeat(10_001) }), "text"),
        (json!({ "text": "a\u{7}" }), "text"),
        (json!({ "pictures": many }), "pictures"),
        (
            json!({ "pictures": [picture(&mine), { "media_id": mine, "caption": "x".repeat(501) }] }),
            "pictures[1].caption",
        ),
    ] {
        assert_eq!(fields(&ana.gets(422, &post, body).await), field);
    }
    for body in [json!({ "text": 7 }), json!({ "pictures": "x" }), json!({ "tex": "x" }), json!([])] {
        ana.gets(400, &post, body).await;
    }
    let nobodys = "00000000-0000-7000-8000-000000000000";
    for other in [bos.as_str(), nobodys, &mine] {
        let refused = ana.gets(422, &post, json!({ "pictures": [picture(&mine), picture(other)] })).await;
        assert_eq!(
            (&refused["errors"][0]["code"], fields(&refused).as_str()),
            (&json!("no_such_media"), "pictures[1].media_id")
        );
    }
    let failed = ana.uploads(&file(Kind::Jpeg, photo(900, 700))[..40_000]).await;
    assert_eq!(ana.sees_settled(&failed).await["state"], "failed");
    let refused = ana.gets(409, &post, json!({ "pictures": [picture(&mine), picture(&failed)] })).await;
    assert_eq!((&refused["code"], fields(&refused).as_str()), (&json!("media.not_ready"), "pictures[1].media_id"));
    assert_eq!(ana.sees(&format!("/spaces/{space}/shares")).await["items"], json!([]), "nothing of it was posted");

    let share = ana.posts(&space, "", &[&mine]).await;
    assert_eq!(fields(&ana.gets(422, &format!("POST {}/comments", path(&share)), json!({ "text": "" })).await), "text");
    let react = format!("PUT {}/reactions", path(&share));
    assert_eq!(fields(&ana.gets(422, &format!("{react}/ok"), Value::Null).await), "emoji");
    for query in ["month=2026-13", "month=x", "after=x", "limit=0"] {
        let answer = ana.gets(422, &format!("GET /spaces/{space}/gallery?{query}"), Value::Null).await;
        assert_eq!(fields(&answer), query.split('=').next().unwrap());
    }
    ana.gets(422, &format!("GET /spaces/{space}/shares?after=x"), Value::Null).await;
}

async fn who_is_out_of_a_space_loses_its_shares_pictures_and_news_at_once(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let bo_live = bo.connects_with(Js).await;
    let picture = ana.has_photo().await;
    let share = ana.posts(&space, "secretword", &[&picture]).await;
    let bos = bo.posts(&space, "of bo", &[&bo.has_photo().await]).await;
    bo_live.hears("share.posted", json!({ "id": bos["id"] })).await;
    bo.comments(&share, "of bo, too").await;
    ana.gets(204, &format!("DELETE /spaces/{space}/members/{}", bo.id), Value::Null).await;
    let what = path(&share);
    for (what, body) in [
        (format!("GET /spaces/{space}/shares"), Value::Null),
        (format!("GET /spaces/{space}/gallery"), Value::Null),
        (format!("GET /spaces/{space}/gallery/months"), Value::Null),
        (format!("GET {what}"), Value::Null),
        (format!("GET {what}/comments"), Value::Null),
        (format!("PUT {what}/reactions/👍"), Value::Null),
        (format!("POST {what}/comments"), json!({ "text": "still here" })),
        (format!("POST /spaces/{space}/shares"), json!({ "text": "still here" })),
        (format!("PATCH {}", path(&bos)), json!({ "text": "changed" })),
        (format!("DELETE {}", path(&bos)), Value::Null),
    ] {
        assert_eq!(bo.gets(404, &what, body).await["code"], "spaces.no_such_space", "{what}");
    }
    ana.posts(&space, "after the removal", &[]).await;
    ana.comments(&share, "after the removal").await;
    bo_live.hears("space.left", json!({ "space_id": space })).await;
    bo.waits_for_all_news(&bo_live).await;
    let heard = bo_live.heard_names().await;
    let left = heard.iter().position(|name| name == "space.left").unwrap();
    assert_eq!(heard[left + 1..], ["chat.joined"], "nothing of the space follows but the fence");
    let seen = ana.sees(&path(&bos)).await;
    assert_eq!((&seen["text"], &seen["author"]["name"]), (&json!("of bo"), &json!("bo")), "what they posted stays");
    bo.gets(404, &format!("DELETE /media/{picture}"), Value::Null).await;
    let export = bo.sees("/me/export").await;
    assert_eq!((&export["shares"][0]["id"], &export["share_comments"][0]["text"]), (&bos["id"], &json!("of bo, too")));
    assert!(!export.to_string().contains("secretword"), "not what others posted");
}

async fn members_of_one_space_reach_nothing_of_another(store: Store) {
    let server = Server::start(store).await;
    let (ana, _, space) = family(&server).await;
    let cleo = server.joins("cleo").await;
    let hers = cleo.makes_private_space("Hers").await;
    let share = ana.posts(&space, "secretword", &[&ana.has_photo().await]).await;
    let comment = ana.comments(&share, "secretword").await;
    let own = cleo.posts(&hers, "hers", &[&cleo.has_photo().await]).await;
    let nowhere = "00000000-0000-7000-8000-000000000000";
    let (id, said) = (share["id"].as_str().unwrap(), comment["id"].as_str().unwrap());
    // By her own space's address and another's ids, by the other's address, and by what begins alike.
    for home in [hers.as_str(), &space, &hers[..8], &format!("{hers}0"), &format!("{hers}%2F..%2F{space}")] {
        for (what, body) in [
            ("GET /spaces/{home}/shares/{share}", Value::Null),
            ("PATCH /spaces/{home}/shares/{share}", json!({ "text": "x" })),
            ("DELETE /spaces/{home}/shares/{share}", Value::Null),
            ("PUT /spaces/{home}/shares/{share}/reactions/👍", Value::Null),
            ("DELETE /spaces/{home}/shares/{share}/reactions/👍", Value::Null),
            ("GET /spaces/{home}/shares/{share}/comments", Value::Null),
            ("POST /spaces/{home}/shares/{share}/comments", json!({ "text": "x" })),
            ("PATCH /spaces/{home}/shares/{share}/comments/{comment}", json!({ "text": "x" })),
            ("DELETE /spaces/{home}/shares/{share}/comments/{comment}", Value::Null),
        ] {
            let at = |share: &str, comment: &str| {
                what.replace("{home}", home).replace("{share}", share).replace("{comment}", comment)
            };
            let there = cleo.asks(&at(id, said), body.clone()).await;
            assert!([400, 404].contains(&there.status), "{home} {what}: {}", there.text);
            assert_eq!(there, cleo.asks(&at(nowhere, nowhere), body).await, "{home} {what}: as what doesn't exist");
        }
    }
    // Under a share of her own, another's comment.
    let own_path = path(&own);
    for what in ["PATCH", "DELETE"] {
        let answer = cleo.asks(&format!("{what} {own_path}/comments/{said}"), json!({ "text": "x" })).await;
        assert_eq!((answer.status, &answer.body["code"]), (404, &json!("shares.no_such_comment")));
    }
    // A picture that another space shows can't be shown in hers, nor its cursors be used to look in.
    let media = share["pictures"][0]["media_id"].as_str().unwrap();
    let steal = json!({ "pictures": [{ "media_id": media }] });
    cleo.gets(422, &format!("POST /spaces/{hers}/shares"), steal.clone()).await;
    cleo.gets(422, &format!("PATCH {own_path}"), steal).await;
    ana.posts(&space, "second", &[&ana.has_photo().await]).await;
    for list in ["shares", "gallery"] {
        let next = ana.sees(&format!("/spaces/{space}/{list}?limit=1")).await["next"].as_str().unwrap().to_owned();
        for query in ["".to_owned(), format!("?after={next}"), "?limit=500".to_owned()] {
            let page = cleo.sees(&format!("/spaces/{hers}/{list}{query}")).await;
            let text = page.to_string();
            assert!(!text.contains("secretword") && !text.contains(media) && !text.contains(&space), "{text}");
        }
    }
    assert_eq!(cleo.sees(&format!("/spaces/{hers}/gallery/months")).await[0]["pictures"], json!(1));
    assert_eq!(ana.sees(&path(&share)).await["comments"], json!(1), "untouched");
    assert_eq!(fetched(&ana, &share["pictures"][0]["picture"]).await, 200);
}

async fn an_admin_removes_what_others_posted_and_said(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let cleo = server.joins("cleo").await;
    cleo.comes_in_by(&ana.makes_code(&space).await).await;
    let picture = bo.has_photo().await;
    let share = bo.posts(&space, "rude", &[&picture]).await;
    let comment = bo.comments(&share, "ruder").await;
    for what in [comment_path(&comment), path(&share)] {
        assert_eq!(cleo.gets(403, &format!("DELETE {what}"), Value::Null).await["code"], "shares.not_yours");
    }
    ana.gets(200, &format!("PUT /spaces/{space}/members/{}", cleo.id), json!({ "role": "admin" })).await;
    for what in [comment_path(&comment), path(&share)] {
        cleo.gets(403, &format!("PATCH {what}"), json!({ "text": "kind" })).await;
        cleo.gets(204, &format!("DELETE {what}"), Value::Null).await;
        cleo.gets(404, &format!("DELETE {what}"), Value::Null).await;
    }
    assert_eq!(fetched(&ana, &share["pictures"][0]["picture"]).await, 404);
    bo.gets(404, &format!("GET /media/{picture}"), Value::Null).await;
}

async fn the_pictures_of_a_space_have_a_quota(store: Store) {
    let server = Server::with(store, &[("media.space_quota_bytes", "30000")]).await;
    let (ana, bo, space) = family(&server).await;
    let large = file(Kind::Png, photo(200, 160));
    let mut shown = Vec::new();
    let refused = loop {
        let media = ana.has_picture(&large).await;
        assert!(media["bytes"].as_i64().unwrap() < 30_000, "the premise: one finds room: {media}");
        let body = json!({ "pictures": [{ "media_id": media["id"] }] });
        let answer = ana.asks(&format!("POST /spaces/{space}/shares"), body).await;
        if answer.status != 201 {
            break answer;
        }
        shown.push((media["bytes"].as_i64().unwrap(), answer.body));
        assert!(shown.len() < 100, "there is an end");
    };
    assert_eq!((refused.status, &refused.body["code"]), (409, &json!("shares.quota_reached")));
    let taken: i64 = shown.iter().map(|(bytes, _)| bytes).sum();
    assert!(taken <= 30_000 && taken + shown[0].0 > 30_000, "{taken}");
    bo.posts(&space, "text finds room", &[]).await;
    ana.gets(204, &format!("DELETE {}", path(&shown[0].1)), Value::Null).await;
    let media = bo.has_picture(&large).await["id"].as_str().unwrap().to_owned();
    bo.posts(&space, "", &[&media]).await;
}

async fn a_page_takes_as_many_statements_however_long_it_is(store: Store) {
    let server = Server::with(store, &[("log.filter", "info,sqlx::query=debug")]).await;
    let (ana, bo, space) = family(&server).await;
    for number in 0..40 {
        let author = if number % 2 == 0 { &ana } else { &bo };
        let share = author.posts(&space, "of forty", &[&author.has_photo().await]).await;
        ana.gets(200, &format!("PUT {}/reactions/👍", path(&share)), Value::Null).await;
        bo.comments(&share, "well").await;
    }
    let statements =
        || server.log().lines().filter(|line| line.contains("sqlx::query") && line.contains("share")).count();
    assert!(statements() > 100, "the premise: statements are in the log");
    // Shares and their pictures; the gallery.
    for (list, wanted) in [("shares", 2), ("gallery", 1)] {
        for limit in [2, 40] {
            // What is told of the comments in the background comes on top, for a while.
            until("it takes as many", async || {
                let before = statements();
                let page = bo.sees(&format!("/spaces/{space}/{list}?limit={limit}")).await;
                assert_eq!(page["items"].as_array().unwrap().len(), limit);
                let taken = statements() - before;
                assert!(taken >= wanted, "{list}: {taken}");
                (taken == wanted).then_some(())
            })
            .await;
        }
    }
}

async fn who_deletes_their_account_leaves_their_shares_or_takes_them_along(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let cleo = server.joins("cleo").await;
    cleo.comes_in_by(&ana.makes_code(&space).await).await;
    let live = ana.connects_with(Js).await;
    let mut theirs = Vec::new();
    let anas = ana.posts(&space, "of ana", &[]).await;
    for person in [&bo, &cleo] {
        theirs.push(person.posts(&space, &person.name, &[&person.has_photo().await]).await);
        person.comments(&anas, &person.name).await;
        person.gets(200, &format!("PUT {}/reactions/👍", path(&anas)), Value::Null).await;
    }
    bo.gets(204, "DELETE /me", json!({ "password": "password 1" })).await;
    live.hears("share.reacted", json!({ "reactions": [{ "emoji": "👍", "count": 1, "account_ids": [cleo.id] }] }))
        .await;
    cleo.gets(204, "DELETE /me", json!({ "password": "password 1", "erase_messages": true })).await;
    live.hears("share.deleted", json!({ "share_id": theirs[1]["id"] })).await;
    live.hears("share.comment_deleted", json!({ "share_id": anas["id"], "comments": 1 })).await;
    live.hears("share.reacted", json!({ "reactions": [] })).await;
    let kept = ana.sees(&path(&theirs[0])).await;
    assert_eq!((&kept["text"], &kept["author"]["deleted"]), (&json!("bo"), &json!(true)));
    assert_eq!(fetched(&ana, &kept["pictures"][0]["picture"]).await, 200);
    ana.gets(404, &format!("GET {}", path(&theirs[1])), Value::Null).await;
    assert_eq!(fetched(&ana, &theirs[1]["pictures"][0]["picture"]).await, 404);
    let comments = ana.sees(&format!("{}/comments", path(&anas))).await;
    assert_eq!((comments["items"].as_array().unwrap().len(), &comments["items"][0]["text"]), (1, &json!("bo")));
}

async fn a_deleted_space_shows_nothing_more(store: Store) {
    let server = Server::start(store).await;
    let (ana, bo, space) = family(&server).await;
    let share = bo.posts(&space, "secretword", &[&bo.has_photo().await]).await;
    bo.comments(&share, "secretword").await;
    ana.gets(204, &format!("DELETE /spaces/{space}"), Value::Null).await;
    for what in [path(&share), format!("/spaces/{space}/shares"), format!("/spaces/{space}/gallery")] {
        assert_eq!(bo.gets(404, &format!("GET {what}"), Value::Null).await["code"], "spaces.no_such_space");
    }
    let export = bo.sees("/me/export").await;
    assert_eq!((&export["shares"], &export["share_comments"]), (&json!([]), &json!([])));
    until("its pictures are gone from the store", async || {
        walkdir(&server.data().join("objects")).is_empty().then_some(())
    })
    .await;
    assert_eq!(fetched(&ana, &share["pictures"][0]["picture"]).await, 404);
}
