//! Small questions on the way to a contract: accounts, tax numbers, provinces, countries, campaigns.

use serde_json::{Value, json};

use super::checks::GENDERS;
use super::form::Form;
use super::identifiers::{FiscalCode, Mismatch, is_dni_or_nie, is_iban, is_kimlik, plain};
use super::offers::Tongue;
use super::reject::{Code, Reject};
use super::{asked, asked_studio, known_studio, tongue};
use crate::answer::{Answer, Outcome};
use crate::journal::Effect;
use crate::request::Request;
use crate::settings::Country;
use crate::state::Studio;

/// Banks by the first signs of their accounts' numbers: BIC, name, postcode and town.
const BANKS: [(&str, &str, &str, &str, &str); 9] = [
    ("DE??37040044", "COBADEFFXXX", "Commerzbank", "50447", "Köln"),
    ("AT??19043", "BKAUATWWXXX", "Bank Austria", "1020", "Wien"),
    ("CH??00762", "SWBKCH22XXX", "Bank Nord", "3000", "Bern"),
    ("NL??ABNA", "ABNANL2AXXX", "ABN AMRO Bank", "1082 PP", "Amsterdam"),
    ("ES??2100", "CAIXESBBXXX", "CaixaBank", "46002", "València"),
    ("IT??X05428", "BLOPIT22XXX", "UBI Banca", "24122", "Bergamo"),
    ("FR??20041", "PSSTFRPPPAR", "La Banque Postale", "75275", "Paris"),
    ("TR??00061", "TCZBTR2AXXX", "Deneme Bankası", "34000", "İstanbul"),
    ("PL??10901014", "WBKPPLPPXXX", "Santander Bank Polska", "00-854", "Warszawa"),
];

/// Countries whose accounts cannot be debited by a SEPA mandate.
const WITHOUT_SEPA: [&str; 1] = ["TR"];

pub(crate) fn account(_studio: &mut Studio, request: &Request) -> Outcome {
    let iban = plain(asked(request, "iban")?);
    if request.asked("organizationUnitId").is_some() {
        asked_studio(request, "organizationUnitId")?;
    }
    if !is_iban(&iban) {
        let mut body = json!({"validIban": false, "supportsSepaDirectDebit": false});
        if iban.starts_with("IT") {
            body["errorMessage"] = json!("The check digits of the IBAN are wrong.");
        }
        return Ok(Answer::json(&body, Effect::Read));
    }
    let fits =
        |start: &str| start.chars().zip(iban.chars()).all(|(wanted, sign)| wanted == '?' || wanted == sign);
    let mut body = json!({
        "validIban": true,
        "supportsSepaDirectDebit": !WITHOUT_SEPA.iter().any(|country| iban.starts_with(country)),
    });
    if let Some((_, bic, name, zip, city)) = BANKS.into_iter().find(|(start, ..)| fits(start)) {
        body["bic"] = json!(bic);
        body["bankName"] = json!(name);
        body["bankZip"] = json!(zip);
        body["bankCity"] = json!(city);
    }
    Ok(Answer::json(&body, Effect::Read))
}

/// A name as banks take it: letters, no digits only, not too long.
pub(crate) fn holder(_studio: &mut Studio, request: &Request) -> Outcome {
    let name = asked(request, "accountHolder")?.trim();
    let mut errors: Vec<&str> = Vec::new();
    if !name.chars().any(char::is_alphabetic) {
        errors.push("The account holder needs a name.");
    }
    if name.chars().count() > 70 {
        errors.push("The account holder has more than 70 characters.");
    }
    if name.chars().any(|c| matches!(c, '<' | '>' | '@' | '#' | '%' | ';')) {
        errors.push("The account holder has characters that banks do not take.");
    }
    Ok(Answer::json(&json!({"valid": errors.is_empty(), "errorMessages": errors}), Effect::Read))
}

