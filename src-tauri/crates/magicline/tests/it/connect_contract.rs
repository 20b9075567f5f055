use domain::{
    BlockId, CategoryId, CustomerId, Language, ModuleId, NotDone, Outcome, Redacted, ReferralId, StudioId,
    TermId,
};
use jiff::civil::date;
use magicline::connect::{
    Address, Applicant, Birth, BlockSignature, Channel, Contact, ContractRequest, Document, DocumentKind,
    Gender, Payment, Person, Preference, RedeemRequest, Signatures,
};
use magicline::{Error, Retry, outcome};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{Act, HTML, JSON, Server, answer, promise};

/// A contract with nothing in it that may be left out.
pub fn plain() -> ContractRequest {
    ContractRequest {
        studio: StudioId(1),
        term: TermId(42),
        start: date(2027, 2, 1),
        pre_use: None,
        selected_modules: vec![],
        optional_modules: vec![],
        voucher: Redacted::new(None),
        applicant: applicant(),
        payment: Redacted::new(Payment::Cash),
        signatures: Redacted::new(Signatures::default()),
        referral: None,
        notes: Redacted::new(None),
    }
}

pub fn person() -> Person {
    Person { first_name: "María José".into(), last_name: "Núñez".into(), ..Person::default() }
}

pub fn birth() -> Birth {
    Birth { date: date(1990, 1, 31), place: None, country: None }
}

pub fn address() -> Address {
    Address {
        country: "ES".into(),
        street: "Mayor".into(),
        house_number: "3-4".into(),
        zip: "28013".into(),
        city: "Madrid".into(),
        ..Address::default()
    }
}

pub fn contact() -> Contact {
    Contact { email: "mj@example.com".into(), ..Contact::default() }
}

pub fn applicant() -> Applicant {
    Applicant {
        person: Redacted::new(person()),
        birth: Redacted::new(birth()),
        address: Redacted::new(address()),
        contact: Redacted::new(contact()),
        document: Redacted::new(None),
        preferences: vec![],
        picture: Redacted::new(None),
        referral_code: Redacted::new(None),
        lead: Redacted::new(None),
        language: None,
        locale: None,
    }
}

/// A contract with everything in it.
pub fn full() -> ContractRequest {
    let some = |text: &str| Some(text.to_owned());
    let address = Address {
        province: some("Madrid"),
        province_code: some("M"),
        street_type: some("calle"),
        block: some("B"),
        portal: some("2"),
        stairway: some("izq."),
        floor: some("3"),
        door: some("C"),
        additional: some("interior"),
        city_part: some("part"),
        district: some("district"),
        second_street: some("second"),
        building: some("building"),
        ..address()
    };
    let applicant = Applicant {
        person: Redacted::new(Person {
            second_first_name: some("Pilar"),
            second_last_name: some("Ibáñez"),
            gender: Some(Gender::Female),
            tax_id: some("00000014Z"),
            ..person()
        }),
        birth: Redacted::new(Birth { place: some("Roma"), country: some("IT"), ..birth() }),
        address: Redacted::new(address),
        contact: Redacted::new(Contact { mobile: some("+34600"), private: some("+34910"), ..contact() }),
        document: Redacted::new(Some(Document { kind: DocumentKind::DriversLicence, number: "D1".into() })),
        preferences: vec![
            Preference { category: CategoryId(1), channels: vec![Channel::Email, Channel::App] },
            Preference { category: CategoryId(2), channels: vec![] },
        ],
        picture: Redacted::new(some("pictures/1")),
        referral_code: Redacted::new(some("FRIEND")),
        lead: Redacted::new(Some(Uuid::from_u128(0x4671))),
        language: some("es"),
        locale: some("es_ES"),
    };
    ContractRequest {
        pre_use: Some(date(2027, 1, 20)),
        selected_modules: vec![ModuleId(22)],
        optional_modules: vec![ModuleId(31), ModuleId(32)],
        voucher: Redacted::new(some(" V1 ")),
        applicant,
        payment: Redacted::new(Payment::DirectDebit {
            iban: "ES9121000418450200051332".into(),
            holder: "María Núñez".into(),
            bic: some("CAIXESBBXXX"),
        }),
        signatures: Redacted::new(Signatures {
            contract: some("c2Vl"),
            sepa: some("c2VwYQ=="),
            text_blocks: vec![BlockSignature { text_block: BlockId(5), svg: "dGV4dA==".into() }],
        }),
        referral: Some(ReferralId(9)),
        notes: Redacted::new(some("by the window")),
        ..plain()
    }
}

