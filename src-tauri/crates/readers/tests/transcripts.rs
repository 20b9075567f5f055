//! Replays what real readers send: one transcript a family, in `tests/fixtures/readers/`.
//!
//! `# comment`, `@ key = value, …` a reader set up like this is plugged in, `> 02 36 …` bytes arrive,
//! `~ 60ms` nothing arrives, `= event` this is reported. Every event must be expected at the very
//! line where it happens.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::Identification;
use readers::{Decoder, Framing, Reading, ReadingSettings};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/readers")
}

fn settings(text: &str) -> ReadingSettings {
    toml::from_str(&text.replace(", ", "\n")).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn say(reading: Reading) -> String {
    match reading.result {
        Ok(Identification::Number { value, format }) => format!("NUMBER {} {value}", format.vendor()),
        Ok(Identification::QrCode(text)) => format!("QR_CODE {text}"),
        Ok(Identification::Barcode(text)) => format!("BARCODE {text}"),
        Ok(Identification::Pin(text)) => format!("PIN {text}"),
        Ok(Identification::WalletPass(text)) => format!("WALLET_PASS {text}"),
        Err(why) => format!("{why:?}"),
    }
}

/// Replays a transcript and says how many events it had, or what went wrong in which line.
fn replay(framing: Framing, transcript: &str) -> Result<usize, String> {
    let mut decoder = Decoder::new(framing, ReadingSettings::default());
    let mut now = Instant::now();
    let mut waiting = VecDeque::new();
    let mut events = 0;
    for (index, line) in transcript.lines().enumerate() {
        let wrong = |what: &str| format!("{}, line {}: {what}", framing.name(), index + 1);
        let (mark, rest) = line.split_at_checked(2).unwrap_or((line, ""));
        if matches!(mark, "> " | "~ " | "@ ")
            && let Some(event) = waiting.front()
        {
            return Err(wrong(&format!("unexpected before it: {event}")));
        }
        match mark {
            "" | "# " | "#" => {}
            "@ " => decoder = Decoder::new(framing, settings(rest)),
            "> " => {
                let bytes: Result<Vec<u8>, _> =
                    rest.split_whitespace().map(|byte| u8::from_str_radix(byte, 16)).collect();
                let bytes = bytes.map_err(|error| wrong(&error.to_string()))?;
                decoder.input(&bytes, now, &mut |reading| waiting.push_back(say(reading)));
            }
            "~ " => {
                let ms = rest.strip_suffix("ms").and_then(|ms| ms.parse().ok());
                let end = now + Duration::from_millis(ms.ok_or_else(|| wrong("not a time"))?);
                while let Some(at) = decoder.deadline().filter(|at| *at <= end) {
                    decoder.timeout(at, &mut |reading| waiting.push_back(say(reading)));
                }
                now = end;
            }
            "= " => {
                let event = waiting.pop_front().ok_or_else(|| wrong("nothing was reported"))?;
                if event != rest {
                    return Err(wrong(&format!("reported: {event}")));
                }
                events += 1;
            }
            _ => return Err(wrong("not understood")),
        }
    }
    waiting.front().map_or(Ok(events), |event| Err(format!("unexpected at the end: {event}")))
}

#[test]
fn every_family_has_a_transcript_that_holds() {
    for framing in Framing::ALL {
        let path = folder().join(format!("{}.txt", framing.name()));
        let transcript =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let events = replay(*framing, &transcript).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(events >= 5, "{} says too little", framing.name());
    }
}

#[test]
fn every_transcript_belongs_to_a_family() {
    for entry in fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            continue;
        }
        let name = entry.file_name().into_string().unwrap();
        assert!(Framing::ALL.iter().any(|framing| format!("{}.txt", framing.name()) == name), "{name}");
    }
}

#[test]
fn a_transcript_that_does_not_hold_is_noticed() {
    for (transcript, wrong) in [
        (
            "> 31 31 32 32 33 33 34 34 0d\n= NUMBER HEX_MSB 11223345",
            "line 2: reported: NUMBER HEX_MSB 11223344",
        ),
        ("= NUMBER HEX_MSB 11223344", "line 1: nothing was reported"),
        ("> 31 31 32 32 33 33 34 34 0d\n> 31 31 32 32 33 33 34 34 0d", "line 2: unexpected before it"),
        ("> 31 31 32 32 33 33 34 34 0d", "unexpected at the end"),
        ("> 3", "unexpected"),
        ("! 31", "line 1: not understood"),
        ("~ 60", "line 1: not a time"),
    ] {
        let found = replay(Framing::Line, transcript);
        if wrong == "unexpected" {
            assert_eq!(found, Ok(0), "an open line is no event");
        } else {
            assert!(found.clone().unwrap_err().contains(wrong), "{transcript}: {found:?}");
        }
    }
}
