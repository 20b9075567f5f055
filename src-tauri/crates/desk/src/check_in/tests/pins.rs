//! What wrong PINs cost.

use super::*;

#[test]
fn wrong_pins_make_the_pad_wait_and_a_right_one_does_not() {
    let wrong = || TapAnswer::Vendor(Outcome::NotDone(refusal("PIN falsch")));
    let mut bench =
        Bench::with(Equipment { readers: 1, typed: true, camera: None, pin_pad: true }, Tries::default());
    assert_eq!(
        bench.screen(),
        Screen::Idle(IdleView { pin: PinPadView::Ready, typed: true, ..IdleView::default() })
    );
    for number in 0..3 {
        bench.at(number * 10_000);
        let tap = bench.pin(ENTRANCE, &format!("100{number}")).unwrap();
        assert!(bench.answer(tap, wrong()).iter().any(|effect| matches!(effect, Effect::KeepTries(_))));
        bench.at(number * 10_000 + 3_000);
        assert_eq!(bench.pad(), PinPadView::Ready);
    }
    let tap = bench.at(30_000).pin(ENTRANCE, "1003").unwrap();
    bench.answer(tap, wrong());
    assert_eq!(bench.at(33_000).pad(), PinPadView::Waiting { seconds: 2 });
    assert_eq!(bench.check_in.deadline(), Some(bench.start + Duration::from_secs(35)));
    assert!(!bench.check_in.takes_pins(bench.moment()));
    assert_eq!(bench.pin(ENTRANCE, "40817"), None, "not looked at");
    assert_eq!(bench.verdict(), VerdictView::Attention { reason: AttentionReason::PinPause });
    // A card has nothing to do with it.
    let card = bench.tap(ENTRANCE, 1).unwrap();
    bench.done(card);
    assert_eq!(bench.at(37_000).pad(), PinPadView::Ready);
    let tap = bench.pin(ENTRANCE, "40817").unwrap();
    let kept = bench.done(tap);
    assert!(kept.contains(&Effect::KeepTries(Tries::default())), "{kept:?}");
    for number in 0..3 {
        let tap = bench.at(50_000 + number * 10_000).pin(ENTRANCE, &format!("200{number}")).unwrap();
        bench.answer(tap, wrong());
    }
    assert!(bench.check_in.takes_pins(bench.moment()), "three more are free");
}

#[test]
fn without_a_pad_nobody_is_told_of_a_wait() {
    let mut bench = Bench::new();
    for number in 0..6 {
        let tap = bench.at(number * 600_000).pin(EXIT, &format!("100{number}")).unwrap();
        bench.answer(tap, TapAnswer::Vendor(Outcome::NotDone(refusal("PIN falsch"))));
    }
    assert_eq!(bench.pin(ENTRANCE, "40817"), None, "one count for the whole desk");
    bench.at(3_004_000);
    assert_eq!(bench.screen(), Screen::Idle(IdleView::default()));
    assert_eq!(bench.check_in.deadline(), None);
}
