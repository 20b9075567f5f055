//! The room behind the counter: a task of its own, so that nothing the team looks at keeps a member
//! waiting.
//!
//! An order is one of two kinds. Those of `door` are how people come in and go, and all that a locked
//! window serves; every other one reaches [`SignedIn`], which there is only while somebody is. `show`
//! decides who sees what.

use std::sync::Arc;
use std::time::Duration;

use domain::{Currency, Language, Permission, PersonId};
use jiff::Timestamp;
use outbox::{Condition, Outbox, OutboxError, StaffAct};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use wire::CatalogueView;

use super::look::Looks;
use super::people;
use super::seat::StaffSeat;
use super::view::Floor;
use super::{Attention, Front, NotTaken, Order, StaffOrder};
use crate::Parts;
use crate::counters::CatalogueOrders;
use crate::message::Taken;
use crate::parts::until;
use crate::reception::Ordered;
use crate::settings::Look;

mod alarms;
mod door;
mod inbox;
mod inside;
mod show;
mod team;
#[cfg(test)]
mod tests;

use door::{Guesses, StaffDoor};
use inside::{SignedIn, Stays};

/// The outbox may change a thousand times a second; nobody reads faster than this.
const REFRESH: Duration = Duration::from_millis(200);

pub(crate) type Orders = mpsc::Receiver<(StaffOrder, Taken)>;

/// Serves the team's window.
pub(crate) struct Room {
    around: Around,
    door: StaffDoor,
    guesses: Guesses,
    looks: Looks,
    /// What the places sell.
    catalogues: Vec<CatalogueView>,
    front: Option<Front>,
    /// What the member's screen was told last.
    needed: bool,
}

/// What the room works with, whoever is in it.
struct Around {
    parts: Arc<Parts>,
    outbox: Outbox,
    language: Language,
    /// Of what is sold here.
    currency: Currency,
    catalogues: CatalogueOrders,
    /// Where what concerns one member goes.
    reception: Option<mpsc::Sender<Ordered>>,
}

impl Around {
    fn now(&self) -> Timestamp {
        self.parts.clock.wall()
    }

    /// Writes down what somebody did.
    async fn note(&self, who: Option<PersonId>, act: StaffAct) {
        people::note(&self.outbox, &self.parts, who, act).await;
    }
}

impl Room {
    pub(crate) fn new(
        parts: Arc<Parts>,
        outbox: Outbox,
        (language, currency): (Language, Currency),
        catalogues: CatalogueOrders,
        look: Look,
    ) -> Self {
        Self {
            around: Around { parts, outbox, language, currency, catalogues, reception: None },
            door: StaffDoor::Shut,
            guesses: Guesses::default(),
            looks: Looks::new(look),
            catalogues: Vec::new(),
            front: None,
            needed: false,
        }
    }

    /// With a reception beside it.
    pub(crate) fn with_reception(mut self, reception: mpsc::Sender<Ordered>) -> Self {
        self.around.reception = Some(reception);
        self
    }

    /// Serves the window, and tells the member's screen when the team is needed, for as long as the
    /// desk runs.
    pub(crate) async fn run(
        mut self,
        seat: Arc<StaffSeat>,
        mut floor: watch::Receiver<Floor>,
        mut catalogues: watch::Receiver<Vec<CatalogueView>>,
    ) {
        let mut orders = seat.orders.lock().await;
        self.looks.look_after(&self.around.parts).await;
        let mut changes = self.around.outbox.changes();
        let mut refresh = Some(Instant::now());
        loop {
            let locks_at = self.door.opened().map(|opened| opened.locks_at);
            tokio::select! {
                order = orders.recv() => {
                    let Some((order, reply)) = order else { return };
                    let taken = self.take(order).await;
                    // Whoever is told that it is locked can rely on it.
                    self.attend(&seat.attention);
                    // Fails only when the window does not wait any more.
                    let _ = reply.send(taken);
                    refresh = Some(Instant::now());
                }
                changed = floor.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                changed = changes.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                changed = catalogues.changed() => {
                    if changed.is_err() { return }
                    self.catalogues.clone_from(&catalogues.borrow_and_update());
                    refresh = Some(Instant::now());
                }
                () = until(refresh) => {
                    refresh = None;
                    let floor = floor.borrow_and_update().clone();
                    let unread = self.show(&floor).await;
                    // A store that is closed is said to be open again; one that fails only shows it.
                    if unread && *self.around.outbox.condition().borrow() == Condition::Open {
                        refresh = Some(Instant::now() + self.around.parts.pauses.store);
                    }
                }
                () = until(locks_at) => {
                    self.goes(StaffAct::LockedItself).await;
                    self.door = StaffDoor::Locked(None);
                    self.attend(&seat.attention);
                    refresh = Some(Instant::now());
                }
            }
        }
    }

    fn attend(&self, attention: &watch::Sender<Attention>) {
        let opened = self.door.opened();
        attention.send_replace(Attention {
            open: opened.is_some(),
            members: opened.is_some_and(|opened| opened.may(Permission::Members)),
            at: Instant::now(),
        });
    }

    async fn take(&mut self, order: StaffOrder) -> Result<(), NotTaken> {
        match order {
            StaffOrder::Door(order) => {
                self.at_the_door(order).await;
                Ok(())
            }
            StaffOrder::Inside(order) => self.inside(order).await,
        }
    }

    /// Does what is wanted, if whoever is signed in may have it, and writes down that they had it.
    async fn inside(&mut self, order: Order) -> Result<(), NotTaken> {
        let mut signed_in = self.signed_in().ok_or(NotTaken)?;
        signed_in.is_here();
        signed_in.is_allowed(order.needs()).await?;
        let act = order.act(signed_in.around.currency);
        let stays = signed_in.serve(order).await?;
        signed_in.is_here();
        if let Some(act) = act {
            signed_in.note(act).await;
        }
        match stays {
            Stays::In => {}
            Stays::Out => self.lock().await,
        }
        Ok(())
    }

    /// Whoever is signed in, if anybody is.
    fn signed_in(&mut self) -> Option<SignedIn<'_>> {
        let opened = self.door.opened_mut()?;
        Some(SignedIn { opened, around: &self.around, looks: &mut self.looks, guesses: &mut self.guesses })
    }
}

fn not_taken(what: &'static str, error: &OutboxError) -> NotTaken {
    tracing::warn!(%error, what, "not done");
    NotTaken
}
