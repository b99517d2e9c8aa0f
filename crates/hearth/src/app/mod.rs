//! The roof: builds every part, and puts their routes and listeners together. Nobody imports it but `main` and tests.

mod content;
mod document;
mod features;
mod live;
mod nodes;
mod overview;
mod pictures;
mod talk;
mod tidying;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::{Extension, Router, middleware};
use socketioxide::SocketIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use self::document::api;
pub use self::document::document;
use self::features::{Events, Floor, Services, services};
use self::live::{FrontDoor, cut_ended_sessions};
use self::nodes::{forget_as_told, share_looks, tell_of_spaces};
use self::overview::Overview;
use self::pictures::PictureGate;
use self::talk::Groups;
use self::tidying::{tidy, tidy_pictures};
use crate::accounts::{self, Accounts};
use crate::chat;
use crate::gatherings;
use crate::media::{self, Gate, Media, MediaEvent, MediaParts};
use crate::moderation;
use crate::notifications;
use crate::platform::audit::{self, Audit};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::{self, Settings};
use crate::platform::database::{self, Db, Sql};
use crate::platform::http::health::{self, Health};
use crate::platform::http::idempotency::{self, Idempotency, idempotency};
use crate::platform::http::listener::{Connection, Cuttable};
use crate::platform::http::page_files;
use crate::platform::http::surround::{Surround, problems_only, surround};
use crate::platform::ids::Ids;
use crate::platform::jobs::{self, Jobs, Lane, Worker};
use crate::platform::limits::Limiter;
use crate::platform::live::{Live, layer, upgrades};
use crate::platform::mail::Mailer;
use crate::platform::metrics::Metrics;
use crate::platform::objects::Objects;
use crate::platform::passwords::Passwords;
use crate::platform::relay::{Idle, Relay};
use crate::platform::sealing::Seal;
use crate::platform::tokens::{Tokens, key_file};
use crate::shares;
use crate::spaces;

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
    relay: Option<(Relay, Idle)>,
    background: TaskTracker,
    stop: CancellationToken,
    sockets_over: CancellationToken,
    stop_timeout: Duration,
}

/// Every SQL statement there is, by name, for the test that prepares them all.
pub fn statements() -> Vec<(&'static str, &'static Sql)> {
    let floor = [
        jobs::STATEMENTS,
        idempotency::STATEMENTS,
        database::STATEMENTS,
        database::backup::STATEMENTS,
        database::listen::STATEMENTS,
        audit::STATEMENTS,
    ]
    .concat();
    let above = [
        chat::statements(),
        shares::statements(),
        gatherings::statements(),
        moderation::statements(),
        notifications::statements(),
    ]
    .concat();
    [floor, media::statements(), accounts::statements(), spaces::statements(), above].concat()
}

