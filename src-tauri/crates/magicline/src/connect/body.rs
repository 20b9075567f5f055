//! What is sent, in the vendor's names. What is empty is left out, unless it is demanded.

use domain::{ModuleId, StudioId};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::contract::{
    Address, Applicant, Birth, Contact, ContractRequest, Document, Payment, Person, Preference, Prospect,
    Signatures,
};
use super::lead::LeadRequest;
use super::trial::TrialRequest;
use super::voucher::RedeemRequest;

/// A JSON object. It is full of what must not be printed, and never is.
pub(super) type Body = Map<String, Value>;

trait Put {
    /// A value that is demanded.
    fn put(&mut self, name: &str, value: impl Into<Value>);
    /// A value that may be missing.
    fn put_if_any(&mut self, name: &str, value: Option<impl Into<Value>>);
    /// A text that may be missing or blank.
    fn put_text(&mut self, name: &str, text: Option<&str>);
    /// A list that may be empty.
    fn put_list(&mut self, name: &str, list: Vec<Value>);
}

impl Put for Body {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.insert(name.to_owned(), value.into());
    }

    fn put_if_any(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn put_text(&mut self, name: &str, text: Option<&str>) {
        self.put_if_any(name, text.filter(|text| !text.trim().is_empty()));
    }

    fn put_list(&mut self, name: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.put(name, list);
        }
    }
}

/// `ConnectApiCreateContractDto` as far as a price depends on it.
pub(super) fn preview(request: &ContractRequest) -> Body {
    let applicant = &request.applicant;
    let customer = customer(applicant, request.payment.expose());
    whole(request, customer, data(request))
}

/// `ConnectApiCreateContractDto`
pub(super) fn contract(request: &ContractRequest) -> Body {
    let mut data = data(request);
    put_signatures(&mut data, request.signatures.expose());
    let mut customer = customer(&request.applicant, request.payment.expose());
    customer.put_text("imageObjectKey", request.applicant.picture.expose().as_deref());
    let mut body = whole(request, customer, data);
    if let Payment::Card { token } = request.payment.expose() {
        body.put_text("paymentRequestToken", Some(token));
    }
    body
}

/// `ConnectApiRedeemVoucherDto`. The voucher pays, so the choice is cash whatever else is meant.
pub(super) fn redemption(request: &RedeemRequest) -> Body {
    let mut customer = customer(&request.applicant, &Payment::Cash);
    customer.put_text("imageObjectKey", request.applicant.picture.expose().as_deref());
    let mut body = Body::new();
    body.put("organizationUnitId", request.studio.0);
    body.put("contractStartDate", day(request.start));
    body.put_if_any("contractStartPreuseDate", request.pre_use.map(day));
    body.put("customerDto", customer);
    body
}

/// `ConnectApiCreateLeadDto`
pub(super) fn lead(request: &LeadRequest) -> Body {
    let Prospect { person, birth, address, contact, preferences } = &request.prospect;
    let person = person.expose();
    let mut body = Body::new();
    body.put("studioId", request.studio.0);
    put_name(&mut body, person);
    body.put_text("firstname2", person.second_first_name.as_deref());
    body.put_text("lastname2", person.second_last_name.as_deref());
    body.put_if_any("dateOfBirth", birth.expose().as_ref().map(|birth| day(birth.date)));
    if let Some(address) = address.expose() {
        put_address(&mut body, address, false);
    }
    let contact = contact.expose();
    body.put_text("email", Some(&contact.email));
    body.put_text("phone", phone(contact));
    body.put_text("locale", request.locale.as_deref());
    body.put_text("notes", request.notes.expose().as_deref());
    body.put_if_any("sourceCampaignId", request.campaign.map(|it| it.0));
    body.put_list("communicationPreferences", preferences_of(preferences));
    body
}

/// `ConnectApiBookTrialSessionDto`
pub(super) fn trial(request: &TrialRequest) -> Body {
    let mut body = Body::new();
    body.put("studioId", request.studio.0);
    body.put("startDateTime", request.start.as_str());
    body.put("trainerRequired", request.with_trainer);
    body.put("leadCustomer", trial_customer(request));
    body.put_text("note", request.note.expose().as_deref());
    body.put_if_any("participants", request.participants);
    body.put_if_any("referrerId", request.referral.map(|it| it.0));
    body.put_if_any("sourceCampaignId", request.campaign.map(|it| it.0));
    body.put_text("referralCode", request.referral_code.expose().as_deref());
    body
}

