//! What kind of trouble there is, and how much of it.

use super::rng::Rng;
use super::vendor::Moods;

/// What kind of trouble a schedule is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Weather {
    /// The seed says.
    #[default]
    Any,
    /// Everything goes wrong as often as it can.
    Storm,
    /// The vendor takes its time and keeps its locks, the clock is moved now and then, and nothing
    /// else is wrong.
    Fog,
}

/// How rough a seed is, in parts of a thousand.
#[derive(Clone, Debug, Default)]
pub(super) struct Roughness {
    pub(super) kill_inside: u64,
    pub(super) kill_after: u64,
    pub(super) refuse: u64,
    /// Kills between two actions.
    pub(super) kill: u64,
    /// The clock is moved now and then.
    pub(super) clock: u64,
    pub(super) staff: u64,
}

impl Weather {
    /// The weather of a seed that may have any.
    pub(super) fn of(self, rng: &mut Rng) -> Self {
        match (self, rng.below(10)) {
            (Self::Any, 0) => Self::Storm,
            (Self::Any, 1) => Self::Fog,
            (weather, _) => weather,
        }
    }
}

/// One of the values, or the one for the weather.
fn how_much(rng: &mut Rng, weather: Weather, of: &[u64]) -> u64 {
    let picked = *rng.pick(of);
    match weather {
        Weather::Any => picked,
        Weather::Storm => of[of.len() - 1],
        Weather::Fog => of[0],
    }
}

/// How the vendor is, and how often the line breaks.
pub(super) fn moods(rng: &mut Rng, weather: Weather) -> (Moods, u64) {
    let mut mood = |of: &[u64]| how_much(rng, weather, of);
    let moods = Moods {
        late: if weather == Weather::Fog { 400 } else { mood(&[0, 50, 300]) },
        dropped: mood(&[0, 20, 100]),
        busy: mood(&[0, 30, 150]),
        cancelled: mood(&[0, 30, 150]),
        fault: mood(&[0, 50, 200]),
    };
    (moods, mood(&[0, 30, 100]))
}

/// How the desk is treated.
pub(super) fn roughness(rng: &mut Rng, weather: Weather) -> Roughness {
    let mut rough = |of: &[u64]| how_much(rng, weather, of);
    Roughness {
        kill_inside: rough(&[0, 10, 40]),
        kill_after: rough(&[0, 10, 40]),
        refuse: rough(&[0, 0, 15, 50]),
        kill: rough(&[0, 10, 40]),
        clock: if weather == Weather::Fog { 10 } else { rough(&[0, 0, 0, 30]) },
        staff: rough(&[0, 30, 60]),
    }
}
