//! Who hides behind a pseudonym in a space is linked to the account by nobody there: everything that the others receive is
//! collected, what is encoded in it is decoded, and the account is looked for in all of it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::gallery;
use crate::gatherings::{day, when};
use crate::harness::{Js, Live, Person, Server, Store, on_both_stores, until};

on_both_stores!(
    nothing_that_others_receive_tells_who_is_behind_a_pseudonym,
    the_account_behind_a_pseudonym_answers_like_a_stranger_s,
    a_pseudonym_is_chosen_at_the_door_and_kept,
);

/// Routes of the document for which the others have nothing to fill in; each with its reason.
const UNREACHED: [&str; 10] = [
    // People are found by words, which is asked for by itself; what somebody may do is for admins to ask, by account.
    "/accounts/{id}",
    "/accounts/{id}/permissions",
    "/admin/accounts/{id}/sessions",
    // The secret address of somebody's own calendar.
    "/calendars/{file}",
    // What is in a space has no link.
    "/gathering-codes/{code}",
    // Uploads are there for who made them; what is shown of them is asked for by its signed address.
    "/media/{id}",
    "/media/{id}/{size}",
    // What is reported is for moderators.
    "/moderation/reports/{id}",
    // Where a provider of sign-in sends people back to.
    "/oidc/{name}/callback",
    // Who has a code asks for what is behind it in the test itself.
    "/space-codes/{code}",
];

/// What sockets hear of who hides.
const NEWS: [&str; 19] = [
    "chat.read",
    "chat.typing",
    "gathering.answered",
    "gathering.changed",
    "gathering.proposed",
    "message.deleted",
    "message.edited",
    "message.pinned",
    "message.reacted",
    "message.sent",
    "notification.created",
    "share.comment_edited",
    "share.commented",
    "share.edited",
    "share.posted",
    "share.reacted",
    "space.member_changed",
    "space.member_joined",
    "space.member_left",
];

/// What must be told to nobody.
struct Secrets {
    words: Vec<String>,
    bytes: Vec<u8>,
}

impl Secrets {
    fn of(id: &str, names: &[&str]) -> Self {
        let simple = id.replace('-', "");
        let bytes = (0..16).map(|at| u8::from_str_radix(&simple[2 * at..2 * at + 2], 16).unwrap()).collect();
        let words = [id, &simple].into_iter().chain(names.iter().copied()).map(str::to_lowercase).collect();
        Self { words, bytes }
    }

    /// What of it is in the text, as it is or in what can be decoded of it.
    fn told_by(&self, text: &str) -> Option<String> {
        let low = text.to_lowercase();
        if let Some(word) = self.words.iter().find(|word| low.contains(word.as_str())) {
            return Some(word.clone());
        }
        decoded(text).into_iter().find_map(|bytes| {
            let low = String::from_utf8_lossy(&bytes).to_lowercase();
            let raw = bytes.windows(self.bytes.len()).any(|part| part == self.bytes);
            let word = self.words.iter().find(|word| low.contains(word.as_str()));
            word.cloned()
                .or_else(|| raw.then(|| "the bytes of the id".to_owned()))
                .map(|what| format!("{what}, encoded"))
        })
    }
}

/// What the longer words of a text decode to, when they are Base64 of whatever kind.
fn decoded(text: &str) -> Vec<Vec<u8>> {
    let words =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c))).filter(|word| word.len() >= 16);
    let both = words.flat_map(|word| [URL_SAFE_NO_PAD.decode(word), STANDARD_NO_PAD.decode(word)]);
    both.filter_map(Result::ok).collect()
}

