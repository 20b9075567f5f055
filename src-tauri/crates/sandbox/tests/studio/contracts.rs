//! Contracts: what has to be right, and what comes of it.

use sandbox::{Country, Effect, Scope};
use serde_json::{Value, json};

use crate::bench::{ACCESS, Bench, ENTRANCE};
use crate::form::{
    ANNUAL, BASIC, COMPLETE, SEASON, SEMESTER, SIGNATURE, TASTER, complete, customer, of, simple, with,
};

#[tokio::test]
async fn a_contract_makes_a_member_who_can_be_looked_up_and_come_in() {
    let bench = Bench::new().await;
    let got = bench.sign(&complete()).await;
    assert_eq!(got.status, 200, "{}", got.body);
    let told = got.json();
    let member = told[" customer id"].as_i64().unwrap();
    assert_eq!(told[" customer member name"], "María José de la O y Núñez-Ibáñez");
    assert!(told[" token for additional requests after member creation"]["tokenValidUntil"].is_string());
    let [contract] = &bench.studio.contracts()[..] else { panic!("one contract") };
    assert_eq!(
        (contract.id, contract.member, contract.offer, contract.term),
        (told["id"].as_i64().unwrap(), member, 2001, COMPLETE)
    );
    assert_eq!((contract.cents, contract.signed, contract.mandate_signed), (3990, true, false));
    assert_eq!(
        (contract.start.to_string(), contract.end.to_string()),
        ("2026-03-04".into(), "2027-03-03".into())
    );
    assert_eq!((&contract.signed_texts[..], contract.payment), (&[5002][..], Some("DIRECT_DEBIT")));
    assert_eq!(told[" customer member number"], contract.customer_number);
    let Effect::Signed { member: who, contract: id, cents, .. } = bench.last().effect else {
        panic!("signed")
    };
    assert_eq!((who.id, id, cents), (member, contract.id, 3990));
    assert_eq!(
        bench.last().summary,
        format!(
            "María José de la O y Núñez-Ibáñez ({member}) signed contract {id} for offer 2001, term 2101 at 39.90"
        )
    );

    let wish = json!({"firstName": "maría", "lastName": "de la", "dateOfBirth": "1990-01-01", "email": "MARIA@example.com"});
    let found = bench.open("POST", "/v1/customers/search", Some(wish)).await.json();
    assert_eq!(
        (found.as_array().unwrap().len(), &found[0]["id"], &found[0]["status"]),
        (1, &json!(member), &json!("MEMBER"))
    );
    assert_eq!((&found[0]["street"], &found[0]["city"]), (&json!("Raboisen"), &json!("Hamburg")));
    let contracts = bench.open("GET", &format!("/v1/customers/{member}/contracts"), None).await.json();
    assert_eq!((&contracts[0]["id"], &contracts[0]["startDate"]), (&told["id"], &json!("2026-03-04")));
    assert_eq!(
        (&contracts[0]["rateName"], &contracts[0]["price"]),
        (&json!("Nordlicht Komplett"), &json!(39.9))
    );
    assert_eq!(contracts[0]["term"], json!({"periodValue": 12, "periodUnit": "MONTH"}));
    assert_eq!(contracts[0]["lastPossibleCancellationDate"], "2027-02-03");

    let card = json!({"type": "CARD_NUMBER", "value": "7700112233"});
    let path = format!("/v1/customers/{member}/access-mediums");
    assert_eq!(bench.open("POST", &path, Some(card.clone())).await.status, 200);
    let taken = bench.open("POST", "/v1/customers/1001/access-mediums", Some(card)).await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "ACCESS_MEDIUM_IN_USE"));
    let shown = json!({"identification": {"type": "NUMBER", "value": "7700112233", "format": "DECIMAL"}});
    assert_eq!(bench.device(ENTRANCE, ACCESS, &shown).await.status, 200);
}

#[tokio::test]
async fn who_starts_later_comes_in_later_unless_use_starts_before() {
    for (preuse, before) in [(Value::Null, 400), (json!("2026-03-04"), 200)] {
        let bench = Bench::new().await;
        let body = with(complete(), "/contract/startDate", json!("2026-04-01"));
        let told = bench.sign(&with(body, "/contract/preuseDate", preuse)).await.json();
        let path = format!("/v1/customers/{}/access-mediums", told[" customer id"]);
        bench.open("POST", &path, Some(json!({"type": "CARD_NUMBER", "value": "77001"}))).await;
        let shown = json!({"identification": {"type": "NUMBER", "value": "77001"}});
        assert_eq!(bench.device(ENTRANCE, ACCESS, &shown).await.status, before);
    }
}