pub(crate) fn tax_id(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    known_studio(Some(body.required_number("studioId")?))?;
    let tax_id = body.required("taxId", 300)?;
    let (first, last) = (body.required("firstname", 100)?, body.required("lastname", 100)?);
    let born = body.required_date("dateOfBirth")?;
    let gender = body.one_of("gender", &GENDERS)?;
    let mut errors: Vec<&str> = Vec::new();
    match studio.settings.country {
        Country::ES if !is_dni_or_nie(tax_id) => errors.push("INVALID_TAX_ID"),
        Country::TR if !is_kimlik(tax_id) => errors.push("INVALID_TAX_ID"),
        Country::DE | Country::US if tax_id.trim().is_empty() => errors.push("INVALID_TAX_ID"),
        Country::ES | Country::TR | Country::DE | Country::US => {}
        Country::IT => {
            let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
            if first.trim().is_empty() {
                errors.push("MISSING_FIRSTNAME");
            }
            if last.trim().is_empty() {
                errors.push("MISSING_LASTNAME");
            }
            match gender {
                None => errors.push("MISSING_GENDER"),
                Some("UNISEX") => errors.push("UNSUPPORTED_GENDER"),
                Some(_) => {}
            }
            if !said(body.text("placeOfBirth", 300)?) && !said(body.text("countryOfBirth", 300)?) {
                errors.push("MISSING_PLACE_OR_COUNTRY_OF_BIRTH");
            }
            let code = FiscalCode::read(tax_id).ok_or(Mismatch::Number);
            if errors.is_empty() && code.and_then(|code| code.is_of(born, gender, first, last)).is_err() {
                errors.push("INVALID_TAX_ID");
            }
        }
    }
    Ok(Answer::json(&json!({"valid": errors.is_empty(), "errors": errors}), Effect::Read))
}

/// Italian provinces by the first digits of their postcodes.
const PROVINCES: [(&str, &str, &str); 16] = [
    ("00", "Roma", "RM"),
    ("10", "Torino", "TO"),
    ("16", "Genova", "GE"),
    ("20", "Milano", "MI"),
    ("24", "Bergamo", "BG"),
    ("25", "Brescia", "BS"),
    ("30", "Venezia", "VE"),
    ("35", "Padova", "PD"),
    ("37", "Verona", "VR"),
    ("39", "Bolzano", "BZ"),
    ("40", "Bologna", "BO"),
    ("50", "Firenze", "FI"),
    ("70", "Bari", "BA"),
    ("80", "Napoli", "NA"),
    ("90", "Palermo", "PA"),
    ("95", "Catania", "CT"),
];

pub(crate) fn province(_studio: &mut Studio, request: &Request) -> Outcome {
    let zip = asked(request, "zipCode")?;
    let five = zip.len() == 5 && zip.bytes().all(|b| b.is_ascii_digit());
    let found = PROVINCES.into_iter().find(|(start, ..)| five && zip.starts_with(start));
    let (_, name, code) = found.ok_or_else(|| Reject::new(Code::NotFound, "there is no such postcode"))?;
    Ok(Answer::json(&json!({"zipCode": zip, "province": name, "provinceCode": code}), Effect::Read))
}

/// Places by their code in a codice fiscale, with the country.
const PLACES: [(&str, Option<&str>, &str); 8] = [
    ("H501", Some("Roma"), "IT"),
    ("F205", Some("Milano"), "IT"),
    ("D969", Some("Genova"), "IT"),
    ("F839", Some("Napoli"), "IT"),
    ("Z112", None, "DE"),
    ("Z110", None, "FR"),
    ("Z131", None, "ES"),
    ("Z243", None, "TR"),
];

pub(crate) fn by_fiscal_code(studio: &mut Studio, request: &Request) -> Outcome {
    let code = FiscalCode::read(asked(request, "codiceFiscale")?);
    let code = code.ok_or_else(|| Reject::invalid("codiceFiscale is no codice fiscale"))?;
    let (place, country) = PLACES
        .into_iter()
        .find(|(known, ..)| *known == code.place)
        .map_or((None, if code.is_abroad() { "UNDEFINED" } else { "IT" }), |(_, place, country)| {
            (place, country)
        });
    let mut birth = json!({"countryOfBirth": country});
    if let Some(born) = code.born(studio.today(request.now)) {
        birth["dateOfBirth"] = json!(born.to_string());
    }
    if let Some(place) = place {
        birth["placeOfBirth"] = json!(place);
    }
    let gender = if code.female { "FEMALE" } else { "MALE" };
    let body = json!({"codiceFiscale": code.code, "gender": gender, "birthInformationDto": birth});
    Ok(Answer::json(&body, Effect::Read))
}

