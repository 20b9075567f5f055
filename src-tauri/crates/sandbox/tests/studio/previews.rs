//! Previews: prices, charges, averages and what a voucher changes.

use sandbox::{BadVoucher, Effect, Spelling, codes};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::form::{ANNUAL, BASIC, COMPLETE, PREVIEW, SEASON, SEMESTER, TASTER, simple, with};

const VOLUME: &str = "contractVolumeInformation";

fn born(term: i64, day: &str) -> Value {
    with(simple(term), "/customer/dateOfBirth", json!(day))
}

#[tokio::test]
async fn both_versions_say_the_same() {
    let bench = Bench::new().await;
    let got = bench.connect("POST", "/connect/v1/preview", Some(&simple(COMPLETE))).await;
    assert_eq!((got.status, got.json()), (200, bench.preview(&simple(COMPLETE)).await));
    assert_eq!(bench.last().effect, Effect::Previewed { term: COMPLETE, cents: 3990, voucher: None });
    assert!(bench.studio.contracts().is_empty());
}

/// Total, per month and per interval: what is due from 2026-03-04 on.
#[tokio::test]
async fn the_volume_is_what_is_due() {
    let table = [
        // 12 × 39.90 + 49.00 + service fee in June and December, over 365 days.
        (COMPLETE, 567.6, 46.65, Some(46.65)),
        // 23 × 34.90 (one month is free) + 29.00 + four service fees (June, December, June, December), 731 days.
        (2102, 911.3, 37.4, Some(37.4)),
        (2103, 103.9, 100.55, Some(100.55)),
        // 52 × 7.49 + 19.00 over 364 days.
        (BASIC, 408.48, 33.67, Some(7.86)),
        (ANNUAL, 399.0, 32.79, None),
        (SEMESTER, 178.0, 29.02, None),
        (SEASON, 398.0, 32.71, None),
        (TASTER, 0.0, 0.0, None),
    ];
    let bench = Bench::new().await;
    let offers = bench.ask("/connect/v1/rate-bundle?studioId=4711").await;
    let terms: Vec<&Value> =
        offers.as_array().unwrap().iter().flat_map(|offer| offer["terms"].as_array().unwrap()).collect();
    for (id, total, per_month, per_term) in table {
        let mut expected = json!({"totalContractVolume": total, "averagePaymentVolumePerMonth": per_month});
        if let Some(per_term) = per_term {
            expected["averagePaymentVolumePerPaymentFrequencyTerm"] = json!(per_term);
        }
        let term = terms.iter().find(|term| term["id"] == id).unwrap();
        assert_eq!(term[VOLUME], expected, "{id}");
        assert_eq!(bench.preview(&simple(id)).await[VOLUME], expected, "{id}");
    }
    bench.studio.configure(|settings| settings.contract_volume = false);
    assert!(bench.preview(&simple(COMPLETE)).await.get(VOLUME).is_none());
}

