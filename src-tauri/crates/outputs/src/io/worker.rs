//! A thread that ends with its owner.

use std::convert::Infallible;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long dropping one may take.
const STOP_WAIT: Duration = Duration::from_millis(500);

/// A thread. Dropping this waits until it has ended, but not for one that hangs. Whoever owns it must
/// have told it to stop before.
#[derive(Debug)]
pub(crate) struct Worker {
    ended: Receiver<Infallible>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread that works with what it is given. Gives it back when none can be started.
    pub(crate) fn start<T: Send + 'static>(
        name: &str,
        given: T,
        work: impl FnOnce(T) + Send + 'static,
    ) -> Result<Self, T> {
        let (end, ended) = channel();
        let (hand_over, handed_over) = channel();
        let started = thread::Builder::new().name(thread_name(name)).spawn(move || {
            // Dropped when the thread ends, in whatever way.
            let _end: Sender<Infallible> = end;
            if let Ok(given) = handed_over.recv() {
                work(given);
            }
        });
        match started {
            Ok(thread) => {
                // The thread waits for this, so it cannot be refused.
                let _ = hand_over.send(given);
                Ok(Self { ended, thread: Some(thread) })
            }
            Err(error) => {
                tracing::error!(%error, "no thread for the output");
                Err(given)
            }
        }
    }
}

/// Linux shows 15 bytes of a thread's name.
fn thread_name(output: &str) -> String {
    format!("output {}", output.replace('\0', ""))
}

impl Drop for Worker {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        // Dropped from within `on_event`: the thread cannot wait for itself.
        if thread.thread().id() == thread::current().id() {
            return;
        }
        match self.ended.recv_timeout(STOP_WAIT) {
            Ok(never) => match never {},
            Err(RecvTimeoutError::Disconnected) => {
                if thread.join().is_err() {
                    tracing::error!("the output's thread panicked");
                }
            }
            Err(RecvTimeoutError::Timeout) => tracing::warn!("the output's thread hangs; left behind"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_named_after_its_output() {
        for (output, expected) in [("turnstile", "output turnstile"), ("a\0b", "output ab")] {
            assert_eq!(thread_name(output), expected);
        }
    }
}
