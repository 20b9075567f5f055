//! The reception: a task beside the room, for what goes on about one member after another. It holds the
//! search index and whatever is known of the member who is open while the team's window is unlocked, and
//! drops both with the lock.
//!
//! Orders come by way of the room, which refuses them while the window is locked. A search does not: it
//! has to answer at every key press, reads nothing but the index, and finds none while it is locked.
//!
//! `session` is what goes on between two locks; nothing in there has to ask whether the window is locked.

mod by_hand;
mod inside;
mod places;
mod questions;
mod session;

use std::sync::Arc;
use std::time::Duration;

use domain::{DeviceId, Language};
use magicline::{DeviceApi, OpenApi};
use outbox::Outbox;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use wire::{DeviceLine, EntranceLine, MemberOrder, ReceptionView, SignUpChoices};

use crate::Parts;
use crate::message::Taken;
use crate::parts::until;
use crate::settings::Settings;
use crate::staff::{Attention, NotTaken};
use crate::tasks::Tasks;

pub(crate) use by_hand::HandMessage;
pub(crate) use inside::{CardTray, Inside};
use places::Gate;
use session::{Event, Serving, Session};

/// The store may change a thousand times a second; the member list does so once an hour.
const REFRESH: Duration = Duration::from_secs(1);
/// What may have come back before it is looked at. Whoever brings more waits, and ends with the lock.
const EVENTS: usize = 32;

/// Where the reception gets its view.
pub type ReceptionFront = Box<dyn Fn(ReceptionView) + Send + Sync>;

/// What somebody at the reception wants.
pub enum ReceptionOrder {
    /// The window was unlocked and shows this from now on.
    Attach(ReceptionFront),
    /// Something about a member.
    Member(MemberOrder),
}

/// An order, and where it is said whether it was taken.
pub(crate) type Ordered = (ReceptionOrder, Taken);

/// What the reception shares with the rest of the desk.
#[derive(Clone, Default)]
pub(crate) struct Counter {
    /// What may be read while the window is unlocked.
    pub(crate) inside: Arc<Inside>,
    /// Where a card goes that is waited for.
    pub(crate) tray: Arc<CardTray>,
}

/// What the reception is opened with.
pub(crate) struct Desk<'a> {
    pub(crate) parts: &'a Arc<Parts>,
    pub(crate) settings: &'a Settings,
    pub(crate) outbox: &'a Outbox,
    /// The studio's key, whatever it may do.
    pub(crate) open: Option<Arc<OpenApi>>,
    /// The key may read the member list, as far as is known.
    pub(crate) may_list: bool,
    pub(crate) api_of: &'a dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>,
    pub(crate) sign_up: Option<SignUpChoices>,
    pub(crate) counter: Counter,
}

/// Serves the reception of the team's window.
pub(crate) struct Reception {
    around: Around,
    session: Option<Session>,
    /// Counts the times that the window was unlocked.
    sessions: u32,
    /// Counts the members that were opened.
    cards: u32,
    heard: mpsc::Receiver<(u32, Event)>,
    /// What was begun is brought to its end and written down, locked or not.
    deeds: Tasks,
}

/// What the reception works with, locked or not.
struct Around {
    parts: Arc<Parts>,
    outbox: Outbox,
    open: Option<Arc<OpenApi>>,
    may_list: bool,
    language: Language,
    counter: Counter,
    gates: Vec<Gate>,
    entrances: Vec<EntranceLine>,
    devices: Vec<DeviceLine>,
    sign_up: Option<SignUpChoices>,
    /// Where it is said what came back, with the number of the session that asked.
    events: mpsc::Sender<(u32, Event)>,
}

impl Reception {
    pub(crate) fn new(desk: Desk<'_>) -> Self {
        let Desk { parts, settings, outbox, open, may_list, api_of, sign_up, counter } = desk;
        let gates = places::gates(settings, api_of);
        let (events, heard) = mpsc::channel(EVENTS);
        let around = Around {
            parts: Arc::clone(parts),
            outbox: outbox.clone(),
            open,
            may_list,
            language: settings.language,
            counter,
            entrances: gates.iter().enumerate().map(Gate::line).collect(),
            gates,
            devices: places::devices(settings, api_of),
            sign_up,
            events,
        };
        Self { around, session: None, sessions: 0, cards: 0, heard, deeds: Tasks::default() }
    }

    /// Serves the reception for as long as the desk runs.
    pub(crate) async fn run(
        mut self,
        mut orders: mpsc::Receiver<Ordered>,
        mut attention: watch::Receiver<Attention>,
    ) {
        let mut changes = self.around.outbox.changes();
        let mut refresh = None;
        loop {
            let gives_up = self.session.as_ref().and_then(Session::gives_up_at);
            tokio::select! {
                biased;
                changed = attention.changed() => {
                    if changed.is_err() { return }
                    if !attention.borrow_and_update().members {
                        self.lock();
                    }
                }
                order = orders.recv() => {
                    let Some((order, reply)) = order else { return };
                    // The window may have locked since the room let this pass.
                    let taken = if attention.borrow().members { self.take(order).await } else { Err(NotTaken) };
                    // Fails only when the window does not wait any more.
                    let _ = reply.send(taken);
                    self.show();
                }
                event = self.heard.recv() => {
                    let Some((session, event)) = event else { return };
                    if let Some(mut serving) = self.serving().filter(|now| now.session.number == session) {
                        serving.came(event);
                        self.show();
                    }
                }
                changed = changes.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                () = until(refresh) => {
                    refresh = None;
                    self.refresh().await;
                    self.show();
                }
                () = until(gives_up) => {
                    if let Some(mut serving) = self.serving() {
                        serving.no_card_came();
                    }
                    self.show();
                }
            }
        }
    }

    fn lock(&mut self) {
        self.around.counter.inside.empty();
        self.around.counter.tray.forget();
        self.session = None;
    }

    fn show(&self) {
        let Some(session) = &self.session else { return };
        let Some(front) = &session.front else { return };
        front(session.view(&self.around));
    }

    /// Makes the index anew when the list is another.
    async fn refresh(&mut self) {
        if let Some(mut serving) = self.serving() {
            serving.refresh().await;
        }
    }

    async fn take(&mut self, order: ReceptionOrder) -> Result<(), NotTaken> {
        match order {
            ReceptionOrder::Attach(front) => {
                let session = self.session.get_or_insert_with(|| {
                    self.sessions = self.sessions.wrapping_add(1);
                    Session::new(self.sessions, self.around.may_list)
                });
                session.front = Some(front);
                self.refresh().await;
                Ok(())
            }
            ReceptionOrder::Member(order) => {
                let mut serving = self.serving().ok_or(NotTaken)?;
                serving.member(order).await
            }
        }
    }

    /// Whoever is served; nobody while the window is locked.
    fn serving(&mut self) -> Option<Serving<'_>> {
        let session = self.session.as_mut()?;
        Some(Serving { session, around: &self.around, cards: &mut self.cards, deeds: &mut self.deeds })
    }
}
