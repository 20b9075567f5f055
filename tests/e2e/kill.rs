//! The real program, ended without warning at any moment, again and again, while cards come and the
//! vendor misbehaves. Afterwards the vendor's journal has to agree with the desk's ledger.
//!
//! A seed chooses what the vendor does and at which event the program is ended, so a failing run can be
//! played again: `PORTICO_SEED=N`, and `PORTICO_KILLS=N` for more or fewer kills. It does not choose how
//! the machine shares out its time between program, studio and test, so a second run with the same seed
//! is alike and not the same.

mod audit;
mod plan;
mod program;
mod sales;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use outbox::{ItemId, Outbox, Part};
use portico_tests::{
    Books, Dice, Failure, LogLine, Lookout, Outcome, PATIENCE, Provisioned, SetupFile, Sight, Studio,
    VirtualReader, copy_store, open_store,
};
use sandbox::Entry;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::number;
use plan::{Moment, Plan, Vendor};
use program::Program;

/// How often the program is ended unless `PORTICO_KILLS` says otherwise.
const KILLS: u64 = 200;
/// Cards that come in one start, at most.
const CARDS: u32 = 24;
/// The journal forgets after twenty thousand entries, and is read long before.
const ROUNDS_A_HARVEST: u32 = 16;

#[tokio::test(flavor = "multi_thread")]
async fn whenever_the_program_is_killed_nothing_is_lost_and_nothing_done_twice() -> Outcome {
    let kills = u32::try_from(number("PORTICO_KILLS")?.unwrap_or(KILLS))?;
    let seed = seed()?;
    let again = format!("PORTICO_SEED={seed} PORTICO_KILLS={kills} cargo test --workspace --test e2e kill");
    eprintln!("seed {seed}, {kills} kills");
    let begun = Instant::now();
    let mut desk = Desk::set_up(seed, kills).await?;
    let held = desk.day(kills).await;
    eprintln!("{}, after {} s", desk.counts, begun.elapsed().as_secs());
    held.map_err(|failure| Failure::new(format!("{failure}\n{}\nagain: {again}", desk.counts)))
}

fn seed() -> Outcome<u64> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(number("PORTICO_SEED")?.unwrap_or(since_1970.as_micros() as u64 % 1_000_000))
}

/// Two readers: at one of them everybody is let in while the vendor is away, at the other one those whom
/// the member list knows.
struct Desk {
    studio: Studio,
    readers: [VirtualReader; 2],
    provisioned: Provisioned,
    lookout: Lookout,
    dice: Dice,
    /// Items whose members were let in.
    let_in: Vec<ItemId>,
    /// Identifications, oldest first, and the last journal entry that was looked at.
    asked: Vec<Entry>,
    harvested: u64,
    counts: Counts,
}

/// What happened, for whoever reads the output.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    kills: u32,
    starts: u32,
    cards: u32,
    checked_in: usize,
    let_in: usize,
    delivered: usize,
    reported: usize,
    cut_short: usize,
    unknown: usize,
    turned_away: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            kills,
            starts,
            cards,
            checked_in,
            let_in,
            delivered,
            reported,
            cut_short,
            unknown,
            turned_away,
        } = self;
        write!(
            f,
            "{kills} kills in {starts} starts, {cards} cards, {checked_in} checked in by the vendor, {let_in} seen \
             let in, {delivered} delivered ({reported} of them after the fact), {cut_short} attempts cut short, \
             {unknown} unknown, {turned_away} turned away"
        )
    }
}

/// What was seen of one start.
#[derive(Debug, Default)]
struct Seen {
    lines: u32,
    writes: u32,
    requests: u32,
    alive: [bool; 2],
    tapped: u32,
    read: u32,
    answered: u32,
    let_in: u32,
    sent: u32,
    settled: u32,
    listed: bool,
}

impl Seen {
    fn line(&mut self, line: &LogLine) {
        self.lines += 1;
        match line.message() {
            "reader" if line.text("state") == "Alive" => {
                let reader = line.number("reader").and_then(|reader| usize::try_from(reader).ok());
                if let Some(alive) = reader.and_then(|reader| self.alive.get_mut(reader)) {
                    *alive = true;
                }
            }
            "card read" => self.read += 1,
            "checked in" | "not checked in" | "whether this check-in was recorded is not known" => {
                self.answered += 1;
            }
            "let in, to be reported" => self.let_in += 1,
            "outbox" => {
                self.sent += 1;
                self.settled += u32::from(matches!(line.text("report"), "delivered" | "refused" | "unknown"));
            }
            "the member list is complete" => self.listed = true,
            _ => {}
        }
    }

