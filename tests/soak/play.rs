//! The day as it goes by.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use outbox::Part;
use portico_tests::{Failure, Outcome, PATIENCE, Play, REPEATS, copy_store, open_store};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use crate::day::{Day, Moment, Stretch, Trouble};
use crate::desk::{Desk, Life};
use crate::sign_up::{self, End};
use crate::watch::Sample;

/// Members at the two entrances at the same time. A tap takes the screen from the one before.
const HANDS: u32 = 4;
/// What was lost is found out about after two minutes, and the lane may have been left alone for as long.
const EVENING: Duration = Duration::from_secs(5 * 60);
/// How often it is looked whether something waits.
const LOOK: Duration = Duration::from_secs(2);

/// Plays all of it; the program has ended then. The samples are of its last life.
pub async fn all(desk: &mut Desk, day: &Day) -> Outcome<Vec<Sample>> {
    let begun = Instant::now();
    for (number, cut) in day.morning.iter().enumerate() {
        let mut life = desk.start().await?;
        let played = match cut.moment {
            Moment::Rush(events) => rush(desk, &mut life, &cut.during, Some(events)).await,
            Moment::SignUp(events) => cut_sign_up(desk, &mut life, events).await,
        };
        played.map_err(|failure| Failure::new(format!("life {number}, {cut:?}: {failure}")))?;
        // Between two events, too: nobody outside can see those in between.
        for _ in 0..cut.jitter {
            std::thread::yield_now();
        }
        desk.kill(life, cut.afterwards).await?;
    }
    tell(desk, begun, "the last kill");
    let mut life = desk.start().await?;
    let mut samples = Vec::new();
    for number in 0..day.rests {
        let stretch = day.stretch(number, desk.counts.left(day), &mut desk.dice);
        let played = play(desk, &mut life, &stretch).await;
        played.map_err(|failure| Failure::new(format!("stretch {number}, {stretch:?}: {failure}")))?;
        samples.push(Sample::take(life.window.process(), life.seen.tapped)?);
        tell(desk, begun, &format!("rest {number}"));
    }
    evening(desk, &mut life).await?;
    samples.push(Sample::take(life.window.process(), life.seen.tapped)?);
    tell(desk, begun, "the evening");
    life.window.close().await?;
    Ok(samples)
}

fn tell(desk: &Desk, begun: Instant, when: &str) {
    eprintln!("{:>4} s, {when}: {:?}", begun.elapsed().as_secs(), desk.counts);
}

/// Members come and buy, then it is quiet, and some sign up.
async fn play(desk: &mut Desk, life: &mut Life, stretch: &Stretch) -> Outcome {
    rush(desk, life, stretch, None).await?;
    sign_up::quiet(&life.window).await?;
    let mut trouble = stretch.at_contract;
    // After a failure nothing of theirs goes out for a while, and whoever signs then is told that it waits.
    let may_wait = trouble.is_some();
    for _ in 0..stretch.sign_ups {
        sign_up(desk, life, trouble.take(), may_wait).await?;
    }
    desk.harvest()
}

/// Who comes in a stretch of the day.
struct Rush<'a> {
    stretch: &'a Stretch,
    /// Taps and sales when it began.
    tapped: u32,
    sold: u32,
    /// How many of the outages have begun, and whether the last of them goes on.
    outages: usize,
    broken: bool,
}

/// Lets members come and buy until all have, or until so many events.
async fn rush(desk: &mut Desk, life: &mut Life, stretch: &Stretch, end: Option<u32>) -> Outcome {
    let (tapped, sold) = (life.seen.tapped, desk.counts.sales);
    let mut rush = Rush { stretch, tapped, sold, outages: 0, broken: false };
    let end = end.map(|end| life.seen.events + end);
    let plays = plays(desk, stretch.sales);
    desk.machine.plan_only(&plays);
    let mut lying = interval(REPEATS);
    lying.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !rush.is_over(desk, life) && end.is_none_or(|end| life.seen.events < end) {
        rush.outages(desk, life).await?;
        rush.next_members(desk, life, &mut lying);
        let next = timeout(PATIENCE, next_event(desk, life, &mut lying)).await;
        next.map_err(|_| Failure::new(format!("nothing happens any more: {:?}", life.seen)))??;
    }
    if rush.broken && end.is_none() {
        desk.heal().await?;
    }
    Ok(())
}

/// Most of what is sold falls; some of it hangs, and sometimes the machine forgets to say.
fn plays(desk: &mut Desk, sales: u32) -> Vec<Play> {
    let play = |_| match desk.dice.below(40) {
        0..3 => Play::Jam,
        3 => Play::Forget { falls: desk.dice.below(2) == 0 },
        _ => Play::Dispense,
    };
    (0..sales).map(play).collect()
}

