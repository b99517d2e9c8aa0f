//! The acts on identities: being sent to another server, coming back, and what becomes of it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Errand, Ticket};
use super::rules::{display_name, usernames};
use super::store::{Linked, Unlinked};
use super::{Identity, IdentityId, NewIdentity};
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::{AccountError, WrongField};
use crate::accounts::jobs;
use crate::accounts::model::{AccountId, NewAccount};
use crate::accounts::names::{Email, Wrong};
use crate::accounts::rules::Role;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::{SignedIn, Tokens};
use crate::accounts::store::Registered;
use crate::platform::config::OidcProvider;
use crate::platform::ids::Secret;
use crate::platform::oidc::{Question, Said};

/// How long somebody may take at the other server.
const ERRAND: Duration = Duration::from_secs(15 * 60);
/// How long the page may take to come for a ticket: a second factor has to be typed.
const TICKET: Duration = Duration::from_secs(5 * 60);
const ABOUT: &[u8] = b"errand";

/// What the page shows to get in by another server.
pub struct Return<'r> {
    pub ticket: &'r str,
    /// What the page alone knows; the challenge was its hash.
    pub verifier: &'r str,
    pub code: Option<&'r str>,
    pub invitation: Option<String>,
}

impl Accounts {
    /// The servers by which one may sign in here.
    pub fn providers(&self) -> impl Iterator<Item = &OidcProvider> {
        self.0.providers.all()
    }

    /// One's own identities, with the provider where it is still one of ours; and whether there is a password, too.
    pub async fn identities(
        &self,
        who: &SignedIn,
    ) -> Result<(bool, Vec<(Identity, Option<&OidcProvider>)>), AccountError> {
        let found = self.0.identities.list(who.account()).await?;
        let of = |identity: Identity| (self.0.providers.of(&identity.issuer), identity);
        let found = found.into_iter().map(of).map(|(provider, identity)| (identity, provider));
        Ok((self.has_password(who).await?, found.collect()))
    }

    // --- there and back -------------------------------------------------------------------------------------------

    /// Where to send somebody. `challenge` is the SHA-256 of what their page alone knows, as base64 for addresses.
    pub async fn send_to(&self, provider: &str, challenge: String) -> Result<String, AccountError> {
        let found = self.0.providers.named(provider).ok_or(AccountError::NotFound)?;
        if URL_SAFE_NO_PAD.decode(&challenge).map_or(0, |bytes| bytes.len()) != 32 {
            let wrong = Wrong { code: "not_a_challenge", allowed: "must be the SHA-256 of a secret, in base64url" };
            return Err(AccountError::Invalid(vec![WrongField { field: "challenge", wrong }]));
        }
        let secret = || self.0.ids.secret().expose().to_owned();
        let question = Question { nonce: secret(), verifier: secret() };
        let until = self.0.clock.now().plus(ERRAND);
        let errand = Errand { provider: provider.to_owned(), question, challenge, until };
        let sealed = self.0.seal.seal(json!(errand).to_string().as_bytes(), ABOUT);
        Ok(found.ask(sealed.unwrap_or_default(), &errand.question).await?)
    }

    /// Takes in somebody who came back from a provider; the ticket for their page.
    pub async fn come_back(&self, provider: &str, state: &str, code: String) -> Result<Secret, AccountError> {
        let refused = || AccountError::ProviderRefused("the state isn't one of ours".to_owned());
        let errand = self.0.seal.open(state, ABOUT).ok_or_else(refused)?;
        let errand: Errand = serde_json::from_slice(&errand).map_err(|_| refused())?;
        let now = self.0.clock.now();
        if errand.provider != provider || errand.until <= now {
            return Err(refused());
        }
        let found = self.0.providers.named(provider).ok_or(AccountError::NotFound)?;
        let said = found.hear(code, errand.question).await?;
        let secret = self.0.ids.secret();
        let ticket = Ticket { challenge: errand.challenge, said };
        self.0.identities.put_ticket(secret.hash(), ticket, now.plus(TICKET)).await?;
        Ok(secret)
    }

    /// What was said of whoever holds this ticket, and knows what their page did.
    async fn ticket(&self, ticket: &str, verifier: &str) -> Result<(String, Said), AccountError> {
        let hash = Secret::presented(ticket).hash();
        let found = self.0.identities.ticket(&hash, self.0.clock.now()).await?;
        let found = found.ok_or(AccountError::TicketRefused)?;
        let known = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        if found.challenge != known {
            return Err(AccountError::TicketRefused);
        }
        Ok((hash, found.said))
    }

