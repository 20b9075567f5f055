use domain::{CardFormat, IdentificationKind};
use readers::{ByteOrder, Encoding, Framing, Layout, ReadingSettings, SerialSettings};

use super::super::{
    CameraSettings, Channel, Device, Entrance, KeyboardSettings, OfflinePolicy, Role, Source,
};
use super::*;

const WHOLE: &str = r#"
[studio]
tenant = "example"
language = "de"
[endpoints]
open = "http://127.0.0.1:4012"
device = "http://127.0.0.1:4010"
connect = "http://127.0.0.1:4011"
[[readers]]
name = "entrance"
kind = "serial"
port = "/dev/pts/7"
baud = 9600
framing = "rdm6300"
identification = "NUMBER"
format = "HEX_MSB"
[[devices]]
id = 26
reader = "entrance"
"#;

fn entrance(device: &Device) -> &Entrance {
    match &device.role {
        Role::CheckIn(entrance) => entrance,
        Role::Vending(_) | Role::Time(_) => panic!("members check in at {device:?}"),
    }
}

#[test]
fn the_documented_file_is_read_and_written_back() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.device_of("entrance").map(|device| device.id), Some(DeviceId(26)));
    assert_eq!(settings.endpoints.device.port(), 4010);
    let Source::Serial(serial) = &settings.readers[0].source else { panic!("a serial reader") };
    assert_eq!((serial.framing, serial.baud), (Framing::Rdm6300, 9600));
    assert_eq!(parse(&to_toml(&settings)).unwrap(), settings);
}

#[test]
fn addresses_of_the_vendor_are_not_written_down() {
    let text = WHOLE.replace("open = \"http://127.0.0.1:4012\"\n", "");
    let written = to_toml(&parse(&text).unwrap());
    assert!(!written.contains("magicline.com") && written.contains("4010"), "{written}");
}

