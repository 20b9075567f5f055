//! The reception's look-up in a list of a hundred thousand, from a key to the list that it makes.

use portico_tests::{Failure, Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, Window};

use crate::directory;
use crate::table::{Table, quantile, sorted};

const MEMBERS: usize = 100_000;
/// As many as a list shows, and fewer than every number of three digits finds.
const LISTED: usize = 20;
const WARM_UP: u32 = 10;
const KEYS: u32 = 200;
const PIN: &str = "2580";
const CONTROL: char = '\u{E009}';
const ALT: char = '\u{E00A}';

/// Adds the row.
pub async fn measure(table: &mut Table) -> Outcome {
    let studio = Studio::of(MEMBERS).await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).offline("directory");
    let desk = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.idle().await?;
    directory::complete(&desk.data()).await?;
    come_in(&window).await?;
    window.wait_for("member-query").await?;
    let mut times = Vec::new();
    for key in 0..WARM_UP + KEYS {
        let took = looked_up(&window, 100 + key * 7 % 900).await?;
        if key >= WARM_UP {
            times.push(took);
        }
    }
    let times = sorted(&times);
    table.figure(
        &format!("key → list of {LISTED} among {MEMBERS} members, 95th percentile"),
        &format!("{:.1} ms", quantile(&times, 0.95)),
        "≤ 16 ms",
        &format!("median {:.1} ms, all {:.1} ms", quantile(&times, 0.5), quantile(&times, 1.0)),
    );
    Ok(())
}

/// Opens the team's window, where nobody has chosen a PIN yet.
async fn come_in(window: &Window) -> Outcome {
    window.chord(&[CONTROL, ALT, 's']).await?;
    window.comes("staff.html").await?;
    for _ in 0..2 {
        for digit in PIN.chars() {
            window.press(&format!("pin-{digit}")).await?;
        }
        window.press("pin-enter").await?;
    }
    Ok(())
}

/// The last digit of a number is typed behind the name that the whole crowd has. Milliseconds until the list
/// stands in the document; the page's clock counts whole ones. The list itself comes with what is typed first.
async fn looked_up(window: &Window, number: u32) -> Outcome<f64> {
    let script = format!(
        "const box = document.querySelector('[data-testid=\"member-query\"]');
         const listed = new Promise((go) => new MutationObserver((_, observer) => {{
           const rows = document.getElementById('member-hits')?.children;
           if (rows?.length !== {LISTED} || !rows[0].textContent.includes('Gast{number} ')) return;
           observer.disconnect();
           go(performance.now());
         }}).observe(document.body, {{ subtree: true, childList: true, characterData: true }}));
         box.value = 'gast{number}';
         const began = performance.now();
         box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
         return await listed - began;"
    );
    let took = window.run_async(&script).await?;
    took.as_f64().ok_or_else(|| Failure::new(format!("looking {number} up: {took}")))
}
