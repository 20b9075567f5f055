//! The member's screen comes back: its process is killed, stopped, driven mad; the program is killed under its
//! guard. Looked at from outside, in the log: whoever drives a page with WebDriver loses it with the page.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portico_tests::processes::{below, children, name, signal};
use portico_tests::{
    Failure, Launch, LogLine, Lookout, Outcome, PATIENCE, Provisioned, SetupFile, Sight, Studio,
    VirtualReader, bin, copy_store, open_store,
};
use tokio::time::{interval, timeout};

use crate::hex;

const BACK: &str = "the member's screen is back";
const THERE: &str = "the member's screen is there";

/// The program, or its guard, with a reader, and what is seen of it.
struct Watched {
    studio: Studio,
    reader: VirtualReader,
    provisioned: Provisioned,
    lookout: Lookout,
    program: Child,
}

impl Watched {
    async fn start(arguments: &[&str]) -> Outcome<Self> {
        let studio = Studio::open().await;
        let reader = VirtualReader::plugged_in();
        let file = SetupFile::new(&studio).entrance(reader.path()).offline_at(Studio::ENTRANCE, "everybody");
        let provisioned = Provisioned::new(&studio, &file).await?;
        let lookout = Lookout::at(&provisioned.data())?;
        let said = |name: &str| fs::File::create(provisioned.beside().join(name));
        let program = Command::new(bin())
            .arg("--data-dir")
            .arg(provisioned.data())
            .args(arguments)
            // Nobody drives this page, so it gets no more patience than a studio's.
            .env_remove("TAURI_WEBVIEW_AUTOMATION")
            .stdin(Stdio::null())
            .stdout(said("out")?)
            .stderr(said("err")?)
            .spawn()?;
        let mut watched = Self { studio, reader, provisioned, lookout, program };
        watched.line(THERE).await?;
        Ok(watched)
    }

    /// Waits for a line of the log.
    async fn line(&mut self, message: &str) -> Outcome<LogLine> {
        logged(&mut self.lookout, message).await
    }

    /// Waits until the screen is back and says what it shows.
    async fn back(&mut self, after: &str) -> Outcome<String> {
        let line = self.line(BACK).await?;
        let (screen, millis) = (line.text("screen").to_owned(), line.number("after_ms").unwrap_or(-1));
        eprintln!("{after}: {screen} {millis} ms after it was noticed");
        Ok(screen)
    }

    /// The process that draws the member's screen, as soon as there is one other than `before`.
    async fn page(&self, before: Option<u32>) -> Outcome<u32> {
        let program = self.real();
        let found = || {
            let all = below(program?);
            all.into_iter().find(|process| name(*process) == "WebKitWebProces" && Some(*process) != before)
        };
        until("a process of the page", found).await
    }

    /// The program itself: what was started, or what the guard has started.
    fn real(&self) -> Option<u32> {
        let started = self.program.id();
        let guarded = children(started).into_iter().find(|process| name(*process) == "portico");
        guarded.or(Some(started))
    }

    /// Taps a card and waits until the vendor has it.
    async fn tap(&mut self, guest: u32) -> Outcome {
        let card = Studio::guest(guest);
        self.reader.tap_rdm6300(card);
        let _ = timeout(PATIENCE, self.studio.identified(&hex(&card)))
            .await
            .map_err(|_| Failure::new("the card was not asked about"))?;
        Ok(())
    }
}

async fn logged(lookout: &mut Lookout, message: &str) -> Outcome<LogLine> {
    let mut seen = Vec::new();
    let found = async {
        loop {
            if let Sight::Line(line) = lookout.next().await? {
                if line.message() == message {
                    return Ok(line);
                }
                seen.push(line.message().to_owned());
            }
        }
    };
    match timeout(2 * PATIENCE, found).await {
        Ok(found) => found,
        Err(_) => Err(Failure::new(format!("never logged: {message}; but: {seen:#?}"))),
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        for process in below(self.program.id()) {
            signal(process, "KILL");
        }
        signal(self.program.id(), "KILL");
        let _ = self.program.wait();
    }
}

