use std::io;
use std::sync::{Arc, Mutex};

use domain::{
    BlockId, CardFormat, Currency, CustomerId, DeviceId, Identification, Language, Money, Redacted, StudioId,
    TermId,
};
use jiff::Timestamp;
use jiff::civil::date;
use magicline::connect::{
    Address, Applicant, Birth, BlockSignature, Contact, ContractRequest, Document, DocumentKind, LeadRequest,
    Payment, PaymentSessionRequest, Person, Prospect, RedeemRequest, Signatures, TrialRequest,
};
use magicline::{ApiKey, CheckInVoucher, ConnectApi, DeviceApi, Endpoint, OpenApi, Search, outcome};
use secrecy::SecretString;
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{Act, HTML, JSON, Server, answer, impatient, promise};

const TOKEN: &str = "leak-token";
const KEY: &str = "leak-key";
const CARD: &str = "leak-card";
const WORDS: &str = "leak-words";
/// The date of birth and the number of a lead, which cannot be spelled like the others.
const BORN: &str = "1903-04-05";
const LEAD: &str = "00000000-0000-0000-0000-000000001eaf";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything that any call says when the server behaves as `act`, in `Debug` and `Display`.
async fn everything(endpoint: Endpoint) -> String {
    let http = impatient();
    let device = DeviceApi::new(&http, endpoint.clone(), SecretString::from(TOKEN));
    let key = ApiKey::parse(KEY).unwrap();
    let open = OpenApi::new(&http, endpoint.clone(), key.clone());
    let card = Identification::Number { value: CARD.to_owned(), format: CardFormat::Decimal };
    let mut said = format!("{http:?} {device:?} {key:?} {open:?} {endpoint:?}");
    let mut say = |result: Result<String, magicline::Error>| {
        let result = result.map_err(|error| {
            said.push_str(&format!("{error} {error:?} {:?} {:?}\n", error.retry(), error.status()));
            error
        });
        said.push_str(&format!("{result:?} {:?}\n", outcome(result.clone())));
    };
    say(device.identify(&card, true, Language::DE).await.map(|done| format!("{done:?}")));
    let id = uuid::Uuid::from_u128(0x4671);
    let price = Money::new(250, Currency::EUR);
    say(device
        .vending_identify(&card, id, Currency::EUR, Language::DE)
        .await
        .map(|member| format!("{member:?}")));
    say(device.check_sale(&card, id, "1", price, Language::DE).await.map(|check| format!("{check:?}")));
    say(device.charge_sale(&card, id, "1", price, Language::DE).await.map(|done| format!("{done:?}")));
    say(device.revalue(&card, id, price, Language::DE).await.map(|done| format!("{done:?}")));
    say(device.time_prices(Language::DE).await.map(|intervals| format!("{intervals:?}")));
    say(device.time_identify(&card, Language::DE).await.map(|permit| format!("{permit:?}")));
    say(device.check_usage(&card, 300, Language::DE).await.map(|check| format!("{check:?}")));
    say(device.charge_usage(&card, 300, Language::DE).await.map(|done| format!("{done:?}")));
    say(open.check_key(Timestamp::UNIX_EPOCH).await.map(|check| format!("{check:?}")));
    say(open.member_by(&card).await.map(|member| format!("{member:?}")));
    say(open.activate(DeviceId(1)).await.map(|token| format!("{token:?}")));
    say(open.confirm_activation().await.map(|done| format!("{done:?}")));
    say(open.may_look_members_up().await.map(|may| format!("{may:?}")));
    say(open.logo(&format!("{endpoint}/{CARD}?{CARD}")).await.map(|logo| format!("{logo:?}")));
    said + &everything_of_open(&open, &card).await
        + &everything_of_connect(&ConnectApi::new(&http, endpoint)).await
}

/// What somebody fills in.
const OWN: &str = "leak-own";

fn own() -> Redacted<String> {
    Redacted::new(OWN.to_owned())
}

fn perhaps() -> Redacted<Option<String>> {
    Redacted::new(Some(OWN.to_owned()))
}

fn told<T: std::fmt::Debug>(result: Result<T, magicline::Error>) -> String {
    let said = match &result {
        Ok(_) => String::new(),
        Err(error) => format!("{error} {:?} {:?}", error.retry(), error.status()),
    };
    format!("{said} {result:?} {:?}\n", outcome(result.as_ref().map(drop).map_err(Clone::clone)))
}

