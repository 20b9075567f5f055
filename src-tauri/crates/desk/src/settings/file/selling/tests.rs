use domain::DeviceId;

use super::super::super::{Entrance, OfflinePolicy, Settings};
use super::super::{FileError, Problem, parse, to_toml};
use super::*;

/// A door, two bars, a machine and a solarium, of which three have the one reader at the counter.
const STUDIO: &str = r#"[studio]
tenant = "example"
currency = "CHF"
[[readers]]
name = "counter"
kind = "serial"
port = "/dev/ttyUSB0"
framing = "rdm6300"
[[readers]]
name = "fridge"
kind = "keyboard"
[[devices]]
id = 26
reader = "counter"
offline = "directory"
opens = "door"
[[devices]]
id = 27
reader = "counter"
[devices.vending]
name = "Bar"
hand-out = "team"
idle-seconds = 20
draw-seconds = 90
top-up = ["10", "20.50"]
drawer = "till"
[[devices]]
id = 28
reader = "counter"
[devices.vending]
name = "Lockers"
hand-out = "shelves"
shelves = { "1" = "locker one", "2" = "locker two" }
[[devices]]
id = 29
reader = "fridge"
[devices.vending]
hand-out = "machine"
machine = "fridge machine"
items = { "17" = "A1" }
[[devices]]
id = 30
reader = "counter"
[devices.time]
name = "Solarium"
switches = "sun"
[[outputs]]
name = "door"
kind = "shelly"
address = "192.168.33.1"
[[outputs]]
name = "locker one"
kind = "shelly"
address = "192.168.33.2"
[[outputs]]
name = "locker two"
kind = "lcus"
port = "/dev/ttyUSB1"
[[outputs]]
name = "sun"
kind = "shelly"
address = "192.168.33.3"
[[outputs]]
name = "till"
kind = "drawer"
address = "192.168.33.9"
[[machines]]
name = "fridge machine"
port = "/dev/ttyACM0"
"#;

fn names<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(one, two)| (one.to_owned(), two.to_owned())).collect()
}

fn roles(settings: &Settings) -> Vec<&Role> {
    settings.devices.iter().map(|device| &device.role).collect()
}

#[test]
fn everything_that_sells_is_read_and_written_back() {
    let settings = parse(STUDIO).unwrap_or_else(|error| panic!("{error}"));
    let bar = Vending {
        name: "Bar".into(),
        hand_out: HandOut::Team,
        idle: Duration::from_secs(20),
        draw: Duration::from_secs(90),
        top_up: vec![1000, 2050],
        drawer: Some("till".into()),
    };
    let plain =
        Vending { idle: Vending::IDLE, draw: Vending::DRAW, top_up: vec![], drawer: None, ..bar.clone() };
    let shelves = names([("1", "locker one"), ("2", "locker two")]);
    let lockers = Vending { name: "Lockers".into(), hand_out: HandOut::Shelves(shelves), ..plain.clone() };
    let hand_out = HandOut::Machine { machine: "fridge machine".into(), items: names([("17", "A1")]) };
    let fridge = Vending { name: "fridge".into(), hand_out, ..plain };
    let solarium = TimeDevice { name: "Solarium".into(), switches: "sun".into() };
    let door = Entrance { offline: OfflinePolicy::Directory, opens: Some("door".into()) };
    assert_eq!(
        roles(&settings),
        [
            &Role::CheckIn(door),
            &Role::Vending(bar),
            &Role::Vending(lockers),
            &Role::Vending(fridge),
            &Role::Time(solarium),
        ]
    );
    assert_eq!(settings.currency.code(), "CHF");
    assert_eq!((Vending::IDLE, Vending::DRAW), (Duration::from_secs(15), Duration::from_secs(60)));
    assert_eq!((settings.machines[0].name.as_str(), settings.machines[0].baud), ("fridge machine", 115_200));
    let written = to_toml(&settings);
    assert_eq!(parse(&written).as_ref(), Ok(&settings), "{written}");
}

