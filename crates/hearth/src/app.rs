//! The roof: builds every part, and puts their routes and listeners together. Nobody imports it but `main` and tests.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::{Extension, Router, middleware};
use serde_json::Value;
use socketioxide::SocketIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::accounts::{self, AccountEvent, AccountId, AccountParts, Accounts, Online, SessionId};
use crate::chat::{self, ChatEvent, ChatId, ChatParts, Chats};
use crate::gatherings::{self, GatheringEvent, GatheringId, GatheringParts, Gatherings, Talk};
use crate::media::{self, Gate, Media, MediaEvent, MediaParts};
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::{self, Settings};
use crate::platform::database::{self, Db, Sql, Stored, Tx};
use crate::platform::http::health::{self, Health};
use crate::platform::http::idempotency::{self, Idempotency, idempotency};
use crate::platform::http::listener::{Connection, Cuttable};
use crate::platform::http::page_files;
use crate::platform::http::problem::Problem;
use crate::platform::http::surround::{Surround, problems_only, surround};
use crate::platform::ids::Ids;
use crate::platform::jobs::{self, Jobs, Lane, Worker};
use crate::platform::limits::Limiter;
use crate::platform::live::{self, Door, Live, Presence, Visitor};
use crate::platform::mail::Mailer;
use crate::platform::metrics::Metrics;
use crate::platform::objects::Objects;
use crate::platform::passwords::Passwords;
use crate::platform::tokens::{Tokens, key_file};
use crate::shares::{self, ShareEvent, ShareParts, Shares};
use crate::spaces::{self, Face, SpaceEvent, SpaceId, SpaceParts, Spaces};

/// How often sockets whose session was ended elsewhere are looked for; what has run out is tidied each 30th time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often old pictures are removed; the store of objects is gone through each 288th time, which is daily.
const TIDY_EVERY: Duration = Duration::from_secs(300);
const TIDY_QUARANTINE: u64 = 12;
const TIDY_OBJECTS: u64 = 288;

/// How long the sockets of a stopping server stay open to be told so.
const GOODBYE: Duration = Duration::from_millis(300);

/// A server, built but not yet serving.
pub struct App {
    pub accounts: Accounts,
    services: Services,
    media: Media,
    router: Router,
    live: Live,
    sockets: SocketIo,
    db: Db,
    idempotency: Idempotency,
    requests: Limiter<std::net::IpAddr>,
    clock: Clock,
    worker: Option<Worker>,
    background: TaskTracker,
    stop: CancellationToken,
    sockets_over: CancellationToken,
    stop_timeout: Duration,
}

/// Every SQL statement there is, by name, for the test that prepares them all.
pub fn statements() -> Vec<(&'static str, &'static Sql)> {
    let floor =
        [jobs::STATEMENTS, idempotency::STATEMENTS, database::STATEMENTS, database::backup::STATEMENTS].concat();
    let above = [chat::statements(), shares::statements(), gatherings::statements()].concat();
    [floor, media::statements(), accounts::statements(), spaces::statements(), above].concat()
}

