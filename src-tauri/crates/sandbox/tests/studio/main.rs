//! The practice studio from outside, over the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod bench;
mod control;
mod faults;
mod lost;
mod open_api;
mod time_device;
mod vending;
