//! Money, as whole numbers of the smallest unit. Never a floating-point number: what is asked of a
//! member, sent to the vendor and counted in the till is the same amount to the cent.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A currency (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// The currency with this code, whatever its case. `None` for one that ISO 4217 does not list, and
    /// for what is listed and is no money (gold, drawing rights, testing).
    pub fn parse(code: &str) -> Option<Self> {
        let currency = iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())?;
        currency.exponent().map(|_| Self(currency))
    }

    /// Three capital letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits behind the decimal point: 2 for the euro, 0 for the yen.
    pub fn digits(self) -> u32 {
        self.0.exponent().unwrap_or(2).into()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// In the smallest unit of the currency: cents. Negative for a debt.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

/// Why a text is no amount of money.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("not an amount of money")]
    NotANumber,
    /// More digits behind the point than the currency has.
    #[error("finer than the currency's smallest coin")]
    TooFine,
    /// Nobody has that much.
    #[error("too large")]
    TooLarge,
}

impl Money {
    /// The largest amount, and with a minus the smallest, that is read or comes of adding up: 2^53-1. Whatever
    /// shows an amount can hold it, be it in the numbers that a page has.
    pub const MOST: i64 = (1 << 53) - 1;

    /// An amount in the smallest unit. Not beyond [`MOST`](Self::MOST), which is not looked at.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal number, as JSON has them: `2.5`, `2.50`, `-3`, `1e1`. Exact: zeros more than the
    /// currency has digits are taken, another digit there is an error.
    ///
    /// # Errors
    /// It is no number, too fine or too large.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                (mantissa, i32::from_str(exponent).map_err(|_| MoneyError::NotANumber)?)
            }
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !numeric(whole) || !numeric(fraction) {
            return Err(MoneyError::NotANumber);
        }
        let minor = scaled(whole, fraction, i64::from(exponent) + i64::from(currency.digits()))?;
        if minor > Self::MOST {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// The decimal number with all digits of the currency and a point, without the currency: `2.50`.
    pub fn decimal(self) -> String {
        let digits = self.currency.digits();
        let sign = if self.minor < 0 { "-" } else { "" };
        let (minor, unit) = (self.minor.unsigned_abs(), 10_u64.pow(digits));
        match digits {
            0 => format!("{sign}{minor}"),
            _ => format!("{sign}{}.{:0width$}", minor / unit, minor % unit, width = digits as usize),
        }
    }

    /// The sum, if both are of one currency and it is not too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.with(self.minor.checked_add(other.minor)?, other)
    }

    /// The difference, if both are of one currency and it is not too large.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.with(self.minor.checked_sub(other.minor)?, other)
    }

    fn with(self, minor: i64, other: Self) -> Option<Self> {
        let possible = self.currency == other.currency && (-Self::MOST..=Self::MOST).contains(&minor);
        possible.then_some(Self { minor, ..self })
    }
}

/// `whole.fraction` with the point moved `places` to the right, where nothing but zeros is lost.
fn scaled(whole: &str, fraction: &str, places: i64) -> Result<i64, MoneyError> {
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    // How many of `digits` stand before the point once it was moved.
    let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(places);
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if point > length.saturating_add(18) {
        return Err(MoneyError::TooLarge);
    }
    let kept = usize::try_from(point.clamp(0, length)).unwrap_or(0);
    let (kept, lost) = digits.split_at(kept);
    if lost.bytes().any(|digit| digit != b'0') {
        return Err(MoneyError::TooFine);
    }
    let zeros = usize::try_from(point - length).unwrap_or(0);
    let all = format!("0{kept}{}", "0".repeat(zeros));
    all.parse().map_err(|_| MoneyError::TooLarge)
}