/// Builds the server on an open, migrated database.
pub async fn build(settings: &Settings, db: Db, clock: Clock) -> Result<App, String> {
    let ids = Ids::new(clock.clone());
    let metrics = Metrics::default();
    let jobs = Jobs::new(db.clone());
    let live = Live::new(settings.limits.sockets_per_account, metrics.clone());
    let tokens =
        Tokens::new(&key(settings, "access-tokens")?, Duration::from_secs(settings.accounts.access_token_seconds));
    let passwords = Passwords::new(&settings.passwords)?;
    let background = TaskTracker::new();
    let (stop, sockets_over) = (CancellationToken::new(), CancellationToken::new());

    let (media, media_events) = pictures(settings, &db, &jobs, &clock, &ids)?;
    let floor = Floor {
        db: db.clone(),
        jobs: jobs.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        tokens: tokens.clone(),
        passwords,
        live: live.clone(),
        metrics: metrics.clone(),
    };
    let (services, events) = services(settings, &floor, &media);
    let started = services.spaces.set_up().await;
    started.map_err(|error| format!("the topics of communities can't be set up: {error}"))?;
    let Services { accounts, spaces, chats, shares, gatherings } = services.clone();

    // These end with the process: as long as anybody can announce, they listen.
    tokio::spawn(accounts::announce(live.clone(), events.accounts.listen()));
    tokio::spawn(chat::withhold(chats.clone(), events.accounts.listen()));
    tokio::spawn(spaces::announce(live.clone(), events.spaces.listen()));
    tokio::spawn(chat::follow(chats.clone(), events.spaces.listen()));
    tokio::spawn(chat::announce(live.clone(), events.chats.listen()));
    tokio::spawn(shares::announce(live.clone(), events.shares.listen()));
    tokio::spawn(gatherings::follow(gatherings.clone(), events.spaces.listen()));
    let talk = Arc::new(Groups(chats.clone()));
    tokio::spawn(gatherings::keep(live.clone(), gatherings.clone(), events.gatherings.listen()));
    tokio::spawn(gatherings::announce(live.clone(), talk, events.gatherings.listen()));
    tokio::spawn(media::announce(live.clone(), media_events));
    tokio::spawn(cut_ended_sessions(live.clone(), events.accounts.listen()));

    let mailer = Mailer::new(settings, clock.clone(), ids)?;
    let mut handlers = accounts::handlers(&accounts, &mailer);
    handlers.extend(spaces::handlers(&spaces));
    handlers.extend(chat::handlers(&chats, db.clone(), media.clone(), events.chats));
    handlers.extend(shares::handlers(&shares));
    handlers.extend(gatherings::handlers(&gatherings, &mailer));
    handlers.extend(media::handlers(&media));
    let worker = Some(Worker::new(jobs, clock.clone(), handlers).with(&settings.jobs));

    let door = FrontDoor { accounts: accounts.clone(), spaces, chats, live: live.clone(), clock: clock.clone() };
    let (socket_layer, sockets) =
        live::layer(settings, live.clone(), Arc::new(door), background.clone(), sockets_over.clone());
    let limits = &settings.limits;
    let requests = requests(limits);
    let idempotency_keys = Idempotency { db: db.clone(), clock: clock.clone(), tokens, body_bytes: limits.body_bytes };
    let around = Surround {
        trusted_proxies: settings.server.trusted_proxies.clone().into(),
        requests: requests.clone(),
        metrics: metrics.clone(),
    };

    let metrics_from = settings.server.metrics_from.clone().into();
    let health = Health { db: db.clone(), stop: stop.clone(), metrics, metrics_from };
    let router = router(settings, services.clone(), media.clone(), &idempotency_keys, health)
        // Outside the time-out: a long poll is held on purpose.
        .layer(socket_layer)
        .layer(middleware::from_fn_with_state(live.clone(), live::upgrades))
        .layer(middleware::from_fn_with_state(around, surround));

    Ok(App {
        accounts,
        services,
        media,
        router,
        live,
        sockets,
        db,
        idempotency: idempotency_keys,
        requests,
        clock,
        worker,
        background,
        stop,
        sockets_over,
        stop_timeout: Duration::from_secs(settings.server.stop_timeout_seconds),
    })
}

/// The pictures, and what happens to them.
fn pictures(
    settings: &Settings,
    db: &Db,
    jobs: &Jobs,
    clock: &Clock,
    ids: &Ids,
) -> Result<(Media, Receiver<MediaEvent>), String> {
    let events = Bus::default();
    let heard = events.listen();
    let media = Media::new(MediaParts {
        settings,
        db: db.clone(),
        objects: Objects::open(settings)?,
        jobs: jobs.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events,
        key: key(settings, "picture-addresses")?,
    });
    Ok((media, heard))
}

fn requests(limits: &config::Limits) -> Limiter<std::net::IpAddr> {
    let rate = limits.requests_per_address;
    Limiter::per_second("request.too_many", limits.enabled, rate, rate.saturating_mul(10))
}

/// A key of the server's own, made when there is none.
fn key(settings: &Settings, name: &str) -> Result<Vec<u8>, String> {
    key_file(&settings.data.dir.join("keys").join(format!("{name}.key")))
        .map_err(|error| format!("the key {name} can't be read or made: {error}"))
}

/// What the features stand on.
struct Floor {
    db: Db,
    jobs: Jobs,
    clock: Clock,
    ids: Ids,
    tokens: Tokens,
    passwords: Passwords,
    live: Live,
    metrics: Metrics,
}

