//! What is asked on the way to becoming a member.

use domain::{StudioId, TermId};
use jiff::Timestamp;
use sandbox::{Api, BadVoucher, Country, SlotTimes};
use serde_json::{Value, json};

use super::{Story, story};
use crate::caller::Ask;
use crate::people::{BASIC, COMPLETE, SIGNATURE, STUDIO};
use crate::unpublished::SESSION;

type Prepare = fn(&sandbox::Sandbox);

/// The day these stories are played on, and the first slot of the next.
const TODAY: &str = "2024-02-29";
const SLOT: &str = "2024-03-01T09:00:00.000Z";

fn get(path: impl Into<String>) -> Ask {
    Ask::new(Api::Connect, "GET", path)
}

fn post(path: &str, body: Value) -> Ask {
    Ask::new(Api::Connect, "POST", path).json(body)
}

fn sign(body: Value) -> Ask {
    post("/connect/v1/rate-bundle", body)
}

fn preview(body: Value) -> Ask {
    post("/connect/v2/preview", body)
}

/// Sets a field named by its path, or removes it for null.
fn with(mut body: Value, path: &str, value: Value) -> Value {
    let (parent, name) = path.rsplit_once('/').expect("a path");
    let fields = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    if value.is_null() {
        fields.remove(name);
    } else {
        fields.insert(name.to_owned(), value);
    }
    body
}

fn customer() -> Value {
    json!({
        "firstname": "Testa", "lastname": "Prova", "dateOfBirth": "1990-01-01", "gender": "FEMALE",
        "placeOfBirth": "Roma", "email": "testa@example.com", "street": "Raboisen", "houseNumber": "3-4",
        "zipCode": "22099", "city": "Hamburg", "countryCode": "DE", "paymentChoice": "DIRECT_DEBIT",
        "bankAccount": {"accountHolder": "Testa Prova", "iban": "DE89370400440532013000"},
    })
}

fn order(term: TermId) -> Value {
    json!({
        "studioId": STUDIO,
        "contract": {"rateBundleTermId": term, "startDate": TODAY},
        "customer": customer(),
    })
}

/// An order with signatures, modules, use before the start and a voucher.
fn whole() -> Value {
    let signature = json!({"base64Svg": SIGNATURE});
    let mut body = order(COMPLETE);
    body["voucherCode"] = json!(sandbox::codes::AMOUNT);
    body["contract"] = json!({
        "rateBundleTermId": COMPLETE, "startDate": "2024-04-01", "preuseDate": "2024-03-10",
        "contractSignature": signature, "sepaSignature": signature,
        "textBlockSignatures": [
            {"textBlockId": 5002, "base64Svg": SIGNATURE}, {"textBlockId": 5003, "base64Svg": SIGNATURE},
        ],
        "selectedRateBundleModules": [{"id": 3011}, {"id": 3014}],
        "optionalRateBundleTermModules": [{"id": 3021}, {"id": 3022}],
        "notes": "by the window",
    });
    body
}

fn lead() -> Value {
    let channels =
        |id: i64| json!({"messageCategoryId": id, "activeCommunicationChannels": ["EMAIL", "PHONE"]});
    json!({
        "studioId": STUDIO, "firstname": "Zoë", "lastname": "d’Œuvre", "email": "zoe@example.com",
        "firstname2": "A", "lastname2": "B", "taxId": "1", "gender": "FEMALE", "dateOfBirth": "1990-05-01",
        "phone": "+49 431 123", "street": "Raboisen", "houseNumber": "3", "zipCode": "24103", "city": "Kiel",
        "countryCode": "DE", "province": "P", "provinceCode": "PC", "streetType": "T", "streetBlock": "B",
        "portal": "1", "stairway": "2", "floor": "3", "door": "4", "additionalAddressInformation": "5",
        "notes": "mornings", "sourceCampaignId": 91, "locale": "de_DE",
        "communicationPreferences": [channels(71), channels(72), channels(73)],
    })
}

