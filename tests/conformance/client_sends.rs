//! Client → document: every request the client can make is one the vendor has published.

use std::collections::BTreeMap;

use domain::{CardFormat, CredentialMark, Currency, DeviceId, Identification, Language, Money, Uid};
use jiff::Timestamp;
use magicline::{ApiKey, ConnectApi, DeviceApi, Endpoint, Http, Limits, OpenApi};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sandbox::{Api, Case, Entry, MemberCard, Options, Sandbox};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client_sends_connect::{Newcomer, Visit, newcomers, visits};
use crate::generate::text;
use crate::operations::{LANGUAGES, row};
use crate::spec::document;
use crate::studio_takes::examples;
use crate::{caller, judge, unpublished};

mod examples;

const TRANSACTION: Uuid = Uuid::from_u128(0x4671fde7_bb07_4fe5_aa0e_947d9ccb842f);

const QR_CODE: &str = "{\"uuid\":\"9a7c51e0-4b1d-4c3a-8f20-0000000003e9\",\"customer_number\":\"1-10001\",\"tenant\":\"nordlicht\"}";

/// One call of the client.
#[derive(Clone, Debug)]
pub enum Call {
    CheckKey,
    Studio,
    Devices,
    Activate(i64),
    ConfirmActivation,
    MemberBy(Identification),
    Members(Option<&'static str>, u16),
    MayLookMembersUp,
    Logo,
    PersonPicture,
    OfferPicture,
    Identify(Identification, bool, Language),
    AtTheCounter(Counter, Identification, Language),
    Connect(Visit),
    New(Newcomer),
}

/// One call of the client to a vending or a time device.
#[derive(Clone, Debug)]
pub enum Counter {
    VendingIdentify(Uuid),
    CheckSale(Uuid, String, Money),
    ChargeSale(Uuid, String, Money),
    Revalue(Uuid, Money),
    TimePrices,
    TimeIdentify,
    CheckUsage(u32),
    ChargeUsage(u32),
}

impl Counter {
    const fn name(&self) -> &'static str {
        match self {
            Self::VendingIdentify(_) => "vending_identify",
            Self::CheckSale(..) => "check_sale",
            Self::ChargeSale(..) => "charge_sale",
            Self::Revalue(..) => "revalue",
            Self::TimePrices => "time_prices",
            Self::TimeIdentify => "time_identify",
            Self::CheckUsage(_) => "check_usage",
            Self::ChargeUsage(_) => "charge_usage",
        }
    }

    /// What must be in the body besides the member, with amounts as they are to be written.
    fn says(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| Value::from(text).to_string();
        let transaction = |id: &Uuid| ("transactionId", text(&id.hyphenated().to_string()));
        let sale = |id: &Uuid, shelf: &str, price: &Money, execute: bool| {
            let flag = ("shouldExecuteAction", execute.to_string());
            vec![transaction(id), ("productId", text(shelf)), ("price", price.decimal()), flag]
        };
        let usage = |seconds: u32, execute: bool| {
            vec![("durationInSeconds", seconds.to_string()), ("shouldExecuteAction", execute.to_string())]
        };
        match self {
            Self::VendingIdentify(id) => vec![transaction(id)],
            Self::CheckSale(id, shelf, price) => sale(id, shelf, price, false),
            Self::ChargeSale(id, shelf, price) => sale(id, shelf, price, true),
            Self::Revalue(id, amount) => vec![transaction(id), ("amount", amount.decimal())],
            Self::TimePrices | Self::TimeIdentify => vec![],
            Self::CheckUsage(seconds) => usage(*seconds, false),
            Self::ChargeUsage(seconds) => usage(*seconds, true),
        }
    }
}

