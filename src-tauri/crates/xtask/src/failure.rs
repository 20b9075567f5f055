//! Why a command stopped, in a sentence for the person who typed it.

use std::fmt;

/// One sentence, or a few lines, that say what went wrong and what to do about it.
///
/// There is no finer error type because nothing in this program decides by one: it goes on, or it
/// tells the person.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// For `map_err`: `doing` reads as "could not …".
    pub fn of<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |cause| Self(format!("could not {doing}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
