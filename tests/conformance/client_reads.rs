//! Document → client: whatever the vendor may answer is read, and read right.
//!
//! The practice studio says only some of what the document allows. Here the answers are made up from the
//! schemas instead, and what must be read from them is worked out a second time from the JSON.

use std::cell::RefCell;
use std::future::Future;

use domain::{DeviceId, DeviceModel, Identification, Language};
use magicline::{ApiKey, ConnectApi, DeviceApi, Endpoint, Error, Http, Limits, Member, OpenApi};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use sandbox::Api;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::generate::{Range, answers};
use crate::operations::LANGUAGES;
use crate::server::Canned;
use crate::spec::document;

/// All clients in front of one server.
pub struct Desk {
    pub server: Canned,
    pub open: OpenApi,
    pub device: DeviceApi,
    pub connect: ConnectApi,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub fn open() -> Self {
        let server = Canned::open();
        let http = Http::new(Limits::default()).unwrap();
        let endpoint = Endpoint::parse(&server.url()).unwrap();
        Self {
            open: OpenApi::new(&http, endpoint.clone(), ApiKey::parse("practice-key").unwrap()),
            connect: ConnectApi::new(&http, endpoint.clone()),
            device: DeviceApi::new(&http, endpoint, "practice-token".to_owned().into()),
            runtime: tokio::runtime::Runtime::new().unwrap(),
            server,
        }
    }

    pub fn wait<T>(&self, call: impl Future<Output = T>) -> T {
        self.runtime.block_on(call)
    }
}

/// Tries answers of both ranges, and makes sure that those called published are.
pub fn each(api: Api, schema: &Value, test: impl Fn(&Desk, &Value) -> TestCaseResult) {
    let desk = Desk::open();
    for range in [Range::Published, Range::Grown] {
        let config = Config { cases: 192, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&answers(document(api), schema, range), |answer| {
                if range == Range::Published {
                    prop_assert_eq!(document(api).faults(schema, &answer), Vec::<String>::new());
                }
                test(&desk, &answer)
            })
            .unwrap_or_else(|problem| panic!("{range:?}: {problem}"));
    }
}

fn success(method: &str, path: &str) -> &'static Value {
    document(Api::Open).find(method, path).unwrap().answer(200).unwrap().unwrap()
}

/// A text as the screen can use it.
pub fn shown(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

#[test]
fn devices_are_read() {
    each(Api::Open, success("GET", "/v1/devices"), |desk, answer| {
        desk.server.answers(200, Some(answer));
        let devices = desk.wait(desk.open.devices());
        prop_assert!(devices.is_ok(), "{:?} of {}", devices, answer);
        let read: Vec<_> = devices
            .unwrap()
            .into_iter()
            .map(|device| (device.id, device.name, device.active, device.model))
            .collect();
        let expected: Vec<_> = answer
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|device| {
                let model = match device["model"].as_str() {
                    Some("GENERIC_CARD_READER") => DeviceModel::CardReader,
                    Some("GENERIC_VENDING_READER") => DeviceModel::VendingReader,
                    Some("GENERIC_TIME_READER") => DeviceModel::TimeReader,
                    Some(_) | None => DeviceModel::Other,
                };
                let name = device["name"].as_str().unwrap_or_default().to_owned();
                Some((DeviceId(device["id"].as_i64()?), name, device["active"] == true, model))
            })
            .collect();
        prop_assert_eq!(read, expected);
        Ok(())
    });
}

#[test]
fn the_studio_is_read() {
    each(Api::Open, success("GET", "/v1/studios/information"), |desk, answer| {
        desk.server.answers(200, Some(answer));
        let studio = desk.wait(desk.open.studio());
        prop_assert!(studio.is_ok(), "{:?} of {}", studio, answer);
        let studio = studio.unwrap();
        prop_assert_eq!(Some(studio.studio_id.0), answer["studioId"].as_i64());
        let texts = [
            (studio.name, "name"),
            (studio.street, "street"),
            (studio.house_number, "houseNumber"),
            (studio.zip, "zip"),
            (studio.city, "city"),
            (studio.logo_url, "logoUrl"),
        ];
        for (read, name) in texts {
            prop_assert_eq!(read.as_deref(), shown(&answer[name]), "{}", name);
        }
        Ok(())
    });
}

#[test]
fn a_member_is_read() {
    let card = Identification::Barcode("NORD1001".to_owned());
    each(Api::Open, success("GET", "/v1/customers/by"), move |desk, answer| {
        desk.server.answers(200, Some(answer));
        let member = desk.wait(desk.open.member_by(&card));
        prop_assert!(matches!(member, Ok(Some(_))), "{:?} of {}", member, answer);
        let member = member.unwrap().unwrap();
        let born = member.date_of_birth.expose().map(|date| date.to_string());
        prop_assert_eq!(born.as_deref(), answer["dateOfBirth"].as_str());
        prop_assert_eq!(member.language.map(Language::tag), spoken(&answer["preferredLanguage"]));
        is_record(&member, answer)
    });
}

