//! The thread that owns the store: many at once, one that fails, and the end.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::folder::*;
use super::support::*;
use crate::*;

#[tokio::test]
async fn an_enqueue_that_returned_is_on_the_disk() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let mut tasks = JoinSet::new();
    for number in 1..=40 {
        let (outbox, path) = (Outbox::clone(&desk), folder.path().to_owned());
        tasks.spawn(async move {
            outbox.enqueue(new_item(Kind::Lead, number), at(0)).await.unwrap();
            // What the disk would hold if the power went this moment, while others go on writing.
            (number, crash_image(&path))
        });
    }
    let mut sizes = BTreeSet::new();
    for (number, image) in tasks.join_all().await {
        let found = keys(&open(image.path()).unwrap().db);
        assert!(found.contains(&number), "{number} is not in {found:?}");
        sizes.insert(found.len());
    }
    assert_eq!(desk.waiting().await.len(), 40);
}

#[tokio::test]
async fn what_arrives_while_something_is_written_is_written_together() {
    let folder = folder();
    let desk = Desk::new(folder.path());
    let mut tasks = JoinSet::new();
    for number in 1..=200 {
        let outbox = Outbox::clone(&desk);
        tasks.spawn(async move { outbox.enqueue(new_item(Kind::Lead, number), at(0)).await });
    }
    // They run when this waits, and stand in line while the store is made.
    desk.open(key(), at(0)).await.unwrap();
    for done in tasks.join_all().await {
        done.unwrap();
    }
    let commits = *desk.changes().borrow();
    assert!(commits < 100, "{commits} commits for 200 pieces of work");
    assert_eq!(desk.waiting().await.len(), 200);
}

/// A store that was made to fail: `action` is what SQLite does when a top-up is written down, after its
/// row is there.
fn that_fails_for_top_ups(action: &str) -> tempfile::TempDir {
    let folder = filled(0);
    let db = raw(&folder.path().join(FILE), KEY_DIGITS);
    db.execute_batch(&format!(
        "CREATE TRIGGER fault BEFORE INSERT ON ledger WHEN new.detail = 'top_up'
         BEGIN SELECT raise({action}, 'no'); END"
    ))
    .unwrap();
    db.close().unwrap();
    folder
}

#[tokio::test]
async fn a_piece_of_work_that_fails_is_undone_alone() {
    let folder = that_fails_for_top_ups("ABORT");
    let desk = Desk::opened(folder.path()).await;
    let orphan = NewItem { after: Some(uuid::Uuid::from_u128(99)), ..new_item(Kind::Contract, 4) };
    let enqueue = |item| desk.enqueue(item, at(0));
    let (first, fault, third, orphan, decided, fifth) = tokio::join!(
        enqueue(new_item(Kind::Lead, 1)),
        enqueue(new_item(Kind::TopUp, 2)),
        enqueue(new_item(Kind::Lead, 3)),
        enqueue(orphan),
        desk.decide(ItemId(99), Decision::TryNow, at(0)),
        enqueue(new_item(Kind::Lead, 5)),
    );
    assert!(first.is_ok() && third.is_ok() && fifth.is_ok());
    assert!(matches!(fault, Err(OutboxError::Store(Trouble::Fault))), "{fault:?}");
    assert!(matches!(orphan, Err(OutboxError::NoSuchItem)), "{orphan:?}");
    assert!(matches!(decided, Err(OutboxError::NoSuchItem)), "{decided:?}");
    assert_eq!(desk.is(), Condition::Open, "a fault of one piece of work is its own");
    drop(desk);
    assert_eq!(keys(&open(folder.path()).unwrap().db), [1, 3, 5]);
}

