//! `--practice`: a desk that sets itself up, and the trainer's panel beside it.

use portico_tests::{Launch, Outcome};
use serde_json::Value;

use crate::message;

#[tokio::test(flavor = "multi_thread")]
async fn practising_needs_nothing_but_the_program() -> Outcome {
    let folder = tempfile::tempdir()?;
    let window = Launch::of(folder.path()).with("--practice").open().await?;
    window.switch_to("window=practice").await?;
    window.wait_for("practice-card-1001").await?;
    window.switch_to("localhost").await?;
    window.idle().await?;
    window.wait_for("practice-ribbon").await?;

    let card: Value = serde_json::from_slice(&std::fs::read(folder.path().join("practice.json"))?)?;
    for field in ["tenant", "apiKey", "open", "device", "connect", "control"] {
        assert!(card[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {card}");
    }

    let mark = window.mark().await?;
    window.switch_to("window=practice").await?;
    window.press("practice-card-1001").await?;
    window.switch_to("localhost").await?;
    window.after(mark, "a welcome by name", |shown| message(shown).contains("Lena")).await?;

    // The cable of a reader that is not real can be pulled like that of one that is.
    window.switch_to("window=practice").await?;
    window.press("practice-cable").await?;
    window.switch_to("localhost").await?;
    window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
    window.switch_to("window=practice").await?;
    window.press("practice-cable").await?;
    window.switch_to("localhost").await?;
    window.idle().await?;
    Ok(())
}
