//! What a price says: never another amount than the one that is agreed to.

use domain::ModuleId;
use magicline::connect::{
    FlatFee, MonthDay, PaymentFrequency, Payments, Preview, PreviewItem, Span, SpanUnit, Term,
};
use wire::{AmountView, DueView, FrequencyView, Period, PeriodUnit, PriceView, PricedDay, YearDay};

use super::super::price::with_due;
use super::world::*;
use crate::transport::Agreed;

fn said(base: Option<i64>, discounted: Option<i64>) -> PriceView {
    PriceView {
        base: base.map(amount),
        for_age: None,
        discounted: discounted.map(amount),
        company: None,
        frequency: None,
        due: None,
        pre_use: None,
        flat_fees: Vec::new(),
        modules: Vec::new(),
        volume: None,
    }
}

fn shown(payments: Payments, price: PriceView) -> (Option<FrequencyView>, Option<DueView>) {
    let term = Term { payment: PaymentFrequency { payments, by_age: Vec::new() }, ..term(11, 0) };
    let shown = with_due(price, &term);
    (shown.frequency, shown.due)
}

const MONTHS: fn(u32) -> Span = |count| Span { count, unit: SpanUnit::Month };
const AFTER: fn(u32) -> Period = |value| Period { value, unit: PeriodUnit::Month };

fn amount(minor: i64) -> AmountView {
    eur(minor).into()
}

#[test]
fn one_amount_for_several_payments_is_shown_with_the_days_and_not_divided() {
    let day = |month| MonthDay::new(month, 15).unwrap();
    let on_days =
        || Payments::OnDays { recurring: true, days: vec![(day(1), eur(19_900)), (day(7), eur(19_900))] };
    let priced = |month, minor| PricedDay { month, day: 15, price: amount(minor) };
    let offered =
        FrequencyView::MonthDay { recurring: true, days: vec![priced(1, 19_900), priced(7, 19_900)] };
    let days = vec![YearDay { month: 1, day: 15 }, YearDay { month: 7, day: 15 }];
    let apart = DueView::Days { recurring: true, days };
    assert_eq!(shown(on_days(), said(Some(39_800), None)), (Some(offered.clone()), None));
    assert_eq!(shown(on_days(), said(None, None)), (Some(offered), None));
    assert_eq!(shown(on_days(), said(Some(39_800), Some(31_840))), (None, Some(apart.clone())));
    // A vendor that says what each of them is, or something else altogether.
    assert_eq!(shown(on_days(), said(Some(19_900), None)), (None, Some(apart)));

    let after =
        Payments::After { recurring: false, terms: vec![(MONTHS(1), eur(8900)), (MONTHS(6), eur(8900))] };
    let apart = DueView::Terms { recurring: false, terms: vec![AFTER(1), AFTER(6)] };
    assert_eq!(shown(after, said(Some(17_800), Some(16_000))), (None, Some(apart)));
}

#[test]
fn one_payment_is_shown_at_the_amount_that_was_said() {
    let day = MonthDay::new(1, 15).unwrap();
    let once_a_year = Payments::OnDays { recurring: true, days: vec![(day, eur(3000))] };
    let days = vec![PricedDay { month: 1, day: 15, price: amount(2400) }];
    let expected = FrequencyView::MonthDay { recurring: true, days };
    assert_eq!(shown(once_a_year, said(Some(3000), Some(2400))), (Some(expected), None));
    let later = Payments::After { recurring: false, terms: vec![(MONTHS(6), eur(2500))] };
    let (frequency, due) = shown(later, said(Some(2500), Some(2000)));
    let terms = vec![wire::PricedPeriod { term: AFTER(6), price: amount(2000) }];
    assert_eq!((frequency, due), (Some(FrequencyView::TermBased { recurring: false, terms }), None));
    let monthly = Payments::Every { span: MONTHS(1), price: eur(2990) };
    let expected = FrequencyView::Recurring { term: AFTER(1), price: amount(1990) };
    assert_eq!(shown(monthly, said(Some(2990), Some(1990))), (Some(expected), None));
    assert_eq!(shown(Payments::Free, said(Some(0), None)), (Some(FrequencyView::Free), None));
    assert_eq!(shown(Payments::Free, said(Some(500), None)), (None, None), "it is not free by now");
}

fn free(payments: Payments) -> PaymentFrequency {
    PaymentFrequency { payments, by_age: Vec::new() }
}

