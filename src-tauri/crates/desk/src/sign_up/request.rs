//! What was entered, as it is sent. Nothing is filled in that was not entered or chosen.

use domain::identity::NationalId;
use domain::person::NO_FIRST_NAME;
use domain::phone::Phone;
use domain::{Language, ModuleId, Redacted, StudioId, TermId};
use jiff::civil::Date;
use magicline::connect::{
    Address, Applicant, Birth, BlockSignature, Contact, ContractRequest, Document, DocumentKind, Gender,
    LeadRequest, Payment, Person, Prospect, RedeemRequest, Signatures, TrialRequest,
};
use wire::{PayBy, SignUpField as F};

use super::draft::{Draft, What};
use super::judge::date;

/// What decides how it is written.
#[derive(Clone, Copy)]
pub(crate) struct Sender<'a> {
    pub(crate) studio: StudioId,
    /// The studio's country.
    pub(crate) country: &'a str,
    pub(crate) language: Language,
    /// Whoever has no first name has one name only.
    pub(crate) single_names: bool,
    /// The BIC that the vendor found.
    pub(crate) bic: Option<&'a str>,
}

/// What a contract is about.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) term: TermId,
    pub(crate) start: Date,
    pub(crate) pre_use: Option<Date>,
    pub(crate) selected: Vec<ModuleId>,
    pub(crate) optional: Vec<ModuleId>,
    pub(crate) voucher: Option<String>,
}

/// `None` while there is no date of birth: nothing is asked without one.
pub(crate) fn contract(draft: &Draft, about: About, sender: Sender<'_>) -> Option<ContractRequest> {
    Some(ContractRequest {
        studio: sender.studio,
        term: about.term,
        start: about.start,
        pre_use: about.pre_use,
        selected_modules: about.selected,
        optional_modules: about.optional,
        voucher: Redacted::new(about.voucher),
        applicant: applicant(draft, sender)?,
        payment: Redacted::new(payment(draft, sender)),
        signatures: Redacted::new(signatures(draft)),
        referral: draft.field(F::Campaign).and_then(|number| number.parse().ok()),
        notes: Redacted::new(entered(draft, F::Note)),
    })
}

pub(crate) fn redemption(
    draft: &Draft,
    code: &str,
    start: Date,
    sender: Sender<'_>,
) -> Option<RedeemRequest> {
    Some(RedeemRequest {
        studio: sender.studio,
        code: Redacted::new(code.to_owned()),
        start,
        pre_use: None,
        applicant: applicant(draft, sender)?,
    })
}

pub(crate) fn lead(draft: &Draft, sender: Sender<'_>) -> LeadRequest {
    LeadRequest {
        studio: sender.studio,
        prospect: prospect(draft, sender),
        notes: Redacted::new(entered(draft, F::Note)),
        campaign: draft.field(F::Campaign).and_then(|number| number.parse().ok()),
        locale: Some(locale(sender)),
    }
}

pub(crate) fn trial(draft: &Draft, start: String, with_trainer: bool, sender: Sender<'_>) -> TrialRequest {
    TrialRequest {
        studio: sender.studio,
        start,
        with_trainer,
        prospect: prospect(draft, sender),
        lead: Redacted::new(None),
        note: Redacted::new(entered(draft, F::Note)),
        participants: None,
        referral: None,
        campaign: draft.field(F::Campaign).and_then(|number| number.parse().ok()),
        referral_code: Redacted::new(entered(draft, F::ReferralCode)),
    }
}

fn applicant(draft: &Draft, sender: Sender<'_>) -> Option<Applicant> {
    Some(Applicant {
        person: Redacted::new(person(draft, sender.single_names)),
        birth: Redacted::new(birth(draft)?),
        address: Redacted::new(address(draft, sender)),
        contact: Redacted::new(contact(draft, sender)),
        document: Redacted::new(document(draft)),
        preferences: draft.preferences.clone().unwrap_or_default(),
        picture: Redacted::new(None),
        referral_code: Redacted::new(entered(draft, F::ReferralCode)),
        lead: Redacted::new(None),
        language: Some(language(sender).to_owned()),
        locale: Some(locale(sender)),
    })
}

fn prospect(draft: &Draft, sender: Sender<'_>) -> Prospect {
    let has_address =
        [F::Street, F::HouseNumber, F::ZipCode, F::City].iter().any(|it| draft.field(*it).is_some());
    Prospect {
        person: Redacted::new(person(draft, sender.single_names)),
        birth: Redacted::new(birth(draft)),
        address: Redacted::new(has_address.then(|| address(draft, sender))),
        contact: Redacted::new(contact(draft, sender)),
        preferences: draft.preferences.clone().unwrap_or_default(),
    }
}

