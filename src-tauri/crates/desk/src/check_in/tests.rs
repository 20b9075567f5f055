use std::time::{Duration, Instant};

use domain::{CardFormat, Identification, NotDone, Outcome, Redacted, Uid, Unknown};
use jiff::Timestamp;
use readers::{ReaderState, Unreadable};
use wire::{
    AttentionReason, IdleView, OutOfOrderReason, PinPadView, Screen, UnconfirmedReason, UnreadableReason,
    VerdictView,
};

use super::*;

mod equipment;
mod pins;

fn ms(since_1970: i64) -> wire::Ms {
    Timestamp::from_millisecond(since_1970).unwrap().into()
}

/// A desk, and a clock that is moved by hand.
struct Bench {
    check_in: CheckIn,
    start: Instant,
    now: Duration,
}

const ENTRANCE: ReaderIndex = ReaderIndex(0);
const EXIT: ReaderIndex = ReaderIndex(1);

impl Bench {
    fn new() -> Self {
        Self::with(Equipment { readers: 2, typed: false, camera: None, pin_pad: false }, Tries::default())
    }

    fn with(equipment: Equipment, tries: Tries) -> Self {
        Self {
            check_in: CheckIn::new(equipment, Duration::from_secs(3), tries),
            start: Instant::now(),
            now: Duration::ZERO,
        }
    }

    fn at(&mut self, millis: u64) -> &mut Self {
        self.now = Duration::from_millis(millis);
        self
    }

    fn moment(&self) -> Moment {
        Moment {
            instant: self.start + self.now,
            wall: Timestamp::from_millisecond(1_000_000 + self.now.as_millis() as i64).unwrap(),
        }
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let now = self.moment();
        self.check_in.handle(input, now)
    }

    /// Taps a card and gives back the tap, if the vendor is to be asked.
    fn tap(&mut self, reader: ReaderIndex, number: u8) -> Option<TapId> {
        let card = Identification::card(&Uid::new(&[number, 1, 2, 3, 4]).unwrap(), CardFormat::HexMsb);
        self.asked(reader, card)
    }

    /// Enters a PIN and gives back the tap, if the vendor is to be asked.
    fn pin(&mut self, reader: ReaderIndex, digits: &str) -> Option<TapId> {
        self.asked(reader, Identification::Pin(digits.to_owned()))
    }

    fn asked(&mut self, reader: ReaderIndex, identification: Identification) -> Option<TapId> {
        match self.input(Input::Tap(reader, identification)).as_slice() {
            [Effect::Ask(tap, asked, _)] => {
                assert_eq!(*asked, reader);
                Some(*tap)
            }
            [] | [Effect::Signal(..)] => None,
            other => panic!("a tap is asked about or not: {other:?}"),
        }
    }

    fn done(&mut self, tap: TapId) -> Vec<Effect> {
        self.answer(tap, TapAnswer::Vendor(Outcome::Done(())))
    }

    fn answer(&mut self, tap: TapId, answer: TapAnswer) -> Vec<Effect> {
        self.input(Input::Answer(tap, answer))
    }

    fn screen(&mut self) -> Screen {
        self.input(Input::Tick);
        let now = self.moment();
        self.check_in.screen(now)
    }

    /// What members can do with the PIN pad, once the verdict on the screen is over.
    fn pad(&mut self) -> PinPadView {
        match self.screen() {
            Screen::Idle(view) => view.pin,
            other @ (Screen::Starting
            | Screen::Setup(_)
            | Screen::Verdict { .. }
            | Screen::Busy { .. }
            | Screen::Sale(_)
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. }) => panic!("not the idle screen but {other:?}"),
        }
    }

    fn verdict(&mut self) -> VerdictView {
        match self.screen() {
            Screen::Verdict { verdict, .. } => verdict,
            other @ (Screen::Starting
            | Screen::Setup(_)
            | Screen::Idle(_)
            | Screen::Busy { .. }
            | Screen::Sale(_)
            | Screen::SignUp(_)
            | Screen::OutOfOrder { .. }) => panic!("no verdict on the screen but {other:?}"),
        }
    }
}

fn anonymous() -> VerdictView {
    VerdictView::Welcome { first_name: None, birthday: false }
}

fn refusal(words: &str) -> NotDone {
    NotDone::Refused { message: Some(Redacted::new(words.into())), code: None, trace_id: None }
}