#[tokio::test]
async fn contracts_are_listed_with_either_right() {
    let bench = Bench::new().await;
    let seeded = bench.open("GET", "/v1/customers/1001/contracts?status=ACTIVE", None).await.json();
    assert_eq!((&seeded[0]["id"], seeded.as_array().unwrap().len()), (&json!(10010), 1));
    assert_eq!(
        bench.open("GET", "/v1/customers/1001/contracts?status=INACTIVE", None).await.json(),
        json!([])
    );
    assert_eq!(bench.open("GET", "/v1/customers/1001/contracts?status=OLD", None).await.status, 400);
    assert_eq!(bench.open("GET", "/v1/customers/999999/contracts", None).await.status, 404);
    // Either right is enough.
    let either = [Scope::CustomerContractRead, Scope::CustomerRead];
    for lacking in [&either[..1], &either[1..], &either[..]] {
        bench.studio.set_scopes(Scope::ALL.into_iter().filter(|scope| !lacking.contains(scope)));
        let status = bench.open("GET", "/v1/customers/1001/contracts", None).await.status;
        assert_eq!(status, if lacking.len() == 2 { 403 } else { 200 }, "{lacking:?}");
    }
}

#[tokio::test]
async fn every_kind_of_payment_is_told_to_the_studio() {
    let bench = Bench::new().await;
    let money = |amount: f64| json!({"amount": amount, "currency": "EUR"});
    let later = |n| json!({"term": {"value": n, "unit": "MONTH"}, "price": money(89.0)});
    let day = |month, n| {
        let day = json!({"month": month, "monthValue": n, "dayOfMonth": 15});
        json!({"monthDay": day, "price": money(199.0)})
    };
    let week = json!({"value": 1, "unit": "WEEK"});
    let table = [
        (BASIC, json!({"type": "RECURRING", "term": week, "price": money(7.49)}), 7.49),
        (ANNUAL, json!({"type": "NON_RECURRING"}), 399.0),
        (SEMESTER, json!({"type": "TERM_BASED", "termsToPrices": [later(1), later(4)]}), 178.0),
        (
            SEASON,
            json!({"type": "MONTH_DAY", "monthDaysToPrices": [day("JANUARY", 1), day("JULY", 7)]}),
            398.0,
        ),
    ];
    for (term, paid, price) in table {
        let body = with(simple(term), "/customer/firstname", json!(format!("Term {term}")));
        let told = bench.sign(&body).await.json();
        let path = format!("/v1/customers/{}/contracts", told[" customer id"]);
        let listed = bench.open("GET", &path, None).await.json();
        assert_eq!(
            (&listed[0]["priceDetails"]["paymentFrequency"], &listed[0]["price"]),
            (&paid, &json!(price)),
            "{term}"
        );
    }
    let url = format!("{}/practice/contracts", bench.studio.control_url());
    let books: Value = bench.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        books
            .as_array()
            .unwrap()
            .iter()
            .map(|contract| contract["term"].as_i64().unwrap())
            .collect::<Vec<_>>(),
        [BASIC, ANNUAL, SEMESTER, SEASON]
    );
}