/// What `full` is in the vendor's names, but for what a preview is not told.
pub fn full_for_a_preview() -> Value {
    // Too long for `json!`.
    serde_json::from_str(
        r#"{
        "studioId": 1, "referralId": 9, "voucherCode": "V1",
        "contract": {
            "rateBundleTermId": 42, "startDate": "2027-02-01", "preuseDate": "2027-01-20",
            "selectedRateBundleModules": [{ "id": 22 }], "optionalRateBundleTermModules": [{ "id": 31 }, { "id": 32 }],
            "notes": "by the window"
        },
        "customer": {
            "firstname": "María José", "secondFirstname": "Pilar", "lastname": "Núñez", "secondLastName": "Ibáñez",
            "gender": "FEMALE", "taxId": "00000014Z", "dateOfBirth": "1990-01-31", "placeOfBirth": "Roma",
            "countryOfBirth": "IT", "street": "Mayor", "houseNumber": "3-4", "zipCode": "28013", "city": "Madrid",
            "countryCode": "ES", "province": "Madrid", "provinceCode": "M", "streetType": "calle", "streetBlock": "B",
            "portal": "2", "stairway": "izq.", "floor": "3", "door": "C", "additionalAddressInformation": "interior",
            "cityPart": "part", "district": "district", "secondStreet": "second", "buildingName": "building",
            "email": "mj@example.com", "telephone_mobile": "+34600", "telephone_private": "+34910",
            "documentIdentification": { "documentType": "DRIVERS_LICENCE", "documentNumber": "D1" },
            "paymentChoice": "DIRECT_DEBIT",
            "bankAccount": { "iban": "ES9121000418450200051332", "accountHolder": "María Núñez", "bic": "CAIXESBBXXX" },
            "communicationPreferences": [
                { "messageCategoryId": 1, "activeCommunicationChannels": ["EMAIL", "MYSPORTS_MESSAGE"] },
                { "messageCategoryId": 2, "activeCommunicationChannels": [] }],
            "referralCode": "FRIEND", "identityToken": "00000000-0000-0000-0000-000000004671", "language": "es",
            "locale": "es_ES"
        }
    }"#,
    )
    .unwrap()
}

const MADE: &str = r#"{"id":5," customer id":1001," customer member number":"M-77"}"#;

async fn sent(request: &ContractRequest) -> Value {
    let mut server = Server::answering(answer(200, JSON, MADE)).await;
    server.connect().sign(request, Language::DE).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "POST /connect/v1/rate-bundle HTTP/1.1");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("accept-language"), Some("de"));
    assert_eq!((seen.header("x-api-key"), seen.header("authorization")), (None, None), "it is public");
    seen.json()
}

#[tokio::test]
async fn everything_is_sent_by_its_published_name() {
    let mut wanted = full_for_a_preview();
    wanted["customer"]["imageObjectKey"] = json!("pictures/1");
    wanted["contract"]["contractSignature"] = json!({ "base64Svg": "c2Vl" });
    wanted["contract"]["sepaSignature"] = json!({ "base64Svg": "c2VwYQ==" });
    wanted["contract"]["textBlockSignatures"] = json!([{ "base64Svg": "dGV4dA==", "textBlockId": 5 }]);
    assert_eq!(sent(&full()).await, wanted);
}

#[tokio::test]
async fn what_is_empty_is_left_out_unless_it_is_demanded() {
    let demanded = json!({
        "studioId": 1,
        "contract": { "rateBundleTermId": 42, "startDate": "2027-02-01" },
        "customer": {
            "firstname": "María José", "lastname": "Núñez", "dateOfBirth": "1990-01-31", "street": "Mayor",
            "houseNumber": "3-4", "zipCode": "28013", "city": "Madrid", "countryCode": "ES", "email": "mj@example.com",
            "paymentChoice": "CASH",
        },
    });
    assert_eq!(sent(&plain()).await, demanded);

    let blank = || Some(" ".to_owned());
    let mut request = plain();
    request.voucher = Redacted::new(blank());
    request.notes = Redacted::new(blank());
    request.applicant.picture = Redacted::new(blank());
    request.applicant.person =
        Redacted::new(Person { tax_id: blank(), second_last_name: blank(), ..person() });
    request.applicant.contact = Redacted::new(Contact { mobile: blank(), ..contact() });
    request.applicant.document =
        Redacted::new(Some(Document { kind: DocumentKind::Passport, number: String::new() }));
    assert_eq!(sent(&request).await, demanded, "what is blank");
}

