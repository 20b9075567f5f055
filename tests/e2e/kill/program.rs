//! The program while it runs.

use std::fs::{File, OpenOptions};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use portico_tests::{Failure, Outcome, Provisioned, bin};
use rustix::process::{Pid, Signal, kill_process_group};

/// The program while it runs. Its web processes end with it.
pub struct Program(Child);

impl Program {
    pub fn start(desk: &Provisioned) -> Outcome<Self> {
        let said = |name: &str| -> Outcome<File> {
            Ok(OpenOptions::new().create(true).append(true).open(desk.beside().join(name))?)
        };
        let home = desk.beside().join("home");
        let mut command = Command::new(bin());
        command.arg("--data-dir").arg(desk.data()).env("HOME", &home);
        for (variable, folder) in
            [("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"), ("XDG_DATA_HOME", ".local/share")]
        {
            command.env(variable, home.join(folder));
        }
        command.stdin(Stdio::null()).stdout(said("out")?).stderr(said("err")?);
        // A group of its own, so that nothing of it is left behind.
        Ok(Self(command.process_group(0).spawn()?))
    }

    /// Ends it as a power cut would. It must not have ended by itself.
    pub fn kill(&mut self) -> Outcome {
        if let Some(status) = self.0.try_wait()? {
            return Err(Failure::new(format!("the program ended by itself: {status}")));
        }
        self.end();
        Ok(())
    }

    fn end(&mut self) {
        // The program first: what it would do about the end of the others is not the question.
        let _ = self.0.kill();
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            self.end();
        }
    }
}
