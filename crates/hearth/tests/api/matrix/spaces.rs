//! Every route and every news of spaces. A private space isn't there for anybody outside of it.

use serde_json::{Value, json};

use crate::harness::{Js, Person, Server, Store, on_both_stores};

on_both_stores!(every_route_answers_each_caller_as_it_should, news_of_a_space_is_heard_by_its_members_and_nobody_else);

/// The kinds of caller, in the order of the tables' columns.
pub const CALLERS: [&str; 10] = [
    "nobody",
    "stranger",
    "member",
    "admin",
    "owner",
    "site admin",
    "ended session",
    "removed",
    "banned",
    "member of another space",
];
/// Those for whom the space must look as if it weren't there.
pub const OUTSIDERS: [usize; 5] = [1, 5, 7, 8, 9];

/// What sockets hear of spaces.
pub const NEWS: [&str; 7] = [
    "space.joined",
    "space.left",
    "space.invited",
    "space.changed",
    "space.member_joined",
    "space.member_changed",
    "space.member_left",
];

/// An upload that isn't there.
const NOWHERE: &str = "00000000-0000-7000-8000-000000000009";

struct Row {
    /// As in the OpenAPI document.
    route: &'static str,
    /// With `{…}` to be filled in.
    path: &'static str,
    body: fn() -> Value,
    expected: [u16; 10],
}

const SIGNED_IN: fn(u16) -> [u16; 10] = |s| [401, s, s, s, s, s, 401, s, s, s];
const SITE_ADMIN: fn(u16) -> [u16; 10] = |s| [401, 403, 403, 403, 403, s, 401, 403, 403, 403];
const MEMBERS: fn(u16) -> [u16; 10] = |s| [401, 404, s, s, s, 404, 401, 404, 404, 404];
const ADMINS: fn(u16) -> [u16; 10] = |s| [401, 404, 403, s, s, 404, 401, 404, 404, 404];
const OWNER: fn(u16) -> [u16; 10] = |s| [401, 404, 403, 403, s, 404, 401, 404, 404, 404];

/// One renames nobody but oneself.
const OTHERS: [u16; 10] = [401, 404, 403, 403, 403, 404, 401, 404, 404, 404];
/// Of the server's staff, members of the space or not.
const STAFF: fn(u16) -> [u16; 10] = |s| [401, 403, 403, 403, 403, s, 401, 403, 403, 403];

fn none() -> Value {
    Value::Null
}

fn rows() -> Vec<Row> {
    let row = |route, path, body, expected| Row { route, path, body, expected };
    let (member, request) = ("/spaces/{id}/members/{account_id}", "/spaces/{id}/requests/{account_id}");
    let whose = "/spaces/{id}/members/{account_id}/account";
    let (ban, unban) = ("/spaces/{id}/bans/{account_id}", "/spaces/{id}/bans/{banned}");
    // Somebody else's: as if it weren't there, whoever asks.
    let others = "/space-invitations/{others}";
    vec![
        row("POST /spaces", "/spaces", || json!({ "visibility": "private", "name": "mine" }), SIGNED_IN(201)),
        row("GET /spaces", "/spaces?limit=500", none, SIGNED_IN(200)),
        row("GET /spaces/directory", "/spaces/directory?words=secretword", none, SIGNED_IN(200)),
        row("GET /spaces/{id}", "/spaces/{id}", none, MEMBERS(200)),
        row("PATCH /spaces/{id}", "/spaces/{id}", || json!({ "name": "new" }), ADMINS(200)),
        row("DELETE /spaces/{id}", "/spaces/{id}", none, OWNER(204)),
        row("PUT /spaces/{id}/picture", "/spaces/{id}/picture", || json!({ "media_id": NOWHERE }), ADMINS(422)),
        row("DELETE /spaces/{id}/picture", "/spaces/{id}/picture", none, ADMINS(200)),
        row("PUT /spaces/{id}/cover", "/spaces/{id}/cover", || json!({ "media_id": NOWHERE }), ADMINS(422)),
        row("DELETE /spaces/{id}/cover", "/spaces/{id}/cover", none, ADMINS(200)),
        row("GET /spaces/{id}/contents", "/spaces/{id}/contents", none, OWNER(200)),
        row("GET /spaces/{id}/members", "/spaces/{id}/members", none, MEMBERS(200)),
        row("PUT /spaces/{id}/members/{account_id}", member, || json!({ "role": "admin" }), OWNER(200)),
        row("PATCH /spaces/{id}/members/{account_id}", member, || json!({ "display_name": "Fox" }), OTHERS),
        row("GET /spaces/{id}/members/{account_id}/account", whose, none, STAFF(200)),
        row("DELETE /spaces/{id}/members/{account_id}", member, none, ADMINS(204)),
        row("POST /spaces/{id}/join", "/spaces/{id}/join", || json!({ "accept_rules": true }), MEMBERS(200)),
        row("GET /spaces/{id}/requests", "/spaces/{id}/requests", none, ADMINS(200)),
        row("PUT /spaces/{id}/requests/{account_id}", request, none, ADMINS(404)),
        row("DELETE /spaces/{id}/requests/{account_id}", request, none, ADMINS(404)),
        row("GET /spaces/{id}/bans", "/spaces/{id}/bans", none, ADMINS(200)),
        row("PUT /spaces/{id}/bans/{account_id}", ban, || json!({ "reason": "rude" }), ADMINS(200)),
        row("DELETE /spaces/{id}/bans/{account_id}", unban, none, ADMINS(204)),
        row("POST /spaces/{id}/invitations", "/spaces/{id}/invitations", || json!({}), ADMINS(201)),
        row("GET /spaces/{id}/invitations", "/spaces/{id}/invitations", none, ADMINS(200)),
        row("DELETE /spaces/{id}/invitations/{invitation_id}", "/spaces/{id}/invitations/{others}", none, ADMINS(204)),
        row("GET /space-invitations", "/space-invitations", none, SIGNED_IN(200)),
        row("POST /space-invitations/{id}", others, || json!({}), SIGNED_IN(404)),
        row("DELETE /space-invitations/{id}", others, none, SIGNED_IN(404)),
        row("GET /space-codes/{code}", "/space-codes/0000-0000-0000", none, SIGNED_IN(404)),
        row("POST /space-codes/{code}", "/space-codes/0000-0000-0000", || json!({}), SIGNED_IN(404)),
        row("GET /topics", "/topics", none, SIGNED_IN(200)),
        row("PUT /topics/{key}", "/topics/{fresh}", || json!({ "name": "Fresh" }), SITE_ADMIN(201)),
        row("DELETE /topics/{key}", "/topics/none-such", none, SITE_ADMIN(404)),
        row("PUT /spaces/{id}/level", "/spaces/{id}/level", || json!({ "level": "nothing" }), MEMBERS(200)),
        row("GET /spaces/{id}/chats", "/spaces/{id}/chats", none, MEMBERS(200)),
        row("POST /chats/{id}/join", "/chats/{chat}/join", none, MEMBERS(200)),
    ]
}

