//! The columns of a catalogue file and what they are called.

use csv::StringRecord;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Shelf,
    Name,
    Price,
    Currency,
    Available,
    Picture,
    /// Has no name, as spreadsheets leave one behind where something was deleted. Must be empty.
    Nameless,
}

/// In the order they are written.
pub(super) const ALL: [Column; 6] =
    [Column::Shelf, Column::Name, Column::Price, Column::Currency, Column::Available, Column::Picture];

impl Column {
    /// A file without them is no catalogue.
    pub(super) const NEEDED: [Self; 3] = [Self::Shelf, Self::Name, Self::Price];

    /// The column of this name, whatever its case, in English or German.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "shelf" | "fach" => Self::Shelf,
            "name" => Self::Name,
            "price" | "preis" => Self::Price,
            "currency" | "währung" | "waehrung" => Self::Currency,
            "available" | "verfügbar" | "verfuegbar" => Self::Available,
            "picture" | "bild" => Self::Picture,
            "" => Self::Nameless,
            _ => return None,
        })
    }
}

/// How many names of columns are in a first line. Split by the wrong separator it has fewer.
pub(super) fn known(header: &StringRecord) -> usize {
    let known = |name: &&str| Column::named(name).is_some_and(|column| column != Column::Nameless);
    header.iter().filter(known).count()
}
