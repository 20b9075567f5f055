//! A small disk of a test's own, which can be full and can be read-only.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the disk is, in the second run of a test.
const PLACE: &str = "PORTICO_TEST_DISK";
/// What takes the room.
const FILLER: &str = "filler";

/// A small disk. Nobody but the test sees it, and it goes with the test, however that ends.
pub struct Disk(PathBuf);

impl Disk {
    /// A disk of this size for the test of this name. Mounting it takes a process of its own, so the test
    /// runs once more in one; here there is nothing left to do then.
    ///
    /// # Panics
    ///
    /// When the test fails there. Where nothing can be mounted, it is skipped and says so.
    pub fn for_test(test: &str, size: &str) -> Option<Self> {
        if let Some(place) = std::env::var_os(PLACE) {
            return Some(Self(place.into()));
        }
        let place = tempfile::tempdir().expect("a folder to mount in");
        let script = r#"mount -t tmpfs -o "size=$1" portico "$2" && shift 2 && exec "$@""#;
        let apart = |how: &[&str], then: &[&OsStr]| {
            let mut command = Command::new("unshare");
            command.args(how).args(["sh", "-c", script, "sh", size]).arg(place.path()).args(then);
            command.env(PLACE, place.path()).stdin(Stdio::null());
            command.output()
        };
        // The second way is for those who are not the superuser, where the system lets them.
        let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
        let works = |how: &&&[&str]| apart(how, &["true".as_ref()]).is_ok_and(|tried| tried.status.success());
        let Some(how) = ways.iter().find(works) else {
            // Past the harness, which shows only what failing tests print.
            let _ = writeln!(std::io::stderr(), "SKIPPED {test}: no disk of its own can be mounted here");
            return None;
        };
        let myself = std::env::current_exe().expect("this program");
        let arguments = [test, "--exact", "--nocapture"].map(OsStr::new);
        let again = [&[myself.as_os_str()], arguments.as_slice()].concat();
        let ended = apart(how, &again).expect("the second run starts");
        let said =
            [ended.stdout, ended.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert!(ended.status.success() && said.contains("1 passed"), "on a disk of its own:\n{said}");
        None
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes all the room there is left.
    pub fn fill_up(&self) {
        let mut file = File::create(self.0.join(FILLER)).expect("a file");
        for size in [65_536, 4096, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
    }

    /// Gives it back.
    pub fn make_room(&self) {
        fs::remove_file(self.0.join(FILLER)).expect("the disk is full");
    }

    /// Makes it read-only, or not. No file may be open for writing.
    pub fn set_read_only(&self, read_only: bool) {
        let how = if read_only { "remount,ro" } else { "remount,rw" };
        let mounted = Command::new("mount").args(["-o", how]).arg(&self.0).output().expect("mount");
        assert!(mounted.status.success(), "{}", String::from_utf8_lossy(&mounted.stderr));
    }
}