fn trial(slot: &str) -> Value {
    json!({
        "studioId": STUDIO, "startDateTime": slot, "trainerRequired": true,
        "leadCustomer": {
            "firstname": "Zoë", "lastname": "d’Œuvre", "email": "zoe@example.com", "dateOfBirth": "1990-05-01",
        },
    })
}

fn redemption() -> Value {
    let customer = with(
        with(json!({"x": customer()}), "/x/paymentChoice", json!("CASH")),
        "/x/bankAccount",
        Value::Null,
    );
    json!({"organizationUnitId": STUDIO, "contractStartDate": TODAY, "customerDto": customer["x"]})
}

fn person() -> Value {
    json!({
        "studioId": STUDIO, "firstname": "Testa", "lastname": "Prova", "dateOfBirth": "1990-01-01",
        "taxId": "PRVTST90A41H501W", "gender": "FEMALE", "placeOfBirth": "Roma", "countryOfBirth": "IT",
    })
}

fn session() -> Value {
    json!({"studioId": STUDIO, "amount": 0, "scope": "MEMBER_ACCOUNT", "referenceText": "Nordlicht"})
}

pub fn stories() -> Vec<Story> {
    let mut all = the_studio();
    all.extend(questions());
    all.extend(contracts());
    all.extend(vouchers());
    all.extend(visitors());
    all.extend(countries());
    all
}

fn the_studio() -> Vec<Story> {
    let list = |query: &str| get(format!("/connect/v2/studio{query}"));
    let of = |id: StudioId| {
        [
            format!("/connect/v2/studio/{id}"),
            format!("/connect/v2/studio/details/{id}"),
            format!("/connect/v2/studio/{id}/legalinfo"),
            format!("/connect/v1/studio/{id}/communication-settings"),
            format!("/connect/v1/studio/{id}/sepa/agreement"),
            format!("/connect/v1/studio/{id}/rate/2001/sepa/agreement"),
            format!("/connect/v1/rate-bundle?studioId={id}"),
            format!("/connect/v1/campaign?studioId={id}"),
            format!("/connect/v1/referral?studioId={id}"),
            format!("/connect/v1/trialsession/config/validation?studioId={id}"),
            format!("/connect/v1/trialsession?studioId={id}&startDate={TODAY}&endDate=2024-03-31"),
        ]
        .map(get)
    };
    let here =
        |prepare| Story { about: "the studio", prepare, steps: of(STUDIO).map(|ask| (200, ask)).into() };
    vec![
        story(
            "the public list of studios",
            vec![
                (200, list("")),
                (200, list("?addressSearchQuery=Kie")),
                (200, list("?addressSearchQuery=Z%C3%BCrich")),
                (200, list("?studioTags=NORD")),
            ],
        ),
        here(|studio| studio.configure(|settings| settings.slot_times = SlotTimes::Utc)),
        here(|studio| {
            studio.configure(|settings| {
                settings.slot_times = SlotTimes::Utc;
                settings.large_offer = true;
                settings.contract_volume = false;
                settings.trial_minimum_age = None;
                settings.opening_date = "2024-06-01".parse().ok();
            });
        }),
        story("another studio", of(StudioId(1)).map(|ask| (404, ask)).into()),
        story(
            "another offer, and no studio at all",
            vec![
                (404, get(format!("/connect/v1/studio/{STUDIO}/rate/1/sepa/agreement"))),
                (400, get("/connect/v1/rate-bundle")),
                (400, get("/connect/v1/campaign")),
                (400, get("/connect/v1/referral?studioId=north")),
                (400, get("/connect/v1/trialsession/config/validation")),
                (
                    400,
                    get(format!(
                        "/connect/v1/trialsession?studioId={STUDIO}&startDate=today&endDate={TODAY}"
                    )),
                ),
            ],
        ),
    ]
}

