//! Which cards on which slots have to be read. Pure: what the service says comes in, what to do goes
//! out.

use std::ffi::{CStr, CString};
use std::time::Duration;

use super::card::Answer;
use crate::ReaderState;

/// How long to wait for something to happen before the readers are listed again.
pub(super) const ROUND: Duration = Duration::from_secs(1);
/// The same while a card waits for another program to let go of its slot.
const SHORT_ROUND: Duration = Duration::from_millis(100);

/// What the service says about one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Whether a card lies there.
    pub(super) card: bool,
    /// Another program has the slot for itself.
    pub(super) held: bool,
    /// How often a card came or went; starts anywhere and wraps. Systems that do not count leave it
    /// at 0.
    pub(super) count: u16,
}

/// The slots that are watched, and which cards on them were dealt with.
#[derive(Debug, Default)]
pub(super) struct Slots {
    watched: Vec<Slot>,
    /// Where a card lay, dealt with, when the service went away.
    left: Vec<CString>,
}

#[derive(Debug)]
struct Slot {
    name: CString,
    /// `None`: not looked at yet.
    seen: Option<Seen>,
    card: Card,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Card {
    /// None, or one that was dealt with. A card is dealt with once, however long it lies there.
    Settled,
    /// One that has to be read.
    Waits,
}

impl Slots {
    /// Takes the slots there are now; those that were there before keep what is known of them.
    pub(super) fn list(&mut self, names: Vec<CString>) {
        let mut before = std::mem::take(&mut self.watched);
        let kept = |name: CString| match before.iter().position(|slot| slot.name == name) {
            Some(at) => before.swap_remove(at),
            None => Slot { name, seen: None, card: Card::Settled },
        };
        self.watched = names.into_iter().map(kept).collect();
    }

    /// The service went away, and with it all it counted. Only where a card lay is kept: the same
    /// card is most likely still there when the service is back, and must not count as a tap again.
    pub(super) fn lose(&mut self) {
        let lay = |slot: &Slot| slot.card == Card::Settled && slot.seen.is_some_and(|seen| seen.card);
        self.left.extend(self.watched.drain(..).filter(lay).map(|slot| slot.name));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &CStr> {
        self.watched.iter().map(|slot| slot.name.as_c_str())
    }

    /// Takes a look at one slot; says whether a card left without having been dealt with.
    ///
    /// A card that lies there at the first look is a tap: somebody holds it there while the desk
    /// starts. Cards that came and went before are nobody's.
    pub(super) fn see(&mut self, name: &CStr, now: Seen) -> bool {
        let Some(slot) = self.watched.iter_mut().find(|slot| slot.name.as_c_str() == name) else {
            return false;
        };
        let before = slot.seen.replace(now);
        let Some(before) = before else {
            let left = self.left.iter().position(|left| left.as_c_str() == name);
            let known = left.map(|at| self.left.swap_remove(at)).is_some();
            slot.card = if now.card && !known { Card::Waits } else { Card::Settled };
            return false;
        };
        let changes = now.count.wrapping_sub(before.count);
        if now.card {
            if !before.card || changes > 0 {
                slot.card = Card::Waits;
            }
            // One that left before this one came is not worth a word: its owner holds up this one.
            return false;
        }
        let unread = slot.card == Card::Waits || changes > u16::from(before.card);
        slot.card = Card::Settled;
        unread
    }

    /// The slots with a card that can be read now.
    pub(super) fn to_read(&self) -> Vec<CString> {
        self.watched.iter().filter(|slot| slot.is_readable()).map(|slot| slot.name.clone()).collect()
    }

    /// Takes what the card on a slot answered.
    pub(super) fn answered(&mut self, name: &CStr, answer: &Answer) {
        let Some(slot) = self.watched.iter_mut().find(|slot| slot.name.as_c_str() == name) else { return };
        match answer {
            Answer::Number(_) | Answer::Numberless | Answer::Lost => slot.card = Card::Settled,
            Answer::Later => {}
        }
    }

    /// How long to wait for something to happen.
    pub(super) fn wait(&self) -> Duration {
        if self.watched.iter().any(Slot::is_readable) { SHORT_ROUND } else { ROUND }
    }

    /// Whether any of the slots can be used. `kernel_has_one` says whether the kernel holds a reader
    /// that would be among them.
    pub(super) fn state(&self, kernel_has_one: impl FnOnce() -> bool) -> ReaderState {
        if self.watched.is_empty() {
            return if kernel_has_one() { ReaderState::HeldByKernel } else { ReaderState::Gone };
        }
        let held = |slot: &Slot| slot.seen.is_some_and(|seen| seen.held);
        if self.watched.iter().all(held) { ReaderState::InUse } else { ReaderState::Alive }
    }
}

impl Slot {
    fn is_readable(&self) -> bool {
        self.card == Card::Waits && self.seen.is_some_and(|seen| !seen.held)
    }
}

#[cfg(test)]
mod tests;
