//! Check-in: what a tap means, what is asked, and what the screen says. No I/O and no clock.
//!
//! Every tap becomes at most one request. Its answer, whatever it is, ends in exactly one verdict,
//! and nothing in here ever asks twice for the same tap: a repeated identification may check the
//! member out, so an unknown outcome stays unknown until a person acts.

mod pins;
mod same_card;
mod screen;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use domain::{Identification, Language, NotDone, Outcome};
use jiff::Timestamp;
use readers::{ReaderState, Signal, Unreadable};
use wire::{AttentionReason, OutOfOrderReason, Screen, UnconfirmedReason, UnreadableReason, VerdictView};

use crate::tries::Tries;
use pins::Pins;
use same_card::{SameCard, Tapped};
use screen::Display;

/// A moment, on both clocks: one to measure with, one to tell people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Never goes backwards.
    pub instant: Instant,
    /// What the wall clock says.
    pub wall: Timestamp,
}

/// A tap that was accepted and is being asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TapId(pub u32);

/// A reader, by its place in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReaderIndex(pub usize);

/// What the vendor says about the member behind a tap, as far as a welcome needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// The first name, if there is one.
    pub first_name: Option<domain::Redacted<String>>,
    /// Today is the member's birthday.
    pub birthday: bool,
}

/// Something that happened.
#[derive(Debug)]
pub enum Input {
    /// A reader read a credential.
    Tap(ReaderIndex, Identification),
    /// A reader heard something that is not a credential.
    Unreadable(ReaderIndex, Unreadable),
    /// A reader came or went.
    Reader(ReaderIndex, ReaderState),
    /// The vendor's answer to a tap.
    Answer(TapId, TapAnswer),
    /// Who the member is; may come before or after the answer, or never.
    Greeting(TapId, Greeting),
    /// The member's own language; comes before the answer.
    Speaks(TapId, Language),
    /// The vendor can be reached again.
    Reachable,
    /// The vendor cannot be reached, as something other than a tap found out.
    Unreachable,
    /// Whether something waits for the team.
    TeamNeeded(bool),
    /// A deadline passed.
    Tick,
}

/// How the question about a tap ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TapAnswer {
    /// The vendor was asked.
    Vendor(Outcome<()>),
    /// The vendor could not be asked: the reader's device has no token here.
    NoToken,
    /// It was certainly not recorded, and the desk's own rules let the member in. Written down.
    LetIn {
        /// Why the vendor did not.
        why: NotDone,
        /// The first name, where the member list knows it.
        first_name: Option<domain::Redacted<String>>,
    },
    /// It was certainly not recorded, and the desk's own rules say no.
    NotOnList(NotDone),
    /// The desk's own rules would let the member in, but it cannot be written down.
    StoreFault(NotDone),
}

/// Something to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the vendor, once, and come back with [`Input::Answer`].
    Ask(TapId, ReaderIndex, Identification),
    /// Find out when the vendor can be reached again, and come back with [`Input::Reachable`].
    WatchConnection,
    /// Somebody is let in at this reader: open what its device opens. Once a tap, and never for an
    /// answer that is not known.
    Open(TapId, ReaderIndex),
    /// Let the reader show what was decided.
    Signal(ReaderIndex, Signal),
    /// Have the store remember the wrong PINs.
    KeepTries(Tries),
}

/// What the desk has for members to use.
#[derive(Clone, Copy, Debug)]
pub struct Equipment {
    /// Readers of whatever kind.
    pub readers: usize,
    /// One of them types into the screen.
    pub typed: bool,
    /// One of them is the camera of the screen.
    pub camera: Option<ReaderIndex>,
    /// One of them is the PIN pad on the screen.
    pub pin_pad: bool,
}

/// The state of check-in at one desk.
#[derive(Debug)]
pub struct CheckIn {
    /// Of those that cannot be watched nothing is ever heard, so they never count as gone.
    readers: Vec<ReaderState>,
    typed: bool,
    camera: Option<ReaderIndex>,
    pins: Pins,
    /// Taps that are being asked about.
    asked: Vec<Asked>,
    same_card: SameCard,
    display: Display,
    next_tap: u32,
    notice: Option<AttentionReason>,
    team_needed: bool,
}

