//! Document → client, for the Connect API. Offers, of which a part may be left out, are in
//! `client_reads_offers.rs`; visitors and new members in `client_reads_visitors.rs`.

use std::cell::RefCell;

use domain::{Currency, Language, Money, Redacted, StudioId};
use jiff::Timestamp;
use jiff::civil::Date;
use magicline::Error;
use magicline::connect::{
    Gender, Payment, PaymentSessionRequest, Preview, PreviewAnswer, RateVoucherAnswer, StudioEntry,
    VoucherProblem,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use sandbox::{Api, Country};
use serde_json::{Value, json};

use crate::client_reads::{Desk, each, shown};
use crate::people::{self, BASIC, STUDIO};
use crate::spec::document;

pub const GARBLED: Error = Error::Garbled { status: 200 };
const DE: Language = Language::DE;

pub fn success(api: Api, method: &str, path: &str) -> &'static Value {
    document(api).find(method, path).unwrap().answer(200).unwrap().unwrap()
}

pub fn connect(method: &str, path: &str, test: impl Fn(&Desk, &Value) -> TestCaseResult) {
    each(Api::Connect, success(Api::Connect, method, path), |desk, answer| {
        desk.server.answers(200, Some(answer));
        test(desk, answer)
    });
}

pub fn open(method: &str, path: &str, test: impl Fn(&Desk, &Value) -> TestCaseResult) {
    each(Api::Open, success(Api::Open, method, path), |desk, answer| {
        desk.server.answers(200, Some(answer));
        test(desk, answer)
    });
}

pub fn hidden(text: &str) -> Redacted<String> {
    Redacted::new(text.to_owned())
}

pub fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

pub fn is_day(read: Option<Date>, told: &Value) -> TestCaseResult {
    let read = read.map(|day| day.to_string());
    prop_assert_eq!(read.as_deref(), told.as_str());
    Ok(())
}

fn is_studio(studio: &StudioEntry, told: &Value) -> TestCaseResult {
    prop_assert_eq!(Some(studio.id.0), told["id"].as_i64());
    prop_assert_eq!(Some(studio.name.as_str()), told["studioName"].as_str());
    let place = &told["address"];
    let texts = [
        (&studio.address.street, &place["street"]),
        (&studio.address.house_number, &place["houseNumber"]),
        (&studio.address.zip, &place["zipCode"]),
        (&studio.address.city, &place["city"]),
        (&studio.address.province, &place["province"]),
        (&studio.zone, &told["zoneId"]["id"]),
        (&studio.trial_name, &told["trialSessionName"]),
    ];
    for (read, told) in texts {
        prop_assert_eq!(read.as_deref(), shown(told));
    }
    let code = |name: &str| shown(&place[name]).filter(|code| code.len() == 2).map(str::to_ascii_uppercase);
    prop_assert_eq!(&studio.address.country, &code("countryCodeAlpha2").or_else(|| code("countryCode")));
    prop_assert_eq!(studio.currency, told["currencyCode"].as_str().and_then(Currency::parse));
    let days = [(studio.opening, "openingDate"), (studio.closing, "closingDate")];
    for (read, name) in days {
        is_day(read, &told[name])?;
    }
    prop_assert_eq!(studio.has_offers, told["hasRateBundles"].as_bool());
    prop_assert_eq!(studio.trial_bookable, told["trialSessionBookable"].as_bool());
    Ok(())
}

#[test]
fn studios_are_read() {
    connect("GET", "/connect/v2/studio", |desk, answer| {
        let studios = desk.wait(desk.connect.studios());
        prop_assert!(studios.is_ok(), "{:?} of {}", studios, answer);
        let studios = studios.unwrap();
        prop_assert_eq!(studios.len(), list(answer).len());
        studios.iter().zip(&list(answer)).try_for_each(|(studio, told)| is_studio(studio, told))
    });
}

#[test]
fn the_details_of_a_studio_are_read() {
    connect("GET", "/connect/v2/studio/details/1", |desk, answer| {
        let details = desk.wait(desk.connect.studio(StudioId(1)));
        prop_assert!(details.is_ok(), "{:?} of {}", details, answer);
        let details = details.unwrap();
        prop_assert_eq!(details.locale.as_deref(), shown(&answer["defaultLocale"]));
        prop_assert_eq!(details.email.as_deref(), shown(&answer["studioEmail"]));
        prop_assert_eq!(details.phone.as_deref(), shown(&answer["studioPhone"]));
        prop_assert_eq!(details.referral_program, answer["referralProgramActive"] == true);
        let texts = |link: &Value| {
            let each = list(&link["contents"]).iter().filter(|one| shown(&one["value"]).is_some()).count();
            if each > 0 { each } else { usize::from(shown(&link["content"]).is_some()) }
        };
        let expected: usize = list(&answer["centralLegalLinks"]).iter().map(texts).sum();
        prop_assert_eq!(details.legal.len(), expected);
        is_studio(&details.studio, answer)
    });
}

