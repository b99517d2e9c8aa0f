//! What every database must do for accounts.

use std::collections::HashSet;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::accounts::bans::store::{BanStore, SqlBans};
use crate::accounts::codes::store::{CodeStore, SqlCodes};
use crate::accounts::codes::{Invitation, Purpose};
use crate::accounts::identities::store::{IdentityStore, SqlIdentities};
use crate::accounts::names::{Bio, DisplayName, Email, Place, PlacePart, Username, folded_words};
use crate::accounts::people::store::{PeopleStore, SqlPeople};
use crate::accounts::permissions::Standing;
use crate::accounts::permissions::store::{PermissionStore, SqlPermissions};
use crate::accounts::second_factor::store::{SecondFactorStore, SqlSecondFactors};
use crate::accounts::sessions::Session;
use crate::accounts::sessions::store::{NewSession, SessionStore, SqlSessions};
use crate::databases;
use crate::media::testing::World as MediaWorld;
use crate::platform::audit::{Audit, Wanted};
use crate::platform::database::Db;
use crate::platform::jobs::Jobs;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const LATER: Time = Time::from_millis(1_700_000_100_000);
pub(in crate::accounts) const ERASING: Erasing = Erasing { job: Uuid::from_u128(77), at: NOW };

/// The stores of one database; shared by the contracts of this feature.
pub(in crate::accounts) struct World {
    pub(in crate::accounts) accounts: Box<dyn AccountStore>,
    pub(in crate::accounts) sessions: Box<dyn SessionStore>,
    pub(in crate::accounts) codes: Box<dyn CodeStore>,
    pub(in crate::accounts) bans: Box<dyn BanStore>,
    pub(in crate::accounts) permissions: Box<dyn PermissionStore>,
    pub(in crate::accounts) people: Box<dyn PeopleStore>,
    pub(in crate::accounts) identities: Box<dyn IdentityStore>,
    pub(in crate::accounts) second_factors: Box<dyn SecondFactorStore>,
    jobs: Jobs,
    audit: Audit,
    media: MediaWorld,
}

/// What is written down with an act.
pub(in crate::accounts) fn entry(at: Time) -> NewEntry {
    NewEntry { actor: None, act: "t.act", subject: None, detail: json!({}), at }
}

fn number(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

pub(in crate::accounts) fn new_account(id: u128, username: &str) -> NewAccount {
    NewAccount {
        id: number(id),
        username: Username::parse(username).unwrap(),
        name: DisplayName::parse(username).unwrap(),
        email: Email::parse(&format!("a{id}@example.org")).unwrap(),
        email_verified: false,
        password_hash: Some(format!("hash {id}")),
        identity: None,
        role: Role::Member,
        created_at: NOW,
    }
}

impl World {
    pub(in crate::accounts) fn on(db: Db) -> Self {
        let audit = Audit::new(db.clone(), &[7; 32]);
        Self {
            accounts: Box::new(SqlAccounts { db: db.clone(), audit: audit.clone() }),
            sessions: Box::new(SqlSessions::new(db.clone())),
            codes: Box::new(SqlCodes::new(db.clone())),
            bans: Box::new(SqlBans { db: db.clone(), audit: audit.clone() }),
            permissions: Box::new(SqlPermissions { db: db.clone(), audit: audit.clone() }),
            people: Box::new(SqlPeople(db.clone())),
            identities: Box::new(SqlIdentities::new(db.clone())),
            second_factors: Box::new(SqlSecondFactors::new(db.clone())),
            jobs: Jobs::new(db.clone()),
            audit,
            media: MediaWorld::on(db),
        }
    }

    pub(in crate::accounts) async fn has(&self, id: u128, username: &str) -> AccountId {
        self.has_with(id, username, Role::Member).await
    }

    pub(in crate::accounts) async fn has_with(&self, id: u128, username: &str, role: Role) -> AccountId {
        let new = NewAccount { role, ..new_account(id, username) };
        assert_eq!(self.accounts.register(new, None, vec![]).await.unwrap(), Registered::Now { role });
        number(id)
    }

    pub(in crate::accounts) async fn opens(&self, account: AccountId, id: u128) -> SessionId {
        let session = Session {
            id: SessionId(Uuid::from_u128(id)),
            client: "test".to_owned(),
            created_at: NOW,
            last_used_at: NOW,
            expires_at: LATER,
        };
        let password_hash = self.accounts.credentials(account).await.unwrap().unwrap().password_hash.unwrap();
        let refresh_hash = format!("refresh {id}");
        let new = NewSession { session, account, password_hash, second_factor: false, refresh_hash };
        assert!(self.sessions.open(new).await.unwrap());
        SessionId(Uuid::from_u128(id))
    }

    /// How many acts are written down.
    pub(in crate::accounts) async fn written(&self) -> usize {
        self.audit.entries(&Wanted::default(), None, 99).await.unwrap().len()
    }

    async fn account(&self, id: AccountId) -> Option<Account> {
        self.accounts.find(&[id]).await.unwrap().pop()
    }

    async fn found(&self, words: &str) -> Vec<AccountId> {
        let found = self.accounts.search(&folded_words(words), None, 50).await.unwrap();
        found.into_iter().map(|found| found.account.id).collect()
    }

    async fn job_kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> =
            self.jobs.lease(LATER, LATER, 50).await.unwrap().into_iter().map(|job| job.kind).collect();
        kinds.sort();
        kinds
    }
}