/// Those that have their row here.
pub fn routes() -> impl Iterator<Item = &'static str> {
    rows().into_iter().map(|row| row.route)
}

pub struct Cast {
    pub callers: Vec<Person>,
    /// Whoever is a member with an ended session has another that lives.
    ended: Person,
    pub bystander: Person,
    newcomer: Person,
    _server: Server,
}

/// What stands for the `{…}` of a path.
#[derive(Clone)]
pub struct Places {
    pub space: String,
    chat: String,
    others: String,
}

impl Cast {
    pub async fn on(store: Store) -> Self {
        let mut server = Server::start(store).await;
        let site_admin = server.has_admin("siteadmin").await;
        let [stranger, member, admin, owner] = server.join(["stranger", "member", "chief", "owner"]).await;
        let [ended, removed, banned, elsewhere] = server.join(["ended", "removed", "banned", "elsewhere"]).await;
        let [bystander, newcomer] = server.join(["bystander", "newcomer"]).await;
        let gone = ended.signs_in().await;
        gone.gets(204, "DELETE /sessions/current", Value::Null).await;
        elsewhere.makes_private_space("elsewhere").await;
        let nobody = Person { token: String::new(), ..stranger.clone() };
        let callers = vec![nobody, stranger, member, admin, owner, site_admin, gone, removed, banned, elsewhere];
        Self { callers, ended, bystander, newcomer, _server: server }
    }

    /// A fresh private space with its members, from which one was removed and one banned; with an open chat, and an
    /// invitation for the newcomer.
    pub async fn space(&self) -> Places {
        let [_, _, member, admin, owner, _, _, removed, banned, _] = &self.callers[..] else { panic!("ten callers") };
        let space = owner.makes_private_space("secretword").await;
        let code = owner.makes_code(&space).await;
        for person in [member, admin, &self.ended, removed, banned, &self.bystander] {
            person.comes_in_by(&code).await;
        }
        let of = |what: &str, person: &Person| format!("{what}/{}", person.id);
        owner.gets(200, &of(&format!("PUT /spaces/{space}/members"), admin), json!({ "role": "admin" })).await;
        owner.gets(204, &of(&format!("DELETE /spaces/{space}/members"), removed), Value::Null).await;
        owner.gets(200, &of(&format!("PUT /spaces/{space}/bans"), banned), json!({ "reason": "secretword" })).await;
        let chat = owner.opens_chat_in(&space, "secretword").await;
        let invited = json!({ "username": self.newcomer.name });
        let others = owner.gets(201, &format!("POST /spaces/{space}/invitations"), invited).await;
        Places { space, chat, others: others["id"].as_str().unwrap().to_owned() }
    }

