//! Offers as the studio has set them up.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::volume::{Payment, Runtime, Volume, half_up};

/// A text in the two languages the studio writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) de: &'static str,
    pub(crate) en: &'static str,
}

/// Which of its two languages the studio answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    German,
    English,
}

impl Words {
    pub(crate) const fn pick(self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::German => self.de,
            Tongue::English => self.en,
        }
    }
}

/// German and English.
pub(crate) const fn words(de: &'static str, en: &'static str) -> Words {
    Words { de, en }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) count: i32,
    pub(crate) unit: Unit,
}

impl Span {
    pub(crate) const fn new(count: i32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Its length where a month has 30 days and a year 365, as averages count.
    pub(crate) fn days(self) -> i64 {
        i64::from(self.count)
            * match self.unit {
                Unit::Day => 1,
                Unit::Week => 7,
                Unit::Month => 30,
                Unit::Year => 365,
            }
    }

    /// The day so much later; the last of a month where the day is missing.
    pub(crate) fn after(self, day: Date) -> Date {
        day.saturating_add(self.in_calendar())
    }

    /// The day so much earlier.
    pub(crate) fn before(self, day: Date) -> Date {
        day.saturating_sub(self.in_calendar())
    }

    fn in_calendar(self) -> jiff::Span {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count.days(),
            Unit::Week => count.weeks(),
            Unit::Month => count.months(),
            Unit::Year => count.years(),
        }
    }

    pub(crate) fn shown(self) -> Value {
        json!({"term": self.count, "termUnit": self.unit.name()})
    }

    pub(crate) fn in_open_api(self) -> Value {
        json!({"periodValue": self.count, "periodUnit": self.unit.name()})
    }
}

/// When something is paid for, and how much in cents.
#[derive(Clone, Debug)]
pub(crate) enum Frequency {
    Free,
    Once(i64),
    Every(Span, i64),
    /// Month, day and cents.
    MonthDays {
        recurring: bool,
        days: Vec<(i8, i8, i64)>,
    },
    After {
        recurring: bool,
        payments: Vec<(Span, i64)>,
    },
}

impl Frequency {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Free => "FREE",
            Self::Once(_) => "NON_RECURRING",
            Self::Every(..) => "RECURRING",
            Self::MonthDays { .. } => "MONTH_DAY",
            Self::After { .. } => "TERM_BASED",
        }
    }

    /// The price of one payment, or of a whole cycle where the payments differ.
    pub(crate) fn cents(&self) -> i64 {
        match self {
            Self::Free => 0,
            Self::Once(cents) | Self::Every(_, cents) => *cents,
            Self::MonthDays { days, .. } => days.iter().map(|(_, _, cents)| cents).sum(),
            Self::After { payments, .. } => payments.iter().map(|(_, cents)| cents).sum(),
        }
    }

    pub(crate) const fn interval(&self) -> Option<Span> {
        match self {
            Self::Every(span, _) => Some(*span),
            Self::Free | Self::Once(_) | Self::MonthDays { .. } | Self::After { .. } => None,
        }
    }

    /// The same with every payment changed.
    pub(crate) fn map(&self, change: impl Fn(i64) -> i64) -> Self {
        match self {
            Self::Free => Self::Free,
            Self::Once(cents) => Self::Once(change(*cents)),
            Self::Every(span, cents) => Self::Every(*span, change(*cents)),
            Self::MonthDays { recurring, days } => {
                let days = days.iter().map(|(month, day, cents)| (*month, *day, change(*cents))).collect();
                Self::MonthDays { recurring: *recurring, days }
            }
            Self::After { recurring, payments } => {
                let payments = payments.iter().map(|(span, cents)| (*span, change(*cents))).collect();
                Self::After { recurring: *recurring, payments }
            }
        }
    }
}

/// A price for an age, both ends included.
#[derive(Clone, Debug)]
pub(crate) struct AgePrice {
    pub(crate) ages: (i16, i16),
    pub(crate) price: Cut,
}

/// How a price is changed: to an amount or by a percentage of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    To(i64),
    /// Hundredths of a percent that are taken off.
    Percent(i64),
}

