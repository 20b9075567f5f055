//! Contactless readers on the real card service, with cards that are put in over TCP.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

#[path = "pcsc/card.rs"]
mod card;
#[path = "pcsc/system.rs"]
mod system;

use std::fs;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::time::{Duration, Instant};

use card::{Behaviour, GET_UID, VirtualCard};
use pcsc::{Context, Protocols, Scope, ShareMode};
use readers::{
    PcscReader, PcscSettings, ReaderEvent, ReaderState, ReadingSettings, Signal, Unreadable, list_pcsc,
    probe_pcsc,
};
use system::{PATIENCE, Service, VirtualReader, alone};

const CARD: &[u8] = &[0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80];
const ANOTHER: &[u8] = &[0x1a, 0x2b, 0x3c, 0x4d];
const ACR122U: &str = "ACS ACR122U PICC Interface";
const OMNIKEY: &str = "OMNIKEY 5022 CL";

/// Listens to one `PcscReader`.
struct Desk {
    reader: PcscReader,
    events: Receiver<ReaderEvent>,
}

impl Desk {
    fn open(reader: Option<&str>) -> Self {
        let reading = ReadingSettings::default();
        let (send, events) = channel();
        let settings = PcscSettings { reader: reader.map(str::to_owned), reading };
        let reader = PcscReader::spawn(settings, move |event| {
            let _ = send.send(event);
        });
        Self { reader, events }
    }

    /// One whose readers are there.
    fn ready(reader: Option<&str>) -> Self {
        let desk = Self::open(reader);
        desk.expect_state(ReaderState::Alive);
        desk
    }