#[tokio::test]
async fn every_way_to_pay() {
    let debit = |iban: &str| Payment::DirectDebit { iban: iban.into(), holder: "A".into(), bic: None };
    let card = |token: &str| Payment::Card { token: token.into() };
    let account = json!({ "iban": "DE89370400440532013000", "accountHolder": "A" });
    for (payment, choice, account, token) in [
        (debit("DE89370400440532013000"), "DIRECT_DEBIT", account, Value::Null),
        (debit(""), "DIRECT_DEBIT", Value::Null, Value::Null),
        (card("upc-1"), "CREDIT_CARD", Value::Null, json!("upc-1")),
        (card(""), "CREDIT_CARD", Value::Null, Value::Null),
        (Payment::Cash, "CASH", Value::Null, Value::Null),
        (Payment::BankTransfer, "BANK_TRANSFER", Value::Null, Value::Null),
        (Payment::Twint, "TWINT", Value::Null, Value::Null),
    ] {
        assert_eq!(payment.choice().vendor(), choice);
        let body = sent(&ContractRequest { payment: Redacted::new(payment), ..plain() }).await;
        assert_eq!(body["customer"]["paymentChoice"], choice);
        assert_eq!(body["customer"]["bankAccount"], account, "{choice}");
        assert_eq!(body["paymentRequestToken"], token, "{choice}");
    }
}

#[tokio::test]
async fn every_document() {
    for (kind, constant) in [
        (DocumentKind::IdCard, "ID_CARD"),
        (DocumentKind::Passport, "PASSPORT"),
        (DocumentKind::DriversLicence, "DRIVERS_LICENCE"),
        (DocumentKind::ResidencePermit, "RESIDENCE_PERMIT"),
        (DocumentKind::NationalId, "NATIONAL_ID_NUMBER"),
        (DocumentKind::Other, "OTHERS"),
    ] {
        let mut request = plain();
        request.applicant.document = Redacted::new(Some(Document { kind, number: "1".into() }));
        assert_eq!(sent(&request).await["customer"]["documentIdentification"]["documentType"], constant);
    }
}

#[test]
fn what_was_filled_in_is_kept_and_read_back() {
    let redeem = RedeemRequest {
        studio: StudioId(1),
        code: Redacted::new("R".into()),
        start: date(2027, 2, 1),
        pre_use: None,
        applicant: applicant(),
    };
    let kept = serde_json::to_string(&redeem).unwrap();
    assert!(serde_json::from_str::<RedeemRequest>(&kept).unwrap() == redeem);
    let card = Payment::Card { token: "upc-1".into() };
    for request in [plain(), full(), ContractRequest { payment: Redacted::new(card), ..plain() }] {
        let kept = serde_json::to_string(&request).unwrap();
        assert!(serde_json::from_str::<ContractRequest>(&kept).unwrap() == request);
        assert!(!kept.contains("redacted"), "{kept}");
    }
    // A row that an earlier version wrote must stay readable: fields may come, none may change.
    let kept = include_str!("kept_contract.json");
    assert!(serde_json::from_str::<ContractRequest>(kept).unwrap() == full());
}

