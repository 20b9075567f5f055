use domain::{CampaignId, CategoryId, Language, Redacted, ReferralId, StudioId};
use jiff::civil::date;
use magicline::Retry;
use magicline::connect::{
    Address, Birth, Booking, Channel, Contact, FieldMode, Gender, LeadRequest, Person, Preference, Prospect,
    RedeemRequest, TrialRequest,
};
use serde_json::json;
use uuid::Uuid;

use crate::connect_contract::{address, applicant, birth, contact, person};
use crate::server::{Act, JSON, Server, answer, promise};

const UUID: &str = "2340b1cc-3fe7-4f81-8eca-f92181dd2bb4";

async fn json_server(body: &str) -> Server {
    Server::answering(answer(200, JSON, body)).await
}

fn prospect() -> Prospect {
    Prospect {
        person: Redacted::new(person()),
        birth: Redacted::new(None),
        address: Redacted::new(None),
        contact: Redacted::new(contact()),
        preferences: vec![],
    }
}

/// One of whom all is known.
fn known() -> Prospect {
    let some = |text: &str| Some(text.to_owned());
    let address = Address {
        block: some("B"),
        floor: some("3"),
        additional: some("interior"),
        building: some("building"),
        ..address()
    };
    Prospect {
        person: Redacted::new(Person {
            second_first_name: some("Pilar"),
            second_last_name: some("Ibáñez"),
            gender: Some(Gender::Unisex),
            tax_id: some("00000014Z"),
            ..person()
        }),
        birth: Redacted::new(Some(Birth { place: some("Roma"), country: some("IT"), ..birth() })),
        address: Redacted::new(Some(address)),
        contact: Redacted::new(Contact { private: some("+34910"), ..contact() }),
        preferences: vec![Preference { category: CategoryId(1), channels: vec![Channel::Phone] }],
    }
}

const LEAD: &str = r#"{"id":12,"customerNumber":"P-1","uuid":"2340b1cc-3fe7-4f81-8eca-f92181dd2bb4"}"#;

#[tokio::test]
async fn a_lead_is_made() {
    let plain = LeadRequest {
        studio: StudioId(4),
        prospect: prospect(),
        notes: Redacted::new(None),
        campaign: None,
        locale: None,
    };
    let full = LeadRequest {
        prospect: known(),
        notes: Redacted::new(Some("evenings".into())),
        campaign: Some(CampaignId(2)),
        locale: Some("es_ES".into()),
        ..plain.clone()
    };
    let sent_full = json!({ "studioId": 4, "firstname": "María José", "firstname2": "Pilar", "lastname": "Núñez",
        "lastname2": "Ibáñez", "taxId": "00000014Z", "dateOfBirth": "1990-01-31", "email": "mj@example.com",
        "gender": "UNISEX", "phone": "+34910", "street": "Mayor", "houseNumber": "3-4", "zipCode": "28013",
        "city": "Madrid", "countryCode": "ES", "streetBlock": "B", "floor": "3",
        "additionalAddressInformation": "interior", "locale": "es_ES", "notes": "evenings", "sourceCampaignId": 2,
        "communicationPreferences": [{ "messageCategoryId": 1, "activeCommunicationChannels": ["PHONE"] }] });
    let sent_plain =
        json!({ "studioId": 4, "firstname": "María José", "lastname": "Núñez", "email": "mj@example.com" });
    for (request, sent) in [(plain, sent_plain), (full, sent_full)] {
        let mut server = json_server(LEAD).await;
        let lead = server.connect().create_lead(&request).await.unwrap();
        assert_eq!((lead.id.0, lead.customer_number.expose().as_deref()), (12, Some("P-1")));
        assert_eq!(*lead.uuid.expose(), Some(Uuid::parse_str(UUID).unwrap()));
        let seen = server.only();
        assert_eq!((seen.line(), seen.json()), ("POST /connect/v1/lead HTTP/1.1", sent));
        let kept = serde_json::to_string(&request).unwrap();
        assert!(serde_json::from_str::<LeadRequest>(&kept).unwrap() == request);
    }
}