#[test]
fn every_outcome_ends_in_its_verdict() {
    let attention = |reason| VerdictView::Attention { reason };
    let unconfirmed = |reason| VerdictView::Unconfirmed { reason, first_name: None };
    for (outcome, verdict) in [
        (Outcome::Done(()), anonymous()),
        (
            Outcome::NotDone(refusal("Beitrag offen")),
            VerdictView::Refused { message: Some("Beitrag offen".into()) },
        ),
        (Outcome::NotDone(NotDone::AccessWithdrawn), attention(AttentionReason::AccessWithdrawn)),
        (Outcome::NotDone(NotDone::TooBusy), attention(AttentionReason::TooBusy)),
        (Outcome::NotDone(NotDone::VendorPause), attention(AttentionReason::VendorPause)),
        (Outcome::NotDone(NotDone::NoConnection), attention(AttentionReason::NoConnection)),
        (Outcome::NotDone(NotDone::CertificateWrong), attention(AttentionReason::CertificateWrong)),
        (Outcome::NotDone(NotDone::NotTheVendor), attention(AttentionReason::NotTheVendor)),
        (Outcome::Unknown(Unknown::TimedOut), unconfirmed(UnconfirmedReason::NoAnswer)),
        (Outcome::Unknown(Unknown::AnswerLost), unconfirmed(UnconfirmedReason::AnswerLost)),
        (Outcome::Unknown(Unknown::AnswerGarbled), unconfirmed(UnconfirmedReason::AnswerLost)),
        (Outcome::Unknown(Unknown::VendorFault), unconfirmed(UnconfirmedReason::VendorFault)),
    ] {
        let mut bench = Bench::new();
        let tap = bench.tap(ENTRANCE, 1).unwrap();
        assert_eq!(bench.screen(), Screen::Busy { tap: tap.0 });
        bench.input(Input::Answer(tap, TapAnswer::Vendor(outcome.clone())));
        assert_eq!(bench.verdict(), verdict, "{outcome:?}");
        bench.at(2_999);
        assert_eq!(bench.verdict(), verdict);
        bench.at(3_000);
        assert!(matches!(bench.screen(), Screen::Idle(_)), "{outcome:?} goes away");
    }
}

#[test]
fn an_unknown_outcome_is_never_asked_again_by_itself() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    // The card lies on the reader for 20 seconds, the vendor never answers.
    for millis in (65..8_000).step_by(65) {
        assert_eq!(bench.at(millis).tap(ENTRANCE, 1), None);
    }
    let effects = bench.answer(tap, TapAnswer::Vendor(Outcome::Unknown(Unknown::TimedOut)));
    assert_eq!(effects, [Effect::Signal(ENTRANCE, Signal::Bad)]);
    for millis in (8_010..20_000).step_by(65) {
        assert_eq!(bench.at(millis).tap(ENTRANCE, 1), None, "at {millis} ms");
    }
    assert!(matches!(bench.screen(), Screen::Idle(_)));
}

#[test]
fn the_same_card_within_five_seconds_is_one_tap() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    assert_eq!(bench.at(400).tap(ENTRANCE, 1), None, "still being asked about");
    assert_eq!(bench.screen(), Screen::Busy { tap: tap.0 });
    bench.at(500).done(tap);
    assert_eq!(bench.at(600).tap(ENTRANCE, 1), None, "not lifted");
    assert_eq!(bench.verdict(), anonymous());

    assert_eq!(bench.at(2_000).tap(ENTRANCE, 1), None);
    assert_eq!(bench.verdict(), VerdictView::Already { at_ms: ms(1_000_500) });
    assert_eq!(bench.at(5_400).tap(ENTRANCE, 1), None);
    assert!(bench.at(10_500).tap(ENTRANCE, 1).is_some(), "a new visit");
}

#[test]
fn a_second_tap_does_not_lengthen_the_window_but_a_card_left_lying_does() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(tap);
    bench.at(4_000).tap(ENTRANCE, 1);
    assert!(bench.at(5_000).tap(ENTRANCE, 1).is_some());

    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(tap);
    for millis in (65..9_000).step_by(65) {
        assert_eq!(bench.at(millis).tap(ENTRANCE, 1), None);
    }
    assert_eq!(bench.at(12_000).tap(ENTRANCE, 1), None);
    assert_eq!(bench.verdict(), VerdictView::Already { at_ms: ms(1_000_000) });
}

#[test]
fn a_second_tap_after_a_refusal_repeats_the_refusal() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.input(Input::Answer(tap, TapAnswer::Vendor(Outcome::NotDone(refusal("Karte gesperrt")))));
    let Screen::Verdict { tap: first, .. } = bench.screen() else { panic!() };
    assert_eq!(bench.at(1_500).tap(ENTRANCE, 1), None);
    let Screen::Verdict { tap: second, verdict, .. } = bench.screen() else { panic!() };
    assert_eq!(verdict, VerdictView::Refused { message: Some("Karte gesperrt".into()) });
    assert_ne!(first, second, "the screen says it once more");
}

