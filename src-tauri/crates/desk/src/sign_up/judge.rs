//! What is wrong with what was typed, as far as this computer can tell. The vendor has the last word.

use domain::address::{PostCode, post_code};
use domain::iban::{Iban, IbanProblem};
use domain::identity::{self, NationalId, Verdict};
use domain::person::{LONGEST_NAME, length};
use domain::phone::{self, Phone};
use jiff::civil::Date;
use wire::{Problem, SignUpField};

/// The longest text the vendor takes where no name stands.
const LONGEST_TEXT: usize = 300;

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
    let wrong = |problem: Option<Problem>| problem.map(|problem| (problem, false));
    let doubt = |problem: Option<Problem>| problem.map(|problem| (problem, true));
    match field {
        SignUpField::FirstName | SignUpField::LastName => wrong(longer(text, LONGEST_NAME)),
        SignUpField::DateOfBirth => wrong(birth(text, about.today)),
        SignUpField::Email => wrong(email(text)),
        SignUpField::Mobile | SignUpField::Phone => {
            wrong(longer(text, phone::LONGEST)).or_else(|| doubt(phone(text, about.home)))
        }
        SignUpField::ZipCode => wrong(longer(text, LONGEST_TEXT)).or_else(|| doubt(zip(text, about.home))),
        SignUpField::TaxId => {
            wrong(longer(text, LONGEST_TEXT)).or_else(|| doubt(national_id(text, about.studio)))
        }
        SignUpField::DocumentNumber => wrong(longer(text, LONGEST_TEXT)).or_else(|| {
            let turkish = about.studio == "TR" && about.document == Some("NATIONAL_ID_NUMBER");
            doubt(turkish.then(|| national_id(text, "TR")).flatten())
        }),
        SignUpField::Iban => wrong(iban(text)),
        SignUpField::SecondFirstName
        | SignUpField::SecondLastName
        | SignUpField::Gender
        | SignUpField::PlaceOfBirth
        | SignUpField::CountryOfBirth
        | SignUpField::StreetType
        | SignUpField::Street
        | SignUpField::SecondStreet
        | SignUpField::HouseNumber
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
        | SignUpField::Note => wrong(longer(text, LONGEST_TEXT)),
    }
}

fn longer(text: &str, than: usize) -> Option<Problem> {
    (length(text) > than).then_some(Problem::TooLong)
}

/// A date of birth that was entered in full, whatever its year.
pub(crate) fn date(text: &str) -> Option<Date> {
    let whole = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    whole.then(|| text.parse().ok()).flatten()
}

fn birth(text: &str, today: Date) -> Option<Problem> {
    let Some(born) = date(text) else { return Some(Problem::NoSuchDate) };
    match age(born, today) {
        Some(0..=100) => None,
        Some(_) | None => Some(Problem::DateOutOfRange),
    }
}

/// Whole years; nothing before birth.
pub(crate) fn age(born: Date, on: Date) -> Option<u32> {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    let years = i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday);
    u32::try_from(years).ok()
}

fn email(text: &str) -> Option<Problem> {
    if length(text) > LONGEST_TEXT {
        return Some(Problem::TooLong);
    }
    domain::email::parse(text).is_err().then_some(Problem::NotAnEmail)
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
