//! What is told and what is written down, in a real store.

use outbox::{Rules, StoreKey};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::*;

const LAMP: DeviceId = DeviceId(41);
/// Nothing on a disk takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_772_600_000 + seconds).unwrap()
}

fn in_seconds(seconds: u64) -> Moment {
    Moment { instant: Instant::now(), wall: at(0) }.after(Duration::from_secs(seconds))
}

/// The clerk of a solarium, whose clock stands still.
struct Solarium {
    clerk: Arc<Clerk>,
    entries: mpsc::Sender<Entry>,
    messages: mpsc::Receiver<Message>,
    tasks: JoinSet<()>,
}

impl Solarium {
    fn of(outbox: &Outbox, turns_itself_off: bool) -> Self {
        let (sender, messages) = mpsc::channel(64);
        let clerk = Arc::new(Clerk {
            place: PlaceIndex(0),
            device: LAMP,
            runner: Some(Runner::new(turns_itself_off)),
            api: None,
            currency: Currency::EUR,
            draw: Duration::from_mins(1),
            outbox: outbox.clone(),
            members: None,
            clock: Clock::new(|| at(0)),
            messages: sender,
        });
        let (entries, written) = mpsc::channel(8);
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&clerk).write_down(written));
        Self { clerk, entries, messages, tasks }
    }

    fn enter(&self, entry: Entry) {
        assert!(self.entries.try_send(entry).is_ok(), "somebody writes");
    }

    /// Somebody is about to get their minutes.
    fn begin(&self) {
        self.enter(Entry::Stage(Stage::HandingOut, minutes(), Language::DE));
    }

    /// What the place is told next.
    async fn told(&mut self) -> String {
        let message = timeout(PATIENCE, self.messages.recv()).await.expect("a message");
        match message {
            Some(Message::Sale(PlaceIndex(0), Input::Runs(until))) => {
                format!("runs for {} s", until.wall.duration_since(at(0)).as_secs())
            }
            Some(Message::Sale(PlaceIndex(0), Input::Written(SaleId(1), Kept::Beginning(kept)))) => {
                if kept { "begin" } else { "do not begin" }.to_owned()
            }
            _ => panic!("something else"),
        }
    }
}

fn minutes() -> Box<Record> {
    Box::new(Record {
        sale: SaleId(1),
        key: Uuid::from_u128(1),
        who: Identification::Pin("1234".into()),
        name: None,
        transaction: None,
        bought: Some(Bought { goods: Goods::Minutes(600), price: Money::new(550, Currency::EUR) }),
        amount: Some(Money::new(550, Currency::EUR)),
        credit: None,
        began: in_seconds(0),
        lock_until: None,
    })
}

fn store() -> (TempDir, Outbox) {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::new(folder.path(), Rules::default());
    (folder, outbox)
}

async fn open(outbox: &Outbox) {
    outbox.open(StoreKey::generate().unwrap(), at(0)).await.unwrap();
}

#[tokio::test]
async fn nothing_is_switched_on_before_it_is_known_what_runs() {
    let (_folder, outbox) = store();
    let mut place = Solarium::of(&outbox, true);
    place.begin();
    assert_eq!(place.told().await, "do not begin", "nobody can tell");
    open(&outbox).await;
    outbox.runs(LAMP, Some(at(90))).await.unwrap();
    // Whoever comes first has it looked at, and hears of it before what they bought.
    place.begin();
    assert_eq!([place.told().await, place.told().await], ["runs for 90 s", "begin"]);
    // Nobody needs to hear it twice.
    place.tasks.spawn(Arc::clone(&place.clerk).recall());
    place.begin();
    assert_eq!(place.told().await, "begin");
}

