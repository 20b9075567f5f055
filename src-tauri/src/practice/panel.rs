//! What the trainer sees.

use std::future::pending;
use std::time::{Duration, Instant, SystemTime};

use domain::{Currency, Money};
use jiff::Timestamp;
use sandbox::{Case, Ended, Entry, Held, MemberCard};
use tokio::sync::watch;
use tokio::time::sleep_until;
use wire::{
    AmountView, Ms, PracticeCard, PracticeFault, PracticeJournalEntry, PracticeMachine, PracticeRelay,
    PracticeShelf, PracticeSwitched, PracticeView,
};

use super::relay::Switch;
use super::{ASKEW, PracticeStudio, TELEPHONE, shop};

/// How many of the received requests the trainer sees.
const JOURNAL_SHOWN: usize = 30;

/// What the panel looks at beside the practice studio.
struct Looks {
    door: watch::Receiver<Switch>,
    lamp: watch::Receiver<Switch>,
    till: watch::Receiver<Switch>,
    machine: Option<watch::Receiver<PracticeMachine>>,
}

impl PracticeStudio {
    /// Calls `show` with what the panel shows, now and at every change, until it returns false.
    pub async fn watch(&self, mut show: impl FnMut(PracticeView) -> bool) {
        let (mut fault, mut cable) = (self.fault.subscribe(), self.cable.subscribe());
        let mut prices = self.prices.subscribe();
        let mut journal = self.sandbox.subscribe();
        let mut looks = Looks {
            door: self.door.switch(),
            lamp: self.lamp.switch(),
            till: self.till.switch(),
            machine: self.machine_view(),
        };
        while show(self.view(&mut looks)) {
            let due = self.due(&looks);
            let due = async {
                match due {
                    Some(due) => sleep_until(due.into()).await,
                    None => pending().await,
                }
            };
            let machine = async {
                match &mut looks.machine {
                    Some(machine) => machine.changed().await,
                    None => pending().await,
                }
            };
            let ended = tokio::select! {
                changed = fault.changed() => changed.is_err(),
                changed = cable.changed() => changed.is_err(),
                changed = prices.changed() => changed.is_err(),
                changed = journal.changed() => changed.is_err(),
                changed = looks.door.changed() => changed.is_err(),
                changed = looks.lamp.changed() => changed.is_err(),
                changed = looks.till.changed() => changed.is_err(),
                changed = machine => changed.is_err(),
                () = due => false,
            };
            if ended {
                return;
            }
        }
    }

    #[cfg(unix)]
    fn machine_view(&self) -> Option<watch::Receiver<PracticeMachine>> {
        self.machine.as_ref().map(super::SimulatedMachine::view)
    }

    #[cfg(not(unix))]
    fn machine_view(&self) -> Option<watch::Receiver<PracticeMachine>> {
        None
    }

    fn view(&self, looks: &mut Looks) -> PracticeView {
        let now = Instant::now();
        let relay = |switches, switch: &mut watch::Receiver<Switch>| {
            let switch = switch.borrow_and_update().at(now);
            let (on, off_at_ms) = match switch {
                Switch::Off => (false, None),
                Switch::On => (true, None),
                Switch::OnUntil(until) => (true, Some(wall_ms(until, now))),
            };
            PracticeRelay { switches, on, off_at_ms }
        };
        PracticeView {
            cards: self.cards(),
            fault: self.fault.borrow().map(|kind| PracticeFault { kind }),
            journal: self.sandbox.journal().iter().rev().take(JOURNAL_SHOWN).map(journal_entry).collect(),
            reader_connected: *self.cable.borrow(),
            relays: vec![
                relay(PracticeSwitched::Door, &mut looks.door),
                relay(PracticeSwitched::Lamp, &mut looks.lamp),
                relay(PracticeSwitched::Drawer, &mut looks.till),
            ],
            machine: looks.machine.as_mut().map(|machine| machine.borrow_and_update().clone()),
            shelves: self.shelves(),
            sign_ups: self.sign_ups(),
        }
    }

    /// When something ends by itself that the panel shows.
    fn due(&self, looks: &Looks) -> Option<Instant> {
        let now = Instant::now();
        let switched = [&looks.door, &looks.lamp, &looks.till].map(|switch| match switch.borrow().at(now) {
            Switch::OnUntil(until) => Some(until),
            Switch::Off | Switch::On => None,
        });
        let held = self.sandbox.held().into_iter().map(|held| {
            let left = held.until.duration_since(self.sandbox.now());
            Some(now + Duration::try_from(left).unwrap_or_default())
        });
        switched.into_iter().chain(held).flatten().min()
    }

    fn cards(&self) -> Vec<PracticeCard> {
        let held = self.sandbox.held();
        let special = |id: &str| PracticeCard {
            id: id.to_owned(),
            name: String::new(),
            case: id.to_owned(),
            credit: None,
            held_until_ms: None,
        };
        let members = self.sandbox.members().into_iter().filter(|member| member.hex_msb.is_some());
        members.map(|member| card(member, &held)).chain([special(ASKEW), special(TELEPHONE)]).collect()
    }

    fn shelves(&self) -> Vec<PracticeShelf> {
        let shelf = |(shelf, cents): (String, i64)| PracticeShelf {
            name: shop::names(&shelf),
            price: euros(cents),
            shelf,
        };
        self.sandbox.settings().shelves.into_iter().map(shelf).collect()
    }
}

fn card(member: MemberCard, held: &[Held]) -> PracticeCard {
    let held = held.iter().find(|held| held.member == member.id);
    PracticeCard {
        id: member.id.to_string(),
        name: member.name,
        case: case_code(member.case),
        credit: Some(euros(member.credit_cents)),
        held_until_ms: held.map(|held| held.until.into()),
    }
}

fn journal_entry(entry: &Entry) -> PracticeJournalEntry {
    PracticeJournalEntry {
        at_ms: entry.time.as_millisecond().to_string(),
        request: format!("{} {}", entry.method, entry.path),
        status: match entry.ended {
            Ended::Answered { status } | Ended::Cut { status } => Some(status),
            Ended::Reset | Ended::Hung => None,
        },
        effect: entry.summary.clone(),
    }
}

/// The stable code of a case, as the practice studio spells it.
fn case_code(case: Case) -> String {
    serde_json::to_value(case).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The practice studio is in Berlin.
pub(super) fn euros(cents: i64) -> AmountView {
    Money::new(cents, Currency::EUR).into()
}

/// A moment to come, by the clock on the wall.
fn wall_ms(until: Instant, now: Instant) -> Ms {
    let wall = SystemTime::now() + until.saturating_duration_since(now);
    Timestamp::try_from(wall).unwrap_or_default().into()
}
