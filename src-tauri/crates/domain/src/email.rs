//! E-mail addresses: a hint at the field, no more. Whether one exists shows when something is sent there.

/// Why a text looks like no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailProblem {
    /// Nothing was entered.
    Missing,
    /// There is no `@` in it, or more than one.
    NoAt,
    /// There is a blank in it.
    Blank,
    /// There is nothing before the `@`.
    NoName,
    /// There is no place with a dot behind the `@`.
    NoPlace,
}

/// What somebody typed, trimmed.
///
/// # Errors
/// It looks like none. It may be one all the same.
pub fn parse(typed: &str) -> Result<String, EmailProblem> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(EmailProblem::Missing);
    }
    if text.chars().any(char::is_whitespace) {
        return Err(EmailProblem::Blank);
    }
    let (name, place) = text.split_once('@').ok_or(EmailProblem::NoAt)?;
    if place.contains('@') {
        return Err(EmailProblem::NoAt);
    }
    if name.is_empty() {
        return Err(EmailProblem::NoName);
    }
    let has_dot = place.split('.').count() > 1 && place.split('.').all(|part| !part.is_empty());
    if has_dot { Ok(text.to_owned()) } else { Err(EmailProblem::NoPlace) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        use EmailProblem::{Blank, Missing, NoAt, NoName, NoPlace};
        for (typed, expected) in [
            ("ana@example.com", Ok("ana@example.com")),
            (" Ana.Bø+gym@mail.example.com\t", Ok("Ana.Bø+gym@mail.example.com")),
            ("ñ@exámple.es", Ok("ñ@exámple.es")),
            ("\"odd\"@example.museum", Ok("\"odd\"@example.museum")),
            ("", Err(Missing)),
            ("  ", Err(Missing)),
            ("ana", Err(NoAt)),
            ("ana@bo@example.com", Err(NoAt)),
            ("ana bo@example.com", Err(Blank)),
            ("@example.com", Err(NoName)),
            ("ana@", Err(NoPlace)),
            ("ana@example", Err(NoPlace)),
            ("ana@.com", Err(NoPlace)),
            ("ana@example.", Err(NoPlace)),
            ("ana@example..com", Err(NoPlace)),
        ] {
            assert_eq!(parse(typed), expected.map(str::to_owned), "{typed}");
        }
    }
}
