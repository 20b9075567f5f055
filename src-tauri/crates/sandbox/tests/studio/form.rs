//! Sign-ups that are right, for tests to change.

use sandbox::Country;
use serde_json::{Value, json};

use crate::bench::{Bench, Got};

pub const SIGN: &str = "/connect/v1/rate-bundle";
pub const PREVIEW: &str = "/connect/v2/preview";

pub const COMPLETE: i64 = 2101;
pub const BASIC: i64 = 2111;
pub const ANNUAL: i64 = 2121;
pub const SEMESTER: i64 = 2131;
pub const SEASON: i64 = 2141;
pub const TASTER: i64 = 2151;

/// `<svg/>` with its name space.
pub const SIGNATURE: &str =
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjwvc3ZnPg==";

/// A customer of a German studio who pays by direct debit.
pub fn customer() -> Value {
    json!({
        "firstname": "María José", "lastname": "de la O y Núñez-Ibáñez", "dateOfBirth": "1990-01-01",
        "email": "maria@example.com", "street": "Raboisen", "houseNumber": "3-4", "zipCode": "22099",
        "city": "Hamburg", "countryCode": "DE", "paymentChoice": "DIRECT_DEBIT",
        "bankAccount": {"accountHolder": "María José de la O", "iban": "DE89370400440532013000"},
    })
}

/// A sign-up for a term that asks for no more than the customer.
pub fn simple(term: i64) -> Value {
    json!({
        "studioId": 4711,
        "contract": {"rateBundleTermId": term, "startDate": "2026-03-04"},
        "customer": customer(),
    })
}

/// A sign-up for the offer that has to be signed.
pub fn complete() -> Value {
    let mut body = simple(COMPLETE);
    body["contract"]["contractSignature"] = json!({"base64Svg": SIGNATURE});
    body["contract"]["textBlockSignatures"] = json!([{"textBlockId": 5002, "base64Svg": SIGNATURE}]);
    body
}

/// The same with what another country asks for.
pub fn of(country: Country) -> Value {
    let mut body = complete();
    let customer = &mut body["customer"];
    match country {
        Country::DE => {}
        Country::ES => customer["taxId"] = json!("X-0000001 R"),
        Country::IT => {
            (customer["firstname"], customer["lastname"]) = (json!("Testa"), json!("Prova"));
            customer["taxId"] = json!("PRVTST90A41H501W");
            customer["gender"] = json!("FEMALE");
            customer["placeOfBirth"] = json!("Roma");
        }
        Country::TR => {
            customer["documentIdentification"] =
                json!({"documentType": "NATIONAL_ID_NUMBER", "documentNumber": "12345678950"});
        }
        Country::US => {
            customer["provinceCode"] = json!("CA");
            customer.as_object_mut().unwrap().remove("paymentChoice");
            customer.as_object_mut().unwrap().remove("bankAccount");
        }
    }
    body
}

/// Sets a field named by its path, or removes it for null.
pub fn with(mut body: Value, path: &str, value: Value) -> Value {
    let (parent, name) = path.rsplit_once('/').unwrap();
    let object = body.pointer_mut(parent).unwrap_or_else(|| panic!("{parent}")).as_object_mut().unwrap();
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    body
}

impl Bench {
    pub async fn sign(&self, body: &Value) -> Got {
        self.connect("POST", SIGN, Some(body)).await
    }

    pub async fn preview(&self, body: &Value) -> Value {
        let got = self.connect("POST", PREVIEW, Some(body)).await;
        assert_eq!(got.status, 200, "{}", got.body);
        got.json()
    }
}
