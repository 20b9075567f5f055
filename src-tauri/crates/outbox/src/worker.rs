//! Sends what is due, as often as the rules say and no more often.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::Unknown;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::item::{Job, Report};
use crate::{Outbox, OutboxError};

/// Makes attempts. Knows the vendor; the outbox does not.
pub trait Transport: Send + Sync + 'static {
    /// Makes one attempt, once, and says how it ended. Must end.
    fn perform(&self, job: &Job) -> impl Future<Output = Report> + Send;
}

/// How the worker goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Worker {
    /// Attempts at the same time.
    pub at_once: usize,
    /// Attempts in any minute; the vendor's limit is 1000 a minute and endpoint.
    pub per_minute: Option<u32>,
}

impl Default for Worker {
    fn default() -> Self {
        Self { at_once: 4, per_minute: Some(1000) }
    }
}

/// How long a store that does not take results is left alone.
const STORE_PAUSE: Duration = Duration::from_secs(1);

impl Worker {
    /// Works until the outbox ends. `now` tells the time of day.
    pub async fn run(
        self,
        outbox: Outbox,
        transport: Arc<impl Transport>,
        now: impl Fn() -> Timestamp + Send,
    ) {
        let mut changes = outbox.changes();
        let mut budget = Budget::new(self.per_minute, Instant::now());
        let mut attempts = Attempts::default();
        let (mut watch, begun) = (Watch::default(), Instant::now());
        loop {
            changes.mark_unchanged();
            let at = now();
            watch.look(at, begun.elapsed());
            let room = self.at_once.saturating_sub(attempts.running());
            let most = budget.take(room, Instant::now());
            let pause = match exchange(&outbox, &mut watch, attempts.ended.clone(), most, at).await {
                Ok(jobs) => {
                    attempts.ended.clear();
                    budget.give_back(most - jobs.len());
                    let all_taken = jobs.len() < most;
                    for job in jobs {
                        attempts.start(job, Arc::clone(&transport));
                    }
                    changes.mark_unchanged();
                    match self.at_once > attempts.running() {
                        true => pause(&outbox, at, all_taken, budget.wait(Instant::now())).await,
                        // The end of one of them comes first.
                        false => None,
                    }
                }
                Err(OutboxError::Ended) => return,
                Err(error) => {
                    let waiting = attempts.ended.len();
                    tracing::error!(%error, waiting, "results are kept until the store takes them");
                    budget.give_back(most);
                    // What was undone counts as a change, too, and must not be a reason to go on at once.
                    changes.mark_unchanged();
                    Some(STORE_PAUSE)
                }
            };
            let timer = async {
                match pause {
                    Some(pause) => sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = attempts.some_end(), if attempts.running() > 0 => {}
                changed = changes.changed() => if changed.is_err() { return },
                () = timer => {}
            }
        }
    }
}

/// Hands results in and takes what is due, by a clock that counted what was waited for.
async fn exchange(
    outbox: &Outbox,
    watch: &mut Watch,
    ended: Vec<(Job, Report)>,
    most: usize,
    at: Timestamp,
) -> Result<Vec<Job>, OutboxError> {
    if watch.in_doubt {
        outbox.clock_moved(at).await?;
        watch.in_doubt = false;
    }
    outbox.exchange(ended, most, at).await
}

/// Notices that the clock was moved: it went on by another time than a steady one did.
pub(crate) struct Watch {
    seen: Option<(Timestamp, Duration)>,
    /// What was waited for by the clock may not have been. In the beginning, too: nobody looked.
    pub(crate) in_doubt: bool,
}

impl Default for Watch {
    fn default() -> Self {
        Self { seen: None, in_doubt: true }
    }
}

impl Watch {
    /// How far the two clocks may drift apart before one of them was moved.
    const DRIFT: SignedDuration = SignedDuration::from_secs(1);

