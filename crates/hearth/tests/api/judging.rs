//! What those who moderate may not do, and what becomes of it when several decide.

use serde_json::{Value, json};

use crate::gallery::{Kind, file, photo};
use crate::gatherings::picnic;
use crate::harness::{Server, Store, on_both_stores};
use crate::moderation::Scene;

on_both_stores!(
    who_leads_a_space_does_not_see_what_is_said_of_their_leading,
    nobody_decides_beyond_their_permissions_or_on_their_own_report,
    what_others_said_outlasts_an_appeal,
    who_blocks_first_can_still_report,
    the_lists_hold_for_titles_captions_and_the_names_of_guests,
    what_waits_goes_on_waiting_while_its_author_may_not_speak,
    who_looks_at_what_waits_sees_its_pictures,
    who_is_alone_answers_an_appeal_against_themselves,
    a_lower_one_does_not_undo_what_a_higher_one_said,
);

const OTHER: &str = "2100-01-01T00:00:00Z";

async fn who_leads_a_space_does_not_see_what_is_said_of_their_leading(store: Store) {
    let scene = Scene::on(store).await;
    let space = &scene.space;
    let on_space = json!({ "kind": "space", "space_id": space });
    let on_member = json!({ "kind": "account", "space_id": space, "account_id": scene.author.id });
    for subject in [on_space, on_member] {
        let report = json!({ "subject": subject, "reason": "harassment", "text": "the owner looks away" });
        scene.reporter.gets(201, "POST /reports", report).await;
    }
    let own = format!("GET /moderation/reports?space_id={space}");
    assert_eq!(scene.bystander.gets(200, &own, Value::Null).await["items"], json!([]));
    let queue = scene.mods[0].gets(200, "GET /moderation/reports", Value::Null).await;
    let cases: Vec<&str> = queue["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(cases.len(), 2, "the premise");
    for case in &cases {
        scene.bystander.gets(404, &format!("GET /moderation/reports/{case}"), Value::Null).await;
        scene.decides(404, &scene.bystander, case, json!({ "act": "dismiss", "reason": "other" })).await;
    }
    // Nor when who leads it is of the server's staff.
    let role = format!("PATCH /accounts/{}", scene.bystander.id);
    scene.admin.gets(200, &role, json!({ "role": "moderator" })).await;
    let owner = scene.bystander.signs_in().await;
    let seen = owner.gets(200, "GET /moderation/reports", Value::Null).await;
    let kinds: Vec<&Value> = seen["items"].as_array().unwrap().iter().map(|one| &one["subject"]["kind"]).collect();
    assert_eq!(kinds, ["account"]);
    owner.gets(404, &format!("GET /moderation/reports/{}", cases[0]), Value::Null).await;
    scene.mods[1].gets(200, &format!("GET /moderation/reports/{}", cases[0]), Value::Null).await;
}

async fn nobody_decides_beyond_their_permissions_or_on_their_own_report(store: Store) {
    let scene = Scene::on(store).await;
    let (case, _) = scene.reported("hm").await;
    let ban = json!({ "act": "ban", "reason": "harassment" });
    let denied = format!("PUT /accounts/{}/permissions/ban", scene.mods[0].id);
    scene.admin.gets(200, &denied, json!({ "allowed": false })).await;
    let refused = scene.decides(403, &scene.mods[0], &case, ban.clone()).await;
    assert_eq!(refused["code"], "accounts.not_permitted");
    let decided = scene.decides(201, &scene.mods[1], &case, ban).await;
    let decision = decided["decision"]["id"].as_str().unwrap();
    let seen = scene.admin.gets(200, &format!("GET /moderation/reports/{case}"), Value::Null).await;
    assert_eq!(seen["decisions"][0]["decision"]["id"], *decision);

    let number = scene.bystander.sends(&scene.chat, "you too").await["number"].as_i64().unwrap();
    scene.bystander.gets(201, &format!("PUT /chats/{}/members/{}", scene.chat, scene.mods[0].id), json!({})).await;
    let subject = json!({ "kind": "message", "chat_id": scene.chat, "number": number });
    scene.mods[0].gets(201, "POST /reports", json!({ "subject": subject, "reason": "hate" })).await;
    let queue = scene.mods[0].gets(200, "GET /moderation/reports", Value::Null).await;
    let case = queue["items"][0]["id"].as_str().unwrap();
    let hide = json!({ "act": "hide", "reason": "hate" });
    assert_eq!(scene.decides(403, &scene.mods[0], case, hide.clone()).await["code"], "moderation.own_report");
    scene.decides(201, &scene.mods[1], case, hide).await;
}

async fn what_others_said_outlasts_an_appeal(store: Store) {
    let scene = Scene::on(store).await;
    let (case, _) = scene.reported("again").await;
    let mute = json!({ "act": "mute", "reason": "spam", "until": OTHER });
    let first = scene.decides(201, &scene.mods[0], &case, mute).await["decision"]["id"].clone();
    // An admin says for good what was decided for a while.
    let denied = format!("PUT /accounts/{}/permissions/send_messages", scene.author.id);
    scene.admin.gets(200, &denied, json!({ "allowed": false })).await;
    let (first, please) = (first.as_str().unwrap(), json!({ "text": "please" }));
    scene.author.gets(200, &format!("POST /decisions/{first}/appeal"), please.clone()).await;
    let back = json!({ "outcome": "overturned" });
    scene.mods[1].gets(200, &format!("POST /moderation/appeals/{first}"), back.clone()).await;
    let send = format!("POST /chats/{}/messages", scene.chat);
    scene.author.gets(403, &send, json!({ "text": "hello" })).await;
    scene
        .admin
        .gets(204, &format!("DELETE /accounts/{}/permissions/send_messages", scene.author.id), Value::Null)
        .await;
    scene.author.gets(201, &send, json!({ "text": "hello" })).await;

    // Two hide it: it is hidden until both are taken back.
    let (case, number) = scene.reported("look here").await;
    let hide = json!({ "act": "hide", "reason": "other" });
    let mut decisions = Vec::new();
    for _ in 0..2 {
        let made = scene.decides(201, &scene.mods[0], &case, hide.clone()).await;
        decisions.push(made["decision"]["id"].as_str().unwrap().to_owned());
    }
    for (decision, hidden) in decisions.iter().zip([true, false]) {
        scene.author.gets(200, &format!("POST /decisions/{decision}/appeal"), please.clone()).await;
        scene.mods[1].gets(200, &format!("POST /moderation/appeals/{decision}"), back.clone()).await;
        assert_eq!(scene.bystander.gets(200, &scene.message(number), Value::Null).await["hidden"], hidden);
    }
}

async fn who_blocks_first_can_still_report(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let [ana, bo, eve] = server.join(["ana", "bo", "eve"]).await;
    let chat = bo.talks_with(&ana).await;
    bo.sends(&chat, "a threat").await;
    ana.gets(200, &format!("PUT /blocks/{}", bo.id), json!({})).await;
    bo.sends(&chat, "another, unseen").await;
    let report = |number: i64| {
        let subject = json!({ "kind": "message", "chat_id": chat, "number": number });
        json!({ "subject": subject, "reason": "violence" })
    };
    ana.gets(201, "POST /reports", report(1)).await;
    let unseen = ana.gets(422, "POST /reports", report(2)).await;
    assert_eq!(eve.gets(422, "POST /reports", report(1)).await["code"], unseen["code"]);
    let queue = admin.gets(200, "GET /moderation/reports", Value::Null).await;
    assert_eq!(queue["items"][0]["excerpt"], "a threat");

    // Who is blocked learns nothing by reporting: the account answers as if there were none.
    let account = |id: &str| json!({ "subject": { "kind": "account", "account_id": id }, "reason": "spam" });
    let blocked = bo.gets(422, "POST /reports", account(&ana.id)).await;
    let nobody = bo.gets(422, "POST /reports", account("00000000-0000-7000-8000-000000000009")).await;
    assert_eq!(blocked["errors"], nobody["errors"]);
    eve.gets(201, "POST /reports", account(&ana.id)).await;
}

async fn the_lists_hold_for_titles_captions_and_the_names_of_guests(store: Store) {
    let scene = Scene::on(store).await;
    let words = json!({ "words": [{ "word": "frobnicate", "act": "refuse", "whole": true }] });
    scene.admin.gets(200, "PUT /admin/words", words).await;
    let picture = scene.author.has_picture(&file(Kind::Jpeg, photo(40, 30))).await["id"].clone();
    let shown = json!([{ "media_id": picture, "caption": "frobnicate!" }]);
    let title = format!("PATCH /chats/{}", scene.chat);
    for (who, ask, body, field) in [
        (&scene.bystander, title, json!({ "title": "Frobnicate" }), "title"),
        (&scene.author, format!("POST /chats/{}/messages", scene.chat), json!({ "attachments": shown }), "attachments"),
        (&scene.author, format!("POST /spaces/{}/shares", scene.space), json!({ "pictures": shown }), "pictures"),
    ] {
        let refused = who.gets(422, &ask, body).await;
        assert_eq!(
            (&refused["code"], &refused["errors"][0]["field"]),
            (&json!("moderation.refused_words"), &json!(field))
        );
    }
    let proposed = scene.author.gets(201, "POST /gatherings", picnic()).await;
    let code = proposed["link"]["code"].as_str().unwrap();
    let guest = |name: &str| json!({ "name": name });
    let web = scene.server.web();
    let come = format!("POST /gathering-codes/{code}/guests");
    let refused = web.asks(&come, "", &guest("Frobnicate")).await.unwrap();
    assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!("name")), "{}", refused.text);
    assert_eq!(web.asks(&come, "", &guest("Gwen")).await.unwrap().status, 201);
}

