//! When a worker rests, and how seldom it looks then.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_store_that_is_opened_later_is_worked_on_then() {
    let folder = folder();
    let desk = Desk::new(folder.path());
    let vendor = Vendor::generous();
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.until(60).await;
    assert!(shift.rounds() <= 62, "it looks once a second: {}", shift.rounds());
    desk.open(key(), at(0)).await.unwrap();
    enqueue(&desk, 1..=3).await;
    shift.watch(until_done(&desk)).await;
    assert_eq!(vendor.made().len(), 3);
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn it_rests_when_nothing_can_be_taken() {
    // (how the attempts end for an hour, how many of them there may be)
    let cases: [(&str, Report, usize); 4] = [
        ("no connection", Report::NotSent, 40),
        ("withdrawn", Report::AccessWithdrawn, 4 + 12),
        ("resting", Report::Wait(Some(Duration::from_secs(600))), 6 * 7),
        ("in doubt", Report::Wait(None), 460),
    ];
    for (name, report, most) in cases {
        let folder = folder();
        let desk = Desk::opened(folder.path()).await;
        let vendor = Vendor::generous();
        for number in 1..=6 {
            vendor.will(number, vec![Some(report.clone()); 1000]);
        }
        enqueue(&desk, 1..=6).await;
        let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
        shift.until(HOUR).await;
        let (made, rounds) = (vendor.made().len(), shift.rounds());
        assert!((6..=most).contains(&made), "{name}: {made} attempts");
        // One to take, one to write down and one that finds nothing.
        assert!(rounds <= 3 * made + 10, "{name}: {rounds} rounds for {made} attempts");
        shift.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn it_rests_when_there_is_nothing_or_no_room() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::new(0);
    let mut shift = Shift::begin(Worker { at_once: 2, per_minute: None }, &desk, &vendor);
    enqueue(&desk, 1..=20).await;
    shift.watch(vendor.begun(2)).await;
    let before = shift.rounds();
    // Each change wakes it once, at most, and makes it find that its hands are full.
    for value in 0..50 {
        desk.set_setting("change", value.to_string()).await.unwrap();
    }
    assert!(shift.rounds() <= before + 60, "{} rounds", shift.rounds() - before);
    assert_eq!(vendor.made().len(), 2);
    vendor.permits.add_permits(1000);
    shift.watch(until_done(&desk)).await;
    let before = shift.rounds();
    for value in 0..50 {
        desk.set_setting("change", value.to_string()).await.unwrap();
    }
    assert!(shift.rounds() <= before + 60, "{} rounds", shift.rounds() - before);
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn it_rests_when_the_store_fails_again_and_again() {
    // An old check-in is settled and then nothing can be taken: it is all undone, every time.
    let folder = filled(1);
    let db = raw(&folder.path().join(FILE), KEY_DIGITS);
    db.execute_batch(
        "CREATE TRIGGER fault BEFORE UPDATE OF state ON item WHEN new.state = 'in_flight'
         BEGIN SELECT raise(ABORT, 'no'); END",
    )
    .unwrap();
    db.close().unwrap();
    let desk = Desk::opened(folder.path()).await;
    let old = NewItem { happened_at: at(-DAY), ..new_item(Kind::CheckIn, 50) };
    desk.enqueue(old, at(0)).await.unwrap();
    let vendor = Vendor::generous();
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.until(60).await;
    assert!(shift.rounds() <= 70, "{} rounds in a minute", shift.rounds());
    shift.end().await;
}
