//! `kill -9` at random moments, again and again, while eight people send: nothing that was acknowledged is lost.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::harness::{Dice, Js, Live, Person, Python, Server, Store, Unread, assert_gapless, numbers};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_in_50_crashes_on_sqlite() {
    crashes(Store::Sqlite, 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_in_10_crashes_on_postgres() {
    crashes(Store::Postgres, 10).await;
}

/// What the senders were told, by chat and number: the client id, and the text if it was edited since.
#[derive(Default)]
struct Acknowledged {
    sent: BTreeMap<(usize, i64), String>,
    edited: BTreeMap<(usize, i64), String>,
    /// How many by each sender.
    by: HashMap<String, usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Up(usize),
    Down,
    Over,
}

/// One of the eight, and what all of them share.
#[derive(Clone)]
struct Sender {
    person: Person,
    live: Option<Live>,
    chats: Arc<[String; 2]>,
    told: Arc<Mutex<Acknowledged>>,
    phase: watch::Receiver<Phase>,
}

async fn crashes(store: Store, rounds: usize) {
    let mut dice = Dice::of("survival");
    let mut server = Server::start(store).await;
    let people: [Person; 8] = server.join(["rest1", "rest2", "rest3", "rest4", "js1", "js2", "py1", "py2"]).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let everybody: Vec<&Person> = people.iter().chain([&bo]).collect();
    let chats = Arc::new([ana.opens_group("one", &everybody).await, ana.opens_group("two", &everybody).await]);
    let told = Arc::new(Mutex::new(Acknowledged::default()));
    let (phase, watched) = watch::channel(Phase::Up(0));
    let mut senders = JoinSet::new();
    for (index, person) in people.iter().enumerate() {
        let live = match index {
            0..4 => None,
            4 | 5 => Some(person.connects_with(Js).await),
            _ => Some(person.connects_with(Python).await),
        };
        let sender =
            Sender { person: person.clone(), live, chats: chats.clone(), told: told.clone(), phase: watched.clone() };
        senders.spawn(sender.sends_until_it_is_over(dice.fork()));
    }

    let mut seen = [Vec::new(), Vec::new()];
    for round in 1..=rounds {
        everybody_was_answered(&told, &people).await;
        // The random moment is the point of this test.
        sleep_until(Instant::now() + Duration::from_millis(100 + dice.roll() % 700)).await;
        server.kill9().await;
        phase.send_replace(Phase::Down);
        server.restart().await;
        for (index, chat) in chats.iter().enumerate() {
            grows_without_loss(&ana, chat, index, &mut seen[index], &told).await;
            let mark = i64::try_from(dice.below(seen[index].len() + 1)).unwrap();
            bo.reads(chat, mark).await;
        }
        told.lock().unwrap().by.clear();
        phase.send_replace(Phase::Up(round));
    }
    everybody_was_answered(&told, &people).await;
    phase.send_replace(Phase::Over);
    senders.join_all().await;

    let live = bo.connects_with(Js).await;
    for (index, chat) in chats.iter().enumerate() {
        checks_all(chat, [&ana, &bo], &people, index, &told).await;
        resumes_exactly(&live, chat, &bo.history(chat).await, &mut dice).await;
    }
    let total = told.lock().unwrap().sent.len();
    println!("{total} messages were acknowledged in {rounds} rounds on {store:?}");
    assert!(total > rounds * 8, "there was traffic: {total}");
}

/// So that each round has all eight at work when the crash comes.
async fn everybody_was_answered(told: &Mutex<Acknowledged>, people: &[Person]) {
    let all = async || {
        let by = &told.lock().unwrap().by;
        people.iter().all(|person| by.contains_key(&person.name)).then_some(())
    };
    crate::harness::until("everybody sends", all).await;
}

impl Sender {
    async fn sends_until_it_is_over(mut self, mut dice: Dice) {
        for index in 0_u32.. {
            if *self.phase.borrow() == Phase::Over {
                return;
            }
            let place = dice.below(2);
            let client_id = format!("{}-{index}", self.person.name);
            let body = json!({ "text": client_id, "client_id": client_id });
            let message = self.until_acknowledged("message.send", place, None, body).await;
            let number = message["number"].as_i64().unwrap();
            {
                let mut told = self.told.lock().unwrap();
                assert_eq!(message["client_id"], json!(client_id));
                let before = told.sent.insert((place, number), client_id.clone());
                assert_eq!(before, None, "number {number} was given twice");
                *told.by.entry(self.person.name.clone()).or_default() += 1;
            }
            if dice.below(8) == 0 {
                let text = format!("{client_id}, edited");
                self.until_acknowledged("message.edit", place, Some(number), json!({ "text": text })).await;
                self.told.lock().unwrap().edited.insert((place, number), text);
            }
        }
    }

    /// The same again until the server answers; a refusal is a defect.
    async fn until_acknowledged(&mut self, event: &str, place: usize, number: Option<i64>, body: Value) -> Value {
        loop {
            let phase = *self.phase.borrow_and_update();
            let answer = match &self.live {
                Some(live) => by_socket(live, event, &self.chats[place], number, body.clone()).await,
                None => by_rest(&self.person, &self.chats[place], number, &body).await,
            };
            if let Some(message) = answer {
                return message;
            }
            if matches!(phase, Phase::Down) {
                // Nobody is there: the next phase is worth another attempt.
                self.phase.changed().await.unwrap();
            } else {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

async fn by_rest(person: &Person, chat: &str, number: Option<i64>, body: &Value) -> Option<Value> {
    let what = match number {
        None => format!("POST /chats/{chat}/messages"),
        Some(number) => format!("PATCH /chats/{chat}/messages/{number}"),
    };
    let answer = person.web.asks(&what, &person.token, body).await.ok()?;
    match answer.status {
        200 | 201 => Some(answer.body),
        503 => None,
        _ => panic!("{what}: {}", answer.text),
    }
}

async fn by_socket(live: &Live, event: &str, chat: &str, number: Option<i64>, mut data: Value) -> Option<Value> {
    data["chat_id"] = json!(chat);
    if let Some(number) = number {
        data["number"] = json!(number);
    }
    let command = json!({ "do": "ask", "event": event, "data": data, "timeout_ms": 2000 });
    let mut answer = live.does(command).await.ok()?;
    if answer["error"]["status"] == 503 {
        return None;
    }
    assert!(answer["ok"].is_object(), "{event}: {answer}");
    Some(answer["ok"].take())
}

// --- the checker ------------------------------------------------------------------------------------------------------

/// What was there stays as it was, what comes goes on where that ended, and all that was acknowledged is among it.
async fn grows_without_loss(
    ana: &Person,
    chat: &str,
    index: usize,
    seen: &mut Vec<String>,
    told: &Mutex<Acknowledged>,
) {
    let known: Vec<((usize, i64), String)> = told.lock().unwrap().sent.clone().into_iter().collect();
    let more = ana.history_after(chat, i64::try_from(seen.len()).unwrap()).await;
    for message in more {
        assert_eq!(message["number"].as_u64().unwrap(), seen.len() as u64 + 1, "numbers without gaps");
        seen.push(message["client_id"].as_str().unwrap().to_owned());
    }
    for ((place, number), client_id) in known {
        if place == index {
            let kept = seen.get(usize::try_from(number).unwrap() - 1);
            assert_eq!(kept, Some(&client_id), "message {number} was acknowledged");
        }
    }
}

async fn checks_all(chat: &str, [ana, bo]: [&Person; 2], people: &[Person], index: usize, told: &Mutex<Acknowledged>) {
    let history = ana.history(chat).await;
    assert_gapless(&history);
    assert_eq!(history, bo.history(chat).await, "the same for all members");
    let mut ids: Vec<&str> = history.iter().map(|message| message["client_id"].as_str().unwrap()).collect();
    {
        let told = told.lock().unwrap();
        for message in &history {
            let place = (index, message["number"].as_i64().unwrap());
            let text = told.edited.get(&place).or(told.sent.get(&place));
            assert_eq!(message["text"].as_str(), text.map(String::as_str), "in the end all were acknowledged");
        }
        let acknowledged = told.sent.keys().filter(|(place, _)| *place == index).count();
        assert_eq!(history.len(), acknowledged, "no message more, and none less");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), history.len(), "each client id once");
    for person in people.iter().chain([ana, bo]) {
        let Unread { counted, recounted } = person.unread(chat, &history).await;
        assert_eq!(counted, recounted, "{}'s unread count", person.name);
    }
}

/// From random places, among them some near the end, where what was missed is few enough to be listed.
async fn resumes_exactly(live: &Live, chat: &str, history: &[Value], dice: &mut Dice) {
    let at = |message: &Value| message["position"].as_i64().unwrap();
    let newest = history.iter().map(at).max().unwrap();
    let mut listed = 0;
    for attempt in 0..60 {
        let from = match attempt % 3 {
            0 => newest - i64::try_from(dice.below(600)).unwrap(),
            1 => newest - i64::try_from(dice.below(50)).unwrap(),
            _ => i64::try_from(dice.below(usize::try_from(newest).unwrap())).unwrap(),
        };
        // A number says its position when it was never changed since.
        let unchanged = history.iter().rfind(|message| message["edited_at"].is_null() && at(message) <= from.max(1));
        for (last, position) in [
            (json!({ "position": from.max(0) }), from.max(0)),
            (unchanged.map_or(json!(0), |message| message["number"].clone()), unchanged.map_or(0, at)),
        ] {
            let missed = live.resumes(chat, last.clone()).await;
            let mut expected: Vec<Value> = history.iter().filter(|message| at(message) > position).cloned().collect();
            expected.sort_by_key(at);
            if expected.len() > 500 {
                assert_eq!(missed["reload"], json!(true), "from {last}");
                continue;
            }
            listed += 1;
            let messages = missed["messages"].as_array().unwrap();
            assert_eq!(numbers(messages), numbers(&expected), "from {last}");
            assert_eq!(*messages, expected, "from {last}");
            assert_eq!((&missed["position"], &missed["reload"]), (&json!(newest), &json!(false)));
        }
    }
    assert!(listed > 20, "most were near enough to be listed: {listed}");
}
