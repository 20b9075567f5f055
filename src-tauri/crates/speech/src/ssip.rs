//! Linux: Speech Dispatcher over its socket, in its own protocol (SSIP 1.14, `info ssip`).
//!
//! The socket and not libspeechd: a program that is linked against the library does not start where it is
//! missing, and a desk without speech must open all the same.

mod line;

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use line::{Answer, Event, Gathered, Said};

use crate::{Ended, Engine, Silent, Speaks, Utterance};

/// How long the service may take for one answer. It answers before it speaks.
const PATIENCE: Duration = Duration::from_secs(3);

/// What answers, for a sentence about it.
pub const WHO: &str = "The speech service answers";

/// Answers that nobody has taken. There is one a command, and nobody asks again before it is there; with a service
/// that says more than it was asked, the thread that reads it waits.
const ANSWERS: usize = 4;

/// How to get another voice.
pub const VOICES: &str = "Install one (speech-dispatcher-espeak-ng has many).";

/// What is to be done where nothing speaks.
pub const MISSING: &str = "There is no speech service, so members who do not see the screen cannot use this desk. \
                       Install speech-dispatcher and a voice (speech-dispatcher-espeak-ng).";

/// One connection to Speech Dispatcher.
pub struct Dispatcher {
    stream: UnixStream,
    answers: Receiver<Answer>,
    under_way: Arc<Mutex<UnderWay>>,
    ended: Arc<Ended>,
    /// What was set last, to send only what changes.
    set: Option<(String, i8, i8)>,
}

/// What is not said to its end yet.
#[derive(Default)]
struct UnderWay {
    /// The service's number of a message, and ours.
    numbers: Vec<(u32, u32)>,
    /// What was over before the service had told its number.
    early: Option<u32>,
}

impl UnderWay {
    fn over(&mut self, message: u32) -> Option<u32> {
        let found = self.numbers.iter().position(|(theirs, _)| *theirs == message);
        if found.is_none() {
            self.early = Some(message);
        }
        found.map(|at| self.numbers.swap_remove(at).1)
    }
}

