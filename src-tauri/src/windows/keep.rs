//! Keeps every window where it belongs for as long as the program runs: looks how things are, asks
//! [`hold`](super::hold) and [`screens`](super::screens) what is to be done, and does it.
//!
//! No system tells reliably that a screen was plugged in or out, or that a window lost its place, so somebody
//! looks every two seconds, and at once when a window tells that something happened to it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use desk::{Desk, Stage, whole};
use domain::Pixels;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::{MissedTickBehavior, interval, sleep};
use wire::{DesktopView, KioskView, KioskWish};

use super::hold::{Act, Others, needed};
use super::place::{self, screen_of, seats, seen};
use super::screens::{Chosen, KnownScreen, Seats};
use super::{PRACTICE, STAFF, front, outside};

/// How often somebody looks without having been told to.
const LOOK: Duration = Duration::from_secs(2);
/// The keys go from one window to another in two steps, and a size comes in several: what is in between is
/// not how things are.
const SETTLE: Duration = Duration::from_millis(150);
/// Looks after which a window of the team that is on another screen was put there by somebody.
const MOVED_BY_HAND: u8 = 2;
/// Which screen is whose and what the members' is like, in the data folder.
const FILE: &str = "screens.json";

/// How firmly the member's window is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// It comes back whatever happens to it, and cannot be closed.
    Firm,
    /// It is opened where it belongs and left alone, as when somebody practises on a computer of their own.
    Loose,
}

/// What is known about windows and screens. All of it belongs to the main thread, where windows answer at once:
/// whoever held it anywhere else while a window is asked would wait for a thread that may be waiting for it.
pub struct WindowKeeper {
    grip: Grip,
    file: PathBuf,
    main: ThreadId,
    state: Mutex<State>,
    /// Something happened to a window.
    told: Notify,
    view: watch::Sender<KioskView>,
}

#[derive(Default)]
struct State {
    /// Which screen is whose.
    chosen: Chosen,
    /// How large the members' screen is, in a page's pixels, once it was open.
    size: Option<Size>,
    /// What of it is on the disk.
    saved: Kept,
    /// The last look's.
    seats: Option<Seats>,
    /// The member's window was asked to stay on top.
    on_top: bool,
    /// It was asked to fill its screen, and did not.
    refuses: bool,
    /// The team sees the desktop.
    aside: bool,
    /// Where the team's window was put, while there is one.
    team_at: Option<Option<KnownScreen>>,
    /// Looks in a row that found it elsewhere.
    strays: u8,
}

impl State {
    /// Members and team change screens, where there are two.
    fn swap(&mut self) {
        let swapped = self.seats.as_ref().and_then(Seats::swapped);
        if let Some(chosen) = swapped.and_then(|seats| seats.chosen()) {
            self.chosen = chosen;
        }
    }
}

/// What is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    chosen: Chosen,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<Size>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Size {
    width: f64,
    height: f64,
}

