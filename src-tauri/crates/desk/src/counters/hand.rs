//! What hands out at a place: somebody of the team, shelves, a machine, or a device that runs for minutes.

use std::collections::BTreeMap;
use std::time::Duration;

use outputs::{Kind, Machine, MachineEvent, OutputSettings, OutputState};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use wire::OutputLine;

use super::clerk::Runner;
use super::{PlaceIndex, Shop};
use crate::Message;
use crate::check_in::Moment;
use crate::outputs::{Doors, Motion, OutputIndex, Whom, condition, place};
use crate::sale::{Bought, Goods, HandOutEnd, Input, SaleId};
use crate::settings::{HandOut, Settings};
use crate::tasks::Tasks;

/// What a machine may report before the desk listens: it says what a person does at it, and whether it is there.
const EVENTS: usize = 64;

/// What hands out.
pub(super) enum Hand {
    Team,
    Shelves(BTreeMap<String, OutputIndex>),
    Machine { machine: Machine, line: OutputLine, items: BTreeMap<String, String> },
    Device(OutputIndex),
}

impl Hand {
    /// What hands out at a vending device.
    pub(super) fn of_vending(shop: &Shop<'_>, at: PlaceIndex, hand_out: &HandOut, tasks: &mut Tasks) -> Self {
        let settings = shop.settings;
        match hand_out {
            HandOut::Team => Self::Team,
            HandOut::Shelves(shelves) => {
                let output =
                    |(shelf, name): (&String, &String)| Some((shelf.clone(), place(settings, name)?));
                Self::Shelves(shelves.iter().filter_map(output).collect())
            }
            HandOut::Machine { machine: name, items } => {
                let Some(machine) = settings.machines.iter().find(|machine| machine.name == *name) else {
                    // The settings were checked for it; nothing is handed out rather than by somebody else.
                    return Self::Shelves(BTreeMap::new());
                };
                let (reports, heard) = mpsc::channel(EVENTS);
                tasks.spawn(pass_on(at, heard, shop.parts.messages.clone()));
                let tell = move |event| {
                    if let Err(TrySendError::Full(event)) = reports.try_send(event) {
                        tracing::error!(
                            ?event,
                            "the desk does not listen; a sale will not know how it ended"
                        );
                    }
                };
                Self::Machine {
                    machine: Machine::open(machine.clone(), settings.currency, tell),
                    line: OutputLine { name: name.clone(), state: condition(OutputState::Alive) },
                    items: items.clone(),
                }
            }
        }
    }

    /// What is written down of a device that runs; `None` for what does not.
    pub(super) fn runner(&self, settings: &Settings) -> Option<Runner> {
        match self {
            Self::Device(output) => {
                Some(Runner::new(settings.outputs.get(output.0).is_some_and(turns_itself_off)))
            }
            Self::Team | Self::Shelves(_) | Self::Machine { .. } => None,
        }
    }

    /// Whether it gives out products, which the vendor charges in a transaction.
    pub(super) const fn gives_products(&self) -> bool {
        match self {
            Self::Team | Self::Shelves(_) | Self::Machine { .. } => true,
            Self::Device(_) => false,
        }
    }

    pub(super) fn at_machine(&self, order: impl FnOnce(&Machine)) {
        if let Self::Machine { machine, .. } = self {
            order(machine);
        }
    }

    /// The machine, for the line that is always in sight.
    pub(super) fn line(&self) -> Option<&OutputLine> {
        match self {
            Self::Machine { line, .. } => Some(line),
            Self::Team | Self::Shelves(_) | Self::Device(_) => None,
        }
    }

    /// What a machine said, about the sale that is under way.
    pub(super) fn heard(&mut self, event: MachineEvent, current: Option<SaleId>) -> Option<Input> {
        let Self::Machine { line, items, .. } = self else { return None };
        let ended = |end| current.map(|sale| Input::HandOut(sale, end));
        match event {
            MachineEvent::State(state) => {
                line.state = condition(state);
                Some(Input::Ready(state == OutputState::Alive))
            }
            MachineEvent::Chosen { price, item } => {
                let shelf = items.get(&item).cloned().unwrap_or(item);
                Some(Input::ChosenAtMachine(Bought { goods: Goods::Product(shelf), price }))
            }
            MachineEvent::Left => Some(Input::LeftMachine),
            MachineEvent::Dispensed => ended(HandOutEnd::Out),
            MachineEvent::NotDispensed => ended(HandOutEnd::NotOut),
            MachineEvent::Unknown => ended(HandOutEnd::Unknown),
        }
    }

    /// Has it handed out. Returns what is known about it at once.
    pub(super) fn hand_out(
        &self,
        at: PlaceIndex,
        sale: SaleId,
        bought: &Bought,
        doors: &mut Doors,
        now: Moment,
    ) -> Option<Input> {
        let (output, motion) = match (self, &bought.goods) {
            (Self::Machine { machine, .. }, _) => {
                machine.approve(bought.price);
                return None;
            }
            (Self::Shelves(shelves), Goods::Product(shelf)) => (shelves.get(shelf).copied(), Motion::Pulse),
            (Self::Device(output), Goods::Minutes(seconds)) => {
                (Some(*output), Motion::Run(Duration::from_secs((*seconds).into())))
            }
            (Self::Team, _)
            | (Self::Shelves(_), Goods::Minutes(_))
            | (Self::Device(_), Goods::Product(_)) => (None, Motion::Pulse),
        };
        let Some(output) = output else { return Some(Input::HandOut(sale, HandOutEnd::NotOut)) };
        let trouble = doors.give(output, Whom::Sale(at, sale), motion, now.instant);
        trouble.map(|trouble| Input::HandOut(sale, HandOutEnd::from(Some(trouble))))
    }

    pub(super) fn switch_off(&self, doors: &mut Doors, now: Moment) {
        if let Self::Device(output) = self {
            // Taken whatever came before; how it went is in the line of the team.
            let _ = doors.give(*output, Whom::Team, Motion::Off, now.instant);
        }
    }
}

/// A Shelly keeps the time by itself, also when this program has ended; a serial relay is switched off
/// when the program starts.
fn turns_itself_off(output: &OutputSettings) -> bool {
    match output.kind {
        Kind::Shelly(_) => true,
        Kind::Lcus(_) | Kind::Drawer(_) => false,
    }
}

async fn pass_on(at: PlaceIndex, mut heard: mpsc::Receiver<MachineEvent>, messages: mpsc::Sender<Message>) {
    while let Some(event) = heard.recv().await {
        // Fails only when the desk has ended.
        let _ = messages.send(Message::Machine(at, event)).await;
    }
}
