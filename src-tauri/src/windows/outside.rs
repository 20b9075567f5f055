//! The one window that shows somebody else's pages above the member's screen: the vendor's payment widget,
//! or a document.
//!
//! No capability file names it, so a page in it can call nothing of ours. It shares no cookies with our
//! pages and keeps none: the next member would be met by the ones of the last. It goes nowhere but where the
//! desk said, opens no windows, saves no files and is asked for no permission. Its only way into the desk is
//! an address of ours that is never loaded, by which the payment page hands over the vendor's token.

mod bar;
mod page;
mod places;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::{Desk, Outside, PaymentWindow};
use domain::Redacted;
use tauri::webview::{NewWindowResponse, PermissionKind};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};
use tokio::sync::{oneshot, watch};

use super::page::{Files, make_modest, permission, shut};
use bar::Words;
use places::{Goes, Places};

pub use page::{Page, SCHEME, serve};

/// Its label. No capability file names it.
pub const OUTSIDE: &str = "outside";

/// Opens and closes the window as the desk says, until the desk ends.
pub async fn follow(app: AppHandle, data: PathBuf) {
    let mut wanted = app.state::<Desk>().outside();
    let mut shown: Option<Shown> = None;
    loop {
        let now = wanted.borrow_and_update().clone();
        if !shown.as_ref().is_some_and(|shown| shown.is(now.as_ref())) {
            if let Some(shown) = shown.take() {
                shown.close(&app).await;
            }
            shown = match now {
                Some(what) => open(&app, what, &data).await,
                None => None,
            };
        }
        if wanted.changed().await.is_err() {
            return;
        }
    }
}

/// The window, while there is one.
struct Shown {
    what: Outside,
    window: WebviewWindow,
    ending: Arc<Ending>,
    gone: watch::Receiver<bool>,
}

impl Shown {
    fn is(&self, wanted: Option<&Outside>) -> bool {
        wanted == Some(&self.what) && !*self.gone.borrow()
    }

    async fn close(mut self, app: &AppHandle) {
        self.ending.over.store(true, Ordering::SeqCst);
        // Fails when somebody has closed it.
        let _ = self.window.destroy();
        // Fails when it is gone, too.
        let _ = self.gone.wait_for(|gone| *gone).await;
        app.state::<Page>().clear();
        // Its label is free after the event that told so was dealt with.
        let (dealt_with, done) = oneshot::channel();
        if app.run_on_main_thread(move || dealt_with.send(()).unwrap_or_default()).is_ok() {
            let _ = done.await;
        }
    }
}

/// How a payment ends, which is told once.
struct Ending {
    desk: Desk,
    /// The payment; a document has nothing to tell.
    window: Option<PaymentWindow>,
    over: AtomicBool,
}

impl Ending {
    fn tell(&self, token: Option<Redacted<String>>) {
        if self.over.swap(true, Ordering::SeqCst) {
            return;
        }
        if let Some(window) = self.window {
            let desk = self.desk.clone();
            tauri::async_runtime::spawn(async move { desk.paid(window, token).await });
        }
    }
}

async fn open(app: &AppHandle, what: Outside, data: &Path) -> Option<Shown> {
    let window = match &what {
        Outside::Payment { window, .. } => Some(*window),
        Outside::Document { .. } => None,
    };
    let desk = app.state::<Desk>().inner().clone();
    let ending = Arc::new(Ending { desk, window, over: AtomicBool::new(false) });
    match build(app, &what, &ending, data) {
        Ok((window, gone)) => Some(Shown { what, window, ending, gone }),
        Err(error) => {
            tracing::error!(%error, "a window for somebody else's page cannot be opened");
            ending.tell(None);
            None
        }
    }
}

fn build(
    app: &AppHandle,
    what: &Outside,
    ending: &Arc<Ending>,
    data: &Path,
) -> tauri::Result<(WebviewWindow, watch::Receiver<bool>)> {
    let places = Places::of(what);
    let (url, words) = match what {
        Outside::Payment { language, .. } => {
            app.state::<Page>().set(page::payment(what));
            (WebviewUrl::CustomProtocol(page::address()?), Words::of(*language))
        }
        Outside::Document { url, language, .. } if places::safe(url) => {
            (WebviewUrl::External(url.clone()), Words::of(*language))
        }
        Outside::Document { .. } => return Err(tauri::Error::InvalidWebviewUrl("not encrypted")),
    };
    let title = match what {
        Outside::Payment { .. } => words.payment.to_owned(),
        Outside::Document { title, .. } => title.clone(),
    };
    let leaving = Arc::clone(ending);
    let builder = isolated(WebviewWindowBuilder::new(app, OUTSIDE, url), data).title(&title).on_navigation(
        move |url| match places.judge(url) {
            Goes::There => true,
            Goes::Nowhere => false,
            Goes::Back => {
                leaving.tell(None);
                false
            }
            Goes::Paid(token) => {
                leaving.tell(Some(token));
                false
            }
        },
    );
    let window = above_the_front(app, builder)?.build()?;
    make_modest(&window)?;
    shut(&window, Files::Withheld)?;
    if let Outside::Document { url, .. } = what {
        bar::add(&window, &title, url.host_str().unwrap_or_default(), words)?;
    }
    let (left, gone) = watch::channel(false);
    let by_hand = Arc::clone(ending);
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            by_hand.tell(None);
            left.send_replace(true);
        }
    });
    Ok((window, gone))
}

fn isolated<'a>(
    builder: WebviewWindowBuilder<'a, Wry, AppHandle>,
    data: &Path,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    // WebDriver sees one context only, the one of our own pages.
    let builder = match cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        true => builder.data_directory(data.join("webview")),
        false => builder.data_directory(data.join("webview-outside")).incognito(true),
    };
    builder
        .zoom_hotkeys_enabled(false)
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, kind: PermissionKind| permission(false, kind))
}

/// Where the member's screen is, and as large.
fn above_the_front<'a>(
    app: &AppHandle,
    builder: WebviewWindowBuilder<'a, Wry, AppHandle>,
) -> tauri::Result<WebviewWindowBuilder<'a, Wry, AppHandle>> {
    let builder = builder.always_on_top(true).decorations(bar::DECORATIONS).focused(true);
    let Some(front) = super::front(app) else { return Ok(builder.inner_size(1024.0, 768.0).center()) };
    let scale = front.scale_factor()?;
    let (corner, size) = (front.inner_position()?.to_logical::<f64>(scale), front.inner_size()?);
    let size = size.to_logical::<f64>(scale);
    let builder = builder.position(corner.x, corner.y).inner_size(size.width, size.height);
    Ok(if front.is_fullscreen()? && !bar::DECORATIONS { builder.fullscreen(true) } else { builder })
}
