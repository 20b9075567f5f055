use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn crate_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn corpus() -> PathBuf {
    crate_folder().join("../../../tests/fixtures/readers/corpus")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn everything_kept_of_every_target_holds() {
    for target in Target::all() {
        let folder = corpus().join(target.name());
        let inputs = names(&folder);
        assert!(inputs.len() >= 3, "{} has too few inputs", target.name());
        for input in inputs {
            let data = fs::read(folder.join(&input)).unwrap();
            let held = std::panic::catch_unwind(|| target.run(&data));
            assert!(held.is_ok(), "{}/{input} does not hold; the reason is above", target.name());
        }
    }
}

#[test]
fn every_parser_has_a_target_and_a_corpus_and_there_are_no_others() {
    let expected: BTreeSet<String> =
        Target::all().into_iter().map(|target| target.name().to_owned()).collect();
    assert_eq!(expected.len(), Framing::ALL.len() + 5);
    assert_eq!(names(&corpus()), expected);

    let fuzz = crate_folder().join("fuzz");
    let manifest: toml::Table = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap().parse().unwrap();
    let targets = manifest["bin"].as_array().unwrap().iter();
    let targets: BTreeSet<_> = targets.map(|bin| bin["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(targets, expected);
    let files = expected.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&fuzz.join("fuzz_targets")), files);
}

/// The sources of the targets say which one they are; a copied line would fuzz another parser.
#[test]
fn every_target_runs_its_own_parser() {
    for target in Target::all() {
        let file = crate_folder().join("fuzz/fuzz_targets").join(format!("{}.rs", target.name()));
        let source = fs::read_to_string(&file).unwrap();
        let call = match target {
            Target::Family(framing) => format!("Target::Family(Framing::{framing:?}).run(data)"),
            Target::Wedge | Target::Recognise | Target::Interpret | Target::Learn | Target::Camera => {
                format!("Target::{target:?}.run(data)")
            }
        };
        assert!(source.contains(&call), "{} should have {call}", file.display());
    }
}

#[test]
fn what_does_not_hold_is_noticed() {
    struct Forgetful;
    impl Framer for Forgetful {
        fn input(&mut self, bytes: &[u8], _now: Instant, out: &mut dyn FnMut(Frame)) {
            out(Frame::Bytes(bytes.to_vec()));
        }

        fn deadline(&self) -> Option<Instant> {
            None
        }

        fn timeout(&mut self, _now: Instant, _out: &mut dyn FnMut(Frame)) {}
    }
    let steps = Input(b"\x03abc\x00").steps();
    assert_ne!(run(&mut Forgetful, &steps), run(&mut Forgetful, &cut_up(&steps, 1)));
}
