use domain::{CustomerId, Redacted};
use proptest::prelude::*;

use super::fold::{wanted, words_of_name, words_of_number};
use super::index::{Found, Hits, Index, LISTED};

const FIRST: &[&str] =
    &["Anna", "Jörg", "Bärbel", "Łukasz", "İpek", "Anna-Lena", "Zoë", "Ann", "Müller", "Björn Ole", "Ева"];
const LAST: &[&str] = &[
    "Müller",
    "Mueller",
    "von der Tann",
    "Müller-Lüdenscheidt",
    "O’Neill",
    "Groß",
    "Anders",
    "Beispiel",
    "Şahin",
    "Å",
];

fn member(id: i64, first: Option<&str>, last: Option<&str>) -> Found {
    let (first_name, last_name) = (first.map(str::to_owned), last.map(str::to_owned));
    Found { id: CustomerId(id), first_name, last_name, number: Some(format!("1-{}", 9000 + id)), born: None }
}

fn search(index: &Index, query: &str) -> Hits {
    index.search(&Redacted::new(query.to_owned()))
}

fn ids(hits: &Hits) -> Vec<i64> {
    hits.listed.iter().map(|found| found.id.0).collect()
}

/// The same, slowly: by looking at everybody.
fn matches(found: &Found, query: &str) -> bool {
    let names = [&found.last_name, &found.first_name].into_iter().flatten();
    let mut words: Vec<String> = names.flat_map(|name| words_of_name(name)).collect();
    words.extend(found.number.iter().flat_map(|number| words_of_number(number)));
    let wanted = wanted(query);
    !wanted.is_empty()
        && wanted.iter().all(|wanted| {
            wanted
                .spellings
                .iter()
                .any(|spelling| words.iter().any(|word| word.starts_with(spelling.as_str())))
        })
}

fn members() -> impl Strategy<Value = Vec<Found>> {
    let name =
        |names: &'static [&'static str]| proptest::option::weighted(0.95, proptest::sample::select(names));
    proptest::collection::vec((name(FIRST), name(LAST)), 0..60)
        .prop_map(|names| (1..).zip(names).map(|(id, (first, last))| member(id, first, last)).collect())
}

fn query() -> impl Strategy<Value = String> {
    let whole = proptest::sample::select([FIRST, LAST, &["1-90", "9001", "900", "-", "'"]].concat());
    let part = (whole, 1..8_usize, any::<bool>()).prop_map(|(word, length, loud)| {
        let part: String = word.chars().take(length).collect();
        if loud { part.to_uppercase() } else { part }
    });
    proptest::collection::vec(part, 0..3).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn every_hit_matches_and_everybody_who_matches_is_counted(members in members(), query in query()) {
        let index = Index::of(members.clone());
        let hits = search(&index, &query);
        prop_assert!(hits.listed.iter().all(|found| matches(found, &query)), "{query:?}");
        let expected = members.iter().filter(|found| matches(found, &query)).count();
        prop_assert_eq!(hits.total, expected, "{:?}", query);
        prop_assert_eq!(hits.listed.len(), expected.min(LISTED));
        let mut once = ids(&hits);
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), hits.listed.len(), "nobody twice");
    }

    #[test]
    fn the_order_does_not_depend_on_how_the_list_came(members in members(), query in query()) {
        let mut turned = members.clone();
        turned.reverse();
        prop_assert_eq!(search(&Index::of(members), &query), search(&Index::of(turned), &query));
    }

    #[test]
    fn the_order_of_the_words_does_not_matter(members in members(), one in query(), other in query()) {
        let index = Index::of(members);
        let there = search(&index, &format!("{one} {other}"));
        prop_assert_eq!(there, search(&index, &format!("{other} {one}")));
    }

    #[test]
    fn a_longer_word_finds_nobody_new(members in members(), query in "[a-zA-ZäöüÄÖÜßéłİ0-9 -]{0,8}", more in "[a-zäöü0-9]{1,2}") {
        let index = Index::of(members);
        let longer = search(&index, &format!("{query}{more}"));
        if !query.trim().is_empty() && !query.ends_with([' ', '-']) && !wanted(&query).is_empty() {
            prop_assert!(longer.total <= search(&index, &query).total);
        }
    }
}

#[test]
fn the_best_come_first() {
    let index = Index::of([
        member(1, Some("Anna"), Some("Zander")),
        member(2, Some("Bert"), Some("Annas")),
        member(3, Some("Ann"), Some("Young")),
        member(4, Some("Annabel"), Some("Berg")),
        member(5, Some("Bert"), Some("Annas")),
    ]);
    for (query, expected) in [
        // Just as typed, then surnames, then the rest by surname.
        ("ann", &[3, 2, 5, 4, 1][..]),
        ("anna", &[1, 2, 5, 4]),
        ("berg anna", &[4]),
        ("ANNAS b", &[2, 5]),
        ("9003", &[3]),
        ("1-9003", &[3]),
        ("1 9004", &[4]),
        ("", &[]),
        ("x", &[]),
    ] {
        assert_eq!(ids(&search(&index, query)), expected, "{query}");
    }
}

#[test]
fn umlauts_are_found_however_they_are_typed() {
    let index =
        Index::of([member(1, Some("Jörg"), Some("Müller")), member(2, Some("Joerg"), Some("Mueller"))]);
    for (query, expected) in [
        ("müller", &[2, 1][..]),
        ("mueller", &[2, 1]),
        ("muller", &[1]),
        ("jörg mü", &[2, 1]),
        ("JOERG", &[2, 1]),
    ] {
        let mut found = ids(&search(&index, query));
        found.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(found, expected, "{query}");
    }
}

/// A studio as large as there is one, and the queries that look at the most.
#[test]
fn a_hundred_thousand_members_are_searched() {
    let syllables = ["an", "be", "ri", "mo", "el", "ka", "tor", "üs", "ni", "sa", "wil", "dö"];
    let name = |seed: usize, length: usize| -> String {
        (0..length)
            .map(|place| syllables[(seed / 12_usize.pow(u32::try_from(place).unwrap())) % 12])
            .collect()
    };
    let members = (0..100_000_usize).map(|id| {
        let (first, last) = (name(id % 1_009, 2), name(id % 12_007, 4));
        member(i64::try_from(id).unwrap(), Some(&first), Some(&last))
    });
    let index = Index::of(members);
    assert_eq!(index.len(), 100_000);
    for query in ["a", "an", "ani", "an be", "1", "10", "be an 1", "zzz"] {
        let hits = search(&index, query);
        assert!(hits.listed.len() == hits.total.min(LISTED), "{query}");
        assert!(hits.listed.iter().all(|found| matches(found, query)), "{query}");
    }
    assert_eq!(search(&index, "1-108999").total, 1);
}

#[test]
fn nothing_of_it_can_be_printed() {
    let index = Index::of([member(1, Some("Anna"), Some("Beispiel"))]);
    let hits = search(&index, "anna");
    let printed = format!("{index:?} {hits:?}");
    assert!(
        !printed.contains("Anna") && !printed.contains("Beispiel") && !printed.contains("9001"),
        "{printed}"
    );
}
