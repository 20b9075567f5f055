//! Proof that the judge says no: good requests and answers, each spoilt in one way.

use std::path::Path;

use sandbox::{Api, Recorded};
use serde_json::{Value, json};

use crate::judge::{self, Told};
use crate::spec::{Document, document};

const CARD_READER: &str = "/open-api/device/cardreader/identification";

fn identification() -> Recorded {
    let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Recorded {
        uri: CARD_READER.to_owned(),
        headers: [
            ("host", "127.0.0.1"),
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("content-length", "1"),
            ("authorization", "Bearer t"),
            ("accept-language", "de"),
        ]
        .map(text)
        .into(),
        body: json!({
            "identification": {"type": "NUMBER", "value": "12", "format": "DECIMAL"},
            "shouldExecuteAction": false,
        })
        .to_string()
        .into_bytes(),
    }
}

fn look_up(uri: &str) -> Recorded {
    let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Recorded {
        uri: uri.to_owned(),
        headers: [("accept", "application/json"), ("x-api-key", "k")].map(text).into(),
        body: Vec::new(),
    }
}

fn without(mut sent: Recorded, name: &str) -> Recorded {
    sent.headers.retain(|(header, _)| header != name);
    sent
}

fn with(sent: Recorded, name: &str, value: &str) -> Recorded {
    let mut sent = without(sent, name);
    sent.headers.push((name.to_owned(), value.to_owned()));
    sent
}

fn saying(body: Value) -> Recorded {
    Recorded { body: body.to_string().into_bytes(), ..identification() }
}

#[test]
fn a_good_request_is_let_through() {
    assert_eq!(judge::request(Api::Device, "POST", &identification()), Vec::<String>::new());
    assert_eq!(
        judge::request(Api::Device, "POST", &without(identification(), "accept-language")),
        Vec::<String>::new()
    );
    for uri in [
        "/v1/customers/by?cardNumber=1&cardNumberFormat=HEX_LSB",
        "/v1/customers?sliceSize=50",
        "/v1/devices",
    ] {
        assert_eq!(judge::request(Api::Open, "GET", &look_up(uri)), Vec::<String>::new(), "{uri}");
    }
}

#[test]
fn a_bad_request_is_not() {
    let mut twice = identification();
    twice.headers.push(("accept-language".to_owned(), "en".to_owned()));
    let card = json!({"type": "NUMBER", "value": "1"});
    let table = [
        (
            "another path",
            "POST",
            Recorded { uri: "/open-api/device/cardreader/identify".into(), ..identification() },
        ),
        ("another method", "PUT", identification()),
        ("no token", "POST", without(identification(), "authorization")),
        ("another scheme", "POST", with(identification(), "authorization", "Basic t")),
        ("an empty token", "POST", with(identification(), "authorization", "Bearer ")),
        ("the studio's key", "POST", with(identification(), "x-api-key", "k")),
        ("an unknown header", "POST", with(identification(), "x-request-id", "1")),
        ("a cookie", "POST", with(identification(), "cookie", "a=b")),
        ("an empty language", "POST", with(identification(), "accept-language", "")),
        ("two languages", "POST", twice),
        ("takes anything", "POST", without(identification(), "accept")),
        ("no type of body", "POST", without(identification(), "content-type")),
        ("another type of body", "POST", with(identification(), "content-type", "text/plain")),
        (
            "an unknown parameter",
            "POST",
            Recorded { uri: format!("{CARD_READER}?dry=1"), ..identification() },
        ),
        ("no body", "POST", Recorded { body: Vec::new(), ..identification() }),
        ("no JSON", "POST", Recorded { body: b"{".into(), ..identification() }),
        ("a list", "POST", saying(json!([]))),
        ("no identification", "POST", saying(json!({"shouldExecuteAction": true}))),
        ("a text for a flag", "POST", saying(json!({"identification": card, "shouldExecuteAction": "true"}))),
        ("an unknown field", "POST", saying(json!({"identification": card, "timestamp": 1}))),
        ("an unknown kind", "POST", saying(json!({"identification": {"type": "IRIS", "value": "1"}}))),
        ("no kind", "POST", saying(json!({"identification": {"value": "1"}}))),
        ("no value", "POST", saying(json!({"identification": {"type": "PIN"}}))),
        ("a number as a number", "POST", saying(json!({"identification": {"type": "NUMBER", "value": 1}}))),
        (
            "an unknown format",
            "POST",
            saying(json!({"identification": {"type": "NUMBER", "value": "1", "format": "OCTAL"}})),
        ),
        // Only the discriminator can tell this from a card number, which may have a format.
        (
            "a PIN in hex",
            "POST",
            saying(json!({"identification": {"type": "PIN", "value": "1", "format": "HEX_MSB"}})),
        ),
        ("null", "POST", saying(json!({"identification": null}))),
        ("a text for an object", "POST", saying(json!({"identification": "PIN"}))),
    ];
    for (about, method, sent) in table {
        assert!(!judge::request(Api::Device, method, &sent).is_empty(), "{about} was let through");
    }
}