#[test]
fn everything_wrong_has_a_line_and_a_sentence() {
    let second_reader =
        "[[readers]]\nname = \"exit\"\nkind = \"serial\"\nport = \"/dev/pts/8\"\nframing = \"line\"\n";
    for (from, to, line, sentence) in [
        ("framing = ", "framming = ", 14, "unknown field `framming`"),
        ("framing = \"rdm6300\"", "framing = \"rdm\"", 14, "unknown variant `rdm`"),
        ("tenant = \"example\"", "tenant = \"example/shop\"", 3, "tenant:"),
        ("tenant = \"example\"", "tenant = ", 3, ""),
        ("language = \"de\"", "language = \"xx\"", 4, "\"xx\" is none of the languages"),
        ("language = \"de\"", "languages = [\"de\", \"xx\"]", 4, "\"xx\" is none of the languages"),
        ("language = \"de\"", "languages = [\"de\", \"pl\", \"de\"]", 4, "\"de\" is there twice"),
        ("open = \"http://127.0.0.1:4012\"", "open = \"http://10.0.0.1:4012\"", 6, "endpoints:"),
        ("baud = 9600", "baud = 12", 13, "12 is not a speed"),
        ("reader = \"entrance\"", "reader = \"entrence\"", 17, "no reader named \"entrence\""),
        ("kind = \"serial\"", "kind = \"usb\"", 11, "unknown variant `usb`"),
        ("name = \"entrance\"", "name = \"\"", 9, "needs a name"),
        ("port = \"/dev/pts/7\"", "port = \" \"", 9, "needs a port"),
        ("port = \"/dev/pts/7\"\n", "", 9, "needs a port"),
        ("framing = \"rdm6300\"\n", "", 9, "needs a framing"),
        ("framing = \"rdm6300\"", "layout = \"us\"\nframing = \"line\"", 14, "for readers that type"),
        ("[[devices]]\nid = 26\nreader = \"entrance\"\n", "", 17, "no [[devices]]"),
        (
            "reader = \"entrance\"\n",
            "reader = \"entrance\"\n[[devices]]\nid = 27\nreader = \"entrance\"\n",
            20,
            "with device 26",
        ),
        (
            "reader = \"entrance\"\n",
            &format!("reader = \"entrance\"\n{second_reader}[[devices]]\nid = 26\nreader = \"exit\"\n"),
            25,
            "listed twice",
        ),
        (
            "[[devices]]",
            &format!("{}[[devices]]", second_reader.replace("exit", "entrance")),
            17,
            "already a reader named",
        ),
        (
            "[[devices]]",
            &format!("{}[[devices]]", second_reader.replace("pts/8", "pts/7")),
            17,
            "already used by \"entrance\"",
        ),
        ("[[readers]]", "[screen]\nverdict-seconds = 90\n[[readers]]", 10, "90 is not between 1 and 30"),
        ("[[readers]]", "[offline]\nreplay-minutes = 0\n[[readers]]", 10, "0 is not between 1 and 1440"),
        (
            "[[readers]]",
            "[offline]\nreplay-minutes = 1441\n[[readers]]",
            10,
            "1441 is not between 1 and 1440",
        ),
        ("[[readers]]", "[offline]\nreplay-minutes = -1\n[[readers]]", 10, "-1"),
        ("[[readers]]", "[offline]\ndirectory-hours = 0\n[[readers]]", 10, "0 is not between 1 and 720"),
        ("[[readers]]", "[offline]\ndirectory-hours = 721\n[[readers]]", 10, "721 is not between 1 and 720"),
        ("[[readers]]", "[offline]\nreplay-hours = 1\n[[readers]]", 10, "unknown field `replay-hours`"),
        ("[[readers]]", "[updates]\nchannel = \"nightly\"\n[[readers]]", 10, "unknown variant `nightly`"),
        ("[[readers]]", "[updates]\noften = true\n[[readers]]", 10, "unknown field `often`"),
        ("id = 26", "id = 26\noffline = \"members\"", 19, "unknown variant `members`"),
        ("format = \"HEX_MSB\"", "slice = \"5..1\"", 16, "slice:"),
        ("format = \"HEX_MSB\"", "encoding = \"hex\"", 16, "this reader sends none"),
        ("format = \"HEX_MSB\"", "aim = true", 16, "aim is for scanners"),
        ("format = \"HEX_MSB\"", "passes = false", 16, "passes is for readers that send text"),
        (
            "framing = \"rdm6300\"\nidentification = \"NUMBER\"\n",
            "framing = \"line\"\nidentification = \"WALLET_PASS\"\npasses = true\n",
            16,
            "here everything is a pass",
        ),
        (
            "framing = \"rdm6300\"\n",
            "framing = \"codatex\"\nencoding = \"hex\"\n",
            15,
            "this reader sends none",
        ),
    ] {
        let text = WHOLE.replacen(from, to, 1);
        assert_ne!(text, WHOLE, "{from} is in the file");
        let error = parse(&text).expect_err(to);
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
    }
}

#[test]
fn what_a_scanner_says_in_front_of_a_code_is_read_and_written_back() {
    let plain = WHOLE.replace("rdm6300", "line");
    for (keys, aim, passes) in [
        ("", false, false),
        ("aim = false\npasses = false\n", false, false),
        ("aim = true\n", true, false),
        ("aim = true\npasses = true\n", true, true),
    ] {
        let text = plain.replace("[[devices]]", &format!("{keys}[[devices]]"));
        let settings = parse(&text).unwrap();
        let Source::Serial(SerialSettings { reading, .. }) = &settings.readers[0].source else {
            panic!("a serial reader")
        };
        assert_eq!((reading.aim, reading.passes), (aim, passes), "{keys}");
        let written = to_toml(&settings);
        assert_eq!(parse(&written).unwrap(), settings, "{keys}");
        assert_eq!((written.contains("aim"), written.contains("passes")), (aim, passes), "{keys}");
    }
}

