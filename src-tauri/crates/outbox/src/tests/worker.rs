//! The worker, with a vendor that does what it is told. Time stands still until everybody waits, and then
//! moves to the next timer: an hour passes in no time, and in the same way every time.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::folder::*;
use super::support::*;
use crate::*;

mod rests;

/// An attempt that was made, and when.
#[derive(Clone, Debug)]
struct Made {
    job: Job,
    after: Duration,
}

/// Ends attempts as it was told, in order, by item; and as delivered when it was told nothing more.
struct Vendor {
    begun: Instant,
    script: Mutex<HashMap<String, VecDeque<Option<Report>>>>,
    made: watch::Sender<Vec<Made>>,
    running: AtomicUsize,
    most_running: AtomicUsize,
    /// An attempt ends when there is a permit for it.
    permits: Semaphore,
}

impl Vendor {
    fn new(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            begun: Instant::now(),
            script: Mutex::default(),
            made: watch::channel(Vec::new()).0,
            running: AtomicUsize::new(0),
            most_running: AtomicUsize::new(0),
            permits: Semaphore::new(permits),
        })
    }

    fn generous() -> Arc<Self> {
        Self::new(Semaphore::MAX_PERMITS)
    }

    /// The next ends of an item's attempts; `None` for a program error.
    fn will(&self, number: u128, ends: impl IntoIterator<Item = Option<Report>>) {
        self.script.lock().unwrap().insert(format!("body {number}"), ends.into_iter().collect());
    }

    fn made(&self) -> Vec<Made> {
        self.made.borrow().clone()
    }

    /// What was done for an item, and after how many seconds.
    fn acts(&self, id: ItemId) -> Vec<(Act, u64)> {
        let made = self.made();
        made.iter()
            .filter(|made| made.job.id == id)
            .map(|made| (made.job.act, made.after.as_secs()))
            .collect()
    }

    /// Waits until so many attempts have begun.
    async fn begun(&self, count: usize) {
        self.made.subscribe().wait_for(|made| made.len() >= count).await.unwrap();
    }
}

impl Transport for Vendor {
    async fn perform(&self, job: &Job) -> Report {
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_running.fetch_max(running, Ordering::SeqCst);
        let made = Made { job: job.clone(), after: self.begun.elapsed() };
        self.made.send_modify(|all| all.push(made));
        self.permits.acquire().await.unwrap().forget();
        self.running.fetch_sub(1, Ordering::SeqCst);
        let mut script = self.script.lock().unwrap();
        let end = script.get_mut(job.body.expose()).and_then(VecDeque::pop_front);
        drop(script);
        end.unwrap_or_else(|| Some(delivered())).expect("this attempt ends in a program error")
    }
}

/// A worker at work.
struct Shift {
    /// How often it has looked what there is to do, and at what time it did so last.
    rounds: watch::Receiver<(usize, i64)>,
    worker: JoinHandle<()>,
    /// By how many seconds the clock on the wall was moved.
    moved: Arc<AtomicI64>,
}

impl Shift {
    fn begin(worker: Worker, desk: &Desk, vendor: &Arc<Vendor>) -> Self {
        let (round, rounds) = watch::channel((0, 0));
        let (begun, moved) = (Instant::now(), Arc::new(AtomicI64::new(0)));
        let by = Arc::clone(&moved);
        let now = move || -> Timestamp {
            let now = at(by.load(Ordering::SeqCst)) + SignedDuration::try_from(begun.elapsed()).unwrap();
            round.send_modify(|(count, last)| (*count, *last) = (*count + 1, seconds(now)));
            assert!(round.borrow().0 < 20_000, "the worker spins");
            now
        };
        let worker = tokio::spawn(worker.run(Outbox::clone(desk), Arc::clone(vendor), now));
        Self { rounds, worker, moved }
    }

    fn rounds(&self) -> usize {
        self.rounds.borrow().0
    }

    /// Waits for something that the worker does, or for its end.
    async fn watch<T>(&mut self, wait: impl Future<Output = T>) -> T {
        tokio::select! {
            done = wait => done,
            ended = &mut self.worker => panic!("the worker has ended: {ended:?}"),
        }
    }

