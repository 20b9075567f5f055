//! What the team did, in the window's words and as a file.

use std::path::PathBuf;

use domain::{Language, PersonId};
use outbox::{
    Activity, Did, Event, MemberAct, Outbox, OutboxError, ProductAct, SaleAct, SignUpAct, StaffAct,
};
use wire::{ActivityBy, ActivityKind, ActivityLine, ActivityView, Exported};

use super::team::Team;
use super::{export, people, view};

mod words;

/// Lines listed at first, and as many more each time.
const PAGE: usize = 50;
/// Lines read at a time for an export.
const SLICE: usize = 500;

/// What is listed.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub(super) person: Option<PersonId>,
    pub(super) shown: usize,
    pub(super) exported: Option<Exported>,
}

impl Looked {
    pub(super) const fn at(person: Option<PersonId>) -> Self {
        Self { person, shown: PAGE, exported: None }
    }

    pub(super) const fn more(&mut self) {
        self.shown += PAGE;
    }

    /// What is shown of it, and one line more if there is one.
    pub(super) async fn lines(&self, outbox: &Outbox) -> Result<Vec<Activity>, OutboxError> {
        outbox.activity(self.person, None, self.shown + 1).await
    }

    /// What is to be seen of it, with these lines.
    pub(super) fn view(&self, mut lines: Vec<Activity>, team: &Team) -> ActivityView {
        let more = lines.len() > self.shown;
        lines.truncate(self.shown);
        ActivityView {
            person: self.person.map(|person| person.0),
            lines: lines.into_iter().map(|activity| line(activity, team)).collect(),
            more,
            exported: self.exported.clone(),
        }
    }

    /// Writes all of it into a file, not only what is shown.
    pub(super) async fn export(
        &self,
        outbox: &Outbox,
        team: &Team,
        folder: PathBuf,
        language: Language,
        now: jiff::Timestamp,
    ) -> Exported {
        let lines = match self.all(outbox).await {
            Ok(lines) => lines,
            Err(error) => {
                tracing::error!(%error, "nothing to export");
                return export::NOTHING;
            }
        };
        let lines: Vec<_> = lines.into_iter().map(|activity| line(activity, team)).collect();
        export::export(folder, "activity", now, move |zone| {
            (lines.len(), words::to_csv(&lines, language, zone))
        })
        .await
    }

    /// In slices, so that whoever has something to write down meanwhile does not wait for all of it.
    async fn all(&self, outbox: &Outbox) -> Result<Vec<Activity>, OutboxError> {
        let mut all: Vec<Activity> = Vec::new();
        loop {
            let slice = outbox.activity(self.person, all.last().map(|line| line.id), SLICE).await?;
            let last = slice.len() < SLICE;
            all.extend(slice);
            if last {
                return Ok(all);
            }
        }
    }
}

fn by(person: Option<PersonId>, team: &Team) -> ActivityBy {
    match person {
        None => ActivityBy::Nobody,
        Some(id) => match team.person(id) {
            Some(person) => ActivityBy::Person { name: person.name.expose().to_owned() },
            None => ActivityBy::Left { id: id.0 },
        },
    }
}

/// A line in the window's words.
pub(super) fn line(activity: Activity, team: &Team) -> ActivityLine {
    let mut line = ActivityLine {
        id: activity.id.to_string(),
        at_ms: activity.at.into(),
        by: by(activity.person, team),
        act: ActivityKind::Other,
        item: activity.kind.map(view::kind),
        whom: None,
        role: None,
        amount: None,
        shelf: None,
        times: 0,
        note: activity.note,
    };
    match activity.did {
        Did::Decision(event) => line.act = decision(event),
        Did::Staff(act) => {
            line.act = staff(&act, activity.person);
            about(&mut line, act, team);
        }
        Did::Unread => {}
    }
    line
}

/// What of an act has a place of its own in a line.
fn about(line: &mut ActivityLine, act: StaffAct, team: &Team) {
    match act {
        StaffAct::WrongPin { in_a_row } => line.times = in_a_row,
        StaffAct::CashTaken(money) => line.amount = Some(money.into()),
        StaffAct::Product { shelf, .. } => line.shelf = Some(shelf),
        StaffAct::PersonAdded { whom, role } | StaffAct::PersonRole { whom, role } => {
            line.whom = Some(by(Some(whom), team));
            line.role = Some(people::shown_role(role));
        }
        StaffAct::PersonRenamed(whom) | StaffAct::PersonPin(whom) | StaffAct::PersonRemoved(whom) => {
            line.whom = Some(by(Some(whom), team)).filter(|_| line.act != ActivityKind::OwnPin);
        }
        StaffAct::SignedIn
        | StaffAct::Locked
        | StaffAct::LockedItself
        | StaffAct::NotAllowed(_)
        | StaffAct::Sale(_)
        | StaffAct::DrawerOpened
        | StaffAct::SignUp(_)
        | StaffAct::Member(_)
        | StaffAct::CatalogueImported
        | StaffAct::CatalogueExported
        | StaffAct::LookChanged
        | StaffAct::LookFile
        | StaffAct::ItemsExported
        | StaffAct::ActivityExported
        | StaffAct::AlarmSeen
        | StaffAct::Served
        | StaffAct::Kiosk(_)
        | StaffAct::KioskLeft
        | StaffAct::SupportWritten => {}
    }
}

