//! Every route of moderation. Who has no say in a case meets it as if there were none.

use serde_json::{Value, json};

use crate::harness::{Person, Server, Store, on_both_stores};

on_both_stores!(every_route_answers_each_caller_as_it_should);

/// The kinds of caller, in the order of the tables' columns. The space admin is one of the space that the case is in, the
/// author the one it is about.
const CALLERS: [&str; 8] =
    ["nobody", "stranger", "reporter", "author", "space admin", "moderator", "site admin", "ended session"];
const OUTSIDERS: [usize; 3] = [1, 2, 3];

/// What sockets hear of moderation; who does: tests/api/moderation.rs.
pub const NEWS: [&str; 9] = [
    "message.hidden",
    "message.restored",
    "share.hidden",
    "share.restored",
    "share.comment_hidden",
    "share.comment_restored",
    "decision.made",
    "report.closed",
    "crisis.offered",
];

/// As in the OpenAPI document; with `{…}` to be filled in; what is sent; what each caller gets.
type Row = (&'static str, &'static str, fn() -> Value, [u16; 8]);

const SIGNED_IN: fn(u16) -> [u16; 8] = |s| [401, s, s, s, s, s, s, 401];
const STAFF: fn(u16) -> [u16; 8] = |s| [401, 403, 403, 403, 403, s, s, 401];
const ADMIN: fn(u16) -> [u16; 8] = |s| [401, 403, 403, 403, 403, 403, s, 401];
/// Who may decide on a case.
const DECIDERS: fn(u16) -> [u16; 8] = |s| [401, 404, 404, 404, s, s, s, 401];
const NOBODYS: &str = "00000000-0000-7000-8000-000000000009";

/// Whoever has a code, whoever they are.
const ANYBODY: fn(u16) -> [u16; 8] = |status| [status; 8];

const NONE: fn() -> Value = || Value::Null;

fn rows() -> [Row; 25] {
    let reported = || json!({ "subject": { "kind": "account", "account_id": NOBODYS }, "reason": "spam" });
    let case = "GET /moderation/reports/{id}";
    let decision = || json!({ "act": "hide", "reason": "spam" });
    let answer = || json!({ "outcome": "upheld" });
    let appeal = "POST /decisions/00000000-0000-7000-8000-000000000009/appeal";
    let answered = "POST /moderation/appeals/00000000-0000-7000-8000-000000000009";
    let held = "POST /moderation/held/00000000-0000-7000-8000-000000000009";
    let queue = "GET /moderation/reports?space_id={space_id}";
    [
        ("POST /reports", "POST /reports", reported, SIGNED_IN(422)),
        ("GET /reports", "GET /reports", NONE, SIGNED_IN(200)),
        ("GET /moderation/reports", queue, NONE, [401, 403, 403, 403, 200, 200, 200, 401]),
        (case, case, NONE, DECIDERS(200)),
        ("PUT /moderation/reports/{id}/claim", "PUT /moderation/reports/{id}/claim", NONE, DECIDERS(200)),
        ("DELETE /moderation/reports/{id}/claim", "DELETE /moderation/reports/{id}/claim", NONE, DECIDERS(200)),
        (
            "POST /moderation/reports/{id}/notes",
            "POST /moderation/reports/{id}/notes",
            || json!({ "text": "hm" }),
            DECIDERS(200),
        ),
        (
            "POST /moderation/reports/{id}/second-opinion",
            "POST /moderation/reports/{id}/second-opinion",
            NONE,
            DECIDERS(200),
        ),
        (
            "POST /moderation/reports/{id}/reveal",
            "POST /moderation/reports/{id}/reveal",
            NONE,
            [401, 404, 404, 404, 403, 403, 200, 401],
        ),
        ("POST /moderation/reports/{id}/decisions", "POST /moderation/reports/{id}/decisions", decision, DECIDERS(201)),
        ("GET /decisions", "GET /decisions", NONE, SIGNED_IN(200)),
        ("POST /decisions/{id}/appeal", appeal, || json!({ "text": "but" }), SIGNED_IN(404)),
        ("POST /ban-appeals/decision", "POST /ban-appeals/decision", || json!({ "code": "none" }), ANYBODY(404)),
        ("POST /ban-appeals", "POST /ban-appeals", || json!({ "code": "none", "text": "but" }), ANYBODY(404)),
        ("GET /moderation/appeals", "GET /moderation/appeals", NONE, STAFF(200)),
        ("POST /moderation/appeals/{id}", answered, answer, STAFF(404)),
        ("GET /moderation/held", "GET /moderation/held", NONE, STAFF(200)),
        ("POST /moderation/held/{id}", held, || json!({ "outcome": "drop" }), STAFF(404)),
        ("GET /moderation/audit", "GET /moderation/audit", NONE, STAFF(200)),
        ("GET /moderation/audit/verification", "GET /moderation/audit/verification", NONE, STAFF(200)),
        ("GET /admin/words", "GET /admin/words", NONE, ADMIN(200)),
        ("PUT /admin/words", "PUT /admin/words", || json!({ "words": [] }), ADMIN(200)),
        ("GET /admin/crisis", "GET /admin/crisis", NONE, ADMIN(200)),
        ("PUT /admin/crisis", "PUT /admin/crisis", || json!({ "phrases": [], "cards": [] }), ADMIN(200)),
        ("GET /crisis/cards", "GET /crisis/cards", NONE, SIGNED_IN(200)),
    ]
}

