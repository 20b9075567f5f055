//! The windows, and what a page in them cannot do.

pub mod outside;

use std::future::pending;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::staff::{Attention, Order};
use desk::{Desk, Stage};
use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{
    AppHandle, Manager, Monitor, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry,
};
use tokio::sync::watch;
use tokio::time::sleep_until;

/// The member's screen of a desk that is set up.
const KIOSK: &str = "kiosk";
/// The first start. The same page turns into the member's screen when the set-up is over; until
/// the next start it keeps this label and its rights, which the desk then refuses to honour.
const SETUP: &str = "setup";
/// The trainer's panel.
const PRACTICE: &str = "practice";
/// The team's window.
const STAFF: &str = "staff";

/// How long a locked team's window may stand in front of the member's screen.
const LOCKED_IN_FRONT: Duration = Duration::from_secs(60);

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
    /// The member's screen, which may look through a camera. No other window may, but the assistant's
    /// once it has become the member's screen of a desk with one.
    KioskWithCamera,
}

/// Opens the member's screen, or the assistant.
pub fn open_front(app: &AppHandle, front: FrontWindow, data: &Path) -> tauri::Result<()> {
    // The assistant asks whether there is a camera, which shows nothing of what it sees.
    let (set_up, knows_cameras) = match front {
        FrontWindow::Assistant => (false, true),
        FrontWindow::Kiosk => (true, false),
        FrontWindow::KioskWithCamera => (true, true),
    };
    let label = if set_up { KIOSK } else { SETUP };
    let mut builder =
        page(app, label, "index.html", data).title("Portico").inner_size(1280.0, 800.0).center();
    if set_up {
        // The size of the screen is asked for as well, for systems without a window manager.
        if let Some(monitor) = app.primary_monitor()? {
            let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
            builder = builder.inner_size(size.width, size.height).position(0.0, 0.0);
        }
        builder = builder.fullscreen(true).decorations(false).resizable(true);
    }
    let stage = app.state::<Desk>().stage();
    builder = builder.on_permission_request(move |_, kind| {
        let camera = matches!(*stage.borrow(), Stage::Running { camera: true, .. });
        permission(knows_cameras && camera, kind)
    });
    let window = builder.build()?;
    make_modest(&window)?;
    if knows_cameras {
        let_it_see(&window)?;
    }
    if !set_up {
        fill_screen_when_serving(app);
    }
    Ok(())
}

/// Opens the trainer's panel, above the full screen of the desk. Closing it ends the practice.
pub fn open_practice(app: &AppHandle, data: &Path) -> tauri::Result<()> {
    let panel = page(app, PRACTICE, "index.html?window=practice", data)
        .title("Portico – practice")
        .inner_size(1280.0, 800.0)
        .always_on_top(true)
        .focused(false)
        .build()?;
    make_modest(&panel)?;
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
    let url = format!("index.html?language={}&window=staff", language.tag());
    let mut builder = page(app, STAFF, &url, &app.state::<Place>().0)
        .title("Portico")
        .inner_size(1180.0, 760.0)
        .min_inner_size(800.0, 560.0)
        .center();
    let other_screen = other_screen(app)?;
    match &other_screen {
        Some(monitor) => {
            let corner = monitor.position().to_logical::<f64>(monitor.scale_factor());
            builder = builder.position(corner.x, corner.y).maximized(true);
        }
        None => builder = builder.always_on_top(true),
    }
    let window = builder.build()?;
    make_modest(&window)?;
    let leaving = desk.inner().clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            let desk = leaving.clone();
            // Fails only when the desk has ended.
            tauri::async_runtime::spawn(async move { desk.staff(Order::Gone).await });
        }
    });
    if other_screen.is_none() {
        tauri::async_runtime::spawn(give_screen_back(window, desk.attention()));
    }
    Ok(())
}

/// A screen on which no member looks.
fn other_screen(app: &AppHandle) -> tauri::Result<Option<Monitor>> {
    let front = [KIOSK, SETUP].iter().find_map(|label| app.get_webview_window(label));
    let members = match front {
        Some(front) => front.current_monitor()?.map(|monitor| *monitor.position()),
        None => None,
    };
    let others = app.available_monitors()?;
    Ok(others.into_iter().find(|monitor| members.is_some_and(|members| *monitor.position() != members)))
}

