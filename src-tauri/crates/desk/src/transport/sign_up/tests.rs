//! Against a vendor that answers what a test says, one answer a request.

mod vendor;

use domain::{ContractId, CustomerId, StudioId, TermId, Unknown};
use jiff::civil::date;
use magicline::connect::{Address, Applicant, Birth, Contact, Payment, Person, Prospect, Signatures};
use magicline::{Contract, Customer, Error, Refusal};
use outbox::{Act, Decision, ItemId, Job, Lane, NewItem, Outbox, Report, Rules, StoreKey};
use uuid::Uuid;

use super::look_up::{Likeness, Signer, Trace};
use super::send::{Attempt, changed, refused_or};
use super::*;
use vendor::Vendor;

const SIGNED_AT: &str = "2026-11-29T18:00:00Z";
const PREVIEW: &str = r#"{"basePrice":29.9,"preUseCharge":5,"flatFeePreviews":[{"identifier":"STARTER",
    "name":"Starter","price":49}]}"#;
const MADE: &str =
    r#"{"customerId":77,"customerMemberNumber":"1-77","registrationUrl":"https://a.example/r"}"#;

fn some<T>(value: T) -> Redacted<Option<T>> {
    Redacted::new(Some(value))
}

fn applicant() -> Applicant {
    Applicant {
        person: Redacted::new(Person {
            first_name: "Zoë".to_owned(),
            last_name: "de la O".to_owned(),
            ..Person::default()
        }),
        birth: Redacted::new(Birth { date: date(1990, 5, 4), place: None, country: None }),
        address: Redacted::new(Address { country: "DE".to_owned(), ..Address::default() }),
        contact: Redacted::new(Contact { email: "zoe@example.org".to_owned(), ..Contact::default() }),
        document: Redacted::new(None),
        preferences: Vec::new(),
        picture: Redacted::new(None),
        referral_code: Redacted::new(None),
        lead: Redacted::new(None),
        language: None,
        locale: None,
    }
}

fn request() -> ContractRequest {
    ContractRequest {
        studio: StudioId(1),
        term: TermId(2),
        start: date(2026, 12, 1),
        pre_use: None,
        selected_modules: Vec::new(),
        optional_modules: Vec::new(),
        voucher: Redacted::new(None),
        applicant: applicant(),
        payment: Redacted::new(Payment::Cash),
        signatures: Redacted::new(Signatures::default()),
        referral: None,
        notes: Redacted::new(None),
    }
}

fn prospect() -> Prospect {
    let Applicant { person, contact, .. } = applicant();
    let (birth, address) = (Redacted::new(None), Redacted::new(None));
    Prospect { person, birth, address, contact, preferences: Vec::new() }
}

fn terms() -> Terms {
    Terms::new(SIGNED_AT.parse().unwrap(), Language::DE, Currency::EUR)
}

/// What [`PREVIEW`] says, as it is kept.
const AGREED: &str = r#"{"term":"29.90 EUR","lines":[["base","29.90 EUR"],["fee STARTER",""],
    ["fee STARTER price","49.00 EUR"],["pre-use","5.00 EUR"]]}"#;

fn contract() -> SignUpBody {
    let (request, agreed) = (Box::new(request()), serde_json::from_str(AGREED).unwrap());
    SignUpBody::Contract { request, agreed, terms: terms(), draft: "{\"step\":\"summary\"}".to_owned() }
}

fn redemption() -> SignUpBody {
    let request = RedeemRequest {
        studio: StudioId(1),
        code: Redacted::new("RATE".to_owned()),
        start: date(2026, 12, 1),
        pre_use: None,
        applicant: applicant(),
    };
    SignUpBody::RateVoucher { request: Box::new(request), terms: terms(), draft: String::new() }
}

fn lead() -> SignUpBody {
    let request = LeadRequest {
        studio: StudioId(1),
        prospect: prospect(),
        notes: Redacted::new(None),
        campaign: None,
        locale: None,
    };
    SignUpBody::Lead { request: Box::new(request), terms: terms(), draft: String::new() }
}

