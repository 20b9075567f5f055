//! What is asked about a member: of the store, and of the studio's system. Each question is a task of its
//! own, so that they run side by side, and ends with the lock.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{CredentialMark, CustomerId, Identification, Outcome, Redacted};
use jiff::civil::Date;
use magicline::{Error, Logo, OpenApi, Search, Visit, VisitSlice};
use outbox::{DirectoryState, Lookup, Outbox, OutboxError};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use wire::{CardProblem, MemberLink, Part, VendorSearch};

use super::session::{Event, Serving};
use crate::Message;
use crate::members::card::{Arrived, CUSTOMER_READ, Question, hit, part, silent};
use crate::members::index::{Found, Index, LISTED};
use crate::transport::noticed;

/// Members read from the store at a time.
const SLICE: usize = 2_000;
/// The right to give a card (Open API).
const LINK: &str = "CUSTOMER_ACCESS_MEDIUM_WRITE";
/// Visits that are shown.
const VISITS: usize = 8;
/// Spans of days that are asked for one after another until they hold enough visits; the vendor takes a year.
const SPANS: [i32; 2] = [30, 365];
/// Slices that are followed, so that a vendor who never comes to an end is not asked for ever.
const SLICES: usize = 20;

/// Whose card it is.
pub(super) enum CardFound {
    Member(Found),
    Not(CardProblem),
}

impl Serving<'_> {
    /// Makes the index anew when the list is another.
    pub(super) async fn refresh(&mut self) {
        if !self.around.may_list {
            return;
        }
        let back = self.back();
        let state = match self.around.outbox.directory().await {
            Ok(state) => state,
            Err(error) => return self.came(Event::List(Err(error))),
        };
        if self.session.made_from == Some(state) {
            return;
        }
        self.session.made_from = Some(state);
        let outbox = self.around.outbox.clone();
        self.session.tasks.spawn(async move { back.say(Event::List(index(&outbox, state).await)).await });
    }

    /// Asks something about the member who is open.
    pub(super) fn ask(&mut self, question: Question) {
        let Some(card) = &self.session.card else { return };
        let (number, customer, today, back) = (card.number, card.id, self.today(), self.back());
        let (open, messages) = (self.around.open.clone(), self.around.parts.messages.clone());
        self.session.tasks.spawn(async move {
            let arrived = match (open, question) {
                (None, question) => no_key(question),
                (Some(open), Question::Record) => {
                    Arrived::Record(told(&messages, open.person(customer).await).await)
                }
                (Some(open), Question::Contracts) => {
                    Arrived::Contracts(told(&messages, open.contracts(customer).await).await)
                }
                (Some(open), Question::Visits) => {
                    Arrived::Visits(told(&messages, visits_of(&open, customer, today).await).await)
                }
                (Some(open), Question::Account) => {
                    Arrived::Account(told(&messages, open.balance(customer).await).await)
                }
                (Some(open), Question::Picture(lies)) => Arrived::Picture(picture(&open, &lies).await),
            };
            back.say(Event::Card(number, arrived)).await;
        });
    }

    /// Finds out whose card it is: by the list, and else by the studio's system.
    pub(super) fn owner(&mut self, card: Identification) {
        let looking = self.session.looks();
        self.session.card_problem = None;
        let (outbox, open) = (self.around.outbox.clone(), self.around.open.clone());
        let (messages, back) = (self.around.parts.messages.clone(), self.back());
        self.session.tasks.spawn(async move {
            let found = owner(&outbox, open.as_deref(), &messages, &card).await;
            back.say(Event::Owner(looking, found)).await;
        });
    }

    /// Has the studio's system search: for a number, or for names in either order.
    pub(super) fn search(&mut self, query: String) {
        let looking = self.session.looks();
        self.session.asked = Some(VendorSearch { query: query.clone(), found: Part::Asked });
        let (open, messages) = (self.around.open.clone(), self.around.parts.messages.clone());
        let (query, back) = (Redacted::new(query), self.back());
        self.session.tasks.spawn(async move {
            let found = match open {
                Some(open) => {
                    let found = told(&messages, found(&open, &query).await).await;
                    part(found, CUSTOMER_READ, |found| found.into_iter().take(LISTED).map(hit).collect())
                }
                None => Part::NoRight { right: CUSTOMER_READ.to_owned() },
            };
            back.say(Event::Found(looking, found)).await;
        });
    }

    /// Gives the member who is open this card. Goes on when the window locks: it has been asked for.
    pub(super) fn link(&mut self, identification: Identification) {
        let back = self.back();
        let Some(card) = &mut self.session.card else { return };
        card.take(Arrived::Link(MemberLink::Linking));
        let (number, customer) = (card.number, card.id);
        let (open, messages) = (self.around.open.clone(), self.around.parts.messages.clone());
        let (outbox, clock) = (self.around.outbox.clone(), self.around.parts.clock.clone());
        self.deeds.spawn(async move {
            let link = match open {
                None => MemberLink::NoRight { right: LINK.to_owned() },
                Some(open) => linked(
                    told(&messages, open.link_card(customer, &identification.in_decimal()).await).await,
                ),
            };
            tracing::info!(?link, "a card for a member");
            if link == MemberLink::Linked {
                let noted = outbox.card_linked(customer, clock.wall()).await;
                noted.inspect_err(|error| tracing::error!(%error, "a linked card is not in the ledger")).ok();
            }
            back.say(Event::Card(number, Arrived::Link(link))).await;
        });
    }
}

