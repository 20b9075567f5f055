//! The windows: which there are, and where they open. `page` is what a page in them cannot do, `calls` what it
//! can call, `keep` what holds them in place.

pub mod calls;
pub mod keep;
pub mod outside;

mod hold;
#[cfg(target_os = "macos")]
pub mod macos;
mod page;
mod place;
mod screens;

use std::future::pending;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::staff::{Attention, DoorOrder};
use desk::{Desk, Stage};
use domain::Language;
use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};
use tokio::sync::watch;
use tokio::time::sleep_until;
use wire::KioskView;

use keep::{Grip, WindowKeeper};
use page::{Files, let_it_see, make_modest, page, permission, shut};

/// The member's screen of a desk that is set up.
const KIOSK: &str = "kiosk";
/// The first start. The same page turns into the member's screen when the set-up is over; until
/// the next start it keeps this label and its rights, which the desk then refuses to honour.
const SETUP: &str = "setup";
/// The trainer's panel.
const PRACTICE: &str = "practice";
/// The team's window.
const STAFF: &str = "staff";

/// How large the team's window is in front of the member's screen, in logical pixels.
const TEAM_SIZE: (f64, f64) = (1180.0, 760.0);

/// How long a locked team's window may stand in front of the member's screen.
const LOCKED_IN_FRONT: Duration = Duration::from_secs(60);

/// Says to the page that it is a kiosk's, where nothing may open that belongs to the computer. The page may
/// not be there yet, or be there already.
const HELD: &str = "window.portico = Object.freeze({ held: true })";

/// What a window that is opened later needs.
pub struct Place(PathBuf);

impl Place {
    /// With this data folder.
    pub fn new(data: &Path) -> Self {
        Self(data.to_owned())
    }
}

/// What the window at the front is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontWindow {
    /// The first start.
    Assistant,
    /// The member's screen.
    Kiosk,
    /// The member's screen, which may use a camera. No other window may, but the assistant's once it has become
    /// the member's screen of a desk that needs one.
    KioskWithCamera,
}

/// Opens the member's screen, or the assistant. A page that knows the language of its desk from the start loads
/// no other first. On the main thread.
pub fn open_front(
    app: &AppHandle,
    front: FrontWindow,
    language: Option<Language>,
    data: &Path,
) -> tauri::Result<()> {
    // The assistant asks whether there is a camera, which shows nothing of what it sees.
    let (set_up, knows_cameras) = match front {
        FrontWindow::Assistant => (false, true),
        FrontWindow::Kiosk => (true, false),
        FrontWindow::KioskWithCamera => (true, true),
    };
    let keeper = app.state::<WindowKeeper>();
    let home = keeper.seats(app)?.map(|seats| seats.members);
    let label = if set_up { KIOSK } else { SETUP };
    let mut builder =
        page(app, label, "index.html", data).title("Portico").inner_size(1280.0, 800.0).center();
    if let Some(language) = language {
        builder = builder.initialization_script(format!("porticoLanguage = '{}'", language.tag()));
    }
    if set_up {
        // macOS's own is another desktop, which nothing else can be made of; see `place::fill`.
        let fills = !cfg!(target_os = "macos");
        builder = builder.fullscreen(fills).decorations(false).resizable(true);
        if keeper.grip() == Grip::Firm {
            builder = builder.initialization_script(HELD);
        }
    }
    let stage = app.state::<Desk>().stage();
    builder = builder.on_permission_request(move |_, kind| {
        let camera = matches!(*stage.borrow(), Stage::Running { camera: true, .. });
        permission(knows_cameras && camera, kind)
    });
    let window = builder.build()?;
    make_modest(&window)?;
    shut(&window, if keeper.grip() == Grip::Firm { Files::Withheld } else { Files::Offered })?;
    if knows_cameras {
        let_it_see(&window)?;
    }
    keep::watch(app, &window);
    match home {
        Some(home) if set_up => {
            place::fill(&window, &home)?;
            if keeper.grip() == Grip::Firm {
                place::keep_to_itself(&window)?;
            }
        }
        Some(_) | None => {}
    }
    if !set_up {
        fill_screen_when_serving(app);
    }
    Ok(())
}

