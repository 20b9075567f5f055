//! Readers that misbehave.

use portico_tests::{Outcome, Seat, SetupFile, Studio, VirtualTwn4, frame_of};
use wire::{OutOfOrderReason, Screen, UnreadableReason, VerdictView};

use crate::{Entrance, hex};

fn out_of_order(screen: &Screen) -> Option<OutOfOrderReason> {
    match screen {
        Screen::OutOfOrder { reason } => Some(*reason),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pulled_cable_is_noticed_and_forgotten() -> Outcome {
    let mut entrance = Entrance::open().await?;
    for guest in 1..4 {
        entrance.desk.idle().await?;
        entrance.reader.unplug();
        let reason = entrance.desk.until("out of order", out_of_order).await?;
        assert_eq!(reason, OutOfOrderReason::ReaderGone);
        entrance.reader.replug();
        entrance.desk.idle().await?;
        let card = Studio::guest(guest);
        assert!(matches!(entrance.tap(card).await?, VerdictView::Welcome { .. }));
        assert_eq!(entrance.studio.identifications_of(&hex(&card)).len(), 1);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn torn_frames_are_no_cards_and_hide_none() -> Outcome {
    let mut entrance = Entrance::open().await?;
    let [one, two, three] = [1, 2, 3].map(|guest| frame_of(Studio::guest(guest)));
    let tangled: Vec<u8> = one.iter().zip(&two).flat_map(|(a, b)| [*a, *b]).collect();
    let mut wrong = one.clone();
    wrong[1] ^= 1;
    // What is said, and whose card it is, if anybody's.
    for (bytes, whose) in [
        (one[..1].to_vec(), None),
        (one[..9].to_vec(), None),
        (one[..13].to_vec(), None),
        (one[1..].to_vec(), None),
        (wrong, None),
        (tangled, None),
        ([&one[..6], &two].concat(), Some(2)),
        ([&[0xff; 40][..], &three].concat(), Some(3)),
    ] {
        entrance.desk.idle().await?;
        let before = entrance.studio.identifications().len();
        let mark = entrance.desk.mark();
        entrance.reader.send(&bytes);
        let verdict = entrance.desk.verdict_after(mark).await?;
        let asked = entrance.studio.identifications().len() - before;
        match whose {
            None => {
                let garbled = VerdictView::Unreadable { reason: UnreadableReason::Garbled };
                assert_eq!((verdict, asked), (garbled, 0), "{}", bytes.escape_ascii());
            }
            Some(guest) => {
                assert!(matches!(verdict, VerdictView::Welcome { .. }), "{}", bytes.escape_ascii());
                assert_eq!(asked, 1);
                let card = hex(&Studio::guest(guest));
                assert_eq!(entrance.studio.identifications_of(&card).len(), 1, "{}", bytes.escape_ascii());
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_lies_there_is_one_tap() -> Outcome {
    let mut entrance = Entrance::open().await?;
    let card = Studio::guest(1);
    let mark = entrance.desk.mark();
    // Sixty copies, about as many as a reader says in four seconds.
    entrance.reader.send(&frame_of(card).repeat(60));
    let verdict = entrance.desk.verdict_after(mark).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }));
    entrance.desk.idle().await?;
    assert_eq!(entrance.studio.identifications_of(&hex(&card)).len(), 1);
    let others = entrance
        .desk
        .since(mark)
        .into_iter()
        .filter(|screen| matches!(screen, Screen::Verdict { verdict: VerdictView::Already { .. }, .. }));
    assert_eq!(others.count(), 0, "nobody has tapped a second time");
    Ok(())
}

/// Whoever does not look at the screen hears it.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_can_beep_tells_a_yes_from_a_no() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualTwn4::plugged_in();
    let file = SetupFile::new(&studio).place("entrance", reader.path(), "twn4-simple", Studio::ENTRANCE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    desk.idle().await?;

    let mark = desk.mark();
    reader.lay(Some(&Studio::guest(1)));
    assert!(matches!(desk.verdict_after(mark).await?, VerdictView::Welcome { .. }));
    let yes = reader.beep().await?;
    reader.lay(None);
    desk.idle().await?;
    let mark = desk.mark();
    reader.lay(Some(&[0xca, 0xfe, 0xca, 0xfe, 0x01]));
    assert!(matches!(desk.verdict_after(mark).await?, VerdictView::Refused { .. }));
    let no = reader.beep().await?;
    assert!(no < yes, "{no} Hz for no, {yes} Hz for yes");
    assert_eq!(studio.identifications_of(&hex(&Studio::guest(1))).len(), 1, "and one card is one tap");
    Ok(())
}
