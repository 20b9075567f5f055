//! What is known of the member who is open. Each part comes by itself, and what was asked about an earlier
//! member never lands on a later one. No I/O and no clock.

use domain::{CustomerId, Identification, Money, Redacted};
use jiff::civil::Date;
use magicline::{Balance, Contract, Error, Pause, Person, Visit};
use wire::{
    AccountBalance, AmountView, AttentionReason, ByHand, ClosedView, MemberCard, MemberContract, MemberHit,
    MemberLink, MemberPicture, MemberStatus, Ms, Part, RecordView, VisitView,
};

use super::index::Found;
use crate::greeting::is_birthday;
use crate::sign_ups::attention;

/// The rights that parts need, as the vendor calls them (Open API).
pub(crate) const CUSTOMER_READ: &str = "CUSTOMER_READ";
const CONTRACTS: &str = "CUSTOMER_CONTRACT_READ";
const VISITS: &str = "CHECKIN_READ";
const ACCOUNT: &str = "CUSTOMER_ACCOUNT_READ";

/// Something that came about a member.
pub(crate) enum Arrived {
    Record(Result<Option<Person>, Error>),
    Contracts(Result<Vec<Contract>, Error>),
    Visits(Result<Vec<Visit>, Error>),
    Account(Result<Balance, Error>),
    /// The picture as a data URL, or that it could not be fetched.
    Picture(Option<Redacted<String>>),
    ByHand(ByHand),
    Link(MemberLink),
}

/// What of a member is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Record,
    Contracts,
    Visits,
    Account,
    /// From where the record says it lies.
    Picture(Redacted<String>),
}

/// The member who is open.
pub(crate) struct Card {
    pub(crate) number: u32,
    pub(crate) id: CustomerId,
    view: MemberCard,
    person: Option<Person>,
    picture: Option<Redacted<String>>,
    today: Date,
}

impl Card {
    /// A member was chosen: everything has to be asked for.
    pub(crate) fn open(number: u32, found: Found, today: Date) -> (Self, Vec<Question>) {
        let id = found.id;
        let birthday = found.born.is_some_and(|born| is_birthday(born, today));
        let view = MemberCard {
            card: number,
            member: hit(found),
            birthday,
            record: Part::Asked,
            contracts: Part::Asked,
            visits: Part::Asked,
            account: Part::Asked,
            picture: MemberPicture::Asked,
            by_hand: ByHand::No,
            link: MemberLink::No,
        };
        let card = Self { number, id, view, person: None, picture: None, today };
        (card, vec![Question::Record, Question::Contracts, Question::Visits, Question::Account])
    }

    pub(crate) const fn view(&self) -> &MemberCard {
        &self.view
    }

    /// The picture as a data URL, once it is here.
    pub(crate) const fn picture(&self) -> Option<&Redacted<String>> {
        self.picture.as_ref()
    }

    /// What did not come is asked for again.
    pub(crate) fn again(&mut self) -> Vec<Question> {
        let mut questions = Vec::new();
        if renew(&mut self.view.record) {
            questions.push(Question::Record);
        }
        if renew(&mut self.view.contracts) {
            questions.push(Question::Contracts);
        }
        if renew(&mut self.view.visits) {
            questions.push(Question::Visits);
        }
        if renew(&mut self.view.account) {
            questions.push(Question::Account);
        }
        // The address of a picture lapses: the record says a new one.
        if self.view.picture == MemberPicture::Silent && !questions.contains(&Question::Record) {
            self.view.picture = MemberPicture::Asked;
            questions.push(Question::Record);
        }
        questions
    }

    /// First and last name, as far as there are any.
    pub(crate) fn name(&self) -> Option<Redacted<String>> {
        let names = [self.view.member.first_name.as_deref(), self.view.member.last_name.as_deref()];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then(|| Redacted::new(name))
    }

    /// Whether checking in can be tried: not again once it was recorded or may have been.
    pub(crate) const fn may_check_in(&self) -> bool {
        match self.view.by_hand {
            ByHand::No | ByHand::Refused { .. } | ByHand::NoKey | ByHand::Not { .. } => true,
            ByHand::Asking | ByHand::Done | ByHand::LetIn | ByHand::Unknown => false,
        }
    }

    /// What a device could be told that this is, as far as the record is here: a card first.
    pub(crate) fn key(&self) -> Option<Identification> {
        self.person.as_ref()?.keys.first().map(|key| key.0.clone())
    }

    /// Whether the record is here and says how the member is known at a reader.
    pub(crate) const fn has_record(&self) -> bool {
        self.person.is_some()
    }

