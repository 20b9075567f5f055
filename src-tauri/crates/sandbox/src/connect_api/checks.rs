//! What a contract has to bring along: the customer's fields, the country's, the payment and the signatures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::form::Form;
use super::identifiers::{FiscalCode, is_dni_or_nie, is_iban, is_kimlik};
use super::offers::{Offer, TextBlock};
use super::order::{NAME, Order, REQUIRED, TEXT};
use super::payment;
use super::reject::Reject;
use crate::request::Request;
use crate::settings::Country;
use crate::state::Studio;

pub(crate) const GENDERS: [&str; 3] = ["MALE", "FEMALE", "UNISEX"];
const PAYMENTS: [&str; 5] = ["CASH", "BANK_TRANSFER", "DIRECT_DEBIT", "CREDIT_CARD", "TWINT"];
const DOCUMENTS: [&str; 6] =
    ["ID_CARD", "PASSPORT", "DRIVERS_LICENCE", "RESIDENCE_PERMIT", "NATIONAL_ID_NUMBER", "OTHERS"];

/// Optional texts with the longest they may be.
const OPTIONAL: [(&str, usize); 25] = [
    ("additionalAddressInformation", TEXT),
    ("buildingName", TEXT),
    ("cityPart", TEXT),
    ("countryOfBirth", TEXT),
    ("district", TEXT),
    ("door", TEXT),
    ("floor", TEXT),
    ("imageObjectKey", TEXT),
    ("language", TEXT),
    ("locale", TEXT),
    ("placeOfBirth", TEXT),
    ("portal", TEXT),
    ("province", TEXT),
    ("provinceCode", TEXT),
    ("referralCode", TEXT),
    ("secondFirstname", NAME),
    ("secondLastName", NAME),
    ("secondStreet", TEXT),
    ("stairway", TEXT),
    ("streetBlock", TEXT),
    ("streetType", TEXT),
    ("studioCountryCode", TEXT),
    ("taxId", TEXT),
    ("telephone_mobile", TEXT),
    ("telephone_private", TEXT),
];

/// The fields of whoever signs, whatever they sign.
pub(crate) fn customer(studio: &Studio, customer: &Form) -> Result<(), Reject> {
    for (name, most) in REQUIRED {
        customer.filled(name, most)?;
    }
    for (name, most) in OPTIONAL {
        customer.text(name, most)?;
    }
    customer.one_of("gender", &GENDERS)?;
    customer.uuid("identityToken")?;
    let email = customer.filled("email", TEXT)?;
    let (local, host) = email.split_once('@').unwrap_or_default();
    if local.is_empty() || !host.contains('.') || email.contains(char::is_whitespace) {
        return Err(customer.invalid("email", "is no e-mail address"));
    }
    country(studio.settings.country, customer)?;
    document(studio.settings.country, customer)?;
    super::preferences::check(customer)
}

fn country(country: Country, customer: &Form) -> Result<(), Reject> {
    match country {
        Country::DE | Country::TR | Country::US => Ok(()),
        Country::ES if is_dni_or_nie(customer.filled("taxId", TEXT)?) => Ok(()),
        Country::ES => Err(customer.invalid("taxId", "is no DNI or NIE")),
        Country::IT => {
            let code = FiscalCode::read(customer.filled("taxId", TEXT)?);
            let code = code.ok_or_else(|| customer.invalid("taxId", "is no codice fiscale"))?;
            let said =
                |name| customer.text(name, TEXT).map(|text| text.is_some_and(|text| !text.trim().is_empty()));
            if !said("placeOfBirth")? && !said("countryOfBirth")? {
                return Err(customer.missing("placeOfBirth or countryOfBirth"));
            }
            let gender = customer.one_of("gender", &GENDERS)?;
            let (first, last) = (customer.filled("firstname", NAME)?, customer.filled("lastname", NAME)?);
            let born = customer.required_date("dateOfBirth")?;
            code.is_of(born, gender, first, last)
                .map_err(|_| customer.invalid("taxId", "is the one of somebody else"))
        }
    }
}

/// Type and number belong together.
fn document(country: Country, customer: &Form) -> Result<(), Reject> {
    let Some(document) = customer.object("documentIdentification")? else { return Ok(()) };
    let both = "needs both documentType and documentNumber";
    let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    let (kind, number) =
        (document.one_of("documentType", &DOCUMENTS)?, document.text("documentNumber", TEXT)?);
    if !said(kind) || !said(number) {
        return Err(customer.invalid("documentIdentification", both));
    }
    let wrong = country == Country::TR
        && kind == Some("NATIONAL_ID_NUMBER")
        && !is_kimlik(number.unwrap_or_default());
    if wrong { Err(document.invalid("documentNumber", "is no T.C. Kimlik number")) } else { Ok(()) }
}

