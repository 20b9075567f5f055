//! What the vendor refuses: the tables, and where each row leads whoever signs.

use magicline::connect::{TaxIdProblem, VoucherProblem as V};
use wire::{
    Problem, RefusedReason as R, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep,
    SignUpTrouble, VoucherProblem, VoucherView,
};

use super::super::refusal::of_tax_id;
use super::super::*;
use super::world::*;

/// All that `ConnectApiErrorResponseDto.errorCodes` can hold as published, with what each means in each call.
#[test]
fn every_published_code_is_led_where_it_is_mended() {
    use Mend::{Part, Picture, Slot, Team, Voucher};
    use SignUpAim::{Contract, Lead, RateVoucher, Trial};
    use SignUpPart::{Details, Offers};
    let all = [Contract, RateVoucher, Trial, Lead];
    let (members, prospects) = ([Contract, RateVoucher], [Trial, Lead]);
    let rows: [(&str, &[SignUpAim], R, Mend); 27] = [
        ("ENTITY_NOT_FOUND", &[Contract], R::OfferGone, Part(Offers)),
        ("ENTITY_NOT_FOUND", &[RateVoucher], R::Voucher, Voucher(V::Unknown)),
        ("ENTITY_NOT_FOUND", &prospects, R::NotAccepted, Part(Details)),
        ("CONFLICT", &[Trial], R::SlotTaken, Slot),
        ("CONFLICT", &[Contract, RateVoucher, Lead], R::AlreadyMember, Team),
        ("BAD_REQUEST", &all, R::NotAccepted, Part(Details)),
        ("REQUIRED_PARAMETER_MISSING", &all, R::NotAccepted, Part(Details)),
        ("VALIDATION_FAILED", &all, R::NotAccepted, Part(Details)),
        ("FORBIDDEN", &all, R::NotPossible, Team),
        ("OPERATION_NOT_ALLOWED_FOR_STUDIO", &all, R::NotPossible, Team),
        ("SERVER_ERROR", &all, R::NotPossible, Team),
        ("FEATURE_DISABLED", &all, R::NotPossible, Team),
        ("STUDIO_NOT_IN_GERMANY", &all, R::NotPossible, Team),
        ("VOUCHER_VALIDATION_FAILED_INVALID_CODE", &all, R::Voucher, Voucher(V::Unknown)),
        ("VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE", &all, R::Voucher, Voucher(V::NotHere)),
        ("VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD", &all, R::Voucher, Voucher(V::NotNow)),
        ("VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE", &all, R::Voucher, Voucher(V::NotForThisOffer)),
        ("TRIALSESSION_ALREADY_BOOKED", &[Trial], R::TrialBefore, Team),
        ("ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION", &[Trial], R::AlreadyMember, Team),
        // Ours.
        ("VOUCHER_REFUSED", &all, R::Voucher, Voucher(V::Other)),
        ("ALREADY_BOOKED", &[Trial], R::TrialBefore, Team),
        ("ACTIVE_MEMBER", &[Trial], R::AlreadyMember, Team),
        // Several: what names something counts.
        ("VALIDATION_FAILED PICTURE_UNUSABLE", &members, R::Picture, Picture),
        ("BAD_REQUEST VOUCHER_VALIDATION_FAILED_INVALID_CODE", &members, R::Voucher, Voucher(V::Unknown)),
        // Published after this program was built.
        ("VALIDATION_FAILED VOUCHER_VALIDATION_FAILED_ON_SUNDAYS", &all, R::Voucher, Voucher(V::Other)),
        ("TOTALLY_NEW", &all, R::NotPossible, Team),
        ("", &all, R::NotPossible, Team),
    ];
    for (codes, of, reason, mend) in rows {
        for aim in of {
            assert_eq!(Refusal::of(codes, *aim), Refusal { reason, mend }, "{codes} of {aim:?}");
        }
    }
}

