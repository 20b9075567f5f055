//! What is to happen on the day, drawn from a seed.

use portico_tests::{Dice, Play, Studio};
use sandbox::{Api, Fault, FaultPlan};

/// A whole day: 20,000 taps, 500 sales, 100 sign-ups, 50 outages and 20 kills.
const DAY: [u32; 5] = [20_000, 500, 100, 50, 20];
/// Kinds of outages.
const KINDS: u32 = 9;
/// One in so many taps comes in the morning at most.
const MORNING: u32 = 4;
/// Rests of the afternoon, at which the screen is idle and the program is looked at.
const RESTS: u32 = 24;
/// The same in a fraction of the day.
const FEW_RESTS: u32 = 12;

/// What is to happen. The program is killed again and again in the morning and lives from noon until the
/// evening, so that there is a long life to look at.
#[derive(Debug)]
pub struct Day {
    pub seed: u64,
    pub taps: u32,
    pub sales: u32,
    pub sign_ups: u32,
    pub outages: u32,
    pub kills: u32,
    pub morning: Vec<Cut>,
    /// How often it is quiet in the afternoon.
    pub rests: u32,
}

/// What is left of it.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    pub taps: u32,
    pub sales: u32,
    pub sign_ups: u32,
    pub outages: u32,
}

/// A life that is cut short.
#[derive(Debug)]
pub struct Cut {
    pub during: Stretch,
    pub moment: Moment,
    /// How often the run gives its turn away between that moment and the kill.
    pub jitter: u32,
    /// What the machine does after the kill that was still at it.
    pub afterwards: Play,
}

/// When the program is killed: after so many lines of its log and writes to its store.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// While members come and buy.
    Rush(u32),
    /// While somebody signs up.
    SignUp(u32),
}

/// Members come and buy, and then it is quiet and some sign up.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    pub taps: u32,
    pub sales: u32,
    pub sign_ups: u32,
    pub outages: Vec<Outage>,
    /// What the vendor does to a contract, for the first of those who sign up.
    pub at_contract: Option<Trouble>,
}

/// Something is wrong at the vendor from one tap on until another one, counted in the stretch.
#[derive(Clone, Debug)]
pub struct Outage {
    pub trouble: Trouble,
    pub from: u32,
    pub until: u32,
}

/// What is wrong.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// Connections are refused.
    Refused,
    /// 503.
    Unavailable,
    /// 500, with or without having done it.
    Fault { done: bool },
    /// 429.
    TooMany,
    /// No answer ever; for one request of each kind, because it holds somebody for eight seconds.
    Hangs,
    /// It is done, and the connection ends instead of an answer.
    AnswerLost,
    /// It is done, and the answer breaks off.
    AnswerCut,
    /// An answer that means nothing.
    Garbage { done: bool },
    /// An answer that stops too early.
    BrokenJson { done: bool },
}

impl Day {
    /// A day, or this fraction of one.
    pub fn draw(seed: u64, scale: f64) -> Self {
        let mut dice = Dice::new(seed);
        let [taps, sales, sign_ups, outages, kills] =
            DAY.map(|whole| (f64::from(whole) * scale).ceil().max(1.0) as u32);
        let early = (outages * 2 / 5).min(kills);
        let cut = |number| Cut::draw(&mut dice, taps / MORNING / kills, number < early, number);
        let morning = (0..kills).map(cut).collect();
        let rests = if scale < 0.5 { FEW_RESTS } else { RESTS };
        Self { seed, taps, sales, sign_ups, outages, kills, morning, rests }
    }

    /// The stretch before this rest, of what is left. The last third of the afternoon has no outages, so that
    /// whatever was lost is found before the evening.
    pub fn stretch(&self, number: u32, left: Left, dice: &mut Dice) -> Stretch {
        let share = |left: u32, of: u32| left.div_ceil(of.saturating_sub(number).max(1));
        let mut stretch = Stretch {
            taps: share(left.taps, self.rests),
            sales: share(left.sales, self.rests),
            sign_ups: share(left.sign_ups, self.rests),
            ..Stretch::default()
        };
        let troubled = self.rests * 2 / 3;
        for _ in 0..if number < troubled { share(left.outages, troubled) } else { 0 } {
            let kind = dice.below(KINDS);
            let trouble = Trouble::draw(dice, kind);
            if stretch.at_contract.is_none() && stretch.sign_ups > 0 && dice.below(3) == 0 {
                stretch.at_contract = Some(trouble.for_a_contract());
            } else {
                stretch.outages.push(Outage { trouble, from: 0, until: 0 });
            }
        }
        stretch.place_outages(dice);
        stretch
    }
}

