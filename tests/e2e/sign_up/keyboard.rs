//! The whole way without a pointer: tabs, spaces, Enter and letters.

use portico_tests::{Failure, Outcome, Window};

use super::page::{self, id, there};
use super::{Office, people};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
/// More stops than any screen has.
const STOPS: usize = 150;

/// Goes on from stop to stop until the focus is on what this selector finds.
async fn tab_to(window: &Window, css: &str) -> Outcome {
    let on_it = format!("return document.activeElement?.matches({css:?}) ?? false");
    for _ in 0..STOPS {
        if window.run(&on_it).await? == true {
            return Ok(());
        }
        window.strike(TAB).await?;
    }
    Err(window.describe(&format!("no tab leads to {css}"), 0).await)
}

/// Goes to a button that can be pressed and presses it.
async fn push(window: &Window, testid: &str) -> Outcome {
    let button = id(testid);
    there(window, &button).await?;
    tab_to(window, &button).await?;
    there(window, &format!("{button}:not([aria-disabled=\"true\"])")).await?;
    window.strike(ENTER).await
}

async fn write(window: &Window, css: &str, text: &str) -> Outcome {
    there(window, css).await?;
    tab_to(window, css).await?;
    window.strike(text).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_becomes_a_member_by_keyboard_alone() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    let (holder, iban) = person.account.unwrap();

    push(&window, "idle-join").await?;
    page::step(&window, "start").await?;
    push(&window, "join-aim-contract").await?;
    page::at(&window, "offers").await?;
    push(&window, &format!("join-offer-{}", person.offer)).await?;
    page::at(&window, "terms").await?;
    push(&window, &format!("join-term-{}", person.term)).await?;
    push(&window, "join-next").await?;
    page::at(&window, "details").await?;
    for (field, text, ..) in &person.typed {
        let field = id(&format!("join-field-{field}"));
        let parts: Vec<_> = text.split('-').collect();
        match parts.as_slice() {
            [year, month, day] => {
                for (part, text) in [("day", day), ("month", month), ("year", year)] {
                    write(&window, &format!("{field} [data-part=\"{part}\"]"), text).await?;
                }
            }
            _ => write(&window, &field, text).await?,
        }
    }
    push(&window, "join-next").await?;
    page::at(&window, "picture").await?;
    push(&window, "join-next").await?;
    page::at(&window, "payment").await?;
    let ways = id("join-pay");
    there(&window, &ways).await?;
    tab_to(&window, &format!("{ways} input[value=\"directDebit\"]")).await?;
    window.strike(" ").await?;
    write(&window, &id("join-field-accountHolder"), holder).await?;
    write(&window, &id("join-field-iban"), iban).await?;
    push(&window, "join-next").await?;

    let demanded = page::demanded(&window, true).await?;
    for tick in &demanded.ticks {
        tab_to(&window, &id(tick)).await?;
        window.strike(" ").await?;
        there(&window, &format!("{}:checked", id(tick))).await?;
    }
    // A name that is typed is a signature, too.
    for pad in &demanded.pads {
        push(&window, &format!("join-pad-{pad}-other")).await?;
        write(&window, &id(&format!("join-pad-{pad}-name")), holder).await?;
        push(&window, &format!("join-pad-{pad}-done")).await?;
        there(&window, &format!("{}[data-signed=\"true\"]", id(&format!("join-sign-{pad}")))).await?;
    }
    push(&window, "join-next").await?;
    page::at(&window, "summary").await?;
    there(&window, &format!("{}:not([aria-disabled=\"true\"])", id("join-submit"))).await?;
    push(&window, "join-submit").await?;
    let number = page::done(&window).await?;
    let (contract, post) = office.contract()?;
    person.compare(&contract, &number, &post)?;
    if !contract.signed {
        return Err(Failure::new("the contract is not signed"));
    }
    push(&window, "join-leave").await?;
    window.idle().await?;
    Ok(())
}
