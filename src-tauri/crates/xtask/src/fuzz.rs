//! `cargo xtask fuzz`: inputs nobody thought of, for each parser of the readers.
//!
//! What `cargo fuzz` does, without having to install it: the fuzz targets are built with the
//! instrumentation of libFuzzer and run one after the other. The stable compiler will do, because the
//! parsers have no unsafe code that a sanitizer would have to watch. What the test run replays of it is in
//! `tests/fixtures/readers/corpus/`; what is found in addition stays in the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::steps;
use crate::workspace::Workspace;

/// How long each target runs unless said otherwise, in seconds.
const USUAL_SECONDS: u32 = 60;

/// What `-Cpasses=sancov-module` has to insert for libFuzzer; the options of `cargo fuzz`.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Builds and runs the targets; fails when something was found.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    let wanted = Wanted::parse(arguments)?;
    let folder = workspace.root().join("src-tauri/crates/readers/fuzz");
    let all = targets(&folder)?;
    let targets: Vec<&String> = all.iter().filter(|name| wanted.wants(name)).collect();
    if targets.is_empty() {
        return Err(Failure::new(format!("there is no such target; there are {}", all.join(", "))));
    }
    let (host, output) = (host(workspace)?, workspace.target().join("fuzz"));
    steps::run("building the fuzz targets", build(workspace, &folder, &output, &host))?;

    let mut runs = Vec::new();
    for name in targets {
        let program = output.join(&host).join("release").join(name);
        let kept = workspace.root().join("tests/fixtures/readers/corpus").join(name);
        runs.push(fuzz(name, &program, &kept, &output, wanted.seconds)?);
    }
    report(&runs)
}

#[derive(Debug, PartialEq, Eq)]
struct Wanted<'a> {
    /// All of them if not given.
    target: Option<&'a str>,
    seconds: u32,
}

impl<'a> Wanted<'a> {
    fn parse(arguments: &[&'a str]) -> Result<Self, Failure> {
        let (target, rest) = match arguments {
            [name, rest @ ..] if !name.starts_with('-') => (Some(*name), rest),
            rest => (None, rest),
        };
        let seconds = match rest {
            [] => Some(USUAL_SECONDS),
            ["--seconds", seconds] => seconds.parse().ok().filter(|seconds| *seconds > 0),
            _ => None,
        };
        let seconds =
            seconds.ok_or_else(|| Failure::new("usage: cargo xtask fuzz [TARGET] [--seconds N]"))?;
        Ok(Self { target, seconds })
    }

    fn wants(&self, name: &str) -> bool {
        self.target.is_none_or(|target| target == name)
    }
}

/// What came of one target.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    name: String,
    executions: u64,
    /// The most memory it had, in MB.
    peak: u64,
    /// The input that something does not hold for.
    finding: Option<PathBuf>,
}