/// The features' acts.
#[derive(Clone)]
struct Services {
    accounts: Accounts,
    spaces: Spaces,
    chats: Chats,
    shares: Shares,
    gatherings: Gatherings,
}

/// What the features announce.
#[derive(Default)]
struct Events {
    accounts: Bus<AccountEvent>,
    spaces: Bus<SpaceEvent>,
    chats: Bus<ChatEvent>,
    shares: Bus<ShareEvent>,
    gatherings: Bus<GatheringEvent>,
}

/// The features, from the lowest up.
fn services(settings: &Settings, floor: &Floor, media: &Media) -> (Services, Events) {
    let Floor { db, jobs, clock, ids, tokens, passwords, live, metrics } = floor;
    let events = Events::default();
    let accounts = Accounts::new(AccountParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        tokens: tokens.clone(),
        passwords: passwords.clone(),
        events: events.accounts.clone(),
        online: Arc::new(OnlineNow(live.clone())),
        media: media.clone(),
        pseudonyms: spaces::pseudonyms(db.clone()),
        withholding: vec![chat::withholding()],
        farewell: vec![chat::FAREWELL, shares::FAREWELL, gatherings::FAREWELL, spaces::FAREWELL, media::FAREWELL],
        export: [
            spaces::export(db.clone()),
            vec![chat::export(db.clone())],
            shares::export(db.clone()),
            gatherings::export(db.clone()),
        ]
        .concat(),
    });
    let spaces = Spaces::new(SpaceParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.spaces.clone(),
        tenants: vec![chat::tenant(db.clone()), shares::tenant(db.clone()), gatherings::tenant(db.clone())],
    });
    let chats = Chats::new(ChatParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.chats.clone(),
        metrics: metrics.clone(),
    });
    let shares = Shares::new(ShareParts {
        settings,
        db: db.clone(),
        spaces: spaces.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.shares.clone(),
    });
    let gatherings = Gatherings::new(GatheringParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        talk: Arc::new(Groups(chats.clone())),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.gatherings.clone(),
    });
    (Services { accounts, spaces, chats, shares, gatherings }, events)
}

/// All that answers within a time-out: the interface, its documents, health, and the page for everything else.
fn router(settings: &Settings, services: Services, media: Media, keys: &Idempotency, health: Health) -> Router {
    let gate: Arc<dyn Gate> = Arc::new(services.accounts.clone());
    let (api, uploads, document) = api();
    let timeout = |time| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time);
    api.layer(Extension(services.gatherings))
        .layer(Extension(services.shares))
        .layer(Extension(services.chats))
        .layer(Extension(services.spaces))
        .layer(Extension(services.accounts))
        .layer(middleware::from_fn_with_state(keys.clone(), idempotency))
        .merge(health::routes(health))
        .merge(utoipa_swagger_ui::SwaggerUi::new("/docs").url("/api/v1/openapi.json", document))
        .fallback(page_files::serve)
        .layer(DefaultBodyLimit::max(settings.limits.body_bytes))
        .layer(CompressionLayer::new().gzip(true))
        .layer(timeout(settings.request_timeout()))
        // The file itself has its own time-out, which is to come first.
        .merge(uploads.layer(timeout(Duration::from_secs(settings.media.upload_seconds) + settings.request_timeout())))
        .layer(Extension(media))
        .layer(Extension(gate))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(problems_only))
}

impl App {
    /// Serves until `until` is over, then stops gracefully: no new connections, sockets are told, requests under way are
    /// finished.
    pub async fn serve(mut self, listener: TcpListener, until: impl Future<Output = ()> + Send + 'static) {
        if let Some(worker) = self.worker.take() {
            self.background.spawn(worker.in_lane(Lane::Slow).run(self.stop.clone()));
            self.background.spawn(worker.run(self.stop.clone()));
        }
        self.background.spawn(tidy_pictures(self.media.clone(), self.stop.clone()));
        self.background.spawn(tidy(
            self.services.clone(),
            self.live.clone(),
            self.idempotency.clone(),
            self.requests.clone(),
            self.clock.clone(),
            self.stop.clone(),
        ));
        let (stop, live, sockets) = (self.stop.clone(), self.live.clone(), self.sockets.clone());
        let sockets_over = self.sockets_over.clone();
        let ending = async move {
            until.await;
            tracing::info!("stopping");
            stop.cancel();
            live.tell_all("live.closing", &serde_json::json!({ "reason": "server_stopping" }));
            // Who polls comes for it with the next poll.
            tokio::time::sleep(GOODBYE).await;
            sockets.close().await;
            sockets_over.cancel();
        };
        let service = self.router.into_make_service_with_connect_info::<Connection>();
        let serving = axum::serve(Cuttable(listener), service).with_graceful_shutdown(ending);
        let stopped = self.stop.clone();
        let patience = self.stop_timeout;
        tokio::select! {
            result = async { serving.await } => if let Err(error) = result {
                tracing::error!(%error, "serving ended");
            },
            () = async { stopped.cancelled().await; tokio::time::sleep(patience).await } => {
                tracing::warn!("some requests didn't end in time");
            }
        }
        self.background.close();
        let _ = tokio::time::timeout(patience, self.background.wait()).await;
        self.db.close().await;
        tracing::info!("stopped");
    }
}