/// Preferences are complete or not sent at all, so that a category without its number, for which nothing
/// can be answered, leaves none to ask about, whatever the document allows.
#[test]
fn message_categories_are_read() {
    let read = RefCell::new(0);
    let known = [
        "LETTER",
        "EMAIL",
        "TEXT_MESSAGE",
        "PHONE",
        "MYSPORTS_MESSAGE",
        "FAX",
        "CONVERSATION",
        "CHAT",
        "OTHER",
    ];
    connect("GET", "/connect/v1/studio/1/communication-settings", |desk, answer| {
        let categories = desk.wait(desk.connect.message_categories(StudioId(1)));
        let named =
            |one: &Value| one["communicationChannel"].as_str().is_some_and(|name| known.contains(&name));
        let channels =
            |one: &Value| list(&one["communicationChannels"]).iter().filter(|one| named(one)).count();
        let id = |one: &Value| one["messageCategory"]["databaseId"].as_i64();
        let told: Option<Vec<_>> = list(answer).iter().map(|one| Some((id(one)?, channels(one)))).collect();
        *read.borrow_mut() += told.as_ref().map_or(0, Vec::len);
        let categories =
            categories.map(|all| all.into_iter().map(|one| (one.id.0, one.channels.len())).collect());
        prop_assert_eq!(categories, told.ok_or(GARBLED), "{}", answer);
        Ok(())
    });
    assert!(*read.borrow() > 20, "too few categories were tried");
}

/// A text that says nothing is no mandate.
#[test]
fn the_text_of_a_mandate_is_read() {
    connect("GET", "/connect/v1/studio/1/sepa/agreement", |desk, answer| {
        let words = desk.wait(desk.connect.mandate_text(StudioId(1), None, DE));
        match answer.as_str().filter(|words| !words.trim().is_empty()) {
            Some(told) => prop_assert_eq!(words, Ok(told.to_owned())),
            None => prop_assert_eq!(words, Err(GARBLED)),
        }
        Ok(())
    });
}

/// An answer that does not say whether is no yes and no no, whatever the document allows.
#[test]
fn accounts_are_read() {
    connect("GET", "/connect/v1/bankaccount", |desk, answer| {
        let account = desk.wait(desk.connect.bank_account(STUDIO, &hidden("DE")));
        let Some(valid) = answer["validIban"].as_bool() else {
            prop_assert_eq!(account, Err(GARBLED));
            return Ok(());
        };
        prop_assert!(account.is_ok(), "{:?} of {}", account, answer);
        let account = account.unwrap();
        prop_assert_eq!(account.valid, valid && shown(&answer["errorMessage"]).is_none());
        prop_assert_eq!(account.bic.expose().as_deref(), shown(&answer["bic"]));
        prop_assert_eq!(account.bank_name.expose().as_deref(), shown(&answer["bankName"]));
        prop_assert_eq!(account.direct_debit, answer["supportsSepaDirectDebit"].as_bool());
        Ok(())
    });
    connect("GET", "/connect/v1/bankaccount/validate/accountholder", |desk, answer| {
        let valid = desk.wait(desk.connect.account_holder_valid(&hidden("A")));
        prop_assert_eq!(valid, answer["valid"].as_bool().ok_or(GARBLED));
        Ok(())
    });
    connect("POST", "/connect/v1/validation/taxId", |desk, answer| {
        let visitor = people::plain(Country::IT);
        let check = desk.wait(desk.connect.check_tax_id(STUDIO, &visitor.person, &visitor.birth));
        let read = check.map(|check| (check.valid, check.problems.len()));
        let told = answer["valid"].as_bool().map(|valid| (valid, list(&answer["errors"]).len()));
        prop_assert_eq!(read, told.ok_or(GARBLED));
        Ok(())
    });
}

