//! Platforms whose desktop session cannot be had twice: the command runs in the one there is.

use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use crate::failure::Failure;
use crate::steps;

/// Whether a session of its own is to be had here.
pub const AVAILABLE: bool = false;

/// Runs the command to its end.
pub fn run(command: Command, listener: Option<&mut dyn FnMut(&str)>) -> Result<ExitStatus, Failure> {
    steps::execute(command, listener, |_| {}).map_err(Failure::of("start the command"))
}

/// Never called here: only a session calls it.
pub fn inner(_directory: &Path, _command: &[&str]) -> ExitCode {
    ExitCode::FAILURE
}