impl WindowKeeper {
    /// With what the data folder has. What cannot be read was never chosen. To be made on the main thread.
    pub fn new(data: &Path, grip: Grip) -> Self {
        let file = data.join(FILE);
        let saved = read(&file).unwrap_or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(%error, "it is not known which screen is whose");
            }
            Kept::default()
        });
        let view = KioskView { two_screens: false, desktop: desktop(false) };
        Self {
            grip: held(grip),
            file,
            main: thread::current().id(),
            state: Mutex::new(State {
                chosen: saved.chosen.clone(),
                size: saved.size,
                saved,
                ..State::default()
            }),
            told: Notify::new(),
            view: watch::Sender::new(view),
        }
    }

    /// How firmly the member's window is held.
    pub fn grip(&self) -> Grip {
        self.grip
    }

    /// What the team can do about the kiosk, now and at every change.
    pub fn view(&self) -> watch::Receiver<KioskView> {
        self.view.subscribe()
    }

    /// Something happened to a window, or one was opened.
    pub fn look(&self) {
        self.told.notify_one();
    }

    /// Whose screen is which at the moment. On the main thread only.
    pub fn seats(&self, app: &AppHandle) -> tauri::Result<Option<Seats>> {
        let mut state = self.state();
        state.seats = seats(app, &state.chosen)?;
        Ok(state.seats.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        debug_assert_eq!(thread::current().id(), self.main, "what belongs to the main thread");
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be written to the disk, once.
    fn unsaved(&self) -> Option<Kept> {
        let mut state = self.state();
        let kept = Kept { chosen: state.chosen.clone(), size: state.size };
        (kept != state.saved).then(|| {
            state.saved.clone_from(&kept);
            kept
        })
    }

    async fn save(&self, kept: Kept) {
        let file = self.file.clone();
        let written = tokio::task::spawn_blocking(move || write(&file, &kept)).await;
        if let Ok(Err(error)) = written {
            tracing::warn!(%error, "which screen is whose is forgotten at the next start");
        }
    }
}

/// The tests make the member's window larger and smaller, which a held one would not let them.
fn held(grip: Grip) -> Grip {
    let set = |name| std::env::var_os(name).is_some();
    match cfg!(debug_assertions) && set("TAURI_WEBVIEW_AUTOMATION") && !set("PORTICO_HELD") {
        true => Grip::Loose,
        false => grip,
    }
}

/// The pixels of the members' screen as its page counts them, if Portico was ever open on it.
pub fn pixels_of_the_screen(data: &Path) -> Option<Pixels> {
    let Size { width, height } = read(&data.join(FILE)).ok()?.size?;
    Some(Pixels { width, height })
}

fn read(file: &Path) -> io::Result<Kept> {
    Ok(serde_json::from_slice(&std::fs::read(file)?)?)
}

fn write(file: &Path, kept: &Kept) -> io::Result<()> {
    whole::write(file, &serde_json::to_vec_pretty(kept)?)
}

/// Looks after the windows until the program ends.
pub async fn keep(app: AppHandle) {
    let keeper = app.state::<WindowKeeper>();
    let mut attention = app.state::<Desk>().attention();
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut locked = false;
        let slowly = tokio::select! {
            _ = tick.tick() => true,
            () = keeper.told.notified() => {
                sleep(SETTLE).await;
                false
            }
            changed = attention.changed() => {
                if changed.is_err() { return }
                locked = !attention.borrow_and_update().open;
                false
            }
        };
        let (looked, done) = oneshot::channel();
        let look = move |app: &AppHandle, keeper: &WindowKeeper| {
            if locked {
                keeper.state().aside = false;
            }
            let looking = look_after(app, keeper, slowly);
            // Fails only when the program ends.
            let _ = looked.send(keeper.unsaved());
            looking
        };
        on_main(&app, "the windows cannot be looked after", look);
        match done.await {
            Ok(None) => {}
            Ok(Some(kept)) => keeper.save(kept).await,
            Err(_) => return,
        }
    }
}

/// Has this done on the main thread, at once for whoever is there. `fault` is what the log says when it fails.
pub fn on_main(
    app: &AppHandle,
    fault: &'static str,
    act: impl FnOnce(&AppHandle, &WindowKeeper) -> tauri::Result<()> + Send + 'static,
) {
    let here = app.clone();
    let there = move || {
        if let Err(error) = act(&here, &here.state::<WindowKeeper>()) {
            tracing::warn!(%error, "{fault}");
        }
    };
    // Fails only when the program ends.
    let _ = app.run_on_main_thread(there);
}

/// Puts the team's window, which was just opened, where it belongs.
pub fn put_team(app: &AppHandle, team: WebviewWindow) {
    on_main(app, "the team's window is not put where it belongs", move |app, keeper| {
        let mut state = keeper.state();
        state.team_at = None;
        if let Some(seats) = seats(app, &state.chosen)? {
            look_after_team(&mut state, &team, &seats, false)?;
        }
        keeper.look();
        Ok(())
    });
}