/// Builds the server on an open, migrated database.
pub async fn build(settings: &Settings, db: Db, clock: Clock) -> Result<App, String> {
    let ids = Ids::new(clock.clone());
    let metrics = Metrics::default();
    let jobs = Jobs::new(db.clone());
    let opened = Relay::open(&db, ids.uuid()).await;
    let (relay, idle) = opened.map_err(|error| format!("other nodes can't be heard: {error}"))?;
    let live = Live::new(settings.limits.sockets_per_account, metrics.clone(), relay.clone());
    let tokens =
        Tokens::new(&key(settings, "access-tokens")?, Duration::from_secs(settings.accounts.access_token_seconds));
    let passwords = Passwords::new(&settings.passwords)?;
    let background = TaskTracker::new();
    let (stop, sockets_over) = (CancellationToken::new(), CancellationToken::new());

    let (media, media_events) = pictures(settings, &db, &jobs, &clock, &ids)?;
    let audit = audit_log(settings, &db).await?;
    let begun = audit.begin(clock.now()).await;
    begun.map_err(|error| format!("the audit log can't be begun: {error}"))?;
    let floor = Floor {
        db: db.clone(),
        audit: audit.clone(),
        jobs: jobs.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        tokens,
        passwords,
        seal: Seal::new(&key(settings, "second-factors")?)?,
        live: live.clone(),
        metrics: metrics.clone(),
    };
    let (services, events) = services(settings, &floor, &media)?;
    let started = services.spaces.set_up().await;
    started.map_err(|error| format!("the topics of communities can't be set up: {error}"))?;
    let Services { accounts, spaces, chats, notifications, .. } = services.clone();

    listen(&live, &relay, &services, &events, media_events);

    let mailer = Mailer::new(settings, clock.clone(), ids)?;
    let handlers = handlers(&services, &mailer, db.clone(), media.clone(), events.chats);
    let overview = Overview::new(settings, db.clone(), jobs.clone(), live.clone(), &clock)?;
    let worker = Some(Worker::new(jobs, clock.clone(), handlers).with(&settings.jobs));

    let door = FrontDoor {
        accounts: accounts.clone(),
        spaces,
        chats,
        notifications,
        live: live.clone(),
        clock: clock.clone(),
    };
    let (socket_layer, sockets) =
        layer(settings, live.clone(), Arc::new(door), background.clone(), sockets_over.clone());
    let limits = &settings.limits;
    let requests = requests(limits);
    let whose = Arc::new(accounts.clone());
    let idempotency_keys = Idempotency { db: db.clone(), clock: clock.clone(), whose, body_bytes: limits.body_bytes };
    let around = around(settings, &requests, &metrics);

    let metrics_from = settings.server.metrics_from.clone().into();
    let health = Health { db: db.clone(), stop: stop.clone(), metrics, metrics_from };
    let router = router(settings, services.clone(), media.clone(), &idempotency_keys, health)
        .layer(Extension(overview))
        // Outside the time-out: a long poll is held on purpose.
        .layer(socket_layer)
        .layer(middleware::from_fn_with_state(live.clone(), upgrades))
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
        relay: Some((relay, idle)),
        background,
        stop,
        sockets_over,
        stop_timeout: Duration::from_secs(settings.server.stop_timeout_seconds),
    })
}

/// Who does the jobs of all features.
fn handlers(
    services: &Services,
    mailer: &Mailer,
    db: Db,
    media: Media,
    chat_events: Bus<chat::ChatEvent>,
) -> Vec<Arc<dyn jobs::Handler>> {
    let Services { accounts, spaces, chats, shares, gatherings, notifications, moderation } = services;
    let mut handlers = accounts::handlers(accounts, mailer);
    handlers.extend(spaces::handlers(spaces));
    handlers.extend(media::handlers(&media));
    handlers.extend(chat::handlers(chats, db, media, chat_events));
    handlers.extend(shares::handlers(shares));
    handlers.extend(gatherings::handlers(gatherings, mailer));
    handlers.extend(notifications::handlers(notifications, mailer));
    handlers.extend(moderation::handlers(moderation));
    handlers
}

