//! The team's window.

use desk::Desk;
use desk::staff::{NotTaken, Order};
use secrecy::SecretString;
use tauri::State;
use tauri::ipc::Channel;
use wire::{ActivityWish, InboxFilter, ItemAction, PersonChange, StaffView};

/// Sends what the window shows through `channel`, now and at every change. It is locked.
#[tauri::command]
pub async fn staff_attach(desk: State<'_, Desk>, channel: Channel<StaffView>) -> Result<(), ()> {
    let front = Box::new(move |view| {
        // Fails only when the page is gone; the next page attaches again.
        let _ = channel.send(view);
    });
    told(&desk, Order::Attach(front)).await
}

/// The first PIN of this desk.
#[tauri::command]
pub async fn staff_choose_pin(desk: State<'_, Desk>, pin: String) -> Result<(), ()> {
    told(&desk, Order::ChoosePin(SecretString::from(pin))).await
}

/// The PIN.
#[tauri::command]
pub async fn staff_unlock(desk: State<'_, Desk>, pin: String) -> Result<(), ()> {
    told(&desk, Order::Unlock(SecretString::from(pin))).await
}

/// Lock the window.
#[tauri::command]
pub async fn staff_lock(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Lock).await
}

/// Another part of the outbox.
#[tauri::command]
pub async fn staff_filter(desk: State<'_, Desk>, filter: InboxFilter) -> Result<(), ()> {
    told(&desk, Order::Filter(filter)).await
}

/// More of it.
#[tauri::command]
pub async fn staff_more(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::More).await
}

/// Settle an item.
#[tauri::command]
pub async fn staff_act(
    desk: State<'_, Desk>,
    id: String,
    action: ItemAction,
    note: String,
) -> Result<(), ()> {
    told(&desk, Order::Act { id, action, note }).await
}

/// What is listed, as a file.
#[tauri::command]
pub async fn staff_export(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Export).await
}

/// A set-aside store has been seen.
#[tauri::command]
pub async fn staff_dismiss(desk: State<'_, Desk>, file: String) -> Result<(), ()> {
    told(&desk, Order::Dismiss { file }).await
}

/// The crashes have been seen: members are served again.
#[tauri::command]
pub async fn staff_serve(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Serve).await
}

/// Somebody is there.
#[tauri::command]
pub async fn staff_seen(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Seen).await
}

/// Another PIN for whoever is signed in.
#[tauri::command]
pub async fn staff_own_pin(desk: State<'_, Desk>, old: String, new: String) -> Result<(), ()> {
    told(&desk, Order::OwnPin { old: SecretString::from(old), new: SecretString::from(new) }).await
}

/// A change of the team.
#[tauri::command]
pub async fn staff_person(desk: State<'_, Desk>, change: PersonChange) -> Result<(), ()> {
    told(&desk, Order::Person(change)).await
}

/// What the team did.
#[tauri::command]
pub async fn staff_activity(desk: State<'_, Desk>, wish: ActivityWish) -> Result<(), ()> {
    told(&desk, Order::Activity(wish)).await
}

pub(super) async fn told(desk: &Desk, order: Order) -> Result<(), ()> {
    desk.staff(order).await.map_err(|NotTaken| ())
}
