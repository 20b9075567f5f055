//! What fell out of the machine, what the vendor charged, and what the ledger and the inbox say of it, side
//! by side. Every product costs something else, so that each unit is found in all of them.

use std::collections::{BTreeMap, HashMap};

use outbox::{Kind, Listed, Reason, State};
use sandbox::{Charge, Ended, Entry};

use super::{Books, is_waiting, needs_a_person};
use crate::{Failure, Fallen, Outcome, Studio};

/// Something in the machine, by its number. Nothing of it is there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Goods(pub u32);

impl Goods {
    /// What the button is called.
    pub fn item(self) -> String {
        format!("g{}", self.0)
    }

    /// What a button stands for.
    pub fn of_item(item: &str) -> Outcome<Self> {
        let number = item.strip_prefix('g').and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| Failure::new(format!("no item is called {item:?}")))
    }

    /// What it costs.
    pub fn cents(self) -> i64 {
        i64::from(self.0)
    }

    /// What it costs, as the machine says it.
    pub fn price(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }

    /// A product is known by its price there: nothing else of it is left when it is paid.
    pub fn of_listed(item: &Listed) -> Outcome<Self> {
        let number = item.amount.as_ref().and_then(|amount| u32::try_from(amount.minor).ok());
        number.map(Self).ok_or_else(|| Failure::new(format!("item {} is worth {:?}", item.id, item.amount)))
    }
}

/// Everything that can be known without the desk.
pub struct World {
    /// What lies in the tray.
    pub fallen: Vec<Fallen>,
    /// What the vendor took off.
    pub charges: Vec<Charge>,
    /// What was to be charged, as it arrived.
    pub executions: Vec<Execution>,
}

/// A sale that was to be executed.
pub struct Execution {
    goods: Goods,
    transaction: String,
    ended: Ended,
}

impl Execution {
    /// None for any other request.
    pub fn of(entry: &Entry) -> Outcome<Option<Self>> {
        if entry.path != Studio::SALE {
            return Ok(None);
        }
        let body: serde_json::Value = serde_json::from_slice(&entry.request.body)?;
        if body["shouldExecuteAction"] == false {
            return Ok(None);
        }
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        let goods = Goods::of_item(&text("productId"))?;
        Ok(Some(Self { goods, transaction: text("transactionId"), ended: entry.ended }))
    }
}

/// One unit, as each of them has it.
#[derive(Debug, Default)]
struct Unit<'a> {
    fell: usize,
    charges: Vec<&'a Charge>,
    items: Vec<&'a Listed>,
}

/// What the desk says of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stand {
    /// Nothing, or that it is not out.
    Nothing,
    /// It is charged.
    Charged,
    /// It is out and to be charged, and nothing of that has begun, or was not done for certain.
    Owed,
    /// It is out, and nobody knows whether it is charged.
    Unknown,
    /// Nobody knows whether it is out, and the team is asked.
    AskedAbout,
}

impl Books {
    /// Every difference in what was sold, in words.
    pub fn compare_sales(&self, world: &World, studio: &Studio, found: &mut Vec<String>) -> Outcome {
        // Each transaction once, and after its dry run.
        if let Err(failure) = studio.booked() {
            found.push(failure.to_string());
        }
        for (goods, unit) in self.units(world)? {
            if let Err(failure) = unit.compare(goods) {
                found.push(format!("{goods:?}: {failure}; {unit:?}"));
            }
        }
        self.compare_money(world, found)?;
        self.compare_executions(world, found)
    }

    fn units<'a>(&'a self, world: &'a World) -> Outcome<BTreeMap<Goods, Unit<'a>>> {
        let mut units: BTreeMap<Goods, Unit<'a>> = BTreeMap::new();
        for fallen in &world.fallen {
            units.entry(Goods::of_item(&fallen.item)?).or_default().fell += 1;
        }
        for charge in &world.charges {
            let goods = match &charge.goods {
                sandbox::Goods::Product { shelf, .. } => Goods::of_item(shelf)?,
                sandbox::Goods::Time { .. } => return Err(Failure::new("nobody sells minutes here")),
            };
            units.entry(goods).or_default().charges.push(charge);
        }
        for item in self.of(Kind::Sale) {
            units.entry(Goods::of_listed(item)?).or_default().items.push(item);
        }
        Ok(units)
    }