#[derive(Debug)]
struct Asked {
    tap: TapId,
    reader: ReaderIndex,
    pin: bool,
}

impl CheckIn {
    /// A desk none of whose readers has been heard of yet. `verdict_for` is how long a verdict stays,
    /// `tries` the wrong PINs there were before.
    pub fn new(equipment: Equipment, verdict_for: Duration, tries: Tries) -> Self {
        Self {
            // Opening a port takes a moment; until it fails the desk is not out of order.
            readers: vec![ReaderState::Alive; equipment.readers],
            typed: equipment.typed,
            camera: equipment.camera,
            pins: Pins::new(equipment.pin_pad, tries),
            asked: Vec::new(),
            same_card: SameCard::default(),
            display: Display::new(verdict_for),
            next_tap: 1,
            notice: None,
            team_needed: false,
        }
    }

    /// Takes in what happened and says what to do. The screen may have changed: see [`Self::screen`].
    pub fn handle(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        self.display.advance(now.instant);
        let effects = match input {
            Input::Tap(reader, identification) => self.tap(reader, identification, now),
            Input::Unreadable(reader, Unreadable::Garbled)
                if self.same_card.read_just_now(reader, now.instant) =>
            {
                // The last copy of a number breaks off when the card is lifted.
                Vec::new()
            }
            Input::Unreadable(reader, why) => {
                self.say(reader, VerdictView::Unreadable { reason: unreadable(why) }, now)
            }
            Input::Reader(ReaderIndex(index), state) => {
                if let Some(reader) = self.readers.get_mut(index) {
                    *reader = state;
                }
                Vec::new()
            }
            Input::Answer(tap, answer) => self.answer(tap, answer, now),
            Input::Greeting(tap, greeting) => {
                self.display.greet(tap, greeting);
                Vec::new()
            }
            Input::Speaks(tap, language) => {
                self.display.speaks(tap, language);
                Vec::new()
            }
            Input::Reachable => {
                if self.notice == Some(AttentionReason::NoConnection) {
                    self.notice = None;
                }
                Vec::new()
            }
            Input::Unreachable => {
                self.notice = self.notice.or(Some(AttentionReason::NoConnection));
                vec![Effect::WatchConnection]
            }
            Input::TeamNeeded(needed) => {
                self.team_needed = needed;
                Vec::new()
            }
            Input::Tick => Vec::new(),
        };
        self.pins.advance(now);
        effects
    }

    /// When [`Input::Tick`] is due, if ever.
    pub fn deadline(&self) -> Option<Instant> {
        [self.display.deadline(), self.pins.deadline()].into_iter().flatten().min()
    }

    /// Whether a PIN would be looked at now.
    pub fn takes_pins(&self, now: Moment) -> bool {
        self.pins.may_try(now.wall)
    }

    /// What the screen shows now.
    pub fn screen(&self, now: Moment) -> Screen {
        self.display.screen().unwrap_or_else(|| match self.out_of_order() {
            Some(reason) => Screen::OutOfOrder { reason },
            None => Screen::Idle(wire::IdleView {
                notice: self.notice,
                team: self.team_needed,
                pin: self.pins.view(now.wall),
                typed: self.typed,
                camera: self.camera.is_some(),
                choices: Vec::new(),
                sign_up: wire::SignUpChoices::default(),
                cancel_page: None,
            }),
        })
    }

    fn tap(&mut self, reader: ReaderIndex, identification: Identification, now: Moment) -> Vec<Effect> {
        let pin = matches!(identification, Identification::Pin(_));
        if pin && !self.pins.may_try(now.wall) {
            return self.say(reader, VerdictView::Attention { reason: AttentionReason::PinPause }, now);
        }
        match self.same_card.tapped(reader, &identification, TapId(self.next_tap), now.instant) {
            Tapped::New => {
                let tap = self.new_tap();
                self.display.ask(tap);
                self.asked.push(Asked { tap, reader, pin });
                if pin {
                    self.pins.asked();
                }
                vec![Effect::Ask(tap, reader, identification)]
            }
            Tapped::StillThere => Vec::new(),
            Tapped::Again(verdict) => self.say(reader, verdict, now),
        }
    }

