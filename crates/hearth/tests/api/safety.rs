//! Promise 6: after a ban, a removal, leaving, or the end of a session, nothing more is delivered, on any channel and on
//! any of two processes. Who may no longer hear is never told anything that was said more than a second later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{Js, Live, Person, Python, Server, Store, until};

const AT_MOST: Duration = Duration::from_secs(1);

/// A space with a group, an admin of the server, and somebody who never stops talking.
struct Scene {
    one: Server,
    other: Option<Server>,
    admin: Person,
    ana: Person,
    space: String,
    chat: String,
}

/// What is done to somebody.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Ban,
    BanFromSpace,
    RemovedFromSpace,
    RemovedFromGroup,
    LeavesGroup,
    SessionEnds,
    PasswordChanges,
    MayNotRead,
}

const DEEDS: [Deed; 8] = [
    Deed::Ban,
    Deed::BanFromSpace,
    Deed::RemovedFromSpace,
    Deed::RemovedFromGroup,
    Deed::LeavesGroup,
    Deed::SessionEnds,
    Deed::PasswordChanges,
    Deed::MayNotRead,
];

impl Scene {
    async fn on(store: Store, two: bool) -> Self {
        let mut one = Server::start(store).await;
        let admin = one.has_admin("chief").await;
        let other = if two { Some(one.beside().await) } else { None };
        let ana = one.joins("ana").await;
        let space = ana.makes_community("garden", json!({})).await;
        let chat = ana.opens_chat_in(&space, "roses").await;
        Self { one, other, admin, ana, space, chat }
    }

    /// Somebody new in the group; another session of theirs, for what one does oneself.
    async fn joins(&self, name: &str) -> (Person, Person) {
        let bo = self.one.joins(name).await;
        bo.joins_space(&self.space).await;
        bo.joins_chat(&self.chat).await;
        let elsewhere = bo.signs_in().await;
        (bo, elsewhere)
    }

    async fn does(&self, deed: Deed, bo: &Person, elsewhere: &Person) {
        let Self { admin, ana, space, chat, .. } = self;
        let (id, nothing) = (&bo.id, Value::Null);
        match deed {
            Deed::Ban => admin.gets(200, &format!("PUT /accounts/{id}/ban"), json!({ "reason": "spam" })).await,
            Deed::BanFromSpace => ana.gets(200, &format!("PUT /spaces/{space}/bans/{id}"), json!({})).await,
            Deed::RemovedFromSpace => ana.gets(204, &format!("DELETE /spaces/{space}/members/{id}"), nothing).await,
            Deed::RemovedFromGroup => ana.gets(204, &format!("DELETE /chats/{chat}/members/{id}"), nothing).await,
            Deed::LeavesGroup => elsewhere.gets(204, &format!("DELETE /chats/{chat}/members/{id}"), nothing).await,
            Deed::SessionEnds => elsewhere.gets(204, &format!("DELETE /sessions/{}", bo.session), nothing).await,
            Deed::PasswordChanges => {
                let body = json!({ "old_password": "password 1", "new_password": "password 2" });
                elsewhere.gets(204, "PUT /me/password", body).await
            }
            Deed::MayNotRead => {
                let permission = format!("PUT /accounts/{id}/permissions/read_messages");
                admin.gets(200, &permission, json!({ "allowed": false })).await
            }
        };
    }

    /// One says something every few milliseconds, at each process in turn, until told to stop; how often.
    fn talks(&self, over: &Arc<AtomicBool>) -> tokio::task::JoinHandle<i64> {
        let mut mouths = vec![self.ana.clone()];
        mouths.extend(self.other.as_ref().map(|other| self.ana.at(other)));
        let (chat, over) = (self.chat.clone(), over.clone());
        tokio::spawn(async move {
            let mut said = 0;
            while !over.load(Ordering::SeqCst) {
                for mouth in &mouths {
                    said = mouth.sends(&chat, "on and on").await["number"].as_i64().unwrap();
                }
            }
            said
        })
    }

    /// Sockets of this person at each process.
    async fn sockets(&self, who: &Person) -> Vec<Live> {
        let mut sockets = vec![who.connects_with(Js).await, who.connects_with(Python).await];
        if let Some(other) = &self.other {
            sockets.push(who.at(other).connects_with(Js).await);
        }
        sockets
    }

