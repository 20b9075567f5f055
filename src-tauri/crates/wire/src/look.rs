//! The studio's own look: what the member's screen needs of it, and what the team's window changes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Ms;

/// What makes the member's screen the studio's own. The logo comes with the studio.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookView {
    /// The colours, if the studio has chosen any.
    pub palette: Option<PaletteView>,
    /// What stands above the headline, at most one text a language.
    pub welcome: Vec<WelcomeText>,
    /// When the studio is open from now on, the next weeks; `None`: nothing is said about it.
    pub hours: Option<Vec<OpenView>>,
    /// There are pictures of today; room is kept for them before they are known.
    pub room_for_pictures: bool,
    /// The pictures of today, as far as they can be shown.
    pub pictures: Vec<LookPictureView>,
}

/// Every colour of the calm screens, each as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaletteView {
    /// While the system is set to light.
    pub light: TokensView,
    /// While it is set to dark.
    pub dark: TokensView,
    /// With more contrast, on black.
    pub more_accent: String,
    /// What is shown differently from what was chosen.
    pub corrections: Vec<CorrectionView>,
}

/// Colours by the names they have in the style sheet.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the style sheet says what each is for")]
pub struct TokensView {
    pub ground: String,
    pub panel: String,
    pub ink: String,
    pub quiet: String,
    pub line: String,
    pub accent: String,
    pub accent_ink: String,
    pub ring_1: String,
    pub ring_2: String,
    pub ring_3: String,
    pub way: String,
    pub sign: String,
    pub floor: String,
    pub floor_ink: String,
    pub wrong: String,
}

/// A colour that could not be shown as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionView {
    /// Which colour.
    pub part: LookPart,
    /// On which screen.
    pub screen: LookScreen,
    /// It was too bright, and not too dark.
    pub too_bright: bool,
    /// As it was chosen.
    pub given: String,
    /// As it is shown.
    pub shown: String,
}

/// A colour that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LookPart {
    /// Of what is chosen and pressed.
    Accent,
    /// Behind everything.
    Background,
}

/// A screen, by how the system is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LookScreen {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// With more contrast.
    More,
}

/// A stretch of time in which the studio is open.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenView {
    /// When it opens, in milliseconds since 1970 UTC.
    pub from_ms: Ms,
    /// When it closes, in milliseconds since 1970 UTC; `None`: not in the next weeks.
    pub until_ms: Option<Ms>,
}

/// A picture of the idle screen. Its bytes are asked for by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookPictureView {
    /// Another one where the picture is another.
    pub id: String,
    /// What its bytes are (`image/png`).
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A welcome in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WelcomeText {
    /// The tag of the language (`de`, `en-GB`).
    pub language: String,
    /// One line.
    pub text: String,
}

/// A look as it is set, in the words of the settings file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookForm {
    /// A file of the folder `look`.
    pub logo: Option<String>,
    /// `#rrggbb`.
    pub accent: Option<String>,
    /// `#rrggbb`.
    pub background: Option<String>,
    /// One text a language.
    pub welcome: Vec<WelcomeText>,
    /// When the studio is open; `None`: nothing is said about it.
    pub hours: Option<Vec<LookDay>>,
    /// What the idle screen shows.
    pub pictures: Vec<LookPicture>,
}

/// When the studio is open on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookDay {
    /// `monday` to `sunday`, or a date (`2026-12-24`).
    pub day: String,
    /// `06:00-22:00`, several; none: closed.
    pub spans: Vec<String>,
}

/// A picture of the idle screen, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookPicture {
    /// A file of the folder `look`.
    pub file: String,
    /// The first day it is shown (`2026-12-01`).
    pub from: Option<String>,
    /// The last day it is shown.
    pub until: Option<String>,
}

/// The look in the team's window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookDesk {
    /// Counts what was saved, so that a page knows that its form is the one that is kept.
    pub revision: u32,
    /// As it is set.
    pub form: LookForm,
    /// What the colours that were tried last, or else the ones that are set, make of the screen.
    pub palette: Option<PaletteView>,
    /// Files that are set and cannot be shown.
    pub missing: Vec<LookFileView>,
    /// What came of the last change.
    pub news: Option<LookNews>,
}

/// A file that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookFileView {
    /// Its name.
    pub file: String,
    /// Why.
    pub trouble: LookFileTrouble,
}

/// Why a file cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LookFileTrouble {
    /// There is none of this name in the folder.
    Missing,
    /// It cannot be read, or not be written.
    Unreadable,
    /// Its bytes are no picture of a kind that is shown.
    NotAPicture,
    /// Its file is too large.
    TooLarge,
    /// It has too many pixels.
    TooManyPixels,
    /// Its name is none for a picture.
    Name,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "news", rename_all = "camelCase")]
pub enum LookNews {
    /// It is in the settings file and on the member's screen.
    Saved,
    /// Something of it is wrong; nothing was changed.
    Wrong {
        /// What.
        problem: LookProblemView,
        /// As it was written.
        what: String,
    },
    /// The settings file could not be written, or was edited and is not valid any more; nothing was changed.
    NotSaved {
        /// Why, as it is said to whoever edits the file.
        why: String,
    },
    /// The file lies in the folder, under this name.
    Taken {
        /// The name.
        file: String,
    },
    /// The file was not taken; nothing was changed.
    NotTaken {
        /// The file.
        file: String,
        /// Why.
        trouble: LookFileTrouble,
    },
}

/// What can be wrong with a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LookProblemView {
    /// Not a colour.
    Colour,
    /// Not the name of a picture.
    File,
    /// Not a language.
    Language,
    /// Nothing to read, or too much.
    Welcome,
    /// Not a day.
    Day,
    /// Not a span of time.
    Span,
    /// Two spans are the same time.
    Overlap,
    /// Too many dates.
    Exceptions,
    /// Not a date.
    Date,
    /// Over before it begins.
    Dates,
    /// The same picture twice.
    Twice,
    /// Too many pictures.
    Pictures,
}
