//! Start-up and memory, against a blank window of the same toolkit.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use portico_tests::processes::{shares, stat};
use portico_tests::{Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, Window, frame_of};

use crate::latency;
use crate::table::{Table, quantile, sorted};

/// Of a window whose memory is compared, in pixels.
pub const WIDTH: u32 = 1280;
/// As [`WIDTH`].
pub const HEIGHT: u32 = 800;
const STARTS: usize = 7;
const TAPS: u32 = 1000;
/// How long a window is left alone before it is weighed: what it needed to get there is given back by then.
const REST: Duration = Duration::from_secs(20);

/// Start-up times in milliseconds.
pub struct Starts {
    portico: Vec<f64>,
    blank: Vec<f64>,
    /// Until the page begins, and until its scripts have been read.
    on_the_way: [Vec<f64>; 2],
}

/// Starts both windows in turn.
pub async fn starts(blank: &Path) -> Outcome<Starts> {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let desk = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let mut starts = Starts { portico: Vec::new(), blank: Vec::new(), on_the_way: [Vec::new(), Vec::new()] };
    // The first pair fills caches and is not counted.
    for round in 0..=STARTS {
        let empty = tempfile::tempdir()?;
        let window = Launch::program(blank).with(empty.path()).open().await?;
        let bare = start_up(&window).await?;
        drop(window);
        let window = Launch::of(&desk.data()).open().await?;
        let whole = start_up(&window).await?;
        let way = "const way = performance.getEntriesByType('navigation')[0];
                   return [performance.timeOrigin, performance.timeOrigin + way.domContentLoadedEventStart]";
        let way: [f64; 2] = serde_json::from_value(window.run(way).await?)?;
        let began = process_start(window.process())?;
        drop(window);
        if round > 0 {
            for (all, one) in starts.on_the_way.iter_mut().zip(way) {
                all.push(one - began);
            }
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

    /// When the page begins, and when its scripts have been read.
    pub fn way(&self) -> String {
        let [begins, read] = [0, 1].map(|at| quantile(&sorted(&self.on_the_way[at]), 0.5));
        format!("the page begins after {begins:.0} ms, its scripts are there after {read:.0} ms")
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
    let ticks = stat(process, 22).and_then(|ticks| ticks.parse::<f64>().ok()).expect("its start time");
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime.split(' ').next().and_then(|text| text.parse().ok()).expect("seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64();
    Ok((now - uptime + ticks / 100.0) * 1000.0)
}

/// What a window takes.
pub struct Share {
    /// Proportional set size of all its processes, in megabytes.
    pub megabytes: f64,
    /// How it is spread over them.
    pub spread: String,
}

impl Share {
    /// What a process and everything below it take once they have been left alone.
    pub async fn at_rest(root: u32) -> Outcome<Self> {
        tokio::time::sleep(REST).await;
        let shares = shares(root)?;
        Ok(Self { megabytes: shares.iter().map(|(_, share)| share).sum(), spread: told(shares) })
    }
}

/// Megabytes.
pub struct Memory {
    blank: f64,
    spread: String,
    after_half: f64,
    after_all: f64,
}

/// Taps a thousand cards and looks at the memory of all processes at half time and at the end, at rest.
pub async fn memory(window: &Window, reader: &mut VirtualReader, blank: f64) -> Outcome<Memory> {
    window.run(latency::RECORDER).await?;
    let mut after_half = 0.0;
    for tap in 0..TAPS {
        let [_, _, high, low] = tap.to_be_bytes();
        reader.send(&frame_of([0x5C, 0, 1, high, low]));
        window.run_async("await window.__bench.next(); return null").await?;
        if tap + 1 == TAPS / 2 {
            after_half = Share::at_rest(window.process()).await?.megabytes;
        }
    }
    let Share { megabytes: after_all, spread } = Share::at_rest(window.process()).await?;
    Ok(Memory { blank, after_half, after_all, spread })
}

/// What the blank window takes. Measured while no other window is open: what several of them
/// share would otherwise be counted in parts.
pub async fn blank(program: &Path) -> Outcome<Share> {
    let empty = tempfile::tempdir()?;
    let window = Launch::program(program).with(empty.path()).open().await?;
    window.holds("the blank page", "return document.readyState === 'complete'").await?;
    Share::at_rest(window.process()).await
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
        table.tell("of which", &self.spread);
        let note = format!("{:.1} MB → {:.1} MB", self.after_half, self.after_all);
        table.add(
            "memory after 1,000 taps / after 500",
            self.after_all / self.after_half,
            Some("≤ 1.0"),
            &note,
        );
    }
}

/// What Portico's own idle screen takes, with nothing else open.
pub async fn idle() -> Outcome<Share> {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let desk = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.resize(WIDTH, HEIGHT).await?;
    window.idle().await?;
    Share::at_rest(window.process()).await
}

/// The shares in words, the largest first.
fn told(mut shares: Vec<(String, f64)>) -> String {
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    shares.iter().map(|(name, share)| format!("{name} {share:.0} MB")).collect::<Vec<_>>().join(", ")
}
