//! The rounds of a desk that brings itself up to date: look now and then, wait for a moment when nobody is
//! at it, put the newer version in. When is decided in [`rule`]; how, by whoever goes the rounds.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior};

use super::rule::{self, Now, Pace};

/// What goes wrong on the way; the log is told, and the next look tries again.
pub type Mishap = Box<dyn std::error::Error + Send + Sync>;

/// What the rounds ask and have done.
pub trait Rounds: Sync {
    /// A newer version that is meant for this desk.
    type Newer: Send + Sync;

    /// Which version it is.
    fn version(newer: &Self::Newer) -> &str;

    /// Whether nobody is at the desk.
    fn is_idle(&self) -> impl Future<Output = bool> + Send;

    /// The hour on the clock on the wall, 0 to 23.
    fn hour(&self) -> i8;

    /// Looks whether there is a newer version.
    fn look(&self) -> impl Future<Output = Result<Option<Self::Newer>, Mishap>> + Send;

    /// Fetches it and puts it in. False when somebody has come to the desk meanwhile.
    fn put_in(&self, newer: &Self::Newer) -> impl Future<Output = Result<bool, Mishap>> + Send;
}

/// Goes the rounds until a newer version is in.
pub async fn go<R: Rounds>(rounds: &R, first_look: Duration, pace: &Pace) {
    let mut look = Instant::now() + first_look;
    let mut quiet_since = None;
    let mut found: Option<(R::Newer, Instant)> = None;
    let mut pulse = tokio::time::interval(pace.pulse);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pulse.tick().await;
        let now = Instant::now();
        quiet_since = match rounds.is_idle().await {
            true => quiet_since.or(Some(now)),
            false => None,
        };
        if now >= look {
            look = now + pace.every;
            found = looked(rounds, found.take(), now).await;
        }
        let Some((newer, since)) = &found else { continue };
        let moment =
            Now { quiet: quiet_since.map(|since| now - since), hour: rounds.hour(), waited: now - *since };
        if !rule::may_install(moment, pace) {
            continue;
        }
        match rounds.put_in(newer).await {
            Ok(true) => return,
            Ok(false) => quiet_since = None,
            Err(error) => {
                tracing::warn!(%error, version = R::version(newer), "a newer Portico could not be put in");
                found = None;
            }
        }
    }
}

