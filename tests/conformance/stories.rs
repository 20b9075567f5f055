//! What is asked of the practice studio: one table, so that what is covered can be counted.

mod connect;
mod counter;

use sandbox::{Api, Case, Fault, MemberCard, Sandbox, Scope};
use serde_json::{Value, json};

use crate::caller::{Ask, Credential, READER, VENDING};

pub use connect::of_the_connect_api;

/// Requests to one fresh practice studio, in this order, each with the status it must end in.
pub struct Story {
    pub about: &'static str,
    pub prepare: fn(&Sandbox),
    pub steps: Vec<(u16, Ask)>,
}

/// The faults that answer in the vendor's place, and the status they answer with.
pub const FAULTS: [(u16, Fault); 5] = [
    (401, Fault::Unauthorized),
    (403, Fault::Forbidden),
    (429, Fault::TooManyRequests { retry_after_seconds: 7 }),
    (500, Fault::InternalError),
    (503, Fault::ServiceUnavailable),
];

/// The statuses of [`FAULTS`].
pub fn provoked_by_faults() -> impl Iterator<Item = u16> {
    FAULTS.into_iter().map(|(status, _)| status)
}

const TRANSACTION: &str = "4671fde7-bb07-4fe5-aa0e-947d9ccb842f";
const OTHER_TRANSACTION: &str = "0b7c35fa-3d43-4f6f-8f0c-6d6f3a6a0f10";

const CARD_READER: &str = "/open-api/device/cardreader/identification";
const VEND: &str = "/open-api/device/vending/identification";
const SALE: &str = "/open-api/device/vending/sale";
const REVALUE: &str = "/open-api/device/vending/revalue";
const PRICE: &str = "/open-api/device/time/price";
const TIME: &str = "/open-api/device/time/identification";
const USAGE: &str = "/open-api/device/time/usage";

/// The cards of the practice studio's members, by what the member is there for.
struct Cards<'a>(&'a [MemberCard]);

impl Cards<'_> {
    fn of(&self, case: Case) -> &MemberCard {
        self.0.iter().find(|card| card.case == case).expect("every case has its member")
    }

    fn shown(&self, case: Case) -> Value {
        self.of(case).identification()
    }
}

fn nobody() -> Value {
    json!({"type": "NUMBER", "value": "1", "format": "DECIMAL"})
}

fn device(path: &str, body: Value) -> Ask {
    Ask::new(Api::Device, "POST", path).json(body)
}

fn get(path: impl Into<String>) -> Ask {
    Ask::new(Api::Open, "GET", path)
}

fn sale(identification: &Value, price: f64, execute: bool) -> Ask {
    device(
        SALE,
        json!({
            "identification": identification, "transactionId": TRANSACTION, "productId": "1",
            "price": price, "shouldExecuteAction": execute,
        }),
    )
}

fn vend(identification: &Value, transaction: &str) -> Ask {
    device(VEND, json!({"identification": identification, "transactionId": transaction}))
}

fn usage(identification: &Value, seconds: i64, execute: bool) -> Ask {
    device(
        USAGE,
        json!({"identification": identification, "durationInSeconds": seconds, "shouldExecuteAction": execute}),
    )
}

fn story(about: &'static str, steps: Vec<(u16, Ask)>) -> Story {
    Story { about, prepare: |_| {}, steps }
}

/// Everything that is asked, about these members.
pub fn stories(members: &[MemberCard]) -> Vec<Story> {
    let cards = Cards(members);
    let mut all = card_reader(&cards);
    all.extend(counter::vending(&cards));
    all.extend(counter::time(&cards));
    all.extend(strangers_at_devices(&cards));
    all.extend(studio_and_devices());
    all.extend(customers(&cards));
    all.extend(media_and_vouchers(&cards));
    all.extend(keys_and_limits());
    all.extend(connect::stories());
    all
}

fn card_reader(cards: &Cards<'_>) -> Vec<Story> {
    let ask = |identification: &Value, execute: bool| {
        device(CARD_READER, json!({"identification": identification, "shouldExecuteAction": execute}))
    };
    let fine = cards.shown(Case::Fine);
    let refused =
        [Case::Blocked, Case::Unpaid, Case::Paused, Case::NotStarted, Case::OutsideHours, Case::Former];
    vec![
        story(
            "checked, in, and out",
            vec![(200, ask(&fine, false)), (200, ask(&fine, true)), (200, ask(&fine, true))],
        ),
        story(
            "executed unless said otherwise",
            vec![(200, device(CARD_READER, json!({"identification": fine})))],
        ),
        story("refused", refused.map(|case| (400, ask(&cards.shown(case), true))).into()),
        story("refused in a dry run", refused.map(|case| (400, ask(&cards.shown(case), false))).into()),
        story(
            "not understood",
            vec![
                (400, Ask::new(Api::Device, "POST", CARD_READER).bytes("")),
                (400, Ask::new(Api::Device, "POST", CARD_READER).bytes("{\"identification\":")),
                (400, device(CARD_READER, json!({"shouldExecuteAction": true}))),
                (400, device(CARD_READER, json!({"identification": fine, "shouldExecuteAction": "yes"}))),
                (400, ask(&json!({"type": "IRIS", "value": "1"}), true)),
                (400, ask(&json!({"type": "NUMBER", "value": "12", "format": "OCTAL"}), true)),
            ],
        ),
        story("unknown", vec![(404, ask(&nobody(), true)), (404, ask(&nobody(), false))]),
    ]
}

