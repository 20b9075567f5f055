//! What somebody does at the member's screen of a desk that serves: keys, PIN pad, camera, language and touch.

use std::time::Instant;

use ::readers::camera::{Picture, read_codes};
use ::readers::{Frame, ReaderEvent, ReaderState};
use domain::{Identification, Language, Redacted};
use tokio::task::spawn_blocking;

use super::Running;
use crate::camera;
use crate::check_in::Moment;
use crate::message::{MemberMessage, Message, Taken, answer};
use crate::staff::NotTaken;

impl Running {
    /// Somebody did something at the screen.
    pub(crate) fn member(&mut self, message: MemberMessage, now: Moment) {
        match message {
            MemberMessage::Language(language) => self.speak(language, now),
            MemberMessage::Typed(strokes, at) => {
                if let Some((reader, event)) = self.readers.typed(&strokes, at) {
                    self.reader(reader, event, now);
                }
            }
            MemberMessage::Picture(picture, at, reply) => self.look(picture, at, reply),
            MemberMessage::Camera(state) => self.camera(camera::state_of(state), now),
            MemberMessage::Buy(place) => self.sell(self.counters.wanted(place), now),
            MemberMessage::Choice(sale, choice) => self.sell(self.counters.choice(sale, choice), now),
        }
    }

    /// Somebody entered a PIN, which is looked at or not.
    pub(crate) fn pin(&mut self, digits: Redacted<String>, now: Moment) -> Result<(), NotTaken> {
        let pad = self.readers.pin_pad().filter(|_| self.check_in.takes_pins(now)).ok_or(NotTaken)?;
        let entered = Identification::Pin(digits.into_exposed());
        self.reader(pad, ReaderEvent::Credential(entered, now.instant), now);
        Ok(())
    }

    /// These codes were on a picture that was taken at `at`.
    pub(crate) fn seen(&mut self, codes: Vec<Frame>, at: Instant, now: Moment) {
        if let Some((reader, event)) = self.readers.seen(codes, at) {
            self.reader(reader, event, now);
        }
    }

    /// There is a new page, which knows nothing yet. `lost`: the one before it is gone, and with it perhaps
    /// whoever stood there. Then the new one begins where nobody is, in this language: a sign-up is kept as
    /// a draft, a sale that is not being handed out ends.
    pub(crate) fn attached(&mut self, lost: Option<Language>, now: Moment) {
        // The page before may have been told that there is no camera; this one looks for itself.
        self.camera(ReaderState::Alive, now);
        if let Some(home) = lost {
            self.counters.page_lost(&mut self.outputs, self.language, now);
            if let Some(sign_ups) = &mut self.sign_ups {
                sign_ups.page_lost(now);
            }
            self.speak(home, now);
        }
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.attached();
        }
    }

    /// The screen speaks this language now.
    fn speak(&mut self, language: Language, now: Moment) {
        self.language = language;
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.language(language, now);
        }
    }

    fn camera(&mut self, state: ReaderState, now: Moment) {
        if let Some(reader) = self.readers.camera() {
            self.reader(reader, ReaderEvent::State(state), now);
        }
    }

    /// Has a picture looked at, beside everything else, and comes back with [`Message::Seen`] before
    /// `reply` says so. A desk without a camera, or one that still looks at the last picture, says no.
    fn look(&mut self, picture: Picture, at: Instant, reply: Taken) {
        if !self.readers.begin_to_look() {
            return answer(reply, Err(NotTaken));
        }
        let messages = self.parts.messages.clone();
        self.tasks.spawn(async move {
            let looked = spawn_blocking(move || read_codes(&picture)).await;
            let codes = looked.inspect_err(|_| tracing::error!("a picture could not be looked at"));
            let _ = messages.send(Message::Seen(codes.unwrap_or_default(), at)).await;
            answer(reply, Ok(()));
        });
    }
}
