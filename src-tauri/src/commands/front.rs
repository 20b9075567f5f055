//! The member's screen.

use desk::Desk;
use domain::Language;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use wire::FrontMessage;

use crate::windows;

/// Sends the whole screen through `channel`, now and at every change.
#[tauri::command]
pub async fn front_attach(desk: State<'_, Desk>, channel: Channel<FrontMessage>) -> Result<(), ()> {
    desk.attach(move |message| {
        // Fails only when the page is gone; the next page attaches again.
        let _ = channel.send(message);
    })
    .await;
    Ok(())
}

/// The member reads this language; the vendor is asked to answer in it.
#[tauri::command]
pub async fn front_language(desk: State<'_, Desk>, language: String) -> Result<(), ()> {
    desk.language(Language::nearest(&language)).await;
    Ok(())
}

/// Opens the team's window, which asks for its PIN. Does nothing before the desk is set up.
#[tauri::command]
pub async fn front_staff(app: AppHandle) -> Result<(), ()> {
    windows::open_staff(&app).map_err(|error| tracing::error!(%error, "the team's window does not open"))
}
