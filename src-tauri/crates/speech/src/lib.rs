//! Says sentences aloud with what the system speaks with, for members who do not see the screen.
//!
//! What is said, and when something else is more important, the page decides. Here is one thread that owns
//! an [`Engine`], opens it when it is needed first and again when it has died, and tells what it came to.
//! A computer without a speech service is no fault: [`News::Missing`] says so.

#![warn(clippy::missing_errors_doc)]

mod speaker;
#[cfg(unix)]
pub mod ssip;
#[cfg(any(windows, target_os = "macos"))]
mod system;

use std::fmt;

use domain::Redacted;
use thiserror::Error;

pub use speaker::Speaker;
#[cfg(all(unix, not(target_os = "macos")))]
use ssip::{MISSING, VOICES, WHO};
#[cfg(any(windows, target_os = "macos"))]
use system::{MISSING, VOICES, WHO};

/// How fast or how loud, in steps from 0 to 10. Five is what the system calls normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// As the system has it.
    pub const NORMAL: Self = Self(5);

    /// This step, or the nearest there is.
    pub const fn new(step: u8) -> Self {
        Self(if step > 10 { 10 } else { step })
    }

    /// From -100 to 100, with 0 for [`Level::NORMAL`].
    pub const fn percent(self) -> i8 {
        (self.0 as i8 - 5) * 20
    }
}

/// Something to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// What its end is told by.
    pub number: u32,
    /// The words. They may be personal once a member has asked for that.
    pub text: Redacted<String>,
    /// A language tag.
    pub language: String,
    /// How fast.
    pub rate: Level,
    /// How loud.
    pub volume: Level,
}

/// What the page is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// There is something that speaks.
    Ready,
    /// There is nothing that speaks.
    Missing,
    /// This was said to its end, or cut off.
    Ended(u32),
}

/// Nothing speaks here. Never carries what was to be said.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Silent(String);

impl Silent {
    /// For this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl From<std::io::Error> for Silent {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Is told the number of what was said to its end.
pub type Ended = Box<dyn Fn(u32) + Send + Sync>;

/// What a system speaks with.
pub trait Engine {
    /// Says this once everything before it has been said. Returns before it is.
    ///
    /// # Errors
    ///
    /// When it no longer speaks; it is then opened again.
    fn say(&mut self, utterance: &Utterance) -> Result<(), Silent>;

    /// Cuts off what is being said and forgets what was to follow.
    ///
    /// # Errors
    ///
    /// When it no longer speaks.
    fn stop(&mut self) -> Result<(), Silent>;
}

/// Opens what the system speaks with.
///
/// # Errors
///
/// When there is nothing.
pub fn open(ended: Ended) -> Result<Box<dyn Engine>, Silent> {
    #[cfg(unix)]
    #[cfg(not(target_os = "macos"))]
    return ssip::open(ended).map(|engine| Box::new(engine) as Box<dyn Engine>);
    #[cfg(any(windows, target_os = "macos"))]
    return system::open(ended);
}

/// What `portico doctor` finds, and what to do about it in a sentence.
#[derive(Debug)]
pub enum Speaks {
    /// Something speaks. In which languages was not asked.
    Something,
    /// Something speaks and has a voice for this language.
    Voice {
        /// ISO 639.
        language: String,
    },
    /// Something speaks and has no voice for this language.
    NoVoice {
        /// ISO 639.
        language: String,
    },
    /// It is there and does not answer.
    NoAnswer(Silent),
    /// Nothing speaks.
    NoService,
}

impl fmt::Display for Speaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Something => write!(f, "{WHO}."),
            Self::Voice { language } => write!(f, "{WHO} and has a voice for {language}."),
            Self::NoVoice { language } => write!(f, "{WHO} but has no voice for {language}. {VOICES}"),
            Self::NoAnswer(error) => write!(f, "The speech service does not answer: {error}."),
            Self::NoService => f.write_str(MISSING),
        }
    }
}

impl Speaks {
    /// By the languages that there are voices for.
    fn of(language: Option<&str>, voices: impl IntoIterator<Item = String>) -> Self {
        let Some(language) = language.map(primary) else { return Self::Something };
        match voices.into_iter().any(|voice| primary(&voice) == language) {
            true => Self::Voice { language },
            false => Self::NoVoice { language },
        }
    }
}

/// The language alone, without script or country.
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Which of a system's voices suits a language best, the best least: of its own country, then as natural as there
/// is. macOS has voices among the others that sing, whisper or are a joke.
#[cfg(any(test, windows, target_os = "macos"))]
fn rank(wanted: &str, language: &str, id: &str) -> (bool, u8) {
    const KINDS: &[(&str, u8)] = &[
        ("com.apple.voice.premium.", 0),
        ("com.apple.voice.enhanced.", 1),
        ("com.apple.voice.super-compact.", 3),
        ("com.apple.eloquence.", 4),
        ("com.apple.speech.synthesis.voice.", 5),
    ];
    let kind = KINDS.iter().find(|(beginning, _)| id.starts_with(beginning)).map_or(2, |(_, kind)| *kind);
    (!language.replace('_', "-").eq_ignore_ascii_case(wanted), kind)
}

/// Whether something speaks, and in this language.
pub fn examine(language: Option<&str>) -> Speaks {
    #[cfg(unix)]
    #[cfg(not(target_os = "macos"))]
    return ssip::examine(language);
    #[cfg(any(windows, target_os = "macos"))]
    return system::examine(language);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_spoken_to_by_a_joke_where_there_is_another_voice() {
        let voices = [
            ("en-US", "com.apple.speech.synthesis.voice.Albert"),
            ("en-US", "com.apple.eloquence.en-US.Eddy"),
            ("en-US", "com.apple.voice.compact.en-US.Samantha"),
            ("en_GB", "com.apple.voice.super-compact.en-GB.Daniel"),
            ("de-DE", "HKEY_LOCAL_MACHINE\\MSTTS_V110_deDE_Katja"),
            ("en-US", "com.apple.voice.enhanced.en-US.Zoe"),
        ];
        for (wanted, expected) in [("en-GB", "Daniel"), ("en-US", "Zoe"), ("en", "Zoe"), ("de-DE", "Katja")] {
            let speak_it = voices.iter().filter(|(language, _)| primary(language) == primary(wanted));
            let best = speak_it.min_by_key(|(language, id)| rank(wanted, language, id)).unwrap();
            assert!(best.1.ends_with(expected), "{wanted}: {best:?}");
        }
    }

    #[test]
    fn a_voice_for_the_language_is_enough() {
        let voices = || ["en-GB", "DE_at", "none"].map(str::to_owned);
        for (language, says) in [
            (None, "."),
            (Some("de-CH"), " and has a voice for de."),
            (Some("EN"), " and has a voice for en."),
            (Some("d"), " but has no voice for d. "),
            (Some("fr"), " but has no voice for fr. "),
        ] {
            let found = Speaks::of(language, voices()).to_string();
            assert!(found.starts_with(&format!("{WHO}{says}")), "{found}");
        }
    }
}
