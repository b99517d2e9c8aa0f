//! The conversations in SQL.

mod rows;

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use rows::member_of;
pub(in crate::chat) use rows::{chat_of, face_of, membership_of};

use super::{Added, ChatCursor, ChatStore, Given, Grouped, Heard, NewDirect, NewGroup, Opened, Removed};
use crate::accounts::{AccountId, PersonId, blocks, blocks_among, hold_pair};
use crate::chat::blocks::store::{is_withheld, reveal, withhold};
use crate::chat::model::{Attention, Change, ChatId, Kind, Listed, Member, Membership, Role, State};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx, id_list};
use crate::platform::jobs::{Jobs, NewJob};
use crate::spaces::{Face, SpaceId, hold_member, hold_members};

crate::statements! {
    OPEN_DIRECT = "INSERT INTO chats (id, kind, pair_low, pair_high, members, last_number, position, created_at, active_at)
        VALUES ($1, 'direct', $2, $3, 2, 0, 0, $4, $4) ON CONFLICT (pair_low, pair_high) DO NOTHING RETURNING id";
    DIRECT_OF = "SELECT id FROM chats WHERE pair_low = $1 AND pair_high = $2";
    REOPEN = "UPDATE chat_members SET state = 'member' WHERE account = $1 AND chat = $2 AND state <> 'member'";
    OPEN_GROUP = "INSERT INTO chats (id, kind, title, capacity, space, joining, members, last_number, position, created_at,
        active_at) VALUES ($1, 'group', $2, $3, $5, $6, 0, 0, 0, $4, $4)";
    JOIN = "INSERT INTO chat_members (account, chat, role, state, read_number, joined_at, face)
        SELECT $1, $2, $3, $4, last_number, $5, $6 FROM chats WHERE id = $2 ON CONFLICT (account, chat) DO NOTHING";
    JOIN_MANY = sqlite "INSERT INTO chat_members (account, chat, role, state, read_number, joined_at, face)
        SELECT unhex(e.value ->> 'a'), $2, 'member', 'member', 0, $3, unhex(e.value ->> 'f') FROM json_each($1) e
        WHERE true ON CONFLICT (account, chat) DO NOTHING",
        postgres "INSERT INTO chat_members (account, chat, role, state, read_number, joined_at, face)
        SELECT (e.value ->> 'a')::uuid, $2, 'member', 'member', 0, $3, (e.value ->> 'f')::uuid
        FROM json_array_elements($1::json) AS e (value) ON CONFLICT (account, chat) DO NOTHING";
    COUNT_IN = "SELECT count(*) AS count, count(m.account) AS own FROM chats c
        LEFT JOIN chat_members m ON m.chat = c.id AND m.account = $2 AND m.role = 'owner'
        WHERE c.space = $1 AND c.joining <> 'gathering' AND c.closed_at IS NULL";
    COUNT = "UPDATE chats SET members = (SELECT count(*) FROM chat_members WHERE chat = $1) WHERE id = $1";
    MEMBERSHIP = "SELECT m.account, m.role, m.state, m.read_number, m.level, m.level_until, m.face, c.id, c.kind, c.title, c.capacity, c.pair_low, c.pair_high,
            c.space, c.joining, c.slow_seconds, c.members, c.last_number, c.position, c.created_at, c.active_at
        FROM chat_members m JOIN chats c ON c.id = m.chat
        WHERE m.account = $1 AND m.chat = $2 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL";
    CHATS_OF = "SELECT m.account, m.role, m.state, m.read_number, m.level, m.level_until, m.face, c.id, c.kind, c.title, c.capacity, c.pair_low, c.pair_high,
            c.space, c.joining, c.slow_seconds, c.members, c.last_number, c.position, c.created_at, c.active_at,
            c.last_number - m.read_number - (SELECT count(*) FROM messages d
                WHERE d.chat = c.id AND d.number > m.read_number AND (d.deleted_at IS NOT NULL OR d.hidden_at IS NOT NULL)) AS unread
        FROM chat_members m JOIN chats c ON c.id = m.chat
        WHERE m.account = $1 AND m.state = $2 AND m.withheld IS NULL AND c.closed_at IS NULL
            AND (c.active_at < $3 OR (c.active_at = $3 AND c.id < $4))
        ORDER BY c.active_at DESC, c.id DESC LIMIT $5";
    UNREAD = "SELECT c.last_number - m.read_number - (SELECT count(*) FROM messages d
            WHERE d.chat = c.id AND d.number > m.read_number AND (d.deleted_at IS NOT NULL OR d.hidden_at IS NOT NULL)) AS unread
        FROM chat_members m JOIN chats c ON c.id = m.chat WHERE m.account = $1 AND m.chat = $2";
    HEARD_BY = "SELECT m.chat, c.members, m.face IS NOT NULL AS hidden FROM chat_members m JOIN chats c ON c.id = m.chat
        WHERE m.account = $1 AND m.chat > $2 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL
        ORDER BY m.chat LIMIT $3";
    MEMBERS = "SELECT account, face, role, state, read_number, joined_at, withheld FROM chat_members
        WHERE chat = $1 AND coalesce(face, account) > $2 ORDER BY coalesce(face, account) LIMIT $3";
    MEMBER = "SELECT account, face, role, state, read_number, joined_at, withheld FROM chat_members WHERE chat = $1 AND account = $2";
    AMONG = sqlite "SELECT m.account FROM chat_members m JOIN chats c ON c.id = m.chat
            WHERE m.chat = $1 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL
            AND m.account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT m.account FROM chat_members m JOIN chats c ON c.id = m.chat
            WHERE m.chat = $1 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL
            AND m.account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    OWN_AMONG = sqlite "SELECT c.space, m.account FROM chats c LEFT JOIN chat_members m ON m.chat = c.id
            AND m.state <> 'left' AND m.face IS NULL AND m.account IN (SELECT unhex(value) FROM json_each($2))
            WHERE c.id = $1 AND c.closed_at IS NULL",
        postgres "SELECT c.space, m.account FROM chats c LEFT JOIN chat_members m ON m.chat = c.id
            AND m.state <> 'left' AND m.face IS NULL
            AND m.account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))
            WHERE c.id = $1 AND c.closed_at IS NULL";
    HIDDEN_AMONG = sqlite "SELECT face FROM chat_members WHERE chat = $1 AND face IS NOT NULL
            AND account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT face FROM chat_members WHERE chat = $1 AND face IS NOT NULL
            AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    SOMEONE = "SELECT account FROM chat_members WHERE chat = $1 AND state = 'member' AND withheld IS NULL
        ORDER BY account LIMIT 1";
    ACQUAINTED = "SELECT a.chat FROM chat_members a JOIN chat_members b ON b.chat = a.chat AND b.account = $2
        JOIN chats c ON c.id = a.chat WHERE a.account = $1 AND c.kind = 'group' AND c.closed_at IS NULL
            AND a.face IS NULL AND b.face IS NULL LIMIT 1";
    CHANGE_TITLE = "UPDATE chats SET title = $2 WHERE id = $1 AND closed_at IS NULL";
    CHANGE_CAPACITY = "UPDATE chats SET capacity = $2 WHERE id = $1 AND closed_at IS NULL";
    CHANGE_PACE = "UPDATE chats SET slow_seconds = $2 WHERE id = $1 AND closed_at IS NULL";
    LOCK = sqlite "SELECT members, capacity, kind FROM chats WHERE id = $1 AND closed_at IS NULL",
        postgres "SELECT members, capacity, kind FROM chats WHERE id = $1 AND closed_at IS NULL FOR UPDATE";
    ADJUST = "UPDATE chats SET members = members + $2 WHERE id = $1";
    // An owner is made another by handing over alone, whatever the giver's proof said.
    GIVE = "UPDATE chat_members SET role = $3 WHERE chat = $1 AND account = $2 AND role <> 'owner'";
    STEP_DOWN = "UPDATE chat_members SET role = 'admin' WHERE chat = $1 AND account = $2 AND role = 'owner'";
    LEAVE_DIRECT = "UPDATE chat_members SET state = 'left' WHERE chat = $1 AND account = $2 AND state <> 'left'";
    LEAVE_GROUP = "DELETE FROM chat_members WHERE chat = $1 AND account = $2 RETURNING role";
    HEIR = "SELECT account FROM chat_members WHERE chat = $1 AND role = $2 AND withheld IS NULL
        ORDER BY joined_at, coalesce(face, account) LIMIT 1";
    CLOSE = "UPDATE chats SET closed_at = created_at, members = 0, title = NULL WHERE id = $1";
    EMPTY = "DELETE FROM chat_members WHERE chat = $1";
    ATTEND = "UPDATE chat_members SET level = $3, level_until = $4 WHERE chat = $1 AND account = $2";
    ACCEPT = "UPDATE chat_members SET state = 'member' WHERE chat = $1 AND account = $2 AND state = 'requested'";
}