#[test]
fn each_fault_of_a_tax_number_stands_at_its_own_field() {
    for (fault, empty, full) in [
        (TaxIdProblem::Invalid, (F::TaxId, Problem::NumberRefused), (F::TaxId, Problem::NumberRefused)),
        (TaxIdProblem::Other, (F::TaxId, Problem::NumberRefused), (F::TaxId, Problem::NumberRefused)),
        (TaxIdProblem::LastNameMissing, (F::LastName, Problem::Missing), (F::LastName, Problem::NotAccepted)),
        (
            TaxIdProblem::FirstNameMissing,
            (F::FirstName, Problem::Missing),
            (F::FirstName, Problem::NotAccepted),
        ),
        (TaxIdProblem::GenderMissing, (F::Gender, Problem::GenderNeeded), (F::Gender, Problem::GenderNeeded)),
        (
            TaxIdProblem::GenderUnsupported,
            (F::Gender, Problem::GenderNeeded),
            (F::Gender, Problem::GenderNeeded),
        ),
        (
            TaxIdProblem::BirthDateMissing,
            (F::DateOfBirth, Problem::Missing),
            (F::DateOfBirth, Problem::NotAccepted),
        ),
        (
            TaxIdProblem::BirthPlaceMissing,
            (F::PlaceOfBirth, Problem::BirthPlaceNeeded),
            (F::PlaceOfBirth, Problem::BirthPlaceNeeded),
        ),
    ] {
        assert_eq!(of_tax_id(fault, |_| true), empty, "{fault:?}");
        assert_eq!(of_tax_id(fault, |_| false), full, "{fault:?}");
    }
}

/// A fault that is about what a form does not ask for is the number's: nobody goes on with it.
#[test]
fn a_tax_number_that_is_no_good_keeps_everybody_whatever_the_form_asks() {
    for fault in [
        TaxIdProblem::Invalid,
        TaxIdProblem::Other,
        TaxIdProblem::LastNameMissing,
        TaxIdProblem::FirstNameMissing,
        TaxIdProblem::GenderMissing,
        TaxIdProblem::GenderUnsupported,
        TaxIdProblem::BirthDateMissing,
        TaxIdProblem::BirthPlaceMissing,
    ] {
        let mut world = World::with(rules(), facts("ES"), SignUpAim::Contract);
        world.go_to_details();
        world.fill_in_details();
        for (field, text) in [(F::TaxId, "00000014Z"), (F::StreetType, "Calle"), (F::Province, "Madrid")] {
            world.enter(field, text);
        }
        while let Some(effect) = world.effects.pop_front() {
            if let Effect::TaxId(number, ..) = effect {
                world.tell(Input::TaxId(number, Ok(vec![fault])));
            } else if is_question(&effect) {
                world.answer(effect);
            }
        }
        let hard = world.view().problems.into_iter().filter(|it| !it.doubt).count();
        assert_eq!(hard, 1, "{fault:?}: {:?}", world.view().problems);
        world.page(SignUpInput::Next);
        assert_eq!(world.part(), Some(SignUpPart::Details), "{fault:?}");
    }
}

#[test]
fn a_check_in_voucher_that_is_not_redeemed_is_about_a_field_or_itself() {
    let voucher = NotRedeemed::Voucher;
    for (status, reference, expected) in [
        (400, Some("email"), NotRedeemed::Field(F::Email)),
        (400, Some("checkinVoucherRedeem.firstname"), NotRedeemed::Field(F::FirstName)),
        (404, Some("customer.lastName"), NotRedeemed::Field(F::LastName)),
        (404, None, voucher(V::Unknown)),
        (400, Some("voucherCode"), voucher(V::Other)),
        (400, Some("email.parent"), voucher(V::Other)),
        (400, None, voucher(V::Other)),
    ] {
        assert_eq!(not_redeemed(status, reference), expected, "{status} {reference:?}");
    }
}

fn refused(world: &mut World, codes: &str) {
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    let aim = world.view().aim;
    world.tell(Input::Sent(Sent::Refused(Refusal::of(codes, aim))));
}

fn said(reason: R, mend: Option<SignUpPart>) -> Option<SignUpTrouble> {
    Some(SignUpTrouble::Refused { reason, mend })
}

#[test]
fn a_code_that_names_no_field_is_said_at_the_summary_with_the_likeliest_part() {
    for (codes, reason, likeliest) in [
        ("VALIDATION_FAILED", R::NotAccepted, SignUpPart::Details),
        ("BAD_REQUEST", R::NotAccepted, SignUpPart::Details),
        ("ENTITY_NOT_FOUND", R::OfferGone, SignUpPart::Offers),
    ] {
        let mut world = World::new();
        world.go_to_summary();
        refused(&mut world, codes);
        world.answer_all();
        assert_eq!(
            (world.part(), world.view().trouble),
            (Some(SignUpPart::Summary), said(reason, Some(likeliest)))
        );
        assert!(!world.sign_up.calls_team(), "whoever stands here can do it themselves");
        world.page(SignUpInput::Go { part: likeliest });
        assert_eq!((world.part(), world.view().trouble), (Some(likeliest), said(reason, None)));
        world.enter(F::Email, "zoe@example.com");
        assert_eq!(world.view().trouble, None, "something was done about it");
    }
}

