//! The studio's own look: what its settings make of the member's screen. [`palette`](Palette) and
//! [`hours`](Hours) are pure; [`files`] reads the folder `look`.

mod files;
mod hours;
mod palette;
mod shown;
mod view;

pub use files::{
    FOLDER, FileTrouble, Kept, LARGEST_LOGO, LARGEST_PICTURE, MOST_PIXELS, Measured, check, is_file_name,
    load,
};
pub use hours::{Day, Hours, Open, Span};
pub use palette::{Chosen, Correction, MORE, PARTS, Palette, Part, Screen, TEXT, Tokens};
pub(crate) use shown::{LookMessage, Shown, hand_out, logo};
pub(crate) use view::{form, palette_view, problem, trouble};

use crate::settings::{FileKind, Look, Stored};

/// The files of a look that cannot be shown.
pub fn missing(stored: &Stored, look: &Look) -> Vec<(String, FileTrouble)> {
    let logo = look.logo.iter().map(|file| (file, FileKind::Logo));
    let pictures = look.pictures.iter().map(|picture| (&picture.file, FileKind::Picture));
    logo.chain(pictures)
        .filter_map(|(file, kind)| Some((file.clone(), load(stored.folder(), file, kind).err()?)))
        .collect()
}

/// What is shown differently from how it is set, a sentence each, for a terminal.
pub fn said(stored: &Stored, look: &Look) -> Vec<String> {
    let corrections = Palette::of(look.chosen()).map(|palette| palette.corrections).unwrap_or_default();
    let missing =
        missing(stored, look).into_iter().map(|(file, trouble)| format!("The file {file} {trouble}."));
    corrections.iter().map(Correction::sentence).chain(missing).collect()
}
