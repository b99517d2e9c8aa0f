//! Accounts in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{AccountStore, Changed, Credentials, Deleted, Found, KeyKind, PictureSet, Registered, RoleSet};
use crate::accounts::blocks::store::drop_silences;
use crate::accounts::identities::store::sql as identities;
use crate::accounts::model::{Account, AccountId, Known, NewAccount, ProfileChange, SessionId};
use crate::accounts::names::folded_words;
use crate::accounts::rules::Role;
use crate::media::{Attached, Erasing, MediaId, Owner, Picture, PicturePlace, Unfit, attach, release};
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx, id_list};
use crate::platform::jobs::{Jobs, NewJob};

crate::statements! {
    USE_INVITATION = "DELETE FROM account_invitations WHERE hash = $1 AND expires_at > $2
        AND (setup = FALSE OR NOT EXISTS (SELECT 1 FROM accounts WHERE role = 'admin')) RETURNING role";
    INSERT = "INSERT INTO accounts (id, username, name, email, email_key, email_verified, password_hash, bio, country,
        region, city, role, hide_presence, created_at)
        VALUES ($1, $2, $3, $4, $5, $9, $6, '', '', '', '', $7, FALSE, $8)";
    // Claims a key, or keeps it when it is the account's own already.
    CLAIM = "INSERT INTO account_keys (kind, key, account_id) VALUES ($1, $2, $3)
        ON CONFLICT (kind, key) DO UPDATE SET account_id = account_keys.account_id
        WHERE account_keys.account_id = $3 RETURNING key";
    RELEASE_OTHERS = "DELETE FROM account_keys WHERE account_id = $1 AND kind = $2 AND key <> $3";
    ADD_WORD = "INSERT INTO account_words (word, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    DROP_WORDS = "DELETE FROM account_words WHERE account_id = $1";
    FIND = sqlite "SELECT id, username, name, email, email_verified, bio, country, region, city, role, hide_presence,
            created_at, last_seen_at, picture, cover FROM accounts
            WHERE id IN (SELECT unhex(value) FROM json_each($1)) AND deleted_at IS NULL",
        postgres "SELECT id, username, name, email, email_verified, bio, country, region, city, role, hide_presence,
            created_at, last_seen_at, picture, cover FROM accounts
            WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) AND deleted_at IS NULL";
    PEOPLE = sqlite "SELECT id, username, name, picture FROM accounts
            WHERE id IN (SELECT unhex(value) FROM json_each($1)) AND deleted_at IS NULL",
        postgres "SELECT id, username, name, picture FROM accounts
            WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) AND deleted_at IS NULL";
    FIND_BY_KEY = "SELECT a.id, a.password_hash, a.email_verified FROM account_keys k JOIN accounts a ON a.id = k.account_id
        WHERE k.kind = $1 AND k.key = $2";
    CREDENTIALS = "SELECT id, password_hash, email_verified FROM accounts WHERE id = $1 AND deleted_at IS NULL";
    BY_USERNAME_KEYS = sqlite "SELECT account_id FROM account_keys
            WHERE kind = 'username' AND key IN (SELECT value FROM json_each($1))",
        postgres "SELECT account_id FROM account_keys
            WHERE kind = 'username' AND key IN (SELECT value FROM json_array_elements_text($1::json))";
    // Along the words that begin with $1, each account at the first of them that it has. 'g' follows all hexadecimal.
    SEARCH = sqlite "SELECT w.word, a.id, a.username, a.name, a.email, a.email_verified, a.bio, a.country, a.region, a.city,
            a.role, a.hide_presence, a.created_at, a.last_seen_at, a.picture, a.cover
            FROM account_words w JOIN accounts a ON a.id = w.account_id
            WHERE w.word >= $1 AND w.word < $1 || 'g' AND (w.word, w.account_id) > ($2, $3)
            AND NOT EXISTS (SELECT 1 FROM account_words e WHERE e.account_id = w.account_id AND e.word >= $1 AND e.word < w.word)
            AND NOT EXISTS (SELECT 1 FROM json_each($4) q WHERE NOT EXISTS (SELECT 1 FROM account_words o
                WHERE o.account_id = w.account_id AND o.word >= q.value AND o.word < q.value || 'g'))
            ORDER BY w.word, w.account_id LIMIT $5",
        postgres "SELECT w.word, a.id, a.username, a.name, a.email, a.email_verified, a.bio, a.country, a.region, a.city,
            a.role, a.hide_presence, a.created_at, a.last_seen_at, a.picture, a.cover
            FROM account_words w JOIN accounts a ON a.id = w.account_id
            WHERE w.word >= $1 AND w.word < $1 || 'g' AND (w.word, w.account_id) > ($2, $3)
            AND NOT EXISTS (SELECT 1 FROM account_words e WHERE e.account_id = w.account_id AND e.word >= $1 AND e.word < w.word)
            AND NOT EXISTS (SELECT 1 FROM json_array_elements_text($4::json) q(value) WHERE NOT EXISTS (SELECT 1 FROM account_words o
                WHERE o.account_id = w.account_id AND o.word >= q.value AND o.word < q.value || 'g'))
            ORDER BY w.word, w.account_id LIMIT $5";
    HOLD = "UPDATE accounts SET bio = bio WHERE id = $1 AND deleted_at IS NULL RETURNING id";
    CHANGE = "UPDATE accounts SET username = COALESCE($2, username), name = COALESCE($3, name), bio = COALESCE($4, bio),
        country = COALESCE($5, country), region = COALESCE($6, region), city = COALESCE($7, city),
        hide_presence = COALESCE($8, hide_presence) WHERE id = $1
        RETURNING id, username, name, email, email_verified, bio, country, region, city, role, hide_presence,
        created_at, last_seen_at, picture, cover";
    // Only to another address: saying the same again leaves it confirmed.
    CHANGE_EMAIL = "UPDATE accounts SET email = $2, email_key = $3, email_verified = FALSE
        WHERE id = $1 AND deleted_at IS NULL AND email_key <> $3 RETURNING id";
    DROP_CODES_OF = "DELETE FROM account_codes WHERE account_id = $1 AND purpose = $2";
    SET_PASSWORD = "UPDATE accounts SET password_hash = $2
        WHERE id = $1 AND deleted_at IS NULL AND COALESCE(password_hash, '') = $3 RETURNING id";
    END_SESSIONS = "DELETE FROM sessions WHERE account_id = $1 RETURNING id";
    END_OTHER_SESSIONS = "DELETE FROM sessions WHERE account_id = $1 AND id <> $2 RETURNING id";
    // Whoever takes an admin away holds them all, in one order, so that of two rivals one sees what the other did.
    LOCK_ADMINS = sqlite "SELECT id FROM accounts WHERE role = 'admin' ORDER BY id",
        postgres "SELECT id FROM accounts WHERE role = 'admin' ORDER BY id FOR UPDATE";
    IS_BANNED = "SELECT account_id FROM account_bans WHERE account_id = $1";
    DROP_LENT = "DELETE FROM account_permissions WHERE account_id = $1 AND allowed = TRUE
        AND EXISTS (SELECT 1 FROM accounts WHERE id = $1 AND role <> $2)";
    DROP_INVITED = "DELETE FROM account_invitations WHERE invited_by = $1
        AND EXISTS (SELECT 1 FROM accounts WHERE id = $1 AND role <> $2)";
    SET_ROLE = "UPDATE accounts SET role = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id";
    SEEN = "UPDATE accounts SET last_seen_at = $2 WHERE id = $1 AND deleted_at IS NULL AND COALESCE(last_seen_at, 0) < $2";
    EMPTY = "UPDATE accounts SET username = NULL, name = NULL, email = NULL, email_key = NULL, email_verified = NULL,
        password_hash = NULL, bio = NULL, country = NULL, region = NULL, city = NULL, role = NULL, hide_presence = NULL,
        created_at = NULL, last_seen_at = NULL, picture = NULL, cover = NULL, deleted_at = $2 WHERE id = $1";
    PICTURES = "SELECT picture, cover FROM accounts WHERE id = $1 AND deleted_at IS NULL";
    SET_PICTURE = "UPDATE accounts SET picture = $2 WHERE id = $1";
    SET_COVER = "UPDATE accounts SET cover = $2 WHERE id = $1";
    DROP_KEYS = "DELETE FROM account_keys WHERE account_id = $1";
    DROP_CODES = "DELETE FROM account_codes WHERE account_id = $1";
    DROP_INVITATIONS = "DELETE FROM account_invitations WHERE invited_by = $1";
    DROP_SECOND_FACTOR = "DELETE FROM account_second_factors WHERE account_id = $1";
    DROP_IDENTITIES = "DELETE FROM account_identities WHERE account_id = $1";
    DROP_RECOVERY = "DELETE FROM account_recovery_codes WHERE account_id = $1";
    DROP_PERMISSIONS = "DELETE FROM account_permissions WHERE account_id = $1";
    DROP_BAN = "DELETE FROM account_bans WHERE account_id = $1";
    HAS_ADMIN = "SELECT id FROM accounts WHERE role = 'admin' LIMIT 1";
}

