//! The practice studio, in this process, and what tests ask of its journal.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::{Failure, Outcome};
use sandbox::{
    Api, Case, Effect, Entry, Fault, FaultPlan, MemberCard, Options, ReaderMode, Sandbox, crowd_card,
};

/// A practice studio with enough members that every tap of a test can be a card of its own.
pub struct Studio(Sandbox);

const LOOK_UP: &str = "/v1/customers/by";
const CROWD: u32 = 200;

impl Studio {
    /// Where a device asks about a credential.
    pub const IDENTIFICATION: &str = "/open-api/device/cardreader/identification";
    /// The device at the entrance.
    pub const ENTRANCE: i64 = 26;
    /// The other card reader of the studio.
    pub const SIDE: i64 = 27;

    /// The device that sells from shelves.
    pub const BAR: i64 = 31;
    /// The device that sells minutes.
    pub const SOLARIUM: i64 = 41;
    /// Where a member is identified for a sale.
    pub const VENDING_IDENTIFICATION: &str = "/open-api/device/vending/identification";
    /// Where a sale is tried and made.
    pub const SALE: &str = "/open-api/device/vending/sale";
    /// Where credit is topped up.
    pub const REVALUE: &str = "/open-api/device/vending/revalue";
    /// Where minutes are tried and charged.
    pub const USAGE: &str = "/open-api/device/time/usage";

    /// Where a contract is made, and where offers are asked for.
    pub const CONTRACT: &str = "/connect/v1/rate-bundle";
    /// Where a price is asked for.
    pub const PREVIEW: &str = "/connect/v2/preview";

    /// Opens a studio on free ports. Both card readers check in, and out again.
    pub async fn open() -> Self {
        Self::of(CROWD as usize).await
    }

    /// The same with this many guests.
    pub async fn of(crowd: usize) -> Self {
        let mut options = Options { crowd, ..Options::default() };
        options.settings.reader_modes.insert(Self::SIDE, ReaderMode::Toggle);
        Self(Sandbox::start(options).await.expect("free ports for the practice studio"))
    }

    /// The member who is there for `case`.
    pub fn member(&self, case: Case) -> MemberCard {
        self.0.card(case).expect("every case has its member")
    }

    /// The card of one of the many who may come in and about whom there is nothing to say.
    pub fn guest(number: u32) -> [u8; 5] {
        assert!((1..=CROWD).contains(&number), "there are {CROWD} guests");
        crowd_card(number)
    }

    /// The number on the card of a guest, however many there are.
    pub fn guest_number(number: u32) -> u64 {
        let [a, b, c, d, e] = crowd_card(number);
        u64::from_be_bytes([0, 0, 0, a, b, c, d, e])
    }

    /// The card of a guest, however many there are.
    pub fn guest_card(number: u32) -> [u8; 5] {
        crowd_card(number)
    }

    /// Plays a fault on identifications alone, until it is cleared.
    pub fn fault_at_check_in(&self, fault: Fault) {
        self.0.set_fault(FaultPlan::new(fault).on(Api::Device).at(Self::IDENTIFICATION));
    }

    /// Plays a fault on looking members up alone, until it is cleared.
    pub fn fault_at_look_up(&self, fault: Fault) {
        self.0.set_fault(FaultPlan::new(fault).on(Api::Open).at(LOOK_UP));
    }

    /// Every identification that arrived, oldest first.
    pub fn identifications(&self) -> Vec<Entry> {
        self.0.journal().into_iter().filter(|entry| entry.path == Self::IDENTIFICATION).collect()
    }

    /// Every identification of this card that arrived, whatever became of it.
    pub fn identifications_of(&self, hex: &str) -> Vec<Entry> {
        let asked = |entry: &Entry| {
            let body: serde_json::Value = serde_json::from_slice(&entry.request.body).unwrap_or_default();
            body["identification"]["value"] == hex
        };
        self.identifications().into_iter().filter(asked).collect()
    }

    /// Waits until an identification of this card was dealt with.
    pub async fn identified(&self, hex: &str) -> Entry {
        let wanted = hex.to_owned();
        self.0
            .wait_for(move |entry| {
                let body: serde_json::Value = serde_json::from_slice(&entry.request.body).unwrap_or_default();
                entry.path == Self::IDENTIFICATION && body["identification"]["value"] == *wanted
            })
            .await
    }

    /// How often somebody went in or out.
    pub fn movements(&self) -> usize {
        let moved =
            |entry: &&Entry| matches!(entry.effect, Effect::CheckedIn { .. } | Effect::CheckedOut { .. });
        self.0.journal().iter().filter(moved).count()
    }

    /// A new member with this first name and this card, made the way a studio would make one.
    pub async fn add_guest(&self, first_name: &str, uid: [u8; 5]) -> Outcome {
        let voucher = serde_json::json!({
            "voucherCode": "CHVB1-NORD-0001",
            "firstname": first_name,
            "lastname": "Probe",
            "email": "probe@nordlicht.example",
        });
        self.ask(reqwest::Method::POST, "/v1/checkin-vouchers/redeem", &voucher).await?;
        self.give_card(Case::VoucherGuest, uid).await
    }

