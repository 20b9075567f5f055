//! One output, as the desk holds it.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::Sender;
use tokio::sync::oneshot;

use crate::gate::Gate;
use crate::io::{Started, Worker, start};
use crate::order::{Order, Skill, What};
use crate::{Kind, OutputEvent, OutputSettings, Pulse};

/// An output that can be pulsed, or switched on for a time that was bought, until dropped.
///
/// Dropping it gives up an order that is under way, switches a serial relay off and closes the port,
/// within 500 ms and usually within 20 ms. A Shelly that runs goes on to the end of its time, which it
/// keeps itself. Only when `on_event` or the driver itself hangs, the thread is
/// left behind rather than waited for; it ends as soon as it can, without another event. A relay
/// that was on when the program was killed, or ended without dropping its outputs, stays on until
/// the next start.
#[derive(Debug)]
pub struct Output {
    skill: Skill,
    gate: Arc<Mutex<Gate>>,
    // Dropped in this order: the end of these two ends the thread.
    orders: Sender<Order>,
    _stop: oneshot::Sender<Infallible>,
    _thread: Option<Worker>,
}

impl Output {
    /// Reaches for the output, and switches a serial relay off. `on_event` runs on the output's own
    /// thread: it must not wait, because while it does, nothing is switched on or off.
    ///
    /// An output that cannot be reached is no error: it is reported as a state and tried again. A
    /// port after 100 ms, then ever less often, up to every 2 s; a device in the network after 1 s,
    /// up to every 30 s. An order tries at once.
    pub fn open(settings: OutputSettings, on_event: impl Fn(OutputEvent) + Send + 'static) -> Self {
        let skill = match &settings.kind {
            Kind::Shelly(shelly) => Skill::Switched(shelly.length),
            Kind::Lcus(lcus) => Skill::Switched(lcus.length),
            Kind::Drawer(_) => Skill::Knocked,
        };
        let gate = Arc::new(Mutex::new(Gate::new(skill.pulse())));
        let Started { orders, stop, thread } = start(settings, gate.clone(), on_event);
        Self { skill, gate, orders, _stop: stop, _thread: thread }
    }

    /// Orders one pulse, and returns at once. `now` is when the verdict fell: 3 s later the order is
    /// dropped ([`Failure::Late`](crate::Failure::Late)), and its event carries that time.
    pub fn pulse(&self, now: Instant) -> Pulse {
        self.order(What::Pulse, now)
    }

    /// Orders the output to be on for exactly this time, 1 s to 4 h, whatever the length of a pulse is,
    /// and returns at once. [`OutputEvent::Done`] when it is on; the end of the time is no event.
    ///
    /// A Shelly keeps the time itself, also when this computer dies. A serial relay is switched off by
    /// this program: at the end of the time, when it is dropped, and at the next start. One that is
    /// unplugged meanwhile and comes back goes on for what is left of the time. Until the time is over
    /// no other order is taken ([`Pulse::Busy`]), except [`Output::off`].
    pub fn run(&self, now: Instant, length: Duration) -> Pulse {
        self.order(What::Run(length), now)
    }

    /// Orders the output to be off before its time, and returns at once. Never refused because of what
    /// came before: also for a run of which nobody knows whether it began. However late, it is carried
    /// out.
    pub fn off(&self, now: Instant) -> Pulse {
        self.order(What::Off, now)
    }

    fn order(&self, what: What, at: Instant) -> Pulse {
        if let Some(refused) = self.skill.refuses(what) {
            return refused;
        }
        if self.orders.is_closed() {
            return Pulse::Dead;
        }
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let pulse = gate.ask(what, at);
        match pulse {
            Pulse::Ordered if self.orders.try_send(Order { at, what }).is_err() => {
                gate.shut(at);
                Pulse::Dead
            }
            Pulse::Ordered
            | Pulse::Coalesced
            | Pulse::Busy
            | Pulse::TooSoon
            | Pulse::Unsuitable
            | Pulse::Dead => pulse,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{Receiver, channel};

    use super::*;

    /// An output whose thread looks at nothing, as while its driver hangs.
    fn hung(room: usize) -> (Output, Receiver<Order>) {
        let (orders, taken) = channel(room);
        let (stop, _) = oneshot::channel();
        let skill = Skill::Switched(Duration::from_secs(2));
        let gate = Arc::new(Mutex::new(Gate::new(skill.pulse())));
        (Output { skill, gate, orders, _stop: stop, _thread: None }, taken)
    }

    #[test]
    fn an_order_that_finds_no_room_is_told_and_keeps_nobody_from_the_next() {
        let (output, mut taken) = hung(1);
        let now = Instant::now();
        assert_eq!(output.off(now), Pulse::Ordered);
        assert_eq!(output.off(now), Pulse::Dead);
        assert_eq!(output.pulse(now), Pulse::Dead);
        // The driver goes on.
        assert_eq!(taken.try_recv(), Ok(Order { at: now, what: What::Off }));
        let later = now + Duration::from_secs(2);
        assert_eq!(output.pulse(later), Pulse::Ordered, "nothing is under way");
        assert_eq!(taken.try_recv(), Ok(Order { at: later, what: What::Pulse }));
        assert!(taken.try_recv().is_err(), "nothing that was refused is done later");
        drop(taken);
        assert_eq!(output.off(later), Pulse::Dead);
    }
}
