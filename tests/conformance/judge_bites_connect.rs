//! Proof that the judge says no to sign-ups: good requests and answers, each spoilt in one way, at every
//! place there is.

use std::sync::Arc;

use sandbox::{Api, HandClock, Options, Recorded, Sandbox, SlotTimes};
use serde_json::{Value, json};

use crate::caller::{Ask, Caller, Content};
use crate::judge::{self, Told};
use crate::spec::document;
use crate::stories::of_the_connect_api;
use crate::unpublished::SESSION;

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A request as the client would send it.
fn sent(uri: &str, body: Option<&Value>) -> Recorded {
    let mut headers = vec![header("host", "127.0.0.1"), header("accept", "application/json")];
    let body = body.map_or_else(Vec::new, |body| {
        headers.push(header("content-type", "application/json"));
        body.to_string().into_bytes()
    });
    Recorded { uri: uri.to_owned(), headers, body }
}

fn faults(method: &str, sent: &Recorded) -> Vec<String> {
    judge::request(Api::Connect, method, sent)
}

/// A path and a good body, for every call with one.
pub fn bodies() -> Vec<(String, Value)> {
    let body = |ask: Ask| match ask.content {
        Content::Json(body) => Some((ask.path, body)),
        Content::Nothing | Content::Bytes(_) => None,
    };
    let found: Vec<_> = of_the_connect_api().into_iter().filter_map(body).collect();
    assert_eq!(found.len(), 7);
    found
}

