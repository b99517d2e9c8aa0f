//! Notifications in SQL.

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Cursor, MOST_CAUSES, MOST_COUNTED, NoticeStore, Which};
use crate::accounts::{AccountId, PersonId};
use crate::chat::ChatId;
use crate::gatherings::GatheringId;
use crate::notifications::model::{Counts, Gone, Kind, NewNotice, Notice, NotificationId, Place, Subject};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Sql, Statement, StoreError, Stored, Tx, id_list};
use crate::shares::{CommentId, ShareId};
use crate::spaces::{Face, SpaceId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.kind, n.at, n.read_at, n.count, n.chat, n.number, n.space, n.share, n.comment, n.gathering,
            n.report, n.decision FROM notifications n ",
            $rest
        )
    };
}

/// Removes some of those of which something is true, and says whose they were.
macro_rules! forget {
    ($which:literal) => {
        concat!(
            "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE ",
            $which,
            " LIMIT $1) RETURNING account"
        )
    };
}

crate::statements! {
    KNOWN = "SELECT n.id FROM notifications n JOIN notification_causes c ON c.notification = n.id AND c.cause = $3
        WHERE n.account = $1 AND n.subject = $2 LIMIT 1";
    GROWING = sqlite "SELECT id, count FROM notifications WHERE account = $1 AND subject = $2 AND read_at IS NULL",
        postgres "SELECT id, count FROM notifications WHERE account = $1 AND subject = $2 AND read_at IS NULL FOR UPDATE";
    MAKE = "INSERT INTO notifications (id, account, kind, subject, at, read_at, count, chat, number, space, share, comment,
            gathering, report, decision)
        VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (account, subject) WHERE read_at IS NULL DO NOTHING";
    CAUSE = "INSERT INTO notification_causes (notification, cause, actor, face, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (notification, cause) DO NOTHING";
    GROW = "UPDATE notifications SET count = count + 1, at = $2, comment = $3 WHERE id = $1";
    WITHDRAW = "DELETE FROM notification_causes WHERE cause = $3 AND notification IN
        (SELECT id FROM notifications WHERE account = $1 AND subject = $2) RETURNING notification";
    MENTIONED = "SELECT DISTINCT account FROM notifications WHERE chat = $1 AND number = $2 AND kind = 'mention' LIMIT $3";
    SHRINK = "UPDATE notifications SET count = count - 1 WHERE id = $1 RETURNING account";
    EMPTY = "DELETE FROM notifications WHERE id = $1 AND count <= 0";
    LIST = select!("WHERE n.account = $1 AND (n.at < $2 OR (n.at = $2 AND n.id < $3)) AND (n.chat IS NULL OR $5)
        ORDER BY n.at DESC, n.id DESC LIMIT $4");
    LIST_UNREAD = select!("WHERE n.account = $1 AND n.read_at IS NULL AND (n.at < $2 OR (n.at = $2 AND n.id < $3))
        AND (n.chat IS NULL OR $5) ORDER BY n.at DESC, n.id DESC LIMIT $4");
    ONE = select!("WHERE n.id = $2 AND n.account = $1");
    // Up to three each, the newest first, and how many there are.
    ACTORS = sqlite "SELECT notification, actor, face, actors FROM
            (SELECT notification, actor, face, count(*) OVER (PARTITION BY notification) AS actors,
                row_number() OVER (PARTITION BY notification ORDER BY max(at) DESC, coalesce(face, actor)) AS place
            FROM notification_causes WHERE actor IS NOT NULL AND notification IN (SELECT unhex(value) FROM json_each($1))
            GROUP BY notification, actor, face) named WHERE place <= 3 ORDER BY notification, place",
        postgres "SELECT notification, actor, face, actors FROM
            (SELECT notification, actor, face, count(*) OVER (PARTITION BY notification) AS actors,
                row_number() OVER (PARTITION BY notification ORDER BY max(at) DESC, coalesce(face, actor)) AS place
            FROM notification_causes WHERE actor IS NOT NULL AND notification = ANY
                (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))
            GROUP BY notification, actor, face) named WHERE place <= 3 ORDER BY notification, place";
    COUNT = "SELECT count(*) AS unread, coalesce(sum(CASE WHEN u.at > $2 THEN 1 ELSE 0 END), 0) AS unseen FROM
        (SELECT at FROM notifications WHERE account = $1 AND read_at IS NULL AND (chat IS NULL OR $4)
            ORDER BY at DESC, id DESC LIMIT $3) u";
    READ = "UPDATE notifications SET read_at = coalesce(read_at, $3) WHERE account = $1 AND id = $2";
    READ_ALL = "UPDATE notifications SET read_at = $2 WHERE account = $1 AND read_at IS NULL AND at <= $2";
    UNREAD_UP_TO = "SELECT id FROM notifications WHERE account = $1 AND chat = $2 AND number <= $3 AND read_at IS NULL LIMIT 1";
    READ_UP_TO = "UPDATE notifications SET read_at = $4 WHERE account = $1 AND chat = $2 AND number <= $3 AND read_at IS NULL";
    READ_SHARE = "UPDATE notifications SET read_at = $3 WHERE account = $1 AND share = $2 AND read_at IS NULL";
    READ_GATHERING = "UPDATE notifications SET read_at = $3 WHERE account = $1 AND gathering = $2 AND read_at IS NULL";
    FORGET_MESSAGE = forget!("chat = $2 AND number = $3");
    FORGET_CHAT = forget!("chat = $2");
    FORGET_CHAT_OF = forget!("chat = $2 AND account = $3");
    FORGET_SHARE = forget!("share = $2");
    FORGET_SPACE = forget!("space = $2");
    FORGET_SPACE_OF = forget!("space = $2 AND account = $3");
    FORGET_GATHERING = forget!("gathering = $2");
    FORGET_GATHERING_OF = forget!("gathering = $2 AND account = $3");
    FORGET_ONE = forget!("id = $2");
    FORGET_ACCOUNT = forget!("account = $2");
    FORGET_BEFORE = forget!("at < $2");
    FORGET_ACTOR = "DELETE FROM notification_causes WHERE actor = $1 AND (notification, cause) IN
        (SELECT notification, cause FROM notification_causes WHERE actor = $1 LIMIT $2) RETURNING notification";
    SILENCE = "DELETE FROM notification_causes WHERE (notification, cause) IN
        (SELECT c.notification, c.cause FROM notifications n JOIN notification_causes c ON c.notification = n.id
            WHERE n.account = $1 AND coalesce(c.face, c.actor) = $2 LIMIT $3) RETURNING notification";
}

