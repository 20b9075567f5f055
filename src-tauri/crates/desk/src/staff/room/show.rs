//! Who sees what. The store is read first; what of it whoever is signed in gets to see is then decided by
//! [`desk`], which is pure.

use domain::Permission;
use jiff::Timestamp;
use outbox::{Activity, DirectoryState, Line, Listed, OutboxError, Trouble};
use wire::{Alarm, CatalogueView, LookDesk, StaffDesk, StaffView};

use super::door::StaffDoor;
use super::inside::Opened;
use super::{Around, Room};
use crate::rest::Rest;
use crate::staff::people;
use crate::staff::view::{self, Floor};
use crate::{Message, keeper};

/// What was read of the store.
#[derive(Default)]
struct Read {
    line: Line,
    alarms: Vec<Alarm>,
    directory: DirectoryState,
    /// One more than is shown, if there is one.
    listed: Vec<Listed>,
    /// The same of what the team did.
    activity: Vec<Activity>,
    /// Why something is missing that is there.
    unread: Option<Trouble>,
}

impl Read {
    /// What the team needs to hear of, whoever is signed in or nobody.
    async fn overview(around: &Around, floor: &Floor, now: Timestamp) -> Self {
        let mut read = Self::default();
        let overview = around.overview(now).await;
        (read.line, read.alarms) = read.or_nothing(overview);
        read.alarms.extend(floor.rest.as_ref().map(Rest::alarm));
        read
    }

    /// The rest of it, for whoever is signed in. What they get nothing of need not be read.
    async fn details(&mut self, around: &Around, opened: &Opened, now: Timestamp) {
        let directory = around.outbox.directory().await;
        self.directory = self.or_nothing(directory);
        if opened.may(Permission::Inbox) {
            let (part, kind) = view::listed_by(opened.filter);
            let listed = around.outbox.page(part, kind, None, opened.shown + 1, now).await;
            self.listed = self.or_nothing(listed);
        }
        if let Some(looked) = &opened.activity
            && opened.may(Permission::Activity)
        {
            let lines = looked.lines(&around.outbox).await;
            self.activity = self.or_nothing(lines);
        }
    }

    /// What was read; nothing, and why, where it could not be.
    fn or_nothing<T: Default>(&mut self, read: Result<T, OutboxError>) -> T {
        read.unwrap_or_else(|error| {
            tracing::debug!(%error, "the team does not see all there is");
            self.unread = Some(error.trouble());
            T::default()
        })
    }

    /// Whether something is wrong that a person can do something about.
    fn needs_team(&self) -> bool {
        self.line.person > 0 || !self.alarms.is_empty() || self.unread.is_some()
    }
}

impl Room {
    /// Returns whether something could not be read. What is shown then says so, and not that nothing waits.
    pub(super) async fn show(&mut self, floor: &Floor) -> bool {
        let now = self.around.now();
        let mut read = Read::overview(&self.around, floor, now).await;
        self.calls_team(read.needs_team() || floor.needs_team()).await;
        if let StaffDoor::Open(opened) = &self.door {
            read.details(&self.around, opened, now).await;
        }
        let unread = read.unread.is_some();
        let view = match &self.door {
            StaffDoor::Shut => return unread,
            StaffDoor::NoPin(problem) => StaffView::ChoosePin { problem: *problem },
            StaffDoor::Locked(problem) => {
                let until = self.guesses.read(&self.around).await.wait_until(now);
                let wait_until_ms = until.map(wire::Ms::from);
                StaffView::Locked { problem: *problem, wait_until_ms }
            }
            StaffDoor::Open(opened) => {
                StaffView::Open(Box::new(desk(opened, read, floor, self.looks.view(), &self.catalogues)))
            }
        };
        if let Some(front) = &self.front {
            front(view);
        }
        unread
    }

    /// Tells the member's screen when that changes.
    async fn calls_team(&mut self, needed: bool) {
        if std::mem::replace(&mut self.needed, needed) != needed {
            // Fails only when the desk has ended.
            let _ = self.around.parts.messages.send(Message::TeamNeeded(needed)).await;
        }
    }
}

/// All there is, without what the role of whoever is signed in has no business with.
fn desk(
    opened: &Opened,
    read: Read,
    floor: &Floor,
    look: LookDesk,
    catalogues: &[CatalogueView],
) -> StaffDesk {
    let may = |permission| opened.may(permission);
    let mut line = view::line(read.line, read.directory, floor);
    line.store = line.store.or(read.unread.map(keeper::trouble));
    if !may(Permission::Sales) {
        line.amounts = Vec::new();
    }
    let listed = if may(Permission::Inbox) { read.listed } else { Vec::new() };
    let looked = opened.activity.as_ref().filter(|_| may(Permission::Activity));
    StaffDesk {
        line,
        alarms: read.alarms,
        filter: opened.filter,
        more: listed.len() > opened.shown,
        items: listed.into_iter().take(opened.shown).map(view::item).collect(),
        taps: view::taps(&floor.taps, may(Permission::Members)),
        exported: opened.exported.clone(),
        look,
        sales: given(may(Permission::Sales), &floor.sales),
        catalogues: given(may(Permission::Catalogue), catalogues),
        drawer: floor.drawer && may(Permission::Sales),
        sign_ups: given(may(Permission::SignUps), &floor.sign_ups),
        me: opened.me.view(),
        people: if may(Permission::People) { people::lines(&opened.team) } else { Vec::new() },
        answer: opened.answer,
        activity: looked.map(|looked| looked.view(read.activity, &opened.team)),
        refused: opened.refused.map(people::right),
    }
}

/// What a role may see, or nothing of it.
fn given<T: Clone>(may: bool, what: &[T]) -> Vec<T> {
    if may { what.to_vec() } else { Vec::new() }
}

#[cfg(test)]
mod tests;
