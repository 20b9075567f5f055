//! What is signed, for what and by whom, and what takes it back.

use domain::BlockId;
use magicline::connect::Offer;
use wire::{
    PayBy, PreviewView, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble,
    SignatureOf,
};

use super::super::*;
use super::world::*;

#[test]
fn what_is_signed_is_lost_with_what_it_was_signed_for() {
    type Change = fn(&mut World);
    let changes: [(&str, Change); 11] = [
        ("term", |world| world.page(takes_term(12))),
        ("modules", |world| world.page(takes_modules(&[70]))),
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
        ("name", |world| world.enter(F::LastName, "Meier")),
        ("second name", |world| world.enter(F::SecondLastName, "Meier")),
        ("day of birth, at the same price", |world| world.enter(F::DateOfBirth, "1990-02-01")),
        ("how it is paid", |world| world.page(SignUpInput::PayBy { by: PayBy::Cash })),
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

/// Who pays, and from where, is part of a mandate and of nothing else.
#[test]
fn a_mandate_is_for_one_account_of_one_holder() {
    for (field, other) in [(F::Iban, "AT611904300234573201"), (F::AccountHolder, "Somebody Else")] {
        let mut world = World::new();
        world.go_to_summary();
        world.enter(field, other);
        world.answer_all();
        assert_eq!(world.view().signed, [SignatureOf::Contract], "{field:?}");
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_none(), "{field:?}");
        world.sign(SignatureOf::Mandate);
        world.page(SignUpInput::Go { part: SignUpPart::Summary });
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_some(), "{field:?}");
    }
    // The same account, typed in another way.
    let mut world = World::new();
    world.go_to_summary();
    world.enter(F::Iban, "DE89370400440532013000");
    world.answer_all();
    assert_eq!(world.view().signed, [SignatureOf::Contract, SignatureOf::Mandate]);
}

/// The vendor takes a contract's signature for the mandate's where that has none of its own.
#[test]
fn whoever_signs_a_contract_freely_signs_the_mandate_by_itself_too() {
    let mut free = facts("DE");
    free.offers = Some(Arc::new(vec![Offer { signatures_required: false, ..offer() }]));
    for (signs, goes_on) in [
        (&[][..], true),
        (&[SignatureOf::Contract], false),
        (&[SignatureOf::Mandate], true),
        (&[SignatureOf::Contract, SignatureOf::Mandate], true),
    ] {
        let mut world = World::with(rules(), free.clone(), SignUpAim::Contract);
        world.go_to_texts();
        world.page(SignUpInput::Confirm { block: BlockId(2).into(), yes: true });
        world.sign(SignatureOf::Text { block: BlockId(3).into() });
        signs.iter().for_each(|what| world.sign(*what));
        world.page(SignUpInput::Next);
        let part = if goes_on { SignUpPart::Summary } else { SignUpPart::Texts };
        assert_eq!(world.part(), Some(part), "{signs:?}");
    }
}

/// Whatever is missing by then is shown: a last button that does nothing tells nobody why.
#[test]
fn the_last_button_leads_to_what_is_missing() {
    type Change = fn(&mut World);
    let changes: [(&str, Change, SignUpPart); 5] = [
        (
            "a voucher changed the price",
            |world| {
                world.page(SignUpInput::Voucher { code: "TEN".into() });
                world.answer_all();
            },
            SignUpPart::Texts,
        ),
        ("a name was taken out", |world| world.enter(F::LastName, ""), SignUpPart::Details),
        (
            "the account was refused late",
            |world| {
                world.enter(F::Iban, "AT611904300234573201");
                let said =
                    AccountSaid { problem: Some(wire::Problem::AccountRefused), bank: None, bic: None };
                let at = world.effects.iter().position(|it| matches!(it, Effect::Account(..))).unwrap();
                let Some(Effect::Account(number, _, _)) = world.effects.remove(at) else { panic!("asked") };
                world.tell(Input::Account(number, Ok(said)));
                world.answer_all();
            },
            SignUpPart::Payment,
        ),
        ("too young", |world| world.enter(F::DateOfBirth, "2010-01-01"), SignUpPart::Details),
        (
            "the term is gone",
            |world| {
                let mut facts = facts("DE");
                facts.offers = Some(Arc::new(vec![Offer { terms: vec![term(12, 1990)], ..offer() }]));
                world.tell(Input::Facts(Box::new(facts)));
            },
            SignUpPart::Offers,
        ),
    ];
    for (what, change, part) in changes {
        let mut world = World::new();
        world.go_to_summary();
        assert_eq!(world.view().trouble, None, "{what}");
        change(&mut world);
        world.answer_all();
        world.page(SignUpInput::Submit);
        assert!(world.submission().is_none(), "{what}");
        if what == "too young" {
            assert!(matches!(world.view().step, SignUpStep::Minor { .. }), "{what}");
            continue;
        }
        assert_eq!(world.part(), Some(part), "{what}");
    }
    // Why there is something to sign once more is said until it is signed.
    let mut world = World::new();
    world.go_to_summary();
    world.page(SignUpInput::Voucher { code: "TEN".into() });
    world.answer_all();
    assert_eq!(world.view().trouble, Some(SignUpTrouble::SignAnew));
    world.page(SignUpInput::Submit);
    assert_eq!(world.view().trouble, Some(SignUpTrouble::SignAnew));
    world.agree();
    assert_eq!(world.view().trouble, None);
    world.page(SignUpInput::Next);
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_some());
}

#[test]
fn while_a_change_is_asked_about_nothing_counts_as_signed_for_it() {
    let mut world = World::new();
    world.go_to_summary();
    world.page(takes_modules(&[70]));
    assert!(matches!(world.view().preview, PreviewView::Asking { before: None }));
    assert!(!world.view().signed.contains(&SignatureOf::Contract));
    world.sign(SignatureOf::Contract);
    assert!(!world.view().signed.contains(&SignatureOf::Contract), "nobody knows yet what it would be for");
    world.page(SignUpInput::Submit);
    assert!(world.submission().is_none());
}

#[test]
fn a_signature_does_not_come_back_with_what_it_was_given_for() {
    type Change = fn(&mut World);
    let changes: [(Change, Change); 3] = [
        (|world| world.page(takes_term(12)), |world| world.page(takes_term(11))),
        (|world| world.page(takes_modules(&[70])), |world| world.page(takes_modules(&[]))),
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
    let (opened, _) = SignUp::open(SignUpId(2), key, Arc::new(rules()), nothing, kept, world.now);
    let mut again = World::new();
    again.sign_up = opened;
    again.tell(Input::Tick);
    let offers_first = Facts { mandates: Default::default(), known: Default::default(), ..known.clone() };
    again.tell(Input::Facts(Box::new(offers_first)));
    again.tell(Input::Facts(Box::new(known)));
    again.answer_all();
    assert_eq!(again.view().signed, signed);
}
