//! Whether what may have been sent arrived: the studio's own interface is asked for the customer, and for
//! what they have signed since.

use domain::Redacted;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use magicline::connect::Applicant;
use magicline::{Contract, Customer, Error, OpenApi, Search};
use outbox::Report;

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

impl<'a> Signer<'a> {
    pub(super) const fn new(applicant: &'a Applicant, start: Date, at: Timestamp) -> Self {
        Self { applicant, start, at }
    }

    /// Asks, and says who fits. Nobody who merely has the same name does.
    pub(super) async fn look_up(&self, members: Option<&OpenApi>) -> Report {
        let Some(members) = members else { return Report::MayNotLook };
        let found = match members.search(&self.search()).await {
            Ok(found) => found,
            Err(error) => return may_not(&error).unwrap_or_else(|| refused_or(error)),
        };
        let (mut there, mut doubtful) = (Vec::new(), false);
        for customer in found.iter().filter(|customer| self.fits(customer)) {
            let contracts = match members.contracts(customer.id).await {
                Ok(contracts) => contracts,
                Err(error) => return may_not(&error).unwrap_or_else(|| refused_or(error)),
            };
            match self.trace(&contracts) {
                Trace::There => there.push(number(customer)),
                Trace::Nothing => {}
                Trace::Doubtful => doubtful = true,
            }
        }
        // Sending it again would be wrong if it is the one, and taking it for the one if it is not.
        if doubtful && there.is_empty() { Report::MayNotLook } else { Report::Found(there) }
    }

    /// The e-mail address is compared here and not asked by: one that the vendor spells in another way
    /// would hide the customer, and the contract would be made twice.
    fn search(&self) -> Search {
        let person = self.applicant.person.expose();
        Search {
            first_name: Redacted::new(Some(person.first_name.clone())),
            last_name: Redacted::new(Some(person.last_name.clone())),
            date_of_birth: Redacted::new(Some(self.applicant.birth.expose().date)),
            email: Redacted::new(None),
        }
    }

    /// Whether it is the same person. The vendor finds everybody whose name only begins so.
    pub(super) fn fits(&self, customer: &Customer) -> bool {
        let person = self.applicant.person.expose();
        let born = *customer.date_of_birth.expose();
        let email = customer.email.expose().as_deref();
        same(customer.first_name.expose().as_deref(), &person.first_name)
            && same(customer.last_name.expose().as_deref(), &person.last_name)
            && born.is_none_or(|born| born == self.applicant.birth.expose().date)
            && email.is_none_or(|email| same(Some(email), &self.applicant.contact.expose().email))
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

/// As people compare names: neither case nor blanks nor ways to write an accent count.
fn same(one: Option<&str>, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
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