#[test]
fn the_same_card_at_another_reader_is_another_tap() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(tap);
    assert!(bench.at(1_000).tap(EXIT, 1).is_some());
}

#[test]
fn two_members_almost_at_once_both_see_their_verdict() {
    let mut bench = Bench::new();
    let first = bench.tap(ENTRANCE, 1).unwrap();
    let second = bench.at(300).tap(ENTRANCE, 2).unwrap();
    bench.at(400).done(first);
    assert_eq!(bench.verdict(), anonymous());
    bench.at(500).input(Input::Answer(second, TapAnswer::Vendor(Outcome::NotDone(refusal("Nein")))));
    assert_eq!(bench.verdict(), anonymous(), "the first is still being read");
    bench.at(1_400);
    assert_eq!(bench.verdict(), VerdictView::Refused { message: Some("Nein".into()) });
    bench.at(4_399);
    assert!(matches!(bench.screen(), Screen::Verdict { .. }));
    bench.at(4_400);
    assert!(matches!(bench.screen(), Screen::Idle(_)));
}

#[test]
fn a_verdict_is_not_shown_to_whoever_comes_long_after() {
    let mut bench = Bench::new();
    // Two come in at the same time again and again, and a tap takes the screen from the verdict before.
    for (at, number) in [(0, 1), (600, 3), (1_200, 5), (1_800, 7), (2_400, 9), (3_000, 11)] {
        let first = bench.at(at).tap(ENTRANCE, number).unwrap();
        let second = bench.tap(EXIT, number + 1).unwrap();
        bench.at(at + 100).done(first);
        bench.input(Input::Answer(second, TapAnswer::Vendor(Outcome::NotDone(refusal(&at.to_string())))));
    }
    // Each of those who wait has a second, as long as they have not waited for more than three.
    let mut told = Vec::new();
    for at in (4_100..12_000).step_by(1_000) {
        bench.at(at);
        if let Screen::Verdict { verdict: VerdictView::Refused { message }, .. } = bench.screen() {
            told.extend(message);
        }
    }
    told.dedup();
    assert_eq!(told, ["1200", "2400", "3000"].map(String::from));
}

#[test]
fn a_tap_takes_the_screen_at_once() {
    let mut bench = Bench::new();
    let first = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(first);
    let second = bench.at(100).tap(ENTRANCE, 2).unwrap();
    assert_eq!(bench.screen(), Screen::Busy { tap: second.0 });
}

#[test]
fn while_another_is_asked_about_the_screen_returns_to_one_moment() {
    let mut bench = Bench::new();
    let first = bench.tap(ENTRANCE, 1).unwrap();
    let second = bench.at(300).tap(ENTRANCE, 2).unwrap();
    bench.at(400).done(first);
    bench.at(3_400);
    assert_eq!(bench.screen(), Screen::Busy { tap: second.0 });
}

#[test]
fn the_name_is_used_whenever_it_comes_and_never_waited_for() {
    let greeting = || Greeting { first_name: Some(Redacted::new("Anna".into())), birthday: true };
    let named = VerdictView::Welcome { first_name: Some("Anna".into()), birthday: true };

    let mut before = Bench::new();
    let tap = before.tap(ENTRANCE, 1).unwrap();
    before.input(Input::Greeting(tap, greeting()));
    before.done(tap);
    assert_eq!(before.verdict(), named);

    let mut after = Bench::new();
    let tap = after.tap(ENTRANCE, 1).unwrap();
    after.done(tap);
    assert_eq!(after.verdict(), anonymous());
    after.at(200).input(Input::Greeting(tap, greeting()));
    assert_eq!(after.verdict(), named);

    let mut too_late = Bench::new();
    let tap = too_late.tap(ENTRANCE, 1).unwrap();
    too_late.done(tap);
    too_late.at(3_000).input(Input::Greeting(tap, greeting()));
    assert_eq!(too_late.screen(), Screen::Idle(IdleView::default()));
}

#[test]
fn a_refused_member_is_not_named() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.input(Input::Answer(tap, TapAnswer::Vendor(Outcome::NotDone(refusal("Nein")))));
    bench.input(Input::Greeting(
        tap,
        Greeting { first_name: Some(Redacted::new("Anna".into())), birthday: false },
    ));
    assert!(!format!("{:?}", bench.screen()).contains("Anna"));
}

