use std::time::Instant;

use domain::Identification;
use readers::recognise::Recogniser;
use readers::{ByteOrder, Encoding, Garbled};
use wire::Content as Said;

use super::*;

const CARD: &[u8] = b"\x0262E3086CED08\x03";
const MF7: &[u8] = b"\x80\x31\x1a\x32\x73\x2b\x04";

fn finding_out() -> Trial {
    Trial::new(Tried::Serial { port: "/dev/ttyUSB0".into(), tuning: Tuning::FindingOut })
}

fn named(framing: Framing) -> Trial {
    Trial::new(Tried::Serial { port: "/dev/ttyUSB0".into(), tuning: Tuning::Family { framing, baud: 9600 } })
}

/// What is known of a port once it has gone silent.
fn verdict(said: &[u8], baud: u32) -> Heard {
    let mut recogniser = Recogniser::new(baud);
    recogniser.input(said, Instant::now());
    while let Some(deadline) = recogniser.deadline() {
        recogniser.timeout(deadline);
    }
    Heard::Port(Sound::Verdict { verdict: recogniser.verdict().clone(), baud })
}

fn says(text: &str) -> Heard {
    Heard::Port(Sound::Frame(Frame::Text(text.to_owned())))
}

fn number(trial: &Trial) -> NumberProof {
    match trial.proof() {
        TapProof::Read { number, .. } => number,
        other @ (TapProof::NotAsked
        | TapProof::Listening
        | TapProof::Noise { .. }
        | TapProof::Garbled { .. }) => panic!("nothing read: {other:?}"),
    }
}

fn reading(trial: &Trial) -> ReadingSettings {
    match trial.source().expect("a tap was read") {
        Source::Serial(SerialSettings { reading, .. })
        | Source::Pcsc(PcscSettings { reading, .. })
        | Source::Keyboard(KeyboardSettings { reading, .. }) => reading,
        Source::Camera(_) | Source::PinPad => panic!("neither a camera nor a PIN pad is tried out"),
    }
}

/// A vendor that knows cards by their decimal numbers, however they are asked for.
fn knows(question: &Question, decimals: &[u128]) -> Result<Vec<Form>, Assumption> {
    let integer = |number: &Identification| match number {
        Identification::Number { value, format: CardFormat::Decimal } => value.parse().ok(),
        Identification::Number { value, format: CardFormat::HexMsb } => u128::from_str_radix(value, 16).ok(),
        Identification::Number { value, format: CardFormat::HexLsb } => {
            let (pairs, _) = value.as_bytes().as_chunks::<2>();
            let turned: Vec<u8> = pairs.iter().rev().flatten().copied().collect();
            u128::from_str_radix(std::str::from_utf8(&turned).ok()?, 16).ok()
        }
        Identification::QrCode(_)
        | Identification::Barcode(_)
        | Identification::Pin(_)
        | Identification::WalletPass(_) => None,
    };
    let is_known = |(_, form): &&Form| integer(form).is_some_and(|number| decimals.contains(&number));
    Ok(question.forms.iter().filter(is_known).cloned().collect())
}

#[test]
fn a_card_with_a_checksum_is_certain_and_asked_about_once() {
    let mut trial = finding_out();
    assert_eq!(trial.proof(), TapProof::Listening);
    assert_eq!(trial.source(), None);
    let question = trial.heard(verdict(CARD, 9600), true).expect("a question");
    let read = |number| TapProof::Read { seen: Seen::Checked { digits: 10 }, certain: true, number };
    assert_eq!(trial.proof(), read(NumberProof::Asking));
    assert!(trial.heard(verdict(CARD, 9600), true).is_none(), "it only lies there");
    trial.answered(question.tap, knows(&question, &[0x62e3086ced]));
    assert_eq!(trial.proof(), read(NumberProof::Confirmed));
    assert_eq!(reading(&trial), ReadingSettings::default());
}