    fn next(&self) -> ReaderEvent {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    fn expect_state(&self, state: ReaderState) {
        assert_eq!(self.next(), ReaderEvent::State(state));
    }

    /// A service that starts says at first that it has no readers.
    fn expect_alive_at_last(&self) {
        let event = self.next();
        if event != ReaderEvent::State(ReaderState::Alive) {
            assert_eq!(event, ReaderEvent::State(ReaderState::Gone));
            self.expect_state(ReaderState::Alive);
        }
    }

    fn expect_card(&self, number: &[u8]) {
        let event = self.next();
        let ReaderEvent::Credential(found, _) = event else { panic!("no card but {event:?}") };
        assert_eq!(found.value(), hex(number));
    }

    fn expect_unreadable(&self, why: Unreadable) {
        assert_eq!(self.next(), ReaderEvent::Unreadable(why));
    }

    fn expect_nothing_for(&self, time: Duration) {
        assert_eq!(self.events.recv_timeout(time), Err(RecvTimeoutError::Timeout));
    }

    /// Stops the reader and says how long that took. Its threads must be gone, not left behind.
    fn close(self) -> Duration {
        let started = Instant::now();
        drop(self.reader);
        let taken = started.elapsed();
        while self.events.try_recv() != Err(TryRecvError::Disconnected) {
            assert_ne!(self.events.try_recv(), Err(TryRecvError::Empty), "the thread still runs");
        }
        taken
    }
}

fn hex(number: &[u8]) -> String {
    number.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn raw(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

#[test]
fn every_number_a_card_can_have() {
    alone("every_number_a_card_can_have", || {
        use Unreadable::{Blank, Random, Truncated, WrongForm};
        let reader = VirtualReader::new(OMNIKEY);
        let _service = Service::with(&[&reader]);
        let desk = Desk::ready(None);
        // By turns: while a card comes into one slot, the last one leaves the other.
        let slots = [reader.slot(0), reader.slot(1)];
        let mut last: Option<VirtualCard> = None;
        for (slot, (number, expected)) in slots.iter().cycle().zip([
            ("042b73321a3180", Ok(())),
            ("04a1b2c3d4e580", Ok(())),
            ("8004c1529a7e04", Ok(())),
            ("1a2b3c4d", Ok(())),
            ("00fedcba", Ok(())),
            ("deadbeef", Ok(())),
            ("e00401500a1b2c3d", Ok(())),
            ("0102030405060708090a", Ok(())),
            // EM4100: no such card has a number on this way.
            ("0102b0a5fd", Err(WrongForm)),
            ("62e3086ced", Err(WrongForm)),
            ("4b00423c15", Err(WrongForm)),
            ("08a1b2c3", Err(Random)),
            ("88a1b2c3", Err(Truncated)),
            ("00000000", Err(Blank)),
            ("ffffffffffffff", Err(Blank)),
        ]) {
            slot.becomes_empty();
            let card = VirtualCard::insert(slot, &raw(number));
            match expected {
                Ok(()) => desk.expect_card(&raw(number)),
                Err(why) => desk.expect_unreadable(why),
            }
            assert_eq!(card.commands(), [GET_UID], "{number}");
            last = Some(card);
        }
        drop(last);
        desk.expect_nothing_for(Duration::from_secs(1));
    });
}

#[test]
fn a_card_is_one_tap_however_long_it_lies_there() {
    alone("a_card_is_one_tap_however_long_it_lies_there", || {
        let reader = VirtualReader::new(OMNIKEY);
        let _service = Service::with(&[&reader]);
        let slot = reader.slot(0);
        let first = Desk::ready(None);
        let card = VirtualCard::insert(&slot, CARD);
        let before = Instant::now();
        let ReaderEvent::Credential(_, at) = first.next() else { panic!("no card") };
        assert!(before <= at && at <= Instant::now());
        first.expect_nothing_for(Duration::from_millis(2_500));

        let second = Desk::ready(None);
        second.expect_card(CARD);
        second.expect_nothing_for(Duration::from_millis(2_500));
        drop(card);
        slot.becomes_empty();
        for desk in [&first, &second] {
            desk.expect_nothing_for(Duration::from_millis(200));
        }
        let _card = VirtualCard::insert(&slot, CARD);
        first.expect_card(CARD);
        second.expect_card(CARD);
    });
}

/// How often the threads that watch have waited for something.
fn waits() -> u32 {
    let count = |thread: fs::DirEntry| {
        let said = |file: &str| fs::read_to_string(thread.path().join(file)).unwrap();
        let status = said("status");
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        (said("comm") == "reader pcsc\n").then(|| line.unwrap().trim().parse::<u32>().unwrap())
    };
    fs::read_dir("/proc/self/task").unwrap().filter_map(|thread| count(thread.unwrap())).sum()
}

#[test]
fn nobody_is_busy_while_nothing_happens() {
    alone("nobody_is_busy_while_nothing_happens", || {
        let reader = VirtualReader::new(OMNIKEY);
        let _service = Service::with(&[&reader]);
        let desk = Desk::ready(None);
        let _card = VirtualCard::insert(&reader.slot(0), CARD);
        desk.expect_card(CARD);
        let before = waits();
        desk.expect_nothing_for(Duration::from_secs(3));
        let rounds = waits() - before;
        // A round a second, with a few questions each.
        assert!((1..200).contains(&rounds), "{rounds} in three rounds");
    });
}

#[test]
fn two_readers_at_once_and_the_slots_that_are_not_for_cards() {
    alone("two_readers_at_once_and_the_slots_that_are_not_for_cards", || {
        let [acs, omnikey, sam] = [ACR122U, OMNIKEY, "ACS ACR1252 SAM"].map(VirtualReader::new);
        let _service = Service::with(&[&acs, &omnikey, &sam]);
        // Two slots each, so that their places are needed to tell them apart.
        let names = list_pcsc().unwrap();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(names[..2].iter().all(|name| name.starts_with(ACR122U)), "{names:?}");
        assert!(names[2..].iter().all(|name| name.starts_with(OMNIKEY)), "{names:?}");

        let all = Desk::ready(None);
        let entrance = Desk::ready(Some("acr122u"));
        let bar = Desk::ready(Some(&names[3]));
        for other in ["SAM", "Identiv"] {
            Desk::open(Some(other)).expect_state(ReaderState::Gone);
            assert_eq!(probe_pcsc(Some(other)), Err(ReaderState::Gone));
        }
        for one in [None, Some("ACR122U"), Some("omnikey")] {
            assert_eq!(probe_pcsc(one), Ok(()));
        }
        let key = VirtualCard::insert(&sam.slot(0), ANOTHER);
        let card = VirtualCard::insert(&acs.slot(1), CARD);
        all.expect_card(CARD);
        entrance.expect_card(CARD);
        let another = VirtualCard::insert(&omnikey.slot(1), ANOTHER);
        all.expect_card(ANOTHER);
        bar.expect_card(ANOTHER);
        drop((card, another));
        acs.slot(1).becomes_empty();
        omnikey.slot(1).becomes_empty();
        let _elsewhere = VirtualCard::insert(&omnikey.slot(0), CARD);
        all.expect_card(CARD);
        for desk in [all, entrance, bar] {
            desk.expect_nothing_for(Duration::from_millis(500));
        }
        assert!(key.commands().is_empty(), "nobody asks the reader's own card");
    });
}

#[test]
fn the_service_comes_back_with_other_readers() {
    alone("the_service_comes_back_with_other_readers", || {
        let [omnikey, acs] = [OMNIKEY, ACR122U].map(VirtualReader::new);
        let mut service = Service::with(&[]);
        let desk = Desk::open(None);
        desk.expect_state(ReaderState::Gone);
        assert_eq!(list_pcsc(), Ok(Vec::new()));
        assert_eq!(probe_pcsc(None), Err(ReaderState::Gone));
        let mut again = |change: &dyn Fn(&Service)| {
            service.kill();
            desk.expect_state(ReaderState::ServiceMissing);
            change(&service);
            service.start();
        };
        again(&|service| service.describe(&omnikey));
        desk.expect_alive_at_last();
        let card = VirtualCard::insert(&omnikey.slot(0), CARD);
        desk.expect_card(CARD);
        drop(card);
        omnikey.slot(0).becomes_empty();

        again(&|service| service.describe(&acs));
        desk.expect_alive_at_last();
        for reader in [&omnikey, &acs] {
            let card = VirtualCard::insert(&reader.slot(0), CARD);
            desk.expect_card(CARD);
            drop(card);
            reader.slot(0).becomes_empty();
        }
        again(&|service| [&omnikey, &acs].into_iter().for_each(|reader| service.forget(reader)));
        desk.expect_state(ReaderState::Gone);
        desk.expect_nothing_for(Duration::from_millis(500));
    });
}

#[test]
fn the_service_comes_late_is_killed_and_comes_back() {
    alone("the_service_comes_late_is_killed_and_comes_back", || {
        let reader = VirtualReader::new(OMNIKEY);
        let mut service = Service::new();
        let desk = Desk::open(None);
        desk.expect_state(ReaderState::ServiceMissing);
        assert_eq!(list_pcsc(), Err(ReaderState::ServiceMissing));
        assert_eq!(probe_pcsc(None), Err(ReaderState::ServiceMissing));
        service.describe(&reader);
        for _ in 0..3 {
            service.start();
            desk.expect_alive_at_last();
            let card = VirtualCard::insert(&reader.slot(0), CARD);
            desk.expect_card(CARD);
            drop(card);
            service.kill();
            desk.expect_state(ReaderState::ServiceMissing);
        }
        desk.expect_nothing_for(Duration::from_millis(1_500));
    });
}

#[test]
fn a_card_that_cannot_be_read_gets_a_word_and_the_next_one_is_read() {
    alone("a_card_that_cannot_be_read_gets_a_word_and_the_next_one_is_read", || {
        use Unreadable::{Garbled, WrongForm};
        let reader = VirtualReader::new(OMNIKEY);
        let _service = Service::with(&[&reader]);
        let desk = Desk::ready(None);
        let (slot, other) = (reader.slot(0), reader.slot(1));
        for (behaviour, why) in [
            (Behaviour::Leaves, Garbled),
            (Behaviour::Says(vec![0x63, 0x00]), Garbled),
            (Behaviour::Says(vec![0x90]), Garbled),
            (Behaviour::Says(vec![0x6a, 0x81]), WrongForm),
            (Behaviour::Says(vec![0x90, 0x00]), WrongForm),
            (Behaviour::Says([CARD, &[0x62, 0x82]].concat()), WrongForm),
            (Behaviour::Says([[1; 11].as_slice(), &[0x90, 0x00]].concat()), WrongForm),
        ] {
            slot.becomes_empty();
            let card = VirtualCard::that(&slot, behaviour);
            desk.expect_unreadable(why);
            assert_eq!(card.commands(), [GET_UID], "asked once");
            drop(card);
            other.becomes_empty();
            let _next = VirtualCard::insert(&other, CARD);
            desk.expect_card(CARD);
        }
        desk.expect_nothing_for(Duration::from_millis(500));
    });
}

#[test]
fn a_reader_another_program_keeps_for_itself_is_used_as_soon_as_it_is_free() {
    alone("a_reader_another_program_keeps_for_itself_is_used_as_soon_as_it_is_free", || {
        let reader = VirtualReader::new(OMNIKEY);
        let _service = Service::with(&[&reader]);
        let desk = Desk::ready(Some(" 00 00"));
        let other = Context::establish(Scope::User).unwrap();
        let slot = reader.slot(0);
        let name = slot.name(&other);
        let _card = VirtualCard::insert(&slot, CARD);
        desk.expect_card(CARD);
        let holder = other.connect(&name, ShareMode::Exclusive, Protocols::ANY).unwrap();
        let late = Desk::open(Some(" 00 00"));
        late.expect_state(ReaderState::InUse);
        late.expect_nothing_for(Duration::from_millis(1_200));
        holder.disconnect(pcsc::Disposition::LeaveCard).map_err(|(_, error)| error).unwrap();
        late.expect_state(ReaderState::Alive);
        late.expect_card(CARD);
    });
}

#[test]
fn the_verdict_is_shown_by_readers_that_can_and_by_no_other() {
    alone("the_verdict_is_shown_by_readers_that_can_and_by_no_other", || {
        let good = [0xff, 0x00, 0x40, 0xa0, 0x04, 0x02, 0x01, 0x01, 0x01];
        let bad = [0xff, 0x00, 0x40, 0x50, 0x04, 0x05, 0x05, 0x03, 0x01];
        let [acs, omnikey] = [ACR122U, OMNIKEY].map(VirtualReader::new);
        let _service = Service::with(&[&acs, &omnikey]);
        let desk = Desk::ready(None);
        desk.reader.signal(Signal::Good);
        let other = VirtualCard::insert(&omnikey.slot(0), CARD);
        desk.expect_card(CARD);
        desk.reader.signal(Signal::Bad);
        let card = VirtualCard::insert(&acs.slot(0), CARD);
        desk.expect_card(CARD);
        assert_eq!(card.command(), GET_UID);
        for (signal, command) in [(Signal::Good, good), (Signal::Bad, bad), (Signal::Good, good)] {
            desk.reader.signal(signal);
            assert_eq!(card.command(), command, "{signal:?}");
        }
        assert_eq!(other.commands(), [GET_UID], "it has no such lamp, and it was not the last one");
        drop(card);
        acs.slot(0).becomes_empty();
        // This driver takes no command without a card, which is nobody's trouble.
        desk.reader.signal(Signal::Good);
        let next = VirtualCard::insert(&acs.slot(1), ANOTHER);
        desk.expect_card(ANOTHER);
        assert_eq!(next.commands(), [GET_UID]);
        desk.expect_nothing_for(Duration::from_millis(500));
    });
}

#[test]
fn stopping_does_not_take_longer_than_a_blink() {
    alone("stopping_does_not_take_longer_than_a_blink", || {
        let quick = Duration::from_millis(150);
        let missing = Desk::open(None);
        missing.expect_state(ReaderState::ServiceMissing);
        assert!(missing.close() < quick, "without the service");

        let reader = VirtualReader::new(OMNIKEY);
        let mut service = Service::with(&[]);
        let gone = Desk::open(None);
        gone.expect_state(ReaderState::Gone);
        assert!(gone.close() < quick, "without a reader");

        service.kill();
        service.describe(&reader);
        service.start();
        for _ in 0..20 {
            assert!(Desk::ready(None).close() < quick, "in the wait for a card");
        }
        let card = VirtualCard::insert(&reader.slot(0), CARD);
        Desk::ready(None).expect_card(CARD);
        let (hold, held) = channel::<()>();
        let (entered, inside) = channel();
        let hanging = PcscReader::spawn(PcscSettings::default(), move |_| {
            entered.send(()).unwrap();
            let _ = held.recv();
        });
        inside.recv_timeout(PATIENCE).unwrap();
        let started = Instant::now();
        drop(hanging);
        assert!(started.elapsed() < Duration::from_millis(500), "somebody who listens and hangs");
        drop(hold);
        assert!(inside.recv_timeout(PATIENCE).is_err(), "no event after the end");
        drop(card);
        reader.slot(0).becomes_empty();

        let frozen = Desk::ready(None);
        service.signal("-STOP");
        let started = Instant::now();
        drop(frozen.reader);
        assert!(started.elapsed() < Duration::from_millis(500), "a service that hangs");
        service.signal("-CONT");
        assert!(frozen.events.recv_timeout(PATIENCE).is_err(), "no event after the end");
    });
}

/// What this process holds: threads and files.
fn held() -> (usize, usize) {
    let count = |folder: &str| fs::read_dir(folder).unwrap().count();
    (count("/proc/self/task"), count("/proc/self/fd"))
}

/// The kernel may list a thread for a moment after it was joined.
fn expect_held(expected: (usize, usize), when: &str) {
    let started = Instant::now();
    while held() != expected && started.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    assert_eq!(held(), expected, "threads and files after {when}");
}

#[test]
fn two_hundred_cards_and_fifty_restarts_leave_nothing_behind() {
    alone("two_hundred_cards_and_fifty_restarts_leave_nothing_behind", || {
        // As many slots as the service can have, because it looks at each only twice a second.
        let readers = [1, 2, 3, 4, 5, 6, 7, 8].map(|n| VirtualReader::new(&format!("{ACR122U} {n}")));
        let mut service = Service::with(&readers.each_ref());
        let slots: Vec<_> = readers.iter().flat_map(|reader| [reader.slot(0), reader.slot(1)]).collect();
        let before = held();
        let desk = Desk::ready(None);
        let running = held();
        for round in 0..13 {
            let cards: Vec<_> = slots.iter().map(|slot| VirtualCard::insert(slot, CARD)).collect();
            for _ in &cards {
                desk.expect_card(CARD);
                desk.reader.signal(if round % 2 == 0 { Signal::Good } else { Signal::Bad });
            }
            drop(cards);
            slots.iter().for_each(system::Slot::becomes_empty);
        }
        expect_held(running, "two hundred cards");
        desk.close();
        for _ in 0..50 {
            Desk::ready(None).close();
        }
        expect_held(before, "fifty restarts");

        let desk = Desk::ready(None);
        for _ in 0..3 {
            service.kill();
            desk.expect_state(ReaderState::ServiceMissing);
            service.start();
            desk.expect_alive_at_last();
        }
        desk.close();
        service.kill();
        service.start();
        expect_held(before, "a service that came and went");
    });
}
