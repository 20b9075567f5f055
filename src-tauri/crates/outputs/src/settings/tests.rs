use super::*;

fn parsed(text: &str) -> Result<OutputSettings, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

fn at(text: &str) -> Address {
    text.parse().unwrap()
}

#[test]
fn what_must_be_given_is_enough() {
    let seconds = Duration::from_secs;
    for (text, kind) in [
        (
            "kind = \"shelly\"\naddress = \"192.168.33.1\"",
            Kind::Shelly(Shelly { address: at("192.168.33.1"), channel: 0, length: seconds(2) }),
        ),
        (
            "kind = \"lcus\"\nport = \"COM4\"",
            Kind::Lcus(Lcus { port: "COM4".to_owned(), baud: 9600, channel: 1, length: seconds(2) }),
        ),
        (
            "kind = \"drawer\"\nport = \"COM1\"",
            Kind::Drawer(Drawer::Serial { port: "COM1".to_owned(), baud: 9600 }),
        ),
        ("kind = \"drawer\"\naddress = \"printer\"", Kind::Drawer(Drawer::Network(at("printer")))),
    ] {
        let settings = parsed(&format!("name = \"x\"\n{text}")).unwrap();
        assert_eq!(settings, OutputSettings { name: "x".to_owned(), kind }, "{text}");
    }
}

#[test]
fn every_key_survives_writing_and_reading() {
    for text in [
        "name = \"t\"\nkind = \"shelly\"\naddress = \"[fe80::1]:8080\"\nchannel = 7\nseconds = 0.5\n",
        "name = \"d\"\nkind = \"lcus\"\nport = \"/dev/ttyUSB1\"\nbaud = 19200\nchannel = 4\nseconds = 30.0\n",
        "name = \"k\"\nkind = \"drawer\"\nport = \"/dev/ttyS0\"\nbaud = 115200\n",
        "name = \"k\"\nkind = \"drawer\"\naddress = \"printer.local:9101\"\n",
    ] {
        let settings = parsed(text).unwrap();
        assert_eq!(toml::to_string(&settings).unwrap(), text);
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (text, said) in [
        ("kind = \"shelly\"", "shelly needs address"),
        ("kind = \"shelly\"\naddress = \"a\"\nport = \"COM1\"", "port means nothing to shelly"),
        ("kind = \"shelly\"\naddress = \"a\"\nbaud = 9600", "baud means nothing to shelly"),
        ("kind = \"shelly\"\naddress = \"a\"\nchannel = 8", "channel: 8 is not between 0 and 7"),
        (
            "kind = \"shelly\"\naddress = \"a:0\"",
            "address: the port after the colon is a number from 1 to 65535",
        ),
        ("kind = \"lcus\"", "lcus needs port"),
        ("kind = \"lcus\"\nport = \" \"", "lcus needs port"),
        ("kind = \"lcus\"\nport = \"p\"\naddress = \"a\"", "address means nothing to lcus"),
        ("kind = \"lcus\"\nport = \"p\"\nchannel = 0", "channel: 0 is not between 1 and 4"),
        ("kind = \"lcus\"\nport = \"p\"\nchannel = 5", "channel: 5 is not between 1 and 4"),
        ("kind = \"drawer\"", "drawer needs port or address"),
        ("kind = \"drawer\"\nport = \"\"", "drawer needs port or address"),
        ("kind = \"drawer\"\nport = \"p\"\naddress = \"a\"", "address means nothing to a drawer with a port"),
        ("kind = \"drawer\"\naddress = \"a\"\nbaud = 9600", "baud means nothing to drawer"),
        ("kind = \"drawer\"\nport = \"p\"\nchannel = 1", "channel means nothing to drawer"),
        ("kind = \"drawer\"\nport = \"p\"\nseconds = 1", "seconds means nothing to drawer"),
    ] {
        assert_eq!(parsed(&format!("name = \"x\"\n{text}")).unwrap_err(), said, "{text}");
    }
    let nameless = parsed("name = \" \"\nkind = \"lcus\"\nport = \"p\"");
    assert_eq!(nameless.unwrap_err(), "an output needs a name");
    for wrong in ["kind = \"relay\"", "kind = \"lcus\"\nport = \"p\"\npuls = 3", "port = \"p\""] {
        assert!(parsed(&format!("name = \"x\"\n{wrong}")).is_err(), "{wrong}");
    }
}

#[test]
fn a_pulse_has_a_sensible_length() {
    let pulse =
        |seconds: &str| parsed(&format!("name = \"x\"\nkind = \"lcus\"\nport = \"p\"\nseconds = {seconds}"));
    for (text, millis) in [("0.2", 200), ("2", 2000), ("0.2004", 200), ("29.9999", 30_000), ("30", 30_000)] {
        let Kind::Lcus(lcus) = pulse(text).unwrap().kind else { panic!("{text}") };
        assert_eq!(lcus.length, Duration::from_millis(millis), "{text}");
    }
    for text in ["0", "-1", "0.199", "30.001", "1e300", "nan", "inf", "-inf"] {
        let said = "seconds: a pulse lasts between 0.2 and 30 seconds";
        assert_eq!(pulse(text).unwrap_err(), said, "{text}");
    }
}

#[test]
fn a_port_has_a_speed() {
    for kind in ["lcus", "drawer"] {
        for (baud, good) in [(299, false), (300, true), (3_000_000, true), (3_000_001, false)] {
            let settings = parsed(&format!("name = \"x\"\nkind = \"{kind}\"\nport = \"p\"\nbaud = {baud}"));
            assert_eq!(settings.is_ok(), good, "{kind} {baud}");
        }
    }
}

#[test]
fn addresses() {
    for (text, kept, socket, authority) in [
        ("192.168.33.1", "192.168.33.1", ("192.168.33.1", 80), "192.168.33.1:80"),
        (" shelly-1.local:8080\n", "shelly-1.local:8080", ("shelly-1.local", 8080), "shelly-1.local:8080"),
        ("a_b:65535", "a_b:65535", ("a_b", 65535), "a_b:65535"),
        ("[fe80::1]", "[fe80::1]", ("fe80::1", 80), "[fe80::1]:80"),
        ("[::1]:9", "[::1]:9", ("::1", 9), "[::1]:9"),
    ] {
        let address = at(text);
        assert_eq!(address.to_string(), kept, "{text}");
        assert_eq!(address.socket(80), socket, "{text}");
        assert_eq!(address.authority(80), authority, "{text}");
        assert_eq!(at(kept), address);
    }
    for (text, error) in [
        ("", AddressError::Host),
        (":80", AddressError::Host),
        ("http://192.168.33.1", AddressError::Host),
        ("192.168.33.1/rpc", AddressError::Host),
        ("192.168.33.1:80/rpc", AddressError::Host),
        ("admin:secret@a", AddressError::Host),
        ("a@b", AddressError::Host),
        ("a b", AddressError::Host),
        ("fe80::1", AddressError::Host),
        ("[fe80::1", AddressError::Host),
        ("[fe80::1]x", AddressError::Host),
        ("[a]", AddressError::Host),
        ("a:", AddressError::Port),
        ("a:0", AddressError::Port),
        ("a:+1", AddressError::Port),
        ("a:65536", AddressError::Port),
        ("a:x", AddressError::Port),
    ] {
        assert_eq!(text.parse::<Address>(), Err(error), "{text}");
    }
}
