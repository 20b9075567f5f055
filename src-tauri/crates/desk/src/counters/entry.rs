//! What a place has written down, in the order it was given, and what follows where too much waits for the disk.

use domain::Language;
use outbox::Stage;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use uuid::Uuid;

use crate::check_in::Moment;
use crate::sale::{Input, Kept, Record, SaleId};

/// Something to write down.
pub(super) enum Entry {
    Stage(Stage, Box<Record>, Language),
    Out(SaleId, Uuid),
    OutUnknown(SaleId, Uuid),
    NotOut(Uuid),
    TopUp(Box<Record>, Language),
    Runs(Option<Moment>),
}

impl Entry {
    /// As many as may wait. A sale waits for the disk before anything moves and has a few written after that, so
    /// these are filled only by people who begin and give up while the disk hangs.
    pub(super) const MOST: usize = 64;
    /// Of these, kept free for when a device runs and no more, which nobody repeats: two for each time that the
    /// disk let it run.
    pub(super) const OF_RUNS: usize = 8;

    /// Has it written down in its turn. Returns what follows where too much waits already.
    pub(super) fn give_to(self, entries: &mpsc::Sender<Self>) -> Option<Input> {
        if !self.is_of_a_run() && entries.capacity() <= Self::OF_RUNS {
            return self.not_written();
        }
        match entries.try_send(self) {
            Ok(()) | Err(TrySendError::Closed(_)) => None,
            Err(TrySendError::Full(entry)) => entry.not_written(),
        }
    }

    pub(super) const fn is_of_a_run(&self) -> bool {
        match self {
            Self::Runs(_) => true,
            Self::Stage(..) | Self::Out(..) | Self::OutUnknown(..) | Self::NotOut(_) | Self::TopUp(..) => {
                false
            }
        }
    }

    /// It is not even tried to write it down. What follows is the same as when the disk refuses it: nothing is
    /// handed out, no cash is taken, and that something is out is tried again.
    fn not_written(self) -> Option<Input> {
        tracing::error!("the disk does not keep up with sales; one thing is not written down");
        match self {
            Self::Stage(Stage::HandingOut, record, _) => {
                Some(Input::Written(record.sale, Kept::Beginning(false)))
            }
            Self::Out(sale, _) | Self::OutUnknown(sale, _) => Some(Input::Written(sale, Kept::End(None))),
            Self::TopUp(record, _) => Some(Input::Written(record.sale, Kept::TopUp(None))),
            Self::Stage(..) | Self::NotOut(_) | Self::Runs(_) => None,
        }
    }
}
