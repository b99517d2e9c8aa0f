//! Rows of conversations and of who takes part.

use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::chat::model::{Attention, Chat, ChatId, Joining, Kind, Level, Member, Membership, Role, State};
use crate::platform::clock::Time;
use crate::platform::database::{Row, StoreError, Stored};
use crate::spaces::{Face, SpaceId};

fn unknown(what: &str) -> StoreError {
    StoreError::Failed(format!("the database holds a {what} that this program doesn't know"))
}

pub(in crate::chat) fn chat_of(row: &Row) -> Stored<Chat> {
    let text = |name: &str| row.get::<String>(name);
    let pair = match (row.get::<Option<Uuid>>("pair_low")?, row.get::<Option<Uuid>>("pair_high")?) {
        (Some(low), Some(high)) => Some((AccountId(low), AccountId(high))),
        _ => None,
    };
    Ok(Chat {
        id: ChatId(row.get("id")?),
        kind: Kind::from_text(&text("kind")?).ok_or_else(|| unknown("kind of chat"))?,
        title: row.get("title")?,
        capacity: row.get("capacity")?,
        pair,
        space: row.get::<Option<Uuid>>("space")?.map(SpaceId),
        joining: Joining::from_text(&text("joining")?).ok_or_else(|| unknown("way of joining"))?,
        slow_seconds: row.get("slow_seconds")?,
        members: row.get("members")?,
        last_number: row.get("last_number")?,
        position: row.get("position")?,
        created_at: Time::from_millis(row.get("created_at")?),
        active_at: Time::from_millis(row.get("active_at")?),
    })
}

pub(in crate::chat) fn membership_of(row: &Row) -> Stored<Membership> {
    let member = |name: &str| row.get::<String>(name);
    Ok(Membership::found(
        face_of(AccountId(row.get("account")?), row)?,
        Role::from_text(&member("role")?).ok_or_else(|| unknown("role"))?,
        State::from_text(&member("state")?).ok_or_else(|| unknown("state"))?,
        row.get("read_number")?,
        Attention {
            level: Level::from_text(&member("level")?).ok_or_else(|| unknown("level"))?,
            until: row.get::<Option<i64>>("level_until")?.map(Time::from_millis),
        },
        chat_of(row)?,
    ))
}

/// As whom the account takes part, or did what a row says.
pub(in crate::chat) fn face_of(account: AccountId, row: &Row) -> Stored<Face> {
    Ok(Face { account, shown: row.get::<Option<Uuid>>("face")?.map_or(account.into(), PersonId) })
}

pub(super) fn member_of(row: &Row) -> Stored<Member> {
    Ok(Member {
        face: face_of(AccountId(row.get("account")?), row)?,
        role: Role::from_text(&row.get::<String>("role")?).ok_or_else(|| unknown("role"))?,
        state: State::from_text(&row.get::<String>("state")?).ok_or_else(|| unknown("state"))?,
        read_number: row.get("read_number")?,
        joined_at: Time::from_millis(row.get("joined_at")?),
        withheld: row.get::<Option<Uuid>>("withheld")?.is_some(),
    })
}