fn job(id: u128, kind: &'static str) -> NewJob {
    NewJob { id: Uuid::from_u128(id), kind, payload: json!({ "text": "añ\u{1f600}" }), due_at: NOW, created_at: NOW }
}

fn renamed(username: &str) -> ProfileChange {
    ProfileChange { username: Some(Username::parse(username).unwrap()), ..ProfileChange::default() }
}

fn invitation(setup: bool) -> Invitation {
    Invitation { role: Role::Admin, setup, invited_by: None, created_at: NOW, expires_at: LATER }
}

async fn an_account_comes_back_as_it_was_put(world: &World) {
    let name = format!("{}😀", "я".repeat(63));
    let new = NewAccount {
        username: Username::parse(&"Ñ山".repeat(16)).unwrap(),
        name: DisplayName::parse(&name).unwrap(),
        role: Role::Moderator,
        ..new_account(1, "ana")
    };
    world.accounts.register(new.clone(), None, vec![job(1, "welcome")]).await.unwrap();
    world.has(2, "bo").await;
    let change = ProfileChange {
        bio: Some(Bio::parse(&"é\n".repeat(250)).unwrap()),
        place: Some(Place { city: PlacePart::parse("København").unwrap(), ..Place::default() }),
        hide_presence: Some(true),
        ..ProfileChange::default()
    };
    assert!(matches!(world.accounts.change(new.id, change, vec![job(2, "unsent")]).await.unwrap(), Changed::Now(_)));
    let account = world.account(new.id).await.unwrap();
    assert_eq!((account.username.as_str(), account.name), (new.username.as_str(), name));
    assert_eq!((account.email.as_str(), account.email_verified), ("a1@example.org", false));
    assert_eq!((account.bio, account.city.as_str(), account.country.as_str()), ("é\n".repeat(250), "København", ""));
    assert_eq!((account.role, account.hide_presence), (Role::Moderator, true));
    assert_eq!((account.created_at, account.last_seen_at), (NOW, None));
    assert_eq!(world.job_kinds().await, ["welcome"], "only another address has a job put");
    assert_eq!(world.account(number(2)).await.unwrap().bio, "", "somebody else is as before");
}