async fn what_waits_goes_on_waiting_while_its_author_may_not_speak(store: Store) {
    let scene = Scene::on(store).await;
    let words = json!({ "words": [{ "word": "grumble", "act": "hold", "whole": true }] });
    scene.admin.gets(200, "PUT /admin/words", words).await;
    let picture = scene.author.has_picture(&file(Kind::Jpeg, photo(40, 30))).await["id"].clone();
    let said = json!({ "text": "look", "content_warning": "grumble", "attachments": [{ "media_id": picture, "caption": "a sea" }] });
    scene.author.gets(409, &format!("POST /chats/{}/messages", scene.chat), said).await;
    let held = scene.mods[0].gets(200, "GET /moderation/held", Value::Null).await["items"][0].clone();
    assert_eq!((&held["content_warning"], &held["captions"]), (&json!("grumble"), &json!(["a sea"])));
    assert_eq!(held["author"]["username"], "author");
    let settle = format!("POST /moderation/held/{}", held["id"].as_str().unwrap());
    let publish = json!({ "outcome": "publish" });
    let denied = format!("PUT /accounts/{}/permissions/send_messages", scene.author.id);
    scene.admin.gets(200, &denied, json!({ "allowed": false })).await;
    assert_eq!(scene.mods[0].gets(409, &settle, publish.clone()).await["code"], "moderation.not_now");
    scene.admin.gets(200, &denied, json!({ "allowed": true })).await;
    // Two at once: it is said once.
    let both = tokio::join!(scene.mods[0].asks(&settle, publish.clone()), scene.mods[1].asks(&settle, publish));
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 204 && [404, 409].contains(&statuses[1]), "{statuses:?}");
    let chat = scene.bystander.gets(200, &format!("GET /chats/{}/messages", scene.chat), Value::Null).await;
    assert_eq!(chat["items"].as_array().unwrap().len(), 1);
    assert_eq!(chat["items"][0]["attachments"][0]["caption"], "a sea");
}

