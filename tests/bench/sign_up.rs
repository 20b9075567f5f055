//! Becoming a member with the largest offer: from a key to the form that shows it, from a module to its price
//! against the bare preview that cannot be saved, and what a long signature costs.

use std::time::{Duration, Instant};

use portico_tests::hands::{self, Person};
use portico_tests::{Failure, Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, Window};
use sandbox::{Fault, FaultPlan};
use serde::Deserialize;
use serde_json::Value;

use crate::footprint::{HEIGHT, WIDTH};
use crate::table::{Table, quantile, sorted};

/// What the vendor takes for a preview, in milliseconds: less than one across the internet can, and about as little as
/// one can.
const SERVERS: [u64; 2] = [20, 50];
/// Sixty terms, two hundred modules.
const LARGE: i64 = 2900;
/// The first of the modules that cost something, of which the first term has 120.
const MODULES: i64 = 4080;
const PREVIEW: &str = "/connect/v2/preview";
const IBAN: &str = "DE89370400440532013000";
const WARM_UP: usize = 5;
const KEYS: usize = 200;
const CHOICES: usize = 60;
const POINTS: u32 = 2000;
/// As many in a frame as a fast finger leaves on a screen of 600 reports a second.
const POINTS_A_FRAME: u32 = 10;

/// Adds everything about becoming a member.
pub async fn measure(table: &mut Table) -> Outcome {
    let studio = Studio::open().await;
    studio.configure(|settings| settings.large_offer = true);
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).sign_up("");
    let desk = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.idle().await?;
    window.resize(WIDTH, HEIGHT).await?;
    window.unrecorded().await?;
    to_the_price(&window).await?;
    choosing(&window, table).await?;
    for server in SERVERS {
        pricing(&window, &studio, table, server).await?;
    }
    hands::on_to(&window, "details").await?;
    typing(&window, table).await?;
    to_the_texts(&window).await?;
    signing(&window, table).await
}

/// Nothing has a price before there is a date of birth: there, and back to the terms.
async fn to_the_price(window: &Window) -> Outcome {
    hands::press(window, "idle-join").await?;
    hands::step(window, "start").await?;
    hands::press(window, "join-aim-contract").await?;
    hands::at(window, "offers").await?;
    hands::press(window, &format!("join-offer-{LARGE}")).await?;
    hands::on_to(window, "details").await?;
    hands::fill(window, &Person::grown_up()).await?;
    hands::press(window, "join-back").await?;
    hands::at(window, "terms").await?;
    priced(window).await
}

async fn to_the_texts(window: &Window) -> Outcome {
    hands::fill(window, &Person::grown_up()).await?;
    hands::on_to(window, "picture").await?;
    hands::on_to(window, "payment").await?;
    hands::choose(window, "join-pay", "directDebit").await?;
    hands::enter(window, "accountHolder", "Jule Sommer").await?;
    hands::enter(window, "iban", IBAN).await?;
    window.wait_for("join-bank").await?;
    hands::on_to(window, "texts").await?;
    window.wait_for("join-mandate").await
}

async fn priced(window: &Window) -> Outcome {
    hands::there(window, "[data-testid=\"join-price\"][data-preview=\"shown\"]").await
}

/// What one key or one choice took, in milliseconds, and how many frames came before the document showed it.
#[derive(Clone, Copy, Deserialize)]
struct Shown {
    millis: f64,
    frames: u32,
}

async fn shown(window: &Window, what: &str) -> Outcome<Shown> {
    let script = format!("const began = {FRAME}; {what}");
    Ok(serde_json::from_value(window.run_async(&script).await?)?)
}

/// One of two hundred modules, chosen and taken back by turns.
async fn choosing(window: &Window, table: &mut Table) -> Outcome {
    let mut all = Vec::new();
    for choice in 0..WARM_UP + KEYS {
        let module = MODULES + i64::try_from(choice % 100)?;
        let script = format!(
            "const box = document.querySelector('[data-testid=\"join-module-{module}\"]');
             const wanted = !box.checked;
             return await began(() => box.click(), () => box.closest('label').classList.contains('on') === wanted);"
        );
        hands::touch(window).await?;
        let shown = shown(window, &script).await?;
        // The next one is chosen when this one has its price.
        priced(window).await?;
        if choice >= WARM_UP {
            all.push(shown);
        }
    }
    add(table, "module among 200 → updated form, 95th percentile", &all);
    Ok(())
}

