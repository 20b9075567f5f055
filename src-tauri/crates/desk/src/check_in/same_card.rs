//! The same card within five seconds is one tap.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use domain::Identification;
use wire::VerdictView;

use super::{ReaderIndex, TapId};

/// A second sighting of a card this soon after the last one is the card lying on the reader: some
/// readers repeat the number about every 65 ms for as long as it does. A hand needs longer.
const LYING: Duration = Duration::from_millis(250);

/// Noise this soon after a card was read is the card being lifted, not another card.
const LIFTED: Duration = Duration::from_secs(1);

/// Tapping the same card again within this time is one tap.
const WINDOW: Duration = Duration::from_secs(5);

/// Remembers cards for as long as it takes to tell one tap from two. Holds keyed hashes, never
/// card numbers.
#[derive(Debug, Default)]
pub(super) struct SameCard {
    hasher: RandomState,
    cards: Vec<Card>,
}

#[derive(Debug)]
struct Card {
    reader: ReaderIndex,
    hash: u64,
    tap: TapId,
    /// When the reader last said this number.
    last_seen: Instant,
    /// The card has not been lifted since the tap that counted.
    lying: bool,
    /// What the window counts from: the end of the tap that counted, or its answer if that is later.
    counted: Instant,
    /// What a second tap within the window is told; `None` while the first is being asked about.
    again: Option<VerdictView>,
}

/// What a sighting of a card is.
#[derive(Debug, PartialEq)]
pub(super) enum Tapped {
    /// A tap of its own.
    New,
    /// Nothing new: the card lies on the reader, or its tap is still being asked about.
    StillThere,
    /// The same tap once more, with what to say about it.
    Again(VerdictView),
}

impl SameCard {
    /// Takes in a sighting; `tap` is what it will be called if it is a new tap.
    pub(super) fn tapped(
        &mut self,
        reader: ReaderIndex,
        identification: &Identification,
        tap: TapId,
        now: Instant,
    ) -> Tapped {
        self.cards.retain(|card| card.again.is_none() || now < card.last_seen.max(card.counted) + WINDOW);
        let hash = self.hasher.hash_one(identification);
        let Some(card) = self.cards.iter_mut().find(|card| card.reader == reader && card.hash == hash) else {
            self.cards.push(Card {
                reader,
                hash,
                tap,
                last_seen: now,
                lying: true,
                counted: now,
                again: None,
            });
            return Tapped::New;
        };

        let lying = now < card.last_seen + LYING;
        card.last_seen = now;
        if lying {
            if card.lying {
                card.counted = card.counted.max(now);
            }
            return Tapped::StillThere;
        }
        card.lying = false;
        match &card.again {
            None => Tapped::StillThere,
            Some(verdict) if now < card.counted + WINDOW => Tapped::Again(verdict.clone()),
            Some(_) => {
                *card = Card { reader, hash, tap, last_seen: now, lying: true, counted: now, again: None };
                Tapped::New
            }
        }
    }

    /// Whether `reader` read a card a moment ago.
    pub(super) fn read_just_now(&self, reader: ReaderIndex, now: Instant) -> bool {
        self.cards.iter().any(|card| card.reader == reader && now < card.last_seen + LIFTED)
    }

    /// The answer to a tap came: this is what a second tap within the window is told.
    pub(super) fn answered(&mut self, tap: TapId, again: VerdictView, now: Instant) {
        if let Some(card) = self.cards.iter_mut().find(|card| card.tap == tap) {
            card.counted = card.counted.max(now);
            card.again = Some(again);
        }
    }
}
