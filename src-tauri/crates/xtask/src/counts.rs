//! Counting tests from what the test programs print.
//!
//! The counts come from summaries that have to agree with what went before them, because a test
//! may itself print something that looks like a summary.

/// Numbers of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl Tally {
    /// Adds the other's numbers.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// One test program's tests.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Suite {
    pub name: String,
    pub tally: Tally,
    pub failed: Vec<String>,
    pub skipped: Vec<String>,
}

impl Suite {
    /// A suite that counts as one failure, with the reason.
    pub fn broken(name: &str, why: &str) -> Self {
        let mut suite = Self { name: name.to_owned(), ..Self::default() };
        suite.break_because(why);
        suite
    }

    fn break_because(&mut self, why: &str) {
        self.tally.failed += 1;
        self.failed.push(why.to_owned());
    }
}

/// Reads along with `cargo test`, both streams in one.
#[derive(Debug, Default)]
pub struct Libtest {
    suites: Vec<Suite>,
    /// What "running N tests" has announced; `None` between two such blocks.
    announced: Option<usize>,
    /// Whether the latest suite has had a summary.
    summed_up: bool,
}

impl Libtest {
    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        let plain = without_colours(line);
        if let Some(name) = suite_name(&plain) {
            self.close_suite();
            self.suites.push(Suite { name, ..Suite::default() });
            self.summed_up = false;
            return;
        }
        let Some(announced) = self.announced else {
            self.announced = announcement(&plain);
            return;
        };
        let Some(suite) = self.suites.last_mut() else { return };
        if let Some((name, verdict)) = plain.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        {
            if verdict == "FAILED" {
                suite.failed.push(name.to_owned());
            } else if verdict == "ignored" || verdict.starts_with("ignored, ") {
                suite.skipped.push(format!("{name}{}", verdict.trim_start_matches("ignored")));
            }
        } else if let Some(tally) = summary(&plain, announced)
            && (suite.failed.is_empty() || tally.failed > 0 || suite.tally.failed > 0)
        {
            suite.tally.add(tally);
            self.announced = None;
            self.summed_up = true;
        }
    }

    /// All suites, those included that ended without a summary: each such counts as a failure.
    pub fn finish(mut self) -> Vec<Suite> {
        self.close_suite();
        self.suites
    }

    fn close_suite(&mut self) {
        if let Some(suite) = self.suites.last_mut()
            && (self.announced.is_some() || !self.summed_up)
        {
            suite.break_because("the test program ended before it had counted its tests");
        }
        self.announced = None;
    }
}

/// "     Running unittests src/lib.rs (target/debug/deps/desk-0f1e2d)" → "desk",
/// "   Doc-tests desk" → "desk (documentation)".
fn suite_name(line: &str) -> Option<String> {
    if let Some(name) = line.strip_prefix("   Doc-tests ") {
        return Some(format!("{} (documentation)", name.trim()));
    }
    let rest = line.strip_prefix("     Running ")?;
    let (source, program) = rest.strip_suffix(')')?.rsplit_once(" (")?;
    let file = program.rsplit(['/', '\\']).next()?;
    let name = file.trim_end_matches(".exe").rsplit_once('-')?.0;
    if source.starts_with("unittests ") && source.ends_with("lib.rs") {
        Some(name.to_owned())
    } else {
        Some(format!("{name} ({})", source.trim_start_matches("unittests ").replace('\\', "/")))
    }
}

fn announcement(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("running ")?;
    rest.strip_suffix(" tests").or_else(|| rest.strip_suffix(" test"))?.parse().ok()
}

