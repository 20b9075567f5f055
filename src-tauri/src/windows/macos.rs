//! What macOS lets a program take from its user while it is in front, and the keys of its menus.

use objc2::MainThreadMarker;
use objc2_app_kit::{NSApplication, NSApplicationPresentationOptions as Options};
use tauri::menu::{Menu, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Wry};

use super::keep::Grip;

/// The menus, which nobody sees while members are served, but whose keys work all the same. Without an entry for it
/// there is no way to copy or paste; with the usual ones Command-Q ends the member's screen, and Command-H hides it.
/// macOS adds its own palettes to a menu that is called Edit.
pub fn menu(app: &AppHandle, grip: Grip) -> tauri::Result<Menu<Wry>> {
    let program = Submenu::new(app, "Portico", true)?;
    if grip == Grip::Loose {
        program.append(&PredefinedMenuItem::quit(app, None)?)?;
    }
    let text = Submenu::with_items(
        app,
        "Text",
        true,
        &[
            &PredefinedMenuItem::undo(app, None)?,
            &PredefinedMenuItem::redo(app, None)?,
            &PredefinedMenuItem::cut(app, None)?,
            &PredefinedMenuItem::copy(app, None)?,
            &PredefinedMenuItem::paste(app, None)?,
            &PredefinedMenuItem::select_all(app, None)?,
        ],
    )?;
    Menu::with_items(app, &[&program, &text])
}

/// No dock, no menus, no other program, no end by force. Holds while Portico is the active program; a
/// combination that macOS does not allow would raise an exception, and this one is among those it names.
pub fn keep_to_itself() {
    let Some(main) = MainThreadMarker::new() else { return };
    NSApplication::sharedApplication(main).setPresentationOptions(
        Options::HideDock
            | Options::HideMenuBar
            | Options::DisableAppleMenu
            | Options::DisableProcessSwitching
            | Options::DisableForceQuit
            | Options::DisableSessionTermination
            | Options::DisableHideApplication,
    );
}
