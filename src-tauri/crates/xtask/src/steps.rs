//! Running one command after the other where a person can watch: what is going on, since when,
//! and the command's own output as it comes.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitStatus};
use std::sync::LazyLock;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How long output may still trickle in once its command has ended. A process left behind can hold
/// the pipe open for ever; its words are not worth waiting for.
const TRAILING_OUTPUT: Duration = Duration::from_secs(5);

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Says what begins now, with the time since the program started.
pub fn announce(what: &str) {
    let elapsed = seconds(STARTED.elapsed());
    if std::io::stdout().is_terminal() {
        println!("\n\u{1b}[1m[{elapsed:>8}] {what}\u{1b}[0m");
    } else {
        println!("\n[{elapsed:>8}] {what}");
    }
}

/// "4.2 s" or "3 min 05 s".
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// Announces, runs with the terminal handed through, and fails unless the command succeeds.
pub fn run(what: &str, command: Command) -> Result<(), Failure> {
    announce(what);
    let begun = Instant::now();
    let program = command.get_program().to_string_lossy().into_owned();
    let status = execute(command, None, |_| {}).map_err(Failure::of(format_args!("start {program}")))?;
    outcome(what, status)?;
    println!("           done in {}", seconds(begun.elapsed()));
    Ok(())
}

/// A failed status in words.
pub fn outcome(what: &str, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{what}: failed ({status}); its own words are above")))
}

/// Runs the command to its end. With a listener, both its streams are printed as they come and
/// each line goes to the listener as well; without one it owns the terminal, progress bars and all.
///
/// A piped standard input stays open until the command has ended, and `after` runs then, before
/// the last output is awaited: both are for `session`.
pub fn execute(
    mut command: Command,
    listener: Option<&mut dyn FnMut(&str)>,
    after: impl FnOnce(u32),
) -> std::io::Result<ExitStatus> {
    let Some(listener) = listener else {
        let mut child = command.spawn()?;
        let lifeline = child.stdin.take();
        let status = child.wait()?;
        after(child.id());
        drop(lifeline);
        return Ok(status);
    };

    // One pipe for both streams: only so do Cargo's "Running …" (stderr) and the test program's
    // lines (stdout) arrive in the order in which they were written.
    let (reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    let lifeline = child.stdin.take();
    let id = child.id();
    // The command holds our copies of the writing end; with them there would be no end of file.
    drop(command);

    let (sender, events) = mpsc::channel();
    let lines = sender.clone();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if lines.send(Event::Line(std::mem::take(&mut line))).is_err() {
                return;
            }
        }
        let _ = lines.send(Event::EndOfOutput);
    });
    thread::spawn(move || {
        let _ = sender.send(Event::Ended(child.wait()));
    });

    let mut after = Some(after);
    let mut status = None;
    let mut silent = false;
    while status.is_none() || !silent {
        let event = match status {
            None => events.recv().ok(),
            Some(_) => events.recv_timeout(TRAILING_OUTPUT).ok(),
        };
        let Some(event) = event else { break };
        match event {
            Event::Line(line) => {
                let text = String::from_utf8_lossy(&line);
                print!("{text}");
                let _ = std::io::stdout().flush();
                listener(text.trim_end_matches(['\n', '\r']));
            }
            Event::EndOfOutput => silent = true,
            Event::Ended(ended) => {
                if let Some(after) = after.take() {
                    after(id);
                }
                status = Some(ended);
            }
        }
    }
    drop(lifeline);
    status.unwrap_or_else(|| Err(std::io::Error::other("nothing was heard of the command's end")))
}

enum Event {
    Line(Vec<u8>),
    EndOfOutput,
    Ended(std::io::Result<ExitStatus>),
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{execute, seconds};

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(4_240)), "4.2 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[cfg(unix)]
    #[test]
    fn both_streams_arrive_in_the_order_written() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; printf three; exit 3"]);
        let mut heard = Vec::new();
        let mut ended = false;
        let status =
            execute(command, Some(&mut |line: &str| heard.push(line.to_owned())), |_| ended = true).unwrap();
        assert_eq!(heard, ["one", "two", "three"]);
        assert_eq!(status.code(), Some(3));
        assert!(ended);
    }
}