    /// The same in money: what fell is charged or in sight, and what is charged is believed to be.
    fn compare_money(&self, world: &World, found: &mut Vec<String>) -> Outcome {
        let mut sums: HashMap<Option<Stand>, i64> = HashMap::new();
        for item in self.of(Kind::Sale) {
            *sums.entry(stand(item)).or_default() += Goods::of_listed(item)?.cents();
        }
        let sum = |stand: Stand| sums.get(&Some(stand)).copied().unwrap_or_default();
        let out = world.fallen.iter().map(|fallen| Ok(Goods::of_item(&fallen.item)?.cents()));
        let out: i64 = out.sum::<Outcome<i64>>()?;
        let known = sum(Stand::Charged) + sum(Stand::Owed) + sum(Stand::Unknown);
        let perhaps = known + sum(Stand::AskedAbout);
        if !(known..=perhaps).contains(&out) {
            found.push(format!("{out} cents fell, and the desk believes {known} to {perhaps}"));
        }
        let charged: i64 = world.charges.iter().map(|charge| charge.cents).sum();
        let (least, most) = (sum(Stand::Charged), sum(Stand::Charged) + sum(Stand::Unknown));
        if !(least..=most).contains(&charged) {
            found.push(format!("{charged} cents charged, and the desk believes {least} to {most}"));
        }
        Ok(())
    }

    /// What is not settled is in the line that is always on the team's screen, by number and by amount.
    /// Only where nothing but sales happened.
    pub fn compare_line(&self) -> Outcome {
        let waiting = self.of(Kind::Sale).filter(|item| is_waiting(item));
        let person = self.of(Kind::Sale).filter(|item| needs_a_person(item));
        let cents = |item: &Listed| item.amount.as_ref().map_or(0, |amount| amount.minor);
        let sum: i64 = waiting.clone().chain(person.clone()).map(cents).sum();
        let shown: i64 = self.line.amounts.iter().map(|amount| amount.minor).sum();
        let counts = (waiting.count(), person.count());
        if (counts, sum) != ((self.line.waiting as usize, self.line.person as usize), shown) {
            let line = &self.line;
            return Err(Failure::new(format!(
                "{counts:?} items and {sum} cents are open, and the line says {line:?}"
            )));
        }
        Ok(())
    }

    /// No request that may have been carried out is repeated under its transaction, and every one was
    /// written down before.
    fn compare_executions(&self, world: &World, found: &mut Vec<String>) -> Outcome {
        let mut sent: HashMap<(Goods, &str), Vec<Ended>> = HashMap::new();
        let mut received: HashMap<Goods, usize> = HashMap::new();
        for execution in &world.executions {
            let before = sent.entry((execution.goods, &execution.transaction)).or_default();
            if !before.iter().all(|ended| matches!(ended, Ended::Answered { status: 429 | 503 })) {
                found.push(format!("{:?} was to be charged again after {before:?}", execution.goods));
            }
            before.push(execution.ended);
            *received.entry(execution.goods).or_default() += 1;
        }
        for item in self.of(Kind::Sale) {
            let arrived = received.get(&Goods::of_listed(item)?).copied().unwrap_or_default();
            self.compare_attempts(item, arrived, found);
        }
        Ok(())
    }
}

impl Unit<'_> {
    fn compare(&self, goods: Goods) -> Outcome {
        let fault = |what: &str| Err(Failure::new(what));
        if self.fell > 1 || self.charges.len() > 1 || self.items.len() > 1 {
            return fault("more than once");
        }
        if self.charges.iter().any(|charge| charge.cents != goods.cents()) {
            return fault("charged at another price");
        }
        let stand = match self.items.first() {
            Some(item) => stand(item).ok_or_else(|| Failure::new("nobody has decided about this"))?,
            None => Stand::Nothing,
        };
        let (fell, charged) = (self.fell == 1, self.charges.len() == 1);
        match (stand, fell, charged) {
            (_, false, true) => fault("charged, and not out"),
            (Stand::Nothing, true, _) => fault("out, and the desk does not say so"),
            (Stand::Charged | Stand::Owed | Stand::Unknown, false, false) => {
                fault("not out, and the desk believes that it is")
            }
            (Stand::Charged, true, false) => fault("not charged, and the desk believes that it is"),
            (Stand::Owed | Stand::AskedAbout, true, true) => {
                fault("charged, and the desk believes that it is not")
            }
            (Stand::Charged, true, true)
            | (Stand::Owed, true, false)
            | (Stand::Unknown, true, _)
            | (Stand::AskedAbout, _, false)
            | (Stand::Nothing, false, false) => Ok(()),
        }
    }
}

/// What the desk says; nothing for what only a person can have decided, or for what is still being sent.
fn stand(item: &Listed) -> Option<Stand> {
    match item.state {
        State::Delivered => Some(Stand::Charged),
        State::Ready if item.attempts == 0 => Some(Stand::Owed),
        State::Ready | State::Unknown => Some(Stand::Unknown),
        State::Wedged if is_asked_about(item) => Some(Stand::AskedAbout),
        State::Wedged => Some(Stand::Owed),
        State::Closed => (item.reason == Some(Reason::NotHandedOut)).then_some(Stand::Nothing),
        State::InFlight => None,
    }
}

/// Whether the team is asked if it came out.
pub fn is_asked_about(item: &Listed) -> bool {
    item.reason == Some(Reason::HandOutUnknown)
}
