//! The studio's own look, at the member's screen and in the team's window.

use desk::Desk;
use desk::settings::FileKind;
use desk::staff::{LookFile, LookOrder, Order};
use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};
use wire::LookForm;

use super::staff::told;

/// Another day has begun at the member's screen.
#[tauri::command]
pub async fn front_look(desk: State<'_, Desk>) -> Result<(), ()> {
    desk.look_of_today().await;
    Ok(())
}

/// The bytes of a picture of the idle screen. Refused when it cannot be shown.
#[tauri::command]
pub async fn front_look_picture(desk: State<'_, Desk>, id: String) -> Result<Response, ()> {
    desk.look_picture(id).await.map(Response::new).ok_or(())
}

/// See what these colours make of the screen.
#[tauri::command]
pub async fn staff_look_try(
    desk: State<'_, Desk>,
    accent: Option<String>,
    background: Option<String>,
) -> Result<(), ()> {
    told(&desk, Order::Look(LookOrder::Try { accent, background })).await
}

/// Keep a look and show it.
#[tauri::command]
pub async fn staff_look_save(desk: State<'_, Desk>, form: LookForm) -> Result<(), ()> {
    told(&desk, Order::Look(LookOrder::Save(form))).await
}

/// Keep a file for the look. The file is the body, its name and what it is for are headers.
#[tauri::command]
pub async fn staff_look_file(desk: State<'_, Desk>, request: Request<'_>) -> Result<(), ()> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).ok_or(());
    let name = header("name")?.to_owned();
    let kind = match header("kind")? {
        "logo" => FileKind::Logo,
        "picture" => FileKind::Picture,
        _ => return Err(()),
    };
    match request.body() {
        InvokeBody::Raw(bytes) => {
            let file = LookFile { name, kind, bytes: bytes.clone() };
            told(&desk, Order::Look(LookOrder::File(file))).await
        }
        InvokeBody::Json(_) => Err(()),
    }
}

/// The bytes of a file of the look, for the preview. Refused when it cannot be shown.
#[tauri::command]
pub async fn staff_look_picture(desk: State<'_, Desk>, file: String) -> Result<Response, ()> {
    desk.look_picture(file).await.map(Response::new).ok_or(())
}