    async fn take(&self, hash: &str) -> Result<(), AccountError> {
        let taken = self.0.identities.take_ticket(hash).await?;
        if taken { Ok(()) } else { Err(AccountError::TicketRefused) }
    }

    // --- getting in -----------------------------------------------------------------------------------------------

    /// Opens a session for whoever a provider knows, and a code where there is a second factor. Somebody new gets an
    /// account, where the provider's settings and registration allow it.
    pub async fn sign_in_by(&self, back: Return<'_>, client: &str) -> Result<Tokens, AccountError> {
        let (hash, said) = self.ticket(back.ticket, back.verifier).await?;
        let account = match self.0.identities.whose(&said.issuer, &said.subject).await? {
            Some(account) => account,
            None => self.register_by(&said, back.invitation).await?,
        };
        let second_factor = self.check_code(account, back.code).await?;
        let found = self.0.store.credentials(account).await?.ok_or(AccountError::TicketRefused)?;
        if self.0.policy.require_verified_email && !found.email_verified {
            return Err(AccountError::EmailUnverified);
        }
        self.take(&hash).await?;
        self.open_session(account, found.password_hash.unwrap_or_default(), second_factor, client).await
    }

    async fn register_by(&self, said: &Said, invitation: Option<String>) -> Result<AccountId, AccountError> {
        let provider = self.0.providers.of(&said.issuer).filter(|provider| provider.register);
        let provider = provider.ok_or(AccountError::IdentityUnknown)?;
        let invitation = invitation.map(|code| Secret::presented(&code).hash());
        self.admit(invitation.as_deref()).await?;
        let email = said.email.as_deref().and_then(|email| Email::parse(email).ok());
        let email = email.ok_or(AccountError::ProviderWithoutEmail)?;
        let role = Role::from_word(&provider.role).unwrap_or(Role::Member);
        let id = AccountId(self.0.ids.uuid());
        let created_at = self.0.clock.now();
        let [high, low, ..] = *self.0.ids.unordered().as_bytes();
        for username in usernames(said, u16::from_be_bytes([high, low])) {
            let Some(name) = display_name(said, &username) else { continue };
            let new = NewAccount {
                id,
                username,
                name,
                email: email.clone(),
                email_verified: said.email_verified,
                password_hash: None,
                identity: Some(NewIdentity::new(IdentityId(self.0.ids.uuid()), said, created_at)),
                role,
                created_at,
            };
            let confirm = self.job(jobs::VERIFICATION, json!({ "account_id": id }));
            let jobs = if said.email_verified { vec![] } else { vec![confirm] };
            match self.0.store.register(new, invitation.clone(), jobs).await? {
                Registered::Now { .. } => {
                    self.0.jobs.ring();
                    return Ok(id);
                }
                // Whose the address is, only who signs in there can say: nothing is linked by an address alone.
                Registered::Taken { email: true, .. } => {
                    return Err(AccountError::Taken { username: false, email: true });
                }
                Registered::Taken { .. } => {}
                Registered::NotInvited => return Err(AccountError::InvitationRefused),
                // The same ticket in two hands at the same time: the other was first.
                Registered::IdentityTaken => return Err(AccountError::TicketRefused),
            }
        }
        Err(AccountError::Taken { username: true, email: false })
    }

    // --- one's own ------------------------------------------------------------------------------------------------

    /// Lets one's account sign in by that provider from now on.
    pub async fn link_identity(&self, who: &Confirmed, ticket: &str, verifier: &str) -> Result<Identity, AccountError> {
        let (hash, said) = self.ticket(ticket, verifier).await?;
        self.take(&hash).await?;
        let linked_at = self.0.clock.now();
        let new = NewIdentity::new(IdentityId(self.0.ids.uuid()), &said, linked_at);
        let identity = Identity { id: new.id, issuer: new.issuer.clone(), email: new.email.clone(), linked_at };
        match self.0.identities.link(who.account(), new).await? {
            Linked::Now => Ok(identity),
            Linked::Taken => Err(AccountError::IdentityTaken),
            Linked::Gone => Err(AccountError::NotSignedIn),
        }
    }

    /// Takes one of one's identities away, unless it is the last way in.
    pub async fn unlink_identity(&self, who: &Confirmed, id: IdentityId) -> Result<(), AccountError> {
        match self.0.identities.unlink(who.account(), id).await? {
            Unlinked::Now => Ok(()),
            Unlinked::NotThere => Err(AccountError::NotFound),
            Unlinked::LastWayIn => Err(AccountError::LastWayIn),
        }
    }
}
