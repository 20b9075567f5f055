//! Members at the reception. Refused by the desk while the team's window is locked.

use desk::staff::Order;
use desk::{Desk, ReceptionOrder};
use domain::Redacted;
use tauri::State;
use tauri::ipc::Channel;
use wire::{MemberHit, MemberHits, MemberOrder, ReceptionView};

use super::staff::told;

/// Sends what the reception shows through `channel`, now and at every change, until the window locks.
#[tauri::command]
pub async fn staff_reception(desk: State<'_, Desk>, channel: Channel<ReceptionView>) -> Result<(), ()> {
    let front = Box::new(move |view| {
        // Fails only when the page is gone; the next page attaches again.
        let _ = channel.send(view);
    });
    told(&desk, Order::Reception(ReceptionOrder::Attach(front))).await
}

/// Looks members up, at every key press.
#[tauri::command]
pub async fn staff_look_up(desk: State<'_, Desk>, query: String) -> Result<MemberHits, ()> {
    let hits = desk.look_up(&Redacted::new(query)).ok_or(())?;
    let listed = hits.listed.into_iter().map(|found| MemberHit {
        id: found.id.into(),
        first_name: found.first_name,
        last_name: found.last_name,
        number: found.number,
        born: found.born.map(|born| born.to_string()),
    });
    Ok(MemberHits { hits: listed.collect(), total: u32::try_from(hits.total).unwrap_or(u32::MAX) })
}

/// Something about a member.
#[tauri::command]
pub async fn staff_member(desk: State<'_, Desk>, order: MemberOrder) -> Result<(), ()> {
    told(&desk, Order::Reception(ReceptionOrder::Member(order))).await
}

/// The picture of the member who is open, as a data URL, for this window alone.
#[tauri::command]
pub async fn staff_member_picture(desk: State<'_, Desk>, card: u32) -> Result<String, ()> {
    desk.member_picture(card).map(Redacted::into_exposed).ok_or(())
}