/// How a contract is paid, and the token of the card if with one.
pub(crate) struct Pays {
    pub(crate) choice: Option<&'static str>,
    pub(crate) card: Option<String>,
}

pub(crate) fn payment(
    studio: &Studio,
    body: &Form,
    customer: &Form,
    offer: &Offer,
    request: &Request,
) -> Result<Pays, Reject> {
    let choice = customer.one_of("paymentChoice", &PAYMENTS)?;
    if choice.is_some_and(|choice| !offer.payments.contains(&choice)) {
        return Err(customer.invalid("paymentChoice", "is not allowed for this rate bundle"));
    }
    let account = customer.object("bankAccount")?;
    if let Some(account) = &account {
        bank_account(account)?;
    }
    if choice == Some("DIRECT_DEBIT") && account.is_none() {
        return Err(customer.missing("bankAccount"));
    }
    if choice != Some("CREDIT_CARD") {
        return Ok(Pays { choice, card: None });
    }
    // The text says "in the request body"; the Open API has the field in the customer.
    let token = body.text("paymentRequestToken", 1000)?.or(customer.text("paymentRequestToken", 1000)?);
    let token = token.ok_or_else(|| body.missing("paymentRequestToken"))?;
    payment::usable(studio, token, request.now).map_err(|why| body.invalid("paymentRequestToken", why))?;
    Ok(Pays { choice, card: Some(token.to_owned()) })
}

fn bank_account(account: &Form) -> Result<(), Reject> {
    account.filled("accountHolder", TEXT)?;
    account.text("bic", TEXT)?;
    if is_iban(account.filled("iban", TEXT)?) { Ok(()) } else { Err(account.invalid("iban", "is no IBAN")) }
}

/// What was signed.
pub(crate) struct Signed {
    pub(crate) contract: bool,
    pub(crate) mandate: bool,
    pub(crate) texts: Vec<i64>,
}

pub(crate) fn signatures(order: &Order, contract: &Form, pays: &Pays) -> Result<Signed, Reject> {
    let on_its_own = |name: &str| {
        let Some(signature) = contract.object(name)? else { return Ok(false) };
        if signature.number("textBlockId")?.is_some() {
            return Err(signature.invalid("textBlockId", "must not be set here"));
        }
        svg(&signature)
    };
    let (signed, mandate) = (on_its_own("contractSignature")?, on_its_own("sepaSignature")?);
    if order.offer.signatures && !signed {
        return Err(contract.missing("contractSignature"));
    }
    // Without one of its own the mandate takes the contract's.
    let needs_mandate = order.offer.signatures && pays.choice == Some("DIRECT_DEBIT");
    if needs_mandate && !mandate && !signed {
        return Err(contract.missing("sepaSignature"));
    }
    let blocks = blocks(order);
    let mut texts = Vec::new();
    for signature in contract.objects("textBlockSignatures")?.unwrap_or_default() {
        let id = signature.required_number("textBlockId")?;
        if !blocks.iter().any(|block| block.id == id && block.sign) {
            return Err(signature.invalid("textBlockId", "is no text of this contract that is signed"));
        }
        if texts.contains(&id) {
            return Err(signature.invalid("textBlockId", "is there twice"));
        }
        if svg(&signature)? {
            texts.push(id);
        }
    }
    match blocks.iter().find(|block| block.sign && block.confirm && !texts.contains(&block.id)) {
        Some(block) => {
            Err(contract.invalid("textBlockSignatures", &format!("misses text block {}", block.id)))
        }
        None => Ok(Signed { contract: signed, mandate, texts }),
    }
}

/// The texts that go with an order: the offer's and those of its modules.
fn blocks(order: &Order) -> Vec<&TextBlock> {
    let modules = order.offer.modules.iter().chain(&order.selected).chain(&order.optional);
    let consents = modules.filter_map(|module| module.consent.as_ref());
    let offered = order.offer.blocks.iter().filter(|block| !block.with_voucher || order.voucher.is_some());
    offered.chain(consents).collect()
}

/// Whether there is a signature; an error if there is one that is no SVG document in Base64.
fn svg(signature: &Form) -> Result<bool, Reject> {
    let Some(text) = signature.text("base64Svg", usize::MAX)? else { return Ok(false) };
    let bare = text
        .strip_prefix("data:")
        .map_or(Some(text), |data| data.trim_start().strip_prefix("image/svg+xml;base64,"));
    let document = bare
        .and_then(|bare| STANDARD.decode(bare.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let is_svg = |document: &str| {
        let document = document.trim();
        (document.starts_with("<svg") || document.starts_with("<?xml"))
            && document.contains("<svg")
            && (document.ends_with("</svg>") || document.ends_with("/>"))
    };
    if document.as_deref().is_some_and(is_svg) {
        Ok(true)
    } else {
        Err(signature.invalid("base64Svg", "is no SVG document in Base64"))
    }
}