/// A slice that goes on but does not say where cannot be used, whatever the document allows.
#[test]
fn members_are_read() {
    let (read, refused) = (RefCell::new(0), RefCell::new(0));
    each(Api::Open, success("GET", "/v1/customers"), |desk, answer| {
        desk.server.answers(200, Some(answer));
        let slice = desk.wait(desk.open.members(Some("null"), 500));
        let next = answer["offset"].as_str().filter(|_| answer["hasNext"] == true);
        if next.is_some_and(|next| next.trim().is_empty() || next == "null") {
            prop_assert_eq!(slice, Err(Error::Garbled { status: 200 }));
            *refused.borrow_mut() += 1;
            return Ok(());
        }
        prop_assert!(slice.is_ok(), "{:?} of {}", slice, answer);
        let slice = slice.unwrap();
        prop_assert_eq!(slice.next.as_deref(), next);
        let records = answer["result"].as_array().unwrap();
        prop_assert_eq!(slice.members.len(), records.len());
        for (member, record) in slice.members.iter().zip(records) {
            is_record(member, record)?;
            *read.borrow_mut() += 1;
        }
        Ok(())
    });
    assert!(*read.borrow() > 50 && *refused.borrow() > 10, "{read:?} read, {refused:?} refused");
}

fn is_record(member: &Member, record: &Value) -> TestCaseResult {
    prop_assert_eq!(Some(member.id.0), record["id"].as_i64());
    prop_assert_eq!(member.first_name.expose().as_deref(), shown(&record["firstName"]));
    prop_assert_eq!(member.last_name.expose().as_deref(), shown(&record["lastName"]));
    prop_assert_eq!(member.standing.member, record["status"] == "MEMBER");
    prop_assert_eq!(member.standing.blocked, record["accessRefusal"] == true);
    let list = |name: &str| record[name].as_array().cloned().unwrap_or_default();
    let days = |side: &Value| side.as_str().map(str::to_owned);
    let read: Vec<_> = member.standing.closed.iter().map(|days| (days.from, days.to)).collect();
    let read: Vec<_> =
        read.iter().map(|(from, to)| (from.map(|d| d.to_string()), to.map(|d| d.to_string()))).collect();
    let written: Vec<_> = [list("accessRestrictions"), list("idlePeriods")]
        .concat()
        .iter()
        .map(|closed| (days(&closed["startDate"]), days(&closed["endDate"])))
        .collect();
    prop_assert_eq!(read, written);

    let card = |number: &Value| {
        let digits = shown(number)?.trim_start_matches('0');
        let is_one = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() < 39;
        is_one.then(|| format!("card:{digits}"))
    };
    let mut written: Vec<_> = list("cardNumbers").iter().filter_map(card).collect();
    for medium in list("accessMediums") {
        let value = &medium["value"];
        written.extend(match medium["type"].as_str() {
            Some("CARD_NUMBER") => card(value),
            Some("PIN") => shown(value).map(|pin| format!("pin:{pin}")),
            Some("BARCODE") => shown(value).map(|code| format!("barcode:{code}")),
            Some("WALLET_PASS") => shown(value).map(|pass| format!("pass:{}", pass.to_lowercase())),
            Some(_) | None => None,
        });
    }
    // A UUID has no published format, so that hardly any that is made up is one.
    let mut once: Vec<String> = Vec::new();
    for mark in written {
        if !once.contains(&mark) {
            once.push(mark);
        }
    }
    let read = member.marks.iter().map(|mark| String::from_utf8_lossy(mark.as_bytes()).into_owned());
    prop_assert_eq!(read.collect::<Vec<_>>(), once);
    Ok(())
}

/// Of the published languages, the member's with its country, else without.
fn spoken(preferred: &Value) -> Option<&'static str> {
    let language = preferred["languageCode"].as_str()?;
    let with_country = preferred["countryCode"].as_str().map(|country| format!("{language}-{country}"));
    let is = |tag: &str| LANGUAGES.into_iter().find(|known| *known == tag);
    with_country.and_then(|tag| is(&tag)).or_else(|| is(language))
}

/// An activation without a token, or with one no header can carry, cannot be used whatever the document
/// allows; a number that is another device's cannot be meant.
#[test]
fn an_activation_is_read() {
    let used = RefCell::new(0);
    each(Api::Open, success("PUT", "/v1/devices/26/activate"), |desk, answer| {
        let asked = answer["id"].as_i64().unwrap_or(26);
        desk.server.answers(200, Some(answer));
        let token = desk.wait(desk.open.activate(DeviceId(asked)));
        let usable = answer["accessToken"]
            .as_str()
            .map(str::trim)
            .filter(|token| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()));
        match usable {
            Some(usable) => {
                prop_assert!(token.is_ok(), "{:?} of {}", token, answer);
                let token = token.unwrap();
                prop_assert_eq!(token.expose_secret(), usable);
                *used.borrow_mut() += 1;
            }
            None => prop_assert_eq!(token.map(|_| ()), Err(Error::Garbled { status: 200 })),
        }
        if answer["id"].is_i64() {
            let other = desk.wait(desk.open.activate(DeviceId(asked.wrapping_add(1))));
            prop_assert_eq!(other.map(|_| ()), Err(Error::Garbled { status: 200 }));
        }
        Ok(())
    });
    assert!(*used.borrow() > 20, "too few usable tokens were tried");
}