#[derive(Clone)]
pub struct SqlNotices(pub Db);

#[async_trait]
impl NoticeStore for SqlNotices {
    async fn note(&self, new: &NewNotice) -> Stored<Option<NotificationId>> {
        let mut tx = self.0.begin().await?;
        let subject = new.subject.key(new.kind);
        let known = tx.run(&KNOWN).bind(new.account.0).bind(subject.clone()).bind(new.cause.clone()).maybe().await?;
        if known.is_some() {
            return Ok(None);
        }
        let id = match grow(&mut tx, new, &subject).await? {
            Grown::Now(id) => id,
            Grown::Full => return Ok(None),
            Grown::Nothing => match make(&mut tx, new, &subject).await? {
                true => new.id,
                // Another server made it a moment ago.
                false => match grow(&mut tx, new, &subject).await? {
                    Grown::Now(id) => id,
                    Grown::Full | Grown::Nothing => return Ok(None),
                },
            },
        };
        let actor = new.actor.map(|face| face.account.0);
        let face = new.actor.and_then(Face::hidden).map(|shown| shown.0);
        let cause = tx.run(&CAUSE).bind(id.0).bind(new.cause.clone()).bind(actor).bind(face).bind(new.at.millis());
        if cause.done().await? == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(id))
    }

    async fn withdraw(&self, account: AccountId, subject: &str, cause: &str) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let withdraw = tx.run(&WITHDRAW).bind(account.0).bind(subject.to_owned()).bind(cause.to_owned());
        let withdrawn = withdraw.all().await?;
        for row in &withdrawn {
            shrink(&mut tx, row.get("notification")?).await?;
        }
        tx.commit().await?;
        Ok(!withdrawn.is_empty())
    }

    async fn mentioned(&self, chat: ChatId, number: i64, limit: i64) -> Stored<Vec<AccountId>> {
        let rows = self.0.read(&MENTIONED).bind(chat.0).bind(number).bind(limit).all().await?;
        rows.iter().map(|row| Ok(AccountId(row.get("account")?))).collect()
    }

    async fn list(&self, account: AccountId, which: Which, after: Option<Cursor>, limit: i64) -> Stored<Vec<Notice>> {
        let (at, id) = after.unwrap_or((i64::MAX, Uuid::max()));
        let statement = if which.unread { &LIST_UNREAD } else { &LIST };
        let list = self.0.read(statement).bind(account.0).bind(at).bind(id).bind(limit).bind(which.messages);
        self.notices(&list.all().await?).await
    }

    async fn one(&self, account: AccountId, id: NotificationId) -> Stored<Option<Notice>> {
        let rows = self.0.read(&ONE).bind(account.0).bind(id.0).all().await?;
        Ok(self.notices(&rows).await?.pop())
    }

    async fn counts(&self, account: AccountId, seen_until: Time, messages: bool) -> Stored<Counts> {
        let count = self.0.read(&COUNT).bind(account.0).bind(seen_until.millis()).bind(MOST_COUNTED).bind(messages);
        let row = count.one().await?;
        Ok(Counts { unseen: row.get("unseen")?, unread: row.get("unread")? })
    }

    async fn read(&self, account: AccountId, id: NotificationId, at: Time) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let read = tx.run(&READ).bind(account.0).bind(id.0).bind(at.millis()).done().await?;
        tx.commit().await?;
        Ok(read > 0)
    }

    async fn read_all(&self, account: AccountId, until: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&READ_ALL).bind(account.0).bind(until.millis()).done().await?;
        tx.commit().await
    }

    async fn read_up_to(&self, account: AccountId, chat: Uuid, number: i64, at: Time) -> Stored<u64> {
        // Asked for each message sent and each mark moved, and nearly always there is none: that needs no writer.
        if self.0.read(&UNREAD_UP_TO).bind(account.0).bind(chat).bind(number).maybe().await?.is_none() {
            return Ok(0);
        }
        let mut tx = self.0.begin().await?;
        let read = tx.run(&READ_UP_TO).bind(account.0).bind(chat).bind(number).bind(at.millis()).done().await?;
        tx.commit().await?;
        Ok(read)
    }

    async fn read_at(&self, account: AccountId, place: Place, at: Time) -> Stored<u64> {
        let (statement, id) = match place {
            Place::Share(share) => (&READ_SHARE, share.0),
            Place::Gathering(gathering) => (&READ_GATHERING, gathering.0),
            // A chat is read up to a message; what is new in a space has no rows.
            Place::Chat(_) | Place::Space(_) => return Ok(0),
        };
        let mut tx = self.0.begin().await?;
        let read = tx.run(statement).bind(account.0).bind(id).bind(at.millis()).done().await?;
        tx.commit().await?;
        Ok(read)
    }

    async fn forget(&self, gone: Gone, limit: i64) -> Stored<Vec<AccountId>> {
        let mut tx = self.0.begin().await?;
        let rows = forgetting(&mut tx, gone, limit).all().await?;
        tx.commit().await?;
        rows.iter().map(|row| Ok(AccountId(row.get("account")?))).collect()
    }

    async fn forget_actor(&self, actor: AccountId, limit: i64) -> Stored<Vec<AccountId>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&FORGET_ACTOR).bind(actor.0).bind(limit).all().await?;
        let mut whose = Vec::with_capacity(rows.len());
        for row in &rows {
            whose.push(shrink(&mut tx, row.get("notification")?).await?);
        }
        tx.commit().await?;
        Ok(whose)
    }

    async fn silence(&self, account: AccountId, person: PersonId, limit: i64) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&SILENCE).bind(account.0).bind(person.0).bind(limit).all().await?;
        for row in &rows {
            shrink(&mut tx, row.get("notification")?).await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}