/// Closes a window that was left in front of the member's screen.
async fn give_screen_back(window: WebviewWindow, mut attention: watch::Receiver<Attention>) {
    loop {
        let Attention { open, at } = *attention.borrow_and_update();
        let left = async {
            match open {
                true => pending().await,
                false => sleep_until(at + LOCKED_IN_FRONT).await,
            }
        };
        tokio::select! {
            changed = attention.changed() => if changed.is_err() { return },
            () = left => {
                // Fails when somebody has closed it.
                let _ = window.destroy();
                return;
            }
        }
    }
}

/// WebKitGTK's accelerated path shows blank windows with some drivers and crashes with others, and
/// a kiosk has nobody to notice. Our screens are flat and change once a second at the most. There is
/// one page and no way back from it, so nothing is kept for coming back either.
#[cfg(target_os = "linux")]
fn make_modest(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{CacheModel, HardwareAccelerationPolicy, SettingsExt, WebContextExt, WebViewExt};

    window.with_webview(|view| {
        let view = view.inner();
        if let Some(settings) = view.settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            settings.set_enable_page_cache(false);
        }
        if let Some(context) = view.context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn make_modest(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// WebKitGTK has no cameras in a page unless it is told so. The tests have it make some up.
#[cfg(target_os = "linux")]
fn let_it_see(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt, WebViewExt};

    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_enable_media_stream(true);
            #[cfg(debug_assertions)]
            settings.set_enable_mock_capture_devices(std::env::var_os("PORTICO_MADE_UP_CAMERA").is_some());
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn let_it_see(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Answers what a page asks for, without asking anybody: nobody at a kiosk could say yes or no.
fn permission(camera: bool, kind: PermissionKind) -> PermissionResponse {
    if camera && kind == PermissionKind::Camera {
        return PermissionResponse::Allow;
    }
    // The sounds of the verdicts.
    if kind == PermissionKind::Autoplay { PermissionResponse::Default } else { PermissionResponse::Deny }
}

fn page<'a>(
    app: &'a AppHandle,
    label: &str,
    url: &str,
    data: &Path,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(url.into()))
        .data_directory(data.join("webview"))
        .zoom_hotkeys_enabled(false)
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        // Not by `freezePrototype`, which would freeze pages of others, too, and break what they load.
        .initialization_script("Object.freeze(Object.prototype)")
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, kind| permission(false, kind))
}

/// The pages that are part of the program: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_own(url: &Url) -> bool {
    matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost")) | ("http", Some("tauri.localhost")))
}

fn fill_screen_when_serving(app: &AppHandle) {
    let app = app.clone();
    let mut stage = app.state::<Desk>().stage();
    tauri::async_runtime::spawn(async move {
        if stage.wait_for(|stage| matches!(stage, Stage::Running { .. })).await.is_err() {
            return;
        }
        if let Some(window) = app.get_webview_window(SETUP)
            && let Err(error) = fill_screen(&window)
        {
            tracing::warn!(%error, "the window cannot fill the screen");
        }
    });
}

fn fill_screen(window: &WebviewWindow) -> tauri::Result<()> {
    window.set_decorations(false)?;
    window.set_fullscreen(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_all_that_a_page_may_have_and_only_where_there_is_one() {
        assert_eq!(permission(true, PermissionKind::Camera), PermissionResponse::Allow);
        assert_eq!(permission(false, PermissionKind::Camera), PermissionResponse::Deny);
        for kind in [
            PermissionKind::Microphone,
            PermissionKind::DisplayCapture,
            PermissionKind::Geolocation,
            PermissionKind::Notifications,
            PermissionKind::ClipboardRead,
            PermissionKind::Other,
        ] {
            assert_eq!(permission(true, kind), PermissionResponse::Deny, "{kind:?}");
        }
    }

    #[test]
    fn only_our_own_pages_are_shown() {
        for (url, own) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost.example.com/", false),
            ("https://example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own(&Url::parse(url).unwrap()), own, "{url}");
        }
    }
}
