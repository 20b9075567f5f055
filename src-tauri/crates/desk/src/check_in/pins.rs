//! Members' PINs: how many may be tried, and when. One count for the whole desk, wherever they are
//! entered: somebody who guesses would otherwise go on at the next keypad.
//!
//! A right PIN forgets the wrong ones, as in [`Tries`]. So whoever has a PIN of their own may guess
//! three others between two visits; each of these visits is in the studio's records.

use std::time::Instant;

use domain::{NotDone, Outcome};
use jiff::Timestamp;
use wire::PinPadView;

use super::{Moment, TapAnswer};
use crate::tries::Tries;

#[derive(Debug)]
pub(super) struct Pins {
    /// There is a pad on the screen.
    pad: bool,
    tries: Tries,
    /// PINs that are being asked about.
    asked: u32,
    /// When the pad can be used again.
    ready_at: Option<Instant>,
}

impl Pins {
    pub(super) fn new(pad: bool, tries: Tries) -> Self {
        Self { pad, tries, asked: 0, ready_at: None }
    }

    /// Whether a PIN is looked at now. When the free ones are used up it is one at a time, or many
    /// could be on their way before the first of them costs a wait.
    pub(super) fn may_try(&self, now: Timestamp) -> bool {
        self.tries.wait_until(now).is_none() && self.asked < self.tries.free().max(1)
    }

    /// A PIN is being asked about.
    pub(super) fn asked(&mut self) {
        self.asked = self.asked.saturating_add(1);
    }

    /// Its answer came. Says whether there is something new to remember.
    pub(super) fn answered(&mut self, answer: &TapAnswer, now: Timestamp) -> bool {
        self.asked = self.asked.saturating_sub(1);
        let before = self.tries.clone();
        match answer {
            TapAnswer::Vendor(Outcome::Done(())) => self.tries.right(),
            TapAnswer::Vendor(Outcome::NotDone(NotDone::Refused { .. })) | TapAnswer::NotOnList(_) => {
                self.tries.wrong(now);
            }
            // Nobody has looked at the PIN, or nobody knows what came of it.
            TapAnswer::Vendor(
                Outcome::NotDone(
                    NotDone::AccessWithdrawn
                    | NotDone::TooBusy
                    | NotDone::VendorPause
                    | NotDone::NoConnection
                    | NotDone::CertificateWrong
                    | NotDone::NotTheVendor,
                )
                | Outcome::Unknown(_),
            )
            | TapAnswer::NoToken
            | TapAnswer::LetIn { .. }
            | TapAnswer::StoreFault(_) => {}
        }
        self.tries != before
    }

    pub(super) fn tries(&self) -> &Tries {
        &self.tries
    }

    pub(super) fn view(&self, now: Timestamp) -> PinPadView {
        match self.tries.wait_until(now) {
            _ if !self.pad => PinPadView::None,
            None => PinPadView::Ready,
            Some(until) => {
                let millis = until.as_millisecond().saturating_sub(now.as_millisecond());
                let seconds = u64::try_from(millis).unwrap_or_default().div_ceil(1000);
                PinPadView::Waiting { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
            }
        }
    }

    /// Lets time pass. The wait goes by the wall clock, so when it ends is worked out anew each time.
    pub(super) fn advance(&mut self, now: Moment) {
        let left = self.tries.wait_until(now.wall).map(|until| until.duration_since(now.wall).unsigned_abs());
        self.ready_at = left.filter(|_| self.pad).map(|left| now.instant + left);
    }

    /// When the screen changes by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.ready_at
    }
}

#[cfg(test)]
mod tests;
