//! What a contract costs altogether, and on average, as the workflow text defines it: in whole cents and
//! days, divided once and rounded half up once.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::offers::{Frequency, Span};
use crate::request::amount;

/// One thing that is paid for during the first runtime.
pub(crate) struct Payment<'a> {
    pub(crate) frequency: &'a Frequency,
    /// How long after the start of the contract the first one is due.
    pub(crate) delay: Option<Span>,
    /// Payments due before this time after the start are waived.
    pub(crate) waived: Option<Span>,
}

/// Total and averages, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    pub(crate) total: i64,
    pub(crate) per_month: i64,
    /// Only for contracts that are paid in a fixed interval.
    pub(crate) per_term: Option<i64>,
}

impl Volume {
    pub(crate) fn shown(self) -> Value {
        let mut shown = json!({
            "totalContractVolume": amount(self.total),
            "averagePaymentVolumePerMonth": amount(self.per_month),
        });
        if let Some(per_term) = self.per_term {
            shown["averagePaymentVolumePerPaymentFrequencyTerm"] = amount(per_term);
        }
        shown
    }
}

/// How often a contract is paid for and how long it runs at first.
#[derive(Clone, Copy)]
pub(crate) struct Runtime {
    /// The day it is concluded, which always counts as its start.
    pub(crate) today: Date,
    pub(crate) term: Span,
    /// Days before the start in which the studio is used for a fee.
    pub(crate) preuse_days: i64,
}

impl Runtime {
    fn end(self) -> Date {
        self.term.after(self.today)
    }

    /// The length in days; never less than one, so that it can be divided by.
    pub(crate) fn days(self) -> i64 {
        (days_between(self.today, self.end()) + self.preuse_days).max(1)
    }

    /// Total and averages of what has to be paid.
    pub(crate) fn volume(self, total: i64, interval: Option<Span>) -> Volume {
        let average = |days: i64| half_up(i128::from(total) * i128::from(days), i128::from(self.days()));
        Volume { total, per_month: average(30), per_term: interval.map(|span| average(span.days())) }
    }

    /// Everything of this that is due within the runtime, in cents.
    pub(crate) fn sum(self, payment: &Payment) -> i64 {
        let start = payment.delay.map_or(self.today, |delay| delay.after(self.today));
        let free_until = payment.waived.map(|span| span.after(self.today));
        let due = |(day, cents): (Date, i64)| {
            let waived = free_until.is_some_and(|until| day < until);
            if day < self.end() && !waived { cents } else { 0 }
        };
        match payment.frequency {
            Frequency::Free => 0,
            Frequency::Once(cents) => due((start, *cents)),
            Frequency::Every(span, cents) => {
                let days = (0..).map(|n| Span::new(span.count.saturating_mul(n), span.unit).after(start));
                days.take_while(|day| *day < self.end()).map(|day| due((day, *cents))).sum()
            }
            Frequency::MonthDays { recurring, days } => days
                .iter()
                .map(|day| self.yearly(start, *day, *recurring).into_iter().map(due).sum::<i64>())
                .sum(),
            Frequency::After { payments, .. } => {
                payments.iter().map(|(span, cents)| due((span.after(start), *cents))).sum()
            }
        }
    }

    /// The dates of a day of the year from the start on, the first one only if they do not recur.
    fn yearly(self, start: Date, (month, day, cents): (i8, i8, i64), recurring: bool) -> Vec<(Date, i64)> {
        let years = start.year()..=self.end().year();
        let dates = years.filter_map(|year| Date::new(year, month, day).ok()).filter(|date| *date >= start);
        dates.map(|date| (date, cents)).take(if recurring { usize::MAX } else { 1 }).collect()
    }
}

/// A quotient of non-negative numbers, rounded half up.
pub(crate) fn half_up(dividend: i128, divisor: i128) -> i64 {
    i64::try_from((2 * dividend + divisor).div_euclid(2 * divisor)).unwrap_or(i64::MAX)
}

pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::offers::Unit;
    use super::*;

    fn runtime(today: Date, term: Span, preuse_days: i64) -> Runtime {
        Runtime { today, term, preuse_days }
    }

    const fn span(count: i32, unit: Unit) -> Span {
        Span::new(count, unit)
    }

    const MONTH: Span = span(1, Unit::Month);

    fn pays<'a>(frequency: &'a Frequency) -> Payment<'a> {
        Payment { frequency, delay: None, waived: None }
    }

    #[test]
    fn the_four_published_examples() {
        let weekly = Frequency::Every(span(1, Unit::Week), 1000);
        let four_weeks = runtime(date(2026, 3, 4), span(4, Unit::Week), 0);
        let total = four_weeks.sum(&pays(&weekly)) + four_weeks.sum(&pays(&Frequency::Once(5000)));
        assert_eq!(total, 9000);
        let january = runtime(date(2027, 1, 1), MONTH, 0).volume(1000, Some(MONTH));
        assert_eq!((january.per_month, january.per_term), (968, Some(968)));
        let april = runtime(date(2027, 4, 1), MONTH, 0).volume(1000, Some(MONTH));
        assert_eq!(april.per_month, 1000);
        let year = span(1, Unit::Year);
        assert_eq!(runtime(date(2028, 1, 1), year, 0).volume(10000, Some(year)).per_term, Some(9973));
        assert_eq!(runtime(date(2026, 3, 4), span(2, Unit::Week), 7).volume(1500, None).per_month, 2143);
    }

    #[test]
    fn the_computed_table() {
        let (weeks, months) = (|n| span(n, Unit::Week), |n| span(n, Unit::Month));
        let table = [
            (date(2027, 2, 1), months(1), 0, 2990, months(1), 28, 3204, 3204),
            (date(2028, 2, 1), months(1), 0, 2990, months(1), 29, 3093, 3093),
            (date(2027, 1, 31), months(1), 0, 2990, months(1), 28, 3204, 3204),
            (date(2028, 1, 1), months(12), 0, 52780, months(1), 366, 4326, 4326),
            (date(2026, 12, 21), weeks(52), 21, 40446, weeks(1), 385, 3152, 735),
            (date(2026, 12, 1), months(3), 10, 14750, weeks(2), 100, 4425, 2065),
            // A tie: half even would be 52.
            (date(2026, 3, 4), span(64, Unit::Day), 0, 112, months(1), 64, 53, 53),
        ];
        for (start, term, preuse, total, interval, days, per_month, per_term) in table {
            let runtime = runtime(start, term, preuse);
            let volume = runtime.volume(total, Some(interval));
            assert_eq!(
                (runtime.days(), volume.per_month, volume.per_term),
                (days, per_month, Some(per_term)),
                "{start}"
            );
        }
    }

    #[test]
    fn payments_are_counted_by_the_day_they_are_due() {
        let today = date(2026, 3, 4);
        let year = runtime(today, span(12, Unit::Month), 0);
        let month_days =
            |recurring| Frequency::MonthDays { recurring, days: vec![(1, 15, 100), (7, 15, 10)] };
        let later = Frequency::After {
            recurring: false,
            payments: vec![
                (span(1, Unit::Month), 100),
                (span(4, Unit::Month), 10),
                (span(12, Unit::Month), 1),
            ],
        };
        let monthly = Frequency::Every(MONTH, 100);
        let two_years = runtime(today, span(2, Unit::Year), 0);
        let waiving = |span| Payment { frequency: &monthly, delay: None, waived: Some(span) };
        let delayed = |span| Payment { frequency: &monthly, delay: Some(span), waived: None };
        assert_eq!(year.sum(&pays(&Frequency::Free)), 0);
        assert_eq!(year.sum(&pays(&monthly)), 1200);
        assert_eq!(year.sum(&pays(&Frequency::Every(span(5, Unit::Month), 100))), 300);
        assert_eq!(year.sum(&pays(&month_days(true))), 110);
        assert_eq!(two_years.sum(&pays(&month_days(true))), 220);
        assert_eq!(two_years.sum(&pays(&month_days(false))), 110);
        assert_eq!(year.sum(&pays(&later)), 110, "what is due at the end is no longer of this runtime");
        assert_eq!(year.sum(&waiving(span(2, Unit::Month))), 1000);
        assert_eq!(year.sum(&delayed(span(3, Unit::Month))), 900);
    }

    #[test]
    fn half_is_up() {
        assert_eq!([(1, 2), (3, 2), (1, 3), (2, 3), (0, 5)].map(|(a, b)| half_up(a, b)), [1, 2, 0, 1, 0]);
    }
}
