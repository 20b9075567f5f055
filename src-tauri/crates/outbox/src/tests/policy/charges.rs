//! The rules about money: what the member's credit shows, and whom a transaction locks.

use super::*;

#[test]
fn a_charge_that_may_have_arrived_is_compared_with_the_credit_first() {
    let lock = |seconds| Facts { lock_until: Some(at(seconds)), ..reusable() };
    let unknown_credit = Facts { credit_before: None, ..lock(15) };
    let kinds = kinds(Family::Charge);
    assert_eq!(kinds, [Kind::Sale, Kind::TopUp, Kind::TimeUsage]);
    for kind in kinds {
        let no = match kind == Kind::Sale {
            true => {
                "refused [no lock]: read_credit in 0 s, refused
                 refused [card used up; credit not known; lock short; lock long; lock of another clock]: wedged, refused"
            }
            false => "refused: wedged, refused",
        };
        assert_table(
            kind,
            Act::Send,
            &[
                ("card used up", Facts { reusable: false, ..lock(15) }),
                ("credit not known", unknown_credit),
                ("no lock", reusable()),
                ("lock short", lock(15)),
                ("lock long", lock(200)),
                ("lock of another clock", lock(DAY)),
            ],
            &"delivered: delivered R
             REFUSED
             not sent: send in 0 s, no_connection
             declined: send in 8 s, no_connection
             wait: send in 8 s, vendor_pause
             wait 90 s: send in 0 s, vendor_pause
             withdrawn: send in 0 s, access_withdrawn
             timed out [no lock; lock short]: read_credit in 120 s, no_answer
             timed out [lock long]: read_credit in 200 s, no_answer
             timed out [lock of another clock]: read_credit in 300 s, no_answer
             timed out [credit not known]: unknown, credit_changed
             timed out [card used up]: unknown, once_only
             answer lost [no lock; lock short]: read_credit in 120 s, answer_lost
             answer lost [lock long]: read_credit in 200 s, answer_lost
             answer lost [lock of another clock]: read_credit in 300 s, answer_lost
             answer lost [credit not known]: unknown, credit_changed
             answer lost [card used up]: unknown, once_only
             garbled [no lock; lock short]: read_credit in 120 s, answer_lost
             garbled [lock long]: read_credit in 200 s, answer_lost
             garbled [lock of another clock]: read_credit in 300 s, answer_lost
             garbled [credit not known]: unknown, credit_changed
             garbled [card used up]: unknown, once_only
             fault [no lock; lock short]: read_credit in 120 s, vendor_fault
             fault [lock long]: read_credit in 200 s, vendor_fault
             fault [lock of another clock]: read_credit in 300 s, vendor_fault
             fault [credit not known]: unknown, credit_changed
             fault [card used up]: unknown, once_only
             unreadable: wedged, unreadable"
                .replace("REFUSED", no),
        );
        assert_table(
            kind,
            Act::ReadCredit,
            &[
                ("nothing sent", lock(15)),
                ("nothing sent, credit not known", unknown_credit),
                ("maybe sent", Facts { maybe_sent: true, ..lock(15) }),
                ("maybe sent, paid otherwise", Facts { maybe_sent: true, worth: Some(1001), ..lock(15) }),
            ],
            "refused [maybe sent; maybe sent, paid otherwise]: unknown, credit_changed
             refused [nothing sent; nothing sent, credit not known]: wedged, refused
             not sent: read_credit in 0 s, no_connection
             declined: read_credit in 8 s, no_connection
             wait: read_credit in 8 s, vendor_pause
             wait 90 s: read_credit in 0 s, vendor_pause
             withdrawn: read_credit in 0 s, access_withdrawn
             timed out: read_credit in 15 s, no_answer
             answer lost: read_credit in 15 s, answer_lost
             garbled: read_credit in 15 s, answer_lost
             fault: read_credit in 15 s, vendor_fault
             credit as before [nothing sent; nothing sent, credit not known; maybe sent]: send in 0 s
             credit as before [maybe sent, paid otherwise]: unknown, credit_changed
             credit changed [nothing sent; nothing sent, credit not known]: send in 0 s
             credit changed [maybe sent; maybe sent, paid otherwise]: unknown, credit_changed
             credit not told [nothing sent; nothing sent, credit not known]: send in 0 s
             credit not told [maybe sent; maybe sent, paid otherwise]: unknown, credit_changed
             unreadable [maybe sent; maybe sent, paid otherwise]: unknown, unreadable
             unreadable [nothing sent; nothing sent, credit not known]: wedged, unreadable",
        );
    }
}