#[test]
fn the_example_in_the_readme_is_a_whole_desk() {
    let readme = include_str!("../../../../../../README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let settings = parse(example).unwrap_or_else(|error| panic!("{error}"));
    assert!(settings.readers.iter().all(|reader| settings.device_of(&reader.name).is_some()));
    assert_eq!(parse(&to_toml(&settings)).unwrap(), settings);
}

#[test]
fn without_a_word_about_it_nobody_is_let_in_offline() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(entrance(&settings.devices[0]).offline, OfflinePolicy::Refuse);
    assert_eq!(
        settings.offline,
        Offline { replay_for: Duration::from_secs(900), directory_age: Duration::from_secs(86_400) }
    );
    assert!(!to_toml(&settings).contains("offline"), "{}", to_toml(&settings));
    let spelled_out =
        format!("{WHOLE}offline = \"refuse\"\n[offline]\nreplay-minutes = 15\ndirectory-hours = 24\n");
    let settings = parse(&spelled_out).unwrap();
    assert!(!to_toml(&settings).contains("offline"), "{}", to_toml(&settings));
}

#[test]
fn what_is_said_about_times_without_a_connection_is_read_and_written_back() {
    for (word, policy) in [
        ("refuse", OfflinePolicy::Refuse),
        ("directory", OfflinePolicy::Directory),
        ("everybody", OfflinePolicy::Everybody),
    ] {
        let settings = parse(&format!("{WHOLE}offline = \"{word}\"\n")).unwrap();
        assert_eq!(entrance(&settings.devices[0]).offline, policy);
        assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{word}");
    }
    for (minutes, hours) in [(1, 1), (15, 25), (16, 24), (1440, 720)] {
        let text = format!("{WHOLE}[offline]\nreplay-minutes = {minutes}\ndirectory-hours = {hours}\n");
        let settings = parse(&text).unwrap();
        assert_eq!(
            settings.offline,
            Offline {
                replay_for: Duration::from_secs(minutes * 60),
                directory_age: Duration::from_secs(hours * 3600),
            }
        );
        let written = to_toml(&settings);
        assert_eq!(parse(&written).unwrap(), settings, "{written}");
        assert_eq!(written.contains("replay-minutes"), minutes != 15, "{written}");
        assert_eq!(written.contains("directory-hours"), hours != 24, "{written}");
    }
}

/// One reader of each kind, each with a device of its own, and two doors.
const MANY: &str = r#"
[studio]
tenant = "example"
[[readers]]
name = "entrance"
kind = "serial"
port = "/dev/ttyUSB0"
framing = "rdm6300"
[[readers]]
name = "scanner"
kind = "keyboard"
identification = "QR_CODE"
[[readers]]
name = "pad"
kind = "pin-pad"
[[devices]]
id = 26
reader = "entrance"
opens = "turnstile"
[[devices]]
id = 27
reader = "scanner"
opens = "turnstile"
[[devices]]
id = 28
reader = "pad"
opens = "side door"
[[outputs]]
name = "turnstile"
kind = "shelly"
address = "192.168.33.1"
[[outputs]]
name = "side door"
kind = "lcus"
port = "/dev/ttyUSB1"
channel = 2
seconds = 0.5
"#;

#[test]
fn readers_of_every_kind_and_what_they_open_are_read_and_written_back() {
    let settings = parse(MANY).unwrap();
    let kinds: Vec<_> = settings.readers.iter().map(|reader| &reader.source).collect();
    let [Source::Serial(serial), Source::Keyboard(keys), Source::PinPad] = kinds[..] else {
        panic!("{kinds:?}")
    };
    assert_eq!((serial.baud, serial.framing), (9600, Framing::Rdm6300));
    assert_eq!(keys.layout, Layout::Us);
    assert_eq!(keys.reading.identification, IdentificationKind::QrCode);
    let opens = |reader| entrance(settings.device_of(reader).unwrap()).opens.as_deref();
    assert_eq!(
        ["entrance", "scanner", "pad"].map(opens),
        [Some("turnstile"), Some("turnstile"), Some("side door")]
    );
    let written = to_toml(&settings);
    assert_eq!(parse(&written).unwrap(), settings, "{written}");
    assert!(!written.contains("layout"), "the usual is not spelled out: {written}");
}

