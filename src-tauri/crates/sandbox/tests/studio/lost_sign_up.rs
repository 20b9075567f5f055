//! Answers that get lost on the way to a contract: whether it was carried out shows in the books.

use std::time::Duration;

use sandbox::{Api, Effect, Fault, FaultPlan};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::form::{BASIC, PREVIEW, SIGN, simple};

const UPLOAD: &str = "/uploads/{objectKey}";

struct Call {
    method: &'static str,
    /// As a fault names it.
    published: &'static str,
    path: String,
    body: Value,
    /// What stands in the books afterwards.
    kept: fn(&Bench) -> usize,
}

async fn calls(bench: &Bench) -> Vec<Call> {
    let call = |method, path: &'static str, body, kept| Call {
        method,
        published: path,
        path: path.to_owned(),
        body,
        kept,
    };
    let key =
        bench.ask("/connect/v1/prospectimage/uploadurl").await["objectKey"].as_str().unwrap().to_owned();
    let lead = json!({"studioId": 4711, "firstname": "Zoë", "lastname": "Ng"});
    let trial = json!({
        "studioId": 4711, "trainerRequired": false, "startDateTime": "2026-03-05T09:00:00.000Z",
        "leadCustomer": {"firstname": "Zoë", "lastname": "Ng", "email": "z@example.com", "dateOfBirth": "1990-05-01"},
    });
    let session = json!({"amount": 0, "scope": "ECOM", "referenceText": "Nordlicht"});
    let redeemed = json!({"organizationUnitId": 4711, "customerDto": {
        "firstname": "Ulla", "lastname": "Voss", "dateOfBirth": "1980-01-01", "email": "u@example.com", "street": "Weg",
        "houseNumber": "1", "zipCode": "24103", "city": "Kiel", "countryCode": "DE", "paymentChoice": "CASH",
    }});
    let voucher = "/connect/v1/contractvoucher/{contractVoucherCode}/redeem";
    vec![
        call("POST", SIGN, simple(BASIC), |bench| bench.studio.contracts().len()),
        call("POST", PREVIEW, simple(BASIC), |_| 0),
        Call {
            path: voucher.replace("{contractVoucherCode}", sandbox::codes::RATE),
            ..call("POST", voucher, redeemed, |bench| bench.studio.voucher_uses().len())
        },
        call("POST", "/connect/v1/lead", lead, |bench| bench.studio.leads().len()),
        call("POST", "/connect/v1/trialsession/book", trial, |bench| bench.studio.trial_bookings().len()),
        call("POST", "/connect/v1/payment/user-payment-session", session, |bench| {
            bench.studio.payment_sessions().len()
        }),
        Call {
            path: UPLOAD.replace("{objectKey}", &key),
            ..call("PUT", UPLOAD, json!("picture"), |bench| {
                bench.studio.pictures().iter().filter(|picture| picture.content_type.is_some()).count()
            })
        },
    ]
}

/// The status, or nothing if no whole answer came.
async fn ask(bench: &Bench, call: &Call) -> Option<u16> {
    let url = format!("{}{}", bench.studio.connect_url(), call.path);
    let request = bench.client.request(call.method.parse().unwrap(), url);
    let request = if call.published == UPLOAD {
        request.body(&[0xff, 0xd8, 0xff][..])
    } else {
        request.json(&call.body)
    };
    let answer = request.timeout(Duration::from_millis(400)).send().await.ok()?;
    let status = answer.status().as_u16();
    answer.bytes().await.ok().map(|_| status)
}

#[tokio::test]
async fn every_step_can_lose_its_answer_before_and_after_it_acted() {
    let ways: [(&str, FaultPlan, bool, Option<u16>); 6] = [
        ("reset after acting", FaultPlan::new(Fault::Reset), true, None),
        ("half an answer", FaultPlan::new(Fault::HalfAnswer), true, None),
        ("silence after acting", FaultPlan::new(Fault::Hang).carry_out(true), true, None),
        ("reset before acting", FaultPlan::new(Fault::Reset).carry_out(false), false, None),
        ("503", FaultPlan::new(Fault::ServiceUnavailable), false, Some(503)),
        ("500 after acting", FaultPlan::new(Fault::InternalError).carry_out(true), true, Some(500)),
    ];
    let bench = Bench::new().await;
    for (way, plan, acts, status) in ways {
        bench.studio.reset();
        for call in calls(&bench).await {
            let here = format!("{way} at {}", call.published);
            let before = (call.kept)(&bench);
            bench
                .studio
                .set_fault(plan.clone().on(Api::Connect).at(call.published).method(call.method).times(1));
            assert_eq!(ask(&bench, &call).await, status, "{here}");
            let entry = bench.last();
            assert_eq!(
                (entry.faults.len(), entry.effect != Effect::None),
                (1, acts),
                "{here}: {}",
                entry.summary
            );
            let added = usize::from(acts && call.published != PREVIEW);
            assert_eq!((call.kept)(&bench), before + added, "{here}");
        }
    }
}

#[tokio::test]
async fn a_contract_whose_answer_was_lost_can_be_found() {
    for (plan, found) in
        [(FaultPlan::new(Fault::Reset), 1), (FaultPlan::new(Fault::Reset).carry_out(false), 0)]
    {
        let bench = Bench::new().await;
        bench.studio.set_fault(plan.at(SIGN).method("POST").times(1));
        let call = &calls(&bench).await[0];
        assert_eq!(ask(&bench, call).await, None);
        let wish = json!({
            "firstName": "María José", "lastName": "de la O y Núñez-Ibáñez", "dateOfBirth": "1990-01-01",
            "email": "maria@example.com",
        });
        let members = bench.open("POST", "/v1/customers/search", Some(wish)).await.json();
        assert_eq!(members.as_array().unwrap().len(), found);
        if found == 1 {
            let path = format!("/v1/customers/{}/contracts", members[0]["id"]);
            let contracts = bench.open("GET", &path, None).await.json();
            assert_eq!(contracts[0]["id"], bench.studio.contracts()[0].id);
            assert_eq!(bench.sign(&simple(BASIC)).await.status, 409, "once more would be twice");
        } else {
            assert_eq!(bench.sign(&simple(BASIC)).await.status, 200);
        }
    }
}
