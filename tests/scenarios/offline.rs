//! While the vendor is away: who comes in, what is written down, and what becomes of it.

use jiff::SignedDuration;
use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of, line_of};
use sandbox::{Case, Effect, Fault};
use wire::{
    AttentionReason, InboxTab, ItemAction, ItemReason, ItemState, TapVerdict, UnconfirmedReason, VerdictView,
};

use crate::{OSKAR, hex, hold};

/// A desk with one reader, whose member list is complete, and a team.
struct Evening {
    studio: Studio,
    reader: VirtualReader,
    seat: Seat,
    desk: Settled,
    team: Team,
}

impl Evening {
    async fn with(policy: &str) -> Outcome<Self> {
        Self::of(|file| file.offline(policy)).await
    }

    async fn of(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let mut reader = VirtualReader::plugged_in();
        seat.provision(&studio, &adjust(SetupFile::new(&studio).entrance(reader.path()))).await?;
        let desk = seat.open().watch().await;
        hold(&desk, &mut reader, &frame_of(Studio::guest(200))).await?;
        let team = Team::inside(&desk).await?;
        team.list_complete().await?;
        Ok(Self { studio, reader, seat, desk, team })
    }

    async fn tap(&mut self, uid: [u8; 5]) -> Outcome<VerdictView> {
        let mark = self.desk.mark();
        self.reader.tap_rdm6300(uid);
        self.desk.verdict_after(mark).await
    }

    /// The program ends without a word and is started again.
    async fn restart(self) -> Outcome<Self> {
        let Self { studio, reader, seat, desk, team } = self;
        drop(team);
        desk.kill().await;
        let desk = seat.open().watch().await;
        desk.idle().await?;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader, seat, desk, team })
    }
}

fn let_in(first_name: Option<&str>) -> VerdictView {
    VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, first_name: first_name.map(str::to_owned) }
}

