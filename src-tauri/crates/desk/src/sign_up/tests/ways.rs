//! Whatever is offered leads somewhere.

use magicline::connect::{FieldMode, Offer, PaymentChoice, StudioDetails, StudioEntry, TrialConfig};
use wire::{
    CodeView, FieldProblem, PayBy, Problem, SignUpAim, SignUpChoices, SignUpField as F, SignUpInput,
    SignUpPart, SignUpStep,
};

use super::super::*;
use super::world::*;

fn payable(choices: &[PaymentChoice]) -> Facts {
    let mut facts = facts("DE");
    facts.offers = Some(Arc::new(vec![Offer { payment_choices: choices.to_vec(), ..offer() }]));
    facts
}

/// Nobody types in who they are and signs for what cannot be paid for here in the end.
#[test]
fn an_offer_that_cannot_be_paid_for_here_cannot_be_chosen() {
    use PaymentChoice::{Card, DirectDebit};
    for (choices, cards, sold) in [
        (&[][..], true, false),
        (&[Card], false, false),
        (&[Card], true, true),
        (&[DirectDebit], false, true),
        (&[Card, DirectDebit], false, true),
    ] {
        let rules = SignUpRules { pays_by_card: cards, ..rules() };
        let mut world = World::with(rules, payable(choices), SignUpAim::Contract);
        world.page(takes_term(11));
        world.page(SignUpInput::Next);
        let part = if sold { SignUpPart::Terms } else { SignUpPart::Offers };
        assert_eq!(
            (world.part(), world.view().chosen.term.is_some()),
            (Some(part), sold),
            "{choices:?} {cards}"
        );
    }
}

/// The card window was taken away, or the studio changed the offer: another one is chosen, at once.
#[test]
fn an_offer_that_cannot_be_paid_for_any_more_is_chosen_no_more() {
    let mut world = World::new();
    world.go_to_texts();
    world.tell(Input::Facts(Box::new(payable(&[]))));
    assert_eq!((world.part(), world.view().chosen.term), (Some(SignUpPart::Offers), None));
    assert_eq!(world.view().chosen.pay_by, Some(PayBy::DirectDebit), "what was entered for it stays");
}

fn studio_that(has_offers: Option<bool>, trial_bookable: Option<bool>) -> Facts {
    let details = studio("DE");
    let entry = StudioEntry { has_offers, trial_bookable, ..details.studio.clone() };
    Facts { studio: Some(Arc::new(StudioDetails { studio: entry, ..details })), ..facts("DE") }
}

#[test]
fn what_the_studio_has_switched_off_is_not_offered() {
    for (offers, trials, contract, trial) in [
        (Some(true), Some(true), true, true),
        (Some(true), Some(false), true, false),
        (Some(false), Some(true), false, true),
        (None, None, true, true),
    ] {
        let mut world = World::with(rules(), studio_that(offers, trials), SignUpAim::Open);
        let choices = SignUpChoices { contract, trial, lead: true };
        let start = SignUpStep::Start { choices, code: CodeView::Unsaid };
        assert_eq!(world.view().step, start, "{offers:?} {trials:?}");
        world.page(SignUpInput::Aim { aim: SignUpAim::Trial });
        assert_eq!(world.view().aim == SignUpAim::Trial, trial, "{offers:?} {trials:?}");
    }
    let nobody = rules().choices(None);
    assert_eq!((nobody.contract, nobody.trial), (true, true), "nobody has said yet");
    let none = SignUpRules { contracts: false, trial: false, leads: false, ..rules() };
    let choices = none.choices(Some(&studio_that(Some(true), Some(true)).studio.unwrap().studio));
    assert!(!choices.contract && !choices.trial && !choices.lead);
}

#[test]
fn whoever_is_too_young_is_offered_what_there_is_instead() {
    for (leads, trials) in [(true, false), (false, true), (false, false)] {
        let rules = SignUpRules { leads, ..rules() };
        let mut world = World::with(rules, studio_that(None, Some(trials)), SignUpAim::Contract);
        world.go_to_details();
        world.fill_in_details();
        world.enter(F::DateOfBirth, "2010-01-01");
        world.page(SignUpInput::Next);
        assert_eq!(world.view().step, SignUpStep::Minor { trial: trials, lead: leads, age: 18 });
    }
}

