//! What exists in the Connect API although its document lacks it: the document is older than the vendor's
//! texts. Exactly this is let through, and judged by whatever else is published about it.

use sandbox::{Api, Recorded};
use serde_json::{Value, json};

use crate::judge::{self, Told};
use crate::spec::document;

/// Opens a payment session. The text names it and no more; the Open API publishes its twin.
pub const SESSION: &str = "/connect/v1/payment/user-payment-session";
const TWIN: &str = "/v1/payments/user-session";

/// Any operation of the Connect API, whose errors are those of all others.
const ANY: &str = "/connect/v1/lead";

/// Paths that the texts name and the document does not have. The first version of the preview is still
/// there, but the second is the documented one, and the only one the client knows.
pub const PATHS: [&str; 2] = [SESSION, "/connect/v1/preview"];

/// Fields that the texts have in a request and the document has not: the token of a card, and how the
/// member found the studio.
fn fields(template: &str) -> Vec<(&'static str, Value)> {
    let referral = || ("referralId", json!({"type": "integer", "format": "int64"}));
    match template {
        "/connect/v1/rate-bundle" => vec![("paymentRequestToken", json!({"type": "string"})), referral()],
        "/connect/v2/preview" => vec![referral()],
        _ => vec![],
    }
}

/// Takes the fields out that only the texts have, and says what is wrong with them.
pub fn take_out(template: &str, body: &mut Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, schema) in fields(template) {
        if let Some(value) = body.as_object_mut().and_then(|fields| fields.remove(name)) {
            let wrong = document(Api::Connect).faults(&schema, &value);
            faults.extend(wrong.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    faults
}

/// What is wrong with the opening of a session: the studio, which the Open API knows by its key, is named
/// in the body; the rest is the twin's.
pub fn session_request(sent: &Recorded) -> Vec<String> {
    let mut faults = judge::of_headers(Api::Connect, &[], None, sent);
    let operation = document(Api::Open).find("POST", TWIN).expect("the twin is published");
    match judge::json_of(sent) {
        Err(problem) => faults.push(problem),
        Ok(mut body) => {
            let studio = body.as_object_mut().and_then(|fields| fields.remove("studioId"));
            if !studio.is_some_and(|studio| studio.is_i64()) {
                faults.push("no studioId".to_owned());
            }
            let schema = operation.request().expect("the twin has a body");
            faults.extend(operation.document.faults(schema, &body));
        }
    }
    faults
}

/// What is wrong with the answer to it: a session is the twin's, an error is the Connect API's.
pub fn session_answer(told: &Told) -> Vec<String> {
    if told.status == 200 {
        judge::answer(Api::Open, "POST", TWIN, told)
    } else {
        judge::answer(Api::Connect, "POST", ANY, told)
    }
}
