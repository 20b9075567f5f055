//! What can be seen of a running program from outside: the lines of its log and that it writes to its
//! store. The system reports both at the moment of the write, so that nobody has to look again and again.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::thread;

use rustix::fs::inotify;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::{Failure, Outcome};

/// Watches a data folder, across any number of starts.
pub struct Lookout {
    /// Names of files that were written.
    written: mpsc::UnboundedReceiver<String>,
    logs: PathBuf,
    read: HashMap<String, Followed>,
    seen: VecDeque<Sight>,
}

/// How far a file was read.
#[derive(Default)]
struct Followed {
    at: u64,
    /// The beginning of a line whose end is not there yet.
    begun: String,
}

/// Something that was seen.
#[derive(Debug)]
pub enum Sight {
    /// A line of the log.
    Line(LogLine),
    /// Something was written to the store or to its write-ahead log.
    StoreWritten,
}

/// A line of the log.
#[derive(Debug)]
pub struct LogLine(Value);

impl LogLine {
    /// What it says.
    pub fn message(&self) -> &str {
        self.text("message")
    }

    /// A field of it; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    /// A yes or no in it; what is not there is a no.
    pub fn says_yes(&self, field: &str) -> bool {
        self.0[field].as_bool().unwrap_or_default()
    }

    /// A number in it, however it is written.
    pub fn number(&self, field: &str) -> Option<i64> {
        let value = &self.0[field];
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }
}

impl Lookout {
    /// Looks at a data folder from now on.
    pub fn at(data: &Path) -> Outcome<Self> {
        let logs = data.join("logs");
        std::fs::create_dir_all(&logs)?;
        let notices = inotify::init(inotify::CreateFlags::CLOEXEC)?;
        for folder in [data, &logs] {
            inotify::add_watch(&notices, folder, inotify::WatchFlags::MODIFY)?;
        }
        let (sender, written) = mpsc::unbounded_channel();
        // Ends with the next notice after this has gone; that the folder goes is one, too.
        thread::Builder::new().name("lookout".to_owned()).spawn(move || listen(&notices, &sender))?;
        let mut lookout = Self { written, logs, read: HashMap::new(), seen: VecDeque::new() };
        lookout.rest()?;
        Ok(lookout)
    }

    /// Waits for the next sight. Nothing is lost when the waiting is given up.
    pub async fn next(&mut self) -> Outcome<Sight> {
        loop {
            if let Some(sight) = self.seen.pop_front() {
                return Ok(sight);
            }
            let name = self.written.recv().await.ok_or_else(|| Failure::new("nobody looks any more"))?;
            self.look(&name)?;
        }
    }

    /// Everything that was not looked at yet, of a program that has ended.
    pub fn rest(&mut self) -> Outcome<Vec<Sight>> {
        while let Ok(name) = self.written.try_recv() {
            self.look(&name)?;
        }
        // Also what was written before anybody watched.
        for file in std::fs::read_dir(&self.logs)? {
            self.follow(&file?.file_name().to_string_lossy())?;
        }
        // A line that was cut short by the end of the program stays what it is.
        Ok(self.seen.drain(..).collect())
    }

    fn look(&mut self, name: &str) -> Outcome {
        if name.starts_with(outbox::FILE) {
            self.seen.push_back(Sight::StoreWritten);
        } else if name.ends_with(".log") {
            self.follow(name)?;
        }
        Ok(())
    }

    fn follow(&mut self, name: &str) -> Outcome {
        let mut file = File::open(self.logs.join(name))?;
        let followed = self.read.entry(name.to_owned()).or_default();
        file.seek(SeekFrom::Start(followed.at))?;
        let mut new = Vec::new();
        followed.at += file.read_to_end(&mut new)? as u64;
        followed.begun.push_str(&String::from_utf8_lossy(&new));
        let Some(end) = followed.begun.rfind('\n') else { return Ok(()) };
        let begun = followed.begun.split_off(end + 1);
        let whole = std::mem::replace(&mut followed.begun, begun);
        for line in whole.lines() {
            // A program that was killed may leave half a line, which the next start continues.
            let line = line.rfind(r#"{"timestamp""#).and_then(|start| line.get(start..)).unwrap_or(line);
            if let Ok(line) = serde_json::from_str(line) {
                self.seen.push_back(Sight::Line(LogLine(line)));
            }
        }
        Ok(())
    }
}

fn listen(notices: &OwnedFd, sender: &mpsc::UnboundedSender<String>) {
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut notices = inotify::Reader::new(notices, &mut buffer);
    while let Ok(notice) = notices.next() {
        let name = notice.file_name().map(|name| name.to_string_lossy().into_owned());
        if sender.send(name.unwrap_or_default()).is_err() {
            return;
        }
    }
}
