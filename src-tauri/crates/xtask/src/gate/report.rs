//! What the gate has found, and how it says so.

use std::process::ExitCode;
use std::time::Duration;

use crate::counts::{Suite, Tally};
use crate::failure::Failure;
use crate::steps;

/// Everything that has run so far.
#[derive(Debug, Default)]
pub struct Report {
    checks: Vec<(String, Outcome)>,
    suites: Vec<Suite>,
}

#[derive(Debug)]
enum Outcome {
    Passed(Duration),
    Failed(String),
    NotRun(String),
}

impl Report {
    /// A step that is no test has succeeded.
    pub fn passed_check(&mut self, name: &str, took: Duration) {
        self.checks.push((name.to_owned(), Outcome::Passed(took)));
    }

    /// A step has failed; it counts as one failure.
    pub fn failed_check(&mut self, name: &str, failure: &Failure) {
        self.checks.push((name.to_owned(), Outcome::Failed(failure.to_string())));
    }

    /// A step was left out.
    pub fn not_run(&mut self, name: &str, why: &str) {
        self.checks.push((name.to_owned(), Outcome::NotRun(why.to_owned())));
    }

    /// Counted tests, and whether the program that ran them was content. A discontent program
    /// without a failed test counts as one failure: something did not even begin.
    pub fn suites(&mut self, suites: Vec<Suite>, program: &str, content: bool) {
        let failures: usize = suites.iter().map(|suite| suite.tally.failed).sum();
        self.suites.extend(suites);
        if !content && failures == 0 {
            let why = "ended with an error although no test has failed; its words are above";
            self.suites.push(Suite::broken(program, why));
        }
    }

    /// The whole gate's count. Steps that are no tests appear in it only when they fail.
    fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.suites.iter().for_each(|suite| total.add(suite.tally));
        for (_, outcome) in &self.checks {
            match outcome {
                Outcome::Failed(_) => total.failed += 1,
                Outcome::Passed(_) | Outcome::NotRun(_) => {}
            }
        }
        total
    }

    /// Prints the tables and, as the last line, the count.
    pub fn print(&self) -> ExitCode {
        steps::announce("result");
        println!("\n{:<56}{:>12}", "Checks", "");
        for (name, outcome) in &self.checks {
            match outcome {
                Outcome::Passed(took) => println!("  {name:<54}{:>12}", steps::seconds(*took)),
                Outcome::Failed(_) => println!("  {name:<54}{:>12}", "FAILED"),
                Outcome::NotRun(_) => println!("  {name:<54}{:>12}", "not run"),
            }
        }
        println!("\n{:<44}{:>8}{:>8}{:>8}", "Tests", "passed", "failed", "skipped");
        for Suite { name, tally, .. } in self.suites.iter().filter(|suite| suite.tally != Tally::default()) {
            println!("  {name:<42}{:>8}{:>8}{:>8}", tally.passed, tally.failed, tally.skipped);
        }
        self.print_names();

        let total = self.total();
        println!("\n{}", last_line(total));
        if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn print_names(&self) {
        let mut failed = Vec::new();
        let mut skipped = Vec::new();
        for (name, outcome) in &self.checks {
            match outcome {
                Outcome::Passed(_) => {}
                Outcome::Failed(why) => {
                    let why = why.lines().next().unwrap_or_default();
                    let why = why.strip_prefix(&format!("{name}: ")).unwrap_or(why);
                    failed.push(format!("{name}: {why}"));
                }
                Outcome::NotRun(why) => skipped.push(format!("{name}: {why}")),
            }
        }
        for suite in &self.suites {
            failed.extend(suite.failed.iter().map(|test| format!("{}: {test}", suite.name)));
            skipped.extend(suite.skipped.iter().map(|test| format!("{}: {test}", suite.name)));
        }
        for (title, names) in [("Failed", failed), ("Not run", skipped)] {
            if !names.is_empty() {
                println!("\n{title}\n  {}", names.join("\n  "));
            }
        }
    }
}

fn last_line(total: Tally) -> String {
    let Tally { passed, failed, skipped } = total;
    if skipped == 0 {
        format!("{passed} passed, {failed} failed")
    } else {
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Report, last_line};
    use crate::counts::{Suite, Tally};
    use crate::failure::Failure;

    fn suite(passed: usize, failed: usize, skipped: usize) -> Suite {
        Suite { name: "some".to_owned(), tally: Tally { passed, failed, skipped }, ..Suite::default() }
    }

    #[test]
    fn checks_count_only_when_they_fail() {
        let mut report = Report::default();
        report.passed_check("formatting", Duration::ZERO);
        report.failed_check("clippy", &Failure::new("no"));
        report.not_run("cargo deny", "not installed");
        report.suites(vec![suite(3, 0, 1), suite(2, 0, 0)], "cargo test", true);
        assert_eq!(last_line(report.total()), "5 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn an_error_without_a_failed_test_is_a_failure() {
        let mut report = Report::default();
        report.suites(vec![suite(3, 0, 0)], "cargo test", false);
        assert_eq!(last_line(report.total()), "3 passed, 1 failed");
        report.suites(vec![suite(0, 2, 0)], "cargo test", false);
        assert_eq!(last_line(report.total()), "3 passed, 3 failed");
    }
}
