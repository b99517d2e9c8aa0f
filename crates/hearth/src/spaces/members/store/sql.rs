//! Members in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Asked, Forgotten, Given, MemberStore, Removed};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx};
use crate::platform::jobs::{Jobs, NewJob};
use crate::spaces::events::Parted;
use crate::spaces::faces::store::{Settled, settle};
use crate::spaces::faces::{Alias, Face};
use crate::spaces::members::model::{Banned, Member, Request};
use crate::spaces::model::{Ban, Note, Role, Space, SpaceId, SpaceMember};
use crate::spaces::store::{Door, Joined, Tenant, close_space, enter, face_of, hold, hold_as, rerank, role_in};

crate::statements! {
    MEMBERS = "SELECT account, face, role, joined_at FROM space_members
        WHERE space = $1 AND coalesce(face, account) > $2 ORDER BY coalesce(face, account) LIMIT $3";
    MEMBER = "SELECT account, face, role, joined_at FROM space_members WHERE space = $1 AND account = $2";
    // An owner is made another by handing over alone, whatever the giver's proof said.
    GIVE = "UPDATE space_members SET role = $3 WHERE space = $1 AND account = $2 AND role <> 'owner'";
    STEP_DOWN = "UPDATE space_members SET role = 'admin' WHERE space = $1 AND account = $2 AND role = 'owner'";
    BANNED = "SELECT account FROM space_bans WHERE account = $1 AND space = $2
        AND (expires_at IS NULL OR expires_at > $3)";
    ASK = "INSERT INTO space_requests (account, space, message, created_at, face) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account, space) DO UPDATE SET message = $3";
    REQUESTS = "SELECT account, face, space, message, created_at FROM space_requests
        WHERE space = $1 AND coalesce(face, account) > $2 ORDER BY coalesce(face, account) LIMIT $3";
    REQUESTS_OF = "SELECT account, face, space, message, created_at FROM space_requests
        WHERE account = $1 AND space > $2 ORDER BY space LIMIT $3";
    TAKE_REQUEST = "DELETE FROM space_requests WHERE account = $1 AND space = $2 RETURNING account, face";
    TAKE_INVITATION = "DELETE FROM space_invitations WHERE account = $1 AND space = $2";
    DROP_INVITED = "DELETE FROM space_invitations WHERE space = $1 AND invited_by = $2";
    REMOVE = "DELETE FROM space_members WHERE space = $1 AND account = $2 RETURNING role";
    ADJUST = "UPDATE spaces SET members = members + $2 WHERE id = $1";
    HEIR = "SELECT account FROM space_members WHERE space = $1 AND role = $2 AND account <> $3
        ORDER BY joined_at, coalesce(face, account) LIMIT 1";
    BAN = "INSERT INTO space_bans (account, space, reason, banned_by, created_at, expires_at, shown)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (space, shown) DO UPDATE SET reason = $3, banned_by = $4, created_at = $5, expires_at = $6";
    UNBAN = "DELETE FROM space_bans WHERE shown = $1 AND space = $2";
    BANS = "SELECT account, shown, reason, banned_by, created_at, expires_at FROM space_bans
        WHERE space = $1 AND shown > $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY shown LIMIT $4";
    DROP_REQUEST_AS = "DELETE FROM space_requests WHERE account = $1 AND space = $2 AND coalesce(face, account) = $3";
    FORGET_REQUESTS = "DELETE FROM space_requests WHERE account = $1";
    FORGET_BANS = "DELETE FROM space_bans WHERE account = $1";
    FORGET_INVITATIONS = "DELETE FROM space_invitations WHERE account = $1";
    FORGET_INVITED = "DELETE FROM space_invitations WHERE invited_by = $1";
    FORGET_NAMES = "UPDATE space_faces SET name = NULL, key = NULL WHERE account = $1";
    SWEEP = "DELETE FROM space_bans WHERE (space, shown) IN
        (SELECT space, shown FROM space_bans WHERE expires_at IS NOT NULL AND expires_at <= $1 LIMIT 500)";
}

#[derive(Clone)]
pub struct SqlMembers {
    pub db: Db,
    pub tenants: Arc<[Arc<dyn Tenant>]>,
}

