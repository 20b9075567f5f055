//! `portico provision`, `portico pin`, `portico doctor` and the like.

#![allow(clippy::print_stdout, reason = "these talk to a terminal")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use desk::Clock;
use desk::doctor::{Code, Doctor, Finding, Report};
use desk::provision::Provisioning;
use desk::settings::{Stored, parse};
use desk::staff::team::{Change, Name, Team};
use domain::Role;
use magicline::{Http, Limits};
use speech::Speaks;
use tokio::runtime::{Handle, Runtime};
use vault::{Keychain, Secrets, VaultError};

use crate::place::PlaceError;
use crate::updates::{Bringer, back};
use crate::windows::keep::pixels_of_the_screen;
use crate::{Fatal, autostart, cli, logs, place, support};

/// Sets the desk up from a file.
pub fn provision(runtime: &Runtime, folder: &Path, file: &Path) -> Result<ExitCode, Fatal> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let settings = parse(&text).map_err(|error| format!("{}, {error}", file.display()))?;
    let cli::Provided { key, staff_pin } = cli::provided()?;
    let _lock = place::lock(folder)?;
    let _logs = logs::start(folder)?;
    let stored = Stored::open(folder)?;
    let secrets = open_keychain(stored.installation()?.id)?;
    let provisioning = Provisioning {
        secrets,
        stored,
        http: Http::new(Limits::default())?,
        clock: Clock::system(),
        staff_pin,
    };
    runtime.block_on(provisioning.run(&settings, key, |line| println!("{line}")))?;
    println!("This desk is ready. Start it with `portico`.");
    Ok(ExitCode::SUCCESS)
}

/// Sets a staff PIN, or replaces one that was forgotten: of the manager, or of whoever is named. Also beside a
/// running Portico, which must not have to be stopped at the front of a studio for it.
pub fn pin(folder: &Path, name: Option<&str>, role: Option<Role>) -> Result<ExitCode, Fatal> {
    let name = name.map(Name::parse).transpose()?;
    let chosen = cli::staff_pin()?;
    let _lock = match place::lock(folder) {
        Ok(lock) => Some(lock),
        Err(PlaceError::Running(_)) => None,
        Err(error @ (PlaceError::Nowhere | PlaceError::Io { .. })) => return Err(error.into()),
    };
    let installation = Stored::open(folder)?.installation()?;
    let secrets = open_keychain(installation.id)?;
    let team = Team::read(&*secrets)?;
    let Some(name) = name else {
        team.set_manager_pin(&*secrets, &chosen)?;
        println!("The staff PIN is set.");
        return Ok(ExitCode::SUCCESS);
    };
    match (team.called(&name).map(|person| person.id), role) {
        (Some(id), role) => {
            team.change(&*secrets, Change::Pin(id, chosen))?;
            if let Some(role) = role {
                Team::read(&*secrets)?.change(&*secrets, Change::Role(id, role))?;
            }
            println!("The PIN is set.");
        }
        // Somebody has to be there who can take more people in.
        (None, _) if team.people().is_empty() => {
            let id = team.set_manager_pin(&*secrets, &chosen)?;
            Team::read(&*secrets)?.change(&*secrets, Change::Rename(id, name))?;
            println!("The first of the team is a manager. The PIN is set.");
        }
        (None, Some(role)) => {
            team.change(&*secrets, Change::Add(name, role, chosen))?;
            println!("Somebody new is in the team, as {}.", role.word());
        }
        (None, None) => {
            return Err(
                "Nobody of the team has this name. For somebody new, say what they are with --role.".into()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether Portico starts with the session of this user.
pub fn autostart(switch: cli::Switch) -> Result<ExitCode, Fatal> {
    match switch {
        cli::Switch::On => {
            autostart::set(true)?;
            println!("Portico starts with the session of this user from now on.");
        }
        cli::Switch::Off => {
            autostart::set(false)?;
            println!("Portico does not start by itself any more.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Goes back to the version before this one.
pub fn rollback(folder: &Path) -> Result<ExitCode, Fatal> {
    let _lock = place::lock(folder)?;
    let Some(image) = place::image() else {
        println!("{ANOTHER_WAY_BACK}");
        return Ok(ExitCode::FAILURE);
    };
    if !back::put_back(&image, folder, env!("CARGO_PKG_VERSION"))? {
        println!("There is no version before this one here.");
        return Ok(ExitCode::FAILURE);
    }
    println!(
        "The version before is in its place. It is not brought up to {} again.",
        env!("CARGO_PKG_VERSION")
    );
    Ok(ExitCode::SUCCESS)
}

/// How to go back where no version before is kept.
const ANOTHER_WAY_BACK: &str = "\
Install the version before over this one: apt install ./portico_VERSION_amd64.deb --allow-downgrades,
rpm --upgrade --oldpackage, or its installer. Everything Portico has stored stays. A version that is too
old for the store says so and leaves it as it is; then install this one again.";

/// Says what works and what does not.
pub fn doctor(runtime: &Runtime, folder: &Path, json: bool) -> Result<ExitCode, Fatal> {
    let report = examined(runtime.handle(), folder)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", page(&report));
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes what whoever helps needs to know into one file.
pub fn support(runtime: &Runtime, desk: support::Desk, file: Option<&Path>) -> Result<ExitCode, Fatal> {
    println!("{}", desk.write(runtime.handle(), file)?.display());
    println!("There is no key, no card and nothing of a member in it.");
    Ok(ExitCode::SUCCESS)
}

/// Looks at everything, also beside a Portico that runs.
pub fn examined(runtime: &Handle, folder: &Path) -> Result<Report, Fatal> {
    let lock = place::lock(folder);
    let running = matches!(lock, Err(PlaceError::Running(_)));
    let doctor = Doctor {
        stored: Stored::open(folder),
        keychain: open_keychain,
        http: Http::new(Limits::default())?,
        clock: Clock::system(),
        versions: versions(),
        pixels: pixels_of_the_screen(folder),
        running,
    };
    let language = spoken(folder);
    let mut report = runtime.block_on(doctor.examine());
    // Check-in goes on without it, so it is told and does not fail the desk.
    let found = speech::examine(language.as_deref());
    let code = match found {
        Speaks::Something | Speaks::Voice { .. } => Code::Speaks,
        Speaks::NoVoice { .. } => Code::NoVoice,
        Speaks::NoAnswer(_) | Speaks::NoService => Code::NoSpeech,
    };
    report.checks.push(Finding { name: "speech".to_owned(), ok: true, code, detail: found.to_string() });
    Ok(report)
}

/// The language that the desk starts in, if it is set up.
fn spoken(folder: &Path) -> Option<String> {
    let settings = Stored::open(folder).ok()?.settings().ok()??;
    Some(settings.language.tag().to_owned())
}

fn open_keychain(installation: uuid::Uuid) -> Result<Arc<dyn Secrets>, VaultError> {
    Ok(Arc::new(Keychain::open(installation)?))
}

fn versions() -> String {
    let web_view = tauri::webview_version().unwrap_or_else(|_| "not found".to_owned());
    format!(
        "Portico {}, web view {web_view}, {} {}. {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        Bringer::here().sentence()
    )
}

/// The doctor's page, for people.
pub fn page(report: &Report) -> String {
    let width = report.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or_default();
    let line = |check: &Finding| {
        let mark = if check.ok { "ok  " } else { "FAIL" };
        format!("{mark}  {:width$}  {}\n", check.name, check.detail)
    };
    let lines: String = report.checks.iter().map(line).collect();
    let end = if report.ok { "Everything works." } else { "Something needs a person; see FAIL above." };
    format!("{lines}\n{end}\n")
}