#[test]
fn the_vendor_tells_the_byte_order() {
    let mut trial = finding_out();
    let question = trial.heard(verdict(MF7, 19_200), true).expect("a question");
    let read = |certain, number| TapProof::Read {
        seen: Seen::Burst { content: Said::Bytes { bytes: 7 } },
        certain,
        number,
    };
    assert_eq!(trial.proof(), read(false, NumberProof::Asking));
    trial.answered(question.tap, knows(&question, &[0x042b73321a3180]));
    assert_eq!(trial.proof(), read(true, NumberProof::Confirmed));
    let Some(Source::Serial(serial)) = trial.source() else { panic!("a serial reader") };
    assert_eq!((serial.framing, serial.baud, serial.reading.order), (Framing::Gap, 19_200, ByteOrder::Lsb));
    // Neither noise nor what may be chance at another speed unsettles it.
    assert!(trial.heard(verdict(b"\x00\xf8\x80\xfe\x00\xe0\x9e\x06\xff\xc0\x1f", 19_200), true).is_none());
    assert!(trial.heard(verdict(b"\x81\x32\x1b\x33", 115_200), true).is_none());
    assert_eq!(trial.proof(), read(true, NumberProof::Confirmed));
}

#[test]
fn what_nobody_can_say_is_assumed_and_why() {
    type Answer = fn(&Question) -> Result<Vec<Form>, Assumption>;
    let cases: [(Answer, Assumption); 4] = [
        (|question| knows(question, &[]), Assumption::UnknownCard),
        (|question| knows(question, &[0x62e3086ced, 0xed6c08e362]), Assumption::SeveralForms),
        (|_| Err(Assumption::NoAnswer), Assumption::NoAnswer),
        (|_| Err(Assumption::MayNotAsk), Assumption::MayNotAsk),
    ];
    for (answer, why) in cases {
        let mut trial = finding_out();
        let question = trial.heard(verdict(CARD, 9600), true).expect("a question");
        trial.answered(question.tap, answer(&question));
        assert_eq!(number(&trial), NumberProof::Assumed { why });
        assert_eq!(reading(&trial), ReadingSettings::default());
    }
    let mut trial = finding_out();
    assert!(trial.heard(verdict(CARD, 9600), false).is_none());
    assert_eq!(number(&trial), NumberProof::Assumed { why: Assumption::MayNotAsk });
}

#[test]
fn a_number_that_reads_the_same_from_both_ends_tells_no_order() {
    let mut trial = named(Framing::Gap);
    let palindrome = Heard::Port(Sound::Frame(Frame::Bytes(vec![0x1a, 0x2b, 0x2b, 0x1a])));
    let question = trial.heard(palindrome, true).expect("a question");
    trial.answered(question.tap, knows(&question, &[0x1a2b_2b1a]));
    assert_eq!(number(&trial), NumberProof::Assumed { why: Assumption::SeveralForms });
}

#[test]
fn an_answer_about_an_older_tap_counts_for_nothing() {
    let mut trial = named(Framing::Line);
    let first = trial.heard(says("62e3086ced"), true).expect("a question");
    let second = trial.heard(says("1a2b3c4d"), true).expect("a question");
    trial.answered(first.tap, knows(&first, &[0x62e3086ced]));
    assert_eq!(number(&trial), NumberProof::Asking);
    trial.answered(second.tap, knows(&second, &[0x4d3c2b1a]));
    assert_eq!(number(&trial), NumberProof::Confirmed);
    assert_eq!(reading(&trial).order, ByteOrder::Lsb);
}

