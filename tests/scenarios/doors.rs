//! Doors: opened once for whoever is let in, and for nobody else.

use portico_tests::{
    Outcome, Seat, Settled, SetupFile, Studio, Switched, Team, VirtualReader, VirtualRelay, VirtualShelly,
    frame_of,
};
use sandbox::Fault;
use wire::{DoorTrouble, OutputCondition, Screen, UnconfirmedReason, VerdictView};

use crate::{OSKAR, hold};

/// A desk with a reader and a relay behind it, which was opened once.
struct Gate {
    studio: Studio,
    reader: VirtualReader,
    relay: VirtualRelay,
    seat: Seat,
    desk: Settled,
}

impl Gate {
    async fn open(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let (mut reader, mut relay) = (VirtualReader::plugged_in(), VirtualRelay::plugged_in());
        let file = adjust(SetupFile::new(&studio).entrance(reader.path())).relay(relay.path());
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        assert_eq!(relay.order().await?, Switched::Off, "before anything else");
        hold(&desk, &mut reader, &frame_of(Studio::guest(200))).await?;
        let mut gate = Self { studio, reader, relay, seat, desk };
        gate.opens().await?;
        Ok(gate)
    }

    /// Taps a card when the screen is idle again, and so the pulse before is long over.
    async fn tap(&mut self, uid: [u8; 5]) -> Outcome<VerdictView> {
        self.desk.idle().await?;
        let mark = self.desk.mark();
        self.reader.tap_rdm6300(uid);
        self.desk.verdict_after(mark).await
    }

