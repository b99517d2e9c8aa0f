//! The protocol itself, which a library speaks.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AsyncHttpClient, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
    UserInfoError,
};

use super::{OidcError, Question, Said};
use crate::platform::clock::{Clock, Time};
use crate::platform::config::OidcProvider;

/// How long it is believed what a provider says of itself: its addresses and keys.
const BELIEVED_FOR: Duration = Duration::from_secs(3600);
/// When a signature is of no key that we know, the keys are asked for anew, but not all the time.
const ASKED_ANEW_AFTER: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(8);
const MOST_BYTES: usize = 1 << 20;

/// Never `none`, and nothing that is made with the client's own secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Ready =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unreachable(String);

/// What speaks HTTP for the library.
struct Http(reqwest::Client);

pub struct Client {
    http: Http,
    issuer: IssuerUrl,
    id: ClientId,
    secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    back: RedirectUrl,
    clock: Clock,
    known: Mutex<Option<(Arc<CoreProviderMetadata>, Time)>>,
}

fn refused(error: impl std::fmt::Display) -> OidcError {
    OidcError::Refused(error.to_string())
}

impl Client {
    pub fn new(settings: &OidcProvider, back: String, clock: Clock) -> Result<Self, String> {
        let wrong = |error: String| format!("the provider {} can't be used: {error}", settings.name);
        // No redirects: the provider's own addresses are the only ones that may be asked.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).no_proxy();
        Ok(Self {
            http: Http(http.build().map_err(|error| wrong(error.to_string()))?),
            issuer: IssuerUrl::new(settings.issuer.clone()).map_err(|error| wrong(error.to_string()))?,
            id: ClientId::new(settings.client_id.clone()),
            secret: Some(settings.client_secret.clone()).filter(|text| !text.is_empty()).map(ClientSecret::new),
            scopes: settings.scopes.iter().cloned().map(Scope::new).collect(),
            back: RedirectUrl::new(back).map_err(|error| wrong(error.to_string()))?,
            clock,
            known: Mutex::new(None),
        })
    }

    pub async fn ask(&self, state: String, question: &Question) -> Result<String, OidcError> {
        let client = self.ready(&*self.metadata(BELIEVED_FOR).await?);
        let nonce = Nonce::new(question.nonce.clone());
        let verifier = PkceCodeVerifier::new(question.verifier.clone());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, ..) = client
            .authorize_url(flow, || CsrfToken::new(state), || nonce)
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    pub async fn hear(&self, code: String, question: Question) -> Result<Said, OidcError> {
        let metadata = self.metadata(BELIEVED_FOR).await?;
        let client = self.ready(&metadata);
        let asking = client.exchange_code(AuthorizationCode::new(code)).map_err(refused)?;
        let asking = asking.set_pkce_verifier(PkceCodeVerifier::new(question.verifier));
        let answer = asking.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::Request(error) => OidcError::Unavailable(error.to_string()),
            error => refused(error),
        })?;
        let token = answer.id_token().ok_or_else(|| refused("it answered without an ID token"))?;
        let nonce = Nonce::new(question.nonce);
        let claims = match self.claims(&client, token, &nonce) {
            // It may have other keys by now.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let newer = self.ready(&*self.metadata(ASKED_ANEW_AFTER).await?);
                self.claims(&newer, token, &nonce).map_err(refused)?
            }
            other => other.map_err(refused)?,
        };
        let more = match claims.email() {
            Some(_) => None,
            None => self.more(&client, answer.access_token(), &claims).await?,
        };
        Ok(said(&claims, more.as_ref()))
    }

    /// The claims of a token that this provider signed for us, in answer to this question, and whose time isn't over.
    fn claims(
        &self,
        client: &Ready,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let now = self.clock.now();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || chrono::DateTime::from_timestamp_millis(now.millis()).unwrap_or_default());
        token.claims(&verifier, nonce).cloned()
    }

    /// What the provider says of the same person when it is asked, where the token doesn't say it.
    async fn more(
        &self,
        client: &Ready,
        access: &AccessToken,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<CoreUserInfoClaims>, OidcError> {
        let Ok(asking) = client.user_info(access.clone(), Some(claims.subject().clone())) else { return Ok(None) };
        let more = asking.request_async(&self.http).await.map_err(|error| match error {
            UserInfoError::Request(error) => OidcError::Unavailable(error.to_string()),
            error => refused(error),
        })?;
        Ok(Some(more))
    }

    fn ready(&self, metadata: &CoreProviderMetadata) -> Ready {
        CoreClient::from_provider_metadata(metadata.clone(), self.id.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone())
    }

    /// What the provider says of itself, no older than this.
    async fn metadata(&self, no_older: Duration) -> Result<Arc<CoreProviderMetadata>, OidcError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((metadata, at)) = known
            && self.clock.now() < at.plus(no_older)
        {
            return Ok(metadata);
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = Arc::new(found.map_err(|error| match error {
            // What answers in the place of a provider that is down says nothing that is understood.
            DiscoveryError::Request(_) | DiscoveryError::Response(..) | DiscoveryError::Parse(_) => {
                OidcError::Unavailable(error.to_string())
            }
            error => refused(error),
        })?);
        let fresh = Some((metadata.clone(), self.clock.now()));
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(metadata)
    }
}

impl Http {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let unreachable = |error: reqwest::Error| Unreachable(error.to_string());
        let request = reqwest::Request::try_from(request).map_err(unreachable)?;
        let mut response = self.0.execute(request).await.map_err(unreachable)?;
        if response.status().is_server_error() {
            return Err(Unreachable(format!("it answered {}", response.status())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(Unreachable("its answer is too large".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}

fn said(claims: &CoreIdTokenClaims, more: Option<&CoreUserInfoClaims>) -> Said {
    let text = |own: Option<&str>, other: Option<&str>| own.or(other).map(str::to_owned);
    let name = claims.name().or_else(|| more?.name()).and_then(|name| name.get(None));
    Said {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        email: text(claims.email().map(|email| email.as_str()), more.and_then(|more| Some(more.email()?.as_str()))),
        // Of the same answer as the address itself.
        email_verified: match claims.email() {
            Some(_) => claims.email_verified(),
            None => more.and_then(CoreUserInfoClaims::email_verified),
        }
        .unwrap_or(false),
        name: name.map(|name| name.to_string()),
        username: text(
            claims.preferred_username().map(|name| name.as_str()),
            more.and_then(|more| Some(more.preferred_username()?.as_str())),
        ),
    }
}