    async fn holds(&self, deed: Deed) {
        let name = format!("bo{}", deed as u8);
        let (bo, elsewhere) = self.joins(&name).await;
        let (sockets, others) = (self.sockets(&bo).await, self.sockets(&self.ana).await);
        let over = Arc::new(AtomicBool::new(false));
        let talking = self.talks(&over);
        for live in &sockets {
            live.hears("message.sent", json!({ "chat_id": self.chat })).await;
        }
        self.does(deed, &bo, &elsewhere).await;
        let done = Instant::now();
        let last = self.newest().await;
        self.is_refused(deed, &bo, done).await;
        until("it went on for longer", async || {
            let longer = done.elapsed() > 2 * AT_MOST;
            (longer && self.newest().await > last + 10).then_some(())
        })
        .await;
        over.store(true, Ordering::SeqCst);
        let newest = talking.await.unwrap();
        assert!(newest > last + 10, "{deed:?}: much was said afterwards: {last} to {newest}");
        for live in &others {
            live.hears("message.sent", json!({ "number": newest })).await;
        }
        let latest = self.latest_allowed(last).await;
        for (place, live) in sockets.iter().enumerate() {
            let heard = live.heard().await;
            let numbers =
                heard.iter().filter(|news| news["event"] == "message.sent" && news["data"]["chat_id"] == self.chat);
            let heard = numbers.map(|news| news["data"]["number"].as_i64().unwrap()).max().unwrap();
            assert!(heard <= latest, "{deed:?}, socket {place}: heard {heard}, and {latest} is the last allowed");
        }
    }

    async fn newest(&self) -> i64 {
        self.ana.gets(200, &format!("GET /chats/{}", self.chat), Value::Null).await["last_number"].as_i64().unwrap()
    }

    /// The number of the newest message that was said within a second of the one that was the newest at the deed.
    async fn latest_allowed(&self, last: i64) -> i64 {
        let page = format!("GET /chats/{}/messages?after={}&limit=500", self.chat, last - 1);
        let items = self.ana.gets(200, &page, Value::Null).await["items"].as_array().unwrap().clone();
        let at = |message: &Value| -> jiff::Timestamp { message["created_at"].as_str().unwrap().parse().unwrap() };
        let until = at(&items[0]) + jiff::SignedDuration::try_from(AT_MOST).unwrap();
        items
            .iter()
            .filter(|message| at(message) <= until)
            .filter_map(|message| message["number"].as_i64())
            .max()
            .unwrap()
    }

    /// By REST, at each process.
    async fn is_refused(&self, deed: Deed, bo: &Person, done: Instant) {
        let mut places = vec![bo.clone()];
        places.extend(self.other.as_ref().map(|other| bo.at(other)));
        for place in places {
            let status = until("it is refused", async || {
                // How long the answer takes is another matter.
                let asked = done.elapsed();
                let answer = place.asks(&format!("GET /chats/{}/messages", self.chat), Value::Null).await;
                assert!(answer.status != 200 || asked <= AT_MOST, "{deed:?}: asked for {asked:?} later");
                (answer.status != 200).then_some(answer.status)
            })
            .await;
            let expected = match deed {
                Deed::Ban | Deed::SessionEnds | Deed::PasswordChanges => 401,
                Deed::MayNotRead => 403,
                _ => 404,
            };
            assert_eq!(status, expected, "{deed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_delivered_afterwards_on_sqlite() {
    let scene = Scene::on(Store::Sqlite, false).await;
    for deed in DEEDS {
        scene.holds(deed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_delivered_afterwards_by_two_processes_on_postgres() {
    let scene = Scene::on(Store::Postgres, true).await;
    for deed in DEEDS {
        scene.holds(deed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_from_the_console_is_as_good() {
    let server = Server::start(Store::Sqlite).await;
    let bo = server.joins("bo").await;
    let live = bo.connects_with(Js).await;
    let calendar = bo.gets(201, "POST /me/calendar", Value::Null).await;
    let feed = calendar["address"].as_str().unwrap().split_once("/api/v1").unwrap().1.to_owned();
    let feed = format!("/api/v1{feed}");
    assert_eq!(server.web().fetches(&feed, &[]).await.0, 200);
    let said = server.runs(&["admin", "ban", "bo", "--reason", "spam", "--until", "2100-01-01T00:00:00Z"]).await;
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    live.is_cut_off().await;
    bo.gets(401, "GET /me", Value::Null).await;
    assert_eq!(server.web().fetches(&feed, &[]).await.0, 404);
    let sign_in = json!({ "login": "bo", "password": "password 1" });
    let refused = bo.gets(403, "POST /sessions", sign_in.clone()).await;
    assert_eq!((&refused["code"], &refused["about"]["reason"]), (&json!("accounts.banned"), &json!("spam")));
    assert_eq!(refused["about"]["until"], "2100-01-01T00:00:00.000Z");
    assert!(!server.runs(&["admin", "ban", "bo", "--reason", " "]).await.status.success());
    assert!(server.runs(&["admin", "unban", "bo"]).await.status.success());
    bo.gets(201, "POST /sessions", sign_in).await;
    assert_eq!(server.web().fetches(&feed, &[]).await.0, 200);
}
