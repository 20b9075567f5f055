//! What is said of a term, and of the mandate that pays for it.

use jiff::civil::date;
use magicline::connect::{
    AdjustmentRule, ChangeKind, Direction, Extension, FlatFee, Module, ModuleTerm, MonthDay, Offer,
    PaymentFrequency, Payments, PreUse, Span, SpanUnit, Term,
};
use wire::{
    AmountView, CancellationView, ExtensionView, FollowingTerm, FrequencyView, MandateView, ModuleRunView,
    PayBy, Period, PeriodUnit, PriceChange, SignUpInput,
};

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

/// A new price is neither more nor less, whatever the one before was.
#[test]
fn a_price_that_changes_by_itself_goes_where_the_vendor_says() {
    use ChangeKind::{Amount, NewPrice, Percent};
    let (up, down, to) = (Some(PriceChange::Up), Some(PriceChange::Down), Some(PriceChange::To));
    for (direction, kind, value, change, amount) in [
        (Some(Direction::Up), Some(Percent), "5", up, None),
        (Some(Direction::Up), Some(Amount), "2.50", up, Some(250)),
        (Some(Direction::Down), Some(Amount), "2", down, Some(200)),
        (Some(Direction::NewPrice), Some(NewPrice), "44.90", to, Some(4490)),
        (Some(Direction::Up), Some(NewPrice), "44.90", to, Some(4490)),
        (Some(Direction::NewPrice), None, "44.90", to, None),
        (None, Some(NewPrice), "viel", to, None),
        (None, Some(Percent), "5", None, None),
        (None, None, "5", None, None),
    ] {
        let value = Some(value.to_owned());
        let rule = AdjustmentRule { description: None, direction, kind, value, recurrence: None };
        let shown = offers::term(&Term { adjustment_rules: vec![rule], ..term(11, 3990) }).adjustments;
        let wanted = (change, amount.map(|minor: i64| AmountView::from(eur(minor))));
        assert_eq!((shown[0].change, shown[0].amount.clone()), wanted, "{direction:?} {kind:?}");
    }
}

const A_MONTH: Period = Period { value: 1, unit: PeriodUnit::Month };

#[test]
fn an_offer_that_follows_says_what_it_costs() {
    let extension = Extension::Subsequent { offer: Some(Box::new(offer())), notice: None };
    let ExtensionView::Follows { name, terms } =
        offers::term(&Term { extension, ..term(11, 3990) }).extension
    else {
        panic!("another offer follows")
    };
    assert_eq!(name, Some(offer().name));
    let following = |term: &Term| FollowingTerm {
        runtime: offers::period(term.span),
        price: offers::frequency(&term.payment),
    };
    assert_eq!(terms, offer().terms.iter().map(following).collect::<Vec<_>>());
    assert!(terms.iter().all(|term| matches!(term.price, FrequencyView::Recurring { .. })));
}

#[test]
fn a_module_says_how_long_it_runs_where_that_is_its_own() {
    let runs = |term: Option<ModuleTerm>| {
        let optional = vec![Module { term, ..module(70, Some(500)) }];
        offers::term(&Term { optional, ..super::world::term(11, 3990) }).optional[0].runs.clone()
    };
    let said = |span, notice, extension| Some(ModuleTerm { span, notice, extension });
    assert_eq!(runs(None), None);
    assert_eq!(runs(said(None, None, Extension::Unsaid)), None, "as long as the contract");
    let six = Span { count: 6, unit: SpanUnit::Month };
    let goes_on = Extension::Prolongs { by: Some(MONTH), notice: Some(MONTH) };
    let extension = Some(ExtensionView::Extends { by: Some(A_MONTH), price: None, every: None });
    let cancellation = |before_end| {
        Some(CancellationView { before_end, before_extension_end: Some(A_MONTH), from_receipt: false })
    };
    let runtime = Some(Period { value: 6, unit: PeriodUnit::Month });
    assert_eq!(
        runs(said(Some(six), Some(MONTH), goes_on.clone())),
        Some(ModuleRunView {
            runtime,
            extension: extension.clone(),
            cancellation: cancellation(Some(A_MONTH))
        })
    );
    assert_eq!(
        runs(said(None, None, goes_on)),
        Some(ModuleRunView { runtime: None, extension, cancellation: cancellation(None) })
    );
    assert_eq!(
        runs(said(None, None, Extension::Ends)),
        Some(ModuleRunView { runtime: None, extension: Some(ExtensionView::Ends), cancellation: None })
    );
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