    /// A verdict that needs no question.
    fn say(&mut self, reader: ReaderIndex, verdict: VerdictView, now: Moment) -> Vec<Effect> {
        let signal = Effect::Signal(reader, signal(&verdict));
        let tap = self.new_tap();
        self.display.show(tap, verdict, now.instant);
        vec![signal]
    }

    fn new_tap(&mut self) -> TapId {
        let tap = TapId(self.next_tap);
        self.next_tap = self.next_tap.wrapping_add(1);
        tap
    }

    fn answer(&mut self, tap: TapId, answer: TapAnswer, now: Moment) -> Vec<Effect> {
        let Some(place) = self.asked.iter().position(|asked| asked.tap == tap) else { return Vec::new() };
        let Asked { reader, pin, .. } = self.asked.remove(place);
        let verdict = verdict(&answer);
        let cause = cause(&answer);
        let mut effects = vec![Effect::Signal(reader, signal(&verdict))];
        if lets_in(&answer) {
            effects.push(Effect::Open(tap, reader));
        }
        if pin && self.pins.answered(&answer, now.wall) {
            effects.push(Effect::KeepTries(self.pins.tries().clone()));
        }
        let again = match &verdict {
            VerdictView::Welcome { .. } => VerdictView::Already { at_ms: now.wall.into() },
            VerdictView::Refused { .. }
            | VerdictView::Unconfirmed { .. }
            | VerdictView::Unreadable { .. }
            | VerdictView::Already { .. }
            | VerdictView::Attention { .. } => verdict.clone(),
        };
        self.same_card.answered(tap, again, now.instant);
        self.notice = cause.or_else(|| self.notice_after(&verdict));
        self.display.answer(tap, verdict, now.instant);
        if self.notice == Some(AttentionReason::NoConnection) {
            effects.push(Effect::WatchConnection);
        }
        effects
    }

    /// What the idle screen warns of after this verdict. Only what will meet the next member, too.
    fn notice_after(&self, verdict: &VerdictView) -> Option<AttentionReason> {
        match verdict {
            VerdictView::Welcome { .. } | VerdictView::Refused { .. } => None,
            VerdictView::Attention { reason } => match reason {
                AttentionReason::NoConnection
                | AttentionReason::AccessWithdrawn
                | AttentionReason::NotTheVendor
                | AttentionReason::CertificateWrong
                | AttentionReason::TokenMissing => Some(*reason),
                AttentionReason::TooBusy
                | AttentionReason::VendorPause
                | AttentionReason::NotOnList
                | AttentionReason::StoreFault
                | AttentionReason::PinPause => None,
            },
            VerdictView::Unconfirmed { .. }
            | VerdictView::Unreadable { .. }
            | VerdictView::Already { .. } => self.notice,
        }
    }

    fn out_of_order(&self) -> Option<OutOfOrderReason> {
        let mut reason = None;
        for (index, state) in self.readers.iter().enumerate() {
            let camera = self.camera == Some(ReaderIndex(index));
            reason = Some(match state {
                ReaderState::Alive => return None,
                ReaderState::Gone if camera => OutOfOrderReason::CameraMissing,
                ReaderState::Forbidden if camera => OutOfOrderReason::CameraDenied,
                ReaderState::Gone => OutOfOrderReason::ReaderGone,
                ReaderState::InUse => OutOfOrderReason::ReaderInUse,
                ReaderState::Forbidden => OutOfOrderReason::ReaderForbidden,
                ReaderState::ServiceMissing => OutOfOrderReason::CardServiceMissing,
                ReaderState::HeldByKernel => OutOfOrderReason::ReaderHeldByKernel,
            });
        }
        reason
    }
}

/// Whether a door may open: the vendor has recorded it, or the desk's own rules let the member in and
/// it is written down. Not where nobody knows: whoever that is has to show themselves at the desk.
fn lets_in(answer: &TapAnswer) -> bool {
    match answer {
        TapAnswer::Vendor(Outcome::Done(())) | TapAnswer::LetIn { .. } => true,
        TapAnswer::Vendor(Outcome::NotDone(_) | Outcome::Unknown(_))
        | TapAnswer::NoToken
        | TapAnswer::NotOnList(_)
        | TapAnswer::StoreFault(_) => false,
    }
}

