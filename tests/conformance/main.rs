//! Both readings of the vendor's APIs, the client's and the practice studio's, held to the published
//! OpenAPI documents.
//!
//! The documents are the vendor's and no part of this repository: they lie next to it, in
//! `../shared/specs`, or where `PORTICO_SPECS` says. Without them these tests fail and say so.
//!
//! ```text
//! spec.rs         a document: operations, references, schemas made into validators
//! judge.rs        what is wrong with a request or an answer, by the document
//! operations.rs   the operations the product uses; everything else is measured against this list
//! client_sends.rs    client → document          studio_answers.rs  practice studio → document
//! client_reads.rs    document → client          studio_takes.rs    document → practice studio
//! client_reads_sales.rs  the same at vending and time devices
//! client_sends_connect.rs, client_reads_connect.rs, client_reads_offers.rs, client_reads_visitors.rs
//!                 the same for signing up
//! counter.rs      client ↔ practice studio: whole sales, so that both mean the same by their words
//! sign_up.rs      the same for whole sign-ups, both sides of the wire judged; wire.rs hears them
//! people.rs       who signs up; unpublished.rs  what exists although a document lacks it
//! stories.rs      what the practice studio is asked; caller.rs asks it
//! generate.rs     answers made up from a schema; server.rs gives them
//! judge_bites.rs  proof that the judge says no; judge_bites_connect.rs  also when signing up
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed; there is nobody to hand the error to"
)]

mod caller;
mod client_reads;
mod client_reads_connect;
mod client_reads_offers;
mod client_reads_sales;
mod client_reads_visitors;
mod client_sends;
mod client_sends_connect;
mod counter;
mod generate;
mod judge;
mod judge_bites;
mod judge_bites_connect;
mod operations;
mod people;
mod server;
mod sign_up;
mod spec;
mod stories;
mod studio_answers;
mod studio_takes;
mod unpublished;
mod wire;
