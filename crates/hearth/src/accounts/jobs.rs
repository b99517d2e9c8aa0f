//! Mail that is sent later, so that no answer waits for it or tells whether it goes out at all.

use std::sync::Arc;

use askama::Template;
use async_trait::async_trait;
use serde_json::Value;

use super::model::AccountId;
use super::service::Accounts;
use crate::platform::clock::Time;
use crate::platform::jobs::Handler;
use crate::platform::mail::{Letter, Mailer};

/// Payload `{"email"}`.
pub(super) const PASSWORD_RESET: &str = "accounts.password_reset";
/// Payload `{"account_id"}`.
pub(super) const VERIFICATION: &str = "accounts.email_verification";

#[derive(Template)]
#[template(path = "password_reset.txt", escape = "none")]
struct ResetText<'l> {
    link: &'l str,
    until: Time,
}

#[derive(Template)]
#[template(path = "email_verification.txt", escape = "none")]
struct VerificationText<'l> {
    link: &'l str,
    until: Time,
}

/// What does the jobs of this feature.
pub fn handlers(accounts: &Accounts, mailer: &Mailer) -> Vec<Arc<dyn Handler>> {
    let post = Post { accounts: accounts.clone(), mailer: mailer.clone() };
    vec![Arc::new(SendReset(post.clone())), Arc::new(SendVerification(post))]
}

#[derive(Clone)]
struct Post {
    accounts: Accounts,
    mailer: Mailer,
}

impl Post {
    async fn send(&self, to: String, subject: &str, text: impl Template) -> Result<(), String> {
        let text = text.render().map_err(|error| error.to_string())?;
        self.mailer.send(Letter { to, subject: subject.to_owned(), text, ..Letter::default() }).await
    }
}

struct SendReset(Post);

#[async_trait]
impl Handler for SendReset {
    fn kind(&self) -> &'static str {
        PASSWORD_RESET
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let Some(email) = payload["email"].as_str() else { return Err("no email in the payload".to_owned()) };
        match self.0.accounts.reset_link_for(email).await.map_err(|error| error.to_string())? {
            Some((to, link)) => {
                let text = ResetText { link: &link.link, until: link.expires_at };
                self.0.send(to, "Choose a new password", text).await
            }
            None => Ok(()),
        }
    }
}

struct SendVerification(Post);

#[async_trait]
impl Handler for SendVerification {
    fn kind(&self) -> &'static str {
        VERIFICATION
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let id: AccountId = serde_json::from_value(payload["account_id"].clone()).map_err(|error| error.to_string())?;
        match self.0.accounts.verification_link_for(id).await.map_err(|error| error.to_string())? {
            Some((to, link)) => {
                let text = VerificationText { link: &link.link, until: link.expires_at };
                self.0.send(to, "Confirm your e-mail address", text).await
            }
            None => Ok(()),
        }
    }
}
