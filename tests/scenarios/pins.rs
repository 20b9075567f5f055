//! PINs of members, at the screen and at a keypad, and what wrong ones cost.

use domain::Redacted;
use jiff::SignedDuration;
use portico_tests::{Failure, Outcome, Seat, Settled, SetupFile, Studio, VirtualReader, frame_of, line_of};
use sandbox::{Case, Effect};
use wire::{AttentionReason, PinPadView, Screen, VerdictView};

use crate::{hex, hold};

/// A desk with a PIN pad, a keypad and a reader for cards.
struct Pads {
    studio: Studio,
    keypad: VirtualReader,
    seat: Seat,
    desk: Settled,
}

impl Pads {
    async fn open() -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let keypad = VirtualReader::plugged_in();
        let file = SetupFile::new(&studio).pin_pad("pad", Studio::ENTRANCE).keypad(
            "keypad",
            keypad.path(),
            Studio::SIDE,
        );
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        desk.idle().await?;
        Ok(Self { studio, keypad, seat, desk })
    }

    /// Enters a PIN at the screen and waits for what comes of it.
    async fn enter(&self, digits: &str) -> Outcome<VerdictView> {
        let mark = self.desk.mark();
        self.give(digits).await?;
        self.desk.verdict_after(mark).await
    }

    async fn give(&self, digits: &str) -> Outcome {
        let taken = self.desk.desk.pin(Redacted::new(digits.to_owned())).await;
        taken.map_err(|_| Failure::new("the PIN was not looked at"))
    }

    /// Has so many different PINs be wrong.
    async fn wrong(&self, count: usize) -> Outcome {
        for number in 0..count {
            let verdict = self.enter(&format!("9{number:03}")).await?;
            assert!(matches!(verdict, VerdictView::Refused { .. }), "{verdict:?}");
            self.desk.idle().await?;
        }
        Ok(())
    }

    /// What the idle screen says of the pad, now or when it says something new.
    async fn pad(&self, wanted: impl Fn(PinPadView) -> bool) -> Outcome<PinPadView> {
        self.desk
            .until("the pad", |screen| match screen {
                Screen::Idle(view) if wanted(view.pin) => Some(view.pin),
                _ => None,
            })
            .await
    }
}

const fn waits(view: PinPadView) -> bool {
    matches!(view, PinPadView::Waiting { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_asked_about_at_the_device_of_its_pad() -> Outcome {
    let pads = Pads::open().await?;
    assert_eq!(pads.desk.idle_view().await?.pin, PinPadView::Ready);
    let theo = pads.studio.member(Case::Pin).pin.expect("a PIN");
    assert!(matches!(pads.enter(&theo).await?, VerdictView::Welcome { .. }));
    let asked = pads.studio.identifications_of(&theo);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(matches!(asked[0].effect, Effect::CheckedIn { device: Studio::ENTRANCE, .. }), "{}", asked[0]);
    for nonsense in ["", "40a17", "4081 7", "1234567890123", "٤٠٨١٧"] {
        assert!(pads.give(nonsense).await.is_err(), "{nonsense:?}");
    }
    assert_eq!(pads.studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_lead_to_a_wait_that_a_restart_does_not_end() -> Outcome {
    let pads = Pads::open().await?;
    pads.wrong(3).await?;
    assert_eq!(pads.pad(|_| true).await?, PinPadView::Ready, "three are free");
    // So that the wait outlasts the test whatever the machine: a clock of its own, moved by hand.
    pads.wrong_after(7).await?;
    let theo = pads.studio.member(Case::Pin).pin.expect("a PIN");
    let before = pads.studio.identifications().len();
    assert!(pads.give(&theo).await.is_err(), "not even the right one is looked at");

    let Pads { studio, keypad, seat, desk } = pads;
    desk.close().await?;
    let desk = seat.open().watch().await;
    let pads = Pads { studio, keypad, seat, desk };
    assert!(waits(pads.pad(waits).await?), "a restart is no way round it");
    assert!(pads.give(&theo).await.is_err());
    assert_eq!(pads.studio.identifications().len(), before);

    pads.seat.set_clock(SignedDuration::from_hours(2));
    assert!(matches!(pads.enter(&theo).await?, VerdictView::Welcome { .. }));
    assert_eq!(pads.pad(|view| view == PinPadView::Ready).await?, PinPadView::Ready);
    pads.desk.idle().await?;
    for number in 0..3 {
        let verdict = pads.enter(&format!("8{number:03}")).await?;
        assert!(matches!(verdict, VerdictView::Refused { .. }), "{verdict:?}");
    }
    pads.desk.idle().await?;
    assert_eq!(pads.pad(|_| true).await?, PinPadView::Ready, "the right one has made three free again");
    Ok(())
}

impl Pads {
    /// One wrong PIN after the other, each when its wait is over, until the wait is 5 min.
    async fn wrong_after(&self, count: i64) -> Outcome {
        for number in 0..count {
            self.seat.set_clock(SignedDuration::from_mins(10 * number));
            let verdict = self.enter(&format!("7{number:03}")).await?;
            assert!(matches!(verdict, VerdictView::Refused { .. }), "{verdict:?}");
            self.pad(waits).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keypad_waits_with_the_pad_and_a_card_does_not() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let (mut keypad, mut cards) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
    let file = SetupFile::new(&studio).entrance(cards.path()).keypad("keypad", keypad.path(), Studio::SIDE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    assert_eq!(desk.idle_view().await?.pin, PinPadView::None);
    hold(&desk, &mut cards, &frame_of(Studio::guest(1))).await?;
    desk.idle().await?;
    hold(&desk, &mut keypad, &line_of("9000")).await?;
    desk.idle().await?;
    for number in 1..10 {
        seat.set_clock(SignedDuration::from_mins(10 * number));
        let mark = desk.mark();
        keypad.send(&line_of(&format!("9{number:03}")));
        let verdict = desk.verdict_after(mark).await?;
        assert!(matches!(verdict, VerdictView::Refused { .. }), "{number}: {verdict:?}");
        desk.idle().await?;
    }
    let theo = studio.member(Case::Pin).pin.expect("a PIN");
    let mark = desk.mark();
    keypad.send(&line_of(&theo));
    let paused = VerdictView::Attention { reason: AttentionReason::PinPause };
    assert_eq!(desk.verdict_after(mark).await?, paused);
    assert!(studio.identifications_of(&theo).is_empty());
    assert_eq!(desk.idle().await?, None, "nobody at the desk needs to know of it");

    let mark = desk.mark();
    cards.tap_rdm6300(Studio::guest(2));
    assert!(matches!(desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));
    assert_eq!(studio.identifications_of(&hex(&Studio::guest(2))).len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_nobody_could_look_at_is_no_wrong_one() -> Outcome {
    let pads = Pads::open().await?;
    pads.studio.set_away(true).await?;
    for number in 0..6 {
        let verdict = pads.enter(&format!("9{number:03}")).await?;
        assert_eq!(verdict, VerdictView::Attention { reason: AttentionReason::NoConnection });
    }
    pads.studio.set_away(false).await?;
    let theo = pads.studio.member(Case::Pin).pin.expect("a PIN");
    assert!(matches!(pads.enter(&theo).await?, VerdictView::Welcome { .. }));
    Ok(())
}