#[test]
fn an_activation_with_the_vendors_own_kind_of_token_is_read() {
    let desk = Desk::open();
    for token in ["53cda15a-5652-4f62-9b97-508f870ff40b", "a.b_c~d+e/f=="] {
        desk.server.answers(200, Some(&json!({"id": 26, "accessToken": token})));
        assert_eq!(desk.wait(desk.open.activate(DeviceId(26))).unwrap().expose_secret(), token);
    }
}

#[test]
fn answers_without_a_body_are_read() {
    let empty = [
        (Api::Open, "POST", "/v1/studios/confirmActivation", 200),
        (Api::Device, "POST", "/open-api/device/cardreader/identification", 200),
        (Api::Device, "POST", "/open-api/device/cardreader/identification", 401),
    ];
    for (api, method, path, status) in empty {
        let answer = document(api).find(method, path).unwrap().answer(status);
        assert_eq!(answer, Some(None), "{path} {status} is published with a body now");
    }
    let desk = Desk::open();
    let pin = Identification::Pin("40817".to_owned());
    desk.server.answers(200, None);
    assert_eq!(desk.wait(desk.open.confirm_activation()), Ok(()));
    assert_eq!(desk.wait(desk.device.identify(&pin, true, Language::DE)), Ok(()));
    assert!(desk.wait(desk.open.check_key(jiff::Timestamp::now())).is_ok());
    // The Device API's 401 has no body, unlike its other errors.
    desk.server.answers(401, None);
    let refused = desk.wait(desk.device.identify(&pin, true, Language::DE)).unwrap_err();
    assert!(matches!(&refused, Error::Status(refusal) if refusal.status == 401), "{refused:?}");
}

/// Every published status with an error body, from both APIs. A body without any of the three fields is
/// left to [`an_error_body_with_nothing_in_it_is_the_vendors_too`].
#[test]
fn refusals_are_read() {
    let pin = Identification::Pin("40817".to_owned());
    each(Api::Device, document(Api::Device).schema("ErrorResponse"), |desk, answer| {
        for status in [400, 403, 404, 500, 503] {
            if says_nothing(answer) {
                continue;
            }
            desk.server.answers(status, Some(answer));
            let read = desk.wait(desk.device.identify(&pin, true, Language::DE));
            is_refusal(read.unwrap_err(), status, answer)?;
        }
        Ok(())
    });
    each(Api::Open, document(Api::Open).schema("ErrorResponse"), |desk, answer| {
        for status in [400, 401, 403, 404, 409, 429, 500] {
            desk.server.answers(status, Some(answer));
            is_refusal(desk.wait(desk.open.devices()).unwrap_err(), status, answer)?;
        }
        desk.server.answers(404, Some(answer));
        let nobody = desk.wait(desk.open.member_by(&Identification::Barcode("1".to_owned())));
        prop_assert_eq!(nobody, Ok(None));
        for (status, may) in [(403, false), (404, true), (400, true)] {
            desk.server.answers(status, Some(answer));
            prop_assert_eq!(desk.wait(desk.open.may_look_members_up()), Ok(may));
        }
        Ok(())
    });
}

/// The Device API's error body demands nothing, so that `{}` and a body of fields that are not published
/// yet are refusals like any other.
#[test]
fn an_error_body_with_nothing_in_it_is_the_vendors_too() {
    let document = document(Api::Device);
    let nothing = json!({});
    assert!(document.faults(document.schema("ErrorResponse"), &nothing).is_empty(), "no longer allowed");
    let desk = Desk::open();
    let pin = Identification::Pin("40817".to_owned());
    for status in [400, 403, 404, 500, 503] {
        for answer in [&nothing, &json!({"not_yet": 1})] {
            desk.server.answers(status, Some(answer));
            let error = desk.wait(desk.device.identify(&pin, true, Language::DE)).unwrap_err();
            is_refusal(error, status, answer).unwrap_or_else(|why| panic!("{status} {answer}: {why}"));
        }
    }
}

pub fn says_nothing(answer: &Value) -> bool {
    !["errorMessage", "errorCode", "traceId"].iter().any(|name| answer[name].is_string())
}

pub fn is_refusal(error: Error, status: u16, answer: &Value) -> TestCaseResult {
    let Error::Status(refusal) = error else {
        return Err(TestCaseError::fail(format!("{error:?} of {status} {answer}")));
    };
    prop_assert_eq!(refusal.status, status);
    prop_assert_eq!(
        refusal.message.as_ref().map(|text| text.expose().as_str()),
        shown(&answer["errorMessage"])
    );
    // Codes go into the log, so that only what looks like one may be taken.
    let loggable = |name: &str| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"._-:/".contains(&b);
        shown(&answer[name]).filter(|text| text.len() <= 100 && text.bytes().all(fits))
    };
    prop_assert_eq!(refusal.code(), loggable("errorCode"));
    prop_assert_eq!(refusal.trace_id.as_deref(), loggable("traceId"));
    Ok(())
}