#[tokio::test]
async fn when_sqlite_undoes_everything_everybody_is_told() {
    let folder = that_fails_for_top_ups("ROLLBACK");
    let desk = Desk::opened(folder.path()).await;
    let mut tasks = JoinSet::new();
    for number in 1..=60 {
        let kind = if number % 20 == 0 { Kind::TopUp } else { Kind::Lead };
        let outbox = Outbox::clone(&desk);
        tasks.spawn(async move {
            (number, outbox.enqueue(new_item(kind, number), at(0)).await.map_err(|error| error.trouble()))
        });
    }
    let told = tasks.join_all().await;
    let mut written: Vec<_> =
        told.iter().filter(|(_, done)| done.is_ok()).map(|(number, _)| *number).collect();
    assert!(told.iter().all(|(_, done)| done.is_ok_and(|_| true) || *done == Err(Trouble::Fault)));
    assert!(written.iter().all(|number| number % 20 != 0));
    // It is a passing trouble: the next that works opens it again.
    desk.enqueue(new_item(Kind::Lead, 100), at(0)).await.unwrap();
    assert_eq!(desk.is(), Condition::Open);
    drop(desk);
    written.push(100);
    written.sort();
    let mut found = keys(&open(folder.path()).unwrap().db);
    found.sort();
    assert_eq!(found, written, "and nothing is there that somebody was told was not");
}

#[tokio::test]
async fn orders_are_carried_out_in_their_order() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let (first, one, second, two, opened) = tokio::join!(
        desk.enqueue(new_item(Kind::Lead, 1), at(0)),
        desk.line(at(0)),
        desk.enqueue(new_item(Kind::Lead, 2), at(0)),
        desk.line(at(0)),
        desk.open(key(), at(0)),
    );
    assert!(first.is_ok() && second.is_ok() && opened.is_ok());
    assert_eq!((one.unwrap().waiting, two.unwrap().waiting), (1, 2));
}

#[tokio::test]
async fn what_was_ordered_is_done_although_nobody_waits_for_it_any_more() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    for number in 1..=5 {
        let mut given_up = Box::pin(desk.enqueue(new_item(Kind::Lead, number), at(0)));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = given_up.as_mut().poll(&mut context);
    }
    // The end of the program comes after what was ordered, too.
    drop(desk);
    assert_eq!(keys(&open(folder.path()).unwrap().db), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn the_thread_ends_with_the_last_handle_and_lets_go_of_the_store() {
    let folder = folder();
    let outbox = Outbox::new(folder.path(), Rules::default());
    outbox.open(key(), at(0)).await.unwrap();
    let another = outbox.clone();
    let mut condition = outbox.condition();
    condition.mark_unchanged();
    drop(outbox);
    another.enqueue(new_item(Kind::Lead, 1), at(0)).await.unwrap();
    assert!(!condition.has_changed().unwrap(), "one handle is enough");
    drop(another);
    assert!(condition.changed().await.is_err(), "the thread has ended");
    assert_eq!(keys(&open(folder.path()).unwrap().db), [1]);
}

#[tokio::test]
async fn before_it_is_opened_everything_is_refused() {
    let folder = folder();
    let desk = Desk::new(folder.path());
    assert_eq!(desk.is(), Condition::Closed(Trouble::NotOpen));
    let not_open = |error: OutboxError| assert_eq!(error.trouble(), Trouble::NotOpen);
    not_open(desk.enqueue(new_item(Kind::Lead, 1), at(0)).await.unwrap_err());
    not_open(desk.exchange(Vec::new(), 9, at(0)).await.unwrap_err());
    not_open(desk.next_due(at(0)).await.unwrap_err());
    not_open(desk.line(at(0)).await.unwrap_err());
    assert_eq!(fingerprints(folder.path()).len(), 0, "nothing is written without a key");
}

#[tokio::test]
async fn only_what_changes_something_is_a_change() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let mut changes = desk.changes();
    changes.mark_unchanged();
    let mut changed = || {
        let changed = changes.has_changed().unwrap();
        changes.mark_unchanged();
        changed
    };
    assert!(!changed());
    desk.line(at(0)).await.unwrap();
    desk.exchange(Vec::new(), 9, at(0)).await.unwrap();
    desk.decide(ItemId(1), Decision::TryNow, at(0)).await.unwrap_err();
    assert!(!changed());
    // Whoever is told has the change before them.
    let id = desk.enqueue(new_item(Kind::Lead, 1), at(0)).await.unwrap();
    assert!(changed());
    desk.enqueue(new_item(Kind::Lead, 1), at(0)).await.unwrap();
    assert!(!changed(), "the same key again");
    desk.decide(id, Decision::Cancel { note: String::new() }, at(0)).await.unwrap();
    assert!(changed());
}

