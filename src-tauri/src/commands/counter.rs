//! The team's counter: sales under way, cash, and the catalogues.

use desk::Desk;
use desk::staff::Order;
use tauri::State;
use tauri::ipc::{InvokeBody, Request};
use wire::{ProductChange, SaleAction};

use super::staff::told;

/// One of the buttons of a sale.
#[tauri::command]
pub async fn staff_sale(desk: State<'_, Desk>, sale: u32, action: SaleAction) -> Result<(), ()> {
    told(&desk, Order::Sale { sale, action }).await
}

/// Cash was taken for a top-up.
#[tauri::command]
pub async fn staff_top_up(desk: State<'_, Desk>, sale: u32, minor: u32) -> Result<(), ()> {
    told(&desk, Order::TopUp { sale, minor }).await
}

/// Open the cash drawer.
#[tauri::command]
pub async fn staff_drawer(desk: State<'_, Desk>) -> Result<(), ()> {
    told(&desk, Order::Drawer).await
}

/// Change a product of a catalogue.
#[tauri::command]
pub async fn staff_product(
    desk: State<'_, Desk>,
    place: u32,
    shelf: String,
    change: ProductChange,
) -> Result<(), ()> {
    told(&desk, Order::Product { place, shelf, change }).await
}

/// Put the products of a file in the place of a catalogue. The file is the body, the place a header.
#[tauri::command]
pub async fn staff_import(desk: State<'_, Desk>, request: Request<'_>) -> Result<(), ()> {
    let place =
        request.headers().get("place").and_then(|place| place.to_str().ok()?.parse().ok()).ok_or(())?;
    match request.body() {
        InvokeBody::Raw(file) => told(&desk, Order::Import { place, file: file.clone() }).await,
        InvokeBody::Json(_) => Err(()),
    }
}

/// Write a catalogue into a file.
#[tauri::command]
pub async fn staff_catalogue(desk: State<'_, Desk>, place: u32) -> Result<(), ()> {
    told(&desk, Order::ExportCatalogue { place }).await
}

/// What came of an import or export was seen.
#[tauri::command]
pub async fn staff_catalogue_seen(desk: State<'_, Desk>, place: u32) -> Result<(), ()> {
    told(&desk, Order::CatalogueSeen { place }).await
}
