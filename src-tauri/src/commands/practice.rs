//! The trainer's panel.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::Channel;
use wire::{PracticeFaultKind, PracticeView};

use crate::practice::PracticeStudio;

type Studio<'a> = State<'a, Arc<PracticeStudio>>;

/// Sends what the panel shows through `channel`, now and at every change.
#[tauri::command]
pub async fn practice_attach(studio: Studio<'_>, channel: Channel<PracticeView>) -> Result<(), ()> {
    let studio = Arc::clone(&studio);
    tauri::async_runtime::spawn(async move { studio.watch(|view| channel.send(view).is_ok()).await });
    Ok(())
}

/// Holds a card to the simulated reader.
#[tauri::command]
pub async fn practice_tap(studio: Studio<'_>, card: String) -> Result<(), ()> {
    studio.tap(&card).map_err(|error| tracing::warn!(%error, "the simulated reader said nothing"))
}

/// Switches one fault of the vendor on, or all off.
#[tauri::command]
pub async fn practice_fault(studio: Studio<'_>, kind: Option<PracticeFaultKind>) -> Result<(), ()> {
    studio.fault(kind).await.map_err(|error| tracing::warn!(%error, "the fault could not be switched"))
}

/// Puts the simulated reader's cable in or pulls it out.
#[tauri::command]
pub async fn practice_cable(studio: Studio<'_>, connected: bool) -> Result<(), ()> {
    studio.cable(connected).map_err(|error| tracing::warn!(%error, "the cable could not be moved"))
}
