//! Keeping the peace, as the people concerned meet it.

use serde_json::{Value, json};

use crate::harness::{Js, Person, Server, Store, on_both_stores, until};

on_both_stores!(
    a_report_becomes_a_decision_and_an_appeal_takes_it_back,
    nobody_learns_who_reported,
    what_is_hidden_is_hidden_from_everybody_until_it_comes_back,
    a_mute_ends_writing_and_an_appeal_ends_the_mute,
    a_ban_ends_sessions_and_is_no_mans_own_work,
    who_is_banned_appeals_without_a_session,
    words_are_refused_asked_about_or_kept_for_a_look,
    who_may_need_help_is_told_of_it_alone,
    what_was_done_with_power_is_written_down,
);

const PASSWORD: &str = "password 1";

pub struct Scene {
    pub server: Server,
    pub admin: Person,
    /// Two of the server's staff.
    pub mods: [Person; 2],
    /// Who says what, who reports it, and who looks on.
    pub author: Person,
    pub reporter: Person,
    pub bystander: Person,
    pub space: String,
    pub chat: String,
}

impl Scene {
    pub async fn on(store: Store) -> Self {
        let mut server = Server::start(store).await;
        let admin = server.has_admin("chief").await;
        let [author, reporter, bystander] = server.join(["author", "reporter", "bystander"]).await;
        let mods = server.join(["mod1", "mod2"]).await;
        for one in &mods {
            admin.gets(200, &format!("PATCH /accounts/{}", one.id), json!({ "role": "moderator" })).await;
        }
        let space = bystander.makes_private_space("Space").await;
        let code = bystander.makes_code(&space).await;
        for member in [&author, &reporter] {
            member.comes_in_by(&code).await;
        }
        let chat = bystander.opens_group("Group", &[&author, &reporter]).await;
        Self { server, admin, mods, author, reporter, bystander, space, chat }
    }

