//! The feature as a client meets it, for the tests beside the routes.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tokio::sync::mpsc::Receiver;
use tower::ServiceExt;
use uuid::Uuid;

use super::blocks::Silence;
use super::blocks::store::{BlockStore, Lifted, Put, Silenced, SqlBlocks};
use super::model::{AccountId, NewAccount};
use super::routes::router;
use super::service::Accounts;
use super::store::contract::new_account;
use super::store::{AccountStore, SqlAccounts};
use crate::accounts::{
    AccountEvent, AccountParts, ExportSection, Online, Person, PersonId, Pseudonyms, Withholding, handlers,
};
use crate::media::{Media, MediaParts};
use crate::platform::audit::Audit;
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::http::surround::ClientAddress;
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, Worker};
use crate::platform::mail::Mailer;
use crate::platform::objects::Objects;
use crate::platform::oidc::Providers;
use crate::platform::passwords::Passwords;
use crate::platform::screening::{Lenient, Screen};
use crate::platform::sealing::Seal;
use crate::platform::testing::{Fresh, Kind};
use crate::platform::tokens::Tokens;

#[derive(Default)]
pub struct Here(pub Mutex<HashSet<AccountId>>);

impl Online for Here {
    fn online(&self, account: AccountId) -> bool {
        self.0.lock().unwrap().contains(&account)
    }
    fn all_online(&self, after: Option<AccountId>, limit: i64) -> Vec<AccountId> {
        let mut all: Vec<AccountId> = self.0.lock().unwrap().iter().copied().collect();
        all.sort_unstable();
        all.into_iter().filter(|id| after.is_none_or(|after| *id > after)).take(limit as usize).collect()
    }
}

/// Where there are no spaces there are no pseudonyms.
struct Unknown;

#[async_trait]
impl Pseudonyms for Unknown {
    async fn met(&self, _: AccountId, _: Uuid, _: PersonId) -> Stored<Option<AccountId>> {
        Ok(None)
    }
    async fn shown(&self, _: &[PersonId]) -> Stored<HashMap<PersonId, Person>> {
        Ok(HashMap::new())
    }
}

pub struct Server {
    pub accounts: Accounts,
    pub media: Media,
    pub clock: Clock,
    pub here: Arc<Here>,
    pub jobs: Jobs,
    events: Receiver<AccountEvent>,
    router: axum::Router,
    worker: Worker,
    mail: std::path::PathBuf,
    pub fresh: Fresh,
}

/// Accounts that block each other, for the contracts of features above: what a block does to what they keep.
pub struct Grudges {
    accounts: SqlAccounts,
    blocks: SqlBlocks,
}

impl Grudges {
    pub fn on(db: Db, withholding: Vec<Arc<dyn Withholding>>) -> Self {
        let audit = Audit::new(db.clone(), &[7; 32]);
        Self {
            accounts: SqlAccounts { db: db.clone(), audit },
            blocks: SqlBlocks { db, withholding: withholding.into() },
        }
    }

    /// What is withheld by it.
    pub async fn blocks(&self, who: AccountId, whom: PersonId) -> Vec<Uuid> {
        let username = format!("a{}", who.0.as_u128());
        let new = NewAccount { id: who, ..new_account(who.0.as_u128(), &username) };
        self.accounts.register(new, None, vec![]).await.unwrap();
        let new = Silenced { person: whom, space: None, created_at: Time::from_millis(0) };
        match self.blocks.put(who, Silence::Block, new, 10).await.unwrap() {
            Put::Now { withheld } => withheld,
            other => panic!("{other:?}"),
        }
    }

    /// What is there again.
    pub async fn unblocks(&self, who: AccountId, whom: PersonId) -> Vec<Uuid> {
        match self.blocks.lift(who, Silence::Block, whom).await.unwrap() {
            Lifted::Now { restored, .. } => restored,
            Lifted::NotThere => panic!("they weren't blocked"),
        }
    }
}

/// Somebody who signed in.
pub struct Client {
    pub id: Value,
    pub token: String,
    pub refresh_token: String,
    pub session: Value,
}

impl Server {
    pub async fn start() -> Self {
        Self::set_up(|_| {}, vec![]).await
    }

