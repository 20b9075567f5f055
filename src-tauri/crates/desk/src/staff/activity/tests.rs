use domain::{Currency, CustomerId, Money, PersonId, Role};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use wire::{AmountView, Minor};

use super::*;
use crate::reception::ReceptionOrder;
use crate::staff::Order;

fn activity(did: Did) -> Activity {
    Activity { id: 7, at: Timestamp::UNIX_EPOCH, person: Some(PersonId(1)), did, kind: None, note: None }
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
fn everything_that_is_written_down_is_shown_as_what_it_was() {
    use wire::{KioskWish, MemberOrder, ProductChange, SaleAction, SignUpAction};
    let team = one();
    let sale = |action| Order::Sale { sale: 1, action };
    let sign_up = |action| Order::SignUp { draft: "1".to_owned(), action };
    let member = |order| Order::Reception(ReceptionOrder::Member(order));
    let product = |change| Order::Product { place: 1, shelf: "4".to_owned(), change };
    let by_hand = MemberOrder::CheckIn { card: 1, entrance: 1, reason: "forgot it".to_owned() };
    let begin = MemberOrder::BeginSignUp {
        aim: wire::SignUpAim::Contract,
        first_name: String::new(),
        last_name: String::new(),
    };
    for (order, shown) in [
        (sale(SaleAction::HandedOver), ActivityKind::HandedOver),
        (sale(SaleAction::NotHandedOut), ActivityKind::NotHandedOut),
        (sale(SaleAction::End), ActivityKind::SaleEnded),
        (sale(SaleAction::TopUp), ActivityKind::TopUpBegun),
        (sale(SaleAction::SwitchOff), ActivityKind::SwitchedOff),
        (sign_up(SignUpAction::Show), ActivityKind::SignUpShown),
        (sign_up(SignUpAction::PutAside), ActivityKind::SignUpPutAside),
        (sign_up(SignUpAction::Discard), ActivityKind::SignUpDiscarded),
        (member(MemberOrder::Open { member: CustomerId(1).into() }), ActivityKind::MemberOpened),
        (member(MemberOrder::LinkCard { card: 1 }), ActivityKind::MemberCard),
        (member(by_hand), ActivityKind::MemberCheckedIn),
        (member(begin), ActivityKind::SignUpBegun),
        (product(ProductChange::Available { available: true }), ActivityKind::ProductAvailable),
        (product(ProductChange::Price { minor: 250 }), ActivityKind::ProductPrice),
        (product(ProductChange::Name { name: "Shake".to_owned() }), ActivityKind::ProductName),
        (Order::Kiosk(KioskWish::SwapScreens), ActivityKind::KioskHandled),
        (Order::Kiosk(KioskWish::Leave), ActivityKind::KioskLeft),
    ] {
        let act = order.act(Currency::EUR).unwrap();
        assert_eq!(line(activity(Did::Staff(act)), &team).act, shown);
    }
    assert_eq!(line(activity(Did::Unread), &team).act, ActivityKind::Other);
}

#[test]
fn a_line_says_who_and_whom_and_what_it_was_about() {
    let team = one();
    let shown = |act| line(activity(Did::Staff(act)), &team);
    let cash = shown(StaffAct::CashTaken(Money::new(2050, Currency::EUR)));
    assert_eq!(cash.amount, Some(AmountView { minor: Minor(2050), currency: "EUR".to_owned() }));
    assert_eq!(cash.by, ActivityBy::Person { name: "Team".to_owned() });
    let added = shown(StaffAct::PersonAdded { whom: PersonId(4), role: Role::Technician });
    assert_eq!(added.whom, Some(ActivityBy::Left { id: 4 }));
    assert_eq!(added.role, Some(wire::StaffRole::Technician));
    let own = shown(StaffAct::PersonPin(PersonId(1)));
    assert_eq!((own.act, own.whom), (ActivityKind::OwnPin, None));
    let other = shown(StaffAct::PersonPin(PersonId(4)));
    assert_eq!((other.act, other.whom), (ActivityKind::PersonPin, Some(ActivityBy::Left { id: 4 })));
    let shelf = shown(StaffAct::Product { change: ProductAct::Price, shelf: "12 b".to_owned() });
    assert_eq!((shelf.act, shelf.shelf.as_deref()), (ActivityKind::ProductPrice, Some("12 b")));
    assert_eq!(shown(StaffAct::LockedItself).act, ActivityKind::LockedItself);
}

#[test]
fn the_file_says_the_same_in_the_words_of_the_desk() {
    let team = one();
    let mut cancelled = activity(Did::Decision(Event::Cancelled));
    cancelled.kind = Some(outbox::Kind::Sale);
    cancelled.note = Some("=1+1".to_owned());
    let lines = [
        line(cancelled, &team),
        line(activity(Did::Staff(StaffAct::CashTaken(Money::new(2050, Currency::EUR)))), &team),
        line(Activity { person: None, ..activity(Did::Staff(StaffAct::WrongPin { in_a_row: 4 })) }, &team),
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
