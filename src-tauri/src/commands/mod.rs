//! What the windows may ask for: one file a screen, each command a line to the desk and nothing
//! else. Which window may call what is in `capabilities/`.

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