#[tokio::test]
async fn what_runs_is_told_as_soon_as_the_store_is_open() {
    for (turns_itself_off, expected) in [(true, "runs for 600 s"), (false, "begin")] {
        let (_folder, outbox) = store();
        open(&outbox).await;
        outbox.runs(LAMP, Some(at(600))).await.unwrap();
        outbox.runs(DeviceId(42), Some(at(60))).await.unwrap();
        let mut place = Solarium::of(&outbox, turns_itself_off);
        if turns_itself_off {
            place.tasks.spawn(Arc::clone(&place.clerk).recall());
        } else {
            // It was switched off at the start.
            Arc::clone(&place.clerk).recall().await;
            assert_eq!(outbox.runs_until(LAMP).await.unwrap(), None);
            place.begin();
        }
        assert_eq!(place.told().await, expected);
        assert_eq!(outbox.runs_until(DeviceId(42)).await.unwrap(), Some(at(60)), "that is another");
    }
}

#[tokio::test]
async fn what_the_disk_did_not_take_is_written_with_what_comes_next() {
    let (_folder, outbox) = store();
    let mut place = Solarium::of(&outbox, true);
    place.enter(Entry::Runs(Some(in_seconds(300))));
    place.enter(Entry::Runs(Some(in_seconds(600))));
    place.begin();
    assert_eq!(place.told().await, "do not begin");
    open(&outbox).await;
    let mut changes = outbox.changes();
    place.enter(Entry::NotOut(Uuid::from_u128(1)));
    let written = async {
        while outbox.runs_until(LAMP).await.unwrap() != Some(at(600)) {
            changes.changed().await.unwrap();
        }
    };
    timeout(PATIENCE, written).await.expect("it is written");
}

#[test]
fn only_what_the_vendor_has_is_booked() {
    use ChargeView::{Booked, Refused, Unknown, Waiting};
    for (state, reason, told) in [
        (State::Delivered, None, Some(Booked)),
        (State::Closed, Some(Reason::SettledDone), Some(Booked)),
        (State::Closed, Some(Reason::Cancelled), None),
        (State::Closed, Some(Reason::NotHandedOut), None),
        (State::Closed, None, None),
        (State::Ready, None, None),
        (State::Ready, Some(Reason::NoConnection), Some(Waiting)),
        (State::Ready, Some(Reason::AnswerLost), Some(Unknown)),
        (State::Wedged, Some(Reason::Refused), Some(Refused)),
        (State::Unknown, Some(Reason::CreditChanged), Some(Unknown)),
    ] {
        assert_eq!(stands(state, reason), told, "{state:?} {reason:?}");
    }
}

#[test]
fn what_there_is_no_room_for_is_told_as_what_the_disk_refused_and_a_run_has_room() {
    let (entries, mut written) = mpsc::channel(Entry::MOST);
    let stage = |stage| Entry::Stage(stage, minutes(), Language::DE);
    let mut taken = 0;
    while stage(Stage::HandingOut).give_to(&entries).is_none() {
        taken += 1;
    }
    assert_eq!(taken, Entry::MOST - Entry::OF_RUNS);
    for (entry, follows) in [
        (stage(Stage::HandingOut), Some(Kept::Beginning(false))),
        (Entry::Out(SaleId(1), Uuid::nil()), Some(Kept::End(None))),
        (Entry::OutUnknown(SaleId(1), Uuid::nil()), Some(Kept::End(None))),
        (Entry::TopUp(minutes(), Language::DE), Some(Kept::TopUp(None))),
        (Entry::NotOut(Uuid::nil()), None),
    ] {
        let follows = follows.map(|kept| Input::Written(SaleId(1), kept));
        assert_eq!(format!("{:?}", entry.give_to(&entries)), format!("{follows:?}"));
    }
    for _ in 0..Entry::OF_RUNS {
        assert!(Entry::Runs(None).give_to(&entries).is_none());
    }
    let runs = std::iter::from_fn(|| written.try_recv().ok()).filter(Entry::is_of_a_run).count();
    assert_eq!(runs, Entry::OF_RUNS);
}
