//! Document → client: leads, trial sessions, and what the Open API has for new members.

use domain::{CardFormat, CustomerId, Identification, Language, Redacted};
use jiff::civil::date;
use magicline::connect::{Booking, FieldMode, LeadMade};
use magicline::{CardLink, CheckInVoucher, Search};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use sandbox::Country;
use serde_json::Value;

use crate::client_reads::shown;
use crate::client_reads_connect::{GARBLED, connect, hidden, is_day, list, open};
use crate::people::{self, STUDIO};

const DE: Language = Language::DE;

fn is_lead(made: &LeadMade, told: &Value) -> TestCaseResult {
    prop_assert_eq!(Some(made.id.0), told["id"].as_i64());
    prop_assert_eq!(made.customer_number.expose().as_deref(), shown(&told["customerNumber"]));
    let uuid = made.uuid.expose().map(|uuid| uuid.to_string());
    prop_assert_eq!(uuid.as_deref(), told["uuid"].as_str());
    Ok(())
}

#[test]
fn leads_and_bookings_are_read() {
    let prospect = || people::bare_prospect(Country::DE);
    connect("POST", "/connect/v1/lead", |desk, answer| {
        let made = desk.wait(desk.connect.create_lead(&people::lead(prospect())));
        prop_assert!(made.is_ok(), "{:?} of {}", made, answer);
        is_lead(&made.unwrap(), answer)
    });
    connect("POST", "/connect/v1/trialsession/book", |desk, answer| {
        let request = people::trial(prospect(), "2026-03-05T09:00:00.000Z");
        let booking = desk.wait(desk.connect.book_trial(&request));
        let Ok(Booking::Booked(made)) = booking else {
            return Err(TestCaseError::fail(format!("{booking:?} of {answer}")));
        };
        is_lead(&made, answer)
    });
}

#[test]
fn slots_are_read() {
    connect("GET", "/connect/v1/trialsession", |desk, answer| {
        let slots = desk.wait(desk.connect.trial_slots(STUDIO, date(2026, 3, 4), date(2026, 4, 1), DE));
        prop_assert!(slots.is_ok(), "{:?} of {}", slots, answer);
        let slots = slots.unwrap();
        prop_assert_eq!(slots.name.as_deref(), shown(&answer["name"]));
        prop_assert_eq!(slots.description.as_deref(), shown(&answer["description"]));
        prop_assert_eq!(slots.trainer_optional, answer["bookingWithoutResourcesAllowed"] == true);
        let listed = list(&answer["slots"]);
        let told: Vec<&str> = listed.iter().filter_map(|slot| slot["startDateTime"].as_str()).collect();
        prop_assert_eq!(slots.slots.iter().map(|slot| slot.start.as_str()).collect::<Vec<_>>(), told);
        Ok(())
    });
}

#[test]
fn what_is_mandatory_is_read() {
    let mode = |constant: &Value| match constant.as_str() {
        None | Some("INACTIVE") => FieldMode::Hidden,
        Some("MANDATORY") => FieldMode::Mandatory,
        Some(_) => FieldMode::Optional,
    };
    connect("GET", "/connect/v1/trialsession/config/validation", |desk, answer| {
        let config = desk.wait(desk.connect.trial_config(STUDIO));
        prop_assert!(config.is_ok(), "{:?} of {}", config, answer);
        let config = config.unwrap();
        let modes = [
            (config.name, "nameMode"),
            (config.email, "emailMode"),
            (config.phone, "telephoneMode"),
            (config.birth_place, "placeOfBirthMode"),
            (config.gender, "genderMode"),
            (config.tax_id, "taxIdMode"),
            (config.address, "addressMode"),
            (config.zip, "zipMode"),
        ];
        for (read, name) in modes {
            prop_assert_eq!(read, mode(&answer[name]), "{}", name);
        }
        // Nobody is younger than not born.
        let minimum = answer["minimumAge"].as_u64();
        prop_assert_eq!(config.minimum_age.map(u64::from), minimum);
        let birth = if minimum.is_some() { FieldMode::Mandatory } else { mode(&answer["dateOfBirthMode"]) };
        prop_assert_eq!(config.birth_date, birth);
        Ok(())
    });
}

#[test]
fn new_members_are_read() {
    let nobody = || Search {
        first_name: Redacted::new(None),
        last_name: Redacted::new(None),
        date_of_birth: Redacted::new(None),
        email: Redacted::new(None),
    };
    open("POST", "/v1/customers/search", |desk, answer| {
        let found = desk.wait(desk.open.search(&nobody()));
        prop_assert!(found.is_ok(), "{:?} of {}", found, answer);
        let found = found.unwrap();
        prop_assert_eq!(found.len(), list(answer).len());
        for (customer, told) in found.iter().zip(&list(answer)) {
            prop_assert_eq!(Some(customer.id.0), told["id"].as_i64());
            prop_assert_eq!(customer.first_name.expose().as_deref(), shown(&told["firstName"]));
            prop_assert_eq!(customer.last_name.expose().as_deref(), shown(&told["lastName"]));
            prop_assert_eq!(customer.email.expose().as_deref(), shown(&told["email"]));
            prop_assert_eq!(customer.number.expose().as_deref(), shown(&told["customerNumber"]));
            let born = customer.date_of_birth.expose().map(|day| day.to_string());
            prop_assert_eq!(born.as_deref(), told["dateOfBirth"].as_str());
            prop_assert_eq!(customer.member, told["status"] == "MEMBER");
        }
        Ok(())
    });
    open("GET", "/v1/customers/1/contracts", |desk, answer| {
        let contracts = desk.wait(desk.open.contracts(CustomerId(1)));
        prop_assert!(contracts.is_ok(), "{:?} of {}", contracts, answer);
        let contracts = contracts.unwrap();
        prop_assert_eq!(contracts.len(), list(answer).len());
        for (contract, told) in contracts.iter().zip(&list(answer)) {
            prop_assert_eq!(Some(contract.id.0), told["id"].as_i64());
            prop_assert_eq!(contract.name.as_deref(), shown(&told["rateName"]));
            let days =
                [(contract.created, "createdDate"), (contract.start, "startDate"), (contract.end, "endDate")];
            for (read, name) in days {
                is_day(read, &told[name])?;
            }
            let active = match told["contractStatus"].as_str() {
                Some("ACTIVE") => Some(true),
                Some("INACTIVE") => Some(false),
                Some(_) | None => None,
            };
            prop_assert_eq!(contract.active, active);
        }
        Ok(())
    });
}

