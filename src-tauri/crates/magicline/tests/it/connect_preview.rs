use domain::{BlockId, Currency, Language, ModuleId, Money, Redacted};
use magicline::Error;
use magicline::connect::{
    Adjustment, ContractRequest, Effect, Lasting, Payment, Payments, Preview, PreviewAnswer, Span, SpanUnit,
    Voucher, VoucherKind, VoucherProblem,
};

use crate::connect_contract::{full, full_for_a_preview, plain};
use crate::server::{Act, JSON, Server, answer};

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn ask(request: &ContractRequest, status: u16, body: &str) -> Result<PreviewAnswer, Error> {
    let server = Server::answering(answer(status, JSON, body)).await;
    server.connect().preview(request, Currency::EUR, Language::DE).await
}

async fn ready(body: &str) -> Preview {
    match ask(&plain(), 200, body).await {
        Ok(PreviewAnswer::Ready(preview)) => *preview,
        other => panic!("{body}: {other:?}"),
    }
}

async fn voucher(body: &str) -> Voucher {
    ready(body).await.voucher.unwrap().unwrap()
}

#[tokio::test]
async fn a_preview_is_told_no_signature_picture_or_token() {
    let mut server = Server::answering(answer(200, JSON, "{}")).await;
    let card = ContractRequest { payment: Redacted::new(Payment::Card { token: "upc-1".into() }), ..full() };
    for request in [full(), card] {
        server.connect().preview(&request, Currency::EUR, Language::DE).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen[0].line(), "POST /connect/v2/preview HTTP/1.1");
    assert_eq!(seen[0].header("accept-language"), Some("de"));
    assert_eq!(seen[0].json(), full_for_a_preview());
    assert!(!seen[1].text.contains("upc-1"));
    assert_eq!(seen[1].json()["customer"]["paymentChoice"], "CREDIT_CARD");
}

#[tokio::test]
async fn what_a_contract_costs() {
    let empty = ready(r#"{"new":{}}"#).await;
    assert_eq!((empty.base_price, empty.volume, empty.voucher), (None, None, None));
    let preview = ready(
        r#"{"basePrice":29.9,"ageAdjustedPrice":19.90,"preUseCharge":7.125,
            "contractVolumeInformation":{"totalContractVolume":10,"averagePaymentVolumePerMonth":9.677419354838,
                "averagePaymentVolumePerPaymentFrequencyTerm":1e1},
            "flatFeePreviews":[{"identifier":"F1","name":"Starter","price":49,"discountedPrice":0,"memberAmount":0,
                "companyAmount":49,"creditValue":1,"paymentFrequencyDto":{"type":"NON_RECURRING","recurring":false,
                "money":{"amount":49,"currencyCode":"EUR"}},"voucherBonusPeriod":{"termValue":1,"termUnit":"MONTH"}}],
            "selectedOptionalModulesPreviews":[{"name":"Water","price":4.9,"paymentFrequencyDto":{"type":"?"}}],
            "moduleConsentTextBlocks":[{"id":5,"title":"T","text":"X","isConfirmationRequired":true,"hasSignature":false,
                "order":1,"showCommunicationPrivacyOptions":false,"rateBundleModuleId":31}]}"#,
    )
    .await;
    assert_eq!((preview.base_price, preview.age_price), (Some(euros(2990)), Some(euros(1990))));
    assert_eq!(preview.pre_use_charge, Some(euros(713)), "rounded once, half up");
    let volume = preview.volume.unwrap();
    assert_eq!(
        (volume.total, volume.per_month, volume.per_payment),
        (Some(euros(1000)), Some(euros(968)), Some(euros(1000)))
    );
    let fee = &preview.fees[0];
    assert_eq!((fee.identifier.as_deref(), fee.name.as_str()), (Some("F1"), "Starter"));
    assert_eq!((fee.price, fee.discounted), (Some(euros(4900)), Some(euros(0))));
    assert_eq!((fee.member, fee.company, fee.credit), (Some(euros(0)), Some(euros(4900)), Some(euros(100))));
    assert_eq!(fee.payment.as_ref().unwrap().payments, Payments::Once(euros(4900)));
    assert_eq!(fee.bonus.unwrap().span, Span { count: 1, unit: SpanUnit::Month });
    let module = &preview.modules[0];
    assert_eq!((module.name.as_str(), module.price, &module.payment), ("Water", Some(euros(490)), &None));
    assert_eq!(
        (preview.module_consents[0].id, preview.module_consents[0].module),
        (BlockId(5), Some(ModuleId(31)))
    );
    assert_eq!(preview.voucher, None);
}

