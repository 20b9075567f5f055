//! Vouchers that are a contract by themselves, and those that are good for a visit.

use wire::{
    AttentionReason, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble,
    VoucherProblem as Bad, VoucherView,
};

use super::super::*;
use super::world::*;

fn year() -> VoucherSaid {
    VoucherSaid::Rate { name: Some("Year".into()), term: Some("12 months".into()), from: None, to: None }
}

/// The vendor says this of the voucher that was entered last.
fn said(world: &mut World, said: Answer<VoucherSaid>) {
    let at = world.effects.iter().position(|it| matches!(it, Effect::Voucher(..))).expect("asked");
    let Some(Effect::Voucher(number, _, _)) = world.effects.remove(at) else { panic!("asked") };
    world.tell(Input::Voucher(number, said));
}

fn voucher(world: &mut World, code: &str) {
    world.page(SignUpInput::Voucher { code: code.into() });
}

fn knowing(visits: Option<bool>) -> Facts {
    Facts { visits, ..facts("DE") }
}

/// What was chosen among offers is not what it pays for: none of it may stand above the last button.
#[test]
fn a_rate_voucher_takes_nothing_along_of_an_offer() {
    let mut world = World::new();
    world.page(SignUpInput::Start { date: "2027-03-01".into() });
    world.go_to_summary();
    voucher(&mut world, "RATE");
    said(&mut world, Ok(year()));
    world.answer_all();
    let view = world.view();
    assert_eq!(view.aim, SignUpAim::RateVoucher);
    assert_eq!(
        view.chosen,
        wire::ChosenView::default(),
        "neither offer nor term nor when it would have begun nor how it would have been paid"
    );
    assert_eq!((view.signed, view.texts, view.mandate), (vec![], vec![], None));
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    assert_eq!((world.part(), world.view().trouble), (Some(SignUpPart::Summary), None));
    world.page(SignUpInput::Submit);
    let Some(Submitted::RateVoucher(request)) = world.submission().map(|it| it.what) else { panic!("sent") };
    assert_eq!(request.start, jiff::civil::date(2026, 11, 29));
}

/// Nobody agrees to a contract of which nothing can be shown.
#[test]
fn a_rate_voucher_is_redeemed_once_it_is_known_what_for() {
    let mut world = World::with(rules(), facts("DE"), SignUpAim::Open);
    voucher(&mut world, "RATE");
    said(&mut world, Ok(year()));
    world.fill_in_details();
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    let kept = Draft::read(world.kept.as_ref().expect("kept")).expect("read back");
    let key = (Uuid::from_u128(7), world.now.wall);
    let (opened, effects) = SignUp::open(SignUpId(2), key, Arc::new(rules()), facts("DE"), kept, world.now);
    let mut again = World::new();
    (again.sign_up, again.effects) = (opened, effects.into());
    assert_eq!(again.view().trouble, Some(SignUpTrouble::Loading));
    again.page(SignUpInput::Submit);
    said(&mut again, Err(AttentionReason::NoConnection));
    let reason = AttentionReason::NoConnection;
    assert_eq!(again.view().trouble, Some(SignUpTrouble::NotLoaded { reason }));
    again.page(SignUpInput::Submit);
    assert!(again.submission().is_none());
    again.tell(Input::Reachable);
    said(&mut again, Ok(year()));
    assert_eq!(again.view().trouble, None);
    again.page(SignUpInput::Submit);
    assert!(again.submission().is_some());
}

/// A code that is no contract by itself may be anything, a slip of the finger among it.
#[test]
fn what_a_voucher_is_for_is_asked_and_not_concluded() {
    let what_for = |contract, visit| VoucherView::WhatFor { contract, visit };
    let nothing = VoucherView::Bad { problem: Bad::UnknownCode };
    for (contracts, key, right, wanted) in [
        (true, true, Some(true), what_for(true, true)),
        (true, true, Some(false), what_for(true, false)),
        (true, false, None, what_for(true, false)),
        (false, true, Some(true), what_for(false, true)),
        (false, true, Some(false), nothing.clone()),
        (false, false, None, nothing),
        (true, true, None, VoucherView::Checking),
    ] {
        let rules = SignUpRules { contracts, check_in_vouchers: key, ..rules() };
        let mut world = World::with(rules, knowing(right), SignUpAim::Open);
        assert!(!world.sign_up.wants().contains(&Want::Visits), "nothing is asked about before there is one");
        voucher(&mut world, "NORD-TYPO");
        assert_eq!(world.sign_up.wants().contains(&Want::Visits), key && right.is_none());
        said(&mut world, Ok(VoucherSaid::Not(VoucherProblem::Unknown)));
        let case = (contracts, key, right);
        assert_eq!((world.view().aim, world.view().voucher), (SignUpAim::Open, wanted), "{case:?}");
        assert!(matches!(world.view().step, SignUpStep::Start { .. }), "{case:?}");
        world.page(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher });
        let visits = key && right == Some(true);
        assert_eq!(world.view().aim == SignUpAim::CheckInVoucher, visits, "{case:?}");
        if visits {
            assert_eq!(world.view().voucher, VoucherView::AtRedeeming, "nobody knows yet whether it is good");
        }
    }
    // Whether the key has the right could not be asked: redeeming the voucher tells.
    let mut unasked = knowing(None);
    unasked.failed.insert(Want::Visits, AttentionReason::NoConnection);
    let mut world = World::with(rules(), unasked, SignUpAim::Open);
    voucher(&mut world, "NORD-TYPO");
    said(&mut world, Ok(VoucherSaid::Not(VoucherProblem::Unknown)));
    assert_eq!(world.view().voucher, what_for(true, true));
    // Without a voucher there is no visit to be had for one.
    let mut world = World::with(rules(), knowing(Some(true)), SignUpAim::Open);
    world.page(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher });
    assert_eq!(world.view().aim, SignUpAim::Open);
}

