//! How the server does and what it is set to, for its admins.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use futures_util::StreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::{AccountError, Confirmed, Permission};
use crate::platform::clock::{Clock, Time};
use crate::platform::config::{MailTransport, Settings, Shown};
use crate::platform::database::{Db, Engine};
use crate::platform::http::extract::Json;
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::jobs::{Jobs, Lane};
use crate::platform::live::Live;
use crate::platform::objects::Objects;

/// What doesn't answer for this long is said to be away.
const PATIENCE: Duration = Duration::from_secs(3);
/// Jobs are counted up to here.
const COUNTED: i64 = 10_000;

/// What there is to ask.
#[derive(Clone)]
pub struct Overview(Arc<Parts>);

struct Parts {
    db: Db,
    jobs: Jobs,
    live: Live,
    objects: Objects,
    mail: MailTransport,
    settings: Arc<[Shown]>,
    started_at: Time,
}

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(settings))
}

/// Whether a part of the server answers.
#[derive(Serialize, ToSchema)]
struct PartHealth {
    /// Like `postgres`, `s3`, `smtp`.
    kind: &'static str,
    ready: bool,
}

/// A lane of the work in the background.
#[derive(Serialize, ToSchema)]
struct LaneHealth {
    lane: &'static str,
    /// Up to 10000.
    waiting: i64,
    /// When the one that waits longest was due, or will be. Null: none waits.
    next_due_at: Option<Time>,
}

/// How the server does.
#[derive(Serialize, ToSchema)]
struct ServerHealth {
    version: &'static str,
    /// Of the process that answers.
    started_at: Time,
    database: PartHealth,
    /// Null where it can't be said.
    database_bytes: Option<i64>,
    /// Where pictures are kept.
    objects: PartHealth,
    /// How mails are sent: `file` or `smtp`.
    mail: &'static str,
    jobs: Vec<LaneHealth>,
    /// Jobs that failed for good, up to 10000.
    dead_jobs: i64,
    /// At the process that answers.
    sockets: usize,
}

/// All settings in force.
#[derive(Serialize, ToSchema)]
struct SettingList {
    items: Vec<Shown>,
}

impl Overview {
    pub fn new(settings: &Settings, db: Db, jobs: Jobs, live: Live, clock: &Clock) -> Result<Self, String> {
        let objects = Objects::open(settings)?;
        let (mail, settings) = (settings.mail.transport, settings.shown.clone());
        Ok(Self(Arc::new(Parts { db, jobs, live, objects, mail, settings, started_at: clock.now() })))
    }

    async fn health(&self) -> ServerHealth {
        let parts = &self.0;
        let ready = matches!(tokio::time::timeout(PATIENCE, parts.db.ping()).await, Ok(Ok(())));
        let engine = match parts.db.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        // Nothing lies here; only whether there is an answer counts.
        let mut listed = parts.objects.list("health");
        let objects = tokio::time::timeout(PATIENCE, listed.next()).await;
        let objects_ready = matches!(objects, Ok(None | Some(Ok(_))));
        let mut jobs = Vec::new();
        for &lane in Lane::ALL {
            let (waiting, next_due_at) = parts.jobs.waiting(lane, COUNTED).await.unwrap_or_default();
            jobs.push(LaneHealth { lane: lane.word(), waiting, next_due_at });
        }
        ServerHealth {
            version: env!("CARGO_PKG_VERSION"),
            started_at: parts.started_at,
            database: PartHealth { kind: engine, ready },
            database_bytes: parts.db.bytes().await.ok(),
            objects: PartHealth { kind: if parts.objects.is_folder() { "folder" } else { "s3" }, ready: objects_ready },
            mail: match parts.mail {
                MailTransport::File => "file",
                MailTransport::Smtp => "smtp",
            },
            jobs,
            dead_jobs: parts.jobs.count_dead(COUNTED).await.unwrap_or_default(),
            sockets: parts.live.count(),
        }
    }
}

/// How the server does. For who may manage jobs.
#[utoipa::path(get, path = "/admin/health", tag = "admin", security(("bearer" = [])),
    responses((status = 200, description = "As of now.", body = ServerHealth), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden))]
async fn health(who: Confirmed, Extension(overview): Extension<Overview>) -> Result<Json<ServerHealth>, Problem> {
    who.must(Permission::ManageJobs).map_err(AccountError::from)?;
    Ok(Json(overview.health().await))
}

/// All settings in force, with what they mean; secrets are masked. They are set by file and environment. For who may
/// manage jobs.
#[utoipa::path(get, path = "/admin/settings", tag = "admin", security(("bearer" = [])),
    responses((status = 200, description = "In the order of the manual.", body = SettingList), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden))]
async fn settings(who: Confirmed, Extension(overview): Extension<Overview>) -> Result<Json<SettingList>, Problem> {
    who.must(Permission::ManageJobs).map_err(AccountError::from)?;
    Ok(Json(SettingList { items: overview.0.settings.to_vec() }))
}
