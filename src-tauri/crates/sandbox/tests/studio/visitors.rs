//! Leads and trial sessions.

use jiff::Timestamp;
use sandbox::{Case, Effect, SlotTimes};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::form::{BASIC, simple, with};

const LEAD: &str = "/connect/v1/lead";
const BOOK: &str = "/connect/v1/trialsession/book";
const WEEK: &str = "/connect/v1/trialsession?studioId=4711&startDate=2026-03-04&endDate=2026-03-10";

fn lead() -> Value {
    json!({
        "studioId": 4711, "firstname": "Zoë", "lastname": "d’Œuvre", "email": "zoe@example.com",
        "phone": "+49 431 123", "zipCode": "24103", "city": "Kiel", "countryCode": "DE", "notes": "mornings",
        "sourceCampaignId": 91,
    })
}

fn visit(slot: &str) -> Value {
    json!({
        "studioId": 4711, "startDateTime": slot, "trainerRequired": true,
        "leadCustomer": {"firstname": "Zoë", "lastname": "d’Œuvre", "email": "zoe@example.com", "dateOfBirth": "1990-05-01"},
    })
}

async fn slots(bench: &Bench) -> Vec<String> {
    let told = bench.ask(WEEK).await;
    told["slots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["startDateTime"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_lead_is_kept_and_told() {
    let bench = Bench::new().await;
    let told = bench.connect("POST", LEAD, Some(&lead())).await.json();
    let [kept] = &bench.studio.leads()[..] else { panic!("one lead") };
    assert_eq!(
        (told["id"].as_i64(), told["uuid"].as_str()),
        (Some(kept.member), Some(kept.uuid.to_string().as_str()))
    );
    assert!(matches!(bench.last().effect, Effect::Interested { lead, .. } if lead == kept.uuid));
    let read = bench.ask(&format!("{LEAD}/{}", kept.uuid)).await;
    assert_eq!(
        read,
        json!({
            "customerUUID": kept.uuid, "firstname": "Zoë", "lastname": "d’Œuvre", "email": "zoe@example.com",
            "phone": "+49 431 123", "studioId": 4711, "address": {"zip": "24103", "city": "Kiel", "country": "DE"},
        })
    );
    let found =
        bench.open("POST", "/v1/customers/search", Some(json!({"email": "zoe@example.com"}))).await.json();
    assert_eq!(found[0]["status"], "PROSPECT");
    let none = bench.connect("GET", &format!("{LEAD}/5d19bb70-d72b-45ae-9b5e-c4257877bdbb"), None).await;
    assert_eq!((none.status, none.category().as_str()), (404, ""));
    assert_eq!(bench.connect("GET", &format!("{LEAD}/7"), None).await.status, 400);
}

#[tokio::test]
async fn a_lead_has_to_be_as_published() {
    let bench = Bench::new().await;
    let preference = json!([{"messageCategoryId": 72, "activeCommunicationChannels": ["EMAIL"]}]);
    let table = [
        ("studioId", Value::Null, 400, "REQUIRED_PARAMETER_MISSING"),
        ("studioId", json!(1), 404, ""),
        ("firstname", Value::Null, 400, "REQUIRED_PARAMETER_MISSING"),
        ("lastname", json!(""), 400, "REQUIRED_PARAMETER_MISSING"),
        ("lastname", json!("x".repeat(101)), 400, "VALIDATION_FAILED"),
        ("notes", json!("x".repeat(1001)), 400, "VALIDATION_FAILED"),
        ("gender", json!("X"), 400, "BAD_REQUEST"),
        ("dateOfBirth", json!("1.1.1990"), 400, "BAD_REQUEST"),
        ("sourceCampaignId", json!(7), 400, "VALIDATION_FAILED"),
        ("communicationPreferences", preference, 400, "VALIDATION_FAILED"),
    ];
    for (name, value, status, error) in table {
        let body = with(json!({"x": lead()}), &format!("/x/{name}"), value.clone())["x"].clone();
        let got = bench.connect("POST", LEAD, Some(&body)).await;
        assert_eq!((got.status, got.category().as_str()), (status, error), "{name} {value}");
    }
    assert!(bench.studio.leads().is_empty());
    let least = json!({"studioId": 4711, "firstname": "-", "lastname": "Ng"});
    assert_eq!(bench.connect("POST", LEAD, Some(&least)).await.status, 200);
}

#[tokio::test]
async fn slots_come_in_both_published_forms() {
    let bench = Bench::new().await;
    let slots = slots(&bench).await;
    // Ten o'clock has begun; no session on Sunday.
    assert_eq!(
        slots[..3],
        [
            "2026-03-04T12:00:00.000+01:00[Europe/Berlin]",
            "2026-03-04T14:00:00.000Z",
            "2026-03-04T17:00:00.000+01:00[Europe/Berlin]"
        ]
    );
    assert_eq!(slots.len(), 29);
    assert!(!slots.iter().any(|slot| slot.starts_with("2026-03-08")));
    let summer =
        bench.ask("/connect/v1/trialsession?studioId=4711&startDate=2026-07-01&endDate=2026-07-01").await;
    assert_eq!(
        summer["slots"][0],
        json!({"startDateTime": "2026-07-01T08:00:00.000Z", "endDateTime": "2026-07-01T09:00:00.000Z"})
    );
    for (query, error) in [
        ("studioId=4711&startDate=2026-03-04", "REQUIRED_PARAMETER_MISSING"),
        ("studioId=4711&startDate=today&endDate=2026-03-04", "BAD_REQUEST"),
        ("studioId=4711&startDate=2026-03-05&endDate=2026-03-04", "VALIDATION_FAILED"),
    ] {
        let got = bench.connect("GET", &format!("/connect/v1/trialsession?{query}"), None).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{query}");
    }
}

#[tokio::test]
async fn the_form_of_slots_is_a_setting() {
    let bench = Bench::new().await;
    for (form, end) in [(SlotTimes::Utc, "Z"), (SlotTimes::Zoned, "[Europe/Berlin]")] {
        bench.studio.configure(|settings| settings.slot_times = form);
        let slots = slots(&bench).await;
        assert!(slots.iter().all(|slot| slot.ends_with(end)), "{form:?}");
        let got = bench
            .connect("POST", BOOK, Some(&with(visit(&slots[0]), "/leadCustomer/lastname", json!(end))))
            .await;
        assert_eq!(got.status, 200, "{form:?}: {}", got.body);
    }
}

#[tokio::test]
async fn a_slot_is_booked_by_exactly_its_own_words() {
    let bench = Bench::new().await;
    let slots = slots(&bench).await;
    for other in [
        "2026-03-04T11:00:00.000Z",
        "2026-03-04T12:00:00+01:00[Europe/Berlin]",
        "2026-03-04T12:30:00.000Z",
        "noon",
    ] {
        let got = bench.connect("POST", BOOK, Some(&visit(other))).await;
        assert_eq!((got.status, got.category().as_str()), (400, "VALIDATION_FAILED"), "{other}");
    }
    for (slot, first) in [(&slots[0], "Zoë"), (&slots[1], "Zora")] {
        let got = bench
            .connect("POST", BOOK, Some(&with(visit(slot), "/leadCustomer/firstname", json!(first))))
            .await;
        assert_eq!(got.status, 200, "{slot}: {}", got.body);
        let booked = bench.studio.trial_bookings().pop().unwrap();
        assert_eq!((&booked.written, got.json()["id"].as_i64()), (slot, Some(booked.id)));
        assert!(matches!(bench.last().effect, Effect::TrialBooked { booking, .. } if booking == booked.id));
    }
    assert_eq!(self::slots(&bench).await, slots[2..], "what is taken is not offered");
}

#[tokio::test]
async fn a_slot_that_is_gone_is_a_conflict() {
    let bench = Bench::new().await;
    let slots = slots(&bench).await;
    let lost: Timestamp = slots[1].parse().unwrap();
    bench.studio.lose_slot(lost);
    bench
        .connect("POST", BOOK, Some(&with(visit(&slots[0]), "/leadCustomer/firstname", json!("Zora"))))
        .await;
    for gone in [&slots[0], &slots[1], "2026-03-04T09:00:00.000Z"] {
        let got = bench.connect("POST", BOOK, Some(&visit(gone))).await;
        assert_eq!((got.status, got.category().as_str()), (409, "CONFLICT"), "{gone}");
    }
    assert_eq!(bench.studio.trial_bookings().len(), 1);
}

#[tokio::test]
async fn one_session_for_everybody_and_none_for_members() {
    let bench = Bench::new().await;
    let slots = slots(&bench).await;
    assert_eq!(bench.connect("POST", BOOK, Some(&visit(&slots[0]))).await.status, 200);
    let again = bench.connect("POST", BOOK, Some(&visit(&slots[1]))).await;
    assert_eq!((again.status, again.category().as_str()), (400, "TRIALSESSION_ALREADY_BOOKED"));
    assert_eq!(bench.sign(&simple(BASIC)).await.status, 200);
    let member = with(visit(&slots[1]), "/leadCustomer", simple(BASIC)["customer"].clone());
    let got = bench.connect("POST", BOOK, Some(&member)).await;
    assert_eq!((got.status, got.category().as_str()), (400, "ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION"));
    assert_eq!(bench.studio.trial_bookings().len(), 1);
    assert_eq!(bench.studio.card(Case::SignedUp).unwrap().name, "Zoë d’Œuvre");
}

#[tokio::test]
async fn the_mandatory_fields_are_told_and_meant() {
    let bench = Bench::new().await;
    let config = "/connect/v1/trialsession/config/validation?studioId=4711";
    let told = bench.ask(config).await;
    assert_eq!((&told["dateOfBirthMode"], &told["minimumAge"]), (&json!("MANDATORY"), &json!(16)));
    let slot = &slots(&bench).await[0];
    let table = [
        ("/leadCustomer", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("/leadCustomer/firstname", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("/leadCustomer/email", Value::Null, "VALIDATION_FAILED"),
        ("/leadCustomer/dateOfBirth", Value::Null, "VALIDATION_FAILED"),
        ("/leadCustomer/dateOfBirth", json!("2010-03-05"), "VALIDATION_FAILED"),
        ("/trainerRequired", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("/startDateTime", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("/note", json!("x".repeat(301)), "VALIDATION_FAILED"),
    ];
    for (path, value, error) in table {
        let got = bench.connect("POST", BOOK, Some(&with(visit(slot), path, value.clone()))).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{path} {value}");
    }
    bench.studio.configure(|settings| settings.trial_minimum_age = None);
    assert_eq!(bench.ask(config).await.get("minimumAge"), None);
    let young = with(visit(slot), "/leadCustomer/dateOfBirth", Value::Null);
    assert_eq!(bench.connect("POST", BOOK, Some(&young)).await.status, 200);
}