/// Opens the trainer's panel, above the full screen of the desk. Closing it ends the practice.
pub fn open_practice(app: &AppHandle, data: &Path) -> tauri::Result<()> {
    let panel = page(app, PRACTICE, "practice.html", data)
        .title("Portico – practice")
        .inner_size(1280.0, 800.0)
        .always_on_top(true)
        .focused(false)
        .build()?;
    make_modest(&panel)?;
    shut(&panel, Files::Withheld)?;
    let app = app.clone();
    panel.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            app.exit(0);
        }
    });
    Ok(())
}

/// Opens the team's window, or brings it to the front. It asks for the PIN; before the desk is set up
/// there is nothing to see in it.
pub fn open_staff(app: &AppHandle) -> tauri::Result<()> {
    let desk = app.state::<Desk>();
    let Stage::Running { language, .. } = *desk.stage().borrow() else { return Ok(()) };
    if let Some(window) = app.get_webview_window(STAFF) {
        window.unminimize()?;
        return window.set_focus();
    }
    let url = format!("staff.html?language={}", language.tag());
    let window = page(app, STAFF, &url, &app.state::<Place>().0)
        .title("Portico")
        .inner_size(TEAM_SIZE.0, TEAM_SIZE.1)
        .min_inner_size(800.0, 560.0)
        .center()
        .build()?;
    make_modest(&window)?;
    shut(&window, Files::Offered)?;
    let (leaving, here) = (desk.inner().clone(), app.clone());
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            let desk = leaving.clone();
            // Fails only when the desk has ended.
            tauri::async_runtime::spawn(async move { desk.staff(DoorOrder::Gone).await });
            here.state::<WindowKeeper>().look();
        }
    });
    keep::put_team(app, window.clone());
    let kiosk = app.state::<WindowKeeper>().view();
    tauri::async_runtime::spawn(give_screen_back(window, desk.attention(), kiosk));
    Ok(())
}

/// Closes a window that was left in front of the member's screen. On a screen of its own it may stay.
async fn give_screen_back(
    window: WebviewWindow,
    mut attention: watch::Receiver<Attention>,
    mut kiosk: watch::Receiver<KioskView>,
) {
    loop {
        let Attention { open, at, .. } = *attention.borrow_and_update();
        let in_front = !kiosk.borrow_and_update().two_screens;
        let left = async {
            match in_front && !open {
                true => sleep_until(at + LOCKED_IN_FRONT).await,
                false => pending().await,
            }
        };
        tokio::select! {
            changed = attention.changed() => if changed.is_err() { return },
            changed = kiosk.changed() => if changed.is_err() { return },
            () = left => {
                // Fails when somebody has closed it.
                let _ = window.destroy();
                return;
            }
        }
    }
}

/// The member's window, or the assistant's.
fn front(app: &AppHandle) -> Option<WebviewWindow> {
    [KIOSK, SETUP].iter().find_map(|label| app.get_webview_window(label))
}

fn fill_screen_when_serving(app: &AppHandle) {
    let app = app.clone();
    let mut stage = app.state::<Desk>().stage();
    tauri::async_runtime::spawn(async move {
        if stage.wait_for(|stage| matches!(stage, Stage::Running { .. })).await.is_err() {
            return;
        }
        keep::on_main(&app, "the window cannot fill the screen", serve_members);
    });
}

/// Turns the assistant's window into the member's.
fn serve_members(app: &AppHandle, keeper: &WindowKeeper) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(SETUP) else { return Ok(()) };
    if keeper.grip() == Grip::Firm {
        window.eval(HELD)?;
    }
    if let Some(seats) = keeper.seats(app)? {
        place::fill(&window, &seats.members)?;
        if keeper.grip() == Grip::Firm {
            place::keep_to_itself(&window)?;
        }
    }
    Ok(())
}
