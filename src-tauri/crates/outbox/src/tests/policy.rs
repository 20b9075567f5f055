//! The rules: every way an attempt can end, for every kind.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Unknown;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::support::*;
use crate::policy::*;
use crate::*;

mod charges;

fn facts(kind: Kind) -> Facts {
    Facts {
        kind,
        happened_at: at(0),
        attempts: 3,
        maybe_sent: false,
        by_hand: false,
        has_transaction: kind.family() == Family::Charge,
        lock_for: Duration::from_secs(15),
        lock_until: None,
        worth: Some(if kind == Kind::TopUp { -250 } else { 250 }),
        credit_before: None,
        reusable: false,
        late: LATE,
    }
}

/// A charge with a card that can be used again and a credit that was 1000.
fn reusable() -> Facts {
    Facts { reusable: true, credit_before: Some(1000), ..facts(Kind::Sale) }
}

/// Minutes of a device without transactions, with a card that can be used again.
fn time_device() -> Facts {
    Facts { has_transaction: false, reusable: true, ..facts(Kind::TimeUsage) }
}

fn minutes(facts: Facts) -> Facts {
    Facts { kind: Kind::TimeUsage, ..facts }
}

fn kinds(family: Family) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| kind.family() == family).collect()
}

fn step_text(step: &Step) -> String {
    match step {
        Step::Again { act, pause, reason } => {
            let why = reason.map(|reason| format!(", {}", reason.word())).unwrap_or_default();
            format!("{} in {} s{why}", act.word(), pause.as_secs_f64())
        }
        Step::Delivered(reference) => format!("delivered {}", reference.as_deref().unwrap_or("-")),
        Step::Wedged(reason) => format!("wedged, {}", reason.word()),
        Step::Unknown(reason) => format!("unknown, {}", reason.word()),
    }
}

/// What follows from every end of an act, one line a way; where the facts decide, one line for each.
fn table(kind: Kind, act: Act, cases: &[(&str, Facts)]) -> String {
    let mut lines = Vec::new();
    for (name, report) in reports().into_iter().filter(|(_, report)| can_end(act, report)) {
        let mut steps: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (case, facts) in cases {
            let step = after(act, &report, &Facts { kind, ..*facts }, at(0), 1.0);
            steps.entry(step_text(&step)).or_default().push(case);
        }
        let one = steps.len() == 1;
        lines.extend(steps.into_iter().map(|(step, cases)| match one {
            true => format!("{name}: {step}"),
            false => format!("{name} [{}]: {step}", cases.join("; ")),
        }));
    }
    lines.join("\n")
}

#[track_caller]
fn assert_table(kind: Kind, act: Act, cases: &[(&str, Facts)], expected: &str) {
    let expected: Vec<_> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(table(kind, act, cases), expected.join("\n"), "{kind:?} {act:?}");
}