    /// Takes in what came. Says what is to be asked next.
    pub(crate) fn take(&mut self, arrived: Arrived) -> Option<Question> {
        match arrived {
            Arrived::Record(answer) => return self.record(answer),
            Arrived::Contracts(answer) => {
                let today = self.today;
                self.view.contracts = part(answer, CONTRACTS, |all| contracts(all, today));
            }
            Arrived::Visits(answer) => {
                self.view.visits = part(answer, VISITS, |all| all.into_iter().map(visit).collect());
            }
            Arrived::Account(answer) => self.view.account = part(answer, ACCOUNT, account),
            Arrived::Picture(picture) => {
                let here = if picture.is_some() { MemberPicture::Here } else { MemberPicture::Silent };
                (self.view.picture, self.picture) = (here, picture);
            }
            Arrived::ByHand(by_hand) => self.view.by_hand = by_hand,
            Arrived::Link(link) => self.view.link = link,
        }
        None
    }

    fn record(&mut self, answer: Result<Option<Person>, Error>) -> Option<Question> {
        let person = match answer {
            Ok(Some(person)) => person,
            Ok(None) => {
                (self.view.record, self.view.picture) = (Part::Nothing, MemberPicture::Nothing);
                return None;
            }
            Err(error) => {
                (self.view.record, self.view.picture) =
                    (missing(&error, CUSTOMER_READ), MemberPicture::Nothing);
                return None;
            }
        };
        let born = *person.date_of_birth.expose();
        self.view.birthday = born.is_some_and(|born| is_birthday(born, self.today));
        self.view.member = hit(Found::from(&person));
        self.view.record = Part::Here { value: record(&person, self.today) };
        let lies = person.picture.expose().clone().map(Redacted::new);
        self.view.picture = if lies.is_some() { MemberPicture::Asked } else { MemberPicture::Nothing };
        self.person = Some(person);
        lies.map(Question::Picture)
    }
}

impl From<&Person> for Found {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            first_name: person.first_name.expose().clone(),
            last_name: person.last_name.expose().clone(),
            number: person.number.expose().clone(),
            born: *person.date_of_birth.expose(),
        }
    }
}

/// As the window lists it.
pub(crate) fn hit(found: Found) -> MemberHit {
    MemberHit {
        id: found.id.into(),
        first_name: found.first_name,
        last_name: found.last_name,
        number: found.number,
        born: found.born.map(|born| born.to_string()),
    }
}

/// What an answer is for the window. A 403 means that the right is missing (Open API).
pub(crate) fn part<T, U>(answer: Result<T, Error>, right: &str, read: impl FnOnce(T) -> U) -> Part<U> {
    match answer {
        Ok(value) => Part::Here { value: read(value) },
        Err(error) => missing(&error, right),
    }
}

fn missing<T>(error: &Error, right: &str) -> Part<T> {
    match error.refused_with() {
        Some(403) => Part::NoRight { right: right.to_owned() },
        Some(404) => Part::Nothing,
        Some(_) | None => Part::Silent { reason: silent(error) },
    }
}

/// Why an answer did not come. What the vendor refuses without a reason that we know passes, or does not:
/// it is its fault either way.
pub(crate) fn silent(error: &Error) -> AttentionReason {
    attention(error)
}

fn renew<T>(part: &mut Part<T>) -> bool {
    let again = match part {
        Part::NoRight { .. } | Part::Silent { .. } => true,
        Part::Asked | Part::Here { .. } | Part::Nothing => false,
    };
    if again {
        *part = Part::Asked;
    }
    again
}

fn record(person: &Person, today: Date) -> RecordView {
    let mut closed: Vec<ClosedView> = person.closed.iter().map(|pause| closed(pause, today)).collect();
    closed.sort_by_key(|days| !days.today);
    RecordView {
        status: match person.status.as_deref() {
            Some("MEMBER") => MemberStatus::Member,
            Some("PROSPECT") => MemberStatus::Prospect,
            Some("FORMER_MEMBER") => MemberStatus::Former,
            Some(_) | None => MemberStatus::Other,
        },
        blocked: person.standing.blocked,
        may_enter: person.standing.allows(today),
        closed,
        has_key: !person.keys.is_empty(),
    }
}

fn closed(pause: &Pause, today: Date) -> ClosedView {
    ClosedView {
        from: pause.from.map(|day| day.to_string()),
        to: pause.to.map(|day| day.to_string()),
        reason: pause.reason.expose().clone(),
        idle: pause.idle,
        today: pause.from.is_none_or(|from| from <= today) && pause.to.is_none_or(|to| today <= to),
    }
}

/// Those that run first, and of these the one that ends last.
fn contracts(mut all: Vec<Contract>, today: Date) -> Vec<MemberContract> {
    let runs = |contract: &Contract| {
        contract.active.unwrap_or_else(|| {
            contract.start.is_none_or(|start| start <= today) && contract.end.is_none_or(|end| today <= end)
        })
    };
    all.sort_by_key(|contract| {
        (!runs(contract), std::cmp::Reverse(contract.end.unwrap_or(Date::MAX)), contract.id)
    });
    let view = |contract: Contract| MemberContract {
        active: runs(&contract),
        name: contract.name,
        start: contract.start.map(|day| day.to_string()),
        end: contract.end.map(|day| day.to_string()),
    };
    all.into_iter().map(view).collect()
}

