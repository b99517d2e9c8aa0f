//! Galleries in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::GalleryStore;
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};
use crate::shares::gallery::model::{Count, Hung};
use crate::shares::model::{Month, ShareId};
use crate::shares::store::{broken, face_of};
use crate::spaces::SpaceMember;

macro_rules! select {
    ($more:literal) => {
        concat!(
            "SELECT p.share, p.place, p.picture, s.author, s.face, s.created_at
            FROM share_pictures p JOIN shares s ON s.space = p.space AND s.id = p.share
            WHERE p.space = $1 AND s.hidden_at IS NULL AND p.share <= $2 AND (p.share < $2 OR p.place > $3)",
            $more,
            " ORDER BY p.share DESC, p.place LIMIT $4"
        )
    };
}

crate::statements! {
    PICTURES = select!("");
    OF_MONTH = select!(" AND p.month = $5");
    MONTHS = "SELECT month, pictures FROM share_months WHERE space = $1 AND pictures > 0 ORDER BY month DESC LIMIT $2";
}

#[derive(Clone)]
pub struct SqlGallery(pub Db);

#[async_trait]
impl GalleryStore for SqlGallery {
    async fn pictures(
        &self,
        proof: &SpaceMember,
        month: Option<Month>,
        after: Option<(ShareId, i64)>,
        limit: i64,
    ) -> Stored<Vec<Hung>> {
        let (share, place) = after.map_or((Uuid::max(), 0), |(share, place)| (share.0, place));
        let statement = self.0.read(if month.is_some() { &OF_MONTH } else { &PICTURES });
        let statement = statement.bind(proof.space_id().0).bind(share).bind(place).bind(limit);
        let statement = match month {
            Some(month) => statement.bind(month.as_str().to_owned()),
            None => statement,
        };
        statement.all().await?.iter().map(hung).collect()
    }

    async fn months(&self, proof: &SpaceMember, limit: i64) -> Stored<Vec<Count>> {
        let rows = self.0.read(&MONTHS).bind(proof.space_id().0).bind(limit).all().await?;
        let count = |row: &Row| Ok(Count { month: Month::kept(row.get("month")?), pictures: row.get("pictures")? });
        rows.iter().map(count).collect()
    }
}

fn hung(row: &Row) -> Stored<Hung> {
    Ok(Hung {
        share: ShareId(row.get("share")?),
        place: row.get("place")?,
        shown: serde_json::from_str(&row.get::<String>("picture")?).map_err(broken)?,
        author: face_of(AccountId(row.get("author")?), row)?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}
