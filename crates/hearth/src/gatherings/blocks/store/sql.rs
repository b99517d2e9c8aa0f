//! Withheld gatherings in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId, Withholding};
use crate::gatherings::attendees::Attendee;
use crate::gatherings::model::GatheringId;
use crate::gatherings::store::{attendee_columns, attendee_of};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::spaces::Face;

crate::statements! {
    WITHHOLD = "UPDATE gathering_attendees SET withheld = $3 WHERE account = $1 AND gathering = $2";
    RESTORE = "UPDATE gathering_attendees SET withheld = NULL WHERE account = $1 AND withheld = $2";
    REVEAL = "UPDATE gathering_attendees SET withheld = NULL WHERE account = $1 AND gathering = $2 AND withheld IS NOT NULL";
    ATTENDEE = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.account = $1 AND a.gathering = $2");
}

/// What a block withholds of gatherings. Their groups are the chats' affair.
struct Withheld;

pub fn withholding() -> Arc<dyn Withholding> {
    Arc::new(Withheld)
}

#[async_trait]
impl Withholding for Withheld {
    /// What both attend already goes on for both.
    async fn withhold(&self, _: &mut Tx, _: AccountId, _: PersonId) -> Stored<Vec<Uuid>> {
        Ok(Vec::new())
    }

    /// The group of each is told of as being there again, and has its id.
    async fn restore(&self, tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<Vec<Uuid>> {
        tx.run(&RESTORE).bind(account.0).bind(person.0).done().await?;
        Ok(Vec::new())
    }
}

/// Withholds a gathering, and its group, from an attendee who blocks the person who asked them.
pub(in crate::gatherings) async fn withhold(
    tx: &mut Tx,
    talk: &dyn Talk,
    (gathering, who): (GatheringId, Face),
    by: PersonId,
    at: Time,
) -> Stored<()> {
    tx.run(&WITHHOLD).bind(who.account.0).bind(gathering.0).bind(by.0).done().await?;
    talk.enter_withheld(tx, gathering, who, by, at).await
}

/// Lets an attendee have a gathering that was withheld, and its group. None: it wasn't.
pub(in crate::gatherings) async fn reveal(
    tx: &mut Tx,
    talk: &dyn Talk,
    gathering: GatheringId,
    account: AccountId,
    at: Time,
) -> Stored<Option<Attendee>> {
    if tx.run(&REVEAL).bind(account.0).bind(gathering.0).done().await? == 0 {
        return Ok(None);
    }
    let row = tx.run(&ATTENDEE).bind(account.0).bind(gathering.0).one().await?;
    let attendee = attendee_of(&row)?;
    if let Some(face) = attendee.face() {
        talk.enter(tx, gathering, face, at).await?;
    }
    Ok(Some(attendee))
}
