//! What readers say that is no card, and what the screen says of readers that are gone.

use super::*;

#[test]
fn a_reader_without_a_token_asks_for_a_person() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.input(Input::Answer(tap, TapAnswer::NoToken));
    assert_eq!(bench.verdict(), VerdictView::Attention { reason: AttentionReason::TokenMissing });
}

#[test]
fn unreadable_cards_say_why() {
    for (why, reason) in [
        (Unreadable::Garbled, UnreadableReason::Garbled),
        (Unreadable::Random, UnreadableReason::Random),
        (Unreadable::Truncated, UnreadableReason::Truncated),
        (Unreadable::Blank, UnreadableReason::Blank),
        (Unreadable::WrongForm, UnreadableReason::WrongForm),
        (Unreadable::Shortened, UnreadableReason::Shortened),
        (Unreadable::BrokenCode, UnreadableReason::BrokenCode),
    ] {
        let mut bench = Bench::new();
        let effects = bench.input(Input::Unreadable(ENTRANCE, why));
        assert_eq!(effects, [Effect::Signal(ENTRANCE, Signal::Bad)], "nobody is asked");
        assert_eq!(bench.verdict(), VerdictView::Unreadable { reason });
    }
}

#[test]
fn lifting_a_card_is_not_an_unreadable_card() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(tap);
    bench.at(300).input(Input::Unreadable(ENTRANCE, Unreadable::Garbled));
    assert_eq!(bench.verdict(), anonymous());
    bench.input(Input::Unreadable(EXIT, Unreadable::Garbled));
    assert_eq!(bench.verdict(), VerdictView::Unreadable { reason: UnreadableReason::Garbled });
    bench.at(5_000).input(Input::Unreadable(ENTRANCE, Unreadable::Garbled));
    assert_eq!(bench.verdict(), VerdictView::Unreadable { reason: UnreadableReason::Garbled });
}

#[test]
fn out_of_order_only_when_no_reader_is_left() {
    let mut bench = Bench::new();
    bench.input(Input::Reader(ENTRANCE, ReaderState::Gone));
    assert_eq!(bench.screen(), Screen::Idle(IdleView::default()));
    for (state, reason) in [
        (ReaderState::Gone, OutOfOrderReason::ReaderGone),
        (ReaderState::InUse, OutOfOrderReason::ReaderInUse),
        (ReaderState::Forbidden, OutOfOrderReason::ReaderForbidden),
        (ReaderState::ServiceMissing, OutOfOrderReason::CardServiceMissing),
        (ReaderState::HeldByKernel, OutOfOrderReason::ReaderHeldByKernel),
    ] {
        bench.input(Input::Reader(EXIT, state));
        assert_eq!(bench.screen(), Screen::OutOfOrder { reason });
    }
    bench.input(Input::Reader(ENTRANCE, ReaderState::Alive));
    assert_eq!(bench.screen(), Screen::Idle(IdleView::default()));
}

#[test]
fn a_camera_that_is_missing_stands_in_the_way_of_nobody_else() {
    let equipment = Equipment { readers: 2, typed: false, camera: Some(EXIT), pin_pad: false };
    let mut bench = Bench::with(equipment, Tries::default());
    let idle = Screen::Idle(IdleView { camera: true, ..IdleView::default() });
    assert_eq!(bench.screen(), idle);
    bench.input(Input::Reader(EXIT, ReaderState::Gone));
    assert_eq!(bench.screen(), idle);
    bench.input(Input::Reader(ENTRANCE, ReaderState::Gone));
    for (state, reason) in [
        (ReaderState::Gone, OutOfOrderReason::CameraMissing),
        (ReaderState::Forbidden, OutOfOrderReason::CameraDenied),
        (ReaderState::InUse, OutOfOrderReason::ReaderInUse),
    ] {
        bench.input(Input::Reader(EXIT, state));
        assert_eq!(bench.screen(), Screen::OutOfOrder { reason });
    }
    bench.input(Input::Reader(EXIT, ReaderState::Alive));
    assert_eq!(bench.screen(), idle);
}

#[test]
fn a_verdict_is_finished_before_the_desk_is_out_of_order() {
    let mut bench = Bench::new();
    let tap = bench.tap(ENTRANCE, 1).unwrap();
    bench.input(Input::Reader(ENTRANCE, ReaderState::Gone));
    bench.input(Input::Reader(EXIT, ReaderState::Gone));
    bench.done(tap);
    assert_eq!(bench.verdict(), anonymous());
    bench.at(3_000);
    assert_eq!(bench.screen(), Screen::OutOfOrder { reason: OutOfOrderReason::ReaderGone });
}
