//! What the team did: by whom, in order, page by page, and in which words it is kept.

use std::collections::BTreeSet;

use domain::{Currency, Money, Permission, PersonId, Role};

use super::folder::*;
use super::support::*;
use crate::staff::{ActRow, StaffEvent};
use crate::*;

const ANNA: PersonId = PersonId(2);
const BEN: PersonId = PersonId(3);

async fn opened() -> (tempfile::TempDir, Outbox) {
    let folder = folder();
    let outbox = Outbox::new(folder.path(), Rules::default());
    outbox.open(StoreKey::generate().unwrap(), at(0)).await.unwrap();
    (folder, outbox)
}

async fn events(outbox: &Outbox, person: Option<PersonId>) -> Vec<(Option<PersonId>, Did)> {
    let lines = outbox.activity(person, None, 99).await.unwrap();
    lines.into_iter().map(|line| (line.person, line.did)).collect()
}

#[tokio::test]
async fn what_the_team_did_is_read_page_by_page_and_person_by_person() {
    let (_folder, outbox) = opened().await;
    for second in 0..4 {
        let who = if second % 2 == 0 { ANNA } else { BEN };
        outbox.note(Some(who), StaffAct::SignedIn, at(second)).await.unwrap();
    }
    let wrong = StaffAct::WrongPin { in_a_row: 3 };
    outbox.note(None, wrong.clone(), at(5)).await.unwrap();
    let priced = StaffAct::Product { change: ProductAct::Price, shelf: "26 b".to_owned() };
    outbox.note(Some(ANNA), priced.clone(), at(6)).await.unwrap();

    let all = outbox.activity(None, None, 99).await.unwrap();
    assert_eq!(all.iter().map(|line| line.at).collect::<Vec<_>>(), [6, 5, 3, 2, 1, 0].map(at));
    assert_eq!((all[1].person, &all[1].did), (None, &Did::Staff(wrong)));
    assert_eq!((all[0].person, &all[0].did), (Some(ANNA), &Did::Staff(priced)));
    // In pages of any size it is the same.
    for size in 1..4 {
        let mut read: Vec<Activity> = Vec::new();
        loop {
            let page = outbox.activity(None, read.last().map(|line| line.id), size).await.unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= size);
            read.extend(page);
        }
        assert_eq!(read, all, "{size}");
    }
    let signed_in = || (Some(BEN), Did::Staff(StaffAct::SignedIn));
    assert_eq!(events(&outbox, Some(BEN)).await, [signed_in(), signed_in()]);
    assert_eq!(events(&outbox, Some(PersonId(9))).await, []);
}

#[tokio::test]
async fn a_decision_is_by_whoever_made_it_and_what_a_program_did_is_by_nobody() {
    let (_folder, outbox) = opened().await;
    let id = outbox.enqueue(new_item(Kind::Sale, 1), at(0)).await.unwrap();
    outbox.exchange(Vec::new(), 9, at(0)).await.unwrap();
    let refused = outbox.decide_by(ANNA, id, Decision::Done { note: None }, at(1)).await;
    assert!(refused.is_err(), "it is being sent");
    assert_eq!(events(&outbox, None).await, [], "what was not done is by nobody");

    let other = outbox.enqueue(new_item(Kind::Sale, 2), at(2)).await.unwrap();
    let why = Decision::Cancel { note: "rang her".to_owned() };
    outbox.decide_by(BEN, other, why, at(3)).await.unwrap();
    let [line] = <[_; 1]>::try_from(outbox.activity(None, None, 99).await.unwrap()).unwrap();
    assert_eq!(
        (line.person, &line.did, line.kind),
        (Some(BEN), &Did::Decision(Event::Cancelled), Some(Kind::Sale))
    );
    assert_eq!(line.note.as_deref(), Some("rang her"));
    assert!(!format!("{line:?}").contains("rang her"));
}

/// What reads the ledger item by item does not stumble over what the team did besides.
#[tokio::test]
async fn the_ledger_of_items_has_decisions_and_nothing_else_of_the_team() {
    let (_folder, outbox) = opened().await;
    outbox.note(Some(ANNA), StaffAct::SignedIn, at(0)).await.unwrap();
    let id = outbox.enqueue(new_item(Kind::Sale, 1), at(1)).await.unwrap();
    outbox.decide_by(ANNA, id, Decision::Done { note: None }, at(2)).await.unwrap_err();
    outbox.decide_by(ANNA, id, Decision::Cancel { note: "no".to_owned() }, at(2)).await.unwrap();
    let events: Vec<_> = outbox.ledger(0, 99).await.unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(events, [Event::Happened, Event::Cancelled]);
}

