use std::time::Duration;

use domain::{Currency, Money, PersonId, Role};
use outbox::{Did, ItemId, Kind, Reason, StaffAct, State};
use wire::{
    AmountView, SaleAction, SaleLine, SaleStage, SignUpAim, SignUpLine, StaffRole, StoreTrouble, TapLine,
    TapVerdict,
};

use super::super::tests::Drawer;
use super::*;
use crate::settings::Look;
use crate::staff::activity::Looked;
use crate::staff::look::Looks;
use crate::staff::people::Me;
use crate::staff::pin::Pin;
use crate::staff::team::{Name, Team};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Somebody who is signed in, listing one item and looking at what the team did.
fn opened(role: Role) -> Opened {
    let keychain = Drawer::default();
    let nobody = Team::read(&keychain).unwrap();
    nobody.set_manager_pin(&keychain, &Pin::parse("2580").unwrap()).unwrap();
    let team = Team::read(&keychain).unwrap();
    let me = Me { id: PersonId(7), name: Name::parse("Ben").unwrap(), role };
    Opened { shown: 1, activity: Some(Looked::at(None)), ..*Opened::by(me, team, Duration::from_mins(5)) }
}

fn listed(id: i64) -> Listed {
    Listed {
        id: ItemId(id),
        kind: Kind::CheckIn,
        state: State::Wedged,
        reason: Some(Reason::Refused),
        held: false,
        subject: None,
        words: None,
        amount: None,
        happened_at: NOW,
        attempts: 1,
        due_at: None,
        credit: None,
        reference: None,
        trace_id: None,
        note: None,
        open_to: Vec::new(),
        reopens: false,
        code: None,
    }
}

/// A store with something of everything.
fn read() -> Read {
    let euro = Currency::parse("EUR").unwrap();
    Read {
        line: Line { person: 2, amounts: vec![Money { minor: 250, currency: euro }], ..Line::default() },
        alarms: vec![view::set_aside(("store.damaged".to_owned(), NOW))],
        listed: vec![listed(2), listed(1)],
        activity: vec![Activity {
            id: 1,
            at: NOW,
            person: None,
            did: Did::Staff(StaffAct::DrawerOpened),
            kind: None,
            note: None,
        }],
        ..Read::default()
    }
}

/// A floor where something of everything goes on.
fn floor() -> Floor {
    Floor {
        taps: vec![TapLine {
            at_ms: Timestamp::UNIX_EPOCH.into(),
            reader: "entrance".to_owned(),
            name: Some("Carla".to_owned()),
            verdict: TapVerdict::Refused,
            words: Some("Nein.".to_owned()),
            door: None,
        }],
        sales: vec![SaleLine {
            sale: 1,
            place: "Bar".to_owned(),
            name: None,
            bought: None,
            credit: None,
            stage: SaleStage::Choosing,
            until_ms: None,
            actions: vec![SaleAction::End],
        }],
        drawer: true,
        sign_ups: vec![SignUpLine {
            draft: "1".to_owned(),
            name: None,
            aim: SignUpAim::Contract,
            begun_ms: Timestamp::UNIX_EPOCH.into(),
            touched_ms: Timestamp::UNIX_EPOCH.into(),
            for_team: true,
            refused: None,
            on_screen: false,
        }],
        ..Floor::new(false)
    }
}

fn catalogue() -> CatalogueView {
    CatalogueView {
        place: 0,
        name: "Bar".to_owned(),
        currency: "EUR".to_owned(),
        products: Vec::new(),
        imported: None,
        exported: None,
    }
}

fn shown(opened: &Opened, read: Read, floor: &Floor) -> StaffDesk {
    desk(opened, read, floor, Looks::new(Look::default()).view(), &[catalogue()])
}

#[test]
fn each_role_sees_what_it_has_business_with() {
    for (role, expected) in [
        (Role::Reception, "amounts items more names words sales drawer sign-ups"),
        (Role::Manager, "amounts items more names words sales catalogues drawer sign-ups people activity"),
        (Role::Technician, ""),
    ] {
        let desk = shown(&opened(role), read(), &floor());
        let seen: Vec<_> = [
            (
                "amounts",
                desk.line.amounts == [AmountView { minor: wire::Minor(250), currency: "EUR".to_owned() }],
            ),
            ("items", desk.items.iter().map(|item| item.id.as_str()).eq(["2"])),
            ("more", desk.more),
            ("names", desk.taps.iter().any(|tap| tap.name.is_some())),
            ("words", desk.taps.iter().any(|tap| tap.words.is_some())),
            ("sales", !desk.sales.is_empty()),
            ("catalogues", !desk.catalogues.is_empty()),
            ("drawer", desk.drawer),
            ("sign-ups", !desk.sign_ups.is_empty()),
            ("people", !desk.people.is_empty()),
            ("activity", desk.activity.is_some_and(|activity| activity.lines.len() == 1)),
        ]
        .into_iter()
        .filter_map(|(what, sees)| sees.then_some(what))
        .collect();
        assert_eq!(seen.join(" "), expected, "{role:?}");
        // What is about the desk and names nobody is for everybody, or nobody would mend it.
        assert_eq!((desk.line.person, desk.alarms.len(), desk.taps.len()), (2, 1, 1), "{role:?}");
    }
    assert_eq!(shown(&opened(Role::Technician), read(), &floor()).me.role, StaffRole::Technician);
}

#[test]
fn what_nobody_looks_at_is_not_shown_and_the_last_page_has_no_more() {
    let opened = Opened { shown: 2, activity: None, ..opened(Role::Manager) };
    let desk = shown(&opened, read(), &floor());
    assert_eq!((desk.items.len(), desk.more), (2, false));
    assert_eq!(desk.activity, None);
}

#[test]
fn what_could_not_be_read_is_said_unless_the_desk_knows_why() {
    for (unread, known, expected) in [
        (None, None, None),
        (Some(Trouble::Fault), None, Some(StoreTrouble::Fault)),
        (Some(Trouble::NotOpen), Some(StoreTrouble::Damaged), Some(StoreTrouble::Damaged)),
        (None, Some(StoreTrouble::DiskFull), Some(StoreTrouble::DiskFull)),
    ] {
        let (read, floor) = (Read { unread, ..read() }, Floor { store: known, ..floor() });
        assert_eq!(shown(&opened(Role::Technician), read, &floor).line.store, expected);
    }
}