/// What a reader that can beep or light up shows for a verdict.
fn signal(verdict: &VerdictView) -> Signal {
    match verdict {
        VerdictView::Welcome { .. }
        | VerdictView::Already { .. }
        | VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. } => Signal::Good,
        VerdictView::Unconfirmed {
            reason:
                UnconfirmedReason::NoAnswer | UnconfirmedReason::AnswerLost | UnconfirmedReason::VendorFault,
            ..
        }
        | VerdictView::Refused { .. }
        | VerdictView::Unreadable { .. }
        | VerdictView::Attention { .. } => Signal::Bad,
    }
}

fn verdict(answer: &TapAnswer) -> VerdictView {
    let attention = |reason| VerdictView::Attention { reason };
    match answer {
        TapAnswer::NoToken => attention(AttentionReason::TokenMissing),
        TapAnswer::LetIn { first_name, .. } => VerdictView::Unconfirmed {
            reason: UnconfirmedReason::LetIn,
            first_name: first_name.as_ref().map(|name| name.expose().clone()),
        },
        TapAnswer::NotOnList(_) => attention(AttentionReason::NotOnList),
        TapAnswer::StoreFault(_) => attention(AttentionReason::StoreFault),
        TapAnswer::Vendor(Outcome::Done(())) => VerdictView::Welcome { first_name: None, birthday: false },
        TapAnswer::Vendor(Outcome::NotDone(why)) => match reason(why) {
            Ok(reason) => attention(reason),
            Err(message) => VerdictView::Refused { message },
        },
        TapAnswer::Vendor(Outcome::Unknown(why)) => VerdictView::Unconfirmed {
            reason: match why {
                domain::Unknown::TimedOut => UnconfirmedReason::NoAnswer,
                domain::Unknown::AnswerLost | domain::Unknown::AnswerGarbled => UnconfirmedReason::AnswerLost,
                domain::Unknown::VendorFault => UnconfirmedReason::VendorFault,
            },
            first_name: None,
        },
    }
}

/// Why somebody is sent to a person, or else the vendor's words for them.
pub(crate) fn reason(why: &NotDone) -> Result<AttentionReason, Option<String>> {
    match why {
        NotDone::Refused { message, .. } => Err(message.as_ref().map(|message| message.expose().clone())),
        NotDone::AccessWithdrawn => Ok(AttentionReason::AccessWithdrawn),
        NotDone::TooBusy => Ok(AttentionReason::TooBusy),
        NotDone::VendorPause => Ok(AttentionReason::VendorPause),
        NotDone::NoConnection => Ok(AttentionReason::NoConnection),
        NotDone::CertificateWrong => Ok(AttentionReason::CertificateWrong),
        NotDone::NotTheVendor => Ok(AttentionReason::NotTheVendor),
    }
}

/// What the idle screen warns of when the desk had to decide by itself.
fn cause(answer: &TapAnswer) -> Option<AttentionReason> {
    match answer {
        TapAnswer::Vendor(_) | TapAnswer::NoToken => None,
        TapAnswer::LetIn { why, .. } | TapAnswer::NotOnList(why) | TapAnswer::StoreFault(why) => match why {
            NotDone::NoConnection => Some(AttentionReason::NoConnection),
            NotDone::CertificateWrong => Some(AttentionReason::CertificateWrong),
            NotDone::NotTheVendor => Some(AttentionReason::NotTheVendor),
            NotDone::Refused { .. } | NotDone::AccessWithdrawn | NotDone::TooBusy | NotDone::VendorPause => {
                None
            }
        },
    }
}

pub(crate) fn unreadable(why: Unreadable) -> UnreadableReason {
    match why {
        Unreadable::Garbled => UnreadableReason::Garbled,
        Unreadable::Random => UnreadableReason::Random,
        Unreadable::Truncated => UnreadableReason::Truncated,
        Unreadable::Blank => UnreadableReason::Blank,
        Unreadable::WrongForm => UnreadableReason::WrongForm,
        Unreadable::Shortened => UnreadableReason::Shortened,
        Unreadable::BrokenCode => UnreadableReason::BrokenCode,
    }
}
