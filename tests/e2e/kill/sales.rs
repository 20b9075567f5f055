//! The same while members buy at a vending machine: after every kill, and at the end, what fell into its tray,
//! what the studio charged and what the ledger and the team's inbox say are compared, unit for unit.

mod count;
mod plan;

use std::time::Instant;

use jiff::Timestamp;
use portico_tests::{
    Books, Dice, Execution, Failure, Fallen, Goods, LogLine, Lookout, Outcome, PATIENCE, Play, Provisioned,
    REPEATS, SetupFile, Sight, Studio, VirtualMachine, VirtualReader, World,
};
use sandbox::RepeatedSale;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::plan::Vendor;
use super::program::Program;
use super::{number, seed, sent_soon, store_of};
use plan::Plan;

/// How often the program is ended unless `PORTICO_KILLS` says otherwise.
const KILLS: u64 = 150;
/// Members who buy in one start, at most.
const CUSTOMERS: u32 = 6;
/// Every product costs something else, and every member can pay for the dearest of them.
const PRODUCTS: u32 = 2400;
/// The reader at the machine; the other one is at the entrance.
const AT_MACHINE: i64 = 1;
/// Both time-outs of the device, as short as they may be: what waits outlives its lock.
const LOCK_SECONDS: i64 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn whenever_the_program_is_killed_what_came_out_is_charged_once_or_in_sight() -> Outcome {
    let kills = u32::try_from(number("PORTICO_KILLS")?.unwrap_or(KILLS))?.min(PRODUCTS / CUSTOMERS / 2);
    let seed = seed()?;
    let again = format!("PORTICO_SEED={seed} PORTICO_KILLS={kills} cargo test --workspace --test e2e kill");
    eprintln!("seed {seed}, {kills} kills");
    let begun = Instant::now();
    let mut shop = Shop::set_up(seed, kills).await?;
    let held = shop.day(kills).await;
    eprintln!("{:?}, after {} s", shop.counts, begun.elapsed().as_secs());
    held.map_err(|failure| Failure::new(format!("{failure}\n{:?}\nagain: {again}", shop.counts)))
}

struct Shop {
    studio: Studio,
    machine: VirtualMachine,
    reader: VirtualReader,
    _entrance: VirtualReader,
    provisioned: Provisioned,
    lookout: Lookout,
    dice: Dice,
    /// Members who came, and buttons that were pressed.
    came: u32,
    pressed: u32,
    executions: Vec<Execution>,
    harvested: u64,
    counts: Counts,
}

/// What happened, for whoever reads the output.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    kills: u32,
    fallen: usize,
    charged: usize,
    delivered: usize,
    /// Delivered, and not at the first attempt.
    late: usize,
    waiting: usize,
    unknown: usize,
    asked_about: usize,
    /// The machine went back to selling without a word about a sale.
    forgotten: usize,
    /// Where the kills met a sale: before the vendor's yes, between the hand-out and the machine's word,
    /// between that word and the disk, and during the charge.
    before_yes: usize,
    before_success: usize,
    before_write: usize,
    during_charge: usize,
}

/// What was seen of one start.
#[derive(Debug, Default)]
struct Seen {
    /// What the machine was told.
    told: Vec<String>,
    lines: u32,
    writes: u32,
    requests: u32,
    reader: bool,
    machine: bool,
    /// A member holds a card to the reader, until the vendor or the machine has an answer.
    somebody_stands_there: bool,
    came: u32,
    identified: u32,
    approved: u32,
    fell: u32,
    charged: u32,
    sent: u32,
    settled: u32,
}

impl Seen {
    fn sight(&mut self, sight: &Sight) {
        match sight {
            Sight::StoreWritten => self.writes += 1,
            Sight::Line(line) => self.line(line),
        }
    }

    fn line(&mut self, line: &LogLine) {
        self.lines += 1;
        match line.message() {
            "reader" if line.number("reader") == Some(AT_MACHINE) => {
                self.reader |= line.text("state") == "Alive";
            }
            "identified for a sale" if line.says_yes("granted") => self.identified += 1,
            "identified for a sale" => self.somebody_stands_there = false,
            "dry run" => self.somebody_stands_there &= line.says_yes("cleared"),
            "outbox" => {
                self.sent += 1;
                self.settled += u32::from(matches!(line.text("report"), "delivered" | "refused" | "unknown"));
            }
            _ => {}
        }
    }

    fn is_open(&self) -> bool {
        self.reader && self.machine
    }

    /// Everybody who was to come has gone.
    fn is_through(&self, plan: &Plan) -> bool {
        self.is_open() && self.came >= plan.customers && !self.somebody_stands_there
    }

    fn events(&self) -> u32 {
        self.lines + self.requests + self.came
    }
}