/// Groups that may be open in a space at a time, and of them those of one owner: whoever goes is taken out of all of
/// theirs in one transaction.
const MOST_IN_A_SPACE: i64 = 1000;
const MOST_OF_ONE: i64 = 50;

#[derive(Clone)]
pub struct SqlChats(pub Db);

#[async_trait]
impl ChatStore for SqlChats {
    async fn open_direct(&self, new: NewDirect) -> Stored<Opened> {
        let (low, high) = (new.opener.min(new.other), new.opener.max(new.other));
        let mut tx = self.0.begin().await?;
        hold_pair(&mut tx, low, high).await?;
        if blocks(&mut tx, new.opener, new.other.into()).await? {
            return Ok(Opened::Blocked);
        }
        let opened = tx.run(&OPEN_DIRECT).bind(new.id.0).bind(low.0).bind(high.0).bind(new.at.millis()).maybe().await?;
        if opened.is_none() {
            let id: Uuid = tx.run(&DIRECT_OF).bind(low.0).bind(high.0).one().await?.get("id")?;
            tx.run(&REOPEN).bind(new.opener.0).bind(id).done().await?;
            tx.commit().await?;
            return Ok(Opened::As { id: ChatId(id), now: false });
        }
        let waits = if new.request { State::Requested } else { State::Member };
        for (account, state) in [(new.opener, State::Member), (new.other, waits)] {
            join(&mut tx, new.id, Face::own(account), Role::Member, state, new.at).await?;
        }
        if blocks(&mut tx, new.other, new.opener.into()).await? {
            withhold(&mut tx, new.id, new.other, new.opener.into()).await?;
        }
        tx.commit().await?;
        Ok(Opened::As { id: new.id, now: true })
    }

