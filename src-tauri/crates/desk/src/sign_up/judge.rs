//! What is wrong with what was typed, as far as this computer can tell. The vendor has the last word.

use domain::address::{PostCode, post_code};
use domain::birth::{OLDEST, age};
use domain::iban::{Iban, IbanProblem};
use domain::identity::{self, NationalId, Verdict};
use domain::person::{LONGEST_NAME, length};
use domain::phone::{self, Phone};
use jiff::civil::Date;
use wire::{Problem, SignUpField};

/// The longest text the vendor takes where it says nothing shorter.
const LONGEST_TEXT: usize = 300;
/// The longest number of a house, and the longest post code.
const LONGEST_NUMBER: usize = 100;

/// What a text can be looked at for.
enum Form {
    Birth,
    Email,
    Phone,
    PostCode,
    TaxId,
    Document,
    Iban,
    /// Whatever is written there.
    Any,
}

/// What is in a field, and how long the vendor takes it, in UTF-16 code units (`maxLength`; of a contract, a lead
/// and a trial session the least).
const fn rules(field: SignUpField) -> (Form, usize) {
    match field {
        SignUpField::FirstName
        | SignUpField::LastName
        | SignUpField::SecondFirstName
        | SignUpField::SecondLastName => (Form::Any, LONGEST_NAME),
        SignUpField::HouseNumber => (Form::Any, LONGEST_NUMBER),
        SignUpField::ZipCode => (Form::PostCode, LONGEST_NUMBER),
        SignUpField::Mobile | SignUpField::Phone => (Form::Phone, phone::LONGEST),
        SignUpField::DateOfBirth => (Form::Birth, LONGEST_TEXT),
        SignUpField::Email => (Form::Email, LONGEST_TEXT),
        SignUpField::TaxId => (Form::TaxId, LONGEST_TEXT),
        SignUpField::DocumentNumber => (Form::Document, LONGEST_TEXT),
        SignUpField::Iban => (Form::Iban, LONGEST_TEXT),
        SignUpField::Gender
        | SignUpField::PlaceOfBirth
        | SignUpField::CountryOfBirth
        | SignUpField::StreetType
        | SignUpField::Street
        | SignUpField::SecondStreet
        | SignUpField::StreetBlock
        | SignUpField::Portal
        | SignUpField::Stairway
        | SignUpField::Floor
        | SignUpField::Door
        | SignUpField::BuildingName
        | SignUpField::AdditionalAddress
        | SignUpField::City
        | SignUpField::CityPart
        | SignUpField::District
        | SignUpField::Province
        | SignUpField::ProvinceCode
        | SignUpField::Country
        | SignUpField::DocumentType
        | SignUpField::ReferralCode
        | SignUpField::Campaign
        | SignUpField::AccountHolder
        | SignUpField::Note => (Form::Any, LONGEST_TEXT),
    }
}

/// A problem, and whether it is a doubt only.
pub(crate) type Judged = Option<(Problem, bool)>;

/// Who enters it, as far as that decides what is right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// The studio's country.
    pub(crate) studio: &'a str,
    /// The country of the address.
    pub(crate) home: &'a str,
    pub(crate) today: Date,
    /// What kind of document its number is of.
    pub(crate) document: Option<&'a str>,
}

/// Judges one field with something in it.
pub(crate) fn judge(field: SignUpField, text: &str, about: About<'_>) -> Judged {
    let (form, longest) = rules(field);
    if length(text) > longest {
        return Some((Problem::TooLong, false));
    }
    let wrong = |problem: Option<Problem>| problem.map(|problem| (problem, false));
    let doubt = |problem: Option<Problem>| problem.map(|problem| (problem, true));
    match form {
        Form::Birth => wrong(birth(text, about.today)),
        Form::Email => wrong(domain::email::parse(text).is_err().then_some(Problem::NotAnEmail)),
        Form::Phone => doubt(phone(text, about.home)),
        Form::PostCode => doubt(zip(text, about.home)),
        Form::TaxId => doubt(national_id(text, about.studio)),
        Form::Document => {
            let turkish = about.studio == "TR" && about.document == Some("NATIONAL_ID_NUMBER");
            doubt(turkish.then(|| national_id(text, "TR")).flatten())
        }
        Form::Iban => wrong(iban(text)),
        Form::Any => None,
    }
}

/// A date of birth that was entered in full, whatever its year.
pub(crate) fn date(text: &str) -> Option<Date> {
    let whole = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    whole.then(|| text.parse().ok()).flatten()
}

fn birth(text: &str, today: Date) -> Option<Problem> {
    let Some(born) = date(text) else { return Some(Problem::NoSuchDate) };
    (!(0..=OLDEST).contains(&age(born, today))).then_some(Problem::DateOutOfRange)
}

fn phone(text: &str, home: &str) -> Option<Problem> {
    match Phone::parse(text, home) {
        Ok(Some(Phone::Unclear(_))) => Some(Problem::NotAPhoneNumber),
        Ok(Some(Phone::Number(_)) | None) | Err(phone::TooLong) => None,
    }
}

fn zip(text: &str, home: &str) -> Option<Problem> {
    match post_code(text, home) {
        PostCode::Unusual => Some(Problem::NotAPostCode),
        PostCode::Usual | PostCode::CannotJudge => None,
    }
}

fn national_id(text: &str, country: &str) -> Option<Problem> {
    let problem = match NationalId::of(text).verdict(country) {
        Verdict::LooksWrong(problem) => problem,
        Verdict::Valid | Verdict::CannotJudge => return None,
    };
    Some(match problem {
        identity::Problem::Missing => Problem::Missing,
        identity::Problem::Length => Problem::WrongLength,
        identity::Problem::Form | identity::Problem::Date | identity::Problem::LeadingZero => {
            Problem::WrongForm
        }
        identity::Problem::CheckDigits => Problem::WrongCheckDigits,
    })
}

fn iban(text: &str) -> Option<Problem> {
    Some(match Iban::parse(text).err()? {
        IbanProblem::Missing => Problem::Missing,
        IbanProblem::UnknownCountry => Problem::UnknownCountry,
        IbanProblem::Length { .. } => Problem::WrongLength,
        IbanProblem::Form => Problem::WrongForm,
        IbanProblem::CheckDigits | IbanProblem::DomesticDigits => Problem::WrongCheckDigits,
    })
}