    /// Says it, has it reported, and answers with the case and the message's number.
    pub async fn reported(&self, text: &str) -> (String, i64) {
        let number = self.author.sends(&self.chat, text).await["number"].as_i64().unwrap();
        let subject = json!({ "kind": "message", "chat_id": self.chat, "number": number });
        let report = json!({ "subject": subject, "reason": "harassment", "text": "this hurts" });
        let made = self.reporter.gets(201, "POST /reports", report).await;
        assert_eq!(made["state"], "open");
        let queue = self.mods[0].gets(200, "GET /moderation/reports?kind=message", Value::Null).await;
        let case = queue["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&case["subject"]["number"], case["reports_count"].as_i64()), (&json!(number), Some(1)));
        (case["id"].as_str().unwrap().to_owned(), number)
    }

    pub async fn decides(&self, status: u16, moderator: &Person, case: &str, decision: Value) -> Value {
        moderator.gets(status, &format!("POST /moderation/reports/{case}/decisions"), decision).await
    }

    pub fn message(&self, number: i64) -> String {
        format!("GET /chats/{}/messages/{number}", self.chat)
    }
}

async fn a_report_becomes_a_decision_and_an_appeal_takes_it_back(store: Store) {
    let scene = Scene::on(store).await;
    let [first, second] = &scene.mods;
    scene.bystander.sends(&scene.chat, "before").await;
    let (case, number) = scene.reported("you are a pest").await;
    let twice = json!({ "subject": { "kind": "message", "chat_id": scene.chat, "number": number }, "reason": "spam" });
    scene.reporter.gets(201, "POST /reports", twice).await;
    let details = first.gets(200, &format!("GET /moderation/reports/{case}"), Value::Null).await;
    assert_eq!((&details["then"]["text"], &details["now"]["hidden"]), (&json!("you are a pest"), &json!(false)));
    assert_eq!(details["then"]["around"][0]["text"], "before");
    assert_eq!(details["reports"].as_array().unwrap().len(), 1, "the same again is one");
    assert_eq!(details["reports"][0]["reporter"], 1);

    first.gets(200, &format!("PUT /moderation/reports/{case}/claim"), Value::Null).await;
    second.gets(409, &format!("PUT /moderation/reports/{case}/claim"), Value::Null).await;
    scene.decides(409, second, &case, json!({ "act": "hide", "reason": "harassment" })).await;
    first.gets(200, &format!("POST /moderation/reports/{case}/second-opinion"), Value::Null).await;
    scene.decides(409, first, &case, json!({ "act": "hide", "reason": "harassment" })).await;
    second.gets(200, &format!("POST /moderation/reports/{case}/notes"), json!({ "text": "hide it" })).await;
    let heard = scene.author.connects_with(Js).await;
    let made = json!({ "act": "hide", "reason": "harassment", "message": "Please be kind." });
    let decided = scene.decides(201, first, &case, made).await;
    let decision = decided["decision"]["id"].as_str().unwrap().to_owned();
    heard.hears("decision.made", json!({ "decision_id": decision })).await;
    assert_eq!(scene.bystander.gets(200, &scene.message(number), Value::Null).await["hidden"], true);
    assert_eq!(scene.reporter.gets(200, "GET /reports", Value::Null).await["items"][0]["state"], "decided");

    let mine = scene.author.gets(200, "GET /decisions", Value::Null).await["items"][0].clone();
    assert_eq!((&mine["act"], &mine["message"]), (&json!("hide"), &json!("Please be kind.")));
    assert!(!mine.to_string().contains(&first.id) && !mine.to_string().contains("mod1"), "not who decided: {mine}");
    let appeal = format!("POST /decisions/{decision}/appeal");
    scene.bystander.gets(404, &appeal, json!({ "text": "not mine" })).await;
    scene.author.gets(200, &appeal, json!({ "text": "It was a joke among friends." })).await;
    scene.author.gets(409, &appeal, json!({ "text": "again" })).await;
    let answer = format!("POST /moderation/appeals/{decision}");
    first.gets(403, &answer, json!({ "outcome": "upheld" })).await;
    let waiting = second.gets(200, "GET /moderation/appeals", Value::Null).await;
    assert_eq!(waiting["items"][0]["decision"]["appeal"]["text"], "It was a joke among friends.");
    second.gets(200, &answer, json!({ "outcome": "overturned", "text": "So it was." })).await;
    second.gets(409, &answer, json!({ "outcome": "upheld" })).await;
    let back = scene.bystander.gets(200, &scene.message(number), Value::Null).await;
    assert_eq!((&back["hidden"], &back["text"]), (&json!(false), &json!("you are a pest")));
    let mine = scene.author.gets(200, "GET /decisions", Value::Null).await["items"][0].clone();
    assert_eq!((&mine["appeal"]["state"], &mine["appeal"]["answer"]), (&json!("overturned"), &json!("So it was.")));
}

/// In no answer to anybody but an admin who asks for just that, in no news, in no export.
async fn nobody_learns_who_reported(store: Store) {
    let scene = Scene::on(store).await;
    let lives = [scene.author.connects_with(Js).await, scene.mods[0].connects_with(Js).await];
    let (case, _) = scene.reported("hm").await;
    let mut said = Vec::new();
    for (person, asks) in [
        (&scene.mods[0], vec!["GET /moderation/reports".to_owned(), format!("GET /moderation/reports/{case}")]),
        (&scene.author, vec!["GET /decisions".to_owned(), "GET /me/export".to_owned(), "GET /reports".to_owned()]),
        (&scene.mods[1], vec!["GET /moderation/audit".to_owned(), format!("PUT /moderation/reports/{case}/claim")]),
    ] {
        for ask in asks {
            said.push(person.gets(200, &ask, Value::Null).await.to_string());
        }
    }
    let decided = scene.decides(201, &scene.mods[1], &case, json!({ "act": "warn", "reason": "other" })).await;
    said.push(decided.to_string());
    scene.author.waits_for_all_news(&lives[0]).await;
    scene.mods[0].waits_for_all_news(&lives[1]).await;
    for live in &lives {
        said.push(json!(live.heard().await).to_string());
    }
    for text in &said {
        assert!(!text.contains(&scene.reporter.id) && !text.contains("\"reporter\":\""), "{text}");
    }
    let reveal = format!("POST /moderation/reports/{case}/reveal");
    scene.mods[0].gets(403, &reveal, Value::Null).await;
    let revealed = scene.admin.gets(200, &reveal, Value::Null).await;
    assert_eq!(revealed["reporters"][0]["person"]["username"], "reporter");
    let log = scene.admin.gets(200, "GET /moderation/audit?act=moderation.revealed", Value::Null).await;
    assert_eq!(log["items"][0]["actor"]["username"], "chief", "that it was asked is written down");
    let own = scene.reporter.gets(200, "GET /me/export", Value::Null).await;
    assert_eq!(own["reports"].as_array().unwrap().len(), 1, "one's own report is one's own");
}

async fn what_is_hidden_is_hidden_from_everybody_until_it_comes_back(store: Store) {
    let scene = Scene::on(store).await;
    let live = scene.bystander.connects_with(Js).await;
    let (case, number) = scene.reported("zanzibar").await;
    scene.decides(201, &scene.mods[0], &case, json!({ "act": "hide", "reason": "other" })).await;
    live.hears("message.hidden", json!({ "number": number, "hidden": true, "text": null })).await;
    for person in [&scene.bystander, &scene.reporter, &scene.author] {
        let chat = person.gets(200, &format!("GET /chats/{}/messages", scene.chat), Value::Null).await;
        assert!(!chat.to_string().contains("zanzibar"));
        let found = person.gets(200, "GET /search/messages?q=zanzibar", Value::Null).await;
        assert_eq!(found["items"], json!([]));
    }
    let others = scene.reporter.gets(200, "GET /me/export", Value::Null).await;
    assert!(!others["messages"].to_string().contains("zanzibar"));
    let own = scene.author.gets(200, "GET /me/export", Value::Null).await;
    assert!(own["messages"].to_string().contains("zanzibar"), "what one wrote is one's own");
    let patch = format!("PATCH /chats/{}/messages/{number}", scene.chat);
    scene.author.gets(404, &patch, json!({ "text": "other" })).await;

    let (space, said) = (&scene.space, json!({ "text": "timbuktu" }));
    let share = scene.author.gets(201, &format!("POST /spaces/{space}/shares"), said.clone()).await;
    let share = share["id"].as_str().unwrap().to_owned();
    let comments = format!("/spaces/{space}/shares/{share}/comments");
    let comment = scene.author.gets(201, &format!("POST {comments}"), said).await;
    let on_share = json!({ "kind": "share", "space_id": space, "share_id": share });
    let on_comment = json!({ "kind": "comment", "space_id": space, "share_id": share, "comment_id": comment["id"] });
    for (subject, event) in [(on_comment, "share.comment_hidden"), (on_share, "share.hidden")] {
        scene.reporter.gets(201, "POST /reports", json!({ "subject": subject, "reason": "other" })).await;
        // An admin of the space, which the bystander is, decides on what was said there.
        let queue = format!("GET /moderation/reports?space_id={space}");
        let case = scene.bystander.gets(200, &queue, Value::Null).await["items"][0]["id"].clone();
        let case = case.as_str().unwrap();
        scene.decides(403, &scene.bystander, case, json!({ "act": "warn", "reason": "other" })).await;
        scene.decides(201, &scene.bystander, case, json!({ "act": "hide", "reason": "other" })).await;
        live.hears(event, json!({ "space_id": space })).await;
        let shares = scene.reporter.gets(200, &format!("GET /spaces/{space}/shares"), Value::Null).await;
        assert_eq!(shares["items"][0]["hidden"], event == "share.hidden");
        if event == "share.hidden" {
            assert!(!shares.to_string().contains("timbuktu"));
            scene.reporter.gets(404, &format!("GET {comments}"), Value::Null).await;
        } else {
            let said = scene.reporter.gets(200, &format!("GET {comments}"), Value::Null).await;
            assert_eq!((&said["items"][0]["hidden"], &said["items"][0]["text"]), (&json!(true), &json!("")));
        }
    }
    let decisions = scene.author.gets(200, "GET /decisions", Value::Null).await;
    for decision in decisions["items"].as_array().unwrap() {
        let id = decision["id"].as_str().unwrap();
        scene.author.gets(200, &format!("POST /decisions/{id}/appeal"), json!({ "text": "please" })).await;
        let back = json!({ "outcome": "overturned" });
        scene.mods[1].gets(200, &format!("POST /moderation/appeals/{id}"), back).await;
    }
    live.hears("message.restored", json!({ "number": number, "text": "zanzibar" })).await;
    live.hears("share.restored", json!({ "id": share, "text": "timbuktu" })).await;
    live.hears("share.comment_restored", json!({ "share_id": share })).await;
    assert_eq!(
        scene.reporter.gets(200, "GET /search/messages?q=zanzibar", Value::Null).await["items"][0]["number"],
        number
    );
}

async fn a_mute_ends_writing_and_an_appeal_ends_the_mute(store: Store) {
    let scene = Scene::on(store).await;
    let (case, _) = scene.reported("again and again").await;
    let mute = |until: &str| json!({ "act": "mute", "reason": "spam", "until": until });
    scene.decides(422, &scene.mods[0], &case, mute("2020-01-01T00:00:00Z")).await;
    scene.decides(422, &scene.mods[0], &case, json!({ "act": "mute", "reason": "spam" })).await;
    let decided = scene.decides(201, &scene.mods[0], &case, mute("2100-01-01T00:00:00Z")).await;
    let send = format!("POST /chats/{}/messages", scene.chat);
    scene.author.gets(403, &send, json!({ "text": "and again" })).await;
    scene.bystander.gets(201, &send, json!({ "text": "quiet" })).await;
    let id = decided["decision"]["id"].as_str().unwrap();
    scene.author.gets(200, &format!("POST /decisions/{id}/appeal"), json!({ "text": "sorry" })).await;
    scene.mods[1].gets(200, &format!("POST /moderation/appeals/{id}"), json!({ "outcome": "overturned" })).await;
    scene.author.gets(201, &send, json!({ "text": "thank you" })).await;
}

async fn a_ban_ends_sessions_and_is_no_mans_own_work(store: Store) {
    let scene = Scene::on(store).await;
    let (case, _) = scene.reported("over and out").await;
    // Nobody bans who stands as high.
    let subject = json!({ "kind": "account", "account_id": scene.mods[1].id });
    scene.author.gets(201, "POST /reports", json!({ "subject": subject, "reason": "other" })).await;
    let queue = scene.mods[0].gets(200, "GET /moderation/reports?kind=account", Value::Null).await;
    let ban = json!({ "act": "ban", "reason": "harassment", "message": "Enough." });
    scene.decides(403, &scene.mods[0], queue["items"][0]["id"].as_str().unwrap(), ban.clone()).await;
    let own = scene.mods[1].gets(200, "GET /moderation/reports?kind=account", Value::Null).await;
    assert_eq!(own["items"], json!([]), "nobody sees what is reported of them");
    scene.decides(201, &scene.mods[0], &case, ban).await;
    until("the session is over", async || {
        (scene.author.asks("GET /me", Value::Null).await.status == 401).then_some(())
    })
    .await;
}

async fn who_is_banned_appeals_without_a_session(store: Store) {
    let scene = Scene::on(store).await;
    let nobody = Person { token: String::new(), ..scene.author.clone() };
    let sign_in = |password: &str| json!({ "login": "author", "password": password });
    let tries = async |status, password: &str| nobody.gets(status, "POST /sessions", sign_in(password)).await;
    let (case, _) = scene.reported("over and out").await;
    let decision = json!({ "act": "ban", "reason": "harassment", "message": "Enough." });
    let decided = scene.decides(201, &scene.mods[0], &case, decision).await["decision"]["id"].clone();
    assert_eq!(tries(401, "another password").await["about"], Value::Null, "nothing for who isn't known");
    let refused = nobody.asks("POST /sessions", sign_in(PASSWORD)).await;
    assert_eq!((refused.status, &refused.body["code"], refused.unkept), (403, &json!("accounts.banned"), true));
    let code = refused.body["about"]["appeal_code"].clone();
    assert!(code.is_string(), "{}", refused.text);

    let answer = nobody.asks("POST /ban-appeals/decision", json!({ "code": code })).await;
    assert_eq!((answer.status, answer.unkept), (200, true), "{}", answer.text);
    let read = answer.body;
    assert_eq!(
        (&read["id"], &read["message"], &read["excerpt"]),
        (&decided, &json!("Enough."), &json!("over and out"))
    );
    assert!(!read.to_string().contains("mod1"), "not who decided: {read}");
    // Nor is it good for anything else, nor another for this.
    let with_code = Person { token: code.as_str().unwrap().to_owned(), ..scene.author.clone() };
    with_code.gets(401, "GET /me", Value::Null).await;
    let pass = scene.reporter.gets(200, "GET /me/pass", Value::Null).await["pass"].clone();
    for wrong in [pass, json!(scene.reporter.token), json!(format!("{}x", code.as_str().unwrap()))] {
        let refused = nobody.gets(404, "POST /ban-appeals/decision", json!({ "code": wrong })).await;
        assert_eq!(refused["code"], "accounts.code_refused");
    }

    let appeal = |text: &str| json!({ "code": code, "text": text });
    nobody.gets(422, "POST /ban-appeals", appeal(" ")).await;
    let appealed = nobody.gets(200, "POST /ban-appeals", appeal("It was a line of a song.")).await;
    assert_eq!(appealed["appeal"]["state"], "open");
    assert_eq!(nobody.gets(409, "POST /ban-appeals", appeal("again")).await["code"], "moderation.appealed");
    let answer = format!("POST /moderation/appeals/{}", decided.as_str().unwrap());
    scene.mods[0].gets(403, &answer, json!({ "outcome": "overturned" })).await;
    let waiting = scene.mods[1].gets(200, "GET /moderation/appeals", Value::Null).await;
    assert_eq!(waiting["items"][0]["decision"]["appeal"]["text"], "It was a line of a song.");
    scene.mods[1].gets(200, &answer, json!({ "outcome": "overturned", "text": "So it was." })).await;
    tries(201, PASSWORD).await;
    let read = nobody.gets(200, "POST /ban-appeals/decision", json!({ "code": code })).await;
    assert_eq!(read["appeal"]["answer"], "So it was.");

    // A ban that isn't of a decision carries no code: there is nothing to appeal against here.
    let ban = format!("/accounts/{}/ban", scene.author.id);
    scene.admin.gets(200, &format!("PUT {ban}"), json!({ "reason": "?" })).await;
    let refused = tries(403, PASSWORD).await;
    assert_eq!((&refused["code"], refused["about"].get("appeal_code")), (&json!("accounts.banned"), None));
}

async fn words_are_refused_asked_about_or_kept_for_a_look(store: Store) {
    let scene = Scene::on(store).await;
    let word = |word: &str, act: &str| json!({ "word": word, "act": act, "whole": true });
    let words = json!({ "words": [word("frobnicate", "refuse"), word("hmpf", "warn"), word("grumble", "hold")] });
    scene.admin.gets(200, "PUT /admin/words", words).await;
    let send = format!("POST /chats/{}/messages", scene.chat);
    let says = async |status: u16, text: &str, confirmed: bool| {
        scene.author.gets(status, &send, json!({ "text": text, "confirmed": confirmed })).await
    };
    let refused = says(422, "Don't FRÖBNICATE it", true).await;
    assert_eq!(
        (&refused["code"], &refused["errors"][0]["field"]),
        (&json!("moderation.refused_words"), &json!("text"))
    );
    assert_eq!(says(422, "hmpf!", false).await["code"], "moderation.please_reconsider");
    assert_eq!(says(201, "hmpf!", true).await["text"], "hmpf!");
    assert_eq!(says(409, "gru\u{200b}mble", false).await["code"], "moderation.held");
    let (space, held) = (&scene.space, json!({ "text": "grumble" }));
    scene.author.gets(409, &format!("POST /spaces/{space}/shares"), held.clone()).await;
    let share = scene.reporter.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "hi" })).await;
    let comments = format!("/spaces/{space}/shares/{}/comments", share["id"].as_str().unwrap());
    scene.author.gets(409, &format!("POST {comments}"), held).await;
    // What can't wait is refused.
    for (ask, body) in [
        ("PATCH /me".to_owned(), json!({ "bio": "grumble" })),
        ("POST /spaces".to_owned(), json!({ "visibility": "private", "name": "Grumble" })),
        (format!("PATCH /chats/{}/messages/1", scene.chat), json!({ "text": "grumble" })),
    ] {
        assert_eq!(scene.author.gets(422, &ask, body).await["code"], "moderation.refused_words", "{ask}");
    }
    // Who isn't there can't even have it held.
    scene.mods[0].gets(404, &send, json!({ "text": "grumble" })).await;

    let waiting = scene.mods[0].gets(200, "GET /moderation/held", Value::Null).await;
    let waiting = waiting["items"].as_array().unwrap().clone();
    let kinds: Vec<&str> = waiting.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message", "share", "comment"]);
    let chat = scene.bystander.gets(200, &format!("GET /chats/{}/messages", scene.chat), Value::Null).await;
    assert_eq!(chat["items"].as_array().unwrap().len(), 1, "nobody sees what waits");
    for one in &waiting {
        let settle = format!("POST /moderation/held/{}", one["id"].as_str().unwrap());
        scene.mods[0].gets(204, &settle, json!({ "outcome": "publish" })).await;
        scene.mods[1].gets(404, &settle, json!({ "outcome": "drop" })).await;
    }
    let chat = scene.bystander.gets(200, &format!("GET /chats/{}/messages", scene.chat), Value::Null).await;
    assert_eq!(chat["items"][1]["sender"]["username"], "author");
    let shares = scene.bystander.gets(200, &format!("GET /spaces/{space}/shares"), Value::Null).await;
    assert_eq!(shares["items"][1]["text"], "grumble", "in its place, by when it was written");
    let said = scene.bystander.gets(200, &format!("GET {comments}"), Value::Null).await;
    assert_eq!(said["items"][0]["text"], "grumble");
}

