//! Appending a batch: one transaction of a look and three writes, however many messages and chats.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::PersonId;
use crate::chat::messages::model::Draft;
use crate::chat::messages::rules::found_by;
use crate::chat::messages::store::Appended;
use crate::chat::model::State;
use crate::media::{Attached, MediaId, Owner, Picture, attach, hold};
use crate::platform::database::{Row, Stored, Tx};
use crate::spaces::Pseudonym;

crate::statements! {
    // Holds the chats until the end of the transaction, in the order of ids, so that two servers can't wait for each
    // other; SQLite's transaction holds everything anyway. A statement of its own, since what PLACES finds beside the
    // rows that it waits for would be what was there before the wait.
    HOLD = sqlite "SELECT 1",
        postgres "SELECT id FROM chats WHERE id = ANY (ARRAY(SELECT (e.value ->> 'c')::uuid
            FROM json_array_elements($1::json) AS e (value))) ORDER BY id FOR UPDATE";
    // For each draft: the sender's part and pseudonym, the chat's counters, and an earlier message with its client id. The
    // name comes along by a join, so that no message costs a look-up of its own. In slow mode also how long this sender
    // waits, and since when; deleted messages count, or deleting would be a way around it.
    PLACES = sqlite "SELECT e.key AS i, m.state, m.face, f.name AS face_name, c.last_number, c.position, c.active_at, d.number AS earlier,
            CASE WHEN c.slow_seconds > 0 AND m.role = 'member' AND NOT EXISTS (SELECT 1 FROM space_members a
                    WHERE a.space = c.space AND a.account = m.account AND a.role <> 'member') THEN c.slow_seconds ELSE 0 END AS slow,
            CASE WHEN c.slow_seconds > 0 THEN (SELECT o.created_at FROM messages o
                WHERE o.sender = m.account AND o.chat = c.id ORDER BY o.number DESC LIMIT 1) END AS said_at,
            (SELECT o.state FROM chat_members o WHERE o.chat = c.id AND o.account <> m.account AND c.kind = 'direct') AS other
        FROM json_each($1) e
        JOIN chats c ON c.id = unhex(e.value ->> 'c') AND c.closed_at IS NULL
        JOIN chat_members m ON m.chat = c.id AND m.account = unhex(e.value ->> 's') AND m.state <> 'left'
            AND m.withheld IS NULL
        LEFT JOIN space_faces f ON f.id = m.face AND f.space = c.space
        LEFT JOIN messages d ON d.client_id = e.value ->> 'k' AND d.sender = m.account AND d.chat = c.id",
        postgres "SELECT e.i - 1 AS i, m.state, m.face, f.name AS face_name, c.last_number, c.position, c.active_at, d.number AS earlier,
            CASE WHEN c.slow_seconds > 0 AND m.role = 'member' AND NOT EXISTS (SELECT 1 FROM space_members a
                    WHERE a.space = c.space AND a.account = m.account AND a.role <> 'member') THEN c.slow_seconds ELSE 0 END AS slow,
            CASE WHEN c.slow_seconds > 0 THEN (SELECT o.created_at FROM messages o
                WHERE o.sender = m.account AND o.chat = c.id ORDER BY o.number DESC LIMIT 1) END AS said_at,
            (SELECT o.state FROM chat_members o WHERE o.chat = c.id AND o.account <> m.account AND c.kind = 'direct') AS other
        FROM json_array_elements($1::json) WITH ORDINALITY AS e (value, i)
        JOIN chats c ON c.id = (e.value ->> 'c')::uuid AND c.closed_at IS NULL
        JOIN chat_members m ON m.chat = c.id AND m.account = (e.value ->> 's')::uuid AND m.state <> 'left'
            AND m.withheld IS NULL
        LEFT JOIN space_faces f ON f.id = m.face AND f.space = c.space
        LEFT JOIN messages d ON d.client_id = e.value ->> 'k' AND d.sender = m.account AND d.chat = c.id";
    INSERT = sqlite "INSERT INTO messages (chat, number, position, changed, sender, client_id, text, words, content_warning,
            reply_to, mentions, attachments, reactions, created_at, face)
        SELECT unhex(e.value ->> 'c'), e.value ->> 'n', e.value ->> 'p', e.value ->> 'p', unhex(e.value ->> 's'), e.value ->> 'k',
            e.value ->> 't', e.value ->> 'f', e.value ->> 'w', e.value ->> 'r', e.value ->> 'm', e.value ->> 'b',
            '[]', e.value ->> 'a', unhex(e.value ->> 'v')
        FROM json_each($1, '$.messages') e WHERE true ORDER BY e.key",
        postgres "INSERT INTO messages (chat, number, position, changed, sender, client_id, text, words, content_warning,
            reply_to, mentions, attachments, reactions, created_at, face)
        SELECT (e.value ->> 'c')::uuid, (e.value ->> 'n')::bigint, (e.value ->> 'p')::bigint, (e.value ->> 'p')::bigint,
            (e.value ->> 's')::uuid, e.value ->> 'k', e.value ->> 't', e.value ->> 'f', e.value ->> 'w',
            (e.value ->> 'r')::bigint, e.value ->> 'm', e.value ->> 'b', '[]', (e.value ->> 'a')::bigint,
            (e.value ->> 'v')::uuid
        FROM json_array_elements($1::json -> 'messages') WITH ORDINALITY AS e (value, i) ORDER BY e.i";
    COUNTERS = sqlite "UPDATE chats SET last_number = e.value ->> 'n', position = e.value ->> 'p', active_at = e.value ->> 'a'
        FROM json_each($1, '$.chats') e WHERE chats.id = unhex(e.value ->> 'c')",
        postgres "UPDATE chats SET last_number = (e.value ->> 'n')::bigint, position = (e.value ->> 'p')::bigint,
            active_at = (e.value ->> 'a')::bigint
        FROM json_array_elements($1::json -> 'chats') AS e (value) WHERE chats.id = (e.value ->> 'c')::uuid";
    MARKS = sqlite "UPDATE chat_members SET read_number = e.value ->> 'n', state = 'member'
        FROM json_each($1, '$.marks') e WHERE chat = unhex(e.value ->> 'c') AND account = unhex(e.value ->> 's')",
        postgres "UPDATE chat_members SET read_number = (e.value ->> 'n')::bigint, state = 'member'
        FROM json_array_elements($1::json -> 'marks') AS e (value)
        WHERE chat = (e.value ->> 'c')::uuid AND account = (e.value ->> 's')::uuid";
}

