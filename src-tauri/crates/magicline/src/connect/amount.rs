//! Numbers that must stay exact, and lists of which some entries may make no sense.

use domain::{Currency, Money};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

pub(super) use crate::open::text;

/// A share in percent, as the decimal number it was written as: `12.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Percent(String);

impl Percent {
    /// The decimal number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn read(written: &RawValue) -> Option<Self> {
        let text = written.get();
        // Money is read as exactly; only the grammar is of interest here.
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b));
        (plain && text.len() <= 20).then(|| Self(text.to_owned()))
    }
}

/// Money with its currency (`MoneyDto`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MoneyAnswer {
    amount: Box<RawValue>,
    currency_code: Option<String>,
}

impl MoneyAnswer {
    /// What is `UNDEFINED` or left out is taken to be in the studio's currency. A currency that is
    /// named and unknown makes it no price: it must not be shown in another.
    pub fn money(&self, studio: Currency) -> Option<Money> {
        let currency = match self.currency_code.as_deref() {
            None | Some("UNDEFINED") => studio,
            Some(code) => Currency::parse(code)?,
        };
        money(&self.amount, currency)
    }
}

/// An amount as it was written.
pub(super) fn money(written: &RawValue, currency: Currency) -> Option<Money> {
    Money::parse(written.get(), currency).ok()
}

/// An amount that may be left out. The inner `None` is one that is there and cannot be read.
pub(super) fn if_any(written: Option<&RawValue>, currency: Currency) -> Option<Option<Money>> {
    written.map(|written| money(written, currency))
}

/// An amount that was calculated and may be finer than the smallest coin: rounded once, half up.
pub(super) fn rounded(written: &RawValue, currency: Currency) -> Option<Money> {
    let text = written.get();
    let Some((whole, fraction)) = text.split_once('.') else { return money(written, currency) };
    let digits = usize::try_from(currency.digits()).ok()?;
    if text.contains(['e', 'E']) || !fraction.is_ascii() || fraction.len() <= digits {
        return money(written, currency);
    }
    let (kept, lost) = fraction.split_at(digits);
    let floor = Money::parse(&format!("{whole}.{kept}0"), currency).ok()?;
    // Away from zero, as `Money` keeps its sign apart from the digits.
    let up = lost.as_bytes().first().is_some_and(|digit| *digit >= b'5');
    let step = match (up, whole.starts_with('-')) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => -1,
    };
    floor.plus(Money::new(step, currency))
}

/// The entries that can be read. Only for lists in which one that is missing does no harm.
pub(super) fn each<T: DeserializeOwned>(list: Option<&[Box<RawValue>]>) -> impl Iterator<Item = T> {
    list.unwrap_or_default().iter().filter_map(|one| serde_json::from_str(one.get()).ok())
}

/// A date; `None` when it cannot be read. A time behind it does not matter.
pub(super) fn date(text: Option<&str>) -> Option<jiff::civil::Date> {
    text?.trim().get(..10)?.parse().ok()
}

/// A number of things or years. One that cannot be, like -1, is as good as none: it must not take along
/// what it stands in, which may do without it.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    let told = Option::<Value>::deserialize(from)?;
    Ok(told.and_then(|told| u32::try_from(told.as_u64()?).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn what_was_calculated_is_rounded_once_and_half_up() {
        for (text, code, minor) in [
            ("90", "EUR", Some(9000)),
            ("9.6", "EUR", Some(960)),
            ("9.68", "EUR", Some(968)),
            ("9.674", "EUR", Some(967)),
            ("9.675", "EUR", Some(968)),
            ("9.6749999", "EUR", Some(967)),
            ("0.525", "EUR", Some(53)),
            ("0.535", "EUR", Some(54)),
            ("99.999", "EUR", Some(10000)),
            ("-9.675", "EUR", Some(-968)),
            ("-0.005", "EUR", Some(-1)),
            ("-0.004", "EUR", Some(0)),
            ("1250.5", "JPY", Some(1251)),
            ("1250.4", "JPY", Some(1250)),
            ("1.2345", "KWD", Some(1235)),
            ("1.5e1", "EUR", Some(1500)),
            ("1.00005e1", "EUR", None),
            ("92233720368547758.079", "EUR", None),
            ("\"9.68\"", "EUR", None),
            ("true", "EUR", None),
        ] {
            let money = rounded(&raw(text), Currency::parse(code).unwrap());
            assert_eq!(money.map(|money| money.minor), minor, "{text} {code}");
        }
    }

    #[test]
    fn shares_stay_as_they_were_written() {
        for (text, percent) in [
            ("12.5", Some("12.5")),
            ("100", Some("100")),
            ("-5", Some("-5")),
            ("1e1", None),
            ("\"5\"", None),
            ("null", None),
        ] {
            assert_eq!(Percent::read(&raw(text)).as_ref().map(Percent::as_str), percent, "{text}");
        }
    }

    #[test]
    fn what_is_no_count_is_none() {
        #[derive(Deserialize)]
        struct Counted {
            #[serde(default, deserialize_with = "count")]
            n: Option<u32>,
        }
        for (text, n) in [
            ("{\"n\": 0}", Some(0)),
            ("{\"n\": 4294967295}", Some(u32::MAX)),
            ("{\"n\": 4294967296}", None),
            ("{\"n\": -1}", None),
            ("{\"n\": 1.5}", None),
            ("{\"n\": \"1\"}", None),
            ("{\"n\": null}", None),
            ("{}", None),
        ] {
            assert_eq!(serde_json::from_str::<Counted>(text).unwrap().n, n, "{text}");
        }
    }

    #[test]
    fn dates_may_have_a_time_behind_them() {
        for (text, day) in [
            (Some("2027-02-01"), Some("2027-02-01")),
            (Some(" 2027-02-01T00:00:00Z"), Some("2027-02-01")),
            (Some("2027-02-30"), None),
            (Some("01.02.2027"), None),
            (Some("äääääääääää"), None),
            (Some(""), None),
            (None, None),
        ] {
            assert_eq!(date(text).map(|day| day.to_string()).as_deref(), day, "{text:?}");
        }
    }
}
