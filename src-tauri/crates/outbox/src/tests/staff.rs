//! What the team did: by whom, in order, page by page.

use domain::PersonId;

use super::folder::*;
use super::support::*;
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
        outbox.note(Some(who), StaffAct::of(StaffEvent::SignedIn), at(second)).await.unwrap();
    }
    let wrong = StaffAct { event: StaffEvent::WrongPin, times: 3, detail: None };
    outbox.note(None, wrong, at(5)).await.unwrap();
    outbox.note(Some(ANNA), StaffAct::about(StaffEvent::ProductChanged, "26 4 price"), at(6)).await.unwrap();

    let all = outbox.activity(None, None, 99).await.unwrap();
    assert_eq!(all.iter().map(|line| line.at).collect::<Vec<_>>(), [6, 5, 3, 2, 1, 0].map(at));
    assert_eq!((all[1].person, all[1].times), (None, 3));
    assert_eq!((all[0].person, all[0].detail.as_deref()), (Some(ANNA), Some("26 4 price")));
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
    assert_eq!(events(&outbox, Some(BEN)).await, [(Some(BEN), Did::Staff(StaffEvent::SignedIn)); 2]);
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
        (line.person, line.did, line.kind),
        (Some(BEN), Did::Decision(Event::Cancelled), Some(Kind::Sale))
    );
    assert_eq!(line.note.as_deref(), Some("rang her"));
    assert!(!format!("{line:?}").contains("rang her"));
}

/// What reads the ledger item by item does not stumble over what the team did besides.
#[tokio::test]
async fn the_ledger_of_items_has_decisions_and_nothing_else_of_the_team() {
    let (_folder, outbox) = opened().await;
    outbox.note(Some(ANNA), StaffAct::of(StaffEvent::SignedIn), at(0)).await.unwrap();
    let id = outbox.enqueue(new_item(Kind::Sale, 1), at(1)).await.unwrap();
    outbox.decide_by(ANNA, id, Decision::Done { note: None }, at(2)).await.unwrap_err();
    outbox.decide_by(ANNA, id, Decision::Cancel { note: "no".to_owned() }, at(2)).await.unwrap();
    let events: Vec<_> = outbox.ledger(0, 99).await.unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(events, [Event::Happened, Event::Cancelled]);
}

/// They are in stores.
#[test]
fn what_the_team_does_keeps_its_words() {
    let words: Vec<_> = StaffEvent::ALL.iter().map(|event| event.word()).collect();
    assert_eq!(
        words.join(" "),
        "signed_in locked wrong_pin not_allowed sale_handled cash_taken drawer_opened draft_handled \
         member_handled product_changed catalogue_imported catalogue_exported look_changed look_file \
         items_exported activity_exported alarm_seen served person_added person_renamed person_role person_pin \
         person_removed kiosk_handled kiosk_left support_written"
    );
    assert!(!Event::ALL.iter().any(|event| words.contains(&event.word())), "one word, one meaning");
}
