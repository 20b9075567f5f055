//! The search index: every word of a name and a number once, in order, with who has it. A key press looks
//! at nothing but the words that begin so and whoever has them.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::{CustomerId, Redacted};
use jiff::civil::Date;
use outbox::KnownMember;

use super::fold::{Wanted, folded, wanted, words_of_name, words_of_number};

/// As many members as a list shows.
pub const LISTED: usize = 20;

/// A member that was found. Personal through and through.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The vendor's number.
    pub id: CustomerId,
    /// First name, if there is one.
    pub first_name: Option<String>,
    /// Surname, if there is one.
    pub last_name: Option<String>,
    /// The number they go by.
    pub number: Option<String>,
    /// Date of birth.
    pub born: Option<Date>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found(<redacted>)")
    }
}

impl From<KnownMember> for Found {
    fn from(known: KnownMember) -> Self {
        Self {
            id: known.id,
            first_name: known.first_name.into_exposed(),
            last_name: known.last_name.into_exposed(),
            number: known.number.into_exposed(),
            born: known.born.into_exposed(),
        }
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// The best, at most [`LISTED`].
    pub listed: Vec<Found>,
    /// How many there are in all.
    pub total: usize,
}

/// Finds members by the beginnings of their names and numbers.
pub struct Index {
    /// By surname, first name and the vendor's number: the order in which equally good hits are listed.
    people: Vec<Found>,
    /// Every word once, in order.
    words: Vec<Box<str>>,
    /// Whoever has the word, in the order of `people`: twice the place, and one more where the word is the
    /// surname's.
    who: Lists,
    /// The words of each of `people`: those of the surname first.
    of: Lists,
    /// How many of them are the surname's.
    surnames: Vec<u8>,
}

/// Lists of numbers, one behind the other.
struct Lists {
    starts: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    fn of(lists: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let (mut starts, mut all) = (vec![0], Vec::new());
        for list in lists {
            all.extend(list);
            starts.push(small(all.len()));
        }
        Self { starts, all }
    }

    fn range(&self, lists: Range<usize>) -> &[u32] {
        let at = |index: usize| self.starts.get(index).map_or(self.all.len(), |start| *start as usize);
        self.all.get(at(lists.start)..at(lists.end)).unwrap_or_default()
    }
}

/// How well somebody fits; the smallest is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Every word is there just as it was typed.
    Exact,
    /// The surname begins so.
    Surname,
    Other,
}

/// The best so far, each person once, in order; the rest is only counted.
struct Best {
    list: Vec<(Fit, u32)>,
    met: Vec<bool>,
    total: usize,
}

impl Best {
    fn among(people: usize) -> Self {
        Self { list: Vec::with_capacity(LISTED + 1), met: vec![false; people], total: 0 }
    }

    /// Somebody fits so well. Whoever is met by two of their words counts by the better one.
    fn meet(&mut self, fit: Fit, person: u32) {
        let new = self.met.get_mut(person as usize).is_some_and(|met| !std::mem::replace(met, true));
        self.total += usize::from(new);
        if self.list.len() == LISTED && self.list.last().is_some_and(|last| *last <= (fit, person)) {
            return;
        }
        if !new && let Some(at) = self.list.iter().position(|(_, other)| *other == person) {
            if self.list.get(at).is_some_and(|known| *known <= (fit, person)) {
                return;
            }
            self.list.remove(at);
        }
        let at = self.list.partition_point(|known| *known < (fit, person));
        self.list.insert(at, (fit, person));
        self.list.truncate(LISTED);
    }
}

/// One word of the query, as places in `words`.
struct Places {
    ranges: Vec<Range<u32>>,
    exact: Vec<u32>,
}

impl Places {
    fn hold(&self, word: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&word))
    }
}

