use proptest::prelude::*;

use super::*;

/// A host's keyboard: what its keys write plain, with Shift and with AltGr. `´`, `` ` ``, `^` and `¨`
/// after a `†` are dead. Rows and order as in [`ROWS`].
#[derive(Debug)]
struct Host {
    name: &'static str,
    plain: [&'static str; 4],
    shifted: [&'static str; 4],
    graph: &'static [(&'static str, char)],
}

/// The keys by their codes, from the top left to the bottom right of a US keyboard.
const ROWS: [&[&str]; 4] = [
    &[
        "Backquote",
        "Digit1",
        "Digit2",
        "Digit3",
        "Digit4",
        "Digit5",
        "Digit6",
        "Digit7",
        "Digit8",
        "Digit9",
        "Digit0",
        "Minus",
        "Equal",
    ],
    &[
        "KeyQ",
        "KeyW",
        "KeyE",
        "KeyR",
        "KeyT",
        "KeyY",
        "KeyU",
        "KeyI",
        "KeyO",
        "KeyP",
        "BracketLeft",
        "BracketRight",
        "Backslash",
    ],
    &["KeyA", "KeyS", "KeyD", "KeyF", "KeyG", "KeyH", "KeyJ", "KeyK", "KeyL", "Semicolon", "Quote"],
    &["KeyZ", "KeyX", "KeyC", "KeyV", "KeyB", "KeyN", "KeyM", "Comma", "Period", "Slash"],
];

const US: Host = Host {
    name: "us",
    plain: ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"],
    shifted: ["~!@#$%^&*()_+", "QWERTYUIOP{}|", "ASDFGHJKL:\"", "ZXCVBNM<>?"],
    graph: &[],
};

/// The layouts of X11, which agree with those of Windows about all that matters here.
const HOSTS: [Host; 4] = [
    US,
    Host {
        name: "de",
        plain: ["†1234567890ß†", "qwertzuiopü+#", "asdfghjklöä", "yxcvbnm,.-"],
        shifted: ["°!\"§$%&/()=?†", "QWERTZUIOPÜ*'", "ASDFGHJKLÖÄ", "YXCVBNM;:_"],
        graph: &[
            ("Digit7", '{'),
            ("Digit8", '['),
            ("Digit9", ']'),
            ("Digit0", '}'),
            ("Minus", '\\'),
            ("KeyQ", '@'),
            ("BracketRight", '~'),
        ],
    },
    Host {
        name: "fr",
        plain: ["²&é\"'(-è_çà)=", "azertyuiop†$*", "qsdfghjklmù", "wxcvbn,;:!"],
        shifted: ["~1234567890°+", "AZERTYUIOP†£µ", "QSDFGHJKLM%", "WXCVBN?./§"],
        graph: &[
            ("Digit3", '#'),
            ("Digit4", '{'),
            ("Digit5", '['),
            ("Digit6", '|'),
            ("Digit8", '\\'),
            ("Digit0", '@'),
            ("Minus", ']'),
            ("Equal", '}'),
        ],
    },
    Host {
        name: "tr",
        plain: ["\"1234567890*-", "qwertyuıopğü,", "asdfghjklşi", "zxcvbnmöç."],
        shifted: ["é!'^+%&/()=?_", "QWERTYUIOPĞÜ;", "ASDFGHJKLŞİ", "ZXCVBNMÖÇ:"],
        graph: &[
            ("Digit3", '#'),
            ("Digit4", '$'),
            ("Digit7", '{'),
            ("Digit8", '['),
            ("Digit9", ']'),
            ("Digit0", '}'),
            ("Minus", '\\'),
            ("Equal", '|'),
            ("KeyQ", '@'),
        ],
    },
];

