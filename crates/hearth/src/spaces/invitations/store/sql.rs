//! Invitations in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{InvitationStore, Invited, Revoked};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};
use crate::spaces::faces::{Alias, Face};
use crate::spaces::invitations::model::{Invitation, SpaceInvitationId, Whom};
use crate::spaces::model::{Role, Space, SpaceId, SpaceMember};
use crate::spaces::store::{Door, Joined, columns, enter, hold, hold_as, space_of};

/// The columns that [`invitation_of`] reads.
macro_rules! invitation {
    () => {
        "i.id AS invitation, i.space, i.account, i.hash, i.uses, i.invited_by, i.invited_as, i.created_at AS invited_at, i.expires_at"
    };
}

crate::statements! {
    MEMBER = "SELECT account FROM space_members WHERE account = $1 AND space = $2 AND face IS NULL";
    BANNED = "SELECT account FROM space_bans WHERE shown = $1 AND space = $2
        AND (expires_at IS NULL OR expires_at > $3)";
    COUNT = "SELECT count(*) AS count FROM space_invitations WHERE space = $1";
    REPLACE = "DELETE FROM space_invitations WHERE account = $1 AND space = $2";
    INVITE = "INSERT INTO space_invitations (id, space, account, hash, uses, invited_by, created_at, expires_at, invited_as)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = concat!("SELECT ", invitation!(), " FROM space_invitations i
        WHERE i.space = $1 AND i.id > $2 AND i.expires_at > $3 ORDER BY i.id LIMIT $4");
    REVOKE = "DELETE FROM space_invitations WHERE id = $1 AND space = $2 RETURNING account";
    FOR_ACCOUNT = concat!("SELECT ", columns!(), ", ", invitation!(), "
        FROM space_invitations i JOIN spaces s ON s.id = i.space
        WHERE i.account = $1 AND i.space > $2 AND i.expires_at > $3 AND i.spent_at IS NULL AND s.deleted_at IS NULL
        ORDER BY i.space LIMIT $4");
    ONE_FOR = concat!("SELECT ", columns!(), ", ", invitation!(), "
        FROM space_invitations i JOIN spaces s ON s.id = i.space
        WHERE i.id = $1 AND i.account = $2 AND i.expires_at > $3 AND i.spent_at IS NULL AND s.deleted_at IS NULL");
    BY_HASH = concat!("SELECT ", columns!(), ", ", invitation!(), "
        FROM space_invitations i JOIN spaces s ON s.id = i.space
        WHERE i.hash = $1 AND i.expires_at > $2 AND s.deleted_at IS NULL");
    USE_UP = "UPDATE space_invitations SET uses = uses - 1 WHERE hash = $1 AND expires_at > $2 RETURNING uses";
    USED_UP = "DELETE FROM space_invitations WHERE hash = $1 AND uses = 0";
    DECLINE = "DELETE FROM space_invitations WHERE id = $1 AND account = $2 AND spent_at IS NULL RETURNING space";
    SWEEP = "DELETE FROM space_invitations WHERE id IN
        (SELECT id FROM space_invitations WHERE expires_at <= $1 LIMIT 500) RETURNING account, space";
}

#[derive(Clone)]
pub struct SqlInvitations(pub Db);

#[async_trait]
impl InvitationStore for SqlInvitations {
    async fn invite(&self, proof: &SpaceMember, invitation: Invitation, most: i64) -> Stored<Invited> {
        let space = proof.space_id();
        let mut tx = self.0.begin().await?;
        if hold_as(&mut tx, proof, Role::Admin).await?.is_none() {
            return Ok(Invited::Gone);
        }
        let (at, by) = (invitation.created_at.millis(), invitation.invited_by);
        let (account, hash, uses) = match invitation.whom {
            Whom::Account(account) => (Some(account), None, None),
            Whom::Code { hash, uses } => (None, Some(hash), uses),
        };
        if let Some(account) = account {
            if tx.run(&MEMBER).bind(account.0).bind(space.0).maybe().await?.is_some() {
                return Ok(Invited::AlreadyAMember);
            }
            if tx.run(&BANNED).bind(account.0).bind(space.0).bind(at).maybe().await?.is_some() {
                return Ok(Invited::Banned);
            }
            tx.run(&REPLACE).bind(account.0).bind(space.0).done().await?;
        }
        if tx.run(&COUNT).bind(space.0).one().await?.get::<i64>("count")? >= most {
            return Ok(Invited::TooMany);
        }
        tx.run(&INVITE)
            .bind(invitation.id.0)
            .bind(space.0)
            .bind(account.map(|account| account.0))
            .bind(hash)
            .bind(uses)
            .bind(by.account.0)
            .bind(at)
            .bind(invitation.expires_at.millis())
            .bind(by.hidden().map(|shown| shown.0))
            .done()
            .await?;
        tx.commit().await?;
        Ok(Invited::Now)
    }

    async fn invitations(
        &self,
        proof: &SpaceMember,
        now: Time,
        after: Option<SpaceInvitationId>,
        limit: i64,
    ) -> Stored<Vec<Invitation>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let statement = self.0.read(&LIST).bind(proof.space_id().0).bind(after).bind(now.millis());
        statement.bind(limit).all().await?.iter().map(invitation_of).collect()
    }

    async fn revoke(&self, proof: &SpaceMember, id: SpaceInvitationId) -> Stored<Revoked> {
        let mut tx = self.0.begin().await?;
        let revoked = tx.run(&REVOKE).bind(id.0).bind(proof.space_id().0).maybe().await?;
        tx.commit().await?;
        let Some(row) = revoked else { return Ok(Revoked::NotThere) };
        Ok(Revoked::Now(row.get::<Option<Uuid>>("account")?.map(AccountId)))
    }

    async fn for_account(
        &self,
        account: AccountId,
        now: Time,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<(Invitation, Space)>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let statement = self.0.read(&FOR_ACCOUNT).bind(account.0).bind(after).bind(now.millis());
        statement.bind(limit).all().await?.iter().map(both_of).collect()
    }

    async fn one_for(
        &self,
        id: SpaceInvitationId,
        account: AccountId,
        now: Time,
    ) -> Stored<Option<(Invitation, Space)>> {
        let row = self.0.read(&ONE_FOR).bind(id.0).bind(account.0).bind(now.millis()).maybe().await?;
        row.as_ref().map(both_of).transpose()
    }

    async fn by_hash(&self, hash: &str, now: Time) -> Stored<Option<(Invitation, Space)>> {
        let row = self.0.read(&BY_HASH).bind(hash.to_owned()).bind(now.millis()).maybe().await?;
        row.as_ref().map(both_of).transpose()
    }

    async fn accept(
        &self,
        id: SpaceInvitationId,
        account: AccountId,
        alias: Option<Alias>,
        at: Time,
    ) -> Stored<Joined> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&ONE_FOR).bind(id.0).bind(account.0).bind(at.millis()).maybe().await? else {
            return Ok(Joined::Gone);
        };
        let space = SpaceId(row.get("space")?);
        if hold(&mut tx, space).await?.is_none() {
            return Ok(Joined::Gone);
        }
        // Looked for again, now that the space is held: it may have been revoked meanwhile.
        if tx.run(&ONE_FOR).bind(id.0).bind(account.0).bind(at.millis()).maybe().await?.is_none() {
            return Ok(Joined::Gone);
        }
        let joined = enter(&mut tx, space, account, Door::Own(alias.as_ref()), at).await?;
        if matches!(joined, Joined::Now(_)) {
            tx.commit().await?;
        }
        Ok(joined)
    }

    async fn redeem(&self, hash: &str, account: AccountId, alias: Option<Alias>, at: Time) -> Stored<Joined> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&BY_HASH).bind(hash.to_owned()).bind(at.millis()).maybe().await? else {
            return Ok(Joined::Gone);
        };
        let space = SpaceId(row.get("space")?);
        let joined = enter(&mut tx, space, account, Door::Own(alias.as_ref()), at).await?;
        if !matches!(joined, Joined::Now(_)) {
            return Ok(joined);
        }
        if tx.run(&USE_UP).bind(hash.to_owned()).bind(at.millis()).maybe().await?.is_none() {
            return Ok(Joined::Gone);
        }
        tx.run(&USED_UP).bind(hash.to_owned()).done().await?;
        tx.commit().await?;
        Ok(joined)
    }

    async fn decline(&self, id: SpaceInvitationId, account: AccountId) -> Stored<Option<SpaceId>> {
        let mut tx = self.0.begin().await?;
        let declined = tx.run(&DECLINE).bind(id.0).bind(account.0).maybe().await?;
        tx.commit().await?;
        declined.map(|row| Ok(SpaceId(row.get("space")?))).transpose()
    }

    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, SpaceId)>> {
        let mut tx = self.0.begin().await?;
        let swept = tx.run(&SWEEP).bind(now.millis()).all().await?;
        tx.commit().await?;
        let mut whose = Vec::new();
        for row in &swept {
            if let Some(account) = row.get::<Option<Uuid>>("account")? {
                whose.push((AccountId(account), SpaceId(row.get("space")?)));
            }
        }
        Ok(whose)
    }
}

fn both_of(row: &Row) -> Stored<(Invitation, Space)> {
    Ok((invitation_of(row)?, space_of(row)?))
}

fn invitation_of(row: &Row) -> Stored<Invitation> {
    let whom = match row.get::<Option<Uuid>>("account")? {
        Some(account) => Whom::Account(AccountId(account)),
        None => Whom::Code { hash: row.get("hash")?, uses: row.get("uses")? },
    };
    let account = AccountId(row.get("invited_by")?);
    Ok(Invitation {
        id: SpaceInvitationId(row.get("invitation")?),
        space: SpaceId(row.get("space")?),
        whom,
        invited_by: Face { account, shown: row.get::<Option<Uuid>>("invited_as")?.map_or(account.into(), PersonId) },
        created_at: Time::from_millis(row.get("invited_at")?),
        expires_at: Time::from_millis(row.get("expires_at")?),
    })
}
