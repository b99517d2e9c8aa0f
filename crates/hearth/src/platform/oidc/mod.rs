//! Signing in by somebody else's server (OpenID Connect): where to send people, and what that server says of who comes
//! back. What becomes of it is not known here.

#[cfg(feature = "oidc")]
mod client;

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::config::{OidcProvider, Settings};

/// Who somebody is, as a provider has said and its signature shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Issuer and subject together name one person for good.
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub name: Option<String>,
    pub username: Option<String>,
}

/// What ties an answer to the question: both are made for one question, and told to nobody but the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    pub nonce: String,
    /// Of PKCE (RFC 7636).
    pub verifier: String,
}

#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider can't be reached, or isn't well.
    #[error("{0}")]
    Unavailable(String),
    /// What it said isn't to be believed, or it said no.
    #[error("{0}")]
    Refused(String),
}

/// The servers by which one may sign in here.
#[derive(Default)]
pub struct Providers(Vec<Provider>);

impl Providers {
    pub fn new(settings: &Settings, clock: &Clock) -> Result<Self, String> {
        let each = settings.oidc.providers.iter();
        let providers = each.map(|provider| Provider::new(provider, &settings.public_url(), clock));
        providers.collect::<Result<_, _>>().map(Self)
    }

    pub fn all(&self) -> impl Iterator<Item = &OidcProvider> {
        self.0.iter().map(|provider| &provider.settings)
    }

    pub fn named(&self, name: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.settings.name == name)
    }

    /// The one whose people have this issuer.
    pub fn of(&self, issuer: &str) -> Option<&OidcProvider> {
        self.all().find(|provider| provider.issuer == issuer)
    }
}

/// One of them.
pub struct Provider {
    settings: OidcProvider,
    #[cfg(feature = "oidc")]
    client: client::Client,
    /// A program without the feature takes no settings that name one.
    #[cfg(not(feature = "oidc"))]
    none: std::convert::Infallible,
}

#[cfg(feature = "oidc")]
impl Provider {
    fn new(settings: &OidcProvider, public_url: &str, clock: &Clock) -> Result<Self, String> {
        let back = format!("{public_url}/api/v1/oidc/{}/callback", settings.name);
        Ok(Self { client: client::Client::new(settings, back, clock.clone())?, settings: settings.clone() })
    }

    /// The address to send somebody to. What is given as `state` comes back with them.
    pub async fn ask(&self, state: String, question: &Question) -> Result<String, OidcError> {
        self.client.ask(state, question).await
    }

    /// What the provider says of whoever came back with this code.
    pub async fn hear(&self, code: String, question: Question) -> Result<Said, OidcError> {
        self.client.hear(code, question).await
    }
}

#[cfg(not(feature = "oidc"))]
impl Provider {
    fn new(_: &OidcProvider, _: &str, _: &Clock) -> Result<Self, String> {
        Err("this program was built without its feature \"oidc\"".to_owned())
    }

    pub async fn ask(&self, _: String, _: &Question) -> Result<String, OidcError> {
        match self.none {}
    }

    pub async fn hear(&self, _: String, _: Question) -> Result<Said, OidcError> {
        match self.none {}
    }
}
