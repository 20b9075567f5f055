//! Names, as people have them: trimmed and composed (NFC), and not changed in any other way.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

/// What the vendor takes for a first name or a last name, in UTF-16 code units.
pub const LONGEST_NAME: usize = 100;

/// The first name of those who have one name only, for a vendor that requires two.
pub const NO_FIRST_NAME: &str = "-";

/// Why a name cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing was entered.
    Missing,
    /// Longer than [`LONGEST_NAME`].
    TooLong,
}

/// A name of somebody, first and last. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    first: String,
    last: String,
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(<redacted>)")
    }
}

/// Which of the two a problem is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePart {
    /// The first name.
    First,
    /// The last name.
    Last,
}

impl Name {
    /// What somebody typed.
    ///
    /// # Errors
    /// One of the two cannot be sent; the first that is wrong.
    pub fn parse(first: &str, last: &str) -> Result<Self, (NamePart, NameProblem)> {
        let first = name(first).map_err(|problem| (NamePart::First, problem))?;
        let last = name(last).map_err(|problem| (NamePart::Last, problem))?;
        Ok(Self { first, last })
    }

    /// The name of somebody who has one only.
    ///
    /// # Errors
    /// It cannot be sent.
    pub fn single(only: &str) -> Result<Self, NameProblem> {
        Ok(Self { first: NO_FIRST_NAME.to_owned(), last: name(only)? })
    }

    /// The first name.
    pub fn first(&self) -> &str {
        &self.first
    }

    /// The last name.
    pub fn last(&self) -> &str {
        &self.last
    }
}

/// One name or a part of one, as it is sent.
///
/// # Errors
/// It is empty or too long.
pub fn name(typed: &str) -> Result<String, NameProblem> {
    let name = text(typed);
    match length(&name) {
        0 => Err(NameProblem::Missing),
        length if length > LONGEST_NAME => Err(NameProblem::TooLong),
        _ => Ok(name),
    }
}

/// Any text that somebody typed, as it is sent: trimmed, and one spelling of every letter with an accent.
pub fn text(typed: &str) -> String {
    typed.trim().nfc().collect()
}

/// How long a text is to the vendor, which counts UTF-16 code units as Java does.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stay_as_people_have_them() {
        for (first, last, sent) in [
            ("María José", "de la O y Núñez-Ibáñez", ("María José", "de la O y Núñez-Ibáñez")),
            ("İlkay", "Işık", ("İlkay", "Işık")),
            ("Zoe\u{308}", "d’Œuvre", ("Zoë", "d’Œuvre")),
            ("-", "Ng", ("-", "Ng")),
            ("Łukasz", "van der Müller-Ćwikła", ("Łukasz", "van der Müller-Ćwikła")),
            (" \u{a0}Ana\t", "  BØ ", ("Ana", "BØ")),
            ("mcQueen", "o'neill", ("mcQueen", "o'neill")),
        ] {
            let name = Name::parse(first, last).unwrap();
            assert_eq!((name.first(), name.last()), sent);
        }
        let single = Name::single(" Sukarno ").unwrap();
        assert_eq!((single.first(), single.last()), ("-", "Sukarno"));
        assert_eq!(format!("{single:?}"), "Name(<redacted>)");
    }

    #[test]
    fn what_cannot_be_sent_says_which_and_why() {
        let long = "ä".repeat(LONGEST_NAME);
        let longer = format!("{long}ä");
        // Composed, it is as long as is allowed.
        let apart = "a\u{308}".repeat(LONGEST_NAME);
        assert!(Name::parse(&long, &apart).is_ok());
        for (first, last, why) in [
            (" ", "Ng", (NamePart::First, NameProblem::Missing)),
            ("Ana", "", (NamePart::Last, NameProblem::Missing)),
            (longer.as_str(), "Ng", (NamePart::First, NameProblem::TooLong)),
            ("Ana", longer.as_str(), (NamePart::Last, NameProblem::TooLong)),
        ] {
            assert_eq!(Name::parse(first, last), Err(why));
        }
        assert_eq!(Name::single(""), Err(NameProblem::Missing));
        assert_eq!(name(&"😀".repeat(51)), Err(NameProblem::TooLong), "the vendor counts each twice");
    }

    proptest! {
        #[test]
        fn what_is_sent_stays_as_it_is(typed in "\\PC{0,40}") {
            let once = text(&typed);
            prop_assert_eq!(text(&once), once);
        }
    }
}
