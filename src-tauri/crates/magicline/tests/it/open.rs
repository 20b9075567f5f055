use domain::{
    CardFormat, ClosedDays, CredentialMark, DeviceId, DeviceModel, Identification, Language, Standing,
    StudioId,
};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use magicline::{ApiKey, Device, Error, MemberSlice, OpenApi, Studio};
use secrecy::ExposeSecret;

use crate::server::{Act, HTML, JSON, KEY, Server, answer, http, promise};

const REFUSAL: &str = r#"{"errorMessage":"no","errorCode":"NO","traceId":"1"}"#;

fn noon() -> Timestamp {
    "1994-11-15T12:00:00Z".parse().unwrap()
}

async fn check(answer: Vec<u8>) -> Result<Option<SignedDuration>, Error> {
    let mut server = Server::answering(answer).await;
    let result = server.open().check_key(noon()).await.map(|check| check.clock);
    assert_eq!(server.only().line(), "HEAD /v1/studios/information HTTP/1.1");
    result
}

#[tokio::test]
async fn a_key_is_accepted_whatever_its_rights() {
    for status in [200, 204, 403, 404, 405] {
        assert_eq!(check(promise(status, "", 20, "")).await, Ok(None), "{status}");
    }
    assert_eq!(check(answer(401, "", "")).await.unwrap_err().status(), Some(401));
    assert_eq!(check(answer(429, "", "")).await.unwrap_err().status(), Some(429));
    assert_eq!(check(answer(500, "", "")).await.unwrap_err().status(), Some(500));
    assert_eq!(check(answer(200, HTML, "")).await, Ok(None), "a label without a page");
    for (status, headers) in [(403, HTML), (302, ""), (400, ""), (407, "")] {
        assert_eq!(check(answer(status, headers, "")).await, Err(Error::NotTheVendor { status }));
    }
}

#[tokio::test]
async fn the_clocks_are_compared() {
    for (date, ahead) in [
        ("Tue, 15 Nov 1994 12:00:00 GMT", Some(0)),
        ("Tue, 15 Nov 1994 11:50:00 GMT", Some(600)),
        ("Tue, 15 Nov 1994 13:00:00 GMT", Some(-3600)),
        ("yesterday", None),
    ] {
        for status in [200, 403] {
            let clock = check(answer(status, &format!("date: {date}\r\n"), "")).await.unwrap();
            // The time the call took is on top, which is why the sign of a tick does not matter.
            let rounded = clock.map(|clock| (clock.as_secs_f64() / 5.0).round() as i64 * 5);
            assert_eq!(rounded, ahead, "{date}");
        }
    }
}

