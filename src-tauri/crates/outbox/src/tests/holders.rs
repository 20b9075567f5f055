//! Two programs and one store: the second is told so, and the first loses nothing.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use super::folder::*;
use super::process::*;
use super::support::*;
use crate::*;

/// In the child: the store is refused, and whoever holds it notices nothing.
fn refused_in_a_child(test: &str, prepare: impl FnOnce(&std::path::Path)) {
    if let Some(place) = place() {
        assert_eq!(open(&place).err(), Some(Trouble::InUse));
        return;
    }
    let folder = folder();
    prepare(folder.path());
    let mut store = open(folder.path()).unwrap();
    fill(&mut store, 100, 101);
    assert_passed(&second_run(test, folder.path()).output().unwrap());
    fill(&mut store, 102, 103);
    drop(store);
    let found = keys(&open(folder.path()).unwrap().db);
    assert_eq!(found[found.len() - 4..], [100, 101, 102, 103]);
    assert_eq!(set_asides(folder.path()), []);
}

#[test]
fn a_new_store_is_held_by_one_process() {
    refused_in_a_child("tests::holders::a_new_store_is_held_by_one_process", |_| {});
}

#[test]
fn a_store_that_was_there_is_held_by_one_process() {
    refused_in_a_child("tests::holders::a_store_that_was_there_is_held_by_one_process", |folder| {
        fill(&mut open(folder).unwrap(), 1, 9);
    });
}

#[test]
fn a_store_that_was_just_upgraded_is_held_by_one_process() {
    // Copying it for the case of a return must not cost the locks.
    refused_in_a_child("tests::holders::a_store_that_was_just_upgraded_is_held_by_one_process", |folder| {
        fs::copy(fixtures().join("v1.db"), folder.join(FILE)).unwrap();
    });
}

#[test]
fn a_store_whose_log_was_looked_into_is_held_by_one_process() {
    refused_in_a_child(
        "tests::holders::a_store_whose_log_was_looked_into_is_held_by_one_process",
        |folder| {
            let image = crashed(60, 20);
            for name in fingerprints(image.path()).keys() {
                fs::copy(image.path().join(name), folder.join(name)).unwrap();
            }
            assert!(folder.join("store.db-wal").exists());
        },
    );
}

#[test]
fn the_store_of_a_program_that_was_killed_is_free_and_whole() {
    const TEST: &str = "tests::holders::the_store_of_a_program_that_was_killed_is_free_and_whole";
    if let Some(place) = place() {
        let mut store = open(&place).unwrap();
        fill(&mut store, 1, 5);
        // A line of its own, behind what the harness has printed.
        std::io::stdout().write_all(b"\nheld\n").unwrap();
        // Until the parent has seen enough.
        loop {
            std::thread::park();
        }
    }
    let folder = folder();
    let mut child = second_run(TEST, folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let held = BufReader::new(child.stdout.take().unwrap()).lines().any(|line| line.unwrap() == "held");
    assert!(held);
    let before = fingerprints(folder.path());
    assert_eq!(open(folder.path()).err(), Some(Trouble::InUse));
    assert_eq!(fingerprints(folder.path()), before);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(keys(&open(folder.path()).unwrap().db), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_second_desk_in_the_same_program_is_refused_too_and_waits_its_turn() {
    let folder = filled(3);
    let first = Desk::opened(folder.path()).await;
    let second = Desk::new(folder.path());
    assert_eq!(second.open(key(), at(0)).await, Err(Trouble::InUse));
    assert_eq!(second.is(), Condition::Closed(Trouble::InUse));
    first.enqueue(large(50), at(0)).await.unwrap();
    drop(first);
    second.open(key(), at(0)).await.unwrap();
    assert_eq!(second.line(at(0)).await.unwrap().waiting, 4);
}
