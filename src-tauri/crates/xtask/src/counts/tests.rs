use super::{Libtest, Pictures, Suite, Tally, Vitest};

fn suites(output: &str) -> Vec<Suite> {
    let mut reader = Libtest::default();
    output.lines().for_each(|line| reader.line(line));
    reader.finish()
}

fn tally(passed: usize, failed: usize, skipped: usize) -> Tally {
    Tally { passed, failed, skipped }
}

const CARGO_TEST: &str = "
    Finished `test` profile [unoptimized] target(s) in 0.12s
     Running unittests src/lib.rs (target/debug/deps/readers-1c0f6d3c3d7b4ed9)

running 3 tests
test proto::line::tests::a_line_ends ... ok
test proto::rdm6300::tests::needs_hardware ... ignored, needs a reader
test proto::rdm6300::tests::checksum ... ok

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s

     Running tests/e2e/main.rs (target/debug/deps/e2e-0b5ad9c1ce2c1f0e)

running 2 tests
test first_tap ... ok
test second_tap ... FAILED

failures:

---- second_tap stdout ----
test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

thread 'second_tap' panicked at tests/e2e/main.rs:9:5:
12 passed, 3 failed


failures:
    second_tap

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.30s

error: test failed, to rerun pass `-p portico-tests --test e2e`
   Doc-tests domain

running 1 test
test src-tauri/crates/domain/src/money.rs - money (line 9) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.21s
";

#[test]
fn libtest_suites_are_counted() {
    let suites = suites(CARGO_TEST);
    let names: Vec<_> = suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["readers", "e2e (tests/e2e/main.rs)", "domain (documentation)"]);
    assert_eq!(suites[0].tally, tally(2, 0, 1));
    assert_eq!(suites[0].skipped, ["proto::rdm6300::tests::needs_hardware, needs a reader"]);
    assert_eq!(suites[1].tally, tally(1, 1, 0));
    assert_eq!(suites[1].failed, ["second_tap"]);
    assert_eq!(suites[2].tally, tally(1, 0, 0));
}

#[test]
fn what_a_test_prints_is_no_summary() {
    let output = "
     Running unittests src/main.rs (target/debug/deps/portico-aa)
test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
running 2 tests
test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test a ... ok
100 passed, 100 failed
test b ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    let suites = suites(output);
    assert_eq!(suites.len(), 1);
    assert_eq!(suites[0].name, "portico (src/main.rs)");
    assert_eq!(suites[0].tally, tally(2, 0, 0));
}

#[test]
fn a_program_that_dies_counts_as_a_failure() {
    let output = "
     Running unittests src/lib.rs (target/debug/deps/vault-aa)

running 2 tests
test a ... ok
error: test failed, to rerun pass `-p vault --lib`

Caused by:
  process didn't exit successfully (signal: 6, SIGABRT: process abort signal)
     Running unittests src/lib.rs (target/debug/deps/wire-bb)

running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/late.rs (target/debug/deps/late-cc)
";
    let suites = suites(output);
    assert_eq!(suites[0].tally, tally(0, 1, 0));
    assert_eq!(suites[1].tally, tally(0, 0, 0));
    assert_eq!(suites[2].tally, tally(0, 1, 0));
}

#[test]
fn a_suite_may_run_in_several_blocks() {
    let output = "
   Doc-tests desk

running 1 test
test src/lib.rs - (line 3) ... FAILED

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 2 tests
test src/lib.rs - (line 9) ... ok
test src/lib.rs - (line 19) - compile fail ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s

all doctests ran in 0.35s; merged doctests compilation took 0.33s
";
    let suites = suites(output);
    assert_eq!(suites.len(), 1);
    assert_eq!(suites[0].tally, tally(2, 1, 0));
}

#[test]
fn tests_left_out_by_a_filter_are_not_forgotten() {
    let output = "
     Running tests/scenarios/main.rs (target/debug/deps/scenarios-cc)

running 1 test
test a ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 41 filtered out; finished in 0.00s
";
    assert_eq!(suites(output)[0].tally, tally(1, 0, 41));
}

#[test]
fn vitest_is_counted() {
    let output = "
 RUN  v4.1.12 ui

 \u{1b}[32m✓\u{1b}[39m src/lib/state/front.test.ts > front > shows the verdict 25ms
 \u{1b}[2m↓\u{1b}[22m src/lib/i18n.test.ts > plural forms
 □ src/lib/i18n.test.ts > French
 × src/views/Idle.test.ts > shows the clock 4ms
   → expected 1 passed (1) to be 2

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/views/Idle.test.ts > shows the clock
AssertionError: expected 1 passed (1) to be 2 // Object.is equality

\u{1b}[2m Test Files \u{1b}[22m 1 failed | 3 passed (4)
\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m10 passed\u{1b}[39m | 1 expected fail | 1 skipped | 1 todo (14)
   Start at  03:03:39
";
    let mut reader = Vitest::default();
    output.lines().for_each(|line| reader.line(line));
    let suite = reader.finish("interface");
    assert_eq!(suite.tally, tally(11, 1, 2));
    assert_eq!(suite.failed, ["src/views/Idle.test.ts > shows the clock"]);
    assert_eq!(suite.skipped, ["src/lib/i18n.test.ts > plural forms", "src/lib/i18n.test.ts > French"]);
}

#[test]
fn vitest_without_a_summary_counts_as_a_failure() {
    let mut reader = Vitest::default();
    reader.line("Tests are about to begin (1)");
    assert_eq!(reader.finish("interface").tally, tally(0, 1, 0));
}

#[test]
fn screens_are_counted() {
    let output = "
> portico-ui@0.1.0 pictures
> node scripts/pictures/index.js --check

fault: idle, qps, light, 1024x600: <p> in idle-hint: \"a\" needs 500 of 400 in width
fault: pin, de, light, 1024x600: <button> in pin-ok: \"OK\" leaves the screen
fault: pin, qps, light, 1024x600: <button> in pin-ok: \"OK\" leaves the screen
159 screens, 636 looks, 2 with faults
";
    let mut reader = Pictures::default();
    output.lines().for_each(|line| reader.line(line));
    let suite = reader.finish("every screen");
    assert_eq!(suite.tally, tally(157, 2, 0));
    assert_eq!(suite.failed.len(), 3);
    assert!(suite.failed[0].starts_with("idle, qps, light, 1024x600: "), "{}", suite.failed[0]);
}

#[test]
fn screens_that_nobody_has_looked_at_count_as_a_failure() {
    for lines in [&["159 screens"][..], &[], &["0 screens, 0 looks, 0 with faults"]] {
        let mut reader = Pictures::default();
        lines.iter().for_each(|line| reader.line(line));
        assert_eq!(reader.finish("every screen").tally, tally(0, 1, 0), "{lines:?}");
    }
}
