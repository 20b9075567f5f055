//! What may be told to the machine when, and what comes of it. Pure: the time comes in.

use std::time::{Duration, Instant};

use domain::{Currency, Money};

use super::MachineEvent;
use super::line::{Said, Tell};

/// How long the machine may take to say what came of an approved choice. A spiral turns for seconds and
/// tries again when nothing falls past the sensor; a lift takes half a minute, a large coffee three
/// quarters of one. The bus itself sets no limit. After a minute no machine is still at it, and nobody
/// still stands there: then it is for the staff to look.
pub(super) const SILENCE: Duration = Duration::from_secs(60);
/// How long it may take when the adapter says that the session is over, which comes after the word about
/// the sale, never before. Longer than a line that was delayed; it is not lost time for anybody.
const SESSION_OVER: Duration = Duration::from_secs(3);

/// What the desk wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Offer(Money),
    Approve(Money),
    Deny,
}

/// What follows from something that happened, in this order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) tell: Vec<Tell>,
    pub(super) events: Vec<MachineEvent>,
}

impl Step {
    fn tell(mut self, tell: Tell) -> Self {
        self.tell.push(tell);
        self
    }

    fn event(mut self, event: MachineEvent) -> Self {
        self.events.push(event);
        self
    }
}

/// One machine, as far as the desk knows it.
#[derive(Debug)]
pub(super) struct Session {
    currency: Currency,
    /// The last status was ENABLED: a session can be opened.
    ready: bool,
    /// A session nobody here wants was told to end. Once is enough.
    ending: bool,
    phase: Phase,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// Nobody's turn.
    Free,
    /// The adapter was told to open a session and has not said that it is open.
    Offering,
    /// The credit stands on the machine's display.
    Offered,
    /// The machine waits for an answer.
    Chosen(Choice),
    /// Approved. Until then somebody may say what came of it.
    HandingOut { choice: Choice, until: Instant },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    price: Money,
    item: String,
}

impl Session {
    pub(super) const fn new(currency: Currency) -> Self {
        Self { currency, ready: false, ending: false, phase: Phase::Free }
    }

    /// The port was opened. A session of a desk that crashed ends with the first word.
    pub(super) fn opened(&mut self) -> Step {
        let step = self.lost();
        step.tell(Tell::Off).tell(Tell::On)
    }

    /// The port failed, or is about to be closed.
    pub(super) fn lost(&mut self) -> Step {
        self.ready = false;
        self.ending = false;
        match self.free() {
            Phase::Free => Step::default(),
            Phase::Offering | Phase::Offered | Phase::Chosen(_) => Step::default().event(MachineEvent::Left),
            Phase::HandingOut { .. } => Step::default().event(MachineEvent::Unknown),
        }
    }

    /// When [`Session::tick`] has something to say.
    pub(super) const fn due(&self) -> Option<Instant> {
        match self.phase {
            Phase::HandingOut { until, .. } => Some(until),
            Phase::Free | Phase::Offering | Phase::Offered | Phase::Chosen(_) => None,
        }
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: Instant) -> Step {
        if self.due().is_none_or(|due| now < due) {
            return Step::default();
        }
        self.phase = Phase::Free;
        // Whatever it still does: the next one begins afresh.
        Step::default().tell(Tell::Stop).event(MachineEvent::Unknown)
    }

    /// The desk wants something.
    pub(super) fn ordered(&mut self, order: Order, now: Instant) -> Step {
        match order {
            Order::Offer(credit) => self.offer(credit),
            Order::Approve(price) => self.approve(price, now),
            Order::Deny => self.deny(),
        }
    }

    fn offer(&mut self, credit: Money) -> Step {
        let good = credit.currency == self.currency && credit.minor >= 0;
        match &self.phase {
            Phase::Free if self.ready && good => {
                self.phase = Phase::Offering;
                // Until the adapter says so again.
                self.ready = false;
                Step::default().tell(Tell::Start(credit))
            }
            Phase::Free => Step::default().event(MachineEvent::Left),
            // Somebody else's credit stands there, or the desk lost count: neither may buy with it.
            Phase::Offering | Phase::Offered => {
                self.phase = Phase::Free;
                Step::default().tell(Tell::Stop).event(MachineEvent::Left)
            }
            // The member was quicker than the desk: what they chose is told again, to whoever asks.
            Phase::Chosen(choice) => Step::default().event(choice.event()),
            // What came of it will be told, and ends this one, too.
            Phase::HandingOut { .. } => Step::default(),
        }
    }

    fn approve(&mut self, price: Money, now: Instant) -> Step {
        match self.free() {
            Phase::Chosen(choice) if choice.price == price => {
                self.phase = Phase::HandingOut { choice, until: now + SILENCE };
                Step::default().tell(Tell::Approve(price))
            }
            Phase::Chosen(_) => Step::default().tell(Tell::Stop).event(MachineEvent::NotDispensed),
            Phase::Free => Step::default().event(MachineEvent::NotDispensed),
            // Nothing was chosen in this session, so nothing can come out.
            phase @ (Phase::Offering | Phase::Offered) => {
                self.phase = phase;
                Step::default().event(MachineEvent::NotDispensed)
            }
            // It was approved before; what came of it will be told once.
            phase @ Phase::HandingOut { .. } => {
                self.phase = phase;
                Step::default()
            }
        }
    }