/// Has the keeper look whenever something happens to the member's window, which cannot be closed once it
/// serves.
pub fn watch(app: &AppHandle, window: &WebviewWindow) {
    let app = app.clone();
    window.on_window_event(move |event| {
        let keeper = app.state::<WindowKeeper>();
        if let WindowEvent::CloseRequested { api, .. } = event
            && keeper.grip == Grip::Firm
            && serves(&app)
        {
            api.prevent_close();
            keeper.look();
        }
        if matches!(
            event,
            WindowEvent::Focused(false)
                | WindowEvent::Resized(_)
                | WindowEvent::Moved(_)
                | WindowEvent::ScaleFactorChanged { .. }
        ) {
            keeper.look();
        }
    });
}

/// Does what somebody of the team wants, who has shown that they may.
pub fn wish(app: &AppHandle, wish: KioskWish) {
    on_main(app, "the team's wish cannot be met", move |app, keeper| {
        match wish {
            // The usual way: the desk closes its readers and switches its relays off.
            KioskWish::Leave => app.exit(0),
            KioskWish::ShowDesktop => {
                keeper.state().aside = keeper.view.borrow().desktop != DesktopView::None;
            }
            KioskWish::HideDesktop => keeper.state().aside = false,
            KioskWish::SwapScreens => keeper.state().swap(),
        }
        keeper.look();
        Ok(())
    });
}

fn serves(app: &AppHandle) -> bool {
    matches!(*app.state::<Desk>().stage().borrow(), Stage::Running { .. })
}

fn look_after(app: &AppHandle, keeper: &WindowKeeper, slowly: bool) -> tauri::Result<()> {
    let mut state = keeper.state();
    let Some(now) = seats(app, &state.chosen)? else { return Ok(()) };
    let before = state.seats.replace(now.clone());
    let team = app.get_webview_window(STAFF);
    if let Some(team) = &team {
        look_after_team(&mut state, team, &now, slowly)?;
    } else {
        state.team_at = None;
    }
    if serves(app)
        && let Some(front) = front(app)
    {
        let scale = front.scale_factor()?;
        state.size = Some(Size {
            width: f64::from(now.members.width) / scale,
            height: f64::from(now.members.height) / scale,
        });
        let moved = before.is_some_and(|before| before.members != now.members);
        match keeper.grip {
            Grip::Loose if moved && front.label() == super::KIOSK => place::fill(&front, &now.members)?,
            Grip::Loose => {}
            Grip::Firm => {
                let others = Others {
                    focused: others(app).any(|window| window.is_focused().unwrap_or(false)),
                    in_front: app.get_webview_window(outside::OUTSIDE).is_some()
                        || app.get_webview_window(PRACTICE).is_some()
                        || (team.is_some() && now.team.is_none()),
                };
                look_after_front(&mut state, &front, &now.members, others, slowly)?;
            }
        }
        // From now on what the system calls the main screen has no say any more.
        if let Some(chosen) = now.chosen()
            && state.chosen.members.is_none()
        {
            state.chosen = chosen;
        }
    }
    let view = KioskView { two_screens: now.team.is_some(), desktop: desktop(state.aside) };
    keeper.view.send_if_modified(|shown| std::mem::replace(shown, view) != view);
    Ok(())
}

fn look_after_front(
    state: &mut State,
    front: &WebviewWindow,
    home: &KnownScreen,
    others: Others,
    slowly: bool,
) -> tauri::Result<()> {
    if state.aside {
        if state.on_top {
            state.on_top = false;
            front.set_always_on_top(false)?;
        }
        return place::put_aside(front);
    }
    let acts = needed(&seen(front)?, home, others, state.on_top);
    if !acts.contains(&Act::Fill) || slowly {
        state.refuses = false;
    }
    for act in acts {
        match act {
            Act::Unminimise => front.unminimize()?,
            // A system that lets no window fill the screen is asked every two seconds and not at each of its
            // own answers.
            Act::Fill if state.refuses => {}
            Act::Fill => {
                state.refuses = true;
                place::fill(front, home)?;
                place::keep_to_itself(front)?;
            }
            Act::OnTop(on_top) => {
                state.on_top = on_top;
                front.set_always_on_top(on_top)?;
            }
            Act::Focus => front.set_focus()?,
        }
    }
    Ok(())
}