async fn who_may_need_help_is_told_of_it_alone(store: Store) {
    let scene = Scene::on(store).await;
    let line = json!({ "name": "Somebody to talk to", "phone": "0800 1110111", "hours": "day and night" });
    let card = |region: &str| json!({ "region": region, "title": "You aren't alone", "text": "", "lines": [line] });
    let list = json!({ "phrases": ["want it to end"], "cards": [card("Germany"), card("")] });
    scene.admin.gets(200, "PUT /admin/crisis", list).await;
    scene.author.gets(200, "PATCH /me", json!({ "place": { "country": "germany" } })).await;
    let own = scene.author.connects_with(Js).await;
    let other = scene.bystander.connects_with(Js).await;
    scene.author.sends(&scene.chat, "I just WANT it to end.").await;
    own.hears("crisis.offered", json!({ "cards": [card("Germany")] })).await;
    scene.author.sends(&scene.chat, "want it to end").await;
    scene.author.waits_for_all_news(&own).await;
    let offered = own.heard_names().await.into_iter().filter(|name| name == "crisis.offered").count();
    assert_eq!(offered, 1, "once a day");
    scene.bystander.waits_for_all_news(&other).await;
    let heard = other.heard_names().await;
    assert!(heard.contains(&"message.sent".to_owned()), "it is said as anything else");
    assert!(!heard.contains(&"crisis.offered".to_owned()));
    let shown = scene.reporter.gets(200, "GET /crisis/cards?region=Chile", Value::Null).await;
    assert_eq!(shown["cards"], json!([card("")]));
    let all = scene.reporter.gets(200, "GET /crisis/cards", Value::Null).await;
    assert_eq!(all["cards"].as_array().unwrap().len(), 2, "each region can be looked at");
    let log = scene.admin.gets(200, "GET /moderation/audit", Value::Null).await;
    assert!(!log.to_string().contains(&scene.author.id), "nothing is kept of who it was");
}

async fn what_was_done_with_power_is_written_down(store: Store) {
    let scene = Scene::on(store).await;
    let (case, _) = scene.reported("hm").await;
    scene.decides(201, &scene.mods[0], &case, json!({ "act": "dismiss", "reason": "other" })).await;
    let log = scene.mods[1].gets(200, "GET /moderation/audit?act=moderation.decided", Value::Null).await;
    let entry = &log["items"][0];
    assert_eq!((&entry["actor"]["username"], &entry["subject_id"]), (&json!("mod1"), &json!(case)));
    assert_eq!(entry["detail"]["act"], "dismiss");
    let verified = scene.server.runs(&["admin", "audit", "--verify"]).await;
    assert!(verified.status.success(), "{verified:?}");
    assert!(String::from_utf8_lossy(&verified.stdout).contains("is whole"), "{verified:?}");
    let all = scene.admin.gets(200, "GET /moderation/audit", Value::Null).await;
    let acts: Vec<&str> = all["items"].as_array().unwrap().iter().map(|one| one["act"].as_str().unwrap()).collect();
    assert_eq!(acts.last(), Some(&"audit.began"));
    assert!(scene.author.gets(200, "GET /decisions", Value::Null).await["items"].as_array().unwrap().is_empty());
}