fn staff(act: &StaffAct, person: Option<PersonId>) -> ActivityKind {
    match act {
        StaffAct::SignedIn => ActivityKind::SignedIn,
        StaffAct::Locked => ActivityKind::Locked,
        StaffAct::LockedItself => ActivityKind::LockedItself,
        StaffAct::WrongPin { .. } => ActivityKind::WrongPin,
        StaffAct::NotAllowed(_) => ActivityKind::NotAllowed,
        StaffAct::Sale(act) => match act {
            SaleAct::HandedOver => ActivityKind::HandedOver,
            SaleAct::NotHandedOut => ActivityKind::NotHandedOut,
            SaleAct::End => ActivityKind::SaleEnded,
            SaleAct::TopUp => ActivityKind::TopUpBegun,
            SaleAct::SwitchOff => ActivityKind::SwitchedOff,
        },
        StaffAct::CashTaken(_) => ActivityKind::CashTaken,
        StaffAct::DrawerOpened => ActivityKind::DrawerOpened,
        StaffAct::SignUp(act) => match act {
            SignUpAct::Show => ActivityKind::SignUpShown,
            SignUpAct::PutAside => ActivityKind::SignUpPutAside,
            SignUpAct::Discard => ActivityKind::SignUpDiscarded,
        },
        StaffAct::Member(act) => match act {
            MemberAct::Open => ActivityKind::MemberOpened,
            MemberAct::LinkCard => ActivityKind::MemberCard,
            MemberAct::CheckIn => ActivityKind::MemberCheckedIn,
            MemberAct::BeginSignUp => ActivityKind::SignUpBegun,
        },
        StaffAct::Product { change, .. } => match change {
            ProductAct::Available => ActivityKind::ProductAvailable,
            ProductAct::Price => ActivityKind::ProductPrice,
            ProductAct::Name => ActivityKind::ProductName,
        },
        StaffAct::CatalogueImported => ActivityKind::CatalogueImported,
        StaffAct::CatalogueExported => ActivityKind::CatalogueExported,
        StaffAct::LookChanged => ActivityKind::LookChanged,
        StaffAct::LookFile => ActivityKind::LookFile,
        StaffAct::ItemsExported => ActivityKind::ItemsExported,
        StaffAct::ActivityExported => ActivityKind::ActivityExported,
        StaffAct::AlarmSeen => ActivityKind::AlarmSeen,
        StaffAct::Served => ActivityKind::Served,
        StaffAct::PersonAdded { .. } => ActivityKind::PersonAdded,
        StaffAct::PersonRenamed(_) => ActivityKind::PersonRenamed,
        StaffAct::PersonRole { .. } => ActivityKind::PersonRole,
        StaffAct::PersonPin(whom) if Some(*whom) == person => ActivityKind::OwnPin,
        StaffAct::PersonPin(_) => ActivityKind::PersonPin,
        StaffAct::PersonRemoved(_) => ActivityKind::PersonRemoved,
        StaffAct::Kiosk(_) => ActivityKind::KioskHandled,
        StaffAct::KioskLeft => ActivityKind::KioskLeft,
        StaffAct::SupportWritten => ActivityKind::SupportWritten,
    }
}

const fn decision(event: Event) -> ActivityKind {
    match event {
        Event::TryNow => ActivityKind::TryNow,
        Event::SendAgain => ActivityKind::SendAgain,
        Event::SettledDone => ActivityKind::SettledDone,
        Event::Cancelled => ActivityKind::Cancelled,
        Event::WithoutPicture => ActivityKind::WithoutPicture,
        Event::Reopened => ActivityKind::Reopened,
        Event::Happened
        | Event::ByHand
        | Event::CardLinked
        | Event::Asked
        | Event::Sent
        | Event::Waits
        | Event::Delivered
        | Event::TurnedAway
        | Event::LetIn
        | Event::Wedged
        | Event::Unknown
        | Event::Interrupted
        | Event::AccessWithdrawn
        | Event::AccessBack
        | Event::Identified
        | Event::Chosen
        | Event::Cleared
        | Event::HandingOut
        | Event::HandedOut
        | Event::HandOutUnknown
        | Event::NotHandedOut
        | Event::DraftBegun
        | Event::DraftParked
        | Event::DraftCode
        | Event::DraftSubmitted
        | Event::DraftDropped
        | Event::DraftWiped
        | Event::Signed => ActivityKind::Other,
    }
}

#[cfg(test)]
mod tests;
