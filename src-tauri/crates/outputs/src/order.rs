//! What an output is told to do.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::Pulse;

/// How long a run may be: what nobody would sell is a mistake in the settings or in the arithmetic.
const RUNS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(4 * 60 * 60);

/// One order on its way to an output. Its events carry its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) at: Instant,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// On, for as long as the settings say.
    Pulse,
    /// On, for the time that was bought.
    Run(Duration),
    Off,
}

/// What can be done with an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Skill {
    /// It is on or off. A pulse has this length.
    Switched(Duration),
    /// It is only knocked at.
    Knocked,
}

impl Skill {
    /// How long the output is open after a pulse.
    pub(crate) const fn pulse(self) -> Duration {
        match self {
            Self::Switched(length) => length,
            Self::Knocked => Duration::ZERO,
        }
    }

    /// Why such an output never does that, if so.
    pub(crate) fn refuses(self, what: What) -> Option<Pulse> {
        match (self, what) {
            (Self::Switched(_), What::Run(length)) if !RUNS.contains(&length) => Some(Pulse::Unsuitable),
            (Self::Knocked, What::Run(_) | What::Off) => Some(Pulse::Unsuitable),
            (Self::Switched(_), What::Pulse | What::Run(_) | What::Off) | (Self::Knocked, What::Pulse) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_long_enough_to_be_sold_and_ends_the_same_day() {
        let switched = Skill::Switched(Duration::from_secs(2));
        let run = |millis| What::Run(Duration::from_millis(millis));
        let no = Some(Pulse::Unsuitable);
        for (skill, what, refused) in [
            (switched, What::Pulse, None),
            (switched, What::Off, None),
            (switched, run(999), no),
            (switched, run(1000), None),
            (switched, run(14_400_000), None),
            (switched, run(14_400_001), no),
            (switched, run(0), no),
            (Skill::Knocked, What::Pulse, None),
            (Skill::Knocked, run(60_000), no),
            (Skill::Knocked, What::Off, no),
        ] {
            assert_eq!(skill.refuses(what), refused, "{skill:?} {what:?}");
        }
    }
}
