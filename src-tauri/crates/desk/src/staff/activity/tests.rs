use domain::{CustomerId, PersonId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::staff::rights;

fn activity(did: Did, detail: Option<&str>) -> Activity {
    Activity {
        id: 7,
        at: Timestamp::UNIX_EPOCH,
        person: Some(PersonId(1)),
        did,
        times: 0,
        detail: detail.map(str::to_owned),
        kind: None,
        note: None,
    }
}

/// The team of a desk that only ever had one PIN.
fn one() -> Team {
    struct Drawer;
    impl vault::Secrets for Drawer {
        fn get(&self, slot: vault::Slot) -> Result<Option<secrecy::SecretString>, vault::VaultError> {
            Ok((slot == vault::Slot::StaffPin).then(|| "a hash".into()))
        }
        fn set(&self, _: vault::Slot, _: &secrecy::SecretString) -> Result<(), vault::VaultError> {
            Err(vault::VaultError::Locked)
        }
        fn remove(&self, _: vault::Slot) -> Result<(), vault::VaultError> {
            Err(vault::VaultError::Locked)
        }
    }
    Team::read(&Drawer).unwrap()
}

#[test]
fn everything_that_is_written_down_is_read_back_as_what_it_was() {
    use wire::{MemberOrder, ProductChange, SaleAction, SignUpAction};
    let team = one();
    let kind = |event, detail: &str| line(activity(Did::Staff(event), Some(detail)), &team).act;
    for (action, act) in [
        (SaleAction::HandedOver, ActivityKind::HandedOver),
        (SaleAction::NotHandedOut, ActivityKind::NotHandedOut),
        (SaleAction::End, ActivityKind::SaleEnded),
        (SaleAction::TopUp, ActivityKind::TopUpBegun),
        (SaleAction::SwitchOff, ActivityKind::SwitchedOff),
    ] {
        assert_eq!(kind(StaffEvent::SaleHandled, rights::sale(action)), act);
    }
    for (action, act) in [
        (SignUpAction::Show, ActivityKind::SignUpShown),
        (SignUpAction::PutAside, ActivityKind::SignUpPutAside),
        (SignUpAction::Discard, ActivityKind::SignUpDiscarded),
    ] {
        assert_eq!(kind(StaffEvent::DraftHandled, rights::sign_up(action)), act);
    }
    for (order, act) in [
        (MemberOrder::Open { member: CustomerId(1).into() }, ActivityKind::MemberOpened),
        (MemberOrder::LinkCard { card: 1 }, ActivityKind::MemberCard),
        (
            MemberOrder::CheckIn { card: 1, entrance: 1, reason: "forgot it".to_owned() },
            ActivityKind::MemberCheckedIn,
        ),
        (
            MemberOrder::BeginSignUp {
                aim: wire::SignUpAim::Contract,
                first_name: String::new(),
                last_name: String::new(),
            },
            ActivityKind::SignUpBegun,
        ),
    ] {
        assert_eq!(kind(StaffEvent::MemberHandled, rights::member(&order).unwrap()), act);
    }
    for (change, act) in [
        (ProductChange::Available { available: true }, ActivityKind::ProductAvailable),
        (ProductChange::Price { minor: 250 }, ActivityKind::ProductPrice),
        (ProductChange::Name { name: "Shake".to_owned() }, ActivityKind::ProductName),
    ] {
        assert_eq!(kind(StaffEvent::ProductChanged, rights::product(&change)), act);
    }
    // Every other event says itself what it was, and only what is unreadable is something else.
    for event in StaffEvent::ALL {
        let words = matches!(
            event,
            StaffEvent::SaleHandled
                | StaffEvent::DraftHandled
                | StaffEvent::MemberHandled
                | StaffEvent::ProductChanged
        );
        assert_eq!(kind(*event, "") == ActivityKind::Other, words, "{event:?}");
    }
}

#[test]
fn a_line_says_who_and_whom_and_what_it_was_about() {
    let team = one();
    let cash = line(activity(Did::Staff(StaffEvent::CashTaken), Some("2050 EUR")), &team);
    assert_eq!(cash.amount, Some(AmountView { minor: Minor(2050), currency: "EUR".to_owned() }));
    assert_eq!(cash.by, ActivityBy::Person { name: "Team".to_owned() });
    let added = line(activity(Did::Staff(StaffEvent::PersonAdded), Some("4 technician")), &team);
    assert_eq!(added.whom, Some(ActivityBy::Left { id: 4 }));
    assert_eq!(added.role, Some(wire::StaffRole::Technician));
    let own = line(activity(Did::Staff(StaffEvent::PersonPin), Some("1")), &team);
    assert_eq!((own.act, own.whom), (ActivityKind::OwnPin, None));
    let other = line(activity(Did::Staff(StaffEvent::PersonPin), Some("4")), &team);
    assert_eq!(other.act, ActivityKind::PersonPin);
    let shelf = line(activity(Did::Staff(StaffEvent::ProductChanged), Some("price 12 b")), &team);
    assert_eq!((shelf.act, shelf.shelf.as_deref()), (ActivityKind::ProductPrice, Some("12 b")));
    let itself = line(activity(Did::Staff(StaffEvent::Locked), Some(BY_ITSELF)), &team);
    assert_eq!(itself.act, ActivityKind::LockedItself);
    for damaged in [None, Some(""), Some("x"), Some("x y")] {
        let line = line(activity(Did::Staff(StaffEvent::PersonRole), damaged), &team);
        assert_eq!((line.whom, line.role), (None, None), "{damaged:?}");
    }
}

#[test]
fn the_file_says_the_same_in_the_words_of_the_desk() {
    let team = one();
    let mut cancelled = activity(Did::Decision(Event::Cancelled), None);
    cancelled.kind = Some(outbox::Kind::Sale);
    cancelled.note = Some("=1+1".to_owned());
    let lines = [
        line(cancelled, &team),
        line(activity(Did::Staff(StaffEvent::CashTaken), Some("2050 EUR")), &team),
        line(Activity { person: None, times: 4, ..activity(Did::Staff(StaffEvent::WrongPin), None) }, &team),
    ];
    let text = |tag: &str| {
        let language = Language::exact(tag).unwrap();
        String::from_utf8(words::to_csv(&lines, language, &TimeZone::UTC)).unwrap()
    };
    assert_eq!(
        text("de"),
        "\u{feff}Zeitpunkt;Wer;Was;Worum es ging;Betrag;Währung;Notiz\r\n\
         1970-01-01 00:00:00;Team;storniert;Verkauf;;;'=1+1\r\n\
         1970-01-01 00:00:00;Team;bar aufgeladen;;20,50;EUR;\r\n\
         1970-01-01 00:00:00;nicht angemeldet;falsche PIN;4 in Folge;;;\r\n"
    );
    assert!(
        text("en").contains("1970-01-01 00:00:00,not signed in,wrong PIN,4 in a row,,,"),
        "{}",
        text("en")
    );
}