/// A libtest summary whose numbers add up to what was announced. Tests that a filter has left out
/// count as skipped.
fn summary(line: &str, announced: usize) -> Option<Tally> {
    let rest = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut numbers = [0; 5];
    let words = ["passed", "failed", "ignored", "measured", "filtered out"];
    let mut parts = rest.split("; ");
    for (number, word) in numbers.iter_mut().zip(words) {
        *number = parts.next()?.strip_suffix(word)?.trim_end().parse().ok()?;
    }
    let [passed, failed, ignored, measured, filtered] = numbers;
    (passed + failed + ignored + measured == announced).then_some(Tally {
        passed: passed + measured,
        failed,
        skipped: ignored + filtered,
    })
}

/// Reads along with Vitest's verbose reporter.
#[derive(Debug, Default)]
pub struct Vitest {
    suite: Suite,
    counted: bool,
}

impl Vitest {
    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        let plain = without_colours(line);
        let plain = plain.trim();
        if let Some(name) = plain.strip_prefix("↓ ").or_else(|| plain.strip_prefix("□ ")) {
            self.suite.skipped.push(name.to_owned());
        } else if let Some(name) = plain.strip_prefix("FAIL ") {
            self.suite.failed.push(name.trim().to_owned());
        } else if let Some(tally) = plain.strip_prefix("Tests ").and_then(vitest_summary) {
            self.suite.tally = tally;
            self.counted = true;
        }
    }

    /// The numbers; a run without a summary counts as a failure.
    pub fn finish(mut self, name: &str) -> Suite {
        self.suite.name = name.to_owned();
        if !self.counted {
            self.suite.break_because("the test program ended before it had counted its tests");
        }
        self.suite
    }
}

/// "  1 failed | 11 passed | 2 skipped (14)".
fn vitest_summary(rest: &str) -> Option<Tally> {
    let (parts, total) = rest.trim().strip_suffix(')')?.rsplit_once(" (")?;
    let mut tally = Tally::default();
    for part in parts.split(" | ") {
        let (number, word) = part.trim().split_once(' ')?;
        let number: usize = number.parse().ok()?;
        match word {
            "passed" | "expected fail" => tally.passed += number,
            "failed" => tally.failed += number,
            "skipped" | "todo" => tally.skipped += number,
            _ => return None,
        }
    }
    let sum = tally.passed + tally.failed + tally.skipped;
    (total.parse() == Ok(sum)).then_some(tally)
}

/// Reads along with `npm run pictures -- --check`, whose tests are the screens it looks at.
#[derive(Debug, Default)]
pub struct Pictures {
    suite: Suite,
    counted: bool,
}

impl Pictures {
    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        if let Some(fault) = line.strip_prefix("fault: ") {
            self.suite.failed.push(fault.to_owned());
        } else if let Some(tally) = pictures_summary(line) {
            self.suite.tally = tally;
            self.counted = true;
        }
    }

    /// The numbers; a run without a summary, or one that has looked at nothing, counts as a failure.
    pub fn finish(mut self, name: &str) -> Suite {
        self.suite.name = name.to_owned();
        if !self.counted {
            self.suite.break_because("the program ended before it had looked at every screen");
        } else if self.suite.tally == Tally::default() {
            self.suite.break_because("there was no screen to look at");
        }
        self.suite
    }
}

/// "159 screens, 636 looks, 2 with faults".
fn pictures_summary(line: &str) -> Option<Tally> {
    let (screens, rest) = line.split_once(" screens, ")?;
    let (looks, faulty) = rest.strip_suffix(" with faults")?.split_once(" looks, ")?;
    let (screens, _, failed): (usize, usize, usize) =
        (screens.parse().ok()?, looks.parse().ok()?, faulty.parse().ok()?);
    Some(Tally { passed: screens.checked_sub(failed)?, failed, skipped: 0 })
}

/// The line without terminal escape sequences.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        if character != '\u{1b}' {
            plain.push(character);
        } else if rest.next() == Some('[') {
            // A control sequence ends with the first byte from `@` to `~`.
            let _ = rest.find(|end| ('@'..='~').contains(end));
        }
    }
    plain
}

#[cfg(test)]
#[path = "counts/tests.rs"]
mod tests;
