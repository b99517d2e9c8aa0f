//! Who was away gets exactly what was missed, or is told to load afresh.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Client, Dice, Js, Person, Python, Server, Store, numbers, on_both_stores};

on_both_stores!(
    what_was_missed_comes_exactly_to_javascript,
    what_was_missed_comes_exactly_to_python,
    any_position_and_any_number_resume_exactly,
    above_500_changes_one_is_told_to_reload,
    a_chat_that_one_has_left_is_answered_with_a_problem,
);

async fn what_was_missed_comes_exactly_to_javascript(store: Store) {
    misses_everything(store, Js).await;
}

async fn what_was_missed_comes_exactly_to_python(store: Store) {
    misses_everything(store, Python).await;
}

/// Away without a goodbye, while all that can happen to a message happens.
async fn misses_everything(store: Store, client: Client) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("missed", &[&bo]).await;
    let bo_live = bo.connects_with(client).await;
    for number in 1..=8 {
        ana.sends(&chat, &format!("number {number}")).await;
    }
    let last = bo_live.hears("message.sent", json!({ "number": 8 })).await;
    assert_eq!(last["position"], 8);
    bo_live.drops().await;

    ana.edits(&chat, 1, "edited").await;
    ana.reacts(&chat, 2, "👍").await;
    ana.pins(&chat, 3).await;
    ana.deletes(&chat, 4).await;
    ana.sends(&chat, "number 9").await;
    ana.edits(&chat, 9, "number 9, edited").await;
    ana.reacts(&chat, 5, "🎉").await;
    ana.gets(200, &format!("DELETE /chats/{chat}/messages/5/reactions/🎉"), Value::Null).await;
    ana.pins(&chat, 6).await;
    ana.unpins(&chat, 6).await;
    ana.edits(&chat, 1, "edited again").await;
    ana.sends(&chat, "number 10").await;

    bo_live.reconnects().await;
    let missed = bo_live.resumes(&chat, json!({ "position": 8 })).await;
    let messages = missed["messages"].as_array().unwrap();
    assert_eq!(numbers(messages), [2, 3, 4, 9, 5, 6, 1, 10], "each once, where its newest change is");
    assert_eq!(*messages, changed_after(&ana.history(&chat).await, 8));
    assert_eq!(
        (&missed["position"], &missed["last_number"], &missed["reload"]),
        (&json!(20), &json!(10), &json!(false))
    );
    assert_eq!(missed, bo_live.resumes(&chat, json!(8)).await, "by number too");

    ana.sends(&chat, "number 11").await;
    bo_live.hears("message.sent", json!({ "number": 11, "position": 21 })).await;
    let missed = bo_live.resumes(&chat, json!({ "position": 21 })).await;
    assert_eq!((&missed["messages"], &missed["reload"]), (&json!([]), &json!(false)));
}

/// What the history says that somebody missed who saw everything up to a position.
fn changed_after(history: &[Value], position: i64) -> Vec<Value> {
    let at = |message: &Value| message["position"].as_i64().unwrap();
    let mut changed: Vec<Value> = history.iter().filter(|message| at(message) > position).cloned().collect();
    changed.sort_by_key(at);
    changed
}

async fn any_position_and_any_number_resume_exactly(store: Store) {
    let mut dice = Dice::of("resume");
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("changes", &[&bo]).await;
    // The position at which each message was sent, by number.
    let mut sent_at = vec![0];
    for _ in 0..150 {
        let known = i64::try_from(sent_at.len() - 1).unwrap();
        if dice.below(2) == 0 || known == 0 {
            sent_at.push(ana.sends(&chat, "new").await["position"].as_i64().unwrap());
        } else {
            changes_something(&ana, &chat, 1 + i64::try_from(dice.below(sent_at.len() - 1)).unwrap(), &mut dice).await;
        }
    }
    let history = ana.history(&chat).await;
    let bo_live = bo.connects_with(Js).await;
    let newest = bo.gets(200, &format!("GET /chats/{chat}"), Value::Null).await["position"].as_i64().unwrap();
    assert!(newest > i64::try_from(history.len()).unwrap() + 30, "much was changed");
    for position in 0..=newest {
        let missed = bo_live.resumes(&chat, json!({ "position": position })).await;
        assert_eq!(missed["messages"], json!(changed_after(&history, position)), "from position {position}");
        assert_eq!((&missed["position"], &missed["reload"]), (&json!(newest), &json!(false)));
    }
    for (number, position) in sent_at.iter().enumerate() {
        let missed = bo_live.resumes(&chat, json!(number)).await;
        assert_eq!(missed["messages"], json!(changed_after(&history, *position)), "from number {number}");
    }
    for unknown in [json!(sent_at.len()), json!({ "position": newest + 1 })] {
        assert_eq!(bo_live.resumes(&chat, unknown).await["reload"], json!(true), "never a hole");
    }
}