enum Grown {
    Now(NotificationId),
    Full,
    Nothing,
}

/// Lets the unread one of the subject grow, which is held then.
async fn grow(tx: &mut Tx, new: &NewNotice, subject: &str) -> Stored<Grown> {
    if new.looked_at {
        return Ok(Grown::Nothing);
    }
    let growing = tx.run(&GROWING).bind(new.account.0).bind(subject.to_owned()).maybe().await?;
    let Some(row) = growing else { return Ok(Grown::Nothing) };
    if row.get::<i64>("count")? >= MOST_CAUSES {
        return Ok(Grown::Full);
    }
    let id: Uuid = row.get("id")?;
    let comment = Columns::of(&new.subject).comment;
    tx.run(&GROW).bind(id).bind(new.at.millis()).bind(comment).done().await?;
    Ok(Grown::Now(NotificationId(id)))
}

async fn make(tx: &mut Tx, new: &NewNotice, subject: &str) -> Stored<bool> {
    let columns = Columns::of(&new.subject);
    let make = tx
        .run(&MAKE)
        .bind(new.id.0)
        .bind(new.account.0)
        .bind(new.kind.as_str().to_owned())
        .bind(subject.to_owned())
        .bind(new.at.millis())
        .bind(new.looked_at.then_some(new.at.millis()))
        .bind(columns.chat)
        .bind(columns.number)
        .bind(columns.space)
        .bind(columns.share)
        .bind(columns.comment)
        .bind(columns.gathering)
        .bind(columns.report)
        .bind(columns.decision);
    Ok(make.done().await? > 0)
}

