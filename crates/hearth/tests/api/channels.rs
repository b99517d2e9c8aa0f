//! Promise 6, on the channels besides requests and sockets (tests/api/safety.rs): signed addresses of pictures, private
//! calendars, and the pushes and mails that are on their way already. On one process and on two.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::gallery::{Kind, file, photo};
use crate::harness::{Person, Server, Store, until};
use crate::mail::{code_in, files};
use crate::pushes::{Browser, Service};

const AT_MOST: Duration = Duration::from_secs(1);
/// Mails wait for so long before they go out; pushes for less.
const MAIL_AFTER: &str = "2";

/// What is done to Bo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Ban,
    SessionEnds,
    LeavesGroup,
    RemovedFromSpace,
    /// Bo blocks who writes to them alone.
    Blocks,
}

const DEEDS: [Deed; 5] = [Deed::Ban, Deed::SessionEnds, Deed::LeavesGroup, Deed::RemovedFromSpace, Deed::Blocks];

struct Scene {
    one: Server,
    other: Option<Server>,
    admin: Person,
    pushes: Service,
}

/// Bo, and all by which they are reached.
struct Reached {
    bo: Person,
    elsewhere: Person,
    /// Who speaks to them, and where.
    ana: Person,
    space: String,
    chat: String,
    picture: String,
    feed: String,
    browser: Browser,
}

impl Scene {
    async fn on(store: Store, two: bool) -> Self {
        let pushes = Service::opens().await;
        let services = format!("[\"{}\"]", pushes.origin);
        let settings =
            [("notifications.push_services", services.as_str()), ("notifications.mail_after_seconds", MAIL_AFTER)];
        let mut one = Server::with(store, &settings).await;
        let admin = one.has_admin("chief").await;
        let other = if two { Some(one.beside().await) } else { None };
        Self { one, other, admin, pushes }
    }

    fn mails(&self, to: &Person) -> Vec<String> {
        files(&self.one.data().join("mail"), &format!("{}@example.org", to.name))
    }

    async fn reaches(&self, deed: Deed) -> Reached {
        let ana = self.one.joins(&format!("ana{}", deed as u8)).await;
        let bo = self.one.joins(&format!("bo{}", deed as u8)).await;
        let mail = until("the first mail arrives", async || self.mails(&bo).pop()).await;
        bo.gets(204, &format!("POST /email-verifications/{}", code_in(&mail)), Value::Null).await;
        let mut settings = bo.gets(200, "GET /me/notifications", Value::Null).await;
        settings["email"] = json!("at_once");
        bo.gets(200, "PUT /me/notifications", settings).await;
        let browser = Browser::subscribes(&bo.name, &bo, &self.pushes).await;
        let elsewhere = bo.signs_in().await;

        let space = ana.makes_private_space("Home").await;
        bo.comes_in_by(&ana.makes_code(&space).await).await;
        let chat = match deed {
            Deed::Blocks => bo.talks_with(&ana).await,
            _ => {
                let chat = ana.opens_chat_in(&space, "Kitchen").await;
                bo.joins_chat(&chat).await;
                chat
            }
        };
        let media = ana.has_picture(&file(Kind::Jpeg, photo(40 + deed as u32, 30))).await["id"].clone();
        let body = json!({ "attachments": [{ "media_id": media }] });
        let sent = ana.gets(201, &format!("POST /chats/{chat}/messages"), body).await;
        let picture = sent["attachments"][0]["picture"]["medium"]["address"].as_str().unwrap().to_owned();
        let picture = format!("{picture}&pass={}", bo.pass().await);
        let calendar = bo.gets(201, "POST /me/calendar", Value::Null).await;
        let feed = format!("/api/v1{}", calendar["address"].as_str().unwrap().split_once("/api/v1").unwrap().1);
        Reached { bo, elsewhere, ana, space, chat, picture, feed, browser }
    }

    async fn does(&self, deed: Deed, reached: &Reached) {
        let Reached { bo, elsewhere, ana, space, chat, .. } = reached;
        let (id, nothing) = (&bo.id, Value::Null);
        match deed {
            Deed::Ban => self.admin.gets(200, &format!("PUT /accounts/{id}/ban"), json!({ "reason": "spam" })).await,
            Deed::SessionEnds => elsewhere.gets(204, &format!("DELETE /sessions/{}", bo.session), nothing).await,
            Deed::LeavesGroup => bo.gets(204, &format!("DELETE /chats/{chat}/members/{id}"), nothing).await,
            Deed::RemovedFromSpace => ana.gets(204, &format!("DELETE /spaces/{space}/members/{id}"), nothing).await,
            Deed::Blocks => bo.gets(200, &format!("PUT /blocks/{}", ana.id), json!({})).await,
        };
    }

    /// The statuses at each process.
    async fn fetches(&self, address: &str) -> Vec<u16> {
        let mut statuses = vec![self.one.web().fetches(address, &[]).await.0];
        if let Some(other) = &self.other {
            statuses.push(other.web().fetches(address, &[]).await.0);
        }
        statuses
    }

    async fn holds(&self, deed: Deed) {
        let reached = self.reaches(deed).await;
        let Reached { bo, ana, chat, picture, feed, browser, .. } = &reached;
        let words = format!("for @{}", bo.name);
        // The premise: all of it comes.
        assert!(
            self.fetches(picture).await.iter().chain(&self.fetches(feed).await).all(|status| *status == 200),
            "{deed:?}"
        );
        ana.sends(chat, &words).await;
        until("a push comes", async || (!self.pushes.got(browser).is_empty()).then_some(())).await;
        let mails = until("a mail comes", async || Some(self.mails(bo).len()).filter(|count| *count >= 2)).await;
        let pushes = self.pushes.got(browser).len();

        // On their way: said a moment before, at the process where the deed isn't done.
        let mouth = self.other.as_ref().map_or_else(|| ana.clone(), |other| ana.at(other));
        mouth.sends(chat, &words).await;
        self.does(deed, &reached).await;
        let done = Instant::now();
        let refused = async || {
            // How long the answer takes is another matter.
            let asked = done.elapsed();
            let refused = self.fetches(picture).await.iter().all(|status| *status == 403);
            assert!(refused || asked <= AT_MOST, "{deed:?}: asked for {asked:?} later");
            refused.then_some(())
        };
        until("the picture is refused", refused).await;
        if deed == Deed::Ban {
            assert!(self.fetches(feed).await.iter().all(|status| *status == 404), "the calendar");
        }
        until("it went on for longer", async || (done.elapsed() > 6 * AT_MOST).then_some(())).await;
        assert_eq!(self.pushes.got(browser).len(), pushes, "{deed:?}: a push went out");
        match deed {
            // It is one session's end: the person is told by mail of what they have not read.
            Deed::SessionEnds => {
                until("a mail comes", async || (self.mails(bo).len() == mails + 1).then_some(())).await;
            }
            _ => assert_eq!(self.mails(bo).len(), mails, "{deed:?}: a mail went out"),
        }
    }
}

async fn nothing_comes(store: Store, two: bool) {
    let scene = Scene::on(store, two).await;
    futures_util::future::join_all(DEEDS.map(|deed| scene.holds(deed))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_afterwards_on_sqlite() {
    nothing_comes(Store::Sqlite, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_afterwards_by_two_processes_on_postgres() {
    nothing_comes(Store::Postgres, true).await;
}
