//! What `cargo xtask bench` measures: Portico against a yardstick, side by side in one run.
//!
//! Nothing in here passes or fails. Absolute times are printed for orientation only.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot be made ends the run")]
#![allow(clippy::print_stdout, reason = "the table is the product")]

mod directory;
mod drain;
mod footprint;
mod latency;
mod other_kiosk;
#[cfg(target_os = "linux")]
mod readers;
mod reception;
mod selling;
mod sign_up;
mod store;
mod table;

use std::path::PathBuf;

use portico_tests::{Failure, Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader};

use table::Table;

const PARTS: [&str; 10] = [
    "readers",
    "store",
    "drain",
    "directory",
    "reception",
    "selling",
    "sign-up",
    "start",
    "memory",
    "window",
];

/// Without arguments everything; else the parts that are named.
#[tokio::main]
async fn main() -> Outcome {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(Failure::new(format!("there is no part {unknown:?}; there are {}", PARTS.join(", "))));
    }
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let mut table = Table::default();
    #[cfg(target_os = "linux")]
    if readers::is_inside() {
        println!("{}", serde_json::to_string(&readers::measure_inside()?)?);
        return Ok(());
    }
    #[cfg(target_os = "linux")]
    if wanted("readers") {
        eprintln!("readers …");
        readers::measure(&mut table)?;
    }
    if wanted("store") {
        eprintln!("the store …");
        store::measure(&mut table).await?;
    }
    if wanted("drain") {
        eprintln!("draining the outbox …");
        drain::measure(&mut table).await?;
    }
    if wanted("directory") {
        eprintln!("the member list …");
        directory::measure(&mut table).await?;
    }
    if wanted("reception") {
        eprintln!("looking members up …");
        reception::measure(&mut table).await?;
    }
    if wanted("selling") {
        eprintln!("confirming a sale …");
        selling::measure_confirming(&mut table).await?;
        eprintln!("choosing a product …");
        selling::measure_choosing(&mut table).await?;
    }
    if wanted("sign-up") {
        eprintln!("becoming a member …");
        sign_up::measure(&mut table).await?;
    }
    if wanted("start") {
        eprintln!("start-up …");
        start(&mut table).await?;
    }
    if wanted("memory") {
        eprintln!("the memory of the idle screen …");
        memory(&mut table).await?;
    }
    if wanted("window") {
        eprintln!("latency of taps …");
        taps(&mut table).await?;
    }
    println!("{table}");
    Ok(())
}

fn blank() -> PathBuf {
    std::env::var_os("PORTICO_BLANK").expect("PORTICO_BLANK names the blank window").into()
}

async fn start(table: &mut Table) -> Outcome {
    let starts = footprint::starts(&blank()).await?;
    table.add("process start → idle screen / blank window", starts.ratio(), Some("≤ 1.5"), &starts.note());
    table.tell("of which", &starts.way());
    Ok(())
}

async fn memory(table: &mut Table) -> Outcome {
    let (bare, idle) = (footprint::blank(&blank()).await?, footprint::idle().await?);
    let note = format!("{:.0} MB against {:.0} MB", idle.megabytes, bare.megabytes);
    table.add(
        "memory of the idle screen / blank window",
        idle.megabytes / bare.megabytes,
        Some("≤ 1.3"),
        &note,
    );
    table.tell("of which", &format!("{}; blank: {}", idle.spread, bare.spread));
    other_kiosk::measure(table, idle.megabytes).await
}

async fn taps(table: &mut Table) -> Outcome {
    // Before any other window is open: what several of them share would be counted in parts.
    let bare = footprint::blank(&blank()).await?.megabytes;
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let desk = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let window = Launch::of(&desk.data()).open().await?;
    window.idle().await?;
    window.unrecorded().await?;
    window.resize(footprint::WIDTH, footprint::HEIGHT).await?;
    for server in [latency::SLOW, 20, 0] {
        let taps = latency::measure(&window, &studio, &mut reader, server).await?;
        taps.add_to(table, server);
        latency::where_it_goes(&desk.data(), table, server)?;
    }
    eprintln!("memory over 1,000 taps …");
    let memory = footprint::memory(&window, &mut reader, bare).await?;
    memory.add_to(table);
    Ok(())
}
