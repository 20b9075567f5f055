//! What waits to be written down of sign-ups: one after the other, and of a draft that is kept again before it was
//! written only the newest.
//!
//! A disk that hangs for a minute would otherwise collect every keystroke as a whole draft with its picture. So there
//! are as many entries as there are drafts and presses of a button, and whoever presses a button waits for what comes
//! of it. Should there be too many all the same, what was to be written is not, and whoever signs is told so as if the
//! disk had refused it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Redacted;
use magicline::CheckInVoucher;
use tokio::sync::watch;
use uuid::Uuid;

use crate::sign_up::{QuestionId, Row, SignUpId, Submission};

/// As many sign-ups as nobody begins while a disk hangs.
const MOST: usize = 64;

/// Something to write down.
pub(super) enum DraftEntry {
    Keep(SignUpId, Box<Row>),
    Park(SignUpId, Box<Row>),
    Drop(Uuid),
    Submit(SignUpId, Box<Row>, Box<Submission>),
    /// Redeem a check-in voucher, after it is on the disk that it may have been.
    Redeem(SignUpId, QuestionId, Box<Row>, CheckInVoucher),
    /// Open the draft with this code.
    Resume(SignUpId, Redacted<String>),
    /// Open this draft, for the team.
    Open(Uuid),
}

impl DraftEntry {
    /// The draft that it is about, where that is known.
    fn draft(&self) -> Option<Uuid> {
        match self {
            Self::Keep(_, row)
            | Self::Park(_, row)
            | Self::Submit(_, row, _)
            | Self::Redeem(_, _, row, _) => Some(row.key),
            Self::Drop(key) | Self::Open(key) => Some(*key),
            Self::Resume(..) => None,
        }
    }
}

#[derive(Default)]
struct Waiting(Mutex<VecDeque<DraftEntry>>);

impl Waiting {
    fn now(&self) -> MutexGuard<'_, VecDeque<DraftEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where entries are given to.
pub(super) struct Given {
    waiting: Arc<Waiting>,
    told: watch::Sender<()>,
}

/// Where whoever writes takes them from.
pub(super) struct Taken {
    waiting: Arc<Waiting>,
    told: watch::Receiver<()>,
}

pub(super) fn entries() -> (Given, Taken) {
    let waiting = Arc::new(Waiting::default());
    let (told, hears) = watch::channel(());
    (Given { waiting: Arc::clone(&waiting), told }, Taken { waiting, told: hears })
}

impl Given {
    /// Gives an entry. A draft that is kept again takes the place of the one before, unless something else was to
    /// happen to the draft since.
    ///
    /// # Errors
    /// Gives back what there is no room for.
    pub(super) fn give(&self, entry: DraftEntry) -> Result<(), DraftEntry> {
        {
            let mut waiting = self.waiting.now();
            let is_full = waiting.len() >= MOST;
            let before = waiting.iter_mut().rfind(|before| before.draft() == entry.draft());
            match (before, &entry) {
                (Some(before @ DraftEntry::Keep(..)), DraftEntry::Keep(..)) => *before = entry,
                _ if is_full => return Err(entry),
                _ => waiting.push_back(entry),
            }
        }
        self.told.send_replace(());
        Ok(())
    }
}

impl Taken {
    /// The next entry, as soon as there is one. `None` once nobody gives any more and all were taken.
    pub(super) async fn next(&mut self) -> Option<DraftEntry> {
        loop {
            // Looked at before it is asked, so that nothing is missed.
            self.told.mark_unchanged();
            if let Some(entry) = self.at_once() {
                return Some(entry);
            }
            if self.told.changed().await.is_err() {
                return self.at_once();
            }
        }
    }