#[tokio::test]
async fn a_member_is_made() {
    let some = |text: &str| Some(text.to_owned());
    for (body, customer, number, registration, payment) in [
        (MADE, Some(1001), some("M-77"), None, None),
        (
            r#"{"id":5,"customer id":1001,"customer member number":"M-77","customer member name":"Zoe",
                "Quick registration url for MySports":"https://r.example","token for additional requests":{},
                "Optional payment url where the user needs to be redirected to":"https://p.example"}"#,
            Some(1001),
            some("M-77"),
            some("https://r.example"),
            some("https://p.example"),
        ),
        (
            r#"{"id":5,"customerId":1001,"customerMemberNumber":"M-77","quickRegistrationUrl":"https://r.example",
                "paymentUrl":"https://p.example"}"#,
            Some(1001),
            some("M-77"),
            some("https://r.example"),
            some("https://p.example"),
        ),
        (r#"{"customerId":"1001","memberNumber":77}"#, Some(1001), some("77"), None, None),
        (r#"{"memberNumber":"M-77","customerId":null,"paymentUrl":""}"#, None, some("M-77"), None, None),
        (r#"{"customerId":1001}"#, Some(1001), None, None, None),
    ] {
        let server = Server::answering(answer(200, JSON, body)).await;
        let signed = server.connect().sign(&plain(), Language::DE).await.unwrap();
        assert_eq!(signed.customer, customer.map(CustomerId), "{body}");
        assert_eq!(*signed.member_number.expose(), number, "{body}");
        assert_eq!(*signed.registration_url.expose(), registration, "{body}");
        assert_eq!(*signed.payment_url.expose(), payment, "{body}");
        assert!(!format!("{signed:?}").contains("example"));
    }
    for body in [r#"{"id":5}"#, "{}", "[]", "", "null", r#"{"customerId":{}}"#] {
        let server = Server::answering(answer(200, JSON, body)).await;
        let error = server.connect().sign(&plain(), Language::DE).await.unwrap_err();
        assert_eq!(error, Error::Garbled { status: 200 }, "{body}");
        assert_eq!(error.retry(), Retry::Unknown, "nobody knows whether there is a contract");
    }
}

#[tokio::test]
async fn what_certainly_was_not_made_is_told_from_what_may_have_been() {
    let refusal = r#"{"errorCodes":["VALIDATION_FAILED"],"message":"for developers","traceId":"t-1"}"#;
    for (act, retry) in [
        (Act::AnswerAndClose(vec![]), Retry::Unknown),
        (Act::AnswerAndReset(promise(200, JSON, 99, MADE)), Retry::Unknown),
        (
            Act::Answer(answer(
                500,
                JSON,
                r#"{"message":"Invalid image format","errorCodes":["VALIDATION_FAILED"]}"#,
            )),
            Retry::Never,
        ),
        (Act::Answer(answer(500, JSON, r#"{"errorCodes":["SERVER_ERROR"]}"#)), Retry::Unknown),
        (Act::Answer(answer(502, JSON, refusal)), Retry::Unknown),
        (Act::Answer(answer(504, "", "")), Retry::Unknown),
        (Act::Answer(answer(400, JSON, refusal)), Retry::Never),
        (Act::Answer(answer(409, JSON, refusal)), Retry::Never),
        (Act::Answer(answer(404, "", "")), Retry::Never),
        (Act::Answer(answer(404, HTML, "<html>")), Retry::Safe),
        (Act::Answer(answer(400, "", "")), Retry::Safe),
        (Act::Answer(answer(302, "location: /\r\n", "")), Retry::Safe),
    ] {
        let mut server = Server::start([act]).await;
        let error = server.connect().sign(&plain(), Language::DE).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{error:?}");
        assert_eq!(server.seen().len(), 1, "sent once");
    }
}

#[tokio::test]
async fn every_published_form_of_reasons() {
    let both = ["CONFLICT", "BAD_REQUEST"].as_slice();
    for (body, codes, trace_id) in [
        (
            r#"{"errorCodes":["CONFLICT","BAD_REQUEST"],"message":"secret","traceId":"t-1"}"#,
            both,
            Some("t-1"),
        ),
        (
            r#"[{"errorCodes":["CONFLICT"],"traceId":"t-1"},{"errorCodes":["BAD_REQUEST","CONFLICT"],"traceId":"t-2"}]"#,
            both,
            Some("t-1"),
        ),
        (r#"{"errorCodes":"CONFLICT"}"#, &["CONFLICT"], None),
        (r#"{"errorCodes":{"code":"CONFLICT"}}"#, &["CONFLICT"], None),
        (r#"{"errorCodes":[{"errorCode":"CONFLICT"},{"code":"BAD_REQUEST"},{"new":1},null,7]}"#, both, None),
        (r#"{"errorCodes":["CONFLICT","for Edgar Bullock","CONFLICT","BAD_REQUEST"]}"#, both, None),
        (r#"{"errorCodes":[],"message":"secret"}"#, &[], None),
        (r#"{"message":"secret"}"#, &[], None),
    ] {
        let server = Server::answering(answer(400, JSON, body)).await;
        let error = server.connect().sign(&plain(), Language::DE).await.unwrap_err();
        let Error::Status(refusal) = &error else { panic!("{error:?}") };
        assert_eq!(
            (refusal.codes.as_slice(), refusal.trace_id.as_deref()),
            (&*codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(), trace_id),
            "{body}"
        );
        assert_eq!((refusal.code(), &refusal.message), (codes.first().copied(), &None), "{body}");
        assert!(codes.iter().all(|code| refusal.has(code)) && !refusal.has("FORBIDDEN"));
        let code = refusal.code().map(str::to_owned);
        let Outcome::NotDone(NotDone::Refused { code: told, message: None, .. }) = outcome::<()>(Err(error))
        else {
            panic!("a refusal")
        };
        assert_eq!(told, code);
    }
    for body in ["[]", "[{}]", r#"[{"errorCodes":["CONFLICT"]},{}]"#, r#"["CONFLICT"]"#, "7"] {
        let server = Server::answering(answer(400, JSON, body)).await;
        let error = server.connect().sign(&plain(), Language::DE).await.unwrap_err();
        let Error::Status(refusal) = error else { panic!("{body}") };
        assert_eq!((refusal.status, refusal.codes), (400, vec![]), "{body}");
    }
}
