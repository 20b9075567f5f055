//! What is written down when somebody signed up, and how it is sent.
//!
//! A contract is sent in two steps: the preview is asked for anew, which changes nothing, and only if it
//! still says what was agreed to, the contract is posted, once. What may have arrived is looked up through
//! the studio's own interface and never sent a second time blindly.

mod agreed;
mod look_up;
mod send;
#[cfg(test)]
mod tests;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{Currency, CustomerId, Language, Redacted};
use jiff::Timestamp;
use magicline::connect::{ContractRequest, LeadRequest, RedeemRequest, TrialRequest};
use outbox::Kind;
use serde::{Deserialize, Serialize};

pub(crate) use agreed::Agreed;
pub(super) use send::{Attempt, Connection, perform};

/// The reasons that are ours, among the vendor's constants.
pub(crate) mod code {
    /// The preview says something else than what was agreed to. Nothing was posted.
    pub(crate) const PRICE_CHANGED: &str = "PRICE_CHANGED";
    /// The preview does not take the voucher any more. Nothing was posted.
    pub(crate) const VOUCHER_REFUSED: &str = "VOUCHER_REFUSED";
    /// Something that was named is not there (the vendor's own word, which a 404 does without).
    pub(crate) const NOT_FOUND: &str = "ENTITY_NOT_FOUND";
    /// The slot is gone (the vendor's own word).
    pub(crate) const CONFLICT: &str = "CONFLICT";
    /// A trial session was booked before.
    pub(crate) const ALREADY_BOOKED: &str = "ALREADY_BOOKED";
    /// Members book no trial sessions.
    pub(crate) const ACTIVE_MEMBER: &str = "ACTIVE_MEMBER";
    /// Where pictures are put, none is taken.
    pub(crate) const PICTURE_REFUSED: &str = "PICTURE_REFUSED";
    /// What was signed was refused because of its picture. Nothing was done.
    pub(crate) const PICTURE_UNUSABLE: &str = magicline::connect::PICTURE_UNUSABLE;
}

/// The body of an item. It holds whatever a form can hold, so it prints nothing.
#[derive(Clone, Deserialize, Serialize)]
#[serde(tag = "sign_up", rename_all = "snake_case")]
pub(crate) enum SignUpBody {
    /// A contract.
    Contract {
        /// What is sent; the picture is put in when it has a place.
        request: Box<ContractRequest>,
        /// What it cost when it was agreed to.
        agreed: Agreed,
        /// What an attempt needs besides.
        terms: Terms,
        /// The draft it was, for opening it again.
        draft: String,
    },
    /// A contract that a rate voucher pays for.
    RateVoucher {
        /// What is sent; the picture is put in when it has a place.
        request: Box<RedeemRequest>,
        /// What an attempt needs besides.
        terms: Terms,
        /// The draft it was.
        draft: String,
    },
    /// Somebody the studio gets in touch with.
    Lead {
        /// What is sent.
        request: Box<LeadRequest>,
        /// What an attempt needs besides.
        terms: Terms,
        /// The draft it was.
        draft: String,
    },
    /// A trial session.
    Trial {
        /// What is sent.
        request: Box<TrialRequest>,
        /// What an attempt needs besides.
        terms: Terms,
        /// The draft it was.
        draft: String,
    },
    /// The picture for a contract.
    Picture {
        /// In Base64.
        jpeg: String,
    },
}

/// What an attempt needs to know besides what is sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Terms {
    /// When it was agreed to.
    at: Timestamp,
    /// A tag of [`Language`].
    language: String,
    /// What the studio's prices are in.
    currency: String,
}

impl Terms {
    pub(crate) fn new(at: Timestamp, language: Language, currency: Currency) -> Self {
        Self { at, language: language.tag().to_owned(), currency: currency.code().to_owned() }
    }

    fn language(&self) -> Language {
        Language::nearest(&self.language)
    }

    fn currency(&self) -> Option<Currency> {
        Currency::parse(&self.currency)
    }
}

impl SignUpBody {
    /// The body of a picture.
    pub(crate) fn picture(jpeg: &[u8]) -> Self {
        Self::Picture { jpeg: BASE64_STANDARD.encode(jpeg) }
    }

    /// As it is written down.
    pub(crate) fn write(&self) -> Redacted<String> {
        Redacted::new(serde_json::to_string(self).unwrap_or_default())
    }

    fn read(body: &Redacted<String>) -> Option<Self> {
        serde_json::from_str(body.expose()).ok()
    }

    /// The draft in the body of an item. An item that was opened again leaves its body to its draft, so
    /// whoever opens a draft asks this first; `None`: the body is a draft itself.
    pub(crate) fn draft_in(body: &Redacted<String>) -> Option<Redacted<String>> {
        match Self::read(body)? {
            Self::Contract { draft, .. }
            | Self::RateVoucher { draft, .. }
            | Self::Lead { draft, .. }
            | Self::Trial { draft, .. } => Some(Redacted::new(draft)),
            Self::Picture { .. } => None,
        }
    }
}

/// What the vendor gave besides a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignedUp {
    /// The vendor's number for the new member, for linking a card.
    pub(crate) customer: Option<CustomerId>,
    /// The number the member goes by.
    pub(crate) number: Option<Redacted<String>>,
    /// Where the member registers for the studio's app.
    pub(crate) registration: Option<Redacted<String>>,
    /// Where something has to be paid first.
    pub(crate) payment: Option<Redacted<String>>,
}

/// The kinds that come from signing up.
pub(super) const fn is_sign_up(kind: Kind) -> bool {
    match kind {
        Kind::Contract | Kind::RateVoucher | Kind::Lead | Kind::TrialBooking | Kind::Picture => true,
        Kind::CheckIn | Kind::Sale | Kind::TopUp | Kind::TimeUsage => false,
    }
}
