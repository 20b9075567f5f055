//! What a reader speaks and how its numbers are sent, found out with a card.

use super::*;

/// Where the chip's number of 7 bytes is known to the studio.
const LENA: &str = "042b73321a3180";
/// The same as Promag MF7 says it: the last byte first, and nothing around it.
const LENA_REVERSED: [u8; 7] = [0x80, 0x31, 0x1a, 0x32, 0x73, 0x2b, 0x04];
/// A card nobody has.
const NOBODY: [u8; 5] = [0x4c, 0x11, 0x22, 0x33, 0x44];

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_found_out_and_the_vendor_says_how_its_numbers_are_sent() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    let read = reader.hold(&frame_of(OSKAR), settled(&desk)).await?;
    let seen = Seen::Checked { digits: 10 };
    assert_eq!(read, TapProof::Read { seen, certain: true, number: NumberProof::Confirmed });
    accept(&desk).await?;
    let settings = finish(&desk, &seat).await?;
    let serial = serial(&settings, 0);
    assert_eq!((serial.framing, serial.baud, serial.reading.order), (Framing::Rdm6300, 9600, ByteOrder::Msb));
    assert_eq!(settings.readers[0].name, settings.devices[0].reader);
    assert!(studio.devices().iter().any(|device| device.name == settings.readers[0].name));
    assert_eq!(studio.identifications().len(), 0, "nobody was checked in");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whose_form_only_the_vendor_knows_lets_its_members_in() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    // The integer of the bytes from the wrong end: nothing about it says so.
    let line = format!("{}\r", 0xed_6c08_e362_u64).into_bytes();
    let read = reader.hold(&line, settled(&desk)).await?;
    let seen = Seen::Line { content: Content::Decimal { digits: 13 } };
    assert_eq!(read, TapProof::Read { seen, certain: true, number: NumberProof::Confirmed });
    accept(&desk).await?;
    let settings = finish(&desk, &seat).await?;
    let reading = &serial(&settings, 0).reading;
    assert_eq!((reading.format, reading.order), (CardFormat::Decimal, ByteOrder::Lsb));
    let verdict = hold(&desk, &mut reader, &line).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    assert_eq!(studio.identifications_of(&0x62_e308_6ced_u64.to_string()).len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_proves_nothing_is_learned_from_a_typed_number() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    // Nobody may ask the vendor.
    studio.set_scopes(Scope::ALL.into_iter().filter(|scope| *scope != Scope::CustomerRead));
    let mut reader = VirtualReader::plugged_in();
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    let read = reader.hold_again(&LENA_REVERSED, settled(&desk)).await?;
    let seen = Seen::Burst { content: Content::Bytes { bytes: 7 } };
    let read_as = |certain, number| TapProof::Read { seen, certain, number };
    assert_eq!(read, read_as(false, NumberProof::Assumed { why: Assumption::MayNotAsk }));
    for (number, why) in [
        ("Lena", LessonProblem::NotANumber),
        ("62e3086ced", LessonProblem::OtherCard),
        // Its last three bytes, as they may be printed on it.
        ("1716608", LessonProblem::ShortNumberTyped),
    ] {
        desk.desk.setup(typed(number)).await.expect("an answer");
        shows(&desk, read_as(false, NumberProof::NotLearned { why })).await?;
    }
    desk.desk.setup(typed(LENA)).await.expect("an answer");
    shows(&desk, read_as(true, NumberProof::Learned)).await?;
    accept(&desk).await?;
    let settings = finish(&desk, &seat).await?;
    let serial = serial(&settings, 0);
    assert_eq!((serial.framing, serial.reading.order), (Framing::Gap, ByteOrder::Lsb));
    let verdict = desk.verdict_after(desk.mark());
    let verdict = reader.hold_again(&LENA_REVERSED, verdict).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    assert_eq!(studio.identifications_of(LENA).len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_vendor_does_not_know_is_assumed_and_does_not_stop_the_set_up() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    let unknown = reader.hold(&frame_of(NOBODY), settled(&desk)).await?;
    assert_eq!(number_of(unknown), NumberProof::Assumed { why: Assumption::UnknownCard });

    // Two cards that are each other's numbers from the other end.
    let mut turned = OSKAR;
    turned.reverse();
    studio.give_card(Case::Fine, turned).await?;
    for (card, fault, why) in [
        (OSKAR, None, Assumption::SeveralForms),
        (Studio::guest(1), Some(Fault::Reset), Assumption::NoAnswer),
        (Studio::guest(2), Some(Fault::Forbidden), Assumption::MayNotAsk),
    ] {
        if let Some(fault) = fault {
            studio.fault_at_look_up(fault);
        }
        desk.desk.setup(Answer::Tap { accepted: false }).await.expect("once more");
        desk.question(SetupStep::Reader).await?;
        desk.desk.setup(port(&reader)).await.expect("the reader");
        let read = reader.hold(&frame_of(card), settled(&desk)).await?;
        assert_eq!(number_of(read), NumberProof::Assumed { why });
        studio.clear_faults();
    }
    accept(&desk).await?;
    finish(&desk, &seat).await?;
    assert_eq!(studio.identifications().len(), 0, "nobody was checked in");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_somebody_names_is_heard_as_such() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let desk = at_the_reader(&studio, &seat).await?;
    let how = |framing, baud| Hearing::Family { framing, baud };
    let slow = desk.desk.setup(listened(&reader, how(ReaderFraming::Line, 0))).await;
    assert_eq!(slow, Err(SetupProblem::PortMissing), "no port has this speed");
    let line = how(ReaderFraming::Line, 19_200);
    desk.desk.setup(listened(&reader, line)).await.expect("the reader");
    let short = shows(&desk, TapProof::Garbled { reason: UnreadableReason::Shortened });
    reader.hold(b"176,42493\r", short).await?;
    let read = reader.hold(&line_of(&hex(&OSKAR)), settled(&desk)).await?;
    let seen = Seen::Line { content: Content::Hex { digits: 10 } };
    assert_eq!(read, TapProof::Read { seen, certain: true, number: NumberProof::Confirmed });
    accept(&desk).await?;
    let settings = finish(&desk, &seat).await?;
    let serial = serial(&settings, 0);
    assert_eq!((serial.framing, serial.baud), (Framing::Line, 19_200));
    Ok(())
}