    async fn open_group(&self, new: NewGroup) -> Stored<Grouped> {
        let mut tx = self.0.begin().await?;
        let mut faces: Vec<Face> = new.members.iter().copied().chain([new.owner]).map(Face::own).collect();
        if let Some(space) = new.space {
            let all = faces.iter().map(|face| face.account).collect();
            let Some(held) = hold_members(&mut tx, space, &all).await? else { return Ok(Grouped::NotInTheSpace) };
            faces = held;
            let open = tx.run(&COUNT_IN).bind(space.0).bind(new.owner.0).one().await?;
            if open.get::<i64>("count")? >= MOST_IN_A_SPACE || open.get::<i64>("own")? >= MOST_OF_ONE {
                return Ok(Grouped::TooMany);
            }
        }
        tx.run(&OPEN_GROUP)
            .bind(new.id.0)
            .bind(new.title.as_str().to_owned())
            .bind(new.capacity)
            .bind(new.at.millis())
            .bind(new.space.map(|space| space.0))
            .bind(new.joining.as_str().to_owned())
            .done()
            .await?;
        let (owner, members): (Vec<Face>, Vec<Face>) = faces.into_iter().partition(|face| face.account == new.owner);
        let shown = owner.first().map_or(new.owner.into(), |face| face.shown);
        for face in owner {
            join(&mut tx, new.id, face, Role::Owner, State::Member, new.at).await?;
        }
        let members = members
            .into_iter()
            .map(|face| json!({ "a": face.account.0.simple(), "f": face.hidden().map(|shown| shown.0.simple()) }));
        let members = Value::from_iter(members).to_string();
        tx.run(&JOIN_MANY).bind(members).bind(new.id.0).bind(new.at.millis()).done().await?;
        for account in blocks_among(&mut tx, shown, &new.members).await? {
            withhold(&mut tx, new.id, account, shown).await?;
        }
        // Counted once, at the beginning; kept up by adding and taking away from then on.
        tx.run(&COUNT).bind(new.id.0).done().await?;
        tx.commit().await?;
        Ok(Grouped::Now)
    }

