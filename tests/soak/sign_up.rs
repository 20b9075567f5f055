//! Somebody becomes a member at the screen.

use portico_tests::hands::{self, Person, at, enter, fill, on_to, press, sign, step, tick_all};
use portico_tests::{Failure, Outcome, Window};

/// Paid from an account, with one text that is ticked.
const BASIC: i64 = 2002;
const IBAN: &str = "DE89370400440532013000";

/// How it ended, as far as the screen knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There is a member number.
    Done,
    /// It is kept, and sent when that is possible.
    Waiting,
    /// Whether it arrived is found out later.
    Unknown,
}

/// From the idle screen to the last button.
pub async fn to_the_summary(window: &Window, number: u32) -> Outcome {
    press(window, "idle-join").await?;
    step(window, "start").await?;
    press(window, "join-aim-contract").await?;
    at(window, "offers").await?;
    press(window, &format!("join-offer-{BASIC}")).await?;
    at(window, "terms").await?;
    on_to(window, "details").await?;
    fill(window, &Person::of_many(number)).await?;
    on_to(window, "picture").await?;
    on_to(window, "payment").await?;
    hands::choose(window, "join-pay", "directDebit").await?;
    enter(window, "accountHolder", "Jule Sommer").await?;
    enter(window, "iban", IBAN).await?;
    window.wait_for("join-bank").await?;
    on_to(window, "texts").await?;
    window.wait_for("join-mandate").await?;
    tick_all(window).await?;
    for pad in hands::unsigned(window).await? {
        sign(window, &pad).await?;
    }
    on_to(window, "summary").await?;
    hands::there(window, "[data-testid=\"join-submit\"]:not([aria-disabled=\"true\"])").await
}

/// The last button, and what comes of it.
pub async fn submit(window: &Window) -> Outcome<End> {
    press(window, "join-submit").await?;
    let main = "document.querySelector('main[data-testid=\"screen-sign-up\"]')?.dataset.step";
    let over = format!("return !['part', 'submitting', undefined].includes({main})");
    window.holds("the end of a sign-up", &over).await?;
    let end = window.run(&format!("return {main}")).await?;
    match end.as_str() {
        Some("done") => Ok(End::Done),
        Some("waiting") => Ok(End::Waiting),
        Some("unknown") => Ok(End::Unknown),
        other => Err(window.describe(&format!("a sign-up ended as {other:?}"), 0).await),
    }
}

/// Leaves the last screen to whoever comes next.
pub async fn leave(window: &Window) -> Outcome {
    press(window, "join-leave").await?;
    quiet(window).await
}

/// Waits until nobody is there.
pub async fn quiet(window: &Window) -> Outcome {
    let idle = "return document.querySelector('main[data-testid=\"screen-idle\"]') !== null";
    let shown = window.holds("the idle screen", idle).await;
    shown.map_err(|failure| Failure::new(format!("it never becomes quiet: {failure}")))
}
