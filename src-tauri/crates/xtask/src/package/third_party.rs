//! The licences of what is built in, as a person reads them.

use std::collections::BTreeMap;
use std::fs;

use super::contents::files_below;
use super::dependencies::{Part, Shipped};
use crate::failure::Failure;

const INTRODUCTION: &str = "\
Portico is built from the work of others. First come all of them, with the licences they may be used by;
then the texts of these licences, each once, with whom it is of.

A licence that is offered beside another one (OR) may be chosen; Portico's own are in this folder.
";

/// The words file names of licences begin with.
const BEGINNINGS: &[&str] = &["licen", "copying", "copyright", "notice", "unlicense"];

/// The whole text, and how many of them bring no text of their own.
pub fn text(shipped: &Shipped) -> Result<(String, usize), Failure> {
    let parts: Vec<&Part> = shipped.crates.iter().chain(&shipped.npm).collect();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut list = String::new();
    let mut bare = 0;
    for part in parts {
        let whose = format!("{} {}", part.name, part.version);
        let licence = part.licence.as_deref().unwrap_or("see its text below");
        let found = licences(part)?;
        let missing = if found.is_empty() { " (its makers ship no text of it)" } else { "" };
        list.push_str(&format!("  {whose}: {licence}{missing}\n"));
        bare += usize::from(found.is_empty());
        for text in found {
            texts.entry(text).or_default().push(whose.clone());
        }
    }
    Ok((written(&list, &texts), bare))
}

fn written(list: &str, texts: &BTreeMap<String, Vec<String>>) -> String {
    let rule = "-".repeat(100);
    let mut whole = format!("{INTRODUCTION}\n{list}");
    for (text, whose) in texts {
        whole.push_str(&format!("\n{rule}\n{}\n{rule}\n\n{text}\n", wrapped(whose)));
    }
    whole
}

fn wrapped(names: &[String]) -> String {
    let mut lines = vec![String::new()];
    for (at, name) in names.iter().enumerate() {
        let comma = if at + 1 < names.len() { "," } else { "" };
        if lines.last().is_some_and(|line| line.len() + name.len() > 96) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            let space = if line.is_empty() { "" } else { " " };
            line.push_str(&format!("{space}{name}{comma}"));
        }
    }
    lines.join("\n")
}

/// Every text of a licence in the folder of a package: one may bring the sources of somebody else.
fn licences(part: &Part) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for file in files_below(&part.folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let inside = file.strip_prefix(&part.folder).unwrap_or(&file);
        let nested = inside.components().any(|step| step.as_os_str() == "node_modules");
        if nested || !is_licence(&name) {
            continue;
        }
        let bytes = fs::read(&file).map_err(Failure::of(format_args!("read {}", file.display())))?;
        let text = normal(&String::from_utf8_lossy(&bytes));
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    Ok(found)
}

fn is_licence(name: &str) -> bool {
    let code = [".rs", ".c", ".h", ".js", ".ts", ".py", ".json", ".html", ".toml", ".pl", ".svg"];
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        && !code.iter().any(|end| name.ends_with(end))
}

/// The same text with other ends of lines is the same text.
fn normal(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_licences() {
        for name in
            ["license", "license-mit", "licence.md", "copying", "copying.lesser", "notice", "unlicense"]
        {
            assert!(is_licence(name), "{name}");
        }
        for name in ["readme.md", "licenses.rs", "license.html", "copyright.c", "my-license"] {
            assert!(!is_licence(name), "{name}");
        }
    }

    #[test]
    fn a_text_is_there_once_with_all_whose_it_is() {
        let texts = BTreeMap::from([
            (normal("Permission\r\nis granted \n\n"), vec!["one 1.0.0".to_owned(), "two 2.0.0".to_owned()]),
            (normal("Other terms"), vec!["three 3.0.0".to_owned()]),
        ]);
        let whole = written("  one 1.0.0: MIT\n", &texts);
        assert_eq!(whole.matches("Permission\nis granted\n").count(), 1);
        assert!(whole.contains("one 1.0.0, two 2.0.0\n"));
        assert!(whole.starts_with(INTRODUCTION) && whole.contains("  one 1.0.0: MIT\n"));
    }
}