#[async_trait]
impl MemberStore for SqlMembers {
    async fn members(&self, proof: &SpaceMember, after: Option<PersonId>, limit: i64) -> Stored<Vec<Member>> {
        let after = after.map_or(Uuid::nil(), |shown| shown.0);
        let rows = self.db.read(&MEMBERS).bind(proof.space_id().0).bind(after).bind(limit).all().await?;
        rows.iter().map(member_of).collect()
    }

    async fn member(&self, space: SpaceId, account: AccountId) -> Stored<Option<Member>> {
        self.db.read(&MEMBER).bind(space.0).bind(account.0).maybe().await?.as_ref().map(member_of).transpose()
    }

    async fn join(&self, space: SpaceId, account: AccountId, alias: Option<Alias>, at: Time) -> Stored<Joined> {
        let mut tx = self.db.begin().await?;
        let joined = enter(&mut tx, space, account, Door::Own(alias.as_ref()), at).await?;
        tx.commit().await?;
        Ok(joined)
    }

    async fn give(&self, proof: &SpaceMember, account: AccountId, role: Role) -> Stored<Given> {
        let space = proof.space_id();
        let mut tx = self.db.begin().await?;
        // An admin's own role is the only one below it: there is nothing for an admin to give.
        if hold_as(&mut tx, proof, Role::Owner).await?.is_none() {
            return Ok(Given::NotAllowed);
        }
        if role == Role::Owner && tx.run(&STEP_DOWN).bind(space.0).bind(proof.account().0).done().await? == 0 {
            return Ok(Given::NotThere);
        }
        if tx.run(&GIVE).bind(space.0).bind(account.0).bind(role.as_str().to_owned()).done().await? == 0 {
            return Ok(Given::NotThere);
        }
        if role < Role::Admin {
            tx.run(&DROP_INVITED).bind(space.0).bind(account.0).done().await?;
        }
        tx.commit().await?;
        Ok(Given::Now)
    }

    async fn ask(
        &self,
        space: SpaceId,
        account: AccountId,
        alias: Option<Alias>,
        message: Note,
        at: Time,
    ) -> Stored<Asked> {
        let mut tx = self.db.begin().await?;
        if hold(&mut tx, space).await?.is_none() {
            return Ok(Asked::Gone);
        }
        if tx.run(&BANNED).bind(account.0).bind(space.0).bind(at.millis()).maybe().await?.is_some() {
            return Ok(Asked::Banned);
        }
        if tx.run(&MEMBER).bind(space.0).bind(account.0).maybe().await?.is_some() {
            return Ok(Asked::AlreadyAMember);
        }
        let face = match settle(&mut tx, space, account, alias.as_ref()).await? {
            Settled::As(face) => face.map(|face| face.0),
            Settled::UnderOwnName => return Ok(Asked::UnderOwnName),
            Settled::Taken => return Ok(Asked::NameTaken),
        };
        let message = message.as_str().to_owned();
        tx.run(&ASK).bind(account.0).bind(space.0).bind(message).bind(at.millis()).bind(face).done().await?;
        tx.commit().await?;
        Ok(Asked::Now)
    }

    async fn requests(&self, proof: &SpaceMember, after: Option<PersonId>, limit: i64) -> Stored<Vec<Request>> {
        let after = after.map_or(Uuid::nil(), |shown| shown.0);
        let rows = self.db.read(&REQUESTS).bind(proof.space_id().0).bind(after).bind(limit).all().await?;
        rows.iter().map(request_of).collect()
    }

    async fn approve(&self, proof: &SpaceMember, account: AccountId, at: Time) -> Stored<Joined> {
        let mut tx = self.db.begin().await?;
        if hold_as(&mut tx, proof, Role::Admin).await?.is_none() {
            return Ok(Joined::Gone);
        }
        let Some(asked) = tx.run(&TAKE_REQUEST).bind(account.0).bind(proof.space_id().0).maybe().await? else {
            return Ok(Joined::Gone);
        };
        let door = Door::Approved(face_of(&asked)?.shown);
        let joined = enter(&mut tx, proof.space_id(), account, door, at).await?;
        tx.commit().await?;
        Ok(joined)
    }