#[test]
fn the_taps_of_a_reader_go_to_its_first_device() {
    let settings = parse(STUDIO).unwrap();
    let of = |reader| settings.device_of(reader).map(|device| device.id);
    assert_eq!((of("counter"), of("fridge")), (Some(DeviceId(26)), Some(DeviceId(29))));
    assert_eq!(settings.entrance_of("counter").map(|(device, _)| device), Some(DeviceId(26)));
    assert_eq!(settings.entrance_of("fridge"), None, "what sells lets nobody in");
}

#[test]
fn what_is_usual_is_not_spelled_out() {
    let usual = STUDIO
        .replace("currency = \"CHF\"", "currency = \"eur\"")
        .replace("name = \"Bar\"", "name = \"counter\"")
        .replace("idle-seconds = 20\ndraw-seconds = 90", "idle-seconds = 15\ndraw-seconds = 60")
        .replace("top-up = [\"10\", \"20.50\"]\ndrawer = \"till\"", "top-up = []")
        .replace("[[outputs]]\nname = \"till\"\nkind = \"drawer\"\naddress = \"192.168.33.9\"\n", "")
        .replace("items = { \"17\" = \"A1\" }", "items = {}");
    let settings = parse(&usual).unwrap_or_else(|error| panic!("{error}"));
    let written = to_toml(&settings);
    for key in ["currency", "name = \"counter\"\nhand-out", "-seconds", "top-up", "drawer", "items"] {
        assert!(!written.contains(key), "{key}: {written}");
    }
    assert_eq!(parse(&written), Ok(settings));
}

