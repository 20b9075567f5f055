//! The `[look]` of the settings file.

use std::collections::BTreeMap;

use domain::{Colour, Language};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;
use toml_edit::{Item as TomlItem, Table as TomlTable, TableLike};

use super::super::{Advertisement, Look};
use super::{Located, Problem};
use crate::look::{Day, Hours, Span, is_file_name};

/// What can be wrong with what is said about the look.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LookProblem {
    /// Not a colour.
    #[error("\"{0}\" is no colour; write it as #rrggbb")]
    Colour(String),
    /// A file that is no plain name of a picture.
    #[error("\"{0}\" is not the name of a {kind} in the folder \"look\"", kind = .1.said())]
    File(String, FileKind),
    /// The vendor does not answer in this language.
    #[error("welcome: \"{0}\" is none of the languages the studio's system speaks (de, en, fr, it, …)")]
    Language(String),
    /// Nothing to read, or too much.
    #[error("welcome: the text in \"{0}\" is empty, goes over lines or has more than {max} characters", max = Look::LONGEST_WELCOME)]
    Welcome(String),
    /// Not a day.
    #[error("opening-hours: \"{0}\" is neither a weekday (monday, …) nor a date (2026-12-24)")]
    Day(String),
    /// Not a span of time.
    #[error("opening-hours: \"{0}\" is not from when to when; write 06:00-22:00, 14:00-02:00 or 00:00-24:00")]
    Span(String),
    /// Two spans of a day are the same time.
    #[error("opening-hours: {0} and {1} are partly the same time")]
    Overlap(String, String),
    /// More than anybody keeps up to date.
    #[error("opening-hours: more than {max} dates", max = Look::MOST_EXCEPTIONS)]
    Exceptions,
    /// Not a date.
    #[error("pictures: \"{0}\" is no date; write 2026-12-24")]
    Date(String),
    /// Over before it begins.
    #[error("pictures: \"{0}\" ends before it begins")]
    Dates(String),
    /// The same picture twice.
    #[error("pictures: \"{0}\" is listed twice")]
    Twice(String),
    /// More than anybody sees.
    #[error("pictures: more than {max}", max = Look::MOST_PICTURES)]
    Pictures,
}

/// What a file of the look is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The logo.
    Logo,
    /// A picture that is shown while nobody is there.
    Picture,
}

impl FileKind {
    /// The endings its files may have.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Logo => &["svg", "png", "webp", "jpg", "jpeg"],
            Self::Picture => &["png", "jpg", "jpeg", "webp"],
        }
    }

    const fn said(self) -> &'static str {
        match self {
            Self::Logo => "logo (.svg, .png, .webp, .jpg)",
            Self::Picture => "picture (.png, .jpg, .webp)",
        }
    }
}

/// The table as it stands in the file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LookEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accent: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures: Vec<Spanned<PictureEntry>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    welcome: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_hours: Option<BTreeMap<Spanned<String>, Vec<Spanned<String>>>>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum PictureEntry {
    Always(String),
    Dated(Dated),
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<DateEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateEntry>,
}

/// TOML has dates; people write them as texts as well.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum DateEntry {
    Date(toml::value::Datetime),
    Text(String),
}