/// A request to the counter, well formed.
fn at_the_counter(call: &str, change: impl Fn(&mut Value)) -> Recorded {
    let mut body = json!({
        "identification": {"type": "PIN", "value": "12"},
        "transactionId": "4671fde7-bb07-4fe5-aa0e-947d9ccb842f",
    });
    let more = match call {
        "vending/identification" => json!({}),
        "vending/sale" => json!({"productId": "1", "price": 2.5, "shouldExecuteAction": true}),
        "vending/revalue" => json!({"amount": 5}),
        "time/usage" => json!({"durationInSeconds": 300, "shouldExecuteAction": true}),
        other => panic!("{other} is no call"),
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    if call.starts_with("time/") {
        body.as_object_mut().unwrap().remove("transactionId");
    }
    change(&mut body);
    Recorded { uri: format!("/open-api/device/{call}"), ..saying(body) }
}

#[test]
fn a_bad_request_at_the_counter_is_not_let_through_either() {
    let calls = ["vending/identification", "vending/sale", "vending/revalue", "time/usage"];
    for call in calls {
        let good = at_the_counter(call, |_| {});
        assert_eq!(judge::request(Api::Device, "POST", &good), Vec::<String>::new(), "{call}");
    }
    let [vend, sale, revalue, usage] = calls;
    let table = [
        ("a price as a text", sale, "price", Some(json!("2.50"))),
        ("a price with its currency", sale, "price", Some(json!({"amount": 2.5, "currency": "EUR"}))),
        ("no price", sale, "price", None),
        ("a price that is null", sale, "price", Some(Value::Null)),
        ("a shelf as a number", sale, "productId", Some(json!(1))),
        ("no shelf", sale, "productId", None),
        ("a currency beside the price", sale, "currency", Some(json!("EUR"))),
        ("a flag in words", sale, "shouldExecuteAction", Some(json!("true"))),
        ("nobody's sale", sale, "identification", None),
        ("an amount as a text", revalue, "amount", Some(json!("5"))),
        ("no amount", revalue, "amount", None),
        ("a top-up that is a dry run", revalue, "shouldExecuteAction", Some(json!(false))),
        ("an identification that is a dry run", vend, "shouldExecuteAction", Some(json!(false))),
        ("time as a text", usage, "durationInSeconds", Some(json!("300"))),
        ("half a second", usage, "durationInSeconds", Some(json!(0.5))),
        ("a transaction where there is none", usage, "transactionId", Some(json!("1"))),
        ("a transaction as a number", vend, "transactionId", Some(json!(1))),
    ];
    let lost = [vend, sale, revalue].map(|call| ("no transaction", call, "transactionId", None));
    for (about, call, field, value) in table.into_iter().chain(lost) {
        let sent = at_the_counter(call, |body| {
            let fields = body.as_object_mut().unwrap();
            match &value {
                Some(value) => drop(fields.insert(field.to_owned(), value.clone())),
                None => assert!(fields.remove(field).is_some(), "{field} was never there"),
            }
        });
        assert!(!judge::request(Api::Device, "POST", &sent).is_empty(), "{call}: {about} was let through");
    }
    let at = |path: &str| Recorded {
        uri: format!("/open-api/device/time/{path}"),
        body: Vec::new(),
        ..without(identification(), "content-type")
    };
    assert_eq!(judge::request(Api::Device, "GET", &at("price")), Vec::<String>::new());
    let asked = Recorded { body: b"{}".into(), ..at("price") };
    assert!(!judge::request(Api::Device, "GET", &asked).is_empty(), "a body for a question");
}

#[test]
fn a_bad_look_up_is_not_let_through_either() {
    let table = [
        ("an unknown parameter", look_up("/v1/customers/by?card=1")),
        ("an unknown constant", look_up("/v1/customers/by?cardNumber=1&cardNumberFormat=OCTAL")),
        ("no UUID", look_up("/v1/customers/by?qrCodeUuid=1")),
        ("a parameter twice", look_up("/v1/customers/by?barcode=1&barcode=2")),
        ("too large a slice", look_up("/v1/customers?sliceSize=501")),
        ("a slice in words", look_up("/v1/customers?sliceSize=many")),
        ("a required parameter left out", look_up("/v1/customers/benefits")),
        ("a number in words", look_up("/v1/customers/nobody")),
        ("a number beyond 64 bits", look_up("/v1/customers/9223372036854775808")),
        ("no key", without(look_up("/v1/devices"), "x-api-key")),
        (
            "a token for a key",
            with(without(look_up("/v1/devices"), "x-api-key"), "authorization", "Bearer t"),
        ),
        ("a language", with(look_up("/v1/devices"), "accept-language", "de")),
        ("a type for no body", with(look_up("/v1/devices"), "content-type", "application/json")),
        ("a body for nothing", Recorded { body: b"{}".into(), ..look_up("/v1/devices") }),
    ];
    for (about, sent) in table {
        assert!(!judge::request(Api::Open, "GET", &sent).is_empty(), "{about} was let through");
    }
    assert!(
        !judge::request(Api::Connect, "GET", &look_up("/connect/v2/studio")).is_empty(),
        "a key for the public"
    );
}

fn told(status: u16, body: Value) -> Told {
    Told { status, content_type: Some("application/json".into()), body: body.to_string().into_bytes() }
}

fn empty(status: u16) -> Told {
    Told { status, content_type: None, body: Vec::new() }
}

fn customer(change: impl Fn(&mut Value)) -> Told {
    let mut body = json!({
        "id": 1, "status": "MEMBER", "accessRefusal": false, "firstName": "A", "dateOfBirth": "1990-02-28",
        "studioId": 2, "preferredLanguage": {"languageCode": "de"},
        "accessMediums": [{"id": 3, "type": "PIN", "value": "1"}],
    });
    change(&mut body);
    told(200, body)
}

#[test]
fn a_good_answer_is_let_through() {
    let table = [
        (Api::Device, "POST", CARD_READER, empty(200)),
        (Api::Device, "POST", CARD_READER, empty(401)),
        (Api::Device, "POST", CARD_READER, told(400, json!({}))),
        (Api::Device, "POST", "/open-api/device/vending/sale", empty(204)),
        (Api::Open, "GET", "/v1/customers/by", customer(|_| {})),
        (Api::Open, "GET", "/v1/devices", told(200, json!([{"active": true, "id": i64::MAX}]))),
        (Api::Open, "HEAD", "/v1/devices", empty(200)),
        (Api::Connect, "GET", "/connect/v2/studio", told(200, json!([]))),
        (Api::Connect, "GET", "/connect/v2/studio", told(400, json!([{"errorCodes": ["BAD_REQUEST"]}]))),
    ];
    for (api, method, path, told) in table {
        assert_eq!(judge::answer(api, method, path, &told), Vec::<String>::new(), "{method} {path} {told:?}");
    }
    let named = Told { content_type: Some("application/json;charset=UTF-8".into()), ..customer(|_| {}) };
    assert!(judge::answer(Api::Open, "GET", "/v1/customers/by", &named).is_empty());
}

#[test]
fn a_bad_answer_is_not() {
    let by = (Api::Open, "GET", "/v1/customers/by");
    let card = (Api::Device, "POST", CARD_READER);
    let sale = (Api::Device, "POST", "/open-api/device/vending/sale");
    let time_usage = (Api::Device, "POST", "/open-api/device/time/usage");
    let visits = (Api::Open, "GET", "/v1/customers/1/activities/checkins");
    let visit = |came: &str| {
        told(
            200,
            json!({"result": [{"checkinId": 1, "checkInDateTime": came}], "hasNext": false, "offset": "1"}),
        )
    };
    assert!(judge::answer(visits.0, visits.1, visits.2, &visit("2025-01-31T10:00:00+01:00")).is_empty());
    let table = [
        ("an unpublished status", by, empty(204)),
        ("another unpublished status", card, told(429, json!({"errorMessage": "x"}))),
        ("a body for nothing", card, told(200, json!({}))),
        ("a type for no body", card, Told { content_type: Some("application/json".into()), ..empty(200) }),
        ("a body after the charge", sale, told(204, json!({}))),
        ("a price as a text", sale, told(200, json!({"authorized": true, "price": "2.50"}))),
        ("a price with its currency", sale, told(200, json!({"price": {"amount": 2.5, "currency": "EUR"}}))),
        ("a bare price for time", time_usage, told(200, json!({"authorized": true, "price": 2.5}))),
        ("a price without its currency", time_usage, told(200, json!({"price": {"amount": 2.5}}))),
        ("a body for a 401 that has none", card, told(401, json!({"errorMessage": "x"}))),
        ("nothing for something", by, empty(200)),
        ("no JSON", by, Told { body: b"{".into(), ..customer(|_| {}) }),
        ("called HTML", by, Told { content_type: Some("text/html".into()), ..customer(|_| {}) }),
        ("called nothing", by, Told { content_type: None, ..customer(|_| {}) }),
        ("a list for an object", by, told(200, json!([]))),
        ("an invented field", by, customer(|body| body["nickname"] = json!("x"))),
        ("an invented field further in", by, customer(|body| body["accessMediums"][0]["since"] = json!(1))),
        (
            "a required field left out",
            by,
            customer(|body| drop(body.as_object_mut().unwrap().remove("status"))),
        ),
        ("an unknown constant", by, customer(|body| body["status"] = json!("GUEST"))),
        ("a number as a text", by, customer(|body| body["id"] = json!("1"))),
        ("a number beyond 64 bits", by, customer(|body| body["id"] = json!(9_223_372_036_854_775_808_u64))),
        ("a number with a fraction", by, customer(|body| body["id"] = json!(1.5))),
        ("a day that is none", by, customer(|body| body["dateOfBirth"] = json!("1990-02-30"))),
        ("a day with a time", by, customer(|body| body["dateOfBirth"] = json!("1990-02-28T00:00:00Z"))),
        ("null", by, customer(|body| body["firstName"] = Value::Null)),
        (
            "a language with its country",
            by,
            customer(|body| body["preferredLanguage"]["languageCode"] = json!("de-CH")),
        ),
        ("a country in words", by, customer(|body| body["country"] = json!("Germany"))),
        ("a time without its zone", visits, visit("2025-01-31T10:00:00")),
        ("an hour that is none", visits, visit("2025-01-31T25:00:00Z")),
        ("an error without a message", by, told(404, json!({"errorCode": "X"}))),
        ("an error with more to it", by, told(404, json!({"errorMessage": "x", "status": 404}))),
        (
            "the other APIs' error",
            (Api::Connect, "GET", "/connect/v2/studio"),
            told(500, json!({"errorMessage": "x", "errorCode": "Y", "traceId": "z"})),
        ),
    ];
    for (about, (api, method, path), told) in table {
        assert!(!judge::answer(api, method, path, &told).is_empty(), "{about} was let through");
    }
}

#[test]
fn a_missing_document_is_a_sentence_and_not_a_pass() {
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR")).join("no-such-folder");
    for api in [Api::Device, Api::Open, Api::Connect] {
        let why = Document::load(&nowhere, api).err().expect("there is nothing there");
        assert!(why.contains("no-such-folder") && why.contains("PORTICO_SPECS"), "{why}");
    }
}

#[test]
fn both_versions_of_openapi_are_read() {
    let with = |version: &str, thing: Value| {
        Document::of(json!({"openapi": version, "components": {"schemas": {"Thing": thing}}}))
    };
    let thing = json!({"properties": {
        "name": {"type": "string", "nullable": true},
        "kind": {"type": "string", "enum": ["A"], "nullable": true},
    }});
    let asked = json!({"$ref": "#/components/schemas/Thing"});
    let old = with("3.0.1", thing);
    assert!(old.faults(&asked, &json!({"name": null, "kind": null})).is_empty());
    assert!(!old.faults(&asked, &json!({"name": 1})).is_empty());
    assert!(!old.faults(&asked, &json!({"kind": "B"})).is_empty());
    assert!(!old.faults(&asked, &Value::Null).is_empty(), "an object, although its type was left out");
    let new = with("3.1.0", json!({"properties": {"name": {"type": ["string", "null"]}}}));
    assert!(new.faults(&asked, &json!({"name": null})).is_empty());
    assert!(!new.faults(&asked, &json!({"name": 1})).is_empty());
}

#[test]
#[should_panic(expected = "nullable")]
fn a_keyword_of_the_other_version_is_not_passed_over() {
    let new = Document::of(json!({"openapi": "3.1.0"}));
    let _faults = new.faults(&json!({"type": "string", "nullable": true}), &Value::Null);
}

#[test]
#[should_panic(expected = "pattern")]
fn an_unknown_keyword_is_not_passed_over() {
    let _faults = document(Api::Open).faults(&json!({"type": "string", "pattern": "a"}), &json!("a"));
}

#[test]
#[should_panic(expected = "no validator")]
fn an_unknown_format_is_not_passed_over() {
    let _faults = document(Api::Open).faults(&json!({"type": "string", "format": "ISO 9362"}), &json!("a"));
}

/// The whole of the documents can be read, not only what is in use.
#[test]
fn every_published_schema_makes_a_validator() {
    for api in [Api::Device, Api::Open, Api::Connect] {
        let document = document(api);
        let schemas = document.root()["components"]["schemas"].as_object().unwrap();
        assert!(!schemas.is_empty());
        for schema in schemas.values() {
            let _faults = document.faults(schema, &Value::Null);
        }
    }
}