/// Country codes with their names in German and English.
const COUNTRIES: [(&str, &str, &str); 40] = [
    ("AL", "Albanien", "Albania"),
    ("AT", "Österreich", "Austria"),
    ("AU", "Australien", "Australia"),
    ("BA", "Bosnien und Herzegowina", "Bosnia and Herzegovina"),
    ("BE", "Belgien", "Belgium"),
    ("BG", "Bulgarien", "Bulgaria"),
    ("BR", "Brasilien", "Brazil"),
    ("CA", "Kanada", "Canada"),
    ("CH", "Schweiz", "Switzerland"),
    ("CN", "China", "China"),
    ("CZ", "Tschechien", "Czechia"),
    ("DE", "Deutschland", "Germany"),
    ("DK", "Dänemark", "Denmark"),
    ("ES", "Spanien", "Spain"),
    ("FI", "Finnland", "Finland"),
    ("FR", "Frankreich", "France"),
    ("GB", "Vereinigtes Königreich", "United Kingdom"),
    ("GR", "Griechenland", "Greece"),
    ("HR", "Kroatien", "Croatia"),
    ("HU", "Ungarn", "Hungary"),
    ("IE", "Irland", "Ireland"),
    ("IN", "Indien", "India"),
    ("IT", "Italien", "Italy"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LU", "Luxemburg", "Luxembourg"),
    ("MA", "Marokko", "Morocco"),
    ("NL", "Niederlande", "Netherlands"),
    ("NO", "Norwegen", "Norway"),
    ("PL", "Polen", "Poland"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Rumänien", "Romania"),
    ("RS", "Serbien", "Serbia"),
    ("RU", "Russland", "Russia"),
    ("SE", "Schweden", "Sweden"),
    ("SI", "Slowenien", "Slovenia"),
    ("SK", "Slowakei", "Slovakia"),
    ("SY", "Syrien", "Syria"),
    ("TR", "Türkei", "Türkiye"),
    ("UA", "Ukraine", "Ukraine"),
    ("US", "Vereinigte Staaten", "United States"),
];

pub(crate) fn countries(_studio: &mut Studio, request: &Request) -> Outcome {
    let german = asked(request, "locale")?.to_lowercase().starts_with("de");
    let list: Vec<Value> = COUNTRIES
        .into_iter()
        .map(|(code, de, en)| json!({"key": code, "value": if german { de } else { en }}))
        .collect();
    Ok(Answer::json(&json!(list), Effect::Listed { count: list.len() }))
}

/// Campaigns: number, name and external number.
pub(crate) const CAMPAIGNS: [(i64, &str, &str); 3] =
    [(91, "Kieler Woche", "KIWO"), (92, "Instagram", "INSTA"), (93, "Plakat am Bahnhof", "POSTER")];

pub(crate) fn campaigns(_studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "studioId")?;
    let list =
        CAMPAIGNS.map(|(id, name, external)| json!({"id": id, "name": name, "externalIdentifier": external}));
    Ok(Answer::json(&json!(list), Effect::Listed { count: list.len() }))
}

pub(crate) fn referrals(studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "studioId")?;
    let names = match tongue(studio, request) {
        Tongue::German => ["Freunde und Bekannte", "Internet", "Vorbeigekommen", "Werbung"],
        Tongue::English => ["Friends", "Internet", "Walked past", "Advertisement"],
    };
    let list: Vec<Value> =
        (95..).zip(names).map(|(id, name): (i64, _)| json!({"id": id, "type": name})).collect();
    Ok(Answer::json(&json!(list), Effect::Listed { count: list.len() }))
}