    /// Everything there was to come has come.
    fn is_through(&self) -> bool {
        self.tapped == CARDS && self.read == CARDS
    }

    fn events(&self) -> u32 {
        self.lines + self.requests + self.tapped
    }
}

impl Desk {
    async fn set_up(seed: u64, kills: u32) -> Outcome<Self> {
        // Every card comes once, so that whoever is identified twice was identified twice by the desk.
        let crowd = usize::try_from((kills + 1) * CARDS)?;
        assert!(crowd <= usize::from(u16::MAX), "beyond, two cards would end alike");
        let studio = Studio::of(crowd).await;
        let readers = [VirtualReader::plugged_in(), VirtualReader::plugged_in()];
        let [entrance, side] = [readers[0].path(), readers[1].path()];
        let file = SetupFile::new(&studio)
            .entrance(entrance)
            .place("side", side, "rdm6300", Studio::SIDE)
            .offline_at(Studio::ENTRANCE, "everybody")
            .offline_at(Studio::SIDE, "directory")
            .replay_minutes(24 * 60);
        let provisioned = Provisioned::new(&studio, &file).await?;
        std::fs::create_dir(provisioned.beside().join("home"))?;
        let lookout = Lookout::at(&provisioned.data())?;
        Ok(Self {
            studio,
            readers,
            provisioned,
            lookout,
            dice: Dice::new(seed),
            let_in: Vec::new(),
            asked: Vec::new(),
            harvested: 0,
            counts: Counts::default(),
        })
    }

    async fn day(&mut self, kills: u32) -> Outcome {
        for round in 0..kills {
            let plan = match round == kills / 10 && !self.is_listed().await? {
                // Without a list nobody is ever let in by it.
                true => Plan::until_listed(),
                false => Plan::draw(&mut self.dice),
            };
            let held = self.round(&plan).await;
            held.map_err(|failure| Failure::new(format!("round {round}, {plan:?}: {failure}")))?;
            if round % ROUNDS_A_HARVEST == 0 {
                self.harvest()?;
            }
        }
        self.calm_down().await?;
        self.harvest()?;
        let data = self.provisioned.data();
        let opened = Timestamp::now();
        let books = Books::read(&open_store(&data, &data).await?, opened).await?;
        audit::count(&books, &mut self.counts, &self.asked)?;
        self.counts.let_in = self.let_in.len();
        audit::compare(&books, &self.asked, &self.let_in, &self.counts)
    }

    /// Starts the program, lets cards come while the vendor does what is planned, and ends it when its
    /// moment has come.
    async fn round(&mut self, plan: &Plan) -> Outcome {
        self.studio.clear_faults();
        self.studio.set_away(matches!(plan.vendor, Vendor::Away | Vendor::Back(_))).await?;
        if let Vendor::Faults(faults) = &plan.vendor {
            faults.iter().for_each(|fault| self.studio.set_fault(fault.clone()));
        }
        let mut program = Program::start(&self.provisioned)?;
        self.counts.starts += 1;
        let mut seen = Seen::default();
        let observed = timeout(PATIENCE, self.observe(plan, &mut seen)).await;
        // Between two events, too: nobody outside can see those in between.
        for _ in 0..plan.jitter {
            std::thread::yield_now();
        }
        program.kill()?;
        self.counts.kills += 1;
        for sight in self.lookout.rest()? {
            self.note(&mut seen, sight);
        }
        observed.map_err(|_| Failure::new(format!("its moment never came: {seen:?}")))?
    }

    async fn observe(&mut self, plan: &Plan, seen: &mut Seen) -> Outcome {
        let mut journal = self.studio.subscribe();
        let first = *journal.borrow_and_update();
        while !plan.moment.has_come(seen) {
            self.next_sight(seen, &mut journal, first).await?;
            match plan.vendor {
                Vendor::Back(after) if seen.events() >= after => self.studio.set_away(false).await?,
                Vendor::Leaves(after) if seen.events() >= after => self.studio.set_away(true).await?,
                Vendor::Back(_) | Vendor::Leaves(_) | Vendor::Away | Vendor::Faults(_) => {}
            }
            // So many members stand at the door, and the next comes when one of them has passed.
            while seen.alive.contains(&true)
                && seen.tapped < CARDS
                && seen.tapped < seen.answered + plan.hands
                && !plan.moment.has_come(seen)
            {
                self.tap(&seen.alive);
                seen.tapped += 1;
            }
        }
        Ok(())
    }

