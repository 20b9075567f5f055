//! The member's window as the watchdog handles it: that its page's process ended, loading it anew,
//! building it anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, Manager, RunEvent, WebviewWindow, WindowEvent};

#[cfg(any(target_os = "linux", target_os = "macos"))]
use super::Pulse;
use super::Reopen;

/// The member's screen, and the assistant that turns into it.
const FRONT: [&str; 2] = ["kiosk", "setup"];

/// A program without a window ends, but not while its window is being built anew.
static REBUILDING: AtomicBool = AtomicBool::new(false);

fn front(app: &AppHandle) -> Option<WebviewWindow> {
    FRONT.iter().find_map(|label| app.get_webview_window(label))
}

/// Hears of it when the process of the page ends.
#[cfg(target_os = "linux")]
pub fn listen(app: &AppHandle) {
    use webkit2gtk::{WebProcessTerminationReason, WebViewExt};

    let Some(window) = front(app) else { return };
    let app = app.clone();
    let listening = window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, reason| {
            if reason != WebProcessTerminationReason::TerminatedByApi {
                tracing::error!(?reason, "the process of the member's screen has ended");
                app.state::<Pulse>().page_ended();
            }
        });
    });
    if let Err(error) = listening {
        tracing::warn!(%error, "the end of the page's process will be noticed late");
    }
}

/// The process of a page has ended.
#[cfg(target_os = "macos")]
pub fn process_ended(page: &tauri::Webview) {
    if FRONT.contains(&page.label()) {
        tracing::error!("the process of the member's screen has ended");
        page.state::<Pulse>().page_ended();
    }
}

/// A page that does not beat is noticed all the same.
#[cfg(not(target_os = "linux"))]
pub fn listen(_: &AppHandle) {}

/// Loads the page anew. A process that hangs would not do that, so it is ended first.
pub fn reload(app: &AppHandle) {
    let Some(window) = front(app) else { return };
    let reloaded = end_process(&window).and_then(|()| window.reload());
    if let Err(error) = reloaded {
        tracing::error!(%error, "the page cannot be loaded anew");
    }
}

#[cfg(target_os = "linux")]
fn end_process(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    window.with_webview(|view| view.inner().terminate_web_process())
}

#[cfg(not(target_os = "linux"))]
fn end_process(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Closes the window and builds it anew. The desk goes on meanwhile.
pub fn rebuild(app: &AppHandle, reopen: &Reopen) {
    let Some(window) = front(app) else { return open_again(app.clone(), Arc::clone(reopen)) };
    REBUILDING.store(true, Ordering::SeqCst);
    let (gone, opening) = (app.clone(), Arc::clone(reopen));
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            open_again(gone.clone(), Arc::clone(&opening));
        }
    });
    let closed = end_process(&window).and_then(|()| window.destroy());
    if let Err(error) = closed {
        tracing::error!(%error, "the window cannot be closed");
    }
}

/// Not before the event that closed the last window is over.
fn open_again(app: AppHandle, reopen: Reopen) {
    tauri::async_runtime::spawn(async move {
        let opening = app.clone();
        let open = move || {
            match reopen(&opening) {
                Ok(()) => listen(&opening),
                Err(error) => tracing::error!(%error, "the window cannot be built anew"),
            }
            REBUILDING.store(false, Ordering::SeqCst);
        };
        // Fails only when the program ends.
        let _ = app.run_on_main_thread(open);
    });
}

/// See [`super::on_run_event`].
pub fn on_run_event(event: &RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event
        && REBUILDING.load(Ordering::SeqCst)
    {
        api.prevent_exit();
    }
}