#[test]
fn an_unchanged_credit_shows_something_only_where_it_would_have_changed() {
    // (what it is worth, the credit before, whether it is a proof)
    for (kind, worth, before, shows) in [
        (Kind::Sale, Some(250), Some(1000), true),
        (Kind::Sale, Some(250), Some(250), true),
        (Kind::Sale, Some(250), Some(249), false),
        // Drinks that are booked to the member's account.
        (Kind::Sale, Some(250), Some(0), false),
        (Kind::Sale, Some(250), Some(-500), false),
        (Kind::Sale, Some(0), Some(1000), false),
        (Kind::Sale, None, Some(1000), false),
        (Kind::Sale, Some(250), None, false),
        (Kind::TopUp, Some(-1000), Some(0), true),
        (Kind::TopUp, Some(-1000), Some(-300), true),
    ] {
        let facts = Facts { kind, worth, credit_before: before, ..reusable() };
        let lost = step_text(&after(Act::Send, &LOST, &facts, at(0), 1.0));
        let asked = if shows { "read_credit in 120 s, answer_lost" } else { "unknown, credit_changed" };
        assert_eq!(lost, asked, "{kind:?} {worth:?} {before:?}");
        let facts = Facts { maybe_sent: true, ..facts };
        let read = step_text(&after(Act::ReadCredit, &Report::Credit(before), &facts, at(0), 1.0));
        let sent = if shows { "send in 0 s" } else { "unknown, credit_changed" };
        assert_eq!(read, sent, "{kind:?} {worth:?} {before:?}");
    }
}

#[test]
fn a_refusal_that_may_be_about_the_lock_is_asked_about_anew_once() {
    let lock = |until| Facts { lock_until: Some(at(until)), ..reusable() };
    // Not before the lock is over as far as the desk knows, which would refuse another.
    let anew = |pause| format!("read_credit in {pause} s, refused");
    let no = || "wedged, refused".to_owned();
    for (name, facts, now, expected) in [
        ("a fresh lock", lock(15), 0, no()),
        ("a young lock", lock(15), 7, no()),
        ("an old lock", lock(15), 8, anew(7)),
        ("a lock that is over", lock(15), 20, anew(0)),
        ("no lock", reusable(), 0, anew(0)),
        ("an old lock of a card used up", Facts { reusable: false, ..lock(15) }, 8, no()),
        // Its lock is the one of the identification, which is shorter.
        ("a top-up", Facts { kind: Kind::TopUp, worth: Some(-500), ..lock(15) }, 8, no()),
        ("minutes of a device without", time_device(), 8, no()),
        ("a check-in", facts(Kind::CheckIn), 8, no()),
        ("a contract", facts(Kind::Contract), 8, no()),
    ] {
        assert_eq!(step_text(&after(Act::Send, &refused(), &facts, at(now), 1.0)), expected, "{name}");
    }
    // The way there is refused as well: it was not about the lock.
    let step = after(Act::ReadCredit, &refused(), &lock(15), at(0), 1.0);
    assert_eq!(step_text(&step), "wedged, refused");
}

#[test]
fn a_charge_without_a_transaction_is_sent_once_and_then_up_to_a_person() {
    for credit_before in [None, Some(1000)] {
        let once = Facts { reusable: false, ..time_device() };
        assert_table(
            Kind::TimeUsage,
            Act::Send,
            &[
                ("", Facts { credit_before, ..time_device() }),
                ("card used up", Facts { credit_before, ..once }),
            ],
            "delivered: delivered R
             refused: wedged, refused
             not sent: send in 0 s, no_connection
             declined: send in 8 s, no_connection
             wait: send in 8 s, vendor_pause
             wait 90 s: send in 0 s, vendor_pause
             withdrawn: send in 0 s, access_withdrawn
             timed out: unknown, no_answer
             answer lost: unknown, answer_lost
             garbled: unknown, answer_lost
             fault: unknown, vendor_fault
             unreadable: wedged, unreadable",
        );
    }
}

#[test]
fn a_reading_whose_answer_was_lost_waits_out_the_lock_it_may_have_left() {
    for (lock, attempts, expected) in [(5, 1, 5), (15, 1, 15), (300, 1, 300), (15, 3, 15), (15, 6, 64)] {
        let facts = Facts { lock_for: Duration::from_secs(lock), attempts, ..reusable() };
        for kind in [Kind::Sale, Kind::TopUp] {
            let facts = Facts { kind, ..facts };
            let step = after(Act::ReadCredit, &LOST, &facts, at(0), 1.0);
            assert_eq!(step_text(&step), format!("read_credit in {expected} s, answer_lost"));
            // Certainly not done, it locked nobody.
            let step = after(Act::ReadCredit, &Report::NotSent, &facts, at(0), 1.0);
            assert_eq!(step_text(&step), "read_credit in 0 s, no_connection");
        }
    }
}

#[test]
fn what_is_handed_out_is_asked_about_first_and_what_is_paid_in_is_not() {
    let dry: Vec<_> = Kind::ALL.iter().filter(|kind| kind.needs_dry_run()).collect();
    assert_eq!(dry, [&Kind::Sale, &Kind::TimeUsage]);
}
