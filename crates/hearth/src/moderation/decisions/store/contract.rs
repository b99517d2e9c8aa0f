//! What every database must do for decisions: one closes a case, each is appealed against once and answered once.

use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::databases;
use crate::moderation::model::{Act, Appeal, Reason, State, Subject};
use crate::moderation::store::CaseStore;
use crate::moderation::store::contract::{ANA, BO, CLEO, World as Cases, case_id, entry};
use crate::platform::database::Db;

struct World {
    cases: Cases,
    decisions: SqlDecisions,
}

fn id(number: u128) -> DecisionId {
    DecisionId(Uuid::from_u128(3000 + number))
}

fn job() -> NewJob {
    let at = Time::from_millis(5);
    let id = Uuid::from_bytes(crate::platform::ids::random());
    NewJob { id, kind: "t.carry_out", payload: json!({}), due_at: at, created_at: at }
}

/// By Ana, about Bo, on case 1.
fn decision(number: u128, act: Act) -> Decision {
    Decision {
        id: id(number),
        case: case_id(1),
        subject: Subject::Message { chat: Uuid::from_u128(50), number: 1 },
        account: (act != Act::Dismiss).then_some(BO),
        act,
        reason: Reason::Hate,
        message: "größe".to_owned(),
        until: None,
        decided_by: ANA,
        created_at: Time::from_millis(9),
        appeal: Appeal::None,
        appeal_text: String::new(),
        appealed_at: None,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        carried_out: false,
        taken_back: false,
        excerpt: "größe".to_owned(),
        content_warning: None,
    }
}

impl World {
    fn on(db: Db) -> Self {
        let cases = Cases::on(db.clone());
        Self { decisions: SqlDecisions { db, audit: cases.audit.clone() }, cases }
    }

    async fn has_case(&self) {
        self.cases.reports(1, CLEO, Subject::Message { chat: Uuid::from_u128(50), number: 1 }).await;
    }

    async fn decides(&self, decision: Decision) -> Decided {
        let by = decision.decided_by;
        self.decisions.decide(decision, job(), entry(by, "t.decide")).await.unwrap()
    }

    async fn appeals(&self, number: u128, account: AccountId) -> Appealed {
        let at = Time::from_millis(i64::try_from(number).unwrap());
        self.decisions.appeal(id(number), account, "but".to_owned(), at).await.unwrap()
    }

    async fn answers(&self, number: u128, overturned: bool) -> bool {
        let answer = Answer { by: CLEO, overturned, text: "well".to_owned(), at: Time::from_millis(20) };
        self.decisions.answer(id(number), answer, job(), entry(CLEO, "t.answer")).await.unwrap()
    }
}

async fn the_first_decision_closes_a_case(world: &World) {
    assert_eq!(world.decides(decision(1, Act::Hide)).await, Decided::NotThere);
    world.has_case().await;
    assert_eq!(world.decides(decision(1, Act::Hide)).await, Decided::Now { closed: true });
    let case = world.cases.cases.case(case_id(1)).await.unwrap().unwrap();
    assert_eq!((case.state, case.decided_at, case.claimed_by), (State::Decided, Some(Time::from_millis(9)), Some(ANA)));
    assert_eq!(world.decides(decision(2, Act::Dismiss)).await, Decided::NotOpen);
    assert_eq!(world.decides(decision(3, Act::Warn)).await, Decided::Now { closed: false });
    assert_eq!(world.decisions.decision(id(1)).await.unwrap().unwrap(), decision(1, Act::Hide));
    let on: Vec<DecisionId> =
        world.decisions.on(case_id(1), 9).await.unwrap().into_iter().map(|decision| decision.id).collect();
    assert_eq!(on, [1, 3].map(id));
    let about = async |before: Option<u128>, limit| {
        let decisions = world.decisions.about(BO, before.map(id), limit).await.unwrap();
        decisions.into_iter().map(|decision| decision.id).collect::<Vec<_>>()
    };
    assert_eq!((about(None, 1).await, about(Some(3), 9).await), (vec![id(3)], vec![id(1)]));
    assert!(world.decisions.about(CLEO, None, 9).await.unwrap().is_empty());
    let written = world.cases.audit.entries(&Default::default(), None, 9).await.unwrap();
    assert_eq!(written.len(), 2, "each decision that was made");
    // What was seen is kept for a while after the decision.
    assert_eq!(world.cases.cases.forget_decided(Time::from_millis(9), 9).await.unwrap(), 0);
    assert_eq!(world.cases.cases.forget_decided(Time::from_millis(10), 9).await.unwrap(), 1);
    assert_eq!(world.decisions.decision(id(1)).await.unwrap().unwrap().excerpt, "");
}

