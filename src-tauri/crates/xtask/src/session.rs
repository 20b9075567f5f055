//! A virtual desktop session: a display, a session bus, an unlocked keychain and a home folder,
//! all of its own and gone afterwards.
//!
//! The tests and the tour run in one even where a real desktop is at hand. They would otherwise
//! store practice keys in the person's own keychain, and come out differently on every screen.
//!
//! Who starts whom: this program starts `dbus-run-session`, which starts this program again
//! (`inner`), which starts the display, the keychain and at last the command. The first program
//! holds the other end of the second one's standard input. When that closes, whatever the reason,
//! Ctrl-C and `kill -9` included, the second one ends everything it started. No signal handler is
//! needed for it.
//!
//! What it does not do: outside Linux there is no such session, and the command runs as it is.

#[cfg(target_os = "linux")]
#[path = "session/linux.rs"]
mod platform;

#[cfg(not(target_os = "linux"))]
#[path = "session/elsewhere.rs"]
mod platform;

pub use platform::{AVAILABLE, inner, run};

/// The variable of a command's environment that says how large the screen of its session is, as `1280x800`.
pub const SCREEN: &str = "PORTICO_SCREEN";
