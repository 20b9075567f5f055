//! Chance that can be played again.

/// Numbers from a seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
    /// From this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(end.max(1))) as u32
    }

    /// A number from 1 to `most`.
    pub fn up_to(&mut self, most: u32) -> u32 {
        1 + self.below(most)
    }

    /// A number from 0 on, small ones as often as those ten times as large.
    pub fn of_any_size(&mut self, doublings: u32) -> u32 {
        let below = 1 << self.below(doublings + 1);
        self.below(below)
    }
}