    /// Waits until so many seconds have passed.
    async fn until(&mut self, second: i64) {
        self.rounds.wait_for(|(_, last)| *last >= second).await.unwrap();
    }

    async fn end(self) {
        self.worker.abort();
        assert!(self.worker.await.unwrap_err().is_cancelled(), "the worker works until it is told to end");
    }
}

/// Waits until the line is like this.
async fn until_line(desk: &Desk, is: impl Fn(&Line) -> bool) {
    let mut changes = desk.changes();
    loop {
        changes.mark_unchanged();
        if is(&desk.line(at(0)).await.unwrap()) {
            return;
        }
        changes.changed().await.unwrap();
    }
}

async fn until_done(desk: &Desk) {
    until_line(desk, |line| line.waiting == 0).await;
}

/// Waits without letting time move on, which it would do as soon as everybody waits for the store.
async fn without_time<T>(work: impl Future<Output = T>) -> T {
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let held = tokio::task::spawn_blocking(move || wait.recv());
    let result = work.await;
    drop(done);
    held.await.unwrap().unwrap_err();
    result
}

async fn enqueue(desk: &Desk, numbers: std::ops::RangeInclusive<u128>) -> Vec<ItemId> {
    let mut ids = Vec::new();
    for number in numbers {
        ids.push(desk.enqueue(new_item(Kind::Lead, number), at(0)).await.unwrap());
    }
    ids
}

const UNLIMITED: Worker = Worker { at_once: 4, per_minute: None };

