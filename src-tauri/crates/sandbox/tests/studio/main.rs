//! The practice studio from outside, over the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod bench;
mod cards;
mod contracts;
mod control;
mod faults;
mod form;
mod gifts;
mod lookups;
mod lost;
mod lost_sign_up;
mod offers;
mod open_api;
mod pictures;
mod previews;
mod time_device;
mod vending;
mod visitors;