    async fn drop_request(&self, space: SpaceId, account: AccountId) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let dropped = tx.run(&TAKE_REQUEST).bind(account.0).bind(space.0).maybe().await?.is_some();
        tx.commit().await?;
        Ok(dropped)
    }

    async fn remove(&self, proof: &SpaceMember, account: AccountId, jobs: Vec<NewJob>) -> Stored<Removed> {
        let mut tx = self.db.begin().await?;
        let (space, gone) = if account == proof.account() {
            (hold(&mut tx, proof.space_id()).await?, Removed::NotThere)
        } else {
            (hold_above(&mut tx, proof, account, None).await?, Removed::NotAllowed)
        };
        let Some(held) = space else { return Ok(gone) };
        let removed = self.take_out(&mut tx, &held, account, jobs).await?;
        if matches!(removed, Removed::Now(_)) {
            tx.commit().await?;
        }
        Ok(removed)
    }

    async fn ban(&self, proof: &SpaceMember, whom: Face, ban: Ban, at: Time, jobs: Vec<NewJob>) -> Stored<Removed> {
        let account = whom.account;
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_above(&mut tx, proof, account, Some(whom)).await? else { return Ok(Removed::NotAllowed) };
        let member = tx.run(&MEMBER).bind(held.id.0).bind(account.0).maybe().await?;
        let removed = match member.as_ref().map(face_of).transpose()? {
            Some(face) if face == whom => self.take_out(&mut tx, &held, account, jobs).await?,
            _ => Removed::NotThere,
        };
        tx.run(&DROP_REQUEST_AS).bind(account.0).bind(held.id.0).bind(whom.shown.0).done().await?;
        if whom.is_own() {
            tx.run(&TAKE_INVITATION).bind(account.0).bind(held.id.0).done().await?;
        }
        tx.run(&BAN)
            .bind(account.0)
            .bind(held.id.0)
            .bind(ban.reason.as_str().to_owned())
            .bind(proof.account().0)
            .bind(at.millis())
            .bind(ban.until.map(Time::millis))
            .bind(whom.shown.0)
            .done()
            .await?;
        tx.commit().await?;
        Ok(removed)
    }

    async fn unban(&self, proof: &SpaceMember, shown: PersonId) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let unbanned = tx.run(&UNBAN).bind(shown.0).bind(proof.space_id().0).done().await? > 0;
        tx.commit().await?;
        Ok(unbanned)
    }

    async fn bans(&self, proof: &SpaceMember, now: Time, after: Option<PersonId>, limit: i64) -> Stored<Vec<Banned>> {
        let after = after.map_or(Uuid::nil(), |shown| shown.0);
        let statement = self.db.read(&BANS).bind(proof.space_id().0).bind(after).bind(now.millis());
        statement.bind(limit).all().await?.iter().map(banned_of).collect()
    }

    async fn forget(
        &self,
        space: SpaceId,
        account: AccountId,
        at: Time,
        jobs: Vec<NewJob>,
        closing: NewJob,
    ) -> Stored<Forgotten> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold(&mut tx, space).await? else { return Ok(Forgotten::NotThere) };
        let mut heir = None;
        let member = tx.run(&MEMBER).bind(space.0).bind(account.0).maybe().await?;
        if member.as_ref().map(role_in).transpose()? == Some(Role::Owner) {
            tx.run(&STEP_DOWN).bind(space.0).bind(account.0).done().await?;
            heir = hand_over(&mut tx, space, account).await?;
            if heir.is_none() {
                let jobs = jobs.into_iter().chain([closing]).collect();
                let parted = close_space(&mut tx, &self.tenants, space, at, jobs).await?;
                tx.commit().await?;
                return Ok(Forgotten::Closed(parted));
            }
        }
        match self.take_out(&mut tx, &held, account, jobs).await? {
            Removed::Now(parted) => {
                tx.commit().await?;
                Ok(Forgotten::Parted { parted, heir })
            }
            Removed::NotThere | Removed::Owner | Removed::NotAllowed => Ok(Forgotten::NotThere),
        }
    }

    async fn forget_traces(&self, account: AccountId) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        for statement in [&FORGET_REQUESTS, &FORGET_BANS, &FORGET_INVITATIONS, &FORGET_INVITED, &FORGET_NAMES] {
            tx.run(statement).bind(account.0).done().await?;
        }
        tx.commit().await
    }

    async fn requests_of(
        &self,
        account: AccountId,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<(SpaceId, Request)>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let rows = self.db.read(&REQUESTS_OF).bind(account.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row| Ok((SpaceId(row.get("space")?), request_of(row)?))).collect()
    }

    async fn sweep(&self, now: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SWEEP).bind(now.millis()).done().await?;
        tx.commit().await
    }
}

