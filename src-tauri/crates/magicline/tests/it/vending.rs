use domain::{Currency, Identification, Language, Money, NotDone, Outcome, Redacted, Unknown};
use magicline::{DeviceApi, Error, Permit, SaleCheck, UsageCheck, outcome};
use secrecy::SecretString;
use uuid::Uuid;

use crate::server::{Act, JSON, Server, TOKEN, answer, http, promise};

const ID: Uuid = Uuid::from_u128(0x4671fde7_bb07_4fe5_aa0e_947d9ccb842f);
const DE: Language = Language::DE;

fn pin() -> Identification {
    Identification::Pin("012378".to_owned())
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Makes the call with this name and tells how it ended.
async fn call(device: &DeviceApi, name: &str) -> Result<(), Error> {
    let who = pin();
    match name {
        "vending_identify" => device.vending_identify(&who, ID, Currency::EUR, DE).await.map(drop),
        "check_sale" => device.check_sale(&who, ID, "1", euros(250), DE).await.map(drop),
        "charge_sale" => device.charge_sale(&who, ID, "1", euros(250), DE).await,
        "revalue" => device.revalue(&who, ID, euros(500), DE).await,
        "time_prices" => device.time_prices(DE).await.map(drop),
        "time_identify" => device.time_identify(&who, DE).await.map(drop),
        "check_usage" => device.check_usage(&who, 300, DE).await.map(drop),
        "charge_usage" => device.charge_usage(&who, 300, DE).await,
        other => panic!("{other} is no call"),
    }
}

const QUESTIONS: [&str; 5] =
    ["vending_identify", "check_sale", "time_prices", "time_identify", "check_usage"];
const EXECUTED: [&str; 3] = ["charge_sale", "revalue", "charge_usage"];

#[tokio::test]
async fn the_bytes_of_every_call() {
    let who = r#""identification":{"type":"PIN","value":"012378"}"#;
    let id = r#""transactionId":"4671fde7-bb07-4fe5-aa0e-947d9ccb842f""#;
    let sale =
        |execute| format!(r#"{{{who},{id},"productId":"1","price":2.50,"shouldExecuteAction":{execute}}}"#);
    let usage = |execute| format!(r#"{{{who},"durationInSeconds":300,"shouldExecuteAction":{execute}}}"#);
    for (name, line, body) in [
        ("vending_identify", "POST /open-api/device/vending/identification", format!("{{{who},{id}}}")),
        ("check_sale", "POST /open-api/device/vending/sale", sale(false)),
        ("charge_sale", "POST /open-api/device/vending/sale", sale(true)),
        ("revalue", "POST /open-api/device/vending/revalue", format!(r#"{{{who},{id},"amount":5.00}}"#)),
        ("time_prices", "GET /open-api/device/time/price", String::new()),
        ("time_identify", "POST /open-api/device/time/identification", format!("{{{who}}}")),
        ("check_usage", "POST /open-api/device/time/usage", usage(false)),
        ("charge_usage", "POST /open-api/device/time/usage", usage(true)),
    ] {
        let mut server = Server::answering(answer(204, "", "")).await;
        drop(call(&server.device(), name).await);
        let seen = server.only();
        assert_eq!(seen.line(), format!("{line} HTTP/1.1"));
        assert_eq!(seen.text.split_once("\r\n\r\n").unwrap().1, body, "{name}");
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()), "{name}");
        assert_eq!(seen.header("accept-language"), Some("de"), "{name}");
        let kind = (!body.is_empty()).then_some("application/json");
        assert_eq!(seen.header("content-type"), kind, "{name}");
    }
}

#[tokio::test]
async fn a_question_has_an_answer_and_an_execution_has_none() {
    let said = r#"{"authorized":true,"selection":[]}"#;
    for (name, wanted) in QUESTIONS.map(|name| (name, Ok(()))).into_iter().chain(EXECUTED.map(|name| {
        // Nobody knows what a vendor did who answers a charge as if it were a question.
        (name, Err(Error::Garbled { status: 200 }))
    })) {
        let mut server = Server::answering(answer(200, JSON, said)).await;
        assert_eq!(call(&server.device(), name).await, wanted, "{name}");
        assert_eq!(server.seen().len(), 1, "{name}: repeated");
    }
    for (name, wanted) in QUESTIONS
        .map(|name| (name, Err(Error::Garbled { status: 204 })))
        .into_iter()
        .chain(EXECUTED.map(|name| (name, Ok(()))))
    {
        let mut server = Server::answering(answer(204, "", "")).await;
        assert_eq!(call(&server.device(), name).await, wanted, "{name}");
        assert_eq!(server.seen().len(), 1, "{name}: repeated");
    }
}

#[tokio::test]
async fn no_call_is_repeated_and_only_what_is_certain_is_called_so() {
    let error = r#"{"errorMessage":"Kein Guthaben.","errorCode":"E.1","traceId":"77"}"#;
    let refused = |code: Option<&str>, trace_id: Option<&str>| {
        let message = Some(Redacted::new("Kein Guthaben.".to_owned()));
        let (code, trace_id) = (code.map(str::to_owned), trace_id.map(str::to_owned));
        Outcome::NotDone(NotDone::Refused { message, code, trace_id })
    };
    let no = r#"{"authorized":false,"text":"Kein Guthaben."}"#;
    for name in EXECUTED {
        for (act, wanted) in [
            (Act::Answer(answer(204, "", "")), Outcome::Done(())),
            (Act::Answer(answer(400, JSON, error)), refused(Some("E.1"), Some("77"))),
            (Act::Answer(answer(200, JSON, no)), refused(None, None)),
            (Act::Answer(answer(202, JSON, no)), Outcome::Unknown(Unknown::AnswerGarbled)),
            (Act::Answer(answer(401, "", "")), Outcome::NotDone(NotDone::AccessWithdrawn)),
            (Act::Answer(answer(503, JSON, error)), Outcome::NotDone(NotDone::VendorPause)),
            (Act::Answer(answer(500, JSON, error)), Outcome::Unknown(Unknown::VendorFault)),
            (Act::AnswerAndReset(vec![]), Outcome::Unknown(Unknown::AnswerLost)),
            (Act::AnswerAndClose(b"HTTP/1.1 204 No".to_vec()), Outcome::Unknown(Unknown::AnswerLost)),
            (Act::AnswerAndClose(promise(200, JSON, 99, no)), Outcome::Unknown(Unknown::AnswerLost)),
        ] {
            let mut server = Server::start([act]).await;
            assert_eq!(outcome(call(&server.device(), name).await), wanted, "{name}");
            assert_eq!(server.seen().len(), 1, "{name}: repeated");
        }
    }
}

#[tokio::test]
async fn what_the_vendor_says_arrives() {
    let body = format!(
        r#"{{"authorized":true,"text":"","consumptionCredit":6.4,"transactionId":"{ID}","price":1.29}}"#
    );
    let server = Server::answering(answer(200, JSON, body)).await;
    let check = server.device().check_sale(&pin(), ID, "4", euros(129), DE).await.unwrap();
    let (credit, price) = (Some(euros(640)), Some(euros(129)));
    assert_eq!(check, SaleCheck { permit: Permit::Granted, credit, price });

    let body = r#"{"authorized":true,"price":{"amount":20,"currency":"CHF"}}"#;
    let server = Server::answering(answer(200, JSON, body)).await;
    let check = server.device().check_usage(&pin(), 300, DE).await.unwrap();
    let price = Some(Money::new(2000, Currency::parse("CHF").unwrap()));
    assert_eq!(check, UsageCheck { permit: Permit::Granted, price });

    let body = format!(r#"{{"authorized":true,"transactionId":"{}"}}"#, Uuid::nil());
    let server = Server::answering(answer(200, JSON, body)).await;
    for name in ["vending_identify", "check_sale", "charge_sale", "revalue"] {
        assert_eq!(call(&server.device(), name).await, Err(Error::Garbled { status: 200 }), "{name}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let mut server = Server::answering(answer(204, "", "")).await;
    let device = DeviceApi::new(&http(), server.endpoint(), SecretString::from("a b"));
    for name in QUESTIONS.into_iter().chain(EXECUTED) {
        assert_eq!(call(&device, name).await, Err(Error::CredentialUnusable), "{name}");
    }
    assert!(server.seen().is_empty());
}
