//! What a page of ours cannot do, whatever runs in it.

use std::path::Path;

use tauri::webview::{NewWindowResponse, PermissionKind, PermissionResponse};
use tauri::{AppHandle, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};

/// Whether somebody may choose a file of this computer for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// The system's dialog opens. It shows everything the computer has.
    Offered,
    /// Nothing opens.
    Withheld,
}

/// Runs before anything else of a page. The prototype is not frozen by `freezePrototype`, which would freeze pages of
/// others, too, and break what they load. A page that closes itself takes its web view along and leaves an empty
/// window. On Windows a window leaves its full screen when a part of its page leaves one.
const UNLEARN: &str = "
    Object.freeze(Object.prototype);
    for (const name of ['close', 'open', 'print', 'moveTo', 'moveBy', 'resizeTo', 'resizeBy', 'alert', 'confirm', 'prompt'])
      Object.defineProperty(window, name, { value: () => null });
    for (const name of ['requestFullscreen', 'webkitRequestFullscreen', 'webkitRequestFullScreen'])
      Object.defineProperty(Element.prototype, name, { value: () => Promise.reject(new TypeError('no full screen')) });
";

/// A page of ours, with nothing that a browser would offer besides.
pub fn page<'a>(
    app: &'a AppHandle,
    label: &str,
    url: &str,
    data: &Path,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App(url.into()));
    #[cfg(target_os = "macos")]
    let builder = builder.allow_link_preview(false);
    builder
        .data_directory(data.join("webview"))
        .zoom_hotkeys_enabled(false)
        .general_autofill_enabled(false)
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        .initialization_script(UNLEARN)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, kind| permission(false, kind))
}

/// The pages that are part of the program: `tauri://localhost`, on Windows `http://tauri.localhost`, which
/// is an address of the network everywhere else.
fn is_own(url: &Url) -> bool {
    match cfg!(windows) {
        true => matches!((url.scheme(), url.host_str()), ("http", Some("tauri.localhost"))),
        false => matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost"))),
    }
}

/// Answers what a page asks for, without asking anybody: nobody at a kiosk could say yes or no.
pub fn permission(camera: bool, kind: PermissionKind) -> PermissionResponse {
    if camera && kind == PermissionKind::Camera {
        return PermissionResponse::Allow;
    }
    // The sounds of the verdicts.
    if kind == PermissionKind::Autoplay { PermissionResponse::Default } else { PermissionResponse::Deny }
}

/// WebKitGTK's accelerated path shows blank windows with some drivers and crashes with others, and
/// a kiosk has nobody to notice. Our screens are flat and change once a second at the most. There is
/// one page and no way back from it, so nothing is kept for coming back either.
#[cfg(target_os = "linux")]
pub fn make_modest(window: &WebviewWindow) -> tauri::Result<()> {
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
pub fn make_modest(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// WebKitGTK has no cameras in a page unless it is told so. The tests have it make some up.
#[cfg(target_os = "linux")]
pub fn let_it_see(window: &WebviewWindow) -> tauri::Result<()> {
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
pub fn let_it_see(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Keeps a page from the computer: printing, the menu of the second mouse button, full screen of its own,
/// dialogs, zoom, and what is dragged over it. The page stops most of it, too, but a page can be wrong.
#[cfg(target_os = "linux")]
pub fn shut(window: &WebviewWindow, files: Files) -> tauri::Result<()> {
    use gtk::prelude::WidgetExt;
    use webkit2gtk::{FileChooserRequestExt, SettingsExt, UserContentManagerExt, WebViewExt};

    window.with_webview(move |view| {
        let view = view.inner();
        // A second way for calls, past `calls`. Tauri takes it where the first fails, which it never does here.
        if let Some(contents) = view.user_content_manager() {
            contents.unregister_script_message_handler("ipc");
        }
        view.connect_print(|_, _| true);
        view.connect_context_menu(|_, _, _, _| true);
        view.connect_enter_fullscreen(|_| true);
        view.connect_show_notification(|_, _| true);
        view.connect_script_dialog(|_, _| true);
        view.connect_run_color_chooser(|_, _| true);
        if files == Files::Withheld {
            view.connect_run_file_chooser(|_, request| {
                request.cancel();
                true
            });
            view.drag_dest_unset();
        }
        view.connect_zoom_level_notify(|view| {
            // Setting what is set tells of a change, too.
            if view.zoom_level() != 1.0 {
                view.set_zoom_level(1.0);
            }
        });
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_fullscreen(false);
            settings.set_enable_caret_browsing(false);
            settings.set_enable_back_forward_navigation_gestures(false);
            settings.set_javascript_can_open_windows_automatically(false);
            settings.set_javascript_can_access_clipboard(false);
            settings.set_allow_modal_dialogs(false);
            settings.set_enable_developer_extras(cfg!(debug_assertions));
        }
    })
}

/// The same for WebView2, which takes all of it as settings. An old one that lacks a part of them is left
/// with what it knows.
#[cfg(windows)]
pub fn shut(window: &WebviewWindow, files: Files) -> tauri::Result<()> {
    window.with_webview(move |view| {
        if let Err(error) = webview2::shut(&view.controller(), files) {
            tracing::warn!(%error, "the web view does not take all of its settings");
        }
    })
}

/// What is left to a Mac are the page's own rules: WKWebView has no switches for the rest.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn shut(_: &WebviewWindow, _: Files) -> tauri::Result<()> {
    Ok(())
}

#[cfg(windows)]
#[expect(
    unsafe_code,
    reason = "WebView2 is COM; every call is made on the window's thread with live objects"
)]
mod webview2 {
    use webview2_com::Microsoft::Web::WebView2::Win32::{
        ICoreWebView2Controller, ICoreWebView2Controller4, ICoreWebView2Settings3, ICoreWebView2Settings4,
        ICoreWebView2Settings5, ICoreWebView2Settings6,
    };
    use windows_core::{Interface, Result};

    use super::Files;

    pub(super) fn shut(controller: &ICoreWebView2Controller, files: Files) -> Result<()> {
        // SAFETY: Tauri hands over the controller of a window that lives, on the thread that made it.
        unsafe {
            let settings = controller.CoreWebView2()?.Settings()?;
            settings.SetAreDefaultContextMenusEnabled(false)?;
            settings.SetAreDefaultScriptDialogsEnabled(false)?;
            settings.SetAreDevToolsEnabled(cfg!(debug_assertions))?;
            settings.SetIsStatusBarEnabled(false)?;
            settings.SetIsBuiltInErrorPageEnabled(false)?;
            settings.SetIsZoomControlEnabled(false)?;
            settings.cast::<ICoreWebView2Settings3>()?.SetAreBrowserAcceleratorKeysEnabled(false)?;
            let autofill = settings.cast::<ICoreWebView2Settings4>()?;
            autofill.SetIsPasswordAutosaveEnabled(false)?;
            autofill.SetIsGeneralAutofillEnabled(false)?;
            settings.cast::<ICoreWebView2Settings5>()?.SetIsPinchZoomEnabled(false)?;
            settings.cast::<ICoreWebView2Settings6>()?.SetIsSwipeNavigationEnabled(false)?;
            if files == Files::Withheld {
                controller.cast::<ICoreWebView2Controller4>()?.SetAllowExternalDrop(false)?;
            }
        }
        Ok(())
    }
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
            ("tauri://localhost/index.html", cfg!(not(windows))),
            ("http://tauri.localhost/", cfg!(windows)),
            ("http://localhost/", false),
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
