use serde::Serialize;
use ts_rs::TS;

/// The free slots for trial sessions. Sent when a sign-up needs them and when they change.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SlotsView {
    /// What the studio calls a trial session.
    pub name: Option<String>,
    /// What it is like.
    pub description: Option<String>,
    /// The first day they were asked for, `yyyy-MM-dd`.
    pub from: String,
    /// The last one.
    pub to: String,
    /// The slots, in order.
    pub slots: Vec<SlotView>,
}

/// A free slot.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    /// Names it in the choice.
    pub slot: u32,
    /// The day in the studio, `yyyy-MM-dd`.
    pub day: String,
    /// When it begins there, `HH:mm`.
    pub begins: String,
    /// When it ends there, `HH:mm`.
    pub ends: Option<String>,
}