/// One change to a sign-up that is right otherwise, and what it is answered with.
#[tokio::test]
async fn what_is_wrong_is_said_with_its_category() {
    let (missing, invalid, bad) = ("REQUIRED_PARAMETER_MISSING", "VALIDATION_FAILED", "BAD_REQUEST");
    let modules = |ids: &[i64]| json!(ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>());
    let png = "data:image/png;base64,iVBORw0KGgo=";
    let table = [
        ("/studioId", Value::Null, 400, missing),
        ("/studioId", json!(1), 404, ""),
        ("/contract", Value::Null, 400, missing),
        ("/customer", Value::Null, 400, missing),
        ("/customer", json!("Maria"), 400, bad),
        ("/contract/rateBundleTermId", Value::Null, 400, missing),
        ("/contract/rateBundleTermId", json!(99), 404, ""),
        ("/contract/rateBundleTermId", json!("2101"), 400, bad),
        ("/contract/startDate", Value::Null, 400, missing),
        ("/contract/startDate", json!("4.3.2026"), 400, bad),
        ("/contract/startDate", json!("2026-03-03"), 400, invalid),
        ("/contract/preuseDate", json!("2026-03-05"), 400, invalid),
        ("/contract/preuseDate", json!("2026-03-03"), 400, invalid),
        ("/contract/notes", json!("x".repeat(301)), 400, invalid),
        ("/contract/selectedRateBundleModules", modules(&[3011, 3012, 3013]), 400, invalid),
        ("/contract/selectedRateBundleModules", modules(&[3011, 3011]), 400, invalid),
        ("/contract/selectedRateBundleModules", modules(&[3001]), 400, invalid),
        ("/contract/optionalRateBundleTermModules", modules(&[3024]), 400, invalid),
        ("/contract/contractSignature", Value::Null, 400, missing),
        ("/contract/contractSignature", json!({}), 400, missing),
        ("/contract/contractSignature", json!({"base64Svg": SIGNATURE, "textBlockId": 5002}), 400, invalid),
        ("/contract/sepaSignature", json!({"base64Svg": SIGNATURE, "textBlockId": 5002}), 400, invalid),
        ("/contract/contractSignature", json!({"base64Svg": png}), 400, invalid),
        ("/contract/contractSignature", json!({"base64Svg": "<svg></svg>"}), 400, invalid),
        ("/contract/contractSignature", json!({"base64Svg": "SGFsbG8="}), 400, invalid),
        ("/contract/textBlockSignatures", Value::Null, 400, invalid),
        ("/contract/textBlockSignatures", json!([]), 400, invalid),
        ("/contract/textBlockSignatures", json!([{"textBlockId": 5002}]), 400, invalid),
        ("/contract/textBlockSignatures", json!([{"base64Svg": SIGNATURE}]), 400, missing),
        (
            "/contract/textBlockSignatures",
            json!([{"textBlockId": 5001, "base64Svg": SIGNATURE}]),
            400,
            invalid,
        ),
        // The solarium has a text of its own that has to be signed.
        ("/contract/optionalRateBundleTermModules", modules(&[3023]), 400, invalid),
        ("/customer/firstname", Value::Null, 400, missing),
        ("/customer/firstname", json!(" "), 400, missing),
        ("/customer/lastname", json!("x".repeat(101)), 400, invalid),
        ("/customer/email", Value::Null, 400, missing),
        ("/customer/email", json!("maria.example.com"), 400, invalid),
        ("/customer/street", Value::Null, 400, missing),
        ("/customer/houseNumber", Value::Null, 400, missing),
        ("/customer/zipCode", Value::Null, 400, missing),
        ("/customer/city", Value::Null, 400, missing),
        ("/customer/countryCode", Value::Null, 400, missing),
        ("/customer/dateOfBirth", Value::Null, 400, missing),
        ("/customer/dateOfBirth", json!("2026-03-05"), 400, invalid),
        ("/customer/dateOfBirth", json!("1925-03-04"), 400, invalid),
        ("/customer/gender", json!("OTHER"), 400, bad),
        ("/customer/paymentChoice", json!("CASH"), 400, invalid),
        ("/customer/paymentChoice", json!("CREDIT_CARD"), 400, invalid),
        ("/customer/paymentChoice", json!("SHELLS"), 400, bad),
        ("/customer/bankAccount", Value::Null, 400, missing),
        ("/customer/bankAccount/iban", json!("DE89370400440532013001"), 400, invalid),
        ("/customer/bankAccount/iban", Value::Null, 400, missing),
        ("/customer/bankAccount/accountHolder", Value::Null, 400, missing),
        ("/customer/documentIdentification", json!({"documentType": "PASSPORT"}), 400, invalid),
        ("/customer/documentIdentification", json!({"documentNumber": "C01X"}), 400, invalid),
        (
            "/customer/documentIdentification",
            json!({"documentType": "BADGE", "documentNumber": "1"}),
            400,
            bad,
        ),
        (
            "/customer/communicationPreferences",
            json!([{"messageCategoryId": 71, "activeCommunicationChannels": []}]),
            400,
            invalid,
        ),
        ("/customer/imageObjectKey", json!("never-uploaded"), 500, invalid),
        ("/voucherCode", json!("NORD-NOTHING"), 400, "VOUCHER_VALIDATION_FAILED_INVALID_CODE"),
    ];
    let bench = Bench::new().await;
    for (path, value, status, category) in table {
        let got = bench.sign(&with(complete(), path, value.clone())).await;
        assert_eq!((got.status, got.category().as_str()), (status, category), "{path} {value}: {}", got.body);
        assert!(matches!(bench.last().effect, Effect::Rejected { .. }), "{path} {value}");
        assert!(bench.studio.contracts().is_empty(), "{path} {value}");
    }
    assert_eq!(bench.sign(&complete()).await.status, 200, "nothing of all this left anything behind");
}

