//! WebKitWebDriver, which starts the application and everything that belongs to it.

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::processes::{children, signal};
use crate::{Failure, Outcome, PATIENCE};

/// WebKitWebDriver on a port of its own. One left behind would make later runs fail in confusing
/// ways, and it does not end what it has started when it is killed.
pub(super) struct Driver {
    process: Child,
    pub(super) url: String,
}

impl Driver {
    /// One that listens, with these variables for itself and the application, which says its words here.
    pub(super) async fn start(surroundings: Vec<(&str, OsString)>, said: &Path) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(surroundings);
        // The application inherits both.
        command.stdin(Stdio::null());
        command.stdout(fs::File::create(said.join("out"))?).stderr(fs::File::create(said.join("err"))?);
        let process = command
            .spawn()
            .map_err(|error| Failure::new(format!("WebKitWebDriver does not start: {error}")))?;
        let driver = Self { process, url: format!("http://127.0.0.1:{port}") };
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tick.tick().await;
            if Instant::now() > deadline {
                return Err(Failure::new("WebKitWebDriver takes no connections"));
            }
        }
        Ok(driver)
    }

    /// What it has started: the application.
    pub(super) fn child(&self) -> Option<u32> {
        children(self.process.id()).into_iter().next()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for child in children(self.process.id()) {
            signal(child, "KILL");
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
