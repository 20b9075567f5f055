//! The team's window: what its PIN keeps out, and what it lets out.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use desk::staff::pin::{self, Pin};
use desk::staff::{DoorOrder, Order};
use jiff::SignedDuration;
use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, Traces, VirtualReader, frame_of};
use sandbox::{Case, Fault};
use secrecy::SecretString;
use vault::{Secrets, Slot};
use wire::{InboxFilter, InboxItem, InboxTab, ItemAction, PinProblem, StaffView, VerdictView};

use crate::{OSKAR, hold};

/// A desk at whose team's window nobody has been yet.
struct Counter {
    studio: Studio,
    reader: VirtualReader,
    seat: Seat,
    desk: Settled,
}

impl Counter {
    async fn open() -> Outcome<Self> {
        Self::at(Seat::default()).await
    }

    async fn at(seat: Seat) -> Outcome<Self> {
        let (studio, mut reader) = (Studio::open().await, VirtualReader::plugged_in());
        let file = SetupFile::new(&studio).entrance(reader.path()).offline("everybody");
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        hold(&desk, &mut reader, &frame_of(Studio::guest(200))).await?;
        Ok(Self { studio, reader, seat, desk })
    }

    /// The answer to Oskar's tap is lost, so that a person has to look.
    async fn loses_an_answer(&mut self) -> Outcome {
        self.studio.fault_at_check_in(Fault::Reset);
        assert!(matches!(self.tap(OSKAR).await?, VerdictView::Unconfirmed { .. }));
        self.studio.clear_faults();
        Ok(())
    }

    async fn tap(&mut self, uid: [u8; 5]) -> Outcome<VerdictView> {
        let mark = self.desk.mark();
        self.reader.tap_rdm6300(uid);
        self.desk.verdict_after(mark).await
    }

    /// The program ends without a word and is started again.
    async fn restart(&mut self) -> Outcome {
        let old = std::mem::replace(&mut self.desk, self.seat.open());
        old.kill().await;
        self.desk = self.seat.open().watch().await;
        self.desk.idle().await?;
        Ok(())
    }
}

async fn chooses(team: &Team, problem: Option<PinProblem>) -> Outcome {
    let shown = StaffView::ChoosePin { problem };
    team.until(&format!("{shown:?}"), |view| (*view == shown).then_some(())).await
}

/// Waits for a lock with this problem, and tells until when no PIN is looked at.
async fn locked(team: &Team, expected: Option<PinProblem>) -> Outcome<Option<wire::Ms>> {
    team.until(&format!("a lock with {expected:?}"), |view| match view {
        StaffView::Locked { problem, wait_until_ms } if *problem == expected => Some(*wait_until_ms),
        _ => None,
    })
    .await
}

async fn is_open(team: &Team) -> Outcome {
    team.sees("an open window", |_| Some(())).await
}