/// Tells the desk what an answer says about the connection.
pub(super) async fn told<T>(messages: &mpsc::Sender<Message>, answer: Result<T, Error>) -> Result<T, Error> {
    if let Some(noticed) = noticed(&answer) {
        // Fails only when the desk has ended.
        let _ = messages.send(noticed).await;
    }
    answer
}

/// In slices, so that a tap that has to be written down does not wait for all of it.
async fn index(outbox: &Outbox, state: DirectoryState) -> Result<(Index, DirectoryState), OutboxError> {
    let mut members: Vec<Found> = Vec::with_capacity(state.members as usize);
    let mut after = None;
    loop {
        let slice = outbox.members(after, SLICE).await?;
        let Some(last) = slice.last() else { break };
        after = Some(last.id);
        members.extend(slice.into_iter().map(Found::from));
    }
    let made = spawn_blocking(move || Index::of(members)).await;
    made.map(|index| (index, state)).map_err(|_| OutboxError::Ended)
}

/// Without a key in the keychain nothing can be asked.
fn no_key(question: Question) -> Arrived {
    match question {
        Question::Record => Arrived::Record(Err(Error::CredentialUnusable)),
        Question::Contracts => Arrived::Contracts(Err(Error::CredentialUnusable)),
        Question::Visits => Arrived::Visits(Err(Error::CredentialUnusable)),
        Question::Account => Arrived::Account(Err(Error::CredentialUnusable)),
        Question::Picture(_) => Arrived::Picture(None),
    }
}

/// As a data URL, for the one window that shows it.
async fn picture(open: &Arc<OpenApi>, lies: &Redacted<String>) -> Option<Redacted<String>> {
    use base64::Engine;
    let Logo { media_type, bytes } = open.person_picture(lies).await.ok()?;
    let data = base64::prelude::BASE64_STANDARD.encode(bytes);
    Some(Redacted::new(format!("data:{media_type};base64,{data}")))
}

async fn visits_of(open: &OpenApi, customer: CustomerId, today: Date) -> Result<Vec<Visit>, Error> {
    let ask =
        |span, after: Option<String>| async move { open.visits(customer, span, after.as_deref()).await };
    last_visits(today, ask).await
}

/// The last visits of a member, newest first. The vendor's order is not published, so a span is read to its
/// end; a short one is enough for whoever comes often.
async fn last_visits<F>(
    today: Date,
    ask: impl Fn((Date, Date), Option<String>) -> F,
) -> Result<Vec<Visit>, Error>
where
    F: Future<Output = Result<VisitSlice, Error>> + Send,
{
    let mut visits = Vec::new();
    for days in SPANS {
        visits.clear();
        let span = (today.saturating_sub(jiff::Span::new().days(days)), today);
        let mut after = None;
        for _ in 0..SLICES {
            let slice = ask(span, after).await?;
            visits.extend(slice.visits);
            after = slice.next;
            if after.is_none() {
                break;
            }
        }
        if visits.len() >= VISITS {
            break;
        }
    }
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.from));
    visits.truncate(VISITS);
    Ok(visits)
}

async fn owner(
    outbox: &Outbox,
    open: Option<&OpenApi>,
    messages: &mpsc::Sender<Message>,
    card: &Identification,
) -> CardFound {
    let listed = match CredentialMark::of(card) {
        // Without a store there is no list; the studio's system is asked.
        Some(mark) => outbox.find_member(mark).await.unwrap_or(Lookup::Nobody),
        None => Lookup::Nobody,
    };
    match listed {
        Lookup::One(known) => return CardFound::Member(known.into()),
        Lookup::Several => return CardFound::Not(CardProblem::Several),
        Lookup::Nobody => {}
    }
    let Some(open) = open else { return CardFound::Not(CardProblem::Nobody) };
    match told(messages, open.member_by(card).await).await {
        Ok(Some(member)) => CardFound::Member(Found {
            id: member.id,
            first_name: member.first_name.into_exposed(),
            last_name: member.last_name.into_exposed(),
            number: member.number.into_exposed(),
            born: member.date_of_birth.into_exposed(),
        }),
        Ok(None) => CardFound::Not(CardProblem::Nobody),
        // A number in a form that the vendor does not take is nobody's.
        Err(Error::Status(refusal)) if refusal.status == 400 => CardFound::Not(CardProblem::Nobody),
        Err(error) => CardFound::Not(CardProblem::Silent { reason: silent(&error) }),
    }
}

