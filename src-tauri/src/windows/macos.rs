//! What macOS lets a program take from its user while it is in front.

use objc2::MainThreadMarker;
use objc2_app_kit::{NSApplication, NSApplicationPresentationOptions as Options};

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
