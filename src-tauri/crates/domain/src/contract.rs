//! What an offer says about time and money, in the words of the vendor's Connect API. Plain data.

use crate::Money;

/// A unit of time of the vendor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermUnit {
    /// `DAY`
    Day,
    /// `WEEK`
    Week,
    /// `MONTH`
    Month,
    /// `YEAR`
    Year,
}

/// A length of time: `{term, termUnit}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: TermUnit,
}

/// A day of every year. One that is not in every year is the last of its month in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MonthDay {
    /// From 1 to 12.
    pub month: i8,
    /// From 1 to 31.
    pub day: i8,
}

/// How often something is paid, and how much each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentFrequency {
    /// `NON_RECURRING`: once.
    Once(Money),
    /// `RECURRING`: every so often.
    Every {
        /// How often.
        term: Term,
        /// How much each time.
        price: Money,
    },
    /// `MONTH_DAY`: on days of the year.
    OnDays {
        /// Which, and how much on each.
        days: Vec<(MonthDay, Money)>,
        /// Every year, and not in the first only.
        recurring: bool,
    },
    /// `TERM_BASED`: after lengths of time.
    After {
        /// Which, and how much after each.
        terms: Vec<(Term, Money)>,
        /// Again and again, and not once.
        recurring: bool,
    },
    /// `FREE`: nothing is paid.
    Free,
}

/// How it is paid. What the vendor knows besides is of no use here and is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentChoice {
    /// `DIRECT_DEBIT`
    DirectDebit,
    /// `CREDIT_CARD`
    CreditCard,
    /// `CASH`
    Cash,
    /// `BANK_TRANSFER`
    BankTransfer,
    /// `TWINT`
    Twint,
}

/// What an age changes about a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// `ABSOLUTE`: this is the price.
    Price(Money),
    /// `PERCENTAGE`: so much less, in hundredths of a percent.
    Discount {
        /// 10000 is all of it.
        hundredths_of_percent: u32,
    },
}

/// A price that depends on the age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeAdjustment {
    /// From this age on, in years.
    pub from: Option<u32>,
    /// Up to and including this age.
    pub to: Option<u32>,
    /// What it changes.
    pub adjustment: Adjustment,
}

impl AgeAdjustment {
    /// Whether it is for somebody of this age.
    pub fn fits(&self, age: u32) -> bool {
        self.from.is_none_or(|from| from <= age) && self.to.is_none_or(|to| age <= to)
    }
}

/// What follows when a contract's first term is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// `NONE`: it ends.
    Ends,
    /// `TERM_EXTENSION`: it goes on by this, again and again.
    By {
        /// How long each time; `None` when it goes on without end.
        term: Option<Term>,
        /// How long before its end it has to be cancelled.
        notice: Option<Term>,
    },
    /// `SUBSEQUENT_RATE_DETAIL`: another rate follows.
    AnotherRate,
}

/// From when a notice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancellation {
    /// `TERM`: it is given to the end of a term.
    ToTheEndOfTerm,
    /// `RECEIPT_DATE`: it counts from the day it arrives.
    FromReceipt,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_adjustment_includes_both_ends() {
        let of = |from, to| AgeAdjustment {
            from,
            to,
            adjustment: Adjustment::Discount { hundredths_of_percent: 1000 },
        };
        for (from, to, age, fits) in [
            (Some(18), Some(25), 17, false),
            (Some(18), Some(25), 18, true),
            (Some(18), Some(25), 25, true),
            (Some(18), Some(25), 26, false),
            (None, Some(25), 0, true),
            (Some(65), None, 99, true),
            (None, None, 40, true),
        ] {
            assert_eq!(of(from, to).fits(age), fits, "{from:?} {to:?} {age}");
        }
    }
}