/// "We get in touch" is a promise that takes an address or a number, whatever else the studio wants to know.
#[test]
fn whoever_wants_to_be_called_can_be_reached() {
    use FieldMode::{Hidden, Mandatory, Optional};
    let missing = |field| FieldProblem { field, problem: Problem::Missing, doubt: false };
    for (email, phone, at) in [
        (Optional, Optional, F::Email),
        (Hidden, Optional, F::Mobile),
        (Optional, Hidden, F::Email),
        (Hidden, Hidden, F::Email),
        (Mandatory, Optional, F::Email),
    ] {
        let config = TrialConfig {
            minimum_age: None,
            name: Mandatory,
            email,
            phone,
            gender: Hidden,
            birth_date: Hidden,
            birth_place: Hidden,
            tax_id: Hidden,
            address: Hidden,
            zip: Hidden,
        };
        let facts = Facts { trial: Some(config), ..facts("DE") };
        let mut world = World::with(rules(), facts, SignUpAim::Lead);
        world.enter(F::FirstName, "Zoë");
        world.enter(F::LastName, "Ng");
        let case = (email, phone);
        assert_eq!(world.view().problems, [missing(at)], "{case:?}");
        world.page(SignUpInput::Next);
        assert_eq!(world.part(), Some(SignUpPart::Details), "{case:?}");
        if email == Optional && phone == Optional {
            world.enter(F::Mobile, "0151 23456789");
            assert_eq!(world.view().problems, [], "either will do");
            world.enter(F::Mobile, "");
        }
        let text = if at == F::Email { "zoe@example.org" } else { "0151 23456789" };
        world.enter(at, text);
        world.page(SignUpInput::Next);
        assert_eq!(world.part(), Some(SignUpPart::Summary), "{case:?}");
    }
}

#[test]
fn a_code_that_was_not_looked_at_is_not_called_wrong() {
    let mut world = World::with(rules(), facts("DE"), SignUpAim::Open);
    let code = |world: &World| {
        let SignUpStep::Start { code, .. } = world.view().step else { panic!("at the start") };
        code
    };
    let until = world.now.wall + jiff::SignedDuration::from_secs(10);
    world.tell(Input::CodeMustWait(until));
    assert_eq!(code(&world), CodeView::MustWait { until_ms: until.into() });
    world.tell(Input::NoSuchCode);
    assert_eq!(code(&world), CodeView::Unknown);
    world.tell(Input::CodeNotLookedUp);
    assert_eq!((code(&world), world.view().trouble), (CodeView::Unsaid, Some(wire::SignUpTrouble::NotKept)));
    world.tell(Input::CodeMustWait(until));
    assert_eq!(world.view().trouble, None, "it can be read again");
}

/// The vendor takes nobody without a first name, and some people have none.
#[test]
fn whoever_has_one_name_only_says_so_by_leaving_the_first_empty() {
    for single_names in [false, true] {
        let rules = SignUpRules { single_names, ..rules() };
        let mut world = World::with(rules, facts("DE"), SignUpAim::Contract);
        world.go_to_details();
        world.fill_in_details();
        world.enter(F::FirstName, " ");
        world.answer_all();
        world.page(SignUpInput::Next);
        let part = if single_names { SignUpPart::Picture } else { SignUpPart::Details };
        assert_eq!(world.part(), Some(part));
        if !single_names {
            continue;
        }
        world.page(SignUpInput::Next);
        world.pay_by_debit();
        world.page(SignUpInput::Next);
        world.agree();
        world.page(SignUpInput::Next);
        world.page(SignUpInput::Submit);
        let Some(Submitted::Contract(request, _)) = world.submission().map(|it| it.what) else {
            panic!("sent")
        };
        let person = request.applicant.person.expose();
        assert_eq!((&*person.first_name, &*person.last_name), ("-", "van der Müller-Ćwikła"));
    }
}
