//! The sections of the export.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::accounts::{AccountId, ExportSection};
use crate::platform::database::{Db, Stored};
use crate::platform::page::{Page, decode};
use crate::spaces::faces::store::{FaceStore, SqlFaces};
use crate::spaces::members::store::{MemberStore, SqlMembers};
use crate::spaces::model::{Space, SpaceMember};
use crate::spaces::store::{SpaceStore, SqlSpaces, Tenant};

/// Where the account is a member.
struct SpacesExport(Arc<dyn SpaceStore>);

#[async_trait]
impl ExportSection for SpacesExport {
    fn name(&self) -> &'static str {
        "spaces"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let proofs = self.0.spaces_of(account, after, PART + 1).await?;
        Ok(Page::cut(proofs, PART, SpaceMember::space_id).map(|proof| {
            let Space { id, visibility, profile, .. } = proof.space();
            json!({
                "space_id": id,
                "visibility": visibility,
                "name": profile.name.as_str(),
                "role": proof.role(),
                "joined_at": proof.joined_at(),
            })
        }))
    }
}

/// Where the account asked to join, and what it said.
struct RequestsExport(Arc<dyn MemberStore>);

#[async_trait]
impl ExportSection for RequestsExport {
    fn name(&self) -> &'static str {
        "space_requests"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let requests = self.0.requests_of(account, after, PART + 1).await?;
        Ok(Page::cut(requests, PART, |(space, _)| *space).map(|(space, request)| {
            json!({ "space_id": space, "message": request.message.as_str(), "created_at": request.created_at })
        }))
    }
}

/// The pseudonyms that the account has, or had, and where.
struct PseudonymsExport(SqlFaces);

#[async_trait]
impl ExportSection for PseudonymsExport {
    fn name(&self) -> &'static str {
        "pseudonyms"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let pseudonyms = self.0.of(account, after, PART + 1).await?;
        Ok(Page::cut(pseudonyms, PART, |(space, _)| *space).map(|(space, pseudonym)| {
            json!({ "space_id": space, "person_id": pseudonym.id, "display_name": pseudonym.name })
        }))
    }
}

/// The feature's parts of an account's export.
pub fn export(db: Db) -> Vec<Arc<dyn ExportSection>> {
    let none: Arc<[Arc<dyn Tenant>]> = Arc::new([]);
    vec![
        Arc::new(SpacesExport(Arc::new(SqlSpaces { db: db.clone(), tenants: none.clone() }))),
        Arc::new(RequestsExport(Arc::new(SqlMembers { db: db.clone(), tenants: none }))),
        Arc::new(PseudonymsExport(SqlFaces(db))),
    ]
}
