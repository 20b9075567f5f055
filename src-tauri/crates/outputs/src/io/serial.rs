//! An output on a serial port: opened, kept open, and opened again after every unplugging.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use serialport::SerialPort;
use tokio::time::{sleep, sleep_until, timeout};

use super::port::{is_there, open, send};
use super::thread::{Desk, Stop};
use crate::gate::time_left;
use crate::order::{Order, What};
use crate::proto::{drawer, lcus};
use crate::{Failure, OutputEvent, OutputState};

/// How often an idle port is looked at.
const LOOK: Duration = Duration::from_millis(100);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What hangs on the port.
#[derive(Clone, Copy)]
pub(super) enum Load {
    /// An LCUS relay, which stays on until told otherwise.
    Relay { channel: u8, length: Duration },
    /// A printer with a drawer, which needs nothing afterwards.
    Drawer,
}

pub(super) async fn run<F: Fn(OutputEvent)>(path: String, baud: u32, load: Load, desk: Desk<F>) {
    let mut line = Line { path, baud, load, desk, run: None };
    // The order to stop ends it, and nothing else.
    let Err(Stop) = line.keep_open().await;
}

/// An open port with its load, which is at rest when it is opened and when it is dropped, in
/// whatever way: after an error, at the end, and while a panic unwinds.
struct Wired {
    port: Box<dyn SerialPort>,
    load: Load,
}

impl Wired {
    fn at_rest(port: Box<dyn SerialPort>, load: Load) -> io::Result<Self> {
        let mut wired = Self { port, load };
        wired.rest()?;
        Ok(wired)
    }

    fn rest(&mut self) -> io::Result<()> {
        match self.load {
            Load::Relay { channel, .. } => send(&mut *self.port, &lcus::switch(channel, false)),
            Load::Drawer => Ok(()),
        }
    }

    /// On, or knocked at.
    fn act(&mut self) -> io::Result<()> {
        match self.load {
            Load::Relay { channel, .. } => send(&mut *self.port, &lcus::switch(channel, true)),
            Load::Drawer => send(&mut *self.port, &drawer::OPEN),
        }
    }
}

impl Drop for Wired {
    fn drop(&mut self) {
        if let Err(error) = self.rest() {
            tracing::debug!(%error, "not switched off before the port was closed");
        }
    }
}

/// The port failed; whether it was of use before.
struct Gone {
    useful: bool,
}

/// Until when the load is on, and the order it is on for.
#[derive(Clone, Copy)]
struct Held {
    order: Order,
    until: Instant,
}

/// How holding the load ended.
enum End {
    /// Its time is over.
    Over,
    /// Somebody wants it off.
    Off(Order),
    /// The port failed.
    Gone,
}

struct Line<F> {
    path: String,
    baud: u32,
    load: Load,
    desk: Desk<F>,
    /// A run that is not over, also while the port is away: somebody bought its time.
    run: Option<Held>,
}