/// Those that have their row here.
pub fn routes() -> impl Iterator<Item = &'static str> {
    rows().into_iter().map(|(route, ..)| route)
}

struct Cast {
    /// In the order of [`CALLERS`].
    callers: Vec<Person>,
    space: String,
    _server: Server,
}

impl Cast {
    async fn on(store: Store) -> Self {
        let mut server = Server::start(store).await;
        let site_admin = server.has_admin("siteadmin").await;
        let [stranger, reporter, author, chief] = server.join(["stranger", "reporter", "author", "chief"]).await;
        let [moderator, ended] = server.join(["judge", "ended"]).await;
        let role = json!({ "role": "moderator" });
        site_admin.gets(200, &format!("PATCH /accounts/{}", moderator.id), role).await;
        ended.gets(204, "DELETE /sessions/current", Value::Null).await;
        let space = chief.makes_private_space("Space").await;
        let code = chief.makes_code(&space).await;
        for member in [&reporter, &author] {
            member.comes_in_by(&code).await;
        }
        let nobody = Person { token: String::new(), ..stranger.clone() };
        let callers = vec![nobody, stranger, reporter, author, chief, moderator, site_admin, ended];
        Self { callers, space, _server: server }
    }

    /// A fresh case: a share of the author's, that the reporter reported.
    async fn case(&self) -> String {
        let [_, _, reporter, author, _, moderator, ..] = &self.callers[..] else { panic!("eight callers") };
        let space = &self.space;
        let share = author.gets(201, &format!("POST /spaces/{space}/shares"), json!({ "text": "secretword" })).await;
        let subject = json!({ "kind": "share", "space_id": space, "share_id": share["id"] });
        reporter.gets(201, "POST /reports", json!({ "subject": subject, "reason": "hate" })).await;
        let queue = moderator.gets(200, "GET /moderation/reports?limit=500", Value::Null).await;
        let newest = queue["items"].as_array().unwrap().last().unwrap();
        assert_eq!(newest["subject"]["share_id"], share["id"]);
        newest["id"].as_str().unwrap().to_owned()
    }
}

async fn every_route_answers_each_caller_as_it_should(store: Store) {
    let cast = Cast::on(store).await;
    let mut wrong = Vec::new();
    for (route, path, body, expected) in rows() {
        for (caller, expected) in expected.into_iter().enumerate() {
            let case = if path.contains("{id}") { cast.case().await } else { String::new() };
            let fill = |id: &str| path.replace("{id}", id).replace("{space_id}", &cast.space);
            let person = &cast.callers[caller];
            let answer = person.asks(&fill(&case), body()).await;
            if answer.status != expected {
                let caller = CALLERS[caller];
                wrong.push(format!("{route} for {caller}: {}, not {expected}: {}", answer.status, answer.text));
            }
            if answer.status >= 400 {
                assert_eq!(answer.kind, "application/problem+json", "{route}");
            }
            if OUTSIDERS.contains(&caller) && path.contains("{id}") {
                assert!(!answer.text.contains("secretword"), "{route} tells {}: {}", CALLERS[caller], answer.text);
                let nowhere = person.asks(&fill(NOBODYS), body()).await;
                assert_eq!(answer, nowhere, "{route} for {}: as if there were no such case", CALLERS[caller]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
