//! An output on a serial port: opened, kept open, and opened again after every unplugging.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use serialport::SerialPort;
use tokio::time::{sleep, sleep_until, timeout};

use super::port::{is_there, open, send};
use super::thread::{Desk, Stop};
use crate::gate::time_left;
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
    let mut line = Line { path, baud, load, desk };
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

struct Line<F> {
    path: String,
    baud: u32,
    load: Load,
    desk: Desk<F>,
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
                self.desk.failed(order, Failure::NotReached(state));
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

    /// Carries orders out until the port fails.
    async fn serve(&mut self, mut wired: Wired, waiting: Option<Instant>) -> Result<Gone, Stop> {
        let mut next = waiting;
        let mut useful = false;
        loop {
            if let Some(order) = next.take() {
                if !self.carry_out(&mut wired, order).await? {
                    return Ok(Gone { useful });
                }
                useful = true;
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
    async fn carry_out(&mut self, wired: &mut Wired, order: Instant) -> Result<bool, Stop> {
        if time_left(order, Instant::now()).is_none() {
            self.desk.failed(order, Failure::Late);
            return Ok(true);
        }
        if let Err(error) = wired.act() {
            tracing::debug!(%error, path = self.path, "port failed");
            self.desk.broke(order);
            return Ok(false);
        }
        let at = Instant::now();
        self.desk.done(order, at);
        match self.load {
            Load::Relay { length, .. } => {
                let kept = self.hold(wired, at + length).await?;
                let good = kept && wired.rest().is_ok();
                if !good {
                    self.desk.shut(order);
                }
                Ok(good)
            }
            Load::Drawer => Ok(true),
        }
    }

    /// Leaves the relay on until then; says whether the port is still good.
    async fn hold(&mut self, wired: &Wired, until: Instant) -> Result<bool, Stop> {
        let end = sleep_until(until.into());
        tokio::pin!(end);
        loop {
            tokio::select! {
                biased;
                _ = &mut self.desk.stop => return Err(Stop),
                () = &mut end => return Ok(true),
                () = sleep(LOOK) => if !is_there(&*wired.port) {
                    return Ok(false);
                },
            }
        }
    }
}
