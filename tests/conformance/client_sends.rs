//! Client → document: every request the client can make is one the vendor has published.

use domain::{CardFormat, CredentialMark, DeviceId, Identification, Language, Uid};
use jiff::Timestamp;
use magicline::{ApiKey, DeviceApi, Endpoint, Http, Limits, OpenApi};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sandbox::{Api, Case, Entry, MemberCard, Options, Sandbox};
use serde_json::{Value, json};

use crate::generate::text;
use crate::operations::{LANGUAGES, row};
use crate::spec::document;
use crate::studio_takes::examples;
use crate::{caller, judge};

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
    Identify(Identification, bool, Language),
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
            Self::Identify(..) => "identify",
        }
    }

    /// Whether anything goes out: nobody can be looked up by a PIN, a pass, or a code without a UUID.
    fn is_sent(&self) -> bool {
        match self {
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
            | Self::Identify(..) => true,
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

/// Every call of the client, with everything that shapes its request.
pub fn calls() -> Vec<Call> {
    let mut all = vec![
        Call::CheckKey,
        Call::Studio,
        Call::Devices,
        Call::ConfirmActivation,
        Call::MayLookMembersUp,
        Call::Logo,
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
    for tag in LANGUAGES {
        all.push(Call::Identify(card.clone(), false, Language::exact(tag).unwrap()));
    }
    all
}

/// The client in front of a practice studio.
struct Desk {
    studio: Sandbox,
    open: OpenApi,
    device: DeviceApi,
}

impl Desk {
    async fn open() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let studio = Sandbox::start(options).await.unwrap();
        let http = Http::new(Limits::default()).unwrap();
        let key = ApiKey::parse(&studio.api_key()).unwrap();
        let open = OpenApi::new(&http, Endpoint::parse(&studio.open_url()).unwrap(), key);
        let token = studio.activate(caller::READER).unwrap().into();
        let device = DeviceApi::new(&http, Endpoint::parse(&studio.device_url()).unwrap(), token);
        Self { studio, open, device }
    }

    /// Makes a call and returns what went out. What came back is tested elsewhere.
    async fn sent(&self, call: &Call) -> Vec<Entry> {
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
            Call::Logo => drop(self.open.logo(&format!("{}/assets/logo.svg", self.studio.open_url())).await),
            Call::Identify(identification, execute, language) => {
                drop(self.device.identify(identification, *execute, *language).await);
            }
        }
        self.studio.journal().split_off(before)
    }
}

fn path(entry: &Entry) -> &str {
    entry.request.uri.split('?').next().unwrap()
}

#[tokio::test]
async fn every_call_sends_one_published_request() {
    let desk = Desk::open().await;
    for call in calls() {
        let sent = desk.sent(&call).await;
        assert_eq!(sent.len(), usize::from(call.is_sent()), "{call:?}");
        // The logo is fetched from where the studio keeps it, which is the next test's matter.
        for entry in sent.iter().filter(|_| !matches!(call, Call::Logo)) {
            let faults = judge::request(entry.api, &entry.method, &entry.request);
            assert!(faults.is_empty(), "{call:?}: {faults:#?} in {:?}", entry.request);
            let operation = document(entry.api).find(&entry.method, path(entry)).unwrap();
            let row = row(entry.api, &entry.method, operation.template).expect("an operation of the list");
            assert!(row.client.contains(&call.name()), "{} calls {}", call.name(), row.path);
        }
    }
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
    let today = desk.studio.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut cards = desk.studio.members();
    cards.retain(|card| ![Case::Former, Case::ProspectQr].contains(&card.case));
    assert_eq!(listed.len(), cards.len());
    for (member, card) in listed.iter().zip(&cards) {
        assert_eq!(member.id, card.id);
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
async fn the_logo_is_fetched_without_a_credential() {
    let desk = Desk::open().await;
    let sent = desk.sent(&Call::Logo).await;
    let [entry] = &sent[..] else { panic!("one request") };
    assert!(document(Api::Open).find(&entry.method, path(entry)).is_none(), "no address of the API");
    assert!(entry.request.body.is_empty());
    for (name, value) in &entry.request.headers {
        assert!(["accept", "host", "user-agent"].contains(&name.as_str()), "{name}: {value}");
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

/// The document's own examples, made with the client: the same JSON must go out.
#[tokio::test]
async fn the_documents_examples_are_what_the_client_sends() {
    let desk = Desk::open().await;
    let wanted: Vec<_> = examples().into_iter().filter(|(path, ..)| path.contains("/cardreader/")).collect();
    assert_eq!(wanted.len(), 5);
    for (published, name, example) in wanted {
        for execute in [false, true] {
            let mut example = example.clone();
            example["shouldExecuteAction"] = json!(execute);
            let call = Call::Identify(of_example(&example["identification"]), execute, Language::DE);
            let sent = desk.sent(&call).await;
            assert_eq!(sent[0].request.uri, published, "{name}");
            let body: Value = serde_json::from_slice(&sent[0].request.body).unwrap();
            assert_eq!(body, example, "{name}");
        }
    }
}

fn of_example(example: &Value) -> Identification {
    let value = example["value"].as_str().unwrap().to_owned();
    match example["type"].as_str().unwrap() {
        "NUMBER" => Identification::Number { value, format: CardFormat::Decimal },
        "QR_CODE" => Identification::QrCode(value),
        "BARCODE" => Identification::Barcode(value),
        "PIN" => Identification::Pin(value),
        "WALLET_PASS" => Identification::WalletPass(value),
        other => panic!("{other} is new"),
    }
}

/// Whatever a reader or a member may come up with.
#[test]
fn no_content_breaks_a_request() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::open());
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&text(), |content| {
            let contents = [
                Identification::QrCode(content.clone()),
                Identification::Barcode(content.clone()),
                Identification::Pin(content.clone()),
                Identification::WalletPass(content.clone()),
                Identification::Number { value: content.clone(), format: CardFormat::HexLsb },
            ];
            for identification in contents {
                let calls = [
                    Call::MemberBy(identification.clone()),
                    Call::Identify(identification.clone(), false, Language::EN),
                ];
                for call in calls {
                    for entry in runtime.block_on(desk.sent(&call)) {
                        let faults = judge::request(entry.api, &entry.method, &entry.request);
                        prop_assert!(faults.is_empty(), "{:?}: {:#?} in {:?}", call, faults, entry.request);
                        prop_assert!(carries(&entry, &content), "{:?} in {:?}", content, entry.request);
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
