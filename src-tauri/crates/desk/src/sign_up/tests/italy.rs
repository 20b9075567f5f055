//! What the vendor tells by Italian numbers goes into fields that nobody has touched, and nowhere else.

use domain::Redacted;
use jiff::civil::date;
use magicline::connect::{BirthInformation, Gender, Province};
use wire::{AttentionReason, SignUpField as F, SignUpInput, SignUpPart};

use super::super::*;
use super::world::*;

fn world(country: &str) -> World {
    let mut world = World::with(rules(), facts(country), SignUpAim::Contract);
    world.page(takes_term(11));
    (0..2).for_each(|_| world.page(SignUpInput::Next));
    assert_eq!(world.part(), Some(SignUpPart::Details));
    world
}

fn asked(world: &mut World) -> Vec<Effect> {
    let ours = |effect: &Effect| matches!(effect, Effect::Province(..) | Effect::Birth(..) | Effect::Entered);
    let (ours, others) = world.effects.drain(..).partition(ours);
    world.effects = others;
    ours.into_iter().collect()
}

fn number(world: &mut World) -> QuestionId {
    match asked(world)[..] {
        [Effect::Province(number, _) | Effect::Birth(number, _)] => number,
        _ => panic!("one question"),
    }
}

fn value(world: &World, field: F) -> Option<String> {
    let entered = world.sign_up.entered().fields;
    entered.into_iter().find(|known| known.field == field).map(|known| known.text)
}

fn genoa() -> Answer<Option<Province>> {
    Ok(Some(Province { name: "Genova".into(), code: "GE".into() }))
}

fn testa() -> Answer<Redacted<Option<BirthInformation>>> {
    Ok(Redacted::new(Some(BirthInformation {
        date: Some(date(1990, 1, 1)),
        place: Some("Roma".into()),
        country: Some("IT".into()),
        gender: Some(Gender::Female),
    })))
}

const CODE: &str = "PRVTST90A41H501W";

#[test]
fn a_postal_code_tells_the_province() {
    let mut world = world("IT");
    world.enter(F::ZipCode, "161");
    assert!(asked(&mut world).is_empty(), "it is none yet");
    world.enter(F::ZipCode, "16124");
    let question = number(&mut world);
    world.tell(Input::Province(question, genoa()));
    assert_eq!(value(&world, F::Province).as_deref(), Some("Genova"));
    assert!(matches!(asked(&mut world)[..], [Effect::Entered]), "the page is told");
    assert!(world.kept.as_ref().is_some_and(|draft| draft.contains("Genova")), "and it is kept");
    // It can be changed, and stays so.
    world.enter(F::Province, "GE");
    world.enter(F::ZipCode, "00118");
    assert!(asked(&mut world).is_empty(), "nothing is left to fill in");
    assert_eq!(value(&world, F::Province).as_deref(), Some("GE"));
}

#[test]
fn a_codice_fiscale_tells_the_birth() {
    let mut world = world("IT");
    world.enter(F::TaxId, "PRVTST90A41H501A");
    assert!(asked(&mut world).is_empty(), "there is no such code");
    // What is entered is not touched, not even if it is something else.
    world.enter(F::Gender, "MALE");
    world.enter(F::TaxId, CODE);
    let question = number(&mut world);
    world.tell(Input::Birth(question, testa()));
    for (field, text) in [
        (F::Gender, "MALE"),
        (F::DateOfBirth, "1990-01-01"),
        (F::PlaceOfBirth, "Roma"),
        (F::CountryOfBirth, "IT"),
    ] {
        assert_eq!(value(&world, field).as_deref(), Some(text), "{field:?}");
    }
}

#[test]
fn what_comes_too_late_or_says_nothing_fills_nothing_in() {
    // Emptied by hand while it was asked about.
    let mut one = world("IT");
    one.enter(F::ZipCode, "16124");
    let question = number(&mut one);
    one.enter(F::Province, "G");
    one.enter(F::Province, "");
    one.tell(Input::Province(question, genoa()));
    assert_eq!((value(&one, F::Province), asked(&mut one).len()), (None, 0));
    // About another code than is there now.
    let mut two = world("IT");
    two.enter(F::ZipCode, "16124");
    let question = number(&mut two);
    two.enter(F::ZipCode, "00118");
    two.tell(Input::Province(question, genoa()));
    assert_eq!(value(&two, F::Province), None);
    // Unknown, or not to be asked: nobody learns of it.
    for answer in [Ok(None), Err(AttentionReason::NoConnection)] {
        let mut three = world("IT");
        three.enter(F::ZipCode, "16124");
        let question = number(&mut three);
        let before = three.view();
        three.tell(Input::Province(question, answer));
        assert!(asked(&mut three).is_empty());
        assert_eq!((three.view().problems, three.view().trouble), (before.problems, before.trouble));
    }
    // Elsewhere, and for whoever lives elsewhere, there is nothing to ask.
    let mut four = world("DE");
    four.enter(F::ZipCode, "16124");
    four.enter(F::TaxId, CODE);
    assert!(asked(&mut four).is_empty());
    let mut five = world("IT");
    five.enter(F::Country, "DE");
    five.enter(F::ZipCode, "16124");
    assert!(asked(&mut five).is_empty());
}
