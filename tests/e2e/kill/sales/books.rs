//! What fell out of the machine, what the vendor charged, and what the ledger and the inbox say of it, side
//! by side. Every product costs something else, so that each unit is found in all of them.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use outbox::{Event, ItemId, Kind, Line, Listed, Outbox, Part, Reason, State};
use portico_tests::{Failure, Fallen, Outcome, Studio};
use sandbox::{Charge, Ended, Entry};

use super::{Counts, Goods};

const LINES_AT_ONCE: usize = 10_000;
/// The longest that an item is left alone after a failure, with a little for the vendor's own wishes.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(5 * 60 + 5);

/// Everything the desk knows.
#[derive(Default)]
pub struct Books {
    items: Vec<Listed>,
    line: Line,
    history: HashMap<ItemId, Vec<Event>>,
    at: Timestamp,
    /// What was done when the store was opened for this: what the end of the program cut short.
    on_opening: Vec<(Event, Option<ItemId>)>,
}

/// Everything that can be known without the desk.
pub struct World {
    pub fallen: Vec<Fallen>,
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
    pub async fn read(outbox: &Outbox, opened: Timestamp) -> Outcome<Self> {
        let now = Timestamp::now();
        let mut history: HashMap<ItemId, Vec<Event>> = HashMap::new();
        let (mut after, mut on_opening) = (0, Vec::new());
        loop {
            let lines = outbox.ledger(after, LINES_AT_ONCE).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            for line in lines {
                if line.at.as_millisecond() >= opened.as_millisecond() {
                    on_opening.push((line.event, line.item));
                }
                if let Some(item) = line.item {
                    history.entry(item).or_default().push(line.event);
                }
            }
        }
        let mut items = Vec::new();
        for part in [Part::Waiting, Part::Person, Part::Over] {
            items.extend(outbox.page(part, Some(Kind::Sale), None, usize::MAX, now).await?);
        }
        Ok(Self { items, line: outbox.line(now).await?, history, at: now, on_opening })
    }

    /// Where this end of the program has met a sale. `fallen` is what was out then.
    pub fn count_what_was_cut(&self, counts: &mut Counts, fallen: &[Fallen]) -> Outcome {
        let out: Vec<_> = fallen.iter().map(|fallen| Goods::of_item(&fallen.item)).collect::<Outcome<_>>()?;
        for (event, id) in &self.on_opening {
            let item = self.items.iter().find(|item| Some(item.id) == *id);
            let is_out = item.map(Goods::of_listed).transpose()?.is_some_and(|goods| out.contains(&goods));
            let met = |met: Event| usize::from(*event == met);
            counts.before_yes += met(Event::NotHandedOut);
            counts.before_success += if is_out { 0 } else { met(Event::HandOutUnknown) };
            counts.before_write += if is_out { met(Event::HandOutUnknown) } else { 0 };
            counts.during_charge += met(Event::Interrupted);
        }
        Ok(())
    }

    pub fn count(&self, counts: &mut Counts, world: &World) {
        let all = |state: State| self.items.iter().filter(|item| item.state == state).count();
        counts.fallen = world.fallen.len();
        counts.charged = world.charges.len();
        counts.delivered = all(State::Delivered);
        counts.waiting = all(State::Ready);
        counts.unknown = all(State::Unknown);
        counts.asked_about = self.items.iter().filter(|item| is_asked_about(item)).count();
        let late = |item: &&Listed| item.state == State::Delivered && item.attempts > 1;
        counts.late = self.items.iter().filter(late).count();
    }

    /// Every difference, in words.
    pub fn compare(&self, world: &World, studio: &Studio) -> Outcome {
        let mut found = Vec::new();
        // Each transaction once, and after its dry run.
        if let Err(failure) = studio.booked() {
            found.push(failure.to_string());
        }
        for (goods, unit) in self.units(world)? {
            if let Err(failure) = unit.compare(goods) {
                found.push(format!("{goods:?}: {failure}; {unit:?}"));
            }
        }
        self.compare_money(world, &mut found)?;
        self.compare_line(&mut found);
        self.compare_attempts(world, &mut found)?;
        if found.is_empty() { Ok(()) } else { Err(Failure::new(found.join("\n"))) }
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
        for item in &self.items {
            units.entry(Goods::of_listed(item)?).or_default().items.push(item);
        }
        Ok(units)
    }

    /// The same in money: what fell is charged or in sight, and what is charged is believed to be.
    fn compare_money(&self, world: &World, found: &mut Vec<String>) -> Outcome {
        let mut sums: HashMap<Option<Stand>, i64> = HashMap::new();
        for item in &self.items {
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
    fn compare_line(&self, found: &mut Vec<String>) {
        let open = |states: [State; 2]| self.items.iter().filter(move |item| states.contains(&item.state));
        let waiting = open([State::Ready, State::InFlight]);
        let person = open([State::Wedged, State::Unknown]);
        let cents = |item: &Listed| item.amount.as_ref().map_or(0, |amount| amount.minor);
        let sum: i64 = waiting.clone().chain(person.clone()).map(cents).sum();
        let shown: i64 = self.line.amounts.iter().map(|amount| amount.minor).sum();
        let counts = (waiting.count(), person.count());
        if (counts, sum) != ((self.line.waiting as usize, self.line.person as usize), shown) {
            found.push(format!(
                "{counts:?} items and {sum} cents are open, and the line says {:?}",
                self.line
            ));
        }
    }

    /// No request that may have been carried out is repeated under its transaction, and every one was
    /// written down before.
    fn compare_attempts(&self, world: &World, found: &mut Vec<String>) -> Outcome {
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
        for item in &self.items {
            let history = self.history.get(&item.id).map(Vec::as_slice).unwrap_or_default();
            let written = history.iter().filter(|event| **event == Event::Sent).count();
            let arrived = received.get(&Goods::of_listed(item)?).copied().unwrap_or_default();
            if item.attempts as usize != written || arrived > written {
                found.push(format!(
                    "item {}: {arrived} requests arrived, {written} attempts in the ledger, {} in the item",
                    item.id, item.attempts
                ));
            }
        }
        Ok(())
    }

    /// A program that nobody bought from any more left nothing in the air, and everything that waits has a
    /// next try.
    pub fn is_calm(&self, counts: &Counts) -> Outcome {
        let mut found = Vec::new();
        if !self.on_opening.is_empty() {
            found.push(format!("something was left in the air by a calm program: {:?}", self.on_opening));
        }
        for item in self.items.iter().filter(|item| item.state == State::Ready) {
            let next = item.due_at.map(|due| due.duration_since(self.at));
            if next.is_none_or(|next| next > LONGEST_PAUSE) {
                found.push(format!("item {} waits; its next try is in {next:?}", item.id));
            }
        }
        // The machine is asked, and not the team, unless it could not be heard.
        let unheard = counts.before_write + counts.before_success + counts.forgotten;
        if counts.asked_about > unheard {
            found.push(format!("the team is asked about {}, of {unheard} at most", counts.asked_about));
        }
        if found.is_empty() { Ok(()) } else { Err(Failure::new(found.join("\n"))) }
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

fn is_asked_about(item: &Listed) -> bool {
    item.reason == Some(Reason::HandOutUnknown)
}
