//! The way through, and every way out of it.

use jiff::civil::date;
use magicline::connect::Payment;
use wire::{
    AccountView, CardLink, PayBy, PreviewView, RefusedReason, SignUpAim, SignUpChoices, SignUpField as F,
    SignUpInput, SignUpPart, SignUpStep, SignUpTrouble, SignatureOf, VoucherEffect, VoucherProblem as Bad,
    VoucherView,
};

use super::super::*;
use super::world::*;

#[test]
fn a_contract_by_direct_debit_from_the_first_touch_to_the_card() {
    let mut world = World::new();
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    let sent = world.submission().expect("it is sent");
    let Submitted::Contract(request, agreed) = sent.what else { panic!("a contract") };
    assert_eq!(agreed, crate::transport::Agreed::of(&preview_of(&request)));
    assert_eq!(request.term, 11);
    let Payment::DirectDebit { iban, holder, bic } = request.payment.expose() else { panic!("by debit") };
    assert_eq!((iban.as_str(), holder.as_str()), ("DE89370400440532013000", "Zoë Müller"));
    assert_eq!(bic.as_deref(), Some("COBADEFFXXX"));
    let signatures = request.signatures.expose();
    assert!(signatures.contract.is_some() && signatures.sepa.is_some());
    assert_eq!(signatures.text_blocks.iter().map(|it| it.text_block).collect::<Vec<_>>(), [3]);
    assert_eq!(world.view().step, SignUpStep::Submitting);
    world.tell(Input::Sent(made()));
    let done = |card| SignUpStep::Done {
        number: Some("M-1".into()),
        registration: None,
        payment: None,
        access_code: None,
        card,
    };
    assert_eq!(world.view().step, done(CardLink::HoldCard));
    assert!(world.sign_up.wants_card());
    world.tell(Input::Card(Identification::Barcode("1".into())));
    assert!(matches!(world.effects.pop_back(), Some(Effect::Link(99, _))));
    world.tell(Input::Card(Identification::Barcode("1".into())));
    assert!(world.effects.is_empty(), "a second tap links nothing");
    world.tell(Input::Linked(CardLink::Linked));
    assert_eq!(world.view().step, done(CardLink::Linked));
    world.page(SignUpInput::Leave);
    assert!(world.over);
}

#[test]
fn no_contract_begins_before_the_studio_opens() {
    let opening = date(2027, 2, 1);
    let with = |default_start, use_from| {
        let mut facts = facts("DE");
        let mut details = studio("DE");
        details.studio.opening = Some(opening);
        facts.studio = Some(Arc::new(details));
        let mut offer = offer();
        offer.pre_use = magicline::connect::PreUse::Free;
        offer.terms =
            vec![magicline::connect::Term { default_start, use_from, ..term(11, 2990) }];
        facts.offers = Some(Arc::new(vec![offer]));
        World::with(house(), facts, SignUpAim::Contract)
    };
    for (default_start, use_from, start, pre_use) in [
        (None, None, opening, None),
        (Some(date(2026, 12, 1)), None, opening, None),
        (Some(date(2027, 3, 1)), Some(date(2026, 12, 1)), date(2027, 3, 1), None),
        (Some(date(2027, 3, 1)), Some(opening), date(2027, 3, 1), Some(opening)),
    ] {
        let mut world = with(default_start, use_from);
        world.page(SignUpInput::Term { term: 11.0 });
        let chosen = |world: &World| world.view().chosen;
        assert_eq!(chosen(&world).start, Some(start.to_string()));
        assert_eq!(chosen(&world).opening.as_deref(), Some("2027-02-01"), "the member is told");
        assert_eq!(world.sign_up.about().unwrap().pre_use, pre_use);
        world.page(SignUpInput::Start { date: "2027-01-31".into() });
        assert_eq!(chosen(&world).start, Some(start.to_string()), "not the day before");
        world.page(SignUpInput::Start { date: "2027-02-01".into() });
        assert_eq!(chosen(&world).start.as_deref(), Some("2027-02-01"));
    }
    // The day that was chosen before the vendor said when it opens.
    let mut world = World::new();
    world.go_to_details();
    let mut details = studio("DE");
    details.studio.opening = Some(opening);
    world.tell(Input::Facts(Box::new(Facts { studio: Some(Arc::new(details)), ..facts("DE") })));
    assert_eq!(world.view().chosen.start.as_deref(), Some("2027-02-01"));
    assert_eq!(World::new().view().chosen.opening, None);
}