#[test]
fn time_outs_and_amounts_are_taken_up_to_their_limits() {
    for seconds in [5, 300] {
        let text = STUDIO.replace("seconds = 20", &format!("seconds = {seconds}"));
        let settings = parse(&text).unwrap();
        let Role::Vending(bar) = &settings.devices[1].role else { panic!("it sells") };
        assert_eq!(bar.idle, Duration::from_secs(seconds));
        assert_eq!(parse(&to_toml(&settings)), Ok(settings));
    }
    for (currency, given, minor) in [
        ("CHF", "\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"", vec![100, 200, 300, 400, 500, 600]),
        ("CHF", "\"0.01\", \" 7.50 \"", vec![1, 750]),
        ("JPY", "\"1000\"", vec![1000]),
        ("KWD", "\"1.125\"", vec![1125]),
    ] {
        let text = STUDIO.replace("\"CHF\"", &format!("\"{currency}\""));
        let settings = parse(&text.replace("\"10\", \"20.50\"", given)).unwrap();
        let Role::Vending(bar) = &settings.devices[1].role else { panic!("it sells") };
        assert_eq!(bar.top_up, minor, "{currency} {given}");
        assert_eq!(parse(&to_toml(&settings)), Ok(settings), "{currency} {given}");
    }
}

#[test]
fn what_is_wrong_with_a_device_that_sells_has_its_line() {
    let (bar, lockers, fridge, sun) = ((27, 17), (28, 27), (29, 34), (30, 41));
    let shelves = "shelves = { \"1\" = \"locker one\", \"2\" = \"locker two\" }";
    let other = |id| DeviceId(id);
    let unsuited = |output: &str, needed| SellingProblem::UnsuitedOutput { output: output.into(), needed };
    let taken = |output: &str, id| SellingProblem::OutputTaken { output: output.into(), other: other(id) };
    for ((device, line), from, to, problem) in [
        (
            sun,
            "[devices.time]\n",
            "[devices.vending]\nhand-out = \"team\"\n[devices.time]\n",
            SellingProblem::Both,
        ),
        (
            bar,
            "hand-out = \"team\"",
            "hand-out = \"team\"\nshelves = {}",
            SellingProblem::Pointless("shelves"),
        ),
        (
            bar,
            "hand-out = \"team\"",
            "hand-out = \"team\"\nmachine = \"x\"",
            SellingProblem::Pointless("machine"),
        ),
        (bar, "hand-out = \"team\"", "hand-out = \"team\"\nitems = {}", SellingProblem::Pointless("items")),
        (lockers, shelves, &format!("{shelves}\nitems = {{}}"), SellingProblem::Pointless("items")),
        (fridge, "machine = \"f", "shelves = {}\nmachine = \"f", SellingProblem::Pointless("shelves")),
        (lockers, shelves, "", SellingProblem::Missing("shelves")),
        (lockers, shelves, "shelves = {}", SellingProblem::Missing("shelves")),
        (fridge, "machine = \"fridge machine\"\n", "", SellingProblem::Missing("machine")),
        (bar, "top-up = [\"10\", \"20.50\"]\n", "", SellingProblem::Missing("top-up, with a drawer")),
        (bar, "name = \"Bar\"", "name = \" \"", SellingProblem::Missing("a name that is not empty, or none")),
        (
            sun,
            "name = \"Solarium\"",
            "name = \"\"",
            SellingProblem::Missing("a name that is not empty, or none"),
        ),
        (lockers, "= \"locker two\" }", "= \"locker 2\" }", SellingProblem::UnknownOutput("locker 2".into())),
        (bar, "drawer = \"till\"", "drawer = \"tell\"", SellingProblem::UnknownOutput("tell".into())),
        (sun, "switches = \"sun\"", "switches = \"moon\"", SellingProblem::UnknownOutput("moon".into())),
        (bar, "drawer = \"till\"", "drawer = \"door\"", unsuited("door", "is a cash drawer")),
        (lockers, "= \"locker two\" }", "= \"till\" }", unsuited("till", "switches on and off")),
        (sun, "switches = \"sun\"", "switches = \"till\"", unsuited("till", "switches on and off")),
        (
            fridge,
            "machine = \"fridge ",
            "machine = \"other ",
            SellingProblem::UnknownMachine("other machine".into()),
        ),
        (lockers, "= \"locker two\" }", "= \"door\" }", taken("door", 26)),
        (sun, "switches = \"sun\"", "switches = \"locker one\"", taken("locker one", 28)),
        (
            bar,
            "idle-seconds = 20",
            "idle-seconds = 4",
            SellingProblem::Seconds { key: "idle-seconds", seconds: 4 },
        ),
        (
            bar,
            "idle-seconds = 20",
            "idle-seconds = 301",
            SellingProblem::Seconds { key: "idle-seconds", seconds: 301 },
        ),
        (
            bar,
            "draw-seconds = 90",
            "draw-seconds = 0",
            SellingProblem::Seconds { key: "draw-seconds", seconds: 0 },
        ),
        (bar, "\"10\"", "\"0\"", SellingProblem::TopUp("0".into())),
        (bar, "\"10\"", "\"-5\"", SellingProblem::TopUp("-5".into())),
        (bar, "\"10\"", "\"10,50\"", SellingProblem::TopUp("10,50".into())),
        (bar, "\"10\"", "\"0.005\"", SellingProblem::TopUp("0.005".into())),
        (bar, "\"10\"", "\"50000000\"", SellingProblem::TopUp("50000000".into())),
        (bar, "\"10\"", "\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"", SellingProblem::TopUps),
    ] {
        let text = STUDIO.replacen(from, to, 1);
        assert_ne!(text, STUDIO, "{from} is in the file");
        let sentence = problem.to_string();
        let problem = Problem::Selling { device: DeviceId(device), problem };
        let error = parse(&text).expect_err(to);
        assert_eq!(error, FileError { line, problem }, "{to}");
        assert!(error.to_string().contains(&format!("device {device}: {sentence}")), "{error}");
    }
}

#[test]
fn a_machine_and_an_output_that_switches_have_one_owner() {
    let second = "[[devices]]\nid = 31\nreader = \"fridge\"\n[devices.vending]\nhand-out = \"machine\"\n\
                  machine = \"fridge machine\"\n[[outputs]]";
    let text = STUDIO.replacen("[[outputs]]", second, 1);
    let (machine, other) = ("fridge machine".to_owned(), DeviceId(29));
    let problem =
        Problem::Selling { device: DeviceId(31), problem: SellingProblem::MachineTaken { machine, other } };
    assert_eq!(parse(&text), Err(FileError { line: 47, problem }));
    // One till does for two bars, and two entrances may open one door.
    let second = "[[devices]]\nid = 31\nreader = \"counter\"\n[devices.vending]\nhand-out = \"team\"\n\
                  top-up = [\"5\"]\ndrawer = \"till\"\n[[outputs]]";
    assert!(parse(&STUDIO.replacen("[[outputs]]", second, 1)).is_ok());
    // Two shelves of one device may be behind one door.
    assert!(
        parse(&STUDIO.replace("\"locker one\", \"2\"", "\"locker two\", \"2\"").replace(
            "[[outputs]]\nname = \"locker one\"\nkind = \"shelly\"\naddress = \"192.168.33.2\"\n",
            ""
        ))
        .is_ok()
    );
}

#[test]
fn what_is_wrong_around_them_has_its_line() {
    let fridge = "[[devices]]\nid = 29\nreader = \"fridge\"\n[devices.vending]\nhand-out = \"machine\"\n\
                  machine = \"fridge machine\"\nitems = { \"17\" = \"A1\" }\n";
    let door = "[[devices]]\nid = 26\nreader = \"counter\"\noffline = \"directory\"\nopens = \"door\"\n";
    let moved = format!("{door}[[outputs]]");
    let twice = "[[machines]]\nname = \"fridge machine\"\nport = \"/dev/ttyACM1\"\n[[machines]]";
    for (from, to, line, sentence) in [
        ("\"CHF\"", "\"Franken\"", 3, "currency: \"Franken\" is no currency"),
        ("\"CHF\"", "\"XAU\"", 3, "is no currency"),
        ("hand-out = \"team\"", "hand-out = \"staff\"", 22, "unknown variant `staff`"),
        ("hand-out = \"team\"\n", "", 20, "missing field `hand-out`"),
        ("switches = \"sun\"\n", "", 44, "missing field `switches`"),
        ("idle-seconds", "idle", 23, "unknown field `idle`"),
        ("top-up = [\"10\", \"20.50\"]", "top-up = [10]", 25, "expected a string"),
        ("drawer = \"till\"\n", "", 62, "no device uses the output \"till\""),
        (", \"2\" = \"locker two\"", "", 55, "no device uses the output \"locker two\""),
        (fridge, "", 60, "no device sells from the machine \"fridge machine\""),
        (
            "[[machines]]",
            &twice.replace("fridge machine", "oven"),
            67,
            "no device sells from the machine \"oven\"",
        ),
        ("[[machines]]", twice, 70, "already a machine named \"fridge machine\""),
        ("\"/dev/ttyACM0\"", "\"/dev/ttyUSB0\"", 67, "already used by \"counter\""),
        ("\"/dev/ttyACM0\"", "\"/dev/ttyUSB1\"", 67, "already used by \"locker two\""),
        ("port = \"/dev/ttyACM0\"", "port = \" \"", 67, "machine: "),
        ("port = \"/dev/ttyACM0\"", "port = \"/dev/ttyACM0\"\nbaud = 1", 67, "machine: baud: 1"),
        ("port = \"/dev/ttyACM0\"", "port = \"/dev/ttyACM0\"\nspeed = 1", 67, "unknown field `speed`"),
    ] {
        let text = STUDIO.replacen(from, to, 1);
        assert_ne!(text, STUDIO, "{from} is in the file");
        let error = parse(&text).expect_err(to);
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
        assert_eq!(error.line, line, "{error}");
    }
    // Nobody could check in: whatever is held to the reader would be for the bar.
    let text = STUDIO.replacen(door, "", 1).replacen("[[outputs]]", &moved, 1);
    let (device, reader, other) = (DeviceId(26), "counter".to_owned(), DeviceId(27));
    let error = parse(&text).unwrap_err();
    assert_eq!(error, FileError { line: 42, problem: Problem::EntranceSecond { device, reader, other } });
    // A key of an entrance does nothing for what sells.
    for (key, value) in [("offline", "refuse"), ("opens", "door")] {
        let text = STUDIO.replacen("id = 27", &format!("id = 27\n{key} = \"{value}\""), 1);
        let problem = Problem::Selling { device: DeviceId(27), problem: SellingProblem::Pointless(key) };
        assert_eq!(parse(&text), Err(FileError { line: 17, problem }));
    }
}
