use std::time::{Duration, Instant};

use domain::{CardFormat, Identification, Language, NotDone, Outcome, Redacted, Unknown};
use magicline::{DeviceApi, Endpoint, Error, Retry, outcome};
use secrecy::SecretString;

use crate::server::{Act, HTML, JSON, Server, TOKEN, answer, http, impatient, promise};

pub fn card() -> Identification {
    Identification::Number { value: "62e3086ced".to_owned(), format: CardFormat::HexMsb }
}

async fn tap(server: &Server) -> Outcome<()> {
    outcome(server.device().identify(&card(), true, Language::DE).await)
}

fn refused(message: Option<&str>, code: Option<&str>, trace_id: Option<&str>) -> Outcome<()> {
    Outcome::NotDone(NotDone::Refused {
        message: message.map(|m| Redacted::new(m.to_owned())),
        code: code.map(str::to_owned),
        trace_id: trace_id.map(str::to_owned),
    })
}

const FULL: &str = r#"{"errorMessage":" Kein Zutritt. ","errorCode":"E.1","traceId":"77","args":[]}"#;

#[tokio::test]
async fn every_status_with_every_kind_of_body() {
    let full = refused(Some("Kein Zutritt."), Some("E.1"), Some("77"));
    let portal = Outcome::NotDone(NotDone::NotTheVendor);
    let withdrawn = Outcome::NotDone(NotDone::AccessWithdrawn);
    let busy = Outcome::NotDone(NotDone::TooBusy);
    let pause = Outcome::NotDone(NotDone::VendorPause);
    let fault = Outcome::Unknown(Unknown::VendorFault);
    let garbled = Outcome::Unknown(Unknown::AnswerGarbled);
    let page = "<!DOCTYPE html><title>Log in</title>";
    let long = format!("\"{}\"", "x".repeat(64 * 1024));
    let fits = format!("\"{}\"", "x".repeat(64 * 1024 - 2));
    let mut table: Vec<(u16, &str, &str, Outcome<()>)> = vec![
        (200, "", "", Outcome::Done(())),
        (200, "", " \r\n", Outcome::Done(())),
        (200, JSON, "{}", Outcome::Done(())),
        (200, JSON, "null", Outcome::Done(())),
        (200, JSON, r#"{"anything":[1]}"#, Outcome::Done(())),
        (204, "", "", Outcome::Done(())),
        (200, "", &fits, Outcome::Done(())),
        (200, "", &long, garbled.clone()),
        // Frameworks label whatever they send as a page unless they are told otherwise.
        (200, HTML, "", Outcome::Done(())),
        (200, HTML, " \n", Outcome::Done(())),
        (200, "content-type: TEXT/HTML\r\n", "{}", Outcome::Done(())),
        (200, "content-type: application/xhtml+xml\r\n", "", Outcome::Done(())),
        (204, HTML, "", Outcome::Done(())),
        (200, HTML, page, portal.clone()),
        (200, HTML, "Log in", portal.clone()),
        (200, "", page, portal.clone()),
        (200, JSON, "\u{feff} \n<html>", portal.clone()),
        (200, HTML, &long, portal.clone()),
        (200, JSON, "{", garbled.clone()),
        (200, "", "ok", garbled.clone()),
        (200, JSON, "{}{}", garbled.clone()),
        (302, "location: http://127.0.0.1:1/login\r\n", "", portal.clone()),
        (307, "location: /again\r\n", "", portal.clone()),
        (308, "location: /again\r\n", FULL, portal.clone()),
        (304, "", "", portal.clone()),
        // "See what came of it": it may have been done.
        (303, "location: /done\r\n", "", garbled.clone()),
        (303, HTML, page, garbled.clone()),
        (401, "", "", withdrawn.clone()),
        (401, JSON, FULL, withdrawn.clone()),
        (401, HTML, page, withdrawn.clone()),
        (400, JSON, r#"{"errorMessage":"  "}"#, refused(None, None, None)),
        (400, JSON, r#"{"errorCode":"E2"}"#, refused(None, Some("E2"), None)),
        (400, JSON, r#"{"traceId":"9"}"#, refused(None, None, Some("9"))),
        (400, JSON, r#"{"errorMessage":1,"traceId":"9"}"#, refused(None, None, Some("9"))),
        (400, JSON, r#"{"errorMessage":"a","errorCode":"Edgar B."}"#, refused(Some("a"), None, None)),
        (400, JSON, r#"{"errorMessage":null}"#, refused(None, None, None)),
        (400, JSON, r#"{"errorMessage":{"de":"x"}}"#, refused(None, None, None)),
        (400, JSON, "{}", refused(None, None, None)),
        (400, JSON, r#"[{"errorMessage":"x"}]"#, refused(None, None, None)),
        (400, JSON, r#"{"error":"Bad Request"}"#, refused(None, None, None)),
        // What breaks off, or is too long to be read, was the vendor's answer to this request all the same.
        (400, JSON, r#"{"errorMessage":"x""#, refused(None, None, None)),
        (400, "", r#"{"errorMessage":"x""#, refused(None, None, None)),
        (403, JSON, "", refused(None, None, None)),
        (403, "content-type: application/problem+json\r\n", "?", refused(None, None, None)),
        (400, "", &long, refused(None, None, None)),
        (400, HTML, &long, portal.clone()),
        (404, "content-type: text/plain\r\n", "404 page not found", portal.clone()),
        (407, JSON, FULL, portal.clone()),
        (408, "", "", pause.clone()),
        (425, JSON, FULL, pause.clone()),
        (429, "", "", busy.clone()),
        (429, HTML, page, busy.clone()),
        (503, "", "", pause.clone()),
        (503, JSON, FULL, pause.clone()),
        (503, HTML, page, pause.clone()),
        (511, HTML, page, portal.clone()),
        (600, "", "", fault.clone()),
    ];
    for status in [400, 403, 404, 405, 409, 410, 418, 422, 451] {
        table.push((status, JSON, FULL, full.clone()));
        table.push((status, "", FULL, full.clone()));
        table.push((status, "", "", portal.clone()));
        table.push((status, HTML, page, portal.clone()));
    }
    for status in [500, 501, 502, 504, 507, 599] {
        table.push((status, JSON, FULL, fault.clone()));
        table.push((status, HTML, page, fault.clone()));
        table.push((status, "", "", fault.clone()));
    }
    for (status, headers, body, wanted) in table {
        let mut server = Server::answering(answer(status, headers, body)).await;
        assert_eq!(tap(&server).await, wanted, "{status} {headers:?} {:.60}", body);
        let seen = server.seen();
        assert_eq!(seen.len(), 1, "{status}: followed or repeated");
    }
}

#[tokio::test]
async fn answers_that_break_off() {
    let lost = Outcome::Unknown(Unknown::AnswerLost);
    let portal = Outcome::NotDone(NotDone::NotTheVendor);
    for (act, wanted) in [
        (Act::AnswerAndClose(vec![]), lost.clone()),
        (Act::AnswerAndReset(vec![]), lost.clone()),
        (Act::AnswerAndClose(b"HTTP/1.1 20".to_vec()), lost.clone()),
        (Act::AnswerAndClose(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()), lost.clone()),
        (Act::AnswerAndReset(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()), lost.clone()),
        (Act::AnswerAndClose(b"\x00\x01\x02 garbage\r\n\r\n".to_vec()), lost.clone()),
        (Act::AnswerAndClose(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()), lost.clone()),
        (Act::AnswerAndClose(promise(200, JSON, 40, "{}")), lost.clone()),
        (Act::AnswerAndReset(promise(200, JSON, 40, "{}")), lost.clone()),
        (Act::AnswerAndClose(promise(200, HTML, 40, "<html>")), lost.clone()),
        (
            Act::AnswerAndClose(b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{}".to_vec()),
            lost.clone(),
        ),
        // The member was refused, and nobody lets them in because the words are lost.
        (Act::AnswerAndClose(promise(403, JSON, 400, FULL)), refused(None, None, None)),
        (Act::AnswerAndReset(promise(403, "", 400, "")), refused(None, None, None)),
        (Act::AnswerAndClose(promise(404, JSON, 400, "")), refused(None, None, None)),
        (Act::AnswerAndClose(promise(403, HTML, 400, "<html>")), portal.clone()),
        (Act::AnswerAndClose(promise(401, JSON, 400, FULL)), Outcome::NotDone(NotDone::AccessWithdrawn)),
        (Act::AnswerAndClose(promise(503, JSON, 400, "{")), Outcome::NotDone(NotDone::VendorPause)),
        (Act::AnswerAndClose(promise(500, JSON, 400, "{")), Outcome::Unknown(Unknown::VendorFault)),
        // Without a length the end of the connection is the end of the answer.
        (Act::AnswerAndClose(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Outcome::Done(())),
        (Act::AnswerAndClose(b"HTTP/1.0 200 OK\r\n\r\n{}".to_vec()), Outcome::Done(())),
    ] {
        let bytes = match &act {
            Act::Answer(b) | Act::AnswerAndClose(b) | Act::AnswerAndReset(b) => {
                String::from_utf8_lossy(b).into_owned()
            }
            Act::Hang => String::new(),
        };
        let mut server = Server::start([act]).await;
        assert_eq!(tap(&server).await, wanted, "{bytes:?}");
        assert_eq!(server.seen().len(), 1, "{bytes:?}: repeated");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_unknown() {
    let half = promise(200, JSON, 40, "{}");
    for (script, wanted) in [
        (vec![Act::Hang], Outcome::Unknown(Unknown::TimedOut)),
        (vec![Act::Answer(half)], Outcome::Unknown(Unknown::TimedOut)),
        (vec![Act::Answer(promise(403, JSON, 400, FULL))], refused(None, None, None)),
    ] {
        let mut server = Server::start(script).await;
        let device = DeviceApi::new(&impatient(), server.endpoint(), SecretString::from(TOKEN));
        let started = Instant::now();
        assert_eq!(outcome(device.identify(&card(), true, Language::DE).await), wanted);
        assert!(started.elapsed() < Duration::from_secs(5), "the limit is not the one asked for");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn the_bytes_of_a_check_in() {
    let mut server = Server::answering(answer(200, "", "")).await;
    server.device().identify(&card(), true, Language::nearest("de-CH")).await.unwrap();
    let wanted = format!(
        "POST /open-api/device/cardreader/identification HTTP/1.1\r\n\
         accept: application/json\r\n\
         authorization: Bearer {TOKEN}\r\n\
         content-type: application/json\r\n\
         accept-language: de-CH\r\n\
         user-agent: Portico/{}\r\n\
         host: {}\r\n\
         content-length: 103\r\n\
         \r\n\
         {{\"identification\":{{\"type\":\"NUMBER\",\"value\":\"62e3086ced\",\"format\":\"HEX_MSB\"}},\
         \"shouldExecuteAction\":true}}",
        env!("CARGO_PKG_VERSION"),
        server.address,
    );
    assert_eq!(server.only().text, wanted);
}

#[tokio::test]
async fn the_body_of_every_kind() {
    let number = |format| Identification::Number { value: "1".to_owned(), format };
    let qr = r#"{"uuid":"f8017d3d","tenant":"ü"}"#.to_owned();
    for (identification, execute, body) in [
        (
            number(CardFormat::Decimal),
            true,
            r#"{"identification":{"type":"NUMBER","value":"1","format":"DECIMAL"},"shouldExecuteAction":true}"#,
        ),
        (
            number(CardFormat::HexLsb),
            false,
            r#"{"identification":{"type":"NUMBER","value":"1","format":"HEX_LSB"},"shouldExecuteAction":false}"#,
        ),
        (
            Identification::QrCode(qr),
            true,
            r#"{"identification":{"type":"QR_CODE","value":"{\"uuid\":\"f8017d3d\",\"tenant\":\"ü\"}"},"shouldExecuteAction":true}"#,
        ),
        (
            Identification::Barcode("PSZ\"EY".to_owned()),
            true,
            r#"{"identification":{"type":"BARCODE","value":"PSZ\"EY"},"shouldExecuteAction":true}"#,
        ),
        (
            Identification::Pin("012378".to_owned()),
            false,
            r#"{"identification":{"type":"PIN","value":"012378"},"shouldExecuteAction":false}"#,
        ),
        (
            Identification::WalletPass("dfdd".to_owned()),
            true,
            r#"{"identification":{"type":"WALLET_PASS","value":"dfdd"},"shouldExecuteAction":true}"#,
        ),
    ] {
        let mut server = Server::answering(answer(200, "", "")).await;
        server.device().identify(&identification, execute, Language::EN).await.unwrap();
        assert_eq!(server.only().text.split_once("\r\n\r\n").unwrap().1, body);
    }
}

#[tokio::test]
async fn a_prefix_of_the_address_stays_in_front() {
    let mut server = Server::answering(answer(200, "", "")).await;
    let endpoint = Endpoint::parse(&format!("http://{}/practice/", server.address)).unwrap();
    let device = DeviceApi::new(&http(), endpoint, SecretString::from(TOKEN));
    device.identify(&card(), true, Language::DE).await.unwrap();
    let line = "POST /practice/open-api/device/cardreader/identification HTTP/1.1";
    assert_eq!(server.only().line(), line);
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_never_sent() {
    let mut server = Server::answering(answer(200, "", "")).await;
    for token in ["", "a b", "a\r\nx: y", "ä"] {
        let device = DeviceApi::new(&http(), server.endpoint(), SecretString::from(token));
        let error = device.identify(&card(), true, Language::DE).await.unwrap_err();
        assert_eq!((&error, error.retry()), (&Error::CredentialUnusable, Retry::Never));
        assert_eq!(outcome::<()>(Err(error)), Outcome::NotDone(NotDone::AccessWithdrawn));
    }
    assert!(server.seen().is_empty());
}
