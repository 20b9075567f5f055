//! The look in the windows' words.

use domain::Colour;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use wire::{
    CorrectionView, LookDay, LookFileTrouble, LookForm, LookPart, LookPicture, LookPictureView,
    LookProblemView, LookScreen, LookView, Ms, OpenView, PaletteView, TokensView, WelcomeText,
};

use super::files::Measured;
use super::{FileTrouble, Palette, Part, Screen, Tokens};
use crate::settings::{Look, LookProblem};

/// What the member's screen needs. `pictures` are those of the look that can be shown, by the names of their
/// files, as far as they were looked at.
pub(crate) fn view(
    look: &Look,
    pictures: &[(String, Measured)],
    now: Timestamp,
    zone: &TimeZone,
) -> LookView {
    let today = zone.to_datetime(now).date();
    let shown = look.pictures.iter().filter(|picture| picture.on(today));
    let kept = |file: &str| pictures.iter().find(|(name, _)| name == file).map(|(_, kept)| kept);
    let picture = |kept: &Measured| {
        let (width, height) = kept.size?;
        let media_type = kept.media_type.to_owned();
        Some(LookPictureView { id: kept.id.clone(), media_type, width, height })
    };
    LookView {
        palette: Palette::of(look.chosen()).as_ref().map(palette_view),
        welcome: welcome(look),
        hours: look.hours.as_ref().map(|hours| {
            let open = hours.ahead(now, zone).into_iter();
            open.map(|open| OpenView { from_ms: open.from.into(), until_ms: open.until.map(Ms::from) })
                .collect()
        }),
        room_for_pictures: shown.clone().next().is_some(),
        pictures: shown.filter_map(|shown| kept(&shown.file).and_then(picture)).collect(),
    }
}

/// A look as it is set.
pub(crate) fn form(look: &Look) -> LookForm {
    let day = |(day, spans): (super::Day, &[super::Span])| LookDay {
        day: day.to_string(),
        spans: spans.iter().map(ToString::to_string).collect(),
    };
    LookForm {
        logo: look.logo.clone(),
        accent: look.accent.map(|colour| colour.to_string()),
        background: look.background.map(|colour| colour.to_string()),
        welcome: welcome(look),
        hours: look.hours.as_ref().map(|hours| hours.days().map(day).collect()),
        pictures: (look.pictures.iter())
            .map(|picture| LookPicture {
                file: picture.file.clone(),
                from: picture.from.map(|date| date.to_string()),
                until: picture.until.map(|date| date.to_string()),
            })
            .collect(),
    }
}

fn welcome(look: &Look) -> Vec<WelcomeText> {
    let text = |(language, text): &(domain::Language, String)| WelcomeText {
        language: language.tag().to_owned(),
        text: text.clone(),
    };
    look.welcome.iter().map(text).collect()
}

pub(crate) fn palette_view(palette: &Palette) -> PaletteView {
    let corrections = palette.corrections.iter().map(|correction| CorrectionView {
        part: match correction.part {
            Part::Accent => LookPart::Accent,
            Part::Background => LookPart::Background,
        },
        screen: match correction.screen {
            Screen::Light => LookScreen::Light,
            Screen::Dark => LookScreen::Dark,
            Screen::More => LookScreen::More,
        },
        too_bright: correction.too_bright(),
        given: correction.given.to_string(),
        shown: correction.shown.to_string(),
    });
    PaletteView {
        light: tokens(&palette.light),
        dark: tokens(&palette.dark),
        more_accent: palette.more_accent.to_string(),
        corrections: corrections.collect(),
    }
}

fn tokens(tokens: &Tokens) -> TokensView {
    let [ring_1, ring_2, ring_3] = tokens.rings.map(|colour| colour.to_string());
    let text = |colour: Colour| colour.to_string();
    TokensView {
        ground: text(tokens.ground),
        panel: text(tokens.panel),
        ink: text(tokens.ink),
        quiet: text(tokens.quiet),
        line: text(tokens.line),
        accent: text(tokens.accent),
        accent_ink: text(tokens.accent_ink),
        ring_1,
        ring_2,
        ring_3,
        way: text(tokens.way),
        sign: text(tokens.sign),
        floor: text(tokens.floor),
        floor_ink: text(tokens.floor_ink),
        wrong: text(tokens.wrong),
    }
}

pub(crate) fn trouble(trouble: FileTrouble) -> LookFileTrouble {
    match trouble {
        FileTrouble::Missing => LookFileTrouble::Missing,
        FileTrouble::Unreadable => LookFileTrouble::Unreadable,
        FileTrouble::NotAPicture => LookFileTrouble::NotAPicture,
        FileTrouble::TooLarge => LookFileTrouble::TooLarge,
        FileTrouble::TooManyPixels => LookFileTrouble::TooManyPixels,
    }
}

/// What is wrong, and as it was written.
pub(crate) fn problem(problem: LookProblem) -> (LookProblemView, String) {
    match problem {
        LookProblem::Colour(what) => (LookProblemView::Colour, what),
        LookProblem::File(what, _) => (LookProblemView::File, what),
        LookProblem::Language(what) => (LookProblemView::Language, what),
        LookProblem::Welcome(what) => (LookProblemView::Welcome, what),
        LookProblem::Day(what) => (LookProblemView::Day, what),
        LookProblem::Span(what) => (LookProblemView::Span, what),
        LookProblem::Overlap(one, two) => (LookProblemView::Overlap, format!("{one}, {two}")),
        LookProblem::Exceptions => (LookProblemView::Exceptions, Look::MOST_EXCEPTIONS.to_string()),
        LookProblem::Date(what) => (LookProblemView::Date, what),
        LookProblem::Dates(what) => (LookProblemView::Dates, what),
        LookProblem::Twice(what) => (LookProblemView::Twice, what),
        LookProblem::Pictures => (LookProblemView::Pictures, Look::MOST_PICTURES.to_string()),
    }
}