impl DateEntry {
    fn written(&self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What the team's window says of a look, in the words of the file.
impl LookEntry {
    /// The same as in the file, from somewhere else.
    pub fn told(look: &wire::LookForm) -> Self {
        let picture = |picture: &wire::LookPicture| {
            let date = |date: &Option<String>| date.clone().map(DateEntry::Text);
            plain(PictureEntry::Dated(Dated {
                file: picture.file.clone(),
                from: date(&picture.from),
                until: date(&picture.until),
            }))
        };
        let day =
            |day: &wire::LookDay| (plain(day.day.clone()), day.spans.iter().cloned().map(plain).collect());
        Self {
            logo: look.logo.clone().map(plain),
            accent: look.accent.clone().map(plain),
            background: look.background.clone().map(plain),
            pictures: look.pictures.iter().map(picture).collect(),
            welcome: (look.welcome.iter())
                .map(|welcome| (plain(welcome.language.clone()), plain(welcome.text.clone())))
                .collect(),
            opening_hours: look.hours.as_ref().map(|days| days.iter().map(day).collect()),
        }
    }

    /// Whether anything is said.
    pub(super) fn is_empty(&self) -> bool {
        let Self { logo, accent, background, pictures, welcome, opening_hours } = self;
        logo.is_none()
            && accent.is_none()
            && background.is_none()
            && pictures.is_empty()
            && welcome.is_empty()
            && opening_hours.is_none()
    }

    /// The look, checked.
    ///
    /// # Errors
    /// The first thing that is wrong, and where it stands.
    pub fn read(&self) -> Result<Look, Located> {
        let colour = |given: &Option<Spanned<String>>| match given {
            None => Ok(None),
            Some(given) => Colour::parse(given.get_ref())
                .map(Some)
                .ok_or_else(|| wrong(given, LookProblem::Colour(given.get_ref().clone()))),
        };
        let logo = match &self.logo {
            None => None,
            Some(logo) => {
                Some(file_name(logo.get_ref(), FileKind::Logo).map_err(|problem| wrong(logo, problem))?)
            }
        };
        Ok(Look {
            logo,
            accent: colour(&self.accent)?,
            background: colour(&self.background)?,
            welcome: self.welcome.iter().map(|(tag, text)| welcome(tag, text)).collect::<Result<_, _>>()?,
            hours: self.opening_hours.as_ref().map(hours).transpose()?,
            pictures: pictures(&self.pictures)?,
        })
    }

    /// A look, as it stands in the file.
    pub fn described(look: &Look) -> Self {
        let date = |date: Option<Date>| date?.to_string().parse().ok().map(DateEntry::Date);
        let picture = |picture: &Advertisement| {
            plain(match (picture.from, picture.until) {
                (None, None) => PictureEntry::Always(picture.file.clone()),
                (from, until) => PictureEntry::Dated(Dated {
                    file: picture.file.clone(),
                    from: date(from),
                    until: date(until),
                }),
            })
        };
        let days = |hours: &Hours| {
            (hours.days())
                .map(|(day, spans)| {
                    (plain(day.to_string()), spans.iter().map(|span| plain(span.to_string())).collect())
                })
                .collect()
        };
        Self {
            logo: look.logo.clone().map(plain),
            accent: look.accent.map(|colour| plain(colour.to_string())),
            background: look.background.map(|colour| plain(colour.to_string())),
            pictures: look.pictures.iter().map(picture).collect(),
            welcome: (look.welcome.iter())
                .map(|(language, text)| (plain(language.tag().to_owned()), plain(text.clone())))
                .collect(),
            opening_hours: look.hours.as_ref().map(days),
        }
    }
}

/// An empty section, apart from what stands above it.
pub(super) fn section() -> TomlItem {
    let mut table = TomlTable::new();
    table.decor_mut().set_prefix("\n");
    TomlItem::Table(table)
}

/// Takes tables out of the order of the file they come from, and puts days into that of the week.
pub(super) fn arrange(table: &mut TomlTable) {
    let place = |day: &str| match Day::parse(day) {
        Some(Day::Of(weekday)) => (weekday.to_monday_zero_offset(), String::new()),
        Some(Day::On(_)) | None => (7, day.to_owned()),
    };
    for (name, item) in table.iter_mut() {
        let Some(inner) = item.as_table_mut() else { continue };
        inner.set_position(None);
        if name == "opening-hours" {
            inner.sort_values_by(|one, _, other, _| place(one.get()).cmp(&place(other.get())));
        }
    }
}

/// Puts the values of `wanted` in the place of those of `kept`; the comments beside those that stay stay.
pub(super) fn replace(kept: &mut dyn TableLike, wanted: &TomlTable) {
    let gone: Vec<String> =
        kept.iter().map(|(key, _)| key.to_owned()).filter(|key| !wanted.contains_key(key)).collect();
    for key in gone {
        kept.remove(&key);
    }
    for (key, item) in wanted {
        match (kept.get_mut(key), item) {
            (Some(old), TomlItem::Table(table)) if old.is_table_like() => {
                if let Some(old) = old.as_table_like_mut() {
                    replace(old, table);
                }
            }
            (Some(TomlItem::Value(old)), TomlItem::Value(new)) => {
                if old.to_string().trim() != new.to_string().trim() {
                    let beside = old.decor().clone();
                    *old = new.clone();
                    *old.decor_mut() = beside;
                }
            }
            (Some(_) | None, item) => {
                kept.insert(key, item.clone());
            }
        }
    }
}

fn plain<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn wrong<T>(given: &Spanned<T>, problem: LookProblem) -> Located {
    (given.span(), Problem::Look(problem))
}

fn file_name(name: &str, kind: FileKind) -> Result<String, LookProblem> {
    match is_file_name(name, kind.endings()) {
        true => Ok(name.to_owned()),
        false => Err(LookProblem::File(name.to_owned(), kind)),
    }
}

fn welcome(tag: &Spanned<String>, text: &Spanned<String>) -> Result<(Language, String), Located> {
    let language = Language::exact(tag.get_ref())
        .ok_or_else(|| wrong(tag, LookProblem::Language(tag.get_ref().clone())))?;
    let written = text.get_ref().trim();
    let fits = !written.is_empty()
        && written.chars().count() <= Look::LONGEST_WELCOME
        && !written.contains(char::is_control);
    match fits {
        true => Ok((language, written.to_owned())),
        false => Err(wrong(text, LookProblem::Welcome(tag.get_ref().clone()))),
    }
}

fn hours(days: &BTreeMap<Spanned<String>, Vec<Spanned<String>>>) -> Result<Hours, Located> {
    let mut hours = Hours::default();
    let mut dates = 0;
    for (name, spans) in days {
        let day = Day::parse(name.get_ref())
            .ok_or_else(|| wrong(name, LookProblem::Day(name.get_ref().clone())))?;
        dates += usize::from(matches!(day, Day::On(_)));
        if dates > Look::MOST_EXCEPTIONS {
            return Err(wrong(name, LookProblem::Exceptions));
        }
        let span = |given: &Spanned<String>| {
            Span::parse(given.get_ref())
                .ok_or_else(|| wrong(given, LookProblem::Span(given.get_ref().clone())))
        };
        let spans = spans.iter().map(span).collect::<Result<_, _>>()?;
        hours
            .set(day, spans)
            .map_err(|(one, two)| wrong(name, LookProblem::Overlap(one.to_string(), two.to_string())))?;
    }
    Ok(hours)
}

fn pictures(given: &[Spanned<PictureEntry>]) -> Result<Vec<Advertisement>, Located> {
    let mut pictures: Vec<Advertisement> = Vec::new();
    for entry in given {
        let picture = picture(entry.get_ref()).map_err(|problem| wrong(entry, problem))?;
        if pictures.iter().any(|other| other.file == picture.file) {
            return Err(wrong(entry, LookProblem::Twice(picture.file)));
        }
        if pictures.len() == Look::MOST_PICTURES {
            return Err(wrong(entry, LookProblem::Pictures));
        }
        pictures.push(picture);
    }
    Ok(pictures)
}

fn picture(entry: &PictureEntry) -> Result<Advertisement, LookProblem> {
    let Dated { file, from, until } = match entry {
        PictureEntry::Always(file) => Dated { file: file.clone(), from: None, until: None },
        PictureEntry::Dated(dated) => dated.clone(),
    };
    let file = file_name(&file, FileKind::Picture)?;
    let date = |given: Option<DateEntry>| match given.map(|given| given.written()) {
        None => Ok(None),
        Some(text) => match Day::parse(&text) {
            Some(Day::On(date)) => Ok(Some(date)),
            Some(Day::Of(_)) | None => Err(LookProblem::Date(text)),
        },
    };
    let (from, until) = (date(from)?, date(until)?);
    match (from, until) {
        (Some(first), Some(last)) if last < first => Err(LookProblem::Dates(file)),
        (_, _) => Ok(Advertisement { file, from, until }),
    }
}

#[cfg(test)]
mod tests;
