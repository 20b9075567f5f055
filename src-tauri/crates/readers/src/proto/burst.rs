use std::time::{Duration, Instant};

use super::{BURST_END, Frame, Garbled, UNFINISHED};

/// How long a burst of garbage may last before it is reported without waiting for its end.
const OVERDUE: Duration = Duration::from_secs(1);

/// One burst of bytes: everything between two silences.
///
/// To the person at the reader a burst is one attempt. It is reported as garbled at most once, and
/// not at all when a good frame was in it: the reader repeats the number while the card lies there,
/// so a broken first copy followed by a good one is a good read.
#[derive(Debug, Default)]
pub(super) struct Burst {
    last_byte: Option<Instant>,
    garbage: Option<(Garbled, Instant)>,
    settled: bool,
}

impl Burst {
    pub(super) const fn heard(&mut self, now: Instant) {
        self.last_byte = Some(now);
    }

    /// A usable frame was found: whatever else is in this burst is not reported.
    pub(super) const fn good(&mut self) {
        self.settled = true;
    }

    /// Something unusable was found. The first reason is kept.
    pub(super) fn garbage(&mut self, why: Garbled, now: Instant) {
        self.garbage.get_or_insert((why, now));
    }

    /// How much silence ends the burst, for families with a beginning and an end of frame.
    pub(super) const fn silence(frame_open: bool) -> Duration {
        if frame_open { UNFINISHED } else { BURST_END }
    }

    pub(super) fn deadline(&self, silence: Duration) -> Option<Instant> {
        let end = self.last_byte? + silence;
        Some(self.overdue_at().map_or(end, |overdue| end.min(overdue)))
    }

    /// True when the burst ended at or before `now`; then [`Burst::end`] must follow.
    pub(super) fn is_over(&self, now: Instant, silence: Duration) -> bool {
        self.last_byte.is_some_and(|last| last + silence <= now)
    }

    /// Forgets the burst and reports what is left to report.
    pub(super) fn end(&mut self, out: &mut dyn FnMut(Frame)) {
        let burst = std::mem::take(self);
        if let (Some((why, _)), false) = (burst.garbage, burst.settled) {
            out(Frame::Garbled(why));
        }
    }

    /// Reports garbage that does not want to end.
    pub(super) fn report_overdue(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        if self.overdue_at().is_some_and(|at| at <= now)
            && let Some((why, _)) = self.garbage
        {
            self.settled = true;
            out(Frame::Garbled(why));
        }
    }

    /// When garbage is reported without waiting for the end of the burst.
    pub(super) fn overdue_at(&self) -> Option<Instant> {
        self.garbage.filter(|_| !self.settled).map(|(_, since)| since + OVERDUE)
    }
}
