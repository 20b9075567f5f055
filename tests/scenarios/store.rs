//! When nothing can be written down: the team is told why, members come in where the vendor lets them in,
//! nobody comes in without a record, nothing that was written down is lost, and it goes on by itself once
//! somebody has mended it.

use std::collections::BTreeMap;
use std::fs;

use jiff::SignedDuration;
use outbox::{FILE, StoreKey};
use portico_tests::{Outcome, PATIENCE, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of};
use rusqlite::Connection;
use sandbox::Effect;
use secrecy::{ExposeSecret, SecretString};
use vault::{Secrets, Slot};
use wire::{
    Alarm, AttentionReason, InboxTab, ItemReason, ItemState, PinProblem, StaffView, StoreTrouble,
    UnconfirmedReason, VerdictView,
};

use crate::{OSKAR, hex, hold};

/// A desk that lets everybody in while the vendor is away. It can be closed and opened again.
struct Counter {
    studio: Studio,
    reader: VirtualReader,
    seat: Seat,
    guests: std::ops::Range<u32>,
}

/// What runs at it.
struct Shift {
    desk: Settled,
    team: Team,
}

impl Counter {
    async fn set_up(seat: Seat) -> Outcome<Self> {
        let (studio, reader) = (Studio::open().await, VirtualReader::plugged_in());
        let file = SetupFile::new(&studio).entrance(reader.path()).offline("everybody");
        seat.provision(&studio, &file).await?;
        Ok(Self { studio, reader, seat, guests: 1..200 })
    }

    /// A desk that was closed while the vendor was away and a check-in of Oskar's waited.
    async fn owing() -> Outcome<Self> {
        Self::owing_at(Seat::default()).await
    }

    async fn owing_at(seat: Seat) -> Outcome<Self> {
        let mut counter = Self::set_up(seat).await?;
        let shift = counter.open().await?;
        shift.team.list_complete().await?;
        counter.studio.set_away(true).await?;
        assert_eq!(counter.tap(&shift, OSKAR).await?, let_in(Some("Oskar")));
        counter.close(shift).await?;
        Ok(counter)
    }

    /// Opens the desk and the team's window.
    async fn open(&mut self) -> Outcome<Shift> {
        let desk = self.open_desk().await?;
        Ok(Shift { team: Team::inside(&desk).await?, desk })
    }

    async fn open_desk(&mut self) -> Outcome<Settled> {
        let desk = self.seat.open().watch().await;
        let card = self.guest();
        hold(&desk, &mut self.reader, &frame_of(card)).await?;
        Ok(desk)
    }

    /// Ends the desk without a word and waits until its store is let go of.
    async fn close(&self, shift: Shift) -> Outcome {
        shift.desk.kill().await;
        self.another_program()?;
        Ok(())
    }

    fn guest(&mut self) -> [u8; 5] {
        Studio::guest(self.guests.next().unwrap())
    }

    async fn tap(&mut self, shift: &Shift, uid: [u8; 5]) -> Outcome<VerdictView> {
        let mark = shift.desk.mark();
        self.reader.tap_rdm6300(uid);
        shift.desk.verdict_after(mark).await
    }

    async fn tap_guest(&mut self, shift: &Shift) -> Outcome<VerdictView> {
        let card = self.guest();
        self.tap(shift, card).await
    }

    /// The store, opened by another program as soon as nobody else has it.
    fn another_program(&self) -> Outcome<Connection> {
        let key = self.seat.secrets.get(Slot::StoreKey)?.unwrap();
        let db = Connection::open(self.seat.data().join(FILE))?;
        db.busy_timeout(PATIENCE)?;
        db.execute_batch(&format!("PRAGMA key = \"x'{}'\"; BEGIN EXCLUSIVE;", key.expose_secret()))?;
        Ok(db)
    }

