//! A keyboard that is really there, as far as the display can tell (the extension XTEST of X).

use std::process::Command;
use std::time::Duration;

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::{Failure, Key, Outcome};

const SHIFT: u8 = 50;

/// A keyboard of the virtual display.
pub struct Keyboard {
    display: RustConnection,
    root: Window,
}

impl Keyboard {
    /// Plugs it in.
    ///
    /// # Errors
    /// There is no display, or it has no XTEST.
    pub fn plugged_in() -> Outcome<Self> {
        let (display, screen) = x11rb::connect(None)?;
        let root = display.setup().roots.get(screen).ok_or_else(|| Failure::new("no screen"))?.root;
        display.xtest_get_version(2, 2)?.reply()?;
        Ok(Self { display, root })
    }

    /// Sets the host's layout: `us`, `de`, `fr`, `tr`.
    pub fn set_layout(&self, layout: &str) -> Outcome {
        let set = Command::new("setxkbmap").arg(layout).status()?;
        if set.success() { Ok(()) } else { Err(Failure::new(format!("no layout {layout}"))) }
    }

    /// Lets the largest window have the keys. Without a window manager nobody else would.
    pub fn focus_window(&self) -> Outcome {
        let mut largest = None;
        for window in self.display.query_tree(self.root)?.reply()?.children {
            let shown = self.display.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
            let size = self.display.get_geometry(window)?.reply()?;
            let area = u32::from(size.width) * u32::from(size.height);
            if shown && largest.is_none_or(|(_, other)| area > other) {
                largest = Some((window, area));
            }
        }
        let (window, _) = largest.ok_or_else(|| Failure::new("there is no window"))?;
        self.display.set_input_focus(InputFocus::PARENT, window, CURRENT_TIME)?.check()?;
        Ok(())
    }

    /// Types a text and Enter as a reader does that pretends to be a US keyboard, a key every so often.
    /// Returns when the display has played the last one.
    pub fn reads(&self, text: &str, apart: Duration) -> Outcome {
        self.types(text, apart)?;
        self.press(Key::ENTER, apart)?;
        self.played()
    }

    /// The same without the Enter, and as slowly as wanted.
    pub fn types(&self, text: &str, apart: Duration) -> Outcome {
        for character in text.chars() {
            self.press(Key::of(character)?, apart)?;
        }
        self.played()
    }

    /// Presses keys one after the other, by the numbers of X, holds them and lets them go again.
    pub fn chord(&self, keys: &[u8]) -> Outcome {
        for number in keys {
            self.display.xtest_fake_input(KEY_PRESS_EVENT, *number, 0, self.root, 0, 0, 0)?;
        }
        for number in keys.iter().rev() {
            self.display.xtest_fake_input(KEY_RELEASE_EVENT, *number, 0, self.root, 0, 0, 0)?;
        }
        self.played()
    }

    /// Goes to a place of the display with the mouse and presses a button of it there: 1 left, 2 middle, 3
    /// right, 4 and 5 the wheel. `held` are keys that are down meanwhile.
    pub fn click(&self, (x, y): (i16, i16), button: u8, held: &[u8]) -> Outcome {
        self.display.xtest_fake_input(MOTION_NOTIFY_EVENT, 0, 0, self.root, x, y, 0)?;
        for number in held {
            self.display.xtest_fake_input(KEY_PRESS_EVENT, *number, 0, self.root, 0, 0, 0)?;
        }
        for what in [BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT] {
            self.display.xtest_fake_input(what, button, 0, self.root, 0, 0, 0)?;
        }
        for number in held.iter().rev() {
            self.display.xtest_fake_input(KEY_RELEASE_EVENT, *number, 0, self.root, 0, 0, 0)?;
        }
        self.played()
    }

    fn press(&self, key: Key, apart: Duration) -> Outcome {
        let shift = key.shift.then_some(SHIFT);
        let down = shift.into_iter().chain([key.number]).map(|number| (KEY_PRESS_EVENT, number));
        let up = [key.number].into_iter().chain(shift).map(|number| (KEY_RELEASE_EVENT, number));
        let mut wait = u32::try_from(apart.as_millis()).unwrap_or(u32::MAX);
        for (what, number) in down.chain(up) {
            // The display itself waits before it plays the first of them.
            self.display.xtest_fake_input(what, number, std::mem::take(&mut wait), self.root, 0, 0, 0)?;
        }
        Ok(())
    }

    fn played(&self) -> Outcome {
        // Requests are dealt with in order, so this is answered when all before it are.
        self.display.get_input_focus()?.reply()?;
        Ok(())
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // The next test finds the layout it expects.
        let _ = self.set_layout("us");
    }
}