fn fee(name: &str, payments: Payments) -> FlatFee {
    let (identifier, name) = (name.to_uppercase(), name.to_owned());
    FlatFee { identifier, name, payment: free(payments), starter_package: true, delay: None }
}

fn item(price: i64, payments: Option<Payments>) -> PreviewItem {
    PreviewItem {
        identifier: None,
        name: "as the vendor calls it today".into(),
        price: Some(eur(price)),
        discounted: None,
        payment: payments.map(free),
        company: None,
        member: None,
        credit: None,
        bonus: None,
    }
}

fn preview(base: Option<i64>, fees: Vec<PreviewItem>, modules: Vec<PreviewItem>) -> Preview {
    Preview {
        base_price: base.map(eur),
        age_price: None,
        pre_use_charge: None,
        fees,
        modules,
        volume: None,
        module_consents: Vec::new(),
        voucher: None,
    }
}

/// Without the vendor somebody sees the term, its fees and the modules that they chose, at the offer's
/// amounts. That is what they agree to.
#[test]
fn what_the_offer_says_beside_the_price_is_agreed_to_with_it() {
    let once = || Some(Payments::Once(eur(2000)));
    let monthly = || Some(Payments::Every { span: MONTHS(1), price: eur(2000) });
    let with_fees =
        Term { fees: vec![fee("starter", once().unwrap()), fee("card", Payments::Free)], ..term(11, 2990) };
    let agreed = Agreed::offered(&with_fees, &[ModuleId(70), ModuleId(60)]);
    let kept: Agreed = serde_json::from_str(&serde_json::to_string(&agreed).unwrap()).unwrap();
    assert_eq!(kept, agreed);
    let module = || vec![item(500, None)];
    for (now, holds, why) in [
        (preview(Some(2990), vec![item(2000, once())], module()), true, "all the same"),
        (preview(Some(2990), vec![item(0, None), item(2000, None)], module()), true, "and what is free"),
        (preview(Some(2990), vec![item(5000, once())], module()), false, "a dearer starter package"),
        (preview(Some(2990), vec![item(2000, monthly())], module()), false, "every month by now"),
        (preview(Some(2990), vec![item(2000, once())], vec![item(700, None)]), false, "a dearer module"),
        (preview(Some(2990), vec![item(2000, once())], Vec::new()), false, "a module that is gone"),
        (preview(Some(2990), vec![item(2000, once()), item(100, None)], module()), false, "one more fee"),
        (preview(Some(2990), Vec::new(), module()), false, "no fee"),
        // As much, and for something else.
        (preview(Some(2990), vec![item(500, None)], vec![item(2000, None)]), false, "turned round"),
        (preview(Some(2991), vec![item(2000, once())], module()), false, "a dearer term"),
        (preview(None, vec![item(2000, once())], module()), false, "no price"),
    ] {
        assert_eq!(kept.holds(&now), holds, "{why}");
    }
    // Nobody saw what the time before the start costs.
    let pre_use = |charge: i64| {
        let same = preview(Some(2990), vec![item(2000, once())], module());
        Preview { pre_use_charge: Some(eur(charge)), ..same }
    };
    assert!(kept.holds(&pre_use(0)) && !kept.holds(&pre_use(1500)));
}

#[test]
fn every_frequency_can_be_agreed_to_without_the_vendor() {
    let day = |month| MonthDay::new(month, 15).unwrap();
    for (payments, base, dearer) in [
        (Payments::Once(eur(4900)), 4900, 4901),
        (Payments::Every { span: MONTHS(1), price: eur(2990) }, 2990, 2991),
        (
            Payments::OnDays { recurring: true, days: vec![(day(1), eur(19_900)), (day(7), eur(19_900))] },
            39_800,
            19_900,
        ),
        (
            Payments::After { recurring: false, terms: vec![(MONTHS(1), eur(8900)), (MONTHS(6), eur(8900))] },
            17_800,
            17_900,
        ),
        (Payments::Free, 0, 1),
    ] {
        let agreed = Agreed::offered(&Term { payment: free(payments), ..term(11, 0) }, &[]);
        assert!(agreed.holds(&preview(Some(base), Vec::new(), Vec::new())), "{agreed:?}");
        assert!(!agreed.holds(&preview(Some(dearer), Vec::new(), Vec::new())), "{agreed:?}");
    }
    let agreed = Agreed::offered(&Term { payment: free(Payments::Free), ..term(11, 0) }, &[]);
    assert!(agreed.holds(&preview(None, Vec::new(), Vec::new())));
}
