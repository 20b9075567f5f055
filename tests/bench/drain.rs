//! Draining the outbox against a bare loop of the same requests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{CardFormat, DeviceId, Identification, Language, Redacted};
use jiff::Timestamp;
use magicline::{DeviceApi, Endpoint, Http, Limits};
use outbox::{Job, Kind, Lane, NewItem, Outbox, Report, Rules, StoreKey, Worker};
use portico_tests::{Outcome, Studio};
use sandbox::Fault;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::table::Table;

const ROWS: u32 = 10_000;
const AT_ONCE: usize = 8;
const SERVER: u64 = 10;
/// A little more than a minute of work at the vendor's limit.
const LIMITED_ROWS: u32 = 1_100;
const LIMIT: u32 = 1_000;

/// Sends the numbers that were written down.
struct Numbers(DeviceApi);

impl outbox::Transport for Numbers {
    async fn perform(&self, job: &Job) -> Report {
        match self.0.identify(&card(job.body.expose()), true, Language::DE).await {
            Ok(()) => Report::Delivered { reference: None, trace_id: None },
            // Nobody has these cards, which is an answer like any other.
            Err(_) => Report::Refused { words: None, code: None, trace_id: None },
        }
    }
}

fn card(number: &str) -> Identification {
    Identification::Number { value: number.to_owned(), format: CardFormat::Decimal }
}

/// Adds the rows about draining.
pub async fn measure(table: &mut Table) -> Outcome {
    let studio = Studio::open().await;
    studio.fault_at_check_in(Fault::Latency { millis: SERVER });
    let api = device(&studio)?;
    // Each is measured on its own, one after the other: together they would share two cores.
    bare(&api, 500).await;
    let bare = bare(&api, ROWS).await;
    let (drained, _) = drain(&studio, ROWS, None).await?;
    let note = format!(
        "{:.1} s against {:.1} s, {AT_ONCE} at once, server {SERVER} ms",
        drained.as_secs_f64(),
        bare.as_secs_f64()
    );
    let what = format!("draining {ROWS} rows / bare loop of the same requests");
    table.add(&what, drained.as_secs_f64() / bare.as_secs_f64(), Some("≤ 1.25"), &note);

    // Another studio: the journal of this one is full and forgets as much as it takes in.
    let studio = Studio::open().await;
    let (_, arrivals) = drain(&studio, LIMITED_ROWS, Some(LIMIT)).await?;
    let most = arrivals
        .iter()
        .map(|from| {
            arrivals.iter().filter(|at| *at >= from && **at < *from + Duration::from_secs(60)).count()
        })
        .max();
    let note = format!("{} in the fullest minute, {LIMITED_ROWS} rows", most.unwrap_or_default());
    table.tell(&format!("draining with a limit of {LIMIT} a minute"), &note);
    Ok(())
}

fn device(studio: &Studio) -> Outcome<DeviceApi> {
    let token = studio.activate(Studio::SIDE).expect("the practice studio has a second reader");
    let http = Http::new(Limits::default())?;
    Ok(DeviceApi::new(&http, Endpoint::parse(&studio.device_url())?, token.into()))
}

async fn bare(api: &DeviceApi, rows: u32) -> Duration {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for row in 0..rows {
        if running.len() == AT_ONCE {
            running.join_next().await;
        }
        let (api, number) = (api.clone(), (7_000_000_000_u64 + u64::from(row)).to_string());
        running.spawn(async move { api.identify(&card(&number), true, Language::DE).await.is_ok() });
    }
    while running.join_next().await.is_some() {}
    began.elapsed()
}

/// How long it took, and when each request arrived.
async fn drain(studio: &Studio, rows: u32, per_minute: Option<u32>) -> Outcome<(Duration, Vec<Instant>)> {
    let folder = tempfile::tempdir()?;
    let outbox = Outbox::new(folder.path(), Rules::default());
    outbox.open(StoreKey::generate().expect("randomness"), Timestamp::now()).await?;
    let mut written = JoinSet::new();
    for row in 0..rows {
        let item = NewItem {
            key: Uuid::now_v7(),
            kind: Kind::CheckIn,
            lane: Lane::device(DeviceId(Studio::SIDE)),
            happened_at: Timestamp::now(),
            after: None,
            order: None,
            amount: None,
            charge: None,
            subject: None,
            body: Redacted::new((8_000_000_000_u64 + u64::from(row)).to_string()),
        };
        let outbox = outbox.clone();
        written.spawn(async move { outbox.enqueue(item, Timestamp::now()).await });
    }
    while let Some(done) = written.join_next().await {
        done??;
    }
    let worker = Worker { at_once: AT_ONCE, per_minute };
    let before = studio.identifications().len();
    let mut news = studio.subscribe();
    let began = Instant::now();
    let work = tokio::spawn(worker.run(outbox.clone(), Arc::new(Numbers(device(studio)?)), Timestamp::now));
    let mut arrivals = Vec::new();
    let mut changes = outbox.changes();
    loop {
        tokio::select! {
            _ = news.changed(), if per_minute.is_some() => {
                let arrived = studio.identifications().len() - before;
                arrivals.resize(arrived, Instant::now());
            }
            _ = changes.changed() => {}
        }
        if outbox.line(Timestamp::now()).await?.waiting == 0 {
            break;
        }
    }
    let took = began.elapsed();
    work.abort();
    Ok((took, arrivals))
}