    async fn membership(&self, chat: ChatId, account: AccountId) -> Stored<Option<Membership>> {
        self.0.read(&MEMBERSHIP).bind(account.0).bind(chat.0).maybe().await?.as_ref().map(membership_of).transpose()
    }

    async fn chats_of(
        &self,
        account: AccountId,
        requests: bool,
        after: Option<ChatCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>> {
        let state = if requests { State::Requested } else { State::Member };
        let (active_at, id) = after.unwrap_or((i64::MAX, Uuid::max()));
        let statement = self.0.read(&CHATS_OF).bind(account.0).bind(state.as_str().to_owned());
        let rows = statement.bind(active_at).bind(id).bind(limit).all().await?;
        rows.iter().map(|row| Ok(Listed { membership: membership_of(row)?, unread: row.get("unread")? })).collect()
    }

    async fn unread(&self, chat: ChatId, account: AccountId) -> Stored<i64> {
        let row = self.0.read(&UNREAD).bind(account.0).bind(chat.0).maybe().await?;
        row.map_or(Ok(0), |row| row.get("unread"))
    }

    async fn heard_by(&self, account: AccountId, after: Option<ChatId>, limit: i64) -> Stored<Vec<Heard>> {
        let after = after.map_or(Uuid::nil(), |chat| chat.0);
        let rows = self.0.read(&HEARD_BY).bind(account.0).bind(after).bind(limit).all().await?;
        let heard = |row: &Row| {
            Ok(Heard { chat: ChatId(row.get("chat")?), members: row.get("members")?, hidden: row.get("hidden")? })
        };
        rows.iter().map(heard).collect()
    }

    async fn members(&self, proof: &Membership, after: Option<PersonId>, limit: i64) -> Stored<Vec<Member>> {
        let after = after.map_or(Uuid::nil(), |shown| shown.0);
        let rows = self.0.read(&MEMBERS).bind(proof.chat_id().0).bind(after).bind(limit).all().await?;
        rows.iter().map(member_of).collect()
    }

    async fn member(&self, proof: &Membership, account: AccountId) -> Stored<Option<Member>> {
        let row = self.0.read(&MEMBER).bind(proof.chat_id().0).bind(account.0).maybe().await?;
        row.as_ref().map(member_of).transpose()
    }

    async fn members_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<Vec<AccountId>> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&AMONG).bind(chat.0).bind(accounts).all().await?;
        rows.iter().map(|row| Ok(AccountId(row.get("account")?))).collect()
    }

    async fn own_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<(Option<SpaceId>, Vec<AccountId>)> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&OWN_AMONG).bind(chat.0).bind(accounts).all().await?;
        let Some(first) = rows.first() else { return Ok((None, Vec::new())) };
        let space = first.get::<Option<Uuid>>("space")?.map(SpaceId);
        let own = rows.iter().map(|row| row.get::<Option<Uuid>>("account")).collect::<Stored<Vec<_>>>()?;
        Ok((space, own.into_iter().flatten().map(AccountId).collect()))
    }

    async fn hidden_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<Vec<PersonId>> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&HIDDEN_AMONG).bind(chat.0).bind(accounts).all().await?;
        rows.iter().map(|row| Ok(PersonId(row.get("face")?))).collect()
    }

    async fn someone_in(&self, chat: ChatId) -> Stored<Option<AccountId>> {
        let row = self.0.read(&SOMEONE).bind(chat.0).maybe().await?;
        row.map(|row| Ok(AccountId(row.get("account")?))).transpose()
    }

    async fn is_withheld(&self, chat: ChatId, account: AccountId) -> Stored<bool> {
        is_withheld(&self.0, chat, account).await
    }

    async fn acquainted(&self, one: AccountId, other: AccountId) -> Stored<bool> {
        Ok(self.0.read(&ACQUAINTED).bind(one.0).bind(other.0).maybe().await?.is_some())
    }

    async fn has_direct(&self, one: AccountId, other: AccountId) -> Stored<bool> {
        let (low, high) = (one.min(other), one.max(other));
        Ok(self.0.read(&DIRECT_OF).bind(low.0).bind(high.0).maybe().await?.is_some())
    }

    async fn change(&self, proof: &Membership, change: Change) -> Stored<()> {
        let Change { title, capacity, slow_seconds } = change;
        let mut tx = self.0.begin().await?;
        if let Some(title) = title {
            tx.run(&CHANGE_TITLE).bind(proof.chat_id().0).bind(title.as_str().to_owned()).done().await?;
        }
        if let Some(capacity) = capacity {
            tx.run(&CHANGE_CAPACITY).bind(proof.chat_id().0).bind(capacity).done().await?;
        }
        if let Some(seconds) = slow_seconds {
            tx.run(&CHANGE_PACE).bind(proof.chat_id().0).bind(seconds).done().await?;
        }
        tx.commit().await
    }

    async fn add(&self, proof: &Membership, account: AccountId, role: Role, most: i64, at: Time) -> Stored<Added> {
        let mut tx = self.0.begin().await?;
        let face = match proof.chat().space {
            None => Some(Face::own(account)),
            Some(space) => hold_member(&mut tx, space, account).await?,
        };
        let Some(face) = face else { return Ok(Added::NotInTheSpace) };
        let added = if blocks(&mut tx, account, proof.shown()).await? {
            let added = place(&mut tx, proof.chat_id(), face, role, most, at).await?;
            if added == Added::Now {
                withhold(&mut tx, proof.chat_id(), account, proof.shown()).await?;
            }
            added
        } else {
            enter(&mut tx, proof.chat_id(), face, role, most, at).await?
        };
        tx.commit().await?;
        Ok(added)
    }

    async fn give(&self, proof: &Membership, account: AccountId, role: Role) -> Stored<Given> {
        let chat = proof.chat_id();
        let mut tx = self.0.begin().await?;
        tx.run(&LOCK).bind(chat.0).maybe().await?;
        if role == Role::Owner && tx.run(&STEP_DOWN).bind(chat.0).bind(proof.account().0).done().await? == 0 {
            return Ok(Given::NotThere);
        }
        if tx.run(&GIVE).bind(chat.0).bind(account.0).bind(role.as_str().to_owned()).done().await? == 0 {
            return Ok(Given::NotThere);
        }
        tx.commit().await?;
        Ok(Given::Now)
    }

    async fn remove(&self, chat: ChatId, account: AccountId, erasing: NewJob) -> Stored<Removed> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&LOCK).bind(chat.0).maybe().await? else { return Ok(Removed::NotThere) };
        if row.get::<String>("kind")? == Kind::Direct.as_str() {
            let left = tx.run(&LEAVE_DIRECT).bind(chat.0).bind(account.0).done().await?;
            tx.commit().await?;
            return Ok(if left == 0 { Removed::NotThere } else { Removed::Now { heir: None } });
        }
        let removed = leave_group(&mut tx, chat, account).await?;
        if removed == Removed::Closed {
            Jobs::put(&mut tx, erasing).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    async fn attend(&self, proof: &Membership, attention: Attention) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&ATTEND)
            .bind(proof.chat_id().0)
            .bind(proof.account().0)
            .bind(attention.level.as_str().to_owned())
            .bind(attention.until.map(Time::millis))
            .done()
            .await?;
        tx.commit().await
    }

    async fn accept(&self, proof: &Membership) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&ACCEPT).bind(proof.chat_id().0).bind(proof.account().0).done().await?;
        tx.commit().await
    }

    async fn close(&self, proof: &Membership, erasing: NewJob) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        if tx.run(&LOCK).bind(proof.chat_id().0).maybe().await?.is_none() {
            return Ok(());
        }
        tx.run(&EMPTY).bind(proof.chat_id().0).done().await?;
        tx.run(&CLOSE).bind(proof.chat_id().0).done().await?;
        Jobs::put(&mut tx, erasing).await?;
        tx.commit().await
    }
}