#[test]
fn what_is_said_about_a_reader_that_types_is_read_and_written_back() {
    let text = WHOLE
        .replace("kind = \"serial\"\nport = \"/dev/pts/7\"\nbaud = 9600\nframing = \"rdm6300\"\n", "kind = \"keyboard\"\n")
        .replace("format = \"HEX_MSB\"", "format = \"HEX_LSB\"\nlayout = \"host\"\nencoding = \"decimal\"\norder = \"lsb\"\nslice = \"0..4\"");
    let settings = parse(&text).unwrap();
    let reading = ReadingSettings {
        identification: IdentificationKind::Number,
        format: CardFormat::HexLsb,
        encoding: Some(Encoding::Decimal),
        order: ByteOrder::Lsb,
        slice: "0..4".parse().ok(),
        ..ReadingSettings::default()
    };
    let expected = Source::Keyboard(KeyboardSettings { layout: Layout::Host, reading });
    assert_eq!(settings.readers[0].source, expected);
    assert_eq!(parse(&to_toml(&settings)).unwrap(), settings);
}

#[test]
fn what_is_said_about_a_camera_is_read_and_written_back() {
    let qr_code =
        ReadingSettings { identification: IdentificationKind::QrCode, ..ReadingSettings::default() };
    let number = ReadingSettings { encoding: Some(Encoding::Hex), ..ReadingSettings::default() };
    let pass = ReadingSettings { passes: true, slice: "0..4".parse().ok(), ..qr_code.clone() };
    for (keys, reading) in [
        ("", qr_code),
        ("identification = \"NUMBER\"\nencoding = \"hex\"", number),
        ("passes = true\nslice = \"0..4\"", pass),
    ] {
        let camera = format!("kind = \"camera\"\n{keys}");
        let settings = parse(&MANY.replace("kind = \"pin-pad\"", &camera)).unwrap();
        assert_eq!(settings.readers[2].source, Source::Camera(CameraSettings { reading }), "{keys}");
        assert!(settings.has_camera());
        assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{keys}");
    }
    assert!(!parse(MANY).unwrap().has_camera());
}

#[test]
fn a_camera_is_for_codes_and_for_pictures_of_new_members() {
    for (more, may) in [("", false), ("[sign-up]", true), ("[sign-up]\noffers = false", false)] {
        let settings = parse(&format!("{MANY}\n{more}\n")).unwrap();
        assert_eq!((settings.has_camera(), settings.may_use_camera()), (false, may), "{more}");
    }
    let camera = parse(&MANY.replace("kind = \"pin-pad\"", "kind = \"camera\"")).unwrap();
    assert!(camera.may_use_camera());
}

#[test]
fn a_pin_pad_may_say_that_it_gives_pins() {
    let text = MANY.replace("kind = \"pin-pad\"", "kind = \"pin-pad\"\nidentification = \"PIN\"");
    assert_eq!(parse(&text).unwrap(), parse(MANY).unwrap());
}

const CONTACTLESS: &str = r#"
[studio]
tenant = "example"
language = "de"

[[readers]]
name = "entrance"
kind = "pcsc"
reader = "ACR122U"
order = "lsb"

[[readers]]
name = "side door"
kind = "pcsc"
reader = "OMNIKEY 5022"

[[devices]]
id = 26
reader = "entrance"
"#;

