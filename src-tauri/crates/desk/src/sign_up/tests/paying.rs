//! What it costs, what a voucher makes of it, and how a card is entered.

use wire::{
    AttentionReason, PayBy, PreviewView, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep,
    SignUpTrouble, VoucherEffect, VoucherProblem as Bad, VoucherView,
};

use super::super::*;
use super::world::*;

#[test]
fn a_price_that_changed_is_agreed_to_anew() {
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    world.tell(Input::Sent(Sent::PriceChanged));
    assert_eq!(world.view().step, SignUpStep::PriceChanged);
    world.page(SignUpInput::TakePrice);
    assert_eq!(world.view().step, SignUpStep::PriceChanged, "nobody knows the new one yet");
    let Some(Effect::Price(number, request)) = world.effects.pop_front() else { panic!("asked anew") };
    let mut preview = preview_of(&request);
    preview.base_price = Some(eur(9999));
    world.tell(Input::Priced(number, Priced::Ready(Box::new(preview.clone()))));
    world.page(SignUpInput::TakePrice);
    assert_eq!(world.part(), Some(SignUpPart::Texts), "signed for another price");
    world.agree();
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    let sent = world.submission().expect("sent anew");
    let Submitted::Contract(_, agreed) = sent.what else { panic!("a contract") };
    assert_eq!(agreed, crate::transport::Agreed::of(&preview));
}

#[test]
fn without_a_connection_it_goes_on_with_what_the_offer_says() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    world.fail_all();
    assert_eq!(world.view().preview, PreviewView::Failed { reason: AttentionReason::NoConnection });
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Next);
    world.page(SignUpInput::PayBy { by: PayBy::DirectDebit });
    world.enter(F::AccountHolder, "Zoë");
    world.enter(F::Iban, "DE89370400440532013000");
    world.fail_all();
    world.page(SignUpInput::Next);
    world.agree();
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    let sent = world.submission().expect("sent");
    let Submitted::Contract(_, agreed) = sent.what else { panic!("a contract") };
    assert_eq!(agreed, crate::transport::Agreed::offered(&term(11, 2990), &[]));
    world.tell(Input::Sent(Sent::Waiting));
    assert_eq!(world.view().step, SignUpStep::Waiting);
    world.tell(Input::Sent(made()));
    assert!(
        matches!(world.view().step, SignUpStep::Done { .. }),
        "it got through while somebody still stood there"
    );
}

