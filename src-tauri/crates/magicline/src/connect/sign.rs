//! The contract itself (`POST /connect/v1/rate-bundle`).

use domain::{CustomerId, Language, Redacted};
use serde_json::{Map, Value};

use super::ConnectApi;
use super::body;
use super::contract::{Applicant, ContractRequest};
use crate::answer::Answer;
use crate::error::Error;

/// A contract that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The new member's number in the vendor's system, if the vendor said.
    pub customer: Option<CustomerId>,
    /// The number that the member goes by, if the vendor said.
    pub member_number: Redacted<Option<String>>,
    /// Where the member registers for the app. Whoever has it can: show it to nobody else. Unchecked.
    pub registration_url: Redacted<Option<String>>,
    /// Where the member has to pay first. Unchecked.
    pub payment_url: Redacted<Option<String>>,
}

impl ConnectApi {
    /// Makes a customer and their contract (`POST /connect/v1/rate-bundle`).
    ///
    /// The call has no identity of its own: one whose outcome is unknown
    /// ([`outcome`](crate::outcome)) must not be repeated before the customer was looked for. A picture
    /// that cannot be read, which the vendor answers with a 500, is a refusal like any other: the next
    /// request would end the same.
    pub async fn sign(&self, request: &ContractRequest, language: Language) -> Result<Signed, Error> {
        let body = body::contract(request);
        let signed =
            self.post("sign", self.at("/connect/v1/rate-bundle"), &body, Some(language), signed).await;
        signed.map_err(|error| refusal_of_picture(error, &request.applicant))
    }
}

/// Beside the vendor's own constants in a refusal that is because of the picture. The vendor's is the one of everything
/// that is invalid, and only its status tells this one from the others.
pub const PICTURE_UNUSABLE: &str = "PICTURE_UNUSABLE";

/// Published is: "If something fails a 500 response will be returned with { "message": "Invalid image format",
/// "errorCodes": [ "VALIDATION_FAILED" ] }".
pub(super) fn refusal_of_picture(mut error: Error, applicant: &Applicant) -> Error {
    if let Error::Status(refusal) = &mut error
        && refusal.status == 500
        && refusal.has("VALIDATION_FAILED")
    {
        refusal.status = 400;
        if applicant.picture.expose().is_some() {
            refusal.codes.push(PICTURE_UNUSABLE.to_owned());
        }
    }
    error
}

/// The published names are sentences with a blank before them; what is meant are the plain ones.
/// Whatever their case and blanks, both are taken.
fn signed(answer: Answer) -> Result<Signed, Error> {
    let garbled = Error::Garbled { status: answer.status };
    let fields: Map<String, Value> = answer.json()?;
    let find = |names: &[&str]| {
        let named = |name: &str| {
            let mut plain = fields.iter().map(|(key, value)| (plain(key), value));
            plain.find(|(key, value)| key == name && !value.is_null()).map(|(_, value)| value)
        };
        names.iter().find_map(|name| named(name))
    };
    let text = |names: &[&str]| match find(names)? {
        Value::String(text) => super::amount::text(Some(text.clone())),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let signed = Signed {
        // `id` is not taken for it: whose it is, is not published, and cards are linked by this one.
        customer: text(&["customerid"]).and_then(|id| id.parse().ok()).map(CustomerId),
        member_number: Redacted::new(text(&["customermembernumber", "membernumber", "customernumber"])),
        registration_url: Redacted::new(text(&[
            "quickregistrationurlformysports",
            "quickregistrationurl",
            "registrationurl",
        ])),
        payment_url: Redacted::new(text(&[
            "optionalpaymenturlwheretheuserneedstoberedirectedto",
            "optionalpaymenturl",
            "paymenturl",
        ])),
    };
    let says_anything = signed.customer.is_some() || signed.member_number.expose().is_some();
    says_anything.then_some(signed).ok_or(garbled)
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
