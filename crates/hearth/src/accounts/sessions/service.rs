//! The acts on sessions.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use uuid::Uuid;

use super::model::{Session, SignedIn, Tokens};
use super::store::{NewSession, Rotated, Rotation};
use crate::accounts::error::AccountError;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::names::{Email, Password, Username};
use crate::accounts::permissions::Standing;
use crate::accounts::service::{Accounts, Checked};
use crate::accounts::store::{Credentials, KeyKind};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::ids::Secret;
use crate::platform::tokens::Pass;

/// How often a password, or a code, was wrong for a login, lately. Counted before it is looked at, so that attempts at
/// the same time count too, and taken back when it was right.
pub struct Attempts {
    most: Option<u32>,
    window: Duration,
    failed: Cache<String, Arc<AtomicU32>>,
}

impl Attempts {
    pub fn new(enabled: bool, most: u32, window: Duration) -> Self {
        let failed = Cache::builder().max_capacity(50_000).time_to_live(window).build();
        Self { most: enabled.then_some(most), window, failed }
    }

    pub fn begin(&self, login: String) -> Result<Attempt, AccountError> {
        let count = self.failed.get_with(login, Arc::default);
        if self.most.is_some_and(|most| count.fetch_add(1, Ordering::SeqCst) >= most) {
            count.fetch_sub(1, Ordering::SeqCst);
            let wait_seconds = self.window.as_secs();
            return Err(AccountError::TooMany { code: "accounts.too_many_sign_ins", wait_seconds });
        }
        Ok(Attempt(count))
    }
}

/// The sessions that were found living a moment ago, so that not each of a busy person's requests asks the database.
/// What this process ends or changes counts at once; what another one does, after a second at most.
pub struct Living {
    /// Grows with everything that could make an entry wrong. An entry read before that is of an earlier age.
    age: AtomicU64,
    found: Cache<(AccountId, SessionId), Found>,
}

#[derive(Clone, Copy)]
struct Found {
    standing: Standing,
    age: u64,
    at: Time,
}

const BELIEVED_FOR: Duration = Duration::from_secs(1);

impl Living {
    pub fn new() -> Self {
        Self { age: AtomicU64::new(0), found: Cache::builder().max_capacity(50_000).time_to_live(BELIEVED_FOR).build() }
    }

    /// To be called after the commit of whatever ends sessions, or changes roles or permissions, before anybody is told.
    pub fn forget_all(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }

    fn standing(&self, key: (AccountId, SessionId), now: Time) -> Option<Standing> {
        let found = self.found.get(&key)?;
        let fresh = found.age == self.age.load(Ordering::SeqCst) && now < found.at.plus(BELIEVED_FOR);
        fresh.then_some(found.standing)
    }
}

/// One that is under way; it counts unless it was right.
pub struct Attempt(Arc<AtomicU32>);

impl Attempt {
    pub fn was_right(self) {
        // Without a limit nothing was counted, and nothing is read.
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1));
    }
}

impl Accounts {
    pub(in crate::accounts) fn session_lifetime(&self) -> Duration {
        Duration::from_secs(self.0.policy.session_days.saturating_mul(24 * 3600))
    }

    fn session_lifetime_in_all(&self) -> Duration {
        Duration::from_secs(self.0.policy.session_days_in_all.saturating_mul(24 * 3600))
    }

