//! Checking a member in by hand. The vendor has no call for that, so a device of this desk is told what the
//! member could have held to its reader: a card, a code or a pass of theirs, or else the access code that the
//! studio's system makes for whoever has none. It is asked once; what is not known stays unknown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{CredentialMark, CustomerId, DeviceId, Identification, Language, NotDone, Outcome, Redacted};
use jiff::Timestamp;
use magicline::{DeviceApi, OpenApi};
use outbox::{Kind, Lane, NewItem, Outbox, TapEnd};
use tokio::sync::mpsc;
use uuid::Uuid;
use wire::{AttentionReason, ByHand};

use super::questions::told;
use crate::actor::micros;
use crate::check_in::{self, ReaderIndex, TapAnswer};
use crate::members::card::silent;
use crate::tap::{kept_waiting, not_recorded, note, wait_asked_for};
use crate::transport::Who;
use crate::{Clock, Message};

/// One check-in by hand.
pub(super) struct Attempt {
    pub(super) customer: CustomerId,
    pub(super) name: Option<Redacted<String>>,
    /// What the record says the member can be identified by.
    pub(super) key: Option<Identification>,
    /// The record is here, so no `key` means that there is none.
    pub(super) has_record: bool,
    pub(super) device: DeviceId,
    pub(super) api: Arc<DeviceApi>,
    pub(super) open: Option<Arc<OpenApi>>,
    pub(super) reader: ReaderIndex,
    pub(super) place: String,
    /// Why not by a card, as somebody of the team wrote.
    pub(super) reason: String,
    pub(super) language: Language,
    pub(super) outbox: Outbox,
    pub(super) clock: Clock,
    pub(super) messages: mpsc::Sender<Message>,
}

/// What the rest of the desk has of it: a line among the taps, and a door.
pub(crate) enum HandMessage {
    /// The vendor is being asked.
    Asked { key: Uuid, place: String, name: Option<Redacted<String>> },
    /// How it ended.
    Answered { key: Uuid, reader: ReaderIndex, answer: TapAnswer },
}

impl Attempt {
    pub(super) async fn make(self) -> ByHand {
        let key = match self.identification().await {
            Ok(Some(key)) => key,
            Ok(None) => return ByHand::NoKey,
            Err(reason) => return ByHand::Not { reason },
        };
        let (number, now) = (Uuid::now_v7(), self.clock.wall());
        let asked = match self.outbox.ask(self.item(number, &key, now), now).await {
            Ok(asked) => asked,
            Err(error) => {
                tracing::error!(%error, "a check-in by hand cannot be written down, and is not made");
                return ByHand::Not { reason: AttentionReason::StoreFault };
            }
        };
        note(asked.id, self.outbox.by_hand(asked.id, self.reason.clone(), now).await);
        let (place, name) = (self.place.clone(), self.name.clone());
        self.tell(HandMessage::Asked { key: number, place, name }).await;

        let sent = Instant::now();
        let (outcome, wait) = match asked.behind {
            // Asking about this one now would turn two visits of one member round.
            Some(first) => (Outcome::NotDone(kept_waiting(first)), None),
            None => {
                let answer = self.api.identify(&key, true, self.language).await;
                let wait = wait_asked_for(&answer);
                (magicline::outcome(answer), wait)
            }
        };
        tracing::info!(device = %self.device, http_us = micros(sent), ?outcome, "a check-in by hand");
        let (end, ended, answer) = ended(outcome, wait);
        let written = self.outbox.tapped(asked.id, end, None, self.clock.wall()).await;
        let lost = written.is_err() && matches!(ended, ByHand::LetIn);
        note(asked.id, written);
        if lost {
            // Nobody comes in by our own rules without a record of it.
            return ByHand::Not { reason: AttentionReason::StoreFault };
        }
        self.tell(HandMessage::Answered { key: number, reader: self.reader, answer }).await;
        ended
    }

