//! `cargo xtask test`: every check and every test, then one table and one honest line.
//!
//! A failing step does not stop the rest, so that one run shows everything that is wrong.

mod report;

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::counts::{Libtest, Pictures, Vitest};
use crate::failure::Failure;
use crate::packages::on_path;
use crate::session;
use crate::setup::{self, Purpose};
use crate::steps;
use crate::studio::Profile;
use crate::workspace::Workspace;
use crate::{bindings, licences};
use report::Report;

/// Integration tests that drive the real window: one after the other, because each wants the
/// keyboard focus and two processor cores for itself.
const WINDOW_TESTS: &str = "e2e";

/// Names of a Chromium; the script that drives it looks for the same.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The longest words, and the language most desks speak, on the smallest screens that the windows are made for and a
/// tablet held upright: what fits there fits larger ones. The rest by hand, with the same script.
const LOOKS: [&str; 4] = ["--languages", "qps,de", "--sizes", "800x560,1024x600,800x1280"];

/// Runs everything and prints the count. Success only when nothing has failed.
pub fn run(workspace: &Workspace) -> ExitCode {
    let mut gate = Gate { workspace, report: Report::default() };
    if gate.check("set-up", || setup::run(workspace, Purpose::Test)) {
        gate.everything();
    }
    gate.report.print()
}

struct Gate<'a> {
    workspace: &'a Workspace,
    report: Report,
}

impl Gate<'_> {
    fn everything(&mut self) {
        let workspace = self.workspace;
        self.command("formatting (Rust)", cargo(workspace, &["fmt", "--all", "--", "--check"]));
        self.announced_check("bindings", || bindings::check(workspace));
        self.announced_check("licences, bans and origins", || licences::check(workspace));
        self.cargo_deny();

        self.command("types and style (interface)", npm(workspace, &["run", "check"]));
        self.interface_tests();
        self.pictures();
        self.command("building the interface", npm(workspace, &["run", "build"]));

        let clippy = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        self.command("clippy", cargo(workspace, &clippy));
        // What brings itself up to date is built for a release only, and must not meet its first compiler there.
        let updates = ["clippy", "-p", "portico", "--all-targets", "--features", "updates", "--locked"];
        let updates = [updates.as_slice(), &["--", "-D", "warnings"]].concat();
        self.command("clippy, bringing itself up to date", cargo(workspace, &updates));
        // With the whole workspace, for the reason given at the tests.
        let application = ["build", "--workspace", "--locked", "--bins"];
        let built = self.command("building the application", cargo(workspace, &application));
        self.rust_tests(built);
    }

    fn cargo_deny(&mut self) {
        let name = "cargo deny";
        if on_path("cargo-deny") {
            let deny = ["deny", "check", "licenses", "bans", "sources"];
            self.command(name, cargo(self.workspace, &deny));
        } else {
            self.report.not_run(name, "not installed; the check of licences, bans and origins did run");
        }
    }

    fn interface_tests(&mut self) {
        steps::announce("testing the interface");
        // Only this reporter names the tests that were skipped.
        let mut npm = npm(self.workspace, &["test", "--", "--reporter=verbose"]);
        npm.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
        let mut reader = Vitest::default();
        let status = steps::execute(npm, Some(&mut |line: &str| reader.line(line)), |_| {});
        let suites = vec![reader.finish("interface")];
        match status.map_err(Failure::of("start npm")) {
            Ok(status) => self.report.suites(suites, "npm test", status.success()),
            Err(failure) => self.report.failed_check("testing the interface", &failure),
        }
    }

    /// Looks for what is cut off, covered or too small on every screen, in the browser that is quick about it; the
    /// real window shows some of them once more.
    fn pictures(&mut self) {
        let name = "every screen, in Chromium";
        let there =
            std::env::var_os("PORTICO_CHROMIUM").is_some() || BROWSERS.iter().any(|name| on_path(name));
        if !there {
            return self
                .report
                .not_run(name, "there is no Chromium; install it, or name one in PORTICO_CHROMIUM");
        }
        steps::announce(name);
        let looks = [&["run", "pictures", "--", "--check"][..], &LOOKS].concat();
        let mut reader = Pictures::default();
        let npm = npm(self.workspace, &looks);
        let status = steps::execute(npm, Some(&mut |line: &str| reader.line(line)), |_| {});
        match status.map_err(Failure::of("start npm")) {
            Ok(status) => self.report.suites(vec![reader.finish(name)], name, status.success()),
            Err(failure) => self.report.failed_check(name, &failure),
        }
    }

    fn rust_tests(&mut self, application_built: bool) {
        let (window, others): (Vec<_>, Vec<_>) =
            self.workspace.integration_tests().into_iter().partition(|name| name == WINDOW_TESTS);

        // The choice of packages is `--workspace` each time: another choice would mean other
        // features of the dependencies, and compiling most of them once more.
        let build = ["test", "--workspace", "--locked", "--tests", "--no-run"];
        if !self.command("building the tests", cargo(self.workspace, &build)) {
            // Cargo runs none of them when one does not compile.
            return self.report.not_run("all tests in Rust", "they could not be built");
        }
        let chosen = ["test", "--workspace", "--locked", "--no-fail-fast"];
        let mut most = [chosen.as_slice(), &["--lib", "--bins"]].concat();
        most.extend(others.iter().flat_map(|name| ["--test", name]));
        self.libtest("testing", &most);
        self.libtest("examples in the documentation", &[chosen.as_slice(), &["--doc"]].concat());

        if window.is_empty() {
            self.report.not_run("the real window", "there are no tests named e2e");
        } else if !session::AVAILABLE {
            self.report.not_run("the real window", "only Linux has a virtual session to open it in");
        } else if !application_built {
            self.report.not_run("the real window", "the application could not be built");
        } else {
            let driven = ["--test", WINDOW_TESTS, "--", "--test-threads=1"];
            self.libtest("the real window", &[chosen.as_slice(), &driven].concat());
        }
    }

    /// `cargo test` with these arguments, in a virtual session, counted.
    fn libtest(&mut self, name: &str, arguments: &[&str]) {
        steps::announce(name);
        let mut cargo = cargo(self.workspace, arguments);
        cargo.env("PORTICO_BIN", self.workspace.program(Profile::Debug.folder(), "portico"));
        let mut reader = Libtest::default();
        match session::run(cargo, Some(&mut |line: &str| reader.line(line))) {
            Ok(status) => self.report.suites(reader.finish(), name, status.success()),
            Err(failure) => self.report.failed_check(name, &failure),
        }
    }

    /// A step that is one command.
    fn command(&mut self, name: &str, command: Command) -> bool {
        self.check(name, || steps::run(name, command))
    }

    /// A step of this program's own.
    fn announced_check(&mut self, name: &str, check: impl FnOnce() -> Result<(), Failure>) -> bool {
        steps::announce(name);
        self.check(name, check)
    }

    fn check(&mut self, name: &str, check: impl FnOnce() -> Result<(), Failure>) -> bool {
        let begun = Instant::now();
        match check() {
            Ok(()) => {
                self.report.passed_check(name, begun.elapsed());
                true
            }
            Err(failure) => {
                println!("{failure}");
                self.report.failed_check(name, &failure);
                false
            }
        }
    }
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(arguments);
    cargo
}

fn npm(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut npm = workspace.npm();
    npm.args(arguments);
    npm
}
