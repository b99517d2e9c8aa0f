//! The acts on as whom somebody is in a space.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use serde_json::json;

use super::model::{Alias, Face};
use super::store::{FaceStore, Renamed, SqlFaces};
use crate::accounts::{AccountId, DisplayName, Permission, Person, PersonId, Pseudonyms, SignedIn, Wrong, alike};
use crate::platform::database::{Db, Stored};
use crate::platform::screening::Screen;
use crate::spaces::error::{Checked, SpaceError};
use crate::spaces::model::{MemberView, SpaceId};
use crate::spaces::service::{Spaces, WantedTexts};
use crate::spaces::store::{SpaceStore, SqlSpaces};

/// Ids that one statement asks for.
const PART: usize = 500;

impl Spaces {
    /// How these accounts are shown in a space: by their pseudonyms, where they have one there.
    pub async fn faces(&self, space: SpaceId, accounts: &[AccountId]) -> Stored<HashMap<AccountId, Person>> {
        let mut accounts = accounts.to_vec();
        accounts.sort_unstable();
        accounts.dedup();
        let mut people = HashMap::with_capacity(accounts.len());
        for part in accounts.chunks(PART) {
            let hidden = self.0.faces.pseudonyms(space, part).await?;
            people.extend(hidden.into_iter().map(|(account, pseudonym)| (account, pseudonym.person())));
        }
        accounts.retain(|account| !people.contains_key(account));
        people.extend(self.0.accounts.people(&accounts).await?);
        Ok(people)
    }

