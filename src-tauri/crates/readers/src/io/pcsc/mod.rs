//! Contactless readers of the system's card service (PC/SC): ACR122U, OMNIKEY, Identiv, ….
//!
//! `slots` decides which cards have to be read and is pure; `watch` carries it out on a thread of its
//! own. A second thread has the lamp in hand, because a reader answers only when it has finished
//! beeping, and wakes the first one when it is time to stop, which asks the service, too: the thread
//! that owns a [`PcscReader`] never waits for the service.

mod board;
mod card;
mod kernel;
mod lamp;
mod names;
mod service;
mod slots;
mod watch;

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::mpsc::Receiver;

use board::Board;
use names::{has_lamp, labels};
use slots::Slots;
use watch::Watch;

use super::event::{ReaderEvent, ReaderState};
use super::thread::Thread;
use crate::{PcscSettings, Signal};

/// Contactless readers that are being watched, until dropped.
///
/// Dropping stops within 100 ms. Only when `on_event` or the service itself hangs, or while a reader
/// beeps (3 s at most), threads are left behind rather than waited for, 200 ms at most; they end as
/// soon as they can, without another event.
#[derive(Debug)]
pub struct PcscReader {
    /// `None` when the system had none to give.
    threads: Option<Threads>,
}

#[derive(Debug)]
struct Threads {
    watch: Thread<Infallible>,
    hand: Thread<Order>,
}

/// What the second thread does.
#[derive(Debug)]
enum Order {
    Show(Signal),
    Wake,
}

impl PcscReader {
    /// Starts watching every contactless slot that `settings` means. `on_event` runs on the thread
    /// that watches: it must not wait, because while it does, nobody does.
    ///
    /// A card held to a reader is one event, however long it lies there; so is one that lies there at
    /// the start. Readers may come and go, and so may the service: that is reported as a state and
    /// looked at again every second.
    pub fn spawn(settings: PcscSettings, on_event: impl Fn(ReaderEvent) + Send + 'static) -> Self {
        let threads = Threads::start(settings, on_event).map_err(|(error, on_event)| {
            tracing::error!(%error, "no thread for the reader");
            on_event(ReaderEvent::State(ReaderState::Gone));
        });
        Self { threads: threads.ok() }
    }

    /// Lets the reader of the last tap beep and light up, if it is one that can. Does not wait; of
    /// signals that come while it still beeps, the last one counts.
    pub fn signal(&self, signal: Signal) {
        if let Some(threads) = &self.threads {
            threads.hand.order(Order::Show(signal));
        }
    }
}

impl Threads {
    fn start<F: Fn(ReaderEvent) + Send + 'static>(
        settings: PcscSettings,
        on_event: F,
    ) -> Result<Self, (io::Error, F)> {
        let board = Board::default();
        let hand = match Thread::spawn("reader lamp".to_owned(), board.clone(), hand) {
            Ok(hand) => hand,
            Err((error, _)) => return Err((error, on_event)),
        };
        let watch = Thread::spawn("reader pcsc".to_owned(), on_event, move |orders, on_event| {
            Watch { settings, orders, board, on_event, state: None, slots: Slots::default() }.run();
        })?;
        Ok(Self { watch, hand })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        let hand = &self.hand;
        // Over and over: the service forgets a wake-up call for somebody who is not asleep yet.
        self.watch.stop(|| hand.order(Order::Wake));
    }
}

/// What the second thread does until dropped.
fn hand(orders: Receiver<Order>, board: Board) {
    while let Ok(first) = orders.recv() {
        let mut show = None;
        for order in std::iter::once(first).chain(orders.try_iter()) {
            match order {
                Order::Show(signal) => show = Some(signal),
                Order::Wake => board.wake(),
            }
        }
        let Some((signal, slot)) = show.zip(board.last_tapped()) else { continue };
        if has_lamp(&slot.to_string_lossy())
            && let Err(error) = lamp::show(&slot, signal)
        {
            tracing::debug!(%error, "signal not shown");
        }
    }
}

/// The contactless readers there are, by the names a person knows; each can be
/// [`PcscSettings::reader`]. Asks the service, and so takes as long as that does.
///
/// # Errors
///
/// The state a reader is in that cannot reach the service.
pub fn list_pcsc() -> Result<Vec<String>, ReaderState> {
    let mut names = contactless(None)?;
    names.sort();
    Ok(labels(&names))
}

/// Looks whether there is a contactless reader whose name contains `reader`, or any, for the doctor.
/// Reads no card. Asks the service, and so takes as long as that does.
///
/// # Errors
///
/// The state such a reader would be in.
pub fn probe_pcsc(reader: Option<&str>) -> Result<(), ReaderState> {
    if !contactless(reader)?.is_empty() {
        return Ok(());
    }
    let held = kernel::holds_one(Path::new(kernel::SYSFS), reader);
    Err(if held { ReaderState::HeldByKernel } else { ReaderState::Gone })
}

fn contactless(reader: Option<&str>) -> Result<Vec<String>, ReaderState> {
    let slots = service::slots(&service::establish()?, reader).map_err(|error| {
        tracing::debug!(%error, "readers cannot be listed");
        service::state_after(error)
    })?;
    Ok(slots.iter().map(|slot| slot.to_string_lossy().into_owned()).collect())
}