const fn attention(reason: AttentionReason) -> VerdictView {
    VerdictView::Attention { reason }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_let_in_is_reported_once_when_the_vendor_is_back() -> Outcome {
    let mut evening = Evening::with("directory").await?;
    evening.studio.set_away(true).await?;
    assert_eq!(evening.tap(OSKAR).await?, let_in(Some("Oskar")));
    for guest in 1..4 {
        assert!(matches!(
            evening.tap(Studio::guest(guest)).await?,
            VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. }
        ));
    }
    let waiting = evening.team.items(InboxTab::Waiting, 4).await?;
    assert_eq!(waiting.last().unwrap().name.as_deref(), Some("Oskar Lindner"), "the oldest is last");
    assert!(waiting.iter().all(|item| item.state == ItemState::Waiting || item.state == ItemState::Sending));
    let tap = evening.team.sees("the tap", |desk| desk.taps.last().cloned()).await?;
    assert_eq!(tap.verdict, TapVerdict::Welcome, "of before");
    assert_eq!(evening.studio.identifications().len(), 1, "nothing reached the vendor");

    evening.studio.set_away(false).await?;
    evening.team.calm().await?;
    for card in [OSKAR, Studio::guest(1), Studio::guest(2), Studio::guest(3)] {
        let asked = evening.studio.identifications_of(&hex(&card));
        assert_eq!(asked.len(), 1, "{asked:#?}");
        assert!(matches!(asked[0].effect, Effect::CheckedIn { .. }));
    }
    let over = evening.team.items(InboxTab::Over, 4).await?;
    assert!(over.iter().all(|item| item.state == ItemState::Delivered && item.name.is_none()), "{over:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_the_device_decides() -> Outcome {
    for (policy, oskar, blocked, stranger) in [
        (
            "refuse",
            attention(AttentionReason::NoConnection),
            attention(AttentionReason::NoConnection),
            attention(AttentionReason::NoConnection),
        ),
        (
            "directory",
            let_in(Some("Oskar")),
            attention(AttentionReason::NotOnList),
            attention(AttentionReason::NotOnList),
        ),
        ("everybody", let_in(Some("Oskar")), let_in(Some("Bertha")), let_in(None)),
    ] {
        let mut evening = Evening::with(policy).await?;
        let blocked_card = evening.studio.member(Case::Blocked);
        let first = blocked_card.name.split(' ').next().unwrap().to_owned();
        let blocked_uid = bytes(blocked_card.hex_msb.as_deref().unwrap());
        evening.studio.set_away(true).await?;
        assert_eq!(evening.tap(OSKAR).await?, oskar, "{policy}");
        let verdict = evening.tap(blocked_uid).await?;
        match (&blocked, &verdict) {
            (VerdictView::Unconfirmed { .. }, shown) => assert_eq!(*shown, let_in(Some(&first)), "{policy}"),
            (expected, shown) => assert_eq!(*shown, expected.clone(), "{policy}"),
        }
        assert_eq!(evening.tap([0xca, 0xfe, 0xca, 0xfe, 0x01]).await?, stranger, "{policy}");
        let owed = [&oskar, &blocked, &stranger];
        let owed = owed.iter().filter(|verdict| matches!(verdict, VerdictView::Unconfirmed { .. })).count();
        evening.team.items(InboxTab::Waiting, owed).await?;
        assert_eq!(evening.desk.idle().await?, Some(AttentionReason::NoConnection));
    }
    Ok(())
}

fn bytes(hex: &str) -> [u8; 5] {
    let mut uid = [0; 5];
    let padded = format!("{hex:0>10}");
    for (byte, at) in uid.iter_mut().zip((0..10).step_by(2)) {
        *byte = u8::from_str_radix(&padded[at..at + 2], 16).unwrap();
    }
    uid
}

/// The device's interface pauses, the member records answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_the_list_does_not_know_is_asked_about_before_it_is_turned_away() -> Outcome {
    let mut evening = Evening::with("directory").await?;
    let new_card = [0xd0, 0x00, 0x00, 0x00, 0x01];
    evening.studio.give_card(Case::Fine, new_card).await?;
    evening.studio.fault_at_check_in(Fault::ServiceUnavailable);
    let first = evening.studio.member(Case::Fine).name.split(' ').next().unwrap().to_owned();
    assert_eq!(evening.tap(new_card).await?, let_in(Some(&first)));
    assert_eq!(
        evening.tap([0xca, 0xfe, 0xca, 0xfe, 0x02]).await?,
        attention(AttentionReason::NotOnList),
        "nobody has this card"
    );
    // The look-up is remembered: now the list alone is enough.
    evening.studio.set_away(true).await?;
    let _ = evening.desk.idle().await?;
    evening.studio.clear_faults();
    evening.studio.set_away(false).await?;
    evening.team.calm().await?;
    assert_eq!(
        evening
            .studio
            .identifications_of(&hex(&new_card))
            .iter()
            .filter(|entry| { matches!(entry.effect, Effect::CheckedIn { .. }) })
            .count(),
        1
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_too_old_lets_nobody_in() -> Outcome {
    let mut evening = Evening::with("directory").await?;
    evening.studio.set_away(true).await?;
    evening.seat.set_clock(SignedDuration::from_hours(25));
    assert_eq!(evening.tap(OSKAR).await?, attention(AttentionReason::NotOnList));
    evening.team.items(InboxTab::Waiting, 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_that_is_too_old_is_not_reported_but_shown() -> Outcome {
    let mut evening = Evening::of(|file| file.offline("directory").replay_minutes(20)).await?;
    evening.studio.set_away(true).await?;
    assert_eq!(evening.tap(OSKAR).await?, let_in(Some("Oskar")));
    evening.seat.set_clock(SignedDuration::from_mins(21));
    evening.studio.set_away(false).await?;
    let stuck = evening.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!((stuck.state, stuck.reason), (ItemState::Stuck, Some(ItemReason::TooOld)));
    assert_eq!(stuck.name.as_deref(), Some("Oskar Lindner"));
    assert!(
        evening.studio.identifications_of(&hex(&OSKAR)).is_empty(),
        "a late check-in would be a wrong one"
    );

    // A person may still have it reported.
    evening.team.act(&stuck, ItemAction::SendAgain, "he is still here").await?;
    evening.team.calm().await?;
    assert_eq!(evening.studio.identifications_of(&hex(&OSKAR)).len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_a_day_makes_nobody_wait_a_day() -> Outcome {
    let mut evening = Evening::with("directory").await?;
    evening.studio.set_away(true).await?;
    assert_eq!(evening.tap(OSKAR).await?, let_in(Some("Oskar")));
    evening.seat.set_clock(SignedDuration::from_hours(-24));
    evening.studio.set_away(false).await?;
    // How old it is cannot be told any more, so a program must not report it.
    let stuck = evening.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!((stuck.state, stuck.reason), (ItemState::Stuck, Some(ItemReason::ClockMoved)));
    // Another tap is checked in as ever.
    assert!(matches!(evening.tap(Studio::guest(1)).await?, VerdictView::Welcome { .. }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_vendor_refuses_later_the_team_sees_who_it_was() -> Outcome {
    let mut evening = Evening::with("everybody").await?;
    let blocked = evening.studio.member(Case::Blocked);
    evening.studio.set_away(true).await?;
    let verdict = evening.tap(bytes(blocked.hex_msb.as_deref().unwrap())).await?;
    assert!(matches!(verdict, VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. }));
    evening.studio.set_away(false).await?;
    let stuck = evening.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!((stuck.state, stuck.reason), (ItemState::Stuck, Some(ItemReason::Refused)));
    assert_eq!(stuck.name.as_deref(), Some(blocked.name.as_str()));
    assert!(stuck.vendor_words.is_some_and(|words| !words.is_empty()));
    Ok(())
}

/// The heart of it: unknown is not failed.
#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_arrived_is_never_sent_again_by_itself() -> Outcome {
    let mut evening = Evening::with("everybody").await?;
    evening.studio.fault_at_check_in(Fault::Reset);
    let verdict = evening.tap(OSKAR).await?;
    assert!(matches!(verdict, VerdictView::Unconfirmed { reason: UnconfirmedReason::AnswerLost, .. }));
    evening.studio.clear_faults();
    let unknown = evening.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!((unknown.state, unknown.reason), (ItemState::Unknown, Some(ItemReason::AnswerLost)));
    assert_eq!(unknown.name.as_deref(), Some("Oskar Lindner"));
    assert!(!unknown.actions.contains(&ItemAction::TryNow), "{:?}", unknown.actions);

    // The vendor comes and goes, and so does the program; it stays what it is.
    evening.studio.set_away(true).await?;
    let _ = evening.tap(Studio::guest(1)).await?;
    evening.studio.set_away(false).await?;
    let evening = evening.restart().await?;
    let unknown = evening.team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!(evening.studio.identifications_of(&hex(&OSKAR)).len(), 1);

    assert!(evening.team.act(&unknown, ItemAction::Cancel, "  ").await.is_err(), "not without a reason");
    evening.team.act(&unknown, ItemAction::Done, "saw it in Magicline").await?;
    evening.team.calm().await?;
    let over = evening.team.items(InboxTab::Over, 2).await?;
    let settled = over.iter().find(|item| item.reason == Some(ItemReason::SettledDone)).unwrap();
    assert_eq!((settled.note.as_deref(), &settled.name), (Some("saw it in Magicline"), &None));
    assert_eq!(evening.studio.identifications_of(&hex(&OSKAR)).len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_list_did_not_know_is_in_the_inbox_by_name() -> Outcome {
    let mut evening = Evening::with("refuse").await?;
    let card = [0xc2, 0x01, 0x02, 0x03, 0x04];
    evening.studio.add_guest("Anna", card).await?;
    evening.studio.fault_at_check_in(Fault::Reset);
    let _ = evening.tap(card).await?;
    evening
        .team
        .sees("her name", |desk| {
            desk.items.iter().any(|item| item.name.as_deref() == Some("Anna Probe")).then_some(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_program_loses_nothing_that_waits() -> Outcome {
    let mut evening = Evening::with("directory").await?;
    evening.studio.set_away(true).await?;
    for guest in 1..6 {
        evening.tap(Studio::guest(guest)).await?;
    }
    let evening = evening.restart().await?;
    evening.team.items(InboxTab::Waiting, 5).await?;
    evening.studio.set_away(false).await?;
    evening.team.calm().await?;
    for guest in 1..6 {
        assert_eq!(evening.studio.identifications_of(&hex(&Studio::guest(guest))).len(), 1);
    }
    Ok(())
}

/// At a device that checks in and out by turns, two taps in the wrong order are a member who is out
/// while they are in.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_tap_waits_behind_the_first() -> Outcome {
    let mut side = VirtualReader::plugged_in();
    let port = side.path().to_owned();
    let mut evening =
        Evening::of(|file| file.place("side", &port, "line", Studio::SIDE).offline("directory")).await?;
    hold(&evening.desk, &mut side, &line_of(&hex(&Studio::guest(199)))).await?;
    evening.studio.fault_at_check_in(Fault::ServiceUnavailable);
    let mark = evening.desk.mark();
    side.send(&line_of(&hex(&OSKAR)));
    assert_eq!(evening.desk.verdict_after(mark).await?, let_in(Some("Oskar")));
    let before = evening.studio.identifications_of(&hex(&OSKAR)).len();
    assert_eq!(evening.tap(OSKAR).await?, let_in(Some("Oskar")));
    let items = evening.team.items(InboxTab::Waiting, 2).await?;
    assert_eq!(items[0].reason, Some(ItemReason::WaitsForAnother), "{items:#?}");
    let entrance =
        |entry: &sandbox::Entry| matches!(entry.effect, Effect::CheckedIn { device: Studio::ENTRANCE, .. });
    assert!(!evening.studio.identifications_of(&hex(&OSKAR))[before..].iter().any(entrance));

    evening.studio.clear_faults();
    for item in &items[1..] {
        // The vendor asked for half a minute, which nobody here has.
        evening.team.act(item, ItemAction::TryNow, "").await?;
    }
    evening.team.calm().await?;
    let moved: Vec<_> = evening
        .studio
        .identifications_of(&hex(&OSKAR))
        .into_iter()
        .filter_map(|entry| match entry.effect {
            Effect::CheckedIn { device, .. } | Effect::CheckedOut { device, .. } => Some(device),
            _ => None,
        })
        .collect();
    assert_eq!(moved, [Studio::SIDE, Studio::ENTRANCE]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_one_alarm_and_a_new_one_ends_it() -> Outcome {
    let mut evening = Evening::with("everybody").await?;
    assert!(evening.studio.revoke(Studio::ENTRANCE));
    for guest in 1..5 {
        assert_eq!(evening.tap(Studio::guest(guest)).await?, let_in(Some(&format!("Gast{guest}"))));
    }
    let alarm = evening.team.sees("one alarm", |desk| match desk.alarms.as_slice() {
        [wire::Alarm::AccessWithdrawn { device, held_up: 4, .. }] => Some(*device),
        _ => None,
    });
    assert_eq!(alarm.await?, Some(wire::Id(domain::DeviceId(26))));
    // Set up again: the new token is in the keychain, and the program is started again.
    let port = evening.reader.path().to_owned();
    let file = SetupFile::new(&evening.studio).entrance(&port).offline("everybody");
    evening.seat.provision(&evening.studio, &file).await?;
    let evening = evening.restart().await?;
    evening.team.calm().await?;
    for guest in 1..5 {
        let asked = evening.studio.identifications_of(&hex(&Studio::guest(guest)));
        let in_now = asked.iter().filter(|entry| matches!(entry.effect, Effect::CheckedIn { .. })).count();
        assert_eq!(in_now, 1, "{asked:#?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_an_alarm_and_keeps_nobody_out() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    studio.set_fault(sandbox::FaultPlan::new(Fault::Unauthorized).on(sandbox::Api::Open));
    let desk = seat.open().watch().await;
    let team = Team::inside(&desk).await?;
    let alarm = team.sees("an alarm about the key", |desk| match desk.alarms.as_slice() {
        [wire::Alarm::AccessWithdrawn { device, held_up, .. }] => Some((*device, *held_up)),
        _ => None,
    });
    assert_eq!(alarm.await?, (None, 0));
    let verdict = hold(&desk, &mut reader, &frame_of(OSKAR)).await?;
    assert_eq!(verdict, VerdictView::Welcome { first_name: None, birthday: false });
    Ok(())
}
