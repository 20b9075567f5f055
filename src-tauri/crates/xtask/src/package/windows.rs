//! A Windows installer with NSIS: of what was built on Windows, or from Linux by cross-compilation with
//! MinGW.
//!
//! The latter serves to try the Windows code path and the installer. What studios get is built on Windows
//! and signed there; see `.github/workflows/release.yml`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{NAME, Release, contents, host};
use crate::failure::Failure;
use crate::packages::on_path;
use crate::steps;

const TARGET: &str = "x86_64-pc-windows-gnu";

/// A program, and the package of Debian that brings it.
const TOOLS: &[(&str, &str)] = &[
    ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64-posix"),
    ("x86_64-w64-mingw32-g++", "g++-mingw-w64-x86-64-posix"),
    ("makensis", "nsis"),
];

/// Where Debian keeps a compiler whose standard library can be built for another system.
const SYSTEM_CARGO: &str = "/usr/bin/cargo";
const SYSTEM_SOURCES: &str = "/usr/lib/rustlib/src";

/// Makes the installer; not on Windows, the program first.
pub fn installer(release: &Release) -> Result<(), Failure> {
    let built = if cfg!(windows) { release.workspace.target().join("release") } else { cross(release)? };
    let staged = stage(release, &built)?;
    let installer = release.out.join(format!("{NAME}_{}_x64-all-users.exe", release.version));
    let mut nsis = Command::new("makensis");
    nsis.env("SOURCE_DATE_EPOCH", release.epoch.to_string()).args(["-V2", "-WX", "-INPUTCHARSET", "UTF8"]);
    for (name, value) in [
        ("VERSION", release.version.clone()),
        ("STAGED", staged.display().to_string()),
        ("OUT", installer.display().to_string()),
    ] {
        nsis.arg(format!("-D{name}={value}"));
    }
    // The program that takes Portico out again is made here, so it can be signed nowhere else.
    let sign = std::env::var("PORTICO_SIGN").ok().filter(|command| !command.is_empty());
    if let Some(command) = &sign {
        nsis.arg(format!("-DSIGN={command}"));
    }
    nsis.arg(release.sources().join("windows/portico.nsi"));
    steps::run("the installer (makensis)", nsis)?;
    println!("\n{}", installer.display());
    if sign.is_none() {
        println!("It is not signed, and Windows will say so.");
    }
    Ok(())
}

/// The program, built on another system. Says what is missing for it.
fn cross(release: &Release) -> Result<PathBuf, Failure> {
    let missing = missing();
    if !missing.is_empty() {
        return Err(Failure::new(format!(
            "a Windows installer takes what this computer lacks. On Debian, as root:\n  \
             apt-get install --no-install-recommends {}",
            missing.join(" ")
        )));
    }
    let target = release.out.join("windows-target");
    build(release, &target)?;
    Ok(target.join(TARGET).join("release"))
}

fn missing() -> Vec<&'static str> {
    let tools = TOOLS.iter().filter(|(program, _)| !on_path(program)).map(|(_, package)| *package);
    let mut missing: Vec<&str> = tools.collect();
    if !Path::new(SYSTEM_CARGO).exists() {
        missing.extend(["rustc-web", "cargo-web"]);
    }
    if !Path::new(SYSTEM_SOURCES).exists() {
        missing.push("rust-web-src");
    }
    missing
}

/// No standard library for Windows can be fetched where there is only a distribution's archive, so it is
/// built from the distribution's sources, which takes its compiler, too.
fn build(release: &Release, target: &Path) -> Result<(), Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(paths).map_err(Failure::of("put /usr/bin first"))?;
    let mut cargo = Command::new(SYSTEM_CARGO);
    cargo.current_dir(release.workspace.root());
    for (name, _) in std::env::vars_os() {
        let inherited =
            name.to_str().is_some_and(|name| name.starts_with("CARGO") || name.starts_with("RUSTUP"));
        if inherited && name != "CARGO_HOME" {
            cargo.env_remove(name);
        }
    }
    cargo.env("PATH", path).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_DIR", target);
    cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc");
    cargo.args(["build", "-Zbuild-std=std,panic_abort,panic_unwind", "--target", TARGET]);
    cargo.args(["--release", "--locked", "--package", NAME]);
    steps::run("Portico for Windows (a quarter of an hour)", cargo)
}

/// Everything the installer packs, in one folder.
fn stage(release: &Release, built: &Path) -> Result<PathBuf, Failure> {
    let staged = release.out.join("windows");
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(Failure::of("remove the last installer's files"))?;
    }
    fs::create_dir_all(staged.join("kiosk")).map_err(Failure::of("make a folder for the installer"))?;
    let target = if cfg!(windows) { host(release.workspace)? } else { TARGET.to_owned() };
    let lists = release.lists(&[], &target)?;
    let ours = release.workspace.root().join("src-tauri");
    for (from, to) in [
        (built.join("portico.exe"), "portico.exe"),
        (release.workspace.root().join("icons/icon.ico"), "portico.ico"),
        (ours.join("LICENSE-MIT"), "LICENSE-MIT.txt"),
        (ours.join("LICENSE-APACHE"), "LICENSE-APACHE.txt"),
        (lists.licences, "THIRD-PARTY.txt"),
        (lists.bill, "sbom.cdx.json"),
    ] {
        fs::copy(&from, staged.join(to)).map_err(Failure::of(format_args!("copy {}", from.display())))?;
    }
    // Only MinGW leaves it beside the program; Microsoft's compiler puts it inside.
    let loader = built.join("WebView2Loader.dll");
    if loader.exists() {
        fs::copy(&loader, staged.join("WebView2Loader.dll"))
            .map_err(Failure::of("copy WebView2Loader.dll"))?;
    }
    for file in contents::files_below(&release.sources().join("kiosk/windows"))? {
        let to = staged.join("kiosk").join(file.file_name().unwrap_or_default());
        fs::copy(&file, to).map_err(Failure::of(format_args!("copy {}", file.display())))?;
    }
    let steps = release.sources().join("kiosk/README.md");
    fs::copy(&steps, staged.join("kiosk/README.txt"))
        .map_err(Failure::of(format_args!("copy {}", steps.display())))?;
    Ok(staged)
}
