//! Document → client, at vending and time devices: whatever the vendor may answer is read, and read right.
//! Above all, nobody is let go on without a plain yes, and no amount is rounded.

use std::cell::RefCell;

use domain::{Currency, Identification, Language, Money};
use magicline::{Error, Permit};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use sandbox::Api;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client_reads::{Desk, each, is_refusal, says_nothing, shown};
use crate::spec::document;

const ID: Uuid = Uuid::from_u128(0x4671fde7_bb07_4fe5_aa0e_947d9ccb842f);
const DE: Language = Language::DE;
const GARBLED: Error = Error::Garbled { status: 200 };

const VEND: &str = "/open-api/device/vending/identification";
const SALE: &str = "/open-api/device/vending/sale";
const REVALUE: &str = "/open-api/device/vending/revalue";
const PRICE: &str = "/open-api/device/time/price";
const TIME: &str = "/open-api/device/time/identification";
const USAGE: &str = "/open-api/device/time/usage";

fn pin() -> Identification {
    Identification::Pin("40817".to_owned())
}

fn price() -> Money {
    Money::new(250, Currency::EUR)
}

fn success(method: &str, path: &str) -> &'static Value {
    document(Api::Device).find(method, path).unwrap().answer(200).unwrap().unwrap()
}

/// The amount that a JSON number stands for, worked out from its digits.
fn minor(number: &Value, digits: usize) -> Option<i64> {
    let text = number.is_number().then(|| number.to_string())?;
    let (negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    // Numbers that are written with an exponent are all far from any amount, or nothing.
    let fraction = fraction.trim_end_matches('0');
    if text.contains(['e', 'E']) || fraction.len() > digits {
        return None;
    }
    let amount: i64 = format!("{whole}{fraction:0<digits$}").parse().ok()?;
    Some(if negative { -amount } else { amount })
}

/// The amount that a price with its currency stands for; nobody is paid for taking something.
fn priced(price: &Value) -> Option<Money> {
    let currency = Currency::parse(price["currency"].as_str()?)?;
    let amount = minor(&price["amount"], usize::try_from(currency.digits()).unwrap())?;
    (amount >= 0).then(|| Money::new(amount, currency))
}

fn said(permit: &Permit, answer: &Value) -> TestCaseResult {
    match permit {
        Permit::Granted => prop_assert_eq!(&answer["authorized"], &json!(true)),
        Permit::Denied(words) => {
            prop_assert_ne!(&answer["authorized"], &json!(true));
            let words = words.as_ref().map(|words| words.expose().as_str());
            prop_assert_eq!(words, shown(&answer["text"]));
        }
    }
    Ok(())
}

/// Tries an answer as it was made up, about a transaction that is hardly ever ours, and as ours.
fn as_ours(answer: &Value, test: impl Fn(&Value, bool) -> TestCaseResult) -> TestCaseResult {
    test(answer, answer["transactionId"].is_null())?;
    let mut ours = answer.clone();
    ours["transactionId"] = json!(ID.to_string().to_uppercase());
    test(&ours, true)
}

#[test]
fn a_member_at_a_vending_device_is_read() {
    let (granted, credited) = (RefCell::new(0), RefCell::new(0));
    each(Api::Device, success("POST", VEND), |desk, answer| {
        as_ours(answer, |answer, ours| {
            desk.server.answers(200, Some(answer));
            let member = desk.wait(desk.device.vending_identify(&pin(), ID, Currency::EUR, DE));
            if !ours {
                prop_assert_eq!(member, Err(GARBLED));
                return Ok(());
            }
            prop_assert!(member.is_ok(), "{:?} of {}", member, answer);
            let member = member.unwrap();
            said(&member.permit, answer)?;
            prop_assert_eq!(member.credit.map(|credit| credit.minor), minor(&answer["consumptionCredit"], 2));
            *granted.borrow_mut() += i32::from(member.permit == Permit::Granted);
            *credited.borrow_mut() += i32::from(member.credit.is_some());
            Ok(())
        })
    });
    assert!(*granted.borrow() > 50 && *credited.borrow() > 50, "{granted:?} granted, {credited:?} credited");
}

#[test]
fn a_check_of_a_sale_is_read() {
    let (read, garbled) = (RefCell::new(0), RefCell::new(0));
    each(Api::Device, success("POST", SALE), |desk, answer| {
        as_ours(answer, |answer, ours| {
            desk.server.answers(200, Some(answer));
            let check = desk.wait(desk.device.check_sale(&pin(), ID, "1", price(), DE));
            let named = minor(&answer["price"], 2).filter(|price| *price >= 0);
            if !ours || (named.is_none() && !answer["price"].is_null()) {
                prop_assert_eq!(check, Err(GARBLED), "{}", answer);
                *garbled.borrow_mut() += 1;
                return Ok(());
            }
            prop_assert!(check.is_ok(), "{:?} of {}", check, answer);
            let check = check.unwrap();
            said(&check.permit, answer)?;
            prop_assert_eq!(check.price.map(|price| price.minor), named);
            prop_assert_eq!(check.credit.map(|credit| credit.minor), minor(&answer["consumptionCredit"], 2));
            *read.borrow_mut() += i32::from(named.is_some());
            Ok(())
        })
    });
    assert!(*read.borrow() > 50 && *garbled.borrow() > 50, "{read:?} read, {garbled:?} garbled");
}

#[test]
fn who_may_use_a_time_device_is_read() {
    each(Api::Device, success("POST", TIME), |desk, answer| {
        desk.server.answers(200, Some(answer));
        let permit = desk.wait(desk.device.time_identify(&pin(), DE));
        prop_assert!(permit.is_ok(), "{:?} of {}", permit, answer);
        said(&permit.unwrap(), answer)
    });
}

#[test]
fn a_check_of_a_use_is_read() {
    let (read, garbled) = (RefCell::new(0), RefCell::new(0));
    each(Api::Device, success("POST", USAGE), |desk, answer| {
        desk.server.answers(200, Some(answer));
        let check = desk.wait(desk.device.check_usage(&pin(), 300, DE));
        let named = priced(&answer["price"]);
        if named.is_none() && !answer["price"].is_null() {
            prop_assert_eq!(check, Err(GARBLED), "{}", answer);
            *garbled.borrow_mut() += 1;
            return Ok(());
        }
        prop_assert!(check.is_ok(), "{:?} of {}", check, answer);
        let check = check.unwrap();
        said(&check.permit, answer)?;
        prop_assert_eq!(check.price, named);
        *read.borrow_mut() += i32::from(named.is_some());
        Ok(())
    });
    assert!(*read.borrow() > 20 && *garbled.borrow() > 20, "{read:?} read, {garbled:?} garbled");
}

/// Tries a list as it was made up, and with times that can be had, which are rare otherwise.
#[test]
fn prices_of_time_are_read() {
    let (read, left_out) = (RefCell::new(0), RefCell::new(0));
    each(Api::Device, success("GET", PRICE), |desk, answer| {
        let mut usable = answer.clone();
        let offers = usable.get_mut("selection").and_then(Value::as_array_mut).into_iter().flatten();
        for (offer, minutes) in offers.zip(1..) {
            offer["durationInSeconds"] = json!(minutes * 60);
        }
        for answer in [answer, &usable] {
            let (offers, rest) = prices_are_read(desk, answer)?;
            *read.borrow_mut() += offers;
            *left_out.borrow_mut() += rest;
        }
        Ok(())
    });
    assert!(*read.borrow() > 20 && *left_out.borrow() > 20, "{read:?} read, {left_out:?} left out");
}

/// How many were read, and how many left out.
fn prices_are_read(desk: &Desk, answer: &Value) -> Result<(usize, usize), TestCaseError> {
    desk.server.answers(200, Some(answer));
    let intervals = desk.wait(desk.device.time_prices(DE));
    prop_assert!(intervals.is_ok(), "{:?} of {}", intervals, answer);
    let intervals: Vec<_> =
        intervals.unwrap().into_iter().map(|one| (i64::from(one.seconds), one.price)).collect();
    let listed = answer["selection"].as_array().cloned().unwrap_or_default();
    let offers: Vec<_> = listed
        .iter()
        .filter_map(|offer| Some((offer["durationInSeconds"].as_i64()?, priced(&offer["price"])?)))
        .filter(|(seconds, _)| *seconds > 0)
        .collect();
    // That one time is made up twice is too rare to be tried here.
    prop_assume!(offers.iter().all(|one| offers.iter().filter(|other| one.0 == other.0).count() == 1));
    prop_assert_eq!(&intervals, &offers);
    Ok((offers.len(), listed.len() - offers.len()))
}

/// Makes every call and gives how each ended.
fn all(desk: &Desk) -> [(&'static str, Result<(), Error>); 8] {
    let (who, device) = (pin(), &desk.device);
    [
        ("vending_identify", desk.wait(device.vending_identify(&who, ID, Currency::EUR, DE)).map(drop)),
        ("check_sale", desk.wait(device.check_sale(&who, ID, "1", price(), DE)).map(drop)),
        ("time_prices", desk.wait(device.time_prices(DE)).map(drop)),
        ("time_identify", desk.wait(device.time_identify(&who, DE)).map(drop)),
        ("check_usage", desk.wait(device.check_usage(&who, 300, DE)).map(drop)),
        ("charge_sale", desk.wait(device.charge_sale(&who, ID, "1", price(), DE))),
        ("revalue", desk.wait(device.revalue(&who, ID, price(), DE))),
        ("charge_usage", desk.wait(device.charge_usage(&who, 300, DE))),
    ]
}

#[test]
fn what_is_done_is_said_without_a_body() {
    for (path, status) in [(SALE, 204), (REVALUE, 204), (USAGE, 204), (SALE, 401), (PRICE, 401)] {
        let method = if path == PRICE { "GET" } else { "POST" };
        let answer = document(Api::Device).find(method, path).unwrap().answer(status);
        assert_eq!(answer, Some(None), "{path} {status} is published with a body now");
    }
    let desk = Desk::open();
    desk.server.answers(204, None);
    for (name, result) in all(&desk) {
        let executes = ["charge_sale", "revalue", "charge_usage"].contains(&name);
        let wanted = if executes { Ok(()) } else { Err(Error::Garbled { status: 204 }) };
        assert_eq!(result, wanted, "{name}");
    }
    desk.server.answers(401, None);
    for (name, result) in all(&desk) {
        assert!(
            matches!(&result, Err(Error::Status(refusal)) if refusal.status == 401),
            "{name}: {result:?}"
        );
    }
}

/// An execution that is answered like a check: published for the same address, and never a charge.
#[test]
fn an_execution_answered_like_a_check_is_refused_or_unknown() {
    let (refused, unknown) = (RefCell::new(0), RefCell::new(0));
    each(Api::Device, success("POST", SALE), |desk, answer| {
        as_ours(answer, |answer, ours| {
            desk.server.answers(200, Some(answer));
            let error = desk.wait(desk.device.charge_sale(&pin(), ID, "1", price(), DE)).unwrap_err();
            if ours && answer["authorized"] == false {
                let Error::Status(refusal) = error else {
                    return Err(TestCaseError::fail(format!("{error:?} of {answer}")));
                };
                let words = refusal.message.as_ref().map(|words| words.expose().as_str());
                prop_assert_eq!(words, shown(&answer["text"]));
                *refused.borrow_mut() += 1;
            } else {
                prop_assert_eq!(error, GARBLED);
                *unknown.borrow_mut() += 1;
            }
            Ok(())
        })
    });
    assert!(*refused.borrow() > 20 && *unknown.borrow() > 50, "{refused:?} refused, {unknown:?} unknown");
}

#[test]
fn refusals_are_read_from_every_call() {
    each(Api::Device, document(Api::Device).schema("ErrorResponse"), |desk, answer| {
        if says_nothing(answer) {
            return Ok(());
        }
        for status in [400, 404, 503] {
            desk.server.answers(status, Some(answer));
            let who = pin();
            let calls = [
                desk.wait(desk.device.vending_identify(&who, ID, Currency::EUR, DE)).map(drop),
                desk.wait(desk.device.charge_sale(&who, ID, "1", price(), DE)),
                desk.wait(desk.device.charge_usage(&who, 300, DE)),
            ];
            for call in calls {
                is_refusal(call.unwrap_err(), status, answer)?;
            }
        }
        Ok(())
    });
}
