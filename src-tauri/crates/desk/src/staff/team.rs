//! The people of the team: names, roles and the hashes of their PINs, all of it in the keychain.
//!
//! A PIN alone says who is there, because a name to choose first is a wait at the counter. So no two people
//! have the same, and all hashes are made with one salt: one calculation tells whose a PIN is, whatever the
//! number of people. A fast keyed hash to pick the row by would give away in no time what the slow one hides.
//!
//! One manager's hash is in a slot of its own, `staff-pin`: the only one there was before there were people.
//! A desk of that time is a team of one manager, and a Portico of that time still finds a manager's PIN. The
//! record of that manager has no hash; one that is in `staff-pin` and in a record belongs to the record,
//! which is what a change that was cut short leaves.

use domain::{PersonId, Redacted, Role};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vault::{Secrets, Slot, VaultError};

use super::pin::{self, Pin};

/// Letters of the longest name.
pub const LONGEST_NAME: usize = 40;
/// More people than work at any counter, and as many as fit into the smallest keychain entry there is:
/// Windows takes 2560 bytes, two a letter.
pub const MOST_PEOPLE: usize = 40;
/// How many people have PINs of four digits. Each more makes it likelier that a guess is somebody's, so the
/// PINs of those who come after are longer.
const FEW: usize = 3;
const SHORTEST_OF_MANY: usize = 5;
/// Whoever was there before there were people.
const FIRST: PersonId = PersonId(1);
/// What they are called until somebody says otherwise.
const FIRST_NAME: &str = "Team";

/// A name as the team says it: 1 to 40 letters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(Redacted<String>);

impl Name {
    /// Takes what somebody wrote.
    ///
    /// # Errors
    /// It is empty or too long.
    pub fn parse(text: &str) -> Result<Self, TeamError> {
        let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
        let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(TeamError::NameMissing),
            1..=LONGEST_NAME => Ok(Self(Redacted::new(name))),
            _ => Err(TeamError::NameTooLong),
        }
    }

    /// The name, for the team's window.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    fn is_like(&self, other: &Self) -> bool {
        self.expose().to_lowercase() == other.expose().to_lowercase()
    }
}

/// Somebody of the team.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their number, never somebody else's.
    pub id: PersonId,
    /// What the team calls them.
    pub name: Name,
    /// What they are there for.
    pub role: Role,
    hash: SecretString,
    /// The hash is in the record, not only in `staff-pin`.
    own_hash: bool,
}

/// A change of the team.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody new.
    Add(Name, Role, Pin),
    /// Another name.
    Rename(PersonId, Name),
    /// Another role.
    Role(PersonId, Role),
    /// Another PIN.
    Pin(PersonId, Pin),
    /// Somebody leaves.
    Remove(PersonId),
}

/// Why the team was not changed. Carries no name and no PIN.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TeamError {
    /// No name.
    #[error("A name is missing.")]
    NameMissing,
    /// A name of more than 40 letters.
    #[error("A name has at most 40 letters.")]
    NameTooLong,
    /// Somebody has the name.
    #[error("Somebody of the team has this name already.")]
    NameTaken,
    /// Somebody has the PIN.
    #[error("This PIN cannot be used. Choose another one.")]
    PinTaken,
    /// Too short for a team of this size.
    #[error("In a team of more than three, a new PIN has at least 5 digits.")]
    PinTooShort,
    /// Without a manager nobody could change the team any more.
    #[error("Somebody has to stay a manager.")]
    LastManager,
    /// No room.
    #[error("There is room for 40 people.")]
    TooMany,
    /// There is no such person.
    #[error("There is no such person in the team.")]
    Gone,
    /// There is no hash.
    #[error("{0}")]
    Hash(#[from] pin::HashError),
    /// The keychain did not give or take it.
    #[error("{0}")]
    Keychain(#[from] VaultError),
}

/// Who there is, and the next number.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Index {
    next: u32,
    people: Vec<u32>,
}

/// A person as the keychain has them.
#[derive(Deserialize, Serialize)]
struct Record {
    name: String,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pin: Option<String>,
}

/// The team as it is in the keychain.
#[derive(Clone, Debug)]
pub struct Team {
    index: Index,
    people: Vec<Person>,
}