impl Call {
    /// The client's function.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CheckKey => "check_key",
            Self::Studio => "studio",
            Self::Devices => "devices",
            Self::Activate(_) => "activate",
            Self::ConfirmActivation => "confirm_activation",
            Self::MemberBy(_) => "member_by",
            Self::Members(..) => "members",
            Self::MayLookMembersUp => "may_look_members_up",
            Self::Logo => "logo",
            Self::PersonPicture => "person_picture",
            Self::OfferPicture => "offer_picture",
            Self::Identify(..) => "identify",
            Self::AtTheCounter(counter, ..) => counter.name(),
            Self::Connect(visit) => visit.name(),
            Self::New(newcomer) => newcomer.name(),
        }
    }

    /// Whether anything goes out: nobody can be looked up by a PIN, a pass, or a code without a UUID.
    fn is_sent(&self) -> bool {
        match self {
            Self::New(newcomer) => newcomer.is_sent(),
            Self::MemberBy(Identification::Pin(_) | Identification::WalletPass(_)) => false,
            Self::MemberBy(Identification::QrCode(content)) => content == QR_CODE,
            Self::MemberBy(Identification::Number { .. } | Identification::Barcode(_))
            | Self::CheckKey
            | Self::Studio
            | Self::Devices
            | Self::Activate(_)
            | Self::ConfirmActivation
            | Self::Members(..)
            | Self::MayLookMembersUp
            | Self::Logo
            | Self::PersonPicture
            | Self::OfferPicture
            | Self::Identify(..)
            | Self::AtTheCounter(..)
            | Self::Connect(_) => true,
        }
    }
}

fn identifications() -> Vec<Identification> {
    let mut all = Vec::new();
    for bytes in [&[0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80][..], &[0x1a, 0x2b, 0x3c, 0x4d], &[0xff; 9]] {
        // Nine times FF is not a card that is sold, so it is written out.
        let uid = Uid::new(bytes).or_else(|_| Uid::of_lost_width(bytes)).unwrap();
        for format in [CardFormat::Decimal, CardFormat::HexMsb, CardFormat::HexLsb] {
            all.push(Identification::card(&uid, format));
        }
    }
    for content in ["NORD1001", "", "a b+c&d=e%f#g?h", "ÄÖ\u{1f469}\u{200d}\u{1f4bb}\"\\\n\u{0}"] {
        all.push(Identification::Barcode(content.to_owned()));
        all.push(Identification::QrCode(content.to_owned()));
        all.push(Identification::Pin(content.to_owned()));
        all.push(Identification::WalletPass(content.to_owned()));
    }
    all.push(Identification::QrCode(QR_CODE.to_owned()));
    all
}

/// Every call to a vending or a time device.
fn counter(id: Uuid, shelf: &str, amount: Money, seconds: u32) -> [Counter; 8] {
    let shelf = || shelf.to_owned();
    [
        Counter::VendingIdentify(id),
        Counter::CheckSale(id, shelf(), amount),
        Counter::ChargeSale(id, shelf(), amount),
        Counter::Revalue(id, amount),
        Counter::TimePrices,
        Counter::TimeIdentify,
        Counter::CheckUsage(seconds),
        Counter::ChargeUsage(seconds),
    ]
}

/// Amounts whose digits are easily lost: beyond a floating-point number, without cents, with three digits.
fn amounts() -> Vec<Money> {
    let of = |minor, code: &str| Money::new(minor, Currency::parse(code).unwrap());
    let euros = [0, 1, 10, 129, 250, 30_000, 9_007_199_254_740_993, i64::MAX, -305];
    let mut all: Vec<Money> = euros.map(|minor| of(minor, "EUR")).into();
    all.extend([of(120, "JPY"), of(1234, "KWD")]);
    all
}