/// All routes under `/api/v1`: those that answer soon, those that take a file in, and the documentation of all.
fn api() -> (Router, Router, utoipa::openapi::OpenApi) {
    let spaces = spaces::router().merge(chat::router()).merge(shares::router()).merge(gatherings::router());
    let features = accounts::router().merge(spaces).merge(media::router());
    let api = OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", features);
    let (api, mut document) = api.split_for_parts();
    let (uploads, files) = OpenApiRouter::new().nest("/api/v1", media::uploads()).split_for_parts();
    document.merge(files);
    (api, uploads, document)
}

/// The OpenAPI document, for tests and tools.
pub fn document() -> utoipa::openapi::OpenApi {
    api().2
}

#[derive(OpenApi)]
#[openapi(info(title = "Hearth", description = "Accounts, pictures, spaces, chat, shares and gatherings. Live events: docs/live.md."), modifiers(&Bearer))]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        components.add_security_scheme("basic", SecurityScheme::Http(scheme));
    }
}

// --- groups of gatherings ---------------------------------------------------------------------------------------------

/// A gathering and its group have one id. Neither of the two features knows the other.
struct Groups(Chats);

#[async_trait]
impl Talk for Groups {
    async fn open(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        space: Option<SpaceId>,
        title: &str,
        host: Face,
        at: Time,
    ) -> Stored<()> {
        chat::gatherings::open(tx, ChatId(gathering.0), space, title, host, at).await
    }

    async fn enter(&self, tx: &mut Tx, gathering: GatheringId, who: Face, at: Time) -> Stored<()> {
        chat::gatherings::enter(tx, ChatId(gathering.0), who, at).await
    }

    async fn leave(&self, tx: &mut Tx, gathering: GatheringId, account: AccountId, job: Uuid, at: Time) -> Stored<()> {
        chat::gatherings::leave(tx, ChatId(gathering.0), account, job, at).await
    }

    async fn rename(&self, tx: &mut Tx, gathering: GatheringId, title: &str) -> Stored<()> {
        chat::gatherings::rename(tx, ChatId(gathering.0), title).await
    }

    async fn close(&self, tx: &mut Tx, gathering: GatheringId, job: Uuid, at: Time) -> Stored<()> {
        chat::gatherings::close(tx, ChatId(gathering.0), job, at).await
    }

    async fn entered(&self, gathering: GatheringId, account: AccountId) {
        self.0.entered(ChatId(gathering.0), account).await;
    }

    async fn left(&self, gathering: GatheringId, account: AccountId) {
        self.0.left(ChatId(gathering.0), account).await;
    }

    async fn renamed(&self, gathering: GatheringId) {
        self.0.renamed(ChatId(gathering.0)).await;
    }

    async fn closed(&self, gathering: GatheringId) {
        self.0.closed(ChatId(gathering.0)).await;
    }
}

// --- live -------------------------------------------------------------------------------------------------------------

struct OnlineNow(Live);

impl Online for OnlineNow {
    fn online(&self, account: AccountId) -> bool {
        self.0.is_online(account.0)
    }
    fn all_online(&self, after: Option<AccountId>, limit: i64) -> Vec<AccountId> {
        let most = usize::try_from(limit).unwrap_or(0);
        self.0.online(after.map(|account| account.0), most).into_iter().map(AccountId).collect()
    }
}

