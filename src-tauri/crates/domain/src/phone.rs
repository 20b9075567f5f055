//! Telephone numbers, entered as at home and kept with the country's code (E.164). The vendor takes any text
//! of up to [`LONGEST`] characters, so what nobody here understands is asked about once and sent as it is.

use std::fmt;

use phonenumber::Mode;
use phonenumber::country::Id;

use crate::person;

/// What the vendor takes, in UTF-16 code units (`telephone_mobile`, `telephone_private`).
pub const LONGEST: usize = 300;

/// A telephone number, or what somebody entered for one. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Phone {
    /// One that can be called: `+390612345678`.
    Number(String),
    /// Something else. Worth a question, and then sent.
    Unclear(String),
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(_) => f.write_str("Number(<redacted>)"),
            Self::Unclear(_) => f.write_str("Unclear(<redacted>)"),
        }
    }
}

/// The text is longer than the vendor takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Phone {
    /// What somebody typed in a country (ISO 3166, two letters); `None` when that is nothing.
    ///
    /// # Errors
    /// It is too long.
    pub fn parse(typed: &str, country: &str) -> Result<Option<Self>, TooLong> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        if person::length(typed) > LONGEST {
            return Err(TooLong);
        }
        Ok(Some(number(typed, country).map_or_else(|| Self::Unclear(typed.to_owned()), Self::Number)))
    }

    /// As it is sent.
    pub fn text(&self) -> &str {
        match self {
            Self::Number(text) | Self::Unclear(text) => text,
        }
    }
}

fn number(typed: &str, country: &str) -> Option<String> {
    let country: Option<Id> = country.parse().ok();
    let number = phonenumber::parse(country, typed).ok()?;
    // E.164 has no room for an extension, and it must not be lost.
    let whole = number.extension().is_none() && phonenumber::is_valid(&number);
    whole.then(|| number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_at_home() {
        for (typed, country, number) in [
            ("06 1234 5678", "IT", "+390612345678"),
            ("333 123 4567", "IT", "+393331234567"),
            ("0170 1234567", "DE", "+491701234567"),
            ("(040) 123456-78", "DE", "+494012345678"),
            ("+49 170 1234567", "IT", "+491701234567"),
            ("0049 170 1234567", "DE", "+491701234567"),
            ("612 34 56 78", "ES", "+34612345678"),
            ("0532 123 45 67", "TR", "+905321234567"),
            ("(212) 736-5000", "US", "+12127365000"),
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("0664 1234567", "AT", "+436641234567"),
            ("079 123 45 67", "CH", "+41791234567"),
            ("020 7946 0958", "GB", "+442079460958"),
            ("512 345 678", "PL", "+48512345678"),
        ] {
            let phone = Phone::parse(typed, country).unwrap().unwrap();
            assert_eq!(phone, Phone::Number(number.to_owned()), "{typed}: {}", phone.text());
        }
    }

    #[test]
    fn what_is_none_stays_as_it_is() {
        for (typed, country) in [
            ("ask my sister", "DE"),
            ("12", "DE"),
            ("0170 1234567", "QQ"),
            ("040 123456 ext. 9", "DE"),
            ("+999 1234", "DE"),
        ] {
            let phone = Phone::parse(&format!("  {typed} "), country).unwrap().unwrap();
            assert_eq!(phone, Phone::Unclear(typed.to_owned()));
        }
        assert_eq!(Phone::parse("  ", "DE"), Ok(None));
        let long = "1".repeat(LONGEST + 1);
        assert_eq!(Phone::parse(&long, "DE"), Err(TooLong));
        assert_eq!(Phone::parse(&long[1..], "DE").unwrap().unwrap().text(), &long[1..]);
        assert_eq!(format!("{:?}", Phone::parse("12", "DE")), "Ok(Some(Unclear(<redacted>)))");
    }

    proptest! {
        #[test]
        fn a_number_stays_as_it_is(typed in "[0-9 ()/-]{6,14}", country in "DE|IT|ES|TR|US|FR") {
            if let Some(Phone::Number(number)) = Phone::parse(&typed, &country).unwrap() {
                prop_assert_eq!(Phone::parse(&number, "DE"), Ok(Some(Phone::Number(number.clone()))));
            }
        }

        #[test]
        fn nothing_that_is_typed_panics(typed in "\\PC{0,40}", country in "DE|IT|XX|") {
            let _ = Phone::parse(&typed, &country);
        }
    }
}
