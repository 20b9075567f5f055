//! Building the application and letting it run: against the practice studio, or against a clock.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::session;
use crate::setup::{self, Purpose};
use crate::steps;
use crate::workspace::Workspace;

/// Which of Cargo's two profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Debug,
    /// What a studio gets.
    Release,
}

impl Profile {
    /// The folder of the target directory it builds into.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Debug => &[],
            Self::Release => &["--release"],
        }
    }
}

/// `cargo xtask build`.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<(), Failure> {
    setup::run(workspace, Purpose::Build)?;
    interface(workspace)?;
    application(workspace, profile)?;
    println!("\n{}", workspace.program(profile.folder(), "portico").display());
    Ok(())
}

/// `cargo xtask demo`.
pub fn demo(workspace: &Workspace) -> Result<(), Failure> {
    let display = has_display();
    setup::run(workspace, if display { Purpose::Build } else { Purpose::Test })?;
    interface(workspace)?;
    application(workspace, Profile::Debug)?;
    if display { kiosk(workspace) } else { tour(workspace) }
}

/// `cargo xtask bench`.
pub fn bench(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    setup::run(workspace, Purpose::Test)?;
    interface(workspace)?;
    application(workspace, Profile::Release)?;
    yardstick(workspace)?;
    let page = played_interface(workspace)?;
    companion(workspace, Profile::Release, "bench")?;
    let mut bench = run_companion(workspace, Profile::Release, "bench", arguments);
    let examples = format!("{}/examples", Profile::Release.folder());
    bench.env("PORTICO_BLANK", workspace.program(&examples, "blank")).env("PORTICO_PAGE", page);
    // A member's screen fills it, and what it is compared with has to be as large.
    bench.env(session::SCREEN, "1280x800");
    in_session("measuring", bench)
}

/// The interface with a played desk, for a browser.
fn played_interface(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.target().join("page");
    let mut npm = workspace.npm();
    npm.args(["run", "build", "--", "--mode", "fake", "--emptyOutDir", "--outDir"]).arg(&folder);
    steps::run("building the interface for a browser", npm)?;
    Ok(folder)
}

/// `cargo xtask soak`. Not in the gate: it takes the computer for a quarter of an hour.
pub fn soak(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    setup::run(workspace, Purpose::Test)?;
    interface(workspace)?;
    application(workspace, Profile::Release)?;
    companion(workspace, Profile::Release, "soak")?;
    in_session("a day in a quarter of an hour", run_companion(workspace, Profile::Release, "soak", arguments))
}

/// What the windows show, as a release has it.
pub fn interface(workspace: &Workspace) -> Result<(), Failure> {
    let mut npm = workspace.npm();
    npm.args(["run", "build"]);
    steps::run("building the interface", npm)
}

fn application(workspace: &Workspace, profile: Profile) -> Result<(), Failure> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--locked", "--package", "portico"]).args(profile.flags());
    steps::run("building the application (the first time takes minutes)", cargo)
}

/// The blank window that start-up and memory are compared with.
fn yardstick(workspace: &Workspace) -> Result<(), Failure> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--locked", "--package", "portico", "--example", "blank"]);
    cargo.args(Profile::Release.flags());
    steps::run("building the blank window", cargo)
}

/// A program of the test package that accompanies the application.
pub fn companion(workspace: &Workspace, profile: Profile, name: &str) -> Result<(), Failure> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--locked", "--package", "portico-tests", "--bin", name]).args(profile.flags());
    steps::run(&format!("building the {name}"), cargo)
}

/// The command that runs it, against the application as it was built last.
pub fn run_companion(workspace: &Workspace, profile: Profile, name: &str, arguments: &[&str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--quiet", "--locked", "--package", "portico-tests", "--bin", name]);
    cargo.args(profile.flags()).arg("--").args(arguments);
    cargo.env("PORTICO_BIN", workspace.program(profile.folder(), "portico"));
    cargo
}

/// Runs a command in a session of its own.
pub fn in_session(what: &str, command: Command) -> Result<(), Failure> {
    steps::announce(what);
    let status = session::run(command, None)?;
    steps::outcome(what, status)
}

fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

fn kiosk(workspace: &Workspace) -> Result<(), Failure> {
    let mut portico = Command::new(workspace.program(Profile::Debug.folder(), "portico"));
    portico.current_dir(workspace.root()).arg("--practice");
    portico.arg("--data-dir").arg(workspace.target().join("demo"));
    steps::run("the kiosk, against the practice studio", portico)
}

fn tour(workspace: &Workspace) -> Result<(), Failure> {
    companion(workspace, Profile::Debug, "tour")?;
    let pictures = workspace.target().join("tour");
    // Pictures of an earlier tour must not pass for this one's.
    if pictures.exists() {
        fs::remove_dir_all(&pictures).map_err(Failure::of("remove the pictures of the last tour"))?;
    }
    fs::create_dir_all(&pictures).map_err(Failure::of("make a folder for the pictures"))?;
    let folder = pictures.to_string_lossy();
    let tour = run_companion(workspace, Profile::Debug, "tour", &[&folder]);
    let played = in_session("no display here: a virtual one, and a tour of the screens", tour);
    list(&pictures)?;
    played
}

fn list(pictures: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(pictures).map_err(Failure::of("look for the pictures"))?;
    let mut found: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "png"));
    found.sort();
    println!("\n{} pictures:", found.len());
    for picture in &found {
        println!("  {}", picture.display());
    }
    if found.is_empty() {
        return Err(Failure::new("the tour has left no picture"));
    }
    Ok(())
}
