//! Account numbers (IBAN, ISO 13616): whether one can be right, before the vendor is asked for its bank.

use std::fmt;

use iban::{ParseBaseIbanError, ParseIbanError};

/// How long an IBAN is, by country (registry of SWIFT). What is too short is said so and not that its
/// check digits are wrong.
const LENGTHS: [(&str, usize); 87] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

/// Why a text is no account number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IbanProblem {
    /// Nothing was entered.
    Missing,
    /// It does not begin with a country that has account numbers of this kind.
    UnknownCountry,
    /// Too short or too long for its country.
    Length {
        /// How many characters it should have.
        expected: usize,
    },
    /// A letter where a digit has to be, or a character that is neither.
    Form,
    /// Its check digits are wrong: something was mistyped.
    CheckDigits,
    /// The check digits that Spanish banks have inside the number are wrong.
    DomesticDigits,
}

/// An account number without anything wrong in it. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Iban(String);

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iban(<redacted>)")
    }
}

impl Iban {
    /// What somebody typed, in any case and grouped in any way.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(typed: &str) -> Result<Self, IbanProblem> {
        let text = normal(typed);
        if text.is_empty() {
            return Err(IbanProblem::Missing);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(IbanProblem::Form);
        }
        let country = text.get(..2).unwrap_or_default();
        let expected = length_in(country).ok_or(IbanProblem::UnknownCountry)?;
        if text.len() != expected {
            return Err(IbanProblem::Length { expected });
        }
        let known: iban::Iban = text.parse().map_err(|error| match error {
            ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum } => {
                IbanProblem::CheckDigits
            }
            ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidFormat }
            | ParseIbanError::InvalidBban(_) => IbanProblem::Form,
            ParseIbanError::UnknownCountry(_) => IbanProblem::UnknownCountry,
        })?;
        if country == "ES" && !has_spanish_digits(known.bban()) {
            return Err(IbanProblem::DomesticDigits);
        }
        Ok(Self(text))
    }

    /// As it is sent: without blanks.
    pub fn electronic(&self) -> &str {
        &self.0
    }

    /// As it is read: in groups of four.
    pub fn grouped(&self) -> String {
        let mut grouped = String::new();
        for (place, character) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(character);
        }
        grouped
    }

    /// What may stay on a screen: `DE89 •••• 3000`.
    pub fn masked(&self) -> String {
        let (head, tail) = (self.0.get(..4).unwrap_or_default(), self.0.len().saturating_sub(4));
        format!("{head} •••• {}", self.0.get(tail..).unwrap_or_default())
    }

    /// The country of the bank (ISO 3166, two letters).
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }
}

/// How many characters an account number of a country has; `None` when it has none of this kind.
pub fn length_in(country: &str) -> Option<usize> {
    LENGTHS.iter().find(|(known, _)| *known == country).map(|(_, length)| *length)
}

fn normal(typed: &str) -> String {
    let kept = typed.chars().filter(|it| !it.is_whitespace() && !matches!(it, '-' | '.'));
    kept.map(|it| it.to_ascii_uppercase()).collect()
}

/// The two digits between branch and account: of the bank and branch, and of the account, each weighted and
/// modulo 11 (Banco de España, código cuenta cliente).
fn has_spanish_digits(bban: &str) -> bool {
    const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let digits: Vec<u32> = bban.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let [bank_and_branch @ .., _, _, _, _, _, _, _, _, _, _, _, _] = digits.as_slice() else { return false };
    let digit = |of: &[u32]| {
        let weights = WEIGHTS.iter().skip(WEIGHTS.len() - of.len());
        let sum: u32 = of.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        match 11 - sum % 11 {
            11 => 0,
            10 => 1,
            digit => digit,
        }
    };
    let (first, second, account) = (digits.get(8), digits.get(9), digits.get(10..).unwrap_or_default());
    first == Some(&digit(bank_and_branch)) && second == Some(&digit(account))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VALID: [&str; 9] = [
        "DE89370400440532013000",
        "AT611904300234573201",
        "CH9300762011623852957",
        "NL91ABNA0417164300",
        "ES9121000418450200051332",
        "IT60X0542811101000000123456",
        "FR1420041010050500013M02606",
        "TR330006100519786457841326",
        "PL61109010140000071219812874",
    ];

    #[test]
    fn the_known_ones_are_taken_however_they_are_typed() {
        for text in VALID {
            let iban = Iban::parse(text).unwrap();
            assert_eq!(iban.electronic(), text);
            assert_eq!(iban.country(), &text[..2]);
            for typed in
                [iban.grouped(), text.to_lowercase(), format!(" {}\t", iban.grouped().replace(' ', "-"))]
            {
                assert_eq!(Iban::parse(&typed).as_ref(), Ok(&iban), "{typed}");
            }
        }
    }

    #[test]
    fn the_others_say_why() {
        use IbanProblem::{CheckDigits, DomesticDigits, Form, Length, Missing, UnknownCountry};
        for (typed, why) in [
            ("", Missing),
            (" - ", Missing),
            ("DE89370400440532013001", CheckDigits),
            ("DE8937040044053201300", Length { expected: 22 }),
            ("DE893704004405320130000", Length { expected: 22 }),
            ("ES2921000418460200051332", DomesticDigits),
            ("US89370400440532013000", UnknownCountry),
            ("89370400440532013000DE", UnknownCountry),
            ("D", UnknownCountry),
            ("DE89 3704 0044 0532 0130 0Ä", Form),
            ("NL91ABNA04171643OO", CheckDigits),
            ("DE89370400440532013_00", Form),
        ] {
            assert_eq!(Iban::parse(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn it_is_shown_in_groups_or_hardly_at_all() {
        let iban = Iban::parse(VALID[0]).unwrap();
        assert_eq!(iban.grouped(), "DE89 3704 0044 0532 0130 00");
        assert_eq!(iban.masked(), "DE89 •••• 3000");
        assert_eq!(format!("{iban:?}"), "Iban(<redacted>)");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(which in 0..9_usize, place in 2..34_usize, by in 1..10_u32) {
            let mut wrong: Vec<char> = VALID[which].chars().collect();
            let place = 2 + place % (wrong.len() - 2);
            prop_assume!(wrong[place].is_ascii_digit());
            wrong[place] = char::from_digit((wrong[place].to_digit(10).unwrap() + by) % 10, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(Iban::parse(&wrong), Err(IbanProblem::CheckDigits));
        }

        /// Whatever account it is, one digit of it or of its bank that is wrong shows in Spain's own digits.
        #[test]
        fn spanish_digits_notice_one_wrong_digit(place in 0..20_usize, by in 1..10_u32) {
            let mut wrong: Vec<char> = VALID[4][4..].chars().collect();
            wrong[place] = char::from_digit((wrong[place].to_digit(10).unwrap() + by) % 10, 10).unwrap();
            prop_assert!(has_spanish_digits(&VALID[4][4..]));
            let wrong: String = wrong.into_iter().collect();
            prop_assert!(!has_spanish_digits(&wrong), "{}", wrong);
        }

        #[test]
        fn nothing_that_is_typed_panics(typed in "\\PC{0,40}") {
            let _ = Iban::parse(&typed);
        }
    }
}
