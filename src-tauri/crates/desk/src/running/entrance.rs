//! Taps at a desk that serves: to whom a card goes, what follows when it is for the entrance, and check-ins by
//! hand.

use ::readers::{ReaderEvent, Signal};
use domain::{Identification, NotDone, Outcome};

use super::Running;
use crate::actor::micros;
use crate::check_in::{self, Effect, Moment, ReaderIndex, TapAnswer, TapId};
use crate::message::{Message, TapMessage};
use crate::reception::HandMessage;

impl Running {
    /// A reader said something.
    pub(crate) fn reader(&mut self, reader: ReaderIndex, event: ReaderEvent, now: Moment) {
        match event {
            ReaderEvent::Credential(identification, read_at) => {
                tracing::info!(reader = reader.0, line_us = micros(read_at), "card read");
                self.card(reader, identification, now);
            }
            ReaderEvent::Unreadable(why) => {
                tracing::info!(reader = reader.0, ?why, "not a usable card");
                self.enter(check_in::Input::Unreadable(reader, why), now);
            }
            ReaderEvent::State(state) => {
                tracing::info!(reader = reader.0, ?state, "reader");
                self.readers.changed(reader, state);
                self.enter(check_in::Input::Reader(reader, state), now);
            }
        }
    }

    /// Something came to be known about a tap.
    pub(crate) fn tap(&mut self, tap: TapId, message: TapMessage, now: Moment) {
        match message {
            TapMessage::Answered(answer) => {
                self.taps.answered(tap, &answer);
                if proves_reachable(&answer) {
                    self.reachable(now);
                }
                self.enter(check_in::Input::Answer(tap, answer), now);
            }
            TapMessage::Greet(greeting) => self.enter(check_in::Input::Greeting(tap, greeting), now),
            TapMessage::Named(name) => self.taps.named(tap, name),
            TapMessage::Speaks(language) => self.enter(check_in::Input::Speaks(tap, language), now),
        }
    }

    /// Somebody of the team checks a member in: a line among the taps, and the door, once, for whoever is
    /// let in.
    pub(crate) fn by_hand(&mut self, message: HandMessage, now: Moment) {
        match message {
            HandMessage::Asked { key, place, name } => {
                // Those of readers count up from nothing.
                self.hands = self.hands.wrapping_sub(1);
                let tap = TapId(self.hands);
                self.taps.asked(tap, &place, now.wall);
                self.taps.named(tap, name);
                self.by_hand.insert(key, tap);
            }
            HandMessage::Answered { key, reader, answer } => {
                let Some(tap) = self.by_hand.remove(&key) else { return };
                self.taps.answered(tap, &answer);
                match answer {
                    TapAnswer::Vendor(Outcome::Done(())) | TapAnswer::LetIn { .. } => {
                        self.open_door(tap, reader, now);
                    }
                    TapAnswer::Vendor(Outcome::NotDone(_) | Outcome::Unknown(_))
                    | TapAnswer::NoToken
                    | TapAnswer::NotOnList(_)
                    | TapAnswer::StoreFault(_) => {}
                }
            }
        }
    }

    /// Takes in what happened at the entrance and does what follows.
    pub(super) fn enter(&mut self, input: check_in::Input, now: Moment) {
        for effect in self.check_in.handle(input, now) {
            match effect {
                Effect::Ask(tap, reader, identification) => self.ask(tap, reader, identification, now),
                Effect::WatchConnection => self.watch_connection(),
                Effect::Open(tap, reader) => self.open_door(tap, reader, now),
                Effect::Signal(reader, signal) => self.readers.signal(reader, signal),
                Effect::KeepTries(tries) => {
                    self.tries.send_replace(tries);
                }
            }
        }
    }

    /// A card goes to a sign-up that waits for it, to the reception, to a place that sells, and only then to
    /// the entrance.
    fn card(&mut self, reader: ReaderIndex, card: Identification, now: Moment) {
        if self.is_resting() {
            return self.readers.signal(reader, Signal::Bad);
        }
        if self.is_card_for_sign_up(reader, now) {
            return self.card_of_sign_up(card, now);
        }
        // The team wants to know whose it is, or to give it to somebody: nobody comes in by it.
        let Some(card) = self.seat.not_for_the_team(card) else { return };
        match self.counters.of_tap(reader) {
            Some(place) => {
                let input = self.counters.tap(place, reader, card);
                self.sell(input, now);
            }
            None => self.enter(check_in::Input::Tap(reader, card), now),
        }
    }

    /// Asks about a tap, once.
    fn ask(&mut self, tap: TapId, reader: ReaderIndex, identification: Identification, now: Moment) {
        self.taps.asked(tap, self.readers.name(reader), now.wall);
        match self.doors.get(reader.0).cloned().flatten() {
            Some(door) => {
                self.tasks.spawn(door.tap(tap, identification, self.language));
            }
            None => {
                let messages = self.parts.messages.clone();
                self.tasks.spawn(async move {
                    let answered = TapMessage::Answered(TapAnswer::NoToken);
                    let _ = messages.send(Message::Tap(tap, answered)).await;
                });
            }
        }
    }

    /// Opens what belongs to a reader, for somebody who is let in.
    fn open_door(&mut self, tap: TapId, reader: ReaderIndex, now: Moment) {
        if let Some(trouble) = self.outputs.open(tap, reader, now.instant) {
            self.taps.door(tap, trouble);
        }
    }
}

/// Whether an answer can only have come from the vendor.
fn proves_reachable(answer: &TapAnswer) -> bool {
    match answer {
        TapAnswer::Vendor(Outcome::Done(()) | Outcome::NotDone(NotDone::Refused { .. })) => true,
        TapAnswer::Vendor(Outcome::NotDone(_) | Outcome::Unknown(_))
        | TapAnswer::NoToken
        | TapAnswer::LetIn { .. }
        | TapAnswer::NotOnList(_)
        | TapAnswer::StoreFault(_) => false,
    }
}
