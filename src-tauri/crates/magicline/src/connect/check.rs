//! What the vendor knows better: bank accounts, tax numbers, places of birth, provinces, countries.

use domain::{Language, OfferId, Redacted, StudioId};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::amount::{date, each, text};
use super::contract::{Birth, Gender, Person};
use super::{ConnectApi, body, found_or_none};
use crate::answer::Answer;
use crate::error::Error;

/// What the vendor says of an IBAN (`ConnectApiBankAccountBicIbanDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Whether there can be such an account. False too where the vendor found fault with it.
    pub valid: bool,
    /// Found by the IBAN.
    pub bic: Redacted<Option<String>>,
    /// Found by the IBAN.
    pub bank_name: Redacted<Option<String>>,
    /// Whether the bank takes SEPA direct debits, if the vendor says.
    pub direct_debit: Option<bool>,
}

/// What the vendor says of a tax number (`TaxIdValidationResultDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxIdCheck {
    /// Whether it is good.
    pub valid: bool,
    /// What is wrong, or missing to tell.
    pub problems: Vec<TaxIdProblem>,
}

/// Why a tax number is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxIdProblem {
    /// `INVALID_TAX_ID`
    Invalid,
    /// `MISSING_LASTNAME`
    LastNameMissing,
    /// `MISSING_FIRSTNAME`
    FirstNameMissing,
    /// `MISSING_GENDER`
    GenderMissing,
    /// `UNSUPPORTED_GENDER`: the number knows two.
    GenderUnsupported,
    /// `MISSING_DATE_OF_BIRTH`
    BirthDateMissing,
    /// `MISSING_PLACE_OR_COUNTRY_OF_BIRTH`
    BirthPlaceMissing,
    /// One published after this program was built.
    Other,
}

/// What a codice fiscale tells.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthInformation {
    /// Date of birth.
    pub date: Option<Date>,
    /// Place of birth.
    pub place: Option<String>,
    /// Country of birth, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Gender.
    pub gender: Option<Gender>,
}

/// The province of an Italian postal code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// `Roma`
    pub name: String,
    /// `RM`
    pub code: String,
}

/// A country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// In the language that was asked for.
    pub name: String,
}

impl ConnectApi {
    /// The text of the mandate for direct debits, to be shown unchanged: the offer's in `language`
    /// (`GET /connect/v1/studio/{studioId}/rate/{rateBundleId}/sepa/agreement`), or the studio's own
    /// (`GET /connect/v1/studio/{studioId}/sepa/agreement`).
    pub async fn mandate_text(
        &self,
        studio: StudioId,
        offer: Option<OfferId>,
        language: Language,
    ) -> Result<String, Error> {
        let mut url = match offer {
            Some(offer) => self.at(&format!("/connect/v1/studio/{studio}/rate/{offer}/sepa/agreement")),
            None => self.at(&format!("/connect/v1/studio/{studio}/sepa/agreement")),
        };
        if offer.is_some() {
            url.query_pairs_mut().append_pair("language", language.tag());
        }
        self.get("mandate text", url, Some(language), mandate).await
    }

    /// Asks about an IBAN (`GET /connect/v1/bankaccount`).
    pub async fn bank_account(
        &self,
        studio: StudioId,
        iban: &Redacted<String>,
    ) -> Result<BankAccount, Error> {
        let mut url = self.at("/connect/v1/bankaccount");
        url.query_pairs_mut()
            .append_pair("iban", iban.expose())
            .append_pair("organizationUnitId", &studio.to_string());
        self.get("bank account", url, None, |answer| answer.json().map(AccountAnswer::read)).await
    }

    /// Whether the vendor takes this as the name of who has a bank account
    /// (`GET /connect/v1/bankaccount/validate/accountholder`). A yes or no it must be; its reasons are
    /// for developers.
    pub async fn account_holder_valid(&self, holder: &Redacted<String>) -> Result<bool, Error> {
        let mut url = self.at("/connect/v1/bankaccount/validate/accountholder");
        url.query_pairs_mut().append_pair("accountHolder", holder.expose());
        self.get("account holder", url, None, |answer| answer.json().map(|found: HolderAnswer| found.valid))
            .await
    }

    /// Asks about a person's tax number by the rules of the studio's country
    /// (`POST /connect/v1/validation/taxId`). Changes nothing and may be repeated.
    pub async fn check_tax_id(
        &self,
        studio: StudioId,
        person: &Redacted<Person>,
        birth: &Redacted<Birth>,
    ) -> Result<TaxIdCheck, Error> {
        let body = body::tax_id(studio, person.expose(), birth.expose());
        let url = self.at("/connect/v1/validation/taxId");
        self.post("tax id", url, &body, None, |answer| answer.json().map(TaxIdAnswer::read)).await
    }