fn questions() -> Vec<Story> {
    let account = |query: &str| get(format!("/connect/v1/bankaccount{query}"));
    let holder = |query: &str| get(format!("/connect/v1/bankaccount/validate/accountholder{query}"));
    let province = |query: &str| get(format!("/connect/v1/addressdata/italy/province{query}"));
    let code = |query: &str| get(format!("/connect/v1/terminal/customer-data-by-codicefiscale{query}"));
    let tax_id = |body: Value| post("/connect/v1/validation/taxId", body);
    let person = person();
    vec![
        story(
            "accounts",
            vec![
                (200, account(&format!("?iban=DE89370400440532013000&organizationUnitId={STUDIO}"))),
                (200, account("?iban=TR330006100519786457841326")),
                (200, account("?iban=IT61X0542811101000000123456")),
                (404, account("?iban=DE89370400440532013000&organizationUnitId=1")),
                (400, account("")),
                (200, holder("?accountHolder=%C3%9Cnal%20%C3%96")),
                (200, holder("?accountHolder=1%3C2")),
                (400, holder("")),
            ],
        ),
        story(
            "people and places",
            vec![
                (200, tax_id(person.clone())),
                (400, tax_id(with(json!({"x": person}), "/x/taxId", Value::Null)["x"].clone())),
                (404, tax_id(with(json!({"x": person}), "/x/studioId", json!(1))["x"].clone())),
                (200, province("?zipCode=16126")),
                (404, province("?zipCode=99999")),
                (400, province("")),
                (200, code("?codiceFiscale=PRVTST90A41H501W")),
                (200, code("?codiceFiscale=DSMMLC75L55Z112G")),
                (400, code("?codiceFiscale=PRVTST90A41H501A")),
                (200, get("/connect/v1/i18n/countries?locale=de")),
                (400, get("/connect/v1/i18n/countries")),
                (200, get("/connect/v1/prospectimage/uploadurl")),
            ],
        ),
        story(
            "a payment session",
            vec![
                (200, post(SESSION, session())),
                (400, post(SESSION, with(json!({"x": session()}), "/x/scope", Value::Null)["x"].clone())),
                (404, post(SESSION, with(json!({"x": session()}), "/x/studioId", json!(1))["x"].clone())),
            ],
        ),
    ]
}

fn contracts() -> Vec<Story> {
    // Two with one payment frequency each, then by instalments, on days of the year, once and for nothing.
    let terms = [COMPLETE.0, 2102, 2103, BASIC.0, 2112, 2121, 2131, 2141, 2151].map(TermId);
    let bad = |ask: fn(Value) -> Ask| {
        vec![
            (400, ask(json!({}))),
            (400, ask(with(order(COMPLETE), "/contract/startDate", json!("29.2.2024")))),
            (400, ask(with(order(COMPLETE), "/customer/firstname", Value::Null))),
            (404, ask(with(order(COMPLETE), "/studioId", json!(1)))),
            (404, ask(order(TermId(1)))),
        ]
    };
    let mut wrong = bad(sign);
    wrong.extend(bad(preview));
    wrong.push((400, sign(order(COMPLETE))));
    wrong.push((500, sign(with(whole(), "/customer/imageObjectKey", json!("never-uploaded")))));
    wrong.push((400, sign(with(whole(), "/customer/paymentChoice", json!("TWINT")))));
    vec![
        story("what each term costs", terms.map(|term| (200, preview(order(term)))).into()),
        story(
            "signed with everything, and signed again",
            vec![(200, preview(whole())), (200, sign(whole())), (409, sign(whole()))],
        ),
        story("signed with little", vec![(200, sign(order(BASIC))), (409, sign(order(BASIC)))]),
        story("wrong", wrong.clone()),
        Story {
            about: "wrong, said in lists",
            prepare: |studio| studio.configure(|settings| settings.errors_in_list = true),
            steps: wrong,
        },
    ]
}

