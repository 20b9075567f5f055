//! What the team does about the kiosk as a whole.

use desk::Desk;
use desk::staff::Order;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use wire::{KioskView, KioskWish};

use super::staff::told;
use crate::windows::keep::{self, WindowKeeper};

/// Sends what can be done through `channel`, now and at every change.
#[tauri::command]
pub async fn staff_kiosk_attach(
    keeper: State<'_, WindowKeeper>,
    channel: Channel<KioskView>,
) -> Result<(), ()> {
    let mut view = keeper.view();
    tauri::async_runtime::spawn(async move {
        loop {
            let now = *view.borrow_and_update();
            if channel.send(now).is_err() || view.changed().await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Leave the kiosk, show the desktop or swap the screens. Refused while the window is locked.
#[tauri::command]
pub async fn staff_kiosk(app: AppHandle, desk: State<'_, Desk>, wish: KioskWish) -> Result<(), ()> {
    told(&desk, Order::Kiosk(wish)).await?;
    keep::wish(&app, wish);
    Ok(())
}
