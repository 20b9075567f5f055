//! Whatever is pressed, typed and held up, at either window and in whatever order: nothing hangs, nothing breaks, and
//! after a power cut the next card is welcomed. `PORTICO_SEED=N` and `PORTICO_ACTS=N` play something else, or more.

use portico_tests::{Dice, Display, Failure, Launch, Outcome, Studio, Window, frame_of};
use sandbox::{Fault, FaultPlan};

use crate::staff::{call, choose_pin, shortcut};
use crate::{Desk, number, welcome};

const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";
/// How wide the team's window opens.
const TEAMS_WIDTH: u16 = 1180;

/// How many things are done unless `PORTICO_ACTS` says otherwise.
const ACTS: u64 = 400;
/// The last of what was done that a failure tells.
const TOLD: usize = 30;

/// What can be pressed, but for what ends the program or puts its window away.
const PRESSED: &str = "button, summary, [role=tab], [role=radio], input[type=checkbox], input[type=radio]";
const LEFT_ALONE: &str = "[data-testid=kiosk-leave], [data-testid=kiosk-desktop]";
/// What can be typed into, and what is.
const TYPED: &str = "input:not([type=checkbox], [type=radio], [type=file]), textarea";
const WORDS: [&str; 8] =
    ["", "a", "Zoë", "31.12.1990", "DE89 3704 0044 0532 0130 00", "x@example.com", "2580", "99999999999999"];
/// The PIN of whoever came first, where one is asked for.
const PIN: &str =
    "for (const key of ['2', '5', '8', '0', 'enter']) document.querySelector(`[data-testid=pin-${key}]`)?.click();
     return 'the PIN';";

/// Something is done to one of what this finds in sight.
fn to_any(css: &str, chance: u32, done: &str) -> String {
    format!(
        "const seen = [...document.querySelectorAll({css:?})].filter((one) =>
           !one.disabled && !one.matches({LEFT_ALONE:?}) && one.checkVisibility({{ visibilityProperty: true }}));
         const one = seen[{chance} % seen.length];
         if (one) {{ {done}; }}
         return one?.dataset.testid ?? one?.textContent ?? 'nothing';"
    )
}

struct Hands {
    dice: Dice,
    desk: Desk,
    window: Window,
    display: Display,
}

impl Hands {
    /// Does one thing, and says what.
    async fn act(&mut self) -> Outcome<String> {
        let chance = self.dice.below(100_000);
        let among = |count: usize| chance as usize % count;
        match self.dice.below(40) {
            // Rarely: while a verdict is shown there is nothing to press.
            0 => self.desk.entrance.tap_rdm6300(Studio::guest(1 + chance % 150)),
            1 => self.desk.side.send(&chance.to_be_bytes()),
            2 => {
                let fault = if among(2) == 0 { Fault::Reset } else { Fault::Forbidden };
                self.desk.studio.set_fault(FaultPlan::new(fault).times(3));
            }
            3 => self.desk.studio.clear_faults(),
            4 | 5 => {
                self.window.switch_to(MEMBERS).await?;
                let (width, height) = [(1280, 800), (1024, 600), (800, 1280)][among(3)];
                self.window.resize(width, height).await?;
                return Ok(format!("{width} × {height}"));
            }
            6..=9 => {
                self.window.switch_to(MEMBERS).await?;
                shortcut(&self.window).await?;
                return Ok("the team is called".to_owned());
            }
            10 | 11 => {
                if let Some(team) = self.display.windows()?.iter().find(|seen| seen.place.2 == TEAMS_WIDTH) {
                    self.display.ask_to_close(team)?;
                    self.display.until("a window that closes", |seen| !seen.contains(team)).await?;
                }
                return Ok("the team is gone".to_owned());
            }
            12 | 13 => return self.at_a_window(PIN).await,
            14..=19 => {
                let word = WORDS[among(WORDS.len())];
                let typed = format!(
                    "one.focus(); one.value = {word:?}; one.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
                );
                return self.at_a_window(&to_any(TYPED, chance, &typed)).await;
            }
            _ => return self.at_a_window(&to_any(PRESSED, chance, "one.click()")).await,
        }
        Ok("at the readers or the vendor".to_owned())
    }

    /// Half of it at the team's window, where there is one.
    async fn at_a_window(&mut self, script: &str) -> Outcome<String> {
        if self.dice.below(2) == 0 && self.window.switch_to(TEAMS).await.is_ok() {
            return match self.window.run(script).await {
                Ok(met) => Ok(format!("at the team's window {met}")),
                // It has closed meanwhile.
                Err(_) if self.window.switch_to(TEAMS).await.is_err() => Ok("too late".to_owned()),
                Err(failure) => Err(failure),
            };
        }
        self.window.switch_to(MEMBERS).await?;
        Ok(format!("at the member's window {}", self.window.run(script).await?))
    }

    /// Does this many things, and says what was done last when one fails.
    async fn do_anything(&mut self, acts: u64) -> Outcome {
        let mut did: Vec<String> = Vec::new();
        for _ in 0..acts {
            let done = self.act().await;
            let broken = self.window.printed().contains("panicked");
            let failure = match done {
                Ok(what) if !broken => {
                    did.push(what);
                    continue;
                }
                Ok(what) => format!("after {what}"),
                Err(failure) => failure.to_string(),
            };
            let before = did[did.len().saturating_sub(TOLD)..].join("\n  ");
            let printed = self.window.printed();
            return Err(Failure::new(format!("{failure}\nbefore:\n  {before}\nprinted:\n{printed}")));
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_at_either_window_nothing_hangs_or_breaks() -> Outcome {
    let (seed, acts) = (number("PORTICO_SEED")?.unwrap_or(1), number("PORTICO_ACTS")?.unwrap_or(ACTS));
    let mut desk = Desk::new(|file| file.offline("everybody")).await?;
    let window = desk.open().await?;
    call(&window).await?;
    choose_pin(&window).await?;
    let mut hands = Hands { dice: Dice::new(seed), desk, window, display: Display::open()? };
    let done = hands.do_anything(acts).await;
    done.map_err(|failure| Failure::new(format!("PORTICO_SEED={seed} PORTICO_ACTS={acts}: {failure}")))?;

    let Hands { mut desk, window, .. } = hands;
    desk.studio.clear_faults();
    window.kill().await?;
    let window = Launch::of(&desk.provisioned.data()).open().await?;
    window.idle().await?;
    welcome(&window, &mut desk.entrance, &frame_of(Studio::guest(151))).await?;
    Ok(())
}
