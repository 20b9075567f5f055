//! `portico --guard`: starts Portico and starts it again when it falls over.
//!
//! What a system's own supervisor does too slowly or not at all: a service manager waits between two
//! starts, a desktop's autostart does not look, and none of them knows a calm screen. What is decided
//! is in [`Guarding`]; the rest is processes.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{sleep, timeout};

use super::crashes::Crashes;
use super::notify::{Outside, Word};
use crate::{Fatal, cli, logs, place};

/// Ends with this when another Portico has the data folder (`EX_TEMPFAIL`).
pub const IN_USE: u8 = 75;
/// Ends with this when a newer version is in its place, or is about to be put there: it is to be started.
pub const UPDATED: u8 = 76;
/// Ends with this when its window cannot be brought back (`EX_SOFTWARE`).
pub const CANNOT_GO_ON: u8 = 70;

/// How long a program that was told to end may take before it is killed.
const ENDS_WITHIN: Duration = Duration::from_secs(10);
/// A data folder that is in use is tried again this often: what had it may be about to end.
const IN_USE_TRIES: u32 = 10;
const IN_USE_PAUSE: Duration = Duration::from_secs(1);
/// On Windows an installer takes a moment to begin, ends every Portico there is, this guard as well, and
/// starts another guard. One that is still there after this long was left alone: nothing came of it.
const PUT_IN_WITHIN: Duration = if cfg!(windows) { Duration::from_mins(3) } else { Duration::ZERO };
/// No longer than this is waited before the next start.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// By itself, with this code.
    With(u8),
    /// By a signal, or a code that says no more.
    Killed,
}

/// What the guard does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// End, too, with this code.
    End(u8),
    /// Start it again.
    Start {
        /// It is to serve nobody at first: it has crashed this often within a minute.
        resting: Option<u32>,
        /// After this long.
        after: Duration,
    },
}

/// Decides what follows the end of a program.
#[derive(Debug, Default)]
struct Guarding {
    crashes: Crashes,
    /// How often the data folder was in use, in a row.
    in_use: u32,
    /// How often it crashed although it served nobody, in a row.
    rested: u32,
}

impl Guarding {
    /// `told`: it was told to end.
    fn ended(&mut self, ended: Ended, told: bool, now: Instant) -> Next {
        match ended {
            Ended::With(0) => return Next::End(0),
            Ended::With(UPDATED) if told => return Next::End(0),
            Ended::With(UPDATED) => return Next::Start { resting: None, after: PUT_IN_WITHIN },
            Ended::With(code) if told => return Next::End(code),
            Ended::Killed if told => return Next::End(0),
            Ended::With(IN_USE) => {
                self.in_use += 1;
                return match self.in_use > IN_USE_TRIES {
                    true => Next::End(IN_USE),
                    false => Next::Start { resting: None, after: IN_USE_PAUSE },
                };
            }
            Ended::With(_) | Ended::Killed => {}
        }
        self.in_use = 0;
        let crashes = self.crashes.note(now);
        if !Crashes::are_many(crashes) {
            self.rested = 0;
            return Next::Start { resting: None, after: Duration::ZERO };
        }
        // At first at once: somebody stands in front of it.
        let after = match self.rested {
            0 => Duration::ZERO,
            more => Duration::from_secs(1 << (more - 1).min(8)).min(LONGEST_PAUSE),
        };
        self.rested += 1;
        Next::Start { resting: Some(crashes), after }
    }
}

/// Runs Portico until it ends in order or the guard is told to end.
///
/// # Errors
/// It cannot be started, or the guard cannot listen to signals.
pub fn run(folder: &Path) -> Result<ExitCode, Fatal> {
    std::fs::create_dir_all(folder)?;
    let _logs = logs::start(folder)?;
    // Asked for once: after an update the name stands for the new program.
    let program = place::program()?;
    let arguments = cli::as_started(std::env::args_os().skip(1));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(guard(&program, &arguments))?;
    Ok(ExitCode::from(code))
}

