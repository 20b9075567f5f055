//! The reception in the real window: looked up, opened, checked in by hand, with keys alone.

use portico_tests::{Outcome, Window};

use crate::Desk;
use crate::staff::{call, choose_pin};

const ALT: char = '\u{E00A}';
const ENTER: char = '\u{E007}';
const ESCAPE: char = '\u{E00C}';

async fn shows(window: &Window, what: &str, css: &str) -> Outcome {
    window.holds(what, &format!("return document.querySelector('{css}') !== null")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_looked_up_and_checked_in_by_keys_alone() -> Outcome {
    let mut desk = Desk::new(|file| file.offline("directory")).await?;
    let window = desk.open().await?;
    let before = desk.studio.identifications().len();
    call(&window).await?;
    choose_pin(&window).await?;
    shows(&window, "the look-up", "[data-testid=\"member-query\"]").await?;

    window.chord(&['?']).await?;
    shows(&window, "the keys", "[data-testid=\"shortcuts\"][open]").await?;
    window.chord(&[ESCAPE]).await?;
    window.chord(&['/']).await?;
    window
        .holds("the field has the focus", "return document.activeElement?.dataset.testid === 'member-query'")
        .await?;
    window.fill("member-query", "lind OSK").await?;
    window
        .holds(
            "Oskar, first",
            "return document.querySelector('[data-testid=\"member-hit\"][aria-selected=\"true\"]')\
             ?.innerText.includes('Oskar Lindner') ?? false",
        )
        .await?;
    window.chord(&[ENTER]).await?;
    shows(&window, "the member", "[data-testid=\"member\"]").await?;
    shows(&window, "the picture", "img[data-testid=\"member-picture\"]").await?;
    window
        .holds(
            "every part",
            "return ['record', 'contracts', 'account', 'visits'].every((part) => \
             document.querySelector(`[data-testid=\"member-${part}\"] [data-part]`) === null)",
        )
        .await?;
    assert_eq!(desk.studio.identifications().len(), before, "nobody is checked in by looking");

    window.chord(&[ALT, 'e']).await?;
    shows(&window, "the question", "[data-testid=\"staff-dialog\"]").await?;
    window.fill("member-reason-text", "Karte vergessen").await?;
    window.chord(&[ENTER]).await?;
    shows(&window, "the check-in", "[data-testid=\"member-by-hand\"][data-state=\"done\"]").await?;
    assert_eq!(desk.studio.identifications().len(), before + 1);

    window.chord(&[ESCAPE]).await?;
    shows(&window, "the list again", "[data-testid=\"member-hit\"]").await?;
    window.chord(&[ESCAPE]).await?;
    shows(&window, "the inbox again", "[data-testid=\"staff-none\"]").await?;

    // Nothing of it is left when the window locks.
    window.fill("member-query", "lind").await?;
    shows(&window, "hits", "[data-testid=\"member-hit\"]").await?;
    window.chord(&[ALT, 'l']).await?;
    shows(&window, "the lock", "[data-staff=\"locked\"]").await?;
    let left = window.run("return document.body.innerText.includes('Lindner')").await?;
    assert_eq!(left, false);
    Ok(())
}