#[test]
fn a_voucher_for_a_contract_goes_along_and_is_judged_with_the_price() {
    let mut world = World::with(rules(), knowing(Some(true)), SignUpAim::Open);
    voucher(&mut world, "TEN");
    said(&mut world, Ok(VoucherSaid::Not(VoucherProblem::Unknown)));
    world.page(SignUpInput::Aim { aim: SignUpAim::Contract });
    assert_eq!((world.part(), world.view().voucher), (Some(SignUpPart::Offers), VoucherView::WithPrice));
    world.go_to_details();
    world.enter(F::DateOfBirth, "1990-01-01");
    assert_eq!(world.view().voucher, VoucherView::Checking);
    let Some(Effect::Price(_, request)) = world.effects.back() else { panic!("asked") };
    assert_eq!(request.voucher.expose().as_deref(), Some("TEN"));
}

fn to_redeem() -> World {
    let mut world = World::with(rules(), knowing(Some(true)), SignUpAim::Open);
    voucher(&mut world, "CHVB1");
    said(&mut world, Ok(VoucherSaid::Not(VoucherProblem::Unknown)));
    world.page(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher });
    for (field, text) in [(F::FirstName, "A"), (F::LastName, "B"), (F::Email, "a@b.example")] {
        world.enter(field, text);
    }
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    world
}

fn redeemed(world: &mut World) -> (QuestionId, Box<Row>) {
    match world.effects.pop_front() {
        Some(Effect::Redeem { number, row, .. }) => (number, row),
        Some(_) | None => panic!("it is redeemed"),
    }
}

fn opened(body: &str, now: Moment) -> World {
    let draft = Draft::read(body).expect("read back");
    let key = (Uuid::from_u128(7), now.wall);
    let (sign_up, effects) =
        SignUp::open(SignUpId(2), key, Arc::new(rules()), knowing(Some(true)), draft, now);
    let mut world = World::new();
    (world.sign_up, world.effects) = (sign_up, effects.into());
    world
}

/// From before it is sent until its answer is there, whatever is on the disk is the team's.
#[test]
fn a_check_in_voucher_whose_answer_is_lost_is_the_teams_and_not_redeemed_again() {
    for lost in [false, true] {
        let mut world = to_redeem();
        let (number, row) = redeemed(&mut world);
        assert!(row.for_team, "nothing else says after a power cut that it may have been redeemed");
        if lost {
            world.tell(Input::Redeemed(number, Err(AttentionReason::VendorPause)));
            assert_eq!(world.view().step, SignUpStep::Unknown);
            assert!(world.sign_up.calls_team());
        }
        let mut again = opened(row.body.expose(), world.now);
        assert_eq!(again.part(), Some(SignUpPart::Summary));
        assert_eq!(again.view().trouble, Some(SignUpTrouble::RedeemUnknown));
        again.page(SignUpInput::Submit);
        assert!(!again.effects.iter().any(|it| matches!(it, Effect::Redeem { .. })));
        // Another one is another matter.
        voucher(&mut again, "CHVB2");
        assert_eq!(again.view().trouble, None);
        again.page(SignUpInput::Submit);
        assert!(again.effects.iter().any(|it| matches!(it, Effect::Redeem { .. })));
    }
}

#[test]
fn a_check_in_voucher_that_was_certainly_not_redeemed_can_be_tried_again() {
    for why in [AttentionReason::NoConnection, AttentionReason::StoreFault] {
        let mut world = to_redeem();
        let (number, _) = redeemed(&mut world);
        world.tell(Input::Redeemed(number, Err(why)));
        let trouble = (why == AttentionReason::StoreFault).then_some(SignUpTrouble::NotKept);
        assert_eq!((world.part(), world.view().trouble), (Some(SignUpPart::Summary), trouble));
        assert!(!opened(world.kept.as_ref().expect("kept"), world.now).sign_up.may_be_redeemed());
        world.page(SignUpInput::Submit);
        redeemed(&mut world);
    }
    let mut world = to_redeem();
    let (number, _) = redeemed(&mut world);
    world.tell(Input::Redeemed(number, Ok(Err(NotRedeemed::Voucher(VoucherProblem::Other)))));
    assert_eq!(world.view().voucher, VoucherView::Bad { problem: Bad::NotValid });
    assert!(!opened(world.kept.as_ref().expect("kept"), world.now).sign_up.may_be_redeemed());
}