    fn deny(&mut self) -> Step {
        match self.free() {
            Phase::Free => Step::default(),
            Phase::Offering | Phase::Offered | Phase::Chosen(_) => Step::default().tell(Tell::Stop),
            // Too late, and a machine that is stopped halfway helps nobody.
            phase @ Phase::HandingOut { .. } => {
                self.phase = phase;
                Step::default()
            }
        }
    }

    /// The adapter said something.
    pub(super) fn heard(&mut self, said: Said, now: Instant) -> Step {
        match said {
            Said::Inactive | Said::Disabled => {
                self.ready = false;
                self.ending = false;
                self.session_over(now)
            }
            Said::Enabled => {
                self.ready = true;
                self.ending = false;
                match self.phase {
                    // From before it heard the order.
                    Phase::Offering => Step::default(),
                    Phase::Free | Phase::Offered | Phase::Chosen(_) | Phase::HandingOut { .. } => {
                        self.session_over(now)
                    }
                }
            }
            Said::Idle { credit } => {
                self.ready = false;
                self.idle(credit)
            }
            Said::Vend { price, item } => {
                self.ready = false;
                self.ending = false;
                self.chosen(Choice { price, item })
            }
            Said::Unreadable => {
                self.ready = false;
                self.unreadable()
            }
            Said::Success => self.told(MachineEvent::Dispensed),
            Said::Failed | Said::ApprovalRefused => self.told(MachineEvent::NotDispensed),
            Said::Cancelled => match self.phase {
                Phase::Chosen(_) => self.leave(),
                // It crossed the approval on the way.
                Phase::HandingOut { .. } => self.told(MachineEvent::NotDispensed),
                Phase::Free | Phase::Offering | Phase::Offered => Step::default(),
            },
            Said::StartRefused => match self.phase {
                Phase::Offering => self.leave(),
                Phase::Free | Phase::Offered | Phase::Chosen(_) | Phase::HandingOut { .. } => Step::default(),
            },
        }
    }

    fn session_over(&mut self, now: Instant) -> Step {
        match &mut self.phase {
            Phase::Free => Step::default(),
            Phase::Offering | Phase::Offered | Phase::Chosen(_) => self.leave(),
            // The word about the sale should have come before this one.
            Phase::HandingOut { until, .. } => {
                *until = (*until).min(now + SESSION_OVER);
                Step::default()
            }
        }
    }

    fn idle(&mut self, credit: bool) -> Step {
        match self.phase {
            Phase::Offering => {
                self.phase = Phase::Offered;
                Step::default()
            }
            Phase::Offered | Phase::HandingOut { .. } => Step::default(),
            Phase::Free => self.end(credit, Step::default()),
            Phase::Chosen(_) => {
                let step = self.leave();
                self.end(credit, step)
            }
        }
    }

    /// Ends a session that stands open with somebody's credit and is nobody's.
    fn end(&mut self, open: bool, step: Step) -> Step {
        if open && !self.ending {
            self.ending = true;
            return step.tell(Tell::Stop);
        }
        step
    }

    fn chosen(&mut self, choice: Choice) -> Step {
        let event = choice.event();
        match &mut self.phase {
            Phase::Free | Phase::Offering | Phase::Offered => {
                self.phase = Phase::Chosen(choice);
                Step::default().event(event)
            }
            // The same line twice.
            Phase::Chosen(before) | Phase::HandingOut { choice: before, .. } if *before == choice => {
                Step::default()
            }
            // An answer to the first one may be on its way and would be taken for one to this.
            Phase::Chosen(_) => {
                let step = self.leave();
                step.tell(Tell::Stop)
            }
            // It wants to sell again, so the one before is over, and nobody said how.
            Phase::HandingOut { .. } => {
                self.phase = Phase::Chosen(choice);
                Step::default().event(MachineEvent::Unknown).event(event)
            }
        }
    }

    fn unreadable(&mut self) -> Step {
        match self.phase {
            Phase::Free => Step::default().tell(Tell::Stop),
            Phase::Offering | Phase::Offered | Phase::Chosen(_) => {
                let step = self.leave();
                step.tell(Tell::Stop)
            }
            // Noise, or a second copy of what was approved.
            Phase::HandingOut { .. } => Step::default(),
        }
    }

    /// The machine's word about what was approved.
    fn told(&mut self, outcome: MachineEvent) -> Step {
        match self.phase {
            Phase::HandingOut { .. } => {
                self.phase = Phase::Free;
                Step::default().event(outcome)
            }
            // A second copy, or a word that comes after its time.
            Phase::Free | Phase::Offering | Phase::Offered | Phase::Chosen(_) => {
                tracing::warn!("the machine speaks of a sale that is none");
                Step::default()
            }
        }
    }

    fn leave(&mut self) -> Step {
        self.phase = Phase::Free;
        Step::default().event(MachineEvent::Left)
    }

    fn free(&mut self) -> Phase {
        std::mem::replace(&mut self.phase, Phase::Free)
    }
}

impl Choice {
    fn event(&self) -> MachineEvent {
        MachineEvent::Chosen { price: self.price, item: self.item.clone() }
    }
}

#[cfg(test)]
mod tests;