/// It has one cause less, and is gone with the last one. Whose it is.
async fn shrink(tx: &mut Tx, notification: Uuid) -> Stored<AccountId> {
    let whose = tx.run(&SHRINK).bind(notification).one().await?.get("account")?;
    tx.run(&EMPTY).bind(notification).done().await?;
    Ok(AccountId(whose))
}

fn forgetting(tx: &mut Tx, gone: Gone, limit: i64) -> Statement<'_> {
    let (statement, id): (&'static Sql, Uuid) = match gone {
        Gone::Message { chat, .. } => (&FORGET_MESSAGE, chat.0),
        Gone::Chat(chat) => (&FORGET_CHAT, chat.0),
        Gone::ChatOf { chat, .. } => (&FORGET_CHAT_OF, chat.0),
        Gone::Share(share) => (&FORGET_SHARE, share.0),
        Gone::Space(space) => (&FORGET_SPACE, space.0),
        Gone::SpaceOf { space, .. } => (&FORGET_SPACE_OF, space.0),
        Gone::Gathering(gathering) => (&FORGET_GATHERING, gathering.0),
        Gone::GatheringOf { gathering, .. } => (&FORGET_GATHERING_OF, gathering.0),
        Gone::One(id) => (&FORGET_ONE, id.0),
        Gone::Account(account) => (&FORGET_ACCOUNT, account.0),
        Gone::Before(at) => return tx.run(&FORGET_BEFORE).bind(limit).bind(at.millis()),
    };
    let forget = tx.run(statement).bind(limit).bind(id);
    match gone {
        Gone::Message { number, .. } => forget.bind(number),
        Gone::ChatOf { account, .. } | Gone::SpaceOf { account, .. } | Gone::GatheringOf { account, .. } => {
            forget.bind(account.0)
        }
        _ => forget,
    }
}

