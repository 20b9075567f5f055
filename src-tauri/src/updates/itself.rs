//! Looking for a newer version, and putting it in, signature and all, by Tauri's updater.

use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::Desk;
use desk::settings::Updates;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_updater::{Config, Update, UpdaterExt};
use url::Url;
use uuid::Uuid;

use super::rounds::{self, Mishap, Rounds};
use super::rule::{self, Pace, Rollout};
use super::{Bringer, back};
use crate::{cli, place, watchdog};

/// How long an answer may take to begin, and a whole download.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// Has to be part of the application for [`follow`].
pub fn plugin() -> TauriPlugin<Wry, Config> {
    tauri_plugin_updater::Builder::new().build()
}

/// The desk that is brought up to date.
pub struct Here {
    /// The application, which ends in favour of a newer one.
    pub app: AppHandle,
    /// Whether somebody is at it.
    pub desk: Desk,
    /// The data folder.
    pub folder: PathBuf,
    /// Which desk it is.
    pub id: Uuid,
    /// What was set for it.
    pub wanted: Updates,
    /// A guard starts what takes this one's place.
    pub guarded: bool,
}

/// Looks for newer versions for as long as the application runs, and ends it in favour of one.
pub async fn follow(here: Here) {
    let nowhere = here.endpoints().is_ok_and(|addresses| addresses.is_empty());
    if here.wanted.off || nowhere || Bringer::here() != Bringer::Itself {
        return;
    }
    if let Err(error) = may_be_replaced() {
        // The updater would ask for somebody's password, at night and on the members' screen.
        tracing::warn!(%error, "this user may not replace Portico, which is not brought up to date");
        return;
    }
    let (first_look, pace) = pace(here.id);
    rounds::go(&here, first_look, &pace).await;
    here.make_way();
}

/// Whoever plays an update has no night for it.
#[cfg(debug_assertions)]
fn pace(id: Uuid) -> (Duration, Pace) {
    match std::env::var_os("PORTICO_UPDATES_PLAYED") {
        Some(_) => (Duration::ZERO, Pace::PLAYED),
        None => (rule::first_look(id), Pace::DESK),
    }
}

#[cfg(not(debug_assertions))]
fn pace(id: Uuid) -> (Duration, Pace) {
    (rule::first_look(id), Pace::DESK)
}

impl Rounds for Here {
    type Newer = Update;

    fn version(newer: &Update) -> &str {
        &newer.version
    }

    async fn is_idle(&self) -> bool {
        self.desk.is_idle().await
    }

    fn hour(&self) -> i8 {
        jiff::Zoned::now().hour()
    }

    /// A newer version that is meant for this desk already.
    async fn look(&self) -> Result<Option<Update>, Mishap> {
        let builder = self.app.updater_builder().endpoints(self.endpoints()?)?;
        let Some(update) = builder.timeout(PATIENCE).build()?.check().await? else { return Ok(None) };
        let meant = Rollout::of(&update.raw_json).reaches(self.id, &update.version);
        tracing::info!(version = update.version, meant, "there is a newer Portico");
        Ok(Some(update).filter(|update| meant && !back::is_refused(&self.folder, &update.version)))
    }

    async fn put_in(&self, update: &Update) -> Result<bool, Mishap> {
        let mut update = update.clone();
        // It has none of its own, and a download that stands still would be the last there is.
        update.timeout = Some(PATIENCE);
        let bytes = update.download(|_, _| {}, || {}).await?;
        if !self.desk.is_idle().await {
            return Ok(false);
        }
        let (desk, folder) = (self.desk.clone(), self.folder.clone());
        let guarded = self.guarded;
        let work = move || -> Result<(), Mishap> {
            if let Some(image) = place::image() {
                back::keep(&image, &folder)?;
            }
            tracing::info!(version = update.version, "putting a newer Portico in");
            replace(&update, &bytes, &desk, &folder, guarded)
        };
        tokio::task::spawn_blocking(work).await??;
        Ok(true)
    }
}

impl Here {
    /// The addresses of the configuration, each with its `{{channel}}` filled in; the updater fills in the
    /// rest.
    fn endpoints(&self) -> Result<Vec<Url>, Mishap> {
        let channel = self.wanted.channel.name();
        let config = self.app.config().plugins.0.get("updater");
        let listed = config.and_then(|config| config.get("endpoints")?.as_array());
        let listed = listed.into_iter().flatten().filter_map(serde_json::Value::as_str);
        Ok(listed
            .map(|address| Url::parse(&address.replace("{{channel}}", channel)))
            .collect::<Result<_, _>>()?)
    }

    /// Ends, for the newer one to be started.
    fn make_way(&self) {
        let code = if self.guarded { watchdog::UPDATED } else { 0 };
        self.app.exit(i32::from(code));
    }
}

/// Puts the newer version in this one's place. Nobody but this program itself can start it where nobody
/// guards it; it waits for the data folder, which this one holds to its end.
#[cfg(not(windows))]
fn replace(update: &Update, bytes: &[u8], _: &Desk, _: &Path, guarded: bool) -> Result<(), Mishap> {
    put_in_place(update, bytes)?;
    if !guarded {
        let arguments = cli::as_started(std::env::args_os().skip(1));
        // A guard tries a data folder that is in use again, until this one has ended.
        std::process::Command::new(place::program()?).arg("--guard").args(arguments).spawn()?;
    }
    Ok(())
}

/// Its signature was checked when it was fetched. Tauri's own way takes the file away before it writes the new
/// one, and whoever pulls the plug then has none.
#[cfg(target_os = "linux")]
fn put_in_place(_: &Update, bytes: &[u8]) -> Result<(), Mishap> {
    let image = place::image().ok_or("Portico does not run as an AppImage")?;
    Ok(back::put_in(&image, bytes)?)
}

#[cfg(target_os = "macos")]
fn put_in_place(update: &Update, bytes: &[u8]) -> Result<(), Mishap> {
    Ok(update.install(bytes)?)
}

/// Whether this user can bring Portico up to date without anybody's password.
#[cfg(target_os = "linux")]
fn may_be_replaced() -> std::io::Result<()> {
    back::may_be_replaced(&place::program()?)
}

/// The program is `Portico.app/Contents/MacOS/portico`.
#[cfg(target_os = "macos")]
fn may_be_replaced() -> std::io::Result<()> {
    let program = place::program()?;
    back::may_be_replaced(program.ancestors().nth(3).unwrap_or(&program))
}

/// An installation for one user lies in a folder of theirs.
#[cfg(windows)]
fn may_be_replaced() -> std::io::Result<()> {
    Ok(())
}

/// Starts the installer, whose signature was checked when it was fetched. It ends whatever runs of Portico. The
/// plugin would do so, too, but end this process there and then, with 0, and leave on what is switched on.
#[cfg(windows)]
fn replace(_: &Update, bytes: &[u8], desk: &Desk, folder: &Path, guarded: bool) -> Result<(), Mishap> {
    use std::os::windows::process::CommandExt;

    let setup = folder.join("setup.exe");
    std::fs::write(&setup, bytes)?;
    let mut arguments = cli::as_started(std::env::args_os().skip(1));
    if guarded {
        arguments.insert(0, "--guard".into());
    }
    let closing = async { tokio::time::timeout(crate::CLOSING_PATIENCE, desk.close()).await };
    if tauri::async_runtime::block_on(closing).is_err() {
        tracing::warn!("the desk did not close in time");
    }
    std::process::Command::new(setup).raw_arg(super::setup::line(&arguments)).spawn()?;
    Ok(())
}
