//! Looking members up at the desk: an index of names and numbers that is held in memory while the team's
//! window is unlocked, and what is known of the member who was chosen. No I/O and no clock.

pub(crate) mod card;
mod fold;
pub mod index;
#[cfg(test)]
mod tests;