#[test]
fn what_is_typed_is_learned_or_says_what_is_wrong_with_it() {
    for (said, typed, expected) in [
        ("0102b0a5fd", "4340098557", NumberProof::Learned),
        ("0102b0a5fd", "fd a5 b0 02 01", NumberProof::Learned),
        ("0102b0a5fd", "176,42493", not_learned(LessonProblem::ShortNumberTyped)),
        ("0102b0a5fd", "0045131261", not_learned(LessonProblem::ShortNumberTyped)),
        ("0102b0a5fd", "62e3086ced", not_learned(LessonProblem::OtherCard)),
        ("0102b0a5fd", "Lena", not_learned(LessonProblem::NotANumber)),
        ("0102b0a5fd", "", not_learned(LessonProblem::NotANumber)),
        ("0045131261", "4340098557", not_learned(LessonProblem::ReaderShortens)),
        ("16702650", "00fedcba", not_learned(LessonProblem::ZerosLost)),
        ("1a2b2b1a", "1a2b2b1a", not_learned(LessonProblem::Ambiguous)),
    ] {
        let mut trial = named(Framing::Line);
        trial.heard(says(said), true);
        let before = reading(&trial);
        trial.learn(typed);
        assert_eq!(number(&trial), expected, "{typed} at {said}");
        if expected != NumberProof::Learned {
            assert_eq!(reading(&trial), before);
        }
    }
}

const fn not_learned(why: LessonProblem) -> NumberProof {
    NumberProof::NotLearned { why }
}

#[test]
fn what_is_typed_goes_before_what_the_vendor_says_later_and_a_mistake_does_not() {
    let mut trial = named(Framing::Line);
    let question = trial.heard(says("62e3086ced"), true).expect("a question");
    trial.learn("ed6c08e362");
    assert_eq!((number(&trial), reading(&trial).order), (NumberProof::Learned, ByteOrder::Lsb));
    trial.answered(question.tap, knows(&question, &[0x62e3086ced]));
    assert_eq!((number(&trial), reading(&trial).order), (NumberProof::Learned, ByteOrder::Lsb));

    for (known, expected) in
        [(&[0x62e3086ced_u128][..], NumberProof::Confirmed), (&[], not_learned(LessonProblem::OtherCard))]
    {
        let mut trial = named(Framing::Line);
        let question = trial.heard(says("62e3086ced"), true).expect("a question");
        trial.learn("1a2b3c4d");
        trial.answered(question.tap, knows(&question, known));
        assert_eq!(number(&trial), expected);
    }
}

#[test]
fn digits_may_be_decimal_or_not_and_only_the_vendor_knows() {
    // 0045131261 as an integer, and as five bytes.
    for (known, encoding) in [(45_131_261, None), (0x0045131261, Some(Encoding::Hex))] {
        let mut trial = named(Framing::Line);
        let question = trial.heard(says("0045131261"), true).expect("a question");
        trial.answered(question.tap, knows(&question, &[known]));
        assert_eq!(number(&trial), NumberProof::Confirmed);
        let reading = reading(&trial);
        assert_eq!((reading.format, reading.encoding), (CardFormat::Decimal, encoding));
    }
}

#[test]
fn digits_may_be_a_bar_code() {
    let mut trial = named(Framing::Line);
    let question = trial.heard(says("4006381333931"), true).expect("a question");
    let code = question.forms.iter().filter(|(_, form)| form.kind() == IdentificationKind::Barcode);
    let code: Vec<_> = code.cloned().collect();
    assert_eq!(code.len(), 1);
    trial.answered(question.tap, Ok(code));
    assert_eq!(number(&trial), NumberProof::Confirmed);
    assert_eq!(reading(&trial).identification, IdentificationKind::Barcode);
}

#[test]
fn codes_and_passes_are_no_numbers() {
    let code = r#"{"uuid":"dfdd464b-04e8-4322-b260-a04beac62026"}"#;
    let pass = "dfdd464b-04e8-4322-b260-a04beac62026";
    for (said, content) in
        [(code, Said::MemberCode), (pass, Said::Pass), ("NORD1001", Said::Text { characters: 8 })]
    {
        let mut trial = named(Framing::Line);
        assert!(trial.heard(says(said), true).is_none(), "{said}");
        let seen = Seen::Line { content };
        assert_eq!(trial.proof(), TapProof::Read { seen, certain: true, number: NumberProof::NotANumber });
        trial.learn("62e3086ced");
        assert_eq!(number(&trial), NumberProof::NotANumber);
    }
}