/// Every call of the client, with everything that shapes its request.
pub fn calls() -> Vec<Call> {
    let mut all = vec![
        Call::CheckKey,
        Call::Studio,
        Call::Devices,
        Call::ConfirmActivation,
        Call::MayLookMembersUp,
        Call::Logo,
        Call::PersonPicture,
        Call::OfferPicture,
    ];
    all.extend([caller::READER, 999, 0, -1, i64::MAX, i64::MIN].map(Call::Activate));
    for size in [0, 50, 123, 500, u16::MAX] {
        all.extend([None, Some("1002"), Some("a b+c&d=e%f#g?h")].map(|after| Call::Members(after, size)));
    }
    for identification in identifications() {
        all.push(Call::MemberBy(identification.clone()));
        for execute in [false, true] {
            all.push(Call::Identify(identification.clone(), execute, Language::DE));
        }
    }
    let card = identifications().swap_remove(0);
    for identification in identifications() {
        let calls = counter(TRANSACTION, "1", Money::new(250, Currency::EUR), 300);
        all.extend(calls.map(|counter| Call::AtTheCounter(counter, identification.clone(), Language::DE)));
    }
    for (amount, seconds) in amounts().into_iter().zip([0, 1, 30, 300, u32::MAX].into_iter().cycle()) {
        let calls = counter(Uuid::from_u128(u128::MAX), "A 7", amount, seconds);
        all.extend(calls.map(|counter| Call::AtTheCounter(counter, card.clone(), Language::DE)));
    }
    for tag in LANGUAGES {
        let language = Language::exact(tag).unwrap();
        all.push(Call::Identify(card.clone(), false, language));
        let calls = counter(TRANSACTION, "1", Money::new(250, Currency::EUR), 300);
        all.extend(calls.map(|counter| Call::AtTheCounter(counter, card.clone(), language)));
    }
    all.extend(visits().into_iter().map(Call::Connect));
    all.extend(newcomers().into_iter().map(Call::New));
    all
}

/// The client in front of a practice studio.
pub struct Desk {
    studio: Sandbox,
    open: OpenApi,
    connect: ConnectApi,
    device: DeviceApi,
    vending: DeviceApi,
    time: DeviceApi,
}

impl Desk {
    pub async fn open() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let studio = Sandbox::start(options).await.unwrap();
        let http = Http::new(Limits::default()).unwrap();
        let key = ApiKey::parse(&studio.api_key()).unwrap();
        let open = OpenApi::new(&http, Endpoint::parse(&studio.open_url()).unwrap(), key);
        let connect = ConnectApi::new(&http, Endpoint::parse(&studio.connect_url()).unwrap());
        let device = |id| {
            let token = studio.activate(id).unwrap().into();
            DeviceApi::new(&http, Endpoint::parse(&studio.device_url()).unwrap(), token)
        };
        let [device, vending, time] = [caller::READER, caller::VENDING, caller::SUNBED].map(device);
        Self { studio, open, connect, device, vending, time }
    }

    /// Makes a call and returns what went out. What came back is tested elsewhere.
    pub async fn sent(&self, call: &Call) -> Vec<Entry> {
        let before = self.studio.journal().len();
        match call {
            Call::CheckKey => drop(self.open.check_key(Timestamp::now()).await),
            Call::Studio => drop(self.open.studio().await),
            Call::Devices => drop(self.open.devices().await),
            // The reader's own token stays good, because its calls need it.
            Call::Activate(caller::READER) => drop(self.open.activate(DeviceId(27)).await),
            Call::Activate(id) => drop(self.open.activate(DeviceId(*id)).await),
            Call::ConfirmActivation => drop(self.open.confirm_activation().await),
            Call::MemberBy(identification) => drop(self.open.member_by(identification).await),
            Call::Members(after, size) => drop(self.open.members(*after, *size).await),
            Call::MayLookMembersUp => drop(self.open.may_look_members_up().await),
            Call::PersonPicture => {
                let lies = format!("{}/assets/members/1001", self.studio.open_url());
                drop(self.open.person_picture(&domain::Redacted::new(lies)).await);
            }
            Call::OfferPicture => {
                let lies = format!("{}/assets/offers/studio.svg", self.studio.connect_url());
                drop(self.connect.offer_picture(&lies).await);
            }
            Call::Logo => drop(self.open.logo(&format!("{}/assets/logo.svg", self.studio.open_url())).await),
            Call::Identify(identification, execute, language) => {
                drop(self.device.identify(identification, *execute, *language).await);
            }
            Call::AtTheCounter(counter, who, language) => self.at_the_counter(counter, who, *language).await,
            Call::Connect(visit) => visit.pay(&self.connect).await,
            Call::New(newcomer) => newcomer.come(&self.open).await,
        }
        self.studio.journal().split_off(before)
    }

    async fn at_the_counter(&self, counter: &Counter, who: &Identification, language: Language) {
        let (vending, time) = (&self.vending, &self.time);
        match counter {
            Counter::VendingIdentify(id) => {
                drop(vending.vending_identify(who, *id, Currency::EUR, language).await);
            }
            Counter::CheckSale(id, shelf, price) => {
                drop(vending.check_sale(who, *id, shelf, *price, language).await);
            }
            Counter::ChargeSale(id, shelf, price) => {
                drop(vending.charge_sale(who, *id, shelf, *price, language).await);
            }
            Counter::Revalue(id, amount) => drop(vending.revalue(who, *id, *amount, language).await),
            Counter::TimePrices => drop(time.time_prices(language).await),
            Counter::TimeIdentify => drop(time.time_identify(who, language).await),
            Counter::CheckUsage(seconds) => drop(time.check_usage(who, *seconds, language).await),
            Counter::ChargeUsage(seconds) => drop(time.charge_usage(who, *seconds, language).await),
        }
    }
}