/// Passes on what is announced. These end with the process: as long as anybody can announce, they listen.
fn listen(live: &Live, relay: &Relay, services: &Services, events: &Events, of_media: Receiver<MediaEvent>) {
    let Services { accounts, spaces, chats, gatherings, notifications, moderation, .. } = services.clone();
    tokio::spawn(accounts::announce(live.clone(), events.accounts.listen()));
    tokio::spawn(chat::withhold(chats.clone(), events.accounts.listen()));
    tokio::spawn(spaces::announce(live.clone(), events.spaces.listen()));
    tokio::spawn(chat::follow(chats.clone(), events.spaces.listen()));
    tokio::spawn(chat::announce(live.clone(), accounts.clone(), events.chats.listen()));
    tokio::spawn(shares::announce(live.clone(), events.shares.listen()));
    tokio::spawn(gatherings::follow(gatherings.clone(), events.spaces.listen()));
    let talk = Arc::new(Groups(chats.clone()));
    tokio::spawn(gatherings::keep(live.clone(), gatherings.clone(), events.gatherings.listen()));
    tokio::spawn(gatherings::announce(live.clone(), talk, events.gatherings.listen()));
    tokio::spawn(notifications::follow_accounts(notifications.clone(), events.accounts.listen()));
    tokio::spawn(notifications::follow_chats(notifications.clone(), events.chats.listen()));
    tokio::spawn(notifications::follow_shares(notifications.clone(), events.shares.listen()));
    tokio::spawn(notifications::follow_gatherings(notifications.clone(), events.gatherings.listen()));
    tokio::spawn(notifications::follow_spaces(notifications.clone(), events.spaces.listen()));
    tokio::spawn(notifications::follow_moderation(notifications.clone(), events.moderation.listen()));
    tokio::spawn(share_looks(relay.clone(), notifications, events.notifications.listen()));
    tokio::spawn(notifications::announce(live.clone(), events.notifications.listen()));
    tokio::spawn(moderation::announce(live.clone(), moderation, events.moderation.listen()));
    tokio::spawn(media::announce(live.clone(), of_media));
    tokio::spawn(cut_ended_sessions(live.clone(), relay.clone(), events.accounts.listen()));
    tokio::spawn(tell_of_spaces(relay.clone(), events.spaces.listen()));
    forget_as_told(relay, accounts, spaces);
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

/// What stands around each request.
fn around(settings: &Settings, requests: &Limiter<std::net::IpAddr>, metrics: &Metrics) -> Surround {
    Surround {
        trusted_proxies: settings.server.trusted_proxies.clone().into(),
        https: settings.public_url().starts_with("https://"),
        requests: requests.clone(),
        metrics: metrics.clone(),
    }
}

fn requests(limits: &config::Limits) -> Limiter<std::net::IpAddr> {
    let rate = limits.requests_per_address;
    Limiter::per_second("request.too_many", limits.enabled, rate, rate.saturating_mul(10))
}

/// The audit log, with the key that its entries are sealed with. A log that is there isn't gone on with under another key.
pub async fn audit_log(settings: &Settings, db: &Db) -> Result<Audit, String> {
    let file = settings.data.dir.join("keys").join("audit.key");
    let begun = Audit::has_entries(db).await.map_err(|error| format!("the audit log can't be read: {error}"))?;
    if begun && !file.exists() {
        return Err(format!(
            "the audit log is sealed with a key that isn't there: put the {} that you kept in its place. If it is lost, \
            `hearth admin audit --new-key` goes on with another; what was written up to then can't be verified any more",
            file.display()
        ));
    }
    audit_log_anew(settings, db)
}

/// As [`audit_log`], with a new key where there is none.
pub fn audit_log_anew(settings: &Settings, db: &Db) -> Result<Audit, String> {
    Ok(Audit::new(db.clone(), &key(settings, "audit")?))
}

/// A key of the server's own, made when there is none.
fn key(settings: &Settings, name: &str) -> Result<Vec<u8>, String> {
    key_file(&settings.data.dir.join("keys").join(format!("{name}.key")))
        .map_err(|error| format!("the key {name} can't be read or made: {error}"))
}

/// All that answers within a time-out: the interface, its documents, health, and the page for everything else.
fn router(settings: &Settings, services: Services, media: Media, keys: &Idempotency, health: Health) -> Router {
    let Services { accounts, spaces, chats, .. } = services.clone();
    let gate: Arc<dyn Gate> = Arc::new(PictureGate::new(accounts, spaces, chats));
    let (api, uploads, document) = api();
    let timeout = |time| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time);
    api.layer(Extension(services.notifications))
        .layer(Extension(services.moderation))
        .layer(Extension(services.gatherings))
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
        let relay_over = CancellationToken::new();
        let mut relaying = tokio::spawn(async {});
        if let Some(worker) = self.worker.take() {
            for &lane in Lane::ALL {
                self.background.spawn(worker.in_lane(lane).run(self.stop.clone()));
            }
        }
        if let Some((relay, idle)) = self.relay.take() {
            relaying = tokio::spawn(relay.run(idle, relay_over.clone()));
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
        // What the last requests announced goes through the buses first; then nothing is left to be told.
        tokio::time::sleep(GOODBYE).await;
        relay_over.cancel();
        let _ = tokio::time::timeout(patience, relaying).await;
        self.db.close().await;
        tracing::info!("stopped");
    }
}