/// What is known of a draft's chat and sender before it is placed.
struct Place {
    earlier: Option<i64>,
    /// The other side of a direct chat hasn't accepted.
    request: bool,
    /// The sender hasn't: answering accepts.
    requested: bool,
    pseudonym: Option<Pseudonym>,
    /// In slow mode: how many seconds the sender waits between two messages, and when they sent the last one.
    slow: i64,
    said_at: Option<i64>,
}

impl Place {
    /// How long the sender still waits for slow mode, if they do. `said_at`: in this batch.
    fn wait_seconds(&self, draft: &Draft, said_at: Option<i64>) -> Option<u64> {
        let last = said_at.max(self.said_at).filter(|_| self.slow > 0 && !draft.waited)?;
        let wait = last + self.slow * 1000 - draft.created_at.millis();
        u64::try_from(wait).ok().filter(|wait| *wait > 0).map(|wait| wait.div_ceil(1000))
    }
}

#[derive(Clone, Copy)]
struct Counters {
    number: i64,
    position: i64,
    at: i64,
}

/// Within the transaction: nothing is committed here.
pub(super) async fn append(tx: &mut Tx, batch: &[Draft], strangers: i64) -> Stored<Vec<Appended>> {
    let (places, mut chats) = places(tx, batch).await?;
    let named: Vec<MediaId> = batch.iter().flat_map(|draft| draft.attachments.iter().map(|(id, _)| *id)).collect();
    hold(tx, &named).await?;
    let mut results = Vec::with_capacity(batch.len());
    let mut rows = Vec::new();
    let mut marks: HashMap<(Uuid, Uuid), i64> = HashMap::new();
    let mut placed: HashMap<(&str, Uuid, Uuid), i64> = HashMap::new();
    let mut accepted: HashSet<Uuid> = HashSet::new();
    let mut said: HashMap<(Uuid, Uuid), i64> = HashMap::new();
    for (draft, place) in batch.iter().zip(places) {
        let (chat, sender) = (draft.chat.0, draft.sender.0);
        let twin = draft.client_id.as_deref().and_then(|id| placed.get(&(id, sender, chat)).copied());
        let Some((place, counters)) = place.zip(chats.get_mut(&chat)) else {
            results.push(Appended::NotAMember);
            continue;
        };
        if let Some(number) = place.earlier.or(twin) {
            results.push(Appended::Already { number });
        } else if draft.reply_to.is_some_and(|reply| reply < 1 || reply > counters.number) {
            results.push(Appended::NoSuchReply);
        } else if place.request && !accepted.contains(&chat) && counters.number >= strangers {
            results.push(Appended::RequestWaits);
        } else if let Some(wait_seconds) = place.wait_seconds(draft, said.get(&(chat, sender)).copied()) {
            results.push(Appended::TooSoon { wait_seconds });
        } else {
            let ids: Vec<MediaId> = draft.attachments.iter().map(|(id, _)| *id).collect();
            let pictures = match attach(tx, Owner(sender), &ids).await? {
                Attached::Now(pictures) => pictures,
                Attached::Not(unfit) => {
                    results.push(Appended::Unfit(unfit));
                    continue;
                }
            };
            *counters = Counters {
                number: counters.number + 1,
                position: counters.position + 1,
                at: counters.at.max(draft.created_at.millis()),
            };
            let Counters { number, position, .. } = *counters;
            rows.push(row(draft, *counters, &pictures, place.pseudonym.as_ref()));
            results.push(Appended::Now { number, position, pictures, pseudonym: place.pseudonym });
            marks.insert((chat, sender), counters.number);
            said.insert((chat, sender), draft.created_at.millis());
            if place.requested {
                accepted.insert(chat);
            }
            if let Some(id) = draft.client_id.as_deref() {
                placed.insert((id, sender, chat), counters.number);
            }
        }
    }
    if rows.is_empty() {
        return Ok(results);
    }
    let touched: Vec<Value> = marks
        .keys()
        .map(|(chat, _)| chat)
        .collect::<HashSet<_>>()
        .into_iter()
        .filter_map(|chat| {
            chats.get(chat).map(|c| json!({"c": chat.simple(), "n": c.number, "p": c.position, "a": c.at}))
        })
        .collect();
    let marks: Vec<Value> = marks
        .into_iter()
        .map(|((chat, sender), number)| json!({"c": chat.simple(), "s": sender.simple(), "n": number}))
        .collect();
    let written = json!({ "messages": rows, "chats": touched, "marks": marks });
    tx.run_all(&[&INSERT, &COUNTERS, &MARKS], written.to_string()).await?;
    Ok(results)
}