#[tokio::test]
async fn what_is_allowed_is_taken() {
    let everybody = json!(
        [71, 72, 73].map(|id| json!({"messageCategoryId": id, "activeCommunicationChannels": ["EMAIL"]}))
    );
    let bare = SIGNATURE.rsplit(',').next().unwrap();
    let consents = json!([5002, 5101, 5003].map(|id| json!({"textBlockId": id, "base64Svg": SIGNATURE})));
    let changes = [
        vec![("/customer/communicationPreferences", everybody)],
        vec![("/customer/communicationPreferences", json!([]))],
        vec![("/customer/dateOfBirth", json!("1925-03-05"))],
        vec![("/customer/dateOfBirth", json!("2026-03-04"))],
        vec![("/contract/selectedRateBundleModules", json!([{"id": 3011}, {"id": 3012}]))],
        vec![
            ("/contract/optionalRateBundleTermModules", json!([{"id": 3021}, {"id": 3023}])),
            ("/contract/textBlockSignatures", consents),
        ],
        vec![("/contract/contractSignature", json!({"base64Svg": bare}))],
        vec![("/contract/sepaSignature", json!({"base64Svg": SIGNATURE}))],
        vec![(
            "/customer/documentIdentification",
            json!({"documentType": "ID_CARD", "documentNumber": "C01X"}),
        )],
        vec![("/unknownField", json!(1)), ("/customer/unknownField", json!(1))],
    ];
    for changes in changes {
        let bench = Bench::new().await;
        let body = changes.iter().fold(complete(), |body, (path, value)| with(body, path, value.clone()));
        let got = bench.sign(&body).await;
        assert_eq!(got.status, 200, "{changes:?}: {}", got.body);
    }
}

#[tokio::test]
async fn each_country_asks_for_its_own() {
    use Country::{DE, ES, IT, TR, US};
    let (missing, invalid) = ("REQUIRED_PARAMETER_MISSING", "VALIDATION_FAILED");
    let wrong = [
        (ES, "/customer/taxId", Value::Null, missing),
        (ES, "/customer/taxId", json!("12345678A"), invalid),
        (IT, "/customer/taxId", Value::Null, missing),
        (IT, "/customer/taxId", json!("PRVTST90A41H501A"), invalid),
        (IT, "/customer/dateOfBirth", json!("1990-01-02"), invalid),
        (IT, "/customer/placeOfBirth", Value::Null, missing),
        (TR, "/customer/documentIdentification/documentNumber", json!("12345678951"), invalid),
        (US, "/customer/paymentChoice", json!("DIRECT_DEBIT"), invalid),
    ];
    for (country, path, value, category) in wrong {
        let bench = Bench::with(|options| options.settings.country = country).await;
        let got = bench.sign(&with(of(country), path, value.clone())).await;
        assert_eq!(
            (got.status, got.category().as_str()),
            (400, category),
            "{country:?} {path}: {}",
            got.body
        );
    }
    for country in [DE, ES, IT, TR, US] {
        let bench = Bench::new().await;
        bench.studio.set_country(country);
        let got = bench.sign(&of(country)).await;
        assert_eq!(got.status, 200, "{country:?}: {}", got.body);
    }
    let bench = Bench::with(|options| options.settings.country = IT).await;
    let abroad =
        with(with(of(IT), "/customer/placeOfBirth", Value::Null), "/customer/countryOfBirth", json!("DE"));
    assert_eq!(bench.sign(&abroad).await.status, 200, "the country of birth is enough");
}

#[tokio::test]
async fn nobody_signs_twice() {
    let bench = Bench::new().await;
    assert_eq!(bench.sign(&simple(BASIC)).await.status, 200);
    let again = with(simple(TASTER), "/customer/lastname", json!("DE LA O Y NÚÑEZ-IBÁÑEZ"));
    let again =
        with(again, "/contract/textBlockSignatures", json!([{"textBlockId": 5002, "base64Svg": SIGNATURE}]));
    let got = bench.sign(&again).await;
    assert_eq!((got.status, got.category().as_str()), (409, "CONFLICT"));
    for (path, value) in
        [("email", "other@example.com"), ("firstname", "María"), ("dateOfBirth", "1990-01-02")]
    {
        let other = with(simple(BASIC), &format!("/customer/{path}"), json!(value));
        assert_eq!(bench.sign(&other).await.status, 200, "another {path} is another person");
    }
    assert_eq!(bench.studio.contracts().len(), 4);
}