async fn a_refused_registration_leaves_nothing(world: &World) {
    let ana = world.has(1, "ana").await;
    world.codes.invite("invited".to_owned(), invitation(false)).await.unwrap();
    let rival = NewAccount { email: Email::parse("A1@EXAMPLE.org").unwrap(), ..new_account(2, "ANA") };
    let taken = Registered::Taken { username: true, email: true };
    let jobs = vec![job(1, "welcome")];
    assert_eq!(world.accounts.register(rival, Some("invited".to_owned()), jobs).await.unwrap(), taken);
    assert_eq!(world.account(number(2)).await, None);
    assert_eq!(world.found("ana").await, [ana]);
    assert!(world.job_kinds().await.is_empty());
    assert!(world.codes.invitation("invited", NOW).await.unwrap().is_some(), "the invitation isn't used up");
    let taken = Registered::Taken { username: false, email: true };
    let rival = NewAccount { email: Email::parse("a1@example.org").unwrap(), ..new_account(2, "bo") };
    assert_eq!(world.accounts.register(rival, None, vec![]).await.unwrap(), taken);
}

async fn one_of_many_rivals_gets_the_name(world: &World) {
    let names = ["ana", "Ana", "аna", "ANA", "ana", "аnа"];
    let attempts = names.iter().zip(1..).map(|(name, id)| world.accounts.register(new_account(id, name), None, vec![]));
    let outcomes = futures_util::future::join_all(attempts).await;
    let won = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Registered::Now { .. }))).count();
    let lost = outcomes.iter().filter(|o| matches!(o, Ok(Registered::Taken { username: true, email: false }))).count();
    assert_eq!((won, lost), (1, names.len() - 1), "{outcomes:?}");
    assert_eq!(world.found("ana").await.len() + world.found("аna").await.len() + world.found("аnа").await.len(), 1);
}

async fn an_invitation_admits_one(world: &World) {
    world.codes.invite("invited".to_owned(), invitation(false)).await.unwrap();
    let rivals = (1..=4)
        .map(|id| world.accounts.register(new_account(id, &format!("guest{id}")), Some("invited".to_owned()), vec![]));
    let outcomes: Vec<_> = futures_util::future::join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|o| **o == Registered::Now { role: Role::Admin }).count(), 1);
    assert_eq!(outcomes.iter().filter(|o| **o == Registered::NotInvited).count(), 3);
    let late = NewAccount { created_at: LATER, ..new_account(9, "late") };
    world.codes.invite("expired".to_owned(), invitation(false)).await.unwrap();
    assert_eq!(
        world.accounts.register(late, Some("expired".to_owned()), vec![]).await.unwrap(),
        Registered::NotInvited
    );
}

async fn the_set_up_invitation_counts_while_there_is_no_admin(world: &World) {
    assert!(!world.accounts.has_admin().await.unwrap());
    assert!(world.codes.invite("setup".to_owned(), invitation(true)).await.unwrap());
    world.has_with(1, "ana", Role::Admin).await;
    assert!(world.accounts.has_admin().await.unwrap());
    let outcome = world.accounts.register(new_account(2, "bo"), Some("setup".to_owned()), vec![]).await.unwrap();
    assert_eq!(outcome, Registered::NotInvited);
    assert!(!world.codes.invite("another".to_owned(), invitation(true)).await.unwrap());
}

async fn keys_find_their_account_alone(world: &World) {
    let (ana, bo) = (world.has(1, "Ana").await, world.has(2, "bo").await);
    let found = world.accounts.find_by_key(KeyKind::Username, "ana").await.unwrap().unwrap();
    assert_eq!((found.account, found.password_hash.as_deref(), found.email_verified), (ana, Some("hash 1"), false));
    assert_eq!(world.accounts.find_by_key(KeyKind::Email, "a2@example.org").await.unwrap().unwrap().account, bo);
    assert_eq!(world.accounts.find_by_key(KeyKind::Email, "ana").await.unwrap(), None, "kinds are apart");
    let keys = ["ana", "bo", "nobody", "a2@example.org"].map(str::to_owned);
    let found: HashSet<AccountId> = world.accounts.by_username_keys(&keys).await.unwrap().into_iter().collect();
    assert_eq!(found, HashSet::from([ana, bo]));
    let people = world.accounts.people(&[bo, number(9)]).await.unwrap();
    assert_eq!(people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["bo"]);
}

