//! Links and guests in SQL.

use std::sync::Arc;

use async_trait::async_trait;

use super::{GuestStore, NewGuest, Room};
use crate::accounts::AccountId;
use crate::gatherings::attendees::store::Entered;
use crate::gatherings::attendees::{AttendeeId, Who};
use crate::gatherings::blocks::store::reveal;
use crate::gatherings::guests::model::Guest;
use crate::gatherings::model::{Gathering, GatheringId, Partaker, State};
use crate::gatherings::store::{attendee_columns, attendee_of, columns, enter, gathering_of, hold, hold_for, save};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx};
use crate::spaces::Face;

crate::statements! {
    GUEST = "SELECT gathering, id FROM gathering_attendees WHERE token_hash = $1";
    BEHIND = concat!("SELECT ", columns!(), " FROM gatherings g WHERE g.link_hash = $1 AND g.gone = FALSE");
    LINK = "UPDATE gatherings SET link_hash = $2 WHERE id = $1";
    OF_ACCOUNT = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.account = $1 AND a.gathering = $2");
}

#[derive(Clone)]
pub struct SqlGuests {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl GuestStore for SqlGuests {
    async fn guest(&self, token_hash: &str) -> Stored<Option<Guest>> {
        let row = self.db.read(&GUEST).bind(token_hash.to_owned()).maybe().await?;
        row.map(|row| Ok(Guest::found(GatheringId(row.get("gathering")?), AttendeeId(row.get("id")?)))).transpose()
    }

    async fn behind(&self, link_hash: &str) -> Stored<Option<Gathering>> {
        self.db.read(&BEHIND).bind(link_hash.to_owned()).maybe().await?.as_ref().map(gathering_of).transpose()
    }

    async fn link(&self, proof: &Partaker, link_hash: Option<String>) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(false) };
        tx.run(&LINK).bind(held.gathering.id.0).bind(link_hash).done().await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn come(&self, link_hash: &str, account: AccountId, id: AttendeeId, room: Room, at: Time) -> Stored<Entered> {
        let mut tx = self.db.begin().await?;
        let Some(mut gathering) = hold_behind(&mut tx, link_hash).await? else { return Ok(Entered::NotThere) };
        if let Some(row) = tx.run(&OF_ACCOUNT).bind(account.0).bind(gathering.id.0).maybe().await? {
            // Who was asked by somebody whom they block comes by the link, as if they were new.
            let attendee = match reveal(&mut tx, self.talk.as_ref(), gathering.id, account, at).await? {
                Some(attendee) => attendee,
                None => return Ok(Entered::Already(Box::new((gathering, attendee_of(&row)?)))),
            };
            tx.commit().await?;
            return Ok(Entered::Now(Box::new((gathering, attendee))));
        }
        if let Some(refused) = no_entry(&gathering, room) {
            return Ok(refused);
        }
        let face = Face::own(account);
        let attendee = enter(&mut tx, &mut gathering, id, Who::Account(face), (true, None), at).await?;
        save(&mut tx, &mut gathering).await?;
        self.talk.enter(&mut tx, gathering.id, face, at).await?;
        tx.commit().await?;
        Ok(Entered::Now(Box::new((gathering, attendee))))
    }

    async fn admit(&self, link_hash: &str, new: NewGuest, room: Room) -> Stored<Entered> {
        let NewGuest { id, name, token_hash, at } = new;
        let mut tx = self.db.begin().await?;
        let Some(mut gathering) = hold_behind(&mut tx, link_hash).await? else { return Ok(Entered::NotThere) };
        if let Some(refused) = no_entry(&gathering, room) {
            return Ok(refused);
        }
        if gathering.guests >= room.guests {
            return Ok(Entered::Full);
        }
        let how = (true, Some(token_hash));
        let attendee = enter(&mut tx, &mut gathering, id, Who::Guest(name), how, at).await?;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Entered::Now(Box::new((gathering, attendee))))
    }
}

fn no_entry(gathering: &Gathering, room: Room) -> Option<Entered> {
    if gathering.state == State::Cancelled {
        return Some(Entered::Cancelled);
    }
    (gathering.attendees >= room.attendees).then_some(Entered::Full)
}

/// Holds the gathering that a link leads to.
async fn hold_behind(tx: &mut Tx, link_hash: &str) -> Stored<Option<Gathering>> {
    let Some(row) = tx.run(&BEHIND).bind(link_hash.to_owned()).maybe().await? else { return Ok(None) };
    let Some(held) = hold(tx, GatheringId(row.get("id")?)).await? else { return Ok(None) };
    // Looked for again, now that it is held: another link may lead there by now.
    let still = tx.run(&BEHIND).bind(link_hash.to_owned()).maybe().await?;
    Ok(still.map(|_| held))
}
