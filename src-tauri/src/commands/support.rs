//! A file for whoever helps, from the team's window: a kiosk has no terminal.

use desk::Desk;
use desk::staff::Order;
use tauri::State;

use super::staff::told;
use crate::support::Desk as Described;

/// Writes it where the team's exports go, and says where it is. Refused while the window is locked.
#[tauri::command]
pub async fn staff_support(desk: State<'_, Desk>, here: State<'_, Described>) -> Result<String, ()> {
    told(&desk, Order::Support).await?;
    let here = here.inner().clone();
    // A keychain, a speech service and the disk are waited for.
    let written = tauri::async_runtime::spawn_blocking(move || {
        let inside = tauri::async_runtime::handle();
        here.write(inside.inner(), None)
    });
    match written.await {
        Ok(Ok(file)) => Ok(file.display().to_string()),
        Ok(Err(error)) => {
            tracing::error!(%error, "the file for whoever helps could not be written");
            Err(())
        }
        Err(_) => Err(()),
    }
}