async fn words_find_in_order_page_by_page(world: &World) {
    for (id, name) in [(1, "ann.anna"), (2, "anna"), (3, "anna.x"), (4, "hanna"), (5, "bob"), (6, "añb")] {
        let changed = NewAccount { name: DisplayName::parse("Ørsted Ann").unwrap(), ..new_account(id, name) };
        let changed = if id == 1 { changed } else { new_account(id, name) };
        world.accounts.register(changed, None, vec![]).await.unwrap();
    }
    let words = folded_words("an");
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.accounts.search(&words, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.word.clone(), last.account.id));
        seen.extend(page.iter().map(|found| found.account.id));
    }
    assert_eq!(seen, [number(6), number(1), number(2), number(3)], "by word, ties by id, each once");
    assert_eq!(world.found("ørs ANN").await, [number(1)], "every word must fit");
    assert_eq!(world.found("x").await, [number(3)]);
    assert!(world.found("nna").await.is_empty(), "only beginnings");
    assert!(world.found("%").await.is_empty());
}

async fn another_name_frees_the_old_one(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let taken = Changed::Taken { username: true, email: false };
    assert_eq!(world.accounts.change(ana, renamed("BO"), vec![]).await.unwrap(), taken);
    assert!(matches!(world.accounts.change(ana, renamed("ANA"), vec![]).await.unwrap(), Changed::Now(_)), "one's own");
    assert!(matches!(world.accounts.change(ana, renamed("cleo"), vec![]).await.unwrap(), Changed::Now(_)));
    assert!(matches!(world.accounts.change(bo, renamed("ana"), vec![]).await.unwrap(), Changed::Now(_)));
    for (name, holder) in [("ana", vec![bo]), ("cleo", vec![ana]), ("bo", vec![])] {
        assert_eq!(world.accounts.by_username_keys(&[name.to_owned()]).await.unwrap(), holder, "{name}");
    }
    assert_eq!(world.found("cleo").await, [ana]);
    assert_eq!(world.accounts.change(number(9), renamed("dan"), vec![]).await.unwrap(), Changed::Gone);
}

async fn another_address_is_unconfirmed_and_voids_codes(world: &World) {
    let ana = world.has(1, "ana").await;
    world.has(2, "bo").await;
    let code = |hash: &str, purpose| crate::accounts::codes::store::NewCode {
        hash: hash.to_owned(),
        purpose,
        account: ana,
        created_at: NOW,
        expires_at: LATER,
    };
    world.codes.put(code("first", Purpose::Verify)).await.unwrap();
    assert_eq!(world.codes.verify("first", NOW).await.unwrap(), Some(ana));
    let to = |email: &str| ProfileChange { email: Some(Email::parse(email).unwrap()), ..ProfileChange::default() };
    let Changed::Now(same) = world.accounts.change(ana, to("A1@example.org"), vec![job(1, "mail")]).await.unwrap()
    else {
        panic!("one's own address isn't taken")
    };
    assert!(same.email_verified, "the same address stays confirmed");
    let taken = Changed::Taken { username: false, email: true };
    assert_eq!(world.accounts.change(ana, to("a2@example.org"), vec![]).await.unwrap(), taken);
    world.codes.put(code("reset", Purpose::Reset)).await.unwrap();
    world.codes.put(code("second", Purpose::Verify)).await.unwrap();
    let Changed::Now(moved) = world.accounts.change(ana, to("new@example.org"), vec![job(2, "mail")]).await.unwrap()
    else {
        panic!("a free address is free")
    };
    assert!(!moved.email_verified);
    assert_eq!(world.job_kinds().await, ["mail"]);
    assert_eq!(world.codes.verify("second", NOW).await.unwrap(), None);
    assert!(!world.codes.holds("reset", Purpose::Reset, NOW).await.unwrap());
    assert_eq!(world.accounts.find_by_key(KeyKind::Email, "a1@example.org").await.unwrap(), None);
}

