//! When crashes are so many that going on would only be the next one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// This many within [`WITHIN`] are too many.
const MANY: u32 = 3;
/// Crashes that are longer ago say nothing about now.
const WITHIN: Duration = Duration::from_mins(1);

/// The crashes of the last minute.
#[derive(Clone, Debug, Default)]
pub struct Crashes(VecDeque<Instant>);

impl Crashes {
    /// One more; returns how many there were within the last minute, this one included.
    pub fn note(&mut self, now: Instant) -> u32 {
        self.0.retain(|at| now.saturating_duration_since(*at) < WITHIN);
        self.0.push_back(now);
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// Whether so many within a minute are too many.
    pub const fn are_many(count: u32) -> bool {
        count >= MANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_within_a_minute_are_too_many() {
        let start = Instant::now();
        for (seconds, last) in [
            (&[0][..], 1),
            (&[0, 0, 0], 3),
            (&[0, 20, 59], 3),
            (&[0, 20, 60], 2),
            (&[0, 59, 61, 62], 3),
            (&[0, 61, 122, 183], 1),
            (&[0, 1, 2, 3, 4], 5),
        ] {
            let mut crashes = Crashes::default();
            let counts = seconds.iter().map(|at| crashes.note(start + Duration::from_secs(*at)));
            let count = counts.last().unwrap();
            assert_eq!(count, last, "{seconds:?}");
            assert_eq!(Crashes::are_many(count), last >= 3, "{seconds:?}");
        }
    }
}