/// Where there is anything in a value.
pub fn places(value: &Value, at: &str) -> Vec<String> {
    let mut all = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                all.extend(places(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))));
            }
        }
        Value::Array(list) => {
            all.extend(list.iter().enumerate().flat_map(|(n, one)| places(one, &format!("{at}/{n}"))));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

/// The value with each object given a field of its own, and each other thing replaced by one of another
/// kind. How it was spoilt comes along.
fn spoilt(good: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for at in places(good, "") {
        let mut bad = good.clone();
        let here = bad.pointer_mut(&at).unwrap();
        match here {
            Value::Object(fields) => drop(fields.insert("unpublished".to_owned(), json!(1))),
            Value::String(_) => *here = json!(4711),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => *here = json!("4711"),
        }
        all.push((at, bad));
    }
    all
}

#[test]
fn a_good_request_to_sign_up_is_let_through_and_a_spoilt_one_is_not() {
    for (path, body) in bodies() {
        assert_eq!(faults("POST", &sent(&path, Some(&body))), Vec::<String>::new(), "{path}");
        for (at, bad) in spoilt(&body) {
            assert!(!faults("POST", &sent(&path, Some(&bad))).is_empty(), "{path}: spoilt at {at:?}");
        }
    }
}

/// What the document demands may not be left out, wherever it stands.
#[test]
fn nothing_that_is_demanded_may_be_missing() {
    let demanded = [
        ("/connect/v1/rate-bundle", "", &["studioId", "contract", "customer"][..]),
        ("/connect/v1/rate-bundle", "/contract", &["rateBundleTermId", "startDate"]),
        ("/connect/v1/rate-bundle", "/contract/contractSignature", &["base64Svg"]),
        ("/connect/v1/rate-bundle", "/contract/textBlockSignatures/0", &["base64Svg"]),
        (
            "/connect/v1/rate-bundle",
            "/customer",
            &[
                "city",
                "countryCode",
                "dateOfBirth",
                "email",
                "firstname",
                "houseNumber",
                "lastname",
                "paymentChoice",
                "street",
                "zipCode",
            ],
        ),
        ("/connect/v1/rate-bundle", "/customer/bankAccount", &["iban", "accountHolder"]),
        ("/connect/v2/preview", "", &["studioId", "contract", "customer"]),
        ("/connect/v1/validation/taxId", "", &["studioId", "firstname", "lastname", "taxId", "dateOfBirth"]),
        ("/connect/v1/lead", "", &["studioId", "firstname", "lastname"]),
        (
            "/connect/v1/trialsession/book",
            "",
            &["studioId", "startDateTime", "trainerRequired", "leadCustomer"],
        ),
        ("/connect/v1/trialsession/book", "/leadCustomer", &["firstname", "lastname"]),
        (SESSION, "", &["studioId", "amount", "scope", "referenceText"]),
    ];
    for (path, at, names) in demanded {
        let (_, good) = bodies().into_iter().find(|(of, _)| of == path).unwrap();
        for name in names {
            let mut bad = good.clone();
            let fields = bad.pointer_mut(at).and_then(Value::as_object_mut).unwrap();
            assert!(fields.remove(*name).is_some(), "{path}{at}: {name} was never there");
            assert!(!faults("POST", &sent(path, Some(&bad))).is_empty(), "{path}{at} without {name}");
        }
    }
}

#[test]
fn a_wrong_word_in_a_sign_up_is_not_let_through() {
    let table = [
        ("/customer/gender", json!("OTHER")),
        ("/customer/gender", json!("female")),
        ("/customer/paymentChoice", json!("SEPA")),
        ("/customer/dateOfBirth", json!("1990-02-30")),
        ("/customer/dateOfBirth", json!("01.01.1990")),
        ("/customer/dateOfBirth", json!("1990-01-01T00:00:00Z")),
        ("/customer/countryOfBirth", json!("Italy")),
        ("/customer/identityToken", json!("1")),
        ("/customer/firstname", json!("x".repeat(101))),
        ("/customer/street", json!("x".repeat(301))),
        ("/customer/firstName", json!("Testa")),
        ("/customer/secondLastname", json!("Prova")),
        ("/customer/phone", json!("1")),
        ("/customer/paymentRequestToken", json!("prt_1")),
        ("/customer/documentIdentification", json!({"documentType": "BADGE", "documentNumber": "1"})),
        ("/customer/documentIdentification", json!({"documentType": "PASSPORT"})),
        ("/customer/communicationPreferences", json!([{"messageCategoryId": 71}])),
        (
            "/customer/communicationPreferences",
            json!([{"messageCategoryId": 71, "activeCommunicationChannels": ["PIGEON"]}]),
        ),
        (
            "/customer/communicationPreferences",
            json!([{"messageCategoryId": 71, "activeCommunicationChannels": ["EMAIL", "EMAIL"]}]),
        ),
        ("/contract/startDate", json!("2026-3-4")),
        ("/contract/notes", json!("x".repeat(301))),
        ("/contract/rateBundleTermId", json!("2101")),
        ("/contract/rateBundleTermId", json!(2101.5)),
        ("/contract/selectedRateBundleModules", json!([3011])),
        ("/contract/optionalModules", json!([])),
        ("/voucher", json!("V")),
        ("/referralId", json!("95")),
        ("/paymentRequestToken", json!(1)),
        ("/paymentToken", json!("prt_1")),
    ];
    for path in ["/connect/v1/rate-bundle", "/connect/v2/preview"] {
        let (_, good) = bodies().into_iter().find(|(of, _)| of == path).unwrap();
        for (at, value) in &table {
            let mut bad = good.clone();
            let (parent, name) = at.rsplit_once('/').unwrap();
            bad.pointer_mut(parent).unwrap()[name] = value.clone();
            assert!(!faults("POST", &sent(path, Some(&bad))).is_empty(), "{path}: {at} {value}");
        }
        // What only the texts have: a card's token belongs to the contract, a referral to both.
        let mut body = good.clone();
        body["referralId"] = json!(95);
        assert_eq!(faults("POST", &sent(path, Some(&body))), Vec::<String>::new(), "{path}");
        body["paymentRequestToken"] = json!("prt_1");
        assert_eq!(
            faults("POST", &sent(path, Some(&body))).is_empty(),
            path.ends_with("rate-bundle"),
            "{path}"
        );
    }
    for other in ["/connect/v1/lead", "/connect/v1/trialsession/book"] {
        let (path, mut body) = bodies().into_iter().find(|(of, _)| of == other).unwrap();
        body["referralId"] = json!(95);
        assert!(!faults("POST", &sent(&path, Some(&body))).is_empty(), "{path}");
    }
}

#[test]
fn a_bad_question_is_not_let_through_either() {
    let good = "/connect/v1/trialsession?studioId=1&startDate=2026-03-04&endDate=2026-03-05";
    assert_eq!(faults("GET", &sent(good, None)), Vec::<String>::new());
    let with = |name: &str, value: &str| {
        let mut sent = sent(good, None);
        sent.headers.push(header(name, value));
        sent
    };
    assert_eq!(faults("GET", &with("accept-language", "de-CH")), Vec::<String>::new());
    let table = [
        ("a studio in words", sent("/connect/v1/rate-bundle?studioId=north", None)),
        ("no studio", sent("/connect/v1/rate-bundle", None)),
        ("the other name for it", sent("/connect/v1/referral?organizationUnitId=1", None)),
        ("no account", sent("/connect/v1/bankaccount?organizationUnitId=1", None)),
        ("a voucher nowhere", sent("/connect/v1/contractvoucher/A/validate", None)),
        ("a place that is none", sent("/connect/v2/studio/details/north", None)),
        ("a language where there is none", sent("/connect/v1/studio/1/sepa/agreement?language=de", None)),
        ("a language nobody has", with("accept-language", "tlh")),
        ("a key for the public", with("x-api-key", "k")),
        ("a token for the public", with("authorization", "Bearer t")),
        ("the first preview", sent("/connect/v1/preview", Some(&json!({})))),
    ];
    for (about, sent) in table {
        let method = if about == "the first preview" { "POST" } else { "GET" };
        assert!(!faults(method, &sent).is_empty(), "{about} was let through");
    }
}

async fn answered() -> Vec<(Ask, Told)> {
    let clock = Arc::new(HandClock::at("2024-02-29T11:00:00Z".parse().unwrap()));
    let studio = Sandbox::start(Options { clock, ..Options::default() }).await.unwrap();
    studio.configure(|settings| settings.slot_times = SlotTimes::Utc);
    let caller = Caller::to(&studio);
    let mut all = Vec::new();
    for ask in of_the_connect_api() {
        let told = caller.ask(&ask).await;
        // Nobody has left an address yet, and who signed first redeems nothing more.
        if told.status == 200 {
            all.push((ask, told));
        }
    }
    assert!(all.len() > 23, "only {} answers", all.len());
    all
}

#[tokio::test]
async fn a_good_answer_on_the_way_is_let_through_and_a_spoilt_one_is_not() {
    let mut tried = 0;
    for (ask, told) in answered().await {
        let path = ask.path.split('?').next().unwrap();
        let judged = |told: &Told| judge::answer(Api::Connect, ask.method, path, told);
        assert_eq!(judged(&told), Vec::<String>::new(), "{path}");
        let good = told.json();
        // Validators are made anew each time, so that of a long answer some places are enough.
        let all = spoilt(&good);
        let step = all.len().div_ceil(60);
        for (at, bad) in all.into_iter().step_by(step) {
            let bad = Told { body: bad.to_string().into_bytes(), ..told.clone() };
            assert!(!judged(&bad).is_empty(), "{path}: spoilt at {at:?}");
            tried += 1;
        }
        for bad in [Told { status: 204, ..told.clone() }, Told { status: 404, ..told.clone() }] {
            assert!(!judged(&bad).is_empty(), "{path} {}", bad.status);
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_bad_error_is_not_let_through() {
    let told = |status, body: Value| Told {
        status,
        content_type: Some("application/json".to_owned()),
        body: body.to_string().into_bytes(),
    };
    let one = json!({"errorCodes": ["VALIDATION_FAILED"], "message": "x", "traceId": "y"});
    let path = "/connect/v1/rate-bundle";
    for path in [path, SESSION] {
        let judged = |told: &Told| judge::answer(Api::Connect, "POST", path, told);
        for good in [
            told(400, one.clone()),
            told(400, json!([one, one])),
            told(409, one.clone()),
            told(500, one.clone()),
            Told { status: 404, content_type: None, body: vec![] },
        ] {
            assert_eq!(judged(&good), Vec::<String>::new(), "{path} {good:?}");
        }
        for bad in [
            told(400, json!({"message": "x"})),
            told(400, json!([one, {"message": "x"}])),
            told(400, json!({"errorCodes": ["SOMETHING_NEW"]})),
            told(400, json!({"errorCodes": "VALIDATION_FAILED"})),
            told(400, json!({"errorCodes": ["CONFLICT", "CONFLICT"]})),
            told(400, json!({"errorMessage": "x", "errorCode": "y", "traceId": "z"})),
            told(409, json!([one])),
            told(404, one.clone()),
            told(401, one.clone()),
            told(200, one.clone()),
            Told { status: 400, content_type: None, body: vec![] },
        ] {
            assert!(!judged(&bad).is_empty(), "{path} {bad:?} was let through");
        }
    }
    assert!(document(Api::Connect).find("POST", SESSION).is_none(), "the session is published by now");
}
