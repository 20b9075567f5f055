//! Keys, as a reader that pretends to be a US keyboard presses them.

use readers::Stroke;

use crate::{Failure, Outcome};

/// The rows of a US keyboard: the number of the first key on Linux under X, what its keys are called, and
/// what is on them without and with Shift.
const ROWS: &[(u8, &[&str], &str, &str)] = &[
    (
        10,
        &[
            "Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9",
            "Digit0", "Minus", "Equal",
        ],
        "1234567890-=",
        "!@#$%^&*()_+",
    ),
    (
        24,
        &[
            "KeyQ",
            "KeyW",
            "KeyE",
            "KeyR",
            "KeyT",
            "KeyY",
            "KeyU",
            "KeyI",
            "KeyO",
            "KeyP",
            "BracketLeft",
            "BracketRight",
        ],
        "qwertyuiop[]",
        "QWERTYUIOP{}",
    ),
    (
        38,
        &[
            "KeyA",
            "KeyS",
            "KeyD",
            "KeyF",
            "KeyG",
            "KeyH",
            "KeyJ",
            "KeyK",
            "KeyL",
            "Semicolon",
            "Quote",
            "Backquote",
        ],
        "asdfghjkl;'`",
        "ASDFGHJKL:\"~",
    ),
    (
        51,
        &["Backslash", "KeyZ", "KeyX", "KeyC", "KeyV", "KeyB", "KeyN", "KeyM", "Comma", "Period", "Slash"],
        "\\zxcvbnm,./",
        "|ZXCVBNM<>?",
    ),
    (65, &["Space"], " ", " "),
];

/// A key and whether Shift is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its number under X: what the kernel calls it, plus 8.
    pub number: u8,
    /// Its place: `KeyboardEvent.code`.
    pub code: &'static str,
    /// Shift is held.
    pub shift: bool,
}

impl Key {
    /// The Enter key, which most readers press at the end.
    pub const ENTER: Self = Self { number: 36, code: "Enter", shift: false };

    /// The key that has this character on a US keyboard.
    ///
    /// # Errors
    /// None has.
    pub fn of(character: char) -> Outcome<Self> {
        for (first, codes, plain, shifted) in ROWS {
            for (row, shift) in [(plain, false), (shifted, true)] {
                if let Some(place) = row.chars().position(|there| there == character) {
                    let number = first + u8::try_from(place).expect("a row is short");
                    return Ok(Self { number, code: codes[place], shift });
                }
            }
        }
        Err(Failure::new(format!("a US keyboard has no {character:?}")))
    }
}

/// What a page is told when a reader types a text. `host` says what the host makes of each character.
pub fn strokes_of(text: &str, host: impl Fn(char) -> char) -> Outcome<Vec<Stroke>> {
    let stroke = |character: char| {
        let Key { code, shift, .. } = Key::of(character)?;
        let key = host(character).to_string();
        Ok(Stroke { code: code.to_owned(), key, shift, alt_graph: false })
    };
    text.chars().map(stroke).collect()
}
