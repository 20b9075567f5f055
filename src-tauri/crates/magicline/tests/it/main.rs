//! The clients against servers that send exact bytes: good ones, bad ones and half ones.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod connect;
mod connect_contract;
mod connect_offers;
mod connect_preview;
mod connect_prospects;
mod customers;
mod identify;
mod leaks;
mod open;
mod server;
mod transport;
mod vending;
