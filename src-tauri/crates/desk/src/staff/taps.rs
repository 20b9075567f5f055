//! The last taps, as the team sees them. In memory alone: what has to be kept is in the outbox.

use std::collections::VecDeque;

use domain::{NotDone, Outcome, Redacted};
use jiff::Timestamp;
use wire::{DoorTrouble, TapLine, TapVerdict};

use crate::check_in::{TapAnswer, TapId};

/// As many as fit on a screen and a little more.
const KEPT: usize = 50;

/// The last taps and those that are being asked about.
#[derive(Debug, Default)]
pub(crate) struct Taps(VecDeque<Tap>);

#[derive(Debug)]
struct Tap {
    id: TapId,
    at: Timestamp,
    reader: String,
    name: Option<Redacted<String>>,
    end: Option<(TapVerdict, Option<Redacted<String>>)>,
    door: Option<DoorTrouble>,
}

impl Taps {
    /// A tap is being asked about.
    pub(crate) fn asked(&mut self, id: TapId, reader: &str, at: Timestamp) {
        self.0.push_front(Tap { id, at, reader: reader.to_owned(), name: None, end: None, door: None });
        self.0.truncate(KEPT);
    }

    /// Who it is came to be known.
    pub(crate) fn named(&mut self, id: TapId, name: Option<Redacted<String>>) {
        if let Some(tap) = self.of(id) {
            tap.name = name.or(tap.name.take());
        }
    }

    /// How it ended.
    pub(crate) fn answered(&mut self, id: TapId, answer: &TapAnswer) {
        if let Some(tap) = self.of(id) {
            tap.end = Some(end(answer));
        }
    }

    /// The door that was to open for it did not, or may not have.
    pub(crate) fn door(&mut self, id: TapId, trouble: DoorTrouble) {
        if let Some(tap) = self.of(id) {
            tap.door = Some(trouble);
        }
    }

    /// For the window, newest first.
    pub(crate) fn lines(&self) -> Vec<TapLine> {
        let line = |tap: &Tap| {
            let (verdict, words) = tap.end.clone()?;
            Some(TapLine {
                at_ms: tap.at.into(),
                reader: tap.reader.clone(),
                name: tap.name.clone().map(Redacted::into_exposed),
                verdict,
                words: words.map(Redacted::into_exposed),
                door: tap.door,
            })
        };
        self.0.iter().filter_map(line).collect()
    }

    fn of(&mut self, id: TapId) -> Option<&mut Tap> {
        self.0.iter_mut().find(|tap| tap.id == id)
    }
}

fn end(answer: &TapAnswer) -> (TapVerdict, Option<Redacted<String>>) {
    match answer {
        TapAnswer::Vendor(Outcome::Done(())) => (TapVerdict::Welcome, None),
        TapAnswer::Vendor(Outcome::NotDone(NotDone::Refused { message, .. })) => {
            (TapVerdict::Refused, message.clone())
        }
        TapAnswer::Vendor(Outcome::Unknown(_)) => (TapVerdict::Unknown, None),
        TapAnswer::LetIn { .. } => (TapVerdict::LetIn, None),
        TapAnswer::Vendor(Outcome::NotDone(
            NotDone::AccessWithdrawn
            | NotDone::TooBusy
            | NotDone::VendorPause
            | NotDone::NoConnection
            | NotDone::CertificateWrong
            | NotDone::NotTheVendor,
        ))
        | TapAnswer::NoToken
        | TapAnswer::NotOnList(_)
        | TapAnswer::StoreFault(_) => (TapVerdict::Attention, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_taps_are_kept_and_shown_once_they_ended() {
        let mut taps = Taps::default();
        for number in 0..60 {
            taps.asked(TapId(number), "entrance", Timestamp::UNIX_EPOCH);
        }
        assert!(taps.lines().is_empty());
        for number in 0..60 {
            taps.answered(TapId(number), &TapAnswer::Vendor(Outcome::Done(())));
        }
        assert_eq!(taps.lines().len(), KEPT);
        taps.named(TapId(59), Some(Redacted::new("Anna Beispiel".to_owned())));
        // The member list had the name, the look-up has none.
        taps.named(TapId(59), None);
        taps.named(TapId(1), Some(Redacted::new("long gone".to_owned())));
        taps.door(TapId(58), DoorTrouble::Unknown);
        let lines = taps.lines();
        assert_eq!((lines[0].door, lines[1].door), (None, Some(DoorTrouble::Unknown)));
        assert_eq!(lines[0].name.as_deref(), Some("Anna Beispiel"));
        assert!(lines[1..].iter().all(|line| line.name.is_none()));
        assert!(!format!("{taps:?}").contains("Beispiel"));
    }
}