#[test]
fn cards_and_codes_for_the_door_are_read() {
    let card = Identification::Number { value: "1".to_owned(), format: CardFormat::Decimal };
    open("POST", "/v1/customers/1/access-mediums", |desk, answer| {
        prop_assert_eq!(
            desk.wait(desk.open.link_card(CustomerId(1), &card)),
            Ok(CardLink::Linked),
            "{}",
            answer
        );
        Ok(())
    });
    open("POST", "/v1/checkin-vouchers/redeem", |desk, answer| {
        let (code, first_name) = (hidden("A"), hidden("B"));
        let voucher = CheckInVoucher { code, first_name, last_name: hidden("C"), email: hidden("D") };
        let code = desk.wait(desk.open.redeem_check_in_voucher(&voucher)).map(Redacted::into_exposed);
        prop_assert_eq!(code, shown(&answer["studioAccessCode"]).map(str::to_owned).ok_or(GARBLED));
        Ok(())
    });
}

#[test]
fn a_record_is_read_with_what_the_team_sees_of_it() {
    open("GET", "/v1/customers/1", |desk, answer| {
        let person = desk.wait(desk.open.person(CustomerId(1)));
        let Ok(Some(person)) = person else {
            return Err(TestCaseError::fail(format!("{person:?} of {answer}")));
        };
        prop_assert_eq!(Some(person.id.0), answer["id"].as_i64());
        for (read, name) in [
            (&person.number, "customerNumber"),
            (&person.first_name, "firstName"),
            (&person.last_name, "lastName"),
            (&person.picture, "imageUrl"),
        ] {
            prop_assert_eq!(read.expose().as_deref(), shown(&answer[name]), "{}", name);
        }
        prop_assert_eq!(person.status.as_deref(), shown(&answer["status"]));
        is_day(*person.date_of_birth.expose(), &answer["dateOfBirth"])?;
        let told = [list(&answer["accessRestrictions"]), list(&answer["idlePeriods"])].concat();
        prop_assert_eq!(person.closed.len(), told.len());
        for (read, told) in person.closed.iter().zip(&told) {
            is_day(read.from, &told["startDate"])?;
            is_day(read.to, &told["endDate"])?;
            prop_assert_eq!(read.reason.expose().as_deref(), shown(&told["reason"]));
        }
        let pins = |key: &magicline::Key| matches!(key.0, Identification::Pin(_));
        prop_assert!(!person.keys.iter().any(pins), "{}", answer);
        Ok(())
    });
}

#[test]
fn visits_and_accounts_are_read() {
    open("GET", "/v1/customers/1/activities/checkins", |desk, answer| {
        let visits = desk.wait(desk.open.visits(CustomerId(1), (date(2025, 3, 4), date(2026, 3, 4)), None));
        prop_assert!(visits.is_ok(), "{:?} of {}", visits, answer);
        let mut visits = visits.unwrap().visits;
        visits.sort_by_key(|visit| std::cmp::Reverse(visit.from));
        let moment = |told: &Value| told.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        let told = list(&answer["result"]);
        let mut told: Vec<_> =
            told.iter().filter_map(|told| Some((moment(&told["checkInDateTime"])?, told))).collect();
        told.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
        prop_assert_eq!(visits.len(), told.len());
        for (visit, (from, told)) in visits.iter().zip(told) {
            prop_assert_eq!((visit.from, visit.to), (from, moment(&told["checkOutDateTime"])));
        }
        Ok(())
    });
    open("GET", "/v1/customers/1/account/balances", |desk, answer| {
        let balance = desk.wait(desk.open.balance(CustomerId(1)));
        prop_assert!(balance.is_ok(), "{:?} of {}", balance, answer);
        let balance = balance.unwrap();
        prop_assert_eq!(balance.dunning.expose().as_deref(), shown(&answer["dunningLevel"]));
        prop_assert_eq!(balance.in_collection, answer["inDebtCollection"] == true);
        for (read, name) in [(&balance.credit, "consumptionCredit"), (&balance.account, "accountBalance")] {
            // What cannot be read is not shown; what is shown is what was said.
            if let Some(read) = read.expose() {
                prop_assert_eq!(Some(read.currency.code()), answer[name]["currency"].as_str());
                let told: serde_json::Number =
                    serde_json::from_value(answer[name]["amount"].clone()).unwrap();
                prop_assert_eq!(domain::Money::parse(&told.to_string(), read.currency), Ok(*read));
            }
        }
        Ok(())
    });
    open("GET", "/v1/customers/1/access-code", |desk, answer| {
        let code = desk.wait(desk.open.access_code(CustomerId(1)));
        let told = shown(&answer["content"]).filter(|_| answer["format"] == "QR_CODE");
        prop_assert_eq!(code, Ok(told.map(|code| Identification::QrCode(code.to_owned()))), "{}", answer);
        Ok(())
    });
}