#[test]
fn what_is_not_offered_today_cannot_be_had() {
    let today = date(2026, 11, 29);
    for (from, until, offered) in [
        (date(2026, 11, 1), today, true),
        (today, date(2026, 12, 24), true),
        (date(2026, 11, 1), date(2026, 11, 28), false),
        (date(2026, 11, 30), date(2026, 12, 24), false),
    ] {
        let mut facts = facts("DE");
        facts.offers = Some(Arc::new(vec![magicline::connect::Offer { offered: Some((from, until)), ..offer() }]));
        assert_eq!(facts.offered(today).count(), usize::from(offered), "what the page is shown");
        let mut world = World::with(house(), facts, SignUpAim::Contract);
        world.page(SignUpInput::Term { term: 11.0 });
        assert_eq!(world.view().chosen.term.is_some(), offered, "{from} to {until}");
        assert_eq!(world.view().trouble.is_none(), offered);
    }
    // Its last day ends while somebody is at it, and the vendor cannot be asked.
    let mut world = World::new();
    let last = magicline::connect::Offer { offered: Some((today, today)), ..offer() };
    world.tell(Input::Facts(Box::new(Facts { offers: Some(Arc::new(vec![last])), ..facts("DE") })));
    world.go_to_details();
    world.wait(Duration::from_secs(86_400));
    assert_eq!((world.part(), world.view().chosen.term), (Some(SignUpPart::Offers), None));
}

#[test]
fn nothing_goes_on_while_something_is_missing() {
    let mut world = World::new();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.go_to_details();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Go { part: SignUpPart::Payment });
    assert_eq!(world.part(), Some(SignUpPart::Details), "not reached yet");
    world.page(SignUpInput::Go { part: SignUpPart::Offers });
    assert_eq!(world.part(), Some(SignUpPart::Offers));
    world.page(SignUpInput::Go { part: SignUpPart::Details });
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
}

#[test]
fn more_free_modules_than_there_can_be_are_not_taken() {
    let mut world = World::new();
    world.page(SignUpInput::Term { term: 11.0 });
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Modules { modules: vec![60.0, 61.0, 70.0, 999.0] });
    assert_eq!(world.view().chosen.modules, [60.0, 61.0, 70.0], "what there is not is left out");
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Terms));
    world.page(SignUpInput::Modules { modules: vec![60.0, 70.0] });
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Details));
}

#[test]
fn changes_that_were_had_are_left_out_of_account() {
    let mut world = World::new();
    world.go_to_details();
    world.enter(F::FirstName, "New");
    let old = SignUpInput::Enter { field: F::FirstName, text: "Old".into() };
    world.tell(Input::Page(world.revision, Box::new(old.clone())));
    world.tell(Input::Page(1, Box::new(old)));
    assert_eq!(world.sign_up.name().as_deref(), Some("New"));
    assert_eq!(world.view().revision, world.revision);
}

#[test]
fn nobody_under_age_gets_a_contract_but_something_else() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    // Eighteen on the day after the contract starts.
    world.enter(F::DateOfBirth, "2008-11-30");
    world.answer_all();
    assert!(!world.sign_up.calls_team());
    world.page(SignUpInput::Next);
    assert_eq!(world.view().step, SignUpStep::Minor { trial: true, age: 18 });
    assert!(world.sign_up.calls_team());
    world.page(SignUpInput::Submit);
    world.page(SignUpInput::Next);
    assert!(world.submission().is_none());
    world.page(SignUpInput::Back);
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Start { date: "2026-11-30".into() });
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Picture), "of age when it starts");
    world.page(SignUpInput::Start { date: "2026-11-29".into() });
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Aim { aim: SignUpAim::Lead });
    assert_eq!(world.part(), Some(SignUpPart::Details));
    assert_eq!(world.sign_up.name().as_deref(), Some("Zoë van der Müller-Ćwikła"), "nothing is typed twice");
    let mut allowed = World::with(House { minors: true, ..house() }, facts("DE"), SignUpAim::Contract);
    allowed.go_to_details();
    allowed.fill_in_details();
    allowed.enter(F::DateOfBirth, "2010-01-01");
    allowed.page(SignUpInput::Next);
    assert_eq!(allowed.part(), Some(SignUpPart::Picture));
}

