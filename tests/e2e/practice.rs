//! `--practice`: a desk that sets itself up, and the trainer's panel beside it.

use portico_tests::{Launch, Outcome, Window};
use serde_json::Value;

use crate::message;

const MEMBERS: &str = "localhost";
const TRAINERS: &str = "practice.html";

/// Waits for a step of a sale.
async fn comes_to(window: &Window, step: &str) -> Outcome {
    window.until(step, |shown| shown.step.as_deref() == Some(step)).await.map(drop)
}

/// A machine that is not real sells something that is not real, and every step between is real.
#[tokio::test(flavor = "multi_thread")]
async fn a_drink_falls_from_the_practice_machine() -> Outcome {
    let folder = tempfile::tempdir()?;
    let window = Launch::of(folder.path()).with("--practice").open().await?;
    window.switch_to(TRAINERS).await?;
    let state = |wanted: &str| {
        format!(
            "return document.querySelector('[data-testid=\"practice-machine\"]')?.dataset.state === '{wanted}'"
        )
    };
    window.holds("a machine that sells", &state("ready")).await?;
    window.switch_to(MEMBERS).await?;
    window.idle().await?;
    window.press("buy-1").await?;
    comes_to(&window, "holdCard").await?;
    window.switch_to(TRAINERS).await?;
    window.press("practice-card-1001").await?;
    window.holds("a credit on the machine", &state("credit")).await?;
    window.press("practice-machine-3").await?;
    let fallen = "return document.querySelector('[data-testid=\"practice-tray\"]').dataset.count === '1'";
    window.holds("a drink in the tray", fallen).await?;
    window.switch_to(MEMBERS).await?;
    comes_to(&window, "done").await?;

    // What it cost is gone from the credit beside the card.
    window.switch_to(TRAINERS).await?;
    let paid =
        "return /23[.,]50/.test(document.querySelector('[data-testid=\"practice-card-1001\"]').textContent)";
    window.holds("1.50 less on the card", paid).await
}

#[tokio::test(flavor = "multi_thread")]
async fn practising_needs_nothing_but_the_program() -> Outcome {
    let folder = tempfile::tempdir()?;
    let window = Launch::of(folder.path()).with("--practice").open().await?;
    window.switch_to("practice.html").await?;
    window.wait_for("practice-card-1001").await?;
    window.switch_to("localhost").await?;
    window.idle().await?;
    window.wait_for("practice-ribbon").await?;

    let card: Value = serde_json::from_slice(&std::fs::read(folder.path().join("practice.json"))?)?;
    for field in ["tenant", "apiKey", "open", "device", "connect", "control"] {
        assert!(card[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {card}");
    }

    let mark = window.mark().await?;
    window.switch_to("practice.html").await?;
    window.press("practice-card-1001").await?;
    window.switch_to("localhost").await?;
    window.after(mark, "a welcome by name", |shown| message(shown).contains("Lena")).await?;

    // The cable of a reader that is not real can be pulled like that of one that is.
    window.switch_to("practice.html").await?;
    window.press("practice-cable").await?;
    window.switch_to("localhost").await?;
    window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
    window.switch_to("practice.html").await?;
    window.press("practice-cable").await?;
    window.switch_to("localhost").await?;
    window.idle().await?;
    Ok(())
}
