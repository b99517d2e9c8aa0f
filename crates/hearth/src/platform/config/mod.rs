//! The settings: `config.default.toml`, then a file, then the environment.

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

    /// What types alone can't say: every mistake, by key.
    fn mistakes(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut wants = |good: bool, key, allowed: &str| {
            if !good {
                found.push((key, allowed.to_owned()));
            }
        };
        let url = &self.server.public_url;
        wants(
            url.is_empty() || url.starts_with("http://") || url.starts_with("https://"),
            "server.public_url",
            "must start with http:// or https://",
        );
        let url = &self.database.url;
        wants(
            ["", "sqlite:", "postgres:", "postgresql:"]
                .iter()
                .any(|scheme| if scheme.is_empty() { url.is_empty() } else { url.starts_with(scheme) }),
            "database.url",
            "must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME",
        );
        wants(
            self.mail.transport == MailTransport::File || !self.mail.smtp_host.is_empty(),
            "mail.smtp_host",
            "must be set when mail.transport is \"smtp\"",
        );
        wants(super::mail::is_mailbox(&self.mail.from), "mail.from", "must be like \"Name <name@example.org>\"");
        wants(!self.data.dir.as_os_str().is_empty(), "data.dir", "must name a folder");
        wants((1..=512).contains(&self.database.connections), "database.connections", "must be from 1 to 512");
        wants(self.passwords.memory_kib >= 8, "passwords.memory_kib", "must be at least 8");
        wants(self.passwords.iterations >= 1, "passwords.iterations", "must be at least 1");
        wants(self.passwords.concurrent >= 1, "passwords.concurrent", "must be at least 1");
        wants(self.server.request_timeout_seconds >= 1, "server.request_timeout_seconds", "must be at least 1");
        wants(self.accounts.access_token_seconds >= 10, "accounts.access_token_seconds", "must be at least 10");
        for (key, value) in [
            ("accounts.session_days", self.accounts.session_days),
            ("accounts.session_days_in_all", self.accounts.session_days_in_all),
            ("accounts.reset_hours", self.accounts.reset_hours),
            ("accounts.verification_hours", self.accounts.verification_hours),
            ("accounts.invitation_days", self.accounts.invitation_days),
            ("accounts.fresh_minutes", self.accounts.fresh_minutes),
        ] {
            wants((1..=36_500).contains(&value), key, "must be from 1 to 36500");
        }
        wants(self.chat.capacity >= 2, "chat.capacity", "must be at least 2");
        wants(self.chat.small_members >= 2, "chat.small_members", "must be at least 2");
        wants(self.chat.request_messages >= 1, "chat.request_messages", "must be at least 1");
        wants(
            self.notifications.mail_after_seconds <= 86_400,
            "notifications.mail_after_seconds",
            "must be at most 86400",
        );
        wants(self.limits.body_bytes >= 1024, "limits.body_bytes", "must be at least 1024");
        wants(
            (1..=100_000).contains(&self.limits.text_characters),
            "limits.text_characters",
            "must be from 1 to 100000",
        );
        wants((1..=1000).contains(&self.limits.page_items), "limits.page_items", "must be from 1 to 1000");
        wants(
            (1..=self.limits.page_items).contains(&self.limits.page_items_default),
            "limits.page_items_default",
            "must be from 1 to limits.page_items",
        );
        wants(self.limits.sockets_per_account >= 1, "limits.sockets_per_account", "must be at least 1");
        for (key, value) in [
            ("limits.sign_ins_per_account", self.limits.sign_ins_per_account),
            ("limits.sign_ins_per_address", self.limits.sign_ins_per_address),
            ("limits.registrations_per_address", self.limits.registrations_per_address),
            ("limits.codes_per_address", self.limits.codes_per_address),
            ("limits.requests_per_address", self.limits.requests_per_address),
            ("limits.sends_per_account", self.limits.sends_per_account),
            ("limits.moves_per_account", self.limits.moves_per_account),
            ("limits.blocks_per_account", self.limits.blocks_per_account),
            ("limits.events_per_second", self.limits.events_per_second),
        ] {
            wants(value >= 1, key, "must be at least 1");
        }
        wants(
            self.log.filter.parse::<tracing_subscriber::EnvFilter>().is_ok(),
            "log.filter",
            "must be a filter like \"info\" or \"hearth=debug,warn\"",
        );
        found.extend(self.mistakes_with_providers());
        found.extend(self.mistakes_with_pictures());
        found.extend(self.mistakes_with_moderation());
        found.extend(self.mistakes_with_the_queue());
        found
    }

    fn mistakes_with_moderation(&self) -> Vec<(&'static str, String)> {
        let moderation = &self.moderation;
        let mut found = Vec::new();
        let mut wants = |good: bool, key, allowed: &str| {
            if !good {
                found.push((key, allowed.to_owned()));
            }
        };
        wants((1..=36_500).contains(&moderation.keep_days), "moderation.keep_days", "must be from 1 to 36500");
        wants(moderation.new_account_hours <= 8760, "moderation.new_account_hours", "must be from 0 to 8760");
        for (key, value) in [
            ("limits.reports_per_account", self.limits.reports_per_account),
            ("limits.reactions_per_account", self.limits.reactions_per_account),
            ("moderation.new_account_requests_per_hour", moderation.new_account_requests_per_hour),
            ("moderation.new_account_invitations_per_hour", moderation.new_account_invitations_per_hour),
        ] {
            wants(value >= 1, key, "must be at least 1");
        }
        found
    }

    fn mistakes_with_providers(&self) -> Vec<(&'static str, String)> {
        let providers = &self.oidc.providers;
        let mut found = Vec::new();
        if !cfg!(feature = "oidc") && !providers.is_empty() {
            found.push("can't be set: this program was built without its feature \"oidc\"".to_owned());
        }
        for (at, provider) in providers.iter().enumerate() {
            let mut wants = |good: bool, field: &str, allowed: &str| {
                if !good {
                    found.push(format!("number {}: {field} {allowed}", at + 1));
                }
            };
            let OidcProvider { name, issuer, client_id, role, .. } = provider;
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let fits = (1..=40).contains(&name.len()) && name.chars().all(plain);
            wants(fits, "name", "must be 1 to 40 small letters, digits or hyphens");
            // Plain HTTP is for a provider on this machine, behind no network.
            let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
            let safe = issuer.starts_with("https://") || local.iter().any(|start| issuer.starts_with(start));
            wants(safe, "issuer", "must start with https://");
            wants(!client_id.is_empty(), "client_id", "must be set");
            wants(["member", "moderator"].contains(&role.as_str()), "role", "must be \"member\" or \"moderator\"");
            let earlier = &providers[..at];
            let unique = earlier.iter().all(|other| other.name != *name && other.issuer != *issuer);
            wants(unique, "name and issuer", "must be no other provider's");
        }
        found.into_iter().map(|allowed| ("oidc.providers", allowed)).collect()
    }

    fn mistakes_with_the_queue(&self) -> Vec<(&'static str, String)> {
        let jobs = &self.jobs;
        if jobs.queue == QueueIn::Table {
            return Vec::new();
        }
        let mut found = Vec::new();
        if !cfg!(feature = "sqs") {
            found.push((
                "jobs.queue",
                "can't be \"sqs\": this program was built without its feature \"sqs\"".to_owned(),
            ));
        }
        for (key, url) in [
            ("jobs.sqs_endpoint", &jobs.sqs_endpoint),
            ("jobs.sqs_quick_queue", &jobs.sqs_quick_queue),
            ("jobs.sqs_slow_queue", &jobs.sqs_slow_queue),
            ("jobs.sqs_sending_queue", &jobs.sqs_sending_queue),
        ] {
            if !(url.starts_with("http://") || url.starts_with("https://")) {
                found.push((key, "must start with http:// or https:// when jobs.queue is \"sqs\"".to_owned()));
            }
        }
        if jobs.sqs_quick_queue == jobs.sqs_slow_queue {
            found.push(("jobs.sqs_slow_queue", "must be another one than jobs.sqs_quick_queue".to_owned()));
        }
        if [&jobs.sqs_quick_queue, &jobs.sqs_slow_queue].contains(&&jobs.sqs_sending_queue) {
            found.push(("jobs.sqs_sending_queue", "must be another one than those for other jobs".to_owned()));
        }
        for (key, value) in
            [("jobs.sqs_access_key", &jobs.sqs_access_key), ("jobs.sqs_secret_key", &jobs.sqs_secret_key)]
        {
            if value.is_empty() {
                found.push((key, "must be set when jobs.queue is \"sqs\"".to_owned()));
            }
        }
        found
    }

    fn mistakes_with_pictures(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut wants = |good: bool, key, allowed: &str| {
            if !good {
                found.push((key, allowed.to_owned()));
            }
        };
        let Objects { s3_endpoint: url, s3_bucket, s3_access_key, s3_secret_key, .. } = &self.objects;
        if self.objects.store == ObjectsIn::S3 {
            let good = url.starts_with("http://") || url.starts_with("https://");
            wants(good, "objects.s3_endpoint", "must start with http:// or https:// when objects.store is \"s3\"");
            for (key, value) in [
                ("objects.s3_bucket", s3_bucket),
                ("objects.s3_access_key", s3_access_key),
                ("objects.s3_secret_key", s3_secret_key),
            ] {
                wants(!value.is_empty(), key, "must be set when objects.store is \"s3\"");
            }
        }
        let media = &self.media;
        wants((1..=1 << 30).contains(&media.upload_bytes), "media.upload_bytes", "must be from 1 to 1073741824");
        // What lies in quarantine for an hour without a row is swept.
        wants((1..=1800).contains(&media.upload_seconds), "media.upload_seconds", "must be from 1 to 1800");
        wants(media.quota_bytes >= 0, "media.quota_bytes", "must be 0 or more");
        wants(media.space_quota_bytes >= 0, "media.space_quota_bytes", "must be 0 or more");
        wants((1..=86_400).contains(&media.address_seconds), "media.address_seconds", "must be from 1 to 86400");
        wants((1..=8760).contains(&media.unattached_hours), "media.unattached_hours", "must be from 1 to 8760");
        wants(self.limits.uploads_per_account >= 1, "limits.uploads_per_account", "must be at least 1");
        wants((1..=100).contains(&self.jobs.attempts), "jobs.attempts", "must be from 1 to 100");
        wants((1..=86_400).contains(&self.jobs.lease_seconds), "jobs.lease_seconds", "must be from 1 to 86400");
        found
    }
}