    /// The pseudonyms of these ids, whatever space they are of; what is none, as a deleted account.
    pub async fn pseudonyms(&self, ids: &[PersonId]) -> Stored<HashMap<PersonId, Person>> {
        let mut people = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match self.0.pseudonyms.get(id) {
                Some(person) => drop(people.insert(*id, person)),
                None => missing.push(*id),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        for part in missing.chunks(PART) {
            for pseudonym in self.0.faces.named(part).await? {
                let person = pseudonym.person();
                self.0.pseudonyms.insert(person.id, person.clone());
                people.insert(person.id, person);
            }
        }
        for id in missing {
            people.entry(id).or_insert_with(|| Person::deleted(id));
        }
        Ok(people)
    }

    /// These, by the ids that they are shown by.
    pub async fn shown(&self, faces: impl IntoIterator<Item = Face>) -> Stored<HashMap<PersonId, Person>> {
        let (own, hidden): (Vec<Face>, Vec<Face>) = faces.into_iter().partition(|face| face.is_own());
        let own: Vec<AccountId> = own.into_iter().map(|face| face.account).collect();
        let hidden: Vec<PersonId> = hidden.into_iter().map(|face| face.shown).collect();
        let mut people = self.pseudonyms(&hidden).await?;
        people.extend(self.0.accounts.people(&own).await?.into_values().map(|person| (person.id, person)));
        Ok(people)
    }

    /// As [`Spaces::whose`], of many.
    pub async fn whose_all(&self, space: SpaceId, shown: &[PersonId]) -> Stored<HashMap<PersonId, AccountId>> {
        let mut accounts = HashMap::with_capacity(shown.len());
        for part in shown.chunks(PART) {
            accounts.extend(self.0.faces.whose(space, part).await?);
        }
        Ok(accounts)
    }

    /// The accounts that have pseudonyms like these in a space.
    pub async fn under_pseudonyms(&self, space: SpaceId, names: &[String]) -> Stored<Vec<AccountId>> {
        let keys: Vec<String> = names.iter().map(|name| alike(name)).collect();
        self.0.faces.of_keys(space, &keys).await
    }

    /// Whom an id means in a space: who is shown so there, or was. The id of an account that is there under a pseudonym
    /// means nobody, as that of a stranger.
    pub async fn whose(&self, space: SpaceId, shown: PersonId) -> Stored<Option<AccountId>> {
        Ok(self.0.faces.whose(space, &[shown]).await?.into_iter().next().map(|(_, account)| account))
    }

    /// As [`Spaces::whose`], for one who also means themselves by their account's id.
    pub(in crate::spaces) async fn meant(
        &self,
        who: &SignedIn,
        space: SpaceId,
        shown: PersonId,
    ) -> Stored<Option<AccountId>> {
        if shown == who.account().into() {
            return Ok(Some(who.account()));
        }
        self.whose(space, shown).await
    }

    /// As [`Spaces::faces`], of one.
    pub(in crate::spaces) async fn face(&self, space: SpaceId, account: AccountId) -> Stored<Person> {
        let mut people = self.faces(space, &[account]).await?;
        Ok(people.remove(&account).unwrap_or_else(|| Person::deleted(account)))
    }

    /// The pseudonym that somebody wants, if any. It must not read like anybody's name on this server, be they members or
    /// not: the refusal mustn't tell who is one. That no other pseudonym reads like it is for the store.
    pub(in crate::spaces) async fn alias(
        &self,
        account: AccountId,
        display_name: Option<&str>,
    ) -> Result<Option<Alias>, SpaceError> {
        let mut checked = Checked::default();
        let name = checked.maybe("display_name", display_name, DisplayName::parse);
        checked.done()?;
        let Some(name) = name else { return Ok(None) };
        self.0.accounts.screen().passes(account.0, &[("display_name", name.as_str())]).await?;
        if self.0.accounts.is_called(account, &name).await? {
            return Err(taken());
        }
        Ok(Some(Alias { id: PersonId(self.0.ids.unordered()), name }))
    }

    /// May this be said? For the features above.
    pub fn screening(&self) -> &Screen {
        self.0.accounts.screen()
    }

    /// Whether what a space is to say of itself may be said.
    pub(in crate::spaces) async fn screen(
        &self,
        who: &SignedIn,
        name: Option<&str>,
        texts: &WantedTexts,
    ) -> Result<(), SpaceError> {
        let (description, rules) = (texts.description.as_deref(), texts.rules.as_deref());
        let said = [("name", name), ("description", description), ("rules", rules)];
        let said = said.map(|(field, text)| (field, text.unwrap_or_default()));
        Ok(self.0.accounts.screen().passes(who.account().0, &said).await?)
    }

    /// Takes another pseudonym in the place of one's own.
    pub async fn rename(
        &self,
        who: &SignedIn,
        space: SpaceId,
        shown: PersonId,
        display_name: &str,
    ) -> Result<MemberView, SpaceError> {
        let account = who.account();
        let proof = self.member(account, space).await?;
        match self.meant(who, space, shown).await? {
            Some(meant) if meant == account => {}
            Some(meant) => {
                self.other_member(&proof, meant).await?;
                return Err(SpaceError::NotAllowed);
            }
            None => return Err(SpaceError::NoSuchMember),
        }
        let Some(pseudonym) = proof.pseudonym() else { return Err(SpaceError::UnderOwnName) };
        let Some(alias) = self.alias(account, Some(display_name)).await? else {
            return Err(SpaceError::UnderOwnName);
        };
        self.count_move(who)?;
        match self.0.faces.rename(&proof, &alias.name).await? {
            Renamed::Now => {}
            Renamed::Taken => return Err(taken()),
            Renamed::NoPseudonym => return Err(SpaceError::UnderOwnName),
            Renamed::Gone => return Err(SpaceError::NotAMember),
        }
        self.0.pseudonyms.invalidate(&pseudonym.id);
        self.announce_member(space, account).await?;
        let member = self.other_member(&proof, account).await?;
        Ok(self.member_view(member).await?)
    }

    /// Whose account it is that is shown so in a space; for those of the server's staff who may know.
    pub async fn resolve(&self, who: &SignedIn, space: SpaceId, shown: PersonId) -> Result<Person, SpaceError> {
        who.must(Permission::ResolvePseudonyms)?;
        let account = self.whose(space, shown).await?.ok_or(SpaceError::NoSuchMember)?;
        let detail = json!({ "space_id": space });
        self.0.accounts.write_down(Some(who.account()), "space.pseudonym_resolved", Some(shown.0), detail).await;
        let mut people = self.0.accounts.people(&[account]).await?;
        people.remove(&account).ok_or(SpaceError::NoSuchMember)
    }

    /// Whom a ban would name: who is shown so, or an account that isn't, whether or not it is there under a pseudonym.
    pub(in crate::spaces) async fn nameable(&self, space: SpaceId, shown: PersonId) -> Result<Face, SpaceError> {
        if let Some(account) = self.whose(space, shown).await? {
            return Ok(Face { account, shown });
        }
        let stranger = AccountId(shown.0);
        if self.0.accounts.exists(stranger).await? { Ok(Face::own(stranger)) } else { Err(SpaceError::NoSuchAccount) }
    }
}

/// What accounts ask of faces.
struct Faces {
    faces: SqlFaces,
    spaces: SqlSpaces,
}

/// For accounts, which stand below spaces, to ask who somebody is there.
pub fn pseudonyms(db: Db) -> Arc<dyn Pseudonyms> {
    Arc::new(Faces { faces: SqlFaces(db.clone()), spaces: SqlSpaces { db, tenants: Arc::new([]) } })
}

#[async_trait]
impl Pseudonyms for Faces {
    async fn met(&self, asking: AccountId, space: Uuid, person: PersonId) -> Stored<Option<AccountId>> {
        let space = SpaceId(space);
        if self.spaces.membership(space, asking).await?.is_none() {
            return Ok(None);
        }
        Ok(self.faces.whose(space, &[person]).await?.into_iter().next().map(|(_, account)| account))
    }

    async fn shown(&self, ids: &[PersonId]) -> Stored<HashMap<PersonId, Person>> {
        let mut people = HashMap::with_capacity(ids.len());
        for part in ids.chunks(PART) {
            let named = self.faces.named(part).await?;
            people.extend(named.into_iter().map(|pseudonym| (pseudonym.id, pseudonym.person())));
        }
        Ok(people)
    }
}

const TAKEN: Wrong = Wrong {
    code: "taken",
    allowed: "must not be the name or username of anybody here, nor another pseudonym in the space",
};

pub(in crate::spaces) fn person(people: &HashMap<PersonId, Person>, id: PersonId) -> Person {
    people.get(&id).cloned().unwrap_or_else(|| Person::deleted(id))
}

/// That another pseudonym reads so.
pub(in crate::spaces) fn taken() -> SpaceError {
    let mut checked = Checked::default();
    checked.refuse("display_name", TAKEN);
    checked.done().err().unwrap_or(SpaceError::UnderOwnName)
}
