//! Telephone numbers, entered as at home and kept with the country's code (E.164). The vendor takes any text
//! of up to [`LONGEST`] characters, so what nobody here understands is asked about once and sent as it is.

use std::fmt;

use phonenumber::Mode;
use phonenumber::country::{Id, Source};
use phonenumber::metadata::DATABASE;

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

/// As E.164, when it is a number that can be called from anywhere.
fn number(typed: &str, country: &str) -> Option<String> {
    let country: Option<Id> = country.parse().ok();
    let number = phonenumber::parse(country, typed).ok()?;
    // E.164 has no room for an extension, and it must not be lost.
    if number.extension().is_some() {
        return None;
    }
    let number = match number.code().source() {
        Source::Default | Source::Number => number,
        // The parser takes the trunk prefix of the country it is told from numbers of every other one, and
        // with it the first digit of Rome's 06.
        Source::Plus => phonenumber::parse(None, typed).ok()?,
        Source::Idd => phonenumber::parse(None, without_idd(typed, country?)?).ok()?,
    };
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

/// `0049 170 …` as `+49170…`, for who dials it in this country.
fn without_idd(typed: &str, country: Id) -> Option<String> {
    let idd = DATABASE.by_id(country.as_ref())?.international_prefix()?;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let prefix = idd.find(&digits).filter(|prefix| prefix.start() == 0)?;
    Some(format!("+{}", &digits[prefix.end()..]))
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
            ("+39 06 1234 5678", "DE", "+390612345678"),
            ("0039 06 1234 5678", "AT", "+390612345678"),
            ("011 39 06 1234 5678", "US", "+390612345678"),
            ("+49 1701 2345678", "US", "+4917012345678"),
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
            ("0039 06 1234 5678 ext. 9", "DE"),
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