#[tokio::test]
async fn modules_and_use_before_the_start_are_paid_for() {
    let bench = Bench::new().await;
    let body = with(
        simple(COMPLETE),
        "/contract/optionalRateBundleTermModules",
        json!([{"id": 3022}, {"id": 3023}]),
    );
    let body = with(body, "/contract/startDate", json!("2026-03-14"));
    let body = with(body, "/contract/preuseDate", json!("2026-03-04"));
    let told = bench.preview(&body).await;
    assert_eq!((&told["basePrice"], &told["preUseCharge"]), (&json!(39.9), &json!(13.3)));
    // 567.60 + 199.00 + 12 × 7.90 + 13.30 over 375 days.
    assert_eq!(
        told[VOLUME],
        json!({
            "totalContractVolume": 874.7, "averagePaymentVolumePerMonth": 69.98,
            "averagePaymentVolumePerPaymentFrequencyTerm": 69.98,
        })
    );
    let names = |list: &str, name: &str| {
        told[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part[name].to_string())
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(names("selectedOptionalModulesPreviews", "price"), "199.0, 7.9");
    assert_eq!(names("moduleConsentTextBlocks", "id"), "5102, 5101");
    assert_eq!(names("moduleConsentTextBlocks", "rateBundleModuleId"), "3022, 3023");
    assert_eq!(names("flatFeePreviews", "identifier"), "\"STARTER\", \"SERVICE\"");
    let free = with(
        with(simple(BASIC), "/contract/startDate", json!("2026-03-14")),
        "/contract/preuseDate",
        json!("2026-03-04"),
    );
    assert_eq!(bench.preview(&free).await["preUseCharge"], 0.0);
}

#[tokio::test]
async fn the_age_at_the_start_makes_the_price() {
    let bench = Bench::new().await;
    let table = [
        ("2001-03-05", json!(29.9), "24 for one more day"),
        ("2001-03-04", Value::Null, "25 today"),
        ("1961-03-05", Value::Null, "64"),
        ("1961-03-04", json!(35.91), "65: ten percent"),
    ];
    for (day, price, what) in table {
        let told = bench.preview(&born(COMPLETE, day)).await;
        assert_eq!((&told["ageAdjustedPrice"], &told["basePrice"]), (&price, &json!(39.9)), "{what}");
    }
    let tomorrow = with(born(COMPLETE, "2001-03-05"), "/contract/startDate", json!("2026-03-05"));
    assert_eq!(bench.preview(&tomorrow).await["ageAdjustedPrice"], Value::Null);
    let young = bench.preview(&born(COMPLETE, "2005-01-01")).await;
    assert_eq!(young[VOLUME]["totalContractVolume"], json!(447.6));
}

#[tokio::test]
async fn a_preview_takes_what_is_typed_so_far() {
    let bench = Bench::new().await;
    let empty = ["firstname", "lastname", "email", "street", "houseNumber", "zipCode", "city"]
        .iter()
        .fold(simple(COMPLETE), |body, name| with(body, &format!("/customer/{name}"), json!("")));
    bench.preview(&empty).await;
    let got =
        bench.connect("POST", PREVIEW, Some(&with(simple(COMPLETE), "/customer/city", Value::Null))).await;
    assert_eq!((got.status, got.category().as_str()), (400, "REQUIRED_PARAMETER_MISSING"));
    let got = bench.connect("POST", PREVIEW, Some(&simple(1))).await;
    assert_eq!((got.status, got.category().as_str()), (404, ""));
}

#[tokio::test]
async fn a_price_can_change_between_preview_and_contract() {
    let bench = Bench::new().await;
    assert_eq!(bench.preview(&simple(BASIC)).await["basePrice"], 7.49);
    bench.studio.set_price(BASIC, 799);
    assert_eq!(bench.preview(&simple(BASIC)).await["basePrice"], 7.99);
    assert_eq!(bench.sign(&simple(BASIC)).await.status, 200);
    assert_eq!(bench.studio.contracts()[0].cents, 799);
}

#[tokio::test]
async fn what_a_voucher_gives() {
    let bench = Bench::new().await;
    let early = with(
        with(simple(COMPLETE), "/contract/startDate", json!("2026-03-14")),
        "/contract/preuseDate",
        json!("2026-03-04"),
    );
    let told = |code: &str| with(early.clone(), "/voucherCode", json!(code));
    let percent = bench.preview(&told(codes::PERCENT)).await;
    for (name, value) in [
        ("voucherType", json!("DISCOUNT")),
        ("discountType", json!("PERCENTAGE")),
        ("discountValue", json!(20.0)),
        ("discountedBasePrice", json!(31.92)),
        ("discountedPreUseCharge", json!(10.64)),
        ("voucherEffectivePeriod", json!("INITIAL_TERM")),
        ("basePrice", json!(39.9)),
        ("preUseCharge", json!(13.3)),
    ] {
        assert_eq!(percent[name], value, "{name}");
    }
    assert_eq!(percent["voucherTextBlocks"][0]["id"], 5006);
    assert_eq!(percent["flatFeePreviews"][0].get("discountedPrice"), None);
    let amount = bench.preview(&told(codes::AMOUNT)).await;
    for (name, value) in [
        ("discountType", json!("ABSOLUTE")),
        ("discountValue", json!(5.0)),
        ("discountedBasePrice", json!(34.9)),
        ("voucherEffectivePeriod", json!("TIME_BASED")),
        ("effectivePeriodTimeBasedTerm", json!(3)),
        ("effectivePeriodTimeBasedTermUnit", json!("MONTH")),
        (VOLUME, percent[VOLUME].clone()),
    ] {
        assert_eq!(amount[name], value, "{name}");
    }
    assert_eq!(amount["flatFeePreviews"][0]["discountedPrice"], 0.0);
    let credit = bench.preview(&told(codes::CREDIT)).await;
    assert_eq!((&credit["voucherType"], &credit["creditValue"]), (&json!("CREDIT"), &json!(25.0)));
    assert_eq!(credit.get("discountedBasePrice"), None);
    let bonus = bench.preview(&told(codes::BONUS)).await;
    assert_eq!(bonus["voucherBonusPeriod"]["termValue"], 1);
    assert_eq!((&bonus["discountedBasePrice"], percent.get("voucherBonusPeriod")), (&json!(35.91), None));
    let company = bench.preview(&told(codes::COMPANY)).await;
    for (name, value) in [
        ("voucherType", json!("COMPANY_FEE_SPLIT")),
        ("companyFeeSplitType", json!("PERCENTAGE")),
        ("companyFeeSplitValue", json!(40.0)),
        ("companyAmount", json!(15.96)),
        ("memberAmount", json!(23.94)),
        ("companyAmountPreUseCharge", json!(5.32)),
        ("memberAmountPreUseCharge", json!(7.98)),
        ("basePrice", json!(39.9)),
    ] {
        assert_eq!(company[name], value, "{name}");
    }
    assert!(bench.studio.voucher_uses().is_empty(), "a preview redeems nothing");
}

#[tokio::test]
async fn the_two_published_spellings_can_both_be_played() {
    let bench = Bench::with(|options| {
        options.settings.discount_type = Spelling::Workflow;
        options.settings.discounted_charge = Spelling::Workflow;
    })
    .await;
    let early = with(
        with(simple(COMPLETE), "/contract/startDate", json!("2026-03-14")),
        "/contract/preuseDate",
        json!("2026-03-04"),
    );
    let told = bench.preview(&with(early, "/voucherCode", json!(codes::AMOUNT))).await;
    assert_eq!((&told["discountType"], &told["discountedPreviewCharge"]), (&json!("AMOUNT"), &json!(11.63)));
    assert_eq!((told.get("discountedPreUseCharge"), &told["omitStarterPackage"]), (None, &json!(true)));
}

#[tokio::test]
async fn a_voucher_that_is_not_good_is_said_in_the_body_or_by_400() {
    let table = [
        (BASIC, "NORD-NOTHING", "VOUCHER_VALIDATION_FAILED_INVALID_CODE"),
        (BASIC, codes::EXPIRED, "VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD"),
        (BASIC, codes::OTHER_RATE, "VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE"),
        (ANNUAL, codes::PERCENT, "VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE"),
        (BASIC, codes::ELSEWHERE, "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"),
        (BASIC, codes::RATE, "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"),
        (BASIC, codes::CHECK_IN[0], "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE"),
    ];
    let bench = Bench::new().await;
    for (term, code, error) in table {
        let body = with(simple(term), "/voucherCode", json!(code));
        bench.studio.configure(|settings| settings.bad_voucher = BadVoucher::InBody);
        let told = bench.preview(&body).await;
        assert_eq!((&told["voucherErrorCode"], told.get("voucherType")), (&json!(error), None), "{code}");
        assert!(told["basePrice"].is_number(), "{code}");
        bench.studio.configure(|settings| settings.bad_voucher = BadVoucher::BadRequest);
        let got = bench.connect("POST", PREVIEW, Some(&body)).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{code}");
        let signed = bench.sign(&body).await;
        assert_eq!((signed.status, signed.category().as_str()), (400, error), "{code}");
    }
}