    /// The next entry, if there is one.
    pub(super) fn at_once(&mut self) -> Option<DraftEntry> {
        self.waiting.now().pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::tests::{lead, row};
    use super::*;

    /// What somebody does, by draft and by what it says then; or the disk takes one.
    #[derive(Clone, Copy, Debug)]
    enum Does {
        Keep(u128, u32),
        Park(u128, u32),
        Drop(u128),
        Submit(u128, u32),
        Resume,
        Take,
    }

    fn does() -> impl Strategy<Value = Does> {
        let (draft, says) = (0_u128..3, 0_u32..1000);
        prop_oneof![
            8 => (draft.clone(), says.clone()).prop_map(|(draft, says)| Does::Keep(draft, says)),
            1 => (draft.clone(), says.clone()).prop_map(|(draft, says)| Does::Park(draft, says)),
            1 => draft.clone().prop_map(Does::Drop),
            1 => (draft, says).prop_map(|(draft, says)| Does::Submit(draft, says)),
            1 => Just(Does::Resume),
            3 => Just(Does::Take),
        ]
    }

    fn entry(does: Does) -> Option<DraftEntry> {
        let said = |draft, says: u32| row(draft, &says.to_string());
        match does {
            Does::Keep(draft, says) => Some(DraftEntry::Keep(SignUpId(1), said(draft, says))),
            Does::Park(draft, says) => Some(DraftEntry::Park(SignUpId(1), said(draft, says))),
            Does::Drop(draft) => Some(DraftEntry::Drop(Uuid::from_u128(draft))),
            Does::Submit(draft, says) => Some(DraftEntry::Submit(SignUpId(1), said(draft, says), lead(None))),
            Does::Resume => Some(DraftEntry::Resume(SignUpId(1), Redacted::new("CODE".to_owned()))),
            Does::Take => None,
        }
    }

    /// What the store would have of it.
    #[derive(Debug, Default, PartialEq)]
    struct Disk {
        drafts: BTreeMap<Uuid, (String, bool)>,
        sent: BTreeSet<Uuid>,
        /// Whatever was not merely kept, in order, with the drafts as they were then.
        happened: Vec<(String, Option<(String, bool)>)>,
    }

    impl Disk {
        fn put(&mut self, row: &Row, parked: bool) {
            if !self.sent.contains(&row.key) {
                self.drafts.insert(row.key, (row.body.expose().clone(), parked));
            }
        }

        fn take(&mut self, entry: &DraftEntry) {
            let before = entry.draft().and_then(|draft| self.drafts.get(&draft).cloned());
            let mut happens = |what: &str| {
                let draft = entry.draft().map(|draft| draft.as_u128());
                self.happened.push((format!("{what} {draft:?}"), before.clone()));
            };
            match entry {
                DraftEntry::Keep(_, row) => self.put(row, false),
                DraftEntry::Park(_, row) => {
                    happens("park");
                    self.put(row, true);
                }
                DraftEntry::Drop(key) => {
                    happens("drop");
                    self.drafts.remove(key);
                }
                DraftEntry::Submit(_, row, _) => {
                    happens("submit");
                    self.put(row, false);
                    self.drafts.remove(&row.key);
                    self.sent.insert(row.key);
                }
                DraftEntry::Resume(..) => happens("resume"),
                DraftEntry::Redeem(..) | DraftEntry::Open(_) => unreachable!("nobody does that here"),
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_disk_ends_as_if_it_had_taken_everything(all in prop::collection::vec(does(), 0..60)) {
            let (given, mut taken) = entries();
            let (mut disk, mut whole) = (Disk::default(), Disk::default());
            for does in all {
                match entry(does) {
                    Some(entry) => {
                        whole.take(&entry);
                        prop_assert!(given.give(entry).is_ok());
                    }
                    None => taken.at_once().iter().for_each(|entry| disk.take(entry)),
                }
            }
            while let Some(entry) = taken.at_once() {
                disk.take(&entry);
            }
            prop_assert_eq!(disk, whole);
        }

        /// A disk that hangs holds as many entries as there are drafts, whatever is typed.
        #[test]
        fn what_is_only_kept_waits_once_a_draft(typed in prop::collection::vec((0_u128..4, 0_u32..9), 0..300)) {
            let (given, mut taken) = entries();
            let drafts: BTreeSet<_> = typed.iter().map(|(draft, _)| *draft).collect();
            for (draft, says) in typed {
                prop_assert!(given.give(DraftEntry::Keep(SignUpId(1), row(draft, &says.to_string()))).is_ok());
            }
            let mut waits = 0;
            while taken.at_once().is_some() {
                waits += 1;
            }
            prop_assert_eq!(waits, drafts.len());
        }
    }

    #[tokio::test]
    async fn there_is_an_end_to_what_waits_and_one_to_whoever_writes() {
        let (given, mut taken) = entries();
        for key in 0..MOST as u128 {
            assert!(given.give(DraftEntry::Drop(Uuid::from_u128(key))).is_ok());
        }
        let refused = given.give(DraftEntry::Drop(Uuid::max()));
        assert!(matches!(refused, Err(DraftEntry::Drop(key)) if key == Uuid::max()));
        assert!(taken.next().await.is_some());
        assert!(given.give(DraftEntry::Keep(SignUpId(1), row(7, "1"))).is_ok(), "there is room again");
        assert!(
            given.give(DraftEntry::Keep(SignUpId(1), row(7, "2"))).is_ok(),
            "and what is kept again needs none"
        );
        drop(given);
        let mut last = None;
        while let Some(entry) = taken.next().await {
            last = Some(entry);
        }
        assert!(matches!(last, Some(DraftEntry::Keep(_, row)) if row.body.expose() == "2"));
    }
}
