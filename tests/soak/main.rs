//! What `cargo xtask soak` runs: a day of a busy studio in a few minutes, at the real window, and afterwards
//! the vendor's books beside the desk's.
//!
//! A seed chooses who comes when, what goes wrong and at which moment the program is killed. It does not
//! choose how the computer shares out its time, so a second run with the same seed is alike and not the
//! same.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a run that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "the table is the product")]

#[cfg(target_os = "linux")]
mod compare;
#[cfg(target_os = "linux")]
mod day;
#[cfg(target_os = "linux")]
mod desk;
#[cfg(target_os = "linux")]
mod play;
#[cfg(target_os = "linux")]
mod sign_up;
#[cfg(target_os = "linux")]
mod watch;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> portico_tests::Outcome {
    run::soak().await
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("A soak needs pseudo-terminals and /proc: it runs on Linux.");
    std::process::ExitCode::FAILURE
}

#[cfg(target_os = "linux")]
mod run {
    use std::time::{Instant, SystemTime, UNIX_EPOCH};

    use portico_tests::{Failure, Outcome};

    use crate::compare::Evening;
    use crate::day::Day;
    use crate::desk::Desk;
    use crate::{play, watch};

    /// Plays the day and compares; every complaint is in the failure.
    pub async fn soak() -> Outcome {
        let (seed, scale) = arguments()?;
        println!("seed {seed}: `cargo xtask soak --seed {seed} --scale {scale}` plays this day again");
        let begun = Instant::now();
        let day = Day::draw(seed, scale);
        let mut desk = Desk::set_up(&day).await?;
        let samples = play::all(&mut desk, &day).await?;
        let evening = Evening::of(&mut desk).await?;
        let compared = evening.compare(&desk);
        let settled = match &compared {
            Ok(()) => evening.settle(&desk).await,
            Err(_) => Ok(0),
        };
        println!("\n{}", desk.counts.table(&day, begun.elapsed()));
        println!("{}", watch::table(&samples));
        println!("{}", evening.table(&compared, settled.as_ref().ok().copied()));
        let mut found = watch::judge(&samples);
        found.extend(desk.counts.is_short_of(&day));
        found.extend(compared.err().map(|failure| failure.to_string()));
        found.extend(settled.err().map(|failure| failure.to_string()));
        Failure::if_any(&found)
    }

    fn arguments() -> Outcome<(u64, f64)> {
        let usage =
            || Failure::new("usage: soak [--seed NUMBER] [--scale FRACTION], a fraction above 0 and up to 1");
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let (mut seed, mut scale) = (since_1970.as_micros() as u64 % 1_000_000, 1.0);
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(usage)?;
            match word.as_str() {
                "--seed" => seed = value.parse().map_err(|_| usage())?,
                "--scale" => scale = value.parse().map_err(|_| usage())?,
                _ => return Err(usage()),
            }
        }
        if scale > 0.0 && scale <= 1.0 { Ok((seed, scale)) } else { Err(usage()) }
    }
}