#[tokio::test]
async fn free_slots_in_both_forms_of_time() {
    let body = r#"{"name":"Probe","description":"An hour","bookingWithoutResourcesAllowed":true,"slots":[
        {"startDateTime":"2021-08-23T09:00:00.000Z","endDateTime":"2021-08-23T10:00:00.000Z"},
        {"startDateTime":"2021-08-23T11:00:00.000+02:00[Europe/Berlin]","endDateTime":"whenever"},
        {"startDateTime":"soon"},{},7,
        {"startDateTime":"2021-10-31T02:30:00.000+01:00[Nowhere/Else]","new":1}]}"#;
    let mut server = json_server(body).await;
    let slots = server
        .connect()
        .trial_slots(StudioId(4), date(2021, 8, 23), date(2021, 8, 30), Language::DE)
        .await
        .unwrap();
    let line = "GET /connect/v1/trialsession?studioId=4&startDate=2021-08-23&endDate=2021-08-30 HTTP/1.1";
    assert_eq!(server.only().line(), line);
    assert_eq!((slots.name.as_deref(), slots.description.as_deref()), (Some("Probe"), Some("An hour")));
    assert!(slots.trainer_optional);
    let found: Vec<_> =
        slots.slots.iter().map(|slot| (slot.start.as_str(), slot.starts_at.to_string())).collect();
    let wanted = [
        ("2021-08-23T09:00:00.000Z", "2021-08-23T09:00:00Z".to_owned()),
        ("2021-08-23T11:00:00.000+02:00[Europe/Berlin]", "2021-08-23T09:00:00Z".to_owned()),
        ("2021-10-31T02:30:00.000+01:00[Nowhere/Else]", "2021-10-31T01:30:00Z".to_owned()),
    ];
    assert_eq!(found, wanted);
    assert_eq!(slots.slots[0].ends_at, Some("2021-08-23T10:00:00Z".parse().unwrap()));
    assert_eq!(slots.slots[1].ends_at, None);
}

#[tokio::test]
async fn what_a_studio_wants_to_know_for_a_trial() {
    let mut server = json_server(
        r#"{"nameMode":"MANDATORY","emailMode":"OPTIONAL","telephoneMode":"INACTIVE","addressMode":"PERHAPS",
            "zipMode":null,"genderMode":"MANDATORY","taxIdMode":"MANDATORY","placeOfBirthMode":"OPTIONAL",
            "dateOfBirthMode":"INACTIVE","minimumAge":16}"#,
    )
    .await;
    let config = server.connect().trial_config(StudioId(4)).await.unwrap();
    assert_eq!(server.only().line(), "GET /connect/v1/trialsession/config/validation?studioId=4 HTTP/1.1");
    use FieldMode::{Hidden, Mandatory, Optional};
    assert_eq!((config.name, config.email, config.phone), (Mandatory, Optional, Hidden));
    assert_eq!((config.address, config.zip, config.gender), (Optional, Hidden, Mandatory));
    assert_eq!((config.tax_id, config.birth_place), (Mandatory, Optional));
    assert_eq!((config.birth_date, config.minimum_age), (Mandatory, Some(16)), "an age needs a date");
    let config = json_server("{}").await.connect().trial_config(StudioId(4)).await.unwrap();
    assert_eq!((config.birth_date, config.minimum_age), (Hidden, None));
}

fn trial() -> TrialRequest {
    TrialRequest {
        studio: StudioId(4),
        start: "2021-08-23T11:00:00.000+02:00[Europe/Berlin]".into(),
        with_trainer: true,
        prospect: prospect(),
        lead: Redacted::new(None),
        note: Redacted::new(None),
        participants: None,
        referral: None,
        campaign: None,
        referral_code: Redacted::new(None),
    }
}