/// Connects to the service of this user, and starts it where it is installed and does not run.
///
/// # Errors
///
/// When there is none.
pub fn open(ended: Ended) -> Result<Dispatcher, Silent> {
    let socket = socket(|name| env::var_os(name).map(PathBuf::from));
    let socket = socket.ok_or_else(|| Silent::new("nobody knows where its socket is"))?;
    if let Ok(stream) = UnixStream::connect(&socket) {
        return Dispatcher::on(stream, ended);
    }
    // Where somebody says where it is, it is nobody's but theirs to start.
    if env::var_os("SPEECHD_ADDRESS").is_some() {
        return Err(Silent::new("nothing listens at SPEECHD_ADDRESS"));
    }
    // It returns once the service listens.
    let spawned = Command::new("speech-dispatcher")
        .arg("--spawn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    spawned.map_err(|error| Silent::new(format!("speech-dispatcher: {error}")))?;
    Dispatcher::on(UnixStream::connect(&socket)?, ended)
}

/// Whether it speaks, and in this language.
pub fn examine(language: Option<&str>) -> Speaks {
    let Ok(mut dispatcher) = open(Box::new(|_| {})) else { return Speaks::NoService };
    match dispatcher.voices() {
        Ok(voices) => Speaks::of(language, voices),
        Err(error) => Speaks::NoAnswer(error),
    }
}

/// Where the service listens, as its own library looks for it.
fn socket(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(address) = variable("SPEECHD_ADDRESS") {
        return address.to_str()?.strip_prefix("unix_socket:").map(PathBuf::from);
    }
    let place = |folder: PathBuf| folder.join("speech-dispatcher/speechd.sock");
    let runtime = variable("XDG_RUNTIME_DIR").filter(|folder| folder.is_absolute());
    runtime.or_else(|| Some(variable("HOME")?.join(".cache"))).map(place)
}

impl Dispatcher {
    fn on(stream: UnixStream, ended: Ended) -> Result<Self, Silent> {
        stream.set_write_timeout(Some(PATIENCE))?;
        let (heard, answers) = mpsc::sync_channel(ANSWERS);
        let under_way = Arc::<Mutex<UnderWay>>::default();
        let ended = Arc::new(ended);
        let (reading, numbers, told) = (stream.try_clone()?, Arc::clone(&under_way), Arc::clone(&ended));
        thread::Builder::new().name("speech-events".into()).spawn(move || {
            let mut gathered = Gathered::default();
            for line in BufReader::new(reading).lines() {
                let Ok(line) = line else { return };
                match gathered.take(&line) {
                    None => {}
                    // Fails when nobody waits any more.
                    Some(Said::Answer(answer)) => drop(heard.send(answer)),
                    Some(Said::Event(Event { over: false, .. })) => {}
                    Some(Said::Event(Event { message, over: true })) => {
                        let number = numbers.lock().unwrap_or_else(PoisonError::into_inner).over(message);
                        if let Some(number) = number {
                            told(number);
                        }
                    }
                }
            }
        })?;
        let mut dispatcher = Self { stream, answers, under_way, ended, set: None };
        for command in [
            "SET SELF CLIENT_NAME desk:portico:member",
            "SET SELF PRIORITY message",
            "SET SELF PUNCTUATION some",
            "SET SELF NOTIFICATION END ON",
            "SET SELF NOTIFICATION CANCEL ON",
        ] {
            dispatcher.ask(command)?;
        }
        Ok(dispatcher)
    }

    /// The languages it has voices for.
    fn voices(&mut self) -> Result<Vec<String>, Silent> {
        let answer = self.ask("LIST SYNTHESIS_VOICES")?;
        // NAME, LANGUAGE and VARIANT with tabs between them.
        Ok(answer.lines.iter().filter_map(|voice| voice.split('\t').nth(1).map(str::to_owned)).collect())
    }

    fn ask(&mut self, command: &str) -> Result<Answer, Silent> {
        self.stream.write_all(format!("{command}\r\n").as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer, Silent> {
        let answer = self.answers.recv_timeout(PATIENCE).map_err(|_| Silent::new("no answer"))?;
        if answer.code >= 300 { Err(Silent::new(format!("it answered {}", answer.code))) } else { Ok(answer) }
    }

    /// A voice that is missing is no reason for silence: the service then takes the one it has.
    fn set(&mut self, utterance: &Utterance) -> Result<(), Silent> {
        let wanted = (utterance.language.clone(), utterance.rate.percent(), utterance.volume.percent());
        if self.set.as_ref() == Some(&wanted) {
            return Ok(());
        }
        let (language, rate, volume) = &wanted;
        for command in [
            format!("SET SELF LANGUAGE {}", line::tag(language)),
            format!("SET SELF RATE {rate}"),
            format!("SET SELF VOLUME {volume}"),
        ] {
            self.stream.write_all(format!("{command}\r\n").as_bytes())?;
            self.answers.recv_timeout(PATIENCE).map_err(|_| Silent::new("no answer"))?;
        }
        self.set = Some(wanted);
        Ok(())
    }
}

impl Engine for Dispatcher {
    fn say(&mut self, utterance: &Utterance) -> Result<(), Silent> {
        self.set(utterance)?;
        self.ask("SPEAK")?;
        self.stream.write_all(line::body(utterance.text.expose()).as_bytes())?;
        let answer = self.answer()?;
        let theirs = answer.lines.first().and_then(|number| number.parse().ok());
        let theirs = theirs.ok_or_else(|| Silent::new("it told no number"))?;
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        // The end of something short may overtake the answer.
        if under_way.early.take() != Some(theirs) {
            under_way.numbers.push((theirs, utterance.number));
            return Ok(());
        }
        drop(under_way);
        (self.ended)(utterance.number);
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Silent> {
        self.ask("CANCEL SELF").map(drop)
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        // Ends the thread that reads; fails when the service has gone already.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// Where a test, or another program, listens in place of the service.
///
/// # Errors
/// Nothing listens there.
pub fn on(socket: &Path, ended: Ended) -> Result<Dispatcher, Silent> {
    Dispatcher::on(UnixStream::connect(socket)?, ended)
}

#[cfg(test)]
mod tests;