/// `ConnectApiTaxIdDto`
pub(super) fn tax_id(studio: StudioId, person: &Person, birth: &Birth) -> Body {
    let mut body = Body::new();
    body.put("studioId", studio.0);
    put_name(&mut body, person);
    body.put("taxId", person.tax_id.as_deref().unwrap_or_default());
    body.put("dateOfBirth", day(birth.date));
    put_birth_place(&mut body, birth);
    body
}

/// `CommonTrialSessionLeadCustomerDto`
fn trial_customer(request: &TrialRequest) -> Body {
    let Prospect { person, birth, address, contact, preferences } = &request.prospect;
    let person = person.expose();
    let mut customer = Body::new();
    put_name(&mut customer, person);
    customer.put_text("secondFirstname", person.second_first_name.as_deref());
    customer.put_text("secondLastname", person.second_last_name.as_deref());
    if let Some(birth) = birth.expose() {
        customer.put("dateOfBirth", day(birth.date));
        put_birth_place(&mut customer, birth);
    }
    if let Some(address) = address.expose() {
        customer.put("address", trial_address(address));
    }
    let contact = contact.expose();
    customer.put_text("email", Some(&contact.email));
    customer.put_text("phone", phone(contact));
    customer.put_if_any("customerUUID", request.lead.expose().map(|lead| lead.to_string()));
    customer.put_list("communicationPreferences", preferences_of(preferences));
    customer
}

/// `CommonTrialSessionLeadAddressDto`
fn trial_address(address: &Address) -> Body {
    let mut details = Body::new();
    put_parts(&mut details, address);
    details.put_text("block", address.block.as_deref());
    details.put_text("additionalInformation", address.additional.as_deref());
    put_turkish_parts(&mut details, address);
    let mut body = Body::new();
    body.put_text("street", Some(&address.street));
    body.put_text("houseNumber", Some(&address.house_number));
    body.put_text("zip", Some(&address.zip));
    body.put_text("city", Some(&address.city));
    body.put_text("country", Some(&address.country));
    if !details.is_empty() {
        body.put("details", details);
    }
    body
}

fn whole(request: &ContractRequest, customer: Body, data: Body) -> Body {
    let mut body = Body::new();
    body.put("studioId", request.studio.0);
    body.put_if_any("referralId", request.referral.map(|it| it.0));
    body.put_text("voucherCode", request.voucher.expose().as_deref().map(str::trim));
    body.put("contract", data);
    body.put("customer", customer);
    body
}

/// `ConnectApiContractDataDto` without signatures
fn data(request: &ContractRequest) -> Body {
    let modules = |ids: &[ModuleId]| ids.iter().map(|id| json!({ "id": id })).collect();
    let mut data = Body::new();
    data.put("rateBundleTermId", request.term.0);
    data.put("startDate", day(request.start));
    data.put_if_any("preuseDate", request.pre_use.map(day));
    data.put_list("selectedRateBundleModules", modules(&request.selected_modules));
    data.put_list("optionalRateBundleTermModules", modules(&request.optional_modules));
    data.put_text("notes", request.notes.expose().as_deref());
    data
}

/// Those of the contract and the mandate must not name a text.
fn put_signatures(data: &mut Body, signatures: &Signatures) {
    let signature = |svg: &Option<String>| svg.as_ref().map(|svg| json!({ "base64Svg": svg }));
    data.put_if_any("contractSignature", signature(&signatures.contract));
    data.put_if_any("sepaSignature", signature(&signatures.sepa));
    let block = |one: &super::BlockSignature| json!({ "base64Svg": one.svg, "textBlockId": one.text_block });
    data.put_list("textBlockSignatures", signatures.text_blocks.iter().map(block).collect());
}

