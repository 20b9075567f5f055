//! `cargo xtask package`: what a technician installs, and what is in it.
//!
//! The packages are put together here and not by Tauri's bundler: it knows neither the question
//! about the data nor lists of what is built in, and a package of ours has to pass the
//! distribution's own checks. AppImage, the macOS disk image and the signed installers for updates
//! come from the bundler in `.github/workflows/release.yml`.

mod announce;
mod check;
mod contents;
mod deb;
mod dependencies;
#[cfg(test)]
mod kiosk;
mod linux;
mod rpm;
mod sbom;
mod texts;
mod third_party;
mod update;
mod windows;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::steps;
use crate::studio::{self, Profile};
use crate::workspace::Workspace;

/// The name of the package everywhere.
const NAME: &str = "portico";

/// Whom a package names as its maker, unless `PORTICO_MAINTAINER` does.
const MAINTAINER: &str = "The Portico developers <packages@portico.example>";

/// With what a program is built that brings itself up to date.
const UPDATES: [&str; 1] = ["portico/updates"];

/// What is being packaged, and where it goes.
struct Release<'a> {
    workspace: &'a Workspace,
    version: String,
    maintainer: String,
    /// The moment all files are dated, in seconds since 1970: the same sources give the same package.
    epoch: u64,
    /// The program that goes into it.
    program: PathBuf,
    /// Where packages are written.
    out: PathBuf,
}

/// Carries out `cargo xtask package` with what follows it.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        [] => linux::packages(&Release::built(workspace)?),
        ["--as-built"] => linux::packages(&Release::found(workspace)?),
        ["--check"] => check::run(&Release::found(workspace)?),
        ["--windows"] => windows::installer(&Release::found(workspace)?),
        ["--lists"] => Release::found(workspace)?.lists(&[], &host(workspace)?).map(|_| ()),
        ["--lists", "--updates"] => Release::found(workspace)?.lists(&UPDATES, &host(workspace)?).map(|_| ()),
        ["--play-update"] => update::play(&Release::found(workspace)?),
        ["--announce", folder, address] => {
            print!("{}", announce::text(&Release::found(workspace)?, folder.as_ref(), address)?);
            Ok(())
        }
        unknown => Err(Failure::new(format!(
            "`cargo xtask package {}` is not understood. What there is:\n\
             \x20 package               build Portico, and .deb and .rpm of it\n\
             \x20 package --as-built    the same, of what `cargo xtask build --release` has built\n\
             \x20 package --check       install the .deb into a fresh Debian, start it, take it out again\n\
             \x20 package --play-update two versions of an AppImage, and the way from one to the other and back\n\
             \x20 package --windows     a Windows installer: on Windows of what is built, on Linux by cross-compilation\n\
             \x20 package --announce FOLDER ADDRESS\n\
             \x20                       what desks are told about a release with these files, at this address\n\
             \x20 package --lists [--updates]\n\
             \x20                       the list of what is built in (SBOM) and its licences, nothing else;\n\
             \x20                       --updates: of the program that brings itself up to date",
            unknown.join(" ")
        ))),
    }
}

impl<'a> Release<'a> {
    /// Builds the program first.
    fn built(workspace: &'a Workspace) -> Result<Self, Failure> {
        studio::build(workspace, Profile::Release)?;
        Self::found(workspace)
    }

    /// Takes the program as it was built last.
    fn found(workspace: &'a Workspace) -> Result<Self, Failure> {
        let out = workspace.target().join("packages");
        fs::create_dir_all(&out).map_err(Failure::of("make a folder for the packages"))?;
        Ok(Self {
            workspace,
            version: workspace.version()?,
            maintainer: (std::env::var("PORTICO_MAINTAINER").ok())
                .filter(|given| !given.is_empty())
                .unwrap_or_else(|| MAINTAINER.to_owned()),
            epoch: epoch(workspace)?,
            program: workspace.program(Profile::Release.folder(), NAME),
            out,
        })
    }

    /// Files that only this folder has: what goes into packages and is not code.
    fn sources(&self) -> PathBuf {
        self.workspace.root().join("src-tauri/package")
    }

    /// The list of what is built in on a platform, as Rust calls it, and the licences of all of it.
    fn lists(&self, features: &[&str], target: &str) -> Result<Lists, Failure> {
        steps::announce("what is built in, and its licences");
        let shipped = dependencies::shipped(self.workspace, target, features)?;
        let bill = sbom::cyclone(&shipped, &self.version, &texts::instant(self.epoch));
        let (text, bare) = third_party::text(&shipped)?;
        println!(
            "  {} crates and {} packages of npm; {bare} bring no text of their licence, only its name",
            shipped.crates.len(),
            shipped.npm.len()
        );
        let lists =
            Lists { bill: self.out.join("sbom.cdx.json"), licences: self.out.join("THIRD-PARTY.txt") };
        write(&lists.bill, &bill)?;
        write(&lists.licences, &text)?;
        println!("  {}\n  {}", lists.bill.display(), lists.licences.display());
        Ok(lists)
    }
}

/// Two files that go into every package.
struct Lists {
    bill: PathBuf,
    licences: PathBuf,
}

/// `SOURCE_DATE_EPOCH`, or when the last change was committed.
fn epoch(workspace: &Workspace) -> Result<u64, Failure> {
    if let Ok(given) = std::env::var("SOURCE_DATE_EPOCH") {
        return given.trim().parse().map_err(Failure::of("read SOURCE_DATE_EPOCH"));
    }
    let mut git = Command::new("git");
    git.current_dir(workspace.root()).args(["log", "-1", "--format=%ct"]);
    said(git)?.trim().parse().map_err(Failure::of("read the date of the last commit"))
}

/// The platform this computer builds for, as Rust calls it.
fn host(workspace: &Workspace) -> Result<String, Failure> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(workspace.root()).arg("-vV");
    let text = said(rustc)?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| Failure::new("rustc -vV names no host"))
}

/// What a short command prints.
fn said(mut command: Command) -> Result<String, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(Failure::of(format_args!("start {program}")))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Failure::new(format!("{program} failed: {words}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::of(format_args!("read {}", path.display())))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(Failure::of(format_args!("write {}", path.display())))
}
