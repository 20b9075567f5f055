use std::collections::HashMap;
use std::sync::Mutex;

use super::*;

/// A keychain in memory that stops taking anything after so many writes.
#[derive(Default)]
struct Drawer {
    kept: Mutex<HashMap<Slot, SecretString>>,
    writes_left: Mutex<Option<usize>>,
}

impl Drawer {
    fn write(&self) -> Result<(), VaultError> {
        match self.writes_left.lock().unwrap().as_mut() {
            Some(0) => Err(VaultError::Silent),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn copy(&self) -> Self {
        Self { kept: Mutex::new(self.kept.lock().unwrap().clone()), writes_left: Mutex::default() }
    }
}

impl Secrets for Drawer {
    fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError> {
        Ok(self.kept.lock().unwrap().get(&slot).cloned())
    }

    fn set(&self, slot: Slot, secret: &SecretString) -> Result<(), VaultError> {
        self.write()?;
        self.kept.lock().unwrap().insert(slot, secret.clone());
        Ok(())
    }

    fn remove(&self, slot: Slot) -> Result<(), VaultError> {
        self.write()?;
        self.kept.lock().unwrap().remove(&slot);
        Ok(())
    }
}

const ANNA: PersonId = PersonId(2);
const BEN: PersonId = PersonId(3);

fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn change(secrets: &Drawer, change: Change) -> Result<PersonId, TeamError> {
    Team::read(secrets).unwrap().change(secrets, change)
}

/// Everybody: number, name, role.
fn people(secrets: &Drawer) -> Vec<(u32, String, Role)> {
    let team = Team::read(secrets).unwrap();
    team.people().iter().map(|one| (one.id.0, one.name.expose().to_owned(), one.role)).collect()
}

fn whose(secrets: &Drawer, pin: &str) -> Option<u32> {
    Team::read(secrets).unwrap().of_pin(pin).map(|person| person.0)
}

/// The one manager of a desk of before there were people.
fn before() -> Drawer {
    let secrets = Drawer::default();
    secrets.set(Slot::StaffPin, &pin::hash(&pin("2580")).unwrap()).unwrap();
    secrets
}

/// And Anna, who is a manager, and Ben, who is not.
fn three() -> Drawer {
    let secrets = before();
    change(&secrets, Change::Add(name("Anna"), Role::Manager, pin("1470"))).unwrap();
    change(&secrets, Change::Add(name("Ben"), Role::Reception, pin("3690"))).unwrap();
    secrets
}

fn row(id: u32, name: &str, role: Role) -> (u32, String, Role) {
    (id, name.to_owned(), role)
}

#[test]
fn a_desk_with_one_pin_is_a_team_of_one_manager() {
    assert!(Team::read(&Drawer::default()).unwrap().people().is_empty());
    let secrets = before();
    assert_eq!(people(&secrets), [row(1, "Team", Role::Manager)]);
    assert_eq!((whose(&secrets, "2580"), whose(&secrets, "2581")), (Some(1), None));
    assert_eq!(secrets.kept.lock().unwrap().len(), 1, "and nothing is written for it");
}

#[test]
fn people_come_change_and_go() {
    let secrets = three();
    let team = [row(1, "Team", Role::Manager), row(2, "Anna", Role::Manager), row(3, "Ben", Role::Reception)];
    assert_eq!(people(&secrets), team);
    for (pin, person) in [("2580", Some(1)), ("1470", Some(2)), ("3690", Some(3)), ("1111", None)] {
        assert_eq!(whose(&secrets, pin), person, "{pin}");
    }
    change(&secrets, Change::Rename(PersonId(1), name("  Clara \n Berg "))).unwrap();
    change(&secrets, Change::Role(BEN, Role::Technician)).unwrap();
    change(&secrets, Change::Pin(BEN, pin("7531"))).unwrap();
    change(&secrets, Change::Pin(PersonId(1), pin("9517"))).unwrap();
    assert_eq!(
        people(&secrets),
        [row(1, "Clara Berg", Role::Manager), row(2, "Anna", Role::Manager), row(3, "Ben", Role::Technician)]
    );
    for (pin, person) in [("9517", Some(1)), ("7531", Some(3)), ("2580", None), ("3690", None)] {
        assert_eq!(whose(&secrets, pin), person, "{pin}");
    }
    change(&secrets, Change::Remove(BEN)).unwrap();
    assert_eq!(secrets.get(Slot::Person(BEN)).unwrap().map(|_| ()), None);
    // Whoever comes next is not taken for somebody who left.
    assert_eq!(change(&secrets, Change::Add(name("Ben"), Role::Reception, pin("3690"))), Ok(PersonId(4)));
}

#[test]
fn what_would_not_be_right_is_not_done() {
    let secrets = three();
    let before = people(&secrets);
    let add = |who: &str, digits: &str| Change::Add(name(who), Role::Reception, pin(digits));
    for (refused, why) in [
        (add("anna", "97531"), TeamError::NameTaken),
        (add("Dora", "9753"), TeamError::PinTooShort),
        (Change::Rename(BEN, name("ANNA")), TeamError::NameTaken),
        (Change::Pin(BEN, pin("1470")), TeamError::PinTaken),
        (Change::Pin(ANNA, pin("2580")), TeamError::PinTaken),
        (Change::Rename(PersonId(9), name("Dora")), TeamError::Gone),
        (Change::Role(PersonId(9), Role::Manager), TeamError::Gone),
        (Change::Pin(PersonId(9), pin("9753")), TeamError::Gone),
        (Change::Remove(PersonId(9)), TeamError::Gone),
    ] {
        let what = format!("{refused:?}");
        assert_eq!(change(&secrets, refused), Err(why), "{what}");
    }
    assert_eq!(people(&secrets), before);
    // One's own PIN again, and one's own name in other letters, are no one else's.
    change(&secrets, Change::Pin(BEN, pin("3690"))).unwrap();
    change(&secrets, Change::Rename(BEN, name("BEN"))).unwrap();
    change(&secrets, add("Dora", "97531")).unwrap();
    let long = "x".repeat(41);
    for (text, why) in
        [("", TeamError::NameMissing), (" \n\t", TeamError::NameMissing), (&long, TeamError::NameTooLong)]
    {
        assert_eq!(Name::parse(text), Err(why), "{text:?}");
    }
}

#[test]
fn somebody_stays_a_manager() {
    let secrets = three();
    change(&secrets, Change::Role(ANNA, Role::Reception)).unwrap();
    for refused in [Change::Remove(PersonId(1)), Change::Role(PersonId(1), Role::Technician)] {
        assert_eq!(change(&secrets, refused), Err(TeamError::LastManager));
    }
    change(&secrets, Change::Role(ANNA, Role::Manager)).unwrap();
    change(&secrets, Change::Role(PersonId(1), Role::Technician)).unwrap();
    assert_eq!(change(&secrets, Change::Remove(ANNA)), Err(TeamError::LastManager));
    for (pin, person) in [("2580", Some(1)), ("1470", Some(2)), ("3690", Some(3))] {
        assert_eq!(whose(&secrets, pin), person, "{pin}");
    }
    // A Portico of before finds a manager's PIN. One that it sets is nobody's who is there.
    assert!(pin::matches("1470", &secrets.get(Slot::StaffPin).unwrap().unwrap()));
    secrets.set(Slot::StaffPin, &pin::hash(&pin("6420")).unwrap()).unwrap();
    assert_eq!(people(&secrets).last(), Some(&row(4, "Team", Role::Manager)));
    for (pin, person) in [("2580", Some(1)), ("1470", Some(2)), ("6420", Some(4))] {
        assert_eq!(whose(&secrets, pin), person, "{pin}");
    }
    change(&secrets, Change::Rename(PersonId(4), name("Clara"))).unwrap();
    assert_eq!(people(&secrets).last(), Some(&row(4, "Clara", Role::Manager)));
}

#[test]
fn when_the_first_manager_leaves_another_ones_pin_takes_the_place() {
    let secrets = three();
    change(&secrets, Change::Remove(PersonId(1))).unwrap();
    assert_eq!(people(&secrets), [row(2, "Anna", Role::Manager), row(3, "Ben", Role::Reception)]);
    for (pin, person) in [("2580", None), ("1470", Some(2)), ("3690", Some(3))] {
        assert_eq!(whose(&secrets, pin), person, "{pin}");
    }
    assert!(pin::matches("1470", &secrets.get(Slot::StaffPin).unwrap().unwrap()));
    change(&secrets, Change::Pin(ANNA, pin("9517"))).unwrap();
    assert_eq!((whose(&secrets, "9517"), whose(&secrets, "1470")), (Some(2), None));
    // An earlier Portico sets its one PIN: it is that of the manager who has the place.
    secrets.set(Slot::StaffPin, &pin::hash(&pin("6420")).unwrap()).unwrap();
    assert_eq!((whose(&secrets, "6420"), whose(&secrets, "9517")), (Some(2), None));
}

#[test]
fn a_pin_from_the_terminal_is_a_managers() {
    let secrets = Drawer::default();
    let set = |digits: &str| Team::read(&secrets).unwrap().set_manager_pin(&secrets, &pin(digits));
    assert_eq!(set("2580"), Ok(PersonId(1)));
    assert_eq!(people(&secrets), [row(1, "Team", Role::Manager)]);
    assert_eq!(set("1470"), Ok(PersonId(1)));
    assert_eq!((whose(&secrets, "2580"), whose(&secrets, "1470")), (None, Some(1)));
    change(&secrets, Change::Add(name("Anna"), Role::Manager, pin("9517"))).unwrap();
    change(&secrets, Change::Remove(PersonId(1))).unwrap();
    assert_eq!(set("2580"), Ok(ANNA));
    assert_eq!(whose(&secrets, "2580"), Some(2));
    // The keychain has lost whose it was; the way back is the same.
    secrets.kept.lock().unwrap().clear();
    change(&secrets, Change::Rename(ANNA, name("Anna"))).unwrap_err();
    assert_eq!(set("2580"), Ok(PersonId(1)));
}

/// A keychain that stops in the middle of a change leaves a team in which a manager can sign in, nobody has
/// two people's PIN, and in which the same change again does what was wanted.
#[test]
fn a_change_that_is_cut_short_anywhere_leaves_a_team() {
    for wanted in [
        Change::Add(name("Dora"), Role::Reception, pin("97531")),
        Change::Rename(PersonId(1), name("Clara")),
        Change::Role(PersonId(1), Role::Reception),
        Change::Role(ANNA, Role::Technician),
        Change::Pin(PersonId(1), pin("97531")),
        Change::Pin(BEN, pin("97531")),
        Change::Remove(PersonId(1)),
        Change::Remove(ANNA),
        Change::Remove(BEN),
    ] {
        let whole = three();
        change(&whole, wanted.clone()).unwrap();
        let wished = people(&whole);
        for writes in 0.. {
            assert!(writes < 6, "{wanted:?} never ends");
            let secrets = three();
            *secrets.writes_left.lock().unwrap() = Some(writes);
            let ended = change(&secrets, wanted.clone());
            let secrets = secrets.copy();
            let what = format!("{wanted:?} after {writes} writes");
            let managers = people(&secrets).iter().filter(|one| one.2 == Role::Manager).count();
            assert!(managers > 0, "{what}");
            assert!(whose(&secrets, "1470").is_some() || whose(&secrets, "2580").is_some(), "{what}");
            let ids: Vec<_> = ["2580", "1470", "3690", "97531"]
                .into_iter()
                .filter_map(|one| whose(&secrets, one))
                .collect();
            let mut once = ids.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "{what}: {ids:?}");
            if ended.is_ok() {
                assert_eq!(people(&secrets), wished, "{what}");
                break;
            }
            match change(&secrets, wanted.clone()) {
                Ok(_) => assert_eq!(people(&secrets), wished, "{what}, and again"),
                // It was through already.
                Err(TeamError::Gone) => assert_eq!(people(&secrets), wished, "{what}, and again"),
                Err(error) => panic!("{what}: {error}"),
            }
        }
    }
}

#[test]
fn nobodys_name_or_hash_is_printed() {
    let team = Team::read(&three()).unwrap();
    let printed = format!("{team:?}");
    assert!(!printed.contains("Anna") && !printed.contains("argon2"), "{printed}");
}
