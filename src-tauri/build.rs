//! Declares every command, so that a window can call only what its capability file grants, and takes the words
//! of the window with somebody else's page out of the interface's messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tauri_build::{AppManifest, Attributes};

macro_rules! commands {
    ($($file:ident: [$($name:ident,)*],)*) => {
        const COMMANDS: &[&str] = &[$($(stringify!($name),)*)*];
    };
}
include!("src/commands/list.rs");

/// What is said outside of the interface's own pages, and the message that says it.
const OUTSIDE: &[(&str, &str)] = &[
    ("back", "outside_back"),
    ("payment", "outside_payment"),
    ("from", "outside_from"),
    ("trouble", "outside_trouble"),
];

fn main() {
    outside_words();
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the window's rights cannot be built: {error:#}");
    }
}

/// Writes a table of the words, one line a language. A variant has what it lacks from its language; a language
/// that lacks a message stops the build, as it does in the interface.
fn outside_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/messages");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let said: Value = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{tag}: {error}"));
        languages.insert(tag, said);
    }
    let of = |tag: &str, key: &str| {
        let said = |tag: &str| Some(languages.get(tag)?.get(key)?.as_str()?.to_owned());
        let found = said(tag).or_else(|| said(tag.split('-').next().unwrap_or(tag)));
        found.unwrap_or_else(|| panic!("ui/messages/{tag}.json lacks {key}"))
    };
    let lines = languages.keys().map(|tag| {
        let fields: String =
            OUTSIDE.iter().map(|(field, key)| format!("{field}: {:?}, ", of(tag, key))).collect();
        format!("    ({tag:?}, Words {{ {fields}}}),\n")
    });
    let table = format!(
        "/// What is said in each language, by its tag.\nconst WORDS: [(&str, Words); {}] = [\n{}];\n",
        languages.len(),
        lines.collect::<String>()
    );
    let to = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("outside_words.rs");
    fs::write(&to, table).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}
