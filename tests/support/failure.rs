//! Why a test could not go on, in words.

use std::fmt;

/// How a test ends.
pub type Outcome<T = ()> = Result<T, Failure>;

/// What went wrong, and what could be seen at that moment.
pub struct Failure(String);

impl Failure {
    /// A failure with these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

// A test that returns an error is reported with `Debug`: the words, not their escaped form.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        // WebDriver's own errors have all they know in `Debug` alone.
        let mut words = format!("{error} ({error:?})");
        let mut next = error.source();
        while let Some(source) = next {
            words.push_str(&format!(": {source}"));
            next = source.source();
        }
        Self(words)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
