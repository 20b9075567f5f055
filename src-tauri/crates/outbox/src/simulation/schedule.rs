//! One schedule: a storm in which everything can happen, a calm in which nothing goes wrong any more,
//! and staff who settle what is left.

use super::bugs::Bug;
use super::checker::{Rule, Violation};
use super::coverage::Coverage;
use super::medium::Medium;
use super::weather::{Roughness, Weather};
use super::wire::{Line, PATIENCE};
use super::world::World;
use crate::inbox::{self, Part};
use crate::item::Lane;

/// Rounds of the worker within which a calm has to come to rest.
const ROUNDS: u32 = 3000;

/// What one schedule came to.
pub(super) struct Run {
    pub(super) coverage: Coverage,
    pub(super) violation: Option<Violation>,
    pub(super) trace: Vec<String>,
}

/// What a schedule is run with besides its seed.
#[derive(Clone, Copy, Default)]
pub(super) struct Options {
    pub(super) bug: Option<Bug>,
    pub(super) traced: bool,
    pub(super) weather: Weather,
    /// How many actions the storm has.
    pub(super) length: Length,
}

#[derive(Clone, Copy, Default)]
pub(super) enum Length {
    /// For stores on a disk.
    Short,
    #[default]
    Usual,
    /// For mistakes that take many steps to show.
    Long,
}

/// Runs the schedule of a seed.
pub(super) fn run(seed: u64, medium: &mut Medium, options: Options) -> Run {
    let mut world = World::new(seed, medium, options.bug, options.weather);
    world.trace = options.traced.then(Vec::new);
    let length = match options.length {
        Length::Short => world.rng.between(20, 80),
        Length::Usual => world.rng.between(20, 140),
        Length::Long => world.rng.between(100, 250),
    };
    for _ in 0..length {
        if world.violation.is_some() {
            break;
        }
        world.act();
        if world.dead {
            world.restart();
        }
    }
    if world.violation.is_none() {
        world.become_calm();
        world.check(false);
    }
    if world.violation.is_none() {
        world.settle_all();
        world.check(true);
    }
    Run { coverage: world.coverage, violation: world.violation, trace: world.trace.unwrap_or_default() }
}

