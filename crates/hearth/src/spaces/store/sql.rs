//! Spaces in SQL, and what their sub-concerns share of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Joined, SpaceStore, Tenant, Written};
use crate::accounts::{AccountId, PersonId, Place, PlacePart};
use crate::media::Erasing;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx, id_list};
use crate::platform::jobs::{Jobs, NewJob};
use crate::spaces::directory::{Listing, Rank, TopicKey};
use crate::spaces::events::Parted;
use crate::spaces::faces::store::{Settled, settle};
use crate::spaces::faces::{Alias, Face, Pseudonym};
use crate::spaces::model::{
    Appears, Ban, Description, Joining, NewSpace, Note, Part, Profile, Role, Rules, Seen, Space, SpaceChange,
    SpaceContents, SpaceId, SpaceMember, SpaceName, Visibility,
};
use crate::spaces::pictures::store::{erase_pictures, picture_in};
use crate::spaces::quota::store::forget_pictures;

/// The columns that [`space_of`] reads.
macro_rules! columns {
    () => {
        "s.id, s.visibility, s.name, s.description, s.rules, s.topic, s.country, s.region, s.city, s.joining, \
         s.members, s.created_at, s.picture, s.cover"
    };
}
pub(in crate::spaces) use columns;

crate::statements! {
    // Whoever writes to a space, or to what hangs on it, holds its row first, so that two never wait in a circle.
    HOLD = sqlite concat!("SELECT ", columns!(), " FROM spaces s WHERE s.id = $1 AND s.deleted_at IS NULL"),
        postgres concat!("SELECT ", columns!(), " FROM spaces s WHERE s.id = $1 AND s.deleted_at IS NULL FOR UPDATE");
    // The space first, and by a statement of its own: whoever ends a membership holds the space before, too, and what a
    // statement finds beside the row that it waits for would be what was there before the wait.
    KEEP = sqlite "SELECT id FROM spaces WHERE id = $1 AND deleted_at IS NULL",
        postgres "SELECT id FROM spaces WHERE id = $1 AND deleted_at IS NULL FOR SHARE";
    ROLE = "SELECT account, role, face FROM space_members WHERE account = $1 AND space = $2";
    AMONG = sqlite "SELECT account, face FROM space_members WHERE space = $1
            AND account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT account, face FROM space_members WHERE space = $1
            AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    HOLD_TOPIC = sqlite "SELECT key FROM space_topics WHERE key = $1",
        postgres "SELECT key FROM space_topics WHERE key = $1 FOR SHARE";
    CREATE = "INSERT INTO spaces (id, visibility, name, description, rules, topic, country, region, city, joining, members,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)";
    ENTER = "INSERT INTO space_members (account, space, role, joined_at, face) VALUES ($1, $2, $3, $4, $5)";
    SEEN = concat!("SELECT ", columns!(), ", m.role, m.joined_at, b.reason, b.expires_at AS banned_until,
            r.created_at AS requested_at, f.account, f.id AS face, f.name AS face_name
        FROM spaces s LEFT JOIN space_faces f ON f.account = $2 AND f.space = s.id
        LEFT JOIN space_members m ON m.account = $2 AND m.space = s.id
        LEFT JOIN space_bans b ON b.account = $2 AND b.space = s.id AND (b.expires_at IS NULL OR b.expires_at > $3)
        LEFT JOIN space_requests r ON r.account = $2 AND r.space = s.id
        WHERE s.id = $1 AND s.deleted_at IS NULL ORDER BY (b.expires_at IS NULL) DESC, b.expires_at DESC LIMIT 1");
    MEMBERSHIP = concat!("SELECT ", columns!(), ", m.account, m.role, m.joined_at, f.id AS face, f.name AS face_name
        FROM space_members m JOIN spaces s ON s.id = m.space JOIN space_faces f ON f.account = m.account AND f.space = s.id
        WHERE m.account = $1 AND m.space = $2 AND s.deleted_at IS NULL");
    SPACES_OF = concat!("SELECT ", columns!(), ", m.account, m.role, m.joined_at, f.id AS face, f.name AS face_name
        FROM space_members m JOIN spaces s ON s.id = m.space JOIN space_faces f ON f.account = m.account AND f.space = s.id
        WHERE m.account = $1 AND m.space > $2 AND s.deleted_at IS NULL ORDER BY m.space LIMIT $3");
    HEARD_BY = "SELECT m.space FROM space_members m JOIN spaces s ON s.id = m.space
        WHERE m.account = $1 AND m.space > $2 AND s.deleted_at IS NULL ORDER BY m.space LIMIT $3";
    CHANGE = "UPDATE spaces SET name = $2, description = $3, rules = $4, topic = $5, country = $6, region = $7, city = $8,
        joining = $9 WHERE id = $1";
    BANNED = "SELECT account FROM space_bans WHERE account = $1 AND space = $2
        AND (expires_at IS NULL OR expires_at > $3)";
    BANNED_AS = "SELECT account FROM space_bans WHERE shown = $1 AND space = $2
        AND (expires_at IS NULL OR expires_at > $3)";
    ADJUST = "UPDATE spaces SET members = members + $2 WHERE id = $1";
    DROP_REQUEST = "DELETE FROM space_requests WHERE account = $1 AND space = $2";
    DROP_INVITATION = "DELETE FROM space_invitations WHERE account = $1 AND space = $2";
    // Those who see the invitation in their list mustn't learn that it is this one who came in by another name.
    SPEND_INVITATION = "UPDATE space_invitations SET spent_at = $3 WHERE account = $1 AND space = $2 AND spent_at IS NULL";
    LIST = sqlite "INSERT INTO space_listings (facet, rank, space) SELECT unhex(value), $2, $3 FROM json_each($1)",
        postgres "INSERT INTO space_listings (facet, rank, space)
            SELECT value::uuid, $2, $3 FROM json_array_elements_text($1::json)";
    LIST_WORDS = sqlite "INSERT INTO space_words (word, rank, space) SELECT value, $2, $3 FROM json_each($1)",
        postgres "INSERT INTO space_words (word, rank, space)
            SELECT value, $2, $3 FROM json_array_elements_text($1::json)";
    UNLIST = "DELETE FROM space_listings WHERE space = $1";
    UNLIST_WORDS = "DELETE FROM space_words WHERE space = $1";
    RERANK = "UPDATE space_listings SET rank = $2 WHERE space = $1";
    RERANK_WORDS = "UPDATE space_words SET rank = $2 WHERE space = $1";
    DELETE = "UPDATE spaces SET name = '', description = '', rules = '', topic = NULL, country = '', region = '', city = '',
        members = 0, deleted_at = $2 WHERE id = $1";
    LIVES = "SELECT id FROM spaces WHERE id = $1 AND deleted_at IS NULL";
    ERASE_INVITATIONS = "DELETE FROM space_invitations WHERE id IN
        (SELECT id FROM space_invitations WHERE space = $1 LIMIT $2)";
    ERASE_REQUESTS = "DELETE FROM space_requests WHERE space = $1 AND account IN
        (SELECT account FROM space_requests WHERE space = $1 LIMIT $2)";
    ERASE_BANS = "DELETE FROM space_bans WHERE space = $1 AND shown IN
        (SELECT shown FROM space_bans WHERE space = $1 LIMIT $2)";
    ERASE_FACES = "DELETE FROM space_faces WHERE space = $1 AND account IN
        (SELECT account FROM space_faces WHERE space = $1 LIMIT $2)";
    ERASE_MEMBERS = "DELETE FROM space_members WHERE space = $1 AND account IN
        (SELECT account FROM space_members WHERE space = $1 LIMIT $2)";
}

#[derive(Clone)]
pub struct SqlSpaces {
    pub db: Db,
    pub tenants: Arc<[Arc<dyn Tenant>]>,
}

#[async_trait]
impl SpaceStore for SqlSpaces {
    async fn create(&self, new: NewSpace) -> Stored<Written> {
        let NewSpace { id, owner, alias, visibility, joining, profile, at } = new;
        let space = Space { id, visibility, profile, joining, members: 1, created_at: at, picture: None, cover: None };
        let mut tx = self.db.begin().await?;
        if !hold_topic(&mut tx, space.profile.topic.as_ref()).await? {
            return Ok(Written::NoSuchTopic);
        }
        let Profile { name, description, rules, topic, place } = space.profile.clone();
        tx.run(&CREATE)
            .bind(id.0)
            .bind(visibility.as_str().to_owned())
            .bind(name.as_str().to_owned())
            .bind(description.as_str().to_owned())
            .bind(rules.as_str().to_owned())
            .bind(topic.map(|topic| topic.as_str().to_owned()))
            .bind(place.country.as_str().to_owned())
            .bind(place.region.as_str().to_owned())
            .bind(place.city.as_str().to_owned())
            .bind(joining.as_str().to_owned())
            .bind(at.millis())
            .done()
            .await?;
        // The first one there is nobody's namesake.
        let Settled::As(face) = settle(&mut tx, id, owner, alias.as_ref()).await? else { return Ok(Written::Gone) };
        put_member(&mut tx, id, owner, face, Role::Owner, at).await?;
        list(&mut tx, &space).await?;
        tx.commit().await?;
        Ok(Written::Now(Box::new(space)))
    }

    async fn seen(&self, space: SpaceId, account: AccountId, now: Time) -> Stored<Option<Seen>> {
        let row = self.db.read(&SEEN).bind(space.0).bind(account.0).bind(now.millis()).maybe().await?;
        let Some(row) = row else { return Ok(None) };
        let part = match (row.get::<Option<String>>("role")?, row.get::<Option<String>>("reason")?) {
            (Some(role), _) => {
                Part::Member { role: role_of(&role)?, joined_at: Time::from_millis(row.get("joined_at")?) }
            }
            (None, Some(reason)) => {
                let until = row.get::<Option<i64>>("banned_until")?.map(Time::from_millis);
                Part::Banned(Ban { reason: Note::kept(reason), until })
            }
            (None, None) if row.get::<Option<i64>>("requested_at")?.is_some() => Part::Requested,
            (None, None) => Part::None,
        };
        let appears = match row.get::<Option<Uuid>>("account")? {
            None => Appears::Never,
            Some(_) => pseudonym_of(&row)?.map_or(Appears::Itself, Appears::Hidden),
        };
        Ok(Some(Seen { space: space_of(&row)?, part, appears }))
    }

    async fn membership(&self, space: SpaceId, account: AccountId) -> Stored<Option<SpaceMember>> {
        self.db.read(&MEMBERSHIP).bind(account.0).bind(space.0).maybe().await?.as_ref().map(proof_of).transpose()
    }

    async fn spaces_of(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<SpaceMember>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let rows = self.db.read(&SPACES_OF).bind(account.0).bind(after).bind(limit).all().await?;
        rows.iter().map(proof_of).collect()
    }

    async fn heard_by(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<SpaceId>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let rows = self.db.read(&HEARD_BY).bind(account.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row| Ok(SpaceId(row.get("space")?))).collect()
    }

    async fn change(&self, proof: &SpaceMember, change: SpaceChange) -> Stored<Written> {
        let mut tx = self.db.begin().await?;
        if !hold_topic(&mut tx, change.topic.as_ref()).await? {
            return Ok(Written::NoSuchTopic);
        }
        let Some(held) = hold_as(&mut tx, proof, Role::Admin).await? else { return Ok(Written::Gone) };
        let space = change.applied_to(held.space().clone());
        let Profile { name, description, rules, topic, place } = space.profile.clone();
        tx.run(&CHANGE)
            .bind(space.id.0)
            .bind(name.as_str().to_owned())
            .bind(description.as_str().to_owned())
            .bind(rules.as_str().to_owned())
            .bind(topic.map(|topic| topic.as_str().to_owned()))
            .bind(place.country.as_str().to_owned())
            .bind(place.region.as_str().to_owned())
            .bind(place.city.as_str().to_owned())
            .bind(space.joining.as_str().to_owned())
            .done()
            .await?;
        unlist(&mut tx, space.id).await?;
        list(&mut tx, &space).await?;
        tx.commit().await?;
        Ok(Written::Now(Box::new(space)))
    }

    async fn contents(&self, proof: &SpaceMember) -> Stored<SpaceContents> {
        let mut contents = SpaceContents { members: proof.space().members, ..SpaceContents::default() };
        for tenant in self.tenants.iter() {
            tenant.count(proof.space_id(), &mut contents).await?;
        }
        Ok(contents)
    }

    async fn delete(&self, proof: &SpaceMember, at: Time, jobs: Vec<NewJob>) -> Stored<Option<Parted>> {
        let mut tx = self.db.begin().await?;
        if hold_as(&mut tx, proof, Role::Owner).await?.is_none() {
            return Ok(None);
        }
        let parted = close_space(&mut tx, &self.tenants, proof.space_id(), at, jobs).await?;
        tx.commit().await?;
        Ok(Some(parted))
    }

    async fn erase(&self, space: SpaceId, limit: i64, erasing: Erasing) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        if tx.run(&LIVES).bind(space.0).maybe().await?.is_some() {
            return Ok(0);
        }
        let mut erased = 0;
        erased += erase_pictures(&mut tx, space, erasing).await?;
        for statement in [&ERASE_INVITATIONS, &ERASE_REQUESTS, &ERASE_BANS, &ERASE_MEMBERS, &ERASE_FACES] {
            erased += tx.run(statement).bind(space.0).bind(limit).done().await?;
        }
        forget_pictures(&mut tx, space).await?;
        tx.commit().await?;
        Ok(erased)
    }
}

// --- within a transaction -----------------------------------------------------------------------------------------

/// Holds the space until the end of the transaction. None: it isn't there (any more).
pub(in crate::spaces) async fn hold(tx: &mut Tx, space: SpaceId) -> Stored<Option<Space>> {
    tx.run(&HOLD).bind(space.0).maybe().await?.as_ref().map(space_of).transpose()
}

/// As [`hold`], for what needs at least this role; the member in the role that it has by now, whatever the proof said.
/// None: it hasn't that role any more, or the space isn't there.
pub(in crate::spaces) async fn hold_as(tx: &mut Tx, proof: &SpaceMember, least: Role) -> Stored<Option<SpaceMember>> {
    let Some(space) = hold(tx, proof.space_id()).await? else { return Ok(None) };
    let row = tx.run(&ROLE).bind(proof.account().0).bind(space.id.0).maybe().await?;
    let role = row.as_ref().map(role_in).transpose()?;
    let role = role.filter(|role| *role >= least);
    let pseudonym = proof.pseudonym().cloned();
    Ok(role.map(|role| SpaceMember::found(proof.account(), pseudonym, role, proof.joined_at(), space)))
}

/// The account as a member of the space, which it stays until the end of the transaction. For features above, whose
/// writes count only while that is so. None: it is none.
pub async fn hold_member(tx: &mut Tx, space: SpaceId, account: AccountId) -> Stored<Option<Face>> {
    if tx.run(&KEEP).bind(space.0).maybe().await?.is_none() {
        return Ok(None);
    }
    tx.run(&ROLE).bind(account.0).bind(space.0).maybe().await?.as_ref().map(face_of).transpose()
}

/// All these accounts as members of the space, which they stay until the end of the transaction. Nobody else writes to
/// the space meanwhile, so that what is counted in it holds. None: one of them is none.
pub async fn hold_members(tx: &mut Tx, space: SpaceId, accounts: &BTreeSet<AccountId>) -> Stored<Option<Vec<Face>>> {
    if hold(tx, space).await?.is_none() {
        return Ok(None);
    }
    let ids = id_list(accounts.iter().map(|account| account.0));
    let rows = tx.run(&AMONG).bind(space.0).bind(ids).all().await?;
    let faces: Vec<Face> = rows.iter().map(face_of).collect::<Stored<_>>()?;
    Ok((faces.len() == accounts.len()).then_some(faces))
}

/// Whether the topic is there, which it stays until the end of the transaction.
async fn hold_topic(tx: &mut Tx, topic: Option<&TopicKey>) -> Stored<bool> {
    let Some(topic) = topic else { return Ok(true) };
    Ok(tx.run(&HOLD_TOPIC).bind(topic.as_str().to_owned()).maybe().await?.is_some())
}

/// How somebody comes in.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    /// By themselves, and under this pseudonym if one is wanted. Any ban holds.
    Own(Option<&'a Alias>),
    /// Let in by an admin, as whom they asked. Only a ban of whom the admin sees holds, or else the answer would tell that
    /// somebody else who is banned is the same.
    Approved(PersonId),
}

/// Makes the account a member, unless it is banned. What led there, a request or an invitation by name, has done its work.
/// Nothing is written unless it is `Now`.
pub(in crate::spaces) async fn enter(
    tx: &mut Tx,
    space: SpaceId,
    account: AccountId,
    door: Door<'_>,
    at: Time,
) -> Stored<Joined> {
    let Some(space) = hold(tx, space).await? else { return Ok(Joined::Gone) };
    let id = space.id;
    let (ban, whom, wanted) = match door {
        Door::Own(wanted) => (&BANNED, account.0, wanted),
        Door::Approved(shown) => (&BANNED_AS, shown.0, None),
    };
    if tx.run(ban).bind(whom).bind(id.0).bind(at.millis()).maybe().await?.is_some() {
        return Ok(Joined::Banned);
    }
    if tx.run(&ROLE).bind(account.0).bind(id.0).maybe().await?.is_some() {
        return Ok(Joined::Already);
    }
    let face = match settle(tx, id, account, wanted).await? {
        Settled::As(face) => face,
        Settled::UnderOwnName => return Ok(Joined::UnderOwnName),
        Settled::Taken => return Ok(Joined::NameTaken),
    };
    put_member(tx, id, account, face, Role::Member, at).await?;
    tx.run(&DROP_REQUEST).bind(account.0).bind(id.0).done().await?;
    match face {
        None => tx.run(&DROP_INVITATION).bind(account.0).bind(id.0).done().await?,
        Some(_) => tx.run(&SPEND_INVITATION).bind(account.0).bind(id.0).bind(at.millis()).done().await?,
    };
    tx.run(&ADJUST).bind(id.0).bind(1_i64).done().await?;
    let now = Space { members: space.members + 1, ..space };
    rerank(tx, &now, now.members - 1).await?;
    Ok(Joined::Now(Box::new(now)))
}

async fn put_member(
    tx: &mut Tx,
    space: SpaceId,
    account: AccountId,
    face: Option<PersonId>,
    role: Role,
    at: Time,
) -> Stored<()> {
    let put = tx.run(&ENTER).bind(account.0).bind(space.0).bind(role.as_str().to_owned()).bind(at.millis());
    put.bind(face.map(|face| face.0)).done().await?;
    Ok(())
}

/// Moves a community in the directory when its number of members, which was `before`, moves it.
pub(in crate::spaces) async fn rerank(tx: &mut Tx, space: &Space, before: i64) -> Stored<()> {
    let rank = Rank::of(space.members, space.created_at);
    if space.visibility != Visibility::Community || rank == Rank::of(before, space.created_at) {
        return Ok(());
    }
    for statement in [&RERANK, &RERANK_WORDS] {
        tx.run(statement).bind(space.id.0).bind(rank.0).done().await?;
    }
    Ok(())
}

async fn list(tx: &mut Tx, space: &Space) -> Stored<()> {
    let Some(Listing { facets, words, rank }) = Listing::of(space) else { return Ok(()) };
    let facets = id_list(facets.into_iter().map(|facet| facet.0));
    let words = serde_json::to_string(&words).unwrap_or_default();
    for (statement, listed) in [(&LIST, facets), (&LIST_WORDS, words)] {
        tx.run(statement).bind(listed).bind(rank.0).bind(space.id.0).done().await?;
    }
    Ok(())
}

async fn unlist(tx: &mut Tx, space: SpaceId) -> Stored<()> {
    for statement in [&UNLIST, &UNLIST_WORDS] {
        tx.run(statement).bind(space.0).done().await?;
    }
    Ok(())
}

/// Ends a space that is held. Its members are erased by a job; they are members of nothing from now on.
pub(in crate::spaces) async fn close_space(
    tx: &mut Tx,
    tenants: &[Arc<dyn Tenant>],
    space: SpaceId,
    at: Time,
    jobs: Vec<NewJob>,
) -> Stored<Parted> {
    unlist(tx, space).await?;
    tx.run(&DELETE).bind(space.0).bind(at.millis()).done().await?;
    let mut parted = Parted::default();
    for tenant in tenants {
        parted.closed.extend(tenant.close(tx, space).await?);
    }
    for job in jobs {
        Jobs::put(tx, job).await?;
    }
    Ok(parted)
}

// --- rows ---------------------------------------------------------------------------------------------------------

pub(in crate::spaces) fn space_of(row: &Row) -> Stored<Space> {
    let part = |name: &str| Stored::Ok(PlacePart::kept(row.get(name)?));
    let (visibility, joining): (String, String) = (row.get("visibility")?, row.get("joining")?);
    Ok(Space {
        id: SpaceId(row.get("id")?),
        visibility: Visibility::from_text(&visibility).ok_or_else(|| unknown("visibility"))?,
        profile: Profile {
            name: SpaceName::kept(row.get("name")?),
            description: Description::kept(row.get("description")?),
            rules: Rules::kept(row.get("rules")?),
            topic: row.get::<Option<String>>("topic")?.map(TopicKey::kept),
            place: Place { country: part("country")?, region: part("region")?, city: part("city")? },
        },
        joining: Joining::from_text(&joining).ok_or_else(|| unknown("way of joining"))?,
        members: row.get("members")?,
        created_at: Time::from_millis(row.get("created_at")?),
        picture: picture_in(row, "picture")?,
        cover: picture_in(row, "cover")?,
    })
}

fn proof_of(row: &Row) -> Stored<SpaceMember> {
    let (account, joined_at) = (AccountId(row.get("account")?), Time::from_millis(row.get("joined_at")?));
    Ok(SpaceMember::found(account, pseudonym_of(row)?, role_in(row)?, joined_at, space_of(row)?))
}

/// The pseudonym in a row with the account and its face. None: it is there under its own name.
fn pseudonym_of(row: &Row) -> Stored<Option<Pseudonym>> {
    let (account, id): (Uuid, Uuid) = (row.get("account")?, row.get("face")?);
    let name = row.get("face_name")?;
    Ok((id != account).then_some(Pseudonym { id: PersonId(id), name }))
}

/// As whom the account of a row is, or asks to be, in the space.
pub(in crate::spaces) fn face_of(row: &Row) -> Stored<Face> {
    let account = AccountId(row.get("account")?);
    Ok(Face { account, shown: row.get::<Option<Uuid>>("face")?.map_or(account.into(), PersonId) })
}

/// The role that a row says.
pub(in crate::spaces) fn role_in(row: &Row) -> Stored<Role> {
    role_of(&row.get::<String>("role")?)
}

fn role_of(text: &str) -> Stored<Role> {
    Role::from_text(text).ok_or_else(|| unknown("role"))
}

fn unknown(what: &str) -> StoreError {
    StoreError::Failed(format!("the database holds a {what} that this program doesn't know"))
}
