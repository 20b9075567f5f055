//! Disks that are full or cannot be written, made for each test (Linux). What a full disk means to the
//! store alone is tested everywhere, in `store.rs`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::folder::*;
use super::process::*;
use super::support::*;
use crate::*;

/// Something else that takes room.
const BALLAST: &str = "ballast";

/// Takes all the room there is.
pub(super) fn fill_up(disk: &Path) {
    let mut file = fs::File::create(disk.join("filler")).unwrap();
    for size in [65_536, 4096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}

pub(super) fn make_room(disk: &Path) {
    for name in [BALLAST, "filler"] {
        let _ = fs::remove_file(disk.join(name));
    }
}

/// Runs `work` in a runtime of its own, as the second runs of these tests are plain functions.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn on_a_full_disk_nothing_is_lost_that_was_acknowledged_and_everybody_is_told() {
    // Large enough for the log to be moved into the file several times before it is full, and the ballast
    // large enough for all of a log (4 MB) to be moved once it is gone.
    let test = "tests::disk::on_a_full_disk_nothing_is_lost_that_was_acknowledged_and_everybody_is_told";
    let Some(disk) = own_disk(test, "12m") else { return };
    block_on(async {
        let folder = disk.join("data");
        fs::create_dir(&folder).unwrap();
        fs::write(disk.join(BALLAST), vec![1; 5 << 20]).unwrap();
        let desk = Desk::opened(&folder).await;

        // Many at once, so that some share a commit with the one that finds no room.
        let (mut written, mut number, mut refused) = (Vec::new(), 0, 0);
        while refused == 0 {
            assert!(number < 20_000, "the disk does not fill");
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..30 {
                number += 1;
                let (outbox, item) = (Outbox::clone(&desk), large(number));
                tasks.spawn(async move { outbox.enqueue(item, at(0)).await });
            }
            for done in tasks.join_all().await {
                match done {
                    Ok(id) => written.push(id),
                    Err(OutboxError::Store(trouble)) => {
                        assert_eq!(trouble, Trouble::DiskFull);
                        refused += 1;
                    }
                    Err(error) => panic!("{error}"),
                }
            }
        }
        fill_up(&disk);
        // What little room the log has left may take one or two more.
        while let Ok(id) = desk.enqueue(large(1_000_000 + number), at(0)).await {
            written.push(id);
            number += 1;
        }
        written.sort();
        assert_eq!(desk.is(), Condition::Closed(Trouble::DiskFull));

        // What is there can be read all the time, and is exactly what was acknowledged.
        assert!(written.len() > 100);
        assert_eq!(desk.waiting().await, written);
        // Trying again without room helps nothing and harms nothing.
        // A probe is small, so that there may be room for a few.
        let mut tries = 0;
        while desk.open(key(), at(tries)).await.is_ok() {
            tries += 1;
            assert!(tries < 100, "there is no room");
        }
        assert_eq!(desk.is(), Condition::Closed(Trouble::DiskFull));
        assert_eq!(desk.waiting().await, written);

        make_room(&disk);
        desk.open(key(), at(0)).await.unwrap();
        assert_eq!(desk.is(), Condition::Open);
        assert_eq!(desk.waiting().await, written);
        written.push(desk.enqueue(large(2_000_000), at(0)).await.unwrap());

        // On the disk it is as in memory: after an end without a farewell, and after a proper one.
        let image = crash_image(&folder);
        assert_eq!(keys(&open(image.path()).unwrap().db).len(), written.len());
        drop(desk);
        assert_eq!(keys(&open(&folder).unwrap().db).len(), written.len());
        assert_eq!(set_asides(&folder), []);
    });
}

#[test]
fn a_write_that_finds_room_again_opens_the_store_by_itself() {
    let test = "tests::disk::a_write_that_finds_room_again_opens_the_store_by_itself";
    let Some(disk) = own_disk(test, "2m") else { return };
    block_on(async {
        let desk = Desk::opened(&disk).await;
        fill_up(&disk);
        let mut number = 0;
        while desk.is() == Condition::Open {
            number += 1;
            let _ = desk.enqueue(large(number), at(0)).await;
        }
        assert_eq!(desk.is(), Condition::Closed(Trouble::DiskFull));
        make_room(&disk);
        desk.enqueue(large(number), at(0)).await.unwrap();
        assert_eq!(desk.is(), Condition::Open);
        assert_eq!(desk.waiting().await.len(), usize::try_from(number).unwrap());
    });
}