#[tokio::test]
async fn the_bytes_of_a_question() {
    let mut server = Server::answering(answer(200, JSON, r#"{"studioId":1}"#)).await;
    server.open().studio().await.unwrap();
    let wanted = format!(
        "GET /v1/studios/information HTTP/1.1\r\n\
         accept: application/json\r\n\
         x-api-key: {KEY}\r\n\
         user-agent: Portico/{}\r\n\
         host: {}\r\n\
         \r\n",
        env!("CARGO_PKG_VERSION"),
        server.address,
    );
    assert_eq!(server.only().text, wanted);
}

#[tokio::test]
async fn the_studio() {
    let body = r#"{"studioId":123,"name":" Example ","street":"Kastanienallee","houseNumber":"83","zip":"84439",
        "city":"","logoUrl":"https://example.com/l.png","country":"Germany","openingHours":[{"dayOfWeekFrom":"?"}],
        "accessCodeConfiguration":{"enabled":true},"new":{}}"#;
    let server = Server::answering(answer(200, JSON, body)).await;
    let some = |text: &str| Some(text.to_owned());
    let studio = Studio {
        studio_id: StudioId(123),
        name: some("Example"),
        street: some("Kastanienallee"),
        house_number: some("83"),
        zip: some("84439"),
        city: None,
        logo_url: some("https://example.com/l.png"),
    };
    assert_eq!(server.open().studio().await, Ok(studio));
    for (status, headers, body, error) in [
        (200, JSON, r#"{"status":"ok"}"#, Error::Garbled { status: 200 }),
        (200, JSON, "", Error::Garbled { status: 200 }),
        (200, JSON, "[]", Error::Garbled { status: 200 }),
        (200, HTML, "<html>", Error::NotTheVendor { status: 200 }),
        (403, HTML, "<html>", Error::NotTheVendor { status: 403 }),
    ] {
        let server = Server::answering(answer(status, headers, body)).await;
        assert_eq!(server.open().studio().await, Err(error), "{status} {body}");
    }
    let server = Server::answering(answer(403, JSON, REFUSAL)).await;
    let Err(Error::Status(refusal)) = server.open().studio().await else { panic!("a refusal") };
    assert_eq!((refusal.status, refusal.code()), (403, Some("NO")));
}

#[tokio::test]
async fn the_devices() {
    let body = r#"[{"id":26,"name":"Turnstile (left)","active":false,"model":"GENERIC_CARD_READER"},
        {"id":27,"active":true,"model":"GENERIC_VENDING_READER","x":1},
        {"id":28,"name":null,"active":true,"model":"GENERIC_TIME_READER"},
        {"id":29,"active":true,"model":"GENERIC_LIFT"},{"id":30,"active":true},{"active":true,"name":"lost"}]"#;
    let mut server = Server::answering(answer(200, JSON, body)).await;
    let device =
        |id, name: &str, active, model| Device { id: DeviceId(id), name: name.to_owned(), active, model };
    assert_eq!(
        server.open().devices().await.unwrap(),
        [
            device(26, "Turnstile (left)", false, DeviceModel::CardReader),
            device(27, "", true, DeviceModel::VendingReader),
            device(28, "", true, DeviceModel::TimeReader),
            device(29, "", true, DeviceModel::Other),
            device(30, "", true, DeviceModel::Other),
        ]
    );
    assert_eq!(server.only().line(), "GET /v1/devices HTTP/1.1");
}

#[tokio::test]
async fn a_device_is_activated() {
    for (body, token) in [
        (r#"{"id":26,"accessToken":"53cda15a"}"#, Some("53cda15a")),
        (r#"{"accessToken":" 53cda15a\n","new":1}"#, Some("53cda15a")),
        (r#"{"id":27,"accessToken":"53cda15a"}"#, None),
        (r#"{"id":26,"accessToken":""}"#, None),
        (r#"{"id":26,"accessToken":"a b"}"#, None),
        (r#"{"id":26,"accessToken":null}"#, None),
        (r#"{"id":26}"#, None),
        ("", None),
    ] {
        let mut server = Server::answering(answer(200, JSON, body)).await;
        let result = server.open().activate(DeviceId(26)).await;
        assert_eq!(result.as_ref().ok().map(ExposeSecret::expose_secret), token, "{body}");
        if token.is_none() {
            assert_eq!(result.unwrap_err(), Error::Garbled { status: 200 });
        }
        let seen = server.only();
        assert_eq!(seen.line(), "PUT /v1/devices/26/activate HTTP/1.1");
        assert_eq!(seen.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn the_activation_is_confirmed() {
    let mut server = Server::answering(answer(200, "", "")).await;
    server.open().confirm_activation().await.unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "POST /v1/studios/confirmActivation HTTP/1.1");
    assert_eq!(seen.header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_member_is_looked_up_by_what_the_vendor_can_be_asked_by() {
    let number = |format| Identification::Number { value: "042b".to_owned(), format };
    let qr = |content: &str| Identification::QrCode(content.to_owned());
    for (identification, query) in [
        (number(CardFormat::HexMsb), Some("cardNumber=042b&cardNumberFormat=HEX_MSB")),
        (number(CardFormat::HexLsb), Some("cardNumber=042b&cardNumberFormat=HEX_LSB")),
        (number(CardFormat::Decimal), Some("cardNumber=042b&cardNumberFormat=DECIMAL")),
        (
            qr(r#"{"uuid":"f8017d3d-1ab6-467d-b57d-0328e7978906","customer_number":"1-10003","tenant":"t"}"#),
            Some("qrCodeUuid=f8017d3d-1ab6-467d-b57d-0328e7978906"),
        ),
        (qr("PSZEYAZ7"), None),
        (qr("\"PSZEYAZ7\""), None),
        (qr("{}"), None),
        (qr(r#"{"uuid":7}"#), None),
        (qr(r#"{"uuid":"f8017d3d1ab6467db57d0328e7978906"}"#), None),
        (qr(r#"{"uuid":"f8017d3g-1ab6-467d-b57d-0328e7978906"}"#), None),
        (qr(r#"{"uuid":"f8017d3d-1ab6-467d-b57d-0328e7978906-"}"#), None),
        (Identification::Barcode("A&b=1 #ü".to_owned()), Some("barcode=A%26b%3D1+%23%C3%BC")),
        (Identification::Pin("1234".to_owned()), None),
        (Identification::WalletPass("dfdd464b-04e8-4322-b260-a04beac6293c".to_owned()), None),
    ] {
        let mut server = Server::answering(answer(404, JSON, REFUSAL)).await;
        assert_eq!(server.open().member_by(&identification).await, Ok(None));
        let lines: Vec<_> = server.seen().iter().map(|seen| seen.line().to_owned()).collect();
        let wanted: Vec<_> =
            query.iter().map(|query| format!("GET /v1/customers/by?{query} HTTP/1.1")).collect();
        assert_eq!(lines, wanted);
    }
}

#[tokio::test]
async fn of_a_member_only_the_greeting_is_kept_beside_what_the_door_needs() {
    for (body, name, birth, language) in [
        (
            r#"{"id":1001,"customerNumber":"1-12345","firstName":" Edgar ","lastName":"Bullock","gender":"X",
            "dateOfBirth":"1952-05-04","preferredLanguage":{"languageCode":"de","countryCode":"CH"},
            "status":"NEW","accessRefusal":false,"bankAccount":{"iban":"DE91"}}"#,
            Some("Edgar"),
            Some(date(1952, 5, 4)),
            Some("de-CH"),
        ),
        (r#"{"id":1,"preferredLanguage":{"languageCode":"de","countryCode":"DE"}}"#, None, None, Some("de")),
        (r#"{"id":1,"preferredLanguage":{"languageCode":"fr"}}"#, None, None, Some("fr")),
        (r#"{"id":1,"preferredLanguage":{"languageCode":"pt","countryCode":"BR"}}"#, None, None, None),
        (r#"{"id":1,"preferredLanguage":{}}"#, None, None, None),
        (r#"{"id":1,"firstName":"","dateOfBirth":"04.05.1952","preferredLanguage":null}"#, None, None, None),
    ] {
        let server = Server::answering(answer(200, JSON, body)).await;
        let member =
            server.open().member_by(&Identification::Barcode("1".to_owned())).await.unwrap().unwrap();
        assert_eq!(member.first_name.expose().as_deref(), name, "{body}");
        assert_eq!(member.date_of_birth.expose(), &birth, "{body}");
        assert_eq!(member.language.map(Language::tag), language, "{body}");
        let printed = format!("{member:?}");
        for secret in ["Edgar", "Bullock", "1952", "DE91"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert_eq!(member.last_name.expose().as_deref(), name.map(|_| "Bullock"), "{body}");
        assert_eq!(member.id.0, if name.is_some() { 1001 } else { 1 }, "{body}");
    }
}

/// What is read of one record, in an answer to a look-up and in a list.
async fn standings(fields: &str) -> [Standing; 2] {
    let record = format!(r#"{{"id":1,{fields}}}"#);
    let slice = format!(r#"{{"result":[{record}],"hasNext":false,"offset":"1"}}"#);
    let server = Server::answering(answer(200, JSON, record)).await;
    let member = server.open().member_by(&Identification::Barcode("1".to_owned())).await.unwrap().unwrap();
    let server = Server::answering(answer(200, JSON, slice)).await;
    let listed = server.open().members(None, 50).await.unwrap().members.remove(0);
    [member.standing, listed.standing]
}

#[tokio::test]
async fn whether_the_record_lets_a_member_in() {
    let fine = r#""status":"MEMBER","accessRefusal":false"#;
    let (first, last) = (Some(date(2026, 3, 1)), Some(date(2026, 3, 31)));
    for (fields, member, blocked) in [
        (fine, true, false),
        (r#""status":"MEMBER","accessRefusal":true"#, true, true),
        (r#""status":"MEMBER","accessRefusal":null"#, true, true),
        (r#""status":"MEMBER""#, true, true),
        (r#""status":"PROSPECT","accessRefusal":false"#, false, false),
        (r#""status":"FORMER_MEMBER","accessRefusal":false"#, false, false),
        (r#""status":"HONORARY_MEMBER","accessRefusal":false"#, false, false),
        (r#""status":null,"accessRefusal":false"#, false, false),
        (r#""accessRefusal":false"#, false, false),
    ] {
        let standing = Standing { member, blocked, closed: vec![] };
        assert_eq!(standings(fields).await, [standing.clone(), standing], "{fields}");
    }
    for (lists, closed) in [
        (r#""accessRestrictions":[],"idlePeriods":null"#, vec![]),
        (r#""accessRestrictions":[{"reason":"x"}]"#, vec![(None, None)]),
        (r#""accessRestrictions":[{"startDate":"2026-03-01","endDate":"2026-03-31"}]"#, vec![(first, last)]),
        (r#""accessRestrictions":[{"startDate":"2026-03-01","endDate":null}]"#, vec![(first, None)]),
        (r#""accessRestrictions":[{"startDate":"1.3.26","endDate":"2026-03-31"}]"#, vec![(None, last)]),
        (r#""accessRestrictions":[{"startDate":"2026-03-01","endDate":"2026-02-30"}]"#, vec![(first, None)]),
        (r#""idlePeriods":[{"id":7,"startDate":"2026-03-01","endDate":"2026-03-31"}]"#, vec![(first, last)]),
        (r#""idlePeriods":[{"id":7,"startDate":"2026-03-01","endDate":""}]"#, vec![(first, None)]),
        (
            r#""accessRestrictions":[{"endDate":"2026-03-31"},{}],"idlePeriods":[{"startDate":"2026-03-01"}]"#,
            vec![(None, last), (None, None), (first, None)],
        ),
    ] {
        let closed = closed.into_iter().map(|(from, to)| ClosedDays { from, to }).collect();
        let standing = Standing { member: true, blocked: false, closed };
        assert_eq!(standings(&format!("{fine},{lists}")).await, [standing.clone(), standing], "{lists}");
    }
}

fn card(value: &str, format: CardFormat) -> Identification {
    Identification::Number { value: value.to_owned(), format }
}

fn spelled(marks: &[CredentialMark]) -> Vec<String> {
    marks.iter().map(|mark| String::from_utf8(mark.as_bytes().to_vec()).unwrap()).collect()
}

#[tokio::test]
async fn what_a_member_can_be_known_by() {
    let all = r#"{"id":1,"cardNumbers":["0439041101","7","439041101","x",""],"accessMediums":[
        {"id":1,"type":"CARD_NUMBER","value":"439041101"},{"id":2,"type":"CARD_NUMBER","value":"8"},
        {"id":3,"type":"PIN","value":" 0815 "},{"id":4,"type":"BARCODE","value":"NORD1"},
        {"id":5,"type":"WALLET_PASS","value":"DFDD464B-04E8-4322-B260-A04BEAC6293C"},
        {"id":6,"type":"IRIS","value":"9"},{"id":7,"type":"PIN"},{"id":8,"value":"9"},{"type":"PIN","value":""}],
        "uuid":"F8017D3D-1AB6-467D-B57D-0328E7978906"}"#;
    let known = "card:439041101 card:7 card:8 pin:0815 barcode:NORD1 \
                 pass:dfdd464b-04e8-4322-b260-a04beac6293c qr:f8017d3d-1ab6-467d-b57d-0328e7978906";
    let known: Vec<_> = known.split_ascii_whitespace().collect();
    let bare = r#"{"id":1,"cardNumbers":null,"accessMediums":[],"uuid":"7"}"#;
    for (record, marks) in [(all, known), (bare, vec![]), (r#"{"id":1}"#, vec![])] {
        let slice = format!(r#"{{"result":[{record}],"hasNext":false,"offset":""}}"#);
        let server = Server::answering(answer(200, JSON, slice)).await;
        assert_eq!(spelled(&server.open().members(None, 50).await.unwrap().members[0].marks), marks);
        for asked in [Identification::Barcode("1".to_owned()), card("7", CardFormat::Decimal)] {
            let server = Server::answering(answer(200, JSON, record)).await;
            let member = server.open().member_by(&asked).await.unwrap().unwrap();
            assert_eq!(spelled(&member.marks), marks, "{asked:?}");
        }
    }
}

/// The number in an answer is spelled as it was asked for; read in another form it is another card.
#[tokio::test]
async fn a_card_is_the_same_in_whatever_form_it_was_asked_for() {
    for (format, value) in [
        (CardFormat::Decimal, "439041101"),
        (CardFormat::HexMsb, "1a2b3c4d"),
        (CardFormat::HexLsb, "4d3c2b1a"),
    ] {
        let body = format!(
            r#"{{"id":1,"cardNumbers":["{value}"],"accessMediums":[{{"type":"CARD_NUMBER","value":"439041101"}}]}}"#
        );
        let server = Server::answering(answer(200, JSON, body)).await;
        let member = server.open().member_by(&card(value, format)).await.unwrap().unwrap();
        assert_eq!(spelled(&member.marks), ["card:439041101"], "{format:?}");
        assert_eq!(Some(&member.marks[0]), CredentialMark::of(&card(value, format)).as_ref());
    }
}

#[tokio::test]
async fn members_come_in_slices() {
    let body = r#"{"result":[{"id":7,"status":"MEMBER","accessRefusal":false,"firstName":"Edgar","lastName":" Bullock ",
        "uuid":"f8017d3d-1ab6-467d-b57d-0328e7978906"},{"firstName":"Nobody"},{"id":9,"x":1}],"hasNext":HAS,"offset":"9"}"#;
    for (after, size, query) in [
        (None, 0, "sliceSize=50&customerStatus=MEMBER&cardNumberFormat=DECIMAL"),
        (None, 123, "sliceSize=123&customerStatus=MEMBER&cardNumberFormat=DECIMAL"),
        (Some("7"), u16::MAX, "sliceSize=500&customerStatus=MEMBER&cardNumberFormat=DECIMAL&offset=7"),
        (Some("a&b=#"), 50, "sliceSize=50&customerStatus=MEMBER&cardNumberFormat=DECIMAL&offset=a%26b%3D%23"),
    ] {
        for (more, next) in [("true", Some("9")), ("false", None)] {
            let mut server = Server::answering(answer(200, JSON, body.replace("HAS", more))).await;
            let MemberSlice { members, next: found } = server.open().members(after, size).await.unwrap();
            assert_eq!(server.only().line(), format!("GET /v1/customers?{query} HTTP/1.1"));
            assert_eq!(found.as_deref(), next);
            assert_eq!(members.iter().map(|member| member.id.0).collect::<Vec<_>>(), [7, 9]);
            assert_eq!(members[0].last_name.expose().as_deref(), Some("Bullock"));
            let printed = format!("{members:?}");
            for secret in ["Edgar", "Bullock", "f8017d3d"] {
                assert!(!printed.contains(secret), "{printed}");
            }
        }
    }
}

#[tokio::test]
async fn a_slice_that_leads_nowhere_new_is_not_followed() {
    let garbled = || Err(Error::Garbled { status: 200 });
    let empty = |next: Option<&str>| Ok(MemberSlice { members: vec![], next: next.map(str::to_owned) });
    for (after, rest, slice) in [
        (None, r#""hasNext":true,"offset":"7""#, empty(Some("7"))),
        (Some("6"), r#""hasNext":true,"offset":"7""#, empty(Some("7"))),
        (Some("7"), r#""hasNext":true,"offset":"7""#, garbled()),
        (None, r#""hasNext":true,"offset":"""#, garbled()),
        (None, r#""hasNext":true,"offset":" ""#, garbled()),
        (Some("7"), r#""hasNext":true,"offset":"""#, garbled()),
        (Some("7"), r#""hasNext":false,"offset":"7""#, empty(None)),
        (None, r#""hasNext":false,"offset":"""#, empty(None)),
        (None, r#""hasNext":true,"offset":null"#, garbled()),
        (None, r#""hasNext":true"#, garbled()),
        (None, r#""offset":"7""#, garbled()),
    ] {
        let server = Server::answering(answer(200, JSON, format!(r#"{{"result":[],{rest}}}"#))).await;
        assert_eq!(server.open().members(after, 500).await, slice, "{after:?} {rest}");
    }
    for status in [403, 404, 429] {
        let server = Server::answering(answer(status, JSON, REFUSAL)).await;
        assert_eq!(server.open().members(None, 500).await.unwrap_err().status(), Some(status));
    }
}

#[tokio::test]
async fn a_full_slice_of_full_records_is_read() {
    let slice = |length: usize| {
        let record =
            |id: usize| format!(r#"{{"id":{id},"imageUrl":"https://a.example/{}"}}"#, "x".repeat(16_000));
        let records: Vec<_> = (0..500).map(record).collect();
        let body = format!(r#"{{"result":[{}],"hasNext":false,"offset":"499"}}"#, records.join(","));
        let padding = " ".repeat(length - body.len());
        body + &padding
    };
    let longest = 8 * 1024 * 1024;
    let server = Server::answering(answer(200, JSON, slice(longest))).await;
    assert_eq!(server.open().members(None, 500).await.unwrap().members.len(), 500);
    let server = Server::answering(answer(200, JSON, slice(longest + 1))).await;
    assert_eq!(server.open().members(None, 500).await, Err(Error::Garbled { status: 200 }));
}

#[tokio::test]
async fn looking_nobody_up() {
    for (status, headers, body, result) in [
        (404, JSON, REFUSAL, Ok(None)),
        (404, "", "", Ok(None)),
        (404, HTML, "<html>", Err(Error::NotTheVendor { status: 404 })),
        (200, JSON, "{}", Err(Error::Garbled { status: 200 })),
        (200, JSON, "", Err(Error::Garbled { status: 200 })),
    ] {
        let server = Server::answering(answer(status, headers, body)).await;
        let found = server.open().member_by(&Identification::Barcode("1".to_owned())).await;
        assert_eq!(found, result, "{status} {body}");
    }
}

#[tokio::test]
async fn the_right_to_look_members_up() {
    for (status, headers, body, may) in [
        (200, JSON, r#"{"id":1}"#, Ok(true)),
        (400, JSON, REFUSAL, Ok(true)),
        (404, JSON, REFUSAL, Ok(true)),
        (404, "", "", Ok(true)),
        (403, JSON, REFUSAL, Ok(false)),
        (403, "", "", Ok(false)),
        (403, HTML, "<html>", Err(Error::NotTheVendor { status: 403 })),
        (404, HTML, "<html>", Err(Error::NotTheVendor { status: 404 })),
        (302, "", "", Err(Error::NotTheVendor { status: 302 })),
        (200, JSON, "x", Err(Error::Garbled { status: 200 })),
    ] {
        let mut server = Server::answering(answer(status, headers, body)).await;
        assert_eq!(server.open().may_look_members_up().await, may, "{status} {body}");
        assert_eq!(server.only().line(), "GET /v1/customers/by?customerNumber=portico-nobody HTTP/1.1");
    }
    let server = Server::answering(answer(401, "", "")).await;
    assert_eq!(server.open().may_look_members_up().await.unwrap_err().status(), Some(401));
}

#[tokio::test]
async fn the_logo_is_fetched_without_the_key() {
    let mut pictures = Server::answering(answer(200, HTML, b"GIF89a...")).await;
    let api = Server::answering(answer(200, "", "")).await.open();
    let logo = api.logo(&format!("http://{}/l.png?signature=1", pictures.address)).await.unwrap();
    assert_eq!((logo.media_type, logo.bytes.as_slice()), ("image/gif", &b"GIF89a..."[..]));
    let seen = pictures.only();
    assert_eq!(seen.line(), "GET /l.png?signature=1 HTTP/1.1");
    assert_eq!(seen.header("x-api-key"), None);
    assert!(!seen.text.contains(KEY));
}

#[tokio::test]
async fn logos_that_are_none() {
    let mut huge = b"GIF89a".to_vec();
    huge.resize(512 * 1024, 0);
    let server = Server::answering(answer(200, "", &huge)).await;
    let url = format!("http://{}/", server.address);
    assert_eq!(server.open().logo(&url).await.unwrap().bytes.len(), 512 * 1024);
    huge.push(0);
    for (act, error) in [
        (Act::Answer(answer(200, "", &huge)), Error::Garbled { status: 200 }),
        (
            Act::AnswerAndClose([&b"HTTP/1.1 200 X\r\n\r\n"[..], &huge].concat()),
            Error::Garbled { status: 200 },
        ),
        (Act::Answer(answer(200, "", "<html>")), Error::Garbled { status: 200 }),
        (Act::Answer(answer(200, "", "")), Error::Garbled { status: 200 }),
        (Act::AnswerAndClose(promise(200, "", 9, "GIF89a")), Error::AnswerLost),
        (Act::Answer(answer(401, JSON, REFUSAL)), Error::NotTheVendor { status: 401 }),
        (Act::Answer(answer(302, "location: /x\r\n", "")), Error::NotTheVendor { status: 302 }),
        (Act::Answer(answer(503, "", "")), Error::NotTheVendor { status: 503 }),
    ] {
        let server = Server::start([act]).await;
        let url = format!("http://{}/", server.address);
        assert_eq!(server.open().logo(&url).await, Err(error));
    }
    let open = OpenApi::new(&http(), server.endpoint(), ApiKey::parse(KEY).unwrap());
    for url in ["", "l.png", "http://a.example/l.png", "file:///etc/passwd", "https://u:p@a.example/"] {
        assert_eq!(open.logo(url).await, Err(Error::Unsendable), "{url}");
    }
}
