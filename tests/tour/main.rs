//! A short tour of the screens that needs no hands: the set-up, everything a member can meet at the
//! entrance, buying, and becoming a member, against the practice studio. Leaves a picture of each screen.
//!
//! `tour FOLDER [--released]`, in a virtual session; `PORTICO_BIN` names the application. Whoever drives one that
//! was released sees none of the windows with other people's pages: they share nothing with ours.

#![allow(clippy::print_stdout, reason = "telling what is going on is what this program is for")]

#[cfg(unix)]
mod selling;
#[cfg(unix)]
mod signing_up;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    tour::main()
}

#[cfg(not(unix))]
fn main() {
    println!("The tour needs pseudo-terminals, which this system does not have.");
}

#[cfg(unix)]
mod tour {
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use portico_tests::{Failure, Launch, Outcome, Shown, Studio, VirtualReader, Window, frame_of};
    use sandbox::Fault;
    use serde_json::json;

    const OSKAR: [u8; 5] = [0x62, 0xe3, 0x08, 0x6c, 0xed];
    const NELE: [u8; 5] = [0x4b, 0x00, 0x42, 0x3c, 0x15];
    const FRIEDERIKE: [u8; 5] = [0x0a, 0x77, 0x31, 0x0e, 0x5a];
    const TOBIAS: [u8; 5] = [0x0a, 0xad, 0xbe, 0xef, 0x01];
    const STRANGER: [u8; 5] = [0xca, 0xfe, 0xca, 0xfe, 0x01];