async fn who_looks_at_what_waits_sees_its_pictures(store: Store) {
    let scene = Scene::on(store).await;
    let words = json!({ "words": [{ "word": "grumble", "act": "hold", "whole": true }] });
    scene.admin.gets(200, "PUT /admin/words", words).await;
    let picture = scene.author.has_picture(&file(Kind::Jpeg, photo(40, 30))).await["id"].clone();
    let shown = json!([{ "media_id": picture, "caption": "a grumble" }]);
    scene.author.gets(409, &format!("POST /spaces/{}/shares", scene.space), json!({ "pictures": shown })).await;
    let message = json!({ "text": "grumble", "content_warning": "loud" });
    scene.author.gets(409, &format!("POST /chats/{}/messages", scene.chat), message).await;
    let held = scene.mods[0].gets(200, "GET /moderation/held", Value::Null).await;
    let [share, message] = [0, 1].map(|place| held["items"][place].clone());
    assert_eq!((&message["content_warning"], &message["pictures"]), (&json!("loud"), &json!([])));
    let seen = &share["pictures"][0];
    assert_eq!((&seen["media_id"], &seen["caption"]), (&picture, &json!("a grumble")));
    let address = seen["picture"]["thumbnail"]["address"].as_str().unwrap();
    for (who, status) in [(&scene.mods[0], 200), (&scene.bystander, 403), (&scene.author, 403)] {
        assert_eq!(who.fetches_picture(address).await.0, status, "{}", who.name);
    }
    let settle = format!("POST /moderation/held/{}", share["id"].as_str().unwrap());
    scene.mods[0].gets(204, &settle, json!({ "outcome": "publish" })).await;
    let shares = scene.bystander.gets(200, &format!("GET /spaces/{}/shares", scene.space), Value::Null).await;
    assert_eq!(shares["items"][0]["pictures"][0]["media_id"], picture);
}