#[test]
fn a_check_in_that_may_have_arrived_is_never_sent_again() {
    assert_eq!(kinds(Family::CheckIn), [Kind::CheckIn]);
    assert_table(
        Kind::CheckIn,
        Act::Send,
        &[("", facts(Kind::CheckIn)), ("by hand", Facts { by_hand: true, ..facts(Kind::CheckIn) })],
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

#[test]
fn a_picture_is_sent_until_it_is_there() {
    assert_eq!(kinds(Family::Picture), [Kind::Picture]);
    assert_table(
        Kind::Picture,
        Act::Send,
        &[("", facts(Kind::Picture)), ("maybe sent", Facts { maybe_sent: true, ..facts(Kind::Picture) })],
        "delivered: delivered R
         refused: wedged, refused
         not sent: send in 0 s, no_connection
         declined: send in 8 s, no_connection
         wait: send in 8 s, vendor_pause
         wait 90 s: send in 0 s, vendor_pause
         withdrawn: send in 0 s, access_withdrawn
         timed out: send in 8 s, no_answer
         answer lost: send in 8 s, answer_lost
         garbled: send in 8 s, answer_lost
         fault: send in 8 s, vendor_fault
         unreadable [maybe sent]: unknown, unreadable
         unreadable []: wedged, unreadable",
    );
}

#[test]
fn whoever_may_have_signed_up_is_looked_up_before_anything_is_sent_again() {
    let kinds = kinds(Family::SignUp);
    assert_eq!(kinds, [Kind::Contract, Kind::RateVoucher, Kind::Lead, Kind::TrialBooking]);
    for kind in kinds {
        assert_table(
            kind,
            Act::Send,
            &[("", facts(kind))],
            "delivered: delivered R
             refused: wedged, refused
             not sent: send in 0 s, no_connection
             declined: send in 8 s, no_connection
             wait: send in 8 s, vendor_pause
             wait 90 s: send in 0 s, vendor_pause
             withdrawn: send in 0 s, access_withdrawn
             timed out: look_up in 120 s, no_answer
             answer lost: look_up in 120 s, answer_lost
             garbled: look_up in 120 s, answer_lost
             fault: look_up in 120 s, vendor_fault
             unreadable: wedged, unreadable",
        );
        assert_table(
            kind,
            Act::LookUp,
            &[("", Facts { maybe_sent: true, ..facts(kind) })],
            "refused: unknown, may_not_look
             not sent: look_up in 0 s, no_connection
             declined: look_up in 8 s, no_connection
             wait: look_up in 8 s, vendor_pause
             wait 90 s: look_up in 0 s, vendor_pause
             withdrawn: look_up in 0 s, access_withdrawn
             timed out: look_up in 8 s, no_answer
             answer lost: look_up in 8 s, answer_lost
             garbled: look_up in 8 s, answer_lost
             fault: look_up in 8 s, vendor_fault
             found nobody: send in 0 s
             found one: delivered C1
             found two: unknown, several_found
             may not look: unknown, may_not_look
             unreadable: unknown, unreadable",
        );
    }
}

#[test]
fn a_sign_up_that_never_arrives_becomes_a_persons() {
    for (attempts, expected) in [(2, "send in 0 s"), (9, "send in 0 s"), (10, "wedged, vendor_fault")] {
        let facts = Facts { maybe_sent: true, attempts, ..facts(Kind::Contract) };
        let step = after(Act::LookUp, &Report::Found(Vec::new()), &facts, at(0), 0.5);
        assert_eq!(step_text(&step), expected, "after {attempts} attempts");
    }
}

#[test]
fn what_cannot_be_made_sense_of_is_not_tried_for_ever() {
    let lock = |attempts| Facts { attempts, lock_until: Some(at(15)), ..reusable() };
    let tap = |attempts| Facts { attempts, ..facts(Kind::CheckIn) };
    let sent = |facts| Facts { maybe_sent: true, ..facts };
    let garbled = Report::Unknown(Unknown::AnswerGarbled);
    for (name, act, report, facts, expected) in [
        ("a charge", Act::Send, &Report::Declined, lock(9), "send in 300 s, no_connection"),
        ("a charge", Act::Send, &Report::Declined, lock(10), "wedged, refused"),
        ("a check-in", Act::Send, &Report::Declined, tap(10), "wedged, refused"),
        (
            "a look-up",
            Act::LookUp,
            &Report::Declined,
            sent(facts(Kind::Lead)),
            "look_up in 8 s, no_connection",
        ),
        ("a reading", Act::ReadCredit, &Report::Declined, lock(10), "wedged, refused"),
        ("a reading", Act::ReadCredit, &Report::Declined, sent(lock(10)), "unknown, credit_changed"),
        ("a reading", Act::ReadCredit, &garbled, lock(19), "read_credit in 300 s, answer_lost"),
        ("a reading", Act::ReadCredit, &garbled, lock(20), "wedged, vendor_fault"),
        ("a reading", Act::ReadCredit, &garbled, sent(lock(20)), "unknown, answer_lost"),
    ] {
        let step = after(act, report, &facts, at(0), 1.0);
        assert_eq!(step_text(&step), expected, "{name} {report:?} {}", facts.attempts);
    }
}

#[test]
fn an_attempt_cut_short_is_taken_for_one_whose_answer_was_lost() {
    let lock = Facts { lock_until: Some(at(200)), ..reusable() };
    for (kind, act, facts, expected) in [
        (Kind::CheckIn, Act::Send, facts(Kind::CheckIn), "unknown, interrupted"),
        (Kind::Picture, Act::Send, facts(Kind::Picture), "send in 6 s, interrupted"),
        (Kind::Lead, Act::LookUp, facts(Kind::Lead), "look_up in 6 s, interrupted"),
        (Kind::Contract, Act::Send, facts(Kind::Contract), "look_up in 120 s, interrupted"),
        (Kind::RateVoucher, Act::Send, facts(Kind::RateVoucher), "look_up in 120 s, interrupted"),
        (Kind::Lead, Act::Send, facts(Kind::Lead), "look_up in 120 s, interrupted"),
        (Kind::TrialBooking, Act::Send, facts(Kind::TrialBooking), "look_up in 120 s, interrupted"),
        (Kind::Sale, Act::Send, lock, "read_credit in 200 s, interrupted"),
        (Kind::TopUp, Act::Send, reusable(), "read_credit in 120 s, interrupted"),
        (Kind::TopUp, Act::Send, facts(Kind::TopUp), "unknown, once_only"),
        (Kind::TimeUsage, Act::Send, time_device(), "unknown, interrupted"),
        (Kind::Sale, Act::Send, Facts { credit_before: None, ..lock }, "unknown, credit_changed"),
        (Kind::Sale, Act::ReadCredit, lock, "read_credit in 15 s, interrupted"),
        (
            Kind::Sale,
            Act::ReadCredit,
            Facts { lock_for: Duration::from_secs(2), ..lock },
            "read_credit in 6 s, interrupted",
        ),
    ] {
        let facts = Facts { kind, ..facts };
        assert_eq!(step_text(&interrupted(act, &facts, at(0))), expected, "{kind:?} {act:?}");
    }
}

#[test]
fn what_is_due_is_sent_unless_its_time_is_over() {
    let tap = facts(Kind::CheckIn);
    let sale = |lock: Option<i64>| Facts { lock_until: lock.map(at), ..reusable() };
    let (late, dead) = (15 * MINUTE, Some("read_credit in 0 s"));
    for (name, act, facts, now, expected) in [
        ("a new check-in", Act::Send, tap, 0, None),
        ("a check-in in time", Act::Send, tap, late - 1, None),
        ("a check-in too late", Act::Send, tap, late, Some("wedged, too_old")),
        ("much too late", Act::Send, tap, 100 * DAY, Some("wedged, too_old")),
        ("a clock that was a little fast", Act::Send, tap, -60, None),
        ("a clock that was set back", Act::Send, tap, -61, Some("wedged, clock_moved")),
        ("too late, but by hand", Act::Send, Facts { by_hand: true, ..tap }, DAY, None),
        ("set back, but by hand", Act::Send, Facts { by_hand: true, ..tap }, -DAY, None),
        ("a sale whose lock lives", Act::Send, sale(Some(15)), 14, None),
        ("a sale whose lock is gone", Act::Send, sale(Some(15)), 15, dead),
        ("the longest lock", Act::Send, sale(Some(300)), 0, None),
        ("a lock longer than any", Act::Send, sale(Some(301)), 0, dead),
        ("a lock of another clock", Act::Send, sale(Some(15)), -DAY, dead),
        ("a sale without a lock", Act::Send, sale(None), 0, dead),
        ("a card used up", Act::Send, Facts { reusable: false, ..sale(None) }, 0, Some("wedged, once_only")),
        (
            "no lock and maybe sent",
            Act::Send,
            Facts { maybe_sent: true, ..sale(None) },
            0,
            Some("read_credit in 120 s"),
        ),
        ("a question about the credit", Act::ReadCredit, sale(None), 0, None),
        ("an old top-up", Act::Send, Facts { kind: Kind::TopUp, ..sale(Some(DAY + 5)) }, DAY, None),
        ("minutes of a device with transactions", Act::Send, minutes(sale(None)), DAY, dead),
        ("old minutes", Act::Send, time_device(), DAY, None),
        ("minutes with a card used up", Act::Send, Facts { reusable: false, ..time_device() }, 0, None),
        ("minutes that were to be asked about", Act::ReadCredit, time_device(), 0, Some("send in 0 s")),
        (
            "minutes that may have arrived",
            Act::Send,
            Facts { maybe_sent: true, ..time_device() },
            0,
            Some("unknown, credit_changed"),
        ),
        (
            "minutes that may have arrived and were to be asked about",
            Act::ReadCredit,
            Facts { maybe_sent: true, ..time_device() },
            0,
            Some("unknown, credit_changed"),
        ),
    ] {
        let step = before(act, &facts, &Rules::default(), at(now));
        assert_eq!(step.as_ref().map(step_text).as_deref(), expected, "{name}");
    }
    for kind in kinds(Family::SignUp).into_iter().chain(kinds(Family::Picture)) {
        for act in [Act::Send, Act::LookUp] {
            for now in [-DAY, 0, 1000 * DAY] {
                assert_eq!(before(act, &facts(kind), &Rules::default(), at(now)), None, "{kind:?}");
            }
        }
    }
}

#[test]
fn the_replay_window_is_the_studios() {
    let tap = facts(Kind::CheckIn);
    for minutes in [1, 15, 60, 24 * 60] {
        let rules = Rules { replay_for: Duration::from_secs(minutes * 60), ..Rules::default() };
        let end = i64::try_from(minutes).unwrap() * MINUTE;
        let almost = at(end) - SignedDuration::from_millis(1);
        assert_eq!(before(Act::Send, &tap, &rules, almost), None, "{minutes}");
        let over = Some(Step::Wedged(Reason::TooOld));
        assert_eq!(before(Act::Send, &tap, &rules, at(end)), over, "{minutes}");
        assert_eq!(replay_ends(at(0), &rules), at(end));
    }
    let for_ever = Rules { replay_for: Duration::MAX, ..Rules::default() };
    assert_eq!(before(Act::Send, &tap, &for_ever, Timestamp::MAX), None);
    assert_eq!(replay_ends(at(0), &for_ever), Timestamp::MAX);
}

#[test]
fn a_lane_learns_from_every_end_of_an_attempt() {
    let fails = |seconds| Some(LaneNews::Fails { longest: Duration::from_secs(seconds) });
    for (name, report) in reports() {
        let expected = match name {
            "delivered" | "refused" | "found nobody" | "found one" | "found two" | "may not look"
            | "credit as before" | "credit changed" | "credit not told" => Some(LaneNews::Answers),
            "not sent" => fails(300),
            "declined" | "wait" | "timed out" | "answer lost" | "garbled" | "fault" => fails(16),
            "wait 90 s" => Some(LaneNews::Rests(Duration::from_secs(90))),
            "withdrawn" => Some(LaneNews::Withdrawn),
            "unreadable" => None,
            other => panic!("{other} is not in the table"),
        };
        assert_eq!(news(&report), expected, "{name}");
    }
}

#[test]
fn pauses_double_up_to_five_minutes() {
    let longest: Vec<_> = (0..=10).map(|attempts| pause(attempts, 1.0).as_secs()).collect();
    assert_eq!(longest, [2, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    assert_eq!(pause(u32::MAX, 1.0), LONGEST_PAUSE);
}

#[test]
fn the_vendor_is_left_alone_as_long_as_it_asks_but_never_for_days() {
    for (asked, shortest) in [(0, 0), (1, 1), (90, 90), (3600, 3600), (86_400, 3600), (u64::MAX, 3600)] {
        let asked = Duration::from_secs(asked);
        assert_eq!(spread_after(asked, 0.0), Duration::from_secs(shortest));
        assert_eq!(spread_after(asked, 1.0), Duration::from_secs(shortest + 2));
        assert!(spread_after(asked, 1.0) < FARTHEST);
    }
}

fn any_report() -> impl Strategy<Value = Report> {
    let all: Vec<_> = reports().into_iter().map(|(_, report)| report).collect();
    prop_oneof![
        4 => prop::sample::select(all),
        1 => any::<Option<i64>>().prop_map(Report::Credit),
        1 => any::<u32>().prop_map(|seconds| Report::Wait(Some(Duration::from_secs(seconds.into())))),
        1 => (0..4_usize).prop_map(|count| Report::Found(vec!["C".to_owned(); count])),
        1 => prop::sample::select(vec![Unknown::TimedOut, Unknown::VendorFault]).prop_map(Report::Unknown),
    ]
}

prop_compose! {
    fn any_facts()(
        kind in prop::sample::select(Kind::ALL),
        attempts in prop_oneof![1..20_u32, any::<u32>()],
        (maybe_sent, by_hand, reusable, has_transaction) in any::<(bool, bool, bool, bool)>(),
        lock_for in (5..300_u64).prop_map(Duration::from_secs),
        lock_until in prop::option::of(-2 * DAY..2 * DAY),
        credit_before in prop::option::of(prop_oneof![Just(1000), any::<i64>()]),
        worth in prop::option::of(-2000..2000_i64),
    ) -> Facts {
        let lock_until = lock_until.map(at);
        Facts {
            kind,
            happened_at: at(0),
            attempts,
            maybe_sent,
            by_hand,
            has_transaction,
            lock_for,
            lock_until,
            worth,
            credit_before,
            reusable,
            late: LATE,
        }
    }
}

/// Whether a step sends.
fn sends(step: &Step) -> bool {
    matches!(step, Step::Again { act: Act::Send, .. })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn what_may_have_arrived_is_sent_again_only_when_the_vendor_shows_that_it_did_not(
        facts in any_facts(),
        act in prop::sample::select(Act::ALL),
        report in any_report(),
        now in -2 * DAY..2 * DAY,
        chance in 0.0..=1.0,
    ) {
        // Whatever is sent was shown not to have arrived before.
        let facts = Facts { maybe_sent: facts.maybe_sent && act != Act::Send, ..facts };
        let step = after(act, &report, &facts, at(now), chance);
        let maybe_there = facts.maybe_sent || may_have_arrived(act, &report);
        let shown_absent = report == Report::Found(Vec::new())
            || facts.credit_before.is_some_and(|credit| report == Report::Credit(Some(credit)));
        if sends(&step) && facts.kind.family() != Family::Picture {
            prop_assert!(!maybe_there || shown_absent, "{:?}", step);
        }
        if let Step::Again { pause, .. } = step {
            prop_assert!(pause <= LONGEST_PAUSE.max(LONGEST_LOCK).max(LATE));
        }
        // Neither the end of the program nor the mere passing of time is a reason to send once more.
        if facts.kind.family() != Family::Picture {
            prop_assert!(!sends(&interrupted(act, &facts, at(now))));
        }
        let due = before(act, &facts, &Rules::default(), at(now));
        prop_assert!(!facts.maybe_sent || !due.is_some_and(|step| sends(&step)));
    }

    #[test]
    fn pauses_are_spread_over_their_second_half(attempts: u32, chance in 0.0..=1.0) {
        let longest = pause(attempts, 1.0);
        let pause = pause(attempts, chance);
        prop_assert!(pause <= longest && pause >= longest / 2);
        prop_assert!(longest >= FIRST_PAUSE && longest <= LONGEST_PAUSE);
    }
}