/// `ConnectApiCreatePublicCustomerDto` without picture
fn customer(applicant: &Applicant, payment: &Payment) -> Body {
    let (person, birth) = (applicant.person.expose(), applicant.birth.expose());
    let mut customer = Body::new();
    put_name(&mut customer, person);
    customer.put_text("secondFirstname", person.second_first_name.as_deref());
    customer.put_text("secondLastName", person.second_last_name.as_deref());
    customer.put("dateOfBirth", day(birth.date));
    put_birth_place(&mut customer, birth);
    put_address(&mut customer, applicant.address.expose(), true);
    put_turkish_parts(&mut customer, applicant.address.expose());
    let contact = applicant.contact.expose();
    customer.put("email", contact.email.as_str());
    customer.put_text("telephone_mobile", contact.mobile.as_deref());
    customer.put_text("telephone_private", contact.private.as_deref());
    customer.put_if_any("documentIdentification", applicant.document.expose().as_ref().and_then(document));
    put_payment(&mut customer, payment);
    customer.put_list("communicationPreferences", preferences_of(&applicant.preferences));
    customer.put_text("referralCode", applicant.referral_code.expose().as_deref());
    customer.put_if_any("identityToken", applicant.lead.expose().map(|lead| lead.to_string()));
    customer.put_text("language", applicant.language.as_deref());
    customer.put_text("locale", applicant.locale.as_deref());
    customer
}

fn put_payment(customer: &mut Body, payment: &Payment) {
    customer.put("paymentChoice", payment.choice().vendor());
    match payment {
        Payment::DirectDebit { iban, holder, bic } if !iban.trim().is_empty() => {
            let mut account = Body::new();
            account.put("iban", iban.as_str());
            account.put("accountHolder", holder.as_str());
            account.put_text("bic", bic.as_deref());
            customer.put("bankAccount", account);
        }
        // A card's token stands next to the customer, not in it.
        Payment::DirectDebit { .. }
        | Payment::Card { .. }
        | Payment::Cash
        | Payment::BankTransfer
        | Payment::Twint => {}
    }
}

/// The names, gender and tax number, which are called the same everywhere.
fn put_name(body: &mut Body, person: &Person) {
    body.put("firstname", person.first_name.as_str());
    body.put("lastname", person.last_name.as_str());
    body.put_if_any("gender", person.gender.map(super::Gender::vendor));
    body.put_text("taxId", person.tax_id.as_deref());
}

fn put_birth_place(body: &mut Body, birth: &Birth) {
    body.put_text("placeOfBirth", birth.place.as_deref());
    body.put_text("countryOfBirth", birth.country.as_deref());
}

/// The parts of an address that stand next to the name. A contract demands the first five.
fn put_address(body: &mut Body, address: &Address, demanded: bool) {
    for (name, text) in [
        ("street", &address.street),
        ("houseNumber", &address.house_number),
        ("zipCode", &address.zip),
        ("city", &address.city),
        ("countryCode", &address.country),
    ] {
        if demanded {
            body.put(name, text.as_str());
        } else {
            body.put_text(name, Some(text));
        }
    }
    put_parts(body, address);
    body.put_text("streetBlock", address.block.as_deref());
    body.put_text("additionalAddressInformation", address.additional.as_deref());
}

fn put_parts(body: &mut Body, address: &Address) {
    body.put_text("province", address.province.as_deref());
    body.put_text("provinceCode", address.province_code.as_deref());
    body.put_text("streetType", address.street_type.as_deref());
    body.put_text("portal", address.portal.as_deref());
    body.put_text("stairway", address.stairway.as_deref());
    body.put_text("floor", address.floor.as_deref());
    body.put_text("door", address.door.as_deref());
}

fn put_turkish_parts(body: &mut Body, address: &Address) {
    body.put_text("cityPart", address.city_part.as_deref());
    body.put_text("district", address.district.as_deref());
    body.put_text("secondStreet", address.second_street.as_deref());
    body.put_text("buildingName", address.building.as_deref());
}

/// The vendor wants both parts or none.
fn document(document: &Document) -> Option<Value> {
    let filled = !document.number.trim().is_empty();
    filled.then(|| json!({ "documentType": document.kind.vendor(), "documentNumber": document.number }))
}

fn preferences_of(preferences: &[Preference]) -> Vec<Value> {
    let one = |preference: &Preference| {
        let channels: Vec<_> = preference.channels.iter().map(|channel| channel.vendor()).collect();
        json!({ "messageCategoryId": preference.category, "activeCommunicationChannels": channels })
    };
    preferences.iter().map(one).collect()
}

fn phone(contact: &Contact) -> Option<&str> {
    let mobile = contact.mobile.as_deref().filter(|number| !number.trim().is_empty());
    mobile.or(contact.private.as_deref())
}

fn day(date: Date) -> String {
    date.to_string()
}