    /// Looks at both clocks. `steady` counts from any beginning.
    pub(crate) fn look(&mut self, wall: Timestamp, steady: Duration) {
        let moved = self.seen.is_some_and(|(wall_then, steady_then)| {
            let by_steady = SignedDuration::try_from(steady.saturating_sub(steady_then));
            let by_steady = by_steady.unwrap_or(SignedDuration::MAX);
            (wall.duration_since(wall_then) - by_steady).abs() > Self::DRIFT
        });
        self.in_doubt |= moved;
        if moved || self.seen.is_none() {
            self.seen = Some((wall, steady));
        }
    }
}

/// How long until there is something to do, without anything changing; `None` when there never is.
/// `all_taken`: whatever could be taken at `at` was.
async fn pause(outbox: &Outbox, at: Timestamp, all_taken: bool, budget: Duration) -> Option<Duration> {
    let due = match outbox.next_due(at).await {
        Ok(due) => due?,
        Err(error) => {
            tracing::error!(%error, "nobody knows what is due next");
            return Some(STORE_PAUSE);
        }
    };
    let wait = Duration::try_from(due.duration_since(at)).unwrap_or_default();
    // The store counts in milliseconds, and a timer may be early by less than one.
    let shortest = if all_taken { Duration::from_millis(1) } else { Duration::ZERO };
    Some(wait.max(budget).max(shortest))
}

/// The attempts that are being made, and those that ended and are not written down yet. They are kept
/// until the store takes them: a result that is lost would make a delivered item an unknown one.
#[derive(Default)]
struct Attempts {
    tasks: JoinSet<Report>,
    jobs: HashMap<tokio::task::Id, Job>,
    ended: Vec<(Job, Report)>,
}

impl Attempts {
    fn running(&self) -> usize {
        self.jobs.len()
    }

    fn start(&mut self, job: Job, transport: Arc<impl Transport>) {
        let attempt = job.clone();
        let task = self.tasks.spawn(async move { transport.perform(&attempt).await });
        self.jobs.insert(task.id(), job);
    }

    /// Waits until at least one of them has ended.
    async fn some_end(&mut self) {
        let mut ended = self.tasks.join_next_with_id().await;
        while let Some(result) = ended {
            let (task, report) = match result {
                Ok((task, report)) => (task, report),
                // It stopped in the middle: how far it came is not known.
                Err(error) => (error.id(), Report::Unknown(Unknown::AnswerLost)),
            };
            self.ended.extend(self.jobs.remove(&task).map(|job| (job, report)));
            ended = self.tasks.try_join_next_with_id();
        }
    }
}

/// How many attempts may still be made: a bucket that fills evenly, so that no minute sees more
/// than the limit.
struct Budget {
    /// A minute.
    limit: Option<f64>,
    tokens: f64,
    filled: Instant,
}

impl Budget {
    /// What may be used at once after a rest. The rest of the minute's limit comes evenly.
    const BURST: f64 = 0.05;

    fn new(per_minute: Option<u32>, now: Instant) -> Self {
        let limit = per_minute.map(|limit| f64::from(limit.max(20)));
        Self { limit, tokens: limit.unwrap_or_default() * Self::BURST, filled: now }
    }

    fn take(&mut self, wanted: usize, now: Instant) -> usize {
        let Some(limit) = self.limit else { return wanted };
        let rate = limit * (1.0 - Self::BURST) / 60.0;
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * rate).min(limit * Self::BURST);
        self.filled = now;
        let taken = wanted.min(self.tokens as usize);
        self.tokens -= taken as f64;
        taken
    }

    fn give_back(&mut self, unused: usize) {
        if self.limit.is_some() {
            self.tokens += unused as f64;
        }
    }

    /// How long until there is one again.
    fn wait(&self, now: Instant) -> Duration {
        let Some(limit) = self.limit else { return Duration::ZERO };
        let rate = limit * (1.0 - Self::BURST) / 60.0;
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        let missing = 1.0 - self.tokens - passed * rate;
        if missing <= 0.0 {
            return Duration::ZERO;
        }
        // What rounding leaves missing takes no time at all, and would be waited for again and again.
        Duration::from_secs_f64(missing / rate).max(Duration::from_millis(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_sees_more_than_the_limit() {
        let start = Instant::now();
        let mut budget = Budget::new(Some(1000), start);
        let mut taken: Vec<Duration> = Vec::new();
        for millis in 0..200_000 {
            let at = Duration::from_millis(millis);
            taken.extend(std::iter::repeat_n(at, budget.take(4, start + at)));
        }
        let most = taken
            .iter()
            .map(|from| {
                taken.iter().filter(|at| **at >= *from && **at < *from + Duration::from_secs(60)).count()
            })
            .step_by(97)
            .max();
        assert!(most.is_some_and(|most| (950..=1000).contains(&most)), "{most:?}");
    }

    #[test]
    fn without_a_limit_there_is_none() {
        let now = Instant::now();
        let mut budget = Budget::new(None, now);
        assert_eq!(budget.take(10_000, now), 10_000);
        assert_eq!(budget.wait(now), Duration::ZERO);
    }
}
