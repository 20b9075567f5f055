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

#[test]
fn the_documented_file_is_read_and_written_back() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.device_of("entrance"), Some(DeviceId(26)));
    assert_eq!(settings.endpoints.device.port(), 4010);
    assert_eq!(settings.readers[0].serial.framing, Framing::Rdm6300);
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
        ("open = \"http://127.0.0.1:4012\"", "open = \"http://10.0.0.1:4012\"", 6, "endpoints:"),
        ("baud = 9600", "baud = 12", 13, "12 is not a speed"),
        ("reader = \"entrance\"", "reader = \"entrence\"", 17, "no reader named \"entrence\""),
        ("kind = \"serial\"", "kind = \"usb\"", 11, "unknown variant `usb`"),
        ("name = \"entrance\"", "name = \"\"", 9, "needs a name"),
        ("[[devices]]\nid = 26\nreader = \"entrance\"\n", "", 17, "no [[devices]]"),
        (
            "reader = \"entrance\"\n",
            "reader = \"entrance\"\n[[devices]]\nid = 27\nreader = \"entrance\"\n",
            20,
            "already belongs to device 26",
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
            "already used by the reader \"entrance\"",
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
        let reading = &settings.readers[0].serial.reading;
        assert_eq!((reading.aim, reading.passes), (aim, passes), "{keys}");
        let written = to_toml(&settings);
        assert_eq!(parse(&written).unwrap(), settings, "{keys}");
        assert_eq!((written.contains("aim"), written.contains("passes")), (aim, passes), "{keys}");
    }
}

#[test]
fn without_a_word_about_it_nobody_is_let_in_offline() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.devices[0].offline, OfflinePolicy::Refuse);
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
        assert_eq!(settings.devices[0].offline, policy);
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
