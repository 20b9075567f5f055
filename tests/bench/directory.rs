//! A member list of a hundred thousand.

use std::fs;
use std::path::Path;
use std::time::Instant;

use domain::CredentialMark;
use outbox::{FILE, Lookup, Outbox, Rules, StoreKey};
use portico_tests::{Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader};
use vault::{Secrets, Slot};

use crate::table::{Table, quantile, sorted};

const MEMBERS: usize = 100_000;
const LOOK_UPS: u32 = 2_000;

/// Adds the rows about the member list.
pub async fn measure(table: &mut Table) -> Outcome {
    let (few, _, _) = synced(10, |_, _| Ok(())).await?;
    let mut times = Vec::new();
    let (many, size, ()) = synced(MEMBERS, |data, key| {
        times = look_ups(data, key)?;
        Ok(())
    })
    .await?;
    let note = format!("{many} MB at most against {few} MB with a list of ten");
    table.tell(
        &format!("extra memory for a list of {MEMBERS} (aim < 64 MB): {} MB", many.saturating_sub(few)),
        &note,
    );
    table.tell(
        &format!("size of the store with {MEMBERS} members (aim ≤ 60 MB)"),
        &format!("{:.1} MB", size as f64 / 1e6),
    );
    let times = sorted(&times);
    table.tell(
        "one look-up in it, median and 99th percentile (aim ≤ 1 ms)",
        &format!("{:.3} ms, {:.3} ms", quantile(&times, 0.5), quantile(&times, 0.99)),
    );
    Ok(())
}

/// The most memory the application used until the list was complete, and the store's size.
async fn synced<T>(crowd: usize, then: impl FnOnce(&Path, StoreKey) -> Outcome<T>) -> Outcome<(u64, u64, T)> {
    let studio = Studio::of(crowd).await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path()).offline("directory");
    let desk = Provisioned::new(&studio, &file).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.idle().await?;
    complete(&desk.data()).await?;
    let most = peak(window.process())?;
    window.kill().await?;
    let stored = desk::settings::Stored::open(&desk.data())?;
    let keychain = vault::Keychain::open(stored.installation()?.id)?;
    let key = keychain.get(Slot::StoreKey)?.and_then(|key| StoreKey::parse(&key)).expect("the store's key");
    let then = then(&desk.data(), key)?;
    let size = fs::metadata(desk.data().join(FILE))?.len();
    Ok((most, size, then))
}

/// Waits for the log to say so.
pub async fn complete(data: &Path) -> Outcome {
    let mut tick = tokio::time::interval(std::time::Duration::from_millis(50));
    loop {
        tick.tick().await;
        for entry in fs::read_dir(data.join("logs"))? {
            if fs::read_to_string(entry?.path())?.contains("the member list is complete") {
                return Ok(());
            }
        }
    }
}

/// Megabytes.
fn peak(process: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    Ok(kilobytes.expect("VmHWM") / 1024)
}

/// Milliseconds of looking members up by their cards, one after the other.
fn look_ups(data: &Path, key: StoreKey) -> Outcome<Vec<f64>> {
    tokio::task::block_in_place(|| {
        tokio::runtime::Handle::current().block_on(async {
            let outbox = Outbox::new(data, Rules::default());
            outbox.open(key, jiff::Timestamp::now()).await?;
            let mut times = Vec::new();
            for look_up in 0..LOOK_UPS {
                let guest = 1 + look_up * (u32::try_from(MEMBERS)? / LOOK_UPS);
                let number = Studio::guest_number(guest);
                let mark = CredentialMark::of_card_number(&number.to_string()).expect("a number");
                let began = Instant::now();
                let found = outbox.find_member(mark).await?;
                times.push(began.elapsed().as_secs_f64() * 1e3);
                assert!(matches!(found, Lookup::One(_)), "guest {guest} is on the list");
            }
            Ok(times)
        })
    })
}