    /// Opens a session for whoever knows the password, and a code where there is a second factor. `login` is a username
    /// or an e-mail address; `client` is what the client calls itself, `from` its network address.
    pub async fn sign_in(
        &self,
        login: &str,
        password: String,
        code: Option<&str>,
        client: &str,
        from: IpAddr,
    ) -> Result<Tokens, AccountError> {
        let known = match (Email::parse(login), Username::parse(login)) {
            (Ok(email), _) => Some((KeyKind::Email, email.key().to_owned())),
            (_, Ok(username)) => Some((KeyKind::Username, username.key().to_owned())),
            _ => None,
        };
        let counted = known.as_ref().map_or_else(String::new, |(kind, key)| format!("{kind:?} {key}"));
        let found = match known {
            Some((kind, key)) => self.0.store.find_by_key(kind, &key).await?,
            None => None,
        };
        // By account where there is one, so that name and address don't give two tries each.
        let counted = found.as_ref().map_or(counted, |found| found.account.to_string());
        // And by where it comes from, so that who fails at somebody's name keeps them out at the own address alone; of all
        // addresses together, ten times as many.
        let attempts = (self.0.attempts.begin(format!("{counted} {from}"))?, self.0.attempts_in_all.begin(counted)?);
        // What can't be anybody's password takes as long to refuse.
        let stored = found.as_ref().and_then(|found| found.password_hash.clone());
        if !self.0.passwords.verify(password, stored).await {
            return Err(AccountError::WrongCredentials);
        }
        attempts.0.was_right();
        attempts.1.was_right();
        let Some(Credentials { account, password_hash: Some(password_hash), email_verified }) = found else {
            return Err(AccountError::WrongCredentials);
        };
        let second_factor = self.check_code(account, code).await?;
        // Who is banned is to know why, and nothing else: confirming an address would lead nowhere.
        if self.0.policy.require_verified_email && !email_verified && !self.banned(account).await? {
            return Err(AccountError::EmailUnverified);
        }
        self.open_session(account, password_hash, second_factor, client).await
    }

    pub(in crate::accounts) async fn open_session(
        &self,
        account: AccountId,
        password_hash: String,
        second_factor: bool,
        client: &str,
    ) -> Result<Tokens, AccountError> {
        let now = self.0.clock.now();
        let id = SessionId(self.0.ids.uuid());
        let refresh = self.0.ids.secret();
        let session = Session {
            id,
            client: client.chars().filter(|c| !c.is_control()).take(200).collect(),
            created_at: now,
            last_used_at: now,
            expires_at: now.plus(self.session_lifetime()),
        };
        let new = NewSession { session, account, password_hash, second_factor, refresh_hash: refresh.hash() };
        if !self.0.sessions.open(new).await? {
            return Err(self.refusal(account).await?.unwrap_or(AccountError::WrongCredentials));
        }
        Ok(self.tokens(account, id, &refresh, now))
    }

    fn tokens(&self, account: AccountId, session: SessionId, refresh: &Secret, now: Time) -> Tokens {
        Tokens {
            access_token: self.0.tokens.sign(account.0, session.0, now),
            expires_in_seconds: self.0.tokens.lifetime().as_secs(),
            refresh_token: refresh.expose().to_owned(),
            session,
        }
    }