/// A letter in the details.
async fn typing(window: &Window, table: &mut Table) -> Outcome {
    let mut all = Vec::new();
    for key in 0..WARM_UP + KEYS {
        let letter = char::from(b'a' + u8::try_from(key % 26)?);
        let field = if key % 40 < 20 { "lastName" } else { "street" };
        let script = format!(
            "const box = document.querySelector('[data-testid=\"join-field-{field}\"]');
             const text = (box.value.length > 20 ? '' : box.value) + '{letter}';
             const type = () => {{
               box.value = text;
               box.dispatchEvent(new InputEvent('input', {{ bubbles: true, data: '{letter}', inputType: 'insertText' }}));
             }};
             box.focus();
             return await began(type, () => box.value === text);"
        );
        hands::touch(window).await?;
        let shown = shown(window, &script).await?;
        if key >= WARM_UP {
            all.push(shown);
        }
    }
    add(table, "key in the details → updated form, 95th percentile", &all);
    Ok(())
}

fn add(table: &mut Table, what: &str, all: &[Shown]) {
    let millis = sorted(&all.iter().map(|shown| shown.millis).collect::<Vec<_>>());
    let same = all.iter().filter(|shown| shown.frames == 0).count();
    let [median, most, last] = [0.5, 0.95, 1.0].map(|part| quantile(&millis, part));
    let note = format!("median {median:.1} ms, all {last:.1} ms, {same} of {} in the same frame", all.len());
    table.figure(what, &format!("{most:.1} ms"), "≤ 16 ms", &note);
}

