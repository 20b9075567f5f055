//! What the team did, in the window's words and as a file.

use std::path::PathBuf;

use domain::{Language, PersonId, Role};
use outbox::{Activity, Did, Event, Outbox, OutboxError, StaffEvent};
use wire::{ActivityBy, ActivityKind, ActivityLine, ActivityView, AmountView, Exported, Minor};

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

/// A line in the window's words. What an earlier or later Portico wrote in another form is left out of it.
pub(super) fn line(activity: Activity, team: &Team) -> ActivityLine {
    let detail = activity.detail.as_deref().unwrap_or_default();
    let (first, rest) = detail.split_once(' ').unwrap_or((detail, ""));
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
        note: activity.note.clone(),
    };
    let whom = |line: &mut ActivityLine| {
        line.whom = first.parse().ok().map(|id| by(Some(PersonId(id)), team));
        line.role = Role::of_word(rest).map(people::shown_role);
    };
    line.act = match activity.did {
        Did::Decision(event) => decision(event),
        Did::Staff(StaffEvent::SignedIn) => ActivityKind::SignedIn,
        Did::Staff(StaffEvent::Locked) if detail == BY_ITSELF => ActivityKind::LockedItself,
        Did::Staff(StaffEvent::Locked) => ActivityKind::Locked,
        Did::Staff(StaffEvent::WrongPin) => {
            line.times = activity.times;
            ActivityKind::WrongPin
        }
        Did::Staff(StaffEvent::NotAllowed) => ActivityKind::NotAllowed,
        Did::Staff(StaffEvent::SaleHandled) => sale(detail),
        Did::Staff(StaffEvent::CashTaken) => {
            line.amount =
                first.parse().ok().map(|minor| AmountView { minor: Minor(minor), currency: rest.to_owned() });
            ActivityKind::CashTaken
        }
        Did::Staff(StaffEvent::DrawerOpened) => ActivityKind::DrawerOpened,
        Did::Staff(StaffEvent::DraftHandled) => sign_up(detail),
        Did::Staff(StaffEvent::MemberHandled) => member(detail),
        Did::Staff(StaffEvent::ProductChanged) => {
            line.shelf = Some(rest.to_owned());
            product(first)
        }
        Did::Staff(StaffEvent::CatalogueImported) => ActivityKind::CatalogueImported,
        Did::Staff(StaffEvent::KioskHandled) => ActivityKind::KioskHandled,
        Did::Staff(StaffEvent::Served) => ActivityKind::Served,
        Did::Staff(StaffEvent::LookChanged) => ActivityKind::LookChanged,
        Did::Staff(StaffEvent::LookFile) => ActivityKind::LookFile,
        Did::Staff(StaffEvent::CatalogueExported) => ActivityKind::CatalogueExported,
        Did::Staff(StaffEvent::ItemsExported) => ActivityKind::ItemsExported,
        Did::Staff(StaffEvent::ActivityExported) => ActivityKind::ActivityExported,
        Did::Staff(StaffEvent::AlarmSeen) => ActivityKind::AlarmSeen,
        Did::Staff(StaffEvent::PersonAdded) => {
            whom(&mut line);
            ActivityKind::PersonAdded
        }
        Did::Staff(StaffEvent::PersonRenamed) => {
            whom(&mut line);
            ActivityKind::PersonRenamed
        }
        Did::Staff(StaffEvent::PersonRole) => {
            whom(&mut line);
            ActivityKind::PersonRole
        }
        Did::Staff(StaffEvent::PersonPin)
            if Some(first) == activity.person.map(|id| id.to_string()).as_deref() =>
        {
            ActivityKind::OwnPin
        }
        Did::Staff(StaffEvent::PersonPin) => {
            whom(&mut line);
            ActivityKind::PersonPin
        }
        Did::Staff(StaffEvent::PersonRemoved) => {
            whom(&mut line);
            ActivityKind::PersonRemoved
        }
        Did::Staff(StaffEvent::KioskLeft) => ActivityKind::KioskLeft,
        Did::Staff(StaffEvent::SupportWritten) => ActivityKind::SupportWritten,
    };
    line
}

/// What a lock is called that nobody asked for.
pub(super) const BY_ITSELF: &str = "by_itself";

fn member(word: &str) -> ActivityKind {
    match word {
        "open" => ActivityKind::MemberOpened,
        "check_in" => ActivityKind::MemberCheckedIn,
        "link_card" => ActivityKind::MemberCard,
        "begin_sign_up" => ActivityKind::SignUpBegun,
        _ => ActivityKind::Other,
    }
}

fn sale(word: &str) -> ActivityKind {
    match word {
        "handed_over" => ActivityKind::HandedOver,
        "not_handed_out" => ActivityKind::NotHandedOut,
        "end" => ActivityKind::SaleEnded,
        "top_up" => ActivityKind::TopUpBegun,
        "switch_off" => ActivityKind::SwitchedOff,
        _ => ActivityKind::Other,
    }
}

fn sign_up(word: &str) -> ActivityKind {
    match word {
        "show" => ActivityKind::SignUpShown,
        "put_aside" => ActivityKind::SignUpPutAside,
        "discard" => ActivityKind::SignUpDiscarded,
        _ => ActivityKind::Other,
    }
}

fn product(word: &str) -> ActivityKind {
    match word {
        "available" => ActivityKind::ProductAvailable,
        "price" => ActivityKind::ProductPrice,
        "name" => ActivityKind::ProductName,
        _ => ActivityKind::Other,
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
