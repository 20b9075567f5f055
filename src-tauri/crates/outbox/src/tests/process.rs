//! Tests that need a process of their own: one that is killed, one that holds a store, one with a disk
//! that may be filled.
//!
//! Such a test runs twice. The first run starts the second one, of the same test alone, in a child
//! process with a variable in its environment that says where to work.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const PLACE: &str = "PORTICO_TEST_PLACE";

/// Where the second run works; `None` in the first.
pub(super) fn place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

/// The second run of a test, by its full name.
pub(super) fn second_run(test: &str, place: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PLACE, place);
    command.stdin(Stdio::null());
    command
}

#[track_caller]
pub(super) fn assert_passed(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    // A name that is not the test's would run nothing and pass.
    assert!(output.status.success() && out.contains("1 passed"), "{out}\n{err}");
}

/// The disk of the second run: `size` bytes (or with `k`, `m`) that end with the process. In the first
/// run this is `None`, and the second has passed.
///
/// A new mount namespace keeps the disk from everybody else; where the user may not make one, a user
/// namespace allows it; where neither works the test says so, aloud, and proves nothing.
#[cfg(target_os = "linux")]
pub(super) fn own_disk(test: &str, size: &str) -> Option<PathBuf> {
    use std::io::Write as _;
    if let Some(place) = place() {
        return Some(place);
    }
    let mount_point = tempfile::tempdir().unwrap();
    let script = r#"mount -t tmpfs -o "size=$1" portico "$2" && shift 2 && exec "$@""#;
    let unshare = |how: &[&str], then: &[&std::ffi::OsStr]| {
        let mut command = Command::new("unshare");
        command.args(how).args(["sh", "-c", script, "sh", size]).arg(mount_point.path()).args(then);
        command.env(PLACE, mount_point.path()).stdin(Stdio::null());
        command.output().is_ok_and(|output| output.status.success()).then_some(command)
    };
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let Some(how) = ways.into_iter().find(|how| unshare(how, &["true".as_ref()]).is_some()) else {
        // Past the harness, which shows only what failing tests print.
        let _ = writeln!(std::io::stderr(), "SKIPPED {test}: no disk of its own can be mounted here");
        return None;
    };
    let program = second_run(test, mount_point.path());
    let mut command = Command::new("unshare");
    command.args(how).args(["sh", "-c", script, "sh", size]).arg(mount_point.path());
    command.arg(program.get_program()).args(program.get_args());
    command.env(PLACE, mount_point.path()).stdin(Stdio::null());
    assert_passed(&command.output().unwrap());
    None
}
