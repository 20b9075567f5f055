//! What keeps people out, as axe finds it on the real window: every screen in every theme.
//!
//! The screens of signing up are gone through in `sign_up/screens.rs`, those of `layout.rs` there.

use portico_tests::{
    Failure, Outcome, Provisioned, SetupFile, Shown, Studio, VirtualReader, VirtualRelay, Window,
};
use sandbox::Case;
use serde::Deserialize;

use crate::{Desk, hex, line_of, staff};

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
const STOCK: &str =
    "Fach;Name;Preis\n1;Eiweißshake Vanille-Karamell mit Hafer;2,50\n2;Riegel;3,20\n3;Wasser;1,50\n";

/// Looks for what keeps people out.
pub struct Axe {
    source: String,
    found: Vec<String>,
}

#[derive(Deserialize)]
struct Violation {
    theme: String,
    rule: String,
    places: Vec<String>,
}

impl Axe {
    pub fn new() -> Outcome<Self> {
        Ok(Self { source: std::fs::read_to_string(AXE)?, found: Vec::new() })
    }

    pub async fn look(&mut self, window: &Window, what: &str) -> Outcome {
        if window.run("return typeof window.axe === 'object'").await? != true {
            window.run(&self.source).await?;
        }
        let judged = window.run_async(JUDGE).await?;
        let violations: Vec<Violation> = serde_json::from_value(judged.clone())
            .map_err(|error| Failure::new(format!("{what}: {error}: {judged}")))?;
        self.found.extend(violations.into_iter().map(|Violation { theme, rule, places }| {
            format!("{what}, {theme}: {rule}\n    {}", places.join("\n    "))
        }));
        Ok(())
    }

    pub fn found(&self) -> &[String] {
        &self.found
    }

    pub fn end(&self) -> Outcome {
        match self.found.as_slice() {
            [] => Ok(()),
            found => Err(Failure::new(format!("{} faults:\n{}", found.len(), found.join("\n")))),
        }
    }
}

/// All rules that are on by themselves and the size of targets, once everything has come to rest. The dark
/// theme is the system's; here its rules are made to hold without it.
const JUDGE: &str = "const root = document.documentElement;
    const before = root.getAttribute('data-contrast');
    const dark = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule.media?.mediaText.includes('prefers-color-scheme: dark'));
    const asked = dark.map((rule) => rule.media.mediaText);
    const rest = async () => {
      const passing = document.getAnimations().filter(
        (animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
      const enough = new Promise((go) => setTimeout(go, 2000));
      await Promise.race([enough, Promise.all(passing.map((one) => one.finished.catch(() => null)))]);
      await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    };
    const found = [];
    for (const theme of ['light', 'dark', 'high contrast']) {
      if (theme === 'high contrast') root.setAttribute('data-contrast', 'more');
      else root.removeAttribute('data-contrast');
      dark.forEach((rule, at) => (rule.media.mediaText = theme === 'dark' ? 'all' : asked[at]));
      await rest();
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        rules: { 'target-size': { enabled: true } },
      });
      found.push(...violations.map(({ id, nodes }) => ({
        theme, rule: id,
        places: nodes.map(({ html, failureSummary }) =>
          `${html.slice(0, 160)} ${failureSummary.replace(/\\s+/g, ' ')}`),
      })));
    }
    if (before === null) root.removeAttribute('data-contrast'); else root.setAttribute('data-contrast', before);
    await rest();
    return found;";

fn step(shown: &Shown, wanted: &str) -> bool {
    shown.screen == "screen-sale" && shown.step.as_deref() == Some(wanted)
}

/// Holds a card up for a place until a step comes, and looks.
async fn buys(
    desk: &mut Desk,
    window: &Window,
    axe: &mut Axe,
    place: &str,
    card: &str,
    wanted: &str,
) -> Outcome {
    window.idle().await?;
    window.press(place).await?;
    window.until("a card is asked for", |shown| step(shown, "holdCard")).await?;
    let mark = window.mark().await?;
    desk.side.send(&line_of(card));
    window.after(mark, wanted, |shown| step(shown, wanted)).await?;
    axe.look(window, wanted).await
}

