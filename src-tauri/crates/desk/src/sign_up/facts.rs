//! What the vendor has said about this studio, as far as a sign-up needs it. It is kept from one sign-up to
//! the next, so that a contract can be made while there is no connection.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Language, ModuleId, OfferId, TermId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use magicline::connect::{MessageCategory, Module, Offer, StudioDetails, Term, TrialConfig};
use wire::{AttentionReason, ChoiceOf};

/// Something the vendor can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Want {
    /// Where the studio is.
    Studio,
    /// What it offers.
    Offers,
    /// What messages there are.
    Categories,
    /// The countries of the world.
    Countries,
    /// How somebody can have heard of the studio.
    Sources,
    /// What is asked of somebody who only tries.
    Trial,
    /// Free slots, from a day on.
    Slots(Date),
    /// The mandate text of an offer.
    Mandate(OfferId),
    /// Whether check-in vouchers can be redeemed with the studio's key.
    Visits,
}

/// What is known so far.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// What the words below are in.
    pub(crate) language: Language,
    pub(crate) studio: Option<Arc<StudioDetails>>,
    pub(crate) offers: Option<Arc<Vec<Offer>>>,
    pub(crate) categories: Option<Arc<Vec<MessageCategory>>>,
    pub(crate) countries: Vec<ChoiceOf>,
    pub(crate) referrals: Vec<ChoiceOf>,
    pub(crate) campaigns: Vec<ChoiceOf>,
    pub(crate) trial: Option<TrialConfig>,
    pub(crate) slots: Option<Arc<Slots>>,
    /// By offer.
    pub(crate) mandates: BTreeMap<OfferId, Arc<str>>,
    /// The key has the right to redeem check-in vouchers.
    pub(crate) visits: Option<bool>,
    /// What could not be fetched, and why.
    pub(crate) failed: BTreeMap<Want, AttentionReason>,
    /// What was fetched at least once in this language, even if there was nothing.
    pub(crate) known: BTreeSet<Want>,
}

/// Free slots for trial sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slots {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) trainer_optional: bool,
    pub(crate) list: Vec<FreeSlot>,
}

/// A free slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FreeSlot {
    /// As the vendor wrote it, to be sent back with not a character changed.
    pub(crate) start: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Option<Timestamp>,
}

impl Facts {
    /// Nothing is known yet.
    pub(crate) fn new(language: Language) -> Self {
        Self {
            language,
            studio: None,
            offers: None,
            categories: None,
            countries: Vec::new(),
            referrals: Vec::new(),
            campaigns: Vec::new(),
            trial: None,
            slots: None,
            mandates: BTreeMap::new(),
            visits: None,
            failed: BTreeMap::new(),
            known: BTreeSet::new(),
        }
    }

    /// A term that can be had on this day, and the offer it belongs to.
    pub(crate) fn term(&self, term: TermId, today: Date) -> Option<(&Offer, &Term)> {
        let of = |offer: &'_ Offer| offer.terms.iter().position(|known| known.id == term);
        self.offered(today).find_map(|offer| Some((offer, offer.terms.get(of(offer)?)?)))
    }

    /// What can be had on this day. Offers may have been fetched on another one.
    pub(crate) fn offered(&self, today: Date) -> impl Iterator<Item = &Offer> {
        self.offers.iter().flat_map(|offers| offers.iter()).filter(move |offer| offer.is_offered(today))
    }

    /// The day on which the studio opens, where that is still to come. No contract begins before.
    pub(crate) fn opening(&self, today: Date) -> Option<Date> {
        self.studio.as_ref()?.studio.opening.filter(|opening| *opening > today)
    }

    /// Where the studio's days begin.
    pub(crate) fn zone(&self) -> TimeZone {
        let zone = self.studio.as_ref().and_then(|details| details.studio.zone.as_deref());
        zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or_else(TimeZone::system)
    }

    /// The day it is in the studio.
    pub(crate) fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone()).date()
    }
}

/// A module of an offer or term, by its number.
pub(crate) fn module<'a>(offer: &'a Offer, term: &'a Term, id: ModuleId) -> Option<&'a Module> {
    selectable(offer, id).or_else(|| optional(term, id))
}

pub(crate) fn selectable(offer: &Offer, id: ModuleId) -> Option<&Module> {
    offer.selectable.iter().find(|module| module.id == id)
}

pub(crate) fn optional(term: &Term, id: ModuleId) -> Option<&Module> {
    term.optional.iter().find(|module| module.id == id)
}
