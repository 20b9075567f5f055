//! The screens of a sign-up, as somebody with two hands goes through them.

use std::time::Duration;

use portico_tests::{Failure, Outcome, Window};
use serde::Deserialize;

/// How long a finger stays that only touches.
const LIGHTLY: Duration = Duration::from_millis(60);

/// How a field is filled in.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Text,
    /// Three numbers.
    Date,
    /// A few choices beside each other.
    Tiles,
    /// Many choices, looked for by their first letters.
    Search,
}

fn main_is(rest: &str) -> String {
    format!("return document.querySelector('main[data-testid=\"screen-sign-up\"]{rest}') !== null")
}

/// Waits for a part of the way.
pub async fn at(window: &Window, part: &str) -> Outcome {
    window.holds(&format!("the part {part}"), &main_is(&format!("[data-part=\"{part}\"]"))).await
}

/// Waits for a step that is no part of the way.
pub async fn step(window: &Window, step: &str) -> Outcome {
    window.holds(&format!("the step {step}"), &main_is(&format!("[data-step=\"{step}\"]"))).await
}

/// Waits for something that this selector finds.
pub async fn there(window: &Window, css: &str) -> Outcome {
    window
        .holds(&format!("{css} on the screen"), &format!("return document.querySelector({css:?}) !== null"))
        .await
}

