//! What every command does first: see that the machine has what the work takes.

use std::fs;
use std::process::Command;

use crate::failure::Failure;
use crate::packages::{self, on_path};
use crate::steps;
use crate::workspace::Workspace;

/// What the machine is made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building and running the application on a desktop.
    Build,
    /// That, and the virtual session for the tests and the tour.
    Test,
}

impl Purpose {
    /// Whether something needed for `part` is needed for this purpose too.
    pub fn includes(self, part: Self) -> bool {
        part == Self::Build || self == Self::Test
    }
}

/// The oldest Node.js that Vite runs on.
const NODE: (u32, u32) = (20, 19);

/// Checks and installs. Goes online only for what is missing.
pub fn run(workspace: &Workspace, purpose: Purpose) -> Result<(), Failure> {
    steps::announce("set-up");
    let rust = version(&mut Command::new("rustc"));
    println!("  {}", rust.as_deref().unwrap_or("Rust: no version to be had from rustc"));
    node()?;
    if purpose == Purpose::Test {
        component(workspace, "fmt", "rustfmt")?;
        component(workspace, "clippy", "clippy")?;
    }
    packages::ensure(purpose)?;
    interface_packages(workspace)
}

fn node() -> Result<(), Failure> {
    let advice = format!(
        "Portico's interface is built with Node.js {}.{} or newer and npm; get them from nodejs.org or with nvm",
        NODE.0, NODE.1
    );
    let Some(node) = version(&mut Command::new("node")) else {
        return Err(Failure::new(format!("Node.js was not found. {advice}.")));
    };
    if !is_recent_enough(&node) {
        return Err(Failure::new(format!("Node.js {node} is too old. {advice}.")));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let Some(npm) = version(&mut Command::new(npm)) else {
        return Err(Failure::new(format!("Node.js is there, npm is not. {advice}.")));
    };
    println!("  Node.js {node}, npm {npm}");
    Ok(())
}

/// `v20.19.2` and newer.
fn is_recent_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= NODE
}

fn version(program: &mut Command) -> Option<String> {
    let output = program.arg("--version").output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A Rust installation may come without the formatter or the linter.
fn component(workspace: &Workspace, subcommand: &str, component: &str) -> Result<(), Failure> {
    let mut asked = workspace.cargo();
    if version(asked.arg(subcommand)).is_some() {
        return Ok(());
    }
    if !on_path("rustup") {
        return Err(Failure::new(format!(
            "`cargo {subcommand}` is missing; install your distribution's package {component}"
        )));
    }
    let mut rustup = Command::new("rustup");
    rustup.current_dir(workspace.root()).args(["component", "add", component]);
    steps::run(&format!("adding {component} to Rust"), rustup)
}

/// `npm ci`, when the lock file is another one than last time.
fn interface_packages(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.interface();
    let lock =
        fs::read(folder.join("package-lock.json")).map_err(Failure::of("read ui/package-lock.json"))?;
    let stamp = workspace.target().join("xtask/package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json").exists();
    if installed && fs::read(&stamp).is_ok_and(|last| last == lock) {
        println!("  the interface's packages are up to date");
        return Ok(());
    }
    let mut npm = workspace.npm();
    npm.args(["ci", "--no-audit", "--no-fund"]);
    steps::run("the interface's packages (npm ci)", npm)?;
    fs::create_dir_all(workspace.target().join("xtask")).map_err(Failure::of("make a folder in target"))?;
    fs::write(&stamp, lock).map_err(Failure::of("remember what npm has installed"))
}

#[cfg(test)]
mod tests {
    use super::{Purpose, is_recent_enough};

    #[test]
    fn node_versions() {
        assert!(is_recent_enough("v20.19.0"));
        assert!(is_recent_enough("v24.1.0"));
        assert!(!is_recent_enough("v20.18.3"));
        assert!(!is_recent_enough("v18.20.4"));
        assert!(!is_recent_enough("nonsense"));
    }

    #[test]
    fn tests_need_what_building_needs() {
        assert!(Purpose::Test.includes(Purpose::Build));
        assert!(!Purpose::Build.includes(Purpose::Test));
    }
}