/// What the world counted when a start began.
struct Since {
    journal: u64,
    fallen: usize,
    charges: usize,
}

impl Shop {
    async fn set_up(seed: u64, kills: u32) -> Outcome<Self> {
        let studio = Studio::of(usize::try_from((kills + 1) * CUSTOMERS)?).await;
        studio.configure(|settings| {
            settings.shelves = (1..=PRODUCTS).map(Goods).map(|goods| (goods.item(), goods.cents())).collect();
            settings.idle_timeout_seconds = LOCK_SECONDS;
            settings.draw_timeout_seconds = LOCK_SECONDS;
            // Whoever charges twice is not saved by the vendor.
            settings.repeated_sale = RepeatedSale::ChargedAgain;
        });
        let machine = VirtualMachine::plugged_in();
        let (entrance, reader) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
        let more = format!("idle-seconds = {LOCK_SECONDS}\ndraw-seconds = {LOCK_SECONDS}\n");
        let file = SetupFile::new(&studio)
            .entrance(entrance.path())
            .counter_reader("machine", reader.path())
            .machine_that("machine", &machine.path(), &more);
        let provisioned = Provisioned::new(&studio, &file).await?;
        std::fs::create_dir(provisioned.beside().join("home"))?;
        let lookout = Lookout::at(&provisioned.data())?;
        Ok(Self {
            studio,
            machine,
            reader,
            _entrance: entrance,
            provisioned,
            lookout,
            dice: Dice::new(seed),
            came: 0,
            pressed: 0,
            executions: Vec::new(),
            harvested: 0,
            counts: Counts::default(),
        })
    }

    async fn day(&mut self, kills: u32) -> Outcome {
        for round in 0..kills {
            let plan = Plan::draw(&mut self.dice);
            let held = self.round(&plan).await;
            held.map_err(|failure| Failure::new(format!("round {round}, {plan:?}: {failure}")))?;
        }
        self.calm_down().await?;
        self.is_not_about_nothing()
    }

    /// Starts the program, lets members buy while the vendor and the machine do what is planned, ends it when
    /// its moment has come, and compares.
    async fn round(&mut self, plan: &Plan) -> Outcome<Books> {
        self.studio.clear_faults();
        self.studio.set_away(matches!(plan.vendor, Vendor::Away | Vendor::Back(_))).await?;
        if let Vendor::Faults(faults) = &plan.vendor {
            faults.iter().for_each(|fault| self.studio.set_fault(fault.clone()));
        }
        self.machine.plan_only(&plan.plays);
        let mut program = Program::start(&self.provisioned)?;
        let mut seen = Seen::default();
        let observed = timeout(PATIENCE, self.observe(plan, &mut seen)).await;
        // Between two events, too: nobody outside can see those in between.
        for _ in 0..plan.jitter {
            std::thread::yield_now();
        }
        program.kill()?;
        self.counts.kills += 1;
        self.lookout.rest()?;
        observed.map_err(|_| Failure::new(format!("its moment never came: {seen:?}")))??;
        // The machine hears the last words of the program, and does what it was about to do.
        self.machine.hear_out().await?;
        let fallen = self.machine.fallen();
        self.machine.finish(plan.afterwards);
        self.machine.hear_out().await?;
        self.machine.rest();
        let forgets = |play: &&Play| matches!(play, Play::Forget { .. });
        self.counts.forgotten += plan.plays.iter().take(seen.approved as usize).filter(forgets).count();
        self.harvest()?;
        self.compare(&fallen).await
    }

    async fn observe(&mut self, plan: &Plan, seen: &mut Seen) -> Outcome {
        let mut journal = self.studio.subscribe();
        let since = Since {
            journal: *journal.borrow_and_update(),
            fallen: self.machine.fallen().len(),
            charges: self.studio.charges().len(),
        };
        let mut lying = interval(REPEATS);
        lying.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !plan.moment.has_come(seen, plan) {
            self.next_sight(seen, &mut journal, &since, &mut lying).await?;
            match plan.vendor {
                Vendor::Back(after) if seen.events() >= after => self.studio.set_away(false).await?,
                Vendor::Leaves(after) if seen.events() >= after => self.studio.set_away(true).await?,
                Vendor::Back(_) | Vendor::Leaves(_) | Vendor::Away | Vendor::Faults(_) => {}
            }
            let is_free = seen.is_open() && !seen.somebody_stands_there;
            if is_free && seen.came < plan.customers && !plan.moment.has_come(seen, plan) {
                self.next_customer(seen);
                lying.reset_immediately();
            }
        }
        Ok(())
    }