pub fn id(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// Presses a button once it can be pressed.
pub async fn press(window: &Window, testid: &str) -> Outcome {
    window.press_ready(&id(testid)).await
}

/// On to the next part, which has to be this one.
pub async fn on_to(window: &Window, part: &str) -> Outcome {
    press(window, "join-next").await?;
    at(window, part).await
}

/// Gives the picture part a file. What opens for the button belongs to the computer and not to the page.
pub async fn give_picture(window: &Window, file: &std::path::Path) -> Outcome {
    let field = id("join-file-input");
    there(window, &field).await?;
    window.run(&format!("document.querySelector('{field}').hidden = false")).await?;
    window.type_at(&field, file.to_str().unwrap_or_default()).await?;
    window.run(&format!("document.querySelector('{field}').hidden = true")).await?;
    Ok(())
}

/// Takes the picture as it is shown.
pub async fn take_picture(window: &Window) -> Outcome {
    press(window, "join-take").await?;
    there(window, "[data-testid=\"join-picture\"][data-picture=\"taken\"]").await
}

/// From the idle screen to the question what somebody wants.
pub async fn begin(window: &Window) -> Outcome {
    window.idle().await?;
    press(window, "idle-join").await?;
    step(window, "start").await
}

/// Touches the card of a term where most of it is, below what its button has in it.
async fn touch_card(window: &Window, term: i64) -> Outcome {
    let below = format!("[data-term=\"{term}\"] dl");
    there(window, &below).await?;
    let place = format!(
        "const below = document.querySelector('{below}');
         below.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         const {{ x, y, width, height }} = below.getBoundingClientRect();
         return [x + width / 2, y + height / 2];"
    );
    let [x, y]: [f64; 2] = serde_json::from_value(window.run(&place).await?)?;
    window.hold_at(x, y, LIGHTLY).await
}

/// From the idle screen to who it is, with this offer, term and modules.
pub async fn choose(window: &Window, offer: i64, term: i64, modules: &[i64]) -> Outcome {
    begin(window).await?;
    press(window, "join-aim-contract").await?;
    at(window, "offers").await?;
    press(window, &format!("join-offer-{offer}")).await?;
    at(window, "terms").await?;
    touch_card(window, term).await?;
    there(window, &format!("{}[aria-pressed=\"true\"]", id(&format!("join-term-{term}")))).await?;
    for module in modules {
        let module = id(&format!("join-module-{module}"));
        window.press_at(&module).await?;
        there(window, &format!("{module}:checked")).await?;
    }
    on_to(window, "details").await
}

/// Fills a field in as its kind demands: a date as `yyyy-MM-dd`, a choice among few by the vendor's word for
/// it, and one among many by its name on the screen.
pub async fn enter(window: &Window, field: &str, text: &str) -> Outcome {
    let field = id(&format!("join-field-{field}"));
    there(window, &field).await?;
    let kind = format!(
        "const field = document.querySelector({field:?});
         if (field.matches('[role=\"combobox\"]')) return 'search';
         if (field.matches('[role=\"radiogroup\"]')) return 'tiles';
         return field.matches('fieldset') ? 'date' : 'text';"
    );
    match serde_json::from_value(window.run(&kind).await?)? {
        Kind::Text => window.fill_at(&field, text).await,
        Kind::Tiles => window.press_at(&format!("{field} input[value=\"{text}\"]")).await,
        Kind::Search => {
            window.press_at(&field).await?;
            window.type_at(&field, &format!("{text}\u{E007}")).await
        }
        Kind::Date => {
            for (part, text) in ["year", "month", "day"].into_iter().zip(text.split('-')) {
                window.fill_at(&format!("{field} [data-part=\"{part}\"]"), text).await?;
            }
            Ok(())
        }
    }
}

/// Signs on a pad; `number` makes one signature another than the next.
pub async fn sign(window: &Window, pad: &str, number: u32) -> Outcome {
    let down = f64::from(number % 7) * 3.0;
    let points = [
        (-90.0, 20.0),
        (-60.0, -30.0),
        (-30.0, 25.0),
        (0.0, -20.0 - down),
        (40.0, 30.0 - down),
        (90.0, -5.0),
    ];
    window.draw(&format!("{} canvas", id(&format!("join-pad-{pad}"))), &points).await?;
    press(window, &format!("join-pad-{pad}-done")).await?;
    there(window, &format!("{}[data-signed=\"true\"]", id(&format!("join-sign-{pad}")))).await
}

/// Everything there is to be confirmed and signed.
#[derive(Deserialize)]
pub struct Demanded {
    /// `data-testid` of what is to be ticked.
    pub ticks: Vec<String>,
    /// What is to be signed.
    pub pads: Vec<String>,
}

/// What the texts on the screen ask for, once they and the mandate, where there has to be one, are there.
pub async fn demanded(window: &Window, mandate: bool) -> Outcome<Demanded> {
    at(window, "texts").await?;
    window
        .holds(
            "the texts",
            "return document.querySelector('[data-trouble]:not([data-trouble=\"signAnew\"])') === null",
        )
        .await?;
    if mandate {
        window.wait_for("join-mandate").await?;
    }
    let look = "const all = (start) => [...document.querySelectorAll(`[data-testid^=\"${start}\"]`)]
            .map((element) => element.dataset.testid);
        return { ticks: all('join-confirm-'), pads: all('join-sign-').map((id) => id.slice('join-sign-'.length)) };";
    Ok(serde_json::from_value(window.run(look).await?)?)
}

/// Confirms and signs everything, what is voluntary among it.
pub async fn agree(window: &Window, mandate: bool) -> Outcome<Demanded> {
    demanded(window, mandate).await?;
    // Whatever was agreed to before stays so.
    let open = "const open = (of) => [...document.querySelectorAll(of)].map((element) => element.dataset.testid);
        return { ticks: open('[data-testid^=\"join-confirm-\"]:not(:checked)'),
          pads: open('[data-testid^=\"join-sign-\"][data-signed=\"false\"]').map((id) => id.slice('join-sign-'.length)) };";
    let all: Demanded = serde_json::from_value(window.run(open).await?)?;
    for tick in &all.ticks {
        window.press_at(&id(tick)).await?;
        there(window, &format!("{}:checked", id(tick))).await?;
    }
    for (number, pad) in (1..).zip(&all.pads) {
        sign(window, pad, number).await?;
    }
    Ok(all)
}

/// Pays from an account, and on to the texts.
pub async fn debit(window: &Window, holder: &str, iban: &str) -> Outcome {
    at(window, "payment").await?;
    pay_by(window, "directDebit").await?;
    enter(window, "accountHolder", holder).await?;
    enter(window, "iban", iban).await?;
    on_to(window, "texts").await
}

pub async fn pay_by(window: &Window, way: &str) -> Outcome {
    window.press_at(&format!("{} input[value=\"{way}\"]", id("join-pay"))).await
}

/// Waits until the price is the one of the vendor, and signs off.
pub async fn submit(window: &Window) -> Outcome {
    at(window, "summary").await?;
    press(window, "join-submit").await
}

/// Waits for the end and tells the member number.
pub async fn done(window: &Window) -> Outcome<String> {
    step(window, "done").await?;
    window.wait_for("join-number").await?;
    text(window, "[data-testid=\"join-number\"] .number").await
}

/// Leaves the last screen.
pub async fn leave(window: &Window) -> Outcome {
    press(window, "join-leave").await?;
    window.idle().await?;
    Ok(())
}

/// What is written there.
pub async fn text(window: &Window, css: &str) -> Outcome<String> {
    let script = format!("return document.querySelector({css:?})?.innerText.trim() ?? null");
    let text = window.run(&script).await?;
    text.as_str().map(str::to_owned).ok_or_else(|| Failure::new(format!("nothing is {css}")))
}

/// What stands in a field.
pub async fn value(window: &Window, css: &str) -> Outcome<String> {
    let value = window.run(&format!("return document.querySelector({css:?})?.value ?? null")).await?;
    value.as_str().map(str::to_owned).ok_or_else(|| Failure::new(format!("there is no field {css}")))
}
