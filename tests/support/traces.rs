//! Looking for personal data and secrets in everything that was written.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that must not be found, each with every form it could be written in.
#[derive(Default)]
pub struct Traces(Vec<(String, Vec<u8>)>);

impl Traces {
    /// A name, a key or a token, as it is and in hexadecimal.
    pub fn add(&mut self, what: &str, text: &str) {
        assert!(text.len() >= 4, "{what} is too short to be told from chance");
        self.push(what, text.as_bytes());
        self.push(
            &format!("{what}, UTF-16"),
            &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        );
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.push(&format!("{what}, in hexadecimal"), hex.as_bytes());
        self.push(&format!("{what}, in hexadecimal"), hex.to_uppercase().as_bytes());
    }

    /// A card's number: raw, in hexadecimal in both orders and cases, as a decimal number, as a list
    /// of numbers.
    pub fn add_card(&mut self, what: &str, bytes: &[u8]) {
        let mut reversed = bytes.to_vec();
        reversed.reverse();
        for bytes in [bytes, &reversed] {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            self.push(&format!("{what}, raw"), bytes);
            self.push(&format!("{what}, in hexadecimal"), hex.as_bytes());
            self.push(&format!("{what}, in hexadecimal"), hex.to_uppercase().as_bytes());
            let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
            self.push(&format!("{what}, decimal"), number.to_string().as_bytes());
            let list: Vec<_> = bytes.iter().map(u8::to_string).collect();
            self.push(&format!("{what}, as a list"), list.join(", ").as_bytes());
            self.push(&format!("{what}, as a list"), list.join(",").as_bytes());
        }
    }

    /// Every place in `folder` where one of them is written, file names included.
    pub fn found_in(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for path in files(folder) {
            let name = path.to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap_or_default();
            found.extend(self.found_in_bytes(&name, &bytes));
            found.extend(self.found_in_bytes(&format!("the name of {name}"), name.as_bytes()));
        }
        found
    }

    /// Which of them are in `bytes`.
    pub fn found_in_bytes(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let is_in = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
        let found = self.0.iter().filter(|(_, needle)| is_in(needle));
        found.map(|(what, _)| format!("{what} is in {place}")).collect()
    }

    /// How many files there are to look into.
    pub fn files_in(folder: &Path) -> usize {
        files(folder).len()
    }

    fn push(&mut self, what: &str, needle: &[u8]) {
        self.0.push((what.to_owned(), needle.to_vec()));
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                // Links lead to devices or to what is looked at anyway.
                Ok(_) | Err(_) => {}
            }
        }
    }
    found.sort();
    found
}
