//! The team's window.

use desk::Desk;
use desk::staff::{DoorOrder, NotTaken, Order, StaffOrder};
use secrecy::SecretString;
use tauri::State;
use tauri::ipc::Channel;
use wire::{ActivityWish, InboxFilter, ItemAction, PersonChange, StaffView};

/// Sends what the window shows through `channel`, now and at every change. The window is locked
/// from then on, until somebody enters a PIN.
#[tauri::command]
pub async fn staff_attach(desk: State<'_, Desk>, channel: Channel<StaffView>) -> Result<(), ()> {
    let front = Box::new(move |view| {
        // Fails only when the page is gone; the next page attaches again.
        let _ = channel.send(view);
    });
    told(&desk, DoorOrder::Attach(front)).await
}

/// Chooses the first PIN of this desk, and comes in by it.
#[tauri::command]
pub async fn staff_choose_pin(desk: State<'_, Desk>, pin: String) -> Result<(), ()> {
    told(&desk, DoorOrder::ChoosePin(SecretString::from(pin))).await
}

/// Comes in by the PIN of somebody of the team.
#[tauri::command]
pub async fn staff_unlock(desk: State<'_, Desk>, pin: String) -> Result<(), ()> {
    told(&desk, DoorOrder::Unlock(SecretString::from(pin))).await
}

/// Locks the window.
#[tauri::command]
pub async fn staff_lock(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, DoorOrder::Lock).await
}

/// Lists another part of the outbox.
#[tauri::command]
pub async fn staff_filter(desk: State<'_, Desk>, filter: InboxFilter) -> Result<(), ()> {
    told(&desk, Order::Filter(filter)).await
}

/// Lists 50 more inbox items.
#[tauri::command]
pub async fn staff_more(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::More).await
}

/// Settles an inbox item.
#[tauri::command]
pub async fn staff_act(
    desk: State<'_, Desk>,
    id: String,
    action: ItemAction,
    note: String,
) -> Result<(), ()> {
    told(&desk, Order::Act { id, action, note }).await
}

/// Writes the listed inbox items into a file.
#[tauri::command]
pub async fn staff_export(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Export).await
}

/// Ends the alarm about a store that was set aside.
#[tauri::command]
pub async fn staff_dismiss(desk: State<'_, Desk>, file: String) -> Result<(), ()> {
    told(&desk, Order::Dismiss { file }).await
}

/// Has members served again after crashes.
#[tauri::command]
pub async fn staff_serve(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Serve).await
}

/// Puts off the lock: somebody is at the window.
#[tauri::command]
pub async fn staff_seen(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Seen).await
}

/// Changes the PIN of whoever is signed in.
#[tauri::command]
pub async fn staff_own_pin(desk: State<'_, Desk>, old: String, new: String) -> Result<(), ()> {
    told(&desk, Order::OwnPin { old: SecretString::from(old), new: SecretString::from(new) }).await
}

/// Changes who is of the team.
#[tauri::command]
pub async fn staff_person(desk: State<'_, Desk>, change: PersonChange) -> Result<(), ()> {
    told(&desk, Order::Person(change)).await
}

/// Lists what the team did.
#[tauri::command]
pub async fn staff_activity(desk: State<'_, Desk>, wish: ActivityWish) -> Result<(), ()> {
    told(&desk, Order::Activity(wish)).await
}

/// Gives the desk an order. The page is told that it was not taken, and sees why.
pub(super) async fn told(desk: &Desk, order: impl Into<StaffOrder>) -> Result<(), ()> {
    desk.staff(order).await.map_err(|NotTaken| ())
}