/// What is known after one more look. A version that was known waits from when it was found first.
async fn looked<R: Rounds>(
    rounds: &R,
    known: Option<(R::Newer, Instant)>,
    now: Instant,
) -> Option<(R::Newer, Instant)> {
    match rounds.look().await {
        Ok(newer) => newer.map(|newer| {
            let same = known.filter(|(known, _)| R::version(known) == R::version(&newer));
            let since = same.map_or(now, |(_, since)| since);
            (newer, since)
        }),
        Err(error) => {
            tracing::warn!(%error, "could not look for a newer Portico");
            known
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(60 * 60);

    /// A desk whose day is told by how long the test runs, and what its rounds did, with the minute.
    struct Studio {
        begun: Instant,
        /// The hour on the wall when it began.
        from: u64,
        idle: fn(minute: u64) -> bool,
        offered: fn(minute: u64) -> Result<Option<&'static str>, Mishap>,
        outcome: fn(minute: u64) -> Result<bool, Mishap>,
        looks: Mutex<Vec<u64>>,
        put_in: Mutex<Vec<(u64, &'static str)>>,
    }

    impl Studio {
        fn at(from: u64) -> Self {
            Self {
                begun: Instant::now(),
                from,
                idle: |_| true,
                offered: |_| Ok(Some("2.0.0")),
                outcome: |_| Ok(true),
                looks: Mutex::default(),
                put_in: Mutex::default(),
            }
        }

        fn minute(&self) -> u64 {
            self.begun.elapsed().as_secs() / 60
        }

        /// What was put in, when, until the rounds ended or for so long.
        async fn goes(self, most: Duration) -> (bool, Vec<(u64, &'static str)>, Vec<u64>) {
            let ended = tokio::time::timeout(most, go(&self, 5 * MINUTE, &Pace::DESK)).await.is_ok();
            (ended, self.put_in.into_inner().unwrap(), self.looks.into_inner().unwrap())
        }
    }

    impl Rounds for Studio {
        type Newer = &'static str;

        fn version(newer: &Self::Newer) -> &str {
            newer
        }

        async fn is_idle(&self) -> bool {
            (self.idle)(self.minute())
        }

        fn hour(&self) -> i8 {
            i8::try_from((self.from + self.minute() / 60) % 24).unwrap()
        }

        async fn look(&self) -> Result<Option<Self::Newer>, Mishap> {
            self.looks.lock().unwrap().push(self.minute());
            (self.offered)(self.minute())
        }

        async fn put_in(&self, newer: &Self::Newer) -> Result<bool, Mishap> {
            self.put_in.lock().unwrap().push((self.minute(), newer));
            (self.outcome)(self.minute())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_quiet_desk_waits_for_the_night_and_goes_once() {
        let (ended, put_in, looks) = Studio::at(22).goes(24 * HOUR).await;
        assert_eq!((ended, put_in, looks), (true, vec![(240, "2.0.0")], vec![5]));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_newer_is_looked_for_every_six_hours() {
        let studio = Studio { offered: |_| Ok(None), ..Studio::at(0) };
        let (ended, put_in, looks) = studio.goes(13 * HOUR).await;
        assert_eq!((ended, put_in, looks), (false, vec![], vec![5, 365, 725]));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_comes_makes_it_wait_ten_quiet_minutes_more() {
        // Somebody is there until ten past two.
        let studio = Studio { idle: |minute| minute >= 10, ..Studio::at(2) };
        assert_eq!(studio.goes(HOUR).await.1, [(20, "2.0.0")]);
        // Somebody came while it was fetched.
        let studio = Studio { outcome: |minute| Ok(minute > 10), ..Studio::at(2) };
        let (ended, put_in, _) = studio.goes(HOUR).await;
        assert_eq!((ended, put_in), (true, vec![(10, "2.0.0"), (21, "2.0.0")]));
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_wrong_is_tried_again_at_the_next_look() {
        // Putting it in failed: not again and again in the same night.
        let studio = Studio { outcome: |_| Err("disk full".into()), ..Studio::at(2) };
        let (ended, put_in, _) = studio.goes(20 * HOUR).await;
        assert_eq!((ended, put_in), (false, vec![(10, "2.0.0")]));
        // Looking failed: what is known stays known.
        let offered: fn(u64) -> _ = |minute| match minute {
            5 => Ok(Some("2.0.0")),
            _ => Err("no network".into()),
        };
        let studio = Studio { offered, ..Studio::at(5) };
        assert_eq!(studio.goes(24 * HOUR).await.1, [(21 * 60, "2.0.0")]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_computer_that_is_off_at_night_waits_three_days_for_the_same_version() {
        let asleep: fn(u64) -> bool = |minute| !(2..5).contains(&(minute / 60 % 24));
        let studio = Studio { idle: asleep, ..Studio::at(0) };
        let (ended, put_in, looks) = studio.goes(100 * HOUR).await;
        assert!(ended && looks.len() > 10, "{looks:?}");
        // Three days after it was found, and 45 minutes after the night.
        assert_eq!(put_in, [(3 * 24 * 60 + 5, "2.0.0")]);
        let offered: fn(u64) -> _ = |minute| match minute / 60 {
            0..48 => Ok(Some("2.0.0")),
            _ => Ok(Some("2.0.1")),
        };
        let studio = Studio { idle: asleep, offered, ..Studio::at(0) };
        assert!(!studio.goes(100 * HOUR).await.0, "another version waits anew");
    }
}