fn trial() -> SignUpBody {
    let request = TrialRequest {
        studio: StudioId(1),
        start: "2026-12-01T09:00:00.000Z".to_owned(),
        with_trainer: true,
        prospect: prospect(),
        lead: Redacted::new(None),
        note: Redacted::new(None),
        participants: None,
        referral: None,
        campaign: None,
        referral_code: Redacted::new(None),
    };
    SignUpBody::Trial { request: Box::new(request), terms: terms(), draft: String::new() }
}

fn job(body: &SignUpBody, act: Act) -> Job {
    let kind = match body {
        SignUpBody::Contract { .. } => Kind::Contract,
        SignUpBody::RateVoucher { .. } => Kind::RateVoucher,
        SignUpBody::Lead { .. } => Kind::Lead,
        SignUpBody::Trial { .. } => Kind::TrialBooking,
        SignUpBody::Picture { .. } => Kind::Picture,
    };
    Job {
        id: ItemId(1),
        kind,
        act,
        lane: Lane::public(),
        attempt: 1,
        transaction: None,
        reference_before: None,
        body: body.write(),
    }
}

async fn send(vendor: &Vendor, job: &Job) -> Attempt {
    let (connect, members) = (vendor.connect(), vendor.members());
    perform(Connection { connect: &connect, members: Some(&members), outbox: None }, job)
        .await
        .expect("it can be read back")
}

fn because(code: Option<&str>) -> Report {
    Report::Refused { words: None, code: code.map(str::to_owned), trace_id: None }
}

fn done(reference: &str) -> Report {
    Report::Delivered { reference: Some(reference.to_owned()), trace_id: None }
}

#[test]
fn the_draft_is_found_in_the_body_of_its_item_and_nowhere_else() {
    let draft = SignUpBody::draft_in(&contract().write()).unwrap();
    assert_eq!(draft.expose(), "{\"step\":\"summary\"}");
    for other in [draft, SignUpBody::picture(&[1]).write(), Redacted::new("nothing".to_owned())] {
        assert!(SignUpBody::draft_in(&other).is_none());
    }
}

#[tokio::test]
async fn a_contract_is_posted_once_after_the_preview_said_the_same_again() {
    let vendor = Vendor::answers([(200, PREVIEW), (200, MADE)]).await;
    let attempt = send(&vendor, &job(&contract(), Act::Send)).await;
    assert_eq!(attempt.report, done("1-77"));
    let result = attempt.result.unwrap();
    assert_eq!(result.customer, Some(CustomerId(77)));
    assert_eq!(result.registration.unwrap().expose(), "https://a.example/r");
    assert_eq!(vendor.asked(), ["POST /connect/v2/preview", "POST /connect/v1/rate-bundle"]);
}

