//! How somebody wanted to be told, and what they were told. What others said is theirs, and not in it.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::{AccountId, ExportSection};
use crate::notifications::settings::store::{AccountStore, SqlAccounts};
use crate::notifications::store::{NoticeStore, SqlNotices, Which};
use crate::platform::database::{Db, Stored};
use crate::platform::page::{Page, decode};

struct SettingsExport(Arc<dyn AccountStore>);

#[async_trait]
impl ExportSection for SettingsExport {
    fn name(&self) -> &'static str {
        "notification_settings"
    }

    async fn page(&self, account: AccountId, _: Option<String>) -> Stored<Page<Value>> {
        let settings = self.0.account(account).await?.settings;
        Ok(Page { items: vec![json!(settings.view())], next: None })
    }
}

struct NoticesExport(Arc<dyn NoticeStore>);

#[async_trait]
impl ExportSection for NoticesExport {
    fn name(&self) -> &'static str {
        "notifications"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after: Option<(i64, Uuid)> = decode(after.as_deref()).ok().flatten();
        let all = Which { unread: false, messages: true };
        let notices = self.0.list(account, all, after, PART + 1).await?;
        let page = Page::cut(notices, PART, |notice| (notice.at.millis(), notice.id.0));
        Ok(page.map(
            |notice| json!({ "kind": notice.kind, "at": notice.at, "read_at": notice.read_at, "count": notice.count }),
        ))
    }
}

pub fn export(db: Db) -> Vec<Arc<dyn ExportSection>> {
    vec![Arc::new(SettingsExport(Arc::new(SqlAccounts(db.clone())))), Arc::new(NoticesExport(Arc::new(SqlNotices(db))))]
}
