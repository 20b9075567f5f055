//! What was entered, signed and shown, and what arrived at the studio, side by side.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use portico_tests::{Failure, Outcome};
use serde_json::Value;
use wire::{AmountView, PreviewView, PriceView, SignUpField as F, SignUpView, SignatureOf};

use super::people::Person;

/// What differs, in words.
#[derive(Default)]
pub(super) struct Differences(Vec<String>);

impl Differences {
    pub(super) fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, there: T, wanted: T) {
        if there != wanted {
            self.0.push(format!("{what}: {there:?} arrived, and it was {wanted:?}"));
        }
    }

    pub(super) fn none(self) -> Outcome {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::new(self.0.join("\n"))) }
    }
}

/// Where a field stands in what is posted for a contract.
fn place(field: F) -> &'static str {
    match field {
        F::FirstName => "/customer/firstname",
        F::SecondFirstName => "/customer/secondFirstname",
        F::LastName => "/customer/lastname",
        F::SecondLastName => "/customer/secondLastName",
        F::Gender => "/customer/gender",
        F::DateOfBirth => "/customer/dateOfBirth",
        F::PlaceOfBirth => "/customer/placeOfBirth",
        F::CountryOfBirth => "/customer/countryOfBirth",
        F::Email => "/customer/email",
        F::Mobile => "/customer/telephone_mobile",
        F::Phone => "/customer/telephone_private",
        F::StreetType => "/customer/streetType",
        F::Street => "/customer/street",
        F::SecondStreet => "/customer/secondStreet",
        F::HouseNumber => "/customer/houseNumber",
        F::StreetBlock => "/customer/streetBlock",
        F::Portal => "/customer/portal",
        F::Stairway => "/customer/stairway",
        F::Floor => "/customer/floor",
        F::Door => "/customer/door",
        F::BuildingName => "/customer/buildingName",
        F::AdditionalAddress => "/customer/additionalAddressInformation",
        F::ZipCode => "/customer/zipCode",
        F::City => "/customer/city",
        F::CityPart => "/customer/cityPart",
        F::District => "/customer/district",
        F::Province => "/customer/province",
        F::ProvinceCode => "/customer/provinceCode",
        F::Country => "/customer/countryCode",
        F::TaxId => "/customer/taxId",
        F::DocumentType => "/customer/documentIdentification/documentType",
        F::DocumentNumber => "/customer/documentIdentification/documentNumber",
        F::ReferralCode => "/customer/referralCode",
        F::Campaign => "/referralId",
        F::AccountHolder => "/customer/bankAccount/accountHolder",
        F::Iban => "/customer/bankAccount/iban",
        F::Note => "/contract/notes",
    }
}

/// What the desk says of a customer that nobody typed.
const UNTYPED: [&str; 6] = [
    "/customer/paymentChoice",
    "/customer/language",
    "/customer/locale",
    "/customer/bankAccount/bic",
    "/customer/communicationPreferences",
    "/customer/imageObjectKey",
];

/// Everything that was typed arrived as it was typed, and nothing else did.
pub(super) fn compare(person: &Person, post: &Value, more: &[(F, &str)]) -> Outcome {
    let mut differences = Differences::default();
    let mut wanted: Vec<_> =
        person.fields.iter().map(|(field, typed, is)| (*field, is.unwrap_or(typed))).collect();
    wanted.extend_from_slice(more);
    for (field, text) in &wanted {
        let there = post.pointer(place(*field)).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        differences.same(&format!("{field:?}"), there.as_deref(), Some(*text));
    }
    let known: BTreeSet<_> = wanted.iter().map(|(field, _)| place(*field)).chain(UNTYPED).collect();
    let mut leaves = Vec::new();
    leaves_of("/customer", &post["customer"], &mut leaves);
    let strange: Vec<_> =
        leaves.iter().filter(|leaf| !known.iter().any(|known| leaf.starts_with(known))).collect();
    differences.same("what nobody typed", strange, Vec::new());
    differences.none()
}

fn leaves_of(path: &str, value: &Value, leaves: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves_of(&format!("{path}/{name}"), value, leaves);
            }
        }
        _ => leaves.push(path.to_owned()),
    }
}

/// Each signature that was given arrived where it belongs, and no other did. The drawings are told apart by
/// the number in their first point.
pub(super) fn compare_signatures(view: &SignUpView, post: &Value) -> Outcome {
    let mut wanted: Vec<(String, u32)> = Vec::new();
    for of in &view.signed {
        match of {
            SignatureOf::Contract => wanted.push(("contract".to_owned(), 501)),
            SignatureOf::Mandate => wanted.push(("mandate".to_owned(), 502)),
            SignatureOf::Text { block } => wanted.push((block.0.to_string(), block.0.0 as u32 % 1000)),
        }
    }
    let texts = view.texts.iter().filter(|text| text.signed).map(|text| text.text.block);
    wanted.extend(texts.map(|block| (block.0.to_string(), block.0.0 as u32 % 1000)));
    let contract = &post["contract"];
    let mut there = Vec::new();
    for (what, name) in [("contract", "contractSignature"), ("mandate", "sepaSignature")] {
        if let Some(signature) = contract.get(name) {
            there.push((what.to_owned(), drawn(signature)?));
        }
    }
    for signature in contract["textBlockSignatures"].as_array().into_iter().flatten() {
        there.push((signature["textBlockId"].to_string(), drawn(signature)?));
    }
    wanted.sort();
    there.sort();
    let mut differences = Differences::default();
    differences.same("signatures", there, wanted);
    differences.none()
}

fn drawn(signature: &Value) -> Outcome<u32> {
    let text = signature["base64Svg"].as_str().unwrap_or_default();
    let bare = text.rsplit(',').next().unwrap_or_default();
    let svg = String::from_utf8(BASE64_STANDARD.decode(bare)?)?;
    let first = svg.split("d=\"M").nth(1).and_then(|rest| rest.split(' ').next());
    first
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Failure::new(format!("this is none of the signatures: {svg}")))
}

/// The price that is shown.
pub(super) fn price(view: &SignUpView) -> Outcome<PriceView> {
    match &view.preview {
        PreviewView::Shown { price } => Ok(price.clone()),
        other => Err(Failure::new(format!("no price is shown: {other:?}"))),
    }
}

/// In the currency's smallest unit.
pub(super) fn minor(amount: Option<&AmountView>) -> Option<i64> {
    amount.map(|amount| amount.minor.0)
}
