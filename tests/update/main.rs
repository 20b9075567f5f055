//! What `cargo xtask package --play-update` plays: a desk runs from an AppImage, is told of the next version, and
//! goes there and back.
//!
//! `update FOLDER`, in a virtual session. In the folder are `before.AppImage`, the next version with the
//! announcement of it (`latest.json`), and `PORTICO_BIN` names a program that sets desks up.

#![allow(clippy::print_stdout, reason = "telling what was proven is what this program is for")]

#[cfg(target_os = "linux")]
mod announcer;
#[cfg(target_os = "linux")]
mod desk;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> portico_tests::Outcome {
    let folder = std::env::args_os().nth(1);
    let folder = folder.ok_or_else(|| portico_tests::Failure::new("usage: update FOLDER"))?;
    update::play(folder.as_ref()).await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("Only on Linux is there an AppImage.");
}

#[cfg(target_os = "linux")]
mod update {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::pin::pin;
    use std::time::Duration;

    use portico_tests::{Failure, Outcome, set_schema};
    use tokio::time::interval;

    use crate::announcer::{Announcer, Told};
    use crate::desk::Desk;

    /// Whom files are announced for.
    const PLATFORM: &str = match cfg!(target_arch = "aarch64") {
        true => "linux-aarch64-appimage",
        false => "linux-x86_64-appimage",
    };
    /// The version that is installed at first; `xtask` builds it so.
    const BEFORE: &str = "0.0.1";
    /// A version that nothing was signed for.
    const CLAIMED: &str = "99.0.0";

    /// A version of the store that is not there yet.
    const UNKNOWN: u32 = 99;

    const OFFERED: &str = "there is a newer Portico";
    const FAILED: &str = "a newer Portico could not be put in";
    const PUT_IN: &str = "putting a newer Portico in";
    const STARTED: &str = "a newer Portico is started";

    /// How often somebody comes to the desk when it is busy. A verdict stays for longer.
    const BUSY: Duration = Duration::from_millis(700);

    pub async fn play(folder: &Path) -> Outcome {
        let before = fs::read(folder.join("before.AppImage"))?;
        let announcer = Announcer::open(folder, PLATFORM).await?;
        let next = announcer.version();
        let mut desk = Desk::install(&folder.join("before.AppImage")).await?;
        let mut proven = 0;
        let mut say = |what: &str| {
            proven += 1;
            println!("  ok  {what}");
        };

        desk.start().await?;
        desk.check_in().await?;
        say(&format!("{BEFORE} runs from its AppImage and checks members in"));

        nobody_is_told(&announcer, &mut desk).await?;
        say("a version that is for 0 % of all desks is not fetched");

        for (told, words) in [
            (Told { tampered: true, ..Told::for_percent(100) }, "signature"),
            (Told { version: Some(CLAIMED), ..Told::for_percent(100) }, CLAIMED),
        ] {
            let said = is_refused(&announcer, &mut desk, told, &before).await?;
            check(said.contains(words), || format!("{words}: {said}"))?;
            say(&format!("refused, and {BEFORE} goes on: {said}"));
        }

        is_left_alone_while_somebody_is_there(&announcer, &mut desk).await?;
        say(&format!("{next} is not fetched while members come"));

        desk_is_brought_up_to_date(&announcer, &mut desk, &before).await?;
        say(&format!(
            "{next} is put in when nobody is there, comes back by itself and opens the store of {BEFORE}"
        ));

        goes_back(&announcer, &mut desk, &before).await?;
        say(&format!(
            "`rollback` brings {BEFORE} back, which opens the store of {next} and is not offered it again"
        ));

        a_newer_store_is_left_alone(&mut desk).await?;
        say("a store that a newer version has changed is left as it is, said so, and members are checked in");

        println!("\n{proven} passed, 0 failed");
        Ok(())
    }

    fn check(holds: bool, words: impl FnOnce() -> String) -> Outcome {
        if holds { Ok(()) } else { Err(Failure::new(words())) }
    }

    async fn nobody_is_told(announcer: &Announcer, desk: &mut Desk) -> Outcome {
        announcer.tell(Told::for_percent(0));
        for _ in 0..2 {
            let meant = desk.logged(OFFERED).await?.says_yes("meant");
            check(!meant, || "0 % meant this desk".to_owned())?;
        }
        let looked = announcer.heard().looks.len();
        // It was quiet for so many looks that anything it had found would have been put in.
        let heard = announcer.until("more looks", |heard| heard.looks.len() >= looked + 4).await?;
        check(heard.fetched == 0, || format!("it was fetched: {heard:?}"))
    }