#[test]
fn contactless_readers_are_read_and_written_back() {
    let settings = parse(CONTACTLESS).unwrap();
    let Source::Pcsc(pcsc) = &settings.readers[0].source else { panic!("{:?}", settings.readers) };
    assert_eq!((pcsc.reader.as_deref(), pcsc.reading.order), (Some("ACR122U"), ByteOrder::Lsb));
    assert_eq!(settings.readers[0].source.port(), None);
    let written = to_toml(&settings);
    assert_eq!(parse(&written).unwrap(), settings, "{written}");

    // A desk with one reader need not name it.
    let any = CONTACTLESS.replacen("reader = \"ACR122U\"\n", "", 1);
    let [.., second] = CONTACTLESS.split("[[readers]]").collect::<Vec<_>>()[..] else { panic!("two") };
    let second = format!("[[readers]]{}", second.split("[[devices]]").next().unwrap());
    let any = parse(&any.replacen(&second, "", 1)).unwrap();
    let Source::Pcsc(pcsc) = &any.readers[0].source else { panic!("{:?}", any.readers) };
    assert_eq!(pcsc.reader, None);
    assert_eq!(parse(&to_toml(&any)).unwrap(), any);
}

#[test]
fn what_no_contactless_reader_has_or_shares_has_a_line_and_a_sentence() {
    let kind = "kind = \"pcsc\"\nreader = \"ACR122U\"";
    let more = |line: &str| format!("{kind}\n{line}");
    let twice = "\"entrance\" may be the same one";
    for (from, to, line, sentence) in [
        (kind, more("port = \"COM3\""), 10, "the card service knows where"),
        (kind, more("baud = 9600"), 10, "the card service knows where"),
        (kind, more("framing = \"line\""), 10, "the card service knows where"),
        (kind, more("layout = \"us\""), 10, "this one reads cards"),
        (kind, more("encoding = \"hex\""), 10, "this reader sends none"),
        (kind, more("aim = true"), 10, "this reader sends no text"),
        (kind, more("passes = true"), 10, "this reader sends none"),
        (kind, more("identification = \"QR_CODE\""), 10, "numbers of cards and nothing else"),
        ("reader = \"ACR122U\"", "reader = \" \"".to_owned(), 9, "or left out"),
        // One of two names that are in the other, or none at all, means both readers.
        ("reader = \"OMNIKEY 5022\"", "reader = \"acr122u 01\"".to_owned(), 12, twice),
        ("reader = \"OMNIKEY 5022\"", "reader = \"ACR\"".to_owned(), 12, twice),
        ("reader = \"OMNIKEY 5022\"", "order = \"lsb\"".to_owned(), 12, twice),
        (
            "kind = \"pcsc\"\nreader = \"OMNIKEY 5022\"",
            "kind = \"keyboard\"\nreader = \"OMNIKEY 5022\"".to_owned(),
            15,
            "this one types",
        ),
    ] {
        let text = CONTACTLESS.replacen(from, &to, 1);
        let error = parse(&text).expect_err(&to);
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
        assert_eq!(error.line, line, "{error}");
    }
}