/// The accounts of a database.
pub struct SqlAccounts {
    pub db: Db,
    pub audit: Audit,
}

fn account(row: &Row) -> Stored<Account> {
    Ok(Account {
        id: AccountId(row.get("id")?),
        username: row.get("username")?,
        name: row.get("name")?,
        email: row.get("email")?,
        email_verified: row.get("email_verified")?,
        bio: row.get("bio")?,
        country: row.get("country")?,
        region: row.get("region")?,
        city: row.get("city")?,
        role: role(row)?,
        hide_presence: row.get("hide_presence")?,
        created_at: Time::from_millis(row.get("created_at")?),
        last_seen_at: row.get::<Option<i64>>("last_seen_at")?.map(Time::from_millis),
        picture: picture(row, "picture")?,
        cover: picture(row, "cover")?,
    })
}

fn picture(row: &Row, column: &str) -> Stored<Option<Picture>> {
    let json: Option<String> = row.get(column)?;
    json.map(|json| serde_json::from_str(&json)).transpose().map_err(|error| StoreError::Failed(error.to_string()))
}

fn role(row: &Row) -> Stored<Role> {
    let word: String = row.get("role")?;
    Role::from_word(&word).ok_or_else(|| StoreError::Failed(format!("no such role: {word}")))
}

fn credentials(row: &Row) -> Stored<Credentials> {
    Ok(Credentials {
        account: AccountId(row.get("id")?),
        // Empty: revoked. Nobody can sign in with it, as with none.
        password_hash: row.get::<Option<String>>("password_hash")?.filter(|hash| !hash.is_empty()),
        email_verified: row.get("email_verified")?,
    })
}