impl Index {
    /// Takes the members in, in whatever order they come.
    pub fn of(members: impl IntoIterator<Item = Found>) -> Self {
        let mut people: Vec<Found> = members.into_iter().collect();
        people.sort_by_cached_key(|found| {
            let name = |name: &Option<String>| name.as_deref().map(folded).unwrap_or_default();
            (name(&found.last_name), name(&found.first_name), found.id)
        });
        let mut holders: BTreeMap<Box<str>, Vec<u32>> = BTreeMap::new();
        let mut surnames = Vec::with_capacity(people.len());
        let mut has: Vec<Vec<Box<str>>> = Vec::with_capacity(people.len());
        for (place, found) in people.iter().enumerate() {
            let mut words = found.last_name.as_deref().map(words_of_name).unwrap_or_default();
            surnames.push(u8::try_from(words.len()).unwrap_or(u8::MAX));
            let rest = [
                found.first_name.as_deref().map(words_of_name).unwrap_or_default(),
                found.number.as_deref().map(words_of_number).unwrap_or_default(),
            ];
            for word in rest.into_iter().flatten() {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            let surname = usize::from(surnames.last().copied().unwrap_or_default());
            for (at, word) in words.iter().enumerate() {
                let holder = small(place) * 2 + u32::from(at < surname);
                holders.entry(word.as_str().into()).or_default().push(holder);
            }
            has.push(words.into_iter().map(String::into_boxed_str).collect());
        }
        let (words, who): (Vec<Box<str>>, Vec<_>) = holders.into_iter().unzip();
        let place = |word: &str| small(words.partition_point(|known| known.as_ref() < word));
        let of = has.iter().map(|words| words.iter().map(|word| place(word)).collect());
        let of = Lists::of(of);
        Self { people, who: Lists::of(who), words, of, surnames }
    }

    /// How many members are in it.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// The member with this number of the vendor.
    pub fn member(&self, id: CustomerId) -> Option<&Found> {
        self.people.iter().find(|found| found.id == id)
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whoever has, for every word of the query, a word that begins so, in whatever order. An empty query
    /// finds nobody.
    pub fn search(&self, query: &Redacted<String>) -> Hits {
        let asked: Vec<Places> = wanted(query.expose()).iter().map(|word| self.places(word)).collect();
        let rarest = asked.iter().enumerate().min_by_key(|(_, places)| self.holders(places));
        let Some((rarest, places)) = rarest else { return Hits { listed: Vec::new(), total: 0 } };
        let mut best = Best::among(self.people.len());
        for word in places.ranges.iter().cloned().flatten() {
            for holder in self.who.range(word as usize..word as usize + 1) {
                let (person, surname) = (holder / 2, holder % 2 == 1);
                // Of one word the list says all there is to say; looking at everybody who has an `a` takes long.
                let fit = match asked.len() {
                    1 if places.exact.contains(&word) => Some(Fit::Exact),
                    1 => Some(if surname { Fit::Surname } else { Fit::Other }),
                    _ => self.fit(person, &asked, rarest),
                };
                if let Some(fit) = fit {
                    best.meet(fit, person);
                }
            }
        }
        let found = |(_, person): (Fit, u32)| self.people.get(person as usize).cloned();
        Hits { total: best.total, listed: best.list.into_iter().filter_map(found).collect() }
    }

    fn fit(&self, person: u32, asked: &[Places], met: usize) -> Option<Fit> {
        let has = self.of.range(person as usize..person as usize + 1);
        let all = |places: &Places| has.iter().any(|word| places.hold(*word));
        if !asked.iter().enumerate().all(|(index, places)| index == met || all(places)) {
            return None;
        }
        if asked.iter().all(|places| has.iter().any(|word| places.exact.contains(word))) {
            return Some(Fit::Exact);
        }
        let surname =
            has.iter().take(usize::from(self.surnames.get(person as usize).copied().unwrap_or_default()));
        let begins = surname.into_iter().any(|word| asked.iter().any(|places| places.hold(*word)));
        Some(if begins { Fit::Surname } else { Fit::Other })
    }

    fn places(&self, wanted: &Wanted) -> Places {
        let mut places = Places { ranges: Vec::new(), exact: Vec::new() };
        for spelling in &wanted.spellings {
            let start = self.words.partition_point(|word| **word < **spelling);
            let rest = self.words.get(start..).unwrap_or_default();
            let end = start + rest.partition_point(|word| word.starts_with(spelling.as_str()));
            if rest.first().is_some_and(|word| **word == **spelling) {
                places.exact.push(small(start));
            }
            places.ranges.push(small(start)..small(end));
        }
        places
    }

    fn holders(&self, places: &Places) -> usize {
        let count = |range: &Range<u32>| self.who.range(range.start as usize..range.end as usize).len();
        places.ranges.iter().map(count).sum()
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("members", &self.len()).finish_non_exhaustive()
    }
}

/// A studio has far fewer members and names than this can count.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
