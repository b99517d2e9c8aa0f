//! What is allowed in settings, beyond their types.

use super::{MailTransport, Objects, ObjectsIn, OidcProvider, QueueIn, Settings};

impl Settings {
    /// What types alone can't say: every mistake, by key.
    pub(super) fn mistakes(&self) -> Vec<(&'static str, String)> {
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
        wants(
            crate::platform::mail::is_mailbox(&self.mail.from),
            "mail.from",
            "must be like \"Name <name@example.org>\"",
        );
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
        wants(
            self.log.filter.parse::<tracing_subscriber::EnvFilter>().is_ok(),
            "log.filter",
            "must be a filter like \"info\" or \"hearth=debug,warn\"",
        );
        found.extend(self.mistakes_with_limits());
        found.extend(self.mistakes_with_providers());
        found.extend(self.mistakes_with_pictures());
        found.extend(self.mistakes_with_moderation());
        found.extend(self.mistakes_with_the_queue());
        found
    }

    fn mistakes_with_limits(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut wants = |good: bool, key, allowed: &str| {
            if !good {
                found.push((key, allowed.to_owned()));
            }
        };
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