async fn everything_of_open(open: &OpenApi, card: &Identification) -> String {
    let born = Redacted::new(Some(date(1903, 4, 5)));
    let search =
        Search { first_name: perhaps(), last_name: perhaps(), date_of_birth: born, email: perhaps() };
    let voucher = CheckInVoucher { code: own(), first_name: own(), last_name: own(), email: own() };
    format!("{search:?} {voucher:?}")
        + &told(open.search(&search).await)
        + &told(open.contracts(CustomerId(1)).await)
        + &told(open.link_card(CustomerId(1), card).await)
        + &told(open.redeem_check_in_voucher(&voucher).await)
}

fn person() -> Redacted<Person> {
    let some = || Some(OWN.to_owned());
    Redacted::new(Person {
        first_name: OWN.into(),
        second_first_name: some(),
        last_name: OWN.into(),
        second_last_name: some(),
        gender: None,
        tax_id: some(),
    })
}

fn birth() -> Birth {
    Birth { date: date(1903, 4, 5), place: Some(OWN.into()), country: Some("IT".into()) }
}

fn address() -> Address {
    Address { street: OWN.into(), zip: OWN.into(), door: Some(OWN.into()), ..Address::default() }
}

fn contact() -> Redacted<Contact> {
    Redacted::new(Contact { email: OWN.into(), mobile: Some(OWN.into()), private: Some(OWN.into()) })
}

fn applicant() -> Applicant {
    Applicant {
        person: person(),
        birth: Redacted::new(birth()),
        address: Redacted::new(address()),
        contact: contact(),
        document: Redacted::new(Some(Document { kind: DocumentKind::Passport, number: OWN.into() })),
        preferences: vec![],
        picture: perhaps(),
        referral_code: perhaps(),
        lead: Redacted::new(Some(uuid::Uuid::from_u128(0x1eaf))),
        language: None,
        locale: None,
    }
}

fn contract(payment: Payment) -> ContractRequest {
    let block = BlockSignature { text_block: BlockId(1), svg: OWN.into() };
    let signatures =
        Signatures { contract: Some(OWN.into()), sepa: Some(OWN.into()), text_blocks: vec![block] };
    ContractRequest {
        studio: StudioId(1),
        term: TermId(2),
        start: date(2027, 2, 1),
        pre_use: None,
        selected_modules: vec![],
        optional_modules: vec![],
        voucher: perhaps(),
        applicant: applicant(),
        payment: Redacted::new(payment),
        signatures: Redacted::new(signatures),
        referral: None,
        notes: perhaps(),
    }
}

fn prospect() -> Prospect {
    Prospect {
        person: person(),
        birth: Redacted::new(Some(birth())),
        address: Redacted::new(Some(address())),
        contact: contact(),
        preferences: vec![],
    }
}

async fn everything_of_connect(connect: &ConnectApi) -> String {
    let lead = LeadRequest {
        studio: StudioId(1),
        prospect: prospect(),
        notes: perhaps(),
        campaign: None,
        locale: None,
    };
    let trial = TrialRequest {
        studio: StudioId(1),
        start: "2021-08-23T09:00:00Z".into(),
        with_trainer: true,
        prospect: prospect(),
        lead: Redacted::new(Some(uuid::Uuid::from_u128(0x1eaf))),
        note: perhaps(),
        participants: None,
        referral: None,
        campaign: None,
        referral_code: perhaps(),
    };
    let redeem = RedeemRequest {
        studio: StudioId(1),
        code: own(),
        start: date(2027, 2, 1),
        pre_use: None,
        applicant: applicant(),
    };
    let payment = PaymentSessionRequest {
        studio: StudioId(1),
        amount: Money::new(0, Currency::EUR),
        choices: vec![],
        reference: own(),
        payer: Redacted::new(Some(uuid::Uuid::from_u128(0x1eaf))),
    };
    let debit = Payment::DirectDebit { iban: OWN.into(), holder: OWN.into(), bic: Some(OWN.into()) };
    let (debit, card) = (contract(debit), contract(Payment::Card { token: OWN.into() }));
    let (euro, german) = (Currency::EUR, Language::DE);
    let birth = Redacted::new(birth());
    let mut said = format!("{connect:?} {lead:?} {trial:?} {redeem:?} {payment:?} {debit:?} {card:?}\n");
    for request in [&debit, &card] {
        said += &told(connect.preview(request, euro, german).await);
        said += &told(connect.sign(request, german).await);
    }
    said += &told(connect.bank_account(StudioId(1), &own()).await);
    said += &told(connect.account_holder_valid(&own()).await);
    said += &told(connect.check_tax_id(StudioId(1), &person(), &birth).await);
    said += &told(connect.birth_information(&own()).await);
    said += &told(connect.rate_voucher(&own(), StudioId(1)).await);
    said += &told(connect.redeem_rate_voucher(&redeem).await);
    said += &told(connect.create_lead(&lead).await);
    said += &told(connect.book_trial(&trial).await);
    said += &told(connect.payment_session(&payment).await);
    let place = connect.picture_place().await;
    if let Ok(place) = &place {
        said += &told(connect.upload_picture(place, b"\xFF\xD8\xFF leak-own".to_vec()).await);
    }
    said + &told(place)
}