async fn guard(program: &Path, arguments: &[OsString]) -> Result<u8, Fatal> {
    let mut told = Told::listen()?;
    let outside = Outside::of_environment();
    let mut guarding = Guarding::default();
    let mut resting = None;
    loop {
        let (mut child, line) = start(program, arguments, resting)?;
        let (status, was_told) = tokio::select! {
            status = child.wait() => (status?, false),
            () = told.comes() => (end(&mut child, line).await?, true),
        };
        let ended = ended(status);
        let next = guarding.ended(ended, was_told, Instant::now());
        match next {
            Next::End(code) => {
                tracing::info!(?ended, code, "the guard ends");
                // Not said by a Portico that is guarded: after its end may come another.
                outside.say(Word::Stopping);
                return Ok(code);
            }
            Next::Start { resting: crashes, after } => {
                match ended {
                    Ended::With(UPDATED) => tracing::info!("a newer Portico is started"),
                    Ended::With(_) | Ended::Killed => tracing::error!(
                        ?ended,
                        crashes,
                        pause_s = after.as_secs(),
                        "Portico fell over and is started again"
                    ),
                }
                resting = crashes;
                tokio::select! {
                    () = pause(after, &outside) => {}
                    () = told.comes() => {
                        outside.say(Word::Stopping);
                        return Ok(0);
                    }
                }
            }
        }
    }
}

/// Waits. Whoever watches from outside is told meanwhile that somebody looks after it: what has fallen over so
/// often is left alone on purpose.
async fn pause(after: Duration, outside: &Outside) {
    let mut left = after;
    loop {
        outside.say(Word::Alive);
        let step = outside.every().map_or(left, |every| every.min(left));
        sleep(step).await;
        left -= step;
        if left.is_zero() {
            return;
        }
    }
}

/// Its standard input is a pipe of the guard's: where it ends, the guard is gone.
fn start(
    program: &Path,
    arguments: &[OsString],
    resting: Option<u32>,
) -> std::io::Result<(Child, Option<ChildStdin>)> {
    let mut command = Command::new(program);
    command.args(arguments).arg("--guarded").stdin(Stdio::piped());
    if let Some(crashes) = resting {
        command.arg("--resting").arg(crashes.to_string());
    }
    let mut child = command.spawn()?;
    // Waiting for the child would close it.
    let line = child.stdin.take();
    Ok((child, line))
}

/// Has it end in order, or kills it.
async fn end(child: &mut Child, line: Option<ChildStdin>) -> std::io::Result<ExitStatus> {
    ask_to_end(child);
    // A program that cannot be asked sees the end of its input.
    drop(line);
    if let Ok(status) = timeout(ENDS_WITHIN, child.wait()).await {
        return status;
    }
    tracing::warn!("Portico does not end and is killed");
    child.kill().await?;
    child.wait().await
}

#[cfg(unix)]
fn ask_to_end(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};

    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    // Fails when it has just ended.
    let _ = pid.map(|pid| kill_process(pid, Signal::TERM));
}

#[cfg(not(unix))]
fn ask_to_end(_: &Child) {}

fn ended(status: ExitStatus) -> Ended {
    status.code().map_or(Ended::Killed, |code| u8::try_from(code).map_or(Ended::Killed, Ended::With))
}

