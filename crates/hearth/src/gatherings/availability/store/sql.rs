//! What is saved, in SQL.

use async_trait::async_trait;

use super::AvailabilityStore;
use crate::accounts::AccountId;
use crate::gatherings::answers::Private;
use crate::gatherings::availability::model::{Availability, AvailabilityView};
use crate::gatherings::days::Zone;
use crate::gatherings::store::{broken, unknown};
use crate::platform::database::{Db, Row, Stored, Tx};

crate::statements! {
    ONE = "SELECT availability FROM gathering_availability WHERE account = $1";
    HOLD = sqlite "SELECT availability FROM gathering_availability WHERE account = $1",
        postgres "SELECT availability FROM gathering_availability WHERE account = $1 FOR UPDATE";
    KEEP = "INSERT INTO gathering_availability (account, availability) VALUES ($1, $2)
        ON CONFLICT (account) DO UPDATE SET availability = $2";
    FORGET = "DELETE FROM gathering_availability WHERE account = $1";
}

#[derive(Clone)]
pub struct SqlAvailability(pub Db);

#[async_trait]
impl AvailabilityStore for SqlAvailability {
    async fn availability(&self, account: AccountId) -> Stored<Option<Availability>> {
        self.0.read(&ONE).bind(account.0).maybe().await?.as_ref().map(availability_of).transpose()
    }

    async fn keep(&self, account: AccountId, availability: &Availability) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        keep(&mut tx, account, availability).await?;
        tx.commit().await
    }

    async fn keep_usual(&self, account: AccountId, zone: &Zone, said: Private) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        let before = tx.run(&HOLD).bind(account.0).maybe().await?.as_ref().map(availability_of).transpose()?;
        let mut now = before.unwrap_or_else(|| Availability {
            zone: zone.clone(),
            weekly: Vec::new(),
            usual: Private::default(),
        });
        now.usual = Private {
            mood: None,
            budget: said.budget.or(now.usual.budget),
            travel_km: said.travel_km.or(now.usual.travel_km),
            location: said.location.or(now.usual.location),
        };
        keep(&mut tx, account, &now).await?;
        tx.commit().await
    }

    async fn forget(&self, account: AccountId) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let forgotten = tx.run(&FORGET).bind(account.0).done().await? > 0;
        tx.commit().await?;
        Ok(forgotten)
    }
}

async fn keep(tx: &mut Tx, account: AccountId, availability: &Availability) -> Stored<()> {
    let json = serde_json::to_string(&availability.view()).map_err(broken)?;
    tx.run(&KEEP).bind(account.0).bind(json).done().await.map(drop)
}

fn availability_of(row: &Row) -> Stored<Availability> {
    let kept: AvailabilityView = serde_json::from_str(&row.get::<String>("availability")?).map_err(broken)?;
    Availability::parse(kept).map_err(|_| unknown("way to save availability"))
}
