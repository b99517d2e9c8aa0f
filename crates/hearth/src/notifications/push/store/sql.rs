//! Subscriptions in SQL.

use async_trait::async_trait;

use super::SubscriptionStore;
use crate::accounts::{AccountId, SessionId};
use crate::notifications::push::model::{Subscription, SubscriptionId};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};
use crate::platform::push::Target;

crate::statements! {
    REPLACE = "DELETE FROM notification_subscriptions WHERE endpoint = $1";
    SUBSCRIBE = "INSERT INTO notification_subscriptions (id, account, session, endpoint, p256dh, auth, label, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (endpoint) DO NOTHING";
    OF = "SELECT id, account, session, endpoint, p256dh, auth, label, created_at FROM notification_subscriptions
        WHERE account = $1 ORDER BY id LIMIT 100";
    ONE = "SELECT id, account, session, endpoint, p256dh, auth, label, created_at FROM notification_subscriptions
        WHERE account = $1 AND id = $2";
    // Ids sort by time.
    OLDEST = "DELETE FROM notification_subscriptions WHERE account = $1 AND id NOT IN
        (SELECT id FROM notification_subscriptions WHERE account = $1 ORDER BY id DESC LIMIT $2)";
    DROP_ONE = "DELETE FROM notification_subscriptions WHERE account = $1 AND id = $2";
    DROP_IN = "DELETE FROM notification_subscriptions WHERE session = $1";
    FORGET = "DELETE FROM notification_subscriptions WHERE account = $1";
}

#[derive(Clone)]
pub struct SqlSubscriptions(pub Db);

#[async_trait]
impl SubscriptionStore for SqlSubscriptions {
    async fn subscribe(&self, new: &Subscription, most: i64) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&REPLACE).bind(new.target.endpoint.clone()).done().await?;
        tx.run(&SUBSCRIBE)
            .bind(new.id.0)
            .bind(new.account.0)
            .bind(new.session.0)
            .bind(new.target.endpoint.clone())
            .bind(new.target.p256dh.clone())
            .bind(new.target.auth.clone())
            .bind(new.label.clone())
            .bind(new.created_at.millis())
            .done()
            .await?;
        tx.run(&OLDEST).bind(new.account.0).bind(most).done().await?;
        tx.commit().await
    }

    async fn of(&self, account: AccountId) -> Stored<Vec<Subscription>> {
        self.0.read(&OF).bind(account.0).all().await?.iter().map(subscription_of).collect()
    }

    async fn one(&self, account: AccountId, id: SubscriptionId) -> Stored<Option<Subscription>> {
        self.0.read(&ONE).bind(account.0).bind(id.0).maybe().await?.as_ref().map(subscription_of).transpose()
    }

    async fn drop_one(&self, account: AccountId, id: SubscriptionId) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let dropped = tx.run(&DROP_ONE).bind(account.0).bind(id.0).done().await?;
        tx.commit().await?;
        Ok(dropped > 0)
    }

    async fn drop_in(&self, session: SessionId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&DROP_IN).bind(session.0).done().await?;
        tx.commit().await
    }

    async fn forget(&self, account: AccountId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&FORGET).bind(account.0).done().await?;
        tx.commit().await
    }
}

fn subscription_of(row: &Row) -> Stored<Subscription> {
    Ok(Subscription {
        id: SubscriptionId(row.get("id")?),
        account: AccountId(row.get("account")?),
        session: SessionId(row.get("session")?),
        target: Target { endpoint: row.get("endpoint")?, p256dh: row.get("p256dh")?, auth: row.get("auth")? },
        label: row.get("label")?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}