    pub fn main() -> ExitCode {
        let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
            eprintln!("usage: tour FOLDER [--released]");
            return ExitCode::FAILURE;
        };
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        };
        let released = std::env::args_os().nth(2).is_some_and(|what| what == "--released");
        match runtime.block_on(walk(&folder, released)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("The tour stopped: {failure}");
                ExitCode::FAILURE
            }
        }
    }

    /// The pictures and their numbers.
    pub(crate) struct Album {
        folder: PathBuf,
        pictures: Vec<PathBuf>,
        released: bool,
    }

    impl Album {
        pub(crate) async fn take(&mut self, window: &Window, name: &str, words: &str) -> Outcome {
            let path = self.folder.join(format!("{:02}-{name}.png", self.pictures.len() + 1));
            window.screenshot(&path).await?;
            println!("{words}");
            self.pictures.push(path);
            Ok(())
        }

        /// The application is one that was released.
        pub(crate) const fn released(&self) -> bool {
            self.released
        }

        /// The path of the newest picture.
        pub(crate) fn last(&self) -> Outcome<String> {
            let path = self.pictures.last().ok_or_else(|| Failure::new("there is no picture yet"))?;
            Ok(std::path::absolute(path)?.to_string_lossy().into_owned())
        }
    }

    async fn walk(folder: &Path, released: bool) -> Outcome {
        std::fs::create_dir_all(folder)?;
        let mut album = Album { folder: folder.to_owned(), pictures: Vec::new(), released };
        let studio = Studio::open().await;
        // Two members whose cards no 125 kHz reader reads get one that it does.
        studio.give_card(sandbox::Case::Birthday, FRIEDERIKE).await?;
        studio.give_card(sandbox::Case::Blocked, TOBIAS).await?;
        let mut reader = VirtualReader::plugged_in();
        let place = tempfile::tempdir()?;
        let data = place.path().join("data");
        let card = place.path().join("practice.json");
        let addresses = json!({
            "tenant": "nordlicht", "apiKey": studio.api_key(), "open": studio.open_url(),
            "device": studio.device_url(), "connect": studio.connect_url(), "control": studio.control_url(),
        });
        std::fs::write(&card, addresses.to_string())?;

        let window = Launch::of(&data).with("--practice-at").with(&card).open().await?;
        set_up(&window, &studio, &mut reader, &mut album).await?;
        window.resize(1280, 800).await?;
        check_in(&window, &studio, &mut reader, &mut album).await?;
        drop(window);
        crate::selling::play(&place.path().join("practising"), &mut album).await?;
        crate::signing_up::play(&place.path().join("joining"), &mut album).await?;

        println!("\n{} pictures:", album.pictures.len());
        for picture in &album.pictures {
            println!("  {}", picture.display());
        }
        Ok(())
    }

    async fn step(window: &Window, name: &str) -> Outcome<Shown> {
        window.until(&format!("the question {name}"), |shown| shown.is_step(name)).await
    }

    async fn set_up(
        window: &Window,
        studio: &Studio,
        reader: &mut VirtualReader,
        album: &mut Album,
    ) -> Outcome {
        step(window, "account").await?;
        window.resize(1280, 800).await?;
        album.take(window, "set-up-account", "Set-up: the account.").await?;
        account(window, "not-the-key").await?;
        album.take(window, "set-up-wrong-key", "Set-up: a key that is not the studio's.").await?;
        account(window, &studio.api_key()).await?;
        step(window, "studio").await?;
        album.take(window, "set-up-studio", "Set-up: is this your studio?").await?;
        window.press("setup-next").await?;
        step(window, "devices").await?;
        window.press("setup-device-26").await?;
        album.take(window, "set-up-device", "Set-up: which device is this?").await?;
        window.press("setup-next").await?;
        step(window, "reader").await?;
        window.press("setup-port-other").await?;
        let port = reader.path().to_str().ok_or_else(|| Failure::new("a path that is no text"))?;
        window.fill("setup-port-path", port).await?;
        album.take(window, "set-up-reader", "Set-up: where is the card reader?").await?;
        window.press("setup-next").await?;
        step(window, "tap").await?;
        let read = window.until("a tap", |shown| shown.tap.as_deref() == Some("read"));
        reader.hold(&frame_of(OSKAR), read).await?;
        album.take(window, "set-up-tap", "Set-up: a card proves the reader.").await?;
        window.press("setup-next").await?;
        step(window, "offline").await?;
        window.press("setup-offline-directory").await?;
        album.take(window, "set-up-offline", "Set-up: who may come in without a connection?").await?;
        window.press("setup-next").await?;
        step(window, "more").await?;
        album.take(window, "set-up-more", "Set-up: does this desk play another device?").await?;
        window.press("setup-more-done").await?;
        step(window, "language").await?;
        album.take(window, "set-up-language", "Set-up: which language?").await?;
        window.press("setup-next").await?;
        window.idle().await?;
        Ok(())
    }

    async fn account(window: &Window, key: &str) -> Outcome {
        window.fill("setup-tenant", "nordlicht").await?;
        window.fill("setup-api-key", key).await?;
        let mark = window.mark().await?;
        window.press("setup-next").await?;
        let judged = |shown: &Shown| {
            !shown.waiting && (shown.problem.is_some() || shown.step.as_deref() != Some("account"))
        };
        window.after(mark, "the account was judged", judged).await?;
        Ok(())
    }

    async fn check_in(
        window: &Window,
        studio: &Studio,
        reader: &mut VirtualReader,
        album: &mut Album,
    ) -> Outcome {
        album.take(window, "idle", "The desk is open.").await?;

        studio.fault_at_check_in(Fault::Latency { millis: 3_000 });
        studio.fault_at_look_up(Fault::Forbidden);
        let mark = window.mark().await?;
        let busy = window.after(mark, "one moment", |shown| shown.screen == "screen-busy");
        reader.hold(&frame_of(Studio::guest(1)), busy).await?;
        album.take(window, "one-moment", "A card was read; the studio's system takes its time.").await?;
        window.verdict_after(mark).await?;
        album
            .take(window, "welcome", "A welcome. The name could not be found out, and nobody waited for it.")
            .await?;
        studio.clear_faults();

        tap(window, reader, OSKAR, |shown| said(shown, "Oskar")).await?;
        album.take(window, "welcome-by-name", "A welcome by name.").await?;
        let mark = window.mark().await?;
        let already = window.after(mark, "the same card", |shown| shown.is_verdict("already"));
        reader.hold_again(&frame_of(OSKAR), already).await?;
        album.take(window, "already", "The same card again is the same tap.").await?;
        tap(window, reader, FRIEDERIKE, |shown| said(shown, "Friederike")).await?;
        album.take(window, "birthday", "A birthday.").await?;
        tap(window, reader, TOBIAS, |shown| shown.is_verdict("refused")).await?;
        album.take(window, "refused", "A refusal, in the words of the studio's system.").await?;
        window.idle().await?;
        let mark = window.mark().await?;
        reader.send(b"\x0262E3\x03");
        window.after(mark, "unreadable", |shown| shown.is_verdict("unreadable")).await?;
        album.take(window, "unreadable", "A card that was not held still.").await?;

        studio.fault_at_check_in(Fault::Reset);
        tap(window, reader, Studio::guest(2), |shown| shown.is_verdict("unconfirmed")).await?;
        album.take(window, "unconfirmed", "The answer got lost: nobody asks twice, a person looks.").await?;
        studio.clear_faults();

        studio.set_away(true).await?;
        tap(window, reader, Studio::guest(3), |shown| shown.reason.as_deref() == Some("letIn")).await?;
        album
            .take(window, "let-in", "The studio's system is gone: the member list lets the member in.")
            .await?;
        tap(window, reader, STRANGER, |shown| shown.is_verdict("attention")).await?;
        album.take(window, "not-on-list", "A card that is not on the list.").await?;
        window.until("a notice", |shown| shown.screen == "screen-idle" && shown.notice.is_some()).await?;
        album.take(window, "vendor-gone-notice", "The desk goes on trying and says so.").await?;
        team(window, album).await?;
        studio.set_away(false).await?;
        window.until("no notice", |shown| shown.screen == "screen-idle" && shown.notice.is_none()).await?;
        tap(window, reader, NELE, |shown| said(shown, "Nele")).await?;
        album.take(window, "vendor-back", "The studio's system is back, by itself.").await?;

        window.idle().await?;
        reader.unplug();
        window.until("out of order", |shown| shown.screen == "screen-out-of-order").await?;
        album.take(window, "reader-unplugged", "The reader's cable is out.").await?;
        reader.replug();
        window.idle().await?;
        println!("The cable is back in, and the desk is open again.");

        window.set_language("en").await?;
        album.take(window, "english", "A member chooses English.").await?;
        tap(window, reader, [0x0b, 0, 0, 0, 1], |shown| shown.is_verdict("refused")).await?;
        album.take(window, "refused-english", "A card nobody knows, in English.").await?;
        Ok(())
    }

    /// The team looks at what waits and at what needs a person.
    async fn team(window: &Window, album: &mut Album) -> Outcome {
        window.chord(&['\u{E009}', '\u{E00A}', 's']).await?;
        window.comes("staff.html").await?;
        window.wait_for("pin-pad").await?;
        album.take(window, "team-pin", "The team's window: its PIN is chosen.").await?;
        choose_pin(window).await?;
        window.wait_for("staff-items").await?;
        album
            .take(window, "team-inbox", "What a program cannot decide, with everything a person needs.")
            .await?;
        window.press("staff-tab-waiting").await?;
        window.wait_for("item-next").await?;
        album.take(window, "team-waiting", "What waits for the studio's system.").await?;
        window.press("staff-lock").await?;
        window.switch_to("localhost").await
    }

    pub(crate) async fn choose_pin(window: &Window) -> Outcome {
        for _ in 0..2 {
            for digit in ["2", "5", "8", "0"] {
                window.press(&format!("pin-{digit}")).await?;
            }
            window.press("pin-enter").await?;
        }
        window.wait_for("staff-lock").await
    }

    fn said(shown: &Shown, name: &str) -> bool {
        shown.message.as_deref().is_some_and(|message| message.contains(name))
    }

    async fn tap(
        window: &Window,
        reader: &mut VirtualReader,
        card: [u8; 5],
        wanted: impl Fn(&Shown) -> bool,
    ) -> Outcome<Shown> {
        let mark = window.mark().await?;
        reader.tap_rdm6300(card);
        window.after(mark, "the verdict on a card", wanted).await
    }
}
