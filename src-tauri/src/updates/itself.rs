//! Looking for a newer version, and putting it in, signature and all, by Tauri's updater.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use desk::Desk;
use desk::settings::Updates;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_updater::{Config, Update, UpdaterExt};
use tokio::time::MissedTickBehavior;
use url::Url;
use uuid::Uuid;

use super::rule::{self, Now, Rollout};
use super::{Bringer, back};

/// How often it is asked whether somebody is at the desk.
const PULSE: Duration = Duration::from_secs(60);

/// How long an answer may take to begin, and a whole download.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// What goes wrong on the way; the log is told, and the next look tries again.
type Mishap = Box<dyn std::error::Error + Send + Sync>;

/// Has to be part of the application for [`follow`].
pub fn plugin() -> TauriPlugin<Wry, Config> {
    tauri_plugin_updater::Builder::new().build()
}

/// Looks for newer versions for as long as the application runs, and ends it in favour of one.
pub async fn follow(app: AppHandle, desk: Desk, folder: PathBuf, id: Uuid, wanted: Updates) {
    let nowhere = endpoints(&app, wanted.channel.name()).is_ok_and(|addresses| addresses.is_empty());
    if wanted.off || nowhere || Bringer::here() != Bringer::Itself {
        return;
    }
    let mut look = Instant::now() + rule::first_look(id);
    let mut quiet_since = None;
    let mut found: Option<(Update, Instant)> = None;
    let mut pulse = tokio::time::interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pulse.tick().await;
        let now = Instant::now();
        quiet_since = match desk.is_idle().await {
            true => quiet_since.or(Some(now)),
            false => None,
        };
        if now >= look {
            look = now + rule::EVERY;
            let known = found.take();
            found = match newer(&app, &folder, id, wanted).await {
                Ok(update) => update.map(|update| {
                    let same = known.filter(|(known, _)| known.version == update.version);
                    let since = same.map_or(now, |(_, since)| since);
                    (update, since)
                }),
                Err(error) => {
                    tracing::warn!(%error, "could not look for a newer Portico");
                    known
                }
            };
        }
        let Some((update, since)) = &found else { continue };
        let moment = Now {
            quiet: quiet_since.map(|since| now - since),
            hour: jiff::Zoned::now().hour(),
            waited: now - *since,
        };
        if rule::may_install(moment) {
            match install(&app, &desk, &folder, update).await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(%error, version = update.version, "a newer Portico could not be put in");
                    found = None;
                }
            }
        }
    }
}

/// A newer version that is meant for this desk already.
async fn newer(
    app: &AppHandle,
    folder: &std::path::Path,
    id: Uuid,
    wanted: Updates,
) -> Result<Option<Update>, Mishap> {
    let updater =
        app.updater_builder().endpoints(endpoints(app, wanted.channel.name())?)?.timeout(PATIENCE).build()?;
    let Some(update) = updater.check().await? else { return Ok(None) };
    let meant = Rollout::of(&update.raw_json).reaches(id, &update.version);
    tracing::info!(version = update.version, meant, "there is a newer Portico");
    Ok(Some(update).filter(|update| meant && !back::is_refused(folder, &update.version)))
}

/// The addresses of the configuration, each with its `{{channel}}` filled in; the updater fills in the
/// rest.
fn endpoints(app: &AppHandle, channel: &str) -> Result<Vec<Url>, Mishap> {
    let config = app.config().plugins.0.get("updater");
    let listed = config.and_then(|config| config.get("endpoints")?.as_array());
    let listed = listed.into_iter().flatten().filter_map(serde_json::Value::as_str);
    Ok(listed
        .map(|address| Url::parse(&address.replace("{{channel}}", channel)))
        .collect::<Result<_, _>>()?)
}

/// Downloads and puts in. False when somebody has come to the desk meanwhile.
async fn install(
    app: &AppHandle,
    desk: &Desk,
    folder: &std::path::Path,
    update: &Update,
) -> Result<bool, Mishap> {
    let bytes = update.download(|_, _| {}, || {}).await?;
    if !desk.is_idle().await {
        return Ok(false);
    }
    let (update, app, folder) = (update.clone(), app.clone(), folder.to_owned());
    let work = move || -> Result<(), Mishap> {
        if let Some(image) = back::image() {
            back::keep(&image, &folder)?;
        }
        tracing::info!(version = update.version, "putting a newer Portico in");
        // On Windows the installer takes over here and starts the new version.
        update.install(bytes)?;
        start_again()?;
        app.exit(0);
        Ok(())
    };
    tokio::task::spawn_blocking(work).await??;
    Ok(true)
}

/// Starts the new version with what this one was started with. It waits for the data folder itself, which
/// this one holds to its end.
fn start_again() -> Result<(), Mishap> {
    let program = back::image().map_or_else(std::env::current_exe, Ok)?;
    let arguments = std::env::args_os().skip(1).filter(|argument| argument != "--guard");
    std::process::Command::new(program).arg("--guard").args(arguments).spawn()?;
    Ok(())
}