/// The system does not say when a process begins.
async fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> Outcome<T> {
    let deadline = Instant::now() + PATIENCE;
    let mut tick = interval(Duration::from_millis(5));
    while Instant::now() < deadline {
        if let Some(found) = found() {
            return Ok(found);
        }
        tick.tick().await;
    }
    Err(Failure::new(format!("never came: {what}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_ends_or_hangs_is_idle_again_and_too_often_is_out_of_order() -> Outcome {
    let mut desk = Watched::start(&[]).await?;
    let first = desk.page(None).await?;

    // Its process is killed.
    let at = Instant::now();
    signal(first, "KILL");
    assert_eq!(desk.back("killed").await?, "Idle");
    eprintln!("killed, from outside: {} ms", at.elapsed().as_millis());
    let second = desk.page(Some(first)).await?;
    // The desk was there all the time, and the page shows what it does.
    desk.tap(1).await?;

    // It hangs.
    let at = Instant::now();
    signal(second, "STOP");
    desk.line("the member's screen is gone and is loaded anew").await?;
    assert_eq!(desk.back("stopped").await?, "Idle");
    eprintln!("stopped, from outside: {} ms", at.elapsed().as_millis());

    // Once more within a minute is once too often.
    let third = desk.page(Some(second)).await?;
    signal(third, "KILL");
    let line = desk.line("too many crashes within a minute; nobody is served for now").await?;
    assert_eq!(line.number("crashes"), Some(3));
    assert_eq!(desk.back("killed for the third time").await?, "OutOfOrder");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_come_back_gets_a_new_window() -> Outcome {
    let mut desk = Watched::start(&[]).await?;
    let first = desk.page(None).await?;
    signal(first, "KILL");
    // The next one hangs before it has begun.
    let second = desk.page(Some(first)).await?;
    signal(second, "STOP");
    desk.line("the member's screen does not come back and gets a new window").await?;
    assert_eq!(desk.back("a new window").await?, "Idle");
    // Its end is heard of, too, and the desk has never gone.
    let third = desk.page(Some(second)).await?;
    signal(third, "KILL");
    desk.line("the process of the member's screen has ended").await?;
    desk.back("killed in the new window").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_is_there_again_with_everything_it_had() -> Outcome {
    let mut desk = Watched::start(&["--guard"]).await?;
    // Somebody is let in without the vendor, which is to be reported.
    desk.studio.set_away(true).await?;
    desk.reader.tap_rdm6300(Studio::guest(7));
    let item = desk.line("let in, to be reported").await?.number("item");
    for (crash, line) in [(1, THERE), (2, THERE), (3, THERE)] {
        let program = desk.real().ok_or_else(|| Failure::new("no program"))?;
        let at = Instant::now();
        signal(program, "KILL");
        desk.line("Portico fell over and is started again").await?;
        if crash == 3 {
            desk.line("too many crashes within a minute; nobody is served for now").await?;
        }
        desk.line(line).await?;
        eprintln!("killed for the {crash}. time: there again after {} ms", at.elapsed().as_millis());
        assert_ne!(desk.real(), Some(program));
    }
    let copy = copy_store(&desk.provisioned.data())?;
    let outbox = open_store(copy.path(), &desk.provisioned.data()).await?;
    let kept = outbox.page(outbox::Part::Waiting, None, None, 10, jiff::Timestamp::now()).await?;
    assert_eq!(kept.iter().map(|item| Some(item.id.0)).collect::<Vec<_>>(), [item]);

    // Whoever ends the guard ends the program, in order.
    let program = desk.real().ok_or_else(|| Failure::new("no program"))?;
    signal(desk.program.id(), "TERM");
    let ended = || desk.program.try_wait().ok().flatten();
    let ended = until("the end of the guard", ended).await?;
    assert_eq!(ended.code(), Some(0));
    assert!(!PathBuf::from(format!("/proc/{program}")).exists(), "the program outlives its guard");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_whose_guard_is_killed_ends_and_gives_the_data_folder_back() -> Outcome {
    let desk = Watched::start(&["--guard"]).await?;
    let program = desk.real().ok_or_else(|| Failure::new("no program"))?;
    signal(desk.program.id(), "KILL");
    // What it has left is nobody's child any more, and not listed as one.
    let gone =
        || (!PathBuf::from(format!("/proc/{program}")).exists() || name(program) != "portico").then_some(());
    until("the end of the program", gone).await?;
    let window = Launch::of(&desk.provisioned.data()).open().await?;
    window.idle().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_script_never_ends_is_idle_again() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let provisioned = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let mut lookout = Lookout::at(&provisioned.data())?;
    let window = Launch::of(&provisioned.data()).impatient().open().await?;
    window.idle().await?;
    // Whether the driver hears that it has begun before it never ends is nobody's business.
    let _ = window.run("setTimeout(() => { for (;;); }, 0)").await;
    logged(&mut lookout, "the member's screen is gone and is loaded anew").await?;
    let line = logged(&mut lookout, BACK).await?;
    eprintln!("a script without an end: {} ms after it was noticed", line.number("after_ms").unwrap_or(-1));
    assert_eq!(line.text("screen"), "Idle");
    Ok(())
}