fn visit(visit: Visit) -> VisitView {
    VisitView { from_ms: visit.from.into(), to_ms: visit.to.map(Ms::from) }
}

fn account(balance: Balance) -> AccountBalance {
    let amount = |money: &Redacted<Option<Money>>| money.expose().map(AmountView::from);
    AccountBalance {
        credit: amount(&balance.credit),
        account: amount(&balance.account),
        dunning: balance.dunning.into_exposed(),
        in_collection: balance.in_collection,
    }
}

#[cfg(test)]
mod tests {
    use domain::{CardFormat, ContractId, Standing};
    use jiff::civil::date;
    use magicline::{Key, Refusal};

    use super::*;

    const TODAY: Date = date(2026, 11, 29);

    fn found(id: i64) -> Found {
        Found {
            id: CustomerId(id),
            first_name: Some("Anna".into()),
            last_name: None,
            number: None,
            born: Some(date(1990, 11, 29)),
        }
    }

    fn person(id: i64) -> Person {
        Person {
            id: CustomerId(id),
            number: Redacted::new(Some("1-9001".into())),
            first_name: Redacted::new(Some("Anna".into())),
            last_name: Redacted::new(Some("Beispiel".into())),
            date_of_birth: Redacted::new(Some(date(1990, 11, 28))),
            status: Some("MEMBER".into()),
            standing: Standing { member: true, blocked: false, closed: Vec::new() },
            closed: vec![
                Pause { from: Some(date(2027, 1, 1)), to: None, reason: Redacted::new(None), idle: true },
                Pause {
                    from: None,
                    to: Some(TODAY),
                    reason: Redacted::new(Some("Hausverbot".into())),
                    idle: false,
                },
            ],
            picture: Redacted::new(Some("https://pictures.example/1".into())),
            keys: vec![Key(Identification::Number { value: "1".into(), format: CardFormat::Decimal })],
        }
    }

    fn refused(status: u16) -> Error {
        Error::Status(Refusal::of(status))
    }

    #[test]
    fn each_part_comes_by_itself_and_the_picture_after_the_record() {
        let (mut card, asked) = Card::open(1, found(7), TODAY);
        assert_eq!(asked.len(), 4);
        assert!(card.view().birthday && card.key().is_none());
        assert_eq!(card.take(Arrived::Visits(Ok(Vec::new()))), None);
        assert_eq!(card.view().visits, Part::Here { value: Vec::new() });
        assert_eq!(card.view().record, Part::Asked);
        let Some(Question::Picture(_)) = card.take(Arrived::Record(Ok(Some(person(7))))) else {
            panic!("a picture")
        };
        assert!(!card.view().birthday, "the record knows better than the list");
        let Part::Here { value: record } = &card.view().record else { panic!("the record") };
        assert_eq!((record.closed[0].today, record.closed[1].today), (true, false));
        assert!(card.key().is_some() && record.has_key);
        card.take(Arrived::Picture(None));
        assert_eq!(card.view().picture, MemberPicture::Silent);
        assert_eq!(card.again(), [Question::Record], "its address lapses");
    }

    #[test]
    fn what_is_missing_says_why_and_can_be_asked_again() {
        let (mut card, _) = Card::open(1, found(7), TODAY);
        card.take(Arrived::Record(Ok(Some(person(7)))));
        card.take(Arrived::Account(Err(refused(403))));
        card.take(Arrived::Visits(Err(Error::NoConnection)));
        card.take(Arrived::Contracts(Err(refused(404))));
        assert_eq!(card.view().account, Part::NoRight { right: ACCOUNT.to_owned() });
        assert_eq!(card.view().visits, Part::Silent { reason: AttentionReason::NoConnection });
        assert_eq!(card.view().contracts, Part::Nothing);
        assert_eq!(card.again(), [Question::Visits, Question::Account]);
        assert_eq!(card.view().visits, Part::Asked);
        assert_eq!(card.again(), [], "it is being asked");
    }

    #[test]
    fn the_contract_that_runs_and_ends_last_comes_first() {
        let contract = |id, end, active| {
            let id = ContractId(id);
            Contract { id, name: None, created: None, start: None, end, active }
        };
        let all = vec![
            contract(1, Some(date(2025, 1, 1)), Some(false)),
            contract(2, Some(date(2027, 1, 1)), Some(true)),
            contract(3, None, None),
            contract(4, Some(date(2026, 11, 28)), None),
        ];
        let ends: Vec<_> = contracts(all, TODAY).into_iter().map(|one| (one.end, one.active)).collect();
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(
            ends,
            [(None, true), (day("2027-01-01"), true), (day("2026-11-28"), false), (day("2025-01-01"), false)]
        );
    }
}
