//! Logs: JSON lines in the data folder, one file a day, two weeks kept.
//!
//! Only our own crates log below warning: what a library writes about a request is not ours to
//! vouch for.

use std::path::Path;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

use crate::Fatal;

const DAYS_KEPT: usize = 14;
/// So many lines wait for a slow disk; what comes on top is left out. Their places are made at once, 32 bytes
/// each, and the library's own 128,000 would be 4 MB.
const LINES_WAITING: usize = 8_000;
const FILTER: &str = "warn,portico=info,desk=info,magicline=info,readers=info,outputs=info,outbox=info,speech=info,\
                      vault=info,sandbox=info";

/// Starts logging. Lines are written until the guard is dropped.
pub fn start(folder: &Path) -> Result<WorkerGuard, Fatal> {
    let folder = folder.join("logs");
    // The appender would make it, too, but complains on the terminal first.
    std::fs::create_dir_all(&folder)?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("portico")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)?;
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES_WAITING).finish(files);
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(EnvFilter::new(FILTER))
        .with_writer(writer)
        .init();
    // Where, but not what: a message may hold what was being worked on.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of Portico has stopped");
    }));
    Ok(guard)
}

#[cfg(test)]
mod tests {
    use super::FILTER;

    #[test]
    fn every_crate_of_ours_that_says_something_is_heard() {
        let crates = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/crates")).unwrap();
        let mut talking = vec!["portico".to_owned()];
        for folder in crates {
            let folder = folder.unwrap();
            let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
            if manifest.lines().any(|line| line.starts_with("tracing")) {
                talking.push(folder.file_name().into_string().unwrap());
            }
        }
        assert!(talking.len() > 5, "{talking:?}");
        let heard: Vec<&str> = FILTER.split(',').filter_map(|part| part.strip_suffix("=info")).collect();
        for name in talking {
            assert!(heard.contains(&name.as_str()), "{name}");
        }
        assert!(FILTER.parse::<tracing_subscriber::EnvFilter>().is_ok());
    }
}