#[test]
fn a_disk_that_is_full_from_the_beginning_is_no_damage() {
    let test = "tests::disk::a_disk_that_is_full_from_the_beginning_is_no_damage";
    let Some(disk) = own_disk(test, "4m") else { return };
    // (what is in the folder before, how many items there are, whether opening it needs room)
    type Prepare = fn(&Path);
    let cases: [(&str, Prepare, usize, bool); 4] = [
        ("nothing", |_| {}, 0, true),
        (
            "a store with an attempt to recover",
            |folder| {
                let mut store = open(folder).unwrap();
                fill(&mut store, 1, 3);
                store.write(|db, context| queue::claim(db, context, 2, at(0))).unwrap();
            },
            3,
            true,
        ),
        (
            "a store of version 1",
            |folder| {
                fs::copy(fixtures().join("v1.db"), folder.join(FILE)).unwrap();
            },
            45,
            true,
        ),
        (
            "a store that was killed",
            |folder| {
                let image = crashed(40, 20);
                for name in fingerprints(image.path()).keys() {
                    fs::copy(image.path().join(name), folder.join(name)).unwrap();
                }
            },
            40,
            false,
        ),
    ];
    for (index, (name, prepare, count, needs_room)) in cases.into_iter().enumerate() {
        let folder = disk.join(index.to_string());
        fs::create_dir(&folder).unwrap();
        prepare(&folder);
        // At every size of what is left, so that it ends at every step of opening.
        let mut failed = 0;
        for pages in [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 28, 32, 48, 64] {
            let attempt = disk.join("attempt");
            fs::create_dir(&attempt).unwrap();
            for file in fingerprints(&folder).keys() {
                fs::copy(folder.join(file), attempt.join(file)).unwrap();
            }
            fs::write(disk.join(BALLAST), vec![1; pages * 4096]).unwrap();
            fill_up(&disk);
            fs::remove_file(disk.join(BALLAST)).unwrap();
            let before = keys_of(&attempt);
            match open(&attempt) {
                Ok(store) => drop(store),
                Err(trouble) => {
                    assert_eq!(trouble, Trouble::DiskFull, "{name}, {pages} pages");
                    failed += 1;
                }
            }
            make_room(&disk);
            assert_eq!(keys_of(&attempt), before, "{name}, {pages} pages");
            let store = open(&attempt).unwrap();
            assert_eq!(keys(&store.db).len(), count, "{name}, {pages} pages");
            drop(store);
            assert_eq!(set_asides(&attempt), [], "{name}, {pages} pages");
            fs::remove_dir_all(&attempt).unwrap();
        }
        assert_eq!(failed > 0, needs_room, "{name}");
    }
}

/// The items in a store, looked at without anything that opening does, in a copy elsewhere.
fn keys_of(folder: &Path) -> Vec<u128> {
    let image = crash_image(folder);
    let file = image.path().join(FILE);
    if !file.exists() {
        return Vec::new();
    }
    let db = raw(&file, KEY_DIGITS);
    let has_items = column(&db, "SELECT name FROM sqlite_schema WHERE name = 'item'");
    if has_items.is_empty() { Vec::new() } else { keys(&db) }
}

fn mount(arguments: &[&std::ffi::OsStr]) {
    let output = Command::new("mount").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_disk_that_cannot_be_written_is_left_as_it_is() {
    let test = "tests::disk::a_disk_that_cannot_be_written_is_left_as_it_is";
    let Some(disk) = own_disk(test, "4m") else { return };
    let (closed, killed, empty) = (disk.join("closed"), disk.join("killed"), disk.join("empty"));
    for folder in [&closed, &killed, &empty] {
        fs::create_dir(folder).unwrap();
    }
    fill(&mut open(&closed).unwrap(), 1, 20);
    let image = crashed(40, 20);
    for name in fingerprints(image.path()).keys() {
        fs::copy(image.path().join(name), killed.join(name)).unwrap();
    }
    let before = [&closed, &killed, &empty].map(|folder| fingerprints(folder));
    mount(&["-o".as_ref(), "remount,ro".as_ref(), disk.as_ref()]);
    block_on(async {
        for (folder, before) in [&closed, &killed, &empty].into_iter().zip(&before) {
            let desk = Desk::new(folder);
            assert_eq!(desk.open(key(), at(0)).await, Err(Trouble::ReadOnly), "{folder:?}");
            assert_eq!(desk.is(), Condition::Closed(Trouble::ReadOnly));
            let error = desk.enqueue(large(99), at(0)).await.unwrap_err();
            assert_eq!(error.trouble(), Trouble::ReadOnly);
            assert_eq!(fingerprints(folder), *before, "{folder:?}");
        }
    });
    mount(&["-o".as_ref(), "remount,rw".as_ref(), disk.as_ref()]);
    assert_eq!(keys(&open(&closed).unwrap().db).len(), 20);
    assert_eq!(keys(&open(&killed).unwrap().db).len(), 40);
}

#[test]
fn a_file_that_cannot_be_written_in_a_folder_that_can_is_left_as_it_is() {
    let test = "tests::disk::a_file_that_cannot_be_written_in_a_folder_that_can_is_left_as_it_is";
    let Some(disk) = own_disk(test, "4m") else { return };
    fill(&mut open(&disk).unwrap(), 1, 20);
    let before = fingerprints(&disk);
    let file = disk.join(FILE);
    // Permissions do not bind the superuser, a mount does.
    mount(&["--bind".as_ref(), file.as_ref(), file.as_ref()]);
    mount(&["-o".as_ref(), "remount,bind,ro".as_ref(), file.as_ref()]);
    assert_eq!(open(&disk).err(), Some(Trouble::ReadOnly));
    assert_eq!(fingerprints(&disk), before);
    assert!(Command::new("umount").arg(&file).status().unwrap().success());
    assert_eq!(keys(&open(&disk).unwrap().db).len(), 20);
}
