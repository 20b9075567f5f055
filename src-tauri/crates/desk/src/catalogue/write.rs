//! From products to a file that a spreadsheet opens and [`super::Catalogue::parse`] reads.

use csv::{Terminator, WriterBuilder};
use domain::Language;

use super::columns::{ALL, Column};
use super::{Product, cells};

/// How the spreadsheets of one language want it.
#[derive(Clone, Copy)]
pub(super) struct Form {
    separator: u8,
    point: char,
    called: fn(Column) -> &'static str,
    available: [&'static str; 2],
}

impl Form {
    pub(super) const ENGLISH: Self =
        Self { separator: b',', point: '.', called: english, available: ["no", "yes"] };

    const GERMAN: Self = Self { separator: b';', point: ',', called: german, available: ["nein", "ja"] };

    /// German where German is spoken, English for everybody else.
    pub(super) fn of(language: Language) -> Self {
        match language.tag() {
            // Money has a point in Switzerland and Liechtenstein, and so have their spreadsheets.
            "de-CH" | "de-LI" => Self { point: '.', ..Self::GERMAN },
            tag if tag.starts_with("de") => Self::GERMAN,
            _ => Self::ENGLISH,
        }
    }
}

/// The byte order mark is for Excel, which takes a file without it for the computer's old code page.
pub(super) fn to_csv(products: &[Product], form: Form) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(form.separator)
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = || -> csv::Result<()> {
        writer.write_record(ALL.map(form.called))?;
        products
            .iter()
            .try_for_each(|product| writer.write_record(ALL.map(|column| cell(product, column, form))))
    };
    // Memory takes every byte and all rows are equally long: there is nothing that can go wrong.
    if let Err(error) = write() {
        tracing::error!(%error, "a catalogue is incomplete");
    }
    writer.into_inner().unwrap_or_default()
}

fn cell(product: &Product, column: Column, form: Form) -> String {
    let [no, yes] = form.available;
    match column {
        Column::Shelf => cells::with_guard(&product.shelf),
        Column::Name => cells::with_guard(&product.name),
        Column::Price => product.price.decimal().replace('.', &form.point.to_string()),
        Column::Currency => product.price.currency.code().to_owned(),
        Column::Available => if product.available { yes } else { no }.to_owned(),
        Column::Picture => product.picture.as_deref().map(cells::with_guard).unwrap_or_default(),
        Column::Nameless => String::new(),
    }
}

fn english(column: Column) -> &'static str {
    match column {
        Column::Shelf => "shelf",
        Column::Name => "name",
        Column::Price => "price",
        Column::Currency => "currency",
        Column::Available => "available",
        Column::Picture => "picture",
        Column::Nameless => "",
    }
}

fn german(column: Column) -> &'static str {
    match column {
        Column::Shelf => "Fach",
        Column::Name => "Name",
        Column::Price => "Preis",
        Column::Currency => "Währung",
        Column::Available => "Verfügbar",
        Column::Picture => "Bild",
        Column::Nameless => "",
    }
}
