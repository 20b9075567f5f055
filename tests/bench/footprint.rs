//! Start-up and memory, against a blank window of the same toolkit.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use portico_tests::{Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, Window, frame_of};

use crate::latency;
use crate::table::{Table, quantile, sorted};

/// Of a window whose memory is compared, in pixels.
pub const WIDTH: u32 = 1280;
/// As [`WIDTH`].
pub const HEIGHT: u32 = 800;
const STARTS: usize = 7;
const TAPS: u32 = 1000;

/// Start-up times in milliseconds.
pub struct Starts {
    portico: Vec<f64>,
    blank: Vec<f64>,
}

/// Starts both windows in turn.
pub async fn starts(blank: &Path) -> Outcome<Starts> {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let desk = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let mut starts = Starts { portico: Vec::new(), blank: Vec::new() };
    // The first pair fills caches and is not counted.
    for round in 0..=STARTS {
        let empty = tempfile::tempdir()?;
        let window = Launch::program(blank).with(empty.path()).open().await?;
        let bare = start_up(&window).await?;
        drop(window);
        let window = Launch::of(&desk.data()).open().await?;
        let whole = start_up(&window).await?;
        drop(window);
        if round > 0 {
            starts.blank.push(bare);
            starts.portico.push(whole);
        }
    }
    Ok(starts)
}

impl Starts {
    /// Median to median.
    pub fn ratio(&self) -> f64 {
        quantile(&sorted(&self.portico), 0.5) / quantile(&sorted(&self.blank), 0.5)
    }

    /// The figures.
    pub fn note(&self) -> String {
        let (portico, blank) = (sorted(&self.portico), sorted(&self.blank));
        format!(
            "median {:.0} ms against {:.0} ms, {STARTS} pairs",
            quantile(&portico, 0.5),
            quantile(&blank, 0.5)
        )
    }
}

/// Milliseconds from the start of the process to the page's mark.
async fn start_up(window: &Window) -> Outcome<f64> {
    let marked = "return performance.getEntriesByName('idle').length > 0";
    window.holds("the mark of the idle screen", marked).await?;
    let mark = window
        .run("return performance.timeOrigin + performance.getEntriesByName('idle')[0].startTime")
        .await?;
    Ok(mark.as_f64().expect("a time") - process_start(window.process())?)
}

/// When a process started, in milliseconds since 1970, to a hundredth of a second.
fn process_start(process: u32) -> Outcome<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let ticks: f64 = stat
        .rsplit(')')
        .next()
        .and_then(|rest| rest.split_whitespace().nth(19)?.parse().ok())
        .expect("field 22 of stat is the start time");
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime.split(' ').next().and_then(|text| text.parse().ok()).expect("seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64();
    Ok((now - uptime + ticks / 100.0) * 1000.0)
}

/// Megabytes.
pub struct Memory {
    blank: f64,
    after_half: f64,
    after_all: f64,
}

/// Taps a thousand cards and looks at the memory of all processes at half time and at the end.
pub async fn memory(window: &Window, reader: &mut VirtualReader, blank: f64) -> Outcome<Memory> {
    window.run(latency::RECORDER).await?;
    let mut after_half = 0.0;
    for tap in 0..TAPS {
        let [_, _, high, low] = tap.to_be_bytes();
        reader.send(&frame_of([0x5C, 0, 1, high, low]));
        window.run_async("await window.__bench.next(); return null").await?;
        if tap + 1 == TAPS / 2 {
            after_half = megabytes(window.process())?;
        }
    }
    Ok(Memory { blank, after_half, after_all: megabytes(window.process())? })
}

/// Megabytes of the blank window. Measured while no other window is open: what several of them
/// share would otherwise be counted in parts.
pub async fn blank(program: &Path) -> Outcome<f64> {
    let empty = tempfile::tempdir()?;
    let window = Launch::program(program).with(empty.path()).open().await?;
    window.holds("the blank page", "return document.readyState === 'complete'").await?;
    megabytes(window.process())
}

impl Memory {
    /// Adds the rows.
    pub fn add_to(&self, table: &mut Table) {
        let note = format!("{:.0} MB against {:.0} MB", self.after_all, self.blank);
        table.add(
            "memory after 1,000 taps / blank window",
            self.after_all / self.blank,
            Some("≤ 1.3"),
            &note,
        );
        let note = format!("{:.1} MB → {:.1} MB", self.after_half, self.after_all);
        table.add(
            "memory after 1,000 taps / after 500",
            self.after_all / self.after_half,
            Some("≤ 1.0"),
            &note,
        );
    }
}

/// Megabytes of Portico's own idle screen, with nothing else open.
pub async fn idle() -> Outcome<f64> {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let desk = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.resize(WIDTH, HEIGHT).await?;
    window.idle().await?;
    megabytes(window.process())
}

/// Proportional set size of a process and everything below it, in megabytes.
pub fn megabytes(root: u32) -> Outcome<f64> {
    let mut parents = HashMap::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let parent =
            stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.insert(process, parent.unwrap_or(0));
    }
    let below = |mut process: u32| loop {
        match parents.get(&process) {
            _ if process == root => return true,
            Some(parent) if *parent != 0 => process = *parent,
            Some(_) | None => return false,
        }
    };
    let mut kilobytes = 0_u64;
    for process in parents.keys().copied().filter(|process| below(*process)) {
        let Ok(rollup) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else { continue };
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        kilobytes += pss.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(kilobytes as f64 / 1024.0)
}