/// For every call of the Device API: no token, a wrong one, the wrong device's, and nobody's card.
fn strangers_at_devices(cards: &Cards<'_>) -> Vec<Story> {
    let fine = cards.shown(Case::Fine);
    let asks = |identification: &Value| {
        [
            device(CARD_READER, json!({"identification": identification})),
            vend(identification, TRANSACTION),
            sale(identification, 2.5, false),
            device(
                REVALUE,
                json!({"identification": identification, "transactionId": TRANSACTION, "amount": 1}),
            ),
            device(TIME, json!({"identification": identification})),
            usage(identification, 300, true),
        ]
    };
    let mut known: Vec<Ask> = asks(&fine).into();
    known.push(Ask::new(Api::Device, "GET", PRICE));
    let mut steps = Vec::new();
    for ask in known {
        let another = if ask.path == CARD_READER { VENDING } else { READER };
        steps.push((401, ask.clone().by(Credential::Missing)));
        steps.push((401, ask.clone().by(Credential::Wrong)));
        steps.push((403, ask.by(Credential::Device(another))));
    }
    vec![
        story("strangers", steps),
        story("nobody's card", asks(&nobody()).map(|ask| (404, ask)).into()),
        story("nonsense", asks(&json!("nonsense")).map(|ask| (400, ask)).into()),
    ]
}

fn studio_and_devices() -> Vec<Story> {
    let put = |id: &str| Ask::new(Api::Open, "PUT", format!("/v1/devices/{id}/activate"));
    vec![
        story(
            "the studio",
            vec![
                (200, get("/v1/studios/information")),
                (200, Ask::new(Api::Open, "HEAD", "/v1/studios/information")),
                (200, Ask::new(Api::Open, "POST", "/v1/studios/confirmActivation")),
            ],
        ),
        story(
            "the devices",
            vec![
                (200, get("/v1/devices")),
                (200, put("27")),
                (200, put("27")),
                (200, get("/v1/devices")),
                (404, put("999")),
                (404, put("-9223372036854775808")),
                (400, put("nonsense")),
            ],
        ),
    ]
}

