//! A speech service that is real (Speech Dispatcher) and speaks onto paper.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{Failure, Outcome, PATIENCE};

/// What was said of one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The voice's language.
    pub language: String,
    /// From -100 to 100.
    pub volume: i32,
    /// The words.
    pub words: String,
    /// It was said to its end.
    pub whole: bool,
}

/// A speech service of this test's own.
pub struct Voice {
    folder: TempDir,
    service: Child,
}

impl Voice {
    /// Starts the service and waits until it listens.
    ///
    /// # Errors
    /// `speech-dispatcher` is missing or does not start.
    pub async fn ready() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let at = folder.path();
        fs::create_dir_all(at.join("conf/modules"))?;
        fs::create_dir_all(at.join("log"))?;
        // It insists on a sound card; this one is none.
        fs::write(at.join(".libao"), "default_driver=null\n")?;
        fs::write(
            at.join("conf/speechd.conf"),
            "LogLevel 0\nTimeout 0\nAudioOutputMethod \"libao\"\nAddModule \"paper\" \"sd_generic\" \"paper.conf\"\n\
             DefaultModule paper\nDefaultLanguage \"de\"\nDefaultVolume 0\n",
        )?;
        let place = at.display();
        // A sentence lasts for as long as somebody holds it, and is cut off by being killed.
        let paper = format!(
            "GenericExecuteSynth \"printf '>%s|%s|%s\\\\n' '$LANGUAGE' '$VOLUME' '$DATA' >> {place}/said; \
             while [ -e {place}/held ]; do sleep 0.02; done; printf '<\\\\n' >> {place}/said\"\n\
             GenericMaxChunkLength 5000\nGenericDelimiters \"\\0\"\n\
             GenericLanguage \"de\" \"de\" \"utf-8\"\nGenericLanguage \"en\" \"en\" \"utf-8\"\n\
             AddVoice \"de\" \"MALE1\" \"anna\"\nAddVoice \"en\" \"MALE1\" \"bob\"\n"
        );
        fs::write(at.join("conf/modules/paper.conf"), paper)?;
        fs::write(at.join("said"), "")?;
        let service = Command::new("speech-dispatcher")
            .args(["-s", "-c", "unix_socket", "-C"])
            .arg(at.join("conf"))
            .arg("-S")
            .arg(at.join("speechd.sock"))
            .arg("-P")
            .arg(at.join("pid"))
            .arg("-L")
            .arg(at.join("log"))
            .env("HOME", at)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("speech-dispatcher does not start: {error}")))?;
        let voice = Self { folder, service };
        voice.sees("the speech service", || UnixStream::connect(voice.socket()).ok()).await?;
        Ok(voice)
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("speechd.sock")
    }

    /// From now on a sentence lasts until [`Voice::lets_go`], or until it is cut off.
    pub fn holds(&self) -> Outcome {
        Ok(fs::write(self.folder.path().join("held"), "")?)
    }

    /// Sentences end by themselves again.
    pub fn lets_go(&self) -> Outcome {
        Ok(fs::remove_file(self.folder.path().join("held"))?)
    }

    /// Everything it has said.
    pub fn heard(&self) -> Vec<Heard> {
        let said = fs::read_to_string(self.folder.path().join("said")).unwrap_or_default();
        let mut heard: Vec<Heard> = Vec::new();
        for line in said.lines() {
            match line.strip_prefix('>').map(|rest| rest.splitn(3, '|').collect::<Vec<_>>()) {
                Some(parts) => heard.push(Heard {
                    language: parts.first().copied().unwrap_or_default().to_owned(),
                    volume: parts.get(1).and_then(|level| level.parse::<f32>().ok()).unwrap_or_default()
                        as i32,
                    words: parts.get(2).copied().unwrap_or_default().to_owned(),
                    whole: false,
                }),
                None => {
                    if let Some(last) = heard.last_mut() {
                        last.whole = true;
                    }
                }
            }
        }
        heard
    }

    /// A place in what was said.
    pub fn mark(&self) -> usize {
        self.heard().len()
    }

    /// Waits for a sentence like this one after `mark`.
    ///
    /// # Errors
    /// It never came; what came is told.
    pub async fn hears(&self, mark: usize, what: &str, like: impl Fn(&Heard) -> bool) -> Outcome<Heard> {
        let found = self.sees(what, || self.heard().into_iter().skip(mark).find(|heard| like(heard))).await;
        found.map_err(|failure| {
            let since: Vec<_> = self.heard().into_iter().skip(mark).collect();
            Failure::new(format!("{failure}; heard since then: {since:#?}"))
        })
    }

    async fn sees<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> Outcome<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            if let Some(found) = look() {
                return Ok(found);
            }
            if Instant::now() > deadline {
                return Err(Failure::new(format!("never came: {what}")));
            }
        }
    }

    /// Where it keeps its own logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        let _ = self.service.kill();
        let _ = self.service.wait();
    }
}
