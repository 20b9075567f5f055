use domain::{CardFormat, ContractId, CustomerId, Identification, Redacted};
use jiff::civil::date;
use magicline::{CardLink, CheckInVoucher, Contract, Error, Retry, Search};
use serde_json::json;

use crate::server::{Act, JSON, KEY, Server, answer, promise};

fn some(text: &str) -> Redacted<Option<String>> {
    Redacted::new(Some(text.to_owned()))
}

fn none<T>() -> Redacted<Option<T>> {
    Redacted::new(None)
}

#[tokio::test]
async fn customers_are_found_by_who_they_are() {
    let body = r#"[{"id":1001,"customerNumber":"M-77","firstName":"Zoë","lastName":" d’Œuvre ","dateOfBirth":"1990-01-31",
            "email":"z@example.com","status":"MEMBER","new":{}},
        {"id":1002,"customerNumber":78,"status":"PROSPECT","dateOfBirth":"?"},{"id":1003,"status":"GHOST"}]"#;
    let mut server = Server::answering(answer(200, JSON, body)).await;
    let search = Search {
        first_name: some("Zoë"),
        last_name: some("d’Œuvre"),
        date_of_birth: Redacted::new(Some(date(1990, 1, 31))),
        email: some("z@example.com"),
    };
    let found = server.open().search(&search).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "POST /v1/customers/search HTTP/1.1");
    assert_eq!(
        (seen.header("x-api-key"), seen.header("content-type")),
        (Some(KEY), Some("application/json"))
    );
    let sent = json!({ "firstName": "Zoë", "lastName": "d’Œuvre", "dateOfBirth": "1990-01-31", "email": "z@example.com" });
    assert_eq!(seen.json(), sent);
    let [first, second, third] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((first.id, first.member), (CustomerId(1001), true));
    assert_eq!(
        (&first.number, &first.first_name, &first.last_name),
        (&some("M-77"), &some("Zoë"), &some("d’Œuvre"))
    );
    assert_eq!(
        (&first.date_of_birth, &first.email),
        (&Redacted::new(Some(date(1990, 1, 31))), &some("z@example.com"))
    );
    assert_eq!(
        (second.id.0, &second.number, second.member, &second.date_of_birth),
        (1002, &some("78"), false, &none())
    );
    assert_eq!((third.id, third.member), (CustomerId(1003), false));

    let mut server = Server::answering(answer(200, JSON, "[]")).await;
    let search =
        Search { first_name: some(" "), last_name: some("Ng"), date_of_birth: none(), email: none() };
    assert_eq!(server.open().search(&search).await, Ok(vec![]));
    assert_eq!(server.only().json(), json!({ "lastName": "Ng" }));
}