#[test]
fn people_and_places_are_read() {
    connect("GET", "/connect/v1/terminal/customer-data-by-codicefiscale", |desk, answer| {
        let found = desk.wait(desk.connect.birth_information(&hidden("A")));
        prop_assert!(found.is_ok(), "{}", answer);
        let found = found.unwrap();
        let birth = found.expose().as_ref().unwrap();
        let told = &answer["birthInformationDto"];
        is_day(birth.date, &told["dateOfBirth"])?;
        prop_assert_eq!(birth.place.as_deref(), shown(&told["placeOfBirth"]));
        let country = shown(&told["countryOfBirth"]).filter(|country| *country != "UNDEFINED");
        prop_assert_eq!(birth.country.as_deref(), country);
        let gender = match answer["gender"].as_str() {
            Some("MALE") => Some(Gender::Male),
            Some("FEMALE") => Some(Gender::Female),
            Some("UNISEX") => Some(Gender::Unisex),
            Some(_) | None => None,
        };
        prop_assert_eq!(birth.gender, gender);
        Ok(())
    });
    connect("GET", "/connect/v1/addressdata/italy/province", |desk, answer| {
        let province = desk.wait(desk.connect.province("1")).unwrap().unwrap();
        prop_assert_eq!(json!(province.name), answer["province"].clone());
        prop_assert_eq!(json!(province.code), answer["provinceCode"].clone());
        Ok(())
    });
    connect("GET", "/connect/v1/i18n/countries", |desk, answer| {
        let countries = desk.wait(desk.connect.countries(DE));
        prop_assert!(countries.is_ok(), "{:?} of {}", countries, answer);
        let read: Vec<_> = countries.unwrap().into_iter().map(|one| (one.code, one.name)).collect();
        let country = |one: &Value| {
            let code = one["key"].as_str().filter(|code| code.len() == 2)?;
            Some((code.to_owned(), shown(&one["value"])?.to_owned()))
        };
        prop_assert_eq!(read, list(answer).iter().filter_map(country).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn how_somebody_came_is_read() {
    let told = |answer: &Value, name: &str| {
        let one = |one: &Value| (one["id"].as_i64().unwrap(), one[name].as_str().unwrap().to_owned());
        list(answer).iter().map(one).collect::<Vec<_>>()
    };
    connect("GET", "/connect/v1/referral", |desk, answer| {
        let referrals = desk.wait(desk.connect.referrals(STUDIO));
        prop_assert!(referrals.is_ok(), "{:?} of {}", referrals, answer);
        let read: Vec<_> = referrals.unwrap().into_iter().map(|one| (one.id.0, one.name)).collect();
        prop_assert_eq!(read, told(answer, "type"));
        Ok(())
    });
    connect("GET", "/connect/v1/campaign", |desk, answer| {
        let campaigns = desk.wait(desk.connect.campaigns(STUDIO));
        prop_assert!(campaigns.is_ok(), "{:?} of {}", campaigns, answer);
        let read: Vec<_> = campaigns.unwrap().into_iter().map(|one| (one.id.0, one.name)).collect();
        prop_assert_eq!(read, told(answer, "name"));
        Ok(())
    });
}

/// A place that cannot be found is none, whatever the document allows.
#[test]
fn the_place_of_a_picture_is_read() {
    connect("GET", "/connect/v1/prospectimage/uploadurl", |desk, answer| {
        for url in [answer["uploadUrl"].clone(), json!("https://pictures.example/1?signature=a%2Fb")] {
            let mut answer = answer.clone();
            let usable = url.as_str().is_some_and(|url| url.starts_with("https://pictures"));
            if usable {
                answer["uploadUrl"] = url;
            }
            desk.server.answers(200, Some(&answer));
            let place = desk.wait(desk.connect.picture_place());
            let key = place.as_ref().ok().map(|place| place.key().expose().as_str());
            prop_assert_eq!(key, shown(&answer["objectKey"]).filter(|_| usable), "{}", answer);
        }
        Ok(())
    });
}

#[test]
fn what_was_signed_is_read() {
    connect("POST", "/connect/v1/rate-bundle", |desk, answer| {
        let request = people::contract(BASIC, people::plain(Country::DE), Payment::Cash);
        let signed = desk.wait(desk.connect.sign(&request, DE));
        prop_assert!(signed.is_ok(), "{:?} of {}", signed, answer);
        let signed = signed.unwrap();
        prop_assert_eq!(signed.customer.map(|id| id.0), answer[" customer id"].as_i64());
        prop_assert_eq!(signed.member_number.expose().as_deref(), shown(&answer[" customer member number"]));
        prop_assert_eq!(
            signed.registration_url.expose().as_deref(),
            shown(&answer["Quick registration url for MySports"])
        );
        let payment = "Optional payment url where the user needs to be redirected to";
        prop_assert_eq!(signed.payment_url.expose().as_deref(), shown(&answer[payment]));
        Ok(())
    });
}

/// The twin's answer stands for the one that is not published.
#[test]
fn a_payment_session_is_read() {
    let request = PaymentSessionRequest {
        studio: STUDIO,
        amount: Money::new(0, Currency::EUR),
        choices: vec![],
        reference: hidden("Nordlicht"),
        payer: Redacted::new(None),
    };
    open("POST", "/v1/payments/user-session", move |desk, answer| {
        let session = desk.wait(desk.connect.payment_session(&request));
        let Some(token) = shown(&answer["token"]) else {
            prop_assert_eq!(session, Err(GARBLED));
            return Ok(());
        };
        prop_assert!(session.is_ok(), "{:?} of {}", session, answer);
        let session = session.unwrap();
        prop_assert_eq!(session.token.expose(), token);
        let until: Timestamp = answer["tokenValidUntil"].as_str().unwrap().parse().unwrap();
        prop_assert_eq!(session.valid_until, until);
        let payer = session.payer.expose().map(|payer| payer.to_string());
        prop_assert_eq!(payer.as_deref(), answer["finionPayCustomerId"].as_str());
        Ok(())
    });
}

#[test]
fn rate_vouchers_are_read() {
    connect("GET", "/connect/v1/contractvoucher/A/validate", |desk, answer| {
        let found = desk.wait(desk.connect.rate_voucher(&hidden("A"), STUDIO));
        let Ok(RateVoucherAnswer::Good(voucher)) = found else {
            return Err(TestCaseError::fail(format!("{found:?} of {answer}")));
        };
        prop_assert_eq!(voucher.name.as_deref(), shown(&answer["rateName"]));
        prop_assert_eq!(voucher.term.as_deref(), shown(&answer["rateDetailTerm"]));
        let period = &answer["validityPeriod"];
        for (read, name) in [(voucher.from, "startDate"), (voucher.to, "endDate")] {
            is_day(read, &period[name])?;
        }
        Ok(())
    });
    connect("POST", "/connect/v1/contractvoucher/A/redeem", |desk, answer| {
        let request = people::redemption(people::plain(Country::DE), "A");
        let redeemed = desk.wait(desk.connect.redeem_rate_voucher(&request));
        prop_assert!(redeemed.is_ok(), "{:?} of {}", redeemed, answer);
        let redeemed = redeemed.unwrap();
        prop_assert_eq!(redeemed.customer_number.expose().as_deref(), shown(&answer["customerNumber"]));
        Ok(())
    });
}

/// What a voucher does, by the fields of its own.
fn has_voucher(told: &Value) -> bool {
    let discounts = ["ABSOLUTE", "PERCENTAGE"].iter().any(|kind| told["discountType"] == *kind);
    !told["voucherType"].is_null()
        || told["creditValue"].is_number()
        || discounts && told["discountValue"].is_number()
}

fn is_preview(preview: &Preview, told: &Value) -> TestCaseResult {
    let prices = [
        (preview.base_price, "basePrice"),
        (preview.age_price, "ageAdjustedPrice"),
        (preview.pre_use_charge, "preUseCharge"),
    ];
    for (read, name) in prices {
        let near = match (read, told[name].as_f64()) {
            (Some(money), Some(amount)) => {
                #[allow(clippy::cast_precision_loss, reason = "no amount comes near 2^52 cents")]
                let cents = money.minor as f64;
                amount.mul_add(-100.0, cents).abs() <= 0.501
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        prop_assert!(near, "{}: {:?} of {}", name, read, told[name]);
    }
    prop_assert_eq!(preview.fees.len(), list(&told["flatFeePreviews"]).len());
    prop_assert_eq!(preview.modules.len(), list(&told["selectedOptionalModulesPreviews"]).len());
    prop_assert_eq!(preview.module_consents.len(), list(&told["moduleConsentTextBlocks"]).len());
    prop_assert_eq!(preview.volume.is_some(), told["contractVolumeInformation"].is_object());
    match &preview.voucher {
        _ if shown(&told["voucherErrorCode"]).is_some() => {
            prop_assert!(matches!(preview.voucher, Some(Err(_))), "{:?}", preview.voucher);
        }
        Some(Ok(voucher)) => {
            prop_assert_eq!(voucher.text_blocks.len(), list(&told["voucherTextBlocks"]).len());
            prop_assert_eq!(voucher.remarks.as_deref(), shown(&told["voucherRemarks"]));
        }
        None => {
            // An amount that is no whole number of cents is an effect nobody can name.
            let unnamed = told["voucherType"].is_null() && !told["creditValue"].is_number();
            prop_assert!(!has_voucher(told) || unnamed, "{}", told);
        }
        Some(Err(_)) => prop_assert!(false, "refused without a reason: {}", told),
    }
    Ok(())
}

/// Nothing in a preview that is only odd fails it.
#[test]
fn previews_are_read() {
    let request = people::contract(BASIC, people::plain(Country::DE), Payment::Cash);
    connect("POST", "/connect/v2/preview", move |desk, answer| {
        let preview = desk.wait(desk.connect.preview(&request, Currency::EUR, DE));
        let Ok(PreviewAnswer::Ready(preview)) = preview else {
            return Err(TestCaseError::fail(format!("{preview:?} of {answer}")));
        };
        is_preview(&preview, answer)
    });
}

/// The categories of an error, each once, as far as they can go into a log.
fn categories(told: &[Value]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for category in told.iter().flat_map(|one| list(&one["errorCodes"])) {
        let category = category.as_str().unwrap_or_default().to_owned();
        if !category.is_empty() && !once.contains(&category) {
            once.push(category);
        }
    }
    once
}

/// Every published status with an error body; with 400, errors come by themselves or in a list.
#[test]
fn refusals_of_the_connect_api_are_read() {
    let schema = document(Api::Connect).schema("ConnectApiErrorResponseDto");
    each(Api::Connect, schema, |desk, answer| {
        let forms = [(400, vec![answer.clone()]), (400, vec![answer.clone(), answer.clone()])];
        let single = [400, 403, 409, 500].map(|status| (status, answer.clone(), vec![answer.clone()]));
        let listed = forms.map(|(status, list)| (status, json!(list), list));
        for (status, body, errors) in single.into_iter().chain(listed) {
            desk.server.answers(status, Some(&body));
            let request = people::contract(BASIC, people::plain(Country::DE), Payment::Cash);
            let lead = people::lead(people::bare_prospect(Country::DE));
            let calls = [
                desk.wait(desk.connect.offers(STUDIO, Currency::EUR, DE)).map(drop),
                desk.wait(desk.connect.sign(&request, DE)).map(drop),
                desk.wait(desk.connect.preview(&request, Currency::EUR, DE)).map(drop),
                desk.wait(desk.connect.create_lead(&lead)).map(drop),
            ];
            for (at, call) in calls.into_iter().enumerate() {
                let Err(Error::Status(refusal)) = call else {
                    return Err(TestCaseError::fail(format!("{call:?} of {status} {body}")));
                };
                // Of a contract the vendor says so that its picture cannot be read.
                let picture = at == 1 && status == 500 && refusal.has("VALIDATION_FAILED");
                prop_assert_eq!(refusal.status, if picture { 400 } else { status });
                prop_assert_eq!(&refusal.codes, &categories(&errors));
                prop_assert!(refusal.message.is_none(), "a message for developers was kept");
            }
        }
        Ok(())
    });
}

/// The 404 has no body here, and means that there is no such thing.
#[test]
fn a_404_without_a_body_is_the_vendors() {
    for (method, path) in document(Api::Connect).operations() {
        let operation = document(Api::Connect).find(&method, &path).unwrap();
        assert_eq!(operation.answer(404), Some(None), "{path} has a body now");
    }
    let desk = Desk::open();
    desk.server.answers(404, None);
    let is_none = |error: Error| matches!(error, Error::Status(refusal) if refusal.status == 404);
    assert!(is_none(desk.wait(desk.connect.offers(StudioId(1), Currency::EUR, DE)).unwrap_err()));
    assert!(is_none(desk.wait(desk.connect.studio(StudioId(1))).unwrap_err()));
    let request = people::contract(BASIC, people::plain(Country::DE), Payment::Cash);
    assert!(is_none(desk.wait(desk.connect.sign(&request, DE)).unwrap_err()));
    assert_eq!(desk.wait(desk.connect.province("1")), Ok(None));
    assert!(desk.wait(desk.connect.birth_information(&hidden("A"))).unwrap().expose().is_none());
    assert_eq!(
        desk.wait(desk.connect.rate_voucher(&hidden("A"), STUDIO)),
        Ok(RateVoucherAnswer::Refused(VoucherProblem::Unknown))
    );
}
