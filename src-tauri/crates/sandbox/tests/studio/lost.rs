//! Every call of the vending and the time device can be hit alone, and lose its answer before or after
//! it did something.

use std::time::Duration;

use sandbox::{Case, Effect, Fault, FaultPlan};
use serde_json::{Value, json};

use crate::bench::{Bench, SHAKES, SOLARIUM};

const ONE: &str = "4671fde7-bb07-4fe5-aa0e-947d9ccb842f";

const VEND: &str = "/open-api/device/vending/identification";
const SALE: &str = "/open-api/device/vending/sale";
const REVALUE: &str = "/open-api/device/vending/revalue";
const PRICE: &str = "/open-api/device/time/price";
const TIME: &str = "/open-api/device/time/identification";
const USAGE: &str = "/open-api/device/time/usage";

/// One call: how it is named, how it is hit, where it goes, what it says.
struct Call {
    name: &'static str,
    hit: fn(FaultPlan) -> FaultPlan,
    path: &'static str,
    body: Option<Value>,
}

fn calls(bench: &Bench) -> Vec<Call> {
    let who = bench.shown(Case::Fine);
    let call = |name, hit, path, body| Call { name, hit, path, body };
    let sale = |execute: bool| {
        Some(json!({
            "identification": who, "transactionId": ONE, "productId": "1", "price": 2.5,
            "shouldExecuteAction": execute,
        }))
    };
    let usage = |execute: bool| {
        Some(json!({"identification": who, "durationInSeconds": 300, "shouldExecuteAction": execute}))
    };
    let with = |more: Value| {
        let mut body = json!({"identification": who});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Some(body)
    };
    vec![
        call("vending identification", |plan| plan.at(VEND), VEND, with(json!({"transactionId": ONE}))),
        call("revalue", |plan| plan.at(REVALUE), REVALUE, with(json!({"transactionId": ONE, "amount": 5}))),
        call("sale, dry run", |plan| plan.at(SALE).dry_runs(), SALE, sale(false)),
        call("sale", |plan| plan.at(SALE).executions(), SALE, sale(true)),
        call("time price", |plan| plan.at(PRICE), PRICE, None),
        call("time identification", |plan| plan.at(TIME), TIME, with(json!({}))),
        call("usage, dry run", |plan| plan.at(USAGE).dry_runs(), USAGE, usage(false)),
        call("usage", |plan| plan.at(USAGE).executions(), USAGE, usage(true)),
    ]
}

/// Whether an answer came.
async fn ask(bench: &Bench, call: &Call) -> Option<u16> {
    let url = format!("{}{}", bench.studio.device_url(), call.path);
    let device = if call.path.contains("/time/") { SOLARIUM } else { SHAKES };
    let request = match &call.body {
        Some(body) => bench.client.post(url).json(body),
        None => bench.client.get(url),
    };
    let patience = Duration::from_millis(400);
    let answer = request.bearer_auth(bench.token(device)).timeout(patience).send().await.ok()?;
    // An answer that breaks off is none.
    let status = answer.status().as_u16();
    answer.bytes().await.ok().map(|_| status)
}

#[tokio::test]
async fn every_call_can_lose_its_answer_before_and_after_it_acted() {
    let ways: [(&str, FaultPlan, bool); 6] = [
        ("reset after acting", FaultPlan::new(Fault::Reset), true),
        ("half an answer", FaultPlan::new(Fault::HalfAnswer), true),
        ("silence after acting", FaultPlan::new(Fault::Hang).carry_out(true), true),
        ("reset before acting", FaultPlan::new(Fault::Reset).carry_out(false), false),
        ("silence", FaultPlan::new(Fault::Hang), false),
        ("half of nothing done", FaultPlan::new(Fault::HalfAnswer).carry_out(false), false),
    ];
    let bench = Bench::new().await;
    for (way, plan, acts) in ways {
        for hit in calls(&bench).iter().map(|call| call.name) {
            bench.studio.reset();
            let calls = calls(&bench);
            let meant = calls.iter().find(|call| call.name == hit).unwrap();
            bench.studio.set_fault((meant.hit)(plan.clone()).times(1));
            for call in &calls {
                let told = ask(&bench, call).await;
                let here = format!("{way} at {hit}: {}", call.name);
                assert_eq!(told.is_none(), call.name == hit, "{here} was answered with {told:?}");
                if call.name == hit {
                    let entry = bench.last();
                    assert_eq!(entry.faults.len(), 1, "{here}");
                    assert_eq!(entry.effect != Effect::None, acts, "{here}: {}", entry.summary);
                    break;
                }
                assert!(told.is_some_and(|status| status < 300), "{here}: {told:?}");
            }
            let due = |name: &str, cents: i64| {
                let earlier = calls.iter().take_while(|call| call.name != hit).any(|call| call.name == name);
                if earlier || (hit == name && acts) { cents } else { 0 }
            };
            let left = 2500 + due("revalue", 500) - due("sale", 250) - due("usage", 300);
            assert_eq!(bench.studio.credit(bench.id(Case::Fine)), Some(left), "{way} at {hit}");
            assert!(bench.studio.faults().is_empty(), "{way} at {hit}: the fault met something else");
        }
    }
}

#[tokio::test]
async fn a_slow_database_says_503_and_has_done_nothing() {
    let bench = Bench::new().await;
    for call in calls(&bench) {
        bench.studio.set_fault((call.hit)(FaultPlan::new(Fault::ServiceUnavailable)).times(1));
        let before = (bench.studio.credit(bench.id(Case::Fine)), bench.studio.held());
        assert_eq!(ask(&bench, &call).await, Some(503), "{}", call.name);
        assert_eq!((bench.studio.credit(bench.id(Case::Fine)), bench.studio.held()), before, "{}", call.name);
        assert!(ask(&bench, &call).await.is_some_and(|status| status < 300), "{}, later", call.name);
    }
}
