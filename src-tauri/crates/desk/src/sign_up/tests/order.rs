//! Prices in order: whatever is changed and answered when, the screen never shows a price for something
//! else than what is chosen, there is never more than one question on its way, and when all is answered
//! there is a price.

use proptest::prelude::*;
use wire::{Minor, PayBy, PreviewView, SignUpField as F, SignUpInput};

use super::super::*;
use super::world::*;

#[derive(Clone, Copy, Debug)]
enum Happening {
    Term(bool),
    Modules(bool, bool),
    Born(u8),
    Start(u8),
    Voucher(bool),
    Pay(bool),
    Name(u8),
    /// The question that is on its way is answered.
    Answer,
    /// Its answer is that there is none.
    Fail,
    /// An answer to a question from before comes once more.
    Old(usize),
    Reachable,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        1 => any::<bool>().prop_map(Happening::Term),
        1 => any::<(bool, bool)>().prop_map(|(a, b)| Happening::Modules(a, b)),
        1 => (0_u8..4).prop_map(Happening::Born),
        1 => (0_u8..3).prop_map(Happening::Start),
        1 => any::<bool>().prop_map(Happening::Voucher),
        1 => any::<bool>().prop_map(Happening::Pay),
        1 => any::<u8>().prop_map(Happening::Name),
        4 => Just(Happening::Answer),
        1 => Just(Happening::Fail),
        2 => (0_usize..50).prop_map(Happening::Old),
        1 => Just(Happening::Reachable),
    ]
}

/// What the vendor would ask for what is chosen now.
fn right_price(world: &World) -> Option<Minor> {
    let about = world.sign_up.about()?;
    let request = request::contract(&world.sign_up.draft, about, world.sign_up.sender()?)?;
    Some(Minor(price_of(&request)))
}

fn check(world: &World) {
    let base = match world.view().preview {
        PreviewView::Shown { price } | PreviewView::Asking { before: Some(price) } => price.base,
        PreviewView::None
        | PreviewView::Asking { before: None }
        | PreviewView::Failed { .. }
        | PreviewView::Refused => return,
    };
    assert_eq!(base.map(|base| base.minor), right_price(world), "the price of something else");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_price_is_never_that_of_something_else(happenings in prop::collection::vec(happening(), 0..60)) {
        let mut world = World::new();
        world.go_to_details();
        world.fill_in_details();
        let mut answered = Vec::new();
        for happening in happenings {
            match happening {
                Happening::Term(first) => world.page(takes_term(if first { 11 } else { 12 })),
                Happening::Modules(one, two) => {
                    let modules = [(one, 70), (two, 71)].into_iter();
                    let modules: Vec<_> = modules.filter(|(on, _)| *on).map(|(_, id)| id).collect();
                    world.page(takes_modules(&modules));
                }
                Happening::Born(year) => world.enter(F::DateOfBirth, &format!("199{year}-01-01")),
                Happening::Start(day) => world.page(SignUpInput::Start { date: format!("2026-12-1{day}") }),
                Happening::Voucher(on) => {
                    let code = if on { "TEN" } else { "" };
                    world.page(SignUpInput::Voucher { code: code.into() });
                }
                Happening::Pay(cash) => {
                    let by = if cash { PayBy::Cash } else { PayBy::DirectDebit };
                    world.page(SignUpInput::PayBy { by });
                }
                Happening::Name(letter) => world.enter(F::FirstName, &format!("N{letter}")),
                Happening::Answer => if let Some(effect) = world.effects.pop_front() {
                    if let Effect::Price(number, request) = &effect {
                        answered.push((*number, request.clone()));
                    }
                    world.answer(effect);
                },
                Happening::Fail => if let Some(effect) = world.effects.pop_front() {
                    world.fail(effect);
                },
                Happening::Old(which) => if let Some((number, request)) = answered.get(which) {
                    let preview = Box::new(preview_of(request));
                    world.tell(Input::Priced(*number, Priced::Ready(preview)));
                },
                Happening::Reachable => world.tell(Input::Reachable),
            }
            check(&world);
            let asked = world.effects.iter().filter(|effect| matches!(effect, Effect::Price(..))).count();
            prop_assert!(asked <= 1, "{asked} questions on their way");
        }
        world.tell(Input::Reachable);
        world.answer_all();
        check(&world);
        let shown = matches!(world.view().preview, PreviewView::Shown { .. });
        prop_assert!(shown, "{:?}", world.view().preview);
    }
}
