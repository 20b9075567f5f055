//! What a vending device sells: shelves, names, prices, pictures and whether there is any left.
//!
//! The vendor knows the shelves and what they cost, and tells neither. So the studio keeps a list on
//! the desk, one for each device, as a file that a spreadsheet opens: what is imported, exported and
//! kept in the data folder has one form. [`Catalogue::parse`] takes it as people and spreadsheets
//! write it and says everything that is wrong, with its line; it never guesses an amount.
//!
//! A price that the vendor refused is marked, because the studio has to correct one of the two. A mark
//! belongs to a shelf *at a price*: with another price it is gone, and with the same one it outlives
//! an import and a restart.

mod cells;
mod columns;
mod marks;
mod pictures;
mod read;
mod write;

use std::collections::BTreeMap;

use domain::{Currency, Money};
use jiff::Timestamp;
use thiserror::Error;

pub use pictures::Pictures;

pub(crate) use marks::{read as read_marks, write as write_marks};
pub(crate) use pictures::FOLDER as PICTURES;

/// What a device sells, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    products: Vec<Product>,
    /// By shelf; only shelves that there are.
    refusals: BTreeMap<String, Refusal>,
}

/// What is in one shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The shelf, exactly as the vendor calls it.
    pub shelf: String,
    /// What members call what is in it.
    pub name: String,
    /// What it costs: above zero.
    pub price: Money,
    /// Whether it can be bought.
    pub available: bool,
    /// The file of its picture in the folder of pictures.
    pub picture: Option<String>,
}

/// The vendor refused the price of a shelf. Kept, so that a restart does not forget it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The price of the vendor, where it said so.
    pub vendor: Option<Money>,
    /// When the vendor refused it.
    pub at: Timestamp,
}

/// Why a product was not changed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotChanged {
    /// No product is in this shelf.
    #[error("no product is in this shelf")]
    Shelf,
    /// The price is nothing.
    #[error("a price is above zero")]
    Price,
    /// The name is empty or too long.
    #[error("a name has 1 to {} characters", Catalogue::LONGEST_NAME)]
    Name,
}

impl Catalogue {
    /// More products than this no screen shows.
    pub const MOST_PRODUCTS: usize = 200;
    /// In characters.
    pub const LONGEST_SHELF: usize = 20;
    /// In characters.
    pub const LONGEST_NAME: usize = 60;
    /// No catalogue is larger than this, in bytes. Enough to read of a file before it is refused.
    pub const LARGEST_FILE: usize = 1024 * 1024;

    /// Reads a file that a person, a spreadsheet or [`Self::to_csv`] wrote, with prices in `currency`.
    ///
    /// # Errors
    /// Everything that is wrong in it, in the order of the lines; at most 50.
    pub fn parse(bytes: &[u8], currency: Currency) -> Result<Self, Vec<wire::LineProblem>> {
        let catalogue = Self::parse_kept(bytes, currency)?;
        match catalogue.products.is_empty() {
            true => Err(vec![read::nothing()]),
            false => Ok(catalogue),
        }
    }

    /// Like [`Self::parse`], and takes a file without a product, too: the desk may have written one.
    pub(crate) fn parse_kept(bytes: &[u8], currency: Currency) -> Result<Self, Vec<wire::LineProblem>> {
        read::products(bytes, currency).map(|products| Self { products, refusals: BTreeMap::new() })
    }

    /// As the desk keeps it, and as an English spreadsheet opens it.
    pub fn to_csv(&self) -> Vec<u8> {
        write::to_csv(&self.products, write::Form::ENGLISH)
    }

    /// As the spreadsheet of somebody who speaks `language` opens it: a German one takes `2.50` for a
    /// month. [`Self::parse`] reads it all the same.
    pub fn to_csv_for(&self, language: domain::Language) -> Vec<u8> {
        write::to_csv(&self.products, write::Form::of(language))
    }

    /// The products, in the order of the file.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// What is in a shelf.
    pub fn product(&self, shelf: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.shelf == shelf)
    }

    /// The vendor's last refusal of the price a shelf has now.
    pub fn refusal(&self, shelf: &str) -> Option<Refusal> {
        self.refusals.get(shelf).copied()
    }

    /// Changes a product.
    ///
    /// # Errors
    /// There is no such shelf, or it cannot be changed to that; nothing was changed.
    pub fn change(&mut self, shelf: &str, change: &wire::ProductChange) -> Result<(), NotChanged> {
        let product = self.products.iter_mut().find(|product| product.shelf == shelf);
        let product = product.ok_or(NotChanged::Shelf)?;
        match change {
            wire::ProductChange::Available { available } => product.available = *available,
            wire::ProductChange::Price { minor: 0 } => return Err(NotChanged::Price),
            wire::ProductChange::Price { minor } => {
                let price = Money::new((*minor).into(), product.price.currency);
                if price != product.price {
                    product.price = price;
                    self.refusals.remove(shelf);
                }
            }
            wire::ProductChange::Name { name } => {
                product.name = cells::name(name).ok_or(NotChanged::Name)?;
            }
        }
        Ok(())
    }

    /// Puts what was imported in its place. The mark of a shelf whose price is still the same stays.
    pub fn import(&mut self, imported: Self) {
        let old = std::mem::replace(self, imported);
        for (shelf, refusal) in old.refusals {
            let same = |product: &Product| old.products.iter().any(|old| old.same_offer(product));
            if self.product(&shelf).is_some_and(same) {
                self.refusals.entry(shelf).or_insert(refusal);
            }
        }
    }

    /// Marks a shelf: the vendor refused its price.
    pub fn refused(&mut self, shelf: &str, vendor: Option<Money>, at: Timestamp) {
        if let Some(product) = self.product(shelf) {
            let vendor = vendor.filter(|vendor| vendor.currency == product.price.currency);
            self.refusals.insert(shelf.to_owned(), Refusal { vendor, at });
        }
    }

    /// Takes the mark of a shelf away, if it has one, because the vendor takes its price now. Tells
    /// whether it had one and there is something to save.
    pub fn accepted(&mut self, shelf: &str) -> bool {
        self.refusals.remove(shelf).is_some()
    }

    /// As the team sees it.
    pub fn view(&self, pictures: &Pictures) -> Vec<wire::ProductLine> {
        let line = |product: &Product| wire::ProductLine {
            shelf: product.shelf.clone(),
            name: product.name.clone(),
            price: product.price.into(),
            available: product.available,
            picture: product.picture.clone(),
            picture_missing: product.picture.as_deref().is_some_and(|file| pictures.id(file).is_none()),
            price_refused: self.refusal(&product.shelf).map(|refusal| wire::PriceRefused {
                vendor: refusal.vendor.map(wire::AmountView::from),
                at_ms: refusal.at.into(),
            }),
        };
        self.products.iter().map(line).collect()
    }
}

impl Product {
    /// Whether both sell from one shelf at one price, whatever is in it.
    fn same_offer(&self, other: &Self) -> bool {
        (&self.shelf, self.price) == (&other.shelf, other.price)
    }
}

#[cfg(test)]
mod tests;