fn sessions(rows: &[Row]) -> Stored<Vec<SessionId>> {
    rows.iter().map(|row| row.get("id").map(SessionId)).collect()
}

fn list(texts: &[String]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

/// Whether the key is the account's now.
async fn claim(tx: &mut Tx, kind: &str, key: &str, id: AccountId) -> Stored<bool> {
    let claimed = tx.run(&CLAIM).bind(kind.to_owned()).bind(key.to_owned()).bind(id.0).maybe().await?;
    Ok(claimed.is_some())
}

async fn write_words(tx: &mut Tx, id: AccountId, username: &str, name: &str) -> Stored<()> {
    tx.run(&DROP_WORDS).bind(id.0).done().await?;
    for word in folded_words(&format!("{username} {name}")) {
        tx.run(&ADD_WORD).bind(word).bind(id.0).done().await?;
    }
    Ok(())
}

async fn put_all(tx: &mut Tx, jobs: Vec<NewJob>) -> Stored<()> {
    for job in jobs {
        Jobs::put(tx, job).await?;
    }
    Ok(())
}

/// Whether this account is the only admin. Keeps all admins as they are until the end of the transaction.
async fn is_last_admin(tx: &mut Tx, id: AccountId) -> Stored<bool> {
    let admins = tx.run(&LOCK_ADMINS).all().await?;
    Ok(admins.len() == 1 && admins[0].get::<Uuid>("id")? == id.0)
}

#[async_trait]
impl AccountStore for SqlAccounts {
    async fn register(&self, new: NewAccount, invitation: Option<String>, jobs: Vec<NewJob>) -> Stored<Registered> {
        let mut tx = self.db.begin().await?;
        let mut given = new.role;
        if let Some(hash) = invitation {
            match tx.run(&USE_INVITATION).bind(hash).bind(new.created_at.millis()).maybe().await? {
                Some(row) => given = role(&row)?,
                None => return Ok(Registered::NotInvited),
            }
        }
        tx.run(&INSERT)
            .bind(new.id.0)
            .bind(new.username.as_str().to_owned())
            .bind(new.name.as_str().to_owned())
            .bind(new.email.as_str().to_owned())
            .bind(new.email.key().to_owned())
            .bind(new.password_hash)
            .bind(given.word().to_owned())
            .bind(new.created_at.millis())
            .bind(new.email_verified)
            .done()
            .await?;
        // Always in this order, so that two registrations never wait for each other in a circle.
        let mut username = !claim(&mut tx, "username", new.username.key(), new.id).await?;
        username |= !claim(&mut tx, "capitals", new.username.capitals_key(), new.id).await?;
        let email = !claim(&mut tx, "email", new.email.key(), new.id).await?;
        if username || email {
            tx.rollback().await?;
            return Ok(Registered::Taken { username, email });
        }
        if let Some(identity) = new.identity
            && !identities::link(&mut tx, new.id, identity).await?
        {
            tx.rollback().await?;
            return Ok(Registered::IdentityTaken);
        }
        write_words(&mut tx, new.id, new.username.as_str(), new.name.as_str()).await?;
        put_all(&mut tx, jobs).await?;
        tx.commit().await?;
        Ok(Registered::Now { role: given })
    }

    async fn find(&self, ids: &[AccountId]) -> Stored<Vec<Account>> {
        let rows = self.db.read(&FIND).bind(id_list(ids.iter().map(|id| id.0))).all().await?;
        rows.iter().map(account).collect()
    }

    async fn people(&self, ids: &[AccountId]) -> Stored<Vec<Known>> {
        let rows = self.db.read(&PEOPLE).bind(id_list(ids.iter().map(|id| id.0))).all().await?;
        let known = |row: &Row| {
            Ok(Known {
                id: AccountId(row.get("id")?),
                username: row.get("username")?,
                name: row.get("name")?,
                picture: picture(row, "picture")?,
            })
        };
        rows.iter().map(known).collect()
    }

    async fn find_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Credentials>> {
        let kind = match kind {
            KeyKind::Username => "username",
            KeyKind::Email => "email",
        };
        let row = self.db.read(&FIND_BY_KEY).bind(kind.to_owned()).bind(key.to_owned()).maybe().await?;
        row.as_ref().map(credentials).transpose()
    }

    async fn credentials(&self, id: AccountId) -> Stored<Option<Credentials>> {
        let row = self.db.read(&CREDENTIALS).bind(id.0).maybe().await?;
        row.as_ref().map(credentials).transpose()
    }

    async fn by_username_keys(&self, keys: &[String]) -> Stored<Vec<AccountId>> {
        let rows = self.db.read(&BY_USERNAME_KEYS).bind(list(keys)).all().await?;
        rows.iter().map(|row| row.get("account_id").map(AccountId)).collect()
    }

    async fn search(&self, words: &[String], after: Option<(String, AccountId)>, limit: i64) -> Stored<Vec<Found>> {
        let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
        let (word, id) = after.unwrap_or_else(|| (String::new(), AccountId(Uuid::nil())));
        let rows = self
            .db
            .read(&SEARCH)
            .bind(first.clone())
            .bind(word)
            .bind(id.0)
            .bind(list(others))
            .bind(limit)
            .all()
            .await?;
        rows.iter().map(|row| Ok(Found { account: account(row)?, word: row.get("word")? })).collect()
    }

    async fn change(&self, id: AccountId, change: ProfileChange, jobs: Vec<NewJob>) -> Stored<Changed> {
        let mut tx = self.db.begin().await?;
        if tx.run(&HOLD).bind(id.0).maybe().await?.is_none() {
            return Ok(Changed::Gone);
        }
        let (mut username, mut email) = (false, false);
        if let Some(new) = &change.username {
            username |= !claim(&mut tx, "username", new.key(), id).await?;
            username |= !claim(&mut tx, "capitals", new.capitals_key(), id).await?;
        }
        if let Some(new) = &change.email {
            email = !claim(&mut tx, "email", new.key(), id).await?;
        }
        if username || email {
            tx.rollback().await?;
            return Ok(Changed::Taken { username, email });
        }
        if let Some(new) = &change.username {
            for (kind, key) in [("username", new.key()), ("capitals", new.capitals_key())] {
                tx.run(&RELEASE_OTHERS).bind(id.0).bind(kind.to_owned()).bind(key.to_owned()).done().await?;
            }
        }
        if let Some(new) = &change.email {
            let (text, key) = (new.as_str().to_owned(), new.key().to_owned());
            let moved = tx.run(&CHANGE_EMAIL).bind(id.0).bind(text).bind(key.clone()).maybe().await?;
            tx.run(&RELEASE_OTHERS).bind(id.0).bind("email".to_owned()).bind(key).done().await?;
            if moved.is_some() {
                for purpose in ["verify", "reset"] {
                    tx.run(&DROP_CODES_OF).bind(id.0).bind(purpose.to_owned()).done().await?;
                }
                put_all(&mut tx, jobs).await?;
            }
        }
        let place = change.place.as_ref();
        let changed = tx
            .run(&CHANGE)
            .bind(id.0)
            .bind(change.username.as_ref().map(|new| new.as_str().to_owned()))
            .bind(change.name.as_ref().map(|new| new.as_str().to_owned()))
            .bind(change.bio.as_ref().map(|new| new.as_str().to_owned()))
            .bind(place.map(|new| new.country.as_str().to_owned()))
            .bind(place.map(|new| new.region.as_str().to_owned()))
            .bind(place.map(|new| new.city.as_str().to_owned()))
            .bind(change.hide_presence)
            .one()
            .await?;
        let changed = account(&changed)?;
        write_words(&mut tx, id, &changed.username, &changed.name).await?;
        tx.commit().await?;
        Ok(Changed::Now(Box::new(changed)))
    }

    async fn set_password(
        &self,
        id: AccountId,
        old: Option<String>,
        new: String,
        keep: Option<SessionId>,
    ) -> Stored<Option<Vec<SessionId>>> {
        let mut tx = self.db.begin().await?;
        let set = tx.run(&SET_PASSWORD).bind(id.0).bind(new).bind(old.unwrap_or_default()).maybe().await?;
        if set.is_none() {
            return Ok(None);
        }
        let ended = match keep {
            Some(keep) => tx.run(&END_OTHER_SESSIONS).bind(id.0).bind(keep.0).all().await?,
            None => tx.run(&END_SESSIONS).bind(id.0).all().await?,
        };
        tx.run(&DROP_CODES_OF).bind(id.0).bind("reset".to_owned()).done().await?;
        tx.commit().await?;
        sessions(&ended).map(Some)
    }

    async fn set_role(&self, id: AccountId, role: Role, entry: NewEntry) -> Stored<RoleSet> {
        let mut tx = self.db.begin().await?;
        if role != Role::Admin && is_last_admin(&mut tx, id).await? {
            return Ok(RoleSet::LastAdmin);
        }
        tx.run(&HOLD).bind(id.0).done().await?;
        // Another role begins without what was lent under the one before, and without ways in that it opened.
        for drop in [&DROP_LENT, &DROP_INVITED] {
            tx.run(drop).bind(id.0).bind(role.word().to_owned()).done().await?;
        }
        let set = tx.run(&SET_ROLE).bind(id.0).bind(role.word().to_owned()).maybe().await?;
        if role == Role::Admin && tx.run(&IS_BANNED).bind(id.0).maybe().await?.is_some() {
            tx.rollback().await?;
            return Ok(RoleSet::Banned);
        }
        if set.is_none() {
            return Ok(RoleSet::Gone);
        }
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(RoleSet::Now)
    }

    async fn seen(&self, id: AccountId, at: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SEEN).bind(id.0).bind(at.millis()).done().await?;
        tx.commit().await
    }

    async fn set_picture(
        &self,
        id: AccountId,
        place: PicturePlace,
        media: Option<MediaId>,
        erasing: Erasing,
    ) -> Stored<PictureSet> {
        let mut tx = self.db.begin().await?;
        if tx.run(&HOLD).bind(id.0).maybe().await?.is_none() {
            return Ok(PictureSet::Gone);
        }
        let (column, set) = match place {
            PicturePlace::Profile => ("picture", &SET_PICTURE),
            PicturePlace::Cover => ("cover", &SET_COVER),
        };
        let old = picture(&tx.run(&PICTURES).bind(id.0).one().await?, column)?.map(|old| old.id);
        if old != media {
            let new = match attach(&mut tx, Owner(id.0), media.as_slice()).await? {
                Attached::Now(mut pictures) => pictures.pop(),
                Attached::Not(Unfit::NoSuchMedia(_)) => return Ok(PictureSet::NoSuchMedia),
                Attached::Not(_) => return Ok(PictureSet::NotReady),
            };
            let json = new.and_then(|new| serde_json::to_string(&new).ok());
            tx.run(set).bind(id.0).bind(json).done().await?;
            release(&mut tx, old.as_slice(), erasing).await?;
        }
        let changed = account(&tx.run(&FIND).bind(id_list([id.0])).one().await?)?;
        tx.commit().await?;
        Ok(PictureSet::Now(Box::new(changed)))
    }

    async fn delete(&self, id: AccountId, at: Time, jobs: Vec<NewJob>, erasing: Erasing) -> Stored<Deleted> {
        let mut tx = self.db.begin().await?;
        if is_last_admin(&mut tx, id).await? {
            return Ok(Deleted::LastAdmin);
        }
        if tx.run(&HOLD).bind(id.0).maybe().await?.is_none() {
            return Ok(Deleted::Already);
        }
        let shown = tx.run(&PICTURES).bind(id.0).one().await?;
        let shown = [picture(&shown, "picture")?, picture(&shown, "cover")?].into_iter().flatten();
        let shown: Vec<MediaId> = shown.map(|picture| picture.id).collect();
        release(&mut tx, &shown, erasing).await?;
        tx.run(&EMPTY).bind(id.0).bind(at.millis()).done().await?;
        let ended = tx.run(&END_SESSIONS).bind(id.0).all().await?;
        let ways_in = [&DROP_SECOND_FACTOR, &DROP_RECOVERY, &DROP_IDENTITIES];
        let all = [&DROP_KEYS, &DROP_WORDS, &DROP_CODES, &DROP_INVITATIONS, &DROP_PERMISSIONS, &DROP_BAN];
        for statement in all.into_iter().chain(ways_in) {
            tx.run(statement).bind(id.0).done().await?;
        }
        drop_silences(&mut tx, id).await?;
        put_all(&mut tx, jobs).await?;
        tx.commit().await?;
        sessions(&ended).map(Deleted::Now)
    }

    async fn has_admin(&self) -> Stored<bool> {
        Ok(self.db.read(&HAS_ADMIN).maybe().await?.is_some())
    }
}
