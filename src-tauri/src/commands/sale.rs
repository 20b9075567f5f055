//! Buying at the member's screen.

use desk::Desk;
use tauri::State;
use wire::SaleChoice;

/// The member wants to buy at this place and will hold up a card.
#[tauri::command]
pub async fn front_buy(desk: State<'_, Desk>, place: u32) -> Result<(), ()> {
    desk.buy(place).await;
    Ok(())
}

/// The member touched a sale.
#[tauri::command]
pub async fn front_sale(desk: State<'_, Desk>, sale: u32, choice: SaleChoice) -> Result<(), ()> {
    desk.choose(sale, choice).await;
    Ok(())
}
