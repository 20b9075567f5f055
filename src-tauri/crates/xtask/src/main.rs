//! The commands a developer types, as `cargo xtask COMMAND`.
//!
//! Everything a fresh machine needs happens in here, so that the README has two commands and no
//! list of preparations. It stays light on purpose: it is compiled before anything else is, while
//! a person waits, and it therefore knows neither Tauri nor any other crate of the application but
//! `wire`, whose TypeScript it writes.

#![allow(clippy::print_stdout, reason = "talking to the person at the terminal is what this program does")]

mod bindings;
mod counts;
mod failure;
mod fuzz;
mod gate;
mod licences;
mod package;
mod packages;
mod session;
mod setup;
mod steps;
mod studio;
mod workspace;

use std::process::ExitCode;

use failure::Failure;
use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  demo                 set up, build and open the kiosk against the practice studio; without a
                       display, play a short tour and save a picture of each screen
  test                 set up and run every check and every test; ends in a count
  setup                install what this machine lacks; every command above does this first
  build [--release]    the interface and the application
  bench [ARGUMENTS]    measure latency, memory and start-up side by side with their yardsticks
  soak [--seed N] [--scale FRACTION]
                       a day of 20,000 taps, with sales, sign-ups, outages and kills, in 15 minutes at most
  fuzz [TARGET] [--seconds N]
                       feed the parsers of the readers with inputs nobody thought of, 60 s each
  bindings [--check]   write the TypeScript twins of the wire types, or compare them
  package [--check]    .deb and .rpm, and what is in them; --check tries the .deb out in a fresh Debian;
                       --as-built, --windows, --play-update, --lists, --announce: see `package help`
  licences             licences, banned crates and origins, by the rules of deny.toml
  help                 this page";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["session-inner", directory, command @ ..] = arguments.as_slice() {
        return session::inner(directory.as_ref(), command);
    }
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<ExitCode, Failure> {
    if let [] | ["help" | "--help" | "-h"] = arguments {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::open()?;
    match arguments {
        ["setup"] => setup::run(&workspace, setup::Purpose::Test)?,
        ["bindings"] => bindings::write(&workspace)?,
        ["bindings", "--check"] => bindings::check(&workspace)?,
        ["licences"] => licences::check(&workspace)?,
        ["build"] => studio::build(&workspace, studio::Profile::Debug)?,
        ["build", "--release"] => studio::build(&workspace, studio::Profile::Release)?,
        ["demo"] => studio::demo(&workspace)?,
        ["fuzz", rest @ ..] => fuzz::run(&workspace, rest)?,
        ["bench", rest @ ..] => studio::bench(&workspace, rest)?,
        ["soak", rest @ ..] => studio::soak(&workspace, rest)?,
        ["package", rest @ ..] => package::run(&workspace, rest)?,
        ["test"] => return Ok(gate::run(&workspace)),
        unknown => {
            return Err(Failure::new(format!(
                "`cargo xtask {}` is not a command.\n\n{USAGE}",
                unknown.join(" ")
            )));
        }
    }
    Ok(ExitCode::SUCCESS)
}
