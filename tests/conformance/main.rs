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
//! counter.rs      client ↔ practice studio: whole sales, so that both mean the same by their words
//! stories.rs      what the practice studio is asked; caller.rs asks it
//! generate.rs     answers made up from a schema; server.rs gives them
//! judge_bites.rs  proof that the judge says no
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed; there is nobody to hand the error to"
)]

mod caller;
mod client_reads;
mod client_reads_sales;
mod client_sends;
mod counter;
mod generate;
mod judge;
mod judge_bites;
mod operations;
mod server;
mod spec;
mod stories;
mod studio_answers;
mod studio_takes;
