//! What is typed at the member's screen. Goes one way, from the screen to the desk, and is never printed.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Keys that came faster than a person types: a reader that pretends to be a keyboard.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypedBurst {
    /// The keys in order, without the Enter or Tab that ended them; 3 to 512.
    pub strokes: Vec<Stroke>,
}

/// One key that was pressed.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Stroke {
    /// The place of the key: `KeyboardEvent.code`.
    pub code: String,
    /// What the system made of it: `KeyboardEvent.key`.
    pub key: String,
    /// Shift was held.
    pub shift: bool,
    /// AltGr was held.
    pub alt_graph: bool,
}

impl fmt::Debug for TypedBurst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedBurst({} strokes)", self.strokes.len())
    }
}

impl fmt::Debug for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stroke(<redacted>)")
    }
}

/// Whether members can enter a PIN at the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum PinPadView {
    /// No device takes PINs.
    #[default]
    None,
    /// A PIN can be entered.
    Ready,
    /// Too many PINs were wrong; nobody can enter one for a while.
    Waiting {
        /// How long from now, in seconds.
        seconds: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::{Stroke, TypedBurst};

    #[test]
    fn nothing_typed_is_printed() {
        let stroke = Stroke { code: "Digit7".into(), key: "7".into(), shift: false, alt_graph: false };
        assert_eq!(format!("{stroke:?}"), "Stroke(<redacted>)");
        let burst = TypedBurst { strokes: vec![stroke.clone(), stroke] };
        assert_eq!(format!("{burst:?}"), "TypedBurst(2 strokes)");
    }
}
