//! Taps and their verdicts.

use portico_tests::{Outcome, Seat, SetupFile, Studio, VirtualReader, frame_of, line_of};
use sandbox::{Case, Effect, Fault};
use vault::Slot;
use wire::{AttentionReason, Screen, UnreadableReason, VerdictView};

use crate::{Entrance, OSKAR, hex, hold};

#[tokio::test(flavor = "multi_thread")]
async fn the_next_tap_takes_the_screen_at_once() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).verdict_seconds(30);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
    // A verdict that stays for thirty seconds is no reason to let anybody wait.
    for guest in 2..8 {
        let mark = desk.mark();
        reader.tap_rdm6300(Studio::guest(guest));
        let verdict = desk.verdict_after(mark).await?;
        assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
        let shown = desk.since(mark);
        assert!(shown.iter().any(|screen| matches!(screen, Screen::Busy { .. })), "one moment: {shown:#?}");
        assert!(!shown.iter().any(|screen| matches!(screen, Screen::Idle(_))), "{shown:#?}");
    }
    Ok(())
}

/// Every member with a card: what they are told, and what becomes of it at the vendor.
#[tokio::test(flavor = "multi_thread")]
async fn every_member_gets_the_right_verdict_and_is_asked_about_once() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).place("entrance", reader.path(), "line", Studio::ENTRANCE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    hold(&desk, &mut reader, &line_of(&hex(&Studio::guest(200)))).await?;

    let members = studio.members().into_iter().filter(|member| member.case != Case::Crowd);
    for member in members {
        let Some(number) = &member.hex_msb else { continue };
        let mark = desk.mark();
        reader.send(&line_of(number));
        let verdict = desk.verdict_after(mark).await?;
        let asked = studio.identifications_of(number);
        assert_eq!(asked.len(), 1, "{}: {asked:#?}", member.note);
        let refused = member.note.starts_with("Refused");
        match (&verdict, &asked[0].effect) {
            (VerdictView::Welcome { .. }, Effect::CheckedIn { device: 26, .. }) if !refused => {
                let first = member.name.split(' ').next().unwrap().to_owned();
                desk.after(mark, &format!("{first} by name"), |screen| match screen {
                    Screen::Verdict {
                        verdict: VerdictView::Welcome { first_name: Some(name), birthday },
                        ..
                    } => (*name == first && *birthday == (member.case == Case::Birthday)).then_some(()),
                    _ => None,
                })
                .await?;
            }
            (VerdictView::Refused { message: Some(message) }, Effect::Refused { .. }) if refused => {
                assert!(!message.is_empty(), "{}", member.note);
            }
            wrong => panic!("{}: {wrong:?}", member.note),
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendor_is_asked_in_the_language_of_the_screen() -> Outcome {
    let mut entrance = Entrance::open().await?;
    for (guest, tag, asked) in
        [(1, None, "de"), (2, Some("en"), "en"), (3, Some("de_CH"), "de-CH"), (4, Some("pt-BR"), "en")]
    {
        if let Some(tag) = tag {
            entrance.desk.desk.language(domain::Language::nearest(tag)).await;
        }
        let card = Studio::guest(guest);
        entrance.tap(card).await?;
        let request = &entrance.studio.identifications_of(&hex(&card))[0].request;
        assert_eq!(request.header("accept-language"), Some(asked));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_is_never_waited_for() -> Outcome {
    let mut entrance = Entrance::open().await?;
    for (guest, fault) in [
        (1, Fault::Hang),
        (2, Fault::Latency { millis: 60_000 }),
        (3, Fault::Forbidden),
        (4, Fault::ServiceUnavailable),
        (5, Fault::Reset),
        (6, Fault::Garbage),
        (7, Fault::CaptivePortal),
    ] {
        entrance.studio.fault_at_look_up(fault.clone());
        let verdict = entrance.tap(Studio::guest(guest)).await?;
        // Had it waited, the verdict would have a name or there would be none.
        assert_eq!(verdict, VerdictView::Welcome { first_name: None, birthday: false }, "{fault:?}");
        entrance.studio.clear_faults();
        let idle = entrance.desk.idle().await?;
        assert_eq!(idle, None, "nobody at the desk needs to know of {fault:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_comes_late_is_added_to_its_welcome_alone() -> Outcome {
    let mut entrance = Entrance::open().await?;
    entrance.studio.fault_at_look_up(Fault::Latency { millis: 300 });
    let mark = entrance.desk.mark();
    let verdict = entrance.tap(OSKAR).await?;
    assert_eq!(verdict, VerdictView::Welcome { first_name: None, birthday: false });
    // The next member is at the desk before the name is.
    let next = entrance.desk.mark();
    entrance.reader.tap_rdm6300(Studio::guest(1));
    entrance
        .desk
        .after(next, "the second name", |screen| match screen {
            Screen::Verdict { verdict: VerdictView::Welcome { first_name: Some(name), .. }, .. } => {
                (name == "Gast1").then_some(())
            }
            _ => None,
        })
        .await?;
    let oskars: Vec<_> = entrance
        .desk
        .since(mark)
        .into_iter()
        .filter(|screen| format!("{screen:?}").contains("Oskar"))
        .collect();
    assert!(oskars.is_empty(), "somebody else's name came up on the next member's screen: {oskars:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_look_up_nobody_is_looked_up() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    studio.set_scopes(sandbox::Scope::ALL.into_iter().filter(|scope| *scope != sandbox::Scope::CustomerRead));
    let mut reader = VirtualReader::plugged_in();
    let said = seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    assert!(said.last().is_some_and(|line| line.contains("CUSTOMER_READ")), "{said:?}");
    let before = studio.journal().len();
    let desk = seat.open().watch().await;
    let verdict = hold(&desk, &mut reader, &frame_of(OSKAR)).await?;
    assert_eq!(verdict, VerdictView::Welcome { first_name: None, birthday: false });
    desk.idle().await?;
    // Whether the right was granted meanwhile is asked about nobody.
    let is_about_somebody = |entry: &sandbox::Entry| !entry.request.uri.ends_with("=portico-nobody");
    let asked: Vec<_> = studio.journal().split_off(before).into_iter().filter(is_about_somebody).collect();
    assert_eq!(asked.len(), 1, "{asked:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readers_are_two_places() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let (mut entrance, mut side) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
    let file =
        SetupFile::new(&studio).entrance(entrance.path()).place("side", side.path(), "line", Studio::SIDE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    hold(&desk, &mut entrance, &frame_of(Studio::guest(199))).await?;
    hold(&desk, &mut side, &line_of(&hex(&Studio::guest(200)))).await?;

    // One member at each, at the same time: each is asked about at its own device, both are shown.
    let mark = desk.mark();
    entrance.tap_rdm6300(Studio::guest(1));
    side.send(&line_of(&hex(&Studio::guest(2))));
    let first = studio.identified(&hex(&Studio::guest(1))).await;
    let second = studio.identified(&hex(&Studio::guest(2))).await;
    assert!(matches!(first.effect, Effect::CheckedIn { device: 26, .. }), "{first}");
    assert!(matches!(second.effect, Effect::CheckedIn { device: 27, .. }), "{second}");
    for name in ["Gast1", "Gast2"] {
        desk.after(mark, name, |screen| match screen {
            Screen::Verdict { verdict: VerdictView::Welcome { first_name: Some(first), .. }, .. } => {
                (first == name).then_some(())
            }
            _ => None,
        })
        .await?;
    }

    // One reader without its cable is no reason to stop.
    entrance.unplug();
    let mark = desk.mark();
    side.send(&line_of(&hex(&Studio::guest(3))));
    assert!(matches!(desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));
    desk.idle().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_without_its_token_asks_for_a_person() -> Outcome {
    let entrance = Entrance::open().await?;
    let Entrance { studio, mut reader, seat, desk } = entrance;
    desk.kill().await;
    for locked in [false, true] {
        seat.secrets.set_locked(locked);
        if !locked {
            seat.secrets.lose(Slot::DeviceToken(domain::DeviceId(Studio::ENTRANCE)));
        }
        let before = studio.identifications().len();
        let desk = seat.open().watch().await;
        let verdict = hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
        assert_eq!(verdict, VerdictView::Attention { reason: AttentionReason::TokenMissing });
        assert_eq!(desk.idle().await?, Some(AttentionReason::TokenMissing));
        assert_eq!(studio.identifications().len(), before, "nothing is asked without a token");
        desk.kill().await;
    }
    // Setting the desk up once more makes it whole.
    seat.secrets.set_locked(false);
    seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let desk = seat.open().watch().await;
    let verdict = hold(&desk, &mut reader, &frame_of(Studio::guest(2))).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_cured_by_activating_again() -> Outcome {
    let mut entrance = Entrance::open().await?;
    assert!(entrance.studio.revoke(Studio::ENTRANCE));
    let withdrawn = VerdictView::Attention { reason: AttentionReason::AccessWithdrawn };
    assert_eq!(entrance.tap(Studio::guest(1)).await?, withdrawn);
    assert_eq!(entrance.desk.idle().await?, Some(AttentionReason::AccessWithdrawn));

    let Entrance { studio, mut reader, seat, desk } = entrance;
    desk.kill().await;
    seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let desk = seat.open().watch().await;
    // The same card: the tap that was refused was never recorded.
    let verdict = hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    assert_eq!(desk.idle().await?, None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_card_is_never_sent() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).place("entrance", reader.path(), "line", Studio::ENTRANCE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    hold(&desk, &mut reader, &line_of(&hex(&Studio::guest(200)))).await?;
    for (line, reason) in [
        (&b"08a1b2c3\r"[..], UnreadableReason::Random),
        (b"88a1b2c3\r", UnreadableReason::Truncated),
        (b"00000000\r", UnreadableReason::Blank),
        (b"ffffffffffffff\r", UnreadableReason::Blank),
        (b"042b73321a318\r", UnreadableReason::WrongForm),
        (b"hello\r", UnreadableReason::WrongForm),
        (b"042b73\x00321a3180\r", UnreadableReason::Garbled),
        (b"042b7332", UnreadableReason::Garbled),
    ] {
        // Without a pause between them two cards are one attempt.
        desk.idle().await?;
        let mark = desk.mark();
        reader.send(line);
        let verdict = desk.verdict_after(mark).await?;
        assert_eq!(verdict, VerdictView::Unreadable { reason }, "{}", line.escape_ascii());
    }
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}