#[test]
fn vouchers_of_each_kind() {
    // A discount: seen with the price.
    let mut world = World::new();
    world.go_to_details();
    world.enter(F::DateOfBirth, "1990-01-01");
    world.page(SignUpInput::Voucher { code: " TEN ".into() });
    assert_eq!(world.view().voucher, VoucherView::Checking);
    while let Some(effect) = world.effects.pop_front() {
        let Effect::Price(number, request) = effect else {
            world.answer(effect);
            continue;
        };
        let mut preview = preview_of(&request);
        preview.voucher = request.voucher.expose().as_ref().map(|_| Ok(discount()));
        world.tell(Input::Priced(number, Priced::Ready(Box::new(preview))));
    }
    assert!(matches!(
        world.view().voucher,
        VoucherView::Good {
            effect: VoucherEffect::Amount { .. },
            bonus: None,
            company: None,
            remarks: Some(_)
        }
    ));
    // No good: asked once more without, and the contract is sent without.
    for (problem, shown) in [
        (VoucherProblem::Unknown, Bad::UnknownCode),
        (VoucherProblem::NotHere, Bad::NotHere),
        (VoucherProblem::NotNow, Bad::OutOfDate),
        (VoucherProblem::NotForThisOffer, Bad::OtherOffer),
        (VoucherProblem::Other, Bad::NotValid),
    ] {
        let mut world = World::new();
        world.go_to_details();
        world.enter(F::DateOfBirth, "1990-01-01");
        world.page(SignUpInput::Voucher { code: "OLD".into() });
        while let Some(effect) = world.effects.pop_front() {
            if let Effect::Price(number, request) = &effect
                && request.voucher.expose().is_some()
            {
                world.tell(Input::Priced(*number, Priced::VoucherRefused(problem)));
            } else {
                world.answer(effect);
            }
        }
        assert_eq!(world.view().voucher, VoucherView::Bad { problem: shown });
        assert!(matches!(world.view().preview, PreviewView::Shown { .. }), "without it there is a price");
        assert!(world.sign_up.about().is_some_and(|about| about.voucher.is_none()));
        world.page(SignUpInput::Voucher { code: String::new() });
        assert_eq!(world.view().voucher, VoucherView::None);
    }
    // A rate voucher: another way altogether.
    let mut world = World::new();
    world.page(SignUpInput::Voucher { code: "RATE".into() });
    let Some(Effect::Voucher(number, ..)) = world.effects.pop_front() else { panic!("asked") };
    let rate = |to| VoucherSaid::Rate { name: Some("Year".into()), term: None, from: None, to };
    world.tell(Input::Voucher(number, Ok(rate(None))));
    assert_eq!(world.view().aim, SignUpAim::RateVoucher);
    world.fill_in_details();
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    assert_eq!(world.part(), Some(SignUpPart::Summary));
    world.page(SignUpInput::Submit);
    assert!(matches!(world.submission().map(|it| it.what), Some(Submitted::RateVoucher(_))));
    // One that has run out.
    let mut world = World::new();
    world.page(SignUpInput::Voucher { code: "RATE".into() });
    let Some(Effect::Voucher(number, ..)) = world.effects.pop_front() else { panic!("asked") };
    world.tell(Input::Voucher(number, Ok(rate(Some(jiff::civil::date(2026, 11, 28))))));
    assert_eq!(world.view().voucher, VoucherView::Bad { problem: Bad::OutOfDate });
    assert_eq!(world.view().aim, SignUpAim::Contract);
}

fn discount() -> magicline::connect::Voucher {
    magicline::connect::Voucher {
        effect: magicline::connect::Effect::Discount(magicline::connect::Adjustment::Amount(eur(1000))),
        kind: magicline::connect::VoucherKind::Discount,
        discounted_price: Some(eur(1990)),
        discounted_pre_use: None,
        omits_starter_package: false,
        lasting: None,
        bonus: None,
        company: None,
        remarks: Some("<b>Ten</b> off".into()),
        message: None,
        text_blocks: Vec::new(),
    }
}

#[test]
fn a_card_is_paid_with_in_a_window_of_its_own() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    world.answer_all();
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    world.page(SignUpInput::PayBy { by: PayBy::Card });
    world.answer_all();
    let open = |world: &mut World| {
        world.page(SignUpInput::OpenPayment);
        let Some(Effect::OpenSession(window, request)) = world.effects.pop_back() else {
            panic!("a session")
        };
        // Nothing is taken before there is a contract, and then by it.
        assert_eq!((request.amount, request.reference.expose().as_str()), (eur(0), "Studio, Flex"));
        let valid_until = world.now.wall + jiff::SignedDuration::from_mins(10);
        let session = Session { token: Redacted::new("t".into()), valid_until };
        world.tell(Input::Session(window, Ok(session)));
        assert_eq!(world.view().step, SignUpStep::Paying);
        assert!(matches!(world.effects.pop_back(), Some(Effect::ShowPayment { .. })));
        window
    };
    // Closed without paying.
    let first = open(&mut world);
    world.tell(Input::Paid(first, None));
    assert!(!world.view().chosen.card_ready);
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Payment));
    // Lapsed.
    let second = open(&mut world);
    world.tell(Input::Paid(first, Some(Redacted::new("old".into()))));
    assert_eq!(world.view().step, SignUpStep::Paying, "of another window");
    world.wait(Duration::from_secs(601));
    assert_eq!(world.part(), Some(SignUpPart::Payment));
    world.tell(Input::Paid(second, Some(Redacted::new("late".into()))));
    assert!(!world.view().chosen.card_ready);
    // Paid.
    let third = open(&mut world);
    let another = PaymentWindow { sign_up: third.sign_up.next(), ..third };
    world.tell(Input::Paid(another, Some(Redacted::new("another".into()))));
    assert_eq!(world.view().step, SignUpStep::Paying, "of another member's sign-up");
    world.tell(Input::Paid(third, Some(Redacted::new("token".into()))));
    assert!(world.view().chosen.card_ready);
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Texts));

    let is_ready = |world: &World| {
        let tomorrow = Moment {
            instant: world.now.instant,
            wall: world.now.wall + jiff::SignedDuration::from_hours(24),
        };
        let draft = Draft::read(world.kept.as_ref().unwrap()).unwrap();
        let whose = (Uuid::from_u128(7), world.now.wall);
        [world.now, tomorrow].map(|now| {
            let (sign_up, _) =
                SignUp::open(SignUpId(2), whose, Arc::new(rules()), facts("DE"), draft.clone(), now);
            sign_up.view().chosen.card_ready
        })
    };
    assert_eq!(is_ready(&world), [true, false], "somebody goes on at once, or tomorrow");
    world.agree();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Summary));
    assert!(world.sign_up.deadline().is_some_and(|at| at <= world.now.instant + Duration::from_secs(600)));
    world.wait(Duration::from_secs(600));
    assert!(!world.view().chosen.card_ready, "it lapses with its session");
    assert!(world.view().chosen.card_lapsed, "and that is said, since somebody did enter one");
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
}

