//! Fingers, a pen and a keyboard on the real window.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::Value;

use crate::{Outcome, Window};

/// How often something is pressed that moved away under the finger.
const TRIES: usize = 3;

/// Waits until the element rests for two frames, as an eye does before the finger goes there, and notes what
/// the next press meets: nothing yet ("") or, by its tag, something else. The driver aims at where the
/// element is and presses later.
const WATCH: &str = "
    const [element, done] = arguments;
    const place = () => { const { x, y, width, height } = element.getBoundingClientRect();
                          return [x, y, width, height].join(); };
    // A window that lies behind another has no frames.
    const frame = (go) => {
      const anyway = setTimeout(go, 200);
      requestAnimationFrame(() => { clearTimeout(anyway); go(); });
    };
    const rest = (before, left) => frame(() => {
      const now = place();
      if (now !== before && left > 0) return rest(now, left - 1);
      globalThis.porticoPressed = '';
      globalThis.porticoAimed = element;
      addEventListener('click', (event) => {
        const met = event.composedPath();
        // A press that began on it and ended beside it is told to what holds both.
        globalThis.porticoPressed = met.includes(element) ? null
          : met[0].contains?.(element) ? '' : met[0].outerHTML.slice(0, 120);
      }, { capture: true, once: true });
      done(true);
    });
    rest(place(), 120);";

/// What a press met.
enum Pressed {
    /// What was meant.
    It,
    /// Nothing that takes a press.
    Nothing,
    /// Something else, as the page writes it.
    Other(String),
}

impl Window {
    /// Presses what has this `data-testid`, as a finger would.
    pub async fn press(&self, testid: &str) -> Outcome {
        self.press_at(&format!("[data-testid=\"{testid}\"]")).await
    }

    /// Presses the first thing that this selector finds, as a finger would.
    pub async fn press_at(&self, css: &str) -> Outcome {
        for _ in 0..TRIES {
            let element = self.find(css).await?;
            self.run_on(&element, WATCH).await?;
            let clicked = element.click().await;
            self.did(&format!("pressing {css}"), clicked).await?;
            match self.pressed().await {
                Pressed::It => return Ok(()),
                Pressed::Nothing => {}
                Pressed::Other(other) => {
                    let missed = format!("a press of {css}, which met {other}");
                    return Err(self.describe(&missed, 0).await);
                }
            }
        }
        Err(self.describe(&format!("never met: {css}, pressed {TRIES} times"), 0).await)
    }

    /// What the last press met. Where a press closes the window or changes the page there is nobody to ask.
    async fn pressed(&self) -> Pressed {
        // What goes away at the touch itself has been met, whatever the rest of the press meets.
        let met = "return globalThis.porticoAimed?.isConnected ? globalThis.porticoPressed ?? null : null";
        match self.run(met).await {
            Ok(Value::String(other)) if other.is_empty() => Pressed::Nothing,
            Ok(Value::String(other)) => Pressed::Other(other),
            Ok(_) | Err(_) => Pressed::It,
        }
    }

    async fn run_on(&self, element: &Element, script: &str) -> Outcome {
        self.client.execute_async(script, vec![serde_json::to_value(element)?]).await?;
        Ok(())
    }

    /// Presses a button once it can be pressed: while a press is on its way, buttons say that they cannot.
    pub async fn press_ready(&self, css: &str) -> Outcome {
        let ready = format!(
            "const button = document.querySelector({css:?});
             return button !== null && button.getAttribute('aria-disabled') !== 'true' && !button.disabled"
        );
        self.holds(&format!("{css} to be pressed"), &ready).await?;
        self.press_at(css).await
    }

    /// Types into the first thing that this selector finds, after what stands in it. Into a field for files:
    /// the path of one.
    pub async fn type_at(&self, css: &str, text: &str) -> Outcome {
        let typed = self.find(css).await?.send_keys(text).await;
        self.did(&format!("typing at {css}"), typed).await
    }

    /// Replaces what stands in the field that this selector finds.
    pub async fn fill_at(&self, css: &str, text: &str) -> Outcome {
        let element = self.find(css).await?;
        // All of it is marked, and typed over.
        let marked = "arguments[0].focus(); arguments[0].select()";
        self.client.execute(marked, vec![serde_json::to_value(&element)?]).await?;
        let typed = element.send_keys(text).await;
        self.did(&format!("typing at {css}"), typed).await
    }

    async fn did(&self, what: &str, done: Result<(), CmdError>) -> Outcome {
        match done {
            Ok(()) => Ok(()),
            Err(error) => Err(self.describe(&format!("{what}: {error}"), 0).await),
        }
    }

    /// Strikes one key after the other, wherever the focus is.
    pub async fn strike(&self, keys: &str) -> Outcome {
        let down_and_up = |key| [KeyAction::Down { value: key }, KeyAction::Up { value: key }];
        let hands =
            keys.chars().flat_map(down_and_up).fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.client.perform_actions(hands).await?;
        Ok(())
    }

    /// Draws a line from the middle of an element on: each point is so many pixels right of and below it.
    pub async fn draw(&self, css: &str, points: &[(f64, f64)]) -> Outcome {
        let element = self.find(css).await?;
        let at = |(x, y): (f64, f64)| PointerAction::MoveToElement {
            element: element.clone(),
            duration: None,
            x,
            y,
        };
        let [first, rest @ ..] = points else { return Ok(()) };
        let pen = MouseActions::new("pen".to_owned())
            .then(at(*first))
            .then(PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT });
        let pen = rest.iter().fold(pen, |pen, point| pen.then(at(*point)));
        let lift = PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
        self.client.perform_actions(pen.then(lift)).await?;
        Ok(())
    }

    async fn find(&self, css: &str) -> Outcome<Element> {
        let there = format!("return document.querySelector({css:?}) !== null");
        self.holds(&format!("an element {css}"), &there).await?;
        // The driver scrolls as little as it can, and what stands at the edge may be covered.
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        let element = self.client.find(Locator::Css(css)).await?;
        self.client.execute(middle, vec![serde_json::to_value(&element)?]).await?;
        Ok(element)
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, testid: &str, text: &str) -> Outcome {
        let element = self.find(&format!("[data-testid=\"{testid}\"]")).await?;
        element.clear().await?;
        element.send_keys(text).await?;
        Ok(())
    }

    /// Double-clicks in the middle of an element.
    pub async fn double_click(&self, css: &str) -> Outcome {
        let element = self.client.find(Locator::Css(css)).await?;
        let press = || PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
        let lift = || PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(press())
            .then(lift())
            .then(press())
            .then(lift());
        self.client.perform_actions(mouse).await?;
        Ok(())
    }

    /// Presses keys together, as two hands would.
    pub async fn chord(&self, keys: &[char]) -> Outcome {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let hands = down.chain(up).fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.client.perform_actions(hands).await?;
        Ok(())
    }

    /// Keeps a finger on a place of the page for this long.
    pub async fn hold_at(&self, x: f64, y: f64, how_long: Duration) -> Outcome {
        let finger = MouseActions::new("finger".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT })
            .then(PointerAction::Pause { duration: how_long })
            .then(PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT });
        self.client.perform_actions(finger).await?;
        Ok(())
    }
}
