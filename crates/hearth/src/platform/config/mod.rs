//! The settings: `config.default.toml`, then a file, then the environment.

mod checks;
mod load;
mod shown;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use load::{DEFAULTS, Mistake, Sources, load, print};
pub use shown::{Origin, Shown};

/// Everything that can be set; `config.default.toml` says what each means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub mail: Mail,
    pub accounts: Accounts,
    pub oidc: Oidc,
    pub passwords: Passwords,
    pub chat: Chat,
    pub notifications: Notifications,
    pub media: Media,
    pub objects: Objects,
    pub jobs: Jobs,
    pub moderation: Moderation,
    pub limits: Limits,
    pub log: Log,
    /// What admins are shown of all this; nothing where the settings weren't loaded.
    #[serde(skip)]
    pub shown: Arc<[Shown]>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: String,
    pub trusted_proxies: Vec<IpAddr>,
    pub metrics_from: Vec<IpAddr>,
    pub request_timeout_seconds: u64,
    pub stop_timeout_seconds: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub dir: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
    pub synchronous: Synchronous,
    pub connections: u32,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Synchronous {
    Full,
    Normal,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub transport: MailTransport,
    pub from: String,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_security: SmtpSecurity,
    pub smtp_user: String,
    pub smtp_password: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("transport", &self.transport).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    File,
    Smtp,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SmtpSecurity {
    Starttls,
    Tls,
    None,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    pub registration: Registration,
    pub require_verified_email: bool,
    pub access_token_seconds: u64,
    pub session_days: u64,
    pub session_days_in_all: u64,
    pub reset_hours: u64,
    pub verification_hours: u64,
    pub invitation_days: u64,
    pub fresh_minutes: u64,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    Open,
    Invitation,
    Closed,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    pub providers: Vec<OidcProvider>,
}

/// A server by which one may sign in here.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    pub name: String,
    #[serde(default)]
    title: String,
    pub issuer: String,
    pub client_id: String,
    #[serde(default)]
    pub client_secret: String,
    #[serde(default)]
    pub client_secret_file: String,
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    #[serde(default)]
    pub register: bool,
    #[serde(default = "member")]
    pub role: String,
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn member() -> String {
    "member".to_owned()
}

impl OidcProvider {
    /// What people read.
    pub fn title(&self) -> &str {
        if self.title.is_empty() { &self.name } else { &self.title }
    }
}

impl std::fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcProvider").field("name", &self.name).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    pub memory_kib: u32,
    pub iterations: u32,
    pub concurrent: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    pub capacity: i64,
    pub small_members: i64,
    pub presence_grace_seconds: u64,
    pub request_messages: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    pub mail_after_seconds: u64,
    pub push_services: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    pub upload_bytes: u64,
    pub upload_seconds: u64,
    pub quota_bytes: i64,
    pub space_quota_bytes: i64,
    pub address_seconds: u64,
    pub unattached_hours: u64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    pub store: ObjectsIn,
    pub s3_endpoint: String,
    pub s3_bucket: String,
    pub s3_region: String,
    pub s3_access_key: String,
    pub s3_secret_key: String,
    pub s3_prefix: String,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Objects").field("store", &self.store).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ObjectsIn {
    Folder,
    S3,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    pub attempts: i64,
    pub lease_seconds: u64,
    pub queue: QueueIn,
    pub sqs_endpoint: String,
    pub sqs_region: String,
    pub sqs_access_key: String,
    pub sqs_secret_key: String,
    pub sqs_quick_queue: String,
    pub sqs_slow_queue: String,
    pub sqs_sending_queue: String,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("queue", &self.queue).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum QueueIn {
    Table,
    Sqs,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    pub keep_days: u64,
    pub new_account_hours: u64,
    pub new_account_links: bool,
    pub new_account_requests_per_hour: u32,
    pub new_account_invitations_per_hour: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub enabled: bool,
    pub body_bytes: usize,
    pub text_characters: usize,
    pub page_items: i64,
    pub page_items_default: i64,
    pub sign_ins_per_account: u32,
    pub sign_ins_per_address: u32,
    pub registrations_per_address: u32,
    pub codes_per_address: u32,
    pub requests_per_address: u32,
    pub sends_per_account: u32,
    pub uploads_per_account: u32,
    pub moves_per_account: u32,
    pub reports_per_account: u32,
    pub reactions_per_account: u32,
    pub blocks_per_account: u32,
    pub sockets_per_account: usize,
    pub events_per_second: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub filter: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

impl Settings {
    /// The defaults as they stand in the file.
    pub fn defaults() -> Self {
        toml::from_str(DEFAULTS).expect("config.default.toml is checked by a test")
    }

    /// Where people reach the server, without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.server.public_url.trim_end_matches('/') {
            "" => format!("http://{}", self.server.listen),
            url => url.to_owned(),
        }
    }

    pub fn database_url(&self) -> String {
        match self.database.url.as_str() {
            "" => format!("sqlite:{}", self.data.dir.join("hearth.db").display()),
            url => url.to_owned(),
        }
    }

    pub fn page_sizes(&self) -> super::page::PageSizes {
        super::page::PageSizes { default: self.limits.page_items_default, most: self.limits.page_items }
    }

    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.server.request_timeout_seconds)
    }
}
