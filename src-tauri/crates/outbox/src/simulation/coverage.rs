//! What a number of schedules reached, to show that they are not all alike.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// Begins a line that one process writes and another reads.
const MARK: &str = "reached";

#[derive(Clone, Debug, Default)]
pub(super) struct Coverage(BTreeMap<(Cow<'static, str>, Cow<'static, str>), u64>);

impl Coverage {
    pub(super) fn count(&mut self, what: &'static str, which: &'static str) {
        *self.0.entry((what.into(), which.into())).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(key.clone()).or_default() += count;
        }
    }

    /// Those of `all` that were never reached.
    pub(super) fn missing(
        &self,
        what: &'static str,
        all: impl IntoIterator<Item = &'static str>,
    ) -> Vec<String> {
        let missed = all.into_iter().filter(|which| !self.0.contains_key(&(what.into(), (*which).into())));
        missed.map(|which| format!("{what}: {which}")).collect()
    }

    /// For another process.
    pub(super) fn lines(&self) -> String {
        let line = |((what, which), count): (&(_, _), &u64)| format!("{MARK}\t{what}\t{which}\t{count}\n");
        self.0.iter().map(line).collect()
    }

    /// From another process, between whatever else it wrote.
    pub(super) fn of_lines(lines: &str) -> Self {
        let read = |line: &str| {
            let mut parts = line.strip_prefix(MARK)?.strip_prefix('\t')?.split('\t').map(str::to_owned);
            let key = (parts.next()?.into(), parts.next()?.into());
            Some((key, parts.next()?.parse().ok()?))
        };
        Self(lines.lines().filter_map(read).collect())
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = "";
        for ((what, which), count) in &self.0 {
            if what != last {
                write!(f, "\n  {what}:")?;
                last = what;
            }
            write!(f, " {which} {count},")?;
        }
        Ok(())
    }
}