/// For each draft its place, and for each chat its counters.
async fn places(tx: &mut Tx, batch: &[Draft]) -> Stored<(Vec<Option<Place>>, HashMap<Uuid, Counters>)> {
    let asked: Vec<Value> = batch
        .iter()
        .map(|draft| json!({"c": draft.chat.0.simple(), "s": draft.sender.0.simple(), "k": draft.client_id}))
        .collect();
    let asked = Value::from(asked).to_string();
    if matches!(tx, Tx::Postgres(_)) {
        tx.run(&HOLD).bind(asked.clone()).done().await?;
    }
    let found: Vec<Row> = tx.run(&PLACES).bind(asked).all().await?;
    let mut places: Vec<Option<Place>> = batch.iter().map(|_| None).collect();
    let mut chats = HashMap::new();
    for row in &found {
        let Some(index) = usize::try_from(row.get::<i64>("i")?).ok().filter(|index| *index < batch.len()) else {
            continue;
        };
        let counters =
            Counters { number: row.get("last_number")?, position: row.get("position")?, at: row.get("active_at")? };
        chats.entry(batch[index].chat.0).or_insert(counters);
        let other: Option<String> = row.get("other")?;
        let waits = State::Requested.as_str();
        let (request, requested) = (other.as_deref() == Some(waits), row.get::<String>("state")? == waits);
        let pseudonym = match row.get::<Option<Uuid>>("face")? {
            Some(id) => Some(Pseudonym { id: PersonId(id), name: row.get("face_name")? }),
            None => None,
        };
        let (slow, said_at) = (row.get("slow")?, row.get("said_at")?);
        places[index] = Some(Place { earlier: row.get("earlier")?, request, requested, pseudonym, slow, said_at });
    }
    Ok((places, chats))
}

fn row(draft: &Draft, place: Counters, pictures: &[Picture], pseudonym: Option<&Pseudonym>) -> Value {
    let attachments = (!pictures.is_empty()).then(|| json!(draft.captioned(pictures)).to_string());
    json!({
        "c": draft.chat.0.simple(),
        "n": place.number,
        "p": place.position,
        "s": draft.sender.0.simple(),
        "v": pseudonym.map(|pseudonym| pseudonym.id.0.simple()),
        "k": draft.client_id,
        "t": draft.text,
        "f": found_by(&draft.text),
        "w": draft.content_warning,
        "r": draft.reply_to,
        "m": serde_json::to_string(&draft.mentions).unwrap_or_default(),
        "b": attachments,
        "a": draft.created_at.millis(),
    })
}
