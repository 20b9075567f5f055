//! National identifiers: what a look at them tells. The vendor decides (`POST validation/taxId`); what is
//! said here is a hint at the field, before anything is sent.

mod italian;
mod spanish;
mod turkish;

use std::fmt;

pub use italian::{CodiceFiscale, Gender, Mismatch, Particulars};

/// What the vendor wants to know of whoever signs up in a country, besides what it wants everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    /// The national identifier (`taxId`).
    pub identifier: bool,
    /// Where they were born: `placeOfBirth`, or `countryOfBirth` for those born abroad.
    pub place_of_birth: bool,
}

/// What is needed in a country (ISO 3166, two letters). That Turkey wants an identifier is unproven; it
/// checks the one that is there.
pub const fn needed(country: &str) -> Needed {
    match country.as_bytes() {
        b"ES" => Needed { identifier: true, place_of_birth: false },
        b"IT" => Needed { identifier: true, place_of_birth: true },
        _ => Needed { identifier: false, place_of_birth: false },
    }
}

/// What a look at an identifier tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is one that its country could have given.
    Valid,
    /// It is none, and why.
    LooksWrong(Problem),
    /// Nobody here knows its rules.
    CannotJudge,
}

/// Why an identifier is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was entered.
    Missing,
    /// Too short or too long.
    Length,
    /// A letter where a digit has to be, or the other way round, or something else.
    Form,
    /// The date of birth in it is none.
    Date,
    /// It begins with a zero.
    LeadingZero,
    /// Its check letter or check digits are wrong: something was mistyped.
    CheckDigits,
}

/// An identifier as it is sent: upper case, without blanks, dots and hyphens. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalId(String);

impl NationalId {
    /// What somebody typed.
    pub fn of(typed: &str) -> Self {
        let kept = typed.chars().filter(|it| !it.is_whitespace() && !is_punctuation(*it));
        Self(kept.flat_map(char::to_uppercase).collect())
    }

    /// As it is sent.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What a look at it tells in a country (ISO 3166, two letters).
    pub fn verdict(&self, country: &str) -> Verdict {
        let of = match country {
            "ES" => spanish::verdict,
            "IT" => italian::verdict,
            "TR" => turkish::verdict,
            _ => return Verdict::CannotJudge,
        };
        if self.0.is_empty() { Verdict::LooksWrong(Problem::Missing) } else { of(&self.0) }
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(<redacted>)")
    }
}

/// Dots and the dashes that keyboards and phones make of a hyphen.
const fn is_punctuation(character: char) -> bool {
    matches!(character, '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The digits of a text, if it is nothing else.
fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|digit| digit.to_digit(10)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(super) fn verdict(country: &str, typed: &str) -> Verdict {
        NationalId::of(typed).verdict(country)
    }

    #[test]
    fn what_people_type_is_brought_into_one_spelling() {
        for (typed, text) in [
            ("00000014z", "00000014Z"),
            (" 00.000.014-Z ", "00000014Z"),
            ("x-0000001-r", "X0000001R"),
            ("prv tst 90a41 h501w", "PRVTST90A41H501W"),
            ("123 456 789 50", "12345678950"),
            ("1\u{2013}2\u{00a0}3", "123"),
            ("", ""),
        ] {
            assert_eq!(NationalId::of(typed).text(), text);
        }
        assert_eq!(format!("{:?}", NationalId::of("12345678950")), "NationalId(<redacted>)");
    }

    #[test]
    fn an_identifier_is_needed_where_the_vendor_says_so() {
        for (country, identifier, place_of_birth) in
            [("ES", true, false), ("IT", true, true), ("TR", false, false), ("DE", false, false)]
        {
            assert_eq!(needed(country), Needed { identifier, place_of_birth }, "{country}");
        }
    }

    #[test]
    fn where_nobody_knows_the_rules_nothing_is_judged() {
        for country in ["DE", "US", "", "es"] {
            assert_eq!(verdict(country, "anything"), Verdict::CannotJudge, "{country}");
        }
        for country in ["ES", "IT", "TR"] {
            assert_eq!(verdict(country, " - "), Verdict::LooksWrong(Problem::Missing), "{country}");
        }
    }

    proptest! {
        #[test]
        fn one_spelling_stays_as_it_is(typed in "\\PC{0,30}") {
            let once = NationalId::of(&typed);
            prop_assert_eq!(NationalId::of(once.text()), once);
        }

        #[test]
        fn nothing_that_is_typed_panics(typed in "\\PC{0,30}", country in "ES|IT|TR") {
            let _ = NationalId::of(&typed).verdict(&country);
        }
    }
}