fn vouchers() -> Vec<Story> {
    use sandbox::codes::{
        AMOUNT, BONUS, COMPANY, CREDIT, ELSEWHERE, EXPIRED, OTHER_RATE, PERCENT, RATE, RATE_EXPIRED, RATES,
    };
    let of = |code: &str| preview(with(order(COMPLETE), "/voucherCode", json!(code)));
    let signed = |code: &str| sign(with(order(BASIC), "/voucherCode", json!(code)));
    let bad = [ELSEWHERE, EXPIRED, OTHER_RATE, RATE, "NORD-NOTHING"];
    let validate = |code: &str, studio: StudioId| {
        get(format!("/connect/v1/contractvoucher/{code}/validate?organizationUnitId={studio}"))
    };
    let redeem = |code: &str, body: Value| post(&format!("/connect/v1/contractvoucher/{code}/redeem"), body);
    vec![
        story("vouchers", [PERCENT, AMOUNT, BONUS, COMPANY, CREDIT].map(|code| (200, of(code))).into()),
        story("vouchers that are not good, in the body", bad.map(|code| (200, of(code))).into()),
        Story {
            about: "vouchers that are not good, refused",
            prepare: |studio| studio.configure(|settings| settings.bad_voucher = BadVoucher::BadRequest),
            steps: bad.map(|code| (400, of(code))).into(),
        },
        story("signed with a voucher that is not good", bad.map(|code| (400, signed(code))).into()),
        story("signed with a credit", vec![(200, signed(CREDIT))]),
        story(
            "a voucher that is a contract",
            vec![
                (200, validate(RATE, STUDIO)),
                (400, validate(PERCENT, STUDIO)),
                (400, validate(RATE_EXPIRED, STUDIO)),
                (404, validate(RATE, StudioId(1))),
                (400, redeem(RATE, json!({"organizationUnitId": STUDIO}))),
                (
                    404,
                    redeem(
                        RATE,
                        with(json!({"x": redemption()}), "/x/organizationUnitId", json!(1))["x"].clone(),
                    ),
                ),
                (200, redeem(RATE, redemption())),
                (400, validate(RATE, STUDIO)),
                (409, redeem(RATES[0], redemption())),
            ],
        ),
    ]
}

fn visitors() -> Vec<Story> {
    let create = |body: Value| post("/connect/v1/lead", body);
    let read = |uuid: &str| get(format!("/connect/v1/lead/{uuid}"));
    let book = |body: Value| post("/connect/v1/trialsession/book", body);
    let lost: Prepare = |studio| {
        studio.lose_slot(SLOT.parse::<Timestamp>().expect("a time"));
    };
    let bare = json!({"studioId": STUDIO, "firstname": "Zoë", "lastname": "d’Œuvre"});
    vec![
        story(
            "a lead",
            vec![
                (200, create(lead())),
                (200, read("<uuid>")),
                (200, create(bare)),
                (200, read("<uuid>")),
                (400, create(json!({"studioId": STUDIO}))),
                (404, create(with(json!({"x": lead()}), "/x/studioId", json!(1))["x"].clone())),
                (400, read("1")),
                (404, read("5d19bb70-d72b-45ae-9b5e-c4257877bdbb")),
            ],
        ),
        story(
            "a trial session",
            vec![
                (200, book(trial(SLOT))),
                (400, book(trial(SLOT))),
                (400, book(json!({"studioId": STUDIO}))),
                (404, book(with(json!({"x": trial(SLOT)}), "/x/studioId", json!(1))["x"].clone())),
            ],
        ),
        Story { about: "a slot that is gone", prepare: lost, steps: vec![(409, book(trial(SLOT)))] },
        story("no visit by members", vec![(200, sign(order(BASIC))), (400, book(of_a_member()))]),
    ]
}

/// A trial session for whoever signed [`order`].
fn of_a_member() -> Value {
    let mut body = trial(SLOT);
    for (name, value) in [("firstname", "Testa"), ("lastname", "Prova"), ("email", "testa@example.com")] {
        body["leadCustomer"][name] = json!(value);
    }
    body
}

