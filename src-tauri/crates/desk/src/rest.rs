//! That nobody is served because the member's screen has crashed too often, and who ends that.

use jiff::Timestamp;
use wire::Alarm;

/// Something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// It has crashed this often within a minute.
    Crashed(u32),
    /// There was no crash for long enough.
    Quiet,
    /// Somebody of the team has seen it, and wants members served.
    Seen,
}

/// Too many crashes that nobody of the team has seen yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    count: u32,
    since: Timestamp,
    resting: bool,
}

impl Rest {
    /// What a word makes of it.
    pub(crate) fn after(before: Option<Self>, word: Word, now: Timestamp) -> Option<Self> {
        match word {
            Word::Crashed(count) => {
                // Of one bad minute the worst is told.
                let known = before.filter(|before| before.resting).map_or(0, |before| before.count);
                Some(Self { count: count.max(known), since: now, resting: true })
            }
            Word::Quiet => before.map(|before| Self { resting: false, ..before }),
            Word::Seen => None,
        }
    }

    /// Nobody is served.
    pub(crate) const fn is_resting(&self) -> bool {
        self.resting
    }

    /// For the team's window.
    pub(crate) fn alarm(&self) -> Alarm {
        Alarm::Crashes { since_ms: self.since.into(), count: self.count, resting: self.resting }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_by_itself_or_by_the_team_and_is_told_until_it_was_seen() {
        let resting = |count, resting| Some((count, resting));
        for (words, expected) in [
            (&[][..], None),
            (&[Word::Quiet], None),
            (&[Word::Seen], None),
            (&[Word::Crashed(3)], resting(3, true)),
            (&[Word::Crashed(3), Word::Crashed(4)], resting(4, true)),
            (&[Word::Crashed(4), Word::Crashed(1)], resting(4, true)),
            (&[Word::Crashed(3), Word::Quiet], resting(3, false)),
            (&[Word::Crashed(5), Word::Quiet, Word::Crashed(3)], resting(3, true)),
            (&[Word::Crashed(3), Word::Seen], None),
            (&[Word::Crashed(3), Word::Quiet, Word::Seen], None),
            (&[Word::Crashed(3), Word::Seen, Word::Quiet], None),
        ] {
            let now = Timestamp::UNIX_EPOCH;
            let rest = words.iter().fold(None, |rest, word| Rest::after(rest, *word, now));
            let found = rest.map(|rest| match rest.alarm() {
                Alarm::Crashes { count, resting, .. } => (count, resting),
                Alarm::AccessWithdrawn { .. } | Alarm::StoreSetAside { .. } => panic!("another alarm"),
            });
            assert_eq!(found, expected, "{words:?}");
            assert_eq!(rest.is_some_and(|rest| rest.is_resting()), expected.is_some_and(|(_, rests)| rests));
        }
    }
}