    /// What a device can be told; `None` when the member has nothing, and gets nothing.
    async fn identification(&self) -> Result<Option<Identification>, AttentionReason> {
        if let Some(key) = &self.key {
            return Ok(Some(key.clone()));
        }
        let Some(open) = &self.open else { return Ok(None) };
        if !self.has_record {
            let person = told(&self.messages, open.person(self.customer).await).await;
            let person = person.map_err(|error| silent(&error))?;
            if let Some(key) = person.and_then(|person| person.keys.into_iter().next()) {
                return Ok(Some(key.0));
            }
        }
        match told(&self.messages, open.access_code(self.customer).await).await {
            Ok(code) => Ok(code),
            // A studio without codes says so in one way or another.
            Err(error) if matches!(error.refused_with(), Some(400 | 403 | 409)) => Ok(None),
            Err(error) => Err(silent(&error)),
        }
    }

    fn item(&self, key: Uuid, identification: &Identification, now: Timestamp) -> NewItem {
        NewItem {
            key,
            kind: Kind::CheckIn,
            lane: Lane::device(self.device),
            happened_at: now,
            after: None,
            order: CredentialMark::of(identification),
            amount: None,
            charge: None,
            subject: self.name.clone(),
            body: Who::new(identification, self.language).write(),
        }
    }

    async fn tell(&self, message: HandMessage) {
        // Fails only when the desk has ended.
        let _ = self.messages.send(Message::ByHand(message)).await;
    }
}

/// How it ended for the store, for the reception and for the line of taps. Where the vendor certainly did
/// not record it, somebody of the team has let the member in, and it is reported later.
fn ended(outcome: Outcome<()>, wait: Option<Duration>) -> (TapEnd, ByHand, TapAnswer) {
    match outcome {
        Outcome::Done(()) => (TapEnd::CheckedIn, ByHand::Done, TapAnswer::Vendor(outcome)),
        Outcome::Unknown(why) => (TapEnd::Unknown(why), ByHand::Unknown, TapAnswer::Vendor(outcome)),
        Outcome::NotDone(NotDone::Refused { ref trace_id, .. }) => {
            let end = TapEnd::Refused { trace_id: trace_id.clone() };
            let words = match &outcome {
                Outcome::NotDone(why) => check_in::reason(why).err().flatten(),
                Outcome::Done(()) | Outcome::Unknown(_) => None,
            };
            (end, ByHand::Refused { words }, TapAnswer::Vendor(outcome))
        }
        Outcome::NotDone(why) => {
            let end = TapEnd::LetIn(not_recorded(&why, wait));
            (end, ByHand::LetIn, TapAnswer::LetIn { why, first_name: None })
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Unknown;

    use super::*;

    #[test]
    fn only_what_certainly_was_not_recorded_is_reported_later() {
        let refused = || NotDone::Refused {
            message: Some(Redacted::new("Nein.".to_owned())),
            code: None,
            trace_id: Some("t".to_owned()),
        };
        for (outcome, expected) in [
            (Outcome::Done(()), ByHand::Done),
            (Outcome::Unknown(Unknown::TimedOut), ByHand::Unknown),
            (Outcome::Unknown(Unknown::AnswerLost), ByHand::Unknown),
            (Outcome::NotDone(refused()), ByHand::Refused { words: Some("Nein.".to_owned()) }),
            (Outcome::NotDone(NotDone::NoConnection), ByHand::LetIn),
            (Outcome::NotDone(NotDone::VendorPause), ByHand::LetIn),
            (Outcome::NotDone(NotDone::AccessWithdrawn), ByHand::LetIn),
        ] {
            let (end, by_hand, answer) = ended(outcome.clone(), None);
            assert_eq!(by_hand, expected, "{outcome:?}");
            assert_eq!(matches!(end, TapEnd::LetIn(_)), by_hand == ByHand::LetIn, "{end:?}");
            assert_eq!(matches!(answer, TapAnswer::LetIn { .. }), by_hand == ByHand::LetIn, "{answer:?}");
        }
    }
}
