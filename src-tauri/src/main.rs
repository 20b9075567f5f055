//! Portico: composes paths, logs, keychain, readers, desk and windows. Decides nothing.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod autostart;
mod awake;
mod cli;
mod commands;
mod logs;
mod place;
mod practice;
mod support;
mod terminal;
mod updates;
mod watchdog;
mod windows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use desk::settings::{Settings, StoreError, Stored};
use desk::{Clock, Desk, Opening, Pauses, Waiting};
use magicline::{Http, Limits};
use tauri::{Manager, RunEvent};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use vault::{Keychain, Secrets, VaultError};

use crate::place::PlaceError;
use crate::practice::PracticeStudio;
use crate::windows::calls::{self, Rights};
use crate::windows::keep::{self, Grip, WindowKeeper};
use crate::windows::{FrontWindow, outside};

/// How long a keychain may take to open before the person is told.
const KEYCHAIN_PATIENCE: Duration = Duration::from_secs(10);

/// How long the desk may take to close its readers and switch its relays off, and then whatever else is
/// still under way to end.
const CLOSING_PATIENCE: Duration = Duration::from_secs(3);

/// Anything that ends the program, with a sentence for the person who started it.
type Fatal = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "stopped");
            eprintln!("{error}");
            match error.downcast_ref() {
                Some(PlaceError::Running(_)) => ExitCode::from(watchdog::IN_USE),
                Some(PlaceError::Nowhere | PlaceError::Io { .. }) | None => ExitCode::FAILURE,
            }
        }
    }
}

fn run(arguments: cli::Arguments) -> Result<ExitCode, Fatal> {
    let folder = place::data_folder(arguments.data_dir.clone(), arguments.is_practice())?;
    if arguments.guard && arguments.command.is_none() {
        return watchdog::guard::run(&folder);
    }
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let code = match &arguments.command {
        Some(cli::Command::Provision { file }) => terminal::provision(&runtime, &folder, file),
        Some(cli::Command::Pin { name, role }) => terminal::pin(&folder, name.as_deref(), *role),
        Some(cli::Command::Rollback) => terminal::rollback(&folder),
        Some(cli::Command::Autostart { switch }) => terminal::autostart(*switch),
        Some(cli::Command::Doctor { json }) => terminal::doctor(&runtime, &folder, *json),
        Some(cli::Command::Support { file }) => {
            let exports = place::exports_folder(&folder, arguments.data_dir.is_some());
            terminal::support(&runtime, support::Desk { folder: folder.clone(), exports }, file.as_deref())
        }
        None => open(&runtime, folder, &arguments),
    };
    // A keychain or a card service that hangs must not keep the program from ending.
    runtime.shutdown_timeout(CLOSING_PATIENCE);
    code
}

