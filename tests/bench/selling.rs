//! From a card to the products on the screen, and from the member's yes to the hand-out, each against the
//! bare calls that cannot be saved.

use std::time::{Duration, Instant};

use outbox::StoreKey;
use portico_tests::{
    Launch, Outcome, Provisioned, Seat, SetupFile, Studio, Switched, Team, VirtualReader, VirtualRelay,
    Window, frame_of,
};
use sandbox::{Api, Fault, FaultPlan};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::{SaleChoice, SaleStep, SaleView};

use crate::footprint::{HEIGHT, WIDTH};
use crate::latency;
use crate::store::connect;
use crate::table::{Table, quantile, sorted};

/// What the vendor takes for an answer, in milliseconds.
const SERVER: u64 = 20;
const STOCK: &str = "shelf;name;price\n1;Vanilla shake;2.50\n2;Bar;3.20\n3;Water;1.50\n4;Apple;1.29\n";
const WARM_UP: u32 = 5;
const TAPS: u32 = 80;
const SALES: u32 = 40;

/// The vendor's interface without a desk.
struct Bare {
    client: reqwest::Client,
    studio: String,
    token: String,
}

impl Bare {
    fn new(studio: &Studio) -> Outcome<Self> {
        // Which also installs the cryptography that every client of this process needs.
        magicline::Http::new(magicline::Limits::default())?;
        let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;
        let device = studio.devices().into_iter().find(|device| device.id == Studio::BAR);
        let token = device.and_then(|device| device.token).expect("the desk has activated the bar");
        Ok(Self { client, studio: studio.device_url(), token })
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Duration> {
        let asked = Instant::now();
        let request = self.client.post(format!("{}{path}", self.studio)).bearer_auth(&self.token);
        let answer = request.header("accept-language", "de").json(body).send().await?;
        let answer = answer.error_for_status()?;
        answer.bytes().await?;
        Ok(asked.elapsed())
    }
}

fn identified(guest: u32, transaction: Uuid) -> Value {
    let number = Studio::guest(guest).map(|byte| format!("{byte:02x}")).concat();
    json!({
        "identification": {"type": "NUMBER", "value": number, "format": "HEX_MSB"},
        "transactionId": transaction.to_string(),
    })
}

fn slow(studio: &Studio) {
    studio.set_fault(FaultPlan::new(Fault::Latency { millis: SERVER }).on(Api::Device));
}

/// Card → products in the window, against one bare identification.
pub async fn measure_choosing(table: &mut Table) -> Outcome {
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).counter_reader("bar", reader.path()).bar("bar", "");
    let desk = Provisioned::new(&studio, &file).await?;
    std::fs::write(desk.data().join(format!("catalogue-{}.csv", Studio::BAR)), STOCK)?;
    let window = Launch::of(&desk.data()).open().await?;
    window.idle().await?;
    window.resize(WIDTH, HEIGHT).await?;
    let bare = Bare::new(&studio)?;
    // The first one is held until the line is open.
    let products = products_of(&window, 0);
    reader.hold(&frame_of(Studio::guest(200)), products).await?;
    window.run(RECORDER).await?;
    slow(&studio);
    let (mut ours, mut drawn, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for tap in 0..WARM_UP + TAPS {
        // Nobody holds up a card while the products of somebody else are still coming in.
        window.rests().await?;
        let began = epoch_millis();
        reader.send(&frame_of(Studio::guest(1 + tap)));
        let seen: [f64; 2] =
            serde_json::from_value(window.run_async("return await window.__sales.next()").await?)?;
        let call = bare.post(Studio::VENDING_IDENTIFICATION, &identified(100 + tap, Uuid::new_v4())).await?;
        if tap >= WARM_UP {
            ours.push(seen[0] - began);
            drawn.push(seen[1] - began);
            theirs.push(millis(call));
        }
    }
    add(
        table,
        &format!("card → products in the window / bare identification, server {SERVER} ms"),
        "≤ 1.15",
        &ours,
        &theirs,
    );
    let drawn = sorted(&drawn);
    table.tell(
        "card → products in the document, median and 99th percentile",
        &format!("{:.1} ms, {:.1} ms", quantile(&drawn, 0.5), quantile(&drawn, 0.99)),
    );
    latency::where_it_goes(&desk.data(), table, SERVER)
}

/// The member's yes → the relay of the shelf, against one bare dry run and one durable write.
pub async fn measure_confirming(table: &mut Table) -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let (mut reader, mut relay) = (VirtualReader::plugged_in(), VirtualRelay::plugged_in());
    let file = SetupFile::new(&studio).counter_reader("bar", reader.path()).shelf("bar", relay.path());
    seat.provision(&studio, &file).await?;
    seat.stock(STOCK);
    let desk = seat.open().watch().await;
    let team = Team::inside(&desk).await?;
    team.sees("the catalogue", |desk| (!desk.catalogues.first()?.products.is_empty()).then_some(())).await?;
    assert_eq!(relay.order().await?, Switched::Off);
    let folder = tempfile::tempdir()?;
    let db = connect(&folder.path().join("bare.db"), &StoreKey::generate().expect("randomness"))?;
    db.execute_batch("CREATE TABLE sale (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")?;
    let bare = Bare::new(&studio)?;
    slow(&studio);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for sale in 0..WARM_UP + SALES {
        let choosing = desk.sale_after(desk.mark(), "the products", choosing);
        let number = reader.hold(&frame_of(Studio::guest(1 + sale)), choosing).await?;
        let confirmed = Instant::now();
        desk.desk.choose(number, SaleChoice::Product { shelf: "1".to_owned() }).await;
        assert_eq!(relay.order().await?, Switched::On);
        let our = confirmed.elapsed();
        assert_eq!(relay.order().await?, Switched::Off);
        desk.sale("the end", |sale| matches!(sale.step, SaleStep::Done { .. }).then_some(())).await?;

        let transaction = Uuid::new_v4();
        let mut body = identified(100 + sale, transaction);
        bare.post(Studio::VENDING_IDENTIFICATION, &body).await?;
        body["productId"] = json!("1");
        body["price"] = json!(2.5);
        body["shouldExecuteAction"] = json!(false);
        let call = bare.post(Studio::SALE, &body).await?;
        let wrote = Instant::now();
        db.execute("INSERT INTO sale (body) VALUES (?1)", [body.to_string()])?;
        let their = call + wrote.elapsed();
        // A relay takes one order a second.
        tokio::time::sleep_until((confirmed + Duration::from_millis(1200)).into()).await;
        if sale >= WARM_UP {
            ours.push(millis(our));
            theirs.push(millis(their));
        }
    }
    let what = format!("yes → relay / bare dry run and durable write, server {SERVER} ms");
    add(table, &what, "≤ 1.2", &ours, &theirs);
    Ok(())
}

