//! Numbers that must stay exact, and lists of which some entries may make no sense.

use domain::{Currency, Money};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

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
    floor.minor.checked_add(step).map(|minor| Money { minor, currency })
}

/// The entries that can be read. Only for lists in which one that is missing does no harm.
pub(super) fn each<T: DeserializeOwned>(list: Option<&[Box<RawValue>]>) -> impl Iterator<Item = T> {
    list.unwrap_or_default().iter().filter_map(|one| serde_json::from_str(one.get()).ok())
}

/// Trimmed; `None` when nothing is left.
pub(super) fn text(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// A date; `None` when it cannot be read. A time behind it does not matter.
pub(super) fn date(text: Option<&str>) -> Option<jiff::civil::Date> {
    text?.trim().get(..10)?.parse().ok()
}