#[test]
fn whatever_way_it_is_told_is_noticed() {
    let id = "0192f3a4-1b2c-7d3e-8f40-5a6b7c8d9e0f";
    let secrets = Secrets::of(id, &["Amadeus"]);
    let cursor = URL_SAFE_NO_PAD.encode(json!([7, id]).to_string());
    let raw = STANDARD_NO_PAD.encode([&[1, 2, 3][..], &secrets.bytes, &[4]].concat());
    let named = URL_SAFE_NO_PAD.encode("they call me amadeus");
    for told in [id, &id.to_uppercase(), &id.replace('-', ""), "dear AMADEUS", &cursor, &raw, &named] {
        assert!(secrets.told_by(&format!("{{\"next\":\"{told}\"}}")).is_some(), "{told}");
    }
    let other = URL_SAFE_NO_PAD.encode(json!([7, "0192f3a4-1b2c-7d3e-8f40-5a6b7c8d9e0e"]).to_string());
    assert_eq!(secrets.told_by(&other), None);
}

/// One of the others, and all that they received.
struct Listener {
    person: Person,
    live: Live,
    received: Vec<(String, String)>,
    reached: BTreeSet<String>,
}

impl Listener {
    async fn of(person: &Person) -> Self {
        let live = person.connects_with(Js).await;
        Self { person: person.clone(), live, received: Vec::new(), reached: BTreeSet::new() }
    }

    async fn gets(&mut self, path: &str) -> Value {
        let answer = self.person.asks(&format!("GET {path}"), Value::Null).await;
        assert!(answer.status < 500, "{path}: {}", answer.text);
        self.received.push((format!("GET {path}"), answer.text));
        answer.body
    }

    /// All pages of a list, in small ones, so that there are cursors.
    async fn lists(&mut self, path: &str) -> Vec<Value> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let sep = if path.contains('?') { '&' } else { '?' };
            let size = if path.ends_with("/messages") { 50 } else { 1 };
            let page = self.gets(&format!("{path}{sep}limit={size}{after}")).await;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            assert!(items.len() < 1000, "{path} goes on for ever");
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
    }

    /// Asks for everything that the document knows of, of all that the lists on the way name.
    async fn looks_around(&mut self, routes: &[String]) {
        let mut lists: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for route in routes {
            let mut paths = vec![String::new()];
            for segment in route.split('/').skip(1) {
                let mut next = Vec::new();
                for path in paths {
                    if !segment.starts_with('{') {
                        next.push(format!("{path}/{segment}"));
                        continue;
                    }
                    if !lists.contains_key(&path) {
                        let items =
                            if routes.contains(&list_of(route, &path)) { self.lists(&path).await } else { vec![] };
                        lists.insert(path.clone(), items);
                    }
                    next.extend(lists[&path].iter().filter_map(|item| Some(format!("{path}/{}", key(item)?))));
                }
                paths = next;
            }
            for path in paths {
                self.reached.insert(route.clone());
                self.lists(&path).await;
            }
        }
        for asked in
            ["/search/messages?q=hello", "/accounts?words=quiet", "/accounts?words=owl", "/accounts?online=true"]
        {
            self.lists(asked).await;
        }
    }
}

/// The route that a path with as many segments comes from.
fn list_of(route: &str, path: &str) -> String {
    route.split('/').take(path.split('/').count()).collect::<Vec<_>>().join("/")
}

/// By what an item of a list is asked for.
fn key(item: &Value) -> Option<String> {
    let key = [&item["number"], &item["id"], &item["account"]["id"]].into_iter().find(|key| !key.is_null())?;
    Some(key.as_str().map_or_else(|| key.to_string(), str::to_owned))
}