    fn fill(&self, path: &str, places: &Places) -> String {
        path.replace("{id}", &places.space)
            .replace("{chat}", &places.chat)
            .replace("{others}", &places.others)
            .replace("{account_id}", &self.bystander.id)
            .replace("{banned}", &self.callers[8].id)
            .replace("{fresh}", &format!("new-{:x}", rand::random::<u64>()))
    }
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let shared = cast.space().await;
    let mut wrong = Vec::new();
    for row in rows() {
        let (method, _) = row.route.split_once(' ').unwrap();
        for (caller, expected) in row.expected.into_iter().enumerate() {
            // A fresh one where something is to change, so that no caller finds what another did.
            let changes = method != "GET" && expected < 400;
            let places = if changes { cast.space().await } else { shared.clone() };
            let person = &cast.callers[caller];
            let answer = person.asks(&format!("{method} {}", cast.fill(row.path, &places)), (row.body)()).await;
            let who = CALLERS[caller];
            if answer.status != expected {
                wrong.push(format!("{} for {who}: {}, not {expected}: {}", row.route, answer.status, answer.text));
            }
            if answer.status >= 400 {
                assert_eq!(answer.kind, "application/problem+json", "{}", row.route);
            }
            if !OUTSIDERS.contains(&caller) {
                continue;
            }
            let tells = answer.text.contains(&places.space) || answer.text.contains("secretword");
            assert!(!tells, "{} tells {who}: {}", row.route, answer.text);
            if expected >= 400 && (row.path.contains("{id}") || row.path.contains("{chat}")) {
                let nowhere = "00000000-0000-7000-8000-000000000000".to_owned();
                let nowhere = Places { space: nowhere.clone(), chat: nowhere, ..places };
                let there = person.asks(&format!("{method} {}", cast.fill(row.path, &nowhere)), (row.body)()).await;
                assert_eq!(answer, there, "{} for {who}: as if there were no such space", row.route);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn news_of_a_space_is_heard_by_its_members_and_nobody_else(store: Store) {
    let cast = Cast::on(store).await;
    let Places { space, .. } = cast.space().await;
    let mut lives = Vec::new();
    for (caller, person) in cast.callers.iter().enumerate() {
        if ![0, 6].contains(&caller) {
            lives.push((caller, person, person.connects_with(Js).await));
        }
    }
    let (owner, stranger, newcomer) = (&cast.callers[4], &cast.callers[1], &cast.newcomer);
    let newcomers = newcomer.connects_with(Js).await;
    let bystanders = cast.bystander.connects_with(Js).await;

    owner.gets(200, &format!("PATCH /spaces/{space}"), json!({ "name": "other" })).await;
    let invitations = newcomer.gets(200, "GET /space-invitations", Value::Null).await;
    let ours = invitations["items"].as_array().unwrap().iter().find(|one| one["space"]["id"] == json!(space)).unwrap();
    let accept = format!("POST /space-invitations/{}", ours["id"].as_str().unwrap());
    newcomer.gets(200, &accept, json!({})).await;
    newcomers.hears("space.joined", json!({ "id": space })).await;
    let member = format!("PUT /spaces/{space}/members/{}", newcomer.id);
    owner.gets(200, &member, json!({ "role": "admin" })).await;
    owner.gets(204, &format!("DELETE /spaces/{space}/members/{}", cast.bystander.id), Value::Null).await;
    bystanders.hears("space.left", json!({ "space_id": space })).await;
    owner.gets(200, &format!("PATCH /spaces/{space}"), json!({ "name": "after the removal" })).await;
    owner.gets(201, &format!("POST /spaces/{space}/invitations"), json!({ "username": stranger.name })).await;

    for (caller, person, live) in &lives {
        // News of spaces, and what is told of them, comes by way of other features than the fence.
        if *caller == 1 {
            live.hears("space.invited", json!({})).await;
            live.hears("notification.created", json!({})).await;
        } else if !OUTSIDERS.contains(caller) {
            live.hears("space.changed", json!({ "name": "after the removal" })).await;
        }
        person.waits_for_all_news(live).await;
        let heard = live.heard().await;
        let about = |news: &&Value| news["data"].to_string().contains(space.as_str());
        let mut heard: Vec<_> = heard.iter().filter(about).map(|news| news["event"].as_str().unwrap()).collect();
        heard.dedup();
        match caller {
            1 => {
                heard.sort_unstable();
                assert_eq!(heard, ["notification.created", "space.invited"], "the stranger, who is invited");
            }
            caller if OUTSIDERS.contains(caller) => assert!(heard.is_empty(), "{} hears {heard:?}", CALLERS[*caller]),
            _ => assert_eq!(
                heard,
                ["space.changed", "space.member_joined", "space.member_changed", "space.member_left", "space.changed"],
                "{}",
                CALLERS[*caller]
            ),
        }
    }
    cast.bystander.waits_for_all_news(&bystanders).await;
    let heard = bystanders.heard_names().await;
    let left = heard.iter().position(|name| name == "space.left").unwrap();
    assert_eq!(heard[left + 1..], ["chat.joined"], "nothing of the space follows but the fence");
}
