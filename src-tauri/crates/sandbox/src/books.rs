//! Who became a member, a lead or a guest, as the studio's books have it. Unlike the journal they forget
//! nothing, and they only say what has happened, not what was asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::connect_api::offers::{Frequency, Span};

/// A contract that was signed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contract {
    /// Number of the contract.
    pub id: i64,
    /// Number of the member.
    pub member: i64,
    /// The number on the member's card.
    pub customer_number: String,
    /// Full name.
    pub name: String,
    /// Number of the offer.
    pub offer: i64,
    /// Number of the term.
    pub term: i64,
    /// Price of one payment in cents, for the member's age, without any discount.
    pub cents: i64,
    /// First day.
    pub start: Date,
    /// First day of use, if that is earlier.
    pub preuse: Option<Date>,
    /// Last day of the first runtime.
    pub end: Date,
    /// Free modules that were selected.
    pub selected: Vec<i64>,
    /// Paid modules that were selected.
    pub optional: Vec<i64>,
    /// The voucher that was redeemed with it.
    pub voucher: Option<String>,
    /// How it is paid, in the vendor's word.
    pub payment: Option<&'static str>,
    /// The token of the card it is paid with.
    pub card_token: Option<String>,
    /// The key of the picture.
    pub picture: Option<String>,
    /// Whether contract and mandate were signed.
    pub signed: bool,
    /// Whether the mandate was signed by a signature of its own.
    pub mandate_signed: bool,
    /// Texts that were signed.
    pub signed_texts: Vec<i64>,
    /// When it arrived, by the practice studio's clock.
    pub time: Timestamp,
    #[serde(skip)]
    pub(crate) paper: Paper,
}

/// What else the Open API tells of a contract.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    pub(crate) rate: String,
    pub(crate) span: Span,
    pub(crate) extension: Option<(Span, Span)>,
    pub(crate) frequency: Frequency,
    pub(crate) currency: &'static str,
}

impl PartialEq for Paper {
    /// The paper follows from offer, term and price, so it tells no contracts apart.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Somebody who wants to hear from the studio.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lead {
    /// The lead's own number.
    pub uuid: Uuid,
    /// Number of the person in the studio's system.
    pub member: i64,
    /// The number on letters.
    pub customer_number: String,
    /// Full name.
    pub name: String,
    /// When it arrived.
    pub time: Timestamp,
    /// The lead as the Connect API tells it.
    #[serde(skip)]
    pub(crate) shown: Value,
}

/// A trial session that was booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrialBooking {
    /// Number of the booking.
    pub id: i64,
    /// Number of the person.
    pub member: i64,
    /// Full name.
    pub name: String,
    /// When the session starts.
    pub slot: Timestamp,
    /// The slot as it was written in the request.
    pub written: String,
    /// When it was booked.
    pub time: Timestamp,
}

/// A voucher that was redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoucherUse {
    /// The voucher.
    pub code: String,
    /// Who redeemed it.
    pub member: i64,
    /// The contract it went with.
    pub contract: i64,
    /// When.
    pub time: Timestamp,
}

/// A place for a picture, and the picture once it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its key.
    pub key: String,
    /// Type of the picture that arrived.
    pub content_type: Option<&'static str>,
    /// The bytes that arrived.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// The member whose picture it became.
    pub member: Option<i64>,
}

/// A payment session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaymentSession {
    /// The token that opens the widget.
    pub token: String,
    /// The first moment at which it is no longer good.
    pub until: Timestamp,
    /// The amount in cents that was named.
    pub cents: i64,
    /// The token the widget gave out for a card.
    pub request_token: Option<String>,
    /// The contract the token was used in.
    pub contract: Option<i64>,
}

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) contracts: Vec<Contract>,
    pub(crate) leads: Vec<Lead>,
    pub(crate) bookings: Vec<TrialBooking>,
    pub(crate) voucher_uses: Vec<VoucherUse>,
    pub(crate) pictures: BTreeMap<String, Picture>,
    pub(crate) sessions: Vec<PaymentSession>,
    pub(crate) lost_slots: BTreeSet<Timestamp>,
}