    pub async fn set_up(change: impl FnOnce(&mut Settings), export: Vec<Arc<dyn ExportSection>>) -> Self {
        let fresh = Fresh::open(Kind::SqliteInMemory).await;
        let mut settings = Settings::defaults();
        settings.data.dir = fresh.folder().to_owned();
        (settings.passwords.memory_kib, settings.passwords.iterations) = (8, 1);
        change(&mut settings);
        let clock = Clock::manual(Time::from_millis(1_700_000_000_000));
        let ids = Ids::new(clock.clone());
        let (events, here, jobs) = (Bus::default(), Arc::new(Here::default()), Jobs::new(fresh.db.clone()));
        let heard = events.listen();
        let media = Media::new(MediaParts {
            settings: &settings,
            db: fresh.db.clone(),
            objects: Objects::open(&settings).unwrap(),
            jobs: jobs.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            events: Bus::default(),
            key: vec![7; 32],
        });
        let accounts = Accounts::new(AccountParts {
            settings: &settings,
            db: fresh.db.clone(),
            jobs: jobs.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            tokens: Tokens::new(&[7; 32], std::time::Duration::from_secs(900)),
            passwords: Passwords::new(&settings.passwords).unwrap(),
            seal: Seal::new(&[7; 32]).unwrap(),
            providers: Providers::default(),
            media: media.clone(),
            events,
            online: here.clone(),
            farewell: vec!["chat.farewell"],
            pseudonyms: Arc::new(Unknown),
            withholding: vec![],
            export,
            screen: Screen::new(Arc::new(Lenient)),
            audit: Audit::new(fresh.db.clone(), &[7; 32]),
        });
        let mailer = Mailer::new(&settings, clock.clone(), ids).unwrap();
        let worker = Worker::new(jobs.clone(), clock.clone(), handlers(&accounts, &mailer));
        let (router, _) = router().split_for_parts();
        let address = ClientAddress([127, 0, 0, 1].into());
        let router = router.layer(Extension(accounts.clone())).layer(Extension(address));
        let mail = settings.data.dir.join("mail");
        Self { accounts, media, clock, here, jobs, events: heard, router, worker, mail, fresh }
    }

    pub async fn answers(&self, request: Request<Body>) -> (u16, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// `ask` is like "POST /sessions".
    pub async fn asked(&self, ask: &str, token: &str, body: Value) -> (u16, Value) {
        let (method, path) = ask.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            request = request.header("content-type", "application/json");
            Body::from(body.to_string())
        };
        self.answers(request.body(body).unwrap()).await
    }

    /// As [`Server::asked`], where the status must be this one.
    pub async fn gets(&self, status: u16, ask: &str, token: &str, body: Value) -> Value {
        let (answered, body) = self.asked(ask, token, body).await;
        assert_eq!(answered, status, "{ask}: {body}");
        body
    }

    pub async fn registers(&self, username: &str) -> Value {
        self.clock.advance(std::time::Duration::from_millis(1));
        let email = format!("{username}@example.org");
        let body = json!({ "username": username, "email": email, "name": username, "password": "password 1" });
        self.gets(201, "POST /accounts", "", body).await
    }

    pub async fn signs_in(&self, username: &str) -> Client {
        // Ids are in order from one millisecond to the next.
        self.clock.advance(std::time::Duration::from_millis(1));
        let body = json!({ "login": username, "password": "password 1" });
        let tokens = self.gets(201, "POST /sessions", "", body).await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let id = self.gets(200, "GET /me", &token, Value::Null).await["id"].clone();
        let refresh_token = tokens["refresh_token"].as_str().unwrap().to_owned();
        Client { id, token, refresh_token, session: tokens["session_id"].clone() }
    }

    pub async fn joins(&self, username: &str) -> Client {
        self.registers(username).await;
        self.signs_in(username).await
    }

    /// The first admin, by the set-up link.
    pub async fn has_admin(&self, username: &str) -> Client {
        let link = self.accounts.setup_invitation().await.unwrap().unwrap();
        let email = format!("{username}@example.org");
        let body = json!({ "username": username, "email": email, "name": username, "password": "password 1",
            "invitation": link.code });
        assert_eq!(self.gets(201, "POST /accounts", "", body).await["role"], "admin");
        self.signs_in(username).await
    }

    /// What was announced since this was asked last.
    pub fn heard(&mut self) -> Vec<AccountEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    /// Does the jobs that are due; the codes of the mails that went to this address, and to nobody else.
    pub async fn mailed(&self, to: &str) -> Vec<String> {
        while self.worker.round().await.unwrap() > 0 {}
        let Ok(letters) = std::fs::read_dir(&self.mail) else { return Vec::new() };
        let letters = letters.map(|letter| {
            let path = letter.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap().replace("=\r\n", "").replace("=3D", "=");
            std::fs::remove_file(path).unwrap();
            assert!(text.contains(&format!("To: {to}")), "{text}");
            let code = text.split_once("?code=").unwrap().1;
            code.split_whitespace().next().unwrap().to_owned()
        });
        letters.collect()
    }
}