#[tokio::test]
async fn an_amount_that_cannot_be_read_is_no_preview() {
    for body in [
        r#"{"basePrice":"29.90"}"#,
        r#"{"ageAdjustedPrice":true}"#,
        r#"{"preUseCharge":{}}"#,
        r#"{"flatFeePreviews":[{"name":"F","price":"?"}]}"#,
        r#"{"voucherType":"DISCOUNT","discountedBasePrice":"?"}"#,
        r#"{"moduleConsentTextBlocks":[{"id":1}]}"#,
        "[]",
        "",
    ] {
        assert_eq!(ask(&plain(), 200, body).await, Err(Error::Garbled { status: 200 }), "{body}");
    }
}

#[tokio::test]
async fn what_vouchers_do() {
    let five = Effect::Discount(Adjustment::Amount(euros(500)));
    for (body, kind, effect) in [
        (
            r#"{"voucherType":"DISCOUNT","discountType":"ABSOLUTE","discountValue":5}"#,
            VoucherKind::Discount,
            five.clone(),
        ),
        (
            r#"{"voucherType":"DISCOUNT","discountType":"AMOUNT","discountValue":5.00}"#,
            VoucherKind::Discount,
            five,
        ),
        (
            r#"{"voucherType":"DISCOUNT","discountType":"BARTER","discountValue":5}"#,
            VoucherKind::Discount,
            Effect::Unsaid,
        ),
        (r#"{"voucherType":"CREDIT","creditValue":20}"#, VoucherKind::Credit, Effect::Credit(euros(2000))),
        (r#"{"creditValue":20}"#, VoucherKind::Other, Effect::Credit(euros(2000))),
        (r#"{"voucherType":"COMPANY_FEE_SPLIT"}"#, VoucherKind::Company, Effect::Unsaid),
        (r#"{"voucherType":"CONTRACT"}"#, VoucherKind::Rate, Effect::Unsaid),
        (r#"{"voucherType":"CHECKIN"}"#, VoucherKind::CheckIn, Effect::Unsaid),
        (r#"{"voucherType":"LOTTERY"}"#, VoucherKind::Other, Effect::Unsaid),
    ] {
        let voucher = voucher(body).await;
        assert_eq!((voucher.kind, voucher.effect), (kind, effect), "{body}");
    }
    let percent =
        voucher(r#"{"voucherType":"DISCOUNT","discountType":"PERCENTAGE","discountValue":12.5}"#).await;
    let Effect::Discount(Adjustment::Percent(percent)) = &percent.effect else { panic!("{percent:?}") };
    assert_eq!(percent.as_str(), "12.5");

    let whole = voucher(
        r#"{"voucherType":"DISCOUNT","discountType":"PERCENTAGE","discountValue":10,"discountedBasePrice":26.91,
            "discountedPreUseCharge":6.4125,"omitStarterPackage":true,"voucherRemarks":"for friends",
            "voucherSuccessMessage":"10 % less","voucherEffectivePeriod":"TIME_BASED",
            "effectivePeriodTimeBasedTerm":3,"effectivePeriodTimeBasedTermUnit":"MONTH",
            "voucherBonusPeriod":{"termValue":2,"termUnit":"WEEK"},"companyName":"ACME","companyAmount":10,
            "memberAmount":16.91,"companyAmountWithoutDiscount":12,"memberAmountWithoutDiscount":17.9,
            "companyFeeSplitType":"PERCENTAGE","companyFeeSplitValue":40,"companyAmountPreUseCharge":1,"memberAmountPreUseCharge":5.41,
            "voucherTextBlocks":[{"id":9,"text":"only once","isConfirmationRequired":true,"hasSignature":true}]}"#,
    )
    .await;
    assert_eq!((whole.discounted_price, whole.discounted_pre_use), (Some(euros(2691)), Some(euros(641))));
    assert!(whole.omits_starter_package);
    assert_eq!(
        (whole.remarks.as_deref(), whole.message.as_deref()),
        (Some("for friends"), Some("10 % less"))
    );
    assert_eq!(whole.lasting, Some(Lasting::For(Span { count: 3, unit: SpanUnit::Month })));
    assert_eq!(whole.bonus.unwrap().span, Span { count: 2, unit: SpanUnit::Week });
    let company = whole.company.unwrap();
    assert_eq!(
        (company.name.as_deref(), company.company, company.member),
        (Some("ACME"), Some(euros(1000)), Some(euros(1691)))
    );
    assert_eq!(
        (company.company_without_discount, company.member_without_discount),
        (Some(euros(1200)), Some(euros(1790)))
    );
    let Some(Adjustment::Percent(split)) = &company.split else { panic!("{:?}", company.split) };
    assert_eq!(split.as_str(), "40");
    assert_eq!((company.company_pre_use, company.member_pre_use), (Some(euros(100)), Some(euros(541))));
    assert_eq!(whole.text_blocks[0].id, BlockId(9));

    // Nobody but the member pays, so there is no voucher in it.
    for nothing in [r#"{"basePrice":29.9,"companyAmount":0,"memberAmount":29.9}"#, r#"{"memberAmount":29.9}"#]
    {
        assert_eq!(ready(nothing).await.voucher, None, "{nothing}");
    }

    for (body, lasting, pre_use) in [
        (r#"{"voucherType":"DISCOUNT","voucherEffectivePeriod":"UNLIMITED"}"#, Some(Lasting::Always), None),
        (
            r#"{"voucherType":"DISCOUNT","voucherEffectivePeriod":"INITIAL_TERM"}"#,
            Some(Lasting::FirstTerm),
            None,
        ),
        (r#"{"voucherType":"DISCOUNT","voucherEffectivePeriod":"SOMETIMES"}"#, None, None),
        (r#"{"voucherType":"DISCOUNT","discountedPreviewCharge":6.41}"#, None, Some(euros(641))),
    ] {
        let voucher = voucher(body).await;
        assert_eq!((voucher.lasting, voucher.discounted_pre_use), (lasting, pre_use), "{body}");
    }
}

#[tokio::test]
async fn a_voucher_is_refused_in_either_way() {
    let with_voucher = ContractRequest { voucher: Redacted::new(Some("V1".into())), ..plain() };
    for (code, problem) in [
        ("VOUCHER_VALIDATION_FAILED_INVALID_CODE", VoucherProblem::Unknown),
        ("VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE", VoucherProblem::NotHere),
        ("VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD", VoucherProblem::NotNow),
        ("VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE", VoucherProblem::NotForThisOffer),
        ("VOUCHER_VALIDATION_FAILED_BORED", VoucherProblem::Other),
    ] {
        let inside = format!(
            r#"{{"basePrice":29.9,"voucherErrorCode":"{code}","voucherErrorMessage":"for developers"}}"#
        );
        let preview = ready(&inside).await;
        assert_eq!((preview.voucher, preview.base_price), (Some(Err(problem)), Some(euros(2990))), "{code}");
        let outside =
            format!(r#"{{"errorCodes":["VALIDATION_FAILED","{code}"],"message":"for developers"}}"#);
        let answer = ask(&with_voucher, 400, &outside).await;
        assert_eq!(answer, Ok(PreviewAnswer::VoucherRefused(problem)), "{code}");
    }
    for (code, problem) in
        [("ENTITY_NOT_FOUND", VoucherProblem::Unknown), ("CONFLICT", VoucherProblem::Other)]
    {
        let inside = format!(r#"{{"voucherErrorCode":"{code}"}}"#);
        assert_eq!(ready(&inside).await.voucher, Some(Err(problem)), "{code}");
    }
    // Outside, this may be about anything in the contract; whether it is, the contract without it tells.
    let refused = |status: u16, code: &str| {
        Act::Answer(answer(status, JSON, format!(r#"{{"errorCodes":["{code}"]}}"#)))
    };
    let good = || Act::Answer(answer(200, JSON, r#"{"basePrice":29.9}"#));
    for (first, second, expected) in [
        (refused(400, "BAD_REQUEST"), good(), Ok(VoucherProblem::Other)),
        (refused(400, "VALIDATION_FAILED"), good(), Ok(VoucherProblem::Other)),
        (Act::Answer(answer(400, JSON, "{}")), good(), Ok(VoucherProblem::Other)),
        (refused(400, "ENTITY_NOT_FOUND"), good(), Ok(VoucherProblem::Unknown)),
        (Act::Answer(answer(404, "", "")), good(), Ok(VoucherProblem::Unknown)),
        (refused(400, "BAD_REQUEST"), refused(400, "VALIDATION_FAILED"), Err(Some(400))),
        // Nobody knows, so it is asked again.
        (refused(400, "BAD_REQUEST"), refused(503, "SERVER_ERROR"), Err(Some(503))),
        (refused(400, "BAD_REQUEST"), Act::AnswerAndClose(vec![]), Err(None)),
    ] {
        let mut server = Server::start([first, second]).await;
        let answer = server.connect().preview(&with_voucher, Currency::EUR, Language::DE).await;
        let expected = expected.map(PreviewAnswer::VoucherRefused);
        assert_eq!(answer.map_err(|error| error.status()), expected);
        let codes =
            server.seen().iter().map(|seen| seen.json().get("voucherCode").is_some()).collect::<Vec<_>>();
        assert_eq!(codes, [true, false]);
    }
    let code = r#"{"errorCodes":["VOUCHER_VALIDATION_FAILED_INVALID_CODE"]}"#;
    for (request, status) in [(&plain(), 400), (&with_voucher, 500)] {
        assert_eq!(ask(request, status, code).await.unwrap_err().status(), Some(status));
    }
}
