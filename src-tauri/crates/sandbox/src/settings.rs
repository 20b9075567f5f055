//! What a studio owner sets in the vendor's system, and what the vendor has left open.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::texts::Language;

/// Where the practice studio stands: decides address, currency, time zone, language and legal fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are ISO 3166 codes")]
pub enum Country {
    DE,
    ES,
    IT,
    TR,
    US,
}

impl Country {
    /// Every country the studio can be moved to.
    pub const ALL: [Self; 5] = [Self::DE, Self::ES, Self::IT, Self::TR, Self::US];
}

/// How a preview tells that a voucher is not good. The specification has `voucherErrorCode` inside a 200,
/// the workflow text says 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadVoucher {
    /// 200, with `voucherErrorCode`.
    InBody,
    /// 400, with the code among the `errorCodes`.
    BadRequest,
}

/// Whose word for a thing is used where the two published texts have two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spelling {
    /// `ABSOLUTE` and `discountedPreUseCharge`, as in the OpenAPI document.
    Specification,
    /// `AMOUNT` and `discountedPreviewCharge`, as in the workflow text.
    Workflow,
}

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

/// In which of the two published forms the slots of trial sessions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotTimes {
    /// In turns.
    Both,
    /// `2021-08-23T09:00:00.000Z`
    Utc,
    /// `2021-08-23T11:00:00.000+02:00[Europe/Berlin]`
    Zoned,
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
    /// Where the studio stands.
    pub country: Country,
    /// Whether one more offer with 60 terms and 200 modules is there, for benches.
    pub large_offer: bool,
    /// Prices in cents of terms that cost something else than in the seed.
    pub term_prices: BTreeMap<i64, i64>,
    /// Whether offers and previews tell the contract volume, which a studio can switch on or off.
    pub contract_volume: bool,
    /// The first day a contract may start; the studio is not open yet.
    pub opening_date: Option<Date>,
    /// How a preview tells that a voucher is not good.
    pub bad_voucher: BadVoucher,
    /// The word for a discount by an amount.
    pub discount_type: Spelling,
    /// The name of the field for the discounted pre-use charge; the workflow text also has
    /// `omitStarterPackage`, which the specification lacks.
    pub discounted_charge: Spelling,
    /// Whether the Connect API puts an error into a list, as its 400 may.
    pub errors_in_list: bool,
    /// Seconds a payment session is good for.
    pub payment_session_seconds: i64,
    /// The youngest age for a trial session.
    pub trial_minimum_age: Option<i16>,
    /// How the slots of trial sessions are written.
    pub slot_times: SlotTimes,
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
            country: Country::DE,
            large_offer: false,
            term_prices: BTreeMap::new(),
            contract_volume: true,
            opening_date: None,
            bad_voucher: BadVoucher::InBody,
            discount_type: Spelling::Specification,
            discounted_charge: Spelling::Specification,
            errors_in_list: false,
            payment_session_seconds: 900,
            trial_minimum_age: Some(16),
            slot_times: SlotTimes::Both,
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
