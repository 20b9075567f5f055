//! When is what due: spans of time and the five kinds of payment frequency.

use domain::{Currency, Money};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::amount::{MoneyAnswer, Percent, count, each, money};

/// A length of time as contracts count it (`TermDto`). The vendor's days are not the calendar's: where
/// it counts in days, a month has 30 and a year 365.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: SpanUnit,
}

/// What a [`Span`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanUnit {
    /// `DAY`
    Day,
    /// `WEEK`
    Week,
    /// `MONTH`
    Month,
    /// `YEAR`
    Year,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31, and never beyond the month's longest; 29 in February.
    pub day: u8,
}

/// What is paid and when (`ConnectApiPaymentFrequencyDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFrequency {
    /// The payments.
    pub payments: Payments,
    /// What is different for members of some ages; what it does to this member, the preview tells.
    pub by_age: Vec<AgePrice>,
}

/// The five kinds of payment frequency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payments {
    /// `NON_RECURRING`: once.
    Once(Money),
    /// `RECURRING`: again and again.
    Every {
        /// How long from one to the next.
        span: Span,
        /// How much each time.
        price: Money,
    },
    /// `MONTH_DAY`: on days of the year. At least one.
    OnDays {
        /// Whether every year anew.
        recurring: bool,
        /// The days and what is due on each, in the vendor's order.
        days: Vec<(MonthDay, Money)>,
    },
    /// `TERM_BASED`: after lengths of time. At least one.
    After {
        /// Whether they start anew once they are over.
        recurring: bool,
        /// How long after the start, and what is due then, in the vendor's order.
        terms: Vec<(Span, Money)>,
    },
    /// `FREE`
    Free,
}

/// What the price is for members of an age (`AgeBasedAdjustmentDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgePrice {
    /// From this age in years on; from birth if `None`.
    pub from: Option<u32>,
    /// Up to this age in years; without an end if `None`. Whether that year still counts is unproven.
    pub to: Option<u32>,
    /// `ABSOLUTE`: the price itself. `PERCENTAGE`: what is taken off.
    pub adjustment: Adjustment,
}

/// An amount or a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// `ABSOLUTE`, or `AMOUNT` in the vendor's text.
    Amount(Money),
    /// `PERCENTAGE`
    Percent(Percent),
}

impl Payments {
    /// What one round of it comes to; `None` where nothing is paid, or not in one currency.
    pub fn round(&self) -> Option<Money> {
        let sum = |mut each: Box<dyn Iterator<Item = Money> + '_>| {
            let first = each.next()?;
            each.try_fold(first, Money::plus)
        };
        match self {
            Self::Once(price) | Self::Every { price, .. } => Some(*price),
            Self::OnDays { days, .. } => sum(Box::new(days.iter().map(|(_, price)| *price))),
            Self::After { terms, .. } => sum(Box::new(terms.iter().map(|(_, price)| *price))),
            Self::Free => None,
        }
    }
}

impl SpanUnit {
    pub(super) fn of(constant: &str) -> Option<Self> {
        match constant {
            "DAY" => Some(Self::Day),
            "WEEK" => Some(Self::Week),
            "MONTH" => Some(Self::Month),
            "YEAR" => Some(Self::Year),
            _ => None,
        }
    }
}

impl Span {
    /// A span of two fields, if both are there and make sense.
    pub(super) fn of(count: Option<u32>, unit: Option<&str>) -> Option<Self> {
        Some(Self { count: count?, unit: SpanUnit::of(unit?)? })
    }
}

