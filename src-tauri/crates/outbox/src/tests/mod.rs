//! Tests of the rules, the queue, the store, the thread and the worker. Tables of what happens and of
//! what must follow; time and chance are arguments, and nothing is waited for by sleeping.

mod clock;
mod decide;
#[cfg(target_os = "linux")]
mod disk;
mod draft;
mod folder;
mod holders;
mod inbox;
mod lanes;
mod order;
mod policy;
mod privacy;
mod process;
mod queue;
mod running;
mod sale;
mod schema;
mod staff;
mod store;
mod support;
mod taps;
mod thread;
mod trouble;
mod worker;