#[test]
fn what_does_not_belong_to_a_kind_has_a_line_and_a_sentence() {
    let typed = "kind = \"keyboard\"";
    let pad = "kind = \"pin-pad\"";
    let more = "[[devices]]\nid = 26";
    for (from, to, line, sentence) in [
        (typed, "kind = \"keyboard\"\nport = \"/dev/ttyUSB2\"", 12, "this reader types and has none"),
        (typed, "kind = \"keyboard\"\nbaud = 9600", 12, "this reader types and has none"),
        (typed, "kind = \"keyboard\"\nframing = \"line\"", 12, "this reader types and has none"),
        (typed, "kind = \"keyboard\"\nencoding = \"hex\"", 12, "this reader sends none"),
        (typed, "kind = \"keyboard\"\norder = \"lsb\"", 12, "order is for card numbers"),
        (typed, "kind = \"keyboard\"\nlayout = \"german\"", 12, "unknown variant `german`"),
        (typed, "kind = \"keyboard\"\nslice = \"2..1\"", 12, "slice:"),
        (pad, "kind = \"pin-pad\"\nport = \"/dev/ttyUSB2\"", 16, "on the screen and has none"),
        (pad, "kind = \"pin-pad\"\nbaud = 9600", 16, "on the screen and has none"),
        (pad, "kind = \"pin-pad\"\nframing = \"line\"", 16, "on the screen and has none"),
        (pad, "kind = \"pin-pad\"\nlayout = \"us\"", 16, "the PIN pad is on the screen"),
        (pad, "kind = \"pin-pad\"\nformat = \"HEX_MSB\"", 16, "leave this out"),
        (pad, "kind = \"pin-pad\"\nencoding = \"hex\"", 16, "leave this out"),
        (pad, "kind = \"pin-pad\"\norder = \"lsb\"", 16, "leave this out"),
        (pad, "kind = \"pin-pad\"\nslice = \"0..4\"", 16, "leave this out"),
        (pad, "kind = \"pin-pad\"\nidentification = \"NUMBER\"", 16, "gives PINs and nothing else"),
        (pad, "kind = \"camera\"\nport = \"/dev/video0\"", 16, "finds the camera by itself"),
        (pad, "kind = \"camera\"\nbaud = 9600", 16, "finds the camera by itself"),
        (pad, "kind = \"camera\"\nframing = \"line\"", 16, "finds the camera by itself"),
        (pad, "kind = \"camera\"\nlayout = \"us\"", 16, "this one is a camera"),
        (pad, "kind = \"camera\"\naim = true", 16, "aim is for scanners"),
        (
            more,
            "[[readers]]\nname = \"one\"\nkind = \"camera\"\n[[readers]]\nname = \"two\"\nkind = \"camera\"\n\
             [[devices]]\nid = 26",
            19,
            "is the camera already",
        ),
        (
            more,
            "[[readers]]\nname = \"bar\"\nkind = \"keyboard\"\n[[devices]]\nid = 26",
            16,
            "\"scanner\" types already",
        ),
        (
            more,
            "[[readers]]\nname = \"bar\"\nkind = \"pin-pad\"\n[[devices]]\nid = 26",
            16,
            "\"pad\" is the PIN pad already",
        ),
        ("name = \"pad\"", "name = \"scanner\"", 13, "already a reader named"),
        // Outputs.
        ("opens = \"side door\"", "opens = \"back door\"", 27, "no output named \"back door\""),
        ("opens = \"side door\"\n", "", 31, "no device uses the output \"side door\""),
        ("name = \"side door\"", "name = \"turnstile\"", 32, "already an output named"),
        ("port = \"/dev/ttyUSB1\"", "port = \"/dev/ttyUSB0\"", 32, "already used by \"entrance\""),
        (
            "kind = \"shelly\"\naddress = \"192.168.33.1\"",
            "kind = \"lcus\"\nport = \"/dev/ttyUSB1\"",
            32,
            "already used by \"turnstile\"",
        ),
        ("seconds = 0.5", "seconds = 90.0", 32, "between 0.2 and 30 seconds"),
        ("address = \"192.168.33.1\"", "address = \"http://192.168.33.1\"", 28, "no http://"),
        ("channel = 2", "chanel = 2", 32, "unknown field `chanel`"),
    ] {
        let text = MANY.replacen(from, to, 1);
        assert_ne!(text, MANY, "{from} is in the file");
        let error = parse(&text).expect_err(to);
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
        assert_eq!(error.line, line, "{error}");
    }
}

#[test]
fn updates_are_on_and_stable_unless_the_file_says_otherwise() {
    let usual = parse(WHOLE).unwrap();
    assert_eq!(usual.updates, Updates { off: false, channel: Channel::Stable });
    assert!(!to_toml(&usual).contains("updates"));
    let text = WHOLE.replacen("[[readers]]", "[updates]\noff = true\nchannel = \"early\"\n[[readers]]", 1);
    let set = parse(&text).unwrap();
    assert_eq!(set.updates, Updates { off: true, channel: Channel::Early });
    assert_eq!(parse(&to_toml(&set)).unwrap().updates, set.updates);
}
