//! `portico support`: one file for whoever helps, in which there is no key and nothing of a member.
//!
//! It is put together from what holds neither to begin with: the doctor's page, the settings as they were
//! understood (without the file's comments), the sizes of what is stored, and the log.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use desk::settings::{Stored, to_toml};
use tokio::runtime::Handle;

use crate::{Fatal, terminal};

/// How much of the log is taken, in bytes, from its end: some days of a busy desk, and still an e-mail.
const MOST_LOG: usize = 2 * 1024 * 1024;
/// What is listed with its size. Other names are whoever named them's business.
const LISTED: [&str; 5] = ["store.db", "store.db-wal", "desk.toml", "installation.json", "screens.json"];

/// The desk that a file is about.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Where everything is.
    pub folder: PathBuf,
    /// Where the file goes unless somebody says otherwise.
    pub exports: PathBuf,
}

impl Desk {
    /// Writes the file and says where it is. Waits for what it looks at.
    ///
    /// # Errors
    /// The log cannot be read, or the file not be written.
    pub fn write(&self, runtime: &Handle, file: Option<&Path>) -> Result<PathBuf, Fatal> {
        let report = terminal::examined(runtime, &self.folder)?;
        let settings = Stored::open(&self.folder).ok().and_then(|stored| stored.settings().ok().flatten());
        let now = jiff::Zoned::now();
        let text = text(&Parts {
            made: &now.strftime("%Y-%m-%d %H:%M %z").to_string(),
            page: &terminal::page(&report),
            settings: settings.as_ref().map(to_toml).as_deref(),
            folder: &self.folder,
        })?;
        let name = format!("portico-support-{}.txt", now.strftime("%Y-%m-%d-%H%M"));
        let file = file.map_or_else(|| self.exports.join(name), Path::to_owned);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(file)
    }
}

/// What goes into the file.
pub struct Parts<'a> {
    /// When it was made, as it is written.
    pub made: &'a str,
    /// The doctor's page.
    pub page: &'a str,
    /// The settings, if there are any that can be read.
    pub settings: Option<&'a str>,
    /// Where everything is.
    pub folder: &'a Path,
}

/// The text of the file.
///
/// # Errors
/// The log cannot be read.
pub fn text(parts: &Parts<'_>) -> io::Result<String> {
    let mut text = format!("Portico, for whoever helps\nMade {}\n", parts.made);
    let mut section = |title: &str, content: &str| {
        // Writing into a string does not fail.
        let _ = write!(text, "\n== {title}\n\n{}\n", content.trim_end());
    };
    section("What works and what does not", parts.page);
    section("Settings", parts.settings.unwrap_or("None that can be read."));
    section("What is stored", &stored(parts.folder));
    section("Log", &end_of_log(&parts.folder.join("logs"))?);
    Ok(text)
}

/// Names and sizes; a store that was set aside is told, too.
fn stored(folder: &Path) -> String {
    let Ok(entries) = fs::read_dir(folder) else { return "The folder cannot be read.".to_owned() };
    let mut lines: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let known = LISTED.contains(&name.as_str())
                || (name.starts_with("store") && (name.ends_with(".damaged") || name.contains(".db.v")));
            known.then(|| format!("{name}  {} bytes", entry.metadata().map_or(0, |metadata| metadata.len())))
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

/// The newest lines, whole ones.
fn end_of_log(folder: &Path) -> io::Result<String> {
    let mut files: Vec<_> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    files.sort();
    let mut taken = Vec::new();
    let mut room = MOST_LOG;
    for file in files.iter().rev() {
        let bytes = fs::read(file)?;
        let whole = bytes.len() <= room;
        let end = if whole { &bytes[..] } else { &bytes[bytes.len() - room..] };
        let lines = String::from_utf8_lossy(end).into_owned();
        taken.push(if whole {
            lines
        } else {
            lines.split_once('\n').map_or(String::new(), |it| it.1.to_owned())
        });
        room = room.saturating_sub(bytes.len());
        if room == 0 {
            break;
        }
    }
    taken.reverse();
    Ok(taken.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_taken_whole() {
        let folder = tempfile::tempdir().unwrap();
        let line = |day: &str, number: usize| format!("{{\"day\":\"{day}\",\"n\":{number:>6}}}\n");
        let day = |day: &str, lines: usize| (0..lines).map(|number| line(day, number)).collect::<String>();
        fs::write(folder.path().join("portico.2026-11-01.log"), day("first", 60_000)).unwrap();
        fs::write(folder.path().join("portico.2026-11-02.log"), day("second", 60_000)).unwrap();
        fs::write(folder.path().join("portico.2026-11-03.log"), day("third", 3)).unwrap();
        let text = end_of_log(folder.path()).unwrap();
        assert!(text.len() <= MOST_LOG && text.len() > MOST_LOG - 100, "{}", text.len());
        assert!(text.ends_with(&day("third", 3)) && text.contains(&line("second", 59_999)));
        assert!(text.lines().all(|line| line.starts_with('{') && line.ends_with('}')));
    }

    #[test]
    fn nothing_is_listed_that_somebody_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["store.db", "store.db.v4", "store-2026.damaged", "desk.toml", "Anna Beispiel.png"] {
            fs::write(folder.path().join(name), "12345").unwrap();
        }
        let parts = Parts { made: "now", page: "ok", settings: None, folder: folder.path() };
        let text = text(&parts).unwrap();
        assert!(
            text.contains("store.db  5 bytes") && text.contains("store.db.v4") && text.contains(".damaged")
        );
        assert!(!text.contains("Anna"), "{text}");
        assert!(text.contains("None that can be read."));
    }
}