impl Host {
    /// Every key with what it writes: code, Shift, AltGr, character.
    fn keys(&self) -> impl Iterator<Item = (&'static str, bool, bool, char)> {
        let rows = |signs: [&'static str; 4], shift: bool| {
            let row = move |(codes, signs): (&'static [&'static str], &'static str)| {
                assert_eq!(codes.len(), signs.chars().count());
                codes.iter().zip(signs.chars()).map(move |(code, sign)| (*code, shift, false, sign))
            };
            ROWS.into_iter().zip(signs).flat_map(row)
        };
        let graph = self.graph.iter().map(|(code, sign)| (*code, false, true, *sign));
        let spaces = [("Space", false, false, ' ')];
        rows(self.plain, false).chain(rows(self.shifted, true)).chain(graph).chain(spaces)
    }

    /// The key this host says for one of its keys.
    fn makes_of(&self, code: &str, shift: bool) -> String {
        let found = self.keys().find(|key| (key.0, key.1, key.2) == (code, shift, false));
        match found.unwrap_or(("", false, false, ' ')).3 {
            '†' => "Dead".to_owned(),
            sign => sign.to_string(),
        }
    }

    /// What a reader that takes itself for a US keyboard types here.
    fn hears(&self, text: &str) -> Vec<Stroke> {
        let stroke = |sign| {
            let (code, shift, ..) = US.keys().find(|key| key.3 == sign).unwrap();
            Stroke { code: code.to_owned(), key: self.makes_of(code, shift), shift, alt_graph: false }
        };
        text.chars().map(stroke).collect()
    }

    /// What a reader that is set to this host types here; `None` when it needs a dead key.
    fn hears_own(&self, text: &str) -> Option<Vec<Stroke>> {
        let stroke = |sign: char| {
            let (code, shift, alt_graph, _) = self.keys().find(|key| key.3 == sign && sign != '†')?;
            Some(Stroke { code: code.to_owned(), key: sign.to_string(), shift, alt_graph })
        };
        text.chars().map(stroke).collect()
    }
}

fn host(name: &str) -> &'static Host {
    HOSTS.iter().find(|host| host.name == name).unwrap()
}

fn text(frame: Frame) -> Result<String, Garbled> {
    match frame {
        Frame::Text(text) => Ok(text),
        Frame::Garbled(why) => Err(why),
        Frame::Bytes(_) => unreachable!("keys write text"),
    }
}

fn read(strokes: &[Stroke], layout: Layout) -> Result<String, Garbled> {
    text(read_typed(strokes, layout))
}

fn stroke(code: &str, key: &str) -> Stroke {
    Stroke { code: code.to_owned(), key: key.to_owned(), shift: false, alt_graph: false }
}

fn seen(strokes: &[Stroke]) -> String {
    strokes.iter().map(|stroke| stroke.key.as_str()).collect()
}

const BOTH: [Layout; 2] = [Layout::Us, Layout::Host];
const MEMBER: &str = r#"{"uuid":"6ba7b810-9dad-11d1-80b4-00c04fd430c8", "customer_number":"00 1/2'#~"}"#;
const MEANINGFUL: [&str; 7] = [
    MEMBER,
    r#"{"customer_number":"1-26","uuid":"6BA7B810-9dad-11d1-80b4-00c04fd430c8"}"#,
    r#"]Q1{"uuid":"1"}"#,
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "0004340098557",
    "042B73321A3180",
    "62e3086ced",
];