impl Team {
    /// Reads it. Blocks: the keychain does.
    ///
    /// # Errors
    /// The keychain does not give it.
    pub fn read(secrets: &dyn Secrets) -> Result<Self, VaultError> {
        let staff_pin = secrets.get(Slot::StaffPin)?;
        let index = match secrets.get(Slot::Team)? {
            Some(text) => serde_json::from_str(text.expose_secret()).map_err(|_| VaultError::Unusable)?,
            None => Index { next: FIRST.0 + 1, people: vec![FIRST.0] },
        };
        let mut team = Self { index, people: Vec::new() };
        let mut hashless = None;
        for id in team.index.people.clone().into_iter().map(PersonId) {
            let Some((name, role, own)) = record(secrets, id)? else { continue };
            match own {
                Some(hash) => team.people.push(Person { id, name, role, hash, own_hash: true }),
                None => hashless = hashless.or(Some((id, name, role))),
            }
        }
        if let Some(hash) = staff_pin
            && !team.people.iter().any(|person| same(&person.hash, &hash))
        {
            let (id, name, role) = hashless.unwrap_or_else(|| {
                // An earlier Portico set it, after its manager had left.
                let id = PersonId(team.index.next);
                team.index.next += 1;
                (id, Name(Redacted::new(FIRST_NAME.to_owned())), Role::Manager)
            });
            team.people.push(Person { id, name, role, hash, own_hash: false });
        }
        team.people.sort_by_key(|person| person.id);
        Ok(team)
    }

    /// Everybody, whoever came first first.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Somebody.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Whoever is called this, big or small letters.
    pub fn called(&self, name: &Name) -> Option<&Person> {
        self.people.iter().find(|person| person.name.is_like(name))
    }

    /// Whether this is the only manager.
    pub fn is_last_manager(&self, id: PersonId) -> bool {
        let mut managers = self.people.iter().filter(|person| person.role == Role::Manager);
        managers.next().is_some_and(|person| person.id == id) && managers.next().is_none()
    }

    /// Whose PIN this is, as somebody entered it.
    ///
    /// Blocks for 50 to 100 ms, once: callers use `spawn_blocking`.
    pub fn of_pin(&self, pin: &str) -> Option<PersonId> {
        let hashes: Vec<_> = self.people.iter().map(|person| &person.hash).collect();
        pin::whose(pin, &hashes).and_then(|at| self.people.get(at)).map(|person| person.id)
    }

    /// Sets the PIN that is in `staff-pin`: of the first manager, or of one who was not there yet.
    ///
    /// Blocks, as everything that hashes a PIN: callers use `spawn_blocking`.
    ///
    /// # Errors
    /// Nothing was changed.
    pub fn set_manager_pin(&self, secrets: &dyn Secrets, pin: &Pin) -> Result<PersonId, TeamError> {
        let staff_pin = secrets.get(Slot::StaffPin)?;
        let holder = staff_pin.and_then(|hash| self.people.iter().find(|person| same(&person.hash, &hash)));
        if let Some(holder) = holder.filter(|holder| holder.role == Role::Manager) {
            return self.change(secrets, Change::Pin(holder.id, pin.clone()));
        }
        if let Some(manager) = self.people.iter().find(|person| person.role == Role::Manager) {
            return self.change(secrets, Change::Pin(manager.id, pin.clone()));
        }
        // Nobody is a manager: nobody is there yet, or what the keychain had of them is lost.
        self.is_free(pin, None, self.people.len() + 1)?;
        secrets.set(Slot::StaffPin, &self.hash(pin)?)?;
        let team = Self::read(secrets)?;
        match team.people.iter().find(|person| !person.own_hash) {
            Some(first) if first.role == Role::Manager => Ok(first.id),
            Some(first) => {
                put(secrets, &Person { role: Role::Manager, ..first.clone() })?;
                Ok(first.id)
            }
            None => Err(TeamError::Gone),
        }
    }

    /// Changes the team, and tells whom the change was about. What is kept is a team of before or after at
    /// any moment.
    ///
    /// Blocks, as everything that hashes a PIN: callers use `spawn_blocking`.
    ///
    /// # Errors
    /// Nothing was changed, or the keychain stopped in the middle; the same again mends that.
    pub fn change(&self, secrets: &dyn Secrets, change: Change) -> Result<PersonId, TeamError> {
        match change {
            Change::Add(name, role, pin) => self.add(secrets, name, role, &pin),
            Change::Rename(id, name) => {
                let person = self.person(id).ok_or(TeamError::Gone)?;
                if self.called(&name).is_some_and(|other| other.id != id) {
                    return Err(TeamError::NameTaken);
                }
                self.keep(secrets, &Person { name, ..person.clone() })
            }
            Change::Role(id, role) => {
                let person = self.person(id).ok_or(TeamError::Gone)?;
                let demoted = role != Role::Manager && person.role == Role::Manager;
                if demoted && self.is_last_manager(id) {
                    return Err(TeamError::LastManager);
                }
                let changed = Person { role, own_hash: person.own_hash || demoted, ..person.clone() };
                self.keep(secrets, &changed)?;
                if demoted {
                    self.hand_on(secrets, person)?;
                }
                Ok(id)
            }
            Change::Pin(id, pin) => {
                let person = self.person(id).ok_or(TeamError::Gone)?;
                self.is_free(&pin, Some(id), self.people.len())?;
                let hash = self.hash(&pin)?;
                if person.own_hash {
                    let in_staff_pin =
                        secrets.get(Slot::StaffPin)?.is_some_and(|kept| same(&kept, &person.hash));
                    if !in_staff_pin {
                        return self.keep(secrets, &Person { hash, ..person.clone() });
                    }
                    // From now on it is in the one place only.
                    self.keep(secrets, &Person { own_hash: false, ..person.clone() })?;
                }
                secrets.set(Slot::StaffPin, &hash)?;
                Ok(id)
            }
            Change::Remove(id) => {
                let person = self.person(id).ok_or(TeamError::Gone)?;
                if self.is_last_manager(id) {
                    return Err(TeamError::LastManager);
                }
                let heir = self.hand_on(secrets, person)?;
                let left = self.people.iter().filter(|other| other.id != id).map(|other| other.id.0);
                put_index(secrets, &Index { people: left.collect(), ..self.index.clone() })?;
                if let Some(heir) = heir {
                    put(secrets, &Person { own_hash: false, ..heir.clone() })?;
                }
                secrets.remove(Slot::Person(id))?;
                Ok(id)
            }
        }
    }

