//! Vouchers that are redeemed: with a contract, and as one.

use sandbox::{Case, codes};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::form::{BASIC, SEASON, customer, simple, with};

const STUDIO: &str = "organizationUnitId=4711";

fn redeem() -> Value {
    json!({
        "organizationUnitId": 4711,
        "contractStartDate": "2026-03-09",
        "customerDto": with(json!({"customer": customer()}), "/customer/paymentChoice", json!("CASH"))["customer"],
    })
}

fn path(code: &str, what: &str) -> String {
    format!("/connect/v1/contractvoucher/{code}/{what}")
}

#[tokio::test]
async fn a_voucher_goes_with_a_contract() {
    for (term, code, cents) in [
        (BASIC, codes::PERCENT, 0),
        (BASIC, codes::AMOUNT, 0),
        (BASIC, codes::CREDIT, 2500),
        (BASIC, codes::BONUS, 0),
        (BASIC, codes::COMPANY, 0),
        (SEASON, codes::OTHER_RATE, 0),
    ] {
        let bench = Bench::new().await;
        let got = bench.sign(&with(simple(term), "/voucherCode", json!(code))).await;
        assert_eq!(got.status, 200, "{code}: {}", got.body);
        let [used] = &bench.studio.voucher_uses()[..] else { panic!("one use") };
        let contract = &bench.studio.contracts()[0];
        assert_eq!((used.code.as_str(), used.contract, used.member), (code, contract.id, contract.member));
        assert_eq!(bench.studio.credit(contract.member), Some(cents), "{code}");
        assert!(bench.last().summary.ends_with(&format!("with voucher {code}")), "{}", bench.last().summary);
    }
}

#[tokio::test]
async fn credit_is_given_once_and_a_discount_to_everybody() {
    for (code, second) in [(codes::PERCENT, 200), (codes::CREDIT, 400)] {
        let bench = Bench::new().await;
        let body = with(simple(BASIC), "/voucherCode", json!(code));
        assert_eq!(bench.sign(&body).await.status, 200);
        assert_eq!(
            bench.sign(&with(body, "/customer/firstname", json!("Zoë"))).await.status,
            second,
            "{code}"
        );
        assert_eq!(bench.studio.contracts().len(), if second == 200 { 2 } else { 1 });
    }
}

#[tokio::test]
async fn a_contract_for_nothing_is_looked_at_and_redeemed() {
    let bench = Bench::new().await;
    let told = bench.ask(&format!("{}?{STUDIO}", path(codes::RATE, "validate"))).await;
    assert_eq!(told["rateName"], "Vier Wochen zum Kennenlernen");
    assert_eq!(told["validityPeriod"], json!({"startDate": "2026-02-02", "endDate": "2027-03-04"}));
    let got = bench.connect("POST", &path(codes::RATE, "redeem"), Some(&redeem())).await;
    assert_eq!(got.status, 200, "{}", got.body);
    let [contract] = &bench.studio.contracts()[..] else { panic!("one contract") };
    assert_eq!(got.json(), json!({"customerNumber": contract.customer_number}));
    assert_eq!((contract.term, contract.cents, contract.payment), (2151, 0, Some("CASH")));
    assert_eq!(
        (contract.start.to_string().as_str(), contract.voucher.as_deref()),
        ("2026-03-09", Some(codes::RATE))
    );
    assert_eq!(bench.studio.card(Case::SignedUp).unwrap().id, contract.member);
    for code in [path(codes::RATE, "validate")] {
        let got = bench.connect("GET", &format!("{code}?{STUDIO}"), None).await;
        assert_eq!(
            (got.status, got.category().as_str()),
            (400, "VOUCHER_VALIDATION_FAILED_INVALID_CODE"),
            "used"
        );
    }
    let got = bench.connect("POST", &path(codes::RATES[0], "redeem"), Some(&redeem())).await;
    assert_eq!((got.status, got.category().as_str()), (409, "CONFLICT"), "a member already");
}

#[tokio::test]
async fn what_cannot_be_redeemed_says_why() {
    let bench = Bench::new().await;
    let codes = [
        ("NORD-NOTHING", "VOUCHER_VALIDATION_FAILED_INVALID_CODE"),
        (codes::RATE_EXPIRED, "VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD"),
        (codes::PERCENT, "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"),
        (codes::ELSEWHERE, "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"),
    ];
    for (code, error) in codes {
        let looked = bench.connect("GET", &format!("{}?{STUDIO}", path(code, "validate")), None).await;
        let redeemed = bench.connect("POST", &path(code, "redeem"), Some(&redeem())).await;
        for got in [looked, redeemed] {
            assert_eq!((got.status, got.category().as_str()), (400, error), "{code}");
        }
    }
    let table = [
        ("/organizationUnitId", Value::Null, 400, "REQUIRED_PARAMETER_MISSING"),
        ("/organizationUnitId", json!(1), 404, ""),
        ("/customerDto", Value::Null, 400, "REQUIRED_PARAMETER_MISSING"),
        ("/customerDto/paymentChoice", json!("DIRECT_DEBIT"), 400, "VALIDATION_FAILED"),
        ("/customerDto/city", Value::Null, 400, "REQUIRED_PARAMETER_MISSING"),
        ("/customerDto/dateOfBirth", json!("1900-01-01"), 400, "VALIDATION_FAILED"),
        ("/contractStartDate", json!("2026-03-03"), 400, "VALIDATION_FAILED"),
    ];
    for (field, value, status, error) in table {
        let got =
            bench.connect("POST", &path(codes::RATE, "redeem"), Some(&with(redeem(), field, value))).await;
        assert_eq!((got.status, got.category().as_str()), (status, error), "{field}");
    }
    assert!(bench.studio.contracts().is_empty() && bench.studio.voucher_uses().is_empty());
    let got = bench.connect("GET", &path(codes::RATE, "validate"), None).await;
    assert_eq!((got.status, got.category().as_str()), (400, "REQUIRED_PARAMETER_MISSING"));
}
