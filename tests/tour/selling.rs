//! Buying, with nothing real but the desk: the trainer's panel holds the cards up, the team's window hands
//! over, and the panel shows what was switched and what fell.

use std::path::Path;

use portico_tests::{Launch, Outcome, Shown, Window};

use crate::tour::{Album, choose_pin};

const MEMBERS: &str = "localhost";
const TRAINERS: &str = "practice.html";
const TEAMS: &str = "staff.html";

const LENA: &str = "1001";
const JONAS: &str = "1002";
const MIRA: &str = "1003";
const PAULA: &str = "1005";
/// Has one euro.
const NELE: &str = "1013";

/// Plays it with a data folder of its own.
pub async fn play(data: &Path, album: &mut Album) -> Outcome {
    let window = Launch::of(data).with("--practice").open().await?;
    window.switch_to(TRAINERS).await?;
    window.wait_for(&format!("practice-card-{LENA}")).await?;
    window.switch_to(MEMBERS).await?;
    window.idle().await?;
    window.resize(1280, 800).await?;
    window.set_language("de").await?;
    album.take(&window, "buying-idle", "A desk that sells: the entrance, a bar, a machine, minutes.").await?;
    window.chord(&['\u{E009}', '\u{E00A}', 's']).await?;
    window.comes(TEAMS).await?;
    window.wait_for("pin-pad").await?;
    choose_pin(&window).await?;
    window.switch_to(MEMBERS).await?;

    bar(&window, album).await?;
    low_credit(&window, album).await?;
    new_price(&window, album).await?;
    machine(&window, album).await?;
    minutes(&window, album).await?;
    held(&window, album).await
}

/// A shake that the team hands over.
async fn bar(window: &Window, album: &mut Album) -> Outcome {
    window.idle().await?;
    window.press("buy-0").await?;
    step(window, "holdCard").await?;
    album.take(window, "bar-hold-card", "The bar was chosen: whose credit is it?").await?;
    at_panel(window, &format!("practice-card-{LENA}")).await?;
    step(window, "chooseProduct").await?;
    album
        .take(window, "bar-products", "What there is, what it costs, and how long there is to choose.")
        .await?;
    window.press("product-1").await?;
    step(window, "handingOut").await?;
    album.take(window, "bar-handing-out", "The team hands it over. Nothing is charged yet.").await?;
    window.switch_to(TEAMS).await?;
    team_presses(window, "handOver", "handedOver", Some((album, "team-hand-over"))).await?;
    window.switch_to(MEMBERS).await?;
    step(window, "done").await?;
    album.take(window, "bar-done", "Handed over, and charged.").await
}

/// Too little credit, topped up at the desk.
async fn low_credit(window: &Window, album: &mut Album) -> Outcome {
    buy(window, "buy-0", NELE, "chooseProduct").await?;
    window.press("product-2").await?;
    step(window, "lowCredit").await?;
    album.take(window, "low-credit", "Not enough credit: it can be topped up here.").await?;
    window.press("sale-topUp").await?;
    step(window, "topUp").await?;
    album.take(window, "top-up", "How much?").await?;
    window.press("amount-2000").await?;
    step(window, "topUpAtDesk").await?;
    window.switch_to(TEAMS).await?;
    team_presses(window, "topUp", "topUp", None).await?;
    window.wait_for("staff-dialog").await?;
    window.press("staff-drawer").await?;
    album.take(window, "team-top-up", "The team takes the money; the drawer is open.").await?;
    window.press("staff-confirm").await?;
    window.switch_to(MEMBERS).await?;
    step(window, "receipt").await?;
    album.take(window, "receipt", "The receipt.").await
}

/// The vendor asks more than the desk says.
async fn new_price(window: &Window, album: &mut Album) -> Outcome {
    at_panel(window, "practice-raise-1").await?;
    buy(window, "buy-0", JONAS, "chooseProduct").await?;
    window.press("product-1").await?;
    step(window, "newPrice").await?;
    album.take(window, "new-price", "The studio's system has another price: the member is asked.").await?;
    window.press("sale-takePrice").await?;
    step(window, "handingOut").await?;
    window.switch_to(TEAMS).await?;
    team_presses(window, "handOver", "handedOver", None).await?;
    window.switch_to(MEMBERS).await?;
    step(window, "done").await?;
    at_panel(window, "practice-lower-1").await
}

