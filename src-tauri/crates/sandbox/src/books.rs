//! Who became a member, a lead or a guest, as the studio's books have it. Unlike the journal they forget
//! nothing, and they only say what has happened, not what was asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::connect_api::country;
use crate::connect_api::offers::{Frequency, Offer, Span, Term, Tongue};
use crate::{Core, Country, Sandbox, settings};

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

/// A term of an offer, and what it costs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermOnOffer {
    /// Number of the term.
    pub term: i64,
    /// Name of the offer, in German.
    pub offer: &'static str,
    /// Price of one payment in cents.
    pub cents: i64,
}

/// What is signed, for whoever looks into the books or changes what can be.
impl Sandbox {
    /// Everything that was signed, oldest first.
    #[must_use]
    pub fn contracts(&self) -> Vec<Contract> {
        self.core.shared.studio().books.contracts.clone()
    }

    /// Everybody who wants to hear from the studio, oldest first.
    #[must_use]
    pub fn leads(&self) -> Vec<Lead> {
        self.core.shared.studio().books.leads.clone()
    }

    /// The trial sessions that were booked, oldest first.
    #[must_use]
    pub fn trial_bookings(&self) -> Vec<TrialBooking> {
        self.core.shared.studio().books.bookings.clone()
    }

    /// The vouchers that were redeemed for contracts, oldest first.
    #[must_use]
    pub fn voucher_uses(&self) -> Vec<VoucherUse> {
        self.core.shared.studio().books.voucher_uses.clone()
    }

    /// The places for pictures, with what was put there, by their keys.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        self.core.shared.studio().books.pictures.values().cloned().collect()
    }

    /// The payment sessions, oldest first.
    #[must_use]
    pub fn payment_sessions(&self) -> Vec<PaymentSession> {
        self.core.shared.studio().books.sessions.clone()
    }

    /// Ends all payment sessions at this moment.
    pub fn lapse_payment_sessions(&self) {
        self.core.lapse_payment_sessions();
    }

    /// Gives a term of an offer another price in cents.
    pub fn set_price(&self, term: i64, cents: i64) {
        self.configure(|settings| settings::set(&mut settings.term_prices, term, Some(cents)));
    }

    /// The terms that can be signed today.
    #[must_use]
    pub fn terms(&self) -> Vec<TermOnOffer> {
        let today = self.core.shared.now().to_zoned(TimeZone::UTC).date();
        let offers = self.core.shared.studio().offers();
        let of = |offer: &Offer| {
            let term = |term: &Term| TermOnOffer {
                term: term.id,
                offer: offer.name.pick(Tongue::German),
                cents: term.frequency.cents(),
            };
            offer.terms.iter().map(term).collect::<Vec<_>>()
        };
        offers.iter().filter(|offer| offer.is_on(today)).flat_map(of).collect()
    }

    /// Takes a slot for trial sessions away, as if somebody had booked it elsewhere.
    pub fn lose_slot(&self, start: Timestamp) {
        self.core.shared.studio().books.lost_slots.insert(start);
    }

    /// Moves the studio to another country: address, currency, time, language and required fields.
    pub fn set_country(&self, country: Country) {
        let language = country::facts(country).language;
        self.configure(|settings| {
            settings.country = country;
            settings.studio_language = language.to_owned();
        });
    }
}

impl Core {
    pub(crate) fn lapse_payment_sessions(&self) {
        let now = self.shared.now();
        for session in &mut self.shared.studio().books.sessions {
            session.until = session.until.min(now);
        }
    }
}
