//! The studio and what it offers.

use std::collections::BTreeSet;

use sandbox::Country;
use serde_json::{Value, json};

use crate::bench::{Bench, got};

const OFFERS: &str = "/connect/v1/rate-bundle?studioId=4711";

fn list<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    value[name].as_array().map(|items| items.iter().collect()).unwrap_or_default()
}

fn terms(offers: &Value) -> Vec<&Value> {
    offers.as_array().unwrap().iter().flat_map(|offer| list(offer, "terms")).collect()
}

#[tokio::test]
async fn the_offers_have_everything_an_offer_can_have() {
    let bench = Bench::new().await;
    let offers = bench.ask(OFFERS).await;
    let all = offers.as_array().unwrap();
    assert_eq!(all.len(), 6);
    let some = |name: &str| all.iter().any(|offer| !offer[name].is_null() && offer[name] != json!([]));
    for name in
        ["footnote", "imageUrl", "limitedOfferingPeriod", "selectableModules", "modules", "rateCodeDto"]
    {
        assert!(some(name), "{name}");
    }
    let terms = terms(&offers);
    let kinds: BTreeSet<&str> =
        terms.iter().map(|term| term["paymentFrequencyDto"]["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["FREE", "MONTH_DAY", "NON_RECURRING", "RECURRING", "TERM_BASED"]
    );
    for name in
        ["flatFees", "optionalModules", "rateBonusPeriods", "priceAdjustmentRules", "ageBasedAdjustmentDtos"]
    {
        assert!(terms.iter().any(|term| !list(term, name).is_empty()), "{name}");
    }
    assert!(terms.iter().any(|term| term["priceAfterExtension"].is_number()));
    let blocks: Vec<&Value> = all.iter().flat_map(|offer| list(offer, "contractTextBlocks")).collect();
    let asks: BTreeSet<(bool, bool)> = blocks
        .iter()
        .map(|block| {
            (block["isConfirmationRequired"].as_bool().unwrap(), block["hasSignature"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(asks.len(), 4, "all four combinations");
    let attached: BTreeSet<&str> =
        blocks.iter().map(|block| block["attachmentType"].as_str().unwrap()).collect();
    assert_eq!(attached.into_iter().collect::<Vec<_>>(), ["FILE", "NONE", "URL"]);
    assert!(blocks.iter().any(|block| block["showCommunicationPrivacyOptions"] == true));
    assert!(!blocks.iter().any(|block| block["id"] == 5006), "the voucher's text comes with the preview");
    let signed: Vec<&Value> =
        all.iter().filter(|offer| offer["contractSignaturesRequired"] == true).collect();
    let cards =
        all.iter().filter(|offer| list(offer, "allowedPaymentChoices").contains(&&json!("CREDIT_CARD")));
    assert_eq!((signed.len(), cards.count()), (1, 1));
    let uses: BTreeSet<&str> = all.iter().map(|offer| offer["preuseType"].as_str().unwrap()).collect();
    assert_eq!(uses.len(), 3);
}

#[tokio::test]
async fn payments_are_written_as_published() {
    let bench = Bench::new().await;
    let offers = bench.ask(OFFERS).await;
    let paid = |id: i64| {
        terms(&offers).into_iter().find(|term| term["id"] == id).unwrap()["paymentFrequencyDto"].clone()
    };
    let money = |amount: f64| json!({"amount": amount, "currencyCode": "EUR"});
    assert_eq!(
        paid(2111),
        json!({"type": "RECURRING", "recurring": true, "term": {"term": 1, "termUnit": "WEEK"}, "money": money(7.49)})
    );
    assert_eq!(paid(2121), json!({"type": "NON_RECURRING", "recurring": false, "money": money(399.0)}));
    assert_eq!(
        paid(2131)["termWithPrices"][1],
        json!({"term": {"term": 4, "termUnit": "MONTH"}, "price": money(89.0)})
    );
    assert_eq!(paid(2141)["monthDayWithPrices"][0], json!({"monthDay": "--01-15", "price": money(199.0)}));
    assert_eq!(paid(2151), json!({"type": "FREE", "recurring": false}));
}

#[tokio::test]
async fn texts_come_in_german_and_english_and_else_in_the_studios_language() {
    let bench = Bench::new().await;
    for (language, name) in [
        (None, "Nordlicht Komplett"),
        (Some("de-CH"), "Nordlicht Komplett"),
        (Some("en-GB"), "Nordlicht Complete"),
        (Some("fr"), "Nordlicht Komplett"),
        (Some("fr, en;q=0.8"), "Nordlicht Komplett"),
    ] {
        let told = got(bench.connect_raw("GET", OFFERS, None, language).await).await.json();
        assert_eq!(told[0]["name"], name, "{language:?}");
    }
    bench.studio.set_country(Country::ES);
    assert_eq!(bench.ask(OFFERS).await[0]["name"], "Nordlicht Complete");
}

#[tokio::test]
async fn pictures_and_documents_can_be_fetched() {
    let bench = Bench::new().await;
    let offers = bench.ask(OFFERS).await;
    let mut links: Vec<(String, &str)> = Vec::new();
    for offer in offers.as_array().unwrap() {
        links.push((offer["imageUrl"].as_str().unwrap().to_owned(), "image/svg+xml"));
        for block in list(offer, "contractTextBlocks") {
            if let Some(url) = block["attachedDocument"]["url"].as_str() {
                links.push((url.to_owned(), "application/pdf"));
            }
        }
        for module in list(offer, "terms").into_iter().flat_map(|term| list(term, "optionalModules")) {
            links.extend(module["imageUrl"].as_str().map(|url| (url.to_owned(), "image/svg+xml")));
        }
    }
    assert!(links.len() > 10);
    for (url, kind) in links {
        let answer = bench.client.get(&url).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
            (200, kind),
            "{url}"
        );
        assert!(answer.bytes().await.unwrap().starts_with(if kind == "application/pdf" {
            b"%PDF"
        } else {
            b"<svg"
        }));
    }
    assert_eq!(bench.connect("GET", "/assets/offers/none.svg", None).await.status, 404);
}

#[tokio::test]
async fn the_large_offer_is_large() {
    let bench = Bench::with(|options| options.settings.large_offer = true).await;
    let offers = bench.ask(OFFERS).await;
    let large = offers.as_array().unwrap().iter().find(|offer| offer["id"] == 2900).unwrap();
    let optional = list(large, "terms").into_iter().flat_map(|term| list(term, "optionalModules"));
    let modules = list(large, "modules").into_iter().chain(list(large, "selectableModules")).chain(optional);
    let ids: BTreeSet<i64> = modules.map(|module| module["id"].as_i64().unwrap()).collect();
    assert_eq!((list(large, "terms").len(), ids.len()), (60, 200));
}

#[tokio::test]
async fn each_country_has_its_studio() {
    let bench = Bench::new().await;
    for (country, currency, zone, locale, field) in [
        (Country::DE, "EUR", "Europe/Berlin", "de_DE", "zipCode"),
        (Country::ES, "EUR", "Europe/Madrid", "es_ES", "streetType"),
        (Country::IT, "EUR", "Europe/Rome", "it_IT", "provinceCode"),
        (Country::TR, "TRY", "Europe/Istanbul", "tr_TR", "district"),
        (Country::US, "USD", "America/Los_Angeles", "en_US", "provinceCode"),
    ] {
        bench.studio.set_country(country);
        let told = bench.ask("/connect/v2/studio/details/4711").await;
        assert_eq!((&told["currencyCode"], &told["zoneId"]["id"]), (&json!(currency), &json!(zone)));
        assert_eq!(
            (&told["defaultLocale"], &told["address"]["countryCode"]),
            (&json!(locale), &json!(country))
        );
        assert!(told["address"][field].is_string(), "{country:?}");
        let offers = bench.ask(OFFERS).await;
        assert_eq!(offers[0]["terms"][0]["paymentFrequencyDto"]["money"]["currencyCode"], currency);
        let open = bench.open("GET", "/v1/studios/information", None).await.json();
        assert_eq!(open["countryCode"], json!(country));
    }
    assert_eq!(bench.ask(OFFERS).await[0]["allowedPaymentChoices"], json!(["CREDIT_CARD"]));
}

#[tokio::test]
async fn another_studio_is_not_here() {
    let bench = Bench::new().await;
    for path in [
        "/connect/v2/studio/1",
        "/connect/v2/studio/x",
        "/connect/v2/studio/details/1",
        "/connect/v2/studio/1/legalinfo",
        "/connect/v1/studio/1/communication-settings",
        "/connect/v1/studio/1/sepa/agreement",
        "/connect/v1/studio/1/rate/2001/sepa/agreement",
        "/connect/v1/studio/4711/rate/1/sepa/agreement",
        "/connect/v1/rate-bundle?studioId=1",
    ] {
        let got = bench.connect("GET", path, None).await;
        assert_eq!((got.status, got.category().as_str()), (404, ""), "{path}");
    }
    for (path, error) in [("", "REQUIRED_PARAMETER_MISSING"), ("?studioId=x", "BAD_REQUEST")] {
        let got = bench.connect("GET", &format!("/connect/v1/rate-bundle{path}"), None).await;
        assert_eq!((got.status, got.category().as_str()), (400, error), "{path}");
    }
}

#[tokio::test]
async fn the_studio_tells_its_mandate_its_pages_and_its_channels() {
    let bench = Bench::new().await;
    let mandate = bench.ask("/connect/v1/studio/4711/rate/2001/sepa/agreement?language=de-DE").await;
    let english = bench.ask("/connect/v1/studio/4711/rate/2001/sepa/agreement?language=en-US").await;
    for text in ["Studio Nordlicht", "Fördestraße 12", "DE98ZZZ09999999999"] {
        assert!(
            mandate.as_str().unwrap().contains(text) && english.as_str().unwrap().contains(text),
            "{text}"
        );
    }
    assert!(
        mandate.as_str().unwrap().contains("acht Wochen") && english.as_str().unwrap().contains("8 weeks")
    );
    assert_eq!(bench.ask("/connect/v1/studio/4711/sepa/agreement").await, mandate);
    let settings = bench.ask("/connect/v1/studio/4711/communication-settings").await;
    assert_eq!(
        (settings.as_array().unwrap().len(), list(&settings[0], "communicationChannels").len()),
        (3, 4)
    );
    let legal = bench.ask("/connect/v2/studio/4711/legalinfo").await;
    assert_eq!(list(&legal, "legalLinks").len(), 4);
    let found = bench.ask("/connect/v2/studio?addressSearchQuery=kie").await;
    assert_eq!(
        (&found[0]["hasRateBundles"], &found[0]["trialSessionBookable"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(bench.ask("/connect/v2/studio?addressSearchQuery=bonn").await, json!([]));
}