    /// What a codice fiscale tells of its owner's birth; `None` if the vendor finds nothing in it
    /// (`GET /connect/v1/terminal/customer-data-by-codicefiscale`).
    pub async fn birth_information(
        &self,
        codice_fiscale: &Redacted<String>,
    ) -> Result<Redacted<Option<BirthInformation>>, Error> {
        let mut url = self.at("/connect/v1/terminal/customer-data-by-codicefiscale");
        url.query_pairs_mut().append_pair("codiceFiscale", codice_fiscale.expose());
        let found = self.get("birth information", url, None, |answer| answer.json().map(BirthAnswer::read));
        found_or_none(found.await).map(Redacted::new)
    }

    /// The province of an Italian postal code, if there is one
    /// (`GET /connect/v1/addressdata/italy/province`).
    pub async fn province(&self, zip: &str) -> Result<Option<Province>, Error> {
        let mut url = self.at("/connect/v1/addressdata/italy/province");
        url.query_pairs_mut().append_pair("zipCode", zip);
        let read = |found: ProvinceAnswer| Province { name: found.province, code: found.province_code };
        found_or_none(self.get("province", url, None, |answer| answer.json().map(read)).await)
    }

    /// The countries an address can be in, by their names in `language`
    /// (`GET /connect/v1/i18n/countries`). Codes that no country has are left out.
    pub async fn countries(&self, language: Language) -> Result<Vec<Country>, Error> {
        self.hear_countries(language).await.map(|heard| heard.said)
    }
}

pub(super) fn countries(answer: Answer) -> Result<Vec<Country>, Error> {
    let list: Vec<Box<RawValue>> = answer.json()?;
    let country = |one: CountryAnswer| {
        let is_code = one.key.len() == 2 && one.key.bytes().all(|b| b.is_ascii_uppercase());
        is_code.then_some(Country { name: text(one.value)?, code: one.key })
    };
    Ok(each(Some(&list)).filter_map(country).collect())
}

/// Published as a text under `*/*`: taken both as JSON and as it is.
fn mandate(answer: Answer) -> Result<String, Error> {
    let status = answer.status;
    let body = answer.success()?;
    let words = match serde_json::from_slice::<Value>(&body) {
        Ok(Value::String(words)) => Some(words),
        // JSON of another kind is not the text, nor is it one to be shown.
        Ok(_) => None,
        Err(_) => String::from_utf8(body).ok(),
    };
    words.filter(|words| !words.trim().is_empty()).ok_or(Error::Garbled { status })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountAnswer {
    valid_iban: bool,
    bic: Option<String>,
    bank_name: Option<String>,
    supports_sepa_direct_debit: Option<bool>,
    error_message: Option<String>,
}

impl AccountAnswer {
    /// The message comes with Italian accounts only, and with those that are not good.
    fn read(self) -> BankAccount {
        BankAccount {
            valid: self.valid_iban && text(self.error_message).is_none(),
            bic: Redacted::new(text(self.bic)),
            bank_name: Redacted::new(text(self.bank_name)),
            direct_debit: self.supports_sepa_direct_debit,
        }
    }
}

#[derive(Deserialize)]
struct HolderAnswer {
    valid: bool,
}

#[derive(Deserialize)]
struct TaxIdAnswer {
    valid: bool,
    errors: Option<Vec<String>>,
}

impl TaxIdAnswer {
    fn read(self) -> TaxIdCheck {
        let problem = |constant: String| match constant.as_str() {
            "INVALID_TAX_ID" => TaxIdProblem::Invalid,
            "MISSING_LASTNAME" => TaxIdProblem::LastNameMissing,
            "MISSING_FIRSTNAME" => TaxIdProblem::FirstNameMissing,
            "MISSING_GENDER" => TaxIdProblem::GenderMissing,
            "UNSUPPORTED_GENDER" => TaxIdProblem::GenderUnsupported,
            "MISSING_DATE_OF_BIRTH" => TaxIdProblem::BirthDateMissing,
            "MISSING_PLACE_OR_COUNTRY_OF_BIRTH" => TaxIdProblem::BirthPlaceMissing,
            _ => TaxIdProblem::Other,
        };
        let problems = self.errors.unwrap_or_default().into_iter().map(problem).collect();
        TaxIdCheck { valid: self.valid, problems }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BirthAnswer {
    birth_information_dto: BirthPartsAnswer,
    gender: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BirthPartsAnswer {
    date_of_birth: Option<String>,
    place_of_birth: Option<String>,
    country_of_birth: Option<String>,
}

impl BirthAnswer {
    fn read(self) -> BirthInformation {
        let birth = self.birth_information_dto;
        BirthInformation {
            date: date(birth.date_of_birth.as_deref()),
            place: text(birth.place_of_birth),
            country: text(birth.country_of_birth).filter(|country| country != "UNDEFINED"),
            gender: self.gender.as_deref().and_then(Gender::of),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProvinceAnswer {
    province: String,
    province_code: String,
}

#[derive(Deserialize)]
struct CountryAnswer {
    key: String,
    value: Option<String>,
}
