//! The hands of whoever signs up, where what they do is not what is looked at: they go through the screens
//! without trying each key.

use crate::{Outcome, Window};
use serde_json::json;

/// What somebody enters about themselves, field by field.
pub struct Person(Vec<(&'static str, String)>);

impl Person {
    fn of(names: [&str; 2], born: String) -> Self {
        let [first, last] = names;
        let email = format!("{}@beispiel.example", first.to_lowercase());
        let fields = [
            ("firstName", first.to_owned()),
            ("lastName", last.to_owned()),
            ("dateOfBirth", born),
            ("street", "Holtenauer Straße".to_owned()),
            ("houseNumber", "41a".to_owned()),
            ("zipCode", "24105".to_owned()),
            ("city", "Kiel".to_owned()),
            ("email", email),
            ("mobile", "0171 2345678".to_owned()),
        ];
        Self(fields.into())
    }

    /// Somebody who may sign.
    pub fn grown_up() -> Self {
        Self::of(["Jule", "Sommer"], "1991-04-12".to_owned())
    }

    /// Somebody else.
    pub fn second() -> Self {
        Self::of(["Emre", "Yıldız"], "1988-11-03".to_owned())
    }

    /// And somebody else.
    pub fn third() -> Self {
        Self::of(["Svea", "Brodersen"], "1979-07-21".to_owned())
    }

    /// Who is no member yet when the others are.
    pub fn fourth() -> Self {
        Self::of(["Ole", "Hansen"], "1996-09-30".to_owned())
    }

    /// One of a thousand, none of whom is called like another one.
    pub fn of_many(number: u32) -> Self {
        const SYLLABLES: [&str; 10] = ["ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu"];
        let syllable = |part: u32| SYLLABLES[(number / part % 10) as usize];
        let first = ["Jo", syllable(100), syllable(10), syllable(1)].concat();
        let born = format!("{}-0{}-1{}", 1960 + number % 40, 1 + number % 9, number % 9);
        Self::of([&first, "Dauerlauf"], born)
    }

    /// Somebody of 16.
    pub fn young() -> Self {
        Self::of(["Mats", "Petersen"], format!("{}-01-02", jiff::Zoned::now().year() - 16))
    }
}

/// Waits for a part of the way.
pub async fn at(window: &Window, part: &str) -> Outcome {
    there(window, &format!("main[data-testid=\"screen-sign-up\"][data-part=\"{part}\"]")).await
}

/// Waits for a step.
pub async fn step(window: &Window, step: &str) -> Outcome {
    there(window, &format!("main[data-testid=\"screen-sign-up\"][data-step=\"{step}\"]")).await
}

/// Waits for what this selector finds.
pub async fn there(window: &Window, css: &str) -> Outcome {
    window.holds(css, &format!("return document.querySelector({css:?}) !== null")).await
}

/// Presses a button once it takes a press.
pub async fn press(window: &Window, testid: &str) -> Outcome {
    let ready = format!("[data-testid=\"{testid}\"]:not([aria-disabled=\"true\"])");
    there(window, &ready).await?;
    touch(window).await?;
    window.run(&format!("document.querySelector({ready:?}).click()")).await.map(drop)
}

/// Shows that somebody is there, which a press that a script makes does not.
pub async fn touch(window: &Window) -> Outcome {
    let touch = "document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))";
    window.run(touch).await.map(drop)
}

/// On to this part.
pub async fn on_to(window: &Window, part: &str) -> Outcome {
    press(window, "join-next").await?;
    at(window, part).await
}

/// Types all that is asked of somebody here.
pub async fn fill(window: &Window, Person(fields): &Person) -> Outcome {
    window.wait_for("join-field-firstName").await?;
    for (field, text) in fields {
        let asked = format!("return document.querySelector('[data-testid=\"join-field-{field}\"]') !== null");
        if window.run(&asked).await? == true {
            enter(window, field, text).await?;
        }
    }
    Ok(())
}

/// Types into a field: a date as `yyyy-MM-dd`.
pub async fn enter(window: &Window, field: &str, text: &str) -> Outcome {
    let wanted = [json!(field), json!(text)].map(|value| value.to_string()).join(", ");
    window.wait_for(&format!("join-field-{field}")).await?;
    window.run(&format!("({ENTER})({wanted})")).await.map(drop)
}

const ENTER: &str = r#"(field, text) => {
    const place = document.querySelector(`[data-testid="join-field-${field}"]`);
    const write = (box, text) => {
      box.focus();
      box.value = text;
      box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
    };
    const parts = ['year', 'month', 'day'].map((part) => place.querySelector(`[data-part="${part}"]`));
    if (place.matches('fieldset')) text.split('-').forEach((part, at) => write(parts[at], part));
    else write(place, text);
}"#;

/// Ticks something, or takes the tick back.
pub async fn tick(window: &Window, testid: &str) -> Outcome {
    window.wait_for(testid).await?;
    window.run(&format!("document.querySelector('[data-testid=\"{testid}\"]').click()")).await.map(drop)
}

/// Chooses among tiles.
pub async fn choose(window: &Window, testid: &str, value: &str) -> Outcome {
    let tile = format!("[data-testid=\"{testid}\"] input[value=\"{value}\"]");
    there(window, &tile).await?;
    window.run(&format!("document.querySelector('{tile}').click()")).await?;
    there(window, &format!("{tile}:checked")).await
}

/// Chooses the first session there is room in.
pub async fn first_slot(window: &Window) -> Outcome {
    there(window, "[data-testid^=\"join-slot-\"]").await?;
    window.run("document.querySelector('[data-testid^=\"join-slot-\"]').click()").await?;
    there(window, "[data-testid^=\"join-slot-\"][aria-pressed=\"true\"]").await
}

/// Ticks every text that is not ticked yet.
pub async fn tick_all(window: &Window) -> Outcome {
    let all = "document.querySelectorAll('[data-testid^=\"join-confirm-\"]:not(:checked)')";
    window.run(&format!("{all}.forEach((box) => box.click())")).await?;
    window.holds("every text ticked", &format!("return {all}.length === 0")).await
}

/// What is to be signed still.
pub async fn unsigned(window: &Window) -> Outcome<Vec<String>> {
    let left = "return [...document.querySelectorAll('[data-testid^=\"join-sign-\"][data-signed=\"false\"]')]
                  .map((place) => place.dataset.testid.slice('join-sign-'.length))";
    Ok(serde_json::from_value(window.run(left).await?)?)
}

/// Signs.
pub async fn sign(window: &Window, pad: &str) -> Outcome {
    draw(window, pad).await?;
    signed(window, pad).await.map(drop)
}

/// Hands over what was drawn; the picture of it, as it crosses.
pub async fn signed(window: &Window, pad: &str) -> Outcome<String> {
    press(window, &format!("join-pad-{pad}-done")).await?;
    let place = format!("[data-testid=\"join-sign-{pad}\"][data-signed=\"true\"]");
    there(window, &format!("{place} img")).await?;
    let svg =
        window.run(&format!("return atob(document.querySelector('{place} img').src.split(',')[1])")).await?;
    Ok(serde_json::from_value(svg)?)
}

/// Moves a pen over a pad, and leaves it at that.
pub async fn draw(window: &Window, pad: &str) -> Outcome {
    window.wait_for(&format!("join-pad-{pad}")).await?;
    window.run(&format!("({DRAW})({})", json!(pad))).await.map(drop)
}

const DRAW: &str = r#"(pad) => {
    const canvas = document.querySelector(`[data-testid="join-pad-${pad}"] canvas`);
    canvas.scrollIntoView({ block: 'center' });
    const box = canvas.getBoundingClientRect();
    const tell = (type, along) => {
      const x = box.left + box.width * (0.22 + 0.5 * along);
      const y = box.top + box.height * (0.5 + 0.26 * Math.sin(along * 21) * (1 - 0.6 * along));
      canvas.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
        button: type === 'pointermove' ? -1 : 0, buttons: 1,
        clientX: x + 26 * Math.cos(along * 21), clientY: y,
      }));
    };
    tell('pointerdown', 0);
    for (let at = 1; at <= 120; at += 1) tell('pointermove', at / 120);
    tell('pointerup', 1);
}"#;