impl SqlNotices {
    async fn notices(&self, rows: &[Row]) -> Stored<Vec<Notice>> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.get("id")).collect::<Stored<_>>()?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut actors: HashMap<Uuid, (Vec<Face>, i64)> = HashMap::new();
        for row in self.0.read(&ACTORS).bind(id_list(ids)).all().await? {
            let (account, face): (Uuid, Option<Uuid>) = (row.get("actor")?, row.get("face")?);
            let named = actors.entry(row.get("notification")?).or_default();
            named.0.push(Face { account: AccountId(account), shown: PersonId(face.unwrap_or(account)) });
            named.1 = row.get("actors")?;
        }
        let notice = |row: &Row| {
            let id: Uuid = row.get("id")?;
            let (actors, actors_count) = actors.remove(&id).unwrap_or_default();
            Ok(Notice {
                id: NotificationId(id),
                kind: Kind::from_text(&row.get::<String>("kind")?).ok_or_else(|| unknown("kind"))?,
                subject: Columns::read(row)?.subject().ok_or_else(|| unknown("subject"))?,
                at: Time::from_millis(row.get("at")?),
                read_at: row.get::<Option<i64>>("read_at")?.map(Time::from_millis),
                count: row.get("count")?,
                actors,
                actors_count,
            })
        };
        rows.iter().map(notice).collect()
    }
}

fn unknown(what: &str) -> StoreError {
    StoreError::Failed(format!("the database holds a {what} of a notification that this program doesn't know"))
}

/// A subject as columns.
#[derive(Default)]
struct Columns {
    chat: Option<Uuid>,
    number: Option<i64>,
    space: Option<Uuid>,
    share: Option<Uuid>,
    comment: Option<Uuid>,
    gathering: Option<Uuid>,
    report: Option<Uuid>,
    decision: Option<Uuid>,
}

impl Columns {
    fn of(subject: &Subject) -> Self {
        match *subject {
            Subject::Message { chat, number } => Self { chat: Some(chat.0), number: Some(number), ..Self::default() },
            Subject::Share { space, share, comment } => Self {
                space: Some(space.0),
                share: Some(share.0),
                comment: comment.map(|comment| comment.0),
                ..Self::default()
            },
            Subject::Space(space) => Self { space: Some(space.0), ..Self::default() },
            Subject::Gathering { gathering, space } => {
                Self { gathering: Some(gathering.0), space: space.map(|space| space.0), ..Self::default() }
            }
            Subject::Report(id) => Self { report: Some(id), ..Self::default() },
            Subject::Decision(id) => Self { decision: Some(id), ..Self::default() },
        }
    }

    fn read(row: &Row) -> Stored<Self> {
        Ok(Self {
            chat: row.get("chat")?,
            number: row.get("number")?,
            space: row.get("space")?,
            share: row.get("share")?,
            comment: row.get("comment")?,
            gathering: row.get("gathering")?,
            report: row.get("report")?,
            decision: row.get("decision")?,
        })
    }

    fn subject(self) -> Option<Subject> {
        let space = self.space.map(SpaceId);
        if let (Some(chat), Some(number)) = (self.chat, self.number) {
            return Some(Subject::Message { chat: ChatId(chat), number });
        }
        if let (Some(share), Some(space)) = (self.share, space) {
            return Some(Subject::Share { space, share: ShareId(share), comment: self.comment.map(CommentId) });
        }
        if let Some(gathering) = self.gathering {
            return Some(Subject::Gathering { gathering: GatheringId(gathering), space });
        }
        let report = self.report.map(Subject::Report).or(self.decision.map(Subject::Decision));
        report.or(space.map(Subject::Space))
    }
}