pub fn path(entry: &Entry) -> &str {
    entry.request.uri.split('?').next().unwrap()
}

#[tokio::test]
async fn every_call_sends_one_published_request() {
    let desk = Desk::open().await;
    for call in calls() {
        let sent = desk.sent(&call).await;
        // Logo and picture go where the studio keeps them, which other tests look at.
        if matches!(
            call,
            Call::Logo | Call::PersonPicture | Call::OfferPicture | Call::Connect(Visit::UploadPicture)
        ) {
            continue;
        }
        // A preview that is refused with a voucher is asked for once more without it.
        let again = matches!(call, Call::Connect(Visit::Preview(..))) && sent.len() == 2;
        assert_eq!(sent.len() - usize::from(again), usize::from(call.is_sent()), "{call:?}");
        for entry in &sent {
            let faults = judge::request(entry.api, &entry.method, &entry.request);
            assert!(faults.is_empty(), "{call:?}: {faults:#?} in {:?}", entry.request);
            if path(entry) == unpublished::SESSION {
                continue;
            }
            let operation = document(entry.api).find(&entry.method, path(entry)).unwrap();
            let row = row(entry.api, &entry.method, operation.template).expect("an operation of the list");
            assert!(row.client.contains(&call.name()), "{} calls {}", call.name(), row.path);
            if let Call::AtTheCounter(counter, _, language) = &call {
                assert_eq!(entry.request.header("accept-language"), Some(language.tag()), "{call:?}");
                says(counter, entry);
            }
        }
    }
}

/// The document's schema takes any number for a price and any text for a transaction. Money has to be
/// written to the digit, though, and a transaction in the form that the vendor's prose demands.
fn says(counter: &Counter, entry: &Entry) {
    let Ok(body) = serde_json::from_slice::<BTreeMap<String, Box<RawValue>>>(&entry.request.body) else {
        assert!(matches!(counter, Counter::TimePrices), "{counter:?} without a body");
        return;
    };
    for (field, wanted) in counter.says() {
        assert_eq!(body.get(field).map(|raw| raw.get()), Some(wanted.as_str()), "{field} of {counter:?}");
    }
    assert_eq!(body.len(), counter.says().len() + 1, "{counter:?} says more than it was asked to");
}

/// The client's reading of the list and of its records, against the practice studio's.
#[tokio::test]
async fn the_whole_studio_is_listed_slice_by_slice() {
    let desk = Desk::with(Options { crowd: 120, ..Options::default() }).await;
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let slice = desk.open.members(after.as_deref(), 50).await.unwrap();
        listed.extend(slice.members);
        after = slice.next;
        if after.is_none() {
            break;
        }
    }
    let today = desk.studio.now().to_zoned(jiff::tz::TimeZone::system()).date();
    let mut cards = desk.studio.members();
    cards.retain(|card| ![Case::Former, Case::ProspectQr].contains(&card.case));
    assert_eq!(listed.len(), cards.len());
    for (member, card) in listed.iter().zip(&cards) {
        assert_eq!(member.id.0, card.id);
        let refused = [Case::Blocked, Case::Unpaid, Case::Paused].contains(&card.case);
        assert_eq!(member.standing.allows(today), !refused, "{:?}", card.case);
        for shown in shown_by(card) {
            assert!(
                member.marks.contains(&CredentialMark::of(&shown).unwrap()),
                "{:?}: {shown:?}",
                card.case
            );
            let found = desk.open.member_by(&shown).await.unwrap();
            assert!(found.is_none_or(|found| found == *member), "{:?}: {shown:?}", card.case);
        }
    }
}