#[tokio::test]
async fn nothing_that_is_said_or_logged_gives_anything_away() {
    let log = Log::default();
    // For the whole process: a subscriber of this thread alone misses call sites that another
    // thread came by first.
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .init();

    let words = format!(
        r#"{{"errorMessage":"{WORDS}","message":"{WORDS}","errorCode":"E.1","errorCodes":["E.2"],"traceId":"t-77"}}"#
    );
    let member = format!(
        r#"{{"id":1,"firstName":"{WORDS}","accessToken":"{TOKEN}","customerId":1,"memberNumber":"{OWN}",
            "paymentUrl":"https://{OWN}","registrationUrl":"https://{OWN}","validIban":true,"bic":"{OWN}",
            "bankName":"{OWN}","valid":true,"customerNumber":"{OWN}","uuid":"{LEAD}","studioAccessCode":"{OWN}",
            "birthInformationDto":{{"dateOfBirth":"{BORN}","placeOfBirth":"{OWN}"}},
            "token":"{TOKEN}","tokenValidUntil":"2027-01-07T16:25:09Z","finionPayCustomerId":"{LEAD}",
            "objectKey":"{OWN}","uploadUrl":"http://127.0.0.1:1/{OWN}?{OWN}"}}"#
    );
    let found = format!(
        r#"[{{"id":1,"customerNumber":"{OWN}","firstName":"{OWN}","lastName":"{OWN}","email":"{OWN}","dateOfBirth":"{BORN}"}}]"#
    );
    let mut acts = vec![
        Act::Hang,
        Act::AnswerAndClose(vec![]),
        Act::AnswerAndReset(promise(200, JSON, 99, &member)),
        Act::Answer(answer(200, JSON, &member)),
        Act::Answer(answer(200, JSON, &found)),
        Act::Answer(answer(200, JSON, format!(r#"{{"authorized":false,"text":"{WORDS}"}}"#))),
        Act::Answer(answer(200, HTML, format!("<html>{WORDS}"))),
        Act::Answer(answer(200, JSON, WORDS)),
        Act::Answer(answer(302, &format!("location: http://127.0.0.1:1/{WORDS}\r\n"), "")),
    ];
    for status in [400, 401, 403, 404, 408, 409, 429, 500, 503, 511] {
        acts.push(Act::Answer(answer(status, JSON, &words)));
        acts.push(Act::Answer(answer(status, HTML, format!("<html>{WORDS}"))));
    }
    let mut said = String::new();
    for act in acts {
        let mut server = Server::start([act]).await;
        said.push_str(&everything(server.endpoint()).await);
        let seen = server.seen();
        for secret in [CARD, OWN, BORN, LEAD] {
            assert!(seen.iter().any(|seen| seen.text.contains(secret)), "{secret} was sent at all");
        }
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["http", "https"] {
        said.push_str(&everything(Endpoint::parse(&format!("{scheme}://{closed}")).unwrap()).await);
    }

    let log = log.text();
    for (what, text) in [("said", &said), ("logged", &log)] {
        for secret in [TOKEN, KEY, CARD, WORDS, OWN, BORN, LEAD, "leak-"] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} was {what}");
        }
    }
    for part in ["api=\"device\"", "operation=\"identify\"", "status=403", "elapsed_ms=", "code=\"E.1\""] {
        assert!(log.contains(part), "{part} is missing in the log");
    }
    assert!(log.contains("trace_id=\"t-77\""), "the trace number is missing in the log");
}