    /// The next thing the relay is told is one pulse.
    async fn opens(&mut self) -> Outcome {
        assert_eq!(self.relay.order().await?, Switched::On);
        assert_eq!(self.relay.order().await?, Switched::Off);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_is_pulsed_once_a_welcome_and_is_off_at_both_ends() -> Outcome {
    let mut gate = Gate::open(|file| file).await?;
    assert!(matches!(gate.tap(Studio::guest(1)).await?, VerdictView::Welcome { .. }));
    gate.opens().await?;

    // Of what follows the relay must hear nothing.
    assert!(matches!(gate.tap(Studio::guest(1)).await?, VerdictView::Already { .. }));
    // Nobody has this card.
    assert!(matches!(gate.tap([0xca, 0xfe, 0xca, 0xfe, 0x01]).await?, VerdictView::Refused { .. }));
    gate.desk.idle().await?;
    let mark = gate.desk.mark();
    gate.reader.send(&frame_of(Studio::guest(2))[..9]);
    assert!(matches!(gate.desk.verdict_after(mark).await?, VerdictView::Unreadable { .. }));
    for (guest, fault) in
        (3..).zip([Fault::Reset, Fault::Hang, Fault::Garbage, Fault::ServiceUnavailable, Fault::Unauthorized])
    {
        gate.studio.fault_at_check_in(fault.clone());
        let verdict = gate.tap(Studio::guest(guest)).await?;
        let shut = match &verdict {
            VerdictView::Unconfirmed { reason, .. } => *reason != UnconfirmedReason::LetIn,
            VerdictView::Attention { .. } => true,
            _ => false,
        };
        assert!(shut, "{fault:?}: {verdict:?}");
        gate.studio.clear_faults();
    }

    assert!(matches!(gate.tap(Studio::guest(20)).await?, VerdictView::Welcome { .. }));
    gate.opens().await?;
    let Gate { mut relay, desk, .. } = gate;
    desk.close().await?;
    assert_eq!(relay.order().await?, Switched::Off, "before the port is closed");
    assert_eq!(relay.rest(), b"");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_ends_while_the_door_is_open_shuts_it() -> Outcome {
    let gate = Gate::open(|file| file).await?;
    let Gate { studio, mut reader, mut relay, seat, desk } = gate;
    desk.close().await?;
    assert_eq!(relay.order().await?, Switched::Off);
    let file = SetupFile::new(&studio).entrance(reader.path()).relay(relay.path());
    // As long as an output may be open.
    let file = SetupFile { outputs: vec![file.outputs[0].replace("0.2", "30")], ..file };
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    assert_eq!(relay.order().await?, Switched::Off);
    hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
    assert_eq!(relay.order().await?, Switched::On);
    desk.close().await?;
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.rest(), b"");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_desk_lets_in_by_itself_finds_the_door_open() -> Outcome {
    let mut gate = Gate::open(|file| file.offline("directory")).await?;
    let team = Team::inside(&gate.desk).await?;
    team.list_complete().await?;
    gate.studio.set_away(true).await?;
    let stranger = gate.tap([0xca, 0xfe, 0xca, 0xfe, 0x01]).await?;
    assert!(matches!(stranger, VerdictView::Attention { .. }), "{stranger:?}");
    let verdict = gate.tap(OSKAR).await?;
    let let_in = matches!(verdict, VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. });
    assert!(let_in, "{verdict:?}");
    gate.opens().await?;
    // Reporting it when the vendor is back opens nothing: he is in.
    gate.studio.set_away(false).await?;
    team.calm().await?;
    assert!(matches!(gate.tap(Studio::guest(1)).await?, VerdictView::Welcome { .. }));
    gate.opens().await?;
    let Gate { mut relay, desk, .. } = gate;
    drop(team);
    desk.close().await?;
    assert_eq!(relay.order().await?, Switched::Off);
    assert_eq!(relay.rest(), b"");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_whose_cable_is_pulled_is_said_and_nobody_waits_for_it() -> Outcome {
    let mut gate = Gate::open(|file| file).await?;
    let team = Team::inside(&gate.desk).await?;
    let condition = |wanted| {
        team.sees("the state of the door", move |desk| {
            let [door] = desk.line.outputs.as_slice() else { return None };
            (door.name == "turnstile" && door.state == wanted).then_some(())
        })
    };
    condition(OutputCondition::Alive).await?;
    gate.relay.unplug();
    condition(OutputCondition::Gone).await?;
    gate.desk
        .until("a call for the team", |screen| {
            matches!(screen, Screen::Idle(view) if view.team).then_some(())
        })
        .await?;
    assert!(matches!(gate.tap(Studio::guest(1)).await?, VerdictView::Welcome { .. }), "he is checked in");
    let trouble = team.sees("that the door stayed shut", |desk| desk.taps.first()?.door);
    assert_eq!(trouble.await?, DoorTrouble::Shut);

    gate.relay.replug();
    assert_eq!(gate.relay.order().await?, Switched::Off);
    condition(OutputCondition::Alive).await?;
    assert!(matches!(gate.tap(Studio::guest(2)).await?, VerdictView::Welcome { .. }));
    // The first pulse after it is this one: what could not be done is not made up for.
    gate.opens().await?;
    let taps = team.sees("both taps", |desk| (desk.taps.len() == 3).then(|| desk.taps.clone())).await?;
    let doors: Vec<_> = taps.iter().map(|tap| tap.door).collect();
    assert_eq!(doors, [None, Some(DoorTrouble::Shut), None]);
    assert_eq!(gate.seat.stored().settings()?.map(|settings| settings.outputs.len()), Some(1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelly_is_asked_once_whatever_it_answers() -> Outcome {
    for (shelly, trouble) in [
        (VirtualShelly::obedient().await?, None),
        (VirtualShelly::answering(500, "oops").await?, Some(DoorTrouble::Unknown)),
        (
            VirtualShelly::answering(200, r#"{"id":1,"src":"x","error":{"code":-105,"message":"no"}}"#)
                .await?,
            Some(DoorTrouble::Shut),
        ),
        (VirtualShelly::answering(401, "").await?, Some(DoorTrouble::Shut)),
    ] {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let mut reader = VirtualReader::plugged_in();
        let file = SetupFile::new(&studio).entrance(reader.path()).shelly(&shelly.address.to_string());
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        let verdict = hold(&desk, &mut reader, &frame_of(OSKAR)).await?;
        assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
        match trouble {
            Some(trouble) => {
                let seen = team.sees("the trouble", |desk| desk.taps.first()?.door).await?;
                assert_eq!(seen, trouble);
            }
            None => {
                let tap = team.sees("the tap", |desk| desk.taps.first().cloned()).await?;
                assert_eq!(tap.door, None);
            }
        }
        desk.idle().await?;
        desk.close().await?;
        let pulses = shelly.pulses();
        let [pulse] = pulses.as_slice() else { panic!("{trouble:?}: {pulses:?}") };
        assert!(
            pulse.contains("\"method\":\"Switch.Set\"") && pulse.contains("\"toggle_after\":2"),
            "{pulse}"
        );
    }
    Ok(())
}
