//! The desk, the studio around it, and what was seen of both.

use std::fmt::Write as _;
use std::time::Duration;

use portico_tests::{
    Dice, Execution, Failure, Goods, Launch, LogLine, Lookout, Outcome, PATIENCE, Play, Provisioned,
    SetupFile, Sight, Studio, VirtualMachine, VirtualReader, Window,
};
use sandbox::{Api, Entry, RepeatedSale};
use tokio::time::timeout;

use crate::day::{Day, Left, Trouble};

/// Both time-outs of the machine's device, as short as they may be: what is lost is found out soon after.
const LOCK_SECONDS: i64 = 5;
/// Of so many cards one is nobody's.
const STRANGERS: u32 = 50;

/// Everything there is.
pub struct Desk {
    pub studio: Studio,
    pub entrances: [VirtualReader; 2],
    pub counter: VirtualReader,
    pub machine: VirtualMachine,
    pub provisioned: Provisioned,
    pub lookout: Lookout,
    pub dice: Dice,
    pub counts: Counts,
    /// Members of the studio; numbers of cards beyond are nobody's.
    crowd: u32,
    /// Buttons that were pressed at the machine.
    pressed: u32,
    /// The vendor's journal, as far as it is compared.
    pub asked: Vec<Entry>,
    pub executions: Vec<Execution>,
    harvested: u64,
}

/// What has happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub taps: u32,
    /// Of them, cards of strangers.
    pub strangers: u32,
    /// Taps without an answer when the program was killed: members who go away again.
    pub cut_off: u32,
    pub buyers: u32,
    pub sales: u32,
    pub signers: u32,
    pub sign_ups: u32,
    /// Sign-ups that a kill met: those who go away again.
    pub signers_cut_off: u32,
    pub outages: u32,
    pub kills: u32,
}

/// One life of the program.
pub struct Life {
    pub window: Window,
    pub seen: Seen,
}

/// What was seen of one life.
#[derive(Debug, Default)]
pub struct Seen {
    /// Lines of the log and writes to the store.
    pub events: u32,
    alive: [bool; 3],
    machine: bool,
    pub tapped: u32,
    pub answered: u32,
    /// Somebody holds a card to the machine's reader, until the vendor or the machine has an answer.
    pub buyer: bool,
}

impl Seen {
    /// Both entrances, the machine and its reader are listened to.
    pub fn is_open(&self) -> bool {
        self.machine && self.alive == [true; 3]
    }

    pub fn sight(&mut self, sight: &Sight) {
        self.events += 1;
        if let Sight::Line(line) = sight {
            self.line(line);
        }
    }

    /// What the machine was told.
    pub fn told(&mut self, told: &str) {
        self.machine |= told == "C,1";
        if told.starts_with("C,VEND,") {
            self.buyer = false;
        }
    }

    fn line(&mut self, line: &LogLine) {
        match line.message() {
            "reader" => {
                let reader = line.number("reader").and_then(|reader| usize::try_from(reader).ok());
                if let Some(alive) = reader.and_then(|reader| self.alive.get_mut(reader)) {
                    *alive = line.text("state") == "Alive";
                }
            }
            "checked in" | "not checked in" | "whether this check-in was recorded is not known" => {
                self.answered += 1;
            }
            "identified for a sale" => self.buyer &= line.says_yes("granted"),
            "dry run" => self.buyer &= line.says_yes("cleared"),
            _ => {}
        }
    }
}

impl Desk {
    pub async fn set_up(day: &Day) -> Outcome<Self> {
        // Whoever comes comes once, so that each tap and each sale is found in all books.
        let crowd = day.taps + 4 * (day.sales + day.kills) + 100;
        if crowd > u32::from(u16::MAX) / 2 {
            return Err(Failure::new("beyond, two cards would end alike"));
        }
        let studio = Studio::of(usize::try_from(crowd)?).await;
        studio.configure(|settings| {
            let goods = (1..=4 * day.sales + 100).map(Goods);
            settings.shelves = goods.map(|goods| (goods.item(), goods.cents())).collect();
            settings.idle_timeout_seconds = LOCK_SECONDS;
            settings.draw_timeout_seconds = LOCK_SECONDS;
            // Whoever charges twice is not saved by the vendor.
            settings.repeated_sale = RepeatedSale::ChargedAgain;
            // Its minutes are whole ones, and the day is not.
            settings.requests_per_minute = None;
        });
        let entrances = [VirtualReader::plugged_in(), VirtualReader::plugged_in()];
        let (counter, machine) = (VirtualReader::plugged_in(), VirtualMachine::plugged_in());
        let more = format!("idle-seconds = {LOCK_SECONDS}\ndraw-seconds = {LOCK_SECONDS}\n");
        let file = SetupFile::new(&studio)
            .entrance(entrances[0].path())
            .place("side", entrances[1].path(), "rdm6300", Studio::SIDE)
            .offline_at(Studio::ENTRANCE, "everybody")
            .offline_at(Studio::SIDE, "directory")
            .replay_minutes(24 * 60)
            .counter_reader("machine", counter.path())
            .machine_that("machine", &machine.path(), &more)
            .sign_up("");
        let provisioned = Provisioned::new(&studio, &file).await?;
        let lookout = Lookout::at(&provisioned.data())?;
        Ok(Self {
            studio,
            entrances,
            counter,
            machine,
            provisioned,
            lookout,
            dice: Dice::new(day.seed),
            counts: Counts::default(),
            crowd,
            pressed: 0,
            asked: Vec::new(),
            executions: Vec::new(),
            harvested: 0,
        })
    }