    /// Gives the member who is there for `case` one more card.
    pub async fn give_card(&self, case: Case, uid: [u8; 5]) -> Outcome {
        let number = uid.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let card = serde_json::json!({ "type": "CARD_NUMBER", "value": number.to_string() });
        let path = format!("/v1/customers/{}/access-mediums", self.member(case).id);
        self.ask(reqwest::Method::POST, &path, &card).await
    }

    /// What was booked, in cents: charges and top-ups, each of them once and, where there is one, after its
    /// dry run.
    pub fn booked(&self) -> Outcome<Vec<i64>> {
        let mut transactions: BTreeMap<String, usize> = BTreeMap::new();
        let (charges, top_ups) = (self.0.charges(), self.0.top_ups());
        for transaction in charges.iter().filter_map(|charge| charge.goods.transaction()) {
            *transactions.entry(transaction.to_owned()).or_default() += 1;
        }
        for top_up in &top_ups {
            *transactions.entry(top_up.transaction.clone()).or_default() += 1;
        }
        if let Some((transaction, times)) = transactions.iter().find(|(_, times)| **times > 1) {
            return Err(Failure::new(format!("transaction {transaction} was booked {times} times")));
        }
        if let Some(charge) = charges.iter().find(|charge| !charge.checked) {
            return Err(Failure::new(format!("executed without a dry run: {charge:?}")));
        }
        let paid_in = top_ups.iter().map(|top_up| top_up.cents);
        Ok(charges.iter().map(|charge| charge.cents).chain(paid_in).collect())
    }

    /// What the payment widget gives for a card; nothing for one that is declined.
    pub async fn card_token(&self, session: &str, number: &str) -> Outcome<Option<String>> {
        magicline::Http::new(magicline::Limits::default())?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let card = serde_json::json!({ "userSessionToken": session, "cardNumber": number });
        let page = format!("{}/payment-widget/card", self.0.connect_url());
        let said: serde_json::Value = http.post(page).json(&card).send().await?.json().await?;
        Ok(said["paymentRequestToken"].as_str().map(str::to_owned))
    }

    /// The bodies of the contracts that arrived, whatever became of them, oldest first.
    pub fn contract_posts(&self) -> Vec<serde_json::Value> {
        self.posts(Self::CONTRACT)
    }

    /// The bodies that arrived at this path, whatever became of them, oldest first.
    pub fn posts(&self, path: &str) -> Vec<serde_json::Value> {
        let body = |entry: Entry| serde_json::from_slice(&entry.request.body).unwrap_or_default();
        let journal = self.0.journal().into_iter();
        journal.filter(|entry| entry.method == "POST" && entry.path == path).map(body).collect()
    }

    /// Waits until something was posted to this path, whatever becomes of it.
    pub async fn posted_to(&self, path: &str) -> Entry {
        let wanted = path.to_owned();
        self.0.wait_for(move |entry| entry.method == "POST" && entry.path == wanted).await
    }

    /// Somebody becomes a member at another desk, with this voucher.
    pub async fn redeem_for_somebody_else(&self, code: &str) -> Outcome {
        magicline::Http::new(magicline::Limits::default())?;
        let today = jiff::Timestamp::now().in_tz("Europe/Berlin")?.date().to_string();
        let svg = "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=";
        let contract = serde_json::json!({
            "studioId": self.studio_number().await?,
            "voucherCode": code,
            "contract": {"rateBundleTermId": 2111, "startDate": today,
                "contractSignature": {"base64Svg": svg}},
            "customer": {
                "firstname": "Egon", "lastname": "Anderswo", "dateOfBirth": "1970-01-01",
                "email": "egon@anderswo.example", "street": "Weg", "houseNumber": "1", "zipCode": "24103",
                "city": "Kiel", "countryCode": "DE", "paymentChoice": "DIRECT_DEBIT",
                "bankAccount": {"accountHolder": "Egon", "iban": "DE89370400440532013000"},
            },
        });
        let http = reqwest::Client::builder().no_proxy().build()?;
        let answer = http.post(format!("{}{}", self.0.connect_url(), Self::CONTRACT)).json(&contract);
        let answer = answer.send().await?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Failure::new(format!("somebody else's contract: {}", answer.text().await?)))
    }

    async fn studio_number(&self) -> Outcome<i64> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        let page = format!("{}/connect/v2/studio", self.0.connect_url());
        let said: serde_json::Value = http.get(page).send().await?.json().await?;
        said[0]["studioId"].as_i64().or(said[0]["id"].as_i64()).ok_or_else(|| Failure::new("no studio"))
    }

    async fn ask(&self, method: reqwest::Method, path: &str, body: &serde_json::Value) -> Outcome {
        // Installs the provider of cryptography that any client needs, even for plain loopback.
        magicline::Http::new(magicline::Limits::default())?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let request = http.request(method, format!("{}{path}", self.0.open_url()));
        let answer = request.header("x-api-key", self.0.api_key()).json(body).send().await?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Failure::new(format!("{path} was answered with {}", answer.status())))
    }
}

impl Deref for Studio {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.0
    }
}