async fn choose(team: &Team, pin: &str) -> Outcome {
    team.order(DoorOrder::ChoosePin(SecretString::from(pin))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_chosen_once_and_not_one_that_anybody_would_try() -> Outcome {
    let mut counter = Counter::open().await?;
    let team = Team::at(&counter.desk).await?;
    chooses(&team, None).await?;
    for (pin, problem) in [
        ("", PinProblem::NotAPin),
        ("0000", PinProblem::TooEasy),
        ("123", PinProblem::NotAPin),
        ("4567", PinProblem::TooEasy),
        ("12a4", PinProblem::NotAPin),
        ("9876", PinProblem::TooEasy),
    ] {
        choose(&team, pin).await?;
        chooses(&team, Some(problem)).await?;
        assert!(counter.seat.secrets.get(Slot::StaffPin)?.is_none(), "{pin:?} was kept");
    }
    choose(&team, Team::PIN).await?;
    is_open(&team).await?;

    // From now on it is asked for, and choosing another one is no way in: not here, and not after a
    // restart.
    choose(&team, "1357").await?;
    team.order(DoorOrder::Lock).await?;
    locked(&team, None).await?;
    choose(&team, "1357").await?;
    team.enter("1357").await?;
    locked(&team, Some(PinProblem::Wrong)).await?;
    counter.restart().await?;
    let team = Team::at(&counter.desk).await?;
    locked(&team, None).await?;
    choose(&team, "1357").await?;
    team.enter("1357").await?;
    locked(&team, Some(PinProblem::Wrong)).await?;
    team.enter(Team::PIN).await?;
    is_open(&team).await
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_lead_to_a_wait_that_a_restart_does_not_end() -> Outcome {
    let mut counter = Counter::open().await?;
    let team = Team::inside(&counter.desk).await?;
    team.order(DoorOrder::Lock).await?;
    for _ in 0..3 {
        team.enter("1357").await?;
        assert_eq!(locked(&team, Some(PinProblem::Wrong)).await?, None, "everybody mistypes");
    }
    // Each further one doubles the wait, up to one that no machine is slow enough to wait out in here.
    let (mut off, mut until) = (SignedDuration::ZERO, None);
    for seconds in [5, 10, 20, 40, 80, 160, 300] {
        counter.seat.set_clock(off);
        team.enter("1357").await?;
        let next = team.until("another wait", |view| match view {
            StaffView::Locked { problem: Some(PinProblem::Wrong), wait_until_ms }
                if *wait_until_ms > until =>
            {
                *wait_until_ms
            }
            _ => None,
        });
        until = Some(next.await?);
        off += SignedDuration::from_secs(seconds + 1);
    }

    team.enter(Team::PIN).await?;
    assert_eq!(locked(&team, Some(PinProblem::TooSoon)).await?, until, "not even the right one");
    counter.restart().await?;
    let team = Team::at(&counter.desk).await?;
    assert_eq!(locked(&team, None).await?, until);
    team.enter(Team::PIN).await?;
    assert_eq!(locked(&team, Some(PinProblem::TooSoon)).await?, until);
    // One that was not looked at is not counted: it is the same wait.
    team.enter("1357").await?;
    assert_eq!(locked(&team, Some(PinProblem::TooSoon)).await?, until);

    counter.seat.set_clock(off);
    team.enter(Team::PIN).await?;
    is_open(&team).await
}

/// What `portico pin` does while Portico runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_was_replaced_counts_from_the_next_time_on() -> Outcome {
    let counter = Counter::open().await?;
    let team = Team::inside(&counter.desk).await?;
    counter.seat.secrets.set(Slot::StaffPin, &pin::hash(&Pin::parse("4826").unwrap())?)?;
    team.list(InboxTab::Over).await?;
    is_open(&team).await?;
    team.order(DoorOrder::Lock).await?;
    locked(&team, None).await?;
    team.enter(Team::PIN).await?;
    locked(&team, Some(PinProblem::Wrong)).await?;
    team.enter("4826").await?;
    is_open(&team).await
}

/// Everything that somebody at the window can do but enter a PIN.
fn everything_else(item: &InboxItem) -> [Order; 9] {
    let act = |action| Order::Act { id: item.id.clone(), action, note: "because".to_owned() };
    [
        Order::Filter(InboxFilter { tab: InboxTab::Over, kind: None }),
        Order::More,
        act(ItemAction::Done),
        act(ItemAction::Cancel),
        Order::Export,
        Order::Kiosk(wire::KioskWish::Leave),
        Order::Support,
        Order::Dismiss { file: "store-20261124-180000.damaged".to_owned() },
        Order::Seen,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_pin_is_taken_while_the_window_is_locked() -> Outcome {
    let mut counter = Counter::open().await?;
    counter.loses_an_answer().await?;
    let team = Team::inside(&counter.desk).await?;
    let item = team.items(InboxTab::Person, 1).await?.remove(0);
    team.order(DoorOrder::Lock).await?;
    locked(&team, None).await?;
    for order in everything_else(&item) {
        assert!(team.order(order).await.is_err());
    }
    team.enter("1357").await?;
    for order in everything_else(&item) {
        assert!(team.order(order).await.is_err(), "after a wrong PIN");
    }
    team.order(DoorOrder::Gone).await?;
    for order in everything_else(&item) {
        assert!(team.order(order).await.is_err(), "after the window was closed");
    }
    let pin = counter.seat.secrets.get(Slot::StaffPin)?.unwrap();
    counter.seat.secrets.lose(Slot::StaffPin);
    let team = Team::at(&counter.desk).await?;
    chooses(&team, None).await?;
    for order in everything_else(&item) {
        assert!(team.order(order).await.is_err(), "before there is a PIN");
    }

    counter.seat.secrets.set(Slot::StaffPin, &pin)?;
    let team = Team::inside(&counter.desk).await?;
    let same = team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!(same, item, "and nothing was done");
    assert!(!counter.seat.data().join("exports").exists());
    for order in everything_else(&item) {
        // The second of the two acts on it comes too late.
        let late = matches!(order, Order::Act { action: ItemAction::Cancel, .. });
        assert_eq!(team.order(order).await.is_err(), late, "with the PIN");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_without_a_hand_on_it_locks_by_itself() -> Outcome {
    let mut seat = Seat::default();
    seat.pauses.staff = Duration::from_millis(100);
    let counter = Counter::at(seat).await?;
    let team = Team::at(&counter.desk).await?;
    choose(&team, Team::PIN).await?;
    locked(&team, None).await?;
    // It may have been open for too short a time to be drawn.
    assert!(team.order(Order::More).await.is_err(), "locked");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_name_is_shown_before_the_pin_or_after_the_lock() -> Outcome {
    let mut counter = Counter::open().await?;
    counter.loses_an_answer().await?;
    let mut traces = Traces::default();
    let blocked = counter.studio.member(Case::Blocked);
    for name in ["Oskar", "Lindner"].into_iter().chain(blocked.name.split(' ')) {
        traces.add("a member's name", name);
    }
    traces.add_card("a member's card", &OSKAR);
    traces.add("a guest's name", "Gast");
    let found_in = |views: &[StaffView]| {
        let shown = views.iter().map(|view| serde_json::to_string(view).unwrap());
        traces.found_in_bytes("what was shown", shown.collect::<String>().as_bytes())
    };

    let team = Team::at(&counter.desk).await?;
    chooses(&team, None).await?;
    comes_and_goes(&mut counter, &team, 1).await?;
    let before = team.everything();
    assert!(before.len() > 1, "something was shown all the time");
    assert_eq!(found_in(&before), Vec::<String>::new());
    choose(&team, Team::PIN).await?;
    team.sees("who tapped", |desk| desk.taps.iter().any(|tap| tap.name.is_some()).then_some(())).await?;
    assert!(!found_in(&team.everything()).is_empty(), "the search does not search");

    team.order(DoorOrder::Lock).await?;
    locked(&team, None).await?;
    let mark = team.everything().len();
    comes_and_goes(&mut counter, &team, 2).await?;
    assert_eq!(found_in(&team.everything()[mark - 1..]), Vec::<String>::new());
    counter.restart().await?;
    let team = Team::at(&counter.desk).await?;
    locked(&team, None).await?;
    comes_and_goes(&mut counter, &team, 3).await?;
    assert_eq!(found_in(&team.everything()), Vec::<String>::new());
    Ok(())
}

/// Somebody is let in while the vendor is away and reported when it is back, and the window is told of
/// each step.
async fn comes_and_goes(counter: &mut Counter, team: &Team, guest: u32) -> Outcome {
    counter.studio.set_away(true).await?;
    let card = Studio::guest(guest);
    hold(&counter.desk, &mut counter.reader, &frame_of(card)).await?;
    // Refused, and answered with what is to be seen at this moment.
    assert!(team.order(Order::Seen).await.is_err());
    counter.studio.set_away(false).await?;
    counter.studio.identified(&crate::hex(&card)).await;
    assert!(team.order(Order::Seen).await.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_says_who_and_why_and_never_replaces_another() -> Outcome {
    let mut counter = Counter::open().await?;
    let team = Team::inside(&counter.desk).await?;
    team.list_complete().await?;
    counter.loses_an_answer().await?;
    let blocked = counter.studio.member(Case::Blocked);
    counter.studio.set_away(true).await?;
    let mut card = [0; 5];
    for (byte, at) in card.iter_mut().skip(1).zip((0..8).step_by(2)) {
        *byte = u8::from_str_radix(&blocked.hex_msb.as_deref().unwrap()[at..at + 2], 16)?;
    }
    counter.tap(card).await?;
    counter.studio.set_away(false).await?;
    team.items(InboxTab::Person, 2).await?;

    team.order(Order::Export).await?;
    let first = exported(&team, 2, None).await?;
    let text = fs::read_to_string(&first)?;
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[0].starts_with("\u{feff}") && lines[0].contains(";"),
        "as a German spreadsheet opens it: {text}"
    );
    for (line, name, reason) in [
        (lines[1], blocked.name.as_str(), "abgelehnt"),
        (lines[2], "Oskar Lindner", "Antwort kam nicht vollständig an"),
    ] {
        assert!(line.contains(name) && line.contains(reason), "{name}, {reason}: {text}");
    }
    assert_eq!(fs::metadata(&first)?.permissions().mode() & 0o777, 0o600, "it holds names");

    // Somebody has worked in it meanwhile.
    fs::write(&first, "looked after")?;
    team.order(Order::Export).await?;
    let second = exported(&team, 2, Some(&first)).await?;
    assert_eq!(fs::read_to_string(&first)?, "looked after");
    assert_eq!(fs::read_to_string(second)?, text);

    // What is over is nobody's any more.
    team.list(InboxTab::Over).await?;
    team.order(Order::Export).await?;
    team.sees("an empty export", |desk| {
        desk.exported.as_ref().filter(|export| export.items == 0 && export.file.is_some()).map(|_| ())
    })
    .await
}

/// Waits for an export of so many items, to another file than `before`.
async fn exported(team: &Team, items: u32, before: Option<&str>) -> Outcome<String> {
    team.sees("an export", |desk| {
        let export = desk.exported.as_ref().filter(|export| export.items == items)?;
        let file = export.file.clone()?;
        (before != Some(file.as_str()) && Path::new(&file).exists()).then_some(file)
    })
    .await
}

#[tokio::test]
async fn a_desk_can_end_unnoticed_only_while_nobody_is_at_either_window() -> Outcome {
    let mut counter = Counter::open().await?;
    counter.desk.idle().await?;
    assert!(counter.desk.desk.is_idle().await);
    let team = Team::inside(&counter.desk).await?;
    assert!(!counter.desk.desk.is_idle().await, "somebody works at the team's window");
    team.order(DoorOrder::Lock).await?;
    assert!(counter.desk.desk.is_idle().await);
    counter.tap(OSKAR).await?;
    assert!(!counter.desk.desk.is_idle().await, "a member reads the verdict");
    Ok(())
}