pub(crate) fn person(draft: &Draft, single_names: bool) -> Person {
    let first_name = needed(draft, F::FirstName);
    let is_single = single_names && first_name.is_empty();
    Person {
        first_name: if is_single { NO_FIRST_NAME.to_owned() } else { first_name },
        second_first_name: entered(draft, F::SecondFirstName),
        last_name: needed(draft, F::LastName),
        second_last_name: entered(draft, F::SecondLastName),
        gender: match draft.field(F::Gender) {
            Some("MALE") => Some(Gender::Male),
            Some("FEMALE") => Some(Gender::Female),
            Some("UNISEX") => Some(Gender::Unisex),
            Some(_) | None => None,
        },
        tax_id: draft.field(F::TaxId).map(|id| NationalId::of(id).text().to_owned()),
    }
}

pub(crate) fn birth(draft: &Draft) -> Option<Birth> {
    Some(Birth {
        date: date(draft.field(F::DateOfBirth)?)?,
        place: entered(draft, F::PlaceOfBirth),
        country: entered(draft, F::CountryOfBirth),
    })
}

fn address(draft: &Draft, sender: Sender<'_>) -> Address {
    let country = entered(draft, F::Country).unwrap_or_else(|| sender.country.to_owned());
    // In the US the state is chosen once, and goes by its name and by its letters.
    let state = draft.field(F::ProvinceCode).filter(|_| country == "US").and_then(domain::address::state);
    Address {
        country,
        street: needed(draft, F::Street),
        house_number: needed(draft, F::HouseNumber),
        zip: needed(draft, F::ZipCode),
        city: needed(draft, F::City),
        province: entered(draft, F::Province).or_else(|| state.map(|state| state.name.to_owned())),
        province_code: draft.field(F::ProvinceCode).map(str::to_uppercase),
        street_type: entered(draft, F::StreetType),
        block: entered(draft, F::StreetBlock),
        portal: entered(draft, F::Portal),
        stairway: entered(draft, F::Stairway),
        floor: entered(draft, F::Floor),
        door: entered(draft, F::Door),
        additional: entered(draft, F::AdditionalAddress),
        city_part: entered(draft, F::CityPart),
        district: entered(draft, F::District),
        second_street: entered(draft, F::SecondStreet),
        building: entered(draft, F::BuildingName),
    }
}

/// A sole number is the mobile one, whatever it was entered as.
fn contact(draft: &Draft, sender: Sender<'_>) -> Contact {
    let home = draft.field(F::Country).unwrap_or(sender.country);
    let number = |field: F| match Phone::parse(draft.field(field)?, home) {
        Ok(number) => number.map(|number| number.text().to_owned()),
        Err(domain::phone::TooLong) => None,
    };
    let (mobile, private) = (number(F::Mobile), number(F::Phone));
    let (mobile, private) = if mobile.is_none() { (private, None) } else { (mobile, private) };
    Contact { email: needed(draft, F::Email), mobile, private }
}

fn document(draft: &Draft) -> Option<Document> {
    let kind = match draft.field(F::DocumentType)? {
        "ID_CARD" => DocumentKind::IdCard,
        "PASSPORT" => DocumentKind::Passport,
        "DRIVERS_LICENCE" => DocumentKind::DriversLicence,
        "RESIDENCE_PERMIT" => DocumentKind::ResidencePermit,
        "NATIONAL_ID_NUMBER" => DocumentKind::NationalId,
        _ => DocumentKind::Other,
    };
    Some(Document { kind, number: entered(draft, F::DocumentNumber)? })
}

/// Empty while it is not entered: that counts as not filled in.
fn payment(draft: &Draft, sender: Sender<'_>) -> Payment {
    match draft.pay_by {
        Some(PayBy::DirectDebit) | None => Payment::DirectDebit {
            iban: draft.iban().map(|iban| iban.electronic().to_owned()).unwrap_or_default(),
            holder: needed(draft, F::AccountHolder),
            bic: sender.bic.map(str::to_owned),
        },
        Some(PayBy::Card) => {
            Payment::Card { token: draft.card.as_ref().map(|card| card.token.clone()).unwrap_or_default() }
        }
        Some(PayBy::Cash) => Payment::Cash,
        Some(PayBy::Transfer) => Payment::BankTransfer,
        Some(PayBy::Twint) => Payment::Twint,
    }
}

fn signatures(draft: &Draft) -> Signatures {
    let of = |what: What| draft.given(what).and_then(|given| given.svg.as_deref()).map(in_base64);
    let blocks = draft.given.iter().filter_map(|given| match given.what {
        What::Text(block) => {
            Some(BlockSignature { text_block: block, svg: in_base64(given.svg.as_deref()?) })
        }
        What::Contract | What::Mandate => None,
    });
    Signatures { contract: of(What::Contract), sepa: of(What::Mandate), text_blocks: blocks.collect() }
}

fn in_base64(svg: &str) -> String {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(svg);
    format!("data:image/svg+xml;base64,{encoded}")
}

fn entered(draft: &Draft, field: F) -> Option<String> {
    draft.field(field).map(domain::person::text)
}

fn needed(draft: &Draft, field: F) -> String {
    entered(draft, field).unwrap_or_default()
}

fn language<'a>(sender: Sender<'a>) -> &'a str {
    sender.language.tag().split('-').next().unwrap_or_default()
}

/// `de_DE`
fn locale(sender: Sender<'_>) -> String {
    format!("{}_{}", language(sender), sender.country)
}