/// Everything stays: nobody enters anything twice, and what was signed holds as long as it is for the same.
#[test]
fn what_was_entered_and_signed_is_kept_and_can_be_sent_again() {
    let mut world = World::new();
    world.go_to_summary();
    let before = world.view();
    refused(&mut world, "VALIDATION_FAILED");
    world.answer_all();
    let now = world.view();
    assert_eq!((now.chosen, now.signed, now.texts), (before.chosen, before.signed, before.texts));
    assert!(Draft::read(world.kept.as_ref().unwrap()).unwrap().field(F::City) == Some("Hamburg"));
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
    assert_eq!(world.view().trouble, None);
}

/// The vendor's own checks name fields. What one of them says by now is where whoever signs is led.
#[test]
fn a_check_that_says_no_by_now_leads_to_its_field() {
    let mut world = World::new();
    world.go_to_summary();
    refused(&mut world, "VALIDATION_FAILED");
    while let Some(effect) = world.effects.pop_front() {
        if let Effect::Account(number, ..) = effect {
            let said = AccountSaid { problem: Some(Problem::AccountRefused), bank: None, bic: None };
            world.tell(Input::Account(number, Ok(said)));
        } else if is_question(&effect) {
            world.answer(effect);
        }
    }
    assert_eq!(world.part(), Some(SignUpPart::Payment));
    let view = world.view();
    let at = view.problems.iter().filter(|it| !it.doubt).map(|it| (it.field, it.problem));
    assert_eq!(at.collect::<Vec<_>>(), [(F::Iban, Problem::AccountRefused)]);
    assert_eq!(view.trouble, said(R::NotAccepted, None));
    world.enter(F::Iban, "AT611904300234573201");
    world.answer_all();
    assert_eq!((world.view().problems, world.view().trouble), (vec![], None));
}

#[test]
fn a_card_is_what_lapses_among_what_was_checked_before() {
    let mut world = World::new();
    world.go_to_summary();
    world.sign_up.draft.pay_by = Some(wire::PayBy::Card);
    world.sign_up.refused = Some(mending::Refused::Sent(Refusal::of("BAD_REQUEST", SignUpAim::Contract)));
    world.sign_up.draft.card =
        Some(draft::Card { token: "t".into(), until: world.now.wall + Duration::from_mins(5) });
    assert_eq!(world.view().trouble, said(R::NotAccepted, Some(SignUpPart::Payment)));
}

/// The sentence stands at the code, and the price and what was signed are those without it.
#[test]
fn a_voucher_that_is_gone_is_said_at_its_field_until_the_code_changes() {
    for (code, problem) in [
        ("VOUCHER_VALIDATION_FAILED_INVALID_CODE", VoucherProblem::UnknownCode),
        ("VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD", VoucherProblem::OutOfDate),
        ("VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE", VoucherProblem::OtherOffer),
        ("VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE", VoucherProblem::NotHere),
        ("VOUCHER_REFUSED", VoucherProblem::NotValid),
    ] {
        let mut world = World::new();
        world.page(SignUpInput::Voucher { code: "TEN".into() });
        world.go_to_summary();
        refused(&mut world, code);
        let view = world.view();
        assert_eq!((world.part(), view.trouble), (Some(SignUpPart::Summary), None));
        assert_eq!(view.voucher, VoucherView::Bad { problem });
        let asked = world.effects.iter().find_map(|it| {
            if let Effect::Price(_, request) = it { Some(request.voucher.expose().clone()) } else { None }
        });
        assert_eq!(asked, Some(None), "the price without it");
        world.answer_all();
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_none(), "nobody signed that price");
        world.page(SignUpInput::Voucher { code: "OTHER".into() });
        assert!(!matches!(world.view().voucher, VoucherView::Bad { .. }));
    }
}