fn targets(folder: &Path) -> Result<Vec<String>, Failure> {
    let folder = folder.join("fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(Failure::of("read the folder of the fuzz targets"))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut names: Vec<_> = files.filter_map(|file| file.file_stem()?.to_str().map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

/// Flags for a named target are not used for build scripts, which could not be linked with them.
fn host(workspace: &Workspace) -> Result<String, Failure> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(workspace.root()).arg("-vV");
    let output = rustc.output().map_err(Failure::of("start rustc"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not say which system it runs on"))
}

fn build(workspace: &Workspace, folder: &Path, output: &Path, host: &str) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--locked", "--release", "--target", host, "--manifest-path"]);
    cargo.arg(folder.join("Cargo.toml")).arg("--target-dir").arg(output);
    cargo.env("RUSTFLAGS", INSTRUMENTED).env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

fn fuzz(name: &str, program: &Path, kept: &Path, output: &Path, seconds: u32) -> Result<Run, Failure> {
    let found = output.join("corpus").join(name);
    let findings = output.join("findings").join(name);
    for folder in [&found, &findings] {
        fs::create_dir_all(folder).map_err(Failure::of("make a folder for what is found"))?;
    }
    steps::announce(&format!("fuzzing {name} for {seconds} s"));
    let mut command = Command::new(program);
    command
        .arg(format!("-max_total_time={seconds}"))
        // An input that takes a second is one that hangs, and a parser has no use for 256 MB. Twice the
        // longest line is room for everything; longer inputs only cost time.
        .args([
            "-timeout=1",
            "-rss_limit_mb=256",
            "-print_final_stats=1",
            "-verbosity=0",
            "-print_funcs=0",
            "-max_len=1024",
        ])
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg(&found)
        .arg(kept);
    let mut run = Run { name: name.to_owned(), executions: 0, peak: 0, finding: None };
    let status = steps::execute(command, Some(&mut |line: &str| run.hear(line)), |_| {});
    let status = status.map_err(Failure::of(format_args!("start the fuzz target {name}")))?;
    if !status.success() && run.finding.is_none() {
        return Err(Failure::new(format!("{name} ended with {status}; its own words are above")));
    }
    Ok(run)
}

impl Run {
    /// Takes a line of libFuzzer.
    fn hear(&mut self, line: &str) {
        let number = |text: &str| text.trim().parse().unwrap_or_default();
        if let Some(count) = line.strip_prefix("stat::number_of_executed_units:") {
            self.executions = number(count);
        } else if let Some(peak) = line.strip_prefix("stat::peak_rss_mb:") {
            self.peak = number(peak);
        } else if let Some((_, file)) = line.split_once("Test unit written to ") {
            self.finding = Some(PathBuf::from(file.trim()));
        }
    }
}

fn report(runs: &[Run]) -> Result<(), Failure> {
    println!("\n{:<14} {:>12} {:>10}", "target", "executions", "peak");
    for run in runs {
        let found = if run.finding.is_some() { "  FOUND SOMETHING" } else { "" };
        println!("{:<14} {:>12} {:>7} MB{found}", run.name, run.executions, run.peak);
    }
    let findings: Vec<_> = runs.iter().filter_map(|run| Some((&run.name, run.finding.as_ref()?))).collect();
    if findings.is_empty() {
        return Ok(());
    }
    let mut words =
        "something does not hold. Copy the input into the corpus, and the tests will replay it:".to_owned();
    for (name, file) in findings {
        words += &format!("\n  {} to tests/fixtures/readers/corpus/{name}/", file.display());
    }
    Err(Failure::new(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_target_or_all_for_as_long_as_wanted() {
        let wanted = |target, seconds| Some(Wanted { target, seconds });
        for (arguments, expected) in [
            (&[][..], wanted(None, 60)),
            (&["line"], wanted(Some("line"), 60)),
            (&["--seconds", "5"], wanted(None, 5)),
            (&["line", "--seconds", "5"], wanted(Some("line"), 5)),
            (&["line", "gap"], None),
            (&["--seconds"], None),
            (&["--seconds", "0"], None),
            (&["--seconds", "-1"], None),
            (&["line", "5"], None),
        ] {
            assert_eq!(Wanted::parse(arguments).ok(), expected, "{arguments:?}");
        }
        assert!(Wanted { target: None, seconds: 1 }.wants("line"));
        assert!(!Wanted { target: Some("gap"), seconds: 1 }.wants("line"));
    }

    #[test]
    fn what_the_fuzzer_says_is_counted_and_a_finding_is_a_failure() {
        let mut run = Run { name: "line".to_owned(), executions: 0, peak: 0, finding: None };
        for line in [
            "Done 117353 runs in 6 second(s)",
            "stat::number_of_executed_units: 117353",
            "stat::average_exec_per_sec:     19558",
            "stat::peak_rss_mb:              29",
        ] {
            run.hear(line);
        }
        assert_eq!((run.executions, run.peak, &run.finding), (117_353, 29, &None));
        assert!(report(std::slice::from_ref(&run)).is_ok());
        run.hear("artifact_prefix='x/'; Test unit written to x/crash-0a1b");
        let failure = report(&[run]).expect_err("found").to_string();
        assert!(failure.contains("x/crash-0a1b to tests/fixtures/readers/corpus/line/"), "{failure}");
    }
}
