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
        ("format = \"HEX_MSB\"", "slice = \"5..1\"", 16, "slice:"),
        ("format = \"HEX_MSB\"", "encoding = \"hex\"", 16, "this reader sends none"),
    ] {
        let text = WHOLE.replacen(from, to, 1);
        assert_ne!(text, WHOLE, "{from} is in the file");
        let error = parse(&text).expect_err(to);
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
    }
}
