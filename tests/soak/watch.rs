//! What the program takes of the computer while the day goes by, and whether that stays the same.

use std::fs;

use portico_tests::{Failure, Outcome, processes};

/// What may be more in the last quarter of the long life than in the second, of handles and of threads: a
/// connection that is kept, a thread that idles.
const FEW: u32 = 6;
/// The same for memory, in megabytes for every thousand taps: of the program itself, and of all its processes.
const MEGABYTES: [f64; 2] = [0.5, 3.0];
/// What they may be more or less in any case, however few taps there were: what draws the page tidies up when it
/// wants to.
const SWING: [f64; 2] = [0.5, 16.0];

/// What the program and everything it has started took at one moment at which nobody was there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Taps of this life so far.
    pub taps: u32,
    /// Memory of the program itself and of all its processes, without what is mapped from files: proportional
    /// set sizes, in megabytes.
    pub megabytes: [f64; 2],
    /// Open files, lines and connections of all of them.
    pub handles: u32,
    pub threads: u32,
}

impl Sample {
    /// Looks at a program after so many taps.
    pub fn take(program: u32, taps: u32) -> Outcome<Self> {
        let (own, handles, threads) =
            look_at(program).ok_or_else(|| Failure::new("the program has ended"))?;
        let mut sample = Self { taps, megabytes: [own, own], handles, threads };
        // One of these may end while it is looked at.
        for (megabytes, handles, threads) in processes::below(program).into_iter().filter_map(look_at) {
            sample.megabytes[1] += megabytes;
            sample.handles += handles;
            sample.threads += threads;
        }
        Ok(sample)
    }

    /// The median of each by itself.
    fn median(samples: &[Self]) -> Self {
        let median = |value: fn(&Self) -> f64| {
            let mut values: Vec<_> = samples.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        Self {
            taps: median(|sample| f64::from(sample.taps)) as u32,
            megabytes: [median(|sample| sample.megabytes[0]), median(|sample| sample.megabytes[1])],
            handles: median(|sample| f64::from(sample.handles)) as u32,
            threads: median(|sample| f64::from(sample.threads)) as u32,
        }
    }
}

/// Megabytes, handles and threads of one process.
fn look_at(process: u32) -> Option<(f64, u32, u32)> {
    // What is mapped from files counts by whoever else has it mapped, and comes and goes with them.
    let megabytes = processes::megabytes(process, &["Pss_Anon", "Pss_Shmem"])?;
    let count = |what: &str| Some(fs::read_dir(format!("/proc/{process}/{what}")).ok()?.count() as u32);
    Some((megabytes, count("fd")?, count("task")?))
}

/// The quarters of a life, each by its medians. The first is the one in which caches fill.
fn quarters(samples: &[Sample]) -> [Sample; 4] {
    let at = |part: usize| samples.len() * part / 4;
    [0, 1, 2, 3].map(|part| Sample::median(&samples[at(part)..at(part + 1)]))
}

/// What does not stay the same, in words.
pub fn judge(samples: &[Sample]) -> Vec<String> {
    let [_, second, _, last] = quarters(samples);
    let thousands = f64::from(last.taps.saturating_sub(second.taps)) / 1000.0;
    let mut found = Vec::new();
    if samples.len() < 8 || thousands <= 0.0 {
        found.push("there is too little to tell whether anything grows".to_owned());
        return found;
    }
    for (what, before, after) in
        [("handles", second.handles, last.handles), ("threads", second.threads, last.threads)]
    {
        if after > before + FEW {
            found.push(format!("not flat: {before} {what} became {after} in {thousands:.1} thousand taps"));
        }
    }
    for (number, whose) in ["the program itself", "all its processes"].into_iter().enumerate() {
        let (before, after, most) = (second.megabytes[number], last.megabytes[number], MEGABYTES[number]);
        if after - before > SWING[number].max(most * thousands) {
            found.push(format!(
                "not flat: {whose} grew from {before:.1} to {after:.1} MB in {thousands:.1} thousand taps, and \
                 may grow by {most} MB in each"
            ));
        }
    }
    found
}

/// What it was in the first, the middle and the last part of the long life.
pub fn table(samples: &[Sample]) -> String {
    let [first, second, third, last] = quarters(samples);
    let mut text = format!(
        "{:<10}{:>8}{:>10}{:>10}{:>9}{:>9}\n",
        "quarter", "taps", "MB, own", "MB, all", "handles", "threads"
    );
    for (name, sample) in [("first", first), ("second", second), ("third", third), ("last", last)] {
        let Sample { taps, megabytes: [own, all], handles, threads } = sample;
        text.push_str(&format!("{name:<10}{taps:>8}{own:>10.1}{all:>10.1}{handles:>9}{threads:>9}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A life of 15,000 taps that grows by so much in each.
    fn life(megabytes: f64, handles: f64, threads: f64) -> Vec<Sample> {
        let sample = |number: u32| {
            let taps = number * 625;
            let grown = |by: f64| f64::from(taps) * by;
            // Now and then there is more for a moment, which says nothing.
            let more = if number % 7 == 3 { 30.0 } else { 0.0 };
            Sample {
                taps,
                megabytes: [60.0 + grown(megabytes), 250.0 + more + grown(megabytes)],
                handles: 120 + grown(handles) as u32,
                threads: 40 + grown(threads) as u32,
            }
        };
        (1..=24).map(sample).collect()
    }

    #[test]
    fn what_grows_is_found_and_what_only_changes_is_not() {
        for (megabytes, handles, threads, grows) in [
            (0.0, 0.0, 0.0, &[][..]),
            (0.0001, 0.0005, 0.0, &[]),
            (0.001, 0.0, 0.0, &["the program itself"]),
            (0.01, 0.0, 0.0, &["the program itself", "all its processes"]),
            (0.0, 1.0, 0.0, &["handles"]),
            (0.0, 0.0, 0.01, &["threads"]),
        ] {
            let found = judge(&life(megabytes, handles, threads));
            assert_eq!(found.len(), grows.len(), "{megabytes} {handles} {threads}: {found:?}");
            for (found, grows) in found.iter().zip(grows) {
                assert!(found.contains(grows), "{found}");
            }
        }
    }

    #[test]
    fn a_life_that_is_too_short_tells_nothing() {
        assert_eq!(judge(&life(0.0, 0.0, 0.0)[..7]).len(), 1);
        assert_eq!(judge(&[]).len(), 1);
    }

    #[test]
    fn a_process_is_looked_at() {
        let sample = Sample::take(std::process::id(), 3).unwrap();
        assert!(sample.taps == 3 && sample.megabytes[0] > 0.0 && sample.handles >= 3 && sample.threads >= 1);
    }
}
