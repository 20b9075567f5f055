//! The windows, and what a page in them cannot do.

use std::path::Path;

use desk::{Desk, Stage};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};

/// The member's screen of a desk that is set up.
const KIOSK: &str = "kiosk";
/// The first start. The same page turns into the member's screen when the set-up is over; until
/// the next start it keeps this label and its rights, which the desk then refuses to honour.
const SETUP: &str = "setup";
/// The trainer's panel.
const PRACTICE: &str = "practice";

/// Opens the member's screen, or the assistant.
pub fn open_front(app: &AppHandle, set_up: bool, data: &Path) -> tauri::Result<()> {
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
    make_modest(&builder.build()?)?;
    if !set_up {
        fill_screen_when_serving(app);
    }
    Ok(())
}

/// Opens the trainer's panel, above the full screen of the desk. Closing it ends the practice.
pub fn open_practice(app: &AppHandle, data: &Path) -> tauri::Result<()> {
    let panel = page(app, PRACTICE, "index.html?window=practice", data)
        .title("Portico – practice")
        .inner_size(900.0, 720.0)
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
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
}

/// The pages that are part of the program: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_own(url: &Url) -> bool {
    matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost")) | ("http", Some("tauri.localhost")))
}

fn fill_screen_when_serving(app: &AppHandle) {
    let app = app.clone();
    let mut stage = app.state::<Desk>().stage();
    tauri::async_runtime::spawn(async move {
        if stage.wait_for(|stage| *stage == Stage::Running).await.is_err() {
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
