//! What a studio owner sets in the vendor's system, and what the vendor has left open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::texts::Language;

/// What an executed identification at a card reader does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderMode {
    /// Checks in, and out again when the member is in.
    Toggle,
    /// Only ever checks in; a member who is in is refused.
    Entrance,
    /// Only ever checks out; a member who is not in is refused.
    Exit,
}

/// What happens to an executed sale whose transaction has been completed before. Nobody could ask
/// the vendor, so that a desk has to stand all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatedSale {
    /// 400: the transaction is over.
    Refused,
    /// 204, without a second charge.
    Deduplicated,
    /// 204, with a second charge.
    ChargedAgain,
}

/// What a sale at another price than the studio's is answered with. The specification only says that
/// it "will be rejected".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongPrice {
    /// 400 with an error body, which does not tell the price.
    Refused,
    /// 200 with `authorized: false` and the studio's price.
    Denied,
}

/// Settings of the practice studio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Seconds a vending identification holds the member.
    pub idle_timeout_seconds: i64,
    /// Seconds a vending dry run holds the member.
    pub draw_timeout_seconds: i64,
    /// What becomes of a sale that is sent twice.
    pub repeated_sale: RepeatedSale,
    /// What becomes of a sale at another price.
    pub wrong_price: WrongPrice,
    /// Whether a second vending identification with the same transaction starts the idle time-out anew.
    pub identification_renews: bool,
    /// Whether a top-up ends the transaction that holds the member, as a sale does.
    pub top_up_ends_transaction: bool,
    /// Shelves of the vending device and their prices in cents.
    pub shelves: BTreeMap<String, i64>,
    /// Seconds that are offered at the time device and their prices in cents.
    pub offers: BTreeMap<i64, i64>,
    /// Requests to one endpoint of the Open API in a minute; without a number there is no limit.
    pub requests_per_minute: Option<u32>,
    /// What each card reader does; one that is not listed toggles.
    pub reader_modes: BTreeMap<i64, ReaderMode>,
    /// The language of answers to a caller who asks for none.
    pub studio_language: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            idle_timeout_seconds: 15,
            draw_timeout_seconds: 60,
            repeated_sale: RepeatedSale::Refused,
            wrong_price: WrongPrice::Refused,
            identification_renews: true,
            top_up_ends_transaction: false,
            shelves: [("1", 250), ("2", 320), ("3", 150), ("4", 129)]
                .map(|(shelf, cents)| (shelf.to_owned(), cents))
                .into(),
            offers: BTreeMap::from([(300, 300), (600, 550), (900, 750)]),
            requests_per_minute: Some(1000),
            reader_modes: BTreeMap::from([(26, ReaderMode::Toggle), (27, ReaderMode::Exit)]),
            studio_language: "de".to_owned(),
        }
    }
}

impl Settings {
    pub(crate) fn reader_mode(&self, device: i64) -> ReaderMode {
        self.reader_modes.get(&device).copied().unwrap_or(ReaderMode::Toggle)
    }

    pub(crate) fn language(&self) -> Language {
        Language::published(&self.studio_language).unwrap_or(Language::ENGLISH)
    }
}

/// Enters a price, or strikes it out.
pub(crate) fn set<K: Ord>(prices: &mut BTreeMap<K, i64>, what: K, cents: Option<i64>) {
    match cents {
        Some(cents) => drop(prices.insert(what, cents)),
        None => drop(prices.remove(&what)),
    }
}