impl Cut {
    fn draw(dice: &mut Dice, taps: u32, has_outage: bool, number: u32) -> Self {
        let trouble = Trouble::draw(dice, number);
        let outages = has_outage.then_some(Outage { trouble, from: 0, until: 0 });
        let mut during =
            Stretch { taps, sales: 6, outages: outages.into_iter().collect(), ..Stretch::default() };
        during.place_outages(dice);
        let moment = match dice.below(5) {
            0 => Moment::SignUp(dice.up_to(25)),
            // A tap is about two lines and four writes.
            _ => Moment::Rush(dice.up_to((taps * 5).max(1))),
        };
        let afterwards = if dice.below(2) == 0 { Play::Dispense } else { Play::Jam };
        Self { during, moment, jitter: dice.of_any_size(12), afterwards }
    }
}

impl Stretch {
    /// One after another, each somewhere in its share of the stretch.
    fn place_outages(&mut self, dice: &mut Dice) {
        let share = self.taps / u32::try_from(self.outages.len().max(1)).unwrap_or(1);
        for (number, outage) in (0..).zip(&mut self.outages) {
            outage.from = number * share + dice.below(share / 2);
            outage.until = outage.from + dice.up_to((share / 3).clamp(1, 80));
        }
    }
}

impl Trouble {
    fn draw(dice: &mut Dice, number: u32) -> Self {
        let done = dice.below(2) == 0;
        match number % KINDS {
            0 => Self::Refused,
            1 => Self::Unavailable,
            2 => Self::AnswerLost,
            3 => Self::TooMany,
            4 => Self::Fault { done },
            5 => Self::AnswerCut,
            6 => Self::Hangs,
            7 => Self::Garbage { done },
            _ => Self::BrokenJson { done },
        }
    }

    /// Somebody stands at the screen, and does not wait for what hangs.
    const fn for_a_contract(self) -> Self {
        match self {
            Self::Hangs => Self::AnswerLost,
            Self::Refused
            | Self::Unavailable
            | Self::Fault { .. }
            | Self::TooMany
            | Self::AnswerLost
            | Self::AnswerCut
            | Self::Garbage { .. }
            | Self::BrokenJson { .. } => self,
        }
    }

    /// How members, buyers and sales meet it; nothing where connections are refused.
    pub fn at_devices(self) -> Vec<FaultPlan> {
        let Some(plan) = self.plan() else { return Vec::new() };
        let paths = [Studio::IDENTIFICATION, Studio::VENDING_IDENTIFICATION, Studio::SALE];
        let at = |path: &str| {
            let plan = plan.clone().on(Api::Device).at(path);
            if matches!(self, Self::Hangs) { plan.times(1) } else { plan }
        };
        paths.map(at).into()
    }

    /// How a contract meets it; nothing where connections are refused.
    pub fn at_contracts(self) -> Option<FaultPlan> {
        Some(self.plan()?.on(Api::Connect).at(Studio::CONTRACT).method("POST"))
    }

    fn plan(self) -> Option<FaultPlan> {
        let plan = |fault| Some(FaultPlan::new(fault));
        let carried = |fault, done| Some(FaultPlan::new(fault).carry_out(done));
        match self {
            Self::Refused => None,
            Self::Unavailable => plan(Fault::ServiceUnavailable),
            Self::Fault { done } => carried(Fault::InternalError, done),
            Self::TooMany => plan(Fault::TooManyRequests { retry_after_seconds: 1 }),
            Self::Hangs => plan(Fault::Hang),
            Self::AnswerLost => carried(Fault::Reset, true),
            Self::AnswerCut => carried(Fault::HalfAnswer, true),
            Self::Garbage { done } => carried(Fault::Garbage, done),
            Self::BrokenJson { done } => carried(Fault::BrokenJson, done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_is_the_same_day() {
        let told = |seed| format!("{:?}", Day::draw(seed, 1.0));
        assert_eq!(told(7), told(7));
        assert_ne!(told(7), told(8));
    }

    #[test]
    fn the_afternoon_has_all_that_the_morning_left() {
        for (scale, left) in [
            (1.0, Left { taps: 17_311, sales: 463, sign_ups: 97, outages: 34 }),
            (0.05, Left { taps: 811, sales: 20, sign_ups: 4, outages: 2 }),
            (0.01, Left { taps: 3, sales: 0, sign_ups: 1, outages: 0 }),
        ] {
            let (day, mut dice, mut now) = (Day::draw(1, scale), Dice::new(2), left);
            let mut quiet = true;
            for number in 0..day.rests {
                let stretch = day.stretch(number, now, &mut dice);
                let outages = stretch.outages.len() as u32 + u32::from(stretch.at_contract.is_some());
                now.taps -= stretch.taps;
                now.sales -= stretch.sales;
                now.sign_ups -= stretch.sign_ups;
                now.outages -= outages;
                quiet &= number < day.rests * 2 / 3 || outages == 0;
                let mut before = 0;
                for outage in &stretch.outages {
                    assert!(before <= outage.from && outage.from < outage.until, "{stretch:?}");
                    before = outage.until;
                }
            }
            assert_eq!(
                (now.taps, now.sales, now.sign_ups, now.outages, quiet),
                (0, 0, 0, 0, true),
                "{scale}"
            );
        }
    }
}
