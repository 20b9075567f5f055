//! A reader that pretends to be a keyboard. Its keys reach the desk from the member's screen.

use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of, strokes_of};
use readers::Stroke;
use sandbox::{Case, Effect};
use wire::{
    AttentionReason, IdleView, ReaderCondition, Screen, UnconfirmedReason, UnreadableReason, VerdictView,
};

use crate::{hex, hold};

/// A desk whose only reader types QR codes.
async fn scanner(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<(Studio, Seat, Settled)> {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let file = SetupFile::new(&studio).keyboard("scanner", "QR_CODE", Studio::ENTRANCE);
    seat.provision(&studio, &adjust(file)).await?;
    let desk = seat.open().watch().await;
    desk.idle().await?;
    Ok((studio, seat, desk))
}

/// The reader types on this host, and its verdict.
async fn types(desk: &Settled, strokes: Vec<Stroke>) -> Outcome<VerdictView> {
    let mark = desk.mark();
    desk.desk.typed(strokes).await;
    desk.verdict_after(mark).await
}

/// What a German host makes of the keys of `{"uuid":"x-y","customer_number":…}` on a US keyboard.
fn german(character: char) -> char {
    match character {
        '{' => 'Ü',
        '}' => '*',
        '"' => 'Ä',
        ':' => 'Ö',
        '-' => 'ß',
        '_' => '?',
        'y' => 'z',
        'z' => 'y',
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_code_arrives_as_it_was_printed_whatever_the_host_made_of_it() -> Outcome {
    let (studio, _seat, desk) = scanner(|file| file).await?;
    let code = studio.member(Case::ProspectQr).qr_code.expect("a QR code");
    let verdict = types(&desk, strokes_of(&code, german)?).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    let asked = studio.identifications_of(&code);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(matches!(asked[0].effect, Effect::CheckedIn { device: Studio::ENTRANCE, .. }), "{}", asked[0]);

    // Once more a moment later is the same tap.
    desk.idle().await?;
    let again = types(&desk, strokes_of(&code, german)?).await?;
    assert!(matches!(again, VerdictView::Already { .. }), "{again:?}");
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_the_policy_of_its_device_decides() -> Outcome {
    let (studio, _seat, desk) = scanner(|file| file.offline("everybody")).await?;
    studio.set_away(true).await?;
    let code = studio.member(Case::ProspectQr).qr_code.expect("a QR code");
    let verdict = types(&desk, strokes_of(&code, german)?).await?;
    assert!(
        matches!(verdict, VerdictView::Unconfirmed { reason: UnconfirmedReason::LetIn, .. }),
        "{verdict:?}"
    );
    assert_eq!(desk.idle().await?, Some(AttentionReason::NoConnection));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_typed_is_read_like_one_from_a_port() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let file = SetupFile::new(&studio).keyboard("wedge", "NUMBER", Studio::ENTRANCE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    let number = hex(&Studio::guest(1));
    let verdict = types(&desk, strokes_of(&number, |same| same)?).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    assert_eq!(studio.identifications_of(&number).len(), 1);
    desk.idle().await?;
    for (text, reason) in [
        ("hello", UnreadableReason::WrongForm),
        ("08a1b2c3", UnreadableReason::Random),
        ("ab", UnreadableReason::Garbled),
    ] {
        let verdict = types(&desk, strokes_of(text, |same| same)?).await?;
        assert_eq!(verdict, VerdictView::Unreadable { reason }, "{text}");
        desk.idle().await?;
    }
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_reader_types_is_dropped_and_the_next_tap_works() -> Outcome {
    let (studio, _seat, desk) = scanner(|file| file).await?;
    let mark = desk.mark();
    let key = strokes_of("7", |same| same)?.remove(0);
    let long = |code: &str, key: &str| Stroke {
        code: code.to_owned(),
        key: key.to_owned(),
        shift: false,
        alt_graph: false,
    };
    for strokes in [
        Vec::new(),
        vec![key.clone(); 513],
        vec![key.clone(), key.clone(), long(&"K".repeat(33), "7")],
        vec![key.clone(), key.clone(), long("Digit7", &"7".repeat(1_000_000))],
    ] {
        desk.desk.typed(strokes).await;
    }
    let code = studio.member(Case::ProspectQr).qr_code.expect("a QR code");
    let verdict = types(&desk, strokes_of(&code, german)?).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    let verdicts = desk.since(mark).iter().filter(|screen| matches!(screen, Screen::Busy { .. })).count();
    assert_eq!(verdicts, 1, "{:#?}", desk.since(mark));
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_at_a_desk_without_a_reader_that_types_mean_nothing() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let desk = seat.open().watch().await;
    assert_eq!(desk.idle_view().await?, IdleView::default());
    let mark = desk.mark();
    desk.desk.typed(strokes_of("62e3086ced", |same| same)?).await;
    assert!(desk.desk.pin(domain::Redacted::new("40817".to_owned())).await.is_err(), "nor does a PIN");
    hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
    let asked = desk.since(mark).iter().filter(|screen| matches!(screen, Screen::Busy { .. })).count();
    assert_eq!((asked, studio.identifications().len()), (1, 1));
    Ok(())
}

/// Nobody can tell whether a keyboard is there, so it is not said to be gone, nor to be well.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_types_is_never_out_of_order() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).keyboard("scanner", "QR_CODE", Studio::ENTRANCE).place(
        "side",
        reader.path(),
        "line",
        Studio::SIDE,
    );
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    assert!(desk.idle_view().await?.typed);
    let team = Team::inside(&desk).await?;
    reader.unplug();
    let states = team.sees("the reader that is gone", |desk| {
        let states: Vec<_> = desk.line.readers.iter().map(|reader| reader.state).collect();
        states.contains(&ReaderCondition::Gone).then_some(states)
    });
    assert_eq!(states.await?, [ReaderCondition::Unwatched, ReaderCondition::Gone]);
    assert!(!desk.since(0).iter().any(|screen| matches!(screen, Screen::OutOfOrder { .. })));
    let code = studio.member(Case::ProspectQr).qr_code.expect("a QR code");
    let verdict = types(&desk, strokes_of(&code, german)?).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    Ok(())
}