#[test]
fn what_is_signed_is_lost_with_what_it_was_signed_for() {
    type Change = fn(&mut World);
    let changes: [(&str, Change); 7] = [
        ("term", |world| world.page(SignUpInput::Term { term: 12.0 })),
        ("modules", |world| world.page(SignUpInput::Modules { modules: vec![70.0] })),
        ("start", |world| world.page(SignUpInput::Start { date: "2026-12-24".into() })),
        ("price by age", |world| world.enter(F::DateOfBirth, "1980-01-01")),
        ("voucher", |world| {
            world.page(SignUpInput::Voucher { code: "TEN".into() });
        }),
        ("text", |world| {
            let mut facts = facts("DE");
            let mut offer = offer();
            offer.text_blocks[2].text.push('!');
            facts.offers = Some(Arc::new(vec![offer]));
            world.tell(Input::Facts(Box::new(facts)));
        }),
        ("language", |world| {
            let mut facts = facts("DE");
            facts.language = Language::EN;
            world.tell(Input::Facts(Box::new(facts)));
        }),
    ];
    for (what, change) in changes {
        let mut world = World::new();
        world.go_to_summary();
        assert_eq!(world.view().signed, [SignatureOf::Contract, SignatureOf::Mandate], "{what}");
        change(&mut world);
        world.answer_all();
        assert!(!world.view().signed.contains(&SignatureOf::Contract), "{what}");
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_none(), "{what}: what is not signed is not sent");
    }
}

#[test]
fn while_a_change_is_asked_about_nothing_counts_as_signed_for_it() {
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Modules { modules: vec![70.0] });
    assert!(matches!(world.view().preview, PreviewView::Asking { before: None }));
    assert!(!world.view().signed.contains(&SignatureOf::Contract));
    world.sign(SignatureOf::Contract);
    assert!(!world.view().signed.contains(&SignatureOf::Contract), "nobody knows yet what it would be for");
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
}

/// What is on its way for the first time is not told again, and what is over stays so.
#[test]
fn whatever_comes_late_changes_nothing_that_is_over() {
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    world.tell(Input::Sent(made()));
    let done = world.view();
    for sent in [Sent::Waiting, Sent::Unknown, Sent::PriceChanged, Sent::NotWritten] {
        world.tell(Input::Sent(sent));
    }
    world.tell(Input::Coded(Some(Redacted::new("7CFHJK".into()))));
    world.tell(Input::NoSuchCode);
    world.tell(Input::Paid(1, Some(Redacted::new("t".into()))));
    world.tell(Input::Discard);
    assert_eq!(world.view(), done);
    assert!(world.effects.is_empty() && !world.over);
}

#[test]
fn a_slot_that_was_taken_meanwhile_can_be_chosen_anew() {
    let mut facts = facts("DE");
    let slot = |hour: i64| FreeSlot {
        start: format!("2026-12-01T{hour:02}:00:00.000+01:00[Europe/Berlin]"),
        starts_at: format!("2026-12-01T{hour:02}:00:00+01:00").parse().unwrap(),
        ends_at: None,
    };
    let day = jiff::civil::date(2026, 11, 29);
    let slots = |list| Slots {
        name: None,
        description: None,
        from: day,
        to: jiff::civil::date(2026, 12, 12),
        trainer_optional: false,
        list,
    };
    facts.slots = Some(Arc::new(slots(vec![slot(9), slot(10)])));
    let mut world = World::with(house(), facts.clone(), SignUpAim::Trial);
    world.page(SignUpInput::Slot { slot: 1 });
    world.page(SignUpInput::Next);
    world.fill_in_details();
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    let Some(Submitted::Trial(request)) = world.submission().map(|it| it.what) else { panic!("a trial") };
    assert_eq!(request.start, "2026-12-01T10:00:00.000+01:00[Europe/Berlin]", "not a character changed");
    assert!(request.with_trainer);
    world.tell(Input::Sent(Sent::Refused(RefusedReason::SlotTaken)));
    facts.slots = Some(Arc::new(slots(vec![slot(9)])));
    world.tell(Input::Facts(Box::new(facts.clone())));
    world.page(SignUpInput::Back);
    assert_eq!((world.part(), world.view().chosen.slot), (Some(SignUpPart::Slots), None));
    world.page(SignUpInput::Slot { slot: 0 });
    // Gone before it was sent, as the next list says.
    facts.slots = Some(Arc::new(slots(vec![])));
    world.tell(Input::Facts(Box::new(facts)));
    assert_eq!(world.view().chosen.slot, None);
}

#[test]
fn a_signature_does_not_come_back_with_what_it_was_given_for() {
    type Change = fn(&mut World);
    let changes: [(Change, Change); 3] = [
        (
            |world| world.page(SignUpInput::Term { term: 12.0 }),
            |world| world.page(SignUpInput::Term { term: 11.0 }),
        ),
        (
            |world| world.page(SignUpInput::Modules { modules: vec![70.0] }),
            |world| world.page(SignUpInput::Modules { modules: vec![] }),
        ),
        (
            |world| world.enter(F::DateOfBirth, "1980-01-01"),
            |world| world.enter(F::DateOfBirth, "1990-01-01"),
        ),
    ];
    for (there, back) in changes {
        let mut world = World::new();
        world.go_to_summary();
        there(&mut world);
        world.answer_all();
        back(&mut world);
        world.answer_all();
        assert_eq!(world.view().signed, []);
    }
}

