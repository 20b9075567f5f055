//! A desk that runs from an AppImage, and what is seen of it from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use portico_tests::processes::{children, name, signal};
use portico_tests::{
    Failure, LogLine, Lookout, Outcome, PATIENCE, Provisioned, SetupFile, Sight, Studio, VirtualReader,
    frame_of,
};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const THERE: &str = "the member's screen is there";

/// The desk and the studio around it.
pub struct Desk {
    studio: Studio,
    reader: VirtualReader,
    provisioned: Provisioned,
    lookout: Lookout,
    guests: u32,
    /// The guard, while it runs.
    guard: Option<Child>,
}

impl Desk {
    /// Sets one up, and installs this AppImage, which takes no more than a copy.
    pub async fn install(image: &Path) -> Outcome<Self> {
        let studio = Studio::open().await;
        let reader = VirtualReader::plugged_in();
        let mut file = SetupFile::new(&studio).entrance(reader.path());
        file.verdict_seconds = 3;
        let provisioned = Provisioned::new(&studio, &file).await?;
        let lookout = Lookout::at(&provisioned.data())?;
        let desk = Self { studio, reader, provisioned, lookout, guests: 0, guard: None };
        fs::copy(image, desk.image())?;
        fs::create_dir(desk.provisioned.beside().join("tmp"))?;
        Ok(desk)
    }

    /// Where the AppImage is.
    pub fn image(&self) -> PathBuf {
        self.provisioned.beside().join("Portico.AppImage")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.provisioned.data()
    }

    /// What lies in the AppImage's place now.
    pub fn installed(&self) -> Outcome<Vec<u8>> {
        Ok(fs::read(self.image())?)
    }

    /// Starts it as a studio does, but in no hurry to look for newer versions and at night.
    pub async fn start(&mut self) -> Outcome {
        let said = |name: &str| fs::File::create(self.provisioned.beside().join(name));
        let guard = self.portico().arg("--guard").stdout(said("out")?).stderr(said("err")?).spawn()?;
        self.guard = Some(guard);
        self.comes_up().await
    }

    /// Waits until the member's screen is there.
    pub async fn comes_up(&mut self) -> Outcome {
        self.logged(THERE).await.map(drop)
    }

    /// Ends it as the system does before it shuts down.
    pub async fn stop(&mut self) -> Outcome {
        let Some(mut guard) = self.guard.take() else { return Ok(()) };
        signal(guard.id().unwrap_or_default(), "TERM");
        let status = timeout(PATIENCE, guard.wait()).await??;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::new(format!("the guard ended with {status}"))),
        }
    }

    /// The guard and what it has started.
    pub fn running(&self) -> Outcome<(u32, u32)> {
        let guard = self.guard.as_ref().and_then(Child::id).ok_or_else(|| Failure::new("nobody guards"))?;
        let program = children(guard).into_iter().find(|process| name(*process) == "portico");
        Ok((guard, program.ok_or_else(|| Failure::new("the guard has started nothing"))?))
    }

    /// Says what a command says, and how it ended.
    pub async fn says(&self, command: &str) -> Outcome<(Option<i32>, String)> {
        let output = timeout(PATIENCE, self.portico().arg(command).output()).await??;
        let said = [output.stdout, output.stderr].concat();
        Ok((output.status.code(), String::from_utf8_lossy(&said).into_owned()))
    }

    fn portico(&self) -> Command {
        let mut portico = Command::new(self.image());
        portico
            .arg("--data-dir")
            .arg(self.data())
            .env("PORTICO_UPDATES_PLAYED", "1")
            .env("TMPDIR", self.provisioned.beside().join("tmp"))
            // Nobody drives this page, so it gets no more patience than a studio's.
            .env_remove("TAURI_WEBVIEW_AUTOMATION")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        portico
    }

    /// Waits for a line of the log.
    pub async fn logged(&mut self, message: &str) -> Outcome<LogLine> {
        let mut seen = Vec::new();
        let found = async {
            loop {
                if let Sight::Line(line) = self.lookout.next().await? {
                    if line.message() == message {
                        return Ok(line);
                    }
                    seen.push(line.message().to_owned());
                }
            }
        };
        match timeout(3 * PATIENCE, found).await {
            Ok(found) => found,
            Err(_) => Err(Failure::new(format!("never logged: {message}; but: {seen:#?}"))),
        }
    }

    /// Somebody checks in: the card lies on the reader until the studio's system has it.
    pub async fn check_in(&mut self) -> Outcome {
        let card = self.next_card();
        let number: String = card.iter().map(|byte| format!("{byte:02x}")).collect();
        let frame = frame_of(card);
        let asked = self.reader.hold(&frame, self.studio.identified(&number));
        let _ = timeout(PATIENCE, asked).await.map_err(|_| Failure::new("the card was not asked about"))?;
        Ok(())
    }

    /// Somebody holds a card up, and does not wait.
    pub fn tap(&mut self) {
        let card = self.next_card();
        self.reader.tap_rdm6300(card);
    }

    fn next_card(&mut self) -> [u8; 5] {
        self.guests = self.guests % 200 + 1;
        Studio::guest(self.guests)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It ends what it has started, which would notice its end a moment later.
        if let Ok((guard, program)) = self.running() {
            signal(program, "KILL");
            signal(guard, "KILL");
        }
    }
}
