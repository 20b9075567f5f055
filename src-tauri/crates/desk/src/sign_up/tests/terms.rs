//! What is said of a term, and of the mandate that pays for it.

use jiff::civil::date;
use magicline::connect::{
    Extension, FlatFee, MonthDay, Offer, PaymentFrequency, Payments, PreUse, Span, SpanUnit, Term,
};
use wire::{AmountView, MandateView, PayBy, SignUpInput};

use super::super::offers;
use super::super::*;
use super::world::*;

const MONTH: Span = Span { count: 1, unit: SpanUnit::Month };

fn paid(payments: Payments) -> Term {
    Term { payment: PaymentFrequency { payments, by_age: Vec::new() }, ..term(11, 0) }
}

fn on_days(recurring: bool, prices: &[i64]) -> Payments {
    let day = |(at, minor): (u8, &i64)| (MonthDay { month: at, day: 15 }, eur(*minor));
    Payments::OnDays { recurring, days: (1..).zip(prices).map(day).collect() }
}

fn after(recurring: bool, prices: &[i64]) -> Payments {
    Payments::After { recurring, terms: prices.iter().map(|minor| (MONTH, eur(*minor))).collect() }
}

#[test]
fn a_first_price_is_one_of_its_own_only_where_it_is_another_one() {
    let monthly = |minor| Payments::Every { span: MONTH, price: eur(minor) };
    for (payments, first, shown) in [
        (monthly(3990), Some(3990), None),
        (monthly(3990), Some(0), Some(0)),
        (monthly(3990), None, None),
        (Payments::Once(eur(9900)), Some(9900), None),
        (Payments::Once(eur(9900)), Some(0), Some(0)),
        (on_days(true, &[8900, 8900]), Some(8900), None),
        (on_days(true, &[8900, 8900]), Some(0), Some(0)),
        (after(false, &[19_900, 9900]), Some(19_900), None),
        (Payments::Free, Some(0), None),
    ] {
        let term = Term { start_price: first.map(eur), ..paid(payments.clone()) };
        let told = offers::term(&term).first_price;
        assert_eq!(told, shown.map(|minor: i64| AmountView::from(eur(minor))), "{payments:?} {first:?}");
    }
}

/// The mandate as it is shown for the one term that this offer has.
fn mandate(offer: Offer, modules: &[i64]) -> Option<MandateView> {
    let mut facts = facts("DE");
    let mut studio = studio("DE");
    studio.studio.address.city = Some("Hamburg".into());
    facts.studio = Some(Arc::new(studio));
    facts.offers = Some(Arc::new(vec![offer]));
    let mut world = World::with(rules(), facts, SignUpAim::Contract);
    world.page(takes_term(11));
    world.page(takes_modules(modules));
    world.page(SignUpInput::PayBy { by: PayBy::DirectDebit });
    world.view().mandate
}

#[test]
fn a_mandate_is_for_one_payment_only_where_there_is_never_another() {
    let ends = |payments| Term { extension: Extension::Ends, ..paid(payments) };
    let once = || ends(Payments::Once(eur(9900)));
    let goes_on = Extension::Prolongs { by: Some(MONTH), notice: None };
    let fee = FlatFee {
        identifier: "STARTER".into(),
        name: "Starter".into(),
        payment: PaymentFrequency { payments: Payments::Once(eur(2000)), by_age: Vec::new() },
        starter_package: true,
        delay: None,
    };
    for (term, modules, recurring, why) in [
        (once(), vec![], false, "once"),
        (ends(on_days(false, &[9900])), vec![], false, "on one day of one year"),
        (ends(after(false, &[9900])), vec![], false, "after a time"),
        (ends(on_days(true, &[9900])), vec![], true, "on a day of every year"),
        (ends(on_days(false, &[9900, 9900])), vec![], true, "on two days"),
        (ends(after(false, &[9900, 9900])), vec![], true, "after two times"),
        (ends(Payments::Every { span: MONTH, price: eur(3990) }), vec![], true, "every month"),
        (once(), vec![70], true, "a module on top"),
        (Term { fees: vec![fee], ..once() }, vec![], true, "a fee on top"),
        (Term { extension: goes_on, ..once() }, vec![], true, "it goes on"),
    ] {
        let offer = Offer { terms: vec![term], ..offer() };
        let shown = mandate(offer, &modules).expect(why);
        let wanted = MandateView {
            text: "The mandate".into(),
            recurring,
            place: Some("Hamburg".into()),
            date: date(2026, 11, 29).to_string(),
        };
        assert_eq!(shown, wanted, "{why}");
    }
    let before = Offer { terms: vec![once()], pre_use: PreUse::Chargeable, ..offer() };
    assert!(mandate(before, &[]).is_some_and(|shown| shown.recurring), "days before the first");
}