fn customers(cards: &Cards<'_>) -> Vec<Story> {
    let by = |query: &str| get(format!("/v1/customers/by?{query}"));
    let search = |body: Value| Ask::new(Api::Open, "POST", "/v1/customers/search").json(body);
    let visits = |id: &str, query: &str| get(format!("/v1/customers/{id}/activities/checkins{query}"));
    let contracts = |id: &str, query: &str| get(format!("/v1/customers/{id}/contracts{query}"));
    let regular = cards.of(Case::FineSevenBytes).id.to_string();
    let card = cards.of(Case::Fine).hex_lsb.as_deref().expect("a card");
    let barcode = cards.of(Case::Barcode).barcode.as_deref().expect("a barcode");
    vec![
        story(
            "somebody known",
            vec![
                (200, by(&format!("cardNumber={card}&cardNumberFormat=HEX_LSB"))),
                (200, by(&format!("barcode={barcode}"))),
                (200, by(&format!("customerNumber={}", cards.of(Case::SingleName).customer_number))),
            ],
        ),
        story(
            "somebody unknown",
            vec![
                (404, by("cardNumber=1")),
                (404, by("customerNumber=portico-nobody")),
                (404, by("debtorId=1")),
                (400, by("cardNumber=xyz")),
                (400, by("qrCodeUuid=1")),
                (400, by("cardNumber=1&cardNumberFormat=OCTAL")),
                (400, get("/v1/customers/by")),
            ],
        ),
        story(
            "lists",
            vec![
                (200, get("/v1/customers")),
                (200, get("/v1/customers?sliceSize=50&cardNumberFormat=HEX_MSB&customerStatus=MEMBER")),
                (200, get("/v1/customers?customerStatus=PROSPECT&offset=1000")),
                (200, get("/v1/customers?sliceSize=500&customerStatus=MEMBER&offset=999999")),
                (400, get("/v1/customers?sliceSize=501")),
                (400, get("/v1/customers?customerStatus=nonsense")),
            ],
        ),
        story(
            "searches",
            vec![
                (200, search(json!({}))),
                (200, search(json!({"firstName": "le", "cardNumberFormat": "HEX_LSB"}))),
                (200, search(json!({"lastName": "İ"}))),
                (200, search(json!({"email": "nobody@nordlicht.example"}))),
                (200, search(json!({"dateOfBirth": "1991-05-14"}))),
                (400, search(json!({"dateOfBirth": "yesterday"}))),
                (400, Ask::new(Api::Open, "POST", "/v1/customers/search").bytes("nonsense")),
            ],
        ),
        story(
            "records, accounts and codes",
            vec![
                (200, get(format!("/v1/customers/{regular}"))),
                (200, get(format!("/v1/customers/{regular}?cardNumberFormat=HEX_MSB"))),
                (400, get(format!("/v1/customers/{regular}?cardNumberFormat=OCTAL"))),
                (400, get("/v1/customers/nonsense")),
                (404, get("/v1/customers/999999")),
                (200, get(format!("/v1/customers/{regular}/account/balances"))),
                (200, get(format!("/v1/customers/{}/account/balances", cards.of(Case::Unpaid).id))),
                (400, get("/v1/customers/nonsense/account/balances")),
                (404, get("/v1/customers/999999/account/balances")),
                (200, get(format!("/v1/customers/{regular}/access-code"))),
                (400, get("/v1/customers/nonsense/access-code")),
                (404, get("/v1/customers/999999/access-code")),
            ],
        ),
        story(
            "contracts",
            vec![
                (200, contracts(&regular, "")),
                (200, contracts(&regular, "?status=ACTIVE")),
                (200, contracts(&regular, "?status=INACTIVE")),
                (400, contracts(&regular, "?status=OLD")),
                (400, contracts("nonsense", "")),
                (404, contracts("999999", "")),
            ],
        ),
        story(
            "visits",
            vec![
                (200, device(CARD_READER, json!({"identification": cards.shown(Case::FineSevenBytes)}))),
                (200, visits(&regular, "")),
                (200, visits(&regular, "?sliceSize=3&offset=2")),
                (200, visits(&regular, "?fromDate=2001-01-01&toDate=2001-02-01")),
                (400, visits(&regular, "?sliceSize=51")),
                (400, visits(&regular, "?fromDate=yesterday")),
                (400, visits("nonsense", "")),
                (404, visits("999999", "")),
            ],
        ),
    ]
}

fn media_and_vouchers(cards: &Cards<'_>) -> Vec<Story> {
    let fine = cards.of(Case::Fine);
    let taken = fine.decimal.clone().expect("a card");
    let id = fine.id;
    let link = |method, path: &str, id: &str, body: Value| {
        Ask::new(Api::Open, method, format!("/v1/customers/{id}/{path}")).json(body)
    };
    let mut all = Vec::new();
    for (method, path) in [("PUT", "access-medium"), ("POST", "access-mediums")] {
        let ask = |body: Value| link(method, path, &id.to_string(), body);
        all.push(story(
            "a new card",
            vec![
                (200, ask(json!({"type": "CARD_NUMBER", "value": "99887766"}))),
                (200, ask(json!({"type": "PIN", "value": "00815"}))),
                (200, ask(json!({"type": "BARCODE", "value": "NEU-1"}))),
                (200, ask(json!({"type": "WALLET_PASS", "value": TRANSACTION}))),
                (409, ask(json!({"type": "CARD_NUMBER", "value": taken}))),
                (400, ask(json!({"type": "CARD_NUMBER", "value": ""}))),
                (400, ask(json!({"type": "IRIS", "value": "1"}))),
                (404, link(method, path, "999999", json!({"type": "PIN", "value": "00816"}))),
            ],
        ));
    }
    let redeem = |code: &str| {
        Ask::new(Api::Open, "POST", "/v1/checkin-vouchers/redeem").json(json!({
            "voucherCode": code, "firstname": "Ünal", "lastname": "Ö", "email": "gast@nordlicht.example",
        }))
    };
    all.push(story(
        "a voucher",
        vec![
            (200, redeem("CHVB1-NORD-0001")),
            (400, redeem("CHVB1-NORD-0001")),
            (404, redeem("CHVB1-NORD-9999")),
            (400, Ask::new(Api::Open, "POST", "/v1/checkin-vouchers/redeem").json(json!({}))),
            (200, get("/v1/customers?customerStatus=PROSPECT")),
        ],
    ));
    all
}

