//! What a preview and a contract have in common: who wants which term from when, with which modules.

use jiff::civil::Date;

use super::form::Form;
use super::offers::{Module, Offer, Preuse, Term};
use super::reject::{Code, Reject};
use super::{known_studio, volume};
use crate::request::Request;
use crate::state::Studio;

/// A term that is wanted, checked against what the studio offers.
pub(crate) struct Order {
    pub(crate) offer: Offer,
    pub(crate) term: Term,
    pub(crate) start: Date,
    pub(crate) preuse: Option<Date>,
    pub(crate) born: Date,
    pub(crate) selected: Vec<Module>,
    pub(crate) optional: Vec<Module>,
    pub(crate) voucher: Option<String>,
}

/// The published longest texts.
pub(crate) const NAME: usize = 100;
pub(crate) const TEXT: usize = 300;

/// Fields of a customer that have to be there, with the longest text they take.
pub(crate) const REQUIRED: [(&str, usize); 8] = [
    ("firstname", NAME),
    ("lastname", NAME),
    ("email", TEXT),
    ("street", TEXT),
    ("houseNumber", NAME),
    ("zipCode", NAME),
    ("city", TEXT),
    ("countryCode", TEXT),
];

impl Order {
    pub(crate) fn read(studio: &Studio, body: &Form, request: &Request) -> Result<Self, Reject> {
        known_studio(Some(body.required_number("studioId")?))?;
        let (contract, customer) = (body.required_object("contract")?, body.required_object("customer")?);
        for (name, most) in REQUIRED {
            customer.required(name, most)?;
        }
        let today = studio.today(request.now);
        let (offer, term) = find(studio, &contract, today)?;
        let (start, preuse) = dates(studio, &contract, &offer, today)?;
        let born = customer.required_date("dateOfBirth")?;
        if !(0..=100).contains(&age(born, today)) {
            return Err(customer.invalid("dateOfBirth", "gives an age that is not between 0 and 100 years"));
        }
        let selected = chosen(&contract, "selectedRateBundleModules", &offer.selectable)?;
        if i32::try_from(selected.len()).unwrap_or(i32::MAX) > offer.most_selectable {
            return Err(
                contract.invalid("selectedRateBundleModules", "has more modules than may be selected")
            );
        }
        let optional = chosen(&contract, "optionalRateBundleTermModules", &term.optional)?;
        let voucher = body.text("voucherCode", TEXT)?.map(str::trim).filter(|code| !code.is_empty());
        Ok(Self { start, preuse, born, selected, optional, voucher: voucher.map(str::to_owned), offer, term })
    }

    pub(crate) fn age(&self) -> i16 {
        age(self.born, self.start)
    }

    /// The price for the customer's age.
    pub(crate) fn cents(&self) -> i64 {
        self.term.price_at(self.age()).unwrap_or_else(|| self.term.frequency.cents())
    }

    /// Days before the start in which the studio is used.
    pub(crate) fn preuse_days(&self) -> i64 {
        self.preuse.map_or(0, |preuse| volume::days_between(preuse, self.start))
    }
}

/// Full years; negative for who is not born yet.
pub(crate) fn age(born: Date, on: Date) -> i16 {
    on.year() - born.year() - i16::from((on.month(), on.day()) < (born.month(), born.day()))
}

/// The offer and the term of a contract, if it can be had today.
fn find(studio: &Studio, contract: &Form, today: Date) -> Result<(Offer, Term), Reject> {
    let id = contract.required_number("rateBundleTermId")?;
    let of = |offer: Offer| {
        offer.terms.iter().find(|term| term.id == id).cloned().map(|term| (offer.clone(), term))
    };
    let found = studio.offers().into_iter().find_map(of);
    let (offer, term) =
        found.ok_or_else(|| Reject::new(Code::NotFound, "there is no such rate bundle term"))?;
    if !offer.is_on(today) {
        return Err(contract.invalid("rateBundleTermId", "is not offered at this time"));
    }
    Ok((offer, term))
}

fn dates(
    studio: &Studio,
    contract: &Form,
    offer: &Offer,
    today: Date,
) -> Result<(Date, Option<Date>), Reject> {
    let (start, preuse) = (contract.required_date("startDate")?, contract.date("preuseDate")?);
    let opening = studio.settings.opening_date;
    if start < today {
        return Err(contract.invalid("startDate", "is in the past"));
    }
    if opening.is_some_and(|opening| start < opening) {
        return Err(contract.invalid("startDate", "is before the studio opens"));
    }
    let Some(preuse) = preuse.filter(|preuse| *preuse != start) else { return Ok((start, None)) };
    if offer.preuse == Preuse::None {
        return Err(contract.invalid("preuseDate", "is not possible with this rate bundle"));
    }
    if preuse < today || preuse > start || opening.is_some_and(|opening| preuse < opening) {
        return Err(contract.invalid("preuseDate", "is not between today and the start"));
    }
    Ok((start, Some(preuse)))
}

/// The modules of a list, each once and each one that is offered here.
fn chosen(contract: &Form, name: &str, offered: &[Module]) -> Result<Vec<Module>, Reject> {
    let mut modules: Vec<Module> = Vec::new();
    for wish in contract.objects(name)?.unwrap_or_default() {
        let id = wish.required_number("id")?;
        let module = offered.iter().find(|module| module.id == id);
        let module = module.ok_or_else(|| wish.invalid("id", "is no module of this rate bundle term"))?;
        if modules.iter().any(|known| known.id == id) {
            return Err(wish.invalid("id", "is there twice"));
        }
        modules.push(module.clone());
    }
    Ok(modules)
}