async fn a_new_password_ends_the_other_sessions(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (kept, ended, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await, world.opens(bo, 21).await);
    let set = |old: &str, new: &str, keep| world.accounts.set_password(ana, Some(old.to_owned()), new.to_owned(), keep);
    assert_eq!(set("wrong", "new", Some(kept)).await.unwrap(), None);
    assert_eq!(set("hash 1", "new", Some(kept)).await.unwrap(), Some(vec![ended]));
    assert_eq!(set("hash 1", "newer", None).await.unwrap(), None, "of two changes one wins");
    assert_eq!(world.sessions.ended(&[kept, ended, other], NOW).await.unwrap(), [ended]);
    assert_eq!(world.accounts.credentials(ana).await.unwrap().unwrap().password_hash.as_deref(), Some("new"));
    assert_eq!(set("new", "", None).await.unwrap(), Some(vec![kept]));
    assert_eq!(world.accounts.credentials(ana).await.unwrap().unwrap().password_hash, None, "revoked");
    let chosen = world.accounts.set_password(ana, None, "chosen".to_owned(), None).await.unwrap();
    assert_eq!(chosen, Some(vec![]), "where there was none");
}

async fn the_last_admin_stays(world: &World) {
    let (ana, bo) = (world.has_with(1, "ana", Role::Admin).await, world.has(2, "bo").await);
    assert_eq!(world.accounts.set_role(ana, Role::Member, entry(NOW)).await.unwrap(), RoleSet::LastAdmin);
    assert_eq!(world.accounts.delete(ana, LATER, vec![], ERASING).await.unwrap(), Deleted::LastAdmin);
    assert_eq!(world.written().await, 0);
    assert_eq!(world.accounts.set_role(ana, Role::Admin, entry(NOW)).await.unwrap(), RoleSet::Now);
    assert_eq!(world.accounts.set_role(bo, Role::Admin, entry(NOW)).await.unwrap(), RoleSet::Now);
    assert_eq!(world.written().await, 2, "with what is done");
    let (one, other) = tokio::join!(
        world.accounts.set_role(ana, Role::Member, entry(NOW)),
        world.accounts.delete(bo, LATER, vec![], ERASING)
    );
    let refused = [one.unwrap() == RoleSet::LastAdmin, other.unwrap() == Deleted::LastAdmin];
    assert_eq!(refused.iter().filter(|refused| **refused).count(), 1, "both at once: {refused:?}");
    assert!(world.accounts.has_admin().await.unwrap());
    let written = world.written().await;
    assert_eq!(world.accounts.set_role(number(9), Role::Admin, entry(NOW)).await.unwrap(), RoleSet::Gone);
    assert_eq!(world.written().await, written, "what isn't done isn't written down");
}

async fn last_seen_only_moves_on(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    world.accounts.seen(ana, LATER).await.unwrap();
    world.accounts.seen(ana, NOW).await.unwrap();
    assert_eq!(world.account(ana).await.unwrap().last_seen_at, Some(LATER));
    assert_eq!(world.account(bo).await.unwrap().last_seen_at, None);
}

