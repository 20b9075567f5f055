//! Where windows and screens are, and the calls by which a window is put on a screen, as each system wants
//! them. All of it on the main thread, where windows answer at once.

use tauri::{AppHandle, LogicalSize, Monitor, PhysicalPosition, PhysicalSize, WebviewWindow};

use super::hold::Seen;
use super::screens::{Chosen, KnownScreen, Seats};

/// Lets the team's window have a screen of its own.
pub(super) fn beside(team: &WebviewWindow, screen: &KnownScreen) -> tauri::Result<()> {
    team.set_always_on_top(false)?;
    if team.is_maximized()? {
        // A window that fills one screen cannot be moved to another.
        team.unmaximize()?;
    }
    team.set_position(PhysicalPosition::new(screen.x, screen.y))?;
    // For systems without a window manager, which maximise nothing.
    team.set_size(PhysicalSize::new(screen.width, screen.height))?;
    team.maximize()
}

/// Lets the team's window stand in front of the members'.
pub(super) fn in_front(team: &WebviewWindow, screen: &KnownScreen) -> tauri::Result<()> {
    let (width, height) = super::TEAM_SIZE;
    let size = LogicalSize::new(width, height).to_physical::<u32>(team.scale_factor()?);
    let aside = |screen: u32, window: u32| i32::try_from(screen.saturating_sub(window) / 2).unwrap_or(0);
    if team.is_maximized()? {
        team.unmaximize()?;
    }
    team.set_size(size)?;
    let (x, y) = (screen.x + aside(screen.width, size.width), screen.y + aside(screen.height, size.height));
    team.set_position(PhysicalPosition::new(x, y))?;
    team.set_always_on_top(true)
}

/// Lets the member's window fill this screen.
pub(super) fn fill(front: &WebviewWindow, screen: &KnownScreen) -> tauri::Result<()> {
    front.set_decorations(false)?;
    let corner = PhysicalPosition::new(screen.x, screen.y);
    #[cfg(not(target_os = "macos"))]
    front.set_fullscreen_on_monitor(corner.cast::<f64>())?;
    // A full screen of macOS's own is another desktop, from which a swipe leads away.
    #[cfg(target_os = "macos")]
    {
        front.set_simple_fullscreen(false)?;
        front.set_position(corner)?;
        front.set_simple_fullscreen(true)?;
    }
    // For systems without a window manager, where nobody makes a window fill anything.
    #[cfg(target_os = "linux")]
    {
        front.set_position(corner)?;
        front.set_size(PhysicalSize::new(screen.width, screen.height))?;
    }
    Ok(())
}

/// Takes from whoever is at the member's window, which fills its screen, what leads away from it.
#[cfg(target_os = "macos")]
pub(super) fn keep_to_itself(front: &WebviewWindow) -> tauri::Result<()> {
    // After the full screen, which has wishes of its own about the same.
    front.run_on_main_thread(super::macos::keep_to_itself)
}

/// Elsewhere that is the system's part; see `package/kiosk`.
#[cfg(not(target_os = "macos"))]
pub(super) fn keep_to_itself(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Lets somebody of the team see what is behind the member's window.
pub(super) fn put_aside(front: &WebviewWindow) -> tauri::Result<()> {
    if front.is_minimized()? {
        return Ok(());
    }
    // What fills a screen of macOS's cannot be put into the dock, and there is none.
    #[cfg(target_os = "macos")]
    front.set_simple_fullscreen(false)?;
    front.minimize()
}

/// How things are with the member's window.
pub(super) fn seen(front: &WebviewWindow) -> tauri::Result<Seen> {
    let (corner, size) = (front.outer_position()?, front.inner_size()?);
    Ok(Seen {
        minimised: front.is_minimized()?,
        focused: front.is_focused()?,
        corner: tells_places().then_some((corner.x, corner.y)),
        size: (size.width, size.height),
        screen: screen_of(front)?,
    })
}

/// Wayland tells no window where it is.
#[cfg(target_os = "linux")]
fn tells_places() -> bool {
    use gtk::gdk::prelude::DisplayExtManual;

    gtk::gdk::Display::default().is_none_or(|display| display.backend().is_x11())
}

#[cfg(not(target_os = "linux"))]
fn tells_places() -> bool {
    true
}

/// Whose screen is which, of those that there are now.
pub(super) fn seats(app: &AppHandle, chosen: &Chosen) -> tauri::Result<Option<Seats>> {
    #[cfg(debug_assertions)]
    if let Some(there) = made_up() {
        return Ok(Seats::among(&there, there.first(), chosen));
    }
    let there: Vec<_> = app.available_monitors()?.iter().map(known).collect();
    let main = app.primary_monitor()?.as_ref().map(known);
    Ok(Seats::among(&there, main.as_ref(), chosen))
}

/// A virtual display has one screen. The tests make more of it, in a file that they write anew when they plug one in
/// or out.
#[cfg(debug_assertions)]
fn made_up() -> Option<Vec<KnownScreen>> {
    serde_json::from_slice(&std::fs::read(std::env::var_os("PORTICO_MADE_UP_SCREENS")?).ok()?).ok()
}

/// The screen a window is on.
pub(super) fn screen_of(window: &WebviewWindow) -> tauri::Result<Option<KnownScreen>> {
    #[cfg(debug_assertions)]
    if let Some(there) = made_up() {
        let at = window.outer_position()?;
        let inside = |from: i32, length: u32, at: i32| {
            at.checked_sub(from).is_some_and(|in_it| (0..i64::from(length)).contains(&i64::from(in_it)))
        };
        return Ok(there
            .into_iter()
            .find(|one| inside(one.x, one.width, at.x) && inside(one.y, one.height, at.y)));
    }
    Ok(window.current_monitor()?.as_ref().map(known))
}

fn known(monitor: &Monitor) -> KnownScreen {
    let (corner, size) = (monitor.position(), monitor.size());
    KnownScreen {
        name: monitor.name().cloned(),
        x: corner.x,
        y: corner.y,
        width: size.width,
        height: size.height,
    }
}