#[tokio::test]
async fn a_trial_is_booked() {
    let full = TrialRequest {
        with_trainer: false,
        prospect: known(),
        lead: Redacted::new(Some(Uuid::parse_str(UUID).unwrap())),
        note: Redacted::new(Some("become fit".into())),
        participants: Some(2),
        referral: Some(ReferralId(10)),
        campaign: Some(CampaignId(3)),
        referral_code: Redacted::new(Some("ABC".into())),
        ..trial()
    };
    let start = "2021-08-23T11:00:00.000+02:00[Europe/Berlin]";
    let sent_plain = json!({ "studioId": 4, "startDateTime": start, "trainerRequired": true,
        "leadCustomer": { "firstname": "María José", "lastname": "Núñez", "email": "mj@example.com" } });
    let sent_full = json!({ "studioId": 4, "startDateTime": start, "trainerRequired": false, "note": "become fit",
        "participants": 2, "referrerId": 10, "sourceCampaignId": 3, "referralCode": "ABC", "leadCustomer": {
            "firstname": "María José", "secondFirstname": "Pilar", "lastname": "Núñez", "secondLastname": "Ibáñez",
            "gender": "UNISEX", "taxId": "00000014Z", "dateOfBirth": "1990-01-31", "placeOfBirth": "Roma",
            "countryOfBirth": "IT", "email": "mj@example.com", "phone": "+34910", "customerUUID": UUID,
            "address": { "street": "Mayor", "houseNumber": "3-4", "zip": "28013", "city": "Madrid", "country": "ES",
                "details": { "block": "B", "floor": "3", "additionalInformation": "interior", "buildingName": "building" } },
            "communicationPreferences": [{ "messageCategoryId": 1, "activeCommunicationChannels": ["PHONE"] }] } });
    for (request, sent) in [(trial(), sent_plain), (full, sent_full)] {
        let mut server = json_server(LEAD).await;
        let Booking::Booked(lead) = server.connect().book_trial(&request).await.unwrap() else {
            panic!("booked")
        };
        assert_eq!(lead.id.0, 12);
        let seen = server.only();
        assert_eq!((seen.line(), seen.json()), ("POST /connect/v1/trialsession/book HTTP/1.1", sent));
        let kept = serde_json::to_string(&request).unwrap();
        assert!(serde_json::from_str::<TrialRequest>(&kept).unwrap() == request);
    }
}

#[tokio::test]
async fn a_slot_that_is_gone_is_told_apart() {
    for (status, codes, booking) in [
        (409, r#"["CONFLICT"]"#, Some(Booking::SlotTaken)),
        (400, r#"["BAD_REQUEST","CONFLICT"]"#, Some(Booking::SlotTaken)),
        (409, r#"["CONFLICT","TRIALSESSION_ALREADY_BOOKED"]"#, Some(Booking::AlreadyBooked)),
        (400, r#"["ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION"]"#, Some(Booking::ActiveMember)),
        (400, r#"["VALIDATION_FAILED"]"#, None),
        (409, "[]", None),
        (500, r#"["CONFLICT"]"#, None),
    ] {
        let server = Server::answering(answer(status, JSON, format!(r#"{{"errorCodes":{codes}}}"#))).await;
        assert_eq!(server.connect().book_trial(&trial()).await.ok(), booking, "{status} {codes}");
    }
}

#[tokio::test]
async fn what_was_made_by_an_answer_that_is_lost_is_unknown() {
    let lead = LeadRequest {
        studio: StudioId(4),
        prospect: prospect(),
        notes: Redacted::new(None),
        campaign: None,
        locale: None,
    };
    let redeem = RedeemRequest {
        studio: StudioId(4),
        code: Redacted::new("R-1".into()),
        start: date(2027, 2, 1),
        pre_use: None,
        applicant: applicant(),
    };
    for act in [
        Act::AnswerAndClose(vec![]),
        Act::AnswerAndReset(promise(200, JSON, 99, LEAD)),
        Act::Answer(answer(500, "", "")),
        Act::Answer(answer(200, JSON, "[]")),
    ] {
        let mut server = Server::start([act]).await;
        let connect = server.connect();
        for error in [
            connect.create_lead(&lead).await.unwrap_err(),
            connect.book_trial(&trial()).await.unwrap_err(),
            connect.redeem_rate_voucher(&redeem).await.unwrap_err(),
        ] {
            assert_eq!(error.retry(), Retry::Unknown, "{error:?}");
        }
        assert_eq!(server.seen().len(), 3, "each was sent once");
    }
}