/// Opens the window.
fn open(runtime: &Runtime, folder: PathBuf, arguments: &cli::Arguments) -> Result<ExitCode, Fatal> {
    let _lock = place::lock(&folder)?;
    let _logs = logs::start(&folder)?;
    let stored = Stored::open(&folder)?;
    let studio = match arguments.practice {
        true => Some(Arc::new(runtime.block_on(PracticeStudio::open(&stored))?)),
        false => None,
    };
    let exports = place::exports_folder(&folder, arguments.data_dir.is_some());
    let opening = read(&stored, &exports)?;
    let described = support::Desk { folder: folder.clone(), exports };
    let start = Start {
        practice: match &arguments.practice_at {
            Some(file) => Some(practice::read_card(file)?),
            None => studio.as_deref().map(PracticeStudio::practice),
        },
        sets_itself_up: studio.clone().filter(|_| !arguments.assistant),
        opening: Opening { settings: opening.settings.filter(|_| !arguments.assistant), ..opening },
        stored,
    };
    let camera = start.opening.settings.as_ref().is_some_and(Settings::may_use_camera);
    let language = start.opening.settings.as_ref().map(|settings| settings.language);
    let serving = start.sets_itself_up.is_some() || start.opening.settings.is_some();

    let (pulse, heard) = watchdog::pulse();
    let (guarded, resting) = (arguments.guarded, arguments.resting);
    #[cfg(feature = "updates")]
    let (id, wanted) =
        (start.opening.installation.id, start.opening.settings.as_ref().map(|settings| settings.updates));
    // Whoever practises does so on a computer of their own.
    let grip = if arguments.is_practice() { Grip::Loose } else { Grip::Firm };
    let (desk, waiting) = Desk::new();
    let closing = desk.clone();
    runtime.spawn(awake::follow(desk.clone()));
    let serving_ends = runtime.spawn(serve(start, waiting));

    tauri::async_runtime::set(runtime.handle().clone());
    let builder = tauri::Builder::default();
    #[cfg(target_os = "macos")]
    let builder = builder
        .on_web_content_process_terminate(watchdog::process_ended)
        .menu(move |app| windows::macos::menu(app, grip));
    #[cfg(feature = "updates")]
    let builder = builder.plugin(updates::plugin());
    #[cfg(feature = "updates")]
    let (updated, kept_in) = (desk.clone(), folder.clone());
    let app = builder
        .manage(desk)
        .manage(outside::Page::default())
        .manage(described)
        .manage(pulse)
        .manage(Rights::read()?)
        .register_asynchronous_uri_scheme_protocol(calls::SCHEME, calls::serve)
        .manage(speech::Speaker::start(speech::open))
        .register_asynchronous_uri_scheme_protocol(outside::SCHEME, outside::serve)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            app.manage(windows::Place::new(&folder));
            app.manage(WindowKeeper::new(&folder, grip));
            let front = match (serving, camera) {
                (false, _) => FrontWindow::Assistant,
                (true, false) => FrontWindow::Kiosk,
                (true, true) => FrontWindow::KioskWithCamera,
            };
            windows::open_front(app.handle(), front, language, &folder)?;
            let data = folder.clone();
            let reopen =
                Arc::new(move |app: &tauri::AppHandle| windows::open_front(app, front, language, &data));
            watchdog::watch(app.handle(), heard, reopen, resting)?;
            if guarded {
                let app = app.handle().clone();
                watchdog::when_unguarded(move || app.exit(0))?;
            }
            tauri::async_runtime::spawn(keep::keep(app.handle().clone()));
            tauri::async_runtime::spawn(outside::follow(app.handle().clone(), folder.clone()));
            if let Some(studio) = studio {
                app.manage(studio);
                windows::open_practice(app.handle(), &folder)?;
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    runtime.spawn(leave_when_told(app.handle().clone()));
    runtime.spawn(leave_without_a_desk(app.handle().clone(), serving_ends));
    #[cfg(feature = "updates")]
    if let Some(wanted) = wanted {
        let app = app.handle().clone();
        let here = updates::Here { app, desk: updated, folder: kept_in, id, wanted, guarded };
        runtime.spawn(updates::follow(here));
    }
    let here = runtime.handle().clone();
    let code = app.run_return(move |app, event| {
        watchdog::on_run_event(app, &event);
        // Not after it: Windows ends the process there when it shuts down.
        if matches!(event, RunEvent::Exit) {
            if !guarded {
                watchdog::say_goodbye();
            }
            here.block_on(close(&closing));
        }
    });
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// A relay that is on stays on unless somebody switches it off.
async fn close(desk: &Desk) {
    if tokio::time::timeout(CLOSING_PATIENCE, desk.close()).await.is_err() {
        tracing::warn!("the desk did not close in time");
    }
}

/// A window without a desk behind it would show its last screen for ever: it ends, in order, because
/// pulling the ground away from under a window that is being opened is how a program crashes. Whatever
/// started Portico starts it again.
async fn leave_without_a_desk(app: tauri::AppHandle, desk: JoinHandle<Result<(), Fatal>>) {
    match desk.await {
        Ok(Ok(())) => return,
        Ok(Err(error)) => {
            tracing::error!(%error, "stopped");
            eprintln!("{error}");
        }
        // It has said why itself.
        Err(_) => tracing::error!("the desk fell over"),
    }
    app.exit(1);
}

/// Ends in order when the system asks for it, as it does before it shuts down.
#[cfg(unix)]
async fn leave_when_told(app: tauri::AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut told) => {
            if told.recv().await.is_some() {
                app.exit(0);
            }
        }
        Err(error) => tracing::warn!(%error, "a request to end will end Portico at once"),
    }
}

/// Windows tells the window, and that ends the event loop in order.
#[cfg(not(unix))]
async fn leave_when_told(_: tauri::AppHandle) {}

/// What the desk is started with.
struct Start {
    stored: Stored,
    practice: Option<desk::Practice>,
    /// The practice studio this desk connects itself to, in place of an assistant.
    sets_itself_up: Option<Arc<PracticeStudio>>,
    opening: Opening,
}

/// Opens the keychain and reads the system's certificates, beside the window that is opening, and serves.
async fn serve(start: Start, waiting: Waiting) -> Result<(), Fatal> {
    let Start { stored, practice, sets_itself_up, opening } = start;
    // Some hundred files, before which the window would not open.
    let http = tokio::task::spawn_blocking(|| Http::new(Limits::default()));
    let secrets = keychain(opening.installation.id).await?;
    let http = http.await??;
    let opening = match sets_itself_up {
        Some(studio) => {
            studio.set_up(Arc::clone(&secrets), stored.clone(), http.clone()).await?;
            read(&stored, &opening.exports)?
        }
        None => opening,
    };
    waiting.run(secrets, stored, http, Clock::system(), practice, opening).await;
    Ok(())
}

fn read(stored: &Stored, exports: &Path) -> Result<Opening, StoreError> {
    Ok(Opening {
        installation: stored.installation()?,
        settings: stored.settings()?,
        exports: exports.to_owned(),
        pauses: Pauses::default(),
    })
}

async fn keychain(installation: uuid::Uuid) -> Result<Arc<dyn Secrets>, VaultError> {
    let opening = tokio::task::spawn_blocking(move || Keychain::open(installation));
    match tokio::time::timeout(KEYCHAIN_PATIENCE, opening).await {
        Ok(Ok(opened)) => Ok(Arc::new(opened?)),
        Ok(Err(_)) | Err(_) => Err(VaultError::Silent),
    }
}