    fn add(&self, secrets: &dyn Secrets, name: Name, role: Role, pin: &Pin) -> Result<PersonId, TeamError> {
        if self.people.len() >= MOST_PEOPLE {
            return Err(TeamError::TooMany);
        }
        if self.called(&name).is_some() {
            return Err(TeamError::NameTaken);
        }
        self.is_free(pin, None, self.people.len() + 1)?;
        let id = PersonId(self.index.next);
        let person = Person { id, name, role, hash: self.hash(pin)?, own_hash: true };
        put(secrets, &person)?;
        let people = self.people.iter().map(|person| person.id.0).chain([id.0]).collect();
        put_index(secrets, &Index { next: id.0 + 1, people })?;
        Ok(id)
    }

    /// Puts the PIN of another manager in the place of one who leaves or is none any more, if theirs was
    /// there, and tells whose.
    fn hand_on(&self, secrets: &dyn Secrets, from: &Person) -> Result<Option<&Person>, TeamError> {
        let held = secrets.get(Slot::StaffPin)?.is_some_and(|kept| same(&kept, &from.hash));
        let managers = || self.people.iter().filter(|person| person.role == Role::Manager);
        let Some(heir) = managers().find(|person| person.id != from.id).filter(|_| held) else {
            return Ok(None);
        };
        secrets.set(Slot::StaffPin, &heir.hash)?;
        Ok(Some(heir))
    }

    /// Writes somebody down who is there already.
    fn keep(&self, secrets: &dyn Secrets, person: &Person) -> Result<PersonId, TeamError> {
        put(secrets, person)?;
        // Before the first change there is none, and one that an earlier Portico left lacks its new manager.
        put_index(
            secrets,
            &Index { next: self.index.next, people: self.people.iter().map(|person| person.id.0).collect() },
        )?;
        Ok(person.id)
    }

    fn is_free(&self, pin: &Pin, but_for: Option<PersonId>, people: usize) -> Result<(), TeamError> {
        if people > FEW && pin.digits() < SHORTEST_OF_MANY {
            return Err(TeamError::PinTooShort);
        }
        match self.of_pin(pin.expose()) {
            Some(whose) if Some(whose) != but_for => Err(TeamError::PinTaken),
            Some(_) | None => Ok(()),
        }
    }

    fn hash(&self, pin: &Pin) -> Result<SecretString, pin::HashError> {
        match self.people.iter().find_map(|person| pin::hash_like(pin, &person.hash)) {
            Some(hash) => Ok(hash),
            None => pin::hash(pin),
        }
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// What a record says of a person: name, role and the hash, if it is there.
type Recorded = (Name, Role, Option<SecretString>);

fn record(secrets: &dyn Secrets, id: PersonId) -> Result<Option<Recorded>, VaultError> {
    let Some(text) = secrets.get(Slot::Person(id))? else {
        if id == FIRST {
            return Ok(Some((Name(Redacted::new(FIRST_NAME.to_owned())), Role::Manager, None)));
        }
        tracing::error!(person = %id, "the keychain has lost somebody of the team");
        return Ok(None);
    };
    let record: Record = serde_json::from_str(text.expose_secret()).map_err(|_| VaultError::Unusable)?;
    Ok(Some((Name(Redacted::new(record.name)), record.role, record.pin.map(SecretString::from))))
}

fn put(secrets: &dyn Secrets, person: &Person) -> Result<(), VaultError> {
    let pin = person.own_hash.then(|| person.hash.expose_secret().to_owned());
    let record = Record { name: person.name.expose().to_owned(), role: person.role, pin };
    let text = serde_json::to_string(&record).map_err(|_| VaultError::Unusable)?;
    secrets.set(Slot::Person(person.id), &text.into())
}

fn put_index(secrets: &dyn Secrets, index: &Index) -> Result<(), VaultError> {
    let text = serde_json::to_string(index).map_err(|_| VaultError::Unusable)?;
    secrets.set(Slot::Team, &text.into())
}

#[cfg(test)]
mod tests;