/// A module → its price in the document, against one bare preview of the same.
async fn pricing(window: &Window, studio: &Studio, table: &mut Table, server: u64) -> Outcome {
    let slow = FaultPlan::new(Fault::Latency { millis: server }).at(PREVIEW);
    studio.set_fault(slow);
    let bare = Bare::new(studio)?;
    let (mut ours, mut arrived, mut stands, mut theirs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for choice in 0..WARM_UP + CHOICES {
        // Chosen and taken back by turns: a member has a few of two hundred.
        let module = MODULES + i64::try_from(choice / 2)?;
        let script = format!("const module = {module}; {PRICED}");
        hands::touch(window).await?;
        window.rests().await?;
        let seen: [f64; 3] = serde_json::from_value(window.run_async(&script).await?)?;
        let call = bare.preview(studio).await?;
        if choice >= WARM_UP {
            arrived.push(seen[0]);
            stands.push(seen[1]);
            ours.push(seen[2]);
            theirs.push(millis(call));
        }
    }
    studio.clear_faults();
    let (ours, arrived, stands, theirs) = (sorted(&ours), sorted(&arrived), sorted(&stands), sorted(&theirs));
    let (our, their) = (quantile(&ours, 0.5), quantile(&theirs, 0.5));
    table.add(
        &format!("module → price in the document / bare preview, server {server} ms"),
        our / their,
        Some("≤ 1.2"),
        &format!("median {our:.1} ms against {their:.1} ms, {} pairs", ours.len()),
    );
    table.tell(
        "of which until the price is in the window, and until it stands in the document, not laid out",
        &format!("{:.1} ms, {:.1} ms", quantile(&arrived, 0.5), quantile(&stands, 0.5)),
    );
    Ok(())
}

/// The vendor's interface without a desk.
struct Bare {
    client: reqwest::Client,
    url: String,
}

impl Bare {
    fn new(studio: &Studio) -> Outcome<Self> {
        // Which also installs the cryptography that every client of this process needs.
        magicline::Http::new(magicline::Limits::default())?;
        let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;
        Ok(Self { client, url: format!("{}{PREVIEW}", studio.connect_url()) })
    }

    /// Asks what the desk asked last.
    async fn preview(&self, studio: &Studio) -> Outcome<Duration> {
        let asked = studio.journal().into_iter().rfind(|entry| entry.path == PREVIEW);
        let asked = asked.ok_or_else(|| Failure::new("the desk has asked for no preview"))?;
        let body: Value = serde_json::from_slice(&asked.request.body)?;
        let began = Instant::now();
        let answer = self.client.post(&self.url).header("accept-language", "de").json(&body).send().await?;
        answer.error_for_status()?.bytes().await?;
        Ok(began.elapsed())
    }
}

/// What a long signature weighs as it crosses, and how the pad keeps up.
async fn signing(window: &Window, table: &mut Table) -> Outcome {
    let script = format!("const points = {POINTS}, each = {POINTS_A_FRAME}; {SIGNED}");
    let drawn: Drawn = serde_json::from_value(window.run_async(&script).await?)?;
    let svg = hands::signed(window, "contract").await?;
    let kilobytes = svg.len() as f64 / 1024.0;
    table.figure(
        &format!("a signature of {POINTS} points, as it crosses"),
        &format!("{kilobytes:.1} kB"),
        "≤ 32 kB",
        &format!("{} bytes of SVG", svg.len()),
    );
    let waits = sorted(&drawn.waits);
    let rate = 1000.0 * waits.len() as f64 / drawn.waits.iter().sum::<f64>();
    let work = sorted(&drawn.work);
    table.figure(
        "frames a second while it is drawn",
        &format!("{rate:.0}"),
        "≥ 55",
        &format!(
            "{POINTS_A_FRAME} points a frame; between frames median {:.1} ms, 99th percentile {:.1} ms; \
             of which ours, 99th percentile {:.1} ms",
            quantile(&waits, 0.5),
            quantile(&waits, 0.99),
            quantile(&work, 0.99)
        ),
    );
    Ok(())
}

#[derive(Deserialize)]
struct Drawn {
    /// From each frame to the next, in milliseconds.
    waits: Vec<f64>,
    /// What following the pen and drawing took of each.
    work: Vec<f64>,
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Does something at the beginning of a frame, as a browser hands over what was pressed since the last one, and
/// tells when the document showed it, laid out, and how many frames had come in between.
const FRAME: &str = r#"async (does, holds) => {
    let frames = 0;
    await new Promise((go) => requestAnimationFrame(go));
    const start = performance.now();
    does();
    for (;;) {
      // Everything that follows from it at once has followed.
      for (let turn = 0; turn < 20 && !holds(); turn += 1) await null;
      void document.body.offsetHeight;
      if (holds()) return { millis: performance.now() - start, frames };
      await new Promise((go) => requestAnimationFrame(go));
      frames += 1;
    }
}"#;

/// Chooses a module; how long after it the price arrived, and stood in the document, laid out.
const PRICED: &str = r#"
    const price = document.querySelector('[data-testid="join-price"]');
    const box = document.querySelector(`[data-testid="join-module-${module}"]`);
    const state = (wanted) => new Promise((go) => {
      const look = () => {
        if (price.dataset.preview !== wanted) return;
        watch.disconnect();
        go();
      };
      const watch = new MutationObserver(look);
      watch.observe(price, { attributes: true });
      look();
    });
    await state('shown');
    const began = performance.now();
    box.click();
    await state('asking');
    await state('shown');
    const stands = performance.now() - began;
    void document.body.offsetHeight;
    const drawn = performance.now() - began;
    return [performance.getEntriesByName('preview').at(-1).startTime - began, stands, drawn];
"#;

/// Draws so many points with a pen that never rests, so many in a frame.
const SIGNED: &str = r#"
    const canvas = document.querySelector('[data-testid="join-pad-contract"] canvas');
    canvas.scrollIntoView({ block: 'center' });
    const box = canvas.getBoundingClientRect();
    const tell = (type, along) => canvas.dispatchEvent(new PointerEvent(type, {
      bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
      button: type === 'pointermove' ? -1 : 0, buttons: 1,
      clientX: box.left + box.width * (0.1 + 0.8 * along) + 24 * Math.cos(along * 300),
      clientY: box.top + box.height * (0.5 + 0.35 * Math.sin(along * 211)),
    }));
    const frame = () => new Promise((go) => requestAnimationFrame(go));
    const waits = [], work = [];
    let last = await frame();
    tell('pointerdown', 0);
    for (let point = 0; point < points; ) {
      const began = performance.now();
      for (const end = Math.min(points, point + each); point < end; point += 1) tell('pointermove', point / points);
      const followed = performance.now() - began;
      // Asked for after the pad has asked for its own, and so called when that has drawn.
      const now = await frame();
      work.push(followed + performance.now() - now);
      waits.push(now - last);
      last = now;
    }
    tell('pointerup', 1);
    return { waits, work };
"#;