    /// New tokens for a refresh token, which is used up by it. One that was used up before ends its session: somebody
    /// else has it too.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, AccountError> {
        let now = self.0.clock.now();
        let new = self.0.ids.secret();
        let rotation = Rotation {
            old_hash: Secret::presented(refresh_token).hash(),
            new_hash: new.hash(),
            now,
            expires_at: now.plus(self.session_lifetime()),
            most: self.session_lifetime_in_all(),
        };
        match self.0.sessions.rotate(rotation).await? {
            Rotated::Now { account, session } => Ok(self.tokens(account, session, &new, now)),
            Rotated::Reused { session } => {
                tracing::warn!(%session, "a used refresh token came again; its session was ended");
                self.announce_ended(vec![session]).await;
                Err(AccountError::RefreshRefused)
            }
            Rotated::Expired | Rotated::Unknown => Err(AccountError::RefreshRefused),
        }
    }

    /// Who an access token speaks for. Whoever has one of an account that was banned is to know why they are out.
    pub async fn signed_in(&self, token: &str) -> Result<SignedIn, AccountError> {
        let now = self.0.clock.now();
        let claims = self.0.tokens.check(token, now).ok_or(AccountError::NotSignedIn)?;
        match self.in_session(claims.sub, claims.sid).await {
            Err(AccountError::NotSignedIn) => Err(match self.ban_of(AccountId(claims.sub)).await? {
                Some(ban) => AccountError::EndedByBan { reason: ban.reason, until: ban.until },
                None => AccountError::NotSignedIn,
            }),
            known => known,
        }
    }

    /// Who an open connection speaks for: its token was checked when it came, and it lasts as long as the session.
    pub async fn in_session(&self, account: Uuid, session: Uuid) -> Result<SignedIn, AccountError> {
        let (account, session) = (AccountId(account), SessionId(session));
        let (living, now) = (&self.0.living, self.0.clock.now());
        if let Some(standing) = living.standing((account, session), now) {
            return Ok(SignedIn::new(account, session, standing));
        }
        let age = living.age.load(Ordering::SeqCst);
        let standing = self.0.sessions.standing(account, session, now).await?.ok_or(AccountError::NotSignedIn)?;
        living.found.insert((account, session), Found { standing, age, at: now });
        Ok(SignedIn::new(account, session, standing))
    }

    /// What stands for the session in the addresses of pictures.
    pub fn pass(&self, who: &SignedIn) -> Pass {
        self.0.tokens.pass(who.account().0, who.session().0, self.0.clock.now())
    }

    /// Who a pass speaks for, as far as pictures go.
    pub async fn passing(&self, pass: &str) -> Result<SignedIn, AccountError> {
        let found = self.0.tokens.check_pass(pass, self.0.clock.now());
        let (account, session) = found.ok_or(AccountError::NotSignedIn)?;
        self.in_session(account, session).await
    }

    /// Whether the session of this proof lives on.
    pub async fn still(&self, who: &SignedIn) -> Stored<bool> {
        let standing = self.0.sessions.standing(who.account(), who.session(), self.0.clock.now()).await?;
        Ok(standing.is_some())
    }

    /// Which of these sessions no longer live.
    pub async fn connected_session_ended(&self, sessions: &[SessionId]) -> Stored<Vec<SessionId>> {
        let mut ended = Vec::new();
        for part in sessions.chunks(500) {
            ended.extend(self.0.sessions.ended(part, self.0.clock.now()).await?);
        }
        Ok(ended)
    }

    /// One's own sessions, newest first.
    pub async fn sessions(
        &self,
        who: &SignedIn,
        after: Option<SessionId>,
        limit: i64,
    ) -> Result<Vec<Session>, AccountError> {
        Ok(self.0.sessions.list(who.account(), self.0.clock.now(), after, limit).await?)
    }

    /// Ends one of one's own sessions.
    pub async fn end_session(&self, who: &SignedIn, session: SessionId) -> Result<(), AccountError> {
        if !self.0.sessions.end(who.account(), session).await? {
            return Err(AccountError::NotFound);
        }
        self.announce_ended(vec![session]).await;
        Ok(())
    }

    /// Puts another password in place, or a first one, and ends all sessions but this one.
    pub async fn change_password(&self, who: &SignedIn, old: Option<String>, new: &str) -> Result<(), AccountError> {
        let mut checked = Checked::default();
        let new = checked.take("new_password", Password::parse(new));
        checked.done()?;
        let old_hash = self.prove(who, old).await?;
        let Some(new) = new else { return Err(AccountError::WrongPassword) };
        let new_hash = self.hash(new).await?;
        let set = self.0.store.set_password(who.account(), old_hash, new_hash, Some(who.session())).await?;
        self.announce_ended(set.ok_or(AccountError::WrongPassword)?).await;
        Ok(())
    }

    /// The account's hash, if this is its password. Counts as an attempt to sign in.
    pub(in crate::accounts) async fn check_password(
        &self,
        account: AccountId,
        password: String,
    ) -> Result<String, AccountError> {
        let attempt = self.0.attempts.begin(account.to_string())?;
        let stored = self.0.store.credentials(account).await?.and_then(|found| found.password_hash);
        if !self.0.passwords.verify(password, stored.clone()).await {
            return Err(AccountError::WrongPassword);
        }
        attempt.was_right();
        stored.ok_or(AccountError::WrongPassword)
    }
}