impl<F: Fn(OutputEvent)> Line<F> {
    async fn keep_open(&mut self) -> Result<Infallible, Stop> {
        let mut pause = FIRST_PAUSE;
        let mut waiting = None;
        loop {
            let state = match self.connect() {
                Ok(wired) => {
                    self.desk.report(OutputState::Alive);
                    // A loose plug opens and fails by turns; only what was of use gets the short
                    // pause back.
                    if self.serve(wired, waiting.take()).await?.useful {
                        pause = FIRST_PAUSE;
                    }
                    OutputState::Gone
                }
                Err(state) => state,
            };
            self.desk.report(state);
            if let Some(order) = waiting.take() {
                self.not_reached(order, state);
            }
            // Whoever wants something now does not wait for the pause to end.
            if let Ok(order) = timeout(pause, self.desk.order()).await {
                waiting = Some(order?);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn connect(&self) -> Result<Wired, OutputState> {
        Wired::at_rest(open(&self.path, self.baud)?, self.load).map_err(|error| {
            tracing::debug!(%error, path = self.path, "port failed");
            OutputState::Gone
        })
    }

    fn not_reached(&mut self, order: Order, state: OutputState) {
        match order.what {
            What::Pulse | What::Run(_) => {}
            What::Off => self.forget_run(order),
        }
        self.desk.failed(order, Failure::NotReached(state));
    }

    /// A run that was to end does not go on when the port comes back.
    fn forget_run(&mut self, off: Order) {
        self.run = None;
        self.desk.ended_by(off.at);
    }

    /// Carries orders out until the port fails.
    async fn serve(&mut self, mut wired: Wired, waiting: Option<Order>) -> Result<Gone, Stop> {
        let mut next = waiting;
        let mut useful = false;
        loop {
            if let Some(order) = next.take() {
                if !self.carry_out(&mut wired, order).await? {
                    return Ok(Gone { useful });
                }
                useful = true;
            }
            if !self.go_on(&mut wired).await? {
                return Ok(Gone { useful });
            }
            tokio::select! {
                biased;
                order = self.desk.order() => next = Some(order?),
                () = sleep(LOOK) => if !is_there(&*wired.port) {
                    return Ok(Gone { useful });
                },
            }
        }
    }

    /// Says whether the port is still good.
    async fn carry_out(&mut self, wired: &mut Wired, order: Order) -> Result<bool, Stop> {
        if time_left(order, Instant::now()).is_none() {
            self.desk.failed(order, Failure::Late);
            return Ok(true);
        }
        let length = match (self.load, order.what) {
            (_, What::Off) => return Ok(self.switch_off(wired, order)),
            (Load::Relay { length, .. }, What::Pulse) => Some(length),
            (Load::Relay { .. }, What::Run(length)) => Some(length),
            (Load::Drawer, What::Pulse | What::Run(_)) => None,
        };
        if let Err(error) = wired.act() {
            tracing::debug!(%error, path = self.path, "port failed");
            self.desk.broke(order);
            return Ok(false);
        }
        let at = Instant::now();
        self.desk.done(order, at);
        let Some(length) = length else { return Ok(true) };
        let held = Held { order, until: at + length };
        match order.what {
            What::Pulse => self.run = None,
            What::Run(_) => self.run = Some(held),
            What::Off => {}
        }
        self.hold(wired, held).await
    }

    fn switch_off(&mut self, wired: &mut Wired, order: Order) -> bool {
        self.forget_run(order);
        match wired.rest() {
            Ok(()) => {
                self.desk.done(order, Instant::now());
                true
            }
            Err(error) => {
                tracing::debug!(%error, path = self.path, "port failed");
                self.desk.broke(order);
                false
            }
        }
    }

    /// Switches a run on again that a pulled plug interrupted, if its time is not over. Says whether
    /// the port is still good.
    async fn go_on(&mut self, wired: &mut Wired) -> Result<bool, Stop> {
        let Some(run) = self.run.filter(|run| Instant::now() < run.until) else {
            self.run = None;
            return Ok(true);
        };
        if let Err(error) = wired.act() {
            tracing::debug!(%error, path = self.path, "port failed");
            return Ok(false);
        }
        tracing::info!(path = self.path, "a run goes on");
        self.hold(wired, run).await
    }

    /// Leaves the relay on until its time is over or somebody wants it off; says whether the port is
    /// still good.
    async fn hold(&mut self, wired: &mut Wired, held: Held) -> Result<bool, Stop> {
        let good = match self.watch(wired, held.until).await? {
            End::Off(off) => return Ok(self.switch_off(wired, off)),
            End::Over => {
                self.run = None;
                wired.rest().is_ok()
            }
            End::Gone => false,
        };
        // A pulse has ended with the port; a run that is not over goes on.
        if !good && self.run.is_none() {
            self.desk.shut(held.order.at);
        }
        Ok(good)
    }

    async fn watch(&mut self, wired: &Wired, until: Instant) -> Result<End, Stop> {
        let end = sleep_until(until.into());
        tokio::pin!(end);
        loop {
            tokio::select! {
                biased;
                off = self.desk.off_order() => return Ok(End::Off(off?)),
                () = &mut end => return Ok(End::Over),
                () = sleep(LOOK) => if !is_there(&*wired.port) {
                    return Ok(End::Gone);
                },
            }
        }
    }
}