/// With its currency: `2.50 EUR`. For files and logs; people read it as their language writes it.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (text, code, read) in [
            ("2.5", "EUR", Ok(250)),
            ("2.50", "EUR", Ok(250)),
            ("2.500", "EUR", Ok(250)),
            ("0.1", "EUR", Ok(10)),
            ("0", "EUR", Ok(0)),
            ("-3", "EUR", Ok(-300)),
            ("-0.01", "EUR", Ok(-1)),
            ("007.10", "EUR", Ok(710)),
            ("1e1", "EUR", Ok(1000)),
            ("1E+1", "EUR", Ok(1000)),
            ("250e-2", "EUR", Ok(250)),
            ("1e-2", "EUR", Ok(1)),
            ("1e-3", "EUR", Err(MoneyError::TooFine)),
            ("0e999999999", "EUR", Ok(0)),
            ("1e999999999", "EUR", Err(MoneyError::TooLarge)),
            ("1e-999999999", "EUR", Err(MoneyError::TooFine)),
            ("90071992547409.91", "EUR", Ok(9_007_199_254_740_991)),
            ("-90071992547409.91", "EUR", Ok(-9_007_199_254_740_991)),
            ("90071992547409.92", "EUR", Err(MoneyError::TooLarge)),
            ("-90071992547409.92", "EUR", Err(MoneyError::TooLarge)),
            ("92233720368547758.08", "EUR", Err(MoneyError::TooLarge)),
            ("1.005", "EUR", Err(MoneyError::TooFine)),
            ("120", "JPY", Ok(120)),
            ("120.0", "JPY", Ok(120)),
            ("1.5", "JPY", Err(MoneyError::TooFine)),
            ("1.234", "KWD", Ok(1234)),
            ("", "EUR", Err(MoneyError::NotANumber)),
            ("-", "EUR", Err(MoneyError::NotANumber)),
            (".5", "EUR", Err(MoneyError::NotANumber)),
            ("5.", "EUR", Err(MoneyError::NotANumber)),
            ("+5", "EUR", Err(MoneyError::NotANumber)),
            ("--5", "EUR", Err(MoneyError::NotANumber)),
            ("1,50", "EUR", Err(MoneyError::NotANumber)),
            ("1 000", "EUR", Err(MoneyError::NotANumber)),
            ("NaN", "EUR", Err(MoneyError::NotANumber)),
            ("1e", "EUR", Err(MoneyError::NotANumber)),
            ("٣", "EUR", Err(MoneyError::NotANumber)),
        ] {
            let money = Money::parse(text, currency(code));
            assert_eq!(money.map(|money| money.minor), read, "{text} {code}");
        }
    }

    #[test]
    fn currencies_are_those_of_iso_4217_that_are_money() {
        assert_eq!(currency("eur"), Currency::EUR);
        assert_eq!((currency("TRY").digits(), currency("ISK").digits()), (2, 0));
        for code in ["", "EU", "EURO", "XAU", "XXX", "QQQ"] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }

    #[test]
    fn different_currencies_are_never_added() {
        let (euro, franc) = (Money::new(1, Currency::EUR), Money::new(1, currency("CHF")));
        assert_eq!((euro.plus(franc), euro.minus(franc)), (None, None));
        assert_eq!(euro.plus(Money::new(i64::MAX, Currency::EUR)), None);
        assert_eq!(euro.plus(Money::new(Money::MOST, Currency::EUR)), None);
        assert_eq!(Money::new(-Money::MOST, Currency::EUR).minus(euro), None);
        assert_eq!(Money::new(100, Currency::EUR).minus(euro), Some(Money::new(99, Currency::EUR)));
    }

    #[test]
    fn an_amount_says_what_it_is_in() {
        assert_eq!(Money::new(-5, Currency::EUR).to_string(), "-0.05 EUR");
        assert_eq!(Money::new(12, currency("JPY")).to_string(), "12 JPY");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in -Money::MOST..=Money::MOST, code in "EUR|JPY|KWD|CHF") {
            let money = Money::new(minor, currency(&code));
            prop_assert_eq!(Money::parse(&money.decimal(), money.currency), Ok(money));
        }

        #[test]
        fn nothing_that_is_read_panics(text in "[-+0-9.eE ]{0,40}") {
            let _ = Money::parse(&text, Currency::EUR);
        }
    }
}
