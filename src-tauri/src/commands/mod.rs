//! What the windows may ask for: one file a screen, each command a line to the desk and nothing
//! else. Every command is in `list.rs`, and which window may call it in `capabilities/`.

pub mod counter;
pub mod front;
pub mod kiosk;
pub mod look;
pub mod practice;
pub mod reception;
pub mod sale;
pub mod setup;
pub mod sign_up;
pub mod speech;
pub mod staff;
pub mod support;

use tauri::Wry;
use tauri::ipc::Invoke;

macro_rules! commands {
    ($($file:ident: [$($name:ident,)*],)*) => {
        /// Calls the command that a page asked for.
        pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($($file::$name,)*)*]
        }

        #[cfg(test)]
        pub const ALL: &[&str] = &[$($(stringify!($name),)*)*];
    };
}
include!("list.rs");
