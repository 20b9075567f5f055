//! Signing up at a desk that serves, or at one where nobody does.

use domain::Identification;

use super::Running;
use crate::check_in::{Moment, ReaderIndex};
use crate::message::SignUpMessage;
use crate::sign_ups::SignUps;

impl Running {
    /// Something about signing up. Where nobody signs up it is dropped.
    pub(crate) fn sign_up(&mut self, message: SignUpMessage, now: Moment) {
        let idle = self.is_idle(now);
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.handle(message, idle, now);
        }
    }

    /// Whether a card that is held to a reader now is a new member's: the screen asks for it.
    pub(super) fn is_card_for_sign_up(&self, reader: ReaderIndex, now: Moment) -> bool {
        self.sign_ups.as_ref().is_some_and(SignUps::wants_card)
            && self.for_sign_up.contains(&reader)
            && self.is_free_for_sign_up(now)
    }

    /// A card was held to a reader while a new member's is waited for.
    pub(super) fn card_of_sign_up(&mut self, card: Identification, now: Moment) {
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.card(card, now);
        }
    }
}
