//! The adapter itself: one thread, which opens its port, keeps it, and opens it again after every
//! unplugging.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use domain::Currency;
use serialport::{ClearBuffer, SerialPort};
use tokio::runtime;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, sleep_until};

use super::line::{Lines, Tell};
use super::session::{Order, Session, Step};
use super::{MachineEvent, MachineSettings};
use crate::OutputState;
use crate::io::{open_port, send};

/// How often the port is looked at. A member who has pressed a button does not notice it.
const LOOK: Duration = Duration::from_millis(10);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How much is read before orders get their turn.
const READ: usize = 512;

pub(super) fn run(
    settings: MachineSettings,
    currency: Currency,
    orders: Receiver<Order>,
    on_event: impl Fn(MachineEvent),
) {
    let session = Session::new(currency);
    let mut keeper = Keeper { settings, currency, orders, on_event, session, state: None };
    match runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => {
            // The order to stop ends it, and nothing else.
            let Err(Stop) = runtime.block_on(keeper.keep_open());
        }
        Err(error) => {
            tracing::error!(%error, "no timers for the machine");
            keeper.report(OutputState::Gone);
        }
    }
}

/// The machine was dropped.
struct Stop;

/// The port failed; whether anything was heard before.
struct Gone {
    useful: bool,
}

/// An open port. The adapter is off when it is closed, in whatever way: after an error, at the end, and
/// while a panic unwinds.
struct Wired(Box<dyn SerialPort>);

impl Wired {
    fn tell(&mut self, tell: Tell) -> io::Result<()> {
        send(&mut *self.0, tell.line().as_bytes())
    }

    /// What has arrived, which may be nothing.
    fn read<'b>(&mut self, buffer: &'b mut [u8; READ]) -> io::Result<&'b [u8]> {
        let there = usize::try_from(self.0.bytes_to_read()?).unwrap_or(READ).min(READ);
        let read = if there == 0 { 0 } else { self.0.read(&mut buffer[..there])? };
        Ok(&buffer[..read])
    }
}

impl Drop for Wired {
    fn drop(&mut self) {
        if let Err(error) = self.tell(Tell::Off) {
            tracing::debug!(%error, "the adapter was not switched off before the port was closed");
        }
    }
}

struct Keeper<F> {
    settings: MachineSettings,
    currency: Currency,
    orders: Receiver<Order>,
    on_event: F,
    session: Session,
    state: Option<OutputState>,
}

impl<F: Fn(MachineEvent)> Keeper<F> {
    async fn keep_open(&mut self) -> Result<Infallible, Stop> {
        let mut pause = FIRST_PAUSE;
        loop {
            let state = match self.connect() {
                Ok(wired) => {
                    self.report(OutputState::Alive);
                    // A loose plug opens and fails by turns; only what was of use gets the short
                    // pause back.
                    if self.serve(wired).await?.useful {
                        pause = FIRST_PAUSE;
                    }
                    OutputState::Gone
                }
                Err(state) => state,
            };
            self.report(state);
            let lost = self.session.lost();
            self.announce(lost);
            self.wait(pause).await?;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn connect(&self) -> Result<Wired, OutputState> {
        let port = open_port(&self.settings.port, self.settings.baud)?;
        // What the adapter said to a desk before this one.
        if let Err(error) = port.clear(ClearBuffer::Input) {
            tracing::debug!(%error, port = self.settings.port, "port failed");
            return Err(OutputState::Gone);
        }
        Ok(Wired(port))
    }

    /// Between two attempts: orders are answered at once, because nobody can carry them out.
    async fn wait(&mut self, pause: Duration) -> Result<(), Stop> {
        let end = sleep(pause);
        tokio::pin!(end);
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => {
                    let step = self.session.ordered(order.ok_or(Stop)?, Instant::now());
                    self.announce(step);
                }
                () = &mut end => return Ok(()),
            }
        }
    }

    async fn serve(&mut self, mut wired: Wired) -> Result<Gone, Stop> {
        let mut lines = Lines::new(self.currency);
        let mut useful = false;
        let opened = self.session.opened();
        if !self.take(&mut wired, opened) {
            return Ok(Gone { useful });
        }
        loop {
            let due = self.session.due();
            let silence = async {
                match due {
                    Some(due) => sleep_until(due.into()).await,
                    None => std::future::pending().await,
                }
            };
            let good = tokio::select! {
                biased;
                order = self.orders.recv() => {
                    let order = order.ok_or(Stop)?;
                    // The machine may have ended the session a moment ago.
                    self.listen(&mut wired, &mut lines, &mut useful) && {
                        let step = self.session.ordered(order, Instant::now());
                        self.take(&mut wired, step)
                    }
                }
                () = silence => self.listen(&mut wired, &mut lines, &mut useful) && {
                    let step = self.session.tick(Instant::now());
                    self.take(&mut wired, step)
                },
                () = sleep(LOOK) => self.listen(&mut wired, &mut lines, &mut useful),
            };
            if !good {
                return Ok(Gone { useful });
            }
        }
    }

    /// Hears what has arrived. Says whether the port is still good.
    fn listen(&mut self, wired: &mut Wired, lines: &mut Lines, useful: &mut bool) -> bool {
        let mut buffer = [0; READ];
        let said = match wired.read(&mut buffer) {
            Ok(bytes) => lines.take(bytes),
            Err(error) => {
                tracing::debug!(%error, port = self.settings.port, "port failed");
                return false;
            }
        };
        let mut good = true;
        *useful |= !said.is_empty();
        for said in said {
            tracing::debug!(machine = self.settings.name, ?said, "machine");
            let step = self.session.heard(said, Instant::now());
            good &= self.take(wired, step);
        }
        good
    }

    /// Does what follows. Says whether the port is still good. What was to be told and could not be is
    /// never told later; the session learns that the port was lost.
    fn take(&mut self, wired: &mut Wired, step: Step) -> bool {
        let mut good = true;
        for tell in &step.tell {
            tracing::debug!(machine = self.settings.name, ?tell, "machine told");
            if good && let Err(error) = wired.tell(*tell) {
                tracing::debug!(%error, port = self.settings.port, "port failed");
                good = false;
            }
        }
        self.announce(step);
        good
    }

    fn announce(&self, step: Step) {
        for event in step.events {
            tracing::info!(machine = self.settings.name, ?event, "machine");
            self.say(event);
        }
    }

    fn report(&mut self, state: OutputState) {
        if self.state.replace(state) != Some(state) {
            tracing::info!(machine = self.settings.name, ?state, "machine");
            self.say(MachineEvent::State(state));
        }
    }

    /// No event after the end, even if the driver hung in between.
    fn say(&self, event: MachineEvent) {
        if !self.orders.is_closed() {
            (self.on_event)(event);
        }
    }
}