/// One good request to every call of the Open API.
pub fn of_the_open_api() -> Vec<Ask> {
    vec![
        get("/v1/studios/information"),
        Ask::new(Api::Open, "POST", "/v1/studios/confirmActivation"),
        get("/v1/devices"),
        Ask::new(Api::Open, "PUT", "/v1/devices/27/activate"),
        get("/v1/customers/by?cardNumber=1303689068602752"),
        get("/v1/customers"),
        Ask::new(Api::Open, "POST", "/v1/customers/search").json(json!({"lastName": "Brandt"})),
        get("/v1/customers/1001"),
        get("/v1/customers/1001/account/balances"),
        get("/v1/customers/1001/access-code"),
        get("/v1/customers/1001/contracts"),
        get("/v1/customers/1001/activities/checkins"),
        Ask::new(Api::Open, "PUT", "/v1/customers/1001/access-medium").json(json!({"type": "PIN", "value": "77441"})),
        Ask::new(Api::Open, "POST", "/v1/customers/1001/access-mediums")
            .json(json!({"type": "PIN", "value": "77442"})),
        Ask::new(Api::Open, "POST", "/v1/checkin-vouchers/redeem").json(json!({
            "voucherCode": "CHVB1-NORD-0002", "firstname": "A", "lastname": "B", "email": "c@nordlicht.example",
        })),
    ]
}

/// One good request to every call of the Device API.
pub fn of_the_device_api(members: &[MemberCard]) -> Vec<Ask> {
    let fine = Cards(members).shown(Case::Fine);
    vec![
        device(CARD_READER, json!({"identification": fine})),
        vend(&fine, TRANSACTION),
        sale(&fine, 2.5, false),
        device(REVALUE, json!({"identification": fine, "transactionId": TRANSACTION, "amount": 1})),
        Ask::new(Api::Device, "GET", PRICE),
        device(TIME, json!({"identification": fine})),
        usage(&fine, 300, false),
    ]
}

fn keys_and_limits() -> Vec<Story> {
    let all = of_the_open_api;
    let strangers = all()
        .into_iter()
        .flat_map(|ask| [(401, ask.clone().by(Credential::Missing)), (401, ask.by(Credential::Wrong))]);
    let with_scope = all().into_iter().filter(|ask| !ask.path.ends_with("confirmActivation"));
    vec![
        story("no key, and a wrong one", strangers.collect()),
        Story {
            about: "a key without rights",
            prepare: |studio| studio.set_scopes(Vec::<Scope>::new()),
            steps: with_scope.map(|ask| (403, ask)).collect(),
        },
        Story {
            about: "too many requests",
            prepare: |studio| studio.configure(|settings| settings.requests_per_minute = Some(0)),
            steps: all().into_iter().map(|ask| (429, ask)).collect(),
        },
    ]
}

/// Every way of showing a member to a device, and of looking one up.
pub fn about(member: &MemberCard) -> Vec<Ask> {
    let mut shown: Vec<Value> = Vec::new();
    let numbers = [("DECIMAL", &member.decimal), ("HEX_MSB", &member.hex_msb), ("HEX_LSB", &member.hex_lsb)];
    let mut looked_up = vec![format!("customerNumber={}", member.customer_number)];
    for (format, value) in numbers {
        if let Some(value) = value {
            shown.push(json!({"type": "NUMBER", "value": value, "format": format}));
            looked_up.push(format!("cardNumber={value}&cardNumberFormat={format}"));
        }
    }
    let others = [
        ("QR_CODE", &member.qr_code),
        ("BARCODE", &member.barcode),
        ("PIN", &member.pin),
        ("WALLET_PASS", &member.wallet_pass),
    ];
    for (kind, value) in others {
        if let Some(value) = value {
            shown.push(json!({"type": kind, "value": value}));
        }
    }
    if let Some(content) = &member.qr_code {
        let content: Value = serde_json::from_str(content).expect("a member's QR code is JSON");
        looked_up.push(format!("qrCodeUuid={}", content["uuid"].as_str().expect("a UUID")));
    }
    looked_up.extend(member.barcode.iter().map(|code| format!("barcode={code}")));
    let mut asks = Vec::new();
    for identification in &shown {
        for execute in [false, true] {
            asks.push(device(
                CARD_READER,
                json!({"identification": identification, "shouldExecuteAction": execute}),
            ));
        }
        asks.push(vend(identification, TRANSACTION));
        for execute in [false, true] {
            asks.push(sale(identification, 2.5, execute));
        }
        asks.push(device(TIME, json!({"identification": identification})));
        for execute in [false, true] {
            asks.push(usage(identification, 300, execute));
        }
    }
    asks.extend(looked_up.iter().map(|query| get(format!("/v1/customers/by?{query}"))));
    asks.push(get(format!("/v1/customers/{}/activities/checkins", member.id)));
    asks.push(get(format!("/v1/customers/{}/contracts", member.id)));
    asks.push(get(format!("/v1/customers/{}", member.id)));
    asks.push(get(format!("/v1/customers/{}/account/balances", member.id)));
    asks.push(get(format!("/v1/customers/{}/access-code", member.id)));
    asks
}
