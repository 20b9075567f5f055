//! The trainer's panel.

use std::sync::Arc;

use tauri::State;
use tauri::ipc::Channel;
use wire::{PracticeFaultKind, PracticeMachineWish, PracticeSignUpWish, PracticeView};

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

/// Does something at the simulated vending machine.
#[tauri::command]
pub async fn practice_machine(studio: Studio<'_>, wish: PracticeMachineWish) -> Result<(), ()> {
    studio.at_machine(wish);
    Ok(())
}

/// Lets the vendor ask so many cents more for a shelf, or less.
#[tauri::command]
pub async fn practice_price(studio: Studio<'_>, shelf: String, by: i32) -> Result<(), ()> {
    studio.change_price(&shelf, by.into());
    Ok(())
}

/// Does something to whoever is signing up.
#[tauri::command]
pub async fn practice_sign_up(studio: Studio<'_>, wish: PracticeSignUpWish) -> Result<(), ()> {
    studio.at_sign_up(&wish);
    Ok(())
}
