//! Paying by card: sessions, the widget and its tokens.

use serde_json::{Value, json};

use crate::bench::{Bench, Got};
use crate::form::{BASIC, simple, with};

const OPEN: &str = "/connect/v1/payment/user-payment-session";

fn wish() -> Value {
    json!({"amount": 0, "scope": "MEMBER_ACCOUNT", "referenceText": "Nordlicht", "permittedPaymentChoices": ["CREDIT_CARD"]})
}

async fn session(bench: &Bench) -> String {
    let got = bench.connect("POST", OPEN, Some(&wish())).await;
    assert_eq!(got.status, 200, "{}", got.body);
    got.json()["token"].as_str().unwrap().to_owned()
}

/// What the widget sends: JSON without saying so, to need no permission from another origin.
async fn card(bench: &Bench, session: &str, number: &str) -> Got {
    let url = format!("{}/payment-widget/card", bench.studio.connect_url());
    let body = json!({"userSessionToken": session, "cardNumber": number}).to_string();
    let answer = bench.client.post(url).body(body).send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    crate::bench::got(answer).await
}

async fn token(bench: &Bench) -> String {
    let got = card(bench, &session(bench).await, "4111 1111 1111 1111").await;
    got.json()["paymentRequestToken"].as_str().unwrap().to_owned()
}

fn by_card(token: Value) -> Value {
    let body = with(simple(BASIC), "/customer/paymentChoice", json!("CREDIT_CARD"));
    with(with(body, "/customer/bankAccount", Value::Null), "/paymentRequestToken", token)
}

#[tokio::test]
async fn a_session_is_asked_for_as_published() {
    let bench = Bench::new().await;
    let told = bench.connect("POST", OPEN, Some(&wish())).await.json();
    assert_eq!(told["tokenValidUntil"], "2026-03-04T09:15:00Z");
    assert!(told["finionPayCustomerId"].is_string());
    let payer = json!("753ea8ec-c2ec-4761-824b-bc46eda3f644");
    let again = bench
        .connect(
            "POST",
            OPEN,
            Some(&with(json!({"x": wish()}), "/x/finionPayCustomerId", payer.clone())["x"]),
        )
        .await;
    assert_eq!(again.json()["finionPayCustomerId"], payer);
    let table = [
        ("amount", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("amount", json!(-1), "VALIDATION_FAILED"),
        ("amount", json!("0"), "BAD_REQUEST"),
        ("scope", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("scope", json!("SHOP"), "BAD_REQUEST"),
        ("referenceText", Value::Null, "REQUIRED_PARAMETER_MISSING"),
        ("permittedPaymentChoices", json!(["SHELLS"]), "VALIDATION_FAILED"),
    ];
    for (name, value, error) in table {
        let body = with(json!({"x": wish()}), &format!("/x/{name}"), value.clone())["x"].clone();
        let got = bench.connect("POST", OPEN, Some(&body)).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{name} {value}");
    }
    assert_eq!(bench.studio.payment_sessions().len(), 2);
}

#[tokio::test]
async fn a_token_pays_one_contract() {
    let bench = Bench::new().await;
    let token = token(&bench).await;
    let got = bench.sign(&by_card(json!(token))).await;
    assert_eq!(got.status, 200, "{}", got.body);
    let contract = &bench.studio.contracts()[0];
    assert_eq!(
        (contract.payment, contract.card_token.as_deref()),
        (Some("CREDIT_CARD"), Some(token.as_str()))
    );
    assert_eq!(bench.studio.payment_sessions()[0].contract, Some(contract.id));
    let again = bench.sign(&with(by_card(json!(token)), "/customer/firstname", json!("Zoë"))).await;
    assert_eq!((again.status, again.category().as_str()), (400, "VALIDATION_FAILED"));
    assert_eq!(bench.studio.contracts().len(), 1);
}

#[tokio::test]
async fn the_token_may_be_the_customers() {
    let bench = Bench::new().await;
    let body = with(by_card(Value::Null), "/customer/paymentRequestToken", json!(token(&bench).await));
    assert_eq!(bench.sign(&body).await.status, 200);
}

#[tokio::test]
async fn a_token_that_is_not_good_pays_nothing() {
    let bench = Bench::new().await;
    for (token, error) in [(Value::Null, "REQUIRED_PARAMETER_MISSING"), (json!("prt_x"), "VALIDATION_FAILED")]
    {
        let got = bench.sign(&by_card(token.clone())).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{token}");
    }
    let session = session(&bench).await;
    let got = bench.sign(&by_card(json!(session))).await;
    assert_eq!(got.category(), "VALIDATION_FAILED", "the session's token is not the card's");
    let token = token(&bench).await;
    bench.pass(899);
    assert!(bench.studio.payment_sessions().iter().all(|session| session.until > bench.studio.now()));
    bench.pass(1);
    let got = bench.sign(&by_card(json!(token))).await;
    assert_eq!(got.category(), "VALIDATION_FAILED", "lapsed: {}", got.body);
    assert!(bench.studio.contracts().is_empty());
}

#[tokio::test]
async fn the_widget_says_what_became_of_a_card() {
    let bench = Bench::new().await;
    let open = session(&bench).await;
    let state = |got: &Got| got.json()["state"].as_str().unwrap().to_owned();
    for (number, status, expected) in [
        ("4000 0000 0000 0002", 400, "DECLINED"),
        ("4111", 400, "INVALID_NUMBER"),
        ("", 400, "INVALID_NUMBER"),
        ("4111-1111-1111-1111", 200, "ACCEPTED"),
    ] {
        let got = card(&bench, &open, number).await;
        assert_eq!((got.status, state(&got).as_str()), (status, expected), "{number}");
    }
    let token = |got: Got| got.json()["paymentRequestToken"].as_str().unwrap().to_owned();
    let once = token(card(&bench, &open, "4111111111111111").await);
    assert_eq!(token(card(&bench, &open, "4111111111111111").await), once, "one token a session");
    assert_eq!(bench.studio.payment_sessions()[0].request_token, Some(once));
    let asked = |token: &str| format!("/payment-widget/session?userSessionToken={token}");
    assert_eq!(bench.ask(&asked(&open)).await["state"], "OPEN");
    assert_eq!(bench.ask(&asked("ups_x")).await["state"], "UNKNOWN");
    bench.studio.lapse_payment_sessions();
    assert_eq!(bench.ask(&asked(&open)).await["state"], "LAPSED");
    assert_eq!(state(&card(&bench, &open, "4111111111111111").await), "LAPSED");
    assert!(
        !bench.last().summary.contains(&open) && !bench.last().path.contains(&open),
        "no token in the journal"
    );
}

#[tokio::test]
async fn the_widget_and_its_page_are_served() {
    let bench = Bench::new().await;
    let script = bench.connect_raw("GET", "/payment-widget.js", None, None).await;
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    assert!(script.text().await.unwrap().contains("window.paymentWidget = { init }"));
    let page = bench.connect_raw("GET", "/payment-widget", None, None).await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().contains("/payment-widget.js"));
}