async fn join(tx: &mut Tx, chat: ChatId, face: Face, role: Role, state: State, at: Time) -> Stored<()> {
    tx.run(&JOIN)
        .bind(face.account.0)
        .bind(chat.0)
        .bind(role.as_str().to_owned())
        .bind(state.as_str().to_owned())
        .bind(at.millis())
        .bind(face.hidden().map(|shown| shown.0))
        .done()
        .await?;
    Ok(())
}

/// Makes the account a member of a group, if there is room; or lets it have one that was withheld. `Full` too when it isn't
/// there any more.
pub(in crate::chat) async fn enter(
    tx: &mut Tx,
    chat: ChatId,
    face: Face,
    role: Role,
    most: i64,
    at: Time,
) -> Stored<Added> {
    match place(tx, chat, face, role, most, at).await? {
        Added::Already if reveal(tx, chat, face.account).await? => Ok(Added::Revealed),
        added => Ok(added),
    }
}

async fn place(tx: &mut Tx, chat: ChatId, face: Face, role: Role, most: i64, at: Time) -> Stored<Added> {
    let Some(row) = tx.run(&LOCK).bind(chat.0).maybe().await? else { return Ok(Added::Full) };
    if tx.run(&MEMBER).bind(chat.0).bind(face.account.0).maybe().await?.is_some() {
        return Ok(Added::Already);
    }
    let capacity = row.get::<Option<i64>>("capacity")?.unwrap_or(most).min(most);
    if row.get::<i64>("members")? >= capacity {
        return Ok(Added::Full);
    }
    join(tx, chat, face, role, State::Member, at).await?;
    tx.run(&ADJUST).bind(chat.0).bind(1_i64).done().await?;
    Ok(Added::Now)
}