#[test]
fn what_is_of_no_use_says_why_and_takes_nothing_away() {
    let garbled = |frame| Heard::Port(Sound::Frame(frame));
    for (heard, reason) in [
        (garbled(Frame::Garbled(Garbled::Checksum)), UnreadableReason::Garbled),
        (says("176,42493"), UnreadableReason::Shortened),
        (says(r#"{"uuid":"dfdd464b-04"#), UnreadableReason::BrokenCode),
        (says("08a1b2c3"), UnreadableReason::Random),
    ] {
        let mut trial = named(Framing::Line);
        assert!(trial.heard(heard, true).is_none());
        assert_eq!(trial.proof(), TapProof::Garbled { reason });
        trial.heard(says("62e3086ced"), false);
        let read = trial.proof();
        trial.heard(garbled(Frame::Garbled(Garbled::Noise)), false);
        assert_eq!(trial.proof(), read);
    }
}

#[test]
fn noise_tells_the_next_speed_and_forgets_what_may_have_been_chance() {
    let noise = b"\x00\xf8\x80\xfe\x00\xe0\x9e\x06\xff\xc0\x1f";
    let mut trial = finding_out();
    trial.heard(verdict(noise, 9600), true);
    assert_eq!(trial.proof(), TapProof::Noise { baud: 19_200 });
    trial.heard(verdict(b"\x81\x32\x1b\x33", 19_200), true);
    assert!(matches!(trial.proof(), TapProof::Read { certain: false, .. }));
    trial.heard(verdict(noise, 19_200), true);
    assert_eq!(trial.proof(), TapProof::Noise { baud: 115_200 });
    trial.heard(verdict(CARD, 115_200), true);
    let Some(Source::Serial(serial)) = trial.source() else { panic!("a serial reader") };
    assert_eq!((serial.framing, serial.baud), (Framing::Rdm6300, 115_200));
}

#[test]
fn contactless_readers_and_those_that_type_are_heard_too() {
    let mut trial = Trial::new(Tried::Contactless { name: "ACR122U".into() });
    let number = Identification::Number { value: "1a2b3c4d".into(), format: CardFormat::HexMsb };
    let question = trial.heard(Heard::Contactless(ReaderEvent::Credential(number, Instant::now())), true);
    let question = question.expect("a question");
    let seen = Seen::Answer { content: Said::Bytes { bytes: 4 } };
    let asking = NumberProof::Asking;
    assert_eq!(trial.proof(), TapProof::Read { seen, certain: true, number: asking });
    trial.answered(question.tap, knows(&question, &[0x4d3c2b1a]));
    let Some(Source::Pcsc(pcsc)) = trial.source() else { panic!("a contactless reader") };
    assert_eq!((pcsc.reader.as_deref(), pcsc.reading.order), (Some("ACR122U"), ByteOrder::Lsb));

    let mut trial = Trial::new(Tried::Keyboard);
    let key = |digit: char| Stroke {
        code: format!("Digit{digit}"),
        key: digit.to_string(),
        shift: false,
        alt_graph: false,
    };
    let question = trial.heard(Heard::Typed("4340098557".chars().map(key).collect()), true);
    assert!(question.is_some());
    let seen = Seen::Typed { content: Said::Decimal { digits: 10 } };
    assert_eq!(trial.proof(), TapProof::Read { seen, certain: true, number: asking });
    assert!(matches!(trial.source(), Some(Source::Keyboard(_))));
    // Keys at a desk whose reader is elsewhere are nobody's.
    let mut trial = finding_out();
    trial.heard(Heard::Typed("4340098557".chars().map(key).collect()), true);
    assert_eq!(trial.proof(), TapProof::Listening);
}
