//! Whether what may have been sent arrived: the studio's own interface is asked for the customer, and for
//! what they have signed since.

use std::collections::BTreeMap;

use domain::Redacted;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use magicline::connect::Applicant;
use magicline::{Contract, Customer, Error, OpenApi, Search};
use outbox::Report;
use unicode_normalization::UnicodeNormalization;

use super::send::refused_or;

/// Who signed, and when.
pub(super) struct Signer<'a> {
    applicant: &'a Applicant,
    /// The first day of the contract that was sent.
    start: Date,
    at: Timestamp,
}

/// What a customer's contracts say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// One of them was made since, and begins as what was sent.
    There,
    /// Nothing was made since.
    Nothing,
    /// Something was made since that need not be what was sent.
    Doubtful,
}

/// How well a customer goes with whoever signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same name, and nothing else speaks against it.
    Same,
    /// Perhaps the same, under another name or address: the vendor has no fields for second names, and
    /// need not spell what it has as it was entered.
    Like,
    /// Born on another day.
    Other,
}

impl<'a> Signer<'a> {
    pub(super) const fn new(applicant: &'a Applicant, start: Date, at: Timestamp) -> Self {
        Self { applicant, start, at }
    }

    /// Asks, and says who fits. Whoever may be the one and signed something since is for a person to
    /// look at: nothing is sent again for them, and nobody who is only like them counts as found.
    pub(super) async fn look_up(&self, members: Option<&OpenApi>) -> Report {
        let Some(members) = members else { return Report::MayNotLook };
        let mut found = BTreeMap::new();
        for search in self.searches() {
            match members.search(&search).await {
                Ok(more) => found.extend(more.into_iter().map(|customer| (customer.id, customer))),
                Err(error) => return may_not(&error).unwrap_or_else(|| refused_or(error)),
            }
        }
        let (mut there, mut doubtful) = (Vec::new(), false);
        for customer in found.values() {
            let likeness = self.likeness(customer);
            if likeness == Likeness::Other {
                continue;
            }
            let contracts = match members.contracts(customer.id).await {
                Ok(contracts) => contracts,
                Err(error) => return may_not(&error).unwrap_or_else(|| refused_or(error)),
            };
            match (self.trace(&contracts), likeness) {
                (Trace::There, Likeness::Same) => there.push(number(customer)),
                (Trace::Nothing, _) => {}
                (Trace::There | Trace::Doubtful, _) => doubtful = true,
            }
        }
        // Sending it again would be wrong if it is the one, and taking it for the one if it is not.
        if doubtful && there.is_empty() { Report::MayNotLook } else { Report::Found(there) }
    }

    /// Two questions, since either a name or an address that the vendor spells in another way would
    /// hide the customer, and the contract would be made twice.
    fn searches(&self) -> [Search; 2] {
        let person = self.applicant.person.expose();
        let born = Redacted::new(Some(self.applicant.birth.expose().date));
        let email = self.applicant.contact.expose().email.clone();
        let nothing = Redacted::new(None);
        [
            Search {
                first_name: Redacted::new(Some(person.first_name.clone())),
                last_name: Redacted::new(Some(person.last_name.clone())),
                date_of_birth: born.clone(),
                email: nothing.clone(),
            },
            Search {
                first_name: nothing.clone(),
                last_name: nothing,
                date_of_birth: born,
                email: Redacted::new(Some(email)),
            },
        ]
    }

    /// What a customer who was found is to whoever signed.
    pub(super) fn likeness(&self, customer: &Customer) -> Likeness {
        let person = self.applicant.person.expose();
        let birth = self.applicant.birth.expose().date;
        let email = customer.email.expose().as_deref();
        if customer.date_of_birth.expose().is_some_and(|born| born != birth) {
            return Likeness::Other;
        }
        let is_same = same(customer.first_name.expose().as_deref(), &person.first_name)
            && same(customer.last_name.expose().as_deref(), &person.last_name)
            && email.is_none_or(|email| same(Some(email), &self.applicant.contact.expose().email));
        if is_same { Likeness::Same } else { Likeness::Like }
    }

    pub(super) fn trace(&self, contracts: &[Contract]) -> Trace {
        // The vendor says a day and not in which time zone.
        let since = self.at.to_zoned(TimeZone::UTC).date().checked_sub(1.day()).unwrap_or(Date::MIN);
        let mut trace = Trace::Nothing;
        for contract in contracts {
            match (contract.created, contract.start) {
                (Some(created), _) if created < since => {}
                (Some(_), Some(start)) if start == self.start => return Trace::There,
                (Some(_) | None, Some(_) | None) => trace = Trace::Doubtful,
            }
        }
        trace
    }
}

/// As people compare names: neither case nor blanks count, nor whether an accent is a character of its own.
fn same(one: Option<&str>, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        lower.nfc().collect()
    };
    one.is_some_and(|one| plain(one) == plain(other))
}

fn number(customer: &Customer) -> String {
    customer.number.expose().clone().unwrap_or_else(|| customer.id.to_string())
}

/// The key lacks the right: no later attempt will fare better by itself. One that is not accepted is
/// another matter, and waits for another key.
fn may_not(error: &Error) -> Option<Report> {
    matches!(error, Error::Status(refusal) if refusal.status == 403).then_some(Report::MayNotLook)
}