async fn presses(window: &Window, axe: &mut Axe, testid: &str, wanted: &str) -> Outcome {
    window.press(testid).await?;
    window.until(wanted, |shown| step(shown, wanted)).await?;
    axe.look(window, wanted).await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_where_something_is_bought() -> Outcome {
    let (till, lamp) = (VirtualRelay::plugged_in(), VirtualRelay::plugged_in());
    let bar = "idle-seconds = 300\ndraw-seconds = 300\ntop-up = [\"10\", \"20\"]\ndrawer = \"till\"\n";
    let mut desk =
        Desk::new(|file| file.drawer(till.path()).bar("side", bar).solarium("side", lamp.path())).await?;
    std::fs::write(desk.provisioned.data().join(format!("catalogue-{}.csv", Studio::BAR)), STOCK)?;
    let window = desk.open().await?;
    window.resize(1280, 800).await?;
    window.idle().await?;
    let mut axe = Axe::new()?;
    axe.look(&window, "idle with places").await?;
    staff::call(&window).await?;
    staff::choose_pin(&window).await?;
    axe.look(&window, "team with nothing to do").await?;
    window.switch_to("localhost").await?;

    window.press("buy-0").await?;
    window.until("a card is asked for", |shown| step(shown, "holdCard")).await?;
    axe.look(&window, "hold a card").await?;
    window.press("sale-giveUp").await?;
    buys(&mut desk, &window, &mut axe, "buy-0", &hex(&Studio::guest(1)), "chooseProduct").await?;
    presses(&window, &mut axe, "product-1", "handingOut").await?;
    window.switch_to("staff.html").await?;
    window.wait_for("staff-sale").await?;
    axe.look(&window, "team with a sale").await?;
    window
        .run("document.querySelector('[data-testid=\"staff-sale\"] [data-action=\"handedOver\"]').click()")
        .await?;
    window.switch_to("localhost").await?;
    window.until("the end", |shown| step(shown, "done")).await?;
    axe.look(&window, "done").await?;

    let poor = desk.studio.member(Case::LittleCredit).hex_msb.unwrap_or_default();
    buys(&mut desk, &window, &mut axe, "buy-0", &poor, "chooseProduct").await?;
    presses(&window, &mut axe, "product-2", "lowCredit").await?;
    presses(&window, &mut axe, "sale-topUp", "topUp").await?;
    presses(&window, &mut axe, "amount-2000", "topUpAtDesk").await?;
    window.switch_to("staff.html").await?;
    let top_up = "[data-testid=\"staff-sale\"][data-stage=\"topUp\"] [data-action=\"topUp\"]";
    window.holds("the top-up", &format!("return document.querySelector('{top_up}') !== null")).await?;
    window.run(&format!("document.querySelector('{top_up}').click()")).await?;
    window.wait_for("staff-dialog").await?;
    axe.look(&window, "team tops up").await?;
    window.press("staff-confirm").await?;
    window.switch_to("localhost").await?;
    window.until("the receipt", |shown| step(shown, "receipt")).await?;
    axe.look(&window, "receipt").await?;
    window.press("sale-leave").await?;

    buys(&mut desk, &window, &mut axe, "buy-1", &hex(&Studio::guest(2)), "chooseMinutes").await?;
    presses(&window, &mut axe, "minutes-600", "done").await?;
    axe.end()
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_at_the_pin_pad_and_with_speech_on() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).pin_pad("pad", Studio::SIDE).sign_up("");
    let provisioned = Provisioned::new(&studio, &file).await?;
    let window = portico_tests::Launch::of(&provisioned.data())
        .speech(&provisioned.beside().join("nowhere.sock"))
        .open()
        .await?;
    window.resize(1280, 800).await?;
    window.idle().await?;
    let mut axe = Axe::new()?;
    for size in ["large", "larger", "normal"] {
        window.press("text-size-toggle").await?;
        window
            .holds(
                size,
                &format!("return (document.documentElement.dataset.textSize ?? 'normal') === '{size}'"),
            )
            .await?;
        axe.look(&window, &format!("idle, text {size}")).await?;
    }
    window.press("pin-open").await?;
    window.until("the PIN pad", |shown| shown.screen == "screen-pin").await?;
    axe.look(&window, "PIN pad").await?;
    window.press("pin-close").await?;
    window.idle().await?;
    window.strike("\u{E038}").await?;
    window.wait_for("speech-missing").await?;
    axe.look(&window, "idle with speech").await?;
    axe.end()
}