    /// What the log says about it.
    async fn is_refused(
        announcer: &Announcer,
        desk: &mut Desk,
        told: Told,
        before: &[u8],
    ) -> Outcome<String> {
        let (running, fetched) = (desk.running()?, announcer.heard().fetched);
        announcer.tell(told);
        announcer.until("the file", |heard| heard.fetched > fetched).await?;
        let said = desk.logged(FAILED).await?.text("error").to_owned();
        announcer.tell(Told::for_percent(0));
        // What was on its way is refused, too.
        let looked = announcer.heard().looks.len();
        announcer.until("more looks", |heard| heard.looks.len() >= looked + 2).await?;
        check(desk.installed()? == before, || "another file lies in the AppImage's place".to_owned())?;
        check(desk.running()? == running, || "it was started anew".to_owned())?;
        check(!desk.data().join("previous.AppImage").exists(), || {
            "something was kept to go back to".to_owned()
        })?;
        Ok(said)
    }

    async fn is_left_alone_while_somebody_is_there(announcer: &Announcer, desk: &mut Desk) -> Outcome {
        let mut members = interval(BUSY);
        for told in [Told::for_percent(0), Told::for_percent(100)] {
            let before = announcer.heard();
            announcer.tell(told);
            // As many looks as would be enough for a quiet desk.
            let looked = announcer.until("more looks", |heard| heard.looks.len() >= before.looks.len() + 4);
            let mut looked = pin!(looked);
            let heard = loop {
                tokio::select! {
                    biased;
                    heard = &mut looked => break heard?,
                    _ = members.tick() => desk.tap(),
                }
            };
            check(heard.fetched == before.fetched, || "it was fetched while somebody was there".to_owned())?;
        }
        Ok(())
    }

    async fn desk_is_brought_up_to_date(announcer: &Announcer, desk: &mut Desk, before: &[u8]) -> Outcome {
        let next = announcer.version();
        let (guard, program) = desk.running()?;
        let line = desk.logged(PUT_IN).await?;
        check(line.text("version") == next, || format!("another version: {}", line.text("version")))?;
        desk.logged(STARTED).await?;
        desk.comes_up().await?;
        announcer.until("a look of the next version", |heard| heard.looks_of(&next) > 0).await?;
        let now = desk.running()?;
        check(now.0 == guard && now.1 != program, || format!("{now:?} after {guard}, {program}"))?;
        check(desk.installed()? == announcer.file(), || "it is not the file that was signed".to_owned())?;
        let kept = fs::read(desk.data().join("previous.AppImage"))?;
        check(kept == before, || "what was kept is not the version before".to_owned())?;
        desk.check_in().await?;
        desk.stop().await?;
        store_is_sound(desk).await
    }

    async fn store_is_sound(desk: &Desk) -> Outcome {
        let (_, said) = desk.says("doctor").await?;
        let line = said.lines().find(|line| line.split_whitespace().nth(1) == Some("store"));
        let line = line.unwrap_or_default();
        check(line.trim_start().starts_with("ok"), || format!("the store is not: {said}"))
    }

    async fn goes_back(announcer: &Announcer, desk: &mut Desk, before: &[u8]) -> Outcome {
        let (code, said) = desk.says("rollback").await?;
        check(code == Some(0), || said)?;
        check(desk.installed()? == before, || "it is not the version before".to_owned())?;
        let heard = announcer.heard();
        desk.start().await?;
        let looked = heard.looks_of(BEFORE);
        let more =
            announcer.until("looks of the version before", |heard| heard.looks_of(BEFORE) >= looked + 5);
        let more = more.await?;
        check(more.fetched == heard.fetched, || "it was fetched again".to_owned())?;
        desk.check_in().await?;
        desk.stop().await?;
        check(desk.installed()? == before, || "it was put in again".to_owned())?;
        store_is_sound(desk).await
    }

    async fn a_newer_store_is_left_alone(desk: &mut Desk) -> Outcome {
        let ours = set_schema(&desk.data(), UNKNOWN).await?;
        let untouched = stores(&desk.data())?;
        let (code, said) = desk.says("doctor").await?;
        let kind = said.contains("A newer Portico made the store. Install the same or a newer version here.");
        check(code == Some(1) && kind, || format!("{code:?}: {said}"))?;
        desk.start().await?;
        desk.check_in().await?;
        desk.stop().await?;
        check(stores(&desk.data())? == untouched, || "the store was touched".to_owned())?;
        set_schema(&desk.data(), ours).await?;
        store_is_sound(desk).await
    }

    /// The files of the store; an empty log beside it is nothing.
    fn stores(data: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
        let mut found = BTreeMap::new();
        for file in fs::read_dir(data)? {
            let file = file?;
            let (name, bytes) = (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()));
            if name == "store.db"
                || (name == "store.db-wal" && bytes.as_ref().is_ok_and(|log| !log.is_empty()))
            {
                found.insert(name, bytes?);
            }
        }
        Ok(found)
    }
}
