//! What a price says: never another amount than the one that is agreed to.

use magicline::connect::{MonthDay, PaymentFrequency, Payments, Span, SpanUnit};
use wire::{AmountView, DueView, FrequencyView, Period, PeriodUnit, PriceView, PricedDay, YearDay};

use super::super::price::with_due;
use super::world::*;

fn said(base: Option<i64>, discounted: Option<i64>) -> PriceView {
    let amount = |minor: i64| AmountView { minor: minor as f64, currency: "EUR".into() };
    PriceView {
        base: base.map(amount),
        for_age: None,
        discounted: discounted.map(amount),
        frequency: None,
        due: None,
        pre_use: None,
        flat_fees: Vec::new(),
        modules: Vec::new(),
        volume: None,
    }
}

fn shown(payments: Payments, price: PriceView) -> (Option<FrequencyView>, Option<DueView>) {
    let term = magicline::connect::Term {
        payment: PaymentFrequency { payments, by_age: Vec::new() },
        ..term(11, 0)
    };
    let shown = with_due(price, &term);
    (shown.frequency, shown.due)
}

const MONTHS: fn(u32) -> Span = |count| Span { count, unit: SpanUnit::Month };
const AFTER: fn(u32) -> Period = |value| Period { value, unit: PeriodUnit::Month };

fn amount(minor: i64) -> AmountView {
    AmountView { minor: minor as f64, currency: "EUR".into() }
}

#[test]
fn one_amount_for_several_payments_is_shown_with_the_days_and_not_divided() {
    let day = |month| MonthDay::new(month, 15).unwrap();
    let on_days = || Payments::OnDays {
        recurring: true,
        days: vec![(day(1), eur(19_900)), (day(7), eur(19_900))],
    };
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

    let after = Payments::After {
        recurring: false,
        terms: vec![(MONTHS(1), eur(8900)), (MONTHS(6), eur(8900))],
    };
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
