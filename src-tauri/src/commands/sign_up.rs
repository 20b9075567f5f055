//! Becoming a member at the member's screen, and what the team does about it.

use desk::staff::{NotTaken, Order};
use desk::{Desk, Revision, SignUpId};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};
use wire::{SignUpAction, SignUpAim, SignUpInput};

use super::staff::told;

/// Somebody wants to become a member, or a trial session.
#[tauri::command]
pub async fn front_begin_sign_up(desk: State<'_, Desk>, aim: SignUpAim) -> Result<(), ()> {
    desk.begin_sign_up(aim).await;
    Ok(())
}

/// Gives the sign-up on the screen what somebody chose, typed or signed. `revision` counts its changes from 1.
#[tauri::command]
pub async fn front_sign_up(
    desk: State<'_, Desk>,
    sign_up: u32,
    revision: u32,
    input: SignUpInput,
) -> Result<(), ()> {
    desk.sign_up(SignUpId(sign_up), Revision(revision), input).await;
    Ok(())
}

/// The member's picture, as JPEG, with the number of the sign-up in the header `sign-up`. Refused when it is
/// not kept.
#[tauri::command]
pub async fn front_portrait(desk: State<'_, Desk>, request: Request<'_>) -> Result<(), ()> {
    let sign_up =
        request.headers().get("sign-up").and_then(|value| value.to_str().ok()?.parse().ok()).map(SignUpId);
    match (sign_up, request.body()) {
        (Some(sign_up), InvokeBody::Raw(jpeg)) => {
            desk.sign_up_picture(sign_up, jpeg).await.map_err(|NotTaken| ())
        }
        (None, _) | (_, InvokeBody::Json(_)) => Err(()),
    }
}

/// One of the buttons of a sign-up that is begun.
#[tauri::command]
pub async fn staff_sign_up(desk: State<'_, Desk>, draft: String, action: SignUpAction) -> Result<(), ()> {
    told(&desk, Order::SignUp { draft, action }).await
}