/// That the guard is told to end.
#[cfg(unix)]
struct Told(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Told {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        Ok(Self(kinds.into_iter().map(signal).collect::<Result<_, _>>()?))
    }

    async fn comes(&mut self) {
        std::future::poll_fn(|context| {
            let came = self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
}

/// That the guard is told to end.
#[cfg(not(unix))]
struct Told;

#[cfg(not(unix))]
impl Told {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn comes(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_ONCE: Next = Next::Start { resting: None, after: Duration::ZERO };

    fn resting(crashes: u32, seconds: u64) -> Next {
        Next::Start { resting: Some(crashes), after: Duration::from_secs(seconds) }
    }

    /// Ends of a program, each so many seconds after the one before, and what follows each.
    fn play(ends: &[(u64, Ended, Next)]) {
        let (mut guarding, mut now) = (Guarding::default(), Instant::now());
        for (place, (pause, ended, next)) in ends.iter().enumerate() {
            now += Duration::from_secs(*pause);
            assert_eq!(guarding.ended(*ended, false, now), *next, "end {place} of {ends:?}");
        }
    }

    #[test]
    fn what_falls_over_is_started_again_at_once_and_the_third_time_in_a_minute_to_rest() {
        play(&[(1, Ended::With(0), Next::End(0))]);
        play(&[
            (1, Ended::Killed, AT_ONCE),
            (30, Ended::With(1), AT_ONCE),
            (31, Ended::With(CANNOT_GO_ON), AT_ONCE),
            (20, Ended::With(101), resting(3, 0)),
            (200, Ended::Killed, AT_ONCE),
            (1, Ended::With(0), Next::End(0)),
        ]);
    }

    #[test]
    fn what_falls_over_even_while_it_rests_is_left_alone_for_longer_and_longer() {
        play(&[
            (1, Ended::Killed, AT_ONCE),
            (1, Ended::Killed, AT_ONCE),
            (1, Ended::Killed, resting(3, 0)),
            (1, Ended::Killed, resting(4, 1)),
            (1, Ended::Killed, resting(5, 2)),
            (2, Ended::Killed, resting(6, 4)),
            (4, Ended::Killed, resting(7, 8)),
            (8, Ended::Killed, resting(8, 16)),
            (16, Ended::Killed, resting(9, 30)),
            (30, Ended::Killed, resting(5, 30)),
            (90, Ended::Killed, AT_ONCE),
        ]);
    }

    #[test]
    fn a_data_folder_in_use_is_no_crash_and_not_tried_for_ever() {
        let again = Next::Start { resting: None, after: IN_USE_PAUSE };
        let mut ends = vec![(1, Ended::With(IN_USE), again); 10];
        ends.push((1, Ended::With(IN_USE), Next::End(IN_USE)));
        play(&ends);
        play(&[
            (1, Ended::With(IN_USE), again),
            (1, Ended::With(IN_USE), again),
            (1, Ended::With(IN_USE), again),
            (1, Ended::Killed, AT_ONCE),
        ]);
    }

    #[test]
    fn a_newer_version_is_started_at_once_and_is_no_crash() {
        let newer = Next::Start { resting: None, after: PUT_IN_WITHIN };
        play(&[
            (1, Ended::Killed, AT_ONCE),
            (1, Ended::With(UPDATED), newer),
            (1, Ended::With(UPDATED), newer),
            (1, Ended::With(UPDATED), newer),
            (1, Ended::Killed, AT_ONCE),
            (1, Ended::Killed, resting(3, 0)),
            (1, Ended::With(UPDATED), newer),
            (1, Ended::With(0), Next::End(0)),
        ]);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test(start_paused = true)]
    async fn systemd_hears_of_the_guard_as_long_as_it_pauses() {
        use std::os::unix::net::UnixDatagram;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_nonblocking(true).unwrap();
        let outside = Outside::new(Some(path.into_os_string()), Some("20000000"));
        for (pause_s, times) in [(0, 1), (5, 1), (10, 1), (30, 3)] {
            let begun = tokio::time::Instant::now();
            pause(Duration::from_secs(pause_s), &outside).await;
            assert_eq!(begun.elapsed(), Duration::from_secs(pause_s));
            let mut heard = [0; 64];
            let said = std::iter::from_fn(|| socket.recv(&mut heard).ok()).count();
            assert_eq!(said, times, "{pause_s} s");
        }
    }

    #[test]
    fn whoever_is_told_to_end_is_not_started_again() {
        let now = Instant::now();
        for (ended, code) in
            [(Ended::With(0), 0), (Ended::With(3), 3), (Ended::Killed, 0), (Ended::With(UPDATED), 0)]
        {
            assert_eq!(Guarding::default().ended(ended, true, now), Next::End(code), "{ended:?}");
        }
    }
}