/// Takes a member out of a group that is held. Whoever closes it by that puts the job that erases it.
pub(in crate::chat) async fn leave_group(tx: &mut Tx, chat: ChatId, account: AccountId) -> Stored<Removed> {
    let Some(left) = tx.run(&LEAVE_GROUP).bind(chat.0).bind(account.0).maybe().await? else {
        return Ok(Removed::NotThere);
    };
    tx.run(&ADJUST).bind(chat.0).bind(-1_i64).done().await?;
    let mut heir = None;
    if left.get::<String>("role")? == Role::Owner.as_str() {
        heir = pass_on(tx, chat).await?;
        if heir.is_none() {
            return Ok(Removed::Closed);
        }
    }
    Ok(Removed::Now { heir })
}

/// The longest-standing admin becomes the owner of a group that is held, or else the longest-standing member. None:
/// nobody was left, and it is closed.
pub(in crate::chat) async fn pass_on(tx: &mut Tx, chat: ChatId) -> Stored<Option<AccountId>> {
    for role in [Role::Admin, Role::Member] {
        let next = tx.run(&HEIR).bind(chat.0).bind(role.as_str().to_owned()).maybe().await?;
        if let Some(row) = next {
            let heir: Uuid = row.get("account")?;
            tx.run(&GIVE).bind(chat.0).bind(heir).bind(Role::Owner.as_str().to_owned()).done().await?;
            return Ok(Some(AccountId(heir)));
        }
    }
    tx.run(&CLOSE).bind(chat.0).done().await?;
    Ok(None)
}
