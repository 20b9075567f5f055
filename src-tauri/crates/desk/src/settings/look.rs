//! What makes the member's screen the studio's own.

use domain::{Colour, Language};
use jiff::civil::Date;

use crate::look::Hours;

/// How the member's screen looks, as far as the studio has said so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// A picture file in the folder `look`; without one the logo that the vendor has.
    pub logo: Option<String>,
    /// The colour of what is chosen and pressed, as it was chosen.
    pub accent: Option<Colour>,
    /// The colour behind everything, as it was chosen.
    pub background: Option<Colour>,
    /// What stands above the headline, at most one text a language.
    pub welcome: Vec<(Language, String)>,
    /// When the studio is open; `None`: nothing is said about it.
    pub hours: Option<Hours>,
    /// What the screen shows while nobody is there.
    pub pictures: Vec<Advertisement>,
}

impl Look {
    /// Characters of the longest welcome text.
    pub const LONGEST_WELCOME: usize = 160;
    /// Pictures there may be.
    pub const MOST_PICTURES: usize = 24;
    /// Days that may be different from their weekday.
    pub const MOST_EXCEPTIONS: usize = 60;

    /// The colours that were chosen.
    pub fn chosen(&self) -> crate::look::Chosen {
        crate::look::Chosen { accent: self.accent, background: self.background }
    }
}

/// A picture that is shown while nobody is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advertisement {
    /// A file in the folder `look`.
    pub file: String,
    /// The first day it is shown.
    pub from: Option<Date>,
    /// The last day it is shown.
    pub until: Option<Date>,
}

impl Advertisement {
    /// Whether it is shown on that day.
    pub fn on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
