//! An update that is really played: two versions of one build as AppImages, the second one signed by the tool that signs
//! releases, a place that tells of it, and a desk that goes from the one to the other and back.
//!
//! Debug builds, which may be told of it without https and do not wait for the night, with a key that is made for
//! it. What the bundler makes of the program is made here without the network (see `tests/update/image.rs`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{NAME, Release, UPDATES, announce, read, write};
use crate::failure::Failure;
use crate::session;
use crate::setup::{self, Purpose};
use crate::steps;
use crate::studio::{self, Profile};
use crate::workspace::Workspace;

/// Tauri's command line, as the release workflow names it.
const TAURI: &str = "@tauri-apps/cli@2.12.5";

/// Where the release is told of. It is built into both versions.
const PLACE: &str = "http://127.0.0.1:47613";

/// The version that is installed at first; `tests/update` expects it.
const BEFORE: &str = "0.0.1";

/// The version that is built in and overwritten. What fills it up behind a `+` is ignored.
const UNSET: &str = "0.0.0-version-of-a-played-update";

/// What the bundler overwrites in a program that it packs as an AppImage.
const UNPACKED: &[u8] = b"__TAURI_BUNDLE_TYPE_VAR_UNK";
const AN_APPIMAGE: &[u8] = b"__TAURI_BUNDLE_TYPE_VAR_APP";

/// The end of an image, behind the length of the program.
const MARK: &[u8; 8] = b"AI-MADE\n";

/// Builds, signs and plays.
pub fn play(release: &Release) -> Result<(), Failure> {
    if !session::AVAILABLE {
        return Err(Failure::new("only on Linux is there an AppImage, and a session of its own to play in"));
    }
    let workspace = release.workspace;
    setup::run(workspace, Purpose::Test)?;
    studio::interface(workspace)?;
    for companion in ["update", "image"] {
        studio::companion(workspace, Profile::Debug, companion)?;
    }
    let folder = release.out.join("update");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::of("remove the last update"))?;
    }
    fs::create_dir_all(&folder).map_err(Failure::of("make a folder for the update"))?;
    let key = Key::generate(workspace, &folder)?;

    let program = program(workspace, &folder, &key)?;
    image(workspace, &program, BEFORE, &folder.join("before.AppImage"))?;
    let architecture = if cfg!(target_arch = "aarch64") { "aarch64" } else { "amd64" };
    let signed = folder.join(format!("Portico_{}_{architecture}.AppImage", release.version));
    image(workspace, &program, &release.version, &signed)?;
    key.sign(workspace, &signed, &release.version)?;
    write(&folder.join("latest.json"), &announce::text(release, &folder, PLACE)?)?;

    let folder = folder.to_string_lossy();
    let mut play = studio::run_companion(workspace, Profile::Debug, "update", &[&folder]);
    play.env("PORTICO_BIN", program);
    studio::in_session("from one version to the next, and back", play)
}

/// The program, in a folder, with a version that is overwritten in what is packed: building takes the longest.
fn program(workspace: &Workspace, folder: &Path, key: &Key) -> Result<PathBuf, Failure> {
    let told = json!({
        "version": UNSET,
        "plugins": { "updater": {
            "pubkey": key.public,
            "endpoints": [format!("{PLACE}/{{{{channel}}}}/latest.json?from={{{{current_version}}}}")],
            "requireSignedVersion": true,
        } },
    });
    let mut cargo = workspace.cargo();
    cargo.args(["rustc", "--locked", "--package", NAME, "--bin", NAME, "--features"]).args(UPDATES);
    cargo.args(["--", "-C", "debuginfo=0"]).env("TAURI_CONFIG", told.to_string());
    steps::run("building a program that brings itself up to date", cargo)?;
    let program = folder.join(NAME);
    let built = workspace.program(Profile::Debug.folder(), NAME);
    fs::copy(built, &program).map_err(Failure::of("copy the program"))?;
    let mut strip = Command::new("strip");
    strip.arg(&program);
    steps::run("without what only a debugger reads (strip)", strip)?;
    Ok(program)
}

/// An AppImage of this version of it: what starts it, the program, its length and a mark.
fn image(workspace: &Workspace, program: &Path, version: &str, to: &Path) -> Result<(), Failure> {
    let bytes = |path: &Path| fs::read(path).map_err(Failure::of(format_args!("read {}", path.display())));
    let start = workspace.program(Profile::Debug.folder(), "image");
    let program = packed(bytes(program)?, version)?;
    let image = [&bytes(&start)?, program.as_slice(), &(program.len() as u64).to_le_bytes(), MARK].concat();
    fs::write(to, image).map_err(Failure::of(format_args!("write {}", to.display())))?;
    super::contents::set_mode(to, 0o755)
}

/// Has a program know that it was packed as an AppImage, and which version it is.
fn packed(mut program: Vec<u8>, version: &str) -> Result<Vec<u8>, Failure> {
    let version = format!("{version}+{:x<1$}", "", UNSET.len() - version.len() - 1);
    for (from, to) in [(UNPACKED, AN_APPIMAGE), (UNSET.as_bytes(), version.as_bytes())] {
        let places = program.windows(from.len()).enumerate().filter(|(_, it)| *it == from);
        let places: Vec<usize> = places.map(|(at, _)| at).collect();
        if places.is_empty() {
            let from = String::from_utf8_lossy(from);
            return Err(Failure::new(format!(
                "there is no {from} in the program; has Tauri another one now?"
            )));
        }
        for at in places {
            program[at..at + from.len()].copy_from_slice(to);
        }
    }
    Ok(program)
}

/// A key that was made for this.
struct Key {
    secret: PathBuf,
    public: String,
}

impl Key {
    fn generate(workspace: &Workspace, folder: &Path) -> Result<Self, Failure> {
        let secret = folder.join("key");
        let mut tauri = tauri(workspace, "generate");
        tauri.args(["--ci", "--password", "", "--write-keys"]).arg(&secret);
        steps::run("a key for this update", tauri)?;
        let public = read(&folder.join("key.pub"))?.trim().to_owned();
        Ok(Self { secret, public })
    }

    fn sign(&self, workspace: &Workspace, file: &Path, version: &str) -> Result<(), Failure> {
        let mut tauri = tauri(workspace, "sign");
        tauri.arg("--private-key-path").arg(&self.secret);
        tauri.args(["--password", "", "--app-version", version]).arg(file);
        steps::run("its signature", tauri)
    }
}

fn tauri(workspace: &Workspace, command: &str) -> Command {
    let mut npm = workspace.npm();
    npm.args(["exec", "--yes", "--package", TAURI, "--", "tauri", "signer", command]);
    npm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_signed_by_what_signs_releases() {
        let workflow = include_str!("../../../../../.github/workflows/release.yml");
        assert!(workflow.contains(&format!("TAURI_CLI: '{TAURI}'")));
    }

    #[test]
    fn a_program_is_told_how_it_was_packed() {
        let program = format!("..__TAURI_BUNDLE_TYPE_VAR_UNK..{UNSET}..").into_bytes();
        let told = String::from_utf8(packed(program.clone(), "1.2.3").unwrap()).unwrap();
        assert_eq!(told, "..__TAURI_BUNDLE_TYPE_VAR_APP..1.2.3+xxxxxxxxxxxxxxxxxxxxxxxxxx..");
        assert_eq!(told.len(), program.len());
        assert!(packed(b"..__TAURI_BUNDLE_TYPE_VAR_UNK..".to_vec(), "1.2.3").is_err());
        assert!(packed(UNSET.as_bytes().to_vec(), "1.2.3").is_err());
    }
}