    async fn next_sight(
        &mut self,
        seen: &mut Seen,
        journal: &mut watch::Receiver<u64>,
        since: &Since,
        lying: &mut Interval,
    ) -> Outcome {
        tokio::select! {
            biased;
            sight = self.lookout.next() => seen.sight(&sight?),
            told = self.machine.told() => {
                let told = told?;
                self.told(seen, &told, since)?;
            }
            changed = journal.changed() => {
                changed?;
                seen.requests = u32::try_from(*journal.borrow_and_update() - since.journal)?;
                seen.charged = u32::try_from(self.studio.charges().len() - since.charges)?;
            }
            _ = lying.tick(), if seen.somebody_stands_there => {
                self.reader.tap_rdm6300(Studio::guest_card(self.came));
            }
        }
        Ok(())
    }

    /// What the machine is told, and what whoever stands before it does then.
    fn told(&mut self, seen: &mut Seen, told: &str, since: &Since) -> Outcome {
        seen.told.push(told.to_owned());
        match told {
            "C,1" => seen.machine = true,
            told if told.starts_with("C,START,") => self.press(),
            told if told.starts_with("C,VEND,") => {
                seen.somebody_stands_there = false;
                seen.approved += 1;
                seen.fell = u32::try_from(self.machine.fallen().len() - since.fallen)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Somebody who was never here comes, and one in three presses a button before the card is read.
    fn next_customer(&mut self, seen: &mut Seen) {
        seen.somebody_stands_there = true;
        seen.came += 1;
        self.came += 1;
        if self.dice.below(3) == 0 {
            self.press();
        }
    }

    fn press(&mut self) {
        self.pressed += 1;
        let goods = Goods(self.pressed);
        self.machine.press(&goods.price(), &goods.item());
    }

    /// Opens the store as the next start will, and compares what is in it with the world. `fallen` is what
    /// was out when the program ended.
    async fn compare(&mut self, fallen: &[Fallen]) -> Outcome<Books> {
        let world = World {
            fallen: self.machine.fallen(),
            charges: self.studio.charges(),
            executions: std::mem::take(&mut self.executions),
        };
        let opened = Timestamp::now();
        let books = match store_of(&self.provisioned).await? {
            Some((outbox, _copy)) => Books::read(&outbox, opened).await?,
            None => Books::default(),
        };
        count::what_was_cut(&books, &mut self.counts, fallen)?;
        count::all(&books, &mut self.counts, &world);
        let mut found = Vec::new();
        books.compare_sales(&world, &self.studio, &mut found)?;
        self.executions = world.executions;
        Failure::if_any(&found)?;
        books.compare_line().map(|()| books)
    }

    /// Starts the program with a vendor that is well until nothing waits any more but what the vendor may
    /// still be working on.
    async fn calm_down(&mut self) -> Outcome {
        let mut waiting = self.waiting().await?;
        for _ in 0..10 {
            let books = self.round(&Plan::calm(waiting)).await?;
            // The program was calm when it was ended.
            self.counts.kills -= 1;
            if waiting == 0 {
                return count::is_calm(&books, &self.counts);
            }
            waiting = self.waiting().await?;
        }
        Err(Failure::new(format!("{waiting} items wait and wait")))
    }

    async fn waiting(&self) -> Outcome<u32> {
        let Some((outbox, _copy)) = store_of(&self.provisioned).await? else { return Ok(0) };
        sent_soon(&outbox).await
    }

    /// Takes the charges out of the journal.
    fn harvest(&mut self) -> Outcome {
        let journal = self.studio.journal();
        if journal.first().is_some_and(|oldest| oldest.number > self.harvested + 1) {
            return Err(Failure::new("the journal has forgotten something"));
        }
        for entry in &journal {
            if entry.number > self.harvested {
                self.executions.extend(Execution::of(entry)?);
            }
        }
        self.harvested = journal.last().map_or(self.harvested, |newest| newest.number);
        Ok(())
    }

    /// A run in which nothing happened would hold, too.
    fn is_not_about_nothing(&self) -> Outcome {
        let counts = &self.counts;
        let kills = counts.kills as usize;
        // Some of these windows last a millisecond, so that few kills meet them on a busy machine.
        for (what, count, least) in [
            ("out", counts.fallen, kills),
            ("delivered", counts.delivered, kills / 2),
            ("delivered later", counts.late, kills / 50),
            ("waiting for what the vendor may still do", counts.waiting, kills / 20),
            ("cut short before the vendor's yes", counts.before_yes, kills / 50),
            ("cut short before the machine's word", counts.before_success, kills / 50),
            ("cut short between that and the disk", counts.before_write, kills / 50),
            ("cut short during the charge", counts.during_charge, kills / 50),
        ] {
            if count < least {
                return Err(Failure::new(format!("this run shows little: only {count} {what}")));
            }
        }
        Ok(())
    }
}