#[test]
fn the_tables_are_those_of_the_hosts() {
    for (name, typed, made) in [
        ("us", "{\"uuid\":", "{\"uuid\":"),
        ("de", r#"{"uuid":"yz","customer_number""#, "ÜÄuuidÄÖÄzyÄ,Äcustomer?numberÄ"),
        ("fr", "{\"uuid\":\"10-a", "Dead%uuid%M%&à)q"),
        ("tr", r#"{"uuid":"1","i"#, "ĞİuuıdİŞİ1İöİı"),
    ] {
        assert_eq!(seen(&host(name).hears(typed)), made, "{name}");
    }
}

#[test]
fn what_members_hold_up_arrives_intact_whichever_keyboard_the_reader_plays() {
    for host in &HOSTS {
        for meant in MEANINGFUL {
            for layout in BOTH {
                let found = read(&host.hears(meant), layout);
                assert_eq!(found.as_deref(), Ok(meant), "as US on {}, set to {layout:?}", host.name);
                let Some(own) = host.hears_own(meant) else { continue };
                assert_eq!(read(&own, layout).as_deref(), Ok(meant), "as {}, set to {layout:?}", host.name);
            }
        }
    }
}

#[test]
fn the_setting_decides_about_what_could_be_either() {
    let label = host("de").hears("YZ-1");
    assert_eq!(read(&label, Layout::Us).as_deref(), Ok("YZ-1"));
    assert_eq!(read(&label, Layout::Host).as_deref(), Ok("ZYß1"));
    // A host with a layout of its own, on which both readings are numbers.
    let both = [stroke("KeyA", "1"), stroke("KeyB", "2"), stroke("KeyC", "3")];
    assert_eq!(read(&both, Layout::Us).as_deref(), Ok("abc"));
    assert_eq!(read(&both, Layout::Host).as_deref(), Ok("123"));
}

#[test]
fn caps_lock_on_the_host_changes_nothing() {
    let mut strokes = host("us").hears(MEMBER);
    for stroke in &mut strokes {
        stroke.key = stroke
            .key
            .chars()
            .map(|sign| {
                if sign.is_ascii_lowercase() { sign.to_ascii_uppercase() } else { sign.to_ascii_lowercase() }
            })
            .collect();
    }
    assert_eq!(read(&strokes, Layout::Us).as_deref(), Ok(MEMBER));
}

#[test]
fn what_ended_the_burst_is_no_part_of_it() {
    for ends in [&[][..], &["Enter"], &["NumpadEnter"], &["Tab"], &["Enter", "Enter"], &["Enter", "Tab"]] {
        let mut strokes = host("fr").hears("62e3086ced");
        strokes.extend(ends.iter().map(|end| stroke(end, end)));
        assert_eq!(read(&strokes, Layout::Us).as_deref(), Ok("62e3086ced"), "{ends:?}");
    }
    assert_eq!(read(&[stroke("Enter", "Enter")], Layout::Us), Err(Garbled::Noise));
    assert_eq!(read(&[], Layout::Us), Err(Garbled::Noise));
    let torn = [stroke("Digit1", "1"), stroke("Enter", "Enter"), stroke("Digit2", "2")];
    assert_eq!(read(&torn, Layout::Us), Err(Garbled::Characters));
}

#[test]
fn the_keypad_writes_digits_with_and_without_num_lock() {
    let keys = |named: [&str; 3]| {
        ["Numpad4", "Numpad7", "Numpad1"]
            .into_iter()
            .zip(named)
            .map(|(code, key)| stroke(code, key))
            .collect()
    };
    for layout in BOTH {
        let strokes: Vec<_> = keys(["4", "7", "1"]);
        assert_eq!(read(&strokes, layout).as_deref(), Ok("471"));
        let strokes: Vec<_> = keys(["ArrowLeft", "Home", "End"]);
        assert_eq!(read(&strokes, layout).as_deref(), Ok("471"));
    }
    let comma = [stroke("Numpad1", "1"), stroke("NumpadDecimal", ","), stroke("Numpad2", "2")];
    assert_eq!(read(&comma, Layout::Us).as_deref(), Ok("1.2"));
    assert_eq!(read(&comma, Layout::Host).as_deref(), Ok("1,2"));
}

#[test]
fn accents_are_read_where_the_host_tells_them() {
    let typed = |rest: &[(&str, &str)]| {
        let strokes: Vec<_> = rest.iter().map(|(code, key)| stroke(code, key)).collect();
        read(&strokes, Layout::Host)
    };
    assert_eq!(typed(&[("Backquote", "Dead"), ("Space", "^"), ("KeyA", "a")]).as_deref(), Ok("^a"));
    assert_eq!(typed(&[("Backquote", "Dead"), ("KeyE", "ê")]).as_deref(), Ok("ê"));
    // Where it does not, the keys are all that is known.
    assert_eq!(typed(&[("Backquote", "Dead"), ("KeyE", "e")]).as_deref(), Ok("`e"));
    assert_eq!(typed(&[("KeyE", "e"), ("Equal", "Dead")]).as_deref(), Ok("e="));
    assert_eq!(typed(&[("Equal", "Dead"), ("Equal", "Dead"), ("KeyE", "é")]).as_deref(), Ok("==e"));
    // A host whose input method takes the keys says only which they were.
    assert_eq!(typed(&[("KeyE", "Process"), ("Digit1", "Unidentified")]).as_deref(), Ok("e1"));
}

#[test]
fn keys_that_no_reader_presses_spell_nothing() {
    for (code, key) in [("F5", "F5"), ("ArrowLeft", "ArrowLeft"), ("", "Process"), ("KeyÄ", "\u{1}")] {
        for layout in BOTH {
            assert_eq!(read(&[stroke(code, key)], layout), Err(Garbled::Characters), "{code}");
        }
    }
    assert_eq!(read(&[stroke("Space", " ")], Layout::Us), Err(Garbled::Characters));
    // Without a code, as from a screen keyboard, what the host says is enough.
    assert_eq!(read(&[stroke("", "7"), stroke("Unidentified", "ü")], Layout::Us).as_deref(), Ok("7ü"));
}

#[test]
fn no_more_than_any_code_has() {
    let long = |length: usize| read(&host("de").hears(&"7".repeat(length)), Layout::Us);
    assert_eq!(long(512), Ok("7".repeat(512)));
    assert_eq!(long(513), Err(Garbled::TooLong));
}

#[test]
fn nothing_typed_is_printed() {
    assert_eq!(format!("{:?}", host("us").hears("47")), "[Stroke(<redacted>), Stroke(<redacted>)]");
}

fn any_host() -> impl Strategy<Value = &'static Host> {
    (0..HOSTS.len()).prop_map(|index| &HOSTS[index])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_us_text_on_any_host_is_read_back(host in any_host(), typed in "[!-~]([ -~]{0,80}[!-~])?") {
        let strokes = host.hears(&typed);
        // `!@#` is 123 on a French keyboard: nobody could tell.
        prop_assume!(!on_host(&strokes).is_some_and(|made| is_something(&made)) || is_something(&typed));
        prop_assert_eq!(read(&strokes, Layout::Us), Ok(typed));
    }

    #[test]
    fn any_member_on_any_host_is_read_back(
        host in any_host(),
        uuid in "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        number in "[0-9A-Za-z/ .-]{0,20}",
        layout in prop::sample::select(BOTH.to_vec()),
    ) {
        for meant in [format!(r#"{{"uuid":"{uuid}","customer_number":"{number}"}}"#), uuid.replace('-', ""), uuid] {
            prop_assert_eq!(read(&host.hears(&meant), layout), Ok(meant.clone()));
            if let Some(own) = host.hears_own(&meant) {
                prop_assert_eq!(read(&own, layout), Ok(meant));
            }
        }
    }

    #[test]
    fn any_text_of_a_host_is_read_by_a_reader_set_to_it(host in any_host(), picks in prop::collection::vec(any::<prop::sample::Index>(), 1..60)) {
        let keys: Vec<_> = host.keys().filter(|key| key.3 != '†' && key.3 != ' ').collect();
        let meant: String = picks.iter().map(|pick| pick.get(&keys).3).collect();
        let strokes = host.hears_own(&meant).unwrap();
        let us: Option<String> = strokes.iter().map(on_us).collect();
        prop_assume!(!us.is_some_and(|us| is_something(&us)) || is_something(&meant));
        prop_assert_eq!(read(&strokes, Layout::Host), Ok(meant));
    }

    #[test]
    fn any_strokes_at_all(strokes in prop::collection::vec(("[A-Za-z0-9]{0,8}", "\\PC{0,4}", any::<bool>(), any::<bool>()), 0..40)) {
        let strokes: Vec<_> = strokes
            .into_iter()
            .map(|(code, key, shift, alt_graph)| Stroke { code, key, shift, alt_graph })
            .collect();
        if let Ok(text) = read(&strokes, Layout::Us) {
            prop_assert!(!text.is_empty() && text.chars().count() <= MAX_TEXT);
        }
    }
}
