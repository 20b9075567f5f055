//! What the team sees and does about sales: the ones under way, and the catalogues.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, BoughtView, Ms};

/// A sale that is under way, or has just ended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaleLine {
    /// Names it in `staff_sale`.
    pub sale: u32,
    /// What the team calls the place.
    pub place: String,
    /// Who, where it is known.
    pub name: Option<String>,
    /// What, once it is chosen.
    pub bought: Option<BoughtView>,
    /// The member's credit, where it is known.
    pub credit: Option<AmountView>,
    /// How far it is.
    #[serde(flatten)]
    pub stage: SaleStage,
    /// When that ends by itself, in milliseconds since 1970 UTC.
    pub until_ms: Option<Ms>,
    /// What a person can do now.
    pub actions: Vec<SaleAction>,
}

/// How far a sale is, for the team.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "stage", rename_all = "camelCase")]
pub enum SaleStage {
    /// The member chooses, or the studio's system is being asked.
    Choosing,
    /// Somebody of the team has to hand it over now.
    HandOver,
    /// A machine, shelf or device hands it out.
    HandingOut,
    /// It is out, and being charged.
    Charging,
    /// The member wants to top up.
    TopUp {
        /// The amount the member chose, in the smallest unit of the credit.
        minor: Option<u32>,
    },
    /// The device runs.
    Running,
}

/// What a person can do about a sale that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SaleAction {
    /// The member has it: charge it.
    HandedOver,
    /// It did not come out: charge nothing.
    NotHandedOut,
    /// End it; nothing was handed out.
    End,
    /// Take cash and top the credit up.
    TopUp,
    /// Switch the device off before its time. What was bought stays bought.
    SwitchOff,
}

/// The catalogue of one place.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueView {
    /// Names the place in the commands.
    pub place: u32,
    /// What the team calls it.
    pub name: String,
    /// Its currency (ISO 4217).
    pub currency: String,
    /// Its products, in the order of the shelves.
    pub products: Vec<ProductLine>,
    /// How the last import of it went, until it is dismissed.
    pub imported: Option<Imported>,
    /// Where the last export of it went, or nothing in it when it could not be written.
    pub exported: Option<crate::Exported>,
}

/// One product.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProductLine {
    /// The shelf, as the studio's system calls it.
    pub shelf: String,
    /// What is in it.
    pub name: String,
    /// What it costs.
    pub price: AmountView,
    /// Whether it can be bought.
    pub available: bool,
    /// The file of its picture.
    pub picture: Option<String>,
    /// That file is not there or is no picture.
    pub picture_missing: bool,
    /// The studio's system asks another price.
    pub price_refused: Option<PriceRefused>,
}

/// The studio's system refused the price of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PriceRefused {
    /// The price of the studio's system, if it said so.
    pub vendor: Option<AmountView>,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: Ms,
}

/// How an import went. With problems nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Imported {
    /// How many products the file has.
    pub products: u32,
    /// What is wrong, line by line; at most 50.
    pub problems: Vec<LineProblem>,
}

/// What is wrong in a line of a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LineProblem {
    /// Counted from 1.
    pub line: u32,
    /// What is wrong with the line.
    pub problem: CatalogueProblem,
    /// What stands there, shortened.
    pub value: String,
}

/// What can be wrong in a catalogue file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CatalogueProblem {
    /// The first line does not name the columns `shelf`, `name` and `price`.
    Columns,
    /// A column nobody knows.
    UnknownColumn,
    /// More or fewer fields than the first line.
    Fields,
    /// Not UTF-8.
    Encoding,
    /// No shelf.
    ShelfMissing,
    /// A shelf that stood in an earlier line.
    ShelfTwice,
    /// No name.
    NameMissing,
    /// Not an amount above zero with the digits of the currency.
    Price,
    /// Another currency than the desk's.
    Currency,
    /// Neither yes nor no.
    Available,
    /// Not the name of a file.
    Picture,
    /// More products than a screen can show.
    TooMany,
    /// The file has no products.
    Empty,
}

/// What a person changes about a product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "change", rename_all = "camelCase")]
pub enum ProductChange {
    /// It can be bought, or not.
    Available {
        /// Whether it can be bought.
        available: bool,
    },
    /// It costs this, in the smallest unit.
    Price {
        /// Above zero.
        minor: u32,
    },
    /// It has this name.
    Name {
        /// Not empty.
        name: String,
    },
}
