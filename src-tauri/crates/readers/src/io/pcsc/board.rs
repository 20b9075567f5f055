use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pcsc::Context;

/// What the two threads of a reader know of each other.
#[derive(Clone, Default)]
pub(super) struct Board(Arc<Mutex<Notes>>);

#[derive(Default)]
struct Notes {
    /// What the watching thread waits with.
    waits_with: Option<Context>,
    /// The slot of the last tap: who stands there waits for the verdict.
    tapped: Option<CString>,
}

impl Board {
    pub(super) fn waits_with(&self, context: Option<Context>) {
        // Letting go of a context asks the service, and so may take a while: not under the lock.
        let before = std::mem::replace(&mut self.notes().waits_with, context);
        drop(before);
    }

    pub(super) fn tapped(&self, slot: &CStr) {
        self.notes().tapped = Some(slot.to_owned());
    }

    pub(super) fn last_tapped(&self) -> Option<CString> {
        self.notes().tapped.clone()
    }

    /// Ends the wait of the watching thread, if it waits right now.
    pub(super) fn wake(&self) {
        let context = self.notes().waits_with.clone();
        if let Some(Err(error)) = context.map(|context| context.cancel()) {
            tracing::debug!(%error, "the wait for cards not ended");
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