async fn of_rivals_one_closes_it(world: &World) {
    world.has_case().await;
    let rivals = [ANA, CLEO].map(|by| Decision { decided_by: by, ..decision(by.0.as_u128(), Act::Dismiss) });
    let decided = join_all(rivals.map(|decision| world.decides(decision))).await;
    assert_eq!(decided.iter().filter(|one| **one == Decided::Now { closed: true }).count(), 1);
    assert_eq!(decided.iter().filter(|one| **one == Decided::NotOpen).count(), 1);
}

async fn who_is_not_to_decide_does_not(world: &World) {
    world.has_case().await;
    world.cases.cases.claim(case_id(1), CLEO, false, entry(CLEO, "t.claim")).await.unwrap();
    assert_eq!(world.decides(decision(1, Act::Hide)).await, Decided::Claimed);
    world.cases.cases.claim(case_id(1), ANA, true, entry(ANA, "t.claim")).await.unwrap();
    world.cases.cases.ask_opinion(case_id(1), ANA, entry(ANA, "t.ask")).await.unwrap();
    assert_eq!(world.decides(decision(1, Act::Hide)).await, Decided::OpinionWaits);
    let others = Decision { decided_by: CLEO, ..decision(1, Act::Hide) };
    assert_eq!(world.decides(others).await, Decided::Now { closed: true });
}

async fn an_appeal_is_made_once_by_the_one_it_is_about(world: &World) {
    world.has_case().await;
    for number in 1..=3 {
        world.decides(decision(number, Act::Hide)).await;
    }
    assert_eq!(world.appeals(1, CLEO).await, Appealed::NotThere);
    assert_eq!(world.appeals(9, BO).await, Appealed::NotThere);
    for number in [3, 1] {
        assert_eq!(world.appeals(number, BO).await, Appealed::Now);
    }
    assert_eq!(world.appeals(1, BO).await, Appealed::Already);
    let waiting = async |asker, after: Option<u128>, limit| {
        let after = after.map(|number| (Time::from_millis(i64::try_from(number).unwrap()), id(number)));
        let decisions = world.decisions.appeals(asker, after, limit).await.unwrap();
        decisions.into_iter().map(|decision| decision.id).collect::<Vec<_>>()
    };
    assert_eq!(waiting(ANA, None, 9).await, [1, 3].map(id), "the oldest appeal first");
    assert_eq!(waiting(ANA, Some(1), 9).await, [id(3)]);
    assert!(waiting(BO, None, 9).await.is_empty(), "not one's own");
    assert!(!world.answers(2, true).await, "nobody appealed");
    assert!(world.answers(1, true).await && !world.answers(1, false).await, "answered once");
    assert!(world.answers(3, false).await);
    assert!(waiting(ANA, None, 9).await.is_empty());
    let answered = world.decisions.decision(id(1)).await.unwrap().unwrap();
    assert_eq!((answered.appeal, answered.appeal_text.as_str()), (Appeal::Overturned, "but"));
    assert_eq!((answered.answered_by, answered.answer.as_str()), (Some(CLEO), "well"));
    assert_eq!(world.decisions.decision(id(3)).await.unwrap().unwrap().appeal, Appeal::Upheld);
    assert_eq!(world.decisions.forget(BO, 1).await.unwrap(), 1);
    assert_eq!(world.decisions.forget(BO, 9).await.unwrap(), 1);
    assert_eq!(world.decisions.forget(BO, 9).await.unwrap(), 0);
}

async fn each_is_carried_out_once_and_taken_back_once(world: &World) {
    world.has_case().await;
    for number in [1, 2] {
        world.decides(decision(number, Act::Hide)).await;
    }
    let marks = async |number, back| world.decisions.mark(id(number), back).await.unwrap();
    assert_eq!([marks(1, false).await, marks(1, false).await], [true, false]);
    let one = world.decisions.decision(id(1)).await.unwrap().unwrap();
    assert!(one.carried_out && !one.taken_back);
    assert_eq!([marks(1, true).await, marks(1, true).await], [true, false]);
    assert_eq!([marks(2, true).await, marks(9, false).await], [true, false]);
    let other = world.decisions.decision(id(2)).await.unwrap().unwrap();
    assert!(!other.carried_out && other.taken_back);
}

async fn a_subject_is_hidden_while_a_decision_says_so(world: &World) {
    world.has_case().await;
    let subject = decision(1, Act::Hide).subject;
    let hidden = async || world.decisions.is_hidden(subject).await.unwrap();
    world.decides(decision(1, Act::Warn)).await;
    assert!(!hidden().await);
    for number in [2, 3] {
        world.decides(decision(number, Act::Hide)).await;
        world.appeals(number, BO).await;
    }
    world.answers(2, true).await;
    assert!(hidden().await, "the other still says so");
    world.answers(3, true).await;
    assert!(!hidden().await);
}

databases!(
    World::on,
    each_is_carried_out_once_and_taken_back_once,
    a_subject_is_hidden_while_a_decision_says_so,
    the_first_decision_closes_a_case,
    of_rivals_one_closes_it,
    who_is_not_to_decide_does_not,
    an_appeal_is_made_once_by_the_one_it_is_about,
);