struct FrontDoor {
    accounts: Accounts,
    spaces: Spaces,
    chats: Chats,
    live: Live,
    clock: Clock,
}

#[async_trait]
impl Door for FrontDoor {
    async fn admit(&self, token: &str) -> Result<Visitor, Problem> {
        let who = self.accounts.signed_in(token).await?;
        Ok(Visitor { account: who.account().0, session: who.session().0 })
    }

    async fn rooms(&self, visitor: Visitor) -> Result<Vec<Uuid>, Problem> {
        self.accounts.in_session(visitor.account, visitor.session).await?;
        let spaces = self.spaces.heard_by(AccountId(visitor.account)).await?;
        let chats = self.chats.heard_by(AccountId(visitor.account)).await?;
        Ok(spaces.into_iter().map(|space| space.0).chain(chats.into_iter().map(|heard| heard.chat.0)).collect())
    }

    async fn request(&self, visitor: Visitor, event: &str, data: Value) -> Result<Value, Problem> {
        // Asked for each request: what a session may do can change while its socket is open.
        let who = self.accounts.in_session(visitor.account, visitor.session).await?;
        chat::request(&self.chats, &who, event, data).await.unwrap_or_else(|| {
            let detail = "There is no such event; docs/live.md lists them.";
            Err(Problem::new(StatusCode::NOT_FOUND, "live.no_such_event", detail))
        })
    }

    async fn presence(&self, account: Uuid, presence: Presence) {
        let account = AccountId(account);
        if let Err(error) = self.announce_presence(account, presence).await {
            tracing::debug!(%error, "presence wasn't announced");
        }
    }
}

impl FrontDoor {
    /// Best effort: who misses it sees it on the next look.
    async fn announce_presence(&self, account: AccountId, presence: Presence) -> database::Stored<()> {
        let last_seen_at = match presence {
            Presence::Came => None,
            Presence::Gone => {
                let now = self.clock.now();
                self.accounts.seen(account, now).await?;
                Some(now)
            }
        };
        if self.accounts.presence_hidden(&[account]).await?.contains(&account) {
            return Ok(());
        }
        let online = presence == Presence::Came;
        chat::presence(&self.chats, &self.live, account, online, last_seen_at).await
    }
}

/// Sockets end with their session.
async fn cut_ended_sessions(live: Live, mut events: Receiver<AccountEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            AccountEvent::SessionEnded { session } => live.end(session.0, "session_ended"),
            AccountEvent::Deleted { account } => live.end(account.0, "session_ended"),
            AccountEvent::Changed { .. } | AccountEvent::Silenced { .. } => {}
        }
    }
}

/// Now and then: forgets what has run out, and cuts sockets whose session did.
async fn tidy(
    Services { accounts, spaces, chats, shares, gatherings }: Services,
    live: Live,
    keys: Idempotency,
    requests: Limiter<std::net::IpAddr>,
    clock: Clock,
    stop: CancellationToken,
) {
    for look in 1_u64.. {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let swept = async {
            if look.is_multiple_of(30) {
                requests.tidy();
                chats.messages().tidy();
                shares.tidy();
                gatherings.tidy();
                keys.sweep(clock.now()).await?;
                accounts.sweep().await?;
                spaces.sweep().await?;
            }
            let open: Vec<SessionId> = live.sessions().into_iter().map(SessionId).collect();
            for session in accounts.connected_session_ended(&open).await? {
                live.end(session.0, "session_ended");
            }
            database::Stored::Ok(())
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "tidying up didn't work this time");
        }
    }
}

