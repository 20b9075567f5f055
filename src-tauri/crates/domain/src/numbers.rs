//! The numbers that the vendor gives to its things. Each kind is a type of its own, so that a term is never
//! signed for where an offer was meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is no number of the vendor's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "not a number as the studio's system gives them: digits only, without zeros before them, at most 2^63-1"
)]
pub struct NoNumber;

/// The number in a text, if it is written as it is given out: whatever is read is written the same again.
fn read(text: &str) -> Result<i64, NoNumber> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain).ok_or(NoNumber)
}

macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NoNumber;

            fn from_str(text: &str) -> Result<Self, NoNumber> {
                read(text).map(Self)
            }
        }
    )+};
}

numbers! {
    /// A device's number in the vendor's system (Open API, `GET /v1/devices`, `id`, int64).
    DeviceId,
    /// A studio's number (Connect API, `GET /connect/v2/studio`, `id`, int64).
    StudioId,
    /// A member's or prospect's number (Open API, `GET /v1/customers`, `id`, int64). Not the one on the
    /// member's contract, which is text.
    CustomerId,
    /// An offer's number (Connect API, `GET /connect/v1/rate-bundle`, `id`, int64).
    OfferId,
    /// The number of a term of an offer (Connect API, rate bundle, `terms[].id`, int64).
    TermId,
    /// A module's number (Connect API, rate bundle, `modules[].id` and its like, int64).
    ModuleId,
    /// A text block's number (Connect API, rate bundle, `textBlocks[].id`, int64).
    BlockId,
    /// The number of a category of messages (Connect API,
    /// `GET /connect/v1/studio/{studioId}/communication-settings`, `id`, int64).
    CategoryId,
    /// The number of a way to have heard of a studio, as contracts and trial sessions have it (Connect API,
    /// `GET /connect/v1/referral`, `id`, int64).
    ReferralId,
    /// The number of a way to have heard of a studio, as leads have it (Connect API,
    /// `GET /connect/v1/campaign`, `id`, int64).
    CampaignId,
    /// A lead's number (Connect API, `POST /connect/v1/lead` and `POST /connect/v1/trialsession/book`, `id`,
    /// int64).
    LeadId,
    /// The number of a contract that was signed (Open API, `GET /v1/customers/{customerId}/contracts`, `id`,
    /// int64).
    ContractId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written_and_nothing_else_is_one() {
        for (text, number) in [("0", 0), ("4711", 4711), ("9007199254740993", 9_007_199_254_740_993)] {
            assert_eq!(text.parse(), Ok(TermId(number)));
            assert_eq!(TermId(number).to_string(), text);
        }
        assert_eq!("9223372036854775807".parse(), Ok(OfferId(i64::MAX)));
        for text in [
            "",
            "-1",
            "+1",
            "007",
            "00",
            "1.5",
            "1e3",
            " 1",
            "1 ",
            "NaN",
            "Infinity",
            "0x10",
            "9223372036854775808",
        ] {
            assert_eq!(text.parse::<OfferId>(), Err(NoNumber), "{text:?}");
        }
    }

    #[test]
    fn a_number_is_kept_and_sent_as_a_bare_number() {
        assert_eq!(serde_json::to_string(&(Some(TermId(11)), [ModuleId(70)])).unwrap(), "[11,[70]]");
        assert_eq!(serde_json::from_str::<Vec<BlockId>>("[2, 3]").unwrap(), [BlockId(2), BlockId(3)]);
    }
}