impl MonthDay {
    /// The day, if a leap year has it.
    pub fn new(month: u8, day: u8) -> Option<Self> {
        let leap = jiff::civil::Date::new(2000, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        leap.ok().map(|_| Self { month, day })
    }

    /// In which form the vendor writes it is unproven: `--MM-DD`, `MM-DD`, `dd.MM.` and
    /// `{monthValue, dayOfMonth}` are read.
    pub(super) fn read(value: &Value) -> Option<Self> {
        if let Value::Object(fields) = value {
            let number = |name: &str| u8::try_from(fields.get(name)?.as_u64()?).ok();
            return Self::new(number("monthValue")?, number("dayOfMonth")?);
        }
        let text = value.as_str()?.trim();
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?;
        if let Some(text) = text.strip_suffix('.') {
            let (day, month) = text.split_once('.')?;
            return Self::new(number(month)?, number(day)?);
        }
        let (month, day) = text.strip_prefix("--").unwrap_or(text).split_once('-')?;
        Self::new(number(month)?, number(day)?)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SpanAnswer {
    #[serde(default, deserialize_with = "count")]
    term: Option<u32>,
    term_unit: Option<String>,
}

impl SpanAnswer {
    pub fn span(&self) -> Option<Span> {
        Span::of(self.term, self.term_unit.as_deref())
    }
}

/// A payment frequency as it is sent, and the deprecated fields next to it that say the same.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrequencyAnswer {
    #[serde(rename = "type")]
    kind: Option<String>,
    recurring: Option<bool>,
    money: Option<MoneyAnswer>,
    term: Option<SpanAnswer>,
    month_day_with_prices: Option<Vec<MonthDayAnswer>>,
    term_with_prices: Option<Vec<SpanPriceAnswer>>,
    age_based_adjustment_dtos: Option<Vec<Box<RawValue>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MonthDayAnswer {
    month_day: Value,
    price: MoneyAnswer,
}

#[derive(Deserialize)]
struct SpanPriceAnswer {
    term: SpanAnswer,
    price: MoneyAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AgePriceAnswer {
    age_based_adjustment_type: String,
    age_range_dto: AgeRangeAnswer,
    value: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AgeRangeAnswer {
    start_age: Option<u32>,
    end_age: Option<u32>,
}

/// The deprecated flat fields that stand next to a payment frequency.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FlatAnswer {
    pub payment_frequency_dto: Option<FrequencyAnswer>,
    pub payment_frequency_type: Option<String>,
    pub payment_frequency_unit: Option<String>,
    pub payment_frequency_value: Option<u32>,
    pub price: Option<Box<RawValue>>,
}

impl FrequencyAnswer {
    /// `None` if there is anything of it that cannot be read: half a price is none.
    pub fn read(&self, currency: Currency) -> Option<PaymentFrequency> {
        let recurring = self.recurring.unwrap_or(false);
        let payments = match self.kind.as_deref()? {
            "FREE" => Payments::Free,
            "NON_RECURRING" => Payments::Once(self.money.as_ref()?.money(currency)?),
            "RECURRING" => Payments::Every {
                span: self.term.as_ref()?.span()?,
                price: self.money.as_ref()?.money(currency)?,
            },
            "MONTH_DAY" => {
                let day = |one: &MonthDayAnswer| {
                    Some((MonthDay::read(&one.month_day)?, one.price.money(currency)?))
                };
                let days =
                    self.month_day_with_prices.as_ref()?.iter().map(day).collect::<Option<Vec<_>>>()?;
                Payments::OnDays { recurring, days: some(days)? }
            }
            "TERM_BASED" => {
                let term = |one: &SpanPriceAnswer| Some((one.term.span()?, one.price.money(currency)?));
                let terms = self.term_with_prices.as_ref()?.iter().map(term).collect::<Option<Vec<_>>>()?;
                Payments::After { recurring, terms: some(terms)? }
            }
            _ => return None,
        };
        Some(PaymentFrequency {
            payments,
            by_age: by_age(self.age_based_adjustment_dtos.as_deref(), currency),
        })
    }
}

impl FlatAnswer {
    /// What the frequency says, or the deprecated fields where there is none.
    pub fn read(&self, currency: Currency) -> Option<PaymentFrequency> {
        if let Some(frequency) = &self.payment_frequency_dto {
            return frequency.read(currency);
        }
        let price = || money(self.price.as_deref()?, currency);
        let payments = match self.payment_frequency_type.as_deref()? {
            "FREE" => Payments::Free,
            "NON_RECURRING" => Payments::Once(price()?),
            "RECURRING" => Payments::Every {
                span: Span::of(self.payment_frequency_value, self.payment_frequency_unit.as_deref())?,
                price: price()?,
            },
            _ => return None,
        };
        Some(PaymentFrequency { payments, by_age: vec![] })
    }
}

/// The age-based prices that can be read. The preview tells the price for a member's age all the same.
pub(super) fn by_age(list: Option<&[Box<RawValue>]>, currency: Currency) -> Vec<AgePrice> {
    let read = |one: AgePriceAnswer| {
        Some(AgePrice {
            from: one.age_range_dto.start_age,
            to: one.age_range_dto.end_age,
            adjustment: Adjustment::read(&one.age_based_adjustment_type, &one.value, currency)?,
        })
    };
    each(list).filter_map(read).collect()
}

impl Adjustment {
    pub(super) fn read(kind: &str, value: &RawValue, currency: Currency) -> Option<Self> {
        match kind {
            "ABSOLUTE" | "AMOUNT" => money(value, currency).map(Self::Amount),
            "PERCENTAGE" => Percent::read(value).map(Self::Percent),
            _ => None,
        }
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_of_the_year_in_four_forms() {
        for (written, read) in [
            (json!("--01-15"), Some((1, 15))),
            (json!("01-15"), Some((1, 15))),
            (json!("15.01."), Some((1, 15))),
            (json!(" 5.1. "), Some((1, 5))),
            (json!({ "monthValue": 12, "dayOfMonth": 31, "month": "DECEMBER" }), Some((12, 31))),
            (json!("--02-29"), Some((2, 29))),
            (json!("--02-30"), None),
            (json!("--13-01"), None),
            (json!("--00-01"), None),
            (json!("--01-00"), None),
            (json!("--01-15-20"), None),
            (json!("-01-15"), None),
            (json!("+1-15"), None),
            (json!("15.01"), None),
            (json!("2027-01-15"), None),
            (json!({ "monthValue": 13, "dayOfMonth": 1 }), None),
            (json!({ "monthValue": 300, "dayOfMonth": 1 }), None),
            (json!({ "monthValue": 1 }), None),
            (json!(115), None),
            (json!(null), None),
            (json!(""), None),
        ] {
            let day = MonthDay::read(&written).map(|day| (day.month, day.day));
            assert_eq!(day, read, "{written}");
        }
    }
}