async fn changes_something(ana: &Person, chat: &str, number: i64, dice: &mut Dice) {
    let message = format!("/chats/{chat}/messages/{number}");
    let (what, body) = match dice.below(5) {
        0 => (format!("PATCH {message}"), json!({ "text": format!("edit {}", dice.below(1000)) })),
        1 => (format!("PUT {message}/reactions/👍"), Value::Null),
        2 => (format!("DELETE {message}/reactions/👍"), Value::Null),
        3 => (format!("PUT /chats/{chat}/pins/{number}"), Value::Null),
        _ => (format!("DELETE {message}"), Value::Null),
    };
    let answer = ana.asks(&what, body).await;
    // What is deleted can't be changed.
    assert!([200, 404].contains(&answer.status), "{what}: {}", answer.text);
}

async fn above_500_changes_one_is_told_to_reload(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let chat = ana.opens_group("much", &[&bo]).await;
    let mut sending = JoinSet::new();
    for _ in 0..8 {
        let (ana, chat) = (ana.clone(), chat.clone());
        sending.spawn(async move {
            for _ in 0..63 {
                ana.sends(&chat, "much").await;
            }
        });
    }
    sending.join_all().await;
    let bo_live = bo.connects_with(Js).await;
    let exact = bo_live.resumes(&chat, json!({ "position": 4 })).await;
    assert_eq!((numbers(exact["messages"].as_array().unwrap()).len(), &exact["reload"]), (500, &json!(false)));
    let much = bo_live.resumes(&chat, json!({ "position": 3 })).await;
    assert_eq!(much, json!({ "messages": [], "position": 504, "last_number": 504, "reload": true }));
    // An older message that was changed is one of the changes.
    ana.edits(&chat, 1, "now it is the newest change").await;
    assert_eq!(bo_live.resumes(&chat, json!({ "position": 4 })).await["reload"], json!(true));
    let exact = bo_live.resumes(&chat, json!({ "position": 5 })).await["messages"].take();
    assert_eq!(numbers(exact.as_array().unwrap()).last(), Some(&1));
}

async fn a_chat_that_one_has_left_is_answered_with_a_problem(store: Store) {
    let server = Server::start(store).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    let (left, kept) = (ana.opens_group("left", &[&bo]).await, ana.opens_group("kept", &[&bo]).await);
    ana.sends(&left, "before").await;
    ana.sends(&kept, "before").await;
    let bo_live = bo.connects_with(Python).await;
    bo_live.drops().await;
    ana.removes(&left, &bo).await;
    ana.sends(&left, "after").await;
    bo_live.reconnects().await;
    let asked = json!({ "chats": { left.as_str(): 0, kept.as_str(): 0 } });
    let answer = bo_live.says("live.resume", asked).await;
    assert_eq!(answer["chats"][&left]["error"]["code"], "chat.no_such_chat");
    assert_eq!(answer["chats"][&kept]["last_number"], 1);
    let all: serde_json::Map<String, Value> = (0..501).map(|n| (format!("{n:032x}"), json!(0))).collect();
    let problem = bo_live.is_refused("live.resume", json!({ "chats": all })).await;
    assert_eq!((&problem["status"], &problem["errors"][0]["field"]), (&json!(422), &json!("chats")));
}