/// Removes pictures that nothing shows, and once an hour, or a day, what a crash left in the store of objects.
async fn tidy_pictures(media: Media, stop: CancellationToken) {
    for look in 1_u64.. {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TIDY_EVERY) => {}
        }
        if let Err(error) = media.sweep().await {
            tracing::warn!(%error, "removing old pictures didn't work this time");
        }
        if look % TIDY_QUARANTINE == 1
            && let Err(error) = media.sweep_quarantine().await
        {
            tracing::warn!(%error, "going through the quarantine didn't work this time");
        }
        if look % TIDY_OBJECTS == 1 {
            match media.sweep_published().await {
                Ok(removed) => tracing::info!(removed, "went through the store of objects"),
                Err(error) => tracing::warn!(%error, "going through the store of objects didn't work this time"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::{Fresh, Kind};

    /// What SQLite may go through from end to end, and why.
    const SCANS: &[(&str, &str)] = &[
        ("SCAN CONSTANT ROW", "no table at all"),
        ("SCAN _sqlx_migrations", "a row for each migration"),
        ("INDEX accounts_admins", "admins, few whatever the number of accounts"),
        ("SCAN account_invitations", "only before there is an admin, when there is the set-up invitation alone"),
    ];

    /// The statements for which PostgreSQL may read a table through, and why.
    const SCANS_OF_POSTGRES: &[(&str, &str)] =
        &[("DROP_SETUP", "only before there is an admin, when there is the set-up invitation alone")];

    fn with(before: &str, statement: &Sql) -> &'static Sql {
        let text = |text: &str| -> &'static str { String::leak(format!("{before} {text}")) };
        Box::leak(Box::new(Sql { sqlite: text(statement.sqlite), postgres: text(statement.postgres) }))
    }

    #[tokio::test]
    async fn sqlite_prepares_every_statement_and_scans_no_table() {
        let fresh = Fresh::open(Kind::SqliteInMemory).await;
        let (mut wrong, mut needed) = (Vec::new(), std::collections::BTreeSet::<&str>::new());
        for (name, statement) in statements() {
            let mut tx = fresh.db.begin().await.unwrap();
            let plan = tx.run(with("EXPLAIN QUERY PLAN", statement)).all().await;
            let plan = plan.unwrap_or_else(|error| panic!("{name}: {error}"));
            for step in plan.iter().map(|row| row.get::<String>("detail").unwrap()) {
                // A virtual table is a list that was bound (json_each), or the words, which are looked up.
                if !step.starts_with("SCAN") || step.contains("VIRTUAL TABLE") {
                    continue;
                }
                let known = SCANS.iter().find(|(known, _)| step.contains(known));
                if known.is_none() {
                    wrong.push(format!("{name}: {step}"));
                }
                needed.extend(known.map(|(step, _)| *step));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(needed.len(), SCANS.len(), "an exception that nothing needs any more");
    }

    #[tokio::test]
    async fn postgres_prepares_every_statement() {
        let fresh = Fresh::open(Kind::Postgres).await;
        let mut wrong = Vec::new();
        for (at, (name, statement)) in statements().into_iter().enumerate() {
            let mut tx = fresh.db.begin().await.unwrap();
            if let Err(error) = tx.run(with(&format!("PREPARE statement_{at} AS"), statement)).done().await {
                wrong.push(format!("{name}: {error}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// How many arguments a statement takes.
    fn arguments(statement: &Sql) -> usize {
        (1..=20).rev().find(|number| statement.postgres.contains(&format!("${number}"))).unwrap_or(0)
    }

    #[tokio::test]
    async fn postgres_has_an_index_for_every_statement() {
        let fresh = Fresh::open(Kind::Postgres).await;
        let (mut wrong, mut needed) = (Vec::new(), std::collections::BTreeSet::<&str>::new());
        for (at, (name, statement)) in statements().into_iter().enumerate() {
            let mut tx = fresh.db.begin().await.unwrap();
            // Where it reads a table through in spite of this, there is no other way.
            let nothing = Sql { sqlite: "", postgres: "" };
            for text in ["SET LOCAL enable_seqscan = off", "SET LOCAL plan_cache_mode = force_generic_plan"] {
                tx.run(with(text, &nothing)).done().await.unwrap();
            }
            tx.run(with(&format!("PREPARE plan_{at} AS"), statement)).done().await.unwrap();
            let nulls = vec!["NULL"; arguments(statement)].join(", ");
            let call = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
            let plan = tx.run(with(&format!("EXPLAIN EXECUTE plan_{at}{call}"), &nothing)).all().await.unwrap();
            for step in plan.iter().map(|row| row.get::<String>("QUERY PLAN").unwrap()) {
                if !step.contains("Seq Scan on") {
                    continue;
                }
                let known = SCANS_OF_POSTGRES.iter().find(|(of, _)| *of == name);
                if known.is_none() {
                    wrong.push(format!("{name}: {step}"));
                }
                needed.extend(known.map(|(of, _)| *of));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(needed.len(), SCANS_OF_POSTGRES.len(), "an exception that nothing needs any more");
    }
}
