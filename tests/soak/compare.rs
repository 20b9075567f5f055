//! The vendor's journal and books beside the desk's ledger: every tap, every sale and every sign-up is in both
//! once, except where the desk says that it does not know.

use std::collections::BTreeSet;

use jiff::Timestamp;
use outbox::{Decision, Event, Kind, Listed, Outbox, State};
use portico_tests::{
    Books, Failure, Goods, Outcome, World, card_of, inside, is_waiting, needs_a_person, open_store,
};

use crate::desk::Desk;

/// What the team writes.
const NOTE: &str = "The studio has it, or has it not: looked up.";

/// What the desk has written down, opened after its last life, and what the world has instead.
pub struct Evening {
    outbox: Outbox,
    books: Books,
    world: World,
}

impl Evening {
    /// Opens the store of a desk that has ended.
    pub async fn of(desk: &mut Desk) -> Outcome<Self> {
        let data = desk.provisioned.data();
        let opened = Timestamp::now();
        let outbox = open_store(&data, &data).await?;
        let books = Books::read(&outbox, opened).await?;
        let world = World {
            fallen: desk.machine.fallen(),
            charges: desk.studio.charges(),
            executions: std::mem::take(&mut desk.executions),
        };
        Ok(Self { outbox, books, world })
    }

    /// Every difference, in words.
    pub fn compare(&self, desk: &Desk) -> Outcome {
        let mut found = Vec::new();
        self.is_heard(desk, &mut found);
        self.books.compare_visits(&desk.asked, &mut found)?;
        self.books.compare_sales(&self.world, &desk.studio, &mut found)?;
        self.compare_contracts(desk, &mut found);
        // Nothing is on its way any more, and opening the store has changed nothing.
        self.books.is_calm(&mut found);
        for item in self.books.items.iter().filter(|item| is_waiting(item)) {
            found.push(format!("item {} is {:?} still", item.id, item.state));
        }
        Failure::if_any(&found)
    }

    /// Whoever was there when the program was killed may have gone unheard; nobody else.
    fn is_heard(&self, desk: &Desk, found: &mut Vec<String>) {
        let (taps, cut_off) = (desk.counts.taps as usize, desk.counts.cut_off as usize);
        let items = self.books.count(Kind::CheckIn);
        if items > taps || items + cut_off < taps {
            found.push(format!(
                "{taps} taps, {cut_off} of them when the program was killed, and {items} items"
            ));
        }
    }

    fn compare_contracts(&self, desk: &Desk, found: &mut Vec<String>) {
        let signed = desk.studio.contracts();
        let names: BTreeSet<&str> = signed.iter().map(|contract| contract.name.as_str()).collect();
        if names.len() != signed.len() {
            found.push(format!("{} contracts of {} people", signed.len(), names.len()));
        }
        let (seen, cut_off) = (desk.counts.sign_ups as usize, desk.counts.signers_cut_off as usize);
        let items = self.books.of(Kind::Contract).count();
        if items < seen || items > seen + cut_off {
            found.push(format!(
                "{seen} sign-ups came to their end, {cut_off} were cut off, and there are {items} items"
            ));
        }
        let mut theirs: BTreeSet<&str> =
            signed.iter().map(|contract| contract.customer_number.as_str()).collect();
        for item in self.books.of(Kind::Contract) {
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

    /// Has the team settle what needs a person, by what the vendor's records say. How many there were;
    /// afterwards there is none.
    pub async fn settle(&self, desk: &Desk) -> Outcome<usize> {
        let inside = inside(&desk.asked)?;
        let charged: BTreeSet<i64> = self.world.charges.iter().map(|charge| charge.cents).collect();
        let signed = desk.studio.contracts();
        let mut settled = 0;
        for item in self.books.items.iter().filter(|item| needs_a_person(item)) {
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
        let books = &self.books;
        let taps = [Event::Delivered, Event::TurnedAway, Event::Unknown, Event::Wedged];
        let taps = taps.map(|event| books.ended(Kind::CheckIn, event));
        let mut rows = vec![("taps", books.count(Kind::CheckIn), taps)];
        for (name, kind) in [("sales", Kind::Sale), ("sign-ups", Kind::Contract)] {
            let states = [State::Delivered, State::Closed, State::Unknown, State::Wedged];
            let so = |state: State| books.of(kind).filter(|item| item.state == state).count();
            rows.push((name, books.of(kind).count(), states.map(so)));
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