#[test]
fn a_change_that_is_taken_back_while_it_is_asked_costs_no_signature() {
    let mut world = World::new();
    world.go_to_summary();
    world.enter(F::DateOfBirth, "1980-01-01");
    world.enter(F::DateOfBirth, "1990-01-01");
    world.answer_all();
    assert_eq!(world.view().signed.len(), 2);
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
}

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
fn what_could_not_be_asked_is_asked_again() {
    for how in 0..2 {
        let mut world = World::new();
        world.go_to_details();
        world.enter(F::DateOfBirth, "1990-01-01");
        let Some(Effect::Price(number, _)) = world.effects.pop_front() else { panic!("asked") };
        world.tell(Input::Priced(number, Priced::Failed(AttentionReason::NoConnection)));
        assert!(world.effects.is_empty() && world.sign_up.deadline().is_some());
        match how {
            0 => world.tell(Input::Reachable),
            _ => world.wait(AGAIN),
        }
        world.answer_all();
        assert!(matches!(world.view().preview, PreviewView::Shown { .. }), "{how}");
        assert_eq!(world.sign_up.deadline(), None);
    }
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
        VoucherView::Good { effect: VoucherEffect::Amount { .. }, remarks: Some(_) }
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
fn a_check_in_voucher_is_redeemed_once() {
    let mut world = World::with(house(), facts("DE"), SignUpAim::Open);
    let choices = SignUpChoices { contract: true, trial: true, lead: true };
    assert_eq!(world.view().step, SignUpStep::Start { choices, code_unknown: false });
    world.page(SignUpInput::Voucher { code: "CHVB1".into() });
    world.answer_all();
    assert_eq!(world.view().aim, SignUpAim::CheckInVoucher);
    for (field, text) in [(F::FirstName, "A"), (F::LastName, "B"), (F::Email, "a@b.example")] {
        world.enter(field, text);
    }
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    world.page(SignUpInput::Submit);
    assert_eq!(world.effects.len(), 1);
    let Some(Effect::Redeem { number, .. }) = world.effects.pop_front() else { panic!("redeemed") };
    world.tell(Input::Redeemed(number, Ok(Ok(Redacted::new("c0de".into())))));
    let SignUpStep::Done { access_code, .. } = world.view().step else { panic!("done") };
    assert_eq!(access_code.as_deref(), Some("c0de"));
    assert_eq!(world.kept, None, "nothing is left of it");
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
    world.tell(Input::Paid(third, Some(Redacted::new("token".into()))));
    assert!(world.view().chosen.card_ready);
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Texts));

    let is_ready = |world: &World| {
        let tomorrow = Moment { instant: world.now.instant, wall: world.now.wall + jiff::SignedDuration::from_hours(24) };
        let draft = Draft::read(world.kept.as_ref().unwrap()).unwrap();
        let whose = (Uuid::from_u128(7), world.now.wall);
        [world.now, tomorrow].map(|now| {
            let (sign_up, _) = SignUp::open(2, whose, Arc::new(house()), facts("DE"), draft.clone(), now);
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
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
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

#[test]
fn putting_aside_shows_a_code_once_it_is_on_the_disk() {
    let mut world = World::new();
    world.page(SignUpInput::Park { team: true });
    assert!(world.effects.is_empty(), "there is nothing to keep");
    world.go_to_details();
    world.enter(F::FirstName, "Zoë");
    world.page(SignUpInput::Park { team: true });
    let Some(Effect::Park(row)) = world.effects.pop_back() else { panic!("parked") };
    assert!(row.for_team && row.step == "contract");
    assert_eq!(row.name.map(Redacted::into_exposed).as_deref(), Some("Zoë"));
    world.tell(Input::Coded(None));
    assert_eq!(world.view().trouble, Some(SignUpTrouble::NotKept));
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.page(SignUpInput::Park { team: false });
    world.tell(Input::Coded(Some(Redacted::new("7CFHJK".into()))));
    assert!(matches!(world.view().step, SignUpStep::Parked { code, days: 7, .. } if code == "7CFHJK"));
}

#[test]
fn a_draft_is_kept_from_the_first_thing_entered_and_opened_as_it_was() {
    let mut world = World::new();
    assert_eq!(world.kept, None);
    world.go_to_texts();
    world.agree();
    let kept = Draft::read(world.kept.as_ref().expect("kept")).expect("read back");
    let key = (Uuid::from_u128(7), world.now.wall);
    let (opened, _) = SignUp::open(2, key, Arc::new(house()), facts("DE"), kept, world.now);
    let mut again = World::new();
    again.sign_up = opened;
    again.answer_all();
    again.tell(Input::Tick);
    let mut effects = again.sign_up.handle(Input::Tick, again.now);
    again.effects.extend(effects.drain(..));
    assert_eq!(again.part(), Some(SignUpPart::Texts));
    let entered = again.sign_up.entered();
    assert!(entered.fields.iter().all(|field| field.field != F::Iban));
    assert!(entered.fields.iter().any(|field| field.text == "Zoë"));
    world.page(SignUpInput::Discard);
    assert!(world.over && world.kept.is_none());
}

#[test]
fn what_was_signed_stays_signed_while_the_texts_are_fetched_again() {
    let mut world = World::new();
    world.go_to_texts();
    world.agree();
    let signed = world.view().signed;
    assert!(signed.contains(&wire::SignatureOf::Contract));
    let kept = Draft::read(world.kept.as_ref().expect("kept")).expect("read back");
    let key = (Uuid::from_u128(7), world.now.wall);
    let known = facts("DE");
    let nothing = Facts::new(known.language);
    let (opened, _) = SignUp::open(2, key, Arc::new(house()), nothing, kept, world.now);
    let mut again = World::new();
    again.sign_up = opened;
    again.tell(Input::Tick);
    let offers_first = Facts { mandates: Default::default(), known: Default::default(), ..known.clone() };
    again.tell(Input::Facts(Box::new(offers_first)));
    again.tell(Input::Facts(Box::new(known)));
    again.answer_all();
    assert_eq!(again.view().signed, signed);
}

#[test]
fn leaving_keeps_what_was_begun_and_nothing_else() {
    let mut world = World::new();
    world.page(SignUpInput::Leave);
    assert!(world.over && world.kept.is_none());
    let mut world = World::new();
    world.go_to_details();
    world.page(SignUpInput::Leave);
    assert!(world.over && world.kept.is_some());
}

#[test]
fn a_refusal_and_a_lost_answer_are_told_as_they_are() {
    for (sent, wanted) in [
        (
            Sent::Refused(RefusedReason::AlreadyMember),
            SignUpStep::Refused { reason: RefusedReason::AlreadyMember },
        ),
        (Sent::Unknown, SignUpStep::Unknown),
        (Sent::Waiting, SignUpStep::Waiting),
    ] {
        let mut world = World::new();
        world.go_to_summary();
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_some());
        world.tell(Input::Sent(sent));
        assert_eq!(world.view().step, wanted);
        for input in [SignUpInput::Submit, SignUpInput::Next, SignUpInput::TakePrice, SignUpInput::Back] {
            world.page(input);
        }
        assert!(world.submission().is_none(), "{wanted:?}");
        assert_eq!(world.view().step, wanted);
    }
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    world.tell(Input::Sent(Sent::NotWritten));
    assert_eq!(world.view().trouble, Some(SignUpTrouble::NotKept));
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some(), "nothing was written, so it can be pressed again");
}

#[test]
fn whoever_wants_no_picture_goes_on_without_one() {
    let mut world = World::new();
    world.go_to_details();
    world.fill_in_details();
    world.answer_all();
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Picture));
    world.tell(Input::Picture(Some(outbox::Picture::new(b"PICTURE".to_vec()))));
    world.page(SignUpInput::NoPicture);
    assert_eq!(world.part(), Some(SignUpPart::Payment));
    assert_eq!(world.view().picture, wire::PictureState::None);
}

#[test]
fn the_view_holds_no_account_number_signature_or_picture() {
    let mut world = World::new();
    world.go_to_details();
    world.tell(Input::Picture(Some(outbox::Picture::new(b"PICTURE".to_vec()))));
    world.page(SignUpInput::Go { part: SignUpPart::Offers });
    let mut world = World::new();
    world.go_to_texts();
    world.agree();
    let view = world.view();
    assert!(
        matches!(&view.account, AccountView::Kept { masked, checked: true, .. } if masked == "DE89 •••• 3000")
    );
    let all = serde_json::to_string(&view).unwrap();
    for secret in ["0440532", "0532 0130", "svg", "M1 2L3 4", "PICTURE", "UElDVFVSRQ"] {
        assert!(!all.contains(secret), "{secret}");
    }
}
