//! Crash simulation: the real queue and its real policies against a model of the vendor, under a
//! scheduler that kills the process anywhere. Everything follows from one seed.
//!
//! A schedule (`schedule.rs`) is a storm, a calm and a settlement. In the storm anything happens in any
//! order: members tap, things are signed (`desk.rs`), members are identified, choose and get what they chose
//! from a shelf that keeps it now and then (`vending.rs`), sign-ups are filled in, signed and reopened
//! (`signing.rs`), the worker exchanges results for jobs
//! (`sender.rs`), requests crawl over the wire (`wire.rs`) to a vendor (`vendor.rs`) that may act and lose
//! the answer, act late, answer twice, be busy, be away or withdraw a credential, staff decide, clocks are
//! moved, the store refuses, and the process is killed: between two actions, inside a transaction after
//! any step of SQLite's machine, and after a commit that nobody hears of (`medium.rs`). In the calm nothing
//! goes wrong any more, and it must come to rest; then staff settle what is left. `checker.rs` compares the
//! store with what happened and with what the vendor did, and `units.rs` with what came out of the shelf,
//! which no crash puts back; `bugs.rs` plants bugs that they have to find.
//!
//! What is assumed, because no program could do without: the vendor acts on a request less than
//! [`crate::policy::LATE`] after it arrived whole; no other change of a member's credit is of exactly the
//! amount of a charge in doubt; whoever is found under a member's particulars and has what was sent, is
//! that member, unless there are several. A person who has something sent again answers for it.
//!
//! `PORTICO_SCHEDULES=100000 cargo test -p outbox simulation` runs more; a seed that fails prints itself,
//! and `PORTICO_SEED=…` runs it alone and prints everything that happened in it.

mod bugs;
mod checker;
mod coverage;
mod desk;
mod fact;
mod medium;
mod rng;
mod schedule;
mod sender;
mod signing;
mod units;
mod vending;
mod vendor;
mod weather;
mod wire;
mod world;

use std::process::{Command, Stdio};

use coverage::Coverage;
use medium::{Medium, Moment};
use schedule::{Length, Options, Run};
use wire::Step;
use world::Deed;

use crate::item::{Act, Kind, Reason, State};
use crate::ledger::Event;

/// Seeds are shared out to so many processes. Threads of one would wait for each other in SQLite's
/// allocator most of the time.
const PROCESSES: u64 = 2;

/// Which share of the seeds a process runs that another has started, counted from 0.
const SHARE: &str = "PORTICO_SHARE";

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

/// Runs the seeds from 1 and counts what they reach; `None` when this process runs some of them only.
fn explore(test: &str, seeds: u64, medium: fn() -> Medium, options: Options) -> Option<Coverage> {
    if let Some(seed) = number("PORTICO_SEED") {
        run_some(test, std::iter::once(seed), medium, Options { traced: true, ..options });
        return None;
    }
    if let Some(share) = number(SHARE) {
        let mine = (1 + share..=seeds).step_by(PROCESSES as usize);
        eprint!("{}", run_some(test, mine, medium, options).lines());
        return None;
    }
    let start = |share: u64| {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                &format!("{}::{test}", module_path!().split_once("::").unwrap().1),
            ])
            .env(SHARE, share.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut coverage = Coverage::default();
    for process in (0..PROCESSES).map(start).collect::<Vec<_>>() {
        let ended = process.wait_with_output().unwrap();
        let wrote = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{wrote}");
        coverage.add(&Coverage::of_lines(&wrote));
    }
    eprintln!("{test}: {seeds} schedules{coverage}");
    Some(coverage)
}

/// Runs seeds, and stops at the first that breaks a rule.
fn run_some(
    test: &str,
    seeds: impl Iterator<Item = u64>,
    medium: fn() -> Medium,
    options: Options,
) -> Coverage {
    let mut medium = medium();
    let mut coverage = Coverage::default();
    for seed in seeds {
        let Run { coverage: reached, violation, trace } = schedule::run(seed, &mut medium, options);
        coverage.add(&reached);
        trace.iter().for_each(|line| eprintln!("{line}"));
        if let Some(found) = violation {
            let again = format!("PORTICO_SEED={seed} cargo test -p outbox {test} -- --nocapture");
            panic!("seed {seed} breaks {:?}: {}\nreplay with: {again}", found.rule, found.what);
        }
    }
    coverage
}