/// Puts the team's window on its screen, or in front of the members' when there is no other, whenever that
/// changes; and remembers where somebody has moved it.
fn look_after_team(
    state: &mut State,
    team: &WebviewWindow,
    seats: &Seats,
    slowly: bool,
) -> tauri::Result<()> {
    if state.team_at.as_ref() != Some(&seats.team) {
        state.team_at = Some(seats.team.clone());
        state.strays = 0;
        return match &seats.team {
            Some(screen) => place::beside(team, screen),
            None => place::in_front(team, &seats.members),
        };
    }
    let (Some(is), Some(belongs)) = (screen_of(team)?, &seats.team) else {
        return Ok(());
    };
    if is == *belongs {
        state.strays = 0;
    } else if slowly {
        state.strays += 1;
        if state.strays >= MOVED_BY_HAND {
            state.strays = 0;
            match seats.with_team_on(&is) {
                Some(moved) => {
                    state.team_at = Some(moved.team.clone());
                    state.chosen = moved.chosen().unwrap_or_default();
                }
                // In front of the members, who have nowhere else to look.
                None => place::beside(team, belongs)?,
            }
        }
    }
    Ok(())
}

/// Whether this session has a desktop, and whether it is in sight. A kiosk session of ours has none.
fn desktop(shown: bool) -> DesktopView {
    let bare = cfg!(target_os = "linux")
        && std::env::var_os("XDG_CURRENT_DESKTOP").is_none_or(|name| name.is_empty());
    match (bare, shown) {
        (true, _) => DesktopView::None,
        (false, false) => DesktopView::Behind,
        (false, true) => DesktopView::Shown,
    }
}

fn others(app: &AppHandle) -> impl Iterator<Item = WebviewWindow> {
    [STAFF, PRACTICE, outside::OUTSIDE].into_iter().filter_map(|label| app.get_webview_window(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_thread_gets_hold_of_what_belongs_to_the_main_thread() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = WindowKeeper::new(folder.path(), Grip::Firm);
        drop(keeper.state());
        let elsewhere = thread::scope(|scope| scope.spawn(|| drop(keeper.state())).join());
        assert!(elsewhere.is_err());
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start_and_what_is_broken_was_never_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let screen = |x| KnownScreen { name: Some("DELL".to_owned()), x, y: 0, width: 1920, height: 1080 };
        let chosen = Chosen { members: Some(screen(0)), team: Some(screen(1920)) };
        let started = |grip| WindowKeeper::new(folder.path(), grip).state().chosen.clone();
        assert_eq!(started(Grip::Firm), Chosen::default());

        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keeper = WindowKeeper::new(folder.path(), Grip::Firm);
        keeper.state().chosen = chosen.clone();
        let save = || {
            keeper.unsaved().is_some_and(|kept| {
                runtime.block_on(keeper.save(kept));
                true
            })
        };
        assert!(save() && !save(), "once");
        assert_eq!(started(Grip::Firm), chosen);
        assert_eq!(pixels_of_the_screen(folder.path()), None);
        keeper.state().size = Some(Size { width: 1280.0, height: 800.0 });
        assert!(save());
        let pixels = Pixels { width: 1280.0, height: 800.0 };
        assert_eq!(pixels_of_the_screen(folder.path()), Some(pixels));
        assert_eq!(started(Grip::Firm), chosen);

        for broken in ["", "{", "[1]", r#"{"members": 7}"#] {
            std::fs::write(folder.path().join(FILE), broken).unwrap();
            assert_eq!(started(Grip::Firm), Chosen::default(), "{broken}");
            assert_eq!(pixels_of_the_screen(folder.path()), None, "{broken}");
        }
    }
}