async fn next_event(desk: &mut Desk, life: &mut Life, lying: &mut Interval) -> Outcome {
    tokio::select! {
        biased;
        sight = desk.lookout.next() => life.seen.sight(&sight?),
        told = desk.machine.told() => {
            let told = told?;
            life.seen.told(&told);
            if told.starts_with("C,START,") {
                desk.press();
            }
            desk.count_sales()?;
        }
        _ = lying.tick(), if life.seen.buyer => desk.hold_card(),
    }
    Ok(())
}

impl Rush<'_> {
    fn came(&self, life: &Life) -> u32 {
        life.seen.tapped - self.tapped
    }

    fn is_over(&self, desk: &Desk, life: &Life) -> bool {
        self.came(life) >= self.stretch.taps
            && life.seen.answered == life.seen.tapped
            && desk.counts.sales >= self.sold + self.stretch.sales
            && !life.seen.buyer
    }

    async fn outages(&mut self, desk: &mut Desk, life: &Life) -> Outcome {
        let Some(outage) = self.stretch.outages.get(self.outages) else { return Ok(()) };
        let came = self.came(life);
        if !self.broken && came >= outage.from {
            self.broken = true;
            desk.break_down(outage.trouble).await?;
        } else if self.broken && came >= outage.until.min(self.stretch.taps) {
            self.broken = false;
            self.outages += 1;
            desk.heal().await?;
        }
        Ok(())
    }

    /// So many stand at the entrances, and the next comes when one of them has passed. Whoever buys does so
    /// somewhere in between.
    fn next_members(&self, desk: &mut Desk, life: &mut Life, lying: &mut Interval) {
        while self.came(life) < self.stretch.taps && life.seen.tapped < life.seen.answered + HANDS {
            life.seen.tapped += 1;
            desk.tap();
        }
        let sold = desk.counts.sales - self.sold;
        // The end of a sale stays on the screen, so the last one is over before the last tap.
        let share = u64::from(self.stretch.taps) * 4 / 5 * u64::from(sold);
        let is_time = u64::from(self.came(life)) * u64::from(self.stretch.sales) >= share;
        if !life.seen.buyer && sold < self.stretch.sales && is_time {
            life.seen.buyer = true;
            desk.next_buyer();
            lying.reset_immediately();
        }
    }
}

/// Somebody signs up, while something is wrong with that or nothing is.
async fn sign_up(desk: &mut Desk, life: &Life, trouble: Option<Trouble>, may_wait: bool) -> Outcome {
    desk.counts.signers += 1;
    sign_up::to_the_summary(&life.window, desk.counts.signers).await?;
    if let Some(trouble) = trouble {
        desk.counts.outages += 1;
        match trouble.at_contracts() {
            Some(fault) => desk.studio.set_fault(fault),
            None => desk.studio.set_away(true).await?,
        }
    }
    let end = sign_up::submit(&life.window).await?;
    desk.counts.sign_ups += 1;
    let expected = trouble.is_some() || end == End::Done || (may_wait && end == End::Waiting);
    if !expected {
        return Err(Failure::new(format!("nothing was wrong, and a sign-up ended as {end:?}")));
    }
    desk.heal().await?;
    sign_up::leave(&life.window).await
}

/// Somebody signs up, and does not come to the end if the program does before.
async fn cut_sign_up(desk: &mut Desk, life: &mut Life, events: u32) -> Outcome {
    desk.counts.signers += 1;
    let Life { window, seen } = life;
    let (end, number, lookout) = (seen.events + events, desk.counts.signers, &mut desk.lookout);
    let signs = async {
        sign_up::to_the_summary(window, number).await?;
        sign_up::submit(window).await
    };
    let killed = async {
        while seen.events < end {
            seen.sight(&lookout.next().await?);
        }
        Outcome::Ok(())
    };
    tokio::select! {
        biased;
        killed = killed => {
            killed?;
            desk.counts.signers_cut_off += 1;
        }
        signed = signs => {
            signed?;
            desk.counts.sign_ups += 1;
        }
    }
    Ok(())
}

/// Waits until nothing waits any more.
async fn evening(desk: &mut Desk, life: &mut Life) -> Outcome {
    let begun = Instant::now();
    let mut look = interval(LOOK);
    let mut left = None;
    while left != Some(0) {
        if begun.elapsed() > EVENING {
            return Err(Failure::new(format!("items wait and wait: {left:?}")));
        }
        tokio::select! {
            biased;
            sight = desk.lookout.next() => life.seen.sight(&sight?),
            // Of a store that is written to a copy can be of no use; the next one will be.
            _ = look.tick() => left = waiting(desk).await.ok(),
        }
    }
    desk.harvest()
}

/// How many items are to be sent, as a copy of the store says it: opening it tidies up, and that is what the
/// program has to do.
async fn waiting(desk: &Desk) -> Outcome<usize> {
    let data = desk.provisioned.data();
    let copy = copy_store(&data)?;
    let outbox = open_store(copy.path(), &data).await?;
    Ok(outbox.page(Part::Waiting, None, None, usize::MAX, Timestamp::now()).await?.len())
}
