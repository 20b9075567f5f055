//! The vendor's journal and books beside the desk's ledger: every tap, every sale and every sign-up is in both
//! once, except where the desk says that it does not know.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use outbox::{Decision, Event, ItemId, Kind, Listed, Outbox, Part, State};
use portico_tests::{
    Books as Sold, Failure, Goods, Outcome, Requests, World, by_card, card_of, moved, never_twice, open_store,
};

use crate::desk::Desk;

const LINES_AT_ONCE: usize = 10_000;
/// What the team writes.
const NOTE: &str = "The studio has it, or has it not: looked up.";

/// What the desk has written down, opened after its last life.
pub struct Books {
    outbox: Outbox,
    /// Every tap, by its item, with what has happened to it. What is over is in the ledger alone.
    visits: BTreeMap<ItemId, Vec<Event>>,
    /// Those that need a person or wait.
    open: Vec<Listed>,
    contracts: Vec<Listed>,
    sold: Sold,
    world: World,
}

impl Books {
    /// Opens the store of a desk that has ended.
    pub async fn read(desk: &mut Desk) -> Outcome<Self> {
        let data = desk.provisioned.data();
        let opened = Timestamp::now();
        let outbox = open_store(&data, &data).await?;
        let (mut open, mut contracts) = (Vec::new(), Vec::new());
        let now = Timestamp::now();
        for part in [Part::Waiting, Part::Person] {
            open.extend(outbox.page(part, Some(Kind::CheckIn), None, usize::MAX, now).await?);
        }
        for part in [Part::Waiting, Part::Person, Part::Over] {
            contracts.extend(outbox.page(part, Some(Kind::Contract), None, usize::MAX, now).await?);
        }
        let mut visits: BTreeMap<ItemId, Vec<Event>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let lines = outbox.ledger(after, LINES_AT_ONCE).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            for (item, event) in lines.iter().filter_map(|line| Some((line.item?, line.event))) {
                visits.entry(item).or_default().push(event);
            }
        }
        visits.retain(|_, history| history.first() == Some(&Event::Asked));
        let sold = Sold::read(&outbox, opened).await?;
        let world = World {
            fallen: desk.machine.fallen(),
            charges: desk.studio.charges(),
            executions: std::mem::take(&mut desk.executions),
        };
        Ok(Self { outbox, visits, open, contracts, sold, world })
    }

    /// Every difference, in words.
    pub fn compare(&self, desk: &Desk) -> Outcome {
        let mut found = Vec::new();
        self.compare_visits(desk, &mut found)?;
        if let Err(failure) = self.sold.compare(&self.world, &desk.studio) {
            found.push(failure.to_string());
        }
        self.compare_contracts(desk, &mut found);
        self.is_calm(&mut found);
        if found.is_empty() { Ok(()) } else { Err(Failure::new(found.join("\n"))) }
    }

    fn all(&self) -> impl Iterator<Item = &Listed> {
        self.open.iter().chain(&self.contracts).chain(&self.sold.items)
    }

    /// In the evening nothing is on its way any more, and opening the store has changed nothing.
    fn is_calm(&self, found: &mut Vec<String>) {
        for item in self.all().filter(|item| matches!(item.state, State::Ready | State::InFlight)) {
            found.push(format!("item {} is {:?} still", item.id, item.state));
        }
        if !self.sold.on_opening.is_empty() {
            found.push(format!("a program that ended in order left something: {:?}", self.sold.on_opening));
        }
    }

    fn compare_visits(&self, desk: &Desk, found: &mut Vec<String>) -> Outcome {
        let requests = by_card(&desk.asked)?;
        never_twice(&requests, found);
        // Whoever was there when the program was killed may have gone unheard; nobody else.
        let (taps, cut_off, items) =
            (desk.counts.taps as usize, desk.counts.cut_off as usize, self.visits.len());
        if items > taps || items + cut_off < taps {
            found.push(format!(
                "{taps} taps, {cut_off} of them when the program was killed, and {items} items"
            ));
        }
        let open = self.open_visits(found)?;
        let inside: BTreeSet<u16> = with(&requests, moved);
        let unsettled = inside.iter().filter(|card| open.contains_key(card)).count();
        let delivered = self.ended(Event::Delivered);
        // What is over has lost its card number, so the two can only be counted.
        if delivered + unsettled != inside.len() {
            found.push(format!(
                "{} members came in, {unsettled} of them are open items, and {delivered} items were delivered",
                inside.len()
            ));
        }
        for (card, item) in &open {
            let arrived = requests.get(card).map_or(0, Vec::len);
            let written = self.attempts(item.id);
            if item.attempts as usize != written || arrived > written {
                found.push(format!(
                    "item {}: {arrived} requests arrived, {written} attempts in the ledger, {} in the item",
                    item.id, item.attempts
                ));
            }
            if item.state == State::Wedged && inside.contains(card) {
                found.push(format!("item {} is certainly not done, says the desk, and was done", item.id));
            }
        }
        let listed: BTreeSet<ItemId> = self.open.iter().map(|item| item.id).collect();
        let is_over = |item: &&ItemId| !listed.contains(item);
        let written: usize = self.visits.keys().filter(is_over).map(|item| self.attempts(*item)).sum();
        let of_over = requests.iter().filter(|(card, _)| !open.contains_key(card));
        let arrived: usize = of_over.map(|(_, all)| all.len()).sum();
        if arrived > written {
            found.push(format!(
                "{arrived} requests arrived for visits that are over, {written} were written down"
            ));
        }
        Ok(())
    }

    /// Visits that need a person or wait, by their cards; every other one has come to an end.
    fn open_visits(&self, found: &mut Vec<String>) -> Outcome<BTreeMap<u16, &Listed>> {
        let mut open = BTreeMap::new();
        for item in &self.open {
            if open.insert(card_of(item)?, item).is_some() {
                found.push(format!("item {} is about a card that another one is about", item.id));
            }
        }
        let listed: BTreeSet<ItemId> = self.open.iter().map(|item| item.id).collect();
        for (item, history) in &self.visits {
            let is_over = matches!(history.last(), Some(Event::Delivered | Event::TurnedAway));
            if is_over == listed.contains(item) {
                found.push(format!("item {item} has no end, or one and is open: {history:?}"));
            }
        }
        Ok(open)
    }

    /// How many taps ended so.
    fn ended(&self, event: Event) -> usize {
        self.visits.values().filter(|history| history.last() == Some(&event)).count()
    }

    fn compare_contracts(&self, desk: &Desk, found: &mut Vec<String>) {
        let signed = desk.studio.contracts();
        let names: BTreeSet<&str> = signed.iter().map(|contract| contract.name.as_str()).collect();
        if names.len() != signed.len() {
            found.push(format!("{} contracts of {} people", signed.len(), names.len()));
        }
        let (seen, cut_off) = (desk.counts.sign_ups as usize, desk.counts.signers_cut_off as usize);
        if self.contracts.len() < seen || self.contracts.len() > seen + cut_off {
            found.push(format!(
                "{seen} sign-ups came to their end, {cut_off} were cut off, and there are {} items",
                self.contracts.len()
            ));
        }
        let mut theirs: BTreeSet<&str> =
            signed.iter().map(|contract| contract.customer_number.as_str()).collect();
        for item in &self.contracts {
            match (item.state, item.reference.as_deref()) {
                (State::Delivered, Some(number)) if theirs.remove(number) => {}
                (State::Delivered, number) => {
                    found.push(format!(
                        "item {} is delivered, and {number:?} is no contract of its own",
                        item.id
                    ));
                }
                (State::Wedged, _) if names.contains(subject(item)) => {
                    found.push(format!("item {} is certainly not signed, says the desk, and is", item.id));
                }
                (State::Unknown, _) => {
                    let its_own = signed.iter().find(|contract| contract.name == subject(item));
                    its_own.map(|contract| theirs.remove(contract.customer_number.as_str()));
                }
                (State::Wedged | State::Ready | State::InFlight | State::Closed, _) => {}
            }
        }
        if !theirs.is_empty() {
            found.push(format!("{} contracts were signed of which the desk knows nothing", theirs.len()));
        }
    }

    fn attempts(&self, item: ItemId) -> usize {
        let made = |event: &&Event| matches!(event, Event::Asked | Event::Sent);
        self.visits.get(&item).map_or(0, |history| history.iter().filter(made).count())
    }

    /// Has the team settle what needs a person, by what the vendor's records say. How many there were;
    /// afterwards there is none.
    pub async fn settle(&self, desk: &Desk) -> Outcome<usize> {
        let inside = with(&by_card(&desk.asked)?, moved);
        let charged: BTreeSet<i64> = self.world.charges.iter().map(|charge| charge.cents).collect();
        let signed = desk.studio.contracts();
        let mut settled = 0;
        for item in self.all().filter(|item| matches!(item.state, State::Wedged | State::Unknown)) {
            let is_done = match item.kind {
                Kind::CheckIn => inside.contains(&card_of(item)?),
                Kind::Sale => charged.contains(&Goods::of_listed(item)?.cents()),
                Kind::Contract => signed.iter().any(|contract| contract.name == subject(item)),
                Kind::TopUp
                | Kind::TimeUsage
                | Kind::RateVoucher
                | Kind::Lead
                | Kind::TrialBooking
                | Kind::Picture => return Err(Failure::new(format!("nobody did this: {:?}", item.kind))),
            };
            let decision = match is_done {
                true => Decision::Done { note: Some(NOTE.to_owned()) },
                false => Decision::Cancel { note: NOTE.to_owned() },
            };
            self.outbox.decide(item.id, decision, Timestamp::now()).await?;
            settled += 1;
        }
        let line = self.outbox.line(Timestamp::now()).await?;
        match (line.waiting, line.person) {
            (0, 0) => Ok(settled),
            left => Err(Failure::new(format!("after all was settled {left:?} wait and need a person"))),
        }
    }

    /// What the ledger has, and whether the vendor has the same.
    pub fn table(&self, compared: &Outcome, settled: Option<usize>) -> String {
        let mut text = format!(
            "{:<10}{:>8}{:>11}{:>9}{:>9}{:>9}\n",
            "ledger", "items", "delivered", "closed", "unknown", "wedged"
        );
        let taps = [Event::Delivered, Event::TurnedAway, Event::Unknown, Event::Wedged];
        let mut rows = vec![("taps", self.visits.len(), taps.map(|event| self.ended(event)))];
        for (name, items) in [("sales", &self.sold.items), ("sign-ups", &self.contracts)] {
            let states = [State::Delivered, State::Closed, State::Unknown, State::Wedged];
            rows.push((name, items.len(), states.map(|state| count(items, state))));
        }
        for (name, items, [delivered, closed, unknown, wedged]) in rows {
            text.push_str(&format!(
                "{name:<10}{items:>8}{delivered:>11}{closed:>9}{unknown:>9}{wedged:>9}\n"
            ));
        }
        text.push_str(match compared {
            Ok(()) => "the ledger and the vendor's journal have the same",
            Err(_) => "the ledger and the vendor's journal DIFFER",
        });
        if let Some(settled) = settled.filter(|_| compared.is_ok()) {
            text.push_str(&format!("; the team could settle {settled} by it, and nothing is open"));
        }
        text
    }
}

fn subject(item: &Listed) -> &str {
    item.subject.as_ref().map(|subject| subject.expose().as_str()).unwrap_or_default()
}

fn count(items: &[Listed], state: State) -> usize {
    items.iter().filter(|item| item.state == state).count()
}

/// The cards that have such a request.
fn with(requests: &Requests, such: fn(&sandbox::Entry) -> bool) -> BTreeSet<u16> {
    requests.iter().filter(|(_, all)| all.iter().any(|entry| such(entry))).map(|(card, _)| *card).collect()
}