/// What is different elsewhere: addresses, money, and what has to be filled in.
fn countries() -> Vec<Story> {
    let prepared: [(Prepare, &str, bool); 4] = [
        (|studio| studio.set_country(Country::ES), "00000014Z", true),
        (|studio| studio.set_country(Country::IT), "PRVTST90A41H501W", true),
        (|studio| studio.set_country(Country::TR), "12345678950", true),
        // Only cards are taken there, and nobody has one in this story.
        (|studio| studio.set_country(Country::US), "078-05-1120", false),
    ];
    let elsewhere = |(prepare, tax_id, signs): (Prepare, &str, bool)| {
        let body = with(whole(), "/customer/taxId", json!(tax_id));
        let body = if signs { body } else { with(body, "/customer/paymentChoice", json!("CREDIT_CARD")) };
        Story {
            about: "elsewhere",
            prepare,
            steps: vec![
                (200, get("/connect/v2/studio")),
                (200, get(format!("/connect/v2/studio/details/{STUDIO}"))),
                (200, get(format!("/connect/v1/rate-bundle?studioId={STUDIO}"))),
                (200, get(format!("/connect/v1/studio/{STUDIO}/sepa/agreement"))),
                (200, preview(body.clone())),
                (if signs { 200 } else { 400 }, sign(body)),
            ],
        }
    };
    prepared.into_iter().map(elsewhere).collect()
}

/// One good request to every call of the Connect API.
pub fn of_the_connect_api() -> Vec<Ask> {
    let uuid = "5d19bb70-d72b-45ae-9b5e-c4257877bdbb";
    let paths = [
        "/connect/v2/studio".to_owned(),
        format!("/connect/v2/studio/{STUDIO}"),
        format!("/connect/v2/studio/details/{STUDIO}"),
        format!("/connect/v2/studio/{STUDIO}/legalinfo"),
        format!("/connect/v1/studio/{STUDIO}/communication-settings"),
        format!("/connect/v1/studio/{STUDIO}/sepa/agreement"),
        format!("/connect/v1/studio/{STUDIO}/rate/2001/sepa/agreement"),
        format!("/connect/v1/rate-bundle?studioId={STUDIO}"),
        format!("/connect/v1/contractvoucher/{}/validate?organizationUnitId={STUDIO}", sandbox::codes::RATE),
        "/connect/v1/bankaccount?iban=DE89370400440532013000".to_owned(),
        "/connect/v1/bankaccount/validate/accountholder?accountHolder=A".to_owned(),
        "/connect/v1/addressdata/italy/province?zipCode=16126".to_owned(),
        "/connect/v1/i18n/countries?locale=de".to_owned(),
        format!("/connect/v1/campaign?studioId={STUDIO}"),
        format!("/connect/v1/referral?studioId={STUDIO}"),
        "/connect/v1/terminal/customer-data-by-codicefiscale?codiceFiscale=PRVTST90A41H501W".to_owned(),
        "/connect/v1/prospectimage/uploadurl".to_owned(),
        format!("/connect/v1/lead/{uuid}"),
        format!("/connect/v1/trialsession?studioId={STUDIO}&startDate={TODAY}&endDate={TODAY}"),
        format!("/connect/v1/trialsession/config/validation?studioId={STUDIO}"),
    ];
    let mut all: Vec<Ask> = paths.into_iter().map(get).collect();
    all.extend([
        sign(whole()),
        preview(whole()),
        post(&format!("/connect/v1/contractvoucher/{}/redeem", sandbox::codes::RATE), redemption()),
        post("/connect/v1/validation/taxId", person()),
        post("/connect/v1/lead", lead()),
        post("/connect/v1/trialsession/book", trial(SLOT)),
        post(SESSION, session()),
    ]);
    all
}