/// Everything a member can hold to a reader.
fn shown_by(card: &MemberCard) -> Vec<Identification> {
    let number =
        |value: &Option<String>, format| value.clone().map(|value| Identification::Number { value, format });
    let shown = [
        number(&card.decimal, CardFormat::Decimal),
        number(&card.hex_msb, CardFormat::HexMsb),
        number(&card.hex_lsb, CardFormat::HexLsb),
        card.qr_code.clone().map(Identification::QrCode),
        card.barcode.clone().map(Identification::Barcode),
        card.pin.clone().map(Identification::Pin),
        card.wallet_pass.clone().map(Identification::WalletPass),
    ];
    shown.into_iter().flatten().collect()
}

#[tokio::test]
async fn pictures_are_fetched_without_a_credential() {
    let desk = Desk::open().await;
    for call in [Call::Logo, Call::PersonPicture, Call::OfferPicture] {
        let sent = desk.sent(&call).await;
        let [entry] = &sent[..] else { panic!("one request") };
        for api in [Api::Open, Api::Connect] {
            assert!(
                document(api).find(&entry.method, path(entry)).is_none(),
                "no address of the {api:?} API"
            );
        }
        assert!(entry.request.body.is_empty());
        for (name, value) in &entry.request.headers {
            assert!(["accept", "host", "user-agent"].contains(&name.as_str()), "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn the_language_asked_for_is_the_language_sent() {
    let desk = Desk::open().await;
    let pin = Identification::Pin("40817".to_owned());
    for tag in LANGUAGES {
        let sent = desk.sent(&Call::Identify(pin.clone(), false, Language::exact(tag).unwrap())).await;
        assert_eq!(sent[0].request.header("accept-language"), Some(tag));
    }
}

/// Whatever a reader or a member may come up with.
#[test]
fn no_content_breaks_a_request() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::open());
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let words = (text(), any::<u128>(), any::<i64>(), any::<u32>());
    TestRunner::new(config)
        .run(&words, |(content, id, minor, seconds)| {
            let amount = Money::new(minor.max(-i64::MAX), Currency::EUR);
            let contents = [
                Identification::QrCode(content.clone()),
                Identification::Barcode(content.clone()),
                Identification::Pin(content.clone()),
                Identification::WalletPass(content.clone()),
                Identification::Number { value: content.clone(), format: CardFormat::HexLsb },
            ];
            for (at, identification) in contents.into_iter().enumerate() {
                let mut calls = vec![
                    Call::MemberBy(identification.clone()),
                    Call::Identify(identification.clone(), false, Language::EN),
                ];
                // One way of showing it is enough for the counter, whose price list is about nobody.
                if at == minor.unsigned_abs() as usize % 5 {
                    let counter = counter(Uuid::from_u128(id), &content, amount, seconds);
                    let about_somebody =
                        counter.into_iter().filter(|counter| !matches!(counter, Counter::TimePrices));
                    calls
                        .extend(about_somebody.map(|counter| {
                            Call::AtTheCounter(counter, identification.clone(), Language::EN)
                        }));
                }
                for call in calls {
                    for entry in runtime.block_on(desk.sent(&call)) {
                        let faults = judge::request(entry.api, &entry.method, &entry.request);
                        prop_assert!(faults.is_empty(), "{:?}: {:#?} in {:?}", call, faults, entry.request);
                        prop_assert!(carries(&entry, &content), "{:?} in {:?}", content, entry.request);
                        if let Call::AtTheCounter(counter, ..) = &call {
                            says(counter, &entry);
                        }
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}

/// Whether the content arrived as it was.
fn carries(entry: &Entry, content: &str) -> bool {
    if entry.api == Api::Device {
        let body: Value = serde_json::from_slice(&entry.request.body).unwrap_or_default();
        return body["identification"]["value"] == *content;
    }
    let url = reqwest::Url::parse("http://vendor.invalid").unwrap().join(&entry.request.uri).unwrap();
    url.query_pairs().any(|(_, value)| value == content)
}
