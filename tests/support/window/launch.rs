//! What to start, and on what computer it believes to be.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use fantoccini::ClientBuilder;
use fantoccini::wd::TimeoutConfiguration;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::driver::Driver;
use super::{ONE_WAIT, Window, words};
use crate::{Failure, Outcome, bin};

/// What to start.
pub struct Launch {
    program: PathBuf,
    arguments: Vec<OsString>,
    home: Option<PathBuf>,
    camera: bool,
    impatient: bool,
    held: bool,
    screens: Option<PathBuf>,
    speech: Option<PathBuf>,
}

impl Launch {
    /// The application with this data folder.
    pub fn of(data: &Path) -> Self {
        Self::program(&bin()).with("--data-dir").with(data)
    }

    /// Another program with a window, without arguments.
    pub fn program(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            home: None,
            camera: false,
            impatient: false,
            held: false,
            screens: None,
            speech: None,
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// With a home folder of its own, where caches go.
    #[must_use]
    pub fn home(mut self, folder: &Path) -> Self {
        self.home = Some(folder.to_owned());
        self
    }

    /// On a computer whose cameras and microphones the web view makes up. What they show changes.
    #[must_use]
    pub fn made_up_camera(mut self) -> Self {
        self.camera = true;
        self
    }

    /// Looked after as strictly as in a studio, although its page is driven.
    #[must_use]
    pub fn impatient(mut self) -> Self {
        self.impatient = true;
        self
    }

    /// As at a studio: the member's window comes back whatever happens to it. Otherwise tests may make it
    /// larger and smaller.
    #[must_use]
    pub fn held(mut self) -> Self {
        self.held = true;
        self
    }

    /// With the screens that this file says, now and whenever it changes: their name, x, y, width and height.
    #[must_use]
    pub fn screens(mut self, file: &Path) -> Self {
        self.screens = Some(file.to_owned());
        self
    }

    /// On a computer whose speech service listens here.
    #[must_use]
    pub fn speech(mut self, socket: &Path) -> Self {
        self.speech = Some(socket.to_owned());
        self
    }

    /// Opens the window and waits until its page is there.
    pub async fn open(self) -> Outcome<Window> {
        let said = tempfile::tempdir()?;
        let driver = Driver::start(self.surroundings(), said.path()).await?;
        let arguments: Vec<_> =
            self.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let wish = json!({ "webkitgtk:browserOptions": { "binary": self.program, "args": arguments } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wish.as_object().cloned().unwrap_or_default())
            .connect(&driver.url)
            .await
            .map_err(|error| Failure::new(format!("no window: {error}\n{}", words(said.path()))))?;
        let application = driver.child().ok_or_else(|| Failure::new("the driver has started nothing"))?;
        let limit = TimeoutConfiguration::new(Some(ONE_WAIT * 3), None, None);
        client.update_timeouts(limit).await?;
        let window = Window { client, application, said, _driver: driver };
        window.record().await?;
        Ok(window)
    }

    /// The variables by which the system and the application believe all this.
    fn surroundings(&self) -> Vec<(&'static str, OsString)> {
        let switch = |on: bool, name| on.then(|| (name, OsString::from("1")));
        let mut all: Vec<_> = [
            switch(self.camera, "PORTICO_MADE_UP_CAMERA"),
            switch(self.impatient, "PORTICO_IMPATIENT"),
            switch(self.held, "PORTICO_HELD"),
            self.screens.clone().map(|file| ("PORTICO_MADE_UP_SCREENS", file.into())),
            self.speech
                .as_ref()
                .map(|socket| ("SPEECHD_ADDRESS", format!("unix_socket:{}", socket.display()).into())),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some(home) = &self.home {
            all.push(("HOME", home.clone().into()));
            all.extend(
                [
                    ("XDG_CONFIG_HOME", ".config"),
                    ("XDG_CACHE_HOME", ".cache"),
                    ("XDG_DATA_HOME", ".local/share"),
                    ("XDG_STATE_HOME", ".local/state"),
                ]
                .map(|(variable, folder)| (variable, home.join(folder).into())),
            );
        }
        all
    }
}