impl Cut {
    pub(crate) fn of(self, cents: i64) -> i64 {
        match self {
            Self::To(cents) => cents,
            Self::Percent(points) => half_up(i128::from(cents) * i128::from(10_000 - points), 10_000),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct FlatFee {
    pub(crate) identifier: &'static str,
    pub(crate) name: Words,
    pub(crate) frequency: Frequency,
    pub(crate) starter_package: bool,
    pub(crate) delay: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attachment {
    Nothing,
    /// Name of a document of the studio.
    File(&'static str),
    Url(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct TextBlock {
    pub(crate) id: i64,
    pub(crate) title: Words,
    pub(crate) text: Words,
    pub(crate) confirm: bool,
    pub(crate) sign: bool,
    pub(crate) channels: bool,
    pub(crate) attachment: Attachment,
    /// Shown only when a voucher is redeemed.
    pub(crate) with_voucher: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Module {
    pub(crate) id: i64,
    pub(crate) name: Words,
    pub(crate) description: Words,
    pub(crate) frequency: Frequency,
    pub(crate) picture: Option<&'static str>,
    pub(crate) consent: Option<TextBlock>,
    /// Runs and ends on its own: term and notice.
    pub(crate) own_term: Option<(Span, Span)>,
    pub(crate) trial: Option<Span>,
}

#[derive(Clone, Debug)]
pub(crate) struct Bonus {
    pub(crate) span: Span,
    /// CONTRACT_START is free at once, END_OF_CURRENT_TERM at the end.
    pub(crate) at_start: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Extension {
    Ends,
    /// By this span, with this notice; at another price if one is given.
    By {
        span: Span,
        notice: Span,
        cents: Option<i64>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) id: i64,
    /// The initial runtime, bonus included.
    pub(crate) span: Span,
    pub(crate) frequency: Frequency,
    pub(crate) fees: Vec<FlatFee>,
    pub(crate) optional: Vec<Module>,
    pub(crate) ages: Vec<AgePrice>,
    pub(crate) notice: Option<Span>,
    pub(crate) extension: Extension,
    /// Percent by which it is raised every year after the first runtime.
    pub(crate) yearly_raise: Option<&'static str>,
    pub(crate) bonus: Option<Bonus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preuse {
    None,
    Free,
    Chargeable,
}

#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) id: i64,
    pub(crate) name: Words,
    pub(crate) subtitle: Words,
    pub(crate) description: Words,
    pub(crate) footnote: Option<Words>,
    pub(crate) picture: &'static str,
    pub(crate) code: (&'static str, &'static str),
    pub(crate) period: Option<(Date, Date)>,
    pub(crate) payments: Vec<&'static str>,
    pub(crate) signatures: bool,
    pub(crate) preuse: Preuse,
    pub(crate) modules: Vec<Module>,
    pub(crate) selectable: Vec<Module>,
    pub(crate) most_selectable: i32,
    pub(crate) blocks: Vec<TextBlock>,
    pub(crate) terms: Vec<Term>,
}

impl Offer {
    pub(crate) fn is_on(&self, day: Date) -> bool {
        self.period.is_none_or(|(from, to)| (from..=to).contains(&day))
    }
}

impl Term {
    /// The price for this age, where it differs.
    pub(crate) fn price_at(&self, age: i16) -> Option<i64> {
        let fits = |price: &&AgePrice| (price.ages.0..=price.ages.1).contains(&age);
        self.ages.iter().find(fits).map(|price| price.price.of(self.frequency.cents()))
    }

    pub(crate) fn runtime(&self, today: Date, preuse_days: i64) -> Runtime {
        Runtime { today, term: self.span, preuse_days }
    }

    /// What is due for the term itself and its fees within the first runtime, in cents.
    pub(crate) fn total(&self, runtime: Runtime, frequency: &Frequency) -> i64 {
        let waived = self.bonus.as_ref().filter(|bonus| bonus.at_start).map(|bonus| bonus.span);
        let base = runtime.sum(&Payment { frequency, delay: None, waived });
        let fees = self
            .fees
            .iter()
            .map(|fee| runtime.sum(&Payment { frequency: &fee.frequency, delay: fee.delay, waived: None }));
        base + fees.sum::<i64>()
    }

    pub(crate) fn volume(&self, today: Date) -> Volume {
        let runtime = self.runtime(today, 0);
        runtime.volume(self.total(runtime, &self.frequency), self.frequency.interval())
    }

    /// The last day of the first runtime of a contract that starts then.
    pub(crate) fn end(&self, start: Date) -> Date {
        self.span.after(start).saturating_sub(1.day())
    }
}