#[tokio::test]
async fn nothing_is_posted_unless_the_preview_says_what_was_agreed_to() {
    let voucher = r#"{"errorCodes":["VOUCHER_VALIDATION_FAILED_INVALID_CODE"],"message":"for developers"}"#;
    let bad = r#"{"errorCodes":["RATE_BUNDLE_TERM_NOT_FOUND","OTHER"],"message":"for developers"}"#;
    for (status, answer, expected) in [
        (200, r#"{"basePrice":30.9}"#, because(Some(code::PRICE_CHANGED))),
        (200, r#"{"basePrice":29.9,"ageAdjustedPrice":19.9}"#, because(Some(code::PRICE_CHANGED))),
        (200, r#"{}"#, because(Some(code::PRICE_CHANGED))),
        (400, bad, because(Some("RATE_BUNDLE_TERM_NOT_FOUND OTHER"))),
        (404, "", because(Some(code::NOT_FOUND))),
        // It is a question that was lost, and no contract.
        (500, "{}", Report::Wait(None)),
        (200, "nonsense", Report::Wait(None)),
    ] {
        let vendor = Vendor::answers([(status, answer)]).await;
        let attempt = send(&vendor, &job(&contract(), Act::Send)).await;
        assert_eq!(attempt.report, expected, "{status} {answer}");
        assert!(attempt.result.is_none());
        assert_eq!(vendor.asked(), ["POST /connect/v2/preview"], "{status} {answer}");
    }
    let SignUpBody::Contract { mut request, agreed, terms, draft } = contract() else { panic!("a contract") };
    request.voucher = some("GONE".to_owned());
    let body = SignUpBody::Contract { request, agreed, terms, draft };
    for (status, answer, expected) in [
        (400, voucher, "VOUCHER_VALIDATION_FAILED_INVALID_CODE"),
        (200, r#"{"basePrice":29.9,"voucherErrorCode":"X"}"#, code::VOUCHER_REFUSED),
    ] {
        let vendor = Vendor::answers([(status, answer)]).await;
        let attempt = send(&vendor, &job(&body, Act::Send)).await;
        assert_eq!(attempt.report, because(Some(expected)), "{answer}");
        assert_eq!(vendor.asked().len(), 1);
    }
}

#[tokio::test]
async fn what_the_vendor_says_to_a_contract_is_told_by_its_constants_only() {
    let refusal = r#"{"errorCodes":["CUSTOMER_EXISTS","OTHER"],"message":"Zoe lives here","traceId":"t"}"#;
    for (status, answer, expected) in [
        (400, refusal, Some(vec!["CUSTOMER_EXISTS", "OTHER"])),
        (409, refusal, Some(vec!["CUSTOMER_EXISTS", "OTHER"])),
        // A picture that cannot be read: no look-up and no later attempt would change that.
        (500, r#"{"errorCodes":["VALIDATION_FAILED"]}"#, Some(vec!["VALIDATION_FAILED"])),
        (500, "{}", None),
        (200, "{}", None),
    ] {
        let vendor = Vendor::answers([(200, PREVIEW), (status, answer)]).await;
        let report = send(&vendor, &job(&contract(), Act::Send)).await.report;
        match (expected, report) {
            (Some(codes), Report::Refused { words, code, .. }) => {
                assert_eq!((words, code), (None, Some(codes.join(" "))), "{status}");
            }
            (None, Report::Unknown(Unknown::VendorFault | Unknown::AnswerGarbled)) => {}
            (_, other) => panic!("{status} {answer}: {other:?}"),
        }
    }
}

/// The vendor's constant is that of everything that is invalid. It is the picture's where one is named, and the status
/// is that of a fault.
#[tokio::test]
async fn a_picture_that_cannot_be_used_is_told_from_whatever_else_is_invalid() {
    let invalid = r#"{"message":"Invalid image format","errorCodes":["VALIDATION_FAILED"]}"#;
    let codes = |more: &str| because(Some(&format!("VALIDATION_FAILED{more}")));
    let lost = Report::Unknown(Unknown::VendorFault);
    for (body, asks, status, picture, expected) in [
        (contract(), true, 500, true, codes(" PICTURE_UNUSABLE")),
        (contract(), true, 400, true, codes("")),
        (contract(), true, 500, false, codes("")),
        (redemption(), false, 500, true, codes(" PICTURE_UNUSABLE")),
        (redemption(), false, 400, true, codes("")),
        (redemption(), false, 500, false, lost),
    ] {
        let preview = asks.then_some((200, PREVIEW));
        let vendor = Vendor::answers(preview.into_iter().chain([(status, invalid)])).await;
        let reference_before = picture.then(|| "pictures/key-1".to_owned());
        let job = Job { reference_before, ..job(&body, Act::Send) };
        assert_eq!(send(&vendor, &job).await.report, expected, "{status} {picture}");
    }
}

#[tokio::test]
async fn a_lost_answer_to_the_contract_is_unknown_and_one_to_the_preview_is_not() {
    let vendor = Vendor::answers([(200, PREVIEW), (0, "")]).await;
    let report = send(&vendor, &job(&contract(), Act::Send)).await.report;
    assert_eq!(report, Report::Unknown(Unknown::AnswerLost));
    let vendor = Vendor::answers([(0, "")]).await;
    let report = send(&vendor, &job(&contract(), Act::Send)).await.report;
    assert_eq!(report, Report::Wait(None));
}

#[tokio::test]
async fn the_picture_is_named_in_what_waited_for_it() {
    for (body, answers) in [
        (contract(), vec![(200, PREVIEW), (200, MADE)]),
        (redemption(), vec![(200, "{\"customerNumber\":\"9\"}")]),
    ] {
        let vendor = Vendor::answers(answers).await;
        let job = Job { reference_before: Some("pictures/key-1".to_owned()), ..job(&body, Act::Send) };
        let _ = send(&vendor, &job).await;
        assert!(vendor.bodies().last().unwrap().contains("pictures/key-1"));
    }
}

#[tokio::test]
async fn every_attempt_at_a_picture_takes_a_new_place() {
    let body = SignUpBody::picture(&[0xff, 0xd8, 0xff, 0xe0]);
    for (status, attempt, expected) in [
        (200, 1, done("key-1")),
        (403, 1, Report::Wait(None)),
        (403, 4, Report::Wait(None)),
        (403, 5, because(Some(code::PICTURE_REFUSED))),
        (500, 9, Report::NotSent),
    ] {
        let vendor = Vendor::with_a_place([(200, "{}"), (status, "")]).await;
        let job = Job { attempt, ..job(&body, Act::Send) };
        assert_eq!(send(&vendor, &job).await.report, expected, "{status}, attempt {attempt}");
        assert_eq!(vendor.asked(), ["GET /connect/v1/prospectimage/uploadurl", "PUT /place"]);
    }
    let no_picture = Vendor::with_a_place([(200, "{}")]).await;
    let report = send(&no_picture, &job(&SignUpBody::picture(b"text"), Act::Send)).await.report;
    assert_eq!(report, Report::Unreadable, "what is no picture is never one");
}

/// The place was asked for when somebody still wanted the contract.
#[tokio::test]
async fn a_picture_is_not_put_anywhere_once_its_contract_was_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, now) = (Outbox::new(folder.path(), Rules::default()), Timestamp::UNIX_EPOCH);
    outbox.open(StoreKey::generate().unwrap(), now).await.unwrap();
    let item = |kind, after, body: &SignUpBody| NewItem {
        key: Uuid::now_v7(),
        kind,
        lane: Lane::public(),
        happened_at: now,
        after,
        order: None,
        amount: None,
        charge: None,
        subject: None,
        body: body.write(),
    };
    let picture = item(Kind::Picture, None, &SignUpBody::picture(&[0xff, 0xd8, 0xff, 0xe0]));
    let signed = item(Kind::Contract, Some(picture.key), &contract());
    outbox.enqueue(picture, now).await.unwrap();
    let signed = outbox.enqueue(signed, now).await.unwrap();
    let attempt = outbox.exchange(Vec::new(), 1, now).await.unwrap().pop().unwrap();
    for (cancelled, wanted, asked) in [(false, Report::Wait(None), 2), (true, because(None), 1)] {
        if cancelled {
            outbox.decide(signed, Decision::Cancel { note: String::new() }, now).await.unwrap();
        }
        let vendor = Vendor::with_a_place([(200, "{}"), (403, "")]).await;
        let connect = vendor.connect();
        let to = Connection { connect: &connect, members: None, outbox: Some(&outbox) };
        let report = perform(to, &attempt).await.unwrap().report;
        assert_eq!((report, vendor.asked().len()), (wanted, asked));
    }
}

#[tokio::test]
async fn leads_trials_and_vouchers_are_told_by_what_the_vendor_calls_them() {
    let made = r#"{"id":5,"customerNumber":"2-5","uuid":"7be3932c-825b-4401-abff-29e9f9410bc7"}"#;
    let no = |code: &'static str| format!(r#"{{"errorCodes":["{code}"]}}"#);
    for (body, status, answer, expected) in [
        (lead(), 200, made.to_owned(), done("2-5")),
        (lead(), 200, r#"{"id":5}"#.to_owned(), done("5")),
        (lead(), 400, no("INVALID_EMAIL"), because(Some("INVALID_EMAIL"))),
        (trial(), 200, made.to_owned(), done("2-5")),
        (trial(), 409, no("CONFLICT"), because(Some(code::CONFLICT))),
        (trial(), 400, no("TRIALSESSION_ALREADY_BOOKED"), because(Some(code::ALREADY_BOOKED))),
        (trial(), 400, no("ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION"), because(Some(code::ACTIVE_MEMBER))),
        (redemption(), 200, r#"{"customerNumber":"3-1"}"#.to_owned(), done("3-1")),
        (redemption(), 400, no("ALREADY_REDEEMED"), because(Some("ALREADY_REDEEMED"))),
    ] {
        let vendor = Vendor::answers([(status, answer.as_str())]).await;
        assert_eq!(send(&vendor, &job(&body, Act::Send)).await.report, expected, "{answer}");
    }
}

const HER_CONTRACT: &str = r#"[{"id":1,"createdDate":"2026-11-29","startDate":"2026-12-01"}]"#;
const SEARCHED: &str = "POST /v1/customers/search";

#[tokio::test]
async fn only_who_signed_since_counts_as_found() {
    let customers = r#"[{"id":77,"customerNumber":"1-77","firstName":"Zoë","lastName":"De la O",
        "dateOfBirth":"1990-05-04","email":"ZOE@example.org","status":"MEMBER"}]"#;
    for (contracts, expected) in [
        (HER_CONTRACT, Report::Found(vec!["1-77".into()])),
        (r#"[{"id":1,"createdDate":"2025-01-01","startDate":"2025-02-01"}]"#, Report::Found(vec![])),
        (r#"[{"id":1,"createdDate":"2026-11-29","startDate":"2027-01-01"}]"#, Report::MayNotLook),
        ("[]", Report::Found(vec![])),
    ] {
        for body in [contract(), redemption()] {
            let vendor = Vendor::answers([(200, customers), (200, customers), (200, contracts)]).await;
            assert_eq!(send(&vendor, &job(&body, Act::LookUp)).await.report, expected, "{contracts}");
            assert_eq!(vendor.asked(), [SEARCHED, SEARCHED, "GET /v1/customers/77/contracts"]);
            let asked = vendor.bodies();
            assert!(!asked[0].contains("example.org"), "one that is spelled in another way hides nobody");
            assert!(!asked[1].contains("Zo"), "a name that is spelled in another way hides nobody");
        }
    }
}

/// The vendor has no fields for second names, and need not spell any as it was entered.
#[tokio::test]
async fn whoever_may_be_the_one_under_another_name_and_signed_since_is_a_persons_business() {
    let named = |first: &str, last: &str, born: &str| {
        format!(
            r#"[{{"id":77,"customerNumber":"1-77","firstName":"{first}","lastName":"{last}",
                "dateOfBirth":{born},"email":"zoe@example.org"}}]"#
        )
    };
    let (born, other) = (r#""1990-05-04""#, r#""1991-05-04""#);
    let (since, before) = (HER_CONTRACT, r#"[{"id":1,"createdDate":"2025-01-01","startDate":"2025-02-01"}]"#);
    let nobody = "[]".to_owned();
    for (by_name, by_email, contracts, expected) in [
        // A second surname, a second first name.
        (named("Zoë", "de la O López", born), nobody.clone(), since, Report::MayNotLook),
        (named("Zoë Can", "de la O", born), nobody.clone(), since, Report::MayNotLook),
        (named("Zoë", "de la O López", "null"), nobody.clone(), since, Report::MayNotLook),
        // Without the accent no search by the name finds her.
        (nobody.clone(), named("Zoe", "de la O", born), since, Report::MayNotLook),
        (nobody.clone(), named("Z.", "O", born), since, Report::MayNotLook),
        // She was a member before, and is no more than that.
        (nobody.clone(), named("Zoe", "de la O", born), before, Report::Found(vec![])),
        (named("Zoë", "de la O López", born), nobody.clone(), before, Report::Found(vec![])),
        // The same letters, put together in another way: it is she.
        (named("Zoe\u{308}", "de la O", born), nobody.clone(), since, Report::Found(vec!["1-77".into()])),
        // Both searches find her, and she is one.
        (
            named("Zoë", "de la O", born),
            named("Zoë", "de la O", born),
            since,
            Report::Found(vec!["1-77".into()]),
        ),
        // Somebody else, of whom nothing more is asked.
        (named("Zoë", "de la O", other), nobody.clone(), "", Report::Found(vec![])),
    ] {
        let vendor = Vendor::answers([(200, &*by_name), (200, &*by_email), (200, contracts)]).await;
        let report = send(&vendor, &job(&contract(), Act::LookUp)).await.report;
        assert_eq!(report, expected, "{by_name} {by_email} {contracts}");
        let asked = vendor.asked();
        assert_eq!(asked.iter().filter(|line| *line == SEARCHED).count(), 2, "{asked:?}");
        assert_eq!(asked.len(), if contracts.is_empty() { 2 } else { 3 }, "{asked:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_a_persons_business() {
    for body in [lead(), trial()] {
        let vendor = Vendor::answers([]).await;
        assert_eq!(send(&vendor, &job(&body, Act::LookUp)).await.report, Report::MayNotLook);
        assert!(vendor.asked().is_empty());
    }
    for (status, expected) in [
        (403, Report::MayNotLook),
        (401, Report::AccessWithdrawn),
        (500, Report::Unknown(Unknown::VendorFault)),
    ] {
        let vendor = Vendor::answers([(status, "{}")]).await;
        assert_eq!(send(&vendor, &job(&contract(), Act::LookUp)).await.report, expected, "{status}");
    }
    let vendor = Vendor::answers([]).await;
    let connect = vendor.connect();
    let without_a_key = Connection { connect: &connect, members: None, outbox: None };
    let attempt = perform(without_a_key, &job(&contract(), Act::LookUp)).await.unwrap();
    assert_eq!(attempt.report, Report::MayNotLook);
}

#[test]
fn a_namesake_may_be_the_one_and_is_not_taken_for_it() {
    let applicant = applicant();
    let signer = Signer::new(&applicant, date(2026, 12, 1), SIGNED_AT.parse().unwrap());
    let customer = |first: &str, last: &str, born: Option<&str>, email: Option<&str>| Customer {
        id: CustomerId(1),
        number: Redacted::new(None),
        first_name: some(first.to_owned()),
        last_name: some(last.to_owned()),
        date_of_birth: Redacted::new(born.map(|born| born.parse().unwrap())),
        email: Redacted::new(email.map(str::to_owned)),
        member: true,
    };
    let (born, email) = (Some("1990-05-04"), Some("zoe@example.org"));
    for (found, likeness) in [
        (customer("Zoë", "de la O", born, email), Likeness::Same),
        (customer(" ZOË ", "De  La O", born, Some("Zoe@Example.org")), Likeness::Same),
        (customer("Zoe\u{308}", "de la O", born, email), Likeness::Same),
        (customer("Zoë", "de la O", None, None), Likeness::Same),
        (customer("Zoe", "de la O", born, email), Likeness::Like),
        (customer("Zoëlle", "de la O", born, email), Likeness::Like),
        (customer("Zoë", "de la O y Núñez", born, email), Likeness::Like),
        (customer("Zoë", "de la O", born, Some("other@example.org")), Likeness::Like),
        (customer("Zoë", "de la O", Some("1990-04-05"), email), Likeness::Other),
    ] {
        assert_eq!(signer.likeness(&found), likeness, "{:?}", found.first_name.expose());
    }
}

#[test]
fn a_contract_from_before_is_not_the_one() {
    let applicant = applicant();
    let signer = Signer::new(&applicant, date(2026, 12, 1), SIGNED_AT.parse().unwrap());
    let contract = |created: Option<&str>, start: Option<&str>| Contract {
        id: ContractId(1),
        name: None,
        created: created.map(|day| day.parse().unwrap()),
        start: start.map(|day| day.parse().unwrap()),
        end: None,
        active: None,
    };
    let start = Some("2026-12-01");
    for (contracts, expected) in [
        (vec![], Trace::Nothing),
        (vec![contract(Some("2026-11-29"), start)], Trace::There),
        // A day in another time zone.
        (vec![contract(Some("2026-11-28"), start)], Trace::There),
        (vec![contract(Some("2026-11-30"), start)], Trace::There),
        (vec![contract(Some("2026-11-27"), start)], Trace::Nothing),
        (vec![contract(Some("2026-11-29"), Some("2027-01-01"))], Trace::Doubtful),
        (vec![contract(Some("2026-11-29"), None)], Trace::Doubtful),
        (vec![contract(None, start)], Trace::Doubtful),
        (vec![contract(None, None), contract(Some("2026-11-29"), start)], Trace::There),
    ] {
        assert_eq!(signer.trace(&contracts), expected, "{contracts:?}");
    }
}

#[test]
fn whatever_of_a_price_changed_has_to_be_agreed_to_anew() {
    let preview = vendor::preview;
    let shown = r#"{"basePrice":29.9,"ageAdjustedPrice":24.9,"preUseCharge":5,"flatFeePreviews":[
        {"identifier":"A","name":"Starter","price":49},{"identifier":"B","name":"Card","price":10}],
        "selectedOptionalModulesPreviews":[{"name":"Sauna","price":9.9}],"voucherType":"DISCOUNT",
        "discountType":"PERCENTAGE","discountValue":10,"discountedBasePrice":22.41,
        "voucherBonusPeriod":{"termValue":1,"termUnit":"MONTH","termStrategy":"CONTRACT_START"},
        "companyFeeSplitType":"PERCENTAGE","companyFeeSplitValue":40,"companyAmount":8.96,"memberAmount":13.45}"#;
    let agreed = Agreed::of(&preview(shown));
    let kept: Agreed = serde_json::from_str(&serde_json::to_string(&agreed).unwrap()).unwrap();
    assert!(kept.holds(&preview(shown)), "it holds as it was written down");
    let turned = shown.replace(
        r#"{"identifier":"A","name":"Starter","price":49},{"identifier":"B","name":"Card","price":10}"#,
        r#"{"identifier":"B","name":"Karte","price":10.00},{"identifier":"A","name":"Start","price":49}"#,
    );
    assert_ne!(turned, shown);
    assert!(agreed.holds(&preview(&turned)), "neither order nor names are what it costs");
    for (from, to) in [
        ("29.9", "30"),
        ("24.9", "24.8"),
        ("\"preUseCharge\":5,", ""),
        ("\"price\":49", "\"price\":59"),
        (",{\"identifier\":\"B\",\"name\":\"Card\",\"price\":10}", ""),
        ("{\"name\":\"Sauna\",\"price\":9.9}", ""),
        ("\"discountValue\":10", "\"discountValue\":5"),
        ("22.41", "22.40"),
        ("\"termValue\":1", "\"termValue\":2"),
        ("CONTRACT_START", "END_OF_CURRENT_TERM"),
        ("\"companyFeeSplitValue\":40", "\"companyFeeSplitValue\":30"),
        ("8.96", "8.95"),
        ("13.45", "13.46"),
    ] {
        let other = shown.replacen(from, to, 1);
        assert_ne!(other, shown, "{from}");
        assert!(!agreed.holds(&preview(&other)), "{from} became {to}");
        assert_eq!(changed(&agreed, &preview(&other)), Some(code::PRICE_CHANGED));
    }
}

/// Earlier versions kept the price of the term and nothing else, whatever was shown beside it.
#[test]
fn what_was_agreed_to_in_an_earlier_version_was_the_price_of_the_term() {
    let agreed: Agreed = serde_json::from_str(r#"{"term":"29.90 EUR","lines":null}"#).unwrap();
    for (now, holds) in [
        (r#"{"basePrice":29.90,"preUseCharge":0}"#, true),
        (r#"{"basePrice":29.90,"preUseCharge":5}"#, false),
        (r#"{"basePrice":29.90,"flatFeePreviews":[{"name":"Starter","price":49}]}"#, false),
        (r#"{"basePrice":29.91}"#, false),
        (r#"{"basePrice":29.9,"ageAdjustedPrice":19.9}"#, false),
        (r#"{}"#, false),
    ] {
        assert_eq!(agreed.holds(&vendor::preview(now)), holds, "{now}");
    }
    assert!(serde_json::from_str::<Agreed>(AGREED).unwrap().holds(&vendor::preview(PREVIEW)));
}

#[test]
fn what_no_request_can_be_made_of_is_not_tried_for_ever() {
    assert_eq!(refused_or(Error::Unsendable), Report::Unreadable, "nobody was asked, so nobody refused it");
    assert_eq!(refused_or(Error::NoConnection), Report::NotSent);
    assert_eq!(refused_or(Error::TimedOut), Report::Unknown(Unknown::TimedOut));
    let refusal = Refusal {
        message: Some(Redacted::new("for developers".to_owned())),
        codes: vec!["A".to_owned()],
        trace_id: Some("t".to_owned()),
        ..Refusal::of(400)
    };
    let expected =
        Report::Refused { words: None, code: Some("A".to_owned()), trace_id: Some("t".to_owned()) };
    assert_eq!(refused_or(Error::Status(refusal)), expected);
}