fn choosing(sale: &SaleView) -> Option<u32> {
    matches!(sale.step, SaleStep::ChooseProduct { .. }).then_some(sale.sale)
}

async fn products_of(window: &Window, mark: usize) -> Outcome<()> {
    let choosing = |shown: &portico_tests::Shown| shown.step.as_deref() == Some("chooseProduct");
    window.after(mark, "the products", choosing).await.map(|_| ())
}

fn add(table: &mut Table, what: &str, aim: &str, ours: &[f64], theirs: &[f64]) {
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    let (our, their) = (quantile(&ours, 0.5), quantile(&theirs, 0.5));
    table.add(
        what,
        our / their,
        Some(aim),
        &format!("median {our:.1} ms against {their:.1} ms, {} pairs", ours.len()),
    );
}

fn epoch_millis() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    millis(since.expect("the clock is past 1970"))
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Notes when the message with the products of each sale arrived in the page, and when they stood in the
/// document.
const RECORDER: &str = r#"
    const seen = []; let wake = null; let last = null;
    const look = () => {
      const main = document.querySelector('main[data-step="chooseProduct"]');
      if (main === last) return;
      last = main;
      if (!main) return;
      const arrived = performance.getEntriesByName('choice').at(-1).startTime;
      seen.push([performance.timeOrigin + arrived, performance.timeOrigin + performance.now()]);
      wake?.();
    };
    last = document.querySelector('main[data-step="chooseProduct"]');
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    window.__sales = {
      async next() {
        while (seen.length === 0) await new Promise((go) => { wake = go; });
        wake = null;
        return seen.shift();
      },
    };
"#;