#[tokio::test]
async fn nobody_is_passed_over_who_may_be_the_one() {
    let search = Search { first_name: none(), last_name: some("Ng"), date_of_birth: none(), email: none() };
    for body in [r#"[{"id":1},{"firstName":"Zoë"}]"#, r#"[{"id":"1"}]"#, "[7]", "{}", ""] {
        let server = Server::answering(answer(200, JSON, body)).await;
        assert_eq!(server.open().search(&search).await, Err(Error::Garbled { status: 200 }), "{body}");
        assert_eq!(
            server.open().contracts(CustomerId(1)).await,
            Err(Error::Garbled { status: 200 }),
            "{body}"
        );
    }
    let many: Vec<_> =
        (0..500).map(|id| json!({ "id": id, "additionalInformation": "x".repeat(2000) })).collect();
    let server = Server::answering(answer(200, JSON, json!(many).to_string())).await;
    assert_eq!(server.open().search(&search).await.unwrap().len(), 500);
    for (status, code) in [(403, "X"), (429, "X")] {
        let server = Server::answering(answer(status, JSON, format!(r#"{{"errorCode":"{code}"}}"#))).await;
        assert_eq!(server.open().search(&search).await.unwrap_err().status(), Some(status));
    }
}

#[tokio::test]
async fn the_contracts_of_a_customer() {
    let body = r#"[{"id":1000,"rateName":"Premium","createdDate":"2026-11-29","startDate":"2027-02-01","endDate":null,
            "contractStatus":"ACTIVE","price":29.9},
        {"id":1001,"contractStatus":"INACTIVE","endDate":"2026-01-31"},{"id":1002,"contractStatus":"DREAMT"}]"#;
    let mut server = Server::answering(answer(200, JSON, body)).await;
    let contract = |id, active| {
        let id = ContractId(id);
        Contract { id, name: None, created: None, start: None, end: None, active }
    };
    let wanted = [
        Contract {
            name: Some("Premium".into()),
            created: Some(date(2026, 11, 29)),
            start: Some(date(2027, 2, 1)),
            ..contract(1000, Some(true))
        },
        Contract { end: Some(date(2026, 1, 31)), ..contract(1001, Some(false)) },
        contract(1002, None),
    ];
    assert_eq!(server.open().contracts(CustomerId(77)).await.unwrap(), wanted);
    assert_eq!(server.only().line(), "GET /v1/customers/77/contracts HTTP/1.1");
}

#[tokio::test]
async fn a_card_is_linked_or_taken() {
    let card = Identification::Number { value: "04a1b2".into(), format: CardFormat::HexMsb };
    for (status, body, link) in [
        (200, r#"{"id":1,"type":"CARD_NUMBER","value":"04a1b2"}"#, Ok(CardLink::Linked)),
        (200, "", Ok(CardLink::Linked)),
        (409, r#"{"errorMessage":"?"}"#, Ok(CardLink::Taken)),
        (400, r#"{"errorCode":"validation.card.already.assigned"}"#, Ok(CardLink::Taken)),
        (400, r#"{"errorCode":"ACCESS_MEDIUM_NOT_UNIQUE"}"#, Ok(CardLink::Taken)),
        (400, r#"{"errorCode":"CUSTOMER_DOES_NOT_EXIST"}"#, Err(Some(400))),
        (400, r#"{"errorCode":"VALIDATION_FAILED"}"#, Err(Some(400))),
        (400, "{}", Err(Some(400))),
        (403, r#"{"errorCode":"ALREADY"}"#, Err(Some(403))),
        (500, r#"{"errorCode":"ALREADY"}"#, Err(Some(500))),
    ] {
        let mut server = Server::answering(answer(status, JSON, body)).await;
        let result = server.open().link_card(CustomerId(77), &card).await;
        assert_eq!(result.map_err(|error| error.status()), link, "{status} {body}");
        let seen = server.only();
        assert_eq!(seen.line(), "POST /v1/customers/77/access-mediums HTTP/1.1");
        assert_eq!(seen.json(), json!({ "type": "CARD_NUMBER", "value": "04a1b2" }));
    }
    let mut server = Server::answering(answer(200, JSON, "")).await;
    for other in [
        Identification::Pin("1".into()),
        Identification::QrCode("1".into()),
        Identification::Barcode("1".into()),
        Identification::WalletPass("1".into()),
    ] {
        assert_eq!(server.open().link_card(CustomerId(77), &other).await, Err(Error::Unsendable));
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_check_in_voucher_is_redeemed_once() {
    let text = |text: &str| Redacted::new(text.to_owned());
    let voucher = CheckInVoucher {
        code: text(" CHVB1 "),
        first_name: text("Max"),
        last_name: text("Mustermann"),
        email: text("m@example.com"),
    };
    let mut server = Server::answering(answer(200, JSON, r#"{"studioAccessCode":"PTKXPMUO"}"#)).await;
    let code = server.open().redeem_check_in_voucher(&voucher).await.unwrap();
    assert_eq!(code.expose(), "PTKXPMUO");
    let seen = server.only();
    assert_eq!(seen.line(), "POST /v1/checkin-vouchers/redeem HTTP/1.1");
    let sent = json!({ "voucherCode": "CHVB1", "firstname": "Max", "lastname": "Mustermann", "email": "m@example.com" });
    assert_eq!(seen.json(), sent);
    for (act, retry) in [
        (Act::AnswerAndReset(promise(200, JSON, 99, "{")), Retry::Unknown),
        (Act::Answer(answer(200, JSON, "{}")), Retry::Unknown),
        (Act::Answer(answer(200, JSON, r#"{"studioAccessCode":" "}"#)), Retry::Unknown),
        (Act::Answer(answer(400, JSON, r#"{"errorCode":"X"}"#)), Retry::Never),
    ] {
        let mut server = Server::start([act]).await;
        let error = server.open().redeem_check_in_voucher(&voucher).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{error:?}");
        assert_eq!(server.seen().len(), 1);
    }
    let body = r#"{"errorMessage":"for developers","reference":"checkinVoucherRedeem.firstname"}"#;
    let server = Server::answering(answer(400, JSON, body)).await;
    let Err(Error::Status(refusal)) = server.open().redeem_check_in_voucher(&voucher).await else { panic!() };
    assert_eq!(refusal.reference.as_deref(), Some("checkinVoucherRedeem.firstname"));
}

#[tokio::test]
async fn visits_come_in_slices() {
    let visit = r#"{"checkInDateTime":"2026-03-04T09:00:00Z","checkOutDateTime":null}"#;
    let year = (date(2025, 3, 4), date(2026, 3, 4));
    for (rest, after, next) in [
        (r#""hasNext":true,"offset":"50""#, None, Some("50")),
        (r#""hasNext":false,"offset":"50""#, None, None),
        (r#""hasNext":true,"offset":"50""#, Some("50"), None),
        (r#""hasNext":true,"offset":" ""#, None, None),
        (r#""new":1"#, None, None),
    ] {
        let body = format!(r#"{{"result":[{visit},{{"checkInDateTime":"?"}}],{rest}}}"#);
        let mut server = Server::answering(answer(200, JSON, body)).await;
        let slice = server.open().visits(CustomerId(7), year, after).await.unwrap();
        assert_eq!((slice.visits.len(), slice.next.as_deref()), (1, next), "{rest}");
        let offset = after.map(|after| format!("&offset={after}")).unwrap_or_default();
        let line = format!(
            "GET /v1/customers/7/activities/checkins?fromDate=2025-03-04&toDate=2026-03-04&sliceSize=50{offset} HTTP/1.1"
        );
        assert_eq!(server.only().line(), line);
    }
}
