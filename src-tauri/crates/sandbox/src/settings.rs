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
