use sandbox::{Case, Charge, Effect, Goods};
use serde_json::json;

use crate::bench::{Bench, Got, SOLARIUM, got};

async fn usage(bench: &Bench, case: Case, seconds: i64, execute: bool) -> Got {
    let body = json!({
        "identification": bench.shown(case), "durationInSeconds": seconds, "shouldExecuteAction": execute,
    });
    bench.device(SOLARIUM, "/open-api/device/time/usage", &body).await
}

#[tokio::test]
async fn the_price_list_is_offered() {
    let bench = Bench::new().await;
    let url = format!("{}/open-api/device/time/price", bench.studio.device_url());
    let list =
        got(bench.client.get(url).bearer_auth(bench.token(SOLARIUM)).send().await.unwrap()).await.json();
    assert_eq!(
        list["selection"][1],
        json!({"durationInSeconds": 600, "price": {"amount": 5.5, "currency": "EUR"}})
    );
}

#[tokio::test]
async fn a_dry_run_costs_nothing_and_an_executed_one_its_price() {
    let bench = Bench::new().await;
    let dry = usage(&bench, Case::Fine, 600, false).await;
    let expected = json!({"text": "", "authorized": true, "price": {"amount": 5.5, "currency": "EUR"}});
    assert_eq!((dry.status, dry.json()), (200, expected));
    let done = usage(&bench, Case::Fine, 600, true).await;
    assert_eq!((done.status, done.body.as_str()), (204, ""));
    assert!(matches!(bench.last().effect, Effect::Charged { cents: 550, device: 41, .. }));
    assert_eq!(bench.studio.credit(bench.id(Case::Fine)), Some(1950));
}

#[tokio::test]
async fn who_may_not_is_told_first_and_refused_then() {
    let bench = Bench::new().await;
    let table = [
        (Case::NoCredit, "CREDIT_INSUFFICIENT"),
        (Case::Minor, "ACCESS_AGE_RESTRICTION"),
        (Case::Unpaid, "ACCESS_PAYMENT_OVERDUE"),
    ];
    for (case, code) in table {
        let before = bench.studio.credit(bench.id(case));
        let dry = usage(&bench, case, 300, false).await;
        assert_eq!((dry.status, &dry.json()["authorized"]), (200, &json!(false)), "{case:?}");
        let done = usage(&bench, case, 300, true).await;
        assert_eq!((done.status, done.code().as_str()), (400, code), "{case:?}");
        assert_eq!(bench.studio.credit(bench.id(case)), before);
    }
    assert_eq!(usage(&bench, Case::Fine, 301, true).await.code(), "DURATION_NOT_OFFERED");
}

#[tokio::test]
async fn identification_says_who_may() {
    let bench = Bench::new().await;
    for (case, authorized) in
        [(Case::Fine, true), (Case::NoCredit, true), (Case::Minor, false), (Case::Paused, false)]
    {
        let body = json!({"identification": bench.shown(case)});
        let got = bench.device(SOLARIUM, "/open-api/device/time/identification", &body).await.json();
        assert_eq!(got["authorized"], authorized, "{case:?}");
        assert_eq!(got["text"].as_str().unwrap().is_empty(), authorized, "{case:?}");
    }
}

#[tokio::test]
async fn offers_are_settings_and_the_books_know_the_time() {
    let bench = Bench::new().await;
    let id = bench.id(Case::Fine);
    bench.studio.set_offer(600, Some(580));
    bench.studio.set_offer(60, Some(99));
    bench.studio.set_offer(900, None);
    let url = format!("{}/open-api/device/time/price", bench.studio.device_url());
    let list =
        got(bench.client.get(url).bearer_auth(bench.token(SOLARIUM)).send().await.unwrap()).await.json();
    let offer = |seconds: i64, amount: f64| json!({"durationInSeconds": seconds, "price": {"amount": amount, "currency": "EUR"}});
    assert_eq!(list["selection"], json!([offer(60, 0.99), offer(300, 3.0), offer(600, 5.8)]));
    assert_eq!(usage(&bench, Case::Fine, 900, false).await.code(), "DURATION_NOT_OFFERED");
    usage(&bench, Case::Fine, 600, false).await;
    let goods = Goods::Time { seconds: 600 };
    let (member, device) = (bench.last().effect.member().unwrap().clone(), SOLARIUM);
    let checked = Effect::SaleChecked { member: member.clone(), goods: goods.clone(), cents: 580, device };
    assert_eq!(bench.last().effect, checked);
    for (wait, checked) in [(0, true), (1, false)] {
        bench.pass(wait);
        assert_eq!(usage(&bench, Case::Fine, 600, true).await.status, 204);
        let (goods, time) = (goods.clone(), bench.studio.now());
        let charge = Charge { member: id, goods: goods.clone(), cents: 580, device, time, checked };
        assert_eq!(bench.studio.charges_of(id).last(), Some(&charge), "a check is good for one use");
        assert_eq!(
            bench.last().effect,
            Effect::Charged { member: member.clone(), goods, cents: 580, device }
        );
    }
    usage(&bench, Case::Fine, 600, false).await;
    bench.studio.set_offer(600, Some(600));
    usage(&bench, Case::Fine, 600, true).await;
    assert!(!bench.studio.charges().pop().unwrap().checked, "at that price it was never checked");
}