    /// The store's files.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.seat.data()).unwrap().map(Result::unwrap);
        let name = |file: &fs::DirEntry| file.file_name().into_string().unwrap();
        let stores = files.filter(|file| name(file).starts_with("store"));
        stores.map(|file| (name(&file), fs::read(file.path()).unwrap())).collect()
    }

    /// What holds as long as nothing can be written down. The vendor is away before and there afterwards.
    async fn goes_on_without(&mut self, shift: &Shift, trouble: StoreTrouble) -> Outcome {
        sees(&shift.team, Some(trouble)).await?;
        assert_eq!(self.tap_guest(shift).await?, attention(AttentionReason::StoreFault));
        self.studio.set_away(false).await?;
        assert!(matches!(self.tap_guest(shift).await?, VerdictView::Welcome { .. }), "the vendor is asked");
        sees(&shift.team, Some(trouble)).await?;
        assert_eq!(self.checked_in(OSKAR), 0, "what was written down is not sent without writing that down");
        // Who works here comes in, too.
        shift.team.order(desk::staff::DoorOrder::Lock).await?;
        shift.team.until("a lock", |view| matches!(view, StaffView::Locked { .. }).then_some(())).await?;
        shift.team.enter(Team::PIN).await?;
        sees(&shift.team, Some(trouble)).await
    }

    /// What holds once that is mended.
    async fn goes_on_with(&mut self, shift: &Shift) -> Outcome {
        sees(&shift.team, None).await?;
        shift.team.calm().await?;
        assert_eq!(self.checked_in(OSKAR), 1, "what was written down before is reported");
        self.studio.set_away(true).await?;
        let verdict = self.tap_guest(shift).await?;
        assert!(
            matches!(verdict, VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. }),
            "{verdict:?}"
        );
        shift.team.items(InboxTab::Waiting, 1).await?;
        Ok(())
    }

    fn checked_in(&self, uid: [u8; 5]) -> usize {
        let asked = self.studio.identifications_of(&hex(&uid));
        asked.iter().filter(|entry| matches!(entry.effect, Effect::CheckedIn { .. })).count()
    }
}

/// Waits until the team is told that this is wrong with the store.
async fn sees(team: &Team, trouble: Option<StoreTrouble>) -> Outcome {
    team.sees(&format!("{trouble:?}"), |desk| (desk.line.store == trouble).then_some(())).await
}

fn let_in(first_name: Option<&str>) -> VerdictView {
    VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, first_name: first_name.map(str::to_owned) }
}

const fn attention(reason: AttentionReason) -> VerdictView {
    VerdictView::Attention { reason }
}

