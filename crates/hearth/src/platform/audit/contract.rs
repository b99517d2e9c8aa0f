//! What the log must hold on every database: order, and that meddling with it is found.

use serde_json::json;
use uuid::Uuid;

use super::{Audit, Fault, Head, NewEntry, Wanted};
use crate::databases;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Sql};

struct World {
    db: Db,
    audit: Audit,
}

impl World {
    fn on(db: Db) -> Self {
        Self { audit: Audit::new(db.clone(), &[7; 32]), db }
    }

    /// As a server does that finds none.
    async fn begins(&self) {
        let mut tx = self.db.begin().await.unwrap();
        self.audit.seal_empty(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn acts(&self, actor: u128, act: &'static str) {
        self.audit.note(entry(actor, act)).await.unwrap();
    }

    /// Five entries, and where the log ends.
    async fn has_five(&self) -> Head {
        self.begins().await;
        for (actor, act) in [(1, "a.b"), (2, "a.b"), (1, "a.c"), (2, "a.c"), (1, "a.b")] {
            self.acts(actor, act).await;
        }
        let verified = self.audit.verify(None).await.unwrap();
        assert_eq!(verified.faults, []);
        verified.head.unwrap()
    }

    async fn faults(&self) -> Vec<Fault> {
        self.audit.verify(None).await.unwrap().faults
    }

    /// What somebody with the database but without the key might do.
    async fn suffers(&self, statements: &[&str]) {
        let mut tx = self.db.begin().await.unwrap();
        for statement in statements {
            let text: &'static str = String::leak((*statement).to_owned());
            let statement: &'static Sql = Box::leak(Box::new(Sql { sqlite: text, postgres: text }));
            assert!(tx.run(statement).done().await.unwrap() > 0, "{text}");
        }
        tx.commit().await.unwrap();
    }
}

fn entry(actor: u128, act: &'static str) -> NewEntry {
    let (at, detail) = (Time::from_millis(5), json!({ "until": "später", "list": [1, 2] }));
    NewEntry { actor: Some(Uuid::from_u128(actor)), act, subject: Some(Uuid::from_u128(9)), detail, at }
}

async fn entries_are_numbered_without_gaps_and_found_by_actor_and_act(world: &World) {
    let head = world.has_five().await;
    assert_eq!(head.number, 5);
    let numbers = async |actor: Option<u128>, act: Option<&str>, before, limit| {
        let wanted = Wanted { actor: actor.map(Uuid::from_u128), act: act.map(str::to_owned) };
        let entries = world.audit.entries(&wanted, before, limit).await.unwrap();
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None, None, None, 2).await, [5, 4]);
    assert_eq!(numbers(None, None, Some(4), 9).await, [3, 2, 1]);
    assert_eq!(numbers(Some(1), None, None, 9).await, [5, 3, 1]);
    assert_eq!(numbers(None, Some("a.c"), None, 9).await, [4, 3]);
    assert_eq!(numbers(Some(2), Some("a.c"), None, 9).await, [4]);
    assert_eq!(numbers(Some(3), None, None, 9).await, [0; 0]);
    let newest = world.audit.entries(&Wanted::default(), None, 1).await.unwrap().remove(0);
    let wrote = entry(1, "a.b");
    assert_eq!((newest.actor, newest.act.as_str(), newest.subject), (wrote.actor, wrote.act, wrote.subject));
    assert_eq!((newest.detail, newest.at), (wrote.detail, wrote.at));
}

async fn those_at_the_same_time_are_one_chain(world: &World) {
    world.begins().await;
    let many = (0..20).map(|actor| world.acts(actor, "a.b"));
    futures_util::future::join_all(many).await;
    let verified = world.audit.verify(None).await.unwrap();
    assert_eq!((verified.faults, verified.head.unwrap().number), (vec![], 20));
}

async fn what_is_not_committed_is_not_there(world: &World) {
    world.has_five().await;
    let mut tx = world.db.begin().await.unwrap();
    world.audit.put(&mut tx, entry(1, "a.b")).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(world.audit.verify(None).await.unwrap().head.unwrap().number, 5);
    world.acts(1, "a.b").await;
    assert_eq!(world.faults().await, []);
}

async fn a_changed_entry_is_found(world: &World) {
    world.has_five().await;
    for change in [
        "act = 'a.d'",
        "detail = '{}'",
        "at = 6",
        "actor = NULL",
        "subject = NULL",
        "mac = '00'",
        "detail = detail || ' '",
    ] {
        let before = world.has_five().await.number - 2;
        world.suffers(&[&format!("UPDATE audit_entries SET {change} WHERE number = {before}")]).await;
        let faults = world.faults().await;
        assert!(faults.contains(&Fault::Changed(before)), "{change}: {faults:?}");
        world.suffers(&["DELETE FROM audit_entries", "DELETE FROM audit_head"]).await;
    }
}

async fn a_missing_entry_is_found(world: &World) {
    world.has_five().await;
    world.suffers(&["DELETE FROM audit_entries WHERE number IN (2, 3)"]).await;
    assert_eq!(world.faults().await, [Fault::Missing(2, 3)]);
    // Closing the gap doesn't hide it.
    world.suffers(&["UPDATE audit_entries SET number = 2 WHERE number = 4"]).await;
    world.suffers(&["UPDATE audit_entries SET number = 3 WHERE number = 5"]).await;
    assert_eq!(world.faults().await, [Fault::Changed(2), Fault::Changed(3), Fault::Missing(4, 5)]);
}

async fn a_moved_entry_is_found(world: &World) {
    world.has_five().await;
    for (from, to) in [(2, 99), (3, 2), (99, 3)] {
        world.suffers(&[&format!("UPDATE audit_entries SET number = {to} WHERE number = {from}")]).await;
    }
    assert_eq!(world.faults().await, [2, 3, 4].map(Fault::Changed));
}

async fn a_cut_tail_is_found(world: &World) {
    let early = {
        world.begins().await;
        world.acts(1, "a.b").await;
        world.audit.verify(None).await.unwrap().head.unwrap()
    };
    let head = world.has_five().await;
    world.suffers(&["DELETE FROM audit_entries WHERE number > 4"]).await;
    assert_eq!(world.faults().await, [Fault::Missing(5, 6)]);
    // Nor does an end of one's own making hide it.
    world.suffers(&["UPDATE audit_head SET number = 4, mac = (SELECT mac FROM audit_entries WHERE number = 4)"]).await;
    assert!(world.faults().await.contains(&Fault::Unsealed));
    world.suffers(&["DELETE FROM audit_head"]).await;
    assert!(world.faults().await.contains(&Fault::Unsealed));
    assert_eq!(head.number, 6);
    assert!(early.number == 1 && early.to_string().parse::<Head>().unwrap() == early);
}

async fn a_cut_tail_is_found_after_whatever_is_appended_later(world: &World) {
    let cut = ["DELETE FROM audit_entries WHERE number > 3"];
    let end = ["UPDATE audit_head SET number = 3, mac = (SELECT mac FROM audit_entries WHERE number = 3)"];
    for meddling in [vec![cut[0]], vec![cut[0], end[0]], vec![cut[0], "DELETE FROM audit_head"]] {
        world.has_five().await;
        world.suffers(&meddling).await;
        for _ in 0..2 {
            world.acts(1, "a.b").await;
            assert!(!world.faults().await.is_empty(), "{meddling:?}");
        }
        world.audit.begin(Time::from_millis(5)).await.unwrap();
        assert!(!world.faults().await.is_empty(), "{meddling:?}, and a new start");
        world.suffers(&["DELETE FROM audit_entries", "DELETE FROM audit_head"]).await;
    }
    // All of it is gone, and an act comes before a start.
    world.acts(1, "a.b").await;
    world.audit.begin(Time::from_millis(5)).await.unwrap();
    assert!(world.faults().await.contains(&Fault::Unsealed));
}

async fn a_lost_key_ends_what_can_be_verified_and_says_so(world: &World) {
    let kept = world.has_five().await;
    assert!(!world.audit.go_on(Time::from_millis(6)).await.unwrap(), "the key is there");
    let audit = Audit::new(world.db.clone(), &[8; 32]);
    assert!(Audit::has_entries(&world.db).await.unwrap());
    assert!(audit.verify(None).await.unwrap().faults.contains(&Fault::Unsealed));
    assert!(audit.go_on(Time::from_millis(6)).await.unwrap());
    audit.note(entry(1, "a.d")).await.unwrap();
    let verified = audit.verify(Some(&kept)).await.unwrap();
    assert_eq!((verified.faults, verified.unverified, verified.head.unwrap().number), (vec![], 5, 7));
    let newest = audit.entries(&Wanted::default(), None, 2).await.unwrap();
    assert_eq!((newest[1].act.as_str(), &newest[1].detail), ("audit.key_replaced", &json!({ "unverified": 5 })));
    world.suffers(&["UPDATE audit_entries SET act = 'a.b' WHERE number = 7"]).await;
    assert_eq!(audit.verify(None).await.unwrap().faults, [Fault::Changed(7)]);
    assert!(world.faults().await.contains(&Fault::Unsealed), "nor does the old key fit any more");
}

async fn an_added_entry_is_found(world: &World) {
    world.has_five().await;
    world
        .suffers(&["INSERT INTO audit_entries (number, at, act, detail, mac) SELECT 6, at, act, detail, mac FROM audit_entries WHERE number = 5"])
        .await;
    assert_eq!(world.faults().await, [Fault::Added(6)]);
    world.acts(1, "a.b").await;
    assert!(world.faults().await.contains(&Fault::Changed(6)), "nor does what is appended take it in");
    for number in [-1, 0] {
        world.suffers(&[&format!("UPDATE audit_entries SET number = {number} WHERE number = 6")]).await;
        assert!(world.faults().await.contains(&Fault::Added(number)));
        world.suffers(&[&format!("UPDATE audit_entries SET number = 6 WHERE number = {number}")]).await;
    }
}

async fn an_old_state_put_back_is_found_by_who_kept_a_later_head(world: &World) {
    world.begins().await;
    world.acts(1, "a.b").await;
    static HEAD: Sql = Sql { sqlite: "SELECT mac, seal FROM audit_head", postgres: "SELECT mac, seal FROM audit_head" };
    let row = world.db.read(&HEAD).one().await.unwrap();
    let (mac, seal) = (row.get::<String>("mac").unwrap(), row.get::<String>("seal").unwrap());
    let kept = world.has_five().await;
    assert_eq!(world.audit.verify(Some(&kept)).await.unwrap().faults, []);
    world.acts(2, "a.b").await;
    assert_eq!(world.audit.verify(Some(&kept)).await.unwrap().faults, [], "it only grew");
    world.suffers(&["DELETE FROM audit_entries WHERE number > 1"]).await;
    world.suffers(&[&format!("UPDATE audit_head SET number = 1, mac = '{mac}', seal = '{seal}'")]).await;
    assert_eq!(world.faults().await, [], "by itself it can't know");
    assert_eq!(world.audit.verify(Some(&kept)).await.unwrap().faults, [Fault::Replaced(6)]);
}

async fn it_is_verified_piece_by_piece(world: &World) {
    world.has_five().await;
    let pieces = async || {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let piece = world.audit.verify_piece(after, 2).await.unwrap();
            found.push((piece.entries, piece.faults));
            after = piece.next;
            if after.is_none() {
                return found;
            }
        }
    };
    assert_eq!(pieces().await, [(2, vec![]), (2, vec![]), (1, vec![])]);
    assert_eq!(world.audit.verify_piece(Some(5), 2).await.unwrap().faults, [], "after the end there is nothing");
    world.suffers(&["UPDATE audit_entries SET act = 'a.d' WHERE number = 3"]).await;
    assert_eq!(pieces().await, [(2, vec![]), (2, vec![Fault::Changed(3)]), (1, vec![])], "at the seam of two");
    world.suffers(&["DELETE FROM audit_entries WHERE number IN (3, 5)"]).await;
    assert_eq!(pieces().await, [(2, vec![]), (1, vec![Fault::Missing(3, 3), Fault::Missing(5, 5)])]);
    world.suffers(&["UPDATE audit_head SET number = 4"]).await;
    assert_eq!(pieces().await, [(2, vec![]), (1, vec![Fault::Missing(3, 3), Fault::Unsealed])]);
}

async fn an_empty_log_is_not_whole(world: &World) {
    assert_eq!(world.faults().await, [Fault::Unsealed]);
}

databases!(
    World::on,
    entries_are_numbered_without_gaps_and_found_by_actor_and_act,
    those_at_the_same_time_are_one_chain,
    what_is_not_committed_is_not_there,
    a_changed_entry_is_found,
    a_missing_entry_is_found,
    a_moved_entry_is_found,
    a_cut_tail_is_found,
    a_cut_tail_is_found_after_whatever_is_appended_later,
    a_lost_key_ends_what_can_be_verified_and_says_so,
    an_added_entry_is_found,
    an_old_state_put_back_is_found_by_who_kept_a_later_head,
    an_empty_log_is_not_whole,
    it_is_verified_piece_by_piece,
);
