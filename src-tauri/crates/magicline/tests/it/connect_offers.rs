use domain::{BlockId, Currency, Language, ModuleId, Money, OfferId, StudioId, TermId};
use jiff::civil::date;
use magicline::connect::{
    Adjustment, AdjustmentRule, Asks, Attachment, BonusPeriod, BonusPlace, ChangeKind, Direction, Extension,
    FlatFee, Module, MonthDay, NoticeFrom, Offer, PaymentChoice, Payments, PreUse, Span, SpanUnit, Volume,
};
use magicline::{ConnectApi, Error};
use serde_json::{Value, json};

use crate::server::{JSON, Server, answer, patient};

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn span(count: u32, unit: SpanUnit) -> Span {
    Span { count, unit }
}

fn every_month(price: &str) -> Value {
    let money: Value =
        serde_json::from_str(&format!(r#"{{"amount":{price},"currencyCode":"EUR"}}"#)).unwrap();
    json!({ "type": "RECURRING", "recurring": true, "term": { "term": 1, "termUnit": "MONTH" }, "money": money })
}

fn term(id: i64) -> Value {
    json!({ "id": id, "term": { "term": 12, "termUnit": "MONTH" }, "termValue": 12, "termUnit": "MONTH",
        "termValueWithoutBonusPeriod": 12, "paymentFrequencyDto": every_month("29.90") })
}

fn block(id: i64, confirmation: bool, signature: bool) -> Value {
    json!({ "id": id, "order": 10 - id, "title": format!("Title {id}"), "text": format!("Text {id}"),
        "isConfirmationRequired": confirmation, "hasSignature": signature,
        "showCommunicationPrivacyOptions": false })
}

fn module(id: i64) -> Value {
    json!({ "id": id, "name": format!("Module {id}"), "paymentFrequencyId": 1,
        "paymentFrequencyDto": every_month("4.90") })
}

fn offer(id: i64) -> Value {
    json!({ "id": id, "name": "Premium", "description": "All in", "terms": [term(1)], "modules": [] })
}

/// `value` with `parts` put over it.
fn with(mut value: Value, parts: Value) -> Value {
    let fields = value.as_object_mut().unwrap();
    for (name, part) in parts.as_object().unwrap() {
        fields.insert(name.clone(), part.clone());
    }
    value
}

async fn offers(list: Value) -> Result<Vec<Offer>, Error> {
    let server = Server::answering(answer(200, JSON, list.to_string())).await;
    server.connect().offers(StudioId(1), Currency::EUR, Language::DE).await
}

async fn one(value: Value) -> Option<Offer> {
    let mut list = offers(json!([offer(7), value])).await.unwrap();
    assert_eq!(list.remove(0).id, OfferId(7), "the good one is always there");
    list.pop()
}

async fn one_term(value: Value) -> Option<magicline::connect::Term> {
    let offer = one(with(offer(8), json!({ "terms": [term(1), value] }))).await.unwrap();
    let mut terms = offer.terms;
    assert_eq!(terms.remove(0).id, TermId(1), "the good one is always there");
    assert_eq!(terms.len() + offer.unreadable_terms, 1);
    terms.pop()
}

async fn payments(frequency: Value) -> Option<Payments> {
    one_term(with(term(2), json!({ "paymentFrequencyDto": frequency })))
        .await
        .map(|term| term.payment.payments)
}

#[tokio::test]
async fn offers_are_asked_for_by_studio_and_language() {
    let mut server = Server::answering(answer(200, JSON, "[]")).await;
    assert_eq!(server.connect().offers(StudioId(4711), Currency::EUR, Language::DE).await, Ok(vec![]));
    let wanted = format!(
        "GET /connect/v1/rate-bundle?studioId=4711 HTTP/1.1\r\n\
         accept: application/json\r\n\
         accept-language: de\r\n\
         user-agent: Portico/{}\r\n\
         host: {}\r\n\
         \r\n",
        env!("CARGO_PKG_VERSION"),
        server.address,
    );
    assert_eq!(server.only().text, wanted);
}

#[tokio::test]
async fn all_that_an_offer_says() {
    let body = with(
        offer(9),
        json!({
            "subDescription": "and more", "footnote": "* for a year", "imageUrl": "https://example.com/o.jpg",
            "limitedOfferingPeriod": { "startDate": "2026-11-01", "endDate": "2026-12-31" },
            "modules": [module(21)], "selectableModules": [module(22), { "id": "?" }, module(23)],
            "maximumNumberOfSelectableModules": 1, "contractTextBlocks": [block(1, true, false), block(2, false, false)],
            "allowedPaymentChoices": ["DIRECT_DEBIT", "BARTER", "CREDIT_CARD", "CASH", "BANK_TRANSFER", "TWINT"],
            "contractSignaturesRequired": true, "initialPaymentRequired": true, "preuseType": "CHARGEABLE",
            "onlinePaymentType": "NONE", "rateCodeDto": [{ "identifier": "P", "name": "P" }], "new": [{}],
        }),
    );
    let offer = one(body).await.unwrap();
    assert_eq!((offer.id, offer.name.as_str()), (OfferId(9), "Premium"));
    assert_eq!(offer.description.as_deref(), Some("All in"));
    assert_eq!(offer.sub_description.as_deref(), Some("and more"));
    assert_eq!(offer.footnote.as_deref(), Some("* for a year"));
    assert_eq!(offer.image_url.as_deref(), Some("https://example.com/o.jpg"));
    assert_eq!(offer.offered, Some((date(2026, 11, 1), date(2026, 12, 31))));
    assert_eq!((offer.terms.len(), offer.unreadable_terms), (1, 0));
    let ids = |modules: &[Module]| modules.iter().map(|module| module.id.0).collect::<Vec<_>>();
    assert_eq!((ids(&offer.included), ids(&offer.selectable)), (vec![21], vec![22, 23]));
    assert_eq!(offer.most_selectable, 1);
    assert_eq!(
        offer.text_blocks.iter().map(|block| block.id).collect::<Vec<_>>(),
        [BlockId(2), BlockId(1)],
        "in their order"
    );
    use PaymentChoice::{BankTransfer, Card, Cash, DirectDebit, Twint};
    assert_eq!(offer.payment_choices, [DirectDebit, Card, Cash, BankTransfer, Twint]);
    assert!(offer.signatures_required && offer.initial_payment_required);
    assert_eq!(offer.pre_use, PreUse::Chargeable);
}

#[tokio::test]
async fn all_that_a_term_says() {
    let body = with(
        term(2),
        json!({
            "rateStartPrice": 0, "termValueWithoutBonusPeriod": 11,
            "flatFees": [{ "identifier": "F1", "name": "Starter", "isStarterPackage": true, "paymentFrequencyId": 1,
                "paymentFrequencyDto": { "type": "NON_RECURRING", "recurring": false,
                    "money": { "amount": 49, "currencyCode": "EUR" } },
                "paidTimePeriodCalculationType": "REFERENCE_DATE", "price": 49, "paymentFrequencyType": "NON_RECURRING",
                "firstBookingDelayValue": 2, "firstBookingDelayUnit": "WEEK" }],
            "cancellationPeriod": 4, "cancellationPeriodUnit": "WEEK", "cancelationStrategy": "TERM",
            "extensionType": "TERM_EXTENSION", "extensionFixedTerm": 1, "extensionFixedTermUnit": "MONTH",
            "extensionCancellationPeriod": 30, "extensionCancellationPeriodUnit": "DAY",
            "priceAfterExtension": 34.9, "termValueAfterExtension": 1, "termUnitAfterExtension": "YEAR",
            "priceAdjustmentRules": [
                { "chargeAdjustmentType": "RELATIVE", "type": "RAISE", "value": "5", "recurrenceFrequency": "yearly",
                  "defaultDescription": "5 % more every year" }, 7],
            "rateBonusPeriods": [
                { "termValue": 1, "termUnit": "MONTH", "runtimeExtensionType": "WITH_EXTENSION",
                  "extendsCancellationPeriod": true, "displaySeparately": true, "termStrategy": "CONTRACT_START" },
                { "termValue": 1, "termUnit": "MOON" }, { "termValue": 2, "termUnit": "DAY", "termStrategy": "SOON" }],
            "defaultContractStartDate": "2027-02-01", "contractStartDateOfUse": "2027-01-15",
            "contractVolumeInformation": { "totalContractVolume": 407.8, "averagePaymentVolumePerMonth": 33.5178,
                "averagePaymentVolumePerPaymentFrequencyTerm": 33.515 },
            "optionalModules": [module(31), with(module(32), json!({ "paymentFrequencyDto": { "type": "BARTER" } }))],
        }),
    );
    let term = one_term(body).await.unwrap();
    use SpanUnit::{Day, Month, Week, Year};
    assert_eq!((term.id, term.span), (TermId(2), span(12, Month)));
    assert_eq!(term.span_without_bonus, Some(span(11, Month)));
    assert_eq!(term.payment.payments, Payments::Every { span: span(1, Month), price: euros(2990) });
    assert_eq!(term.start_price, Some(euros(0)));
    let [FlatFee { identifier, name, payment, starter_package: true, delay }] = term.fees.as_slice() else {
        panic!("{:?}", term.fees)
    };
    assert_eq!((identifier.as_str(), name.as_str()), ("F1", "Starter"));
    assert_eq!((&payment.payments, *delay), (&Payments::Once(euros(4900)), Some(span(2, Week))));
    assert_eq!((term.notice, term.notice_from), (Some(span(4, Week)), Some(NoticeFrom::EndOfTerm)));
    let prolongs = Extension::Prolongs { by: Some(span(1, Month)), notice: Some(span(30, Day)) };
    assert_eq!(term.extension, prolongs);
    assert_eq!(term.price_after_extension, Some(euros(3490)));
    assert_eq!(term.span_after_extension, Some(span(1, Year)));
    let [rule, unread] = term.adjustment_rules.as_slice() else { panic!("{:?}", term.adjustment_rules) };
    assert_eq!(rule.description.as_deref(), Some("5 % more every year"));
    assert_eq!((rule.direction, rule.kind), (Some(Direction::Up), Some(ChangeKind::Percent)));
    assert_eq!((rule.value.as_deref(), rule.recurrence.as_deref()), (Some("5"), Some("yearly")));
    let wordless =
        AdjustmentRule { description: None, direction: None, kind: None, value: None, recurrence: None };
    assert_eq!(*unread, wordless, "that there is another one is said");
    let at_start = BonusPeriod {
        span: span(1, Month),
        extends_term: Some(true),
        extends_notice: true,
        separate: true,
        place: Some(BonusPlace::ContractStart),
    };
    let [bonus, other] = term.bonus_periods.as_slice() else { panic!("{:?}", term.bonus_periods) };
    assert_eq!((*bonus, other.span, other.place), (at_start, span(2, Day), None));
    assert_eq!(term.default_start, Some(date(2027, 2, 1)));
    assert_eq!(term.use_from, Some(date(2027, 1, 15)));
    let volume =
        Volume { total: Some(euros(40780)), per_month: Some(euros(3352)), per_payment: Some(euros(3352)) };
    assert_eq!(term.volume, Some(volume));
    let [optional] = term.optional.as_slice() else { panic!("{:?}", term.optional) };
    assert_eq!(optional.id, ModuleId(31), "a module without a price cannot be chosen");
}

#[tokio::test]
async fn the_five_payment_frequencies() {
    let eur = |amount: Value| json!({ "amount": amount, "currencyCode": "EUR" });
    let day = |written: Value| json!({ "type": "MONTH_DAY", "recurring": true, "monthDayWithPrices": [{ "monthDay": written, "price": eur(json!(30)) }] });
    let jan =
        Some(Payments::OnDays { recurring: true, days: vec![(MonthDay::new(1, 15).unwrap(), euros(3000))] });
    let after = json!({ "type": "TERM_BASED", "recurring": false, "termWithPrices": [
        { "term": { "term": 6, "termUnit": "MONTH" }, "price": eur(json!(25)) },
        { "term": { "term": 1, "termUnit": "YEAR" }, "price": eur(json!(20.5)) }] });
    let terms = vec![(span(6, SpanUnit::Month), euros(2500)), (span(1, SpanUnit::Year), euros(2050))];
    let franc = Money::new(4900, Currency::parse("CHF").unwrap());
    for (frequency, read) in [
        (
            json!({ "type": "NON_RECURRING", "recurring": false, "money": eur(json!(49)) }),
            Some(Payments::Once(euros(4900))),
        ),
        (
            json!({ "type": "NON_RECURRING", "money": { "amount": 49, "currencyCode": "CHF" } }),
            Some(Payments::Once(franc)),
        ),
        (
            json!({ "type": "NON_RECURRING", "money": { "amount": 49, "currencyCode": "UNDEFINED" } }),
            Some(Payments::Once(euros(4900))),
        ),
        (json!({ "type": "NON_RECURRING", "money": { "amount": 49 } }), Some(Payments::Once(euros(4900)))),
        (json!({ "type": "NON_RECURRING", "money": { "amount": 49, "currencyCode": "QQQ" } }), None),
        (json!({ "type": "NON_RECURRING", "money": eur(json!(49.001)) }), None),
        (json!({ "type": "NON_RECURRING", "money": eur(json!("49")) }), None),
        (json!({ "type": "NON_RECURRING" }), None),
        (
            json!({ "type": "RECURRING", "recurring": true, "term": { "term": 2, "termUnit": "WEEK" }, "money": eur(json!(19.9)) }),
            Some(Payments::Every { span: span(2, SpanUnit::Week), price: euros(1990) }),
        ),
        (
            json!({ "type": "RECURRING", "term": { "term": 2, "termUnit": "MOON" }, "money": eur(json!(19.9)) }),
            None,
        ),
        (json!({ "type": "RECURRING", "term": null, "money": eur(json!(19.9)) }), None),
        (day(json!("--01-15")), jan.clone()),
        (day(json!("01-15")), jan.clone()),
        (day(json!("15.01.")), jan.clone()),
        (day(json!({ "monthValue": 1, "dayOfMonth": 15, "month": "JANUARY" })), jan),
        (day(json!("the ides")), None),
        (json!({ "type": "MONTH_DAY", "recurring": true, "monthDayWithPrices": [] }), None),
        (after, Some(Payments::After { recurring: false, terms })),
        (
            json!({ "type": "TERM_BASED", "termWithPrices": [{ "term": { "term": 6, "termUnit": "MONTH" } }] }),
            None,
        ),
        (json!({ "type": "FREE", "recurring": false }), Some(Payments::Free)),
        (json!({ "type": "BARTER", "recurring": false, "money": eur(json!(1)) }), None),
    ] {
        assert_eq!(payments(frequency.clone()).await, read, "{frequency}");
    }
}

#[tokio::test]
async fn the_deprecated_fields_are_read_where_the_new_ones_are_missing() {
    let flat = |parts: Value| {
        with(
            json!({ "id": 2, "termValue": 6, "termUnit": "WEEK", "termValueWithoutBonusPeriod": 6,
                "paymentFrequencyDto": null, "price": 29.9 }),
            parts,
        )
    };
    let monthly = json!({ "paymentFrequencyType": "RECURRING", "paymentFrequencyUnit": "MONTH", "paymentFrequencyValue": 1 });
    let ages = json!({ "ageBasedAdjustmentDtos": [
        { "ageBasedAdjustmentType": "ABSOLUTE", "ageRangeDto": { "startAge": 0, "endAge": 17 }, "value": 19.9 },
        { "ageBasedAdjustmentType": "BARTER", "ageRangeDto": {}, "value": 1 },
        { "ageBasedAdjustmentType": "PERCENTAGE", "ageRangeDto": { "startAge": 65 }, "value": 12.5 }] });
    let old = one_term(with(flat(monthly), ages.clone())).await.unwrap();
    assert_eq!(old.span, span(6, SpanUnit::Week));
    assert_eq!(old.payment.payments, Payments::Every { span: span(1, SpanUnit::Month), price: euros(2990) });
    let read = |list: &[magicline::connect::AgePrice]| match list {
        [young, old] => {
            assert_eq!(
                (young.from, young.to, &young.adjustment),
                (Some(0), Some(17), &Adjustment::Amount(euros(1990)))
            );
            let Adjustment::Percent(percent) = &old.adjustment else { panic!("{old:?}") };
            assert_eq!((old.from, old.to, percent.as_str()), (Some(65), None, "12.5"));
        }
        other => panic!("{other:?}"),
    };
    read(&old.payment.by_age);
    let new = one_term(with(term(2), json!({ "paymentFrequencyDto": with(every_month("1"), ages) }))).await;
    read(&new.unwrap().payment.by_age);

    for (parts, payments) in [
        (json!({ "paymentFrequencyType": "NON_RECURRING" }), Some(Payments::Once(euros(2990)))),
        (json!({ "paymentFrequencyType": "FREE", "price": null }), Some(Payments::Free)),
        (json!({ "paymentFrequencyType": "MONTH_DAY" }), None),
        (json!({ "paymentFrequencyType": "RECURRING" }), None),
        (json!({}), None),
    ] {
        let term = one_term(flat(parts.clone())).await;
        assert_eq!(term.map(|term| term.payment.payments), payments, "{parts}");
    }
}

#[tokio::test]
async fn what_must_be_seen_takes_with_it_what_it_belongs_to() {
    let fee = json!({ "identifier": "F", "name": "Fee", "paymentFrequencyDto": { "type": "BARTER" } });
    for (parts, there) in [
        (json!({}), true),
        (json!({ "flatFees": null, "optionalModules": null, "priceAfterExtension": null }), true),
        (json!({ "flatFees": [fee] }), false),
        (json!({ "flatFees": [7] }), false),
        (json!({ "priceAfterExtension": 1.234 }), false),
        (json!({ "priceAfterExtension": "?" }), false),
        (json!({ "term": { "term": 12, "termUnit": "MOON" } }), false),
        (json!({ "id": "2" }), false),
        (json!({ "extensionType": "REINCARNATION", "cancelationStrategy": "?", "new": 1 }), true),
        (json!({ "rateBonusPeriods": [{}], "optionalModules": [{}], "ageBasedAdjustmentDtos": [{}] }), true),
    ] {
        assert_eq!(one_term(with(term(2), parts.clone())).await.is_some(), there, "{parts}");
    }
    let textless = json!({ "id": 1, "title": "?", "isConfirmationRequired": true, "hasSignature": false });
    let consent = |block: Value| with(module(21), json!({ "consentTextBlock": block }));
    for (parts, there) in [
        (json!({}), true),
        (
            json!({ "contractTextBlocks": [block(1, true, true)], "modules": [consent(block(1, true, false))] }),
            true,
        ),
        (json!({ "contractTextBlocks": [block(1, true, true), textless] }), false),
        (json!({ "contractTextBlocks": [{ "text": "without a number" }] }), false),
        (json!({ "modules": [consent(textless.clone())] }), false),
        (json!({ "modules": [{ "id": 3 }] }), false),
        (json!({ "selectableModules": [consent(textless.clone())] }), true),
        (json!({ "limitedOfferingPeriod": { "startDate": "?", "endDate": "2026-12-31" } }), false),
        (json!({ "terms": [] }), false),
        (json!({ "terms": [7] }), false),
        (
            json!({ "preuseType": "?", "allowedPaymentChoices": ["?"], "description": null, "modules": null }),
            true,
        ),
    ] {
        assert_eq!(one(with(offer(8), parts.clone())).await.is_some(), there, "{parts}");
    }
}

#[tokio::test]
async fn what_follows_a_term() {
    let notice = json!({ "extensionCancellationPeriod": 3, "extensionCancellationPeriodUnit": "MONTH" });
    let by = Some(span(3, SpanUnit::Month));
    for (parts, extension) in [
        (json!({ "extensionType": "NONE" }), Extension::Ends),
        (json!({ "extensionType": "TERM_EXTENSION" }), Extension::Prolongs { by: None, notice: by }),
        (
            json!({ "extensionType": "SUBSEQUENT_RATE_DETAIL" }),
            Extension::Subsequent { offer: None, notice: by },
        ),
        (
            json!({ "extensionType": "SUBSEQUENT_RATE_DETAIL", "subsequentRateDto": { "id": 1 } }),
            Extension::Subsequent { offer: None, notice: by },
        ),
        (json!({ "extensionType": "REINCARNATION" }), Extension::Unsaid),
        (json!({}), Extension::Unsaid),
    ] {
        let term = one_term(with(with(term(2), notice.clone()), parts.clone())).await.unwrap();
        assert_eq!(term.extension, extension, "{parts}");
    }
    let next = json!({ "extensionType": "SUBSEQUENT_RATE_DETAIL", "subsequentRateDto": offer(77) });
    let term = one_term(with(term(2), next)).await.unwrap();
    let Extension::Subsequent { offer: Some(offer), .. } = term.extension else {
        panic!("{:?}", term.extension)
    };
    assert_eq!((offer.id, offer.terms.len()), (OfferId(77), 1));
}

#[tokio::test]
async fn what_a_text_asks_and_brings() {
    let file = json!({ "fileName": "rules.pdf", "url": "https://example.com/rules.pdf" });
    let link = json!({ "title": "Privacy", "link": "https://example.com/privacy" });
    let to_file = Attachment::File { name: "rules.pdf".into(), url: "https://example.com/rules.pdf".into() };
    let to_link = Attachment::Link { title: "Privacy".into(), url: "https://example.com/privacy".into() };
    for (confirmation, signature, asks, parts, attachment) in [
        (false, false, Asks::Nothing, json!({ "attachmentType": "NONE" }), None),
        (
            true,
            false,
            Asks::Confirmation,
            json!({ "attachmentType": "FILE", "attachedDocument": file }),
            Some(to_file),
        ),
        (
            true,
            true,
            Asks::Signature,
            json!({ "attachmentType": "?", "attachedExternalUrlDto": link }),
            Some(to_link),
        ),
        (
            false,
            true,
            Asks::OptionalSignature,
            json!({ "attachmentType": "CONTRACT_PDF_PREVIEW" }),
            Some(Attachment::ContractPreview),
        ),
        (
            true,
            false,
            Asks::Confirmation,
            json!({ "attachmentType": "FILE", "attachedDocument": { "url": " " } }),
            None,
        ),
    ] {
        let body = with(block(1, confirmation, signature), parts.clone());
        let text_blocks =
            one(with(offer(8), json!({ "contractTextBlocks": [body] }))).await.unwrap().text_blocks;
        assert_eq!((text_blocks[0].asks, &text_blocks[0].attachment), (asks, &attachment), "{parts}");
        assert_eq!((text_blocks[0].title.as_str(), text_blocks[0].text.as_str()), ("Title 1", "Text 1"));
    }
    let open = json!({ "id": 1, "text": "", "showCommunicationPrivacyOptions": true });
    let text_blocks = one(with(offer(8), json!({ "contractTextBlocks": [open] }))).await.unwrap().text_blocks;
    assert_eq!(text_blocks[0].asks, Asks::Confirmation, "what is left open is confirmed");
    assert!(text_blocks[0].shows_preferences);
}

#[tokio::test]
async fn a_module_brings_its_own_terms_trial_and_consent() {
    let body = with(
        module(21),
        json!({
            "description": "Water", "imageUrl": "https://example.com/w.png",
            "publicTrialPeriodDto": { "description": "two weeks free", "trialPeriod": { "term": 2, "termUnit": "WEEK" } },
            "term": { "term": { "term": 6, "termUnit": "MONTH" }, "cancelationPeriod": { "term": 1, "termUnit": "MONTH" },
                "extensionType": "TERM_EXTENSION", "termExtension": { "term": 1, "termUnit": "MONTH" },
                "extensionCancelationPeriod": { "term": 14, "termUnit": "DAY" } },
            "consentTextBlock": with(block(5, true, true), json!({ "rateBundleModuleId": 21 })),
        }),
    );
    let offer = one(with(offer(8), json!({ "modules": [body] }))).await.unwrap();
    let module = &offer.included[0];
    assert_eq!(
        (module.id.0, module.name.as_str(), module.description.as_deref()),
        (21, "Module 21", Some("Water"))
    );
    let payment = module.payment.as_ref().unwrap();
    assert_eq!(payment.payments, Payments::Every { span: span(1, SpanUnit::Month), price: euros(490) });
    let trial = module.trial.as_ref().unwrap();
    assert_eq!(
        (trial.description.as_deref(), trial.span),
        (Some("two weeks free"), Some(span(2, SpanUnit::Week)))
    );
    let term = module.term.as_ref().unwrap();
    assert_eq!((term.span, term.notice), (Some(span(6, SpanUnit::Month)), Some(span(1, SpanUnit::Month))));
    let extension =
        Extension::Prolongs { by: Some(span(1, SpanUnit::Month)), notice: Some(span(14, SpanUnit::Day)) };
    assert_eq!(term.extension, extension);
    let consent = module.consent.as_ref().unwrap();
    assert_eq!((consent.id, consent.asks, consent.module), (BlockId(5), Asks::Signature, Some(ModuleId(21))));
}

#[tokio::test]
async fn the_largest_studio_is_read() {
    let consent = with(block(5, true, false), json!({ "text": "x".repeat(1500) }));
    let modules: Vec<_> =
        (0..200).map(|id| with(module(id), json!({ "consentTextBlock": consent }))).collect();
    let large = |id| with(term(id), json!({ "optionalModules": modules }));
    let offer = with(offer(1), json!({ "terms": (0..60).map(large).collect::<Vec<_>>() }));
    let server = Server::answering(answer(200, JSON, json!([offer]).to_string())).await;
    let connect = ConnectApi::new(&patient(), server.endpoint());
    let list = connect.offers(StudioId(1), Currency::EUR, Language::DE).await.unwrap();
    assert_eq!(list[0].terms.len(), 60);
    assert!(list[0].terms.iter().all(|term| term.optional.len() == 200));
}

#[tokio::test]
async fn a_list_that_is_none_is_garbled() {
    for body in [json!({}), json!(null), json!("?")] {
        assert_eq!(offers(body.clone()).await, Err(Error::Garbled { status: 200 }), "{body}");
    }
}