impl World<'_> {
    /// One thing happens.
    fn act(&mut self) {
        if self.rng.odds(self.rough.kill) {
            self.note(|| "KILLED".to_owned());
            self.coverage.count("kills", "between two actions");
            self.dead = true;
            return;
        }
        if self.rng.odds(self.rough.clock) {
            return self.move_clock();
        }
        if self.rng.odds(self.rough.staff) {
            return self.staff();
        }
        match self.rng.below(110) {
            0..14 if self.facts.len() < self.busy => self.happen(),
            14..20 => self.go_on_with_tap(),
            20..29 => self.go_on_with_sales(),
            29..55 => self.go_on_with_calls(),
            55..72 => self.exchange(),
            72..84 => self.let_time_pass(),
            84..90 if self.weather != Weather::Fog => self.vendor_changes(),
            90 => self.write_down_again(),
            91 => self.say_again(),
            92..94 => self.answer_twice(),
            94 => self.elsewhere(),
            95 => self.reachable(),
            96 => self.count_again(),
            97..107 => self.go_on_with_drafts(),
            _ => self.try_again_to_write_down(),
        }
    }

    fn try_again_to_write_down(&mut self) {
        if let Some(fact) = self.unheard.first().copied() {
            self.write_down(fact);
        }
    }

    fn go_on_with_tap(&mut self) {
        let ended: Vec<usize> =
            (0..self.taps.len()).filter(|tap| self.facts[self.taps[*tap].fact].end.is_some()).collect();
        if !ended.is_empty() {
            let tap = *self.rng.pick(&ended);
            self.write_tap_end(tap);
        }
    }

    /// Calls under way go on by a few steps, in any order.
    fn go_on_with_calls(&mut self) {
        for _ in 0..self.rng.between(1, 12) {
            if self.calls.is_empty() {
                return;
            }
            let call = self.rng.index(self.calls.len());
            self.go_on(call);
        }
    }

    fn let_time_pass(&mut self) {
        let patience = self.calls.iter().map(|call| call.began + PATIENCE - self.now).min();
        let choices = if self.weather == Weather::Fog { 5 } else { 8 };
        let millis = match self.rng.below(choices) {
            0 | 1 => self.rng.between(1, 200),
            2 => self.rng.between(1, 8_000),
            3 => patience.unwrap_or(1),
            4 => self.rng.between(1_000, 40_000),
            5 => self.rng.between(1_000, 180_000),
            6 => self.rng.between(1_000, 1_200_000),
            _ => {
                let wall = self.wall();
                self.next_due().map_or(1, |due| (due - wall).clamp(1, 3_600_000))
            }
        };
        self.pass(millis);
    }

    fn vendor_changes(&mut self) {
        let mut names: Vec<Lane> = self.lanes.clone();
        names.push(Lane::studio_key());
        let lane = self.rng.pick(&names).clone();
        match self.rng.below(6) {
            0 => {
                self.vendor.away = !self.vendor.away;
                let away = self.vendor.away;
                self.note(|| format!("the vendor is away: {away}"));
                if !away && self.rng.odds(500) {
                    self.reachable();
                }
            }
            1 if self.vendor.away => self.vendor.away = false,
            1 | 2 => {
                self.note(|| format!("{} is withdrawn", lane.name()));
                self.vendor.withdraw(lane.name(), self.now);
            }
            3 => {
                self.note(|| format!("{} is given back", lane.name()));
                self.vendor.give_back(lane.name(), self.now);
            }
            4 => self.renew(&lane),
            _ => {}
        }
    }

    /// Nothing goes wrong from now on, and time passes until nothing is due.
    fn become_calm(&mut self) {
        self.note(|| "calm".to_owned());
        self.rough = Roughness::default();
        self.line = Line { breaks: 0, ..self.line };
        self.vendor.heal(self.now);
        self.come_to_rest();
    }

    fn come_to_rest(&mut self) {
        for _ in 0..ROUNDS {
            if self.violation.is_some() {
                return;
            }
            self.finish_what_is_under_way();
            let wall = self.wall();
            match self.next_due() {
                None => {
                    self.nothing_due_is_left();
                    return;
                }
                Some(due) if due > wall => self.pass(due - wall),
                Some(_) => {}
            }
            self.exchange();
        }
        self.violate(Rule::Restless, || format!("{ROUNDS} rounds, and something is due"));
    }

    fn finish_what_is_under_way(&mut self) {
        while let Some(fact) = self.unheard.first().copied() {
            self.write_down(fact);
        }
        self.finish_drafts();
        self.finish_calls();
        while !self.taps.is_empty() {
            self.write_tap_end(0);
        }
        while !self.vends.is_empty() {
            self.go_on_with_sales();
            self.finish_calls();
        }
        if !self.ended.is_empty() {
            self.exchange();
            self.finish_what_is_under_way();
        }
    }

    fn finish_calls(&mut self) {
        while !self.calls.is_empty() {
            let call = self.rng.index(self.calls.len());
            let before = self.calls[call].step;
            self.go_on(call);
            if self.calls.get(call).is_some_and(|call| call.step == before) {
                self.pass(1_000);
            }
        }
    }

    /// Nothing is due, says the outbox.
    fn nothing_due_is_left(&mut self) {
        let left: u32 = self
            .db()
            .query_row("SELECT count(*) FROM item WHERE state = 'ready' AND due_at IS NOT NULL", [], |row| {
                row.get(0)
            })
            .expect("an answer");
        if left > 0 {
            self.violate(Rule::Stalled, || format!("{left} items have a time, and nothing is ever due"));
        }
    }

    /// Staff decide about everything in the inbox until it is empty.
    fn settle_all(&mut self) {
        self.note(|| "staff settle what is left".to_owned());
        for round in 0..40 {
            let now = self.clock();
            let inbox = inbox::page(self.db(), Part::Person, None, None, 1000, now).expect("a page");
            if inbox.is_empty() || self.violation.is_some() {
                return;
            }
            for listed in inbox {
                if self.rng.odds(300) && self.reopen_listed(&listed) {
                    continue;
                }
                let open = &listed.open_to;
                // In the end they make up their minds.
                let choice = if round < 6 { *self.rng.pick(open) } else { *open.last().expect("a choice") };
                self.decide(&listed, choice);
            }
            self.come_to_rest();
        }
        self.violate(Rule::Restless, || "the inbox does not become empty".to_owned());
    }
}