impl SqlMembers {
    /// Takes a member out of a space that is held, and of all that is in it. Nothing is written unless it is `Now`.
    async fn take_out(&self, tx: &mut Tx, space: &Space, account: AccountId, jobs: Vec<NewJob>) -> Stored<Removed> {
        let Some(member) = tx.run(&MEMBER).bind(space.id.0).bind(account.0).maybe().await? else {
            return Ok(Removed::NotThere);
        };
        if role_in(&member)? == Role::Owner {
            return Ok(Removed::Owner);
        }
        for statement in [&REMOVE, &DROP_INVITED] {
            tx.run(statement).bind(space.id.0).bind(account.0).done().await?;
        }
        tx.run(&ADJUST).bind(space.id.0).bind(-1_i64).done().await?;
        rerank(tx, &Space { members: space.members - 1, ..space.clone() }, space.members).await?;
        let mut all = Parted::default();
        for tenant in self.tenants.iter() {
            let parted = tenant.part(tx, space.id, account).await?;
            all.left.extend(parted.left);
            all.closed.extend(parted.closed);
            all.attended.extend(parted.attended);
        }
        if !all.closed.is_empty() {
            for job in jobs {
                Jobs::put(tx, job).await?;
            }
        }
        Ok(Removed::Now(all))
    }
}

/// Holds the space for an admin who is above the account, if that is a member at all: by the roles that both have now.
/// With `named`, only one who is shown so counts as that member.
async fn hold_above(
    tx: &mut Tx,
    proof: &SpaceMember,
    account: AccountId,
    named: Option<Face>,
) -> Stored<Option<Space>> {
    let Some(held) = hold_as(tx, proof, Role::Admin).await? else { return Ok(None) };
    let mut row = tx.run(&MEMBER).bind(held.space_id().0).bind(account.0).maybe().await?;
    if let (Some(member), Some(named)) = (&row, named)
        && face_of(member)? != named
    {
        row = None;
    }
    let below = row.as_ref().map(role_in).transpose()?.is_none_or(|role| role < held.role());
    Ok(below.then(|| held.space().clone()))
}

/// The longest-standing admin becomes the owner, or else the longest-standing member; not the one who goes.
async fn hand_over(tx: &mut Tx, space: SpaceId, from: AccountId) -> Stored<Option<AccountId>> {
    for role in [Role::Admin, Role::Member] {
        let next = tx.run(&HEIR).bind(space.0).bind(role.as_str().to_owned()).bind(from.0).maybe().await?;
        if let Some(row) = next {
            let heir: Uuid = row.get("account")?;
            tx.run(&GIVE).bind(space.0).bind(heir).bind(Role::Owner.as_str().to_owned()).done().await?;
            return Ok(Some(AccountId(heir)));
        }
    }
    Ok(None)
}

fn member_of(row: &Row) -> Stored<Member> {
    Ok(Member { face: face_of(row)?, role: role_in(row)?, joined_at: Time::from_millis(row.get("joined_at")?) })
}

fn request_of(row: &Row) -> Stored<Request> {
    Ok(Request {
        face: face_of(row)?,
        message: Note::kept(row.get("message")?),
        created_at: Time::from_millis(row.get("created_at")?),
    })
}

fn banned_of(row: &Row) -> Stored<Banned> {
    let until = row.get::<Option<i64>>("expires_at")?.map(Time::from_millis);
    Ok(Banned {
        face: Face { account: AccountId(row.get("account")?), shown: PersonId(row.get("shown")?) },
        ban: Ban { reason: Note::kept(row.get("reason")?), until },
        by: AccountId(row.get("banned_by")?),
        created_at: Time::from_millis(row.get("created_at")?),
    })
}