async fn deletion_removes_the_person_and_nobody_else(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (gone, stays) = (world.opens(ana, 11).await, world.opens(bo, 21).await);
    for (hash, account) in [("of ana", ana), ("of bo", bo)] {
        let (purpose, created_at, expires_at) = (Purpose::Reset, NOW, LATER);
        let code =
            crate::accounts::codes::store::NewCode { hash: hash.to_owned(), purpose, account, created_at, expires_at };
        world.codes.put(code).await.unwrap();
        let by = Invitation { invited_by: Some(account), ..invitation(false) };
        world.codes.invite(format!("invited by {hash}"), by).await.unwrap();
    }
    let jobs = vec![job(1, "chat.farewell"), job(2, "media.farewell")];
    assert_eq!(world.accounts.delete(ana, LATER, jobs.clone(), ERASING).await.unwrap(), Deleted::Now(vec![gone]));
    assert_eq!(world.accounts.delete(ana, LATER, jobs, ERASING).await.unwrap(), Deleted::Already);
    assert_eq!(world.job_kinds().await, ["chat.farewell", "media.farewell"], "once");
    assert_eq!(world.account(ana).await, None);
    assert_eq!(world.accounts.credentials(ana).await.unwrap(), None);
    assert!(world.accounts.people(&[ana]).await.unwrap().is_empty());
    assert!(world.found("ana").await.is_empty());
    assert_eq!(world.sessions.standing(ana, gone, NOW).await.unwrap(), None);
    assert!(!world.codes.holds("of ana", Purpose::Reset, NOW).await.unwrap());
    assert_eq!(world.codes.invitation("invited by of ana", NOW).await.unwrap(), None);
    assert_eq!(world.accounts.change(ana, renamed("ana"), vec![]).await.unwrap(), Changed::Gone);

    assert_eq!(world.found("bo").await, [bo]);
    assert_eq!(world.sessions.standing(bo, stays, NOW).await.unwrap(), Some(Standing::new(Role::Member, [])));
    assert!(world.codes.holds("of bo", Purpose::Reset, NOW).await.unwrap());
    assert!(world.codes.invitation("invited by of bo", NOW).await.unwrap().is_some());
    let again = NewAccount { email: Email::parse("a1@example.org").unwrap(), ..new_account(3, "ana") };
    assert!(
        matches!(world.accounts.register(again, None, vec![]).await.unwrap(), Registered::Now { .. }),
        "free again"
    );
}

async fn a_picture_is_shown_until_another_takes_its_place(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let first = world.media.has_ready(1, ana.0).await;
    let second = world.media.has_ready(2, ana.0).await;
    let unready = world.media.has(3, ana.0).await;
    let erasing = |job| Erasing { job: Uuid::from_u128(job), at: NOW };
    let set = async |who, place, media, job| world.accounts.set_picture(who, place, media, erasing(job)).await.unwrap();
    use PicturePlace::{Cover, Profile};
    assert_eq!(set(bo, Profile, Some(first), 1).await, PictureSet::NoSuchMedia, "it is another's");
    assert_eq!(set(ana, Profile, Some(unready), 2).await, PictureSet::NotReady);
    assert_eq!(set(number(9), Profile, None, 3).await, PictureSet::Gone);
    let PictureSet::Now(shown) = set(ana, Profile, Some(first), 4).await else { panic!("it is shown") };
    assert_eq!(shown.picture.as_ref().unwrap().id, first);
    assert_eq!(world.account(ana).await.unwrap(), *shown);
    assert_eq!(set(ana, Cover, Some(first), 5).await, PictureSet::NoSuchMedia, "it is shown already");
    assert_eq!(set(ana, Profile, Some(first), 6).await, PictureSet::Now(shown), "the same again changes nothing");
    let PictureSet::Now(both) = set(ana, Cover, Some(second), 7).await else { panic!("it is shown") };
    assert_eq!((both.picture.unwrap().id, both.cover.unwrap().id), (first, second));
    assert!(world.media.erased().await.is_empty());

    let PictureSet::Now(none) = set(ana, Profile, None, 8).await else { panic!("it is taken away") };
    assert_eq!((none.picture, none.cover.unwrap().id), (None, second));
    assert_eq!(world.media.erased().await, [first]);
    assert!(!world.media.is_there(first).await);
    assert_eq!(world.accounts.delete(ana, LATER, vec![], erasing(9)).await.unwrap(), Deleted::Now(vec![]));
    assert_eq!(world.media.erased().await, [second]);
    assert!(world.media.is_there(unready).await, "what wasn't shown goes by the farewell");
}

databases!(
    World::on,
    a_picture_is_shown_until_another_takes_its_place,
    an_account_comes_back_as_it_was_put,
    a_refused_registration_leaves_nothing,
    one_of_many_rivals_gets_the_name,
    an_invitation_admits_one,
    the_set_up_invitation_counts_while_there_is_no_admin,
    keys_find_their_account_alone,
    words_find_in_order_page_by_page,
    another_name_frees_the_old_one,
    another_address_is_unconfirmed_and_voids_codes,
    a_new_password_ends_the_other_sessions,
    the_last_admin_stays,
    last_seen_only_moves_on,
    deletion_removes_the_person_and_nobody_else,
);