#[tokio::test]
async fn the_handle_reaches_everything() {
    let folder = folder();
    let desk = Desk::with(
        folder.path(),
        Rules { replay_for: std::time::Duration::from_secs(60), ..Rules::default() },
    );
    desk.open(key(), at(0)).await.unwrap();
    // The member list.
    let member = DirectoryEntry {
        id: domain::CustomerId(7),
        first_name: domain::Redacted::new(Some("Ana".to_owned())),
        last_name: domain::Redacted::new(None),
        language: None,
        number: domain::Redacted::new(None),
        born: domain::Redacted::new(None),
        standing: domain::Standing { member: true, blocked: false, closed: Vec::new() },
        marks: vec![mark(5)],
    };
    assert_eq!(desk.begin_directory(at(0)).await.unwrap(), Progress { after: None, begun_at: at(0) });
    desk.take_slice(vec![member.clone()], Some("next".to_owned()), at(0)).await.unwrap();
    assert_eq!(desk.begin_directory(at(1)).await.unwrap().after.as_deref(), Some("next"));
    desk.take_slice(Vec::new(), None, at(1)).await.unwrap();
    let state = DirectoryState { members: 1, complete_at: Some(at(1)) };
    assert_eq!(desk.directory().await.unwrap(), state);
    assert!(matches!(desk.find_member(mark(5)).await.unwrap(), Lookup::One(known) if known.id.0 == 7));
    desk.put_member(DirectoryEntry { marks: vec![mark(6)], ..member }).await.unwrap();
    assert_eq!(desk.find_member(mark(5)).await.unwrap(), Lookup::Nobody);

    // A tap, let in, and too old a minute later.
    let tap = NewItem { order: Some(mark(6)), ..new_item(Kind::CheckIn, 1) };
    let asked = desk.ask(tap, at(0)).await.unwrap();
    assert!(matches!(asked.known, Lookup::One(_)) && asked.directory == state);
    let end = TapEnd::LetIn(NotRecorded::AccessWithdrawn);
    let subject = domain::Redacted::new("Ana B.".to_owned());
    desk.tapped(asked.id, end, Some(subject.clone()), at(0)).await.unwrap();
    assert_eq!(desk.withdrawn().await.unwrap().len(), 1);
    assert_eq!(desk.next_due(at(0)).await.unwrap(), Some(at(60)));
    let lane = Lane::device(domain::DeviceId(7));
    desk.renewed(lane).await.unwrap();
    assert_eq!(desk.next_due(at(0)).await.unwrap(), Some(at(2)));
    let jobs = desk.exchange(Vec::new(), 9, at(2)).await.unwrap();
    let ended = jobs.into_iter().map(|job| (job, Report::NotSent)).collect();
    assert_eq!(desk.exchange(ended, 9, at(2)).await.unwrap().len(), 0);
    desk.reachable().await.unwrap();
    assert!(desk.next_due(at(3)).await.unwrap() > Some(at(3)), "it was withdrawn, and that is not over");
    desk.exchange(Vec::new(), 9, at(60)).await.unwrap();
    let page = desk.page(Part::Person, Some(Kind::CheckIn), None, 9, at(60)).await.unwrap();
    let [listed] = page.as_slice() else { panic!("{page:?}") };
    assert_eq!((listed.reason, listed.subject.as_ref()), (Some(Reason::TooOld), Some(&subject)));
    let done = Decision::Done { note: Some("seen".to_owned()) };
    desk.decide(asked.id, done, at(61)).await.unwrap();
    assert_eq!(desk.line(at(61)).await.unwrap(), Line::default());
    let last = desk.ledger(0, 99).await.unwrap().pop().unwrap();
    assert_eq!((last.event, last.at), (Event::SettledDone, at(61)));
    assert_eq!(desk.ledger(last.id, 99).await.unwrap(), []);

    desk.set_setting("name", "value".to_owned()).await.unwrap();
    assert_eq!(desk.setting("name").await.unwrap().as_deref(), Some("value"));
    desk.forget_directory().await.unwrap();
    assert_eq!(desk.directory().await.unwrap(), DirectoryState { members: 0, complete_at: None });
}
