//! Buying at the real window: what the member touches, what the team presses, and what the vendor, the
//! shelf and the lamp saw of it.

use portico_tests::{Outcome, Shown, Studio, Switched, VirtualMachine, VirtualRelay, Window, frame_of};
use sandbox::Case;

use crate::{Desk, hex, line_of, message, staff};

const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";
const STOCK: &str = "Fach;Name;Preis\n1;Eiweißshake Vanille-Karamell mit Hafer;2,50\n2;Riegel;3,20\n3;Wasser;1,50\n4;Apfel;1,29\n";

fn step(shown: &Shown, step: &str) -> bool {
    shown.screen == "screen-sale" && shown.step.as_deref() == Some(step)
}

/// Waits for a step of a sale.
async fn comes_to(window: &Window, wanted: &str) -> Outcome<Shown> {
    window.until(wanted, |shown| step(shown, wanted)).await
}

/// Chooses a place on the idle screen and holds a card up for it until a step comes.
async fn buy(desk: &mut Desk, window: &Window, place: &str, line: &str, wanted: &str) -> Outcome<Shown> {
    window.idle().await?;
    window.press(place).await?;
    comes_to(window, "holdCard").await?;
    let mark = window.mark().await?;
    desk.side.send(&line_of(line));
    window.after(mark, wanted, |shown| step(shown, wanted)).await
}

/// Presses a button of the sale that the team sees.
async fn team_presses(window: &Window, stage: &str, action: &str) -> Outcome {
    let button = format!("[data-testid=\"staff-sale\"][data-stage=\"{stage}\"] [data-action=\"{action}\"]");
    let there = format!("return document.querySelector('{button}') !== null");
    window.holds(&format!("{action} at a sale in {stage}"), &there).await?;
    window.run(&format!("document.querySelector('{button}').click()")).await?;
    Ok(())
}

/// Puts a catalogue into the data folder, as a set-up for fifty desks would.
fn stock(desk: &Desk) -> Outcome {
    std::fs::write(desk.provisioned.data().join(format!("catalogue-{}.csv", Studio::BAR)), STOCK)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_buys_runs_short_tops_up_and_walks_away() -> Outcome {
    let till = VirtualRelay::plugged_in();
    let bar = "idle-seconds = 5\ntop-up = [\"10\", \"20\"]\ndrawer = \"till\"\n";
    let mut desk = Desk::new(|file| file.drawer(till.path()).bar("side", bar)).await?;
    stock(&desk)?;
    let window = desk.open().await?;
    window.resize(1280, 800).await?;
    window.idle().await?;
    staff::call(&window).await?;
    staff::choose_pin(&window).await?;
    window.switch_to(MEMBERS).await?;

    // A shake that the team hands over.
    let member = hex(&Studio::guest(1));
    buy(&mut desk, &window, "buy-0", &member, "chooseProduct").await?;
    window.wait_for("sale-countdown").await?;
    window.press("product-1").await?;
    comes_to(&window, "handingOut").await?;
    assert!(desk.studio.charges().is_empty(), "nothing is charged before it was handed over");
    window.switch_to(TEAMS).await?;
    team_presses(&window, "handOver", "handedOver").await?;
    window.switch_to(MEMBERS).await?;
    let done = window.until("the end", |shown| step(shown, "done")).await?;
    assert!(!message(&done).is_empty());
    let charged: Vec<_> = desk.studio.charges().iter().map(|charge| (charge.cents, charge.checked)).collect();
    assert_eq!(charged, [(250, true)]);

    // Too little credit: topped up at the desk, with a receipt.
    let poor = desk.studio.member(Case::LittleCredit);
    let card = poor.hex_msb.clone().expect("a card");
    buy(&mut desk, &window, "buy-0", &card, "chooseProduct").await?;
    window.press("product-2").await?;
    comes_to(&window, "lowCredit").await?;
    window.press("sale-topUp").await?;
    comes_to(&window, "topUp").await?;
    window.press("amount-2000").await?;
    comes_to(&window, "topUpAtDesk").await?;
    window.switch_to(TEAMS).await?;
    team_presses(&window, "topUp", "topUp").await?;
    window.wait_for("staff-dialog").await?;
    window.press("staff-drawer").await?;
    window.press("staff-confirm").await?;
    let answered = "return document.querySelector('[data-testid=\"staff-dialog\"]') === null";
    window.holds("the question answered", answered).await?;
    window.switch_to(MEMBERS).await?;
    comes_to(&window, "receipt").await?;
    let booked = "return document.querySelector('[data-step=\"receipt\"][data-charge=\"booked\"]') !== null";
    window.holds("the money on the member's credit", booked).await?;
    let paid_in: Vec<_> = desk.studio.top_ups().iter().map(|top_up| top_up.cents).collect();
    assert_eq!(paid_in, [2000]);

    // Whoever walks away waits out the lock, and is told.
    buy(&mut desk, &window, "buy-0", &hex(&Studio::guest(2)), "chooseProduct").await?;
    let over = window.until("the end of the time", |shown| step(shown, "over")).await?;
    assert!(!message(&over).is_empty());
    let left = "return document.querySelector('[data-end=\"leftAlone\"]') !== null";
    window.holds("the reason", left).await?;
    window.idle().await?;
    assert_eq!(desk.studio.charges().len(), 1, "and nothing was charged");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_and_a_machine_at_the_window() -> Outcome {
    let mut lamp = VirtualRelay::plugged_in();
    let machine = VirtualMachine::plugged_in();
    machine.credit_first();
    let mut desk =
        Desk::new(|file| file.solarium("side", lamp.path()).machine("side", &machine.path())).await?;
    stock(&desk)?;
    let window = desk.open().await?;
    assert_eq!(lamp.order().await?, Switched::Off, "before anything else");

    buy(&mut desk, &window, "buy-0", &hex(&Studio::guest(1)), "chooseMinutes").await?;
    window.press("minutes-600").await?;
    window.until("the end", |shown| step(shown, "done")).await?;
    assert_eq!(lamp.order().await?, Switched::On);
    window.wait_for("sale-running").await?;

    buy(&mut desk, &window, "buy-1", &hex(&Studio::guest(2)), "chooseAtMachine").await?;
    machine.press("2.50", "5");
    window.until("the end", |shown| step(shown, "done")).await?;
    assert_eq!(machine.fallen().len(), 1);
    let mut charged: Vec<_> = desk.studio.charges().iter().map(|charge| charge.cents).collect();
    charged.sort_unstable();
    assert_eq!(charged, [250, 550]);

    // The entrance is still the entrance.
    window.idle().await?;
    let mark = window.mark().await?;
    desk.entrance.send(&frame_of(Studio::guest(3)));
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    Ok(())
}