/// Whom the studio's system finds: prospects and former members, too.
async fn found(open: &OpenApi, query: &Redacted<String>) -> Result<Vec<Found>, Error> {
    let words: Vec<&str> = query.expose().split_whitespace().collect();
    let search = |first: &str, last: &str| Search {
        first_name: Redacted::new((!first.is_empty()).then(|| first.to_owned())),
        last_name: Redacted::new((!last.is_empty()).then(|| last.to_owned())),
        date_of_birth: Redacted::new(None),
        email: Redacted::new(None),
    };
    let customers = match words.as_slice() {
        [] => return Ok(Vec::new()),
        [number] if number.bytes().any(|byte| byte.is_ascii_digit()) => {
            let person = open.person_by_number(&Redacted::new((*number).to_owned())).await?;
            return Ok(person.iter().map(Found::from).collect());
        }
        [word] => {
            let (first, last) = (search(word, ""), search("", word));
            let (first, last) = tokio::try_join!(open.search(&last), open.search(&first))?;
            [first, last].concat()
        }
        [first, rest @ ..] => {
            let (one, other) = (search(first, &rest.join(" ")), search(&rest.join(" "), first));
            let (one, other) = tokio::try_join!(open.search(&one), open.search(&other))?;
            [one, other].concat()
        }
    };
    let mut once = BTreeMap::new();
    for (place, customer) in customers.into_iter().enumerate() {
        let found = Found {
            id: customer.id,
            first_name: customer.first_name.into_exposed(),
            last_name: customer.last_name.into_exposed(),
            number: customer.number.into_exposed(),
            born: customer.date_of_birth.into_exposed(),
        };
        once.entry(found.id).or_insert((place, found));
    }
    let mut found: Vec<_> = once.into_values().collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

fn linked(answer: Result<magicline::CardLink, Error>) -> MemberLink {
    match answer {
        Ok(magicline::CardLink::Linked) => MemberLink::Linked,
        Ok(magicline::CardLink::Taken) => MemberLink::Taken,
        Err(Error::Unsendable) => MemberLink::NotACard,
        Err(error) if error.refused_with() == Some(403) => MemberLink::NoRight { right: LINK.to_owned() },
        Err(error) => match magicline::outcome::<()>(Err(error)) {
            Outcome::Unknown(_) | Outcome::Done(()) => MemberLink::Unknown,
            Outcome::NotDone(_) => MemberLink::Failed,
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::{Timestamp, ToSpan};

    use super::*;

    /// A vendor with a visit on each of these days before today, in this order, three a slice.
    async fn last(days_ago: &[i32]) -> Vec<i32> {
        let today = date(2026, 11, 30);
        let noon = |day: Date| -> Timestamp { day.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp() };
        let ask = |(from, until): (Date, Date), after: Option<String>| async move {
            let days = days_ago.iter().map(|ago| today - ago.days());
            let fits: Vec<_> = days.filter(|day| (from..=until).contains(day)).collect();
            let start: usize = after.map_or(0, |after| after.parse().unwrap());
            let end = fits.len().min(start + 3);
            let visits = fits[start..end].iter().map(|day| Visit { from: noon(*day), to: None }).collect();
            Ok(VisitSlice { visits, next: (end < fits.len()).then(|| end.to_string()) })
        };
        let told = last_visits(today, ask).await.unwrap();
        let ago = |visit: &Visit| (noon(today).duration_since(visit.from).as_hours() / 24) as i32;
        told.iter().map(ago).collect()
    }

    #[tokio::test]
    async fn the_last_visits_are_the_last_ones_in_whatever_order_they_come() {
        let newest_first: Vec<_> = (0..300).collect();
        let oldest_first: Vec<_> = (0..300).rev().collect();
        for days_ago in [&newest_first, &oldest_first] {
            assert_eq!(last(days_ago).await, [0, 1, 2, 3, 4, 5, 6, 7]);
        }
        assert_eq!(last(&[300, 200, 100, 7]).await, [7, 100, 200, 300], "whoever comes seldom");
        assert!(last(&[366]).await.is_empty());
        assert!(last(&[]).await.is_empty());
    }
}
