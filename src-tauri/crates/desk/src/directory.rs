//! Keeps the member list for times without a connection: filled in slices, then kept fresh.

use std::sync::Arc;
use std::time::Duration;

use magicline::{Error, Member, OpenApi, Retry};
use outbox::{DirectoryEntry, Lane, Outbox, OutboxError};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::Clock;

/// Members asked for at once: the most the vendor gives, and the fewest (Open API, `sliceSize`).
const SLICE: u16 = 500;
const SMALLEST_SLICE: u16 = 50;
/// How old the list gets before it is filled anew.
const FRESH_FOR: Duration = Duration::from_secs(60 * 60);
/// After a failure that may pass.
const PAUSE: Duration = Duration::from_secs(30);
/// After a failure that somebody has to do something about.
const LONG_PAUSE: Duration = Duration::from_secs(15 * 60);
/// Lists of the desks of a chain are not all filled in the same minute.
const SPREAD: Duration = Duration::from_secs(10 * 60);

/// Why the list is not complete.
enum Stopped {
    Vendor(Error),
    Store(OutboxError),
}

/// Fills the list and keeps it fresh, for as long as the desk runs. `back` changes when the vendor
/// can be reached again.
pub(crate) async fn keep(
    outbox: Outbox,
    members: Arc<OpenApi>,
    clock: Clock,
    mut back: watch::Receiver<u32>,
) {
    let mut size = SLICE;
    loop {
        back.mark_unchanged();
        let pause = match outbox.directory().await.ok().and_then(|list| list.complete_at) {
            // Waiting out the rest of an hour that began before this start.
            Some(complete) if !FRESH_FOR.saturating_sub(age(&clock, complete)).is_zero() => {
                FRESH_FOR.saturating_sub(age(&clock, complete)) + spread()
            }
            Some(_) | None => match fill(&outbox, &members, size, &clock).await {
                Ok(()) => FRESH_FOR + spread(),
                Err(Stopped::Store(error)) => {
                    tracing::warn!(%error, "the member list cannot be written down");
                    PAUSE
                }
                Err(Stopped::Vendor(error)) => {
                    size = smaller(size, &error);
                    after(&outbox, &error, &clock).await
                }
            },
        };
        tokio::select! {
            () = sleep(pause) => {}
            changed = back.changed() => if changed.is_err() { return },
        }
    }
}

/// A vendor that has not answered in time may do so for fewer.
fn smaller(size: u16, error: &Error) -> u16 {
    if *error == Error::TimedOut { (size / 2).max(SMALLEST_SLICE) } else { size }
}

async fn fill(outbox: &Outbox, members: &OpenApi, size: u16, clock: &Clock) -> Result<(), Stopped> {
    let mut after = outbox.begin_directory(clock.wall()).await.map_err(Stopped::Store)?.after;
    loop {
        let slice = members.members(after.as_deref(), size).await.map_err(Stopped::Vendor)?;
        let entries = slice.members.into_iter().map(entry).collect();
        outbox.take_slice(entries, slice.next.clone(), clock.wall()).await.map_err(Stopped::Store)?;
        if slice.next.is_none() {
            outbox.heard(Lane::studio_key(), true, clock.wall()).await.map_err(Stopped::Store)?;
            tracing::info!("the member list is complete");
            return Ok(());
        }
        after = slice.next;
    }
}

async fn after(outbox: &Outbox, error: &Error, clock: &Clock) -> Duration {
    tracing::warn!(%error, "the member list is not complete");
    if error.refused_with() == Some(401)
        && let Err(error) = outbox.heard(Lane::studio_key(), false, clock.wall()).await
    {
        tracing::error!(%error, "nobody is told that the studio's key was withdrawn");
    }
    // A page on the way (a guest network, a proxy) has a status as well, and takes no right back.
    if error.refused_with() == Some(403) {
        // The studio took the right back, and with it the list.
        if let Err(error) = outbox.forget_directory().await {
            tracing::error!(%error, "the member list could not be emptied");
        }
    }
    match error.retry() {
        Retry::After(wait) => wait.max(PAUSE),
        Retry::Safe | Retry::Unknown => PAUSE + spread() / 20,
        Retry::Never => LONG_PAUSE,
    }
}

/// A member as the list keeps them.
pub(crate) fn entry(member: Member) -> DirectoryEntry {
    DirectoryEntry {
        id: member.id,
        first_name: member.first_name,
        last_name: member.last_name,
        language: member.language,
        number: member.number,
        born: member.date_of_birth,
        standing: member.standing,
        marks: member.marks,
    }
}

fn age(clock: &Clock, complete: jiff::Timestamp) -> Duration {
    // A list from the future was made under another clock: make it anew.
    Duration::try_from(clock.wall().duration_since(complete)).unwrap_or(Duration::MAX)
}

fn spread() -> Duration {
    crate::connection::spread(SPREAD).saturating_sub(SPREAD / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_that_does_not_answer_in_time_is_asked_for_fewer() {
        let mut sizes = vec![SLICE];
        for _ in 0..5 {
            sizes.extend(sizes.last().map(|size| smaller(*size, &Error::TimedOut)));
        }
        assert_eq!(sizes, [500, 250, 125, 62, 50, 50]);
        for error in [Error::NoConnection, Error::AnswerLost, Error::Garbled { status: 200 }] {
            assert_eq!(smaller(SLICE, &error), SLICE, "{error:?}");
        }
    }
}