#[test]
fn what_will_meet_the_next_member_stays_on_the_idle_screen() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    let effects = bench.answer(tap, TapAnswer::Vendor(Outcome::NotDone(NotDone::NoConnection)));
    assert_eq!(effects, [Effect::Signal(ENTRANCE, Signal::Bad), Effect::WatchConnection]);
    bench.at(4_000);
    let idle = |notice| Screen::Idle(IdleView { notice, ..IdleView::default() });
    assert_eq!(bench.screen(), idle(Some(AttentionReason::NoConnection)));
    bench.input(Input::Reachable);
    assert_eq!(bench.screen(), idle(None));

    let tap = bench.at(10_000).tap(ENTRANCE, 1).unwrap();
    bench.input(Input::Answer(tap, TapAnswer::Vendor(Outcome::NotDone(NotDone::AccessWithdrawn))));
    bench.at(14_000).input(Input::Reachable);
    assert_eq!(bench.screen(), idle(Some(AttentionReason::AccessWithdrawn)), "reachable is not enough");
    let tap = bench.at(20_000).tap(ENTRANCE, 1).unwrap();
    bench.done(tap);
    bench.at(24_000);
    assert_eq!(bench.screen(), idle(None));
}

#[test]
fn a_busy_vendor_warns_nobody_afterwards() {
    for passing in [NotDone::TooBusy, NotDone::VendorPause] {
        let mut bench = Bench::new();
        let tap = bench.tap(ENTRANCE, 1).unwrap();
        bench.input(Input::Answer(tap, TapAnswer::Vendor(Outcome::NotDone(passing))));
        bench.at(4_000);
        assert_eq!(bench.screen(), Screen::Idle(IdleView::default()));
    }
}

#[test]
fn the_screen_never_waits_for_a_deadline_that_does_not_exist() {
    let mut bench = Bench::new();
    assert_eq!(bench.check_in.deadline(), None);
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    assert_eq!(bench.check_in.deadline(), None, "the answer ends this, not the clock");
    bench.done(tap);
    assert_eq!(bench.check_in.deadline(), Some(bench.start + Duration::from_secs(3)));
}

#[test]
fn a_door_opens_once_for_whoever_is_let_in_and_for_nobody_else() {
    let let_in = TapAnswer::LetIn { why: NotDone::NoConnection, first_name: None };
    for (answer, opens, signal) in [
        (TapAnswer::Vendor(Outcome::Done(())), true, Signal::Good),
        (let_in, true, Signal::Good),
        (TapAnswer::Vendor(Outcome::NotDone(refusal("Nein"))), false, Signal::Bad),
        (TapAnswer::Vendor(Outcome::NotDone(NotDone::NoConnection)), false, Signal::Bad),
        (TapAnswer::Vendor(Outcome::Unknown(Unknown::TimedOut)), false, Signal::Bad),
        (TapAnswer::Vendor(Outcome::Unknown(Unknown::AnswerLost)), false, Signal::Bad),
        (TapAnswer::Vendor(Outcome::Unknown(Unknown::AnswerGarbled)), false, Signal::Bad),
        (TapAnswer::Vendor(Outcome::Unknown(Unknown::VendorFault)), false, Signal::Bad),
        (TapAnswer::NoToken, false, Signal::Bad),
        (TapAnswer::NotOnList(NotDone::NoConnection), false, Signal::Bad),
        (TapAnswer::StoreFault(NotDone::NoConnection), false, Signal::Bad),
    ] {
        let mut bench = Bench::new();
        let tap = bench.tap(EXIT, 1).unwrap();
        let effects = bench.answer(tap, answer.clone());
        assert_eq!(effects.contains(&Effect::Open(tap, EXIT)), opens, "{answer:?}");
        assert!(effects.contains(&Effect::Signal(EXIT, signal)), "{answer:?}");
        // Neither an answer that comes twice nor the card once more.
        assert_eq!(bench.done(tap), []);
        bench.at(1_000);
        let card = Identification::card(&Uid::new(&[1, 1, 2, 3, 4]).unwrap(), CardFormat::HexMsb);
        assert_eq!(bench.input(Input::Tap(EXIT, card)), [Effect::Signal(EXIT, signal)], "{answer:?}");
    }
}

#[test]
fn a_verdict_is_in_the_language_of_its_own_member() {
    let mut bench = Bench::new();
    let language = |screen| {
        let Screen::Verdict { language, .. } = screen else { panic!("{screen:?}") };
        language
    };
    let first = bench.tap(ENTRANCE, 1).unwrap();
    let second = bench.tap(EXIT, 2).unwrap();
    bench.input(Input::Speaks(first, Language::exact("pl").unwrap()));
    bench.done(first);
    assert_eq!(language(bench.screen()).as_deref(), Some("pl"));
    bench.at(100).done(second);
    assert_eq!(language(bench.screen()).as_deref(), Some("pl"), "each is seen for a second");
    assert_eq!(language(bench.at(1_100).screen()), None);
}
