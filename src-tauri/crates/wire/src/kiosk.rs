//! What the team can do about the kiosk as a whole.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What there is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KioskView {
    /// Members and team have a screen each, which can change places.
    pub two_screens: bool,
    /// Where the system's own desktop is.
    pub desktop: DesktopView,
}

/// Where the system's own desktop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DesktopView {
    /// There is none: Portico is all that this session has.
    None,
    /// Behind the member's window.
    Behind,
    /// In sight until the team's window locks.
    Shown,
}

/// What somebody of the team wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KioskWish {
    /// End Portico, in order. Nothing is read any more until somebody starts it.
    Leave,
    /// Put the member's window away.
    ShowDesktop,
    /// Put the member's window back.
    HideDesktop,
    /// Let members and team change screens.
    SwapScreens,
}