    /// Starts the program on the data folder as it is, and waits until it serves.
    pub async fn start(&mut self) -> Outcome<Life> {
        let window = Launch::of(&self.provisioned.data()).open().await?;
        // The record of all that is shown would grow with the day.
        window.run("window.__record.seen.push = () => 0; return null").await?;
        let mut life = Life { window, seen: Seen::default() };
        let serves = async {
            while !life.seen.is_open() {
                tokio::select! {
                    biased;
                    sight = self.lookout.next() => life.seen.sight(&sight?),
                    told = self.machine.told() => life.seen.told(&told?),
                }
            }
            Outcome::Ok(())
        };
        let served = timeout(PATIENCE, serves).await;
        served.map_err(|_| Failure::new(format!("it never serves: {:?}", life.seen)))??;
        Ok(life)
    }

    /// Ends the program as a power cut would, and lets the world go on until it has noticed.
    pub async fn kill(&mut self, life: Life, afterwards: Play) -> Outcome {
        let Life { window, mut seen } = life;
        window.kill().await?;
        self.counts.kills += 1;
        for sight in self.lookout.rest()? {
            seen.sight(&sight);
        }
        self.counts.cut_off += seen.tapped - seen.answered;
        self.machine.hear_out().await?;
        self.machine.finish(afterwards);
        self.machine.hear_out().await?;
        self.machine.rest();
        self.count_sales()?;
        self.heal().await?;
        self.harvest()
    }

    /// Somebody who was never here holds a card to one of the entrances.
    pub fn tap(&mut self) {
        let Counts { taps, strangers, .. } = &mut self.counts;
        *taps += 1;
        let card = if *taps % STRANGERS == 0 {
            *strangers += 1;
            self.crowd + *strangers
        } else {
            *taps
        };
        let entrance = self.dice.below(2) as usize;
        // A card that lies there for a moment longer is read once more.
        for _ in 0..if self.dice.below(6) == 0 { 2 } else { 1 } {
            self.entrances[entrance].tap_rdm6300(Studio::guest_card(card));
        }
    }

    /// The next member who buys; one in three presses a button before the card is read.
    pub fn next_buyer(&mut self) {
        self.counts.buyers += 1;
        if self.dice.below(3) == 0 {
            self.press();
        }
    }

    /// The card of whoever buys. Those who buy come in by none of the entrances.
    pub fn hold_card(&mut self) {
        self.counter.tap_rdm6300(Studio::guest_card(self.crowd - self.counts.buyers));
    }

    /// Presses the next button. Nothing is there twice.
    pub fn press(&mut self) {
        self.pressed += 1;
        let goods = Goods(self.pressed);
        self.machine.press(&goods.price(), &goods.item());
    }

    /// What has fallen into the tray.
    pub fn count_sales(&mut self) -> Outcome {
        self.counts.sales = u32::try_from(self.machine.fallen().len())?;
        Ok(())
    }

    /// Something goes wrong at the vendor.
    pub async fn break_down(&mut self, trouble: Trouble) -> Outcome {
        self.counts.outages += 1;
        match trouble.at_devices() {
            faults if faults.is_empty() => self.studio.set_away(true).await?,
            faults => faults.into_iter().for_each(|fault| self.studio.set_fault(fault)),
        }
        Ok(())
    }

    /// All is well again.
    pub async fn heal(&mut self) -> Outcome {
        self.studio.clear_faults();
        Ok(self.studio.set_away(false).await?)
    }

    /// Takes what is compared out of the journal, which forgets.
    pub fn harvest(&mut self) -> Outcome {
        let journal = self.studio.journal_after(self.harvested);
        let Some(newest) = journal.last().map(|entry| entry.number) else { return Ok(()) };
        if journal.first().is_some_and(|oldest| oldest.number != self.harvested + 1) {
            return Err(Failure::new("the journal has forgotten something"));
        }
        self.harvested = newest;
        for entry in journal.into_iter().filter(|entry| entry.api == Api::Device) {
            self.executions.extend(Execution::of(&entry)?);
            if entry.path == Studio::IDENTIFICATION {
                self.asked.push(entry);
            }
        }
        Ok(())
    }
}

impl Counts {
    /// What is left of the day.
    pub fn left(&self, day: &Day) -> Left {
        Left {
            taps: day.taps.saturating_sub(self.taps),
            sales: day.sales.saturating_sub(self.sales),
            sign_ups: day.sign_ups.saturating_sub(self.sign_ups),
            outages: day.outages.saturating_sub(self.outages),
        }
    }

    fn rows(&self, day: &Day) -> [(&'static str, u32, u32); 5] {
        [
            ("taps", self.taps, day.taps),
            ("sales", self.sales, day.sales),
            ("sign-ups", self.sign_ups, day.sign_ups),
            ("outages", self.outages, day.outages),
            ("kills", self.kills, day.kills),
        ]
    }

    /// What there was less of than there was to be.
    pub fn is_short_of(&self, day: &Day) -> Option<String> {
        let short = self.rows(day).into_iter().filter(|(_, done, all)| done < all);
        let short: Vec<_> = short.map(|(what, done, all)| format!("{done} {what} of {all}")).collect();
        (!short.is_empty()).then(|| format!("the day was shorter than it was to be: {}", short.join(", ")))
    }

    /// What was reached, and how long it took.
    pub fn table(&self, day: &Day, took: Duration) -> String {
        let mut text = format!("{:<10}{:>8}{:>10}\n", "", "reached", "planned");
        for (what, done, all) in self.rows(day) {
            let _ = writeln!(text, "{what:<10}{done:>8}{all:>10}");
        }
        let _ = writeln!(text, "{:<10}{:>4} min {:02} s", "time", took.as_secs() / 60, took.as_secs() % 60);
        text
    }
}
