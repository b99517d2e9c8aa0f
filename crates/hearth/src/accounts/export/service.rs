//! The document, piece by piece.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};

use crate::accounts::blocks::Silence;
use crate::accounts::model::{AccountId, PersonId, SessionId};
use crate::accounts::service::{Accounts, ExportSection};
use crate::media::{MediaId, Owner};
use crate::platform::clock::Time;
use crate::platform::database::{StoreError, Stored};
use crate::platform::page::{Page, decode};

/// How many sessions are held at a time.
const PAGE: i64 = 100;

/// The account's sessions, of which even the ended ones are gone.
struct Sessions(Accounts);

#[async_trait]
impl ExportSection for Sessions {
    fn name(&self) -> &'static str {
        "sessions"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after: Option<SessionId> =
            decode(after.as_deref()).map_err(|_| StoreError::Failed("not a cursor of ours".to_owned()))?;
        let accounts = &self.0.0;
        let found = accounts.sessions.list(account, accounts.clock.now(), after, PAGE + 1).await?;
        Ok(Page::cut(found, PAGE, |session| session.id).map(|session| {
            json!({
                "id": session.id,
                "client": session.client,
                "created_at": session.created_at,
                "last_used_at": session.last_used_at,
                "expires_at": session.expires_at,
            })
        }))
    }
}

/// Whether there is a second factor, and since when.
struct SecondFactors(Accounts);

#[async_trait]
impl ExportSection for SecondFactors {
    fn name(&self) -> &'static str {
        "second_factor"
    }

    async fn page(&self, account: AccountId, _after: Option<String>) -> Stored<Page<Value>> {
        let found = self.0.in_force(account).await?;
        let items = found.into_iter().map(
            |factor| json!({ "enabled_at": factor.enabled_at, "recovery_codes_left": factor.recovery_codes_left }),
        );
        Ok(Page { items: items.collect(), next: None })
    }
}

/// Whom the account blocks, or mutes.
struct Silenced(Accounts, Silence);

#[async_trait]
impl ExportSection for Silenced {
    fn name(&self) -> &'static str {
        match self.1 {
            Silence::Block => "blocks",
            Silence::Mute => "mutes",
        }
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after: Option<(Time, PersonId)> =
            decode(after.as_deref()).map_err(|_| StoreError::Failed("not a cursor of ours".to_owned()))?;
        let found = self.0.0.blocks.list(account, self.1, after, PAGE + 1).await?;
        Ok(Page::cut(found, PAGE, |one| (one.created_at, one.person))
            .map(|one| json!({ "person_id": one.person, "space_id": one.space, "created_at": one.created_at })))
    }
}

/// As whom other servers know the account.
struct Identities(Accounts);

#[async_trait]
impl ExportSection for Identities {
    fn name(&self) -> &'static str {
        "identities"
    }

    async fn page(&self, account: AccountId, _after: Option<String>) -> Stored<Page<Value>> {
        let found = self.0.0.identities.list(account).await?;
        let items = found.into_iter().map(
            |identity| json!({ "issuer": identity.issuer, "email": identity.email, "linked_at": identity.linked_at }),
        );
        Ok(Page { items: items.collect(), next: None })
    }
}

/// The account's uploads, with addresses that last a day.
struct Pictures(Accounts);

#[async_trait]
impl ExportSection for Pictures {
    fn name(&self) -> &'static str {
        "media"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after: Option<MediaId> =
            decode(after.as_deref()).map_err(|_| StoreError::Failed("not a cursor of ours".to_owned()))?;
        let found = self.0.media().of(Owner(account.0), after, PAGE + 1).await?;
        Ok(Page::cut(found, PAGE, |media| media.id).map(|media| json!(media)))
    }
}

/// What goes before the account's role.
struct Exceptions(Accounts);

#[async_trait]
impl ExportSection for Exceptions {
    fn name(&self) -> &'static str {
        "permissions"
    }

    async fn page(&self, account: AccountId, _after: Option<String>) -> Stored<Page<Value>> {
        let accounts = &self.0.0;
        let said = accounts.permissions.exceptions(account, accounts.clock.now()).await?;
        let items = said
            .into_iter()
            .map(|said| json!({ "permission": said.permission, "allowed": said.allowed, "until": said.until }));
        Ok(Page { items: items.collect(), next: None })
    }
}

/// Where the document has got to.
struct Progress {
    account: AccountId,
    /// The text that comes next, before any further page.
    ready: Option<String>,
    /// The section that is being written, and those after it.
    sections: std::vec::IntoIter<Arc<dyn ExportSection>>,
    current: Option<(Arc<dyn ExportSection>, Option<String>)>,
    /// Whether the section has an item already.
    begun: bool,
    over: bool,
}

impl Accounts {
    /// The export of an account: `{"account": …, "sessions": […], …}`, in pieces, with `head` as the account.
    pub(in crate::accounts) fn export(
        &self,
        account: AccountId,
        head: &Value,
    ) -> impl Stream<Item = Result<String, StoreError>> + Send + use<> {
        let mut sections: Vec<Arc<dyn ExportSection>> = vec![
            Arc::new(Sessions(self.clone())),
            Arc::new(SecondFactors(self.clone())),
            Arc::new(Identities(self.clone())),
            Arc::new(Exceptions(self.clone())),
            Arc::new(Pictures(self.clone())),
        ];
        let silences = [Silence::Block, Silence::Mute].map(|silence| Silenced(self.clone(), silence));
        sections.extend(silences.map(|section| Arc::new(section) as Arc<dyn ExportSection>));
        sections.extend(self.0.export.iter().cloned());
        let progress = Progress {
            account,
            ready: Some(format!("{{\"account\":{head}")),
            sections: sections.into_iter(),
            current: None,
            begun: false,
            over: false,
        };
        stream::try_unfold(
            progress,
            |mut progress| async move { Ok(progress.piece().await?.map(|text| (text, progress))) },
        )
    }
}

impl Progress {
    async fn piece(&mut self) -> Stored<Option<String>> {
        if let Some(text) = self.ready.take() {
            return Ok(Some(text));
        }
        if let Some((section, after)) = self.current.take() {
            let page = section.page(self.account, after).await?;
            return Ok(Some(self.write(section, page)));
        }
        if let Some(section) = self.sections.next() {
            let name = json!(section.name());
            self.begun = false;
            self.current = Some((section, None));
            return Ok(Some(format!(",{name}:[")));
        }
        if std::mem::replace(&mut self.over, true) { Ok(None) } else { Ok(Some("}".to_owned())) }
    }

    fn write(&mut self, section: Arc<dyn ExportSection>, page: Page<Value>) -> String {
        let mut text = String::new();
        for item in page.items {
            if std::mem::replace(&mut self.begun, true) {
                text.push(',');
            }
            text.push_str(&item.to_string());
        }
        match page.next {
            Some(next) => self.current = Some((section, Some(next))),
            None => text.push(']'),
        }
        text
    }
}
