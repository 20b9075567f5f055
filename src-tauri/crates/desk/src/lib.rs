//! The desk: one actor that owns everything that happens at the front.
//!
//! Readers, the vendor's answers, the window and the clock all send messages to one bounded
//! channel; [`check_in`] and [`setup`] decide what they mean without doing any I/O; this crate's
//! edges do what was decided. The window gets whole screens, never changes, so that a screen that
//! was missed or reloaded is right at the next message.

#![warn(clippy::missing_errors_doc)]

pub mod account;
pub mod admission;
pub mod catalogue;
pub mod check_in;
pub mod doctor;
pub mod look;
pub mod members;
pub mod provision;
pub mod sale;
pub mod schedule;
pub mod settings;
pub mod setup;
pub mod staff;
pub mod tries;
pub mod whole;

mod actor;
mod camera;
mod connection;
mod counters;
mod directory;
#[cfg(test)]
mod faulty;
mod greeting;
mod handle;
mod keeper;
mod light;
mod logo;
mod message;
mod outputs;
mod page;
mod parts;
mod reception;
mod rest;
mod running;
mod sign_up;
mod sign_ups;
mod tap;
mod tasks;
mod transport;

pub use actor::Waiting;
pub use handle::{Desk, Outside, Stage};
pub use parts::{Clock, Opening, Parts, Pauses, Practice};
pub use reception::{ReceptionFront, ReceptionOrder};
pub use sign_up::{PaymentWindow, Revision, SignUpId};

pub(crate) use message::Message;