#[test]
fn a_slot_that_is_taken_is_said_at_the_slots_until_another_is_chosen() {
    let mut facts = facts("DE");
    let start: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
    let slot = |start: &str, starts_at| FreeSlot { start: start.into(), starts_at, ends_at: None };
    let day = jiff::civil::date(2026, 11, 29);
    facts.slots = Some(Arc::new(Slots {
        name: None,
        description: None,
        from: day,
        to: day,
        trainer_optional: false,
        list: vec![slot("2026-12-01T09:00:00.000Z", start)],
    }));
    let mut world = World::with(rules(), facts, SignUpAim::Trial);
    world.page(SignUpInput::Slot { slot: 0 });
    world.page(SignUpInput::Next);
    world.fill_in_details();
    world.page(SignUpInput::Next);
    refused(&mut world, "CONFLICT");
    assert_eq!(world.view().step, SignUpStep::Refused { reason: R::SlotTaken });
    world.page(SignUpInput::Back);
    assert_eq!((world.part(), world.view().trouble), (Some(SignUpPart::Slots), said(R::SlotTaken, None)));
    world.page(SignUpInput::SlotsFrom { date: "2026-12-01".into() });
    assert_eq!(world.view().trouble, said(R::SlotTaken, None), "looking is not choosing");
    world.page(SignUpInput::Slot { slot: 0 });
    assert_eq!(world.view().trouble, None);
}

/// Whoever goes without mending it leaves it to the team, as whatever else was refused.
#[test]
fn what_is_not_mended_is_the_teams() {
    for (codes, mends) in [("VALIDATION_FAILED", false), ("VALIDATION_FAILED", true), ("TOTALLY_NEW", false)]
    {
        let mut world = World::new();
        world.go_to_summary();
        refused(&mut world, codes);
        if codes == "TOTALLY_NEW" {
            assert_eq!(world.view().step, SignUpStep::Refused { reason: R::NotPossible });
            assert!(world.sign_up.calls_team());
            continue;
        }
        if mends {
            world.page(SignUpInput::Go { part: SignUpPart::Details });
            world.enter(F::Email, "zoe@example.com");
        }
        world.page(SignUpInput::Leave);
        assert_eq!(world.sign_up.calls_team(), !mends, "{codes}");
    }
}

#[test]
fn a_refused_draft_that_is_opened_again_is_led_to_the_same_place() {
    for (codes, part, trouble) in [
        ("VALIDATION_FAILED", SignUpPart::Summary, said(R::NotAccepted, Some(SignUpPart::Details))),
        // The price without it is another one than was signed.
        ("VOUCHER_REFUSED", SignUpPart::Summary, Some(SignUpTrouble::SignAnew)),
        ("CONFLICT", SignUpPart::Summary, None),
    ] {
        let mut world = World::new();
        world.page(SignUpInput::Voucher { code: "TEN".into() });
        world.go_to_summary();
        world.tell(Input::RefusedBefore(Refusal::of(codes, SignUpAim::Contract)));
        world.answer_all();
        assert_eq!((world.part(), world.view().trouble), (Some(part), trouble), "{codes}");
        let bad = matches!(world.view().voucher, VoucherView::Bad { .. });
        assert_eq!(bad, codes == "VOUCHER_REFUSED", "{codes}");
    }
}

#[test]
fn what_a_visit_is_refused_for_stands_at_that_field_until_it_changes() {
    let facts = Facts { visits: Some(true), ..facts("DE") };
    let mut world = World::with(rules(), facts, SignUpAim::Open);
    world.page(SignUpInput::Voucher { code: "CHVB1".into() });
    world.answer_all();
    world.page(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher });
    for (field, text) in [(F::FirstName, "A"), (F::LastName, "B"), (F::Email, "a@b.example")] {
        world.enter(field, text);
    }
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    let at = world.effects.iter().position(|it| matches!(it, Effect::Redeem { .. })).unwrap();
    let Some(Effect::Redeem { number, .. }) = world.effects.remove(at) else { panic!("redeemed") };
    world.tell(Input::Redeemed(number, Ok(Err(NotRedeemed::Field(F::Email)))));
    let problems = |world: &World| {
        let all = world.view().problems.into_iter();
        all.map(|it| (it.field, it.problem)).collect::<Vec<_>>()
    };
    assert_eq!(world.part(), Some(SignUpPart::Details));
    assert_eq!(problems(&world), [(F::Email, Problem::NotAccepted)]);
    world.page(SignUpInput::Next);
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world.enter(F::Email, "a@c.example");
    assert_eq!(problems(&world), []);
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    assert!(world.effects.iter().any(|it| matches!(it, Effect::Redeem { .. })), "it was not redeemed");
}
