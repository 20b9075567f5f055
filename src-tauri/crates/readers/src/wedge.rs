//! From the keys of a reader that types (a "keyboard wedge") to a frame.
//!
//! Such a reader presses keys of a US keyboard, and the host makes of them what its own layout has
//! on those keys: on a German one `{"uuid":` becomes `ÜÄuuidÄÖ`. A reader set to the layout of its
//! host does it right, and its keys spell nonsense to a US keyboard. So every stroke says both which
//! key it was and what the host made of it, and what was typed is read in both ways.
//!
//! Not here: when a burst begins and ends, which the page decides (`ui/src/lib/wedge`); readers that
//! type a character as Alt and its number on the keypad, whose strokes a page cannot tell from a
//! person's shortcuts.

use std::fmt;

use domain::is_uuid;
use serde::{Deserialize, Serialize};

use crate::proto::MAX_TEXT;
use crate::scanned::is_member_code;
use crate::{Frame, Garbled};

/// One key that was pressed. Never prints which.
#[derive(Clone, PartialEq, Eq)]
pub struct Stroke {
    /// The place of the key, named as the US keyboard has it there: `KeyboardEvent.code`.
    pub code: String,
    /// What the host made of it: `KeyboardEvent.key`. `Dead` for an accent that waits for its letter.
    pub key: String,
    /// Shift was held.
    pub shift: bool,
    /// AltGr was held.
    pub alt_graph: bool,
}

impl fmt::Debug for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stroke(<redacted>)")
    }
}

/// Which keyboard a reader pretends to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A US keyboard, as readers leave the factory. Not touched by the host's Caps Lock either.
    #[default]
    Us,
    /// The one of the host.
    Host,
}

/// Reads one burst of strokes, with or without the Enter or Tab that ended it.
///
/// Of the two readings the one is taken that is something a member could hold up: a JSON object with
/// a `uuid`, a UUID, digits, hexadecimal digits. `layout` decides when both are or neither is.
pub fn read_typed(strokes: &[Stroke], layout: Layout) -> Frame {
    let ends = |stroke: &&Stroke| matches!(stroke.code.as_str(), "Enter" | "NumpadEnter" | "Tab");
    let strokes = &strokes[..strokes.len() - strokes.iter().rev().take_while(ends).count()];
    if strokes.is_empty() {
        return Frame::Garbled(Garbled::Noise);
    }
    if strokes.len() > MAX_TEXT {
        return Frame::Garbled(Garbled::TooLong);
    }
    let us = strokes.iter().map(on_us).collect::<Option<String>>();
    let host = on_host(strokes);
    let (set, other) = match layout {
        Layout::Us => (us, host),
        Layout::Host => (host, us),
    };
    let text = match (set, other) {
        (Some(set), Some(other)) => {
            Some(if is_something(&other) && !is_something(&set) { other } else { set })
        }
        (set, other) => set.or(other),
    };
    match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => Frame::Text(text.to_owned()),
        Some(_) | None => Frame::Garbled(Garbled::Characters),
    }
}

/// The character of a stroke on a US keyboard, whatever the host made of it.
fn on_us(stroke: &Stroke) -> Option<char> {
    // A US keyboard has no AltGr: this reader is set to another layout.
    if stroke.alt_graph {
        return None;
    }
    let [plain, shifted] = match stroke.code.as_str() {
        "Space" => [' ', ' '],
        "Backquote" => ['`', '~'],
        "Digit1" => ['1', '!'],
        "Digit2" => ['2', '@'],
        "Digit3" => ['3', '#'],
        "Digit4" => ['4', '$'],
        "Digit5" => ['5', '%'],
        "Digit6" => ['6', '^'],
        "Digit7" => ['7', '&'],
        "Digit8" => ['8', '*'],
        "Digit9" => ['9', '('],
        "Digit0" => ['0', ')'],
        "Minus" => ['-', '_'],
        "Equal" => ['=', '+'],
        "BracketLeft" => ['[', '{'],
        "BracketRight" => [']', '}'],
        "Backslash" => ['\\', '|'],
        "Semicolon" => [';', ':'],
        "Quote" => ['\'', '"'],
        "Comma" => [',', '<'],
        "Period" => ['.', '>'],
        "Slash" => ['/', '?'],
        code => match code.strip_prefix("Key").and_then(only) {
            Some(letter) if letter.is_ascii_uppercase() => [letter.to_ascii_lowercase(), letter],
            Some(_) | None => return on_keypad(code),
        },
    };
    Some(if stroke.shift { shifted } else { plain })
}

/// The keypad has the same on it everywhere, and means it with or without Num Lock.
fn on_keypad(code: &str) -> Option<char> {
    match code.strip_prefix("Numpad")? {
        "Decimal" => Some('.'),
        "Add" => Some('+'),
        "Subtract" => Some('-'),
        "Multiply" => Some('*'),
        "Divide" => Some('/'),
        "Comma" => Some(','),
        "Equal" => Some('='),
        digit => only(digit).filter(char::is_ascii_digit),
    }
}

/// What the host made of all strokes, if it made characters of them.
///
/// An accent typed by itself comes as a dead key and a space, one on a letter as a dead key and the
/// letter with it. Some hosts say the letter alone after a dead key; then the accent is not known.
fn on_host(strokes: &[Stroke]) -> Option<String> {
    let mut text = String::new();
    let mut accent = false;
    for Stroke { code, key, .. } in strokes {
        if key == "Dead" {
            if accent {
                return None;
            }
            accent = true;
            continue;
        }
        let typed = only(key).filter(|typed| !typed.is_control());
        let typed = typed.or_else(|| on_keypad(code).filter(char::is_ascii_digit))?;
        let carries_accent = !typed.is_ascii() || (code == "Space" && typed != ' ');
        if accent && !carries_accent {
            return None;
        }
        accent = false;
        text.push(typed);
    }
    (!accent).then_some(text)
}

/// The only character of a text.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Whether a text is what readers read, rather than what a wrong layout makes of it.
fn is_something(text: &str) -> bool {
    let text = text.trim();
    // What a scanner may say first: `]`, the kind of code, and how it was read.
    let text = match text.as_bytes() {
        [b']', kind, how, ..] if kind.is_ascii_alphabetic() && how.is_ascii_digit() => &text[3..],
        _ => text,
    };
    let hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex || is_uuid(text) || is_member_code(text)
}

#[cfg(test)]
mod tests;
