//! From the last byte on the serial line to the verdict in the window, against a bare POST.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use portico_tests::{Outcome, Studio, VirtualReader, Window};
use sandbox::Fault;

use crate::table::{Table, quantile, sorted};

const TAPS: u32 = 100;
const WARM_UP: u32 = 10;
/// What a vendor takes before whom a member is asked for a moment, in milliseconds.
pub const SLOW: u64 = 150;
const IDENTIFICATION: &str = "/open-api/device/cardreader/identification";

/// What was measured, in milliseconds.
pub struct Taps {
    taps: Vec<f64>,
    one_moment: Vec<f64>,
    drawn: Vec<f64>,
    bare: Vec<f64>,
}

/// Taps cards nobody has, each followed by a bare POST of the same body to the same server. Nobody holds up a card
/// while the verdict before theirs is still being drawn, so each waits until the screen rests.
pub async fn measure(
    window: &Window,
    studio: &Studio,
    reader: &mut VirtualReader,
    server: u64,
) -> Outcome<Taps> {
    studio.clear_faults();
    if server > 0 {
        studio.fault_at_check_in(Fault::Latency { millis: server });
    }
    window.run(RECORDER).await?;
    let url = format!("{}{IDENTIFICATION}", studio.device_url());
    let token = studio.activate(Studio::SIDE).expect("the practice studio has a second reader");
    // Which also installs the cryptography that every client of this process needs.
    magicline::Http::new(magicline::Limits::default())?;
    let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;

    let mut found = Taps { taps: Vec::new(), one_moment: Vec::new(), drawn: Vec::new(), bare: Vec::new() };
    for tap in 0..WARM_UP + TAPS {
        let card = card(server, tap);
        let frame = portico_tests::frame_of(card);
        window.rests().await?;
        let began = epoch_millis();
        reader.send(&frame);
        let seen = window.run_async("return await window.__bench.next()").await?;
        let seen: [f64; 3] = serde_json::from_value(seen)?;

        let number = card.map(|byte| format!("{byte:02x}")).concat();
        let body = format!(
            r#"{{"identification":{{"type":"NUMBER","value":"{number}","format":"HEX_MSB"}},"shouldExecuteAction":true}}"#
        );
        let asked = Instant::now();
        let answer = client
            .post(&url)
            .bearer_auth(&token)
            .header("accept-language", "de")
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await?;
        answer.bytes().await?;
        if tap >= WARM_UP {
            found.one_moment.push(seen[0] - began);
            found.taps.push(seen[1] - began);
            found.drawn.push(seen[2] - began);
            found.bare.push(millis(asked.elapsed()));
        }
    }
    studio.clear_faults();
    Ok(found)
}

impl Taps {
    /// Adds the rows for this server latency.
    pub fn add_to(&self, table: &mut Table, server: u64) {
        let (taps, bare) = (sorted(&self.taps), sorted(&self.bare));
        let moment = sorted(&self.one_moment);
        let note = |part| format!("{:.1} ms against {:.1} ms", quantile(&taps, part), quantile(&bare, part));
        let ratio = |part| quantile(&taps, part) / quantile(&bare, part);
        if server == SLOW {
            let what = "card → \"one moment\" in the document, 99th percentile";
            let [middle, most] = [0.5, 0.99].map(|part| quantile(&moment, part));
            table.figure(what, &format!("{most:.1} ms"), "≤ 100 ms", &format!("median {middle:.1} ms"));
            return;
        }
        if server > 0 {
            let what = format!("card → verdict / bare POST, server {server} ms, median");
            table.add(&what, ratio(0.5), Some("≤ 1.15"), &note(0.5));
            let what = format!("card → verdict / bare POST, server {server} ms, 99th percentile");
            table.add(&what, ratio(0.99), Some("≤ 1.5"), &note(0.99));
        } else {
            table.tell("card → verdict, server 0 ms, median", &note(0.5));
        }
        let drawn = sorted(&self.drawn);
        table.tell(
            &format!("card → verdict in the document, server {server} ms, median and 99th percentile"),
            &format!("{:.1} ms, {:.1} ms", quantile(&drawn, 0.5), quantile(&drawn, 0.99)),
        );
    }
}

/// What the desk's own log says about the last taps: from the last byte to the desk, and from the
/// question to the answer. The rest, up to the verdict in the page, is the window's.
pub fn where_it_goes(data: &Path, table: &mut Table, server: u64) -> Outcome {
    let mut log = String::new();
    for entry in fs::read_dir(data.join("logs"))? {
        log.push_str(&fs::read_to_string(entry?.path())?);
    }
    let median = |field: &str| {
        let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let values: Vec<_> = lines.filter_map(|line| line[field].as_f64()).collect();
        let last = values.len().saturating_sub(TAPS as usize);
        quantile(&sorted(&values[last..]), 0.5) / 1000.0
    };
    let note = format!("line {:.2} ms, HTTP {:.2} ms", median("line_us"), median("http_us"));
    table.tell(&format!("of which, server {server} ms, medians"), &note);
    Ok(())
}

/// A number nobody has, another one for every tap.
fn card(server: u64, tap: u32) -> [u8; 5] {
    let [_, _, high, low] = tap.to_be_bytes();
    [0x5B, u8::try_from(server).unwrap_or(0xFF), 0x01, high, low]
}

fn epoch_millis() -> f64 {
    millis(SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970"))
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Notes, for each tap, when "one moment" stood in the document (0 where nobody was asked for one), when the verdict's message arrived
/// in the page, and when the verdict stood in the document.
pub const RECORDER: &str = r#"
    if (!window.__bench) {
      const seen = []; let wake = null; let moment = 0; let last = null;
      const look = () => {
        const main = document.querySelector('main[data-testid]');
        const now = performance.timeOrigin + performance.now();
        if (main === last) return;
        last = main;
        if (main?.dataset.testid === 'screen-busy') moment = now;
        if (main?.dataset.testid === 'verdict') {
          const arrived = performance.getEntriesByName('verdict').at(-1).startTime;
          seen.push([moment, performance.timeOrigin + arrived, now]);
          moment = 0;
          wake?.();
        }
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
      window.__bench = {
        async next() {
          while (seen.length === 0) await new Promise((go) => { wake = go; });
          wake = null;
          return seen.shift();
        },
      };
    }
"#;
