//! Says sentences aloud with what the system speaks with, for members who do not see the screen.
//!
//! What is said, and when something else is more important, the page decides. Here is one thread that owns
//! an [`Engine`], opens it when it is needed first and again when it has died, and tells what it came to.
//! A computer without a speech service is no fault: [`News::Missing`] says so.

mod speaker;
#[cfg(unix)]
pub mod ssip;
#[cfg(any(windows, target_os = "macos"))]
mod system;

use domain::Redacted;
use thiserror::Error;

pub use speaker::Speaker;

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

/// One sentence for `portico doctor`: whether something speaks, and in this language.
///
/// # Errors
///
/// What to do about it when nothing does.
pub fn examine(language: Option<&str>) -> Result<String, String> {
    #[cfg(unix)]
    #[cfg(not(target_os = "macos"))]
    return ssip::examine(language);
    #[cfg(any(windows, target_os = "macos"))]
    return system::examine(language);
}