fn another_key() -> SecretString {
    StoreKey::generate().unwrap().to_secret()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_the_stores_changes_nothing_and_the_right_one_is_enough() -> Outcome {
    let mut counter = Counter::owing().await?;
    let (before, right) = (counter.files(), counter.seat.secrets.get(Slot::StoreKey)?.unwrap());
    counter.seat.secrets.set(Slot::StoreKey, &another_key())?;
    let shift = counter.open().await?;
    counter.goes_on_without(&shift, StoreTrouble::KeyWrong).await?;
    assert!(counter.files() == before, "the store was touched");
    counter.seat.secrets.set(Slot::StoreKey, &right)?;
    counter.goes_on_with(&shift).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_lost_is_not_made_anew() -> Outcome {
    let mut counter = Counter::owing().await?;
    let (before, right) = (counter.files(), counter.seat.secrets.get(Slot::StoreKey)?.unwrap());
    counter.seat.secrets.lose(Slot::StoreKey);
    let shift = counter.open().await?;
    counter.goes_on_without(&shift, StoreTrouble::KeyMissing).await?;
    assert!(counter.seat.secrets.get(Slot::StoreKey)?.is_none(), "another key would hide that one is lost");
    assert!(counter.files() == before, "the store was touched");
    counter.seat.secrets.set(Slot::StoreKey, &right)?;
    counter.goes_on_with(&shift).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_portico_waits_for_it() -> Outcome {
    let mut counter = Counter::owing().await?;
    let set_version = |counter: &Counter, to: u32| -> Outcome<u32> {
        let db = counter.another_program()?;
        let version = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        db.execute_batch(&format!("PRAGMA user_version = {to}; COMMIT"))?;
        Ok(version)
    };
    let ours = set_version(&counter, 99)?;
    let before = counter.files();
    let shift = counter.open().await?;
    counter.goes_on_without(&shift, StoreTrouble::Newer).await?;
    // It is looked at again and again, and at those moments there is an empty log beside it.
    let (mut now, wal) = (counter.files(), format!("{FILE}-wal"));
    assert!(now.remove(&wal).is_none_or(|log| log.is_empty()) && now == before, "the store was touched");
    assert_eq!(set_version(&counter, ours)?, 99);
    counter.goes_on_with(&shift).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_another_program_holds_is_used_when_that_lets_go() -> Outcome {
    let mut counter = Counter::owing().await?;
    let before = counter.files();
    let other = counter.another_program()?;
    let shift = counter.open().await?;
    counter.goes_on_without(&shift, StoreTrouble::InUse).await?;
    assert!(counter.files().get(FILE) == before.get(FILE), "the store was touched");
    drop(other);
    counter.goes_on_with(&shift).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_cut_in_half_is_kept_aside_until_somebody_has_seen_it() -> Outcome {
    let mut counter = Counter::owing().await?;
    let path = counter.seat.data().join(FILE);
    let whole = fs::metadata(&path)?.len();
    fs::File::options().write(true).open(&path)?.set_len(whole / 2)?;
    let half = fs::read(&path)?;

    // A new one is begun, and the desk is what it was: but for those who are written down in the other.
    let shift = counter.open().await?;
    let file = shift.team.sees("an alarm", |desk| match desk.alarms.as_slice() {
        [Alarm::StoreSetAside { file, .. }] => Some(file.clone()),
        _ => None,
    });
    let file = file.await?;
    sees(&shift.team, None).await?;
    assert!(matches!(counter.tap_guest(&shift).await?, VerdictView::Unconfirmed { .. }));
    assert_eq!(fs::read(counter.seat.data().join(&file))?, half, "as it was");
    counter.studio.set_away(false).await?;
    assert!(matches!(counter.tap_guest(&shift).await?, VerdictView::Welcome { .. }));
    team_is_called(&shift, true).await?;

    // The alarm stays until somebody has seen it, and then it is gone for good. The file is not.
    counter.close(shift).await?;
    let shift = counter.open().await?;
    shift.team.sees("the alarm again", |desk| (desk.alarms.len() == 1).then_some(())).await?;
    shift.team.order(desk::staff::Order::Dismiss { file: file.clone() }).await?;
    shift.team.calm().await?;
    team_is_called(&shift, false).await?;
    counter.close(shift).await?;
    let shift = counter.open().await?;
    shift.team.calm().await?;
    assert_eq!(fs::read(counter.seat.data().join(&file))?, half);
    assert_eq!(counter.checked_in(OSKAR), 0, "and what is in it was not reported");
    Ok(())
}

/// Waits for the sign on the member's screen, or for its end.
async fn team_is_called(shift: &Shift, called: bool) -> Outcome {
    shift
        .desk
        .until("a sign for the team", |screen| match screen {
            wire::Screen::Idle(view) if view.team == called => Some(()),
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_is_locked_at_the_start_is_said_and_waited_for() -> Outcome {
    let mut counter = Counter::owing().await?;
    let before = counter.files();
    counter.seat.secrets.set_locked(true);
    let desk = counter.open_desk().await?;
    let team = Team::at(&desk).await?;
    let keychain = |view: &StaffView| {
        matches!(view, StaffView::Locked { problem: Some(PinProblem::Keychain), .. }).then_some(())
    };
    team.until("what is wrong", keychain).await?;
    team.enter(Team::PIN).await?;
    team.until("what is wrong", keychain).await?;
    team_needs_no_pin_to_be_called(&desk).await?;
    assert!(counter.files() == before, "the store was touched");

    counter.seat.secrets.set_locked(false);
    team.enter(Team::PIN).await?;
    sees(&team, None).await?;
    let waiting = team.items(InboxTab::Waiting, 1).await?;
    assert_eq!(waiting[0].name.as_deref(), Some("Oskar Lindner"));
    Ok(())
}

async fn team_needs_no_pin_to_be_called(desk: &Settled) -> Outcome {
    desk.until("a sign for the team", |screen| match screen {
        wire::Screen::Idle(view) if view.team => Some(()),
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_is_locked_meanwhile_keeps_nothing_but_the_team_out() -> Outcome {
    let mut counter = Counter::owing().await?;
    let shift = counter.open().await?;
    counter.seat.secrets.set_locked(true);
    shift.team.order(desk::staff::DoorOrder::Lock).await?;
    let keychain = |view: &StaffView| {
        matches!(view, StaffView::Locked { problem: Some(PinProblem::Keychain), .. }).then_some(())
    };
    shift.team.until("what is wrong", keychain).await?;
    shift.team.enter(Team::PIN).await?;
    shift.team.until("what is wrong", keychain).await?;

    // The store stays open: who comes in is written down, and reported when the vendor is back.
    let guest = counter.guest();
    assert!(matches!(counter.tap(&shift, guest).await?, VerdictView::Unconfirmed { .. }));
    counter.studio.set_away(false).await?;
    assert!(matches!(counter.tap_guest(&shift).await?, VerdictView::Welcome { .. }));
    for card in [OSKAR, guest] {
        let hex = hex(&card);
        counter.studio.identified(&hex).await;
        assert_eq!(counter.checked_in(card), 1);
    }
    counter.seat.secrets.set_locked(false);
    shift.team.enter(Team::PIN).await?;
    sees(&shift.team, None).await?;
    shift.team.calm().await
}

/// The clock of the computer is put back by a day while the vendor is away, and right again later.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_let_in_under_a_wrong_clock_is_shown_when_it_is_put_right() -> Outcome {
    let mut counter = Counter::owing().await?;
    counter.seat.set_clock(SignedDuration::from_hours(-24));
    let shift = counter.open().await?;
    let guest = counter.guest();
    assert!(matches!(counter.tap(&shift, guest).await?, VerdictView::Unconfirmed { .. }));
    // Oskar came in tomorrow: how long ago that is cannot be told, so a program must not report it.
    counter.studio.set_away(false).await?;
    let stuck = shift.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!((stuck.state, stuck.reason), (ItemState::Stuck, Some(ItemReason::ClockMoved)));
    assert_eq!(stuck.name.as_deref(), Some("Oskar Lindner"));
    // What happened under this clock is as young as ever.
    shift.team.sees("nothing waits", |desk| (desk.line.waiting == 0).then_some(())).await?;
    assert_eq!((counter.checked_in(guest), counter.checked_in(OSKAR)), (1, 0));

    counter.studio.set_away(true).await?;
    let late = counter.guest();
    assert!(matches!(counter.tap(&shift, late).await?, VerdictView::Unconfirmed { .. }));
    counter.seat.set_clock(SignedDuration::ZERO);
    counter.studio.set_away(false).await?;
    let stuck = shift.team.items(InboxTab::Person, 2).await?;
    let reasons: Vec<_> = stuck.iter().map(|item| item.reason).collect();
    assert_eq!(reasons, [Some(ItemReason::ClockMoved), Some(ItemReason::TooOld)]);
    assert_eq!((counter.checked_in(late), counter.checked_in(OSKAR)), (0, 0));
    Ok(())
}

#[cfg(target_os = "linux")]
mod disk {
    use portico_tests::Disk;

    use super::*;

    /// More than enough for the store of two hundred members.
    const SIZE: &str = "8m";

    #[tokio::test(flavor = "multi_thread")]
    async fn on_a_full_disk_nobody_comes_in_without_a_record() -> Outcome {
        let test = "store::disk::on_a_full_disk_nobody_comes_in_without_a_record";
        let Some(disk) = Disk::for_test(test, SIZE) else { return Ok(()) };
        let mut counter = Counter::owing_at(Seat::on(disk.path())).await?;
        let shift = counter.open().await?;
        disk.fill_up();
        // A little may still fit into what the store has.
        let mut came_in = vec![OSKAR];
        loop {
            let card = counter.guest();
            match counter.tap(&shift, card).await? {
                VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. } => came_in.push(card),
                verdict => {
                    assert_eq!(verdict, attention(AttentionReason::StoreFault));
                    break;
                }
            }
        }
        counter.goes_on_without(&shift, StoreTrouble::DiskFull).await?;
        // Everybody who came in is there to be seen.
        let waiting = shift.team.items(InboxTab::Waiting, came_in.len() + 1).await?;
        assert_eq!(waiting.last().unwrap().name.as_deref(), Some("Oskar Lindner"));

        // Another start changes nothing about it.
        counter.close(shift).await?;
        let shift = counter.open().await?;
        sees(&shift.team, Some(StoreTrouble::DiskFull)).await?;
        disk.make_room();
        counter.goes_on_with(&shift).await?;
        for card in came_in {
            assert_eq!(counter.checked_in(card), 1);
        }
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_disk_that_cannot_be_written_is_left_as_it_is() -> Outcome {
        let test = "store::disk::a_disk_that_cannot_be_written_is_left_as_it_is";
        let Some(disk) = Disk::for_test(test, SIZE) else { return Ok(()) };
        let mut counter = Counter::owing_at(Seat::on(disk.path())).await?;
        let before = counter.files();
        disk.set_read_only(true);
        let shift = counter.open().await?;
        counter.goes_on_without(&shift, StoreTrouble::ReadOnly).await?;
        assert!(counter.files() == before, "the store was touched");
        disk.set_read_only(false);
        counter.goes_on_with(&shift).await
    }
}