#[tokio::test(start_paused = true)]
async fn each_item_is_sent_once() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    let ids = enqueue(&desk, 1..=30).await;
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    // More of it comes while it works.
    let more = enqueue(&desk, 31..=60).await;
    shift.watch(until_done(&desk)).await;
    let sent: Vec<_> = vendor.made().iter().map(|made| (made.job.id, made.job.attempt)).collect();
    let expected: BTreeSet<_> = ids.into_iter().chain(more).map(|id| (id, 1)).collect();
    assert_eq!(sent.len(), 60);
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>(), expected);
    assert!(vendor.begun.elapsed() < Duration::from_secs(1), "and nobody waited");
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn the_pauses_are_kept() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    let rest = Report::Wait(Some(Duration::from_secs(300)));
    let nobody = Report::Found(Vec::new());
    vendor.will(1, [LOST, nobody, rest, delivered()].map(Some));
    let id = enqueue(&desk, 1..=1).await[0];
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.watch(until_done(&desk)).await;
    let acts = vendor.acts(id);
    let expected = [(Act::Send, 0..1), (Act::LookUp, 120..121), (Act::Send, 120..121), (Act::Send, 420..423)];
    assert_eq!(acts.len(), expected.len(), "{acts:?}");
    for ((act, second), (expected, seconds)) in acts.iter().zip(&expected) {
        assert!(act == expected && seconds.contains(second), "{acts:?}");
    }
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn no_more_are_made_at_once_than_allowed() {
    for at_once in [1, 3] {
        let folder = folder();
        let desk = Desk::opened(folder.path()).await;
        let vendor = Vendor::new(0);
        enqueue(&desk, 1..=12).await;
        let mut shift = Shift::begin(Worker { at_once, per_minute: None }, &desk, &vendor);
        for ended in 0..12 {
            shift.watch(vendor.begun((ended + at_once).min(12))).await;
            vendor.permits.add_permits(1);
        }
        shift.watch(until_done(&desk)).await;
        assert_eq!(vendor.most_running.load(Ordering::SeqCst), at_once);
        shift.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_minute_sees_more_attempts_than_allowed() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    enqueue(&desk, 1..=100).await;
    let mut shift = Shift::begin(Worker { at_once: 4, per_minute: Some(40) }, &desk, &vendor);
    shift.watch(until_done(&desk)).await;
    let made: Vec<_> = vendor.made().iter().map(|made| made.after).collect();
    let minute = Duration::from_secs(60);
    let in_a_minute =
        |from: &Duration| made.iter().filter(|after| **after >= *from && **after < *from + minute).count();
    let most = made.iter().map(in_a_minute).max().unwrap();
    assert!((36..=40).contains(&most), "{most} in a minute");
    // And what is allowed is used.
    assert!(vendor.begun.elapsed() < minute * 3, "{:?}", vendor.begun.elapsed());
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_ends_in_a_program_error_is_unknown_and_stops_nobody() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    vendor.will(2, [None]);
    for number in 1..=3 {
        desk.enqueue(new_item(Kind::CheckIn, number), at(0)).await.unwrap();
    }
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.watch(until_done(&desk)).await;
    let person = desk.page(Part::Person, None, None, 9, at(0)).await.unwrap();
    let shown: Vec<_> = person.iter().map(|listed| (listed.id, listed.state, listed.reason)).collect();
    assert_eq!(shown, [(ItemId(2), State::Unknown, Some(Reason::AnswerLost))]);
    assert_eq!(vendor.made().len(), 3);
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_holds_up_neither_the_others_nor_their_results() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::new(0);
    enqueue(&desk, 1..=1).await;
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.watch(vendor.begun(1)).await;
    let late = enqueue(&desk, 2..=4).await;
    shift.watch(vendor.begun(4)).await;
    // Permits are handed out in order; the first takes one and its result is written down at once.
    vendor.permits.add_permits(1);
    shift.watch(until_line(&desk, |line| line.waiting == 3)).await;
    vendor.permits.add_permits(1);
    shift.watch(until_line(&desk, |line| line.waiting == 2)).await;
    let waiting = desk.waiting().await;
    assert_eq!(waiting, late[1..]);
    vendor.permits.add_permits(2);
    shift.watch(until_done(&desk)).await;
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_enqueued_while_it_sleeps_wakes_it() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    vendor.will(1, [Some(Report::Wait(Some(Duration::from_secs(3000))))]);
    enqueue(&desk, 1..=1).await;
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    let other = async {
        // It sleeps for most of an hour then; another lane does not.
        until_line(&desk, |line| line.next_try >= Some(at(3000))).await;
        let id = desk.enqueue(new_item(Kind::CheckIn, 2), at(0)).await.unwrap();
        until_line(&desk, |line| line.waiting == 1).await;
        id
    };
    let other = shift.watch(without_time(other)).await;
    assert_eq!(vendor.acts(other), [(Act::Send, 0)]);
    shift.until(3000).await;
    shift.watch(until_done(&desk)).await;
    shift.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_back_ends_the_pause() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    // Failures until the lane pauses for minutes; the last of them comes when time stands still.
    let vendor = Vendor::new(9);
    vendor.will(1, vec![Some(Report::NotSent); 10]);
    enqueue(&desk, 1..=1).await;
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.watch(vendor.begun(10)).await;
    let begun = vendor.begun.elapsed();
    let attempt = async {
        vendor.permits.add_permits(2);
        until_line(&desk, |line| line.next_try.is_some_and(|next| next > at(0))).await;
        desk.reachable().await.unwrap();
        vendor.begun(11).await;
    };
    shift.watch(without_time(attempt)).await;
    assert_eq!(vendor.begun.elapsed(), begun, "at once");
    shift.watch(until_done(&desk)).await;
    shift.end().await;
}

#[test]
fn a_clock_that_goes_on_by_itself_is_moved() {
    use crate::worker::Watch;
    // (what the clock on the wall shows, what a steady one does, whether the first is in doubt then)
    type Looks<'a> = &'a [(i64, u64, bool)];
    let cases: [(&str, Looks); 6] = [
        ("steady", &[(0, 0, false), (10, 10, false), (4000, 4000, false)]),
        ("not exactly", &[(0, 0, false), (10, 11, false), (11, 10, false), (101, 100, false)]),
        ("set forward", &[(0, 0, false), (12, 10, true), (14, 12, false)]),
        ("set back", &[(0, 0, false), (-DAY, 5, true), (-DAY + 5, 10, false)]),
        ("drifting", &[(0, 0, false), (1001, 1000, false), (2002, 2000, true), (3003, 3000, false)]),
        ("asleep", &[(0, 0, false), (HOUR, 1, true), (HOUR + 60, 61, false)]),
    ];
    for (name, looks) in cases {
        let mut watch = Watch::default();
        assert!(watch.in_doubt, "nobody looked while the program did not run");
        watch.in_doubt = false;
        for (wall, steady, doubt) in looks {
            watch.look(at(*wall), Duration::from_secs(*steady));
            assert_eq!(watch.in_doubt, *doubt, "{name} at {wall} and {steady}");
            watch.in_doubt = false;
        }
        watch.in_doubt = true;
        watch.look(at(looks.last().unwrap().0), Duration::from_secs(looks.last().unwrap().1));
        assert!(watch.in_doubt, "{name}: doubt ends with what is done about it");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_moved_does_not_shorten_the_wait_for_the_vendor() {
    for (moved, from) in [(DAY, 120), (600, 120), (-DAY, 120), (-600, 120)] {
        let folder = folder();
        let desk = Desk::opened(folder.path()).await;
        let vendor = Vendor::generous();
        vendor.will(1, [Some(LOST), Some(Report::Found(vec!["C1".to_owned()]))]);
        let id = enqueue(&desk, 1..=1).await[0];
        let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
        let wall = Arc::clone(&shift.moved);
        let change = async {
            until_line(&desk, |line| line.next_try >= Some(at(120))).await;
            wall.store(moved, Ordering::SeqCst);
            // Something happens, so that somebody looks at the clock.
            desk.set_setting("change", moved.to_string()).await.unwrap();
        };
        shift.watch(without_time(change)).await;
        shift.watch(until_done(&desk)).await;
        let acts = vendor.acts(id);
        assert_eq!(acts.iter().map(|(act, _)| *act).collect::<Vec<_>>(), [Act::Send, Act::LookUp]);
        assert!((from..=300).contains(&acts[1].1), "{moved}: {acts:?}");
        shift.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_that_starts_anew_waits_anew_for_the_vendor() {
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    store.write(|db, context| entrance::enqueue(db, context, &new_item(Kind::Lead, 1), at(-DAY))).unwrap();
    store.write(|db, context| queue::claim(db, context, 9, at(-DAY))).unwrap();
    drop(store);
    let desk = Desk::opened(folder.path()).await;
    let vendor = Vendor::generous();
    vendor.will(1, [Some(Report::Found(vec!["C1".to_owned()]))]);
    // The clock has gone on since the store was opened: was it the clock, or time?
    let mut shift = Shift::begin(UNLIMITED, &desk, &vendor);
    shift.moved.store(HOUR, Ordering::SeqCst);
    shift.watch(until_done(&desk)).await;
    assert!(vendor.acts(ItemId(1))[0].1 >= 120, "{:?}", vendor.acts(ItemId(1)));
    shift.end().await;
}

#[cfg(target_os = "linux")]
#[test]
fn results_are_kept_until_the_store_takes_them() {
    use super::process::own_disk;
    let Some(disk) = own_disk("tests::worker::results_are_kept_until_the_store_takes_them", "3m") else {
        return;
    };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let desk = Desk::opened(&disk).await;
        let vendor = Vendor::new(0);
        let ids = enqueue(&desk, 1..=5).await;
        vendor.will(2, [Some(refused())]);
        let mut shift = Shift::begin(Worker { at_once: 5, per_minute: None }, &desk, &vendor);
        shift.watch(vendor.begun(5)).await;
        // No room for anything, large or small. What is the same as before would need none.
        super::disk::fill_up(&disk);
        for size in [100_000, 1] {
            let mut letters = ["x", "y"].iter().cycle();
            while desk.set_setting("ballast", letters.next().unwrap().repeat(size)).await.is_ok() {}
        }
        assert_eq!(desk.is(), Condition::Closed(Trouble::DiskFull));
        vendor.permits.add_permits(1000);
        let (_, last) = *shift.rounds.borrow();
        shift.until(last + 30).await;
        assert_eq!(desk.line(at(0)).await.unwrap().waiting, 5, "nothing is written, nothing is claimed");

        super::disk::make_room(&disk);
        shift.watch(until_done(&desk)).await;
        assert_eq!(vendor.made().len(), 5, "each was made once");
        let over: BTreeSet<_> = desk
            .page(Part::Over, None, None, 9, at(0))
            .await
            .unwrap()
            .iter()
            .map(|listed| listed.id)
            .collect();
        assert_eq!(over, ids.iter().copied().filter(|id| *id != ids[1]).collect());
        assert_eq!(desk.is(), Condition::Open);
        shift.end().await;
    });
}
