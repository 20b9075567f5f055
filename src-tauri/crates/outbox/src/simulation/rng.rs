//! Chance, all of it from one seed.

use uuid::Uuid;

use crate::queue::Dice;

/// SplitMix64: small, fast, and the same on every machine and in every version of this program, so
/// that a seed from last year still replays.
#[derive(Clone)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Self(seed);
        // Neighbouring seeds would begin alike.
        rng.next();
        Self(rng.next() ^ seed.rotate_left(32))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `end - 1`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(end.max(1));
        (wide >> 64) as u64
    }

    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// From `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as u64) as i64
    }

    /// True this many times in a thousand.
    pub(super) fn odds(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// Small numbers are as likely as large ones of twice their size: from 0 to `end - 1`.
    pub(super) fn spread(&mut self, end: u64) -> u64 {
        let bits = u64::from(64 - end.max(1).leading_zeros());
        let limit = 1u64 << (self.below(bits) + 1);
        self.below(limit.min(end))
    }

    pub(super) fn uuid(&mut self) -> Uuid {
        let (high, low) = (u128::from(self.next()), u128::from(self.next()));
        uuid::Builder::from_random_bytes(((high << 64) | low).to_be_bytes()).into_uuid()
    }

    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }
}

impl Dice for Rng {
    fn chance(&mut self) -> f64 {
        self.below(1_000_001) as f64 / 1_000_000.0
    }

    fn transaction(&mut self) -> Uuid {
        self.uuid()
    }
}