    async fn next_sight(
        &mut self,
        seen: &mut Seen,
        journal: &mut watch::Receiver<u64>,
        first: u64,
    ) -> Outcome {
        tokio::select! {
            biased;
            sight = self.lookout.next() => {
                let sight = sight?;
                self.note(seen, sight);
            }
            changed = journal.changed() => {
                changed?;
                seen.requests = u32::try_from(*journal.borrow_and_update() - first)?;
            }
        }
        Ok(())
    }

    fn note(&mut self, seen: &mut Seen, sight: Sight) {
        match sight {
            Sight::StoreWritten => seen.writes += 1,
            Sight::Line(line) => {
                seen.line(&line);
                if line.message() == "let in, to be reported" {
                    self.let_in.extend(line.number("item").map(ItemId));
                }
            }
        }
    }

    /// A card that was never here is held to a reader that listens.
    fn tap(&mut self, alive: &[bool; 2]) {
        let reader = match alive {
            [true, true] => self.dice.below(2) as usize,
            [first, _] => usize::from(!first),
        };
        self.counts.cards += 1;
        let [_, _, _, uid @ ..] = Studio::guest_number(self.counts.cards).to_be_bytes();
        self.readers[reader].tap_rdm6300(uid);
    }

    /// Starts the program with a vendor that is well until nothing waits any more. What failed often
    /// before may wait for minutes; that it has a next try is looked at later.
    async fn calm_down(&mut self) -> Outcome {
        let mut waiting = self.waiting().await?;
        for _ in 0..10 {
            let moment = Moment::Calm(waiting);
            self.round(&Plan { moment, ..Plan::until_listed() }).await?;
            // The program was calm when it was ended.
            self.counts.kills -= 1;
            if waiting == 0 {
                return Ok(());
            }
            waiting = self.waiting().await?;
        }
        Err(Failure::new(format!("{waiting} items wait and wait")))
    }

    /// Whether the member list is complete. The line in the log that says so may have been cut off.
    async fn is_listed(&self) -> Outcome<bool> {
        let Some((outbox, _copy)) = store_of(&self.provisioned).await? else { return Ok(false) };
        Ok(outbox.directory().await?.complete_at.is_some())
    }

    /// How many items are to be sent soon.
    async fn waiting(&self) -> Outcome<u32> {
        let Some((outbox, _copy)) = store_of(&self.provisioned).await? else { return Ok(0) };
        sent_soon(&outbox).await
    }

    /// Takes the identifications out of the journal.
    fn harvest(&mut self) -> Outcome {
        let journal = self.studio.journal();
        if journal.first().is_some_and(|oldest| oldest.number > self.harvested + 1) {
            return Err(Failure::new("the journal has forgotten something"));
        }
        let known = self.harvested;
        for entry in journal.into_iter().filter(|entry| entry.number > known) {
            self.harvested = entry.number;
            if entry.path == Studio::IDENTIFICATION {
                self.asked.push(entry);
            }
        }
        Ok(())
    }
}

/// The store as the program has left it, if it came so far. A copy: opening it tidies up, and that is what
/// the program has to do.
async fn store_of(desk: &Provisioned) -> Outcome<Option<(Outbox, TempDir)>> {
    let data = desk.data();
    if !data.join(outbox::FILE).exists() {
        return Ok(None);
    }
    let copy = copy_store(&data)?;
    Ok(Some((open_store(copy.path(), &data).await?, copy)))
}

/// How many items are to be sent soon.
async fn sent_soon(outbox: &Outbox) -> Outcome<u32> {
    let now = Timestamp::now();
    let soon = now + PATIENCE / 2;
    let waiting = outbox.page(Part::Waiting, None, None, usize::MAX, now).await?;
    Ok(u32::try_from(waiting.iter().filter(|item| item.due_at.is_some_and(|due| due < soon)).count())?)
}