/// Many schedules reach everything there is.
fn reached_everything(coverage: &Coverage) {
    let words = |of: &[Deed]| of.iter().map(|deed| deed.word()).collect::<Vec<_>>();
    let deeds = words(&Deed::ALL);
    let missing = [
        coverage.missing("transaction", deeds.clone()),
        coverage.missing("refused", deeds.clone()),
        coverage.missing("kills", ["all", "between two actions", "at the shelf", "while starting"]),
        coverage.missing("killed on the wire", Step::ALL.map(Step::word)),
        coverage.missing(
            "timed out",
            Step::ALL.map(Step::word).into_iter().filter(|step| {
                // With the whole answer here nobody waits any more.
                *step != Step::Answered.word()
            }),
        ),
        coverage.missing("act", Act::ALL.iter().map(|act| act.word())),
        coverage.missing("attempt at", Kind::ALL.iter().map(|kind| kind.word())),
        coverage.missing("report", wire::REPORTS),
        coverage.missing("proof", sender::PROOFS),
        coverage.missing("tap", desk::TAP_ENDS),
        coverage.missing("sale", vending::ENDS),
        coverage.missing("draft", signing::DRAFTS),
        coverage.missing("decision", desk::DECISIONS),
        coverage.missing("clock", ["set back", "set forward"]),
        coverage.missing("vendor", ["acted after the client had gone", "answered twice"]),
        coverage.missing(
            "reason",
            // Every body can be read back here.
            Reason::ALL.iter().filter(|reason| **reason != Reason::Unreadable).map(|reason| reason.word()),
        ),
        // When it has come to rest, nothing is being sent.
        coverage.missing(
            "state",
            State::ALL.iter().filter(|state| **state != State::InFlight).map(|state| state.word()),
        ),
        coverage.missing(
            "event",
            // What somebody wrote beside an item, or did without one, changes the course of none.
            Event::ALL
                .iter()
                .filter(|event| !matches!(event, Event::ByHand | Event::CardLinked))
                .map(|event| event.word()),
        ),
    ]
    .concat();
    let killed = Moment::ALL.map(|moment| coverage.missing(moment.words(), deeds.clone())).concat();
    let missing = [missing, killed].concat();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

#[test]
fn ten_thousand_schedules_in_memory() {
    let seeds = number("PORTICO_SCHEDULES").unwrap_or(10_000);
    let coverage = explore("ten_thousand_schedules_in_memory", seeds, Medium::memory, Options::default());
    if let Some(coverage) = coverage.filter(|_| seeds >= 10_000) {
        reached_everything(&coverage);
    }
}

#[test]
fn hundreds_of_schedules_on_the_disk() {
    let seeds = number("PORTICO_SCHEDULES").unwrap_or(10_000) / 40;
    let options = Options { length: Length::Short, ..Options::default() };
    let coverage = explore("hundreds_of_schedules_on_the_disk", seeds, Medium::disk, options);
    if let Some(coverage) = coverage.filter(|_| seeds >= 250) {
        let missing = coverage.missing("torn", medium::TORN);
        assert!(missing.is_empty(), "never reached: {missing:?}");
    }
}

#[test]
fn a_seed_replays_to_the_letter() {
    // On a connection that ran others before, and on one that did not.
    let mut used = Medium::memory();
    for seed in 1..=100 {
        let options = Options { traced: true, ..Options::default() };
        let first = schedule::run(seed, &mut used, options);
        let second = schedule::run(seed, &mut Medium::memory(), options);
        assert_eq!(first.trace, second.trace, "seed {seed}");
        assert!(!first.trace.is_empty());
    }
    let (mut one, mut other) = (Medium::disk(), Medium::disk());
    for seed in 1..=3 {
        let options = Options { traced: true, length: Length::Short, ..Options::default() };
        let first = schedule::run(seed, &mut one, options);
        assert_eq!(first.trace, schedule::run(seed, &mut other, options).trace, "seed {seed} on the disk");
    }
}
