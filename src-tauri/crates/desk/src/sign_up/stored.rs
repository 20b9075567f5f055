//! What the store has of a sign-up while it is filled in.

use jiff::Timestamp;
use uuid::Uuid;

/// The draft in the store.
pub(super) struct Stored {
    pub(super) key: Uuid,
    pub(super) begun: Timestamp,
    /// It was handed to the team.
    pub(super) for_team: bool,
    written: Written,
}

/// Whether it is there.
enum Written {
    /// Nothing of it.
    NotYet,
    /// As it was last given to the disk, or that is on its way.
    Kept,
    /// Not as it was last given to the disk. What was given before may be there.
    NotKept,
}

impl Stored {
    /// One that begins.
    pub(super) const fn new(key: Uuid, begun: Timestamp) -> Self {
        Self { key, begun, for_team: false, written: Written::NotYet }
    }

    /// One that was found there.
    pub(super) const fn found(key: Uuid, begun: Timestamp) -> Self {
        Self { key, begun, for_team: false, written: Written::Kept }
    }

    /// It is given to the disk. What was not kept before is not until the disk says so.
    pub(super) fn give(&mut self) {
        if let Written::NotYet = self.written {
            self.written = Written::Kept;
        }
    }

    /// The disk says whether it has what was given to it.
    pub(super) fn said(&mut self, kept: bool) {
        self.written = if kept { Written::Kept } else { Written::NotKept };
    }

    /// What was last given to the disk is not there.
    pub(super) const fn is_unkept(&self) -> bool {
        matches!(self.written, Written::NotKept)
    }

    /// Nothing of it is to stay. Returns the key of what may be there.
    pub(super) fn forget(&mut self) -> Option<Uuid> {
        match std::mem::replace(&mut self.written, Written::NotYet) {
            Written::NotYet => None,
            Written::Kept | Written::NotKept => Some(self.key),
        }
    }
}