/// One of everything, with the row that it is in stores: event, how often in a row, detail. Rows are for good,
/// so lines may be added here and none may change.
fn rows() -> Vec<(StaffAct, &'static str)> {
    let product = |change, shelf: &str| StaffAct::Product { change, shelf: shelf.to_owned() };
    let yen = Currency::parse("JPY").unwrap();
    vec![
        (StaffAct::SignedIn, "signed_in 0"),
        (StaffAct::Locked, "locked 0"),
        (StaffAct::LockedItself, "locked 0 by_itself"),
        (StaffAct::WrongPin { in_a_row: 3 }, "wrong_pin 3"),
        (StaffAct::NotAllowed(Permission::Members), "not_allowed 0 members"),
        (StaffAct::NotAllowed(Permission::Inbox), "not_allowed 0 inbox"),
        (StaffAct::NotAllowed(Permission::Sales), "not_allowed 0 sales"),
        (StaffAct::NotAllowed(Permission::SignUps), "not_allowed 0 sign_ups"),
        (StaffAct::NotAllowed(Permission::Catalogue), "not_allowed 0 catalogue"),
        (StaffAct::NotAllowed(Permission::Look), "not_allowed 0 look"),
        (StaffAct::NotAllowed(Permission::Export), "not_allowed 0 export"),
        (StaffAct::NotAllowed(Permission::People), "not_allowed 0 people"),
        (StaffAct::NotAllowed(Permission::Activity), "not_allowed 0 activity"),
        (StaffAct::NotAllowed(Permission::LeaveKiosk), "not_allowed 0 leave_kiosk"),
        (StaffAct::NotAllowed(Permission::Support), "not_allowed 0 support"),
        (StaffAct::Sale(SaleAct::HandedOver), "sale_handled 0 handed_over"),
        (StaffAct::Sale(SaleAct::NotHandedOut), "sale_handled 0 not_handed_out"),
        (StaffAct::Sale(SaleAct::End), "sale_handled 0 end"),
        (StaffAct::Sale(SaleAct::TopUp), "sale_handled 0 top_up"),
        (StaffAct::Sale(SaleAct::SwitchOff), "sale_handled 0 switch_off"),
        (StaffAct::CashTaken(Money::new(2050, Currency::EUR)), "cash_taken 0 2050 EUR"),
        (StaffAct::CashTaken(Money::new(500, yen)), "cash_taken 0 500 JPY"),
        (StaffAct::DrawerOpened, "drawer_opened 0"),
        (StaffAct::SignUp(SignUpAct::Show), "draft_handled 0 show"),
        (StaffAct::SignUp(SignUpAct::PutAside), "draft_handled 0 put_aside"),
        (StaffAct::SignUp(SignUpAct::Discard), "draft_handled 0 discard"),
        (StaffAct::Member(MemberAct::Open), "member_handled 0 open"),
        (StaffAct::Member(MemberAct::LinkCard), "member_handled 0 link_card"),
        (StaffAct::Member(MemberAct::CheckIn), "member_handled 0 check_in"),
        (StaffAct::Member(MemberAct::BeginSignUp), "member_handled 0 begin_sign_up"),
        (product(ProductAct::Available, "4"), "product_changed 0 available 4"),
        (product(ProductAct::Price, "12 b"), "product_changed 0 price 12 b"),
        (product(ProductAct::Name, ""), "product_changed 0 name "),
        (StaffAct::CatalogueImported, "catalogue_imported 0"),
        (StaffAct::CatalogueExported, "catalogue_exported 0"),
        (StaffAct::LookChanged, "look_changed 0"),
        (StaffAct::LookFile, "look_file 0"),
        (StaffAct::ItemsExported, "items_exported 0"),
        (StaffAct::ActivityExported, "activity_exported 0"),
        (StaffAct::AlarmSeen, "alarm_seen 0"),
        (StaffAct::Served, "served 0"),
        (StaffAct::PersonAdded { whom: BEN, role: Role::Reception }, "person_added 0 3 reception"),
        (StaffAct::PersonAdded { whom: BEN, role: Role::Manager }, "person_added 0 3 manager"),
        (StaffAct::PersonAdded { whom: BEN, role: Role::Technician }, "person_added 0 3 technician"),
        (StaffAct::PersonRenamed(BEN), "person_renamed 0 3"),
        (StaffAct::PersonRole { whom: ANNA, role: Role::Reception }, "person_role 0 2 reception"),
        (StaffAct::PersonRole { whom: ANNA, role: Role::Manager }, "person_role 0 2 manager"),
        (StaffAct::PersonRole { whom: ANNA, role: Role::Technician }, "person_role 0 2 technician"),
        (StaffAct::PersonPin(BEN), "person_pin 0 3"),
        (StaffAct::PersonRemoved(BEN), "person_removed 0 3"),
        (StaffAct::Kiosk(KioskAct::SwapScreens), "kiosk_handled 0 swap_screens"),
        (StaffAct::Kiosk(KioskAct::ShowDesktop), "kiosk_handled 0 show_desktop"),
        (StaffAct::Kiosk(KioskAct::HideDesktop), "kiosk_handled 0 hide_desktop"),
        (StaffAct::KioskLeft, "kiosk_left 0"),
        (StaffAct::SupportWritten, "support_written 0"),
    ]
}

#[test]
fn what_the_team_does_keeps_its_row_and_is_read_back_from_it() {
    for (act, text) in rows() {
        let row = act.to_row();
        let detail = row.detail.as_ref().map(|detail| format!(" {detail}")).unwrap_or_default();
        assert_eq!(format!("{} {}{detail}", row.event.word(), row.attempt), text, "{act:?}");
        assert_eq!(StaffAct::from_row(&row), Some(act), "{text}");
    }
}