async fn who_is_alone_answers_an_appeal_against_themselves(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let [bo, cleo] = server.join(["bo", "cleo"]).await;
    admin.gets(200, &format!("PATCH /accounts/{}", bo.id), json!({ "role": "moderator" })).await;
    let chat = bo.opens_group("Group", &[&cleo]).await;
    bo.sends(&chat, "as a moderator I say").await;
    let subject = json!({ "kind": "message", "chat_id": chat, "number": 1 });
    cleo.gets(201, "POST /reports", json!({ "subject": subject, "reason": "other" })).await;
    let case = admin.gets(200, "GET /moderation/reports", Value::Null).await["items"][0]["id"].clone();
    let decide = format!("POST /moderation/reports/{}/decisions", case.as_str().unwrap());
    let made = admin.gets(201, &decide, json!({ "act": "hide", "reason": "other" })).await;
    let decision = made["decision"]["id"].as_str().unwrap();
    bo.gets(200, &format!("POST /decisions/{decision}/appeal"), json!({ "text": "why?" })).await;
    let answer = format!("POST /moderation/appeals/{decision}");
    bo.gets(404, &answer, json!({ "outcome": "overturned" })).await;
    admin.gets(200, &answer, json!({ "outcome": "upheld" })).await;
}

async fn a_lower_one_does_not_undo_what_a_higher_one_said(store: Store) {
    let scene = Scene::on(store).await;
    let ban = format!("/accounts/{}/ban", scene.author.id);
    scene.admin.gets(200, &format!("PUT {ban}"), json!({ "reason": "enough" })).await;
    let shorter = json!({ "reason": "enough", "until": OTHER });
    assert_eq!(scene.mods[0].gets(403, &format!("PUT {ban}"), shorter.clone()).await["code"], "accounts.not_below");
    scene.mods[0].gets(403, &format!("DELETE {ban}"), Value::Null).await;
    scene.admin.gets(200, &format!("PUT {ban}"), shorter).await;
    scene.admin.gets(204, &format!("DELETE {ban}"), Value::Null).await;
    scene.mods[0].gets(200, &format!("PUT {ban}"), json!({ "reason": "a while" })).await;
    scene.mods[1].gets(204, &format!("DELETE {ban}"), Value::Null).await;
}