/// And no longer than until something else is tried.
#[test]
fn a_payment_window_that_could_not_be_opened_is_said_where_it_was_wanted() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    world.answer_all();
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    world.page(SignUpInput::PayBy { by: PayBy::Card });
    world.answer_all();
    let reason = AttentionReason::NoConnection;
    let fail = |world: &mut World| {
        world.page(SignUpInput::OpenPayment);
        let Some(Effect::OpenSession(window, _)) = world.effects.pop_back() else { panic!("a session") };
        world.tell(Input::Session(window, Err(reason)));
        assert_eq!(world.part(), Some(SignUpPart::Payment));
        assert_eq!(world.view().trouble, Some(SignUpTrouble::NotLoaded { reason }));
    };
    fail(&mut world);
    world.page(SignUpInput::PayBy { by: PayBy::Card });
    assert_eq!(world.view().trouble, None);
    fail(&mut world);
    world.page(SignUpInput::Back);
    world.page(SignUpInput::Next);
    assert_eq!((world.part(), world.view().trouble), (Some(SignUpPart::Payment), None));
}

/// Its token lapses while the contract waits, for certain.
#[test]
fn no_contract_is_made_by_card_while_the_vendor_cannot_be_reached() {
    for (by, sent) in [(PayBy::Card, false), (PayBy::Cash, true)] {
        let mut world = World::new();
        world.go_to_details();
        world.fill_in_details();
        world.answer_all();
        (0..2).for_each(|_| world.page(SignUpInput::Next));
        world.page(SignUpInput::PayBy { by });
        world.fail_all();
        if by == PayBy::Card {
            world.page(SignUpInput::OpenPayment);
            let Some(Effect::OpenSession(window, _)) = world.effects.pop_back() else { panic!("a session") };
            let valid_until = world.now.wall + jiff::SignedDuration::from_mins(10);
            let session = Session { token: Redacted::new("t".into()), valid_until };
            world.tell(Input::Session(window, Ok(session)));
            world.tell(Input::Paid(window, Some(Redacted::new("token".into()))));
        }
        world.page(SignUpInput::Next);
        world.agree();
        world.page(SignUpInput::Next);
        assert_eq!(world.part(), Some(SignUpPart::Summary));
        world.page(SignUpInput::Submit);
        assert_eq!(world.submission().is_some(), sent, "{by:?}");
        if by == PayBy::Card {
            world.tell(Input::Reachable);
            world.answer_all();
            world.agree();
            world.page(SignUpInput::Go { part: SignUpPart::Summary });
            world.page(SignUpInput::Submit);
            assert!(world.submission().is_some(), "it is back before the card lapses");
        }
    }
}
