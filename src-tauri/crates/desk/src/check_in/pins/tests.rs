use domain::{Redacted, Unknown};

use super::*;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn wrong() -> TapAnswer {
    TapAnswer::Vendor(Outcome::NotDone(NotDone::Refused {
        message: Some(Redacted::new("PIN falsch".to_owned())),
        code: None,
        trace_id: None,
    }))
}

/// A pad at which so many PINs were wrong, the last at second 0.
fn after(count: u32) -> Pins {
    let mut pins = Pins::new(true, Tries::default());
    for _ in 0..count {
        pins.asked();
        assert!(pins.answered(&wrong(), second(0)));
    }
    pins
}

#[test]
fn only_who_was_turned_away_had_a_wrong_pin() {
    let not_done = |why| TapAnswer::Vendor(Outcome::NotDone(why));
    for answer in [
        not_done(NotDone::NoConnection),
        not_done(NotDone::AccessWithdrawn),
        not_done(NotDone::TooBusy),
        not_done(NotDone::VendorPause),
        not_done(NotDone::CertificateWrong),
        not_done(NotDone::NotTheVendor),
        TapAnswer::Vendor(Outcome::Unknown(Unknown::TimedOut)),
        TapAnswer::Vendor(Outcome::Unknown(Unknown::AnswerLost)),
        TapAnswer::NoToken,
        TapAnswer::StoreFault(NotDone::NoConnection),
        TapAnswer::LetIn { why: NotDone::NoConnection, first_name: None },
    ] {
        let mut pins = after(4);
        pins.asked();
        assert!(!pins.answered(&answer, second(60)), "{answer:?}");
        assert!(pins.may_try(second(60)), "{answer:?}");
    }
    // Without a connection the member list says no: guessing there must not be free either.
    let mut pins = after(3);
    pins.asked();
    assert!(pins.answered(&TapAnswer::NotOnList(NotDone::NoConnection), second(0)));
    assert_eq!(pins.view(second(0)), PinPadView::Waiting { seconds: 5 });
    pins.asked();
    assert!(pins.answered(&TapAnswer::Vendor(Outcome::Done(())), second(9)));
    assert_eq!(*pins.tries(), Tries::default());
}

#[test]
fn what_is_left_of_a_wait_is_counted_up_to_whole_seconds() {
    let pins = after(4);
    let at = |millis: i64| Timestamp::from_millisecond(second(0).as_millisecond() + millis).unwrap();
    for (millis, seconds) in [(0, 5), (1, 5), (1_000, 4), (4_001, 1), (4_999, 1)] {
        assert_eq!(pins.view(at(millis)), PinPadView::Waiting { seconds }, "{millis} ms");
    }
    assert_eq!(pins.view(at(5_000)), PinPadView::Ready);
    assert_eq!(after(30).view(second(0)), PinPadView::Waiting { seconds: 300 });
    assert_eq!(Pins::new(false, after(30).tries).view(second(0)), PinPadView::None);
}

#[test]
fn no_more_are_on_their_way_than_are_free_and_then_one_at_a_time() {
    for (count, at_once) in [(0, 3), (1, 2), (2, 1), (3, 1), (4, 1), (9, 1)] {
        let mut pins = after(count);
        let mut on_their_way = 0;
        while pins.may_try(second(600)) {
            pins.asked();
            on_their_way += 1;
        }
        assert_eq!(on_their_way, at_once, "after {count}");
    }
}

#[test]
fn the_end_of_a_wait_is_told_in_the_time_of_the_screen() {
    let mut pins = after(4);
    let instant = Instant::now();
    pins.advance(Moment { instant, wall: second(2) });
    assert_eq!(pins.deadline(), Some(instant + std::time::Duration::from_secs(3)));
    pins.advance(Moment { instant, wall: second(5) });
    assert_eq!(pins.deadline(), None);
}
