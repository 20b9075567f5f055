//! The marks of prices the vendor refused, as they are kept beside the catalogue.
//!
//! In a file of their own, not in columns of the catalogue: that file stays exactly what people import
//! and export. A mark is written with the price that was refused and counts only while the shelf has
//! that price. So it does not matter which of the two files a power cut left old, or that somebody
//! corrected a price with an editor.

use domain::Money;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Catalogue;

#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    refused: Vec<Mark>,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    shelf: String,
    price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<String>,
    at: Timestamp,
}

/// The marks of a catalogue; `None` where it has none.
pub(crate) fn write(catalogue: &Catalogue) -> Option<String> {
    let mark = |(shelf, refusal): (&String, &super::Refusal)| {
        let price = catalogue.product(shelf)?.price.decimal();
        let vendor = refusal.vendor.map(Money::decimal);
        Some(Mark { shelf: shelf.clone(), price, vendor, at: refusal.at })
    };
    let refused: Vec<_> = catalogue.refusals.iter().filter_map(mark).collect();
    if refused.is_empty() {
        return None;
    }
    toml::to_string_pretty(&File { refused }).ok()
}

/// Puts marks back. Those that cannot be read are forgotten: the vendor refuses again at the next sale.
pub(crate) fn read(catalogue: &mut Catalogue, text: &str) {
    let file = toml::from_str(text).unwrap_or_else(|_| {
        tracing::warn!("the marks of refused prices cannot be read");
        File::default()
    });
    for mark in file.refused {
        let Some(price) = catalogue.product(&mark.shelf).map(|product| product.price) else { continue };
        if mark.price == price.decimal() {
            let vendor = mark.vendor.and_then(|vendor| Money::parse(&vendor, price.currency).ok());
            catalogue.refused(&mark.shelf, vendor, mark.at);
        }
    }
}
