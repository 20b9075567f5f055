//! The member's screen.

use desk::Desk;
use desk::staff::NotTaken;
use domain::{Language, Redacted};
use readers::Stroke;
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, State};
use wire::{Beat, CameraState, FrontMessage, TypedBurst};

use crate::watchdog::Pulse;
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

/// The page is there and shows this.
#[tauri::command]
pub async fn front_beat(pulse: State<'_, Pulse>, beat: Beat) -> Result<(), ()> {
    pulse.beat(beat);
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

/// A reader typed this. What no reader types is dropped.
#[tauri::command]
pub async fn front_typed(desk: State<'_, Desk>, burst: TypedBurst) -> Result<(), ()> {
    desk.typed(strokes(burst)).await;
    Ok(())
}

/// What a window says of a burst, as the desk takes it.
pub fn strokes(burst: TypedBurst) -> Vec<Stroke> {
    let stroke = |wire::Stroke { code, key, shift, alt_graph }| Stroke { code, key, shift, alt_graph };
    burst.strokes.into_iter().map(stroke).collect()
}

/// Somebody entered a PIN. Refused when it is not looked at.
#[tauri::command]
pub async fn front_pin(desk: State<'_, Desk>, digits: String) -> Result<(), ()> {
    desk.pin(Redacted::new(digits)).await.map_err(|NotTaken| ())
}

/// The camera took this picture. Refused when it is not looked at.
#[tauri::command]
pub async fn front_picture(desk: State<'_, Desk>, request: Request<'_>) -> Result<(), ()> {
    match request.body() {
        InvokeBody::Raw(picture) => desk.picture(picture).await.map_err(|NotTaken| ()),
        InvokeBody::Json(_) => Err(()),
    }
}

/// The page got on with the camera like this.
#[tauri::command]
pub async fn front_camera(desk: State<'_, Desk>, state: CameraState) -> Result<(), ()> {
    desk.camera(state).await;
    Ok(())
}