/// The member chooses at the machine.
async fn machine(window: &Window, album: &mut Album) -> Outcome {
    buy(window, "buy-1", MIRA, "chooseAtMachine").await?;
    album.take(window, "machine-choose", "The credit stands on the machine: choose there.").await?;
    window.switch_to(TRAINERS).await?;
    window.wait_for("practice-machine").await?;
    window
        .holds(
            "a credit on the machine",
            "return document.querySelector('[data-testid=\"practice-machine\"]').dataset.state === 'credit'",
        )
        .await?;
    album.take(window, "panel-machine-credit", "The trainer's panel: a machine with a credit.").await?;
    window.press("practice-machine-2").await?;
    window.switch_to(MEMBERS).await?;
    step(window, "handingOut").await?;
    album.take(window, "machine-handing-out", "The machine hands out.").await?;
    step(window, "done").await?;
    album.take(window, "machine-done", "It fell, the machine said so, and only then it was charged.").await
}

/// Minutes at a lamp.
async fn minutes(window: &Window, album: &mut Album) -> Outcome {
    buy(window, "buy-2", JONAS, "chooseMinutes").await?;
    album.take(window, "minutes", "Minutes at the solarium, at the prices of the studio's system.").await?;
    window.press("minutes-600").await?;
    step(window, "done").await?;
    album.take(window, "minutes-done", "The lamp is on.").await?;
    window.switch_to(TRAINERS).await?;
    window
        .holds(
            "a lamp that is on",
            "return document.querySelector('[data-testid=\"practice-relay-lamp\"]').dataset.on === 'true'",
        )
        .await?;
    album.take(window, "panel-lamp", "The trainer's panel: the lamp is on, the tray is full.").await?;
    window.switch_to(MEMBERS).await
}

/// The member is buying somewhere else already.
async fn held(window: &Window, album: &mut Album) -> Outcome {
    at_panel(window, "practice-fault-held").await?;
    buy(window, "buy-0", PAULA, "over").await?;
    album.take(window, "held", "The member is buying at another device, and how long that may last.").await?;
    window.switch_to(TRAINERS).await?;
    album.take(window, "panel-held", "The trainer's panel: who is held, and how long.").await?;
    window.set_language("en").await?;
    album.take(window, "panel-english", "The trainer's panel in English.").await
}

/// Chooses a place on the idle screen and holds a card up for it until a step comes.
async fn buy(window: &Window, place: &str, card: &str, wanted: &str) -> Outcome {
    window.idle().await?;
    window.press(place).await?;
    step(window, "holdCard").await?;
    at_panel(window, &format!("practice-card-{card}")).await?;
    step(window, wanted).await
}

async fn step(window: &Window, wanted: &str) -> Outcome {
    let is = |shown: &Shown| shown.screen == "screen-sale" && shown.step.as_deref() == Some(wanted);
    window.until(wanted, is).await.map(drop)
}

/// Presses something on the trainer's panel.
async fn at_panel(window: &Window, testid: &str) -> Outcome {
    window.switch_to(TRAINERS).await?;
    window.press(testid).await?;
    window.switch_to(MEMBERS).await
}

/// Presses a button of the sale that the team sees, after a picture of it.
async fn team_presses(
    window: &Window,
    stage: &str,
    action: &str,
    picture: Option<(&mut Album, &str)>,
) -> Outcome {
    let button = format!("[data-testid=\"staff-sale\"][data-stage=\"{stage}\"] [data-action=\"{action}\"]");
    window
        .holds(
            &format!("{action} at a sale in {stage}"),
            &format!("return document.querySelector('{button}') !== null"),
        )
        .await?;
    if let Some((album, name)) = picture {
        album.take(window, name, "The team's window: somebody waits to be handed something.").await?;
    }
    window.run(&format!("document.querySelector('{button}').click()")).await.map(drop)
}