#[tokio::test]
async fn an_offer_can_be_had_in_its_period_only() {
    let bench = Bench::new().await;
    assert_eq!(bench.sign(&simple(ANNUAL)).await.status, 200);
    bench.pass(31 * 24 * 3600);
    let late = with(simple(ANNUAL), "/contract/startDate", json!("2026-05-01"));
    let got = bench.sign(&with(late, "/customer/firstname", json!("Mia"))).await;
    assert_eq!((got.status, got.category().as_str()), (400, "VALIDATION_FAILED"));
    let offers = bench.ask("/connect/v1/rate-bundle?studioId=4711").await;
    assert!(!offers.as_array().unwrap().iter().any(|offer| offer["id"] == 2003));
}

#[tokio::test]
async fn a_studio_that_opens_later_takes_later_starts() {
    let bench =
        Bench::with(|options| options.settings.opening_date = Some("2026-06-01".parse().unwrap())).await;
    let start = |day: &str| with(simple(BASIC), "/contract/startDate", json!(day));
    assert_eq!(bench.sign(&start("2026-05-31")).await.category(), "VALIDATION_FAILED");
    let early = with(start("2026-06-08"), "/contract/preuseDate", json!("2026-05-31"));
    assert_eq!(bench.sign(&early).await.category(), "VALIDATION_FAILED");
    assert_eq!(bench.ask("/connect/v2/studio/4711").await["openingDate"], "2026-06-01");
    let offers = bench.ask("/connect/v1/rate-bundle?studioId=4711").await;
    assert_eq!(offers[0]["terms"][0]["defaultContractStartDate"], "2026-06-01");
    assert_eq!(bench.sign(&start("2026-06-01")).await.status, 200);
}

#[tokio::test]
async fn use_before_the_start_is_not_for_every_offer() {
    let bench = Bench::new().await;
    let early = |term| {
        with(
            with(simple(term), "/contract/startDate", json!("2026-03-10")),
            "/contract/preuseDate",
            json!("2026-03-05"),
        )
    };
    assert_eq!(bench.sign(&early(SEMESTER)).await.category(), "VALIDATION_FAILED");
    assert_eq!(bench.sign(&early(BASIC)).await.status, 200);
    assert_eq!(bench.studio.contracts()[0].preuse.map(|day| day.to_string()).as_deref(), Some("2026-03-05"));
}

#[tokio::test]
async fn an_error_may_come_in_a_list() {
    let bench = Bench::with(|options| options.settings.errors_in_list = true).await;
    let got = bench.sign(&with(complete(), "/customer/city", Value::Null)).await.json();
    assert_eq!(got[0]["errorCodes"], json!(["REQUIRED_PARAMETER_MISSING"]));
    let pictureless =
        bench.sign(&with(complete(), "/customer/imageObjectKey", json!("never-uploaded"))).await;
    assert_eq!(
        (pictureless.status, pictureless.category().as_str()),
        (500, "VALIDATION_FAILED"),
        "only a 400 may"
    );
}

#[tokio::test]
async fn a_lead_who_signs_stays_the_same_person() {
    let bench = Bench::new().await;
    let lead = json!({"studioId": 4711, "firstname": "María José", "lastname": "Núñez", "email": "maria@example.com"});
    let lead = bench.connect("POST", "/connect/v1/lead", Some(&lead)).await.json();
    let told = bench.sign(&with(simple(BASIC), "/customer/identityToken", lead["uuid"].clone())).await.json();
    assert_eq!(told[" customer id"], lead["id"]);
    assert_eq!(told[" customer member number"], lead["customerNumber"]);
    let found =
        bench.open("POST", "/v1/customers/search", Some(json!({"email": "maria@example.com"}))).await.json();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["status"]), (1, &json!("MEMBER")));
    let unknown =
        with(simple(BASIC), "/customer/identityToken", json!("5d19bb70-d72b-45ae-9b5e-c4257877bdbb"));
    let other = with(unknown, "/customer/email", json!("other@example.com"));
    assert_eq!(bench.sign(&other).await.status, 200, "an unknown token makes a new customer");
    assert_eq!(customer()["countryCode"], "DE");
}
