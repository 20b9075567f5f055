use super::*;

fn parsed(text: &str) -> Result<SerialSettings, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

#[test]
fn a_port_and_a_framing_are_enough() {
    let settings = parsed("port = \"COM3\"\nframing = \"rdm6300\"").unwrap();
    assert_eq!(
        settings,
        SerialSettings {
            port: "COM3".to_owned(),
            baud: 9600,
            framing: Framing::Rdm6300,
            reading: ReadingSettings::default(),
        }
    );
    assert_eq!(settings.reading.gap, Duration::from_millis(50));
}

#[test]
fn every_key_survives_writing_and_reading() {
    let text = "port = \"/dev/ttyUSB0\"\nbaud = 19200\nframing = \"gap\"\nidentification = \"WALLET_PASS\"\n\
                format = \"HEX_LSB\"\nencoding = \"decimal\"\norder = \"lsb\"\nslice = \"1..5\"\n\
                aim = true\npasses = true\n";
    let settings = parsed(text).unwrap();
    assert_eq!(
        settings.reading,
        ReadingSettings {
            identification: IdentificationKind::WalletPass,
            format: CardFormat::HexLsb,
            encoding: Some(Encoding::Decimal),
            order: ByteOrder::Lsb,
            slice: Some(Slice::new(1, 5).unwrap()),
            aim: true,
            passes: true,
            gap: ReadingSettings::GAP,
        }
    );
    assert_eq!(toml::to_string(&settings).unwrap(), text);
}

#[test]
fn a_contactless_reader_needs_nothing_and_keeps_everything() {
    assert_eq!(toml::from_str::<PcscSettings>(""), Ok(PcscSettings::default()));
    let text = "reader = \"ACR122U\"\nidentification = \"NUMBER\"\nformat = \"DECIMAL\"\norder = \"lsb\"\n\
                slice = \"1..5\"\n";
    let settings: PcscSettings = toml::from_str(text).unwrap();
    assert_eq!(settings.reader.as_deref(), Some("ACR122U"));
    assert_eq!(settings.reading.order, ByteOrder::Lsb);
    assert_eq!(toml::to_string(&settings).unwrap(), text);
}

#[test]
fn text_is_spelled_like_the_form_that_is_sent_unless_set() {
    for (format, encoding, expected) in [
        (CardFormat::Decimal, None, Encoding::Decimal),
        (CardFormat::HexMsb, None, Encoding::Hex),
        (CardFormat::HexLsb, None, Encoding::Hex),
        (CardFormat::Decimal, Some(Encoding::Hex), Encoding::Hex),
        (CardFormat::HexMsb, Some(Encoding::Decimal), Encoding::Decimal),
    ] {
        let settings = ReadingSettings { format, encoding, ..ReadingSettings::default() };
        assert_eq!(settings.encoding(), expected, "{format:?} {encoding:?}");
    }
}

#[test]
fn only_slices_that_leave_something() {
    assert_eq!("0..4".parse(), Slice::new(0, 4));
    for (text, error) in [
        ("", SliceError::Form),
        ("1", SliceError::Form),
        ("1..", SliceError::Form),
        ("..5", SliceError::Form),
        ("1..=5", SliceError::Form),
        ("-1..5", SliceError::Form),
        ("+1..5", SliceError::Form),
        ("1 .. 5", SliceError::Form),
        ("1..99999999999999999999999", SliceError::Form),
        ("5..5", SliceError::Empty),
        ("5..1", SliceError::Empty),
    ] {
        assert_eq!(text.parse::<Slice>(), Err(error), "{text}");
        assert!(parsed(&format!("port = \"x\"\nframing = \"line\"\nslice = \"{text}\"")).is_err(), "{text}");
    }
}

#[test]
fn wrong_names_are_refused() {
    for line in ["framing = \"LINE\"", "framing = \"mf7\"", "framing = \"line\"\norder = \"MSB\"", ""] {
        assert!(parsed(&format!("port = \"x\"\n{line}")).is_err(), "{line}");
    }
}
