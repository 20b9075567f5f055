//! Noticing that the vendor can be reached again, without asking it anything.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use magicline::Endpoint;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(3);

/// Returns once a connection to `endpoint` can be opened. It is closed again without a request:
/// the next tap finds out the rest. Pauses grow and are spread, so that the desks of a chain do
/// not all come back in the same second.
pub(crate) async fn until_reachable(endpoint: &Endpoint) {
    let mut pause = FIRST_PAUSE;
    loop {
        sleep(spread(pause)).await;
        if let Ok(Ok(_)) = timeout(PATIENCE, TcpStream::connect(endpoint.socket())).await {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Between half and one and a half times `pause`.
pub(crate) fn spread(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) % 1000;
    pause / 2 + pause * u32::try_from(random).unwrap_or_default() / 1000
}
