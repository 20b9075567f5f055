//! Syncs in any order, left alone and rolled back anywhere.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

type Member = (i64, Vec<u64>);

/// A sync that reads `slices` and then ends, or is left alone after `stop` of them.
#[derive(Clone, Debug)]
struct Sync {
    hours_later: i64,
    slices: Vec<Vec<Member>>,
    stop: Option<usize>,
    rolled_back: bool,
    looked_up: Option<Member>,
}

fn syncs() -> impl Strategy<Value = Vec<Sync>> {
    let member = || (1..12_i64, prop::collection::vec(1..16_u64, 0..4));
    let slices = prop::collection::vec(prop::collection::vec(member(), 0..5), 1..4);
    let sync = (0..9_i64, slices, prop::option::of(0..3_usize), any::<bool>(), prop::option::of(member()))
        .prop_map(|(hours_later, slices, stop, rolled_back, looked_up)| {
            let stop = stop.filter(|stop| *stop < slices.len());
            Sync { hours_later, slices, stop, rolled_back, looked_up }
        });
    prop::collection::vec(sync, 1..8)
}

/// Who holds which card, and who exists at all, by the tables themselves.
fn check(conn: &Connection, expected: &BTreeMap<i64, BTreeSet<u64>>) {
    for card in 1..16 {
        let mut having = expected.iter().filter(|(_, cards)| cards.contains(&card)).map(|(id, _)| *id);
        let holder_expected = match (having.next(), having.next()) {
            (None, _) => 0,
            (Some(id), None) => id,
            (Some(_), Some(_)) => -1,
        };
        assert_eq!(holder(conn, card), holder_expected, "card {card}");
    }
    assert_eq!(count(conn, "member"), expected.len() as i64);
    assert_eq!(count(conn, "credential"), expected.values().map(BTreeSet::len).sum::<usize>() as i64);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_completed_sync_leaves_exactly_whom_it_listed(syncs in syncs()) {
        let mut conn = store();
        let mut hour = 0;
        // When the unfinished sync began and how often it went on; whom it listed; who is there.
        let mut running: Option<i64> = None;
        let mut slices_taken = 0;
        let (mut listed, mut there) = (BTreeMap::new(), BTreeMap::new());
        for sync in syncs {
            hour += sync.hours_later;
            let resumes = running.is_some_and(|begun| hour - begun < 6);
            let progress = begin_at(&mut conn, hour);
            prop_assert_eq!(progress.begun_at, at(if resumes { running.unwrap() } else { hour }));
            if !resumes {
                running = Some(hour);
                slices_taken = 0;
                listed.clear();
            }
            let offset = (slices_taken > 0).then(|| slices_taken.to_string());
            prop_assert_eq!(progress.after, offset);

            let mut mention = |(id, cards): &Member| {
                let cards: BTreeSet<u64> = cards.iter().copied().collect();
                listed.insert(*id, cards.clone());
                there.insert(*id, cards);
            };
            if let Some(member) = &sync.looked_up {
                tx(&mut conn, |tx| put(tx, &hasher(), &entry(member.0, &member.1))).unwrap();
                mention(member);
            }
            let take = sync.stop.unwrap_or(sync.slices.len());
            for (n, members) in sync.slices.iter().enumerate() {
                let entries: Vec<DirectoryEntry> = members.iter().map(|(id, cards)| entry(*id, cards)).collect();
                let next = (n + 1 < sync.slices.len()).then(|| (slices_taken + 1).to_string());
                if n == take && sync.rolled_back {
                    let tx = conn.transaction().unwrap();
                    take_slice(&tx, &hasher(), &entries, next.as_deref(), at(hour)).unwrap();
                }
                if n == take {
                    break;
                }
                slice(&mut conn, &entries, next.as_deref(), hour);
                slices_taken += 1;
                members.iter().for_each(&mut mention);
            }
            if sync.stop.is_none() {
                there = listed.clone();
                let expected = DirectoryState { members: listed.len() as u32, complete_at: Some(at(hour)) };
                prop_assert_eq!(state(&conn).unwrap(), expected);
                running = None;
            }
            check(&conn, &there);
        }
    }
}