/// What can be asked for with GET, but for oneself alone.
async fn routes(server: &Server) -> Vec<String> {
    let document = server.web().page("/api/v1/openapi.json").await.body;
    let paths = document["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get("get").is_some());
    let routes: Vec<String> = paths.map(|(path, _)| path.trim_start_matches("/api/v1").to_owned()).collect();
    assert!(routes.len() > 25, "{routes:?}");
    routes
}

/// The space, its chat, and those who listen.
struct Scene {
    server: Server,
    ana: Person,
    /// Whoever hides.
    hidden: Person,
    space: String,
    chat: String,
}

impl Scene {
    async fn on(store: Store) -> Self {
        let server = Server::start(store).await;
        let [ana, hidden] = server.join(["ana", "xaverbrunner"]).await;
        hidden.gets(200, "PATCH /me", json!({ "name": "Amadeus Kastner" })).await;
        let picture = hidden.has_picture(&gallery::file(gallery::Kind::Png, gallery::quarters(40, 40))).await;
        hidden.gets(200, "PUT /me/picture", json!({ "media_id": picture["id"] })).await;
        let space = ana.makes_community("Quiet evenings", json!({})).await;
        let chat = ana.opens_chat_in(&space, "All").await;
        Self { server, ana, hidden, space, chat }
    }

    async fn joins(&self, name: &str) -> Person {
        let person = self.server.joins(name).await;
        person.joins_space(&self.space).await;
        person.joins_chat(&self.chat).await;
        person
    }

    /// The id by which the hidden one is known, once let in.
    async fn hides(&self, name: &str) -> String {
        let wish = json!({ "display_name": name, "message": "hello, may I?" });
        let seen = self.hidden.gets(200, &format!("POST /spaces/{}/join", self.space), wish).await;
        assert_eq!(seen["me"]["person"]["name"], json!(name));
        seen["me"]["person"]["id"].as_str().unwrap().to_owned()
    }

    fn of_space(&self, what: &str) -> String {
        let (method, path) = what.split_once(' ').unwrap();
        format!("{method} /spaces/{}{path}", self.space)
    }
}

/// Those who listen, and what they can ask for.
struct Audience {
    listeners: Vec<Listener>,
    routes: Vec<String>,
}

impl Audience {
    async fn of(scene: &Scene, people: [&Person; 4]) -> Self {
        let mut listeners = Vec::new();
        for person in people {
            listeners.push(Listener::of(person).await);
        }
        Self { listeners, routes: routes(&scene.server).await }
    }

    async fn looks_around(&mut self) {
        for listener in &mut self.listeners {
            listener.looks_around(&self.routes).await;
        }
    }
}

impl Scene {
    async fn the_hidden_one_talks(&self, [bo, cleo]: [&Person; 2]) {
        let Self { ana, hidden, space, chat, .. } = self;
        let live = hidden.connects_with(Js).await;
        hidden.joins_chat(chat).await;
        ana.sends(chat, "hello @Quiet-Fox").await;
        hidden.sends(chat, "hello @cleo, over there").await;
        live.sends(chat, "hello over the socket").await;
        let drawn = hidden.has_picture(&gallery::file(gallery::Kind::Jpeg, gallery::quarters(30, 30))).await;
        let attached = json!({ "text": "hello, look", "reply_to": 1, "attachments": [{ "media_id": drawn["id"] }] });
        hidden.gets(201, &format!("POST /chats/{chat}/messages"), attached).await;
        hidden.edits(chat, 2, "hello @cleo, edited").await;
        hidden.reacts(chat, 1, "👍").await;
        hidden.reads(chat, 4).await;
        // Said by another, so that there is something that the hidden one hasn't read by sending.
        ana.sends(chat, "hello again").await;
        hidden.reads(chat, 5).await;
        live.says("chat.typing", json!({ "chat_id": chat, "typing": true })).await;
        let group = json!({ "kind": "group", "title": "Some", "space_id": space, "members": [bo.id, cleo.id] });
        let group = hidden.gets(201, "POST /chats", group).await["id"].as_str().unwrap().to_owned();
        hidden.sends(&group, "hello you").await;
        hidden.pins(&group, 1).await;
        cleo.sends(&group, "hello back").await;
    }

    /// The code of an invitation.
    async fn the_hidden_one_manages(&self, fox: &str) -> String {
        let Self { server, ana, hidden, space, .. } = self;
        ana.gets(200, &self.of_space(&format!("PUT /members/{fox}")), json!({ "role": "admin" })).await;
        hidden.gets(201, &self.of_space("POST /invitations"), json!({ "username": "dan" })).await;
        let eve = server.joins("eve").await;
        hidden.gets(200, &self.of_space(&format!("PUT /bans/{}", eve.id)), json!({ "reason": "hello" })).await;
        hidden.gets(200, &self.of_space("PATCH "), json!({ "description": "hello all" })).await;
        hidden.makes_code(space).await
    }

    async fn the_hidden_one_is_put_out(&self, fox: &str) {
        let Self { ana, chat, .. } = self;
        ana.gets(204, &format!("DELETE /chats/{chat}/members/{fox}"), Value::Null).await;
        ana.gets(201, &format!("PUT /chats/{chat}/members/{fox}"), json!({})).await;
        ana.gets(200, &self.of_space(&format!("PUT /bans/{fox}")), json!({ "reason": "hello" })).await;
    }

    async fn the_hidden_one_comes_back_and_goes_for_good(&self, fox: &str, bo: &Person) {
        let Self { ana, hidden, chat, .. } = self;
        ana.gets(204, &self.of_space(&format!("DELETE /bans/{fox}")), Value::Null).await;
        hidden.gets(200, &self.of_space("POST /join"), json!({})).await;
        ana.gets(200, &self.of_space(&format!("PUT /requests/{fox}")), Value::Null).await;
        hidden.joins_chat(chat).await;
        hidden.sends(chat, "hello once more").await;
        hidden.deletes(chat, 3).await;
        hidden.gets(204, &self.of_space(&format!("DELETE /members/{fox}")), Value::Null).await;
        hidden.gets(200, &self.of_space("POST /join"), json!({ "display_name": "Late Owl" })).await;
        bo.gets(200, &self.of_space(&format!("PUT /requests/{fox}")), Value::Null).await;
        hidden.joins_chat(chat).await;
        hidden.reacts(chat, 1, "🦉").await;
        let farewell = json!({ "password": "password 1", "erase_messages": true });
        hidden.gets(204, "DELETE /me", farewell).await;
        until("what was said is erased", async || {
            let seen = ana.gets(200, &format!("GET /chats/{chat}/messages/2"), Value::Null).await;
            (seen["deleted"] == json!(true)).then_some(())
        })
        .await;
    }
}

async fn nothing_that_others_receive_tells_who_is_behind_a_pseudonym(store: Store) {
    let scene = Scene::on(store).await;
    let [bo, cleo] = [scene.joins("bo").await, scene.joins("cleo").await];
    let dan = scene.server.joins("dan").await;
    // Another, so that one of the two isn't the last of a list, and stands in a cursor.
    let shy = scene.server.joins("ursulinehofer").await;
    let seen = shy.gets(200, &scene.of_space("POST /join"), json!({ "display_name": "Shy Hare" })).await;
    let hare = seen["me"]["person"]["id"].as_str().unwrap().to_owned();
    shy.joins_chat(&scene.chat).await;
    let ana = &scene.ana;
    ana.gets(200, &scene.of_space(&format!("PUT /members/{}", bo.id)), json!({ "role": "admin" })).await;
    ana.gets(200, &scene.of_space("PATCH "), json!({ "joining": "approval" })).await;
    let mut audience = Audience::of(&scene, [ana, &bo, &cleo, &dan]).await;

    let fox = scene.hides("Quiet Fox").await;
    audience.looks_around().await;
    ana.gets(200, &scene.of_space(&format!("PUT /requests/{fox}")), Value::Null).await;
    scene.the_hidden_one_talks([&bo, &cleo]).await;
    posts_shares(&scene, &bo).await;
    let picnic = plans_gatherings(&scene, [ana, &bo, &cleo]).await;
    audience.looks_around().await;
    let code = scene.the_hidden_one_manages(&fox).await;
    audience.listeners[3].gets(&format!("/space-codes/{code}")).await;
    audience.looks_around().await;
    dan.comes_in_by(&code).await;
    dan.joins_chat(&scene.chat).await;
    dan.gets(200, &format!("PUT /gatherings/{picnic}/rsvp"), json!({ "rsvp": "yes" })).await;
    let rename = scene.of_space(&format!("PATCH /members/{fox}"));
    scene.hidden.gets(200, &rename, json!({ "display_name": "Calm Owl" })).await;
    audience.looks_around().await;
    scene.the_hidden_one_is_put_out(&fox).await;
    audience.looks_around().await;
    scene.the_hidden_one_comes_back_and_goes_for_good(&fox, &bo).await;
    audience.looks_around().await;

    let hidden = Secrets::of(&scene.hidden.id, &["xaverbrunner", "Amadeus", "Kastner"]);
    let secrets = [hidden, Secrets::of(&shy.id, &["ursulinehofer"])];
    let known = Secrets::of(&fox, &[]);
    let (mut told, mut news, mut cursors) = (Vec::new(), BTreeSet::new(), 0);
    for mut listener in audience.listeners {
        listener.gets("/me/export").await;
        listener.person.waits_for_all_news(&listener.live).await;
        for one in listener.live.heard().await {
            let text = one.to_string();
            if known.told_by(&text).is_some() {
                news.insert(one["event"].as_str().unwrap().to_owned());
            }
            listener.received.push(("a live event".to_owned(), text));
        }
        let name = &listener.person.name;
        for (what, text) in &listener.received {
            let encoded: Vec<String> =
                decoded(text).iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
            cursors += encoded.iter().filter(|text| text.contains(&fox) || text.contains(&hare)).count();
            let leaks = secrets.iter().filter_map(|secrets| secrets.told_by(text));
            told.extend(leaks.map(|secret| format!("{what} tells {name} {secret}: {text}")));
        }
        let unreached = audience.routes.iter().filter(|route| !listener.reached.contains(*route));
        assert_eq!(unreached.collect::<Vec<_>>(), UNREACHED, "{name} looks at all that there is");
        let all: String = listener.received.iter().map(|(_, text)| text.as_str()).collect();
        assert!(all.contains("Calm Owl") && all.contains(&fox), "{name} sees somebody");
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(cursors > 0, "some cursor says where a list goes on after one who hides");
    assert_eq!(news, NEWS.map(str::to_owned).into(), "what is told of who hides; that they are online isn't");
}

/// The hidden one posts, comments and reacts in all ways; the others do so, too.
async fn posts_shares(scene: &Scene, other: &Person) {
    let hidden = &scene.hidden;
    let drawn = hidden.has_picture(&gallery::file(gallery::Kind::Jpeg, gallery::quarters(20, 20))).await;
    let posted = json!({ "text": "hello, a share", "pictures": [{ "media_id": drawn["id"], "caption": "hello" }] });
    let id = |posted: Value| posted["id"].as_str().unwrap().to_owned();
    let own = id(hidden.gets(201, &scene.of_space("POST /shares"), posted).await);
    let others = id(other.gets(201, &scene.of_space("POST /shares"), json!({ "text": "hello" })).await);
    for share in [&own, &others] {
        let comments = scene.of_space(&format!("POST /shares/{share}/comments"));
        other.gets(201, &comments, json!({ "text": "hello" })).await;
        let comment = id(hidden.gets(201, &comments, json!({ "text": "hello" })).await);
        let comment = scene.of_space(&format!("PATCH /shares/{share}/comments/{comment}"));
        hidden.gets(200, &comment, json!({ "text": "hello again" })).await;
        for person in [hidden, other] {
            person.gets(200, &scene.of_space(&format!("PUT /shares/{share}/reactions/👍")), Value::Null).await;
        }
    }
    hidden.gets(200, &scene.of_space(&format!("PATCH /shares/{own}")), json!({ "text": "hello, edited" })).await;
    let refused = other.gets(403, &scene.of_space(&format!("PATCH /shares/{own}")), json!({ "text": "x" })).await;
    assert!(!refused.to_string().contains(&hidden.id));
}

/// The hidden one proposes, and takes part in what others propose; the others attend, so that they look at all of it.
async fn plans_gatherings(scene: &Scene, others: [&Person; 3]) -> String {
    let mut last = String::new();
    let proposal = json!({ "title": "hello, a picnic", "space_id": scene.space, "first_day": day(1), "last_day": day(3),
        "zone": "Europe/Berlin", "minutes": 60 });
    for host in [&scene.hidden, others[1]] {
        let proposed = host.gets(201, "POST /gatherings", proposal.clone()).await;
        let id = proposed["gathering"]["id"].as_str().unwrap().to_owned();
        for person in [&scene.hidden].into_iter().chain(others) {
            let answer = json!({ "zone": "Asia/Tokyo", "windows": [when(1, "10:00", 60)], "mood": "chill" });
            person.gets(200, &format!("PUT /gatherings/{id}/answer"), answer).await;
        }
        host.gets(200, &format!("PATCH /gatherings/{id}"), json!({ "place": "hello" })).await;
        let sittings = json!({ "sittings": [when(1, "10:00", 60)] });
        host.gets(200, &format!("POST /gatherings/{id}/settle"), sittings).await;
        scene.hidden.gets(200, &format!("PUT /gatherings/{id}/rsvp"), json!({ "rsvp": "maybe" })).await;
        last = id;
    }
    last
}

/// What differs between any two answers, taken out.
fn masked(value: &Value, names: &[&str]) -> Value {
    match value {
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => json!("an id"),
        Value::String(text) if text.ends_with('Z') && text.contains('T') => json!("a time"),
        Value::String(text) if names.contains(&text.as_str()) => json!("a name"),
        Value::Array(items) => items.iter().map(|item| masked(item, names)).collect(),
        Value::Object(fields) => {
            // Not everybody has one.
            let fields = fields.iter().filter(|(field, _)| *field != "picture");
            fields.map(|(field, value)| (field.clone(), masked(value, names))).collect()
        }
        other => other.clone(),
    }
}

async fn the_account_behind_a_pseudonym_answers_like_a_stranger_s(store: Store) {
    let scene = Scene::on(store).await;
    let Scene { server, ana, hidden, space, chat } = &scene;
    let strangers = server.join(["yvonneberger", "zoeberger"]).await;
    let fox = scene.hides("Quiet Fox").await;
    hidden.joins_chat(chat).await;
    let asker = server.joins("asker").await;
    ana.gets(200, &scene.of_space("PATCH "), json!({ "joining": "approval" })).await;
    asker.gets(200, &scene.of_space("POST /join"), json!({ "display_name": "Asking Elk" })).await;

    let members = json!({ "kind": "group", "title": "Some", "space_id": space, "members": ["{who}"] });
    let acts = [
        (scene.of_space("PUT /members/{who}"), json!({ "role": "admin" })),
        (scene.of_space("PATCH /members/{who}"), json!({ "display_name": "Another" })),
        (scene.of_space("GET /members/{who}/account"), Value::Null),
        (scene.of_space("PUT /requests/{who}"), Value::Null),
        (scene.of_space("DELETE /requests/{who}"), Value::Null),
        (scene.of_space("POST /invitations"), json!({ "username": "{name}" })),
        (scene.of_space("POST /invitations"), json!({ "username": "{name}" })),
        (scene.of_space("GET /invitations"), Value::Null),
        (scene.of_space("PUT /bans/{who}"), json!({ "reason": "none" })),
        (scene.of_space("GET /bans"), Value::Null),
        (scene.of_space("POST /invitations"), json!({ "username": "{name}" })),
        (scene.of_space("DELETE /bans/{who}"), Value::Null),
        (scene.of_space("DELETE /bans/{who}"), Value::Null),
        (scene.of_space("DELETE /members/{who}"), Value::Null),
        (format!("PUT /chats/{chat}/members/{{who}}"), json!({})),
        (format!("DELETE /chats/{chat}/members/{{who}}"), Value::Null),
        ("POST /chats".to_owned(), members),
        (format!("POST /chats/{chat}/messages"), json!({ "text": "hello @{name}" })),
        ("GET /accounts/{who}".to_owned(), Value::Null),
        ("POST /chats".to_owned(), json!({ "kind": "direct", "with": "{who}" })),
    ];
    let names = ["xaverbrunner", "Amadeus Kastner", "yvonneberger", "zoeberger", "asker"];
    for (someone, stranger) in [hidden, &asker].into_iter().zip(&strangers) {
        for (what, body) in &acts {
            let mut answers = Vec::new();
            for person in [someone, stranger] {
                let what = what.replace("{who}", &person.id);
                let body = body.to_string().replace("{who}", &person.id).replace("{name}", &person.name);
                let answer = ana.asks(&what, serde_json::from_str(&body).unwrap()).await;
                answers.push((answer.status, masked(&answer.body, &names)));
            }
            let plain = |(status, body): &(u16, Value)| {
                let mut body = body.clone();
                for moves in ["number", "position", "last_number", "text", "last_message", "created_at", "items"] {
                    body.as_object_mut().map(|fields| fields.remove(moves));
                }
                (*status, body)
            };
            assert_eq!(plain(&answers[0]), plain(&answers[1]), "{what} for {}", someone.name);
        }
        // As a stranger's, it waits as a request, though both are in a chat of the space.
        let requests = someone.gets(200, "GET /chats?requests=true", Value::Null).await;
        assert_eq!(requests["items"].as_array().unwrap().len(), 1, "{}", someone.name);
    }
    let members = ana.gets(200, &scene.of_space("GET /members"), Value::Null).await;
    let ids: BTreeSet<&str> =
        members["items"].as_array().unwrap().iter().filter_map(|one| one["account"]["id"].as_str()).collect();
    assert_eq!(ids, BTreeSet::from([ana.id.as_str(), fox.as_str()]), "nothing of all this has touched who hides");
    let requests = ana.gets(200, &scene.of_space("GET /requests"), Value::Null).await;
    assert_eq!(requests["items"][0]["account"]["name"], "Asking Elk");

    // Outside of the space, a pseudonym is nobody.
    let nobody = "00000000-0000-4000-8000-000000000000";
    let with = |id: &str| json!({ "kind": "direct", "with": id });
    assert_eq!(ana.asks("POST /chats", with(&fox)).await, ana.asks("POST /chats", with(nobody)).await);
    let about = async |id: &str| ana.asks(&format!("GET /accounts/{id}"), Value::Null).await;
    assert_eq!(about(&fox).await, about(nobody).await);
    let group = ana.opens_group("free", &[]).await;
    let adds = async |id: &str| ana.asks(&format!("PUT /chats/{group}/members/{id}"), json!({})).await;
    assert_eq!(adds(&fox).await, adds(nobody).await);
}

async fn a_pseudonym_is_chosen_at_the_door_and_kept(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let [ana, bo, cleo] = server.join(["ana", "bo", "cleo"]).await;
    let made = json!({ "visibility": "private", "name": "Talk", "display_name": "First Elk" });
    let made = ana.gets(201, "POST /spaces", made).await;
    let space = made["id"].as_str().unwrap();
    assert_eq!((&made["me"]["person"]["name"], &made["me"]["role"]), (&json!("First Elk"), &json!("owner")));
    assert_ne!(made["me"]["person"]["id"], json!(ana.id));
    let code = ana.makes_code(space).await;
    let come = format!("POST /space-codes/{code}");
    for (name, code) in [("", "not_a_name"), ("BO", "taken"), ("Cléo", "taken"), ("first-elk", "taken")] {
        let refused = bo.gets(422, &come, json!({ "display_name": name })).await;
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!("display_name"), &json!(code))
        );
    }
    let seen = bo.gets(200, &come, json!({ "display_name": "Quiet Fox" })).await;
    let fox = seen["me"]["person"]["id"].as_str().unwrap().to_owned();
    cleo.gets(200, &come, json!({})).await;
    let spaces = cleo.gets(200, "GET /spaces", Value::Null).await;
    assert_eq!(spaces["items"][0]["me"]["person"]["id"], json!(cleo.id), "under her own name");
    let leave = |who: &Person| format!("DELETE /spaces/{space}/members/{}", who.id);
    cleo.gets(204, &leave(&cleo), Value::Null).await;
    let refused = cleo.gets(409, &come, json!({ "display_name": "Late Hare" })).await;
    assert_eq!(refused["code"], "spaces.under_own_name", "the others know her");
    cleo.gets(200, &come, json!({})).await;
    let rename = |id: &str| format!("PATCH /spaces/{space}/members/{id}");
    let hare = json!({ "display_name": "Hare" });
    assert_eq!(cleo.gets(409, &rename(&cleo.id), hare.clone()).await["code"], "spaces.under_own_name");
    cleo.gets(403, &rename(&fox), hare).await;

    // In the chats of the space, and nowhere else.
    let chat = ana.opens_chat_in(space, "All").await;
    let joined = bo.joins_chat(&chat).await;
    assert_eq!((&joined["me"]["person"]["id"], joined["me"]["person"].get("picture")), (&json!(fox), None));
    cleo.joins_chat(&chat).await;
    let sent = bo.sends(&chat, "hi @First-Elk and @cleo, not @ana").await;
    assert_eq!((&sent["sender"]["name"], &sent["sender"]["username"]), (&json!("Quiet Fox"), &Value::Null));
    let mentioned: BTreeSet<&str> = sent["mentions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let elk = made["me"]["person"]["id"].as_str().unwrap();
    assert_eq!(mentioned, BTreeSet::from([elk, cleo.id.as_str()]));
    bo.gets(200, &rename(&fox), json!({ "display_name": "Calm Fox" })).await;
    let again = cleo.gets(200, &format!("GET /chats/{chat}/messages/1"), Value::Null).await;
    assert_eq!(again["sender"]["name"], "Calm Fox");
    let free = bo.opens_group("free", &[&cleo]).await;
    assert_eq!(bo.sends(&free, "hi").await["sender"]["id"], json!(bo.id));
    bo.gets(204, &leave(&bo), Value::Null).await;
    assert_eq!(cleo.gets(200, &format!("GET /chats/{chat}/messages/1"), Value::Null).await["sender"]["id"], json!(fox));
    assert_eq!(bo.gets(200, &come, json!({})).await["me"]["person"]["id"], json!(fox), "who comes back is the same");
    let export = bo.gets(200, "GET /me/export", Value::Null).await;
    let own = json!([{ "space_id": space, "person_id": fox, "display_name": "Calm Fox" }]);
    assert_eq!(export["pseudonyms"], own);

    // Moderators may ask, and the audit log says who did.
    let whose = format!("GET /spaces/{space}/members/{fox}/account");
    assert_eq!(admin.gets(200, &whose, Value::Null).await["id"], json!(bo.id));
    ana.gets(403, &whose, Value::Null).await;
    let log = admin.gets(200, "GET /moderation/audit?act=space.pseudonym_resolved", Value::Null).await;
    let entry = log["items"][0].to_string();
    assert!(entry.contains(&fox) && entry.contains(&admin.id), "{entry}");
    assert!(!entry.contains("Calm Fox") && !entry.contains(&bo.id), "{entry}");
}