/// Whoever adds something that the team does adds its row above.
#[test]
fn every_word_that_is_kept_has_its_row() {
    let rows: Vec<_> = rows().into_iter().map(|(act, _)| act.to_row()).collect();
    let of = |event: StaffEvent| -> BTreeSet<_> {
        let details = rows.iter().filter(|row| row.event == event).map(|row| row.detail.as_deref());
        details.map(|detail| detail.unwrap_or_default().split(' ').next().unwrap()).collect()
    };
    for event in StaffEvent::ALL {
        assert!(!of(*event).is_empty(), "{event:?}");
    }
    assert_eq!(of(StaffEvent::NotAllowed), Permission::ALL.map(Permission::word).into());
    assert_eq!(of(StaffEvent::SaleHandled), SaleAct::ALL.iter().map(|act| act.word()).collect());
    assert_eq!(of(StaffEvent::DraftHandled), SignUpAct::ALL.iter().map(|act| act.word()).collect());
    assert_eq!(of(StaffEvent::MemberHandled), MemberAct::ALL.iter().map(|act| act.word()).collect());
    assert_eq!(of(StaffEvent::ProductChanged), ProductAct::ALL.iter().map(|act| act.word()).collect());
    assert_eq!(of(StaffEvent::KioskHandled), KioskAct::ALL.iter().map(|act| act.word()).collect());
    let one_meaning = |event: &Event| StaffEvent::ALL.iter().all(|staff| staff.word() != event.word());
    assert!(Event::ALL.iter().all(one_meaning), "one word, one meaning");
}

/// Rows as they have been since there were any: version 6 of the store.
#[tokio::test]
async fn what_the_team_did_in_a_store_of_an_earlier_version_is_read() {
    let folder = folder();
    let db = of_version(6, folder.path());
    for (_, text) in rows() {
        let (event, rest) = text.split_once(' ').unwrap();
        let (attempt, detail) =
            rest.split_once(' ').map_or((rest, None), |(times, detail)| (times, Some(detail)));
        let attempt: u32 = attempt.parse().unwrap();
        db.execute(
            "INSERT INTO ledger (at, event, attempt, detail, person) VALUES (1772600000000, ?1, ?2, ?3, 2)",
            rusqlite::params![event, attempt, detail],
        )
        .unwrap();
    }
    drop(db);
    let outbox = Desk::opened(folder.path()).await;
    let mut read = outbox.activity(Some(ANNA), None, 99).await.unwrap();
    read.reverse();
    let did: Vec<_> = read.into_iter().map(|line| line.did).collect();
    assert_eq!(did, rows().into_iter().map(|(act, _)| Did::Staff(act)).collect::<Vec<_>>());
}

#[test]
fn a_row_in_other_words_is_not_taken_for_something_else() {
    for (event, details) in [
        (StaffEvent::Locked, ["by_fire", "by_itself again"].as_slice()),
        (StaffEvent::NotAllowed, &["", "everything"]),
        (StaffEvent::SaleHandled, &["", "given_away"]),
        (StaffEvent::CashTaken, &["", "20", "EUR", "x EUR", "20.50 EUR", "20 XYZ", "20 EUR or so"]),
        (StaffEvent::DraftHandled, &["", "shown"]),
        (StaffEvent::MemberHandled, &["", "closed"]),
        (StaffEvent::ProductChanged, &["", "colour 4"]),
        (StaffEvent::PersonAdded, &["", "3", "manager", "x manager", "3 owner"]),
        (StaffEvent::PersonRenamed, &["", "x", "-1"]),
        (StaffEvent::PersonRole, &["", "x", "x y", "3 owner"]),
        (StaffEvent::PersonPin, &["", "x"]),
        (StaffEvent::PersonRemoved, &["", "x"]),
        (StaffEvent::KioskHandled, &["", "leave"]),
    ] {
        for detail in details {
            let row = ActRow { event, attempt: 0, detail: Some((*detail).to_owned()) };
            assert_eq!(StaffAct::from_row(&row), None, "{row:?}");
        }
    }
}

/// A later version may have known more, and was taken back.
#[tokio::test]
async fn a_line_that_cannot_be_read_hides_no_other() {
    let folder = folder();
    drop(open(folder.path()).unwrap());
    let db = raw(&folder.path().join(FILE), KEY_DIGITS);
    for (event, detail) in
        [("signed_in", None), ("sang", None), ("person_role", Some("owner")), ("locked", None)]
    {
        db.execute(
            "INSERT INTO ledger (at, event, attempt, detail, person) VALUES (1772600000000, ?1, 0, ?2, 2)",
            rusqlite::params![event, detail],
        )
        .unwrap();
    }
    drop(db);
    let outbox = Desk::opened(folder.path()).await;
    let did: Vec<_> = events(&outbox, None).await.into_iter().map(|(_, did)| did).collect();
    let staff = Did::Staff;
    assert_eq!(did, [staff(StaffAct::Locked), Did::Unread, Did::Unread, staff(StaffAct::SignedIn)]);
}
